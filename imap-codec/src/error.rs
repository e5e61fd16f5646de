//! What went wrong, where, and what was mended: [`DecodeError`], [`Deviation`], [`Salvaged`], [`EncodeError`].
//!
//! No error here holds a byte of the peer's: a stray password line *is* a tag. [`render`](DecodeError::render) draws
//! the message with a caret when the caller brings the bytes, redacted.

use core::{fmt, ops::Range};

use crate::{quirk::Quirk, rule::Rule};

/// Decoding stopped at `offset`: there `expected` was wanted, inside the rule `within`.
///
/// ```text
/// A3 STATUS blurdybloop (UIDNEXT MESAGES)
///                                ^ expected status-att, in status
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct DecodeError {
    /// Bytes from the start of the message.
    pub offset: usize,
    /// What was wanted there.
    pub expected: Rule,
    /// The rule that was being read.
    pub within: Rule,
    /// Where the tag stands, if one was read: a tagged response still completes its command.
    pub tag: Option<Range<usize>>,
    /// The quirk that would have mended it, were it on: under [`Policy::Strict`](crate::Policy), or a guess that the policy
    /// does not make. The first, if several are needed; only if all of the message could be read.
    pub quirk: Option<Quirk>,
}

impl DecodeError {
    pub(crate) fn new(offset: usize, expected: Rule, within: Rule) -> Self {
        Self {
            offset,
            expected,
            within,
            tag: None,
            quirk: None,
        }
    }

    /// A stable code for this kind of failure: the ABNF name of what was wanted ([`Rule::code`]).
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.expected.code()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "expected {} at byte {} (in {})",
            self.expected, self.offset, self.within
        )
    }
}

impl core::error::Error for DecodeError {}

/// One repair: `quirk` made sense of the bytes in `range`.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Deviation {
    /// Which deviation from the grammar was met.
    pub quirk: Quirk,
    /// Where, in bytes from the start of the message.
    pub range: Range<usize>,
}

impl Deviation {
    pub(crate) const fn new(quirk: Quirk, range: Range<usize>) -> Self {
        Self { quirk, range }
    }
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}, bytes {}..{}",
            self.quirk.summary(),
            self.range.start,
            self.range.end
        )
    }
}

/// An item that could not be read and was left out of its list; its neighbours were kept.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Salvaged {
    /// Which bytes were left out, from the start of the message.
    pub range: Range<usize>,
    /// The rule of which they were to be one.
    pub slot: Rule,
    /// Why they could not be read.
    pub error: DecodeError,
}

/// The value cannot be written under the encoder's [`Options`](crate::EncodeOptions).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum EncodeError {
    /// The peer must have advertised (or the client enabled) this capability first.
    NeedsCapability(&'static str),
    /// A text would be read as a response code: it begins with `[`, or goes on with a code that leaves a list open.
    TextLooksLikeCode,
    /// The value holds [`Content::Elsewhere`](imap_types::core::Content): its bytes were streamed and are not here.
    ContentElsewhere,
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeedsCapability(name) => write!(f, "the peer must have advertised {name} first"),
            Self::TextLooksLikeCode => {
                f.write_str("the text would be read as (part of) a response code")
            }
            Self::ContentElsewhere => {
                f.write_str("the bytes of a streamed literal are not part of the value")
            }
        }
    }
}

impl core::error::Error for EncodeError {}
