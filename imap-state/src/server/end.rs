//! How a session ends: BYE, time-outs, too many errors, bytes that cannot be read.
//!
//! ```text
//! S: * BYE silent for too long
//! ```

use core::time::Duration;

use imap_types::{
    code::Code,
    core::Text,
    response::{RespText, Response, Status, StatusKind},
};

use super::{Closed, Error, Next, Server, fetch::Fetching, plain};
use crate::{
    conn::{ReceiveError, ServerExpect},
    session::State,
};

/// Nothing more is received; what is queued is still transmitted, for a time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ending {
    why: Closed,
    by: Duration,
}

impl Server {
    /// Says BYE and ends the session, e.g. because the server shuts down. Commands in flight are not answered any more.
    ///
    /// ```text
    /// S: * BYE [UNAVAILABLE] the server goes down
    /// ```
    ///
    /// # Errors
    ///
    /// If the text is none. Then, or in the middle of a message's data, the session ends without it.
    pub fn bye<'c>(&mut self, code: impl Into<Option<Code<'c>>>, text: &str) -> Result<(), Error> {
        let (code, text) = (code.into(), Text::try_from(text));
        let text = match text {
            Ok(text) => RespText { code, text },
            Err(error) => {
                self.end(Closed::Shutdown);
                return Err(error.into());
            }
        };
        self.bye_for(Closed::Shutdown, text)
    }

    /// BYE with the reason as text.
    pub(super) fn say_bye(&mut self, why: Closed) -> Result<(), Error> {
        let text = plain(&alloc::format!("{why}"), "closing");
        self.bye_for(why, RespText { code: None, text })
    }

    fn bye_for(&mut self, why: Closed, text: RespText<'_>) -> Result<(), Error> {
        if self.ending.is_some() {
            return Ok(());
        }
        let bye = Response::Status(Status {
            kind: StatusKind::Bye,
            text,
        });
        // In the middle of data it would be taken for data; behind the OK to STARTTLS nothing can be said in clear.
        let may = self.fetching.data_owed().is_none() && !self.is_switching();
        let sent = if may { self.send(&bye) } else { Ok(()) };
        self.session.heard(&bye);
        self.end(why);
        sent
    }

    /// Ends the session without a word.
    pub(super) fn end(&mut self, why: Closed) {
        let by = self.now.saturating_add(self.config.timeouts.grace);
        self.ending.get_or_insert(Ending { why, by });
        self.flight.clear();
        self.answers.clear();
        self.held = None;
        self.short_of_room = None;
        self.selected = None;
        self.fetching = Fetching::default();
    }

    pub(super) fn end_step<'b>(&self) -> Next<'b> {
        match self.ending {
            Some(Ending { by, .. }) if self.conn.is_ready() && self.now < by => Next::Transmit,
            Some(Ending { why, .. }) => Next::Closed(why),
            None => Next::Wait,
        }
    }

    /// The stream cannot be read any further.
    pub(super) fn broken(&mut self, error: ReceiveError) -> Result<(), Error> {
        let why = match error {
            ReceiveError::Injected { bytes, .. } => Closed::Injected { bytes },
            ReceiveError::Frame(error) => match error.kind {
                imap_codec::FrameErrorKind::Truncated(_) => {
                    self.end(Closed::InputEnded);
                    return Ok(());
                }
                _ => Closed::Unreadable(error),
            },
            ReceiveError::Early { .. } => Closed::Injected { bytes: 0 },
            ReceiveError::Inflate { offset } => Closed::Inflate { offset },
        };
        self.say_bye(why)
    }

    /// A command could not be read or was not legal.
    pub(super) fn count_error(&mut self) -> Result<(), Error> {
        self.errors = self.errors.saturating_add(1);
        if self.errors >= self.config.max_errors {
            self.say_bye(Closed::Errors)?;
        }
        Ok(())
    }

    /// Is it the client's turn, so that its silence counts?
    fn waits_for_client(&self) -> bool {
        self.conn.is_ready()
            || self.literals.is_open()
            || match self.conn.expected() {
                ServerExpect::IdleDone => true,
                ServerExpect::AuthenticateData => self.flight.iter().any(|one| one.challenged),
                ServerExpect::Command => self.flight.is_empty() && self.answers.is_empty(),
            }
    }

    fn login_deadline(&self) -> Option<Duration> {
        (self.session.state() == State::NotAuthenticated)
            .then(|| self.began.saturating_add(self.config.timeouts.login))
    }

    fn silence_deadline(&self) -> Option<Duration> {
        // What is taken is a sign of life only as long as there is more of it: in IDLE the network takes it, too.
        let alive = if self.conn.is_ready() {
            self.alive.max(self.taken)
        } else {
            self.alive
        };
        self.waits_for_client()
            .then(|| alive.saturating_add(self.config.timeouts.autologout))
    }

    /// When a client in IDLE is to hear something again. Who takes nothing does not.
    fn still_here_deadline(&self) -> Option<Duration> {
        let every = self.config.timeouts.still_here?;
        let free = !self.conn.is_ready() && self.fetching.data_owed().is_none();
        let idles = free && self.idling().is_some();
        idles.then(|| self.said.saturating_add(every))
    }

    pub(super) fn say_still_here(&mut self) -> Result<(), Error> {
        if self.still_here_deadline().is_none_or(|at| self.now < at) {
            return Ok(());
        }
        let (code, text) = (None, plain("still here", "still here"));
        self.send(&Response::Status(Status {
            kind: StatusKind::Ok,
            text: RespText { code, text },
        }))
    }

    pub(super) fn check_time(&mut self) {
        if self.ending.is_some() {
            return;
        }
        let over = |deadline: Option<Duration>| deadline.is_some_and(|at| at <= self.now);
        let why = if over(self.login_deadline()) {
            Closed::LoginTimeout
        } else if over(self.silence_deadline()) {
            if self.conn.is_ready() {
                self.end(Closed::Stuck);
                return;
            }
            Closed::Autologout
        } else {
            return;
        };
        // If it cannot be said, the end has come all the same.
        if self.say_bye(why).is_err() {
            self.end(why);
        }
    }

    /// Looks at the clock, as [`poll`](Self::poll) does first: for a driver whose timers are elsewhere.
    pub fn handle_timeout(&mut self, now: Duration) {
        self.now = self.now.max(now);
        if self.runs {
            self.check_time();
        }
    }

    /// When something happens by itself: [`poll`](Self::poll) then at the latest.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Duration> {
        if let Some(Ending { by, .. }) = self.ending {
            return Some(by);
        }
        let held = self.answers.front().and_then(|answer| answer.not_before);
        let still_here = self.still_here_deadline();
        [
            self.login_deadline(),
            self.silence_deadline(),
            held,
            still_here,
        ]
        .into_iter()
        .flatten()
        .min()
    }
}
