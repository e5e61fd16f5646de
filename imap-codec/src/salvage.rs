//! The second grade of salvage: an item that cannot be read is left out of its list, and its neighbours are kept.

use crate::{
    rule::Rule,
    wire::cx::{Cx, Error},
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
    let name = i
        .iter()
        .position(|byte| !is_atom_char(*byte) || matches!(byte, b'[' | b'<'))
        .unwrap_or(0);
    let content = i.get(name..).unwrap_or_default();
    match glued_content(content, true) {
        Ok(scan)
            if name > 0 && scan.len > 0 && matches!(content.get(scan.len), Some(b' ' | b')')) =>
        {
            let end = content.get(scan.len..).unwrap_or_default();
            cx.leave_out(slot, i, end, error);
            Ok(end)
        }
        _ => Err(error),
    }
}
