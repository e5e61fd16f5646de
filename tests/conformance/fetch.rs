//! FETCH: RFC 9051 sections 6.4.5 and 7.5.2, RFC 3501 sections 6.4.5 and 7.4.2, RFC 3516.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

/// Macros stand alone, never in a list.
#[test]
fn s6_4_5_macros() {
    C::same(&["a FETCH 1 ALL", "a FETCH 1:* FAST", "a UID FETCH 1 FULL"]);
    C::written(&[
        ("a fetch 1 all", "a FETCH 1 ALL"),
        ("a uid fetch * Full", "a UID FETCH * FULL"),
    ]);
    C::refused(&[
        ("a FETCH 1 (‸ALL)", Rule::FetchAtt),
        ("a FETCH 1 (‸fast)", Rule::FetchAtt),
        ("a FETCH 1 (‸FULL UID)", Rule::FetchAtt),
        ("a FETCH 1 (FLAGS ‸ALL)", Rule::FetchAtt),
        ("a FETCH 1 (UID ‸Fast FLAGS)", Rule::FetchAtt),
        ("a FETCH 1 ALL‸ FLAGS", Rule::Crlf),
    ]);
}

/// All items of both revisions. One item needs no list, and is written without.
#[test]
fn s6_4_5_items() {
    C::same(&[
        "a FETCH 1 BODY",
        "a FETCH 1 BODYSTRUCTURE",
        "a FETCH 1 ENVELOPE",
        "a FETCH 1 FLAGS",
        "a FETCH 1 INTERNALDATE",
        "a FETCH 1 RFC822.SIZE",
        "a FETCH 1 UID",
        // RFC 3501 only.
        "a FETCH 1 (RFC822 RFC822.HEADER RFC822.TEXT)",
        "a FETCH 1 (BODY BODY[] BODY.PEEK[] BINARY[] BINARY.PEEK[] BINARY.SIZE[] BODYSTRUCTURE)",
        "a FETCH 1 (FLAGS FLAGS)",
    ]);
    C::written(&[
        ("a FETCH 1 (FLAGS)", "a FETCH 1 FLAGS"),
        (
            "a fetch 1 (flags uid internaldate)",
            "a FETCH 1 (FLAGS UID INTERNALDATE)",
        ),
        ("a FETCH 1 (body.peek[]<0.1>)", "a FETCH 1 BODY.PEEK[]<0.1>"),
    ]);
    C::refused(&[
        ("a FETCH 1‸", Rule::Sp),
        ("a FETCH 1 ‸", Rule::FetchAtt),
        ("a FETCH 1 (‸)", Rule::FetchAtt),
        ("a FETCH 1 (‸ FLAGS)", Rule::FetchAtt),
        ("a FETCH 1 (FLAGS ‸)", Rule::Close),
        ("a FETCH 1 (FLAGS ‸ UID)", Rule::Close),
        ("a FETCH 1 FLAGS‸ UID", Rule::Crlf),
        ("a FETCH 1 (FLAGS‸", Rule::Close),
        ("a FETCH 1 (‸(FLAGS))", Rule::FetchAtt),
        ("a FETCH ‸FLAGS", Rule::SequenceSet),
        ("a FETCH‸", Rule::Sp),
        ("a FETCH 1 ‸\"FLAGS\"", Rule::FetchAtt),
    ]);
}

/// Names that the grammar has, without the section that belongs to them: no items, and no extension's either.
#[test]
fn s6_4_5_section_is_due() {
    C::refused(&[
        ("a FETCH 1 ‸BODY.PEEK", Rule::FetchAtt),
        ("a FETCH 1 ‸BINARY", Rule::FetchAtt),
        ("a FETCH 1 ‸BINARY.PEEK", Rule::FetchAtt),
        ("a FETCH 1 (FLAGS ‸BINARY.SIZE)", Rule::FetchAtt),
        ("a FETCH 1 FLAGS‸[]", Rule::Crlf),
        ("a FETCH 1 BODYSTRUCTURE‸[1]", Rule::Crlf),
        ("a FETCH 1 RFC822.SIZE‸[]", Rule::Crlf),
    ]);
    S::refused(&[
        ("* 1 FETCH (‸BODY.PEEK[] NIL)", Rule::MsgAtt),
        ("* 1 FETCH (‸BODY.PEEK NIL)", Rule::MsgAtt),
        ("* 1 FETCH (‸BINARY NIL)", Rule::MsgAtt),
        ("* 1 FETCH (‸BINARY.SIZE 5)", Rule::MsgAtt),
        ("* 1 FETCH (FLAGS‸[] ())", Rule::Sp),
    ]);
}

