//! Our client and our proxy against Dovecot, and other people's clients through the proxy.
//!
//! Needs what tests/interop/setup.sh installs. What is not there is skipped with a line; under `INTEROP=required`, as in CI,
//! it fails.

#![allow(clippy::unwrap_used, reason = "a test")]

extern crate alloc;

#[path = "../../imap-codec/examples/lint/check.rs"]
mod check;
mod kit;
#[path = "../../imap-codec/examples/lint/record.rs"]
mod record;
#[path = "../../imap-codec/examples/lint/session.rs"]
mod session;
#[allow(dead_code, reason = "lint says more")]
#[path = "../../imap-codec/examples/lint/tally.rs"]
mod tally;
mod tap;

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use imap_codec::Options;
use serde_json::Value;

use crate::{
    kit::{Dovecot, Running, example, find, has, installed, root, run, say},
    record::{Side, is_opened, records},
    session::{Event, Kind, Session},
    tally::{Findings, Tally},
    tap::Tap,
};

const MINUTE: Duration = Duration::from_secs(60);

/// What Dovecot says that has a name in no standard, but in drafts.
const DRAFTS: [&str; 2] = ["PREVIEW=FUZZY", "SNIPPET=FUZZY"];

/// A recording, walked through by the grammar alone: all has to be understood, and nothing be in an `Other` arm but this.
/// Answers the counts.
fn lint(path: &Path, others: &[&str]) -> Tally {
    let file = fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_str().unwrap();
    let mut session = Session::new(Options::strict(), is_opened(name));
    let (mut tally, mut findings) = (
        Tally::default(),
        Findings {
            hide: true,
            verbose: false,
            found: Vec::new(),
        },
    );
    let mut unknown = BTreeSet::new();
    let mut count = |event: Event<'_>, tally: &mut Tally| {
        if let Event::Message { bytes, outcome, .. } = &event {
            for (_, range) in &outcome.others {
                let value = String::from_utf8_lossy(&bytes[range.clone()]).into_owned();
                if !others.contains(&&*value) {
                    unknown.insert(value);
                }
            }
        }
        tally.count(&event, &mut findings);
    };
    for record in records(&file).unwrap() {
        tally.bytes += record.bytes.len() as u64;
        session.feed(record.side, record.bytes, &mut |event| {
            count(event, &mut tally)
        });
    }
    session.finish(&mut |event| count(event, &mut tally));
    assert_eq!(tally.failures, 0, "{name}: {:#?}", findings.found);
    assert_eq!(
        (tally.not_understood, tally.repaired, tally.salvaged),
        (0, 0, 0),
        "{name}: {tally:#?}"
    );
    assert!(unknown.is_empty(), "{name}: {unknown:?}");
    assert_eq!(tally.both_refuse, 0, "{name}");
    assert!(tally.balances(), "{name}: {tally:#?}");
    tally
}

/// Where a recording of this name is, whatever came in it.
fn recorded(path: &Path) -> std::path::PathBuf {
    let stem = path.file_stem().unwrap().to_str().unwrap();
    let opened = path.with_file_name(format!("{stem}--plain.wire"));
    if opened.exists() {
        opened
    } else {
        path.to_owned()
    }
}

fn report(what: &str, tally: &Tally) {
    say(&format!(
        "{what}: {} commands and lines of the client, {} responses, of them {} typed in full, {} with a name of a draft; {} not understood; {} bytes",
        tally.client, tally.server, tally.typed, tally.other, tally.not_understood, tally.bytes
    ));
}

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
    let tally = lint(&recorded(&dovecot.path("features.wire")), &DRAFTS);
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
    report("our client, URLFETCH", &lint(&recorded(&record), &DRAFTS));
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
                        "--transcript=debug",
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
            all.add(&lint(&recorded(&record), &DRAFTS));
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
            all.add(&lint(&recorded(&record), &DRAFTS));
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
    let tally = lint(&recorded(&dovecot.path("mail.wire")), &DRAFTS);
    report(
        &format!("our client, {} messages there and back", names.len()),
        &tally,
    );

    // Another session changes things: IDLE, NOTIFY and QRESYNC tell.
    for watch in [
        &["open INBOX", "idle 4"][..],
        &[
            "open INBOX",
            "NOTIFY SET (SELECTED (MessageNew MessageExpunge FlagChange)) (PERSONAL (MessageNew MessageExpunge))",
            "wait 5",
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
            "open INBOX",
            "flag 1 \\Flagged",
        ]);
        let ran = running.wait(MINUTE);
        assert!(ran.ok, "{}\n{}", ran.out, ran.err);
        assert!(ran.out.contains("(\\Flagged"), "{}", ran.out);
        assert!(ran.out.matches(" messages\n").count() > 1, "{}", ran.out);
        if watch.len() == 3 {
            assert!(ran.out.contains("* STATUS Zwei"), "{}", ran.out);
        }
        report(
            "our client, watching",
            &lint(&recorded(&dovecot.path("watch.wire")), &DRAFTS),
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
    report("our client, QRESYNC", &lint(&path, &DRAFTS));
    let heard = fs::read(path).unwrap();
    let heard = String::from_utf8_lossy(&heard);
    assert!(
        heard.contains("* VANISHED (EARLIER) ") && heard.contains("MODSEQ"),
        "{heard}"
    );
}

/// A foreign client, how it is run, what it needs, and what it says that we keep in `Other` arms.
struct Foreign {
    name: &'static str,
    needs: &'static [&'static str],
    run: fn(&mut Vec<String>),
}

