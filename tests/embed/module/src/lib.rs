//! The codec and the state machines for hosts that speak neither Rust nor C: octets and JSON in, octets and JSON out.
//!
//! A host [opens](Table::open) a session, [feeds](Table::feed) it octets, [tells](Table::tell) it things in JSON, asks for
//! what [comes](Table::next) of it until nothing does, and [closes](Table::close) it. What a session is stands in its
//! [`Config`]: a decoder of one direction, an encoder, a walk through a recorded session (lint), a client, a server.
//!
//! ```
//! use imap_wasm::{Table, Step};
//!
//! let mut table = Table::default();
//! let handle = table.open(br#"{"open": "decode", "kind": "response"}"#);
//! table.feed(handle, b"* 3 EXISTS\r\n");
//! assert_eq!(table.next(handle), Step::Json);
//! assert!(table.result().starts_with(br#"{"type":"message","kind":"response","range":[0,12],"value":{"Data":{"Exists":3}}"#));
//! assert_eq!(table.next(handle), Step::Nothing);
//! assert!(table.close(handle));
//! ```
//!
//! [`abi`] shows the same to WebAssembly hosts; `../js/imap.js` is the face for JavaScript, and its types
//! (`imap.d.ts`) describe all of the JSON. Values have the serde form of imap-types, which `tests/golden` keeps stable.
#![no_std]

extern crate alloc;
#[cfg(not(target_arch = "wasm32"))]
extern crate std;

#[cfg(target_arch = "wasm32")]
pub mod abi;
mod config;
mod decode;
mod encode;
mod json;
mod lint;
mod machine;
mod reveal;
mod spans;
mod table;

use imap_lint::{check, record, report, session, tally};

pub use self::{
    config::Config,
    table::{Step, Table},
};
