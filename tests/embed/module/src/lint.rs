//! A recorded session (`.wire`), walked through: every message in its order, the state of the session behind it, which
//! answer completes which command, what is wrong, and the counts of `lint --json`.

use alloc::{borrow::ToOwned, collections::VecDeque, string::String, vec::Vec};

use imap_codec::{Options, redact};
use imap_state::session::{Session as State, State as Phase, TlsPolicy};
use imap_types::{
    IntoBoundedStatic,
    capability::Capability,
    command::{Command, CommandBody},
    data::Data,
    response::{Greeting, Response},
};
use serde::{Deserialize, Serialize};

use crate::{
    check::Outcome,
    config::{Config, Kind},
    decode::{Readers, Source, move_on},
    json::{Place, Show, write},
    record::{Side, records},
    report,
    session::{self, Event},
    table::{Fault, Session, Step},
    tally::{Findings, Tally},
};

/// What is walked through.
pub(crate) struct Lint {
    options: Options,
    inflated: bool,
    terse: bool,
    verbose: bool,
    show: Show,
    file: Vec<u8>,
    told: VecDeque<Vec<u8>>,
}

impl Lint {
    pub(crate) fn new(config: &Config) -> Result<Self, Fault> {
        Ok(Self {
            options: config.options()?,
            inflated: config.inflated,
            terse: config.terse,
            verbose: config.verbose,
            show: Show {
                values: true,
                spans: config.spans,
                reveal: config.reveal,
            },
            file: Vec::new(),
            told: VecDeque::new(),
        })
    }

    fn walk(&mut self) -> Result<(), Fault> {
        let file = core::mem::take(&mut self.file);
        let records = records(&file)?;
        let mut findings = Findings {
            hide: !self.show.reveal,
            verbose: self.verbose,
            found: Vec::new(),
        };
        let mut tally = Tally::default();
        let mut session = session::Session::new(self.options, self.inflated);
        let mut talk = Talk::new(self.options, self.show);
        let mut fault = None;
        let mut event = |event: Event<'_>| {
            tally.count(&event, &mut findings);
            if !self.terse
                && let Err(error) = talk.hear(&event, &mut self.told)
            {
                fault.get_or_insert(error);
            }
        };
        let mut bytes = 0;
        for record in records {
            bytes += record.bytes.len() as u64;
            session.feed(record.side, record.bytes, &mut event);
        }
        session.finish(&mut event);
        if let Some(fault) = fault {
            return Err(fault);
        }
        tally.bytes = bytes;
        let mut summary = report::json(&tally, &findings.found);
        if let Some(fields) = summary.as_object_mut() {
            fields.insert("type".into(), "summary".into());
        }
        let mut json = Vec::new();
        write(&mut json, &summary)?;
        self.told.push_back(json);
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Order {
    /// That was all of the file.
    End {},
}

impl Session for Lint {
    fn feed(&mut self, bytes: &[u8]) -> Result<Step, Fault> {
        self.file.extend_from_slice(bytes);
        Ok(Step::Nothing)
    }

    fn tell(&mut self, order: &[u8], _: &mut Vec<u8>) -> Result<Step, Fault> {
        let Order::End {} = serde_json::from_slice(order)?;
        self.walk()?;
        Ok(Step::Nothing)
    }

    fn next(&mut self, out: &mut Vec<u8>) -> Result<Step, Fault> {
        Ok(match self.told.pop_front() {
            Some(told) => {
                *out = told;
                Step::Json
            }
            None => Step::Nothing,
        })
    }
}

/// The conversation, as far as it was heard.
struct Talk {
    options: Options,
    readers: Readers,
    show: Show,
    state: State,
    /// Commands that wait for their completion: tag, number of the message, what they are if that is known.
    asked: Vec<(Vec<u8>, u32, Option<CommandBody<'static>>)>,
    index: u32,
    client: Stream,
    server: Stream,
}

/// One direction.
#[derive(Default)]
struct Stream {
    /// How much of it is accounted for.
    at: u64,
    /// Where the last message was told, and where it began.
    last: usize,
    start: u64,
}

/// A command is completed.
#[derive(Serialize)]
struct Completed {
    #[serde(rename = "type")]
    is: &'static str,
    /// The number of the command's message.
    command: Option<u32>,
    /// That of the answer.
    answer: u32,
    status: &'static str,
    /// The state of the session behind it.
    state: &'static str,
}

/// A command never was.
#[derive(Serialize)]
struct Unanswered {
    #[serde(rename = "type")]
    is: &'static str,
    command: Option<u32>,
    line: String,
}

/// Bytes in no message.
#[derive(Serialize)]
struct Rest<'t> {
    #[serde(rename = "type")]
    is: &'static str,
    side: &'static str,
    range: [u64; 2],
    why: &'t str,
}

impl Talk {
    fn new(options: Options, show: Show) -> Self {
        let options = options.note_others(true);
        Self {
            options,
            readers: Readers::new(options),
            show,
            state: State::new(TlsPolicy::Plain),
            asked: Vec::new(),
            index: 0,
            client: Stream::default(),
            server: Stream::default(),
        }
    }

