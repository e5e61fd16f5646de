//! The registry's `imap-codec`, by its documentation: `decode` on what there is, or its `Fragmentizer`.

use std::hint::black_box;

use peer_codec::{
    CommandCodec, ResponseCodec,
    decode::{CommandDecodeError, Decoder, ResponseDecodeError},
    encode::{Encoded, Encoder, Fragment},
    fragmentizer::Fragmentizer,
    imap_types::{
        body::{BodyStructure, SpecificFields},
        command::{Command, CommandBody},
        envelope::Envelope,
        fetch::MessageDataItem,
        response::{Data, Response, Status},
    },
};

use crate::{
    harness::{Contender, Job, NOBODY, Parsed, Refused, Retry, Stream, feed},
    workload::{Payload, Shape, Side, Workload},
};

pub const CONTENDER: Contender = Contender {
    name: "imap-codec",
    decode,
    encode,
    stream,
    retries: true,
};

/// The same decoder behind its own framer.
pub const FRAGMENTIZER: Contender = Contender {
    name: "imap-codec+frag",
    stream: fragmentized,
    ..NOBODY
};

/// The framer alone.
pub const FRAGMENTIZER_ALONE: Contender = Contender {
    name: "imap-codec+frag",
    stream: fragmentizer_alone,
    ..NOBODY
};

const TOO_DEEP: Refused = Refused::Cannot("imap-codec reads BODYSTRUCTURE to a depth of 8");
fn able(workload: &Workload) -> Result<(), Refused> {
    if workload.name == "body-deep-48" {
        Err(TOO_DEEP)
    } else {
        Ok(())
    }
}

/// Every message is read, wholly, as what it is.
fn check(workload: &'static Workload) -> Result<(), Refused> {
    able(workload)?;
    for (&message, &shape) in workload.messages.iter().zip(&workload.shapes) {
        let (rest, found) = match workload.side {
            Side::Commands => CommandCodec::default()
                .decode(message)
                .map(|(rest, command)| (rest, command_shape(&command)))
                .map_err(|error| Refused::broken(workload, message, &format!("{error:?}")))?,
            Side::Responses => ResponseCodec::default()
                .decode(message)
                .map(|(rest, response)| (rest, response_shape(&response)))
                .map_err(|error| Refused::broken(workload, message, &format!("{error:?}")))?,
        };
        if !rest.is_empty() || found != shape {
            return Err(Refused::broken(
                workload,
                message,
                &format!("read as {found:?}, {} left", rest.len()),
            ));
        }
    }
    Ok(())
}

fn decode(workload: &'static Workload) -> Result<Job, Refused> {
    check(workload)?;
    let mut cursor = workload.messages.iter().cycle();
    Ok(match workload.side {
        Side::Commands => {
            let codec = CommandCodec::default();
            Box::new(move |n| {
                for message in cursor.by_ref().take(n) {
                    let _ = black_box(codec.decode(black_box(message)));
                }
            })
        }
        Side::Responses => {
            let codec = ResponseCodec::default();
            Box::new(move |n| {
                for message in cursor.by_ref().take(n) {
                    let _ = black_box(codec.decode(black_box(message)));
                }
            })
        }
    })
}

fn encode(workload: &'static Workload) -> Result<Job, Refused> {
    check(workload)?;
    match workload.side {
        Side::Commands => {
            let codec = CommandCodec::default();
            let values = workload
                .messages
                .iter()
                .filter_map(|message| codec.decode(message).ok());
            let values: Vec<Command<'static>> = values.map(|(_, command)| command).collect();
            let same = |command: &Command<'static>, bytes: &[u8]| {
                CommandCodec::default()
                    .decode(bytes)
                    .is_ok_and(|(rest, again)| rest.is_empty() && again == *command)
            };
            encoder(
                workload,
                values,
                move |command, out| gather(codec.encode(command), out),
                same,
            )
        }
        Side::Responses => {
            let codec = ResponseCodec::default();
            let values = workload
                .messages
                .iter()
                .filter_map(|message| codec.decode(message).ok());
            let values: Vec<Response<'static>> = values.map(|(_, response)| response).collect();
            let same = |response: &Response<'static>, bytes: &[u8]| {
                ResponseCodec::default()
                    .decode(bytes)
                    .is_ok_and(|(rest, again)| rest.is_empty() && again == *response)
            };
            encoder(
                workload,
                values,
                move |response, out| gather(codec.encode(response), out),
                same,
            )
        }
    }
}

/// What a sender does with the fragments; `dump()` would copy once more.
fn gather(encoded: Encoded, out: &mut Vec<u8>) {
    for fragment in encoded {
        match fragment {
            Fragment::Line { data } | Fragment::Literal { data, .. } => {
                out.extend_from_slice(&data)
            }
        }
    }
}

fn encoder<V: 'static>(
    workload: &'static Workload,
    values: Vec<V>,
    encode: impl Fn(&V, &mut Vec<u8>) + 'static,
    same: impl Fn(&V, &[u8]) -> bool,
) -> Result<Job, Refused> {
    let mut out = Vec::new();
    // Its sequence sets are normalised while they are encoded, in quadratic time: one of 100k takes seconds.
    if workload.name != "set-100k" {
        for value in &values {
            out.clear();
            encode(value, &mut out);
            if !same(value, &out) {
                return Err(Refused::broken(workload, &out, "encoded differently"));
            }
        }
    }
    let mut cursor = values.leak().iter().cycle();
    Ok(Box::new(move |n| {
        for value in cursor.by_ref().take(n) {
            out.clear();
            encode(black_box(value), &mut out);
            black_box(&mut out);
        }
    }))
}

