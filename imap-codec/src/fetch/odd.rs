//! Items that servers answer in the place of what the grammar wants, each under the [`Quirk`] that lets it pass.

use alloc::vec::Vec;

use imap_types::{IntoBoundedStatic, fetch::MsgAtt};

use super::{msg_att_item, section_data};
use crate::{
    core::{keyword, sp},
    quirk::Quirk,
    rule::Rule,
    wire::{
        cx::{Cx, Error},
        scan,
    },
};

/// Behind the item at `i`, which could not be read because of `error`: mended, or left out if its end can be told.
#[cold]
#[inline(never)]
pub(super) fn odd_item<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    error: nom::Err<Error>,
    items: &mut Vec<MsgAtt<'a>>,
) -> Result<&'a [u8], nom::Err<Error>> {
    if cx.salvage {
        cx.forget_from(i);
        let (mark, known) = (cx.mark(), items.len());
        for read in [
            items_in_parentheses,
            rfc822_section,
            negative_mod_sequence,
            stray_quotes,
            with_bad_parts,
        ] {
            if let Some(rest) = read(cx, i, items) {
                return Ok(rest);
            }
            cx.reset(mark);
            items.truncate(known);
        }
    }
    match crate::salvage::item(cx, i, error, Rule::MsgAtt) {
        Err(error) if cx.salvage && !items.is_empty() => {
            crate::salvage::all_behind(cx, i, error, Rule::MsgAtt)
        }
        behind => behind,
    }
}

/// `"(" item *(SP item) ")"` in the place of an item (quirk `nested-items`).
fn items_in_parentheses<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    items: &mut Vec<MsgAtt<'a>>,
) -> Option<&'a [u8]> {
    let mut rest = i.strip_prefix(b"(")?;
    loop {
        let (after, item) = msg_att_item(cx, rest).ok()?;
        items.push(item);
        match after {
            [b')', after @ ..] => return cx.mend(Quirk::NestedItems, i, after).then_some(after),
            _ => (rest, ()) = sp(after).ok()?,
        }
    }
}

/// `RFC822[…]`, which is `BODY[…]` (quirk `rfc822-section`).
fn rfc822_section<'a>(cx: &Cx<'_>, i: &'a [u8], items: &mut Vec<MsgAtt<'a>>) -> Option<&'a [u8]> {
    let inside = keyword(i, b"RFC822[")?;
    let (rest, data) = section_data(cx, inside).ok()?;
    items.push(MsgAtt::BodySection(data));
    cx.mend(Quirk::Rfc822Section, i, inside).then_some(rest)
}

/// `MODSEQ (-1)`, which says nothing (quirk `negative-mod-sequence`).
fn negative_mod_sequence<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    _: &mut Vec<MsgAtt<'a>>,
) -> Option<&'a [u8]> {
    let digits = keyword(i, b"MODSEQ (-")?;
    let (_, len) = scan::digits(digits);
    let rest = digits.get(len..)?.strip_prefix(b")")?;
    (len > 0 && cx.mend(Quirk::NegativeModSequence, i, rest)).then_some(rest)
}

/// A body structure of which parts cannot be read, with something in their places.
fn with_bad_parts<'a>(cx: &Cx<'_>, i: &'a [u8], items: &mut Vec<MsgAtt<'a>>) -> Option<&'a [u8]> {
    keyword(i, b"BODYSTRUCTURE ").or_else(|| keyword(i, b"BODY "))?;
    cx.salvage_parts.set(true);
    let read = msg_att_item(cx, i);
    cx.salvage_parts.set(false);
    let (rest, item) = read.ok()?;
    items.push(item);
    Some(rest)
}

/// Behind the end of a line that stands between items (quirk `line-end-in-fetch`).
#[cold]
pub(super) fn behind_line_end<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Option<&'a [u8]> {
    let rest = i.strip_prefix(b"\r\n")?;
    let inside = matches!(rest, [b' ' | b')', ..]);
    (inside && cx.mend(Quirk::LineEndInFetch, i, rest)).then_some(rest)
}

/// An envelope or a body with quotes in its strings that are not escaped (quirk `stray-quote`): it is read anew, and by
/// the grammar alone, with those escaped behind which no string can end.
fn stray_quotes<'a>(cx: &Cx<'_>, i: &'a [u8], items: &mut Vec<MsgAtt<'a>>) -> Option<&'a [u8]> {
    let value = keyword(i, b"ENVELOPE ")
        .or_else(|| keyword(i, b"BODYSTRUCTURE "))
        .or_else(|| keyword(i, b"BODY "))?;
    if !cx.has(Quirk::StrayQuote) || cx.guessed.replace(true) {
        return None;
    }
    let (len, escaped) = with_escapes(value)?;
    let rest = value.get(len..)?;
    let name = i.get(..i.len() - value.len())?;
    let mended = [name, escaped.as_slice()].concat();
    let (left, item) = msg_att_item(&cx.apart(&mended), &mended).ok()?;
    if !left.is_empty() {
        return None;
    }
    items.push(item.into_static());
    cx.guessed.set(false);
    cx.mend(Quirk::StrayQuote, i, rest).then_some(rest)
}

/// The length of the list at `i`, and the list with each `"` escaped that neither begins a string nor stands before SP,
/// `)` or the end of the line. Nothing, if no list ends there.
fn with_escapes(i: &[u8]) -> Option<(usize, Vec<u8>)> {
    let mut escaped = Vec::with_capacity(i.len().min(4096));
    let (mut at, mut depth, mut quoted) = (0, 0_usize, false);
    loop {
        let byte = *i.get(at)?;
        match (byte, i.get(at + 1)) {
            (b'\r' | b'\n', _) => return None,
            (b'"', Some(b' ' | b')')) if quoted => quoted = false,
            (b'"', _) if quoted => escaped.push(b'\\'),
            (b'\\', Some(next @ (b'"' | b'\\'))) if quoted => {
                escaped.extend_from_slice(&[byte, *next]);
                at += 2;
                continue;
            }
            _ if quoted => {}
            (b'"', _) => quoted = true,
            (b'(', _) => depth += 1,
            (b')', _) => depth = depth.checked_sub(1)?,
            (b'{', _) => {
                let len = literal(i.get(at..)?)?;
                escaped.extend_from_slice(i.get(at..at.checked_add(len)?)?);
                at += len;
                continue;
            }
            _ => {}
        }
        escaped.push(byte);
        at += 1;
        if depth == 0 {
            return (byte == b')').then_some((at, escaped));
        }
    }
}

/// The length of the literal at `i`, its announcement included.
fn literal(i: &[u8]) -> Option<usize> {
    let (len, digits) = scan::digits(i.get(1..)?);
    let ahead = digits.checked_add(4)?;
    if i.get(1 + digits..ahead)? != b"}\r\n" {
        return None;
    }
    ahead.checked_add(usize::try_from(len).ok()?)
}
