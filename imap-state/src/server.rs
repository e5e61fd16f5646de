//! A server's end of a session, for any I/O: what a client may say when, what it is told and when, and how the bytes go
//! ([RFC 9051](https://www.rfc-editor.org/rfc/rfc9051.html)). Mail, mailboxes and accounts are the application's.
//!
//! The driver polls a [`Server`] and does what the [`Output`] says. The application answers the [`Event`]s, at once or
//! later. Nothing happens but in a call; time comes in with each poll, and each output that waits says for how long.
//!
//! ```text
//! S: * OK [CAPABILITY IMAP4rev1 …] ready      Transmit
//! C: a LOGIN alice secret                     Event::Command: authenticated, or no
//! S: a OK [CAPABILITY IMAP4rev1 …] done
//! C: b SELECT INBOX                           Event::Command: select, with a Snapshot
//! S: * 3 EXISTS …
//! C: c FETCH 1:* BODY[]                       Event::Command: fetch; then FetchNext (and WantData) for each message
//! C: d IDLE                                   Event::Answered; what notify is told is sent at once
//! C: DONE
//! ```
//!
//! ```
//! use core::time::Duration;
//! use imap_codec::Limits;
//! use imap_state::{conn::Inbox, server::{Config, Event, Output, Server}, session::TlsPolicy};
//! use imap_types::{code::Code, command::CommandBody};
//!
//! let mut server = Server::new(Config { tls: TlsPolicy::Plain, ..Config::default() });
//! let mut inbox = Inbox::new(Limits::default());
//! let mut read: &[u8] = b"a LOGIN alice secret\r\nb LOGOUT\r\n";     // the socket
//! let mut written = Vec::new();
//! loop {
//!     match server.poll(&mut inbox, Duration::ZERO)? {
//!         Output::Transmit(bytes) => {
//!             written.extend_from_slice(bytes);
//!             let n = bytes.len();
//!             server.transmitted(n);
//!         }
//!         Output::NeedInput { .. } => {
//!             let n = std::io::Read::read(&mut read, inbox.space(1024))?;
//!             inbox.filled(n);
//!             if n == 0 { inbox.end_of_input() }
//!         }
//!         Output::Event(Event::Command { handle, command }) => match command {
//!             CommandBody::Login(login) if login.password.expose().as_bytes() == b"secret" => server.authenticated(handle, "alice")?,
//!             CommandBody::Login(_) => server.no(handle, Code::AuthenticationFailed, "wrong password")?,
//!             _ => server.bad(handle, "not here")?,
//!         },
//!         Output::Closed(_) => break,
//!         _ => {}
//!     }
//! }
//! assert!(String::from_utf8(written)?.ends_with("* BYE logging out\r\nb OK LOGOUT completed\r\n"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What the machine sees to: commands reach the application only where state, capabilities and TLS allow them, one by one;
//! message sequence numbers are those of the session, and EXPUNGE and VANISHED are sent only where numbers cannot be
//! misread; passwords cannot be told in clear; nothing is kept in memory because a client announced it, and no more is
//! asked for than is taken.
//!
//! Each message that is received gives exactly one event, also where the machine answers it ([`Event::Answered`]): an
//! event borrows from the inbox, so that the machine cannot look at another message in the same call.

mod answer;
mod changes;
mod command;
mod config;
mod data;
mod end;
mod error;
mod event;
mod fetch;
mod greeting;
mod legal;
mod literal;
mod select;
mod switch;
#[cfg(test)]
mod tests;

use alloc::{
    boxed::Box,
    collections::VecDeque,
    string::{String, ToString},
    vec::Vec,
};
use core::{fmt, time::Duration};

use imap_codec::Limits;
use imap_types::{
    core::{Tag, Text},
    response::{ContinueReq, Response},
};

pub use self::{
    changes::{Change, Messages},
    config::{Config, Timeouts, Welcome},
    error::Error,
    event::{Closed, Event, Offered, Output},
    select::Snapshot,
};
use self::{
    command::Flight, end::Ending, fetch::Fetching, literal::Literals, select::Selected,
    switch::Switch,
};
use crate::{
    conn::{self, Connection, Inbox, ServerExpect},
    observe::{Message, Observe, Side},
    pipeline::Pipeline,
    session::{Session, State},
    tag::Handle,
};

