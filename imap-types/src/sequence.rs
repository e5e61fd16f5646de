//! Sequence sets and UID sets ([RFC 9051 §4.1.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-4.1.1)).
//!
//! Sets stay ranges: `1:4294967295` is one element, never expanded.

use alloc::vec::Vec;
use core::{fmt, num::NonZeroU32, str::FromStr};

use crate::core::{Invalid, Vec1, digits};

/// `seq-number = nz-number / "*"`.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum SeqNumber {
    /// A message sequence number or UID.
    Value(NonZeroU32),
    /// `*`: the largest number in use.
    Asterisk,
}

impl SeqNumber {
    /// The number, `max` standing for `*`.
    #[must_use]
    pub const fn resolve(self, max: NonZeroU32) -> NonZeroU32 {
        match self {
            Self::Value(number) => number,
            Self::Asterisk => max,
        }
    }
}

impl From<NonZeroU32> for SeqNumber {
    fn from(number: NonZeroU32) -> Self {
        Self::Value(number)
    }
}

impl fmt::Display for SeqNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(number) => number.fmt(f),
            Self::Asterisk => f.write_str("*"),
        }
    }
}

/// `seq-number / seq-range`: one number, or two ends in any order. `5:5` is `5`.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct SeqRange {
    /// The end that is written first.
    pub start: SeqNumber,
    /// The end that is written last; the same for a single number.
    pub end: SeqNumber,
}

impl SeqNumber {
    /// Octets on the wire.
    const fn octets(self) -> usize {
        match self {
            Self::Asterisk => 1,
            Self::Value(number) => number.get().ilog10() as usize + 1,
        }
    }
}

impl SeqRange {
    /// Octets on the wire.
    fn octets(self) -> usize {
        let start = self.start.octets();
        if self.is_single() {
            start
        } else {
            start + 1 + self.end.octets()
        }
    }
}

impl SeqRange {
    /// One number.
    #[must_use]
    pub fn single(number: impl Into<SeqNumber>) -> Self {
        let number = number.into();
        Self {
            start: number,
            end: number,
        }
    }

    /// Is it one number?
    #[must_use]
    pub fn is_single(self) -> bool {
        self.start == self.end
    }

    /// The numbers from least to largest, `max` standing for `*`.
    #[must_use]
    pub fn resolve(self, max: NonZeroU32) -> core::ops::RangeInclusive<u32> {
        let (start, end) = (self.start.resolve(max).get(), self.end.resolve(max).get());
        start.min(end)..=start.max(end)
    }
}

impl fmt::Display for SeqRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.start.fmt(f)?;
        if self.is_single() {
            Ok(())
        } else {
            write!(f, ":{}", self.end)
        }
    }
}

/// `sequence-set`: numbers and ranges, or `$`, the result of the last SEARCH that was saved
/// ([RFC 5182](https://www.rfc-editor.org/rfc/rfc5182.html)), which stands alone.
///
/// ```
/// use imap_types::sequence::SequenceSet;
/// let set = SequenceSet::try_from("1:5,7:*")?;
/// assert_eq!(set.to_string(), "1:5,7:*");
/// assert!(SequenceSet::try_from("1:5,0").is_err());
/// # Ok::<(), imap_types::core::Invalid>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum SequenceSet {
    /// `$`
    Saved,
    /// Numbers and ranges in the order in which they were given.
    Ranges(Vec1<SeqRange>),
}

forward_static!(SeqNumber, SeqRange);

impl SequenceSet {
    /// `1:*`: all messages.
    #[must_use]
    pub fn all() -> Self {
        Self::Ranges(Vec1::one(SeqRange {
            start: SeqNumber::Value(NonZeroU32::MIN),
            end: SeqNumber::Asterisk,
        }))
    }

    /// The numbers and ranges; none for `$`.
    #[must_use]
    pub fn ranges(&self) -> &[SeqRange] {
        match self {
            Self::Saved => &[],
            Self::Ranges(ranges) => ranges,
        }
    }

