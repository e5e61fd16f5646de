//! QUOTA: RFC 9208, RFC 2087.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

#[test]
fn s4_1_1_getquota() {
    C::same(&[
        "a GETQUOTA \"\"",
        "a GETQUOTA !partition/sda4",
        "a GETQUOTA \"User quota\"",
        "a GETQUOTA {1}\r\n\n",
    ]);
    C::written(&[("a getquota \"x\"", "a GETQUOTA x")]);
    C::refused(&[
        ("a GETQUOTA‸", Rule::Sp),
        ("a GETQUOTA ‸", Rule::Astring),
        ("a GETQUOTA ‸(x)", Rule::Astring),
        ("a GETQUOTA x‸ y", Rule::Crlf),
    ]);
}

#[test]
fn s4_1_2_getquotaroot() {
    C::same(&["a GETQUOTAROOT INBOX", "a GETQUOTAROOT \"a b\""]);
    C::written(&[("a GETQUOTAROOT \"inbox\"", "a GETQUOTAROOT INBOX")]);
    C::refused(&[
        ("a GETQUOTAROOT‸", Rule::Sp),
        ("a GETQUOTAROOT ‸", Rule::Mailbox),
    ]);
}

/// setquota-list may be empty: then nothing is limited.
#[test]
fn s4_1_3_setquota() {
    C::same(&[
        "a SETQUOTA \"\" ()",
        "a SETQUOTA #user/alice (STORAGE 510)",
        "a SETQUOTA x (STORAGE 0 MESSAGE 9223372036854775807 MAILBOX 1 ANNOTATION-STORAGE 2)",
    ]);
    C::written(&[("a SETQUOTA \"x\" (storage 007)", "a SETQUOTA x (STORAGE 7)")]);
    C::other(&[(
        "a SETQUOTA x (X-MORE=1/2 5 STORAGE 1)",
        &[Rule::ResourceName],
    )]);
    C::refused(&[
        ("a SETQUOTA x‸", Rule::Sp),
        ("a SETQUOTA x ‸NIL", Rule::Open),
        ("a SETQUOTA x (STORAGE‸)", Rule::Sp),
        ("a SETQUOTA x (STORAGE ‸-1)", Rule::Number64),
        (
            "a SETQUOTA x (STORAGE ‸9223372036854775808)",
            Rule::Number64,
        ),
        ("a SETQUOTA x (‸\"STORAGE\" 1)", Rule::ResourceName),
        ("a SETQUOTA x (STORAGE 1 ‸)", Rule::Close),
        ("a SETQUOTA x (STORAGE 1‸", Rule::Close),
        ("a SETQUOTA x ()‸ ()", Rule::Crlf),
    ]);
}

/// DELETED and DELETED-STORAGE.
#[test]
fn s4_1_4_status() {
    C::same(&["a STATUS INBOX (MESSAGES DELETED DELETED-STORAGE)"]);
    S::same(&[
        "* STATUS INBOX (MESSAGES 12 DELETED 4 DELETED-STORAGE 8)",
        "* STATUS INBOX (DELETED-STORAGE 9223372036854775807)",
    ]);
    S::refused(&[
        ("* STATUS INBOX (DELETED-STORAGE‸)", Rule::Sp),
        ("* STATUS INBOX (DELETED-STORAGE ‸NIL)", Rule::Number64),
        (
            "* STATUS INBOX (DELETED-STORAGE ‸9223372036854775808)",
            Rule::Number64,
        ),
        ("* STATUS INBOX (DELETED ‸4294967296)", Rule::Number),
    ]);
}

/// The grammar of RFC 9208 has no empty list; its text has, and so has RFC 2087.
#[test]
fn s4_2_1_quota() {
    S::same(&[
        "* QUOTA \"\" (STORAGE 10 512)",
        "* QUOTA \"User quota\" (STORAGE 70 204800 MESSAGE 9 0)",
        "* QUOTA x (ANNOTATION-STORAGE 9223372036854775807 1 MAILBOX 0 0)",
        "* QUOTA x ()",
    ]);
    S::other(&[("* QUOTA x (FOO 1 2 STORAGE 1 2)", &[Rule::ResourceName])]);
    S::written(&[("* quota \"x\" (message 1 02)", "* QUOTA x (MESSAGE 1 2)")]);
    S::refused(&[
        ("* QUOTA‸", Rule::Sp),
        ("* QUOTA x‸", Rule::Sp),
        ("* QUOTA x ‸STORAGE 1 2", Rule::Open),
        ("* QUOTA x (STORAGE 1‸)", Rule::Sp),
        ("* QUOTA x (STORAGE ‸-1 2)", Rule::Number64),
        ("* QUOTA x (STORAGE 1 ‸NIL)", Rule::Number64),
        ("* QUOTA x (STORAGE 1 ‸ 2)", Rule::Number64),
        ("* QUOTA x (STORAGE 1 2 ‸)", Rule::Close),
        ("* QUOTA x (STORAGE 1 2)‸ (STORAGE 1 2)", Rule::Crlf),
    ]);
}

#[test]
fn s4_2_2_quotaroot() {
    S::same(&[
        "* QUOTAROOT INBOX \"\"",
        "* QUOTAROOT INBOX #user/alice !partition/sda4",
        "* QUOTAROOT comp.mail.mime",
        "* QUOTAROOT \"a b\" \"c d\" {1}\r\n\n",
    ]);
    S::refused(&[
        ("* QUOTAROOT‸", Rule::Sp),
        ("* QUOTAROOT ‸", Rule::Mailbox),
        ("* QUOTAROOT INBOX‸ ", Rule::Crlf),
        ("* QUOTAROOT INBOX‸  x", Rule::Crlf),
        ("* QUOTAROOT INBOX ‸(x)", Rule::Astring),
    ]);
}

/// A name of a resource is an atom.
#[test]
fn s7_capability() {
    S::same(&[
        "* CAPABILITY QUOTA QUOTASET QUOTA=RES-STORAGE QUOTA=RES-MESSAGE QUOTA=RES-MAILBOX QUOTA=RES-ANNOTATION-STORAGE",
    ]);
    S::written(&[(
        "* CAPABILITY quota=res-storage",
        "* CAPABILITY QUOTA=RES-STORAGE",
    )]);
    S::other(&[
        ("* CAPABILITY QUOTA=RES-X=Y", &[Rule::ResourceName]),
        ("* CAPABILITY QUOTA=RES- QUOTA=", &[Rule::Capability; 2]),
    ]);
}
