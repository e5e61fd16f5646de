//! LIST, LSUB and NAMESPACE ([RFC 9051 §6.3.9](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.9)).

use alloc::vec::Vec;

use imap_types::{
    core::{AString, IString, Vec1, is_atom_char},
    list::{
        Attribute, AttributeName, Delimiter, List, ListSelectOpt, ListSelectOptName, Lsub,
        MailboxList, MboxListExtendedItem, MboxListExtendedName, NamespaceDescr,
        NamespaceExtension, Namespaces, Patterns, ReturnOption, ReturnOptionName,
    },
    mailbox::Mailbox,
};

use crate::{
    core::{astring, atom, byte, keyword, list, list1, nil, quoted, sp, spaces, string},
    error::EncodeError,
    ext::metadata::{entries_in_list, write_entries_in_list},
    mailbox::{line_of_name, list_mailbox, mailbox, unquoted_name},
    quirk::Quirk,
    rule::Rule,
    status::{status_atts, write_status_atts},
    wire::{
        cx::{Cx, Parsed, expect, refuse, within},
        scan,
        write::{Encode, Writer},
    },
};

joint! {
    /// `list-select-opt`
    list_select_opt -> ListSelectOpt by ListSelectOptName, named by atom, slot ListSelectOpt {
        RecursiveMatch, Remote, SpecialUse, Subscribed, Utf8, Utf8Only,
    }
}

joint! {
    /// `return-option`
    return_option -> ReturnOption by ReturnOptionName, named by atom, slot ReturnOption {
        Children,
        Metadata(entries_in_list => write_entries_in_list),
        MyRights,
        SpecialUse,
        Status(status_atts => write_status_atts),
        Subscribed,
        Utf8,
    }
}

joint! {
    /// `mbx-list-oflag / mbx-list-sflag`
    pub(crate) attribute -> Attribute by AttributeName, named by attribute_name, slot Flag {
        All, AllMail, Archive, Drafts, Flagged, HasChildren, HasNoChildren, Important, Inbox, Junk, Marked, Memos,
        NoAccess, NonExistent, NoInferiors, NoSelect, NoUtf8, Remote, Scheduled, Sent, Snoozed, Spam, Starred, Subscribed, Trash, Unmarked,
        Utf8Only,
    }
}

/// `"\" atom`, the `\` included.
fn attribute_name(i: &[u8]) -> Parsed<'_, &[u8]> {
    match i {
        [b'\\', rest @ ..] => {
            let len = 1 + scan::span(rest, is_atom_char);
            let (name, rest) = i.split_at(len);
            if len > 1 {
                Ok((rest, name))
            } else {
                refuse(rest, Rule::Atom)
            }
        }
        _ => refuse(i, Rule::Flag),
    }
}

joint! {
    /// `mbox-list-extended-item = astring SP tagged-ext-val`
    mbox_list_extended_item -> MboxListExtendedItem by MboxListExtendedName, named by item_tag, slot MboxListExtended {
        ChildInfo(child_info => write_child_info),
        OldName(old_name => write_old_name),
    }
}

/// The tag of an extended item: an astring in the grammar, quoted in examples; an atom's characters in practice.
fn item_tag(i: &[u8]) -> Parsed<'_, &[u8]> {
    if let [b'"', inside @ ..] = i {
        let (rest, name) = atom(inside)?;
        let (rest, _) = byte(b'"', Rule::Dquote, rest)?;
        return Ok((rest, name));
    }
    atom(i)
}

/// `"(" DQUOTE list-select-base-opt-quoted … DQUOTE ")"`
fn child_info<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec1<AString<'a>>> {
    list1(cx, i, Quirk::SpaceInList, Rule::Astring, astring)
}

fn write_child_info<'v>(options: &'v Vec1<AString<'_>>, w: &mut Writer<'_, 'v>) {
    w.list(options, |w, option| {
        w.string(option.as_bytes());
    });
}

/// `"(" mailbox ")"`
fn old_name<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Mailbox<'a>> {
    let (rest, _) = byte(b'(', Rule::Open, i)?;
    let (rest, mailbox) = mailbox(cx, rest)?;
    let (rest, _) = byte(b')', Rule::Close, rest)?;
    Ok((rest, mailbox))
}

fn write_old_name<'v>(mailbox: &'v Mailbox<'_>, w: &mut Writer<'_, 'v>) {
    mailbox.encode(w.byte(b'('));
    w.byte(b')');
}

