//! Client and server, and what is under way between them.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    num::NonZeroU32,
    time::Duration,
};

use imap_codec::Limits;
use imap_state::{
    client::{self, Client},
    conn::Inbox,
    server::{self, Server},
    tag::Handle,
};
use imap_types::{IntoBoundedStatic, command::CommandBody, flag::Flags};

use crate::store::{Store, octet, octets};

/// SplitMix64: what a schedule is made of.
pub struct Dice(pub u64);

impl Dice {
    pub fn up_to(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides.max(1) as u64) as usize
    }
}

/// What stands for TLS: as long as one end has it and the other has not, they do not understand each other.
const KEY: u8 = 0xa5;

/// Stands in what somebody in between says in clear, and must not be heard under TLS.
pub const INJECTED: &str = "injected";

/// One direction.
#[derive(Default)]
struct Wire {
    bytes: VecDeque<u8>,
}

/// What the user of the client waits for, and has learned.
#[derive(Debug, Default)]
pub struct User {
    /// The commands that are not completed, and the text that has to come with it, if it is known.
    pub waits: BTreeMap<Handle, (String, Option<String>)>,
    pub ready: bool,
    pub idles: Option<Handle>,
    pub done: usize,
    pub lost: usize,
    pub refused: usize,
    pub bodies: u64,
    pub flags: BTreeMap<NonZeroU32, Flags<'static>>,
    /// Somebody in between may say anything: what comes need not make sense.
    pub hostile: bool,
    /// What is heard is heard under TLS.
    tls: bool,
    over: BTreeSet<Handle>,
    body_at: u64,
    supplied: u64,
}

pub struct Pair {
    pub client: Client,
    pub server: Server,
    pub store: Store,
    pub user: User,
    client_inbox: Inbox,
    server_inbox: Inbox,
    to_server: Wire,
    to_client: Wire,
    client_tls: bool,
    server_tls: bool,
    /// They want to read: what is read unasked may be behind a barrier.
    client_reads: bool,
    server_reads: bool,
    now: Duration,
    /// Why the one and the other have ended.
    pub client_end: Option<String>,
    pub server_end: Option<String>,
    /// The longest piece that is handed on at once.
    pub pieces: usize,
}

/// What a machine did.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Did {
    Something,
    /// It wants input, which is not there, or time.
    Nothing,
}

impl Did {
    fn nothing_unless(something: bool) -> Self {
        if something {
            Self::Something
        } else {
            Self::Nothing
        }
    }
}

impl Pair {
    pub fn new(client: client::Config, server: server::Config, store: Store) -> Self {
        Self {
            client_inbox: client.inbox(),
            client: Client::new(client),
            server: Server::new(server),
            server_inbox: Inbox::new(Limits::before_authentication()).stream_above(256),
            store,
            user: User::default(),
            to_server: Wire::default(),
            to_client: Wire::default(),
            client_tls: false,
            server_tls: false,
            client_reads: false,
            server_reads: false,
            now: Duration::ZERO,
            client_end: None,
            server_end: None,
            pieces: 64,
        }
    }

    /// Sends a command, if it may be sent. `text` is what its completion has to say.
    pub fn send(&mut self, command: CommandBody<'_>, text: Option<String>) -> Option<Handle> {
        let name = command.keyword().map(str::to_owned);
        match self.client.send(command) {
            Ok(handle) => {
                let name = name.unwrap_or_default();
                let before = self.user.waits.insert(handle, (name, text));
                assert_eq!(before, None, "{handle} is given twice");
                Some(handle)
            }
            Err(_) => {
                self.user.refused += 1;
                None
            }
        }
    }

    /// One step of the one or the other, or of the wire, as the dice say.
    pub fn step(&mut self, dice: &mut Dice) {
        match dice.up_to(4) {
            0 => {
                self.client_polls(dice);
            }
            1 => {
                self.server_polls(dice);
            }
            2 => self.carry(dice, true),
            _ => self.carry(dice, false),
        }
    }

