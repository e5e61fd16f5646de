//! NOTIFY ([RFC 5465](https://www.rfc-editor.org/rfc/rfc5465.html)): what a client wants to be told without asking.
//!
//! Hangs on [`CommandBody`](crate::command::CommandBody), [`Code`](crate::code::Code) (BADEVENT, NOTIFICATIONOVERFLOW) and
//! [`Attribute`](crate::list::Attribute) (`\NoAccess`); on UPDATE of [`SearchReturnOpt`](crate::search::SearchReturnOpt), too. What is
//! told comes as STATUS, LIST, METADATA, FETCH, EXISTS, EXPUNGE and ESEARCH.
//!
//! ```text
//! C: b NOTIFY SET STATUS (selected (MessageNew (UID FLAGS) MessageExpunge)) (subtree Lists (MessageNew MessageExpunge))
//! S: * STATUS Lists/Lemonade (UIDVALIDITY 4 UIDNEXT 9999 MESSAGES 500)
//! S: b OK done
//! ```

use alloc::vec::Vec;

use crate::{
    core::{Invalid, Vec1},
    fetch::FetchAtt,
    mailbox::Mailbox,
};

/// The NOTIFY command: `notify = "NOTIFY" SP (notify-set / notify-none)`
/// ([RFC 5465 §3.1](https://www.rfc-editor.org/rfc/rfc5465.html#section-3.1)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum Notify<'a> {
    /// `NONE`: nothing.
    None,
    /// `SET`: this, in place of what was set before.
    Set(NotifySet<'a>),
}

/// `notify-set = "SET" [SP "STATUS"] SP event-groups`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct NotifySet<'a> {
    /// Send a STATUS response for each mailbox but the selected one before the command completes.
    pub status: bool,
    /// What, and where.
    pub groups: Vec1<EventGroup<'a>>,
}

/// `event-group = "(" filter-mailboxes SP events ")"`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct EventGroup<'a> {
    /// Where.
    pub filter: EventFilter<'a>,
    /// What; empty is `NONE`.
    pub events: Vec<Event<'a>>,
}

/// `filter-mailboxes` of NOTIFY ([RFC 5465 §6](https://www.rfc-editor.org/rfc/rfc5465.html#section-6)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum EventFilter<'a> {
    /// `selected-delayed`: the selected mailbox, but of messages that are gone tell only when a command allows it.
    SelectedDelayed,
    /// What ESEARCH knows too.
    Mailboxes(MailboxFilter<'a>),
}

impl EventFilter<'_> {
    /// Is it the selected mailbox that is meant?
    #[must_use]
    pub const fn is_selected(&self) -> bool {
        matches!(
            self,
            Self::SelectedDelayed | Self::Mailboxes(MailboxFilter::Selected)
        )
    }
}

impl<'a> From<MailboxFilter<'a>> for EventFilter<'a> {
    fn from(filter: MailboxFilter<'a>) -> Self {
        Self::Mailboxes(filter)
    }
}

