//! Our proxy between clients and Dovecot.

use std::{
    fs,
    net::TcpStream,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    MINUTE,
    kit::{Dovecot, Running, example, find, free_port, has, installed, root, run, say},
    lint, recorded, report,
    tap::Tap,
};

/// A foreign client, how it is run, what it needs, and what it says that we keep in `Other` arms.
struct Foreign {
    name: &'static str,
    needs: &'static [&'static str],
    run: fn(&mut Vec<String>),
}

const MUTT: Foreign = Foreign {
    name: "mutt",
    needs: &["mutt", "tmux"],
    run: cli,
};

const NEOMUTT: Foreign = Foreign {
    name: "neomutt",
    needs: &["neomutt", "tmux"],
    run: cli,
};

const TOOLS: &[Foreign] = &[
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
fn foreign_clients(name: &str, clients: &[Foreign]) {
    if !has(&["dovecot", "openssl", "python3"]) {
        return;
    }
    let dovecot = Dovecot::start(name);
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
    for foreign in clients {
        if has(foreign.needs) {
            through_the_proxy(&dovecot, foreign);
        }
    }
}

#[test]
fn foreign_tools_and_libraries_through_the_proxy() {
    foreign_clients("tools", TOOLS);
}

// Most of their time they wait for keys: beside the others.
#[test]
fn mutt_through_the_proxy() {
    foreign_clients("mutt", &[MUTT]);
}

#[test]
fn neomutt_through_the_proxy() {
    foreign_clients("neomutt", &[NEOMUTT]);
}

fn through_the_proxy(dovecot: &Dovecot, foreign: &Foreign) {
    let name = foreign.name;
    let behind = Tap::new(dovecot.port);
    let port = free_port();
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
    let proxy = listening(&mut proxy, port);
    let before = Tap::new(port);
    let begin = Instant::now();
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
        for slot in report["others"].as_object().unwrap().keys() {
            // Capabilities of drafts; GETANNOTATION, which no standard has.
            let known = slot == "capability" || (name, &**slot) == ("imaplib", "command name");
            assert!(known, "{name}: {slot} {}", proxied.err);
        }
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

/// Starts a proxy, and waits until it listens.
fn listening(proxy: &mut Command, port: u16) -> Running {
    let proxy = Running::start(proxy);
    let begin = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(begin.elapsed() < MINUTE, "the proxy does not listen");
        thread::sleep(Duration::from_millis(20));
    }
    proxy
}

/// TLS on either side, both, begun at once or by STARTTLS: where it is ended in the proxy, all is seen; where it goes
/// through, only what comes before.
#[test]
fn tls_through_the_proxy() {
    if !has(&["dovecot", "openssl", "python3"]) {
        return;
    }
    let dovecot = Dovecot::start("tls");
    let ca = dovecot.path("d/cert.pem").display().to_string();
    let key = dovecot.path("d/key.pem").display().to_string();
    for (name, from_client, proxied, to_server, seen) in [
        ("plain", "off", &[][..], dovecot.port, true),
        ("to-tls", "off", &["--to-tls"][..], dovecot.tls_port, true),
        (
            "listen-tls",
            "implicit",
            &["--listen-tls"][..],
            dovecot.port,
            true,
        ),
        (
            "both",
            "implicit",
            &["--listen-tls", "--to-tls"][..],
            dovecot.tls_port,
            true,
        ),
        (
            "starttls",
            "starttls",
            &["--starttls"][..],
            dovecot.port,
            true,
        ),
        ("opaque", "starttls", &[][..], dovecot.port, false),
    ] {
        let port = free_port();
        let mut proxy = Command::new(example("proxy"));
        proxy
            .current_dir(&dovecot.folder.0)
            .args(["--listen", &format!("127.0.0.1:{port}")])
            .args(["--to", &format!("localhost:{to_server}"), "--json"])
            .args(["--cert", &ca, "--key", &key, "--ca", &ca])
            .args(["--record", ".", "--prefix", name])
            .args(proxied);
        let proxy = listening(&mut proxy, port);
        let mut client = Command::new(example("client"));
        client
            .current_dir(&dovecot.folder.0)
            .env("IMAP_PASSWORD", "pw")
            .arg(format!("localhost:{port}"))
            .args(["--user", "alice", "--tls", from_client, "--ca", &ca])
            .args(["--record", &format!("{name}-client.wire")]);
        for command in [
            "compress",
            "append INBOX mail/25-struct.eml",
            "open INBOX",
            "UID FETCH 1:* (FLAGS BODY.PEEK[])",
        ] {
            client.args(["--command", command]);
        }
        let ran = run(&mut client, MINUTE);
        assert!(ran.ok, "{name}\n{}\n{}", ran.out, ran.err);
        let ended = proxy.end(MINUTE);
        assert!(!ended.err.contains("error["), "{name}\n{}", ended.err);
        let here = recorded(&dovecot.path(&format!("{name}-client.wire")));
        // The first connection only asked whether it listens.
        let there = recorded(&dovecot.path(&format!("{name}--2.wire")));
        if seen {
            report(
                &format!("our client through the proxy, {name}"),
                &lint(&there),
            );
            assert_eq!(sides(&here), sides(&there), "{name}");
        } else {
            let report: Value = serde_json::from_str(
                ended
                    .out
                    .lines()
                    .rfind(|line| line.starts_with('{'))
                    .unwrap(),
            )
            .unwrap();
            assert_eq!(report["client_messages"], 1, "{report}");
            // The greeting and the OK: what is behind it was passed on, and not looked at.
            assert_eq!(report["server_messages"], 2, "{report}");
            let passed = report["passed"]["server"].as_u64().unwrap();
            assert!(
                passed > report["bytes"]["in"].as_u64().unwrap() + 1000,
                "{report}"
            );
        }
    }
}

/// What each side said, whatever the pieces.
fn sides(path: &std::path::Path) -> [Vec<u8>; 2] {
    let file = fs::read(path).unwrap();
    let mut sides = [Vec::new(), Vec::new()];
    for record in crate::record::records(&file).unwrap() {
        sides[record.side as usize].extend_from_slice(record.bytes);
    }
    sides
}