/// `list = "LIST" [SP list-select-opts] SP mailbox SP mbox-or-pat [SP list-return-opts]`
pub(crate) fn list_command<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, List<'a>> {
    let (rest, selection) = match i.first() {
        Some(b'(') => {
            let (rest, options) = list(cx, i, Quirk::SpaceInList, list_select_opt)?;
            let (rest, _) = sp(rest)?;
            (rest, Some(options))
        }
        _ => (i, None),
    };
    let (rest, reference) = mailbox(cx, rest)?;
    let (rest, _) = sp(rest)?;
    let (rest, patterns) = match rest.first() {
        Some(b'(') => {
            let (rest, patterns) = list1(
                cx,
                rest,
                Quirk::SpaceInList,
                Rule::ListMailbox,
                list_mailbox,
            )?;
            (rest, Patterns::Many(patterns))
        }
        _ => {
            let (rest, pattern) = list_mailbox(cx, rest)?;
            (rest, Patterns::One(pattern))
        }
    };
    let (rest, returns) = match keyword(rest, b" RETURN ") {
        Some(rest) => {
            let (rest, options) = list(cx, rest, Quirk::SpaceInList, return_option)?;
            (rest, Some(options))
        }
        None => (rest, None),
    };
    Ok((
        rest,
        List {
            selection,
            reference,
            patterns,
            returns,
        },
    ))
}

impl Encode for List<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        if let Some(options) = &self.selection {
            w.list(options, |w, option| option.encode(w)).sp();
        }
        self.reference.encode(w);
        w.sp();
        match &self.patterns {
            Patterns::One(pattern) => pattern.encode(w),
            Patterns::Many(patterns) => {
                w.list(patterns, |w, pattern| pattern.encode(w));
            }
        }
        if let Some(options) = &self.returns {
            w.raw(b" RETURN ")
                .list(options, |w, option| option.encode(w));
        }
    }
}

/// `lsub = "LSUB" SP mailbox SP list-mailbox`
pub(crate) fn lsub_command<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Lsub<'a>> {
    let (rest, reference) = mailbox(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, pattern) = list_mailbox(cx, rest)?;
    Ok((rest, Lsub { reference, pattern }))
}

impl Encode for Lsub<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.reference.encode(w);
        self.pattern.encode(w.sp());
    }
}

/// `mailbox-list`
pub(crate) fn mailbox_list<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, MailboxList<'a>> {
    within(Rule::MailboxList, mailbox_list_fields(cx, i))
}

fn mailbox_list_fields<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, MailboxList<'a>> {
    let (rest, attributes) = attributes(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, delimiter) = delimiter(cx, rest)?;
    let (rest, _) = sp(rest)?;
    // As examples of RFC 5819 have it.
    let name = spaces(cx, rest, Quirk::SpaceInList);
    let (rest, mailbox) = if cx.salvage {
        listed_name(cx, name)?
    } else {
        mailbox(cx, name)?
    };
    let (rest, extended) = match rest {
        [b' ', after @ ..] if after.first() == Some(&b'(') => match extended(cx, after) {
            Ok(parsed) => parsed,
            Err(error) => match imap_types::core::value_content(rest) {
                // The name is worth more than what no one can read behind it.
                Ok(scan) if cx.salvage => {
                    let end = rest.get(scan.len..).unwrap_or_default();
                    cx.leave_out(Rule::MboxListExtended, after, end, error);
                    (end, Vec::new())
                }
                _ => return Err(error),
            },
        },
        _ => (rest, Vec::new()),
    };
    Ok((
        rest,
        MailboxList {
            attributes,
            delimiter,
            mailbox,
            extended,
        },
    ))
}

/// A name up to the end of the line, if it goes on behind an atom (quirk `unquoted-list-name`).
#[cold]
#[inline(never)]
fn listed_name<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Mailbox<'a>> {
    let mark = cx.mark();
    let read = mailbox(cx, i);
    let Some(line) = line_of_name(i) else {
        return read;
    };
    let behind = match &read {
        Ok((rest, _)) => line.get(i.len() - rest.len()..),
        Err(_) => Some(line),
    };
    // Behind a string, or before extended data and SPs, it has come to its end.
    let ended = match behind {
        Some([b' ', data @ ..]) => {
            data.trim_ascii().is_empty() || (data.starts_with(b"(") && line.ends_with(b")"))
        }
        Some(behind) => behind.is_empty(),
        None => true,
    };
    if ended {
        return read;
    }
    let end = i.get(line.len()..).unwrap_or_default();
    cx.reset(mark);
    unquoted_name(cx, Quirk::UnquotedListName, i, end).map_or(read, Ok)
}

