//! Who may speak when in IMAP: transport-free client and server.
//!
//! Four layers, each usable alone; so far there is the first, [`conn`]: bytes to messages and back, for both roles, with
//! literals that wait, STARTTLS and COMPRESS. No I/O, clock, thread or global anywhere: a driver moves the bytes.
#![no_std]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

pub mod conn;
