//! ACL ([RFC 4314](https://www.rfc-editor.org/rfc/rfc4314.html)).

use imap_types::ext::acl::{
    AclData, AclEntry, DeleteAcl, ListRights, ListRightsData, ModRights, MyRightsData, NewRights,
    Rights, SetAcl,
};

use crate::{
    core::{astring, atom, each, sp, write_each},
    mailbox::mailbox,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, expect, refuse},
        write::{Encode, Writer},
    },
};

/// `rights = astring`, of lower-case letters and digits
pub(crate) fn rights<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Rights> {
    let (rest, letters) = expect(Rule::Rights, i, astring(cx, i))?;
    match Rights::try_from(letters.as_bytes()) {
        Ok(rights) => Ok((rest, rights)),
        Err(_) => refuse(i, Rule::Rights),
    }
}

impl Encode for Rights {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        if self.is_empty() {
            w.raw(b"\"\"");
        } else {
            write_letters(*self, w);
        }
    }
}

fn write_letters(rights: Rights, w: &mut Writer<'_, '_>) {
    for right in rights.iter() {
        w.raw(right.as_char().encode_utf8(&mut [0; 4]).as_bytes());
    }
}

/// `mod-rights = astring`: rights, `+` and rights, `-` and rights
fn mod_rights<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, ModRights> {
    let (rest, letters) = expect(Rule::ModRights, i, astring(cx, i))?;
    match ModRights::try_from(letters.as_bytes()) {
        Ok(rights) => Ok((rest, rights)),
        Err(_) => refuse(i, Rule::ModRights),
    }
}

impl Encode for ModRights {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        match self {
            Self::Replace(rights) => rights.encode(w),
            Self::Add(rights) => write_letters(*rights, w.byte(b'+')),
            Self::Remove(rights) => write_letters(*rights, w.byte(b'-')),
        }
    }
}

/// `new-rights = 1*LOWER-ALPHA`
pub(crate) fn new_rights<'a>(_: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, NewRights> {
    let (rest, letters) = atom(i)?;
    match NewRights::try_from(letters) {
        Ok(rights) => Ok((rest, rights)),
        Err(_) => refuse(i, Rule::Rights),
    }
}

impl Encode for NewRights {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        write_letters(self.get(), w);
    }
}

/// `mailbox SP identifier SP mod-rights`
pub(crate) fn set_acl<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, SetAcl<'a>> {
    let (rest, mailbox) = mailbox(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, identifier) = astring(cx, rest)?;
    let (rest, _) = sp(rest)?;
    let (rest, rights) = mod_rights(cx, rest)?;
    Ok((
        rest,
        SetAcl {
            mailbox,
            identifier,
            rights,
        },
    ))
}

impl Encode for SetAcl<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.mailbox.encode(w);
        self.identifier.encode(w.sp());
        self.rights.encode(w.sp());
    }
}

/// `mailbox SP identifier`
pub(crate) fn delete_acl<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, DeleteAcl<'a>> {
    let (rest, mailbox) = mailbox(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, identifier) = astring(cx, rest)?;
    Ok((
        rest,
        DeleteAcl {
            mailbox,
            identifier,
        },
    ))
}

impl Encode for DeleteAcl<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.mailbox.encode(w);
        self.identifier.encode(w.sp());
    }
}

/// `mailbox SP identifier`
pub(crate) fn list_rights<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, ListRights<'a>> {
    let (rest, mailbox) = mailbox(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, identifier) = astring(cx, rest)?;
    Ok((
        rest,
        ListRights {
            mailbox,
            identifier,
        },
    ))
}

impl Encode for ListRights<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.mailbox.encode(w);
        self.identifier.encode(w.sp());
    }
}

/// `mailbox *(SP identifier SP rights)`
pub(crate) fn acl_data<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, AclData<'a>> {
    let (rest, mailbox) = mailbox(cx, i)?;
    let (rest, entries) = each(cx, rest, acl_entry)?;
    Ok((rest, AclData { mailbox, entries }))
}

impl Encode for AclData<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.mailbox.encode(w);
        write_each(&self.entries, w);
    }
}

/// `identifier SP rights`
fn acl_entry<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, AclEntry<'a>> {
    let (rest, identifier) = astring(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, rights) = rights(cx, rest)?;
    Ok((rest, AclEntry { identifier, rights }))
}

impl Encode for AclEntry<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.identifier.encode(w);
        self.rights.encode(w.sp());
    }
}

/// `mailbox SP identifier SP rights *(SP rights)`
pub(crate) fn listrights_data<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, ListRightsData<'a>> {
    let (rest, mailbox) = mailbox(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, identifier) = astring(cx, rest)?;
    let (rest, _) = sp(rest)?;
    let (rest, required) = rights(cx, rest)?;
    let (rest, optional) = each(cx, rest, rights)?;
    Ok((
        rest,
        ListRightsData {
            mailbox,
            identifier,
            required,
            optional,
        },
    ))
}

impl Encode for ListRightsData<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.mailbox.encode(w);
        self.identifier.encode(w.sp());
        self.required.encode(w.sp());
        write_each(&self.optional, w);
    }
}

