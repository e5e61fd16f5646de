//! SELECT and EXAMINE ([RFC 9051 §6.3.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.3.2)): what the client is
//! told of a mailbox, and what the machine keeps of it.
//!
//! ```text
//! C: b SELECT INBOX
//! S: * FLAGS (\Answered \Seen)
//! S: * 3 EXISTS
//! S: * OK [UIDVALIDITY 3857529045] UIDs valid
//! S: * OK [UIDNEXT 18] the next UID
//! S: * OK [PERMANENTFLAGS (\Answered \Seen \*)] what can be kept
//! S: b OK [READ-WRITE] SELECT completed
//! ```

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use core::num::NonZeroU32;

use imap_types::{
    capability::Capability,
    code::Code,
    core::Vec1,
    data::Data,
    ext::{condstore::ModSeq, objectid::ObjectId, qresync::Vanished},
    fetch::MsgAtt,
    flag::{Flag, Flags, PermanentFlags},
    list::MailboxList,
    response::{RespText, Response, State, Status, StatusKind},
    sequence::UidSet,
};

use super::{Error, Server, plain};
use crate::{mailbox::Numbers, session::Effect, session::State as SessionState, tag::Handle};

/// What the machine keeps of the selected mailbox.
#[derive(Debug, Default)]
pub(super) struct Selected {
    /// As the client knows them.
    pub(super) numbers: Numbers,
    pub(super) arrived: BTreeSet<NonZeroU32>,
    pub(super) gone: BTreeSet<NonZeroU32>,
    pub(super) flags: BTreeMap<NonZeroU32, (Flags<'static>, Option<ModSeq>)>,
    /// The highest UID that was told of.
    pub(super) highest: Option<NonZeroU32>,
    /// The mailbox has mod-sequences.
    pub(super) mod_seqs: bool,
    /// Messages that were told by EXISTS, and of which NOTIFY wants more.
    pub(super) announce: BTreeSet<NonZeroU32>,
    /// The one of them that the application was asked for.
    pub(super) announced: Option<NonZeroU32>,
    /// `$`: ranges of UIDs.
    pub(super) saved: Vec<(u32, u32)>,
}

/// A mailbox at the moment at which it is selected.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Snapshot<'a> {
    numbers: Numbers,
    /// What makes the UIDs valid.
    pub uid_validity: NonZeroU32,
    /// No message will have a UID below this; the next above the last, unless set.
    pub uid_next: Option<NonZeroU32>,
    /// The flags that are in use.
    pub flags: Flags<'a>,
    /// Those that a client can set for good; all of [`flags`](Self::flags), unless set.
    pub permanent_flags: Option<PermanentFlags<'a>>,
    /// How many messages are new to this session: RECENT of IMAP4rev1.
    pub recent: u32,
    /// The first message that was not seen: UNSEEN of IMAP4rev1.
    pub unseen: Option<NonZeroU32>,
    /// The highest mod-sequence; none where the mailbox keeps none.
    pub highest_mod_seq: Option<ModSeq>,
    /// Nothing can be changed, also by SELECT.
    pub read_only: bool,
    /// MAILBOXID ([RFC 8474](https://www.rfc-editor.org/rfc/rfc8474.html)).
    pub mailbox_id: Option<ObjectId<'a>>,
    /// The mailbox as LIST tells it, which IMAP4rev2 wants.
    pub list: Option<MailboxList<'a>>,
    /// QRESYNC: which UIDs that the client knows are gone.
    pub vanished: Option<UidSet>,
    /// QRESYNC: which messages changed, and how they are now.
    pub changed: Vec<(NonZeroU32, Vec1<MsgAtt<'a>>)>,
}

impl<'a> Snapshot<'a> {
    /// A mailbox with messages of these UIDs, which ascend. One that does not is left out.
    ///
    /// ```
    /// use core::num::NonZeroU32;
    /// use imap_state::server::Snapshot;
    ///
    /// let snapshot = Snapshot::new(NonZeroU32::MIN, (1..=3).filter_map(NonZeroU32::new));
    /// assert_eq!(snapshot.numbers().len(), 3);
    /// ```
    #[must_use]
    pub fn new(uid_validity: NonZeroU32, uids: impl IntoIterator<Item = NonZeroU32>) -> Self {
        let mut numbers = Numbers::default();
        numbers.extend(uids);
        Self {
            numbers,
            uid_validity,
            uid_next: None,
            flags: [
                Flag::Answered,
                Flag::Flagged,
                Flag::Deleted,
                Flag::Seen,
                Flag::Draft,
            ]
            .into_iter()
            .collect(),
            permanent_flags: None,
            recent: 0,
            unseen: None,
            highest_mod_seq: None,
            read_only: false,
            mailbox_id: None,
            list: None,
            vanished: None,
            changed: Vec::new(),
        }
    }

