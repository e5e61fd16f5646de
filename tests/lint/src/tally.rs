//! What was found in a recorded session, counted.

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};

use imap_codec::{DecodeError, Quirk, Report, Reports, Rule, redact::redact};
use imap_types::response::State;

use crate::{
    check::{Again, Outcome},
    record::Side,
    session::{Asked, Event, Kind, Lost, Trouble},
};

/// Counts of one session, or of all.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Messages of the client.
    pub client: u64,
    /// Messages of the server.
    pub server: u64,
    /// Bytes that came in.
    pub bytes: u64,
    /// Of these, those in messages.
    pub in_messages: u64,
    /// Of these, those in none, by reason.
    pub lost: BTreeMap<&'static str, u64>,
    /// Messages of which nothing is in an `Other` arm or left out.
    pub typed: u64,
    /// Messages with something in an `Other` arm.
    pub other: u64,
    /// Messages in which something was mended.
    pub repaired: u64,
    /// Messages of which something was left out.
    pub salvaged: u64,
    /// Messages that were not understood at all.
    pub not_understood: u64,
    /// Values in `Other` arms, by slot.
    pub others: BTreeMap<Rule, u64>,
    /// Repairs, by quirk.
    pub quirks: BTreeMap<Quirk, u64>,
    /// Commands that both accept, the server and we.
    pub both_accept: u64,
    /// Commands that both refuse.
    pub both_refuse: u64,
    /// Commands that only we accept.
    pub only_we: u64,
    /// Commands that only the server accepts.
    pub only_server: u64,
    /// Commands that the server never completed.
    pub unanswered: u64,
    /// Commands whose literal was refused before they were whole.
    pub literals_refused: u64,
    /// What was not understood and the peer did not refuse as well, and values that did not come back as they were.
    pub failures: u64,
}

/// What people asked to read, and what was found for them.
#[derive(Debug)]
pub struct Findings {
    /// Without what is not for logs.
    pub hide: bool,
    /// Not only failures.
    pub verbose: bool,
    /// In the order of the session.
    pub found: Vec<Finding>,
}

impl Findings {
    fn add(&mut self, what: What, text: impl FnOnce(bool) -> String) {
        if self.verbose || what.is_failure() {
            let text = text(self.hide);
            self.found.push(Finding { what, text });
        }
    }
}

/// Something to be read by people.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What it is about.
    pub what: What,
    /// What is to be read, with all its lines.
    pub text: String,
}

/// What a [`Finding`] is about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum What {
    /// The server's message was not understood.
    ServerNotUnderstood,
    /// The command was not understood, and the server understood it or has not said.
    OnlyServer,
    /// The value changed on its way through the encoder.
    NotTheSame,
    /// The command was understood, and the server refused it.
    OnlyWe,
    /// Nobody understood the command.
    BothRefuse,
    /// Mended.
    Repaired,
    /// Left out.
    Salvaged,
    /// Kept in an `Other` arm.
    Other,
}

impl What {
    /// For machines.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ServerNotUnderstood => "server-not-understood",
            Self::OnlyServer => "only-server",
            Self::NotTheSame => "not-the-same",
            Self::OnlyWe => "only-we",
            Self::BothRefuse => "both-refuse",
            Self::Repaired => "repaired",
            Self::Salvaged => "salvaged",
            Self::Other => "other",
        }
    }

    /// Does it make the exit status 1?
    pub const fn is_failure(self) -> bool {
        matches!(
            self,
            Self::ServerNotUnderstood | Self::OnlyServer | Self::NotTheSame
        )
    }
}

impl Tally {
    /// Do the bytes add up?
    pub fn balances(&self) -> bool {
        self.bytes == self.in_messages + self.lost.values().sum::<u64>()
    }

    /// How many messages there were.
    #[must_use]
    pub fn messages(&self) -> u64 {
        self.client + self.server
    }

    /// Adds another session.
    pub fn add(&mut self, other: &Self) {
        for (to, from) in [
            (&mut self.client, other.client),
            (&mut self.server, other.server),
            (&mut self.bytes, other.bytes),
            (&mut self.in_messages, other.in_messages),
            (&mut self.typed, other.typed),
            (&mut self.other, other.other),
            (&mut self.repaired, other.repaired),
            (&mut self.salvaged, other.salvaged),
            (&mut self.not_understood, other.not_understood),
            (&mut self.both_accept, other.both_accept),
            (&mut self.both_refuse, other.both_refuse),
            (&mut self.only_we, other.only_we),
            (&mut self.only_server, other.only_server),
            (&mut self.unanswered, other.unanswered),
            (&mut self.literals_refused, other.literals_refused),
            (&mut self.failures, other.failures),
        ] {
            *to += from;
        }
        for (what, n) in &other.lost {
            *self.lost.entry(what).or_default() += n;
        }
        for (slot, n) in &other.others {
            *self.others.entry(*slot).or_default() += n;
        }
        for (quirk, n) in &other.quirks {
            *self.quirks.entry(*quirk).or_default() += n;
        }
    }

