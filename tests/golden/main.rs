//! How values look under serde: one golden file per kind of message, so that nothing changes unseen.
//!
//! `UPDATE_GOLDEN=1 cargo test -p imap-tests --test golden` writes the files anew from the samples here; look at the
//! difference before it is committed.

use std::{collections::BTreeSet, fmt::Debug, fs, path::PathBuf};

use imap_codec::{
    AuthenticateDataDecoder, CommandDecoder, GreetingDecoder, Options, ResponseDecoder,
};
use imap_types::{
    auth::{AuthMechanismName, AuthenticateData},
    capability::CapabilityName,
    code::CodeName,
    command::{Command, CommandBody, CommandName, UidName},
    data::{Data, DataName},
    fetch::{FetchAttName, MsgAttName},
    list::AttributeName,
    response::{Greeting, GreetingKind, Response, State, StatusKind},
    search::SearchKeyName,
    status::{StatusAttName, StatusItemName},
    store::StoreItemName,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

#[derive(Serialize)]
struct Row<'r, T> {
    wire: &'r str,
    value: &'r T,
}

/// The file of this kind holds these values, and they can be read back from it.
fn golden<T: Debug + PartialEq + Serialize + DeserializeOwned>(kind: &str, values: &[(String, T)]) {
    let path: PathBuf = ["golden", &format!("{kind}.json")].iter().collect();
    // Structs, not JSON values: so that the order of their fields shows.
    let rows: Vec<Row<'_, T>> = values
        .iter()
        .map(|(wire, value)| Row { wire, value })
        .collect();
    let mut text = serde_json::to_string_pretty(&rows).expect("serde");
    text.push('\n');
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &text).expect("the file can be written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    if let Some((number, (is, was))) = text
        .lines()
        .zip(kept.lines())
        .enumerate()
        .find(|(_, (is, was))| is != was)
    {
        panic!(
            "tests/golden/{kind}.json, line {}:\n  kept: {was}\n  now:  {is}\nIf this is meant, UPDATE_GOLDEN=1.",
            number + 1
        );
    }
    assert_eq!(
        text.len(),
        kept.len(),
        "tests/golden/{kind}.json has more or fewer rows; if this is meant, UPDATE_GOLDEN=1"
    );

    // Back from the file, not from what was written just now.
    let rows: Vec<Value> = serde_json::from_str(&kept).expect("JSON");
    for (row, (wire, value)) in rows.iter().zip(values) {
        let shown = &row["value"];
        let read: Result<T, _> = serde_json::from_value(shown.clone());
        if shown.to_string().contains("{\"redacted\":") {
            assert!(read.is_err(), "a secret was read back: {wire}");
        } else {
            let read = read.unwrap_or_else(|error| panic!("{error}: {wire}"));
            assert_eq!(&read, value, "{wire}");
        }
    }
}

/// Bytes as a string, with escapes where they are not text.
fn wire(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => format!("b\"{}\"", bytes.escape_ascii()),
    }
}

macro_rules! decoded {
    ($decoder:ident, $samples:expr) => {
        $samples
            .iter()
            .map(|sample| {
                let bytes: &[u8] = sample.as_ref();
                let line = [bytes, b"\r\n"].concat();
                let decoded = $decoder::new(Options::strict().utf8(true)).decode(&line);
                let decoded = decoded.unwrap_or_else(|error| panic!("{error}: {}", wire(bytes)));
                (
                    wire(&line),
                    imap_types::IntoBoundedStatic::into_static(decoded.value),
                )
            })
            .collect::<Vec<_>>()
    };
}

/// Every name of the table is there.
fn covers<'n>(table: &str, names: impl Iterator<Item = &'n str>, seen: &BTreeSet<String>) {
    let missing: Vec<_> = names.filter(|name| !seen.contains(*name)).collect();
    assert!(
        missing.is_empty(),
        "no golden sample of {table}: {missing:?}"
    );
}

