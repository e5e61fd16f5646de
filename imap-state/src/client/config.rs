//! What a client is told before it begins.

use alloc::borrow::Cow;
use core::time::Duration;

use imap_codec::{Limits, Options};
use imap_types::ext::id::Id;

use crate::{conn::Inbox, profile::Choice, session::TlsPolicy, tag::Tags};

/// How a client behaves. All of it has a default.
///
/// ```
/// use imap_state::{client::{Client, Config}, session::TlsPolicy};
///
/// let config = Config { tls: TlsPolicy::Implicit, stream_above: 1 << 20, ..Default::default() };
/// let mut inbox = config.inbox();
/// let client = Client::new(config);
/// # let _ = (client, &mut inbox);
/// ```
#[derive(Clone, Debug)]
pub struct Config {
    /// How much TLS is demanded. Under [`TlsPolicy::Required`] the client sends STARTTLS by itself.
    pub tls: TlsPolicy,
    /// How responses are read. Its limits do not count.
    pub options: Options,
    /// What may be received before authentication; put into the inbox by the client.
    pub limits_before: Limits,
    /// What may be received behind it.
    pub limits: Limits,
    /// Bodies of more bytes are handed on in chunks, if the inbox is that of [`inbox`](Self::inbox).
    pub stream_above: u64,
    /// Makes the tags.
    pub tags: Tags,
    /// How many bytes may wait to be transmitted before commands are held back.
    pub queue: usize,
    /// How many commands may be held back.
    pub held: usize,
    /// How many messages the server may send that answer nothing (a tag that no command has, a continuation that nobody
    /// waits for).
    pub unexpected: u32,
    /// When it is too late.
    pub timeouts: Timeouts,
    /// How the server is treated: as one of [`PROFILES`](crate::profile::PROFILES), if it is recognised, unless set.
    pub profile: Choice,
    /// The name by which it was called, if that is to help to recognise it.
    pub host: Option<Cow<'static, str>>,
    /// What is said to servers that want ID from whoever logs in; the name of this library, unless set. To say it to others,
    /// send [`CommandBody::Id`](imap_types::command::CommandBody::Id).
    pub id: Option<Id<'static>>,
    /// The most that is told of how long a server wants to be left alone ([`Hint::Wait`]): 5 minutes, unless set.
    ///
    /// [`Hint::Wait`]: crate::profile::Hint::Wait
    pub longest_wait: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            tls: TlsPolicy::default(),
            options: Options::tolerant(),
            limits_before: Limits::before_authentication(),
            limits: Limits::default(),
            stream_above: u64::MAX,
            tags: Tags::default(),
            queue: 256 << 10,
            held: 256,
            unexpected: 16,
            timeouts: Timeouts::default(),
            profile: Choice::default(),
            host: None,
            id: None,
            longest_wait: Duration::from_secs(5 * 60),
        }
    }
}

impl Config {
    /// An inbox for such a client.
    #[must_use]
    pub fn inbox(&self) -> Inbox {
        Inbox::new(self.limits_before).stream_above(self.stream_above)
    }
}

/// When it is too late.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Timeouts {
    /// For the greeting: 1 minute, unless set.
    pub greeting: Duration,
    /// For the server, to say anything while commands are in flight: 5 minutes, unless set. Whatever is received or
    /// transmitted begins it anew, so that a server may take longer if it is not silent. It does not run while the user has
    /// to answer a challenge or to supply data.
    pub command: Duration,
    /// How long IDLE runs before it is ended and asked for again: 29 minutes, unless set
    /// ([RFC 9051 §6.3.13](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.13)).
    pub idle: Duration,
    /// How long an authenticated connection may be silent before NOOP is sent: 20 minutes, unless set; never, if `None`.
    /// Servers may hang up after 30 ([RFC 9051 §5.4](https://www.rfc-editor.org/rfc/rfc9051.html#section-5.4)).
    pub keep_alive: Option<Duration>,
    /// How long the server may take to hang up behind BYE, or to answer LOGOUT: 10 seconds, unless set.
    pub farewell: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            greeting: Duration::from_secs(60),
            command: Duration::from_secs(5 * 60),
            idle: Duration::from_secs(29 * 60),
            keep_alive: Some(Duration::from_secs(20 * 60)),
            farewell: Duration::from_secs(10),
        }
    }
}
