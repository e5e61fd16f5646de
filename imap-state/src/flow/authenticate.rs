//! AUTHENTICATE in turns ([RFC 9051 §6.2.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.2.2)).
//!
//! ```text
//! C: a AUTHENTICATE PLAIN          the initial response is held back: the server has no SASL-IR
//! S: +                             challenged: Turn::Respond
//! C: AGFsaWNlAHNlY3JldA==
//! S: + Tm8gd2F5                    challenged: Turn::Ask
//! C: *                             cancelled
//! S: a BAD cancelled
//! ```

use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroizing;

use super::NotDue;

/// An exchange, seen from the client. `Debug` shows no secret.
#[derive(Default)]
pub struct Authenticate {
    initial: Option<Zeroizing<Vec<u8>>>,
    /// A challenge waits for its answer.
    asked: bool,
    cancelled: bool,
}

/// What a challenge asks for.
#[derive(Eq, PartialEq)]
pub enum Turn {
    /// To send this: the initial response, which could not be sent with the command.
    Respond(Zeroizing<Vec<u8>>),
    /// To send `*`.
    Cancel,
    /// To ask the user, whose turn it is.
    Ask,
}

impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Respond(_) => "Respond(..)",
            Self::Cancel => "Cancel",
            Self::Ask => "Ask",
        })
    }
}

impl fmt::Debug for Authenticate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authenticate")
            .field("asked", &self.asked)
            .field("cancelled", &self.cancelled)
            .finish_non_exhaustive()
    }
}

impl Authenticate {
    /// Behind the command. `initial` is a first response that was not sent with it: it answers the first challenge.
    #[must_use]
    pub fn new(initial: Option<Vec<u8>>) -> Self {
        Self {
            initial: initial.map(Zeroizing::new),
            ..Self::default()
        }
    }

    /// A challenge has come: what now?
    pub fn challenged(&mut self) -> Turn {
        if self.cancelled {
            self.initial = None;
            return Turn::Cancel;
        }
        match self.initial.take() {
            Some(initial) => Turn::Respond(initial),
            None => {
                self.asked = true;
                Turn::Ask
            }
        }
    }

    /// Is it the user's turn?
    #[must_use]
    pub const fn is_asked(&self) -> bool {
        self.asked
    }

    /// Has the user given up? Then the server has to answer BAD
    /// ([RFC 9051 §6.2.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.2.2)).
    #[must_use]
    pub const fn is_cancelled(&self) -> bool {
        self.cancelled
    }

    /// The user answers.
    ///
    /// # Errors
    ///
    /// If no challenge waits.
    pub fn respond(&mut self) -> Result<(), NotDue> {
        if core::mem::take(&mut self.asked) {
            Ok(())
        } else {
            Err(NotDue)
        }
    }

    /// The user gives up. Answers whether `*` is to be sent now; otherwise it is the answer to the next challenge.
    pub fn cancel(&mut self) -> bool {
        self.cancelled = true;
        core::mem::take(&mut self.asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns() {
        let mut exchange = Authenticate::new(Some(b"\0alice\0secret".to_vec()));
        assert_eq!(exchange.respond(), Err(NotDue));
        let Turn::Respond(initial) = exchange.challenged() else {
            panic!()
        };
        assert_eq!(*initial, b"\0alice\0secret");
        assert_eq!(exchange.challenged(), Turn::Ask);
        assert_eq!(exchange.respond(), Ok(()));
        assert_eq!(exchange.respond(), Err(NotDue));
        assert!(!exchange.cancel());
        assert_eq!(exchange.challenged(), Turn::Cancel);
        let mut exchange = Authenticate::new(None);
        assert_eq!(exchange.challenged(), Turn::Ask);
        assert!(exchange.cancel());
        assert!(!exchange.is_asked());
    }
}
