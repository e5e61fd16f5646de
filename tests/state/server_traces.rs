//! Recorded sessions of real clients, played to a server: no command that their server took is refused, but those listed
//! here with the reason.

#![allow(clippy::unwrap_used, reason = "a test")]

extern crate alloc;

#[allow(dead_code, reason = "lint says what is no record")]
#[path = "../../imap-codec/examples/lint/record.rs"]
mod record;
mod recorded;

use std::{collections::HashMap, num::NonZeroU32, time::Duration};

use imap_codec::Limits;
use imap_state::{
    conn::Inbox,
    server::{Config, Error, Event, Offered, Output, Server, Snapshot},
    session::TlsPolicy,
    tag::Handle,
};
use imap_types::{
    auth::{AuthMechanism, AuthenticateData},
    capability::{Capability, REGISTRY},
    command::{CommandBody, Uid},
    data::Data,
    fetch::MsgAtt,
    flag::Flags,
    response::Response,
};
use record::{Side, records};

/// What their server took: the trace, the command, and why it is refused.
const EXPLAINED: &[(&str, &str)] = &[
    // RFC 9051 section 6.3.1: only in authenticated state. The server says OK, and that it is ignored.
    ("dovecot-2.3.19--raw-preauth--3.wire", "ENABLE"),
    // The server does not have UIDONLY, and says OK to ENABLE all the same. Ours has it.
    ("cyrus-3.6.1--raw-uidonly.wire", "SEARCH"),
    ("cyrus-3.6.1--raw-uidonly.wire", "FETCH"),
    ("cyrus-3.6.1--raw-uidonly.wire", "STORE"),
];

/// All that there is.
fn capabilities() -> Vec<Capability<'static>> {
    let mut line = String::from("* CAPABILITY");
    for known in REGISTRY {
        line.push(' ');
        line.push_str(known.name);
        if known.name.ends_with('=') {
            line.push('1');
        }
    }
    line.push_str(" THREAD=REFERENCES IMAP4 X-GM-EXT-1\r\n");
    let decoder = imap_codec::ResponseDecoder::tolerant();
    let decoded = decoder.decode(line.as_bytes()).unwrap();
    let Response::Data(Data::Capability(list)) =
        imap_types::IntoBoundedStatic::into_static(decoded.value)
    else {
        panic!()
    };
    let mut list = list.into_vec();
    for mechanism in [
        AuthMechanism::Plain,
        AuthMechanism::Login,
        AuthMechanism::CramMd5,
        AuthMechanism::ScramSha1,
        AuthMechanism::ScramSha256,
        AuthMechanism::XOAuth2,
        AuthMechanism::OAuthBearer,
    ] {
        list.push(Capability::Auth(mechanism));
    }
    list
}

/// Answers as the recorded server did.
fn answer(
    server: &mut Server,
    handle: Handle,
    command: CommandBody<'_>,
    granted: bool,
) -> Result<(), Error> {
    if !granted && !matches!(command, CommandBody::Authenticate(_)) {
        return server.no(handle, None, "as recorded");
    }
    match command {
        CommandBody::Login(_) => server.authenticated(handle, "x"),
        CommandBody::Authenticate(authenticate)
            if authenticate.initial_response.is_some() && granted =>
        {
            server.authenticated(handle, "x")
        }
        CommandBody::Authenticate(_) => server.challenge(handle, b""),
        CommandBody::Select(_) | CommandBody::Examine(_) => {
            let uids = (1..=2000).filter_map(NonZeroU32::new);
            server.select(handle, Snapshot::new(NonZeroU32::MIN, uids))
        }
        CommandBody::Fetch(fetch) | CommandBody::Uid(Uid::Fetch(fetch)) => {
            server.fetch(handle, &fetch)
        }
        _ => server.ok(handle, "as recorded"),
    }
}

