//! What may be said when: the states of a session, its capabilities, and what was enabled
//! ([RFC 9051 §3](https://www.rfc-editor.org/rfc/rfc9051.html#section-3) and
//! [§6](https://www.rfc-editor.org/rfc/rfc9051.html#section-6)).
//!
//! A [`Session`] hears all that the server says and which commands were completed. It says before a byte is written
//! whether a command is legal ([`may_send`](Session::may_send)), and what encoder and decoder may use.
//!
//! ```text
//! before the greeting --OK--> not authenticated --PREAUTH--> authenticated
#![doc = include_str!("session/diagram.txt")]
//! ```
//!
//! ```
//! use imap_codec::{GreetingDecoder, ResponseDecoder};
//! use imap_state::session::{Refusal, Session, State, TlsPolicy};
//! use imap_types::command::CommandBody;
//!
//! let mut session = Session::new(TlsPolicy::Required);
//! let greeting = GreetingDecoder::strict().decode(b"* OK [CAPABILITY IMAP4rev2 STARTTLS LOGINDISABLED] ready\r\n")?;
//! session.greeted(&greeting.value)?;
//! assert_eq!(session.may_send(&CommandBody::login("alice", "secret")?), Err(Refusal::TlsRequired));
//! session.may_send(&CommandBody::StartTls)?;
//! session.tls_started();
//! assert!(session.capabilities().is_none(), "what was said in clear is forgotten");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod table;
#[cfg(test)]
mod tests;

use alloc::vec::Vec;
use core::fmt;

use imap_codec::{EncodeOptions, LiteralForm};
use imap_types::{
    IntoBoundedStatic,
    capability::Capability,
    code::Code,
    command::CommandBody,
    data::Data,
    ext::compress::Algorithm,
    response::{self, Greeting, GreetingKind, Response, StatusKind, Tagged},
};

use crate::profile::is_named;

pub use self::table::State;
use self::table::row_in_parts;
pub(crate) use self::table::{Effect, Row, row};

/// How much TLS is demanded.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum TlsPolicy {
    /// Nothing that matters is said before STARTTLS has succeeded; a connection that is authenticated in clear (PREAUTH)
    /// is refused ([RFC 9051 §11.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-11.1)).
    #[default]
    Required,
    /// The connection began with TLS ([RFC 8314](https://www.rfc-editor.org/rfc/rfc8314.html)); STARTTLS is not used.
    Implicit,
    /// Everything may be said in clear: for tests and loopback.
    Plain,
}

/// Why a command may not be sent now.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Refusal {
    /// The state does not allow it.
    State(State),
    /// The server has not advertised what it needs; the first of what would do.
    NotAdvertised(&'static str),
    /// What the server can do is not known: ask by CAPABILITY first. What would do, if it is advertised; for LOGIN what would
    /// forbid it.
    CapabilitiesUnknown(&'static str),
    /// LOGINDISABLED ([RFC 9051 §6.2.3](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.2.3)).
    LoginDisabled,
    /// Not before TLS, by the policy.
    TlsRequired,
    /// STARTTLS where TLS runs already.
    TlsRuns,
    /// COMPRESS where compression runs already, or UNAUTHENTICATE where it runs outside: there it would have to end
    /// ([RFC 8437 §4.1](https://www.rfc-editor.org/rfc/rfc8437.html#section-4.1)).
    Compressed,
    /// It names messages by number, which UIDONLY forbids
    /// ([RFC 9586 §3](https://www.rfc-editor.org/rfc/rfc9586.html#section-3)).
    UidOnly,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::State(state) => write!(f, "not in {state}"),
            Self::NotAdvertised(name) => write!(f, "the server does not advertise {name}"),
            Self::CapabilitiesUnknown(name) => {
                write!(f, "whether the server has {name} is not known yet")
            }
            Self::LoginDisabled => f.write_str("the server advertises LOGINDISABLED"),
            Self::TlsRequired => f.write_str("not before TLS"),
            Self::TlsRuns => f.write_str("TLS runs already"),
            Self::Compressed => f.write_str("compression runs already"),
            Self::UidOnly => f.write_str("message numbers are forbidden by UIDONLY"),
        }
    }
}

