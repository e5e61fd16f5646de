//! LIST, LSUB and STATUS ([RFC 9051 §6.3.9](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.9)).

use std::collections::BTreeSet;

use imap_state::{server::Server, tag::Handle};
use imap_types::{
    code::Code,
    core::{AString, Number64, Vec1},
    data::Data,
    flag::Flag,
    list::{
        Attribute, Delimiter, List, ListSelectOpt, Lsub, MailboxList, MboxListExtendedItem,
        Patterns, ReturnOption,
    },
    response::{RespText, State},
    status::{MailboxStatus, Status, StatusAtt, StatusItem},
};

use crate::{
    command::{Answering, Done, Line, Refused, no},
    session::LONGEST,
    store::{DELIMITER, Mailbox, Mailboxes},
};

/// What LIST looks at and tells.
#[derive(Debug, Default)]
struct Wanted {
    subscribed: bool,
    special: bool,
    recursive: bool,
    tell_subscribed: bool,
    status: Vec<StatusAtt<'static>>,
}

impl Answering<'_> {
    pub(crate) fn list(&mut self, server: &mut Server, handle: Handle, list: &List<'_>) -> Done {
        let mut wanted = Wanted::default();
        for option in list.selection.iter().flatten() {
            match option {
                ListSelectOpt::Subscribed => wanted.subscribed = true,
                ListSelectOpt::SpecialUse => wanted.special = true,
                ListSelectOpt::RecursiveMatch => wanted.recursive = true,
                ListSelectOpt::Remote => {}
                _ => return Err(Refused::Bad("no such option")),
            }
        }
        if wanted.recursive && !wanted.subscribed && !wanted.special {
            return Err(Refused::Bad("RECURSIVEMATCH is for something"));
        }
        wanted.tell_subscribed = wanted.subscribed;
        for option in list.returns.iter().flatten() {
            match option {
                // They are told anyway.
                ReturnOption::Children | ReturnOption::SpecialUse => {}
                ReturnOption::Subscribed => wanted.tell_subscribed = true,
                ReturnOption::Status(items) => {
                    wanted.status = items
                        .iter()
                        .cloned()
                        .map(imap_types::IntoBoundedStatic::into_static)
                        .collect();
                }
                _ => return Err(Refused::Bad("no such option")),
            }
        }
        let patterns: Vec<&[u8]> = match &list.patterns {
            Patterns::One(one) => vec![one.as_bytes()],
            Patterns::Many(many) => many.iter().map(|one| one.as_bytes()).collect(),
        };
        let text = RespText::new("LIST completed")?;
        if patterns == [b""] && list.selection.is_none() {
            let root = MailboxList {
                attributes: vec![Attribute::NoSelect],
                delimiter: Some(Delimiter::try_from(DELIMITER)?),
                mailbox: "".try_into()?,
                extended: Vec::new(),
            };
            return self.say(
                server,
                handle,
                [Data::List(root).into()].into(),
                State::Ok,
                text,
            );
        }
        let all = self.shared.store.lock();
        let mut lines = Vec::new();
        for name in names(&all, wanted.subscribed) {
            let told = Self::told(server, &name)?;
            let fits = patterns.iter().any(|pattern| {
                matches(
                    &[list.reference.as_bytes(), pattern].concat(),
                    told.as_bytes(),
                )
            });
            if !fits {
                continue;
            }
            let is = |name: &str| {
                (!wanted.subscribed || all.subscribed.contains(name))
                    && (!wanted.special
                        || all
                            .by_name
                            .get(name)
                            .is_some_and(|mailbox| mailbox.purpose.is_some()))
            };
            let below = format!("{name}{DELIMITER}");
            let mut below = names(&all, wanted.subscribed)
                .into_iter()
                .filter(|name| name.starts_with(&below));
            let child_is = wanted.recursive && below.any(|name| is(&name));
            if !is(&name) && !child_is {
                continue;
            }
            let mut line = Self::listed(server, &all, &name)?;
            if wanted.tell_subscribed && all.subscribed.contains(&name) {
                line.attributes.push(Attribute::Subscribed);
            }
            if child_is {
                let what = if wanted.subscribed {
                    "SUBSCRIBED"
                } else {
                    "SPECIAL-USE"
                };
                line.extended
                    .push(MboxListExtendedItem::ChildInfo(Vec1::one(
                        AString::try_from(what)?,
                    )));
            }
            lines.push(Line::from(Data::List(line)));
            if let (Some(mailbox), false) = (all.by_name.get(&name), wanted.status.is_empty()) {
                lines.push(Data::Status(status_of(mailbox, told, &wanted.status)?).into());
            }
        }
        drop(all);
        self.say(server, handle, lines.into(), State::Ok, text)
    }

    pub(crate) fn lsub(&mut self, server: &mut Server, handle: Handle, lsub: &Lsub<'_>) -> Done {
        let pattern = [lsub.reference.as_bytes(), lsub.pattern.as_bytes()].concat();
        let all = self.shared.store.lock();
        let mut lines = Vec::new();
        for name in names(&all, true) {
            let told = Self::told(server, &name)?;
            let below = format!("{name}{DELIMITER}");
            let is = all.subscribed.contains(&name);
            // RFC 3501 section 6.3.9: for % a mailbox stands for those below it, too.
            let stands = pattern.ends_with(b"%")
                && all.subscribed.iter().any(|name| name.starts_with(&below));
            if !(is || stands) || !matches(&pattern, told.as_bytes()) {
                continue;
            }
            let mut line = Self::listed(server, &all, &name)?;
            if !is {
                line.attributes = vec![Attribute::NoSelect];
            }
            lines.push(Line::from(Data::Lsub(line)));
        }
        drop(all);
        self.say(
            server,
            handle,
            lines.into(),
            State::Ok,
            RespText::new("LSUB completed")?,
        )
    }

    /// A mailbox, or a name that only has some below it.
    pub(crate) fn listed(
        server: &Server,
        all: &Mailboxes,
        name: &str,
    ) -> Done<MailboxList<'static>> {
        let mut attributes = Vec::new();
        match all.by_name.get(name) {
            Some(mailbox) => attributes.extend(mailbox.purpose.clone()),
            None => attributes.push(Attribute::NonExistent),
        }
        attributes.push(if all.has_children(name) {
            Attribute::HasChildren
        } else {
            Attribute::HasNoChildren
        });
        // Clients of IMAP4rev1 know no \NonExistent.
        if !all.by_name.contains_key(name) {
            attributes.push(Attribute::NoSelect);
        }
        Ok(MailboxList {
            attributes,
            delimiter: Some(Delimiter::try_from(DELIMITER)?),
            mailbox: Self::told(server, name)?,
            extended: Vec::new(),
        })
    }

    pub(crate) fn status(
        &mut self,
        server: &mut Server,
        handle: Handle,
        status: &Status<'_>,
    ) -> Done {
        let name = Self::name(server, &status.mailbox)?;
        self.condstore |= status.items.contains(&StatusAtt::HighestModSeq);
        let all = self.shared.store.lock();
        let Some(mailbox) = all.by_name.get(&name) else {
            return no(Code::NonExistent, "no such mailbox");
        };
        let told = status_of(mailbox, Self::told(server, &name)?, &status.items)?;
        drop(all);
        server.data(handle, Data::Status(told))?;
        Ok(server.ok(handle, "STATUS completed")?)
    }
}

