//! All mailboxes, in memory: they are as they were when the program starts anew.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    num::NonZeroU32,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use imap_state::server::{Change, Server};
use imap_types::{
    IntoBoundedStatic,
    datetime::{Date, DateTime, Zone},
    ext::{condstore::ModSeq, objectid::ObjectId},
    flag::{Flag, Flags},
    list::Attribute,
};
use tokio::sync::watch;

use crate::{
    mail::{EMBEDDED, MOST_MADE, Mail},
    mime,
};

/// Changes that may wait for one client; it hears of the rest when these are told.
const WAITING: usize = 10_000;

/// Changes that are remembered one by one. Who is further behind looks through the whole mailbox.
const REMEMBERED: usize = 10_000;

/// Separates the levels of names.
pub(crate) const DELIMITER: char = '/';

/// A message in a mailbox.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) uid: NonZeroU32,
    pub(crate) mod_seq: u64,
    pub(crate) flags: Flags<'static>,
    pub(crate) date: DateTime,
    pub(crate) mail: Mail,
}

#[derive(Debug)]
pub(crate) struct Mailbox {
    /// The same under any name.
    pub(crate) id: u64,
    pub(crate) uid_validity: NonZeroU32,
    pub(crate) uid_next: NonZeroU32,
    /// The highest.
    pub(crate) mod_seq: u64,
    /// By UID, ascending. Whoever searches looks at them while others change them.
    pub(crate) entries: Arc<Vec<Entry>>,
    /// What was expunged: mod-sequence and UID, ascending.
    pub(crate) gone: Vec<(u64, NonZeroU32)>,
    /// What has changed or arrived lately: all above a mod-sequence, in order.
    lately: (u64, VecDeque<(u64, NonZeroU32)>),
    pub(crate) purpose: Option<Attribute<'static>>,
    /// The flags of IMAP, and all keywords that ever were on a message.
    pub(crate) flags: Flags<'static>,
    /// Tells the sessions that something has changed.
    news: watch::Sender<()>,
}

#[derive(Debug, Default)]
pub(crate) struct Mailboxes {
    pub(crate) by_name: BTreeMap<String, Mailbox>,
    pub(crate) subscribed: BTreeSet<String>,
    ids: u64,
}

#[derive(Debug)]
pub(crate) struct Store(Mutex<Mailboxes>);

/// How far a session has followed a mailbox.
#[derive(Debug)]
pub(crate) struct Followed {
    pub(crate) id: u64,
    pub(crate) read_only: bool,
    mod_seq: u64,
    uid_next: NonZeroU32,
    pub(crate) news: watch::Receiver<()>,
}

