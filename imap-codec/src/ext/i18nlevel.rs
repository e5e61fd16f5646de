//! I18NLEVEL=2 ([RFC 5255 §4](https://www.rfc-editor.org/rfc/rfc5255.html#section-4)).

use alloc::vec::Vec;

use imap_types::ext::i18nlevel::{Collation, CollationOrder, Comparator};

use crate::{
    core::{astring_of, each, parameters, write_astring, write_each, write_parameters},
    rule::Rule,
    wire::{
        cx::{Cx, Parsed},
        write::{Encode, Writer},
    },
};

/// `*(SP comp-order-quoted)`
pub(crate) fn comp_orders<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec<CollationOrder<'a>>> {
    each(cx, i, |cx, i| astring_of(cx, i, Rule::CollationOrder))
}

pub(crate) fn write_comp_orders<'v>(orders: &'v Vec<CollationOrder<'_>>, w: &mut Writer<'_, 'v>) {
    write_each(orders, w);
}

impl Encode for CollationOrder<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        write_astring(self.as_bytes(), w);
    }
}

/// `comp-sel-quoted [SP "(" comp-id-quoted *(SP comp-id-quoted) ")"]`
pub(crate) fn comparator_data<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Comparator<'a>> {
    let (rest, active) = collation(cx, i)?;
    let (rest, matching) = parameters(cx, rest, Rule::CollationSelected, collation)?;
    Ok((rest, Comparator { active, matching }))
}

impl Encode for Comparator<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.active.encode(w);
        write_parameters(w, &self.matching);
    }
}

fn collation<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Collation<'a>> {
    astring_of(cx, i, Rule::CollationSelected)
}

impl Encode for Collation<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        write_astring(self.as_bytes(), w);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{both, ok, reads, refuses};

    #[test]
    fn asked_and_answered() {
        reads(
            comp_orders,
            &[
                ("", Vec::new()),
                (" \"cz;*\" i;basic", [ok("cz;*"), ok("i;basic")].into()),
            ],
        );
        refuses(
            comp_orders,
            &[
                (" \"\"", 1, Rule::CollationOrder),
                (" (a)", 1, Rule::CollationOrder),
            ],
        );
        both(
            comparator_data,
            &[
                (
                    "i;basic",
                    Comparator {
                        active: ok("i;basic"),
                        matching: Vec::new(),
                    },
                ),
                (
                    "-i;basic (i;basic cz;x;a=1.2)",
                    Comparator {
                        active: ok("-i;basic"),
                        matching: [ok("i;basic"), ok("cz;x;a=1.2")].into(),
                    },
                ),
            ],
        );
        refuses(
            comparator_data,
            &[
                ("", 0, Rule::CollationSelected),
                ("\"*\"", 0, Rule::CollationSelected),
                ("a ()", 3, Rule::CollationSelected),
                ("a (b", 4, Rule::Close),
            ],
        );
    }
}
