//! What the tolerant decoders mend, and what it is mended to. A sample of each quirk stands with its row in
//! `imap_codec::Quirk`; these are the other places where a quirk applies.

use std::fmt::Debug;

use imap_codec::{
    AuthenticateDataKind, CommandKind, Decoder, Frame, Framer, GreetingKind, Kind, Mode, Options,
    Policy, Quirk, Quirks, ResponseDecoder, ResponseKind,
};

/// Strict refuses the row; with this quirk alone it is read as the one on the right, and the quirk is noted.
fn mended<K: Kind>(rows: &[(&str, &str, Quirk)])
where
    for<'a> K::Value<'a>: PartialEq + Debug,
{
    for (bad, good, quirk) in rows {
        let [bad, good] = [bad, good].map(|row| format!("{row}\r\n").into_bytes());
        let strict = Decoder::<K>::strict();
        assert!(strict.decode(&bad).is_err(), "{}", bad.escape_ascii());
        let alone = Options::strict().policy(Policy::Chosen(Quirks::NONE.with(*quirk)));
        let decoded = Decoder::<K>::new(alone)
            .decode(&bad)
            .unwrap_or_else(|error| panic!("{error}: {}", bad.escape_ascii()));
        assert_eq!(decoded.value, strict.decode(&good).unwrap().value);
        assert!(decoded.salvaged.is_empty());
        assert!(
            !decoded.deviations.is_empty()
                && decoded.deviations.iter().all(|note| note.quirk == *quirk),
            "{:?}",
            decoded.deviations
        );
    }
}

#[test]
fn responses() {
    mended::<ResponseKind>(&[
        // RFC 5819 section 3, RFC 2342 section 5.5
        (
            "* LIST () \".\"  \"INBOX\"",
            "* LIST () \".\" INBOX",
            Quirk::SpaceInList,
        ),
        (
            "* NAMESPACE ((\"INBOX.\" \".\")) NIL  NIL",
            "* NAMESPACE ((\"INBOX.\" \".\")) NIL NIL",
            Quirk::SpaceInList,
        ),
        // RFC 5255 section 3.2
        (
            "* NAMESPACE ((\"\" \"/\"))((\"x/\" \"/\"))((\"y/\" \"/\"))",
            "* NAMESPACE ((\"\" \"/\")) ((\"x/\" \"/\")) ((\"y/\" \"/\"))",
            Quirk::NamespaceWithoutSpace,
        ),
        // home.pl
        (
            "* XLIST (\\ \\HasNoChildren) \".\" Argos",
            "* XLIST (\\HasNoChildren) \".\" Argos",
            Quirk::LoneBackslash,
        ),
        (
            "* LIST (\\) \".\" Argos",
            "* LIST () \".\" Argos",
            Quirk::LoneBackslash,
        ),
        (
            "* QUOTA \"\" (STORAGE  10  512 )",
            "* QUOTA \"\" (STORAGE 10 512)",
            Quirk::SpaceInList,
        ),
        (
            "* QUOTA \"\" ( STORAGE 10 512)",
            "* QUOTA \"\" (STORAGE 10 512)",
            Quirk::SpaceInList,
        ),
        ("* QUOTAROOT INBOX ", "* QUOTAROOT INBOX", Quirk::SpaceAtEnd),
        ("* ACL INBOX a lr ", "* ACL INBOX a lr", Quirk::SpaceAtEnd),
        (
            "* ID ( \"a\"  \"b\"  \"c\" NIL )",
            "* ID (\"a\" \"b\" \"c\" NIL)",
            Quirk::SpaceInList,
        ),
        (
            "* METADATA x ( /a  \"b\" )",
            "* METADATA x (/a \"b\")",
            Quirk::SpaceInList,
        ),
        ("* LANGUAGE (DE )", "* LANGUAGE (DE)", Quirk::SpaceInList),
        // SP and text are missing behind the code, which stays.
        (
            "a NO [METADATA TOOMANY]",
            "a NO [METADATA TOOMANY] ",
            Quirk::MissingTextAfterCode,
        ),
    ]);
}

