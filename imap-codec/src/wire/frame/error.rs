//! Where a stream cannot be cut into messages any more, and why.

use core::fmt;

/// The stream cannot be framed any further. Holds no byte of the peer's.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct FrameError {
    /// Bytes from the start of the stream.
    pub offset: u64,
    /// Bytes from the start of the message, streamed literals not counted.
    pub in_message: usize,
    /// What is wrong there.
    pub kind: FrameErrorKind,
}

/// Why a stream cannot be framed any further, or why a command was [refused](crate::Refused::reason).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum FrameErrorKind {
    /// Beyond [`Limits::line`](crate::Limits::line); the offset is the first byte too many.
    LineTooLong,
    /// A literal beyond [`Limits::literal`](crate::Limits::literal) or [`Limits::streamed`](crate::Limits::streamed); the offset is that of its `{` or `~{`.
    LiteralTooLong,
    /// A literal of a client that does not wait (`{n+}`) beyond what [`Framer::set_non_sync`](crate::Framer::set_non_sync)
    /// allows; the offset is that of its `{` or `~{`.
    NonSyncTooLong,
    /// A literal's length is more than 64 bits hold; the offset is that of its `{` or `~{`.
    LiteralLengthOverflow,
    /// Beyond [`Limits::message`](crate::Limits::message); the offset is the first byte too many, or that of the `{` or `~{` of the literal
    /// with which it would be.
    MessageTooLong,
    /// More than [`Limits::literals`](crate::Limits::literals) literals; the offset is that of the `{` or `~{` of the first too many.
    TooManyLiterals,
    /// The input ended inside a message; the offset is where.
    Truncated(Cut),
}

/// What the end of input cut off.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Cut {
    /// A line: its CRLF is missing.
    Line,
    /// A literal, or one that was still to be accepted.
    Literal {
        /// How many of its bytes did not arrive.
        missing: u64,
    },
}

impl fmt::Display for FrameErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LineTooLong => f.write_str("line longer than the limit"),
            Self::LiteralTooLong => f.write_str("literal longer than the limit"),
            Self::NonSyncTooLong => f.write_str("literal longer than may be sent without waiting"),
            Self::LiteralLengthOverflow => f.write_str("literal length beyond 64 bits"),
            Self::MessageTooLong => f.write_str("message longer than the limit"),
            Self::TooManyLiterals => f.write_str("more literals in a message than the limit"),
            Self::Truncated(Cut::Line) => f.write_str("input ended inside a line"),
            Self::Truncated(Cut::Literal { missing }) => {
                write!(f, "input ended {missing} bytes before the end of a literal")
            }
        }
    }
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}, at byte {} of the message (byte {} of the stream)",
            self.kind, self.in_message, self.offset
        )
    }
}

impl core::error::Error for FrameError {}
