#![allow(clippy::unwrap_used, clippy::std_instead_of_alloc, reason = "tests")]

use std::{
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};

use imap_codec::{FrameErrorKind, IdleDone, Limits, LiteralForm};
use imap_types::{
    append::Append,
    auth::AuthenticateData,
    command::{Command, CommandBody},
    core::Tag,
    ext::compress::Algorithm,
    response::{Greeting, GreetingKind, Response, State, Tagged},
};

use super::*;

/// One end and its inbox.
struct End<R: Role> {
    conn: Connection<R>,
    inbox: Inbox,
}

impl<R: Role> End<R> {
    fn new() -> Self {
        Self {
            conn: Connection::new(Options::tolerant()),
            inbox: Inbox::new(Limits::default()),
        }
    }

    fn feed(&mut self, bytes: &[u8]) {
        self.inbox.space(bytes.len())[..bytes.len()].copy_from_slice(bytes);
        self.inbox.filled(bytes.len());
    }

    /// All that is received, in short.
    fn received(&mut self) -> Vec<String> {
        let mut all = vec![];
        loop {
            let ended = self.inbox.has_ended();
            match self.conn.receive(&mut self.inbox) {
                Ok(Some(Received::Message { raw, .. })) => {
                    all.push(String::from_utf8_lossy(raw.trim_ascii_end()).into_owned());
                }
                Ok(Some(Received::End)) => {
                    all.push("End".into());
                    return all;
                }
                Ok(Some(received)) => all.push(format!("{received:?}")),
                Ok(None) if ended => {}
                Ok(None) => return all,
                Err(error) => {
                    all.push(error.to_string());
                    return all;
                }
            }
        }
    }

    /// Writes at most `n` bytes.
    fn write(&mut self, n: usize) -> Vec<u8> {
        let mut bytes = self.conn.transmit().collect::<Vec<_>>().concat();
        bytes.truncate(n);
        self.conn.transmitted(bytes.len());
        bytes
    }

    fn written(&mut self) -> String {
        String::from_utf8(self.write(usize::MAX)).unwrap()
    }
}

fn tag(tag: &str) -> Tag<'_> {
    Tag::try_from(tag).unwrap()
}

fn command<'a>(name: &'a str, body: CommandBody<'a>) -> Command<'a> {
    Command::new(tag(name), body)
}

fn done<'a>(name: &'a str, state: State) -> Response<'a> {
    Response::Tagged(Tagged {
        tag: tag(name),
        state,
        text: RespText::new("done").unwrap(),
    })
}

fn login(password: &str) -> CommandBody<'_> {
    CommandBody::login("alice", password).unwrap()
}

#[test]
fn a_session() {
    for chunk in [1, 2, 7, 1000] {
        let (mut client, mut server) = (End::<Client>::new(), End::<Server>::new());
        let greeting = Greeting {
            kind: GreetingKind::Ok,
            text: RespText::new("ready").unwrap(),
        };
        server.conn.send(&greeting).unwrap();
        client
            .conn
            .send(&command("a", login("not\r\nquotable")))
            .unwrap();
        client.conn.send(&command("b", CommandBody::Idle)).unwrap();
        let (mut at_client, mut at_server) = (vec![], vec![]);
        for _ in 0..1000 {
            let up = client.write(chunk);
            server.feed(&up);
            let down = server.write(chunk);
            client.feed(&down);
            for what in client.received() {
                if what.starts_with("+ OK") {
                    client.conn.continue_received().unwrap();
                } else if what.starts_with("+ ") {
                    client.conn.send(&IdleDone).unwrap();
                }
                at_client.push(what);
            }
            loop {
                match server.conn.receive(&mut server.inbox).unwrap() {
                    Some(Received::Offer(offer)) => {
                        let offered = server.inbox.offered().unwrap();
                        assert_eq!((offer.len, offered.tag), (13, Some(&b"a"[..])));
                        server.conn.accept(&mut server.inbox).unwrap();
                    }
                    Some(Received::Message { decoded, .. }) => match decoded.value {
                        FromClient::Command(Command {
                            tag,
                            body: CommandBody::Login(login),
                        }) => {
                            let password = login.password.expose().as_bytes();
                            assert_eq!(password, b"not\r\nquotable");
                            server
                                .conn
                                .send(&done(tag.as_str(), State::Ok))
                                .map(|_| ())
                                .unwrap();
                            at_server.push(String::from("login"));
                        }
                        FromClient::Command(command) => {
                            assert_eq!(command.body, CommandBody::Idle);
                            server.conn.expect(ServerExpect::IdleDone);
                            let text = RespText::new("idling").unwrap();
                            server.conn.send(&ContinueReq { text }).unwrap();
                            at_server.push(String::from("idle"));
                        }
                        other => {
                            server.conn.expect(ServerExpect::Command);
                            server.conn.send(&done("b", State::Ok)).unwrap();
                            at_server.push(format!("{other:?}"));
                        }
                    },
                    Some(other) => panic!("{other:?}"),
                    None => break,
                }
            }
        }
        assert_eq!(
            at_client,
            ["* OK ready", "+ OK", "a OK done", "+ idling", "b OK done"]
        );
        assert_eq!(at_server, ["login", "idle", "IdleDone(IdleDone)"]);
    }
}

