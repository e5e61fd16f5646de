//! What a client says: which commands are legal, which the machine answers itself, which go to the application.
//!
//! ```text
//! C: a FETCH 1 FLAGS
//! S: a BAD not in authenticated state
//! ```

use alloc::{format, vec::Vec};

use imap_types::{
    IntoBoundedStatic,
    auth::AuthenticateData,
    capability::Capability,
    code::Code,
    command::{Command, CommandBody},
    core::Tag,
    data::Data,
    response::{ContinueReq, RespText, Response, State, Status, StatusKind, Tagged},
};

use super::{
    Error, Event, Message, Next, Server, Side, changes::Pushes, legal::uses_condstore, plain, tag,
};
use crate::{
    conn::{self, Barrier, FromClient, Received, ServerExpect, Unparsed},
    pipeline::{ALONE, NO_EXPUNGE},
    session::{self, Effect, Refusal, USES_NUMBERS, row_of},
    tag::Handle,
};

/// A command that waits for its answer.
#[derive(Debug)]
pub(super) struct Flight {
    pub(super) handle: Handle,
    pub(super) tag: Tag<'static>,
    pub(super) name: &'static str,
    pub(super) effect: Effect,
    pub(super) examine: bool,
    /// It names messages by UID.
    pub(super) by_uid: bool,
    /// Nothing else may be in flight.
    pub(super) alone: bool,
    /// Numbers must stay what they are while it is in flight.
    pub(super) numbers: bool,
    /// No EXPUNGE may stand before its answer.
    pub(super) no_expunge: bool,
    /// The application has it.
    pub(super) delivered: bool,
    /// A challenge waits for its answer.
    pub(super) challenged: bool,
    /// NOTIFY: what is on once it is OK.
    pub(super) pushes: Option<Pushes>,
}

impl Flight {
    fn new(handle: Handle, tag: Tag<'static>, command: &CommandBody<'_>) -> Self {
        let row = row_of(command);
        let name = row.map_or("command", |row| row.name);
        let by_uid = name.starts_with("UID ");
        // RFC 7162 section 3.2.10.2: a UID SEARCH may have numbers in it.
        let searches = matches!(
            name.trim_start_matches("UID "),
            "SEARCH" | "SORT" | "THREAD"
        );
        Self {
            handle,
            tag,
            name,
            effect: row.map_or(Effect::None, |row| row.effect),
            examine: name == "EXAMINE",
            by_uid,
            alone: ALONE.contains(&name),
            numbers: USES_NUMBERS.contains(&name) || searches,
            no_expunge: NO_EXPUNGE.contains(&name) || searches,
            delivered: false,
            challenged: false,
            pushes: Pushes::of(handle, command),
        }
    }
}

