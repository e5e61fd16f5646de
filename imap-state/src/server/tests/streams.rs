//! Messages in pieces, in both directions.

use imap_types::{
    core::{Content, Content8},
    fetch::{BinaryData, SectionData},
    section::SectionBinary,
};

use super::*;

fn ready(chunk: usize, slow: &'static str) -> Scene {
    let mut scene = Scene::new(config("IMAP4rev1 BINARY MULTIAPPEND LITERAL+"), chunk);
    scene.inbox = Inbox::new(Limits::default()).stream_above(4);
    scene.slow = vec![slow];
    scene.play("S: * OK …\n C: a LOGIN alice secret\n S: a OK …");
    scene.feed(b"b SELECT INBOX\r\n");
    scene.out.clear();
    scene
}

pub(super) fn body(len: u64) -> MsgAtt<'static> {
    MsgAtt::BodySection(std::boxed::Box::new(SectionData {
        data: Some(Content::Elsewhere { len }),
        ..SectionData::default()
    }))
}

/// Supplies what is wanted of `data`, in pieces of `piece` bytes, until nothing is.
fn supply(scene: &mut Scene, mut data: &[u8], piece: usize) {
    for _ in 0..10_000 {
        match scene.server.poll(&mut scene.inbox, scene.now).unwrap() {
            Output::Event(Event::WantData { handle, max }) => {
                assert!(max > 0);
                let (now, rest) = data.split_at(data.len().min(max).min(piece));
                data = rest;
                scene.server.supply(handle, now).unwrap();
            }
            Output::Transmit(bytes) => {
                let n = bytes.len().min(scene.chunk);
                scene.out.extend_from_slice(&bytes[..n]);
                scene.server.transmitted(n);
            }
            _ => break,
        }
    }
    assert!(data.is_empty(), "{} bytes not wanted", data.len());
}

#[test]
fn a_body_in_pieces() {
    for (chunk, piece) in [(1, 1), (7, 100), (1000, 3)] {
        let mut scene = ready(chunk, "next");
        scene.play("C: c UID FETCH 13,17 (FLAGS BODY[])");
        let handle = scene.unanswered[0];
        let items = [MsgAtt::Flags(Flag::Seen.into()), body(10)];
        scene.server.fetched(handle, items).unwrap();
        // What happens meanwhile waits.
        scene.server.notify(Change::Arrived(nz(23)));
        assert_eq!(
            scene.server.tell(Data::Recent(0)),
            Err(Error::DataOwed(handle))
        );
        assert_eq!(scene.server.ok(handle, "x"), Err(Error::DataOwed(handle)));
        assert_eq!(scene.server.supply(handle, b"a\0"), Err(Error::NotWanted));
        assert_eq!(
            scene.server.supply(handle, b"01234567890"),
            Err(Error::NotWanted)
        );
        supply(&mut scene, b"0123\r\n6789", piece);
        assert_eq!(
            scene.server.fetched(
                handle,
                [
                    MsgAtt::Flags(Flags::new()),
                    body(0),
                    MsgAtt::ModSeq(1_u64.try_into().unwrap())
                ]
            ),
            Ok(())
        );
        scene.play(
            "S: * 2 FETCH (UID 13 FLAGS (\\Seen) BODY[] {10}
             S: 0123
             S: 6789)
             S: * 3 FETCH (UID 17 FLAGS () BODY[] {0}
             S: MODSEQ (1))
             S: * 5 EXISTS
             S: c OK UID FETCH completed",
        );
    }
}

#[test]
fn several_in_one_message() {
    let mut scene = ready(1000, "next");
    scene.play("C: c FETCH 1 (BINARY[1] RFC822 UID)");
    let binary = MsgAtt::Binary(std::boxed::Box::new(BinaryData {
        section: SectionBinary([nz(1)].into()),
        data: Some(Content8::Elsewhere { len: 3 }),
        origin: None,
    }));
    let rfc822 = MsgAtt::Rfc822(Some(Content::Elsewhere { len: 2 }));
    let items = [binary, rfc822, MsgAtt::Uid(nz(11))];
    scene.server.fetched(scene.unanswered[0], items).unwrap();
    supply(&mut scene, b"\0bcde", 100);
    assert_eq!(
        String::from_utf8(core::mem::take(&mut scene.out)).unwrap(),
        "* 1 FETCH (BINARY[1] ~{3}\r\n\0bc RFC822 {2}\r\nde UID 11)\r\nc OK FETCH completed\r\n"
    );
}

