//! The rules of the grammar by name, and where each is written down.

use alloc::{format, string::String};
use core::fmt;

macro_rules! rules {
    ($( $variant:ident = $name:literal, $place:literal; )+) => {
        /// A rule of the grammar, by its ABNF name: what was wanted, or what was being read.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum Rule { $( #[doc = concat!("`", $name, "`, ", $place)] $variant, )+ }

        impl Rule {
            /// Every rule that an error can name.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )+];
            /// The ABNF name, e.g. `nz-number`.
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $( Self::$variant => $name, )+ } }
            /// Where it is defined, e.g. `RFC 9051 section 9`.
            #[must_use]
            pub const fn place(self) -> &'static str { match self { $( Self::$variant => $place, )+ } }
        }
    };
}

rules! {
    // what stands between things
    End = "end of message", "RFC 9051 section 2.2";
    Sp = "SP", "RFC 5234 appendix B.1";
    Crlf = "CRLF", "RFC 5234 appendix B.1";
    Open = "\"(\"", "RFC 9051 section 9";
    Close = "\")\"", "RFC 9051 section 9";
    OpenBracket = "\"[\"", "RFC 9051 section 9";
    CloseBracket = "\"]\"", "RFC 9051 section 9";
    Dquote = "DQUOTE", "RFC 5234 appendix B.1";
    Depth = "nesting no deeper than 64 levels", "this library";
    // messages
    Greeting = "greeting", "RFC 9051 section 7.1";
    Command = "command", "RFC 9051 section 6";
    Response = "response", "RFC 9051 section 7";
    ResponseTagged = "response-tagged", "RFC 9051 section 7.1";
    ContinueReq = "continue-req", "RFC 9051 section 7.6";
    AuthenticateData = "base64 or \"*\"", "RFC 9051 section 6.2.2";
    IdleDone = "\"DONE\"", "RFC 9051 section 6.3.13";
    // core
    Tag = "tag", "RFC 9051 section 9";
    Atom = "atom", "RFC 9051 section 9";
    Astring = "astring", "RFC 9051 section 9";
    String = "string", "RFC 9051 section 9";
    Nstring = "nstring", "RFC 9051 section 9";
    Quoted = "quoted", "RFC 9051 section 9";
    QuotedChar = "QUOTED-CHAR", "RFC 9051 section 9";
    Literal = "literal", "RFC 9051 section 9";
    Literal8 = "literal8", "RFC 9051 section 9";
    Char8 = "CHAR8", "RFC 9051 section 9";
    Text = "text", "RFC 9051 section 9";
    Base64 = "base64", "RFC 9051 section 9";
    Number = "number", "RFC 9051 section 9";
    NzNumber = "nz-number", "RFC 9051 section 9";
    Number64 = "number64", "RFC 9051 section 9";
    NzNumber64 = "nz-number64", "RFC 9051 section 9";
    ModSequenceValue = "mod-sequence-value", "RFC 7162 section 7";
    ModSequenceValzer = "mod-sequence-valzer", "RFC 7162 section 7";
    SequenceSet = "sequence-set", "RFC 9051 section 9";
    UidSet = "uid-set", "RFC 9051 section 9";
    Date = "date", "RFC 9051 section 9";
    DateTime = "date-time", "RFC 9051 section 9";
    Mailbox = "mailbox", "RFC 9051 section 5.1";
    ListMailbox = "list-mailbox", "RFC 9051 section 6.3.9";
    Charset = "charset", "RFC 9051 section 9";
    TaggedExt = "tagged-ext-val", "RFC 4466 section 3";
    TaggedExtLabel = "tagged-ext-label", "RFC 4466 section 3";
    // joints
    CommandName = "command name", "RFC 9051 section 6";
    Uid = "uid", "RFC 9051 section 6.4.9";
    Capability = "capability", "RFC 9051 section 7.2.2";
    CapabilityData = "capability-data", "RFC 9051 section 7.2.2";
    RespCondState = "resp-cond-state", "RFC 9051 section 7.1";
    RespText = "resp-text", "RFC 9051 section 7.1";
    RespTextCode = "resp-text-code", "RFC 9051 section 7.1";
    ResponseData = "response-data", "RFC 9051 section 7";
    Flag = "flag", "RFC 9051 section 2.3.2";
    FlagList = "flag-list", "RFC 9051 section 9";
    FetchAtt = "fetch-att", "RFC 9051 section 6.4.5";
    FetchModifier = "fetch-modifier", "RFC 4466 section 3";
    MsgAtt = "msg-att", "RFC 9051 section 7.5.2";
    Section = "section", "RFC 9051 section 6.4.5.1";
    SectionBinary = "section-binary", "RFC 9051 section 6.4.5.1";
    Partial = "partial", "RFC 9051 section 6.4.5";
    Envelope = "envelope", "RFC 9051 section 7.5.2";
    Address = "address", "RFC 9051 section 9";
    Body = "body", "RFC 9051 section 7.5.2";
    BodyFldParam = "body-fld-param", "RFC 9051 section 9";
    BodyFldDsp = "body-fld-dsp", "RFC 9051 section 9";
    BodyFldLang = "body-fld-lang", "RFC 9051 section 9";
    BodyExtension = "body-extension", "RFC 9051 section 9";
    StatusAtt = "status-att", "RFC 9051 section 6.3.11";
    MailboxData = "mailbox-data", "RFC 9051 section 7.3";
    MailboxList = "mailbox-list", "RFC 9051 section 7.3.1";
    MboxListExtended = "mbox-list-extended-item", "RFC 9051 section 7.3.1";
    ListSelectOpt = "list-select-opt", "RFC 9051 section 6.3.9.1";
    ReturnOption = "return-option", "RFC 9051 section 6.3.9.2";
    NamespaceDescr = "namespace-descr", "RFC 9051 section 7.3.2";
    SearchKey = "search-key", "RFC 9051 section 6.4.4";
    SearchReturnOpt = "search-return-opt", "RFC 9051 section 6.4.4";
    SearchReturnData = "search-return-data", "RFC 9051 section 7.3.4";
    SearchCorrelator = "search-correlator", "RFC 9051 section 7.3.4";
    StoreAttFlags = "store-att-flags", "RFC 9051 section 6.4.6";
    StoreModifier = "store-modifier", "RFC 4466 section 3";
    SelectParam = "select-param", "RFC 4466 section 3";
    CreateParam = "create-param", "RFC 4466 section 3";
    AppendData = "append-data", "RFC 4466 section 3";
    AppendExt = "append-ext", "RFC 4466 section 3";
    // extensions
    Algorithm = "algorithm", "RFC 4978 section 5";
    CollationOrder = "collation-order", "RFC 4790 section 3.3";
    CollationSelected = "collation-selected", "RFC 4790 section 3.3";
    Entry = "entry", "RFC 5464 section 3.2";
    Event = "event", "RFC 5465 section 8";
    FilterMailboxes = "filter-mailboxes", "RFC 5465 section 8";
    FilterName = "filter-name", "RFC 5466 section 4";
    GetMetadataOption = "getmetadata-option", "RFC 5464 section 5";
    IdParamsList = "id-params-list", "RFC 2971 section 4";
    LanguageRange = "language-range", "RFC 4647 section 2.1";
    LanguageTag = "Language-Tag", "RFC 5646 section 2.1";
    ModRights = "mod-rights", "RFC 4314 section 7";
    Notify = "notify", "RFC 5465 section 8";
    PartialRange = "partial-range", "RFC 9394 section 4";
    PreviewMod = "preview-mod", "RFC 8970 section 6";
    ResourceName = "resource-name", "RFC 9208 section 7";
    Rights = "rights", "RFC 4314 section 7";
    ScopeOpt = "scope-opt", "RFC 5464 section 5";
    ScopeOption = "scope-option", "RFC 7377 section 4";
    Score = "score", "RFC 6203 section 7";
    SessionUrl = "JMAP session URL", "RFC 9698 section 4";
    SortKey = "sort-key", "RFC 5256 section 5";
    ThreadAlg = "thread-alg", "RFC 5256 section 5";
    ThreadList = "thread-list", "RFC 5256 section 5";
    Url = "url", "RFC 2193 section 6";
    EntryName = "entry-name", "RFC 7162 section 7";
    EntryTypeReq = "entry-type-req", "RFC 7162 section 7";
    GmId = "gm-id", "Gmail's IMAP extensions";
    InProgressTag = "inprogress-tag", "RFC 9585 section 5";
    InProgressState = "inprogress-state", "RFC 9585 section 5";
    ObjectId = "objectid", "RFC 8474 section 7";
    ObjectIdKey = "objectid-key", "draft-ietf-mailmaint-imap-objectid-bis section 10";
    UidRange = "uid-range", "RFC 10022 section 4";
    AnnEntry = "ann-entry", "RFC 5257 section 5, entry";
    Attrib = "attrib", "RFC 5257 section 5";
    AnnSize = "ann-size", "RFC 5257 section 5";
    MimeType = "concrete-mime-type", "RFC 5259 section 10";
    TranscodingParam = "transcoding-param", "RFC 5259 section 10";
    ConvertAtt = "convert-att", "RFC 5259 section 10";
    ConvertMsgAtt = "convert-msg-att", "RFC 5259 section 10";
    ConvertError = "converterror-phrase", "RFC 5259 section 10";
    ConvertErrorCode = "convert-error-code", "RFC 5259 section 10";
    Find = "find", "RFC 1730 section 9";
    CatPart = "cat-part", "RFC 4469 section 5";
    UrlRespText = "url-resp-text", "RFC 4469 section 5";
    UrlFetchParam = "url-fetch-param", "RFC 5524 section 5";
    UrlMetadata = "url-metadata-el", "RFC 5524 section 5";
    UrlMechanism = "mechanism", "RFC 4467 section 9";
    AuthType = "auth-type", "RFC 9051 section 6.2.2";
    InitialResp = "initial-resp", "RFC 9051 section 6.2.2";
}

