//! The client and the server of imap-state, driven by JSON. All that is used of their interface is in this file.
//!
//! What a host tells them is one of the orders below, `{"send": …}`; what they tell is an object with a `type`. Octets that
//! come of [`next`](crate::Table::next) are for the peer; octets of bodies stand as base64 in JSON.

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::{cell::RefCell, num::NonZeroU32, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use imap_codec::Limits;
use imap_state::{
    client::{self, Client},
    conn::Inbox,
    mailbox::Change as Seen,
    server::{self, Server, Snapshot},
    session::Session as State,
    tag::{Handle, Tags},
};
use imap_types::{
    auth::AuthenticateData,
    capability::Capability,
    code::Code,
    command::CommandBody,
    core::Vec1,
    data::Data,
    fetch::{Fetch, FetchRequest, MsgAtt},
    flag::Flags,
    response::{ContinueReq, Greeting, RespText, Response, Status},
    sequence::SequenceSet,
};
use serde::{Deserialize, Serialize, Serializer};

use crate::{
    config::Config,
    json::{LeftOut, Mended, Refused, write},
    lint::name,
    reveal::Reveal,
    spans::{Noted, Notes},
    table::{Fault, Session, Step},
};

/// So many handles are known by number.
const HANDLES: usize = 1024;

/// What both ends have.
struct Wire {
    inbox: Inbox,
    now: Duration,
    handles: BTreeMap<u64, Handle>,
    /// It was told that the connection is to be switched, and has not been.
    switching: bool,
    over: bool,
    reveal: bool,
}

impl Wire {
    const fn new(inbox: Inbox, reveal: bool) -> Self {
        Self {
            inbox,
            now: Duration::ZERO,
            handles: BTreeMap::new(),
            switching: false,
            over: false,
            reveal,
        }
    }

    fn feed(&mut self, bytes: &[u8]) {
        let space = self.inbox.space(bytes.len());
        let room = space.get_mut(..bytes.len());
        room.unwrap_or_default().copy_from_slice(bytes);
        self.inbox.filled(bytes.len());
    }

    /// The number of a handle.
    fn number(handles: &mut BTreeMap<u64, Handle>, handle: Handle) -> u64 {
        let number = handle.to_string().parse().unwrap_or(u64::MAX);
        handles.insert(number, handle);
        if handles.len() > HANDLES {
            handles.pop_first();
        }
        number
    }

    fn handle(&self, number: u64) -> Result<Handle, Fault> {
        let handle = self.handles.get(&number).copied();
        handle.ok_or_else(|| Fault(format!("there is no command {number}")))
    }
}

/// Octets in JSON.
fn octets(b64: &str) -> Result<Vec<u8>, Fault> {
    Ok(STANDARD.decode(b64)?)
}

/// As values are written elsewhere, so that the code for it is there once.
fn plain<T: Serialize, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    Noted(value, &RefCell::new(Notes::default())).serialize(serializer)
}

/// How a session stands.
#[derive(Serialize)]
struct Standing<'s> {
    state: &'static str,
    tls: bool,
    #[serde(serialize_with = "plain")]
    capabilities: Option<&'s [Capability<'static>]>,
    #[serde(serialize_with = "plain")]
    enabled: &'s [Capability<'static>],
    /// Client: commands that were sent and are not completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    in_flight: Option<usize>,
    /// Client: commands that are held back.
    #[serde(skip_serializing_if = "Option::is_none")]
    held: Option<usize>,
    /// Messages of the selected mailbox.
    exists: Option<usize>,
    /// When to ask again at the latest, in milliseconds on the clock of `now`.
    deadline: Option<u64>,
}

impl<'s> Standing<'s> {
    fn new(session: &'s State, exists: Option<usize>, deadline: Option<Duration>) -> Self {
        Self {
            state: name(session.state()),
            tls: session.has_tls(),
            capabilities: session.capabilities(),
            enabled: session.enabled(),
            in_flight: None,
            held: None,
            exists,
            deadline: deadline.map(|at| u64::try_from(at.as_millis()).unwrap_or(u64::MAX)),
        }
    }
}

