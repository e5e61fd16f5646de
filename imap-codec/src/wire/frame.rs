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
//! | 35 | any | `{3}` LF | no | a lone LF ends no line; with [`Quirk::LoneLf`](crate::Quirk::LoneLf) it does and announces like CRLF, for hand-typed commands |
//! | 36 | Command | `a LOGIN {1}⏎` CR LF | yes; the LF is inside the line | a CR that belongs to the literal makes no CRLF with what follows |
//!
//! With [`Quirk::LineEndInFetch`](crate::Quirk::LineEndInFetch) a CRLF directly behind a literal of FETCH, whose list must still be open there, ends no
//! message if SP or `)` follows, with which no message begins.
//!
//! Four guesses are made only on request: [`Quirk::NegativeLiteral`](crate::Quirk::NegativeLiteral) (row 27), [`Quirk::SpacesForLineEnd`](crate::Quirk::SpacesForLineEnd),
//! [`Quirk::CharacterCount`](crate::Quirk::CharacterCount) and [`Quirk::CutLiteral`](crate::Quirk::CutLiteral) in FETCH, in literals that are gathered.

#![warn(clippy::indexing_slicing)]

mod error;
mod frames;
mod literal;
mod scanner;
mod whole;

use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroize;

use self::scanner::{Fault, Rules, Scanner, State, Step};
use crate::options::Options;

