//! mutt and neomutt, in a terminal of their own.

use std::{
    fs,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use crate::{
    peer::{Server, finish, is_here},
    raw::Raw,
};

/// A terminal; it ends with the value.
struct Terminal {
    socket: String,
}

impl Terminal {
    fn open(socket: &str, program: &str) -> Self {
        let terminal = Self {
            socket: socket.to_string(),
        };
        terminal.tmux(&[
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-x",
            "110",
            "-y",
            "40",
            program,
        ]);
        terminal
    }

    fn tmux(&self, arguments: &[&str]) -> String {
        let output = finish(
            Command::new("tmux")
                .args(["-L", &self.socket])
                .args(arguments),
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Types, and waits until the screen shows this.
    fn keys(&self, keys: &[&str], until: &str) -> String {
        self.tmux(&[&["send-keys", "-t", "0"], keys].concat());
        self.wait(|screen| screen.contains(until), until)
    }

    fn wait(&self, found: impl Fn(&str) -> bool, what: &str) -> String {
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            let screen = self.tmux(&["capture-pane", "-p", "-t", "0"]);
            if found(&screen) {
                return screen;
            }
            assert!(
                Instant::now() < until,
                "the screen does not show {what}:\n{screen}"
            );
            thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.tmux(&["kill-server"]);
    }
}

fn session(program: &str) {
    if !is_here(program) || !is_here("tmux") {
        return;
    }
    let mut server = Server::start(program, &[]);
    let port = server.port;
    let home = server.folder.join("home");
    fs::create_dir_all(&home).unwrap();
    let rc = home.join("rc");
    let neo = if program == "neomutt" {
        "set imap_condstore=yes\n"
    } else {
        ""
    };
    fs::write(
        &rc,
        format!(
            "set folder=\"imap://alice@localhost:{port}/\"\nset spoolfile=\"+INBOX\"\nset imap_user=alice\nset imap_pass=secret\n\
             set ssl_starttls=yes\nset ssl_force_tls=yes\nset certificate_file={}\nset ssl_verify_host=no\nset ssl_verify_dates=no\n\
             unset imap_passive\nset imap_check_subscribed=yes\nset imap_qresync=yes\n{neo}set imap_idle=yes\nset mail_check=1\nset timeout=1\n\
             set sort=mailbox-order\nset quit=yes\nset move=no\nset delete=yes\nset confirmappend=no\nset wait_key=no\nset markers=no\n\
             set header_cache=\"{}\"\nset index_format=\"%4C %Z %s\"\n",
            server.folder.join("certificate.pem").display(),
            home.join("cache").display(),
        ),
    )
    .unwrap();
    let socket = format!("imap-{program}-{port}");
    let command = format!(
        "env HOME={} TERM=xterm LANG=C.UTF-8 LC_ALL=C.UTF-8 {program} -n -F {}",
        home.display(),
        rc.display()
    );
    let terminal = Terminal::open(&socket, &command);
    terminal.wait(
        |screen| screen.contains("Welcome") && screen.contains("The newest"),
        "the index",
    );
    // Reads the first; its subject and text are there.
    terminal.keys(&["Enter"], "that you have just started");
    terminal.keys(&["q"], "The newest");
    // To the one with attachments: its parts are listed.
    terminal.keys(&["1", "6", "Enter"], "Angebot");
    terminal.keys(&["v"], "bild.png");
    terminal.keys(&["q"], "The newest");
    // Flags the third; that goes on to the fourth, which is copied; the second is deleted.
    terminal.keys(&["3", "Enter"], "Re: Hello");
    terminal.keys(&["F"], "Re: Hello");
    terminal.keys(&["C"], "Copy to mailbox");
    terminal.keys(&["C-u"], "Copy to mailbox");
    terminal.keys(&["=Archive", "Enter"], "Re: Hello");
    thread::sleep(Duration::from_millis(300));
    terminal.keys(&["2", "Enter"], "Hello");
    terminal.keys(&["d"], "Hello");
    terminal.keys(&["$"], "Hello");
    let until = Instant::now() + Duration::from_secs(20);
    let mut raw = Raw::login(port);
    while raw.messages("INBOX").len() != 29 {
        assert!(
            Instant::now() < until,
            "nothing was expunged: {}",
            terminal.tmux(&["capture-pane", "-p", "-t", "0"])
        );
        thread::sleep(Duration::from_millis(100));
    }
    // Somebody else brings a message: it shows without a key.
    raw.ok("APPEND INBOX {37+}\r\nSubject: news from outside\r\n\r\nhello\r\n");
    terminal.wait(
        |screen| screen.contains("news from outside"),
        "the new message",
    );
    // Searched by the server; another mailbox; and out.
    terminal.keys(&["l"], "Limit to");
    terminal.keys(&["=b brüllen", "Enter"], "A text to look for");
    terminal.keys(&["l"], "Limit to");
    terminal.keys(&["C-u"], "Limit to");
    terminal.keys(&["all", "Enter"], "news from outside");
    terminal.keys(&["c"], "Open mailbox");
    terminal.keys(&["C-u"], "Open mailbox");
    terminal.keys(&["=Lists/dev", "Enter"], "[dev] Release");
    terminal.tmux(&["send-keys", "-t", "0", "q"]);
    thread::sleep(Duration::from_millis(500));
    assert!(
        raw.messages("Archive")
            .iter()
            .any(|(text, _)| text.windows(19).any(|at| at == b"Subject: Re: [list]")),
        "nothing was copied"
    );
    let flagged = raw
        .messages("INBOX")
        .into_iter()
        .filter(|(_, flags)| flags.contains(&"\\Flagged".into()))
        .count();
    assert_eq!(flagged, 2, "the one that was flagged, and the one that is");
    raw.ok("LOGOUT");
    drop(terminal);
    server.judge(
        program,
        &[
            "Starttls",
            "Select",
            "Lsub",
            "UidFetch",
            "UidCopy",
            "UidStore",
            "UidSearch",
            "Idle",
            "Logout",
        ],
    );
}

#[test]
fn mutt() {
    session("mutt");
}

#[test]
fn neomutt() {
    session("neomutt");
}