// ---- the client ----

/// What a client can be told.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum ClientOrder {
    /// Answered by `{"handle": n}`.
    Send(CommandBody<'static>),
    Respond {
        handle: u64,
        b64: String,
    },
    Cancel(u64),
    /// End an IDLE.
    Done(u64),
    Supply {
        handle: u64,
        b64: String,
    },
    TlsStarted {},
    /// Answered by octets that have to be inflated.
    CompressStarted {},
    /// Milliseconds since any fixed start.
    Now(u64),
    /// No input comes any more.
    End {},
    Close {},
    /// Answered by a [`Standing`].
    Session {},
}

/// What a client tells.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum ClientTold<'e> {
    Greeting {
        #[serde(serialize_with = "plain")]
        value: &'e Greeting<'e>,
    },
    Ready {},
    Done {
        handle: u64,
        command: &'e str,
        status: &'static str,
        #[serde(serialize_with = "plain")]
        text: &'e RespText<'e>,
    },
    Refused {
        handle: u64,
        why: String,
    },
    Lost {
        handle: u64,
        command: &'e str,
        progress: String,
        why: String,
    },
    Exists {
        before: u32,
        now: u32,
    },
    Expunged {
        seq: u32,
        uid: Option<NonZeroU32>,
    },
    ExpungedMany {
        seq: u32,
        count: u32,
    },
    Known {
        seq: NonZeroU32,
        uid: NonZeroU32,
    },
    Lie {
        lie: String,
    },
    ChangedMuch {},
    Fetched {
        #[serde(serialize_with = "plain")]
        value: &'e Fetch<'e>,
    },
    BodyHead {
        seq: Option<NonZeroU32>,
        uid: Option<NonZeroU32>,
        len: u64,
    },
    Body {
        seq: Option<NonZeroU32>,
        uid: Option<NonZeroU32>,
        at: u64,
        b64: String,
    },
    Data {
        #[serde(serialize_with = "plain")]
        value: &'e Data<'e>,
    },
    Status {
        #[serde(serialize_with = "plain")]
        value: &'e Status<'e>,
    },
    Continue {
        #[serde(serialize_with = "plain")]
        value: &'e ContinueReq<'e>,
    },
    Challenge {
        handle: u64,
        b64: Option<String>,
    },
    Idling {
        handle: u64,
    },
    IdleRenewed {
        handle: u64,
    },
    WantData {
        handle: u64,
        max: usize,
    },
    Unparsed {
        handle: Option<u64>,
        error: Refused,
    },
    Mended {
        deviations: Vec<Mended>,
        salvaged: Vec<LeftOut>,
    },
    Unexpected {
        #[serde(serialize_with = "plain")]
        value: &'e Response<'e>,
    },
    InputEnded {},
    StartTls {},
    StartCompress {},
    Closed {
        reason: String,
    },
    Failed {
        error: String,
    },
    /// What this module does not know yet.
    Other {
        debug: String,
    },
}

/// A client's end.
pub(crate) struct ClientEnd {
    client: Client,
    wire: Wire,
}

impl ClientEnd {
    pub(crate) fn new(config: &Config) -> Result<Self, Fault> {
        let mut settings = client::Config {
            tls: config.tls.into(),
            options: config.options()?,
            ..Default::default()
        };
        if let Some(prefix) = &config.tags {
            settings.tags = Tags::new(prefix)?;
        }
        if let Some(above) = config.stream_above {
            settings.stream_above = above;
        }
        let inbox = settings.inbox();
        Ok(Self {
            client: Client::new(settings),
            wire: Wire::new(inbox, config.reveal),
        })
    }
}

impl Session for ClientEnd {
    fn feed(&mut self, bytes: &[u8]) -> Result<Step, Fault> {
        self.wire.feed(bytes);
        Ok(Step::Nothing)
    }

