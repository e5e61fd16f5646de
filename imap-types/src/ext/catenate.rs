//! CATENATE ([RFC 4469](https://www.rfc-editor.org/rfc/rfc4469.html)): a message put together from what the server has and
//! what the client adds.
//!
//! Hangs on [`AppendData`](crate::append::AppendData) and [`Code`](crate::code::Code).
//!
//! ```text
//! C: A003 APPEND Drafts (\Seen) CATENATE (URL "/Drafts;UIDVALIDITY=385759045/;UID=20/;section=HEADER" TEXT {42}
//! S: A003 NO [BADURL /Drafts;UIDVALIDITY=385759045/;UID=20/;section=HEADER] no such message
//! ```

use alloc::borrow::Cow;
use core::fmt;

use crate::{
    core::{AString, Content, Content8, Invalid},
    url::{ImapUrl, UrlString},
};

/// `cat-part = text-literal / url`: a piece of the message.
/// [RFC 4469 §5](https://www.rfc-editor.org/rfc/rfc4469.html#section-5)
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum CatPart<'a> {
    /// `"TEXT" SP literal`: these octets.
    Text(Content<'a>),
    /// `"TEXT" SP literal8`: the same, with NULs. RFC 4469 does not say so, but servers with BINARY take it.
    Text8(Content8<'a>),
    /// `"URL" SP astring`: what this URL points to, a message or a part of one. Relative to the server and, where a mailbox
    /// is selected, to it; with `;PARTIAL=` only if the server has URL-PARTIAL
    /// ([RFC 5550 §5.7.1](https://www.rfc-editor.org/rfc/rfc5550.html#section-5.7.1)).
    Url(UrlString<'a>),
    /// `"UTF8" SP "(" literal8 ")"`: these octets, with UTF-8 in header fields.
    /// [RFC 6855 §4](https://www.rfc-editor.org/rfc/rfc6855.html#section-4); RFC 9755 has dropped it, and takes TEXT.
    Utf8(Content8<'a>),
}

/// `url-resp-text = 1*<any TEXT-CHAR except "]">`: the URL that CATENATE could not use, as the server says it
/// ([RFC 4469 §4.2](https://www.rfc-editor.org/rfc/rfc4469.html#section-4.2)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct BadUrl<'a>(UrlString<'a>);

impl<'a> BadUrl<'a> {
    /// As the server wrote it: some put it in quotes, as an example of the RFC does (erratum 4046).
    #[must_use]
    pub const fn as_written(&self) -> &UrlString<'a> {
        &self.0
    }

    /// What it says, with or without quotes around it.
    ///
    /// # Errors
    ///
    /// If it is no IMAP URL.
    pub fn parse(&self) -> Result<ImapUrl<'_>, Invalid> {
        let url = self.0.expose().as_bytes();
        let bare = url
            .strip_prefix(b"\"")
            .and_then(|url| url.strip_suffix(b"\""));
        ImapUrl::try_from(bare.unwrap_or(url))
    }

    /// Lets serde write a token of URLAUTH. `Debug` never does.
    #[must_use]
    pub fn show_secrets(self) -> Self {
        Self(self.0.show_secrets())
    }

    /// For imap-codec, which has looked at the bytes.
    #[doc(hidden)]
    #[must_use]
    pub fn from_scanned(bytes: Cow<'a, [u8]>) -> Self {
        Self(AString::from_scanned(bytes).into())
    }
}

impl<'a> TryFrom<UrlString<'a>> for BadUrl<'a> {
    type Error = Invalid;
    fn try_from(url: UrlString<'a>) -> Result<Self, Invalid> {
        let bytes = url.expose().as_bytes();
        let sound = !bytes.is_empty()
            && !bytes
                .iter()
                .any(|byte| matches!(byte, b']' | b'\r' | b'\n' | 0));
        if sound && core::str::from_utf8(bytes).is_ok() {
            Ok(Self(url))
        } else {
            Err(Invalid::new("url-resp-text"))
        }
    }
}

impl<'a> TryFrom<&'a str> for BadUrl<'a> {
    type Error = Invalid;
    fn try_from(url: &'a str) -> Result<Self, Invalid> {
        Self::try_from(UrlString::try_from(url)?)
    }
}

impl fmt::Display for BadUrl<'_> {
    /// Without a token of URLAUTH.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(core::str::from_utf8(self.0.without_token()).unwrap_or_default())
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for BadUrl<'_> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(UrlString::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for BadUrl<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        if u.arbitrary()? {
            let url = UrlString::arbitrary(u)?;
            if let Ok(url) = Self::try_from(url) {
                return Ok(url);
            }
        }
        let mut text = alloc::string::String::arbitrary(u)?;
        text.retain(|c| !matches!(c, ']' | '\r' | '\n' | '\0'));
        text.push('/');
        Ok(Self::from_scanned(Cow::Owned(text.into_bytes())))
    }
}
