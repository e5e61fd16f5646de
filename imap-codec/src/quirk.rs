//! What real peers send beyond the grammar: one table of named deviations, each on or off at run time.
//!
//! The numbers are those of the project's quirk catalogue. A quirk never changes the reading of a message that the
//! grammar accepts: [`Policy::Tolerant`](crate::Policy) reads strictly first.
//!
//! From this table `assets/quirks.jsonl` is made, for other software, and the fuzzers' dictionary. What becomes of each row
//! of the catalogue, also of those that are no matter of a decoder, is in `assets/quirks.md`.

use core::fmt;

use crate::rule::Rule;

/// What a sample is.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum SampleKind {
    /// A greeting.
    Greeting,
    /// A response.
    Response,
    /// A command.
    Command,
    /// What a client says during AUTHENTICATE.
    AuthenticateData,
}

impl SampleKind {
    /// As in `assets/quirks.jsonl`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Greeting => "greeting",
            Self::Response => "response",
            Self::Command => "command",
            Self::AuthenticateData => "authenticate-data",
        }
    }
}

/// What a deviation is read as.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Yields {
    /// What this well-formed message says, of which 8-bit characters need UTF8=ACCEPT.
    Well(&'static str),
    /// A value that keeps what was sent, and that no well-formed message can say: written, it is as it came, or refused.
    Kept,
}

use self::{
    SampleKind::{AuthenticateData, Command, Greeting, Response},
    Yields::{Kept, Well},
};

macro_rules! quirks {
    ($( $(#[doc = $doc:literal])* $variant:ident = $name:literal, $number:literal, $summary:literal, $sample:literal;
        $kind:ident, $offset:literal, $rule:ident, $yields:expr; )+) => {
        /// A deviation from the grammar that can be mended, by name.
        ///
        /// Each row of the table has a name (stable, for machines), the number of its kind in the catalogue of
        /// real-world quirks, a summary and a sample; where and by which rule the grammar refuses the sample, and what it
        /// is read as.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum Quirk { $( $(#[doc = $doc])* #[doc = concat!("\n\n", $summary, " (catalogue ", $number, "); sample: `", $sample, "`")] $variant, )+ }

        impl Quirk {
            /// Every row of the table.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )+];
            /// The stable name, e.g. `space-after-search`.
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $( Self::$variant => $name, )+ } }
            /// The number of its kind in the quirk catalogue, e.g. `S1`.
            #[must_use]
            pub const fn number(self) -> &'static str { match self { $( Self::$variant => $number, )+ } }
            /// What is wrong, in a few words.
            #[must_use]
            pub const fn summary(self) -> &'static str { match self { $( Self::$variant => $summary, )+ } }
            /// Who sends it, where that is known, and what else is to be said of it.
            #[must_use]
            pub const fn source(self) -> &'static str { match self { $( Self::$variant => concat!($($doc,)*).trim_ascii_start(), )+ } }
            /// A message that shows it, with `\r\n` and other escapes as in Rust.
            #[must_use]
            pub const fn sample(self) -> &'static str { match self { $( Self::$variant => $sample, )+ } }
            /// What the sample is.
            #[must_use]
            pub const fn kind(self) -> SampleKind { match self { $( Self::$variant => $kind, )+ } }
            /// Where the grammar refuses the sample: bytes from its start.
            #[must_use]
            pub const fn offset(self) -> usize { match self { $( Self::$variant => $offset, )+ } }
            /// The rule that the sample breaks: what is wanted at [`offset`](Self::offset).
            #[must_use]
            pub const fn rule(self) -> Rule { match self { $( Self::$variant => Rule::$rule, )+ } }
            /// What the sample is read as.
            #[must_use]
            pub const fn yields(self) -> Yields { match self { $( Self::$variant => $yields, )+ } }
            /// Looks a quirk up by its stable name.
            #[must_use]
            pub fn parse(name: &str) -> Option<Self> { Some(match name { $( $name => Self::$variant, )+ _ => return None }) }
        }
    };
}

