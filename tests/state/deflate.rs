//! Compression that runs inside: real streams, broken ones, and where it begins and ends.

use std::{fs, path::Path, time::Duration};

use imap_codec::{Limits, Options};
use imap_state::{
    client::{self, Client},
    conn::{self, Barrier, Connection, FromClient, Inbox, Progress, ReceiveError, Received, Role},
    server::{self, Server},
    session::{Refusal, TlsPolicy},
};
use imap_types::{
    capability::Capability,
    command::{Command, CommandBody, Login},
    core::Tag,
    ext::compress::Algorithm,
    response::{RespText, Response, State, Tagged},
};
use proptest::prelude::*;

use crate::{
    pair::Dice,
    record::{Side, records},
    recorded,
};

/// The recordings that are compressed in part: names, the file, and the same inflated.
fn recordings() -> Vec<(String, Vec<u8>, Vec<u8>)> {
    let folder = recorded::folder();
    let mut all = Vec::new();
    for entry in fs::read_dir(folder.join("compressed")).expect("recordings") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().expect("a name").to_string_lossy();
        let inflated = folder.join(format!("{name}--inflated.wire"));
        let read = |path: &Path| fs::read(path).expect("a file");
        all.push((name.into_owned(), read(&path), read(&inflated)));
    }
    assert!(all.len() >= 6, "{} recordings", all.len());
    all
}

/// One end: what it was told, message by message.
struct End<R: Role> {
    conn: Connection<R>,
    inbox: Inbox,
    heard: Vec<Vec<u8>>,
    error: Option<ReceiveError>,
}

impl<R: Role> End<R> {
    fn new() -> Self {
        Self {
            conn: Connection::new(Options::tolerant()),
            inbox: Inbox::new(Limits::default()),
            heard: Vec::new(),
            error: None,
        }
    }

    fn transmit(&mut self) -> Vec<u8> {
        let mut all = Vec::new();
        loop {
            let bytes = self.conn.transmit().collect::<Vec<_>>().concat();
            if bytes.is_empty() {
                return all;
            }
            self.conn.transmitted(bytes.len());
            all.extend(bytes);
        }
    }

    fn push(&mut self, piece: &[u8]) {
        self.inbox.space(piece.len())[..piece.len()].copy_from_slice(piece);
        self.inbox.filled(piece.len());
    }
}

impl End<conn::Client> {
    /// The server said this.
    fn feed(&mut self, piece: &[u8]) {
        self.push(piece);
        while self.error.is_none() {
            if self.conn.barrier() == Some(Barrier::Compress) {
                self.conn.start_deflate(&mut self.inbox).expect("granted");
            }
            match self.conn.receive(&mut self.inbox) {
                Ok(Some(received)) => hear(&mut self.heard, &received),
                Ok(None) if self.conn.barrier().is_none() => return,
                Ok(None) => {}
                Err(error) => self.error = Some(error),
            }
        }
    }

    fn asks(&mut self, tag: &[u8]) {
        let tag = Tag::try_from(tag.to_vec()).expect("a tag");
        let command = Command::new(tag, CommandBody::Compress(Algorithm::Deflate));
        self.conn.send(&command).expect("nothing else is asked for");
        self.transmit();
    }
}

impl End<conn::Server> {
    /// The client said this; COMPRESS is answered as `grants` says.
    fn feed(&mut self, piece: &[u8], grants: impl Fn(&str) -> bool) {
        self.push(piece);
        while self.error.is_none() {
            let mut asked = None;
            match self.conn.receive(&mut self.inbox) {
                Ok(Some(Received::Offer(_))) => {
                    self.conn.accept(&mut self.inbox).expect("it is offered");
                }
                Ok(Some(received)) => {
                    hear(&mut self.heard, &received);
                    if let Received::Message { decoded, .. } = &received
                        && let FromClient::Command(command) = &decoded.value
                        && let CommandBody::Compress(_) = &command.body
                    {
                        asked = Some(command.tag.as_str().to_owned());
                    }
                }
                Ok(None) => return,
                Err(error) => self.error = Some(error),
            }
            if let Some(tag) = asked {
                let granted = grants(&tag);
                self.answer(&tag, granted);
            }
            self.transmit();
        }
    }

    fn answer(&mut self, tag: &str, granted: bool) {
        let done = Response::Tagged(Tagged {
            tag: Tag::try_from(tag).expect("a tag"),
            state: if granted { State::Ok } else { State::No },
            text: RespText::new("as recorded").expect("a text"),
        });
        self.conn.send(&done).expect("it was asked for");
        self.transmit();
        if granted {
            self.conn.start_deflate(&mut self.inbox).expect("granted");
        }
    }
}