/// `filter-mailboxes`, as NOTIFY and ESEARCH have it: which mailboxes
/// ([RFC 5465 §6](https://www.rfc-editor.org/rfc/rfc5465.html#section-6),
/// [RFC 7377 §2.2](https://www.rfc-editor.org/rfc/rfc7377.html#section-2.2)). In names, `*` and `%` are no wildcards.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum MailboxFilter<'a> {
    /// `inboxes`: where mail is delivered to, of the user's own.
    Inboxes,
    /// `mailboxes`: these.
    Mailboxes(Vec1<Mailbox<'a>>),
    /// `personal`: the user's own.
    Personal,
    /// `selected`: the selected one.
    Selected,
    /// `subscribed`: the subscribed ones.
    Subscribed,
    /// `subtree`: these and all below them.
    Subtree(Vec1<Mailbox<'a>>),
    /// `subtree-one`: these and their children. RFC 7377.
    SubtreeOne(Vec1<Mailbox<'a>>),
}

keyword_sum! {
    /// `event = message-event / mailbox-event / user-event / event-ext`
    /// ([RFC 5465 §5](https://www.rfc-editor.org/rfc/rfc5465.html#section-5)).
    pub enum Event<'a>, named by EventName in "event", other Name {
        /// Annotations of a message have changed.
        AnnotationChange = "AnnotationChange",
        /// Flags of a message have changed.
        FlagChange = "FlagChange",
        /// Metadata of a mailbox have changed.
        MailboxMetadataChange = "MailboxMetadataChange",
        /// A mailbox was created, deleted or renamed.
        MailboxName = "MailboxName",
        /// Messages are gone.
        MessageExpunge = "MessageExpunge",
        /// Messages have come; of those in the selected mailbox tell these items, if there are any.
        MessageNew(Vec<FetchAtt<'a>>) = "MessageNew",
        /// Metadata of the server have changed.
        ServerMetadataChange = "ServerMetadataChange",
        /// A mailbox was subscribed or is no longer.
        SubscriptionChange = "SubscriptionChange",
    }
}

keyword_sum! {
    /// `event-name`: an event that the server knows, in the code BADEVENT. Any atom, although the grammar leaves out
    /// `event-ext` here.
    pub enum EventType<'a>, named by EventTypeName in "event-name", other Name {
        /// See [`Event::AnnotationChange`].
        AnnotationChange = "AnnotationChange",
        /// See [`Event::FlagChange`].
        FlagChange = "FlagChange",
        /// See [`Event::MailboxMetadataChange`].
        MailboxMetadataChange = "MailboxMetadataChange",
        /// See [`Event::MailboxName`].
        MailboxName = "MailboxName",
        /// See [`Event::MessageExpunge`].
        MessageExpunge = "MessageExpunge",
        /// See [`Event::MessageNew`].
        MessageNew = "MessageNew",
        /// See [`Event::ServerMetadataChange`].
        ServerMetadataChange = "ServerMetadataChange",
        /// See [`Event::SubscriptionChange`].
        SubscriptionChange = "SubscriptionChange",
    }
}

impl NotifySet<'_> {
    /// Is it what RFC 5465 allows beyond its grammar? A server answers BAD, if it is not.
    ///
    /// `selected` or `selected-delayed` stands once at most, and each group keeps [its rules](EventGroup::check).
    ///
    /// # Errors
    ///
    /// If it is not.
    pub fn check(&self) -> Result<(), Invalid> {
        let selected = self
            .groups
            .iter()
            .filter(|group| group.filter.is_selected());
        if selected.count() > 1 {
            return Err(Invalid::new("filter-mailboxes-selected"));
        }
        self.groups.iter().try_for_each(EventGroup::check)
    }
}

impl EventGroup<'_> {
    /// Are they events that may stand together, and there?
    ///
    /// MessageNew and MessageExpunge go together; FlagChange and AnnotationChange want both; for the selected mailbox there
    /// are no others; items of new messages are told for the selected mailbox alone.
    ///
    /// # Errors
    ///
    /// If they are not.
    pub fn check(&self) -> Result<(), Invalid> {
        let selected = self.filter.is_selected();
        let (mut new, mut expunge, mut change) = (false, false, false);
        for event in &self.events {
            let sound = match event {
                Event::MessageNew(items) => {
                    new = true;
                    selected || items.is_empty()
                }
                Event::MessageExpunge => {
                    expunge = true;
                    true
                }
                Event::AnnotationChange | Event::FlagChange => {
                    change = true;
                    true
                }
                Event::MailboxMetadataChange
                | Event::MailboxName
                | Event::ServerMetadataChange
                | Event::SubscriptionChange => !selected,
                Event::Other(_) => true,
            };
            if !sound {
                return Err(Invalid::new("event"));
            }
        }
        if new == expunge && (new || !change) {
            Ok(())
        } else {
            Err(Invalid::new("event-group"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_stand_together() {
        let selected = || EventFilter::from(MailboxFilter::Selected);
        let personal = || EventFilter::from(MailboxFilter::Personal);
        let new = || Event::MessageNew(Vec::new());
        let items = || Event::MessageNew([FetchAtt::Uid].into());
        let (expunge, flags, name) = (
            || Event::MessageExpunge,
            || Event::FlagChange,
            || Event::MailboxName,
        );
        let group = |filter, events: &[Event<'static>]| EventGroup {
            filter,
            events: events.to_vec(),
        };
        for (group, good) in [
            (group(selected(), &[]), true),
            (group(selected(), &[new(), expunge()]), true),
            (group(selected(), &[flags(), expunge(), items()]), true),
            (group(selected(), &[new()]), false),
            (group(personal(), &[expunge()]), false),
            (group(personal(), &[flags()]), false),
            (group(personal(), &[Event::AnnotationChange, new()]), false),
            (group(personal(), &[name()]), true),
            (group(selected(), &[name()]), false),
            (group(EventFilter::SelectedDelayed, &[name()]), false),
            (group(personal(), &[items(), expunge()]), false),
            (
                group(EventFilter::SelectedDelayed, &[items(), expunge()]),
                true,
            ),
        ] {
            assert_eq!(group.check().is_ok(), good, "{group:?}");
        }
        let set = |filters: [EventFilter<'static>; 2]| NotifySet {
            status: false,
            groups: filters.map(|filter| group(filter, &[])).try_into().unwrap(),
        };
        assert!(set([selected(), personal()]).check().is_ok());
        assert!(set([personal(), personal()]).check().is_ok());
        assert!(
            set([selected(), EventFilter::SelectedDelayed])
                .check()
                .is_err()
        );
    }
}
