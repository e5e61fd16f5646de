//! A client and a server that talk to each other without sockets, by any schedule, in any pieces, also with somebody in
//! between.

mod deflate;
mod laws;
mod pair;
#[allow(dead_code, reason = "the other tests of recordings want more")]
mod recorded;
mod store;

use imap_lint::record;
