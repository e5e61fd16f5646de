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
    session::TlsPolicy,
    tag::Handle,
};
use imap_types::{IntoBoundedStatic, command::CommandBody, data::Data, fetch::MsgAtt, flag::Flags};

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

/// One end of the wire, and what is under way to it.
pub struct End {
    inbox: Inbox,
    under_way: VecDeque<u8>,
    tls: bool,
    /// It wants to read: what is read unasked may be behind a barrier.
    reads: bool,
    /// Why it has ended.
    pub over: Option<String>,
}

impl End {
    fn new(inbox: Inbox) -> Self {
        Self {
            inbox,
            under_way: VecDeque::new(),
            tls: false,
            reads: false,
            over: None,
        }
    }

    /// Hands on some of what is under way, if it is read.
    fn carry(&mut self, dice: &mut Dice, pieces: usize) {
        if !std::mem::take(&mut self.reads) && self.over.is_none() {
            return;
        }
        let n = (1 + dice.up_to(pieces)).min(self.under_way.len());
        self.receive(n);
    }

    fn receive(&mut self, n: usize) {
        let key = self.key();
        let piece: Vec<u8> = self.under_way.drain(..n).map(|byte| byte ^ key).collect();
        if n > 0 && self.over.is_none() {
            self.inbox.space(n)[..n].copy_from_slice(&piece);
            self.inbox.filled(n);
        }
    }

    /// Says some of this to the other end. How much?
    fn say(&self, bytes: &[u8], other: &mut Self, dice: &mut Dice) -> usize {
        let n = 1 + dice.up_to(bytes.len());
        let key = self.key();
        other
            .under_way
            .extend(bytes[..n].iter().map(|byte| byte ^ key));
        n
    }

    const fn key(&self) -> u8 {
        if self.tls { KEY } else { 0 }
    }

    /// It wants to read. Who reads at the end is told again that it is the end.
    fn wants_input(&mut self) -> Did {
        self.reads = true;
        if self.inbox.has_ended() {
            Did::Something
        } else {
            Did::Nothing
        }
    }

    /// It closes; the other reads what is under way, and then the end.
    fn close(&mut self, why: String, other: &mut Self) {
        self.over = Some(why);
        other.receive(other.under_way.len());
        other.inbox.end_of_input();
    }

    fn cut(&mut self) {
        self.inbox.end_of_input();
        self.under_way.clear();
    }
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
    pub at_client: End,
    pub at_server: End,
    now: Duration,
    /// The longest piece that is handed on at once.
    pub pieces: usize,
    requires_tls: bool,
}

/// Does it tell what the server said?
fn heard(event: &client::Event<'_>) -> bool {
    !matches!(
        event,
        client::Event::Ready
            | client::Event::Refused { .. }
            | client::Event::Lost { .. }
            | client::Event::WantData { .. }
            | client::Event::InputEnded
    )
}

/// What a machine did.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Did {
    Something,
    /// It wants input, which is not there, or time.
    Nothing,
}

impl Pair {
    pub fn new(client: client::Config, server: server::Config, store: Store) -> Self {
        Self {
            requires_tls: client.tls == TlsPolicy::Required,
            at_client: End::new(client.inbox()),
            client: Client::new(client),
            server: Server::new(server),
            at_server: End::new(Inbox::new(Limits::before_authentication()).stream_above(256)),
            store,
            user: User::default(),
            now: Duration::ZERO,
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
            2 => self.at_server.carry(dice, self.pieces),
            _ => self.at_client.carry(dice, self.pieces),
        }
    }

