//! IMAP4 ([RFC 1730](https://www.rfc-editor.org/rfc/rfc1730.html)) and IMAP2: what is still read.

use imap_codec::{CommandDecoder, Quirk, ResponseDecoder, Rule};
use imap_types::{
    command::CommandBody, data::Data, datetime::Date, fetch::MsgAtt, response::Response,
    search::SearchKey,
};

use crate::kit::{C, Rows, S};

#[test]
fn s6_4_5_fetch_items() {
    C::same(&[
        "a FETCH 1 RFC822.PEEK",
        "a UID FETCH 39 (UID RFC822.SIZE RFC822.PEEK RFC822.TEXT.PEEK)",
        "a FETCH 1 RFC822.HEADER.LINES (DATE \"a b\")",
        "a FETCH 1 (RFC822.HEADER.LINES.NOT (DATE) FLAGS)",
    ]);
    // Outlook.
    C::written(&[("7 UID fetch 39 (RFC822.peek)", "7 UID FETCH 39 RFC822.PEEK")]);
    C::refused(&[
        ("a FETCH 1 RFC822.HEADER.LINES‸", Rule::Sp),
        ("a FETCH 1 RFC822.HEADER.LINES (‸)", Rule::Astring),
    ]);
}

#[test]
fn s6_4_6_partial() {
    C::same(&[
        "a PARTIAL 4 RFC822 1 1024",
        "a PARTIAL 4 BODY.PEEK[1.TEXT] 0 4294967295",
    ]);
    C::refused(&[
        ("a PARTIAL 4 ‸FLAGS 1 1", Rule::FetchAtt),
        ("a PARTIAL 1‸:2 RFC822 1 1", Rule::Sp),
        ("a PARTIAL 4 RFC822 1‸", Rule::Sp),
    ]);
}

#[test]
fn a_6_3_find() {
    C::same(&["a FIND MAILBOXES *", "a FIND ALL.MAILBOXES \"a b?\""]);
    C::refused(&[
        ("a FIND ‸ALL *", Rule::Find),
        ("a FIND MAILBOXES‸", Rule::Sp),
    ]);
    S::same(&["* MAILBOX blurdybloop", "* MAILBOX INBOX"]);
}

#[test]
fn b_7_3_copy() {
    S::same(&["* 5 COPY"]);
    S::refused(&[
        ("* ‸0 COPY", Rule::NzNumber),
        ("* COPY‸", Rule::Number),
        ("* 5 COPY‸ x", Rule::Crlf),
    ]);
}

/// Commands that are mended, and what they say then.
#[test]
fn mended_commands() {
    let read = |wire: &str| {
        let wire = wire.as_bytes().to_vec();
        let decoded = CommandDecoder::tolerant().decode(&wire).unwrap();
        let quirks: Vec<_> = decoded.deviations.iter().map(|d| d.quirk).collect();
        (
            imap_types::IntoBoundedStatic::into_static(decoded.value.body),
            quirks,
        )
    };
    let (body, quirks) = read("a SUBSCRIBE MAILBOX #news.comp\r\n");
    assert_eq!(
        body,
        CommandBody::Subscribe("#news.comp".try_into().unwrap())
    );
    assert_eq!(quirks, [Quirk::MailboxWord]);
    let (body, quirks) = read("a UNSUBSCRIBE MAILBOX\r\n");
    assert_eq!(
        body,
        CommandBody::Unsubscribe("MAILBOX".try_into().unwrap())
    );
    assert_eq!(quirks, []);
    let (body, quirks) = read("a SEARCH SINCE 1-Feb-94\r\n");
    let day = Date::new(1994, 2, 1).unwrap();
    assert_eq!(body, CommandBody::search(SearchKey::Since(day)));
    assert_eq!(quirks, [Quirk::OldYear]);
}

/// Responses likewise.
#[test]
fn mended_responses() {
    let read = |wire: &str| {
        let wire = wire.as_bytes().to_vec();
        let decoded = ResponseDecoder::tolerant().decode(&wire).unwrap();
        let quirks: Vec<_> = decoded.deviations.iter().map(|d| d.quirk).collect();
        (
            imap_types::IntoBoundedStatic::into_static(decoded.value),
            quirks,
        )
    };
    for (date, modern, wanted) in [
        (
            "17-Jul-96 02:44:25-PDT",
            "17-Jul-1996 02:44:25 -0700",
            &[Quirk::OldYear, Quirk::OldZone][..],
        ),
        (
            " 7-Jul-1996 02:44:25-z",
            " 7-Jul-1996 02:44:25 +0000",
            &[Quirk::OldZone],
        ),
        (
            "17-Jul-96 02:44:25 +0100",
            "17-Jul-1996 02:44:25 +0100",
            &[Quirk::OldYear],
        ),
    ] {
        let (response, quirks) = read(&format!("* 5 STORE (INTERNALDATE \"{date}\")\r\n"));
        let Response::Data(Data::Fetch(fetch)) = response else {
            panic!("{response:?}")
        };
        let items: Vec<_> = fetch.items.into_iter().collect();
        assert_eq!(items, [MsgAtt::InternalDate(modern.parse().unwrap())]);
        assert_eq!(quirks[0], Quirk::StoreResponse);
        assert_eq!(&quirks[1..], wanted);
    }
    for bad in ["17-Jul-96 02:44:25-CET", "17-Jul-6 02:44:25-Z", "17-Jul-96"] {
        let wire = format!("* 5 FETCH (UID 7 INTERNALDATE \"{bad}\")\r\n");
        let decoded = ResponseDecoder::tolerant().decode(wire.as_bytes()).unwrap();
        assert_eq!(decoded.salvaged.len(), 1, "{bad}");
    }
    let (response, quirks) = read("* LIST () \"/\" *\"Entw\u{fc}rfe\"\r\n");
    assert!(matches!(response, Response::Data(Data::List(_))));
    assert_eq!(quirks, [Quirk::StarQuoted]);
}