    /// The same messages, written in ascending order: each range from its low to its high end, none twice, neighbours as one
    /// range, what goes up to `*` at the end. Some servers take no other (QQ and hMailServer, quirk catalogue S96).
    ///
    /// ```
    /// use imap_types::sequence::SequenceSet;
    /// let set = SequenceSet::try_from("288:279,5,*:300,6,280")?;
    /// assert_eq!(set.ascending().to_string(), "5:6,279:288,300:*");
    /// # Ok::<(), imap_types::core::Invalid>(())
    /// ```
    #[must_use]
    pub fn ascending(&self) -> Self {
        let Self::Ranges(ranges) = self else {
            return Self::Saved;
        };
        let mut ends: Vec<(u32, u32)> = Vec::new();
        // From the number on; `u32::MAX` and more, if it is `*` alone.
        let mut open: Vec<SeqRange> = Vec::new();
        for range in ranges {
            match (range.start, range.end) {
                (SeqNumber::Value(one), SeqNumber::Value(other)) => {
                    ends.push((one.min(other).get(), one.max(other).get()));
                }
                (SeqNumber::Asterisk, SeqNumber::Asterisk) => {
                    open.push(SeqRange::single(SeqNumber::Asterisk));
                }
                (start @ SeqNumber::Value(_), end) | (end, start) => {
                    open.push(SeqRange { start, end });
                }
            }
        }
        ends.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(ends.len());
        for (low, high) in ends {
            match merged.last_mut() {
                Some((_, last)) if low <= last.saturating_add(1) => *last = high.max(*last),
                _ => merged.push((low, high)),
            }
        }
        // The first of them holds all that the others hold.
        open.sort_unstable_by_key(|range| match range.start {
            SeqNumber::Value(from) => u64::from(from.get()),
            SeqNumber::Asterisk => u64::MAX,
        });
        open.truncate(1);
        let number = |n| NonZeroU32::new(n).map_or(SeqNumber::Asterisk, SeqNumber::Value);
        let closed = merged.into_iter().map(|(low, high)| SeqRange {
            start: number(low),
            end: number(high),
        });
        let all: Vec<SeqRange> = closed.chain(open).collect();
        Vec1::try_from(all).map_or_else(|_| self.clone(), Self::Ranges)
    }

    /// The set in parts, each written in at most so many octets (a range that needs more stands alone): the lines that a
    /// server takes are bounded ([RFC 7162 §4](https://www.rfc-editor.org/rfc/rfc7162.html#section-4)).
    ///
    /// ```
    /// use imap_types::sequence::SequenceSet;
    /// let parts = SequenceSet::try_from("1:5,7,1000,1002:*")?.split(8);
    /// let parts: Vec<_> = parts.iter().map(ToString::to_string).collect();
    /// assert_eq!(parts, ["1:5,7", "1000", "1002:*"]);
    /// # Ok::<(), imap_types::core::Invalid>(())
    /// ```
    #[must_use]
    pub fn split(&self, octets: usize) -> Vec<Self> {
        let Self::Ranges(ranges) = self else {
            return alloc::vec![Self::Saved];
        };
        let mut parts = Vec::new();
        let (mut part, mut len) = (Vec::new(), 0);
        for range in ranges {
            let more = range.octets();
            if !part.is_empty() && len + 1 + more > octets {
                parts.push(core::mem::take(&mut part));
                len = 0;
            }
            len += more + usize::from(!part.is_empty());
            part.push(*range);
        }
        parts.push(part);
        parts
            .into_iter()
            .filter_map(|part| Vec1::try_from(part).ok().map(Self::Ranges))
            .collect()
    }

    /// Is `number` in the set, if `max` is the largest in use? Never, for `$`.
    #[must_use]
    pub fn contains(&self, number: NonZeroU32, max: NonZeroU32) -> bool {
        self.ranges()
            .iter()
            .any(|range| range.resolve(max).contains(&number.get()))
    }
}

