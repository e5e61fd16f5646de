//! STATUS ([RFC 9051 §6.3.11](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.11)).

use alloc::vec::Vec;

use imap_types::{
    core::Vec1,
    mailbox::Mailbox,
    status::{MailboxStatus, Status, StatusAtt, StatusAttName, StatusItem, StatusItemName},
};

use crate::{
    core::{atom, byte, list1, nil, number, number64, nz_number, sp, spaces},
    ext::{
        condstore::mod_sequence_valzer,
        objectid::{objectid_in_list, write_objectid_in_list},
        objectid_plus::{objectid_compound, write_objectid_compound},
    },
    mailbox::{line_of_name, mailbox, unquoted_name},
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
        AppendLimit, Deleted, DeletedStorage, HighestModSeq, MailboxId, Messages, ObjectId, Recent, Size, UidNext, UidValidity,
        Unseen,
    }
}

joint! {
    /// `status-att-val`
    status_att_val -> StatusItem by StatusItemName, named by atom, slot StatusAtt {
        AppendLimit(nnumber),
        Deleted(number),
        DeletedStorage(number64),
        HighestModSeq(mod_sequence_valzer),
        MailboxId(objectid_in_list => write_objectid_in_list),
        Messages(number),
        ObjectId(objectid_compound => write_objectid_compound),
        Recent(number),
        Size(number64),
        UidNext(nz_number),
        UidValidity(nz_number),
        Unseen(number),
    }
}

/// `number / nil`
fn nnumber<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Option<u32>> {
    match nil(i) {
        Some(rest) => Ok((rest, None)),
        None => number(cx, i).map(|(rest, number)| (rest, Some(number))),
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
    let (rest, mailbox) = if cx.salvage {
        told_name(cx, i)?
    } else {
        mailbox(cx, i)?
    };
    let (rest, _) = sp(rest)?;
    let (rest, items) = within(Rule::StatusAtt, status_att_list(cx, rest))?;
    Ok((
        spaces(cx, rest, Quirk::SpaceAfterStatus),
        MailboxStatus { mailbox, items },
    ))
}

/// A name up to the list, if it goes on behind an atom (quirk `unquoted-status-name`).
#[cold]
#[inline(never)]
fn told_name<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Mailbox<'a>> {
    let mark = cx.mark();
    let read = mailbox(cx, i);
    if matches!(&read, Ok(([b' ', b'(', ..], _))) {
        return read;
    }
    let Some(line) = line_of_name(i) else {
        return read;
    };
    let end = memchr::memmem::find(line, b" (").and_then(|at| i.get(at..));
    cx.reset(mark);
    end.and_then(|end| unquoted_name(cx, Quirk::UnquotedStatusName, i, end))
        .map_or(read, Ok)
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
    cx.mend(Quirk::of_number(digits), i, rest).then_some(rest)
}

impl Encode for MailboxStatus<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.mailbox.encode(w);
        w.sp().list(&self.items, |w, item| item.encode(w));
    }
}

#[cfg(test)]
mod tests {
    use imap_types::ext::condstore::ModSeqValzer;

    use super::*;
    use crate::testing::{both, covers, list1, n64, nz, ok, other, reads, refuses};

