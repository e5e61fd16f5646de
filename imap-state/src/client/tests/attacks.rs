//! Attacks on clients that are known, each by its class; the table of them is in the documentation of the project.

use super::{logged_in, plain, scene};
use crate::client::{Config, Event, Output};
use crate::conn::Inbox;
use core::time::Duration;
use imap_codec::Limits;
use imap_types::command::Login;
use std::format;

/// TLS is required.
fn required() -> Config {
    Config::default()
}

const STARTTLS: &str = "
    S: * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] hi
    = pre-TLS: greeting
    C: A0 STARTTLS
";

#[test]
fn starttls() {
    let script = "
        > LOGIN alice secret
        S: A0 OK begin
        = pre-TLS: done STARTTLS OK
        = StartTls
        > tls
        C: A1 LOGIN alice secret
    ";
    // What waits for STARTTLS is sent behind it, and only then.
    let script = format!("{STARTTLS}{script}").replace("C: A1 LOGIN alice secret", "");
    let mut player = super::Player::new(required(), 3);
    player.play(&script);
    let sent = std::string::String::from_utf8(player.sent.clone()).unwrap();
    assert_eq!(
        sent, "A2 CAPABILITY\r\n",
        "LOGIN waits for what can be changed"
    );
    player.play("S: * CAPABILITY IMAP4rev1\nS: A2 OK done");
    let sent = std::string::String::from_utf8(player.sent.clone()).unwrap();
    assert_eq!(sent, "A2 CAPABILITY\r\nA1 LOGIN alice secret\r\n");
    assert!(!player.client.is_in_clear());
    // Capabilities of before count no more.
    let script = "
        S: A0 OK begin
        = pre-TLS: done STARTTLS OK
        = StartTls
        > tls
        C: A1 CAPABILITY
        S: * CAPABILITY IMAP4rev1 AUTH=PLAIN
        S: A1 OK done
        = data CAPABILITY
        = done CAPABILITY OK
        = ready
        > LOGIN alice secret
        C: A2 LOGIN alice secret
    ";
    scene(&required(), &format!("{STARTTLS}{script}"));
}

#[test]
fn starttls_response_injection() {
    let script = "
        S: A0 OK begin
        S: * CAPABILITY IMAP4rev1 AUTH=EVIL
        = pre-TLS: done STARTTLS OK
        = error: 33 bytes behind STARTTLS and before TLS
    ";
    for chunk in [2, 60, 1000] {
        let mut player = super::Player::new(required(), chunk);
        player.play(&format!(
            "{STARTTLS}{}",
            script
                .lines()
                .filter(|line| line.contains("S:"))
                .fold(std::string::String::new(), |all, line| all + line + "\n")
        ));
        let told: std::vec::Vec<_> = player.told.drain(..).collect();
        assert!(told.last().unwrap().contains("behind STARTTLS"), "{told:?}");
        assert!(
            player
                .client
                .session()
                .capabilities()
                .is_none_or(|all| all.len() == 3)
        );
    }
    // Also when the driver begins TLS before it polls again.
    let mut player = super::Player::new(required(), 1000);
    player.play(&format!("{STARTTLS}S: A0 OK begin"));
    let evil = b"* OK evil\r\n";
    player.inbox.space(evil.len())[..evil.len()].copy_from_slice(evil);
    player.inbox.filled(evil.len());
    player.client.tls_started(&mut player.inbox).unwrap_err();
    assert!(
        player
            .client
            .poll(&mut player.inbox, Duration::ZERO)
            .is_err()
    );
}

#[test]
fn starttls_stripping() {
    // Not offered, or denied.
    scene(
        &required(),
        "
        S: * OK [CAPABILITY IMAP4rev1] hi
        = pre-TLS: greeting
        = error: TLS is required, and STARTTLS is not to be had
        ",
    );
    for answer in ["NO", "BAD"] {
        scene(
            &required(),
            &format!(
                "{STARTTLS}
                S: A0 {answer} no
                = pre-TLS: done STARTTLS {answer}
                = error: TLS is required, and STARTTLS is not to be had
                "
            ),
        );
    }
}

