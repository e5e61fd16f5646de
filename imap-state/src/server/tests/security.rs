//! What has gone wrong in servers: each test bears the name of a class of failures.

use super::*;

fn with_tls(tls: TlsPolicy) -> Config {
    Config {
        tls,
        start_tls: true,
        ..config(PLAIN)
    }
}

#[test]
fn starttls() {
    play(
        &with_tls(TlsPolicy::Required),
        "S: * OK [CAPABILITY IMAP4rev1 ENABLE IDLE LITERAL+ STARTTLS LOGINDISABLED] ready
         C: a STARTTLS
         S: a OK begin TLS
         C: b CAPABILITY
         S: * CAPABILITY IMAP4rev1 ENABLE IDLE LITERAL+ AUTH=PLAIN SASL-IR
         S: b OK …
         C: c STARTTLS
         S: c BAD TLS runs already
         C: d LOGIN alice secret
         S: d OK …",
    );
}

#[test]
fn starttls_command_injection() {
    for behind in ["\r\n", "b NOOP\r\n", "b LOGIN {1000}\r\nab", "\0"] {
        // In one packet with STARTTLS.
        let mut scene = Scene::new(with_tls(TlsPolicy::Required), 1000);
        scene.play("S: * OK …");
        scene.feed(format!("a STARTTLS\r\n{behind}").as_bytes());
        let bytes = behind.len();
        scene.play(&format!(
            "S: * BYE unexpected bytes\n X: Injected {{ bytes: {bytes} }}"
        ));
        assert_eq!(scene.tls, 0);
        // While the OK is on its way.
        let mut scene = Scene::new(with_tls(TlsPolicy::Required), 1000);
        scene.play("S: * OK …");
        let line = b"a STARTTLS\r\n";
        scene.inbox.space(line.len()).copy_from_slice(line);
        scene.inbox.filled(line.len());
        let mut all = behind.as_bytes();
        loop {
            match scene.server.poll(&mut scene.inbox, scene.now).unwrap() {
                Output::Transmit(bytes) => {
                    let n = bytes.len();
                    scene.server.transmitted(n);
                    scene.inbox.space(all.len())[..all.len()].copy_from_slice(all);
                    scene.inbox.filled(all.len());
                    all = &[];
                }
                Output::StartTls => {
                    assert!(matches!(
                        scene.server.tls_started(&mut scene.inbox),
                        Err(Error::Switch(conn::SwitchError::Injected { .. }))
                    ));
                }
                Output::Closed(why) => {
                    assert_eq!(why, Closed::Injected { bytes });
                    break;
                }
                Output::Event(_) => {}
                output => panic!("{output:?}"),
            }
        }
        assert_eq!(scene.inbox.buffered(), 0);
    }
}

/// A STARTTLS that is refused changes nothing: what stands behind it is said in clear as before.
#[test]
fn starttls_refused() {
    play(
        &config(PLAIN),
        "S: * OK …
         c: a STARTTLS\\r\\nb NOOP\\r\\n
         S: a BAD the server does not advertise STARTTLS
         S: b OK NOOP completed",
    );
}

#[test]
fn passwords_in_clear() {
    let mut scene = Scene::new(with_tls(TlsPolicy::Required), 1000);
    scene.play(
        "S: * OK …
         C: a LOGIN alice secret
         S: a NO [PRIVACYREQUIRED] not before TLS
         C: b AUTHENTICATE PLAIN AGFsaWNlAHNlY3JldA==
         S: b NO [PRIVACYREQUIRED] not before TLS",
    );
    assert_eq!(scene.events, ["Refused", "Refused"]);
}

#[test]
fn preauth_bypasses_starttls() {
    let config = Config {
        welcome: Welcome::PreAuth,
        ..with_tls(TlsPolicy::Required)
    };
    play(&config, "S: * BYE ready\n X: Shutdown");
    let config = Config {
        welcome: Welcome::PreAuth,
        ..with_tls(TlsPolicy::Implicit)
    };
    play(&config, "S: * PREAUTH …\n C: a NOOP\n S: a OK …");
}

