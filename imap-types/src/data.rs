//! Untagged data ([RFC 9051 §7.2 to §7.5](https://www.rfc-editor.org/rfc/rfc9051.html#section-7)).
//!
//! ```text
//! S: * 23 EXISTS
//! S: * SEARCH 2 84 882
//! ```

use alloc::{boxed::Box, vec::Vec};
use core::num::NonZeroU32;

use crate::{
    capability::Capability,
    core::{Other, Shape, Slot, Vec1},
    ext::{
        acl::{AclData, ListRightsData, MyRightsData},
        convert::{Conversion, Converted},
        i18nlevel::Comparator,
        id::Id,
        jmapaccess::SessionUrl,
        language::LanguageTag,
        metadata::Metadata,
        qresync::Vanished,
        quota::{Quota, QuotaRoots},
        thread::Threads,
        uidbatches::UidBatches,
        uidonly::UidFetch,
        urlauth::UrlData,
    },
    fetch::Fetch,
    flag::Flags,
    list::{MailboxList, Namespaces},
    mailbox::Mailbox,
    search::{ESearch, SearchResult},
    status::MailboxStatus,
    url::UrlString,
};

keyword_sum! {
    /// `response-payload`: what a server tells without being asked, or before it completes a command.
    pub enum Data<'a>, named by DataName in "response-data", other Line {
        /// [RFC 4314 §3.6](https://www.rfc-editor.org/rfc/rfc4314.html#section-3.6)
        Acl(AclData<'a>) = "ACL",
        /// [RFC 9051 §7.2.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.2.2)
        Capability(Vec1<Capability<'a>>) = "CAPABILITY",
        /// [RFC 5255 §4.8](https://www.rfc-editor.org/rfc/rfc5255.html#section-4.8)
        Comparator(Comparator<'a>) = "COMPARATOR",
        /// The server can convert this to that. [RFC 5259 §5.2](https://www.rfc-editor.org/rfc/rfc5259.html#section-5.2)
        Conversion(Conversion<'a>) = "CONVERSION",
        /// Parts of a message in another format. [RFC 5259 §8.1](https://www.rfc-editor.org/rfc/rfc5259.html#section-8.1)
        Converted(Box<Converted<'a>>) = "CONVERTED",
        /// Obsolete, and says nothing. [RFC 1730](https://www.rfc-editor.org/rfc/rfc1730.html), appendix B.7.3
        Copy(NonZeroU32) = "COPY",
        /// [RFC 9051 §7.2.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.2.1)
        Enabled(Vec<Capability<'a>>) = "ENABLED",
        /// [RFC 9051 §7.3.4](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.3.4)
        ESearch(ESearch<'a>) = "ESEARCH",
        /// So many messages are in the mailbox.
        /// [RFC 9051 §7.4.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.4.1)
        Exists(u32) = "EXISTS",
        /// The message with this sequence number is gone, and those behind it move up.
        /// [RFC 9051 §7.5.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.5.1)
        Expunge(NonZeroU32) = "EXPUNGE",
        /// [RFC 9051 §7.5.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.5.2)
        Fetch(Fetch<'a>) = "FETCH",
        /// The flags that are defined in the mailbox.
        /// [RFC 9051 §7.3.5](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.3.5)
        Flags(Flags<'a>) = "FLAGS",
        /// [RFC 2971 §3.2](https://www.rfc-editor.org/rfc/rfc2971.html#section-3.2)
        Id(Id<'a>) = "ID",
        /// [RFC 9698 §4](https://www.rfc-editor.org/rfc/rfc9698.html#section-4)
        JmapAccess(SessionUrl<'a>) = "JMAPACCESS",
        /// One language: it is used from the next response on. More: the server has them.
        /// [RFC 5255 §3.3](https://www.rfc-editor.org/rfc/rfc5255.html#section-3.3)
        Language(Vec1<LanguageTag<'a>>) = "LANGUAGE",
        /// URLs with tokens; none, if the server could make none, though the grammar wants one.
        /// [RFC 4467 §8](https://www.rfc-editor.org/rfc/rfc4467.html#section-8)
        GenUrlAuth(Vec<UrlString<'a>>) = "GENURLAUTH",
        /// [RFC 9051 §7.3.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.3.1)
        List(MailboxList<'a>) = "LIST",
        /// [RFC 4314 §3.7](https://www.rfc-editor.org/rfc/rfc4314.html#section-3.7)
        ListRights(ListRightsData<'a>) = "LISTRIGHTS",
        /// IMAP4rev1. [RFC 3501 §7.2.3](https://www.rfc-editor.org/rfc/rfc3501.html#section-7.2.3)
        Lsub(MailboxList<'a>) = "LSUB",
        /// Obsolete: the answer to FIND. [RFC 1730](https://www.rfc-editor.org/rfc/rfc1730.html), appendix B.7.2
        Mailbox(Mailbox<'a>) = "MAILBOX",
        /// [RFC 5464 §4.4](https://www.rfc-editor.org/rfc/rfc5464.html#section-4.4)
        Metadata(Metadata<'a>) = "METADATA",
        /// [RFC 4314 §3.8](https://www.rfc-editor.org/rfc/rfc4314.html#section-3.8)
        MyRights(MyRightsData<'a>) = "MYRIGHTS",
        /// [RFC 9051 §7.3.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.3.2)
        Namespace(Namespaces<'a>) = "NAMESPACE",
        /// [RFC 9208 §4.2.1](https://www.rfc-editor.org/rfc/rfc9208.html#section-4.2.1)
        Quota(Quota<'a>) = "QUOTA",
        /// [RFC 9208 §4.2.2](https://www.rfc-editor.org/rfc/rfc9208.html#section-4.2.2)
        QuotaRoot(QuotaRoots<'a>) = "QUOTAROOT",
        /// So many messages have `\Recent`; IMAP4rev1.
        /// [RFC 3501 §7.3.2](https://www.rfc-editor.org/rfc/rfc3501.html#section-7.3.2)
        Recent(u32) = "RECENT",
        /// IMAP4rev1. [RFC 3501 §7.2.5](https://www.rfc-editor.org/rfc/rfc3501.html#section-7.2.5)
        Search(SearchResult<'a>) = "SEARCH",
        /// [RFC 5256 §4](https://www.rfc-editor.org/rfc/rfc5256.html#section-4)
        Sort(SearchResult<'a>) = "SORT",
        /// [RFC 9051 §7.3.3](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.3.3)
        Status(MailboxStatus<'a>) = "STATUS",
        /// [RFC 5256 §4](https://www.rfc-editor.org/rfc/rfc5256.html#section-4)
        Thread(Threads) = "THREAD",
        /// LIST with special uses, before [RFC 6154](https://www.rfc-editor.org/rfc/rfc6154.html); Gmail's and Cyrus'.
        XList(MailboxList<'a>) = "XLIST",
        /// [RFC 10022 §3.1.2](https://www.rfc-editor.org/rfc/rfc10022.html#section-3.1.2)
        UidBatches(UidBatches<'a>) = "UIDBATCHES",
        /// FETCH of a message that is named by its UID.
        /// [RFC 9586 §3.3](https://www.rfc-editor.org/rfc/rfc9586.html#section-3.3)
        UidFetch(UidFetch<'a>) = "UIDFETCH",
        /// EXPUNGE of messages that are named by their UIDs.
        /// [RFC 7162 §3.2.10](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.2.10)
        Vanished(Vanished) = "VANISHED",
        /// What URLs point to. [RFC 4467 §8](https://www.rfc-editor.org/rfc/rfc4467.html#section-8)
        UrlFetch(Vec1<UrlData<'a>>) = "URLFETCH",
    }
    also {
        /// A number and what no table knows: `* 5 COPY`.
        Numbered(Numbered<'a>),
    }
    is_name is_response_name
}

/// An atom, but neither a number nor the name of a status response.
fn is_response_name(name: &[u8]) -> bool {
    // Behind a digit the number would end where the digits do.
    !name.first().is_none_or(u8::is_ascii_digit)
        && name.iter().all(|byte| crate::core::is_atom_char(*byte))
        && ![&b"OK"[..], b"NO", b"BAD", b"BYE", b"PREAUTH"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name))
}

/// An unknown response that begins with a number.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Numbered<'a> {
    /// The number.
    pub number: u32,
    /// Name and content.
    pub other: Other<'a, NumberedName>,
}

/// The slot of responses that begin with a number.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NumberedName {}

impl Slot for NumberedName {
    const RULE: &'static str = "message-data";
    const SHAPE: Shape = Shape::Line;
    fn knows(name: &[u8]) -> bool {
        DataName::parse(name).is_some()
    }
    /// Names that stand without a number do not stand behind one.
    fn is_name(name: &[u8]) -> bool {
        // STORE is what IMAP4 has for FETCH.
        is_response_name(name) && !Self::knows(name) && !name.eq_ignore_ascii_case(b"STORE")
    }
}