    fn tell(&mut self, order: &[u8], out: &mut Vec<u8>) -> Result<Step, Fault> {
        let Self { client, wire } = self;
        match serde_json::from_slice(order)? {
            ClientOrder::Send(command) => {
                let handle = client.send(command)?;
                let number = Wire::number(&mut wire.handles, handle);
                write(out, &serde_json::json!({ "handle": number }))?;
                return Ok(Step::Json);
            }
            ClientOrder::Respond { handle, b64 } => {
                client.respond(wire.handle(handle)?, octets(&b64)?)?;
            }
            ClientOrder::Cancel(handle) => client.cancel(wire.handle(handle)?)?,
            ClientOrder::Done(handle) => client.done(wire.handle(handle)?)?,
            ClientOrder::Supply { handle, b64 } => {
                client.supply(wire.handle(handle)?, &octets(&b64)?)?;
            }
            ClientOrder::TlsStarted {} => {
                wire.switching = false;
                client.tls_started(&mut wire.inbox)?;
            }
            ClientOrder::CompressStarted {} => {
                wire.switching = false;
                *out = client.compress_started(&mut wire.inbox)?;
                return Ok(Step::Octets);
            }
            ClientOrder::Now(millis) => wire.now = Duration::from_millis(millis),
            ClientOrder::End {} => wire.inbox.end_of_input(),
            ClientOrder::Close {} => client.close(),
            ClientOrder::Session {} => {
                let exists = client.mailbox().map(|mailbox| mailbox.exists() as usize);
                let mut standing = Standing::new(client.session(), exists, client.next_deadline());
                standing.in_flight = Some(client.in_flight());
                standing.held = Some(client.held());
                write(out, &standing)?;
                return Ok(Step::Json);
            }
        }
        Ok(Step::Nothing)
    }

    fn next(&mut self, out: &mut Vec<u8>) -> Result<Step, Fault> {
        let Self { client, wire } = self;
        if wire.over || wire.switching {
            return Ok(Step::Nothing);
        }
        let told = match client.poll(&mut wire.inbox, wire.now) {
            Ok(client::Output::Transmit(bytes)) => {
                out.extend_from_slice(bytes);
                let written = bytes.len();
                client.transmitted(written);
                return Ok(Step::Octets);
            }
            Ok(client::Output::NeedInput { .. }) => return Ok(Step::Nothing),
            Ok(client::Output::Event(event)) => {
                client_event(&event, &mut wire.handles, wire.reveal, out)?;
                return Ok(Step::Json);
            }
            Ok(client::Output::StartTls) => {
                wire.switching = true;
                ClientTold::StartTls {}
            }
            Ok(client::Output::StartCompress) => {
                wire.switching = true;
                ClientTold::StartCompress {}
            }
            Ok(client::Output::Closed(reason)) => {
                wire.over = true;
                let reason = reason.to_string();
                ClientTold::Closed { reason }
            }
            Ok(output) => ClientTold::Other {
                debug: format!("{output:?}"),
            },
            Err(error) => {
                wire.over = true;
                let error = error.to_string();
                ClientTold::Failed { error }
            }
        };
        write(out, &told)?;
        Ok(Step::Json)
    }
}

