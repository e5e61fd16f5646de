//! What the grammar makes: read by the strict decoder, written, read again.

use std::{collections::BTreeMap, fmt::Debug};

use imap_codec::{
    AuthenticateDataKind, CommandKind, Decoder, Encodable, EncodeOptions, Encoder, GreetingKind,
    IdleDoneKind, Kind, Limits, Options, ResponseKind, message_len,
};

use crate::{
    MESSAGES, count,
    disagreements::MADE,
    generate::{Generator, Rng},
    grammar::{BranchId, Grammar},
    hooks::Hooks,
    urls::URLS,
};

/// Reads strictly, writes with all that extensions allow, reads again.
fn there_and_back<'a, K: Kind>(sentence: &'a [u8], written: &'a mut Vec<u8>) -> Result<(), String>
where
    K::Value<'a>: Encodable + PartialEq + Debug,
{
    let options = Options::strict().utf8(true);
    let framing = options.limits(Limits::default().literals(usize::MAX));
    match message_len(K::MODE, &framing, sentence) {
        Ok(Some(len)) if len == sentence.len() => {}
        framed => return Err(format!("framed as {framed:?}")),
    }
    let read = Decoder::<K>::new(options)
        .decode(sentence)
        .map_err(|error| error.render_in_full(sentence))?;
    Encoder::new(EncodeOptions::everything())
        .encode_into(&read.value, written)
        .map_err(|error| format!("{:?} is not written: {error}", read.value))?;
    let written: &'a [u8] = written;
    let again = Decoder::<K>::new(options)
        .decode(written)
        .map_err(|error| format!("written, not read: {}", error.render_in_full(written)))?;
    if again.value != read.value {
        return Err(format!(
            "{:?}\nwritten as {}\nread as {:?}",
            read.value,
            written.escape_ascii(),
            again.value
        ));
    }
    Ok(())
}

fn check(rule: &str, sentence: &[u8]) -> Result<(), String> {
    let written = &mut Vec::new();
    match rule {
        "greeting" => there_and_back::<GreetingKind>(sentence, written),
        "command" => there_and_back::<CommandKind>(sentence, written),
        "authenticate-data" => there_and_back::<AuthenticateDataKind>(sentence, written),
        "idle-done" => there_and_back::<IdleDoneKind>(sentence, written),
        _ => there_and_back::<ResponseKind>(sentence, written),
    }
}

/// Of every kind of message, at random; and each branch of each rule on purpose.
#[test]
fn sentences_are_read() {
    let grammar = Grammar::read();
    let hooks = Hooks::of_all_rows(&grammar);
    let roots: Vec<_> = MESSAGES
        .iter()
        .map(|(rule, side)| (grammar.rule(rule), *rule, *side))
        .collect();
    let seed = count("GRAMMAR_SEED", 1) as u64;
    let mut generator = Generator::new(&grammar, &hooks, seed);
    let sentences = count("GRAMMAR_SENTENCES", 20_000);
    let mut failures: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let mut made = |generator: &mut Generator<'_>, root: usize, target: Option<BranchId>| {
        let (rule, name, side) = roots[root];
        let sentence = generator.sentence(rule, side, target);
        let result = check(name, &sentence);
        let meant = MADE
            .iter()
            .any(|made| made.rule == name && (made.is)(&sentence));
        if let Err(what) = result
            && !meant
        {
            // One of each sort, the shortest.
            let sort = what.lines().last().unwrap_or_default();
            let sort = sort
                .split(['"', '('])
                .next()
                .unwrap_or_default()
                .trim_start_matches([' ', '^', '-'])
                .to_owned();
            let said = format!("{name}: {}\n{what}", sentence.escape_ascii());
            let (times, shortest) = failures.entry(sort).or_insert((0, said.clone()));
            *times += 1;
            if said.len() < shortest.len() {
                *shortest = said;
            }
        }
    };

    // Each branch that a kind of message leads to, from each kind that leads there.
    let branches: Vec<Vec<BranchId>> = roots
        .iter()
        .map(|(rule, ..)| {
            let reachable = grammar.reachable(&[*rule]);
            (0..grammar.branches.len())
                .filter(|branch| reachable.contains(&grammar.branches[*branch].rule))
                .map(BranchId)
                .collect()
        })
        .collect();
    for (root, branches) in branches.iter().enumerate() {
        for branch in branches {
            made(&mut generator, root, Some(*branch));
        }
    }
    // At random, and by way of a random branch. Commands and responses have most to say.
    const OFTEN: [usize; 10] = [0, 1, 1, 1, 1, 2, 3, 4, 4, 4];
    let mut rng = Rng::of(seed);
    for at in 0..sentences {
        let root = if at % 100 == 99 {
            5 + at / 100 % 2
        } else {
            OFTEN[at % 10]
        };
        let target = branches[root][rng.below(branches[root].len())];
        made(
            &mut generator,
            root,
            Some(target).filter(|_| rng.below(2) == 0),
        );
    }

    let untaken: Vec<_> = generator
        .taken
        .iter()
        .enumerate()
        .filter(|(branch, taken)| {
            **taken == 0 && branches.iter().any(|all| all.contains(&BranchId(*branch)))
        })
        .map(|(branch, _)| grammar.branches[branch].to_string())
        .collect();
    let mut said = String::new();
    for (times, shortest) in failures.values() {
        said += &format!("{times} times: {shortest}\n\n");
    }
    assert!(failures.is_empty(), "\n{said}");
    assert!(untaken.is_empty(), "never made:\n{}", untaken.join("\n"));
}

/// Every rule belongs to some kind of message, or to a URL.
#[test]
fn every_rule_is_reachable() {
    let grammar = Grammar::read();
    let roots: Vec<_> = MESSAGES
        .iter()
        .map(|(rule, _)| *rule)
        .chain(URLS)
        .map(|rule| grammar.rule(rule))
        .collect();
    let reachable = grammar.reachable(&roots);
    let unreachable: Vec<_> = (0..grammar.rules.len())
        .map(crate::grammar::RuleId)
        .filter(|rule| !reachable.contains(rule))
        .map(|rule| {
            let rule = &grammar.rules[rule.0];
            format!("{} ({})", rule.name, rule.file)
        })
        .collect();
    assert!(
        unreachable.is_empty(),
        "no message has {}",
        unreachable.join(", ")
    );
    assert!(grammar.rules.len() > 200 && grammar.branches.len() > 1000);
}
