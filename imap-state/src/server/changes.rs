//! What happens to the selected mailbox, and when the client may hear of it
//! ([RFC 9051 §7.5.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.5.1),
//! [RFC 7162 §3.2.10.2](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.2.10.2)).
//!
//! The application tells of changes as they happen. They wait, one entry for each message at most, and are told
//!
//! * before the answer to a command, EXPUNGE and VANISHED not before that to FETCH, STORE, SEARCH, SORT or THREAD;
//! * during IDLE at once;
//! * at once, if NOTIFY asked for it ([RFC 5465](https://www.rfc-editor.org/rfc/rfc5465.html)): EXPUNGE and VANISHED too
//!   with `selected`, and with the next command that allows them with `selected-delayed`.
//!
//! ```text
//! C: a FETCH 3 FLAGS            notify(Change::Expunged(uid of 2))
//! S: * 3 FETCH (FLAGS ())       3 is still 3
//! S: a OK FETCH completed
//! C: b NOOP
//! S: * 2 EXPUNGE
//! S: b OK NOOP completed
//! ```

use alloc::vec::Vec;
use core::num::NonZeroU32;

use imap_types::{
    ToBoundedStatic,
    capability::Capability,
    command::CommandBody,
    core::Vec1,
    data::Data,
    ext::{
        condstore::ModSeq,
        notify::{Event, EventFilter, Notify},
        qresync::Vanished,
    },
    fetch::{FetchAtt, MsgAtt},
    flag::Flags,
    response::Response,
    sequence::{SequenceSet, UidRange, UidSet},
};

use super::{Error, Server, select::Selected};
use crate::{
    mailbox::{Numbers, resync::merged},
    tag::Handle,
};

/// Ranges in one VANISHED at most.
const RANGES: usize = 500;

/// What happened to the selected mailbox.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Change<'a> {
    /// A message arrived: EXISTS. One whose UID is not above all that were told of is none: its number could not be the
    /// last.
    Arrived(NonZeroU32),
    /// The message with this UID is gone: EXPUNGE, or VANISHED.
    Expunged(NonZeroU32),
    /// The flags of the message with this UID are others: FETCH.
    Flags {
        /// The message.
        uid: NonZeroU32,
        /// All its flags.
        flags: Flags<'a>,
        /// Its mod-sequence, where the mailbox has them.
        mod_seq: Option<ModSeq>,
    },
}

/// When NOTIFY wants the selected mailbox to be told of.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Push {
    #[default]
    Off,
    /// `selected-delayed`: all but EXPUNGE at once.
    Delayed,
    /// `selected`: all at once.
    AtOnce,
}

/// What NOTIFY has turned on for the selected mailbox.
#[derive(Clone, Debug, Default)]
pub(super) struct Pushes {
    pub(super) when: Push,
    /// What to tell of new messages
    /// ([RFC 5465 §5.2](https://www.rfc-editor.org/rfc/rfc5465.html#section-5.2)).
    pub(super) items: Vec<FetchAtt<'static>>,
    /// The NOTIFY that wants it.
    pub(super) handle: Option<Handle>,
}

impl Pushes {
    /// What NOTIFY wants, if it is one.
    pub(super) fn of(handle: Handle, command: &CommandBody<'_>) -> Option<Self> {
        let CommandBody::Notify(notify) = command else {
            return None;
        };
        let Notify::Set(set) = notify else {
            return Some(Self::default());
        };
        let mut groups = set.groups.iter();
        // `NONE` has no events.
        let selected = groups.find(|group| group.filter.is_selected() && !group.events.is_empty());
        let Some(group) = selected else {
            return Some(Self::default());
        };
        let items = group.events.iter().find_map(|event| match event {
            Event::MessageNew(items) => Some(items),
            _ => None,
        });
        Some(Self {
            when: match group.filter {
                EventFilter::SelectedDelayed => Push::Delayed,
                _ => Push::AtOnce,
            },
            items: items
                .into_iter()
                .flatten()
                .map(ToBoundedStatic::to_static)
                .collect(),
            handle: Some(handle),
        })
    }
}

impl Server {
    /// Tells of a change of the selected mailbox, whoever made it, this client included: before
    /// [`ok`](Self::ok) to its EXPUNGE, e.g. May be called at any time; the client hears of it when the protocol allows.
    /// Changes of messages that the client does not know of are none for it. Without a selected mailbox nothing happens.
    pub fn notify(&mut self, change: Change<'_>) {
        let Some(selected) = &mut self.selected else {
            return;
        };
        match change {
            Change::Arrived(uid) => {
                if selected.highest < Some(uid) {
                    selected.arrived.insert(uid);
                }
            }
            Change::Expunged(uid) => {
                selected.flags.remove(&uid);
                if !selected.arrived.remove(&uid) && selected.numbers.seq(uid).is_some() {
                    selected.gone.insert(uid);
                }
            }
            Change::Flags {
                uid,
                flags,
                mod_seq,
            } => {
                if selected.numbers.seq(uid).is_some() && !selected.gone.contains(&uid) {
                    selected.flags.insert(uid, (flags.to_static(), mod_seq));
                }
            }
        }
    }

