//! STATUS ([RFC 9051 §6.3.11](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.11)): asked and answered.
//!
//! ```text
//! C: A042 STATUS blurdybloop (UIDNEXT MESSAGES)
//! S: * STATUS blurdybloop (MESSAGES 231 UIDNEXT 44292)
//! ```

use alloc::vec::Vec;
use core::num::NonZeroU32;

use crate::{
    core::{Number64, Vec1},
    ext::{condstore::ModSeqValzer, objectid::ObjectId, objectid_plus::ObjectIdPair},
    mailbox::Mailbox,
};

keyword_sum! {
    /// `status-att`: what is asked of a mailbox.
    pub enum StatusAtt<'a>, named by StatusAttName in "status-att", other Name {
        /// The largest message that APPEND takes. [RFC 7889 §3.1](https://www.rfc-editor.org/rfc/rfc7889.html#section-3.1)
        AppendLimit = "APPENDLIMIT",
        /// Messages with `\Deleted`; IMAP4rev2, QUOTA=RES-MESSAGE.
        Deleted = "DELETED",
        /// Octets that EXPUNGE would free. [RFC 9208 §4.1.4](https://www.rfc-editor.org/rfc/rfc9208.html#section-4.1.4)
        DeletedStorage = "DELETED-STORAGE",
        /// The highest mod-sequence. [RFC 7162 §3.1.7](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.1.7)
        HighestModSeq = "HIGHESTMODSEQ",
        /// What names the mailbox. [RFC 8474 §4.3](https://www.rfc-editor.org/rfc/rfc8474.html#section-4.3)
        MailboxId = "MAILBOXID",
        /// Messages.
        Messages = "MESSAGES",
        /// What names the mailbox and its account; OBJECTID+.
        ObjectId = "OBJECTID",
        /// Messages with `\Recent`; IMAP4rev1.
        Recent = "RECENT",
        /// Octets of all messages; IMAP4rev2, STATUS=SIZE.
        Size = "SIZE",
        /// The UID that the next message will have, or more.
        UidNext = "UIDNEXT",
        /// UIDVALIDITY.
        UidValidity = "UIDVALIDITY",
        /// Messages without `\Seen`.
        Unseen = "UNSEEN",
    }
}

keyword_sum! {
    /// `status-att-val`: an answer.
    pub enum StatusItem<'a>, named by StatusItemName in "status-att-val", other Argument {
        /// Octets of the largest message that APPEND takes; 0: none at all. `None` is NIL: there is no limit.
        /// [RFC 7889 §3.1](https://www.rfc-editor.org/rfc/rfc7889.html#section-3.1)
        AppendLimit(Option<u32>) = "APPENDLIMIT",
        /// Messages with `\Deleted`; IMAP4rev2, QUOTA=RES-MESSAGE.
        Deleted(u32) = "DELETED",
        /// Octets that EXPUNGE would free. [RFC 9208 §4.1.4](https://www.rfc-editor.org/rfc/rfc9208.html#section-4.1.4)
        DeletedStorage(Number64) = "DELETED-STORAGE",
        /// The highest mod-sequence; 0: the mailbox keeps none.
        /// [RFC 7162 §3.1.7](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.1.7)
        HighestModSeq(ModSeqValzer) = "HIGHESTMODSEQ",
        /// What names the mailbox. [RFC 8474 §4.3](https://www.rfc-editor.org/rfc/rfc8474.html#section-4.3)
        MailboxId(ObjectId<'a>) = "MAILBOXID",
        /// Messages.
        Messages(u32) = "MESSAGES",
        /// What names the mailbox and its account; what the server does not have is left out. OBJECTID+.
        ObjectId(Vec<ObjectIdPair<'a>>) = "OBJECTID",
        /// Messages with `\Recent`; IMAP4rev1.
        Recent(u32) = "RECENT",
        /// Octets of all messages; IMAP4rev2, STATUS=SIZE.
        Size(Number64) = "SIZE",
        /// The UID that the next message will have, or more.
        UidNext(NonZeroU32) = "UIDNEXT",
        /// UIDVALIDITY.
        UidValidity(NonZeroU32) = "UIDVALIDITY",
        /// Messages without `\Seen`.
        Unseen(u32) = "UNSEEN",
    }
}

/// The STATUS command.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Status<'a> {
    /// Which mailbox.
    pub mailbox: Mailbox<'a>,
    /// What is asked.
    pub items: Vec1<StatusAtt<'a>>,
}

/// The STATUS response.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct MailboxStatus<'a> {
    /// Which mailbox.
    pub mailbox: Mailbox<'a>,
    /// The answers, in any order; may be none.
    pub items: Vec<StatusItem<'a>>,
}
