//! Exchanges in turns: AUTHENTICATE, IDLE, bodies in parts, COMPRESS.

use super::{LOGGED_IN, Player, logged_in, plain, scene};
use crate::client::{Config, Timeouts};
use core::time::Duration;
use imap_types::{append::Append, core::Content};
use std::{format, vec::Vec};

const GREETED: &str = "
    S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR] hi
    = greeting
    = ready
";

fn greeted(script: &str) {
    scene(&plain(), &format!("{GREETED}{script}"));
}

#[test]
fn authenticate() {
    // c2VjcmV0 is "secret", aGk= is "hi".
    greeted(
        "
        > AUTHENTICATE PLAIN c2VjcmV0
        C: A0 AUTHENTICATE PLAIN c2VjcmV0
        S: A0 OK [CAPABILITY IMAP4rev1] in
        = done AUTHENTICATE OK
        ",
    );
    greeted(
        "
        > AUTHENTICATE XOAUTH2
        C: A0 AUTHENTICATE XOAUTH2
        S: +
        = challenge
        > respond secret
        C: c2VjcmV0
        > respond secret
        = the command does not wait for this
        S: + aGk=
        = challenge hi
        > respond
        C:
        S: A0 NO no
        = done AUTHENTICATE NO
        > respond secret
        = the command does not wait for this
        ",
    );
    // The user takes his time.
    greeted(
        "
        > AUTHENTICATE XOAUTH2
        C: A0 AUTHENTICATE XOAUTH2
        S: + what, no base64
        = challenge (no base64)
        @ 86400
        > cancel
        C: *
        S: A0 BAD cancelled
        = cancelled AUTHENTICATE BAD
        ",
    );
    // Cancelled before the challenge.
    greeted(
        "
        > AUTHENTICATE XOAUTH2
        C: A0 AUTHENTICATE XOAUTH2
        > cancel
        S: +
        = continue
        C: *
        ",
    );
}

/// The initial response waits for the first challenge where the server has no SASL-IR.
#[test]
fn initial_response_held_back() {
    let script = "
        S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi
        = greeting
        = ready
        > AUTHENTICATE PLAIN c2VjcmV0
        C: A0 AUTHENTICATE PLAIN
        S: +
        = continue
        C: c2VjcmV0
        S: A0 OK [CAPABILITY IMAP4rev1] in
        = done AUTHENTICATE OK
    ";
    scene(&plain(), script);
}

#[test]
fn idle() {
    logged_in(
        &plain(),
        "
        > IDLE
        C: A1 IDLE
        S: * OK data before the continuation
        = status OK
        S: + idling
        = idling
        S: * OK and behind it
        = status OK
        > done
        C: DONE
        > done
        > NOOP
        C: A2 NOOP
        S: A1 OK done
        S: A2 OK done
        = done IDLE OK
        = done NOOP OK
        > done
        = the command does not wait for this
        ",
    );
    // Done before the continuation; and a refusal.
    logged_in(
        &plain(),
        "
        > IDLE
        > done
        > NOOP
        C: A1 IDLE
        S: + idling
        = idling
        C: DONE
        C: A2 NOOP
        S: A1 OK done
        = done IDLE OK
        > IDLE
        S: A2 OK done
        = done NOOP OK
        C: A3 IDLE
        S: A3 NO not now
        = done IDLE NO
        S: + idling
        = unexpected +
        ",
    );
}

#[test]
fn idle_is_renewed() {
    let timeouts = Timeouts {
        idle: Duration::from_secs(100),
        ..Timeouts::default()
    };
    let config = Config {
        timeouts,
        ..plain()
    };
    logged_in(
        &config,
        "
        > IDLE
        C: A1 IDLE
        S: + idling
        = idling
        @ 99
        S: * OK hello
        = status OK
        @ 1
        C: DONE
        S: A1 OK done
        = idle renewed
        C: A2 IDLE
        S: + idling
        = idling
        @ 100
        C: DONE
        > done
        S: A2 OK done
        = done IDLE OK
        > IDLE
        C: A3 IDLE
        S: + idling
        = idling
        @ 100
        C: DONE
        @ 300
        = lost IDLE, Sent: no answer for too long
        = error: no answer for too long
        ",
    );
}

