//! The second grade of salvage: an item that cannot be read is left out of its list, and its neighbours are kept.
//!
//! ```text
//! S: * 1 FETCH (UID 7 ENVELOPE (what is this) FLAGS (\Seen))     UID and FLAGS are kept
//! S: * 1 FETCH (UID 7 ENVELOPE ("no end FLAGS (\Seen))           UID is kept
//! ```

use crate::{
    rule::Rule,
    wire::{
        cx::{Cx, Error},
        scan,
    },
};
use imap_types::core::{glued_content, is_atom_char};

/// Behind the item `name SP value` at `i`, which could not be read because of `error`, if its end can be told.
#[cold]
pub(crate) fn item<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    error: nom::Err<Error>,
    slot: Rule,
) -> Result<&'a [u8], nom::Err<Error>> {
    if !cx.salvage {
        return Err(error);
    }
    match end_of_item(i) {
        Some(end) => {
            cx.leave_out(slot, i, end, error);
            Ok(end)
        }
        None => Err(error),
    }
}

fn end_of_item(i: &[u8]) -> Option<&[u8]> {
    let name = i
        .iter()
        .position(|byte| !is_atom_char(*byte) || matches!(byte, b'[' | b'<'))
        .filter(|name| *name > 0)?;
    let content = i.get(name..)?;
    let end = match glued_content(content, true) {
        Ok(scan) => content.get(scan.len..),
        Err(_) => None,
    };
    let ends = |end: &&[u8]| end.len() < content.len() && matches!(end, [b' ' | b')', ..]);
    end.filter(ends).or_else(|| {
        // Deeper, or with other characters in it, than any value may be.
        let value = content.strip_prefix(b" ")?;
        let end = value.get(list_end(value)?..)?;
        ends(&end).then_some(end)
    })
}

/// The length of the parenthesised list at `i`, whatever stands in it, if its parentheses balance outside of strings.
#[cold]
pub(crate) fn list_end(i: &[u8]) -> Option<usize> {
    if i.first() != Some(&b'(') {
        return None;
    }
    let (mut at, mut depth) = (0, 0_usize);
    loop {
        match i.get(at)? {
            b'\r' | b'\n' | 0 => return None,
            b'"' => {
                let inside = i.get(at + 1..)?;
                at += 1 + scan::quoted_any_escape(inside).ok()?.len;
            }
            b'{' => {
                let (len, digits) = scan::digits(i.get(at + 1..)?);
                if digits > 0 && i.get(at + 1 + digits..)?.starts_with(b"}\r\n") {
                    let data = usize::try_from(len).ok()?;
                    at = at.checked_add(digits + 3)?.checked_add(data)?;
                }
            }
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
}

/// Behind the element at `i` of a list with SPs between its elements, which could not be read because of `error`: a word, a
/// string, or a list.
#[cold]
pub(crate) fn element<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    error: nom::Err<Error>,
    slot: Rule,
) -> Result<&'a [u8], nom::Err<Error>> {
    // Of what a client asks, nothing is left out.
    if !cx.salvage || cx.client {
        return Err(error);
    }
    let len = match i.first() {
        Some(b'(') => list_end(i),
        Some(b'"') => scan::quoted_any_escape(i.get(1..).unwrap_or_default())
            .ok()
            .map(|quoted| quoted.len + 2),
        _ => Some(scan::span(i, |byte| {
            byte > b' ' && byte != 0x7f && !matches!(byte, b'(' | b')' | b'"' | b']')
        })),
    };
    match len.filter(|len| *len > 0).and_then(|len| i.get(len..)) {
        Some(end @ [b' ' | b')' | b']' | b'\r', ..]) => {
            cx.leave_out(slot, i, end, error);
            Ok(end)
        }
        _ => Err(error),
    }
}

/// What can be kept where the item at `i` cannot be read because of `error`, and its end cannot be told either: all that
/// stands before it. Behind what is left out, which goes on up to the end of the list or of the message.
#[cold]
pub(crate) fn all_behind<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    error: nom::Err<Error>,
    slot: Rule,
) -> Result<&'a [u8], nom::Err<Error>> {
    let line = i.strip_suffix(b"\r\n").unwrap_or(i);
    let left_out = line.strip_suffix(b")").unwrap_or(line);
    // NUL belongs nowhere, and is not passed over.
    if left_out.is_empty() || left_out.contains(&0) {
        return Err(error);
    }
    let end = i.get(left_out.len()..).unwrap_or_default();
    cx.leave_out(slot, i, end, error);
    Ok(end)
}
