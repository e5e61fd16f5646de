//! What a client has to say to its driver.

use alloc::{borrow::Cow, vec::Vec};
use core::{fmt, num::NonZeroU32, time::Duration};

use imap_codec::{DecodeError, Deviation, FetchHead, Salvaged};
use imap_types::{
    core::Secret,
    data::Data,
    fetch::Fetch,
    response::{ContinueReq, Greeting, RespText, Response, State, Status},
};

use super::error::{Reason, Refused, Why};
use crate::{conn::Progress, mailbox::Change, profile::Hint, tag::Handle};

/// What the driver has to do next.
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "nearly all are the large one")]
pub enum Output<'s, 'b> {
    /// Write these bytes, or some of them, and tell how many with [`transmitted`](super::Client::transmitted).
    Transmit(&'s [u8]),
    /// Begin TLS on the connection, then call [`tls_started`](super::Client::tls_started).
    StartTls,
    /// Begin to compress, from [`compress_started`](super::Client::compress_started) on. With the feature `deflate` the
    /// client does that by itself behind `compress_here`.
    StartCompress,
    /// Read into the inbox, but not longer than up to this time; then ask again in any case.
    NeedInput {
        /// On the clock of [`poll`](super::Client::poll); never, if `None`.
        by: Option<Duration>,
    },
    /// Something has happened.
    Event(Event<'b>),
    /// Something was heard before TLS, where [TLS is required](crate::session::TlsPolicy::Required): anybody on the way may
    /// have said it. It is not to be shown as the server's, nor believed; the client itself forgets it when TLS begins. What
    /// the user does about the wire comes as [`Event`](Self::Event) all the same.
    PreTls(Event<'b>),
    /// The connection is over: close it. Every command that was not completed has been told as [`Event::Lost`].
    Closed(Reason),
}

impl fmt::Debug for Output<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // It may be a password.
            Self::Transmit(bytes) => write!(f, "Transmit({} bytes)", bytes.len()),
            Self::StartTls => f.write_str("StartTls"),
            Self::StartCompress => f.write_str("StartCompress"),
            Self::NeedInput { by } => f.debug_struct("NeedInput").field("by", by).finish(),
            Self::Event(event) => f.debug_tuple("Event").field(event).finish(),
            Self::PreTls(event) => f.debug_tuple("PreTls").field(event).finish(),
            Self::Closed(reason) => f.debug_tuple("Closed").field(reason).finish(),
        }
    }
}

