//! The same for whoever holds all the bytes: no buffer, no copy, nothing streamed.

use super::{
    Mode,
    error::FrameError,
    frames::{Extras, Message},
    scanner::{Scanner, State, Step},
};
use crate::options::Options;

/// The length in bytes of the one whole message at the front of `bytes`, with what is skipped before it; `None` if it
/// is not complete. For callers that hold all bytes; literals are taken without asking.
///
/// ```
/// use imap_codec::{Mode, Options, message_len};
///
/// assert_eq!(message_len(Mode::Command, &Options::default(), b"a LOGIN {1}\r\nx y\r\nb NOOP\r\n"), Ok(Some(18)));
/// assert_eq!(message_len(Mode::Command, &Options::default(), b"a LOGIN {1}\r\nx y"), Ok(None));
/// ```
///
/// # Errors
///
/// Any [limit](crate::Limits) broken, or a length that overflows.
pub fn message_len(
    mode: Mode,
    options: &Options,
    bytes: &[u8],
) -> Result<Option<usize>, FrameError> {
    Ok(whole(mode, options, bytes)?.map(|whole| whole.end))
}

/// The one whole message at the front of `bytes`, without copying them; `None` if it is not complete.
///
/// # Errors
///
/// As [`message_len`].
pub fn whole(mode: Mode, options: &Options, bytes: &[u8]) -> Result<Option<Whole>, FrameError> {
    let mut scanner = Scanner::new(mode, options);
    let mut start = 0;
    loop {
        let window = bytes.get(start..).unwrap_or_default();
        match scanner.step(window) {
            Step::Message(n) => {
                return Ok(Some(Whole {
                    start,
                    end: start + n,
                    extras: scanner.extras,
                }));
            }
            Step::Skip(n) => {
                start += n;
                continue;
            }
            Step::Offer(_) => {
                if let State::Offered {
                    announced,
                    too_long: false,
                } = scanner.state
                {
                    scanner.begin_literal(announced);
                    continue;
                }
            }
            Step::Broken | Step::Swallow(_) => {}
            // Nothing is streamed here, and nothing is refused before it is swallowed.
            Step::More | Step::Head(_) | Step::Chunk(_) | Step::Refused(_) => return Ok(None),
        }
        let fault = scanner.fault;
        let offset = start.saturating_add(fault.at) as u64;
        return Err(FrameError {
            offset,
            in_message: fault.at,
            kind: fault.kind,
        });
    }
}

/// What [`whole`] found.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Whole {
    /// Where the message begins, behind what is skipped before it.
    pub start: usize,
    /// Where it ends, behind its last CRLF.
    pub end: usize,
    extras: Extras,
}

impl Whole {
    /// The message, of which `bytes` are those that were given to [`whole`].
    #[must_use]
    pub fn message<'b>(&'b self, bytes: &'b [u8]) -> Message<'b> {
        Message {
            bytes: bytes.get(self.start..self.end).unwrap_or_default(),
            extras: &self.extras,
        }
    }
}