impl core::error::Error for Refusal {}

/// The greeting forbids to go on.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Unwelcome {
    /// BYE.
    Bye,
    /// PREAUTH in clear, where TLS is required: STARTTLS is not possible any more, so somebody may have put it there.
    PreAuthInClear,
}

impl fmt::Display for Unwelcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bye => "the server says BYE",
            Self::PreAuthInClear => "authenticated in clear, where TLS is required",
        })
    }
}

impl core::error::Error for Unwelcome {}

/// Who compresses.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Compression {
    #[default]
    Nobody,
    /// The driver.
    Outside,
    /// The connection, which can end it.
    #[cfg(feature = "deflate")]
    Inside,
}

/// So many names are kept of what is enabled.
const ENABLED: usize = 64;

/// A client's view of a session.
#[derive(Clone, Debug, Default)]
pub struct Session {
    state: State,
    policy: TlsPolicy,
    tls: bool,
    compression: Compression,
    read_only: bool,
    /// `None`: not told since they were last forgotten.
    capabilities: Option<Vec<Capability<'static>>>,
    enabled: Vec<Capability<'static>>,
    /// Advertised and not to be used.
    distrusted: &'static [&'static str],
}

impl Session {
    /// Before the greeting.
    #[must_use]
    pub fn new(policy: TlsPolicy) -> Self {
        Self {
            policy,
            tls: policy == TlsPolicy::Implicit,
            ..Self::default()
        }
    }

    /// The state.
    #[must_use]
    pub const fn state(&self) -> State {
        self.state
    }