    /// Counts what the walk came by.
    pub fn count(&mut self, event: &Event<'_>, findings: &mut Findings) {
        match event {
            Event::Message {
                kind,
                bytes,
                outcome,
            } => self.message(*kind, bytes, outcome, findings),
            Event::Answered {
                command,
                state,
                answer,
            } => {
                // A SASL exchange that fails on what is no base64 is a refusal too, though servers say NO to it.
                let data = matches!(&command.trouble, Some(Trouble::Decode(error))
                    if error.within == Rule::AuthenticateData);
                let accepted = *state != State::Bad && !(data && *state == State::No);
                let (count, what) = match (&command.trouble, accepted) {
                    (None, true) => return self.both_accept += 1,
                    (None, false) => (&mut self.only_we, What::OnlyWe),
                    (Some(_), true) => (&mut self.only_server, What::OnlyServer),
                    (Some(_), false) => (&mut self.both_refuse, What::BothRefuse),
                };
                *count += 1;
                self.find(what, findings, |hide| {
                    let answer = show(answer, false, hide);
                    format!("{}  S: {answer}\n", draw(command, hide))
                });
            }
            Event::Unanswered(command) => {
                self.unanswered += 1;
                if command.trouble.is_some() {
                    self.find(What::OnlyServer, findings, |hide| {
                        format!("{}  S: (no answer)\n", draw(command, hide))
                    });
                }
            }
            Event::Lost { side, what, bytes } => {
                let name = match what {
                    Lost::Skipped | Lost::SkippedBefore => "skipped between messages",
                    Lost::LiteralRefused => "before a refused literal",
                    Lost::CutOff => "cut off at the end",
                    Lost::Unframed(_) => "in lines beyond a limit",
                    Lost::NotPlain => "not plain text",
                };
                *self.lost.entry(name).or_default() += bytes;
                match (what, side) {
                    (Lost::LiteralRefused, _) => self.literals_refused += 1,
                    (Lost::Unframed(error), Side::Server) => {
                        self.find(What::ServerNotUnderstood, findings, |_| {
                            format!("error[{}]: {error}\n", error.kind.code())
                        });
                    }
                    _ => {}
                }
            }
        }
    }

    fn message(&mut self, kind: Kind, bytes: &[u8], outcome: &Outcome, findings: &mut Findings) {
        let server = matches!(kind, Kind::Greeting | Kind::Response);
        let secret = kind == Kind::AuthenticateData;
        *(if server {
            &mut self.server
        } else {
            &mut self.client
        }) += 1;
        self.in_messages += bytes.len() as u64;
        let Outcome {
            deviations,
            salvaged,
            others,
            error,
            again,
        } = outcome;
        match error {
            Some(error) => {
                self.not_understood += 1;
                if server {
                    self.find(What::ServerNotUnderstood, findings, |hide| {
                        caret(bytes, error, false, hide)
                    });
                }
            }
            None if others.is_empty() && salvaged.is_empty() => self.typed += 1,
            None => {}
        }
        if !matches!(again, Again::Same | Again::Nothing) {
            self.find(What::NotTheSame, findings, |hide| {
                format!(
                    "error[encoding]: {again:?}\n  {}\n",
                    show(bytes, secret, hide)
                )
            });
        }
        if !deviations.is_empty() {
            self.repaired += 1;
            for deviation in deviations {
                *self.quirks.entry(deviation.quirk).or_default() += 1;
                self.find(What::Repaired, findings, |hide| {
                    draw_report(&deviation.report(), bytes, secret, hide)
                });
            }
        }
        if !salvaged.is_empty() {
            self.salvaged += 1;
            for item in salvaged {
                self.find(What::Salvaged, findings, |hide| {
                    draw_report(&item.report(), bytes, secret, hide)
                });
            }
        }
        if !others.is_empty() {
            self.other += 1;
            for (slot, range) in others {
                *self.others.entry(*slot).or_default() += 1;
                self.find(What::Other, findings, |hide| {
                    let value = bytes.get(range.clone()).unwrap_or_default();
                    format!("{slot}: {}\n", show(value, secret, hide))
                });
            }
        }
    }

    fn find(&mut self, what: What, findings: &mut Findings, text: impl FnOnce(bool) -> String) {
        if what.is_failure() {
            self.failures += 1;
        }
        findings.add(what, text);
    }
}

/// The command, with a caret if it was not understood.
fn draw(command: &Asked, hide: bool) -> String {
    match &command.trouble {
        Some(Trouble::Decode(error)) => caret(&command.line, error, command.secret, hide),
        Some(Trouble::Frame(error)) => {
            draw_report(&error.report(), &command.line, command.secret, hide)
        }
        None => format!("  C: {}\n", show(&command.line, command.secret, hide)),
    }
}

fn caret(bytes: &[u8], error: &DecodeError, secret: bool, hide: bool) -> String {
    draw_report(&error.report(), bytes, secret, hide)
}

fn draw_report(report: &Report, bytes: &[u8], secret: bool, hide: bool) -> String {
    match (hide, secret) {
        (false, _) => report.render_in_full(bytes),
        (true, false) => report.render(bytes),
        (true, true) => report.render_secret(bytes),
    }
}

/// One line for people, of a length that they can read.
fn show(bytes: &[u8], secret: bool, hide: bool) -> String {
    const WIDTH: usize = 200;
    let front = bytes.get(..WIDTH * 4).unwrap_or(bytes);
    let mut text = if hide {
        redact(front, secret)
    } else {
        front.trim_ascii_end().escape_ascii().to_string()
    };
    if text.len() > WIDTH {
        text.truncate(WIDTH);
        text.push_str("...");
    }
    text
}
