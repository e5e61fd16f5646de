//! Our client against Dovecot.

use std::{fs, path::Path, process::Command, thread, time::Duration};

use imap_codec::Quirk;

use crate::{
    DRAFTS, MINUTE,
    kit::{Dovecot, Running, example, has, root, run},
    lint, lint_but, recorded, report,
    tally::Tally,
};

/// Every feature that Dovecot has, in one session.
#[test]
fn our_client_and_every_feature() {
    if !has(&["dovecot", "openssl", "python3"]) {
        return;
    }
    let dovecot = Dovecot::start("ours");
    fs::write(
        dovecot.path("head.txt"),
        "From: me@x.test\r\nSubject: pieces\r\n\r\n",
    )
    .unwrap();
    fs::write(dovecot.path("tail.txt"), "the end\r\n").unwrap();
    let script = root().join("tests/interop_dovecot/features.txt");
    let mut client = dovecot.client();
    client
        .args([
            "--tls",
            "off",
            "--summary",
            "--transcript",
            "--record",
            "features.wire",
            "--script",
        ])
        .arg(&script);
    let ran = run(&mut client, MINUTE);
    assert!(ran.ok, "{}\n{}", ran.out, ran.err);
    // The script goes to its end, and nothing of it was held back or refused where it should not be.
    assert!(ran.out.trim_end().ends_with("logged out"), "{}", ran.out);
    for sign in [
        "not sent",
        "(mended",
        "(left out",
        "(unasked",
        "contradicts",
        "error[",
    ] {
        assert!(!ran.out.contains(sign), "{sign}: {}", ran.out);
    }
    let tally = lint(&recorded(&dovecot.path("features.wire")));
    report("our client, every feature", &tally);
    let lines = fs::read_to_string(script).unwrap();
    let commands = lines
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    assert!(tally.client as usize >= commands.count(), "{tally:?}");
    assert!(tally.server > 250 && tally.typed > 400, "{tally:?}");

    // A URL that opens a message to others, and what it opens.
    let url = "imap://alice@localhost/Archive/Copies/;UID=1;URLAUTH=authuser";
    let out = dovecot.says(&[&format!("GENURLAUTH \"{url}\" INTERNAL")]);
    let made = out
        .lines()
        .find_map(|line| line.strip_prefix("* GENURLAUTH "));
    let made = made
        .unwrap_or_else(|| panic!("{out}"))
        .trim_matches('"')
        .to_owned();
    let record = dovecot.path("urlauth.wire");
    let mut client = dovecot.client();
    client.args(["--tls", "off", "--record"]).arg(&record);
    client.args(["--command", &format!("URLFETCH \"{made}\"")]);
    client.args([
        "--command",
        &format!("URLFETCH (\"{made}\" BODYPARTSTRUCTURE BINARY)"),
    ]);
    let ran = run(&mut client, MINUTE);
    assert!(
        ran.ok && ran.out.contains("* URLFETCH") && !ran.out.contains(" NIL\n"),
        "{}{}",
        ran.out,
        ran.err
    );
    report_cancelled(&dovecot);
    // Dovecot has it so from before RFC 5524 was finished.
    let quirks = [Quirk::UrlMetadataInOneList];
    let tally = lint_but(&recorded(&record), &quirks, &DRAFTS);
    report("our client, URLFETCH", &tally);
}

/// CONTEXT: a search that is kept up to date, and is no more.
fn report_cancelled(dovecot: &Dovecot) {
    let record = dovecot.path("context.wire");
    let mut client = dovecot.client();
    client.args(["--tls", "off", "--record"]).arg(&record);
    // A0 is the login, A1 SELECT.
    for command in [
        "SELECT INBOX",
        "SEARCH RETURN (UPDATE COUNT) UNSEEN",
        "STORE 1 -FLAGS (\\Seen)",
        "STORE 1 +FLAGS (\\Seen)",
        "NOOP",
        "CANCELUPDATE \"A2\"",
    ] {
        client.args(["--command", command]);
    }
    let ran = run(&mut client, MINUTE);
    assert!(ran.ok, "{}\n{}", ran.out, ran.err);
    // RFC 5267 section 4.3: what has come and gone.
    for told in [" ADDTO (", " REMOVEFROM ("] {
        assert!(ran.out.contains(told), "{told}: {}", ran.out);
    }
    report("our client, CONTEXT", &lint(&recorded(&record)));
}

