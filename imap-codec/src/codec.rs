//! The face: decoders and the encoder.

use alloc::{boxed::Box, vec::Vec};
use core::{fmt, marker::PhantomData, ops::Range};

use imap_types::{
    auth::AuthenticateData,
    command::Command,
    response::{ContinueReq, Greeting, Response},
};

use zeroize::Zeroize;

use crate::{
    error::{DecodeError, Deviation, EncodeError, Salvaged},
    options::{EncodeOptions, Options, Policy},
    quirk::Quirks,
    rule::Rule,
    wire::{
        cx::{Cx, Notes, Parsed, refuse, within},
        frame::{Hole, Message, Mode},
        write::{Encode, Fragments, Writer},
    },
};

/// `DONE`: what ends IDLE ([RFC 9051 §6.3.13](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.13)).
///
/// ```text
/// C: DONE
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct IdleDone;

/// A value and what was noted while it was read.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Decoded<T> {
    /// What was said.
    pub value: T,
    /// What was mended, in the order of the message. Empty: the message is well-formed.
    pub deviations: Vec<Deviation>,
    /// Items that could not be read and were left out of `value`. Only under a policy that is not strict.
    pub salvaged: Vec<Salvaged>,
    /// What was kept in `Other` arms: slot and bytes. Only if [`Options::note_others`] is set.
    pub others: Vec<(Rule, Range<usize>)>,
}

impl<T> Decoded<T> {
    /// The same around another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Decoded<U> {
        let Self {
            value,
            deviations,
            salvaged,
            others,
        } = self;
        Decoded {
            value: change(value),
            deviations,
            salvaged,
            others,
        }
    }
}

mod sealed {
    #[allow(unnameable_types, reason = "seals a trait")]
    pub trait Sealed {}
}

/// A kind of message: what a [`Decoder`] reads. Not for other crates.
pub trait Kind: sealed::Sealed {
    /// What is read.
    type Value<'a>;
    /// How a [`Framer`](crate::Framer) cuts it out of a stream.
    const MODE: Mode;
    #[doc(hidden)]
    fn read<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Self::Value<'a>>;
}

macro_rules! kinds {
    ($($(#[$meta:meta])* $kind:ident, $decoder:ident, $value:ty, $mode:ident, $read:expr;)+) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
        pub struct $kind;
        impl sealed::Sealed for $kind {}
        impl Kind for $kind {
            type Value<'a> = $value;
            const MODE: Mode = Mode::$mode;
            #[inline(always)] // a value is large: it is made where it is wanted
            fn read<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Self::Value<'a>> {
                let read: for<'b> fn(&Cx<'_>, &'b [u8]) -> Parsed<'b, <$kind as Kind>::Value<'b>> = $read;
                read(cx, i)
            }
        }
        $(#[$meta])*
        pub type $decoder = Decoder<$kind>;
    )+ };
}

kinds! {
    /// Reads the first thing that a server says.
    GreetingKind, GreetingDecoder, Greeting<'a>, Response, crate::response::greeting;
    /// Reads what a server says.
    ResponseKind, ResponseDecoder, Response<'a>, Response, crate::response::response;
    /// Reads a continuation and nothing else.
    ContinueKind, ContinueDecoder, ContinueReq<'a>, Response, |cx, i| match crate::response::response(cx, i)? {
        (rest, Response::Continue(value)) => Ok((rest, value)),
        _ => refuse(i, Rule::ContinueReq),
    };
    /// Reads what a client says.
    CommandKind, CommandDecoder, Command<'a>, Command, crate::command::command;
    /// Reads what a client says during AUTHENTICATE.
    AuthenticateDataKind, AuthenticateDataDecoder, AuthenticateData<'a>, AuthenticateData, |cx, i| within(Rule::AuthenticateData, crate::auth::authenticate_data(cx, i));
    /// Reads what a client says to end IDLE.
    IdleDoneKind, IdleDoneDecoder, IdleDone, IdleDone, |cx, i| within(Rule::IdleDone, match crate::core::keyword(i, b"DONE") {
        Some(rest) => crate::core::crlf(cx, rest).map(|(rest, ())| (rest, IdleDone)),
        None => refuse(i, Rule::IdleDone),
    });
}

