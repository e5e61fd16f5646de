//! Servers with ways of their own (the S-numbers of the quirk catalogue).

use std::{format, string::String};

use imap_codec::{Policy, Quirk};

use super::{
    super::*,
    plain,
    scene::{Player, scene},
};
use crate::profile::{Choice, Profile};

fn with(profile: &str) -> Config {
    Config {
        profile: Choice::Always(Profile::named(profile).unwrap()),
        ..plain()
    }
}

/// S93, S94, S103: recognised by the greeting; no initial response, ID first of all behind the login, CHARSET in SEARCH.
#[test]
fn netease() {
    let script = "
        S: * OK [CAPABILITY IMAP4rev1 XLIST SPECIAL-USE ID LITERAL+ STARTTLS SASL-IR AUTH=PLAIN] Coremail System IMap Server Ready(163com[71a8])
        = greeting
        = ready
        > AUTHENTICATE PLAIN AGFsaWNlAHNlY3JldA==
        > SELECT INBOX
        C: A0 AUTHENTICATE PLAIN
        S: +
        = continue
        C: AGFsaWNlAHNlY3JldA==
        S: A0 OK AUTHENTICATE completed
        = mended 1
        = done AUTHENTICATE OK
        C: A2 ID (\"name\" \"imap-state\" \"version\" \"0.1.0\")
        C: A3 CAPABILITY
        S: * ID (\"name\" \"Coremail Imap\" \"vendor\" \"Mailtech\")
        S: A2 OK ID completed
        = data ID
        = done ID OK
        S: * CAPABILITY IMAP4rev1 ID SASL-IR
        S: A3 OK CAPABILITY completed
        = data CAPABILITY
        = done CAPABILITY OK
        C: A1 SELECT INBOX
        S: A1 NO SELECT Unsafe Login. Please contact kefu@188.com for help
        = done SELECT NO
        = hint SayId
    ";
    let script = script.replace("        = mended 1\n", "");
    scene(&plain(), &script);
}

/// Who says ID already does not say it twice; what is said can be chosen.
#[test]
fn id_is_said_once() {
    let config = Config {
        id: imap_types::ext::id::Id::new([("name", "mine")]).ok(),
        ..with("netease")
    };
    let script = "
        S: * PREAUTH [CAPABILITY IMAP4rev1 ID] hi
        = greeting
        C: A0 ID (\"name\" \"mine\")
        S: A0 OK done
        = done ID OK
        = ready
        > NOOP
        C: A1 NOOP
        S: A1 OK done
        = done NOOP OK
    ";
    scene(&config, script);
}

/// S96: QQ.
#[test]
fn ascending_sets() {
    let script = "
        S: * PREAUTH [CAPABILITY IMAP4 IMAP4rev1 ID NAMESPACE] QQMail XMIMAP4Server ready
        = greeting
        = ready
        > SELECT INBOX
        C: A0 SELECT INBOX
        S: A0 OK done
        = done SELECT OK
        > FETCH 288:279,5 FLAGS
        C: A1 FETCH 5,279:288 FLAGS
        S: A1 OK done
        = done FETCH OK
        > UID STORE 9,*:7 FLAGS ()
        C: A2 UID STORE 9,7:* FLAGS ()
        S: A2 OK done
        = done UID STORE OK
    ";
    scene(&plain(), script);
    // Others get what was asked.
    let script = "
        S: * PREAUTH [CAPABILITY IMAP4rev1] hi
        = greeting
        = ready
        > SELECT INBOX
        C: A0 SELECT INBOX
        S: A0 OK done
        = done SELECT OK
        > FETCH 288:279,5 FLAGS
        C: A1 FETCH 288:279,5 FLAGS
        S: A1 OK done
        = done FETCH OK
    ";
    scene(&plain(), script);
}

/// S99: no more than 25 STATUS at a time.
#[test]
fn status_in_flight() {
    let config = with("exchange-online");
    let mut player = Player::new(config, 1 << 20);
    player.play("S: * PREAUTH [CAPABILITY IMAP4rev1] hi\n= greeting\n= ready\n");
    for n in 0..60 {
        let name = format!("b{n}");
        player.send(
            CommandBody::status(name.as_str(), [imap_types::status::StatusAtt::Messages]).unwrap(),
        );
    }
    player.run();
    let sent = |player: &mut Player| {
        String::from_utf8(core::mem::take(&mut player.sent))
            .unwrap()
            .lines()
            .count()
    };
    assert_eq!((sent(&mut player), player.client.held()), (25, 35));
    player.play("S: A0 OK done\n= done STATUS OK\n");
    assert_eq!((sent(&mut player), player.client.held()), (1, 34));
    for n in 1..60 {
        player.play(&format!("S: A{n} OK done\n= done STATUS OK\n"));
    }
    assert_eq!((sent(&mut player), player.client.held()), (34, 0));
}

/// S98: how long to wait, cut to what is allowed.
#[test]
fn back_off() {
    let config = Config {
        longest_wait: Duration::from_secs(90),
        ..with("exchange-online")
    };
    let script = "
        S: * PREAUTH [CAPABILITY IMAP4rev1] hi
        = greeting
        = ready
        > NOOP
        C: A0 NOOP
        S: A0 BAD Request is throttled. Suggested Backoff Time: 30500 milliseconds
        = done NOOP BAD
        = hint Wait(30.5s)
        > NOOP
        C: A1 NOOP
        S: * NO Suggested Backoff Time: 92415 milliseconds
        S: A1 OK Suggested Backoff Time: 1 milliseconds
        = status NO
        = hint Wait(90s)
        = done NOOP OK
        > NOOP
        C: A2 NOOP
        S: A2 BAD User is authenticated but not connected.
        = done NOOP BAD
        = hint Reconnect
    ";
    scene(&config, script);
}

/// S41, S66: iCloud. No QRESYNC; a bare OK enables; RFC822 is asked for as BODY[].
#[test]
fn icloud() {
    let script = r"
        S: * PREAUTH [CAPABILITY XAPPLEPUSHSERVICE IMAP4rev1 ENABLE UTF8=ACCEPT QRESYNC CONDSTORE AUTH=ATOKEN AUTH=PTOKEN] (2510B) ms21053
        = greeting
        = ready
        > ENABLE UTF8=ACCEPT
        C: A0 ENABLE UTF8=ACCEPT
        S: A0 OK ENABLE completed
        = done ENABLE OK
        > SELECT INBOX
        C: A1 SELECT INBOX
        S: A1 OK done
        = done SELECT OK
        > FETCH 1 (RFC822.HEADER RFC822 RFC822.TEXT FLAGS)
        C: A2 FETCH 1 (BODY.PEEK[HEADER] BODY[] BODY[TEXT] FLAGS)
        S: A2 OK done
        = done FETCH OK
    ";
    let mut player = Player::new(plain(), 1 << 20);
    player.play(script);
    let session = player.client.session();
    assert!(session.utf8());
    assert!(!session.has(&imap_types::capability::Capability::QResync));
    assert!(session.has(&imap_types::capability::Capability::CondStore));
    // Of others OK says nothing.
    let mut player = Player::new(
        Config {
            profile: Choice::Never,
            ..plain()
        },
        1 << 20,
    );
    player.play(&script[..script.find("> SELECT").unwrap()]);
    assert!(!player.client.session().utf8());
    assert!(
        player
            .client
            .session()
            .has(&imap_types::capability::Capability::QResync)
    );
}

/// S100: NAMESPACE is not sent to a server that drops the connection for it.
#[test]
fn no_namespace() {
    let script = "
        S: * PREAUTH [CAPABILITY IMAP4rev1 NAMESPACE] Microsoft Exchange Server 2003 IMAP4rev1 server version 6.5.7638.1 ready.
        = greeting
        = ready
        > NAMESPACE
        = refused: the server does not advertise NAMESPACE
    ";
    scene(&plain(), script);
}

/// S103, S109.
#[test]
fn charsets_and_line_ends() {
    for (profile, asked, sent) in [
        ("coremail", "SEARCH TEXT x", "SEARCH CHARSET UTF-8 TEXT x"),
        (
            "coremail",
            "SEARCH CHARSET GBK TEXT x",
            "SEARCH CHARSET GBK TEXT x",
        ),
        ("exchange", "SEARCH CHARSET UTF-8 TEXT x", "SEARCH TEXT x"),
        (
            "dovecot",
            "SEARCH CHARSET UTF-8 TEXT x",
            "SEARCH CHARSET UTF-8 TEXT x",
        ),
        (
            "yahoo",
            "APPEND x {3+}\\r\\nabc",
            "APPEND x {5+}\r\nabc\r\n",
        ),
        ("dovecot", "APPEND x {3+}\\r\\nabc", "APPEND x {3+}\r\nabc"),
    ] {
        let mut player = Player::new(with(profile), 1 << 20);
        player.play(
            "
            S: * PREAUTH [CAPABILITY IMAP4rev1 LITERAL+] hi
            = greeting
            = ready
            > SELECT INBOX
            C: A0 SELECT INBOX
            S: A0 OK done
            = done SELECT OK
        ",
        );
        player.play(&format!("> {asked}"));
        let found = String::from_utf8(core::mem::take(&mut player.sent)).unwrap();
        assert_eq!(found, format!("A1 {sent}\r\n"), "{profile}");
    }
}

/// A profile's guesses are added to what is mended, unless nothing is.
#[test]
fn guesses() {
    for (policy, on) in [(Policy::Tolerant, true), (Policy::Strict, false)] {
        let config = Config {
            options: imap_codec::Options::default().policy(policy),
            ..plain()
        };
        let mut player = Player::new(config, 1 << 20);
        player.play("S: * PREAUTH [CAPABILITY IMAP4rev1] Domino IMAP4 Server Release 9.0.1 ready\n= greeting\n= ready\n> SELECT INBOX");
        assert_eq!(
            player.client.profile().map(|profile| profile.name),
            Some("domino")
        );
        let quirks = player.client.conn.options().policy.quirks();
        assert_eq!(quirks.has(Quirk::SpacesForLineEnd), on);
        assert_eq!(quirks.has(Quirk::SpaceInBody), on);
        if on {
            player.play(
                "
                C: A0 SELECT INBOX
                S: * 1 EXISTS
                S: A0 OK done
                S: * 1 FETCH (BODY[] {5}  ab
                S: ) UID 5)
                = exists 1
                = done SELECT OK
                = fetched 1
                = mended 1
                = known 1 5
            ",
            );
        }
    }
}

/// By the name of the host, before anything is said; by ID later, which says more.
#[test]
fn recognised() {
    let config = Config {
        host: Some("imap.mail.ru".into()),
        ..plain()
    };
    assert_eq!(
        Client::new(config).profile().map(|profile| profile.name),
        Some("mail-ru")
    );
    let mut player = Player::new(plain(), 1 << 20);
    player.play(
        "S: * PREAUTH [CAPABILITY IMAP4rev1 ID X-GM-EXT-1] hi\n= greeting\n= ready\n> ID NIL\n",
    );
    assert_eq!(
        player.client.profile().map(|profile| profile.name),
        Some("gmail")
    );
    player.play(
        "C: A0 ID NIL\nS: * ID (\"name\" \"Dovecot\")\nS: A0 OK done\n= data ID\n= done ID OK\n",
    );
    assert_eq!(
        player.client.profile().map(|profile| profile.name),
        Some("dovecot")
    );
    assert_eq!(player.client.ways().command_octets, 64_000);
}

/// S112: no part is longer than the server takes, and together they ask for the same.
#[test]
fn parts() {
    let mut player = Player::new(with("yahoo"), 1 << 20);
    player.play(
        "
        S: * PREAUTH [CAPABILITY IMAP4rev1 UIDPLUS MOVE] hi
        = greeting
        = ready
        > SELECT INBOX
        C: A0 SELECT INBOX
        S: A0 OK done
        = done SELECT OK
    ",
    );
    let uids: std::vec::Vec<_> = (1..3000_u32).map(|n| format!("{}", n * 7)).collect();
    let set: imap_types::sequence::SequenceSet = uids.join(",").parse().unwrap();
    let fetch = CommandBody::uid_fetch(set, imap_types::fetch::FetchAtt::Flags);
    let parts = player.client.parts(fetch.clone());
    assert!(parts.len() > 10);
    for part in parts {
        player.send(part);
    }
    player.run();
    let sent = String::from_utf8(core::mem::take(&mut player.sent)).unwrap();
    assert!(sent.lines().all(|line| line.len() <= 1000 - 2), "{sent}");
    let sets: std::vec::Vec<_> = sent
        .lines()
        .map(|line| line.split(' ').nth(3).unwrap())
        .collect();
    assert_eq!(sets.join(","), uids.join(","));
    assert_eq!(
        crate::profile::Ways::PLAIN.parts(CommandBody::Noop),
        [CommandBody::Noop]
    );
}

/// S17: what was announced and never comes ends the connection in time, and is told as lost.
#[test]
fn a_literal_that_never_comes() {
    let script = "
        S: * PREAUTH [CAPABILITY IMAP4rev1] hi
        = greeting
        = ready
        > SELECT INBOX
        C: A0 SELECT INBOX
        S: A0 OK done
        = done SELECT OK
        > FETCH 1 BODY[]
        C: A1 FETCH 1 BODY[]
        S: * 1 FETCH (BODY[] {225752}
        S: Subject: x
        @ 299
        @ 1
        = lost FETCH, Sent: no answer for too long
        = error: no answer for too long
    ";
    scene(&plain(), script);
}

/// S20, S24, S27: lines of which nothing is understood are told with their bytes, and the stream stays in step.
#[test]
fn lines_that_are_nothing() {
    let script = r"
        S: * PREAUTH [CAPABILITY IMAP4rev1] hi
        = greeting
        = ready
        > NOOP
        C: A0 NOOP
        S: * NOOP
        S: * 99 NOOP junk
        S:  UID 5 FLAGS (\Seen))
        S: what is this
        S: A0 OK done
        = data NOOP
        = data ?
        = unparsed false
        = unparsed false
        = done NOOP OK
    ";
    scene(&plain(), script);
}

/// S39: the first BYE counts, however many come.
#[test]
fn bye_without_end() {
    let mut player = Player::new(plain(), 1 << 20);
    player.play(
        "
        S: * PREAUTH [CAPABILITY IMAP4rev1] Yandex IMAP4rev1 at x ready to talk
        = greeting
        = ready
    ",
    );
    for _ in 0..9 {
        player.play("S: * BYE Autologout; idle for too long\n= bye\n@ 1\n");
    }
    player.play("@ 1\n= closed: the server said BYE\n");
}

/// What a greeting in clear says may be anybody's: no guesses follow from it behind STARTTLS, but from the host's name.
#[test]
fn guesses_of_the_clear() {
    for (host, on) in [(None, false), (Some("imap.rambler.ru"), true)] {
        let config = Config {
            tls: crate::session::TlsPolicy::Required,
            host: host.map(Into::into),
            ..Config::default()
        };
        let mut player = Player::new(config, 1 << 20);
        player.play(
            "
            S: * OK [CAPABILITY IMAP4rev1 STARTTLS] Domino IMAP4 Server Release 9.0.1 ready
            = pre-TLS: greeting
            C: A0 STARTTLS
            S: A0 OK begin
            = pre-TLS: done STARTTLS OK
            = StartTls
            > tls
        ",
        );
        let quirks = player.client.conn.options().policy.quirks();
        assert!(!quirks.has(Quirk::SpacesForLineEnd));
        assert_eq!(quirks.has(Quirk::CutLiteral), on);
        let name = player.client.profile().map(|profile| profile.name);
        assert_eq!(name, Some(if on { "rambler" } else { "domino" }));
    }
}
