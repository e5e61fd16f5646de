//! `assets/quirks.jsonl`: the table of quirks for other software, an object a line.

use std::fs;

use imap_codec::{
    AuthenticateDataKind, CommandKind, Decoder, Encodable, EncodeOptions, Encoder, Frame, Framer,
    GreetingKind, Kind, Options, Quirk, Quirks, ResponseKind,
};
use serde_json::json;

/// Where and by which rule the sample is refused, and the well-formed message that means the same.
struct Mended {
    offset: usize,
    rule: &'static str,
    /// `None`, if what is kept cannot be written by the grammar.
    yields: Option<String>,
}

fn mended<K: Kind>(quirk: Quirk) -> Mended
where
    for<'a> K::Value<'a>: Encodable,
{
    let sample = quirk.sample().as_bytes();
    let strict = Decoder::<K>::strict();
    let error = strict.decode(sample).map(drop).unwrap_err();
    let options = if quirk == Quirk::LoneLf {
        Options::tolerant().lone_lf()
    } else {
        Options::tolerant()
    };
    let mut framer = Framer::new(K::MODE, &options);
    framer.push(sample);
    let Ok(Some(Frame::Message(message))) = framer.next() else {
        panic!("{quirk}");
    };
    let decoded = Decoder::<K>::new(options).decode_message(&message).unwrap();
    let mut written = Vec::new();
    let written = Encoder::new(EncodeOptions::everything())
        .encode_into(&decoded.value, &mut written)
        .map(|_| written);
    let yields = written
        .ok()
        .filter(|bytes| strict.decode(bytes).is_ok())
        .map(|bytes| String::from_utf8(bytes).unwrap());
    Mended {
        offset: error.offset,
        rule: error.expected.as_str(),
        yields,
    }
}

#[test]
fn the_quirks_are_listed() {
    let mut should = String::new();
    for quirk in Quirk::ALL.iter().copied() {
        let (message, mended) = match quirk {
            Quirk::NoForBye => ("greeting", mended::<GreetingKind>(quirk)),
            Quirk::EqualsSign => ("authenticate-data", mended::<AuthenticateDataKind>(quirk)),
            _ if quirk.sample().starts_with("a1 ") => ("command", mended::<CommandKind>(quirk)),
            _ => ("response", mended::<ResponseKind>(quirk)),
        };
        let object = json!({
            "name": quirk.as_str(),
            "number": quirk.number(),
            "summary": quirk.summary(),
            "message": message,
            "sample": quirk.sample(),
            "offset": mended.offset,
            "rule": mended.rule,
            "yields": mended.yields,
            "source": quirk.source(),
            "tolerant": Quirks::tolerant().has(quirk),
        });
        should += &format!("{object}\n");
    }
    let is = fs::read_to_string(crate::path("assets/quirks.jsonl")).unwrap_or_default();
    crate::check("assets/quirks.jsonl", &is, &should);
}
