//! The framer: cuts a byte stream into whole messages, lines and the literals that they announce
//! ([RFC 9051 section 2.2](https://www.rfc-editor.org/rfc/rfc9051#section-2.2),
//! [section 4.3](https://www.rfc-editor.org/rfc/rfc9051#section-4.3),
//! [RFC 7888](https://www.rfc-editor.org/rfc/rfc7888), [RFC 3516](https://www.rfc-editor.org/rfc/rfc3516)).
//!
//! ```text
//! S: * 12 FETCH (UID 7 BODY[] {5}      one message: 2 lines, 1 literal
//! S: hello FLAGS (\Seen))
//! C: a APPEND Sent {5}                 Frame::Offer, then accept()
//! S: + go on
//! C: hello                             Frame::Message
//! ```
//!
//! It stands before the grammar, and knows of it only what decides where a message ends. Any chunking of the same bytes
//! gives the same frames. Each byte is looked at a fixed number of times: one search for LF that resumes where it
//! stopped, one search for NUL inside a literal, one pass over a line that ends in `{n}`.
//!
//! # What is a literal
//!
//! Asked only when a line ends in `{n}`, `~{n}`, `{n+}` or `~{n+}`, looking back from the line end; `⏎` is CRLF.
//!
//! | # | mode | line | literal? | why, and what the other reading would do |
//! |---|---|---|---|---|
//! | 1 | Response | `* 1 FETCH (BODY[] {3}⏎` | yes | outside quotes |
//! | 2 | Response | `* 1 FETCH (ENVELOPE ("a {3}⏎` | no | inside quotes; as a literal it would swallow the next answer, while so the grammar refuses one line |
//! | 3 | Response | `* LIST () "/" "a {3}" {2}⏎` | yes, of 2 | the quote was closed; the first `{3}` ends no line |
//! | 4 | Response | `* LIST () "\"" {2}⏎` | yes | `\` escapes: the third `"` closes |
//! | 5 | Response | `* LIST () "\" {2}⏎` | no | the second `"` is escaped, the quote is still open |
//! | 6 | Response | `* LIST () NIL a"b {2}⏎` | yes | a quote opens only behind SP, `(`, `[` or at the start; else a stray `"` would hide every literal behind it |
//! | 7 | Response | `* LIST () "/" x{2}⏎` | yes | glued to an atom is outside the grammar either way; as a line end the content would be read as protocol |
//! | 8 | Response | `* OK see rule {5}⏎` | no | text of a status response; as a literal it would swallow the next answer |
//! | 9 | Response | `* NO [BADCHARSET ({4}⏎` | yes | rev1: astrings in an open parenthesis of a leading code |
//! | 10 | Response | `* NO [BADCHARSET (a {4}⏎UTF8 {3}⏎` | yes, both | the parenthesis is still open behind the first |
//! | 11 | Response | `* NO [BADCHARSET ({4}⏎UTF8)] use {3}⏎` | first only | the code is closed, the rest is text |
//! | 12 | Response | `* OK [CODE x] text ({3}⏎` | no | the parenthesis stands in the text |
//! | 13 | Response | `* OK text [BADCHARSET ({3}⏎` | no | the code does not lead |
//! | 14 | Response | `* OK [CODE {3}⏎` | no | no parenthesis is open: arguments of a code are TEXT-CHARs |
//! | 15 | Response | `* NO [BADCHARSET (a]b {4}⏎` | yes | `]` is an ASTRING-CHAR, the parenthesis is open |
//! | 16 | Response | `* OK [CODE (] see {3}⏎` | no | the arguments of any other code end at the first `]`, parentheses or not |
//! | 17 | Response | `* NO [BADCHARSET ("(a {4}⏎` | no | inside quotes inside the code |
//! | 18 | Response | `a no [badcharset ({4}⏎` | yes | tagged, any case |
//! | 19 | Response | `a OK done {3}⏎` | no | tagged text |
//! | 20 | Response | `* BYE {3}⏎`, `* PREAUTH {3}⏎`, `* BAD {3}⏎` | no | text |
//! | 21 | Response | `*  OK see {3}⏎` | no | S6: two SP; still a status response |
//! | 22 | Response | `+ send {3}⏎`, `+ {3}⏎`, `+{3}⏎` | no | continuation: text or base64 |
//! | 23 | Response | `+ [BADCHARSET ({3}⏎` | yes | resp-text may begin with a code |
//! | 24 | Response | `* OKAY {3}⏎`, `a BYE {3}⏎` | yes | not status responses |
//! | 25 | Response | `* 1 FETCH (BODY[] {3+}⏎` | no | servers never send `+`; as a line end the grammar refuses it with an offset, as a literal we would obey a peer that guesses |
//! | 26 | Response | `* 1 FETCH (BINARY[1] ~{3}⏎` | yes, literal8 | RFC 3516 |
//! | 27 | any | `{3} ⏎`, `{}⏎`, `{-5}⏎`, `{x}⏎`, `{3}x⏎`, `3}⏎` | no | not directly before CRLF, or no number (S14, S15) |
//! | 28 | any | `{012}⏎` | yes, of 12 | S13: leading zeros are legal |
//! | 29 | any | `{18446744073709551616}⏎` | fatal | more than u64 holds; where no literal could stand it is text as ever |
//! | 30 | Command | `a LOGIN {3}⏎` | yes, asks | synchronising |
//! | 31 | Command | `a LOGIN {3+}⏎`, `a APPEND x ~{3+}⏎` | yes, does not ask | RFC 7888 |
//! | 32 | Command | `a LOGIN "x {3}⏎` | no | inside quotes |
//! | 33 | Command | `a NO see {3}⏎` | yes | a command has no text; the rule for status responses is the server's |
//! | 34 | AuthenticateData, IdleDone | `{3}⏎` | no | lines only |
//! | 35 | any | `{3}` LF | no | a lone LF ends no line; with [`Quirk::LoneLf`] it does and announces like CRLF, for hand-typed commands |
//! | 36 | Command | `a LOGIN {1}⏎` CR LF | yes; the LF is inside the line | a CR that belongs to the literal makes no CRLF with what follows |

#![warn(clippy::indexing_slicing)]

use alloc::vec::Vec;
use core::fmt;

use memchr::{memchr, memchr2, memrchr, memrchr2};
use zeroize::Zeroize;

use crate::{
    error::Deviation,
    options::{Limits, Options},
    quirk::Quirk,
};

/// A buffer that was bigger than this many bytes, and twice in a row not needed so, gives back what is beyond.
const KEEP: usize = 1 << 20;

/// A buffer up to this many bytes may hold a password: it is wiped when a bigger one takes its place.
const SMALL: usize = 16 << 10;

/// What kind of messages the stream holds.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Mode {
    /// What a server sends: the greeting and all responses. Literals never ask.
    Response,
    /// What a client sends: commands. `{n}` asks ([`Frame::Offer`]), `{n+}` does not.
    Command,
    /// What a client sends during AUTHENTICATE: lines of base64 or `*`, no literals. An empty line is an answer here
    /// (RFC 9051 section 6.2.2) and never skipped.
    AuthenticateData,
    /// What a client sends during IDLE: the line `DONE`, no literals.
    IdleDone,
}

/// Cuts received bytes into [`Frame`]s. Sans-IO: read into [`space`](Self::space), tell [`filled`](Self::filled), then
/// call [`next`](Self::next) until it answers `None`.
///
/// ```
/// use imap_codec::{Frame, Framer, Mode, Options};
///
/// let mut framer = Framer::new(Mode::Response, &Options::default());
/// framer.push(b"* 2 FETCH (BODY[] {3}\r\na\r\n)\r\n* 3 EXI");
/// let Ok(Some(Frame::Message(message))) = framer.next() else { panic!() };
/// assert_eq!(message.bytes(), b"* 2 FETCH (BODY[] {3}\r\na\r\n)\r\n");
/// assert!(framer.next()?.is_none());
/// assert_eq!(framer.buffered(), 7);
/// # Ok::<(), imap_codec::FrameError>(())
/// ```
///
/// Memory follows the bytes that arrive, never a length that was announced, and ends at [`Limits`]. Received bytes are
/// wiped by [`wipe`](Self::wipe), and when the framer is dropped. `Debug` shows lengths only.
pub struct Framer {
    scanner: Scanner,
    /// Initialised memory; received and not yet handed out is `start..end`.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// How much of the buffer behind `end` the last `space` lent.
    lent: usize,
    /// How often in a row the buffer became empty without having needed its size.
    unneeded: u8,
    /// The message so far, if a part of it is not in the buffer any more, because a literal in it is streamed or
    /// swallowed. Other messages are handed out from the buffer.
    aside: Vec<u8>,
    /// Where in the stream `start` is.
    offset: u64,
    error: Option<FrameError>,
}

impl Framer {
    /// Begins at the start of a message. Limits and quirks are those of `options`; nothing is streamed until
    /// [`stream_above`](Self::stream_above) says so.
    #[must_use]
    pub fn new(mode: Mode, options: &Options) -> Self {
        Self {
            scanner: Scanner::new(mode, options),
            buffer: Vec::new(),
            start: 0,
            end: 0,
            lent: 0,
            unneeded: 0,
            aside: Vec::new(),
            offset: 0,
            error: None,
        }
    }

    /// Hands literals of more than `bytes` bytes out as [`Frame::Head`] and [`Frame::Chunk`]s instead of gathering
    /// them, where a body lives: in `* n FETCH` / `* n UIDFETCH` behind `BODY[…]`, `BODY[…]<n>`, `BINARY[…]`,
    /// `BINARY[…]<n>`, `RFC822`, `RFC822.HEADER` and `RFC822.TEXT`; in APPEND, REPLACE and UID REPLACE the message
    /// data, `TEXT {n}` of CATENATE and `UTF8 (~{n}`. `u64::MAX`, the default, streams nothing.
    #[must_use]
    pub fn stream_above(mut self, bytes: u64) -> Self {
        self.scanner.stream_above = bytes;
        self
    }

    /// Frames what follows in another mode, from the next message on that [`next`](Self::next) has not yet looked at.
    /// Bytes that are buffered already are framed in the new mode.
    pub fn set_mode(&mut self, mode: Mode) {
        if self.scanner.has_begun() {
            self.scanner.later.0 = Some(mode);
        } else {
            self.scanner.mode = mode;
        }
    }

    /// Takes limits and quirks of `options` for all that follows, e.g. after authentication; for the message that has
    /// begun, the old ones hold.
    pub fn set_options(&mut self, options: &Options) {
        let rules = Rules::new(options);
        if self.scanner.has_begun() {
            self.scanner.later.1 = Some(rules);
        } else {
            self.scanner.rules = rules;
        }
    }

    /// Room for `at_least` bytes to read into (one, if 0 is asked). Then call [`filled`](Self::filled).
    ///
    /// The room holds zeros or older input; it is not cleared each time.
    #[inline]
    pub fn space(&mut self, at_least: usize) -> &mut [u8] {
        let at_least = at_least.max(1);
        self.make_room(at_least);
        let until = self.end.saturating_add(at_least);
        if self.buffer.len() < until {
            // Zeroed just before it is read into, so that the memory is still in the cache; each byte once.
            self.buffer.resize(until, 0);
        }
        self.lent = at_least;
        self.buffer.get_mut(self.end..until).unwrap_or_default()
    }

    /// The first `n` bytes of the last [`space`](Self::space) have been read into. More than that is cut to it.
    #[inline]
    pub fn filled(&mut self, n: usize) {
        let n = n.min(self.lent);
        self.lent -= n;
        self.end += n;
    }

    /// Receives a copy of `bytes`: the convenience for input that is in memory already.
    pub fn push(&mut self, bytes: &[u8]) {
        self.lent = 0;
        self.make_room(bytes.len());
        let ready = self.buffer.len().saturating_sub(self.end);
        let (front, back) = bytes.split_at(bytes.len().min(ready));
        if let Some(to) = self.buffer.get_mut(self.end..self.end + front.len()) {
            to.copy_from_slice(front);
        }
        self.buffer.extend_from_slice(back);
        self.end += bytes.len();
    }