impl From<NonZeroU32> for SequenceSet {
    fn from(number: NonZeroU32) -> Self {
        Self::Ranges(Vec1::one(SeqRange::single(number)))
    }
}

impl TryFrom<u32> for SequenceSet {
    type Error = Invalid;
    fn try_from(number: u32) -> Result<Self, Invalid> {
        NonZeroU32::new(number)
            .map(Self::from)
            .ok_or(Invalid::new("sequence-set"))
    }
}

impl From<Vec1<SeqRange>> for SequenceSet {
    fn from(ranges: Vec1<SeqRange>) -> Self {
        Self::Ranges(ranges)
    }
}

/// Why a set could not be read: the number of bytes before the fault.
#[doc(hidden)]
pub type SetFault = usize;

/// Digits at the front of `bytes`, as an `nz-number`.
#[inline]
fn nz_number(bytes: &[u8]) -> Option<(NonZeroU32, usize)> {
    let (number, len) = digits(bytes);
    let number = NonZeroU32::new(u32::try_from(number).ok()?)?;
    (bytes.first() != Some(&b'0')).then_some((number, len))
}

/// The set at the front of `bytes` and its length. For imap-codec, which goes on behind it.
#[doc(hidden)]
pub fn scan_sequence_set(bytes: &[u8]) -> Result<(SequenceSet, usize), SetFault> {
    #[inline(always)] // a call costs as much as the number
    fn seq_number(bytes: &[u8], at: usize) -> Result<(SeqNumber, usize), SetFault> {
        let rest = bytes.get(at..).unwrap_or_default();
        if rest.first() == Some(&b'*') {
            return Ok((SeqNumber::Asterisk, at + 1));
        }
        nz_number(rest)
            .map(|(number, len)| (SeqNumber::Value(number), at + len))
            .ok_or(at)
    }

    if bytes.first() == Some(&b'$') {
        return Ok((SequenceSet::Saved, 1));
    }
    let mut ranges = Vec::new();
    let mut at = 0;
    loop {
        let (start, next) = seq_number(bytes, at)?;
        at = next;
        let mut end = start;
        if bytes.get(at) == Some(&b':') {
            (end, at) = seq_number(bytes, at + 1)?;
        }
        // Most sets are small: only what is larger is counted.
        match ranges.len() {
            0 => ranges.reserve_exact(if bytes.get(at) == Some(&b',') { 8 } else { 1 }),
            8 => ranges.reserve_exact(1 + set_len(bytes.get(at..).unwrap_or_default())),
            _ => {}
        }
        ranges.push(SeqRange { start, end });
        if bytes.get(at) != Some(&b',') {
            break;
        }
        at += 1;
    }
    Ok((
        SequenceSet::Ranges(Vec1::try_from(ranges).map_err(|_| 0_usize)?),
        at,
    ))
}

/// How many elements follow in the set, by its commas.
fn set_len(bytes: &[u8]) -> usize {
    let end = memchr::memchr3(b' ', b'\r', b')', bytes).unwrap_or(bytes.len());
    memchr::memchr_iter(b',', &bytes[..end]).count()
}

impl TryFrom<&[u8]> for SequenceSet {
    type Error = Invalid;
    fn try_from(bytes: &[u8]) -> Result<Self, Invalid> {
        match scan_sequence_set(bytes) {
            Ok((set, len)) if len == bytes.len() => Ok(set),
            _ => Err(Invalid::new("sequence-set")),
        }
    }
}

impl TryFrom<&str> for SequenceSet {
    type Error = Invalid;
    fn try_from(text: &str) -> Result<Self, Invalid> {
        Self::try_from(text.as_bytes())
    }
}

impl FromStr for SequenceSet {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::try_from(text)
    }
}

impl fmt::Display for SequenceSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Saved => f.write_str("$"),
            Self::Ranges(ranges) => commas(f, ranges),
        }
    }
}