#[test]
fn authenticate() {
    let (mut client, mut server) = (End::<Client>::new(), End::<Server>::new());
    server.feed(b"a AUTHENTICATE PLAIN\r\n");
    assert_eq!(server.received(), ["a AUTHENTICATE PLAIN"]);
    server.conn.expect(ServerExpect::AuthenticateData);
    client
        .conn
        .send(&AuthenticateData::response(&b"\0alice\0pw"[..]))
        .unwrap();
    let line = client.written();
    server.feed(line.as_bytes());
    let Ok(Some(Received::Message { decoded, .. })) = server.conn.receive(&mut server.inbox) else {
        panic!()
    };
    assert!(
        matches!(decoded.value, FromClient::AuthenticateData(AuthenticateData::Response(octets))
            if octets.expose().as_bytes() == b"\0alice\0pw")
    );
    server.conn.expect(ServerExpect::Command);
    server.feed(b"b NOOP\r\n");
    assert_eq!(server.received(), ["b NOOP"]);
}

#[test]
fn literals_wait() {
    let mut client = End::<Client>::new();
    let append = Append::new("x", "abc").unwrap();
    let first = client.conn.send(&command("a", append.into())).unwrap();
    let second = client.conn.send(&command("b", CommandBody::Noop)).unwrap();
    assert!(first < second);
    assert_eq!(client.conn.continue_received(), Err(NotAsked));
    assert_eq!(client.conn.literal_refused(), Err(NotAsked));
    assert_eq!(client.write(5), b"a APP");
    assert_eq!(client.conn.waiting(), None);
    assert_eq!(client.written(), "END x {3}\r\n");
    assert_eq!((client.written(), client.conn.queued()), ("".into(), 13));
    assert_eq!(client.conn.waiting(), Some(first));
    client.conn.continue_received().unwrap();
    assert_eq!(client.conn.continue_received(), Err(NotAsked));
    assert_eq!(client.write(4), b"abc\r");
    assert!(client.conn.is_queued(first));
    assert_eq!(client.write(1), b"\n");
    assert!(!client.conn.is_queued(first) && client.conn.is_queued(second));
    assert_eq!(client.written(), "b NOOP\r\n");
    assert!(!client.conn.is_queued(second));
    assert_eq!(client.conn.queued(), 0);
}

#[test]
fn literals_are_refused() {
    let (mut client, mut server) = (End::<Client>::new(), End::<Server>::new());
    let body = CommandBody::login("al\r\nice", "se\r\ncret").unwrap();
    let first = client.conn.send(&command("a", body)).unwrap();
    client.conn.send(&command("b", CommandBody::Noop)).unwrap();
    let line = client.written();
    server.feed(line.as_bytes());
    assert_eq!(server.received().len(), 1);
    let offered = server.inbox.offered().unwrap();
    assert_eq!(offered.raw, b"a LOGIN {7}\r\n");
    let name = String::from_utf8(offered.tag.unwrap().to_vec()).unwrap();
    server.conn.refuse(&mut server.inbox);
    assert!(server.inbox.offered().is_none());
    server.conn.send(&done(&name, State::No)).unwrap();
    let line = server.written();
    client.feed(b"* OK\x20\r\n");
    client.feed(line.as_bytes());
    assert_eq!(client.received()[1..], ["a NO done"]);
    assert_eq!(client.conn.literal_refused(), Ok(first));
    let line = client.written();
    assert_eq!(line, "b NOOP\r\n");
    server.feed(line.as_bytes());
    assert_eq!(server.received(), ["b NOOP"]);
    assert_eq!(
        server.conn.accept(&mut server.inbox),
        Err(SendError::NoOffer)
    );
}