#[test]
fn greeting() {
    let values: Vec<(String, Greeting<'static>)> = decoded!(
        GreetingDecoder,
        [
            "* OK IMAP4rev2 server ready",
            "* PREAUTH [CAPABILITY IMAP4rev1 AUTH=PLAIN] welcome back",
            "* BYE too busy",
            "* OK caf\u{e9}",
        ]
    );
    let seen: Vec<_> = values.iter().map(|(_, value)| value.kind).collect();
    assert!(GreetingKind::ALL.iter().all(|kind| seen.contains(kind)));
    golden("greeting", &values);
}

/// Samples of names that have nothing behind them, and of those that have.
fn with_arguments<'n>(
    names: impl Iterator<Item = &'n str>,
    arguments: &[(&str, &str)],
) -> Vec<String> {
    names
        .map(
            |name| match arguments.iter().find(|(known, _)| *known == name) {
                Some((_, argument)) => format!("{name}{argument}"),
                None => name.to_owned(),
            },
        )
        .collect()
}

fn codes() -> Vec<String> {
    let arguments = [
        ("ANNOTATE", " TOOMANY"),
        ("ANNOTATIONS", " 20480 NOPRIVATE"),
        ("APPENDUID", " 38505 3955"),
        ("BADCHARSET", " (US-ASCII \"UTF-8\")"),
        ("BADURL", " /INBOX/;UID=1"),
        ("CAPABILITY", " IMAP4rev2 AUTH=PLAIN"),
        ("BADEVENT", " (MessageNew XFoo)"),
        ("NOUPDATE", " \"B02\""),
        ("UNDEFINED-FILTER", " on-the-road"),
        ("COPYUID", " 38505 304,319:320 3956:3958"),
        ("METADATA", " LONGENTRIES 2199"),
        ("HIGHESTMODSEQ", " 715194045007"),
        ("INPROGRESS", " (\"A001\" 454 1000)"),
        ("MAILBOXID", " (F2212ea87)"),
        ("MESSAGELIMIT", " 1000 23007"),
        ("MODIFIED", " 7,9:12"),
        ("OBJECTID", " (MAILBOXID F1 XID a)"),
        ("MAXCONVERTMESSAGES", " 1"),
        ("MAXCONVERTPARTS", " 2"),
        ("PERMANENTFLAGS", " (\\Deleted \\Seen $Junk \\*)"),
        ("REFERRAL", " IMAP://user;AUTH=*@SERVER2/FOO imap://x"),
        ("UIDNEXT", " 4392"),
        ("UIDVALIDITY", " 3857529045"),
        ("UNSEEN", " 17"),
        ("URLMECH", " INTERNAL XSAMPLE=YWI= Y"),
    ];
    let mut codes = with_arguments(CodeName::ALL.iter().map(|name| name.as_str()), &arguments);
    codes.extend(
        [
            "BADCHARSET",
            "INPROGRESS",
            "INPROGRESS (NIL 5 NIL)",
            "MESSAGELIMIT 5",
            "XFOO a (b \"c",
        ]
        .map(String::from),
    );
    codes
}

