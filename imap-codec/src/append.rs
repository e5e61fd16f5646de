//! APPEND ([RFC 9051 §6.3.12](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.12),
//! [RFC 4466 §3](https://www.rfc-editor.org/rfc/rfc4466.html#section-3)).

use alloc::vec::Vec;

use imap_types::{
    append::{Append, AppendData, AppendDataName, AppendExt, AppendExtName, AppendMessage},
    core::{Other, Vec1},
    flag::Flags,
};

use crate::{
    core::{label, literal_content, literal8, other, sp, write_literal8},
    datetime::date_time,
    ext::{
        annotate_experiment_1::{entry_atts, write_entry_atts},
        catenate::{catenate, utf8_literal, write_catenate, write_utf8_literal},
    },
    flag::flag_list,
    mailbox::mailbox,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, expect, within},
        write::{Encode, Writer},
    },
};

joint! {
    /// `append-ext = tagged-ext-label SP tagged-ext-val`
    append_ext -> AppendExt by AppendExtName, named by label, slot AppendExt {
        Annotation(entry_atts => write_entry_atts),
    }
}

joint! {
    /// `append-data-ext = tagged-ext`, and the data of known extensions.
    append_data_ext -> AppendData by AppendDataName, named by label, slot AppendData {
        Catenate(catenate => write_catenate),
        Utf8(utf8_literal => write_utf8_literal),
    }
    also {
        Literal => Encode::encode,
        Literal8 => write_literal8,
    }
}

/// `append = "APPEND" SP mailbox 1*append-message`
pub(crate) fn append<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Append<'a>> {
    let (rest, mailbox) = mailbox(cx, i)?;
    let (rest, first) = within(Rule::AppendData, append_message(cx, rest))?;
    let mut messages = Vec1::one(first);
    let mut rest = rest;
    while rest.first() == Some(&b' ') {
        let (after, next) = within(Rule::AppendData, append_message(cx, rest))?;
        messages.push(next);
        rest = after;
    }
    Ok((rest, Append { mailbox, messages }))
}

/// `append-message = append-opts SP append-data`, `append-opts = [SP flag-list] [SP date-time] *(SP append-ext)`
pub(crate) fn append_message<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, AppendMessage<'a>> {
    let mut rest = i;
    let mut flags = Flags::new();
    if let [b' ', b'(', ..] = rest {
        (rest, flags) = flag_list(cx, rest.get(1..).unwrap_or_default())?;
    }
    let mut date = None;
    if let [b' ', b'"', ..] = rest {
        let (after, value) = date_time(cx, rest.get(1..).unwrap_or_default())?;
        (rest, date) = (after, Some(value));
    }
    let mut extensions: Vec<AppendExt<'a>> = Vec::new();
    loop {
        let (next, _) = sp(rest)?;
        match next.first() {
            Some(b'{') => {
                let (rest, content) = literal_content(cx, next)?;
                return Ok((
                    rest,
                    AppendMessage {
                        flags,
                        date,
                        extensions,
                        data: AppendData::Literal(content),
                    },
                ));
            }
            Some(b'~') => {
                let (rest, content) = literal8(cx, next)?;
                return Ok((
                    rest,
                    AppendMessage {
                        flags,
                        date,
                        extensions,
                        data: AppendData::Literal8(content),
                    },
                ));
            }
            _ => {}
        }
        let (content, name) = expect(Rule::AppendData, next, label(next))?;
        let data = AppendDataName::parse(name).is_some();
        if !data {
            let mark = cx.mark();
            // What nobody knows is the data, if no literal or label follows: at the end, or before the next message.
            let extension = AppendExtName::parse(name).is_some()
                || {
                    let (after, _): (_, Other<'_, AppendDataName>) =
                        other(cx, next, name, content, Rule::AppendData)?;
                    matches!(after, [b' ', behind, ..] if !matches!(behind, b'(' | b'"' | b'\r' | b'\n'))
                };
            cx.reset(mark);
            if extension {
                let (after, extension) = append_ext(cx, next)?;
                extensions.push(extension);
                rest = after;
                continue;
            }
        }
        let (rest, data) = append_data_ext(cx, next)?;
        return Ok((
            rest,
            AppendMessage {
                flags,
                date,
                extensions,
                data,
            },
        ));
    }
}

impl Encode for AppendMessage<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        if !self.flags.is_empty() {
            self.flags.encode(w.sp());
        }
        if let Some(date) = &self.date {
            date.encode(w.sp());
        }
        for extension in &self.extensions {
            extension.encode(w.sp());
        }
        w.sp();
        self.data.encode(w);
    }
}

