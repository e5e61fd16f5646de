//! Depth: 64 levels of whatever nests, in every operation, on a stack of 128 KiB in a debug build; 65 in no way.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::{
    collections::hash_map::DefaultHasher,
    fmt::Debug,
    hash::Hash,
    thread,
    time::{Duration, Instant},
};

use imap_codec::{
    CommandDecoder, CommandKind, Decoder, Encodable, EncodeOptions, Encoder, Kind, Options,
    ResponseDecoder, ResponseKind, Rule,
};
use imap_types::{
    IntoBoundedStatic, MAX_DEPTH, ToBoundedStatic,
    body::{
        BasicPart, BodyExtension, BodyExtensions, BodyFields, BodyStructure, MessagePart,
        Multipart, Part, PartKind,
    },
    command::{Command, CommandName},
    core::{IString, NString, Other, Raw, Vec1},
    data::Data,
    envelope::Envelope,
    response::Response,
    search::{SearchKey, SearchKeys},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::support::{Rng, cases, value};

/// The stack that everything here must do with.
const STACK: usize = 128 << 10;

/// More than this is not "quickly" on any machine, and less than a quadratic algorithm takes for a million levels.
const QUICKLY: Duration = Duration::from_secs(20);

fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new()
        .stack_size(STACK)
        .spawn(work)
        .expect("a thread");
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

/// Something that nests: how a message looks with so many levels of it, and where the level begins that is one too many.
struct Nesting {
    name: &'static str,
    command: bool,
    wire: fn(usize) -> String,
    /// The offset of the refusal, from the start of the 65th level.
    refused_at: fn(usize) -> usize,
}

const NESTINGS: &[Nesting] = &[
    Nesting {
        name: "search keys, NOT",
        command: true,
        wire: |n| format!("a SEARCH {}ALL\r\n", "NOT ".repeat(n)),
        refused_at: |n| "a SEARCH ".len() + 4 * n,
    },
    Nesting {
        name: "search keys, OR",
        command: true,
        wire: |n| format!("a SEARCH {}ALL{}\r\n", "OR ".repeat(n), " ALL".repeat(n)),
        refused_at: |n| "a SEARCH ".len() + 3 * n,
    },
    Nesting {
        name: "search keys, parentheses",
        command: true,
        wire: |n| format!("a SEARCH {}ALL{}\r\n", "(".repeat(n), ")".repeat(n)),
        refused_at: |n| "a SEARCH ".len() + n,
    },
    Nesting {
        name: "search keys, all kinds",
        command: true,
        wire: |n| {
            format!(
                "a SEARCH {}ALL{}\r\n",
                "(NOT ".repeat(n / 2),
                ")".repeat(n / 2)
            )
        },
        refused_at: |n| "a SEARCH ".len() + 5 * (n / 2),
    },
    Nesting {
        name: "BODYSTRUCTURE, multipart",
        command: false,
        // A part that holds nothing is a level too.
        wire: |n| {
            let part = "(\"A\" \"B\" NIL NIL NIL \"7BIT\" 1)";
            format!(
                "* 1 FETCH (BODYSTRUCTURE {}{part}{})\r\n",
                "(".repeat(n - 1),
                " \"MIXED\")".repeat(n - 1)
            )
        },
        refused_at: |n| "* 1 FETCH (BODYSTRUCTURE ".len() + n,
    },
    Nesting {
        name: "BODYSTRUCTURE, message",
        command: false,
        wire: |n| {
            let message = "(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 1 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ";
            let part = "(\"A\" \"B\" NIL NIL NIL \"7BIT\" 1)";
            format!(
                "* 1 FETCH (BODYSTRUCTURE {}{part}{})\r\n",
                message.repeat(n - 1),
                " 2)".repeat(n - 1)
            )
        },
        refused_at: |n| "* 1 FETCH (BODYSTRUCTURE ".len() + 83 * n,
    },
    Nesting {
        name: "body extensions",
        command: false,
        wire: |n| {
            let part = "(\"A\" \"B\" NIL NIL NIL \"7BIT\" 1 NIL NIL NIL NIL ";
            format!(
                "* 1 FETCH (BODYSTRUCTURE {part}{}1{}))\r\n",
                "(".repeat(n),
                ")".repeat(n)
            )
        },
        refused_at: |n| {
            "* 1 FETCH (BODYSTRUCTURE (\"A\" \"B\" NIL NIL NIL \"7BIT\" 1 NIL NIL NIL NIL ".len()
                + n
        },
    },
    Nesting {
        name: "search keys, FUZZY",
        command: true,
        wire: |n| format!("a SORT (RELEVANCY) UTF-8 {}ALL\r\n", "FUZZY ".repeat(n)),
        refused_at: |n| "a SORT (RELEVANCY) UTF-8 ".len() + 6 * n,
    },
    Nesting {
        name: "threads",
        command: false,
        wire: |n| {
            format!(
                "* THREAD {}(1){}\r\n",
                "(1 (2)".repeat(n - 1),
                ")".repeat(n - 1)
            )
        },
        refused_at: |n| "* THREAD ".len() + 6 * n - 3,
    },
    Nesting {
        name: "threads without roots",
        command: false,
        wire: |n| {
            format!(
                "* THREAD {}(1){}\r\n",
                "(".repeat(n - 1),
                "(2))".repeat(n - 1)
            )
        },
        refused_at: |n| "* THREAD ".len() + n,
    },
    Nesting {
        name: "unknown command",
        command: true,
        wire: |n| format!("a XFOO {}1{}\r\n", "(".repeat(n), ")".repeat(n)),
        refused_at: |n| "a XFOO ".len() + n,
    },
    Nesting {
        name: "unknown data",
        command: false,
        wire: |n| format!("* XFOO {}1{}\r\n", "(".repeat(n), ")".repeat(n)),
        refused_at: |n| "* XFOO ".len() + n,
    },
    Nesting {
        name: "unknown item",
        command: false,
        wire: |n| format!("* 1 FETCH (XFOO {}1{})\r\n", "(".repeat(n), ")".repeat(n)),
        refused_at: |n| "* 1 FETCH (XFOO ".len() + n,
    },
    Nesting {
        name: "unknown parameter",
        command: true,
        wire: |n| format!("a SELECT x (XFOO {}1{})\r\n", "(".repeat(n), ")".repeat(n)),
        refused_at: |n| "a SELECT x (XFOO ".len() + n,
    },
    Nesting {
        name: "unknown search key",
        command: true,
        wire: |n| format!("a SEARCH XFOO {}1{}\r\n", "(".repeat(n), ")".repeat(n)),
        refused_at: |n| "a SEARCH XFOO ".len() + n,
    },
];

/// Everything that can be done with a value.
fn used<T>(value: T)
where
    T: Encodable + ToBoundedStatic + IntoBoundedStatic + Clone + Debug + Eq + Hash + Serialize,
    <T as ToBoundedStatic>::Static: Debug,
    <T as IntoBoundedStatic>::Static: Debug
        + Eq
        + Hash
        + Serialize
        + DeserializeOwned
        + PartialEq<<T as ToBoundedStatic>::Static>,
{
    let clone = value.clone();
    assert!(clone == value);
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    assert!(format!("{value:?}").len() < format!("{value:#?}").len());
    let owned = value.to_static();
    let moved = clone.into_static();
    assert!(moved == owned);
    let text = serde_json::to_string(&value).expect("serde");
    let back: <T as IntoBoundedStatic>::Static = serde_json::from_str(&text).expect("serde");
    assert!(back == owned);
    let mut bytes = Vec::new();
    Encoder::new(EncodeOptions::everything())
        .encode_into(&value, &mut bytes)
        .expect("encodes");
    assert_eq!(
        Encoder::new(EncodeOptions::everything())
            .encode(&value)
            .expect("encodes")
            .count(),
        1
    );
    drop((value, owned, moved, back));
}

fn round<K: Kind>(nesting: &Nesting, levels: usize) -> Result<(), imap_codec::DecodeError>
where
    for<'a> K::Value<'a>: Encodable,
{
    let wire = (nesting.wire)(levels);
    for options in [Options::strict(), Options::tolerant()] {
        let decoded = Decoder::<K>::new(options).decode(wire.as_bytes())?;
        let mut bytes = Vec::new();
        Encoder::new(EncodeOptions::everything())
            .encode_into(&decoded.value, &mut bytes)
            .expect("encodes");
        assert_eq!(String::from_utf8(bytes).unwrap(), wire, "{}", nesting.name);
    }
    Ok(())
}

fn try_levels(nesting: &Nesting, levels: usize) -> Result<(), imap_codec::DecodeError> {
    if nesting.command {
        round::<CommandKind>(nesting, levels)
    } else {
        round::<ResponseKind>(nesting, levels)
    }
}

#[test]
fn sixty_four_levels() {
    on_a_small_stack(|| {
        for nesting in NESTINGS {
            for levels in [2, 50, MAX_DEPTH] {
                try_levels(nesting, levels)
                    .unwrap_or_else(|error| panic!("{}: {error}", nesting.name));
            }
            let wire = (nesting.wire)(MAX_DEPTH);
            if nesting.command {
                used(
                    CommandDecoder::strict()
                        .decode(wire.as_bytes())
                        .unwrap()
                        .value,
                );
            } else {
                used(
                    ResponseDecoder::strict()
                        .decode(wire.as_bytes())
                        .unwrap()
                        .value,
                );
            }
        }
    });
}

/// All that nests in one message, each as deep as it can be.
#[test]
fn all_at_once() {
    on_a_small_stack(|| {
        let deep = |open: &str, close: &str| {
            format!("{}1{}", open.repeat(MAX_DEPTH), close.repeat(MAX_DEPTH))
        };
        let part = format!(
            "(\"A\" \"B\" NIL NIL NIL \"7BIT\" 1 NIL NIL NIL NIL {})",
            deep("(", ")")
        );
        let body = format!(
            "{}{part}{}",
            "(".repeat(MAX_DEPTH - 1),
            " \"MIXED\")".repeat(MAX_DEPTH - 1)
        );
        let wire = format!(
            "* 1 FETCH (BODYSTRUCTURE {body} BODY {body} XFOO {})\r\n",
            deep("(", ")")
        );
        used(
            ResponseDecoder::strict()
                .decode(wire.as_bytes())
                .unwrap()
                .value,
        );
    });
}

#[test]
fn sixty_five_levels() {
    on_a_small_stack(|| {
        for nesting in NESTINGS {
            // Where levels come in pairs, the next is the sixty-sixth.
            let levels = if try_levels(nesting, MAX_DEPTH + 1).is_ok() {
                MAX_DEPTH + 2
            } else {
                MAX_DEPTH + 1
            };
            let error = try_levels(nesting, levels).unwrap_err();
            assert_eq!(error.expected, Rule::Depth, "{}: {error}", nesting.name);
            assert_eq!(
                error.offset,
                (nesting.refused_at)(MAX_DEPTH),
                "{}: {error}",
                nesting.name
            );
        }
    });
}

#[test]
fn nesting_a_million_levels() {
    on_a_small_stack(|| {
        for nesting in NESTINGS {
            // 25 MB of MESSAGE headers would prove no more.
            let levels = if nesting.name.ends_with("message") {
                100_000
            } else {
                1_000_000
            };
            let wire = (nesting.wire)(levels);
            for options in [Options::strict(), Options::tolerant()] {
                let start = Instant::now();
                let error = if nesting.command {
                    CommandDecoder::new(options)
                        .decode(wire.as_bytes())
                        .map(|_| ())
                        .unwrap_err()
                } else {
                    ResponseDecoder::new(options)
                        .decode(wire.as_bytes())
                        .map(|_| ())
                        .unwrap_err()
                };
                assert_eq!(error.expected, Rule::Depth, "{}: {error}", nesting.name);
                assert!(start.elapsed() < QUICKLY, "{}", nesting.name);
                assert!(
                    error
                        .render(&wire.as_bytes()[..wire.len().min(10_000)])
                        .contains('^')
                );
            }
        }
    });
}

fn basic() -> BodyStructure<'static> {
    let string = |text| IString::try_from(text).unwrap();
    let part = BasicPart::new(string("A"), string("B"), fields()).unwrap();
    BodyStructure::single(PartKind::Basic(part)).unwrap()
}

