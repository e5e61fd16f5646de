//! Plays scenes: what a server says, what a user wants, what a client has to say and to tell.
//!
//! ```text
//! S: line           the server sends it; S- without CRLF
//! C: line           the client has transmitted it; C- without CRLF
//! > NOOP            the user sends a command; in lower case: what else a user does
//! = done NOOP OK    the user is told, in short
//! @ 60              so many seconds pass
//! ```
//!
//! Each scene is played in several chunkings, for reading and for writing.

use std::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use imap_codec::CommandDecoder;
use imap_types::{
    command::CommandBody,
    core::Content,
    response::{Response, StatusKind},
};

use super::super::*;

pub(super) struct Player {
    pub(super) client: Client,
    pub(super) inbox: Inbox,
    pub(super) now: Duration,
    chunk: usize,
    /// Nothing can be written.
    stalled: bool,
    pending: Vec<u8>,
    pub(super) sent: Vec<u8>,
    pub(super) told: VecDeque<String>,
    last: Option<Handle>,
    switching: bool,
    over: bool,
}

/// Plays a scene in all chunkings.
pub(super) fn scene(config: &Config, script: &str) {
    for chunk in [1, 2, 5, 1 << 20] {
        let mut player = Player::new(config.clone(), chunk);
        player.play(script);
        player.finish(script);
    }
}

impl Player {
    pub(super) fn new(config: Config, chunk: usize) -> Self {
        let inbox = config.inbox();
        Self {
            client: Client::new(config),
            inbox,
            now: Duration::ZERO,
            chunk,
            stalled: false,
            pending: Vec::new(),
            sent: Vec::new(),
            told: VecDeque::new(),
            last: None,
            switching: false,
            over: false,
        }
    }

    pub(super) fn play(&mut self, script: &str) {
        self.run();
        for line in script.lines().map(str::trim_start) {
            let (what, rest) = line.split_at(line.len().min(2));
            let rest = rest.strip_prefix(' ').unwrap_or(rest);
            match what {
                "" => {}
                "S:" if rest == "+" => self.pending.extend_from_slice(b"+ \r\n"),
                "S:" => self
                    .pending
                    .extend_from_slice(format!("{rest}\r\n").as_bytes()),
                "S-" => self.pending.extend_from_slice(rest.as_bytes()),
                _ => {
                    self.flush();
                    self.step(what.trim_end(), rest, script);
                }
            }
        }
        self.flush();
    }

    fn step(&mut self, what: &str, rest: &str, script: &str) {
        match what {
            "C:" | "C-" => {
                let wanted = match what {
                    "C:" => format!("{rest}\r\n"),
                    _ => rest.to_string(),
                };
                let n = self.sent.len().min(wanted.len());
                let said: Vec<u8> = self.sent.drain(..n).collect();
                assert_eq!(
                    String::from_utf8_lossy(&said),
                    wanted,
                    "chunks of {} in{script}\nthen {:?}",
                    self.chunk,
                    self.sent.escape_ascii().to_string()
                );
            }
            "=" => {
                let told = self.told.pop_front().unwrap_or_default();
                assert_eq!(
                    told, rest,
                    "chunks of {} in{script}\nthen {:?}",
                    self.chunk, self.told
                );
            }
            "@" => {
                self.now += Duration::from_secs(rest.parse().unwrap());
                self.run();
            }
            ">" => {
                self.want(rest);
                self.run();
            }
            _ => panic!("{what} in{script}"),
        }
    }

    fn want(&mut self, rest: &str) {
        let (verb, argument) = rest.split_once(' ').unwrap_or((rest, ""));
        let done = match verb {
            "end" => {
                self.inbox.end_of_input();
                Ok(())
            }
            "close" => {
                self.client.close();
                Ok(())
            }
            "tls" => {
                if let Err(error) = self.client.tls_started(&mut self.inbox) {
                    self.told.push_back(format!("{error}"));
                }
                Ok(())
            }
            "deflate" => {
                let rest = self.client.compress_started(&mut self.inbox).unwrap();
                self.told
                    .push_back(format!("inflate {}", rest.escape_ascii()));
                Ok(())
            }
            "stall" => {
                self.stalled = true;
                Ok(())
            }
            "flow" => {
                self.stalled = false;
                Ok(())
            }
            "respond" => self.client.respond(self.last.unwrap(), argument.as_bytes()),
            "supply" => self.client.supply(self.last.unwrap(), argument.as_bytes()),
            "done" => self.client.done(self.last.unwrap()),
            "cancel" => self.client.cancel(self.last.unwrap()),
            "append" => {
                let len = argument.parse().unwrap();
                let content = Content::Elsewhere { len };
                let append = imap_types::append::Append::new("Sent", content).unwrap();
                return self.send(append.into());
            }
            _ => {
                // What a quoted string cannot hold is written as \r\n in the script.
                let line = format!("a {}\r\n", rest.replace("\\r\\n", "\r\n"));
                let command = CommandDecoder::strict().decode(line.as_bytes()).unwrap();
                return self.send(command.value.body);
            }
        };
        if let Err(error) = done {
            self.told.push_back(format!("{error}"));
        }
    }

