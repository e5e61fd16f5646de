#![allow(clippy::unwrap_used, clippy::std_instead_of_alloc, reason = "tests")]

mod attacks;
mod known;
mod scene;
mod turns;

use std::{format, string::String, vec, vec::Vec};

use self::scene::{Player, scene};
use super::*;
use crate::{mailbox::Mailbox, session::TlsPolicy};

/// In clear, for scenes in which TLS plays no part.
fn plain() -> Config {
    Config {
        tls: TlsPolicy::Plain,
        ..Config::default()
    }
}

/// Greets, is ready, and logged in; the next tag is A1.
const LOGGED_IN: &str = "
    S: * OK [CAPABILITY IMAP4rev1 IDLE SASL-IR UIDPLUS] hi
    = greeting
    = ready
    > LOGIN alice secret
    C: A0 LOGIN alice secret
    S: A0 OK [CAPABILITY IMAP4rev1 IDLE LITERAL+ QUOTA SASL-IR] welcome
    = done LOGIN OK
";

fn logged_in(config: &Config, script: &str) {
    scene(config, &format!("{LOGGED_IN}{script}"));
}

#[test]
fn greetings() {
    let script = "
        S: * OK hi
        = greeting
        C: A0 CAPABILITY
        S: * CAPABILITY IMAP4rev1
        S: A0 OK done
        = data CAPABILITY
        = done CAPABILITY OK
        = ready
    ";
    scene(&plain(), script);
    let script = "
        S: * PREAUTH [CAPABILITY IMAP4rev1] hello alice
        = greeting
        = ready
        > SELECT INBOX
        C: A0 SELECT INBOX
    ";
    scene(&plain(), script);
    let script = "
        S: * BYE come back later
        = greeting
        = closed: the server said BYE
    ";
    scene(&plain(), script);
    let script = "
        S: A0 OK hi
        = error: the first message is no greeting
    ";
    scene(&plain(), script);
    // It does not want to tell what it can do.
    let script = "
        S: * OK hi
        = greeting
        C: A0 CAPABILITY
        S: A0 BAD what
        = done CAPABILITY BAD
        = ready
        > NAMESPACE
        = refused: not in not authenticated state
    ";
    scene(&plain(), script);
    let script = "
        @ 59
        @ 1
        = error: no greeting for too long
    ";
    scene(&plain(), script);
}

#[test]
fn login_and_select() {
    let script = r"
        > SELECT INBOX
        C: A1 SELECT INBOX
        S: * FLAGS (\Seen)
        S: * 3 EXISTS
        S: * OK [UIDVALIDITY 7] valid
        S: A1 OK [READ-WRITE] selected
        = data FLAGS
        = exists 3
        = status OK
        = done SELECT OK
        > UID FETCH 1:* FLAGS
        C: A2 UID FETCH 1:* FLAGS
        S: * 1 FETCH (UID 4 FLAGS (\Seen))
        S: * 2 EXPUNGE
        S: * 9 EXPUNGE
        S: A2 OK done
        = fetched 1
        = known 1 4
        = expunged 2
        = lie
        = done UID FETCH OK
        > CLOSE
        C: A3 CLOSE
        S: A3 OK closed
        = done CLOSE OK
        S: * 5 EXISTS
        = data EXISTS
        > FETCH 1 FLAGS
        = refused: not in authenticated state
        > LOGOUT
        C: A4 LOGOUT
        S: * BYE bye
        S: A4 OK done
        = bye
        = done LOGOUT OK
        = closed: logged out
    ";
    logged_in(&plain(), script);
    let mut player = Player::new(plain(), 7);
    player.play(&format!(
        "{LOGGED_IN}
        > EXAMINE INBOX
        S: * 3 EXISTS
        S: A1 OK [READ-ONLY] selected"
    ));
    assert_eq!(player.client.mailbox().map(Mailbox::exists), Some(3));
    assert!(player.client.session().is_read_only());
    player.play("> SELECT Nowhere\nS: A2 NO none");
    assert_eq!(player.client.mailbox().map(Mailbox::exists), None);
}

