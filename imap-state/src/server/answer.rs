//! What the application answers: OK, NO, BAD, data before them, challenges.
//!
//! ```text
//! S: * SEARCH 2 84            data
//! S: * 2 EXPUNGE              what was told by notify, where it may stand here
//! S: c OK SEARCH completed    ok
//! ```

use alloc::{format, string::String};
use core::time::Duration;

use imap_types::{
    IntoBoundedStatic,
    code::Code,
    response::{ContinueReq, RespText, Response, State, Tagged},
};

use super::{Closed, Error, Message, Server, Side, command::Flight, plain};
use crate::{
    conn::ServerExpect,
    session::{self, Effect},
    tag::Handle,
};

/// A tagged response that is to come.
pub(super) struct Answer {
    pub(super) flight: Flight,
    pub(super) state: State,
    pub(super) text: RespText<'static>,
    /// It is held back until then.
    pub(super) not_before: Option<Duration>,
}

impl Server {
    /// Completes a command: `a OK text`.
    ///
    /// # Errors
    ///
    /// If no such command is in flight, its data is not complete, or the text is none.
    pub fn ok(&mut self, handle: Handle, text: &str) -> Result<(), Error> {
        self.answer(handle, State::Ok, RespText::new(text)?)
    }

    /// Completes a command: `a OK [CODE] text`.
    ///
    /// ```text
    /// S: a OK [APPENDUID 38505 3955] APPEND completed
    /// ```
    ///
    /// # Errors
    ///
    /// As [`ok`](Self::ok).
    pub fn ok_with(&mut self, handle: Handle, code: Code<'_>, text: &str) -> Result<(), Error> {
        self.answer(handle, State::Ok, RespText::with_code(code, text)?)
    }

