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
//!   [`Event::Cancelled`], [`Event::Refused`] and [`Event::Lost`].
//! * Under [`TlsPolicy::Required`] it sends STARTTLS by itself, and gives up where it is not to be had. What is heard before
//!   is [marked](Output::PreTls), [`Event::Ready`] comes behind it. What the server can do is asked whenever it is not known.
//! * Literals wait where they have to. Bodies that are [elsewhere](imap_types::core::Content::Elsewhere) in APPEND, REPLACE
//!   and CATENATE are asked for in parts ([`Event::WantData`]).
//! * Commands can be [taken back](Client::cancel), also when they are in flight: then what comes for them is thrown away.
//! * IDLE is asked for again in time, NOOP keeps a silent connection alive.
//! * A server with ways of its own is recognised, and treated as it wants ([`profile`](crate::profile)).
//! * A server that answers what was not sent, or too often what nobody asked, is left.

mod answer;
mod clock;
mod config;
mod drain;
mod error;
mod event;
mod flight;
mod hear;
mod known;
mod send;
#[cfg(test)]
mod tests;
mod view;

use alloc::{boxed::Box, collections::VecDeque, vec::Vec};
use core::{fmt, time::Duration};

use imap_types::command::CommandBody;

use self::{
    clock::Clock,
    flight::{Flight, name_of},
    known::Known,
    send::{Preparation, wipe},
    view::View,
};
pub use self::{
    config::{Config, Timeouts},
    error::{Error, Reason, Refused, Timeout, Why},
    event::{Body, Event, Outcome, Output},
};
use crate::{
    conn::{self, Barrier, Connection, Inbox, Progress, Received, SendId},
    flow::{authenticate::Authenticate, idle::Idle},
    mailbox::{Change, Mailbox},
    observe::{Message, Observe, Side},
    pipeline::Pipeline,
    session::{Compression, Session, State, TlsPolicy},
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
    /// What was said last in it.
    said: Option<SendId>,
    view: View,
    /// Of the server.
    known: Known,
    /// What is told before anything else is received.
    told: VecDeque<Event<'static>>,
    changes: VecDeque<Change>,
    clock: Clock,
    /// The body that is being streamed in.
    body: Body,
    /// Is a message with bodies under way, and if so, is it for a command that was taken back?
    body_unwanted: Option<bool>,
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

#[derive(Clone, Copy, Debug)]
enum End {
    Closed(Reason),
    Failed(Error),
}

impl Client {
    /// Before the greeting.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let mut client = Self {
            conn: Connection::new(config.options).queue_limit(config.queue),
            session: Session::new(config.tls),
            config,
            pipeline: Pipeline::default(),
            flight: Flight::default(),
            held: VecDeque::new(),
            turn: Turn::Nobody,
            said: None,
            view: View::default(),
            known: Known::default(),
            told: VecDeque::new(),
            changes: VecDeque::new(),
            clock: Clock::default(),
            body: Body::default(),
            body_unwanted: None,
            unexpected: 0,
            greeting: Preparation::default(),
            offered: false,
            data_asked: false,
            input_ended: false,
            end: None,
            observer: None,
        };
        client.choose();
        client
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

    /// Is the connection without TLS? Then whatever the last event tells may come from anybody on the way; where TLS is
    /// required it is [marked](Output::PreTls).
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
        self.clock.saw(inbox.buffered());
        self.tick(now);
        if let Some(event) = self.told.pop_front() {
            return Ok(self.tells(event));
        }
        if let Some(change) = self.changes.pop_front() {
            return Ok(self.tells(Event::Changed(change)));
        }
        if self.end.is_some() {
            return self.closing();
        }
        self.release();
        self.finish_completed();
        if let Some(event) = self.told.pop_front() {
            return Ok(self.tells(event));
        }
        if !self.offered && self.conn.is_ready() {
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
        self.drain(inbox);
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
            Ok(event) => Ok(self.tells(event)),
            Err(error) => {
                self.fail(error);
                self.closing()
            }
        }
    }

    /// Marks what was heard before TLS.
    fn tells<'s, 'b>(&'s self, event: Event<'b>) -> Output<'s, 'b> {
        if self.config.tls == TlsPolicy::Required && self.is_in_clear() && event.is_heard() {
            Output::PreTls(event)
        } else {
            Output::Event(event)
        }
    }

    /// All that may be written now, of which [`Output::Transmit`] has the first piece; for a vectored write.
    pub fn transmit(&self) -> impl Iterator<Item = &[u8]> {
        self.conn.ready()
    }

    /// So many of the bytes of the last [`Output::Transmit`] were written.
    pub fn transmitted(&mut self, n: usize) {
        if n > 0 {
            self.conn.transmitted(n);
            self.offered = false;
            self.clock.touched = true;
            let conn = &self.conn;
            self.flight
                .forget_sent(|id| conn.progress(id) == Progress::Sent);
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
                // What was heard in clear, and not told yet, is not told as if it were heard under TLS.
                self.told.retain(|event| !event.is_heard());
                self.changes.clear();
                self.doubt();
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
    pub fn compress_started(&mut self, inbox: &mut Inbox) -> Result<Vec<u8>, Error> {
        let rest = self.conn.start_compress(inbox)?;
        self.session.compresses(Compression::Outside);
        Ok(rest)
    }

    /// The same, and inflates and deflates here, at the cost of some 370 KiB: the inbox gets what is read, and what is
    /// transmitted is compressed. UNAUTHENTICATE ends it
    /// ([RFC 8437 §4.1](https://www.rfc-editor.org/rfc/rfc8437.html#section-4.1)).
    ///
    /// # Errors
    ///
    /// If COMPRESS was not granted.
    #[cfg(feature = "deflate")]
    pub fn compress_here(&mut self, inbox: &mut Inbox) -> Result<(), Error> {
        self.conn.start_deflate(inbox)?;
        self.session.compresses(Compression::Inside);
        Ok(())
    }

    /// Ends the connection without a word: what is in flight is [lost](Event::Lost), then it is
    /// [closed](Output::Closed). To part politely, send LOGOUT.
    pub fn close(&mut self) {
        self.end.get_or_insert(End::Closed(Reason::Closed));
    }

    /// Why the connection ends, if it ends now.
    const fn reason(&self) -> Reason {
        match (self.clock.logout, self.clock.bye) {
            (true, _) => Reason::LoggedOut,
            (false, true) => Reason::Bye,
            (false, false) => Reason::EndOfInput,
        }
    }

    fn show(&mut self, who: Side, message: &Message<'_, '_>) {
        if let Some(observer) = &mut self.observer {
            observer.observe(who, message);
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
        if let Some((handle, mut command)) = self.held.pop_front() {
            wipe(&mut command);
            return Ok(Output::Event(Event::Lost {
                handle,
                command: name_of(&command),
                progress: Progress::Unsent,
                why,
            }));
        }
        match why {
            Why::Failed(error) => Err(error),
            Why::Ended(reason) => Ok(Output::Closed(reason)),
        }
    }

    /// Reads and writes by what the server can do now.
    fn adjust(&mut self) {
        self.conn.options_mut().utf8 = self.session.utf8();
        *self.conn.encode_options_mut() = self.session.encode_options();
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
