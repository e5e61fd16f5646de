//! QRESYNC ([RFC 7162 §3.2](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.2)): a client that comes back learns at
//! once what has changed and what is gone.
//!
//! Hangs on [`SelectParam`](crate::select::SelectParam), [`FetchModifier`](crate::fetch::FetchModifier) and
//! [`Data`](crate::data::Data).
//!
//! ```text
//! C: A03 SELECT INBOX (QRESYNC (67890007 90060115194045000 41,43:211))
//! S: * VANISHED (EARLIER) 41,43:116,118,120:211,214:540
//! ```

use core::num::NonZeroU32;

use super::condstore::ModSeq;
use crate::sequence::UidSet;

/// `"(" uidvalidity SP mod-sequence-value [SP known-uids] [SP seq-match-data] ")"`: what the client knows of the mailbox
/// ([RFC 7162 §3.2.5](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.2.5)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct QResync {
    /// UIDVALIDITY when the client last looked.
    pub uid_validity: NonZeroU32,
    /// The last mod-sequence that the client knows.
    pub mod_seq: ModSeq,
    /// The UIDs that the client knows; all that there may be, if there are none.
    pub known_uids: Option<UidSet>,
    /// Not to be sent once UIDONLY is enabled
    /// ([RFC 9586 §3.7](https://www.rfc-editor.org/rfc/rfc9586.html#section-3.7)).
    pub seq_match: Option<SeqMatchData>,
}

/// `seq-match-data = "(" known-sequence-set SP known-uid-set ")"`: a sample of messages, so that a server which does not
/// remember what was expunged need not tell all UIDs. Both sets have the same number of elements, in ascending order; what
/// a server does with others, the RFC does not say
/// ([RFC 7162 §3.2.5.2](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.2.5.2)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct SeqMatchData {
    /// Message sequence numbers.
    pub sequence: UidSet,
    /// The UIDs of the same messages.
    pub uids: UidSet,
}

/// `expunged-resp = "VANISHED" [SP "(EARLIER)"] SP known-uids`: what is gone
/// ([RFC 7162 §3.2.10](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.2.10)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Vanished {
    /// It was gone when the client asked: message sequence numbers do not move.
    pub earlier: bool,
    /// UIDs; a server may name such as were never there.
    pub uids: UidSet,
}
