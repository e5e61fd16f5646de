//! Strings, numbers, non-empty lists, raw content: what the elements are made of.

mod content;
mod number;
mod other;
mod raw;
mod secret;
#[cfg(feature = "serde")]
pub(crate) mod serde_bytes;
mod string;
mod vec1;

use core::fmt;

#[cfg(feature = "arbitrary")]
pub(crate) use self::string::random;
pub use self::{
    content::{Content, Content8},
    number::{Number64, digits},
    other::{Other, Shape, Slot},
    raw::{
        Raw, Scan, ScanError, blank_literals, code_content, code_ends_itself, glued_content,
        line_content, list_content, opens_quoted, parameter_content, plain_literals, value_content,
    },
    secret::Secret,
    string::{
        AString, Atom, IString, NString, NString8, Octets, Tag, Text, is_astring_char,
        is_atom_char, is_list_char, is_tag_char, is_text_char,
    },
    vec1::Vec1,
};
pub(crate) use self::{
    other::is_label,
    string::{ascii, string},
};

/// The value cannot be said in IMAP: what it was to be.
///
/// Holds no byte of the value, which may have been a password.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Invalid {
    what: &'static str,
}

impl Invalid {
    /// Not a `what`.
    #[must_use]
    pub const fn new(what: &'static str) -> Self {
        Self { what }
    }

    /// The rule that the value breaks.
    #[must_use]
    pub const fn rule(self) -> &'static str {
        self.what
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a valid {}", self.what)
    }
}

impl core::error::Error for Invalid {}

impl From<core::convert::Infallible> for Invalid {
    fn from(never: core::convert::Infallible) -> Self {
        match never {}
    }
}
