//! The inside of the tool `lint`, which others use too: the proxy and the client that write transcripts, the module for
//! WebAssembly, and the tests of traces.
//!
//! [`record`] takes a `.wire` file apart, [`session`] knows what each line of a conversation is by what was said before,
//! [`check`] reads and writes one message, [`tally`] counts and collects what was found; [`print`] and [`report`] tell it to
//! people and to machines.
#![no_std]

extern crate alloc;

pub mod check;
pub mod print;
pub mod record;
pub mod report;
pub mod session;
pub mod tally;