    #[test]
    fn every_name() {
        let asked = [
            ("DELETED", StatusAtt::Deleted),
            ("DELETED-STORAGE", StatusAtt::DeletedStorage),
            ("MESSAGES", StatusAtt::Messages),
            ("RECENT", StatusAtt::Recent),
            ("SIZE", StatusAtt::Size),
            ("UIDNEXT", StatusAtt::UidNext),
            ("UIDVALIDITY", StatusAtt::UidValidity),
            ("UNSEEN", StatusAtt::Unseen),
            ("APPENDLIMIT", StatusAtt::AppendLimit),
            ("HIGHESTMODSEQ", StatusAtt::HighestModSeq),
            ("MAILBOXID", StatusAtt::MailboxId),
            ("OBJECTID", StatusAtt::ObjectId),
            ("XITEM", StatusAtt::Other(other("XITEM", ""))),
        ];
        covers(
            StatusAttName::ALL.iter().map(|name| name.as_str()),
            asked.iter().map(|(_, value)| value.keyword()),
        );
        both(status_att, &asked);
        let told = [
            ("DELETED 0", StatusItem::Deleted(0)),
            (
                "DELETED-STORAGE 9223372036854775807",
                StatusItem::DeletedStorage(n64(u64::MAX >> 1)),
            ),
            ("MESSAGES 231", StatusItem::Messages(231)),
            ("RECENT 4294967295", StatusItem::Recent(u32::MAX)),
            (
                "SIZE 9223372036854775807",
                StatusItem::Size(n64(u64::MAX >> 1)),
            ),
            ("UIDNEXT 44292", StatusItem::UidNext(nz(44292))),
            ("UIDVALIDITY 1", StatusItem::UidValidity(nz(1))),
            ("UNSEEN 0", StatusItem::Unseen(0)),
            ("APPENDLIMIT 257890", StatusItem::AppendLimit(Some(257_890))),
            ("APPENDLIMIT NIL", StatusItem::AppendLimit(None)),
            (
                "HIGHESTMODSEQ 7011231777",
                StatusItem::HighestModSeq(ModSeqValzer(7_011_231_777)),
            ),
            (
                "HIGHESTMODSEQ 0",
                StatusItem::HighestModSeq(ModSeqValzer::ZERO),
            ),
            (
                "MAILBOXID (F2212ea87)",
                StatusItem::MailboxId(ok("F2212ea87")),
            ),
            ("OBJECTID ()", StatusItem::ObjectId(Vec::new())),
            ("XITEM (a)", StatusItem::Other(other("XITEM", " (a)"))),
        ];
        covers(
            StatusItemName::ALL.iter().map(|name| name.as_str()),
            told.iter().map(|(_, value)| value.keyword()),
        );
        both(status_att_val, &told);
        refuses(
            status_att_val,
            &[
                ("MESSAGES", 8, Rule::Sp),
                ("MESSAGES -1", 9, Rule::Number),
                ("UIDNEXT 0", 8, Rule::NzNumber),
                ("SIZE 9223372036854775808", 5, Rule::Number64),
                ("FOO", 3, Rule::Sp),
                ("", 0, Rule::StatusAtt),
            ],
        );
    }

    #[test]
    fn command_and_response() {
        both(
            status,
            &[(
                "blurdybloop (UIDNEXT MESSAGES)",
                Status {
                    mailbox: ok("blurdybloop"),
                    items: list1([StatusAtt::UidNext, StatusAtt::Messages]),
                },
            )],
        );
        refuses(
            status,
            &[
                ("x", 1, Rule::Sp),
                ("x ()", 3, Rule::StatusAtt),
                ("x MESSAGES", 2, Rule::Open),
            ],
        );
        // RFC 9051 section 6.3.11
        let items = [StatusItem::Messages(231), StatusItem::UidNext(nz(44292))];
        both(
            mailbox_status,
            &[
                (
                    "blurdybloop (MESSAGES 231 UIDNEXT 44292)",
                    MailboxStatus {
                        mailbox: ok("blurdybloop"),
                        items: items.into(),
                    },
                ),
                (
                    "INBOX ()",
                    MailboxStatus {
                        mailbox: ok("INBOX"),
                        items: Vec::new(),
                    },
                ),
            ],
        );
        reads(
            mailbox_status,
            &[(
                "inbox (unseen 1)",
                MailboxStatus {
                    mailbox: ok("INBOX"),
                    items: [StatusItem::Unseen(1)].into(),
                },
            )],
        );
        refuses(
            mailbox_status,
            &[
                ("x (MESSAGES 1 ", 14, Rule::StatusAtt),
                ("x (MESSAGES 1", 13, Rule::Close),
            ],
        );
    }
}