#[test]
fn compress_injection() {
    let config = config("IMAP4rev1 COMPRESS=DEFLATE");
    let mut scene = Scene::new(config.clone(), 1000);
    scene.play("S: * OK …\n C: a LOGIN alice secret\n S: a OK …");
    scene.feed(b"b COMPRESS DEFLATE\r\nc NOOP\r\n");
    scene.play("S: * BYE unexpected bytes\n X: Injected { bytes: 8 }");
    play(
        &config,
        "S: * OK …
         C: a COMPRESS DEFLATE
         S: a BAD not in not authenticated state
         C: b LOGIN alice secret
         S: b OK …
         C: x COMPRESS LZW
         S: x BAD the server does not advertise COMPRESS=
         C: c COMPRESS DEFLATE
         S: c OK begin to compress
         C: d COMPRESS DEFLATE
         S: d BAD [COMPRESSIONACTIVE] compression runs already",
    );
}

#[test]
fn response_splitting_by_echo() {
    let mut scene = Scene::new(config(PLAIN), 1000);
    scene.slow = vec!["STATUS"];
    scene.play(
        "S: * OK …\n C: a LOGIN alice secret\n S: a OK …
         C: b STATUS \"x\" (MESSAGES)",
    );
    let handle = scene.unanswered[0];
    for text in ["x\r\nb OK", "x\n", "x\0", "[ALERT] x"] {
        assert!(scene.server.no(handle, None, text).is_err(), "{text:?}");
        assert!(scene.server.ok(handle, text).is_err(), "{text:?}");
    }
    scene.play("A: no\n S: b NO not done");
}

#[test]
fn literal_allocation() {
    let mut scene = Scene::new(config(PLAIN), 1000);
    scene.play(
        "S: * OK …
         C: a LOGIN {400000000}
         S: a NO [TOOBIG] literal refused
         C: b LOGIN {400000000+}",
    );
    for _ in 0..1000 {
        scene.feed(&[b'x'; 400]);
    }
    assert!(scene.inbox.buffered() < 2000);
    // Anything that is taken before the client has authenticated is short.
    let mut scene = Scene::new(config(PLAIN), 1000);
    scene.play("S: * OK …\n C: a NOOP {4097}\n S: a NO [TOOBIG] literal refused");
}

#[test]
fn literal_length_overflow() {
    for len in ["18446744073709551616", "99999999999999999999"] {
        let script =
            format!("S: * OK …\n C: a LOGIN {{{len}}}\n S: * BYE literal length beyond 64 bits");
        play(&config(PLAIN), &script);
    }
}

/// A literal that is refused, and that the client sends all the same.
#[test]
fn literal_content_read_as_protocol() {
    let config = config(PLAIN);
    let mut scene = Scene::new(config, 1000);
    scene.play("S: * OK …");
    scene.feed(b"a LOGIN {5000}\r\nb LOGIN alice secret\r\n");
    scene.play(
        "S: a NO [TOOBIG] literal refused\n S: * BYE unexpected bytes\n X: Injected { bytes: 22 }",
    );
    assert_eq!(scene.events, ["LiteralOffered"]);
}

#[test]
fn unbounded_line() {
    let mut scene = Scene::new(config(PLAIN), 512);
    scene.play("S: * OK …");
    for _ in 0..40 {
        scene.feed(&[b'x'; 512]);
    }
    scene.play("S: * BYE line longer than the limit");
    assert!(matches!(scene.closed, Some(Closed::Unreadable(_))));
}

#[test]
fn sasl_state() {
    // Bad base64, an exchange that is given up, eight bits in a name, a long line; and then it goes on.
    play(
        &config(PLAIN),
        "S: * OK …
         C: a AUTHENTICATE PLAIN
         S: +
         C: AAA
         S: a BAD …
         C: b AUTHENTICATE PLAIN
         S: +
         C: *
         S: b BAD cancelled
         C: c AUTHENTICATE PLAIN AP/+/w==
         T: 1
         S: c NO [AUTHENTICATIONFAILED] no
         C: d AUTHENTICATE PLAIN
         S: +
         C: AGFsaWNlAHNlY3JldA==
         S: d OK …",
    );
    let mut scene = Scene::new(config(PLAIN), 512);
    scene.play("S: * OK …\n C: a AUTHENTICATE PLAIN\n S: +");
    for _ in 0..40 {
        scene.feed(&[b'A'; 512]);
    }
    scene.play("S: * BYE line longer than the limit");
}

