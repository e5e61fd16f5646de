//! Recorded sessions of real servers and clients (`assets/traces`, `assets/disputed`), and `lint`, which walks through them.

#![allow(clippy::unwrap_used, reason = "a test")]

#[allow(dead_code, reason = "the description is for --help")]
#[path = "../../imap-codec/examples/lint/jsonl.rs"]
mod jsonl;

mod disputed;
mod lines;

use imap_lint::{record, session, tally};

use std::{
    fs,
    path::{Path, PathBuf},
};

use imap_codec::Options;

use crate::{
    disputed::ONLY_THE_SERVER,
    record::{Record, records},
    session::{Event, Kind, Session, Trouble},
    tally::{Findings, Tally},
};

/// The traces and their names.
fn traces() -> Vec<(String, Vec<u8>)> {
    fn find(path: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                find(&path, found);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "wire")
            {
                found.push(path);
            }
        }
    }
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets");
    let mut paths = Vec::new();
    find(&assets.join("traces"), &mut paths);
    find(&assets.join("disputed"), &mut paths);
    paths.sort();
    assert!(paths.len() > 100, "{} traces", paths.len());
    paths
        .into_iter()
        .map(|path| (path.display().to_string(), fs::read(path).unwrap()))
        .collect()
}

fn walk<'f>(
    name: &str,
    records: impl Iterator<Item = Record<'f>>,
    event: &mut dyn FnMut(Event<'_>),
) -> u64 {
    let mut session = Session::new(Options::tolerant(), record::is_opened(name));
    let mut bytes = 0;
    for record in records {
        bytes += record.bytes.len() as u64;
        session.feed(record.side, record.bytes, event);
    }
    session.finish(event);
    bytes
}

/// All is understood that the peer understood, comes back the same from the encoder, and no byte is lost.
#[test]
fn understood() {
    let mut total = Tally::default();
    let mut met = vec![false; ONLY_THE_SERVER.len()];
    for (name, file) in traces() {
        let mut tally = Tally::default();
        let mut findings = Findings {
            hide: true,
            verbose: true,
            found: Vec::new(),
        };
        tally.bytes = walk(&name, records(&file).unwrap().into_iter(), &mut |event| {
            let failures = tally.failures;
            tally.count(&event, &mut findings);
            if tally.failures == failures {
                return;
            }
            let left = match &event {
                Event::Answered { command, .. } | Event::Unanswered(command) => {
                    let tagless = command.line.splitn(2, |byte| *byte == b' ').nth(1);
                    ONLY_THE_SERVER.iter().position(|(line, rule)| {
                        let begins = tagless.is_some_and(|rest| rest.starts_with(line.as_bytes()));
                        matches!(&command.trouble, Some(Trouble::Decode(error)) if error.code() == *rule)
                            && (begins || line.is_empty())
                    })
                }
                _ => None,
            };
            match left {
                Some(left) => met[left] = true,
                None => panic!("{name}: {:#?}", findings.found.last()),
            }
        });
        assert!(tally.balances(), "{name}: {tally:#?}");
        total.add(&tally);
    }
    for (met, row) in met.iter().zip(ONLY_THE_SERVER) {
        assert!(met, "{row:?} is not in the traces any more");
    }
    assert!(total.balances());
    assert!(
        total.both_accept > 1000 && total.both_refuse > 50,
        "{total:#?}"
    );
}

/// Any chunking gives the same messages.
#[test]
fn byte_by_byte() {
    for (name, file) in traces() {
        let records = records(&file).unwrap();
        let bytewise = records.iter().flat_map(|record| {
            record.bytes.chunks(1).map(|bytes| Record {
                side: record.side,
                bytes,
            })
        });
        assert_eq!(
            messages(&name, records.iter().copied()),
            messages(&name, bytewise),
            "{name}"
        );
    }
}

/// Each message, and was it understood?
fn messages<'f>(
    name: &str,
    records: impl Iterator<Item = Record<'f>>,
) -> Vec<(Kind, Vec<u8>, bool)> {
    let mut messages = Vec::new();
    walk(name, records, &mut |event| {
        if let Event::Message {
            kind,
            bytes,
            outcome,
        } = event
        {
            messages.push((kind, bytes.to_vec(), outcome.error.is_none()));
        }
    });
    messages
}
