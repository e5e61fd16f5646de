//! NOTIFY ([RFC 5465](https://www.rfc-editor.org/rfc/rfc5465.html)).

use alloc::vec::Vec;

use imap_types::{
    core::Vec1,
    ext::notify::{
        Event, EventFilter, EventGroup, EventName, EventType, EventTypeName, MailboxFilter, Notify,
        NotifySet,
    },
    fetch::FetchAtt,
    mailbox::Mailbox,
};

use crate::{
    core::{atom, byte, keyword, list1, parameters, sp, write_parameters},
    fetch::fetch_att,
    mailbox::mailbox,
    quirk::Quirk,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, expect, refuse},
        write::{Encode, Writer},
    },
};

/// `notify = "NOTIFY" SP (("SET" [SP "STATUS"] SP event-group *(SP event-group)) / "NONE")`
pub(crate) fn notify<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Notify<'a>> {
    let (rest, word) = expect(Rule::Notify, i, atom(i))?;
    if word.eq_ignore_ascii_case(b"NONE") {
        return Ok((rest, Notify::None));
    }
    if !word.eq_ignore_ascii_case(b"SET") {
        return refuse(i, Rule::Notify);
    }
    let (rest, status) = match keyword(rest, b" STATUS") {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    // Dovecot takes it, and tells nothing from then on.
    if let [b'\r' | b'\n', ..] = rest
        && cx.mend(Quirk::NotifyWithoutGroups, rest, rest)
    {
        return Ok((rest, Notify::None));
    }
    let (rest, ()) = sp(rest)?;
    let (mut rest, group) = event_group(cx, rest)?;
    let mut groups = Vec1::one(group);
    while let [b' ', next @ ..] = rest {
        if next.first() != Some(&b'(') {
            break;
        }
        let (after, group) = event_group(cx, next)?;
        groups.push(group);
        rest = after;
    }
    Ok((rest, Notify::Set(NotifySet { status, groups })))
}

impl Encode for Notify<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        match self {
            Self::None => {
                w.raw(b"NONE");
            }
            Self::Set(set) => {
                w.raw(if set.status { b"SET STATUS " } else { b"SET " });
                w.spaced(&set.groups, |w, group| group.encode(w));
            }
        }
    }
}

/// `"(" filter-mailboxes SP events ")"`
fn event_group<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, EventGroup<'a>> {
    let (rest, ()) = byte(b'(', Rule::Open, i)?;
    let (rest, filter) = match keyword(rest, b"selected-delayed") {
        Some(rest @ [b' ', ..]) => (rest, EventFilter::SelectedDelayed),
        _ => {
            let (rest, filter) = mailbox_filter(cx, rest)?;
            (rest, EventFilter::Mailboxes(filter))
        }
    };
    let (rest, ()) = sp(rest)?;
    let (rest, events) = events(cx, rest)?;
    let (rest, ()) = byte(b')', Rule::Close, rest)?;
    Ok((rest, EventGroup { filter, events }))
}

impl Encode for EventGroup<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.byte(b'(');
        match &self.filter {
            EventFilter::SelectedDelayed => {
                w.raw(b"selected-delayed");
            }
            EventFilter::Mailboxes(filter) => filter.encode(w),
        }
        if self.events.is_empty() {
            w.raw(b" NONE");
        } else {
            w.sp().list(&self.events, |w, event| event.encode(w));
        }
        w.byte(b')');
    }
}

/// `events = ("(" event *(SP event) ")") / "NONE"`
fn events<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec<Event<'a>>> {
    if let Some(rest @ [b')', ..]) = keyword(i, b"NONE") {
        return Ok((rest, Vec::new()));
    }
    let (rest, events) = event_list(cx, i, event)?;
    Ok((rest, events.into_vec()))
}

/// `"(" event *(SP event) ")"`; or without the parentheses, as RFC 5465 was printed before its erratum 1804.
fn event_list<'a, T>(
    cx: &Cx<'_>,
    i: &'a [u8],
    event: impl Fn(&Cx<'_>, &'a [u8]) -> Parsed<'a, T>,
) -> Parsed<'a, Vec1<T>> {
    if i.first() == Some(&b'(') || !cx.has(Quirk::BareEvents) {
        return list1(cx, i, Quirk::SpaceInList, Rule::Event, event);
    }
    let (mut rest, first) = event(cx, i)?;
    let mut events = Vec1::one(first);
    while let [b' ', next @ ..] = rest {
        let (after, next) = event(cx, next)?;
        events.push(next);
        rest = after;
    }
    cx.mend(Quirk::BareEvents, i, rest);
    Ok((rest, events))
}

