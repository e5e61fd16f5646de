//! X-GM-EXT-1 ([Gmail](https://developers.google.com/workspace/gmail/imap/imap-extensions)): identifiers and labels.

use alloc::{borrow::Cow, vec::Vec};

use imap_types::{core::AString, ext::x_gm_ext_1::GmLabel};

use crate::{
    core::{astring, atom, list, number_of_64_bits},
    quirk::Quirk,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed},
        write::{Encode, Writer},
    },
};

/// `gm-id = 1*DIGIT`, at most 2^64 - 1
pub(crate) fn gm_id<'a>(_: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, u64> {
    number_of_64_bits(i, Rule::GmId)
}

/// `gm-label = "\" atom / astring`
pub(crate) fn gm_label<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, GmLabel<'a>> {
    if let [b'\\', name @ ..] = i {
        let (rest, name) = atom(name)?;
        let label = i.get(..=name.len()).unwrap_or_default();
        return Ok((rest, GmLabel(AString::from_scanned(Cow::Borrowed(label)))));
    }
    let (rest, label) = astring(cx, i)?;
    Ok((rest, GmLabel(label)))
}

impl Encode for GmLabel<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        if self.system().is_some() {
            w.raw(self.as_bytes());
        } else {
            self.0.encode(w);
        }
    }
}

/// `"(" [gm-label *(SP gm-label)] ")"`
pub(crate) fn gm_labels<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec<GmLabel<'a>>> {
    list(cx, i, Quirk::SpaceInList, gm_label)
}

pub(crate) fn write_gm_labels<'v>(labels: &'v Vec<GmLabel<'_>>, w: &mut Writer<'_, 'v>) {
    w.list(labels, |w, label| label.encode(w));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{both, ok, reads, refuses};

    #[test]
    fn labels() {
        both(
            gm_label,
            &[
                ("\\Inbox", ok("\\Inbox")),
                ("Important", ok("Important")),
                ("\"Muy Importante\"", ok("Muy Importante")),
                ("&2D3eCQ-", ok("&2D3eCQ-")),
                ("\"NIL\"", ok("NIL")),
                ("\"\\\\a b\"", ok("\\a b")),
                ("\"\\\\\"", ok("\\")),
                ("{2}\r\n\\\n", ok("\\\n")),
                ("a]", ok("a]")),
            ],
        );
        reads(
            gm_label,
            &[
                // As Gmail sends them.
                ("\"\\\\Inbox\"", ok("\\Inbox")),
                ("{6}\r\n\\Inbox", ok("\\Inbox")),
                ("NIL", ok("NIL")),
            ],
        );
        refuses(
            gm_label,
            &[
                ("", 0, Rule::Astring),
                ("\\", 1, Rule::Atom),
                ("\\*", 1, Rule::Atom),
                ("(", 0, Rule::Astring),
            ],
        );
        reads(
            gm_labels,
            &[
                ("()", Vec::new()),
                ("(\\Sent a)", [ok("\\Sent"), ok("a")].into()),
            ],
        );
        refuses(gm_labels, &[("a", 0, Rule::Open), ("(a", 2, Rule::Close)]);
    }

    #[test]
    fn ids() {
        both(
            gm_id,
            &[
                ("0", 0),
                ("1278455344230334865", 1_278_455_344_230_334_865),
                ("18446744073709551615", u64::MAX),
            ],
        );
        refuses(
            gm_id,
            &[
                ("", 0, Rule::GmId),
                ("18446744073709551616", 0, Rule::GmId),
                ("\"1\"", 0, Rule::GmId),
            ],
        );
    }
}
