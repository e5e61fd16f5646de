//! STATUS ([RFC 9051 §6.3.11](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.11)).

use alloc::vec::Vec;

use imap_types::{
    core::Vec1,
    status::{MailboxStatus, Status, StatusAtt, StatusAttName, StatusItem, StatusItemName},
};

use crate::{
    core::{atom, byte, list1, number, number64, nz_number, sp, spaces},
    mailbox::mailbox,
    quirk::Quirk,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, refuse, within},
        scan,
        write::{Encode, Writer},
    },
};

joint! {
    /// `status-att`
    status_att -> StatusAtt by StatusAttName, named by atom, slot StatusAtt {
        Deleted, Messages, Recent, Size, UidNext, UidValidity, Unseen,
    }
}

joint! {
    /// `status-att-val`
    status_att_val -> StatusItem by StatusItemName, named by atom, slot StatusAtt {
        Deleted(number),
        Messages(number),
        Recent(number),
        Size(number64),
        UidNext(nz_number),
        UidValidity(nz_number),
        Unseen(number),
    }
}

/// `"(" status-att *(SP status-att) ")"`
pub(crate) fn status_atts<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec1<StatusAtt<'a>>> {
    list1(cx, i, Quirk::SpaceInList, Rule::StatusAtt, status_att)
}

pub(crate) fn write_status_atts<'v>(items: &'v Vec1<StatusAtt<'_>>, w: &mut Writer<'_, 'v>) {
    w.list(items, |w, item| item.encode(w));
}

/// `status = "STATUS" SP mailbox SP "(" status-att *(SP status-att) ")"`
pub(crate) fn status<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Status<'a>> {
    let (rest, mailbox) = mailbox(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, items) = status_atts(cx, rest)?;
    Ok((rest, Status { mailbox, items }))
}

impl Encode for Status<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.mailbox.encode(w);
        write_status_atts(&self.items, w.sp());
    }
}

/// `"STATUS" SP mailbox SP "(" [status-att-list] ")"`
pub(crate) fn mailbox_status<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, MailboxStatus<'a>> {
    let (rest, mailbox) = mailbox(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, items) = within(Rule::StatusAtt, status_att_list(cx, rest))?;
    Ok((
        spaces(cx, rest, Quirk::SpaceAfterStatus),
        MailboxStatus { mailbox, items },
    ))
}

fn status_att_list<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec<StatusItem<'a>>> {
    let (mut rest, _) = byte(b'(', Rule::Open, i)?;
    let mut items = Vec::new();
    if let [b')', rest @ ..] = rest {
        return Ok((rest, items));
    }
    loop {
        rest = spaces(cx, rest, Quirk::SpaceInList);
        if let ([b')', after @ ..], true) = (rest, cx.has(Quirk::SpaceInList)) {
            return Ok((after, items));
        }
        let mark = cx.mark();
        rest = match status_att_val(cx, rest) {
            Ok((after, item)) => {
                if items.is_empty() {
                    items.reserve_exact(items_ahead(rest));
                }
                items.push(item);
                after
            }
            Err(error) => {
                cx.reset(mark);
                match number_out_of_range(cx, rest) {
                    Some(after) => after,
                    None => crate::salvage::item(cx, rest, error, Rule::StatusAtt)?,
                }
            }
        };
        match rest {
            [b')', after @ ..] => return Ok((after, items)),
            [b' ', end @ ..]
                if end.first() == Some(&b')') && cx.mend(Quirk::SpaceInList, rest, end) =>
            {
                let after = end.get(1..).unwrap_or_default();
                return Ok((after, items));
            }
            [b' ', after @ ..] => rest = after,
            _ => return refuse(rest, Rule::Close),
        }
    }
}

/// Half the spaces up to the end of the list.
fn items_ahead(i: &[u8]) -> usize {
    let end = memchr::memchr2(b')', b'\r', i).unwrap_or(i.len());
    memchr::memchr_iter(b' ', i.get(..end).unwrap_or_default())
        .count()
        .div_ceil(2)
        .max(1)
}

/// A number where the item wants one, but 0 or beyond its bits: the item is left out.
#[cold]
fn number_out_of_range<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Option<&'a [u8]> {
    let (rest, name) = atom(i).ok()?;
    StatusItemName::parse(name)?;
    let digits = rest.strip_prefix(b" ")?;
    let (digits, rest) = digits.split_at(scan::span(digits, |byte| byte.is_ascii_digit()));
    if digits.is_empty() || !matches!(rest.first(), Some(b' ' | b')')) {
        return None;
    }
    let zero = digits.iter().all(|digit| *digit == b'0');
    cx.mend(
        if zero {
            Quirk::ZeroNumber
        } else {
            Quirk::BigNumber
        },
        i,
        rest,
    )
    .then_some(rest)
}

impl Encode for MailboxStatus<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.mailbox.encode(w);
        w.sp().list(&self.items, |w, item| item.encode(w));
    }
}