/// S12, S18: whole messages, in any chunking.
#[test]
fn line_ends_behind_literals() {
    let stream = b"* 1 FETCH (BODY[] {3}\r\nabc\r\n)\r\n* 2 FETCH (BODY[1] {2}\r\nab\r\n BODY[2] {1}\r\na\r\n UID 7)\r\n\
        * 3 FETCH (BODY[] {1}\r\na\r\n* 4 EXISTS\r\n* LIST () NIL {1}\r\na\r\n x\r\n";
    let messages: [&[u8]; 6] = [
        b"* 1 FETCH (BODY[] {3}\r\nabc\r\n)\r\n",
        b"* 2 FETCH (BODY[1] {2}\r\nab\r\n BODY[2] {1}\r\na\r\n UID 7)\r\n",
        b"* 3 FETCH (BODY[] {1}\r\na\r\n",
        b"* 4 EXISTS\r\n",
        b"* LIST () NIL {1}\r\na\r\n",
        b" x\r\n",
    ];
    for chunk in [1, 2, 3, stream.len()] {
        let mut framer = Framer::new(Mode::Response, &Options::tolerant());
        let mut found = Vec::new();
        for bytes in stream.chunks(chunk) {
            framer.push(bytes);
            while let Some(Frame::Message(message)) = framer.next().unwrap() {
                found.push(message.bytes().to_vec());
            }
        }
        assert_eq!(found, messages, "{chunk}");
    }
    let mut strict = Framer::new(Mode::Response, &Options::strict());
    strict.push(messages[0]);
    let Ok(Some(Frame::Message(message))) = strict.next() else {
        panic!()
    };
    assert_eq!(message.bytes(), b"* 1 FETCH (BODY[] {3}\r\nabc\r\n");
    items(&[(
        "BODY[1] {2}\r\nab\r\n BODY[2] {1}\r\na\r\n",
        "BODY[1] {2}\r\nab BODY[2] {1}\r\na",
        &[Quirk::LineEndInFetch; 2],
    )]);
}

/// S51, S52, S63, S76, S90.
#[test]
fn flags_dates_and_numbers() {
    use Quirk::{
        DottedTime, OddDisposition, OddFlags, StarInFlags, SwappedDisposition, ZeroSequenceNumber,
    };
    mended::<ResponseKind>(&[
        ("* FLAGS NIL", "* FLAGS ()", OddFlags),
        (
            "* FLAGS (\\Seen \"\\\\Flagged\" \"a\" \"b c\" (\\Draft d) () e)",
            "* FLAGS (\\Seen \\Flagged a \\Draft d e)",
            OddFlags,
        ),
        ("* FLAGS (\\* \\Seen \\*)", "* FLAGS (\\Seen)", StarInFlags),
        (
            "* 0 FETCH (FLAGS (\\Seen) UID 7)",
            "* 7 UIDFETCH (FLAGS (\\Seen) UID 7)",
            ZeroSequenceNumber,
        ),
    ]);
    let part =
        |tail| format!("BODYSTRUCTURE (\"IMAGE\" \"PNG\" NIL NIL NIL \"BASE64\" 1 NIL {tail})");
    items(&[
        ("FLAGS (\\Seen \\*)", "FLAGS (\\Seen)", &[StarInFlags]),
        ("FLAGS NIL", "FLAGS ()", &[OddFlags]),
        (
            "INTERNALDATE \" 8-Mar-2023 12.16.47 +0800\"",
            "INTERNALDATE \" 8-Mar-2023 12:16:47 +0800\"",
            &[DottedTime],
        ),
        (
            &part("NIL (\"attachment\" (\"filename\" \"a\")) \"x\""),
            &part("(\"attachment\" (\"filename\" \"a\")) NIL \"x\""),
            &[SwappedDisposition],
        ),
        (
            &part("(\"en\") (\"inline\" NIL) NIL"),
            &part("(\"inline\" NIL) \"en\" NIL"),
            &[OddDisposition, SwappedDisposition],
        ),
        (
            &part("\"en\" (\"inline\" NIL)"),
            &part("(\"inline\" NIL) \"en\""),
            &[OddDisposition, SwappedDisposition],
        ),
    ]);
    let tolerant = Decoder::<ResponseKind>::tolerant();
    for line in [
        "* 0 FETCH (FLAGS ())",
        "* 00 FETCH (UID 7)",
        "* 0 EXPUNGE",
        "* FLAGS (((a)))",
        "* FLAGS (\"a)",
    ] {
        assert!(
            tolerant.decode(format!("{line}\r\n").as_bytes()).is_err(),
            "{line}"
        );
    }
}