quirks! {
    /// Yahoo, David.fx.
    SpaceAfterSearch = "space-after-search", "S1", "SP at the end of a SEARCH response", "* SEARCH 1 2 3 \r\n";
        Response, 15, NzNumber, Well("* SEARCH 1 2 3\r\n");
    /// iCloud, QQ.
    SpaceAfterCapability = "space-after-capability", "S2", "SP at the end of a CAPABILITY list", "* CAPABILITY IMAP4rev1 \r\n";
        Response, 22, Crlf, Well("* CAPABILITY IMAP4rev1\r\n");
    /// Exchange.
    SpaceAfterStatus = "space-after-status", "S3", "SP at the end of a STATUS response", "* STATUS INBOX (MESSAGES 0) \r\n";
        Response, 27, Crlf, Well("* STATUS INBOX (MESSAGES 0)\r\n");
    /// Several servers, in ID and other lists that are kept raw.
    SpaceInList = "space-in-list", "S4", "stray SP in a parenthesised list", "* ID (\"a\" \"b\" )\r\n";
        Response, 14, Close, Well("* ID (\"a\" \"b\")\r\n");
    /// QQ.
    SpaceInFetch = "space-in-fetch", "S5", "stray SP in the list of FETCH items", "* 11487 FETCH (UID 19436 )\r\n";
        Response, 25, MsgAtt, Well("* 11487 FETCH (UID 19436)\r\n");
    /// DavMail.
    SpaceBeforeNumber = "space-before-number", "S6", "two SP where one is due", "*  1688 EXISTS\r\n";
        Response, 2, ResponseData, Well("* 1688 EXISTS\r\n");
    /// Domino.
    SpaceInBody = "space-in-body", "S7", "stray SP in a body structure", "* 1 FETCH (BODY (\"TEXT\" \"PLAIN\"  NIL NIL NIL \"7BIT\" 1 1))\r\n";
        Response, 32, BodyFldParam, Well("* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1))\r\n");
    /// Outlook.
    SpaceBetweenAddresses = "space-between-addresses", "S8", "SP between the addresses of an ENVELOPE", "* 1 FETCH (ENVELOPE (NIL NIL ((NIL NIL \"a\" \"b\") (NIL NIL \"c\" \"d\")) NIL NIL NIL NIL NIL NIL NIL))\r\n";
        Response, 47, Address, Well("* 1 FETCH (ENVELOPE (NIL NIL ((NIL NIL \"a\" \"b\")(NIL NIL \"c\" \"d\")) NIL NIL NIL NIL NIL NIL NIL))\r\n");
    /// Exchange, Yandex, Proton bridge.
    BareContinuation = "bare-continuation", "S9", "a continuation without SP", "+\r\n";
        Response, 1, Sp, Well("+ \r\n");
    /// Hand-typed input. Never on by itself: see `Options::lone_lf`.
    LoneLf = "lone-lf", "S10", "a line that ends in a lone LF", "* OK hello\n";
        Response, 10, Text, Well("* OK hello\r\n");
    /// Seen before greetings.
    LeadingNul = "leading-nul", "S11", "NULs before a message", "\0\0* OK hello\r\n";
        Response, 0, Tag, Well("* OK hello\r\n");
    /// Several peers, also after literals.
    BlankLine = "blank-line", "S12", "a blank line between messages", "\r\n* OK hello\r\n";
        Response, 0, Tag, Well("* OK hello\r\n");
    /// Gmail, mail.ru, Yahoo: the text is missing behind a code.
    MissingTextAfterCode = "missing-text-after-code", "S28", "no SP and no text behind a response code", "* OK [HIGHESTMODSEQ 7]\r\n";
        Response, 22, Sp, Well("* OK [HIGHESTMODSEQ 7] \r\n");
    /// Servers that follow RFC 9051 before it is enabled.
    MissingText = "missing-text", "S29", "a status response without text", "A OK\r\n";
        Response, 4, Sp, Well("A OK \r\n");
    /// SmarterMail, new mailboxes: the code or item is left out.
    ZeroNumber = "zero-number", "S32", "0 where 1 is the least; the element is left out", "* OK [UIDNEXT 0] none yet\r\n";
        Response, 14, NzNumber, Well("* OK none yet\r\n");
    /// Greenmail: the code or item is left out.
    BigNumber = "big-number", "S33", "a number beyond its range; the element is left out", "* OK [UIDVALIDITY 1666390893380] valid\r\n";
        Response, 18, NzNumber, Well("* OK valid\r\n");
    /// Dovecot in NO texts, Stalwart, GMX.
    RawEightBit = "raw-eight-bit", "S26", "8-bit characters where ASCII is due", "* NO caf\u{e9}\r\n";
        Response, 8, Text, Well("* NO caf\u{e9}\r\n");
    /// Gmail, Cyrus.
    BracketInFlag = "bracket-in-flag", "S50", "a flag that holds \"]\"", "* FLAGS (\\Seen a]b)\r\n";
        Response, 16, Close, Kept;
    /// Servers that write an empty list where the grammar has NIL.
    EmptyList = "empty-list", "S90", "an empty list where NIL is due", "* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" () NIL NIL \"7BIT\" 1 1))\r\n";
        Response, 33, BodyFldParam, Well("* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1))\r\n");
    /// home.pl, in XLIST; it is left out.
    LoneBackslash = "lone-backslash", "S53", "a \"\\\" that begins no attribute of a mailbox", "* XLIST (\\HasNoChildren \\) \".\" \"Argos\"\r\n";
        Response, 25, Atom, Well("* XLIST (\\HasNoChildren) \".\" Argos\r\n");
    /// An example of RFC 5255.
    NamespaceWithoutSpace = "namespace-without-space", "R5255", "no SP between two namespaces", "* NAMESPACE ((\"\" \"/\"))((\"#\" \"/\")) NIL\r\n";
        Response, 22, Sp, Well("* NAMESPACE ((\"\" \"/\")) ((\"#\" \"/\")) NIL\r\n");
    /// A response to an older erratum's grammar.
    BareCharset = "bare-charset", "E7323", "BADCHARSET without parentheses", "* NO [BADCHARSET UTF-8] no\r\n";
        Response, 17, Open, Well("* NO [BADCHARSET (UTF-8)] no\r\n");
    /// What stands in brackets is a code's name and not its arguments; it is kept as text. (Exchange's
    /// `[Error="x y" (]` is no code by the grammar either, and so text without a deviation.)
    CodeIsText = "code-is-text", "S31", "brackets that hold no response code; kept as text", "* OK [UIDNEXT unknown] selected\r\n";
        Response, 14, NzNumber, Kept;
    /// NUL inside a literal that is no literal8.
    NulInLiteral = "nul-in-literal", "S11", "NUL in a literal", "* 1 FETCH (BODY[] {1}\r\n\0)\r\n";
        Response, 23, Char8, Kept;
    /// Cyrus 3.6 takes such a tag from a client and answers under it.
    PlusInTag = "plus-in-tag", "T1", "\"+\" in a tag", "a+b OK done\r\n";
        Response, 1, Sp, Kept;
    /// Dovecot and Cyrus take it from clients; Windows paths from servers.
    NeedlessEscape = "needless-escape", "T2", "\"\\\" before a character that needs none", "* LIST () \"/\" \"a\\b\"\r\n";
        Response, 16, QuotedChar, Well("* LIST () \"/\" ab\r\n");
    /// IMAP4 as in RFC 1730, where part 0 of a message is its header; Dovecot and Cyrus answer under that name.
    ZeroPart = "zero-part", "R1730", "part 0 of a message, which is its header", "* 1 FETCH (BODY[1.0] NIL)\r\n";
        Response, 18, NzNumber, Well("* 1 FETCH (BODY[1.HEADER] NIL)\r\n");
    /// Dovecot looks at no more arguments than a command has.
    WordsBehind = "words-behind", "T3", "arguments behind the last that a command takes; they are left out", "a1 LOGOUT now\r\n";
        Command, 9, Crlf, Well("a1 LOGOUT\r\n");
    /// Dovecot reads it as "from here to the end".
    PartialWithoutLength = "partial-without-length", "T4", "a partial without its length; all from there on is meant", "a1 FETCH 1 BODY[]<1>\r\n";
        Command, 19, Partial, Well("a1 FETCH 1 BODY[]<1.9223372036854775807>\r\n");
    /// Dovecot reads it as an empty list.
    StoreWithoutFlags = "store-without-flags", "T5", "STORE without a list of flags; an empty one is meant", "a1 STORE 2 FLAGS\r\n";
        Command, 16, Sp, Well("a1 STORE 2 FLAGS ()\r\n");
    /// Dovecot 2.3, after a draft of RFC 8970.
    PreviewAlgorithm = "preview-algorithm", "T6", "a preview in parentheses behind the name of its algorithm", "* 1 FETCH (PREVIEW (FUZZY \"Lorem\"))\r\n";
        Response, 19, Nstring, Well("* 1 FETCH (PREVIEW \"Lorem\")\r\n");
    /// Clients that follow the examples of RFC 5465 as printed (erratum 1804); Dovecot in BADEVENT.
    BareEvents = "bare-events", "E1804", "events of NOTIFY or BADEVENT without parentheses", "a1 NOTIFY SET (selected MessageNew MessageExpunge)\r\n";
        Command, 24, Open, Well("a1 NOTIFY SET (selected (MessageNew MessageExpunge))\r\n");
    /// Dovecot reads it as NONE.
    NotifyWithoutGroups = "notify-without-groups", "T7", "NOTIFY SET and nothing behind it; NONE is meant", "a1 NOTIFY SET\r\n";
        Command, 13, Sp, Well("a1 NOTIFY NONE\r\n");
    /// Several servers, and RFC 5465 section 7.
    DataInParentheses = "data-in-parentheses", "S45", "parentheses around an answer of ESEARCH", "* ESEARCH (TAG \"A\") UID ALL 1:3 (COUNT 3)\r\n";
        Response, 32, SearchReturnData, Well("* ESEARCH (TAG \"A\") UID ALL 1:3 COUNT 3\r\n");
    /// iPhone Mail asks so for all that there is; servers that keep no mod-sequences answer so.
    ZeroModSequence = "zero-mod-sequence", "C2", "0 where a mod-sequence is due; kept", "a1 FETCH 1 FLAGS (CHANGEDSINCE 0)\r\n";
        Command, 31, ModSequenceValue, Kept;
    /// Other than letters, digits, `_` and `-`, or more than 255 of them.
    OddObjectId = "odd-object-id", "R8474", "an object identifier that is an atom, but none by its grammar; kept", "* 1 FETCH (EMAILID (a.b))\r\n";
        Response, 21, ObjectId, Kept;
    /// Dovecot 2.3.
    UrlMetadataInOneList = "url-metadata-in-one-list", "T9", "what is told of a URL in one pair of parentheses, not in a pair for each element", "* URLFETCH \"a\" (BODY NIL BODY NIL)\r\n";
        Response, 24, Close, Well("* URLFETCH \"a\" (BODY NIL) (BODY NIL)\r\n");
    /// QQ and others; what is missing is NIL.
    ShortEnvelope = "short-envelope", "S70", "an envelope without its last fields", "* 1 FETCH (ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL))\r\n";
        Response, 56, Sp, Well("* 1 FETCH (ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL))\r\n");
    /// SmarterMail.
    NilAddress = "nil-address", "S71", "NIL among addresses; it is left out", "* 1 FETCH (ENVELOPE (NIL NIL ((NIL NIL \"a\" \"b\")NIL) NIL NIL NIL NIL NIL NIL NIL))\r\n";
        Response, 47, Address, Well("* 1 FETCH (ENVELOPE (NIL NIL ((NIL NIL \"a\" \"b\")) NIL NIL NIL NIL NIL NIL NIL))\r\n");
    /// Yandex, for an empty part.
    MissingSectionData = "missing-section-data", "S65", "a section without its data; NIL is meant", "* 1 FETCH (BODY[2])\r\n";
        Response, 18, Sp, Well("* 1 FETCH (BODY[2] NIL)\r\n");
    /// Servers that give the length back as it was asked.
    OriginWithLength = "origin-with-length", "S64", "a length behind the first octet of a section that is answered", "* 1 FETCH (BODY[]<0.100> NIL)\r\n";
        Response, 19, Partial, Well("* 1 FETCH (BODY[]<0> NIL)\r\n");
    /// QQ.
    UnpaddedDay = "unpadded-day", "S76", "a day of one digit without the SP before it", "* 1 FETCH (INTERNALDATE \"8-Mar-2023 12:16:47 +0800\")\r\n";
        Response, 24, DateTime, Well("* 1 FETCH (INTERNALDATE \" 8-Mar-2023 12:16:47 +0800\")\r\n");
    /// mail.ru; the value is empty.
    NilParameter = "nil-parameter", "S77", "NIL for the value of a parameter", "* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" (\"BOUNDARY\" NIL) NIL NIL \"7BIT\" 1 1))\r\n";
        Response, 44, BodyFldParam, Well("* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" (\"BOUNDARY\" \"\") NIL NIL \"7BIT\" 1 1))\r\n");
    /// Exchange, Dovecot; 0 is meant.
    NegativeSize = "negative-size", "S78", "a negative number of octets or lines; 0 is meant", "* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 -1))\r\n";
        Response, 53, Number64, Well("* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 0))\r\n");
    /// mail.ru.
    FloatSize = "float-size", "S79", "a number of octets or lines with a point or an exponent", "* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 9.3736e+06 1))\r\n";
        Response, 52, Sp, Well("* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 9373600 1))\r\n");
    /// Several servers; 0 is meant.
    NilSize = "nil-size", "S80", "NIL for a number of octets or lines; 0 is meant", "* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" NIL 1))\r\n";
        Response, 51, Number64, Well("* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 0 1))\r\n");
    /// Twisted.
    QuotedSize = "quoted-size", "S80", "a number of octets or lines in quotes", "* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" \"20\" 4))\r\n";
        Response, 51, Number64, Well("* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 20 4))\r\n");
    /// Gmail, QQ, Yandex, Dovecot; it becomes a part of type MULTIPART without octets.
    ChildlessMultipart = "childless-multipart", "S82", "a multipart without parts", "* 1 FETCH (BODYSTRUCTURE (\"RELATED\" NIL (\"ATTACHMENT\" NIL) NIL))\r\n";
        Response, 36, String, Well("* 1 FETCH (BODYSTRUCTURE (\"MULTIPART\" \"RELATED\" NIL NIL NIL \"7BIT\" 0 NIL (\"ATTACHMENT\" NIL) NIL NIL))\r\n");
    /// Gmail, Domino; it gets an empty text for a body.
    BodilessMessage = "bodiless-message", "S84", "a message without its envelope or body", "* 1 FETCH (BODY (\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 787))\r\n";
        Response, 58, Sp, Well("* 1 FETCH (BODY (\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 787 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 0 0) 0))\r\n");
    /// Several servers; APPLICATION/OCTET-STREAM is meant.
    MissingMediaType = "missing-media-type", "S86", "a part without its media type or subtype", "* 1 FETCH (BODY (NIL NIL NIL NIL NIL \"7BIT\" 563))\r\n";
        Response, 17, String, Well("* 1 FETCH (BODY (\"APPLICATION\" \"OCTET-STREAM\" NIL NIL NIL \"7BIT\" 563))\r\n");
    /// Exchange and others; NIL means 7BIT.
    OddEncoding = "odd-encoding", "S87", "NIL or an atom for the encoding of a part", "* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" NIL NIL NIL NIL 1 1))\r\n";
        Response, 44, String, Well("* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1))\r\n");
    /// Exchange, Citadel. A text that is no disposition is left out.
    OddDisposition = "odd-disposition", "S88", "a disposition without parentheses, kind or parameters", "* 1 FETCH (BODYSTRUCTURE (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1 NIL \"inline\"))\r\n";
        Response, 68, BodyFldDsp, Well("* 1 FETCH (BODYSTRUCTURE (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1 NIL (\"inline\" NIL) NIL NIL))\r\n");
    /// Several servers; 0 is meant.
    MissingLines = "missing-lines", "S91", "a text without its number of lines; 0 is meant", "* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1))\r\n";
        Response, 52, Sp, Well("* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 0))\r\n");
    /// Several servers.
    NeedlessLines = "needless-lines", "S91", "a number of lines where the part has none; it is left out", "* 1 FETCH (BODY (\"IMAGE\" \"PNG\" NIL NIL NIL \"BASE64\" 1 5))\r\n";
        Response, 54, Nstring, Well("* 1 FETCH (BODY (\"IMAGE\" \"PNG\" NIL NIL NIL \"BASE64\" 1))\r\n");
    /// Cyrus stores and lists entries with wildcards in their names.
    OddEntry = "odd-entry", "T10", "a metadata entry with a name that none may have", "* METADATA INBOX (\"/private/*\" \"y\")\r\n";
        Response, 18, Entry, Kept;
    /// IMAP4 as in RFC 1730, which asks servers to tell it from a mailbox of this name.
    MailboxWord = "mailbox-word", "R1730", "MAILBOX before the name in SUBSCRIBE and UNSUBSCRIBE", "a1 SUBSCRIBE MAILBOX comp.mail.mime\r\n";
        Command, 20, Crlf, Well("a1 SUBSCRIBE comp.mail.mime\r\n");
    /// IMAP4 as in RFC 1730, and IMAP2.
    StoreResponse = "store-response", "R1730", "an untagged STORE, which is FETCH", "* 5 STORE (FLAGS (\\Seen))\r\n";
        Response, 4, ResponseData, Well("* 5 FETCH (FLAGS (\\Seen))\r\n");
    /// IMAP4 as in RFC 1730, and IMAP2.
    OldYear = "old-year", "R1730", "a year of two digits, counted from 1900", "a1 SEARCH SINCE 1-Feb-94\r\n";
        Command, 16, Date, Well("a1 SEARCH SINCE 1-Feb-1994\r\n");
    /// IMAP4 as in RFC 1730, and IMAP2: `-PDT` for ` -0700`.
    OldZone = "old-zone", "R1730", "the name of a zone for its hours", "* 1 FETCH (INTERNALDATE \"17-Jul-1996 02:44:25-PDT\")\r\n";
        Response, 24, DateTime, Well("* 1 FETCH (INTERNALDATE \"17-Jul-1996 02:44:25 -0700\")\r\n");
    /// Clients that follow RFC 5738.
    StarQuoted = "star-quoted", "R5738", "a string of UTF-8 behind a star", "* LIST () \"/\" *\"Entw\u{fc}rfe\"\r\n";
        Response, 14, Mailbox, Well("* LIST () \"/\" \"Entw\u{fc}rfe\"\r\n");
    /// Exchange, and folders that Outlook made with TABs in their names. Not what begins like a string.
    UnquotedListName = "unquoted-list-name", "S54", "a name of a mailbox with SP or TAB outside quotes; it ends with the line", "* LIST () \"/\" INBOX/Da\tOggetto\r\n";
        Response, 22, Crlf, Well("* LIST () \"/\" \"INBOX/Da\tOggetto\"\r\n");
    /// Old servers. Not what begins like a string.
    UnquotedStatusName = "unquoted-status-name", "S36", "a name of a mailbox with SP outside quotes; it ends before the list", "* STATUS My Folder (MESSAGES 1)\r\n";
        Response, 12, Open, Well("* STATUS \"My Folder\" (MESSAGES 1)\r\n");
    /// Domino.
    NestedItems = "nested-items", "S61", "items of FETCH in parentheses of their own", "* 2 FETCH (UID 14935 (ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)) FLAGS ())\r\n";
        Response, 21, MsgAtt, Well("* 2 FETCH (UID 14935 ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) FLAGS ())\r\n");
    /// Domino, whose literals are two octets short, and servers that send a line end behind each literal (S12). The data
    /// stay as they were announced.
    LineEndInFetch = "line-end-in-fetch", "S18", "the end of a line behind a literal, inside the list of FETCH", "* 1 FETCH (BODY[] {3}\r\nabc\r\n)\r\n";
        Response, 26, Close, Well("* 1 FETCH (BODY[] {3}\r\nabc)\r\n");
    /// Several servers, where `BODY[…]` was asked.
    Rfc822Section = "rfc822-section", "S64", "RFC822 with a section, which is BODY", "* 1 FETCH (RFC822[] NIL)\r\n";
        Response, 17, Sp, Well("* 1 FETCH (BODY[] NIL)\r\n");
    /// Domino, iCloud, QQ and others (S68 in a Message-ID, S92 in a parameter). A guess, and still harmless: a `"` ends a
    /// string only before SP or `)`, and what comes of it must be an envelope or body by the grammar, else it is left
    /// out. A text with `" ` in it makes one field too many.
    StrayQuote = "stray-quote", "S69", "quotes inside a quoted string of an envelope or body that are not escaped", "* 1 FETCH (ENVELOPE (NIL \"a\"b\" NIL NIL NIL NIL NIL NIL NIL \"<\"d\"@e>\"))\r\n";
        Response, 28, Sp, Well("* 1 FETCH (ENVELOPE (NIL \"a\\\"b\" NIL NIL NIL NIL NIL NIL NIL \"<\\\"d\\\"@e>\"))\r\n");
    /// Courier. The message is told by the UID among its items, if there is one.
    ZeroSequenceNumber = "zero-sequence-number", "S63", "FETCH of message 0, which is UIDFETCH", "* 0 FETCH (UID 7 FLAGS ())\r\n";
        Response, 2, NzNumber, Well("* 7 UIDFETCH (UID 7 FLAGS ())\r\n");
    /// Greenmail. Only PERMANENTFLAGS can tell it; elsewhere it is left out.
    StarInFlags = "star-in-flags", "S51", "\\* among flags that are no PERMANENTFLAGS; it is left out", "* FLAGS (\\Seen \\*)\r\n";
        Response, 16, Flag, Well("* FLAGS (\\Seen)\r\n");
    /// Several servers. Strings become flags if they can, and are left out if not; lists are made flat.
    OddFlags = "odd-flags", "S52", "strings or lists among flags, or NIL for their list", "* FLAGS (\\Seen \"a\")\r\n";
        Response, 15, Flag, Well("* FLAGS (\\Seen a)\r\n");
    /// Several servers.
    SwappedDisposition = "swapped-disposition", "S90", "the disposition of a part behind its language", "* 1 FETCH (BODYSTRUCTURE (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1 NIL NIL (\"inline\" NIL)))\r\n";
        Response, 82, String, Well("* 1 FETCH (BODYSTRUCTURE (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1 NIL (\"inline\" NIL) NIL NIL))\r\n");
    /// Several servers.
    DottedTime = "dotted-time", "S76", "dots between the hours, minutes and seconds of a date", "* 1 FETCH (INTERNALDATE \"08-Mar-2023 12.16.47 +0800\")\r\n";
        Response, 24, DateTime, Well("* 1 FETCH (INTERNALDATE \" 8-Mar-2023 12:16:47 +0800\")\r\n");
    /// Clients that met servers which want it so.
    FieldsWithoutSpace = "fields-without-space", "S101", "no SP between HEADER.FIELDS and its list", "a1 FETCH 1 BODY.PEEK[HEADER.FIELDS(X)]\r\n";
        Command, 34, Sp, Well("a1 FETCH 1 BODY.PEEK[HEADER.FIELDS (X)]\r\n");
    /// Clients made with go-imap. It is no base64, and stands for nothing in an initial response.
    EqualsSign = "equals-sign", "C10", "\"=\" for empty data during AUTHENTICATE", "=\r\n";
        AuthenticateData, 0, AuthenticateData, Well("\r\n");
    /// James before 3.8. It says nothing: an untagged OK without text stands in its place.
    EmptyVanished = "empty-vanished", "S42", "VANISHED without UIDs; an untagged OK without text stands for it", "* VANISHED \r\n";
        Response, 11, UidSet, Well("* OK \r\n");
    /// Outlook, of a COPY that copied nothing. The text stays.
    EmptyUidSet = "empty-uid-set", "S30", "COPYUID or APPENDUID without its UIDs; the code is left out", "* OK [COPYUID 701  ] done\r\n";
        Response, 18, UidSet, Well("* OK done\r\n");
    /// Exchange 2013, home.pl.
    MissingCondition = "missing-condition", "S23", "a response code at the front of a line; an untagged OK is meant", "[COPYUID 55 31 6]\r\n";
        Response, 9, RespCondState, Well("* OK [COPYUID 55 31 6] \r\n");
    /// Exchange. The line is known word for word: no other becomes a condition.
    UnavailableLine = "unavailable-line", "S22", "\"Server Unavailable.\" as a line of its own; an untagged BAD is meant", "Server Unavailable.\r\n";
        Response, 7, RespCondState, Well("* BAD Server Unavailable.\r\n");
    /// Exchange 2003, once more behind the tagged answer.
    StrayCompletion = "stray-completion", "S21", "the text of an answer as a line of its own; an untagged OK is meant", "CAPABILITY completed.\r\n";
        Response, 11, RespCondState, Well("* OK CAPABILITY completed.\r\n");
    /// IceWarp. Only where a greeting is due, since elsewhere NO does not end the connection.
    NoForBye = "no-for-bye", "S110", "NO without its star where a greeting turns the client away; BYE is meant", " NO LOGOUT Intrusion prevention active\r\n";
        Greeting, 0, Greeting, Well("* BYE LOGOUT Intrusion prevention active\r\n");
    /// Empty THREAD, SORT and other answers.
    SpaceAtEnd = "space-at-end", "S46", "SP at the end of a response", "* THREAD \r\n";
        Response, 8, Crlf, Well("* THREAD\r\n");
    /// Servers without a length for what they make up (libetpan calls them free). A guess: the sign is taken for a slip.
    NegativeLiteral = "negative-literal", "S14", "\"-\" before the length of a literal; left out", "* 1 FETCH (BODY[] {-3}\r\nabc)\r\n";
        Response, 19, Number64, Well("* 1 FETCH (BODY[] {3}\r\nabc)\r\n");
    /// Domino. A guess: data that stand where the line should end are found by what looks like an announcement.
    SpacesForLineEnd = "spaces-for-line-end", "S15", "two SP in the place of CRLF behind the length of a literal, in FETCH", "* 1 FETCH (BODY[] {3}  abc)\r\n";
        Response, 20, Literal, Well("* 1 FETCH (BODY[] {3}\r\nabc)\r\n");
    /// A server that is not known. A guess, and made only where neither SP nor `)` stands behind so many octets, and one
    /// of them stands behind so many characters (code points, or units of UTF-16).
    CharacterCount = "character-count", "S16", "the length of a literal in characters, not octets, in an envelope", "* 1 FETCH (ENVELOPE (NIL {3}\r\n\u{44f}\u{44f}\u{44f} NIL NIL NIL NIL NIL NIL NIL NIL))\r\n";
        Response, 33, Sp, Well("* 1 FETCH (ENVELOPE (NIL \"\u{44f}\u{44f}\u{44f}\" NIL NIL NIL NIL NIL NIL NIL NIL))\r\n");
    /// Rambler, which stores less than it announces. A guess: inside the literal stand the end of a FETCH that tells its
    /// UID and, on the next line, a tagged OK, as here `7 OK completed`. The framer needs that line to see it.
    CutLiteral = "cut-literal", "S19", "a literal that is shorter than announced; it ends before \" UID n)\"", "* 5 FETCH (BODY[] {99}\r\nabc UID 5)\r\n";
        Response, 36, Char8, Well("* 5 FETCH (BODY[] {3}\r\nabc UID 5)\r\n");
    /// Zoho; the item is left out.
    NegativeModSequence = "negative-mod-sequence", "S62", "a negative mod-sequence; the item is left out", "* 1 FETCH (UID 7 MODSEQ (-1))\r\n";
        Response, 25, ModSequenceValue, Well("* 1 FETCH (UID 7)\r\n");
}