    /// Refuses a command: `a NO [CODE] text`, or without a code. If it is LOGIN or AUTHENTICATE the answer is held back
    /// for a time, as long as [`Timeouts::failed_login`](super::Timeouts::failed_login) says, and the next failure
    /// for longer.
    ///
    /// # Errors
    ///
    /// As [`ok`](Self::ok).
    pub fn no<'c>(
        &mut self,
        handle: Handle,
        code: impl Into<Option<Code<'c>>>,
        text: &str,
    ) -> Result<(), Error> {
        let text = text_with(code.into(), text)?;
        self.answer(handle, State::No, text)
    }

    /// Refuses a command that makes no sense: `a BAD text`.
    ///
    /// # Errors
    ///
    /// As [`ok`](Self::ok).
    pub fn bad(&mut self, handle: Handle, text: &str) -> Result<(), Error> {
        self.answer(handle, State::Bad, RespText::new(text)?)
    }

    /// Completes a command.
    ///
    /// # Errors
    ///
    /// As [`ok`](Self::ok).
    pub fn answer(
        &mut self,
        handle: Handle,
        state: State,
        text: RespText<'_>,
    ) -> Result<(), Error> {
        if self.fetching.data_owed() == Some(handle) {
            return Err(Error::DataOwed(handle));
        }
        self.flight(handle)?;
        self.fetching.forget(handle);
        self.literals.answered(handle);
        self.short_of_room = self.short_of_room.filter(|other| *other != handle);
        let Some(flight) = self.take(handle) else {
            return Err(Error::NotInFlight(handle));
        };
        let mut not_before = None;
        if flight.effect == Effect::Authenticates {
            self.conn.expect(ServerExpect::Command);
            if state == State::No {
                let times = 1 << self.failed_logins.min(4);
                let delay = self.config.timeouts.failed_login.saturating_mul(times);
                self.failed_logins = self.failed_logins.saturating_add(1);
                not_before = Some(self.now.saturating_add(delay));
            }
        }
        self.answers.push_back(Answer {
            flight,
            state,
            text: text.into_static(),
            not_before,
        });
        self.flush()
    }

    /// The client is who it says: completes LOGIN or AUTHENTICATE by OK with the capabilities that it has from now on.
    ///
    /// ```text
    /// S: a OK [CAPABILITY IMAP4rev1 IDLE] done
    /// ```
    ///
    /// # Errors
    ///
    /// As [`ok`](Self::ok), and if it is another command.
    pub fn authenticated(
        &mut self,
        handle: Handle,
        account: impl Into<String>,
    ) -> Result<(), Error> {
        if self.flight(handle)?.effect != Effect::Authenticates {
            return Err(Error::OtherCommand(handle));
        }
        let code = self
            .advertised(session::State::Authenticated)
            .map(Code::Capability);
        let text = plain("done", "done");
        self.account = Some(account.into());
        self.answer(handle, State::Ok, RespText { code, text })
    }

    /// Asks a client that authenticates for more; what it says comes as
    /// [`Event::AuthenticateData`](super::Event::AuthenticateData). May be empty.
    ///
    /// ```text
    /// S: + PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2U+
    /// ```
    ///
    /// # Errors
    ///
    /// If it is not AUTHENTICATE, or was asked already.
    pub fn challenge(&mut self, handle: Handle, data: &[u8]) -> Result<(), Error> {
        let flight = self.flight(handle)?;
        if flight.name != "AUTHENTICATE" || flight.challenged {
            return Err(Error::OtherCommand(handle));
        }
        flight.challenged = true;
        self.conn.expect(ServerExpect::AuthenticateData);
        self.conn.send(&ContinueReq::with_challenge(data))?;
        self.said = self.now;
        self.show(Side::Server, &Message::Challenge);
        Ok(())
    }

    /// Takes a command out of flight.
    pub(super) fn take(&mut self, handle: Handle) -> Option<Flight> {
        let at = self
            .flight
            .iter()
            .position(|flight| flight.handle == handle)?;
        Some(self.flight.remove(at))
    }

    /// Says the tagged response, and does what it means.
    pub(super) fn finish_now(&mut self, answer: Answer) -> Result<(), Error> {
        let Answer {
            flight,
            state,
            text,
            ..
        } = answer;
        let tagged = Tagged {
            tag: flight.tag,
            state,
            text,
        };
        self.pipeline.completed(flight.handle);
        self.transmit_first |= flight.delivered;
        self.alive = self.now;
        let response = Response::Tagged(tagged);
        let sent = self.send(&response);
        let Response::Tagged(mut tagged) = response else {
            return sent;
        };
        // A command is answered, even if the application cannot say what it wants to.
        if sent.is_err() {
            tagged.text = RespText {
                code: None,
                text: plain("completed", "completed"),
            };
            self.send(&Response::Tagged(tagged.clone()))?;
        }
        self.session
            .completed_by(flight.effect, flight.examine, &tagged);
        let ok = state == State::Ok;
        match flight.effect {
            Effect::Authenticates if ok => {
                self.errors = 0;
                self.failed_logins = 0;
            }
            Effect::Authenticates => {
                self.account = None;
                if self.failed_logins >= self.config.max_logins {
                    self.say_bye(Closed::Logins)?;
                }
            }
            Effect::Unauthenticates if ok => {
                self.selected = None;
                self.account = None;
                self.condstore = false;
                self.pushes = super::changes::Pushes::default();
                self.began = self.now;
                self.conn.end_deflate();
            }
            Effect::LogsOut if ok => self.end(Closed::LoggedOut),
            _ => {}
        }
        if self.session.state() != session::State::Selected {
            self.selected = None;
        }
        if let Some(pushes) = flight.pushes.filter(|_| ok) {
            self.pushes = pushes;
            if let Some(selected) = &mut self.selected {
                selected.announce.clear();
                selected.announced = None;
            }
        }
        if flight.effect != Effect::None || flight.name == "ENABLE" {
            self.refresh();
        }
        sent
    }

    /// Completes a command that the machine answers itself.
    pub(super) fn complete(
        &mut self,
        handle: Handle,
        state: State,
        text: &str,
    ) -> Result<(), Error> {
        let name = self.flight(handle)?.name;
        let text = if text.is_empty() {
            plain(&format!("{name} completed"), "completed")
        } else {
            plain(text, "completed")
        };
        self.answer(handle, state, RespText { code: None, text })
    }
}

pub(super) fn text_with<'t>(code: Option<Code<'t>>, text: &'t str) -> Result<RespText<'t>, Error> {
    Ok(match code {
        Some(code) => RespText::with_code(code, text)?,
        None => RespText::new(text)?,
    })
}
