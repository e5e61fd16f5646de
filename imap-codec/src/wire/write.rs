//! Writing into one buffer, with marks where a literal is borrowed or has to wait.

use alloc::vec::Vec;
use core::{fmt, ops::Range};

use imap_types::core::opens_quoted;

use crate::{
    error::EncodeError,
    options::{EncodeOptions, LiteralForm},
    wire::scan,
};

/// How a literal is announced.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum LiteralMode {
    /// `{n}` of a client: the data must wait for a continuation.
    Sync,
    /// `{n+}` of a client.
    NonSync,
    /// `{n}` of a server, which asks nobody.
    Server,
}

impl LiteralMode {
    /// Must the data wait for a continuation?
    #[must_use]
    pub const fn is_sync(self) -> bool {
        matches!(self, Self::Sync)
    }
}

/// A piece of an encoded message: send the pieces in order.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Fragment<'w, 'v> {
    /// Text, and small literals that need not wait.
    Line(&'w [u8]),
    /// The data of a literal, borrowed from the value. Its announcement ended the line before.
    Literal {
        /// Must it wait?
        mode: LiteralMode,
        /// The octets.
        data: &'v [u8],
    },
    /// A literal whose data is [elsewhere](imap_types::core::Content::Elsewhere): these many octets have to be sent here.
    /// Its announcement ended the line before. Only from [`Encoder::encode_streaming`](crate::Encoder::encode_streaming).
    Elsewhere {
        /// Must it wait?
        mode: LiteralMode,
        /// Octets.
        len: u64,
    },
}

impl fmt::Debug for Fragment<'_, '_> {
    /// Only lengths: a line may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "Line({} bytes)", line.len()),
            Self::Literal { mode, data } => write!(f, "Literal({mode:?}, {} bytes)", data.len()),
            Self::Elsewhere { mode, len } => write!(f, "Elsewhere({mode:?}, {len} bytes)"),
        }
    }
}

/// Literals shorter than this are copied if they need not wait: a vectored write has its price too.
const BORROW_FROM: usize = 512;

pub(crate) struct Mark<'v> {
    /// Where in the line the data stands.
    at: usize,
    mode: LiteralMode,
    data: Data<'v>,
}

/// What stands at a mark.
enum Data<'v> {
    Here(&'v [u8]),
    Elsewhere(u64),
}

/// A message in pieces, which borrow from the encoder's line and from the value. An iterator.
pub struct Fragments<'w, 'v> {
    line: &'w [u8],
    /// The piece of the line that comes next.
    next: Range<usize>,
    marks: alloc::vec::IntoIter<Mark<'v>>,
    literal: Option<Mark<'v>>,
}

impl fmt::Debug for Fragments<'_, '_> {
    /// Only lengths: a line may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let literals = self.marks.len() + usize::from(self.literal.is_some());
        let line = self.line.len().saturating_sub(self.next.start);
        write!(f, "Fragments({line} bytes and {literals} literals left)")
    }
}

impl<'w, 'v> Fragments<'w, 'v> {
    pub(crate) fn new(line: &'w [u8], marks: Vec<Mark<'v>>) -> Self {
        let mut fragments = Self {
            line,
            next: 0..0,
            marks: marks.into_iter(),
            literal: None,
        };
        fragments.advance(0);
        fragments
    }

    fn advance(&mut self, start: usize) {
        self.literal = self.marks.next();
        self.next = start
            ..self
                .literal
                .as_ref()
                .map_or(self.line.len(), |mark| mark.at);
    }
}

impl<'w, 'v> Iterator for Fragments<'w, 'v> {
    type Item = Fragment<'w, 'v>;

    fn next(&mut self) -> Option<Self::Item> {
        if !self.next.is_empty() {
            let line = self.line.get(self.next.clone()).unwrap_or_default();
            self.next.start = self.next.end;
            return Some(Fragment::Line(line));
        }
        let Mark { at, mode, data } = self.literal.take()?;
        self.advance(at);
        Some(match data {
            Data::Here(data) => Fragment::Literal { mode, data },
            Data::Elsewhere(len) => Fragment::Elsewhere { mode, len },
        })
    }
}

/// A text of fewer than sixteen bytes, in a register.
#[derive(Clone, Copy)]
pub(crate) struct Short {
    text: u128,
    len: usize,
    /// A number below this has room before it.
    most: u64,
}

