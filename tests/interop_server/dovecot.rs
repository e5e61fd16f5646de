//! The same mail in the example server and in Dovecot: what both tell of it is the same, but for what is listed in
//! `with_dovecot.py`. So structure, sections, SEARCH, SORT and THREAD of the example are right as another judges them.

use std::{
    net::TcpListener,
    process::{Command, Stdio},
};

use crate::{
    peer::{Server, is_here, run},
    scripts::script,
};

#[test]
fn dovecot() {
    if !is_here("dovecot") && !is_here("/usr/sbin/dovecot") || !is_here("python3") {
        return;
    }
    let path = format!("{}:/usr/sbin", std::env::var("PATH").unwrap_or_default());
    let version = run(Command::new("dovecot").arg("--version").env("PATH", &path));
    if !version.starts_with("2.3.") {
        println!("skipped: Dovecot is {version}, the configuration is for 2.3");
        return;
    }
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    // Not in the folder of the build: mail belongs to somebody who may not look in there.
    let folder = std::env::temp_dir().join(format!("interop-dovecot-{port}"));
    // What it starts lives on, and must not hold our end of a pipe open.
    let pid = folder.with_extension("pid");
    let started = Command::new("bash")
        .arg(script("../interop/dovecot.sh"))
        .arg(&folder)
        .arg(port.to_string())
        .env("PATH", &path)
        .stdin(Stdio::null())
        .stdout(std::fs::File::create(&pid).unwrap())
        .status()
        .unwrap();
    assert!(started.success());
    let _dovecot = Dovecot {
        pid: std::fs::read_to_string(&pid).unwrap().trim().to_string(),
        folder,
    };
    std::fs::remove_file(pid).unwrap();
    let mut server = Server::start("dovecot", &[]);
    let out = run(Command::new("python3")
        .arg(script("with_dovecot.py"))
        .args([server.port.to_string(), port.to_string()]));
    print!("{out}");
    assert!(out.ends_with("all the same\n"), "{out}");
    server.judge(
        "imaplib, beside Dovecot",
        &["Fetch", "Search", "Sort", "Thread"],
    );
}

/// It ends with the value.
struct Dovecot {
    pid: String,
    folder: std::path::PathBuf,
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        let kill = |arguments: &[&str]| {
            let mut kill = Command::new("kill");
            kill.args(arguments).arg(&self.pid).stderr(Stdio::null());
            kill.status().is_ok_and(|status| status.success())
        };
        kill(&[]);
        for _ in 0..100 {
            if !kill(&["-0"]) {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        let _gone = std::fs::remove_dir_all(&self.folder);
    }
}
