//! SELECT, EXAMINE, CREATE and RENAME with their parameters
//! ([RFC 4466 §2](https://www.rfc-editor.org/rfc/rfc4466.html#section-2)).

use alloc::vec::Vec;

use imap_types::{
    list::Attribute,
    select::{
        Create, CreateParam, CreateParamName, Rename, RenameParam, RenameParamName, Select,
        SelectParam, SelectParamName,
    },
};

use crate::{
    core::{label, list, parameters, sp, write_parameters},
    ext::{
        objectid_plus::{objectid_param, write_objectid_param},
        qresync::qresync,
    },
    list::attribute,
    mailbox::mailbox,
    quirk::Quirk,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed},
        write::{Encode, Writer},
    },
};

joint! {
    /// `select-param = tagged-ext-label [SP tagged-ext-val]`
    select_param -> SelectParam by SelectParamName, named by label, slot SelectParam {
        Annotate,
        CondStore,
        ObjectId glued(objectid_param => write_objectid_param),
        QResync(qresync),
        Utf8,
    }
}

joint! {
    /// `create-param = tagged-ext-label [SP tagged-ext-val]`
    create_param -> CreateParam by CreateParamName, named by label, slot CreateParam {
        Use(use_attrs => write_use_attrs),
    }
}

/// `"(" [use-attr *(SP use-attr)] ")"`
fn use_attrs<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec<Attribute<'a>>> {
    list(cx, i, Quirk::SpaceInList, attribute)
}

fn write_use_attrs<'v>(uses: &'v Vec<Attribute<'_>>, w: &mut Writer<'_, 'v>) {
    w.list(uses, |w, one| one.encode(w));
}

joint! {
    /// `rename-param = tagged-ext-label [SP tagged-ext-val]`
    rename_param -> RenameParam by RenameParamName, named by label, slot CreateParam {}
}

/// `"SELECT" SP mailbox [select-params]`, and EXAMINE.
pub(crate) fn select<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Select<'a>> {
    let (rest, mailbox) = mailbox(cx, i)?;
    let (rest, parameters) = parameters(cx, rest, Rule::SelectParam, select_param)?;
    Ok((
        rest,
        Select {
            mailbox,
            parameters,
        },
    ))
}

impl Encode for Select<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.mailbox.encode(w);
        write_parameters(w, &self.parameters);
    }
}

/// `create = "CREATE" SP mailbox [create-params]`
pub(crate) fn create<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Create<'a>> {
    let (rest, mailbox) = mailbox(cx, i)?;
    let (rest, parameters) = parameters(cx, rest, Rule::CreateParam, create_param)?;
    Ok((
        rest,
        Create {
            mailbox,
            parameters,
        },
    ))
}

impl Encode for Create<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.mailbox.encode(w);
        write_parameters(w, &self.parameters);
    }
}

/// `rename = "RENAME" SP mailbox SP mailbox [rename-params]`
pub(crate) fn rename<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Rename<'a>> {
    let (rest, from) = mailbox(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, to) = mailbox(cx, rest)?;
    let (rest, parameters) = parameters(cx, rest, Rule::CreateParam, rename_param)?;
    Ok((
        rest,
        Rename {
            from,
            to,
            parameters,
        },
    ))
}

impl Encode for Rename<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.from.encode(w);
        self.to.encode(w.sp());
        write_parameters(w, &self.parameters);
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use imap_types::ext::{
        objectid_plus::{ObjectIdKey, ObjectIdPair},
        qresync::QResync,
    };

    use super::*;
    use crate::testing::{both, covers, nz, ok, other, reads, refuses};

    #[test]
    fn commands() {
        let params = [
            SelectParam::Annotate,
            SelectParam::CondStore,
            SelectParam::Utf8,
            SelectParam::ObjectId(Vec::new()),
            SelectParam::QResync(QResync {
                uid_validity: nz(67_890_007),
                mod_seq: ok(20_050_715_194_045_000),
                known_uids: Some(ok("41,43:211")),
                seq_match: None,
            }),
            SelectParam::ObjectId(
                [ObjectIdPair {
                    key: ObjectIdKey::MailboxId,
                    id: ok("F1"),
                }]
                .into(),
            ),
            SelectParam::Other(other("XPARAM", " (5)")),
        ];
        covers(
            SelectParamName::ALL.iter().map(|name| name.as_str()),
            params.iter().map(SelectParam::keyword),
        );
        both(
            select,
            &[
                (
                    "INBOX",
                    Select {
                        mailbox: ok("INBOX"),
                        parameters: [].into(),
                    },
                ),
                (
                    "x (ANNOTATE CONDSTORE UTF8 OBJECTID QRESYNC (67890007 20050715194045000 41,43:211) OBJECTID (MAILBOXID F1) XPARAM (5))",
                    Select {
                        mailbox: ok("x"),
                        parameters: params.into(),
                    },
                ),
            ],
        );
        reads(
            select,
            &[(
                "inbox",
                Select {
                    mailbox: ok("INBOX"),
                    parameters: [].into(),
                },
            )],
        );
        refuses(
            select,
            &[
                ("", 0, Rule::Mailbox),
                ("x ()", 3, Rule::SelectParam),
                ("x (1A)", 3, Rule::SelectParam),
                ("x (A", 4, Rule::Close),
            ],
        );
        both(
            create,
            &[
                (
                    "x",
                    Create {
                        mailbox: ok("x"),
                        parameters: [].into(),
                    },
                ),
                (
                    "x (USE (\\Drafts))",
                    Create {
                        mailbox: ok("x"),
                        parameters: [CreateParam::Use([Attribute::Drafts].into())].into(),
                    },
                ),
            ],
        );
        both(
            create_param,
            &[
                ("USE ()", CreateParam::Use(Vec::new())),
                (
                    "USE (\\Sent \\X)",
                    CreateParam::Use([Attribute::Sent, Attribute::Other(other("\\X", ""))].into()),
                ),
                ("FOO 1", CreateParam::Other(other("FOO", " 1"))),
            ],
        );
        refuses(
            create,
            &[
                ("x ()", 3, Rule::CreateParam),
                ("x (USE)", 6, Rule::Sp),
                ("x (USE \\Sent)", 7, Rule::Open),
                ("x (USE (Sent))", 8, Rule::Flag),
            ],
        );
        both(
            rename,
            &[
                (
                    "x y",
                    Rename {
                        from: ok("x"),
                        to: ok("y"),
                        parameters: [].into(),
                    },
                ),
                (
                    "INBOX y (A 1)",
                    Rename {
                        from: ok("INBOX"),
                        to: ok("y"),
                        parameters: [RenameParam::Other(other("A", " 1"))].into(),
                    },
                ),
            ],
        );
        refuses(
            rename,
            &[
                ("x", 1, Rule::Sp),
                ("x ", 2, Rule::Mailbox),
                ("x y ()", 5, Rule::CreateParam),
            ],
        );
    }
}
