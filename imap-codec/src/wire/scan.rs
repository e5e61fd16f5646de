//! Leaf scanners, by hand: where a run of characters ends, and whether it holds anything of note.

use abnf_core::is_ctl;
pub(crate) use imap_types::core::digits;

/// What a quoted string holds, by one look at each byte.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Quoted {
    /// Bytes up to the closing quote.
    pub(crate) len: usize,
    /// A `\` stands in it.
    pub(crate) escaped: bool,
    /// A byte above 0x7f stands in it.
    pub(crate) eight_bit: bool,
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// High bits where a byte of `word` is plain; not to be trusted above a byte that has its high bit set.
#[inline]
const fn plains(word: u64) -> u64 {
    // What is not zero carries into the high bit.
    let no_quote = (word ^ (ONES * b'"' as u64)).wrapping_add(ONES * 0x7f);
    let no_escape = (word ^ (ONES * b'\\' as u64)).wrapping_add(ONES * 0x7f);
    let no_control = word.wrapping_add(ONES * 0x60);
    no_quote & no_escape & no_control
}

/// High bits where a byte of `word` is not plain (and perhaps above the first such).
#[inline]
const fn specials(word: u64) -> u64 {
    (!plains(word) | word) & HIGHS
}

/// Bytes at the front of `i` that are plain: ASCII from SP to `~` except `"` and `\`. Eight at a time.
#[inline]
pub(crate) fn plain(i: &[u8]) -> usize {
    let mut at = 0;
    while let Some(chunk) = i.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let special = specials(u64::from_le_bytes(*chunk));
        if special != 0 {
            return at + (special.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    at + i
        .get(at..)
        .unwrap_or_default()
        .iter()
        .take_while(|byte| is_plain(**byte))
        .count()
}

#[inline]
const fn is_plain(byte: u8) -> bool {
    byte >= 0x20 && byte < 0x80 && byte != b'"' && byte != b'\\'
}

/// The content of a quoted string whose opening quote stands before `i`.
///
/// `Err` tells where it cannot go on: CR, LF, NUL, the end, or a `\` before anything but `"` and `\`.
#[inline]
pub(crate) fn quoted(i: &[u8]) -> Result<Quoted, usize> {
    let len = plain(i);
    if i.get(len) == Some(&b'"') {
        return Ok(Quoted {
            len,
            escaped: false,
            eight_bit: false,
        });
    }
    quoted_slow(i, len, false)
}

/// The same where a `\` may stand before any character.
#[cold]
pub(crate) fn quoted_any_escape(i: &[u8]) -> Result<Quoted, usize> {
    quoted_slow(i, 0, true)
}

#[inline(never)]
fn quoted_slow(i: &[u8], mut at: usize, any: bool) -> Result<Quoted, usize> {
    let mut seen = Quoted::default();
    loop {
        at += plain(i.get(at..).unwrap_or_default());
        match i.get(at) {
            Some(b'"') => return Ok(Quoted { len: at, ..seen }),
            Some(b'\\') if matches!(i.get(at + 1), Some(b'"' | b'\\')) => {
                seen.escaped = true;
                at += 2;
            }
            Some(b'\\') if any && !matches!(i.get(at + 1), None | Some(b'\r' | b'\n' | 0)) => {
                seen.escaped = true;
                at += 1;
                // An 8-bit character is looked at like any other.
                if i.get(at).is_some_and(u8::is_ascii) {
                    at += 1;
                }
            }
            Some(b'\\' | b'\r' | b'\n' | 0) | None => return Err(at),
            Some(byte) => {
                seen.eight_bit |= *byte >= 0x80;
                at += 1;
            }
        }
    }
}

/// Where the first `n` characters of `data` end, if neither SP nor `)` nor the end of a line stands behind `n` octets, and
/// SP or `)` behind `n` characters: units of UTF-16, or code points. What is no UTF-8 has none. Only for short strings.
#[cold]
pub(crate) fn in_characters(data: &[u8], n: usize) -> Option<usize> {
    match characters(data, n) {
        Characters::End(end) => Some(end),
        Characters::More | Characters::No => None,
    }
}

/// What is known of a literal whose octets may have been counted in characters.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Characters {
    /// They were, and end here.
    End(usize),
    /// More has to come to tell.
    More,
    /// They were not.
    No,
}

/// See [`in_characters`].
#[cold]
pub(crate) fn characters(data: &[u8], n: usize) -> Characters {
    /// Subjects and names are short; longer ones are not looked at again with each octet that comes.
    const LONGEST: usize = 1024;
    match data.get(n) {
        _ if n > LONGEST => return Characters::No,
        None => return Characters::More,
        Some(b' ' | b')' | b'\r' | b'\n') => return Characters::No,
        Some(_) => {}
    }
    let (mut at, mut units, mut points) = (0, 0, 0);
    while points < n {
        let front = data.get(at..).unwrap_or_default();
        let front = front.get(..4).unwrap_or(front);
        let next = match core::str::from_utf8(front) {
            Ok(text) => text.chars().next(),
            Err(error) if error.valid_up_to() > 0 => front
                .get(..error.valid_up_to())
                .and_then(|valid| core::str::from_utf8(valid).ok())
                .and_then(|text| text.chars().next()),
            Err(error) if error.error_len().is_none() && front.len() < 4 => None,
            Err(_) => return Characters::No,
        };
        let Some(next) = next else {
            return Characters::More;
        };
        at += next.len_utf8();
        units += next.len_utf16();
        points += 1;
        if units == n || points == n {
            match data.get(at) {
                Some(b' ' | b')') => return Characters::End(at),
                None => return Characters::More,
                Some(_) => {}
            }
        }
    }
    Characters::No
}

/// Where ` UID n)` begins, with which `line` ends.
#[cold]
pub(crate) fn uid_at_end(line: &[u8]) -> Option<usize> {
    let line = line.strip_suffix(b")")?;
    let digits = line.iter().rev().take_while(|byte| byte.is_ascii_digit());
    let at = line.len().checked_sub(digits.count())?.checked_sub(5)?;
    let name = line.get(at..at + 5)?;
    (line.len() > at + 5 && name.eq_ignore_ascii_case(b" UID ")).then_some(at)
}

/// Is it a tagged OK, as `7 OK completed`?
#[cold]
pub(crate) fn is_tagged_ok(line: &[u8]) -> bool {
    let tag = span(line, |byte| byte.is_ascii_alphanumeric());
    (1..=32).contains(&tag)
        && line
            .get(tag..tag + 4)
            .is_some_and(|word| word.eq_ignore_ascii_case(b" OK "))
}

/// Without the escapes.
#[cold]
pub(crate) fn unescape(quoted: &[u8]) -> alloc::vec::Vec<u8> {
    let mut content = alloc::vec::Vec::with_capacity(quoted.len());
    let mut bytes = quoted.iter();
    while let Some(byte) = bytes.next() {
        content.push(if *byte == b'\\' {
            *bytes.next().unwrap_or(byte)
        } else {
            *byte
        });
    }
    content
}

/// Can a string be quoted as it is: does it hold nothing but SP to `~` without `"` and `\`?
#[inline]
pub(crate) fn all_plain(string: &[u8]) -> bool {
    let (words, rest) = string.as_chunks::<8>();
    let mut special = 0;
    for word in words {
        special |= specials(u64::from_le_bytes(*word));
    }
    // The last bytes once more, or fewer than eight, without a loop.
    let last = match (string.last_chunk::<8>(), string.first_chunk::<4>(), rest) {
        (Some(last), ..) => u64::from_le_bytes(*last),
        (None, Some(first), [.., a, b, c, d]) => {
            u64::from(u32::from_le_bytes(*first))
                | u64::from(u32::from_le_bytes([*a, *b, *c, *d])) << 32
        }
        (None, _, rest) => rest.iter().fold(ONES * b'0' as u64, |word, byte| {
            word << 8 | u64::from(*byte)
        }),
    };
    special | specials(last) == 0
}

/// Copies a string to the front of `slot`; `None` if it is not plain, or is longer.
///
/// By its length in one to four pieces that overlap: a loop would be made a call.
#[inline(always)] // into its one caller
pub(crate) fn copy_plain(string: &[u8], slot: &mut [u8; 64]) -> Option<()> {
    let mut seen = Seen(HIGHS, 0);
    match string.len() {
        0..4 => {
            let mut word = ONES * b'0' as u64;
            for (slot, byte) in slot.iter_mut().zip(string) {
                *slot = *byte;
                word = word << 8 | u64::from(*byte);
            }
            seen.word(word);
        }
        4..8 => {
            let (front, back) = ends(string, slot)?;
            seen.word(
                u64::from(u32::from_le_bytes(front)) | u64::from(u32::from_le_bytes(back)) << 32,
            );
        }
        8..16 => {
            let (front, back) = ends(string, slot)?;
            seen.word(u64::from_le_bytes(front));
            seen.word(u64::from_le_bytes(back));
        }
        16..32 => {
            let (front, back) = ends::<16>(string, slot)?;
            seen.words(&front);
            seen.words(&back);
        }
        32..=64 => {
            let (front, back) = ends::<32>(string, slot)?;
            seen.words(&front);
            seen.words(&back);
        }
        _ => return None,
    }
    seen.plain().then_some(())
}

/// Copies the first and the last `N` bytes of a string, which may overlap, to where they belong.
#[inline(always)]
fn ends<const N: usize>(string: &[u8], slot: &mut [u8; 64]) -> Option<([u8; N], [u8; N])> {
    let (front, back) = (*string.first_chunk()?, *string.last_chunk()?);
    *slot.first_chunk_mut()? = front;
    *slot.get_mut(string.len() - N..)?.first_chunk_mut()? = back;
    Some((front, back))
}

/// What was seen of a string: which bytes were plain in every word, and all bits that were set.
struct Seen(u64, u64);

impl Seen {
    #[inline(always)]
    fn word(&mut self, word: u64) {
        self.0 &= plains(word);
        self.1 |= word;
    }

    #[inline(always)]
    fn words<const N: usize>(&mut self, bytes: &[u8; N]) {
        for word in bytes.as_chunks::<8>().0 {
            self.word(u64::from_le_bytes(*word));
        }
    }

    #[inline(always)]
    fn plain(&self) -> bool {
        self.0 & !self.1 & HIGHS == HIGHS
    }
}

/// What a string holds that decides how it can be written, by one look at each byte.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Content {
    /// `"` or `\` stands in it.
    pub(crate) escapes: bool,
    /// CR, LF or NUL stands in it: no quoted string can carry it.
    pub(crate) literal: bool,
    /// A byte above 0x7f stands in it.
    pub(crate) eight_bit: bool,
}

