//! What a user says within a command: responses to challenges, the end of IDLE, data, and that it is taken back.

use alloc::borrow::Cow;

use imap_codec::IdleDone;
use imap_types::auth::AuthenticateData;

use super::{Client, End, Error, Event, Message, Reason, Refused, Turn, send::wipe};
use crate::{flow::NotDue, observe::Side, tag::Handle};

impl Client {
    /// Answers the [challenge](Event::Challenge) of an AUTHENTICATE.
    ///
    /// # Errors
    ///
    /// If none waits.
    pub fn respond<'a>(
        &mut self,
        handle: Handle,
        octets: impl Into<Cow<'a, [u8]>>,
    ) -> Result<(), NotDue> {
        match &mut self.turn {
            Turn::Authenticate(whose, exchange) if *whose == handle => exchange.respond()?,
            _ => return Err(NotDue),
        }
        let said = self.say_data(&AuthenticateData::response(octets));
        said.map_err(|error| {
            self.fail(error);
            NotDue
        })
    }

    /// Ends an IDLE. Commands may be sent at once behind it.
    ///
    /// # Errors
    ///
    /// If it is none, or it is over.
    pub fn done(&mut self, handle: Handle) -> Result<(), NotDue> {
        match &mut self.turn {
            Turn::Idle(whose, current, idle) if *whose == handle => {
                let (current, now) = (*current, idle.done());
                if now {
                    self.say_done();
                }
                if !now && self.awaits_idle() {
                    return Ok(());
                }
                self.pipeline.idle_done(current);
                Ok(())
            }
            _ => Err(NotDue),
        }
    }

    /// Supplies the next part of the data that [`Event::WantData`] asks for.
    ///
    /// # Errors
    ///
    /// If the command wants no data, or not so much, or there is none in `data`; then nothing has changed. Data that ends
    /// too early cannot be made up for: [`close`](Self::close).
    pub fn supply(&mut self, handle: Handle, data: &[u8]) -> Result<(), NotDue> {
        let wanted = self.conn.wants();
        let whose = wanted.and_then(|(id, _)| self.flight.sending(id));
        if whose != Some(handle) || data.is_empty() {
            return Err(NotDue);
        }
        self.conn.supply(data).map_err(|_| NotDue)?;
        self.data_asked = false;
        self.clock.touched = true;
        Ok(())
    }

    /// Takes a command back, as far as that is possible.
    ///
    /// * One of which nothing was transmitted is not sent ([`Event::Refused`]).
    /// * AUTHENTICATE is answered `*`, IDLE ends by DONE.
    /// * One whose data is [elsewhere](imap_types::core::Content::Elsewhere), and not all supplied, cannot be broken off in
    ///   IMAP: the server takes what comes for the data that was announced. The connection is closed
    ///   ([`Reason::Cancelled`]), so that it can keep nothing of it.
    /// * All others are still carried out by the server, with the literals that the client has. What it says for them is
    ///   thrown away ([`Event::Discarded`]), bodies piece by piece, unless another command in flight asks for the same. What
    ///   is true of the mailbox is told in any case, flags that FETCH brings among it.
    ///
    /// In the end comes [`Event::Cancelled`], with the completion.
    ///
    /// # Errors
    ///
    /// If the command is completed already.
    pub fn cancel(&mut self, handle: Handle) -> Result<(), NotDue> {
        if let Some(at) = self.held.iter().position(|(held, _)| *held == handle) {
            if let Some((_, mut command)) = self.held.remove(at) {
                wipe(&mut command);
            }
            let why = Refused::Cancelled;
            self.told.push_back(Event::Refused { handle, why });
            return Ok(());
        }
        match &mut self.turn {
            Turn::Authenticate(whose, exchange) if *whose == handle => {
                self.flight.cancel(handle);
                if exchange.cancel()
                    && let Err(error) = self.say_data(&AuthenticateData::Cancel)
                {
                    self.fail(error);
                }
                return Ok(());
            }
            Turn::Idle(whose, current, _) if *whose == handle => {
                self.flight.cancel(*current);
                return self.done(handle);
            }
            _ => {}
        }
        let sent = self.flight.get(handle).filter(|_| self.end.is_none());
        let sent = sent.ok_or(NotDue)?;
        let id = sent.id;
        if sent.has_no_part() && self.conn.withdraw(id).is_ok() {
            self.flight.remove(handle);
            self.pipeline.completed(handle);
            self.data_asked = false;
            let why = Refused::Cancelled;
            self.told.push_back(Event::Refused { handle, why });
            return Ok(());
        }
        self.flight.cancel(handle);
        let unwanted = self.bodies_unwanted();
        if let Some(body) = &mut self.body_unwanted {
            *body |= unwanted;
        }
        if self.conn.misses(id) {
            self.end.get_or_insert(End::Closed(Reason::Cancelled));
        }
        Ok(())
    }

    /// Asks for the next part of a body, once.
    pub(super) fn data_wanted(&mut self) -> Option<Event<'static>> {
        if self.data_asked || self.conn.is_ready() {
            return None;
        }
        let (id, max) = self.conn.wants()?;
        let handle = self.flight.sending(id)?;
        self.data_asked = true;
        Some(Event::WantData { handle, max })
    }

    /// What is left to be said of a command that was refused before all of it was transmitted. Its data is filled up with
    /// spaces, since the server reads it and throws it away
    /// ([RFC 7888 §4](https://www.rfc-editor.org/rfc/rfc7888.html#section-4)); where it would have to wait, it ends.
    pub(super) fn finish_completed(&mut self) {
        const SPACES: [u8; 4096] = [b' '; 4096];
        if let Some(id) = self.conn.waiting()
            && self.flight.sending(id).is_none()
        {
            // It waits, as was just asked.
            let _ = self.conn.literal_refused();
        }
        if let Some((id, max)) = self.conn.wants()
            && self.flight.sending(id).is_none()
        {
            // As much as is wanted may be supplied.
            let _ = self.conn.supply(SPACES.get(..max).unwrap_or(&SPACES));
        }
    }

    fn awaits_idle(&self) -> bool {
        matches!(&self.turn, Turn::Idle(_, _, idle) if idle.is_asked())
    }

    pub(super) fn say_done(&mut self) {
        self.show(Side::Client, &Message::IdleDone);
        self.clock.touched = true;
        match self.conn.send(&IdleDone) {
            Ok(id) => self.said = Some(id),
            Err(error) => {
                self.fail(error.into());
            }
        }
    }

    pub(super) fn say_data(&mut self, data: &AuthenticateData<'_>) -> Result<(), Error> {
        self.show(Side::Client, &Message::AuthenticateData(data));
        self.clock.touched = true;
        self.said = Some(self.conn.send(data)?);
        Ok(())
    }
}
