//! Our own crates. Every call into them that the benchmarks make is in this file.

use std::{hint::black_box, time::Duration};

use our_codec::{
    CommandDecoder, EncodeOptions, Encoder, Frame, Framer, Mode, Options, ResponseDecoder, Whole,
    whole,
};
use our_state::{
    client::{self, Client, Event, Output},
    conn::Inbox,
    session::TlsPolicy,
};
use our_types::{
    command::{Command, CommandBody, Uid},
    data::Data,
    envelope::AddressField,
    fetch::MsgAtt,
    response::Response,
};

use crate::{
    harness::{Contender, Job, NOBODY, Refused, Stream, feed},
    workload::{Payload, Shape, Side, Workload},
};

/// Decoding of a message that has been cut already; streams through the framer and the decoder.
pub const CONTENDER: Contender = Contender {
    name: "ours",
    decode,
    encode,
    stream,
    retries: false,
};

/// The framer, in reads of 16 KiB, and the decoder behind it.
pub const FRAMED: Contender = Contender {
    name: "ours+framer",
    decode: framed,
    ..NOBODY
};

/// Streams of which there is a chunk in memory, through the framer and the decoder without a copy.
pub const IN_PLACE: Contender = Contender {
    name: "ours-in-place",
    stream: in_place,
    ..NOBODY
};

/// The framer alone, which gathers every literal.
pub const FRAMER_ALONE: Contender = Contender {
    name: "ours, gathered",
    stream: |workload| framer_alone(workload, u64::MAX),
    ..NOBODY
};

/// The framer alone, which hands out large literals in chunks.
pub const FRAMER_STREAMING: Contender = Contender {
    name: "ours, streamed",
    stream: |workload| framer_alone(workload, 1 << 20),
    ..NOBODY
};

/// A client whose mailbox is selected: what it hears goes through the view of the mailbox, and comes out as events.
pub const CLIENT: Contender = Contender {
    name: "ours, client",
    stream: client_stream,
    ..NOBODY
};

const READ: usize = 16 << 10;

fn decode(workload: &'static Workload) -> Result<Job, Refused> {
    check(workload)?;
    let (mode, options) = (mode(workload.side), Options::strict());
    let cut = |bytes: &&'static [u8]| whole(mode, &options, bytes).ok().flatten();
    // What the framer knows of each message.
    let cuts: Vec<Whole> = workload.messages.iter().filter_map(cut).collect();
    if cuts.len() < workload.messages.len() {
        return Err(Refused::broken(
            workload,
            b"",
            "a message that is not whole",
        ));
    }
    let cuts: &'static [Whole] = cuts.leak();
    let mut cursor = cuts.iter().zip(&workload.messages).cycle();
    Ok(match workload.side {
        Side::Commands => {
            let decoder = CommandDecoder::strict();
            Box::new(move |n| {
                for (cut, bytes) in cursor.by_ref().take(n) {
                    let message = cut.message(black_box(bytes));
                    let _ = black_box(decoder.decode_message(&message));
                }
            })
        }
        Side::Responses => {
            let decoder = ResponseDecoder::strict();
            Box::new(move |n| {
                for (cut, bytes) in cursor.by_ref().take(n) {
                    let message = cut.message(black_box(bytes));
                    let _ = black_box(decoder.decode_message(&message));
                }
            })
        }
    })
}

fn encode(workload: &'static Workload) -> Result<Job, Refused> {
    check(workload)?;
    let encoder = Encoder::new(EncodeOptions::everything());
    match workload.side {
        Side::Commands => {
            let decoder = CommandDecoder::strict();
            let values = workload
                .messages
                .iter()
                .filter_map(|message| decoder.decode(message).ok());
            let values: Vec<Command<'static>> = values.map(|decoded| decoded.value).collect();
            let same = |command: &Command<'static>, bytes: &[u8]| {
                CommandDecoder::strict()
                    .decode(bytes)
                    .is_ok_and(|again| again.value == *command)
            };
            encode_job(
                workload,
                values,
                move |command, out| encoder.encode_into(command, out).is_ok(),
                same,
            )
        }
        Side::Responses => {
            let decoder = ResponseDecoder::strict();
            let values = workload
                .messages
                .iter()
                .filter_map(|message| decoder.decode(message).ok());
            let values: Vec<Response<'static>> = values.map(|decoded| decoded.value).collect();
            let same = |response: &Response<'static>, bytes: &[u8]| {
                ResponseDecoder::strict()
                    .decode(bytes)
                    .is_ok_and(|again| again.value == *response)
            };
            encode_job(
                workload,
                values,
                move |response, out| encoder.encode_into(response, out).is_ok(),
                same,
            )
        }
    }
}