/// Only what is fetched is asked for in pieces: of other data nobody would ask.
#[test]
fn data_that_nobody_would_ask_for() {
    let mut scene = ready(1000, "STATUS");
    scene.play("C: c STATUS x (MESSAGES)");
    let handle = scene.unanswered[0];
    let items = Vec1::one(body(10));
    let told = scene.server.message(handle, nz(11), items);
    assert!(matches!(told, Err(Error::Send(_))), "{told:?}");
    scene.server.ok(handle, "done").unwrap();
    scene.play("S: c OK done");
}

/// Whatever is asked for, no more than the queue holds waits to be transmitted.
#[test]
fn no_more_is_asked_for_than_is_taken() {
    let mut scene = ready(1 << 20, "");
    scene.server.config.queue = 1000;
    scene.uids = (1..=5000).map(nz).collect();
    scene.feed(b"b SELECT INBOX\r\n");
    scene.out.clear();
    let line = b"c FETCH 1:* FLAGS\r\n";
    scene.inbox.space(line.len()).copy_from_slice(line);
    scene.inbox.filled(line.len());
    let (mut most, mut asked) = (0, 0);
    loop {
        match scene.server.poll(&mut scene.inbox, scene.now).unwrap() {
            Output::Transmit(_) => scene.server.transmitted(10),
            Output::Event(Event::Command { handle, command }) => {
                answer(&mut scene.server, &scene.uids, handle, command).unwrap();
            }
            Output::Event(Event::FetchNext { handle, .. }) => {
                asked += 1;
                scene
                    .server
                    .fetched(handle, [MsgAtt::Flags(Flags::new())])
                    .unwrap();
            }
            Output::Event(_) => {}
            _ => break,
        }
        most = most.max(scene.server.queued());
    }
    assert_eq!(asked, 5000);
    assert!(most < 1100, "{most}");
}

/// What arrived, by event.
fn arrived(scene: &mut Scene, bytes: &[u8]) -> Vec<String> {
    let mut told = vec![];
    for piece in bytes.chunks(scene.chunk) {
        scene.inbox.space(piece.len())[..piece.len()].copy_from_slice(piece);
        scene.inbox.filled(piece.len());
        loop {
            match scene.server.poll(&mut scene.inbox, scene.now).unwrap() {
                Output::Transmit(bytes) => {
                    scene.out.extend_from_slice(bytes);
                    let n = bytes.len();
                    scene.server.transmitted(n);
                }
                Output::Event(Event::AppendHead { head, .. }) => {
                    told.push(format!("{} of {}", head.index(), head.len));
                }
                Output::Event(Event::AppendChunk { chunk, .. }) => {
                    told.push(String::from_utf8_lossy(chunk).into_owned());
                }
                Output::Event(Event::Command { handle, .. }) => {
                    scene.server.ok(handle, "appended").unwrap();
                }
                Output::Event(event) => {
                    let event = format!("{event:?}");
                    told.push(event.split(' ').next().unwrap().into());
                }
                _ => break,
            }
        }
    }
    told
}

#[test]
fn append_in_pieces() {
    let mut scene = ready(1000, "");
    let told = arrived(
        &mut scene,
        b"c APPEND x (\\Seen) {6+}\r\n012345 {7+}\r\nabcdefg\r\nd NOOP\r\n",
    );
    assert_eq!(told, ["0 of 6", "012345", "1 of 7", "abcdefg", "Answered"]);
    scene.play("S: c OK appended\n S: d OK NOOP completed");
    // Asked for.
    let told = arrived(&mut scene, b"e APPEND x {6}\r\n");
    assert_eq!(told, ["LiteralOffered", "0 of 6"]);
    scene.play("S: + OK");
    assert_eq!(arrived(&mut scene, b"012345\r\n"), ["012345"]);
    scene.play("S: e OK appended");
}