fn extended<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec<MboxListExtendedItem<'a>>> {
    list(cx, i, Quirk::SpaceInList, mbox_list_extended_item)
}

/// `"(" [mbx-list-flags] ")"`
fn attributes<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec<Attribute<'a>>> {
    let (rest, _) = byte(b'(', Rule::Open, i)?;
    if let [b')', rest @ ..] = rest {
        return Ok((rest, Vec::new()));
    }
    let end = memchr::memchr2(b')', b'\r', rest).unwrap_or(rest.len());
    let mut list =
        Vec::with_capacity(memchr::memchr_iter(b'\\', rest.get(..end).unwrap_or_default()).count());
    let mut rest = spaces(cx, rest, Quirk::SpaceInList);
    loop {
        rest = match lone_backslash(cx, rest) {
            Some(after) => after,
            None => match attribute(cx, rest) {
                Ok((after, one)) => {
                    list.push(one);
                    after
                }
                Err(error) => crate::salvage::element(cx, rest, error, Rule::Flag)?,
            },
        };
        let after = rest;
        rest = match after {
            [b')', after @ ..] => return Ok((after, list)),
            [b' ', after @ ..] => match spaces(cx, after, Quirk::SpaceInList) {
                [b')', after @ ..] if cx.mend(Quirk::SpaceInList, after, after) => {
                    return Ok((after, list));
                }
                after => after,
            },
            _ => return refuse(after, Rule::Close),
        };
    }
}

/// Behind a `\` that begins no attribute (quirk `lone-backslash`).
fn lone_backslash<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Option<&'a [u8]> {
    match i {
        [b'\\', after @ ..]
            if matches!(after.first(), Some(b' ' | b')'))
                && cx.mend(Quirk::LoneBackslash, i, after) =>
        {
            Some(after)
        }
        _ => None,
    }
}

/// `DQUOTE QUOTED-CHAR DQUOTE / nil`
fn delimiter<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Option<Delimiter>> {
    match i {
        [
            b'"',
            c @ (0x01..=0x09 | 0x0b..=0x0c | 0x0e..=0x21 | 0x23..=0x5b | 0x5d..=0x7f),
            b'"',
            rest @ ..,
        ] => Ok((rest, Delimiter::try_from(char::from(*c)).ok())),
        [b'"', ..] => {
            let (rest, content) = quoted(cx, i)?;
            let mut chars = core::str::from_utf8(&content).unwrap_or_default().chars();
            match (chars.next().map(Delimiter::try_from), chars.next()) {
                (Some(Ok(delimiter)), None) => Ok((rest, Some(delimiter))),
                _ => refuse(i.get(1..).unwrap_or_default(), Rule::QuotedChar),
            }
        }
        _ => match nil(i) {
            Some(rest) => Ok((rest, None)),
            None => refuse(i, Rule::Dquote),
        },
    }
}

fn write_delimiter(delimiter: Option<Delimiter>, w: &mut Writer<'_, '_>) {
    let Some(delimiter) = delimiter else {
        w.raw(b"NIL");
        return;
    };
    let c = delimiter.as_char();
    if !c.is_ascii() && !w.utf8() {
        w.fail(EncodeError::NeedsCapability("IMAP4rev2"));
    }
    w.byte(b'"');
    if matches!(c, '"' | '\\') {
        w.byte(b'\\');
    }
    w.raw(c.encode_utf8(&mut [0; 4]).as_bytes()).byte(b'"');
}

impl Encode for MailboxList<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.list(&self.attributes, |w, attribute| attribute.encode(w))
            .sp();
        write_delimiter(self.delimiter, w);
        self.mailbox.encode(w.sp());
        if !self.extended.is_empty() {
            w.sp().list(&self.extended, |w, item| item.encode(w));
        }
    }
}

/// `namespace-response = "NAMESPACE" SP namespace SP namespace SP namespace`
pub(crate) fn namespaces<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Namespaces<'a>> {
    let (rest, personal) = namespace(cx, i)?;
    let (rest, other_users) = namespace(cx, between_namespaces(cx, rest)?)?;
    let (rest, shared) = namespace(cx, between_namespaces(cx, rest)?)?;
    Ok((
        rest,
        Namespaces {
            personal,
            other_users,
            shared,
        },
    ))
}