fn encode_job<V: 'static>(
    workload: &'static Workload,
    values: Vec<V>,
    encode: impl Fn(&V, &mut Vec<u8>) -> bool + 'static,
    same: impl Fn(&V, &[u8]) -> bool,
) -> Result<Job, Refused> {
    let mut out = Vec::new();
    for value in &values {
        out.clear();
        if !encode(value, &mut out) || !same(value, &out) {
            return Err(Refused::broken(workload, &out, "encoded differently"));
        }
    }
    let mut cursor = values.leak().iter().cycle();
    Ok(Box::new(move |n| {
        for value in cursor.by_ref().take(n) {
            out.clear();
            black_box(encode(black_box(value), &mut out));
            black_box(&mut out);
        }
    }))
}

/// A framer and the decoder that reads what it cuts.
struct Connection {
    framer: Framer,
    reader: Reader,
}

struct Reader {
    side: Side,
    commands: CommandDecoder,
    responses: ResponseDecoder,
}

impl Reader {
    /// The number of messages that a frame is.
    fn read(&self, frame: &Frame<'_>) -> u64 {
        let Frame::Message(message) = frame else {
            return 0;
        };
        let read = match self.side {
            Side::Commands => black_box(self.commands.decode_message(message)).is_ok(),
            Side::Responses => black_box(self.responses.decode_message(message)).is_ok(),
        };
        assert!(read);
        1
    }
}

impl Connection {
    fn new(side: Side, stream_above: u64) -> Self {
        let reader = Reader {
            side,
            commands: CommandDecoder::strict(),
            responses: ResponseDecoder::strict(),
        };
        Self {
            framer: Framer::new(mode(side), &Options::strict()).stream_above(stream_above),
            reader,
        }
    }

    /// Takes what a read has brought; the number of messages that it completed.
    fn received(&mut self, bytes: &[u8]) -> u64 {
        self.framer.push(bytes);
        let mut messages = 0;
        while let Some(frame) = self.framer.next().expect("frames") {
            messages += self.reader.read(&frame);
            if let Frame::Offer(_) = frame {
                self.framer.accept();
            }
        }
        messages
    }

    /// The same, read where it is as far as it can be.
    fn received_in_place(&mut self, bytes: &[u8]) -> u64 {
        let (mut input, mut messages) = (bytes, 0);
        while let Some(frame) = self.framer.next_in(&mut input).expect("frames") {
            messages += self.reader.read(&frame);
            if let Frame::Offer(_) = frame {
                self.framer.accept();
            }
        }
        messages
    }
}

fn framed(workload: &'static Workload) -> Result<Job, Refused> {
    check(workload)?;
    let mut connection = Connection::new(workload.side, u64::MAX);
    let mut reads = workload.stream.chunks(READ).cycle();
    Ok(Box::new(move |n| {
        let mut messages = 0;
        while messages < n as u64 {
            messages += reads
                .next()
                .map_or(0, |read| connection.received(black_box(read)));
        }
    }))
}

fn stream(workload: &'static Workload) -> Result<Stream, Refused> {
    check(workload)?;
    Ok(Box::new(move |chunk, limit| {
        let mut connection = Connection::new(workload.side, u64::MAX);
        feed(workload.stream, chunk, limit, |bytes| {
            connection.received(bytes)
        })
    }))
}

fn in_place(workload: &'static Workload) -> Result<Stream, Refused> {
    check(workload)?;
    Ok(Box::new(move |chunk, limit| {
        let mut connection = Connection::new(workload.side, u64::MAX);
        feed(workload.stream, chunk, limit, |bytes| {
            connection.received_in_place(bytes)
        })
    }))
}

fn framer_alone(workload: &'static Workload, stream_above: u64) -> Result<Stream, Refused> {
    Ok(Box::new(move |chunk, limit| {
        let mut framer =
            Framer::new(mode(workload.side), &Options::strict()).stream_above(stream_above);
        feed(workload.stream, chunk, limit, |bytes| {
            framer.push(bytes);
            let mut messages = 0;
            while let Some(frame) = framer.next().expect("frames") {
                match black_box(frame) {
                    Frame::Message(_) => messages += 1,
                    Frame::Offer(_) => framer.accept(),
                    _ => {}
                }
            }
            messages
        })
    }))
}

fn client_stream(workload: &'static Workload) -> Result<Stream, Refused> {
    check(workload)?;
    Ok(Box::new(move |chunk, limit| {
        let config = client::Config {
            tls: TlsPolicy::Plain,
            ..client::Config::default()
        };
        let (mut inbox, mut client) = (config.inbox(), Client::new(config));
        hear(
            &mut client,
            &mut inbox,
            b"* PREAUTH [CAPABILITY IMAP4rev1] in\r\n",
        );
        client
            .send(CommandBody::select("INBOX").expect("a name"))
            .expect("it may be sent");
        hear(
            &mut client,
            &mut inbox,
            b"* 1000000 EXISTS\r\nA0 OK [READ-WRITE] done\r\n",
        );
        feed(workload.stream, chunk, limit, |bytes| {
            hear(&mut client, &mut inbox, bytes)
        })
    }))
}

