//! What is kept of a message that cannot be read as a whole: the second grade of salvage, an item that is left out. (The
//! first, a field that is mended, is in `mended.rs`; the third, a message of which nothing can be read, is the client's:
//! `imap_state::client::Event::Unparsed`.)

use imap_codec::{Decoded, ResponseDecoder, Rule};
use imap_types::{
    body::PartKind, data::Data, fetch::Fetch, flag::Flag, list::MailboxList, response::Response,
};

fn fetch(wire: &str) -> (Fetch<'static>, Vec<(Rule, String, usize, Rule)>) {
    use imap_types::IntoBoundedStatic;
    let decoded: Decoded<Response<'_>> = ResponseDecoder::tolerant()
        .decode(wire.as_bytes())
        .unwrap_or_else(|error| panic!("{}", error.render_in_full(wire.as_bytes())));
    let left_out = decoded
        .salvaged
        .iter()
        .map(|item| {
            (
                item.slot,
                wire[item.range.clone()].to_owned(),
                item.error.offset,
                item.error.expected,
            )
        })
        .collect();
    match decoded.value {
        Response::Data(Data::Fetch(fetch)) => (fetch.into_static(), left_out),
        other => panic!("{other:?}"),
    }
}

/// S27, S60, S69 and whatever else may stand in an envelope.
#[test]
fn a_bad_envelope_costs_no_neighbour() {
    for envelope in [
        "(NIL NIL)",
        "(NIL \"a\" b NIL NIL NIL NIL NIL NIL NIL)",
        "(NIL NIL ((NIL NIL \"a\")) NIL NIL NIL NIL NIL NIL NIL)",
        "(NIL \"a\" NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)",
        "NIL",
        "\"x\"",
        "{3}\r\n(((",
        "(\"\u{e9}\\x\" ({2}\r\n))))",
        // Deeper than any value.
        &("(".repeat(100) + &")".repeat(100)),
    ] {
        let wire = format!(
            "* 12 FETCH (UID 7 ENVELOPE {envelope} RFC822.SIZE 44827 FLAGS (\\Seen) INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" BODY[] {{2}}\r\nab)\r\n"
        );
        let (fetch, left_out) = fetch(&wire);
        assert_eq!(u32::from(fetch.seq), 12);
        assert_eq!(fetch.uid().map(u32::from), Some(7), "{wire}");
        assert!(fetch.flags().contains(&Flag::Seen), "{wire}");
        assert_eq!(fetch.items.len(), 5, "{wire}");
        let [(slot, bytes, offset, _)] = &left_out[..] else {
            panic!("{left_out:?}")
        };
        assert_eq!(*slot, Rule::MsgAtt);
        assert_eq!(*bytes, format!("ENVELOPE {envelope}"));
        let within = wire.find("ENVELOPE").unwrap()..wire.find(" RFC822.SIZE").unwrap();
        assert!(within.contains(offset), "{offset} in {wire}");
    }
}

/// What stands before an item without an end is known for certain (S27: CR and LF inside quotes cut the message short).
#[test]
fn what_was_read_before_is_kept() {
    for (rest, left_out) in [
        ("ENVELOPE (NIL \"a\r\n", "ENVELOPE (NIL \"a"),
        ("ENVELOPE (NIL \"a)\r\n", "ENVELOPE (NIL \"a"),
        ("ENVELOPE (NIL (((\r\n", "ENVELOPE (NIL ((("),
        ("BODY[ \"x)\r\n", "BODY[ \"x"),
        ("\"\r\n", "\""),
    ] {
        let wire = format!("* 12 FETCH (FLAGS (\\Seen) UID 7 {rest}");
        let (fetch, found) = fetch(&wire);
        assert_eq!(
            (fetch.items.len(), fetch.uid().map(u32::from)),
            (2, Some(7))
        );
        assert!(
            matches!(&found[..], [(Rule::MsgAtt, bytes, ..)] if bytes == left_out),
            "{wire}: {found:?}"
        );
    }
    // Nothing was.
    let tolerant = ResponseDecoder::tolerant();
    assert!(
        tolerant
            .decode(b"* 12 FETCH (ENVELOPE (NIL \"a\r\n")
            .is_err()
    );
}

