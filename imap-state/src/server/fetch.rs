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

use alloc::{boxed::Box, collections::VecDeque, format, vec::Vec};
use core::num::NonZeroU32;

use imap_types::{
    code::Code,
    core::{Content, Content8},
    fetch::{FetchRequest, MsgAtt},
    response::{RespText, State},
    sequence::SequenceSet,
};

use super::{Error, Event, Server, changes::Cursor, plain};
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

/// A response whose data the application supplies.
#[derive(Debug)]
struct Body {
    handle: Handle,
    rest: VecDeque<Part>,
    /// It was asked for.
    asked: bool,
}

#[derive(Debug)]
enum Part {
    Bytes(Vec<u8>),
    Data { left: u64, octets: bool },
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
        let (seq, uid, by_uid) = self.asked(handle)?;
        let items = items.into();
        if items.is_empty() {
            self.answered(handle, false);
            return Ok(());
        }
        if !items.iter().any(is_elsewhere) {
            let response = self.fetch_response(seq, uid, items, by_uid)?;
            self.send(&response)?;
            self.answered(handle, false);
            return Ok(());
        }
        if let Some(handle) = self.fetching.data_owed() {
            return Err(Error::DataOwed(handle));
        }
        let rest = self.parts(seq, uid, items, by_uid)?;
        self.answered(handle, false);
        let asked = false;
        self.fetching.body = Some(Body {
            handle,
            rest,
            asked,
        });
        self.send_parts()
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
        self.flight(handle)?;
        let body = self.fetching.body.as_mut();
        let body = body.filter(|body| body.handle == handle);
        let Some(body) = body else {
            return Err(Error::NotWanted);
        };
        let Some(Part::Data { left, octets }) = body.rest.front_mut() else {
            return Err(Error::NotWanted);
        };
        let len = data.len() as u64;
        if len > *left || (!*octets && data.contains(&0)) {
            return Err(Error::NotWanted);
        }
        self.conn.send_part(data)?;
        *left -= len;
        body.asked = false;
        self.send_parts()
    }

    fn asked(&self, handle: Handle) -> Result<(NonZeroU32, NonZeroU32, bool), Error> {
        if self.ending.is_some() {
            return Err(Error::Closed);
        }
        let job = self.fetching.jobs.iter().find(|job| job.handle == handle);
        let job = job.ok_or(Error::NotInFlight(handle))?;
        let (seq, uid) = job.asked.ok_or(Error::NotWanted)?;
        Ok((seq, uid, job.by_uid))
    }

    fn answered(&mut self, handle: Handle, gone: bool) {
        let mut jobs = self.fetching.jobs.iter_mut();
        if let Some(job) = jobs.find(|job| job.handle == handle) {
            job.asked = None;
            job.gone |= gone;
        }
    }

    /// What to ask the application for.
    pub(super) fn fetch_step<'b>(&mut self) -> Result<Option<Event<'b>>, Error> {
        if let Some(body) = &mut self.fetching.body {
            let Some(Part::Data { left, .. }) = body.rest.front() else {
                return Ok(None);
            };
            let room = self.config.queue.saturating_sub(self.conn.queued());
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
                return Ok(None);
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

    fn complete_fetch(&mut self, handle: Handle, gone: bool) -> Result<(), Error> {
        if !gone {
            return self.complete(handle, State::Ok, "");
        }
        let text = plain("some messages are gone", "gone");
        let code = Some(Code::ExpungeIssued);
        self.answer(handle, State::No, RespText { code, text })
    }

    /// Queues what needs no data, up to where data is.
    fn send_parts(&mut self) -> Result<(), Error> {
        let Some(body) = &mut self.fetching.body else {
            return Ok(());
        };
        loop {
            match body.rest.front() {
                Some(Part::Bytes(bytes)) => self.conn.send_part(bytes)?,
                Some(Part::Data { left: 0, .. }) => {}
                Some(Part::Data { .. }) => return Ok(()),
                None => break,
            }
            body.rest.pop_front();
        }
        self.fetching.body = None;
        Ok(())
    }

    /// A response in parts. The encoder cannot write what is not there: each item whose data is elsewhere is written with
    /// NIL, which ends what it writes, and then is cut off.
    fn parts(
        &mut self,
        seq: NonZeroU32,
        uid: NonZeroU32,
        items: Vec<MsgAtt<'_>>,
        by_uid: bool,
    ) -> Result<VecDeque<Part>, Error> {
        let mut parts = VecDeque::new();
        let mut here = Vec::new();
        for item in items {
            let Some((item, left, octets)) = announced(&item) else {
                here.push(item);
                continue;
            };
            here.push(item);
            let first = parts.is_empty();
            let mut bytes = self.items(seq, uid, core::mem::take(&mut here), by_uid, first)?;
            bytes.truncate(bytes.len().saturating_sub(b"NIL".len()));
            let mark = if octets { "~" } else { "" };
            bytes.extend_from_slice(format!("{mark}{{{left}}}\r\n").as_bytes());
            parts.push_back(Part::Bytes(bytes));
            parts.push_back(Part::Data { left, octets });
        }
        let mut bytes = if here.is_empty() {
            Vec::new()
        } else {
            self.items(seq, uid, here, by_uid, false)?
        };
        bytes.extend_from_slice(b")\r\n");
        parts.push_back(Part::Bytes(bytes));
        Ok(parts)
    }

    /// The items without the end of the response, and without its beginning or SP in front if they are not the first.
    fn items(
        &mut self,
        seq: NonZeroU32,
        uid: NonZeroU32,
        items: Vec<MsgAtt<'_>>,
        by_uid: bool,
        first: bool,
    ) -> Result<Vec<u8>, Error> {
        let response = self.fetch_response(seq, uid, items, by_uid && first)?;
        self.show(super::Seen::Sent(&response));
        let mut bytes = self.conn.encode(&response)?;
        bytes.truncate(bytes.len().saturating_sub(b")\r\n".len()));
        if !first {
            let begin = bytes.iter().position(|byte| *byte == b'(').unwrap_or(0);
            bytes.drain(..begin);
            if let Some(open) = bytes.first_mut() {
                *open = b' ';
            }
        }
        Ok(bytes)
    }
}

fn is_elsewhere(item: &MsgAtt<'_>) -> bool {
    announced(item).is_some()
}

/// An item whose data is elsewhere: the same without data, the length, and whether it may hold any octets.
fn announced(item: &MsgAtt<'_>) -> Option<(MsgAtt<'static>, u64, bool)> {
    let elsewhere = |content: &Option<Content<'_>>| match content {
        Some(Content::Elsewhere { len }) => Some(*len),
        _ => None,
    };
    Some(match item {
        MsgAtt::BodySection(data) => {
            let len = elsewhere(&data.data)?;
            let mut data = Box::new(imap_types::ToBoundedStatic::to_static(&**data));
            data.data = None;
            (MsgAtt::BodySection(data), len, false)
        }
        MsgAtt::Binary(data) => {
            let Some(Content8::Elsewhere { len }) = data.data else {
                return None;
            };
            let mut data = Box::new(imap_types::ToBoundedStatic::to_static(&**data));
            data.data = None;
            (MsgAtt::Binary(data), len, true)
        }
        MsgAtt::Rfc822(data) => (MsgAtt::Rfc822(None), elsewhere(data)?, false),
        MsgAtt::Rfc822Header(data) => (MsgAtt::Rfc822Header(None), elsewhere(data)?, false),
        MsgAtt::Rfc822Text(data) => (MsgAtt::Rfc822Text(None), elsewhere(data)?, false),
        _ => return None,
    })
}
