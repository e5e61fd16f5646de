//! `imap-proto`, the client's side of the protocol: it reads responses, and neither reads commands nor writes values.
//!
//! It leaves INTERNALDATE and the letters of flags as text, and does not take the `\` out of quoted strings.

use std::hint::black_box;

use crate::{
    harness::{Contender, Job, Parsed, Refused, Retry, Stream, feed},
    workload::{Payload, Shape, Side, Workload},
};

const NO_COMMANDS: Refused = Refused::Cannot("imap-proto reads no commands");
const NO_ENCODER: Refused = Refused::Cannot("imap-proto writes no values");

macro_rules! version {
    ($module:ident, $name:literal, $crate_:ident, $parse:path, $list:pat) => {
        pub mod $module {
            use $crate_::{AttributeValue, BodyStructure, MailboxDatum, Response};

            use super::*;

            pub const CONTENDER: Contender = Contender {
                name: $name,
                decode,
                encode: |_| Err(NO_ENCODER),
                stream,
                retries: true,
            };

            fn check(workload: &'static Workload) -> Result<(), Refused> {
                if workload.side == Side::Commands {
                    return Err(NO_COMMANDS);
                }
                for (&message, &expected) in workload.messages.iter().zip(&workload.shapes) {
                    let (rest, found) = $parse(message)
                        .map(|(rest, response)| (rest, shape(&response)))
                        .map_err(|error| {
                            let error = format!("{error:?}");
                            Refused::broken(workload, message, &error[..error.len().min(80)])
                        })?;
                    if !rest.is_empty() || found != expected {
                        let what = format!("read as {found:?}, {} left", rest.len());
                        return Err(Refused::broken(workload, message, &what));
                    }
                }
                Ok(())
            }

            fn decode(workload: &'static Workload) -> Result<Job, Refused> {
                check(workload)?;
                let mut cursor = workload.messages.iter().cycle();
                Ok(Box::new(move |n| {
                    for message in cursor.by_ref().take(n) {
                        let _ = black_box($parse(black_box(message)));
                    }
                }))
            }

            fn stream(workload: &'static Workload) -> Result<Stream, Refused> {
                check(workload)?;
                Ok(Box::new(move |chunk, limit| {
                    let mut buffer = Retry::new();
                    feed(workload.stream, chunk, limit, |bytes| {
                        buffer.step(bytes, |input| match black_box($parse(input)) {
                            Ok((rest, _)) => Parsed::Message(input.len() - rest.len()),
                            Err(error) if error.is_incomplete() => Parsed::Incomplete,
                            Err(_) => panic!("{} cannot read {}", $name, workload.name),
                        })
                    })
                }))
            }

            fn shape(response: &Response<'_>) -> Shape {
                match response {
                    Response::MailboxData(MailboxDatum::Exists(n)) => Shape::Exists(*n),
                    Response::MailboxData(MailboxDatum::Flags(flags)) => Shape::Flags(flags.len()),
                    Response::MailboxData($list) => Shape::List,
                    Response::MailboxData(MailboxDatum::Status { status, .. }) => {
                        Shape::Status(status.len())
                    }
                    Response::MailboxData(MailboxDatum::Search(numbers)) => {
                        Shape::Search(numbers.len())
                    }
                    Response::Capabilities(atoms) => Shape::Capability(atoms.len()),
                    Response::Done { .. } => Shape::Tagged,
                    Response::Fetch(_, items) => {
                        let (mut uid, mut payload) = (0, None);
                        for item in items {
                            match item {
                                AttributeValue::Uid(n) => uid = *n,
                                AttributeValue::Flags(flags) => {
                                    payload = Some(Payload::Flags(flags.len()))
                                }
                                AttributeValue::Envelope(e) => {
                                    let lists =
                                        [&e.from, &e.sender, &e.reply_to, &e.to, &e.cc, &e.bcc];
                                    let addresses = lists
                                        .iter()
                                        .map(|list| list.as_ref().map_or(0, Vec::len))
                                        .sum();
                                    payload = Some(Payload::Envelope(addresses));
                                }
                                AttributeValue::BodyStructure(body) => {
                                    payload = Some(Payload::Body(parts(body)))
                                }
                                AttributeValue::BodySection { data, .. } => {
                                    payload = Some(Payload::Literal(
                                        data.as_ref().map_or(0, |data| data.len()),
                                    ));
                                }
                                _ => {}
                            }
                        }
                        payload.map_or(Shape::Other, |payload| Shape::Fetch {
                            items: items.len(),
                            uid,
                            payload,
                        })
                    }
                    _ => Shape::Other,
                }
            }

            fn parts(body: &BodyStructure<'_>) -> usize {
                match body {
                    BodyStructure::Basic { .. } | BodyStructure::Text { .. } => 1,
                    BodyStructure::Message { body, .. } => 1 + parts(body),
                    BodyStructure::Multipart { bodies, .. } => {
                        1 + bodies.iter().map(parts).sum::<usize>()
                    }
                }
            }
        }
    };
}

version!(
    v17,
    "imap-proto-0.17",
    proto17,
    Response::parse,
    MailboxDatum::List(_)
);
version!(
    v16,
    "imap-proto-0.16",
    proto16,
    Response::from_bytes,
    MailboxDatum::List { .. }
);