/// All names, also those that only have some below them; with `subscribed` also those that once were.
fn names(all: &Mailboxes, subscribed: bool) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = all.by_name.keys().cloned().collect();
    if subscribed {
        names.extend(all.subscribed.iter().cloned());
    }
    let parents = |name: &String| {
        let ends = name
            .match_indices(DELIMITER)
            .map(|(at, _)| name[..at].to_string());
        ends.collect::<Vec<_>>()
    };
    let above: Vec<_> = names.iter().flat_map(parents).collect();
    names.extend(above);
    names
}

fn status_of(
    mailbox: &Mailbox,
    name: imap_types::mailbox::Mailbox<'static>,
    wanted: &[StatusAtt<'_>],
) -> Done<MailboxStatus<'static>> {
    let count = |flag: Flag<'static>, to| {
        mailbox
            .entries
            .iter()
            .filter(|entry| entry.flags.contains(&flag) == to)
            .count() as u32
    };
    let size = |only: Option<Flag<'static>>| {
        let counted = mailbox
            .entries
            .iter()
            .filter(|entry| only.as_ref().is_none_or(|flag| entry.flags.contains(flag)));
        Number64::try_from(counted.map(|entry| entry.mail.size()).sum::<u64>())
    };
    let mut items = Vec::new();
    for item in wanted {
        items.push(match item {
            StatusAtt::AppendLimit => StatusItem::AppendLimit(Some(LONGEST)),
            StatusAtt::Deleted => StatusItem::Deleted(count(Flag::Deleted, true)),
            StatusAtt::DeletedStorage => StatusItem::DeletedStorage(size(Some(Flag::Deleted))?),
            StatusAtt::HighestModSeq => StatusItem::HighestModSeq(mailbox.mod_seq().into()),
            StatusAtt::MailboxId => match mailbox.object_id() {
                Some(id) => StatusItem::MailboxId(id),
                None => continue,
            },
            StatusAtt::Messages => StatusItem::Messages(mailbox.entries.len() as u32),
            StatusAtt::Recent => StatusItem::Recent(0),
            StatusAtt::Size => StatusItem::Size(size(None)?),
            StatusAtt::UidNext => StatusItem::UidNext(mailbox.uid_next),
            StatusAtt::UidValidity => StatusItem::UidValidity(mailbox.uid_validity),
            StatusAtt::Unseen => StatusItem::Unseen(count(Flag::Seen, false)),
            _ => return Err(Refused::Bad("no such item")),
        });
    }
    Ok(MailboxStatus {
        mailbox: name,
        items,
    })
}

/// `*` stands for anything, `%` for anything on one level; INBOX is INBOX however it is written.
fn matches(pattern: &[u8], name: &[u8]) -> bool {
    let fold = |byte: u8| {
        if name == b"INBOX" {
            byte.to_ascii_uppercase()
        } else {
            byte
        }
    };
    // Which places of the pattern can have been reached: no pattern takes more than its length times the name's.
    let mut reached = vec![false; pattern.len() + 1];
    reached[0] = true;
    let spread = |reached: &mut Vec<bool>| {
        for at in 0..pattern.len() {
            if reached[at] && matches!(pattern[at], b'*' | b'%') {
                reached[at + 1] = true;
            }
        }
    };
    spread(&mut reached);
    for byte in name {
        let mut next = vec![false; pattern.len() + 1];
        for at in (0..pattern.len()).filter(|at| reached[*at]) {
            match pattern[at] {
                b'*' => next[at] = true,
                b'%' if char::from(*byte) != DELIMITER => next[at] = true,
                wanted if fold(wanted) == *byte => next[at + 1] = true,
                _ => {}
            }
        }
        reached = next;
        spread(&mut reached);
    }
    reached[pattern.len()]
}