/// Something has happened. Borrows from the inbox alone.
///
/// Each handle gets exactly one of [`Done`](Self::Done), [`Cancelled`](Self::Cancelled), [`Refused`](Self::Refused) and
/// [`Lost`](Self::Lost). The client sends some commands by itself (CAPABILITY, STARTTLS, NOOP); they are told like all others, under handles of their own.
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "nearly all are the large one")]
pub enum Event<'b> {
    /// The server's first word.
    Greeting(Greeting<'b>),
    /// Commands may be sent: TLS runs if it has to, and what the server can do is known, if it says so.
    Ready,
    /// A command is completed.
    Done {
        /// Which.
        handle: Handle,
        /// Its name, as `UID FETCH`.
        command: Cow<'static, str>,
        /// How it went.
        status: Outcome<'b>,
    },
    /// A command that was [taken back](super::Client::cancel) is completed.
    Cancelled {
        /// Which.
        handle: Handle,
        /// Its name.
        command: Cow<'static, str>,
        /// How it went: it may have succeeded all the same.
        status: Outcome<'b>,
    },
    /// A command that was held back, or of which nothing was transmitted, will not be sent.
    Refused {
        /// Which.
        handle: Handle,
        /// Why not.
        why: Refused,
    },
    /// A command will not be completed, since the connection is over.
    Lost {
        /// Which.
        handle: Handle,
        /// Its name.
        command: Cow<'static, str>,
        /// How much of it was transmitted: if nothing, the server cannot have done it.
        progress: Progress,
        /// Why.
        why: Why,
    },
    /// The view of the selected mailbox has changed.
    Changed(Change),
    /// More has changed than is told one by one: look at the [view](super::Client::mailbox).
    ChangedMuch,
    /// What is told of a message.
    Fetched(Fetch<'b>),
    /// The data of a streamed body begins.
    BodyHead {
        /// What it is the body of, if that could be read.
        head: Result<FetchHead<'b>, DecodeError>,
        /// The same, in short, as every chunk bears it.
        body: Body,
    },
    /// A part of a streamed body. Behind the last comes [`Fetched`](Self::Fetched).
    Body {
        /// Whose it is.
        head: Body,
        /// The part, never empty.
        chunk: &'b [u8],
    },
    /// Other data.
    Data(Data<'b>),
    /// A status that belongs to no command: information, a warning, BYE. `[ALERT]` has to be shown to the user
    /// ([RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)), unless it came
    /// [before TLS](Output::PreTls).
    Status(Status<'b>),
    /// The server lets a literal or a response go on. There is nothing to do.
    Continue(ContinueReq<'b>),
    /// AUTHENTICATE: answer with [`respond`](super::Client::respond) or [`cancel`](super::Client::cancel). Where the
    /// mechanism lets the server prove who it is (SCRAM), an OK that comes before the proof proves nothing: hang up.
    Challenge {
        /// Of the command.
        handle: Handle,
        /// The octets, which may be none; `None` if what came is no base64.
        challenge: Option<Secret<Vec<u8>>>,
    },
    /// IDLE runs.
    Idling {
        /// The command.
        handle: Handle,
    },
    /// IDLE was ended, and is asked for again.
    IdleRenewed {
        /// The command.
        handle: Handle,
        /// How the last one went.
        status: Outcome<'b>,
    },
    /// APPEND and the like: supply the next part of the data with [`supply`](super::Client::supply), now or later.
    WantData {
        /// The command.
        handle: Handle,
        /// At most so many bytes.
        max: usize,
    },
    /// A message that could not be read.
    Unparsed {
        /// Its bytes.
        raw: &'b [u8],
        /// Why; [`render`](DecodeError::render) shows it beside the bytes.
        error: DecodeError,
        /// The command that it completes, by its tag; [`Done`](Self::Done) follows.
        handle: Option<Handle>,
    },
    /// The message before was not quite well-formed: what was mended in it, and what had to be left out.
    Mended {
        /// Mended.
        deviations: Vec<Deviation>,
        /// Left out.
        salvaged: Vec<Salvaged>,
    },
    /// The text of the status before means something to programs: to wait, to connect anew.
    Hint(Hint),
    /// A message that answers nothing: a tag that no command has, a continuation that nobody waits for. They are counted
    /// ([`Config::unexpected`](super::Config::unexpected)).
    Unexpected(Response<'b>),
    /// A message, or a part of one, was thrown away: it was for a command that was [taken back](super::Client::cancel).
    Discarded {
        /// How many bytes.
        bytes: usize,
    },
    /// The input has ended. What was lost is told next.
    InputEnded,
}

impl Event<'_> {
    /// Does it tell what the server said?
    pub(super) const fn is_heard(&self) -> bool {
        !matches!(
            self,
            Self::Ready
                | Self::Refused { .. }
                | Self::Lost { .. }
                | Self::WantData { .. }
                | Self::InputEnded
        )
    }
}

/// How a command went.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Outcome<'b> {
    /// OK, NO or BAD.
    pub state: State,
    /// Code and text.
    pub text: RespText<'b>,
}

impl<'b> Outcome<'b> {
    pub(super) const fn new(state: State, text: RespText<'b>) -> Self {
        Self { state, text }
    }

    /// Did it succeed?
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.state == State::Ok
    }
}

/// A streamed body, in short.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Body {
    /// The message sequence number of the message, if it was told.
    pub seq: Option<NonZeroU32>,
    /// Its UID, if it was told before the body.
    pub uid: Option<NonZeroU32>,
    /// Octets of the body.
    pub len: u64,
    /// How many of them have come before this.
    pub at: u64,
}

impl fmt::Debug for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Greeting(greeting) => greeting.fmt(f),
            Self::Ready => f.write_str("Ready"),
            Self::Done {
                handle,
                command,
                status,
            } => write!(f, "Done({handle} {command}: {status:?})"),
            Self::Cancelled {
                handle,
                command,
                status,
            } => write!(f, "Cancelled({handle} {command}: {status:?})"),
            Self::Discarded { bytes } => write!(f, "Discarded({bytes} bytes)"),
            Self::Refused { handle, why } => write!(f, "Refused({handle}: {why})"),
            Self::Lost {
                handle,
                command,
                progress,
                why,
            } => write!(f, "Lost({handle} {command}, {progress:?}: {why})"),
            Self::Changed(change) => f.debug_tuple("Changed").field(change).finish(),
            Self::ChangedMuch => f.write_str("ChangedMuch"),
            Self::Fetched(fetch) => fetch.fmt(f),
            Self::BodyHead { head, .. } => f.debug_tuple("BodyHead").field(head).finish(),
            Self::Body { head, chunk } => write!(f, "Body({head:?}, {} bytes)", chunk.len()),
            Self::Data(data) => data.fmt(f),
            Self::Status(status) => status.fmt(f),
            Self::Continue(_) => f.write_str("Continue"),
            Self::Challenge { handle, .. } => write!(f, "Challenge({handle})"),
            Self::Idling { handle } => write!(f, "Idling({handle})"),
            Self::IdleRenewed { handle, .. } => write!(f, "IdleRenewed({handle})"),
            Self::WantData { handle, max } => write!(f, "WantData({handle}, {max})"),
            Self::Unparsed {
                raw, error, handle, ..
            } => write!(f, "Unparsed({} bytes, {handle:?}: {error})", raw.len()),
            Self::Mended {
                deviations,
                salvaged,
            } => write!(f, "Mended({deviations:?}, {salvaged:?})"),
            Self::Hint(hint) => f.debug_tuple("Hint").field(hint).finish(),
            Self::Unexpected(response) => f.debug_tuple("Unexpected").field(response).finish(),
            Self::InputEnded => f.write_str("InputEnded"),
        }
    }
}
