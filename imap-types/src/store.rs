//! STORE ([RFC 9051 §6.4.6](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.6)).
//!
//! ```text
//! C: A003 STORE 2:4 +FLAGS (\Deleted)
//! ```

use alloc::vec::Vec;

use crate::{
    core::Vec1,
    ext::{annotate_experiment_1::EntryAtt, condstore::ModSeqValzer, x_gm_ext_1::GmLabel},
    flag::Flags,
    sequence::SequenceSet,
};

keyword_sum! {
    /// `store-modifier = tagged-ext-label [SP tagged-ext-val]`.
    pub enum StoreModifier<'a>, named by StoreModifierName in "store-modifier", other Value {
        /// Only messages that have not changed since; once in a command.
        /// [RFC 7162 §3.1.3](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.1.3)
        UnchangedSince(ModSeqValzer) = "UNCHANGEDSINCE",
    }
    is_name crate::select::is_label
}

keyword_sum! {
    /// `store-att-flags`: what is done to the flags, or to what else extensions let a client store.
    pub enum StoreItem<'a>, named by StoreItemName in "store-att-flags", other Argument {
        /// Replaces annotations; the client hears nothing of it. [RFC 5257 §4.5](https://www.rfc-editor.org/rfc/rfc5257.html#section-4.5)
        Annotation(Vec1<EntryAtt<'a>>) = "ANNOTATION",
        /// Replaces the flags.
        Replace(Flags<'a>) = "FLAGS",
        /// Replaces the flags; the client does not want to hear of it.
        ReplaceSilent(Flags<'a>) = "FLAGS.SILENT",
        /// Adds flags.
        Add(Flags<'a>) = "+FLAGS",
        /// Adds flags; the client does not want to hear of it.
        AddSilent(Flags<'a>) = "+FLAGS.SILENT",
        /// Removes flags.
        Remove(Flags<'a>) = "-FLAGS",
        /// Removes flags; the client does not want to hear of it.
        RemoveSilent(Flags<'a>) = "-FLAGS.SILENT",
        /// Replaces the labels; Gmail.
        ReplaceXGmLabels(Vec<GmLabel<'a>>) = "X-GM-LABELS",
        /// Replaces the labels; the client does not want to hear of it. Gmail.
        ReplaceXGmLabelsSilent(Vec<GmLabel<'a>>) = "X-GM-LABELS.SILENT",
        /// Adds labels; Gmail.
        AddXGmLabels(Vec<GmLabel<'a>>) = "+X-GM-LABELS",
        /// Adds labels; the client does not want to hear of it. Gmail.
        AddXGmLabelsSilent(Vec<GmLabel<'a>>) = "+X-GM-LABELS.SILENT",
        /// Removes labels; Gmail.
        RemoveXGmLabels(Vec<GmLabel<'a>>) = "-X-GM-LABELS",
        /// Removes labels; the client does not want to hear of it. Gmail.
        RemoveXGmLabelsSilent(Vec<GmLabel<'a>>) = "-X-GM-LABELS.SILENT",
    }
}

/// The STORE command.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Store<'a> {
    /// Which messages.
    pub set: SequenceSet,
    /// `store-modifiers`; without any, no list is sent.
    pub modifiers: Vec<StoreModifier<'a>>,
    /// What is done.
    pub item: StoreItem<'a>,
}
