//! What no foreign client asks for, asked by ours, which reads strictly: the answers as they stand on the wire.

use imap_codec::{EncodeOptions, Encoder};
use imap_types::response::Response;

use crate::{peer::Server, raw::Raw};

/// A command, and all lines of the answer, the tag left out.
fn say(raw: &mut Raw, command: &str) -> Vec<String> {
    raw.send(format!("T {command}\r\n").as_bytes());
    let encoder = Encoder::new(EncodeOptions::everything());
    let mut lines = Vec::new();
    loop {
        let response = raw.response();
        let mut line = Vec::new();
        encoder.encode_into(&response, &mut line).unwrap();
        let line = String::from_utf8(line).unwrap().trim_end().to_string();
        if let Response::Tagged(_) = response {
            lines.push(line.strip_prefix("T ").unwrap().to_string());
            return lines;
        }
        lines.push(line);
    }
}

/// Each command, and what its answer is, line by line; `...` stands for any end of a line.
fn talk(raw: &mut Raw, scene: &[(&str, &[&str])]) {
    let mut wrong = 0;
    for (command, expected) in scene {
        let lines = say(raw, command);
        let fits = |line: &str, wanted: &str| match wanted.split_once("...") {
            Some((front, _)) => line.starts_with(front),
            None => line == wanted,
        };
        let same = lines.len() == expected.len()
            && lines
                .iter()
                .zip(*expected)
                .all(|(line, wanted)| fits(line, wanted));
        if !same {
            wrong += 1;
            println!("{command}\n  said     {lines:#?}\n  expected {expected:#?}");
        }
    }
    assert_eq!(wrong, 0);
}