    fn hear(&mut self, event: &Event<'_>, told: &mut VecDeque<Vec<u8>>) -> Result<(), Fault> {
        let mut json = Vec::new();
        match event {
            Event::Message {
                kind,
                bytes,
                outcome,
            } => self.message(*kind, bytes, outcome, told.len(), &mut json)?,
            Event::Answered {
                command,
                state,
                answer,
            } => {
                let found = self.asked.iter().position(|(tag, ..)| *tag == command.tag);
                let asked = found.map(|at| self.asked.remove(at));
                if let Some((_, _, Some(body))) = &asked
                    && let Some(Response::Tagged(tagged)) =
                        self.readers.response(&Source::Whole(answer, &[]))
                {
                    self.state.completed(body, &tagged);
                }
                write(
                    &mut json,
                    &Completed {
                        is: "completed",
                        command: asked.map(|(_, index, _)| index),
                        answer: self.index.saturating_sub(1),
                        status: state.as_str(),
                        state: name(self.state.state()),
                    },
                )?;
            }
            Event::Unanswered(command) => {
                let found = self.asked.iter().position(|(tag, ..)| *tag == command.tag);
                write(
                    &mut json,
                    &Unanswered {
                        is: "unanswered",
                        command: found.map(|at| self.asked.remove(at).1),
                        line: redact::redact(&command.line, command.secret),
                    },
                )?;
            }
            Event::Lost { side, what, bytes } => {
                let why = match what {
                    session::Lost::Skipped | session::Lost::SkippedBefore => {
                        "skipped between messages".to_owned()
                    }
                    session::Lost::LiteralRefused => "its literal was refused".to_owned(),
                    session::Lost::CutOff => "cut off".to_owned(),
                    session::Lost::NotPlain => "not plain text".to_owned(),
                    session::Lost::Unframed(error) => alloc::format!("{}", error.kind),
                };
                let (side, stream) = match side {
                    Side::Client => ("C", &mut self.client),
                    Side::Server => ("S", &mut self.server),
                };
                let mut range = [stream.at, stream.at + bytes];
                stream.at += bytes;
                let before = matches!(what, session::Lost::SkippedBefore);
                let message = before.then(|| told.get_mut(stream.last)).flatten();
                if let Some(message) = message {
                    range = [stream.start, stream.start + bytes];
                    *message = move_on(message, [stream.start + bytes, stream.at]);
                }
                let is = "rest";
                let rest = Rest {
                    is,
                    side,
                    range,
                    why: &why,
                };
                write(&mut json, &rest)?;
                if before {
                    told.insert(stream.last.min(told.len()), json);
                    return Ok(());
                }
            }
        }
        told.push_back(json);
        Ok(())
    }

    fn message(
        &mut self,
        kind: session::Kind,
        bytes: &[u8],
        outcome: &Outcome,
        last: usize,
        json: &mut Vec<u8>,
    ) -> Result<(), Fault> {
        let source = Source::Whole(bytes, &outcome.deviations);
        let (kind, side, stream) = match kind {
            session::Kind::Greeting => (Kind::Greeting, "S", &mut self.server),
            session::Kind::Response => (Kind::Response, "S", &mut self.server),
            session::Kind::Command => (Kind::Command, "C", &mut self.client),
            session::Kind::AuthenticateData => (Kind::AuthenticateData, "C", &mut self.client),
            session::Kind::IdleDone => (Kind::IdleDone, "C", &mut self.client),
        };
        let start = stream.at;
        *stream = Stream {
            at: start + bytes.len() as u64,
            last,
            start,
        };
        let mut enables = false;
        match kind {
            Kind::Greeting => {
                if let Some(greeting) = self.readers.greeting(&source) {
                    let _unwelcome = self.state.greeted(&greeting);
                }
            }
            Kind::Response => {
                if let Some(response) = self.readers.response(&source) {
                    if !matches!(response, Response::Tagged(_)) {
                        self.state.heard(&response);
                    }
                    if let Response::Data(Data::Enabled(enabled)) = &response {
                        let utf8 = |capability: &Capability<'_>| {
                            matches!(capability, Capability::Utf8Accept | Capability::Imap4Rev2)
                        };
                        enables = enabled.iter().any(utf8);
                    }
                }
            }
            Kind::Command => {
                let body = self.readers.command(&source).map(|command| command.body);
                let body = body.map(IntoBoundedStatic::into_static);
                self.asked.push((tag_of(bytes), self.index, body));
            }
            _ => {}
        }
        let place = Place {
            index: Some(self.index),
            side: Some(side),
            state: Some(name(self.state.state())),
        };
        self.index += 1;
        self.readers
            .read(kind, &source, start, json, self.show, place)?;
        if enables {
            self.options = self.options.utf8(true);
            self.readers = Readers::new(self.options);
        }
        Ok(())
    }
}

/// The first word of a command.
fn tag_of(line: &[u8]) -> Vec<u8> {
    line.split(|byte| matches!(byte, b' ' | b'\r' | b'\n'))
        .next()
        .unwrap_or_default()
        .to_vec()
}

/// A state as JSON has it.
pub(crate) const fn name(state: Phase) -> &'static str {
    match state {
        Phase::Greeting => "greeting",
        Phase::NotAuthenticated => "not_authenticated",
        Phase::Authenticated => "authenticated",
        Phase::Selected => "selected",
        Phase::Logout => "logout",
    }
}

/// What a message is, typed.
impl Readers {
    fn greeting<'m>(&self, source: &Source<'_, 'm>) -> Option<Greeting<'m>> {
        Some(source.read(&self.greeting).ok()?.value)
    }

    fn command<'m>(&self, source: &Source<'_, 'm>) -> Option<Command<'m>> {
        Some(source.read(&self.command).ok()?.value)
    }
}