fn client_event(
    event: &client::Event<'_>,
    handles: &mut BTreeMap<u64, Handle>,
    reveal: bool,
    out: &mut Vec<u8>,
) -> Result<(), Fault> {
    let mut number = |handle: &Handle| Wire::number(handles, *handle);
    let told = match event {
        client::Event::Greeting(value) => ClientTold::Greeting { value },
        client::Event::Ready => ClientTold::Ready {},
        client::Event::Done {
            handle,
            command,
            status,
        } => ClientTold::Done {
            handle: number(handle),
            command,
            status: status.state.as_str(),
            text: &status.text,
        },
        client::Event::Refused { handle, why } => ClientTold::Refused {
            handle: number(handle),
            why: why.to_string(),
        },
        client::Event::Lost {
            handle,
            command,
            progress,
            why,
        } => ClientTold::Lost {
            handle: number(handle),
            command,
            progress: format!("{progress:?}"),
            why: why.to_string(),
        },
        client::Event::Changed(change) => match *change {
            Seen::Exists { before, now } => ClientTold::Exists { before, now },
            Seen::Expunged { seq, uid } => ClientTold::Expunged { seq, uid },
            Seen::ExpungedMany { seq, count } => ClientTold::ExpungedMany { seq, count },
            Seen::Known { seq, uid } => ClientTold::Known { seq, uid },
            Seen::Lie(lie) => ClientTold::Lie {
                lie: format!("{lie:?}"),
            },
            change => ClientTold::Other {
                debug: format!("{change:?}"),
            },
        },
        client::Event::ChangedMuch => ClientTold::ChangedMuch {},
        client::Event::Fetched(value) => ClientTold::Fetched { value },
        client::Event::BodyHead { body, .. } => ClientTold::BodyHead {
            seq: body.seq,
            uid: body.uid,
            len: body.len,
        },
        client::Event::Body { head, chunk } => ClientTold::Body {
            seq: head.seq,
            uid: head.uid,
            at: head.at,
            b64: STANDARD.encode(chunk),
        },
        client::Event::Data(value) => ClientTold::Data { value },
        client::Event::Status(value) => ClientTold::Status { value },
        client::Event::Continue(value) => ClientTold::Continue { value },
        client::Event::Challenge { handle, challenge } => ClientTold::Challenge {
            handle: number(handle),
            // The host has to answer it.
            b64: challenge
                .as_ref()
                .map(|octets| STANDARD.encode(octets.expose())),
        },
        client::Event::Idling { handle } => ClientTold::Idling {
            handle: number(handle),
        },
        client::Event::IdleRenewed { handle, .. } => ClientTold::IdleRenewed {
            handle: number(handle),
        },
        client::Event::WantData { handle, max } => ClientTold::WantData {
            handle: number(handle),
            max: *max,
        },
        client::Event::Unparsed {
            raw, error, handle, ..
        } => ClientTold::Unparsed {
            handle: handle.as_ref().map(&mut number),
            error: Refused::new(error, raw, reveal),
        },
        client::Event::Mended {
            deviations,
            salvaged,
        } => ClientTold::Mended {
            deviations: deviations.iter().map(Mended::from).collect(),
            // The message is gone; what was left out is told by its range.
            salvaged: salvaged
                .iter()
                .map(|item| LeftOut::new(item, &[], reveal))
                .collect(),
        },
        client::Event::Unexpected(value) => ClientTold::Unexpected { value },
        client::Event::InputEnded => ClientTold::InputEnded {},
        event => ClientTold::Other {
            debug: format!("{event:?}"),
        },
    };
    write(out, &told)
}

// ---- the server ----

