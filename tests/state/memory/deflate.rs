//! Little input that stands for very much.

use allocation_counter::measure;
use imap_codec::{Limits, Options};
use imap_state::conn::{Client, Connection, Inbox, ReceiveError, Received, Role, Server};
use imap_types::{
    command::{Command, CommandBody},
    core::{Content, Tag},
    data::Data,
    ext::compress::Algorithm,
    fetch::{Fetch, MsgAtt, SectionData},
    response::{Greeting, GreetingKind, RespText, Response, State, Tagged},
};

use crate::MIB;

/// What compression costs for as long as it runs, as it is documented.
const FIXED: u64 = 376 << 10;

fn transmit<R: Role>(conn: &mut Connection<R>, mut hand_on: impl FnMut(&[u8])) {
    loop {
        let bytes = conn.transmit().collect::<Vec<_>>().concat();
        if bytes.is_empty() {
            return;
        }
        conn.transmitted(bytes.len());
        hand_on(&bytes);
    }
}

fn push(inbox: &mut Inbox, bytes: &[u8]) {
    inbox.space(bytes.len())[..bytes.len()].copy_from_slice(bytes);
    inbox.filled(bytes.len());
}

fn text() -> RespText<'static> {
    RespText::new("ok").expect("a text")
}

/// Both ends, compressed, and the inboxes of both.
fn ends(limits: Limits) -> (Connection<Client>, Inbox, Connection<Server>, Inbox) {
    let mut client = Connection::<Client>::new(Options::tolerant());
    let mut server = Connection::<Server>::new(Options::tolerant());
    let mut at_client = Inbox::new(limits).stream_above(4096);
    let mut at_server = Inbox::new(limits);
    let tag = || Tag::try_from("a").expect("a tag");
    let command = Command::new(tag(), CommandBody::Compress(Algorithm::Deflate));
    client.send(&command).expect("it fits");
    transmit(&mut client, |bytes| push(&mut at_server, bytes));
    assert!(matches!(server.receive(&mut at_server), Ok(Some(_))));
    let (kind, text_) = (GreetingKind::Ok, text());
    let greeting = Greeting { kind, text: text_ };
    server.send(&greeting).expect("it fits");
    let (state, text_) = (State::Ok, text());
    let tagged = Tagged {
        tag: tag(),
        state,
        text: text_,
    };
    server.send(&Response::Tagged(tagged)).expect("it fits");
    transmit(&mut server, |bytes| push(&mut at_client, bytes));
    for _ in 0..2 {
        assert!(matches!(client.receive(&mut at_client), Ok(Some(_))));
    }
    client.start_deflate(&mut at_client).expect("granted");
    server.start_deflate(&mut at_server).expect("granted");
    (client, at_client, server, at_server)
}

fn body(len: u64) -> Response<'static> {
    let data = Some(Content::Elsewhere { len });
    let item = MsgAtt::BodySection(Box::new(SectionData {
        data,
        ..SectionData::default()
    }));
    Response::Data(Data::Fetch(Fetch {
        seq: std::num::NonZeroU32::MIN,
        items: imap_types::core::Vec1::one(item),
    }))
}

/// The compressed stream of a body of so many octets, all alike.
fn bomb(server: &mut Connection<Server>, len: u64, mut hand_on: impl FnMut(&[u8])) {
    server.send(&body(len)).expect("it fits");
    let data = vec![b'x'; 16 << 10];
    loop {
        transmit(server, &mut hand_on);
        match server.wants() {
            Some((_, max)) => server
                .supply(&data[..max.min(data.len())])
                .expect("it is wanted"),
            None => return,
        }
    }
}

/// 64 MiB are inflated chunk by chunk, though all of it was pushed at once.
#[test]
fn a_bomb_is_inflated_as_it_is_pulled() {
    let len = 64 * MIB;
    let (mut client, mut at_client, mut server, _) = ends(Limits::default());
    let mut stream = Vec::new();
    bomb(&mut server, len, |bytes| stream.extend_from_slice(bytes));
    assert!((stream.len() as u64) < len / 100, "{} bytes", stream.len());
    let cost = measure(|| {
        push(&mut at_client, &stream);
        let mut arrived = 0;
        while let Some(received) = client.receive(&mut at_client).expect("it is whole") {
            if let Received::Chunk(chunk) = received {
                arrived += chunk.len() as u64;
            }
        }
        assert_eq!(arrived, len);
    });
    let most = 2 * stream.len() as u64 + (64 << 10);
    assert!(cost.bytes_max < most, "{} bytes", cost.bytes_max);
    eprintln!(
        "{} bytes of input for {len}: {} bytes at most",
        stream.len(),
        cost.bytes_max
    );
}

/// Where the limits end it, it ends.
#[test]
fn a_bomb_beyond_the_limits() {
    let limits = Limits::before_authentication();
    let (mut client, mut at_client, mut server, _) = ends(limits);
    let mut stream = Vec::new();
    bomb(&mut server, 64 * MIB, |bytes| {
        stream.extend_from_slice(bytes)
    });
    let cost = measure(|| {
        push(&mut at_client, &stream);
        let error = loop {
            match client.receive(&mut at_client) {
                Ok(Some(_)) => {}
                Ok(None) => panic!("it takes it all"),
                Err(error) => break error,
            }
        };
        assert!(matches!(error, ReceiveError::Frame(_)), "{error}");
    });
    let most = 2 * stream.len() as u64 + (64 << 10);
    assert!(cost.bytes_max < most, "{} bytes", cost.bytes_max);
}

/// 64 MiB from one end to the other: what both hold is fixed.
#[test]
fn a_body_passes_through_both() {
    let len = 64 * MIB;
    let cost = measure(|| {
        let (mut client, mut at_client, mut server, _at_server) = ends(Limits::default());
        let mut arrived = 0;
        bomb(&mut server, len, |bytes| {
            push(&mut at_client, bytes);
            while let Some(received) = client.receive(&mut at_client).expect("it is whole") {
                if let Received::Chunk(chunk) = received {
                    arrived += chunk.len() as u64;
                }
            }
        });
        assert_eq!(arrived, len);
    });
    assert!(
        cost.bytes_max < 2 * FIXED + (400 << 10),
        "{} bytes",
        cost.bytes_max
    );
    eprintln!("both ends: {} bytes at most", cost.bytes_max);
}

/// As it is documented.
#[test]
fn fixed_cost() {
    let mut kept = None;
    let cost = measure(|| kept = Some(ends(Limits::default())));
    let each = cost.bytes_current as u64 / 2;
    assert!((FIXED - (40 << 10)..FIXED).contains(&each), "{each} bytes");
    eprintln!("compression at rest: {each} bytes for each end");
}
