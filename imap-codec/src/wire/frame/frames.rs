//! What the framer hands out: frames, and what they are made of.

use alloc::vec::Vec;
use core::fmt;

use super::error::FrameErrorKind;
use crate::error::Deviation;

/// What the framer found next. Borrows from the framer until its next call.
///
/// `Debug` shows lengths only: any frame may hold a password.
#[non_exhaustive]
pub enum Frame<'b> {
    /// [`Mode::Command`](crate::Mode::Command): a synchronising literal asks, as `C: a LOGIN {5}`. Nothing more of this message is handed out
    /// until [`Framer::accept`](crate::Framer::accept) or [`Framer::refuse`](crate::Framer::refuse).
    Offer(Offer),
    /// The message so far, ending where a streamed literal begins.
    Head(Head<'b>),
    /// A part of the streamed literal, never empty, straight from the buffer. Their lengths add up to the literal's.
    Chunk(&'b [u8]),
    /// A whole message.
    Message(Message<'b>),
    /// [`Mode::Command`](crate::Mode::Command): the command announced a non-synchronising literal beyond the limits. The rest of it has been
    /// swallowed without spending memory (RFC 7888 section 4); reply tagged BAD, or NO `[TOOBIG]`, and go on.
    Refused(Refused<'b>),
}

impl fmt::Debug for Frame<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Offer(offer) => offer.fmt(f),
            Self::Head(head) => head.fmt(f),
            Self::Chunk(bytes) => write!(f, "Chunk({} bytes)", bytes.len()),
            Self::Message(message) => message.fmt(f),
            Self::Refused(refused) => refused.fmt(f),
        }
    }
}

/// A synchronising literal that waits for `+`: `C: a APPEND Sent {310}`. See [`Framer::head`](crate::Framer::head) for the command so far.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Offer {
    /// Its length in bytes.
    pub len: u64,
    /// Announced as `~{n}`: may hold NULs.
    pub literal8: bool,
    /// If accepted, it comes as [`Frame::Head`] and [`Frame::Chunk`]s.
    pub streamed: bool,
    /// It breaks [`Limits::literal`](crate::Limits::literal) (or [`Limits::streamed`](crate::Limits::streamed)), or with it the message would break [`Limits::message`](crate::Limits::message)
    /// or [`Limits::literals`](crate::Limits::literals): it can only be refused.
    pub too_long: bool,
}

/// A whole message: its line or lines, with the final CRLF, and its gathered literals in their places.
///
/// `Debug` shows lengths only: it may hold a password.
#[derive(Clone, Copy)]
pub struct Message<'b> {
    pub(super) bytes: &'b [u8],
    pub(super) extras: &'b Extras,
}

impl<'b> Message<'b> {
    /// All bytes from tag, `*` or `+` to the final CRLF, without the data of streamed literals.
    #[must_use]
    pub fn bytes(&self) -> &'b [u8] {
        self.bytes
    }

    /// Where streamed literals are left out of [`bytes`](Self::bytes), in ascending order.
    #[must_use]
    pub fn holes(&self) -> &'b [Hole] {
        &self.extras.holes
    }

    /// What was mended before the grammar could see it: [`Quirk::LeadingNul`](crate::Quirk::LeadingNul) and [`Quirk::BlankLine`](crate::Quirk::BlankLine), each at most
    /// once, with the range `0..0` since what was skipped is not in [`bytes`](Self::bytes); [`Quirk::LoneLf`](crate::Quirk::LoneLf) with the
    /// range of the LF.
    #[must_use]
    pub fn deviations(&self) -> &'b [Deviation] {
        &self.extras.deviations
    }

    /// Where in [`bytes`](Self::bytes) the first NUL inside a gathered literal stands that is no literal8.
    #[must_use]
    pub fn nul(&self) -> Option<usize> {
        self.extras.nul
    }
}

impl fmt::Debug for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Extras {
            holes, deviations, ..
        } = self.extras;
        write!(
            f,
            "Message({} bytes, {} holes, {} deviations)",
            self.bytes.len(),
            holes.len(),
            deviations.len()
        )
    }
}