const TEXT: &str = "(\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1)";

/// nio#757: a part that cannot be read does not lose its siblings, which keep their numbers.
#[test]
fn a_bad_part_costs_no_sibling() {
    for bad in [
        "(\"IMAGE\" \"PNG\" what NIL NIL \"BASE64\" 5)",
        "(\"IMAGE\" \"PNG\" NIL NIL NIL \"BASE64\" 5 NIL NIL NIL NIL junk)",
        "(\"IMAGE\" \"PNG\" NIL NIL NIL \"BASE64\" five)",
        "(x)",
        "(5 (\"a\" {3}\r\n))) b))",
        "(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 5 (NIL NIL x) (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1) 1)",
    ] {
        for (wire, path) in [
            (format!("({TEXT}{bad}{TEXT} \"MIXED\" NIL NIL NIL NIL)"), 1),
            (
                format!("({TEXT}({TEXT}{bad} \"A\")({TEXT} \"B\") \"MIXED\")"),
                3,
            ),
        ] {
            let wire = format!("* 1 FETCH (UID 7 BODYSTRUCTURE {wire} FLAGS (\\Seen))\r\n");
            let (fetch, left_out) = fetch(&wire);
            assert_eq!(
                (fetch.items.len(), fetch.uid().map(u32::from)),
                (3, Some(7))
            );
            assert!(
                matches!(&left_out[..], [(Rule::Body, bytes, ..)] if bytes == bad),
                "{wire}: {left_out:?}"
            );
            let parts = fetch.body_structure().unwrap().parts();
            let texts = parts
                .iter()
                .filter(|part| matches!(part.kind, PartKind::Text(_)));
            assert_eq!(texts.count(), if path == 1 { 2 } else { 3 }, "{wire}");
            let place = &parts[if path == 1 { 2 } else { 4 }];
            let PartKind::Basic(unknown) = &place.kind else {
                panic!("{place:?}")
            };
            assert_eq!(unknown.media_type().as_bytes(), b"APPLICATION");
            assert_eq!(u64::from(unknown.fields.octets), 0);
        }
    }
}

/// The same of what stands behind the parts.
#[test]
fn a_bad_end_costs_no_part() {
    for (end, left_out, subtype) in [
        (
            "\"ALTERNATIVE\" what)",
            "\"ALTERNATIVE\" what",
            "ALTERNATIVE",
        ),
        (
            "\"RELATED\" NIL NIL NIL NIL junk (\")\"))",
            "\"RELATED\" NIL NIL NIL NIL junk (\")\")",
            "RELATED",
        ),
        ("5 5)", "5 5", "MIXED"),
    ] {
        let wire = format!("* 1 FETCH (UID 7 BODY ({TEXT}{TEXT} {end})\r\n");
        let (fetch, found) = fetch(&wire);
        assert!(
            matches!(&found[..], [(Rule::Body, bytes, ..)] if bytes == left_out),
            "{wire}: {found:?}"
        );
        let parts = fetch.body_structure().unwrap().parts();
        assert_eq!(parts.len(), 3);
        let PartKind::Multipart(multipart) = &parts[0].kind else {
            panic!("{parts:?}")
        };
        assert_eq!(multipart.subtype.as_bytes(), subtype.as_bytes());
    }
}

/// The parentheses do not balance: the item is left out, and not more.
#[test]
fn a_body_without_an_end() {
    let wire = format!("* 1 FETCH (UID 7 BODY ({TEXT}(\"IMAGE\" \"PNG FLAGS ())\r\n");
    let (fetch, left_out) = fetch(&wire);
    assert_eq!(
        (fetch.items.len(), fetch.uid().map(u32::from)),
        (1, Some(7))
    );
    assert_eq!(left_out.len(), 1);
}

