//! The receive buffer and its framer. The driver owns it.

use core::fmt;

use imap_codec::{Frame, FrameError, Framer, Limits, Mode, Offer, Options};

use super::{ReceiveError, deflate::Inflate};

/// Compressed input is inflated piece by piece.
const PIECE: usize = 8 << 10;

/// What was received and not yet understood: the driver reads into it, the [`Connection`](super::Connection) takes
/// messages out.
///
/// Holds the [`Limits`], since it is what they protect: change them when the phase of the session changes. Memory follows
/// the bytes that arrive. Passwords are wiped as soon as they have been handled, the rest when it is dropped.
///
/// ```
/// use imap_codec::Limits;
/// use imap_state::conn::Inbox;
///
/// let mut inbox = Inbox::new(Limits::before_authentication());
/// let n = std::io::Read::read(&mut &b"a NOOP\r\n"[..], inbox.space(4096))?;
/// inbox.filled(n);                                    // 0 at the end of a stream: then end_of_input()
/// assert_eq!(inbox.buffered(), 8);
/// inbox.set_limits(Limits::default());                // after authentication
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Inbox {
    framer: Framer,
    limits: Limits,
    stream_above: u64,
    streams_all: bool,
    non_sync: Option<u64>,
    /// What the framer was told last.
    rules: (Mode, Options),
    ended: bool,
    /// What was handed out last is to be wiped.
    secret: bool,
    offer: Option<Offer>,
    /// The framer wants more.
    drained: bool,
    /// What is read is compressed.
    inflate: Option<Inflate>,
}

/// A command up to the literal that a client offers.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Offered<'b> {
    /// The tag to answer, if there is one.
    pub tag: Option<&'b [u8]>,
    /// The command up to and with the CRLF behind `{n}`. It may hold a password.
    pub raw: &'b [u8],
}

impl fmt::Debug for Offered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Offered({} bytes)", self.raw.len())
    }
}

