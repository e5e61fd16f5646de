//! Recorded sessions of real servers, played to a client: it may send what was sent, hears all that was said, and every
//! command ends once.
//!
//! The recorded commands are sent by the client in their order, under its own tags; what the server said is fed to it, with
//! the tags put in. The `+` that lets a literal go on is said where this client waits for one, what it asks by itself is
//! answered, and a completion waits until this client has sent the command: it holds back what the recorded one did not.
//! Left out are commands that the decoder does not read, and those without their literal since it was refused, each with its
//! completion; and what comes behind STARTTLS, where it was not decrypted.

#![allow(clippy::unwrap_used, reason = "a test")]

mod recorded;

use imap_lint::{record, session};

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    mem,
    sync::{Arc, Mutex},
    time::Duration,
};

use imap_codec::{AuthenticateDataDecoder, CommandDecoder, Options};
use imap_state::{
    client::{Client, Config, Event, Output},
    conn::Inbox,
    mailbox::Change,
    observe::{Message, Side},
    session::TlsPolicy,
    tag::{Handle, Tags},
};
use imap_types::{
    IntoBoundedStatic,
    auth::AuthenticateData,
    command::{CommandBody, Uid},
};

use crate::{
    record::records,
    session::{Event as Walked, Kind, Session},
};

/// What their server took: the trace, the command, and why it is refused.
const EXPLAINED: &[(&str, &str)] = &[
    // RFC 9051 section 6.3.1: only in authenticated state.
    ("cyrus-3.6.1--raw-fetch.wire", "ENABLE"),
    // A command with a very long tag was answered untagged, and is never completed; LOGOUT waits for it.
    ("cyrus-3.6.1--raw-state.wire", "LOGOUT"),
    ("dovecot-2.3.19--raw-fetch.wire", "ENABLE"),
    // The server has it, and does not advertise it.
    ("dovecot-2.3.19--raw-mailboxes.wire", "XLIST"),
    // RFC 9051 section 6.3.1: only in authenticated state. The server says OK, and that it is ignored.
    ("dovecot-2.3.19--raw-preauth--3.wire", "ENABLE"),
];

/// How a command ended that was held back, and refused then.
const REFUSED: &str = "refused";

