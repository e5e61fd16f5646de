//! Whose turn is it: exchanges in which client and server speak in turns within one command.
//!
//! * [`authenticate`]: challenges and responses ([RFC 9051 §6.2.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.2.2)).
//! * [`idle`]: `+`, data, DONE ([RFC 9051 §6.3.13](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.13)).
//!
//! They send nothing: each says what is to be sent next. Literals, which wait in turns too, are in [`conn`](crate::conn).

pub mod authenticate;
pub mod idle;

use core::fmt;

/// It is not the turn of the one who wants to speak.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct NotDue;

impl fmt::Display for NotDue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the command does not wait for this")
    }
}

impl core::error::Error for NotDue {}
