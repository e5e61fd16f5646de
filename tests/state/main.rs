//! A client and a server that talk to each other without sockets, by any schedule, in any pieces, also with somebody in
//! between.

mod laws;
mod pair;
mod store;
