//! PREVIEW: RFC 8970.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

/// The grammar of section 6: modifiers in parentheses, and what else may stand there.
#[test]
fn s3_1_asked() {
    C::same(&[
        "a FETCH 1 (PREVIEW)",
        "a FETCH 1 (PREVIEW (LAZY))",
        "a FETCH 1 (PREVIEW (LAZY LAZY) UID)",
        "a UID FETCH 1:* (PREVIEW UID PREVIEW (LAZY))",
    ]);
    // The list is of modifiers of the command here.
    C::other(&[
        ("a FETCH 1 (PREVIEW) (XFOO 5)", &[Rule::FetchModifier]),
        ("a FETCH 1 (PREVIEW (LAZY)) (XFOO)", &[Rule::FetchModifier]),
        // Dovecot
        ("a FETCH 1:10 (UID PREVIEW (FUZZY))", &[Rule::PreviewMod]),
    ]);
    C::written(&[
        ("a FETCH 1 PREVIEW", "a FETCH 1 (PREVIEW)"),
        ("a FETCH 1 preview (lazy)", "a FETCH 1 (PREVIEW (LAZY))"),
    ]);
    C::refused(&[
        ("a FETCH 1 (PREVIEW ‸())", Rule::FetchAtt),
        ("a FETCH 1 (PREVIEW ‸(LAZY 5))", Rule::FetchAtt),
        ("a FETCH 1 (PREVIEW (LAZY)‸(LAZY))", Rule::Close),
    ]);
}

/// `msg-att-dynamic =/ "PREVIEW" SP nstring`
#[test]
fn s3_2_answered() {
    S::same(&[
        "* 1 FETCH (PREVIEW NIL)",
        "* 1 FETCH (PREVIEW \"\" UID 7)",
        "* 1 FETCH (PREVIEW {2}\r\n\u{7f}\n)",
    ]);
    S::same_utf8(&["* 1 FETCH (PREVIEW \"caf\u{e9}\")"]);
    S::refused(&[
        ("* 1 FETCH (PREVIEW‸)", Rule::Sp),
        ("* 1 FETCH (PREVIEW ‸Lorem)", Rule::Nstring),
    ]);
}
