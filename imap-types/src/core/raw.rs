//! Content that no type describes: where it ends, and whether it is sound.
//!
//! The rules are RFC 4466's `tagged-ext-val` seen from afar: values separated by SP; a value is a run of characters, a
//! quoted string, a literal or a parenthesised list of values. Lists nest at most [`MAX_DEPTH`](crate::MAX_DEPTH) deep.
//! The scanners are loops, not recursion.

use alloc::{borrow::Cow, string::String, vec::Vec};
use core::fmt;

use super::Invalid;
use crate::MAX_DEPTH;

/// Where a piece of content ends, and what was seen on the way.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Scan {
    /// Bytes that belong to the content.
    pub len: usize,
    /// 8-bit characters stand outside literals.
    pub eight_bit: bool,
    /// The first SP that separates nothing, as an offset.
    pub stray_space: Option<usize>,
    /// The first literal that is announced by `{n+}`, as only a client may, as an offset.
    pub plus: Option<usize>,
}

/// Why a piece of content has no end.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ScanError {
    /// Bytes from the start of the content.
    pub at: usize,
    /// Was it nesting?
    pub too_deep: bool,
}

const fn wrong(at: usize) -> ScanError {
    ScanError {
        at,
        too_deep: false,
    }
}

/// Values separated by SP up to the end of the line or of the list: what stands behind an unknown command or response.
///
/// Empty, or begins with SP. Stops before CR, LF, an unmatched `)`, or at the end of `bytes`.
///
/// # Errors
///
/// An open list, quoted string or literal; NUL; nesting.
pub fn line_content(bytes: &[u8]) -> Result<Scan, ScanError> {
    let mut scan = Scan::default();
    let mut at = 0;
    while bytes.get(at) == Some(&b' ') {
        let start = at + 1;
        let end = value(bytes, start, false, &mut scan)?;
        if end == start && scan.stray_space.is_none() {
            scan.stray_space = Some(at);
        }
        at = end;
    }
    scan.len = at;
    Ok(scan)
}

/// Nothing, or SP and one value: what stands behind the name of an RFC 4466 item.
///
/// # Errors
///
/// An open list, quoted string or literal; NUL; nesting.
pub fn value_content(bytes: &[u8]) -> Result<Scan, ScanError> {
    let mut scan = Scan::default();
    if bytes.first() == Some(&b' ') {
        let end = value(bytes, 1, false, &mut scan)?;
        if end > 1 {
            scan.len = end;
        }
    }
    Ok(scan)
}

