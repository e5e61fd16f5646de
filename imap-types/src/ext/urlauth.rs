//! URLAUTH ([RFC 4467](https://www.rfc-editor.org/rfc/rfc4467.html)): URLs that open a message to others.
//!
//! Hangs on [`CommandBody`](crate::command::CommandBody), [`Data`](crate::data::Data) and [`Code`](crate::code::Code). What
//! such a URL ends in is a secret: see [`UrlString`].
//!
//! ```text
//! C: a777 GENURLAUTH "imap://joe@example.com/INBOX/;uid=20/;section=1.2;urlauth=submit+fred" INTERNAL
//! S: * GENURLAUTH "imap://joe@example.com/INBOX/;uid=20/;section=1.2;urlauth=submit+fred:internal:91354a…"
//! C: a002 URLFETCH "imap://joe@example.com/INBOX/;uid=20/;section=1.2;urlauth=submit+fred:internal:91354a…"
//! S: * URLFETCH "imap://joe@example.com/INBOX/;uid=20/;section=1.2;urlauth=submit+fred:internal:91354a…" {28}
//! ```

use alloc::vec::Vec;

use crate::{
    core::{NString, Octets, Secret, Vec1},
    ext::urlauth_binary::{UrlFetchParam, UrlMetadata},
    mailbox::Mailbox,
    url::{UrlMechanism, UrlString},
};

/// `resetkey = "RESETKEY" [SP mailbox *(SP mechanism)]`, what stands behind the name: URLs of this mailbox are no longer
/// good. [RFC 4467 §7](https://www.rfc-editor.org/rfc/rfc4467.html#section-7)
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct ResetKey<'a> {
    /// Which mailbox.
    pub mailbox: Mailbox<'a>,
    /// The mechanisms that get a new key; INTERNAL, if there is none.
    pub mechanisms: Vec<UrlMechanism<'a>>,
}

/// `url-rump SP mechanism`: a URL that ends in who may have it, and the mechanism that is to make the token.
/// [RFC 4467 §7](https://www.rfc-editor.org/rfc/rfc4467.html#section-7)
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct UrlRump<'a> {
    /// `authimapurlrump`
    pub url: UrlString<'a>,
    /// How to make the token.
    pub mechanism: UrlMechanism<'a>,
}

/// `url-fetch-arg = url-full / ("(" url-full *(SP url-fetch-param) ")")`: what URLFETCH asks for.
/// [RFC 4467 §7](https://www.rfc-editor.org/rfc/rfc4467.html#section-7),
/// [RFC 5524 §3.1](https://www.rfc-editor.org/rfc/rfc5524.html#section-3.1)
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct UrlFetchArg<'a> {
    /// `authimapurlfull`
    pub url: UrlString<'a>,
    /// What of it, with URLAUTH=BINARY; `None`, if the URL stands alone. An empty list asks for the same.
    pub params: Option<Vec<UrlFetchParam<'a>>>,
}

impl<'a> From<UrlString<'a>> for UrlFetchArg<'a> {
    fn from(url: UrlString<'a>) -> Self {
        Self { url, params: None }
    }
}

/// `url-full SP nstring`, or with URLAUTH=BINARY `url-full 1*(SP "(" url-metadata-el ")")`: what URLFETCH answers for one
/// URL. [RFC 4467 §8](https://www.rfc-editor.org/rfc/rfc4467.html#section-8),
/// [RFC 5524 §3.2](https://www.rfc-editor.org/rfc/rfc5524.html#section-3.2)
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct UrlData<'a> {
    /// As the client gave it.
    pub url: UrlString<'a>,
    /// What it points to.
    pub data: UrlContent<'a>,
}

/// What a URL points to.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum UrlContent<'a> {
    /// The octets; NIL, if the URL is not good, for whatever reason.
    Plain(NString<'a>),
    /// What was asked for in parentheses.
    Metadata(Vec1<UrlMetadata<'a>>),
}

/// `"URLMECH" SP "INTERNAL" *(SP mechanism ["=" base64])`: the mechanisms that have a key for this mailbox.
/// [RFC 4467 §8](https://www.rfc-editor.org/rfc/rfc4467.html#section-8)
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct UrlMechs<'a> {
    /// Those besides INTERNAL, which is always there.
    pub others: Vec<UrlMech<'a>>,
}

/// `mechanism ["=" base64]`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct UrlMech<'a> {
    /// The mechanism.
    pub mechanism: UrlMechanism<'a>,
    /// What the mechanism wants its users to know, decoded: perhaps a key.
    pub data: Option<Secret<Octets<'a>>>,
}
