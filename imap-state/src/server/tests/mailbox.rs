//! What happens to the selected mailbox, and when the client hears of it.

use super::*;

/// Up to a selected mailbox of UIDs 11, 13, 17, 19.
fn selected(capabilities: &str, enable: &str, chunk: usize) -> Scene {
    let mut scene = Scene::new(config(capabilities), chunk);
    scene.play("S: * OK …\n C: a LOGIN alice secret\n S: a OK …");
    if !enable.is_empty() {
        scene.play(&format!(
            "C: b ENABLE {enable}\n S: * ENABLED {enable}\n S: b OK ENABLE completed"
        ));
    }
    scene.feed(b"c SELECT INBOX\r\n");
    let out = String::from_utf8(core::mem::take(&mut scene.out)).unwrap();
    assert!(
        out.ends_with("c OK [READ-WRITE] SELECT completed\r\n"),
        "{out}"
    );
    scene
}

fn each(capabilities: &str, enable: &str, script: &str) {
    for chunk in [1, 5, 1000] {
        selected(capabilities, enable, chunk).play(script);
    }
}

#[test]
fn told_with_the_next_command() {
    each(
        PLAIN,
        "",
        "N: arrived 23
         N: flags 17
         N: expunged 11
         N: expunged 19
         C: d NOOP
         S: * 1 EXPUNGE
         S: * 3 EXPUNGE
         S: * 3 EXISTS
         S: * 2 FETCH (FLAGS (\\Flagged))
         S: d OK NOOP completed
         C: e NOOP
         S: e OK NOOP completed",
    );
}

/// RFC 9051 section 7.5.1.
#[test]
fn s7_5_1_no_expunge_during_fetch_store_search() {
    for command in [
        "FETCH 1 FLAGS",
        "STORE 1 +FLAGS (\\Deleted)",
        "SEARCH ALL",
        "UID SEARCH 1",
    ] {
        let mut scene = selected(PLAIN, "", 1000);
        scene.slow = vec!["FETCH", "STORE", "SEARCH", "UID"];
        scene.play(&format!(
            "C: d {command}
             N: expunged 13
             N: arrived 23
             A: ok
             S: * 5 EXISTS
             S: d OK done
             C: e NOOP
             S: * 2 EXPUNGE
             S: e OK NOOP completed"
        ));
    }
    // UID commands are others.
    let mut scene = selected(PLAIN, "", 1000);
    scene.slow = vec!["UID"];
    scene.play(
        "C: d UID STORE 11 +FLAGS (\\Deleted)
         N: expunged 13
         A: ok
         S: * 2 EXPUNGE
         S: d OK done",
    );
    // No command in progress: nothing at all.
    scene.play(
        "N: expunged 19\n N: arrived 23\n C: e NOOP\n S: * 3 EXPUNGE\n S: * 3 EXISTS\n S: e OK …",
    );
}

#[test]
fn numbers_hold_through_a_fetch() {
    let mut scene = selected(PLAIN, "", 1000);
    scene.slow = vec!["next"];
    scene.play(
        "C: d FETCH 1:* FLAGS
         A: fetched
         S: * 1 FETCH (FLAGS ())
         N: expunged 13
         N: expunged 17
         N: arrived 23
         A: fetched
         S: * 2 FETCH (FLAGS ())
         A: fetched
         S: * 4 FETCH (FLAGS ())
         S: * 5 EXISTS
         S: d NO [EXPUNGEISSUED] some messages are gone
         C: e NOOP
         S: * 2 EXPUNGE
         S: * 2 EXPUNGE
         S: e OK NOOP completed",
    );
    // One that is found to be gone only when it is wanted.
    let mut scene = selected(PLAIN, "", 1000);
    scene.uids.retain(|uid| *uid != nz(13));
    scene.play(
        "C: d FETCH 1:3 FLAGS
         S: * 1 FETCH (FLAGS (\\Seen))
         S: * 3 FETCH (FLAGS (\\Seen))
         S: d NO [EXPUNGEISSUED] some messages are gone",
    );
}

#[test]
fn with_parallel_commands_numbers_hold_for_all() {
    let mut scene = selected(PLAIN, "", 1000);
    scene.server.config.parallel = 4;
    scene.slow = vec!["FETCH", "STATUS"];
    scene.play(
        "C: d FETCH 3 FLAGS
         C: e STATUS x (MESSAGES)
         N: expunged 11
         C: f NOOP
         S: f OK NOOP completed
         A: ok
         S: d OK done
         A: ok
         S: * 1 EXPUNGE
         S: e OK done",
    );
}

