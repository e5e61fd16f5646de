//! OBJECTID ([RFC 8474](https://www.rfc-editor.org/rfc/rfc8474.html)): names of things.

use alloc::borrow::Cow;

use imap_types::ext::objectid::{ObjectId, is_objectid_char};

use crate::{
    core::{atom, byte, nil},
    quirk::Quirk,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, expect, refuse},
        write::{Encode, Writer},
    },
};

/// `objectid = 1*255(ALPHA / DIGIT / "_" / "-")`
pub(crate) fn objectid<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, ObjectId<'a>> {
    let (rest, id) = expect(Rule::ObjectId, i, atom(i))?;
    let sound = id.iter().take_while(|byte| is_objectid_char(**byte));
    let sound = sound.take(ObjectId::MAX_LEN).count();
    // Kept, since it names something all the same.
    if sound < id.len() && !cx.mend(Quirk::OddObjectId, i, rest) {
        return refuse(i.get(sound..).unwrap_or_default(), Rule::ObjectId);
    }
    Ok((rest, ObjectId::from_scanned(Cow::Borrowed(id))))
}

impl Encode for ObjectId<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.raw(self.as_bytes());
    }
}

/// `"(" objectid ")"`
pub(crate) fn objectid_in_list<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, ObjectId<'a>> {
    let (rest, _) = byte(b'(', Rule::Open, i)?;
    let (rest, id) = objectid(cx, rest)?;
    let (rest, _) = byte(b')', Rule::Close, rest)?;
    Ok((rest, id))
}

pub(crate) fn write_objectid_in_list<'v>(id: &'v ObjectId<'_>, w: &mut Writer<'_, 'v>) {
    id.encode(w.byte(b'('));
    w.byte(b')');
}

/// `"(" objectid ")" / nil`
pub(crate) fn nobjectid<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Option<ObjectId<'a>>> {
    if let Some(rest) = nil(i) {
        return Ok((rest, None));
    }
    let (rest, id) = objectid_in_list(cx, i)?;
    Ok((rest, Some(id)))
}

pub(crate) fn write_nobjectid<'v>(id: &'v Option<ObjectId<'_>>, w: &mut Writer<'_, 'v>) {
    match id {
        Some(id) => write_objectid_in_list(id, w),
        None => {
            w.raw(b"NIL");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{both, ok, reads, refuses};

    #[test]
    fn ids() {
        const LONGEST: &str = "-________________________________________________________________________________________________________________________________________________________________________________________________________________________________________________________________9";
        assert_eq!(LONGEST.len(), 255 + 3);
        let longest = LONGEST.get(3..).unwrap();
        both(
            objectid,
            &[
                ("M6d99ac3275bb4e", ok("M6d99ac3275bb4e")),
                (
                    "F2212ea87-6097-4256-9d51-71338625",
                    ok("F2212ea87-6097-4256-9d51-71338625"),
                ),
                // Unwise, but allowed.
                ("NIL", ok("NIL")),
                ("42", ok("42")),
                ("-", ok("-")),
                (longest, ok(longest)),
            ],
        );
        refuses(
            objectid,
            &[
                ("", 0, Rule::ObjectId),
                ("\"a\"", 0, Rule::ObjectId),
                ("a.b", 1, Rule::ObjectId),
                ("a+", 1, Rule::ObjectId),
                (LONGEST, 255, Rule::ObjectId),
            ],
        );
        reads(objectid_in_list, &[("(a)", ok("a"))]);
        reads(
            nobjectid,
            &[("NIL", None), ("nil", None), ("(NIL)", Some(ok("NIL")))],
        );
        refuses(
            nobjectid,
            &[
                ("()", 1, Rule::ObjectId),
                ("a", 0, Rule::Open),
                ("(a b)", 2, Rule::Close),
            ],
        );
    }
}
