//! One direction of a connection, decoded: octets in, messages out.

use alloc::{format, string::ToString, vec::Vec};

use imap_codec::{
    AuthenticateDataKind, CommandKind, ContinueKind, DecodeError, Decoded, Decoder, Deviation,
    Frame, Framer, GreetingKind, IdleDone, IdleDoneKind, Kind as Readable, Message, Mode, Options,
    ResponseKind,
};
use imap_types::{command::CommandBody, response::Response};
use serde::{Deserialize, Serialize};

use crate::{
    config::{Config, Kind},
    json::{Heard, Place, Show, write},
    reveal::Reveal,
    table::{Fault, Session, Step},
};

/// How the JSON of `DONE` looks: there is nothing to say about it.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Done {}

impl Reveal for Done {
    fn reveal(self) -> Self {
        self
    }
}

impl From<IdleDone> for Done {
    fn from(_: IdleDone) -> Self {
        Self {}
    }
}

/// Decoders of all kinds.
pub(crate) struct Readers {
    pub(crate) greeting: Decoder<GreetingKind>,
    pub(crate) response: Decoder<ResponseKind>,
    r#continue: Decoder<ContinueKind>,
    pub(crate) command: Decoder<CommandKind>,
    pub(crate) authenticate_data: Decoder<AuthenticateDataKind>,
    pub(crate) idle_done: Decoder<IdleDoneKind>,
}

impl Readers {
    pub(crate) const fn new(options: Options) -> Self {
        Self {
            greeting: Decoder::new(options),
            response: Decoder::new(options),
            r#continue: Decoder::new(options),
            command: Decoder::new(options),
            authenticate_data: Decoder::new(options),
            idle_done: Decoder::new(options),
        }
    }

    /// Reads a message as this kind, and writes what came of it.
    pub(crate) fn read(
        &self,
        kind: Kind,
        source: &Source<'_, '_>,
        start: u64,
        out: &mut Vec<u8>,
        show: Show,
        place: Place,
    ) -> Result<(), Fault> {
        fn told<'m, K>(
            (decoder, kind): (&Decoder<K>, Kind),
            source: &Source<'_, 'm>,
            start: u64,
            out: &mut Vec<u8>,
            show: Show,
            place: Place,
        ) -> Result<(), Fault>
        where
            K: Readable,
            K::Value<'m>: Serialize + Reveal,
        {
            let heard = Heard {
                kind,
                bytes: source.bytes(),
                start,
                framed: source.framed(),
                read: || source.read(decoder),
            };
            heard.write(out, show, place)
        }
        match kind {
            Kind::Greeting => told((&self.greeting, kind), source, start, out, show, place),
            Kind::Continue => told((&self.r#continue, kind), source, start, out, show, place),
            Kind::Command => told((&self.command, kind), source, start, out, show, place),
            Kind::AuthenticateData => {
                let decoder = (&self.authenticate_data, kind);
                told(decoder, source, start, out, show, place)
            }
            Kind::IdleDone => {
                let heard = Heard {
                    kind,
                    bytes: source.bytes(),
                    start,
                    framed: source.framed(),
                    read: || {
                        let decoded = source.read(&self.idle_done)?;
                        Ok(decoded.map(Done::from))
                    },
                };
                heard.write(out, show, place)
            }
            Kind::Response | Kind::Server | Kind::Client => {
                let decoder = (&self.response, Kind::Response);
                told(decoder, source, start, out, show, place)
            }
        }
    }
}

/// A message from a framer; or its octets, and what was mended in it when it was read from a framer.
pub(crate) enum Source<'s, 'm> {
    Framed(&'s Message<'m>),
    Whole(&'m [u8], &'s [Deviation]),
}

impl<'s, 'm: 's> Source<'s, 'm> {
    fn framed(&self) -> &'s [Deviation] {
        match self {
            Self::Framed(message) => message.deviations(),
            Self::Whole(_, deviations) => deviations,
        }
    }

    fn bytes(&self) -> &'m [u8] {
        match self {
            Self::Framed(message) => message.bytes(),
            Self::Whole(bytes, _) => bytes,
        }
    }

    pub(crate) fn read<K: Readable>(
        &self,
        decoder: &Decoder<K>,
    ) -> Result<Decoded<K::Value<'m>>, DecodeError> {
        match self {
            Self::Framed(message) => decoder.decode_message(message),
            Self::Whole(bytes, deviations) => {
                let mut decoded = decoder.decode(bytes)?;
                decoded.deviations = deviations.to_vec();
                Ok(decoded)
            }
        }
    }
}