fn commas<T: fmt::Display>(f: &mut fmt::Formatter<'_>, elements: &[T]) -> fmt::Result {
    for (i, element) in elements.iter().enumerate() {
        if i > 0 {
            f.write_str(",")?;
        }
        element.fmt(f)?;
    }
    Ok(())
}

/// `sequence-set` in an answer: numbers and ranges, never `$`, which an answer cannot refer to
/// ([RFC 9051 §9](https://www.rfc-editor.org/rfc/rfc9051.html#section-9), `search-return-data`).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct NumberSet(pub Vec1<SeqRange>);

impl From<NumberSet> for SequenceSet {
    fn from(set: NumberSet) -> Self {
        Self::Ranges(set.0)
    }
}

impl TryFrom<SequenceSet> for NumberSet {
    type Error = Invalid;
    fn try_from(set: SequenceSet) -> Result<Self, Invalid> {
        match set {
            SequenceSet::Ranges(ranges) => Ok(Self(ranges)),
            SequenceSet::Saved => Err(Invalid::new("sequence-set without $")),
        }
    }
}

impl TryFrom<&str> for NumberSet {
    type Error = Invalid;
    fn try_from(text: &str) -> Result<Self, Invalid> {
        SequenceSet::try_from(text)?.try_into()
    }
}

impl FromStr for NumberSet {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::try_from(text)
    }
}

impl fmt::Display for NumberSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        commas(f, &self.0)
    }
}

/// `uniqueid / uid-range`: one UID, or two ends in any order; never `*`.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct UidRange {
    /// The end that is written first.
    pub start: NonZeroU32,
    /// The end that is written last; the same for a single UID.
    pub end: NonZeroU32,
}

impl UidRange {
    /// One UID.
    #[must_use]
    pub const fn single(uid: NonZeroU32) -> Self {
        Self {
            start: uid,
            end: uid,
        }
    }
}

impl fmt::Display for UidRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.start.fmt(f)?;
        if self.start == self.end {
            Ok(())
        } else {
            write!(f, ":{}", self.end)
        }
    }
}

/// `uid-set`: UIDs and ranges of them without `*`, in an order that means something in APPENDUID and COPYUID
/// ([RFC 4315 §4](https://www.rfc-editor.org/rfc/rfc4315.html#section-4)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct UidSet(pub Vec1<UidRange>);

forward_static!(UidRange);

/// The set at the front of `bytes` and its length. For imap-codec, which goes on behind it.
#[doc(hidden)]
pub fn scan_uid_set(bytes: &[u8]) -> Result<(UidSet, usize), SetFault> {
    let mut ranges = Vec::new();
    let mut at = 0;
    loop {
        let (start, len) = nz_number(bytes.get(at..).unwrap_or_default()).ok_or(at)?;
        at += len;
        let mut end = start;
        if bytes.get(at) == Some(&b':') {
            at += 1;
            let (number, len) = nz_number(bytes.get(at..).unwrap_or_default()).ok_or(at)?;
            (end, at) = (number, at + len);
        }
        ranges.push(UidRange { start, end });
        if bytes.get(at) != Some(&b',') {
            break;
        }
        at += 1;
    }
    Ok((UidSet(Vec1::try_from(ranges).map_err(|_| 0_usize)?), at))
}

impl From<NonZeroU32> for UidSet {
    fn from(uid: NonZeroU32) -> Self {
        Self(Vec1::one(UidRange::single(uid)))
    }
}

impl TryFrom<&[u8]> for UidSet {
    type Error = Invalid;
    fn try_from(bytes: &[u8]) -> Result<Self, Invalid> {
        match scan_uid_set(bytes) {
            Ok((set, len)) if len == bytes.len() => Ok(set),
            _ => Err(Invalid::new("uid-set")),
        }
    }
}

impl TryFrom<&str> for UidSet {
    type Error = Invalid;
    fn try_from(text: &str) -> Result<Self, Invalid> {
        Self::try_from(text.as_bytes())
    }
}

