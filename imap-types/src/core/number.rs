//! Numbers of 63 bits.

use core::fmt;

use super::Invalid;

/// `number64`: 0 to 2^63 - 1 ([RFC 9051 §9](https://www.rfc-editor.org/rfc/rfc9051.html#section-9)).
#[derive(Clone, Copy, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Number64(u64);

impl Number64 {
    /// The largest, 2^63 - 1.
    pub const MAX: Self = Self(u64::MAX >> 1);

    /// The number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl TryFrom<u64> for Number64 {
    type Error = Invalid;
    fn try_from(number: u64) -> Result<Self, Invalid> {
        if number <= Self::MAX.0 {
            Ok(Self(number))
        } else {
            Err(Invalid::new("number64"))
        }
    }
}

impl From<u32> for Number64 {
    fn from(number: u32) -> Self {
        Self(u64::from(number))
    }
}

impl From<Number64> for u64 {
    fn from(number: Number64) -> Self {
        number.0
    }
}

impl fmt::Debug for Number64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Number64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

forward_static!(Number64);

#[cfg(feature = "serde")]
impl serde::Serialize for Number64 {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Number64 {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(u64::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Number64 {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        Ok(Self(u64::arbitrary(u)? & Self::MAX.0))
    }
    fn size_hint(depth: usize) -> (usize, Option<usize>) {
        u64::size_hint(depth)
    }
}
