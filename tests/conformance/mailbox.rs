//! Mailbox names: RFC 9051 section 5.1, RFC 3501 section 5.1.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

/// INBOX in any case and in any form of string is INBOX; nothing else is.
#[test]
fn s5_1_inbox() {
    C::same(&[
        "a SELECT INBOX",
        "a SELECT INBOX/foo",
        "a SELECT inboxes",
        "a SELECT \"INBOX \"",
    ]);
    C::written(&[
        ("a SELECT inbox", "a SELECT INBOX"),
        ("a SELECT InBoX", "a SELECT INBOX"),
        ("a SELECT \"inBox\"", "a SELECT INBOX"),
        ("a SELECT {5}\r\nInbox", "a SELECT INBOX"),
        ("a LIST inbox inbox", "a LIST INBOX inbox"),
    ]);
    S::written(&[
        ("* LIST () \"/\" \"inbox\"", "* LIST () \"/\" INBOX"),
        ("* STATUS {5}\r\ninbox ()", "* STATUS INBOX ()"),
    ]);
}

#[test]
fn s5_1_names() {
    C::same(&[
        "a SELECT \"\"",
        "a SELECT a]b",
        "a SELECT ~peter/mail/&U,BTFw-/&ZeVnLIqe-",
        "a SELECT \"a b\"",
        "a SELECT \"*\"",
        "a SELECT \"%\"",
        "a SELECT \"{1}\"",
        "a SELECT #news.comp.mail",
    ]);
    C::written(&[("a SELECT NIL", "a SELECT \"NIL\"")]);
    C::refused(&[
        ("a SELECT ‸*", Rule::Mailbox),
        ("a SELECT ‸%", Rule::Mailbox),
        ("a SELECT a‸*", Rule::Crlf),
        ("a SELECT ‸(a)", Rule::Mailbox),
        ("a SELECT ‸", Rule::Mailbox),
        ("a SELECT‸", Rule::Sp),
    ]);
}

/// list-char: the wildcards and `]` too.
#[test]
fn s6_3_9_list_mailbox() {
    C::same(&[
        "a LIST \"\" %*]a",
        "a LIST \"\" \"\"",
        "a LIST \"\" \"a *\"",
        "a LIST \"\" ~/Mail/%",
        "a LSUB \"\" *",
    ]);
    C::written(&[
        ("a LIST \"\" \"*\"", "a LIST \"\" *"),
        ("a LIST \"\" {2}\r\n%/", "a LIST \"\" %/"),
        ("a LIST \"\" nil", "a LIST \"\" \"nil\""),
    ]);
    C::refused(&[
        ("a LIST \"\" ‸", Rule::ListMailbox),
        ("a LIST \"\" a‸\\", Rule::Crlf),
        ("a LIST \"\" a‸\"b\"", Rule::Crlf),
        ("a LIST \"\" a‸{b", Rule::Crlf),
        ("a LIST ‸* *", Rule::Mailbox),
        ("a LSUB \"\" ‸(a)", Rule::ListMailbox),
    ]);
}
