//! STORE ([RFC 9051 §6.4.6](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.6)).

use imap_types::{
    flag::Flags,
    store::{Store, StoreItem, StoreItemName, StoreModifier, StoreModifierName},
};

use crate::{
    core::{atom, label, parameters, sp},
    flag::{bare_flags, flag_list},
    rule::Rule,
    sequence::sequence_set,
    wire::{
        cx::{Cx, Parsed},
        write::{Encode, Writer},
    },
};

joint! {
    /// `store-modifier = tagged-ext-label [SP tagged-ext-val]`
    store_modifier -> StoreModifier by StoreModifierName, named by label, slot StoreModifier {}
}

joint! {
    /// `store-att-flags = (["+" / "-"] "FLAGS" [".SILENT"]) SP (flag-list / (flag *(SP flag)))`
    store_att_flags -> StoreItem by StoreItemName, named by atom, slot StoreAttFlags {
        Replace(flags),
        ReplaceSilent(flags),
        Add(flags),
        AddSilent(flags),
        Remove(flags),
        RemoveSilent(flags),
    }
}

/// `flag-list / (flag *(SP flag))`
fn flags<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Flags<'a>> {
    if i.first() == Some(&b'(') {
        flag_list(cx, i)
    } else {
        bare_flags(cx, i)
    }
}

/// `store = "STORE" SP sequence-set [store-modifiers] SP store-att-flags`
pub(crate) fn store<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Store<'a>> {
    let (rest, set) = sequence_set(cx, i)?;
    let (rest, modifiers) = parameters(cx, rest, Rule::StoreModifier, store_modifier)?;
    let (rest, _) = sp(rest)?;
    let (rest, item) = store_att_flags(cx, rest)?;
    Ok((
        rest,
        Store {
            set,
            modifiers,
            item,
        },
    ))
}

impl Encode for Store<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.set.encode(w);
        crate::core::write_parameters(w, &self.modifiers);
        self.item.encode(w.sp());
    }
}
