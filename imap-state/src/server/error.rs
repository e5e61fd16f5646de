//! Why an answer was not taken. Nothing here holds a byte of the peer's.

use core::fmt;

use imap_types::core::Invalid;

use crate::{
    conn::{SendError, SwitchError},
    tag::Handle,
};

/// A call that the machine does not take; nothing has changed by it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// No such command waits for an answer.
    NotInFlight(Handle),
    /// The command is another than the answer is for.
    OtherCommand(Handle),
    /// It cannot be said in IMAP: e.g. a text with a line break in it.
    Invalid(Invalid),
    /// It cannot be written, or nothing may be sent now.
    Send(SendError),
    /// So much waits to be transmitted that it does not fit. Go on with it at [`Event::Room`](super::Event::Room).
    Full {
        /// Bytes in the queue.
        queued: usize,
    },
    /// Data of a message is being sent, and nothing else can be before its end.
    DataOwed(Handle),
    /// No data is wanted, or less than that, or it has a NUL where none may stand.
    NotWanted,
    /// The client cannot understand it: what it did not enable, or has left behind by what it enabled.
    NotUnderstood(&'static str),
    /// The machine says it by itself, of what it is told by [`notify`](super::Server::notify).
    Notify,
    /// The connection has not switched.
    Switch(SwitchError),
    /// The connection is over.
    Closed,
}

impl From<SendError> for Error {
    fn from(error: SendError) -> Self {
        Self::Send(error)
    }
}

impl From<Invalid> for Error {
    fn from(error: Invalid) -> Self {
        Self::Invalid(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotInFlight(handle) => write!(f, "no command {handle} waits for an answer"),
            Self::OtherCommand(handle) => write!(f, "command {handle} is another"),
            Self::Invalid(error) => error.fmt(f),
            Self::Send(error) => error.fmt(f),
            Self::Full { queued } => write!(f, "{queued} bytes wait to be transmitted first"),
            Self::DataOwed(handle) => write!(f, "command {handle} owes data first"),
            Self::NotWanted => f.write_str("such data is not wanted"),
            Self::NotUnderstood(what) => write!(f, "the client does not understand {what}"),
            Self::Notify => f.write_str("changes of the mailbox are told by notify"),
            Self::Switch(error) => error.fmt(f),
            Self::Closed => f.write_str("the connection is over"),
        }
    }
}

impl core::error::Error for Error {}
