//! Any chunking of a stream gives the same messages; streamed literals come out as they went in.

use std::num::NonZeroU32;

use imap_codec::{
    CommandDecoder, Decoder, EncodeOptions, Encoder, Frame, Framer, Head, Hole, Kind, LiteralForm,
    Mode, Options, ResponseDecoder, Rule,
};
use imap_types::{
    IntoBoundedStatic,
    append::Append,
    command::Command,
    core::{Content, Tag},
    data::Data,
    fetch::{Fetch, MsgAtt, SectionData},
    response::Response,
    section::Section,
};
use serde::Serialize;
use serde_json::Value;

use crate::support::{Rng, Says, cases, show, tolerant, value};

/// A message as it came out of a framer, and the data of its streamed literals.
#[derive(Debug, Default, Eq, PartialEq)]
struct Framed {
    bytes: Vec<u8>,
    holes: Vec<Hole>,
    nul: Option<usize>,
    streamed: Vec<Vec<u8>>,
    heads: Vec<Vec<u8>>,
    offers: usize,
}

impl Framed {
    /// The message with the streamed data in its places.
    fn whole(&self) -> Vec<u8> {
        let mut whole = Vec::new();
        let mut from = 0;
        for (hole, data) in self.holes.iter().zip(&self.streamed) {
            whole.extend_from_slice(&self.bytes[from..hole.at]);
            whole.extend_from_slice(data);
            from = hole.at;
        }
        whole.extend_from_slice(&self.bytes[from..]);
        whole
    }
}

/// How the stream arrives.
#[derive(Clone, Copy, Debug)]
enum Arrival {
    Whole,
    Bytes,
    Random,
    /// Read into the framer's own memory.
    Spaces,
}

const ARRIVALS: [Arrival; 4] = [
    Arrival::Whole,
    Arrival::Bytes,
    Arrival::Random,
    Arrival::Spaces,
];

fn frames<K: Kind>(stream: &[u8], arrival: Arrival, above: u64, rng: &mut Rng) -> Vec<Framed> {
    let mut framer = Framer::new(K::MODE, &tolerant()).stream_above(above);
    let mut all = Vec::new();
    let mut current = Framed::default();
    let mut rest = stream;
    while !rest.is_empty() {
        let len = match arrival {
            Arrival::Whole => rest.len(),
            Arrival::Bytes => 1,
            Arrival::Random | Arrival::Spaces => 1 + rng.below(rest.len().min(40)),
        };
        let (chunk, behind) = rest.split_at(len);
        rest = behind;
        if matches!(arrival, Arrival::Spaces) {
            framer.space(len + rng.below(9))[..len].copy_from_slice(chunk);
            framer.filled(len);
        } else {
            framer.push(chunk);
        }
        loop {
            let offered = match framer.next().expect("no limit is broken") {
                None => break,
                Some(Frame::Offer(offer)) => {
                    assert!(!offer.too_long);
                    current.offers += 1;
                    true
                }
                Some(Frame::Head(head)) => {
                    current.heads.push(head.bytes().to_vec());
                    current.streamed.push(Vec::new());
                    false
                }
                Some(Frame::Chunk(chunk)) => {
                    assert!(!chunk.is_empty());
                    current
                        .streamed
                        .last_mut()
                        .expect("a head came first")
                        .extend_from_slice(chunk);
                    false
                }
                Some(Frame::Message(message)) => {
                    assert_eq!(message.deviations(), []);
                    current.bytes = message.bytes().to_vec();
                    current.holes = message.holes().to_vec();
                    current.nul = message.nul();
                    all.push(std::mem::take(&mut current));
                    false
                }
                Some(frame) => panic!("{frame:?}"),
            };
            if offered {
                framer.accept();
            }
        }
    }
    assert_eq!(framer.finish(), Ok(()));
    assert_eq!(framer.consumed(), stream.len() as u64);
    assert!(framer.is_between_messages());
    all
}

/// Does the value read from a message with holes differ from the whole one only in what was streamed?
fn same_but_streamed(whole: &Value, holed: &Value, lengths: &mut Vec<u64>) -> bool {
    match (whole, holed) {
        (Value::Object(whole), Value::Object(holed)) => {
            if let (Some(here), Some(elsewhere)) = (whole.get("Here"), holed.get("Elsewhere")) {
                let len = elsewhere["len"].as_u64().expect("a length");
                lengths.push(len);
                return match here {
                    Value::String(text) => text.len() as u64 == len,
                    Value::Object(bytes) => {
                        let text = bytes["b64"].as_str().expect("base64");
                        let padding = text.bytes().filter(|byte| *byte == b'=').count();
                        (text.len() / 4 * 3 - padding) as u64 == len
                    }
                    _ => false,
                };
            }
            whole.len() == holed.len()
                && whole
                    .iter()
                    .zip(holed)
                    .all(|((one, a), (two, b))| one == two && same_but_streamed(a, b, lengths))
        }
        (Value::Array(whole), Value::Array(holed)) => {
            whole.len() == holed.len()
                && whole
                    .iter()
                    .zip(holed)
                    .all(|(a, b)| same_but_streamed(a, b, lengths))
        }
        (whole, holed) => whole == holed,
    }
}

fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("every value has a serde form")
}

/// A FETCH response with bodies.
fn fetch(rng: &mut Rng) -> Response<'static> {
    let mut items = Vec::new();
    for _ in 0..1 + rng.below(3) {
        let (section, body) = (rng.bytes(60), rng.below(40));
        let data = Some(Content::try_from(vec![b'x'; body]).unwrap());
        items.push(match rng.below(3) {
            0 => MsgAtt::Rfc822Text(data),
            1 => MsgAtt::Uid(NonZeroU32::MIN),
            _ => {
                let section = value::<SectionData<'_>>(&section)
                    .map_or(Section::Whole, |data| data.section.into_static());
                MsgAtt::BodySection(Box::new(SectionData {
                    section,
                    origin: None,
                    data,
                }))
            }
        });
    }
    Response::Data(Data::Fetch(
        Fetch::new(1, items.try_into().unwrap()).unwrap(),
    ))
}

/// Streams of one to five messages, in every arrival, gathered and streamed. Returns how many literals were streamed.
fn streams<K: Kind>(count: usize, form: LiteralForm, bodies: bool) -> usize
where
    for<'a> K::Value<'a>: Says<'a>,
{
    let mut rng = Rng::of(2);
    let options = EncodeOptions::everything().literals(form);
    let encoder = Encoder::new(options);
    let mut streamed = 0;
    for _ in 0..cases(count) {
        let mut messages = Vec::new();
        for _ in 0..1 + rng.below(5) {
            let len = rng.size().min(3000);
            let seed = rng.bytes(len);
            let mut bytes = Vec::new();
            // Every other one holds what can be streamed.
            let encoded = match (K::MODE, bodies && rng.below(2) == 0) {
                (Mode::Response, true) => encoder.encode_into(&fetch(&mut rng), &mut bytes),
                (Mode::Command, true) => match value::<Append<'_>>(&seed) {
                    Some(append) => encoder.encode_into(
                        &Command::new(Tag::try_from("a").unwrap(), append),
                        &mut bytes,
                    ),
                    None => continue,
                },
                _ => match value::<K::Value<'_>>(&seed) {
                    Some(value) => encoder.encode_into(&value, &mut bytes),
                    None => continue,
                },
            };
            if encoded.is_ok() && bytes.len() < 20_000 {
                messages.push(bytes);
            }
        }
        let stream = messages.concat();
        for above in [u64::MAX, 0, 1 + rng.below(20) as u64] {
            let once = frames::<K>(&stream, Arrival::Whole, above, &mut rng);
            let wholes: Vec<_> = once.iter().map(Framed::whole).collect();
            assert!(
                wholes == messages,
                "above {above}: {} became {}",
                show(&stream),
                wholes.iter().map(|one| show(one)).collect::<String>()
            );
            for arrival in ARRIVALS {
                let again = frames::<K>(&stream, arrival, above, &mut rng);
                assert!(
                    again == once,
                    "{arrival:?} above {above}: {}\n{again:#?}\n{once:#?}",
                    show(&stream)
                );
            }
            for framed in &once {
                holes_decode::<K>(framed, above);
                streamed += framed.holes.len();
            }
        }
    }
    streamed
}

/// What is streamed can be told before it comes, with the same exception as below.
fn head_decodes(mode: Mode, head: Head<'_>) {
    let options = Options::strict().utf8(true);
    let read = match mode {
        Mode::Response => ResponseDecoder::new(options)
            .decode_head(head)
            .map(|head| head.len),
        _ => CommandDecoder::new(options)
            .decode_head(head)
            .map(|head| head.len),
    };
    match read {
        Ok(len) => assert_eq!(len, head.announced()),
        Err(error) => assert!(
            head.holes().iter().any(|hole| hole.at == error.offset)
                && error.expected == Rule::Char8,
            "{error}: {}",
            show(head.bytes())
        ),
    }
}

/// The decoder reads a message with holes as the whole one, but for what was streamed.
fn holes_decode<K: Kind>(framed: &Framed, above: u64)
where
    for<'a> K::Value<'a>: Says<'a>,
{
    let lengths: Vec<_> = framed.holes.iter().map(|hole| hole.len).collect();
    let data: Vec<_> = framed
        .streamed
        .iter()
        .map(|data| data.len() as u64)
        .collect();
    assert_eq!(lengths, data);
    assert!(lengths.iter().all(|len| *len > above));
    let heads: Vec<_> = framed
        .holes
        .iter()
        .map(|hole| &framed.bytes[..hole.at])
        .collect();
    assert_eq!(heads, framed.heads);
    let decoder = Decoder::<K>::new(Options::strict().utf8(true));
    let whole = framed.whole();
    let read = decoder.decode(&whole).expect("it was encoded").value;

    let mut framer = Framer::new(K::MODE, &tolerant()).stream_above(above);
    framer.push(&whole);
    loop {
        let message = match framer.next().expect("it was framed before") {
            Some(Frame::Message(message)) => message,
            Some(Frame::Offer(_)) => {
                framer.accept();
                continue;
            }
            Some(Frame::Head(head)) => {
                head_decodes(K::MODE, head);
                continue;
            }
            Some(_) => continue,
            None => panic!("it was framed before"),
        };
        let decoded = match decoder.decode_message(&message) {
            Ok(decoded) => decoded,
            // The exception: what has no type here (CATENATE and the like) cannot say that its bytes are elsewhere, and
            // the decoder says where they were.
            Err(error) => {
                let at_hole = framed.holes.iter().any(|hole| hole.at == error.offset);
                let unknown = json(&read).to_string().contains("{\"Other\":");
                assert!(
                    at_hole && unknown && error.expected == Rule::Char8,
                    "{error}: {}",
                    show(message.bytes())
                );
                return;
            }
        };
        let mut seen = Vec::new();
        assert!(
            same_but_streamed(&json(&read), &json(&decoded.value), &mut seen),
            "{read:?}\n{:?}",
            decoded.value
        );
        assert_eq!(seen.iter().sum::<u64>(), lengths.iter().sum::<u64>());
        assert_eq!(seen.len(), lengths.len(), "{:?}", decoded.value);
        break;
    }
}

