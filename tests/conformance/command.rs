//! Commands: RFC 9051 section 6, RFC 3501 section 6. Those with a room of their own stand there.

use imap_codec::Rule;

use crate::kit::{C, Rows};

#[test]
fn s6_without_arguments() {
    for name in [
        "CAPABILITY",
        "NOOP",
        "LOGOUT",
        "STARTTLS",
        "NAMESPACE",
        "IDLE",
        "CLOSE",
        "UNSELECT",
        "EXPUNGE",
        // RFC 3501 only.
        "CHECK",
    ] {
        C::same(&[&format!("a {name}")]);
        C::written(&[(
            &format!("a {}", name.to_ascii_lowercase()),
            &format!("a {name}"),
        )]);
        C::refused(&[
            (&format!("a {name}‸ "), Rule::Crlf),
            (&format!("a {name}‸ x"), Rule::Crlf),
        ]);
    }
}

#[test]
fn s6_2_3_login() {
    C::same(&["a LOGIN SMITH SESAME", "a LOGIN \"\" \"\""]);
    C::written(&[("a login {5}\r\nSMITH {6}\r\nSESAME", "a LOGIN SMITH SESAME")]);
    C::refused(&[
        ("a LOGIN‸", Rule::Sp),
        ("a LOGIN a‸", Rule::Sp),
        ("a LOGIN a ‸", Rule::Astring),
        ("a LOGIN a b‸ c", Rule::Crlf),
        ("a LOGIN ‸(a) b", Rule::Astring),
    ]);
}

#[test]
fn s6_3_one_mailbox() {
    C::same(&[
        "a DELETE x",
        "a SUBSCRIBE #news.comp",
        "a UNSUBSCRIBE \"a b\"",
    ]);
    C::written(&[
        ("a delete inbox", "a DELETE INBOX"),
        ("a subscribe x", "a SUBSCRIBE x"),
        ("a unsubscribe x", "a UNSUBSCRIBE x"),
    ]);
    C::refused(&[
        ("a DELETE‸", Rule::Sp),
        ("a SUBSCRIBE ‸", Rule::Mailbox),
        ("a UNSUBSCRIBE x‸ y", Rule::Crlf),
    ]);
}

#[test]
fn s6_4_7_copy_move() {
    C::same(&[
        "a COPY 2:4 MEETING",
        "a MOVE 42:69 foo",
        "a UID COPY * INBOX",
        "a UID MOVE $ \"a b\"",
    ]);
    C::written(&[
        ("a copy 1 inbox", "a COPY 1 INBOX"),
        ("a uid move 1 inbox", "a UID MOVE 1 INBOX"),
    ]);
    C::refused(&[
        ("a COPY‸", Rule::Sp),
        ("a COPY ‸MEETING", Rule::SequenceSet),
        ("a COPY 1‸", Rule::Sp),
        ("a COPY 1 ‸", Rule::Mailbox),
        ("a MOVE 1 x‸ y", Rule::Crlf),
        ("a MOVE ‸(1) x", Rule::SequenceSet),
    ]);
}

/// UID is a prefix to an open set of commands.
#[test]
fn s6_4_9_uid() {
    C::same(&[
        "a UID FETCH 4827313:4828442 FLAGS",
        "a UID STORE 1 FLAGS ()",
        "a UID SEARCH ALL",
        "a UID COPY 1 x",
        "a UID MOVE 1 x",
        "a UID EXPUNGE 3000:3002",
        "a UID EXPUNGE *",
    ]);
    C::other(&[
        ("a UID XSORT (SUBJECT) UTF-8 ALL", &[Rule::Uid]),
        ("a UID XTHREAD REFERENCES UTF-8 ALL", &[Rule::Uid]),
        ("a UID FOO", &[Rule::Uid]),
    ]);
    C::refused(&[
        ("a UID‸", Rule::Sp),
        ("a UID ‸", Rule::Uid),
        ("a UID EXPUNGE‸", Rule::Sp),
        ("a UID EXPUNGE ‸ALL", Rule::SequenceSet),
        ("a UID ‸(FETCH)", Rule::Uid),
    ]);
}

/// Commands of extensions: a name and values, kept byte for byte.
#[test]
fn s6_5_unknown() {
    C::other(&[
        ("a XPIG-LATIN", &[Rule::CommandName]),
        (
            "a XID (\"name\" \"sodr\" \"version\" NIL)",
            &[Rule::CommandName],
        ),
        ("a XSETQUOTA \"\" (STORAGE 512)", &[Rule::CommandName]),
        (
            "a XSORT (REVERSE DATE) UTF-8 UNSEEN SUBJECT {3}\r\na)b",
            &[Rule::CommandName],
        ),
        (
            "a GETANNOTATION \"INBOX\" (/shared/comment /private/comment)",
            &[Rule::CommandName],
        ),
        (
            "a XFOO BODY[HEADER.FIELDS (A B)]<0.5> \\Seen 1:* %",
            &[Rule::CommandName],
        ),
        ("a XFOO {1}\r\nx {0}\r\n", &[Rule::CommandName]),
    ]);
    C::refused(&[
        ("a XFOO‸ ", Rule::Crlf),
        ("a XFOO‸  b", Rule::TaggedExt),
        ("a XFOO (‸", Rule::TaggedExt),
        ("a XFOO ‸\"a", Rule::TaggedExt),
        ("a XFOO a‸)", Rule::Crlf),
        ("a ‸(XFOO)", Rule::CommandName),
        ("a ‸\"XFOO\"", Rule::CommandName),
        ("a XFOO a‸\0", Rule::TaggedExt),
    ]);
}
