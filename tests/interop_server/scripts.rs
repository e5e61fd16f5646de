//! Clients that are libraries: a script drives each, and checks what it is told.

use std::{path::Path, process::Command};

use crate::peer::{Server, installed, is_here, run};

pub(crate) fn script(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("interop_server")
        .join(name)
}

#[test]
fn imaplib() {
    if !is_here("python3") {
        return;
    }
    let mut server = Server::start("imaplib", &[]);
    let (port, tls_port) = (server.port.to_string(), server.tls_port.to_string());
    let certificate = server.folder.join("certificate.pem");
    let out = run(Command::new("python3")
        .arg(script("with_imaplib.py"))
        .args([port, tls_port])
        .arg(certificate));
    assert!(out.ends_with("all seen\n"), "{out}");
    server.judge(
        "imaplib",
        &[
            "Login",
            "Authenticate",
            "Starttls",
            "Enable",
            "Namespace",
            "List",
            "Lsub",
            "Select",
            "Examine",
            "Search",
            "Fetch",
            "UidFetch",
            "Sort",
            "Thread",
            "Store",
            "Create",
            "Append",
            "Copy",
            "Status",
            "Check",
            "Expunge",
            "Noop",
            "Unselect",
            "Close",
            "Delete",
            "Rename",
            "Subscribe",
            "Unsubscribe",
            "Logout",
        ],
    );
}

#[test]
fn imapclient() {
    let python = installed("venv/bin/python");
    if !is_here(&python) {
        return;
    }
    let mut server = Server::start("imapclient", &[]);
    let certificate = server.folder.join("certificate.pem");
    let out = run(Command::new(python)
        .arg(script("with_imapclient.py"))
        .args([server.port.to_string(), server.tls_port.to_string()])
        .arg(certificate));
    assert!(out.ends_with("all seen\n"), "{out}");
    let transcript = server.judge(
        "imapclient",
        &[
            "Login",
            "Starttls",
            "Id",
            "Enable",
            "Namespace",
            "List",
            "Lsub",
            "Select",
            "UidSearch",
            "UidFetch",
            "UidSort",
            "UidThread",
            "UidStore",
            "Create",
            "Append",
            "UidCopy",
            "UidMove",
            "Idle",
            "Status",
            "UidExpunge",
            "Unselect",
            "Rename",
            "Delete",
            "Logout",
        ],
    );
    assert!(transcript.count("Idle") >= 1);
}

#[test]
fn imapflow() {
    let modules = installed("npm/node_modules");
    if !is_here("node") || !is_here(&modules) {
        return;
    }
    let mut server = Server::start("imapflow", &[]);
    let out = run(Command::new("node")
        .env("NODE_PATH", modules)
        .env("NODE_EXTRA_CA_CERTS", server.folder.join("certificate.pem"))
        .arg(script("with_imapflow.cjs"))
        .args([server.port.to_string(), server.tls_port.to_string()]));
    assert!(out.ends_with("all seen\n"), "{out}");
    server.judge(
        "imapflow",
        &[
            "Authenticate",
            "Starttls",
            "Id",
            "Enable",
            "Namespace",
            "Compress",
            "List",
            "Status",
            "Select",
            "UidFetch",
            "Fetch",
            "UidSearch",
            "UidStore",
            "Append",
            "UidCopy",
            "UidMove",
            "Idle",
            "Create",
            "Subscribe",
            "Rename",
            "Delete",
            "Logout",
        ],
    );
}
