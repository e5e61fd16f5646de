//! What the server says, and what follows from it.

use alloc::{borrow::Cow, collections::VecDeque};

use imap_codec::{DecodeError, Decoded, FetchHead, Head};
use imap_types::{
    code::Code,
    core::{Secret, Text},
    data::Data,
    response::{self, ContinueReq, Greeting, RespText, Response, Status, StatusKind, Tagged},
};

use super::{Body, Client, End, Error, Event, Message, Outcome, Reason, Turn, flight::Sent};
use crate::{
    conn::{self, ClientExpect, FromServer, Progress, Received, Unparsed},
    flow::authenticate,
    mailbox::Change,
    observe::Side,
    session::{Effect, Unwelcome},
    tag::Handle,
};

/// So many changes are told one by one.
const CHANGES: usize = 1 << 16;

impl Client {
    pub(super) fn hear<'b>(
        &mut self,
        received: Received<'b, conn::Client>,
    ) -> Result<Event<'b>, Error> {
        self.clock.active = Some(self.clock.now);
        match received {
            Received::Message { decoded, raw } => self.message(decoded, raw.len()),
            Received::Unparsed(unparsed) => self.unparsed(unparsed),
            Received::Head { head, raw } => Ok(self.body_head(head, raw)),
            Received::Chunk(chunk) => {
                let head = self.body;
                self.body.at += chunk.len() as u64;
                self.show(Side::Server, &Message::Chunk { len: chunk.len() });
                if self.body_unwanted == Some(true) {
                    return Ok(Self::discarded(chunk.len()));
                }
                Ok(Event::Body { head, chunk })
            }
            // Nothing else comes to a client.
            Received::End | Received::Offer(_) | Received::Refused { .. } => Err(Error::Unexpected),
        }
    }

    fn message<'b>(
        &mut self,
        decoded: Decoded<FromServer<'b>>,
        bytes: usize,
    ) -> Result<Event<'b>, Error> {
        let (deviations, salvaged) = (decoded.deviations, decoded.salvaged);
        self.show_received(&decoded.value);
        let event = match decoded.value {
            FromServer::Greeting(greeting) => self.greeted(greeting)?,
            FromServer::Response(Response::Continue(request)) => self.continued(request)?,
            FromServer::Response(Response::Tagged(tagged)) => self.tagged(tagged)?,
            FromServer::Response(response) => match self.untagged(response, bytes) {
                event @ Event::Discarded { .. } => return Ok(event),
                event => event,
            },
        };
        if !deviations.is_empty() || !salvaged.is_empty() {
            self.told.push_back(Event::Mended {
                deviations,
                salvaged,
            });
        }
        self.take_hint(&event);
        Ok(event)
    }

    fn show_received(&mut self, message: &FromServer<'_>) {
        let challenge = matches!(self.turn, Turn::Authenticate(..));
        let message = match message {
            FromServer::Greeting(greeting) => Message::Greeting(greeting),
            FromServer::Response(Response::Continue(_)) if challenge => Message::Challenge,
            FromServer::Response(Response::Continue(request)) => Message::Continue(request),
            FromServer::Response(response) => Message::Response(response),
        };
        self.show(Side::Server, &message);
    }

    fn greeted<'b>(&mut self, greeting: Greeting<'b>) -> Result<Event<'b>, Error> {
        match self.session.greeted(&greeting) {
            Ok(()) => {
                self.learn_greeting(&greeting);
                self.adjust();
                self.prepare();
            }
            Err(Unwelcome::PreAuthInClear) => return Err(Error::PreAuthInClear),
            Err(Unwelcome::Bye) => {
                self.clock.bye = true;
                self.end = Some(End::Closed(Reason::Bye));
            }
        }
        Ok(Event::Greeting(greeting))
    }

    fn continued<'b>(&mut self, request: ContinueReq<'b>) -> Result<Event<'b>, Error> {
        if self.conn.waiting().is_some() && self.conn.continue_received().is_ok() {
            return Ok(Event::Continue(request));
        }
        let whose = match &self.turn {
            Turn::Authenticate(handle, exchange) if !exchange.is_asked() => Some(*handle),
            Turn::Idle(_, current, idle) if idle.is_asked() => Some(*current),
            _ => None,
        };
        // Before all of it was transmitted nobody can answer it.
        let sent = whose.and_then(|handle| self.flight.get(handle));
        if sent.is_none_or(|sent| self.conn.progress(sent.id) != Progress::Sent) {
            return self.unexpected(Response::Continue(request));
        }
        match &mut self.turn {
            Turn::Authenticate(handle, exchange) => {
                let handle = *handle;
                let data = match exchange.challenged() {
                    authenticate::Turn::Respond(octets) => {
                        self.say_data(&imap_types::auth::AuthenticateData::response(
                            octets.as_slice(),
                        ))?;
                        return Ok(Event::Continue(request));
                    }
                    authenticate::Turn::Cancel => {
                        self.say_data(&imap_types::auth::AuthenticateData::Cancel)?;
                        return Ok(Event::Continue(request));
                    }
                    authenticate::Turn::Ask => request.challenge(),
                };
                let challenge = data.map(Secret::new);
                Ok(Event::Challenge { handle, challenge })
            }
            Turn::Idle(handle, current, idle) => {
                let (handle, current) = (*handle, *current);
                if idle.continued(self.clock.now) {
                    self.say_done();
                    self.pipeline.idle_done(current);
                }
                Ok(Event::Idling { handle })
            }
            Turn::Nobody => self.unexpected(Response::Continue(request)),
        }
    }

    /// Counts what answers nothing.
    fn unexpected<'b>(&mut self, response: Response<'b>) -> Result<Event<'b>, Error> {
        self.unexpected = self.unexpected.saturating_add(1);
        if self.unexpected > self.config.unexpected {
            return Err(Error::Unexpected);
        }
        Ok(Event::Unexpected(response))
    }

    fn untagged<'b>(&mut self, response: Response<'b>, bytes: usize) -> Event<'b> {
        // Behind a body comes the message that it is a part of.
        let unwanted = self.body_unwanted.take() == Some(true);
        self.session.heard(&response);
        self.learn(&response);
        let told = self.look(&response);
        let news = match &response {
            Response::Data(Data::Capability(_) | Data::Enabled(_)) => true,
            Response::Status(status) => matches!(status.text.code, Some(Code::Capability(_))),
            _ => false,
        };
        if news {
            self.adjust();
        }
        match response {
            Response::Data(data) if unwanted || self.is_unwanted(&data) => Self::discarded(bytes),
            Response::Data(Data::Fetch(fetch)) => Event::Fetched(fetch),
            // All that they say is told as changes, if it changes anything.
            Response::Data(Data::Exists(_) | Data::Expunge(_) | Data::Vanished(_)) if told => {
                match self.changes.pop_front() {
                    Some(change) => Event::Changed(change),
                    None => Event::ChangedMuch,
                }
            }
            Response::Data(data) => Event::Data(data),
            Response::Status(status) => self.status(status),
            other => Event::Unexpected(other),
        }
    }

    fn status<'b>(&mut self, status: Status<'b>) -> Event<'b> {
        if status.kind == StatusKind::Bye {
            self.clock.bye = true;
            let by = self.clock.now.saturating_add(self.config.timeouts.farewell);
            self.clock.farewell.get_or_insert(by);
        }
        Event::Status(status)
    }

    /// Keeps the view of the mailbox. Answers whether anything has changed.
    fn look(&mut self, response: &Response<'_>) -> bool {
        let mut news = Changes::of(&mut self.changes);
        self.view.hear(response, |change| news.tell(change));
        let (told, much) = (news.told, news.much);
        if much {
            self.changes.clear();
            self.changes.shrink_to_fit();
            if !matches!(response, Response::Data(_)) {
                self.told.push_back(Event::ChangedMuch);
            }
        }
        told
    }

    fn tagged<'b>(&mut self, tagged: Tagged<'b>) -> Result<Event<'b>, Error> {
        let handle = self.config.tags.handle(tagged.tag.as_bytes());
        let Some(handle) = handle.filter(|handle| self.flight.get(*handle).is_some()) else {
            return match handle.filter(|handle| self.is_held(*handle)) {
                Some(handle) => Err(Error::Early(handle)),
                None => self.unexpected(Response::Tagged(tagged)),
            };
        };
        self.check_sent(handle, tagged.state)?;
        let response = Response::Tagged(tagged);
        self.look(&response);
        let Response::Tagged(tagged) = response else {
            return Ok(Event::Unexpected(response));
        };
        let sent = self.complete(handle, &tagged)?;
        let status = Outcome::new(tagged.state, tagged.text);
        self.told_done(sent, status)
    }

    fn is_held(&self, handle: Handle) -> bool {
        self.held.iter().any(|(held, _)| *held == handle)
    }

    /// A command that was not wholly transmitted can be refused where it waits, but not be granted.
    fn check_sent(&mut self, handle: Handle, state: response::State) -> Result<(), Error> {
        let Some(sent) = self.flight.get(handle) else {
            return Ok(());
        };
        if state == response::State::Ok
            && let Turn::Authenticate(whose, exchange) = &self.turn
            && *whose == handle
            && exchange.is_cancelled()
        {
            return Err(Error::BrokenOff(sent.asked));
        }
        match self.conn.progress(sent.id) {
            Progress::Sent => {
                // Nor can an exchange be over well in which something is still to be said.
                let speaks = matches!(&self.turn, Turn::Authenticate(whose, _) if *whose == handle);
                let unsaid = self.said.is_some_and(|id| self.conn.is_queued(id));
                if speaks && unsaid && state == response::State::Ok {
                    return Err(Error::Early(sent.asked));
                }
                Ok(())
            }
            Progress::Partly if state != response::State::Ok => {
                if self.conn.waiting() == Some(sent.id) {
                    // It waits, as was just asked.
                    let _ = self.conn.literal_refused();
                }
                Ok(())
            }
            _ => Err(Error::Early(sent.asked)),
        }
    }

    /// Takes a command off board.
    fn complete(&mut self, handle: Handle, tagged: &Tagged<'_>) -> Result<Option<Sent>, Error> {
        let Some(sent) = self.flight.remove(handle) else {
            return Ok(None);
        };
        self.pipeline.completed(handle);
        self.session
            .completed_by(sent.effect, sent.examines, tagged);
        let ok = tagged.state == response::State::Ok;
        match sent.effect {
            Effect::Selects if tagged.state == response::State::Bad => self.view.not_selected(),
            Effect::Selects => {
                let changes = &mut self.changes;
                self.view.selected(ok, |change| changes.push_back(change));
            }
            Effect::Deselects if ok => self.view.deselected(),
            Effect::Authenticates | Effect::Unauthenticates if ok => {
                if sent.effect == Effect::Unauthenticates {
                    self.conn.end_deflate();
                }
                self.view.deselected();
                self.greeting.capability_asked = false;
            }
            Effect::LogsOut if ok => self.end = Some(End::Closed(Reason::LoggedOut)),
            _ => {}
        }
        if ok && sent.name == "ENABLE" {
            self.enabled_by_ok();
            self.adjust();
        }
        if sent.effect != Effect::None || matches!(tagged.text.code, Some(Code::Capability(_))) {
            self.adjust();
        }
        self.data_asked = false;
        Ok(Some(sent))
    }

    /// The event that tells of a completion; an IDLE may go on.
    fn told_done<'b>(
        &mut self,
        sent: Option<Sent>,
        status: Outcome<'b>,
    ) -> Result<Event<'b>, Error> {
        let Some(sent) = sent else {
            return Err(Error::Unexpected);
        };
        let handle = sent.asked;
        let over = match &self.turn {
            Turn::Idle(whose, ..) | Turn::Authenticate(whose, _) => *whose == handle,
            Turn::Nobody => false,
        };
        if over && let Some(id) = self.said.take() {
            // The server would take it for a command. If it was begun, it has to be said.
            let _ = self.conn.withdraw(id);
        }
        match &self.turn {
            Turn::Idle(whose, _, idle) if *whose == handle => {
                let again = idle.renews() && status.is_ok();
                self.turn = Turn::Nobody;
                if again && self.idle_again(handle) {
                    return Ok(Event::IdleRenewed { handle, status });
                }
            }
            Turn::Authenticate(whose, _) if *whose == handle => self.turn = Turn::Nobody,
            _ => {}
        }
        self.prepare();
        let command = sent.name;
        Ok(if sent.cancelled {
            Event::Cancelled {
                handle,
                command,
                status,
            }
        } else {
            Event::Done {
                handle,
                command,
                status,
            }
        })
    }

    fn idle_again(&mut self, asked: Handle) -> bool {
        let idle = imap_types::command::CommandBody::Idle;
        if self.session.may_send(&idle).is_err() || self.pipeline.may_send(&idle).is_err() {
            return false;
        }
        let (handle, _) = self.config.tags.issue();
        self.dispatch(handle, asked, idle).is_ok()
    }

    /// What cannot be read still completes its command.
    fn unparsed<'b>(&mut self, unparsed: Unparsed<'b>) -> Result<Event<'b>, Error> {
        self.show(Side::Server, &Message::Unparsed(&unparsed));
        if self.conn.expected() == ClientExpect::Greeting {
            return Err(Error::NoGreeting);
        }
        self.body_unwanted = None;
        let tag = unparsed.tag();
        let handle = tag.and_then(|tag| self.config.tags.handle(tag));
        let handle = handle.filter(|handle| self.flight.get(*handle).is_some());
        let mut asked = None;
        if let Some(handle) = handle {
            let state = state_of(&unparsed);
            self.check_sent(handle, state)?;
            let tagged = Tagged {
                tag: self.config.tags.tag(handle),
                state,
                text: RespText {
                    code: None,
                    text: Text::from_scanned(Cow::Borrowed(b"")),
                },
            };
            asked = self.flight.get(handle).map(|sent| sent.asked);
            let switches = self
                .flight
                .get(handle)
                .is_some_and(|sent| matches!(&*sent.name, "STARTTLS" | "COMPRESS"));
            if switches {
                return Err(Error::Unclear(handle));
            }
            let sent = self.complete(handle, &tagged)?;
            let done = self.told_done(sent, Outcome::new(state, tagged.text))?;
            // Before what else may be told behind it.
            self.told.push_front(done);
        }
        Ok(Event::Unparsed {
            raw: unparsed.raw,
            error: unparsed.error,
            handle: asked,
        })
    }

    fn body_head<'b>(
        &mut self,
        head: Result<FetchHead<'b>, DecodeError>,
        raw: Head<'b>,
    ) -> Event<'b> {
        self.body = Body {
            len: raw.announced(),
            ..Body::default()
        };
        if let Ok(head) = &head {
            self.show(Side::Server, &Message::FetchHead(head));
            (self.body.seq, self.body.uid) = (head.seq, head.uid);
        }
        // One message may have several.
        let unwanted = self.body_unwanted == Some(true) || self.bodies_unwanted();
        self.body_unwanted = Some(unwanted);
        if unwanted {
            return Self::discarded(raw.bytes().len());
        }
        let body = self.body;
        Event::BodyHead { head, body }
    }
}

/// The state that an unreadable tagged response tells: the word behind the tag. BAD, if it is none.
fn state_of(unparsed: &Unparsed<'_>) -> response::State {
    let behind = unparsed.tag.clone().map_or(0, |tag| tag.end + 1);
    let rest = unparsed.raw.get(behind..).unwrap_or_default();
    let end = rest.iter().position(|byte| !byte.is_ascii_alphabetic());
    let word = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
    [response::State::Ok, response::State::No]
        .into_iter()
        .find(|state| state.as_str().as_bytes().eq_ignore_ascii_case(word))
        .unwrap_or(response::State::Bad)
}

/// Collects changes, up to a bound.
struct Changes<'q> {
    queue: &'q mut VecDeque<Change>,
    told: bool,
    much: bool,
}

impl<'q> Changes<'q> {
    fn of(queue: &'q mut VecDeque<Change>) -> Self {
        Self {
            queue,
            told: false,
            much: false,
        }
    }

    fn tell(&mut self, change: Change) {
        self.told = true;
        self.much |= self.queue.len() >= CHANGES;
        if !self.much {
            self.queue.push_back(change);
        }
    }
}