impl Quirk {
    /// Is it on in [`Policy::Tolerant`](crate::Policy)? All are that cannot take a well-formed neighbour along.
    ///
    /// | off | why |
    /// |---|---|
    /// | [`LoneLf`](Self::LoneLf) | peers that disagree about the end of a line can be made to see different messages |
    /// | [`NegativeLiteral`](Self::NegativeLiteral), [`SpacesForLineEnd`](Self::SpacesForLineEnd), [`CharacterCount`](Self::CharacterCount), [`CutLiteral`](Self::CutLiteral) | a wrong guess takes the neighbours of the message along, and what a mailbox holds (the body of a mail) could be written so that it leads to one |
    ///
    /// [`StrayQuote`](Self::StrayQuote) guesses too and is on: what it reads must be an envelope or a body by the grammar,
    /// it looks at nothing outside the item, and it is the most frequent cause of mail that is not shown.
    #[must_use]
    pub const fn is_tolerated(self) -> bool {
        !matches!(
            self,
            Self::LoneLf
                | Self::NegativeLiteral
                | Self::SpacesForLineEnd
                | Self::CharacterCount
                | Self::CutLiteral
        )
    }
}

impl Quirk {
    /// What mends a number that is out of its range, by its digits.
    pub(crate) fn of_number(digits: &[u8]) -> Self {
        if digits.iter().all(|digit| *digit == b'0') {
            Self::ZeroNumber
        } else {
            Self::BigNumber
        }
    }
}

