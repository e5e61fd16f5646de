//! What an end of a session costs, counted: bytes, allocations, and steps.

mod client;
mod deflate;
mod server;

const GIB: u64 = 1 << 30;
const MIB: u64 = 1 << 20;
