//! What a server says in the text of a status, and means for programs.

use core::time::Duration;

/// What the client should do, by what the server says.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Hint {
    /// Nothing, for so long (Exchange Online, quirk catalogue S98). The client's event has it cut to
    /// [`Config::longest_wait`](crate::client::Config::longest_wait).
    ///
    /// ```text
    /// S: A5 BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds
    /// ```
    Wait(Duration),
    /// Connect anew: this connection is of no use any more (Exchange Online, S98).
    ///
    /// ```text
    /// S: A5 BAD User is authenticated but not connected.
    /// ```
    Reconnect,
    /// Say by ID who it is, and try again (NetEase, S93).
    ///
    /// ```text
    /// S: A5 NO SELECT Unsafe Login. Please contact kefu@188.com for help
    /// ```
    SayId,
}

/// The hint in the text of a status, if there is one.
///
/// ```
/// use imap_state::profile::{Hint, hint};
/// use std::time::Duration;
/// let text = b"Request is throttled. Suggested Backoff Time: 92415 milliseconds";
/// assert_eq!(hint(text), Some(Hint::Wait(Duration::from_millis(92_415))));
/// ```
#[must_use]
pub fn hint(text: &[u8]) -> Option<Hint> {
    if let Some(behind) = behind(text, b"Suggested Backoff Time: ") {
        let digits = behind
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let (number, unit) = behind.split_at_checked(digits)?;
        // More than fits is long enough.
        let number = number.iter().fold(0_u64, |number, digit| {
            number
                .saturating_mul(10)
                .saturating_add(u64::from(digit - b'0'))
        });
        let unit = unit.trim_ascii_start().to_ascii_lowercase();
        return match digits {
            0 => None,
            _ if unit.starts_with(b"milliseconds") => {
                Some(Hint::Wait(Duration::from_millis(number)))
            }
            _ if unit.starts_with(b"seconds") => Some(Hint::Wait(Duration::from_secs(number))),
            _ => None,
        };
    }
    if behind(text, b"User is authenticated but not connected").is_some() {
        return Some(Hint::Reconnect);
    }
    behind(text, b"Unsafe Login").map(|_| Hint::SayId)
}

/// What stands behind `part`, in any case.
fn behind<'t>(text: &'t [u8], part: &[u8]) -> Option<&'t [u8]> {
    let at = text
        .windows(part.len())
        .position(|found| found.eq_ignore_ascii_case(part))?;
    text.get(at + part.len()..)
}