#[test]
fn starttls_stripping_by_early_tagged_ok() {
    let script = "
        > stall
        S: * OK [CAPABILITY IMAP4rev1 STARTTLS] hi
        S: A0 OK begin
        = pre-TLS: greeting
        = lost STARTTLS, Unsent: answered before it was sent: what stands behind STARTTLS and before TLS
        = error: answered before it was sent: what stands behind STARTTLS and before TLS
    ";
    scene(&required(), script);
    // The same for what is no barrier: nobody is logged in by an answer that came before the question.
    let script = "
        > stall
        S: * OK [CAPABILITY IMAP4rev1] hi
        = greeting
        = ready
        > LOGIN alice secret
        S: A0 OK welcome
        = lost LOGIN, Unsent: command 0 was answered before it was sent
        = error: command 0 was answered before it was sent
    ";
    scene(&plain(), script);
    // Half of it was sent.
    let script = r"
        S: * OK [CAPABILITY IMAP4rev1] hi
        = greeting
        = ready
        > LOGIN alice {4}\r\na\r\nb
        C: A0 LOGIN alice {4}
        S: A0 OK welcome
        = lost LOGIN, Partly: command 0 was answered before it was sent
        = error: command 0 was answered before it was sent
    ";
    scene(&plain(), script);
    // It is held back.
    logged_in(
        &plain(),
        "
        > SELECT INBOX
        > UID FETCH 1 FLAGS
        C: A1 SELECT INBOX
        S: A2 OK fetched
        = lost SELECT, Sent: command 2 was answered before it was sent
        = lost UID FETCH, Unsent: command 2 was answered before it was sent
        = error: command 2 was answered before it was sent
        ",
    );
}

