//! What has become of the messages that are remembered, and which are new: told one by one, as the server tells of them.
//!
//! ```text
//! C: a SELECT INBOX (QRESYNC (7 100 41,43:211))     Resync::new, before
//! S: * VANISHED (EARLIER) 41,43:116                 Delta::Gone
//! S: * 12 FETCH (UID 117 FLAGS (\Seen) MODSEQ (9))  Delta::Changed
//! S: a OK …                                         compare; planned
//! C: b UID FETCH 212:* (UID FLAGS)
//! S: * 60 FETCH (UID 213 FLAGS ())                  Delta::New
//! S: b OK …                                         finish
//! ```

use alloc::vec::Vec;
use core::num::NonZeroU32;

use imap_types::{
    command::{CommandBody, Uid},
    core::Vec1,
    data::Data,
    ext::condstore::ModSeq,
    fetch::{Fetch, MsgAtt},
    flag::Flags,
    search::SearchReturnData,
    sequence::{SeqNumber, UidRange, UidSet},
};

use super::{Plan, Remembered};

/// What a client has to change in what it remembers.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Delta<'r> {
    /// Nothing of it counts any more: UIDs mean other messages now.
    Forget,
    /// These are gone.
    Gone(UidSet),
    /// The flags of one are these, perhaps as before.
    Changed {
        /// The message.
        uid: NonZeroU32,
        /// All its flags.
        flags: &'r Flags<'r>,
        /// Its mod-sequence, if it was told.
        mod_seq: Option<ModSeq>,
    },
    /// A message that is not remembered.
    New {
        /// The message.
        uid: NonZeroU32,
        /// All its flags.
        flags: &'r Flags<'r>,
        /// Its mod-sequence, if it was told.
        mod_seq: Option<ModSeq>,
    },
}

/// How it is found out which messages are gone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Evidence {
    /// SELECT tells.
    Told,
    /// Those that UID SEARCH does not find are.
    Searched,
    /// Those that UID FETCH does not tell of are.
    Fetched,
}

/// Comes back to a mailbox: hears what is said from SELECT on, and tells what that means for what is remembered.
///
/// ```
/// use imap_codec::ResponseDecoder;
/// use imap_state::mailbox::{Mailbox, resync::{Delta, Help, Remembered, Resync}};
/// use imap_types::response::Response;
///
/// let remembered = Remembered { uid_validity: 7.try_into()?, highest_mod_seq: None, uids: Some("3:5".parse()?) };
/// let (mut resync, mut mailbox, mut told) = (Resync::new(&remembered), Mailbox::default(), Vec::new());
/// for line in [&b"* 2 EXISTS\r\n"[..], b"* OK [UIDVALIDITY 7] x\r\n"] {
///     mailbox.hear(&ResponseDecoder::strict().decode(line)?.value, |_| {});
/// }
/// let plan = remembered.compare(Help::None, &mailbox);          // UID FETCH 6:* …, UID FETCH 3:5 …
/// resync.planned(&plan, |delta| told.push(format!("{delta:?}")));
/// for line in [&b"* 1 FETCH (UID 4 FLAGS ())\r\n"[..], b"* 2 FETCH (UID 9 FLAGS ())\r\n"] {
///     if let Response::Data(data) = ResponseDecoder::strict().decode(line)?.value {
///         resync.hear(&data, |delta| told.push(format!("{delta:?}")));
///     }
/// }
/// resync.finish(|delta| told.push(format!("{delta:?}")));       // all that was planned is completed
/// assert!(told[0].starts_with("Changed") && told[1].starts_with("New"));
/// assert_eq!(told[2], format!("{:?}", Delta::Gone("3,5".parse()?)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Resync {
    /// What is remembered: ascending, apart.
    uids: Vec<(u32, u32)>,
    /// What is left of it, as far as was told.
    left: Vec<(u32, u32)>,
    /// SEARCH has answered.
    searched: bool,
    evidence: Evidence,
}

impl Resync {
    /// Before SELECT.
    #[must_use]
    pub fn new(remembered: &Remembered) -> Self {
        Self {
            uids: remembered.uids.as_ref().map_or_else(Vec::new, ranges),
            left: Vec::new(),
            searched: false,
            evidence: Evidence::Told,
        }
    }

