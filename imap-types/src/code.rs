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
    ext::{filters::FilterName, mailbox_referrals::ReferralUrl, metadata::MetadataCode},
    flag::PermanentFlags,
    sequence::UidSet,
};

keyword_sum! {
    /// `resp-text-code`: what a status response says to the program rather than to the user.
    pub enum Code<'a>, named by CodeName in "resp-text-code", other Code {
        /// The text must be shown to the user. [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        Alert = "ALERT",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        AlreadyExists = "ALREADYEXISTS",
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
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        InUse = "INUSE",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        Limit = "LIMIT",
        /// [RFC 5464 §5](https://www.rfc-editor.org/rfc/rfc5464.html#section-5)
        Metadata(MetadataCode) = "METADATA",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        NonExistent = "NONEXISTENT",
        /// [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        NoPerm = "NOPERM",
        /// The result of SEARCH was not saved. [RFC 5182 §2.5](https://www.rfc-editor.org/rfc/rfc5182.html#section-2.5)
        NotSaved = "NOTSAVED",
        /// The search with this tag will not be kept up to date.
        /// [RFC 5267 §4.3.1](https://www.rfc-editor.org/rfc/rfc5267.html#section-4.3.1)
        NoUpdate(Tag<'a>) = "NOUPDATE",
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
        /// The mailbox is not there, and CREATE could make it. [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)
        TryCreate = "TRYCREATE",
        /// [RFC 9051 §2.3.1.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-2.3.1.1)
        UidNext(NonZeroU32) = "UIDNEXT",
        /// [RFC 4315 §3](https://www.rfc-editor.org/rfc/rfc4315.html#section-3)
        UidNotSticky = "UIDNOTSTICKY",
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
    }
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