fn hear<R: Role>(heard: &mut Vec<Vec<u8>>, received: &Received<'_, R>) {
    match received {
        Received::Message { raw, .. } => heard.push(raw.to_vec()),
        Received::Unparsed(unparsed) => heard.push(unparsed.raw.to_vec()),
        _ => {}
    }
}

/// What a client hears of a recording.
fn client_hears(file: &[u8], pieces: usize, compressed: bool) -> End<conn::Client> {
    let mut end = End::<conn::Client>::new();
    let mut switched = false;
    for record in records(file).expect("a recording") {
        match record.side {
            Side::Client if compressed && !switched => {
                let line = record.bytes.to_ascii_uppercase();
                if line.windows(10).any(|part| part == b" COMPRESS ") {
                    let tag = record.bytes.split(|byte| *byte == b' ').next();
                    end.asks(tag.expect("a tag"));
                }
            }
            Side::Client => {}
            Side::Server => {
                for piece in record.bytes.chunks(pieces) {
                    end.feed(piece);
                }
                switched |=
                    end.conn.barrier().is_none() && end.heard.iter().any(|one| is_granted(one));
            }
        }
    }
    end
}

fn is_granted(message: &[u8]) -> bool {
    let text = String::from_utf8_lossy(message).to_lowercase();
    text.contains(" ok begin compression") || text.contains(" ok deflate active")
}

/// What a server hears of a recording.
fn server_hears(file: &[u8], inflated: &[u8], pieces: usize) -> End<conn::Server> {
    let inflated = String::from_utf8_lossy(inflated).into_owned();
    let mut end = End::<conn::Server>::new();
    for record in records(file).expect("a recording") {
        if record.side == Side::Client {
            for piece in record.bytes.chunks(pieces) {
                end.feed(piece, |tag| inflated.contains(&format!("\n{tag} OK")));
            }
        }
    }
    end
}

/// What was recorded as it is on the wire, and what was inflated by somebody else, is the same to both ends.
#[test]
fn recorded_streams() {
    let (mut messages, mut bytes) = (0, 0);
    for (name, file, inflated) in recordings() {
        for pieces in [1, 7, 1000, usize::MAX] {
            let here = client_hears(&file, pieces, true);
            let there = client_hears(&inflated, pieces, false);
            assert_eq!(here.error, None, "{name}");
            assert!(here.heard == there.heard, "{name}: responses differ");
            messages += here.heard.len();
            bytes += here.heard.iter().map(Vec::len).sum::<usize>();

            let here = server_hears(&file, &inflated, pieces);
            // No command of it is answered by a switch.
            let plain = {
                let mut end = End::<conn::Server>::new();
                for record in records(&inflated).expect("a recording") {
                    if record.side == Side::Client {
                        for piece in record.bytes.chunks(pieces) {
                            end.feed(piece, |_| false);
                        }
                    }
                }
                end
            };
            assert_eq!(here.error, None, "{name}");
            assert!(here.heard == plain.heard, "{name}: commands differ");
            messages += here.heard.len();
        }
    }
    assert!(messages > 2000 && bytes > 500_000, "{messages} {bytes}");
    eprintln!("{messages} messages, {bytes} bytes of responses");
}

/// A client to which compression has been granted.
fn granted() -> End<conn::Client> {
    let mut end = End::<conn::Client>::new();
    end.feed(b"* OK hi\r\n");
    end.asks(b"a");
    end.feed(b"a OK deflating\r\n");
    assert_eq!(end.heard.len(), 2);
    end
}

/// What a server says compressed, in these batches.
fn compressed(batches: &[&str]) -> Vec<Vec<u8>> {
    let mut end = End::<conn::Server>::new();
    end.feed(b"a COMPRESS DEFLATE\r\n", |_| true);
    let mut all = Vec::new();
    for batch in batches {
        for line in batch.lines() {
            let decoder = imap_codec::ResponseDecoder::strict();
            let line = format!("{line}\r\n");
            let decoded = decoder.decode(line.as_bytes()).expect("a response");
            end.conn.send(&decoded.value).expect("it fits");
        }
        all.push(end.transmit());
    }
    all
}