    /// The next frame; `None` if it needs more bytes, or waits for the answer to an [`Offer`].
    ///
    /// # Errors
    ///
    /// A limit was broken or the length of a literal overflows: where the next message begins is not known any more.
    /// The stream is poisoned, and every further call gives the same error. In [`Mode::Command`] a literal that is too
    /// long is no error, but [`Offer::too_long`] or [`Frame::Refused`].
    // Not an Iterator: each frame borrows from the framer.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Result<Option<Frame<'_>>, FrameError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        loop {
            let window = self.buffer.get(self.start..self.end).unwrap_or_default();
            match self.scanner.step(window) {
                Step::More => return Ok(None),
                Step::Message(n) => {
                    let bytes = if self.scanner.base == 0 {
                        let from = self.advance(n);
                        self.buffer.get(from..self.start).unwrap_or_default()
                    } else {
                        self.set_aside(n);
                        self.aside.as_slice()
                    };
                    return Ok(Some(Frame::Message(Message {
                        bytes,
                        extras: &self.scanner.extras,
                    })));
                }
                Step::Skip(n) => {
                    self.advance(n);
                }
                Step::Offer(n) => {
                    if self.scanner.base > 0 {
                        self.set_aside(n);
                        self.scanner.rebase(n);
                    }
                    return Ok(self.scanner.offer().map(Frame::Offer));
                }
                Step::Head(n) => {
                    self.begin_aside(n);
                    return Ok(Some(Frame::Head(Head {
                        bytes: &self.aside,
                        extras: &self.scanner.extras,
                    })));
                }
                Step::Chunk(n) => {
                    let from = self.advance(n);
                    return Ok(Some(Frame::Chunk(
                        self.buffer.get(from..self.start).unwrap_or_default(),
                    )));
                }
                Step::Swallow(n) => self.begin_aside(n),
                Step::Refused(n) => {
                    self.advance(n);
                    return Ok(Some(Frame::Refused(Refused {
                        head: &self.aside,
                        extras: &self.scanner.extras,
                    })));
                }
                Step::Broken => {
                    let Fault { at, kind } = self.scanner.fault;
                    let error = FrameError {
                        offset: self.offset.saturating_add(at as u64),
                        in_message: self.scanner.base.saturating_add(at),
                        kind,
                    };
                    self.error = Some(error);
                    return Err(error);
                }
            }
        }
    }

    /// Takes the literal that an [`Offer`] asks for. One that is [too long](Offer::too_long) is refused instead.
    /// Without an offer pending it does nothing.
    pub fn accept(&mut self) {
        match self.scanner.state {
            State::Offered { too_long: true, .. } => self.refuse(),
            State::Offered { announced, .. } => self.scanner.begin_literal(announced),
            _ => {}
        }
    }

    /// Refuses the literal that an [`Offer`] asks for: the command so far is dropped, and what the client sends next is
    /// a new command. Read its tag from [`head`](Self::head) first. Without an offer pending it does nothing.
    pub fn refuse(&mut self) {
        if matches!(self.scanner.state, State::Offered { .. }) {
            self.advance(self.scanner.scan);
            self.scanner.end_message();
        }
    }

    /// While an [`Offer`] is pending: the command so far, up to and with the CRLF behind `{n}`, so that a server can
    /// look who asks, and for what, and reply to its tag. Earlier streamed literals are left out. Else empty.
    #[must_use]
    pub fn head(&self) -> &[u8] {
        match self.scanner.state {
            State::Offered { .. } if self.scanner.base > 0 => &self.aside,
            State::Offered { .. } => self
                .buffer
                .get(self.start..self.start.saturating_add(self.scanner.scan))
                .unwrap_or_default(),
            _ => &[],
        }
    }

    /// While an [`Offer`] is pending: how many bytes the client sent behind it without waiting for the answer (quirk
    /// catalogue C9). After [`accept`](Self::accept) they are the literal, after [`refuse`](Self::refuse) they will be
    /// read as commands, which a server may not want. Else 0.
    #[must_use]
    pub fn unasked(&self) -> usize {
        match self.scanner.state {
            State::Offered { .. } => self.buffered().saturating_sub(self.scanner.scan),
            _ => 0,
        }
    }

    /// Bytes received and not yet handed out.
    #[must_use]
    pub fn buffered(&self) -> usize {
        self.end - self.start
    }

    /// Has no byte of another message been received behind the last one?
    #[must_use]
    pub fn is_between_messages(&self) -> bool {
        !self.scanner.has_begun() && self.start == self.end && self.error.is_none()
    }

    /// The input has ended. Call it when [`next`](Self::next) has answered `None`.
    ///
    /// # Errors
    ///
    /// [`FrameErrorKind::Truncated`] if it ended inside a message, at the offset where it ended; or the error that
    /// poisoned the stream.
    pub fn finish(&self) -> Result<(), FrameError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        if self.is_between_messages() {
            return Ok(());
        }
        let received = self.buffered();
        let cut = match self.scanner.state {
            State::Between | State::Line => Cut::Line,
            State::Literal { end, .. } => Cut::Literal {
                missing: end.saturating_sub(received) as u64,
            },
            State::Stream { left } | State::Swallow { left } => Cut::Literal {
                missing: left.saturating_sub(received as u64),
            },
            State::HeadDue { announced } | State::Offered { announced, .. } => {
                let arrived = received.saturating_sub(self.scanner.scan);
                Cut::Literal {
                    missing: announced.len.saturating_sub(arrived as u64),
                }
            }
        };
        let base = if self.scanner.has_begun() {
            self.scanner.base
        } else {
            0
        };
        Err(FrameError {
            offset: self.offset.saturating_add(received as u64),
            in_message: base.saturating_add(received),
            kind: FrameErrorKind::Truncated(cut),
        })
    }

    /// Takes what was received behind the last message, and forgets a message that has begun. Behind STARTTLS it must
    /// be empty; behind COMPRESS it belongs to inflate.
    pub fn take_rest(&mut self) -> Vec<u8> {
        let mut rest = core::mem::take(&mut self.buffer);
        rest.truncate(self.end);
        rest.drain(..self.start);
        self.offset = self.offset.saturating_add(rest.len() as u64);
        self.start = 0;
        self.end = 0;
        self.lent = 0;
        self.scanner.end_message();
        rest
    }

    /// Overwrites the memory of all that was handed out: call it when the last frame held a secret and is done with. What
    /// was received and not handed out stays.
    pub fn wipe(&mut self) {
        if let Some(done) = self.buffer.get_mut(..self.start) {
            done.zeroize();
        }
        if let Some(older) = self.buffer.get_mut(self.end..) {
            older.zeroize();
        }
        if !self.scanner.has_begun() {
            self.aside.zeroize();
        }
    }

    /// Bytes handed out or skipped since the framer was made. With [`buffered`](Self::buffered) that is every byte
    /// received.
    #[must_use]
    pub fn consumed(&self) -> u64 {
        self.offset
    }

    /// The next `n` bytes are done with. Answers where they began.
    fn advance(&mut self, n: usize) -> usize {
        let from = self.start;
        self.start = self.end.min(from + n);
        self.offset += n as u64;
        from
    }

    /// Moves the next `n` bytes, a part of the message, out of the buffer.
    fn set_aside(&mut self, n: usize) {
        let from = self.advance(n);
        self.aside
            .extend_from_slice(self.buffer.get(from..self.start).unwrap_or_default());
    }

    /// The same; what `aside` held of an older message is dropped if this is the first part of a new one.
    fn begin_aside(&mut self, n: usize) {
        if self.scanner.base == n {
            self.aside.clear();
            self.aside.shrink_to(KEEP);
        }
        self.set_aside(n);
    }

    /// Sees that `more` bytes fit behind `end` without another allocation.
    #[inline]
    fn make_room(&mut self, more: usize) {
        if self.start == self.end {
            let used = self.end;
            self.start = 0;
            self.end = 0;
            if self.buffer.capacity() > KEEP || self.aside.capacity() > KEEP {
                self.give_back(used.max(more));
            }
        }
        if self.buffer.capacity().saturating_sub(self.end) < more {
            self.compact_or_grow(more);
        }
    }

    /// One big message may be followed by another; an idle connection holds no more than it needs.
    #[cold]
    fn give_back(&mut self, used: usize) {
        if self.aside.capacity() > KEEP && !self.scanner.has_begun() {
            self.aside = Vec::new();
        }
        self.unneeded = if used > KEEP {
            0
        } else {
            self.unneeded.saturating_add(1)
        };
        if self.unneeded >= 2 {
            self.unneeded = 0;
            self.buffer.truncate(KEEP);
            self.buffer.shrink_to(KEEP);
        }
    }

    /// Moves are paid for by the bytes that were handed out since the last one, or by those that will fill the memory
    /// behind: amortised O(1) a byte.
    #[cold]
    fn compact_or_grow(&mut self, more: usize) {
        let (dead, live) = (self.start, self.end - self.start);
        if dead > 0 {
            self.buffer.copy_within(dead..self.end, 0);
            self.start = 0;
            self.end = live;
        }
        let wanted = if dead >= live {
            live.saturating_add(more)
        } else {
            live.saturating_mul(2).saturating_add(more)
        };
        if wanted > self.buffer.capacity() {
            self.buffer.truncate(live);
            if self.buffer.capacity() > SMALL {
                self.buffer.reserve(wanted - live);
            } else {
                let mut grown = Vec::with_capacity(wanted);
                grown.extend_from_slice(&self.buffer);
                core::mem::replace(&mut self.buffer, grown).zeroize();
            }
        }
    }
}

impl Drop for Framer {
    /// Wipes, unless what is held is mail by its size.
    fn drop(&mut self) {
        for held in [&mut self.buffer, &mut self.aside] {
            if held.capacity() <= KEEP {
                held.zeroize();
            }
        }
    }
}

impl fmt::Debug for Framer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Framer")
            .field("mode", &self.scanner.mode)
            .field("state", &self.scanner.state)
            .field("buffered", &self.buffered())
            .field("consumed", &self.offset)
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}

