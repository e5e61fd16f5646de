//! `assets/quirks.md`: what becomes of each row of the catalogue of real-world quirks, S1 to S113 (what servers send) and C1
//! to C16 (what clients send). Each row names the quirk that mends it, a message that the grammar takes as it is, the profile
//! that knows of it, the view that shows it, or the test that shows what is done; and what is named is looked for.

use std::fs;

use imap_codec::{CommandKind, Decoder, Options, Quirk, ResponseKind};
use imap_state::profile::Profile;

enum What {
    /// Mended.
    Mended(&'static [Quirk]),
    /// No deviation: these responses (or commands, if they begin with `a1`) are read by the strict decoder.
    Grammar(&'static [&'static str]),
    /// Steered by these profiles.
    Profiles(&'static [&'static str]),
    /// Done as this test shows: file, function.
    Test(&'static str, &'static str),
    /// Shown by this method or function: file, name.
    View(&'static str, &'static str),
    /// Concerns neither codec nor session.
    Neither,
}

use Quirk as Q;
use What::{Grammar, Mended, Neither, Profiles, Test, View};

const GUESSED: &str = "tests/conformance/guessed.rs";
const SALVAGED: &str = "tests/conformance/salvaged.rs";
const KNOWN: &str = "imap-state/src/client/tests/known.rs";
const CLIENT: &str = "imap-state/src/client/tests.rs";
const ATTACKS: &str = "imap-state/src/client/tests/attacks.rs";
const TURNS: &str = "imap-state/src/client/tests/turns.rs";
const DECODED: &str = "imap-types/src/decoded.rs";

type Row = (&'static str, &'static str, &'static [What], &'static str);