#[test]
fn idle() {
    each(
        PLAIN,
        "",
        "N: expunged 11
         C: d IDLE
         S: + idling
         S: * 1 EXPUNGE
         N: arrived 23
         S: * 4 EXISTS
         N: flags 13
         S: * 1 FETCH (FLAGS (\\Flagged))
         c: DONE\\r\\ne NOOP\\r\\n
         S: d OK IDLE completed
         S: e OK NOOP completed
         C: f IDLE
         S: + idling
         C: g NOOP
         S: f BAD expected DONE
         C: h NOOP
         S: h OK NOOP completed",
    );
}

#[test]
fn coalesced() {
    let mut scene = selected(PLAIN, "", 1000);
    for round in 0..1000 {
        for uid in [11, 13, 17, 19] {
            scene.server.notify(Change::Flags {
                uid: nz(uid),
                flags: Flags::from(if round % 2 == 0 {
                    Flag::Seen
                } else {
                    Flag::Draft
                }),
                mod_seq: None,
            });
        }
        // Comes and goes unseen.
        scene.server.notify(Change::Arrived(nz(100 + round)));
        scene.server.notify(Change::Expunged(nz(100 + round)));
        scene.server.notify(Change::Expunged(nz(5000 + round)));
    }
    assert_eq!(scene.server.changes(), 4);
    // UIDs do not come again.
    scene.server.notify(Change::Arrived(nz(18)));
    scene.server.notify(Change::Expunged(nz(19)));
    scene.play(
        "C: d NOOP
         S: * 4 EXPUNGE
         S: * 1 FETCH (FLAGS (\\Draft))
         S: * 2 FETCH (FLAGS (\\Draft))
         S: * 3 FETCH (FLAGS (\\Draft))
         S: d OK NOOP completed",
    );
}

/// In whatever order they are told of.
#[test]
fn arrivals() {
    each(
        PLAIN,
        "",
        "N: arrived 31
         N: arrived 29
         C: d NOOP
         S: * 6 EXISTS
         S: d OK …
         N: arrived 30
         N: arrived 32
         C: e NOOP
         S: * 7 EXISTS
         S: e OK …",
    );
}

