//! What must hold for any bytes, any value and any chunking. The targets are one line each; the laws are here.

pub mod session;

use std::{borrow::Cow, fmt::Debug};

use imap_codec::{
    Decoder, Encodable, EncodeError, EncodeOptions, Encoder, Fragment, Frame, FrameError, Framer,
    Kind, Limits, Mode, Options, Policy, Quirk, Quirks, Reports, message_len,
};

/// A kind of message whose values can be compared, whatever they borrow from.
pub trait Same: for<'a> Kind<Value<'a>: Encodable + PartialEq + Debug> {
    /// Are they equal?
    fn same(one: &Self::Value<'_>, other: &Self::Value<'_>) -> bool;
}

macro_rules! same {
    ($($kind:ident)+) => { $(
        impl Same for imap_codec::$kind {
            fn same(one: &Self::Value<'_>, other: &Self::Value<'_>) -> bool {
                one == other
            }
        }
    )+ };
}

same! { GreetingKind ResponseKind CommandKind ContinueKind AuthenticateDataKind IdleDoneKind }

/// Any bytes: no panic; an error lies within the message; what the grammar accepts reads the same under tolerance and
/// is cut out as one message; what is accepted can be written and read again.
pub fn decode<K: Same>(bytes: &[u8]) {
    for utf8 in [false, true] {
        let strict_options = Options::strict().utf8(utf8).note_others(true);
        let tolerant_options = Options::tolerant().utf8(utf8).note_others(true);
        let strict = Decoder::<K>::new(strict_options).decode(bytes);
        let tolerant = Decoder::<K>::new(tolerant_options).decode(bytes);
        for error in [strict.as_ref().err(), tolerant.as_ref().err()]
            .into_iter()
            .flatten()
        {
            assert!(error.offset <= bytes.len(), "{error:?} outside the message");
            if let Some(tag) = &error.tag {
                assert!(bytes.get(tag.clone()).is_some(), "{error:?}: no such tag");
            }
            // Drawing must not panic either.
            _ = (error.render(bytes), error.render_in_full(bytes));
            let report = error.report();
            _ = (report.render(bytes), report.render_in_full(bytes));
            let (moved, text) = report.redacted(bytes);
            for label in &moved.labels {
                assert!(text.get(label.range.clone()).is_some(), "{label:?}");
            }
        }
        if let Ok(strict) = &strict {
            assert!(strict.deviations.is_empty() && strict.salvaged.is_empty());
            let tolerant = tolerant
                .as_ref()
                .expect("tolerance refuses nothing that is well-formed");
            assert_eq!(strict, tolerant, "tolerance changed a well-formed message");
            // A text that begins with `[` is no code if it never closes: the framer, which cannot know that, may still wait
            // for a literal in it.
            let code_like = Encoder::new(EncodeOptions::everything())
                .encode_into(&strict.value, &mut Vec::new())
                == Err(EncodeError::TextLooksLikeCode);
            if !code_like {
                assert_eq!(
                    message_len(K::MODE, &strict_options, bytes),
                    Ok(Some(bytes.len())),
                    "the framer cuts a well-formed message"
                );
            }
        }
        if let Ok(decoded) = &tolerant {
            for deviation in &decoded.deviations {
                assert!(
                    bytes.get(deviation.range.clone()).is_some(),
                    "{deviation:?}"
                );
            }
            for salvaged in &decoded.salvaged {
                assert!(bytes.get(salvaged.range.clone()).is_some(), "{salvaged:?}");
            }
            for (rule, range) in &decoded.others {
                assert!(bytes.get(range.clone()).is_some(), "{rule:?} {range:?}");
            }
            rewrite::<K>(&decoded.value, strict.is_ok(), true);
        }
    }
}

/// Any value: what is written reads as the same value, in one message.
pub fn round_trip<K: Same>(value: &K::Value<'_>) {
    rewrite::<K>(value, true, false);
}