/// What happened, in order.
#[derive(Debug)]
enum Step {
    /// The server said this.
    Said(Vec<u8>),
    /// The client sent a command under this tag; none, if it could not be read.
    Command(Vec<u8>, Option<CommandBody<'static>>),
    /// The client answered a challenge.
    Respond(AuthenticateData<'static>),
    /// The client ended IDLE.
    Done,
}

/// What was found in a session, or in all.
#[derive(Debug, Default)]
struct Found {
    /// Commands that were given to the client.
    commands: usize,
    /// Those of them that it refused.
    refused: usize,
    /// Those of them that the recorded server did not complete.
    lost: usize,
    /// Commands that were not given to it.
    skipped: usize,
    /// Commands that it sent by itself.
    own: usize,
    /// Literals that had to wait.
    waited: usize,
    /// Completions that had to wait for their command.
    late: usize,
    /// Messages of the server's that came when the client had left.
    unheard: usize,
    /// Messages of the server's that were heard.
    heard: usize,
    /// Those of them that could not be read.
    unread: usize,
    /// Sessions that go on by TLS, which is not recorded.
    tls: usize,
    /// Changes of the view.
    changes: usize,
    /// Bodies that were streamed.
    bodies: usize,
    /// Traces and commands: the server said OK to what was refused.
    wrongly: Vec<(String, String)>,
    /// The client left before the session was over; messages that answer nothing; servers that contradict themselves.
    troubles: Vec<String>,
}

impl Found {
    fn hear(&mut self, name: &str, event: &Event<'_>) {
        let trouble = match event {
            Event::Changed(Change::Lie(lie)) => format!("{name}: {lie:?}"),
            Event::Unexpected(response) => format!("{name}: {response:?}"),
            event => {
                let count = match event {
                    Event::Refused { .. } => &mut self.refused,
                    Event::Lost { .. } => &mut self.lost,
                    Event::Unparsed { .. } => &mut self.unread,
                    Event::BodyHead { .. } => &mut self.bodies,
                    _ => return,
                };
                *count += 1;
                return;
            }
        };
        self.troubles.push(trouble);
    }

    fn add(&mut self, other: Self) {
        self.commands += other.commands;
        self.refused += other.refused;
        self.skipped += other.skipped;
        self.own += other.own;
        self.waited += other.waited;
        self.late += other.late;
        self.heard += other.heard;
        self.unheard += other.unheard;
        self.lost += other.lost;
        self.unread += other.unread;
        self.tls += other.tls;
        self.changes += other.changes;
        self.bodies += other.bodies;
        self.wrongly.extend(other.wrongly);
        self.troubles.extend(other.troubles);
    }
}

/// What became of a recorded command.
enum Given {
    /// It has this handle, and this name.
    Taken(Handle, String),
    /// It was refused at once.
    Refused(String),
    Skipped,
}

/// Where a completion goes.
enum Goes {
    To(Handle),
    /// Not before the command was sent.
    Later,
    Nowhere,
}

/// How the recorded bytes are cut.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Cut {
    /// Message by message, each in pieces of so many bytes.
    Messages(usize),
    /// All up to a completion, in pieces of so many bytes.
    Turns(usize),
}

struct Player<'t> {
    name: &'t str,
    cut: Cut,
    client: Client,
    inbox: Inbox,
    tags: Tags,
    /// What was encoded, and not looked at yet: tags, and whether it is CAPABILITY.
    encoded: Arc<Mutex<Vec<(String, bool)>>>,
    /// The tags of all that was encoded.
    known: BTreeSet<String>,
    /// What the client is answered that asks by itself.
    capability: &'t [u8],
    sent: Vec<u8>,
    /// So much had been sent when a literal was let go on last.
    let_go: usize,
    /// The recorded commands by their tags, in order.
    given: HashMap<Vec<u8>, VecDeque<Given>>,
    /// Tags that were completed without a command. A line that ends in LF alone is no command before the next CRLF.
    unknown: BTreeSet<Vec<u8>>,
    /// Completions that came before the command was sent.
    late: Vec<Vec<u8>>,
    /// How the recorded server completed each.
    recorded: BTreeMap<Handle, String>,
    /// How each handle ended, each time.
    ends: BTreeMap<Handle, Vec<String>>,
    /// The AUTHENTICATE or IDLE that was sent last.
    turn: Option<Handle>,
    over: bool,
    log: Vec<String>,
    found: Found,
}

/// The recorded session, step by step.
fn steps(name: &str, file: &[u8]) -> Vec<Step> {
    let options = Options::tolerant();
    let commands = CommandDecoder::new(options.utf8(true));
    let answers = AuthenticateDataDecoder::new(options);
    let mut session = Session::new(options, record::is_opened(name));
    let mut steps = Vec::new();
    let mut walked = |event: Walked<'_>| {
        let Walked::Message { kind, bytes, .. } = event else {
            return;
        };
        steps.push(match kind {
            Kind::Greeting | Kind::Response => Step::Said(bytes.to_vec()),
            Kind::Command => {
                let command = commands.decode(bytes).ok();
                let command = command.map(|decoded| decoded.value.body.into_static());
                Step::Command(word(bytes, 0).to_vec(), command)
            }
            Kind::AuthenticateData => match answers.decode(bytes) {
                Ok(answer) => Step::Respond(answer.value.into_static()),
                // No base64: the server says BAD.
                Err(_) => Step::Respond(AuthenticateData::Cancel),
            },
            Kind::IdleDone => Step::Done,
        });
    };
    for record in records(file).unwrap() {
        session.feed(record.side, record.bytes, &mut walked);
    }
    session.finish(&mut walked);
    steps
}

/// The server without LITERAL+.
fn without_plus(file: &[u8]) -> Vec<u8> {
    let mut file = file.to_vec();
    let name = b"LITERAL+";
    let mut at = 0;
    while let Some(found) = file[at..].windows(name.len()).position(|part| part == name) {
        at += found;
        file[at..at + name.len()].copy_from_slice(b"XITERAL+");
    }
    file
}