impl Short {
    /// `None` if the pieces are longer together.
    #[inline(always)]
    pub(crate) const fn new(pieces: &[&[u8]]) -> Option<Self> {
        let (mut text, mut len, mut piece) = (0, 0, 0);
        while piece < pieces.len() {
            let mut at = 0;
            while at < pieces[piece].len() {
                if len == size_of::<u128>() - 1 {
                    return None;
                }
                text |= (pieces[piece][at] as u128) << (8 * len);
                len += 1;
                at += 1;
            }
            piece += 1;
        }
        let (mut most, mut digits) = (1, 0);
        while digits < size_of::<u128>() - len && most < EIGHT_DIGITS {
            most *= 10;
            digits += 1;
        }
        Some(Self { text, len, most })
    }
}

/// Strings up to this length are laid in place at once.
const SHORT: usize = 64;

/// The buffer that values are written into.
pub(crate) struct Writer<'b, 'v> {
    out: &'b mut Vec<u8>,
    options: EncodeOptions,
    client: bool,
    /// `None`: all literals are copied into the line.
    marks: Option<Vec<Mark<'v>>>,
    /// Literals whose data is elsewhere are announced.
    streaming: bool,
    error: Option<EncodeError>,
}

impl fmt::Debug for Writer<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Writer({} bytes)", self.out.len())
    }
}

impl<'b, 'v> Writer<'b, 'v> {
    pub(crate) fn new(
        out: &'b mut Vec<u8>,
        options: EncodeOptions,
        client: bool,
        fragments: bool,
    ) -> Self {
        Self {
            out,
            options,
            client,
            marks: fragments.then(Vec::new),
            streaming: false,
            error: None,
        }
    }

    /// Announces literals whose data is elsewhere, and leaves a place for it.
    pub(crate) fn streaming(mut self) -> Self {
        self.streaming = self.marks.is_some();
        self
    }

