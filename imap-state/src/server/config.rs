//! What a server is and how patient it is: [`Config`].

use alloc::{string::String, vec, vec::Vec};
use core::time::Duration;

use imap_codec::{Limits, Options, Policy, Quirk};
use imap_types::capability::Capability;

use crate::session::TlsPolicy;

/// What the server is, can and bears. All of it can be changed by struct update:
/// `Config { tls: TlsPolicy::Plain, ..Config::default() }`.
#[derive(Clone, Debug)]
pub struct Config {
    /// How the server begins.
    pub welcome: Welcome,
    /// The text of the greeting; one that is no text is replaced by `ready`.
    pub greeting: String,
    /// All that the server can do. What is advertised follows from it, from the state, and from TLS: STARTTLS and
    /// LOGINDISABLED are put in by the machine, AUTH= and COMPRESS= are left out where they are of no use. A command
    /// whose capability is missing here never reaches the application.
    pub capabilities: Vec<Capability<'static>>,
    /// How much TLS is demanded.
    pub tls: TlsPolicy,
    /// May a client start TLS? Not used where TLS runs already.
    pub start_tls: bool,
    /// How commands are read. Limits are those below. Lines end in CRLF, even if [`Options::lone_lf`] wishes otherwise: what
    /// two peers divide into lines in two ways can smuggle commands.
    pub options: Options,
    /// Limits before authentication.
    pub limits_before: Limits,
    /// Limits from then on.
    pub limits: Limits,
    /// A literal that a client announces by `{n}` is taken without asking the application if it is no longer than this.
    pub ask_above: u64,
    /// As long as so many bytes wait to be transmitted, no more are asked for: neither messages nor data nor commands.
    pub queue: usize,
    /// How many commands may be with the application at once. With more than one, only those that do not depend on each
    /// other are ([`pipeline`](crate::pipeline)).
    pub parallel: usize,
    /// The store does not tell of changes by itself: NOOP goes to the application, which looks for them and tells of them
    /// by [`notify`](super::Server::notify) before it answers.
    pub ask_for_changes: bool,
    /// After so many commands in a row that cannot be read or are not legal the connection ends.
    pub max_errors: u32,
    /// After so many failed logins the connection ends.
    pub max_logins: u32,
    /// How long the server waits for what.
    pub timeouts: Timeouts,
}

impl Config {
    pub(super) fn options_of_a_server(&self) -> Options {
        match self.options.policy {
            Policy::Chosen(quirks) => self
                .options
                .policy(Policy::Chosen(quirks.without(Quirk::LoneLf))),
            _ => self.options,
        }
    }
}

impl Default for Config {
    /// IMAP4rev1 with ENABLE, IDLE, LITERAL+, SASL-IR and UNSELECT, and with TLS required; commands one by one.
    fn default() -> Self {
        Self {
            welcome: Welcome::Ok,
            greeting: "ready".into(),
            capabilities: vec![
                Capability::Imap4Rev1,
                Capability::Enable,
                Capability::Idle,
                Capability::LiteralPlus,
                Capability::SaslIr,
                Capability::Unselect,
            ],
            tls: TlsPolicy::Required,
            start_tls: true,
            options: Options::default(),
            limits_before: Limits::before_authentication(),
            limits: Limits::default(),
            ask_above: 4096,
            queue: 64 << 10,
            parallel: 1,
            ask_for_changes: false,
            max_errors: 20,
            max_logins: 5,
            timeouts: Timeouts::default(),
        }
    }
}

/// How a server begins ([RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Welcome {
    /// `* OK`: the client has to authenticate.
    #[default]
    Ok,
    /// `* PREAUTH`: the client is authenticated by other means. In clear, where TLS is required, it becomes BYE.
    PreAuth,
    /// `* BYE`: not now.
    Bye,
}

/// How long the server waits.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Timeouts {
    /// From the greeting until the client is authenticated: a minute.
    pub login: Duration,
    /// For the next sign of life of an authenticated client: 30 minutes, as
    /// [RFC 9051 §5.4](https://www.rfc-editor.org/rfc/rfc9051.html#section-5.4) has it at least. It does not run while the
    /// application works on a command.
    pub autologout: Duration,
    /// How often a client in IDLE that is told nothing else hears `* OK still here`, so that neither it nor a router on the way
    /// takes the connection for dead: every two minutes; never, if `None`. It is no sign of life of the client.
    pub still_here: Option<Duration>,
    /// For BYE to be transmitted: five seconds.
    pub grace: Duration,
    /// The answer to the first failed login is held back so long, and to each further one twice as long as before, up to
    /// 16 times: a second.
    pub failed_login: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            login: Duration::from_secs(60),
            autologout: Duration::from_secs(30 * 60),
            still_here: Some(Duration::from_secs(2 * 60)),
            grace: Duration::from_secs(5),
            failed_login: Duration::from_secs(1),
        }
    }
}
