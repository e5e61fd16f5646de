//! Why a command is not sent, and why a connection ends. Nothing here holds a byte of the server's.

use core::fmt;

use imap_codec::EncodeError;

use crate::{
    conn::{ReceiveError, SendError, SwitchError},
    pipeline::Held,
    session::Refusal,
    tag::Handle,
};

/// A command is not sent; no byte of it was written.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Refused {
    /// State, capabilities or the TLS policy forbid it.
    Session(Refusal),
    /// It cannot be written: the server lacks what it needs.
    Encode(EncodeError),
    /// It would have to wait for others, and too many wait already ([`Config::held`](super::Config::held)).
    Held(Held),
    /// So much waits to be transmitted, or is held back, that nothing can be added.
    Full,
    /// The connection is over.
    Closed,
    /// The user has taken it back.
    Cancelled,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self::Session(refusal)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Session(refusal) => refusal.fmt(f),
            Self::Encode(error) => error.fmt(f),
            Self::Held(held) => write!(f, "it would have to wait: {held}"),
            Self::Full => f.write_str("too much waits already"),
            Self::Closed => f.write_str("the connection is over"),
            Self::Cancelled => f.write_str("it was taken back"),
        }
    }
}

impl core::error::Error for Refused {}

/// The connection is over, and not as it should be: close it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// The stream cannot be read any further.
    Receive(ReceiveError),
    /// What had to be said could not be queued.
    Send(SendError),
    /// The switch to TLS or compression failed.
    Switch(SwitchError),
    /// The first message is no greeting.
    NoGreeting,
    /// The server is authenticated in clear (PREAUTH), where TLS is required.
    PreAuthInClear,
    /// TLS is required, and the server does not offer STARTTLS, or denies it; or somebody on the way took the offer out.
    NoStartTls,
    /// A command was answered before it was sent: the server is out of step, or somebody forges answers.
    Early(Handle),
    /// AUTHENTICATE was granted though it was broken off, where the server must refuse it
    /// ([RFC 9051 §6.2.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.2.2)): who broke it off because the server had
    /// not proven who it is is not logged in after all.
    BrokenOff(Handle),
    /// STARTTLS or COMPRESS was answered by something that cannot be read: whether it was granted is not known.
    Unclear(Handle),
    /// Too many messages that answer nothing.
    Unexpected,
    /// The server was silent for too long.
    Timeout(Timeout),
}

/// What took too long.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Timeout {
    /// The greeting.
    Greeting,
    /// The completion of a command.
    Command,
}

impl From<ReceiveError> for Error {
    fn from(error: ReceiveError) -> Self {
        Self::Receive(error)
    }
}

impl From<SwitchError> for Error {
    fn from(error: SwitchError) -> Self {
        Self::Switch(error)
    }
}

impl From<SendError> for Error {
    fn from(error: SendError) -> Self {
        Self::Send(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Receive(error) => error.fmt(f),
            Self::Send(error) => error.fmt(f),
            Self::Switch(error) => error.fmt(f),
            Self::NoGreeting => f.write_str("the first message is no greeting"),
            Self::PreAuthInClear => f.write_str("authenticated in clear, where TLS is required"),
            Self::NoStartTls => f.write_str("TLS is required, and STARTTLS is not to be had"),
            Self::BrokenOff(handle) => {
                write!(f, "command {handle} was granted though it was broken off")
            }
            Self::Early(handle) => write!(f, "command {handle} was answered before it was sent"),
            Self::Unclear(handle) => {
                write!(
                    f,
                    "what answers command {handle} cannot be read, and has to be"
                )
            }
            Self::Unexpected => f.write_str("too many messages that answer nothing"),
            Self::Timeout(Timeout::Greeting) => f.write_str("no greeting for too long"),
            Self::Timeout(Timeout::Command) => f.write_str("no answer for too long"),
        }
    }
}

impl core::error::Error for Error {}

/// The connection is over, as it may be.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// LOGOUT was sent.
    LoggedOut,
    /// The server said BYE.
    Bye,
    /// The server hung up without a word.
    EndOfInput,
    /// The user has closed it.
    Closed,
    /// The user has [taken back](super::Client::cancel) a command in whose middle data was still to come: the server would
    /// take anything else for that data.
    Cancelled,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LoggedOut => "logged out",
            Self::Bye => "the server said BYE",
            Self::EndOfInput => "the server hung up",
            Self::Closed => "closed",
            Self::Cancelled => "a command was taken back whose data the server waits for",
        })
    }
}

/// Why a command was lost.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Why {
    /// The connection ended for this reason.
    Ended(Reason),
    /// It broke.
    Failed(Error),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ended(reason) => reason.fmt(f),
            Self::Failed(error) => error.fmt(f),
        }
    }
}