/// RFC 7162 section 3.2.11: what stands before CLOSED is of the old mailbox.
#[test]
fn the_next_mailbox() {
    let script = "
        S: * PREAUTH [CAPABILITY IMAP4rev2] hi
        = greeting
        = ready
        > SELECT INBOX
        C: A0 SELECT INBOX
        S: * 3 EXISTS
        S: A0 OK selected
        = exists 3
        = done SELECT OK
        > SELECT Sent
        C: A1 SELECT Sent
        S: * 2 EXPUNGE
        = expunged 2
        S: * OK [CLOSED] closed
        S: * 1 EXISTS
        S: A1 OK selected
        = status OK
        = exists 1
        = done SELECT OK
        > SELECT Drafts
        C: A2 SELECT Drafts
        S: * 9 EXISTS
        S: A2 OK selected
        = exists 9
        = done SELECT OK
        = exists 9
        > SELECT Nowhere
        C: A3 SELECT Nowhere
        S: A3 BAD what
        = done SELECT BAD
        > UID FETCH 1 UID
        C: A4 UID FETCH 1 UID
    ";
    scene(&plain(), script);
}

#[test]
fn held_back() {
    let script = "
        > SELECT INBOX
        > UID FETCH 1:* FLAGS
        > SELECT Sent
        > NOOP
        C: A1 SELECT INBOX
        S: A1 OK selected
        = done SELECT OK
        C: A2 UID FETCH 1:* FLAGS
        S: A2 OK fetched
        = done UID FETCH OK
        C: A3 SELECT Sent
        C: A4 NOOP
        S: A4 OK done
        S: A3 NO no such mailbox
        = done NOOP OK
        = done SELECT NO
    ";
    logged_in(&plain(), script);
    // What cannot be sent any more is refused later.
    let script = "
        > SELECT INBOX
        > UID FETCH 1:* FLAGS
        > NOOP
        C: A1 SELECT INBOX
        S: A1 NO no such mailbox
        = done SELECT NO
        = refused later: not in authenticated state
        C: A3 NOOP
    ";
    logged_in(&plain(), script);
    let script = "
        > SELECT INBOX
        > UID FETCH 1:* FLAGS
        > cancel
        = refused later: it was taken back
        C: A1 SELECT INBOX
        S: A1 OK selected
        = done SELECT OK
    ";
    logged_in(&plain(), script);
    let config = Config { held: 1, ..plain() };
    let script = "
        > SELECT INBOX
        > SELECT Sent
        > SELECT Drafts
        = refused: it would have to wait: the selected mailbox changes
        > NOOP
        = refused: too much waits already
        C: A1 SELECT INBOX
    ";
    logged_in(&config, script);
}

/// What the server can do is asked when it is not known, and commands wait for the answer.
#[test]
fn capabilities() {
    let script = "
        S: * OK [CAPABILITY IMAP4rev1] hi
        = greeting
        = ready
        > LOGIN alice secret
        C: A0 LOGIN alice secret
        S: A0 OK welcome
        = done LOGIN OK
        C: A1 CAPABILITY
        > ENABLE QRESYNC
        > GETQUOTA root
        S: * CAPABILITY IMAP4rev1 ENABLE QRESYNC
        S: A1 OK done
        = data CAPABILITY
        = done CAPABILITY OK
        C: A2 ENABLE QRESYNC
        S: * ENABLED QRESYNC
        S: A2 OK done
        = data ENABLED
        = done ENABLE OK
        = refused later: the server does not advertise QUOTA
        > GETQUOTA root
        = refused: the server does not advertise QUOTA
    ";
    scene(&plain(), script);
}