/// S61, S64, S68, S69, S92.
#[test]
fn odd_items() {
    use Quirk::{NestedItems, Rfc822Section, StrayQuote};
    items(&[
        (
            "(ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL))",
            "ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)",
            &[NestedItems],
        ),
        (
            "(FLAGS () BODY[2] NIL)",
            "FLAGS () BODY[2] NIL",
            &[NestedItems],
        ),
        (
            "RFC822[HEADER]<5> {3}\r\nabc",
            "BODY[HEADER]<5> {3}\r\nabc",
            &[Rfc822Section],
        ),
        (
            "ENVELOPE (NIL \"s\" NIL NIL NIL NIL NIL NIL NIL \"<\"abc\"@x>\")",
            "ENVELOPE (NIL \"s\" NIL NIL NIL NIL NIL NIL NIL \"<\\\"abc\\\"@x>\")",
            &[StrayQuote],
        ),
        (
            "ENVELOPE (NIL {3}\r\n\"a) ((\"test\"\" NIL \"HTML\"\" \"acme.com\")) NIL NIL NIL NIL NIL NIL NIL)",
            "ENVELOPE (NIL {3}\r\n\"a) ((\"test\\\"\" NIL \"HTML\\\"\" \"acme.com\")) NIL NIL NIL NIL NIL NIL NIL)",
            &[StrayQuote],
        ),
        (
            "BODY (\"TEXT\" \"PLAIN\" NIL NIL \"\"\"\" \"base64\" 1 1)",
            "BODY (\"TEXT\" \"PLAIN\" NIL NIL \"\\\"\\\"\" \"base64\" 1 1)",
            &[StrayQuote],
        ),
        (
            "BODYSTRUCTURE (\"TEXT\" \"PLAIN\" (\"name\" \"3D\"Windows-1252\"\") NIL NIL \"7BIT\" 1 1)",
            "BODYSTRUCTURE (\"TEXT\" \"PLAIN\" (\"name\" \"3D\\\"Windows-1252\\\"\") NIL NIL \"7BIT\" 1 1)",
            &[StrayQuote],
        ),
        (
            "BODY (\"TEXT\" \"PLAIN\" (\"charset \" \" \"utf-8\"\") NIL NIL \"7BIT\" 1 1)",
            "BODY (\"TEXT\" \"PLAIN\" (\"charset \" \" \\\"utf-8\\\"\") NIL NIL \"7BIT\" 1 1)",
            &[StrayQuote],
        ),
    ]);
    // One field too many, or no end: the item is left out.
    let tolerant = ResponseDecoder::new(Options::tolerant());
    for item in [
        "ENVELOPE (NIL \"say \"yes\" \"no\"\" NIL NIL NIL NIL NIL NIL NIL NIL)",
        "BODY (\"TEXT\" \"PLAIN\" (\"name\" \"a\"b\" c) NIL NIL \"7BIT\" 1 1)",
        "(UID 7 (FLAGS ()))",
    ] {
        let line = format!("* 1 FETCH ({item} UID 7)\r\n");
        let salvaged = tolerant.decode(line.as_bytes()).map(|read| read.salvaged);
        assert!(
            salvaged.is_err() || salvaged.is_ok_and(|left_out| left_out.len() == 1),
            "{line}"
        );
    }
}