/// `SP`, none (quirk `namespace-without-space`) or more.
fn between_namespaces<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
) -> Result<&'a [u8], nom::Err<crate::wire::cx::Error>> {
    match i {
        [b' ', b' ', ..] => Ok(spaces(
            cx,
            i.get(1..).unwrap_or_default(),
            Quirk::SpaceInList,
        )),
        [b'(', ..] if cx.mend(Quirk::NamespaceWithoutSpace, i, i) => Ok(i),
        _ => sp(i).map(|(rest, ())| rest),
    }
}

/// `namespace = nil / "(" 1*namespace-descr ")"`
fn namespace<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec<NamespaceDescr<'a>>> {
    let [b'(', rest @ ..] = i else {
        return match nil(i) {
            Some(rest) => Ok((rest, Vec::new())),
            None => refuse(i, Rule::NamespaceDescr),
        };
    };
    let mut list = Vec::new();
    let mut rest = rest;
    loop {
        let (after, one) = within(Rule::NamespaceDescr, namespace_descr(cx, rest))?;
        list.push(one);
        rest = match spaces(cx, after, Quirk::SpaceInList) {
            [b')', after @ ..] => return Ok((after, list)),
            after => after,
        };
    }
}

/// `namespace-descr = "(" string SP (DQUOTE QUOTED-CHAR DQUOTE / nil) [namespace-response-extensions] ")"`
fn namespace_descr<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, NamespaceDescr<'a>> {
    let (rest, _) = byte(b'(', Rule::NamespaceDescr, i)?;
    let (rest, prefix) = string(cx, rest)?;
    let (rest, _) = sp(rest)?;
    let (mut rest, delimiter) = delimiter(cx, rest)?;
    let mut extensions = Vec::new();
    while let [b' ', after @ ..] = rest {
        let (after, name) = expect(Rule::String, after, string(cx, after))?;
        let (after, _) = sp(after)?;
        let (after, values): (_, Vec1<IString<'a>>) =
            list1(cx, after, Quirk::SpaceInList, Rule::String, string)?;
        extensions.push(NamespaceExtension { name, values });
        rest = after;
    }
    let (rest, _) = byte(b')', Rule::Close, rest)?;
    Ok((
        rest,
        NamespaceDescr {
            prefix,
            delimiter,
            extensions,
        },
    ))
}

impl Encode for NamespaceDescr<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.prefix.encode(w.byte(b'('));
        write_delimiter(self.delimiter, w.sp());
        for NamespaceExtension { name, values } in &self.extensions {
            name.encode(w.sp());
            w.sp().list(values, |w, value| value.encode(w));
        }
        w.byte(b')');
    }
}

