//! CONTEXT=SEARCH and CONTEXT=SORT ([RFC 5267](https://www.rfc-editor.org/rfc/rfc5267.html)).

use alloc::vec::Vec;

use imap_types::{
    core::{Tag, Vec1, is_tag_char},
    ext::context::ContextUpdate,
    fetch::FetchAtt,
};

use crate::{
    core::{list1, number, quoted, sp},
    fetch::fetch_att,
    quirk::Quirk,
    rule::Rule,
    sequence::number_set,
    wire::{
        cx::{Cx, Parsed, expect, refuse},
        write::{Encode, Writer},
    },
};

/// `[SP "(" fetch-att *(SP fetch-att) ")"]`: what RFC 5465 adds to UPDATE, which it prints without the SP and shows with it.
pub(crate) fn update<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec<FetchAtt<'a>>> {
    let list = match i {
        [b' ', list @ ..] if list.first() == Some(&b'(') => list,
        [b'(', ..] => i,
        _ => return Ok((i, Vec::new())),
    };
    let (rest, items) = list1(cx, list, Quirk::SpaceInList, Rule::FetchAtt, fetch_att)?;
    Ok((rest, items.into_vec()))
}

pub(crate) fn write_update<'v>(items: &'v Vec<FetchAtt<'_>>, w: &mut Writer<'_, 'v>) {
    crate::core::write_parameters(w, items);
}

/// `"(" context-position SP sequence-set *(SP context-position SP sequence-set) ")"`
pub(crate) fn updates<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec1<ContextUpdate>> {
    list1(cx, i, Quirk::SpaceInList, Rule::Number, context_update)
}

pub(crate) fn write_updates<'v>(updates: &'v Vec1<ContextUpdate>, w: &mut Writer<'_, 'v>) {
    w.list(updates, |w, update| update.encode(w));
}

fn context_update<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, ContextUpdate> {
    let (rest, position) = number(cx, i)?;
    let (rest, ()) = sp(rest)?;
    let (rest, set) = number_set(cx, rest)?;
    Ok((rest, ContextUpdate { position, set }))
}

impl Encode for ContextUpdate {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.position.encode(w);
        self.set.encode(w.sp());
    }
}

/// `quoted` that holds a tag.
pub(crate) fn quoted_tag<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Tag<'a>> {
    let (rest, tag) = expect(Rule::Quoted, i, quoted(cx, i))?;
    if tag.is_empty() || !tag.iter().all(|byte| is_tag_char(*byte)) {
        return refuse(i, Rule::Tag);
    }
    Ok((rest, Tag::from_scanned(tag)))
}

pub(crate) fn write_quoted_tag(tag: &Tag<'_>, w: &mut Writer<'_, '_>) {
    w.byte(b'"').raw(tag.as_bytes()).byte(b'"');
}

/// `quoted *(SP quoted)`
pub(crate) fn quoted_tags<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec1<Tag<'a>>> {
    let (mut rest, tag) = quoted_tag(cx, i)?;
    let mut tags = Vec1::one(tag);
    while let [b' ', next @ ..] = rest {
        if next.first() != Some(&b'"') {
            break;
        }
        let (after, tag) = quoted_tag(cx, next)?;
        tags.push(tag);
        rest = after;
    }
    Ok((rest, tags))
}

pub(crate) fn write_quoted_tags(tags: &Vec1<Tag<'_>>, w: &mut Writer<'_, '_>) {
    w.spaced(tags, |w, tag| write_quoted_tag(tag, w));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{list1, ok, reads, refuses};

    #[test]
    fn fetch_items() {
        let items = || [FetchAtt::Uid, FetchAtt::Flags].to_vec();
        reads(
            update,
            &[
                ("", Vec::new()),
                (" (UID FLAGS)", items()),
                ("(UID FLAGS)", items()),
            ],
        );
        refuses(
            update,
            &[
                (" ()", 2, Rule::FetchAtt),
                (" (ALL)", 2, Rule::FetchAtt),
                (" (UID", 5, Rule::Close),
            ],
        );
    }

    #[test]
    fn positions() {
        let update = |position, set: &'static str| ContextUpdate {
            position,
            set: ok(set),
        };
        reads(
            updates,
            &[
                ("(0 32768:32769)", list1([update(0, "32768:32769")])),
                (
                    "(1 2733 4294967295 2732,2731)",
                    list1([update(1, "2733"), update(u32::MAX, "2732,2731")]),
                ),
            ],
        );
        refuses(
            updates,
            &[
                ("()", 1, Rule::Number),
                ("(1)", 2, Rule::Sp),
                ("(1 )", 3, Rule::SequenceSet),
                ("(1 $)", 3, Rule::SequenceSet),
                ("(1 2 3)", 6, Rule::Sp),
                ("(-1 2)", 1, Rule::Number),
                ("1 2", 0, Rule::Open),
            ],
        );
    }

    #[test]
    fn tags() {
        reads(
            quoted_tags,
            &[
                ("\"B01\"", list1([ok("B01")])),
                ("\"a]\"", list1([ok("a]")])),
                ("\"B01\" \"B02\"", list1([ok("B01"), ok("B02")])),
            ],
        );
        refuses(
            quoted_tags,
            &[
                ("B01", 0, Rule::Quoted),
                ("{3}\r\nB01", 0, Rule::Quoted),
                ("\"\"", 0, Rule::Tag),
                ("\"a b\"", 0, Rule::Tag),
                ("\"a\" \"+\"", 4, Rule::Tag),
                ("\"a", 2, Rule::QuotedChar),
            ],
        );
    }
}