#[test]
fn bodies_out() {
    let script = "
        S: * PREAUTH [CAPABILITY IMAP4rev1] hi
        = greeting
        = ready
        > supply x
    ";
    let mut player = Player::new(plain(), 4);
    player.play(&script.replace("> supply x", ""));
    assert!(player.client.supply(crate::tag::Handle(0), b"x").is_err());
    let greeted = script.replace("> supply x", "");
    scene(
        &plain(),
        &format!(
            "{greeted}
            > append 6
            > NOOP
            C: A0 APPEND Sent {{6}}
            S: + go on
            = continue
            = want 6
            @ 86400
            > supply abc
            = the command does not wait for this
            "
        )
        // The last handle is that of NOOP.
        .replace("> NOOP", "")
        .replace("= the command does not wait for this", "")
        .replace(
            "> supply abc",
            "> supply abc
            = want 3
            C- abc
            > supply defg
            = the command does not wait for this
            > supply def
            C: def
            S: A0 OK appended
            = done APPEND OK",
        ),
    );
    // Refused before its data.
    scene(
        &plain(),
        &format!(
            "{greeted}
            > append 6
            C: A0 APPEND Sent {{6}}
            S: A0 NO [TOOBIG] no
            = done APPEND NO
            > NOOP
            C: A1 NOOP
            "
        ),
    );
}

/// RFC 7888 section 4: a literal that nobody asked for has to be sent whole, whatever the server says.
#[test]
fn refused_while_data_is_sent() {
    logged_in(
        &plain(),
        "
        > append 6
        C: A1 APPEND Sent {6+}
        = want 6
        > supply abc
        = want 3
        C- abc
        S: A1 NO [OVERQUOTA] full
        = done APPEND NO
        C:    
        > NOOP
        C: A2 NOOP
        ",
    );
}

/// MULTIAPPEND, CATENATE and REPLACE: each body in its place.
#[test]
fn several_bodies_out() {
    use imap_types::append::{AppendData, AppendMessage};
    use imap_types::ext::{catenate::CatPart, replace::Replace};
    let greeting = "S: * PREAUTH [CAPABILITY IMAP4rev1 REPLACE CATENATE MULTIAPPEND] hi";
    let selected = "> SELECT INBOX\nS: * 9 EXISTS\nS: A0 OK selected";
    for chunk in [1, 1000] {
        let mut player = Player::new(plain(), chunk);
        player.play(&format!("{greeting}\n{selected}"));
        player.told.clear();
        player.sent.clear();
        let mut append = Append::new("x", Content::Elsewhere { len: 2 }).unwrap();
        let part = CatPart::Text(Content::Elsewhere { len: 1 });
        let catenate = AppendData::Catenate(imap_types::core::Vec1::one(part));
        append.messages.push(AppendMessage::new(catenate));
        player.send(append.into());
        player.run();
        player.play(
            "
            C: A1 APPEND x {2}
            S: + go on
            = continue
            = want 2
            > supply ab
            C- ab CATENATE (TEXT {1}
            C:
            S: + go on
            = continue
            = want 1
            > supply c
            C: c)
            S: A1 OK done
            = done APPEND OK
            ",
        );
        let seq = imap_types::sequence::SeqNumber::from(core::num::NonZeroU32::MIN);
        let replace = Replace::new(seq, "x", Content::Elsewhere { len: 2 }).unwrap();
        player.send(imap_types::command::CommandBody::Replace(replace.into()));
        player.run();
        player.play(
            "
            C: A2 REPLACE 1 x {2}
            S: + go on
            = continue
            = want 2
            S: A2 NO [OVERQUOTA] full
            = done REPLACE NO
            C:   
            > NOOP
            C: A3 NOOP
            ",
        );
        // Refused in the middle: the second body is not sent.
        let mut append = Append::new("x", Content::Elsewhere { len: 2 }).unwrap();
        let second = AppendData::Literal(Content::Elsewhere { len: 1 << 40 });
        append.messages.push(AppendMessage::new(second));
        player.play("S: A3 OK done\n= done NOOP OK");
        player.send(append.into());
        player.run();
        player.play(
            "
            C: A4 APPEND x {2}
            S: + go on
            = continue
            = want 2
            S: A4 NO [OVERQUOTA] full
            = done APPEND NO
            C-    {1099511627776}
            C:
            > NOOP
            C: A5 NOOP
            ",
        );
    }
}

