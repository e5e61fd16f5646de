//! Untagged data: RFC 9051 sections 7.2 to 7.5.

use imap_codec::Rule;

use crate::kit::{Rows, S};

/// EXISTS and RECENT count from 0, EXPUNGE and FETCH from 1.
#[test]
fn s7_4_sizes() {
    S::same(&["* 23 EXISTS", "* 0 RECENT", "* 44 EXPUNGE"]);
    S::written(&[
        ("* 23 exists", "* 23 EXISTS"),
        ("* 1 Expunge", "* 1 EXPUNGE"),
    ]);
    S::refused(&[
        ("* 23‸", Rule::Sp),
        ("* 23 ‸", Rule::ResponseData),
        ("* 23‸EXISTS", Rule::Sp),
        ("* 23 EXISTS‸ 5", Rule::Crlf),
        ("* EXISTS‸ 23", Rule::Number),
        ("* EXPUNGE‸ 23", Rule::Number),
        ("* RECENT‸", Rule::Number),
    ]);
}

/// Names that stand without a number do not stand behind one, and status responses neither.
#[test]
fn s7_numbered_names() {
    S::refused(&[
        ("* 1 ‸SEARCH 2", Rule::ResponseData),
        ("* 1 ‸FLAGS ()", Rule::ResponseData),
        ("* 1 ‸OK x", Rule::ResponseData),
        ("* 1 ‸bye x", Rule::ResponseData),
        ("* 1 ‸2 EXISTS", Rule::ResponseData),
    ]);
}

/// What extensions add: a name and values, kept byte for byte.
#[test]
fn s7_unknown() {
    S::other(&[
        ("* FOO", &[Rule::ResponseData]),
        (
            "* XID (\"name\" \"Cyrus\" \"version\" NIL)",
            &[Rule::ResponseData],
        ),
        ("* XGONE (EARLIER) 300:310,405", &[Rule::ResponseData]),
        ("* XQUOTA \"\" (STORAGE 10 512)", &[Rule::ResponseData]),
        ("* XTHREAD (2)(3 6 (4 23)(44 7 96))", &[Rule::ResponseData]),
        (
            "* ANNOTATION \"\" (/shared/comment {3}\r\na)b)",
            &[Rule::ResponseData],
        ),
        ("* 23 XFETCH (FLAGS (\\Seen))", &[Rule::ResponseData]),
    ]);
    S::refused(&[
        ("* FOO‸ ", Rule::Crlf),
        ("* FOO‸  a", Rule::TaggedExt),
        ("* FOO (a‸", Rule::TaggedExt),
        ("* FOO a‸)", Rule::Crlf),
        ("* FOO ‸\"a", Rule::TaggedExt),
        ("* ‸\"FOO\"", Rule::ResponseData),
        ("* ‸(FOO)", Rule::ResponseData),
    ]);
}
