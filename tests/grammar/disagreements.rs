//! Where the grammar and the codec disagree and are meant to: all of it.

/// Messages of a kind.
pub(crate) struct Meant {
    /// The kind of message.
    pub(crate) rule: &'static str,
    /// Is it one of them?
    pub(crate) is: fn(&[u8]) -> bool,
    /// Why.
    #[allow(dead_code, reason = "for those who read this")]
    pub(crate) reason: &'static str,
}

/// Sentences that the grammar makes, and that the strict decoder refuses or the encoder does not write.
pub(crate) const MADE: &[Meant] = &[Meant {
    rule: "command",
    is: |sentence| {
        let sentence = sentence.to_ascii_uppercase();
        UNTYPED_KEYS.iter().any(|key| {
            sentence
                .windows(key.len())
                .any(|window| window == key.as_bytes())
        })
    },
    reason: "search keys that are not typed yet take all that follows them",
}];

const UNTYPED_KEYS: [&str; 8] = [
    "MODSEQ",
    "SAVED",
    "OLDER ",
    "YOUNGER ",
    "UIDAFTER ",
    "UIDBEFORE ",
    "X-GM-",
    "ANNOTATION ",
];

/// Messages that the encoder writes, and that the grammar does not have.
pub(crate) const WRITTEN: &[Meant] = &[Meant {
    rule: "command",
    is: |message| {
        message
            .windows(5)
            .any(|window| window == b"ILID " || window == b"ADID ")
    },
    reason: "EMAILID and THREADID take an atom until OBJECTID is typed",
}];

/// A line of a table of examples that the grammar does not have, or that is bad and has a derivation.
pub(crate) struct Shown {
    /// The table.
    pub(crate) rfc: &'static str,
    /// The message, without its last CRLF.
    pub(crate) line: &'static str,
    /// Why.
    #[allow(dead_code, reason = "for those who read this")]
    pub(crate) reason: &'static str,
}

/// All of them.
pub(crate) const SHOWN: &[Shown] = &[];

/// First words of alternatives that the codec does not know: it holds what they begin in `Other` arms.
pub(crate) const UNTYPED: &[&str] = &[
    "+X-GM-LABELS",
    "+X-GM-LABELS.SILENT",
    "-X-GM-LABELS",
    "-X-GM-LABELS.SILENT",
    "ANNOTATE",
    "ANNOTATION",
    "ANNOTATIONS",
    "APPENDLIMIT",
    "BADURL",
    "CHANGEDSINCE",
    "CONDSTORE",
    "CONVERSION",
    "CONVERSIONS",
    "CONVERT",
    "CONVERTED",
    "EMAILID",
    "GENURLAUTH",
    "HIGHESTMODSEQ",
    "INPROGRESS",
    "MAILBOXID",
    "MAXCONVERTMESSAGES",
    "MAXCONVERTPARTS",
    "MESSAGELIMIT",
    "MODIFIED",
    "MODSEQ",
    "NOMODSEQ",
    "NOT-UTF-8",
    "OBJECTID",
    "OLDER",
    "QRESYNC",
    "REPLACE",
    "RESETKEY",
    "SAVEDATE",
    "SAVEDATESUPPORTED",
    "SAVEDBEFORE",
    "SAVEDON",
    "SAVEDSINCE",
    "TEMPFAIL",
    "THREADID",
    "TOOBIG",
    "TOOFEW",
    "TOOMANY",
    "UIDAFTER",
    "UIDBATCHES",
    "UIDBEFORE",
    "UIDFETCH",
    "UIDREQUIRED",
    "UNCHANGEDSINCE",
    "URLFETCH",
    "URLMECH",
    "UTF-8-ONLY",
    "VANISHED",
    "X-GM-LABELS",
    "X-GM-LABELS.SILENT",
    "X-GM-MSGID",
    "X-GM-RAW",
    "X-GM-THRID",
    "YOUNGER",
];