/// Lets the client read, and says how many FETCH responses it told of.
fn hear(client: &mut Client, inbox: &mut Inbox, bytes: &[u8]) -> u64 {
    inbox.space(bytes.len())[..bytes.len()].copy_from_slice(bytes);
    inbox.filled(bytes.len());
    let mut fetched = 0;
    loop {
        match client.poll(inbox, Duration::ZERO).expect("a sound stream") {
            Output::Transmit(bytes) => {
                let n = bytes.len();
                client.transmitted(n);
            }
            Output::NeedInput { .. } => return fetched,
            Output::Event(Event::Fetched(fetch)) => {
                black_box(&fetch);
                fetched += 1;
            }
            Output::Event(Event::Unparsed { error, .. }) => panic!("{error}"),
            Output::Closed(reason) => panic!("{reason:?}"),
            _ => {}
        }
    }
}

fn mode(side: Side) -> Mode {
    match side {
        Side::Commands => Mode::Command,
        Side::Responses => Mode::Response,
    }
}

/// Every message is read as what it is, with nothing repaired and nothing left out.
fn check(workload: &'static Workload) -> Result<(), Refused> {
    let (commands, responses) = (CommandDecoder::strict(), ResponseDecoder::strict());
    for (&message, &expected) in workload.messages.iter().zip(&workload.shapes) {
        let broken = |what: String| Refused::broken(workload, message, &what);
        let (found, clean) = match workload.side {
            Side::Commands => {
                let decoded = commands
                    .decode(message)
                    .map_err(|error| broken(format!("{error:?}")))?;
                (
                    command_shape(&decoded.value),
                    decoded.deviations.is_empty() && decoded.salvaged.is_empty(),
                )
            }
            Side::Responses => {
                let decoded = responses
                    .decode(message)
                    .map_err(|error| broken(format!("{error:?}")))?;
                (
                    response_shape(&decoded.value),
                    decoded.deviations.is_empty() && decoded.salvaged.is_empty(),
                )
            }
        };
        if !clean || found != expected {
            return Err(broken(format!("read as {found:?}")));
        }
    }
    Ok(())
}

/// Which of the names in `small_commands` and its neighbours a command is.
fn command_shape(command: &Command<'_>) -> Shape {
    Shape::Command(match &command.body {
        CommandBody::Noop => "noop",
        CommandBody::Capability => "capability",
        CommandBody::Login(_) => "login",
        CommandBody::Select(_) => "select",
        CommandBody::Examine(_) => "examine",
        CommandBody::List(_) => "list",
        CommandBody::Status(_) => "status",
        CommandBody::Create(_) => "create",
        CommandBody::Copy(_) => "copy",
        CommandBody::Close => "close",
        CommandBody::Uid(Uid::Fetch(_)) => "uid fetch",
        CommandBody::Uid(Uid::Store(_)) => "uid store",
        CommandBody::Uid(Uid::Search(_)) => "search",
        _ => return Shape::Other,
    })
}

fn response_shape(response: &Response<'_>) -> Shape {
    match response {
        Response::Data(Data::Exists(n)) => Shape::Exists(*n),
        Response::Data(Data::Flags(flags)) => Shape::Flags(flags.len()),
        Response::Data(Data::List(_)) => Shape::List,
        Response::Data(Data::Capability(atoms)) => Shape::Capability(atoms.len()),
        Response::Data(Data::Status(status)) => Shape::Status(status.items.len()),
        Response::Data(Data::Search(result)) => Shape::Search(result.numbers.len()),
        Response::Tagged(_) => Shape::Tagged,
        Response::Data(Data::Fetch(fetch)) => {
            let payload = |item: &MsgAtt<'_>| match item {
                MsgAtt::Flags(flags) => Some(Payload::Flags(flags.len())),
                MsgAtt::Envelope(envelope) => Some(Payload::Envelope(
                    AddressField::ALL
                        .map(|field| envelope.addresses(field).len())
                        .iter()
                        .sum(),
                )),
                MsgAtt::BodyStructure(body) => Some(Payload::Body(body.parts().len())),
                MsgAtt::BodySection(section) => Some(Payload::Literal(
                    section.data.as_ref().map_or(0, |data| data.len() as usize),
                )),
                _ => None,
            };
            // The last one carries the weight.
            fetch
                .items
                .iter()
                .rev()
                .find_map(payload)
                .map_or(Shape::Other, |payload| Shape::Fetch {
                    items: fetch.items.len(),
                    uid: fetch.uid().map_or(0, |uid| uid.get()),
                    payload,
                })
        }
        _ => Shape::Other,
    }
}