#[test]
fn features() {
    let mut server = Server::start("features", &[]);
    let mut raw = Raw::login(server.port);
    talk(
        &mut raw,
        &[
            (
                "LIST (SPECIAL-USE) \"\" % RETURN (STATUS (MESSAGES))",
                &[
                    r#"* LIST (\Archive \HasNoChildren) "/" Archive"#,
                    r#"* STATUS Archive (MESSAGES 3)"#,
                    r#"* LIST (\Drafts \HasNoChildren) "/" Drafts"#,
                    r#"* STATUS Drafts (MESSAGES 1)"#,
                    r#"* LIST (\Junk \HasNoChildren) "/" Junk"#,
                    r#"* STATUS Junk (MESSAGES 1)"#,
                    r#"* LIST (\Sent \HasNoChildren) "/" Sent"#,
                    r#"* STATUS Sent (MESSAGES 2)"#,
                    r#"* LIST (\Trash \HasNoChildren) "/" Trash"#,
                    r#"* STATUS Trash (MESSAGES 1)"#,
                    "OK ...",
                ],
            ),
            (
                "LIST (SUBSCRIBED RECURSIVEMATCH) \"\" (L% inbox)",
                &[
                    r#"* LIST (\HasNoChildren \Subscribed) "/" INBOX"#,
                    r#"* LIST (\NonExistent \HasChildren \Noselect) "/" Lists (CHILDINFO ("SUBSCRIBED"))"#,
                    "OK ...",
                ],
            ),
            (
                "LSUB \"\" %",
                &[
                    r#"* LSUB (\Archive \HasNoChildren) "/" Archive"#,
                    r#"* LSUB (\Drafts \HasNoChildren) "/" Drafts"#,
                    r#"* LSUB (\HasNoChildren) "/" "Gr&APYA3w-e &- L&APY-wen""#,
                    r#"* LSUB (\HasNoChildren) "/" INBOX"#,
                    r#"* LSUB (\Junk \HasNoChildren) "/" Junk"#,
                    r#"* LSUB (\Noselect) "/" Lists"#,
                    r#"* LSUB (\Sent \HasNoChildren) "/" Sent"#,
                    r#"* LSUB (\Trash \HasNoChildren) "/" Trash"#,
                    "OK ...",
                ],
            ),
            (
                "CREATE Work/2024/ (USE (\\Flagged))",
                &["OK [MAILBOXID ..."],
            ),
            ("CREATE Work/2024", &["NO [ALREADYEXISTS] ..."]),
            ("RENAME Work Play", &["OK ..."]),
            (
                "LIST \"\" Play*",
                &[
                    r#"* LIST (\NonExistent \HasChildren \Noselect) "/" Play"#,
                    r#"* LIST (\Flagged \HasNoChildren) "/" Play/2024"#,
                    "OK ...",
                ],
            ),
            ("DELETE Play/2024", &["OK ..."]),
            ("DELETE INBOX", &["NO [CANNOT] ..."]),
            ("SELECT Nothing", &["NO [NONEXISTENT] ..."]),
            // Search, with results that are kept.
            (
                "SELECT Lists/dev (CONDSTORE)",
                &[
                    "* FLAGS ...",
                    "* 6 EXISTS",
                    "* 0 RECENT",
                    "* OK [UNSEEN 4] ...",
                    "* OK [UIDVALIDITY ...",
                    "* OK [UIDNEXT 7] ...",
                    "* OK [PERMANENTFLAGS ...",
                    "* OK [HIGHESTMODSEQ 7] ...",
                    "* OK [MAILBOXID ...",
                    "OK [READ-WRITE] ...",
                ],
            ),
            (
                "SEARCH RETURN (SAVE MIN MAX COUNT ALL) SUBJECT uebersicht OR SUBJECT übersicht ALL",
                &["* ESEARCH (TAG \"T\") COUNT 0", "OK ..."],
            ),
            (
                "SEARCH RETURN (SAVE COUNT) FROM erin",
                &["* ESEARCH (TAG \"T\") COUNT 2", "OK ..."],
            ),
            (
                "FETCH $ (UID FLAGS)",
                &[
                    "* 2 FETCH (UID 2 FLAGS (\\Seen))",
                    "* 5 FETCH (UID 5 FLAGS ())",
                    "OK ...",
                ],
            ),
            (
                "UID SEARCH RETURN (PARTIAL -1:-2) ALL",
                &["* ESEARCH (TAG \"T\") UID PARTIAL (-1:-2 5:6)", "OK ..."],
            ),
            ("SEARCH MODSEQ 5 SEEN", &["* SEARCH", "OK ..."]),
            (
                "SEARCH MODSEQ 3",
                &["* SEARCH 2 3 4 5 6 (MODSEQ 7)", "OK ..."],
            ),
            (
                "SEARCH CHARSET KLINGON ALL",
                &["NO [BADCHARSET (UTF-8 US-ASCII)] ..."],
            ),
            ("SEARCH X-GM-RAW x", &["BAD ..."]),
            (
                "SORT (SUBJECT REVERSE ARRIVAL) UTF-8 ALL",
                &["* SORT 4 6 5 3 2 1", "OK ..."],
            ),
            (
                "UID SORT RETURN (ALL COUNT) (DISPLAYFROM) UTF-8 1:5",
                &["* ESEARCH (TAG \"T\") UID ALL 1,2,5,3,4 COUNT 5", "OK ..."],
            ),
            (
                "THREAD REFERENCES UTF-8 ALL",
                &["* THREAD (1 (2 4)(3))(5 6)", "OK ..."],
            ),
            (
                "THREAD ORDEREDSUBJECT UTF-8 ALL",
                &["* THREAD (1 (2)(3))(4)(5 6)", "OK ..."],
            ),
            // Mod-sequences.
            (
                "STORE 1:2 (UNCHANGEDSINCE 2) +FLAGS (x)",
                &[
                    "* 1 FETCH (FLAGS (\\Seen x) MODSEQ (8))",
                    "OK [MODIFIED 2] ...",
                ],
            ),
            (
                "UID STORE 2 +FLAGS.SILENT (y)",
                &["* 2 FETCH (UID 2 MODSEQ (9))", "OK ..."],
            ),
            (
                "FETCH 1:* (FLAGS) (CHANGEDSINCE 8)",
                &["* 2 FETCH (FLAGS (\\Seen y) MODSEQ (9))", "OK ..."],
            ),
            ("ENABLE QRESYNC", &["BAD not in selected state"]),
            ("UNSELECT", &["OK ..."]),
            ("ENABLE QRESYNC", &["* ENABLED QRESYNC", "OK ..."]),
            (
                "SELECT Lists/dev",
                &[
                    "* FLAGS ...",
                    "* 6 EXISTS",
                    "* 0 RECENT",
                    "* OK [UNSEEN 4] ...",
                    "* OK [UIDVALIDITY ...",
                    "* OK [UIDNEXT 7] ...",
                    "* OK [PERMANENTFLAGS ...",
                    "* OK [HIGHESTMODSEQ 9] ...",
                    "* OK [MAILBOXID ...",
                    "OK [READ-WRITE] ...",
                ],
            ),
            (
                "UID STORE 3,5 +FLAGS.SILENT \\Deleted",
                &[
                    "* 3 FETCH (UID 3 MODSEQ (10))",
                    "* 5 FETCH (UID 5 MODSEQ (10))",
                    "OK ...",
                ],
            ),
            (
                "UID EXPUNGE 4:6",
                &["* VANISHED 5", "OK [HIGHESTMODSEQ 11] ..."],
            ),
            ("EXPUNGE", &["* VANISHED 3", "OK [HIGHESTMODSEQ 12] ..."]),
            (
                "UID FETCH 1:6 (FLAGS) (CHANGEDSINCE 9 VANISHED)",
                &["* VANISHED (EARLIER) 3,5", "OK ..."],
            ),
            (
                "MOVE 1 Archive",
                &[
                    "* OK [COPYUID 1700000002 1 4] ...",
                    "* VANISHED 1",
                    "OK ...",
                ],
            ),
            (
                "SELECT Lists/dev (QRESYNC (1700000005 9 1:6))",
                &[
                    "* OK [CLOSED] ...",
                    "* FLAGS ...",
                    "* 3 EXISTS",
                    "* 0 RECENT",
                    "* OK [UNSEEN 2] ...",
                    "* OK [UIDVALIDITY 1700000005] ...",
                    "* OK [UIDNEXT 7] ...",
                    "* OK [PERMANENTFLAGS ...",
                    "* OK [HIGHESTMODSEQ 13] ...",
                    "* OK [MAILBOXID ...",
                    "* VANISHED (EARLIER) 1,3,5",
                    "OK [READ-WRITE] ...",
                ],
            ),
            ("UID COPY 99 Archive", &["OK COPY completed"]),
            ("COPY 9 Archive", &["BAD ..."]),
            ("COPY 1 Nothing", &["NO [TRYCREATE] ..."]),
            ("FETCH 9 FLAGS", &["BAD ..."]),
            ("UID FETCH 9 FLAGS", &["OK ..."]),
            ("CLOSE", &["OK ..."]),
            // Sections.
            (
                "EXAMINE INBOX",
                &[
                    "* FLAGS ...",
                    "* 30 EXISTS",
                    "* 0 RECENT",
                    "* OK [UNSEEN 1] ...",
                    "* OK [UIDVALIDITY ...",
                    "* OK [UIDNEXT ...",
                    "* OK [PERMANENTFLAGS ()] ...",
                    "* OK [HIGHESTMODSEQ ...",
                    "* OK [MAILBOXID ...",
                    "OK [READ-ONLY] ...",
                ],
            ),
            ("STORE 1 +FLAGS x", &["NO ..."]),
            (
                "FETCH 17 (BODY[2.1.HEADER.FIELDS (FROM)] BODY[2.2]<4.3> BODY[1.1] BODY[2.1.1.MIME]<0.12>)",
                &[
                    "* 17 FETCH (BODY[2.1.HEADER.FIELDS (FROM)] {27}\r\nFrom: inner@example.org\r\n\r\n BODY[2.2]<4> {3}\r\nIHR BODY[1.1] NIL BODY[2.1.1.MIME]<0> {12}\r\nSubject: inn)",
                    "OK ...",
                ],
            ),
            (
                "FETCH 1 (BINARY.SIZE[1] BINARY.PEEK[1]<0.4> PREVIEW)",
                &["* 1 FETCH (BINARY.SIZE[1] 154 BINARY[1]<0> ...", "OK ..."],
            ),
            (
                "FETCH 1:2 (EMAILID THREADID RFC822.SIZE)",
                &[
                    "* 1 FETCH (EMAILID (K1) THREADID NIL RFC822.SIZE ...",
                    "* 2 FETCH (EMAILID (K2) ...",
                    "OK ...",
                ],
            ),
            (
                "UID FETCH 1:* (UID) (PARTIAL 2:3)",
                &["* 2 FETCH (UID 2)", "* 3 FETCH (UID 3)", "OK ..."],
            ),
            ("FETCH 1 X-UNKNOWN", &["BAD ..."]),
            ("UNSELECT", &["OK ..."]),
            (
                "STATUS Odd (MESSAGES UNSEEN UIDNEXT UIDVALIDITY SIZE DELETED HIGHESTMODSEQ RECENT APPENDLIMIT)",
                &[
                    "* STATUS Odd (MESSAGES 16 UNSEEN 16 UIDNEXT 17 UIDVALIDITY 1700000006 SIZE ...",
                    "OK ...",
                ],
            ),
            ("APPEND Nothing {1+}\r\nx", &["NO [TRYCREATE] ..."]),
            (
                "APPEND Drafts (\\Draft) {1+}\r\nx {2+}\r\nyz",
                &["OK [APPENDUID 1700000003 2:3] ..."],
            ),
            ("APPEND Drafts ~{3+}\r\na\0b", &["NO [UNKNOWN-CTE] ..."]),
            ("ENABLE IMAP4rev2", &["* ENABLED IMAP4rev2", "OK ..."]),
        ],
    );
    raw.utf8 = true;
    talk(
        &mut raw,
        &[
            // IMAP4rev2: names in UTF-8, ESEARCH for SEARCH, no RECENT.
            (
                "LIST \"\" Gr*",
                &["* LIST (\\HasNoChildren) \"/\" \"Größe & Löwen\"", "OK ..."],
            ),
            (
                "SELECT \"Größe & Löwen\"",
                &[
                    "* FLAGS ...",
                    "* 1 EXISTS",
                    "* OK [UIDVALIDITY ...",
                    "* OK [UIDNEXT 2] ...",
                    "* OK [PERMANENTFLAGS ...",
                    "* OK [HIGHESTMODSEQ ...",
                    "* OK [MAILBOXID ...",
                    "* LIST (\\HasNoChildren) \"/\" \"Größe & Löwen\"",
                    "OK [READ-WRITE] ...",
                ],
            ),
            (
                "SEARCH BODY grüße",
                &["* ESEARCH (TAG \"T\") ALL 1", "OK ..."],
            ),
            ("COMPRESS LZW", &["BAD ..."]),
        ],
    );
    // The mailbox goes, and with it whoever has it selected.
    let mut other = Raw::login(server.port);
    other.ok("CREATE Gone");
    other.ok("SELECT Gone");
    raw.ok("DELETE Gone");
    other.send(b"x NOOP\r\n");
    let Response::Status(bye) = other.response() else {
        panic!("BYE")
    };
    assert_eq!(bye.kind, imap_types::response::StatusKind::Bye);
    drop((raw, other));
    let transcript = server.transcript();
    assert_eq!(
        transcript.unknown, 2,
        "X-UNKNOWN and LZW: {:#?}",
        transcript.marked
    );
}