#[test]
fn bodies_in() {
    let config = Config {
        stream_above: 4,
        ..plain()
    };
    let mut player = Player::new(config, 3);
    player.play(&format!(
        "{LOGGED_IN}
        S: * 7 FETCH (UID 9 BODY[] {{10}}
        S- 0123456789 FLAGS ())
        S: "
    ));
    let mut told: Vec<_> = player.told.drain(..).collect();
    assert_eq!(told.remove(0), "head 7 10");
    assert_eq!(told.pop().unwrap(), "fetched 7");
    let mut at = 0;
    for chunk in told {
        let (place, bytes) = chunk
            .strip_prefix("body ")
            .unwrap()
            .split_once(' ')
            .unwrap();
        assert_eq!(place.parse::<usize>().unwrap(), at);
        at += bytes.len();
    }
    assert_eq!(at, 10);
}

#[test]
fn compress() {
    let script = "
        S: * PREAUTH [CAPABILITY IMAP4rev1 COMPRESS=DEFLATE] hi
        = greeting
        = ready
        > COMPRESS DEFLATE
        C: A0 COMPRESS DEFLATE
        > NOOP
        S: A0 OK deflating
        = done COMPRESS OK
        = StartCompress
        S- xyz
        > deflate
        = inflate xyz
        C: A1 NOOP
    ";
    // Bytes behind the OK belong to the compressed stream.
    let mut player = Player::new(plain(), 100);
    player.play(script);
    assert!(player.told.is_empty(), "{:?}", player.told);
}

/// What may be taken back how far.
#[test]
fn cancelled() {
    for script in [
        // In flight: what comes for it is thrown away, what is true of the mailbox is told, and others go on.
        r#"
        > SELECT INBOX
        C: A1 SELECT INBOX
        S: * 3 EXISTS
        S: A1 OK done
        = exists 3
        = done SELECT OK
        > UID FETCH 1:* BODY[]
        C: A2 UID FETCH 1:* BODY[]
        S: * 1 FETCH (UID 7 BODY[] {2}
        S: ab)
        = fetched 1
        = known 1 7
        > cancel
        S: * 2 FETCH (UID 9 BODY[] {2}
        S: ab)
        = discarded
        = known 2 9
        S: * 3 FETCH (FLAGS (\Seen))
        = fetched 3
        S: * 3 EXPUNGE
        = expunged 3
        S: * OK still there
        = status OK
        S: A2 OK done
        = cancelled UID FETCH OK
        > UID FETCH 7 BODY[]
        C: A3 UID FETCH 7 BODY[]
        S: * 1 FETCH (UID 7 BODY[] {2}
        S: ab)
        = fetched 1
        S: A3 OK done
        = done UID FETCH OK
        "#,
        // Another that asks for the same is in flight.
        r#"
        > SELECT INBOX
        C: A1 SELECT INBOX
        S: * 3 EXISTS
        S: A1 OK done
        = exists 3
        = done SELECT OK
        > FETCH 2 RFC822.SIZE
        > FETCH 1 RFC822.SIZE
        C: A2 FETCH 2 RFC822.SIZE
        C: A3 FETCH 1 RFC822.SIZE
        > cancel
        S: * 1 FETCH (RFC822.SIZE 5)
        = fetched 1
        S: A2 OK done
        = done FETCH OK
        S: * 1 FETCH (RFC822.SIZE 5)
        = discarded
        S: A3 NO sorry
        = cancelled FETCH NO
        "#,
        // By tag.
        r#"
        > SELECT INBOX
        C: A1 SELECT INBOX
        S: A1 OK done
        = done SELECT OK
        > SEARCH RETURN (ALL) 1
        > SEARCH RETURN (ALL) 2
        C: A2 SEARCH RETURN (ALL) 1
        C: A3 SEARCH RETURN (ALL) 2
        > cancel
        S: * ESEARCH (TAG "A3") ALL 2
        = discarded
        S: * ESEARCH (TAG "A2") ALL 1
        = data ESEARCH
        S: A2 OK done
        S: A3 OK done
        = done SEARCH OK
        = cancelled SEARCH OK
        "#,
        // Data of other commands has nothing to do with it.
        r#"
        > LIST "" %
        > GETQUOTA x
        C: A1 LIST "" %
        C: A2 GETQUOTA x
        > cancel
        S: * LIST () "/" x
        = data LIST
        S: * QUOTA x (STORAGE 1 2)
        = discarded
        S: A1 OK done
        = done LIST OK
        > cancel
        S: A2 BAD what
        = cancelled GETQUOTA BAD
        > cancel
        = the command does not wait for this
        "#,
        // Nothing of it was transmitted.
        "
        > stall
        > NOOP
        > STATUS x (MESSAGES)
        > cancel
        = refused later: it was taken back
        > append 5
        > cancel
        = refused later: it was taken back
        > append 0
        > cancel
        = refused later: it was taken back
        > NOOP
        > flow
        C: A1 NOOP
        C: A5 NOOP
        S: A1 OK done
        S: A5 OK done
        = done NOOP OK
        = done NOOP OK
        ",
        // The data is here: it is sent, and the command carried out.
        r"
        > CREATE {4}\r\na\r\nb
        C: A1 CREATE {4}
        > cancel
        S: + go on
        = continue
        C- a
        C: 
        C: b
        S: A1 OK done
        = cancelled CREATE OK
        ",
        // It is not, and the server waits for it: before the literal, or in its middle.
        "
        > NOOP
        > append 5
        C: A1 NOOP
        C: A2 APPEND Sent {5}
        > cancel
        = lost NOOP, Sent: a command was taken back whose data the server waits for
        = lost APPEND, Partly: a command was taken back whose data the server waits for
        = closed: a command was taken back whose data the server waits for
        ",
        "
        > append 5
        C: A1 APPEND Sent {5}
        S: + go on
        = continue
        = want 5
        > supply abc
        C- abc
        = want 2
        > cancel
        = lost APPEND, Partly: a command was taken back whose data the server waits for
        = closed: a command was taken back whose data the server waits for
        ",
        // All of it was supplied.
        "
        > append 3
        C: A1 APPEND Sent {3}
        S: + go on
        = continue
        = want 3
        > supply abc
        C: abc
        > cancel
        S: A1 OK done
        = cancelled APPEND OK
        ",
        // Exchanges in turns end in turns.
        "
        > IDLE
        C: A1 IDLE
        S: + idling
        = idling
        > cancel
        C: DONE
        > NOOP
        C: A2 NOOP
        S: * 4 EXISTS
        = data EXISTS
        S: A1 OK done
        S: A2 OK done
        = cancelled IDLE OK
        = done NOOP OK
        ",
    ] {
        let before = LOGGED_IN.replace("LITERAL+ ", "");
        scene(&plain(), &format!("{before}{script}"));
    }
}