/// What a server can be told.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum ServerOrder {
    Ok(Answer),
    No(Answer),
    Bad(Answer),
    Authenticated {
        handle: u64,
        account: String,
    },
    Challenge {
        handle: u64,
        b64: String,
    },
    Select(Selected),
    /// Data that belongs to the answer of a command.
    Data {
        handle: u64,
        data: Data<'static>,
    },
    /// Data that belongs to none.
    Tell(Data<'static>),
    /// Begin to answer a FETCH: `fetch_next` is told for each message.
    Fetch {
        handle: u64,
        fetch: FetchRequest<'static>,
    },
    Fetched {
        handle: u64,
        items: Vec<MsgAtt<'static>>,
    },
    FetchGone(u64),
    /// What is told of one message in answer to another command than FETCH.
    Message {
        handle: u64,
        uid: NonZeroU32,
        items: Vec1<MsgAtt<'static>>,
    },
    Supply {
        handle: u64,
        b64: String,
    },
    AcceptLiteral(u64),
    RefuseLiteral {
        handle: u64,
        #[serde(default)]
        code: Option<Code<'static>>,
    },
    Arrived(NonZeroU32),
    Expunged(NonZeroU32),
    Flags {
        uid: NonZeroU32,
        flags: Flags<'static>,
    },
    /// Answered by `{"messages": [[seq, uid], …]}`: those of a set.
    Messages {
        set: SequenceSet,
        by_uid: bool,
    },
    Bye {
        text: String,
        #[serde(default)]
        code: Option<Code<'static>>,
    },
    TlsStarted {},
    CompressStarted {},
    Now(u64),
    End {},
    Session {},
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    handle: u64,
    text: String,
    #[serde(default)]
    code: Option<Code<'static>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Selected {
    handle: u64,
    uid_validity: NonZeroU32,
    uids: Vec<NonZeroU32>,
    #[serde(default)]
    uid_next: Option<NonZeroU32>,
    #[serde(default)]
    flags: Option<Flags<'static>>,
    #[serde(default)]
    recent: u32,
    #[serde(default)]
    unseen: Option<NonZeroU32>,
    #[serde(default)]
    read_only: bool,
}

/// What a server tells.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum ServerTold<'e> {
    Command {
        handle: u64,
        #[serde(serialize_with = "plain")]
        command: &'e CommandBody<'e>,
    },
    Answered {
        #[serde(serialize_with = "plain")]
        command: &'e CommandBody<'e>,
    },
    Refused {
        #[serde(serialize_with = "plain")]
        command: &'e CommandBody<'e>,
        why: String,
    },
    Unparsed {
        error: Refused,
    },
    TooLong {
        len: u64,
    },
    AuthenticateData {
        handle: u64,
        #[serde(serialize_with = "plain")]
        data: &'e AuthenticateData<'e>,
    },
    AuthenticateFailed {
        handle: u64,
        error: String,
    },
    LiteralOffered {
        handle: u64,
        len: u64,
        state: &'static str,
        answer: &'static str,
    },
    AppendHead {
        handle: u64,
        len: u64,
    },
    AppendChunk {
        handle: u64,
        b64: String,
    },
    AppendAborted {
        handle: u64,
    },
    Discarded {
        bytes: usize,
    },
    FetchNext {
        handle: u64,
        seq: NonZeroU32,
        uid: NonZeroU32,
    },
    Room {
        handle: u64,
    },
    WantData {
        handle: u64,
        max: usize,
    },
    StartTls {},
    StartCompress {},
    Closed {
        reason: String,
    },
    Failed {
        error: String,
    },
    /// What this module does not know yet.
    Other {
        debug: String,
    },
}

/// A server's end.
pub(crate) struct ServerEnd {
    server: Server,
    wire: Wire,
}

impl ServerEnd {
    pub(crate) fn new(config: &Config) -> Result<Self, Fault> {
        let mut settings = server::Config {
            tls: config.tls.into(),
            options: config.options()?,
            ..Default::default()
        };
        if let Some(greeting) = &config.greeting {
            settings.greeting = greeting.clone();
        }
        if let Some(capabilities) = &config.capabilities {
            settings.capabilities = capabilities.clone();
        }
        let mut inbox = Inbox::new(Limits::before_authentication());
        if let Some(above) = config.stream_above {
            inbox = inbox.stream_above(above);
        }
        Ok(Self {
            server: Server::new(settings),
            wire: Wire::new(inbox, config.reveal),
        })
    }
}

impl Session for ServerEnd {
    fn feed(&mut self, bytes: &[u8]) -> Result<Step, Fault> {
        self.wire.feed(bytes);
        Ok(Step::Nothing)
    }

