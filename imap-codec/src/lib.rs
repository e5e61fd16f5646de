//! How IMAP looks on the wire: a framer, zero-copy decoders and encoders, in both directions, for IMAP4rev1 and IMAP4rev2.
//!
//! * [`Framer`] cuts a stream into whole messages, in whatever pieces it arrives; bodies can be streamed.
//! * [`Decoder`]s read a whole message; the values borrow from it. [`Options`] say at run time how strict they are.
//! * [`Encoder`] writes values, with a stop at each literal that has to wait.
//!
//! ```
//! use imap_codec::{Frame, Framer, Mode, Options, ResponseDecoder};
//!
//! let options = Options::tolerant();
//! let (mut framer, decoder) = (Framer::new(Mode::Response, &options), ResponseDecoder::new(options));
//! for chunk in [&b"* 3 EX"[..], b"ISTS\r\n* 12 FETCH (UID 7 )\r", b"\n"] {
//!     framer.push(chunk);
//!     while let Some(frame) = framer.next()? {
//!         if let Frame::Message(message) = frame {
//!             let decoded = decoder.decode_message(&message)?;
//!             for deviation in &decoded.deviations {
//!                 assert_eq!(deviation.to_string(), "stray SP in the list of FETCH items, bytes 17..18");
//!             }
//!         }
//!     }
//! }
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
#![no_std]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

#[macro_use]
mod wire;

mod codec;
mod error;
mod head;
mod options;
mod quirk;
pub mod redact;
mod report;
mod rule;
mod salvage;
#[cfg(test)]
mod testing;

mod core;

mod auth;
mod body;
mod datetime;
mod envelope;
mod flag;
mod mailbox;
mod section;
mod sequence;
mod url;

mod ext;

mod append;
mod capability;
mod code;
mod command;
mod data;
mod fetch;
mod list;
mod search;
mod select;
mod status;
mod store;

mod response;

pub use crate::{
    codec::{
        AuthenticateDataDecoder, AuthenticateDataKind, CommandDecoder, CommandKind,
        ContinueDecoder, ContinueKind, Decoded, Decoder, Encodable, Encoder, GreetingDecoder,
        GreetingKind, IdleDone, IdleDoneDecoder, IdleDoneKind, Kind, ResponseDecoder, ResponseKind,
    },
    error::{DecodeError, Deviation, EncodeError, Salvaged},
    head::{AppendHead, FetchHead, Replaces},
    options::{EncodeOptions, Limits, LiteralForm, Options, Policy},
    quirk::{Quirk, Quirks, SampleKind, Yields},
    report::{Label, Report, Reports, Severity},
    rule::Rule,
    wire::{
        frame::{
            Cut, Frame, FrameError, FrameErrorKind, Framer, Head, Hole, Message, Mode, Offer,
            Refused, Whole, message_len, whole,
        },
        write::{Fragment, Fragments, LiteralMode},
    },
};
