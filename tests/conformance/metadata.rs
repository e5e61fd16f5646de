//! METADATA and METADATA-SERVER: RFC 5464 with its errata. LIST-METADATA: RFC 9590.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

/// Paths; the components are not empty, and hold no wildcard.
#[test]
fn s3_2_entries() {
    C::same(&[
        "a GETMETADATA \"\" /shared/comment",
        "a GETMETADATA INBOX /private/vendor/vendor.cmu/x",
        "a GETMETADATA INBOX /shared",
        "a GETMETADATA INBOX \"/private/a b\"",
        "a GETMETADATA INBOX \"/private/\\\"\\\\(){\"",
        "a GETMETADATA INBOX /private/a]",
    ]);
    C::written(&[
        (
            "a GETMETADATA INBOX \"/private/comment\"",
            "a GETMETADATA INBOX /private/comment",
        ),
        ("a getmetadata inbox {2}\r\n/a", "a GETMETADATA INBOX /a"),
    ]);
    C::refused(&[
        ("a GETMETADATA INBOX ‸comment", Rule::Entry),
        ("a GETMETADATA INBOX ‸\"\"", Rule::Entry),
        ("a GETMETADATA INBOX ‸/", Rule::Entry),
        ("a GETMETADATA INBOX ‸/private/", Rule::Entry),
        ("a GETMETADATA INBOX ‸/private//comment", Rule::Entry),
        ("a GETMETADATA INBOX ‸\"/private/*\"", Rule::Entry),
        ("a GETMETADATA INBOX ‸/private/*", Rule::Entry),
        ("a GETMETADATA INBOX /private/a‸*", Rule::Crlf),
        ("a GETMETADATA INBOX ‸\"/private/%\"", Rule::Entry),
        ("a GETMETADATA INBOX ‸{9}\r\n/caf\u{e9}/ab", Rule::Entry),
        ("a GETMETADATA INBOX ‸{4}\r\n/a\r\n", Rule::Entry),
    ]);
}

/// One entry stands alone or in a list, several in a list (erratum 3868).
#[test]
fn s4_2_getmetadata() {
    C::same(&["a GETMETADATA INBOX (/shared/comment /private/comment)"]);
    C::written(&[("a GETMETADATA INBOX (/a)", "a GETMETADATA INBOX /a")]);
    C::refused(&[
        ("a GETMETADATA‸", Rule::Sp),
        ("a GETMETADATA INBOX‸", Rule::Sp),
        ("a GETMETADATA INBOX (‸)", Rule::Entry),
        ("a GETMETADATA INBOX /a‸ /b", Rule::Crlf),
        ("a GETMETADATA INBOX (/a /b‸", Rule::Close),
        ("a GETMETADATA INBOX (/a ‸)", Rule::Close),
    ]);
}

/// The options stand before the mailbox (the grammar) or behind it (the examples, erratum 2785).
#[test]
fn s4_2_1_and_s4_2_2_options() {
    C::same(&[
        "a GETMETADATA (MAXSIZE 1024) INBOX (/shared/comment /private/comment)",
        "a GETMETADATA (DEPTH infinity) \"\" /shared",
        "a GETMETADATA (MAXSIZE 0 DEPTH 0) INBOX /a",
        "a GETMETADATA (DEPTH 1 MAXSIZE 4294967295) INBOX /a",
    ]);
    C::written(&[
        (
            "a GETMETADATA INBOX (MAXSIZE 1024) (/shared/comment /private/comment)",
            "a GETMETADATA (MAXSIZE 1024) INBOX (/shared/comment /private/comment)",
        ),
        (
            "a GETMETADATA INBOX (depth INFINITY maxsize 1) /a",
            "a GETMETADATA (DEPTH infinity MAXSIZE 1) INBOX /a",
        ),
    ]);
    C::other(&[(
        "a GETMETADATA (MAXSIZE 1 XFOO XBAR (a b) XBAZ 1:5) INBOX /a",
        &[Rule::GetMetadataOption; 3],
    )]);
    C::refused(&[
        ("a GETMETADATA (‸) INBOX /a", Rule::GetMetadataOption),
        ("a GETMETADATA (MAXSIZE‸) INBOX /a", Rule::Sp),
        ("a GETMETADATA (MAXSIZE ‸-1) INBOX /a", Rule::Number),
        ("a GETMETADATA (MAXSIZE ‸4294967296) INBOX /a", Rule::Number),
        ("a GETMETADATA (DEPTH ‸2) INBOX /a", Rule::ScopeOpt),
        ("a GETMETADATA (DEPTH ‸\"1\") INBOX /a", Rule::ScopeOpt),
        ("a GETMETADATA (DEPTH 1)‸INBOX /a", Rule::Sp),
        ("a GETMETADATA (DEPTH 1) ‸(x) /a", Rule::Mailbox),
        ("a GETMETADATA INBOX (DEPTH 1)‸", Rule::Sp),
        ("a GETMETADATA INBOX (‸) /a", Rule::Entry),
        ("a GETMETADATA (DEPTH 1) INBOX (‸MAXSIZE 5) /a", Rule::Entry),
    ]);
}