    /// Is a mailbox selected in which nothing may be changed?
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.state == State::Selected && self.read_only
    }

    /// Does TLS run?
    #[must_use]
    pub const fn has_tls(&self) -> bool {
        self.tls
    }

    /// What the server advertises; `None`, if it has not said since STARTTLS or authentication.
    #[must_use]
    pub fn capabilities(&self) -> Option<&[Capability<'static>]> {
        self.capabilities.as_deref()
    }

    /// Is it advertised?
    #[must_use]
    pub fn has(&self, capability: &Capability<'_>) -> bool {
        self.capabilities()
            .is_some_and(|all| all.contains(capability))
    }

    /// What ENABLE has turned on.
    #[must_use]
    pub fn enabled(&self) -> &[Capability<'static>] {
        &self.enabled
    }

    pub(crate) fn is_enabled(&self, capability: &Capability<'_>) -> bool {
        self.enabled.contains(capability)
    }

    /// Is IMAP4rev2 spoken: by ENABLE, or because the server has nothing else?
    pub(crate) fn is_rev2(&self) -> bool {
        self.is_enabled(&Capability::Imap4Rev2)
            || (self.has(&Capability::Imap4Rev2) && !self.has(&Capability::Imap4Rev1))
    }

    /// Takes in the greeting.
    ///
    /// # Errors
    ///
    /// If the connection must be closed.
    pub fn greeted(&mut self, greeting: &Greeting<'_>) -> Result<(), Unwelcome> {
        self.code(greeting.text.code.as_ref());
        match greeting.kind {
            GreetingKind::Ok => self.state = State::NotAuthenticated,
            GreetingKind::PreAuth if self.policy == TlsPolicy::Required && !self.tls => {
                self.state = State::Logout;
                return Err(Unwelcome::PreAuthInClear);
            }
            GreetingKind::PreAuth => self.state = State::Authenticated,
            _ => {
                self.state = State::Logout;
                return Err(Unwelcome::Bye);
            }
        }
        Ok(())
    }

    /// Takes in an untagged response. Tagged ones go to [`completed`](Self::completed).
    pub fn heard(&mut self, response: &Response<'_>) {
        match response {
            Response::Data(Data::Capability(list)) => self.advertises(list),
            // Before that nothing can be enabled, whoever says so.
            Response::Data(Data::Enabled(list))
                if matches!(self.state, State::Authenticated | State::Selected) =>
            {
                for capability in list {
                    if self.enabled.len() < ENABLED && !self.enabled.contains(capability) {
                        self.enabled.push(capability.clone().into_static());
                    }
                }
            }
            Response::Status(status) => {
                self.code(status.text.code.as_ref());
                if status.kind == StatusKind::Bye {
                    self.state = State::Logout;
                }
            }
            _ => {}
        }
    }

    /// Takes in the completion of a command.
    pub fn completed(&mut self, command: &CommandBody<'_>, tagged: &Tagged<'_>) {
        let examine = matches!(command, CommandBody::Examine(_));
        self.completed_by(Effect::of(command), examine, tagged);
    }

    /// Takes in the completion of a command with this effect.
    pub(crate) fn completed_by(&mut self, effect: Effect, examine: bool, tagged: &Tagged<'_>) {
        let (ok, no) = (
            tagged.state == response::State::Ok,
            tagged.state == response::State::No,
        );
        self.state = effect.behind(self.state, ok, no);
        match effect {
            // What was said before is not what is true now, unless it is said along.
            Effect::Authenticates | Effect::Unauthenticates if ok => {
                self.capabilities = None;
                self.enabled.clear();
                if effect == Effect::Unauthenticates {
                    self.compression = Compression::Nobody;
                }
            }
            Effect::Selects if ok => self.read_only = examine,
            _ => {}
        }
        self.code(tagged.text.code.as_ref());
    }

    /// TLS runs now: what was said in clear is forgotten
    /// ([RFC 9051 §6.2.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.2.1)).
    pub fn tls_started(&mut self) {
        self.tls = true;
        self.capabilities = None;
        self.enabled.clear();
    }

    pub(crate) const fn compresses(&mut self, compression: Compression) {
        self.compression = compression;
    }

    /// Could compression be ended along with it?
    pub(crate) fn may_unauthenticate(&self) -> bool {
        self.compression != Compression::Outside
    }

    pub(crate) fn is_compressed(&self) -> bool {
        self.compression != Compression::Nobody
    }

    fn advertises(&mut self, list: &[Capability<'_>]) {
        let list = list.iter().filter(|name| self.trusts(name));
        let list = list.cloned().map(IntoBoundedStatic::into_static);
        self.capabilities = Some(list.collect());
    }

    fn trusts(&self, capability: &Capability<'_>) -> bool {
        !self
            .distrusted
            .iter()
            .any(|name| is_named(capability, name))
    }

    /// These are as if they were not advertised: the server is known not to have them, or not to have them right
    /// ([`Ways::distrusted`](crate::profile::Ways::distrusted)).
    pub fn distrust(&mut self, names: &'static [&'static str]) {
        self.distrusted = names;
        let list = self.capabilities.take();
        self.capabilities = list.map(|list| {
            let trusted = list.into_iter().filter(|name| self.trusts(name));
            trusted.collect()
        });
    }

    fn code(&mut self, code: Option<&Code<'_>>) {
        match code {
            Some(Code::Capability(list)) => self.advertises(list),
            Some(Code::ReadOnly) => self.read_only = true,
            Some(Code::ReadWrite) => self.read_only = false,
            _ => {}
        }
    }

    /// May this command be sent now?
    ///
    /// Commands that no table knows may be sent in any state between greeting and logout.
    ///
    /// # Errors
    ///
    /// Why not.
    pub fn may_send(&self, command: &CommandBody<'_>) -> Result<(), Refusal> {
        let row = row_of(command);
        let legal = match row {
            Some(row) => row.states.has(self.state),
            None => !matches!(self.state, State::Greeting | State::Logout),
        };
        if !legal {
            return Err(Refusal::State(self.state));
        }
        match command {
            CommandBody::StartTls if self.tls => return Err(Refusal::TlsRuns),
            CommandBody::Compress(_) if self.is_compressed() => return Err(Refusal::Compressed),
            // There is no other, so far, and what follows COMPRESS is taken for it.
            CommandBody::Compress(algorithm) if *algorithm != Algorithm::Deflate => {
                return Err(Refusal::NotAdvertised("COMPRESS="));
            }
            CommandBody::Unauthenticate if !self.may_unauthenticate() => {
                return Err(Refusal::Compressed);
            }
            CommandBody::Login(_) | CommandBody::Authenticate(_) if !self.may_authenticate() => {
                return Err(Refusal::TlsRequired);
            }
            CommandBody::Login(_) if self.has(&Capability::LoginDisabled) => {
                return Err(Refusal::LoginDisabled);
            }
            // A password is not said before it is known whether it may be.
            CommandBody::Login(_) if self.capabilities.is_none() => {
                return Err(Refusal::CapabilitiesUnknown("LOGINDISABLED"));
            }
            CommandBody::Authenticate(authenticate) => {
                let Some(all) = &self.capabilities else {
                    return Err(Refusal::CapabilitiesUnknown("AUTH="));
                };
                let mechanism = Capability::Auth(authenticate.mechanism.clone());
                if !all.contains(&mechanism) {
                    return Err(Refusal::NotAdvertised("AUTH="));
                }
            }
            _ => {}
        }
        let uid_only = self.is_enabled(&Capability::UidOnly);
        if uid_only && row.is_some_and(|row| USES_NUMBERS.contains(&row.name)) {
            return Err(Refusal::UidOnly);
        }
        self.advertised(row)
    }

    pub(crate) fn may_authenticate(&self) -> bool {
        self.tls || self.policy == TlsPolicy::Plain
    }

    fn advertised(&self, row: Option<&Row>) -> Result<(), Refusal> {
        let Some((needs, first)) = row.and_then(|row| Some((row.needs, *row.needs.first()?)))
        else {
            return Ok(());
        };
        let Some(all) = &self.capabilities else {
            return Err(Refusal::CapabilitiesUnknown(first));
        };
        let found = all.iter().any(|capability| {
            let name = capability.keyword().unwrap_or_default();
            needs.iter().any(|need| match need.strip_suffix('=') {
                Some(_) => name
                    .get(..need.len())
                    .is_some_and(|front| front.eq_ignore_ascii_case(need)),
                None => name.eq_ignore_ascii_case(need),
            })
        });
        if found {
            Ok(())
        } else {
            Err(Refusal::NotAdvertised(first))
        }
    }

    /// Is UTF-8 enabled, by IMAP4rev2 or UTF8=ACCEPT?
    #[must_use]
    pub fn utf8(&self) -> bool {
        self.is_rev2() || self.is_enabled(&Capability::Utf8Accept)
    }

    /// Does the server say CLOSED between two selected mailboxes: by IMAP4rev2
    /// ([RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.1)) or QRESYNC
    /// ([RFC 7162 §3.2.11](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.2.11))?
    pub(crate) fn says_closed(&self) -> bool {
        self.is_rev2() || self.is_enabled(&Capability::QResync)
    }

    fn literals(&self) -> LiteralForm {
        if self.has(&Capability::LiteralPlus) {
            LiteralForm::Plus
        } else if self.has(&Capability::LiteralMinus) || self.has(&Capability::Imap4Rev2) {
            LiteralForm::Minus
        } else {
            LiteralForm::Sync
        }
    }

    /// How long a literal may be that a client sends without waiting.
    pub(crate) fn non_sync(&self) -> Option<u64> {
        match self.literals() {
            LiteralForm::Plus => Some(u64::MAX),
            LiteralForm::Minus => Some(4096),
            _ => None,
        }
    }

    /// What a client's encoder may use now.
    #[must_use]
    pub fn encode_options(&self) -> EncodeOptions {
        EncodeOptions::default()
            .literals(self.literals())
            .literal8(self.has(&Capability::Binary))
            .utf8(self.utf8())
    }
}

impl Effect {
    /// What the completion of this command does.
    pub(crate) fn of(command: &CommandBody<'_>) -> Self {
        row_of(command).map_or(Self::None, |row| row.effect)
    }
}

/// Commands whose arguments are message sequence numbers.
pub(crate) const USES_NUMBERS: &[&str] = &[
    "CONVERT", "COPY", "FETCH", "MOVE", "PARTIAL", "REPLACE", "SEARCH", "SORT", "STORE", "THREAD",
];

/// The row of a command.
pub(crate) fn row_of(command: &CommandBody<'_>) -> Option<&'static Row> {
    match command {
        CommandBody::Uid(uid) => row_in_parts("UID ", uid.keyword()?),
        command => row(command.keyword()?),
    }
}
