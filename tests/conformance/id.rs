//! ID: RFC 2971.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

/// id ::= "ID" SPACE id_params_list, asked and answered alike.
#[test]
fn s3_1_and_s3_2() {
    C::same(&[
        "a ID NIL",
        "a ID (\"name\" \"sodr\" \"version\" \"19.34\" \"vendor\" NIL)",
        "a ID (\"\" \"\")",
        "a ID (\"x\" \"\\\"\\\\\" \"y\" {2}\r\n\r\n)",
    ]);
    S::same(&[
        "* ID NIL",
        "* ID (\"name\" \"Cyrus\" \"support-url\" \"mailto:cyrus-bugs+@andrew.cmu.edu\")",
        // A field may not be sent twice; what was sent is read.
        "* ID (\"name\" NIL \"name\" NIL)",
        "* ID (\"a-name-of-more-than-thirty-octets\" \"x\")",
    ]);
    S::same_utf8(&["* ID (\"name\" \"caf\u{e9}\")"]);
    C::written(&[
        ("a id nil", "a ID NIL"),
        ("a ID ()", "a ID NIL"),
        ("a ID ({4}\r\nname \"x\")", "a ID (\"name\" \"x\")"),
    ]);
    S::written(&[("* ID ()", "* ID NIL"), ("* id Nil", "* ID NIL")]);
}

#[test]
fn s4_formal_syntax() {
    C::refused(&[
        ("a ID‸", Rule::Sp),
        ("a ID ‸", Rule::IdParamsList),
        ("a ID ‸\"name\"", Rule::IdParamsList),
        ("a ID (‸name \"x\")", Rule::String),
        ("a ID (\"name\" ‸x)", Rule::Nstring),
        ("a ID (\"name\"‸)", Rule::Sp),
        ("a ID (\"name\" NIL‸\"os\" NIL)", Rule::Close),
        ("a ID (\"name\" NIL‸, \"os\" NIL)", Rule::Close),
        ("a ID (‸ )", Rule::String),
        ("a ID NIL‸ NIL", Rule::Crlf),
    ]);
    S::refused(&[
        ("* ID‸", Rule::Sp),
        ("* ID (‸NIL \"x\")", Rule::String),
        ("* ID (\"name\" \"x\" ‸)", Rule::Close),
        ("* ID (\"name\" \"caf‸\u{e9}\")", Rule::QuotedChar),
    ]);
}