    /// The mailbox is selected, and this is what will be asked.
    pub fn planned(&mut self, plan: &Plan, mut tell: impl FnMut(Delta<'_>)) {
        match plan {
            Plan::Forget(_) => {
                self.uids.clear();
                tell(Delta::Forget);
            }
            Plan::Resynced(_) => {}
            Plan::Ask(commands) => {
                let searches =
                    |command: &CommandBody<'_>| matches!(command, CommandBody::Uid(Uid::Search(_)));
                self.evidence = if commands.iter().any(searches) {
                    Evidence::Searched
                } else {
                    Evidence::Fetched
                };
            }
        }
    }

    /// Takes in what is said of the selected mailbox, in answer to what was planned or not.
    pub fn hear(&mut self, data: &Data<'_>, mut tell: impl FnMut(Delta<'_>)) {
        match data {
            Data::Fetch(fetch) => self.fetched(fetch, tell),
            Data::UidFetch(fetch) => {
                let flags = has_flags(&fetch.items).then(|| fetch.flags());
                self.message(fetch.uid, flags, fetch.mod_seq(), tell);
            }
            Data::Vanished(vanished) => {
                if let Some(gone) = set(common(&self.uids, &ranges(&vanished.uids))) {
                    tell(Delta::Gone(gone));
                }
            }
            Data::Search(found) if self.evidence == Evidence::Searched => {
                self.searched = true;
                let found = found.numbers.iter().map(|uid| (uid.get(), uid.get()));
                self.left.extend(found);
            }
            Data::ESearch(found) if self.evidence == Evidence::Searched && found.uid => {
                self.searched = true;
                for data in &found.data {
                    if let SearchReturnData::All(set) = data {
                        let ends = set.0.iter().map(|range| (end(range.start), end(range.end)));
                        let ordered = ends.map(|(one, other)| (one.min(other), one.max(other)));
                        self.left.extend(ordered);
                    }
                }
            }
            _ => {}
        }
    }

