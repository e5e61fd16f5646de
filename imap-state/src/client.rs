//! A client on any I/O: the four layers put together ([RFC 9051](https://www.rfc-editor.org/rfc/rfc9051.html)).
//!
//! The driver moves bytes and asks [`poll`](Client::poll) what to do next; the user [sends](Client::send) commands at any
//! time, also while an event is looked at, and is told of each how it went.
//!
//! ```
//! # use imap_types::command::{CommandBody, Login};
//! # use imap_state::{client::{Client, Config, Event, Output}, session::TlsPolicy};
//! # let mut wire = &b"* OK [CAPABILITY IMAP4rev2] ready\r\nA0 OK [CAPABILITY IMAP4rev2] hello\r\n* BYE\r\nA1 OK bye\r\n"[..];
//! # let mut read = |space: &mut [u8]| std::io::Read::read(&mut wire, space);
//! # let now = core::time::Duration::ZERO;
//! let config = Config { tls: TlsPolicy::Implicit, ..Default::default() };
//! let (mut inbox, mut client) = (config.inbox(), Client::new(config));
//! let (mut login, mut sent) = (None, Vec::new());
//! loop {
//!     match client.poll(&mut inbox, now)? {
//!         Output::Transmit(bytes) => {
//!             sent.extend_from_slice(bytes);                              // to the socket
//!             let n = bytes.len();
//!             client.transmitted(n);
//!         }
//!         Output::NeedInput { .. } => match read(inbox.space(4096))? {    // from the socket
//!             0 => inbox.end_of_input(),
//!             n => inbox.filled(n),
//!         },
//!         Output::Event(Event::Ready) => login = Some(client.send(Login::new("alice", "secret")?)?),
//!         Output::Event(Event::Done { handle, status, .. }) if Some(handle) == login && status.is_ok() => {
//!             client.send(CommandBody::Logout)?;
//!         }
//!         Output::Closed(_) => break,
//!         _ => {}
//!     }
//! }
//! assert_eq!(sent, b"A0 LOGIN alice secret\r\nA1 LOGOUT\r\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it takes care of
//!
//! * Commands that may not be sent are [refused](Refused) before a byte is written. Those that only have to wait for others
//!   are held back, in order, and sent when they may be. Each handle gets exactly one of [`Event::Done`],
//!   [`Event::Refused`] and [`Event::Lost`].
//! * Under [`TlsPolicy::Required`](crate::session::TlsPolicy::Required) it sends STARTTLS by itself, and gives up where it
//!   is not to be had. [`Event::Ready`] comes behind it. What the server can do is asked whenever it is not known.
//! * Literals wait where they have to. Bodies that are [elsewhere](imap_types::core::Content::Elsewhere) in APPEND, REPLACE
//!   and CATENATE are asked for in parts ([`Event::WantData`]).
//! * IDLE is asked for again in time, NOOP keeps a silent connection alive.
//! * A server that answers what was not sent, or too often what nobody asked, is left.

mod config;
mod error;
mod event;
mod flight;
mod hear;
mod observe;
#[cfg(test)]
mod tests;
mod view;

use alloc::{borrow::Cow, boxed::Box, collections::VecDeque};
use core::{fmt, time::Duration};

use imap_codec::IdleDone;
use imap_types::{
    IntoBoundedStatic,
    auth::AuthenticateData,
    capability::Capability,
    command::{Command, CommandBody},
};

pub use self::{
    config::{Config, Timeouts},
    error::{Error, Reason, Refused, Timeout, Why},
    event::{Body, Event, Outcome, Output},
    observe::{Message, Observe},
};
use zeroize::Zeroize;

use self::{
    flight::{Flight, Sent, name_of},
    view::View,
};
use crate::{
    conn::{self, Barrier, Connection, Inbox, Received, SendError},
    flow::{NotDue, authenticate::Authenticate, idle::Idle},
    mailbox::{Change, Mailbox},
    pipeline::Pipeline,
    session::{Effect, Refusal, Session, State, TlsPolicy},
    tag::Handle,
};

