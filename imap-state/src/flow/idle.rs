//! IDLE in turns ([RFC 9051 §6.3.13](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.13)).
//!
//! ```text
//! C: a IDLE
//! S: * 4 EXISTS        may come before it
//! S: + idling          continued
//! C: DONE              done
//! C: b NOOP            may follow at once
//! S: a OK done
//! ```

use core::time::Duration;

/// An IDLE, seen from the client.
#[derive(Clone, Copy, Debug)]
pub struct Idle {
    phase: Phase,
    /// DONE ends it for good, or it is asked for again.
    renews: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Phase {
    /// `+` has not come.
    Asked { done: bool },
    /// Since then.
    Running(Duration),
    /// DONE was sent.
    Done,
}

impl Default for Idle {
    fn default() -> Self {
        Self {
            phase: Phase::Asked { done: false },
            renews: false,
        }
    }
}

impl Idle {
    /// `+` has come. Answers whether DONE is to be sent at once, since it was wanted before.
    pub fn continued(&mut self, now: Duration) -> bool {
        let done = self.phase == Phase::Asked { done: true };
        self.phase = if done {
            Phase::Done
        } else {
            Phase::Running(now)
        };
        done
    }

    /// Is `+` awaited?
    #[must_use]
    pub const fn is_asked(&self) -> bool {
        matches!(self.phase, Phase::Asked { .. })
    }

    /// Since when does it run? `None` before `+` and behind DONE.
    #[must_use]
    pub const fn running_since(&self) -> Option<Duration> {
        match self.phase {
            Phase::Running(since) => Some(since),
            _ => None,
        }
    }

    /// It is to end. Answers whether DONE is to be sent now; if not, it was sent already, or `+` has to come first.
    pub fn done(&mut self) -> bool {
        self.renews = false;
        match self.phase {
            Phase::Asked { .. } => {
                self.phase = Phase::Asked { done: true };
                false
            }
            Phase::Running(_) => {
                self.phase = Phase::Done;
                true
            }
            Phase::Done => false,
        }
    }

    /// DONE is to be sent now, and IDLE again behind its completion: servers may drop a client that is silent for
    /// 30 minutes. Nothing, if it does not run.
    pub fn renew(&mut self) -> bool {
        let runs = self.running_since().is_some();
        if runs {
            self.phase = Phase::Done;
            self.renews = true;
        }
        runs
    }

    /// Is it to be asked for again, once it is completed?
    #[must_use]
    pub const fn renews(&self) -> bool {
        self.renews
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns() {
        let second = Duration::from_secs(1);
        let mut idle = Idle::default();
        assert!(idle.is_asked() && !idle.renew());
        assert!(!idle.continued(second));
        assert_eq!(idle.running_since(), Some(second));
        assert!(idle.renew() && idle.renews());
        // The user wants it to end for good, while it ends already.
        assert!(!idle.done());
        assert!(!idle.renews());
        let mut idle = Idle::default();
        assert!(!idle.done(), "not before the continuation");
        assert!(idle.continued(second));
        assert!(!idle.done());
    }
}
