//! The structure of a message, by the `mail-parser` crate: where parts begin and end, and which octets a section names
//! ([RFC 9051 §6.4.5.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.5.1)).

use std::{borrow::Cow, num::NonZeroU32, ops::Range};

use imap_types::section::Section;
use mail_parser::{Encoding, Message, MessageParser, PartType, decoders};

/// Deeper parts are not looked into: BODYSTRUCTURE has 64 levels.
const DEPTH: usize = 60;
/// A message with more marks of messages in it is not looked into: the parser keeps them in one another.
const MARKS: usize = 500;

/// A part, or a whole message.
#[derive(Debug)]
pub(crate) struct Part {
    /// Its header with the empty line.
    pub(crate) head: Range<usize>,
    pub(crate) body: Range<usize>,
    pub(crate) kind: Kind,
    /// Type and subtype.
    pub(crate) media: (Vec<u8>, Vec<u8>),
    pub(crate) parameters: Vec<(Vec<u8>, Vec<u8>)>,
    pub(crate) lines: u64,
}

#[derive(Debug)]
pub(crate) enum Kind {
    Multipart(Vec<Part>),
    Message(Box<Part>),
    Text,
    Basic,
}

/// As the parser reads it.
pub(crate) fn parsed(raw: &[u8]) -> Option<Message<'_>> {
    let message = (marks(raw) <= MARKS).then(|| MessageParser::default().parse(raw));
    message
        .flatten()
        .filter(|message| !message.parts.is_empty())
}

pub(crate) fn read(raw: &[u8]) -> Part {
    match parsed(raw) {
        Some(message) => part(&message, 0, raw, 0),
        None => {
            let head = raw.windows(4).position(|four| four == b"\r\n\r\n");
            let head = 0..head.map_or(0, |at| at + 4);
            let body = head.end..raw.len();
            let media = media("text/plain");
            leaf(raw, head, body, Kind::Text, (media, Vec::new()))
        }
    }
}

fn marks(raw: &[u8]) -> usize {
    let is = |at: &[u8], name: &[u8]| at.eq_ignore_ascii_case(name);
    let slashes = raw
        .windows(8)
        .filter(|at| at[7] == b'/' && is(at, b"message/"));
    let digests = raw
        .windows(7)
        .filter(|at| at[0] == b'/' && is(at, b"/digest"));
    slashes.count() + digests.count()
}

fn part(message: &Message<'_>, id: u32, raw: &[u8], depth: usize) -> Part {
    let Some(found) = message.part(id) else {
        return leaf(
            raw,
            0..0,
            0..0,
            Kind::Text,
            (media("text/plain"), Vec::new()),
        );
    };
    let clip = |at: u32| (at as usize).min(raw.len());
    let (start, middle) = (clip(found.offset_header), clip(found.offset_body));
    let end = clip(found.offset_end).max(middle);
    let (head, body) = (start.min(middle)..middle, middle..end);
    let (said, parameters) = field(&raw[head.clone()], "Content-Type")
        .map_or_else(Default::default, |value| with_parameters(&value));
    let said = media(&String::from_utf8_lossy(&said));
    let is = |name: &str| said.0.eq_ignore_ascii_case(name.as_bytes());
    let deep = depth >= DEPTH;
    let (kind, media) = match &found.body {
        PartType::Multipart(ids) if !ids.is_empty() && !deep => {
            let parts = ids.iter().map(|id| part(message, *id, raw, depth + 1));
            let subtype = if is("multipart") {
                said.1
            } else {
                b"mixed".to_vec()
            };
            (
                Kind::Multipart(parts.collect()),
                (b"multipart".to_vec(), subtype),
            )
        }
        PartType::Message(inner)
            if found.encoding == Encoding::None && !inner.parts.is_empty() && !deep =>
        {
            let inner = part(inner, 0, raw, depth + 1);
            let subtype = if is("message") {
                said.1
            } else {
                b"rfc822".to_vec()
            };
            (
                Kind::Message(Box::new(inner)),
                (b"message".to_vec(), subtype),
            )
        }
        PartType::Multipart(_) | PartType::Message(_) => {
            (Kind::Basic, media("application/octet-stream"))
        }
        _ if is("text") => (Kind::Text, said),
        // What is no part with parts in it must not be told as one.
        _ if is("multipart") || said.0.is_empty() => (Kind::Text, media("text/plain")),
        _ if is("message")
            && [&b"rfc822"[..], b"global"]
                .iter()
                .any(|name| said.1.eq_ignore_ascii_case(name)) =>
        {
            (Kind::Basic, media("application/octet-stream"))
        }
        _ => (Kind::Basic, said),
    };
    leaf(raw, head, body, kind, (media, parameters))
}