/// S36, S54.
#[test]
fn names_outside_quotes() {
    use Quirk::{UnquotedListName, UnquotedStatusName};
    mended::<ResponseKind>(&[
        (
            "* LIST () \"/\" INBOX/Da\tOggetto\t",
            "* LIST () \"/\" \"INBOX/Da\tOggetto\t\"",
            UnquotedListName,
        ),
        (
            "* LIST (\\HasNoChildren) \"/\" My Folder",
            "* LIST (\\HasNoChildren) \"/\" \"My Folder\"",
            UnquotedListName,
        ),
        (
            "* LSUB () \".\" A \"(b) c",
            "* LSUB () \".\" \"A \\\"(b) c\"",
            UnquotedListName,
        ),
        (
            "* LIST () \"/\" (a",
            "* LIST () \"/\" \"(a\"",
            UnquotedListName,
        ),
        (
            "* STATUS My Folder (MESSAGES 1 MAILBOXID (F1))",
            "* STATUS \"My Folder\" (MESSAGES 1 MAILBOXID (F1))",
            UnquotedStatusName,
        ),
        (
            "* STATUS 100% (MESSAGES 1)",
            "* STATUS \"100%\" (MESSAGES 1)",
            UnquotedStatusName,
        ),
    ]);
    let tolerant = Decoder::<ResponseKind>::tolerant();
    for line in ["* LIST () \"/\" \"a\" b", "* STATUS \"a\" b (MESSAGES 1)"] {
        assert!(
            tolerant.decode(format!("{line}\r\n").as_bytes()).is_err(),
            "{line}"
        );
    }
}

/// S21, S22, S23, S30, S42, S110: answers that are no answers.
#[test]
fn conditions() {
    use Quirk::{EmptyUidSet, EmptyVanished, MissingCondition, StrayCompletion, UnavailableLine};
    mended::<ResponseKind>(&[
        ("* VANISHED", "* OK ", EmptyVanished),
        ("* VANISHED ", "* OK ", EmptyVanished),
        ("* vanished (EARLIER)", "* OK ", EmptyVanished),
        ("* VANISHED (EARLIER) ", "* OK ", EmptyVanished),
        ("a OK [COPYUID 701 1:2  ] Done", "a OK Done", EmptyUidSet),
        ("* OK [APPENDUID 1 ] Done", "* OK Done", EmptyUidSet),
        (
            "[COPYUID 55 31 6]",
            "* OK [COPYUID 55 31 6] ",
            MissingCondition,
        ),
        (
            "[COPYUID 55 31 6] Copied",
            "* OK [COPYUID 55 31 6] Copied",
            MissingCondition,
        ),
        (
            "[ALERT] The disk is full",
            "* OK [ALERT] The disk is full",
            MissingCondition,
        ),
        (
            "Server Unavailable.",
            "* BAD Server Unavailable.",
            UnavailableLine,
        ),
        (
            "CAPABILITY completed.",
            "* OK CAPABILITY completed.",
            StrayCompletion,
        ),
    ]);
    mended::<GreetingKind>(&[
        (
            " NO LOGOUT Intrusion prevention active for [1]",
            "* BYE LOGOUT Intrusion prevention active for [1]",
            Quirk::NoForBye,
        ),
        (" no [ALERT] No", "* BYE [ALERT] No", Quirk::NoForBye),
    ]);
    let tolerant = Decoder::<ResponseKind>::tolerant();
    for line in [
        "Server unavailable, come back later.",
        "completed.",
        "CAPABILITY is completed.",
        "[COPYUID 55 31] x",
        "* VANISHED x",
        " NO x",
    ] {
        assert!(
            tolerant.decode(format!("{line}\r\n").as_bytes()).is_err(),
            "{line}"
        );
    }
}

/// C10.
#[test]
fn empty_data() {
    mended::<AuthenticateDataKind>(&[("=", "", Quirk::EqualsSign)]);
}

