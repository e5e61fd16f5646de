//! NOTIFY: RFC 5465.

use imap_codec::{CommandDecoder, Quirk, Rule};
use imap_types::{command::CommandBody, ext::notify::Notify};

use crate::kit::{C, Rows, S};

/// notify = "NOTIFY" SP (notify-set / notify-none)
#[test]
fn s3_1_notify() {
    C::same(&[
        "a NOTIFY NONE",
        "a NOTIFY SET (personal NONE)",
        "a NOTIFY SET STATUS (personal NONE)",
        "a NOTIFY SET (selected (MessageNew MessageExpunge)) (inboxes (MessageNew MessageExpunge)) (subscribed (SubscriptionChange))",
    ]);
    C::written(&[
        ("a notify none", "a NOTIFY NONE"),
        (
            "a notify set status (Selected (messagenew MESSAGEEXPUNGE)) (PERSONAL none)",
            "a NOTIFY SET STATUS (selected (MessageNew MessageExpunge)) (personal NONE)",
        ),
    ]);
    C::refused(&[
        ("a NOTIFY‸", Rule::Sp),
        ("a NOTIFY ‸", Rule::Notify),
        ("a NOTIFY ‸ALL", Rule::Notify),
        ("a NOTIFY ‸(personal NONE)", Rule::Notify),
        ("a NOTIFY NONE‸ (personal NONE)", Rule::Crlf),
        ("a NOTIFY SET‸", Rule::Sp),
        ("a NOTIFY SET ‸NONE", Rule::Open),
        ("a NOTIFY SET STATUS‸", Rule::Sp),
        ("a NOTIFY SET (personal NONE)‸(selected NONE)", Rule::Crlf),
        ("a NOTIFY SET (personal NONE)‸ STATUS", Rule::Crlf),
        ("a NOTIFY SET (‸(personal) NONE)", Rule::FilterMailboxes),
    ]);
}

/// Events: in parentheses (erratum 1804), without regard to case, open to others.
#[test]
fn s5_events() {
    C::same(&[
        "a NOTIFY SET (selected (MessageNew (UID BODY.PEEK[HEADER.FIELDS (FROM TO SUBJECT)]) MessageExpunge))",
        "a NOTIFY SET (selected (FlagChange AnnotationChange MessageExpunge MessageNew))",
        "a NOTIFY SET (personal (MailboxName SubscriptionChange MailboxMetadataChange ServerMetadataChange))",
        "a NOTIFY SET (selected (MessageNew (PREVIEW (LAZY) PREVIEW) MessageExpunge))",
        // Beyond the grammar RFC 5465 forbids these: the server answers BAD.
        "a NOTIFY SET (selected (MessageNew))",
        "a NOTIFY SET (personal (FlagChange))",
        "a NOTIFY SET (selected (MailboxName)) (selected-delayed NONE)",
        "a NOTIFY SET (personal (MessageNew (UID) MessageExpunge))",
    ]);
    C::other(&[
        ("a NOTIFY SET (personal (BogusEvent))", &[Rule::Event]),
        (
            "a NOTIFY SET (personal (xFoo MessageNew (XBAR[1]) x-Foo))",
            &[Rule::Event, Rule::FetchAtt, Rule::Event],
        ),
    ]);
    C::refused(&[
        ("a NOTIFY SET (selected‸)", Rule::Sp),
        ("a NOTIFY SET (selected ‸)", Rule::Open),
        ("a NOTIFY SET (selected (‸))", Rule::Event),
        ("a NOTIFY SET (selected ‸MessageNew)", Rule::Open),
        ("a NOTIFY SET (selected ‸NONE (MessageNew))", Rule::Open),
        ("a NOTIFY SET (selected ‸NONEX)", Rule::Open),
        ("a NOTIFY SET (selected (MessageNew (‸)))", Rule::FetchAtt),
        (
            "a NOTIFY SET (selected (MessageNew (‸ALL)))",
            Rule::FetchAtt,
        ),
        ("a NOTIFY SET (selected (MessageNew‸(UID)))", Rule::Close),
        (
            "a NOTIFY SET (selected (MessageExpunge ‸(UID)))",
            Rule::Event,
        ),
        ("a NOTIFY SET (selected (‸\"MessageNew\"))", Rule::Event),
        (
            "a NOTIFY SET (selected (MessageNew)‸ (MessageExpunge))",
            Rule::Close,
        ),
    ]);
}

/// The rules that are beyond the grammar.
#[test]
fn s5_and_6_rules() {
    for (wire, good) in [
        (
            "a NOTIFY SET (selected (MessageNew MessageExpunge))\r\n",
            true,
        ),
        ("a NOTIFY SET (selected (MessageNew))\r\n", false),
        (
            "a NOTIFY SET (selected NONE) (selected-delayed NONE)\r\n",
            false,
        ),
    ] {
        let decoded = CommandDecoder::strict().decode(wire.as_bytes()).unwrap();
        let CommandBody::Notify(Notify::Set(set)) = decoded.value.body else {
            panic!("{wire}")
        };
        assert_eq!(set.check().is_ok(), good, "{wire}");
    }
}