#[test]
fn no_literal_waits_with_literal_plus() {
    let mut client = End::<Client>::new();
    client.conn.encode_options_mut().literals = LiteralForm::Plus;
    let data = "x".repeat(100_000);
    let append = Append::new("x", data.as_str()).unwrap();
    client.conn.send(&command("a", append.into())).unwrap();
    client.conn.send(&command("b", CommandBody::Noop)).unwrap();
    // The long literal is a slice of its own.
    assert_eq!(
        client.conn.transmit().map(<[u8]>::len).collect::<Vec<_>>(),
        [22, 100_000, 10]
    );
    assert_eq!(
        client.written(),
        format!("a APPEND x {{100000+}}\r\n{data}\r\nb NOOP\r\n")
    );
}

#[test]
fn the_queue_is_bounded() {
    let mut client = End::<Client>::new();
    client.conn = client.conn.queue_limit(20);
    let long = "x".repeat(100);
    client.conn.send(&command("a", login(&long))).unwrap();
    let queued = client.conn.queued();
    let noop = command("b", CommandBody::Noop);
    assert_eq!(client.conn.send(&noop), Err(SendError::Full { queued }));
    client.written();
    client.conn.send(&noop).unwrap();
    client.conn.send(&noop).unwrap();
    assert_eq!(client.conn.send(&noop), Err(SendError::Full { queued: 16 }));
    assert_eq!(client.written(), "b NOOP\r\nb NOOP\r\n");
}

#[test]
fn what_the_options_forbid_is_not_queued() {
    let mut client = End::<Client>::new();
    let octets = imap_types::core::Content8::try_from(&b"\0"[..]).unwrap();
    let mut append = Append::new("x", "y").unwrap();
    append.messages = imap_types::core::Vec1::one(imap_types::append::AppendMessage::new(
        imap_types::append::AppendData::Literal8(octets),
    ));
    let append = command("a", append.into());
    assert_eq!(
        client.conn.send(&append),
        Err(SendError::Encode(imap_codec::EncodeError::NeedsCapability(
            "BINARY"
        )))
    );
    assert_eq!(client.conn.queued(), 0);
    client.conn.encode_options_mut().literal8 = true;
    client.conn.send(&append).unwrap();
}

#[test]
fn start_tls() {
    let (mut client, mut server) = (End::<Client>::new(), End::<Server>::new());
    client.feed(b"* OK hello\r\n");
    client.received();
    assert_eq!(
        client.conn.start_tls(&mut client.inbox),
        Err(SwitchError::NotAgreed)
    );
    let start = command("a", CommandBody::StartTls);
    client.conn.send(&start).unwrap();
    let noop = command("b", CommandBody::Noop);
    let refused = Err(SendError::Barrier(Barrier::StartTls));
    assert_eq!(client.conn.send(&noop), refused);
    let line = client.written();
    server.feed(line.as_bytes());
    assert_eq!(server.received(), ["a STARTTLS"]);
    assert_eq!(server.conn.barrier(), Some(Barrier::StartTls));
    assert_eq!(
        server.conn.start_tls(&mut server.inbox),
        Err(SwitchError::NotAgreed)
    );
    server.conn.send(&done("a", State::Ok)).unwrap();
    assert_eq!(server.conn.send(&done("b", State::Ok)), refused);
    assert_eq!(
        server.conn.start_tls(&mut server.inbox),
        Err(SwitchError::NotTransmitted { bytes: 11 })
    );
    let line = server.written();
    server.conn.start_tls(&mut server.inbox).unwrap();
    client.feed(line.as_bytes());
    assert_eq!(client.received(), ["a OK done"]);
    assert_eq!(client.conn.send(&noop), refused);
    client.conn.start_tls(&mut client.inbox).unwrap();
    assert_eq!((client.conn.barrier(), server.conn.barrier()), (None, None));
    // Under TLS everything goes on.
    client.conn.send(&noop).unwrap();
    let line = client.written();
    server.feed(line.as_bytes());
    assert_eq!(server.received(), ["b NOOP"]);
    // And STARTTLS can be denied.
    client.conn.send(&start).unwrap();
    server.feed(b"a STARTTLS\r\nb NOOP\r\n");
    let Ok(Some(Received::Message { .. })) = server.conn.receive(&mut server.inbox) else {
        panic!()
    };
    server.conn.send(&done("a", State::Bad)).unwrap();
    assert_eq!(server.received(), ["b NOOP"]);
    client.written();
    client.feed(b"a BAD done\r\n");
    assert_eq!(client.received(), ["a BAD done"]);
    client.conn.send(&noop).unwrap();
}

