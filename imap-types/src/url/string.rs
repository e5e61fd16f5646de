//! What stands in a message: a URL as it is written, whose token is a secret.

use alloc::string::String;
use core::fmt;

use super::ImapUrl;
use crate::core::{AString, Invalid, Secret};

/// A URL as it stands in a message (`astring`), whether it can be understood or not.
///
/// What a [URLAUTH](crate::ext::urlauth) URL ends in opens what it points to. It is a secret: `Debug` leaves it out, and
/// serde writes the number of bytes of the whole URL in its place, until [`show_secrets`](Self::show_secrets).
#[derive(Clone, Eq, Hash, PartialEq, bounded_static::ToStatic)]
pub struct UrlString<'a>(Secret<AString<'a>>);

impl<'a> UrlString<'a> {
    /// All of it, with the token of URLAUTH.
    #[must_use]
    pub const fn expose(&self) -> &AString<'a> {
        self.0.expose()
    }

    /// All of it but the token of URLAUTH.
    #[must_use]
    pub fn without_token(&self) -> &[u8] {
        let bytes = self.expose().as_bytes();
        bytes.get(..token_at(bytes)).unwrap_or(bytes)
    }

    /// Does a token of URLAUTH stand at its end?
    #[must_use]
    pub fn has_token(&self) -> bool {
        self.without_token().len() < self.expose().len()
    }

    /// What it says.
    ///
    /// # Errors
    ///
    /// If it is no IMAP URL.
    pub fn parse(&self) -> Result<ImapUrl<'_>, Invalid> {
        ImapUrl::try_from(self.expose().as_bytes())
    }

    /// Lets serde write a token too. `Debug` never does.
    #[must_use]
    pub fn show_secrets(self) -> Self {
        Self(self.0.show_secrets())
    }
}

/// Where the token begins: behind `;URLAUTH=access:mechanism:`, or behind the only colon that there is; at the end, if
/// there is none.
fn token_at(url: &[u8]) -> usize {
    const NAME: &[u8] = b"URLAUTH=";
    let Some(at) = url
        .windows(NAME.len())
        .position(|window| window.eq_ignore_ascii_case(NAME))
    else {
        return url.len();
    };
    let mut colons = (at..url.len()).filter(|at| url.get(*at) == Some(&b':'));
    match (colons.next(), colons.next()) {
        (_, Some(colon)) | (Some(colon), None) => colon + 1,
        (None, None) => url.len(),
    }
}

impl<'a> From<AString<'a>> for UrlString<'a> {
    fn from(url: AString<'a>) -> Self {
        Self(Secret::new(url))
    }
}

impl<'a> TryFrom<&'a str> for UrlString<'a> {
    type Error = Invalid;
    fn try_from(url: &'a str) -> Result<Self, Invalid> {
        AString::try_from(url).map(Self::from)
    }
}

impl<'a> TryFrom<&'a [u8]> for UrlString<'a> {
    type Error = Invalid;
    fn try_from(url: &'a [u8]) -> Result<Self, Invalid> {
        AString::try_from(url).map(Self::from)
    }
}

impl TryFrom<String> for UrlString<'_> {
    type Error = Invalid;
    fn try_from(url: String) -> Result<Self, Invalid> {
        AString::try_from(url).map(Self::from)
    }
}

impl fmt::Debug for UrlString<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden = if self.has_token() { "..." } else { "" };
        let shown = self.without_token().escape_ascii();
        write!(f, "UrlString(\"{shown}{hidden}\")")
    }
}

impl zeroize::Zeroize for UrlString<'_> {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for UrlString<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.has_token() {
            self.0.serialize(serializer)
        } else {
            self.expose().serialize(serializer)
        }
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for UrlString<'_> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        AString::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for UrlString<'a> {
    /// Now and then a URL.
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        if u.arbitrary()? {
            return AString::arbitrary(u).map(Self::from);
        }
        ImapUrl::arbitrary(u).map(|url| url.to_url())
    }
}