    fn tell(&mut self, order: &[u8], out: &mut Vec<u8>) -> Result<Step, Fault> {
        let Self { server, wire } = self;
        match serde_json::from_slice(order)? {
            ServerOrder::Ok(Answer { handle, text, code }) => {
                let handle = wire.handle(handle)?;
                match code {
                    Some(code) => server.ok_with(handle, code, &text)?,
                    None => server.ok(handle, &text)?,
                }
            }
            ServerOrder::No(Answer { handle, text, code }) => {
                server.no(wire.handle(handle)?, code, &text)?;
            }
            ServerOrder::Bad(Answer { handle, text, .. }) => {
                server.bad(wire.handle(handle)?, &text)?;
            }
            ServerOrder::Authenticated { handle, account } => {
                server.authenticated(wire.handle(handle)?, account)?;
            }
            ServerOrder::Challenge { handle, b64 } => {
                server.challenge(wire.handle(handle)?, &octets(&b64)?)?;
            }
            ServerOrder::Select(selected) => {
                let mut snapshot = Snapshot::new(selected.uid_validity, selected.uids);
                snapshot.uid_next = selected.uid_next;
                snapshot.recent = selected.recent;
                snapshot.unseen = selected.unseen;
                snapshot.read_only = selected.read_only;
                if let Some(flags) = selected.flags {
                    snapshot.flags = flags;
                }
                server.select(wire.handle(selected.handle)?, snapshot)?;
            }
            ServerOrder::Data { handle, data } => server.data(wire.handle(handle)?, data)?,
            ServerOrder::Tell(data) => server.tell(data)?,
            ServerOrder::Fetch { handle, fetch } => {
                server.fetch(wire.handle(handle)?, &fetch)?;
            }
            ServerOrder::Fetched { handle, items } => {
                server.fetched(wire.handle(handle)?, items)?;
            }
            ServerOrder::FetchGone(handle) => server.fetch_gone(wire.handle(handle)?)?,
            ServerOrder::Message { handle, uid, items } => {
                server.message(wire.handle(handle)?, uid, items)?;
            }
            ServerOrder::Supply { handle, b64 } => {
                server.supply(wire.handle(handle)?, &octets(&b64)?)?;
            }
            ServerOrder::AcceptLiteral(handle) => {
                let handle = wire.handle(handle)?;
                server.accept_literal(handle)?;
            }
            ServerOrder::RefuseLiteral { handle, code } => {
                let handle = wire.handle(handle)?;
                server.refuse_literal(handle, code)?;
            }
            ServerOrder::Arrived(uid) => server.notify(server::Change::Arrived(uid)),
            ServerOrder::Expunged(uid) => server.notify(server::Change::Expunged(uid)),
            ServerOrder::Flags { uid, flags } => server.notify(server::Change::Flags {
                uid,
                flags,
                mod_seq: None,
            }),
            ServerOrder::Messages { set, by_uid } => {
                let found: Vec<_> = server.messages(&set, by_uid).collect();
                write(out, &serde_json::json!({ "messages": found }))?;
                return Ok(Step::Json);
            }
            ServerOrder::Bye { text, code } => server.bye(code, &text)?,
            ServerOrder::TlsStarted {} => {
                wire.switching = false;
                server.tls_started(&mut wire.inbox)?;
            }
            ServerOrder::CompressStarted {} => {
                wire.switching = false;
                server.compress_started(&mut wire.inbox)?;
            }
            ServerOrder::Now(millis) => wire.now = Duration::from_millis(millis),
            ServerOrder::End {} => wire.inbox.end_of_input(),
            ServerOrder::Session {} => {
                let exists = server.numbers().map(|numbers| numbers.len());
                let deadline = server.next_deadline();
                write(out, &Standing::new(server.session(), exists, deadline))?;
                return Ok(Step::Json);
            }
        }
        Ok(Step::Nothing)
    }

