//! What is sent: the user's commands, at once or later, and the client's own.

use imap_types::{
    IntoBoundedStatic,
    capability::Capability,
    command::{Command, CommandBody},
};
use zeroize::Zeroize;

use super::{
    Client, Error, Event, Message, Refused, Turn,
    flight::{Sent, name_of},
};
use crate::{
    conn::SendError,
    flow::{authenticate::Authenticate, idle::Idle},
    observe::Side,
    session::{Effect, Refusal, State, TlsPolicy},
    tag::Handle,
};

/// How far the client is with what it does by itself.
#[derive(Debug, Default)]
pub(super) struct Preparation {
    pub(super) capability_asked: bool,
    pub(super) tls_asked: bool,
    pub(super) ready: bool,
}

impl Client {
    /// Sends a command, or holds it back until those in flight allow it.
    ///
    /// Nothing is sent beside an IDLE: end it with [`done`](Self::done) first.
    ///
    /// A body may be [elsewhere](imap_types::core::Content::Elsewhere): it is asked for by [`Event::WantData`].
    ///
    /// # Errors
    ///
    /// Why it is not sent. If commands in flight may change that (a login, a SELECT, STARTTLS), it is held back, and refused
    /// later if need be ([`Event::Refused`]).
    pub fn send<'a>(&mut self, command: impl Into<CommandBody<'a>>) -> Result<Handle, Refused> {
        let command = command.into();
        if self.end.is_some() {
            return Err(Refused::Closed);
        }
        if let Err(refusal) = self.session.may_send(&command) {
            if !self.may_change(refusal) {
                return Err(refusal.into());
            }
            return self.hold(command, Refused::Full);
        }
        if self.conn.barrier().is_some() {
            return self.hold(command, Refused::Full);
        }
        if let Err(held) = self.pipeline.may_send(&command) {
            return self.hold(command, Refused::Held(held));
        }
        if !self.held.is_empty() || self.conn.queued() >= self.config.queue {
            return self.hold(command, Refused::Full);
        }
        let (handle, _) = self.config.tags.issue();
        match self.dispatch(handle, handle, command) {
            Ok(()) => Ok(handle),
            Err(SendError::Encode(error)) => Err(Refused::Encode(error)),
            Err(_) => Err(Refused::Full),
        }
    }

    /// May what is under way change this?
    fn may_change(&self, refusal: Refusal) -> bool {
        let final_ = matches!(refusal, Refusal::State(State::Greeting | State::Logout));
        let changing = self.flight.is_changing() || self.conn.barrier().is_some();
        !final_ && (changing || !self.held.is_empty())
    }

    fn hold(&mut self, command: CommandBody<'_>, full: Refused) -> Result<Handle, Refused> {
        if self.held.len() >= self.config.held {
            return Err(full);
        }
        let (handle, _) = self.config.tags.issue();
        self.held.push_back((handle, command.into_static()));
        Ok(handle)
    }

    /// Sends what was held back, as far as it may be.
    pub(super) fn release(&mut self) {
        if self.conn.barrier().is_some() {
            return;
        }
        while let Some((_, command)) = self.held.front() {
            let refused = self.session.may_send(command).err();
            let waits = match refused {
                Some(refusal) => {
                    let others = self.flight.is_changing();
                    others && !matches!(refusal, Refusal::State(State::Logout))
                }
                // Behind an empty queue there is room for all that was encoded.
                None => self.pipeline.may_send(command).is_err() || self.conn.queued() > 0,
            };
            if waits {
                break;
            }
            let Some((handle, mut command)) = self.held.pop_front() else {
                break;
            };
            let why = match refused {
                Some(refusal) => {
                    wipe(&mut command);
                    Refused::Session(refusal)
                }
                None => match self.dispatch(handle, handle, command) {
                    Ok(()) => continue,
                    Err(SendError::Encode(error)) => Refused::Encode(error),
                    Err(_) => Refused::Full,
                },
            };
            self.told.push_back(Event::Refused { handle, why });
        }
    }

    /// Encodes a command and takes it on board. `asked` is what the user calls it.
    pub(super) fn dispatch(
        &mut self,
        handle: Handle,
        asked: Handle,
        mut body: CommandBody<'_>,
    ) -> Result<(), SendError> {
        self.shape(&mut body);
        let turn = match &mut body {
            CommandBody::Authenticate(authenticate) => {
                let at_once = self.session.has(&Capability::SaslIr)
                    || self.session.has(&Capability::Imap4Rev2);
                let initial = authenticate.initial_response.take_if(|_| !at_once);
                let initial = initial.map(|octets| octets.expose().as_bytes().to_vec());
                Some(Turn::Authenticate(handle, Authenticate::new(initial)))
            }
            CommandBody::Idle => Some(Turn::Idle(asked, handle, Idle::default())),
            _ => None,
        };
        let mut command = Command {
            tag: self.config.tags.tag(handle),
            body,
        };
        let id = self.conn.send(&command)?;
        self.show(Side::Client, &Message::Command(&command));
        let body = &command.body;
        self.pipeline.sent(handle, body);
        let sent = Sent {
            asked,
            name: name_of(body),
            effect: Effect::of(body),
            examines: matches!(body, CommandBody::Examine(_)),
            id,
            cancelled: false,
        };
        match sent.effect {
            Effect::Selects => {
                self.view.selecting(self.session.says_closed());
            }
            Effect::LogsOut => {
                self.clock.logout = true;
                let by = self.clock.now.saturating_add(self.config.timeouts.farewell);
                self.clock.farewell.get_or_insert(by);
            }
            _ => {}
        }
        // It was perhaps held back, and owned.
        wipe(&mut command.body);
        self.flight.insert(handle, sent);
        if let Some(turn) = turn {
            self.turn = turn;
        }
        self.clock.touched = true;
        Ok(())
    }

    /// A command of the client's own, if it may be sent now.
    pub(super) fn send_own(&mut self, command: CommandBody<'_>) -> bool {
        if self.session.may_send(&command).is_err() || self.pipeline.may_send(&command).is_err() {
            return false;
        }
        let (handle, _) = self.config.tags.issue();
        self.dispatch(handle, handle, command).is_ok()
    }

    /// Does what has to be done before the user's turn: asks what the server can do, begins TLS.
    pub(super) fn prepare(&mut self) {
        let state = self.session.state();
        if matches!(state, State::Greeting | State::Logout) || self.conn.barrier().is_some() {
            return;
        }
        if matches!(state, State::Authenticated | State::Selected) {
            self.introduce();
        }
        if self.session.capabilities().is_none()
            && !self.greeting.capability_asked
            && self.send_own(CommandBody::Capability)
        {
            self.greeting.capability_asked = true;
            return;
        }
        if self.greeting.ready || !self.flight.is_empty() {
            return;
        }
        if self.config.tls == TlsPolicy::Required && self.is_in_clear() {
            if self.greeting.tls_asked || !self.send_own(CommandBody::StartTls) {
                self.fail(Error::NoStartTls);
            }
            self.greeting.tls_asked = true;
            return;
        }
        self.greeting.ready = true;
        self.told.push_back(Event::Ready);
    }
}

/// Wipes what is secret in a command that is not needed any more.
pub(super) fn wipe(command: &mut CommandBody<'_>) {
    match command {
        CommandBody::Login(login) => login.password.zeroize(),
        CommandBody::Authenticate(authenticate) => {
            if let Some(initial) = &mut authenticate.initial_response {
                initial.zeroize();
            }
        }
        _ => {}
    }
}