/// Whether TLS begins must not be guessed.
#[test]
fn starttls_answered_by_garbage() {
    scene(
        &required(),
        &format!(
            "{STARTTLS}
            S: A0 OK [CAPABILITY
            = lost STARTTLS, Sent: x
            "
        )
        .replace("= lost STARTTLS, Sent: x", "= lost STARTTLS, Sent: what answers command 0 cannot be read, and has to be\n= error: what answers command 0 cannot be read, and has to be")
        .replace("OK [CAPABILITY\n", "OK\u{0}\n"),
    );
}

#[test]
fn preauth_in_clear() {
    scene(
        &required(),
        "
        S: * PREAUTH [CAPABILITY IMAP4rev1] hi
        = error: authenticated in clear, where TLS is required
        ",
    );
    let implicit = Config {
        tls: crate::session::TlsPolicy::Implicit,
        ..Config::default()
    };
    scene(
        &implicit,
        "
        S: * PREAUTH [CAPABILITY IMAP4rev1] hi
        = greeting
        = ready
        ",
    );
}

#[test]
fn logindisabled_ignored() {
    scene(
        &plain(),
        "
        S: * OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hi
        = greeting
        = ready
        > LOGIN alice secret
        = refused: the server advertises LOGINDISABLED
        ",
    );
}

#[test]
fn tag_confusion() {
    logged_in(
        &plain(),
        "
        > NOOP
        C: A1 NOOP
        S: A0 NO stale
        S: A01 OK not ours
        S: a1 OK not ours
        S: A99 OK not yet
        S: A1 OK ours
        S: A1 OK again
        = unexpected A0
        = unexpected A01
        = unexpected a1
        = unexpected A99
        = done NOOP OK
        = unexpected A1
        ",
    );
    let config = Config {
        unexpected: 2,
        ..plain()
    };
    logged_in(
        &config,
        "
        S: A0 OK again
        S: + what
        S: A7 OK who
        = unexpected A0
        = unexpected +
        = error: too many messages that answer nothing
        ",
    );
}

/// What a literal holds is no protocol.
#[test]
fn literal_content_read_as_protocol() {
    let script = "
        > NOOP
        C: A1 NOOP
        S: * 1 FETCH (BODY[] {15}
        S- A1 NO forged
        S: 
        S: +)
        S: A1 OK done
    ";
    let mut player = super::Player::new(plain(), 4);
    player.play(&format!("{}{script}", super::LOGGED_IN));
    let told: std::vec::Vec<_> = player.told.drain(..).collect();
    assert_eq!(told.last().unwrap(), "done NOOP OK", "{told:?}");
    assert!(!told.iter().any(|told| told == "done NOOP NO"), "{told:?}");
}

/// Nothing is allocated because of what is announced, and little may be said before authentication.
#[test]
fn literal_allocation() {
    let script = "
        S: * OK [CAPABILITY IMAP4rev1] hi
        = greeting
        = ready
        S: * LIST () NIL {99999999}
    ";
    let mut player = super::Player::new(plain(), 64);
    player.play(script);
    assert!(
        player.told.back().unwrap().starts_with("error: "),
        "{:?}",
        player.told
    );
}

/// Numbers that are far too large cost neither time nor memory.
#[test]
fn set_expansion() {
    let mut player = super::Player::new(plain(), 1000);
    player.play(&format!(
        "{}
        > SELECT INBOX
        S: * 4000000000 EXISTS
        S: A1 OK selected",
        super::LOGGED_IN
    ));
    player.told.clear();
    player.play("S: * VANISHED 1:4294967295");
    assert_eq!(player.told.len(), 2, "{:?}", player.told);
    assert_eq!(player.client.mailbox().unwrap().exists(), 0);
    // A few are told one by one.
    player.play("S: * 130000 EXISTS\nS: * VANISHED 1:60000\nS: * VANISHED 1:256");
    assert_eq!(player.told.len(), 4 + 256, "{:?}", player.told);
    // Those of which something is known too, up to a bound.
    let fetched: std::string::String = (1..=66_000)
        .map(|seq| format!("S: * {seq} FETCH (UID {seq})\n"))
        .collect();
    player.play(&fetched);
    player.told.clear();
    player.play("S: * VANISHED 1:4294967295");
    assert_eq!(player.told.pop_front().unwrap(), "changed much");
    assert!(player.told.is_empty());
}

/// `{n+}` only where it was proven that the server takes it, and is still so.
#[test]
fn non_synchronising_literal_as_injection() {
    let script = r"
        S: * OK [CAPABILITY IMAP4rev1 LITERAL+] hi
        = greeting
        = ready
        > LOGIN alice {4}\r\na\r\nb
        C: A0 LOGIN alice {4+}
        C: a
        C: b
        S: A0 OK in
        = done LOGIN OK
        > CREATE {4}\r\na\r\nb
        C: A1 CAPABILITY
        C: A2 CREATE {4}
        S: * CAPABILITY IMAP4rev1 LITERAL-
        S: A1 OK done
        S: A2 NO no
        = data CAPABILITY
        = done CAPABILITY OK
        = done CREATE NO
        > CREATE {4}\r\na\r\nb
        C: A3 CREATE {4+}
        C: a
        C: b
    ";
    scene(&plain(), script);
    // LITERAL-: up to 4096 octets.
    let script = "
        S: * PREAUTH [CAPABILITY IMAP4rev1 LITERAL-] hi
        = greeting
        = ready
        > append 4096
        C: A0 APPEND Sent {4096+}
        = want 4096
    ";
    scene(&plain(), script);
    scene(
        &plain(),
        &script
            .replace("4096+", "4097")
            .replace("4096", "4097")
            .replace("= want 4097", ""),
    );
}

/// What is said before TLS may come from anybody, and is marked.
#[test]
fn alerts_before_tls() {
    let mut player = super::Player::new(required(), 1000);
    player.play("S: * OK [CAPABILITY IMAP4rev1 STARTTLS] hi\nS: * OK [ALERT] pay here");
    assert!(player.client.is_in_clear());
    player.play("S: A0 OK begin\n> tls");
    assert!(!player.client.is_in_clear());
    assert!(player.client.session().capabilities().is_none());
}

/// A password that is held back is not shown, and is not sent once it may not be.
#[test]
fn held_back_login() {
    let script = "
        S: * OK [CAPABILITY IMAP4rev1 STARTTLS] hi
        = pre-TLS: greeting
        > LOGIN alice secret
        C: A0 STARTTLS
        S: A0 NO no
        = pre-TLS: done STARTTLS NO
        = lost LOGIN, Unsent: TLS is required, and STARTTLS is not to be had
        = error: TLS is required, and STARTTLS is not to be had
    ";
    scene(&required(), script);
    let script = "
        S: * OK [CAPABILITY IMAP4rev1 STARTTLS] hi
        = pre-TLS: greeting
        > LOGIN alice secret
        C: A0 STARTTLS
        S: A0 OK begin
        = pre-TLS: done STARTTLS OK
        = StartTls
        > tls
        C: A2 CAPABILITY
        S: * CAPABILITY IMAP4rev1 LOGINDISABLED
        S: A2 OK done
        = data CAPABILITY
        = done CAPABILITY OK
        = ready
        = refused later: the server advertises LOGINDISABLED
    ";
    scene(&required(), script);
}

#[test]
fn crlf_injection_in_arguments() {
    // It becomes a literal, or is refused; it never ends the line.
    assert!(Login::new("alice", "secret\0").is_err());
    let script = r"
        > CREATE {12}\r\na\r\nA9 LOGOUT
        C: A1 CREATE {12+}
        C: a
        C: A9 LOGOUT
    ";
    logged_in(&plain(), script);
}

/// Whatever comes, in whatever state: no panic, and the machine comes to rest.
#[test]
fn garbage() {
    let words = [
        "* OK [CAPABILITY IMAP4rev1 IDLE STARTTLS] x\r\n",
        "A0 OK x\r\n",
        "A1 OK x\r\n",
        "A2 NO x\r\n",
        "A3 BAD\r\n",
        "+ x\r\n",
        "+\r\n",
        "* BYE x\r\n",
        "* 3 EXISTS\r\n",
        "* 2 EXPUNGE\r\n",
        "* VANISHED 1:9\r\n",
        "* 1 FETCH (BODY[] {3}\r\n",
        "abc)\r\n",
        "\0\r\n",
        "* PREAUTH x\r\n",
        "* CAPABILITY IMAP4rev1 IDLE LITERAL+\r\n",
    ];
    let mut seed = 7_u64;
    let mut random = move |n: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) as usize % n
    };
    for round in 0..400 {
        let config = if round % 3 == 0 { required() } else { plain() };
        let (mut client, mut inbox) = (
            crate::client::Client::new(config),
            Inbox::new(Limits::default()),
        );
        let mut last = None;
        let mut now = Duration::ZERO;
        'play: for _ in 0..60 {
            match random(12) {
                0..=5 => {
                    let word = words[random(words.len())].as_bytes();
                    let word = &word[..if random(9) == 0 {
                        random(word.len())
                    } else {
                        word.len()
                    }];
                    inbox.space(word.len())[..word.len()].copy_from_slice(word);
                    inbox.filled(word.len());
                }
                6 => {
                    use imap_types::command::CommandBody;
                    let command = match random(6) {
                        0 => CommandBody::login("a", "b\r\nc").unwrap(),
                        1 => CommandBody::select("INBOX").unwrap(),
                        2 => CommandBody::Idle,
                        3 => imap_types::append::Append::new(
                            "x",
                            imap_types::core::Content::Elsewhere { len: 9 },
                        )
                        .unwrap()
                        .into(),
                        4 => CommandBody::Logout,
                        _ => CommandBody::Noop,
                    };
                    last = client.send(command).ok().or(last);
                }
                7 => now += Duration::from_secs(random(2000) as u64),
                8 => {
                    if let Some(handle) = last {
                        let _ = client.cancel(handle);
                    }
                }
                9 => {
                    if let Some(handle) = last {
                        let _ = (client.done(handle), client.respond(handle, &b"x"[..]));
                    }
                }
                10 if random(20) == 0 => inbox.end_of_input(),
                _ => {}
            }
            for polls in 0.. {
                assert!(polls < 1000, "an endless loop");
                match client.poll(&mut inbox, now) {
                    Ok(Output::Transmit(bytes)) => {
                        let n = random(bytes.len() + 1);
                        client.transmitted(n);
                    }
                    Ok(Output::NeedInput { by }) => {
                        assert!(by.is_none_or(|by| by > now));
                        break;
                    }
                    Ok(Output::StartTls) => {
                        if client.tls_started(&mut inbox).is_err() {
                            break 'play;
                        }
                    }
                    Ok(Output::Event(Event::WantData { handle, max })) => {
                        client.supply(handle, &b"123456789"[..max.min(4)]).unwrap();
                    }
                    Ok(Output::Event(_) | Output::PreTls(_)) => {}
                    Ok(_) | Err(_) => {
                        assert_eq!(
                            (client.in_flight(), client.held()),
                            (0, 0),
                            "all are told as lost"
                        );
                        break 'play;
                    }
                }
            }
        }
    }
}