#[test]
fn any_chunking_gives_the_same_responses() {
    streams::<imap_codec::GreetingKind>(50, LiteralForm::Sync, false);
    streams::<imap_codec::ContinueKind>(50, LiteralForm::Sync, false);
    assert!(streams::<imap_codec::ResponseKind>(300, LiteralForm::Sync, true) > 500);
}

#[test]
fn any_chunking_gives_the_same_commands() {
    for form in [LiteralForm::Plus, LiteralForm::Sync] {
        assert!(streams::<imap_codec::CommandKind>(150, form, true) > 50);
    }
    streams::<imap_codec::AuthenticateDataKind>(50, LiteralForm::Sync, false);
}

/// Where a body lives, by the shapes of the RFCs; elsewhere nothing is streamed.
#[test]
fn streamed_shapes() {
    let response = |wire: &str, lengths: &[u64]| {
        let stream = wire.replace('\n', "\r\n").into_bytes();
        for arrival in ARRIVALS {
            let framed = frames::<imap_codec::ResponseKind>(&stream, arrival, 3, &mut Rng::of(3));
            assert_eq!(framed.len(), 1, "{wire}");
            let holes: Vec<_> = framed[0].holes.iter().map(|hole| hole.len).collect();
            assert_eq!(holes, lengths, "{wire}");
            holes_decode::<imap_codec::ResponseKind>(&framed[0], 3);
        }
    };
    response("* 1 FETCH (BODY[] {4}\nabcd)\n", &[4]);
    response("* 1 FETCH (BODY[] {3}\nabc)\n", &[]);
    response(
        "* 1 FETCH (UID 7 BODY[1.2]<5> {4}\nabcd FLAGS (\\Seen))\n",
        &[4],
    );
    response(
        "* 1 FETCH (RFC822 {4}\nabcd RFC822.HEADER {5}\nabcde RFC822.TEXT {2}\nab)\n",
        &[4, 5],
    );
    response("* 1 FETCH (BINARY[1] ~{4}\na\0cd)\n", &[4]);
    response(
        "* 1 FETCH (BODY[HEADER.FIELDS (A {4}\nX-Me)] {6}\nabcdef)\n",
        &[6],
    );
    response(
        "* 1 FETCH (ENVELOPE ({4}\nabcd NIL NIL NIL NIL NIL NIL NIL NIL NIL))\n",
        &[],
    );
    response("* LIST () NIL {4}\nSent\n", &[]);
    let command = |wire: &str, lengths: &[u64]| {
        let stream = wire.replace('\n', "\r\n").into_bytes();
        for arrival in ARRIVALS {
            let framed = frames::<imap_codec::CommandKind>(&stream, arrival, 3, &mut Rng::of(4));
            assert_eq!(framed.len(), 1, "{wire}");
            let holes: Vec<_> = framed[0].holes.iter().map(|hole| hole.len).collect();
            assert_eq!(holes, lengths, "{wire}");
            holes_decode::<imap_codec::CommandKind>(&framed[0], 3);
        }
    };
    command("a APPEND Sent {4}\nabcd\n", &[4]);
    command("a APPEND {4}\nSent (\\Seen) {4+}\nabcd\n", &[4]);
    command("a APPEND Sent {4}\nabcd (\\Seen) ~{5+}\na\0cde\n", &[4, 5]);
    command(
        "a APPEND x CATENATE (URL a TEXT {4}\nabcd URL {5}\n/abcd TEXT {5}\na)\n))\n",
        &[4, 5],
    );
    command(
        "a APPEND x CATENATE (UTF8 (~{4}\na\0)d)) UTF8 (~{5+}\nabcde) {4}\nabcd\n",
        &[4, 5, 4],
    );
    command("a REPLACE 4 {4}\nSent (\\Seen) {4}\nabcd\n", &[4]);
    command("a UID REPLACE * x CATENATE (TEXT {4+}\nabcd URL a)\n", &[4]);
    command("a LOGIN {5}\nalice {6+}\nsecret\n", &[]);
}