/// `mailbox SP rights`
pub(crate) fn myrights_data<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, MyRightsData<'a>> {
    let (rest, mailbox) = mailbox(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, rights) = rights(cx, rest)?;
    Ok((rest, MyRightsData { mailbox, rights }))
}

impl Encode for MyRightsData<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.mailbox.encode(w);
        self.rights.encode(w.sp());
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::testing::{both, ok, reads, refuses};

    #[test]
    fn letters() {
        both(
            rights,
            &[
                ("lrswipkxtecdan", ok("lrswipkxtecdan")),
                ("\"\"", Rights::NONE),
                ("lb0", ok("lb0")),
            ],
        );
        reads(
            rights,
            &[
                ("\"srl\"", ok("lrs")),
                ("llr", ok("lr")),
                ("{1}\r\nl", ok("l")),
            ],
        );
        refuses(
            rights,
            &[
                ("", 0, Rule::Rights),
                ("lrS", 0, Rule::Rights),
                ("+lr", 0, Rule::Rights),
                ("NIL", 0, Rule::Rights),
                ("(l)", 0, Rule::Rights),
            ],
        );
        both(
            mod_rights,
            &[
                ("lrs", ModRights::Replace(ok("lrs"))),
                ("\"\"", ModRights::Replace(Rights::NONE)),
                ("+cda", ModRights::Add(ok("cda"))),
                ("-", ModRights::Remove(Rights::NONE)),
            ],
        );
        reads(mod_rights, &[("\"+sr\"", ModRights::Add(ok("rs")))]);
        refuses(
            mod_rights,
            &[
                ("", 0, Rule::ModRights),
                ("lrQswicda", 0, Rule::ModRights),
                ("l+r", 0, Rule::ModRights),
            ],
        );
        both(new_rights, &[("kxte", ok("texk"))]);
        refuses(
            new_rights,
            &[("TEXK", 0, Rule::Rights), ("]", 0, Rule::Atom)],
        );
    }

    #[test]
    fn commands() {
        both(
            set_acl,
            &[(
                "INBOX/Drafts -Fred +kx",
                SetAcl {
                    mailbox: ok("INBOX/Drafts"),
                    identifier: ok("-Fred"),
                    rights: ModRights::Add(ok("kx")),
                },
            )],
        );
        refuses(
            set_acl,
            &[
                ("x", 1, Rule::Sp),
                ("x y", 3, Rule::Sp),
                ("x y ", 4, Rule::ModRights),
            ],
        );
        both(
            delete_acl,
            &[(
                "x \"a b\"",
                DeleteAcl {
                    mailbox: ok("x"),
                    identifier: ok("a b"),
                },
            )],
        );
        refuses(delete_acl, &[("x", 1, Rule::Sp), ("x ", 2, Rule::Astring)]);
        both(
            list_rights,
            &[(
                "~/Mail/saved smith",
                ListRights {
                    mailbox: ok("~/Mail/saved"),
                    identifier: ok("smith"),
                },
            )],
        );
        refuses(list_rights, &[("x", 1, Rule::Sp), ("x ", 2, Rule::Astring)]);
    }

    #[test]
    fn responses() {
        let entry = |identifier, rights| AclEntry {
            identifier: ok(identifier),
            rights: ok(rights),
        };
        both(
            acl_data,
            &[
                (
                    "INBOX",
                    AclData {
                        mailbox: ok("INBOX"),
                        entries: Vec::new(),
                    },
                ),
                (
                    "x Fred lrswipxtedan -Fred wted $team w nobody \"\"",
                    AclData {
                        mailbox: ok("x"),
                        entries: [
                            entry("Fred", "lrswipxtedan"),
                            entry("-Fred", "wted"),
                            entry("$team", "w"),
                            entry("nobody", ""),
                        ]
                        .into(),
                    },
                ),
            ],
        );
        refuses(
            acl_data,
            &[
                ("", 0, Rule::Mailbox),
                ("x Fred", 6, Rule::Sp),
                ("x Fred ", 7, Rule::Rights),
                ("x Fred LR", 7, Rule::Rights),
            ],
        );
        both(
            listrights_data,
            &[(
                "~/Mail/saved smith la r swikxtcd",
                ListRightsData {
                    mailbox: ok("~/Mail/saved"),
                    identifier: ok("smith"),
                    required: ok("la"),
                    optional: [ok("r"), ok("swikxtcd")].into(),
                },
            )],
        );
        reads(
            listrights_data,
            &[(
                "x anyone \"\" \"\"",
                ListRightsData {
                    mailbox: ok("x"),
                    identifier: ok("anyone"),
                    required: Rights::NONE,
                    optional: [Rights::NONE].into(),
                },
            )],
        );
        refuses(
            listrights_data,
            &[("x smith", 7, Rule::Sp), ("x smith l R", 10, Rule::Rights)],
        );
        both(
            myrights_data,
            &[(
                "INBOX lrswipxtea",
                MyRightsData {
                    mailbox: ok("INBOX"),
                    rights: ok("rwiptsleax"),
                },
            )],
        );
        refuses(myrights_data, &[("INBOX", 5, Rule::Sp)]);
    }
}