pub use self::{
    error::{Cut, FrameError, FrameErrorKind},
    frames::{Frame, Head, Hole, Message, Offer, Refused},
    whole::{Whole, message_len, whole},
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
/// Memory follows the bytes that arrive, never a length that was announced, and ends at [`Limits`](crate::Limits). Received bytes are
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

    /// The same, from the next literal on.
    pub fn set_stream_above(&mut self, bytes: u64) {
        self.scanner.stream_above = bytes;
    }

    /// How long a literal may be that a client sends without waiting, `{n+}`, from the next one on; `None`: there may be none,
    /// since neither LITERAL+ nor LITERAL- is advertised ([RFC 7888](https://www.rfc-editor.org/rfc/rfc7888.html)). Any
    /// length that [`Limits`](crate::Limits) allow, unless set. A longer one is read, thrown away, and told as [`Frame::Refused`].
    ///
    /// ```
    /// use imap_codec::{Frame, FrameErrorKind, Framer, Mode, Options};
    ///
    /// let mut framer = Framer::new(Mode::Command, &Options::default());
    /// framer.set_non_sync(Some(4096));    // LITERAL-
    /// framer.push(b"a CREATE {4097+}\r\n");
    /// framer.push(&[b'x'; 4097]);
    /// framer.push(b"\r\n");
    /// let Ok(Some(Frame::Refused(refused))) = framer.next() else { panic!() };
    /// assert_eq!(refused.reason(), FrameErrorKind::NonSyncTooLong);
    /// ```
    pub fn set_non_sync(&mut self, most: Option<u64>) {
        self.scanner.non_sync = most;
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
    #[inline]
    pub fn push(&mut self, bytes: &[u8]) {
        self.lent = 0;
        // Behind what is there, as most pieces of a large literal.
        if self.start < self.end
            && self.buffer.len() == self.end
            && self.buffer.capacity() - self.end >= bytes.len()
        {
            self.buffer.extend_from_slice(bytes);
            self.end += bytes.len();
            return;
        }
        self.push_elsewhere(bytes);
    }

    #[inline(never)]
    fn push_elsewhere(&mut self, bytes: &[u8]) {
        self.make_room(bytes.len());
        // Room that was given out, or older input.
        self.buffer.truncate(self.end);
        self.buffer.extend_from_slice(bytes);
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
    #[inline]
    pub fn next(&mut self) -> Result<Option<Frame<'_>>, FrameError> {
        let window = self.buffer.get(self.start..self.end).unwrap_or_default();
        if self.error.is_none() && self.scanner.goes_on(window) {
            return Ok(None);
        }
        self.next_frame()
    }

    /// The next frame of what is buffered and of `input` behind it, for input that is in memory already: what lies whole
    /// in `input`, a message or a part of a streamed literal, is handed out from there without a copy, and a rest is
    /// copied. What has been taken leaves `input`; at `None` nothing is left in it, unless an [`Offer`] waits for its
    /// answer.
    ///
    /// ```
    /// use imap_codec::{Frame, Framer, Mode, Options};
    ///
    /// let mut framer = Framer::new(Mode::Response, &Options::default());
    /// for mut input in [b"* 1 EXISTS\r\n* 2 EX".as_slice(), b"ISTS\r\n"] {
    ///     while let Some(frame) = framer.next_in(&mut input)? {
    ///         println!("{frame:?}");
    ///     }
    /// }
    /// assert_eq!(framer.consumed(), 24);
    /// # Ok::<(), imap_codec::FrameError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next).
    pub fn next_in<'f, 'i: 'f>(
        &'f mut self,
        input: &mut &'i [u8],
    ) -> Result<Option<Frame<'f>>, FrameError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        loop {
            let begun = match self.scanner.state {
                State::Between | State::Stream { .. } | State::Swallow { .. } => {
                    self.start < self.end
                }
                _ => true,
            };
            if !begun {
                let step = self.scanner.step(input);
                let n = match step {
                    Step::Message(n) | Step::Chunk(n) | Step::Skip(n) => n,
                    Step::Head(n) | Step::Swallow(n) => n,
                    Step::Broken => 0,
                    // What is not done with is looked at again in the buffer, where it is the same.
                    _ => input.len(),
                };
                let (taken, rest) = input.split_at_checked(n).unwrap_or((input, &[]));
                *input = rest;
                match step {
                    Step::Message(_) => {
                        self.offset += n as u64;
                        return Ok(Some(Frame::Message(Message {
                            bytes: taken,
                            extras: &self.scanner.extras,
                        })));
                    }
                    Step::Chunk(_) => {
                        self.offset += n as u64;
                        return Ok(Some(Frame::Chunk(taken)));
                    }
                    Step::Skip(_) => self.offset += n as u64,
                    Step::Swallow(_) => {
                        self.push(taken);
                        self.begin_aside(n);
                    }
                    step => {
                        self.push(taken);
                        return self.answer(step);
                    }
                }
                continue;
            }
            let inside = matches!(self.scanner.state, State::Line | State::Literal { .. });
            if inside && !input.is_empty() {
                self.take_some(input);
            }
            let window = self.buffer.get(self.start..self.end).unwrap_or_default();
            if self.scanner.goes_on(window) {
                if input.is_empty() {
                    return Ok(None);
                }
                continue;
            }
            match self.step() {
                Step::More if input.is_empty() || self.scanner.offer().is_some() => {
                    return Ok(None);
                }
                Step::More => self.take_some(input),
                step => return self.answer(step),
            }
        }
    }

    /// Takes from `input` what goes on with what is buffered: to the end of the line, or of the literal.
    fn take_some(&mut self, input: &mut &[u8]) {
        let more = match self.scanner.state {
            State::Literal { end, .. } => end.saturating_sub(self.buffered()),
            _ => memchr::memchr(b'\n', input).map_or(input.len(), |lf| lf + 1),
        };
        let (taken, rest) = input.split_at(more.max(1).min(input.len()));
        *input = rest;
        self.push(taken);
    }

    /// The same, and reads by itself where it needs more bytes: `read` writes into the room of `at_least` bytes that it is
    /// given, and answers how many; 0 if there are none now. So input that grows on its way, as compressed input does, takes
    /// no more memory than [`Limits`](crate::Limits) and one room allow.
    ///
    /// ```
    /// use imap_codec::{Frame, Framer, Mode, Options};
    ///
    /// let mut framer = Framer::new(Mode::Response, &Options::default());
    /// let mut input = b"* 3 EXISTS\r\n* 4".iter();
    /// let mut read = |room: &mut [u8]| input.next().map_or(0, |byte| { room[0] = *byte; 1 });
    /// let Ok(Some(Frame::Message(message))) = framer.next_reading(1, &mut read) else { panic!() };
    /// assert_eq!(message.bytes(), b"* 3 EXISTS\r\n");
    /// assert!(framer.next_reading(1, &mut read)?.is_none());
    /// assert_eq!(framer.buffered(), 3);
    /// # Ok::<(), imap_codec::FrameError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next).
    pub fn next_reading(
        &mut self,
        at_least: usize,
        mut read: impl FnMut(&mut [u8]) -> usize,
    ) -> Result<Option<Frame<'_>>, FrameError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        loop {
            match self.step() {
                // An offer that waits for its answer needs no bytes.
                Step::More if self.scanner.offer().is_some() => return Ok(None),
                Step::More => {
                    let n = read(self.space(at_least));
                    self.filled(n);
                    if n == 0 {
                        return Ok(None);
                    }
                }
                step => return self.answer(step),
            }
        }
    }

    fn next_frame(&mut self) -> Result<Option<Frame<'_>>, FrameError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        let step = self.step();
        self.answer(step)
    }

    /// The next step in the buffer that has something to tell, over what is skipped and swallowed.
    #[inline]
    fn step(&mut self) -> Step {
        loop {
            let window = self.buffer.get(self.start..self.end).unwrap_or_default();
            match self.scanner.step(window) {
                Step::Skip(n) => {
                    self.advance(n);
                }
                Step::Swallow(n) => self.begin_aside(n),
                step => return step,
            }
        }
    }

    /// What a step in the buffer comes to.
    #[inline]
    fn answer(&mut self, step: Step) -> Result<Option<Frame<'_>>, FrameError> {
        match step {
            // What is skipped and swallowed has nothing to tell.
            Step::More | Step::Skip(_) | Step::Swallow(_) => Ok(None),
            Step::Message(n) => {
                let bytes = if self.scanner.base == 0 {
                    let from = self.advance(n);
                    self.buffer.get(from..self.start).unwrap_or_default()
                } else {
                    self.set_aside(n);
                    self.aside.as_slice()
                };
                Ok(Some(Frame::Message(Message {
                    bytes,
                    extras: &self.scanner.extras,
                })))
            }
            Step::Offer(n) => {
                if self.scanner.base > 0 {
                    self.set_aside(n);
                    self.scanner.rebase(n);
                }
                Ok(self.scanner.offer().map(Frame::Offer))
            }
            Step::Head(n) => {
                self.begin_aside(n);
                Ok(Some(Frame::Head(Head {
                    bytes: &self.aside,
                    extras: &self.scanner.extras,
                })))
            }
            Step::Chunk(n) => {
                let from = self.advance(n);
                Ok(Some(Frame::Chunk(
                    self.buffer.get(from..self.start).unwrap_or_default(),
                )))
            }
            Step::Refused(n) => {
                self.advance(n);
                Ok(Some(Frame::Refused(Refused {
                    head: &self.aside,
                    extras: &self.scanner.extras,
                })))
            }
            Step::Broken => {
                let Fault { at, kind } = self.scanner.fault;
                let error = FrameError {
                    offset: self.offset.saturating_add(at as u64),
                    in_message: self.scanner.base.saturating_add(at),
                    kind,
                };
                self.error = Some(error);
                Err(error)
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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)] // tests
mod tests;