/// Reads whole messages of one kind. Holds options and no state: one decoder serves any number of connections.
///
/// ```
/// use imap_codec::ResponseDecoder;
/// use imap_types::{data::Data, flag::Flag, response::Response};
///
/// let decoded = ResponseDecoder::tolerant().decode(b"* 12 FETCH (UID 7 FLAGS (\\Seen $Junk))\r\n")?;
/// let Response::Data(Data::Fetch(fetch)) = &decoded.value else { unreachable!() };
/// assert_eq!(fetch.uid().map(u32::from), Some(7));
/// assert!(fetch.flags().contains(Flag::Seen));
/// # Ok::<(), imap_codec::DecodeError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Decoder<K> {
    options: Options,
    kind: PhantomData<K>,
}

impl<K: Kind> Decoder<K> {
    /// With these options.
    #[must_use]
    pub const fn new(options: Options) -> Self {
        Self {
            options,
            kind: PhantomData,
        }
    }

    /// By the grammar and nothing else.
    #[must_use]
    pub fn strict() -> Self {
        Self::new(Options::strict())
    }

    /// By the grammar first, then with what real peers send.
    #[must_use]
    pub fn tolerant() -> Self {
        Self::new(Options::tolerant())
    }

    /// The options.
    #[must_use]
    pub const fn options(&self) -> &Options {
        &self.options
    }

    /// Reads exactly one whole message, literals in place. Literals are looked through for NUL; a message from a
    /// [`Framer`](crate::Framer) has been looked through already ([`decode_message`](Self::decode_message)).
    ///
    /// # Errors
    ///
    /// Where the bytes leave the grammar (and, unless the policy is strict, what can be mended), also if they end too
    /// early or go on behind the message.
    pub fn decode<'a>(&self, message: &'a [u8]) -> Result<Decoded<K::Value<'a>>, DecodeError> {
        self.read(message, &[], false, &[])
    }

    /// Reads a message that a framer has cut out. Costs the same whatever the size of its literals.
    ///
    /// # Errors
    ///
    /// As [`decode`](Self::decode).
    pub fn decode_message<'a>(
        &self,
        message: &Message<'a>,
    ) -> Result<Decoded<K::Value<'a>>, DecodeError> {
        self.read(
            message.bytes(),
            message.holes(),
            message.nul().is_none(),
            message.deviations(),
        )
    }

    fn read<'a>(
        &self,
        message: &'a [u8],
        holes: &[Hole],
        nul_free: bool,
        framed: &[Deviation],
    ) -> Result<Decoded<K::Value<'a>>, DecodeError> {
        let allowed = self.options.policy.quirks();
        let mut quirks = Quirks::NONE;
        let mut furthest: Option<DecodeError> = None;
        // Once by the grammar, and then once more with what can be mended. If neither reads it, once with all quirks there
        // are, only to say which would have helped.
        loop {
            let mut cx = Cx::new(message, &self.options, quirks, holes, nul_free);
            cx.client = !matches!(K::MODE, Mode::Response);
            let error = match K::read(&cx, message) {
                Ok(([], value)) => {
                    if let Some(error) = furthest
                        && quirks != allowed
                    {
                        return Err(mended_by(cx.into_notes(), allowed, error));
                    }
                    let Notes {
                        deviations,
                        salvaged,
                        others,
                    } = match cx.into_notes() {
                        None if framed.is_empty() => Notes::default(),
                        notes => with_framed(notes, framed),
                    };
                    return Ok(Decoded {
                        value,
                        deviations,
                        salvaged,
                        others,
                    });
                }
                Ok((rest, _)) => cx.error_at(rest, Rule::End),
                Err(error) => cx.error(error),
            };
            let error = match furthest {
                Some(before) if quirks != allowed => before,
                // The reading that came further knows better what is wrong.
                Some(before) if before.offset > error.offset => before,
                _ => error,
            };
            if quirks == Quirks::ALL {
                return Err(error);
            }
            furthest = Some(error);
            quirks = if quirks.is_empty() && !allowed.is_empty() {
                allowed
            } else {
                Quirks::ALL
            };
        }
    }
}