    /// What a client has asked for by NOTIFY of each message that arrives in the selected mailbox
    /// ([RFC 5465 §5.2](https://www.rfc-editor.org/rfc/rfc5465.html#section-5.2)); nothing, if it has not. The machine asks
    /// for it by [`Event::FetchNext`](super::Event::FetchNext) with the handle of the NOTIFY, behind EXISTS. For a
    /// message that this client has brought itself it should be answered by no items.
    ///
    /// ```text
    /// C: b NOTIFY SET (SELECTED (MessageNew (UID FLAGS) MessageExpunge))
    /// S: b OK done
    /// S: * 444 EXISTS                           notify(Change::Arrived(9999))
    /// S: * 444 FETCH (UID 9999 FLAGS ())        FetchNext { handle: b, seq: 444, uid: 9999 }: fetched
    /// ```
    #[must_use]
    pub fn announces(&self) -> &[FetchAtt<'static>] {
        &self.pushes.items
    }

    /// Is the UID told with what is told of a message of its own accord?
    pub(super) fn tells_uids(&self) -> bool {
        self.session.is_enabled(&Capability::QResync) || self.condstore || self.session.is_rev2()
    }

    /// How many changes wait to be told.
    #[must_use]
    pub fn changes(&self) -> usize {
        self.selected.as_ref().map_or(0, |selected| {
            selected.arrived.len() + selected.gone.len() + selected.flags.len()
        })
    }

    /// Message sequence numbers and UIDs of the selected mailbox as the client knows them.
    #[must_use]
    pub fn numbers(&self) -> Option<&Numbers> {
        self.selected.as_ref().map(|selected| &selected.numbers)
    }

    /// The messages that a set names, as sequence numbers and UIDs, ascending: for STORE, COPY, MOVE, SEARCH, EXPUNGE. With
    /// `by_uid` the set is one of UIDs, as in UID STORE. `$` is what was [saved](Self::save).
    #[must_use]
    pub fn messages(&self, set: &SequenceSet, by_uid: bool) -> Messages<'_> {
        let (ranges, by_uid) = match (set, &self.selected) {
            (SequenceSet::Saved, Some(selected)) => (selected.saved.clone(), true),
            (_, Some(selected)) => (selected.resolve(set, by_uid), by_uid),
            (_, None) => (Vec::new(), by_uid),
        };
        Messages {
            numbers: self.numbers(),
            cursor: Cursor::new(ranges, by_uid),
        }
    }

    /// Keeps the result of a SEARCH as `$`
    /// ([RFC 9051 §6.4.4.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.4.1)).
    pub fn save(&mut self, uids: impl IntoIterator<Item = NonZeroU32>) {
        if let Some(selected) = &mut self.selected {
            selected.saved = merged(uids.into_iter().map(|uid| (uid.get(), uid.get())).collect());
        }
    }

    /// Tells what may be told now, and completes what may be completed.
    pub(super) fn flush(&mut self) -> Result<(), Error> {
        if self.ending.is_some() || self.fetching.data_owed().is_some() || self.is_switching() {
            return Ok(());
        }
        while let Some(answer) = self.answers.front() {
            if answer.not_before.is_some_and(|at| self.now < at) {
                return Ok(());
            }
            // A mailbox that is being left is not told of any more.
            let (tells, expunges) = (
                answer.flight.effect == crate::session::Effect::None,
                !answer.flight.no_expunge && !self.flight.iter().any(|flight| flight.numbers),
            );
            if tells && !self.tell_changes(expunges)? {
                return Ok(());
            }
            if let Some(answer) = self.answers.pop_front() {
                self.finish_now(answer)?;
            }
            if self.ending.is_some() {
                return Ok(());
            }
        }
        let idles = self.idling().is_some();
        let push = self.pushes.when;
        if idles || (self.flight.is_empty() && push != Push::Off) {
            self.tell_changes(idles || push == Push::AtOnce)?;
        }
        Ok(())
    }

    /// Answers whether all was told that may be.
    fn tell_changes(&mut self, expunges: bool) -> Result<bool, Error> {
        while self.conn.queued() < self.config.queue {
            let Some(response) = self.next_change(expunges)? else {
                return Ok(true);
            };
            self.send(&response)?;
        }
        Ok(false)
    }

    fn next_change(&mut self, expunges: bool) -> Result<Option<Response<'static>>, Error> {
        let enabled = |capability| self.session.is_enabled(&capability);
        let uid_only = enabled(Capability::UidOnly);
        let qresync = enabled(Capability::QResync);
        let with_uid = self.tells_uids();
        let condstore = self.condstore;
        let announces = !self.pushes.items.is_empty();
        let Some(selected) = &mut self.selected else {
            return Ok(None);
        };
        if expunges && !selected.gone.is_empty() {
            let vanish = uid_only || (qresync && selected.mod_seqs);
            return Ok(if vanish {
                selected.vanish()
            } else {
                selected.expunge()
            });
        }
        if !selected.arrived.is_empty() {
            let arrived = core::mem::take(&mut selected.arrived);
            selected.highest = selected.highest.max(arrived.last().copied());
            if announces {
                selected.announce.extend(&arrived);
            }
            selected.numbers.extend(arrived);
            let exists = u32::try_from(selected.numbers.len()).unwrap_or(u32::MAX);
            return Ok(Some(Response::Data(Data::Exists(exists))));
        }
        while let Some((uid, (flags, mod_seq))) = selected.flags.pop_first() {
            let Some(seq) = selected.numbers.seq(uid) else {
                continue;
            };
            let mut items = alloc::vec![MsgAtt::Flags(flags)];
            if let Some(mod_seq) = mod_seq.filter(|_| condstore) {
                items.push(MsgAtt::ModSeq(mod_seq));
            }
            return self.fetch_response(seq, uid, items, with_uid).map(Some);
        }
        Ok(None)
    }
}