/// Nothing, or SP and one value that is no label: what stands behind the name of a parameter, whose neighbours have names
/// too (`(VANISHED CHANGEDSINCE 5)`).
///
/// # Errors
///
/// An open list, quoted string or literal; NUL; nesting.
pub fn parameter_content(bytes: &[u8]) -> Result<Scan, ScanError> {
    match bytes {
        // `partial-range-last` of RFC 9394.
        [b' ', b'-', b'0'..=b'9', ..] => value_content(bytes),
        [b' ', b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' | b'.', ..] => Ok(Scan::default()),
        _ => value_content(bytes),
    }
}

/// Nothing, or SP and a parenthesised list: what stands behind the name of an option whose neighbours have names too.
///
/// # Errors
///
/// An open list, quoted string or literal; NUL; nesting.
pub fn list_content(bytes: &[u8]) -> Result<Scan, ScanError> {
    match bytes {
        [b' ', b'(', ..] => value_content(bytes),
        _ => Ok(Scan::default()),
    }
}

/// An optional `[section]`, an optional `<partial>`, and then [`value_content`] or [`list_content`]: what stands behind
/// the name of a FETCH item.
///
/// # Errors
///
/// An open section, list, quoted string or literal; NUL; nesting.
pub fn glued_content(bytes: &[u8], answered: bool) -> Result<Scan, ScanError> {
    let mut scan = Scan::default();
    let mut at = 0;
    if bytes.first() == Some(&b'[') {
        at = 1;
        while bytes.get(at) != Some(&b']') {
            match bytes.get(at) {
                Some(b' ') => at += 1,
                _ => {
                    let end = value(bytes, at, true, &mut scan)?;
                    if end == at {
                        return Err(wrong(at));
                    }
                    at = end;
                }
            }
        }
        at += 1;
    }
    if bytes.get(at) == Some(&b'<') {
        let digits = bytes[at + 1..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit() || **byte == b'.')
            .count();
        at += 1 + digits;
        if bytes.get(at) != Some(&b'>') {
            return Err(wrong(at));
        }
        at += 1;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let tail = if answered {
        value_content(rest)
    } else {
        list_content(rest)
    }
    .map_err(|error| ScanError {
        at: at + error.at,
        ..error
    })?;
    scan.len = at + tail.len;
    scan.eight_bit |= tail.eight_bit;
    if scan.stray_space.is_none() {
        scan.stray_space = tail.stray_space.map(|space| at + space);
    }
    if scan.plus.is_none() {
        scan.plus = tail.plus.map(|plus| at + plus);
    }
    Ok(scan)
}

/// What stands between a response code's name and its `]`: nothing, or SP and text.
///
/// A `]` inside a quoted string or a list belongs to the content (`[PERMANENTFLAGS (a]b)]`) as long as a later `]` ends
/// the code; otherwise the first `]` ends it, as `resp-text-code` says.
///
/// # Errors
///
/// No `]` on this line; NUL.
pub fn code_content(bytes: &[u8]) -> Result<Scan, ScanError> {
    let line = memchr::memchr2(b'\r', b'\n', bytes).unwrap_or(bytes.len());
    let line = bytes.get(..line).unwrap_or(bytes);
    let first = memchr::memchr(b']', line).ok_or(wrong(line.len()))?;
    let mut depth = 0_usize;
    let mut at = 0;
    let mut len = first;
    while let Some(byte) = line.get(at) {
        match byte {
            b'"' if matches!(line.get(at.wrapping_sub(1)), Some(b' ' | b'(')) => {
                match quoted_end(line, at) {
                    Some(end) => {
                        at = end;
                        continue;
                    }
                    None => break,
                }
            }
            b'(' => depth += 1,
            b')' => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => break,
            },
            b']' if depth == 0 => {
                len = at;
                break;
            }
            _ => {}
        }
        at += 1;
    }
    let content = line.get(..len).unwrap_or_default();
    if let Some(nul) = memchr::memchr(0, content) {
        return Err(wrong(nul));
    }
    if !matches!(content.first(), None | Some(b' ')) || content == b" " {
        return Err(wrong(0));
    }
    Ok(Scan {
        len,
        eight_bit: !content.is_ascii(),
        ..Scan::default()
    })
}

/// Does a code with this content end at its own `]`? A list or quoted string that is open in it could be closed by the
/// text that follows.
#[must_use]
pub fn code_ends_itself(content: &[u8], text: &[u8]) -> bool {
    if memchr::memchr2(b'(', b'"', content).is_none() {
        return true;
    }
    let line = [content, b"] ", text].concat();
    code_content(&line).is_ok_and(|scan| scan.len == content.len())
}

/// The offset behind the quoted string that opens at `at`, if it closes.
fn quoted_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            b'\r' | b'\n' | 0 => return None,
            _ => at += 1,
        }
    }
}

