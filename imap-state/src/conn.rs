//! Bytes to messages and back, for both roles: framing, decoding, an output queue that stops where a literal has to wait,
//! and the hand-over to TLS ([RFC 9051 §6.2.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.2.1)) and to
//! compression ([RFC 4978](https://www.rfc-editor.org/rfc/rfc4978.html)).
//!
//! The driver owns an [`Inbox`] and a [`Connection`]. It reads into the inbox, asks [`receive`](Connection::receive) for
//! messages until there are none, and writes what [`transmit`](Connection::transmit) gives. What is received borrows
//! from the inbox alone, so that every method of the connection may be called meanwhile.
//!
//! ```text
//! S: * OK ready                       receive: FromServer::Greeting
//! C: a LOGIN {5}                      send, transmit; the queue stops here
//! S: + go on                          receive: a continuation; continue_received
//! C: alice {6}                        transmit; it stops again
//! S: a NO [AUTHENTICATIONFAILED] …    receive; literal_refused drops the rest of the command
//! ```
//!
//! ```
//! use imap_state::conn::{Client, Connection, FromServer, Inbox, Received, Server};
//! use imap_codec::{Limits, Options};
//! use imap_types::{command::{Command, CommandBody}, core::Tag, response::Response};
//!
//! let (mut client, mut inbox) = (Connection::<Client>::new(Options::tolerant()), Inbox::new(Limits::default()));
//! client.send(&Command::new(Tag::try_from("a")?, CommandBody::Noop))?;
//! let written = client.transmit().map(<[u8]>::len).sum();     // to the socket
//! client.transmitted(written);
//!
//! let read = b"* OK ready\r\na OK done\r\n";                   // from the socket
//! inbox.space(1024)[..read.len()].copy_from_slice(read);
//! inbox.filled(read.len());
//! while let Some(received) = client.receive(&mut inbox)? {
//!     match received {
//!         Received::Message { decoded, .. } => match decoded.value {
//!             FromServer::Greeting(greeting) => assert_eq!(greeting.text.text.as_bytes(), b"ready"),
//!             FromServer::Response(Response::Tagged(done)) => assert_eq!(done.tag.as_str(), "a"),
//!             FromServer::Response(_) => {}
//!         },
//!         Received::Unparsed(unparsed) => panic!("{}", unparsed.error.render(unparsed.raw)),
//!         _ => {}
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! This layer knows no state of the session. It does not ask whether a command is allowed, and matches no tags, except
//! for the two barriers that no bytes may cross: STARTTLS and COMPRESS.

// Without the feature there are values of neither of its types, and no code of theirs.
#[cfg_attr(not(feature = "deflate"), path = "conn/no_deflate.rs")]
mod deflate;
mod error;
mod inbox;
mod outbox;
mod role;
#[cfg(test)]
mod tests;

use alloc::vec::Vec;
use core::{fmt, ops::Range};

use imap_codec::{
    DecodeError, Decoded, EncodeError, EncodeOptions, Encoder, Fragments, Frame, Head, Offer,
    Options, Refused,
};
use imap_types::{
    core::Text,
    response::{ContinueReq, RespText, Response},
};

use self::{deflate::Deflate, outbox::Outbox};
pub use self::{
    error::{NotAsked, ReceiveError, SendError, SwitchError},
    inbox::{Inbox, Offered},
    outbox::{Progress, SendId},
    role::{Client, ClientExpect, FromClient, FromServer, Outgoing, Role, Server, ServerExpect},
};

/// What may be queued, in bytes, unless [`Connection::queue_limit`] says otherwise.
const QUEUE: usize = 256 << 10;

/// One end of a connection: decodes what the peer sends, encodes and queues what is sent to it.
///
/// `R` is [`Client`] or [`Server`]. Does no I/O. `Debug` shows no content.
pub struct Connection<R: Role> {
    options: Options,
    expect: R::Expect,
    encoder: Encoder,
    outbox: Outbox,
    barrier: Option<Barrier>,
    /// The tag of a command that raises a barrier if it is answered OK.
    asked: Option<(Vec<u8>, Barrier)>,
    broken: Option<ReceiveError>,
    /// What is sent is compressed.
    deflate: Option<Deflate>,
    /// What the peer sends from now on is not compressed any more.
    inflate_ends: bool,
}