/// What stands behind the OK in the same read is inflated, whatever the pieces.
#[test]
fn behind_the_ok_in_the_same_read() {
    let said = compressed(&["* 3 EXISTS", "* 4 EXISTS\n* 5 EXISTS"]).concat();
    let stream = [&b"* OK hi\r\na OK deflating\r\n"[..], &said].concat();
    for pieces in 1..=stream.len() {
        let mut end = End::<conn::Client>::new();
        end.asks(b"a");
        for piece in stream.chunks(pieces) {
            end.feed(piece);
        }
        let heard = end.heard.concat();
        let wanted = "* OK hi\r\na OK deflating\r\n* 3 EXISTS\r\n* 4 EXISTS\r\n* 5 EXISTS\r\n";
        assert_eq!(String::from_utf8_lossy(&heard), wanted, "{pieces}");
        assert_eq!(end.inbox.buffered(), 0);
    }
}

/// What does not get shorter comes through as well, in pieces of any size.
#[test]
fn incompressible() {
    let mut dice = Dice(1);
    let mut line = |len| {
        let text: String = (0..len)
            .map(|_| char::from(b'0' + dice.up_to(70) as u8))
            .collect();
        format!("* OK x{text}")
    };
    let lines: Vec<_> = [1, 1000, 1023, 1024, 1025, 32_000, 32_768, 33_000, 90_000]
        .map(&mut line)
        .into();
    let said = compressed(&[&lines.join("\n"), &lines[3], &lines[8]]).concat();
    for pieces in [3, 1000, usize::MAX] {
        let mut end = granted();
        for piece in said.chunks(pieces) {
            end.feed(piece);
        }
        assert_eq!(end.error, None);
        let heard: Vec<_> = end.heard[2..]
            .iter()
            .map(|one| one.trim_ascii_end())
            .collect();
        let wanted = lines.iter().chain([&lines[3], &lines[8]]);
        assert!(wanted.map(String::as_bytes).eq(heard.iter().copied()));
    }
}

/// A command is not sent before the last byte of what stands for it, and perhaps known from the first.
#[test]
fn partial_writes_are_accounted_for() {
    let mut end = granted();
    let command =
        |tag: &'static str| Command::new(Tag::try_from(tag).expect("a tag"), CommandBody::Noop);
    let first = end.conn.send(&command("b")).expect("it fits");
    let second = end.conn.send(&command("c")).expect("it fits");
    let batch: usize = end.conn.transmit().map(<[u8]>::len).sum();
    // What is queued behind a batch that has begun is of the next.
    let third = end.conn.send(&command("d")).expect("it fits");
    let progress = |end: &End<conn::Client>| [first, second, third].map(|id| end.conn.progress(id));
    assert_eq!(progress(&end), [Progress::Unsent; 3]);
    for _ in 0..batch - 1 {
        end.conn.transmitted(1);
        let partly = [Progress::Partly, Progress::Partly, Progress::Unsent];
        assert_eq!(progress(&end), partly);
        assert!(end.conn.queued() > 0);
    }
    end.conn.transmitted(1);
    let sent = [Progress::Sent, Progress::Sent, Progress::Unsent];
    assert_eq!(progress(&end), sent);
    assert!(!end.transmit().is_empty());
    assert_eq!(progress(&end), [Progress::Sent; 3]);
    assert_eq!(end.conn.queued(), 0);
}

/// What is broken is told, with the place, after what stands before it; nothing is told of what stands behind.
#[test]
fn a_broken_stream_is_told_with_its_place() {
    let batches = compressed(&["* 3 EXISTS", "* 4 EXISTS"]);
    // A block of a type that there is not.
    let mut end = granted();
    end.feed(&batches[0]);
    end.feed(&[0b0000_0110, 1, 2, 3]);
    assert_eq!(
        end.heard.last().map(Vec::as_slice),
        Some(&b"* 3 EXISTS\r\n"[..])
    );
    let Some(ReceiveError::Inflate { offset }) = end.error else {
        panic!("{:?}", end.error)
    };
    let before = batches[0].len() as u64;
    assert!((before..=before + 4).contains(&offset), "{offset}");
    assert_eq!(
        end.conn.receive(&mut end.inbox).err(),
        Some(ReceiveError::Inflate { offset })
    );
    // A stream that says that it is over, and goes on.
    let mut end = granted();
    end.feed(&[3, 0]);
    assert_eq!(end.error, None);
    end.feed(b"* 3 EXISTS\r\n");
    assert_eq!(end.error, Some(ReceiveError::Inflate { offset: 2 }));
    assert_eq!(end.heard.len(), 2);
    // One that is over, and so is the connection.
    let mut end = granted();
    end.feed(&[3, 0]);
    end.inbox.end_of_input();
    let _none = end.conn.receive(&mut end.inbox);
    assert!(matches!(
        end.conn.receive(&mut end.inbox),
        Ok(Some(Received::End))
    ));
}