/// The offset behind the value that begins at `start`; `start` itself where none does. In a section, `]` ends it.
fn value(
    bytes: &[u8],
    start: usize,
    in_section: bool,
    scan: &mut Scan,
) -> Result<usize, ScanError> {
    let mut at = start;
    let mut depth = 0_usize;
    // Is the last thing seen, at this level, a separator? Then an SP separates nothing.
    let mut fresh = true;
    // Is it a `[` in a run?
    let mut bracket = false;
    loop {
        match bytes.get(at) {
            Some(b'(') => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(ScanError { at, too_deep: true });
                }
                at += 1;
                fresh = true;
                continue;
            }
            Some(b')') if depth > 0 => {
                // Only behind a separator: the last byte of a literal may be an SP.
                let stray = fresh && bytes.get(at.wrapping_sub(1)) == Some(&b' ');
                if stray && scan.stray_space.is_none() {
                    scan.stray_space = Some(at - 1);
                }
                depth -= 1;
                at += 1;
            }
            Some(b' ') if depth > 0 => {
                if fresh && scan.stray_space.is_none() {
                    scan.stray_space = Some(at);
                }
                at += 1;
                fresh = true;
                continue;
            }
            Some(b'"') if fresh || bracket => at = quoted(bytes, at, scan)?,
            Some(b'{') => at = noted_literal(bytes, at, scan)?,
            Some(b'~') if bytes.get(at + 1) == Some(&b'{') => {
                at = noted_literal(bytes, at + 1, scan)?;
            }
            Some(b']') if in_section && depth == 0 => return Ok(at),
            // A `"` in the middle of a run opens nothing: the framer has seen it so too.
            Some(byte) if is_run_char(*byte) || *byte == b'"' => {
                bracket = false;
                while let Some(byte) = bytes.get(at) {
                    let ends = match byte {
                        b'"' => bracket,
                        b']' => in_section && depth == 0,
                        _ => !is_run_char(*byte),
                    };
                    if ends {
                        break;
                    }
                    scan.eight_bit |= *byte >= 0x80;
                    bracket = *byte == b'[';
                    at += 1;
                }
                fresh = false;
                if bracket && bytes.get(at) == Some(&b'"') {
                    continue;
                }
            }
            Some(b'\r' | b'\n' | b' ' | b')') | None if depth == 0 => return Ok(at),
            _ => return Err(wrong(at)),
        }
        fresh = false;
        bracket = false;
        if depth == 0 {
            // A list may be followed by what is glued to it: `](`, `)(`, `)]`.
            match bytes.get(at) {
                Some(b' ' | b')' | b'\r' | b'\n') | None => return Ok(at),
                Some(b']') if in_section => return Ok(at),
                Some(_) => {}
            }
        }
    }
}

/// What an unquoted value of unknown meaning is made of: atoms, flags, sequence sets, sections, URLs.
const fn is_run_char(byte: u8) -> bool {
    !matches!(byte, 0..=b' ' | 0x7f | b'(' | b')' | b'"' | b'{')
}

fn quoted(bytes: &[u8], start: usize, scan: &mut Scan) -> Result<usize, ScanError> {
    let end = quoted_end(bytes, start).ok_or(wrong(start))?;
    scan.eight_bit |= bytes
        .get(start..end)
        .is_some_and(|quoted| !quoted.is_ascii());
    Ok(end)
}

fn noted_literal(bytes: &[u8], start: usize, scan: &mut Scan) -> Result<usize, ScanError> {
    let end = literal(bytes, start)?;
    let digits = bytes.get(start + 1..end).unwrap_or_default();
    let sign = digits.iter().find(|byte| !byte.is_ascii_digit());
    if sign == Some(&b'+') && scan.plus.is_none() {
        scan.plus = Some(start);
    }
    Ok(end)
}

/// The offset behind the literal whose `{` stands at `start`.
fn literal(bytes: &[u8], start: usize) -> Result<usize, ScanError> {
    let mut at = start + 1;
    let mut len = 0_usize;
    while let Some(digit) = bytes.get(at).filter(|byte| byte.is_ascii_digit()) {
        len = len
            .checked_mul(10)
            .and_then(|len| len.checked_add(usize::from(digit - b'0')))
            .ok_or(wrong(at))?;
        at += 1;
    }
    if at == start + 1 {
        return Err(wrong(at));
    }
    if bytes.get(at) == Some(&b'+') {
        at += 1;
    }
    if bytes.get(at..at + 3) != Some(b"}\r\n") {
        return Err(wrong(at));
    }
    at += 3;
    let end = at.checked_add(len).ok_or(wrong(at))?;
    if end > bytes.len() {
        Err(wrong(bytes.len()))
    } else {
        Ok(end)
    }
}

