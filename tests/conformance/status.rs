//! STATUS: RFC 9051 sections 6.3.11 and 7.3.3, RFC 3501 sections 6.3.10 and 7.2.4 with erratum 261.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

#[test]
fn s6_3_11_status() {
    C::same(&[
        "a STATUS blurdybloop (UIDNEXT MESSAGES)",
        "a STATUS INBOX (MESSAGES UIDNEXT UIDVALIDITY UNSEEN DELETED SIZE)",
        // RFC 3501 only.
        "a STATUS \"a b\" (RECENT)",
    ]);
    C::written(&[("a status inbox (messages)", "a STATUS INBOX (MESSAGES)")]);
    C::other(&[("a STATUS x (MESSAGES XMODSEQ XID)", &[Rule::StatusAtt; 2])]);
    C::refused(&[
        ("a STATUS x‸", Rule::Sp),
        ("a STATUS x ‸", Rule::Open),
        ("a STATUS x ‸MESSAGES", Rule::Open),
        ("a STATUS x (‸)", Rule::StatusAtt),
        ("a STATUS x (‸\"MESSAGES\")", Rule::StatusAtt),
        ("a STATUS x (MESSAGES ‸)", Rule::Close),
        ("a STATUS x (MESSAGES‸", Rule::Close),
        ("a STATUS x (MESSAGES)‸ ", Rule::Crlf),
        ("a STATUS ‸(MESSAGES)", Rule::Mailbox),
    ]);
}

/// Erratum 261: each value has its own type. The list may be empty.
#[test]
fn s7_3_3_status() {
    S::same(&[
        "* STATUS x ()",
        "* STATUS INBOX (MESSAGES 231 UIDNEXT 44292)",
        "* STATUS x (MESSAGES 0 RECENT 0 UIDNEXT 1 UIDVALIDITY 1 UNSEEN 0 DELETED 0 SIZE 0)",
        "* STATUS x (MESSAGES 4294967295 UIDNEXT 4294967295 SIZE 9223372036854775807)",
    ]);
    S::other(&[
        (
            "* STATUS x (XMODSEQ 7011231777 MESSAGES 1)",
            &[Rule::StatusAtt],
        ),
        (
            "* STATUS x (XID (F2212ea87-6097-4256-9d51-71338625) FOO \"a\")",
            &[Rule::StatusAtt; 2],
        ),
    ]);
    S::refused(&[
        ("* STATUS x‸", Rule::Sp),
        ("* STATUS x ‸MESSAGES 1", Rule::Open),
        ("* STATUS x (MESSAGES‸)", Rule::Sp),
        ("* STATUS x (MESSAGES ‸)", Rule::Number),
        ("* STATUS x (MESSAGES ‸-1)", Rule::Number),
        ("* STATUS x (MESSAGES ‸4294967296)", Rule::Number),
        ("* STATUS x (UIDNEXT ‸0)", Rule::NzNumber),
        ("* STATUS x (UIDVALIDITY ‸0)", Rule::NzNumber),
        ("* STATUS x (UIDNEXT ‸4294967296)", Rule::NzNumber),
        ("* STATUS x (SIZE ‸9223372036854775808)", Rule::Number64),
        ("* STATUS x (DELETED ‸4294967296)", Rule::Number),
        ("* STATUS x (MESSAGES 1 ‸)", Rule::StatusAtt),
        ("* STATUS x (MESSAGES 1 ‸ UNSEEN 1)", Rule::StatusAtt),
        ("* STATUS x (MESSAGES 1‸", Rule::Close),
        ("* STATUS x (MESSAGES 1)‸ ", Rule::Crlf),
        ("* STATUS x (FOO‸)", Rule::Sp),
    ]);
}