/// Limits are for what is inflated.
#[test]
fn limits_hold_behind_compression() {
    let long = format!("* OK {}", "x".repeat(100_000));
    let said = compressed(&[&long]).concat();
    assert!(said.len() < 2000, "{}", said.len());
    let mut end = granted();
    end.inbox.set_limits(Limits::default().line(50_000));
    end.feed(&said);
    assert!(
        matches!(end.error, Some(ReceiveError::Frame(_))),
        "{:?}",
        end.error
    );
    assert_eq!(end.heard.len(), 2);
    assert!(end.inbox.buffered() < 200_000);
}

proptest! {
    /// Garbage behind the barrier: no panic, no endless work, and what was said before it is heard.
    #[test]
    fn garbage_behind_the_barrier(noise in prop::collection::vec(any::<u8>(), 0..600), pieces in 1..100_usize, before in any::<bool>()) {
        let mut end = granted();
        if before {
            end.feed(&compressed(&["* 3 EXISTS"]).concat());
            prop_assert_eq!(end.heard.len(), 3);
        }
        for piece in noise.chunks(pieces) {
            end.feed(piece);
        }
        if let Some(ReceiveError::Inflate { offset }) = end.error {
            prop_assert!(offset <= noise.len() as u64 + 100);
        }
    }

    /// A real stream of which one bit is turned: what stands before is heard as it was.
    #[test]
    fn one_bit_is_turned(at in any::<prop::sample::Index>(), bit in 0..8_u8, pieces in 1..2000_usize) {
        let said = compressed(&["* 3 EXISTS\n* 2 FETCH (FLAGS (\\Seen) UID 7)", "* LIST () \"/\" INBOX", "* 1 EXPUNGE\n* OK hello"]);
        let whole = said.concat();
        let mut turned = whole.clone();
        let at = at.index(turned.len());
        turned[at] ^= 1 << bit;
        let (mut good, mut bad) = (granted(), granted());
        good.feed(&whole);
        for piece in turned.chunks(pieces) {
            bad.feed(piece);
        }
        // The batches before the one that is hit.
        let (mut len, mut messages) = (0, 2);
        for (batch, count) in said.iter().zip([2, 1, 2]) {
            len += batch.len();
            if len > at {
                break;
            }
            messages += count;
        }
        prop_assert!(bad.heard.len() >= messages);
        prop_assert_eq!(&bad.heard[..messages], &good.heard[..messages]);
    }
}

/// Client and server, and all that was said.
struct Two {
    client: Client,
    server: Server,
    inboxes: [Inbox; 2],
    /// By the client and by the server.
    said: [Vec<u8>; 2],
    inside: bool,
    refused: Vec<Refusal>,
    done: Vec<String>,
}

impl Two {
    fn new(inside: bool) -> Self {
        let client = client::Config {
            tls: TlsPolicy::Plain,
            ..client::Config::default()
        };
        let mut server = server::Config {
            tls: TlsPolicy::Plain,
            start_tls: false,
            ..server::Config::default()
        };
        server.capabilities.push(Capability::CompressDeflate);
        server.capabilities.push(Capability::Unauthenticate);
        let inboxes = [client.inbox(), Inbox::new(Limits::default())];
        Self {
            client: Client::new(client),
            server: Server::new(server),
            inboxes,
            said: [Vec::new(), Vec::new()],
            inside,
            refused: Vec::new(),
            done: Vec::new(),
        }
    }

    fn send(&mut self, command: impl Into<CommandBody<'static>>) {
        if let Err(client::Refused::Session(why)) = self.client.send(command) {
            self.refused.push(why);
        }
        self.run();
    }

    fn run(&mut self) {
        let mut dice = Dice(7);
        let mut waits = [false; 2];
        while waits != [true; 2] {
            waits = [self.client_polls(&mut dice), self.server_polls(&mut dice)];
        }
    }

    fn carry(&mut self, from: usize, bytes: &[u8]) {
        self.said[from].extend_from_slice(bytes);
        let inbox = &mut self.inboxes[1 - from];
        inbox.space(bytes.len())[..bytes.len()].copy_from_slice(bytes);
        inbox.filled(bytes.len());
    }

