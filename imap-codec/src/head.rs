//! What is being streamed: reads the message so far, up to where a streamed literal begins ([`Frame::Head`]).
//!
//! ```text
//! S: * 12 FETCH (UID 7 BODY[1]<0> {1073741824}        FetchHead: 12, UID 7, BODY[1]<0>, 1 GiB follows
//! S: * 7 UIDFETCH (BODY[] {1073741824}                FetchHead: UID 7, BODY[], 1 GiB follows
//! C: a APPEND Sent (\Seen) {310} … (\Draft) {42}      AppendHead: Sent, the second message, \Draft, 42 bytes follow
//! ```
//!
//! The values are those of a whole message ([`Fetch`](imap_types::fetch::Fetch), [`Append`]), only shorter: the last item, or the last message, is
//! the one whose data follows, and its content is [`Elsewhere`](imap_types::core::Content::Elsewhere), as is that of all
//! that were streamed before.
//!
//! [`Frame::Head`]: crate::Frame::Head

use alloc::vec::Vec;
use core::num::NonZeroU32;

use imap_types::{
    append::{Append, AppendMessage},
    core::{Tag, Vec1},
    ext::replace::Replace,
    fetch::MsgAtt,
    sequence::SeqNumber,
};

use crate::{
    append::append,
    codec::{CommandDecoder, ResponseDecoder},
    core::{byte, keyword, nz_number, sp, spaces, tag},
    error::DecodeError,
    ext::replace::replace,
    fetch::msg_att_item,
    options::Options,
    quirk::{Quirk, Quirks},
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, refuse, within},
        frame::Head,
    },
};

/// A FETCH or UIDFETCH response up to a streamed literal: what was told of the message so far.
///
/// ```
/// use imap_codec::{Frame, Framer, Mode, Options, ResponseDecoder};
/// use imap_types::fetch::MsgAtt;
///
/// let mut framer = Framer::new(Mode::Response, &Options::default()).stream_above(1 << 20);
/// framer.push(b"* 12 FETCH (UID 7 BODY[] {1073741824}\r\n");
/// let Ok(Some(Frame::Head(head))) = framer.next() else { panic!() };
/// let head = ResponseDecoder::tolerant().decode_head(head)?;
/// assert_eq!((head.seq.map(u32::from), head.uid.map(u32::from), head.len), (Some(12), Some(7), 1 << 30));
/// assert!(matches!(head.item(), MsgAtt::BodySection(_)));
/// # Ok::<(), imap_codec::DecodeError>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct FetchHead<'a> {
    /// The message sequence number; none in UIDFETCH.
    pub seq: Option<NonZeroU32>,
    /// The UID: that of UIDFETCH, or that of an item of FETCH, if it was told so far.
    pub uid: Option<NonZeroU32>,
    /// The items so far; the last is the one whose data follows.
    pub items: Vec1<MsgAtt<'a>>,
    /// How many bytes of data follow.
    pub len: u64,
}

impl<'a> FetchHead<'a> {
    /// The item whose data follows: BODY\[…\], BINARY\[…\], RFC822, RFC822.HEADER or RFC822.TEXT.
    #[must_use]
    pub fn item(&self) -> &MsgAtt<'a> {
        self.items.last().expect("a Vec1 is not empty")
    }
}

/// An APPEND, REPLACE or UID REPLACE command up to a streamed literal, which is a message or a piece of one (CATENATE).
///
/// ```
/// use imap_codec::{CommandDecoder, Frame, Framer, Mode, Options};
/// use imap_types::flag::Flag;
///
/// let mut framer = Framer::new(Mode::Command, &Options::default()).stream_above(1024);
/// framer.push(b"a APPEND Sent (\\Seen) {310000+}\r\n");
/// let Ok(Some(Frame::Head(head))) = framer.next() else { panic!() };
/// let head = CommandDecoder::tolerant().decode_head(head)?;
/// assert_eq!((head.tag.as_str(), head.index(), head.len), ("a", 0, 310_000));
/// assert!(head.message().flags.contains(&Flag::Seen));
/// # Ok::<(), imap_codec::DecodeError>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct AppendHead<'a> {
    /// The command's tag.
    pub tag: Tag<'a>,
    /// REPLACE: which message goes; nothing in APPEND.
    pub replaces: Option<Replaces>,
    /// The mailbox, and the messages so far; the last is the one whose data follows.
    pub append: Append<'a>,
    /// How many bytes of data follow.
    pub len: u64,
}