/// Does the `"` at `at` in sound content open a quoted string? Only behind a separator, which is not the end of a literal.
#[must_use]
pub fn opens_quoted(content: &[u8], at: usize, behind_literal: bool) -> bool {
    !behind_literal
        && at
            .checked_sub(1)
            .is_none_or(|before| matches!(content.get(before), Some(b' ' | b'(' | b'[')))
}

/// Sound content with its literals announced as `{n}`, without a `+` and without leading zeros: these say how they were
/// sent, not what they are.
#[must_use]
pub fn plain_literals(content: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    if memchr::memmem::find(&content, b"}\r\n").is_none() {
        return content;
    }
    let mut plain = Vec::with_capacity(content.len());
    for (piece, is_literal) in pieces(&content) {
        if is_literal {
            let behind = piece.get(1..).unwrap_or_default();
            let digits = behind
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            let (digits, rest) = behind.split_at(digits);
            // The last digit may be a zero.
            let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
            let digits = digits
                .get(zeros.min(digits.len() - 1)..)
                .unwrap_or_default();
            plain.push(b'{');
            plain.extend_from_slice(digits);
            plain.extend_from_slice(rest.strip_prefix(b"+").unwrap_or(rest));
        } else {
            plain.extend_from_slice(piece);
        }
    }
    if plain.len() == content.len() {
        return content;
    }
    Cow::Owned(plain)
}

/// Sound content with SPs for its literals: what is left is text.
#[must_use]
pub fn blank_literals(content: &[u8]) -> Vec<u8> {
    let mut blank = content.to_vec();
    let mut at = 0;
    for (piece, is_literal) in pieces(content) {
        if is_literal && let Some(octets) = blank.get_mut(at..at + piece.len()) {
            octets.fill(b' ');
        }
        at += piece.len();
    }
    blank
}

/// Sound content in pieces: quoted strings, literals (which are marked), and the bytes between them.
fn pieces(content: &[u8]) -> impl Iterator<Item = (&[u8], bool)> {
    let mut at = 0;
    let mut behind_literal = false;
    core::iter::from_fn(move || {
        let byte = content.get(at)?;
        let end = match byte {
            b'"' if opens_quoted(content, at, behind_literal) => quoted_end(content, at),
            b'{' => literal(content, at).ok(),
            _ => None,
        };
        behind_literal = *byte == b'{' && end.is_some();
        let end = end.unwrap_or(at + 1);
        let piece = content.get(at..end).unwrap_or_default();
        at = end;
        Some((piece, behind_literal))
    })
}

/// Sound content of unknown meaning, byte for byte: values separated by SP, without a leading SP.
///
/// ```
/// use imap_types::core::Raw;
/// let raw = Raw::try_from("(\"a\" {3}\r\nb)c NIL)")?;
/// assert_eq!(raw.as_bytes(), b"(\"a\" {3}\r\nb)c NIL)");
/// assert!(Raw::try_from("(\"a\"").is_err());
/// # Ok::<(), imap_types::core::Invalid>(())
/// ```
#[derive(Clone, Eq, Hash, PartialEq, bounded_static::ToStatic)]
pub struct Raw<'a>(Cow<'a, [u8]>);

impl<'a> Raw<'a> {
    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// For imap-codec, whose scanners have found the end of the content.
    #[doc(hidden)]
    #[must_use]
    pub const fn from_scanned(bytes: Cow<'a, [u8]>) -> Self {
        Self(bytes)
    }
}

impl<'a> TryFrom<Cow<'a, [u8]>> for Raw<'a> {
    type Error = Invalid;
    fn try_from(bytes: Cow<'a, [u8]>) -> Result<Self, Invalid> {
        let mut line = Vec::with_capacity(bytes.len() + 1);
        line.push(b' ');
        line.extend_from_slice(&bytes);
        match line_content(&line) {
            Ok(scan) if scan.len == line.len() && scan.stray_space.is_none() && !scan.eight_bit => {
                Ok(Self(plain_literals(bytes)))
            }
            _ => Err(Invalid::new("tagged-ext-val")),
        }
    }
}