    fn client_polls(&mut self, dice: &mut Dice) -> bool {
        match self.client.poll(&mut self.inboxes[0], Duration::ZERO) {
            Ok(client::Output::Transmit(bytes)) => {
                let bytes = bytes[..1 + dice.up_to(bytes.len())].to_vec();
                self.client.transmitted(bytes.len());
                self.carry(0, &bytes);
            }
            Ok(client::Output::StartCompress) if self.inside => {
                self.client
                    .compress_here(&mut self.inboxes[0])
                    .expect("granted");
            }
            Ok(client::Output::StartCompress) => {
                let rest = self.client.compress_started(&mut self.inboxes[0]);
                assert_eq!(rest.expect("granted"), b"");
            }
            Ok(client::Output::Event(client::Event::Done {
                command, status, ..
            })) => {
                self.done
                    .push(format!("{command} {}", status.state.as_str()));
            }
            Ok(client::Output::NeedInput { .. }) => return true,
            Ok(client::Output::Event(_)) => {}
            other => panic!("{other:?}"),
        }
        false
    }

    fn server_polls(&mut self, dice: &mut Dice) -> bool {
        match self.server.poll(&mut self.inboxes[1], Duration::ZERO) {
            Ok(server::Output::Transmit(bytes)) => {
                let bytes = bytes[..1 + dice.up_to(bytes.len())].to_vec();
                self.server.transmitted(bytes.len());
                self.carry(1, &bytes);
            }
            Ok(server::Output::StartCompress) if self.inside => {
                self.server
                    .compress_here(&mut self.inboxes[1])
                    .expect("granted");
            }
            Ok(server::Output::StartCompress) => {
                self.server
                    .compress_started(&mut self.inboxes[1])
                    .expect("granted");
            }
            Ok(server::Output::Event(server::Event::Command { handle, command })) => {
                let answered = match command {
                    CommandBody::Login(_) => self.server.authenticated(handle, "alice"),
                    _ => self.server.ok(handle, "done"),
                };
                answered.expect("an answer");
            }
            Ok(server::Output::NeedInput { .. }) => return true,
            Ok(server::Output::Event(_)) => {}
            other => panic!("{other:?}"),
        }
        false
    }

    fn has_said(&self, side: usize, text: &[u8]) -> bool {
        self.said[side].windows(text.len()).any(|part| part == text)
    }
}

fn login() -> CommandBody<'static> {
    Login::new("alice", "secret").expect("plain").into()
}

/// RFC 8437 section 4.1: compression ends behind UNAUTHENTICATE and its OK, and may be asked for again.
#[test]
fn unauthenticate_ends_compression() {
    let mut two = Two::new(true);
    two.run();
    for round in 1..=3 {
        two.send(login());
        two.send(CommandBody::Compress(Algorithm::Deflate));
        two.said = [Vec::new(), Vec::new()];
        two.send(CommandBody::list("", "SUBSCRIBE").expect("a name"));
        assert!(!two.has_said(0, b"SUBSCRIBE") && !two.has_said(1, b" OK "));
        two.send(CommandBody::Compress(Algorithm::Deflate));
        assert_eq!(two.refused.len(), round, "twice is once too often");
        two.send(CommandBody::Unauthenticate);
        assert!(!two.has_said(0, b"UNAUTHENTICATE"));
        two.said = [Vec::new(), Vec::new()];
        two.send(CommandBody::Noop);
        assert!(two.has_said(0, b" NOOP\r\n") && two.has_said(1, b" OK "));
    }
    assert!(two.refused.iter().all(|why| *why == Refusal::Compressed));
    assert!(
        two.done.iter().all(|done| done.ends_with(" OK")),
        "{:?}",
        two.done
    );
}

/// Where the driver compresses nobody could say where it ends.
#[test]
fn unauthenticate_is_refused_where_the_driver_compresses() {
    let mut two = Two::new(false);
    two.run();
    two.send(login());
    two.send(CommandBody::Compress(Algorithm::Deflate));
    two.send(CommandBody::Unauthenticate);
    assert_eq!(two.refused, [Refusal::Compressed]);
}

