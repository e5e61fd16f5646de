//! QRESYNC: RFC 7162 section 3.2, RFC 5162.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

#[test]
fn s3_2_5_select() {
    C::same(&[
        "a SELECT INBOX (QRESYNC (67890007 20050715194045000))",
        "a SELECT INBOX (QRESYNC (67890007 20050715194045000 41,43:211))",
        "a SELECT INBOX (QRESYNC (67890007 20050715194045000 41,43:211 (1,5 2,6)) CONDSTORE)",
        // The third argument may be missing where the fourth is there.
        "a EXAMINE x (CONDSTORE QRESYNC (4294967295 18446744073709551615 (1 1)))",
    ]);
    C::written(&[(
        "a select x (qresync (1 01 5:5 (2:2 3)))",
        "a SELECT x (QRESYNC (1 1 5 (2 3)))",
    )]);
    C::refused(&[
        ("a SELECT x (QRESYNC‸)", Rule::Sp),
        ("a SELECT x (QRESYNC (‸))", Rule::NzNumber),
        ("a SELECT x (QRESYNC ‸1 1)", Rule::Open),
        ("a SELECT x (QRESYNC (‸0 1))", Rule::NzNumber),
        ("a SELECT x (QRESYNC (1‸))", Rule::Sp),
        ("a SELECT x (QRESYNC (1 ‸0))", Rule::ModSequenceValue),
        ("a SELECT x (QRESYNC (1 1 ‸))", Rule::UidSet),
        ("a SELECT x (QRESYNC (1 1 1:‸*))", Rule::UidSet),
        ("a SELECT x (QRESYNC (1 1 ‸$))", Rule::UidSet),
        ("a SELECT x (QRESYNC (1 1 1 (‸)))", Rule::UidSet),
        ("a SELECT x (QRESYNC (1 1 1 (1‸)))", Rule::Sp),
        ("a SELECT x (QRESYNC (1 1 1 (1 ‸*)))", Rule::UidSet),
        ("a SELECT x (QRESYNC (1 1 1 (1 1)‸ 2))", Rule::Close),
        ("a SELECT x (QRESYNC (1 1 1‸", Rule::Close),
    ]);
}

#[test]
fn s3_2_6_vanished_modifier() {
    C::same(&[
        "a UID FETCH 300:500 FLAGS (CHANGEDSINCE 12345 VANISHED)",
        "a UID FETCH 300:500 (FLAGS UID) (VANISHED CHANGEDSINCE 12345)",
    ]);
    C::written(&[(
        "a uid fetch 1:* (flags) (changedsince 1 vanished)",
        "a UID FETCH 1:* FLAGS (CHANGEDSINCE 1 VANISHED)",
    )]);
    C::refused(&[
        (
            "a UID FETCH 1 FLAGS (CHANGEDSINCE 1 VANISHED ‸5)",
            Rule::FetchModifier,
        ),
        ("a UID FETCH 1 FLAGS (VANISHED‸(5))", Rule::Close),
    ]);
}

#[test]
fn s3_2_10_vanished() {
    S::same(&[
        "* VANISHED 405,407,410,425",
        "* VANISHED (EARLIER) 300:310,405,411",
        "* VANISHED 4294967295",
        // In the order in which it was told.
        "* VANISHED 310:300,5",
    ]);
    S::written(&[("* vanished (earlier) 5:5", "* VANISHED (EARLIER) 5")]);
    S::refused(&[
        ("* VANISHED‸", Rule::Sp),
        ("* VANISHED ‸", Rule::UidSet),
        ("* VANISHED ‸0", Rule::UidSet),
        ("* VANISHED 1:‸*", Rule::UidSet),
        ("* VANISHED ‸$", Rule::UidSet),
        ("* VANISHED (EARLIER)‸", Rule::Sp),
        ("* VANISHED (EARLIER) ‸", Rule::UidSet),
        ("* VANISHED ‸(LATER) 1", Rule::UidSet),
        ("* VANISHED ‸() 1", Rule::UidSet),
        ("* VANISHED (EARLIER) ‸(EARLIER) 1", Rule::UidSet),
        ("* VANISHED 1‸ 2", Rule::Crlf),
        ("* 5 ‸VANISHED", Rule::ResponseData),
    ]);
}

#[test]
fn s3_2_11_closed() {
    S::same(&[
        "* OK [CLOSED] ",
        "* OK [CLOSED] Previous mailbox is now closed",
    ]);
    S::other(&[("* OK [CLOSED 1] x", &[Rule::RespTextCode])]);
}
