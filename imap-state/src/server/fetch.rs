//! FETCH ([RFC 9051 §6.4.5](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.5)), pulled: the machine asks for one
//! message after the other, and for their data piece by piece, as long as little waits to be transmitted.
//!
//! ```text
//! C: c FETCH 1:2 BODY[]             Event::Command: fetch
//!                                   Event::FetchNext { seq: 1, uid: 17 }: fetched, with data elsewhere
//! S: * 1 FETCH (BODY[] {1073741824} Event::WantData: supply, again and again
//! S: …)                             Event::FetchNext { seq: 2, uid: 19 }
//! S: c OK FETCH completed
//! ```

use alloc::{collections::VecDeque, vec::Vec};
use core::num::NonZeroU32;

use imap_types::{
    code::Code,
    core::{Content, Content8},
    fetch::{FetchRequest, MsgAtt},
    response::{RespText, State},
    sequence::SequenceSet,
};

use super::{Error, Event, Message, Server, Side, changes::Cursor, plain};
use crate::tag::Handle;

/// Data is asked for in pieces of this size at most.
const PIECE: usize = 16 << 10;

/// What FETCH commands have still to tell.
#[derive(Debug, Default)]
pub(super) struct Fetching {
    jobs: VecDeque<Job>,
    body: Option<Body>,
}

#[derive(Debug)]
struct Job {
    handle: Handle,
    cursor: Cursor,
    by_uid: bool,
    /// The message that the application was asked for.
    asked: Option<(NonZeroU32, NonZeroU32)>,
    /// A message was gone.
    gone: bool,
}

/// The response whose data the application supplies.
#[derive(Debug)]
struct Body {
    handle: Handle,
    /// What is still to be supplied; none of them is empty.
    literals: VecDeque<Literal>,
    /// Data was asked for, and has not come.
    asked: bool,
}

#[derive(Debug)]
struct Literal {
    left: u64,
    /// It may have NUL in it.
    octets: bool,
}

impl Fetching {
    /// The command that owes data: nothing else can be sent.
    pub(super) fn data_owed(&self) -> Option<Handle> {
        self.body.as_ref().map(|body| body.handle)
    }

    pub(super) const fn owes_data(&self) -> bool {
        self.body.is_some()
    }

    pub(super) fn forget(&mut self, handle: Handle) {
        self.jobs.retain(|job| job.handle != handle);
    }
}

impl Server {
    /// Answers FETCH or UID FETCH: the machine finds out which messages are meant, asks for each by
    /// [`Event::FetchNext`], and completes the command behind the last.
    ///
    /// A number of a message that is not there is answered BAD; a UID of one is passed over.
    ///
    /// # Errors
    ///
    /// If it is no FETCH, or no such command is in flight.
    pub fn fetch(&mut self, handle: Handle, fetch: &FetchRequest<'_>) -> Result<(), Error> {
        let flight = self.flight(handle)?;
        if !matches!(flight.name, "FETCH" | "UID FETCH") {
            return Err(Error::OtherCommand(handle));
        }
        let by_uid = flight.by_uid;
        self.fetching.forget(handle);
        let Some(selected) = &self.selected else {
            return Err(Error::OtherCommand(handle));
        };
        let (ranges, walks_by_uid) = match &fetch.set {
            SequenceSet::Saved => (selected.saved.clone(), true),
            set => (selected.resolve(set, by_uid), by_uid),
        };
        let exists = selected.numbers.len();
        let beyond = ranges.last().is_none_or(|last| last.1 as usize > exists);
        if !walks_by_uid && beyond {
            return self.complete(handle, State::Bad, "no such message");
        }
        self.fetching.jobs.push_back(Job {
            handle,
            cursor: Cursor::new(ranges, walks_by_uid),
            by_uid,
            asked: None,
            gone: false,
        });
        Ok(())
    }