/// A place in the stream that no bytes may cross: behind it another protocol begins.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Barrier {
    /// Behind STARTTLS and its OK: TLS.
    StartTls,
    /// Behind COMPRESS and its OK: compressed data.
    Compress,
}

/// What the peer sent. Borrows from the [`Inbox`] alone.
#[non_exhaustive]
pub enum Received<'b, R: Role> {
    /// A message.
    Message {
        /// What it says, and what was mended in it.
        decoded: Decoded<R::Message<'b>>,
        /// Its bytes. They may hold a password.
        raw: &'b [u8],
    },
    /// A message that could not be read; the next one begins behind it as ever.
    Unparsed(Unparsed<'b>),
    /// A message up to a streamed literal ([`Inbox::stream_above`]). Chunks follow, and behind the last one the whole
    /// message without the data.
    Head {
        /// What is being streamed, if it could be read. The chunks follow in any case.
        head: Result<R::Head<'b>, DecodeError>,
        /// The bytes of the message so far.
        raw: Head<'b>,
    },
    /// A part of the streamed literal, never empty.
    Chunk(&'b [u8]),
    /// Servers: a client asks whether it may send a literal. See [`Inbox::offered`] for the command so far; answer with
    /// [`accept`](Connection::accept) or [`refuse`](Connection::refuse).
    Offer(Offer),
    /// Servers: a client sent a literal beyond the limits without asking. It was thrown away; answer with a tagged NO or
    /// BAD.
    Refused {
        /// The command's tag, if it has one.
        tag: Option<&'b [u8]>,
        /// What was announced, and the command up to there.
        refused: Refused<'b>,
    },
    /// The input has ended, between two messages.
    End,
}

impl<R: Role> fmt::Debug for Received<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message { decoded, raw } => f
                .debug_struct("Message")
                .field("decoded", decoded)
                .field("bytes", &raw.len())
                .finish(),
            Self::Unparsed(unparsed) => unparsed.fmt(f),
            Self::Head { head, raw } => f
                .debug_struct("Head")
                .field("head", head)
                .field("raw", raw)
                .finish(),
            Self::Chunk(bytes) => write!(f, "Chunk({} bytes)", bytes.len()),
            Self::Offer(offer) => offer.fmt(f),
            Self::Refused { refused, .. } => refused.fmt(f),
            Self::End => f.write_str("End"),
        }
    }
}

/// A message that could not be read.
#[derive(Clone, Eq, PartialEq)]
#[non_exhaustive]
pub struct Unparsed<'b> {
    /// Its bytes. They may hold a password: [`DecodeError::render`] shows them redacted.
    pub raw: &'b [u8],
    /// Where the tag stands in them, if there is one: a tagged response still completes its command, and a command can
    /// still be answered BAD.
    pub tag: Option<Range<usize>>,
    /// Why.
    pub error: DecodeError,
}

impl<'b> Unparsed<'b> {
    /// The tag, if there is one.
    #[must_use]
    pub fn tag(&self) -> Option<&'b [u8]> {
        self.raw.get(self.tag.clone()?)
    }
}

impl fmt::Debug for Unparsed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unparsed({} bytes: {})", self.raw.len(), self.error)
    }
}

