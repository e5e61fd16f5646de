//! STORE ([RFC 9051 §6.4.6](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.6)).

use imap_types::{
    flag::Flags,
    store::{Store, StoreItem, StoreItemName, StoreModifier, StoreModifierName},
};

use crate::{
    core::{atom, label, parameters, sp},
    ext::{
        annotate_experiment_1::{entry_atts, write_entry_atts},
        condstore::mod_sequence_valzer,
        x_gm_ext_1::{gm_labels, write_gm_labels},
    },
    flag::{bare_flags, flag_list},
    quirk::Quirk,
    rule::Rule,
    sequence::sequence_set,
    wire::{
        cx::{Cx, Parsed},
        write::{Encode, Writer},
    },
};

joint! {
    /// `store-modifier = tagged-ext-label [SP tagged-ext-val]`
    store_modifier -> StoreModifier by StoreModifierName, named by label, slot StoreModifier {
        UnchangedSince(mod_sequence_valzer),
    }
}

joint! {
    /// `store-att-flags = (["+" / "-"] "FLAGS" [".SILENT"]) SP (flag-list / (flag *(SP flag)))`
    store_att_flags -> StoreItem by StoreItemName, named by atom, slot StoreAttFlags {
        Annotation(entry_atts => write_entry_atts),
        Replace(flags),
        ReplaceSilent(flags),
        Add(flags),
        AddSilent(flags),
        Remove(flags),
        RemoveSilent(flags),
        ReplaceXGmLabels(gm_labels => write_gm_labels),
        ReplaceXGmLabelsSilent(gm_labels => write_gm_labels),
        AddXGmLabels(gm_labels => write_gm_labels),
        AddXGmLabelsSilent(gm_labels => write_gm_labels),
        RemoveXGmLabels(gm_labels => write_gm_labels),
        RemoveXGmLabelsSilent(gm_labels => write_gm_labels),
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

/// The name of an item at the end of the command: with an empty list, if that may be meant.
fn without_flags<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Option<(&'a [u8], StoreItem<'a>)> {
    if !cx.has(Quirk::StoreWithoutFlags) {
        return None;
    }
    let (rest @ [b'\r' | b'\n', ..], name) = atom(i).ok()? else {
        return None;
    };
    let item: fn(Flags<'a>) -> StoreItem<'a> = match StoreItemName::parse(name)? {
        StoreItemName::Annotation => return None,
        StoreItemName::Replace => StoreItem::Replace,
        StoreItemName::ReplaceSilent => StoreItem::ReplaceSilent,
        StoreItemName::Add => StoreItem::Add,
        StoreItemName::AddSilent => StoreItem::AddSilent,
        StoreItemName::Remove => StoreItem::Remove,
        StoreItemName::RemoveSilent => StoreItem::RemoveSilent,
        _ => return None,
    };
    cx.mend(Quirk::StoreWithoutFlags, rest, rest);
    Some((rest, item(Flags::new())))
}

/// `store = "STORE" SP sequence-set [store-modifiers] SP store-att-flags`
pub(crate) fn store<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Store<'a>> {
    let (rest, set) = sequence_set(cx, i)?;
    let (rest, modifiers) = parameters(cx, rest, Rule::StoreModifier, store_modifier)?;
    let (rest, _) = sp(rest)?;
    let (rest, item) = match without_flags(cx, rest) {
        Some(parsed) => parsed,
        None => store_att_flags(cx, rest)?,
    };
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

#[cfg(test)]
mod tests {
    use imap_types::{
        core::NString8,
        ext::{
            annotate_experiment_1::{AttValue, EntryAtt},
            condstore::ModSeqValzer,
        },
        flag::Flag,
    };

    use super::*;
    use crate::testing::{both, covers, list1, ok, other, reads, refuses};

    #[test]
    fn items_of_every_name() {
        let seen = || Flags::from(Flag::Seen);
        let inbox = || [ok("\\Inbox")].into();
        let rows = [
            (
                "ANNOTATION (/comment (value.priv NIL))",
                StoreItem::Annotation(list1([EntryAtt {
                    entry: ok("/comment"),
                    values: list1([AttValue {
                        attrib: ok("value.priv"),
                        value: NString8::NIL,
                    }]),
                }])),
            ),
            ("FLAGS (\\Seen)", StoreItem::Replace(seen())),
            ("FLAGS.SILENT ()", StoreItem::ReplaceSilent(Flags::new())),
            ("+FLAGS (\\Seen)", StoreItem::Add(seen())),
            ("+FLAGS.SILENT (\\Seen)", StoreItem::AddSilent(seen())),
            ("-FLAGS (\\Seen)", StoreItem::Remove(seen())),
            ("-FLAGS.SILENT (\\Seen)", StoreItem::RemoveSilent(seen())),
            (
                "X-GM-LABELS (\\Inbox)",
                StoreItem::ReplaceXGmLabels(inbox()),
            ),
            (
                "X-GM-LABELS.SILENT (\\Inbox)",
                StoreItem::ReplaceXGmLabelsSilent(inbox()),
            ),
            ("+X-GM-LABELS (\\Inbox)", StoreItem::AddXGmLabels(inbox())),
            (
                "+X-GM-LABELS.SILENT (\\Inbox)",
                StoreItem::AddXGmLabelsSilent(inbox()),
            ),
            (
                "-X-GM-LABELS (\\Inbox)",
                StoreItem::RemoveXGmLabels(inbox()),
            ),
            (
                "-X-GM-LABELS.SILENT (\\Inbox)",
                StoreItem::RemoveXGmLabelsSilent(inbox()),
            ),
            ("+XITEM (foo)", StoreItem::Other(other("+XITEM", " (foo)"))),
        ];
        covers(
            StoreItemName::ALL.iter().map(|name| name.as_str()),
            rows.iter().map(|(_, value)| value.keyword()),
        );
        both(store_att_flags, &rows);
        reads(
            store_att_flags,
            &[(
                "flags \\seen \\Draft",
                StoreItem::Replace([Flag::Draft, Flag::Seen].into_iter().collect()),
            )],
        );
        refuses(
            store_att_flags,
            &[
                ("FLAGS", 5, Rule::Sp),
                ("FLAGS ", 6, Rule::Flag),
                ("X-GM-LABELS foo", 12, Rule::Open),
                ("FOO", 3, Rule::Sp),
                ("", 0, Rule::StoreAttFlags),
            ],
        );
    }

    #[test]
    fn commands() {
        let deleted = || StoreItem::AddSilent(Flag::Deleted.into());
        let since = StoreModifier::UnchangedSince(ModSeqValzer(320_162_338));
        covers(
            StoreModifierName::ALL.iter().map(|name| name.as_str()),
            [since.keyword()],
        );
        both(
            store,
            &[
                (
                    "2:4 +FLAGS.SILENT (\\Deleted)",
                    Store {
                        set: ok("2:4"),
                        modifiers: [].into(),
                        item: deleted(),
                    },
                ),
                // RFC 7162 section 3.1.3
                (
                    "7,5,9 (UNCHANGEDSINCE 320162338) +FLAGS.SILENT (\\Deleted)",
                    Store {
                        set: ok("7,5,9"),
                        modifiers: [since].into(),
                        item: deleted(),
                    },
                ),
            ],
        );
        refuses(
            store,
            &[
                ("FLAGS ()", 0, Rule::SequenceSet),
                ("1 () FLAGS ()", 3, Rule::StoreModifier),
                ("1", 1, Rule::Sp),
            ],
        );
    }
}
