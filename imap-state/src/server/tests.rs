//! Scenes: transcripts that a server has to play as they are written, whatever the pieces in which they arrive.

#![allow(clippy::unwrap_used, clippy::std_instead_of_alloc, reason = "tests")]

mod ear;
mod mailbox;
mod scenes;
mod security;
mod streams;

use core::{num::NonZeroU32, time::Duration};
use std::{
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};

use imap_codec::Limits;
use imap_types::{
    IntoBoundedStatic,
    auth::AuthenticateData,
    code::Code,
    command::{CommandBody, Uid},
    core::Vec1,
    data::Data,
    fetch::MsgAtt,
    flag::{Flag, Flags},
    search::{ESearch, SearchReturnData},
    status::{MailboxStatus, StatusItem},
};

use super::*;
use crate::session::TlsPolicy;

fn nz(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

/// A configuration for tests in clear.
fn config(capabilities: &str) -> Config {
    let capabilities = capabilities
        .split_whitespace()
        .map(|name| {
            let line = format!("* CAPABILITY {name}\r\n");
            let decoded = imap_codec::ResponseDecoder::strict()
                .decode(line.as_bytes())
                .unwrap();
            match decoded.value {
                Response::Data(Data::Capability(list)) => list.first().clone().into_static(),
                _ => panic!("{name}"),
            }
        })
        .collect();
    Config {
        capabilities,
        tls: TlsPolicy::Plain,
        start_tls: false,
        ..Config::default()
    }
}

const PLAIN: &str = "IMAP4rev1 ENABLE IDLE LITERAL+ AUTH=PLAIN SASL-IR";
const RESYNC: &str = "IMAP4rev1 ENABLE IDLE CONDSTORE QRESYNC UIDONLY NOTIFY SEARCHRES";

/// A server with an application of some messages, and time.
struct Scene {
    server: Server,
    inbox: Inbox,
    chunk: usize,
    now: Duration,
    out: Vec<u8>,
    closed: Option<Closed>,
    /// Commands that the application does not answer by itself.
    slow: Vec<&'static str>,
    unanswered: Vec<Handle>,
    uids: Vec<NonZeroU32>,
    /// What happened, in short.
    events: Vec<String>,
    tls: usize,
    /// FETCH is answered with bodies of this length, in pieces.
    bodies: Option<u64>,
}

impl Scene {
    fn new(config: Config, chunk: usize) -> Self {
        Self {
            server: Server::new(config),
            inbox: Inbox::new(Limits::default()),
            chunk,
            now: Duration::ZERO,
            out: vec![],
            closed: None,
            slow: vec![],
            unanswered: vec![],
            uids: [11, 13, 17, 19].map(nz).into(),
            events: vec![],
            tls: 0,
            bodies: None,
        }
    }

    fn feed(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(self.chunk) {
            self.inbox.space(piece.len())[..piece.len()].copy_from_slice(piece);
            self.inbox.filled(piece.len());
            self.run();
        }
    }

    /// Until nothing more is to be done.
    fn run(&mut self) {
        for _ in 0..100_000 {
            match self.server.poll(&mut self.inbox, self.now).unwrap() {
                Output::Transmit(bytes) => {
                    assert!(!bytes.is_empty());
                    let n = bytes.len().min(self.chunk);
                    self.out.extend_from_slice(&bytes[..n]);
                    self.server.transmitted(n);
                }
                Output::StartTls => {
                    self.tls += 1;
                    if self.server.tls_started(&mut self.inbox).is_err() {
                        self.events.push("no TLS".into());
                    }
                }
                Output::StartCompress => self.server.compress_started(&mut self.inbox).unwrap(),
                Output::NeedInput { .. } | Output::Wait { .. } => return,
                Output::Closed(why) => {
                    self.closed = Some(why);
                    return;
                }
                Output::Event(event) => {
                    let (server, uids) = (&mut self.server, &self.uids);
                    match event {
                        Event::Command { handle, command } => {
                            let name = command.keyword().unwrap_or_default();
                            self.events.push(name.to_string());
                            if self.slow.contains(&name) {
                                self.unanswered.push(handle);
                            } else {
                                answer(server, uids, handle, command).unwrap();
                            }
                        }
                        Event::FetchNext { handle, uid, .. } if self.slow.contains(&"next") => {
                            self.events.push(format!("next {uid}"));
                            self.unanswered.push(handle);
                        }
                        Event::FetchNext { handle, uid, .. } if uids.contains(&uid) => {
                            let mut items = vec![MsgAtt::Flags(Flag::Seen.into())];
                            items.extend(self.bodies.map(streams::body));
                            server.fetched(handle, items).unwrap();
                        }
                        Event::WantData { handle, max } if self.bodies.is_some() => {
                            server.supply(handle, &vec![b'x'; max]).unwrap();
                        }
                        Event::FetchNext { handle, .. } => server.fetch_gone(handle).unwrap(),
                        Event::AuthenticateData {
                            handle,
                            data: AuthenticateData::Response(data),
                        } => match data.expose().as_bytes() {
                            b"" => server.challenge(handle, b"more").unwrap(),
                            b"\0alice\0secret" => server.authenticated(handle, "alice").unwrap(),
                            _ => server.no(handle, Code::AuthenticationFailed, "no").unwrap(),
                        },
                        event => {
                            let told = format!("{event:?}");
                            let end = told.find([' ', '(', '{']).unwrap_or(told.len());
                            self.events.push(told[..end].into());
                        }
                    }
                }
            }
        }
        panic!("it goes on and on");
    }

    /// Plays a transcript.
    fn play(&mut self, script: &str) {
        self.run();
        for line in script
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
        {
            let (kind, text) = line.split_at_checked(2).unwrap_or((line, ""));
            let text = text.strip_prefix(' ').unwrap_or(text);
            match kind {
                "C:" => self.feed(format!("{text}\r\n").as_bytes()),
                // Without the end of a line.
                "c:" => self.feed(text.replace("\\r\\n", "\r\n").as_bytes()),
                "S:" => self.expect(text),
                "T:" => {
                    self.now += Duration::from_secs(text.parse().unwrap());
                    self.run();
                }
                "N:" => {
                    let (what, uid) = text.split_once(' ').unwrap();
                    let uid = nz(uid.parse().unwrap());
                    self.server.notify(match what {
                        "arrived" => Change::Arrived(uid),
                        // And the application has it.
                        "came" => {
                            self.uids.push(uid);
                            Change::Arrived(uid)
                        }
                        "expunged" => Change::Expunged(uid),
                        _ => Change::Flags {
                            uid,
                            flags: Flags::from(Flag::Flagged),
                            mod_seq: 7_u64.try_into().ok(),
                        },
                    });
                    self.run();
                }
                "A:" => {
                    let handle = self.unanswered.remove(0);
                    match text {
                        "ok" => self.server.ok(handle, "done").unwrap(),
                        "no" => self.server.no(handle, None, "not done").unwrap(),
                        "fetched" => {
                            let items = [MsgAtt::Flags(Flags::new())];
                            self.server.fetched(handle, items).unwrap();
                        }
                        _ => panic!("{line}"),
                    }
                    self.run();
                }
                "X:" => assert_eq!(
                    self.closed.map(|why| format!("{why:?}")).as_deref(),
                    Some(text)
                ),
                _ => panic!("{line}"),
            }
        }
        assert_eq!(String::from_utf8_lossy(&self.out), "", "said too much");
    }

    fn expect(&mut self, wanted: &str) {
        let out = String::from_utf8_lossy(&self.out).into_owned();
        let (line, _) = out
            .split_once("\r\n")
            .unwrap_or_else(|| panic!("wanted {wanted:?}, got {out:?}"));
        match wanted.strip_suffix('…') {
            Some(front) => assert!(line.starts_with(front), "{line:?} and not {wanted:?}"),
            None => assert_eq!(line.trim(), wanted, "of {out}"),
        }
        self.out.drain(..line.len() + 2);
    }
}

fn answer(
    server: &mut Server,
    uids: &[NonZeroU32],
    handle: Handle,
    command: CommandBody<'_>,
) -> Result<(), Error> {
    match command {
        CommandBody::Login(login) => match login.password.expose().as_bytes() {
            b"secret" => server.authenticated(handle, "alice"),
            _ => server.no(handle, Code::AuthenticationFailed, "wrong password"),
        },
        CommandBody::Authenticate(authenticate) => match authenticate.initial_response {
            Some(data) if data.expose().as_bytes() == b"\0alice\0secret" => {
                server.authenticated(handle, "alice")
            }
            Some(_) => server.no(handle, Code::AuthenticationFailed, "no"),
            None => server.challenge(handle, b""),
        },
        CommandBody::Select(select) | CommandBody::Examine(select)
            if select.mailbox == "INBOX".try_into().unwrap() =>
        {
            let mut snapshot = Snapshot::new(nz(1), uids.iter().copied());
            snapshot.highest_mod_seq = 5_u64.try_into().ok();
            server.select(handle, snapshot)
        }
        CommandBody::Select(_) => server.no(handle, Code::NonExistent, "no such mailbox"),
        CommandBody::Fetch(fetch) | CommandBody::Uid(Uid::Fetch(fetch)) => {
            server.fetch(handle, &fetch)
        }
        CommandBody::Store(store) => {
            let uids: Vec<_> = server
                .messages(&store.set, false)
                .map(|found| found.1)
                .collect();
            for uid in uids {
                let items = Vec1::one(MsgAtt::Flags(Flag::Deleted.into()));
                server.message(handle, uid, items)?;
            }
            server.ok(handle, "STORE completed")
        }
        CommandBody::Search(_) | CommandBody::Uid(Uid::Search(_)) => {
            let found = ESearch {
                correlator: None,
                uid: false,
                data: vec![SearchReturnData::Count(4)],
            };
            server.data(handle, Data::ESearch(found))?;
            server.ok(handle, "SEARCH completed")
        }
        CommandBody::Status(status) => {
            let items = vec![StatusItem::Messages(4)];
            let mailbox = status.mailbox;
            server.data(handle, Data::Status(MailboxStatus { mailbox, items }))?;
            server.ok(handle, "STATUS completed")
        }
        CommandBody::Append(append) => {
            let len = match &append.messages.first().data {
                imap_types::append::AppendData::Literal(content) => content.len(),
                _ => 0,
            };
            server.ok(handle, &format!("{len} bytes appended"))
        }
        _ => server.ok(handle, "done"),
    }
}

/// In every chunking.
fn play(config: &Config, script: &str) {
    for chunk in [1, 2, 3, 7, 64, 100_000] {
        Scene::new(config.clone(), chunk).play(script);
    }
}