fn items() -> Vec<String> {
    let part = "\"TEXT\" \"PLAIN\" (\"CHARSET\" \"UTF-8\") NIL NIL \"7BIT\" 1152 23";
    let message = format!(
        "(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 99 (NIL \"s\" NIL NIL NIL NIL NIL NIL NIL NIL) ({part}) 5)"
    );
    let basic = "(\"IMAGE\" \"PNG\" NIL \"<id>\" \"d\" \"BASE64\" 4 \"md5\" (\"ATTACHMENT\" (\"FILENAME\" \"a.png\")) (\"de\" \"en\") \"loc\" (1 NIL (\"x\")) 2)";
    let arguments = [
        ("ANNOTATION", " (/comment (value.priv \"x\" value.shared NIL) /1/flags/seen (value ~{1}\r\n\0))".to_owned()),
        ("BINARY[", "1.2]<0> ~{3}\r\na\0\u{e9}".replace('\u{e9}', "b")),
        ("BINARY.SIZE[", "1] 5".to_owned()),
        ("BODY", format!(" ({part})")),
        ("BODY[", "1.HEADER.FIELDS (DATE \"From\")]<0> {2}\r\nab".to_owned()),
        ("BODYSTRUCTURE", format!(" (({part} NIL NIL \"en\" NIL){message}{basic} \"MIXED\" (\"BOUNDARY\" \"b\") NIL NIL NIL)")),
        ("EMAILID", " (M1)".to_owned()),
        ("ENVELOPE", " (\"Wed, 17 Jul 1996 02:23:25 -0700\" \"s\" ((\"T\" NIL \"t\" \"x.org\")(NIL NIL \"group\" NIL)(NIL NIL NIL NIL)) NIL NIL NIL NIL NIL NIL \"<id>\")".to_owned()),
        ("FLAGS", " (\\Seen \\Recent $Junk \\XFoo)".to_owned()),
        ("INTERNALDATE", " \" 7-Feb-1994 21:52:25 -0800\"".to_owned()),
        ("MODSEQ", " (624140003)".to_owned()),
        ("OBJECTID", " (EMAILID M1 THREADID T1)".to_owned()),
        ("PREVIEW", " \"text\"".to_owned()),
        ("RFC822", " NIL".to_owned()),
        ("RFC822.HEADER", " {2}\r\nab".to_owned()),
        ("RFC822.SIZE", " 4286".to_owned()),
        ("RFC822.TEXT", " \"text\"".to_owned()),
        ("SAVEDATE", " \" 7-Feb-1994 21:52:25 -0800\"".to_owned()),
        ("THREADID", " (T1)".to_owned()),
        ("UID", " 7".to_owned()),
        ("X-GM-LABELS", " (\\Inbox \"a b\")".to_owned()),
        ("X-GM-MSGID", " 1278455344230334865".to_owned()),
        ("X-GM-THRID", " 18446744073709551615".to_owned()),
    ];
    let arguments: Vec<_> = arguments
        .iter()
        .map(|(name, argument)| (*name, argument.as_str()))
        .collect();
    let mut items = with_arguments(MsgAttName::ALL.iter().map(|name| name.as_str()), &arguments);
    items.extend(
        [
            "ANNOTATION (/comment /altsubject)",
            "BODY[] NIL",
            "BODY[TEXT] \"\"",
            "BODY[1.MIME] {1}\r\nx",
            "SAVEDATE NIL",
            "THREADID NIL",
            "XFOO 1278455344230334865",
        ]
        .map(String::from),
    );
    items
}