/// A body of which a part was told already.
#[test]
fn cancelled_within_a_body() {
    let config = Config {
        stream_above: 3,
        ..plain()
    };
    for chunk in [1, 3, 1 << 20] {
        let mut player = Player::new(config.clone(), chunk);
        player.play(LOGGED_IN);
        player.play(
            "
            > SELECT INBOX
            C: A1 SELECT INBOX
            S: * 3 EXISTS
            S: A1 OK done
            = exists 3
            = done SELECT OK
            > FETCH 1 BODY[]
            C: A2 FETCH 1 BODY[]
            S: * 1 FETCH (BODY[] {12}
            S- abc
            ",
        );
        player.told.retain(|told| !told.starts_with("body "));
        player.play("= head 1 12\n> cancel\nS- defghijkl");
        assert!(player.told.iter().all(|told| told == "discarded"));
        player.told.clear();
        player.play(
            "
            S:  UID 7)
            = discarded
            = known 1 7
            S: * 4 EXISTS
            = exists 4
            S: A2 OK done
            = cancelled FETCH OK
            ",
        );
        player.finish("");
    }
}

/// Lengths that nothing has.
#[test]
fn cancelled_behind_what_never_ends() {
    let mut player = Player::new(plain(), 1 << 20);
    player.play(LOGGED_IN);
    player.play("> stall");
    for _ in 0..2 {
        let endless = Append::new("x", Content::Elsewhere { len: u64::MAX }).unwrap();
        player.send(endless.into());
    }
    player.play("> NOOP\n> cancel\n> close");
    assert!(
        player.told.back().unwrap().starts_with("closed"),
        "{:?}",
        player.told
    );
}