/// What the next line of a client is, as far as that can be told without its server.
#[derive(Clone, Copy, PartialEq)]
enum Due {
    Command,
    /// Perhaps an answer to a challenge.
    Data,
    /// Perhaps DONE.
    Done,
}

/// A stream that is decoded.
pub(crate) struct Decode {
    framer: Framer,
    readers: Readers,
    options: Options,
    kind: Kind,
    show: Show,
    due: Due,
    greeted: bool,
    ended: bool,
    /// Framers that broke have consumed so much.
    before: u64,
    /// A message before which something else had to be told.
    told: Option<Vec<u8>>,
}

impl Decode {
    pub(crate) fn new(config: &Config) -> Result<Self, Fault> {
        let options = config.options()?;
        let mode = match config.kind {
            Kind::Client | Kind::Command => Mode::Command,
            Kind::AuthenticateData => Mode::AuthenticateData,
            Kind::IdleDone => Mode::IdleDone,
            _ => Mode::Response,
        };
        Ok(Self {
            framer: Framer::new(mode, &options),
            readers: Readers::new(options),
            options,
            kind: config.kind,
            show: Show {
                values: !config.terse,
                spans: config.spans,
                reveal: config.reveal,
            },
            due: Due::Command,
            greeted: false,
            ended: false,
            before: 0,
            told: None,
        })
    }

    fn mode(&self) -> Mode {
        match self.kind {
            Kind::Client | Kind::Command => Mode::Command,
            Kind::AuthenticateData => Mode::AuthenticateData,
            Kind::IdleDone => Mode::IdleDone,
            _ => Mode::Response,
        }
    }
}

/// Bytes that are in no message.
#[derive(Serialize)]
struct Rest<'t> {
    #[serde(rename = "type")]
    is: &'static str,
    range: [u64; 2],
    why: &'t str,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Order {
    /// Nothing comes any more.
    End {},
    /// UTF-8 from here on, or no more.
    Utf8(bool),
}

impl Session for Decode {
    fn feed(&mut self, bytes: &[u8]) -> Result<Step, Fault> {
        self.framer.push(bytes);
        Ok(Step::Nothing)
    }

    fn tell(&mut self, order: &[u8], _: &mut Vec<u8>) -> Result<Step, Fault> {
        match serde_json::from_slice(order)? {
            Order::End {} => self.ended = true,
            Order::Utf8(utf8) => {
                self.options = self.options.utf8(utf8);
                self.readers = Readers::new(self.options);
                self.framer.set_options(&self.options);
            }
        }
        Ok(Step::Nothing)
    }