/// Looks a string through.
#[inline]
pub(crate) fn content(string: &[u8]) -> Content {
    let mut seen = Content::default();
    let mut at = plain(string);
    while let Some(byte) = string.get(at) {
        match byte {
            b'"' | b'\\' => seen.escapes = true,
            b'\r' | b'\n' | 0 => seen.literal = true,
            _ => seen.eight_bit |= *byte >= 0x80,
        }
        at += 1;
        at += plain(string.get(at..).unwrap_or_default());
    }
    seen
}

/// Bytes at the front of `i` that `class` takes.
#[inline]
pub(crate) fn span(i: &[u8], class: impl Fn(u8) -> bool) -> usize {
    i.iter().position(|byte| !class(*byte)).unwrap_or(i.len())
}

/// The same for a class that takes all from `,` to `[` and from `^` to `z`, as those of atoms, tags and astrings do.
///
/// Those are told apart eight at a time, which takes a third of the time of a loop; others are asked for one by one.
#[inline]
pub(crate) fn name(i: &[u8], class: impl Fn(u8) -> bool) -> usize {
    let mut at = 0;
    while let Some(chunk) = i.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        // A high bit where a byte is no less than the bound: of `,`..`\` and `^`..`{`, it is in one if it has passed an
        // odd number of them.
        let past = |bound: u8| (word | HIGHS) - ONES * u64::from(bound);
        let inside = past(b',') ^ past(b'\\') ^ past(b'^') ^ past(b'{');
        let others = (!inside | word) & HIGHS;
        if others == 0 {
            at += 8;
            continue;
        }
        at += (others.trailing_zeros() / 8) as usize;
        match i.get(at) {
            Some(byte) if class(*byte) => at += 1,
            _ => return at,
        }
    }
    at + span(i.get(at..).unwrap_or_default(), class)
}