    /// Goes on until neither can do anything any more.
    pub fn settle(&mut self, dice: &mut Dice) {
        for _ in 0..400_000 {
            let client = self.client_polls(dice);
            let server = self.server_polls(dice);
            let ends = [&mut self.at_server, &mut self.at_client];
            let carried = ends.iter().any(|end| !end.under_way.is_empty());
            ends.into_iter()
                .for_each(|end| end.carry(dice, self.pieces));
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
        let end = if to_server {
            &mut self.at_server
        } else {
            &mut self.at_client
        };
        end.under_way.extend(bytes);
    }

    /// The wire is cut.
    pub fn cut(&mut self) {
        self.at_client.cut();
        self.at_server.cut();
    }

    fn client_polls(&mut self, dice: &mut Dice) -> Did {
        let (here, there) = (&mut self.at_client, &mut self.at_server);
        if here.over.is_some() {
            return Did::Nothing;
        }
        match self.client.poll(&mut here.inbox, self.now) {
            Ok(client::Output::Transmit(bytes)) => {
                let n = here.say(bytes, there, dice);
                self.client.transmitted(n);
            }
            Ok(client::Output::StartTls) => {
                here.tls = true;
                self.user.tls = true;
                let _injected = self.client.tls_started(&mut here.inbox);
            }
            Ok(client::Output::StartCompress) => {
                let started = self.client.compress_here(&mut here.inbox);
                assert!(started.is_ok() || self.user.hostile, "{started:?}");
            }
            Ok(client::Output::NeedInput { .. }) => return here.wants_input(),
            Ok(client::Output::Event(event)) => {
                // What is heard in clear is marked, where TLS is required.
                let clear = self.requires_tls && !here.tls;
                assert!(!clear || !heard(&event), "{event:?}");
                self.user.handle(&mut self.client, event);
            }
            Ok(client::Output::PreTls(event)) => {
                assert!(self.requires_tls && !here.tls && heard(&event), "{event:?}");
                self.user.handle(&mut self.client, event);
            }
            Ok(client::Output::Closed(reason)) => here.close(format!("{reason:?}"), there),
            Ok(other) => panic!("{other:?}"),
            Err(error) => here.close(error.to_string(), there),
        }
        Did::Something
    }

    fn server_polls(&mut self, dice: &mut Dice) -> Did {
        let (here, there) = (&mut self.at_server, &mut self.at_client);
        if here.over.is_some() {
            return Did::Nothing;
        }
        match self.server.poll(&mut here.inbox, self.now) {
            Ok(server::Output::Transmit(bytes)) => {
                let n = here.say(bytes, there, dice);
                self.server.transmitted(n);
            }
            Ok(server::Output::StartTls) => {
                here.tls = true;
                let _injected = self.server.tls_started(&mut here.inbox);
            }
            Ok(server::Output::StartCompress) => {
                let started = self.server.compress_here(&mut here.inbox);
                assert!(started.is_ok() || self.user.hostile, "{started:?}");
            }
            Ok(server::Output::NeedInput { .. }) => return here.wants_input(),
            Ok(server::Output::Wait { by }) => {
                self.now = by.map_or(self.now, |by| by.max(self.now));
                return Did::Nothing;
            }
            Ok(server::Output::Event(event)) => {
                if here.tls {
                    assert!(!format!("{event:?}").contains(INJECTED), "{event:?}");
                }
                let answered = self.store.handle(&mut self.server, event);
                assert!(answered.is_ok() || self.user.hostile, "{answered:?}");
            }
            Ok(server::Output::Closed(reason)) => here.close(reason.to_string(), there),
            Ok(other) => panic!("{other:?}"),
            Err(error) => here.close(error.to_string(), there),
        }
        Did::Something
    }
}

impl std::fmt::Debug for Pair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pair")
            .field("client", &self.client)
            .field("server", &self.server)
            .field("user", &self.user)
            .field("ends", &(&self.at_client.over, &self.at_server.over))
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
            }
            | client::Event::Cancelled {
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
            client::Event::Data(Data::UidFetch(fetch)) => {
                let flags = fetch.items.iter().find_map(|item| match item {
                    MsgAtt::Flags(flags) => Some(flags.clone().into_static()),
                    _ => None,
                });
                self.flags.extend(flags.map(|flags| (fetch.uid, flags)));
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