/// What Dovecot has from drafts, which no table knows: it is carried byte for byte.
#[test]
fn our_client_and_drafts() {
    if !has(&["dovecot", "openssl", "python3"]) {
        return;
    }
    let dovecot = Dovecot::start("drafts");
    dovecot.says(&["append INBOX mail/00-plain.eml"]);
    let mut client = dovecot.client();
    client.args(["--tls", "off", "--record", "drafts.wire"]);
    for command in [
        "SELECT INBOX",
        "FETCH 1 (UID SNIPPET)",
        "FETCH 1 (SNIPPET (LAZY=FUZZY))",
        "FETCH 1 (PREVIEW (FUZZY))",
        "FETCH 1 (PREVIEW (LAZY=FUZZY))",
        "THREAD REFS UTF-8 ALL",
    ] {
        client.args(["--command", command]);
    }
    let ran = run(&mut client, MINUTE);
    assert!(ran.ok, "{}\n{}", ran.out, ran.err);
    assert!(
        ran.out.contains(" SNIPPET (FUZZY \"Reply for sends"),
        "{}",
        ran.out
    );
    let others = [
        "REFS",
        "FUZZY",
        "LAZY=FUZZY",
        "SNIPPET",
        "SNIPPET (LAZY=FUZZY)",
    ];
    let others = [&DRAFTS[..], &others[..]].concat();
    let tally = lint_but(
        &recorded(&dovecot.path("drafts.wire")),
        &[Quirk::PreviewAlgorithm],
        &others,
    );
    report("our client, names of drafts", &tally);
    assert!(tally.other > 5, "{tally:?}");
}

/// Every way to log in, over each kind of TLS.
#[test]
fn our_client_logs_in() {
    if !has(&["dovecot", "openssl", "python3"]) {
        return;
    }
    let dovecot = Dovecot::start("login");
    let (ca, token) = (dovecot.path("d/cert.pem"), dovecot.path("d/token"));
    let mut all = Tally::default();
    for auth in [
        "scram-sha-256",
        "plain",
        "login",
        "command",
        "xoauth2",
        "oauthbearer",
    ] {
        for tls in ["off", "starttls", "implicit"] {
            let record = dovecot.path(&format!("{auth}-{tls}.wire"));
            let run_with = |password: &Path| {
                let mut client = Command::new(example("client"));
                let port = if tls == "implicit" {
                    dovecot.tls_port
                } else {
                    dovecot.port
                };
                client
                    .arg(format!("localhost:{port}"))
                    .args([
                        "--user",
                        "alice",
                        "--auth",
                        auth,
                        "--tls",
                        tls,
                        if tls == "off" {
                            "--transcript=wire"
                        } else {
                            "--transcript=debug"
                        },
                    ])
                    .arg("--ca")
                    .arg(&ca)
                    .arg("--password-file")
                    .arg(password)
                    .arg("--record")
                    .arg(&record)
                    .args(["--command", "open INBOX"]);
                run(&mut client, MINUTE)
            };
            let by_token = auth.ends_with('2') || auth == "oauthbearer";
            let right = if by_token {
                token.clone()
            } else {
                dovecot.path("right")
            };
            if !by_token {
                fs::write(&right, "pw\n").unwrap();
            }
            let ran = run_with(&right);
            assert!(ran.ok, "{auth} {tls}\n{}\n{}", ran.out, ran.err);
            all.add(&lint(&recorded(&record)));
            fs::remove_file(recorded(&record)).unwrap();

            let secret = "Geheimnis-4711";
            fs::write(dovecot.path("wrong"), format!("{secret}\n")).unwrap();
            let ran = run_with(&dovecot.path("wrong"));
            assert_eq!(ran.code, Some(1), "{auth} {tls}\n{}\n{}", ran.out, ran.err);
            let recording = fs::read(recorded(&record)).unwrap();
            let recording = String::from_utf8_lossy(&recording);
            // In clear, and in base64 at each of the three places where it can begin.
            for secret in [secret, "R2VoZWltbmlz", "dlaGVpbW5pc", "HZWhlaW1uaX"] {
                for text in [&ran.out, &ran.err, &*recording] {
                    assert!(!text.contains(secret), "{auth} {tls}: {secret} in {text}");
                }
            }
            all.add(&lint(&recorded(&record)));
        }
    }
    report("our client, 18 ways to log in, right and wrong", &all);
    assert!(all.client > 100 && all.server > 200, "{all:?}");

    // A certificate that nobody vouches for is refused, before anything is said in the clear or in TLS.
    let mut client = Command::new(example("client"));
    client
        .env("IMAP_PASSWORD", "pw")
        .arg(format!("localhost:{}", dovecot.tls_port))
        .args(["--user", "alice", "--tls", "implicit", "--command", "noop"]);
    let ran = run(&mut client, MINUTE);
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
    client.arg("--insecure");
    assert!(run(&mut client, MINUTE).ok);
}

