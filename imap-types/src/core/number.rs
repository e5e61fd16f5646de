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

/// Digits at the front of `bytes` and the number they make, `u64::MAX` if it is no smaller.
///
/// Eight at a time: numbers differ in length, and a loop over their digits ends with a misprediction.
#[doc(hidden)]
#[inline(always)] // into the loops over sets and lists of numbers: a call costs as much again
#[must_use]
pub fn digits(bytes: &[u8]) -> (u64, usize) {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let Some(chunk) = bytes.first_chunk::<8>() else {
        return digits_by_one(bytes);
    };
    let word = u64::from_le_bytes(*chunk) ^ (ONES * b'0' as u64);
    let others = (word.wrapping_add(ONES * (0x80 - 10)) | word) & (ONES * 0x80);
    if others == 0 {
        return digits_by_one(bytes);
    }
    // The digits to the front, zeros before them; then pairs, fours and eights are added up at once.
    let len = others.trailing_zeros() / 8;
    let word = word << (56 - 8 * len) << 8;
    let pairs = (word.wrapping_mul(1 + (10 << 8)) >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul(1 + (100 << 16)) >> 16) & 0x0000_ffff_0000_ffff;
    let number = fours.wrapping_mul(1 + (10_000 << 32)) >> 32;
    (number, len as usize)
}

/// Near the end of a message, and numbers of eight digits or more.
#[inline(never)]
fn digits_by_one(bytes: &[u8]) -> (u64, usize) {
    let mut number = 0_u64;
    let mut len = 0;
    while let Some(digit) = bytes
        .get(len)
        .map(|byte| byte.wrapping_sub(b'0'))
        .filter(|digit| *digit < 10)
    {
        number = if len < 19 {
            number * 10 + u64::from(digit)
        } else {
            number.saturating_mul(10).saturating_add(u64::from(digit))
        };
        len += 1;
    }
    (number, len)
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

#[cfg(test)]
mod tests {
    use alloc::{format, vec::Vec};

    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(digits(b"0012x"), (12, 4));
        assert_eq!(digits(b"18446744073709551614"), (u64::MAX - 1, 20));
        assert_eq!(digits(b"18446744073709551616"), (u64::MAX, 20));
        assert_eq!(digits(b"99999999999999999999999"), (u64::MAX, 23));
        assert_eq!(digits(b"000000000000000000000001"), (1, 24));
        assert_eq!(digits(b""), (0, 0));
        let mut number = 0_u64;
        for len in 0..=19 {
            for behind in 0..=255_u8 {
                for more in [0, 8] {
                    let mut text = if len == 0 {
                        Vec::new()
                    } else {
                        format!("{number}").into_bytes()
                    };
                    text.push(behind);
                    text.extend(core::iter::repeat_n(0xff, more));
                    if !behind.is_ascii_digit() {
                        assert_eq!(digits(&text), (number, len), "{}", text.escape_ascii());
                    }
                }
            }
            number = number.wrapping_mul(10) + (9 - len as u64 % 9);
        }
    }
}
