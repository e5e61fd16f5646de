//! Sections of a message and partial ranges ([RFC 9051 §6.4.5](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.5)).

use alloc::vec::Vec;
use core::num::NonZeroU32;

use crate::core::{AString, Invalid, Number64, Vec1};

/// `section-part = nz-number *("." nz-number)`: the way to a part of a message.
pub type SectionPart = Vec1<NonZeroU32>;

/// `section = "[" [section-spec] "]"`: which part of a message, and what of it.
///
/// ```text
/// C: A654 FETCH 2 BODY[1.2.HEADER.FIELDS (DATE FROM)]
/// ```
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum Section<'a> {
    /// `[]`: the whole message.
    #[default]
    Whole,
    /// `[1.2]`: a part, without its MIME header.
    Part(SectionPart),
    /// `[HEADER]`, `[1.2.HEADER]`: the header of the message, or of the message in that part.
    Header(Option<SectionPart>),
    /// `[HEADER.FIELDS (DATE FROM)]`: these fields of the header.
    HeaderFields(Option<SectionPart>, Vec1<AString<'a>>),
    /// `[HEADER.FIELDS.NOT (DATE FROM)]`: all fields of the header but these.
    HeaderFieldsNot(Option<SectionPart>, Vec1<AString<'a>>),
    /// `[TEXT]`, `[1.2.TEXT]`: the body without the header.
    Text(Option<SectionPart>),
    /// `[1.2.MIME]`: the MIME header of a part.
    Mime(SectionPart),
}

/// `section-binary = "[" [section-part] "]"`: the part, nothing for the whole message.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct SectionBinary(pub Vec<NonZeroU32>);

/// `partial = "<" number64 "." nz-number64 ">"`: so many octets from this one on.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Partial {
    /// The first octet; 0 is the first of the section.
    pub origin: Number64,
    len: Number64,
}

impl Partial {
    /// `len` octets from `origin` on.
    ///
    /// # Errors
    ///
    /// If `len` is 0 or one of them is above 2^63 - 1.
    pub fn new(origin: u64, len: u64) -> Result<Self, Invalid> {
        if len == 0 {
            return Err(Invalid::new("nz-number64"));
        }
        Ok(Self {
            origin: Number64::try_from(origin)?,
            len: Number64::try_from(len)?,
        })
    }

    /// The most octets that are asked for; at least 1.
    #[must_use]
    pub const fn len(self) -> u64 {
        self.len.get()
    }

    /// Never: see [`len`](Self::len).
    #[must_use]
    pub const fn is_empty(self) -> bool {
        false
    }
}

forward_static!(Partial);

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Partial {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Shown {
            origin: u64,
            len: u64,
        }
        let Shown { origin, len } = Shown::deserialize(deserializer)?;
        Self::new(origin, len).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Partial {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let origin = Number64::arbitrary(u)?.get();
        let len = u.int_in_range(1..=Number64::MAX.get())?;
        Self::new(origin, len).map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}