fn stream(workload: &'static Workload) -> Result<Stream, Refused> {
    check(workload)?;
    let side = workload.side;
    Ok(Box::new(move |chunk, limit| {
        let (commands, responses) = (CommandCodec::default(), ResponseCodec::default());
        let mut buffer = Retry::new();
        feed(workload.stream, chunk, limit, |bytes| {
            buffer.step(bytes, |input| match side {
                Side::Commands => match black_box(commands.decode(input)) {
                    Ok((rest, _)) => Parsed::Message(input.len() - rest.len()),
                    Err(
                        CommandDecodeError::Incomplete | CommandDecodeError::LiteralFound { .. },
                    ) => Parsed::Incomplete,
                    Err(CommandDecodeError::Failed) => {
                        panic!("imap-codec cannot read {}", workload.name)
                    }
                },
                Side::Responses => match black_box(responses.decode(input)) {
                    Ok((rest, _)) => Parsed::Message(input.len() - rest.len()),
                    Err(
                        ResponseDecodeError::Incomplete | ResponseDecodeError::LiteralFound { .. },
                    ) => Parsed::Incomplete,
                    Err(ResponseDecodeError::Failed) => {
                        panic!("imap-codec cannot read {}", workload.name)
                    }
                },
            })
        })
    }))
}

fn fragmentized(workload: &'static Workload) -> Result<Stream, Refused> {
    check(workload)?;
    let side = workload.side;
    Ok(Box::new(move |chunk, limit| {
        let (commands, responses) = (CommandCodec::default(), ResponseCodec::default());
        let mut fragmentizer = Fragmentizer::without_max_message_size();
        feed(workload.stream, chunk, limit, |bytes| {
            let mut messages = 0;
            fragmentizer.enqueue_bytes(bytes);
            while fragmentizer.progress().is_some() {
                if fragmentizer.is_message_complete() {
                    messages += 1;
                    let read = match side {
                        Side::Commands => black_box(fragmentizer.decode_message(&commands)).is_ok(),
                        Side::Responses => {
                            black_box(fragmentizer.decode_message(&responses)).is_ok()
                        }
                    };
                    assert!(read, "imap-codec cannot read {}", workload.name);
                }
            }
            messages
        })
    }))
}

fn fragmentizer_alone(workload: &'static Workload) -> Result<Stream, Refused> {
    Ok(Box::new(move |chunk, limit| {
        let mut fragmentizer = Fragmentizer::without_max_message_size();
        feed(workload.stream, chunk, limit, |bytes| {
            let mut messages = 0;
            fragmentizer.enqueue_bytes(bytes);
            while fragmentizer.progress().is_some() {
                if fragmentizer.is_message_complete() {
                    messages += 1;
                    black_box(fragmentizer.message_bytes());
                }
            }
            messages
        })
    }))
}

fn command_shape(command: &Command<'_>) -> Shape {
    Shape::Command(match &command.body {
        CommandBody::Noop => "noop",
        CommandBody::Capability => "capability",
        CommandBody::Login { .. } => "login",
        CommandBody::Select { .. } => "select",
        CommandBody::Examine { .. } => "examine",
        CommandBody::List { .. } => "list",
        CommandBody::Status { .. } => "status",
        CommandBody::Create { .. } => "create",
        CommandBody::Copy { uid: false, .. } => "copy",
        CommandBody::Close => "close",
        CommandBody::Fetch { uid: true, .. } => "uid fetch",
        CommandBody::Store { uid: true, .. } => "uid store",
        CommandBody::Search { uid: true, .. } => "search",
        _ => return Shape::Other,
    })
}

fn response_shape(response: &Response<'_>) -> Shape {
    match response {
        Response::Data(Data::Exists(n)) => Shape::Exists(*n),
        Response::Data(Data::Flags(flags)) => Shape::Flags(flags.len()),
        Response::Data(Data::List { .. }) => Shape::List,
        Response::Data(Data::Capability(atoms)) => Shape::Capability(atoms.as_ref().len()),
        Response::Data(Data::Status { items, .. }) => Shape::Status(items.len()),
        Response::Data(Data::Search(numbers, ..)) => Shape::Search(numbers.len()),
        Response::Status(Status::Tagged(_)) => Shape::Tagged,
        Response::Data(Data::Fetch { items, .. }) => {
            let (mut uid, mut payload) = (0, None);
            for item in items.as_ref() {
                match item {
                    MessageDataItem::Uid(n) => uid = n.get(),
                    MessageDataItem::Flags(flags) => payload = Some(Payload::Flags(flags.len())),
                    MessageDataItem::Envelope(envelope) => {
                        payload = Some(Payload::Envelope(addresses(envelope)))
                    }
                    MessageDataItem::BodyStructure(body) => {
                        payload = Some(Payload::Body(parts(body)))
                    }
                    MessageDataItem::BodyExt { data, .. } => {
                        payload = Some(Payload::Literal(
                            data.0.as_ref().map_or(0, |data| data.as_ref().len()),
                        ));
                    }
                    _ => {}
                }
            }
            payload.map_or(Shape::Other, |payload| Shape::Fetch {
                items: items.as_ref().len(),
                uid,
                payload,
            })
        }
        _ => Shape::Other,
    }
}

fn addresses(e: &Envelope<'_>) -> usize {
    [&e.from, &e.sender, &e.reply_to, &e.to, &e.cc, &e.bcc]
        .iter()
        .map(|list| list.len())
        .sum()
}

fn parts(body: &BodyStructure<'_>) -> usize {
    match body {
        BodyStructure::Single { body, .. } => match &body.specific {
            SpecificFields::Message { body_structure, .. } => 1 + parts(body_structure),
            _ => 1,
        },
        BodyStructure::Multi { bodies, .. } => 1 + bodies.as_ref().iter().map(parts).sum::<usize>(),
    }
}