fn word(line: &[u8], n: usize) -> &[u8] {
    line.split(|byte| matches!(byte, b' ' | b'\r' | b'\n'))
        .nth(n)
        .unwrap_or_default()
}

fn show(line: &[u8]) -> String {
    let len = line.len().min(60);
    String::from_utf8_lossy(&line[..len]).trim_end().to_owned()
}

fn keyword(command: &CommandBody<'_>) -> String {
    match command {
        CommandBody::Uid(uid) => format!("UID {}", Uid::keyword(uid).unwrap_or_default()),
        command => command.keyword().unwrap_or_default().to_owned(),
    }
}

/// What is told of one message.
#[derive(Debug, Default)]
struct Told {
    /// The message itself.
    messages: usize,
    /// It is FETCH.
    fetched: usize,
    changes: usize,
    continues: usize,
    ends: usize,
}

impl Told {
    /// Counts an event. Answers which command ended by it, and how.
    fn hear(&mut self, event: &Event<'_>) -> Option<(Handle, String)> {
        self.fetched += usize::from(matches!(event, Event::Fetched(_)));
        match event {
            Event::Greeting(_)
            | Event::Fetched(_)
            | Event::Data(_)
            | Event::Status(_)
            | Event::Unparsed { .. } => self.messages += 1,
            Event::Changed(_) | Event::ChangedMuch => self.changes += 1,
            Event::Challenge { .. } | Event::Idling { .. } | Event::Continue(_) => {
                self.continues += 1;
            }
            _ => {}
        }
        let end = match event {
            Event::Done { handle, status, .. } | Event::Cancelled { handle, status, .. } => {
                (*handle, status.state.to_string())
            }
            Event::Refused { handle, .. } => (*handle, REFUSED.to_owned()),
            Event::Lost { handle, .. } => (*handle, "lost".to_owned()),
            _ => return None,
        };
        self.ends += 1;
        Some(end)
    }
}

impl<'t> Player<'t> {
    fn new(name: &'t str, cut: Cut, capability: &'t [u8]) -> Self {
        let config = Config {
            tls: TlsPolicy::Plain,
            tags: Tags::new("own-").unwrap(),
            stream_above: 1000,
            ..Config::default()
        };
        let (inbox, tags) = (config.inbox(), config.tags.clone());
        let mut client = Client::new(config);
        let encoded: Arc<Mutex<Vec<(String, bool)>>> = Arc::default();
        let seen = Arc::clone(&encoded);
        client.observe(move |_: Side, message: &Message<'_, '_>| {
            if let Message::Command(command) = message {
                let capability = matches!(command.body, CommandBody::Capability);
                let tag = command.tag.as_str().to_owned();
                seen.lock().unwrap().push((tag, capability));
            }
        });
        Self {
            name,
            cut,
            client,
            inbox,
            tags,
            encoded,
            known: BTreeSet::new(),
            capability,
            sent: Vec::new(),
            let_go: 0,
            given: HashMap::new(),
            unknown: BTreeSet::new(),
            late: Vec::new(),
            recorded: BTreeMap::new(),
            ends: BTreeMap::new(),
            turn: None,
            over: false,
            log: Vec::new(),
            found: Found::default(),
        }
    }