#[test]
fn literals() {
    let script = "
        S: * OK [CAPABILITY IMAP4rev1] hi
        = greeting
        = ready
        > LOGIN {3}\\r\\na\"b {3}\\r\\nc\"d
        C: A0 LOGIN \"a\\\"b\" \"c\\\"d\"
        S: A0 NO wrong
        = done LOGIN NO
    ";
    scene(&plain(), script);
    // An unsolicited continuation in between answers nothing.
    let script = "
        S: * OK [CAPABILITY IMAP4rev1] hi
        = greeting
        = ready
        S: + what
        = unexpected +
        > LOGIN {4}\\r\\na\\r\\nb {4}\\r\\nc\\r\\nd
        C: A0 LOGIN {4}
        S: * OK still here
        = status OK
        S: + go on
        = continue
        C: a
        C: b {4}
        S: + go on
        = continue
        C: c
        C: d
        S: A0 OK [CAPABILITY IMAP4rev1] in
        = done LOGIN OK
    ";
    scene(&plain(), script);
    // Refused in the middle; the next command follows.
    for answer in ["NO", "BAD"] {
        let script = format!(
            "
            S: * PREAUTH [CAPABILITY IMAP4rev1] hi
            = greeting
            = ready
            > CREATE {{4}}\\r\\na\\r\\nb
            > NOOP
            C: A0 CREATE {{4}}
            S: A0 {answer} no
            = done CREATE {answer}
            C: A1 NOOP
            "
        );
        scene(&plain(), &script);
    }
    // BYE in the middle.
    let script = "
        S: * PREAUTH [CAPABILITY IMAP4rev1] hi
        = greeting
        = ready
        > CREATE {4}\\r\\na\\r\\nb
        C: A0 CREATE {4}
        S: * BYE down
        = bye
        > end
        = input ended
        = lost CREATE, Partly: the server said BYE
        = closed: the server said BYE
    ";
    scene(&plain(), script);
}

#[test]
fn the_end() {
    // In the middle of a message.
    let mut player = Player::new(plain(), 3);
    player.play(LOGGED_IN);
    player.play("> SELECT INBOX\n> NOOP\n> SELECT Sent\nS- * 3 EXI\n> end");
    let told: Vec<_> = player.told.iter().map(String::as_str).collect();
    for (told, wanted) in told.iter().zip([
        "lost SELECT, Sent: input ended",
        "lost NOOP, Sent: input ended",
        "lost SELECT, Unsent: input ended",
        "error: input ended",
    ]) {
        assert!(told.starts_with(wanted), "{told}");
    }
    assert_eq!(told.len(), 4);
    let script = "
        > SELECT INBOX
        > SELECT Sent
        C: A1 SELECT INBOX
        > end
        = input ended
        = lost SELECT, Sent: the server hung up
        = lost SELECT, Unsent: the server hung up
        = closed: the server hung up
        > NOOP
        = refused: the connection is over
    ";
    logged_in(&plain(), script);
    let script = "
        > NOOP
        C: A1 NOOP
        > close
        = lost NOOP, Sent: closed
        = closed: closed
    ";
    logged_in(&plain(), script);
    // Endless BYE.
    let script = "
        S: * BYE idle for too long
        = bye
        > NOOP
        = refused: not in logout state
        S: * BYE idle for too long
        = bye
        @ 10
        = closed: the server said BYE
    ";
    logged_in(&plain(), script);
}

