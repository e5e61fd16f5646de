//! Tags and handles: each command that is sent gets a tag that no other in this connection has
//! ([RFC 9051 §2.2.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-2.2.1)).
//!
//! ```text
//! C: A17 NOOP
//! S: A17 OK done
//! ```

use alloc::{format, string::String, vec::Vec};
use core::fmt;

use imap_types::core::{Invalid, Tag};

/// A command that was sent: what the machine calls it, whatever its tag. Later ones are greater.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Handle(pub(crate) u64);

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Makes tags, and finds the handle again that belongs to one.
#[derive(Clone, Debug)]
pub struct Tags {
    prefix: Vec<u8>,
    next: u64,
}

impl Default for Tags {
    fn default() -> Self {
        Self {
            prefix: Vec::from(*b"A"),
            next: 0,
        }
    }
}

impl Tags {
    /// Tags that begin so, and go on with a number. A prefix that is hard to guess keeps others on the way from forging
    /// answers in advance.
    ///
    /// # Errors
    ///
    /// If it is no tag, ends in a digit, or has more than 32 bytes.
    pub fn new(prefix: &str) -> Result<Self, Invalid> {
        let tag = Tag::try_from(prefix)?;
        let bytes = tag.as_bytes();
        if bytes.len() > 32 || bytes.last().is_none_or(u8::is_ascii_digit) {
            return Err(Invalid::new("tag"));
        }
        Ok(Self {
            prefix: bytes.into(),
            next: 0,
        })
    }

    /// The next tag, and what it stands for.
    pub fn issue(&mut self) -> (Handle, Tag<'static>) {
        let handle = Handle(self.next);
        self.next += 1;
        (handle, self.tag(handle))
    }

    /// The tag of a handle.
    #[must_use]
    pub fn tag(&self, handle: Handle) -> Tag<'static> {
        let prefix = String::from_utf8_lossy(&self.prefix);
        let tag = Tag::try_from(format!("{prefix}{handle}"));
        // A prefix that is a tag, and digits, are a tag.
        tag.unwrap_or_else(|_| Tag::from_scanned(b"A".as_slice().into()))
    }

    /// The handle of a tag, if it was made here. Written in any other way (`A017`) it is another tag.
    #[must_use]
    pub fn handle(&self, tag: &[u8]) -> Option<Handle> {
        let digits = tag.strip_prefix(self.prefix.as_slice())?;
        let plain = digits.iter().all(u8::is_ascii_digit)
            && (digits.len() == 1 || digits.first() != Some(&b'0'));
        let number = core::str::from_utf8(digits).ok().filter(|_| plain)?;
        let number = number.parse().ok()?;
        (number < self.next).then_some(Handle(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let mut tags = Tags::new("x-").unwrap();
        for number in 0..120 {
            let (handle, tag) = tags.issue();
            assert_eq!(handle, Handle(number));
            assert_eq!(tags.handle(tag.as_bytes()), Some(handle));
        }
        for tag in [
            "x-120",
            "x-01",
            "x-",
            "X-1",
            "x-1 ",
            "1",
            "x--1",
            "x-18446744073709551616",
        ] {
            assert_eq!(tags.handle(tag.as_bytes()), None, "{tag}");
        }
        for prefix in ["", "a1", "a b", "+", "a+"] {
            assert!(Tags::new(prefix).is_err(), "{prefix}");
        }
        assert_eq!(Tags::default().issue().1.as_str(), "A0");
    }
}