#[test]
fn start_tls_injection_at_the_server() {
    for behind in ["\r\n", "\0", "b NOOP\r\n", "b LOGIN {1000}\r\nab"] {
        // In the same packet.
        let mut server = End::<Server>::new();
        server.feed(format!("a STARTTLS\r\n{behind}").as_bytes());
        let error = format!("{} bytes behind STARTTLS and before TLS", behind.len());
        assert_eq!(server.received(), ["a STARTTLS".into(), error.clone()]);
        assert_eq!(server.received(), [error]);
        assert_eq!(server.inbox.buffered(), 0);
        assert_eq!(
            server.conn.start_tls(&mut server.inbox),
            Err(SwitchError::Broken)
        );
        // Between the OK and the switch, without receive.
        let mut server = End::<Server>::new();
        server.feed(b"a STARTTLS\r\n");
        server.received();
        server.conn.send(&done("a", State::Ok)).unwrap();
        server.written();
        server.feed(behind.as_bytes());
        let bytes = behind.len();
        assert_eq!(
            server.conn.start_tls(&mut server.inbox),
            Err(SwitchError::Injected { bytes })
        );
        assert_eq!(server.inbox.buffered(), 0);
        assert!(server.conn.receive(&mut server.inbox).is_err());
    }
}

#[test]
fn start_tls_injection_at_the_client() {
    for behind in ["\r\n", "* CAPABILITY IMAP4rev1\r\n", "b O"] {
        for with_receive in [true, false] {
            let mut client = End::<Client>::new();
            client
                .conn
                .send(&command("a", CommandBody::StartTls))
                .unwrap();
            client.written();
            client.feed(b"* OK hi\r\n");
            client.received();
            client.feed(format!("a OK go\r\n{behind}").as_bytes());
            let bytes = behind.len();
            if with_receive {
                assert_eq!(
                    client.received(),
                    [
                        "a OK go".into(),
                        format!("{bytes} bytes behind STARTTLS and before TLS")
                    ]
                );
            } else {
                assert!(client.conn.receive(&mut client.inbox).is_ok());
                assert_eq!(
                    client.conn.start_tls(&mut client.inbox),
                    Err(SwitchError::Injected { bytes })
                );
            }
            assert_eq!(client.inbox.buffered(), 0);
            assert!(client.conn.receive(&mut client.inbox).is_err());
        }
    }
}

#[test]
fn start_tls_answered_before_it_was_sent() {
    let mut client = End::<Client>::new();
    client
        .conn
        .send(&command("a", CommandBody::StartTls))
        .unwrap();
    client.write(3);
    client.feed(b"* OK hi\r\na OK go\r\n");
    assert_eq!(
        client.received()[1..],
        ["answered before it was sent: what stands behind STARTTLS and before TLS"]
    );
}

#[test]
fn compress() {
    let compress = || CommandBody::Compress(Algorithm::Deflate);
    let mut client = End::<Client>::new();
    client.conn.send(&command("a", compress())).unwrap();
    client.written();
    client.feed(b"* OK hi\r\na OK go\r\n\x01\x02{3}\r\n");
    assert_eq!(client.received(), ["* OK hi", "a OK go"]);
    assert_eq!(
        client.conn.start_compress(&mut client.inbox),
        Ok(b"\x01\x02{3}\r\n".to_vec())
    );
    client.feed(b"* OK inflated\r\n");
    assert_eq!(client.received(), ["* OK inflated"]);

    let mut server = End::<Server>::new();
    server.feed(b"a COMPRESS DEFLATE\r\n");
    assert_eq!(server.received(), ["a COMPRESS DEFLATE"]);
    server.conn.send(&done("a", State::Ok)).unwrap();
    server.written();
    assert_eq!(server.conn.start_compress(&mut server.inbox), Ok(vec![]));
    server.feed(b"b COMPRESS DEFLATE\r\nc NOOP\r\n");
    assert_eq!(
        server.received()[1..],
        ["8 bytes behind COMPRESS and before compressed data"]
    );
}

