//! A client's end: a gigabyte in each direction, a connection at rest, ten thousand commands.

use std::time::Duration;

use allocation_counter::{AllocationInfo, measure};
use imap_state::{
    client::{Client, Config, Event, Output},
    conn::Inbox,
    session::TlsPolicy,
};
use imap_types::{
    append::Append,
    command::{CommandBody, Login},
    core::Content,
    sequence::SequenceSet,
};

use crate::{GIB, MIB};

struct End {
    client: Client,
    inbox: Inbox,
    /// Bytes written.
    out: u64,
    /// Bytes of a body that arrived.
    arrived: u64,
    /// Commands that were completed.
    done: usize,
    /// How often it was asked what to do.
    polls: usize,
}

impl End {
    fn new() -> Self {
        let config = Config {
            tls: TlsPolicy::Plain,
            stream_above: 1 << 16,
            ..Config::default()
        };
        Self {
            inbox: config.inbox(),
            client: Client::new(config),
            out: 0,
            arrived: 0,
            done: 0,
            polls: 0,
        }
    }

    /// Tag A2 is the next.
    fn selected() -> Self {
        let mut end = Self::new();
        end.feed(b"* OK [CAPABILITY IMAP4rev1 IDLE] hi\r\n");
        end.send(Login::new("alice", "secret").expect("plain"));
        end.feed(b"A0 OK [CAPABILITY IMAP4rev1 IDLE] in\r\n");
        end.send(CommandBody::select("INBOX").expect("a name"));
        let told = b"* FLAGS (\\Seen \\Deleted)\r\n* 100 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\nA1 OK [READ-WRITE] in\r\n";
        end.feed(told);
        assert!(end.client.mailbox().is_some_and(|one| one.exists() == 100));
        end
    }

    fn send(&mut self, command: impl Into<CommandBody<'static>>) {
        self.client.send(command).expect("it may be sent");
        self.run();
    }

    fn feed(&mut self, bytes: &[u8]) {
        self.inbox.space(bytes.len())[..bytes.len()].copy_from_slice(bytes);
        self.inbox.filled(bytes.len());
        self.run();
    }

    fn run(&mut self) {
        let data = [b'x'; 16 << 10];
        loop {
            self.polls += 1;
            match self.client.poll(&mut self.inbox, Duration::ZERO) {
                Ok(Output::Transmit(bytes)) => {
                    let n = bytes.len();
                    self.out += n as u64;
                    self.client.transmitted(n);
                }
                Ok(Output::Event(Event::WantData { handle, max })) => {
                    let data = &data[..max.min(data.len())];
                    self.client.supply(handle, data).expect("it was asked for");
                }
                Ok(Output::Event(Event::Body { chunk, .. })) => self.arrived += chunk.len() as u64,
                Ok(Output::Event(Event::Done { .. })) => self.done += 1,
                Ok(Output::Event(_)) => {}
                Ok(Output::NeedInput { .. }) => return,
                other => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn a_gigabyte_is_appended() {
    let cost = measure(|| {
        let mut end = End::selected();
        let data = Content::Elsewhere { len: GIB };
        end.send(Append::new("INBOX", data).expect("a name"));
        let before = end.out;
        end.feed(b"+ go on\r\n");
        assert_eq!(end.out - before, GIB + 2);
        end.feed(b"A2 OK done\r\n");
        assert_eq!(end.done, 3);
    });
    assert!(cost.bytes_max < MIB, "{} bytes", cost.bytes_max);
    eprintln!(
        "APPEND of 1 GiB at a client: {} bytes at most",
        cost.bytes_max
    );
}

#[test]
fn a_gigabyte_arrives() {
    let piece = vec![b'x'; 64 << 10];
    let cost = measure(|| {
        let mut end = End::selected();
        let fetch = imap_types::fetch::FetchAtt::BodyPeek(Default::default());
        end.send(CommandBody::fetch(
            "1".parse::<SequenceSet>().expect("a set"),
            imap_types::fetch::FetchItems::from(fetch),
        ));
        end.feed(format!("* 1 FETCH (BODY[] {{{GIB}}}\r\n").as_bytes());
        for _ in 0..GIB / (64 << 10) {
            end.feed(&piece);
        }
        end.feed(b")\r\nA2 OK done\r\n");
        assert_eq!((end.arrived, end.done), (GIB, 3));
    });
    assert!(cost.bytes_max < MIB, "{} bytes", cost.bytes_max);
    eprintln!(
        "FETCH of 1 GiB at a client: {} bytes at most",
        cost.bytes_max
    );
}

#[test]
fn at_rest() {
    let mut end = None;
    let cost = measure(|| {
        let mut one = End::selected();
        one.send(CommandBody::fetch(
            "1:*".parse::<SequenceSet>().expect("a set"),
            imap_types::fetch::FetchItems::from(imap_types::fetch::FetchAtt::Uid),
        ));
        for uid in 1..=100 {
            one.feed(format!("* {uid} FETCH (UID {uid} FLAGS (\\Seen))\r\n").as_bytes());
        }
        one.feed(b"A2 OK done\r\n");
        one.send(CommandBody::Idle);
        one.feed(b"+ idling\r\n");
        end = Some(one);
    });
    let rests = cost.bytes_current as usize + size_of::<Client>() + size_of::<Inbox>();
    assert!(rests < 16 << 10, "{rests} bytes");
    eprintln!("a client at rest: {rests} bytes");
    drop(end);
}

/// Ten times as many commands take ten times as many steps, allocations and bytes.
#[test]
fn ten_thousand_in_flight() {
    let took = |n: usize| {
        let mut polls = 0;
        let cost = measure(|| {
            let mut end = End::selected();
            end.polls = 0;
            for _ in 0..n {
                end.client.send(CommandBody::Noop).expect("it may be sent");
            }
            assert_eq!(end.client.in_flight(), n);
            end.run();
            for tag in 2..n + 2 {
                end.feed(format!("A{tag} OK done\r\n").as_bytes());
            }
            assert_eq!((end.done, end.client.in_flight()), (n + 2, 0));
            polls = end.polls;
        });
        (polls, cost)
    };
    let ((few, less), (many, more)) = (took(1000), took(10_000));
    assert!(many <= few * 10, "{few} and {many} steps");
    let times = |of: fn(&AllocationInfo) -> u64| of(&more) as f64 / of(&less) as f64;
    assert!(times(|cost| cost.count_total) < 11.0, "{less:?} {more:?}");
    // What is grown by doubling takes up to twice as much.
    assert!(times(|cost| cost.bytes_total) < 20.0, "{less:?} {more:?}");
    assert!(times(|cost| cost.bytes_max) < 20.0, "{less:?} {more:?}");
    eprintln!(
        "10,000 NOOPs: {many} steps, {} allocations, {} bytes at most",
        more.count_total, more.bytes_max
    );
}
