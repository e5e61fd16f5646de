//! MESSAGELIMIT and SAVELIMIT ([RFC 9738](https://www.rfc-editor.org/rfc/rfc9738.html)): how many messages one command may
//! touch.
//!
//! Hangs on [`Code`](crate::code::Code) and [`SearchKey`](crate::search::SearchKey).
//!
//! ```text
//! C: 05 UID FETCH 22000:25000 (UID FLAGS MODSEQ)
//! S: 05 OK [MESSAGELIMIT 1000 23007] FETCH completed with 1000 partial results
//! C: 12 UID SEARCH UIDAFTER 25000 UNDELETED
//! ```

use core::num::NonZeroU32;

/// `"MESSAGELIMIT" SP message-limit [SP uniqueid]`
/// ([RFC 9738 §3.1](https://www.rfc-editor.org/rfc/rfc9738.html#section-3.1)).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct MessageLimit {
    /// Messages.
    pub limit: NonZeroU32,
    /// The lowest UID that was processed; none, if nothing was done.
    pub lowest: Option<NonZeroU32>,
}

forward_static!(MessageLimit);
