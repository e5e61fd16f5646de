//! INPROGRESS: RFC 9585.

use imap_codec::Rule;

use crate::kit::{Rows, S};

#[test]
fn s4_code() {
    S::same(&[
        "* OK [INPROGRESS] Hang in there...",
        "* OK [INPROGRESS (\"tag\" NIL NIL)] Hang in there...",
        "* OK [INPROGRESS (\"tag\" 175 NIL)] Processed 175 items so far",
        "* OK [INPROGRESS (\"tag\" 175 1000)] Processed 17% of the items",
        "* OK [INPROGRESS (NIL NIL NIL)] ",
        "* OK [INPROGRESS (NIL 0 1)] x",
        // Beyond the goal: a client is to disregard it (section 6).
        "* OK [INPROGRESS (NIL 4294967295 1)] x",
        // inprogress-tag is `quoted` by the grammar.
        "* OK [INPROGRESS (\"\" 0 1)] x",
        "* OK [INPROGRESS (\"a \\\"b\\\\\" 0 1)] x",
        "* OK [INPROGRESS (\"NIL\" 0 1)] x",
        // A server must not send this one, and a client can read it.
        "* OK [INPROGRESS (\"a]b\" 0 1)] x",
    ]);
    S::written(&[(
        "* ok [inprogress (nil nil nil)] x",
        "* OK [INPROGRESS (NIL NIL NIL)] x",
    )]);
    S::refused(&[
        ("* OK [INPROGRESS ‸] x", Rule::Open),
        ("* OK [INPROGRESS (‸)] x", Rule::InProgressTag),
        ("* OK [INPROGRESS (‸A1 1 2)] x", Rule::InProgressTag),
        ("* OK [INPROGRESS (\"A1\"‸)] x", Rule::Sp),
        ("* OK [INPROGRESS (\"A1\" 1‸)] x", Rule::Sp),
        ("* OK [INPROGRESS (\"A1\" 1 ‸0)] x", Rule::NzNumber),
        ("* OK [INPROGRESS (\"A1\" NIL ‸5)] x", Rule::InProgressState),
        ("* OK [INPROGRESS (\"A1\" ‸-1 5)] x", Rule::InProgressState),
        (
            "* OK [INPROGRESS (\"A1\" ‸4294967296 NIL)] x",
            Rule::InProgressState,
        ),
        ("* OK [INPROGRESS (\"A1\" 1 2‸ 3)] x", Rule::Close),
        ("* OK [INPROGRESS (\"A1\" 1 2)‸ 3] x", Rule::CloseBracket),
        ("* OK [INPROGRESS ‸\"A1\" 1 2] x", Rule::Open),
    ]);
    S::refused_utf8(&[("* OK [INPROGRESS (‸\"\u{e9}\" 1 2)] x", Rule::InProgressTag)]);
}