fn leaf(
    raw: &[u8],
    head: Range<usize>,
    body: Range<usize>,
    kind: Kind,
    (media, parameters): (Media, Parameters),
) -> Part {
    let lines = raw[body.clone()]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count() as u64;
    Part {
        head,
        body,
        kind,
        media,
        parameters,
        lines,
    }
}

type Media = (Vec<u8>, Vec<u8>);
pub(crate) type Parameters = Vec<(Vec<u8>, Vec<u8>)>;

/// Nothing, if it is no media type.
fn media(said: &str) -> Media {
    let token = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && !b"()<>@,;:\\\"/[]?=".contains(&byte))
    };
    match said.trim().split_once('/') {
        Some((one, two)) if token(one) && token(two) => (one.into(), two.into()),
        _ => Default::default(),
    }
}

impl Part {
    /// The part that numbers name, seen from the whole message.
    pub(crate) fn find(&self, path: &[NonZeroU32]) -> Option<&Self> {
        let mut part = self;
        let mut inside = true;
        for number in path {
            let index = number.get() as usize - 1;
            let container = match &part.kind {
                Kind::Message(inner) if !inside => inner,
                _ => part,
            };
            let alone = inside || matches!(part.kind, Kind::Message(_));
            part = match &container.kind {
                Kind::Multipart(parts) => parts.get(index)?,
                _ if index == 0 && alone => container,
                _ => return None,
            };
            inside = false;
        }
        Some(part)
    }

    /// The message whose HEADER or TEXT a path names: the whole one, or one that is a part.
    fn message(&self, path: Option<&[NonZeroU32]>) -> Option<&Self> {
        let Some(path) = path else { return Some(self) };
        match &self.find(path)?.kind {
            Kind::Message(inner) => Some(inner),
            _ => None,
        }
    }

    /// The octets of a section; none, if there is no such part.
    pub(crate) fn section(&self, raw: &[u8], section: &Section<'_>) -> Option<Octets> {
        Some(match section {
            Section::Whole => Octets::At(0..raw.len()),
            Section::Part(path) => Octets::At(self.find(path)?.body.clone()),
            Section::Mime(path) => Octets::At(self.find(path)?.head.clone()),
            Section::Text(path) => Octets::At(self.message(path.as_deref())?.body.clone()),
            Section::Header(path) => Octets::At(self.message(path.as_deref())?.head.clone()),
            Section::HeaderFields(path, names) | Section::HeaderFieldsNot(path, names) => {
                let wanted = matches!(section, Section::HeaderFields(..));
                let head = &raw[self.message(path.as_deref())?.head.clone()];
                let mut kept = Vec::new();
                for (name, whole) in fields(head) {
                    if names
                        .iter()
                        .any(|one| one.as_bytes().eq_ignore_ascii_case(name))
                        == wanted
                    {
                        kept.extend_from_slice(whole);
                    }
                }
                kept.extend_from_slice(b"\r\n");
                Octets::Made(kept)
            }
            _ => return None,
        })
    }

    /// The octets of a part without its transfer encoding; an error, if it is one that nobody knows.
    pub(crate) fn decoded(&self, raw: &[u8]) -> Result<Octets, UnknownEncoding> {
        let body = &raw[self.body.clone()];
        let encoding =
            field(&raw[self.head.clone()], "Content-Transfer-Encoding").unwrap_or_default();
        Ok(match encoding.to_ascii_lowercase().as_slice() {
            b"" | b"7bit" | b"8bit" | b"binary" => Octets::At(self.body.clone()),
            b"base64" => {
                Octets::Made(decoders::base64::base64_decode(body).ok_or(UnknownEncoding)?)
            }
            b"quoted-printable" => Octets::Made(
                decoders::quoted_printable::quoted_printable_decode(body).ok_or(UnknownEncoding)?,
            ),
            _ => return Err(UnknownEncoding),
        })
    }
}

