//! CONTEXT=SEARCH and CONTEXT=SORT ([RFC 5267 §4](https://www.rfc-editor.org/rfc/rfc5267.html#section-4)): a search whose
//! results are kept up to date.
//!
//! Hangs on [`SearchReturnOpt`](crate::search::SearchReturnOpt), [`SearchReturnData`](crate::search::SearchReturnData),
//! [`CommandBody`](crate::command::CommandBody) (CANCELUPDATE) and [`Code`](crate::code::Code) (NOUPDATE).
//!
//! ```text
//! C: B01 UID SEARCH RETURN (UPDATE COUNT) DELETED KEYWORD $Junk
//! S: * ESEARCH (TAG "B01") COUNT 74
//! S: * ESEARCH (TAG "B01") UID ADDTO (0 32768:32769)
//! C: B04 CANCELUPDATE "B01"
//! ```

use crate::sequence::NumberSet;

/// `context-position SP sequence-set`: results that came or went
/// ([RFC 5267 §4.3](https://www.rfc-editor.org/rfc/rfc5267.html#section-4.3)). Updates are applied in the order in which they stand.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct ContextUpdate {
    /// Where the first of them stands then (ADDTO), or stood before (REMOVEFROM), counted from 1; 0: wherever mailbox order
    /// has them.
    pub position: u32,
    /// Message sequence numbers or UIDs, in the order of the results.
    pub set: NumberSet,
}
