//! How IMAP looks on the wire.
#![no_std]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod error;
mod options;
mod quirk;
mod rule;
mod wire;

pub use crate::{
    error::{DecodeError, Deviation, EncodeError, Salvaged},
    options::{EncodeOptions, Limits, LiteralForm, Options, Policy},
    quirk::{Quirk, Quirks},
    rule::Rule,
};