    fn play(mut self, steps: Vec<Step>) -> (Found, Vec<String>) {
        // What the server says up to a completion or a continuation.
        let mut said: Vec<Vec<u8>> = Vec::new();
        for step in steps {
            match step {
                Step::Said(line) => {
                    let ends_turn = !line.starts_with(b"* ");
                    if let Some(line) = self.mapped(line) {
                        said.push(line);
                    }
                    if ends_turn {
                        self.hear(mem::take(&mut said));
                    }
                    continue;
                }
                _ => self.hear(mem::take(&mut said)),
            }
            match step {
                Step::Said(_) => {}
                Step::Command(tag, command) => self.send(tag, command),
                Step::Respond(data) => {
                    if let Some(handle) = self.turn {
                        match data {
                            AuthenticateData::Response(octets) => {
                                let octets = octets.expose().as_bytes().to_vec();
                                self.client.respond(handle, octets).unwrap();
                            }
                            AuthenticateData::Cancel => self.client.cancel(handle).unwrap(),
                        }
                    }
                }
                Step::Done => {
                    if let Some(handle) = self.turn {
                        self.client.done(handle).unwrap();
                    }
                }
            }
            self.settle();
        }
        self.hear(said);
        self.inbox.end_of_input();
        self.drive();
        assert!(self.over, "{}: {:?}", self.name, self.client);
        assert!(self.late.is_empty(), "{}: {:?}", self.name, self.late);
        for given in self.given.values().flatten() {
            if let Given::Taken(handle, name) = given {
                assert!(self.ends.contains_key(handle), "{}: {name}", self.name);
            }
        }
        for (handle, ends) in &self.ends {
            assert_eq!(ends.len(), 1, "{}: {handle} {ends:?}", self.name);
            if let Some(recorded) = self.recorded.get(handle) {
                assert_eq!(&ends[0], recorded, "{}: {handle}", self.name);
            }
        }
        (self.found, self.log)
    }

    fn send(&mut self, tag: Vec<u8>, command: Option<CommandBody<'static>>) {
        if self.unknown.remove(&tag) {
            self.turn = None;
            return;
        }
        let given = match command {
            None => {
                self.found.skipped += 1;
                self.turn = None;
                Given::Skipped
            }
            Some(command) => {
                self.found.commands += 1;
                let name = keyword(&command);
                let speaks = matches!(command, CommandBody::Authenticate(_) | CommandBody::Idle);
                match self.client.send(command) {
                    Ok(handle) => {
                        self.turn = speaks.then_some(handle);
                        Given::Taken(handle, name)
                    }
                    Err(_) => {
                        self.found.refused += 1;
                        self.turn = None;
                        Given::Refused(name)
                    }
                }
            }
        };
        self.given.entry(tag).or_default().push_back(given);
    }

    /// What the server said, with the client's own tag; nothing, if it is not for this client.
    fn mapped(&mut self, line: Vec<u8>) -> Option<Vec<u8>> {
        if line.starts_with(b"* ") {
            return Some(line);
        }
        if word(&line, 0) == b"+" {
            // Else it is for a literal, or for what was not sent.
            let runs = self
                .turn
                .is_some_and(|handle| !self.ends.contains_key(&handle));
            return runs.then_some(line);
        }
        let tag = word(&line, 0);
        let state = String::from_utf8_lossy(word(&line, 1)).to_ascii_uppercase();
        match self.whose(tag, state == "OK") {
            Goes::To(handle) => {
                if !self.over {
                    self.recorded.insert(handle, state);
                }
                let mut mapped = self.tags.tag(handle).as_str().as_bytes().to_vec();
                mapped.extend_from_slice(&line[tag.len()..]);
                Some(mapped)
            }
            Goes::Later => {
                self.late.push(line);
                None
            }
            Goes::Nowhere => None,
        }
    }

    /// Whose completion is it?
    fn whose(&mut self, tag: &[u8], ok: bool) -> Goes {
        let (recorded, given) = (&self.recorded, self.given.get_mut(tag));
        let open = given.and_then(|given| {
            // Those that were taken stay, to be looked at in the end.
            let at = given.iter().position(
                |given| !matches!(given, Given::Taken(handle, _) if recorded.contains_key(handle)),
            )?;
            Some((at, given))
        });
        let Some((at, given)) = open else {
            // Its literal was refused, or its tag cannot be read.
            self.found.skipped += 1;
            self.unknown.insert(tag.to_vec());
            return Goes::Nowhere;
        };
        let name = match &given[at] {
            Given::Taken(handle, name) => {
                let handle = *handle;
                let refused = self
                    .ends
                    .get(&handle)
                    .is_some_and(|ends| ends[0] == REFUSED);
                if !refused {
                    let known = self.known.contains(self.tags.tag(handle).as_str());
                    return if known || self.over {
                        Goes::To(handle)
                    } else {
                        Goes::Later
                    };
                }
                self.recorded.insert(handle, REFUSED.to_owned());
                name.clone()
            }
            Given::Refused(name) => {
                let name = name.clone();
                given.remove(at);
                name
            }
            Given::Skipped => {
                given.remove(at);
                return Goes::Nowhere;
            }
        };
        if ok {
            self.found.wrongly.push((self.name.to_owned(), name));
        }
        Goes::Nowhere
    }