#[test]
fn commands_in_place_of_sasl_data() {
    play(
        &config(PLAIN),
        "S: * OK …
         C: a AUTHENTICATE PLAIN
         S: +
         C: b LOGIN alice secret
         S: a BAD …
         C: c NOOP
         S: c OK NOOP completed",
    );
}

/// Lines end in CRLF and in nothing else.
#[test]
fn lone_lf() {
    let mut scene = Scene::new(config(PLAIN), 1);
    scene.play("S: * OK …");
    scene.feed(b"a NOOP\nb NOOP\r\n");
    scene.play("S: a BAD …");
}

#[test]
fn lone_lf_is_not_to_be_wished() {
    for options in [
        imap_codec::Options::tolerant(),
        imap_codec::Options::strict(),
    ] {
        let config = Config {
            options: options.lone_lf(),
            ..config(PLAIN)
        };
        let mut scene = Scene::new(config, 1);
        scene.play("S: * OK …");
        scene.feed(b"a NOOP\nb NOOP\r\n");
        scene.play("S: a BAD …\n C: c NOOP\n S: c OK NOOP completed");
    }
}

#[test]
fn tag_confusion() {
    play(
        &config(PLAIN),
        "S: * OK …
         C: + NOOP
         S: * BAD …
         C: * NOOP
         S: * BAD …
         C: a NOOP
         S: a OK NOOP completed
         C: a NOOP
         S: a OK NOOP completed",
    );
}

/// Where the grammar is kept to. A tolerant server notes it as a deviation.
#[test]
fn nul() {
    let config = Config {
        options: imap_codec::Options::strict(),
        ..config(PLAIN)
    };
    let mut scene = Scene::new(config, 1000);
    scene.play("S: * OK …");
    scene.feed(b"a LOGIN \"al\0ice\" x\r\n");
    scene.play("S: a BAD …");
    scene.feed(b"b LOGIN {1+}\r\n\0 x\r\n");
    scene.play("S: b BAD …");
}