const FOREIGN: &[Foreign] = &[
    Foreign {
        name: "curl",
        needs: &["curl"],
        run: cli,
    },
    Foreign {
        name: "mbsync",
        needs: &["mbsync"],
        run: cli,
    },
    Foreign {
        name: "mutt",
        needs: &["mutt", "tmux"],
        run: cli,
    },
    Foreign {
        name: "neomutt",
        needs: &["neomutt", "tmux"],
        run: cli,
    },
    Foreign {
        name: "imaplib",
        needs: &["venv/bin/python"],
        run: |line| python(line, "py_imaplib.py"),
    },
    Foreign {
        name: "imapclient",
        needs: &["venv/bin/python"],
        run: |line| python(line, "py_imapclient.py"),
    },
    Foreign {
        name: "imapflow",
        needs: &["node", "npm/node_modules/imapflow"],
        run: node,
    },
];

fn script(name: &str) -> String {
    root()
        .join("tests/interop/clients")
        .join(name)
        .display()
        .to_string()
}

fn cli(line: &mut Vec<String>) {
    let name = line[0].clone();
    line[0] = script("cli.sh");
    line.insert(1, name);
}

fn python(line: &mut Vec<String>, name: &str) {
    line[0] = find("venv/bin/python").unwrap().display().to_string();
    line.insert(1, script(name));
}

fn node(line: &mut Vec<String>) {
    line[0] = "node".to_owned();
    line.insert(1, script("node_imapflow.js"));
}

/// Other people's clients, through our proxy: what goes in comes out, byte for byte, and every message is understood.
#[test]
fn foreign_clients_through_the_proxy() {
    if !has(&["dovecot", "openssl", "python3"]) {
        return;
    }
    let dovecot = Dovecot::start("proxy");
    let mut mail: Vec<_> = fs::read_dir(dovecot.path("mail"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    mail.sort();
    mail.retain(|path| fs::metadata(path).unwrap().len() > 0);
    let appends: Vec<_> = mail
        .iter()
        .map(|path| format!("append INBOX {}", path.display()))
        .collect();
    dovecot.says(&appends.iter().map(String::as_str).collect::<Vec<_>>());
    for foreign in FOREIGN {
        if has(foreign.needs) {
            through_the_proxy(&dovecot, foreign);
        }
    }
}

fn through_the_proxy(dovecot: &Dovecot, foreign: &Foreign) {
    let name = foreign.name;
    let behind = Tap::new(dovecot.port);
    let port = kit::free_port();
    let mut proxy = Command::new(example("proxy"));
    proxy
        .args(["--listen", &format!("127.0.0.1:{port}")])
        .args(["--to", &format!("127.0.0.1:{}", behind.port)])
        .args([
            "--json",
            "--verbose",
            "--prefix",
            &format!("dovecot-2.3.19--proxy-{name}"),
            "--record",
        ])
        .arg(dovecot.path("traces"));
    let proxy = Running::start(&mut proxy);
    let before = Tap::new(port);
    let begin = Instant::now();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(begin.elapsed() < MINUTE, "the proxy does not listen");
        thread::sleep(Duration::from_millis(20));
    }
    let mut line = vec![
        name.to_owned(),
        before.port.to_string(),
        "alice".to_owned(),
        "pw".to_owned(),
    ];
    (foreign.run)(&mut line);
    line.push(dovecot.path(name).display().to_string());
    let mut client = Command::new(&line[0]);
    client
        .args(&line[1..])
        .current_dir(&dovecot.folder.0)
        .env("NODE_PATH", installed().join("npm/node_modules"));
    let ran = run(&mut client, 2 * MINUTE);
    let took = begin.elapsed();
    let came_in = before.finish();
    let proxied = proxy.end(MINUTE);
    // The connection that only asked whether the proxy listens is not of the client.
    let mut went_out = behind.finish();
    went_out.retain(|flow| !flow[0].is_empty());
    assert!(ran.ok, "{name}\n{}\n{}", ran.out, ran.err);
    assert!(
        !came_in.is_empty(),
        "{name} did not connect\n{}\n{}",
        ran.out,
        ran.err
    );
    assert!(
        came_in == went_out,
        "{name}: what went out of the proxy is not what came in"
    );

    let [mut client, mut server, mut typed, mut other, mut bytes] = [0; 5];
    for report in proxied.out.lines().filter(|line| line.starts_with('{')) {
        let report: Value = serde_json::from_str(report).unwrap();
        for (sum, key) in [
            (&mut client, "client_messages"),
            (&mut server, "server_messages"),
            (&mut typed, "typed"),
            (&mut other, "other"),
        ] {
            *sum += report[key].as_u64().unwrap();
        }
        bytes += report["bytes"]["in"].as_u64().unwrap();
        assert_eq!(
            (
                &report["not_understood"],
                &report["failures"],
                &report["salvaged"]
            ),
            (&0.into(), &0.into(), &0.into()),
            "{name}: {report}\n{}",
            proxied.err
        );
        assert_eq!(report["bytes"]["balances"], true, "{name}: {report}");
    }
    let passed: usize = came_in.iter().flatten().map(Vec::len).sum();
    assert!(
        client > 5 && server > 10 && typed > 0,
        "{name}\n{}\n{}\n{}",
        proxied.out,
        ran.out,
        ran.err
    );
    // Those that compress are seen inflated.
    assert!(
        bytes as usize >= passed,
        "{name}: {bytes} seen, {passed} passed on"
    );
    say(&format!(
        "{name} through the proxy: {} connections, {client} commands and lines, {server} responses, {typed} typed in full, {other} with a name of a draft or vendor, 0 not understood; {passed} bytes in equal to bytes out; {:.1} s",
        came_in.len(),
        took.as_secs_f64(),
    ));
}
