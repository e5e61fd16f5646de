//! IMAP4 ([RFC 1730](https://www.rfc-editor.org/rfc/rfc1730.html)): what is still read.

use imap_types::ext::imap4::{Find, PartialFetch, PartialItem};

use crate::{
    core::{keyword, number, nz_number, sp},
    mailbox::list_mailbox,
    rule::Rule,
    section::section,
    wire::{
        cx::{Cx, Parsed, refuse},
        write::{Encode, Writer},
    },
};

/// `["ALL."] "MAILBOXES" SPACE list_mailbox`, behind `FIND SP`.
pub(crate) fn find<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Find<'a>> {
    let (all, rest) = match keyword(i, b"ALL.") {
        Some(rest) => (true, rest),
        None => (false, i),
    };
    let Some(rest) = keyword(rest, b"MAILBOXES") else {
        return refuse(i, Rule::Find);
    };
    let (rest, ()) = sp(rest)?;
    let (rest, pattern) = list_mailbox(cx, rest)?;
    Ok((rest, Find { all, pattern }))
}

impl Encode for Find<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        if self.all {
            w.raw(b"ALL.");
        }
        self.pattern.encode(w.raw(b"MAILBOXES "));
    }
}

/// `nz_number SPACE (…) SPACE number SPACE number`, behind `PARTIAL SP`.
pub(crate) fn partial_fetch<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, PartialFetch<'a>> {
    let (rest, seq) = nz_number(cx, i)?;
    let (rest, ()) = sp(rest)?;
    let (rest, item) = partial_item(cx, rest)?;
    let (rest, ()) = sp(rest)?;
    let (rest, first) = number(cx, rest)?;
    let (rest, ()) = sp(rest)?;
    let (rest, len) = number(cx, rest)?;
    let partial = PartialFetch {
        seq,
        item,
        first,
        len,
    };
    Ok((rest, partial))
}

impl Encode for PartialFetch<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.seq.encode(w);
        self.item.encode(w.sp());
        self.first.encode(w.sp());
        self.len.encode(w.sp());
    }
}

/// `"BODY" [".PEEK"] "[" section "]" / "RFC822" (([".TEXT"] [".PEEK"]) / ".HEADER")`
fn partial_item<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, PartialItem<'a>> {
    if let Some(rest) = keyword(i, b"BODY[") {
        let (rest, section) = section(cx, rest)?;
        return Ok((rest, PartialItem::Body(section)));
    }
    if let Some(rest) = keyword(i, b"BODY.PEEK[") {
        let (rest, section) = section(cx, rest)?;
        return Ok((rest, PartialItem::BodyPeek(section)));
    }
    let items: [(&[u8], PartialItem<'a>); 5] = [
        (b"RFC822.HEADER", PartialItem::Rfc822Header),
        (b"RFC822.PEEK", PartialItem::Rfc822Peek),
        (b"RFC822.TEXT.PEEK", PartialItem::Rfc822TextPeek),
        (b"RFC822.TEXT", PartialItem::Rfc822Text),
        (b"RFC822", PartialItem::Rfc822),
    ];
    for (name, item) in items {
        if let Some((front, rest @ ([b' ', ..] | []))) = i.split_at_checked(name.len())
            && front.eq_ignore_ascii_case(name)
        {
            return Ok((rest, item));
        }
    }
    refuse(i, Rule::FetchAtt)
}

impl Encode for PartialItem<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        match self {
            Self::Body(section) => section.encode(w.raw(b"BODY[")),
            Self::BodyPeek(section) => section.encode(w.raw(b"BODY.PEEK[")),
            Self::Rfc822 => {
                w.raw(b"RFC822");
            }
            Self::Rfc822Header => {
                w.raw(b"RFC822.HEADER");
            }
            Self::Rfc822Peek => {
                w.raw(b"RFC822.PEEK");
            }
            Self::Rfc822Text => {
                w.raw(b"RFC822.TEXT");
            }
            Self::Rfc822TextPeek => {
                w.raw(b"RFC822.TEXT.PEEK");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use imap_types::section::Section;

    use super::*;
    use crate::testing::{both, nz, ok, reads, refuses};

    #[test]
    fn finds() {
        let of = |all, pattern| Find {
            all,
            pattern: ok(pattern),
        };
        both(
            find,
            &[
                ("MAILBOXES *", of(false, "*")),
                ("ALL.MAILBOXES \"a b?\"", of(true, "a b?")),
            ],
        );
        reads(find, &[("all.mailboxes %", of(true, "%"))]);
        refuses(
            find,
            &[
                ("", 0, Rule::Find),
                ("ALL *", 0, Rule::Find),
                ("MAILBOXES", 9, Rule::Sp),
                ("MAILBOXES (", 10, Rule::ListMailbox),
            ],
        );
    }

    #[test]
    fn partials() {
        let of = |item| PartialFetch {
            seq: nz(4),
            item,
            first: 1,
            len: 1024,
        };
        both(
            partial_fetch,
            &[
                ("4 RFC822 1 1024", of(PartialItem::Rfc822)),
                ("4 RFC822.HEADER 1 1024", of(PartialItem::Rfc822Header)),
                ("4 RFC822.PEEK 1 1024", of(PartialItem::Rfc822Peek)),
                ("4 RFC822.TEXT 1 1024", of(PartialItem::Rfc822Text)),
                ("4 RFC822.TEXT.PEEK 1 1024", of(PartialItem::Rfc822TextPeek)),
                ("4 BODY[] 1 1024", of(PartialItem::Body(Section::Whole))),
                (
                    "4 BODY.PEEK[TEXT] 1 1024",
                    of(PartialItem::BodyPeek(Section::Text(None))),
                ),
            ],
        );
        refuses(
            partial_fetch,
            &[
                ("0 RFC822 1 1", 0, Rule::NzNumber),
                ("1:2 RFC822 1 1", 1, Rule::Sp),
                ("4 RFC822.SIZE 1 1", 2, Rule::FetchAtt),
                ("4 RFC822X 1 1", 2, Rule::FetchAtt),
                ("4 BODY 1 1", 2, Rule::FetchAtt),
                ("4 RFC822 1", 10, Rule::Sp),
                ("4 RFC822 1 4294967296", 11, Rule::Number),
            ],
        );
    }
}