/// The error with the quirk that would have mended it, were it on.
#[cold]
fn mended_by(notes: Option<Box<Notes>>, allowed: Quirks, error: DecodeError) -> DecodeError {
    let quirk = notes.and_then(|notes| {
        let mut quirks = notes.deviations.iter().map(|deviation| deviation.quirk);
        let off = quirks.find(|quirk| !allowed.has(*quirk));
        off.filter(|_| notes.salvaged.is_empty())
    });
    DecodeError { quirk, ..error }
}

/// The notes of the framer stand before those of the decoder.
#[cold]
fn with_framed(notes: Option<Box<Notes>>, framed: &[Deviation]) -> Notes {
    let mut notes = notes.map(|notes| *notes).unwrap_or_default();
    notes.deviations.splice(0..0, framed.iter().cloned());
    notes
}

/// What can be encoded: the messages. Not for other crates.
pub trait Encodable: sealed::Sealed {
    #[doc(hidden)]
    const CLIENT: bool;
    #[doc(hidden)]
    fn write<'v>(&'v self, w: &mut Output<'_, 'v>);
}

/// Where a message is written; hidden.
#[allow(unnameable_types, reason = "seals a trait")]
#[doc(hidden)]
#[derive(Debug)]
pub struct Output<'b, 'v>(Writer<'b, 'v>);

macro_rules! encodable {
    ($($message:ty, $client:literal;)+) => { $(
        impl sealed::Sealed for $message {}
        impl Encodable for $message {
            const CLIENT: bool = $client;
            fn write<'v>(&'v self, w: &mut Output<'_, 'v>) { self.encode(&mut w.0); }
        }
    )+ };
}

encodable! {
    Greeting<'_>, false;
    Response<'_>, false;
    Command<'_>, true;
    AuthenticateData<'_>, true;
    IdleDone, true;
    ContinueReq<'_>, false;
}

impl Encode for IdleDone {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.raw(b"DONE\r\n");
    }
}

impl Encode for ContinueReq<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.text.encode(w.raw(b"+ "));
        w.raw(b"\r\n");
    }
}

/// Writes messages. Keeps a buffer, so that it allocates once and then no more.
///
/// ```
/// use imap_codec::{EncodeOptions, Encoder, Fragment};
/// use imap_types::{append::Append, command::Command, core::Tag, flag::Flag};
///
/// let mut encoder = Encoder::new(EncodeOptions::default());
/// let command = Command::new(Tag::try_from("A1")?, Append::new("Sent", "From: me\r\n\r\n")?.flag(Flag::Seen));
/// let mut sent = Vec::new();
/// for fragment in encoder.encode(&command)? {
///     match fragment {
///         Fragment::Line(bytes) => sent.extend_from_slice(bytes),
///         Fragment::Literal { mode, data } => {
///             assert!(mode.is_sync(), "wait for the continuation here");
///             sent.extend_from_slice(data);
///         }
///         _ => {}
///     }
/// }
/// assert_eq!(sent, b"A1 APPEND Sent (\\Seen) {12}\r\nFrom: me\r\n\r\n\r\n");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Default)]
pub struct Encoder {
    options: EncodeOptions,
    line: Vec<u8>,
}

impl Encoder {
    /// With these options.
    #[must_use]
    pub const fn new(options: EncodeOptions) -> Self {
        Self {
            options,
            line: Vec::new(),
        }
    }