/// `must`: the value is well-formed, and so can be written when every extension is allowed, and reads by the grammar.
/// `code_like`: but for a text that begins with `[`, which can be read and not be sent.
fn rewrite<K: Same>(value: &K::Value<'_>, must: bool, code_like: bool) {
    for options in [EncodeOptions::everything(), EncodeOptions::default()] {
        let everything = options == EncodeOptions::everything();
        let mut encoder = Encoder::new(options);
        let mut bytes = Vec::new();
        if let Err(error) = encoder.encode_into(value, &mut bytes) {
            assert!(bytes.is_empty());
            assert!(
                !everything || code_like && error == EncodeError::TextLooksLikeCode
                    // Bytes that are elsewhere are not here to be written. They are never read like that.
                    || !code_like && error == EncodeError::ContentElsewhere,
                "{error} for {value:?}"
            );
            assert!(encoder.encode(value).is_err());
            continue;
        }
        let mut pieces = Vec::new();
        for fragment in encoder.encode(value).expect("encode_into could") {
            match fragment {
                Fragment::Line(line) => pieces.extend_from_slice(line),
                Fragment::Literal { data, .. } => pieces.extend_from_slice(data),
                _ => unreachable!("no other fragments"),
            }
        }
        assert_eq!(shown(&pieces), shown(&bytes), "in pieces and whole");
        // What was mended may hold what no grammar allows (a NUL in a literal that is no literal8).
        let read = if must {
            Options::strict()
        } else {
            Options::tolerant()
        };
        let read = read.utf8(everything);
        assert_eq!(
            message_len(K::MODE, &read, &bytes),
            Ok(Some(bytes.len())),
            "the framer cuts {:?}",
            shown(&bytes)
        );
        match Decoder::<K>::new(read).decode(&bytes) {
            Ok(again) => assert!(
                K::same(&again.value, value),
                "{value:?}\nis written as {:?}\nwhich reads as\n{:?}",
                shown(&bytes),
                again.value
            ),
            Err(error) => panic!("{value:?} is written as\n{}", error.render_in_full(&bytes)),
        }
    }
}

fn shown(bytes: &[u8]) -> Cow<'_, str> {
    bytes.escape_ascii().to_string().into()
}

/// What came out of a framer, without what depends on the pieces that went in.
#[derive(Debug, PartialEq)]
enum Seen {
    Offer { len: u64, accepted: bool },
    Head(Vec<u8>),
    Body(Vec<u8>),
    Message { bytes: Vec<u8>, notes: String },
    Refused { head: Vec<u8>, notes: String },
    Error(FrameError),
    End(Result<(), FrameError>),
}

/// Any chunking gives the same frames; every byte is in a frame, skipped by name, or still in the buffer; limits hold.
pub fn chop(bytes: &[u8]) {
    let Some((&[mode, policy, line, literal, message, count, stream, size], stream_bytes)) =
        bytes.split_first_chunk::<8>()
    else {
        return;
    };
    let mode = [
        Mode::Response,
        Mode::Command,
        Mode::AuthenticateData,
        Mode::IdleDone,
    ][usize::from(mode % 4)];
    let mut options = if policy & 1 == 0 {
        Options::strict()
    } else {
        Options::tolerant()
    };
    if policy & 4 != 0 {
        // Guesses about literals too.
        options.policy = Policy::Chosen(Quirks::ALL.without(Quirk::LoneLf));
    }
    if policy & 2 != 0 {
        options = options.lone_lf();
    }
    // Small limits are met, large ones are not.
    let limit = |byte: u8| {
        if byte < 128 {
            usize::from(byte)
        } else {
            1 << 20
        }
    };
    options = options.limits(
        Limits::default()
            .line(limit(line))
            .literal(limit(literal) as u64)
            .streamed(limit(literal) as u64 * 2)
            .message(limit(message))
            .literals(limit(count)),
    );
    let above = (stream < 64).then_some(u64::from(stream));
    let whole = frames(
        mode,
        &options,
        above,
        stream_bytes,
        stream_bytes.len().max(1),
        Given::Pushed,
    );
    let size = usize::from(size % 32) + 1;
    for (size, given) in [
        (1, Given::Pushed),
        (1, Given::Lent),
        (1, Given::InPlace),
        (
            size,
            [Given::Pushed, Given::Lent][usize::from(policy >> 2 & 1)],
        ),
        (size, Given::InPlace),
        (stream_bytes.len().max(1), Given::InPlace),
    ] {
        let pieces = frames(mode, &options, above, stream_bytes, size, given);
        assert_eq!(pieces, whole, "in pieces of {size}, {given:?}");
    }
}

/// How a framer is given bytes.
#[derive(Clone, Copy, Debug)]
enum Given {
    Pushed,
    Lent,
    InPlace,
}