/// A server's end of a session. See the [module](self).
pub struct Server {
    conn: Connection<conn::Server>,
    config: Config,
    session: Session,
    pipeline: Pipeline,
    /// The commands that wait for an answer, in order.
    flight: Vec<Flight>,
    /// Answers that wait until changes of the mailbox are told, or until it is time.
    answers: VecDeque<answer::Answer>,
    /// A command that has to wait for those in flight.
    held: Option<(Handle, imap_types::command::Command<'static>)>,
    next_handle: u64,
    literals: Literals,
    fetching: Fetching,
    /// The answer to a command of the application waits.
    transmit_first: bool,
    /// A command whose answer did not fit.
    short_of_room: Option<Handle>,
    selected: Option<Selected>,
    switch: Option<Switch>,
    ending: Option<Ending>,
    account: Option<String>,
    /// CONDSTORE is on, by ENABLE or by use.
    condstore: bool,
    pushes: changes::Pushes,
    now: Duration,
    /// Has it been polled? Time begins with the first poll.
    runs: bool,
    /// When the login time-out began to run.
    began: Duration,
    /// The last sign of life.
    alive: Duration,
    /// When bytes were transmitted last.
    taken: Duration,
    /// When something was said last.
    said: Duration,
    errors: u32,
    failed_logins: u32,
    observer: Option<Box<dyn Observe + Send>>,
}

/// What [`Server::poll`] found to be done, without what is borrowed from the machine.
enum Next<'b> {
    Transmit,
    StartTls,
    StartCompress,
    NeedInput,
    Wait,
    Event(Event<'b>),
    Closed(Closed),
}

impl Server {
    /// Says its first words.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self::begin(config, None)
    }

    /// The same, and shows every message to an observer, from the greeting on.
    #[must_use]
    pub fn observed(config: Config, observer: impl Observe + Send + 'static) -> Self {
        Self::begin(config, Some(Box::new(observer)))
    }

    fn begin(config: Config, observer: Option<Box<dyn Observe + Send>>) -> Self {
        let config = Config {
            // Below that nothing would ever be told.
            queue: config.queue.max(1),
            ..config
        };
        let mut server = Self {
            conn: Connection::new(config.options_of_a_server()).queue_limit(usize::MAX),
            session: Session::new(config.tls),
            config,
            pipeline: Pipeline::default(),
            flight: Vec::new(),
            answers: VecDeque::new(),
            held: None,
            next_handle: 0,
            literals: Literals::default(),
            fetching: Fetching::default(),
            transmit_first: false,
            short_of_room: None,
            selected: None,
            switch: None,
            ending: None,
            account: None,
            condstore: false,
            pushes: changes::Pushes::default(),
            now: Duration::ZERO,
            runs: false,
            began: Duration::ZERO,
            alive: Duration::ZERO,
            taken: Duration::ZERO,
            said: Duration::ZERO,
            errors: 0,
            failed_logins: 0,
            observer,
        };
        server.greet();
        server
    }

    /// What to do next. `now` is the time since any moment that stays the same; it may stand still.
    ///
    /// ```text
    /// Transmit -> transmitted      NeedInput -> the inbox is filled      Event -> an answer, now or later
    /// ```
    ///
    /// # Errors
    ///
    /// If the machine cannot say what it has to; close the connection.
    pub fn poll<'s, 'b>(
        &'s mut self,
        inbox: &'b mut Inbox,
        now: Duration,
    ) -> Result<Output<'s, 'b>, Error> {
        self.now = self.now.max(now);
        if !core::mem::replace(&mut self.runs, true) {
            (self.began, self.alive) = (self.now, self.now);
        }
        let next = self.step(inbox)?;
        let by = self.next_deadline();
        Ok(match next {
            Next::Transmit => {
                let mut ready = self.conn.transmit().filter(|bytes| !bytes.is_empty());
                Output::Transmit(ready.next().unwrap_or_default())
            }
            Next::StartTls => Output::StartTls,
            Next::StartCompress => Output::StartCompress,
            Next::NeedInput => Output::NeedInput { by },
            Next::Wait => Output::Wait { by },
            Next::Event(event) => Output::Event(event),
            Next::Closed(why) => Output::Closed(why),
        })
    }

