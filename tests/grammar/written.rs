//! What the encoder writes and what the RFCs show: the grammar has it. What the RFCs print wrongly: it has not.

use std::collections::BTreeMap;

use imap_codec::{
    AuthenticateDataKind, CommandKind, ContinueKind, GreetingKind, Kind, ResponseKind,
};

use crate::{
    MESSAGES, count,
    disagreements::{SHOWN, WRITTEN},
    earley::Recogniser,
    generate::Generator,
    grammar::Grammar,
    hooks::{Hooks, Side},
    support::{Rng, Says, encoded, value},
    table::{Mark, examples, tables},
};

/// The rule that a message of the side must be derived from, by its first bytes.
pub(crate) fn rule(wire: &[u8], side: Side) -> &'static str {
    match (side, wire) {
        (Side::Client, _) => "command",
        (Side::Server, [b'*', ..]) => "response-data",
        (Side::Server, [b'+', ..]) => "continue-req",
        (Side::Server, _) => "response-tagged",
    }
}

/// What is not derived, the shortest of each kind of place where it ends.
#[derive(Default)]
struct Failures(BTreeMap<String, (usize, String)>);

impl Failures {
    fn add(&mut self, rule: &str, wire: &[u8], at: usize) {
        let front = String::from_utf8_lossy(&wire[at.saturating_sub(12)..at]).into_owned();
        let said = format!(
            "{rule} ends at byte {at}: {}‸{}",
            wire[..at].escape_ascii(),
            wire[at..].escape_ascii()
        );
        let sort = front.chars().filter(char::is_ascii_alphabetic).collect();
        let (times, shortest) = self.0.entry(sort).or_insert((0, said.clone()));
        *times += 1;
        if said.len() < shortest.len() {
            *shortest = said;
        }
    }

    fn check(self) {
        let mut all: Vec<_> = self.0.into_values().collect();
        all.sort_by_key(|(_, said)| said.len());
        let said: Vec<_> = all
            .iter()
            .take(12)
            .map(|(times, said)| format!("{times} times: {said}"))
            .collect();
        assert!(
            all.is_empty(),
            "{} sorts, the shortest:\n{}",
            all.len(),
            said.join("\n\n")
        );
    }
}

/// Random values of a kind, written.
fn kind<K: Kind>(cases: usize, rule_of: fn(&[u8]) -> &'static str, side: Side)
where
    for<'a> K::Value<'a>: Says<'a>,
{
    let grammar = Grammar::read();
    let hooks = Hooks::of_all_rows(&grammar);
    let recogniser = Recogniser::new(&grammar, &hooks);
    let mut rng = Rng::of(3);
    let mut failures = Failures::default();
    let mut written = 0;
    while written < cases {
        let len = 8 << rng.below(7);
        let len = len + rng.below(len);
        let seed = rng.bytes(len);
        let Some(wire) = value::<K::Value<'_>>(&seed).and_then(|value| encoded(&value)) else {
            continue;
        };
        // A set has as many items as there are bytes: long ones say nothing that short ones do not.
        if wire.len() > 2000 {
            continue;
        }
        written += 1;
        let name = rule_of(&wire);
        let meant = WRITTEN
            .iter()
            .any(|meant| meant.rule == name && (meant.is)(&wire));
        if let Err(at) = recogniser.recognise(grammar.rule(name), &wire, side)
            && !meant
        {
            failures.add(name, &wire, at);
        }
    }
    failures.check();
}

fn messages(default: usize) -> usize {
    count("GRAMMAR_MESSAGES", 1000) * default / 1000
}

#[test]
fn greetings() {
    kind::<GreetingKind>(messages(500), |_| "greeting", Side::Server);
}

#[test]
fn responses() {
    kind::<ResponseKind>(
        messages(3000),
        |wire| rule(wire, Side::Server),
        Side::Server,
    );
}

#[test]
fn continuations() {
    kind::<ContinueKind>(messages(300), |_| "continue-req", Side::Server);
}

#[test]
fn commands() {
    kind::<CommandKind>(messages(3000), |_| "command", Side::Client);
}

#[test]
fn authenticate_data() {
    kind::<AuthenticateDataKind>(messages(200), |_| "authenticate-data", Side::Client);
}

/// Every line of the examples' tables.
#[test]
fn examples_of_the_rfcs() {
    let grammar = Grammar::read();
    let hooks = Hooks::of_all_rows(&grammar);
    let recogniser = Recogniser::new(&grammar, &hooks);
    let mut said = String::new();
    let (mut good, mut bad) = (0, 0);
    let mut used = vec![false; SHOWN.len()];
    for (rfc, table) in tables() {
        for example in examples(&table) {
            let wire = &example.wire;
            assert!(example.utf8 || wire.is_ascii());
            let (name, side) = match example.who {
                'C' => ("command", Side::Client),
                'A' => ("authenticate-data", Side::Client),
                'D' => ("idle-done", Side::Client),
                _ if wire.starts_with(b"* PREAUTH ") => ("greeting", Side::Server),
                _ => (rule(wire, Side::Server), Side::Server),
            };
            let derived = recogniser.recognise(grammar.rule(name), wire, side);
            let wanted = match example.mark {
                Mark::Bad => false,
                // The strict decoder may take it for text, or may not.
                Mark::Fallback { .. } => continue,
                Mark::Plain | Mark::Ext | Mark::Rev1 | Mark::Other(_) => true,
            };
            if wanted {
                good += 1;
            } else {
                bad += 1;
            }
            if derived.is_ok() == wanted {
                continue;
            }
            let line = String::from_utf8_lossy(wire);
            let meant = SHOWN
                .iter()
                .position(|shown| shown.rfc == rfc && shown.line == line.trim_end());
            if let Some(meant) = meant {
                used[meant] = true;
                continue;
            }
            let at = derived.err().unwrap_or(wire.len());
            said += &format!(
                "{rfc} section {}, line {}: {} {name}: {}‸{}\n",
                example.block,
                example.line,
                if wanted { "no" } else { "a bad line is a" },
                wire[..at].escape_ascii(),
                wire[at..].escape_ascii()
            );
        }
    }
    assert!(said.is_empty(), "\n{said}");
    assert!(
        used.iter().all(|used| *used),
        "an exception that is none: {used:?}"
    );
    assert!(good > 900 && bad > 5, "{good} and {bad} lines");
}

/// What is made is recognised, but for nothing: the two read the files in the same way.
#[test]
fn sentences_are_recognised() {
    let grammar = Grammar::read();
    let hooks = Hooks::of_all_rows(&grammar);
    let recogniser = Recogniser::new(&grammar, &hooks);
    let mut generator = Generator::new(&grammar, &hooks, 2);
    for at in 0..messages(1500) {
        let (name, side) = MESSAGES[[0, 1, 1, 2, 3, 4, 4, 5][at % 8]];
        let sentence = generator.sentence(grammar.rule(name), side, None);
        let result = recogniser.recognise(grammar.rule(name), &sentence, side);
        assert_eq!(result, Ok(()), "{name}: {}", sentence.escape_ascii());
    }
}
