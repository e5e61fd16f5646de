//! Clients that none of us wrote, against the example `server` of imap-state: curl, mbsync, mutt and neomutt, imaplib and
//! imapclient, imapflow, openssl. Each works through a session; then it is asked what the client saw, and what the server
//! has in its transcript: how many commands and responses, and that each of them is typed in full.
//!
//! `tests/interop/setup.sh` installs them. Where one is missing its test says so and does nothing; with `INTEROP=required`
//! it fails.

#![allow(clippy::unwrap_used, reason = "a test")]

mod curl;
mod dovecot;
mod features;
mod judge;
mod mbsync;
mod mutt;
#[allow(dead_code, reason = "the test of load uses the rest")]
mod peer;
#[allow(dead_code, reason = "the test of load uses the rest")]
mod raw;
mod scripts;

use imap_lint::{record, session, tally};