impl Inbox {
    /// An empty one. Nothing is streamed.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        let rules = (Mode::Response, Options::default().limits(limits));
        Self {
            framer: Framer::new(rules.0, &rules.1),
            limits,
            stream_above: u64::MAX,
            streams_all: false,
            non_sync: Some(u64::MAX),
            rules,
            ended: false,
            secret: false,
            offer: None,
            drained: false,
            inflate: None,
        }
    }

    /// Hands literals of more than `bytes` bytes out in chunks, where a body lives ([`Framer::stream_above`]).
    #[must_use]
    pub fn stream_above(mut self, bytes: u64) -> Self {
        self.stream_above = bytes;
        self.begin_anew();
        self
    }

    /// Other limits, from the next message on: e.g. [`Limits::before_authentication`] at first,
    /// [`Limits::default`] behind it.
    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// The limits.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Room for at least `at_least` bytes to read into. Then call [`filled`](Self::filled).
    pub fn space(&mut self, at_least: usize) -> &mut [u8] {
        self.forget_secrets();
        match &mut self.inflate {
            Some(inflate) => inflate.space(at_least),
            None => self.framer.space(at_least),
        }
    }

    /// The first `n` bytes of the last [`space`](Self::space) have been read into.
    pub fn filled(&mut self, n: usize) {
        match &mut self.inflate {
            Some(inflate) => inflate.filled(n),
            None => self.framer.filled(n),
        }
        self.drained = false;
    }

    /// No more input will come. What was received can still be taken out; then comes [`End`](super::Received::End), or
    /// an error that tells what was cut.
    pub fn end_of_input(&mut self) {
        self.ended = true;
    }

    /// Has [`end_of_input`](Self::end_of_input) been called?
    #[must_use]
    pub const fn has_ended(&self) -> bool {
        self.ended
    }

    /// How many bytes were received and not yet taken out; those that are still compressed count as they are.
    #[must_use]
    pub fn buffered(&self) -> usize {
        let compressed = self.inflate.as_ref().map_or(0, Inflate::buffered);
        self.framer.buffered() + compressed
    }

    /// While an [offer](super::Received::Offer) waits: the command so far.
    #[must_use]
    pub fn offered(&self) -> Option<Offered<'_>> {
        self.offer?;
        let raw = self.framer.head();
        Some(Offered {
            tag: tag_of(raw),
            raw,
        })
    }

    /// While an [offer](super::Received::Offer) waits: how many bytes the client sent behind it without waiting for the
    /// answer. If it is refused they are read as commands, which they were not meant to be.
    #[must_use]
    pub fn unasked(&self) -> usize {
        self.framer.unasked()
    }

    pub(super) const fn offer(&self) -> Option<Offer> {
        self.offer
    }

    pub(super) fn accept(&mut self) {
        self.offer = None;
        self.drained = false;
        self.framer.accept();
    }

    pub(super) fn refuse(&mut self) {
        self.offer = None;
        // It may have been a LOGIN.
        self.secret = true;
        self.drained = false;
        self.framer.refuse();
    }

    /// How long a literal may be that a client sends without waiting ([`Framer::set_non_sync`]).
    pub fn set_non_sync(&mut self, most: Option<u64>) {
        self.non_sync = most;
        self.framer.set_non_sync(most);
    }

    /// Hands out all bodies in chunks, or again those that are long enough.
    pub(crate) fn stream_all(&mut self, all: bool) {
        if core::mem::replace(&mut self.streams_all, all) != all {
            let above = if all { 0 } else { self.stream_above };
            self.framer.set_stream_above(above);
        }
    }

    /// Frames what follows by these.
    pub(super) fn frame_by(&mut self, mode: Mode, options: &Options) {
        let rules = (mode, options.limits(self.limits));
        if self.rules != rules {
            self.rules = rules;
            self.framer.set_mode(mode);
            self.framer.set_options(&rules.1);
        }
    }

    /// The next frame, and whether what is handed out is to be wiped.
    pub(super) fn next(&mut self) -> (Result<Option<Frame<'_>>, ReceiveError>, &mut bool) {
        let Some(inflate) = &mut self.inflate else {
            let frame = self.framer.next();
            match &frame {
                Ok(Some(Frame::Offer(offer))) => self.offer = Some(*offer),
                Ok(None) => self.drained = true,
                _ => {}
            }
            return (frame.map_err(ReceiveError::from), &mut self.secret);
        };
        let frame = self
            .framer
            .next_reading(PIECE, |space| inflate.read(space))
            .map_err(ReceiveError::from);
        match &frame {
            Ok(Some(Frame::Offer(offer))) => self.offer = Some(*offer),
            Ok(None) => match inflate.error() {
                Some(offset) => return (Err(ReceiveError::Inflate { offset }), &mut self.secret),
                None => self.drained = true,
            },
            _ => {}
        }
        (frame, &mut self.secret)
    }

    /// What is read from here on is compressed.
    #[cfg(feature = "deflate")]
    pub(super) fn start_inflate(&mut self) {
        self.inflate = Some(Inflate::new(self.take_rest()));
    }

    /// Nothing is compressed behind what was taken out last: takes in what ends the compression. Answers whether that has
    /// come to its end.
    pub(super) fn end_inflate(&mut self) -> Result<bool, ReceiveError> {
        let Some(inflate) = &mut self.inflate else {
            return Ok(true);
        };
        inflate.end();
        let rest = inflate.rest();
        // What was compressed behind the end is of nobody.
        let behind = (self.framer.buffered() > 0).then(|| inflate.consumed());
        if let Some(offset) = inflate.error().or(behind) {
            return Err(ReceiveError::Inflate { offset });
        }
        let over = rest.is_some();
        if let Some(rest) = rest {
            self.inflate = None;
            self.framer.push(&rest);
        }
        self.drained = !over;
        Ok(over)
    }

    /// What the end of input cut off, if it has ended and all was taken out.
    pub(super) fn finish(&self) -> Option<Result<(), FrameError>> {
        (self.ended && self.drained).then(|| self.framer.finish())
    }

    /// Wipes what was handed out last, if it was secret: it is not borrowed any more.
    pub(super) fn forget_secrets(&mut self) {
        if core::mem::take(&mut self.secret) {
            self.framer.wipe();
        }
    }

    /// Throws everything away, wiped.
    pub(super) fn discard(&mut self) {
        drop(zeroize::Zeroizing::new(self.framer.take_rest()));
        self.begin_anew();
    }

    /// What was received and not taken out, to be read by somebody else.
    pub(super) fn take_rest(&mut self) -> alloc::vec::Vec<u8> {
        let rest = self.framer.take_rest();
        self.begin_anew();
        rest
    }

    fn begin_anew(&mut self) {
        self.framer = Framer::new(self.rules.0, &self.rules.1).stream_above(self.stream_above);
        self.framer.set_non_sync(self.non_sync);
        self.streams_all = false;
        self.offer = None;
        self.drained = false;
        self.secret = false;
    }
}

impl fmt::Debug for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbox")
            .field("framer", &self.framer)
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}

/// The tag at the front of a command.
pub(super) fn tag_of(command: &[u8]) -> Option<&[u8]> {
    let len = command
        .iter()
        .position(|byte| !imap_types::core::is_tag_char(*byte))?;
    let (tag, rest) = command.split_at(len);
    (!tag.is_empty() && rest.first() == Some(&b' ')).then_some(tag)
}