fn replay(
    name: &str,
    file: &[u8],
    capabilities: &[Capability<'static>],
    refused: &mut Vec<String>,
) -> usize {
    let records = records(file).unwrap();
    let mut granted: HashMap<Vec<u8>, bool> = HashMap::new();
    for record in records.iter().filter(|record| record.side == Side::Server) {
        for line in record.bytes.split(|byte| *byte == b'\n') {
            let mut words = line.split(|byte| *byte == b' ');
            if let (Some(tag), Some(state @ (b"OK" | b"NO" | b"BAD"))) =
                (words.next(), words.next())
            {
                granted.entry(tag.to_vec()).or_insert(state == b"OK");
            }
        }
    }
    let config = Config {
        capabilities: capabilities.to_vec(),
        tls: TlsPolicy::Plain,
        max_errors: u32::MAX,
        max_logins: u32::MAX,
        limits_before: Limits::default(),
        ask_above: 0,
        ..Config::default()
    };
    let mut server = Server::new(config);
    let mut inbox = Inbox::new(Limits::default()).stream_above(1000);
    let mut now = Duration::ZERO;
    let mut taken = 0;
    let client = || records.iter().filter(|record| record.side == Side::Client);
    for (record, next) in client().zip(client().skip(1).map(Some).chain([None])) {
        inbox.space(record.bytes.len())[..record.bytes.len()].copy_from_slice(record.bytes);
        inbox.filled(record.bytes.len());
        let tag = record.bytes.split(|byte| *byte == b' ').next().unwrap();
        // Does the client go on with what it has begun, or with another command?
        let goes_on = next.is_some_and(|next| {
            let word = next.bytes.split(|byte| *byte == b' ').next().unwrap();
            !granted.contains_key(word)
        });
        let was_granted = granted.get(tag).copied().unwrap_or(true);
        loop {
            now += Duration::from_millis(1);
            match server.poll(&mut inbox, now).unwrap() {
                Output::Transmit(bytes) => {
                    let n = bytes.len();
                    server.transmitted(n);
                }
                Output::StartTls => server.tls_started(&mut inbox).unwrap(),
                Output::StartCompress => server.compress_started(&mut inbox).unwrap(),
                Output::NeedInput { .. } => break,
                Output::Wait { by } => now = by.unwrap(),
                Output::Closed(_) => return taken,
                Output::Event(event) => match event {
                    Event::Command { handle, command } => {
                        taken += 1;
                        answer(&mut server, handle, command, was_granted).unwrap();
                    }
                    Event::AuthenticateData { handle, data } => {
                        if data == AuthenticateData::Cancel {
                        } else if goes_on {
                            server.challenge(handle, b"").unwrap();
                        } else {
                            server.authenticated(handle, "x").unwrap();
                        }
                    }
                    Event::LiteralOffered {
                        handle,
                        answer: Offered::Asked,
                        ..
                    } => {
                        if was_granted || goes_on {
                            server.accept_literal(handle).unwrap();
                        } else {
                            server.refuse_literal(handle, None).unwrap();
                        }
                    }
                    Event::FetchNext { handle, .. } => {
                        server
                            .fetched(handle, [MsgAtt::Flags(Flags::new())])
                            .unwrap();
                    }
                    Event::Refused { command, why } if granted.get(tag) == Some(&true) => {
                        let command = command.keyword().unwrap_or_default();
                        if !EXPLAINED.contains(&(name, command)) {
                            refused.push(format!("{name}: {command} {why}"));
                        }
                    }
                    Event::Unparsed(unparsed)
                        if unparsed
                            .tag()
                            .is_some_and(|tag| granted.get(tag) == Some(&true)) =>
                    {
                        let raw = String::from_utf8_lossy(unparsed.raw).into_owned();
                        refused.push(format!("{name}: {raw} {}", unparsed.error));
                    }
                    Event::Answered { .. } => taken += 1,
                    _ => {}
                },
                output => panic!("{output:?}"),
            }
        }
    }
    taken
}

#[test]
fn no_legal_command_is_refused() {
    let capabilities = capabilities();
    let (mut refused, mut taken) = (Vec::new(), 0);
    for (name, file) in recorded::sessions() {
        taken += replay(&name, &file, &capabilities, &mut refused);
    }
    assert!(taken > 1000, "{taken}");
    assert_eq!(
        refused,
        Vec::<String>::new(),
        "{} of {taken}",
        refused.len()
    );
}