    fn hear(&mut self, said: Vec<Vec<u8>>) {
        match self.cut {
            Cut::Turns(piece) => {
                let all = said.concat();
                for part in all.chunks(piece) {
                    self.feed(part);
                    self.drive();
                }
            }
            Cut::Messages(piece) => {
                for line in said {
                    if self.over {
                        self.found.unheard += 1;
                        continue;
                    }
                    let mut told = Told::default();
                    for part in line.chunks(piece) {
                        self.feed(part);
                        let more = self.drive();
                        told.messages += more.messages;
                        told.fetched += more.fetched;
                        told.changes += more.changes;
                        told.continues += more.continues;
                        told.ends += more.ends;
                    }
                    self.found.heard += 1;
                    self.found.changes += told.changes;
                    let counts = [word(&line, 1), word(&line, 2)]
                        .iter()
                        .any(|word| matches!(*word, b"EXISTS" | b"EXPUNGE" | b"VANISHED"));
                    let once = match line[0] {
                        // What these tell is told as changes alone, if it changes anything.
                        b'*' if counts && told.messages == 0 => told.changes > 0,
                        b'*' if word(&line, 2) == b"FETCH" => {
                            (told.messages, told.fetched) == (1, 1)
                        }
                        b'*' => (told.messages, told.fetched) == (1, 0),
                        b'+' => told.continues == 1,
                        _ => told.ends > 0,
                    };
                    assert!(once, "{}: {} {told:?}", self.name, show(&line));
                }
            }
        }
        self.settle();
    }

    fn feed(&mut self, bytes: &[u8]) {
        self.inbox.space(bytes.len())[..bytes.len()].copy_from_slice(bytes);
        self.inbox.filled(bytes.len());
    }

    /// Says what the recorded server had no reason to say, or said too early for this client.
    fn settle(&mut self) {
        loop {
            self.drive();
            if self.over {
                return;
            }
            let encoded = mem::take(&mut *self.encoded.lock().unwrap());
            for (tag, capability) in encoded {
                let ours = self.given.values().flatten().any(|given| {
                    matches!(given, Given::Taken(handle, _) if self.tags.tag(*handle).as_str() == tag)
                });
                if !ours {
                    assert!(capability, "{}: {tag}", self.name);
                    self.found.own += 1;
                    self.feed(&[self.capability, tag.as_bytes(), b" OK asked\r\n"].concat());
                }
                self.known.insert(tag);
            }
            if self.inbox.buffered() > 0 {
                continue;
            }
            if self.let_go < self.sent.len() && waits(&self.sent) {
                self.let_go = self.sent.len();
                self.found.waited += 1;
                self.feed(b"+ go on\r\n");
                continue;
            }
            let late = mem::take(&mut self.late);
            for line in late {
                if let Some(line) = self.mapped(line) {
                    self.found.late += 1;
                    self.feed(&line);
                }
            }
            if self.inbox.buffered() == 0 {
                return;
            }
        }
    }