joint! {
    /// `event`
    event -> Event by EventName, named by atom, slot Event {
        AnnotationChange,
        FlagChange,
        MailboxMetadataChange,
        MailboxName,
        MessageExpunge,
        MessageNew glued(fetch_atts => write_fetch_atts),
        ServerMetadataChange,
        SubscriptionChange,
    }
}

/// `[SP "(" fetch-att *(SP fetch-att) ")"]`
fn fetch_atts<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec<FetchAtt<'a>>> {
    parameters(cx, i, Rule::FetchAtt, fetch_att)
}

fn write_fetch_atts<'v>(items: &'v Vec<FetchAtt<'_>>, w: &mut Writer<'_, 'v>) {
    write_parameters(w, items);
}

/// `filter-mailboxes`, without `selected-delayed`
pub(crate) fn mailbox_filter<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, MailboxFilter<'a>> {
    let (rest, name) = expect(Rule::FilterMailboxes, i, atom(i))?;
    let with: fn(Vec1<Mailbox<'a>>) -> MailboxFilter<'a> = match () {
        () if name.eq_ignore_ascii_case(b"selected") => return Ok((rest, MailboxFilter::Selected)),
        () if name.eq_ignore_ascii_case(b"inboxes") => return Ok((rest, MailboxFilter::Inboxes)),
        () if name.eq_ignore_ascii_case(b"personal") => return Ok((rest, MailboxFilter::Personal)),
        () if name.eq_ignore_ascii_case(b"subscribed") => {
            return Ok((rest, MailboxFilter::Subscribed));
        }
        () if name.eq_ignore_ascii_case(b"mailboxes") => MailboxFilter::Mailboxes,
        () if name.eq_ignore_ascii_case(b"subtree") => MailboxFilter::Subtree,
        () if name.eq_ignore_ascii_case(b"subtree-one") => MailboxFilter::SubtreeOne,
        () => return refuse(i, Rule::FilterMailboxes),
    };
    let (rest, ()) = sp(rest)?;
    let (rest, mailboxes) = one_or_more_mailbox(cx, rest)?;
    Ok((rest, with(mailboxes)))
}

impl Encode for MailboxFilter<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        let (name, mailboxes): (&[u8], _) = match self {
            Self::Inboxes => (b"inboxes", None),
            Self::Mailboxes(mailboxes) => (b"mailboxes ", Some(mailboxes)),
            Self::Personal => (b"personal", None),
            Self::Selected => (b"selected", None),
            Self::Subscribed => (b"subscribed", None),
            Self::Subtree(mailboxes) => (b"subtree ", Some(mailboxes)),
            Self::SubtreeOne(mailboxes) => (b"subtree-one ", Some(mailboxes)),
            _ => return,
        };
        w.raw(name);
        match mailboxes.map(Vec1::as_slice) {
            None => {}
            Some([one]) => one.encode(w),
            Some(more) => {
                w.list(more, |w, mailbox| mailbox.encode(w));
            }
        }
    }
}

/// `one-or-more-mailbox = mailbox / "(" mailbox *(SP mailbox) ")"`
fn one_or_more_mailbox<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec1<Mailbox<'a>>> {
    if i.first() == Some(&b'(') {
        return list1(cx, i, Quirk::SpaceInList, Rule::Mailbox, mailbox);
    }
    let (rest, mailbox) = mailbox(cx, i)?;
    Ok((rest, Vec1::one(mailbox)))
}

joint! {
    /// `event-name`
    event_type -> EventType by EventTypeName, named by atom, slot Event {
        AnnotationChange,
        FlagChange,
        MailboxMetadataChange,
        MailboxName,
        MessageExpunge,
        MessageNew,
        ServerMetadataChange,
        SubscriptionChange,
    }
}

/// `"(" event-name *(SP event-name) ")"`
pub(crate) fn event_types<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec1<EventType<'a>>> {
    event_list(cx, i, event_type)
}

