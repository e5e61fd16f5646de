//! What clients send in literals ([RFC 9051 §4.3](https://www.rfc-editor.org/rfc/rfc9051.html#section-4.3),
//! [RFC 7888](https://www.rfc-editor.org/rfc/rfc7888.html)): asked for before it comes, and handed out in pieces where it is
//! long. Nothing is kept because it was announced.
//!
//! ```text
//! C: a APPEND Sent {1073741824}       Event::LiteralOffered: accept_literal, or refuse_literal
//! S: + OK
//! C: From: …                          Event::AppendHead, Event::AppendChunk, …
//! C: (CRLF)                           Event::Command
//! ```

use imap_codec::{AppendHead, DecodeError, FrameErrorKind, Offer, Replaces};
use imap_types::{
    IntoBoundedStatic, ToBoundedStatic,
    code::Code,
    command::{CommandBody, Uid},
    core::Tag,
    ext::replace::Replace,
    response::{ContinueReq, RespText, State},
};

use super::{Closed, Error, Event, Message, Offered, Server, Side, tag};
use crate::{conn::Inbox, session::row, tag::Handle};

/// A literal that a client asks for.
#[derive(Debug)]
struct Pending {
    handle: Handle,
    /// `None`: the application has to answer.
    answer: Option<Decision>,
}

#[derive(Debug)]
enum Decision {
    Accept,
    Refuse(Option<Code<'static>>),
}

/// A command that arrives in pieces.
#[derive(Debug)]
struct Upload {
    handle: Handle,
    /// The application gets it; otherwise it is answered already.
    wanted: bool,
}

/// How far a command with literals has arrived.
#[derive(Debug, Default)]
pub(super) struct Literals {
    pending: Option<Pending>,
    /// The handle of a command that is still arriving.
    reserved: Option<Handle>,
    upload: Option<Upload>,
}

impl Literals {
    /// Does the application owe an answer?
    pub(super) const fn waits(&self) -> bool {
        self.pending.is_some()
    }

    /// Is a command known to be in the middle of arriving?
    pub(super) const fn is_open(&self) -> bool {
        self.upload.is_some() || (self.reserved.is_some() && self.pending.is_none())
    }

    pub(super) const fn take_reserved(&mut self) -> Option<Handle> {
        self.reserved.take()
    }

    /// A command has arrived to its end: if it came in pieces, its handle, and whether the application gets it.
    pub(super) fn whole(&mut self) -> Option<(Handle, bool)> {
        let Upload { handle, wanted } = self.upload.take()?;
        self.reserved = None;
        Some((handle, wanted))
    }

    /// A command was answered: what still arrives of it is thrown away.
    pub(super) fn answered(&mut self, handle: Handle) {
        if let Some(upload) = self.upload.as_mut().filter(|one| one.handle == handle) {
            upload.wanted = false;
        }
    }
}

impl Server {
    pub(super) fn offered<'b>(&mut self, offer: Offer) -> Event<'b> {
        let handle = match self.literals.reserved {
            Some(handle) => handle,
            None => self.issue(),
        };
        self.literals.reserved = Some(handle);
        let unwanted = self.literals.upload.as_ref().is_some_and(|one| !one.wanted);
        let (decision, answer) = if offer.too_long || unwanted {
            (Some(Decision::Refuse(Some(Code::TooBig))), Offered::Refused)
        } else if offer.len <= self.config.ask_above {
            (Some(Decision::Accept), Offered::Accepted)
        } else {
            (None, Offered::Asked)
        };
        self.literals.pending = Some(Pending {
            handle,
            answer: decision,
        });
        Event::LiteralOffered {
            handle,
            len: offer.len,
            state: self.session.state(),
            answer,
        }
    }

    /// Takes the literal of [`Event::LiteralOffered`]: `+ OK`.
    ///
    /// # Errors
    ///
    /// If none waits for this answer.
    pub fn accept_literal(&mut self, handle: Handle) -> Result<(), Error> {
        self.decide(handle, Decision::Accept)
    }

    /// Refuses the literal of [`Event::LiteralOffered`], and with it the command: `a NO [TOOBIG] literal refused`. The client must not
    /// send it then.
    ///
    /// # Errors
    ///
    /// If none waits for this answer.
    pub fn refuse_literal<'c>(
        &mut self,
        handle: Handle,
        code: impl Into<Option<Code<'c>>>,
    ) -> Result<(), Error> {
        let code = code.into().map(IntoBoundedStatic::into_static);
        self.decide(handle, Decision::Refuse(code))
    }

    fn decide(&mut self, handle: Handle, decision: Decision) -> Result<(), Error> {
        match &mut self.literals.pending {
            Some(pending) if pending.handle == handle && pending.answer.is_none() => {
                pending.answer = Some(decision);
                Ok(())
            }
            _ => Err(Error::NotInFlight(handle)),
        }
    }