/// Which message a REPLACE removes.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Replaces {
    /// That with this message sequence number.
    Seq(SeqNumber),
    /// That with this UID.
    Uid(SeqNumber),
}

impl<'a> AppendHead<'a> {
    /// The message whose data follows, with flags and date. In CATENATE it is the data of the last part so far.
    #[must_use]
    pub fn message(&self) -> &AppendMessage<'a> {
        self.append.messages.last().expect("a Vec1 is not empty")
    }

    /// Which message of a MULTIAPPEND it is, from 0 on.
    #[must_use]
    pub fn index(&self) -> usize {
        self.append.messages.len() - 1
    }
}

impl ResponseDecoder {
    /// Reads a FETCH or UIDFETCH response up to where a streamed literal begins. The whole [`Message`](crate::Message), which comes
    /// behind the last chunk, tells the items behind it too, and every deviation.
    ///
    /// # Errors
    ///
    /// Where the bytes leave the grammar.
    pub fn decode_head<'a>(&self, head: Head<'a>) -> Result<FetchHead<'a>, DecodeError> {
        let len = head.announced();
        let head = read(self.options(), false, head, fetch_head)?;
        Ok(FetchHead { len, ..head })
    }
}

impl CommandDecoder {
    /// Reads an APPEND or REPLACE command up to where a streamed literal begins. The whole [`Message`](crate::Message), which comes
    /// behind the last chunk, tells all of it once more, and every deviation.
    ///
    /// # Errors
    ///
    /// Where the bytes leave the grammar.
    pub fn decode_head<'a>(&self, head: Head<'a>) -> Result<AppendHead<'a>, DecodeError> {
        let len = head.announced();
        let (tag, replaces, append) = read(self.options(), true, head, append_head)?;
        Ok(AppendHead {
            tag,
            replaces,
            append,
            len,
        })
    }
}

/// Strictly first, then with quirks, as whole messages are read.
fn read<'a, T>(
    options: &Options,
    client: bool,
    head: Head<'a>,
    rule: impl Fn(&Cx<'_>, &'a [u8]) -> Parsed<'a, T>,
) -> Result<T, DecodeError> {
    let once = |quirks| {
        let mut cx = Cx::new(
            head.bytes(),
            options,
            quirks,
            head.holes(),
            head.nul().is_none(),
        );
        cx.client = client;
        match rule(&cx, head.bytes()) {
            Ok((_, value)) => Ok(value),
            Err(error) => Err(cx.error(error)),
        }
    };
    once(Quirks::NONE).or_else(|error| {
        let quirks = options.policy.quirks();
        if quirks.is_empty() {
            return Err(error);
        }
        once(quirks).map_err(|again| {
            if again.offset >= error.offset {
                again
            } else {
                error
            }
        })
    })
}