impl fmt::Display for Quirk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A set of quirks.
#[derive(Clone, Copy, Default, Eq, Hash, PartialEq)]
pub struct Quirks(u128);

impl Quirks {
    /// None: the grammar and nothing else.
    pub const NONE: Self = Self(0);

    /// Every one, with those that are off in [`Policy::Tolerant`](crate::Policy).
    pub const ALL: Self = Self::those(true);

    const TOLERANT: Self = Self::those(false);

    const fn those(all: bool) -> Self {
        let (mut set, mut rest) = (Self::NONE, Quirk::ALL);
        while let [quirk, others @ ..] = rest {
            if all || quirk.is_tolerated() {
                set = set.with(*quirk);
            }
            rest = others;
        }
        set
    }

    /// All that cannot take a well-formed neighbour along ([`Quirk::is_tolerated`]).
    #[must_use]
    pub const fn tolerant() -> Self {
        Self::TOLERANT
    }

    /// The set with `quirk` in it.
    #[must_use]
    pub const fn with(self, quirk: Quirk) -> Self {
        Self(self.0 | 1 << quirk as u32)
    }

    /// The set without `quirk`.
    #[must_use]
    pub const fn without(self, quirk: Quirk) -> Self {
        Self(self.0 & !(1 << quirk as u32))
    }

    /// Is `quirk` in the set?
    #[must_use]
    pub const fn has(self, quirk: Quirk) -> bool {
        self.0 & 1 << quirk as u32 != 0
    }

    /// Is nothing in the set?
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<Quirk> for Quirks {
    fn from_iter<I: IntoIterator<Item = Quirk>>(quirks: I) -> Self {
        quirks.into_iter().fold(Self::NONE, Self::with)
    }
}

impl fmt::Debug for Quirks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(Quirk::ALL.iter().filter(|quirk| self.has(**quirk)))
            .finish()
    }
}
