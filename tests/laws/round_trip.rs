//! What is encoded and decoded again is the same value, in every way of encoding and decoding.

use arbitrary::Arbitrary;
use imap_codec::{
    Decoded, Decoder, Encodable, EncodeError, EncodeOptions, Encoder, Fragment, IdleDone,
    IdleDoneDecoder, Kind, Limits, LiteralMode, Options, message_len,
};
use imap_types::{IntoBoundedStatic, command::Command, response::Response, strategy::values};
use proptest::{
    collection::vec,
    prelude::any,
    test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner},
};

use crate::support::{Rng, Says, holds_elsewhere, show, strict, tolerant, value};

/// Every law of round trips, for one value: whether it could be encoded, or how the law is broken.
fn holds<'a, K: Kind>(
    value: &K::Value<'a>,
    encoder: &mut Encoder,
    line: &'a mut Vec<u8>,
    plain: &'a mut Vec<u8>,
) -> Result<bool, String>
where
    K::Value<'a>: Says<'a>,
{
    // Under every option.
    *encoder.options_mut() = EncodeOptions::everything();
    match encoder.encode_into(value, line) {
        Ok(()) if holds_elsewhere(value) => {
            return Err(format!("streamed content was encoded: {value:?}"));
        }
        Ok(()) => {}
        Err(EncodeError::ContentElsewhere) if holds_elsewhere(value) && line.is_empty() => {
            let again = encoder.encode(value).map(|_| ());
            return if again == Err(EncodeError::ContentElsewhere) {
                Ok(false)
            } else {
                Err(format!("{again:?}: {value:?}"))
            };
        }
        Err(error) => return Err(format!("{error}: {value:?}")),
    }
    let line = &*line;
    whole(encoder, value, line, LiteralMode::Sync)?;
    same::<K>(value, line, strict())?;
    same::<K>(value, line, tolerant())?;

    // Under none.
    *encoder.options_mut() = EncodeOptions::default();
    match encoder.encode_into(value, plain) {
        Ok(()) => {}
        Err(EncodeError::NeedsCapability(_)) if plain.is_empty() => return Ok(true),
        Err(error) => return Err(format!("{error}: {value:?}")),
    }
    let plain = &*plain;
    whole(encoder, value, plain, LiteralMode::NonSync)?;
    same::<K>(value, plain, Options::strict())?;
    same::<K>(value, plain, Options::tolerant())?;
    Ok(true)
}

/// The pieces of the message, end to end, are the message; none of them is a literal of this mode.
fn whole(
    encoder: &mut Encoder,
    value: &impl Encodable,
    bytes: &[u8],
    never: LiteralMode,
) -> Result<(), String> {
    let mut pieces = Vec::new();
    for fragment in encoder.encode(value).map_err(|error| error.to_string())? {
        match fragment {
            Fragment::Line(piece) => pieces.extend_from_slice(piece),
            Fragment::Literal { mode, data } => {
                let plus = pieces.ends_with(b"+}\r\n");
                if mode == never
                    || plus != (mode == LiteralMode::NonSync)
                    || !pieces.ends_with(b"}\r\n")
                {
                    return Err(format!(
                        "a literal of mode {mode:?} behind {}",
                        show(&pieces)
                    ));
                }
                pieces.extend_from_slice(data);
            }
            _ => unreachable!(),
        }
    }
    if pieces == bytes {
        Ok(())
    } else {
        Err(format!(
            "the pieces {}\nare not {}",
            show(&pieces),
            show(bytes)
        ))
    }
}

/// The framer and the decoder find this value in these bytes, and nothing to mend.
fn same<'a, K: Kind>(value: &K::Value<'a>, bytes: &'a [u8], options: Options) -> Result<(), String>
where
    K::Value<'a>: Says<'a>,
{
    let about = |what: String| format!("{what}\n{}\n{value:?}", show(bytes));
    let framing = options.limits(Limits::default().literals(usize::MAX));
    let whole = message_len(K::MODE, &framing, bytes);
    if whole != Ok(Some(bytes.len())) {
        return Err(about(format!("framed as {whole:?}")));
    }
    match Decoder::<K>::new(options.note_others(true)).decode(bytes) {
        Ok(Decoded { value: read, .. }) if read != *value => {
            Err(about(format!("read as {read:?}")))
        }
        Ok(Decoded {
            deviations,
            salvaged,
            ..
        }) if !deviations.is_empty() || !salvaged.is_empty() => {
            Err(about(format!("{deviations:?} {salvaged:?}")))
        }
        Ok(_) => Ok(()),
        Err(error) => Err(about(error.to_string())),
    }
}

/// The law for one value made of these bytes, if they make one.
fn law<K: Kind>(seed: &[u8], encoder: &mut Encoder) -> Option<Result<bool, String>>
where
    for<'a> K::Value<'a>: Says<'a>,
{
    let (mut line, mut plain) = (Vec::new(), Vec::new());
    let value = value::<K::Value<'_>>(seed)?;
    Some(holds::<K>(&value, encoder, &mut line, &mut plain))
}