/// filter-mailboxes, and RFC 7377's subtree-one.
#[test]
fn s6_filters() {
    C::same(&[
        "a NOTIFY SET (selected-delayed (MessageNew MessageExpunge)) (subtree Not NONE) (mailboxes (INBOX Fill) (MailboxMetadataChange))",
        "a NOTIFY SET (mailboxes NONE NONE) (subtree-one (\"a b\" c) NONE)",
    ]);
    C::written(&[(
        "a notify set (mailboxes (inbox) (Messagenew messageExpunge)) (personal (SubscriptionChange))",
        "a NOTIFY SET (mailboxes INBOX (MessageNew MessageExpunge)) (personal (SubscriptionChange))",
    )]);
    C::refused(&[
        ("a NOTIFY SET (‸NONE)", Rule::FilterMailboxes),
        ("a NOTIFY SET (‸everything NONE)", Rule::FilterMailboxes),
        ("a NOTIFY SET (selected ‸personal NONE)", Rule::Open),
        ("a NOTIFY SET (mailboxes (‸) NONE)", Rule::Mailbox),
        ("a NOTIFY SET (mailboxes INBOX‸)", Rule::Sp),
        ("a NOTIFY SET (mailboxes NONE‸)", Rule::Sp),
        ("a NOTIFY SET (‸selected-delayed)", Rule::FilterMailboxes),
    ]);
}

#[test]
fn s8_codes_and_attribute() {
    S::same(&[
        "* OK [NOTIFICATIONOVERFLOW] ...A comment can go here...",
        "a NO [BADEVENT (MessageNew MessageExpunge FlagChange AnnotationChange MailboxName SubscriptionChange MailboxMetadataChange ServerMetadataChange)] x",
        "* LIST (\\NoAccess) \"/\" x",
        "* LIST () \"/\" NewMailbox (OLDNAME (OldMailbox))",
    ]);
    S::written(&[
        (
            "a NO [badevent (messagenew)] x",
            "a NO [BADEVENT (MessageNew)] x",
        ),
        ("* LIST (\\noaccess) \"/\" x", "* LIST (\\NoAccess) \"/\" x"),
    ]);
    // event-name leaves out event-ext: servers have more.
    S::other(&[("a NO [BADEVENT (MessageNew XFoo)] x", &[Rule::Event])]);
    S::refused(&[
        ("a NO [BADEVENT‸] x", Rule::Sp),
        ("a NO [BADEVENT ‸MessageNew] x", Rule::Open),
        ("a NO [BADEVENT (‸)] x", Rule::Event),
        ("a NO [BADEVENT (MessageNew ‸(UID))] x", Rule::Event),
        ("* OK [NOTIFICATIONOVERFLOW‸ ] x", Rule::CloseBracket),
    ]);
}

/// What is mended: events without parentheses mean the same as with them; nothing to be told is NONE.
#[test]
fn s3_1_mended() {
    let read = |wire: &str| {
        let bytes = format!("{wire}\r\n").into_bytes();
        let decoded = CommandDecoder::tolerant().decode(&bytes).unwrap();
        let quirks: Vec<_> = decoded.deviations.iter().map(|one| one.quirk).collect();
        let value = imap_types::IntoBoundedStatic::into_static(decoded.value);
        (value, quirks)
    };
    let bare = "a NOTIFY SET (selected MessageNew (UID) MessageExpunge) (subtree Lists MessageNew)";
    let sound =
        "a NOTIFY SET (selected (MessageNew (UID) MessageExpunge)) (subtree Lists (MessageNew))";
    let (value, quirks) = read(bare);
    assert_eq!(quirks, [Quirk::BareEvents, Quirk::BareEvents]);
    assert_eq!((value, Vec::new()), read(sound));
    let (value, quirks) = read("a NOTIFY SET STATUS");
    assert_eq!(quirks, [Quirk::NotifyWithoutGroups]);
    assert_eq!((value, Vec::new()), read("a NOTIFY NONE"));
    // Dovecot 2.3.19
    let wire = b"B007 NO [BADEVENT MailboxMetadataChange] Unsupported NOTIFY events\r\n";
    let decoded = imap_codec::ResponseDecoder::tolerant()
        .decode(wire)
        .unwrap();
    assert_eq!(decoded.deviations[0].quirk, Quirk::BareEvents);
    let sound = b"B007 NO [BADEVENT (MailboxMetadataChange)] Unsupported NOTIFY events\r\n";
    let strict = imap_codec::ResponseDecoder::strict().decode(sound).unwrap();
    assert_eq!(decoded.value, strict.value);
}