impl Encode for Append<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.mailbox.encode(w);
        let mut unknown = false;
        for message in &self.messages {
            // Behind data of unknown form only a flag list or a date tells that another message begins.
            if unknown && message.flags.is_empty() && message.date.is_none() {
                w.raw(b" ()");
            }
            message.encode(w);
            unknown = matches!(message.data, AppendData::Other(_));
        }
    }
}

#[cfg(test)]
mod tests {
    use imap_types::{
        datetime::{Date, DateTime, Zone},
        ext::{
            annotate_experiment_1::{AttValue, EntryAtt},
            catenate::CatPart,
        },
        flag::Flag,
    };

    use super::*;
    use crate::testing::{both, covers, list1, ok, other, reads, refuses};

    #[test]
    fn every_slot() -> Result<(), imap_types::core::Invalid> {
        let literal = |octets: &'static str| AppendData::Literal(ok(octets));
        let of = |messages| Append {
            mailbox: ok("x"),
            messages,
        };
        let date = DateTime::new(Date::new(1994, 2, 7)?, 21, 52, 25, Zone::new(true, 8, 0)?)?;
        let full = AppendMessage {
            flags: Flag::Seen.into(),
            date: Some(date),
            extensions: [AppendExt::Annotation(list1([EntryAtt {
                entry: ok("/comment"),
                values: list1([AttValue {
                    attrib: ok("value.priv"),
                    value: ok("x"),
                }]),
            }]))]
            .into(),
            data: literal("ab"),
        };
        covers(
            AppendDataName::ALL.iter().map(|name| name.as_str()),
            [Some("CATENATE"), Some("UTF8")],
        );
        covers(
            AppendExtName::ALL.iter().map(|name| name.as_str()),
            [Some("ANNOTATION")],
        );
        both(
            append,
            &[
                (
                    "x {3}\r\na\r\n",
                    of(Vec1::one(AppendMessage::new(literal("a\r\n")))),
                ),
                (
                    "x (\\Seen) \" 7-Feb-1994 21:52:25 -0800\" ANNOTATION (/comment (value.priv \"x\")) {2}\r\nab",
                    of(Vec1::one(full)),
                ),
                (
                    "x ~{2}\r\na\0",
                    of(Vec1::one(AppendMessage::new(AppendData::Literal8(ok(
                        "a\0",
                    ))))),
                ),
                // RFC 3502: an empty one too
                (
                    "x (\\Seen) {1}\r\na {0}\r\n",
                    of(list1([
                        AppendMessage {
                            flags: Flag::Seen.into(),
                            ..AppendMessage::new(literal("a"))
                        },
                        AppendMessage::new(literal("")),
                    ])),
                ),
                // RFC 4469
                (
                    "x CATENATE (URL \"/a\" TEXT {3}\r\na)b) {1}\r\nc",
                    of(list1([
                        AppendMessage::new(AppendData::Catenate(list1([
                            CatPart::Url(ok("/a")),
                            CatPart::Text(ok("a)b")),
                        ]))),
                        AppendMessage::new(literal("c")),
                    ])),
                ),
                (
                    "x XEXT 1:* XDATA (a)",
                    of(Vec1::one(AppendMessage {
                        extensions: [AppendExt::Other(other("XEXT", " 1:*"))].into(),
                        ..AppendMessage::new(AppendData::Other(other("XDATA", " (a)")))
                    })),
                ),
                // RFC 6855
                (
                    "x UTF8 (~{1}\r\na)",
                    of(Vec1::one(AppendMessage::new(AppendData::Utf8(ok("a"))))),
                ),
                (
                    "x XDATA (a) () {1}\r\na",
                    of(list1([
                        AppendMessage::new(AppendData::Other(other("XDATA", " (a)"))),
                        AppendMessage::new(literal("a")),
                    ])),
                ),
            ],
        );
        reads(
            append,
            &[(
                "x () {1+}\r\na",
                of(Vec1::one(AppendMessage::new(literal("a")))),
            )],
        );
        refuses(
            append,
            &[
                ("x", 1, Rule::Sp),
                ("x ", 2, Rule::AppendData),
                ("x \"a\"", 2, Rule::DateTime),
                ("x () ()", 5, Rule::AppendData),
                ("x {2}\r\na", 8, Rule::Char8),
                ("x {1}\r\n\0", 7, Rule::Char8),
                ("x CATENATE", 10, Rule::Sp),
                ("x XDATA", 7, Rule::Sp),
                ("x ANNOTATION (/a (value NIL))", 29, Rule::Sp),
                ("x ANNOTATION {1}\r\na", 13, Rule::Open),
            ],
        );
        Ok(())
    }
}