    /// The messages.
    #[must_use]
    pub const fn numbers(&self) -> &Numbers {
        &self.numbers
    }
}

impl Server {
    /// Completes SELECT or EXAMINE: tells of the mailbox, and OK. From here on [`notify`](Self::notify) is for this one.
    ///
    /// Where a mailbox was selected before, and the client knows of CLOSED
    /// ([RFC 7162 §3.2.11](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.2.11)), it stands in front.
    ///
    /// # Errors
    ///
    /// If the command is another, or something of the snapshot cannot be written.
    pub fn select(&mut self, handle: Handle, snapshot: Snapshot<'_>) -> Result<(), Error> {
        let flight = self.flight(handle)?;
        if flight.effect != Effect::Selects {
            return Err(Error::OtherCommand(handle));
        }
        let (name, examine) = (flight.name, flight.examine);
        let on = |capability| self.session.is_enabled(&capability);
        let (rev2, uid_only, qresync) = (
            self.session.is_rev2(),
            on(Capability::UidOnly),
            on(Capability::QResync),
        );
        let condstore = self.session.has(&Capability::CondStore) || qresync;
        if self.session.state() == SessionState::Selected && (rev2 || qresync) {
            self.untagged_ok(Code::Closed, "the one before")?;
        }
        // Changes of the one before are of no interest any more.
        self.selected = None;
        let Snapshot { numbers, .. } = &snapshot;
        let exists = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        let last = numbers.last_uid();
        let next = last.map_or(Some(NonZeroU32::MIN), |uid| uid.checked_add(1));
        self.send(&Response::Data(Data::Flags(snapshot.flags.clone())))?;
        self.send(&Response::Data(Data::Exists(exists)))?;
        if !rev2 {
            self.send(&Response::Data(Data::Recent(snapshot.recent)))?;
            if let Some(unseen) = snapshot.unseen.filter(|_| !uid_only) {
                self.untagged_ok(Code::Unseen(unseen), "the first that was not seen")?;
            }
        }
        self.untagged_ok(Code::UidValidity(snapshot.uid_validity), "UIDs valid")?;
        if let Some(next) = snapshot.uid_next.max(next) {
            self.untagged_ok(Code::UidNext(next), "the next UID")?;
        }
        let permanent = snapshot.permanent_flags.unwrap_or_else(|| PermanentFlags {
            flags: snapshot.flags,
            ..PermanentFlags::default()
        });
        self.untagged_ok(Code::PermanentFlags(permanent), "what can be kept")?;
        if condstore {
            let (code, text) = match snapshot.highest_mod_seq {
                Some(highest) => (Code::HighestModSeq(highest), "the highest"),
                None => (Code::NoModSeq, "no mod-sequences"),
            };
            self.untagged_ok(code, text)?;
        }
        if let Some(id) = snapshot.mailbox_id {
            self.untagged_ok(Code::MailboxId(id), "the same under any name")?;
        }
        if let Some(list) = snapshot.list {
            self.send(&Response::Data(Data::List(list)))?;
        }
        self.selected = Some(Selected {
            highest: last.max(
                snapshot
                    .uid_next
                    .and_then(|next| NonZeroU32::new(next.get() - 1)),
            ),
            numbers: snapshot.numbers,
            mod_seqs: snapshot.highest_mod_seq.is_some(),
            ..Selected::default()
        });
        if qresync {
            self.resync(snapshot.vanished, snapshot.changed)?;
        }
        let code = if examine || snapshot.read_only {
            Code::ReadOnly
        } else {
            Code::ReadWrite
        };
        let text = plain(&alloc::format!("{name} completed"), "completed");
        let code = Some(code);
        self.answer(handle, State::Ok, RespText { code, text })
    }

    fn resync(
        &mut self,
        vanished: Option<UidSet>,
        changed: Vec<(NonZeroU32, Vec1<MsgAtt<'_>>)>,
    ) -> Result<(), Error> {
        if let Some(uids) = vanished {
            let earlier = true;
            self.send(&Response::Data(Data::Vanished(Vanished { earlier, uids })))?;
        }
        for (uid, items) in changed {
            if let Some(seq) = self.numbers().and_then(|numbers| numbers.seq(uid)) {
                let response = self.fetch_response(seq, uid, items.into_vec(), true)?;
                self.send(&response)?;
            }
        }
        Ok(())
    }

    fn untagged_ok(&mut self, code: Code<'_>, text: &'static str) -> Result<(), Error> {
        let text = RespText::with_code(code, text)?;
        let kind = StatusKind::Ok;
        self.send(&Response::Status(Status { kind, text }))
    }
}