    pub(crate) fn finish(self) -> Result<Vec<Mark<'v>>, EncodeError> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(self.marks.unwrap_or_default()),
        }
    }

    /// The value cannot be written: the first reason counts.
    #[cold]
    pub(crate) fn fail(&mut self, error: EncodeError) {
        self.error.get_or_insert(error);
    }

    /// Are UTF-8 texts and quoted strings allowed?
    pub(crate) const fn utf8(&self) -> bool {
        self.options.utf8
    }

    #[inline]
    pub(crate) fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.out.extend_from_slice(bytes);
        self
    }

    #[inline]
    pub(crate) fn byte(&mut self, byte: u8) -> &mut Self {
        self.out.push(byte);
        self
    }

    #[inline]
    pub(crate) fn sp(&mut self) -> &mut Self {
        self.byte(b' ')
    }

    #[inline]
    pub(crate) fn number(&mut self, number: u64) -> &mut Self {
        if number >= EIGHT_DIGITS {
            return self.large_number(number);
        }
        let digits = eight_digits(number);
        // The last one stands, be it a zero.
        let zeros = (digits | (1 << 56)).trailing_zeros() / 8;
        let text = (digits | ASCII_ZEROS) >> (8 * zeros);
        self.word(u128::from(text), 8 - zeros as usize)
    }

    /// A number, SP and a short name, at once, put together in a register: each piece would wait for the one before to
    /// have moved the end, or to be read back from the stack.
    #[inline(always)] // the name is a constant then
    pub(crate) fn number_and_name(&mut self, number: u32, name: &[u8]) -> &mut Self {
        match Short::new(&[b" ", name]) {
            Some(behind) => self.number_and(number, behind),
            None => self.number(u64::from(number)).sp().raw(name),
        }
    }

    /// The same, with whatever constant text behind the number.
    #[inline]
    pub(crate) fn number_and(&mut self, number: u32, behind: Short) -> &mut Self {
        let number = u64::from(number);
        let Short { text, len, most } = behind;
        if number >= most {
            return self.number(number).word(text, len);
        }
        let digits = eight_digits(number);
        let zeros = (digits | (1 << 56)).trailing_zeros() / 8;
        let digits = (digits | ASCII_ZEROS) >> (8 * zeros);
        let places = 8 - zeros as usize;
        let text = u128::from(digits) | text << (8 * places);
        self.word(text, places + len)
    }

    fn large_number(&mut self, number: u64) -> &mut Self {
        self.number(number / EIGHT_DIGITS);
        let text = eight_digits(number % EIGHT_DIGITS) | ASCII_ZEROS;
        self.raw(&text.to_le_bytes())
    }

    /// Values with SP between them.
    #[inline]
    pub(crate) fn spaced<T>(
        &mut self,
        values: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) -> &mut Self {
        for (i, value) in values.into_iter().enumerate() {
            if i > 0 {
                self.sp();
            }
            write(self, value);
        }
        self
    }

    /// `"(" [value *(SP value)] ")"`
    #[inline]
    pub(crate) fn list<T>(
        &mut self,
        values: impl IntoIterator<Item = T>,
        write: impl FnMut(&mut Self, T),
    ) -> &mut Self {
        self.byte(b'(').spaced(values, write).byte(b')')
    }

    /// `string`: quoted if it can be, else a literal.
    #[inline]
    pub(crate) fn string(&mut self, string: &'v [u8]) -> &mut Self {
        self.quoted::<0>(b' ', string)
    }

    /// A byte and behind it `string`, at once.
    #[inline]
    pub(crate) fn string_behind(&mut self, before: u8, string: &'v [u8]) -> &mut Self {
        self.quoted::<1>(before, string)
    }

    /// As [`string`](Self::string), behind `BEFORE` bytes `before`.
    ///
    /// Quotes are laid where it will stand, and the string between them: each of five pieces would wait for the one
    /// before to have moved the end, and a copy of just so many bytes would be a call.
    #[inline(never)]
    fn quoted<const BEFORE: usize>(&mut self, before: u8, string: &'v [u8]) -> &mut Self {
        if self.out.capacity() - self.out.len() < SHORT + 2 + BEFORE {
            return self.quoted_with_room::<BEFORE>(before, string);
        }
        if BEFORE > 0 {
            self.byte(before);
        }
        let start = self.out.len();
        self.out.extend_from_slice(&[b'"'; SHORT + 2]);
        if let Some([_, slot @ .., _]) = self.out.last_chunk_mut::<{ SHORT + 2 }>()
            && scan::copy_plain(string, slot).is_some()
        {
            self.out.truncate(start + string.len() + 2);
            return self;
        }
        self.out.truncate(start);
        self.long_string(string)
    }

    #[cold]
    fn quoted_with_room<const BEFORE: usize>(&mut self, before: u8, string: &'v [u8]) -> &mut Self {
        self.out.reserve(2 * SHORT);
        self.quoted::<BEFORE>(before, string)
    }

    /// Longer, or with something in it that has to be looked at.
    #[inline(never)]
    fn long_string(&mut self, string: &'v [u8]) -> &mut Self {
        if scan::all_plain(string) {
            self.out.reserve(string.len() + 2);
            return self.byte(b'"').raw(string).byte(b'"');
        }
        self.odd_string(string)
    }

    /// How much has been written, also by others before.
    #[inline]
    pub(crate) const fn len(&self) -> usize {
        self.out.len()
    }

    /// Another byte in place of the one at `at`.
    #[inline]
    pub(crate) fn put(&mut self, at: usize, byte: u8) -> &mut Self {
        if let Some(place) = self.out.get_mut(at) {
            *place = byte;
        }
        self
    }

    /// The first bytes of a text in a register: all at once and then fewer, since a copy of just so many would be a call.
    ///
    /// Room for it is made elsewhere, so that nothing has to be kept for that here.
    #[inline(never)] // else it goes by way of the stack
    fn word(&mut self, text: u128, len: usize) -> &mut Self {
        if self.out.capacity() - self.out.len() < size_of::<u128>() {
            return self.word_with_room(text, len);
        }
        let end = self.out.len() + len;
        self.out.extend_from_slice(&text.to_le_bytes());
        self.out.truncate(end);
        self
    }

    #[cold]
    fn word_with_room(&mut self, text: u128, len: usize) -> &mut Self {
        self.out.reserve(64);
        self.word(text, len)
    }

    /// The first bytes of `text`.
    #[inline]
    pub(crate) fn front_of<const N: usize>(&mut self, text: &[u8; N], len: usize) -> &mut Self {
        let end = self.out.len() + len;
        self.out.extend_from_slice(text);
        self.out.truncate(end);
        self
    }

    /// With something in it that has to be looked at.
    #[cold]
    fn odd_string(&mut self, string: &'v [u8]) -> &mut Self {
        let seen = scan::content(string);
        let utf8 = !seen.eight_bit || (self.options.utf8 && core::str::from_utf8(string).is_ok());
        if seen.literal || !utf8 {
            return self.literal(string);
        }
        self.out.reserve(string.len() + 2);
        self.byte(b'"');
        if seen.escapes {
            for byte in string {
                if matches!(byte, b'"' | b'\\') {
                    self.byte(b'\\');
                }
                self.byte(*byte);
            }
        } else {
            self.raw(string);
        }
        self.byte(b'"')
    }

    /// `{n}` or `{n+}`, CRLF and the data.
    pub(crate) fn literal(&mut self, data: &'v [u8]) -> &mut Self {
        let mode = self.announce(data.len() as u64);
        self.data(mode, data)
    }

    /// `~{n}` or `~{n+}`, CRLF and the data.
    pub(crate) fn literal8(&mut self, data: &'v [u8]) -> &mut Self {
        if self.client && !self.options.literal8 {
            self.fail(EncodeError::NeedsCapability("BINARY"));
        }
        self.byte(b'~').literal(data)
    }

    fn announce(&mut self, len: u64) -> LiteralMode {
        let mode = match (self.client, self.options.literals) {
            (false, _) => LiteralMode::Server,
            (true, LiteralForm::Plus) => LiteralMode::NonSync,
            (true, LiteralForm::Minus) if len <= 4096 => LiteralMode::NonSync,
            (true, LiteralForm::Minus | LiteralForm::Sync) => LiteralMode::Sync,
        };
        self.byte(b'{').number(len);
        if mode == LiteralMode::NonSync {
            self.byte(b'+');
        }
        self.raw(b"}\r\n");
        mode
    }

    fn data(&mut self, mode: LiteralMode, data: &'v [u8]) -> &mut Self {
        match &mut self.marks {
            Some(marks) if mode.is_sync() || data.len() >= BORROW_FROM => {
                marks.push(Mark {
                    at: self.out.len(),
                    mode,
                    data: Data::Here(data),
                });
            }
            _ => self.out.extend_from_slice(data),
        }
        self
    }

    /// `{n}` or `{n+}`, CRLF, and a place for the data.
    #[cold]
    pub(crate) fn elsewhere(&mut self, len: u64) -> &mut Self {
        if !self.streaming {
            self.fail(EncodeError::ContentElsewhere);
            return self;
        }
        let mode = self.announce(len);
        if let Some(marks) = &mut self.marks {
            marks.push(Mark {
                at: self.out.len(),
                mode,
                data: Data::Elsewhere(len),
            });
        }
        self
    }

    /// `~{n}` or `~{n+}`, CRLF, and a place for the data.
    #[cold]
    pub(crate) fn elsewhere8(&mut self, len: u64) -> &mut Self {
        if self.client && !self.options.literal8 {
            self.fail(EncodeError::NeedsCapability("BINARY"));
        }
        self.byte(b'~').elsewhere(len)
    }

    /// Content that nobody understands, byte for byte; its literals are announced as the options want it.
    pub(crate) fn other(&mut self, content: &'v [u8]) -> &mut Self {
        let mut rest = content;
        let mut behind_literal = false;
        while let Some(at) = next_literal(rest, behind_literal) {
            let (line, announced) = rest.split_at(at);
            let (len, digits) = scan::digits(announced.get(1..).unwrap_or_default());
            let header = 1 + digits + usize::from(announced.get(1 + digits) == Some(&b'+')) + 3;
            // In a response code a `{` is a character like any other.
            let literal = announced.get(header - 3..header) == Some(b"}\r\n");
            let Some((data, behind)) =
                usize::try_from(len)
                    .ok()
                    .filter(|_| literal)
                    .and_then(|len| {
                        announced
                            .get(header..)
                            .and_then(|data| data.split_at_checked(len))
                    })
            else {
                break;
            };
            self.characters(line).literal(data);
            rest = behind;
            behind_literal = true;
        }
        self.characters(rest)
    }

    /// What stands outside literals.
    fn characters(&mut self, bytes: &[u8]) -> &mut Self {
        if !self.options.utf8 && !bytes.is_ascii() {
            self.fail(EncodeError::NeedsCapability("IMAP4rev2"));
        }
        self.raw(bytes)
    }
}