/// RFC 4466 section 2.4: fetch-modifiers behind the items; items of extensions.
#[test]
fn rfc4466_s2_4_modifiers() {
    C::other(&[
        ("a FETCH 1 FLAGS (XSINCE 12345)", &[Rule::FetchModifier]),
        ("a FETCH 1 ALL (XSINCE 12345)", &[Rule::FetchModifier]),
        (
            "a UID FETCH 300:500 (FLAGS UID) (XSINCE 12345 XGONE)",
            &[Rule::FetchModifier, Rule::FetchModifier],
        ),
        ("a FETCH 1 FLAGS (XPARTIAL -1:-30)", &[Rule::FetchModifier]),
        (
            "a FETCH 1 (UID XSEQ X-MSGID)",
            &[Rule::FetchAtt, Rule::FetchAtt],
        ),
        ("a FETCH 1 (XNOTE (/comment value))", &[Rule::FetchAtt]),
        ("a FETCH 1 (FOO[1.BAR (x)]<0.5>)", &[Rule::FetchAtt]),
        ("a FETCH 1 (XHEADER.LINES (Subject))", &[Rule::FetchAtt]),
    ]);
    C::refused(&[
        ("a FETCH 1 FLAGS (‸)", Rule::FetchModifier),
        ("a FETCH 1 FLAGS (‸1a 5)", Rule::FetchModifier),
        ("a FETCH 1 FLAGS (XSINCE ‸)", Rule::Close),
        ("a FETCH 1 FLAGS (A 5)‸ (B 6)", Rule::Crlf),
        ("a FETCH 1 FLAGS (A 5‸", Rule::Close),
    ]);
}

/// msg-att = "(" item *(SP item) ")"
#[test]
fn s7_5_2_msg_att() {
    S::same(&[
        "* 1 FETCH (UID 7)",
        "* 12 FETCH (UID 7 FLAGS (\\Seen) RFC822.SIZE 44827 INTERNALDATE \"17-Jul-1996 02:44:25 -0700\")",
        "* 1 FETCH (RFC822 {2}\r\nab RFC822.HEADER {1}\r\nc RFC822.TEXT {0}\r\n)",
        "* 1 FETCH (BODY[] {10}\r\n)\r\n* 2 BYE BINARY[] ~{2}\r\n\0) UID 3)",
        "* 1 FETCH (UID 7 UID 7)",
    ]);
    S::written(&[
        (
            "* 1 fetch (uid 7 flags (\\seen))",
            "* 1 FETCH (UID 7 FLAGS (\\Seen))",
        ),
        (
            "* 1 FETCH (RFC822 \"a\" BODY[] \"\")",
            "* 1 FETCH (RFC822 {1}\r\na BODY[] {0}\r\n)",
        ),
        (
            "* 1 FETCH (BINARY[1] ~{0}\r\n)",
            "* 1 FETCH (BINARY[1] {0}\r\n)",
        ),
    ]);
    S::other(&[
        ("* 1 FETCH (UID 7 XSEQ (12121130956))", &[Rule::MsgAtt]),
        (
            "* 1 FETCH (XID (M6d99ac3275bb4e) XDATE NIL)",
            &[Rule::MsgAtt, Rule::MsgAtt],
        ),
        (
            "* 1 FETCH (X-LABELS (\\Inbox \"a b\" {1}\r\n)) UID 1)",
            &[Rule::MsgAtt],
        ),
        ("* 1 FETCH (FOO[1.2 (a)]<5> NIL)", &[Rule::MsgAtt]),
    ]);
    S::refused(&[
        ("* 1 FETCH (‸)", Rule::MsgAtt),
        ("* 1 FETCH ‸UID 7", Rule::Open),
        ("* 1 FETCH‸", Rule::Sp),
        ("* 1 FETCH (UID‸)", Rule::Sp),
        ("* 1 FETCH (UID 7 ‸)", Rule::MsgAtt),
        ("* 1 FETCH (‸ UID 7)", Rule::MsgAtt),
        ("* 1 FETCH (UID ‸ 7)", Rule::NzNumber),
        ("* 1 FETCH (UID 7‸", Rule::Close),
        ("* 1 FETCH (UID 7)‸)", Rule::Crlf),
        ("* 1 FETCH (UID 7)‸ (FLAGS ())", Rule::Crlf),
        ("* 1 FETCH (FOO‸)", Rule::Sp),
        ("* FETCH‸ 1 (UID 7)", Rule::Number),
        ("* 1 FETCH (RFC822 ‸abc)", Rule::Nstring),
    ]);
}