const ROWS: &[Row] = &[
    (
        "S1",
        "SP at the end of SEARCH",
        &[Mended(&[Q::SpaceAfterSearch])],
        "",
    ),
    (
        "S2",
        "SP at the end of CAPABILITY",
        &[Mended(&[Q::SpaceAfterCapability])],
        "",
    ),
    (
        "S3",
        "SP at the end of STATUS",
        &[Mended(&[Q::SpaceAfterStatus])],
        "",
    ),
    (
        "S4",
        "SP before the `)` of ID",
        &[Mended(&[Q::SpaceInList])],
        "",
    ),
    (
        "S5",
        "SP before the `)` of FETCH",
        &[Mended(&[Q::SpaceInFetch])],
        "",
    ),
    (
        "S6",
        "two SP before a number",
        &[Mended(&[Q::SpaceBeforeNumber])],
        "",
    ),
    (
        "S7",
        "two SP in a body structure",
        &[Mended(&[Q::SpaceInBody])],
        "",
    ),
    (
        "S8",
        "SP between addresses",
        &[Mended(&[Q::SpaceBetweenAddresses])],
        "",
    ),
    (
        "S9",
        "`+` without SP",
        &[Mended(&[Q::BareContinuation])],
        "",
    ),
    (
        "S10",
        "lone LF",
        &[Mended(&[Q::LoneLf])],
        "only by request: `Options::lone_lf`",
    ),
    (
        "S11",
        "NULs before a greeting",
        &[Mended(&[Q::LeadingNul])],
        "",
    ),
    (
        "S12",
        "blank lines, also behind a literal",
        &[Mended(&[Q::BlankLine, Q::LineEndInFetch])],
        "",
    ),
    (
        "S13",
        "`{012}`",
        &[Grammar(&["* 1 FETCH (BODY[] {003}\r\nabc)\r\n"])],
        "leading zeros are legal",
    ),
    (
        "S14",
        "`{-5}`",
        &[
            Mended(&[Q::NegativeLiteral]),
            Test(GUESSED, "s14_negative_length"),
            Profiles(&["free"]),
        ],
        "a guess: only by request, or by the profile",
    ),
    (
        "S15",
        "`{n}` and two SP instead of CRLF",
        &[
            Mended(&[Q::SpacesForLineEnd]),
            Test(GUESSED, "s15_spaces_for_the_end_of_the_line"),
            Profiles(&["domino"]),
        ],
        "a guess: only by request, or by the profile",
    ),
    (
        "S16",
        "a literal's length in characters",
        &[
            Mended(&[Q::CharacterCount]),
            Test(GUESSED, "s16_length_in_characters"),
        ],
        "a guess: only by request",
    ),
    (
        "S17",
        "less data than announced, and then nothing",
        &[
            Test(GUESSED, "s17_never_comes"),
            Test(KNOWN, "a_literal_that_never_comes"),
        ],
        "cannot be mended: the client's deadline ends the connection",
    ),
    (
        "S18",
        "CRLF between a literal and `)`",
        &[Mended(&[Q::LineEndInFetch])],
        "",
    ),
    (
        "S19",
        "the tagged answer inside a literal that was cut short",
        &[
            Mended(&[Q::CutLiteral]),
            Test(GUESSED, "s19_literal_cut_short"),
            Profiles(&["rambler"]),
        ],
        "a guess: only by request, or by the profile",
    ),
    (
        "S20",
        "FETCH ends early, its other items on a line of their own",
        &[
            Test(GUESSED, "s20_rest_as_a_line"),
            Test(KNOWN, "lines_that_are_nothing"),
        ],
        "FETCH is read as it stands, the line is told as unreadable",
    ),
    (
        "S21",
        "the text of an answer once more",
        &[Mended(&[Q::StrayCompletion])],
        "",
    ),
    (
        "S22",
        "`Server Unavailable.`",
        &[Mended(&[Q::UnavailableLine])],
        "",
    ),
    (
        "S23",
        "`[COPYUID …]` without `* OK`",
        &[Mended(&[Q::MissingCondition])],
        "",
    ),
    (
        "S24",
        "`* NOOP`, `* 99 NOOP junk`",
        &[Grammar(&["* NOOP\r\n", "* 99 NOOP junk\r\n"])],
        "kept in the `Other` arm of untagged data",
    ),
    (
        "S25",
        "keywords in any case",
        &[Grammar(&[
            "* 3 Recent\r\n",
            "* flags (\\seen)\r\n",
            "a1 oK done\r\n",
        ])],
        "",
    ),
    (
        "S26",
        "8-bit characters in quotes and text",
        &[Mended(&[Q::RawEightBit]), View(DECODED, "text")],
        "the octets are kept; the view is UTF-8 or Latin-1",
    ),
    (
        "S27",
        "CR and LF inside quotes, `\"` in an atom, no SP",
        &[
            Test(SALVAGED, "what_was_read_before_is_kept"),
            Test(KNOWN, "lines_that_are_nothing"),
        ],
        "what stands before is kept",
    ),
    (
        "S28",
        "a code without text",
        &[Mended(&[Q::MissingTextAfterCode])],
        "",
    ),
    (
        "S29",
        "a status without text",
        &[Mended(&[Q::MissingText])],
        "",
    ),
    (
        "S30",
        "COPYUID without UIDs",
        &[Mended(&[Q::EmptyUidSet])],
        "",
    ),
    (
        "S31",
        "brackets that hold no code",
        &[Mended(&[Q::CodeIsText])],
        "",
    ),
    (
        "S32",
        "0 for UIDNEXT and the like",
        &[Mended(&[Q::ZeroNumber])],
        "",
    ),
    (
        "S33",
        "UIDVALIDITY beyond 32 bits",
        &[Mended(&[Q::BigNumber])],
        "left out, and told",
    ),
    (
        "S34",
        "SELECT without UIDNEXT or UIDVALIDITY",
        &[Test("imap-state/src/mailbox/tests.rs", "what_select_tells")],
        "an `Option` in the view of the mailbox",
    ),
    (
        "S35",
        "`* STATUS \"INBOX\" ()`",
        &[Grammar(&["* STATUS \"INBOX\" ()\r\n"])],
        "",
    ),
    (
        "S36",
        "a name with SP outside quotes in STATUS",
        &[Mended(&[Q::UnquotedStatusName])],
        "",
    ),
    (
        "S37",
        "`LITERAL +`",
        &[Grammar(&["* CAPABILITY IMAP4rev1 LITERAL +\r\n"])],
        "two capabilities that nobody knows",
    ),
    (
        "S38",
        "codes that nobody knows",
        &[Grammar(&[
            "* NO [WEBALERT https://accounts.example/] Web login required.\r\n",
        ])],
        "kept in the `Other` arm of codes",
    ),
    (
        "S39",
        "BYE without end",
        &[Test(KNOWN, "bye_without_end")],
        "",
    ),
    (
        "S40",
        "a stale tagged answer",
        &[Test(ATTACKS, "tag_confusion")],
        "told as unexpected, and counted",
    ),
    (
        "S41",
        "iCloud: no ENABLED, bad VANISHED and numbers",
        &[Profiles(&["icloud"]), Test(KNOWN, "icloud")],
        "a bare OK enables, QRESYNC is not used",
    ),
    (
        "S42",
        "VANISHED of nothing",
        &[Mended(&[Q::EmptyVanished])],
        "",
    ),
    (
        "S43",
        "no CLOSED on the way to the next mailbox",
        &[Test(CLIENT, "the_next_mailbox")],
        "",
    ),
    ("S44", "data before `+ idling`", &[Test(TURNS, "idle")], ""),
    (
        "S45",
        "parentheses in ESEARCH; SEARCH for ESEARCH",
        &[
            Mended(&[Q::DataInParentheses]),
            Grammar(&["* SEARCH 1 2\r\n"]),
        ],
        "",
    ),
    (
        "S46",
        "THREAD and SORT of nothing",
        &[Mended(&[Q::SpaceAtEnd])],
        "",
    ),
    (
        "S47",
        "quotas beyond 32 bits, 0, with two SP",
        &[
            Mended(&[Q::SpaceInList]),
            Grammar(&[
                "* QUOTA \"\" (STORAGE 0 0)\r\n",
                "* QUOTA \"\" (STORAGE 1 9223372036854775807)\r\n",
            ]),
        ],
        "",
    ),
    (
        "S48",
        "a namespace without a delimiter",
        &[Grammar(&["* NAMESPACE ((\"\" NIL)) NIL NIL\r\n"])],
        "",
    ),
    (
        "S49",
        "SEARCH with MODSEQ",
        &[Grammar(&["* SEARCH 87216 87221 (MODSEQ 7667567)\r\n"])],
        "",
    ),
    (
        "S50",
        "brackets in flags",
        &[Mended(&[Q::BracketInFlag])],
        "what stands behind a SP is a flag of its own",
    ),
    ("S51", "`\\*` in FLAGS", &[Mended(&[Q::StarInFlags])], ""),
    (
        "S52",
        "strings, NIL and lists among flags",
        &[Mended(&[Q::OddFlags])],
        "",
    ),
    (
        "S53",
        "a lone `\\` among attributes",
        &[Mended(&[Q::LoneBackslash])],
        "",
    ),
    (
        "S54",
        "a name with TAB outside quotes in LIST",
        &[Mended(&[Q::UnquotedListName])],
        "",
    ),
    (
        "S55",
        "NIL and brackets in names",
        &[Grammar(&[
            "* LIST () \"/\" NIL\r\n",
            "* LIST () \"/\" [a]b\r\n",
        ])],
        "",
    ),
    (
        "S56",
        "delimiters at the ends of a name",
        &[View("imap-types/src/mailbox.rs", "trimmed")],
        "kept as it is",
    ),
    (
        "S57",
        "labels of all kinds",
        &[Grammar(&[
            "* 1 FETCH (X-GM-LABELS (+IMNews))\r\n",
            "* 1 FETCH (X-GM-LABELS (\"\\\\Important\" foo NIL))\r\n",
        ])],
        "",
    ),
    (
        "S58",
        "LIST-EXTENDED and SPECIAL-USE that do not work",
        &[Profiles(&["proton-bridge", "orange", "strato"])],
        "as if they were not advertised",
    ),
    (
        "S59",
        "`\\NonExistent` without `\\Noselect`",
        &[View("imap-types/src/list.rs", "is_selectable")],
        "",
    ),
    (
        "S60",
        "items that nobody knows",
        &[Grammar(&[
            "* 1 FETCH (EMAILID (M1))\r\n",
            "* 1 FETCH (THREADID NIL)\r\n",
            "* 1 FETCH (XAOL.SPAM.REASON 0 UID 5)\r\n",
            "* 1 FETCH (X-MAILBOX INBOX)\r\n",
        ])],
        "kept in the `Other` arm of items",
    ),
    (
        "S61",
        "items in parentheses of their own",
        &[Mended(&[Q::NestedItems])],
        "",
    ),
    (
        "S62",
        "`MODSEQ (-1)`",
        &[Mended(&[Q::NegativeModSequence])],
        "",
    ),
    (
        "S63",
        "`* 0 FETCH`",
        &[Mended(&[Q::ZeroSequenceNumber])],
        "",
    ),
    (
        "S64",
        "`RFC822[]`, `BODY[]<0.100>`, names of fields in quotes",
        &[
            Mended(&[Q::Rfc822Section, Q::OriginWithLength]),
            Grammar(&["* 1 FETCH (BODY[HEADER.FIELDS (\"b\" a)] NIL)\r\n"]),
        ],
        "",
    ),
    (
        "S65",
        "`BODY[2]` without data",
        &[Mended(&[Q::MissingSectionData])],
        "",
    ),
    (
        "S66",
        "no answer to RFC822",
        &[
            Profiles(&["icloud"]),
            Test(KNOWN, "icloud"),
            View("imap-types/src/fetch.rs", "lacks"),
        ],
        "asked for as `BODY[]`",
    ),
    (
        "S67",
        "items in any order, more than were asked",
        &[Grammar(&[
            "* 1 FETCH (UID 2 FLAGS (\\Seen) RFC822 {1}\r\na UID 2)\r\n",
        ])],
        "",
    ),
    (
        "S68",
        "raw quotes in a Message-ID",
        &[Mended(&[Q::StrayQuote])],
        "a guess that cannot harm: on in Tolerant",
    ),
    (
        "S69",
        "raw quotes in strings",
        &[Mended(&[Q::StrayQuote])],
        "a guess that cannot harm: on in Tolerant",
    ),
    (
        "S70",
        "an envelope of 8 or 9 fields",
        &[Mended(&[Q::ShortEnvelope])],
        "",
    ),
    (
        "S71",
        "NIL among addresses",
        &[Mended(&[Q::NilAddress])],
        "",
    ),
    (
        "S72",
        "MISSING_DOMAIN and the like",
        &[View(DECODED, "known_host"), View(DECODED, "known_mailbox")],
        "kept as it is",
    ),
    (
        "S73",
        "name and address swapped",
        &[View(DECODED, "swapped")],
        "kept as it is",
    ),
    (
        "S74",
        "`<members=h.com` at `m.h.com>`",
        &[Test(DECODED, "addresses_that_are_none")],
        "kept as it is",
    ),
    (
        "S75",
        "`00-Jan-0000`",
        &[
            Grammar(&["* 1 FETCH (INTERNALDATE \"00-Jan-0000 00:00:00 +0000\")\r\n"]),
            View("imap-types/src/datetime.rs", "sound"),
        ],
        "",
    ),
    (
        "S76",
        "dates without padding, with dots",
        &[Mended(&[Q::UnpaddedDay, Q::DottedTime])],
        "",
    ),
    (
        "S77",
        "NIL for a parameter",
        &[Mended(&[Q::NilParameter])],
        "",
    ),
    ("S78", "negative sizes", &[Mended(&[Q::NegativeSize])], ""),
    (
        "S79",
        "sizes with an exponent",
        &[Mended(&[Q::FloatSize])],
        "",
    ),
    (
        "S80",
        "NIL or quotes for sizes",
        &[Mended(&[Q::NilSize, Q::QuotedSize])],
        "",
    ),
    (
        "S81",
        "NIL for the parts of a multipart",
        &[Mended(&[Q::ChildlessMultipart])],
        "",
    ),
    (
        "S82",
        "a multipart without parts",
        &[Mended(&[Q::ChildlessMultipart])],
        "",
    ),
    (
        "S83",
        "a multipart as if it were a leaf",
        &[Grammar(&[
            "* 1 FETCH (BODY (\"multipart\" \"related\" (\"boundary\" \"x\") NIL NIL \"7BIT\" 400))\r\n",
        ])],
        "",
    ),
    (
        "S84",
        "a message with `()` for its body",
        &[Mended(&[Q::BodilessMessage])],
        "",
    ),
    (
        "S85",
        "a message without envelope and body",
        &[Mended(&[Q::BodilessMessage])],
        "",
    ),
    (
        "S86",
        "no media type",
        &[Mended(&[Q::MissingMediaType])],
        "",
    ),
    (
        "S87",
        "NIL or an atom for the encoding",
        &[Mended(&[Q::OddEncoding])],
        "",
    ),
    (
        "S88",
        "odd dispositions",
        &[Mended(&[Q::OddDisposition])],
        "",
    ),
    (
        "S89",
        "a description for the disposition",
        &[Mended(&[Q::OddDisposition])],
        "",
    ),
    (
        "S90",
        "disposition and language swapped, `()`",
        &[Mended(&[Q::SwappedDisposition, Q::EmptyList])],
        "",
    ),
    (
        "S91",
        "no lines where they are due, or lines where not",
        &[Mended(&[Q::MissingLines, Q::NeedlessLines])],
        "",
    ),
    (
        "S92",
        "raw quotes in a parameter",
        &[Mended(&[Q::StrayQuote])],
        "a guess that cannot harm: on in Tolerant",
    ),
    (
        "S93",
        "Unsafe Login",
        &[Profiles(&["netease"]), Test(KNOWN, "netease")],
        "ID behind the login; a hint, if it is said all the same",
    ),
    (
        "S94",
        "BAD for an initial response",
        &[Profiles(&["netease", "coremail"]), Test(KNOWN, "netease")],
        "",
    ),
    (
        "S95",
        "tags must begin with a letter",
        &[Profiles(&["netease"]), Test(KNOWN, "netease")],
        "all do, unless the user sets others",
    ),
    (
        "S96",
        "descending sets are refused",
        &[
            Profiles(&["qq", "hmailserver"]),
            Test(KNOWN, "ascending_sets"),
        ],
        "",
    ),
    (
        "S97",
        "`ID ()` is not understood; fields as atoms neither",
        &[
            Profiles(&["exchange", "gmx", "yahoo"]),
            Grammar(&["a1 ID NIL\r\n"]),
        ],
        "the encoder never writes either",
    ),
    (
        "S98",
        "how long to wait, in a text",
        &[
            Profiles(&["exchange-online"]),
            Test(KNOWN, "back_off"),
            View("imap-state/src/profile/hint.rs", "hint"),
        ],
        "an event, with a cap; of any server",
    ),
    (
        "S99",
        "too many STATUS at a time",
        &[
            Profiles(&["exchange-online"]),
            Test(KNOWN, "status_in_flight"),
        ],
        "",
    ),
    (
        "S100",
        "NAMESPACE drops the connection",
        &[Profiles(&["exchange-2003"]), Test(KNOWN, "no_namespace")],
        "",
    ),
    (
        "S101",
        "SP behind HEADER.FIELDS is refused",
        &[Mended(&[Q::FieldsWithoutSpace])],
        "a server takes it without; a client sends it with, since no server is named",
    ),
    (
        "S102",
        "BODY[] and BODY[HEADER] differ (Zimbra)",
        &[Neither],
        "both are given as they come",
    ),
    (
        "S103",
        "CHARSET refused, or needed",
        &[
            Profiles(&["exchange", "exchange-online", "netease", "coremail"]),
            Test(KNOWN, "charsets_and_line_ends"),
        ],
        "",
    ),
    (
        "S104",
        "names that CREATE refuses",
        &[Profiles(&["proton-bridge"])],
        "a NO as any other",
    ),
    (
        "S105",
        "gaps of Cyrus in BINARY, CATENATE, ESEARCH",
        &[Profiles(&["cyrus"])],
        "of old versions, which say NO or BAD",
    ),
    (
        "S106",
        "wrong message numbers",
        &[Test("imap-state/src/mailbox/tests.rs", "lies")],
        "told as `Change::Lie`, and counted",
    ),
    (
        "S107",
        "prompts of SASL LOGIN in other words",
        &[
            Grammar(&["+ VXNlciBOYW1lAA==\r\n"]),
            Test(TURNS, "authenticate"),
        ],
        "a challenge is given as it comes; who answers LOGIN goes by the order",
    ),
    (
        "S108",
        "floods of NO and ALERT",
        &[Test(ATTACKS, "alerts_before_tls")],
        "each is an event",
    ),
    (
        "S109",
        "APPEND needs CRLF at the end",
        &[Profiles(&["yahoo"]), Test(KNOWN, "charsets_and_line_ends")],
        "",
    ),
    (
        "S110",
        "` NO LOGOUT` for a greeting",
        &[Mended(&[Q::NoForBye])],
        "",
    ),
    (
        "S111",
        "a second ID is refused",
        &[Profiles(&["cyrus"]), Test(KNOWN, "id_is_said_once")],
        "the client says it once, and only where it must",
    ),
    (
        "S112",
        "how long a command may be",
        &[
            Profiles(&["yahoo", "uw-imap", "gmail", "courier", "dovecot"]),
            Test(KNOWN, "parts"),
            View("imap-types/src/sequence.rs", "split"),
        ],
        "",
    ),
    (
        "S113",
        "an envelope without quotes made clients hang",
        &[
            Test("tests/laws/hostile.rs", "long_and_broken"),
            Test(SALVAGED, "a_bad_envelope_costs_no_neighbour"),
        ],
        "",
    ),
    (
        "C1",
        "RFC822.PEEK",
        &[Grammar(&[
            "a1 UID fetch 39 (UID RFC822.SIZE RFC822.peek)\r\n",
        ])],
        "RFC 1730",
    ),
    ("C2", "CHANGEDSINCE 0", &[Mended(&[Q::ZeroModSequence])], ""),
    (
        "C3",
        "DONE and the next command in one packet",
        &[Test("imap-state/src/server/tests/mailbox.rs", "idle")],
        "",
    ),
    (
        "C4",
        "a command during IDLE",
        &[Test("imap-state/src/server/tests/mailbox.rs", "idle")],
        "BAD, and the connection stays",
    ),
    (
        "C5",
        "names in UTF-8 after UTF8=ACCEPT",
        &[
            View("imap-codec/src/options.rs", "utf8"),
            View("imap-types/src/mailbox.rs", "display"),
        ],
        "by mode",
    ),
    (
        "C6",
        "a delimiter at the end of a name; flags in LSUB",
        &[View("imap-types/src/mailbox.rs", "trimmed")],
        "kept as it is: the server decides",
    ),
    (
        "C7",
        "lines of 64 KiB",
        &[View("imap-codec/src/options.rs", "line")],
        "the limit is 8 MiB behind the login, unless set",
    ),
    (
        "C8",
        "answers in the order of the commands",
        &[Test("imap-state/src/server/tests/scenes.rs", "one_by_one")],
        "",
    ),
    (
        "C9",
        "a literal without waiting for `+`",
        &[Test("imap-state/src/server/tests/scenes.rs", "literals")],
        "taken, or refused and not read as commands",
    ),
    (
        "C10",
        "`=` as an answer to a challenge",
        &[Mended(&[Q::EqualsSign])],
        "",
    ),
    (
        "C11",
        "SASL LOGIN with an initial response",
        &[Grammar(&["a1 AUTHENTICATE LOGIN YWxpY2U=\r\n"])],
        "",
    ),
    (
        "C12",
        "deflate that is flushed in the middle",
        &[Neither],
        "nothing here reads or blocks; what has come is looked at",
    ),
    (
        "C13",
        "empty lines between commands, lone LF",
        &[Mended(&[Q::BlankLine, Q::LoneLf])],
        "",
    ),
    (
        "C14",
        "CHARSET after UTF8=ACCEPT",
        &[Grammar(&["a1 SEARCH CHARSET UTF-8 TEXT x\r\n"])],
        "the grammar has it; that it is BAD then is the server's to say",
    ),
    (
        "C15",
        "a literal beyond the limit that does not ask",
        &[Test(
            "imap-codec/src/wire/frame/tests.rs",
            "swallows_what_does_not_ask",
        )],
        "",
    ),
    (
        "C16",
        "clients that take nothing but the grammar",
        &[
            Test("tests/conformance/datetime.rs", "s9_date_time"),
            Test("tests/docs/quirks.rs", "the_quirks_are_listed"),
        ],
        "what the encoder writes is read by the strict decoder: a law",
    ),
];

