//! `assets/quirks.jsonl`: the table of quirks for other software, an object a line. And that each row is true: the grammar
//! refuses its sample where the row says, the quirk alone makes of it what the row says, and what is written is well-formed.

use std::{collections::BTreeSet, fs};

use imap_codec::{
    AuthenticateDataKind, CommandKind, Decoder, Encodable, EncodeOptions, Encoder, Frame, Framer,
    GreetingKind, Kind, Options, Policy, Quirk, Quirks, ResponseKind, SampleKind, Yields,
};
use serde::Serialize;
use serde_json::{Value, json};

/// Does what the row says, and gives the value.
fn row<K: Kind>(quirk: Quirk) -> Value
where
    for<'a> K::Value<'a>: Encodable + Serialize + PartialEq + std::fmt::Debug,
{
    let sample = quirk.sample().as_bytes();
    let strict = Decoder::<K>::strict();
    let error = strict.decode(sample).map(drop).unwrap_err();
    assert_eq!(
        (error.offset, error.expected),
        (quirk.offset(), quirk.rule()),
        "{quirk}"
    );

    let alone = Options::strict().policy(Policy::Chosen(Quirks::NONE.with(quirk)));
    let mut framer = Framer::new(K::MODE, &alone);
    framer.push(sample);
    if quirk == Quirk::CutLiteral {
        framer.push(b"7 OK completed\r\n");
    }
    let Ok(Some(Frame::Message(message))) = framer.next() else {
        panic!("{quirk}");
    };
    let decoded = Decoder::<K>::new(alone).decode_message(&message).unwrap();
    let found: BTreeSet<_> = decoded
        .deviations
        .iter()
        .map(|mended| mended.quirk)
        .collect();
    assert_eq!(found, BTreeSet::from([quirk]));
    assert!(decoded.salvaged.is_empty(), "{quirk}");

    let mut written = Vec::new();
    let written = Encoder::new(EncodeOptions::everything())
        .encode_into(&decoded.value, &mut written)
        .map(|_| written);
    let utf8 = Decoder::<K>::new(Options::strict().utf8(true));
    match quirk.yields() {
        Yields::Well(good) => {
            assert_eq!(
                written
                    .as_deref()
                    .map(<[u8]>::escape_ascii)
                    .map(|b| b.to_string()),
                Ok(good.as_bytes().escape_ascii().to_string()),
                "{quirk}"
            );
            let again = utf8
                .decode(good.as_bytes())
                .unwrap_or_else(|error| panic!("{quirk}: {error}"));
            assert_eq!(again.value, decoded.value, "{quirk}");
        }
        // Nothing that is written is taken by the grammar.
        _ => assert!(
            written.is_err() || written.is_ok_and(|bytes| utf8.decode(&bytes).is_err()),
            "{quirk} yields a well-formed message: say which"
        ),
    }
    serde_json::to_value(&decoded.value).unwrap()
}

#[test]
fn the_quirks_are_listed() {
    let mut should = String::new();
    for quirk in Quirk::ALL.iter().copied() {
        let value = match quirk.kind() {
            SampleKind::Greeting => row::<GreetingKind>(quirk),
            SampleKind::AuthenticateData => row::<AuthenticateDataKind>(quirk),
            SampleKind::Command => row::<CommandKind>(quirk),
            _ => row::<ResponseKind>(quirk),
        };
        let yields = match quirk.yields() {
            Yields::Well(good) => Some(good),
            _ => None,
        };
        let object = json!({
            "name": quirk.as_str(),
            "number": quirk.number(),
            "summary": quirk.summary(),
            "message": quirk.kind().as_str(),
            "sample": quirk.sample(),
            "offset": quirk.offset(),
            "rule": quirk.rule().as_str(),
            "place": quirk.rule().place(),
            "yields": yields,
            "value": value,
            "source": quirk.source(),
            "tolerant": quirk.is_tolerated(),
        });
        should += &format!("{object}\n");
    }
    let is = fs::read_to_string(crate::path("assets/quirks.jsonl")).unwrap_or_default();
    crate::check("assets/quirks.jsonl", &is, &should);
}