impl Server {
    pub(super) fn received<'b>(
        &mut self,
        received: Received<'b, conn::Server>,
    ) -> Result<Next<'b>, Error> {
        match received {
            Received::Message { decoded, .. } => {
                let message = match &decoded.value {
                    FromClient::Command(command) => Message::Command(command),
                    FromClient::AuthenticateData(data) => Message::AuthenticateData(data),
                    FromClient::IdleDone(_) => Message::IdleDone,
                };
                self.show(Side::Client, &message);
                match decoded.value {
                    FromClient::Command(command) => self.command(command),
                    FromClient::AuthenticateData(data) => self.authenticate_data(data),
                    FromClient::IdleDone(_) => self.idle_done(),
                }
            }
            Received::Unparsed(unparsed) => {
                self.show(Side::Client, &Message::Unparsed(&unparsed));
                self.unparsed(unparsed)
            }
            Received::Head { head, .. } => self.head(head).map(Next::Event),
            Received::Chunk(chunk) => {
                self.show(Side::Client, &Message::Chunk { len: chunk.len() });
                Ok(Next::Event(self.chunk(chunk)))
            }
            Received::Offer(offer) => Ok(Next::Event(self.offered(offer))),
            Received::Refused { tag: name, refused } => self
                .too_long(tag(name), refused.announced(), refused.reason())
                .map(Next::Event),
            Received::End => {
                self.end(super::Closed::InputEnded);
                Ok(self.end_step())
            }
        }
    }

    fn command<'b>(&mut self, command: Command<'b>) -> Result<Next<'b>, Error> {
        if let Some((handle, wanted)) = self.literals.whole() {
            return Ok(Next::Event(if wanted {
                Event::Command {
                    handle,
                    command: command.body,
                }
            } else {
                Event::Answered {
                    command: command.body,
                }
            }));
        }
        let handle = match self.literals.take_reserved() {
            Some(handle) => handle,
            None => self.issue(),
        };
        if self.pipeline.may_send(&command.body).is_err() {
            self.held = Some((handle, command.into_static()));
            return Ok(self.pause());
        }
        self.deliver(handle, command).map(Next::Event)
    }

    /// Hands out a command that had to wait, if it has not to any more.
    pub(super) fn let_go<'b>(&mut self) -> Result<Option<Next<'b>>, Error> {
        let free = self
            .held
            .as_ref()
            .is_some_and(|(_, command)| self.pipeline.may_send(&command.body).is_ok());
        if !free || !self.answers.is_empty() {
            return Ok(None);
        }
        let Some((handle, command)) = self.held.take() else {
            return Ok(None);
        };
        self.deliver(handle, command).map(Next::Event).map(Some)
    }

    fn deliver<'b>(&mut self, handle: Handle, command: Command<'b>) -> Result<Event<'b>, Error> {
        let Command { tag, body } = command;
        let tag = tag.into_static();
        if let Err(why) = self.legal(&body) {
            self.refuse(tag, why)?;
            return Ok(Event::Refused { command: body, why });
        }
        if self.session.state() != session::State::NotAuthenticated {
            self.errors = 0;
        }
        self.takes_off(handle, tag, &body);
        match &body {
            CommandBody::Capability => {
                if let Some(list) = self.advertised(self.session.state()) {
                    self.send(&Response::Data(Data::Capability(list)))?;
                }
                self.complete(handle, State::Ok, "")?;
            }
            CommandBody::Noop if !self.config.ask_for_changes => {
                self.complete(handle, State::Ok, "")?
            }
            CommandBody::Logout => {
                let text = plain("logging out", "logging out");
                let text = RespText { code: None, text };
                let kind = StatusKind::Bye;
                self.send(&Response::Status(Status { kind, text }))?;
                self.complete(handle, State::Ok, "")?;
            }
            CommandBody::Enable(wanted) => self.enable(handle, wanted)?,
            CommandBody::StartTls => self.asks_switch(handle, Barrier::StartTls),
            CommandBody::Compress(_) => self.asks_switch(handle, Barrier::Compress),
            CommandBody::Idle => {
                self.conn.expect(ServerExpect::IdleDone);
                let text = plain("idling", "idling");
                let text = RespText { code: None, text };
                self.go_on(&ContinueReq { text })?;
            }
            _ => {
                self.flight(handle)?.delivered = true;
                return Ok(Event::Command {
                    handle,
                    command: body,
                });
            }
        }
        Ok(Event::Answered { command: body })
    }

    /// The command is in flight from here.
    pub(super) fn takes_off(&mut self, handle: Handle, tag: Tag<'static>, body: &CommandBody<'_>) {
        self.condstore |= uses_condstore(body);
        self.pipeline.sent(handle, body);
        self.flight.push(Flight::new(handle, tag, body));
    }

    fn enable(&mut self, handle: Handle, wanted: &[Capability<'_>]) -> Result<(), Error> {
        let mut list: Vec<Capability<'static>> = Vec::new();
        for capability in wanted {
            let can = ENABLED_BY.contains(capability)
                && self.config.capabilities.contains(capability)
                && !list.contains(capability);
            if can {
                list.push(capability.clone().into_static());
            }
        }
        // RFC 7162 section 3.2.3: CONDSTORE comes with it.
        self.condstore |=
            list.contains(&Capability::QResync) || list.contains(&Capability::CondStore);
        let enabled = Response::Data(Data::Enabled(list));
        self.send(&enabled)?;
        self.session.heard(&enabled);
        self.complete(handle, State::Ok, "")
    }

    fn idle_done<'b>(&mut self) -> Result<Next<'b>, Error> {
        self.conn.expect(ServerExpect::Command);
        if let Some(handle) = self.idling() {
            self.complete(handle, State::Ok, "")?;
        }
        Ok(Next::Event(Event::Answered {
            command: CommandBody::Idle,
        }))
    }

    /// The IDLE in flight.
    pub(super) fn idling(&self) -> Option<Handle> {
        let idle = self.flight.iter().find(|flight| flight.name == "IDLE")?;
        Some(idle.handle)
    }

    fn challenged(&mut self) -> Option<Handle> {
        let flight = self.flight.iter_mut().find(|flight| flight.challenged)?;
        flight.challenged = false;
        Some(flight.handle)
    }

    fn authenticate_data<'b>(&mut self, data: AuthenticateData<'b>) -> Result<Next<'b>, Error> {
        let Some(handle) = self.challenged() else {
            return Ok(Next::Wait);
        };
        if data == AuthenticateData::Cancel {
            self.complete(handle, State::Bad, "cancelled")?;
        }
        Ok(Next::Event(Event::AuthenticateData { handle, data }))
    }

    fn unparsed<'b>(&mut self, unparsed: Unparsed<'b>) -> Result<Next<'b>, Error> {
        let text = format!("{}", unparsed.error);
        match self.conn.expected() {
            ServerExpect::AuthenticateData => {
                let Some(handle) = self.challenged() else {
                    return Ok(Next::Wait);
                };
                self.complete(handle, State::Bad, &text)?;
                self.count_error()?;
                return Ok(Next::Event(Event::AuthenticateFailed {
                    handle,
                    error: unparsed.error,
                }));
            }
            ServerExpect::IdleDone => {
                self.conn.expect(ServerExpect::Command);
                if let Some(handle) = self.idling() {
                    self.complete(handle, State::Bad, "expected DONE")?;
                }
            }
            ServerExpect::Command => match self.literals.whole() {
                // What streamed in is a part of it.
                Some((handle, true)) => {
                    self.complete(handle, State::Bad, &text)?;
                    self.count_error()?;
                    return Ok(Next::Event(Event::AppendAborted { handle }));
                }
                Some((_, false)) => {}
                None => {
                    self.literals.take_reserved();
                    self.answer_unread(tag(unparsed.tag()), State::Bad, None, &text)?;
                }
            },
        }
        self.count_error()?;
        Ok(Next::Event(Event::Unparsed(unparsed)))
    }

    /// Answers a command that never was in flight; untagged, if its tag is not known.
    pub(super) fn answer_unread(
        &mut self,
        tag: Option<Tag<'static>>,
        state: State,
        code: Option<Code<'_>>,
        text: &str,
    ) -> Result<(), Error> {
        let text = plain(text, "cannot be read");
        let text = RespText { code, text };
        self.send(&match tag {
            Some(tag) => Response::Tagged(Tagged { tag, state, text }),
            None => Response::Status(Status {
                kind: StatusKind::Bad,
                text,
            }),
        })
    }

    pub(super) fn refuse(&mut self, tag: Tag<'static>, why: Refusal) -> Result<(), Error> {
        let (state, code) = match why {
            Refusal::TlsRequired | Refusal::LoginDisabled => {
                (State::No, Some(Code::PrivacyRequired))
            }
            Refusal::Compressed => (State::Bad, Some(Code::CompressionActive)),
            Refusal::UidOnly => (State::Bad, Some(Code::UidRequired)),
            Refusal::NotAdvertised("AUTH=") => (State::No, Some(Code::Cannot)),
            _ => (State::Bad, None),
        };
        self.answer_unread(Some(tag), state, code, &format!("{why}"))?;
        self.count_error()
    }
}

/// What ENABLE can turn on ([RFC 9051 §6.3.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.1)).
const ENABLED_BY: &[Capability<'static>] = &[
    Capability::CondStore,
    Capability::Imap4Rev2,
    Capability::QResync,
    Capability::UidOnly,
    Capability::Utf8Accept,
];