    fn step<'b>(&mut self, inbox: &'b mut Inbox) -> Result<Next<'b>, Error> {
        inbox.set_limits(*self.limits());
        inbox.set_non_sync(self.session.non_sync());
        self.check_time();
        if let Some(handle) = self.literals_asked(inbox)? {
            return Ok(Next::Event(Event::AppendAborted { handle }));
        }
        self.ask_switch(inbox)?;
        if self.ending.is_some() {
            return Ok(self.end_step());
        }
        self.flush()?;
        self.say_still_here()?;
        if self.conn.is_ready() && self.conn.queued() >= self.config.queue {
            return Ok(Next::Transmit);
        }
        if let Some(event) = self.fetch_step()? {
            return Ok(Next::Event(event));
        }
        if self.ending.is_some() {
            return Ok(self.end_step());
        }
        // In the middle of data nothing can be answered.
        if self.fetching.owes_data() {
            return Ok(self.pause());
        }
        if let Some(handle) = self.short_of_room.take() {
            return Ok(Next::Event(Event::Room { handle }));
        }
        if let Some(switch) = self.switch_step() {
            return Ok(switch);
        }
        // The application may take its time with what comes next.
        self.transmit_first &= self.conn.is_ready();
        if self.transmit_first {
            return Ok(Next::Transmit);
        }
        if let Some(next) = self.let_go()? {
            return Ok(next);
        }
        let mut wants = false;
        if self.may_receive() {
            match self.conn.receive(inbox) {
                Ok(Some(received)) => {
                    self.alive = self.now;
                    return self.received(received);
                }
                Ok(None) => wants = true,
                Err(error) => {
                    self.broken(error)?;
                    return Ok(self.end_step());
                }
            }
        }
        Ok(if wants && !self.conn.is_ready() {
            Next::NeedInput
        } else {
            self.pause()
        })
    }

    /// Nothing can be done but to transmit.
    fn pause<'b>(&self) -> Next<'b> {
        if self.conn.is_ready() {
            Next::Transmit
        } else {
            Next::Wait
        }
    }

    /// The first `n` bytes of the last [`Output::Transmit`] have been written.
    pub fn transmitted(&mut self, n: usize) {
        if n > 0 {
            self.taken = self.now;
        }
        self.conn.transmitted(n);
    }

    /// May the next message be looked at?
    fn may_receive(&self) -> bool {
        if self.held.is_some()
            || self.switch.is_some()
            || !self.answers.is_empty()
            || self.literals.waits()
        {
            return false;
        }
        match self.conn.expected() {
            ServerExpect::AuthenticateData => self.flight.iter().any(|flight| flight.challenged),
            ServerExpect::IdleDone => true,
            ServerExpect::Command => {
                self.literals.is_open()
                    || (self.flight.len() < self.config.parallel.max(1)
                        && !self.flight.iter().any(|flight| flight.alone))
            }
        }
    }

    const fn limits(&self) -> &Limits {
        match self.session.state() {
            State::Greeting | State::NotAuthenticated => &self.config.limits_before,
            _ => &self.config.limits,
        }
    }

    /// The session: its state, what is enabled, whether TLS runs.
    #[must_use]
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// Whom [`authenticated`](Self::authenticated) named.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        self.account.as_deref()
    }

    /// How the server was made.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// All that waits to be transmitted, in order: for a vectored write in place of what [`Output::Transmit`] has.
    pub fn transmit(&self) -> impl Iterator<Item = &[u8]> {
        self.conn.ready()
    }

    /// How many bytes wait to be transmitted.
    #[must_use]
    pub const fn queued(&self) -> usize {
        self.conn.queued()
    }

    fn issue(&mut self) -> Handle {
        let handle = Handle(self.next_handle);
        self.next_handle += 1;
        handle
    }

    fn flight(&mut self, handle: Handle) -> Result<&mut Flight, Error> {
        if self.ending.is_some() {
            return Err(Error::Closed);
        }
        self.flight
            .iter_mut()
            .find(|flight| flight.handle == handle)
            .ok_or(Error::NotInFlight(handle))
    }

    fn send(&mut self, response: &Response<'_>) -> Result<(), Error> {
        if let Some(handle) = self.fetching.data_owed() {
            return Err(Error::DataOwed(handle));
        }
        self.conn.send_whole(response)?;
        self.said = self.now;
        self.show(Side::Server, &Message::Response(response));
        Ok(())
    }

    fn go_on(&mut self, ask: &ContinueReq<'_>) -> Result<(), Error> {
        self.conn.send(ask)?;
        self.said = self.now;
        self.show(Side::Server, &Message::Continue(ask));
        Ok(())
    }

    fn show(&mut self, who: Side, message: &Message<'_, '_>) {
        if let Some(observer) = &mut self.observer {
            observer.observe(who, message);
        }
    }
}

/// A text, or another one if it is none or begins as a response code.
fn plain(text: &str, otherwise: &'static str) -> Text<'static> {
    let text = if text.starts_with('[') {
        otherwise
    } else {
        text
    };
    Text::try_from(text.to_string())
        .unwrap_or_else(|_| Text::from_scanned(otherwise.as_bytes().into()))
}

/// What is read of a tag.
fn tag(bytes: Option<&[u8]>) -> Option<Tag<'static>> {
    Tag::try_from(bytes?.to_vec()).ok()
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("conn", &self.conn)
            .field("state", &self.session.state())
            .field("in_flight", &self.flight.len())
            .field("ending", &self.ending)
            .finish_non_exhaustive()
    }
}
