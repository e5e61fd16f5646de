//! Walks through a recorded session: both directions are framed and decoded in the order in which they were on the wire,
//! each message by what it is at that moment.
//!
//! What a client sends depends on what the server answered: literals wait for `+`, AUTHENTICATE and IDLE change what the
//! next line is, and behind STARTTLS and COMPRESS the bytes are IMAP no more. A client need not wait, so its bytes are
//! framed lazily, only as far as it is known what they are.

use alloc::{collections::VecDeque, string::ToString, vec::Vec};

use imap_codec::{
    AuthenticateDataKind, CommandKind, DecodeError, Frame, FrameError, Framer, GreetingKind,
    IdleDoneKind, Message, Mode, Options, ResponseKind,
};
use imap_types::{
    data::Data,
    response::{Response, State, StatusKind},
};

use crate::{
    check::{Checker, Outcome},
    record::Side,
};

/// What a message is.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Kind {
    /// The first thing that a server says.
    Greeting,
    /// What a server says.
    Response,
    /// What a client says.
    Command,
    /// What it says during AUTHENTICATE.
    AuthenticateData,
    /// What ends IDLE.
    IdleDone,
}

/// Bytes that are not in a message.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Lost {
    /// NULs and blank lines between messages.
    Skipped,
    /// The same, before the message that was told last.
    SkippedBefore,
    /// A command that ended where the server refused its literal.
    LiteralRefused,
    /// The recording ends within a message.
    CutOff,
    /// A line that broke a limit.
    Unframed(FrameError),
    /// Behind STARTTLS or COMPRESS.
    NotPlain,
}

/// What the walk comes by.
#[derive(Debug)]
pub enum Event<'e> {
    /// A whole message.
    Message {
        /// What it is.
        kind: Kind,
        /// All of it.
        bytes: &'e [u8],
        /// What was found out about it.
        outcome: &'e Outcome,
    },
    /// The server has completed a command.
    Answered {
        /// Which.
        command: &'e Asked,
        /// How.
        state: State,
        /// The line that says so.
        answer: &'e [u8],
    },
    /// The session ended before the server had completed a command.
    Unanswered(&'e Asked),
    /// Bytes that are in no message.
    Lost {
        /// Whose.
        side: Side,
        /// Why.
        what: Lost,
        /// How many.
        bytes: u64,
    },
}

/// A command that waits for its completion.
#[derive(Debug)]
pub struct Asked {
    /// Its tag.
    pub tag: Vec<u8>,
    /// Why it was not understood; or a line that belongs to it.
    pub trouble: Option<Trouble>,
    /// The command: all of it if it was not understood, else its first bytes.
    pub line: Vec<u8>,
    /// All of `line` may be a secret.
    pub secret: bool,
}

/// Why a command was not understood.
#[derive(Clone, Debug)]
pub enum Trouble {
    /// Its bytes.
    Decode(DecodeError),
    /// Its end.
    Frame(FrameError),
}

/// So many bytes of a command are kept, to be shown when peers disagree about it.
const KEPT: usize = 400;

/// What the client's next bytes are.
#[derive(Debug)]
enum Turn {
    /// A command.
    Command,
    /// Not known until the server answers the literal that this command announced.
    Literal(Vec<u8>),
    /// AUTHENTICATE under this tag: nothing is known until the server asks (`true`) or completes the command.
    Authenticate(Vec<u8>, bool),
    /// The same with IDLE.
    Idle(Vec<u8>, bool),
    /// STARTTLS or COMPRESS under this tag: perhaps not IMAP.
    Barrier(Vec<u8>),
}

/// The walk.
#[derive(Debug)]
pub struct Session {
    options: Options,
    /// STARTTLS and COMPRESS do not end the plain text: what follows was decrypted or inflated by whoever made the recording.
    opened: bool,
    client: Direction,
    server: Direction,
    greeting: Checker<GreetingKind>,
    response: Checker<ResponseKind>,
    command: Checker<CommandKind>,
    authenticate_data: Checker<AuthenticateDataKind>,
    idle_done: Checker<IdleDoneKind>,
    greeted: bool,
    plain: bool,
    turn: Turn,
    asked: VecDeque<Asked>,
    scratch: Vec<u8>,
}

/// One direction's framer and how much of its bytes has been accounted for.
#[derive(Debug)]
struct Direction {
    side: Side,
    framer: Framer,
    accounted: u64,
    /// The framer was replaced behind these many bytes.
    before: u64,
    broken: bool,
}

impl Direction {
    fn new(side: Side, mode: Mode, options: &Options) -> Self {
        Self {
            side,
            framer: Framer::new(mode, options),
            accounted: 0,
            before: 0,
            broken: false,
        }
    }

    fn consumed(&self) -> u64 {
        self.before + self.framer.consumed()
    }