/// A client. Does no I/O and has no clock. `Debug` shows no content.
pub struct Client {
    config: Config,
    conn: Connection<conn::Client>,
    session: Session,
    pipeline: Pipeline,
    flight: Flight,
    held: VecDeque<(Handle, CommandBody<'static>)>,
    turn: Turn,
    view: View,
    /// What is told before anything else is received.
    told: VecDeque<Event<'static>>,
    changes: VecDeque<Change>,
    clock: Clock,
    /// The body that is being streamed in.
    body: Body,
    unexpected: u32,
    greeting: Preparation,
    /// These bytes were offered to the driver, which has not written any.
    offered: bool,
    /// Data was asked for, and not supplied yet.
    data_asked: bool,
    input_ended: bool,
    end: Option<End>,
    observer: Option<Box<dyn Observe + Send>>,
}

/// Who speaks in turns with the server.
#[derive(Debug)]
enum Turn {
    Nobody,
    Authenticate(Handle, Authenticate),
    /// The handle that the user knows, that of the IDLE that runs, and how far it is.
    Idle(Handle, Handle, Idle),
}

/// How far the client is with what it does by itself.
#[derive(Debug, Default)]
struct Preparation {
    capability_asked: bool,
    tls_asked: bool,
    ready: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Clock {
    now: Duration,
    /// When something was received or transmitted last.
    active: Option<Duration>,
    touched: bool,
    /// By then the connection ends.
    farewell: Option<Duration>,
    /// LOGOUT was sent.
    logout: bool,
    /// BYE was heard.
    bye: bool,
}

#[derive(Clone, Copy, Debug)]
enum End {
    Closed(Reason),
    Failed(Error),
}

impl Client {
    /// Before the greeting.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            conn: Connection::new(config.options).queue_limit(config.queue),
            session: Session::new(config.tls),
            config,
            pipeline: Pipeline::default(),
            flight: Flight::default(),
            held: VecDeque::new(),
            turn: Turn::Nobody,
            view: View::default(),
            told: VecDeque::new(),
            changes: VecDeque::new(),
            clock: Clock::default(),
            body: Body::default(),
            unexpected: 0,
            greeting: Preparation::default(),
            offered: false,
            data_asked: false,
            input_ended: false,
            end: None,
            observer: None,
        }
    }

    /// Shows every message to an observer, from now on.
    pub fn observe(&mut self, observer: impl Observe + Send + 'static) {
        self.observer = Some(Box::new(observer));
    }

    /// State, capabilities, what is enabled.
    #[must_use]
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// The view of the selected mailbox, if one is selected.
    #[must_use]
    pub fn mailbox(&self) -> Option<&Mailbox> {
        self.view.mailbox()
    }

    /// Is the connection without TLS? Then whatever the last event tells may come from anybody on the way.
    #[must_use]
    pub const fn is_in_clear(&self) -> bool {
        !self.session.has_tls()
    }