impl Selected {
    fn expunge(&mut self) -> Option<Response<'static>> {
        while let Some(uid) = self.gone.pop_first() {
            if let Some(seq) = self.numbers.seq(uid) {
                self.numbers.remove(seq);
                return Some(Response::Data(Data::Expunge(seq)));
            }
        }
        None
    }

    fn vanish(&mut self) -> Option<Response<'static>> {
        let mut ranges: Vec<UidRange> = Vec::new();
        while let Some(uid) = self.gone.first().copied() {
            let full = ranges.len() == RANGES;
            match ranges.last_mut() {
                Some(last) if last.end.checked_add(1) == Some(uid) => last.end = uid,
                _ if full => break,
                _ => ranges.push(UidRange::single(uid)),
            }
            self.gone.remove(&uid);
            if let Some(seq) = self.numbers.seq(uid) {
                self.numbers.remove(seq);
            }
        }
        let uids = UidSet(Vec1::try_from(ranges).ok()?);
        Some(Response::Data(Data::Vanished(Vanished {
            earlier: false,
            uids,
        })))
    }

    /// The ranges of a set, ascending and apart.
    pub(super) fn resolve(&self, set: &SequenceSet, by_uid: bool) -> Vec<(u32, u32)> {
        let max = if by_uid {
            self.numbers.last_uid()
        } else {
            NonZeroU32::new(u32::try_from(self.numbers.len()).unwrap_or(u32::MAX))
        };
        let Some(max) = max else {
            return Vec::new();
        };
        let ranges = set.ranges().iter().map(|range| {
            let range = range.resolve(max);
            (*range.start(), *range.end())
        });
        merged(ranges.collect())
    }
}

/// A walk over the messages that a set names.
#[derive(Clone, Debug)]
pub(super) struct Cursor {
    ranges: Vec<(u32, u32)>,
    at: usize,
    /// No number below it is to come.
    next: u32,
    by_uid: bool,
}

impl Cursor {
    pub(super) const fn new(ranges: Vec<(u32, u32)>, by_uid: bool) -> Self {
        Self {
            ranges,
            at: 0,
            next: 0,
            by_uid,
        }
    }

    /// The next message, by sequence number and UID.
    pub(super) fn step(&mut self, numbers: &Numbers) -> Option<(NonZeroU32, NonZeroU32)> {
        loop {
            let (start, end) = *self.ranges.get(self.at)?;
            let from = NonZeroU32::new(self.next.max(start))?;
            let found = if self.by_uid {
                numbers.at_or_above(from)
            } else {
                numbers.uid(from).map(|uid| (from, uid))
            };
            let number = found.map(|(seq, uid)| if self.by_uid { uid } else { seq });
            match (found, number) {
                (Some(found), Some(number)) if number.get() <= end => {
                    match number.checked_add(1) {
                        Some(next) if number.get() < end => self.next = next.get(),
                        _ => self.at += 1,
                    }
                    return Some(found);
                }
                _ => self.at += 1,
            }
        }
    }
}

/// The messages that a set names: pairs of sequence number and UID. An iterator.
#[derive(Clone, Debug)]
pub struct Messages<'s> {
    numbers: Option<&'s Numbers>,
    cursor: Cursor,
}

impl Iterator for Messages<'_> {
    type Item = (NonZeroU32, NonZeroU32);

    fn next(&mut self) -> Option<Self::Item> {
        self.cursor.step(self.numbers?)
    }
}
