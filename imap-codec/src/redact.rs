//! Drawing a message for people: printable, and without what should not stand in a log.

use alloc::{format, string::String, vec::Vec};
use core::ops::Range;

use imap_types::auth::AuthMechanismName;

use crate::{error::DecodeError, quirk::Quirk, rule::Rule, wire::scan};

/// Bytes of a string that are shown before dots take over.
const SHOWN: usize = 12;

/// The message as printable ASCII, all lines in one, with strings cut and secrets left out: what each shown character
/// stands for is kept, so that a caret can point at it.
struct Drawing {
    text: String,
    /// The column of each byte that was asked for.
    column: usize,
}

/// Makes `message` fit for a log: arguments of LOGIN and AUTHENTICATE, literals, and all but the beginning of long
/// quoted strings become dots; control and 8-bit characters are escaped. One line. So does a line of one word, which may
/// be a password or a SASL response that came at the wrong time.
///
/// Where more is secret the caller knows, and says so by `secret`, which hides all of it.
#[must_use]
pub fn redact(message: &[u8], secret: bool) -> String {
    draw(message, message.len(), true, secret.then_some(0)).text
}

/// Which bytes of `message` may be secret, for whoever draws it otherwise than [`redact`]: the arguments of LOGIN and
/// AUTHENTICATE, a line of one word, tokens of URLAUTH; all of it but the end, if the caller says so by `secret`. What
/// `redact` leaves out besides them is content. The ranges ascend and do not touch the final CRLF.
///
/// ```
/// use imap_codec::redact::secrets;
///
/// assert_eq!(secrets(b"A2 LOGIN alice secret\r\n", false), [9..21]);
/// assert_eq!(secrets(b"A3 SELECT INBOX\r\n", false), []);
/// ```
#[must_use]
pub fn secrets(message: &[u8], secret: bool) -> Vec<Range<usize>> {
    let end = message
        .strip_suffix(b"\r\n")
        .map_or(message.len(), <[u8]>::len);
    let all = secret.then_some(0).into_iter();
    let from = all.chain(secret_arguments(message)).min().unwrap_or(end);
    let mut found = tokens(message);
    found.retain(|token| token.end <= from);
    if from < end {
        found.push(from..end);
    }
    found
}

/// `secret`: from which byte on all is hidden, if the caller knows of one.
fn draw(message: &[u8], mark: usize, hide: bool, secret: Option<usize>) -> Drawing {
    let mut text = String::new();
    let mut column = None;
    let mut at = 0;
    let secret_from = secret.into_iter().chain(secret_arguments(message)).min();
    let tokens = if hide { tokens(message) } else { Vec::new() };
    let mut tokens = tokens.into_iter().peekable();
    while at < message.len() {
        if at >= mark && column.is_none() {
            column = Some(text.len());
        }
        if hide && secret_from.is_some_and(|from| at >= from) {
            // The rest of the message, except its end.
            let end = message
                .strip_suffix(b"\r\n")
                .map_or(message.len(), <[u8]>::len);
            if at < end {
                if (at..end).contains(&mark) && column.is_none() {
                    column = Some(text.len());
                }
                text.push_str("...");
                at = end;
                continue;
            }
        }
        let rest = message.get(at..).unwrap_or_default();
        while tokens.next_if(|token| token.end <= at).is_some() {}
        let hidden = match tokens.peek() {
            Some(token) if token.start <= at => token.end - at,
            _ if hide => hidden_run(rest, at, message),
            _ => 0,
        };
        if hidden > 0 {
            if (at..at + hidden).contains(&mark) && column.is_none() {
                column = Some(text.len());
            }
            text.push_str(&format!("...{hidden} bytes..."));
            at += hidden;
            continue;
        }
        match rest.first() {
            Some(b'\r') if rest.get(1) == Some(&b'\n') && at + 2 >= message.len() => {
                // The end is where a caret points past the text.
                if column.is_none() && mark <= at + 1 {
                    column = Some(text.len());
                }
                at += 2;
            }
            Some(byte) if scan::is_printable(*byte) => {
                text.push(char::from(*byte));
                at += 1;
            }
            Some(byte) => {
                text.push_str(&format!("{}", byte.escape_ascii()));
                at += 1;
            }
            None => break,
        }
    }
    let column = column.unwrap_or(text.len());
    Drawing { text, column }
}