/// value = nstring / literal8
#[test]
fn s4_3_setmetadata() {
    C::same(&[
        "a SETMETADATA INBOX (/private/comment NIL)",
        "a SETMETADATA INBOX (/private/comment \"\" /shared/comment \"NIL\")",
        "a SETMETADATA \"\" (/shared/comment {4}\r\na\r\nb)",
        "a SETMETADATA \"a b\" (/private/x ~{2}\r\n\0\n /private/y \"\\\"\\\\\")",
    ]);
    C::written(&[
        (
            "a setmetadata inbox (\"/a\" ~{1}\r\nb /c nil)",
            "a SETMETADATA INBOX (/a \"b\" /c NIL)",
        ),
        (
            "a SETMETADATA x (/a {1+}\r\nb)",
            "a SETMETADATA x (/a \"b\")",
        ),
        (
            "a SETMETADATA x (/a ~{1+}\r\n\0)",
            "a SETMETADATA x (/a ~{1}\r\n\0)",
        ),
    ]);
    C::refused(&[
        ("a SETMETADATA INBOX‸", Rule::Sp),
        ("a SETMETADATA INBOX ‸/a NIL", Rule::Open),
        ("a SETMETADATA INBOX (‸)", Rule::Entry),
        ("a SETMETADATA INBOX (/a‸)", Rule::Sp),
        ("a SETMETADATA INBOX (/a ‸b)", Rule::Nstring),
        ("a SETMETADATA INBOX (/a ‸5)", Rule::Nstring),
        ("a SETMETADATA INBOX (/a \"b\" /c‸)", Rule::Sp),
        ("a SETMETADATA INBOX (‸\"/*\" \"b\")", Rule::Entry),
        ("a SETMETADATA INBOX (/a \"b\")‸ (/c \"d\")", Rule::Crlf),
    ]);
}

#[test]
fn s4_4_1_with_values() {
    S::same(&[
        "* METADATA \"\" (/shared/comment \"My comment\")",
        "* METADATA INBOX (/private/comment \"x\" /shared/comment NIL)",
        "* METADATA INBOX (/private/filters/values/boss \"FROM \\\"boss@example.com\\\"\")",
        "* METADATA INBOX (/private/x ~{1}\r\n\0 /private/y {1}\r\n\n)",
    ]);
    S::same_utf8(&["* METADATA INBOX (/private/comment \"caf\u{e9}\")"]);
    S::written(&[(
        "* METADATA \"INBOX\" (\"/private/comment\" \"x\")",
        "* METADATA INBOX (/private/comment \"x\")",
    )]);
    S::refused(&[
        ("* METADATA INBOX‸", Rule::Sp),
        ("* METADATA INBOX (‸)", Rule::Entry),
        ("* METADATA INBOX (/a‸)", Rule::Sp),
        ("* METADATA INBOX (/a ‸b)", Rule::Nstring),
        ("* METADATA INBOX (‸a \"b\")", Rule::Entry),
        ("* METADATA INBOX (/a \"b\" ‸)", Rule::Close),
    ]);
}

/// Names alone, without parentheses: what others have changed.
#[test]
fn s4_4_2_without_values() {
    S::same(&[
        "* METADATA \"\" /shared/comment",
        "* METADATA INBOX /shared/comment /private/comment \"/a b\"",
    ]);
    S::refused(&[
        ("* METADATA INBOX ‸", Rule::Entry),
        ("* METADATA INBOX ‸comment", Rule::Entry),
        ("* METADATA INBOX /a‸ ", Rule::Crlf),
        ("* METADATA INBOX /a ‸(/b NIL)", Rule::Entry),
    ]);
}

#[test]
fn s5_codes() {
    S::same(&[
        "a OK [METADATA LONGENTRIES 2199] x",
        "a NO [METADATA MAXSIZE 1024] x",
        "a NO [METADATA TOOMANY] x",
        "a NO [METADATA NOPRIVATE] x",
    ]);
    S::written(&[(
        "a NO [metadata maxsize 01] x",
        "a NO [METADATA MAXSIZE 1] x",
    )]);
    S::refused(&[
        ("a NO [METADATA‸] x", Rule::Sp),
        ("a NO [METADATA ‸] x", Rule::RespTextCode),
        ("a NO [METADATA ‸FOO] x", Rule::RespTextCode),
        ("a NO [METADATA MAXSIZE‸] x", Rule::Sp),
        ("a NO [METADATA LONGENTRIES ‸x] x", Rule::Number),
        ("a NO [METADATA TOOMANY‸ 5] x", Rule::CloseBracket),
    ]);
}

/// return-option =/ "METADATA" SP "(" entry *(SP entry) ")"
#[test]
fn rfc9590_s5_list_metadata() {
    C::same(&[
        "a LIST \"\" % RETURN (METADATA (/shared/comment))",
        "a LIST (SUBSCRIBED) \"\" % RETURN (CHILDREN METADATA (/a \"/b c\") SUBSCRIBED)",
    ]);
    C::refused(&[
        ("a LIST \"\" % RETURN (METADATA‸)", Rule::Sp),
        ("a LIST \"\" % RETURN (METADATA ‸/a)", Rule::Open),
        ("a LIST \"\" % RETURN (METADATA (‸))", Rule::Entry),
        ("a LIST \"\" % RETURN (METADATA (‸a))", Rule::Entry),
    ]);
}

/// IMAPSIEVE: RFC 6785 brings a capability and an entry.
#[test]
fn rfc6785_s2_1_imapsieve() {
    S::same(&["* CAPABILITY METADATA IMAPSIEVE=sieve://sieve.example.com:4190"]);
    C::same(&["a SETMETADATA foo (/shared/imapsieve/script \"chimes-of-doom\")"]);
}