impl<R: Role> Connection<R> {
    /// With these options for decoding. Of their limits only those of the [`Inbox`] count.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self {
            options,
            expect: R::FIRST,
            encoder: Encoder::default(),
            outbox: Outbox::new(QUEUE),
            barrier: None,
            asked: None,
            broken: None,
            deflate: None,
            inflate_ends: false,
        }
    }

    /// Sets how many bytes may wait to be transmitted: 256 KiB, unless set. A single message may be longer, if nothing
    /// else waits.
    #[must_use]
    pub fn queue_limit(mut self, bytes: usize) -> Self {
        self.outbox.limit = bytes;
        self
    }

    /// How the peer's messages are read.
    #[must_use]
    pub const fn options(&self) -> &Options {
        &self.options
    }

    /// The same, to be changed: it counts from the next message on (e.g. [`Options::utf8`] after ENABLE).
    pub const fn options_mut(&mut self) -> &mut Options {
        &mut self.options
    }

    /// What may be sent, to be changed when capabilities do: it counts from the next message on.
    pub const fn encode_options_mut(&mut self) -> &mut EncodeOptions {
        self.encoder.options_mut()
    }

    /// Says what the peer will send from the next message on. A client needs it not: a greeting comes first, then
    /// responses.
    ///
    /// ```text
    /// C: a AUTHENTICATE PLAIN      Expect::AuthenticateData from here …
    /// S: +
    /// C: AGFsaWNlAHNlY3JldA==
    /// S: a OK                      … Expect::Command from here
    /// ```
    pub fn expect(&mut self, what: R::Expect) {
        self.expect = what;
    }

    /// What the peer is expected to send next.
    #[must_use]
    pub const fn expected(&self) -> R::Expect {
        self.expect
    }

    /// The next thing that the peer sent; `None` if more input is needed, or an [offer](Received::Offer) waits for its
    /// answer. Behind [`Inbox::end_of_input`] ask until it answers [`End`](Received::End) or an error.
    ///
    /// # Errors
    ///
    /// The stream cannot be read any further: a limit was broken, it ended inside a message, or bytes stand behind a
    /// [`Barrier`]. Every further call gives the same error.
    pub fn receive<'b>(
        &mut self,
        inbox: &'b mut Inbox,
    ) -> Result<Option<Received<'b, R>>, ReceiveError> {
        if let Some(error) = self.broken {
            return Err(error);
        }
        inbox.forget_secrets();
        if let Some(barrier) = self.barrier {
            // Compressed data waits for `start_compress`; nothing may wait for TLS.
            let allowed = barrier == Barrier::Compress && R::CLIENT;
            let bytes = inbox.buffered();
            if bytes > 0 && !allowed {
                inbox.discard();
                return Err(self.breaks(ReceiveError::Injected { barrier, bytes }));
            }
            return Ok(inbox.has_ended().then_some(Received::End));
        }
        if self.inflate_ends {
            match inbox.end_inflate() {
                Ok(true) => self.inflate_ends = false,
                Ok(false) => return Ok(inbox.has_ended().then_some(Received::End)),
                Err(error) => return Err(self.breaks(error)),
            }
        }
        if let Some(end) = inbox.finish() {
            return match end {
                Ok(()) => Ok(Some(Received::End)),
                Err(error) => Err(self.breaks(error.into())),
            };
        }
        inbox.frame_by(R::mode(self.expect), &self.options);
        let (frame, secret) = inbox.next();
        let frame = match frame {
            Ok(Some(frame)) => frame,
            Ok(None) => return Ok(None),
            Err(error) => return Err(self.breaks(error)),
        };
        Ok(Some(match frame {
            Frame::Message(message) => {
                let raw = message.bytes();
                match R::decode(self.expect, self.options, &message) {
                    Ok(decoded) => {
                        *secret = R::is_secret(&decoded.value);
                        self.expect = R::after(self.expect);
                        self.note_received(&decoded.value)?;
                        Received::Message { decoded, raw }
                    }
                    Err(error) => {
                        // It may be a LOGIN with a typing error.
                        *secret = !R::CLIENT;
                        let tag = error.tag.clone();
                        Received::Unparsed(Unparsed { raw, tag, error })
                    }
                }
            }
            Frame::Head(head) => Received::Head {
                head: R::decode_head(self.options, head),
                raw: head,
            },
            Frame::Chunk(bytes) => Received::Chunk(bytes),
            Frame::Offer(offer) => Received::Offer(offer),
            Frame::Refused(refused) => {
                *secret = true;
                Received::Refused {
                    tag: inbox::tag_of(refused.head()),
                    refused,
                }
            }
            _ => return Ok(None),
        }))
    }

    fn breaks(&mut self, error: ReceiveError) -> ReceiveError {
        self.broken = Some(error);
        error
    }

    /// Raises the barrier, or takes it back, where a message does that.
    fn note_received(&mut self, message: &R::Message<'_>) -> Result<(), ReceiveError> {
        if let Some(asked) = R::asks_for_barrier(message) {
            self.barrier = Some(asked.1);
            self.asked = Some(asked);
        } else if let Some((tag, barrier)) = &self.asked
            && let Some(granted) = R::completes(message, tag)
        {
            let barrier = *barrier;
            if self.queued() > 0 {
                return Err(self.breaks(ReceiveError::Early { barrier }));
            }
            self.asked = None;
            self.barrier = granted.then_some(barrier);
        }
        Ok(())
    }

    /// Encodes a message and queues it: a client's [`Command`](imap_types::command::Command),
    /// [`AuthenticateData`](imap_types::auth::AuthenticateData) and [`IdleDone`](imap_codec::IdleDone); a server's
    /// [`Greeting`](imap_types::response::Greeting), [`Response`] and [`ContinueReq`]. Bodies in it may be
    /// [elsewhere](imap_types::core::Content::Elsewhere): [`supply`](Self::supply) them.
    ///
    /// # Errors
    ///
    /// Nothing has been queued: the peer may not be sent it, the queue is full, or a [`Barrier`] stands (a client sends
    /// nothing between STARTTLS and its answer, and no role sends anything between the OK and the switch).
    pub fn send<M: Outgoing<R>>(&mut self, message: &M) -> Result<SendId, SendError> {
        self.queue(message, Encoder::encode_streaming)
    }

    fn queue<M: Outgoing<R>>(
        &mut self,
        message: &M,
        encode: for<'w, 'v> fn(&'w mut Encoder, &'v M) -> Result<Fragments<'w, 'v>, EncodeError>,
    ) -> Result<SendId, SendError> {
        let asked = message.asks_for_barrier();
        let verdict = self.verdict(message)?;
        let secret = message.is_secret();
        let queued = match encode(&mut self.encoder, message) {
            Ok(fragments) => self.outbox.push(fragments, secret),
            Err(error) => Err(error.into()),
        };
        if secret {
            self.encoder.wipe();
        }
        let id = queued?;
        match verdict {
            Some(true) => self.asked = None,
            Some(false) => (self.asked, self.barrier) = (None, None),
            None => {}
        }
        if asked.is_some() {
            self.asked = asked;
        }
        Ok(id)
    }

    /// May `message` be sent now? For a server whether it grants or denies what raised the barrier.
    fn verdict<M: Outgoing<R>>(&self, message: &M) -> Result<Option<bool>, SendError> {
        match (self.barrier, &self.asked) {
            (Some(barrier), None) => Err(SendError::Barrier(barrier)),
            (_, Some((_, barrier))) if R::CLIENT => Err(SendError::Barrier(*barrier)),
            (_, Some((tag, _))) => Ok(message.completes(tag)),
            (None, None) => Ok(None),
        }
    }

    /// Can anything be transmitted now? What is queued may have to wait for data or for the peer.
    pub(crate) fn is_ready(&self) -> bool {
        self.outbox.ready().next().is_some()
    }

    /// How many bytes can be transmitted now, before they are compressed.
    pub(crate) fn ready_len(&self) -> usize {
        self.outbox.ready().map(<[u8]>::len).sum()
    }

    /// What is to be written next, in order; for a vectored write. Empty if nothing waits to be sent, or the peer has to
    /// ask for a literal first. Tell what was written with [`transmitted`](Self::transmitted).
    ///
    /// Where compression runs inside (`start_deflate`), this is what is written: the next batch.
    pub fn transmit(&mut self) -> impl Iterator<Item = &[u8]> {
        if let Some(deflate) = &mut self.deflate {
            deflate.press(self.outbox.ready());
        }
        self.ready()
    }

    /// The same, as far as it is compressed already.
    pub(crate) fn ready(&self) -> impl Iterator<Item = &[u8]> {
        let batch = self.deflate.as_ref().map(Deflate::ready);
        let plain = batch.is_none().then(|| self.outbox.ready());
        let batch = batch.filter(|batch| !batch.is_empty());
        batch.into_iter().chain(plain.into_iter().flatten())
    }

    /// The first `n` bytes of [`transmit`](Self::transmit) have been written: any number, in the middle of a slice too.
    pub fn transmitted(&mut self, n: usize) {
        let Some(deflate) = &mut self.deflate else {
            return self.outbox.sent(n);
        };
        self.outbox.sent(deflate.sent(n));
        if deflate.is_over() {
            self.deflate = None;
        }
    }

    /// How many bytes are queued, those behind a literal that waits included.
    #[must_use]
    pub const fn queued(&self) -> usize {
        self.outbox.queued()
    }

    /// Is anything of the message still to be transmitted?
    #[must_use]
    pub fn is_queued(&self, id: SendId) -> bool {
        self.progress(id) != Progress::Sent
    }

    /// How much of the message was transmitted.
    #[must_use]
    pub fn progress(&self, id: SendId) -> Progress {
        let begun = self.deflate.as_ref().map_or(0, Deflate::begun);
        self.outbox.progress(id, begun as u64)
    }

    /// Is data of the message still to be supplied?
    pub(crate) fn misses(&self, id: SendId) -> bool {
        self.outbox.misses(id)
    }

    /// Takes back a message of which nothing was transmitted; not one that asks for a barrier.
    pub(crate) fn withdraw(&mut self, id: SendId) -> Result<(), NotAsked> {
        let begun = self.deflate.as_ref().map_or(0, Deflate::pressed);
        self.outbox.withdraw(id, begun as u64)
    }

    /// The message with the literal whose [data is elsewhere](imap_types::core::Content::Elsewhere), and how much of the data
    /// may be supplied now; `None` until all before it is transmitted, and while enough of it waits.
    ///
    /// ```text
    /// C: a APPEND Sent {1073741824}       transmit
    /// S: + go on                          continue_received; wants: 64 KiB; supply, transmit, supply, transmit …
    /// ```
    #[must_use]
    pub fn wants(&self) -> Option<(SendId, usize)> {
        self.outbox.wants()
    }

    /// Supplies the next part of the data that [`wants`](Self::wants) tells of.
    ///
    /// # Errors
    ///
    /// If no data is wanted, or it is more than is wanted; then nothing has changed.
    pub fn supply(&mut self, data: &[u8]) -> Result<(), NotAsked> {
        self.outbox.supply(data)
    }

    /// The barrier that stands: the driver has to switch now.
    #[must_use]
    pub const fn barrier(&self) -> Option<Barrier> {
        self.barrier
    }

    /// Hands over to TLS: behind STARTTLS and its OK, as soon as all is transmitted and before the first byte of TLS is
    /// read or written. The inbox is wiped and begins anew; nothing that was received before can reach the time after.
    ///
    /// ```text
    /// C: a STARTTLS
    /// S: a OK begin TLS            server: transmit, start_tls, then accept TLS
    ///                              client: start_tls, then connect TLS
    /// ```
    ///
    /// # Errors
    ///
    /// [`SwitchError::Injected`] if any byte is there already: it came in clear, from anybody. The connection is broken
    /// then and the bytes are gone. Otherwise nothing has changed.
    pub fn start_tls(&mut self, inbox: &mut Inbox) -> Result<(), SwitchError> {
        self.may_switch(Barrier::StartTls)?;
        self.refuse_rest(inbox, Barrier::StartTls)?;
        inbox.discard();
        self.barrier = None;
        Ok(())
    }

    /// Hands over to compression: behind COMPRESS and its OK, as soon as all is transmitted. A client gets the bytes that
    /// came behind the OK, which are the first to be inflated; a server has none.
    ///
    /// ```text
    /// C: a COMPRESS DEFLATE
    /// S: a OK deflating            followed by compressed data in the same packet
    /// ```
    ///
    /// # Errors
    ///
    /// [`SwitchError::Injected`] if a client sent anything behind COMPRESS before it was answered (RFC 4978 section 3).
    pub fn start_compress(&mut self, inbox: &mut Inbox) -> Result<Vec<u8>, SwitchError> {
        self.may_switch(Barrier::Compress)?;
        if !R::CLIENT {
            self.refuse_rest(inbox, Barrier::Compress)?;
        }
        let rest = inbox.take_rest();
        self.barrier = None;
        Ok(rest)
    }

    /// The same, and compresses here: what the inbox gets from now on is inflated when it is looked at, what came behind
    /// the OK with it, and [`transmit`](Self::transmit) has what is deflated. Limits are for what is inflated; input that
    /// stands for very much takes no more memory than they allow.
    ///
    /// Costs some 370 KiB for as long as it runs.
    ///
    /// ```text
    /// C: a COMPRESS DEFLATE
    /// S: a OK deflating            start_deflate, at once, with whatever was read behind the OK
    /// ```
    ///
    /// # Errors
    ///
    /// As [`start_compress`](Self::start_compress).
    #[cfg(feature = "deflate")]
    pub fn start_deflate(&mut self, inbox: &mut Inbox) -> Result<(), SwitchError> {
        self.may_switch(Barrier::Compress)?;
        if !R::CLIENT {
            self.refuse_rest(inbox, Barrier::Compress)?;
        }
        inbox.start_inflate();
        self.deflate = Some(Deflate::new());
        self.barrier = None;
        Ok(())
    }

    /// What is queued now is the last that is compressed, and what was received last. For UNAUTHENTICATE
    /// ([RFC 8437 §4.1](https://www.rfc-editor.org/rfc/rfc8437.html#section-4.1)).
    pub(crate) fn end_deflate(&mut self) {
        let Some(deflate) = &mut self.deflate else {
            return;
        };
        deflate.end_behind(self.outbox.queued());
        if deflate.is_over() {
            self.deflate = None;
        }
        self.inflate_ends = true;
    }

    fn may_switch(&self, wanted: Barrier) -> Result<(), SwitchError> {
        if self.broken.is_some() {
            Err(SwitchError::Broken)
        } else if self.barrier != Some(wanted) || self.asked.is_some() {
            Err(SwitchError::NotAgreed)
        } else if self.outbox.queued() > 0 {
            Err(SwitchError::NotTransmitted {
                bytes: self.outbox.queued(),
            })
        } else {
            Ok(())
        }
    }

    fn refuse_rest(&mut self, inbox: &mut Inbox, barrier: Barrier) -> Result<(), SwitchError> {
        let bytes = inbox.buffered();
        if bytes == 0 {
            return Ok(());
        }
        inbox.discard();
        self.breaks(ReceiveError::Injected { barrier, bytes });
        Err(SwitchError::Injected { bytes })
    }
}

