//! Servers that lie, played by a thread: neither our client nor our proxy may be taken in. Needs nothing but ourselves.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    process::Command,
    thread,
    time::Duration,
};

use crate::{
    MINUTE,
    kit::{Ran, Running, example, free_port, run},
};

/// A server for one connection: says the first text, then the next one for each line that it hears. Answers what it heard.
fn server(says: Vec<String>) -> (u16, thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        socket
            .set_read_timeout(Some(Duration::from_secs(5)))
            .unwrap();
        let mut lines = BufReader::new(socket.try_clone().unwrap());
        let mut heard = String::new();
        for text in says {
            if socket.write_all(text.as_bytes()).is_err() {
                break;
            }
            let mut line = Vec::new();
            if lines.read_until(b'\n', &mut line).unwrap_or(0) == 0 {
                break;
            }
            heard.push_str(&String::from_utf8_lossy(&line));
        }
        heard
    });
    (port, heard)
}

fn client(port: u16, arguments: &[&str]) -> Ran {
    let mut client = Command::new(example("client"));
    client
        .env("IMAP_PASSWORD", "Geheimnis-4711")
        .arg(format!("localhost:{port}"))
        .args(["--user", "alice"])
        .args(arguments)
        .args(["--command", "open INBOX"]);
    run(&mut client, MINUTE)
}

fn texts(says: &[&str]) -> Vec<String> {
    says.iter().map(|text| (*text).to_owned()).collect()
}

const SCRAM: &str = "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=SCRAM-SHA-256] hi\r\n";

#[test]
fn an_ok_before_the_proof_proves_nothing() {
    let (port, heard) = server(texts(&[
        SCRAM,
        "A0 OK welcome\r\n",
        "A1 OK [READ-WRITE] selected\r\n",
    ]));
    let ran = client(port, &["--tls", "off"]);
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("has not proven"), "{}", ran.err);
    let heard = heard.join().unwrap();
    assert!(!heard.contains("SELECT"), "{heard}");
}

#[test]
fn iterations_without_end_are_not_computed() {
    // r=x,s=c2FsdA==,i=4000000000 with a nonce that is not even ours: what is too much is refused before that.
    let (port, heard) = server(texts(&[
        SCRAM,
        "+ cj14LHM9YzJGc2RBPT0saT00MDAwMDAwMDAw\r\n",
        "A0 BAD cancelled\r\n",
        "* BYE\r\nA1 OK\r\n",
    ]));
    let ran = client(port, &["--tls", "off"]);
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("4000000000 iterations"), "{}", ran.err);
    let heard = heard.join().unwrap();
    assert_eq!(heard.lines().nth(1), Some("*"), "{heard}");
}

#[test]
fn a_forged_signature_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = thread::spawn(move || {
        use base64::{Engine, engine::general_purpose::STANDARD};
        let (mut socket, _) = listener.accept().unwrap();
        socket
            .set_read_timeout(Some(Duration::from_secs(5)))
            .unwrap();
        let mut lines = BufReader::new(socket.try_clone().unwrap());
        let mut next = |say: &str| {
            socket.write_all(say.as_bytes()).unwrap();
            let mut line = String::new();
            lines.read_line(&mut line).unwrap();
            line
        };
        let first = next(SCRAM);
        let first = STANDARD
            .decode(first.trim_end().rsplit(' ').next().unwrap())
            .unwrap();
        let first = String::from_utf8(first).unwrap();
        let nonce = first.rsplit_once("r=").unwrap().1.to_owned();
        let challenge = STANDARD.encode(format!("r={nonce}more,s=c2FsdA==,i=4096"));
        let proof = next(&format!("+ {challenge}\r\n"));
        assert!(
            STANDARD
                .decode(proof.trim_end())
                .unwrap()
                .starts_with(b"c=")
        );
        let forged = STANDARD.encode("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
        let answer = next(&format!("+ {forged}\r\n"));
        socket.write_all(b"A0 OK welcome all the same\r\n").unwrap();
        answer
    });
    let ran = client(port, &["--tls", "off"]);
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("is broken off"), "{}", ran.err);
    assert_eq!(heard.join().unwrap(), "*\r\n");
}

#[test]
fn no_password_where_tls_is_denied_or_forged() {
    for says in [
        &["* OK [CAPABILITY IMAP4rev1] hi\r\n"][..],
        &[
            "* OK [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n",
            "A0 NO not today\r\n",
        ],
        &[
            "* OK [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n",
            "A0 OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n",
        ],
        &["* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n"],
    ] {
        let (port, heard) = server(texts(says));
        let ran = client(port, &["--tls", "starttls"]);
        assert_eq!(ran.code, Some(2), "{says:?} {}{}", ran.out, ran.err);
        let heard = heard.join().unwrap();
        assert!(
            !heard.contains("LOGIN") && !heard.contains("AUTHENTICATE"),
            "{heard}"
        );
        assert!(!heard.contains("SELECT"), "{heard}");
    }
}

/// What the server says in clear behind the OK to STARTTLS does not get into the TLS that the proxy has with the client.
#[test]
fn the_proxy_passes_no_forgery_into_tls() {
    let (port, _heard) = server(texts(&[
        "* OK [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n",
        "A0 OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n",
    ]));
    let listen = free_port();
    let mut proxy = Command::new(example("proxy"));
    proxy
        .args(["--listen", &format!("127.0.0.1:{listen}")])
        .args(["--to", &format!("localhost:{port}")])
        .args(["--starttls", "--insecure", "--connections", "1"]);
    let proxy = Running::start(&mut proxy);
    // Without asking by a connection whether it listens, since it takes one only.
    thread::sleep(Duration::from_millis(700));
    assert!(!client(listen, &["--tls", "starttls", "--insecure"]).ok);
    let ran = proxy.wait(MINUTE);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert!(
        ran.err.contains("in clear behind its OK to STARTTLS"),
        "{}",
        ran.err
    );
}

/// A peer that goes away in the midst of things takes nobody with it.
#[test]
fn the_proxy_outlives_those_who_leave() {
    let (port, _heard) = server(texts(&["* OK hi\r\n", "+ go on\r\n", ""]));
    let listen = free_port();
    let mut proxy = Command::new(example("proxy"));
    proxy
        .args(["--listen", &format!("127.0.0.1:{listen}")])
        .args(["--to", &format!("localhost:{port}")])
        .args(["--connections", "1"]);
    let proxy = Running::start(&mut proxy);
    thread::sleep(Duration::from_millis(700));
    let mut socket = TcpStream::connect(("127.0.0.1", listen)).unwrap();
    socket
        .write_all(b"\0\xff\r\na1 APPEND x {100}\r\nabc")
        .unwrap();
    thread::sleep(Duration::from_millis(300));
    drop(socket);
    let ran = proxy.wait(MINUTE);
    assert!(ran.out.contains("C "), "{}{}", ran.out, ran.err);
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
}