/// What the framer found next. Borrows from the framer until its next call.
///
/// `Debug` shows lengths only: any frame may hold a password.
#[non_exhaustive]
pub enum Frame<'b> {
    /// [`Mode::Command`]: a synchronising literal asks, as `C: a LOGIN {5}`. Nothing more of this message is handed out
    /// until [`Framer::accept`] or [`Framer::refuse`].
    Offer(Offer),
    /// The message so far, ending where a streamed literal begins.
    Head(Head<'b>),
    /// A part of the streamed literal, never empty, straight from the buffer. Their lengths add up to the literal's.
    Chunk(&'b [u8]),
    /// A whole message.
    Message(Message<'b>),
    /// [`Mode::Command`]: the command announced a non-synchronising literal beyond the limits. The rest of it has been
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

/// A synchronising literal that waits for `+`: `C: a APPEND Sent {310}`. See [`Framer::head`] for the command so far.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Offer {
    /// Its length in bytes.
    pub len: u64,
    /// Announced as `~{n}`: may hold NULs.
    pub literal8: bool,
    /// If accepted, it comes as [`Frame::Head`] and [`Frame::Chunk`]s.
    pub streamed: bool,
    /// It breaks [`Limits::literal`] (or [`Limits::streamed`]), or with it the message would break [`Limits::message`]
    /// or [`Limits::literals`]: it can only be refused.
    pub too_long: bool,
}

/// A whole message: its line or lines, with the final CRLF, and its gathered literals in their places.
///
/// `Debug` shows lengths only: it may hold a password.
#[derive(Clone, Copy)]
pub struct Message<'b> {
    bytes: &'b [u8],
    extras: &'b Extras,
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

    /// What was mended before the grammar could see it: [`Quirk::LeadingNul`] and [`Quirk::BlankLine`], each at most
    /// once, with the range `0..0` since what was skipped is not in [`bytes`](Self::bytes); [`Quirk::LoneLf`] with the
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
    bytes: &'b [u8],
    extras: &'b Extras,
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
    head: &'b [u8],
    extras: &'b Extras,
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

/// Why a stream cannot be framed any further, or why a command was [refused](Refused::reason).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum FrameErrorKind {
    /// Beyond [`Limits::line`]; the offset is the first byte too many.
    LineTooLong,
    /// A literal beyond [`Limits::literal`] or [`Limits::streamed`]; the offset is that of its `{` or `~{`.
    LiteralTooLong,
    /// A literal's length is more than 64 bits hold; the offset is that of its `{` or `~{`.
    LiteralLengthOverflow,
    /// Beyond [`Limits::message`]; the offset is the first byte too many, or that of the `{` or `~{` of the literal
    /// with which it would be.
    MessageTooLong,
    /// More than [`Limits::literals`] literals; the offset is that of the `{` or `~{` of the first too many.
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

/// The length in bytes of the one whole message at the front of `bytes`, with what is skipped before it; `None` if it
/// is not complete. For callers that hold all bytes; literals are taken without asking.
///
/// ```
/// use imap_codec::{Mode, Options, message_len};
///
/// assert_eq!(message_len(Mode::Command, &Options::default(), b"a LOGIN {1}\r\nx y\r\nb NOOP\r\n"), Ok(Some(18)));
/// assert_eq!(message_len(Mode::Command, &Options::default(), b"a LOGIN {1}\r\nx y"), Ok(None));
/// ```
///
/// # Errors
///
/// Any [limit](Limits) broken, or a length that overflows.
pub fn message_len(
    mode: Mode,
    options: &Options,
    bytes: &[u8],
) -> Result<Option<usize>, FrameError> {
    Ok(whole(mode, options, bytes)?.map(|whole| whole.end))
}

/// The one whole message at the front of `bytes`, without copying them; `None` if it is not complete.
///
/// # Errors
///
/// As [`message_len`].
pub fn whole(mode: Mode, options: &Options, bytes: &[u8]) -> Result<Option<Whole>, FrameError> {
    let mut scanner = Scanner::new(mode, options);
    let mut start = 0;
    loop {
        let window = bytes.get(start..).unwrap_or_default();
        match scanner.step(window) {
            Step::Message(n) => {
                return Ok(Some(Whole {
                    start,
                    end: start + n,
                    extras: scanner.extras,
                }));
            }
            Step::Skip(n) => {
                start += n;
                continue;
            }
            Step::Offer(_) => {
                if let State::Offered {
                    announced,
                    too_long: false,
                } = scanner.state
                {
                    scanner.begin_literal(announced);
                    continue;
                }
            }
            Step::Broken | Step::Swallow(_) => {}
            // Nothing is streamed here, and nothing is refused before it is swallowed.
            Step::More | Step::Head(_) | Step::Chunk(_) | Step::Refused(_) => return Ok(None),
        }
        let fault = scanner.fault;
        let offset = start.saturating_add(fault.at) as u64;
        return Err(FrameError {
            offset,
            in_message: fault.at,
            kind: fault.kind,
        });
    }
}

/// What [`whole`] found.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Whole {
    /// Where the message begins, behind what is skipped before it.
    pub start: usize,
    /// Where it ends, behind its last CRLF.
    pub end: usize,
    extras: Extras,
}

impl Whole {
    /// The message, of which `bytes` are those that were given to [`whole`].
    #[must_use]
    pub fn message<'b>(&'b self, bytes: &'b [u8]) -> Message<'b> {
        Message {
            bytes: bytes.get(self.start..self.end).unwrap_or_default(),
            extras: &self.extras,
        }
    }
}

/// What of [`Options`] matters to framing.
#[derive(Clone, Copy, Debug)]
struct Rules {
    limits: Limits,
    lone_lf: bool,
    leading_nul: bool,
    blank_line: bool,
}

impl Rules {
    fn new(options: &Options) -> Self {
        let quirks = options.policy.quirks();
        Self {
            limits: options.limits,
            lone_lf: quirks.has(Quirk::LoneLf),
            leading_nul: quirks.has(Quirk::LeadingNul),
            blank_line: quirks.has(Quirk::BlankLine),
        }
    }
}

/// What a [`Scanner`] found in its window; the numbers are bytes from the front of it that are done with.
enum Step {
    More,
    Skip(usize),
    Message(usize),
    /// Told by [`State::Offered`].
    Offer(usize),
    Head(usize),
    Chunk(usize),
    Swallow(usize),
    Refused(usize),
    /// Told by [`Scanner::fault`].
    Broken,
}

/// What goes with the bytes of a message; empty for nearly all.
#[derive(Clone, Debug, Default)]
struct Extras {
    holes: Vec<Hole>,
    deviations: Vec<Deviation>,
    nul: Option<usize>,
    refusal: Option<Refusal>,
}

#[derive(Clone, Copy, Debug)]
struct Fault {
    at: usize,
    kind: FrameErrorKind,
}

#[derive(Clone, Copy, Debug)]
struct Refusal {
    kind: FrameErrorKind,
    len: u64,
}

/// A literal, announced at the end of a line.
#[derive(Clone, Copy, Debug)]
struct Announced {
    len: u64,
    literal8: bool,
    /// `{n}`; in a command it asks.
    sync: bool,
    streamed: bool,
    /// Where in the window `{n}` or `~{n}` stands.
    at: usize,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Between,
    Line,
    /// A literal is gathered; it ends at `end` in the window.
    Literal {
        end: usize,
        literal8: bool,
    },
    Offered {
        announced: Announced,
        too_long: bool,
    },
    /// Accepted, to be streamed, and the head not yet handed out.
    HeadDue {
        announced: Announced,
    },
    Stream {
        left: u64,
    },
    Swallow {
        left: u64,
    },
}

/// What the first line of the message is, as far as literals are concerned. Asked when a line first ends in `{n}`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    Unread,
    /// Literals stand outside quotes.
    Plain,
    /// The same, and bodies may be streamed.
    Fetch,
    Append,
    /// In the leading code of a status response: only in an open parenthesis.
    Code {
        badcharset: bool,
    },
    /// In the text of a status response: nowhere.
    Text,
}

/// The state machine, without the bytes. It sees a window: what has been received and not handed out, from the start of
/// the message or from what was last set aside of it.
struct Scanner {
    state: State,
    mode: Mode,
    /// Bytes of the window that have been looked at.
    scan: usize,
    /// Where in the window the line begins, behind the literal before it.
    line: usize,
    /// Where in the window it must have ended.
    line_limit: usize,
    /// Bytes of the message that are not in the window any more.
    base: usize,
    rules: Rules,
    stream_above: u64,
    /// Something below must be put back for the next message.
    dirty: bool,
    skipped_nul: bool,
    skipped_blank: bool,
    /// Bytes in earlier lines of the message.
    lines: usize,
    literals: usize,
    kind: Kind,
    /// Open parentheses, where [`Kind`] asks for them.
    depth: usize,
    /// [`Kind::Fetch`]: a literal stood inside the brackets of `BODY[…]`.
    in_section: bool,
    /// Why the stream is broken, the last offer is too long, or the last literal swallowed.
    fault: Fault,
    extras: Extras,
    /// What was set while a message had begun.
    later: (Option<Mode>, Option<Rules>),
}

impl Scanner {
    fn new(mode: Mode, options: &Options) -> Self {
        Self {
            state: State::Between,
            mode,
            scan: 0,
            line: 0,
            line_limit: 0,
            base: 0,
            rules: Rules::new(options),
            stream_above: u64::MAX,
            dirty: false,
            skipped_nul: false,
            skipped_blank: false,
            lines: 0,
            literals: 0,
            kind: Kind::Unread,
            depth: 0,
            in_section: false,
            fault: Fault {
                at: 0,
                kind: FrameErrorKind::LiteralTooLong,
            },
            extras: Extras::default(),
            later: (None, None),
        }
    }

    fn has_begun(&self) -> bool {
        !matches!(self.state, State::Between)
    }

    #[inline]
    fn step(&mut self, window: &[u8]) -> Step {
        loop {
            match self.state {
                State::Between => {
                    if self.dirty {
                        self.forget();
                    }
                    let Some(first) = window.first() else {
                        return Step::More;
                    };
                    if *first <= b'\r'
                        && let Some(step) = self.skip(*first, window)
                    {
                        return step;
                    }
                    self.scan = 0;
                    self.line = 0;
                    self.line_limit = self.rules.limits.line.min(self.rules.limits.message);
                    if self.skipped_nul || self.skipped_blank {
                        self.note_skipped();
                    }
                    self.state = State::Line;
                }
                State::Line => {
                    let Some(found) = find(b'\n', window.get(self.scan..).unwrap_or_default())
                    else {
                        self.scan = window.len();
                        return if self.scan > self.line_limit {
                            self.too_long()
                        } else {
                            Step::More
                        };
                    };
                    let lf = self.scan + found;
                    self.scan = lf + 1;
                    if self.scan > self.line_limit {
                        return self.too_long();
                    }
                    let line = window.get(self.line..lf).unwrap_or_default();
                    let content = match line {
                        [content @ .., b'\r'] => content,
                        _ if self.rules.lone_lf => {
                            if self.extras.refusal.is_none() {
                                self.dirty = true;
                                let at = self.base + lf;
                                self.extras
                                    .deviations
                                    .push(Deviation::new(Quirk::LoneLf, at..at + 1));
                            }
                            line
                        }
                        _ => continue,
                    };
                    if let [.., b'}'] = content {
                        match self.announced(content) {
                            Ok(None) => {}
                            Ok(Some(announced)) => match self.take(announced) {
                                Some(step) => return step,
                                None => continue,
                            },
                            Err(fault) => return self.broken(fault),
                        }
                    }
                    let n = self.scan;
                    self.end_message();
                    return if self.extras.refusal.is_none() {
                        Step::Message(n)
                    } else {
                        Step::Refused(n)
                    };
                }
                State::Literal { end, literal8 } => {
                    let until = end.min(window.len());
                    if self.extras.nul.is_none() && !literal8 {
                        let arrived = window.get(self.scan..until).unwrap_or_default();
                        self.extras.nul = find(0, arrived).map(|at| self.base + self.scan + at);
                    }
                    self.scan = until;
                    if until < end {
                        return Step::More;
                    }
                    self.begin_line();
                }
                State::HeadDue { announced } => return self.begin_stream(announced),
                State::Stream { left } => return self.pass(left, window.len(), Step::Chunk),
                State::Swallow { left } => return self.pass(left, window.len(), Step::Skip),
                State::Offered { .. } => return Step::More,
            }
        }
    }

    /// S11, S12, C13: what may stand before a message.
    #[cold]
    fn skip(&mut self, first: u8, window: &[u8]) -> Option<Step> {
        if self.mode == Mode::AuthenticateData {
            return None;
        }
        match (first, window.get(1)) {
            (0, _) if self.rules.leading_nul => {
                self.skipped_nul = true;
                Some(Step::Skip(
                    window.iter().take_while(|byte| **byte == 0).count(),
                ))
            }
            (b'\n', _) if self.rules.blank_line && self.rules.lone_lf => {
                self.skipped_blank = true;
                Some(Step::Skip(1))
            }
            (b'\r', Some(b'\n')) if self.rules.blank_line => {
                self.skipped_blank = true;
                Some(Step::Skip(2))
            }
            (b'\r', None) if self.rules.blank_line => Some(Step::More),
            _ => None,
        }
    }

    #[cold]
    fn note_skipped(&mut self) {
        self.dirty = true;
        if core::mem::take(&mut self.skipped_nul) {
            self.extras
                .deviations
                .push(Deviation::new(Quirk::LeadingNul, 0..0));
        }
        if core::mem::take(&mut self.skipped_blank) {
            self.extras
                .deviations
                .push(Deviation::new(Quirk::BlankLine, 0..0));
        }
    }

    fn end_message(&mut self) {
        self.state = State::Between;
        if let (Some(_), _) | (_, Some(_)) = self.later {
            self.mode = self.later.0.take().unwrap_or(self.mode);
            self.rules = self.later.1.take().unwrap_or(self.rules);
        }
    }

    /// Clears what the last message left; its frame borrowed from it until now.
    #[cold]
    fn forget(&mut self) {
        self.dirty = false;
        self.base = 0;
        self.lines = 0;
        self.literals = 0;
        self.kind = Kind::Unread;
        self.depth = 0;
        self.in_section = false;
        self.extras.holes.clear();
        self.extras.deviations.clear();
        self.extras.nul = None;
        self.extras.refusal = None;
    }

    /// The window begins `n` bytes later, all of which were of the message.
    fn rebase(&mut self, n: usize) {
        self.base += n;
        self.scan = 0;
        self.line = 0;
    }

    /// Another line begins at `scan`, behind a literal.
    fn begin_line(&mut self) {
        let limits = &self.rules.limits;
        self.line = self.scan;
        self.line_limit = self
            .line
            .saturating_add(limits.line.saturating_sub(self.lines))
            .min(limits.message.saturating_sub(self.base));
        self.state = State::Line;
    }