/// There is no "TLS if it can be had": each policy either has it or does without, whatever the server says.
#[test]
fn opportunistic_tls() {
    assert_eq!(Config::default().tls, crate::session::TlsPolicy::Required);
    scene(
        &required(),
        "
        > LOGIN alice secret
        = refused: not in before the greeting
        S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi
        = pre-TLS: greeting
        = error: TLS is required, and STARTTLS is not to be had
        ",
    );
    let implicit = Config {
        tls: crate::session::TlsPolicy::Implicit,
        ..Config::default()
    };
    for config in [implicit, plain()] {
        scene(
            &config,
            "
            S: * OK [CAPABILITY IMAP4rev1 STARTTLS] hi
            = greeting
            = ready
            > LOGIN alice secret
            C: A0 LOGIN alice secret
            ",
        );
    }
}

/// What was said in clear is told before TLS begins, and nothing of it is known afterwards.
#[test]
fn trusted_before_tls() {
    let script = "
        S: * OK [ALERT] pay here
        S: * CAPABILITY IMAP4rev1 AUTH=EVIL LITERAL+
        = pre-TLS: status OK
        = pre-TLS: data CAPABILITY
        S: A0 OK [CAPABILITY IMAP4rev1 AUTH=WORSE LITERAL+] begin
        = pre-TLS: done STARTTLS OK
        = StartTls
    ";
    for chunk in [1, 1000] {
        let mut player = super::Player::new(required(), chunk);
        player.play(&format!("{STARTTLS}{script}"));
        assert!(player.client.is_in_clear());
        player.play("> tls\nC: A1 CAPABILITY");
        assert!(!player.client.is_in_clear());
        assert!(player.client.session().capabilities().is_none());
        assert!(player.told.is_empty(), "{:?}", player.told);
    }
}

