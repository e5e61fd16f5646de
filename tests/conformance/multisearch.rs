//! MULTISEARCH: RFC 7377.

use imap_codec::{CommandDecoder, Options, Rule};
use imap_types::{IntoBoundedStatic, data::Data, response::Response};

use crate::kit::{C, Rows, S};

/// esearch = "ESEARCH" [SP esearch-source-opts] [search-return-opts] SP search-program
#[test]
fn s4_command() {
    C::same(&[
        "a ESEARCH ALL",
        "a ESEARCH FROM frobozz 1:100",
        "a ESEARCH RETURN (MIN) CHARSET UTF-8 SUBJECT x",
        "a ESEARCH IN (selected) ALL",
        "a ESEARCH IN (inboxes personal subscribed) UNSEEN",
        "a ESEARCH IN (mailboxes folder1 subtree folder2) UNSEEN",
        "a ESEARCH IN (mailboxes (INBOX \"a b\") subtree-one (c d)) RETURN () SUBJECT chad",
        "a ESEARCH IN (mailboxes \"*\" personal) RETURN (COUNT CONTEXT PARTIAL 1:5) CHARSET UTF-8 ALL",
        "a ESEARCH IN (mailboxes IN) ALL",
    ]);
    C::written(&[
        (
            "a esearch in (Mailboxes \"folder1\" SubTree (\"folder2\")) return (min) unseen",
            "a ESEARCH IN (mailboxes folder1 subtree folder2) RETURN (MIN) UNSEEN",
        ),
        (
            "a ESEARCH IN (subtree {5}\r\ninbox) ALL",
            "a ESEARCH IN (subtree INBOX) ALL",
        ),
    ]);
    // scope-options: none is defined.
    C::other(&[
        ("a ESEARCH IN (personal (XFOO)) ALL", &[Rule::ScopeOption]),
        (
            "a ESEARCH IN (selected subtree x (XFOO 1:5 XBAR (a b))) ALL",
            &[Rule::ScopeOption, Rule::ScopeOption],
        ),
        // Named by an example, and not by the grammar.
        ("a UID ESEARCH FROM frobozz 1:100", &[Rule::Uid]),
    ]);
    C::refused(&[
        ("a ESEARCH‸", Rule::Sp),
        ("a ESEARCH ‸", Rule::SearchKey),
        ("a ESEARCH ‸IN", Rule::SearchKey),
        ("a ESEARCH IN ‸personal ALL", Rule::Open),
        ("a ESEARCH IN (‸) ALL", Rule::FilterMailboxes),
        (
            "a ESEARCH IN (‸selected-delayed) ALL",
            Rule::FilterMailboxes,
        ),
        ("a ESEARCH IN (‸folder1) ALL", Rule::FilterMailboxes),
        ("a ESEARCH IN (mailboxes‸) ALL", Rule::Sp),
        ("a ESEARCH IN (mailboxes ‸) ALL", Rule::Mailbox),
        ("a ESEARCH IN (mailboxes (‸)) ALL", Rule::Mailbox),
        ("a ESEARCH IN (mailboxes a ‸b) ALL", Rule::FilterMailboxes),
        ("a ESEARCH IN (mailboxes ‸*) ALL", Rule::Mailbox),
        ("a ESEARCH IN (personal ‸) ALL", Rule::FilterMailboxes),
        ("a ESEARCH IN (personal (‸)) ALL", Rule::ScopeOption),
        ("a ESEARCH IN (personal (XFOO)‸ selected) ALL", Rule::Close),
        ("a ESEARCH IN (personal)‸", Rule::Sp),
        ("a ESEARCH IN (personal)‸RETURN () ALL", Rule::Sp),
        // The ABNF has two SPs here; one is meant.
        ("a ESEARCH IN (personal) ‸ RETURN () ALL", Rule::SearchKey),
        ("a ESEARCH RETURN () ‸IN (personal) ALL", Rule::SearchKey),
        // It stands before all keys, here only.
        ("a SEARCH ‸IN (personal) ALL", Rule::SearchKey),
    ]);
}

/// The two SPs of the ABNF are mended.
#[test]
fn s4_two_spaces() {
    let read = |options: Options, wire: &str| {
        let wire = format!("a ESEARCH {wire}\r\n").into_bytes();
        let decoded = CommandDecoder::new(options).decode(&wire).unwrap();
        (decoded.value.into_static(), decoded.deviations.len())
    };
    for (printed, meant) in [
        (" RETURN (MIN) ALL", "RETURN (MIN) ALL"),
        (
            "IN (personal)  RETURN (MIN) ALL",
            "IN (personal) RETURN (MIN) ALL",
        ),
    ] {
        let (value, deviations) = read(Options::tolerant(), printed);
        assert_eq!(deviations, 1);
        assert_eq!(value, read(Options::strict(), meant).0);
    }
}

/// one-correlator = ("TAG" SP tag-string) / ("MAILBOX" SP astring) / ("UIDVALIDITY" SP nz-number)
#[test]
fn s2_1_correlators() {
    S::same(&[
        "* ESEARCH (TAG \"tag1\" MAILBOX folder1 UIDVALIDITY 1) UID ALL 4001,4003",
        "* ESEARCH (UIDVALIDITY 4294967295 MAILBOX \"a b\" TAG \"t\") UID COUNT 5",
        "* ESEARCH (MAILBOX INBOX) UID",
    ]);
    S::written(&[
        (
            "* ESEARCH (tag t mailbox \"inbox\" uidvalidity 1) UID",
            "* ESEARCH (TAG \"t\" MAILBOX INBOX UIDVALIDITY 1) UID",
        ),
        (
            "* ESEARCH (TAG \"t\" MAILBOX {1}\r\nx UIDVALIDITY 1) UID",
            "* ESEARCH (TAG \"t\" MAILBOX x UIDVALIDITY 1) UID",
        ),
    ]);
    S::refused(&[
        ("* ESEARCH (MAILBOX‸) UID", Rule::Sp),
        ("* ESEARCH (MAILBOX ‸) UID", Rule::Mailbox),
        ("* ESEARCH (MAILBOX ‸(x)) UID", Rule::Mailbox),
        ("* ESEARCH (UIDVALIDITY ‸0) UID", Rule::NzNumber),
        ("* ESEARCH (UIDVALIDITY ‸4294967296) UID", Rule::NzNumber),
        ("* ESEARCH (TAG \"t\"‸MAILBOX x) UID", Rule::Close),
    ]);
    let wire = b"* ESEARCH (TAG \"t\" MAILBOX x UIDVALIDITY 7) UID\r\n";
    let decoded = imap_codec::ResponseDecoder::strict().decode(wire).unwrap();
    let Response::Data(Data::ESearch(answer)) = decoded.value else {
        panic!("an answer")
    };
    assert_eq!(answer.tag().unwrap().as_bytes(), b"t");
    assert_eq!(answer.mailbox().unwrap().as_bytes(), b"x");
    assert_eq!(answer.uid_validity().unwrap().get(), 7);
}