#[test]
fn time() {
    let script = "
        > NOOP
        C: A1 NOOP
        @ 299
        S: * OK still searching
        = status OK
        @ 299
        @ 1
        = lost NOOP, Sent: no answer for too long
        = error: no answer for too long
    ";
    logged_in(&plain(), script);
    // A long message that comes slowly is no silence.
    let mut player = Player::new(plain(), 1);
    player.play(&format!("{LOGGED_IN}\n> NOOP"));
    player.told.clear();
    for _ in 0..5 {
        player.play("S- xx\n@ 299");
    }
    assert!(player.told.is_empty(), "{:?}", player.told);
    player.play("@ 1");
    assert_eq!(player.told.len(), 2);
    // A silent connection is kept alive.
    let script = "
        @ 1199
        @ 1
        C: A1 NOOP
        S: A1 OK alive
        = done NOOP OK
        @ 1200
        C: A2 NOOP
    ";
    logged_in(&plain(), script);
    // Never is not too early.
    let never = Timeouts {
        greeting: Duration::MAX,
        command: Duration::MAX,
        idle: Duration::MAX,
        keep_alive: Some(Duration::MAX),
        farewell: Duration::MAX,
    };
    let config = Config {
        timeouts: never,
        ..plain()
    };
    let script = "
        > IDLE
        C: A1 IDLE
        S: + idling
        = idling
        @ 99999999
        > done
        C: DONE
        S: * BYE bye
        = bye
        @ 99999999
    ";
    logged_in(&config, script);
    let script = "
        > LOGOUT
        C: A1 LOGOUT
        @ 10
        = lost LOGOUT, Sent: logged out
        = closed: logged out
    ";
    logged_in(&plain(), script);
}

#[test]
fn what_cannot_be_read() {
    let script = "
        > NOOP
        C: A1 NOOP
        S: * 1 FETCH (FLAGS
        S: A1 OK [CAPABILITY
        = unparsed false
        = unparsed true
        = done NOOP OK
        > NOOP
        C: A2 NOOP
        S: A2 WHAT
        = unparsed true
        = done NOOP BAD
    ";
    let strict = Config {
        options: imap_codec::Options::strict(),
        ..plain()
    };
    logged_in(&strict, script);
    let script = r"
        S: * 1 FETCH (FLAGS (\Seen) )
        = fetched 1
        = mended 1
    ";
    logged_in(&plain(), script);
}

#[test]
fn an_observer_sees_all_but_secrets() {
    use std::sync::{Arc, Mutex};
    let seen = Arc::new(Mutex::new(String::new()));
    let mut player = Player::new(plain(), 3);
    let log = Arc::clone(&seen);
    player
        .client
        .observe(move |who: Side, message: &Message<'_, '_>| {
            *log.lock().unwrap() += &format!("{who}: {message:?}\n");
        });
    player.play(
        "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hi
        > LOGIN alice sesame
        S: A0 NO no
        > AUTHENTICATE PLAIN c2VzYW1l
        S: + c2VzYW1l
        > respond sesame
        S: A1 OK [CAPABILITY IMAP4rev1 IDLE] in
        > IDLE
        S: + idling
        > done
        S: what
        S: A2 OK done",
    );
    let seen = seen.lock().unwrap();
    let debug = format!("{:?} {:?}", player.client, player.told);
    for secret in ["sesame", "c2VzYW1l", "115, 101, 115"] {
        assert!(!seen.contains(secret), "{seen}");
        assert!(!debug.contains(secret) || debug.contains("challenge sesame"));
    }
    for message in ["Login", "Authenticate", "AuthenticateData", "IdleDone"] {
        assert!(seen.contains(message), "{message} in {seen}");
    }
    assert_eq!(seen.matches("S: ").count(), 7, "{seen}");
    let mut names = vec![];
    names.extend(seen.lines().map(|line| &line[..2]));
    assert_eq!(names.iter().filter(|who| **who == "C:").count(), 5);
}

/// A driver whose timers are elsewhere.
#[test]
fn handle_timeout() {
    let (config, mut now) = (plain(), Duration::from_secs(7));
    let (mut inbox, mut client) = (config.inbox(), Client::new(config));
    assert!(matches!(
        client.poll(&mut inbox, now),
        Ok(Output::NeedInput { .. })
    ));
    now = client.next_deadline().unwrap();
    client.handle_timeout(now - Duration::from_millis(1));
    assert_eq!(client.next_deadline(), Some(now));
    client.handle_timeout(now);
    assert_eq!(client.next_deadline(), None);
    let error = client.poll(&mut inbox, now).err();
    assert_eq!(error, Some(Error::Timeout(Timeout::Greeting)));
}
