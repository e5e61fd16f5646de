//! A look at every message in both directions, for transcripts and tracing.

use alloc::boxed::Box;

use imap_codec::AppendHead;
use imap_types::response::{ContinueReq, Greeting, Response};

use crate::conn::{FromClient, Unparsed};

/// A message that passes. `Debug` shows no secret.
#[derive(Debug)]
#[non_exhaustive]
pub enum Seen<'m, 'b> {
    /// The client said it.
    Received(&'m FromClient<'b>),
    /// The client said something that cannot be read.
    Unparsed(&'m Unparsed<'b>),
    /// A message begins to arrive.
    Head(&'m AppendHead<'b>),
    /// So many bytes of a message arrived.
    Chunk(usize),
    /// The server's first words.
    Greeting(&'m Greeting<'m>),
    /// The server said it. Data that is streamed is not in it.
    Sent(&'m Response<'m>),
    /// The server said `+`. What stands in it may be a challenge.
    Continue(&'m ContinueReq<'m>),
}

/// Is shown every message.
pub type Hook = Box<dyn for<'m, 'b> FnMut(Seen<'m, 'b>) + Send>;
