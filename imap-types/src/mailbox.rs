//! Mailbox names ([RFC 9051 §5.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-5.1)).

pub mod utf7;

use alloc::{borrow::Cow, string::String};
use core::fmt;

use crate::core::{AString, Invalid, is_list_char};

/// `mailbox = "INBOX" / astring`: INBOX in any case, or the name as it stands on the wire.
///
/// Before `ENABLE IMAP4rev2` and without UTF8=ACCEPT, names outside ASCII are in modified UTF-7 ([`utf7`]); the bytes are
/// kept as they are. [`to_str`](Self::to_str) takes them for UTF-8, [`decoded`](Self::decoded) for modified UTF-7: which
/// of the two they are only the session knows.
///
/// ```
/// use imap_types::mailbox::Mailbox;
/// assert_eq!(Mailbox::try_from("inBox")?, Mailbox::Inbox);
/// assert_eq!(Mailbox::try_from("Sent")?.as_bytes(), b"Sent");
/// assert_eq!(Mailbox::encoded("Entw\u{fc}rfe").as_bytes(), b"Entw&APw-rfe");
/// assert_eq!(Mailbox::try_from("Entw&APw-rfe")?.decoded()?, "Entw\u{fc}rfe");
/// # Ok::<(), imap_types::core::Invalid>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, bounded_static::ToStatic)]
pub enum Mailbox<'a> {
    /// The primary mailbox of this user on this server.
    Inbox,
    /// Any other.
    Named(MailboxName<'a>),
}

/// The name of a mailbox that is not INBOX.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, bounded_static::ToStatic)]
pub struct MailboxName<'a>(AString<'a>);

impl<'a> MailboxName<'a> {
    /// The name as it stands on the wire.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// The string.
    #[must_use]
    pub const fn as_astring(&self) -> &AString<'a> {
        &self.0
    }
}

impl<'a> TryFrom<AString<'a>> for MailboxName<'a> {
    type Error = Invalid;
    fn try_from(name: AString<'a>) -> Result<Self, Invalid> {
        if name.as_bytes().eq_ignore_ascii_case(b"INBOX") {
            Err(Invalid::new("mailbox other than INBOX"))
        } else {
            Ok(Self(name))
        }
    }
}

impl<'a> Mailbox<'a> {
    /// The name as it stands on the wire.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Inbox => b"INBOX",
            Self::Named(name) => name.as_bytes(),
        }
    }

    /// The mailbox of this name in a session without UTF-8: the name is put into modified UTF-7.
    #[must_use]
    pub fn encoded(name: &'a str) -> Self {
        // Printable ASCII, which any astring can hold.
        Self::from(AString::from_scanned(match utf7::encode(name) {
            Cow::Borrowed(name) => Cow::Borrowed(name.as_bytes()),
            Cow::Owned(name) => Cow::Owned(name.into_bytes()),
        }))
    }

    /// The name, if it is in modified UTF-7.
    ///
    /// # Errors
    ///
    /// If it is not the one spelling of a name ([`utf7::decode`]).
    pub fn decoded(&self) -> Result<Cow<'_, str>, Invalid> {
        utf7::decode(self.as_bytes())
    }

    /// The name for people: as the session has it (`utf8`, after `ENABLE IMAP4rev2` or UTF8=ACCEPT; else modified UTF-7),
    /// or, if it is not so spelled, as UTF-8 or Latin-1. Not to be sent: two mailboxes may look the same.
    ///
    /// ```
    /// use imap_types::mailbox::Mailbox;
    /// assert_eq!(Mailbox::try_from("Entw&APw-rfe")?.display(false), "Entw\u{fc}rfe");
    /// assert_eq!(Mailbox::try_from("Entw&APw-rfe")?.display(true), "Entw&APw-rfe");
    /// assert_eq!(Mailbox::try_from(&b"A&B \xfc"[..])?.display(false), "A&B \u{fc}");
    /// # Ok::<(), imap_types::core::Invalid>(())
    /// ```
    #[must_use]
    pub fn display(&self, utf8: bool) -> Cow<'_, str> {
        match self.decoded() {
            Ok(name) if !utf8 => name,
            _ => match self.to_str() {
                Ok(name) => Cow::Borrowed(name),
                Err(_) => Cow::Owned(self.as_bytes().iter().copied().map(char::from).collect()),
            },
        }
    }

    /// The name without delimiters at its ends: UW-IMAP and others list `mail/`, Thunderbird asks for it (quirk catalogue
    /// S56, C6).
    ///
    /// ```
    /// use imap_types::mailbox::Mailbox;
    /// assert_eq!(Mailbox::try_from("/mail/lists/")?.trimmed('/'), b"mail/lists");
    /// # Ok::<(), imap_types::core::Invalid>(())
    /// ```
    #[must_use]
    pub fn trimmed(&self, delimiter: char) -> &[u8] {
        let Ok(delimiter) = u8::try_from(delimiter) else {
            return self.as_bytes();
        };
        let mut name = self.as_bytes();
        while let Some(rest) = name.strip_prefix(&[delimiter]) {
            name = rest;
        }
        while let Some(rest) = name.strip_suffix(&[delimiter]) {
            name = rest;
        }
        name
    }

    /// The name, if it is UTF-8.
    ///
    /// # Errors
    ///
    /// What is wrong with the bytes.
    pub fn to_str(&self) -> Result<&str, core::str::Utf8Error> {
        core::str::from_utf8(self.as_bytes())
    }
}