impl Rule {
    /// A stable code for machines: the ABNF name, or a word where the name is none (`close`, for `")"`). Of letters, digits
    /// and hyphens; all are listed in `assets/errors.tsv`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::End => "end-of-message",
            Self::Open => "open",
            Self::Close => "close",
            Self::OpenBracket => "open-bracket",
            Self::CloseBracket => "close-bracket",
            Self::Depth => "depth",
            Self::AuthenticateData => "authenticate-data",
            Self::IdleDone => "idle-done",
            Self::CommandName => "command-name",
            Self::SessionUrl => "session-url",
            _ => self.as_str(),
        }
    }

    /// The section that defines it, on the web; `None`, if no document does.
    ///
    /// ```
    /// use imap_codec::Rule;
    /// let url = Rule::NzNumber.url();
    /// assert_eq!(url.as_deref(), Some("https://www.rfc-editor.org/rfc/rfc9051.html#section-9"));
    /// ```
    #[must_use]
    pub fn url(self) -> Option<String> {
        let place = self.place();
        let (document, at) = match place.split_once(" section ") {
            Some((document, section)) => (document, Some(("section", section))),
            None => match place.split_once(" appendix ") {
                Some((document, appendix)) => (document, Some(("appendix", appendix))),
                None => (place, None),
            },
        };
        let at = at.map_or_else(String::new, |(kind, number)| {
            let number = number.split(',').next().unwrap_or(number);
            format!("#{kind}-{number}")
        });
        if let Some(number) = document.strip_prefix("RFC ") {
            Some(format!(
                "https://www.rfc-editor.org/rfc/rfc{number}.html{at}"
            ))
        } else if document.starts_with("draft-") {
            Some(format!(
                "https://datatracker.ietf.org/doc/html/{document}{at}"
            ))
        } else if document.starts_with("Gmail") {
            Some("https://developers.google.com/workspace/gmail/imap/imap-extensions".into())
        } else {
            None
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