/// `"*" SP nz-number SP ("FETCH" / "UIDFETCH") SP "(" (msg-att-dynamic / msg-att-static) *(SP …)`, up to a streamed literal.
fn fetch_head<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, FetchHead<'a>> {
    let read = || {
        let (rest, ()) = byte(b'*', Rule::ResponseData, i)?;
        let (rest, ()) = sp(rest)?;
        let (rest, number) = nz_number(cx, spaces(cx, rest, Quirk::SpaceBeforeNumber))?;
        let (rest, ()) = sp(rest)?;
        let name = spaces(cx, rest, Quirk::SpaceBeforeNumber);
        let (rest, by_uid) = match (keyword(name, b"FETCH"), keyword(name, b"UIDFETCH")) {
            (Some(rest), _) => (rest, false),
            (None, Some(rest)) => (rest, true),
            (None, None) => return refuse(rest, Rule::ResponseData),
        };
        let (rest, ()) = sp(rest)?;
        let (first, ()) = byte(b'(', Rule::Open, rest)?;
        let (rest, items) = within(Rule::MsgAtt, items(cx, first))?;
        match Vec1::try_from(items) {
            Ok(items) => {
                let told = items.iter().find_map(|item| match item {
                    MsgAtt::Uid(uid) => Some(*uid),
                    _ => None,
                });
                let (seq, uid) = if by_uid {
                    (None, Some(number))
                } else {
                    (Some(number), told)
                };
                let len = 0;
                Ok((
                    rest,
                    FetchHead {
                        seq,
                        uid,
                        items,
                        len,
                    },
                ))
            }
            Err(_) => refuse(first, Rule::MsgAtt),
        }
    };
    within(Rule::ResponseData, read())
}

fn items<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec<MsgAtt<'a>>> {
    let mut items = Vec::new();
    let mut rest = i;
    loop {
        rest = spaces(cx, rest, Quirk::SpaceInFetch);
        rest = match msg_att_item(cx, rest) {
            Ok((after, item)) => {
                items.push(item);
                after
            }
            Err(error) => crate::salvage::item(cx, rest, error, Rule::MsgAtt)?,
        };
        match rest {
            [] => return Ok((rest, items)),
            [b' ', after @ ..] => rest = after,
            _ => return refuse(rest, Rule::Sp),
        }
    }
}

