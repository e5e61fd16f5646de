//! UIDBATCHES ([RFC 10022](https://www.rfc-editor.org/rfc/rfc10022.html)): a mailbox in batches of equal size.
//!
//! Hangs on [`CommandBody`](crate::command::CommandBody), [`Data`](crate::data::Data) and [`Code`](crate::code::Code).
//! Stands above [`SearchCorrelator`].
//!
//! ```text
//! C: A143 UIDBATCHES 2000
//! S: * UIDBATCHES (TAG "A143") 215295:99696,99695:20351,20350:7830,7829:1
//! C: A302 UIDBATCHES 2000 10:20
//! ```

use alloc::vec::Vec;
use core::num::NonZeroU32;

use crate::{core::Vec1, search::SearchCorrelator};

/// `message-batches = "UIDBATCHES" SP nz-number [SP nz-number ":" nz-number]`
/// ([RFC 10022 §3.1](https://www.rfc-editor.org/rfc/rfc10022.html#section-3.1)).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct MessageBatches {
    /// Messages in a batch; 500 or more.
    pub size: NonZeroU32,
    /// Which batches; all, if there is none.
    pub batches: Option<BatchRange>,
}

/// `nz-number ":" nz-number`, the lower first: a server answers BAD with CLIENTBUG to others
/// ([RFC 10022 §3.1.5](https://www.rfc-editor.org/rfc/rfc10022.html#section-3.1.5)).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct BatchRange {
    /// The first batch; 1 has the newest messages.
    pub first: NonZeroU32,
    /// The last.
    pub last: NonZeroU32,
}

/// `uidbatches-response = "UIDBATCHES" search-correlator [SP uid-range *("," uid-range)]`
/// ([RFC 10022 §3.1.2](https://www.rfc-editor.org/rfc/rfc10022.html#section-3.1.2)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct UidBatches<'a> {
    /// The tag of the command.
    pub correlator: Vec1<SearchCorrelator<'a>>,
    /// The batches, newest first; none, if the mailbox is empty or the client asked for such as are not there.
    pub batches: Vec<UidBatch>,
}

/// `uid-range = uniqueid ":" uniqueid`: a batch, also if it has one message only. Not all UIDs in it need be there.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct UidBatch {
    /// The highest UID.
    pub high: NonZeroU32,
    /// The lowest.
    pub low: NonZeroU32,
}

forward_static!(BatchRange, MessageBatches, UidBatch);