    /// How many commands were sent and are not completed.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.flight.len()
    }

    /// How many commands are held back.
    #[must_use]
    pub fn held(&self) -> usize {
        self.held.len()
    }

    /// What the driver has to do next. `now` is the time since any fixed start.
    ///
    /// Bytes come first, then events, then what else there is. A driver that cannot write now says `transmitted(0)`, or
    /// nothing, and asks again: then it is told of what was received, or that it needs input.
    ///
    /// # Errors
    ///
    /// The connection is broken; every command that was not completed has been told as [`Event::Lost`]. Each further call
    /// gives the same error.
    pub fn poll<'s, 'b>(
        &'s mut self,
        inbox: &'b mut Inbox,
        now: Duration,
    ) -> Result<Output<'s, 'b>, Error> {
        self.tick(now);
        if let Some(event) = self.told.pop_front() {
            return Ok(Output::Event(event));
        }
        if let Some(change) = self.changes.pop_front() {
            return Ok(Output::Event(Event::Changed(change)));
        }
        if self.end.is_some() {
            return self.closing();
        }
        self.release();
        self.fill_up();
        if let Some(event) = self.told.pop_front() {
            return Ok(Output::Event(event));
        }
        if !self.offered && self.conn.transmit().next().is_some() {
            self.offered = true;
            return Ok(Output::Transmit(
                self.conn.transmit().next().unwrap_or_default(),
            ));
        }
        if self.conn.queued() == 0 && inbox.buffered() == 0 {
            match self.conn.barrier() {
                Some(Barrier::StartTls) => return Ok(Output::StartTls),
                Some(Barrier::Compress) => return Ok(Output::StartCompress),
                _ => {}
            }
        } else if self.conn.barrier() == Some(Barrier::Compress) {
            return Ok(Output::StartCompress);
        }
        if let Some(event) = self.data_wanted() {
            return Ok(Output::Event(event));
        }
        inbox.set_limits(match self.session.state() {
            State::Authenticated | State::Selected => self.config.limits,
            _ => self.config.limits_before,
        });
        let ended = inbox.has_ended();
        let heard = match self.conn.receive(inbox) {
            Ok(Some(Received::End)) => {
                let reason = self.reason();
                self.end.get_or_insert(End::Closed(reason));
                if core::mem::replace(&mut self.input_ended, true) {
                    return self.closing();
                }
                Ok(Event::InputEnded)
            }
            Ok(Some(received)) => self.hear(received),
            Ok(None) if ended && !self.input_ended => {
                self.input_ended = true;
                Ok(Event::InputEnded)
            }
            Ok(None) => {
                self.offered = false;
                let by = self.next_deadline();
                return Ok(Output::NeedInput { by });
            }
            Err(error) => Err(error.into()),
        };
        match heard {
            Ok(event) => Ok(Output::Event(event)),
            Err(error) => {
                self.fail(error);
                self.closing()
            }
        }
    }

    /// So many of the bytes of the last [`Output::Transmit`] were written.
    pub fn transmitted(&mut self, n: usize) {
        if n > 0 {
            self.conn.transmitted(n);
            self.offered = false;
            self.clock.touched = true;
            if self.conn.queued() == 0 && self.conn.wants().is_none() {
                self.flight.all_sent();
            }
        }
    }

    /// TLS runs, behind [`Output::StartTls`].
    ///
    /// # Errors
    ///
    /// If anything came in clear behind the OK. The connection is broken.
    pub fn tls_started(&mut self, inbox: &mut Inbox) -> Result<(), Error> {
        match self.conn.start_tls(inbox) {
            Ok(()) => {
                self.session.tls_started();
                self.greeting.capability_asked = false;
                self.clock.touched = true;
                self.adjust();
                self.prepare();
                Ok(())
            }
            Err(error) => Err(self.fail(error.into())),
        }
    }

    /// From here on both sides compress, behind [`Output::StartCompress`]. Answers the first bytes to be inflated: what the
    /// inbox gets from now on has to be inflated before, and what is transmitted deflated behind
    /// ([RFC 4978 §3](https://www.rfc-editor.org/rfc/rfc4978.html#section-3)).
    ///
    /// # Errors
    ///
    /// If COMPRESS was not granted.
    pub fn compress_started(&mut self, inbox: &mut Inbox) -> Result<alloc::vec::Vec<u8>, Error> {
        Ok(self.conn.start_compress(inbox)?)
    }

    /// Sends a command, or holds it back until those in flight allow it.
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

    /// Answers the [challenge](Event::Challenge) of an AUTHENTICATE.
    ///
    /// # Errors
    ///
    /// If none waits.
    pub fn respond<'a>(
        &mut self,
        handle: Handle,
        octets: impl Into<Cow<'a, [u8]>>,
    ) -> Result<(), NotDue> {
        match &mut self.turn {
            Turn::Authenticate(whose, exchange) if *whose == handle => exchange.respond()?,
            _ => return Err(NotDue),
        }
        let said = self.say_data(&AuthenticateData::response(octets));
        said.map_err(|error| {
            self.fail(error);
            NotDue
        })
    }

    /// Ends an IDLE. Commands may be sent at once behind it.
    ///
    /// # Errors
    ///
    /// If it is none, or it is over.
    pub fn done(&mut self, handle: Handle) -> Result<(), NotDue> {
        match &mut self.turn {
            Turn::Idle(whose, current, idle) if *whose == handle => {
                let (current, now) = (*current, idle.done());
                if now {
                    self.say_done();
                }
                if !now && self.awaits_idle() {
                    return Ok(());
                }
                self.pipeline.idle_done(current);
                Ok(())
            }
            _ => Err(NotDue),
        }
    }

    /// Supplies the next part of the data that [`Event::WantData`] asks for.
    ///
    /// # Errors
    ///
    /// If the command wants no data, or not so much; then nothing has changed.
    pub fn supply(&mut self, handle: Handle, data: &[u8]) -> Result<(), NotDue> {
        let wanted = self.conn.wants();
        let whose = wanted.and_then(|(id, _)| self.flight.sending(id));
        if whose != Some(handle) || self.flight.get(handle).is_none() {
            return Err(NotDue);
        }
        self.conn.supply(data).map_err(|_| NotDue)?;
        self.data_asked = false;
        self.clock.touched = true;
        Ok(())
    }

    /// Takes a command back, as far as that is possible: one that is held back is not sent ([`Event::Refused`]), an
    /// AUTHENTICATE is answered `*`, an IDLE ends.
    ///
    /// # Errors
    ///
    /// If the command is in flight and nothing can stop it, or it is completed. Ignore what comes for it; to break off an
    /// APPEND whose data does not come, [`close`](Self::close).
    pub fn cancel(&mut self, handle: Handle) -> Result<(), NotDue> {
        if let Some(at) = self.held.iter().position(|(held, _)| *held == handle) {
            self.held.remove(at);
            let why = Refused::Cancelled;
            self.told.push_back(Event::Refused { handle, why });
            return Ok(());
        }
        match &mut self.turn {
            Turn::Authenticate(whose, exchange) if *whose == handle => {
                if exchange.cancel()
                    && let Err(error) = self.say_data(&AuthenticateData::Cancel)
                {
                    self.fail(error);
                }
                Ok(())
            }
            _ => self.done(handle),
        }
    }

    /// Ends the connection without a word: what is in flight is [lost](Event::Lost), then it is
    /// [closed](Output::Closed). To part politely, send LOGOUT.
    pub fn close(&mut self) {
        self.end.get_or_insert(End::Closed(Reason::Closed));
    }

    /// When [`poll`](Self::poll) has to be called at the latest, whatever is received.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Duration> {
        let active = self.clock.active?;
        let timeouts = &self.config.timeouts;
        let state = self.session.state();
        if self.end.is_some() {
            return None;
        }
        if self.clock.farewell.is_some() {
            return self.clock.farewell;
        }
        if state == State::Greeting {
            return Some(active + timeouts.greeting);
        }
        match &self.turn {
            Turn::Authenticate(_, exchange) if exchange.is_asked() => return None,
            Turn::Idle(_, _, idle) => {
                if let Some(since) = idle.running_since() {
                    return Some(since + timeouts.idle);
                }
            }
            _ => {}
        }
        if !self.flight.is_empty() || self.conn.barrier().is_some() {
            return (!self.data_asked).then_some(active + timeouts.command);
        }
        match state {
            State::Authenticated | State::Selected => {
                timeouts.keep_alive.map(|after| active + after)
            }
            _ => None,
        }
    }

    /// Looks at the clock.
    fn tick(&mut self, now: Duration) {
        self.clock.now = now;
        if core::mem::take(&mut self.clock.touched) || self.clock.active.is_none() {
            self.clock.active = Some(now);
        }
        if self.next_deadline().is_none_or(|by| now < by) {
            return;
        }
        self.clock.active = Some(now);
        if self.clock.farewell.is_some() {
            let reason = self.reason();
            self.end.get_or_insert(End::Closed(reason));
        } else if self.session.state() == State::Greeting {
            self.fail(Error::Timeout(Timeout::Greeting));
        } else if let Turn::Idle(_, _, idle) = &mut self.turn
            && idle.renew()
        {
            self.say_done();
        } else if !self.flight.is_empty() || self.conn.barrier().is_some() {
            self.fail(Error::Timeout(Timeout::Command));
        } else {
            self.send_own(CommandBody::Noop);
        }
    }

    /// Why the connection ends, if it ends now.
    const fn reason(&self) -> Reason {
        match (self.clock.logout, self.clock.bye) {
            (true, _) => Reason::LoggedOut,
            (false, true) => Reason::Bye,
            (false, false) => Reason::EndOfInput,
        }
    }

    fn fail(&mut self, error: Error) -> Error {
        self.end.get_or_insert(End::Failed(error));
        error
    }

    /// Tells what is lost, then that it is over.
    fn closing<'s, 'b>(&'s mut self) -> Result<Output<'s, 'b>, Error> {
        let why = match self.end {
            Some(End::Failed(error)) => Why::Failed(error),
            Some(End::Closed(reason)) => Why::Ended(reason),
            None => Why::Ended(self.reason()),
        };
        if let Some(sent) = self.flight.pop_first() {
            return Ok(Output::Event(Event::Lost {
                handle: sent.asked,
                command: sent.name,
                progress: self.conn.progress(sent.id),
                why,
            }));
        }
        if let Some((handle, command)) = self.held.pop_front() {
            return Ok(Output::Event(Event::Lost {
                handle,
                command: name_of(&command),
                progress: conn::Progress::Unsent,
                why,
            }));
        }
        match why {
            Why::Failed(error) => Err(error),
            Why::Ended(reason) => Ok(Output::Closed(reason)),
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
    fn release(&mut self) {
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
                None => {
                    self.pipeline.may_send(command).is_err()
                        || self.conn.queued() >= self.config.queue
                }
            };
            if waits {
                break;
            }
            let Some((handle, command)) = self.held.pop_front() else {
                break;
            };
            let why = match refused {
                Some(refusal) => Refused::Session(refusal),
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
    fn dispatch(
        &mut self,
        handle: Handle,
        asked: Handle,
        mut body: CommandBody<'_>,
    ) -> Result<(), SendError> {
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
        if let Some(observer) = &mut self.observer {
            observer.observe(&Message::Command(&command));
        }
        let body = &command.body;
        self.pipeline.sent(handle, body);
        let sent = Sent {
            asked,
            name: name_of(body),
            effect: Effect::of(body),
            examines: matches!(body, CommandBody::Examine(_)),
            id,
        };
        match sent.effect {
            Effect::Selects => {
                let closes = self.session.has(&Capability::QResync)
                    || self.session.has(&Capability::Imap4Rev2);
                self.view.selecting(closes);
            }
            Effect::LogsOut => {
                self.clock.logout = true;
                let by = self.clock.now + self.config.timeouts.farewell;
                self.clock.farewell.get_or_insert(by);
            }
            _ => {}
        }
        // It was perhaps held back, and owned.
        if let CommandBody::Login(login) = &mut command.body {
            login.password.zeroize();
        }
        self.flight.insert(handle, sent);
        if let Some(turn) = turn {
            self.turn = turn;
        }
        self.clock.touched = true;
        Ok(())
    }

    /// A command of the client's own, if it may be sent now.
    fn send_own(&mut self, command: CommandBody<'_>) -> bool {
        if self.session.may_send(&command).is_err() || self.pipeline.may_send(&command).is_err() {
            return false;
        }
        let (handle, _) = self.config.tags.issue();
        self.dispatch(handle, handle, command).is_ok()
    }

    /// Does what has to be done before the user's turn: asks what the server can do, begins TLS.
    fn prepare(&mut self) {
        let state = self.session.state();
        if matches!(state, State::Greeting | State::Logout) || self.conn.barrier().is_some() {
            return;
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

    /// Reads and writes by what the server can do now.
    fn adjust(&mut self) {
        self.conn.options_mut().utf8 = self.session.utf8();
        *self.conn.encode_options_mut() = self.session.encode_options();
    }

    /// Asks for the next part of a body, once. A body whose command is completed already is filled up: the server reads it
    /// and throws it away ([RFC 7888 §4](https://www.rfc-editor.org/rfc/rfc7888.html#section-4)).
    fn data_wanted(&mut self) -> Option<Event<'static>> {
        if self.data_asked || self.conn.transmit().next().is_some() {
            return None;
        }
        let (id, max) = self.conn.wants()?;
        let handle = self.flight.sending(id)?;
        self.flight.get(handle)?;
        self.data_asked = true;
        Some(Event::WantData { handle, max })
    }

    /// A body whose command is completed is filled up.
    fn fill_up(&mut self) {
        const SPACES: [u8; 4096] = [b' '; 4096];
        let Some((id, max)) = self.conn.wants() else {
            return;
        };
        let whose = self.flight.sending(id);
        if whose.is_none_or(|handle| self.flight.get(handle).is_none()) {
            let part = SPACES.get(..max).unwrap_or(&SPACES);
            // As much as is wanted may be supplied.
            let _ = self.conn.supply(part);
        }
    }

    fn awaits_idle(&self) -> bool {
        matches!(&self.turn, Turn::Idle(_, _, idle) if idle.is_asked())
    }

    fn say_done(&mut self) {
        if let Some(observer) = &mut self.observer {
            observer.observe(&Message::IdleDone);
        }
        self.clock.touched = true;
        if let Err(error) = self.conn.send(&IdleDone) {
            self.fail(error.into());
        }
    }

    fn say_data(&mut self, data: &AuthenticateData<'_>) -> Result<(), Error> {
        if let Some(observer) = &mut self.observer {
            observer.observe(&Message::AuthenticateData(data));
        }
        self.clock.touched = true;
        self.conn.send(data)?;
        Ok(())
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("state", &self.session.state())
            .field("connection", &self.conn)
            .field("in_flight", &self.flight.len())
            .field("held", &self.held.len())
            .field("end", &self.end)
            .finish_non_exhaustive()
    }
}
