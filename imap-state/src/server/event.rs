//! What the machine asks of the driver, and what it tells: [`Output`] and [`Event`].

use core::{fmt, num::NonZeroU32, time::Duration};

use imap_codec::{AppendHead, DecodeError, FrameError};
use imap_types::{auth::AuthenticateData, command::CommandBody};

use crate::{
    conn::Unparsed,
    session::{Refusal, State},
    tag::Handle,
};

/// What to do next. `Transmit` borrows the machine, `Event` the inbox alone: any method of the machine may be called while
/// an event lives.
#[derive(Debug)]
#[non_exhaustive]
pub enum Output<'s, 'b> {
    /// Write these bytes, or the first of them, and tell how many by [`transmitted`](super::Server::transmitted).
    Transmit(&'s [u8]),
    /// Accept TLS on the connection, then call [`tls_started`](super::Server::tls_started).
    StartTls,
    /// Call [`compress_started`](super::Server::compress_started), and from then on inflate what is read and deflate what
    /// is written ([RFC 4978](https://www.rfc-editor.org/rfc/rfc4978.html)). With the feature `deflate` the machine does that
    /// by itself behind `compress_here`.
    StartCompress,
    /// Read into the inbox, and poll again when something was read or at this time, whichever comes first.
    NeedInput {
        /// When to poll at the latest.
        by: Option<Duration>,
    },
    /// Nothing is to be read now: the application owes an answer, or an answer is held back. Poll again when the
    /// application has done something, or at this time.
    Wait {
        /// When to poll at the latest.
        by: Option<Duration>,
    },
    /// Something happened.
    Event(Event<'b>),
    /// It is over: close the connection. Every further poll says so again.
    Closed(Closed),
}

/// Something that concerns the application. Borrows from the inbox alone.
#[derive(Debug)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "nearly all are the large one")]
pub enum Event<'b> {
    /// A command that is legal now, to be answered by [`ok`](super::Server::ok), [`no`](super::Server::no) or
    /// [`bad`](super::Server::bad), or by what is made for it.
    Command {
        /// What to answer to.
        handle: Handle,
        /// What the client wants.
        command: CommandBody<'b>,
    },
    /// A command that the machine answers itself; nothing is to be done.
    Answered {
        /// What the client wanted.
        command: CommandBody<'b>,
    },
    /// A command that is not legal now; it was answered BAD or NO.
    Refused {
        /// What the client wanted.
        command: CommandBody<'b>,
        /// Why not.
        why: Refusal,
    },
    /// A command that cannot be read; it was answered BAD.
    Unparsed(Unparsed<'b>),
    /// A command with a literal beyond the limits; it was thrown away and answered.
    TooLong {
        /// The length that was announced.
        len: u64,
    },
    /// An answer to a [`challenge`](super::Server::challenge), or the end of the exchange by `*`, which the machine has
    /// answered BAD: forget what belongs to it.
    AuthenticateData {
        /// The AUTHENTICATE command.
        handle: Handle,
        /// The answer.
        data: AuthenticateData<'b>,
    },
    /// An answer to a challenge that cannot be read; it was answered BAD: forget what belongs to the exchange.
    AuthenticateFailed {
        /// The AUTHENTICATE command.
        handle: Handle,
        /// What is wrong with it.
        error: DecodeError,
    },
    /// A client wants to send a literal. Where the answer is [`Asked`](Offered::Asked) the machine waits for
    /// [`accept_literal`](super::Server::accept_literal) or [`refuse_literal`](super::Server::refuse_literal).
    LiteralOffered {
        /// The command it belongs to, which will arrive under this handle.
        handle: Handle,
        /// The length in bytes.
        len: u64,
        /// The state of the session.
        state: State,
        /// Who answers.
        answer: Offered,
    },
    /// A message arrives that is handed out in pieces ([`Inbox::stream_above`](crate::conn::Inbox::stream_above)): chunks
    /// follow, and behind the last one the whole command as [`Command`](Event::Command) under the same handle.
    AppendHead {
        /// The command.
        handle: Handle,
        /// What is told of the message so far.
        head: AppendHead<'b>,
    },
    /// A part of a message, never empty.
    AppendChunk {
        /// The command.
        handle: Handle,
        /// The bytes.
        chunk: &'b [u8],
    },
    /// A message that began to arrive will not: the command was answered. Drop what arrived.
    AppendAborted {
        /// The command.
        handle: Handle,
    },
    /// Bytes of a message that nobody wants were thrown away.
    Discarded {
        /// How many.
        bytes: usize,
    },
    /// The next message of a FETCH, or, with the handle of a NOTIFY, one that has [arrived](super::Server::announces); to be
    /// answered by [`fetched`](super::Server::fetched) or
    /// [`fetch_gone`](super::Server::fetch_gone).
    FetchNext {
        /// The command.
        handle: Handle,
        /// The message sequence number that the message has in this session.
        seq: NonZeroU32,
        /// Its UID.
        uid: NonZeroU32,
    },
    /// There is room again for what did not fit ([`Error::Full`](super::Error::Full)): go on.
    Room {
        /// The command that is being answered.
        handle: Handle,
    },
    /// Data that was announced by [`fetched`](super::Server::fetched) is wanted, by [`supply`](super::Server::supply).
    WantData {
        /// The command.
        handle: Handle,
        /// So many bytes at most; at least one.
        max: usize,
    },
}

/// Who answers to an offered literal.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Offered {
    /// The application has to.
    Asked,
    /// It is short, and is taken.
    Accepted,
    /// It is longer than the limits, and is refused.
    Refused,
}

/// Why the connection is over.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Closed {
    /// LOGOUT.
    LoggedOut,
    /// The application said so, or the greeting was BYE.
    Shutdown,
    /// The client did not authenticate in time.
    LoginTimeout,
    /// The client was silent for too long.
    Autologout,
    /// The client did not take what was sent to it.
    Stuck,
    /// Too many commands could not be read or were not legal.
    Errors,
    /// Too many logins failed.
    Logins,
    /// The stream cannot be read any further, e.g. a line beyond the limits.
    Unreadable(FrameError),
    /// Bytes stood where none may: behind STARTTLS or COMPRESS, or behind a literal that was refused.
    Injected {
        /// How many.
        bytes: usize,
    },
    /// Compressed data of the client's is broken.
    Inflate {
        /// Where, in bytes of compressed data.
        offset: u64,
    },
    /// The client closed the connection.
    InputEnded,
}

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LoggedOut => f.write_str("logging out"),
            Self::Shutdown => f.write_str("shutting down"),
            Self::LoginTimeout => f.write_str("not authenticated in time"),
            Self::Autologout => f.write_str("silent for too long"),
            Self::Stuck => f.write_str("what was sent was not taken"),
            Self::Errors => f.write_str("too many errors"),
            Self::Logins => f.write_str("too many failed logins"),
            Self::Unreadable(error) => error.kind.fmt(f),
            Self::Injected { .. } => f.write_str("unexpected bytes"),
            Self::Inflate { .. } => f.write_str("compressed data is broken"),
            Self::InputEnded => f.write_str("the client closed the connection"),
        }
    }
}
