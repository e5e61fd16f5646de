//! URLs of the grammar against the reader of URLs, both ways.

use imap_types::url::ImapUrl;

use crate::{
    count,
    earley::Recogniser,
    generate::{Generator, Rng},
    grammar::{BranchId, Grammar},
    hooks::{Hooks, Side},
    support::{self, value},
};

/// Where URLs begin.
pub(crate) const URLS: [&str; 3] = ["imapurl", "imapurl-rel", "authimapurlrump"];

fn there_and_back(url: &[u8]) -> Result<(), String> {
    let read = ImapUrl::try_from(url).map_err(|error| error.to_string())?;
    let written = read.to_url();
    let again = written
        .parse()
        .map_err(|error| format!("{error}: {written:?}"))?;
    if again == read {
        Ok(())
    } else {
        Err(format!("{read:?}, and again {again:?}"))
    }
}

#[test]
fn urls_are_read() {
    let grammar = Grammar::read();
    let hooks = Hooks::of_all_rows(&grammar);
    let mut generator = Generator::new(&grammar, &hooks, 5);
    let mut rng = Rng::of(5);
    for name in URLS {
        let root = grammar.rule(name);
        let reachable = grammar.reachable(&[root]);
        let branches: Vec<_> = (0..grammar.branches.len())
            .filter(|branch| reachable.contains(&grammar.branches[*branch].rule))
            .map(BranchId)
            .collect();
        let random: Vec<_> = (0..count("GRAMMAR_URLS", 2000))
            .map(|_| branches[rng.below(branches.len())])
            .collect();
        for branch in branches.iter().chain(&random) {
            let url = generator.sentence(root, Side::Client, Some(*branch));
            let read = there_and_back(&url);
            assert_eq!(read, Ok(()), "{name}: {}", url.escape_ascii());
        }
        for branch in branches {
            assert!(
                generator.taken[branch.0] > 0,
                "never made: {}",
                grammar.branches[branch.0]
            );
        }
    }
}

#[test]
fn urls_are_recognised() {
    let grammar = Grammar::read();
    let hooks = Hooks::of_all_rows(&grammar);
    let recogniser = Recogniser::new(&grammar, &hooks);
    let mut rng = support::Rng::of(6);
    for _ in 0..count("GRAMMAR_URLS", 500) {
        let len = 16 + rng.below(200);
        let seed = rng.bytes(len);
        let Some(url) = value::<ImapUrl<'_>>(&seed) else {
            continue;
        };
        let written = url.to_url();
        let derived = URLS.iter().any(|rule| {
            recogniser
                .recognise(
                    grammar.rule(rule),
                    written.expose().as_bytes(),
                    Side::Client,
                )
                .is_ok()
        });
        assert!(derived, "{written:?}");
    }
}