    pub(super) fn send(&mut self, body: CommandBody<'_>) {
        match self.client.send(body) {
            Ok(handle) => self.last = Some(handle),
            Err(refused) => self.told.push_back(format!("refused: {refused}")),
        }
    }

    fn flush(&mut self) {
        let pending = core::mem::take(&mut self.pending);
        for chunk in pending.chunks(self.chunk) {
            self.inbox.space(chunk.len())[..chunk.len()].copy_from_slice(chunk);
            self.inbox.filled(chunk.len());
            self.run();
        }
    }

    /// Until there is nothing more to do.
    pub(super) fn run(&mut self) {
        let mut polls = 0;
        while !self.over {
            polls += 1;
            assert!(polls < 100_000, "an endless loop");
            match self.client.poll(&mut self.inbox, self.now) {
                Ok(Output::Transmit(bytes)) => {
                    assert!(!bytes.is_empty());
                    let n = if self.stalled {
                        0
                    } else {
                        bytes.len().min(self.chunk)
                    };
                    self.sent.extend_from_slice(&bytes[..n]);
                    self.client.transmitted(n);
                }
                Ok(Output::NeedInput { by }) => {
                    assert!(by.is_none_or(|by| by > self.now));
                    assert_eq!(by, self.client.next_deadline());
                    break;
                }
                Ok(Output::PreTls(event)) => {
                    assert!(self.client.is_in_clear());
                    self.told.push_back(format!("pre-TLS: {}", short(&event)));
                }
                Ok(Output::Event(event)) => {
                    let short = short(&event);
                    // In how many pieces depends on the chunks.
                    if short != "discarded" || self.told.back() != Some(&short) {
                        self.told.push_back(short);
                    }
                }
                Ok(Output::Closed(reason)) => {
                    self.told.push_back(format!("closed: {reason}"));
                    self.over = true;
                }
                Ok(switch) => {
                    if !core::mem::replace(&mut self.switching, true) {
                        self.told.push_back(format!("{switch:?}"));
                    }
                    break;
                }
                Err(error) => {
                    self.told.push_back(format!("error: {error}"));
                    let again = self.client.poll(&mut self.inbox, self.now);
                    assert_eq!(again.err(), Some(error), "an error stays");
                    self.over = true;
                }
            }
        }
    }

    pub(super) fn finish(&mut self, script: &str) {
        let left = self.sent.escape_ascii().to_string();
        assert_eq!(left, "", "was transmitted too in{script}");
        assert!(
            self.told.is_empty(),
            "was told too: {:?} in{script}",
            self.told
        );
    }
}

/// An event in short.
fn short(event: &Event<'_>) -> String {
    match event {
        Event::Greeting(_) => "greeting".into(),
        Event::Ready => "ready".into(),
        Event::Done {
            command, status, ..
        } => format!("done {command} {}", status.state),
        Event::Cancelled {
            command, status, ..
        } => format!("cancelled {command} {}", status.state),
        Event::Discarded { .. } => "discarded".into(),
        Event::Refused { why, .. } => format!("refused later: {why}"),
        Event::Lost {
            command,
            progress,
            why,
            ..
        } => format!("lost {command}, {progress:?}: {why}"),
        Event::Changed(Change::Exists { now, .. }) => format!("exists {now}"),
        Event::Changed(Change::Expunged { seq, .. }) => format!("expunged {seq}"),
        Event::Changed(Change::ExpungedMany { seq, count }) => format!("expunged {seq}+{count}"),
        Event::Changed(Change::Known { seq, uid }) => format!("known {seq} {uid}"),
        Event::Changed(Change::Lie(_)) => "lie".into(),
        Event::ChangedMuch => "changed much".into(),
        Event::Fetched(fetch) => format!("fetched {}", fetch.seq),
        Event::BodyHead { head, body } => {
            format!("head {} {}", head.as_ref().unwrap().seq.unwrap(), body.len)
        }
        Event::Body { head, chunk } => {
            format!("body {} {}", head.at, String::from_utf8_lossy(chunk))
        }
        Event::Data(data) => format!("data {}", data.keyword().unwrap_or("?")),
        Event::Status(status) if status.kind == StatusKind::Bye => "bye".into(),
        Event::Status(status) => format!("status {}", status.kind),
        Event::Continue(_) => "continue".into(),
        Event::Challenge { challenge, .. } => {
            let octets = challenge.as_ref().map(|octets| octets.expose().clone());
            let octets = octets.unwrap_or_else(|| b"(no base64)".to_vec());
            let octets = String::from_utf8_lossy(&octets).into_owned();
            ["challenge", &octets].join(" ").trim_end().into()
        }
        Event::Idling { .. } => "idling".into(),
        Event::IdleRenewed { .. } => "idle renewed".into(),
        Event::WantData { max, .. } => format!("want {max}"),
        Event::Unparsed { handle, .. } => format!("unparsed {}", handle.is_some()),
        Event::Hint(hint) => format!("hint {hint:?}"),
        Event::Mended { deviations, .. } => format!("mended {}", deviations.len()),
        Event::Unexpected(Response::Tagged(tagged)) => {
            format!("unexpected {}", tagged.tag.as_str())
        }
        Event::Unexpected(_) => "unexpected +".into(),
        Event::InputEnded => "input ended".into(),
    }
}
