//! Response codes ([RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)).
//!
//! ```text
//! S: * OK [UIDVALIDITY 3857529045] UIDs valid
//! ```

use alloc::vec::Vec;
use core::num::NonZeroU32;

use crate::{
    capability::Capability,
    core::{AString, Tag, Vec1},
    ext::{
        annotate_experiment_1::{AnnSize, AnnotateCode},
        catenate::BadUrl,
        condstore::ModSeq,
        filters::FilterName,
        inprogress::InProgress,
        mailbox_referrals::ReferralUrl,
        messagelimit::MessageLimit,
        metadata::MetadataCode,
        notify::EventType,
        objectid::ObjectId,
        objectid_plus::ObjectIdPair,
        urlauth::UrlMechs,
    },
    flag::PermanentFlags,
    sequence::{NumberSet, UidSet},
};

keyword_sum! {
    /// `resp-text-code`: what a status response says to the program rather than to the user.
    pub enum Code<'a>, named by CodeName in "resp-text-code", other Code {
        /// The text must be shown to the user. [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        Alert = "ALERT",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        AlreadyExists = "ALREADYEXISTS",
        /// An annotation could not be stored. [RFC 5257 §4.5](https://www.rfc-editor.org/rfc/rfc5257.html#section-4.5)
        Annotate(AnnotateCode) = "ANNOTATE",
        /// What annotations the mailbox can have. [RFC 5257 §4.1](https://www.rfc-editor.org/rfc/rfc5257.html#section-4.1)
        Annotations(AnnSize) = "ANNOTATIONS",
        /// Where APPEND put the messages. [RFC 4315 §3](https://www.rfc-editor.org/rfc/rfc4315.html#section-3)
        AppendUid(AppendUid) = "APPENDUID",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        AuthenticationFailed = "AUTHENTICATIONFAILED",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        AuthorizationFailed = "AUTHORIZATIONFAILED",
        /// The charsets that SEARCH takes, if the server says so.
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        BadCharset(Vec<AString<'a>>) = "BADCHARSET",
        /// No collation is such a one. [RFC 5255 §4.9](https://www.rfc-editor.org/rfc/rfc5255.html#section-4.9)
        BadComparator = "BADCOMPARATOR",
        /// The events that the server knows. [RFC 5465 §3.1](https://www.rfc-editor.org/rfc/rfc5465.html#section-3.1)
        BadEvent(Vec1<EventType<'a>>) = "BADEVENT",
        /// The URL that CATENATE could not use. [RFC 4469 §4.2](https://www.rfc-editor.org/rfc/rfc4469.html#section-4.2)
        BadUrl(BadUrl<'a>) = "BADURL",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        Cannot = "CANNOT",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        Capability(Vec1<Capability<'a>>) = "CAPABILITY",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        ClientBug = "CLIENTBUG",
        /// The mailbox that was selected is no longer. [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        Closed = "CLOSED",
        /// It is compressed already. [RFC 4978 §3](https://www.rfc-editor.org/rfc/rfc4978.html#section-3)
        CompressionActive = "COMPRESSIONACTIVE",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        ContactAdmin = "CONTACTADMIN",
        /// Where COPY or MOVE put the messages. [RFC 4315 §3](https://www.rfc-editor.org/rfc/rfc4315.html#section-3)
        CopyUid(CopyUid) = "COPYUID",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        Corruption = "CORRUPTION",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        Expired = "EXPIRED",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        ExpungeIssued = "EXPUNGEISSUED",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        HasChildren = "HASCHILDREN",
        /// The highest mod-sequence in the mailbox.
        /// [RFC 7162 §3.1.2.1](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.1.2.1)
        HighestModSeq(ModSeq) = "HIGHESTMODSEQ",
        /// A command goes on; in an untagged OK.
        /// [RFC 9585 §4](https://www.rfc-editor.org/rfc/rfc9585.html#section-4)
        InProgress(Option<InProgress<'a>>) = "INPROGRESS",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        InUse = "INUSE",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        Limit = "LIMIT",
        /// [RFC 5464 §5](https://www.rfc-editor.org/rfc/rfc5464.html#section-5)
        Metadata(MetadataCode) = "METADATA",
        /// What names the mailbox.
        /// [RFC 8474 §4](https://www.rfc-editor.org/rfc/rfc8474.html#section-4)
        MailboxId(ObjectId<'a>) = "MAILBOXID",
        /// No more messages were, or are, processed.
        /// [RFC 9738 §3.1](https://www.rfc-editor.org/rfc/rfc9738.html#section-3.1)
        MessageLimit(MessageLimit) = "MESSAGELIMIT",
        /// The messages that UNCHANGEDSINCE has left as they are.
        /// [RFC 7162 §3.1.3](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.1.3)
        Modified(NumberSet) = "MODIFIED",
        /// The mailbox keeps no mod-sequences.
        /// [RFC 7162 §3.1.2.2](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.1.2.2)
        NoModSeq = "NOMODSEQ",
        /// CONVERT takes so many messages at once. [RFC 5259 §9](https://www.rfc-editor.org/rfc/rfc5259.html#section-9)
        MaxConvertMessages(NonZeroU32) = "MAXCONVERTMESSAGES",
        /// CONVERT takes so many parts at once. [RFC 5259 §9](https://www.rfc-editor.org/rfc/rfc5259.html#section-9)
        MaxConvertParts(NonZeroU32) = "MAXCONVERTPARTS",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        NonExistent = "NONEXISTENT",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        NoPerm = "NOPERM",
        /// Nothing more is told without being asked. [RFC 5465 §5.8](https://www.rfc-editor.org/rfc/rfc5465.html#section-5.8)
        NotificationOverflow = "NOTIFICATIONOVERFLOW",
        /// The result of SEARCH was not saved. [RFC 5182 §2.5](https://www.rfc-editor.org/rfc/rfc5182.html#section-2.5)
        NotSaved = "NOTSAVED",
        /// The mailbox cannot be selected with UTF-8; obsolete. [RFC 5738 §3.2](https://www.rfc-editor.org/rfc/rfc5738.html#section-3.2)
        NotUtf8 = "NOT-UTF-8",
        /// The search with this tag will not be kept up to date.
        /// [RFC 5267 §4.3.1](https://www.rfc-editor.org/rfc/rfc5267.html#section-4.3.1)
        NoUpdate(Tag<'a>) = "NOUPDATE",
        /// What names the mailbox and its account, in place of MAILBOXID; OBJECTID+.
        ObjectId(Vec<ObjectIdPair<'a>>) = "OBJECTID",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        OverQuota = "OVERQUOTA",
        /// The server could not parse a message. [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        Parse = "PARSE",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        PermanentFlags(PermanentFlags<'a>) = "PERMANENTFLAGS",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        PrivacyRequired = "PRIVACYREQUIRED",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        ReadOnly = "READ-ONLY",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        ReadWrite = "READ-WRITE",
        /// On which server to look, or for RENAME, pairs of where it is and where it should be.
        /// [RFC 2193 §4](https://www.rfc-editor.org/rfc/rfc2193.html#section-4), [RFC 2221 §4](https://www.rfc-editor.org/rfc/rfc2221.html#section-4)
        Referral(Vec1<ReferralUrl<'a>>) = "REFERRAL",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        ServerBug = "SERVERBUG",
        /// The message is larger than the mailbox takes ([RFC 7889 §4](https://www.rfc-editor.org/rfc/rfc7889.html#section-4)), or than the
        /// server makes of parts. [RFC 4469 §4.2](https://www.rfc-editor.org/rfc/rfc4469.html#section-4.2)
        TooBig = "TOOBIG",
        /// The batches are smaller than the server makes them.
        /// [RFC 10022 §3.1.3.2](https://www.rfc-editor.org/rfc/rfc10022.html#section-3.1.3.2)
        TooFew = "TOOFEW",
        /// The batches are more than the server tells.
        /// [RFC 10022 §3.1.5](https://www.rfc-editor.org/rfc/rfc10022.html#section-3.1.5)
        TooMany = "TOOMANY",
        /// A conversion failed, and may not later. [RFC 5259 §9](https://www.rfc-editor.org/rfc/rfc5259.html#section-9)
        TempFail = "TEMPFAIL",
        /// The mailbox is not there, and CREATE could make it. [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        TryCreate = "TRYCREATE",
        /// [RFC 9051 §2.3.1.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-2.3.1.1)
        UidNext(NonZeroU32) = "UIDNEXT",
        /// [RFC 4315 §3](https://www.rfc-editor.org/rfc/rfc4315.html#section-3)
        UidNotSticky = "UIDNOTSTICKY",
        /// UIDONLY is enabled, and the command has message sequence numbers.
        /// [RFC 9586 §3](https://www.rfc-editor.org/rfc/rfc9586.html#section-3)
        UidRequired = "UIDREQUIRED",
        /// [RFC 9051 §2.3.1.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-2.3.1.1)
        UidValidity(NonZeroU32) = "UIDVALIDITY",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        Unavailable = "UNAVAILABLE",
        /// There is no filter of this name. [RFC 5466 §3.1](https://www.rfc-editor.org/rfc/rfc5466.html#section-3.1)
        UndefinedFilter(FilterName<'a>) = "UNDEFINED-FILTER",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        UnknownCte = "UNKNOWN-CTE",
        /// The first message without `\Seen`; IMAP4rev1 only.
        /// [RFC 3501 §7.1](https://www.rfc-editor.org/rfc/rfc3501.html#section-7.1)
        Unseen(NonZeroU32) = "UNSEEN",
        /// The server does not take such a use. [RFC 6154 §3](https://www.rfc-editor.org/rfc/rfc6154.html#section-3)
        UseAttr = "USEATTR",
        /// How URLs of this mailbox are made. [RFC 4467 §8](https://www.rfc-editor.org/rfc/rfc4467.html#section-8)
        UrlMech(UrlMechs<'a>) = "URLMECH",
        /// The mailbox can be selected only with UTF-8; obsolete. [RFC 5738 §3.2](https://www.rfc-editor.org/rfc/rfc5738.html#section-3.2)
        Utf8Only = "UTF-8-ONLY",
    }
    // A code without arguments, and some behind it: `atom [SP 1*<any TEXT-CHAR except "]">]` has it, and peers may send it.
    known_with |name, content| content.is_empty() || !name.stands_alone();
}

/// `"APPENDUID" SP nz-number SP append-uid`: one UID, or a set of them after MULTIAPPEND.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct AppendUid {
    /// UIDVALIDITY of the mailbox.
    pub uid_validity: NonZeroU32,
    /// The UIDs, in the order of the messages.
    pub uids: UidSet,
}

/// `"COPYUID" SP nz-number SP uid-set SP uid-set`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct CopyUid {
    /// UIDVALIDITY of the mailbox that was copied to.
    pub uid_validity: NonZeroU32,
    /// The UIDs in the mailbox that was copied from.
    pub from: UidSet,
    /// The UIDs in the other, in the same order.
    pub to: UidSet,
}
