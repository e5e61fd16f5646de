//! Our client and our proxy against Dovecot, and other people's clients through the proxy.
//!
//! Needs what tests/interop/setup.sh installs. What is not there is skipped with a line; under `INTEROP=required`, as in CI,
//! it fails.

#![allow(clippy::unwrap_used, reason = "a test")]

mod kit;
mod liars;
mod ours;
mod proxy;
mod tap;

use imap_lint::{record, session, tally};

use std::{collections::BTreeSet, fs, path::Path, time::Duration};

use imap_codec::{Options, Policy, Quirk, Quirks};

use crate::{
    kit::say,
    record::{is_opened, records},
    session::{Event, Kind, Session},
    tally::{Findings, Tally},
};

const MINUTE: Duration = Duration::from_secs(60);

/// What Dovecot says that has a name in no standard, but in drafts.
const DRAFTS: [&str; 2] = ["PREVIEW=FUZZY", "SNIPPET=FUZZY"];

/// A recording, walked through: all has to be understood, by the grammar alone but for these quirks of the server's, and
/// nothing be in an `Other` arm but these names. Answers the counts.
fn lint_but(path: &Path, quirks: &[Quirk], others: &[&str]) -> Tally {
    let file = fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_str().unwrap();
    let chosen = quirks
        .iter()
        .fold(Quirks::NONE, |all, quirk| all.with(*quirk));
    let policy = if quirks.is_empty() {
        Policy::Strict
    } else {
        Policy::Chosen(chosen)
    };
    let mut session = Session::new(Options::default().policy(policy), is_opened(name));
    let mut findings = Findings {
        hide: true,
        verbose: false,
        found: Vec::new(),
    };
    let mut tally = Tally::default();
    let mut unknown = BTreeSet::new();
    let mut count = |event: Event<'_>, tally: &mut Tally| {
        if let Event::Message {
            kind,
            bytes,
            outcome,
        } = &event
        {
            let ours = !matches!(kind, Kind::Greeting | Kind::Response);
            for (_, range) in &outcome.others {
                let value = String::from_utf8_lossy(&bytes[range.clone()]).into_owned();
                let is = |other: &&str| value == **other || value.starts_with(&format!("{other} "));
                if !others.iter().any(is) {
                    unknown.insert(value);
                }
            }
            assert!(
                !ours || outcome.deviations.is_empty(),
                "{name}: {outcome:?}"
            );
        }
        tally.count(&event, &mut findings);
    };
    for record in records(&file).unwrap() {
        tally.bytes += record.bytes.len() as u64;
        session.feed(record.side, record.bytes, &mut |event| {
            count(event, &mut tally);
        });
    }
    session.finish(&mut |event| count(event, &mut tally));
    assert_eq!(tally.failures, 0, "{name}: {:#?}", findings.found);
    assert_eq!(
        (tally.not_understood, tally.salvaged, tally.both_refuse),
        (0, 0, 0),
        "{name}: {tally:#?}"
    );
    assert!(unknown.is_empty(), "{name}: {unknown:?}");
    for quirk in quirks {
        assert!(
            tally.quirks.contains_key(quirk),
            "{name}: no {quirk} any more"
        );
    }
    assert!(tally.balances(), "{name}: {tally:#?}");
    tally
}

/// The same, by the grammar alone, and with nothing unknown but what Dovecot has from drafts.
fn lint(path: &Path) -> Tally {
    lint_but(path, &[], &DRAFTS)
}

/// Where a recording of this name is, whatever came in it.
fn recorded(path: &Path) -> std::path::PathBuf {
    let stem = path.file_stem().unwrap().to_str().unwrap();
    let opened = path.with_file_name(format!("{stem}--plain.wire"));
    if opened.exists() {
        opened
    } else {
        path.to_owned()
    }
}

fn report(what: &str, tally: &Tally) {
    say(&format!(
        "{what}: {} commands and lines of the client, {} responses, of them {} typed in full, {} with a name of a draft; {} not understood; {} bytes",
        tally.client, tally.server, tally.typed, tally.other, tally.not_understood, tally.bytes
    ));
}