#[test]
fn log_leakage() {
    let mut scene = Scene::new(config(PLAIN), 1000);
    scene.play("S: * OK …");
    for line in [
        "a LOGIN alice (hunter2\r\n",
        "b LOGIN alice hunter2\r\n",
        "c LOGIN {5+}\r\nalice {7+}\r\nhunter2\r\n",
        "d AUTHENTICATE PLAIN AGFsaWNlAGh1bnRlcjI=\r\n",
        "e LOGIN alice {7}\r\n",
        "hunter2\r\n",
    ] {
        scene.inbox.space(line.len())[..line.len()].copy_from_slice(line.as_bytes());
        scene.inbox.filled(line.len());
        for _ in 0..10 {
            let shown = {
                let output = scene.server.poll(&mut scene.inbox, scene.now).unwrap();
                let shown = format!("{output:?}");
                if let Output::Event(Event::Command { handle, .. }) = output {
                    scene.server.bad(handle, "no").unwrap();
                }
                shown
            };
            assert!(
                !shown.contains("hunter2") && !shown.contains("aHVudGVyM"),
                "{shown}"
            );
            let n = scene.server.queued();
            scene.server.transmitted(n);
        }
        let shown = format!("{:?} {:?}", scene.server, scene.inbox);
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}

/// Random bytes and random pieces: never a panic, always something to do, and nothing is said but IMAP.
#[test]
fn garbage() {
    let words: [&[u8]; 16] = [
        b"a LOGIN alice secret\r\n",
        b"b SELECT INBOX\r\n",
        b"c FETCH 1:* FLAGS\r\n",
        b"d IDLE\r\n",
        b"DONE\r\n",
        b"e APPEND x {5}\r\n",
        b"f APPEND x {9+}\r\nabc",
        b"\r\n",
        b"*\r\n",
        b"g AUTHENTICATE PLAIN\r\n",
        b"AGFsaWNlAHNlY3JldA==\r\n",
        b"h LOGOUT\r\n",
        b"i STARTTLS\r\n",
        b"\0\xff(",
        b"j UID FETCH 1:* (BODY[])\r\n",
        b"k STATUS x (MESSAGES)\r\n",
    ];
    let mut seed = 7_u64;
    let mut random = |below: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for round in 0..120 {
        let config = Config {
            start_tls: round % 2 == 0,
            parallel: 1 + round % 3,
            max_errors: 50,
            ..config(PLAIN)
        };
        let mut scene = Scene::new(config, [1, 3, 17, 1000][round % 4]);
        scene.inbox = Inbox::new(Limits::default()).stream_above(4);
        scene.bodies = (round % 5 > 1).then_some(round as u64);
        scene.server.config.queue = 1 + random(500);
        for _ in 0..30 {
            scene.feed(words[random(words.len())]);
            scene.now += Duration::from_secs(random(20) as u64);
            let uid = nz(1 + random(40) as u32);
            scene.server.notify(match random(3) {
                0 => Change::Arrived(uid),
                1 => Change::Expunged(uid),
                _ => Change::Flags {
                    uid,
                    flags: Flags::new(),
                    mod_seq: None,
                },
            });
        }
        scene.inbox.end_of_input();
        scene.now += Duration::from_secs(10_000);
        scene.run();
        scene.now += Duration::from_secs(10_000);
        scene.run();
        assert!(scene.closed.is_some());
        // All that was said can be read.
        ear::Ear::new().hear(&scene.out);
    }
}

/// RFC 7888 sections 3 to 5: literals that a client sends without waiting, by what is advertised. What may not be sent is read
/// to its end, thrown away, and answered BAD, and the connection goes on.
#[test]
fn non_synchronising_literals() {
    const UNKNOWN: &str = "BAD LITERAL+ is not advertised: wait for the continuation";
    const LONG: &str = "BAD [TOOBIG] too long for LITERAL-: wait for the continuation";
    for (advertised, len, answer) in [
        ("LITERAL+", 0, "OK"),
        ("LITERAL+", 4097, "OK"),
        ("LITERAL-", 4096, "OK"),
        ("LITERAL-", 4097, LONG),
        ("IMAP4rev2", 4096, "OK"),
        ("IMAP4rev2", 4097, LONG),
        ("LITERAL- IMAP4rev2", 100_000, LONG),
        ("LITERAL+ IMAP4rev2", 4097, "OK"),
        ("", 0, UNKNOWN),
        ("", 1, UNKNOWN),
        ("", 100_000, UNKNOWN),
        // Beyond the limits in any case.
        ("LITERAL+", 80 << 20, "NO [TOOBIG] literal too long"),
        ("LITERAL-", 80 << 20, "NO [TOOBIG] literal too long"),
    ] {
        for chunk in [4000, 1 << 20] {
            let mut scene = Scene::new(config(&format!("IMAP4rev1 {advertised}")), chunk);
            scene.play("S: * OK …\n C: a LOGIN alice secret\n S: a OK …");
            scene.feed(format!("b APPEND x {{{len}+}}\r\n").as_bytes());
            let piece = vec![b'x'; 1 << 20];
            let mut left = len;
            while left > 0 {
                scene.feed(&piece[..left.min(piece.len())]);
                left -= left.min(piece.len());
                if answer != "OK" {
                    assert!(scene.inbox.buffered() < 1 << 16);
                }
            }
            // The rest of the line may bear another one.
            scene.feed(b"\r\nc NOOP\r\n");
            let out = String::from_utf8(core::mem::take(&mut scene.out)).unwrap();
            let lines: Vec<_> = out.lines().collect();
            assert_eq!(lines.len(), 2, "{advertised} {len}: {out}");
            assert!(
                lines[0].starts_with(&format!("b {answer}")),
                "{advertised} {len}: {out}"
            );
            assert!(lines[1].starts_with("c OK"), "{advertised} {len}: {out}");
            let reached = scene.events.contains(&"APPEND".to_string());
            assert_eq!(reached, answer == "OK");
        }
    }
    // In a password too, before anybody is known; and the second of two literals.
    let mut scene = Scene::new(config("IMAP4rev1"), 3);
    scene.play("S: * OK …");
    scene.feed(b"a LOGIN {5+}\r\nalice {6+}\r\nsecret\r\nb NOOP\r\n");
    let out = String::from_utf8(core::mem::take(&mut scene.out)).unwrap();
    assert!(
        out.starts_with("a BAD LITERAL+") && out.lines().count() == 2,
        "{out}"
    );
    // One that waits goes as ever.
    scene.feed(b"c LOGIN {5}\r\n");
    scene.feed(b"alice secret\r\n");
    let out = String::from_utf8(core::mem::take(&mut scene.out)).unwrap();
    assert!(out.starts_with("+ OK\r\nc OK"), "{out}");
}