fn frames(
    mode: Mode,
    options: &Options,
    above: Option<u64>,
    stream: &[u8],
    size: usize,
    given: Given,
) -> Vec<Seen> {
    let mut framer = Framer::new(mode, options);
    if let Some(above) = above {
        framer = framer.stream_above(above);
    }
    let mut seen = Vec::new();
    let (mut received, mut kept) = (0_u64, 0_u64);
    for chunk in stream.chunks(size) {
        let mut input: &[u8] = b"";
        match given {
            Given::Pushed => framer.push(chunk),
            Given::Lent => {
                // More room than there is to read, as a socket has it.
                let space = framer.space(chunk.len() + 7);
                space[..chunk.len()].copy_from_slice(chunk);
                framer.filled(chunk.len());
            }
            Given::InPlace => input = chunk,
        }
        received += chunk.len() as u64;
        loop {
            let before = framer.consumed();
            let answer = match framer.next_in(&mut input) {
                Ok(None) => {
                    assert!(input.is_empty(), "not all was taken");
                    break;
                }
                Err(error) => {
                    seen.push(Seen::Error(error));
                    let held = framer.buffered() + input.len();
                    assert_eq!(framer.consumed() + held as u64, received);
                    return seen;
                }
                Ok(Some(Frame::Offer(offer))) => {
                    let accepted = !offer.too_long && offer.len % 4 != 0;
                    seen.push(Seen::Offer {
                        len: offer.len,
                        accepted,
                    });
                    Some(accepted)
                }
                Ok(Some(Frame::Head(head))) => {
                    seen.push(Seen::Head(head.bytes().to_vec()));
                    None
                }
                Ok(Some(Frame::Chunk(chunk))) => {
                    kept += chunk.len() as u64;
                    match seen.last_mut() {
                        Some(Seen::Body(body)) => body.extend_from_slice(chunk),
                        _ => seen.push(Seen::Body(chunk.to_vec())),
                    }
                    None
                }
                Ok(Some(Frame::Message(message))) => {
                    kept += message.bytes().len() as u64;
                    check(&message, mode, options);
                    let limits = &options.limits;
                    assert!(message.bytes().len() <= limits.message, "message limit");
                    let holes: u64 = message.holes().iter().map(|hole| hole.len).sum();
                    assert!(
                        message
                            .holes()
                            .iter()
                            .all(|hole| hole.len <= limits.streamed)
                    );
                    assert!(message.holes().len() <= limits.literals);
                    let notes = format!(
                        "{:?} {:?} {:?} {holes}",
                        message.holes(),
                        message.deviations(),
                        message.nul()
                    );
                    seen.push(Seen::Message {
                        bytes: message.bytes().to_vec(),
                        notes,
                    });
                    None
                }
                Ok(Some(Frame::Refused(refused))) => {
                    let notes = format!(
                        "{:?} {:?} {} {}",
                        refused.holes(),
                        refused.deviations(),
                        refused.reason(),
                        refused.announced()
                    );
                    seen.push(Seen::Refused {
                        head: refused.head().to_vec(),
                        notes,
                    });
                    None
                }
                Ok(Some(_)) => unreachable!("no other frames"),
            };
            match answer {
                Some(true) => framer.accept(),
                Some(false) => {
                    let head = framer.head().to_vec();
                    seen.push(Seen::Head(head));
                    framer.refuse();
                }
                None => {}
            }
            assert!(framer.consumed() >= before);
            assert_eq!(
                framer.consumed() + (framer.buffered() + input.len()) as u64,
                received,
                "bytes lost"
            );
            assert!(kept <= framer.consumed(), "bytes from nowhere");
        }
    }
    seen.push(Seen::End(framer.finish()));
    seen
}

/// A message that was cut out decodes to the same value as its bytes alone, and never panics.
fn check(message: &imap_codec::Message<'_>, mode: Mode, options: &Options) {
    fn with<K: Same>(message: &imap_codec::Message<'_>, options: &Options) {
        let decoder = Decoder::<K>::new(*options);
        let cut = decoder.decode_message(message);
        if !message.holes().is_empty() {
            return;
        }
        let alone = decoder.decode(message.bytes());
        match (&cut, &alone) {
            (Ok(cut), Ok(alone)) => {
                assert!(
                    K::same(&cut.value, &alone.value),
                    "{cut:?} when cut out, {alone:?} alone"
                );
            }
            (Err(cut), Err(alone)) => assert_eq!(cut, alone),
            _ => panic!("{cut:?} when cut out, {alone:?} alone"),
        }
    }
    match mode {
        Mode::Response => {
            with::<imap_codec::ResponseKind>(message, options);
            with::<imap_codec::GreetingKind>(message, options);
        }
        Mode::Command => with::<imap_codec::CommandKind>(message, options),
        Mode::AuthenticateData => with::<imap_codec::AuthenticateDataKind>(message, options),
        Mode::IdleDone => with::<imap_codec::IdleDoneKind>(message, options),
        _ => unreachable!("no other modes"),
    }
}
