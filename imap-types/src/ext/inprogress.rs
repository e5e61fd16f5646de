//! INPROGRESS ([RFC 9585](https://www.rfc-editor.org/rfc/rfc9585.html)): how far a slow command has come.
//!
//! Hangs on [`Code`](crate::code::Code).
//!
//! ```text
//! C: A001 search text "this will be slow"
//! S: * OK [INPROGRESS ("A001" 454 1000)] Processed 45% of the items
//! ```

use core::num::NonZeroU32;

use crate::core::{AString, Invalid, Tag};

/// `"(" inprogress-tag SP inprogress-state ")"`
/// ([RFC 9585 §4](https://www.rfc-editor.org/rfc/rfc9585.html#section-4)).
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct InProgress<'a> {
    /// The tag of the command; `None` is NIL: not told, or a tag that holds `]`.
    pub tag: Option<InProgressTag<'a>>,
    /// How much is done; `None` is NIL NIL: not known.
    pub progress: Option<Progress>,
}

/// `inprogress-state-counting / inprogress-state-known-goal`.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Progress {
    /// What was processed so far: messages as a rule, else percent. A client disregards it if it is beyond the goal.
    pub done: u32,
    /// Of how many; `None` is NIL: not known.
    pub goal: Option<NonZeroU32>,
}

forward_static!(Progress);

/// `inprogress-tag`, if it is not `nil`: `quoted` by the grammar, and by the prose the tag of a command; ASCII without CR,
/// LF and NUL. A tag that holds `]` must not be sent.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct InProgressTag<'a>(AString<'a>);

impl<'a> InProgressTag<'a> {
    /// The tag.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// For imap-codec, which reads any quoted string.
    #[doc(hidden)]
    #[must_use]
    pub const fn from_scanned(bytes: alloc::borrow::Cow<'a, [u8]>) -> Self {
        Self(AString::from_scanned(bytes))
    }

    /// Is it this command's?
    #[must_use]
    pub fn is(&self, tag: &Tag<'_>) -> bool {
        self.as_bytes() == tag.as_bytes()
    }
}

impl<'a> TryFrom<AString<'a>> for InProgressTag<'a> {
    type Error = Invalid;
    fn try_from(tag: AString<'a>) -> Result<Self, Invalid> {
        let sound = |byte: &u8| byte.is_ascii() && !matches!(byte, b'\r' | b'\n' | 0 | b']');
        if tag.as_bytes().iter().all(sound) {
            Ok(Self(tag))
        } else {
            Err(Invalid::new("inprogress-tag"))
        }
    }
}

impl<'a> TryFrom<Tag<'a>> for InProgressTag<'a> {
    type Error = Invalid;
    /// Not, if it holds `]`: then NIL is sent.
    fn try_from(tag: Tag<'a>) -> Result<Self, Invalid> {
        Self::try_from(AString::from_scanned(tag.into_bytes()))
    }
}

impl<'a> TryFrom<&'a str> for InProgressTag<'a> {
    type Error = Invalid;
    fn try_from(tag: &'a str) -> Result<Self, Invalid> {
        Self::try_from(AString::try_from(tag)?)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for InProgressTag<'_> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(AString::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for InProgressTag<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let bytes =
            crate::core::random::class(u, |byte| matches!(byte, b' '..=b'~') && byte != b']')?;
        Ok(Self::from_scanned(bytes.into()))
    }
}