/// Where something begins that may be a secret: the arguments of what looks like LOGIN or AUTHENTICATE, however broken,
/// on any line; all of a line of one word, which may be a password or a SASL response that came at the wrong time.
fn secret_arguments(message: &[u8]) -> Option<usize> {
    let line = message.strip_suffix(b"\r\n").unwrap_or(message);
    if !line.iter().any(|byte| is_blank(*byte)) && !matches!(line, b"*" | b"+" | b"DONE") {
        return Some(0);
    }
    let mut start = 0;
    for line in message.split_inclusive(|byte| *byte == b'\n') {
        if let Some(at) = secret_in_line(line) {
            return Some(start + at);
        }
        start += line.len();
    }
    None
}

/// Tokens of URLAUTH, in the order in which they stand: what is behind the first colon behind `URLAUTH=`, up to where a
/// string can end; and all that looks like one, wherever it stands.
fn tokens(message: &[u8]) -> Vec<Range<usize>> {
    const NAME: &[u8] = b"URLAUTH=";
    /// As many digits has the shortest token; nothing else that is shown has a run like it.
    const DIGITS: usize = 32;
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(byte) = message.get(at) {
        let rest = message.get(at..).unwrap_or_default();
        let digits = scan::span(rest, |byte| byte.is_ascii_hexdigit());
        if digits >= DIGITS {
            tokens.push(at..at + digits);
            at += digits;
            continue;
        }
        let named = byte.eq_ignore_ascii_case(&b'U')
            && rest
                .get(..NAME.len())
                .is_some_and(|name| name.eq_ignore_ascii_case(NAME));
        if !named {
            at += digits.max(1);
            continue;
        }
        let end = at
            + scan::span(rest, |byte| {
                !matches!(byte, b'"' | b'\\' | b' ' | b')' | b']' | b'\r' | b'\n')
            });
        let url = message.get(at..end).unwrap_or_default();
        if let Some(colon) = memchr::memchr(b':', url)
            && at + colon + 1 < end
        {
            tokens.push(at + colon + 1..end);
        }
        at = end;
    }
    tokens
}

fn is_blank(byte: u8) -> bool {
    byte <= b' '
}

/// LOGIN and AUTHENTICATE are looked for where a command's name stands, with or without a tag or UID before it.
fn secret_in_line(line: &[u8]) -> Option<usize> {
    let mut at = 0;
    for index in 0..3 {
        at += scan::span(line.get(at..)?, is_blank);
        let word = line.get(at..)?;
        let name = scan::span(word, |byte| byte.is_ascii_alphabetic());
        let (name, rest) = word.split_at(name);
        let behind = at + name.len();
        let argument = behind + usize::from(matches!(rest.first(), Some(b' ' | b'\t')));
        if name.eq_ignore_ascii_case(b"LOGIN") {
            return Some(argument);
        }
        if name.eq_ignore_ascii_case(b"AUTHENTICATE") {
            // The mechanism is no secret, if it is one.
            let (blank, word) = rest.split_at(scan::span(rest, is_blank));
            let (word, rest) = word.split_at(scan::span(word, |byte| !is_blank(byte)));
            return Some(if AuthMechanismName::parse(word).is_some() {
                let space = usize::from(rest.first() == Some(&b' '));
                behind + blank.len() + word.len() + space
            } else {
                argument
            });
        }
        if index == 1 && !name.eq_ignore_ascii_case(b"UID") {
            return None;
        }
        at += scan::span(word, |byte| !is_blank(byte));
    }
    None
}

/// Bytes at the front of `rest` that are the hidden part of a string: the data of a literal, or what is behind the first
/// few characters of a quoted string.
fn hidden_run(rest: &[u8], at: usize, message: &[u8]) -> usize {
    let before = message.get(..at).unwrap_or_default();
    // Directly behind `{n}CRLF`.
    if let Some(line) = before.strip_suffix(b"}\r\n") {
        let line = line.strip_suffix(b"+").unwrap_or(line);
        let digits = line
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let (front, digits) = line.split_at(line.len() - digits);
        if front.ends_with(b"{") && !digits.is_empty() {
            let (len, _) = scan::digits(digits);
            return usize::try_from(len).unwrap_or(usize::MAX).min(rest.len());
        }
    }
    // Behind the first characters of a quoted string.
    if let Some((quote, shown)) = before
        .len()
        .checked_sub(SHOWN + 1)
        .map(|start| before.split_at(start))
        .and_then(|(_, tail)| tail.split_first())
    {
        let opens = message
            .get(at.wrapping_sub(SHOWN + 2))
            .is_none_or(|byte| matches!(byte, b' ' | b'(' | b'['));
        if *quote == b'"'
            && opens
            && shown.len() == SHOWN
            && !shown.contains(&b'"')
            && let Ok(quoted) = scan::quoted(rest)
        {
            return if quoted.len > 3 { quoted.len } else { 0 };
        }
    }
    0
}