#[test]
fn response() {
    let mut samples: Vec<Vec<u8>> = Vec::new();
    let mut add = |sample: String| samples.push(sample.into_bytes());
    for state in State::ALL {
        add(format!("a1 {state} done"));
    }
    for kind in StatusKind::ALL {
        add(format!("* {kind} text"));
    }
    for code in codes() {
        add(format!("* OK [{code}] text"));
    }
    for item in items() {
        add(format!("* 12 FETCH ({item})"));
    }
    add("* 12 FETCH (UID 7 FLAGS (\\Seen))".to_owned());
    let arguments = [
        ("APPENDLIMIT=", "35"),
        ("AUTH=", "PLAIN"),
        ("IMAPSIEVE=", "sieve://x"),
        ("MESSAGELIMIT=", "5"),
        ("QUOTA=RES-", "STORAGE"),
        ("RIGHTS=", "te"),
        ("SAVELIMIT=", "6"),
        ("THREAD=", "REFS"),
    ];
    let capabilities = with_arguments(
        CapabilityName::ALL.iter().map(|name| name.as_str()),
        &arguments,
    );
    let mechanisms: Vec<_> = AuthMechanismName::ALL
        .iter()
        .map(|name| format!("AUTH={name}"))
        .collect();
    add(format!(
        "* CAPABILITY {} {} XFOO AUTH=XFOO",
        capabilities.join(" "),
        mechanisms.join(" ")
    ));
    add("* CONVERSION \"image/gif\" \"image/jpeg\" (\"pix-x\" \"pix-y\")".to_owned());
    add("* 2 CONVERTED (TAG \"a\") (UID 7 AVAILABLECONVERSIONS[1] ((\"a/b\" \"c/d\")) BINARY[1]<5> ~{1}\r\n\0 BINARY.SIZE[1] 5 BODYPARTSTRUCTURE[1] (\"A\" \"B\" NIL NIL NIL \"7BIT\" 1) BODY[HEADER] NIL BODY[1.MIME] \"x\")".to_owned());
    add("* 2 CONVERTED (TAG \"a\") (BINARY[1] (ERROR \"x\" TEMPFAIL 5) BINARY.SIZE[1] (ERROR \"x\" BADPARAMETERS NIL \"a/b\" \"c/d\" \"a/b\" (\"x\" \"y\")) BODYPARTSTRUCTURE[1] (ERROR \"x\" MISSINGPARAMETERS \"a/b\" \"c/d\" (\"x\")))".to_owned());
    add("* ENABLED".to_owned());
    add("* ENABLED CONDSTORE".to_owned());
    add("* ESEARCH".to_owned());
    add("* ESEARCH (TAG \"A282\") UID MIN 2 MAX 9 COUNT 3 ALL 2,4:9 MODSEQ 5".to_owned());
    add("* 23 EXISTS".to_owned());
    add("* 44 EXPUNGE".to_owned());
    add("* 44 COPY".to_owned());
    add("* FLAGS ()".to_owned());
    let attributes: Vec<_> = AttributeName::ALL
        .iter()
        .map(|name| name.as_str())
        .collect();
    add(format!(
        "* LIST ({} \\Sent) \"/\" \"a b\" (\"CHILDINFO\" (\"SUBSCRIBED\") OLDNAME (inbox) XFOO (1))",
        attributes.join(" ")
    ));
    add("* GENURLAUTH a \"b c\"".to_owned());
    add("* GENURLAUTH".to_owned());
    add("* LIST () NIL inbox".to_owned());
    add("* URLFETCH a NIL b \"x\" c (BODY \"x\") (BINARY ~{1}\r\n\0) (BODYPARTSTRUCTURE (\"A\" \"B\" NIL NIL NIL \"7BIT\" 1)) (XFOO 1)".to_owned());
    add("* MAILBOX inbox".to_owned());
    add("* LSUB () \".\" #news.comp".to_owned());
    add(
        "* NAMESPACE ((\"\" \"/\" \"X-PARAM\" (\"a\" \"b\"))) NIL ((\"#\" NIL)(\"\" \"\\\\\"))"
            .to_owned(),
    );
    add("* 5 RECENT".to_owned());
    add("* SEARCH".to_owned());
    add("* SEARCH 2 84 882 (MODSEQ 5)".to_owned());
    add("* SORT 2 882 84".to_owned());
    add("* THREAD".to_owned());
    add("* THREAD (2)(3 6 (4 23)(44 7 96))((13)(15))".to_owned());
    add("* ESEARCH (TAG \"B01\") ADDTO (0 32:33 5 7,6) REMOVEFROM (1 9) PARTIAL (-1:-5 7,6) RELEVANCY (4 99)".to_owned());
    add("* ESEARCH PARTIAL (1:5 NIL)".to_owned());
    add("* ESEARCH (TAG \"a\" MAILBOX inbox UIDVALIDITY 5 XFOO b) UID ALL 1".to_owned());
    add("* SEARCH 2 (XFOO 5)".to_owned());
    let lists = [("MAILBOXID", "(F1)"), ("OBJECTID", "(MAILBOXID F1)")];
    let statuses: Vec<_> = StatusItemName::ALL
        .iter()
        .zip(1..)
        .map(|(name, number)| {
            let list = lists.iter().find(|(known, _)| *known == name.as_str());
            match list {
                Some((_, list)) => format!("{name} {list}"),
                None => format!("{name} {number}"),
            }
        })
        .collect();
    add(format!(
        "* STATUS blurdybloop ({} XFOO 8)",
        statuses.join(" ")
    ));
    add("* ACL x fred lrswipkxtea -bob r".to_owned());
    add("* COMPARATOR i;basic (i;basic \"i;unicode-casemap\")".to_owned());
    add("* ID (\"name\" {3}\r\nx)y \"os\" NIL)".to_owned());
    add("* ID nil".to_owned());
    add("* JMAPACCESS \"https://example.com/.well-known/jmap\"".to_owned());
    add("* LANGUAGE (EN i-default)".to_owned());
    add("* LISTRIGHTS x smith la r swicdkxte".to_owned());
    add(
        "* METADATA \"\" (/shared/comment \"text\" /private/x ~{1}\r\n\0 /private/y NIL)"
            .to_owned(),
    );
    add("* METADATA INBOX /shared/comment /private/comment".to_owned());
    add("* MYRIGHTS INBOX \"\"".to_owned());
    add("* QUOTA \"\" (STORAGE 10 512 X-FOO 0 1)".to_owned());
    add("* QUOTAROOT INBOX \"\" \"a b\"".to_owned());
    add("* XLIST (\\AllMail) \"/\" x".to_owned());
    add("* XID (\"name\" {3}\r\nx)y NIL)".to_owned());
    add("* STATUS blurdybloop (APPENDLIMIT NIL HIGHESTMODSEQ 0)".to_owned());
    add("* UIDBATCHES (TAG \"A143\") 215295:99696,99695:99695".to_owned());
    add("* 25996 UIDFETCH (FLAGS (\\Seen))".to_owned());
    add("* VANISHED 405,407:410".to_owned());
    add("* VANISHED (EARLIER) 300:310".to_owned());
    add("* 5 XFOO (a)".to_owned());
    add("+ idling".to_owned());
    add("+ ".to_owned());
    // Bytes that are no UTF-8.
    samples.push(
        b"* 12 FETCH (BODY[] {3}\r\na\xff\xfe BINARY[] ~{2}\r\n\0\xff XFOO {1}\r\n\xff)".to_vec(),
    );
    samples.push(b"* LIST () NIL {2}\r\n\xe9x".to_vec());

    let values: Vec<(String, Response<'static>)> = decoded!(ResponseDecoder, samples);
    let mut data = BTreeSet::new();
    for (_, value) in &values {
        if let Response::Data(value) = value {
            data.insert(match value {
                Data::Other(_) | Data::Numbered(_) => "other".to_owned(),
                value => value.keyword().expect("a keyword").to_owned(),
            });
        }
    }
    covers(
        "Data",
        DataName::ALL
            .iter()
            .map(|name| name.as_str())
            .chain(["other"]),
        &data,
    );
    golden("response", &values);
}

#[test]
fn command() {
    let mut samples: Vec<Vec<u8>> = Vec::new();
    let mut add = |sample: &str| samples.push([b"a1 ", sample.as_bytes()].concat());
    for sample in [
        "APPEND saved (\\Seen $x) \" 7-Feb-1994 21:52:25 -0800\" {3+}\r\na\r\n",
        "APPEND saved ANNOTATION (/comment (value.priv \"x\")) {1}\r\na XEXT (b) ~{2+}\r\n\0b () CATENATE (URL \"/x\" TEXT {1}\r\na TEXT ~{1}\r\n\0 UTF8 (~{1}\r\n\0)) XDATA (a)",
        "APPEND saved UTF8 (~{2}\r\n\0a)",
        "AUTHENTICATE PLAIN",
        "AUTHENTICATE XFOO AGFsaWNlAHB3",
        "AUTHENTICATE EXTERNAL =",
        "CANCELUPDATE \"B01\" \"B02\"",
        "CAPABILITY",
        "CHECK",
        "CLOSE",
        "COMPARATOR \"i;*\" default",
        "COMPRESS DEFLATE",
        "CONVERSIONS image/gif \"*\"",
        "CONVERT 2:4 (\"image/jpeg\" (\"pix-x\" \"128\")) (UID AVAILABLECONVERSIONS[] BINARY[1.2]<0.5> BINARY.SIZE[1] BODYPARTSTRUCTURE[1] BODY[HEADER] BODY[1.HEADER] BODY[1.MIME])",
        "COPY 2:4,*:9 INBOX",
        "CREATE owatagusiam/ (USE (\\Sent \\X) XFOO 1)",
        "DELETE \"a b\"",
        "DELETEACL x fred",
        "ENABLE CONDSTORE XFOO",
        "ESEARCH IN (selected mailboxes (a \"b c\") subtree-one x (XFOO 1)) RETURN (COUNT) UNSEEN",
        "ESEARCH IN (inboxes personal subscribed subtree x) ALL",
        "ESEARCH ALL",
        "EXAMINE INBOX",
        "EXPUNGE",
        "FETCH $ ALL",
        "FETCH 1 FAST",
        "FETCH 1 FULL (CHANGEDSINCE 5 VANISHED)",
        "GETACL x",
        "GETJMAPACCESS",
        "GETMETADATA \"\" (MAXSIZE 1024 DEPTH infinity XFOO (a)) (/shared/comment /private)",
        "GETQUOTA \"\"",
        "GETQUOTAROOT INBOX",
        "ID (\"name\" \"sodr\" \"os\" NIL)",
        "GENURLAUTH imap://joe@x.org/INBOX/;UID=20;URLAUTH=anonymous INTERNAL a XSAMPLE",
        "FIND ALL.MAILBOXES *",
        "FIND MAILBOXES \"a b?\"",
        "IDLE",
        "LANGUAGE FR-CA \"*\"",
        "LIST \"\" %",
        "LIST (SUBSCRIBED REMOTE RECURSIVEMATCH SPECIAL-USE) inbox (a* \"b c\") RETURN (CHILDREN SUBSCRIBED STATUS (MESSAGES UIDNEXT) MYRIGHTS SPECIAL-USE METADATA (/shared/comment) XFOO)",
        "LIST () \"\" * RETURN ()",
        "LISTRIGHTS x smith",
        "LOGIN alice \"\\\"secret\\\"\"",
        "LOGOUT",
        "LSUB #news. comp.mail.*",
        "MOVE 5 Trash",
        "MYRIGHTS x",
        "NAMESPACE",
        "NOOP",
        "PARTIAL 4 RFC822.TEXT.PEEK 1 1024",
        "PARTIAL 4 BODY[1] 1 1024",
        "RLIST \"\" *",
        "RLSUB \"\" *",
        "NOTIFY NONE",
        "NOTIFY SET (personal NONE)",
        "NOTIFY SET STATUS (selected-delayed (MessageNew (UID) MessageExpunge FlagChange AnnotationChange)) (mailboxes x (MailboxName SubscriptionChange MailboxMetadataChange ServerMetadataChange XFoo))",
        "RENAME inbox old (XFOO 1:5)",
        "REPLACE 4 Drafts (\\Seen) {1}\r\na",
        "RESETKEY",
        "RESETKEY INBOX INTERNAL XSAMPLE",
        "SELECT INBOX (ANNOTATE CONDSTORE)",
        "SETACL x fred +kx",
        "SETACL x fred \"\"",
        "SETMETADATA INBOX (/private/comment NIL /shared/comment {1}\r\n\n)",
        "SETQUOTA \"\" (STORAGE 512)",
        "SELECT INBOX (CONDSTORE OBJECTID QRESYNC (67890007 90060115194045000 41,43:211 (1,5 2,6)) XFOO)",
        "SELECT INBOX (OBJECTID (MAILBOXID F1) QRESYNC (67890007 90060115194045000))",
        "SORT RETURN (CONTEXT PARTIAL 1:5 RELEVANCY UPDATE (UID FLAGS)) (REVERSE DATE XFOO) UTF-8 FUZZY FROM x",
        "STARTTLS",
        "STORE 2:4 (UNCHANGEDSINCE 5) +FLAGS (\\Deleted)",
        "STORE 1 XFOO (a)",
        "SUBSCRIBE x",
        "THREAD REFERENCES US-ASCII ALL",
        "THREAD XFOO UTF-8 ALL",
        "UID EXPUNGE 3000:3002",
        "UID CONVERT 1 (NIL) BINARY[1]",
        "UID COPY 1 x",
        "UID MOVE 1 x",
        "UID REPLACE * Drafts {1}\r\na",
        "UID FETCH 4827313:* FLAGS",
        "UID SEARCH RETURN (SAVE PARTIAL 1:5) CHARSET UTF-8 ALL",
        "UID SORT (SUBJECT) UTF-8 ALL",
        "UID STORE 1 FLAGS.SILENT \\Seen",
        "UID THREAD ORDEREDSUBJECT UTF-8 ALL",
        "UID FETCH 1 FLAGS (PARTIAL -1:-30)",
        "UID XFOO 1",
        "UNAUTHENTICATE",
        "UIDBATCHES 2000",
        "UIDBATCHES 2000 10:20",
        "UNSELECT",
        "UNSUBSCRIBE x",
        "XLIST \"\" *",
        "URLFETCH imap://joe@x.org/INBOX/;UID=20;URLAUTH=anonymous:INTERNAL:91354a473744909de610943775f92038",
        "URLFETCH a (b) (\"c d\" BINARY BODY BODYPARTSTRUCTURE XFOO)",
        "XFOO (a \"b\") {1}\r\nc",
    ] {
        add(sample);
    }
    for item in StoreItemName::ALL {
        let values = if *item == StoreItemName::Annotation {
            "(/comment (value.priv NIL))"
        } else {
            "($x)"
        };
        add(&format!("STORE 1 {item} {values}"));
    }
    let arguments = [
        ("ANNOTATION", " ((/% /comment) (value.priv size))"),
        ("BINARY[", "1]<0.5>"),
        ("BINARY.PEEK[", "]"),
        ("BINARY.SIZE[", "1.2]"),
        ("BODY[", "HEADER.FIELDS.NOT (DATE)]<5.10>"),
        ("BODY.PEEK[", "1.2.MIME]"),
        ("RFC822.HEADER.LINES", " (DATE \"From\")"),
        ("RFC822.HEADER.LINES.NOT", " (DATE)"),
    ];
    let atts = with_arguments(
        FetchAttName::ALL.iter().map(|name| name.as_str()),
        &arguments,
    );
    add(&format!("FETCH 2:4 ({} XBAR XFOO[1]<2>)", atts.join(" ")));
    let statuses: Vec<_> = StatusAttName::ALL
        .iter()
        .map(|name| name.as_str())
        .collect();
    add(&format!("STATUS blurdybloop ({} XFOO)", statuses.join(" ")));
    let arguments = [
        ("ANNOTATION", " * value.priv \"x\""),
        ("BCC", " x"),
        ("BEFORE", " 1-Feb-1994"),
        ("BODY", " \"a b\""),
        ("CC", " x"),
        ("FILTER", " on-the-road"),
        ("FROM", " Smith"),
        ("FUZZY", " (SUBJECT x)"),
        ("HEADER", " Message-ID {2+}\r\nid"),
        ("KEYWORD", " $Junk"),
        ("LARGER", " 5"),
        ("MODSEQ", " \"/flags/\\\\Draft\" all 620162338"),
        ("NOT", " SEEN"),
        ("OLDER", " 60"),
        ("ON", " \"2-Feb-1994\""),
        ("OR", " (1:5 UNSEEN) NOT (SEEN)"),
        ("SAVEDBEFORE", " 1-Feb-1994"),
        ("SAVEDON", " 1-Feb-1994"),
        ("SAVEDSINCE", " 1-Feb-1994"),
        ("SENTBEFORE", " 1-Feb-1994"),
        ("SENTON", " 1-Feb-1994"),
        ("SENTSINCE", " 1-Feb-1994"),
        ("SINCE", " 1-Feb-1994"),
        ("SMALLER", " 6"),
        ("SUBJECT", " x"),
        ("TEXT", " x"),
        ("TO", " x"),
        ("UID", " 1:*"),
        ("UIDAFTER", " 25000"),
        ("UIDBEFORE", " 25000"),
        ("UNKEYWORD", " a"),
        ("X-GM-LABELS", " \\Inbox"),
        ("X-GM-MSGID", " 1278455344230334865"),
        ("X-GM-RAW", " \"in:unread\""),
        ("X-GM-THRID", " 1266894439832287888"),
        ("YOUNGER", " 259200"),
        ("EMAILID", " M1"),
        ("THREADID", " T1"),
    ];
    let keys = with_arguments(
        SearchKeyName::ALL.iter().map(|name| name.as_str()),
        &arguments,
    );
    add(&format!(
        "SEARCH RETURN (MIN MAX ALL COUNT SAVE XFOO) CHARSET UTF-8 {} MODSEQ 5 (XFOO 5)",
        keys.join(" ")
    ));
    add("SEARCH 1,3:5");
    // Bytes that are no UTF-8.
    samples.push(b"a1 DELETE {2+}\r\n\xe9x".to_vec());
    samples.push(b"a1 APPEND x {2}\r\n\xffx".to_vec());

    let values: Vec<(String, Command<'static>)> = decoded!(CommandDecoder, samples);
    let (mut bodies, mut uids) = (BTreeSet::new(), BTreeSet::new());
    for (_, value) in &values {
        if let CommandBody::Uid(uid) = &value.body {
            uids.insert(uid.keyword().unwrap().to_owned());
        }
        bodies.insert(value.body.keyword().unwrap().to_owned());
    }
    covers(
        "CommandBody",
        CommandName::ALL
            .iter()
            .map(|name| name.as_str())
            .chain(["XFOO"]),
        &bodies,
    );
    covers(
        "Uid",
        UidName::ALL
            .iter()
            .map(|name| name.as_str())
            .chain(["XFOO"]),
        &uids,
    );
    golden("command", &values);
}

#[test]
fn authenticate_data() {
    let mut values: Vec<(String, AuthenticateData<'static>)> =
        decoded!(AuthenticateDataDecoder, [&b"AGFsaWNlAHB3"[..], b"", b"*"]);
    // What a program writes that was told to show it.
    let AuthenticateData::Response(secret) = values[0].1.clone() else {
        panic!("a response")
    };
    values.push((
        "shown".to_owned(),
        AuthenticateData::Response(secret.show_secrets()),
    ));
    let AuthenticateData::Response(secret) = AuthenticateData::response(&b"\xff\0"[..]) else {
        panic!("a response")
    };
    values.push((
        "shown, no UTF-8".to_owned(),
        AuthenticateData::Response(secret.show_secrets()),
    ));
    golden("authenticate_data", &values);
}

/// Bytes are a string where they are text, and base64 where they are not; nothing else is read for bytes.
#[test]
fn bytes() {
    use imap_types::core::IString;
    for (bytes, shown) in [
        (&b"a\"\r\n"[..], json!("a\"\r\n")),
        ("\u{e9}".as_bytes(), json!("\u{e9}")),
        (b"\xff\xfe", json!({ "b64": "//4=" })),
    ] {
        let value = IString::try_from(bytes).unwrap();
        assert_eq!(serde_json::to_value(&value).unwrap(), shown);
        assert_eq!(serde_json::from_value::<IString<'_>>(shown).unwrap(), value);
    }
    for wrong in [
        json!({ "b64": "%" }),
        json!({ "b64": "AA==", "more": 1 }),
        json!({}),
        json!([1, 2]),
        json!(1),
        json!(null),
        json!("\0"),
    ] {
        assert!(
            serde_json::from_value::<IString<'_>>(wrong.clone()).is_err(),
            "{wrong}"
        );
    }
}
