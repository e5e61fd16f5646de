//! A look at every message in both directions, for transcripts and tracing: the same at either end.
//!
//! ```
//! use imap_state::{client::{Client, Config}, observe::{Message, Side}};
//!
//! let mut client = Client::new(Config::default());
//! client.observe(|who: Side, message: &Message<'_, '_>| println!("{who}: {message:?}"));
//! ```

use core::fmt;

use imap_codec::{AppendHead, FetchHead};
use imap_types::{
    auth::AuthenticateData,
    command::Command,
    response::{ContinueReq, Greeting, Response},
};

use crate::conn::Unparsed;

/// Who says something.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Side {
    /// `C`
    Client,
    /// `S`
    Server,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Client => "C",
            Self::Server => "S",
        })
    }
}

/// What is said, as it is queued or received. `Debug` shows no password, no SASL response and no challenge.
#[derive(Debug)]
#[non_exhaustive]
pub enum Message<'m, 'v> {
    /// Of a client. Data that is streamed is not in it.
    Command(&'m Command<'v>),
    /// Of a client: an answer to a challenge.
    AuthenticateData(&'m AuthenticateData<'v>),
    /// Of a client: DONE.
    IdleDone,
    /// Of a client: the beginning of a command whose data arrives in pieces.
    AppendHead(&'m AppendHead<'v>),
    /// Of a server: its first words.
    Greeting(&'m Greeting<'v>),
    /// Of a server. Data that is streamed is not in it.
    Response(&'m Response<'v>),
    /// Of a server: `+`, which lets something go on.
    Continue(&'m ContinueReq<'v>),
    /// Of a server: `+` with a challenge.
    Challenge,
    /// Of a server: the beginning of a response whose data arrives in pieces.
    FetchHead(&'m FetchHead<'v>),
    /// Data that arrives in pieces: one of them.
    Chunk {
        /// Octets.
        len: usize,
    },
    /// What could not be read.
    Unparsed(&'m Unparsed<'v>),
}

/// Sees every message that is queued or received, typed and without secrets in `Debug`. Closures are observers.
pub trait Observe {
    /// This is said, by this side.
    fn observe(&mut self, who: Side, message: &Message<'_, '_>);
}

impl<F: FnMut(Side, &Message<'_, '_>)> Observe for F {
    fn observe(&mut self, who: Side, message: &Message<'_, '_>) {
        self(who, message);
    }
}
