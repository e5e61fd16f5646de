//! What is said untagged, before the answer to a command or of its own accord, and what a client would not understand.
//!
//! ```text
//! S: * SEARCH 2 84 882                      data
//! S: * 2 FETCH (FLAGS (\Deleted))            message, by UID
//! S: * OK [COPYUID 1 3 17] moved            status
//! ```

use core::num::NonZeroU32;

use imap_types::{
    capability::Capability,
    code::Code,
    core::{AString, Tag, Vec1},
    data::Data,
    ext::uidonly::UidFetch,
    fetch::{Fetch, MsgAtt},
    response::{Response, State, Status, StatusKind},
    search::SearchCorrelator,
};

use super::{Error, Server, answer::text_with};
use crate::tag::Handle;

impl Server {
    /// Says something untagged while a command is in flight. ESEARCH gets the tag of the command, and UID where it belongs
    /// ([RFC 9051 §7.3.4](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.3.4)). FETCH is better told by [`message`](Self::message), which
    /// knows the number; what happens to the mailbox by [`notify`](Self::notify).
    ///
    /// # Errors
    ///
    /// If the command is not in flight, so much waits that it does not fit yet, or the client does not understand it.
    pub fn data(&mut self, handle: Handle, mut data: Data<'_>) -> Result<(), Error> {
        let flight = self.flight(handle)?;
        if let Data::ESearch(found) = &mut data {
            found.uid |= flight.by_uid;
            if found.tag().is_none() {
                let tag = AString::try_from(flight.tag.as_bytes().to_vec())?;
                let tag = SearchCorrelator::Tag(tag);
                match &mut found.correlator {
                    Some(correlators) => correlators.push(tag),
                    None => found.correlator = Some(Vec1::one(tag)),
                }
            }
        }
        self.fits_for(handle)?;
        self.tell(data)
    }

    /// Says something untagged, whether a command is in flight or not: e.g. STATUS for a client that has asked for it by
    /// NOTIFY ([RFC 5465](https://www.rfc-editor.org/rfc/rfc5465.html)).
    ///
    /// # Errors
    ///
    /// As [`data`](Self::data).
    pub fn tell(&mut self, data: Data<'_>) -> Result<(), Error> {
        self.understood(&data)?;
        self.fits()?;
        self.send(&Response::Data(data))
    }

    /// Says something of a message of the selected mailbox while a command is in flight: `* 2 FETCH (FLAGS (\Seen))`, or
    /// `* 17 UIDFETCH (…)` under UIDONLY ([RFC 9586 §3.3](https://www.rfc-editor.org/rfc/rfc9586.html#section-3.3)).
    /// A message that the client does not know of, or not any more, is passed over. For STORE, e.g.
    ///
    /// # Errors
    ///
    /// As [`data`](Self::data).
    pub fn message(
        &mut self,
        handle: Handle,
        uid: NonZeroU32,
        items: Vec1<MsgAtt<'_>>,
    ) -> Result<(), Error> {
        let by_uid = self.flight(handle)?.by_uid;
        self.fits_for(handle)?;
        let Some(seq) = self.numbers().and_then(|numbers| numbers.seq(uid)) else {
            return Ok(());
        };
        let response = self.fetch_response(seq, uid, items.into_vec(), by_uid)?;
        self.send(&response)
    }

    /// Says `* OK`, `* NO` or `* BAD` while a command is in flight, e.g. COPYUID before the EXPUNGE of a MOVE
    /// ([RFC 6851 §4.3](https://www.rfc-editor.org/rfc/rfc6851.html#section-4.3)). BYE is said by [`bye`](Self::bye).
    ///
    /// # Errors
    ///
    /// As [`data`](Self::data).
    pub fn status<'c>(
        &mut self,
        handle: Handle,
        state: State,
        code: impl Into<Option<Code<'c>>>,
        text: &str,
    ) -> Result<(), Error> {
        self.flight(handle)?;
        self.fits_for(handle)?;
        let kind = match state {
            State::Ok => StatusKind::Ok,
            State::No => StatusKind::No,
            _ => StatusKind::Bad,
        };
        let text = text_with(code.into(), text)?;
        self.send(&Response::Status(Status { kind, text }))
    }

    /// The tag of a command in flight, which ESEARCH repeats
    /// ([RFC 9051 §7.3.4](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.3.4)).
    ///
    /// ```text
    /// C: A283 SEARCH RETURN (COUNT) UNSEEN
    /// S: * ESEARCH (TAG "A283") COUNT 4
    /// ```
    #[must_use]
    pub fn tag(&self, handle: Handle) -> Option<&Tag<'static>> {
        let flight = self.flight.iter().find(|flight| flight.handle == handle)?;
        Some(&flight.tag)
    }

    /// FETCH or UIDFETCH, with the UID where the client wants it.
    pub(super) fn fetch_response<'m>(
        &self,
        seq: NonZeroU32,
        uid: NonZeroU32,
        mut items: alloc::vec::Vec<MsgAtt<'m>>,
        with_uid: bool,
    ) -> Result<Response<'m>, Error> {
        let has = items.iter().any(|item| matches!(item, MsgAtt::Uid(_)));
        Ok(Response::Data(
            if self.session.is_enabled(&Capability::UidOnly) {
                let items = Vec1::try_from(items)?;
                Data::UidFetch(UidFetch { uid, items })
            } else {
                if with_uid && !has {
                    items.insert(0, MsgAtt::Uid(uid));
                }
                let items = Vec1::try_from(items)?;
                Data::Fetch(Fetch { seq, items })
            },
        ))
    }

    fn fits_for(&mut self, handle: Handle) -> Result<(), Error> {
        let fits = self.fits();
        if matches!(fits, Err(Error::Full { .. })) {
            self.short_of_room = Some(handle);
        }
        fits
    }

    fn fits(&self) -> Result<(), Error> {
        let queued = self.conn.queued();
        if self.ending.is_some() {
            Err(Error::Closed)
        } else if queued >= self.config.queue.saturating_mul(2) {
            // Twice, so that a command may be answered by some responses in a row.
            Err(Error::Full { queued })
        } else {
            Ok(())
        }
    }

    fn understood(&self, data: &Data<'_>) -> Result<(), Error> {
        let on = |capability| self.session.is_enabled(&capability);
        match data {
            Data::Exists(_) | Data::Expunge(_) => Err(Error::Notify),
            Data::Vanished(vanished) if !vanished.earlier => Err(Error::Notify),
            Data::Vanished(_) if !on(Capability::QResync) => {
                Err(Error::NotUnderstood("VANISHED without QRESYNC"))
            }
            Data::UidFetch(_) if !on(Capability::UidOnly) => {
                Err(Error::NotUnderstood("UIDFETCH without UIDONLY"))
            }
            Data::Fetch(_) if on(Capability::UidOnly) => {
                Err(Error::NotUnderstood("FETCH under UIDONLY"))
            }
            // RFC 9051 appendix E, 2 and 5.
            Data::Recent(_) if self.session.is_rev2() => {
                Err(Error::NotUnderstood("RECENT in IMAP4rev2"))
            }
            Data::Search(_) if self.session.is_rev2() => Err(Error::NotUnderstood(
                "SEARCH in IMAP4rev2, which has ESEARCH",
            )),
            _ => Ok(()),
        }
    }
}
