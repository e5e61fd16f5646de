//! UIDONLY ([RFC 9586](https://www.rfc-editor.org/rfc/rfc9586.html)): messages that are named by their UIDs.

use core::num::NonZeroU32;

use imap_types::ext::uidonly::UidFetch;

use crate::{
    fetch::msg_att,
    wire::{
        cx::{Cx, Parsed},
        write::{Encode, Writer},
    },
};

/// `uidfetch-resp = uniqueid SP "UIDFETCH" SP msg-att`, behind the last SP.
pub(crate) fn uidfetch<'a>(cx: &Cx<'_>, uid: NonZeroU32, i: &'a [u8]) -> Parsed<'a, UidFetch<'a>> {
    let (rest, items) = msg_att(cx, i)?;
    Ok((rest, UidFetch { uid, items }))
}

pub(crate) fn write_uidfetch<'v>(fetch: &'v UidFetch<'_>, name: &[u8], w: &mut Writer<'_, 'v>) {
    w.number(u64::from(fetch.uid.get())).sp().raw(name).sp();
    w.list(&fetch.items, |w, item| item.encode(w));
}