/// A client that has said UNAUTHENTICATE, compressed, and hears this.
fn hears_behind_unauthenticate(pieces: &[&[u8]]) -> Result<Vec<String>, client::Error> {
    let config = client::Config {
        tls: TlsPolicy::Plain,
        ..client::Config::default()
    };
    let (mut inbox, mut client) = (config.inbox(), Client::new(config));
    let mut told = Vec::new();
    let mut feed = |client: &mut Client, piece: &[u8]| -> Result<(), client::Error> {
        inbox.space(piece.len())[..piece.len()].copy_from_slice(piece);
        inbox.filled(piece.len());
        loop {
            match client.poll(&mut inbox, Duration::ZERO)? {
                client::Output::Transmit(bytes) => {
                    let n = bytes.len();
                    client.transmitted(n);
                }
                client::Output::StartCompress => client.compress_here(&mut inbox)?,
                client::Output::Event(client::Event::Status(status)) => {
                    told.push(String::from_utf8_lossy(status.text.text.as_bytes()).into_owned());
                }
                client::Output::Event(_) => {}
                _ => return Ok(()),
            }
        }
    };
    feed(
        &mut client,
        b"* PREAUTH [CAPABILITY IMAP4rev1 COMPRESS=DEFLATE UNAUTHENTICATE] hi\r\n",
    )?;
    client
        .send(CommandBody::Compress(Algorithm::Deflate))
        .expect("it may be sent");
    feed(&mut client, b"A0 OK deflating\r\n")?;
    client
        .send(CommandBody::Unauthenticate)
        .expect("it may be sent");
    for piece in pieces {
        feed(&mut client, piece)?;
    }
    Ok(told)
}

/// The end of the compressed stream is found to the byte, however it comes; and who goes on behind it is broken.
#[test]
fn the_end_is_found_to_the_byte() {
    let plain = b"* OK plain\r\n";
    let said = compressed(&["* OK compressed\nA1 OK out", "* OK too much"]);
    for at in 0..=said[0].len() {
        let (one, other) = said[0].split_at(at);
        let wanted: Vec<String> = vec!["compressed".into(), "plain".into()];
        let behind = [other, plain].concat();
        assert_eq!(
            hears_behind_unauthenticate(&[one, &behind]),
            Ok(wanted.clone()),
            "{at}"
        );
        assert_eq!(
            hears_behind_unauthenticate(&[one, other, plain]),
            Ok(wanted),
            "{at}"
        );
    }
    // What is compressed behind it is taken for plain, and is no IMAP.
    let heard = hears_behind_unauthenticate(&[&said.concat()]);
    assert_eq!(heard, Ok(vec!["compressed".into()]));
    // In the same flush.
    let said = compressed(&["* OK compressed\nA1 OK out\n* OK too much"]);
    let heard = hears_behind_unauthenticate(&[&said[0]]);
    let Err(client::Error::Receive(ReceiveError::Inflate { offset })) = heard else {
        panic!("{heard:?}")
    };
    assert_eq!(offset, said[0].len() as u64);
}

/// Both ends say what has become of it: the server BYE and why it is over, the client which commands are lost, and why.
#[test]
fn garbage_ends_a_session_and_says_why() {
    const GARBAGE: [u8; 4] = [0b110, 1, 2, 3];
    let mut two = Two::new(true);
    two.run();
    two.send(login());
    two.send(CommandBody::Compress(Algorithm::Deflate));
    let before = two.said[1].len();
    two.carry(0, &GARBAGE);
    let why = loop {
        match two.server.poll(&mut two.inboxes[1], Duration::ZERO) {
            Ok(server::Output::Transmit(bytes)) => {
                let bytes = bytes.to_vec();
                two.server.transmitted(bytes.len());
                two.said[1].extend(bytes);
            }
            Ok(server::Output::Closed(why)) => break why,
            other => panic!("{other:?}"),
        }
    };
    assert!(
        matches!(why, server::Closed::Inflate { offset } if offset <= 4),
        "{why:?}"
    );
    assert!(two.said[1].len() > before, "BYE is said, compressed");

    let mut two = Two::new(true);
    two.run();
    two.send(login());
    two.send(CommandBody::Compress(Algorithm::Deflate));
    let lost = two.client.send(CommandBody::Noop).expect("it may be sent");
    two.carry(1, &GARBAGE);
    let mut told = Vec::new();
    let error = loop {
        match two.client.poll(&mut two.inboxes[0], Duration::ZERO) {
            Ok(client::Output::Transmit(bytes)) => {
                let n = bytes.len();
                two.client.transmitted(n);
            }
            Ok(client::Output::Event(client::Event::Lost { handle, why, .. })) => {
                told.push((handle, why));
            }
            Ok(other) => panic!("{other:?}"),
            Err(error) => break error,
        }
    };
    assert!(matches!(
        error,
        client::Error::Receive(ReceiveError::Inflate { .. })
    ));
    assert_eq!(told, [(lost, client::Why::Failed(error))]);
}