    /// `len` bytes before here are a message; what else went by since the last time was skipped.
    fn account(&mut self, len: u64) -> u64 {
        let skipped = self.consumed() - self.accounted - len;
        self.accounted = self.consumed();
        skipped
    }

    /// Goes on behind the line in which framing broke. Returns that line; all bytes, if it has no end.
    fn resume(&mut self, mode: Mode, options: &Options) -> Vec<u8> {
        let mut line = self.framer.take_rest();
        let end = line.windows(2).position(|two| two == b"\r\n");
        self.before = self.consumed();
        self.framer = Framer::new(mode, options);
        match end {
            Some(end) => {
                let rest = line.split_off(end + 2);
                self.before -= rest.len() as u64;
                self.framer.push(&rest);
            }
            None => self.broken = true,
        }
        line
    }
}

/// What of a server's message decides how things go on.
enum Answer {
    Continue,
    Tagged(Vec<u8>, State),
    Bad,
    Bye,
    Utf8,
    Other,
}

impl Session {
    /// Begins before the greeting. `opened`: see [`Session`]'s field.
    pub fn new(options: Options, opened: bool) -> Self {
        let options = options.note_others(true);
        Self {
            options,
            opened,
            client: Direction::new(Side::Client, Mode::Command, &options),
            server: Direction::new(Side::Server, Mode::Response, &options),
            greeting: Checker::new(&options),
            response: Checker::new(&options),
            command: Checker::new(&options),
            authenticate_data: Checker::new(&options),
            idle_done: Checker::new(&options),
            greeted: false,
            plain: true,
            turn: Turn::Command,
            asked: VecDeque::new(),
            scratch: Vec::new(),
        }
    }