    #[cold]
    fn too_long(&mut self) -> Step {
        let by_line = self
            .line
            .saturating_add(self.rules.limits.line.saturating_sub(self.lines));
        let kind = if by_line == self.line_limit {
            FrameErrorKind::LineTooLong
        } else {
            FrameErrorKind::MessageTooLong
        };
        self.broken(Fault {
            at: self.line_limit,
            kind,
        })
    }

    fn broken(&mut self, fault: Fault) -> Step {
        self.fault = fault;
        Step::Broken
    }

    fn offer(&self) -> Option<Offer> {
        let State::Offered {
            announced,
            too_long,
        } = self.state
        else {
            return None;
        };
        let Announced {
            len,
            literal8,
            streamed,
            ..
        } = announced;
        Some(Offer {
            len,
            literal8,
            streamed,
            too_long,
        })
    }

    /// Reads back from the end of a line that ends in `}`: does it announce a literal? `content` is the line without
    /// its end.
    #[inline(never)]
    fn announced(&mut self, content: &[u8]) -> Result<Option<Announced>, Fault> {
        let Some((before, mut announced, digits)) = self.shape(content) else {
            return Ok(None);
        };
        let first = self.kind == Kind::Unread;
        let mut from = 0;
        if first {
            self.dirty = true;
            (self.kind, from) = match self.mode {
                Mode::Response => response_kind(before),
                _ if self.stream_above == u64::MAX => (Kind::Plain, 0),
                _ => command_kind(before),
            };
        }
        let mailbox = first && from == before.len();
        let is_literal = match self.kind {
            Kind::Unread | Kind::Text => false,
            Kind::Plain | Kind::Fetch => !ends_in_quotes(before, first),
            Kind::Append => !self.walk(before.get(from..).unwrap_or_default(), first),
            Kind::Code { .. } => {
                !self.walk(before.get(from..).unwrap_or_default(), first)
                    && self.kind != Kind::Text
                    && self.depth > 0
            }
        };
        if !is_literal {
            return Ok(None);
        }
        announced.at = self.line + before.len();
        let Some(len) = digits.iter().try_fold(0_u64, |n, digit| {
            n.checked_mul(10)?.checked_add(u64::from(digit - b'0'))
        }) else {
            return Err(Fault {
                at: announced.at,
                kind: FrameErrorKind::LiteralLengthOverflow,
            });
        };
        announced.len = len;
        if self.stream_above < u64::MAX {
            let body = match self.kind {
                Kind::Fetch => {
                    let body = is_body_item(before, self.in_section);
                    self.in_section = leaves_section_open(before, self.in_section);
                    body
                }
                Kind::Append => !mailbox && is_append_data(before, self.depth),
                _ => false,
            };
            announced.streamed = body && len > self.stream_above;
        }
        Ok(Some(announced))
    }

    /// `…{n}`, `…~{n}`, in commands `…{n+}`, `…~{n+}`: what stands before it, its form, its digits.
    fn shape<'w>(&self, content: &'w [u8]) -> Option<(&'w [u8], Announced, &'w [u8])> {
        if !matches!(self.mode, Mode::Response | Mode::Command) {
            return None;
        }
        let inside = content.strip_suffix(b"}")?;
        let (inside, sync) = match inside.strip_suffix(b"+") {
            Some(inside) if self.mode == Mode::Command => (inside, false),
            // Row 25.
            Some(_) => return None,
            None => (inside, true),
        };
        let digits = inside
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if digits == 0 {
            return None;
        }
        let (before, digits) = inside.split_at_checked(inside.len() - digits)?;
        let before = before.strip_suffix(b"{")?;
        let (before, literal8) = match before.strip_suffix(b"~") {
            Some(before) => (before, true),
            None => (before, false),
        };
        Some((
            before,
            Announced {
                len: 0,
                literal8,
                sync,
                streamed: false,
                at: 0,
            },
            digits,
        ))
    }

    /// A literal was announced by the line that ends at `scan`.
    #[inline(never)]
    fn take(&mut self, announced: Announced) -> Option<Step> {
        let limits = &self.rules.limits;
        let n = self.scan;
        self.lines += n - self.line;
        let asks = self.mode == Mode::Command && announced.sync;
        if self.extras.refusal.is_some() {
            // The line is dropped, too; if the client waits now, then for our reply to the command.
            self.scan = 0;
            if asks {
                self.end_message();
                return Some(Step::Refused(n));
            }
            self.state = State::Swallow {
                left: announced.len,
            };
            return Some(Step::Skip(n));
        }
        self.literals += 1;
        let total = (self.base as u64)
            .saturating_add(n as u64)
            .saturating_add(announced.len);
        let limit = if announced.streamed {
            limits.streamed
        } else {
            limits.literal
        };
        let broken = if self.literals > limits.literals {
            Some(FrameErrorKind::TooManyLiterals)
        } else if announced.len > limit {
            Some(FrameErrorKind::LiteralTooLong)
        } else if !announced.streamed && total > limits.message as u64 {
            Some(FrameErrorKind::MessageTooLong)
        } else {
            None
        };
        if let Some(kind) = broken {
            self.fault = Fault {
                at: announced.at,
                kind,
            };
            if self.mode != Mode::Command {
                return Some(Step::Broken);
            }
        }
        if asks {
            self.state = State::Offered {
                announced,
                too_long: broken.is_some(),
            };
            return Some(Step::Offer(n));
        }
        if let Some(kind) = broken {
            self.extras.refusal = Some(Refusal {
                kind,
                len: announced.len,
            });
            self.state = State::Swallow {
                left: announced.len,
            };
            self.rebase(n);
            return Some(Step::Swallow(n));
        }
        self.begin_literal(announced);
        None
    }

    /// A literal within the limits begins at `scan`.
    fn begin_literal(&mut self, announced: Announced) {
        self.state = if announced.streamed {
            State::HeadDue { announced }
        } else {
            // No limit is a length that a usize cannot hold: then the literal never comes to its end, and the message
            // limit has refused it long before.
            let len = usize::try_from(announced.len).unwrap_or(usize::MAX);
            State::Literal {
                end: self.scan.saturating_add(len),
                literal8: announced.literal8,
            }
        };
    }

    fn begin_stream(&mut self, announced: Announced) -> Step {
        let n = self.scan;
        self.rebase(n);
        self.extras.holes.push(Hole {
            at: self.base,
            len: announced.len,
        });
        self.state = State::Stream {
            left: announced.len,
        };
        Step::Head(n)
    }

    /// Lets through what has arrived of the `left` bytes of a literal that is not gathered.
    fn pass(&mut self, left: u64, arrived: usize, step: fn(usize) -> Step) -> Step {
        let n = usize::try_from(left).map_or(arrived, |left| left.min(arrived));
        let left = left - n as u64;
        match self.state {
            _ if left == 0 => {
                self.scan = 0;
                self.begin_line();
            }
            State::Stream { .. } => self.state = State::Stream { left },
            _ => self.state = State::Swallow { left },
        }
        if n == 0 && left > 0 {
            Step::More
        } else {
            step(n)
        }
    }

    /// Goes over a piece of a line outside literals, counting parentheses, and in a code looking for its end. Answers
    /// whether it ends inside quotes.
    fn walk(&mut self, piece: &[u8], first: bool) -> bool {
        let (mut quoted, mut escaped, mut may_open) = (false, false, first);
        for byte in piece {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' if quoted => quoted = false,
                _ if quoted => continue,
                b'"' if may_open => quoted = true,
                b'(' => self.depth += 1,
                b')' => self.depth = self.depth.saturating_sub(1),
                b']' => {
                    if let Kind::Code { badcharset } = self.kind
                        && !(badcharset && self.depth > 0)
                    {
                        self.kind = Kind::Text;
                        return false;
                    }
                }
                _ => {}
            }
            may_open = opens(*byte);
        }
        quoted
    }
}

/// `memchr`, quick also with the few bytes at a time of a slow peer.
#[inline]
fn find(byte: u8, bytes: &[u8]) -> Option<usize> {
    if bytes.len() < 8 {
        bytes.iter().position(|other| *other == byte)
    } else {
        memchr(byte, bytes)
    }
}

/// May a quote open behind this byte?
fn opens(byte: u8) -> bool {
    matches!(byte, b' ' | b'(' | b'[')
}

/// Does a piece of a line, that begins outside quotes, end inside them?
fn ends_in_quotes(piece: &[u8], first: bool) -> bool {
    let mut rest = piece;
    let mut before = if first { Some(b' ') } else { None };
    while let Some(found) = memchr(b'"', rest) {
        let (front, back) = rest.split_at(found);
        let opening = front.last().copied().or(before).is_some_and(opens);
        rest = back.get(1..).unwrap_or_default();
        before = Some(b'"');
        if opening {
            loop {
                let Some(found) = memchr2(b'"', b'\\', rest) else {
                    return true;
                };
                let (_, back) = rest.split_at(found);
                let escape = back.first() == Some(&b'\\');
                rest = back.get(if escape { 2 } else { 1 }..).unwrap_or_default();
                if !escape {
                    break;
                }
            }
        }
    }
    false
}

/// The first line of a response up to its first `{n}`: what it is, and where a walk over it begins.
fn response_kind(line: &[u8]) -> (Kind, usize) {
    let text_at = if line.first() == Some(&b'+') {
        1
    } else {
        let Some(tag) = line.iter().position(|byte| *byte == b' ') else {
            return (Kind::Plain, 0);
        };
        let (tag, rest) = line.split_at(tag);
        // S6: some servers send two SP.
        let rest = rest.trim_ascii_start();
        let word = rest.split(|byte| *byte == b' ').next().unwrap_or_default();
        let untagged = tag == b"*";
        if untagged && word.iter().all(u8::is_ascii_digit) {
            let name = rest.get(word.len()..).unwrap_or_default();
            let is_fetch = starts_with(name, b" FETCH (") || starts_with(name, b" UIDFETCH (");
            return (if is_fetch { Kind::Fetch } else { Kind::Plain }, 0);
        }
        let either: [&[u8]; 3] = [b"OK", b"NO", b"BAD"];
        let only_untagged: [&[u8]; 2] = [b"BYE", b"PREAUTH"];
        let is_status = either.iter().any(|state| word.eq_ignore_ascii_case(state))
            || untagged
                && only_untagged
                    .iter()
                    .any(|state| word.eq_ignore_ascii_case(state));
        if !is_status {
            return (Kind::Plain, 0);
        }
        line.len() - rest.len() + word.len()
    };
    match line.get(text_at..).unwrap_or_default() {
        [b' ', b'[', code @ ..] => {
            let badcharset = starts_with(code, b"BADCHARSET ");
            (Kind::Code { badcharset }, text_at + 2)
        }
        _ => (Kind::Text, 0),
    }
}

/// The first line of a command up to its first `{n}`: what it is, and, if it adds a message to a mailbox, where the
/// mailbox's name begins.
fn command_kind(line: &[u8]) -> (Kind, usize) {
    let mut words = line.split(|byte| *byte == b' ');
    let mut at = 0;
    let mut word = || {
        let word = words.next()?;
        at += word.len() + 1;
        (at <= line.len()).then_some((word, at))
    };
    let mut append = || {
        word()?;
        let (mut name, mut at) = word()?;
        if name.eq_ignore_ascii_case(b"APPEND") {
            return Some(at);
        }
        if name.eq_ignore_ascii_case(b"UID") {
            (name, _) = word()?;
        }
        if !name.eq_ignore_ascii_case(b"REPLACE") {
            return None;
        }
        (_, at) = word()?;
        Some(at)
    };
    match append() {
        Some(mailbox) => (Kind::Append, mailbox),
        None => (Kind::Plain, 0),
    }
}

/// Is what stands before a literal in FETCH the name of an item that holds a body?
fn is_body_item(before: &[u8], in_section: bool) -> bool {
    let Some(item) = before.strip_suffix(b" ") else {
        return false;
    };
    let item = without_partial(item);
    let Some(mut section) = item.strip_suffix(b"]") else {
        let names: [&[u8]; 3] = [b"RFC822", b"RFC822.TEXT", b"RFC822.HEADER"];
        return names.iter().any(|name| ends_with_word(item, name));
    };
    while let Some(bracket) = memrchr(b'[', section) {
        (section, _) = section.split_at(bracket);
        if names_section(section) {
            return true;
        }
    }
    in_section
}