    /// Until there is nothing more to do.
    fn drive(&mut self) -> Told {
        let mut told = Told::default();
        while !self.over {
            match self.client.poll(&mut self.inbox, Duration::ZERO) {
                Ok(Output::Transmit(bytes)) => {
                    let n = bytes.len();
                    self.sent.extend_from_slice(bytes);
                    self.client.transmitted(n);
                }
                Ok(Output::NeedInput { .. }) => break,
                Ok(Output::StartCompress) => {
                    let rest = self.client.compress_started(&mut self.inbox).unwrap();
                    self.feed(&rest);
                }
                // What is in it was recorded, or the recording ends here.
                Ok(Output::StartTls) if record::is_opened(self.name) => {
                    self.client.tls_started(&mut self.inbox).unwrap();
                }
                Ok(Output::StartTls) => {
                    self.found.tls += 1;
                    self.client.close();
                }
                Ok(Output::Closed(reason)) => {
                    self.log.push(reason.to_string());
                    self.over = true;
                }
                Ok(Output::Event(event)) => {
                    if !matches!(event, Event::Body { .. }) {
                        self.log.push(format!("{event:?}"));
                    }
                    self.found.hear(self.name, &event);
                    if let Some((handle, how)) = told.hear(&event) {
                        self.ends.entry(handle).or_default().push(how);
                    }
                }
                Ok(output) => panic!("{}: {output:?}", self.name),
                Err(error) => {
                    self.found.troubles.push(format!("{}: {error}", self.name));
                    self.log.push(error.to_string());
                    self.over = true;
                }
            }
        }
        told
    }
}

/// Does this end in a literal that is offered, and not sent at once?
fn waits(sent: &[u8]) -> bool {
    let Some(head) = sent.strip_suffix(b"}\r\n") else {
        return false;
    };
    let digits = head
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    digits > 0 && head[..head.len() - digits].ends_with(b"{")
}

/// What each server can do: the longest list that it tells anywhere.
fn capabilities(sessions: &[(String, Vec<u8>)]) -> BTreeMap<String, Vec<u8>> {
    let mut longest: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for (name, file) in sessions {
        let server = name.split("--").next().unwrap().to_owned();
        for step in steps(name, file) {
            if let Step::Said(line) = step
                && line.starts_with(b"* CAPABILITY ")
            {
                let known = longest.entry(server.clone()).or_default();
                if line.len() > known.len() {
                    *known = line;
                }
            }
        }
    }
    longest
}

#[test]
fn real_servers() {
    let sessions = recorded::sessions();
    let capabilities = capabilities(&sessions);
    let mut total = Found::default();
    for (name, file) in &sessions {
        let capability = &capabilities[name.split("--").next().unwrap()];
        let play = |cut| Player::new(name, cut, capability).play(steps(name, file));
        let (found, log) = play(Cut::Messages(usize::MAX));
        for cut in [Cut::Messages(3), Cut::Turns(usize::MAX), Cut::Turns(1000)] {
            assert!(play(cut).1 == log, "{name}: {cut:?}");
        }
        // Where literals have to wait.
        let (file, capability) = (without_plus(file), without_plus(capability));
        let player = Player::new(name, Cut::Messages(usize::MAX), &capability);
        let (waiting, _) = player.play(steps(name, &file));
        assert_eq!(waiting.troubles, found.troubles);
        assert_eq!(waiting.wrongly, found.wrongly);
        total.waited += waiting.waited;
        total.add(found);
    }
    println!(
        "{} sessions ({} up to TLS), {} commands, {} refused, {} lost, {} skipped; {} of the client's own, \
         {} literals and {} completions that waited; {} messages, {} unread, {} unheard, {} changes, {} bodies",
        sessions.len(),
        total.tls,
        total.commands,
        total.refused,
        total.lost,
        total.skipped,
        total.own,
        total.waited,
        total.late,
        total.heard,
        total.unread,
        total.unheard,
        total.changes,
        total.bodies,
    );
    assert_eq!(total.troubles, Vec::<String>::new());
    total.wrongly.dedup();
    let is_there = |name: &str| sessions.iter().any(|(other, _)| other == name);
    let explained = EXPLAINED.iter().filter(|(name, _)| is_there(name));
    let explained: Vec<_> = explained
        .map(|(name, command)| ((*name).to_owned(), (*command).to_owned()))
        .collect();
    assert_eq!(total.wrongly, explained);
    assert!(total.commands > 3000);
    assert!(total.skipped * 20 < total.commands && total.refused * 20 < total.commands);
    assert!(total.heard > 12_000 && total.changes > 1000 && total.bodies > 100);
}
