//! OBJECTID ([RFC 8474](https://www.rfc-editor.org/rfc/rfc8474.html)): names of mailboxes, messages and threads that stay
//! the same when things are moved.
//!
//! Hangs on [`FetchAtt`](crate::fetch::FetchAtt), [`MsgAtt`](crate::fetch::MsgAtt),
//! [`SearchKey`](crate::search::SearchKey), [`StatusItem`](crate::status::StatusItem) and [`Code`](crate::code::Code).
//!
//! ```text
//! C: 22 fetch 1:* (emailid threadid)
//! S: * 1 FETCH (EMAILID (M6d99ac3275bb4e) THREADID (T64b478a75b7ea9))
//! S: * OK [MAILBOXID (F2212ea87-6097-4256-9d51-71338625)] Ok
//! ```

use alloc::borrow::Cow;
use core::fmt;

use crate::core::{Atom, Invalid};

/// `objectid = 1*255(ALPHA / DIGIT / "_" / "-")`; case matters
/// ([RFC 8474 §7](https://www.rfc-editor.org/rfc/rfc8474.html#section-7)).
///
/// ```
/// use imap_types::ext::objectid::ObjectId;
/// assert_eq!(ObjectId::try_from("M6d99ac3275bb4e")?.as_str(), "M6d99ac3275bb4e");
/// assert!(ObjectId::try_from("a.b").is_err() && ObjectId::try_from("a".repeat(256).as_str()).is_err());
/// # Ok::<(), imap_types::core::Invalid>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct ObjectId<'a>(Atom<'a>);

impl<'a> ObjectId<'a> {
    /// The most characters that there can be.
    pub const MAX_LEN: usize = 255;

    /// The identifier.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The identifier.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// For imap-codec, which may let pass any atom (quirk `odd-object-id`).
    #[doc(hidden)]
    #[must_use]
    pub const fn from_scanned(bytes: Cow<'a, [u8]>) -> Self {
        Self(Atom::from_scanned(bytes))
    }
}

/// A character of an `objectid`.
#[doc(hidden)]
#[must_use]
pub const fn is_objectid_char(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

impl<'a> TryFrom<Atom<'a>> for ObjectId<'a> {
    type Error = Invalid;
    fn try_from(atom: Atom<'a>) -> Result<Self, Invalid> {
        if atom.len() > Self::MAX_LEN || !atom.as_bytes().iter().all(|byte| is_objectid_char(*byte))
        {
            return Err(Invalid::new("objectid"));
        }
        Ok(Self(atom))
    }
}

impl<'a> TryFrom<&'a str> for ObjectId<'a> {
    type Error = Invalid;
    fn try_from(text: &'a str) -> Result<Self, Invalid> {
        let atom = Atom::try_from(text).map_err(|_| Invalid::new("objectid"))?;
        Self::try_from(atom)
    }
}

impl fmt::Display for ObjectId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for ObjectId<'_> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(Atom::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for ObjectId<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let mut bytes = crate::core::random::class(u, is_objectid_char)?;
        bytes.truncate(Self::MAX_LEN);
        Ok(Self(Atom::from_scanned(Cow::Owned(bytes))))
    }
}