    /// These bytes came next.
    pub fn feed(&mut self, side: Side, bytes: &[u8], event: &mut dyn FnMut(Event<'_>)) {
        let direction = match side {
            Side::Client => &mut self.client,
            Side::Server => &mut self.server,
        };
        if direction.broken || !self.plain {
            // A broken direction has been reported; what comes behind it is no more plain than that.
            let bytes = bytes.len() as u64;
            let what = Lost::NotPlain;
            return event(Event::Lost { side, what, bytes });
        }
        direction.framer.push(bytes);
        match side {
            Side::Client => self.listen_to_client(event),
            Side::Server => self.listen_to_server(event),
        }
    }

    /// How many bytes of a side were told as events.
    #[allow(dead_code, reason = "for those who watch a connection that goes on")]
    pub const fn accounted(&self, side: Side) -> u64 {
        match side {
            Side::Client => self.client.accounted,
            Side::Server => self.server.accounted,
        }
    }

    /// Nothing comes any more.
    pub fn finish(&mut self, event: &mut dyn FnMut(Event<'_>)) {
        for direction in [&mut self.client, &mut self.server] {
            let skipped = direction.account(0);
            let cut_off = direction.framer.buffered() as u64;
            for (what, bytes) in [(Lost::Skipped, skipped), (Lost::CutOff, cut_off)] {
                lose(direction.side, what, bytes, event);
            }
        }
        for command in self.asked.drain(..) {
            event(Event::Unanswered(&command));
        }
    }

    fn listen_to_server(&mut self, event: &mut dyn FnMut(Event<'_>)) {
        while self.plain {
            let message = match self.server.framer.next() {
                Ok(Some(Frame::Message(message))) => message,
                Ok(_) => return,
                Err(error) => {
                    let line = self.server.resume(Mode::Response, &self.options);
                    let skipped = self.server.account(line.len() as u64);
                    lose(Side::Server, Lost::Skipped, skipped, event);
                    lose(
                        Side::Server,
                        Lost::Unframed(error),
                        line.len() as u64,
                        event,
                    );
                    continue;
                }
            };
            let bytes = message.bytes();
            let (kind, (outcome, answer)) = if self.greeted {
                let looked = self
                    .response
                    .check(&message, &mut self.scratch, |response| match response {
                        Ok(response) => answer(response),
                        Err(error) => tagged_anyway(bytes, error),
                    });
                (Kind::Response, looked)
            } else {
                let looked = self
                    .greeting
                    .check(&message, &mut self.scratch, |_| Answer::Other);
                (Kind::Greeting, looked)
            };
            self.greeted = true;
            event(Event::Message {
                kind,
                bytes,
                outcome: &outcome,
            });
            let len = bytes.len() as u64;
            complete(&mut self.asked, &answer, bytes, event);
            let skipped = self.server.account(len);
            lose(Side::Server, Lost::SkippedBefore, skipped, event);
            self.react(answer, event);
        }
    }

    /// What the server said may be what the client waited for.
    fn react(&mut self, answer: Answer, event: &mut dyn FnMut(Event<'_>)) {
        match (&answer, &mut self.turn) {
            (Answer::Utf8, _) => {
                self.options = self.options.utf8(true);
                self.response = Checker::new(&self.options);
                self.command = Checker::new(&self.options);
            }
            (Answer::Continue, Turn::Literal(_)) => {
                self.client.framer.accept();
                self.turn = Turn::Command;
            }
            (Answer::Continue, Turn::Authenticate(_, due)) => {
                self.client.framer.set_mode(Mode::AuthenticateData);
                *due = true;
            }
            (Answer::Continue, Turn::Idle(_, due)) => {
                self.client.framer.set_mode(Mode::IdleDone);
                *due = true;
            }
            (Answer::Tagged(tag, state), turn) => {
                let (Turn::Literal(waits)
                | Turn::Authenticate(waits, _)
                | Turn::Idle(waits, _)
                | Turn::Barrier(waits)) = &*turn
                else {
                    return;
                };
                if waits != tag {
                    return;
                }
                match turn {
                    Turn::Literal(_) => self.refuse_literal(event),
                    Turn::Barrier(_) if *state == State::Ok => self.end_plain(event),
                    _ => self.client.framer.set_mode(Mode::Command),
                }
                self.turn = Turn::Command;
            }
            _ => return,
        }
        self.listen_to_client(event);
    }

    fn refuse_literal(&mut self, event: &mut dyn FnMut(Event<'_>)) {
        let head = self.client.framer.head().len() as u64;
        self.client.framer.refuse();
        let skipped = self.client.account(head);
        lose(Side::Client, Lost::Skipped, skipped, event);
        lose(Side::Client, Lost::LiteralRefused, head, event);
    }

    fn end_plain(&mut self, event: &mut dyn FnMut(Event<'_>)) {
        self.plain = false;
        for direction in [&mut self.client, &mut self.server] {
            let rest = direction.framer.take_rest().len() as u64;
            let skipped = direction.account(rest);
            lose(direction.side, Lost::Skipped, skipped, event);
            lose(direction.side, Lost::NotPlain, rest, event);
        }
    }

    fn listen_to_client(&mut self, event: &mut dyn FnMut(Event<'_>)) {
        while matches!(
            self.turn,
            Turn::Command | Turn::Authenticate(_, true) | Turn::Idle(_, true)
        ) {
            match self.client.framer.next() {
                Ok(Some(Frame::Message(message))) => {
                    let len = message.bytes().len() as u64;
                    match &mut self.turn {
                        Turn::Authenticate(tag, due) => {
                            let (outcome, ()) =
                                self.authenticate_data
                                    .check(&message, &mut self.scratch, |_| ());
                            blame(&mut self.asked, tag, &outcome, &message, true);
                            event(Event::Message {
                                kind: Kind::AuthenticateData,
                                bytes: message.bytes(),
                                outcome: &outcome,
                            });
                            *due = false;
                        }
                        Turn::Idle(tag, _) => {
                            let (outcome, ()) =
                                self.idle_done.check(&message, &mut self.scratch, |_| ());
                            blame(&mut self.asked, tag, &outcome, &message, false);
                            event(Event::Message {
                                kind: Kind::IdleDone,
                                bytes: message.bytes(),
                                outcome: &outcome,
                            });
                            self.turn = Turn::Command;
                            self.client.framer.set_mode(Mode::Command);
                        }
                        _ => {
                            let (outcome, ()) =
                                self.command.check(&message, &mut self.scratch, |_| ());
                            event(Event::Message {
                                kind: Kind::Command,
                                bytes: message.bytes(),
                                outcome: &outcome,
                            });
                            let bytes = message.bytes();
                            self.turn = turn(bytes, self.opened);
                            let trouble = outcome.error.map(Trouble::Decode);
                            self.asked.push_back(Asked::new(bytes, trouble));
                        }
                    }
                    let skipped = self.client.account(len);
                    lose(Side::Client, Lost::SkippedBefore, skipped, event);
                }
                Ok(Some(Frame::Offer(_))) => {
                    self.turn = Turn::Literal(word(self.client.framer.head(), 0).to_vec());
                }
                Ok(Some(Frame::Refused(_))) => {
                    let bytes = self.client.account(0);
                    lose(Side::Client, Lost::LiteralRefused, bytes, event);
                }
                Ok(_) => return,
                Err(error) => {
                    let line = self.client.resume(Mode::Command, &self.options);
                    let skipped = self.client.account(line.len() as u64);
                    lose(Side::Client, Lost::Skipped, skipped, event);
                    lose(
                        Side::Client,
                        Lost::Unframed(error),
                        line.len() as u64,
                        event,
                    );
                    self.asked
                        .push_back(Asked::new(&line, Some(Trouble::Frame(error))));
                }
            }
        }
    }
}

impl Asked {
    fn new(bytes: &[u8], trouble: Option<Trouble>) -> Self {
        let kept = match trouble {
            Some(Trouble::Decode(_)) => bytes.len(),
            _ => bytes.len().min(KEPT),
        };
        Self {
            tag: word(bytes, 0).to_vec(),
            trouble,
            line: bytes.get(..kept).unwrap_or_default().to_vec(),
            secret: false,
        }
    }

    fn has_no_tag(&self) -> bool {
        matches!(&self.trouble, Some(Trouble::Decode(error)) if error.tag.is_none())
    }

    fn is_logout(&self) -> bool {
        word(&self.line, 1).eq_ignore_ascii_case(b"LOGOUT")
    }
}

/// A line that belongs to the command under `tag` was not understood.
fn blame(
    asked: &mut VecDeque<Asked>,
    tag: &[u8],
    outcome: &Outcome,
    line: &Message<'_>,
    secret: bool,
) {
    if let (Some(error), Some(command)) = (
        &outcome.error,
        asked.iter_mut().rev().find(|command| command.tag == tag),
    ) {
        command.trouble = Some(Trouble::Decode(error.clone()));
        command.line = line.bytes().to_vec();
        command.secret = secret;
    }
}

/// Which command did the server complete?
fn complete(
    asked: &mut VecDeque<Asked>,
    answer: &Answer,
    bytes: &[u8],
    event: &mut dyn FnMut(Event<'_>),
) {
    let troubled = |command: &Asked| command.trouble.is_some();
    let (state, at) = match answer {
        Answer::Tagged(tag, state) => {
            let at = asked.iter().position(|command| command.tag == *tag);
            (*state, at)
        }
        // No tag: the server could not read one either. The latest, since an older one may never get an answer.
        Answer::Bad => {
            let at = asked
                .iter()
                .rposition(Asked::has_no_tag)
                .or_else(|| asked.iter().rposition(troubled));
            (State::Bad, at)
        }
        // The server hangs up: unless it was asked to, on what it could not read.
        Answer::Bye if !asked.iter().any(Asked::is_logout) => {
            asked.retain(|command| {
                if troubled(command) {
                    event(Event::Answered {
                        command,
                        state: State::Bad,
                        answer: bytes,
                    });
                }
                !troubled(command)
            });
            return;
        }
        _ => return,
    };
    if let Some(command) = at.and_then(|at| asked.remove(at)) {
        event(Event::Answered {
            command: &command,
            state,
            answer: bytes,
        });
    }
}

fn answer(response: &Response<'_>) -> Answer {
    match response {
        Response::Continue(_) => Answer::Continue,
        Response::Tagged(tagged) => Answer::Tagged(tagged.tag.as_bytes().to_vec(), tagged.state),
        Response::Status(status) if status.kind == StatusKind::Bad => Answer::Bad,
        Response::Status(status) if status.kind == StatusKind::Bye => Answer::Bye,
        Response::Data(Data::Enabled(enabled)) => {
            let utf8 = enabled.iter().any(|capability| {
                ["UTF8=ACCEPT", "IMAP4REV2"]
                    .iter()
                    .any(|name| capability.to_string().eq_ignore_ascii_case(name))
            });
            if utf8 { Answer::Utf8 } else { Answer::Other }
        }
        _ => Answer::Other,
    }
}

/// A completion of which only tag and state can be read.
fn tagged_anyway(bytes: &[u8], error: &DecodeError) -> Answer {
    let tag = error.tag.clone().and_then(|tag| bytes.get(tag));
    match (tag, State::parse(word(bytes, 1))) {
        (Some(tag), Some(state)) => Answer::Tagged(tag.to_vec(), state),
        _ => Answer::Other,
    }
}

/// What comes behind this command? Asked of the bytes, since the server may understand what we do not.
fn turn(command: &[u8], opened: bool) -> Turn {
    let tag = word(command, 0).to_vec();
    let name = word(command, 1);
    if name.eq_ignore_ascii_case(b"AUTHENTICATE") {
        Turn::Authenticate(tag, false)
    } else if name.eq_ignore_ascii_case(b"IDLE") {
        Turn::Idle(tag, false)
    } else if !opened
        && (name.eq_ignore_ascii_case(b"STARTTLS") || name.eq_ignore_ascii_case(b"COMPRESS"))
    {
        Turn::Barrier(tag)
    } else {
        Turn::Command
    }
}

/// The nth word of a line.
fn word(line: &[u8], n: usize) -> &[u8] {
    line.split(|byte| matches!(byte, b' ' | b'\r' | b'\n'))
        .nth(n)
        .unwrap_or_default()
}

fn lose(side: Side, what: Lost, bytes: u64, event: &mut dyn FnMut(Event<'_>)) {
    if bytes > 0 {
        event(Event::Lost { side, what, bytes });
    }
}
