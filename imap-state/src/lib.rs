//! Who may speak when in IMAP: transport-free client and server.
//!
//! Four layers, each usable alone; no I/O, clock, thread or global in any of them: a driver moves the bytes.
//!
//! 1. [`conn`]: bytes to messages and back, for both roles, with literals that wait, STARTTLS and COMPRESS.
//! 2. [`tag`] and [`pipeline`]: which answer belongs to which command, and what may be in flight beside what.
//! 3. [`session`]: states, capabilities, what is enabled; whether a command may be sent now, and why not.
//! 4. [`mailbox`]: the selected mailbox, message sequence numbers and UIDs, and how to come back to one.
//!
//! [`profile`] has what is known of servers with ways of their own.
//!
//! [`flow`] has the exchanges in turns, AUTHENTICATE and IDLE. [`client`] and [`server`] put all of it together, each an end of a
//! session for any I/O; [`observe`] looks at what either says and hears.
#![no_std]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

pub mod client;
pub mod conn;
pub mod flow;
pub mod mailbox;
pub mod observe;
pub mod pipeline;
pub mod profile;
pub mod server;
pub mod session;
pub mod tag;

/// The programs of the README, compiled and run: here, where all that they use is at hand.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct ReadMe;