impl Store {
    /// What is embedded, and a mailbox of made messages, if there are to be any.
    pub(crate) fn new(synthetic: u32) -> Self {
        let mut all = Mailboxes::default();
        for (name, mails) in EMBEDDED {
            all.create(name, None);
            let Some(mailbox) = all.by_name.get_mut(*name) else {
                continue;
            };
            for (flags, raw) in *mails {
                let flags = flags
                    .split(' ')
                    .filter_map(|flag| flag.parse().ok())
                    .collect();
                let mail = Mail::new(*raw);
                let date = mail
                    .with_root(|root, raw| sent(&raw[root.head.clone()]))
                    .unwrap_or_else(now);
                mailbox.append(flags, date, mail);
            }
        }
        if synthetic > 0 {
            all.create("Synthetic", None);
            if let (Some(mailbox), Some(date)) = (
                all.by_name.get_mut("Synthetic"),
                date_time((2024, 2, 29), (12, 0, 0), 0),
            ) {
                let entries = (1..=synthetic.min(MOST_MADE))
                    .filter_map(NonZeroU32::new)
                    .map(|uid| Entry {
                        uid,
                        mod_seq: 1,
                        flags: Flags::new(),
                        date,
                        mail: Mail::Made(uid.get()),
                    });
                mailbox.entries = Arc::new(entries.collect());
                mailbox.uid_next = mailbox
                    .entries
                    .last()
                    .map_or(NonZeroU32::MIN, |last| last.uid.saturating_add(1));
            }
        }
        let purposes = [
            ("Archive", Attribute::Archive),
            ("Drafts", Attribute::Drafts),
            ("Junk", Attribute::Junk),
            ("Sent", Attribute::Sent),
            ("Trash", Attribute::Trash),
        ];
        for (name, purpose) in purposes {
            if let Some(mailbox) = all.by_name.get_mut(name) {
                mailbox.purpose = Some(purpose);
            }
        }
        all.subscribed = all
            .by_name
            .keys()
            .filter(|name| *name != "Odd")
            .cloned()
            .collect();
        Self(Mutex::new(all))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Mailboxes> {
        // Whoever panicked has left no mailbox half changed that would matter.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Mailboxes {
    pub(crate) fn create(&mut self, name: &str, purpose: Option<Attribute<'static>>) {
        self.ids += 1;
        // A name that is used again must not have the same.
        let uid_validity =
            NonZeroU32::new(1_700_000_000 + self.ids as u32).unwrap_or(NonZeroU32::MIN);
        let mailbox = Mailbox {
            id: self.ids,
            uid_validity,
            uid_next: NonZeroU32::MIN,
            mod_seq: 1,
            entries: Arc::default(),
            gone: Vec::new(),
            lately: (1, VecDeque::new()),
            purpose,
            flags: [
                Flag::Answered,
                Flag::Flagged,
                Flag::Deleted,
                Flag::Seen,
                Flag::Draft,
            ]
            .into_iter()
            .collect(),
            news: watch::Sender::new(()),
        };
        self.by_name.insert(name.to_string(), mailbox);
    }

    pub(crate) fn by_id(&mut self, id: u64) -> Option<&mut Mailbox> {
        self.by_name.values_mut().find(|mailbox| mailbox.id == id)
    }

    /// Whoever has it selected hears of the end.
    pub(crate) fn delete(&mut self, name: &str) -> Option<Mailbox> {
        let mailbox = self.by_name.remove(name)?;
        mailbox.news.send_replace(());
        Some(mailbox)
    }

    /// Is something below this name?
    pub(crate) fn has_children(&self, name: &str) -> bool {
        let prefix = format!("{name}{DELIMITER}");
        self.by_name
            .range(prefix.clone()..)
            .next()
            .is_some_and(|(name, _)| name.starts_with(&prefix))
    }
}

impl Mailbox {
    pub(crate) fn entry(&self, uid: NonZeroU32) -> Option<&Entry> {
        let at = self
            .entries
            .binary_search_by_key(&uid, |entry| entry.uid)
            .ok()?;
        self.entries.get(at)
    }

    pub(crate) fn object_id(&self) -> Option<ObjectId<'static>> {
        let name = format!("F{}", self.id);
        ObjectId::try_from(name.as_str())
            .ok()
            .map(IntoBoundedStatic::into_static)
    }

    pub(crate) fn mod_seq(&self) -> ModSeq {
        ModSeq::try_from(self.mod_seq).unwrap_or(ModSeq::MIN)
    }

    /// A new mod-sequence, and word of it.
    pub(crate) fn changes(&mut self) -> u64 {
        self.mod_seq += 1;
        self.news.send_replace(());
        self.mod_seq
    }

    fn uses(&mut self, flags: &Flags<'static>) {
        for flag in flags.others() {
            if !self.flags.contains(flag) {
                self.flags.push(flag.clone());
            }
        }
    }

    fn remember(&mut self, uids: &[NonZeroU32]) {
        let (from, list) = &mut self.lately;
        list.extend(uids.iter().map(|uid| (self.mod_seq, *uid)));
        while list.len() > REMEMBERED {
            if let Some((mod_seq, _)) = list.pop_front() {
                *from = mod_seq;
            }
        }
        if list.capacity() > 4 * REMEMBERED {
            list.shrink_to(REMEMBERED);
        }
    }

    /// Changed or arrived since a mod-sequence, ascending.
    fn changed_since(&self, mod_seq: u64) -> Vec<&Entry> {
        let (from, list) = &self.lately;
        if mod_seq < *from {
            return self
                .entries
                .iter()
                .filter(|entry| entry.mod_seq > mod_seq)
                .collect();
        }
        let first = list.partition_point(|(at, _)| *at <= mod_seq);
        let mut uids: Vec<_> = list.range(first..).map(|(_, uid)| *uid).collect();
        uids.sort_unstable();
        uids.dedup();
        // Those that are gone again are told as gone.
        uids.into_iter().filter_map(|uid| self.entry(uid)).collect()
    }

    pub(crate) fn append(
        &mut self,
        flags: Flags<'static>,
        date: DateTime,
        mail: Mail,
    ) -> NonZeroU32 {
        let uid = self.uid_next;
        self.uid_next = uid.saturating_add(1);
        let mod_seq = self.changes();
        self.uses(&flags);
        Arc::make_mut(&mut self.entries).push(Entry {
            uid,
            mod_seq,
            flags,
            date,
            mail,
        });
        self.remember(&[uid]);
        uid
    }

    /// Changes the flags of messages by `change`; answers which have others now.
    pub(crate) fn flag(
        &mut self,
        uids: &[NonZeroU32],
        change: impl Fn(&Flags<'static>) -> Flags<'static>,
    ) -> Vec<NonZeroU32> {
        let changed = |entry: &Entry| {
            let flags = change(&entry.flags);
            (!same(&flags, &entry.flags)).then_some(flags)
        };
        let found = uids.iter().filter_map(|uid| {
            self.entries
                .binary_search_by_key(uid, |entry| entry.uid)
                .ok()
        });
        let found: Vec<_> = found
            .filter_map(|at| Some((at, changed(&self.entries[at])?)))
            .collect();
        if found.is_empty() {
            return Vec::new();
        }
        let mod_seq = self.changes();
        for (_, flags) in &found {
            self.uses(flags);
        }
        let entries = Arc::make_mut(&mut self.entries);
        let told = found.into_iter().map(|(at, flags)| {
            entries[at].flags = flags;
            entries[at].mod_seq = mod_seq;
            entries[at].uid
        });
        let told: Vec<_> = told.collect();
        self.remember(&told);
        told
    }

    pub(crate) fn expunge(&mut self, which: impl Fn(&Entry) -> bool) -> Vec<NonZeroU32> {
        let gone: Vec<_> = self
            .entries
            .iter()
            .filter(|entry| which(entry))
            .map(|entry| entry.uid)
            .collect();
        if !gone.is_empty() {
            let mod_seq = self.changes();
            Arc::make_mut(&mut self.entries)
                .retain(|entry| gone.binary_search(&entry.uid).is_err());
            self.gone.extend(gone.iter().map(|uid| (mod_seq, *uid)));
        }
        gone
    }

    pub(crate) fn follow(&self, read_only: bool) -> Followed {
        Followed {
            id: self.id,
            read_only,
            mod_seq: self.mod_seq,
            uid_next: self.uid_next,
            news: self.news.subscribe(),
        }
    }

    /// Expunged since a mod-sequence, ascending.
    pub(crate) fn gone_since(&self, mod_seq: u64) -> Vec<NonZeroU32> {
        let from = self.gone.partition_point(|(at, _)| *at <= mod_seq);
        let mut uids: Vec<_> = self.gone[from..].iter().map(|(_, uid)| *uid).collect();
        uids.sort_unstable();
        uids
    }
}

impl Followed {
    /// Tells the machine what has changed since the last time. Answers whether that was all.
    pub(crate) fn catch_up(&mut self, mailbox: &Mailbox, server: &mut Server) -> bool {
        if self.mod_seq == mailbox.mod_seq {
            return true;
        }
        if server.changes() > WAITING {
            return false;
        }
        for uid in mailbox.gone_since(self.mod_seq) {
            server.notify(Change::Expunged(uid));
        }
        for entry in mailbox.changed_since(self.mod_seq) {
            server.notify(if entry.uid >= self.uid_next {
                Change::Arrived(entry.uid)
            } else {
                Change::Flags {
                    uid: entry.uid,
                    flags: entry.flags.clone(),
                    mod_seq: ModSeq::try_from(entry.mod_seq).ok(),
                }
            });
        }
        self.knows(mailbox);
        true
    }

    /// The rest is known to the client by other means.
    pub(crate) fn knows(&mut self, mailbox: &Mailbox) {
        self.mod_seq = mailbox.mod_seq;
        self.uid_next = mailbox.uid_next;
    }
}

fn same(one: &Flags<'_>, two: &Flags<'_>) -> bool {
    one.len() == two.len() && one.iter().all(|flag| two.contains(flag))
}

/// When a message says that it was sent.
pub(crate) fn sent(head: &[u8]) -> Option<DateTime> {
    let value = mime::field(head, "Date")?;
    let date = mail_parser::DateTime::parse_rfc822(core::str::from_utf8(&value).ok()?)?;
    let west = if date.tz_before_gmt { -1 } else { 1 };
    let zone = west * (i16::from(date.tz_hour) * 60 + i16::from(date.tz_minute));
    date_time(
        (date.year, date.month, date.day),
        (date.hour, date.minute, date.second),
        zone,
    )
}

pub(crate) fn date_time(
    (year, month, day): (u16, u8, u8),
    (hour, minute, second): (u8, u8, u8),
    zone: i16,
) -> Option<DateTime> {
    let date = Date::new(year, month, day).ok()?;
    DateTime::new(
        date,
        hour,
        minute,
        second,
        Zone::from_minutes_east(zone).ok()?,
    )
    .ok()
}

pub(crate) fn now() -> DateTime {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let date = mail_parser::DateTime::from_timestamp(i64::try_from(seconds).unwrap_or(0));
    let made = date_time(
        (date.year, date.month, date.day),
        (date.hour, date.minute, date.second),
        0,
    );
    made.expect("the clock gives a date")
}

/// Seconds since 1970.
pub(crate) fn stamp(date: DateTime) -> i64 {
    let minutes = date.zone().minutes_east();
    let parsed = mail_parser::DateTime {
        year: date.year(),
        month: date.month(),
        day: date.day(),
        hour: date.hour(),
        minute: date.minute(),
        second: date.second(),
        tz_before_gmt: minutes < 0,
        tz_hour: (minutes.unsigned_abs() / 60) as u8,
        tz_minute: (minutes.unsigned_abs() % 60) as u8,
    };
    parsed.to_timestamp()
}
