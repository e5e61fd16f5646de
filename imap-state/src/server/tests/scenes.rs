//! The session: greeting, login, what is legal when, time.

use super::*;

#[test]
fn greetings() {
    play(
        &config(PLAIN),
        "S: * OK [CAPABILITY IMAP4rev1 ENABLE IDLE LITERAL+ AUTH=PLAIN SASL-IR] ready",
    );
    let preauth = Config {
        welcome: Welcome::PreAuth,
        ..config("IMAP4rev1 AUTH=PLAIN COMPRESS=DEFLATE")
    };
    play(
        &preauth,
        "S: * PREAUTH [CAPABILITY IMAP4rev1 COMPRESS=DEFLATE] ready
         C: a LOGIN alice secret
         S: a BAD not in authenticated state",
    );
    let bye = Config {
        welcome: Welcome::Bye,
        greeting: "too many".into(),
        ..config(PLAIN)
    };
    play(&bye, "S: * BYE too many\n X: Shutdown");
    let odd = Config {
        greeting: "[x\r\n".into(),
        ..config("IMAP4rev1")
    };
    play(&odd, "S: * OK [CAPABILITY IMAP4rev1] ready");
}

#[test]
fn a_session() {
    play(
        &config(PLAIN),
        "S: * OK …
         C: a CAPABILITY
         S: * CAPABILITY IMAP4rev1 ENABLE IDLE LITERAL+ AUTH=PLAIN SASL-IR
         S: a OK CAPABILITY completed
         C: b LOGIN alice secret
         S: b OK [CAPABILITY IMAP4rev1 ENABLE IDLE LITERAL+] done
         C: c SELECT INBOX
         S: * FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)
         S: * 4 EXISTS
         S: * 0 RECENT
         S: * OK [UIDVALIDITY 1] UIDs valid
         S: * OK [UIDNEXT 20] the next UID
         S: * OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)] what can be kept
         S: c OK [READ-WRITE] SELECT completed
         C: d FETCH 2:3 FLAGS
         S: * 2 FETCH (FLAGS (\\Seen))
         S: * 3 FETCH (FLAGS (\\Seen))
         S: d OK FETCH completed
         C: e UID FETCH 12:17,100 FLAGS
         S: * 2 FETCH (UID 13 FLAGS (\\Seen))
         S: * 3 FETCH (UID 17 FLAGS (\\Seen))
         S: e OK UID FETCH completed
         C: f FETCH 3,2:* FLAGS
         S: * 2 FETCH …
         S: * 3 FETCH …
         S: * 4 FETCH …
         S: f OK FETCH completed
         C: g FETCH 5 FLAGS
         S: g BAD no such message
         C: h STORE 1:2 +FLAGS (\\Deleted)
         S: * 1 FETCH (FLAGS (\\Deleted))
         S: * 2 FETCH (FLAGS (\\Deleted))
         S: h OK STORE completed
         C: i CLOSE
         S: i OK done
         C: j FETCH 1 FLAGS
         S: j BAD not in authenticated state
         C: k LOGOUT
         S: * BYE logging out
         S: k OK LOGOUT completed
         X: LoggedOut",
    );
}