#[test]
fn commands() {
    mended::<CommandKind>(&[
        (
            "a ID ( \"name\" \"aio\" )",
            "a ID (\"name\" \"aio\")",
            Quirk::SpaceInList,
        ),
        (
            "a GETMETADATA x ( MAXSIZE 5 ) ( /a )",
            "a GETMETADATA (MAXSIZE 5) x /a",
            Quirk::SpaceInList,
        ),
        (
            "a CREATE x (USE ( \\Sent ))",
            "a CREATE x (USE (\\Sent))",
            Quirk::SpaceInList,
        ),
        ("a COMPARATOR ", "a COMPARATOR", Quirk::SpaceAtEnd),
        // S101
        (
            "a FETCH 1 BODY[1.HEADER.FIELDS.NOT(X \"y z\")]",
            "a FETCH 1 BODY[1.HEADER.FIELDS.NOT (X \"y z\")]",
            Quirk::FieldsWithoutSpace,
        ),
        (
            "a UNAUTHENTICATE now",
            "a UNAUTHENTICATE",
            Quirk::WordsBehind,
        ),
    ]);
}

/// Items of FETCH: strict refuses the row, tolerant reads it as the one on the right, and notes these quirks.
fn items(rows: &[(&str, &str, &[Quirk])]) {
    let (strict, tolerant) = (
        ResponseDecoder::new(Options::strict()),
        ResponseDecoder::new(Options::tolerant()),
    );
    let mut failures = String::new();
    for (wire, good, quirks) in rows {
        let wire = format!("* 1 FETCH ({wire} UID 7)\r\n");
        let good = format!("* 1 FETCH ({good} UID 7)\r\n");
        let wanted = strict.decode(good.as_bytes()).expect(&good).value;
        assert!(strict.decode(wire.as_bytes()).is_err(), "{wire}");
        match tolerant.decode(wire.as_bytes()) {
            Ok(read) => {
                let found: Vec<_> = read.deviations.iter().map(|mended| mended.quirk).collect();
                if read.value != wanted || found != *quirks || !read.salvaged.is_empty() {
                    failures += &format!("{wire}  {read:?}\n");
                }
            }
            Err(error) => failures += &error.render_in_full(wire.as_bytes()),
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

const PLAIN: &str = "\"TEXT\" \"PLAIN\"";

/// Sizes that are no numbers (catalogue S78 to S80).
#[test]
fn sizes() {
    use Quirk::{FloatSize, NegativeSize, NilSize, QuotedSize};
    let rows: Vec<(String, String, &[Quirk])> = [
        ("-1 1", "0 1", &[NegativeSize][..]),
        ("1 -1", "1 0", &[NegativeSize]),
        ("-1 -20", "0 0", &[NegativeSize, NegativeSize]),
        ("9.3736e+06 1", "9373600 1", &[FloatSize]),
        ("1.5 1", "1 1", &[FloatSize]),
        ("2E3 1", "2000 1", &[FloatSize]),
        ("1e99 1", "9223372036854775807 1", &[FloatSize]),
        ("NIL 0", "0 0", &[NilSize]),
        ("12 NIL", "12 0", &[NilSize]),
        ("\"20\" \"4\"", "20 4", &[QuotedSize, QuotedSize]),
    ]
    .into_iter()
    .map(|(wire, good, quirks)| {
        let body = |sizes| format!("BODY ({PLAIN} NIL NIL NIL \"7BIT\" {sizes})");
        (body(wire), body(good), quirks)
    })
    .collect();
    let rows: Vec<_> = rows
        .iter()
        .map(|(wire, good, quirks)| (wire.as_str(), good.as_str(), *quirks))
        .collect();
    items(&rows);
}

/// S77, S87, S88, S89, S90, S91.
#[test]
fn fields_of_a_part() {
    use Quirk::{
        EmptyList, MissingLines, NeedlessLines, NilParameter, OddDisposition, OddEncoding,
    };
    items(&[
        (
            "BODY (\"TEXT\" \"PLAIN\" (\"BOUNDARY\" NIL \"a\" \"b\") NIL NIL \"7BIT\" 1 1)",
            "BODY (\"TEXT\" \"PLAIN\" (\"BOUNDARY\" \"\" \"a\" \"b\") NIL NIL \"7BIT\" 1 1)",
            &[NilParameter],
        ),
        (
            "BODY (\"TEXT\" \"PLAIN\" NIL NIL NIL NIL 1 1)",
            "BODY (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1)",
            &[OddEncoding],
        ),
        (
            "BODY (\"TEXT\" \"PLAIN\" NIL NIL NIL base64 1 1)",
            "BODY (\"TEXT\" \"PLAIN\" NIL NIL NIL \"base64\" 1 1)",
            &[OddEncoding],
        ),
        (
            "BODYSTRUCTURE (\"IMAGE\" \"PNG\" NIL NIL NIL \"BASE64\" 1 NIL \"attachment\" NIL)",
            "BODYSTRUCTURE (\"IMAGE\" \"PNG\" NIL NIL NIL \"BASE64\" 1 NIL (\"attachment\" NIL) NIL)",
            &[OddDisposition],
        ),
        (
            "BODYSTRUCTURE (\"IMAGE\" \"PNG\" NIL NIL NIL \"BASE64\" 1 NIL (\"inline\") NIL)",
            "BODYSTRUCTURE (\"IMAGE\" \"PNG\" NIL NIL NIL \"BASE64\" 1 NIL (\"inline\" NIL) NIL)",
            &[OddDisposition],
        ),
        (
            "BODYSTRUCTURE (\"IMAGE\" \"PNG\" NIL NIL NIL \"BASE64\" 1 NIL (NIL NIL) \"en\")",
            "BODYSTRUCTURE (\"IMAGE\" \"PNG\" NIL NIL NIL \"BASE64\" 1 NIL NIL \"en\")",
            &[OddDisposition],
        ),
        (
            "BODYSTRUCTURE ((\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1) \"mixed\" (\"boundary\" \"x\") \"S/MIME Encrypted Message\" NIL)",
            "BODYSTRUCTURE ((\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1) \"mixed\" (\"boundary\" \"x\") NIL NIL)",
            &[OddDisposition],
        ),
        (
            "BODYSTRUCTURE (\"IMAGE\" \"PNG\" NIL NIL NIL \"BASE64\" 1 NIL NIL NIL ())",
            "BODYSTRUCTURE (\"IMAGE\" \"PNG\" NIL NIL NIL \"BASE64\" 1 NIL NIL NIL NIL)",
            &[EmptyList],
        ),
        (
            "BODY (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 12)",
            "BODY (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 12 0)",
            &[MissingLines],
        ),
        (
            "BODYSTRUCTURE (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 12 \"md5\" NIL)",
            "BODYSTRUCTURE (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 12 0 \"md5\" NIL)",
            &[MissingLines],
        ),
        (
            "BODYSTRUCTURE (\"IMAGE\" \"PNG\" NIL NIL NIL \"BASE64\" 1 5 NIL (\"inline\" NIL))",
            "BODYSTRUCTURE (\"IMAGE\" \"PNG\" NIL NIL NIL \"BASE64\" 1 NIL (\"inline\" NIL))",
            &[NeedlessLines],
        ),
    ]);
}

/// S81 to S86.
#[test]
fn parts_that_are_not_there() {
    use Quirk::{BodilessMessage, ChildlessMultipart, EmptyList, MissingMediaType};
    let nothing = "\"7BIT\" 0";
    let empty =
        format!("(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ({PLAIN} NIL NIL NIL {nothing} 0)");
    let rows = [
        (
            "(NIL \"alternative\" (\"boundary\" \"x\") NIL NIL NIL)".to_owned(),
            format!("(\"MULTIPART\" \"alternative\" (\"boundary\" \"x\") NIL NIL {nothing} NIL NIL NIL NIL)"),
            &[ChildlessMultipart][..],
        ),
        (
            "(\"ALTERNATIVE\")".to_owned(),
            format!("(\"MULTIPART\" \"ALTERNATIVE\" NIL NIL NIL {nothing})"),
            &[ChildlessMultipart],
        ),
        (
            "(\"RELATED\" NIL (\"ATTACHMENT\" NIL) NIL)".to_owned(),
            format!("(\"MULTIPART\" \"RELATED\" NIL NIL NIL {nothing} NIL (\"ATTACHMENT\" NIL) NIL)"),
            &[ChildlessMultipart],
        ),
        (
            format!("(({PLAIN} NIL NIL NIL \"7BIT\" 1 1)(\"MIXED\") \"MIXED\")"),
            format!("(({PLAIN} NIL NIL NIL \"7BIT\" 1 1)(\"MULTIPART\" \"MIXED\" NIL NIL NIL {nothing}) \"MIXED\")"),
            &[ChildlessMultipart],
        ),
        (
            "(\"message\" \"rfc822\" NIL NIL NIL \"7BIT\" 787 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) () 0)".to_owned(),
            format!("(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 787 {empty} 0)"),
            &[BodilessMessage],
        ),
        (
            format!("((\"MESSAGE\" \"RFC822\" NIL NIL NIL \"BASE64\" 787)({PLAIN} NIL NIL NIL \"7BIT\" 1 1) \"MIXED\")"),
            format!("((\"MESSAGE\" \"RFC822\" NIL NIL NIL \"BASE64\" 787 {empty} 0)({PLAIN} NIL NIL NIL \"7BIT\" 1 1) \"MIXED\")"),
            &[BodilessMessage],
        ),
        (
            "(NIL NIL NIL NIL NIL \"7BIT\" 563)".to_owned(),
            "(\"APPLICATION\" \"OCTET-STREAM\" NIL NIL NIL \"7BIT\" 563)".to_owned(),
            &[MissingMediaType],
        ),
        (
            "(\"X-ZIP\" (\"BOUNDARY\" \"\") NIL NIL \"BASE64\" 563 NIL)".to_owned(),
            "(\"APPLICATION\" \"OCTET-STREAM\" (\"BOUNDARY\" \"\") NIL NIL \"BASE64\" 563 NIL)".to_owned(),
            &[MissingMediaType],
        ),
        (
            format!("({PLAIN} () NIL NIL \"7BIT\" 1 1)"),
            format!("({PLAIN} NIL NIL NIL \"7BIT\" 1 1)"),
            &[EmptyList],
        ),
    ];
    let rows: Vec<_> = rows
        .iter()
        .map(|(wire, good, quirks)| {
            (
                format!("BODYSTRUCTURE {wire}"),
                format!("BODYSTRUCTURE {good}"),
                *quirks,
            )
        })
        .collect();
    let rows: Vec<_> = rows
        .iter()
        .map(|(wire, good, quirks)| (wire.as_str(), good.as_str(), *quirks))
        .collect();
    items(&rows);
}

/// S64, S65, S70, S71, S76.
#[test]
fn other_items() {
    use Quirk::{NilAddress, OriginWithLength, ShortEnvelope, UnpaddedDay};
    items(&[
        (
            "ENVELOPE (NIL \"s\" NIL NIL NIL NIL NIL NIL)",
            "ENVELOPE (NIL \"s\" NIL NIL NIL NIL NIL NIL NIL NIL)",
            &[ShortEnvelope],
        ),
        (
            "ENVELOPE (NIL \"s\" NIL NIL NIL NIL NIL NIL \"<id>\")",
            "ENVELOPE (NIL \"s\" NIL NIL NIL NIL NIL NIL \"<id>\" NIL)",
            &[ShortEnvelope],
        ),
        (
            "ENVELOPE (NIL NIL (NIL(NIL NIL \"a\" \"b\")NIL) NIL NIL NIL NIL NIL NIL NIL)",
            "ENVELOPE (NIL NIL ((NIL NIL \"a\" \"b\")) NIL NIL NIL NIL NIL NIL NIL)",
            &[NilAddress, NilAddress],
        ),
        (
            "BODY[TEXT]<0.100> \"x\"",
            "BODY[TEXT]<0> \"x\"",
            &[OriginWithLength],
        ),
        (
            "INTERNALDATE \"8-Mar-2023 12:16:47 +0800\"",
            "INTERNALDATE \" 8-Mar-2023 12:16:47 +0800\"",
            &[UnpaddedDay],
        ),
    ]);
}