impl<'a> From<AString<'a>> for Mailbox<'a> {
    #[inline]
    fn from(name: AString<'a>) -> Self {
        match MailboxName::try_from(name) {
            Ok(name) => Self::Named(name),
            Err(_) => Self::Inbox,
        }
    }
}

impl<'a> TryFrom<&'a str> for Mailbox<'a> {
    type Error = Invalid;
    fn try_from(name: &'a str) -> Result<Self, Invalid> {
        AString::try_from(name)
            .map(Self::from)
            .map_err(|_| Invalid::new("mailbox"))
    }
}

impl<'a> TryFrom<&'a [u8]> for Mailbox<'a> {
    type Error = Invalid;
    fn try_from(name: &'a [u8]) -> Result<Self, Invalid> {
        AString::try_from(name)
            .map(Self::from)
            .map_err(|_| Invalid::new("mailbox"))
    }
}

impl TryFrom<String> for Mailbox<'_> {
    type Error = Invalid;
    fn try_from(name: String) -> Result<Self, Invalid> {
        AString::try_from(name)
            .map(Self::from)
            .map_err(|_| Invalid::new("mailbox"))
    }
}

impl core::str::FromStr for Mailbox<'_> {
    type Err = Invalid;
    fn from_str(name: &str) -> Result<Self, Invalid> {
        Self::try_from(String::from(name))
    }
}

impl AsRef<[u8]> for Mailbox<'_> {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl fmt::Display for Mailbox<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&String::from_utf8_lossy(self.as_bytes()))
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Mailbox<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        crate::core::serde_bytes::serialize(self.as_bytes(), serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Mailbox<'_> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        AString::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for MailboxName<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for MailboxName<'_> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(AString::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Mailbox<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        Ok(if u.ratio(1, 4)? {
            Self::Inbox
        } else {
            AString::arbitrary(u)?.into()
        })
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for MailboxName<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        Self::try_from(AString::arbitrary(u)?).map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}

/// `list-mailbox = 1*list-char / string`: a mailbox name in which `%` and `*` are wildcards
/// ([RFC 9051 §6.3.9](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.9)).
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct ListMailbox<'a>(pub AString<'a>);

impl ListMailbox<'_> {
    /// The pattern.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Can the pattern stand without quotes?
    #[must_use]
    pub fn is_list_chars(&self) -> bool {
        !self.0.is_empty() && self.as_bytes().iter().all(|byte| is_list_char(*byte))
    }
}

impl<'a> TryFrom<&'a str> for ListMailbox<'a> {
    type Error = Invalid;
    fn try_from(pattern: &'a str) -> Result<Self, Invalid> {
        AString::try_from(pattern)
            .map(Self)
            .map_err(|_| Invalid::new("list-mailbox"))
    }
}

impl<'a> TryFrom<&'a [u8]> for ListMailbox<'a> {
    type Error = Invalid;
    fn try_from(pattern: &'a [u8]) -> Result<Self, Invalid> {
        AString::try_from(pattern)
            .map(Self)
            .map_err(|_| Invalid::new("list-mailbox"))
    }
}