impl<'a> TryFrom<&'a str> for Raw<'a> {
    type Error = Invalid;
    fn try_from(text: &'a str) -> Result<Self, Invalid> {
        Self::try_from(Cow::Borrowed(text.as_bytes()))
    }
}

impl<'a> TryFrom<&'a [u8]> for Raw<'a> {
    type Error = Invalid;
    fn try_from(bytes: &'a [u8]) -> Result<Self, Invalid> {
        Self::try_from(Cow::Borrowed(bytes))
    }
}

impl TryFrom<String> for Raw<'_> {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::try_from(Cow::Owned(text.into_bytes()))
    }
}

impl TryFrom<Vec<u8>> for Raw<'_> {
    type Error = Invalid;
    fn try_from(bytes: Vec<u8>) -> Result<Self, Invalid> {
        Self::try_from(Cow::Owned(bytes))
    }
}

impl fmt::Debug for Raw<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Raw(\"{}\")", self.0.escape_ascii())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Raw<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        super::serde_bytes::serialize(&self.0, serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Raw<'_> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(super::serde_bytes::deserialize(deserializer)?)
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Raw<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let mut bytes = Vec::new();
        random_value(u, &mut bytes, 0)?;
        Ok(Self(Cow::Owned(bytes)))
    }
}

/// A run, a quoted string, a literal or a list. The depth of the recursion is bounded by [`MAX_DEPTH`].
#[cfg(feature = "arbitrary")]
pub(crate) fn random_value(
    u: &mut arbitrary::Unstructured<'_>,
    out: &mut Vec<u8>,
    depth: usize,
) -> arbitrary::Result<()> {
    use arbitrary::Arbitrary;

    match u.int_in_range(0..=4)? {
        0 => {
            out.push(b'"');
            for c in String::arbitrary(u)?
                .chars()
                .filter(|c| c.is_ascii() && !matches!(c, '\r' | '\n' | '\0'))
            {
                if matches!(c, '"' | '\\') {
                    out.push(b'\\');
                }
                out.push(c as u8);
            }
            out.push(b'"');
        }
        1 => {
            let octets = super::IString::arbitrary(u)?;
            out.extend_from_slice(alloc::format!("{{{}}}\r\n", octets.len()).as_bytes());
            out.extend_from_slice(octets.as_bytes());
        }
        2 if depth < MAX_DEPTH => {
            out.push(b'(');
            let mut first = true;
            // Where the bytes have run out, every ratio says yes.
            while !u.is_empty() && u.ratio(2, 3)? {
                if !first {
                    out.push(b' ');
                }
                first = false;
                random_value(u, out, depth + 1)?;
            }
            out.push(b')');
        }
        _ => {
            let run = super::string::random::class(u, |byte| {
                is_run_char(byte) && byte < 0x7f && byte != b']'
            })?;
            // A `~` before the next value could be taken for that of a literal8.
            out.extend_from_slice(&run);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends() {
        for (bytes, len, stray) in [
            (&b""[..], 0, None),
            (b" a b\r\n", 4, None),
            (b" a  b\r\n", 5, Some(2)),
            (b" \r\n", 1, Some(0)),
            (b" a \r\n", 3, Some(2)),
            (b" (a (b \"c)\\\"\") {3}\r\n)(\r) x\r\n", 26, None),
            (b" (a )\r\n", 5, Some(3)),
            (b" ( a)\r\n", 5, Some(2)),
            (b" (a  b)\r\n", 7, Some(4)),
            (b" ((a)(b))(c)\r\n", 12, None),
            (b" a\" \"b {1}\" c\r\n", 13, None),
            (b" a\" {1}\r\n\"\"b c\r\n", 14, None),
            (b" BODY[\"a ]\"]\r\n", 12, None),
            (b" BODY[HEADER.FIELDS (A B)]<0> x)", 31, None),
            (b" ()\r\n", 3, None),
            (b" ({1}\r\n )\r\n", 9, None),
        ] {
            let scan = line_content(bytes).unwrap();
            assert_eq!(
                (scan.len, scan.stray_space),
                (len, stray),
                "{}",
                bytes.escape_ascii()
            );
        }
        for (bytes, at) in [
            (&b" (a"[..], 3),
            (b" \"a", 1),
            (b" {3}\r\nab", 8),
            (b" a\0", 2),
            (b" {x}\r\n", 2),
            (b" a\"b\"", 2),
        ] {
            match line_content(bytes) {
                Err(error) => assert_eq!(error.at, at, "{}", bytes.escape_ascii()),
                Ok(scan) => assert_eq!(scan.len, 5, "{}", bytes.escape_ascii()),
            }
        }
        assert!(
            line_content(&[b" ".as_slice(), &[b'('; 65], &[b')'; 65]].concat())
                .unwrap_err()
                .too_deep
        );
        assert!(line_content(&[b" ".as_slice(), &[b'('; 64], &[b')'; 64]].concat()).is_ok());
    }

    #[test]
    fn literals_are_announced_plainly() {
        for (content, plain) in [
            // Behind a character that is no separator a `"` opens nothing: the framer sees it so too.
            (
                &b" a\" {1+}\r\n\" \"x {1+}\r\n"[..],
                &b" a\" {1}\r\n\" \"x {1+}\r\n"[..],
            ),
            (b" {1+}\r\n(\"{1+}\r\nx", b" {1}\r\n(\"{1}\r\nx"),
            (b" a {003}\r\nxyz {000}\r\n", b" a {3}\r\nxyz {0}\r\n"),
            (b" {3}\r\n{1+", b" {3}\r\n{1+"),
            (
                b" {8+}\r\n{1+}\r\nx) (~{0+}\r\n {1}\r\n\"",
                b" {8}\r\n{1+}\r\nx) (~{0}\r\n {1}\r\n\"",
            ),
            (b" \"{1+}\" {2+}\r\na\"", b" \"{1+}\" {2}\r\na\""),
        ] {
            assert_eq!(plain_literals(Cow::Borrowed(content)), plain);
        }
    }

    #[test]
    fn parameters() {
        for (bytes, len) in [
            (&b""[..], 0),
            (b")", 0),
            (b" CHANGEDSINCE 5)", 0),
            (b" -x 5)", 0),
            (b" 5 VANISHED)", 2),
            (b" -1:-30)", 7),
            (b" 1:*,5)", 6),
            (b" (a b) c)", 6),
            (b" \"a b\" c)", 6),
            (b" {1}\r\na c)", 7),
        ] {
            let scan = parameter_content(bytes).unwrap();
            assert_eq!(scan.len, len, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn sections() {
        for (bytes, len) in [
            (&b"[1.0] NIL)"[..], 9),
            (b"[1.0]<0> {1}\r\n))", 15),
            (b"[X (a]b c)] \"d\" UID", 15),
            (b" 5)", 2),
        ] {
            assert_eq!(
                glued_content(bytes, true).unwrap().len,
                len,
                "{}",
                bytes.escape_ascii()
            );
        }
        assert!(glued_content(b"[1 NIL)", true).is_err());
    }

    #[test]
    fn codes() {
        for (bytes, len) in [
            (&b"] text"[..], 0),
            (b" 4392] text", 5),
            (b" (a]b \"]\")] text", 10),
            (b" (a] text", 3),
            (b" \"a] text", 3),
            (b" imap://x;)] t", 11),
        ] {
            assert_eq!(
                code_content(bytes).unwrap().len,
                len,
                "{}",
                bytes.escape_ascii()
            );
        }
        assert!(code_content(b" a\r\n]").is_err());
        assert!(code_content(b" ]").is_err());
    }
}
