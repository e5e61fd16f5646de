//! LANGUAGE ([RFC 5255 §3](https://www.rfc-editor.org/rfc/rfc5255.html#section-3)).

use alloc::vec::Vec;

use imap_types::{
    core::Vec1,
    ext::language::{LanguageRange, LanguageTag},
};

use crate::{
    core::{astring_of, each, list1, write_astring, write_each},
    quirk::Quirk,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed},
        write::{Encode, Writer},
    },
};

/// `*(SP lang-range-quoted)`
pub(crate) fn lang_ranges<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec<LanguageRange<'a>>> {
    each(cx, i, |cx, i| astring_of(cx, i, Rule::LanguageRange))
}

pub(crate) fn write_lang_ranges<'v>(ranges: &'v Vec<LanguageRange<'_>>, w: &mut Writer<'_, 'v>) {
    write_each(ranges, w);
}

impl Encode for LanguageRange<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        write_astring(self.as_bytes(), w);
    }
}

/// `"(" lang-tag-quoted *(SP lang-tag-quoted) ")"`
pub(crate) fn lang_tags<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec1<LanguageTag<'a>>> {
    list1(cx, i, Quirk::SpaceInList, Rule::LanguageTag, |cx, i| {
        astring_of(cx, i, Rule::LanguageTag)
    })
}

pub(crate) fn write_lang_tags<'v>(tags: &'v Vec1<LanguageTag<'_>>, w: &mut Writer<'_, 'v>) {
    w.list(tags, |w, tag| tag.encode(w));
}

impl Encode for LanguageTag<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        write_astring(self.as_bytes(), w);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ok, reads, refuses};

    #[test]
    fn ranges_and_tags() {
        reads(
            lang_ranges,
            &[
                ("", Vec::new()),
                (" FR-CA \"*\" nil", [ok("fr-ca"), ok("*"), ok("NIL")].into()),
                (" {2}\r\nde", [ok("de")].into()),
            ],
        );
        refuses(
            lang_ranges,
            &[
                (" *", 1, Rule::LanguageRange),
                (" \"\"", 1, Rule::LanguageRange),
                (" de de_AT", 4, Rule::LanguageRange),
            ],
        );
        reads(
            lang_tags,
            &[(
                "(EN \"de\" i-default)",
                ok([ok("en"), ok("de"), ok("i-default")]),
            )],
        );
        refuses(
            lang_tags,
            &[
                ("EN", 0, Rule::Open),
                ("()", 1, Rule::LanguageTag),
                ("(\"*\")", 1, Rule::LanguageTag),
                ("(de", 3, Rule::Close),
            ],
        );
    }
}