    /// Does what was decided. Answers which command was given up by it that the application had begun to take.
    pub(super) fn literals_asked(&mut self, inbox: &mut Inbox) -> Result<Option<Handle>, Error> {
        let decided = |pending: &Pending| pending.answer.is_some();
        let busy = self.ending.is_some() || self.fetching.owes_data();
        if busy || !self.literals.pending.as_ref().is_some_and(decided) {
            return Ok(None);
        }
        let answer = self.literals.pending.take().and_then(|one| one.answer);
        let offered = inbox.offered();
        let (tag, out_of_state) = offered.map_or((None, false), |offered| {
            (tag(offered.tag), self.is_out_of_state(offered.raw))
        });
        let refused = match answer {
            Some(Decision::Accept) if out_of_state => {
                self.count_error()?;
                (State::Bad, None, "not in this state")
            }
            Some(Decision::Refuse(code)) => (State::No, code, "literal refused"),
            _ => {
                self.conn.accept(inbox)?;
                let text = super::plain("OK", "OK");
                let text = RespText { code: None, text };
                self.show(Side::Server, &Message::Continue(&ContinueReq { text }));
                return Ok(None);
            }
        };
        // Bytes of a client that did not wait would be read as commands, whatever stands in them.
        let bytes = inbox.unasked();
        self.conn.refuse(inbox);
        let aborted = self.refuse_command(tag, refused)?;
        if bytes > 0 {
            self.say_bye(Closed::Injected { bytes })?;
        }
        Ok(aborted)
    }

    /// Answers a command that does not arrive to its end. Answers it, if the application had begun to take it.
    fn refuse_command(
        &mut self,
        tag: Option<Tag<'static>>,
        (state, code, text): (State, Option<Code<'static>>, &'static str),
    ) -> Result<Option<Handle>, Error> {
        self.literals.reserved = None;
        match self.literals.upload.take() {
            Some(Upload {
                handle,
                wanted: true,
            }) => {
                let text = super::plain(text, "refused");
                self.answer(handle, state, RespText { code, text })?;
                return Ok(Some(handle));
            }
            // It is answered.
            Some(_) => {}
            None => self.answer_unread(tag, state, code, text)?,
        }
        Ok(None)
    }

    /// Is the command one that the state does not allow? What is not known yet is judged when it has arrived.
    fn is_out_of_state(&self, raw: &[u8]) -> bool {
        let name = raw.split(|byte| byte.is_ascii_whitespace()).nth(1);
        let name = name.and_then(|name| core::str::from_utf8(name).ok());
        name.and_then(row)
            .is_some_and(|row| !row.states.has(self.session.state()))
    }

    /// A command threw too much at the server, which has thrown it away.
    pub(super) fn too_long<'b>(
        &mut self,
        tag: Option<Tag<'static>>,
        len: u64,
        reason: FrameErrorKind,
    ) -> Result<Event<'b>, Error> {
        let refused = match (reason, self.session.non_sync()) {
            (FrameErrorKind::NonSyncTooLong, None) => {
                let text = "LITERAL+ is not advertised: wait for the continuation";
                (State::Bad, None, text)
            }
            // RFC 7888 section 5.
            (FrameErrorKind::NonSyncTooLong, Some(_)) => {
                let text = "too long for LITERAL-: wait for the continuation";
                (State::Bad, Some(Code::TooBig), text)
            }
            _ => (State::No, Some(Code::TooBig), "literal too long"),
        };
        let aborted = self.refuse_command(tag, refused)?;
        self.count_error()?;
        Ok(match aborted {
            Some(handle) => Event::AppendAborted { handle },
            None => Event::TooLong { len },
        })
    }

    pub(super) fn head<'b>(
        &mut self,
        head: Result<AppendHead<'b>, DecodeError>,
    ) -> Result<Event<'b>, Error> {
        let handle = match self.literals.reserved {
            Some(handle) => handle,
            None => self.issue(),
        };
        self.literals.reserved = Some(handle);
        let known = self.literals.upload.as_ref().map(|upload| upload.wanted);
        let Ok(head) = head else {
            // The whole command will not be readable either, and is answered then.
            if known == Some(true) {
                self.complete(handle, State::Bad, "cannot be read")?;
            }
            self.literals.upload = known.map(|_| Upload {
                handle,
                wanted: false,
            });
            return Ok(Event::Discarded { bytes: 0 });
        };
        self.show(Side::Client, &Message::AppendHead(&head));
        if known == Some(false) {
            return Ok(Event::Discarded { bytes: 0 });
        }
        if known.is_none() {
            let body = as_command(&head);
            let legal = self.legal(&body);
            let tag = head.tag.to_static();
            let wanted = legal.is_ok() && self.pipeline.may_send(&body).is_ok();
            self.literals.upload = Some(Upload { handle, wanted });
            match legal {
                Ok(()) if wanted => self.takes_off(handle, tag, &body),
                Ok(()) => {
                    self.answer_unread(Some(tag), State::No, Some(Code::InUse), "later")?;
                }
                Err(why) => {
                    self.refuse(tag, why)?;
                    return Ok(Event::Refused {
                        command: body.into_static(),
                        why,
                    });
                }
            }
            if !wanted {
                return Ok(Event::Discarded { bytes: 0 });
            }
        }
        Ok(Event::AppendHead { handle, head })
    }

    pub(super) fn chunk<'b>(&self, chunk: &'b [u8]) -> Event<'b> {
        match &self.literals.upload {
            Some(Upload {
                handle,
                wanted: true,
            }) => Event::AppendChunk {
                handle: *handle,
                chunk,
            },
            _ => Event::Discarded { bytes: chunk.len() },
        }
    }
}

/// The command so far.
fn as_command<'b>(head: &AppendHead<'b>) -> CommandBody<'b> {
    let replace = |seq| {
        alloc::boxed::Box::new(Replace {
            seq,
            mailbox: head.append.mailbox.clone(),
            message: head.message().clone(),
        })
    };
    match head.replaces {
        Some(Replaces::Seq(seq)) => CommandBody::Replace(replace(seq)),
        Some(Replaces::Uid(uid)) => CommandBody::Uid(Uid::Replace(replace(uid))),
        _ => CommandBody::Append(head.append.clone()),
    }
}
