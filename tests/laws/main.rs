//! Laws that hold of every value: round trips, reachable tables, any chunking, totality.
//!
//! Each law can fail. Random values are the same in every run, so that a failure can be looked at again.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[macro_use]
mod support;

mod chunks;
mod reachable;
mod round_trip;
mod secrets;
mod tolerance;
mod total;
mod types;
