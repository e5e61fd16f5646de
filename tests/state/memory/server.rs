//! A server's end: a gigabyte in each direction, a connection at rest, a mailbox of a million.

use std::{
    num::NonZeroU32,
    time::{Duration, Instant},
};

use allocation_counter::measure;
use imap_codec::Limits;
use imap_state::{
    conn::Inbox,
    server::{Change, Config, Event, Output, Server, Snapshot},
    session::TlsPolicy,
    tag::Handle,
};
use imap_types::{
    command::CommandBody,
    core::Content,
    fetch::{MsgAtt, SectionData},
    flag::Flags,
};

use crate::{GIB, MIB};

struct End {
    server: Server,
    inbox: Inbox,
    /// Bytes written.
    out: u64,
    /// Bytes of a message that arrived.
    arrived: u64,
    /// Bytes of a message that are to be supplied.
    body: u64,
    uids: u32,
}

impl End {
    fn new(uids: u32) -> Self {
        let config = Config {
            tls: TlsPolicy::Plain,
            ..Config::default()
        };
        Self {
            server: Server::new(config),
            inbox: Inbox::new(Limits::default()).stream_above(1 << 16),
            out: 0,
            arrived: 0,
            body: 0,
            uids,
        }
    }

    fn selected(uids: u32) -> Self {
        let mut end = Self::new(uids);
        end.feed(b"a LOGIN alice secret\r\nb SELECT INBOX\r\n");
        end
    }

    fn feed(&mut self, bytes: &[u8]) {
        self.inbox.space(bytes.len()).copy_from_slice(bytes);
        self.inbox.filled(bytes.len());
        self.run();
    }

    fn run(&mut self) {
        let data = [b'x'; 16 << 10];
        loop {
            match self.server.poll(&mut self.inbox, Duration::ZERO) {
                Ok(Output::Transmit(bytes)) => {
                    let n = bytes.len();
                    self.out += n as u64;
                    self.server.transmitted(n);
                }
                Ok(Output::Event(event)) => match event {
                    Event::Command { handle, command } => {
                        answer(&mut self.server, self.uids, handle, command)
                    }
                    Event::FetchNext { handle, .. } if self.body > 0 => {
                        let data = Some(Content::Elsewhere { len: self.body });
                        let item = SectionData {
                            data,
                            ..SectionData::default()
                        };
                        let items = [MsgAtt::BodySection(Box::new(item))];
                        self.server.fetched(handle, items).expect("a body");
                    }
                    Event::FetchNext { handle, .. } => {
                        let items = [MsgAtt::Flags(Flags::new())];
                        self.server.fetched(handle, items).expect("flags");
                    }
                    Event::WantData { handle, max } => {
                        let data = &data[..max.min(data.len())];
                        self.server.supply(handle, data).expect("data");
                    }
                    Event::LiteralOffered { handle, .. } => {
                        self.server.accept_literal(handle).expect("it was offered");
                    }
                    Event::AppendChunk { chunk, .. } => self.arrived += chunk.len() as u64,
                    _ => {}
                },
                Ok(_) => return,
                Err(error) => panic!("{error}"),
            }
        }
    }
}

fn answer(server: &mut Server, uids: u32, handle: Handle, command: CommandBody<'_>) {
    let answered = match command {
        CommandBody::Login(_) => server.authenticated(handle, "alice"),
        CommandBody::Select(_) => {
            let uids = (1..=uids).filter_map(NonZeroU32::new);
            server.select(handle, Snapshot::new(NonZeroU32::MIN, uids))
        }
        CommandBody::Fetch(fetch) => server.fetch(handle, &fetch),
        _ => server.ok(handle, "done"),
    };
    answered.expect("an answer");
}

#[test]
fn a_gigabyte_arrives() {
    let piece = vec![b'x'; 64 << 10];
    let cost = measure(|| {
        let mut end = End::selected(1);
        end.feed(format!("c APPEND x {{{GIB}}}\r\n").as_bytes());
        for _ in 0..GIB / (64 << 10) {
            end.feed(&piece);
        }
        end.feed(b"\r\n");
        assert_eq!(end.arrived, GIB);
    });
    assert!(cost.bytes_max < MIB, "{} bytes", cost.bytes_max);
    eprintln!(
        "APPEND of 1 GiB at a server: {} bytes at most",
        cost.bytes_max
    );
}

#[test]
fn a_gigabyte_is_fetched() {
    let cost = measure(|| {
        let mut end = End::selected(1);
        end.body = GIB;
        end.out = 0;
        end.feed(b"c FETCH 1 BODY[]\r\n");
        let around = "* 1 FETCH (BODY[] {1073741824}\r\n)\r\nc OK FETCH completed\r\n".len();
        assert_eq!(end.out, GIB + around as u64);
    });
    assert!(cost.bytes_max < MIB, "{} bytes", cost.bytes_max);
    eprintln!(
        "FETCH of 1 GiB at a server: {} bytes at most",
        cost.bytes_max
    );
}

#[test]
fn at_rest() {
    let mut end = None;
    let cost = measure(|| {
        let mut one = End::selected(100);
        one.feed(b"c FETCH 1:* FLAGS\r\nd IDLE\r\n");
        end = Some(one);
    });
    let rests = cost.bytes_current as usize + size_of::<Server>() + size_of::<Inbox>();
    assert!(rests < 16 << 10, "{rests} bytes");
    eprintln!("a server at rest: {rests} bytes");
    drop(end);
}

#[test]
fn a_million_messages() {
    let start = Instant::now();
    let cost = measure(|| {
        let mut end = End::selected(1_000_000);
        end.feed(b"c FETCH 500000:510000 FLAGS\r\n");
        for uid in (1..=1_000_000).filter_map(NonZeroU32::new) {
            end.server.notify(Change::Expunged(uid));
        }
        end.feed(b"d NOOP\r\n");
        assert_eq!(end.server.changes(), 0);
    });
    let took = start.elapsed();
    assert!(took < Duration::from_secs(60), "{took:?}");
    assert!(cost.bytes_max < 32 * MIB, "{} bytes", cost.bytes_max);
    eprintln!("a million expunged: {took:?}, {} bytes", cost.bytes_max);
}