/// `tag SP "APPEND" SP mailbox 1*append-message`, or `tag SP ["UID" SP] "REPLACE" SP seq-number SP mailbox append-message`,
/// up to a streamed literal.
fn append_head<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
) -> Parsed<'a, (Tag<'a>, Option<Replaces>, Append<'a>)> {
    let read = || {
        let (rest, tag) = tag(cx, i)?;
        cx.tag(i, rest);
        let (rest, ()) = sp(rest)?;
        let (rest, replaces, append) = if let Some(rest) = keyword(rest, b"APPEND") {
            let (rest, ()) = sp(rest)?;
            let (rest, append) = append(cx, rest)?;
            (rest, None, append)
        } else {
            let uid = keyword(rest, b"UID ");
            let Some(after) = keyword(uid.unwrap_or(rest), b"REPLACE") else {
                return refuse(rest, Rule::CommandName);
            };
            let (rest, ()) = sp(after)?;
            let (
                rest,
                Replace {
                    seq,
                    mailbox,
                    message,
                },
            ) = replace(cx, rest)?;
            let replaces = if uid.is_some() {
                Replaces::Uid(seq)
            } else {
                Replaces::Seq(seq)
            };
            let messages = Vec1::one(message);
            (rest, Some(replaces), Append { mailbox, messages })
        };
        if rest.is_empty() {
            Ok((rest, (tag, replaces, append)))
        } else {
            refuse(rest, Rule::AppendData)
        }
    };
    within(Rule::Command, read())
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::String, vec, vec::Vec};

    use imap_types::{core::Content, flag::Flag, mailbox::Mailbox, section::Section};

    use super::*;
    use crate::{Frame, Framer, Mode, testing::nz};

    /// What `show` makes of each head in `stream`.
    fn heads<T>(
        mode: Mode,
        options: &Options,
        stream: &[u8],
        show: impl Fn(Head<'_>) -> T,
    ) -> Vec<T> {
        let mut framer = Framer::new(mode, options).stream_above(2);
        framer.push(stream);
        let mut seen = vec![];
        while let Some(frame) = framer.next().unwrap() {
            match frame {
                Frame::Head(head) => seen.push(show(head)),
                Frame::Offer(_) => framer.accept(),
                _ => {}
            }
        }
        seen
    }

    #[test]
    fn fetch() {
        let decoder = ResponseDecoder::strict();
        let stream = b"* 12 FETCH (UID 7 BODY[1]<0> {5}\r\nhello FLAGS (\\Seen) BODY[HEADER.FIELDS ({1}\r\na)] {3}\r\nabc BINARY[] ~{4}\r\n\0\0\0\0 RFC822 {6}\r\nabcdef)\r\n";
        let seen = heads(Mode::Response, decoder.options(), stream, |head| {
            let head = decoder.decode_head(head).unwrap();
            let len = head.len;
            assert_eq!((head.seq, head.uid), (Some(nz(12)), Some(nz(7))));
            let last = match head.item() {
                MsgAtt::BodySection(data) => {
                    assert_eq!(data.data, Some(Content::Elsewhere { len }));
                    match &data.section {
                        Section::Part(part) => format!("{part:?}{:?}", data.origin),
                        section => format!("{section:?}"),
                    }
                }
                item => format!("{item:?}"),
            };
            (head.items.len(), len, last.len() > 3)
        });
        assert_eq!(
            seen,
            [(2, 5, true), (4, 3, true), (5, 4, true), (6, 6, true)]
        );
    }

    #[test]
    fn uidfetch() {
        let decoder = ResponseDecoder::strict();
        let stream = b"* 25996 UIDFETCH (FLAGS () BODY[] {5}\r\nhello MODSEQ (5) RFC822.TEXT {3}\r\nabc)\r\n* 7 uidfetch (UID 8 BINARY[1] ~{4}\r\n\0\0\0\0)\r\n";
        let seen = heads(Mode::Response, decoder.options(), stream, |head| {
            let head = decoder.decode_head(head).unwrap();
            assert_eq!(head.seq, None);
            (head.uid.unwrap().get(), head.items.len(), head.len)
        });
        assert_eq!(seen, [(25_996, 2, 5), (25_996, 4, 3), (7, 2, 4)]);
    }

    #[test]
    fn append() {
        let decoder = CommandDecoder::strict();
        let stream = b"a APPEND {2}\r\nMe (\\Seen) \"17-Jul-1996 02:44:25 -0700\" {5}\r\nhello (\\Draft) ~{3+}\r\n\0\0\0 {4}\r\nabcd\r\n";
        let seen = heads(Mode::Command, decoder.options(), stream, |head| {
            let head = decoder.decode_head(head).unwrap();
            assert_eq!(head.tag.as_str(), "a");
            assert_eq!(head.append.mailbox, Mailbox::try_from("Me").unwrap());
            let message = head.message();
            (
                head.index(),
                head.len,
                message.flags.contains(&Flag::Seen),
                message.flags.contains(&Flag::Draft),
                message.date.is_some(),
            )
        });
        assert_eq!(
            seen,
            [
                (0, 5, true, false, true),
                (1, 3, false, true, false),
                (2, 4, false, false, false)
            ]
        );
    }

    #[test]
    fn what_cannot_be_read() {
        let error = |mode, options: Options, stream: &str| -> String {
            let seen = heads(mode, &options, stream.as_bytes(), |head| {
                let error = match mode {
                    Mode::Response => ResponseDecoder::new(options).decode_head(head).err(),
                    _ => CommandDecoder::new(options).decode_head(head).err(),
                };
                error.map_or(String::from("none"), |error| {
                    format!("{error} {:?}", error.tag)
                })
            });
            assert_eq!(seen.len(), 1, "{stream}");
            seen.into_iter().next().unwrap()
        };
        let strict = Options::strict();
        assert_eq!(
            error(Mode::Response, strict, "* 1 FETCH (UID x BODY[] {3}\r\n"),
            "expected nz-number at byte 15 (in msg-att) None"
        );
        assert_eq!(
            error(Mode::Response, strict, "* 1 FETCH (UID 7  BODY[] {3}\r\n"),
            "expected msg-att at byte 17 (in msg-att) None"
        );
        assert_eq!(
            error(
                Mode::Response,
                Options::tolerant(),
                "* 1 FETCH (UID 7  BODY[] {3}\r\n"
            ),
            "none"
        );
        assert_eq!(
            error(Mode::Command, strict, "a APPEND x (\\*) {3}\r\n"),
            "expected flag at byte 13 (in append-data) Some(0..1)"
        );
    }
}