/// An AUTHENTICATE that was refused is not followed by a LOGIN, and a LOGIN that is not allowed is not said.
#[test]
fn downgrade_to_login() {
    scene(
        &plain(),
        "
        S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR LOGINDISABLED] hi
        = greeting
        = ready
        > AUTHENTICATE PLAIN c2VjcmV0
        C: A0 AUTHENTICATE PLAIN c2VjcmV0
        S: A0 NO try LOGIN
        = done AUTHENTICATE NO
        > LOGIN alice secret
        = refused: the server advertises LOGINDISABLED
        ",
    );
}

/// Who lets the server prove itself sees all that was said before the OK, and that no more can follow.
#[test]
fn sasl_server_signature_skipped() {
    scene(
        &plain(),
        "
        S: * OK [CAPABILITY IMAP4rev1 AUTH=SCRAM-SHA-256] hi
        = greeting
        = ready
        > AUTHENTICATE SCRAM-SHA-256
        C: A0 AUTHENTICATE SCRAM-SHA-256
        S: + aGk=
        S: A0 OK [CAPABILITY IMAP4rev1] welcome
        = challenge hi
        = done AUTHENTICATE OK
        > respond secret
        = the command does not wait for this
        S: + aGk=
        = unexpected +
        ",
    );
}

/// Challenges that are no base64, that come after the user gave up, and that nobody asked for.
#[test]
fn sasl_state() {
    scene(
        &plain(),
        "
        S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi
        = greeting
        = ready
        S: + aGk=
        = unexpected +
        > AUTHENTICATE PLAIN c2VjcmV0
        C: A0 AUTHENTICATE PLAIN
        > cancel
        S: +
        = continue
        C: *
        S: + aGk=
        = continue
        C: *
        S: A0 BAD cancelled
        = cancelled AUTHENTICATE BAD
        > AUTHENTICATE PLAIN
        C: A1 AUTHENTICATE PLAIN
        S: + ====
        = challenge (no base64)
        > cancel
        C: *
        S: A1 BAD cancelled
        = cancelled AUTHENTICATE BAD
        ",
    );
}