/// From which byte on the message may be a secret by the way in which it could not be read.
pub(crate) fn secret(error: &DecodeError) -> Option<usize> {
    match (error.within, error.expected) {
        // An answer to a challenge.
        (Rule::AuthenticateData, _) => Some(0),
        // A line of one word, or none that could be a tag: perhaps a password that came at the wrong time.
        (Rule::Command, Rule::Tag) | (Rule::IdleDone, _) => Some(0),
        (Rule::Command, Rule::Sp) if error.tag.is_none() => Some(0),
        // Another message, of which nothing is known.
        (_, Rule::End) => Some(error.offset),
        _ => None,
    }
}

impl DecodeError {
    /// Draws the line in which decoding stopped, with a caret below the byte and the section that rules it.
    ///
    /// Strings longer than a few bytes, literals, and all arguments of LOGIN and AUTHENTICATE are replaced by dots, so
    /// that the text can go to a log ([`redact`]).
    #[must_use]
    pub fn render(&self, message: &[u8]) -> String {
        caret(message, self, true)
    }

    /// The same with every byte shown, for a terminal of the user's own.
    #[must_use]
    pub fn render_in_full(&self, message: &[u8]) -> String {
        caret(message, self, false)
    }
}

/// The message and a caret below the byte where decoding stopped.
fn caret(message: &[u8], error: &DecodeError, hide: bool) -> String {
    // A window of the line around the byte: enough to see where it stands.
    let Drawing { text, column } = draw(message, error.offset, hide, secret(error));
    let from = column.saturating_sub(60);
    let from = (from..=column)
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(column);
    let to = (column + 40).min(text.len());
    let shown = text.get(from..to).unwrap_or_default();
    let lead = if from > 0 { "..." } else { "" };
    let trail = if to < text.len() { "..." } else { "" };
    let indent = lead.len() + column - from;
    format!(
        "error[{code}]: expected {expected} at byte {offset}, in {within}\n  {lead}{shown}{trail}\n  {blank:indent$}^ {place}\n",
        code = error.code(),
        expected = error.expected,
        offset = error.offset,
        within = error.within,
        blank = "",
        place = error.expected.place(),
    ) + &hint(error.quirk)
}

/// What would have helped, on a line of its own.
fn hint(quirk: Option<Quirk>) -> String {
    quirk.map_or_else(String::new, |quirk| {
        format!(
            "  = help: the quirk {quirk} would mend it: {}\n",
            quirk.summary()
        )
    })
}

/// `message` as [`redact`] has it, and where in that the ranges stand.
pub(crate) fn moved(
    message: &[u8],
    ranges: &mut dyn Iterator<Item = &mut Range<usize>>,
    secret: Option<usize>,
) -> String {
    for range in ranges {
        let from = draw(message, range.start, true, secret).column;
        *range = from..draw(message, range.end, true, secret).column.max(from);
    }
    draw(message, message.len(), true, secret).text
}