/// Without `<n>`.
fn without_partial(item: &[u8]) -> &[u8] {
    let Some(partial) = item.strip_suffix(b">") else {
        return item;
    };
    match memrchr(b'<', partial).map(|at| partial.split_at(at)) {
        Some((name, [_, number @ ..])) if number.iter().all(u8::is_ascii_digit) => name,
        _ => item,
    }
}

/// Does a literal stand inside the brackets of `BODY[HEADER.FIELDS ({7}⏎`?
fn leaves_section_open(before: &[u8], in_section: bool) -> bool {
    match memrchr2(b'[', b']', before).map(|at| before.split_at(at)) {
        Some((name, [b'[', ..])) => names_section(name),
        Some(_) => false,
        None => in_section,
    }
}

fn names_section(before_bracket: &[u8]) -> bool {
    ends_with_word(before_bracket, b"BODY") || ends_with_word(before_bracket, b"BINARY")
}

/// Is a literal in APPEND or REPLACE, that is not the mailbox's name, message data?
fn is_append_data(before: &[u8], depth: usize) -> bool {
    match depth {
        0 => before.last() == Some(&b' '),
        1 => ends_with_word(before, b"TEXT ") || ends_with_word(before, b"UTF8 ("),
        _ => false,
    }
}

fn starts_with(bytes: &[u8], word: &[u8]) -> bool {
    bytes
        .get(..word.len())
        .is_some_and(|front| front.eq_ignore_ascii_case(word))
}

/// Does it end in `word`, in any case, behind SP or `(`?
fn ends_with_word(bytes: &[u8], word: &[u8]) -> bool {
    let Some((before, end)) = bytes
        .len()
        .checked_sub(word.len())
        .and_then(|at| bytes.split_at_checked(at))
    else {
        return false;
    };
    end.eq_ignore_ascii_case(word) && matches!(before, [.., b' ' | b'('])
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)] // tests
mod tests {
    use alloc::{format, string::ToString, vec};

    use super::*;
    use crate::options::Policy;

    /// A frame, kept. Chunks that follow each other are joined: their borders depend on the chunking of the input.
    #[derive(Clone, Debug, Eq, PartialEq)]
    enum Got {
        Offer(Offer),
        Head(Vec<u8>),
        Data(Vec<u8>),
        Message {
            bytes: Vec<u8>,
            holes: Vec<Hole>,
            deviations: Vec<Deviation>,
            nul: Option<usize>,
        },
        Refused {
            head: Vec<u8>,
            holes: Vec<Hole>,
            deviations: Vec<Deviation>,
            reason: FrameErrorKind,
            announced: u64,
        },
        Error(FrameError),
    }

    fn message(bytes: &[u8]) -> Got {
        Got::Message {
            bytes: bytes.to_vec(),
            holes: vec![],
            deviations: vec![],
            nul: None,
        }
    }

    fn mended(bytes: &[u8], deviations: &[Deviation]) -> Got {
        Got::Message {
            bytes: bytes.to_vec(),
            holes: vec![],
            deviations: deviations.to_vec(),
            nul: None,
        }
    }

    fn offer(len: u64) -> Offer {
        Offer {
            len,
            literal8: false,
            streamed: false,
            too_long: false,
        }
    }

    fn error(offset: u64, in_message: usize, kind: FrameErrorKind) -> Got {
        Got::Error(FrameError {
            offset,
            in_message,
            kind,
        })
    }

    /// Takes all frames there are; answers offers as told.
    fn drain(framer: &mut Framer, accept: bool, got: &mut Vec<Got>) {
        loop {
            let keep = match framer.next() {
                Ok(None) => return,
                Ok(Some(Frame::Offer(offer))) => Got::Offer(offer),
                Ok(Some(Frame::Head(head))) => Got::Head(head.bytes().to_vec()),
                Ok(Some(Frame::Chunk(chunk))) => {
                    assert!(!chunk.is_empty());
                    if let Some(Got::Data(data)) = got.last_mut() {
                        data.extend_from_slice(chunk);
                        continue;
                    }
                    Got::Data(chunk.to_vec())
                }
                Ok(Some(Frame::Message(message))) => Got::Message {
                    bytes: message.bytes().to_vec(),
                    holes: message.holes().to_vec(),
                    deviations: message.deviations().to_vec(),
                    nul: message.nul(),
                },
                Ok(Some(Frame::Refused(refused))) => Got::Refused {
                    head: refused.head().to_vec(),
                    holes: refused.holes().to_vec(),
                    deviations: refused.deviations().to_vec(),
                    reason: refused.reason(),
                    announced: refused.announced(),
                },
                Err(error) => {
                    assert_eq!(framer.next().unwrap_err(), error);
                    got.push(Got::Error(error));
                    return;
                }
            };
            if let Got::Offer(offer) = &keep {
                assert!(
                    framer.next().unwrap().is_none(),
                    "an offer waits for its answer"
                );
                assert!(
                    matches!(framer.head(), [.., b'}', b'\n'] | [.., b'}', b'\r', b'\n'])
                        && offer.len < u64::MAX
                );
                if accept {
                    framer.accept()
                } else {
                    framer.refuse()
                }
            }
            assert!(framer.head().is_empty());
            got.push(keep);
        }
    }

    #[derive(Clone, Copy)]
    struct Setup {
        mode: Mode,
        options: Options,
        stream_above: u64,
        accept: bool,
    }

    impl Setup {
        fn new(mode: Mode) -> Self {
            Self {
                mode,
                options: Options::tolerant(),
                stream_above: u64::MAX,
                accept: true,
            }
        }

        fn framer(&self) -> Framer {
            Framer::new(self.mode, &self.options).stream_above(self.stream_above)
        }

        /// Feeds pieces of these lengths, by turns through `push` and through `space`.
        fn fed(&self, bytes: &[u8], mut piece: impl FnMut() -> usize) -> (Framer, Vec<Got>) {
            let mut framer = self.framer();
            let mut got = vec![];
            let (mut rest, mut fed) = (bytes, 0);
            while !rest.is_empty() && !matches!(got.last(), Some(Got::Error(_))) {
                let (front, back) = rest.split_at(piece().clamp(1, rest.len()));
                rest = back;
                if fed % 2 == 0 {
                    framer.push(front);
                } else {
                    framer.space(front.len() + fed % 3)[..front.len()].copy_from_slice(front);
                    framer.filled(front.len());
                }
                fed += front.len();
                drain(&mut framer, self.accept, &mut got);
                assert_eq!(framer.consumed() + framer.buffered() as u64, fed as u64);
                // Nothing is looked at twice: all that has been received has been looked at.
                let waits = matches!(framer.scanner.state, State::Line | State::Literal { .. });
                assert!(
                    !waits
                        || got.last().is_some_and(|got| matches!(got, Got::Error(_)))
                        || framer.scanner.scan == framer.buffered()
                );
            }
            (framer, got)
        }

        /// The frames, having asserted that any chunking gives the same.
        fn frames(&self, bytes: &[u8]) -> Vec<Got> {
            let (framer, expected) = self.fed(bytes, || bytes.len());
            let end = framer.finish();
            let same = |what: &str, piece: &mut dyn FnMut() -> usize| {
                let (framer, got) = self.fed(bytes, piece);
                assert_eq!(
                    got,
                    expected,
                    "{what} {:?}",
                    bytes.escape_ascii().to_string()
                );
                assert_eq!(
                    framer.finish(),
                    end,
                    "{what} {:?}",
                    bytes.escape_ascii().to_string()
                );
            };
            for size in 1..bytes.len().min(24) {
                same(&format!("pieces of {size}"), &mut || size);
            }
            for split in 1..bytes.len().min(400) {
                let mut first = true;
                same(&format!("split at {split}"), &mut || {
                    if core::mem::take(&mut first) {
                        split
                    } else {
                        usize::MAX
                    }
                });
            }
            let mut random = Random(bytes.len() as u64 + 1);
            for round in 0..8 {
                same(&format!("random {round}"), &mut || random.below(12) + 1);
            }
            expected
        }
    }

    /// xorshift64.
    struct Random(u64);