const EIGHT_DIGITS: u64 = 100_000_000;
const ASCII_ZEROS: u64 = 0x3030_3030_3030_3030;

/// The digits of a number of eight, the first in the lowest byte: fours, pairs and digits are told apart at once.
#[inline]
const fn eight_digits(number: u64) -> u64 {
    let fours = (number / 10_000) | ((number % 10_000) << 32);
    let hundreds = ((fours * 10_486) >> 20) & 0x0000_007f_0000_007f;
    let pairs = hundreds | ((fours - 100 * hundreds) << 16);
    let tens = ((pairs * 103) >> 10) & 0x000f_000f_000f_000f;
    tens | ((pairs - 10 * tens) << 8)
}

/// Where the first `{` of a literal stands in sound content, if there is one. A `{` in a quoted string is none, nor is
/// one in a response code, where no line ends.
fn next_literal(content: &[u8], behind_literal: bool) -> Option<usize> {
    memchr::memchr(b'\n', content)?;
    let mut at = 0;
    loop {
        match content.get(at)? {
            b'{' => return Some(at),
            b'"' if opens_quoted(content, at, behind_literal && at == 0) => {
                at += 2 + scan::quoted(content.get(at + 1..)?).ok()?.len
            }
            _ => at += 1,
        }
    }
}