#[test]
fn logins() {
    play(
        &config(PLAIN),
        "S: * OK …
         C: a LOGIN alice wrong
         T: 1
         S: a NO [AUTHENTICATIONFAILED] wrong password
         C: b AUTHENTICATE PLAIN
         S: +
         C: AGFsaWNlAHNlY3JldA==
         S: b OK [CAPABILITY …
         C: c LOGIN alice secret
         S: c BAD not in authenticated state",
    );
    play(
        &config(PLAIN),
        "S: * OK …
         C: a AUTHENTICATE PLAIN AGFsaWNlAHNlY3JldA==
         S: a OK [CAPABILITY …",
    );
    play(
        &config(PLAIN),
        "S: * OK …
         C: a AUTHENTICATE PLAIN
         S: +
         C: *
         S: a BAD cancelled
         C: b AUTHENTICATE PLAIN
         S: +
         C:
         S: + bW9yZQ==
         C: !!!
         S: b BAD expected …
         C: c AUTHENTICATE GSSAPI
         S: c NO [CANNOT] …
         C: d NOOP
         S: d OK NOOP completed",
    );
}

#[test]
fn a_failed_login_takes_its_time() {
    let mut scene = Scene::new(config(PLAIN), 1000);
    scene.play("S: * OK …\n C: a LOGIN alice wrong\n C: b LOGIN alice wrong");
    assert_eq!(scene.server.next_deadline(), Some(Duration::from_secs(1)));
    scene.play("T: 1\n S: a NO …\n T: 1\n T: 1\n S: b NO …");
    // What came meanwhile is not lost.
    scene.play("C: c LOGIN alice secret\n S: c OK …");
}

#[test]
fn too_many_failed_logins() {
    let config = Config {
        max_logins: 2,
        ..config(PLAIN)
    };
    play(
        &config,
        "S: * OK …
         C: a LOGIN alice wrong
         T: 1
         S: a NO …
         C: b LOGIN alice wrong
         T: 2
         S: b NO …
         S: * BYE too many failed logins
         X: Logins",
    );
}

#[test]
fn illegal() {
    play(
        &config(PLAIN),
        "S: * OK …
         C: a SELECT INBOX
         S: a BAD not in not authenticated state
         C: b XYZZY
         S: b BAD the server does not advertise such a command
         C: c IDLE x
         S: c BAD …
         C: d LOGIN alice secret
         S: d OK …
         C: e NAMESPACE
         S: e BAD the server does not advertise NAMESPACE
         C: f SELECT INBOX (CONDSTORE)
         S: f BAD the server does not advertise CONDSTORE
         C: g XYZZY
         S: g OK done
         C: (
         S: * BAD expected …
         C: h SELECT nowhere
         S: h NO [NONEXISTENT] no such mailbox
         C: i STARTTLS
         S: i BAD not in authenticated state",
    );
}

#[test]
fn pipelined() {
    let mut script =
        String::from("S: * OK …\n c: a LOGIN alice secret\\r\\nb SELECT INBOX\\r\\n\n ");
    script
        .push_str("c: c FETCH 1 FLAGS\\r\\nd CLOSE\\r\\ne LOGOUT\\r\\nf NOOP\\r\\n\n S: a OK …\n");
    script.push_str(&"S: * …\n".repeat(6));
    script.push_str(
        "S: b OK …\n S: * 1 FETCH (FLAGS (\\Seen))\n S: c OK FETCH completed\n S: d OK done\n",
    );
    script.push_str("S: * BYE logging out\n S: e OK …\n X: LoggedOut");
    play(&config(PLAIN), &script);
}

/// A later command waits, and its bytes stay in the inbox, until the earlier one is answered.
#[test]
fn one_by_one() {
    let mut scene = Scene::new(config(PLAIN), 1000);
    scene.slow = vec!["STATUS"];
    scene.play(
        "S: * OK …\n C: a LOGIN alice secret\n S: a OK …\n C: b STATUS x (MESSAGES)\n C: c NOOP",
    );
    assert!(matches!(
        scene.server.poll(&mut scene.inbox, scene.now).unwrap(),
        Output::Wait { .. }
    ));
    assert_eq!(scene.inbox.buffered(), 8);
    scene.play("A: ok\n S: b OK done\n S: c OK NOOP completed");
}

/// An answer does not wait for the application to be done with the next command.
#[test]
fn answers_go_out_first() {
    let mut scene = Scene::new(config(PLAIN), 1000);
    scene.slow = vec!["STATUS"];
    scene.play("S: * OK …\n C: a LOGIN alice secret\n S: a OK …\n C: b STATUS x (MESSAGES)");
    let line = b"c STATUS y (MESSAGES)\r\n";
    scene.inbox.space(line.len()).copy_from_slice(line);
    scene.inbox.filled(line.len());
    scene.server.ok(scene.unanswered[0], "done").unwrap();
    let mut next = || {
        format!(
            "{:?}",
            scene.server.poll(&mut scene.inbox, scene.now).unwrap()
        )
    };
    assert!(next().starts_with("Transmit"));
    assert!(next().starts_with("Transmit"));
    scene.server.transmitted(11);
    let next = scene.server.poll(&mut scene.inbox, scene.now).unwrap();
    assert!(matches!(next, Output::Event(Event::Command { .. })));
}

#[test]
fn in_parallel_where_nothing_depends() {
    let config = Config {
        parallel: 4,
        ..config(PLAIN)
    };
    let mut scene = Scene::new(config, 1000);
    scene.slow = vec!["STATUS", "SELECT"];
    scene.play(
        "S: * OK …
         c: a LOGIN alice secret\\r\\nb STATUS x (MESSAGES)\\r\\nc STATUS y (MESSAGES)\\r\\nd NOOP\\r\\n
         S: a OK …
         S: d OK NOOP completed
         C: e SELECT INBOX
         C: f FETCH 1 FLAGS
         A: ok
         S: b OK done
         A: ok
         S: c OK done
         A: no
         S: e NO not done
         S: f BAD not in authenticated state",
    );
}

#[test]
fn ten_thousand_at_once() {
    let mut scene = Scene::new(config(PLAIN), 1 << 20);
    scene.play("S: * OK …");
    let noops: String = (0..10_000).map(|i| format!("{i} NOOP\r\n")).collect();
    scene.feed(noops.as_bytes());
    let answers: String = (0..10_000)
        .map(|i| format!("{i} OK NOOP completed\r\n"))
        .collect();
    assert_eq!(
        String::from_utf8(core::mem::take(&mut scene.out)).unwrap(),
        answers
    );
}

#[test]
fn literals() {
    let config = Config {
        ask_above: 6,
        limits: Limits::default().literal(100),
        ..config(PLAIN)
    };
    play(
        &config,
        "S: * OK …
         C: a LOGIN {5}
         S: + OK
         C: alice {6}
         S: + OK
         C: secret
         S: a OK …
         C: b APPEND x {101}
         S: b NO [TOOBIG] literal refused
         C: c APPEND x {101+}
         C: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
         S: c NO [TOOBIG] literal too long
         C: d APPEND x {3}
         S: + OK
         C: abc
         S: d OK 3 bytes appended
         C: e FETCH {3}
         S: e BAD not in this state
         C: f NOOP
         S: f OK …",
    );
}

#[test]
fn a_literal_waits_for_the_application() {
    let mut scene = Scene::new(
        Config {
            ask_above: 2,
            ..config(PLAIN)
        },
        1,
    );
    scene.play("S: * OK …\n C: a LOGIN alice secret\n S: a OK …\n C: b APPEND x {3}");
    assert_eq!(scene.events, ["LOGIN", "LiteralOffered"]);
    assert_eq!(
        scene.server.accept_literal(Handle(0)),
        Err(Error::NotInFlight(Handle(0)))
    );
    scene.server.accept_literal(Handle(1)).unwrap();
    scene.play("S: + OK\n C: abc\n S: b OK 3 bytes appended\n C: c APPEND x {3}");
    scene
        .server
        .refuse_literal(Handle(2), Code::OverQuota)
        .unwrap();
    scene.play("S: c NO [OVERQUOTA] literal refused\n C: d NOOP\n S: d OK …");
}

#[test]
fn too_many_errors() {
    let config = Config {
        max_errors: 3,
        ..config(PLAIN)
    };
    play(
        &config,
        "S: * OK …
         C: a FETCH
         S: a BAD …
         C: b SELECT x
         S: b BAD …
         C: *
         S: * BAD …
         S: * BYE too many errors
         X: Errors",
    );
}

#[test]
fn time() {
    play(
        &config(PLAIN),
        "S: * OK …
         T: 59
         C: a NOOP
         S: a OK …
         T: 1
         S: * BYE not authenticated in time
         X: LoginTimeout",
    );
    play(
        &config(PLAIN),
        "S: * OK …
         C: a LOGIN alice secret
         S: a OK …
         T: 1799
         C: b IDLE
         S: + idling
         T: 1799
         S: * OK still here
         C: DONE
         S: b OK IDLE completed
         T: 1800
         S: * BYE silent for too long
         X: Autologout",
    );
}

/// A client that takes nothing is not waited for.
#[test]
fn stuck() {
    let mut scene = Scene::new(config(PLAIN), 1000);
    scene.play("S: * OK …\n C: a LOGIN alice secret\n S: a OK …");
    let line = b"b NOOP\r\n";
    scene.inbox.space(line.len()).copy_from_slice(line);
    scene.inbox.filled(line.len());
    let poll = |scene: &mut Scene, secs| {
        let now = Duration::from_secs(secs);
        format!("{:?}", scene.server.poll(&mut scene.inbox, now).unwrap())
    };
    assert!(poll(&mut scene, 0).contains("Answered"));
    assert!(poll(&mut scene, 0).starts_with("Transmit"));
    assert!(poll(&mut scene, 1800).starts_with("Transmit"));
    assert_eq!(poll(&mut scene, 1805), "Closed(Stuck)");
    assert_eq!(poll(&mut scene, 1805), "Closed(Stuck)");
}

#[test]
fn the_server_goes_down() {
    let mut scene = Scene::new(config(PLAIN), 1000);
    scene.slow = vec!["STATUS"];
    scene.play("S: * OK …\n C: a LOGIN alice secret\n S: a OK …\n C: b STATUS x (MESSAGES)");
    scene
        .server
        .bye(Code::Unavailable, "the server goes down")
        .unwrap();
    scene.play("S: * BYE [UNAVAILABLE] the server goes down\n X: Shutdown");
    let handle = scene.unanswered[0];
    assert_eq!(scene.server.ok(handle, "done"), Err(Error::Closed));
}

#[test]
fn the_client_goes() {
    let mut scene = Scene::new(config(PLAIN), 1000);
    scene.play("S: * OK …");
    scene.inbox.space(16)[..16].copy_from_slice(b"a NOOP\r\nb LOGIN ");
    scene.inbox.filled(16);
    scene.inbox.end_of_input();
    scene.play("S: a OK NOOP completed\n X: InputEnded");
}

#[test]
fn what_makes_no_sense_is_not_taken() {
    let mut scene = Scene::new(config(PLAIN), 1000);
    scene.slow = vec!["STATUS"];
    scene.play("S: * OK …\n C: a LOGIN alice secret\n S: a OK …\n C: b STATUS x (MESSAGES)");
    let handle = scene.unanswered[0];
    let server = &mut scene.server;
    assert_eq!(
        server.ok(Handle(0), "x"),
        Err(Error::NotInFlight(Handle(0)))
    );
    assert!(matches!(
        server.ok(handle, "a\r\nb OK x"),
        Err(Error::Invalid(_))
    ));
    assert_eq!(
        server.authenticated(handle, "x"),
        Err(Error::OtherCommand(handle))
    );
    assert_eq!(
        server.challenge(handle, b"x"),
        Err(Error::OtherCommand(handle))
    );
    assert_eq!(server.supply(handle, b"x"), Err(Error::NotWanted));
    assert_eq!(server.data(handle, Data::Exists(3)), Err(Error::Notify));
    let items = [MsgAtt::Uid(nz(1))];
    assert_eq!(
        server.fetched(handle, items),
        Err(Error::NotInFlight(handle))
    );
    scene.play("A: ok\n S: b OK done");
}

#[test]
fn an_observer_sees_all_but_secrets() {
    use std::sync::{Arc, Mutex};
    let seen = Arc::new(Mutex::new(Vec::new()));
    let mut scene = Scene::new(config(PLAIN), 1000);
    let into = Arc::clone(&seen);
    let observer = move |who: Side, message: &Message<'_, '_>| {
        into.lock().unwrap().push(format!("{who} {message:?}"));
    };
    scene.server = Server::observed(config(PLAIN), observer);
    scene.play(
        "S: * OK …
         C: a LOGIN alice (hunter2
         S: a BAD …
         C: b AUTHENTICATE PLAIN AGFsaWNlAHNlY3JldA==
         S: b OK …
         C: c NOOP
         S: c OK …",
    );
    let seen = seen.lock().unwrap();
    let names: Vec<_> = seen
        .iter()
        .map(|line| line.split('(').next().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "S Greeting",
            "C Unparsed",
            "S Response",
            "C Command",
            "S Response",
            "C Command",
            "S Response"
        ]
    );
    let all = format!("{seen:?} {:?}", scene.server);
    assert!(!all.contains("hunter2") && !all.contains("secret"), "{all}");
}

/// RFC 8437 section 2.
#[test]
fn unauthenticate() {
    play(
        &config("IMAP4rev1 ENABLE CONDSTORE UNAUTHENTICATE AUTH=PLAIN"),
        "S: * OK …
         C: a LOGIN alice secret
         S: a OK …
         C: b ENABLE CONDSTORE X
         S: * ENABLED CONDSTORE
         S: b OK …
         T: 100
         C: c UNAUTHENTICATE
         S: c OK done
         C: d SELECT INBOX
         S: d BAD not in not authenticated state
         C: e CAPABILITY
         S: * CAPABILITY IMAP4rev1 ENABLE CONDSTORE UNAUTHENTICATE AUTH=PLAIN
         S: e OK …
         T: 59
         C: f LOGIN alice secret
         S: f OK …",
    );
}

#[test]
fn a_store_that_is_asked_for_changes() {
    let config = Config {
        ask_for_changes: true,
        ..config(PLAIN)
    };
    let mut scene = Scene::new(config, 1000);
    scene.slow = vec!["NOOP"];
    scene.play("S: * OK …\n C: a LOGIN alice secret\n S: a OK …");
    scene.feed(b"b SELECT INBOX\r\n");
    scene.out.clear();
    scene.play(
        "C: c NOOP
         N: arrived 23
         A: ok
         S: * 5 EXISTS
         S: c OK done",
    );
}

/// In IDLE, if nothing else is said; that is no sign of life of the client.
#[test]
fn still_here() {
    play(
        &config(PLAIN),
        "S: * OK …
         C: a LOGIN alice secret
         S: a OK …
         C: b SELECT INBOX
         S: * FLAGS …
         S: * 4 EXISTS
         S: * 0 RECENT
         S: * OK [UIDVALIDITY 1] …
         S: * OK [UIDNEXT 20] …
         S: * OK [PERMANENTFLAGS …
         S: b OK …
         T: 500
         C: c IDLE
         S: + idling
         T: 119
         T: 1
         S: * OK still here
         T: 60
         N: arrived 23
         S: * 5 EXISTS
         T: 119
         T: 1
         S: * OK still here
         T: 1499
         S: * OK still here
         T: 1
         S: * BYE silent for too long
         X: Autologout",
    );
    let mut without = config(PLAIN);
    without.timeouts.still_here = None;
    play(
        &without,
        "S: * OK …
         C: a LOGIN alice secret
         S: a OK …
         C: b IDLE
         S: + idling
         T: 1799
         T: 1
         S: * BYE silent for too long
         X: Autologout",
    );
}

/// When a driver has to ask again, for each of the waits of a server.
#[test]
fn deadlines() {
    let at = |scene: &Scene| {
        let deadline = scene.server.next_deadline();
        deadline.map(|at| at.as_secs() - scene.now.as_secs())
    };
    let mut scene = Scene::new(config(PLAIN), 1000);
    scene.play("S: * OK …");
    assert_eq!(at(&scene), Some(60), "login");
    scene.play("T: 10\n C: a LOGIN alice wrong");
    assert_eq!(at(&scene), Some(1), "a failed login");
    scene.play("T: 1\n S: a NO …\n C: b LOGIN alice secret\n S: b OK …");
    assert_eq!(at(&scene), Some(1800), "autologout");
    scene.play("T: 100\n C: c IDLE\n S: + idling");
    assert_eq!(at(&scene), Some(120), "still here");
    scene.server.bye(None, "down").unwrap();
    assert_eq!(at(&scene), Some(5), "grace");
    assert!(matches!(
        scene.server.poll(&mut scene.inbox, scene.now),
        Ok(Output::Transmit(_))
    ));
    scene.now += Duration::from_secs(5);
    assert!(matches!(
        scene.server.poll(&mut scene.inbox, scene.now),
        Ok(Output::Closed(_))
    ));
}

/// RFC 9051 section 7.3.4: with the tag, and UID where the numbers are UIDs.
#[test]
fn esearch_tells_the_tag() {
    play(
        &config("IMAP4rev2 AUTH=PLAIN"),
        "S: * OK …
         C: a LOGIN alice secret
         S: a OK …
         C: b EXAMINE INBOX
         S: * FLAGS …
         S: * 4 EXISTS
         S: * OK …
         S: * OK …
         S: * OK …
         S: b OK …
         C: c SEARCH ALL
         S: * ESEARCH (TAG \"c\") COUNT 4
         S: c OK …
         C: d] UID SEARCH ALL
         S: * ESEARCH (TAG \"d]\") UID COUNT 4
         S: d] OK …",
    );
}
