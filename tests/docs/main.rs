//! Files that are printed from the tables of the crates: the coverage table of the README, the fuzzers' dictionary, the
//! list of quirks. And that the tests that SECURITY.md names are there.
//!
//! `UPDATE_README=1 cargo test -p imap-tests --test docs` writes them anew.
#![allow(clippy::unwrap_used, reason = "a test")]

mod attacks;
mod catalogue;
mod circles;
mod coverage;
mod dictionary;
mod errors;
mod profiles;
mod quirks;

use std::{env, fs, path::PathBuf};

/// A file of the repository, by its path from the root.
fn path(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", name].iter().collect()
}

/// Is the file what it should be? Or else make it so, if that was asked for.
fn check(name: &str, is: &str, should: &str) {
    if is == should {
        return;
    }
    if env::var_os("UPDATE_README").is_some() {
        fs::write(path(name), should).unwrap();
        return;
    }
    let line = is
        .lines()
        .zip(should.lines())
        .position(|(is, should)| is != should);
    let line = line.unwrap_or_else(|| is.lines().count().min(should.lines().count()));
    panic!(
        "{name} is out of date from line {} on:\n  is:     {:?}\n  should: {:?}\nUPDATE_README=1 cargo test -p imap-tests --test docs writes it anew",
        line + 1,
        is.lines().nth(line),
        should.lines().nth(line),
    );
}
