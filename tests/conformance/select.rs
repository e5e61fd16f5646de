//! SELECT, EXAMINE, CREATE, RENAME: RFC 9051 sections 6.3.2 to 6.3.6, RFC 4466 sections 2.1 to 2.3.

use imap_codec::Rule;

use crate::kit::{C, Rows};

#[test]
fn s6_3_2_select() {
    C::same(&[
        "a SELECT INBOX",
        "a EXAMINE blurdybloop",
        "a CREATE owatagusiam/",
        "a RENAME blurdybloop \"sarasoon b\"",
    ]);
    C::written(&[("a rename inbox x", "a RENAME INBOX x")]);
    C::refused(&[
        ("a SELECT a‸ b", Rule::Crlf),
        ("a SELECT a‸ ", Rule::Crlf),
        ("a RENAME a‸", Rule::Sp),
        ("a RENAME a ‸", Rule::Mailbox),
        ("a RENAME a b‸ c", Rule::Crlf),
    ]);
}

/// Parameters: one or more, a label each, with a value or without.
#[test]
fn rfc4466_s2_1_parameters() {
    C::other(&[
        ("a SELECT x (XSTORE)", &[Rule::SelectParam]),
        (
            "a SELECT x (XSYNC (67890007 20050715194045000 41,43:211 (1,5 2,6)) XSTORE)",
            &[Rule::SelectParam; 2],
        ),
        (
            "a EXAMINE x (A 1:5,* B 9223372036854775807 C (\"q\" {1}\r\n) (d)))",
            &[Rule::SelectParam; 3],
        ),
        ("a CREATE x (XUSE (\\Drafts \\Sent))", &[Rule::CreateParam]),
        ("a RENAME x y (_.-a1: ())", &[Rule::CreateParam]),
    ]);
    C::refused(&[
        ("a SELECT x (‸)", Rule::SelectParam),
        ("a SELECT x (‸1A)", Rule::SelectParam),
        ("a SELECT x (‸\"A\")", Rule::SelectParam),
        ("a SELECT x (A‸/B)", Rule::Close),
        ("a SELECT x (A (b)‸", Rule::Close),
        ("a SELECT x (A)‸ (B)", Rule::Crlf),
        ("a CREATE x (‸)", Rule::CreateParam),
        ("a RENAME x y (‸)", Rule::CreateParam),
        ("a RENAME x ‸(A) y", Rule::Mailbox),
        ("a DELETE x‸ (A)", Rule::Crlf),
        ("a SUBSCRIBE x‸ (A)", Rule::Crlf),
    ]);
}