/// Whoever breaks an exchange off, since the server has not proven who it is, is not logged in by it.
#[test]
fn sasl_granted_though_broken_off() {
    scene(
        &plain(),
        "
        S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi
        = greeting
        = ready
        > AUTHENTICATE PLAIN
        C: A0 AUTHENTICATE PLAIN
        S: + aGk=
        = challenge hi
        > cancel
        C: *
        S: A0 OK all the same
        = lost AUTHENTICATE, Sent: command 0 was granted though it was broken off
        = error: command 0 was granted though it was broken off
        ",
    );
}

#[test]
fn unbounded_line() {
    let mut player = super::Player::new(plain(), 512);
    player.play("S- * OK ");
    let mut bytes = 0;
    while player.told.is_empty() {
        player.play(&format!("S- {}", "x".repeat(512)));
        bytes += 512;
        assert!(bytes < 10_000, "before authentication, 8 KiB");
    }
    let told = player.told.back().unwrap();
    assert!(told.starts_with("error: line"), "{told}");
}

/// A lone LF does not end a line, so that no answer can be hidden in a text.
#[test]
fn lone_lf() {
    let mut player = super::Player::new(plain(), 1000);
    player.play(&format!("{}> NOOP\nC: A1 NOOP", super::LOGGED_IN));
    let line = b"* OK x\nA1 NO forged\r\n";
    player.inbox.space(line.len())[..line.len()].copy_from_slice(line);
    player.inbox.filled(line.len());
    player.play("= unparsed false\nS: A1 OK done\n= done NOOP OK");
    assert!(player.told.is_empty(), "{:?}", player.told);
}

