//! The grammar of assets/grammar against the codec, both ways: what the grammar makes, the strict decoder reads; what the
//! encoder writes, and what the RFCs show, the grammar has.
//!
//! A disagreement is a bug in one of the three. What is meant stands in `disagreements.rs`.
//!
//! `GRAMMAR_SENTENCES` and `GRAMMAR_MESSAGES` in the environment ask for more than a test's worth.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod disagreements;
mod earley;
mod generate;
mod grammar;
mod hooks;
mod made;
mod mutants;
mod names;
mod selftest;
#[path = "../laws/support.rs"]
mod support;
#[path = "../conformance/table.rs"]
mod table;
mod urls;
mod written;

use crate::hooks::Side;

/// The kinds of messages: the rule, and who says it.
const MESSAGES: [(&str, Side); 7] = [
    ("greeting", Side::Server),
    ("response-data", Side::Server),
    ("response-tagged", Side::Server),
    ("continue-req", Side::Server),
    ("command", Side::Client),
    ("authenticate-data", Side::Client),
    ("idle-done", Side::Client),
];

/// How many, if the environment says nothing of it.
fn count(variable: &str, default: usize) -> usize {
    std::env::var(variable)
        .ok()
        .map_or(default, |count| count.parse().unwrap())
}
