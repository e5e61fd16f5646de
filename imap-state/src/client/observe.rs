//! A hook that sees what is said, for transcripts and tracing.

use imap_types::{
    auth::AuthenticateData,
    command::Command,
    response::{Greeting, Response},
};

use crate::conn::Unparsed;

/// A message, in either direction. `Debug` shows no password, no SASL response and no challenge.
#[derive(Debug)]
#[non_exhaustive]
pub enum Message<'m, 'v> {
    /// To the server.
    Command(&'m Command<'v>),
    /// To the server: an answer to a challenge.
    AuthenticateData(&'m AuthenticateData<'v>),
    /// To the server: DONE.
    IdleDone,
    /// From the server.
    Greeting(&'m Greeting<'v>),
    /// From the server.
    Response(&'m Response<'v>),
    /// From the server: a challenge.
    Challenge,
    /// From the server: a part of a streamed body.
    Chunk {
        /// Octets.
        len: usize,
    },
    /// From the server: what could not be read.
    Unparsed(&'m Unparsed<'v>),
}

impl Message<'_, '_> {
    /// Does the client say it?
    #[must_use]
    pub const fn is_from_client(&self) -> bool {
        matches!(
            self,
            Self::Command(_) | Self::AuthenticateData(_) | Self::IdleDone
        )
    }
}

/// Sees every message that is queued or received, typed and without secrets in `Debug`. Closures are observers.
///
/// ```
/// use imap_state::client::{Client, Config, Message};
///
/// let mut client = Client::new(Config::default());
/// client.observe(|message: &Message<'_, '_>| {
///     let who = if message.is_from_client() { "C" } else { "S" };
///     println!("{who}: {message:?}");
/// });
/// ```
pub trait Observe {
    /// This is said.
    fn observe(&mut self, message: &Message<'_, '_>);
}

impl<F: FnMut(&Message<'_, '_>)> Observe for F {
    fn observe(&mut self, message: &Message<'_, '_>) {
        self(message);
    }
}
