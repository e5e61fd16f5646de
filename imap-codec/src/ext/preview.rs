//! PREVIEW ([RFC 8970](https://www.rfc-editor.org/rfc/rfc8970.html)): what stands behind the name of the item.

use alloc::vec::Vec;

use imap_types::{
    core::NString,
    ext::preview::{PreviewMod, PreviewModName},
};

use crate::{
    core::{atom, byte, list1, nstring, sp},
    quirk::Quirk,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed},
        write::Writer,
    },
};

joint! {
    /// `preview-mod`
    preview_mod -> PreviewMod by PreviewModName, named by atom, slot PreviewMod {
        Lazy,
    }
}

/// `[SP "(" preview-mod *(SP preview-mod) ")"]`, or nothing before the command's modifiers.
pub(crate) fn preview_mods<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec<PreviewMod<'a>>> {
    let mark = cx.mark();
    if let [b' ', list @ ..] = i
        && list.first() == Some(&b'(')
    {
        if let Ok((rest, mods)) = list1(cx, list, Quirk::SpaceInList, Rule::PreviewMod, preview_mod)
        {
            return Ok((rest, mods.into_vec()));
        }
        cx.reset(mark);
    }
    Ok((i, Vec::new()))
}

/// `nstring`; or, in a draft, `"(" preview-algorithm SP nstring ")"`.
pub(crate) fn preview<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, NString<'a>> {
    match i {
        [b'(', name @ ..] if cx.has(Quirk::PreviewAlgorithm) => {
            let (rest, _) = atom(name)?;
            let (preview, _) = sp(rest)?;
            let (rest, text) = nstring(cx, preview)?;
            let (rest, _) = byte(b')', Rule::Close, rest)?;
            cx.mend(Quirk::PreviewAlgorithm, i, preview);
            Ok((rest, text))
        }
        _ => nstring(cx, i),
    }
}

pub(crate) fn write_preview_mods<'v>(mods: &'v Vec<PreviewMod<'_>>, w: &mut Writer<'_, 'v>) {
    crate::core::write_parameters(w, mods);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{both, covers, ok, other, reads, refuses};

    #[test]
    fn mods() {
        let rows = [
            ("LAZY", PreviewMod::Lazy),
            ("FUZZY", PreviewMod::Other(other("FUZZY", ""))),
        ];
        covers(
            PreviewModName::ALL.iter().map(|name| name.as_str()),
            rows.iter().map(|(_, value)| value.keyword()),
        );
        both(preview_mod, &rows);
        refuses(
            preview_mod,
            &[("5", 0, Rule::PreviewMod), ("(", 0, Rule::PreviewMod)],
        );
        reads(
            preview_mods,
            &[
                ("", Vec::new()),
                (" (lazy)", [PreviewMod::Lazy].into()),
                (" (LAZY FUZZY)", rows.map(|(_, value)| value).into()),
            ],
        );
    }

    #[test]
    fn texts() {
        let text = |text: &'static str| NString(Some(ok(text)));
        both(preview, &[("NIL", NString::NIL), ("\"a b\"", text("a b"))]);
        refuses(
            preview,
            &[("(FUZZY \"a\")", 0, Rule::Nstring), ("a", 0, Rule::Nstring)],
        );
    }
}