#[test]
fn limits_per_phase() {
    let mut server = End::<Server>::new();
    server.inbox.set_limits(Limits::before_authentication());
    server.feed(b"a LOGIN {400000000}\r\n");
    let received = server.received();
    assert!(received[0].contains("too_long: true"), "{received:?}");
    assert_eq!(
        server.conn.accept(&mut server.inbox),
        Err(SendError::NoOffer)
    );
    server.conn.refuse(&mut server.inbox);
    server.feed(b"b LOGIN {5000+}\r\n");
    server.feed(&[b'x'; 5000]);
    server.feed(b" y\r\n");
    match server.conn.receive(&mut server.inbox) {
        Ok(Some(Received::Refused { tag, refused })) => {
            assert_eq!((tag, refused.announced()), (Some(&b"b"[..]), 5000));
        }
        other => panic!("{other:?}"),
    }
    server.feed(b"c LOGIN alice pw\r\n");
    assert_eq!(server.received().len(), 1);
    server.inbox.set_limits(Limits::default());
    server.feed(b"d APPEND x {5000+}\r\n");
    server.feed(&[b'x'; 5000]);
    server.feed(b"\r\n");
    assert!(server.received()[0].starts_with("d APPEND"));
    server.inbox.set_limits(Limits::before_authentication());
    server.feed(&[b'x'; 9000]);
    match server.conn.receive(&mut server.inbox) {
        Err(ReceiveError::Frame(error)) => assert_eq!(error.kind, FrameErrorKind::LineTooLong),
        other => panic!("{other:?}"),
    }
}

#[test]
fn streams() {
    let mut client = End::<Client>::new();
    client.inbox = Inbox::new(Limits::default()).stream_above(4);
    client.feed(b"* OK hi\r\n* 12 FETCH (UID 7 BODY[] {10}\r\n01234");
    let received = client.received();
    assert!(received[1].contains("Uid(7)"), "{received:?}");
    assert_eq!(received[2], "Chunk(5 bytes)");
    client.feed(b"56789)\r\n");
    assert_eq!(
        client.received(),
        ["Chunk(5 bytes)", "* 12 FETCH (UID 7 BODY[] {10}\r\n)"]
    );
    let mut server = End::<Server>::new();
    server.inbox = Inbox::new(Limits::default()).stream_above(4);
    server.feed(b"a APPEND x {10}\r\n");
    server.received();
    server.conn.accept(&mut server.inbox).unwrap();
    server.feed(b"0123456789\r\n");
    let received = server.received();
    assert!(received[0].contains("AppendHead"), "{received:?}");
    assert_eq!(received[1..], ["Chunk(10 bytes)", "a APPEND x {10}"]);
}