    /// Goes on until neither can do anything any more.
    pub fn settle(&mut self, dice: &mut Dice) {
        for _ in 0..400_000 {
            let client = self.client_polls(dice);
            let server = self.server_polls(dice);
            let carried = !self.to_server.bytes.is_empty() || !self.to_client.bytes.is_empty();
            self.carry(dice, true);
            self.carry(dice, false);
            if (client, server, carried) == (Did::Nothing, Did::Nothing, false) {
                return;
            }
        }
        panic!("there is no end: {self:?}");
    }

    /// So much time passes. Who waits for something by then, is told.
    pub fn wait(&mut self, time: Duration) {
        self.now += time;
    }

    /// Bytes of somebody in between.
    pub fn inject(&mut self, to_server: bool, bytes: &[u8]) {
        let wire = if to_server {
            &mut self.to_server
        } else {
            &mut self.to_client
        };
        wire.bytes.extend(bytes);
    }

    /// The wire is cut.
    pub fn cut(&mut self) {
        self.client_inbox.end_of_input();
        self.server_inbox.end_of_input();
        self.to_client.bytes.clear();
        self.to_server.bytes.clear();
    }

    /// Hands some bytes on.
    fn carry(&mut self, dice: &mut Dice, to_server: bool) {
        let (wire, inbox, tls, ended, reads) = if to_server {
            let ended = self.server_end.is_some();
            let reads = std::mem::take(&mut self.server_reads);
            (
                &mut self.to_server,
                &mut self.server_inbox,
                self.server_tls,
                ended,
                reads,
            )
        } else {
            let ended = self.client_end.is_some();
            let reads = std::mem::take(&mut self.client_reads);
            (
                &mut self.to_client,
                &mut self.client_inbox,
                self.client_tls,
                ended,
                reads,
            )
        };
        if !reads && !ended {
            return;
        }
        let n = (1 + dice.up_to(self.pieces)).min(wire.bytes.len());
        let key = if tls { KEY } else { 0 };
        let piece: Vec<u8> = wire.bytes.drain(..n).map(|byte| byte ^ key).collect();
        if n > 0 && !ended {
            inbox.space(n)[..n].copy_from_slice(&piece);
            inbox.filled(n);
        }
    }

    fn client_polls(&mut self, dice: &mut Dice) -> Did {
        if self.client_end.is_some() {
            return Did::Nothing;
        }
        let output = match self.client.poll(&mut self.client_inbox, self.now) {
            Ok(output) => output,
            Err(error) => {
                self.client_end = Some(error.to_string());
                self.hang_up(true);
                return Did::Something;
            }
        };
        match output {
            client::Output::Transmit(bytes) => {
                let n = 1 + dice.up_to(bytes.len());
                let key = if self.client_tls { KEY } else { 0 };
                self.to_server
                    .bytes
                    .extend(bytes[..n].iter().map(|byte| byte ^ key));
                self.client.transmitted(n);
            }
            client::Output::StartTls => {
                self.client_tls = true;
                self.user.tls = true;
                if self.client.tls_started(&mut self.client_inbox).is_err() {
                    return Did::Something;
                }
            }
            client::Output::NeedInput { .. } => {
                self.client_reads = true;
                // Who reads at the end is told again that it is the end.
                return Did::nothing_unless(self.client_inbox.has_ended());
            }
            client::Output::Event(event) => self.user.handle(&mut self.client, event),
            client::Output::Closed(reason) => {
                self.client_end = Some(format!("{reason:?}"));
                self.hang_up(true);
            }
            other => panic!("{other:?}"),
        }
        Did::Something
    }