#[test]
fn append_that_is_not_wanted() {
    let mut scene = ready(1000, "");
    // Not legal: several messages without the capability that allows them are, up to the first.
    let told = arrived(
        &mut scene,
        b"c APPEND x {6+}\r\n012345 (\\Bad flag {7+}\r\n",
    );
    assert_eq!(told[..2], ["0 of 6", "012345"]);
    assert!(
        arrived(&mut scene, b"abcdefg\r\n")
            .last()
            .unwrap()
            .starts_with("AppendAborted")
    );
    scene.play("S: c BAD …\n C: d NOOP\n S: d OK …");
    // The application has enough in the middle.
    arrived(&mut scene, b"e APPEND x {6+}\r\n012");
    scene
        .server
        .no(Handle(4), Code::OverQuota, "no room")
        .unwrap();
    let told = arrived(&mut scene, b"345\r\nf NOOP\r\n");
    assert_eq!(told, ["Discarded", "Answered", "Answered"]);
    scene.play("S: e NO [OVERQUOTA] no room\n S: f OK …");
    // Before authentication.
    let mut scene = Scene::new(config(PLAIN), 1000);
    scene.inbox = Inbox::new(Limits::default()).stream_above(4);
    scene.play("S: * OK …");
    let told = arrived(&mut scene, b"a APPEND x {6+}\r\n012345\r\nb NOOP\r\n");
    assert_eq!(told, ["Refused", "Discarded", "Answered", "Answered"]);
    scene.play("S: a BAD not in not authenticated state\n S: b OK …");
}

/// A command that arrives while the data of another's answer is sent.
#[test]
fn nothing_stands_in_the_middle_of_data() {
    let mut scene = ready(1000, "next");
    scene.server.config.parallel = 3;
    scene.server.config.ask_above = 2;
    scene.play("C: c FETCH 1 BODY[]\n C: d APPEND x {3}");
    scene.server.accept_literal(Handle(3)).unwrap();
    scene
        .server
        .fetched(scene.unanswered[0], [body(10)])
        .unwrap();
    let handle = scene.unanswered[0];
    scene.run();
    scene.server.supply(handle, b"01234").unwrap();
    scene.feed(b"abc\r\ne BAD (\r\nf CAPABILITY\r\n");
    scene.server.supply(handle, b"56789").unwrap();
    scene.play(
        "S: * 1 FETCH (BODY[] {10}
         S: 0123456789)
         S: + OK
         S: c OK FETCH completed
         S: d OK 3 bytes appended
         S: e …
         S: * CAPABILITY …
         S: f OK …",
    );
}

/// An answer of many lines goes on where there is room.
#[test]
fn many_lines() {
    let mut scene = ready(1000, "STATUS");
    scene.server.config.queue = 100;
    scene.play("C: c STATUS x (MESSAGES)");
    let handle = scene.unanswered[0];
    let (mut told, mut most) = (0, 0);
    let mut tell = |server: &mut Server| {
        while told < 1000 {
            match server.data(handle, Data::Recent(told)) {
                Ok(()) => told += 1,
                Err(Error::Full { .. }) => return,
                Err(error) => panic!("{error}"),
            }
        }
        server.ok(handle, "done").unwrap();
    };
    tell(&mut scene.server);
    loop {
        match scene.server.poll(&mut scene.inbox, scene.now).unwrap() {
            Output::Transmit(bytes) => {
                scene.out.extend_from_slice(bytes);
                let n = bytes.len();
                scene.server.transmitted(n);
            }
            Output::Event(Event::Room { handle: of }) => {
                assert_eq!(of, handle);
                tell(&mut scene.server);
            }
            _ => break,
        }
        most = most.max(scene.server.queued());
    }
    assert!(most < 250, "{most}");
    let out = String::from_utf8(scene.out).unwrap();
    assert_eq!(out.lines().count(), 1001);
    assert!(out.ends_with("* 999 RECENT\r\nc OK done\r\n"));
}

/// Data that cannot be had any more: nothing that is said would be taken for what it is.
#[test]
fn no_bye_in_the_middle_of_data() {
    let mut scene = ready(1000, "next");
    scene.play("C: c FETCH 1 BODY[]");
    let handle = scene.unanswered[0];
    scene.server.fetched(handle, [body(10)]).unwrap();
    scene.server.supply(handle, b"012").unwrap();
    scene.server.bye(None, "the disk is gone").unwrap();
    assert_eq!(scene.server.supply(handle, b"3"), Err(Error::Closed));
    scene.run();
    assert_eq!(scene.closed, Some(Closed::Shutdown));
    assert_eq!(scene.out, b"* 1 FETCH (BODY[] {10}\r\n012");
}
