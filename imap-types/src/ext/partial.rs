//! PARTIAL ([RFC 9394](https://www.rfc-editor.org/rfc/rfc9394.html), and before it
//! [RFC 5267 §4.4](https://www.rfc-editor.org/rfc/rfc5267.html#section-4.4)): some of the results.
//!
//! Hangs on [`SearchReturnOpt`](crate::search::SearchReturnOpt), [`SearchReturnData`](crate::search::SearchReturnData) and
//! [`FetchModifier`](crate::fetch::FetchModifier).
//!
//! ```text
//! C: A01 UID SEARCH RETURN (PARTIAL -1:-100) UNDELETED
//! S: * ESEARCH (TAG "A01") UID PARTIAL (-1:-100 25900:25999)
//! C: 10 UID FETCH 25900:26600 (UID FLAGS) (PARTIAL -1:-3)
//! ```

use core::{fmt, num::NonZeroU32, ops::RangeInclusive};

use crate::sequence::NumberSet;

/// `partial-range = partial-range-first / partial-range-last`: which of the results, counted from 1, in either order of the
/// ends ([RFC 9394 §4](https://www.rfc-editor.org/rfc/rfc9394.html#section-4)).
///
/// The ends are kept as they were written: the answer repeats them.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct PartialRange {
    /// Count from the last result: `-1` is the last. RFC 9394 only.
    pub from_end: bool,
    /// The end that is written first, without `-`.
    pub start: NonZeroU32,
    /// The end that is written last, without `-`.
    pub end: NonZeroU32,
}

forward_static!(PartialRange);

impl PartialRange {
    /// Counted from the first result.
    #[must_use]
    pub const fn first(start: NonZeroU32, end: NonZeroU32) -> Self {
        Self {
            from_end: false,
            start,
            end,
        }
    }

    /// Counted from the last.
    #[must_use]
    pub const fn last(start: NonZeroU32, end: NonZeroU32) -> Self {
        Self {
            from_end: true,
            start,
            end,
        }
    }

    /// The indices of the results in a list of `len`, from 0 upward; empty, if there are none. `500:400` is `400:500`.
    ///
    /// ```
    /// use core::num::NonZeroU32;
    /// use imap_types::ext::partial::PartialRange;
    /// let nz = |number| NonZeroU32::new(number).unwrap();
    /// assert_eq!(PartialRange::first(nz(1), nz(5)).indices(20), 0..5);
    /// assert_eq!(PartialRange::last(nz(1), nz(5)).indices(20), 15..20);
    /// assert_eq!(PartialRange::last(nz(15), nz(25)).indices(20), 0..6);
    /// assert!(PartialRange::first(nz(21), nz(25)).indices(20).is_empty());
    /// ```
    #[must_use]
    pub fn indices(self, len: usize) -> core::ops::Range<usize> {
        let positions = self.positions();
        let clip = |number: u32| usize::try_from(number).unwrap_or(usize::MAX).min(len);
        let (before, behind) = (clip(positions.start() - 1), clip(*positions.end()));
        if self.from_end {
            len - behind..len - before
        } else {
            before..behind
        }
    }

    /// The ends, the less one first.
    #[must_use]
    pub fn positions(self) -> RangeInclusive<u32> {
        let (start, end) = (self.start.get(), self.end.get());
        start.min(end)..=start.max(end)
    }
}

impl fmt::Display for PartialRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.from_end { "-" } else { "" };
        write!(f, "{sign}{}:{sign}{}", self.start, self.end)
    }
}

/// `ret-data-partial = "PARTIAL" SP "(" partial-range SP partial-results ")"`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct PartialResults {
    /// What was asked for.
    pub range: PartialRange,
    /// The results, in order; `None` is NIL: there are none in the range.
    pub results: Option<NumberSet>,
}