#[derive(Debug)]
pub(crate) struct UnknownEncoding;

/// Octets of a message, or such as were made from it.
#[derive(Clone, Debug)]
pub(crate) enum Octets {
    At(Range<usize>),
    Made(Vec<u8>),
}

impl Octets {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::At(range) => range.len(),
            Self::Made(bytes) => bytes.len(),
        }
    }

    /// From an octet on, so many at most.
    pub(crate) fn part(self, origin: u64, len: u64) -> Self {
        let clip = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(self.len());
        let (start, end) = (clip(origin), clip(origin.saturating_add(len)));
        match self {
            Self::At(range) => Self::At(range.start + start..range.start + end),
            Self::Made(bytes) => Self::Made(bytes[start..end].to_vec()),
        }
    }

    pub(crate) fn bytes<'m>(&'m self, raw: &'m [u8]) -> &'m [u8] {
        match self {
            Self::At(range) => &raw[range.clone()],
            Self::Made(bytes) => bytes,
        }
    }
}

/// The fields of a header: name, and the whole field with its line ends.
pub(crate) fn fields(head: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut rest = head;
    core::iter::from_fn(move || {
        let mut end = 0;
        loop {
            let line = rest[end..].iter().position(|byte| *byte == b'\n');
            end += line.map_or(rest.len() - end, |at| at + 1);
            if !matches!(rest.get(end), Some(b' ' | b'\t')) {
                break;
            }
        }
        let (field, behind) = rest.split_at(end);
        rest = behind;
        (!field.is_empty()).then_some(field)
    })
    .filter_map(|field| {
        let colon = field.iter().position(|byte| *byte == b':')?;
        Some((field[..colon].trim_ascii(), field))
    })
}

/// The value of the first field of this name, on one line.
pub(crate) fn field(head: &[u8], name: &str) -> Option<Vec<u8>> {
    let (name, whole) = fields(head).find(|(one, _)| one.eq_ignore_ascii_case(name.as_bytes()))?;
    let value = whole
        .get(name.len()..)?
        .trim_ascii_start()
        .strip_prefix(b":")?;
    Some(unfolded(value))
}

pub(crate) fn unfolded(value: &[u8]) -> Vec<u8> {
    let line = value
        .iter()
        .copied()
        .filter(|byte| !matches!(byte, b'\r' | b'\n' | 0));
    line.collect::<Vec<_>>().trim_ascii().to_vec()
}

/// `value; name=value; name="value"`, comments left out.
pub(crate) fn with_parameters(value: &[u8]) -> (Vec<u8>, Parameters) {
    let (mut pieces, mut piece) = (Vec::new(), Vec::new());
    let (mut quoted, mut comment) = (false, 0_u32);
    let mut bytes = value.iter().copied();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' if quoted || comment > 0 => {
                let next = bytes.next();
                piece.extend(next.filter(|_| quoted));
            }
            b'"' if comment == 0 => quoted = !quoted,
            b'(' if !quoted => comment += 1,
            b')' if comment > 0 => comment -= 1,
            _ if comment > 0 => {}
            b';' if !quoted => pieces.push(core::mem::take(&mut piece)),
            b' ' | b'\t' if !quoted => {}
            _ => piece.push(byte),
        }
    }
    pieces.push(piece);
    let mut pieces = pieces.into_iter();
    let first = pieces.next().unwrap_or_default();
    let parameters = pieces.filter_map(|piece| {
        let equals = piece
            .iter()
            .position(|byte| *byte == b'=')
            .filter(|at| *at > 0)?;
        Some((piece[..equals].to_vec(), piece[equals + 1..].to_vec()))
    });
    (first, parameters.collect())
}

/// A header's value as a person reads it: encoded-words decoded.
pub(crate) fn readable(value: &[u8]) -> String {
    use mail_parser::parsers::MessageStream;
    let mut line = value.to_vec();
    line.extend_from_slice(b"\r\n");
    let text = MessageStream::new(&line).parse_unstructured().into_text();
    text.unwrap_or_else(|| Cow::Owned(String::new()))
        .into_owned()
}