/// The message so far, ending where a streamed literal begins, right behind its CRLF:
/// `* 12 FETCH (UID 7 BODY[] {1073741824}⏎`. For a further streamed literal of the same message it is again all from
/// the start of the message, without the data streamed earlier. `decode_head` of the decoders tells what is streamed.
///
/// `Debug` shows lengths only.
#[derive(Clone, Copy)]
pub struct Head<'b> {
    pub(super) bytes: &'b [u8],
    pub(super) extras: &'b Extras,
}

impl<'b> Head<'b> {
    /// All bytes from the start of the message up to and with the CRLF behind `{n}`, without streamed data.
    #[must_use]
    pub fn bytes(&self) -> &'b [u8] {
        self.bytes
    }

    /// Where streamed literals are left out of [`bytes`](Self::bytes), in ascending order; the last is the one that
    /// begins here.
    #[must_use]
    pub fn holes(&self) -> &'b [Hole] {
        &self.extras.holes
    }

    /// As [`Message::nul`].
    #[must_use]
    pub fn nul(&self) -> Option<usize> {
        self.extras.nul
    }

    /// The length in bytes of the literal that begins here.
    #[must_use]
    pub fn announced(&self) -> u64 {
        self.holes().last().map_or(0, |hole| hole.len)
    }
}

impl fmt::Debug for Head<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Head({} bytes, then {})",
            self.bytes.len(),
            self.announced()
        )
    }
}

/// A streamed literal's place in a [`Message`].
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Hole {
    /// The offset in [`Message::bytes`] where its data would stand: right behind `{n}⏎`.
    pub at: usize,
    /// How many bytes were handed out in chunks.
    pub len: u64,
}

/// A command that was swallowed, because it announced a non-synchronising literal beyond the limits.
///
/// ```text
/// C: a APPEND Sent {99999999999+}    head() ends here
/// C: (99999999999 bytes)             swallowed, as is all up to the end of the command
/// S: a NO [TOOBIG] …
/// ```
/// If the rest announces a synchronising literal the client waits, so that the command ends there.
#[derive(Clone, Copy)]
pub struct Refused<'b> {
    pub(super) head: &'b [u8],
    pub(super) extras: &'b Extras,
}

impl<'b> Refused<'b> {
    /// The command up to and with the CRLF behind the literal's `{n+}`.
    #[must_use]
    pub fn head(&self) -> &'b [u8] {
        self.head
    }

    /// Where literals of the command that were streamed before are left out of [`head`](Self::head).
    #[must_use]
    pub fn holes(&self) -> &'b [Hole] {
        &self.extras.holes
    }

    /// As [`Message::deviations`].
    #[must_use]
    pub fn deviations(&self) -> &'b [Deviation] {
        &self.extras.deviations
    }

    /// Which limit it broke: [`FrameErrorKind::LiteralTooLong`], [`MessageTooLong`](FrameErrorKind::MessageTooLong) or
    /// [`TooManyLiterals`](FrameErrorKind::TooManyLiterals).
    #[must_use]
    pub fn reason(&self) -> FrameErrorKind {
        self.extras
            .refusal
            .map_or(FrameErrorKind::LiteralTooLong, |refusal| refusal.kind)
    }

    /// The length in bytes that was announced.
    #[must_use]
    pub fn announced(&self) -> u64 {
        self.extras.refusal.map_or(0, |refusal| refusal.len)
    }
}

impl fmt::Debug for Refused<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Refused({} bytes, then {}: {})",
            self.head.len(),
            self.announced(),
            self.reason()
        )
    }
}

/// What goes with the bytes of a message; empty for nearly all.
#[derive(Clone, Debug, Default)]
pub(super) struct Extras {
    pub(super) holes: Vec<Hole>,
    pub(super) deviations: Vec<Deviation>,
    pub(super) nul: Option<usize>,
    pub(super) refusal: Option<Refusal>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Refusal {
    pub(super) kind: FrameErrorKind,
    pub(super) len: u64,
}
