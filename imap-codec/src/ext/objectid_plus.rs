//! OBJECTID+ ([draft-ietf-mailmaint-imap-objectid-bis](https://datatracker.ietf.org/doc/draft-ietf-mailmaint-imap-objectid-bis/)):
//! names of things, in one item.

use alloc::vec::Vec;

use imap_types::ext::objectid_plus::{ObjectIdKey, ObjectIdKeyName, ObjectIdPair};

use super::objectid::objectid;
use crate::{
    core::{atom, list, parameters, sp, write_parameters},
    quirk::Quirk,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed},
        write::{Encode, Writer},
    },
};

joint! {
    /// `objectid-key = "MAILBOXID" / "ACCOUNTID" / "EMAILID" / "THREADID" / atom`
    objectid_key -> ObjectIdKey by ObjectIdKeyName, named by atom, slot ObjectIdKey {
        AccountId, EmailId, MailboxId, ThreadId,
    }
}

/// `objectid-kvpair = objectid-key SP objectid`
fn objectid_kvpair<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, ObjectIdPair<'a>> {
    let (rest, key) = objectid_key(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, id) = objectid(cx, rest)?;
    Ok((rest, ObjectIdPair { key, id }))
}

impl Encode for ObjectIdPair<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.key.encode(w);
        self.id.encode(w.sp());
    }
}

/// `"(" [objectid-kvpair *(SP objectid-kvpair)] ")"`
pub(crate) fn objectid_compound<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec<ObjectIdPair<'a>>> {
    list(cx, i, Quirk::SpaceInList, objectid_kvpair)
}

pub(crate) fn write_objectid_compound<'v>(
    pairs: &'v Vec<ObjectIdPair<'_>>,
    w: &mut Writer<'_, 'v>,
) {
    w.list(pairs, |w, pair| pair.encode(w));
}

/// `[SP "(" objectid-kvpair *(SP objectid-kvpair) ")"]`
pub(crate) fn objectid_param<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec<ObjectIdPair<'a>>> {
    parameters(cx, i, Rule::ObjectIdKey, objectid_kvpair)
}

pub(crate) fn write_objectid_param<'v>(pairs: &'v Vec<ObjectIdPair<'_>>, w: &mut Writer<'_, 'v>) {
    write_parameters(w, pairs);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{both, covers, ok, other, reads, refuses};

    #[test]
    fn pairs() {
        let rows = [
            ("ACCOUNTID", ObjectIdKey::AccountId),
            ("EMAILID", ObjectIdKey::EmailId),
            ("MAILBOXID", ObjectIdKey::MailboxId),
            ("THREADID", ObjectIdKey::ThreadId),
            ("XID", ObjectIdKey::Other(other("XID", ""))),
        ];
        covers(
            ObjectIdKeyName::ALL.iter().map(|name| name.as_str()),
            rows.iter().map(|(_, value)| value.keyword()),
        );
        both(objectid_key, &rows);
        let of = |key, id: &'static str| ObjectIdPair { key, id: ok(id) };
        both(
            objectid_kvpair,
            &[
                ("MAILBOXID F1", of(ObjectIdKey::MailboxId, "F1")),
                ("XID a", of(ObjectIdKey::Other(other("XID", "")), "a")),
            ],
        );
        refuses(
            objectid_kvpair,
            &[
                ("", 0, Rule::ObjectIdKey),
                ("EMAILID", 7, Rule::Sp),
                ("EMAILID (a)", 8, Rule::ObjectId),
            ],
        );
        reads(
            objectid_compound,
            &[
                ("()", Vec::new()),
                (
                    "(emailid M1 XID 2)",
                    [
                        of(ObjectIdKey::EmailId, "M1"),
                        of(ObjectIdKey::Other(other("XID", "")), "2"),
                    ]
                    .into(),
                ),
            ],
        );
        refuses(
            objectid_compound,
            &[
                ("(EMAILID M1 THREADID)", 20, Rule::Sp),
                ("NIL", 0, Rule::Open),
            ],
        );
        reads(
            objectid_param,
            &[
                ("", Vec::new()),
                (" (MAILBOXID F1)", [of(ObjectIdKey::MailboxId, "F1")].into()),
            ],
        );
        refuses(objectid_param, &[(" ()", 2, Rule::ObjectIdKey)]);
    }
}
