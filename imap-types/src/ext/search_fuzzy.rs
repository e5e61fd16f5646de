//! SEARCH=FUZZY ([RFC 6203](https://www.rfc-editor.org/rfc/rfc6203.html)): what nearly matches, and how nearly.
//!
//! Hangs on [`SearchKey`](crate::search::SearchKey), [`SearchReturnOpt`](crate::search::SearchReturnOpt),
//! [`SearchReturnData`](crate::search::SearchReturnData) and [`SortKey`](crate::ext::sort::SortKey).
//!
//! ```text
//! C: B1 SEARCH RETURN (RELEVANCY ALL) FUZZY TEXT "Helo"
//! S: * ESEARCH (TAG "B1") ALL 1,5,10 RELEVANCY (4 99 42)
//! ```

use core::fmt;

use crate::core::Invalid;

/// `score = 1*3DIGIT`: how well a message matches, 1 to 100, which is best
/// ([RFC 6203 §4](https://www.rfc-editor.org/rfc/rfc6203.html#section-4)).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Score(u8);

impl Score {
    /// The score, 1 to 100.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Score {
    type Error = Invalid;
    fn try_from(score: u8) -> Result<Self, Invalid> {
        if (1..=100).contains(&score) {
            Ok(Self(score))
        } else {
            Err(Invalid::new("score"))
        }
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

forward_static!(Score);

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Score {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(u8::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Score {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        Ok(Self(u.int_in_range(1..=100)?))
    }
}