/// No server makes the client wait: what it suggests is told, and no more.
#[test]
fn hostile_hints() {
    logged_in(
        &plain(),
        "
        > NOOP
        C: A1 NOOP
        S: * OK [INPROGRESS (\"A1\" 1 4294967295)] wait
        S: A1 NO [LIMIT] Suggested backoff time: 4294967295 seconds
        = status OK
        = done NOOP NO
        = hint Wait(300s)
        > NOOP
        C: A2 NOOP
        @ 299
        @ 1
        = lost NOOP, Sent: no answer for too long
        = error: no answer for too long
        ",
    );
}

/// Credentials are not said by a mechanism that the server does not have, nor before it is known what it has.
#[test]
fn mechanism_that_is_not_advertised() {
    for (advertised, wanted, said) in [
        ("AUTH=PLAIN", "PLAIN", "C: A0 AUTHENTICATE PLAIN"),
        ("AUTH=plain", "PLAIN", "C: A0 AUTHENTICATE PLAIN"),
        (
            "AUTH=PLAIN SASL-IR",
            "PLAIN c2VjcmV0",
            "C: A0 AUTHENTICATE PLAIN c2VjcmV0",
        ),
        ("AUTH=PLAIN", "PLAIN c2VjcmV0", "C: A0 AUTHENTICATE PLAIN"),
        ("AUTH=X-OWN", "X-OWN", "C: A0 AUTHENTICATE X-OWN"),
        (
            "AUTH=PLAIN",
            "LOGIN",
            "= refused: the server does not advertise AUTH=",
        ),
        (
            "LOGINDISABLED",
            "PLAIN",
            "= refused: the server does not advertise AUTH=",
        ),
        (
            "SASL-IR",
            "PLAIN c2VjcmV0",
            "= refused: the server does not advertise AUTH=",
        ),
    ] {
        let script = format!(
            "
            S: * OK [CAPABILITY IMAP4rev1 {advertised}] hi
            = greeting
            = ready
            > AUTHENTICATE {wanted}
            {said}
            "
        );
        scene(&plain(), &script);
    }
    // The client asks first, and then one is said, and the other refused.
    for (mechanism, then) in [
        ("PLAIN", "C: A1 AUTHENTICATE PLAIN"),
        (
            "LOGIN",
            "= refused later: the server does not advertise AUTH=",
        ),
    ] {
        let script = format!(
            "
            S: * OK hi
            = greeting
            C: A0 CAPABILITY
            > AUTHENTICATE {mechanism}
            S: * CAPABILITY IMAP4rev1 AUTH=PLAIN
            S: A0 OK done
            = data CAPABILITY
            = done CAPABILITY OK
            = ready
            {then}
            "
        );
        scene(&plain(), &script);
    }
    // LOGIN waits too: it may be LOGINDISABLED.
    let script = "
        S: * OK hi
        = greeting
        C: A0 CAPABILITY
        > LOGIN alice secret
        S: * CAPABILITY IMAP4rev1 LOGINDISABLED
        S: A0 OK done
        = data CAPABILITY
        = done CAPABILITY OK
        = ready
        = refused later: the server advertises LOGINDISABLED
    ";
    scene(&plain(), script);
}

/// What is enabled by somebody on the way is not, under TLS.
#[test]
fn enabled_before_tls() {
    let script = "
        S: * ENABLED IMAP4rev2 UTF8=ACCEPT
        = pre-TLS: data ENABLED
        S: A0 OK begin
        = pre-TLS: done STARTTLS OK
        = StartTls
        > tls
        C: A1 CAPABILITY
        S: * CAPABILITY IMAP4rev1 AUTH=PLAIN
        S: * ENABLED IMAP4rev2
        S: A1 OK done
        = data CAPABILITY
        = data ENABLED
        = done CAPABILITY OK
        = ready
    ";
    for chunk in [1, 7, 1000] {
        let mut player = super::Player::new(required(), chunk);
        player.play(&format!("{STARTTLS}{script}"));
        assert!(player.client.session().enabled().is_empty());
        assert!(!player.client.session().utf8());
    }
    // However much a server says that it has enabled.
    let mut player = super::Player::new(plain(), 1000);
    player.play(super::LOGGED_IN);
    for n in 0..1000 {
        player.play(&format!("S: * ENABLED X{n}"));
    }
    assert!(player.client.session().enabled().len() < 100);
}

/// An exchange that is answered before all was said in it.
#[test]
fn sasl_answered_before_the_response_was_sent() {
    let begin = "
        S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN IDLE] hi
        = greeting
        = ready
        > AUTHENTICATE PLAIN
        C: A0 AUTHENTICATE PLAIN
        S: +
        = challenge
        > stall
        > respond secret
    ";
    let script = format!(
        "{begin}
        S: A0 OK in
        = lost AUTHENTICATE, Sent: command 0 was answered before it was sent
        = error: command 0 was answered before it was sent
        "
    );
    scene(&plain(), &script);
    // Refused, it is not said any more: it would be taken for a command.
    let script = format!(
        "{begin}
        S: A0 NO out
        = done AUTHENTICATE NO
        > flow
        > NOOP
        C: A1 NOOP
        "
    );
    scene(&plain(), &script);
    logged_in(
        &plain(),
        "
        > IDLE
        C: A1 IDLE
        S: + idling
        = idling
        > stall
        > done
        S: A1 OK by itself
        = done IDLE OK
        > flow
        > NOOP
        C: A2 NOOP
        ",
    );
}
