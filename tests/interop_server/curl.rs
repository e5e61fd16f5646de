//! curl, and openssl's STARTTLS.

use std::{
    fs,
    io::Write,
    process::{Command, Stdio},
};

use crate::{
    peer::{Server, finish, is_here, run},
    raw::Raw,
};

#[test]
fn curl() {
    if !is_here("curl") {
        return;
    }
    let mut server = Server::start("curl", &[]);
    let (port, tls_port) = (server.port, server.tls_port);
    let certificate = server.folder.join("certificate.pem");
    let curl = |arguments: &[&str]| {
        let mut command = Command::new("curl");
        command
            .args(["-sS", "-m", "20", "-u", "alice:secret", "--cacert"])
            .arg(&certificate)
            .args(arguments);
        command
    };
    let url = |path: &str| format!("imap://127.0.0.1:{port}/{path}");
    let list = run(&mut curl(&[&url("")]));
    for name in [
        "INBOX",
        "Archive",
        "Lists/dev",
        "\"Gr&APYA3w-e &- L&APY-wen\"",
    ] {
        assert!(list.contains(&format!("\"/\" {name}\r\n")), "{list}");
    }
    let first = run(&mut curl(&[&url("INBOX;UID=1")]));
    assert_eq!(
        first.into_bytes(),
        fs::read(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../assets/mail/INBOX/00-welcome.eml"
        ))
        .unwrap()
    );
    let large = run(&mut curl(&[&url("INBOX;UID=27")]));
    assert_eq!(
        large.into_bytes(),
        fs::read(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../assets/mail/INBOX/26-large.eml"
        ))
        .unwrap()
    );
    assert_eq!(
        run(&mut curl(&[&url(
            "INBOX;MAILINDEX=1;SECTION=HEADER.FIELDS%20(SUBJECT)"
        )])),
        "Subject: Welcome\r\n\r\n"
    );
    assert_eq!(
        run(&mut curl(&[&url("INBOX;UID=1;SECTION=TEXT;PARTIAL=5.4")])),
        "mail"
    );
    assert_eq!(
        run(&mut curl(&[&url("INBOX?FLAGGED")])),
        "* SEARCH 2 16\r\n"
    );
    assert_eq!(
        run(&mut curl(&[&url("INBOX?TEXT%20l%C3%B6wen")])),
        "* SEARCH 7 16\r\n"
    );
    // APPEND, STORE, and what became of it.
    let mail = server.folder.join("mail.eml");
    fs::write(
        &mail,
        "From: curl@example.org\r\nSubject: by curl\r\n\r\nx\r\n",
    )
    .unwrap();
    run(&mut curl(&["-T", mail.to_str().unwrap(), &url("Drafts")]));
    assert_eq!(
        run(&mut curl(&[&url("Drafts;UID=2")])).into_bytes(),
        fs::read(&mail).unwrap()
    );
    let stored = run(&mut curl(&[
        &url("Drafts"),
        "-X",
        "STORE 2 +FLAGS (\\Flagged curled)",
    ]));
    assert!(
        stored.starts_with("* 2 FETCH (FLAGS (\\Flagged \\Seen curled)"),
        "{stored}"
    );
    run(&mut curl(&[&url("Drafts"), "-X", "UID MOVE 2 Archive"]));
    assert!(
        Raw::login(port)
            .messages("Archive")
            .iter()
            .any(|(_, flags)| flags.contains(&"curled".to_string()))
    );
    // Ways to log in, and what is refused.
    run(&mut curl(&[
        "--login-options",
        "AUTH=PLAIN",
        &url("INBOX"),
        "-X",
        "STATUS INBOX (MESSAGES)",
    ]));
    run(&mut curl(&[
        "--login-options",
        "AUTH=PLAIN",
        "--sasl-ir",
        &url("INBOX"),
        "-X",
        "NOOP",
    ]));
    run(&mut curl(&[
        "--login-options",
        "AUTH=LOGIN",
        &url("INBOX"),
        "-X",
        "NOOP",
    ]));
    run(&mut curl(&[
        "--ssl-reqd",
        &format!("imap://localhost:{port}/INBOX;UID=2"),
    ]));
    run(&mut curl(&[&format!(
        "imaps://localhost:{tls_port}/INBOX;UID=2"
    )]));
    let wrong = finish(Command::new("curl").args([
        "-sS",
        "-m",
        "20",
        "-u",
        "alice:wrong-password",
        &url(""),
    ]));
    assert_eq!(wrong.status.code(), Some(67), "login denied");
    let none = finish(&mut curl(&[&url("Nope;UID=1")]));
    assert!(!none.status.success());
    let transcript = server.judge(
        "curl",
        &[
            "Login",
            "Authenticate",
            "List",
            "Select",
            "Search",
            "Fetch",
            "UidFetch",
            "Append",
            "Store",
            "UidMove",
            "Starttls",
            "Logout",
        ],
    );
    for secret in ["secret", "wrong-password", "YWxpY2U"] {
        assert!(
            !transcript.text.contains(secret),
            "a password in the transcript"
        );
    }
}

#[test]
fn openssl() {
    if !is_here("openssl") {
        return;
    }
    let mut server = Server::start("openssl", &["--require-tls"]);
    let mut child = Command::new("openssl")
        .args([
            "s_client",
            "-quiet",
            "-starttls",
            "imap",
            "-verify_return_error",
            "-verify_hostname",
            "localhost",
            "-connect",
        ])
        .arg(format!("127.0.0.1:{}", server.port))
        .arg("-CAfile")
        .arg(server.folder.join("certificate.pem"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"a LOGIN alice secret\r\nb EXAMINE INBOX\r\nc FETCH 1:3 (FLAGS ENVELOPE)\r\nd LOGOUT\r\n").unwrap();
    let output = child.wait_with_output().unwrap();
    drop(stdin);
    let out = String::from_utf8_lossy(&output.stdout);
    for line in [
        "a OK [CAPABILITY",
        "* 30 EXISTS",
        "* 3 FETCH (FLAGS () ENVELOPE (",
        "c OK",
        "d OK",
    ] {
        assert!(
            out.contains(line),
            "{line}: {out}\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    server.judge(
        "openssl s_client",
        &["Starttls", "Login", "Examine", "Fetch", "Logout"],
    );
    // In clear nobody gets in.
    let mut raw = Raw::connect(server.port);
    let (_, tagged) = raw.command("LOGIN alice secret");
    assert_eq!(tagged.state, imap_types::response::State::No);
}