/// What can be written. One for each value that a rule yields, on the page of the rule.
pub(crate) trait Encode {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>);
}

impl<T: Encode + ?Sized> Encode for alloc::boxed::Box<T> {
    #[inline]
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        (**self).encode(w);
    }
}

#[cfg(test)]
mod tests {
    use alloc::{
        format,
        string::{String, ToString},
        vec::Vec,
    };

    use super::Writer;
    use crate::{CommandDecoder, EncodeError, EncodeOptions, Encoder, Options};

    /// What nobody understands is written as it was, and needs what its characters need.
    /// Strings of every length in which a word ends elsewhere, plain and not.
    #[test]
    fn strings() {
        for len in 0..40 {
            for at in 0..=len {
                for (byte, written) in [(b'~', &b"~"[..]), (b'"', b"\\\""), (b'\\', b"\\\\")] {
                    let mut string = (0..len).map(|i| b'a' + i as u8 % 26).collect::<Vec<_>>();
                    let mut wanted = Vec::from(*b"\"");
                    wanted.extend_from_slice(&string[..at]);
                    wanted.extend_from_slice(written);
                    wanted.extend_from_slice(&string[at..]);
                    wanted.push(b'"');
                    string.insert(at, byte);
                    let mut out = Vec::new();
                    let mut w = Writer::new(&mut out, EncodeOptions::everything(), true, false);
                    w.string(&string);
                    assert!(w.finish().is_ok());
                    assert_eq!(
                        out.escape_ascii().to_string(),
                        wanted.escape_ascii().to_string()
                    );
                }
            }
        }
    }

    #[test]
    fn numbers() {
        let powers = (0..19).map(|n| 10_u64.pow(n));
        let near = powers.flat_map(|power| [power - 1, power, power + 1, power / 3 * 7]);
        for number in near.chain([u64::MAX, 0, 99, 12_345_678, 100_000_001]) {
            let mut out = Vec::from(*b" ");
            let mut w = Writer::new(&mut out, EncodeOptions::everything(), true, false);
            w.number(number).sp();
            if let Ok(number) = u32::try_from(number) {
                w.number_and_name(number, b"EXISTS");
            }
            assert!(w.finish().is_ok());
            let named = u32::try_from(number).map_or(String::new(), |n| format!("{n} EXISTS"));
            assert_eq!(out.escape_ascii().to_string(), format!(" {number} {named}"));
        }
    }

    #[test]
    fn unknown_content() {
        let utf8 = EncodeOptions::default().utf8(true);
        let refused = Err(EncodeError::NeedsCapability("IMAP4rev2"));
        for (message, plain) in [
            (&b"A XFROB (a \"b\")\r\n"[..], Ok(())),
            (b"A XFROB \"\xc3\xb1\"\r\n", refused),
            (b"A XFROB (\xc3\xb1 {1}\r\na)\r\n", refused),
            (b"A XFROB {2}\r\n\xc3\xb1 \xc3\xb1\r\n", refused),
            (b"A XFROB {2}\r\n\xc3\xb1 n\r\n", Ok(())),
        ] {
            let decoder = CommandDecoder::new(Options::strict().utf8(true));
            let command = decoder.decode(message).unwrap().value;
            let write = |options| {
                let mut written = Vec::new();
                Encoder::new(options)
                    .encode_into(&command, &mut written)
                    .map(|()| written)
            };
            assert_eq!(write(utf8).as_deref(), Ok(message));
            assert_eq!(
                write(EncodeOptions::default()).map(|_| ()),
                plain,
                "{}",
                message.escape_ascii()
            );
        }
    }
}
