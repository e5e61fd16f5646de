//! ACL, RIGHTS=, LIST-MYRIGHTS: RFC 4314, RFC 2086, RFC 8440.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

/// Lower-case letters and digits, in any order and as often as one likes; `c` and `d` too.
#[test]
fn s2_rights() {
    S::same(&[
        "* MYRIGHTS INBOX lrswipkxtea",
        "* MYRIGHTS INBOX lrswipkxtecdan0123456789",
        "* MYRIGHTS INBOX bfghjmoquvyz",
        "* MYRIGHTS INBOX \"\"",
    ]);
    S::written(&[
        (
            "* MYRIGHTS INBOX rwiptsldaex",
            "* MYRIGHTS INBOX lrswipxteda",
        ),
        ("* MYRIGHTS INBOX \"rl\"", "* MYRIGHTS INBOX lr"),
        ("* MYRIGHTS INBOX {2}\r\nrl", "* MYRIGHTS INBOX lr"),
        ("* MYRIGHTS INBOX nil", "* MYRIGHTS INBOX lin"),
        ("* MYRIGHTS INBOX llrrl", "* MYRIGHTS INBOX lr"),
    ]);
    S::refused(&[
        ("* MYRIGHTS INBOX ‸lR", Rule::Rights),
        ("* MYRIGHTS INBOX ‸\"l r\"", Rule::Rights),
        ("* MYRIGHTS INBOX ‸+l", Rule::Rights),
        ("* MYRIGHTS INBOX ‸NIL", Rule::Rights),
        ("* MYRIGHTS INBOX ‸(l)", Rule::Rights),
    ]);
}

#[test]
fn s3_1_setacl() {
    C::same(&[
        "a SETACL INBOX/Drafts David lrswia",
        "a SETACL INBOX/Drafts Chris +cda",
        "a SETACL \"a b\" -Fred -lr",
        "a SETACL x anyone \"\"",
        "a SETACL x $team +",
        "a SETACL x \"\" -",
    ]);
    C::written(&[
        ("a SeTacl inbox David adwsrl", "a SETACL INBOX David lrswda"),
        ("a SETACL x y \"+rl\"", "a SETACL x y +lr"),
    ]);
    C::refused(&[
        ("a SETACL‸", Rule::Sp),
        ("a SETACL x‸", Rule::Sp),
        ("a SETACL x y‸", Rule::Sp),
        ("a SETACL x y ‸", Rule::ModRights),
        ("a SETACL x y ‸lrQswicda", Rule::ModRights),
        ("a SETACL x y ‸l+r", Rule::ModRights),
        ("a SETACL x y ‸+-r", Rule::ModRights),
        ("a SETACL x y l‸ r", Rule::Crlf),
    ]);
}

#[test]
fn s3_2_deleteacl_to_s3_5_myrights() {
    C::same(&[
        "a DELETEACL INBOX Fred",
        "a DELETEACL x \"-a b\"",
        "a GETACL INBOX",
        "a LISTRIGHTS ~/Mail/saved smith",
        "a MYRIGHTS INBOX",
    ]);
    C::written(&[
        ("a getacl \"inbox\"", "a GETACL INBOX"),
        ("a DeleteAcl inbox {1}\r\na", "a DELETEACL INBOX a"),
    ]);
    C::refused(&[
        ("a DELETEACL x‸", Rule::Sp),
        ("a DELETEACL x ‸", Rule::Astring),
        ("a DELETEACL x y‸ lr", Rule::Crlf),
        ("a GETACL‸", Rule::Sp),
        ("a GETACL ‸", Rule::Mailbox),
        ("a GETACL x‸ y", Rule::Crlf),
        ("a LISTRIGHTS x‸", Rule::Sp),
        ("a MYRIGHTS‸", Rule::Sp),
    ]);
}

/// Pairs, or none.
#[test]
fn s3_6_acl() {
    S::same(&[
        "* ACL INBOX",
        "* ACL INBOX Fred lrswipxteda -Fred wted $team w",
        "* ACL \"a b\" \"c d\" \"\"",
        "* ACL INBOX anyone lr NIL_ l",
    ]);
    S::written(&[(
        "* ACL \"INBOX\" \"Fred\" rwipslda",
        "* ACL INBOX Fred lrswipda",
    )]);
    S::refused(&[
        ("* ACL‸", Rule::Sp),
        ("* ACL INBOX‸ ", Rule::Crlf),
        ("* ACL INBOX Fred‸", Rule::Sp),
        ("* ACL INBOX Fred ‸", Rule::Rights),
        ("* ACL INBOX Fred l Bob‸", Rule::Sp),
        ("* ACL INBOX Fred ‸LR", Rule::Rights),
    ]);
}

/// The first set is granted always, and may be empty; of each further one all are granted together.
#[test]
fn s3_7_listrights() {
    S::same(&[
        "* LISTRIGHTS ~/Mail/saved smith la r swikxtecd",
        "* LISTRIGHTS archive.imap anyone \"\" l r s w i p k x t e c d a 0 1 2 3 4 5 6 7 8 9",
        "* LISTRIGHTS x y \"\"",
        "* LISTRIGHTS x y l \"\" r",
    ]);
    S::refused(&[
        ("* LISTRIGHTS x‸", Rule::Sp),
        ("* LISTRIGHTS x y‸", Rule::Sp),
        ("* LISTRIGHTS x y ‸", Rule::Rights),
        ("* LISTRIGHTS x y l ‸R", Rule::Rights),
        ("* LISTRIGHTS x y l‸ ", Rule::Crlf),
    ]);
}

/// rights-capa = "RIGHTS=" new-rights
#[test]
fn s7_capability() {
    S::same(&["* CAPABILITY ACL RIGHTS=kxte", "* CAPABILITY RIGHTS=kxten"]);
    S::written(&[("* CAPABILITY rights=texk", "* CAPABILITY RIGHTS=kxte")]);
    S::other(&[
        ("* CAPABILITY RIGHTS=te1", &[Rule::Capability]),
        ("* CAPABILITY RIGHTS=Texk", &[Rule::Capability]),
    ]);
}

/// RFC 8440: LIST tells the rights.
#[test]
fn rfc8440_s3_list_myrights() {
    C::same(&[
        "a LIST \"\" % RETURN (MYRIGHTS)",
        "a LIST (SUBSCRIBED RECURSIVEMATCH) \"\" % RETURN (MYRIGHTS CHILDREN)",
    ]);
    C::refused(&[("a LIST \"\" % RETURN (MYRIGHTS ‸(x))", Rule::ReturnOption)]);
}