    fn next(&mut self, out: &mut Vec<u8>) -> Result<Step, Fault> {
        if let Some(told) = self.told.take() {
            *out = told;
            return Ok(Step::Json);
        }
        loop {
            let begin = self.before + self.framer.consumed();
            match self.framer.next() {
                Ok(Some(Frame::Message(message))) => {
                    let len = message.bytes().len() as u64;
                    let source = Source::Framed(&message);
                    let readers = &self.readers;
                    let kind = match self.kind {
                        Kind::Server if !self.greeted => {
                            // A stream may begin in the middle.
                            match source.read(&readers.greeting) {
                                Ok(_) => Kind::Greeting,
                                Err(_) => Kind::Response,
                            }
                        }
                        Kind::Server => Kind::Response,
                        Kind::Client => {
                            let (kind, due) = readers.guess(self.due, &source);
                            self.due = due;
                            kind
                        }
                        kind => kind,
                    };
                    self.greeted = true;
                    readers.read(kind, &source, begin, out, self.show, Place::default())?;
                    // Blank lines and NULs may have been skipped before it, which the framer tells only now.
                    let start = self.before + self.framer.consumed() - len;
                    if start > begin {
                        let message = move_on(out, [start, start + len]);
                        out.clear();
                        self.told = Some(message);
                        write(
                            out,
                            &Rest {
                                is: "rest",
                                range: [begin, start],
                                why: "skipped between messages",
                            },
                        )?;
                    }
                    return Ok(Step::Json);
                }
                Ok(Some(Frame::Offer(offer))) => {
                    // Without a server it is not known what it would say; what is too long it could not take.
                    if offer.too_long {
                        self.framer.refuse();
                    } else {
                        self.framer.accept();
                    }
                }
                Ok(Some(Frame::Refused(refused))) => {
                    let why = refused.reason().to_string();
                    let range = [begin, self.before + self.framer.consumed()];
                    let is = "rest";
                    write(
                        out,
                        &Rest {
                            is,
                            range,
                            why: &why,
                        },
                    )?;
                    return Ok(Step::Json);
                }
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(error) => {
                    // The line is lost, and no more.
                    let mut line = self.framer.take_rest();
                    let consumed = self.before + self.framer.consumed();
                    let end = memchr::memmem::find(&line, b"\r\n").map_or(line.len(), |at| at + 2);
                    let rest = line.split_off(end);
                    self.before = consumed - rest.len() as u64;
                    self.framer = Framer::new(self.mode(), &self.options);
                    self.framer.push(&rest);
                    let range = [begin, self.before];
                    let why = error.kind.to_string();
                    let is = "rest";
                    write(
                        out,
                        &Rest {
                            is,
                            range,
                            why: &why,
                        },
                    )?;
                    return Ok(Step::Json);
                }
            }
        }
        let left = self.framer.buffered() as u64;
        if core::mem::take(&mut self.ended) && left > 0 {
            let from = self.before + self.framer.consumed();
            let rest = Rest {
                is: "rest",
                range: [from, from + left],
                why: "cut off",
            };
            write(out, &rest)?;
            // What comes after all begins anew.
            self.before = from + left;
            self.framer = Framer::new(self.mode(), &self.options);
            return Ok(Step::Json);
        }
        Ok(Step::Nothing)
    }
}

/// A message of [`Heard::write`] whose range is another.
pub(crate) fn move_on(message: &[u8], [from, to]: [u64; 2]) -> Vec<u8> {
    let range = b"\"range\":[";
    let Some(at) = memchr::memmem::find(message, range).map(|at| at + range.len()) else {
        return message.into();
    };
    let (front, rest) = message.split_at(at);
    let len = memchr::memchr(b']', rest).unwrap_or(0);
    let behind = rest.get(len..).unwrap_or_default();
    [front, format!("{from},{to}").as_bytes(), behind].concat()
}

impl Readers {
    /// What a client's message is, and what may follow it.
    fn guess(&self, due: Due, source: &Source<'_, '_>) -> (Kind, Due) {
        let command = source.read(&self.command);
        match (due, &command) {
            (Due::Done, Err(_)) if source.read(&self.idle_done).is_ok() => {
                return (Kind::IdleDone, Due::Command);
            }
            (Due::Data, Err(_)) if source.read(&self.authenticate_data).is_ok() => {
                return (Kind::AuthenticateData, Due::Data);
            }
            _ => {}
        }
        let due = match command.as_ref().map(|decoded| &decoded.value.body) {
            Ok(CommandBody::Authenticate(_)) => Due::Data,
            Ok(CommandBody::Idle) => Due::Done,
            _ => Due::Command,
        };
        (Kind::Command, due)
    }

    /// What a server's message is, typed.
    pub(crate) fn response<'m>(&self, source: &Source<'_, 'm>) -> Option<Response<'m>> {
        Some(source.read(&self.response).ok()?.value)
    }
}