#[test]
fn what_cannot_be_read_is_handed_out() {
    let mut client = End::<Client>::new();
    client.feed(b"* OK hi\r\n* 0 FETCH ()\r\na7 MAYBE so\r\n* 3 EXISTS\r\n");
    client.conn.receive(&mut client.inbox).unwrap();
    client.conn.receive(&mut client.inbox).unwrap();
    match client.conn.receive(&mut client.inbox) {
        Ok(Some(Received::Unparsed(unparsed))) => {
            assert_eq!(unparsed.tag(), Some(&b"a7"[..]));
            assert_eq!(unparsed.raw, b"a7 MAYBE so\r\n");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(client.received(), ["* 3 EXISTS"]);
}

#[test]
fn options_change_between_messages() {
    let mut client = End::<Client>::new();
    client.conn.options_mut().policy = imap_codec::Policy::Strict;
    client.feed("* OK hi\r\n* LIST () \"/\" \"ä\"\r\n".as_bytes());
    assert!(client.received()[1].starts_with("Unparsed"));
    client.conn.options_mut().utf8 = true;
    client.feed("* LIST () \"/\" \"ä\"\r\n".as_bytes());
    assert_eq!(client.received(), ["* LIST () \"/\" \"ä\""]);
}

#[test]
fn end_of_input() {
    let end = |bytes: &[u8]| {
        let mut client = End::<Client>::new();
        client.feed(bytes);
        client.inbox.end_of_input();
        let received = client.received();
        assert_eq!(client.received(), received[received.len() - 1..]);
        received.last().unwrap().clone()
    };
    assert_eq!(end(b""), "End");
    assert_eq!(end(b"* OK hi\r\n* OK there\r\n"), "End");
    assert_eq!(
        end(b"* OK hi\r\n* OK the"),
        "input ended inside a line, at byte 8 of the message (byte 17 of the stream)"
    );
    assert_eq!(
        end(b"* OK hi\r\n* 1 FETCH (BODY[] {10}\r\nabc"),
        "input ended 7 bytes before the end of a literal, at byte 27 of the message (byte 36 of the stream)"
    );
}

#[test]
fn secrets_are_wiped_and_never_shown() {
    let mut server = End::<Server>::new();
    server.feed(b"a LOGIN alice hunter2\r\n");
    {
        let received = server.conn.receive(&mut server.inbox).unwrap();
        assert!(!format!("{received:?}").contains("hunter2"));
    }
    assert_eq!(server.received(), [""; 0]);
    // What is lent is the same memory.
    let lent = server.inbox.space(23);
    assert!(!lent.windows(7).any(|bytes| bytes == b"hunter2"));
    let mut client = End::<Client>::new();
    client.conn.send(&command("a", login("hunter2"))).unwrap();
    assert!(!format!("{:?} {:?}", client.conn, client.inbox).contains("hunter2"));
    server.feed(b"a LOGIN alice (hunter2\r\n");
    let received = server.received();
    assert!(!received[0].contains("hunter2"), "{received:?}");
}

/// A body that is elsewhere passes through in parts, with what was queued behind it in its place.
#[test]
fn supplied() {
    let append = |len| Append::new("x", imap_types::core::Content::Elsewhere { len }).unwrap();
    for (form, announced) in [
        (LiteralForm::Sync, "{150000}"),
        (LiteralForm::Plus, "{150000+}"),
    ] {
        let mut client = End::<Client>::new();
        client.conn.encode_options_mut().literals = form;
        let id = client
            .conn
            .send(&command("a", append(150_000).into()))
            .unwrap();
        client.conn.send(&command("b", CommandBody::Noop)).unwrap();
        assert_eq!(client.conn.progress(id), Progress::Unsent);
        assert_eq!(client.conn.wants(), None);
        assert_eq!(client.written(), format!("a APPEND x {announced}\r\n"));
        if form == LiteralForm::Sync {
            assert_eq!(
                (client.conn.waiting(), client.conn.wants()),
                (Some(id), None)
            );
            client.conn.continue_received().unwrap();
        }
        let mut sent = 0;
        while let Some((wanted, max)) = client.conn.wants() {
            assert_eq!(wanted, id);
            assert!(max <= 64 << 10);
            let n = max.min(40_000);
            client.conn.supply(&vec![b'm'; n]).unwrap();
            assert!(client.conn.queued() <= 70_000);
            assert!(client.conn.supply(&vec![b'm'; 64 << 10]).is_err());
            assert_eq!(client.conn.progress(id), Progress::Partly);
            // The end of the message and the next one go in the same write.
            let written = client.written();
            sent += written.len();
            assert!(written.starts_with("mmm"));
            if sent > 150_000 {
                assert!(written.ends_with("m\r\nb NOOP\r\n"));
            }
        }
        assert_eq!(sent, 150_000 + 2 + 8);
        assert_eq!(client.conn.progress(id), Progress::Sent);
    }
    // Refused before anything was supplied.
    let mut client = End::<Client>::new();
    client.conn.send(&command("a", append(9).into())).unwrap();
    client.conn.send(&command("b", CommandBody::Noop)).unwrap();
    client.written();
    client.conn.literal_refused().unwrap();
    assert_eq!(
        (client.written(), client.conn.queued()),
        ("b NOOP\r\n".into(), 0)
    );
}
