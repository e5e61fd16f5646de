//! X-GM-EXT-1: Gmail's extensions.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

#[test]
fn items() {
    C::same(&[
        "a FETCH 1 (X-GM-MSGID X-GM-THRID X-GM-LABELS)",
        "a UID FETCH 1:* X-GM-LABELS",
    ]);
    S::same(&[
        "* 1 FETCH (X-GM-MSGID 1278455344230334865)",
        "* 1 FETCH (X-GM-MSGID 0 X-GM-THRID 18446744073709551615)",
        "* 1 FETCH (X-GM-LABELS () UID 1)",
        "* 1 FETCH (X-GM-LABELS (\\Inbox \\Sent Important \"Muy Importante\"))",
        "* 1 FETCH (X-GM-LABELS (+IMNews &ZeVnLIqe- a]b {2}\r\n\na))",
    ]);
    S::written(&[
        // As Gmail sends its own.
        (
            "* 1 fetch (x-gm-labels (\"\\\\Important\" \"foo\" NIL))",
            "* 1 FETCH (X-GM-LABELS (\\Important foo \"NIL\"))",
        ),
        (
            "* 1 FETCH (X-GM-LABELS ({6}\r\n\\Inbox))",
            "* 1 FETCH (X-GM-LABELS (\\Inbox))",
        ),
    ]);
    S::refused(&[
        ("* 1 FETCH (X-GM-MSGID ‸)", Rule::GmId),
        ("* 1 FETCH (X-GM-MSGID ‸18446744073709551616)", Rule::GmId),
        ("* 1 FETCH (X-GM-MSGID ‸\"1\")", Rule::GmId),
        ("* 1 FETCH (X-GM-THRID ‸-1)", Rule::GmId),
        ("* 1 FETCH (X-GM-LABELS ‸NIL)", Rule::Open),
        ("* 1 FETCH (X-GM-LABELS (\\‸))", Rule::Atom),
        ("* 1 FETCH (X-GM-LABELS (a ‸))", Rule::Close),
        ("* 1 FETCH (X-GM-LABELS (a‸", Rule::Close),
    ]);
}

#[test]
fn store() {
    C::same(&[
        "a STORE 1 X-GM-LABELS ()",
        "a STORE 1 X-GM-LABELS.SILENT (\\Inbox)",
        "a UID STORE 7 +X-GM-LABELS (\\Starred foo)",
        "a STORE 1 (UNCHANGEDSINCE 5) +X-GM-LABELS.SILENT (\"a b\")",
        "a STORE 1 -X-GM-LABELS (foo)",
        "a STORE 1 -X-GM-LABELS.SILENT (foo)",
    ]);
    C::refused(&[
        ("a STORE 1 X-GM-LABELS‸", Rule::Sp),
        ("a STORE 1 +X-GM-LABELS ‸foo", Rule::Open),
        ("a STORE 1 +X-GM-LABELS (foo‸", Rule::Close),
    ]);
    C::other(&[("a STORE 1 X-GM-LABELS.LOUD (foo)", &[Rule::StoreAttFlags])]);
}

#[test]
fn search() {
    C::same(&[
        "a SEARCH X-GM-RAW \"has:attachment in:unread\"",
        "a UID SEARCH X-GM-RAW subject:hello",
        "a SEARCH CHARSET UTF-8 X-GM-RAW {2}\r\n\u{e9}",
        "a SEARCH OR X-GM-MSGID 1278455344230334865 X-GM-THRID 0",
        "a SEARCH X-GM-LABELS Important X-GM-LABELS \\Inbox",
    ]);
    C::written(&[(
        "a SEARCH X-GM-LABELS \"\\\\Inbox\"",
        "a SEARCH X-GM-LABELS \\Inbox",
    )]);
    C::refused(&[
        ("a SEARCH X-GM-RAW ‸(a)", Rule::Astring),
        ("a SEARCH X-GM-MSGID ‸x", Rule::GmId),
        ("a SEARCH X-GM-THRID‸", Rule::Sp),
        ("a SEARCH X-GM-LABELS ‸(a)", Rule::Astring),
    ]);
}