fn random<K: Kind>(cases: usize)
where
    for<'a> K::Value<'a>: Says<'a>,
{
    let cases = crate::support::cases(cases);
    let mut rng = Rng::of(1);
    let mut encoder = Encoder::default();
    let (mut made, mut encoded) = (0, 0);
    let mut broken = Vec::new();
    while made < cases && broken.len() < 100 {
        let len = rng.size();
        let seed = rng.bytes(len);
        match law::<K>(&seed, &mut encoder) {
            None => continue,
            Some(Ok(could)) => encoded += usize::from(could),
            Some(Err(how)) => broken.push(how),
        }
        made += 1;
    }
    broken.sort_by_key(String::len);
    let shortest: Vec<_> = broken
        .iter()
        .take(8)
        .map(|how| how.chars().take(1200).collect::<String>())
        .collect();
    assert!(
        broken.is_empty(),
        "broken {} times in {made}; the shortest:\n{}",
        broken.len(),
        shortest.join("\n\n")
    );
    assert!(
        encoded * 2 > made,
        "most values can be encoded: {encoded} of {made}"
    );
}

#[test]
fn random_greetings() {
    random::<imap_codec::GreetingKind>(8_000);
}

#[test]
fn random_responses() {
    random::<imap_codec::ResponseKind>(20_000);
}

#[test]
fn random_continuations() {
    random::<imap_codec::ContinueKind>(5_000);
}

#[test]
fn random_commands() {
    random::<imap_codec::CommandKind>(20_000);
}

#[test]
fn random_authenticate_data() {
    random::<imap_codec::AuthenticateDataKind>(2_000);
}

/// What is not random enough: values that look like something else.
#[test]
fn lookalikes() {
    use imap_codec::{CommandKind, GreetingKind, ResponseKind};
    use imap_types::{
        capability::CapabilityName,
        code::Code,
        command::{Command, CommandBody, Login},
        core::{Other, Tag},
        data::{Data, DataName},
        fetch::{FetchAtt, FetchAttName, MsgAttName},
        list::AttributeName,
        response::{Greeting, GreetingKind as Kind, RespText, Response},
        search::{SearchKey, SearchKeyName, SearchReturnDataName},
        sequence::SequenceSet,
    };

    let mut encoder = Encoder::default();
    for content in [
        " {1}abcdef",
        " {1+}abcdef",
        " \"{1}",
        " ({3}",
        " a]b",
        " (a]b)",
        " (]",
        " \"]\"",
        " {1}",
        " ~{1}",
    ] {
        let Ok(other) = Other::new("XCODE", content) else {
            continue;
        };
        let greeting = Greeting {
            kind: Kind::Ok,
            text: RespText::with_code(Code::Other(other), "text {1}").unwrap(),
        };
        assert_eq!(
            holds::<GreetingKind>(&greeting, &mut encoder, &mut Vec::new(), &mut Vec::new()),
            Ok(true),
            "{content}"
        );
    }
    for content in [
        "",
        " a",
        " {1}\r\na",
        " {1+}\r\na",
        " ({4+}\r\n+}\r\n {0+}\r\n)",
        " \"{1+}\" {2+}\r\n\")",
        " ~{1+}\r\n\0",
    ] {
        let body = CommandBody::Other(Other::new("XCOMMAND", content).unwrap());
        let command = Command::new(Tag::try_from("a").unwrap(), body);
        assert_eq!(
            holds::<CommandKind>(&command, &mut encoder, &mut Vec::new(), &mut Vec::new()),
            Ok(true),
            "{content}"
        );
        let response = Response::Data(Data::Other(Other::new("XDATA", content).unwrap()));
        assert_eq!(
            holds::<ResponseKind>(&response, &mut encoder, &mut Vec::new(), &mut Vec::new()),
            Ok(true),
            "{content}"
        );
    }
    let item = FetchAtt::Other(Other::new("XATT", "[1]").unwrap());
    for body in [
        CommandBody::search(SearchKey::Other(
            Other::new("XKEY", " RETURN (MIN)").unwrap(),
        )),
        CommandBody::fetch(SequenceSet::all(), item),
    ] {
        let command = Command::new(Tag::try_from("a").unwrap(), body);
        assert_eq!(
            holds::<CommandKind>(&command, &mut encoder, &mut Vec::new(), &mut Vec::new()),
            Ok(true),
            "{command:?}"
        );
    }
    for refused in [
        Other::<SearchKeyName>::new("RETURN", " (MIN)").map(|_| ()),
        Other::<SearchKeyName>::new("charset", " UTF-8 ALL").map(|_| ()),
        Other::<SearchKeyName>::new("1", "").map(|_| ()),
        Other::<SearchKeyName>::new("$", "").map(|_| ()),
        Other::<SearchReturnDataName>::new("UID", " 1").map(|_| ()),
        Other::<FetchAttName>::new("Fast", "").map(|_| ()),
        Other::<FetchAttName>::new("body.peek", "[]").map(|_| ()),
        Other::<MsgAttName>::new("BINARY.SIZE", "[1] 5").map(|_| ()),
        Other::<MsgAttName>::new("BODY.PEEK", "[] NIL").map(|_| ()),
        Other::<DataName>::new("OK", " text").map(|_| ()),
        Other::<DataName>::new("5", " EXISTS").map(|_| ()),
        Other::<CapabilityName>::new("THREAD=X", "").map(|_| ()),
        Other::<AttributeName>::new("Marked", "").map(|_| ()),
    ] {
        assert!(refused.is_err());
    }
    for string in [
        "NIL", "nil", "", "]", "+", "{1}", "~{1}", "*", "\\", "\"", "a\r\nb", "(", "INBOX",
        "\u{e9}", "{1}\r\n",
    ] {
        let login = CommandBody::Login(Login::new(string, string).unwrap());
        let command = Command::new(Tag::try_from("a").unwrap(), login);
        assert_eq!(
            holds::<CommandKind>(&command, &mut encoder, &mut Vec::new(), &mut Vec::new()),
            Ok(true),
            "{string}"
        );
    }
    assert!(RespText::new("[no code").is_err());
    for text in ["]", "", " ", " [", "{3}", "see ({3}", "\"{3}"] {
        let greeting = Greeting {
            kind: Kind::Bye,
            text: RespText::new(text).unwrap(),
        };
        assert_eq!(
            holds::<GreetingKind>(&greeting, &mut encoder, &mut Vec::new(), &mut Vec::new()),
            Ok(true),
            "{text}"
        );
    }
}

