//! FILTERS ([RFC 5466](https://www.rfc-editor.org/rfc/rfc5466.html)): search keys that the server keeps under a name.
//!
//! Hangs on [`SearchKey`](crate::search::SearchKey) and [`Code`](crate::code::Code) (UNDEFINED-FILTER). The keys themselves are
//! METADATA of the server, under `/private/filters/values/` and `/shared/filters/values/`.
//!
//! ```text
//! C: a SEARCH UID 300:900 FILTER on-the-road SINCE "3-Dec-2002"
//! S: a NO [UNDEFINED-FILTER on-the-road] no such filter
//! ```

use alloc::borrow::Cow;
use core::fmt;

use crate::core::{Atom, Invalid, is_atom_char};

/// `filter-name = 1*<any ATOM-CHAR except "/">`
/// ([RFC 5466 §4](https://www.rfc-editor.org/rfc/rfc5466.html#section-4)).
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct FilterName<'a>(Atom<'a>);

impl<'a> FilterName<'a> {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The name.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// For imap-codec, whose scanners have classified the bytes.
    #[doc(hidden)]
    #[must_use]
    pub const fn from_scanned(bytes: Cow<'a, [u8]>) -> Self {
        Self(Atom::from_scanned(bytes))
    }

    /// Can it stand in a name?
    #[doc(hidden)]
    #[must_use]
    pub fn is_char(byte: u8) -> bool {
        byte != b'/' && is_atom_char(byte)
    }
}

impl<'a> TryFrom<Atom<'a>> for FilterName<'a> {
    type Error = Invalid;
    fn try_from(name: Atom<'a>) -> Result<Self, Invalid> {
        if name.as_bytes().contains(&b'/') {
            Err(Invalid::new("filter-name"))
        } else {
            Ok(Self(name))
        }
    }
}

impl<'a> TryFrom<&'a str> for FilterName<'a> {
    type Error = Invalid;
    fn try_from(name: &'a str) -> Result<Self, Invalid> {
        Atom::try_from(name)
            .map_err(|_| Invalid::new("filter-name"))?
            .try_into()
    }
}

impl fmt::Display for FilterName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for FilterName<'_> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(Atom::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for FilterName<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let mut name: alloc::vec::Vec<u8> = Atom::arbitrary(u)?.into_bytes().into_owned();
        for byte in &mut name {
            if *byte == b'/' {
                *byte = b'-';
            }
        }
        Ok(Self::from_scanned(Cow::Owned(name)))
    }
}