#[test]
fn vanished_with_qresync() {
    each(
        RESYNC,
        "QRESYNC",
        "N: expunged 13
         N: expunged 17
         N: expunged 11
         N: flags 19
         C: d NOOP
         S: * VANISHED 11,13,17
         S: * 1 FETCH (UID 19 FLAGS (\\Flagged) MODSEQ (7))
         S: d OK NOOP completed
         C: e SELECT INBOX
         S: * OK [CLOSED] the one before
         S: * FLAGS …
         S: * 4 EXISTS
         S: * 0 RECENT
         S: * OK [UIDVALIDITY 1] …
         S: * OK [UIDNEXT 20] …
         S: * OK [PERMANENTFLAGS …
         S: * OK [HIGHESTMODSEQ 5] the highest
         S: e OK [READ-WRITE] …",
    );
}

#[test]
fn uid_only() {
    each(
        RESYNC,
        "UIDONLY",
        "C: d FETCH 1 FLAGS
         S: d BAD [UIDREQUIRED] …
         C: e UID FETCH 13:17 FLAGS
         S: * 13 UIDFETCH (FLAGS (\\Seen))
         S: * 17 UIDFETCH (FLAGS (\\Seen))
         S: e OK UID FETCH completed
         N: expunged 13
         N: flags 17
         C: f NOOP
         S: * VANISHED 13
         S: * 17 UIDFETCH (FLAGS (\\Flagged))
         S: f OK NOOP completed",
    );
}

#[test]
fn rev2() {
    let mut scene = selected("IMAP4rev1 IMAP4rev2", "IMAP4rev2", 1000);
    let handle = Handle(3);
    scene.slow = vec!["SEARCH"];
    scene.play("N: flags 13\n C: d SEARCH ALL");
    let search = Data::Search(imap_types::search::SearchResult::default());
    assert!(matches!(
        scene.server.data(handle, search),
        Err(Error::NotUnderstood(_))
    ));
    assert!(matches!(
        scene.server.data(handle, Data::Recent(1)),
        Err(Error::NotUnderstood(_))
    ));
    scene.play("A: ok\n S: * 2 FETCH (UID 13 FLAGS (\\Flagged))\n S: d OK done");
}

/// A server that has nothing else speaks it from the start.
#[test]
fn rev2_alone() {
    let mut scene = Scene::new(config("IMAP4rev2"), 1000);
    scene.play(
        "S: * OK …
         C: a LOGIN alice secret
         S: a OK …
         C: b SELECT INBOX
         S: * FLAGS …
         S: * 4 EXISTS
         S: * OK [UIDVALIDITY 1] …
         S: * OK [UIDNEXT 20] …
         S: * OK [PERMANENTFLAGS …
         S: b OK [READ-WRITE] …
         C: c SELECT INBOX
         S: * OK [CLOSED] the one before
         S: * FLAGS …
         S: * 4 EXISTS
         S: * OK [UIDVALIDITY 1] …
         S: * OK [UIDNEXT 20] …
         S: * OK [PERMANENTFLAGS …
         S: c OK [READ-WRITE] …
         N: flags 13
         C: d NOOP
         S: * 2 FETCH (UID 13 FLAGS (\\Flagged))
         S: d OK …",
    );
}

/// RFC 5465 section 5.
#[test]
fn notify() {
    each(
        RESYNC,
        "",
        "C: d NOTIFY SET (selected-delayed (MessageNew MessageExpunge FlagChange))
         S: d OK done
         N: arrived 23
         S: * 5 EXISTS
         N: expunged 11
         N: flags 13
         S: * 2 FETCH (FLAGS (\\Flagged))
         C: e NOTIFY SET (selected (MessageNew MessageExpunge))
         S: * 1 EXPUNGE
         S: e OK done
         N: expunged 13
         S: * 1 EXPUNGE
         C: f NOTIFY NONE
         S: f OK done
         N: expunged 17
         C: g NOOP
         S: * 1 EXPUNGE
         S: g OK …",
    );
}

#[test]
fn a_failed_select_leaves_no_mailbox() {
    each(
        PLAIN,
        "",
        "N: expunged 11
         C: d SELECT nowhere
         S: d NO [NONEXISTENT] no such mailbox
         N: expunged 13
         C: e FETCH 1 FLAGS
         S: e BAD not in authenticated state",
    );
}

#[test]
fn sets_are_never_expanded() {
    let mut scene = selected(PLAIN, "", 1000);
    let uids = |server: &Server, set: &str, by_uid| {
        server
            .messages(&set.try_into().unwrap(), by_uid)
            .map(|(seq, uid)| (seq.get(), uid.get()))
            .collect::<Vec<_>>()
    };
    let server = &mut scene.server;
    assert_eq!(
        uids(server, "1:4294967295", true),
        [(1, 11), (2, 13), (3, 17), (4, 19)]
    );
    assert_eq!(uids(server, "*,1:2,2", false), [(1, 11), (2, 13), (4, 19)]);
    assert_eq!(uids(server, "4294967295:*", true), [(4, 19)]);
    assert_eq!(uids(server, "$", false), []);
    server.save([nz(13), nz(19)]);
    assert_eq!(uids(server, "$", false), [(2, 13), (4, 19)]);
    assert_eq!(server.numbers().unwrap().seq(nz(17)), Some(nz(3)));
}

/// What waits is told in pieces, the answer behind the last.
#[test]
fn many_changes() {
    let mut scene = Scene::new(config(PLAIN), 1 << 20);
    scene.uids = (1..=20_000).map(nz).collect();
    scene.play("S: * OK …\n C: a LOGIN alice secret\n S: a OK …");
    scene.feed(b"c SELECT INBOX\r\n");
    scene.out.clear();
    for uid in 1..=20_000 {
        scene.server.notify(Change::Expunged(nz(uid)));
    }
    scene.server.notify(Change::Arrived(nz(30_000)));
    scene.inbox.space(8).copy_from_slice(b"d NOOP\r\n");
    scene.inbox.filled(8);
    let mut most = 0;
    loop {
        match scene.server.poll(&mut scene.inbox, scene.now).unwrap() {
            Output::Transmit(bytes) => {
                scene.out.extend_from_slice(bytes);
                let n = bytes.len();
                most = most.max(scene.server.queued());
                scene.server.transmitted(n);
            }
            Output::Event(_) => {}
            _ => break,
        }
    }
    assert!(most <= 65 << 10, "{most}");
    let told = scene.out.iter().filter(|byte| **byte == b'\n').count();
    assert_eq!(told, 20_002);
    assert!(
        scene
            .out
            .ends_with(b"* 1 EXISTS\r\nd OK NOOP completed\r\n")
    );
}

/// RFC 5465 section 5.2: what is asked of new messages is told behind EXISTS.
#[test]
fn notify_tells_of_new_messages() {
    each(
        RESYNC,
        "",
        "C: d NOTIFY SET (selected (MessageNew (UID FLAGS) MessageExpunge))
         S: d OK done
         N: came 23
         S: * 5 EXISTS
         S: * 5 FETCH (FLAGS (\\Seen))
         C: e IDLE
         S: + idling
         N: came 29
         S: * 6 EXISTS
         S: * 6 FETCH (FLAGS (\\Seen))
         C: DONE
         S: e OK …
         C: f NOTIFY SET (selected NONE)
         S: f OK done
         N: came 31
         C: g NOOP
         S: * 7 EXISTS
         S: g OK …",
    );
}

/// The application takes its time, and the message is gone, or the mailbox is another, when it answers.
#[test]
fn notify_of_a_message_that_is_gone() {
    for (meanwhile, said) in [
        ("N: expunged 23\n S: * 5 EXPUNGE", ""),
        ("N: expunged 11\n S: * 1 EXPUNGE", "S: * 4 FETCH (FLAGS ())"),
        ("C: e NOTIFY NONE\n S: e OK done", ""),
        (
            "C: e UNSELECT\n S: e OK done\n C: f SELECT INBOX\n S: * FLAGS …\n S: * 5 EXISTS\n S: * 0 RECENT
             S: * OK …\n S: * OK …\n S: * OK …\n S: * OK …\n S: f OK …",
            "",
        ),
    ] {
        let mut scene = selected(&format!("{RESYNC} UNSELECT"), "", 7);
        scene.slow = vec!["next"];
        scene.play(
            "C: d NOTIFY SET (selected (MessageNew (FLAGS) MessageExpunge))
             S: d OK done
             N: came 23
             S: * 5 EXISTS",
        );
        assert_eq!(scene.server.announces().len(), 1);
        scene.play(meanwhile);
        let handle = scene.unanswered.remove(0);
        let answered = scene.server.fetched(handle, [MsgAtt::Flags(Flags::new())]);
        assert!(answered.is_ok() || said.is_empty(), "{answered:?}");
        scene.run();
        scene.play(said);
    }
}

/// Its data may be elsewhere, as that of any FETCH.
#[test]
fn notify_tells_of_new_messages_with_their_bodies() {
    let mut scene = selected(RESYNC, "", 7);
    scene.bodies = Some(5);
    scene.play(
        "C: d NOTIFY SET (selected (MessageNew (FLAGS BODY.PEEK[]) MessageExpunge))
         S: d OK done
         N: came 23
         S: * 5 EXISTS
         S: * 5 FETCH (FLAGS (\\Seen) BODY[] {5}
         S: xxxxx)",
    );
}

/// As long as its data is owed nothing else is said, and a command that is being answered is not disturbed.
#[test]
fn notify_tells_of_new_messages_between_commands() {
    let mut scene = selected(RESYNC, "", 7);
    scene.slow = vec!["NOOP"];
    scene.server.config.ask_for_changes = true;
    scene.play(
        "C: d NOTIFY SET (selected (MessageNew (FLAGS) MessageExpunge))
         S: d OK done
         C: e NOOP
         N: came 23
         A: ok
         S: * 5 EXISTS
         S: e OK done
         S: * 5 FETCH (FLAGS (\\Seen))",
    );
    // The application has announced data, and takes longer than the client is told that it is still here.
    scene.slow = vec!["next"];
    scene.play("C: f IDLE\n S: + idling\n N: came 29\n S: * 6 EXISTS");
    let handle = scene.unanswered.remove(0);
    scene.server.fetched(handle, [streams::body(5)]).unwrap();
    scene.play("T: 500\n S: * 6 FETCH (BODY[] {5}");
    scene.server.supply(handle, b"xxxxx").unwrap();
    scene.play("S: xxxxx)\n S: * OK still here");
}