/// A text that looks like a code may be decoded, and is not sent as it stands.
#[test]
fn text_that_looks_like_a_code() {
    let decoded = imap_codec::GreetingDecoder::strict()
        .decode(b"* OK [ no code\r\n")
        .unwrap();
    assert_eq!(decoded.value.text.text.as_bytes(), b"[ no code");
    for options in [EncodeOptions::everything(), EncodeOptions::default()] {
        let mut buffer = b"as it was".to_vec();
        let result = Encoder::new(options).encode_into(&decoded.value, &mut buffer);
        assert_eq!(
            (result, buffer.as_slice()),
            (Err(EncodeError::TextLooksLikeCode), &b"as it was"[..])
        );
    }
}

#[test]
fn idle_done() {
    let mut bytes = Vec::new();
    Encoder::new(EncodeOptions::default())
        .encode_into(&IdleDone, &mut bytes)
        .unwrap();
    assert_eq!(bytes, b"DONE\r\n");
    for options in [Options::strict(), Options::tolerant()] {
        let decoded = IdleDoneDecoder::new(options).decode(&bytes).unwrap();
        assert!(decoded.value == IdleDone && decoded.deviations.is_empty());
        assert_eq!(
            message_len(imap_codec::Mode::IdleDone, &options, &bytes),
            Ok(Some(6))
        );
    }
}

/// The same law under proptest, which makes a failing value smaller before it shows it.
#[test]
fn proptest_finds_nothing_either() {
    fn run<K: Kind>(cases: u32)
    where
        for<'a> K::Value<'a>: Says<'a>,
    {
        let config = Config {
            cases,
            failure_persistence: None,
            ..Config::default()
        };
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        TestRunner::new_with_rng(config, rng)
            .run(&vec(any::<u8>(), 0..=1024), |seed| {
                match law::<K>(&seed, &mut Encoder::default()) {
                    Some(Err(how)) => Err(TestCaseError::fail(how)),
                    _ => Ok(()),
                }
            })
            .unwrap();
    }
    for_each_kind!(run(500));
}

/// The strategies of imap-types give what they promise, and values that they give hold the law.
#[test]
fn strategies() {
    let config = Config {
        cases: 500,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let check = |result: Result<bool, String>| result.map(|_| ()).map_err(TestCaseError::fail);
    let commands = values(1024, |u| Ok(Command::arbitrary(u)?.into_static()));
    let law = |command| {
        check(holds::<imap_codec::CommandKind>(
            &command,
            &mut Encoder::default(),
            &mut Vec::new(),
            &mut Vec::new(),
        ))
    };
    runner.run(&commands, law).unwrap();
    let responses = values(1024, |u| Ok(Response::arbitrary(u)?.into_static()));
    let law = |response| {
        check(holds::<imap_codec::ResponseKind>(
            &response,
            &mut Encoder::default(),
            &mut Vec::new(),
            &mut Vec::new(),
        ))
    };
    runner.run(&responses, law).unwrap();
}