    impl Random {
        fn below(&mut self, bound: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 % bound as u64) as usize
        }
    }

    /// The rows of the table in the module's documentation: each stream as the messages it is to be cut into.
    const TABLE: &[(u32, Mode, &[&str])] = {
        use Mode::*;
        const NEXT: &str = "* 2 EXISTS\r\n";
        const NOOP: &str = "b NOOP\r\n";
        &[
            (1, Response, &["* 1 FETCH (BODY[] {3}\r\nabc)\r\n", NEXT]),
            (1, Response, &["* 1 FETCH (BODY[] {0}\r\n)\r\n", NEXT]),
            (
                1,
                Response,
                &["* 1 FETCH (BODY[] {14}\r\n* 2 EXISTS {3}\r\n", NEXT],
            ),
            (
                1,
                Response,
                &[
                    "* 1 FETCH (BODY[HEADER.FIELDS ({3}\r\n\"\r\n \"b \")] {3}\r\nabc)\r\n",
                    NEXT,
                ],
            ),
            (2, Response, &["* 1 FETCH (ENVELOPE (\"a {3}\r\n", NEXT]),
            (
                3,
                Response,
                &["* LIST () \"/\" \"a {3}\" {2}\r\nab\r\n", NEXT],
            ),
            (4, Response, &["* LIST () \"\\\"\" {2}\r\nab\r\n", NEXT]),
            (4, Response, &["* LIST () \"\\\\\" {2}\r\nab\r\n", NEXT]),
            (5, Response, &["* LIST () \"\\\" {2}\r\n", NEXT]),
            (5, Response, &["* LIST () \"\\{2}\r\n", NEXT]),
            (6, Response, &["* LIST () NIL a\"b {2}\r\nab\r\n", NEXT]),
            (6, Response, &["* LIST () \"\"\" {2}\r\nab\r\n", NEXT]),
            (6, Response, &["\" {2}\r\n", NEXT]),
            (6, Response, &["* X (\" {2}\r\n", "* X [\" {2}\r\n", NEXT]),
            (6, Response, &["* X {1}\r\na\" {2}\r\nab\r\n", NEXT]),
            (7, Response, &["* LIST () \"/\" x{2}\r\nab\r\n", NEXT]),
            (8, Response, &["* OK see rule {5}\r\n", NEXT]),
            (
                9,
                Response,
                &["* NO [BADCHARSET ({4}\r\nUTF8)] no\r\n", NEXT],
            ),
            (
                10,
                Response,
                &["* NO [BADCHARSET (a {4}\r\nUTF8 {3}\r\nabc)] no\r\n", NEXT],
            ),
            (
                11,
                Response,
                &["* NO [BADCHARSET ({4}\r\nUTF8)] use {3}\r\n", NEXT],
            ),
            (12, Response, &["* OK [CODE x] text ({3}\r\n", NEXT]),
            (
                13,
                Response,
                &[
                    "* OK text [BADCHARSET ({3}\r\n",
                    "* OK  [BADCHARSET ({3}\r\n",
                    NEXT,
                ],
            ),
            (
                14,
                Response,
                &["* OK [CODE {3}\r\n", "* OK [CODE (a) {3}\r\n", NEXT],
            ),
            (
                15,
                Response,
                &["* NO [BADCHARSET (a]b {4}\r\nUTF8)] no\r\n", NEXT],
            ),
            (16, Response, &["* OK [CODE (] see {3}\r\n", NEXT]),
            (17, Response, &["* NO [BADCHARSET (\"(a {4}\r\n", NEXT]),
            (
                17,
                Response,
                &["* NO [BADCHARSET (\"a)\\\"\" {4}\r\nUTF8)] no\r\n", NEXT],
            ),
            (
                18,
                Response,
                &["a no [badcharset ({4}\r\nUTF8)] no\r\n", NEXT],
            ),
            (
                19,
                Response,
                &[
                    "a OK done {3}\r\n",
                    "a bad done {3}\r\n",
                    "a NO {3}\r\n",
                    NEXT,
                ],
            ),
            (
                20,
                Response,
                &[
                    "* BYE {3}\r\n",
                    "* PREAUTH {3}\r\n",
                    "* BAD {3}\r\n",
                    "* bye x {3}\r\n",
                    NEXT,
                ],
            ),
            (21, Response, &["*  OK see {3}\r\n", "*  OK {3}\r\n", NEXT]),
            (
                22,
                Response,
                &["+ send {3}\r\n", "+ {3}\r\n", "+{3}\r\n", NEXT],
            ),
            (23, Response, &["+ [BADCHARSET ({3}\r\nabc)] x\r\n", NEXT]),
            (
                24,
                Response,
                &[
                    "* OKAY {3}\r\nabc\r\n",
                    "a BYE {3}\r\nabc\r\n",
                    "* {3}\r\nabc\r\n",
                    NEXT,
                ],
            ),
            (
                25,
                Response,
                &[
                    "* 1 FETCH (BODY[] {3+}\r\n",
                    "* 1 FETCH (BINARY[] ~{3+}\r\n",
                    NEXT,
                ],
            ),
            (
                26,
                Response,
                &["* 1 FETCH (BINARY[1] ~{3}\r\n\0\r\n)\r\n", NEXT],
            ),
            (
                27,
                Response,
                &[
                    "* X {3} \r\n",
                    "* X {}\r\n",
                    "* X {-5}\r\n",
                    "* X {x}\r\n",
                    "* X {3}x\r\n",
                    "* X 3}\r\n",
                    NEXT,
                ],
            ),
            (
                27,
                Response,
                &[
                    "* X {+}\r\n",
                    "* X }\r\n",
                    "* X {3\r\n",
                    "}\r\n",
                    "3}\r\n",
                    NEXT,
                ],
            ),
            (
                27,
                Command,
                &[
                    "a X {3} \r\n",
                    "a X {}\r\n",
                    "a X {+}\r\n",
                    "a X {-5}\r\n",
                    "a X {x}\r\n",
                    "a X {3++}\r\n",
                    NOOP,
                ],
            ),
            (28, Response, &["* X {012}\r\nabcdefghijkl\r\n", NEXT]),
            (
                28,
                Command,
                &["a X {0000000000000000000000000000003}\r\nabc\r\n", NOOP],
            ),
            (
                29,
                Response,
                &[
                    "* OK {18446744073709551616}\r\n",
                    "* X \"{18446744073709551616}\r\n",
                    NEXT,
                ],
            ),
            (30, Command, &["a LOGIN {3}\r\nabc {3}\r\n\r\n!\r\n", NOOP]),
            (
                31,
                Command,
                &[
                    "a LOGIN {3+}\r\nabc {2}\r\n\"\"\r\n",
                    "a APPEND x ~{3+}\r\n\0\r\n\r\n",
                    NOOP,
                ],
            ),
            (32, Command, &["a LOGIN \"x {3}\r\n", NOOP]),
            (
                33,
                Command,
                &["a NO see {3}\r\nabc\r\n", "a OK {3+}\r\nabc\r\n", NOOP],
            ),
            (
                34,
                AuthenticateData,
                &["{3}\r\n", "{3+}\r\n", "\r\n", "*\r\n"],
            ),
            (34, IdleDone, &["{3}\r\n", "DONE\r\n"]),
            (35, Response, &["* X {3}\n\r\n", "* X {3}\nab\r\n", NEXT]),
            (35, Command, &["a X {3}\n\r\n", NOOP]),
            (36, Command, &["a LOGIN {1}\r\n\r\n x\r\n", NOOP]),
        ]
    };

    #[test]
    fn table() {
        for (row, mode, messages) in TABLE {
            let got: Vec<_> = Setup::new(*mode)
                .frames(messages.concat().as_bytes())
                .into_iter()
                .filter(|got| !matches!(got, Got::Offer(_)))
                .map(|got| match got {
                    Got::Message { bytes, .. } => alloc::string::String::from_utf8(bytes).unwrap(),
                    got => panic!("row {row}: {got:?}"),
                })
                .collect();
            assert_eq!(got, *messages, "row {row}");
            // The same, by those who hold all bytes.
            let all = messages.concat();
            let mut rest = all.as_bytes();
            for message in *messages {
                let length = message_len(*mode, &Options::tolerant(), rest);
                assert_eq!(length, Ok(Some(message.len())), "row {row}");
                for cut in 0..message.len() {
                    assert_eq!(
                        message_len(*mode, &Options::tolerant(), &rest[..cut]),
                        Ok(None),
                        "row {row}"
                    );
                }
                rest = &rest[message.len()..];
            }
            assert!(rest.is_empty());
        }
    }

    #[test]
    fn every_row_is_tested() {
        for row in 1..=36 {
            assert!(TABLE.iter().any(|(number, ..)| *number == row), "row {row}");
        }
    }

    #[test]
    fn lone_lf_by_wish() {
        let mut setup = Setup::new(Mode::Command);
        setup.options = setup.options.lone_lf();
        let lf = |at| Deviation::new(Quirk::LoneLf, at..at + 1);
        let blank = Deviation::new(Quirk::BlankLine, 0..0);
        let got = setup.frames(b"a NOOP\nb X {3+}\n\n\n\n y\r\n\n\r\nc NOOP\r\n");
        let expected = [
            mended(b"a NOOP\n", &[lf(6)]),
            mended(b"b X {3+}\n\n\n\n y\r\n", &[lf(8)]),
            mended(b"c NOOP\r\n", &[blank]),
        ];
        assert_eq!(got, expected);
        setup.options = Options::strict();
        assert_eq!(
            setup.frames(b"a NOOP\nb NOOP\r\n"),
            [message(b"a NOOP\nb NOOP\r\n")]
        );
    }

    #[test]
    fn before_a_message() {
        let nul = Deviation::new(Quirk::LeadingNul, 0..0);
        let blank = Deviation::new(Quirk::BlankLine, 0..0);
        let stream = b"\0\0* OK a\r\n\r\n\r\n* X\r\n\r\n\0\r\n\0* Y\r\n* Z\r\n\rx\r\n";
        let got = Setup::new(Mode::Response).frames(stream);
        let expected = [
            mended(b"* OK a\r\n", core::slice::from_ref(&nul)),
            mended(b"* X\r\n", core::slice::from_ref(&blank)),
            mended(b"* Y\r\n", &[nul, blank]),
            message(b"* Z\r\n"),
            message(b"\rx\r\n"),
        ];
        assert_eq!(got, expected);
        let mut strict = Setup::new(Mode::Response);
        strict.options = Options::strict();
        assert_eq!(
            strict.frames(b"\0* OK a\r\n\r\n* X\r\n"),
            [
                message(b"\0* OK a\r\n"),
                message(b"\r\n"),
                message(b"* X\r\n")
            ]
        );
        // One quirk without the other.
        strict.options.policy = Policy::Chosen([Quirk::BlankLine].into_iter().collect());
        assert_eq!(strict.frames(b"\0a\r\n\r\nb\r\n")[0], message(b"\0a\r\n"));
        // An empty line answers a challenge.
        let data = Setup::new(Mode::AuthenticateData);
        assert_eq!(
            data.frames(b"\r\nZg==\r\n"),
            [message(b"\r\n"), message(b"Zg==\r\n")]
        );
        let got = whole(Mode::Response, &Options::tolerant(), b"\r\n\0* X\r\n* Y")
            .unwrap()
            .unwrap();
        assert_eq!(
            (got.start, got.end, got.message(b"").deviations().len()),
            (3, 8, 2)
        );
        assert_eq!(got.message(b"\r\n\0* X\r\n* Y").bytes(), b"* X\r\n");
    }

    #[test]
    fn nul_in_literals() {
        let stream =
            b"* 1 FETCH (BINARY[1] ~{3}\r\n\0\0\0 BODY[] {3}\r\na\0\0)\r\n* 1 FETCH (BINARY[1] ~{1}\r\n\0)\r\n";
        let got = Setup::new(Mode::Response).frames(stream);
        let Got::Message { nul, .. } = &got[0] else {
            panic!()
        };
        assert_eq!(
            *nul,
            Some(b"* 1 FETCH (BINARY[1] ~{3}\r\n... BODY[] {3}\r\na".len())
        );
        assert!(matches!(got[1], Got::Message { nul: None, .. }));
    }

    #[test]
    fn offers() {
        let mut setup = Setup::new(Mode::Command);
        let stream = b"a LOGIN {1}\r\nx {0}\r\n\r\nb NOOP\r\n";
        let taken = message(b"a LOGIN {1}\r\nx {0}\r\n\r\n");
        assert_eq!(
            setup.frames(stream),
            [
                Got::Offer(offer(1)),
                Got::Offer(offer(0)),
                taken,
                message(b"b NOOP\r\n")
            ]
        );
        setup.accept = false;
        let stream = b"a LOGIN {1}\r\nb NOOP\r\nc X ~{2}\r\nd NOOP\r\n";
        let literal8 = Offer {
            literal8: true,
            ..offer(2)
        };
        assert_eq!(
            setup.frames(stream),
            [
                Got::Offer(offer(1)),
                message(b"b NOOP\r\n"),
                Got::Offer(literal8),
                message(b"d NOOP\r\n")
            ]
        );
    }

    #[test]
    fn offer_beyond_limits() {
        let mut setup = Setup::new(Mode::Command);
        setup.options.limits = Limits::default().literal(4).message(30).literals(2);
        for accept in [false, true] {
            setup.accept = accept;
            let too_long = Offer {
                too_long: true,
                ..offer(5)
            };
            assert_eq!(
                setup.frames(b"a X {5}\r\nb NOOP\r\n"),
                [Got::Offer(too_long), message(b"b NOOP\r\n")]
            );
        }
        let third = Offer {
            too_long: true,
            ..offer(0)
        };
        assert_eq!(
            setup.frames(b"a {0}\r\n{0}\r\n{0}\r\n")[2],
            Got::Offer(third)
        );
        let message_limit = Offer {
            too_long: true,
            ..offer(4)
        };
        assert_eq!(
            setup.frames(b"a this is long enough {4}\r\n")[0],
            Got::Offer(message_limit)
        );
        let got = message_len(Mode::Command, &setup.options, b"a X {5}\r\nb NOOP\r\n");
        assert_eq!(
            got,
            Err(FrameError {
                offset: 4,
                in_message: 4,
                kind: FrameErrorKind::LiteralTooLong
            })
        );
    }

    #[test]
    fn answers_without_an_offer_do_nothing() {
        let mut framer = Framer::new(Mode::Command, &Options::default());
        framer.push(b"a LOGIN {3}\r\nab");
        framer.accept();
        framer.refuse();
        assert!(matches!(framer.next(), Ok(Some(Frame::Offer(_)))));
        assert_eq!(
            (framer.head(), framer.unasked()),
            (&b"a LOGIN {3}\r\n"[..], 2)
        );
        framer.accept();
        framer.accept();
        framer.refuse();
        framer.push(b"c\r\n");
        assert!(
            matches!(framer.next(), Ok(Some(Frame::Message(message))) if message.bytes() == b"a LOGIN {3}\r\nabc\r\n")
        );
        assert!(framer.is_between_messages());
    }

    #[test]
    fn swallows_what_does_not_ask() {
        let mut setup = Setup::new(Mode::Command);
        setup.options.limits = Limits::default().literal(4);
        let refused = |head: &[u8], announced| Got::Refused {
            head: head.to_vec(),
            holes: vec![],
            deviations: vec![],
            reason: FrameErrorKind::LiteralTooLong,
            announced,
        };
        let got = setup.frames(b"a X {2+}\r\n\r\n {9+}\r\n\r\n c NOOP \"{3+}\r\nd NOOP\r\n");
        assert_eq!(
            got,
            [
                refused(b"a X {2+}\r\n\r\n {9+}\r\n", 9),
                message(b"d NOOP\r\n")
            ]
        );
        let got = setup.frames(b"a X {5+}\r\n12345 {1+}\r\n\n {0+}\r\n\r\nd NOOP\r\n");
        assert_eq!(got, [refused(b"a X {5+}\r\n", 5), message(b"d NOOP\r\n")]);
        // A client that then waits gets the reply instead.
        let got = setup.frames(b"a X {5+}\r\n12345 {2}\r\nd NOOP\r\n");
        assert_eq!(got, [refused(b"a X {5+}\r\n", 5), message(b"d NOOP\r\n")]);
        // No memory.
        let mut framer = setup.framer();
        framer.push(b"a X {1000000000000+}\r\n");
        for _ in 0..1000 {
            framer.space(4096).fill(b'x');
            framer.filled(4096);
            assert!(framer.next().unwrap().is_none());
        }
        assert!(framer.buffer.capacity() <= 8192 && framer.aside.capacity() <= 64);
        assert_eq!(framer.consumed(), 1000 * 4096 + 22);
    }

    #[test]
    fn limits_are_fatal_elsewhere() {
        let mut setup = Setup::new(Mode::Response);
        setup.options.limits = Limits::default()
            .line(20)
            .literal(4)
            .message(40)
            .literals(2);
        let first = |bytes: &[u8]| setup.frames(bytes).remove(0);
        assert_eq!(
            first(b"345678901234567890\r\n"),
            message(b"345678901234567890\r\n")
        );
        assert_eq!(
            first(b"* 34567890123456789\r\n"),
            error(20, 20, FrameErrorKind::LineTooLong)
        );
        // Across literals, without them.
        assert_eq!(
            first(b"* {3}\r\nabc* 34567890123\r\n"),
            error(23, 23, FrameErrorKind::LineTooLong)
        );
        assert_eq!(
            first(b"* {5}\r\n"),
            error(2, 2, FrameErrorKind::LiteralTooLong)
        );
        assert_eq!(
            first(b"* ~{5}\r\n"),
            error(2, 2, FrameErrorKind::LiteralTooLong)
        );
        assert_eq!(
            first(b"{0}\r\n{0}\r\n {0}\r\n"),
            error(11, 11, FrameErrorKind::TooManyLiterals)
        );
        setup.options.limits = Limits::default().message(20);
        let first = |bytes: &[u8]| setup.frames(bytes).remove(0);
        assert_eq!(
            first(b"* {14}\r\n"),
            error(2, 2, FrameErrorKind::MessageTooLong)
        );
        assert_eq!(
            first(b"* {10}\r\n1234567890abc\r\n"),
            error(20, 20, FrameErrorKind::MessageTooLong)
        );
        assert_eq!(
            setup.frames(b"* OK\r\n* {14}\r\n")[1],
            error(8, 2, FrameErrorKind::MessageTooLong)
        );
    }

    #[test]
    fn length_beyond_u64() {
        for mode in [Mode::Response, Mode::Command] {
            let got = Setup::new(mode).frames(b"a X {18446744073709551616}\r\nb\r\n");
            assert_eq!(got, [error(4, 4, FrameErrorKind::LiteralLengthOverflow)]);
        }
        let got = Setup::new(Mode::Command).frames(b"a X ~{99999999999999999999+}\r\nb\r\n");
        assert_eq!(got, [error(4, 4, FrameErrorKind::LiteralLengthOverflow)]);
        let got = Setup::new(Mode::Response).frames(b"* X {18446744073709551615}\r\nb\r\n");
        assert_eq!(got, [error(4, 4, FrameErrorKind::LiteralTooLong)]);
        // Within limits that are none, it never ends.
        let mut setup = Setup::new(Mode::Response);
        setup.options.limits = Limits::default().literal(u64::MAX).message(usize::MAX);
        let got = setup.frames(b"* X {18446744073709551615}\r\nb\r\n");
        assert!(got.is_empty() || got.len() == 1);
    }

    #[test]
    fn line_without_end() {
        let mut framer = Framer::new(Mode::Response, &Options::default());
        let limit = Limits::default().line;
        let mut sent = 0;
        let error = loop {
            framer.space(16 << 10).fill(b'x');
            framer.filled(16 << 10);
            sent += 16 << 10;
            match framer.next() {
                Ok(None) => assert!(sent <= 32 << 20),
                Ok(Some(frame)) => panic!("{frame:?}"),
                Err(error) => break error,
            }
        };
        assert_eq!(
            (error.kind, error.offset),
            (FrameErrorKind::LineTooLong, limit as u64)
        );
        assert_eq!(sent, limit + (16 << 10));
        assert_eq!(framer.finish(), Err(error));
        assert_eq!(framer.next().unwrap_err(), error);
        assert_eq!(framer.take_rest().len(), sent);
        assert_eq!(framer.next().unwrap_err(), error);
    }

    fn streaming(mode: Mode) -> Setup {
        Setup {
            stream_above: 2,
            ..Setup::new(mode)
        }
    }

    fn heads(got: &[Got]) -> Vec<&[u8]> {
        got.iter()
            .filter_map(|got| {
                if let Got::Head(head) = got {
                    Some(head.as_slice())
                } else {
                    None
                }
            })
            .collect()
    }

    #[test]
    fn two_streamed_literals() {
        let stream =
            b"* 1 FETCH (BODY[1] {3}\r\na\0c BODY[2]<0> {2}\r\nde RFC822.TEXT {4}\r\n\r\n)( UID 7)\r\n* 2 EXISTS\r\n";
        let got = streaming(Mode::Response).frames(stream);
        let head = b"* 1 FETCH (BODY[1] {3}\r\n";
        let both = b"* 1 FETCH (BODY[1] {3}\r\n BODY[2]<0> {2}\r\nde RFC822.TEXT {4}\r\n";
        let expected = [
            Got::Head(head.to_vec()),
            Got::Data(b"a\0c".to_vec()),
            Got::Head(both.to_vec()),
            Got::Data(b"\r\n)(".to_vec()),
            Got::Message {
                bytes: [both, &b" UID 7)\r\n"[..]].concat(),
                holes: vec![
                    Hole {
                        at: head.len(),
                        len: 3,
                    },
                    Hole {
                        at: both.len(),
                        len: 4,
                    },
                ],
                deviations: vec![],
                nul: None,
            },
            message(b"* 2 EXISTS\r\n"),
        ];
        assert_eq!(got, expected);
        // A NUL behind a hole is at its place in the message.
        let got =
            streaming(Mode::Response).frames(b"* 1 FETCH (BODY[1] {3}\r\nabc X {1}\r\n\0)\r\n");
        assert!(matches!(&got[2], Got::Message { bytes, nul: Some(at), .. } if bytes[*at] == 0));
    }

    #[test]
    fn streams_bodies_only() {
        for (mode, heads_wanted, stream) in [
            (Mode::Response, 1, "* 1 FETCH (BODY[] {3}\r\nabc)\r\n"),
            (
                Mode::Response,
                1,
                "* 1 uidfetch (uid 1 body[1.2.mime] {3}\r\nabc)\r\n",
            ),
            (
                Mode::Response,
                1,
                "* 1 FETCH (BINARY[1]<12> ~{3}\r\nabc)\r\n",
            ),
            (Mode::Response, 1, "* 1 FETCH (RFC822 {3}\r\nabc)\r\n"),
            (
                Mode::Response,
                1,
                "* 1 FETCH (FLAGS (a) RFC822.HEADER {3}\r\nabc)\r\n",
            ),
            (
                Mode::Response,
                1,
                "* 1 FETCH (BODY[HEADER.FIELDS (\"[x\" b)] {3}\r\nabc)\r\n",
            ),
            (
                Mode::Response,
                1,
                "* 1 FETCH (BODY[HEADER.FIELDS ({3}\r\nabc {3}\r\n]ef)] {3}\r\nabc)\r\n",
            ),
            (
                Mode::Response,
                0,
                "* 1 FETCH (BODY[HEADER.FIELDS ({3}\r\nabc)] {2}\r\nab X {3}\r\nabc X[x] {3}\r\nabc)\r\n",
            ),
            (
                Mode::Response,
                0,
                "* 1 FETCH (BODY[] {2}\r\nab ENVELOPE ({3}\r\nabc))\r\n",
            ),
            (
                Mode::Response,
                0,
                "* 1 FETCH (XBODY[] {3}\r\nabc RFC822.SIZE {3}\r\nabc BODY {3}\r\nabc X]> {3}\r\nabc)\r\n",
            ),
            (
                Mode::Response,
                0,
                "* 1 FETCH (BODY[]{3}\r\nabc BODY[]<x> {3}\r\nabc)\r\n",
            ),
            (Mode::Response, 0, "* LIST (BODY[] {3}\r\nabc)\r\n"),
            (Mode::Response, 0, "* x FETCH (BODY[] {3}\r\nabc)\r\n"),
            (
                Mode::Response,
                0,
                "* NO [BADCHARSET (BODY[] {3}\r\nabc)] x\r\n",
            ),
            (Mode::Command, 1, "a APPEND x {3}\r\nabc\r\n"),
            (Mode::Command, 0, "a APPEND x {2}\r\nab\r\n"),
            (Mode::Command, 1, "a append \"x (\" {3+}\r\nabc\r\n"),
            (Mode::Command, 1, "a APPEND {3}\r\nabc {3}\r\nabc\r\n"),
            (
                Mode::Command,
                2,
                "a APPEND {3}\r\nab( (\\Seen) \"date\" {3+}\r\nabc (x) ~{3+}\r\nabc\r\n",
            ),
            (Mode::Command, 1, "a APPEND x UTF8 (~{3}\r\nabc)\r\n"),
            (
                Mode::Command,
                2,
                "a APPEND x CATENATE (TEXT {3}\r\nabc URL {3}\r\nabc TEXT {3}\r\nabc)\r\n",
            ),
            (
                Mode::Command,
                1,
                "a APPEND x ANNOTATION (/a (value.priv {3}\r\nabc)) {3}\r\nabc\r\n",
            ),
            (Mode::Command, 1, "a REPLACE 4 x {3}\r\nabc\r\n"),
            (
                Mode::Command,
                1,
                "a uid replace 4 {3}\r\nabc () {3}\r\nabc\r\n",
            ),
            (Mode::Command, 0, "a UID APPEND x {3}\r\nabc\r\n"),
            (Mode::Command, 0, "a LOGIN x {3}\r\nabc\r\n"),
            (Mode::Command, 0, "APPEND x {3}\r\nabc\r\n"),
            (Mode::Command, 0, "a REPLACE {3}\r\nabc\r\n"),
        ] {
            let got = streaming(mode).frames(stream.as_bytes());
            assert_eq!(heads(&got).len(), heads_wanted, "{stream}");
            assert!(
                matches!(got.last(), Some(Got::Message { holes, .. }) if holes.len() == heads_wanted),
                "{stream}"
            );
            // Nothing is lost: data goes into the holes, the whole is what was sent.
            let Some(Got::Message { bytes, holes, .. }) = got.last() else {
                panic!()
            };
            let mut data = got.iter().filter_map(|got| {
                if let Got::Data(data) = got {
                    Some(data)
                } else {
                    None
                }
            });
            let (mut all, mut from) = (vec![], 0);
            for hole in holes {
                all.extend_from_slice(&bytes[from..hole.at]);
                all.extend_from_slice(data.next().unwrap());
                from = hole.at;
            }
            all.extend_from_slice(&bytes[from..]);
            assert_eq!(all, stream.as_bytes());
            for got in &got {
                if let Got::Offer(offer) = got {
                    assert!(offer.len > 2 || !offer.streamed);
                }
            }
        }
    }

    #[test]
    fn streams_what_was_offered() {
        let mut setup = streaming(Mode::Command);
        let streamed = |len| Offer {
            streamed: true,
            ..offer(len)
        };
        let got = setup.frames(b"a APPEND x {3}\r\nabc (b) {4}\r\nabcd {1}\r\nx\r\nb NOOP\r\n");
        let second = b"a APPEND x {3}\r\n (b) {4}\r\n".to_vec();
        let whole = b"a APPEND x {3}\r\n (b) {4}\r\n {1}\r\nx\r\n".to_vec();
        let expected = [
            Got::Offer(streamed(3)),
            Got::Head(b"a APPEND x {3}\r\n".to_vec()),
            Got::Data(b"abc".to_vec()),
            Got::Offer(streamed(4)),
            Got::Head(second),
            Got::Data(b"abcd".to_vec()),
            Got::Offer(offer(1)),
            Got::Message {
                bytes: whole,
                holes: vec![Hole { at: 16, len: 3 }, Hole { at: 26, len: 4 }],
                deviations: vec![],
                nul: None,
            },
            message(b"b NOOP\r\n"),
        ];
        assert_eq!(got, expected);
        setup.options.limits.streamed = 3;
        let got = setup.frames(b"a APPEND x {3+}\r\nabc {4+}\r\nabcd {5+}\r\nabcde\r\nb NOOP\r\n");
        let refused = Got::Refused {
            head: b"a APPEND x {3+}\r\n {4+}\r\n".to_vec(),
            holes: vec![Hole { at: 17, len: 3 }],
            deviations: vec![],
            reason: FrameErrorKind::LiteralTooLong,
            announced: 4,
        };
        assert_eq!(got[2..], [refused, message(b"b NOOP\r\n")]);
        // Refused behind streamed data.
        let mut framer = setup.framer();
        framer.push(b"a APPEND x {3+}\r\nabc {3}\r\nb NOOP\r\n");
        while !matches!(framer.next().unwrap().unwrap(), Frame::Offer(_)) {}
        assert_eq!(
            (framer.head(), framer.unasked()),
            (&b"a APPEND x {3+}\r\n {3}\r\n"[..], 8)
        );
        framer.refuse();
        let Ok(Some(Frame::Message(got))) = framer.next() else {
            panic!()
        };
        assert_eq!((got.bytes(), got.holes().len()), (&b"b NOOP\r\n"[..], 0));
    }

    #[test]
    fn a_streamed_gigabyte_is_not_held() {
        let mut framer = Framer::new(Mode::Response, &Options::default()).stream_above(1 << 20);
        framer.push(b"* 1 FETCH (UID 7 BODY[] {104857600}\r\n");
        assert!(matches!(framer.next(), Ok(Some(Frame::Head(_)))));
        let mut left = 100 << 20;
        while left > 0 {
            let n = left.min(10_000);
            framer.space(10_000).fill(0);
            framer.filled(n);
            let Ok(Some(Frame::Chunk(chunk))) = framer.next() else {
                panic!()
            };
            left -= chunk.len();
        }
        framer.push(b")\r\n");
        let Ok(Some(Frame::Message(message))) = framer.next() else {
            panic!()
        };
        assert_eq!(
            message.bytes(),
            b"* 1 FETCH (UID 7 BODY[] {104857600}\r\n)\r\n"
        );
        assert!(framer.buffer.capacity() + framer.aside.capacity() < 32 << 10);
    }

    #[test]
    fn announced_lengths_reserve_nothing() {
        let mut framer = Framer::new(Mode::Response, &Options::default());
        framer.push(b"* 1 FETCH (BODY[] {60000000}\r\nabc");
        assert!(framer.next().unwrap().is_none());
        assert!(framer.buffer.capacity() < 256);
        assert_eq!(
            framer.finish().unwrap_err().kind,
            FrameErrorKind::Truncated(Cut::Literal {
                missing: 59_999_997
            })
        );
    }

    #[test]
    fn big_buffers_are_given_back() {
        let mut framer = Framer::new(Mode::Response, &Options::default());
        framer.push(b"* 1 FETCH (BODY[] {4000000}\r\n");
        framer.push(&vec![b'x'; 4_000_000]);
        framer.push(b")\r\n");
        assert!(
            matches!(framer.next(), Ok(Some(Frame::Message(message))) if message.bytes().len() == 4_000_032)
        );
        for _ in 0..3 {
            framer.push(b"* OK\r\n");
            assert!(
                matches!(framer.next(), Ok(Some(Frame::Message(message))) if message.bytes() == b"* OK\r\n")
            );
        }
        assert!(framer.buffer.capacity() <= KEEP);
    }

    #[test]
    fn many_literals() {
        let mut stream = b"* X".to_vec();
        for _ in 0..10_000 {
            stream.extend_from_slice(b" \"a\" {2}\r\n\r\n");
        }
        stream.extend_from_slice(b"\r\n");
        // `fed` asserts that the scanner never stands behind what was received.
        let setup = Setup::new(Mode::Response);
        assert_eq!(setup.fed(&stream, || 1).1, [message(&stream)]);
        assert_eq!(setup.fed(&stream, || 1460).1, [message(&stream)]);
        assert_eq!(
            message_len(Mode::Response, &Options::default(), &stream),
            Ok(Some(stream.len()))
        );
    }

    #[test]
    fn moves_are_amortised() {
        // Messages of 60 bytes in reads of 100: the buffer stays small however much passes.
        let mut framer = Framer::new(Mode::Response, &Options::default());
        let stream =
            b"* 1 FETCH (UID 1234567 FLAGS (\\Seen $Forwarded $Junk) X 12)\r\n".repeat(1000);
        let mut messages = 0;
        for piece in stream.chunks(100) {
            framer.space(100)[..piece.len()].copy_from_slice(piece);
            framer.filled(piece.len());
            while framer.next().unwrap().is_some() {
                messages += 1;
            }
        }
        assert_eq!(messages, 1000);
        assert!(framer.buffer.capacity() < 512);
    }

    #[test]
    fn end_of_input() {
        let cut = |mode, bytes: &[u8]| {
            let mut framer = Framer::new(mode, &Options::default());
            framer.push(bytes);
            while framer.next().unwrap().is_some() {}
            framer
                .finish()
                .map_err(|error| (error.offset, error.in_message, error.kind))
        };
        let line = FrameErrorKind::Truncated(Cut::Line);
        let literal = |missing| FrameErrorKind::Truncated(Cut::Literal { missing });
        assert_eq!(cut(Mode::Response, b""), Ok(()));
        assert_eq!(cut(Mode::Response, b"* OK\r\n"), Ok(()));
        assert_eq!(cut(Mode::Response, b"* OK\r\n\r\n"), Ok(()));
        assert_eq!(cut(Mode::Response, b"* OK\r\n* OK"), Err((10, 4, line)));
        assert_eq!(
            cut(Mode::Response, b"* X {1}\r\na\r\n\r"),
            Err((13, 1, line))
        );
        assert_eq!(
            cut(Mode::Response, b"* X {5}\r\nab"),
            Err((11, 11, literal(3)))
        );
        assert_eq!(cut(Mode::Response, b"* X {1}\r\na"), Err((10, 10, line)));
        assert_eq!(
            cut(Mode::Command, b"a X {5}\r\na"),
            Err((10, 10, literal(4)))
        );
        assert_eq!(
            cut(Mode::Command, b"a X {100000000+}\r\na"),
            Err((19, 18, literal(99_999_999)))
        );
        let got = FrameError {
            offset: 13,
            in_message: 1,
            kind: literal(4),
        }
        .to_string();
        assert_eq!(
            got,
            "input ended 4 bytes before the end of a literal, at byte 1 of the message (byte 13 of the stream)"
        );
    }

    #[test]
    fn modes_and_options_change_between_messages() {
        let mut framer = Framer::new(
            Mode::Command,
            &Options::default().limits(Limits::before_authentication()),
        );
        framer.push(b"a AUTHENTICATE X\r\nZg==\r\n\r\nb IDLE\r\nDONE\r\nc X {5000+}\r\n");
        let next = |framer: &mut Framer| match framer.next().unwrap() {
            Some(Frame::Message(message)) => message.bytes().to_vec(),
            frame => format!("{frame:?}").into_bytes(),
        };
        assert_eq!(next(&mut framer), b"a AUTHENTICATE X\r\n");
        framer.set_mode(Mode::AuthenticateData);
        assert_eq!(next(&mut framer), b"Zg==\r\n");
        assert_eq!(next(&mut framer), b"\r\n");
        framer.set_mode(Mode::Command);
        assert_eq!(next(&mut framer), b"b IDLE\r\n");
        framer.set_mode(Mode::IdleDone);
        assert_eq!(next(&mut framer), b"DONE\r\n");
        framer.set_mode(Mode::Command);
        // Begun under the old limits.
        assert_eq!(next(&mut framer), b"None");
        framer.set_options(&Options::default());
        framer.set_mode(Mode::AuthenticateData);
        framer.push(&[b'x'; 5000]);
        framer.push(b"\r\nd {3}\r\ne\r\n");
        assert_eq!(
            next(&mut framer),
            b"Some(Refused(13 bytes, then 5000: literal longer than the limit))"
        );
        assert_eq!(next(&mut framer), b"d {3}\r\n");
        assert_eq!(next(&mut framer), b"e\r\n");
        framer.set_mode(Mode::Command);
        framer.push(b"f {5000+}\r\n");
        framer.push(&[b'x'; 5000]);
        framer.push(b"\r\n");
        assert_eq!(next(&mut framer).len(), 5013);
    }

    #[test]
    fn the_rest() {
        let mut framer = Framer::new(Mode::Command, &Options::default());
        framer.push(b"a STARTTLS\r\nb NOOP\r\n");
        assert!(framer.next().unwrap().is_some());
        assert_eq!(
            (framer.buffered(), framer.is_between_messages()),
            (8, false)
        );
        assert_eq!(framer.take_rest(), b"b NOOP\r\n");
        assert_eq!(
            (
                framer.buffered(),
                framer.consumed(),
                framer.is_between_messages()
            ),
            (0, 20, true)
        );
        framer.push(b"c NOOP\r\n");
        assert!(
            matches!(framer.next(), Ok(Some(Frame::Message(message))) if message.bytes() == b"c NOOP\r\n")
        );
        // Whatever had begun is forgotten.
        framer.push(b"d X {3}\r\n");
        assert!(framer.next().unwrap().is_some());
        assert_eq!(framer.take_rest(), b"d X {3}\r\n");
        framer.push(b"e NOOP\r\n");
        assert!(
            matches!(framer.next(), Ok(Some(Frame::Message(message))) if message.bytes() == b"e NOOP\r\n")
        );
    }

    #[test]
    fn filled_is_cut_to_space() {
        let mut framer = Framer::new(Mode::Response, &Options::default());
        framer.filled(10);
        assert_eq!(framer.buffered(), 0);
        assert_eq!(framer.space(0).len(), 1);
        framer.space(4).copy_from_slice(b"* OK");
        framer.filled(3);
        framer.filled(usize::MAX);
        framer.filled(1);
        assert_eq!(framer.buffered(), 4);
    }

    #[test]
    fn wipes_what_was_handed_out() {
        let mut framer = Framer::new(Mode::Command, &Options::default());
        framer.push(b"a LOGIN x hunter2\r\nb NOOP\r\n");
        assert!(framer.next().unwrap().is_some());
        framer.wipe();
        assert!(!framer.buffer.windows(7).any(|bytes| bytes == b"hunter2"));
        assert!(
            matches!(framer.next(), Ok(Some(Frame::Message(message))) if message.bytes() == b"b NOOP\r\n")
        );
    }

    #[test]
    fn debug_shows_no_bytes() {
        let mut framer = Framer::new(Mode::Command, &Options::default()).stream_above(2);
        let secret = |debug: alloc::string::String| {
            assert!(
                !debug.contains("hunter2") && !debug.contains("104, 117"),
                "{debug}"
            )
        };
        framer.push(b"a LOGIN x hunter2\r\na APPEND hunter2 {7+}\r\nhunter2\r\nhunter2");
        while let Some(frame) = framer.next().unwrap() {
            secret(format!("{frame:?}"));
        }
        secret(format!("{framer:?} {:?}", framer.finish()));
    }

    #[test]
    fn anything_in_any_chunking() {
        let words: [&[u8]; 30] = [
            b"* ",
            b"a ",
            b"OK ",
            b"NO ",
            b"1 FETCH (",
            b"BODY[",
            b"] ",
            b"RFC822 ",
            b"APPEND x ",
            b"REPLACE 1 ",
            b"TEXT ",
            b"CATENATE (",
            b"[BADCHARSET (",
            b"\"",
            b"\\",
            b"(",
            b")",
            b" ",
            b"{3}\r\n",
            b"{1+}\r\n",
            b"~{2}\r\n",
            b"{0}\r\n",
            b"{9}\r\n",
            b"\r\n",
            b"\r\n",
            b"\n",
            b"\r",
            b"\0",
            b"+ ",
            b"{7+}\r\n",
        ];
        let mut random = Random(7);
        for round in 0..400 {
            let mut bytes = vec![];
            for _ in 0..random.below(30) {
                bytes.extend_from_slice(words[random.below(words.len())]);
            }
            let mode = [
                Mode::Response,
                Mode::Command,
                Mode::AuthenticateData,
                Mode::IdleDone,
            ][[0, 0, 0, 1, 1, 1, 2, 3][round % 8]];
            let mut setup = Setup::new(mode);
            setup.stream_above = [u64::MAX, 1][random.below(2)];
            setup.accept = random.below(3) > 0;
            if random.below(2) == 0 {
                setup.options = setup.options.lone_lf();
            }
            if random.below(2) == 0 {
                setup.options.limits = Limits::default()
                    .literal(6)
                    .line(60)
                    .message(100)
                    .literals(3)
                    .streamed(6);
            }
            setup.frames(&bytes);
        }
    }
}