/// The line of `message` around `range`, in which [`redact`] has hidden what should not be shown, and marks below it.
pub(crate) fn marked(
    message: &[u8],
    range: Range<usize>,
    hide: bool,
    secret: Option<usize>,
) -> [String; 2] {
    let Drawing { text, column } = draw(message, range.start, hide, secret);
    let to = draw(message, range.end, hide, secret).column;
    let from = column.saturating_sub(60);
    let end = (column + 60).min(text.len());
    let lead = if from > 0 { "..." } else { "" };
    let trail = if end < text.len() { "..." } else { "" };
    // The drawing is ASCII.
    let shown = text.get(from..end).unwrap_or_default();
    let marks = to.min(end).saturating_sub(column).max(1);
    [
        format!("{lead}{shown}{trail}"),
        format!(
            "{:1$}{2}",
            "",
            lead.len() + column - from,
            "^".repeat(marks)
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_and_strings() {
        for (message, shown) in [
            (&b"A1 LOGIN alice secret\r\n"[..], "A1 LOGIN ..."),
            (b"A1 login {5}\r\nalice {6}\r\nsecret\r\n", "A1 login ..."),
            (
                b"A1 AUTHENTICATE PLAIN AGFsaWNlAHB3\r\n",
                "A1 AUTHENTICATE PLAIN ...",
            ),
            (b"A1 AUTHENTICATE PLAIN\r\n", "A1 AUTHENTICATE PLAIN"),
            (b"A1  LOGIN alice secret\r\n", "A1  LOGIN ..."),
            (b" A1 LOGIN alice secret\r\n", " A1 LOGIN ..."),
            (b"LOGIN alice secret\r\n", "LOGIN ..."),
            (b"A1 LOGIN\talice secret\r\n", "A1 LOGIN\\t..."),
            (b"A1 LOGIN \"a\" \"secret\r\n", "A1 LOGIN ..."),
            (
                b"A1  AUTHENTICATE  PLAIN  AGFsaWNlAHB3\r\n",
                "A1  AUTHENTICATE  PLAIN ...",
            ),
            (b"A1 SELECT login\r\n", "A1 SELECT login"),
            (b"A1 AUTHENTICATE AGFsaWNlAHB3\r\n", "A1 AUTHENTICATE ..."),
            (b" A1\tlogin  alice secret\r\n", " A1\\tlogin ..."),
            (b"LOGIN alice secret\r\n", "LOGIN ..."),
            (b"secret\r\n", "..."),
            (b"* OK LOGIN completed\r\n", "* OK LOGIN completed"),
            (b"A1 OK LOGIN completed\r\n", "A1 OK LOGIN completed"),
            (b"+\r\n", "+"),
            (
                b"* 1 FETCH (BODY[] {5}\r\nhello)\r\n",
                "* 1 FETCH (BODY[] {5}\\r\\n...5 bytes...)",
            ),
            (b"* OK caf\xe9\t\r\n", "* OK caf\\xe9\\t"),
            (
                b"a URLFETCH imap://x/x/;UID=1;urlauth=anonymous:internal:0123456789abcdef0123456789ABCDEF b\r\n",
                "a URLFETCH imap://x/x/;UID=1;urlauth=anonymous:...41 bytes... b",
            ),
            (
                b"a NO [BADURL x;URLAUTH=anonymous:short] 0123456789abcdef0123456789abcdef0\r\n",
                "a NO [BADURL x;URLAUTH=anonymous:...5 bytes...] ...33 bytes...",
            ),
            (
                b"a URLFETCH x;URLAUTH=anonymous:\r\n",
                "a URLFETCH x;URLAUTH=anonymous:",
            ),
            (
                b"a URLFETCH \"u;URLAUTH=a:abcdefghijklmnop\"\r\n",
                "a URLFETCH \"u;URLAUTH=a:...16 bytes...\"",
            ),
            (
                b"* 1 FETCH (BODY[] \"abcdefghijklmnopqrst\")\r\n",
                "* 1 FETCH (BODY[] \"abcdefghijkl...8 bytes...\")",
            ),
        ] {
            assert_eq!(redact(message, false), shown);
        }
        assert_eq!(redact(b"AGFsaWNlAHB3\r\n", true), "...");
    }

    #[test]
    fn where_secrets_stand() {
        for (message, secret, found) in [
            (
                &b"a LOGIN {5}\r\nalice {6}\r\nsecret\r\n"[..],
                false,
                &[(8, 30)][..],
            ),
            (b"a LOGIN\r\n", false, &[]),
            (b"a NOOP\r\n", false, &[]),
            (b"a NOOP\r\n", true, &[(0, 6)]),
            (b"password\r\n", false, &[(0, 8)]),
            (b"DONE\r\n", false, &[]),
            (b"", true, &[]),
            (
                b"a URLFETCH u;URLAUTH=a:internal:01 b 0123456789abcdef0123456789abcdef\r\n",
                false,
                &[(23, 34), (37, 69)],
            ),
            (
                b"u;URLAUTH=a:0123456789abcdef0123456789abcdef\r\n",
                false,
                &[(0, 44)],
            ),
        ] {
            let ranges: Vec<_> = secrets(message, secret)
                .iter()
                .map(|range| (range.start, range.end))
                .collect();
            assert_eq!(ranges, found, "{}", message.escape_ascii());
        }
    }
}
