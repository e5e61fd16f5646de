//! The RFCs, line by line: their examples from the tables beside this file, and the finer points that no example shows.
//!
//! Everything here is read by the strict decoders. Where RFC 3501 and RFC 9051 differ, the union of both is accepted,
//! and the test says so.

#![allow(clippy::unwrap_used, reason = "tests")]

mod kit;

mod examples;