/// Messages of every kind, one of them large, there and back, compressed and not; what changes meanwhile is told.
#[test]
fn our_client_and_mail() {
    if !has(&["dovecot", "openssl", "python3"]) {
        return;
    }
    let dovecot = Dovecot::start("mail");
    let mut names: Vec<_> = fs::read_dir(dovecot.path("mail"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    names.sort();
    // Servers take no message of no octets.
    names.retain(|path| fs::metadata(path).unwrap().len() > 0);
    let large: Vec<u8> = b"Subject: large\r\n\r\n"
        .iter()
        .copied()
        .chain((0..300_000_u32).flat_map(|n| format!("{n:08x}\r\n").into_bytes()))
        .collect();
    fs::write(dovecot.path("mail/99-large.eml"), &large).unwrap();
    names.push(dovecot.path("mail/99-large.eml"));
    let mut script = String::new();
    for name in &names {
        script.push_str(&format!("append INBOX {}\n", name.display()));
    }
    script.push_str("open INBOX\nmessages 1:*\ncompress\n");
    for (n, _) in names.iter().enumerate() {
        script.push_str(&format!("save {} back-{n}\n", n + 1));
    }
    script.push_str("UID FETCH 1:* (FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY BODYSTRUCTURE PREVIEW)\nmkdir Zwei\n");
    script.push_str(&format!(
        "copy 1:5 Zwei\nmove 6:7 Zwei\ndelete 8\nappend Zwei {}\nsearch larger 1000000\nshow 27\n",
        names.last().unwrap().display()
    ));
    fs::write(dovecot.path("script"), script).unwrap();
    let mut client = dovecot.client();
    client.args([
        "--tls",
        "off",
        "--record",
        "mail.wire",
        "--script",
        "script",
    ]);
    let ran = run(&mut client, 2 * MINUTE);
    assert!(ran.ok, "{}\n{}", ran.out, ran.err);
    for (n, name) in names.iter().enumerate() {
        // Maildir keeps lines with LF: what had a lone LF comes back with CRLF.
        let back = fs::read(dovecot.path(&format!("back-{n}"))).unwrap();
        let lines = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace("\r\n", "\n");
        let sent = fs::read(name).unwrap();
        assert_eq!(lines(&back), lines(&sent), "{}", name.display());
    }
    let tally = lint(&recorded(&dovecot.path("mail.wire")));
    report(
        &format!("our client, {} messages there and back", names.len()),
        &tally,
    );

    // Another session changes things: IDLE, NOTIFY and QRESYNC tell.
    for watch in [
        &["open INBOX", "idle 6"][..],
        &[
            "open INBOX",
            "NOTIFY SET (SELECTED (MessageNew MessageExpunge FlagChange)) (PERSONAL (MessageNew MessageExpunge))",
            "wait 6",
        ],
    ] {
        let mut client = dovecot.client();
        client.args(["--tls", "off", "--record", "watch.wire"]);
        watch.iter().for_each(|command| {
            client.args(["--command", command]);
        });
        let running = Running::start(&mut client);
        thread::sleep(Duration::from_millis(800));
        dovecot.says(&[
            "append INBOX mail/00-plain.eml",
            "append Zwei mail/00-plain.eml",
        ]);
        // Dovecot looks for changes once a second, and not at two that come together.
        thread::sleep(Duration::from_millis(1200));
        dovecot.says(&["open INBOX", "flag 1 \\Flagged"]);
        let ran = running.wait(MINUTE);
        assert!(ran.ok, "{}\n{}", ran.out, ran.err);
        assert!(ran.out.contains("(\\Flagged"), "{}", ran.out);
        assert!(ran.out.matches(" messages\n").count() > 1, "{}", ran.out);
        if watch.len() == 3 {
            assert!(ran.out.contains("* STATUS Zwei"), "{}", ran.out);
        }
        report(
            "our client, watching",
            &lint(&recorded(&dovecot.path("watch.wire"))),
        );
        dovecot.says(&["open INBOX", "unflag 1 \\Flagged"]);
    }
    let out = dovecot.says(&["ENABLE QRESYNC", "SELECT INBOX"]);
    let number = |name: &str| -> u64 {
        let (_, behind) = out
            .split_once(&format!("[{name} "))
            .unwrap_or_else(|| panic!("{out}"));
        behind.split(']').next().unwrap().parse().unwrap()
    };
    let (validity, mod_seq) = (number("UIDVALIDITY"), number("HIGHESTMODSEQ"));
    dovecot.says(&["open INBOX", "delete 2", "flag 3 $Label1"]);
    let select = format!("SELECT INBOX (QRESYNC ({validity} {mod_seq} 1:100 (1,3 1,3)))");
    let mut client = dovecot.client();
    client.args([
        "--tls",
        "off",
        "--record",
        "qresync.wire",
        "--command",
        "ENABLE QRESYNC",
        "--command",
        &select,
    ]);
    let ran = run(&mut client, MINUTE);
    assert!(
        ran.ok && ran.out.contains("UID 3") && ran.out.contains("$Label1"),
        "{}\n{}",
        ran.out,
        ran.err
    );
    let path = recorded(&dovecot.path("qresync.wire"));
    report("our client, QRESYNC", &lint(&path));
    let heard = fs::read(path).unwrap();
    let heard = String::from_utf8_lossy(&heard);
    assert!(
        heard.contains("* VANISHED (EARLIER) ") && heard.contains("MODSEQ"),
        "{heard}"
    );
}

/// The loops of `client_std` and `client_smol`.
#[test]
fn our_small_clients() {
    if !has(&["dovecot", "openssl", "python3"]) {
        return;
    }
    let dovecot = Dovecot::start("small");
    dovecot.says(&["append INBOX mail/00-plain.eml"]);
    for name in ["client_std", "client_smol"] {
        let mut client = Command::new(example(name));
        client
            .arg(format!("localhost:{}", dovecot.port))
            .args(["alice", "pw"]);
        // `client_std` watches until it is ended.
        let running = Running::start(&mut client);
        thread::sleep(Duration::from_millis(1500));
        let ran = running.end(MINUTE);
        let wanted = ["LOGIN: OK", "SELECT: OK", "1: Hello", "UID FETCH: OK"];
        for line in wanted {
            assert!(
                ran.out.contains(&format!("{line}\n")),
                "{name}: {}{}",
                ran.out,
                ran.err
            );
        }
    }
}
