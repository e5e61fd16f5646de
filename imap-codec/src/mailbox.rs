//! Mailbox names ([RFC 9051 §5.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-5.1)).

use alloc::borrow::Cow;

use imap_types::{
    core::{AString, is_list_char},
    mailbox::{ListMailbox, Mailbox},
};

use crate::{
    core::{astring, eight_bit_run, string_content},
    quirk::Quirk,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, expect},
        scan,
        write::{Encode, Writer},
    },
};

/// `mailbox = "INBOX" / astring`
#[inline]
pub(crate) fn mailbox<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Mailbox<'a>> {
    let (rest, name) = expect(Rule::Mailbox, i, astring(cx, i))?;
    Ok((rest, Mailbox::from(name)))
}

/// What is left of the line, if no string begins here: in it a name may stand outside quotes.
#[cold]
pub(crate) fn line_of_name(i: &[u8]) -> Option<&[u8]> {
    if matches!(i, [b'"' | b'{', ..] | [b'*', b'"', ..]) {
        return None;
    }
    i.get(..memchr::memchr2(b'\r', b'\n', i).unwrap_or(i.len()))
}

/// All between `start` and `end`, as a name.
#[cold]
pub(crate) fn unquoted_name<'a>(
    cx: &Cx<'_>,
    quirk: Quirk,
    start: &'a [u8],
    end: &'a [u8],
) -> Option<(&'a [u8], Mailbox<'a>)> {
    let name = start.get(..start.len() - end.len())?;
    let named = !name.is_empty() && memchr::memchr(0, name).is_none();
    if !named || !cx.mend(quirk, start, end) {
        return None;
    }
    let name = AString::from_scanned(Cow::Borrowed(name));
    Some((end, Mailbox::from(name)))
}

impl Encode for Mailbox<'_> {
    #[inline]
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        match self {
            Self::Inbox => {
                w.raw(b"INBOX");
            }
            Self::Named(name) => name.as_astring().encode(w),
        }
    }
}

/// `list-mailbox = 1*list-char / string`
pub(crate) fn list_mailbox<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, ListMailbox<'a>> {
    let (bytes, rest) = i.split_at(scan::span(i, is_list_char));
    if rest.first().is_some_and(|byte| *byte >= 0x80) {
        let (rest, bytes) = eight_bit_run(cx, i, is_list_char)?;
        return Ok((rest, ListMailbox(AString::from_scanned(bytes))));
    }
    if !bytes.is_empty() {
        return Ok((
            rest,
            ListMailbox(AString::from_scanned(Cow::Borrowed(bytes))),
        ));
    }
    let (rest, bytes) = expect(Rule::ListMailbox, i, string_content(cx, i))?;
    Ok((rest, ListMailbox(AString::from_scanned(bytes))))
}

impl Encode for ListMailbox<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        if self.is_list_chars() && !self.as_bytes().eq_ignore_ascii_case(b"NIL") {
            w.raw(self.as_bytes());
        } else {
            w.string(self.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{both, ok, reads, refuses};

    #[test]
    fn names() {
        both::<Mailbox<'_>>(
            mailbox,
            &[
                ("INBOX", Mailbox::Inbox),
                ("INBOX/a", ok("INBOX/a")),
                ("\"\"", ok("")),
                ("\"a b\"", ok("a b")),
                ("\"nil\"", ok("nil")),
                (
                    "~peter/mail/&U,BTFw-/&ZeVnLIqe-",
                    ok("~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
                ),
            ],
        );
        reads::<Mailbox<'_>>(
            mailbox,
            &[
                ("inBox", Mailbox::Inbox),
                ("\"inbox\"", Mailbox::Inbox),
                ("{5}\r\nInbox", Mailbox::Inbox),
                ("NIL", ok("NIL")),
            ],
        );
        refuses(
            mailbox,
            &[
                ("*", 0, Rule::Mailbox),
                ("(a)", 0, Rule::Mailbox),
                ("", 0, Rule::Mailbox),
            ],
        );
        both::<ListMailbox<'_>>(
            list_mailbox,
            &[
                ("%*]", ok("%*]")),
                ("\"\"", ok("")),
                ("\"a *\"", ok("a *")),
                ("inbox", ok("inbox")),
            ],
        );
        reads::<ListMailbox<'_>>(
            list_mailbox,
            &[
                ("\"*\"", ok("*")),
                ("NIL", ok("NIL")),
                ("{1}\r\n%", ok("%")),
            ],
        );
        refuses(
            list_mailbox,
            &[
                ("(", 0, Rule::ListMailbox),
                ("", 0, Rule::ListMailbox),
                ("\\", 0, Rule::ListMailbox),
            ],
        );
    }
}