    /// The same, of [`Event::Fetched`](crate::client::Event::Fetched).
    pub fn fetched(&mut self, fetch: &Fetch<'_>, tell: impl FnMut(Delta<'_>)) {
        let flags = has_flags(&fetch.items).then(|| fetch.flags());
        if let Some(uid) = fetch.uid() {
            self.message(uid, flags, fetch.mod_seq(), tell);
        }
    }

    fn message(
        &mut self,
        uid: NonZeroU32,
        flags: Option<&Flags<'_>>,
        mod_seq: Option<ModSeq>,
        mut tell: impl FnMut(Delta<'_>),
    ) {
        let at = self.uids.partition_point(|range| range.1 < uid.get());
        let is_new = self.uids.get(at).is_none_or(|range| uid.get() < range.0);
        if !is_new && self.evidence == Evidence::Fetched {
            self.left.push((uid.get(), uid.get()));
        }
        // Without flags nothing is told but that it is there.
        let Some(flags) = flags else {
            return;
        };
        tell(if is_new {
            Delta::New {
                uid,
                flags,
                mod_seq,
            }
        } else {
            Delta::Changed {
                uid,
                flags,
                mod_seq,
            }
        });
    }

    /// All that was planned was completed by OK: tells which messages are gone, as far as that follows from what was not
    /// told.
    pub fn finish(self, mut tell: impl FnMut(Delta<'_>)) {
        let known = match self.evidence {
            Evidence::Told => false,
            Evidence::Searched => self.searched,
            Evidence::Fetched => true,
        };
        let gone = known.then(|| without(&self.uids, &merged(self.left)));
        if let Some(gone) = gone.and_then(set) {
            tell(Delta::Gone(gone));
        }
    }
}

fn has_flags(items: &[MsgAtt<'_>]) -> bool {
    items.iter().any(|item| matches!(item, MsgAtt::Flags(_)))
}

fn end(number: SeqNumber) -> u32 {
    match number {
        SeqNumber::Value(value) => value.get(),
        SeqNumber::Asterisk => u32::MAX,
    }
}

fn ranges(set: &UidSet) -> Vec<(u32, u32)> {
    let ends = set
        .0
        .iter()
        .map(|range| (range.start.get(), range.end.get()));
    merged(
        ends.map(|(one, other)| (one.min(other), one.max(other)))
            .collect(),
    )
}

fn set(ranges: Vec<(u32, u32)>) -> Option<UidSet> {
    let ranges = ranges.into_iter().filter_map(|(start, end)| {
        Some(UidRange {
            start: NonZeroU32::new(start)?,
            end: NonZeroU32::new(end)?,
        })
    });
    Vec1::try_from(ranges.collect::<Vec<_>>()).ok().map(UidSet)
}

/// Ascending and apart.
pub(crate) fn merged(mut ranges: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    ranges.sort_unstable();
    ranges.dedup_by(|next, last| {
        let touches = next.0 <= last.1.saturating_add(1);
        if touches {
            last.1 = last.1.max(next.1);
        }
        touches
    });
    ranges
}

/// What is in both.
fn common(one: &[(u32, u32)], other: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut both = Vec::new();
    for (start, end) in other {
        let from = one.partition_point(|range| range.1 < *start);
        let here = one.iter().skip(from).take_while(|range| range.0 <= *end);
        both.extend(here.map(|range| (range.0.max(*start), range.1.min(*end))));
    }
    both
}

/// What is in the first and not in the second.
fn without(all: &[(u32, u32)], gone: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut left = Vec::new();
    for (start, end) in all {
        let mut next = Some(*start);
        let from = gone.partition_point(|range| range.1 < *start);
        for range in gone.iter().skip(from).take_while(|range| range.0 <= *end) {
            if let Some(start) = next.filter(|next| *next < range.0) {
                left.push((start, range.0 - 1));
            }
            next = range.1.checked_add(1);
        }
        if let Some(start) = next.filter(|next| *next <= *end) {
            left.push((start, *end));
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::String};

    use imap_codec::ResponseDecoder;
    use imap_types::response::Response;

    use super::*;
    use crate::mailbox::{Mailbox, resync::Help};

    /// What is told in a session: before the plan, and behind it.
    fn told(help: Help, select: &[&str], answers: &[&str]) -> Vec<String> {
        let remembered = Remembered {
            uid_validity: NonZeroU32::new(7).unwrap(),
            highest_mod_seq: ModSeq::try_from(100).ok(),
            uids: UidSet::try_from("41,43:50").ok(),
        };
        let (mut resync, mut mailbox) = (Resync::new(&remembered), Mailbox::default());
        let mut told = Vec::new();
        let mut tell = |delta: Delta<'_>| {
            told.push(match delta {
                Delta::Forget => "forget".into(),
                Delta::Gone(uids) => format!("gone {uids}"),
                Delta::Changed { uid, flags, .. } => format!("changed {uid} {}", flags.len()),
                Delta::New { uid, .. } => format!("new {uid}"),
            });
        };
        for (at, line) in select.iter().chain(answers).enumerate() {
            if at == select.len() {
                resync.planned(&remembered.compare(help, &mailbox), &mut tell);
            }
            let line = format!("* {line}\r\n");
            let decoded = ResponseDecoder::strict().decode(line.as_bytes()).unwrap();
            mailbox.hear(&decoded.value, |_| {});
            if let Response::Data(data) = &decoded.value {
                resync.hear(data, &mut tell);
            }
        }
        resync.finish(&mut tell);
        told
    }

    #[test]
    fn what_has_become_of_what() {
        const SELECT: [&str; 3] = [
            "6 EXISTS",
            "OK [UIDVALIDITY 7] x",
            "OK [HIGHESTMODSEQ 120] x",
        ];
        // QRESYNC: SELECT tells.
        let select = [
            &SELECT[..],
            &[
                "VANISHED (EARLIER) 30:41,45:46",
                "1 FETCH (UID 43 FLAGS (\\Seen) MODSEQ (117))",
            ],
        ];
        let answers = ["6 FETCH (UID 60 FLAGS ())", "VANISHED 43"];
        assert_eq!(
            told(Help::QResync, &select.concat(), &answers),
            ["gone 41,45:46", "changed 43 1", "new 60", "gone 43"]
        );
        // CONDSTORE: SEARCH tells which are left, in either form.
        let fetched = "1 FETCH (UID 43 FLAGS (\\Seen) MODSEQ (117))";
        for found in ["SEARCH 43 50 44", "ESEARCH UID ALL 43:44,50"] {
            assert_eq!(
                told(Help::CondStore, &SELECT, &[fetched, found]),
                ["changed 43 1", "gone 41,45:49"]
            );
        }
        for nothing in ["SEARCH", "ESEARCH UID"] {
            assert_eq!(
                told(Help::CondStore, &SELECT, &[nothing]),
                ["gone 41,43:50"]
            );
        }
        // Not answered: nothing is known.
        assert_eq!(told(Help::CondStore, &SELECT, &["6 EXISTS"]), [""; 0]);
        // Without help: those that FETCH does not tell of are gone.
        let answers = [
            "1 FETCH (UID 41 FLAGS ())",
            "2 FETCH (UID 44 FLAGS ())",
            "3 FETCH (FLAGS ())",
            "4 FETCH (UID 45 RFC822.SIZE 7)",
            "5 FETCH (UID 50 FLAGS ())",
            "6 FETCH (UID 51 FLAGS ())",
        ];
        assert_eq!(
            told(Help::None, &SELECT, &answers),
            [
                "changed 41 0",
                "changed 44 0",
                "changed 50 0",
                "new 51",
                "gone 43,46:49"
            ]
        );
        // UIDVALIDITY is another.
        let select = ["6 EXISTS", "OK [UIDVALIDITY 8] x"];
        let answers = ["1 FETCH (UID 41 FLAGS ())"];
        assert_eq!(told(Help::QResync, &select, &answers), ["forget", "new 41"]);
    }

    #[test]
    fn sets() {
        let all = [(3, 3), (5, 9), (11, u32::MAX)];
        assert_eq!(without(&all, &[]), all);
        assert_eq!(without(&all, &[(1, u32::MAX)]), []);
        assert_eq!(
            without(&all, &[(3, 5), (7, 7), (9, 20), (u32::MAX, u32::MAX)]),
            [(6, 6), (8, 8), (21, u32::MAX - 1)]
        );
        assert_eq!(
            common(&all, &[(1, 6), (8, 12)]),
            [(3, 3), (5, 6), (8, 9), (11, 12)]
        );
        assert_eq!(
            merged([(5, 9), (1, 2), (3, 3), (20, 30), (7, 21)].into()),
            [(1, 3), (5, 30)]
        );
    }
}