impl FromStr for UidSet {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::try_from(text)
    }
}

impl fmt::Display for UidSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        commas(f, &self.0)
    }
}

macro_rules! as_text {
    ($($name:ident),+) => { $(
        #[cfg(feature = "serde")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <alloc::borrow::Cow<'de, str>>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )+ };
}
as_text!(
    SeqNumber,
    SeqRange,
    SequenceSet,
    NumberSet,
    UidRange,
    UidSet
);

impl FromStr for SeqNumber {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text.parse() {
            Ok(SeqRange { start, end }) if start == end && !text.contains(':') => Ok(start),
            _ => Err(Invalid::new("seq-number")),
        }
    }
}

impl FromStr for SeqRange {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        match SequenceSet::try_from(text)
            .as_ref()
            .map(SequenceSet::ranges)
        {
            Ok([range]) => Ok(*range),
            _ => Err(Invalid::new("seq-range")),
        }
    }
}

impl FromStr for UidRange {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        match UidSet::try_from(text).as_ref().map(|set| set.0.as_slice()) {
            Ok([range]) => Ok(*range),
            _ => Err(Invalid::new("uid-range")),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn ascending_and_in_parts() {
        use alloc::string::ToString;
        for (set, wanted) in [
            ("1", "1"),
            ("3,2,1", "1:3"),
            ("288:279", "279:288"),
            ("*", "*"),
            ("*,5", "5,*"),
            ("*:5,3", "3,5:*"),
            ("*:9,5:*,1:7", "1:7,5:*"),
            ("4294967295,4294967294:1", "1:4294967295"),
            ("$", "$"),
            ("2,2,2:2", "2"),
            ("1:3,2:9,20", "1:9,20"),
        ] {
            let set = SequenceSet::try_from(set).unwrap();
            let ascending = set.ascending();
            assert_eq!(ascending.to_string(), wanted);
            assert_eq!(ascending.ascending(), ascending);
            let max = NonZeroU32::new(300).unwrap();
            for number in (1..=300).filter_map(NonZeroU32::new) {
                assert_eq!(set.contains(number, max), ascending.contains(number, max));
            }
        }
        let set = SequenceSet::try_from("1:5,7,1000,1002:*,$").ok();
        assert_eq!(set, None);
        let all: alloc::vec::Vec<_> = (1..2000_u32).map(|n| (n * 3).to_string()).collect();
        let set = SequenceSet::try_from(all.join(",").as_str()).unwrap();
        for octets in [0, 1, 4, 5, 100, 1000, 1 << 20] {
            let parts = set.split(octets);
            let text: alloc::vec::Vec<_> = parts.iter().map(ToString::to_string).collect();
            assert_eq!(text.join(","), set.to_string());
            assert!(
                text.iter()
                    .all(|part| part.len() <= octets || !part.contains(','))
            );
            // No two neighbours would have fitted together.
            assert!(text.windows(2).all(|two| {
                let next = two[1].split(',').next().unwrap();
                two[0].len() + 1 + next.len() > octets
            }));
        }
        assert_eq!(SequenceSet::Saved.split(1), [SequenceSet::Saved]);
    }

    #[test]
    fn there_and_back() {
        for text in ["1", "*", "1:*", "*:4,5", "$", "4294967295", "3,2:1,*:*"] {
            let written = SequenceSet::try_from(text).unwrap().to_string();
            assert_eq!(written, text.replace("*:*", "*"));
        }
        for (text, at) in [
            ("", 0),
            ("0", 0),
            ("1,", 2),
            ("1:", 2),
            ("01", 0),
            ("4294967296", 0),
            ("1:0", 2),
            ("a", 0),
        ] {
            assert_eq!(scan_sequence_set(text.as_bytes()), Err(at), "{text}");
        }
        assert!(SequenceSet::try_from("1,$").is_err());
        assert!(UidSet::try_from("1:*").is_err());
        assert_eq!(size_of::<SeqRange>(), 8);
    }
}