/// Bytes of text at the front of `i`, up to CR, LF, NUL or the end.
#[inline]
pub(crate) fn text(i: &[u8]) -> usize {
    memchr::memchr3(b'\r', b'\n', 0, i).unwrap_or(i.len())
}

/// Can a terminal show it?
pub(crate) fn is_printable(byte: u8) -> bool {
    byte.is_ascii() && !is_ctl(byte)
}

#[cfg(test)]
mod tests {
    use imap_types::core::{is_astring_char, is_atom_char, is_tag_char};

    use super::*;

    #[test]
    fn quoted_strings() {
        let plain = |len| {
            Ok(Quoted {
                len,
                escaped: false,
                eight_bit: false,
            })
        };
        for (i, want) in [
            (&b"\""[..], plain(0)),
            (b"seven..\"", plain(7)),
            (b"eight...\" ", plain(8)),
            (
                b"tab\tis text\"",
                Ok(Quoted {
                    len: 11,
                    escaped: false,
                    eight_bit: false,
                }),
            ),
            (
                b"a\\\"b\\\\\"",
                Ok(Quoted {
                    len: 6,
                    escaped: true,
                    eight_bit: false,
                }),
            ),
            (
                b"\xc3\xa9tude and more\"",
                Ok(Quoted {
                    len: 15,
                    escaped: false,
                    eight_bit: true,
                }),
            ),
            (b"no end", Err(6)),
            (b"longer and no end", Err(17)),
            (b"a\\b\"", Err(1)),
            (b"a\rb\"", Err(1)),
            (b"12345678\n\"", Err(8)),
            (b"a\0\"", Err(1)),
            (b"a\\", Err(1)),
        ] {
            assert_eq!(quoted(i), want, "{}", i.escape_ascii());
        }
        assert_eq!(unescape(br#"a\"b\\"#), br#"a"b\"#);
    }

    #[test]
    fn names() {
        for byte in 0..=255_u8 {
            for at in 0..17 {
                let mut i = *b"a0-,/_^`z[AtoZ@Bc";
                i[at] = byte;
                for class in [is_atom_char, is_tag_char, is_astring_char] {
                    assert_eq!(name(&i, class), span(&i, class), "{byte} at {at}");
                }
            }
        }
    }

    #[test]
    fn every_byte_is_classified() {
        for byte in 0..=255_u8 {
            for len in 0..20 {
                for at in 0..len {
                    let mut string = [b'~'; 20];
                    string[at] = byte;
                    assert_eq!(
                        all_plain(&string[..len]),
                        is_plain(byte),
                        "{byte} at {at} of {len}"
                    );
                }
                assert!(all_plain(&b" !#AZaz~            "[..len]));
            }
            for at in 0..17 {
                let mut string = [b'a'; 17];
                string[at] = byte;
                let seen = content(&string);
                let want = Content {
                    escapes: matches!(byte, b'"' | b'\\'),
                    literal: matches!(byte, b'\r' | b'\n' | 0),
                    eight_bit: byte >= 0x80,
                };
                assert_eq!(seen, want, "{byte} at {at}");
            }
        }
    }
}
