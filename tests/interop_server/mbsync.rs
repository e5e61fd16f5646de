//! mbsync: there and back, and both sides are equal, message for message.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    peer::{Server, is_here, run},
    raw::{Raw, Seen, lines},
};

/// The letters behind `:2,` in the name of a file.
const LETTERS: [(char, &str); 5] = [
    ('D', "\\Draft"),
    ('F', "\\Flagged"),
    ('R', "\\Answered"),
    ('S', "\\Seen"),
    ('T', "\\Deleted"),
];

/// Flags that a Maildir cannot keep are not compared.
fn maildir_flags(flags: &[String]) -> Vec<String> {
    flags
        .iter()
        .filter(|flag| flag.starts_with('\\'))
        .cloned()
        .collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for part in ["cur", "new"] {
        for entry in fs::read_dir(folder.join(part)).unwrap() {
            found.push(entry.unwrap().path());
        }
    }
    found.sort();
    found
}

fn local(folder: &Path) -> Vec<Seen> {
    let mut seen: Vec<Seen> = files(folder)
        .iter()
        .map(|file| {
            let name = file.file_name().unwrap().to_str().unwrap();
            let letters = name.split(":2,").nth(1).unwrap_or_default();
            let mut flags: Vec<String> = LETTERS
                .iter()
                .filter(|(letter, _)| letters.contains(*letter))
                .map(|(_, flag)| (*flag).to_string())
                .collect();
            flags.sort();
            (lines(&fs::read(file).unwrap()), flags)
        })
        .collect();
    seen.sort();
    seen
}

/// Both sides, mailbox by mailbox: equal. Answers how many messages there are.
fn compare(port: u16, mail: &Path, when: &str) -> BTreeMap<String, usize> {
    let mut raw = Raw::login(port);
    let mut counts = BTreeMap::new();
    for name in raw.mailboxes() {
        let remote: Vec<Seen> = raw
            .messages(&name)
            .into_iter()
            .map(|(text, flags)| (text, maildir_flags(&flags)))
            .collect();
        // mbsync leaves out what has no end of its header.
        let whole =
            |text: &[u8]| text.starts_with(b"\n") || text.windows(2).any(|two| two == b"\n\n");
        let remote: Vec<Seen> = remote.into_iter().filter(|(text, _)| whole(text)).collect();
        let here = local(&mail.join(&name));
        let show = |seen: &[Seen]| {
            seen.iter()
                .map(|(text, flags)| format!("{flags:?} {}", text.escape_ascii()))
                .collect::<Vec<_>>()
        };
        if remote != here {
            let (remote, here) = (show(&remote), show(&here));
            let only = |one: &[String], two: &[String]| {
                one.iter()
                    .filter(|line| !two.contains(line))
                    .cloned()
                    .collect::<Vec<_>>()
            };
            panic!(
                "{when}, {name}: there {} here {}; only there {:#?}; only here {:#?}",
                remote.len(),
                here.len(),
                only(&remote, &here),
                only(&here, &remote)
            );
        }
        counts.insert(name, remote.len());
    }
    raw.ok("LOGOUT");
    counts
}

#[test]
fn mbsync() {
    if !is_here("mbsync") {
        return;
    }
    let mut server = Server::start("mbsync", &[]);
    let folder = server.folder.join("home");
    let mail = folder.join("mail");
    fs::create_dir_all(&mail).unwrap();
    let shown = mail.display();
    let port = server.port;
    let certificate = server.folder.join("certificate.pem");
    fs::write(
        folder.join("rc"),
        format!(
            "IMAPAccount a\nHost localhost\nPort {port}\nUser alice\nPass secret\nSSLType STARTTLS\nCertificateFile {}\n\n\
             IMAPStore r\nAccount a\n\nMaildirStore l\nPath {shown}/\nInbox {shown}/INBOX\nSubFolders Verbatim\n\n\
             Channel c\nFar :r:\nNear :l:\nPatterns *\nCreate Both\nRemove Both\nExpunge Both\nSyncState *\nCopyArrivalDate yes\n",
            certificate.display()
        ),
    )
    .unwrap();
    let sync = || {
        run(Command::new("mbsync")
            .env("HOME", &folder)
            .arg("-c")
            .arg(folder.join("rc"))
            .arg("-a"))
    };
    sync();
    let first = compare(port, &mail, "after the first sync");
    assert!(
        first.values().sum::<usize>() > 55 && first.len() == 9,
        "{first:?}"
    );

    // Changes on both sides: flags, new messages, some deleted, a mailbox more on each.
    let inbox = mail.join("INBOX");
    fs::write(
        inbox.join("cur/1700000000.1_1.host:2,FS"),
        "From: me@example.org\nSubject: brought by mbsync\n\nbody\n",
    )
    .unwrap();
    let there = files(&inbox);
    let retag = |file: &Path, letters: &str| {
        let name = file
            .file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .split(":2,")
            .next()
            .unwrap()
            .to_string();
        fs::rename(file, inbox.join(format!("cur/{name}:2,{letters}"))).unwrap();
    };
    retag(&there[2], "FRS");
    retag(&there[4], "S");
    retag(&there[6], "T");
    for part in ["cur", "new", "tmp"] {
        fs::create_dir_all(mail.join("Here").join(part)).unwrap();
    }
    fs::write(
        mail.join("Here/new/1700000001.2_1.host"),
        "Subject: in a new mailbox\n\nx\n",
    )
    .unwrap();
    let mut raw = Raw::login(port);
    raw.ok("CREATE There/below");
    raw.ok("APPEND There/below (\\Flagged) \"01-Feb-2024 10:00:00 +0000\" {26+}\r\nSubject: made there\r\n\r\nx\r\n");
    raw.ok("SELECT INBOX");
    raw.ok("STORE 20:22 +FLAGS.SILENT (\\Answered \\Seen)");
    raw.ok("STORE 24 +FLAGS.SILENT (\\Deleted)");
    raw.ok("EXPUNGE");
    raw.ok("COPY 1:3 Archive");
    raw.ok("LOGOUT");
    sync();
    let second = compare(port, &mail, "after the second sync");
    // One came, one was expunged here, one there.
    assert_eq!(second["INBOX"], first["INBOX"] - 1);
    assert_eq!(
        (second["Here"], second["There/below"], second["Archive"]),
        (1, 1, first["Archive"] + 3)
    );

    // A sync with nothing to do changes nothing.
    sync();
    assert_eq!(compare(port, &mail, "after the third sync"), second);
    server.judge(
        "mbsync",
        &[
            "Starttls", "List", "Create", "Select", "UidFetch", "Append", "UidStore", "Logout",
        ],
    );
}
