//! Coming back to a mailbox of which something is remembered: what to ask, so that little is told twice
//! ([RFC 7162 §3](https://www.rfc-editor.org/rfc/rfc7162.html#section-3),
//! [RFC 4549](https://www.rfc-editor.org/rfc/rfc4549.html)).
//!
//! ```text
//! C: a SELECT INBOX (QRESYNC (67890007 20050715194045000 41,43:211))   Remembered::select_params
//! S: * OK [UIDVALIDITY 67890007] …                                     Remembered::compare: Plan::Resynced
//! S: * VANISHED (EARLIER) 41,43:116                                    Resync: Delta::Gone
//! ```
//!
//! A [`Remembered`] says what to ask, a [`Resync`] what the answers mean.

mod deltas;

use alloc::{vec, vec::Vec};
use core::num::NonZeroU32;

use imap_types::{
    command::{CommandBody, Uid},
    core::Vec1,
    ext::{condstore::ModSeq, qresync::QResync},
    fetch::{FetchAtt, FetchItems, FetchModifier, FetchRequest},
    search::{Search, SearchKey, SearchKeys},
    select::SelectParam,
    sequence::{SeqNumber, SeqRange, SequenceSet, UidSet},
};

pub(crate) use self::deltas::merged;
pub use self::deltas::{Delta, Resync};
use super::Mailbox;

/// What the server can do to help.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Help {
    /// Nothing: flags are asked for again.
    #[default]
    None,
    /// CONDSTORE: what has changed can be asked for, but not what is gone.
    CondStore,
    /// QRESYNC, enabled: SELECT tells both.
    QResync,
}

/// What a client remembers of a mailbox.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Remembered {
    /// UIDVALIDITY then.
    pub uid_validity: NonZeroU32,
    /// The highest mod-sequence up to which everything is known; none, if the mailbox had none.
    pub highest_mod_seq: Option<ModSeq>,
    /// The UIDs of the messages that are remembered; none, if there are none.
    pub uids: Option<UidSet>,
}

/// What has to be done behind SELECT.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Plan {
    /// UIDVALIDITY has changed, or there is none: nothing that is remembered is of use. All messages are asked for.
    Forget(Vec<CommandBody<'static>>),
    /// SELECT has told what has changed and what is gone. Only messages that are new may be asked for.
    Resynced(Vec<CommandBody<'static>>),
    /// What has changed and which of the remembered messages are left has to be asked for.
    Ask(Vec<CommandBody<'static>>),
}

impl Plan {
    /// What to send, in order.
    #[must_use]
    pub fn commands(&self) -> &[CommandBody<'static>] {
        match self {
            Self::Forget(commands) | Self::Resynced(commands) | Self::Ask(commands) => commands,
        }
    }
}

impl Remembered {
    /// The parameters of SELECT or EXAMINE.
    #[must_use]
    pub fn select_params(&self, help: Help) -> Vec<SelectParam<'static>> {
        match (help, self.highest_mod_seq) {
            (Help::QResync, Some(mod_seq)) => vec![SelectParam::QResync(QResync {
                uid_validity: self.uid_validity,
                mod_seq,
                known_uids: self.uids.clone(),
                seq_match: None,
            })],
            (Help::QResync | Help::CondStore, _) => vec![SelectParam::CondStore],
            (Help::None, _) => Vec::new(),
        }
    }

    /// What to ask, now that the mailbox is selected.
    #[must_use]
    pub fn compare(&self, help: Help, mailbox: &Mailbox) -> Plan {
        if mailbox.uid_validity() != Some(self.uid_validity) || mailbox.is_uid_not_sticky() {
            return Plan::Forget(if mailbox.exists() == 0 {
                Vec::new()
            } else {
                vec![flags_of(1, None)]
            });
        }
        // Beyond the last UID that is remembered.
        let last = self.uids.iter().flat_map(|uids| uids.0.iter());
        let last = last.map(|range| range.start.max(range.end)).max();
        let first_new = last.map_or(Some(1), |last| last.get().checked_add(1));
        let new = first_new.filter(|first| {
            mailbox.exists() > 0 && mailbox.uid_next().is_none_or(|next| *first < next.get())
        });
        let new = new.map(|from| flags_of(from, None));
        let unchanged =
            self.highest_mod_seq.is_some() && self.highest_mod_seq == mailbox.highest_mod_seq();
        let has_mod_seqs = !mailbox.has_no_mod_seq() && mailbox.highest_mod_seq().is_some();
        match (help, self.highest_mod_seq) {
            (Help::QResync, Some(_)) if has_mod_seqs => {
                // What has changed is told of the known UIDs only.
                Plan::Resynced(new.into_iter().collect())
            }
            (Help::CondStore | Help::QResync, Some(since)) if has_mod_seqs => {
                let mut commands = Vec::new();
                if !unchanged {
                    commands.push(flags_of(1, Some(since)));
                }
                commands.extend(self.which_are_left());
                Plan::Ask(commands)
            }
            _ => {
                let mut commands: Vec<_> = new.into_iter().collect();
                if let Some(uids) = &self.uids {
                    // The answer says at once which are left and what their flags are.
                    commands.push(fetch_flags(set_of(uids), None));
                }
                Plan::Ask(commands)
            }
        }
    }

    /// `UID SEARCH UID …`: expunging raises no mod-sequence that CONDSTORE could tell.
    fn which_are_left(&self) -> Option<CommandBody<'static>> {
        let keys = SearchKeys::from(SearchKey::Uid(set_of(self.uids.as_ref()?)));
        Some(CommandBody::Uid(Uid::Search(Search::from(keys))))
    }
}

fn set_of(uids: &UidSet) -> SequenceSet {
    let ranges = uids.0.iter().map(|range| SeqRange {
        start: SeqNumber::Value(range.start),
        end: SeqNumber::Value(range.end),
    });
    match Vec1::try_from(ranges.collect::<Vec<_>>()) {
        Ok(ranges) => SequenceSet::Ranges(ranges),
        Err(_) => SequenceSet::all(),
    }
}

/// `UID FETCH from:* (UID FLAGS)`
fn flags_of(from: u32, since: Option<ModSeq>) -> CommandBody<'static> {
    let set = SequenceSet::Ranges(Vec1::one(SeqRange {
        start: NonZeroU32::new(from).map_or(SeqNumber::Asterisk, SeqNumber::Value),
        end: SeqNumber::Asterisk,
    }));
    fetch_flags(set, since)
}

fn fetch_flags(set: SequenceSet, since: Option<ModSeq>) -> CommandBody<'static> {
    let mut items = Vec1::one(FetchAtt::Uid);
    items.push(FetchAtt::Flags);
    CommandBody::Uid(Uid::Fetch(FetchRequest {
        set,
        items: FetchItems::Items(items),
        modifiers: since.map(FetchModifier::ChangedSince).into_iter().collect(),
    }))
}