    fn next(&mut self, out: &mut Vec<u8>) -> Result<Step, Fault> {
        let Self { server, wire } = self;
        if wire.over {
            return Ok(Step::Nothing);
        }
        let told = match server.poll(&mut wire.inbox, wire.now) {
            Ok(server::Output::Transmit(bytes)) => {
                out.extend_from_slice(bytes);
                let written = bytes.len();
                server.transmitted(written);
                return Ok(Step::Octets);
            }
            Ok(server::Output::NeedInput { .. } | server::Output::Wait { .. }) => {
                return Ok(Step::Nothing);
            }
            Ok(server::Output::Event(event)) => {
                server_event(event, &mut wire.handles, wire.reveal, out)?;
                return Ok(Step::Json);
            }
            Ok(server::Output::StartTls) if wire.switching => return Ok(Step::Nothing),
            Ok(server::Output::StartCompress) if wire.switching => return Ok(Step::Nothing),
            Ok(server::Output::StartTls) => {
                wire.switching = true;
                ServerTold::StartTls {}
            }
            Ok(server::Output::StartCompress) => {
                wire.switching = true;
                ServerTold::StartCompress {}
            }
            Ok(server::Output::Closed(why)) => {
                wire.over = true;
                ServerTold::Closed {
                    reason: why.to_string(),
                }
            }
            Ok(output) => ServerTold::Other {
                debug: format!("{output:?}"),
            },
            Err(error) => {
                wire.over = true;
                ServerTold::Failed {
                    error: error.to_string(),
                }
            }
        };
        write(out, &told)?;
        Ok(Step::Json)
    }
}

fn server_event(
    event: server::Event<'_>,
    handles: &mut BTreeMap<u64, Handle>,
    reveal: bool,
    out: &mut Vec<u8>,
) -> Result<(), Fault> {
    let mut number = |handle: Handle| Wire::number(handles, handle);
    let told = match event {
        server::Event::Command { handle, command } => {
            let handle = number(handle);
            // An application that checks passwords has to be shown them.
            let command = &if reveal { command.reveal() } else { command };
            return write(out, &ServerTold::Command { handle, command });
        }
        server::Event::Answered { command } => {
            return write(out, &ServerTold::Answered { command: &command });
        }
        server::Event::Refused { command, why } => {
            let (command, why) = (&command, why.to_string());
            return write(out, &ServerTold::Refused { command, why });
        }
        server::Event::Unparsed(unparsed) => ServerTold::Unparsed {
            error: Refused::new(&unparsed.error, unparsed.raw, reveal),
        },
        server::Event::TooLong { len } => ServerTold::TooLong { len },
        server::Event::AuthenticateData { handle, data } => {
            let handle = number(handle);
            let data = if reveal { data.reveal() } else { data };
            return write(
                out,
                &ServerTold::AuthenticateData {
                    handle,
                    data: &data,
                },
            );
        }
        server::Event::AuthenticateFailed { handle, error } => ServerTold::AuthenticateFailed {
            handle: number(handle),
            error: error.to_string(),
        },
        server::Event::LiteralOffered {
            handle,
            len,
            state,
            answer,
        } => ServerTold::LiteralOffered {
            handle: number(handle),
            len,
            state: name(state),
            answer: match answer {
                server::Offered::Asked => "asked",
                server::Offered::Accepted => "accepted",
                server::Offered::Refused => "refused",
                _ => "other",
            },
        },
        server::Event::AppendHead { handle, head } => ServerTold::AppendHead {
            handle: number(handle),
            len: head.len,
        },
        server::Event::AppendChunk { handle, chunk } => ServerTold::AppendChunk {
            handle: number(handle),
            b64: STANDARD.encode(chunk),
        },
        server::Event::AppendAborted { handle } => ServerTold::AppendAborted {
            handle: number(handle),
        },
        server::Event::Discarded { bytes } => ServerTold::Discarded { bytes },
        server::Event::FetchNext { handle, seq, uid } => ServerTold::FetchNext {
            handle: number(handle),
            seq,
            uid,
        },
        server::Event::Room { handle } => ServerTold::Room {
            handle: number(handle),
        },
        server::Event::WantData { handle, max } => ServerTold::WantData {
            handle: number(handle),
            max,
        },
        event => ServerTold::Other {
            debug: format!("{event:?}"),
        },
    };
    write(out, &told)
}
