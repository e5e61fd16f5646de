//! What real peers send beyond the grammar: one table of named deviations, each on or off at run time.
//!
//! The numbers are those of the project's quirk catalogue. A quirk never changes the reading of a message that the
//! grammar accepts: [`Policy::Tolerant`](crate::Policy) reads strictly first.

use core::fmt;

macro_rules! quirks {
    ($( $(#[doc = $doc:literal])* $variant:ident = $name:literal, $number:literal, $summary:literal, $sample:literal; )+) => {
        /// A deviation from the grammar that can be mended, by name.
        ///
        /// Each row of the table has a name (stable, for machines), the number of its kind in the catalogue of
        /// real-world quirks, a summary and a sample.
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
            /// Looks a quirk up by its stable name.
            #[must_use]
            pub fn parse(name: &str) -> Option<Self> { Some(match name { $( $name => Self::$variant, )+ _ => return None }) }
        }
    };
}

quirks! {
    /// Yahoo, David.fx.
    SpaceAfterSearch = "space-after-search", "S1", "SP at the end of a SEARCH response", "* SEARCH 1 2 3 \r\n";
    /// iCloud, QQ.
    SpaceAfterCapability = "space-after-capability", "S2", "SP at the end of a CAPABILITY list", "* CAPABILITY IMAP4rev1 \r\n";
    /// Exchange.
    SpaceAfterStatus = "space-after-status", "S3", "SP at the end of a STATUS response", "* STATUS INBOX (MESSAGES 0) \r\n";
    /// Several servers, in ID and other lists that are kept raw.
    SpaceInList = "space-in-list", "S4", "stray SP in a parenthesised list", "* ID (\"a\" \"b\" )\r\n";
    /// QQ.
    SpaceInFetch = "space-in-fetch", "S5", "stray SP in the list of FETCH items", "* 11487 FETCH (UID 19436 )\r\n";
    /// DavMail.
    SpaceBeforeNumber = "space-before-number", "S6", "two SP where one is due", "*  1688 EXISTS\r\n";
    /// Domino.
    SpaceInBody = "space-in-body", "S7", "stray SP in a body structure", "* 1 FETCH (BODY (\"TEXT\" \"PLAIN\"  NIL NIL NIL \"7BIT\" 1 1))\r\n";
    /// Outlook.
    SpaceBetweenAddresses = "space-between-addresses", "S8", "SP between the addresses of an ENVELOPE", "* 1 FETCH (ENVELOPE (NIL NIL ((NIL NIL \"a\" \"b\") (NIL NIL \"c\" \"d\")) NIL NIL NIL NIL NIL NIL NIL))\r\n";
    /// Exchange, Yandex, Proton bridge.
    BareContinuation = "bare-continuation", "S9", "a continuation without SP", "+\r\n";
    /// Hand-typed input. Never on by itself: see `Options::lone_lf`.
    LoneLf = "lone-lf", "S10", "a line that ends in a lone LF", "* OK hello\n";
    /// Seen before greetings.
    LeadingNul = "leading-nul", "S11", "NULs before a message", "\0\0* OK hello\r\n";
    /// Several peers, also after literals.
    BlankLine = "blank-line", "S12", "a blank line between messages", "\r\n* OK hello\r\n";
    /// Gmail, mail.ru, Yahoo: the text is missing behind a code.
    MissingTextAfterCode = "missing-text-after-code", "S28", "no SP and no text behind a response code", "* OK [HIGHESTMODSEQ 7]\r\n";
    /// Servers that follow RFC 9051 before it is enabled.
    MissingText = "missing-text", "S29", "a status response without text", "A OK\r\n";
    /// SmarterMail, new mailboxes: the code or item is left out.
    ZeroNumber = "zero-number", "S32", "0 where 1 is the least; the element is left out", "* OK [UIDNEXT 0] none yet\r\n";
    /// Greenmail: the code or item is left out.
    BigNumber = "big-number", "S33", "a number beyond its range; the element is left out", "* OK [UIDVALIDITY 1666390893380] valid\r\n";
    /// Dovecot in NO texts, Stalwart, GMX.
    RawEightBit = "raw-eight-bit", "S26", "8-bit characters where ASCII is due", "* NO caf\u{e9}\r\n";
    /// Gmail, Cyrus.
    BracketInFlag = "bracket-in-flag", "S50", "a flag that holds \"]\"", "* FLAGS (\\Seen a]b)\r\n";
    /// Servers that write an empty list where the grammar has NIL.
    EmptyList = "empty-list", "S90", "an empty list where NIL is due", "* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" () NIL NIL \"7BIT\" 1 1))\r\n";
    /// home.pl, in XLIST; it is left out.
    LoneBackslash = "lone-backslash", "S53", "a \"\\\" that begins no attribute of a mailbox", "* XLIST (\\HasNoChildren \\) \".\" \"Argos\"\r\n";
    /// An example of RFC 5255.
    NamespaceWithoutSpace = "namespace-without-space", "R5255", "no SP between two namespaces", "* NAMESPACE ((\"\" \"/\"))((\"#\" \"/\")) NIL\r\n";
    /// A response to an older erratum's grammar.
    BareCharset = "bare-charset", "E7323", "BADCHARSET without parentheses", "* NO [BADCHARSET UTF-8] no\r\n";
    /// What stands in brackets is a code's name and not its arguments; it is kept as text. (Exchange's
    /// `[Error="x y" (]` is no code by the grammar either, and so text without a deviation.)
    CodeIsText = "code-is-text", "S31", "brackets that hold no response code; kept as text", "* OK [UIDNEXT unknown] selected\r\n";
    /// NUL inside a literal that is no literal8.
    NulInLiteral = "nul-in-literal", "S11", "NUL in a literal", "* 1 FETCH (BODY[] {1}\r\n\0)\r\n";
    /// Cyrus 3.6 takes such a tag from a client and answers under it.
    PlusInTag = "plus-in-tag", "T1", "\"+\" in a tag", "a+b OK done\r\n";
    /// Dovecot and Cyrus take it from clients; Windows paths from servers.
    NeedlessEscape = "needless-escape", "T2", "\"\\\" before a character that needs none", "* LIST () \"/\" \"a\\b\"\r\n";
    /// IMAP4 as in RFC 1730, where part 0 of a message is its header; Dovecot and Cyrus answer under that name.
    ZeroPart = "zero-part", "R1730", "part 0 of a message, which is its header", "* 1 FETCH (BODY[1.0] NIL)\r\n";
    /// Dovecot looks at no more arguments than a command has.
    WordsBehind = "words-behind", "T3", "arguments behind the last that a command takes; they are left out", "a1 LOGOUT now\r\n";
    /// Dovecot reads it as "from here to the end".
    PartialWithoutLength = "partial-without-length", "T4", "a partial without its length; all from there on is meant", "a1 FETCH 1 BODY[]<1>\r\n";
    /// Dovecot reads it as an empty list.
    StoreWithoutFlags = "store-without-flags", "T5", "STORE without a list of flags; an empty one is meant", "a1 STORE 2 FLAGS\r\n";
    /// Dovecot 2.3, after a draft of RFC 8970.
    PreviewAlgorithm = "preview-algorithm", "T6", "a preview in parentheses behind the name of its algorithm", "* 1 FETCH (PREVIEW (FUZZY \"Lorem\"))\r\n";
    /// Clients that follow the examples of RFC 5465 as printed (erratum 1804); Dovecot in BADEVENT.
    BareEvents = "bare-events", "E1804", "events of NOTIFY or BADEVENT without parentheses", "a1 NOTIFY SET (selected MessageNew MessageExpunge)\r\n";
    /// Dovecot reads it as NONE.
    NotifyWithoutGroups = "notify-without-groups", "T7", "NOTIFY SET and nothing behind it; NONE is meant", "a1 NOTIFY SET\r\n";
    /// Several servers, and RFC 5465 section 7.
    DataInParentheses = "data-in-parentheses", "S45", "parentheses around an answer of ESEARCH", "* ESEARCH (TAG \"A\") UID ALL 1:3 (COUNT 3)\r\n";
    /// iPhone Mail asks so for all that there is; servers that keep no mod-sequences answer so.
    ZeroModSequence = "zero-mod-sequence", "C2", "0 where a mod-sequence is due; kept", "a1 FETCH 1 FLAGS (CHANGEDSINCE 0)\r\n";
    /// Other than letters, digits, `_` and `-`, or more than 255 of them.
    OddObjectId = "odd-object-id", "R8474", "an object identifier that is an atom, but none by its grammar; kept", "* 1 FETCH (EMAILID (a.b))\r\n";
    /// Dovecot 2.3.
    UrlMetadataInOneList = "url-metadata-in-one-list", "T9", "what is told of a URL in one pair of parentheses, not in a pair for each element", "* URLFETCH \"a\" (BODY NIL BODY NIL)\r\n";
    /// QQ and others; what is missing is NIL.
    ShortEnvelope = "short-envelope", "S70", "an envelope without its last fields", "* 1 FETCH (ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL))\r\n";
    /// SmarterMail.
    NilAddress = "nil-address", "S71", "NIL among addresses; it is left out", "* 1 FETCH (ENVELOPE (NIL NIL ((NIL NIL \"a\" \"b\")NIL) NIL NIL NIL NIL NIL NIL NIL))\r\n";
    /// Yandex, for an empty part.
    MissingSectionData = "missing-section-data", "S65", "a section without its data; NIL is meant", "* 1 FETCH (BODY[2])\r\n";
    /// Servers that give the length back as it was asked.
    OriginWithLength = "origin-with-length", "S64", "a length behind the first octet of a section that is answered", "* 1 FETCH (BODY[]<0.100> NIL)\r\n";
    /// QQ.
    UnpaddedDay = "unpadded-day", "S76", "a day of one digit without the SP before it", "* 1 FETCH (INTERNALDATE \"8-Mar-2023 12:16:47 +0800\")\r\n";
    /// mail.ru; the value is empty.
    NilParameter = "nil-parameter", "S77", "NIL for the value of a parameter", "* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" (\"BOUNDARY\" NIL) NIL NIL \"7BIT\" 1 1))\r\n";
    /// Exchange, Dovecot; 0 is meant.
    NegativeSize = "negative-size", "S78", "a negative number of octets or lines; 0 is meant", "* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 -1))\r\n";
    /// mail.ru.
    FloatSize = "float-size", "S79", "a number of octets or lines with a point or an exponent", "* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 9.3736e+06 1))\r\n";
    /// Several servers; 0 is meant.
    NilSize = "nil-size", "S80", "NIL for a number of octets or lines; 0 is meant", "* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" NIL 1))\r\n";
    /// Twisted.
    QuotedSize = "quoted-size", "S80", "a number of octets or lines in quotes", "* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" \"20\" 4))\r\n";
    /// Gmail, QQ, Yandex, Dovecot; it becomes a part of type MULTIPART without octets.
    ChildlessMultipart = "childless-multipart", "S82", "a multipart without parts", "* 1 FETCH (BODYSTRUCTURE (\"RELATED\" NIL (\"ATTACHMENT\" NIL) NIL))\r\n";
    /// Gmail, Domino; it gets an empty text for a body.
    BodilessMessage = "bodiless-message", "S84", "a message without its envelope or body", "* 1 FETCH (BODY (\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 787))\r\n";
    /// Several servers; APPLICATION/OCTET-STREAM is meant.
    MissingMediaType = "missing-media-type", "S86", "a part without its media type or subtype", "* 1 FETCH (BODY (NIL NIL NIL NIL NIL \"7BIT\" 563))\r\n";
    /// Exchange and others; NIL means 7BIT.
    OddEncoding = "odd-encoding", "S87", "NIL or an atom for the encoding of a part", "* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" NIL NIL NIL NIL 1 1))\r\n";
    /// Exchange, Citadel. A text that is no disposition is left out.
    OddDisposition = "odd-disposition", "S88", "a disposition without parentheses, kind or parameters", "* 1 FETCH (BODYSTRUCTURE (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1 NIL \"inline\"))\r\n";
    /// Several servers; 0 is meant.
    MissingLines = "missing-lines", "S91", "a text without its number of lines; 0 is meant", "* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1))\r\n";
    /// Several servers.
    NeedlessLines = "needless-lines", "S91", "a number of lines where the part has none; it is left out", "* 1 FETCH (BODY (\"IMAGE\" \"PNG\" NIL NIL NIL \"BASE64\" 1 5))\r\n";
    /// Cyrus stores and lists entries with wildcards in their names.
    OddEntry = "odd-entry", "T10", "a metadata entry with a name that none may have", "* METADATA INBOX (\"/private/*\" \"y\")\r\n";
    /// IMAP4 as in RFC 1730, which asks servers to tell it from a mailbox of this name.
    MailboxWord = "mailbox-word", "R1730", "MAILBOX before the name in SUBSCRIBE and UNSUBSCRIBE", "a1 SUBSCRIBE MAILBOX comp.mail.mime\r\n";
    /// IMAP4 as in RFC 1730, and IMAP2.
    StoreResponse = "store-response", "R1730", "an untagged STORE, which is FETCH", "* 5 STORE (FLAGS (\\Seen))\r\n";
    /// IMAP4 as in RFC 1730, and IMAP2.
    OldYear = "old-year", "R1730", "a year of two digits, counted from 1900", "a1 SEARCH SINCE 1-Feb-94\r\n";
    /// IMAP4 as in RFC 1730, and IMAP2: `-PDT` for ` -0700`.
    OldZone = "old-zone", "R1730", "the name of a zone for its hours", "* 1 FETCH (INTERNALDATE \"17-Jul-1996 02:44:25-PDT\")\r\n";
    /// Clients that follow RFC 5738.
    StarQuoted = "star-quoted", "R5738", "a string of UTF-8 behind a star", "* LIST () \"/\" *\"Entw\u{fc}rfe\"\r\n";
    /// Exchange, and folders that Outlook made with TABs in their names. Not what begins like a string.
    UnquotedListName = "unquoted-list-name", "S54", "a name of a mailbox with SP or TAB outside quotes; it ends with the line", "* LIST () \"/\" INBOX/Da\tOggetto\r\n";
    /// Old servers. Not what begins like a string.
    UnquotedStatusName = "unquoted-status-name", "S36", "a name of a mailbox with SP outside quotes; it ends before the list", "* STATUS My Folder (MESSAGES 1)\r\n";
    /// Domino.
    NestedItems = "nested-items", "S61", "items of FETCH in parentheses of their own", "* 2 FETCH (UID 14935 (ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)) FLAGS ())\r\n";
    /// Domino, whose literals are two octets short, and servers that send a line end behind each literal (S12). The data
    /// stay as they were announced.
    LineEndInFetch = "line-end-in-fetch", "S18", "the end of a line behind a literal, inside the list of FETCH", "* 1 FETCH (BODY[] {3}\r\nabc\r\n)\r\n";
    /// Several servers, where `BODY[…]` was asked.
    Rfc822Section = "rfc822-section", "S64", "RFC822 with a section, which is BODY", "* 1 FETCH (RFC822[] NIL)\r\n";
    /// Domino, iCloud, QQ and others (S68 in a Message-ID, S92 in a parameter). A guess, and still harmless: a `"` ends a
    /// string only before SP or `)`, and what comes of it must be an envelope or body by the grammar, else it is left
    /// out. A text with `" ` in it makes one field too many.
    StrayQuote = "stray-quote", "S69", "quotes inside a quoted string of an envelope or body that are not escaped", "* 1 FETCH (ENVELOPE (NIL \"a\"b\" NIL NIL NIL NIL NIL NIL NIL \"<\"d\"@e>\"))\r\n";
    /// Courier. The message is told by the UID among its items, if there is one.
    ZeroSequenceNumber = "zero-sequence-number", "S63", "FETCH of message 0, which is UIDFETCH", "* 0 FETCH (UID 7 FLAGS ())\r\n";
    /// Greenmail. Only PERMANENTFLAGS can tell it; elsewhere it is left out.
    StarInFlags = "star-in-flags", "S51", "\\* among flags that are no PERMANENTFLAGS; it is left out", "* FLAGS (\\Seen \\*)\r\n";
    /// Several servers. Strings become flags if they can, and are left out if not; lists are made flat.
    OddFlags = "odd-flags", "S52", "strings or lists among flags, or NIL for their list", "* FLAGS (\\Seen \"a\")\r\n";
    /// Several servers.
    SwappedDisposition = "swapped-disposition", "S90", "the disposition of a part behind its language", "* 1 FETCH (BODYSTRUCTURE (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1 NIL NIL (\"inline\" NIL)))\r\n";
    /// Several servers.
    DottedTime = "dotted-time", "S76", "dots between the hours, minutes and seconds of a date", "* 1 FETCH (INTERNALDATE \"08-Mar-2023 12.16.47 +0800\")\r\n";
    /// Clients that met servers which want it so.
    FieldsWithoutSpace = "fields-without-space", "S101", "no SP between HEADER.FIELDS and its list", "a1 FETCH 1 BODY.PEEK[HEADER.FIELDS(X)]\r\n";
    /// Clients made with go-imap. It is no base64, and stands for nothing in an initial response.
    EqualsSign = "equals-sign", "C10", "\"=\" for empty data during AUTHENTICATE", "=\r\n";
    /// James before 3.8. It says nothing: an untagged OK without text stands in its place.
    EmptyVanished = "empty-vanished", "S42", "VANISHED without UIDs; an untagged OK without text stands for it", "* VANISHED \r\n";
    /// Outlook, of a COPY that copied nothing. The text stays.
    EmptyUidSet = "empty-uid-set", "S30", "COPYUID or APPENDUID without its UIDs; the code is left out", "* OK [COPYUID 701  ] done\r\n";
    /// Exchange 2013, home.pl.
    MissingCondition = "missing-condition", "S23", "a response code at the front of a line; an untagged OK is meant", "[COPYUID 55 31 6]\r\n";
    /// Exchange. The line is known word for word: no other becomes a condition.
    UnavailableLine = "unavailable-line", "S22", "\"Server Unavailable.\" as a line of its own; an untagged BAD is meant", "Server Unavailable.\r\n";
    /// Exchange 2003, once more behind the tagged answer.
    StrayCompletion = "stray-completion", "S21", "the text of an answer as a line of its own; an untagged OK is meant", "CAPABILITY completed.\r\n";
    /// IceWarp. Only where a greeting is due, since elsewhere NO does not end the connection.
    NoForBye = "no-for-bye", "S110", "NO without its star where a greeting turns the client away; BYE is meant", " NO LOGOUT Intrusion prevention active\r\n";
    /// Empty THREAD, SORT and other answers.
    SpaceAtEnd = "space-at-end", "S46", "SP at the end of a response", "* THREAD \r\n";
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

    /// All that are harmless to well-formed messages, which is all but [`Quirk::LoneLf`].
    #[must_use]
    pub fn tolerant() -> Self {
        Quirk::ALL
            .iter()
            .fold(Self::NONE, |set, quirk| set.with(*quirk))
            .without(Quirk::LoneLf)
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