    /// Tells of the message that [`Event::FetchNext`] asked for; of nothing, if there are no items (CHANGEDSINCE, e.g.).
    /// UID is added where it belongs.
    ///
    /// An item whose content is [`Elsewhere`](Content::Elsewhere) is announced with that length, and its data asked for by
    /// [`Event::WantData`].
    ///
    /// # Errors
    ///
    /// If the command was not asked, or the items cannot be written.
    pub fn fetched<'m>(
        &mut self,
        handle: Handle,
        items: impl Into<Vec<MsgAtt<'m>>>,
    ) -> Result<(), Error> {
        let Some((seq, uid, by_uid)) = self.asked(handle)? else {
            // It has gone since it was announced.
            self.answered(handle, false);
            return Ok(());
        };
        let items = items.into();
        if items.is_empty() {
            self.answered(handle, false);
            return Ok(());
        }
        let literals: VecDeque<Literal> = items.iter().filter_map(elsewhere).collect();
        let response = self.fetch_response(seq, uid, items, by_uid)?;
        if literals.is_empty() {
            self.send(&response)?;
        } else {
            if let Some(handle) = self.fetching.data_owed() {
                return Err(Error::DataOwed(handle));
            }
            self.conn.send(&response)?;
            self.show(Side::Server, &Message::Response(&response));
        }
        self.answered(handle, false);
        self.owe(handle, literals);
        Ok(())
    }

    /// These are still to be supplied.
    fn owe(&mut self, handle: Handle, mut literals: VecDeque<Literal>) {
        literals.retain(|literal| literal.left > 0);
        if !literals.is_empty() {
            let asked = false;
            self.fetching.body = Some(Body {
                handle,
                literals,
                asked,
            });
        }
    }

    /// The message that [`Event::FetchNext`] asked for is gone
    /// ([RFC 2180 §4.1](https://www.rfc-editor.org/rfc/rfc2180.html#section-4.1)): it is passed over, and the command
    /// completed by NO.
    ///
    /// ```text
    /// S: c NO [EXPUNGEISSUED] some messages are gone
    /// ```
    ///
    /// # Errors
    ///
    /// If the command was not asked.
    pub fn fetch_gone(&mut self, handle: Handle) -> Result<(), Error> {
        self.asked(handle)?;
        self.answered(handle, true);
        Ok(())
    }

    /// Supplies data that [`Event::WantData`] asked for: as much as is at hand, any number of times.
    ///
    /// # Errors
    ///
    /// If the command owes no data, or less. A NUL in it is an error too, unless the item is BINARY. If data cannot be
    /// had any more the session has to end: [`bye`](Self::bye).
    pub fn supply(&mut self, handle: Handle, data: &[u8]) -> Result<(), Error> {
        if self.pushes.handle != Some(handle) || self.ending.is_some() {
            self.flight(handle)?;
        }
        let body = self.fetching.body.as_mut();
        let Some(body) = body.filter(|body| body.handle == handle) else {
            return Err(Error::NotWanted);
        };
        let Some(literal) = body.literals.front_mut() else {
            return Err(Error::NotWanted);
        };
        let len = data.len() as u64;
        if len > literal.left || (!literal.octets && data.contains(&0)) {
            return Err(Error::NotWanted);
        }
        self.conn.supply_ahead(data).map_err(|_| Error::NotWanted)?;
        literal.left -= len;
        body.asked = false;
        if literal.left == 0 {
            body.literals.pop_front();
        }
        if body.literals.is_empty() {
            self.fetching.body = None;
        }
        Ok(())
    }

    /// The message that the application was asked for, and whether its UID is told; none, if it has gone meanwhile.
    fn asked(&self, handle: Handle) -> Result<Option<(NonZeroU32, NonZeroU32, bool)>, Error> {
        if self.ending.is_some() {
            return Err(Error::Closed);
        }
        if self.pushes.handle == Some(handle) {
            let selected = self.selected.as_ref().ok_or(Error::NotWanted)?;
            let uid = selected.announced.ok_or(Error::NotWanted)?;
            let seq = selected.numbers.seq(uid);
            return Ok(seq.map(|seq| (seq, uid, self.tells_uids())));
        }
        let job = self.fetching.jobs.iter().find(|job| job.handle == handle);
        let job = job.ok_or(Error::NotInFlight(handle))?;
        let (seq, uid) = job.asked.ok_or(Error::NotWanted)?;
        Ok(Some((seq, uid, job.by_uid)))
    }

    fn answered(&mut self, handle: Handle, gone: bool) {
        if self.pushes.handle == Some(handle)
            && let Some(selected) = &mut self.selected
        {
            selected.announced = None;
        }
        let mut jobs = self.fetching.jobs.iter_mut();
        if let Some(job) = jobs.find(|job| job.handle == handle) {
            job.asked = None;
            job.gone |= gone;
        }
    }

    /// What to ask the application for.
    pub(super) fn fetch_step<'b>(&mut self) -> Result<Option<Event<'b>>, Error> {
        if let Some(body) = &mut self.fetching.body {
            let Some(Literal { left, .. }) = body.literals.front() else {
                return Ok(None);
            };
            let ready = self.conn.ready_len();
            let room = self.config.queue.saturating_sub(ready);
            let max = room.clamp(1, PIECE);
            let max = usize::try_from(*left).unwrap_or(usize::MAX).min(max);
            if core::mem::replace(&mut body.asked, true) {
                return Ok(None);
            }
            let handle = body.handle;
            return Ok(Some(Event::WantData { handle, max }));
        }
        loop {
            let (Some(job), Some(selected)) = (self.fetching.jobs.front_mut(), &self.selected)
            else {
                return Ok(self.announce_step());
            };
            if job.asked.is_some() {
                return Ok(None);
            }
            let Some((seq, uid)) = job.cursor.step(&selected.numbers) else {
                let (handle, gone) = (job.handle, job.gone);
                self.fetching.jobs.pop_front();
                self.complete_fetch(handle, gone)?;
                continue;
            };
            if selected.gone.contains(&uid) {
                job.gone = true;
                continue;
            }
            job.asked = Some((seq, uid));
            let handle = job.handle;
            return Ok(Some(Event::FetchNext { handle, seq, uid }));
        }
    }

    /// What NOTIFY wants to know of the next message that has arrived.
    fn announce_step<'b>(&mut self) -> Option<Event<'b>> {
        let (handle, selected) = (self.pushes.handle?, self.selected.as_mut()?);
        // Who answers a command is not to find that other data is owed.
        let busy = self.flight.iter().any(|flight| flight.delivered);
        if busy || selected.announced.is_some() || self.is_switching() {
            return None;
        }
        let selected = self.selected.as_mut()?;
        loop {
            let uid = selected.announce.pop_first()?;
            if selected.gone.contains(&uid) {
                continue;
            }
            if let Some(seq) = selected.numbers.seq(uid) {
                selected.announced = Some(uid);
                return Some(Event::FetchNext { handle, seq, uid });
            }
        }
    }

    fn complete_fetch(&mut self, handle: Handle, gone: bool) -> Result<(), Error> {
        if !gone {
            return self.complete(handle, State::Ok, "");
        }
        let text = plain("some messages are gone", "gone");
        let code = Some(Code::ExpungeIssued);
        self.answer(handle, State::No, RespText { code, text })
    }
}

/// The literal of an item whose data is elsewhere.
fn elsewhere(item: &MsgAtt<'_>) -> Option<Literal> {
    let len = |content: &Option<Content<'_>>| match content {
        Some(Content::Elsewhere { len }) => Some(*len),
        _ => None,
    };
    let (left, octets) = match item {
        MsgAtt::BodySection(data) => (len(&data.data)?, false),
        MsgAtt::Rfc822(data) | MsgAtt::Rfc822Header(data) | MsgAtt::Rfc822Text(data) => {
            (len(data)?, false)
        }
        MsgAtt::Binary(data) => match data.data {
            Some(Content8::Elsewhere { len: left }) => (left, true),
            _ => return None,
        },
        _ => return None,
    };
    Some(Literal { left, octets })
}