#[test]
fn a_list_line_keeps_its_name() {
    for extended in [
        "(CHILDINFO x)",
        "(\"CHILDINFO\" (\"SUBSCRIBED\") what)",
        "(OLDNAME)",
        "(5)",
        "(((a) \"b\") c)",
    ] {
        let wire = format!("* LIST (\\HasChildren) \"/\" \"Sent items\" {extended}\r\n");
        let decoded = ResponseDecoder::tolerant()
            .decode(wire.as_bytes())
            .unwrap_or_else(|error| panic!("{}", error.render_in_full(wire.as_bytes())));
        let Response::Data(Data::List(MailboxList {
            mailbox,
            extended: found,
            ..
        })) = &decoded.value
        else {
            panic!("{:?}", decoded.value)
        };
        assert_eq!(mailbox.as_bytes(), b"Sent items");
        if decoded.salvaged.is_empty() {
            // The shape is that of an extension which is not known.
            assert!(!found.is_empty(), "{wire}");
            continue;
        }
        assert!(found.is_empty());
        assert_eq!(decoded.salvaged[0].slot, Rule::MboxListExtended);
        assert_eq!(&wire[decoded.salvaged[0].range.clone()], extended);
    }
}

#[test]
fn a_status_line_keeps_its_other_items() {
    let wire = "* STATUS INBOX (MESSAGES 5 UIDNEXT \"x\" UNSEEN 2)\r\n";
    let decoded = ResponseDecoder::tolerant().decode(wire.as_bytes()).unwrap();
    let Response::Data(Data::Status(status)) = &decoded.value else {
        panic!("{:?}", decoded.value)
    };
    assert_eq!(status.items.len(), 2);
    assert_eq!(decoded.salvaged.len(), 1);
    assert_eq!(&wire[decoded.salvaged[0].range.clone()], "UIDNEXT \"x\"");
}

/// Attributes, capabilities, flags: what is none is left out, and the others stay.
#[test]
fn a_bad_element_costs_no_other() {
    for (wire, good, left_out, slot) in [
        (
            "* LIST (HasNoChildren \\Sent) \"/\" x",
            "* LIST (\\Sent) \"/\" x",
            "HasNoChildren",
            Rule::Flag,
        ),
        (
            "* LIST (\\Sent (a \")\") \\Marked) \"/\" x",
            "* LIST (\\Sent \\Marked) \"/\" x",
            "(a \")\")",
            Rule::Flag,
        ),
        (
            "* CAPABILITY IMAP4rev1 \"a b\" IDLE",
            "* CAPABILITY IMAP4rev1 IDLE",
            "\"a b\"",
            Rule::Capability,
        ),
        (
            "* OK [CAPABILITY IMAP4rev1 (x y)] hi",
            "* OK [CAPABILITY IMAP4rev1] hi",
            "(x y)",
            Rule::Capability,
        ),
        (
            "* 1 FETCH (UID 7 FLAGS (\\Seen %a \\Draft))",
            "* 1 FETCH (UID 7 FLAGS (\\Seen \\Draft))",
            "%a",
            Rule::Flag,
        ),
    ] {
        let [wire, good] = [wire, good].map(|line| format!("{line}\r\n"));
        let decoded = ResponseDecoder::tolerant()
            .decode(wire.as_bytes())
            .unwrap_or_else(|error| panic!("{}", error.render_in_full(wire.as_bytes())));
        let wanted = ResponseDecoder::strict().decode(good.as_bytes()).unwrap();
        assert_eq!(decoded.value, wanted.value);
        let [item] = &decoded.salvaged[..] else {
            panic!("{wire}: {:?}", decoded.salvaged)
        };
        assert_eq!((&wire[item.range.clone()], item.slot), (left_out, slot));
    }
    // Of what a client asks nothing is left out.
    use imap_codec::CommandDecoder;
    let tolerant = CommandDecoder::tolerant();
    assert!(tolerant.decode(b"a ENABLE CONDSTORE \"x\"\r\n").is_err());
    assert!(tolerant.decode(b"a STORE 1 FLAGS (\\Seen %a)\r\n").is_err());
}
