//! The programs that show how it feels to use the crates, as short as they may be. The README quotes them, so that their
//! layout is for reading: rustfmt leaves them alone.

#![allow(
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    reason = "programs of users, and tests"
)]

#[rustfmt::skip]
mod client;
#[rustfmt::skip]
mod read_one_message;
#[rustfmt::skip]
mod read_a_stream;
#[rustfmt::skip]
mod write;
#[rustfmt::skip]
mod a_server;
mod miette;