impl Encode for Namespaces<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.spaced(
            [&self.personal, &self.other_users, &self.shared],
            |w, list: &'v Vec<NamespaceDescr<'_>>| {
                if list.is_empty() {
                    w.raw(b"NIL");
                } else {
                    w.byte(b'(');
                    list.iter().for_each(|one| one.encode(w));
                    w.byte(b')');
                }
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use imap_types::status::StatusAtt;

    use super::*;
    use crate::testing::{both, covers, ok, other, reads, refuses};

    #[test]
    fn every_name() {
        let selection = [
            ("RECURSIVEMATCH", ListSelectOpt::RecursiveMatch),
            ("REMOTE", ListSelectOpt::Remote),
            ("SUBSCRIBED", ListSelectOpt::Subscribed),
            ("SPECIAL-USE", ListSelectOpt::SpecialUse),
            ("UTF8", ListSelectOpt::Utf8),
            ("UTF8ONLY", ListSelectOpt::Utf8Only),
            (
                "X-FOO (a b)",
                ListSelectOpt::Other(other("X-FOO", " (a b)")),
            ),
        ];
        covers(
            ListSelectOptName::ALL.iter().map(|name| name.as_str()),
            selection.iter().map(|(_, value)| value.keyword()),
        );
        both(list_select_opt, &selection);
        let returns = [
            ("CHILDREN", ReturnOption::Children),
            (
                "STATUS (UNSEEN)",
                ReturnOption::Status(Vec1::one(StatusAtt::Unseen)),
            ),
            ("SUBSCRIBED", ReturnOption::Subscribed),
            (
                "METADATA (/shared/comment /a)",
                ReturnOption::Metadata(ok([ok("/shared/comment"), ok("/a")])),
            ),
            ("MYRIGHTS", ReturnOption::MyRights),
            ("SPECIAL-USE", ReturnOption::SpecialUse),
            ("UTF8", ReturnOption::Utf8),
            ("X-FOO", ReturnOption::Other(other("X-FOO", ""))),
        ];
        covers(
            ReturnOptionName::ALL.iter().map(|name| name.as_str()),
            returns.iter().map(|(_, value)| value.keyword()),
        );
        both(return_option, &returns);
        let attributes = [
            ("\\All", Attribute::All),
            ("\\AllMail", Attribute::AllMail),
            ("\\Archive", Attribute::Archive),
            ("\\Drafts", Attribute::Drafts),
            ("\\Flagged", Attribute::Flagged),
            ("\\HasChildren", Attribute::HasChildren),
            ("\\HasNoChildren", Attribute::HasNoChildren),
            ("\\Important", Attribute::Important),
            ("\\Inbox", Attribute::Inbox),
            ("\\Junk", Attribute::Junk),
            ("\\Marked", Attribute::Marked),
            ("\\Memos", Attribute::Memos),
            ("\\NoAccess", Attribute::NoAccess),
            ("\\NonExistent", Attribute::NonExistent),
            ("\\Noinferiors", Attribute::NoInferiors),
            ("\\Noselect", Attribute::NoSelect),
            ("\\NoUTF8", Attribute::NoUtf8),
            ("\\UTF8Only", Attribute::Utf8Only),
            ("\\Remote", Attribute::Remote),
            ("\\Scheduled", Attribute::Scheduled),
            ("\\Sent", Attribute::Sent),
            ("\\Snoozed", Attribute::Snoozed),
            ("\\Spam", Attribute::Spam),
            ("\\Starred", Attribute::Starred),
            ("\\Subscribed", Attribute::Subscribed),
            ("\\Trash", Attribute::Trash),
            ("\\Unmarked", Attribute::Unmarked),
            ("\\X", Attribute::Other(other("\\X", ""))),
        ];
        covers(
            AttributeName::ALL.iter().map(|name| name.as_str()),
            attributes.iter().map(|(_, value)| value.keyword()),
        );
        both(attribute, &attributes);
        reads(attribute, &[("\\NOSELECT", Attribute::NoSelect)]);
        refuses(
            attribute,
            &[("Noselect", 0, Rule::Flag), ("\\", 1, Rule::Atom)],
        );
        let items = [
            (
                "CHILDINFO (\"SUBSCRIBED\")",
                MboxListExtendedItem::ChildInfo(Vec1::one(ok("SUBSCRIBED"))),
            ),
            (
                "OLDNAME (INBOX)",
                MboxListExtendedItem::OldName(ok("INBOX")),
            ),
            ("FOO 1", MboxListExtendedItem::Other(other("FOO", " 1"))),
        ];
        covers(
            MboxListExtendedName::ALL.iter().map(|name| name.as_str()),
            items.iter().map(|(_, value)| value.keyword()),
        );
        both(mbox_list_extended_item, &items);
        reads(
            mbox_list_extended_item,
            &[(
                "\"OLDNAME\" (\"x\")",
                MboxListExtendedItem::OldName(ok("x")),
            )],
        );
        refuses(
            mbox_list_extended_item,
            &[
                ("CHILDINFO ()", 11, Rule::Astring),
                ("OLDNAME ()", 9, Rule::Mailbox),
                ("FOO", 3, Rule::Sp),
            ],
        );
    }

    #[test]
    fn commands() {
        let list = |selection, pattern, returns| List {
            selection,
            reference: ok(""),
            patterns: Patterns::One(ok(pattern)),
            returns,
        };
        both(
            list_command,
            &[
                ("\"\" *", list(None, "*", None)),
                ("() \"\" %", list(Some(Vec::new()), "%", None)),
                ("\"\" \"\" RETURN ()", list(None, "", Some(Vec::new()))),
                // RFC 9051 section 6.3.9.8
                (
                    "(SUBSCRIBED RECURSIVEMATCH) \"\" *",
                    list(
                        Some([ListSelectOpt::Subscribed, ListSelectOpt::RecursiveMatch].into()),
                        "*",
                        None,
                    ),
                ),
                (
                    "\"\" % RETURN (STATUS (MESSAGES) CHILDREN)",
                    list(
                        None,
                        "%",
                        Some(
                            [
                                ReturnOption::Status(Vec1::one(StatusAtt::Messages)),
                                ReturnOption::Children,
                            ]
                            .into(),
                        ),
                    ),
                ),
                (
                    "\"\" (INBOX %)",
                    List {
                        selection: None,
                        reference: ok(""),
                        patterns: Patterns::Many(ok([ok("INBOX"), ok("%")])),
                        returns: None,
                    },
                ),
            ],
        );
        refuses(
            list_command,
            &[
                ("\"\"", 2, Rule::Sp),
                ("\"\" ()", 4, Rule::ListMailbox),
                ("\"\" * RETURN CHILDREN", 12, Rule::Open),
                ("(\"a\") \"\" *", 1, Rule::ListSelectOpt),
            ],
        );
        both(
            lsub_command,
            &[(
                "#news. comp.mail.*",
                Lsub {
                    reference: ok("#news."),
                    pattern: ok("comp.mail.*"),
                },
            )],
        );
        refuses(
            lsub_command,
            &[
                ("(SUBSCRIBED) \"\" *", 0, Rule::Mailbox),
                ("\"\" (a)", 3, Rule::ListMailbox),
            ],
        );
    }

    #[test]
    fn responses() {
        let slash = || Delimiter::try_from('/').ok();
        let of = |attributes: &[Attribute<'static>], delimiter, mailbox| MailboxList {
            attributes: attributes.to_vec(),
            delimiter,
            mailbox: ok(mailbox),
            extended: Vec::new(),
        };
        both(
            mailbox_list,
            &[
                ("() \"/\" x", of(&[], slash(), "x")),
                ("() NIL \"\"", of(&[], None, "")),
                (
                    "() \"\\\\\" x",
                    of(&[], Delimiter::try_from('\\').ok(), "x"),
                ),
                ("() \"\\\"\" x", of(&[], Delimiter::try_from('"').ok(), "x")),
                (
                    "(\\Noselect \\Marked) \"/\" INBOX",
                    of(&[Attribute::NoSelect, Attribute::Marked], slash(), "INBOX"),
                ),
                (
                    "() \"/\" y (OLDNAME (x))",
                    MailboxList {
                        extended: [MboxListExtendedItem::OldName(ok("x"))].into(),
                        ..of(&[], slash(), "y")
                    },
                ),
            ],
        );
        reads(mailbox_list, &[("() \"/\" x ()", of(&[], slash(), "x"))]);
        refuses(
            mailbox_list,
            &[
                ("\"/\" x", 0, Rule::Open),
                ("() / x", 3, Rule::Dquote),
                ("() \"//\" x", 4, Rule::QuotedChar),
                ("() \"\" x", 4, Rule::QuotedChar),
                ("() \"/\"", 6, Rule::Sp),
                ("(Noselect) \"/\" x", 1, Rule::Flag),
            ],
        );
        let descr = |prefix, extensions| NamespaceDescr {
            prefix: ok(prefix),
            delimiter: slash(),
            extensions,
        };
        let flags = NamespaceExtension {
            name: ok("X-PARAM"),
            values: ok([ok("FLAG1"), ok("FLAG2")]),
        };
        both(
            namespaces,
            &[
                ("NIL NIL NIL", Namespaces::default()),
                // RFC 9051 section 6.3.10
                (
                    "((\"\" \"/\")(\"#mh/\" \"/\" \"X-PARAM\" (\"FLAG1\" \"FLAG2\"))) NIL NIL",
                    Namespaces {
                        personal: [descr("", Vec::new()), descr("#mh/", [flags].into())].into(),
                        ..Namespaces::default()
                    },
                ),
                (
                    "NIL ((\"~\" \"/\")) ((\"\" NIL))",
                    Namespaces {
                        personal: Vec::new(),
                        other_users: [descr("~", Vec::new())].into(),
                        shared: [NamespaceDescr {
                            prefix: ok(""),
                            delimiter: None,
                            extensions: Vec::new(),
                        }]
                        .into(),
                    },
                ),
            ],
        );
        refuses(
            namespaces,
            &[
                ("NIL NIL", 7, Rule::Sp),
                ("() NIL NIL", 1, Rule::NamespaceDescr),
                ("((\"\")) NIL NIL", 4, Rule::Sp),
                ("((a \"/\")) NIL NIL", 2, Rule::String),
                ("((\"\" \"/\" \"X\" ())) NIL NIL", 14, Rule::String),
            ],
        );
    }
}