    /// The options, to be changed when capabilities do.
    pub const fn options_mut(&mut self) -> &mut EncodeOptions {
        &mut self.options
    }

    /// The pieces of a message, in order. Literals that must wait, and large ones, are borrowed from it.
    ///
    /// # Errors
    ///
    /// Before the first byte, if the options do not allow the message.
    pub fn encode<'w, 'v, M: Encodable>(
        &'w mut self,
        message: &'v M,
    ) -> Result<Fragments<'w, 'v>, EncodeError> {
        self.line.clear();
        let mut output = Output(Writer::new(&mut self.line, self.options, M::CLIENT, true));
        message.write(&mut output);
        let marks = output.0.finish()?;
        Ok(Fragments::new(&self.line, marks))
    }

    /// The same, where the data of literals may be [elsewhere](imap_types::core::Content::Elsewhere): it is announced, and a
    /// [`Fragment::Elsewhere`](crate::Fragment::Elsewhere) stands where it has to be sent.
    ///
    /// ```text
    /// C: A1 APPEND Sent {1073741824}     Line, Elsewhere { mode: Sync, len: 1 << 30 }, Line
    /// ```
    ///
    /// ```
    /// use imap_codec::{EncodeOptions, Encoder, Fragment, LiteralMode};
    /// use imap_types::{append::Append, command::Command, core::{Content, Tag}};
    ///
    /// let mut encoder = Encoder::new(EncodeOptions::default());
    /// let message = Content::Elsewhere { len: 1 << 30 };
    /// let command = Command::new(Tag::try_from("A1")?, Append::new("Sent", message)?);
    /// let mut fragments = encoder.encode_streaming(&command)?;
    /// assert_eq!(fragments.next(), Some(Fragment::Line(b"A1 APPEND Sent {1073741824}\r\n")));
    /// assert_eq!(fragments.next(), Some(Fragment::Elsewhere { mode: LiteralMode::Sync, len: 1 << 30 }));
    /// assert_eq!(fragments.next(), Some(Fragment::Line(b"\r\n")));
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Before the first byte, if the options do not allow the message.
    pub fn encode_streaming<'w, 'v, M: Encodable>(
        &'w mut self,
        message: &'v M,
    ) -> Result<Fragments<'w, 'v>, EncodeError> {
        self.line.clear();
        let writer = Writer::new(&mut self.line, self.options, M::CLIENT, true);
        let mut output = Output(writer.streaming());
        message.write(&mut output);
        let marks = output.0.finish()?;
        Ok(Fragments::new(&self.line, marks))
    }

    /// Appends the whole message to `buffer`, literals and all: for a server, for LITERAL+, for tests.
    ///
    /// # Errors
    ///
    /// If the options do not allow the message; `buffer` is left as it was.
    pub fn encode_into<M: Encodable>(
        &self,
        message: &M,
        buffer: &mut Vec<u8>,
    ) -> Result<(), EncodeError> {
        let len = buffer.len();
        let mut output = Output(Writer::new(buffer, self.options, M::CLIENT, false));
        message.write(&mut output);
        match output.0.finish() {
            Ok(_) => Ok(()),
            Err(error) => {
                buffer.truncate(len);
                Err(error)
            }
        }
    }
}

impl Encoder {
    /// Overwrites the buffer: call it when the last message held a secret and was copied or sent. Dropping the encoder
    /// does it too.
    pub fn wipe(&mut self) {
        self.line.zeroize();
    }
}

impl Drop for Encoder {
    fn drop(&mut self) {
        self.wipe();
    }
}

impl fmt::Debug for Encoder {
    /// Without the buffer, which may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl<K> Decoder<K> {
    /// Is this decoder's policy strict?
    #[must_use]
    pub fn is_strict(&self) -> bool {
        self.options.policy == Policy::Strict
    }
}