impl Connection<Client> {
    /// The server asked for the literal at which the queue stopped: what follows it may be transmitted.
    ///
    /// A continuation can also answer AUTHENTICATE or IDLE: call this where [`waiting`](Self::waiting) says that a
    /// literal waits.
    ///
    /// # Errors
    ///
    /// If no literal waits, or what stands before it is not yet transmitted: the server is out of step.
    pub fn continue_received(&mut self) -> Result<(), NotAsked> {
        self.outbox.go_on()
    }

    /// The server refused the literal at which the queue stopped, by a tagged NO or BAD: the rest of its command is
    /// dropped, and the next one may be transmitted. Answers which command it was.
    ///
    /// # Errors
    ///
    /// If no literal waits, or what stands before it is not yet transmitted: the server is out of step.
    pub fn literal_refused(&mut self) -> Result<SendId, NotAsked> {
        self.outbox.abandon()
    }

    /// The command whose literal the queue stopped at, all before it having been transmitted.
    #[must_use]
    pub fn waiting(&self) -> Option<SendId> {
        self.outbox.waiting()
    }
}

impl Connection<Server> {
    /// Takes the literal that an [offer](Received::Offer) asks for, and queues the continuation that says so.
    ///
    /// # Errors
    ///
    /// If no offer waits, it is too long, or the queue is full; then nothing has changed.
    pub fn accept(&mut self, inbox: &mut Inbox) -> Result<SendId, SendError> {
        if inbox.offer().is_none_or(|offer| offer.too_long) {
            return Err(SendError::NoOffer);
        }
        let text = RespText {
            code: None,
            text: Text::try_from("OK").expect("a text"),
        };
        let id = self.send(&ContinueReq { text })?;
        inbox.accept();
        Ok(id)
    }

    /// As [`send`](Self::send), of a response with all its bodies.
    pub(crate) fn send_whole(&mut self, response: &Response<'_>) -> Result<SendId, SendError> {
        self.queue(response, Encoder::encode)
    }

    /// As [`supply`](Self::supply), whether it is wanted now or later.
    pub(crate) fn supply_ahead(&mut self, data: &[u8]) -> Result<(), NotAsked> {
        self.outbox.supply_ahead(data)
    }

    /// Refuses the literal that an [offer](Received::Offer) asks for: the command is dropped. Send a tagged NO or BAD,
    /// with the tag of [`Inbox::offered`], which is gone after this.
    pub fn refuse(&mut self, inbox: &mut Inbox) {
        inbox.refuse();
    }
}

impl<R: Role> fmt::Debug for Connection<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("expect", &self.expect)
            .field("barrier", &self.barrier)
            .field("queued", &self.queued())
            .field("broken", &self.broken)
            .finish_non_exhaustive()
    }
}
