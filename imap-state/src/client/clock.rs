//! Time: when the driver has to ask again at the latest, and what happens then.

use core::time::Duration;

use imap_types::command::CommandBody;

use super::{Client, End, Error, Timeout, Turn};
use crate::session::State;

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clock {
    pub(super) now: Duration,
    /// When something was received or transmitted last.
    pub(super) active: Option<Duration>,
    pub(super) touched: bool,
    /// How much of the input waited when it was looked at last.
    buffered: usize,
    /// By then the connection ends.
    pub(super) farewell: Option<Duration>,
    /// LOGOUT was sent.
    pub(super) logout: bool,
    /// BYE was heard.
    pub(super) bye: bool,
}

impl Clock {
    /// So much of the input waits: a long message that comes slowly is no silence.
    pub(super) const fn saw(&mut self, buffered: usize) {
        self.touched |= buffered > self.buffered;
        self.buffered = buffered;
    }
}

impl Client {
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
            return Some(active.saturating_add(timeouts.greeting));
        }
        match &self.turn {
            Turn::Authenticate(_, exchange) if exchange.is_asked() => return None,
            Turn::Idle(_, _, idle) => {
                if let Some(since) = idle.running_since() {
                    return Some(since.saturating_add(timeouts.idle));
                }
            }
            _ => {}
        }
        if !self.flight.is_empty() || self.conn.barrier().is_some() {
            return (!self.data_asked).then_some(active.saturating_add(timeouts.command));
        }
        match state {
            State::Authenticated | State::Selected => timeouts
                .keep_alive
                .map(|after| active.saturating_add(after)),
            _ => None,
        }
    }

    /// Looks at the clock, as [`poll`](Self::poll) does first: for a driver whose timers are elsewhere.
    pub fn handle_timeout(&mut self, now: Duration) {
        self.tick(now);
    }

    pub(super) fn tick(&mut self, now: Duration) {
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
}
