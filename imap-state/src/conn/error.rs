//! What can go wrong between bytes and messages. Nothing here holds a byte of the peer's.

use core::fmt;

use imap_codec::{EncodeError, FrameError};

use super::Barrier;

/// The stream cannot be read any further: close the connection.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum ReceiveError {
    /// A limit was broken, a literal's length overflowed, or the input ended inside a message.
    Frame(FrameError),
    /// Bytes stood behind a barrier: sent in clear by somebody who wants them taken for protected ones, or by a peer that
    /// did not wait. They are gone.
    Injected {
        /// Which.
        barrier: Barrier,
        /// How many there were.
        bytes: usize,
    },
    /// A command that raises a barrier was answered before it was transmitted: somebody forges answers.
    Early {
        /// Which.
        barrier: Barrier,
    },
    /// What was received behind COMPRESS is no DEFLATE, or goes on behind its end.
    Inflate {
        /// Where it is broken, in bytes of compressed data.
        offset: u64,
    },
}

impl From<FrameError> for ReceiveError {
    fn from(error: FrameError) -> Self {
        Self::Frame(error)
    }
}

impl fmt::Display for ReceiveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Frame(error) => error.fmt(f),
            Self::Injected { barrier, bytes } => write!(f, "{bytes} bytes {barrier}"),
            Self::Early { barrier } => {
                write!(f, "answered before it was sent: what stands {barrier}")
            }
            Self::Inflate { offset } => write!(f, "compressed data is broken at byte {offset}"),
        }
    }
}

impl core::error::Error for ReceiveError {}

/// A message was not queued.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum SendError {
    /// It cannot be written under the options.
    Encode(EncodeError),
    /// So much waits to be transmitted that it does not fit: transmit first.
    Full {
        /// Bytes in the queue.
        queued: usize,
    },
    /// Nothing may be sent until the connection has switched, or what was asked for is denied.
    Barrier(Barrier),
    /// No literal is offered, or only one that is too long.
    NoOffer,
}

impl From<EncodeError> for SendError {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
    }
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encode(error) => error.fmt(f),
            Self::Full { queued } => write!(f, "{queued} bytes wait to be transmitted first"),
            Self::Barrier(barrier) => write!(f, "nothing may be sent {barrier}"),
            Self::NoOffer => f.write_str("no literal is offered that could be accepted"),
        }
    }
}

impl core::error::Error for SendError {}

/// The connection did not switch to TLS or to compression.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum SwitchError {
    /// Bytes came behind the barrier: close the connection.
    Injected {
        /// How many there were.
        bytes: usize,
    },
    /// The peers have not agreed on it by a command and its OK.
    NotAgreed,
    /// Something is still to be transmitted in clear.
    NotTransmitted {
        /// Bytes in the queue.
        bytes: usize,
    },
    /// The connection is broken already.
    Broken,
}

impl fmt::Display for SwitchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Injected { bytes } => {
                write!(f, "{bytes} bytes came in clear where none may stand")
            }
            Self::NotAgreed => f.write_str("no command and its OK agreed on the switch"),
            Self::NotTransmitted { bytes } => {
                write!(f, "{bytes} bytes are still to be transmitted")
            }
            Self::Broken => f.write_str("the connection is broken"),
        }
    }
}

impl core::error::Error for SwitchError {}

/// The server answered a literal that does not wait: it is out of step.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct NotAsked;

impl fmt::Display for NotAsked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no literal waits for an answer")
    }
}

impl core::error::Error for NotAsked {}

impl fmt::Display for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::StartTls => "behind STARTTLS and before TLS",
            Self::Compress => "behind COMPRESS and before compressed data",
        })
    }
}
