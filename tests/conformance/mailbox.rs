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

/// RFC 3501 section 5.1.3: the name stands as it was sent, and can be seen decoded; what is not the one spelling of a
/// name is a name all the same.
#[test]
fn rfc3501_s5_1_3_modified_utf7() {
    use imap_codec::ResponseDecoder;
    use imap_types::{data::Data, mailbox::Mailbox, response::Response};
    for (wire, decoded) in [
        (
            "~peter/mail/&U,BTFw-/&ZeVnLIqe-",
            Some("~peter/mail/\u{53f0}\u{5317}/\u{65e5}\u{672c}\u{8a9e}"),
        ),
        ("INBOX", Some("INBOX")),
        ("a&-b", Some("a&b")),
        // not ended; superfluous shift
        ("&Jjo!", None),
        ("&U,BTFw-&ZeVnLIqe-", None),
        ("Dr.&Co", None),
    ] {
        let line = format!("* LIST () NIL {wire}\r\n");
        let read = ResponseDecoder::strict().decode(line.as_bytes()).unwrap();
        let Response::Data(Data::List(list)) = read.value else {
            panic!("{line}");
        };
        assert_eq!(list.mailbox.as_bytes(), wire.as_bytes());
        assert_eq!(list.mailbox.decoded().ok().as_deref(), decoded);
        if let Some(name) = decoded {
            assert_eq!(Mailbox::encoded(name), list.mailbox);
        }
    }
    // In UTF-8 the bytes are the name.
    let line = "* LIST () NIL \"caf\u{e9}&\"\r\n";
    let utf8 = ResponseDecoder::new(imap_codec::Options::strict().utf8(true));
    let read = utf8.decode(line.as_bytes()).unwrap();
    let Response::Data(Data::List(list)) = read.value else {
        panic!("{line}");
    };
    assert_eq!(list.mailbox.to_str(), Ok("caf\u{e9}&"));
    assert!(list.mailbox.decoded().is_err());
}