    fn server_polls(&mut self, dice: &mut Dice) -> Did {
        if self.server_end.is_some() {
            return Did::Nothing;
        }
        let output = match self.server.poll(&mut self.server_inbox, self.now) {
            Ok(output) => output,
            Err(error) => {
                self.server_end = Some(error.to_string());
                self.hang_up(false);
                return Did::Something;
            }
        };
        match output {
            server::Output::Transmit(bytes) => {
                let n = 1 + dice.up_to(bytes.len());
                let key = if self.server_tls { KEY } else { 0 };
                self.to_client
                    .bytes
                    .extend(bytes[..n].iter().map(|byte| byte ^ key));
                self.server.transmitted(n);
            }
            server::Output::StartTls => {
                self.server_tls = true;
                let _injected = self.server.tls_started(&mut self.server_inbox);
            }
            server::Output::NeedInput { .. } => {
                self.server_reads = true;
                return Did::nothing_unless(self.server_inbox.has_ended());
            }
            server::Output::Wait { by } => {
                self.now = by.map_or(self.now, |by| by.max(self.now));
                return Did::Nothing;
            }
            server::Output::Event(event) => {
                if self.server_tls {
                    assert!(!format!("{event:?}").contains(INJECTED), "{event:?}");
                }
                let answered = self.store.handle(&mut self.server, event);
                assert!(answered.is_ok() || self.user.hostile, "{answered:?}");
            }
            server::Output::Closed(reason) => {
                self.server_end = Some(reason.to_string());
                self.hang_up(false);
            }
            other => panic!("{other:?}"),
        }
        Did::Something
    }

    /// One end closes; the other reads what is under way, and then the end.
    fn hang_up(&mut self, client: bool) {
        let (wire, inbox, tls) = if client {
            (&mut self.to_server, &mut self.server_inbox, self.server_tls)
        } else {
            (&mut self.to_client, &mut self.client_inbox, self.client_tls)
        };
        let key = if tls { KEY } else { 0 };
        let rest: Vec<u8> = wire.bytes.drain(..).map(|byte| byte ^ key).collect();
        inbox.space(rest.len())[..rest.len()].copy_from_slice(&rest);
        inbox.filled(rest.len());
        inbox.end_of_input();
    }
}

impl std::fmt::Debug for Pair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pair")
            .field("client", &self.client)
            .field("server", &self.server)
            .field("user", &self.user)
            .field("ends", &(&self.client_end, &self.server_end))
            .finish_non_exhaustive()
    }
}

impl User {
    /// Each handle comes to one end.
    fn is_over(&mut self, handle: Handle) -> Option<(String, Option<String>)> {
        assert!(self.over.insert(handle), "{handle} is over twice");
        self.idles = self.idles.filter(|idles| *idles != handle);
        self.waits.remove(&handle)
    }

    fn handle(&mut self, client: &mut Client, event: client::Event<'_>) {
        if self.tls {
            assert!(!format!("{event:?}").contains(INJECTED), "{event:?}");
        }
        match event {
            client::Event::Ready => self.ready = true,
            client::Event::Done {
                handle,
                command,
                status,
            } => {
                // What the client sends by itself is not in the list.
                if let Some((name, text)) = self.is_over(handle) {
                    assert!(
                        command.starts_with(&*name),
                        "{handle} is {name}, not {command}"
                    );
                    if let Some(text) = text.filter(|_| !self.hostile) {
                        assert_eq!(status.text.text.as_bytes(), text.as_bytes(), "{handle}");
                    }
                    self.done += 1;
                }
            }
            client::Event::Lost { handle, .. } => {
                self.lost += usize::from(self.is_over(handle).is_some());
            }
            client::Event::Refused { handle, .. } => {
                self.refused += usize::from(self.is_over(handle).is_some());
            }
            client::Event::WantData { handle, max } => {
                let data = octets(self.supplied, max.min(777));
                self.supplied += data.len() as u64;
                client.supply(handle, &data).expect("it was asked for");
            }
            client::Event::BodyHead { .. } => self.body_at = 0,
            client::Event::Body { chunk, head } if !self.hostile => {
                assert_eq!(head.at, self.body_at);
                for (at, byte) in (self.body_at..).zip(chunk) {
                    assert_eq!(*byte, octet(at), "octet {at} of a body");
                }
                self.body_at += chunk.len() as u64;
                self.bodies += chunk.len() as u64;
            }
            client::Event::Fetched(fetch) => {
                if let Some(uid) = fetch.uid() {
                    self.flags.insert(uid, fetch.flags().clone().into_static());
                }
            }
            client::Event::Unparsed { raw, error, .. } if !self.hostile => {
                panic!("{}: {error}", raw.escape_ascii())
            }
            _ => {}
        }
    }

    /// The next message is supplied from its beginning.
    pub fn begin_supply(&mut self) {
        self.supplied = 0;
    }
}
