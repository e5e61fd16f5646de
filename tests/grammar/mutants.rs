//! Sentences with a mistake: the grammar has them, or the strict decoder refuses them.
//!
//! This is the other half of "strict": that nothing is read which the grammar does not have. What is kept in `Other` arms
//! is left out, since its shape is freer in the codec (`other.abnf`).

use std::collections::BTreeMap;

use imap_codec::{
    AuthenticateDataKind, CommandKind, Decoder, Encodable, EncodeOptions, Encoder, GreetingKind,
    IdleDoneKind, Kind, Limits, Options, ResponseKind, message_len,
};

use crate::{
    MESSAGES, count,
    disagreements::READ,
    earley::Recogniser,
    generate::{Generator, Rng},
    grammar::Grammar,
    hooks::Hooks,
    written::rule,
};

/// Is it one message, read without an `Other`, that could be written too? A text that begins with `[` could not: by the
/// grammar it may be a text all the same (DESIGN.md), and it is none in assets/grammar.
fn is_read<K: Kind>(wire: &[u8]) -> bool
where
    for<'a> K::Value<'a>: Encodable,
{
    let options = Options::strict().utf8(true).note_others(true);
    let framing = options.limits(Limits::default().literals(usize::MAX));
    let mut written = Vec::new();
    matches!(message_len(K::MODE, &framing, wire), Ok(Some(len)) if len == wire.len())
        && Decoder::<K>::new(options).decode(wire).is_ok_and(|read| {
            let encoded =
                Encoder::new(EncodeOptions::everything()).encode_into(&read.value, &mut written);
            read.others.is_empty() && encoded.is_ok()
        })
}

fn strict(rule: &str, wire: &[u8]) -> bool {
    match rule {
        "greeting" => is_read::<GreetingKind>(wire),
        "command" => is_read::<CommandKind>(wire),
        "authenticate-data" => is_read::<AuthenticateDataKind>(wire),
        "idle-done" => is_read::<IdleDoneKind>(wire),
        _ => is_read::<ResponseKind>(wire),
    }
}

/// What mistakes are made of.
const BYTES: &[u8] = b" ()[]<>{}\"\\*%$+-~:;,.=/0195aNIL\r\n\0\x7f\x80\xc3";

fn with_mistake(rng: &mut Rng, sentence: &[u8]) -> Vec<u8> {
    let mut wire = sentence.to_vec();
    let at = rng.below(wire.len());
    match rng.below(5) {
        0 => {
            wire.remove(at);
        }
        1 => wire.insert(at, wire[at]),
        2 => wire[at] = BYTES[rng.below(BYTES.len())],
        3 => wire.insert(at, BYTES[rng.below(BYTES.len())]),
        _ => {
            let other = rng.below(wire.len());
            wire.swap(at, other);
        }
    }
    wire
}

#[test]
fn mistakes_are_refused() {
    let grammar = Grammar::read();
    let hooks = Hooks::of_all_rows(&grammar);
    let recogniser = Recogniser::new(&grammar, &hooks);
    let mut rng = Rng::of(4);
    let mut generator = Generator::new(&grammar, &hooks, 3);
    let mut found: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let (mut refused, mut kept) = (0, 0);
    for at in 0..count("GRAMMAR_MISTAKES", 4_000) {
        let (name, side) = MESSAGES[[0, 1, 1, 1, 2, 3, 4, 4, 4, 5][at % 10]];
        let sentence = generator.sentence(grammar.rule(name), side, None);
        if sentence.len() > 400 {
            continue;
        }
        let wire = with_mistake(&mut rng, &sentence);
        let name = if matches!(name, "response-data" | "response-tagged" | "continue-req") {
            rule(&wire, side)
        } else {
            name
        };
        if !strict(name, &wire) {
            refused += 1;
            continue;
        }
        match recogniser.recognise(grammar.rule(name), &wire, side) {
            Ok(()) => kept += 1,
            Err(end) => {
                if READ
                    .iter()
                    .any(|meant| meant.rule == name && (meant.is)(&wire))
                {
                    continue;
                }
                let said = format!(
                    "{name}: {}‸{}",
                    wire[..end].escape_ascii(),
                    wire[end..].escape_ascii()
                );
                let sort: String = wire
                    .iter()
                    .filter(|byte| byte.is_ascii_uppercase())
                    .take(12)
                    .map(|b| char::from(*b))
                    .collect();
                let (times, shortest) = found.entry(sort).or_insert((0, said.clone()));
                *times += 1;
                if said.len() < shortest.len() {
                    *shortest = said;
                }
            }
        }
    }
    let mut all: Vec<_> = found
        .into_values()
        .map(|(times, said)| format!("{times} times: {said}"))
        .collect();
    all.sort_by_key(String::len);
    all.truncate(30);
    assert!(
        all.is_empty(),
        "read, and not in the grammar:\n{}",
        all.join("\n")
    );
    assert!(refused > 0 && kept > 0, "{refused} and {kept}");
}