fn fields() -> BodyFields<'static> {
    BodyFields {
        parameters: Vec::new(),
        id: NString::NIL,
        description: NString::NIL,
        encoding: IString::try_from("7BIT").unwrap(),
        octets: 1_u32.into(),
    }
}

fn multipart(below: BodyStructure<'static>) -> Option<BodyStructure<'static>> {
    let multipart = Multipart {
        subtype: IString::try_from("MIXED").unwrap(),
        extension: None,
    };
    BodyStructure::multipart(multipart, Vec1::one(below)).ok()
}

fn message(below: BodyStructure<'static>) -> Option<BodyStructure<'static>> {
    let envelope = Box::new(Envelope::new(NString::NIL, NString::NIL));
    let message = MessagePart {
        global: false,
        fields: fields(),
        envelope,
        lines: 1_u32.into(),
        extension: None,
    };
    BodyStructure::message(message, below).ok()
}

/// How often a constructor can be put around its own result.
fn levels<T: Clone>(mut value: T, around: impl Fn(T) -> Option<T>) -> usize {
    let mut levels = 0;
    while let Some(next) = around(value.clone()) {
        value = next;
        levels += 1;
        assert!(levels <= 200, "there is no end");
    }
    levels
}

#[test]
fn constructors() {
    on_a_small_stack(|| {
        let all = SearchKeys::from(SearchKey::All);
        assert_eq!(
            levels(all.clone(), |keys| SearchKeys::not(keys).ok()),
            MAX_DEPTH
        );
        assert_eq!(
            levels(all.clone(), |keys| SearchKeys::or(
                keys,
                SearchKey::All.into()
            )
            .ok()),
            MAX_DEPTH
        );
        assert_eq!(
            levels(all.clone(), |keys| SearchKeys::or(
                SearchKey::All.into(),
                keys
            )
            .ok()),
            MAX_DEPTH
        );
        // Two keys are one operand in parentheses: each NOT costs two levels.
        let two = |keys: SearchKeys<'static>| SearchKeys::not(keys.and(SearchKey::All.into())).ok();
        assert_eq!(levels(all, two), MAX_DEPTH / 2);
        // The innermost part is a level itself.
        assert_eq!(levels(basic(), multipart), MAX_DEPTH - 1);
        assert_eq!(levels(basic(), message), MAX_DEPTH - 1);

        let lists = |n| {
            let list = BodyExtension::List(std::num::NonZeroU32::MIN);
            let mut values = vec![list; n];
            values.push(BodyExtension::Number(1_u32.into()));
            BodyExtensions::try_from(values)
        };
        assert!(lists(MAX_DEPTH).is_ok() && lists(MAX_DEPTH + 1).is_err());
        let deep = |n: usize| format!("{}1{}", "(".repeat(n), ")".repeat(n));
        assert!(
            Raw::try_from(deep(MAX_DEPTH)).is_ok() && Raw::try_from(deep(MAX_DEPTH + 1)).is_err()
        );
        let other = |n| Other::<CommandName>::new("XFOO", format!(" {}", deep(n)));
        assert!(other(MAX_DEPTH).is_ok() && other(MAX_DEPTH + 1).is_err());

        // Whole lists at once, and absurd ones.
        for n in [MAX_DEPTH + 1, 1_000_000] {
            assert!(
                SearchKeys::try_from([vec![SearchKey::Not; n], vec![SearchKey::All]].concat())
                    .is_err()
            );
            assert!(lists(n).is_err() && Raw::try_from(deep(n)).is_err() && other(n).is_err());
        }
        let part = |level, kind: &PartKind<'static>| Part {
            level,
            kind: kind.clone(),
        };
        let outer = multipart(basic()).unwrap().root().kind().clone();
        let inner = basic().root().kind().clone();
        let nested = |n: u8| {
            let mut parts: Vec<_> = (0..n - 1).map(|level| part(level, &outer)).collect();
            parts.push(part(n - 1, &inner));
            BodyStructure::try_from(parts)
        };
        assert!(nested(64).is_ok() && nested(65).is_err() && nested(255).is_err());
    });
}

/// Serde goes through the same gate, however the text is written.
#[test]
fn serde() {
    on_a_small_stack(|| {
        for nesting in NESTINGS
            .iter()
            .filter(|nesting| !nesting.name.contains("kinds"))
        {
            let wire = (nesting.wire)(MAX_DEPTH);
            let text = if nesting.command {
                serde_json::to_string(
                    &CommandDecoder::strict()
                        .decode(wire.as_bytes())
                        .unwrap()
                        .value,
                )
                .unwrap()
            } else {
                serde_json::to_string(
                    &ResponseDecoder::strict()
                        .decode(wire.as_bytes())
                        .unwrap()
                        .value,
                )
                .unwrap()
            };
            // One level more of each.
            let deeper = match nesting.name {
                "search keys, NOT" => text.replacen("\"Not\"", "\"Not\",\"Not\"", 1),
                "search keys, OR" => text.replacen("\"Or\"", "\"Or\",\"Or\"", 1).replacen(
                    "\"All\"",
                    "\"All\",\"All\"",
                    1,
                ),
                "search keys, parentheses" => {
                    text.replacen("{\"And\":1}", "{\"And\":1},{\"And\":1}", 1)
                }
                "BODYSTRUCTURE, multipart" | "BODYSTRUCTURE, message" => {
                    let last = format!("\"level\":{}", MAX_DEPTH - 1);
                    let kind = text
                        .split("\"kind\":")
                        .nth(1)
                        .unwrap()
                        .split(",{\"level\"")
                        .next()
                        .unwrap();
                    let kind = kind.strip_suffix('}').unwrap();
                    text.replacen(
                        &last,
                        &format!("{last},\"kind\":{kind}}},{{\"level\":{MAX_DEPTH}"),
                        1,
                    )
                }
                "search keys, FUZZY" => text.replacen("\"Fuzzy\"", "\"Fuzzy\",\"Fuzzy\"", 1),
                "threads" | "threads without roots" => {
                    let leaf = "{\"number\":1,\"children\":0}";
                    text.replacen(
                        leaf,
                        &format!("{{\"number\":1,\"children\":2}},{leaf},{leaf}"),
                        1,
                    )
                }
                "body extensions" => text.replacen("{\"List\":1}", "{\"List\":1},{\"List\":1}", 1),
                _ => text.replacen("(1)", "((1))", 1),
            };
            assert_ne!(text, deeper, "{}", nesting.name);
            let read = |text: &str| {
                if nesting.command {
                    serde_json::from_str::<Command<'_>>(text).map(|_| ())
                } else {
                    serde_json::from_str::<Response<'_>>(text).map(|_| ())
                }
            };
            read(&text).unwrap_or_else(|error| panic!("{}: {error}", nesting.name));
            let error = read(&deeper).unwrap_err().to_string();
            assert!(
                error.contains("not a valid"),
                "{}: {error}\n{deeper}",
                nesting.name
            );
        }
        let deep = format!("\" {}1{}\"", "(".repeat(1_000_000), ")".repeat(1_000_000));
        let other = format!("{{\"name\":\"XFOO\",\"content\":{deep}}}");
        assert!(serde_json::from_str::<Other<'_, CommandName>>(&other).is_err());
        let keys = format!("[{}\"All\"]", "\"Not\",".repeat(1_000_000));
        assert!(serde_json::from_str::<SearchKeys<'_>>(&keys).is_err());
    });
}

fn levels_of_keys(keys: &SearchKeys<'_>) -> usize {
    let (mut deepest, mut open) = (0, Vec::new());
    for key in keys.as_slice() {
        if let Some(wanted) = open.last_mut() {
            *wanted -= 1;
        }
        if key.operands() > 0 {
            open.push(key.operands());
        }
        deepest = deepest.max(open.len());
        while open.last() == Some(&0) {
            open.pop();
        }
    }
    deepest
}

/// Arbitrary comes near the limit, and never beyond it.
#[test]
fn arbitrary() {
    on_a_small_stack(|| {
        let mut rng = Rng::of(9);
        let (mut keys, mut parts, mut lists, mut raw) = (0, 0, 0, 0);
        for case in 0..cases(3_000) {
            let len = rng.size();
            let mut seed = rng.bytes(len);
            // Low bytes choose the first alternatives, which nest.
            if case % 2 == 0 {
                let mask = *rng.pick(&[0x11, 0x33, 0x0f]);
                seed.iter_mut().for_each(|byte| *byte &= mask);
            }
            if let Some(value) = value::<SearchKeys<'_>>(&seed) {
                keys = keys.max(levels_of_keys(&value));
            }
            if let Some(value) = value::<BodyStructure<'_>>(&seed) {
                let deepest = value
                    .parts()
                    .iter()
                    .map(|part| usize::from(part.level) + 1)
                    .max();
                parts = parts.max(deepest.unwrap());
                assert!(BodyStructure::try_from(value.parts().to_vec()).is_ok());
            }
            if let Some(value) = value::<BodyExtensions<'_>>(&seed) {
                assert!(BodyExtensions::try_from(value.as_slice().to_vec()).is_ok());
                let wanted: Vec<_> = value
                    .as_slice()
                    .iter()
                    .map(|one| match one {
                        BodyExtension::List(elements) => elements.get() as usize,
                        _ => 0,
                    })
                    .collect();
                let mut open: Vec<usize> = Vec::new();
                for elements in wanted {
                    if let Some(left) = open.last_mut() {
                        *left -= 1;
                    }
                    if elements > 0 {
                        open.push(elements);
                    }
                    lists = lists.max(open.len());
                    while open.last() == Some(&0) {
                        open.pop();
                    }
                }
            }
            if let Some(value) = value::<Raw<'_>>(&seed) {
                assert!(Raw::try_from(value.as_bytes()).is_ok(), "{value:?}");
                let open = value
                    .as_bytes()
                    .iter()
                    .take_while(|byte| **byte == b'(')
                    .count();
                raw = raw.max(open);
            }
        }
        assert!(
            keys > 10 && parts > 3 && lists > 5 && raw > 3,
            "{keys} {parts} {lists} {raw}"
        );
        assert!(keys <= MAX_DEPTH && parts <= MAX_DEPTH && lists <= MAX_DEPTH && raw <= MAX_DEPTH);
    });
}

/// What a deep value costs on the stack, for the report: the least stack on which `used` comes through, by halving.
/// A thread that overflows its stack ends the process, so this is asked for by name, with a size.
#[test]
#[ignore = "a measurement: DEPTH_STACK=bytes cargo test -p imap-tests --test depth -- --ignored"]
fn measure() {
    let stack = std::env::var("DEPTH_STACK")
        .expect("bytes")
        .parse()
        .expect("a number");
    let work = || {
        for nesting in NESTINGS {
            let wire = (nesting.wire)(MAX_DEPTH);
            if nesting.command {
                used(
                    CommandDecoder::strict()
                        .decode(wire.as_bytes())
                        .unwrap()
                        .value,
                );
            } else {
                let value = ResponseDecoder::strict()
                    .decode(wire.as_bytes())
                    .unwrap()
                    .value;
                assert!(matches!(
                    value,
                    Response::Data(Data::Fetch(_) | Data::Other(_) | Data::Thread(_))
                ));
                used(value);
            }
        }
    };
    thread::Builder::new()
        .stack_size(stack)
        .spawn(work)
        .expect("a thread")
        .join()
        .expect("no panic");
}