pub(crate) fn write_event_types<'v>(events: &'v Vec1<EventType<'_>>, w: &mut Writer<'_, 'v>) {
    w.list(events, |w, event| event.encode(w));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{both, covers, list1, ok, other, reads, refuses};

    #[test]
    fn events_of_every_name() {
        let rows = [
            ("AnnotationChange", Event::AnnotationChange),
            ("FlagChange", Event::FlagChange),
            ("MailboxMetadataChange", Event::MailboxMetadataChange),
            ("MailboxName", Event::MailboxName),
            ("MessageExpunge", Event::MessageExpunge),
            ("MessageNew", Event::MessageNew(Vec::new())),
            (
                "MessageNew (UID FLAGS)",
                Event::MessageNew([FetchAtt::Uid, FetchAtt::Flags].into()),
            ),
            ("ServerMetadataChange", Event::ServerMetadataChange),
            ("SubscriptionChange", Event::SubscriptionChange),
            ("XFoo", Event::Other(other("XFoo", ""))),
        ];
        covers(
            EventName::ALL.iter().map(|name| name.as_str()),
            rows.iter().map(|(_, value)| value.keyword()),
        );
        both(event, &rows);
        reads(event, &[("messagenew", Event::MessageNew(Vec::new()))]);
        refuses(
            event,
            &[
                ("", 0, Rule::Event),
                ("\"FlagChange\"", 0, Rule::Event),
                ("MessageNew ()", 12, Rule::FetchAtt),
            ],
        );
        let types = [
            ("AnnotationChange", EventType::AnnotationChange),
            ("FlagChange", EventType::FlagChange),
            ("MailboxMetadataChange", EventType::MailboxMetadataChange),
            ("MailboxName", EventType::MailboxName),
            ("MessageExpunge", EventType::MessageExpunge),
            ("MessageNew", EventType::MessageNew),
            ("ServerMetadataChange", EventType::ServerMetadataChange),
            ("SubscriptionChange", EventType::SubscriptionChange),
            ("XFoo", EventType::Other(other("XFoo", ""))),
        ];
        covers(
            EventTypeName::ALL.iter().map(|name| name.as_str()),
            types.iter().map(|(_, value)| value.keyword()),
        );
        both(event_type, &types);
        refuses(
            event_types,
            &[
                ("()", 1, Rule::Event),
                ("FlagChange", 0, Rule::Open),
                ("(MessageNew (UID))", 12, Rule::Event),
            ],
        );
    }

    #[test]
    fn filters() {
        let two = || list1([Mailbox::Inbox, ok("a b")]);
        both(
            mailbox_filter,
            &[
                ("inboxes", MailboxFilter::Inboxes),
                (
                    "mailboxes INBOX",
                    MailboxFilter::Mailboxes(list1([Mailbox::Inbox])),
                ),
                ("mailboxes (INBOX \"a b\")", MailboxFilter::Mailboxes(two())),
                ("personal", MailboxFilter::Personal),
                ("selected", MailboxFilter::Selected),
                ("subscribed", MailboxFilter::Subscribed),
                ("subtree (INBOX \"a b\")", MailboxFilter::Subtree(two())),
                ("subtree-one x", MailboxFilter::SubtreeOne(list1([ok("x")]))),
            ],
        );
        reads(
            mailbox_filter,
            &[
                ("SubTree (x)", MailboxFilter::Subtree(list1([ok("x")]))),
                (
                    "mailboxes NONE",
                    MailboxFilter::Mailboxes(list1([ok("NONE")])),
                ),
            ],
        );
        refuses(
            mailbox_filter,
            &[
                ("", 0, Rule::FilterMailboxes),
                ("selected-delayed", 0, Rule::FilterMailboxes),
                ("subtree", 7, Rule::Sp),
                ("subtree ()", 9, Rule::Mailbox),
                ("mailboxes *", 10, Rule::Mailbox),
                ("\"personal\"", 0, Rule::FilterMailboxes),
            ],
        );
    }

    #[test]
    fn commands() {
        let set = |status, filter, events: &[Event<'static>]| {
            Notify::Set(NotifySet {
                status,
                groups: list1([EventGroup {
                    filter,
                    events: events.to_vec(),
                }]),
            })
        };
        let personal = || EventFilter::from(MailboxFilter::Personal);
        both(
            notify,
            &[
                ("NONE", Notify::None),
                ("SET (personal NONE)", set(false, personal(), &[])),
                (
                    "SET STATUS (personal (MailboxName XFoo))",
                    set(
                        true,
                        personal(),
                        &[Event::MailboxName, Event::Other(other("XFoo", ""))],
                    ),
                ),
                (
                    "SET (selected-delayed (FlagChange))",
                    set(false, EventFilter::SelectedDelayed, &[Event::FlagChange]),
                ),
            ],
        );
        refuses(
            notify,
            &[
                ("", 0, Rule::Notify),
                ("ALL", 0, Rule::Notify),
                ("SET", 3, Rule::Sp),
                ("SET ", 4, Rule::Open),
                ("SET STATUS", 10, Rule::Sp),
                ("SET NONE", 4, Rule::Open),
                ("SET ()", 5, Rule::FilterMailboxes),
                ("SET (personal)", 13, Rule::Sp),
                ("SET (personal ())", 15, Rule::Event),
                ("SET (personal FlagChange)", 14, Rule::Open),
                ("SET (selected-delayed)", 5, Rule::FilterMailboxes),
                ("SET (personal (FlagChange)", 26, Rule::Close),
            ],
        );
    }
}