fn has(file: &str, name: &str) -> bool {
    let source = fs::read_to_string(crate::path(file)).unwrap_or_else(|_| panic!("{file}"));
    source.contains(&format!("fn {name}(")) || source.contains(&format!("fn {name}<"))
}

#[test]
fn every_row_is_told() {
    let numbers = (1..=113)
        .map(|n| format!("S{n}"))
        .chain((1..=16).map(|n| format!("C{n}")));
    assert!(
        numbers.eq(ROWS.iter().map(|row| row.0.to_owned())),
        "one row each, in order"
    );
    let options = Options::strict();
    let mut should = String::from(
        "<!-- Printed from tests/docs/catalogue.rs. -->\n# What becomes of what real peers send\n\nS: from servers, C: from clients. A name in `code` is a quirk (see `quirks.jsonl`), which is mended in Tolerant unless it says otherwise.\n\n| # | what | what becomes of it |\n|---|---|---|\n",
    );
    for (number, what, hows, note) in ROWS {
        let mut cell = Vec::new();
        for how in *hows {
            cell.push(match how {
                Mended(quirks) => {
                    let names: Vec<_> = quirks.iter().map(|quirk| format!("`{quirk}`")).collect();
                    format!("mended: {}", names.join(", "))
                }
                Grammar(lines) => {
                    for line in *lines {
                        let bytes = line.as_bytes();
                        let error = if line.starts_with("a1 ") && !line.starts_with("a1 oK") {
                            Decoder::<CommandKind>::new(options)
                                .decode(bytes)
                                .map(drop)
                                .err()
                        } else {
                            Decoder::<ResponseKind>::new(options)
                                .decode(bytes)
                                .map(drop)
                                .err()
                        };
                        assert_eq!(error, None, "{number}: {line}");
                    }
                    "legal".into()
                }
                Profiles(names) => {
                    for name in *names {
                        let profile = Profile::named(name).unwrap_or_else(|| panic!("{name}"));
                        let told = profile.source.split([' ', ',', ';', ':']);
                        assert!(
                            told.into_iter().any(|word| word == *number),
                            "{number} in {name}"
                        );
                    }
                    format!("profile {}", names.join(", "))
                }
                Test(file, name) => {
                    assert!(has(file, name), "{number}: {name} in {file}");
                    format!("test [{name}](../{file})")
                }
                View(file, name) => {
                    assert!(has(file, name), "{number}: {name} in {file}");
                    format!("[{name}()](../{file})")
                }
                Neither => "concerns neither codec nor session".into(),
            });
        }
        if !note.is_empty() {
            cell.push((*note).into());
        }
        should += &format!("| {number} | {what} | {} |\n", cell.join("; "));
    }
    let is = fs::read_to_string(crate::path("assets/quirks.md")).unwrap_or_default();
    crate::check("assets/quirks.md", &is, &should);
}

/// Each quirk that has a number of the catalogue stands in the row of this number.
#[test]
fn every_quirk_has_its_row() {
    for quirk in Quirk::ALL {
        let number = quirk.number();
        let of_catalogue = number.starts_with(['S', 'C']);
        let row = ROWS.iter().find(|row| row.0 == number);
        let here = row.is_some_and(|row| {
            row.2
                .iter()
                .any(|how| matches!(how, Mended(quirks) if quirks.contains(quirk)))
        });
        assert!(
            here || !of_catalogue || *quirk == Quirk::NulInLiteral,
            "{quirk} in {number}"
        );
    }
}
