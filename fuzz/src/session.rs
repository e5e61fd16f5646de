//! A whole stream to a client or to a server: what it is asked to do ends, and it never panics.

use std::time::Duration;

use imap_codec::Limits;
use imap_state::{
    client::{self, Client},
    conn::Inbox,
    server::{self, Change, Offered, Server, Snapshot},
    session::TlsPolicy,
};
use imap_types::{
    append::Append,
    capability::Capability,
    command::{CommandBody, Login},
    core::Content,
    ext::compress::Algorithm,
    fetch::{FetchAtt, FetchItems, MsgAtt},
    sequence::SequenceSet,
};

/// How many steps `bytes` may take: a few for each byte, and a constant for what is done without any.
fn patience(bytes: &[u8]) -> usize {
    100_000 + 1_000 * bytes.len()
}

/// The size of the pieces in which it is read, and the stream.
fn pieces(bytes: &[u8]) -> (usize, &[u8]) {
    bytes
        .split_first()
        .map_or((1, bytes), |(size, rest)| (1 + usize::from(*size), rest))
}

fn read(inbox: &mut Inbox, size: usize, left: &mut &[u8]) {
    let (piece, rest) = left.split_at(size.min(left.len()));
    *left = rest;
    if piece.is_empty() {
        inbox.end_of_input();
    } else {
        inbox.space(piece.len())[..piece.len()].copy_from_slice(piece);
        inbox.filled(piece.len());
    }
}

/// What a server says, to a client that sends one command of each kind.
///
/// # Panics
///
/// If a law does not hold.
pub fn client(bytes: &[u8]) {
    let (size, mut left) = pieces(bytes);
    let config = client::Config {
        tls: TlsPolicy::Plain,
        stream_above: 64,
        ..client::Config::default()
    };
    let (mut inbox, mut client) = (config.inbox(), Client::new(config));
    let (mut now, mut next) = (Duration::ZERO, 0);
    // Some commands are taken back a few steps later.
    let mut taken_back = None;
    for _ in 0..patience(bytes) {
        now += Duration::from_millis(1);
        match &mut taken_back {
            Some((handle, 0)) => {
                let _over = client.cancel(*handle);
                taken_back = None;
            }
            Some((_, steps)) => *steps -= 1,
            None => {}
        }
        match client.poll(&mut inbox, now) {
            Ok(client::Output::Transmit(bytes)) => {
                let n = bytes.len();
                client.transmitted(n);
            }
            Ok(client::Output::StartTls) => drop(client.tls_started(&mut inbox)),
            Ok(client::Output::StartCompress) => drop(client.compress_here(&mut inbox)),
            Ok(client::Output::NeedInput { .. }) => read(&mut inbox, size, &mut left),
            Ok(client::Output::Event(event)) => match event {
                client::Event::Ready
                | client::Event::Done { .. }
                | client::Event::Cancelled { .. } => {
                    if let Some(command) = command(next)
                        && let Ok(handle) = client.send(command)
                        && next % 5 == 0
                    {
                        taken_back = Some((handle, 10));
                    }
                    next += 1;
                }
                client::Event::Idling { handle } => drop(client.done(handle)),
                client::Event::Challenge { handle, .. } => drop(client.respond(handle, &b"x"[..])),
                client::Event::WantData { handle, max } => {
                    client
                        .supply(handle, &vec![b'x'; max])
                        .expect("it was asked for");
                }
                _ => {}
            },
            Ok(client::Output::Closed(_)) | Err(_) => return,
            Ok(_) => {}
        }
    }
    panic!("it does not end: {client:?}");
}

fn command(n: usize) -> Option<CommandBody<'static>> {
    let all = || SequenceSet::try_from("1:*").expect("a set");
    Some(match n {
        0 => Login::new("alice", "secret").ok()?.into(),
        1 => CommandBody::select("INBOX").ok()?,
        2 => CommandBody::fetch(all(), FetchItems::from(FetchAtt::Flags)),
        3 => Append::new("INBOX", Content::Elsewhere { len: 100 })
            .ok()?
            .into(),
        4 => CommandBody::Idle,
        5 => CommandBody::uid_fetch(all(), FetchItems::from(FetchAtt::Envelope)),
        6 => CommandBody::Expunge,
        7 => CommandBody::Close,
        8 => CommandBody::StartTls,
        9 => CommandBody::Compress(Algorithm::Deflate),
        10 => CommandBody::uid_fetch(all(), FetchItems::from(FetchAtt::Rfc822)),
        11 => CommandBody::Noop,
        12 => CommandBody::Logout,
        _ => return None,
    })
}

/// What a client says, to a server with three messages, of which one goes.
///
/// # Panics
///
/// If a law does not hold.
pub fn server(bytes: &[u8]) {
    let (size, mut left) = pieces(bytes);
    let mut config = server::Config {
        tls: TlsPolicy::Plain,
        parallel: 3,
        ..server::Config::default()
    };
    config.capabilities.extend([
        Capability::CompressDeflate,
        Capability::Notify,
        Capability::QResync,
        Capability::Unauthenticate,
    ]);
    let mut server = Server::new(config);
    let mut inbox = Inbox::new(Limits::before_authentication()).stream_above(64);
    let mut now = Duration::ZERO;
    for _ in 0..patience(bytes) {
        now += Duration::from_millis(1);
        match server.poll(&mut inbox, now) {
            Ok(server::Output::Transmit(bytes)) => {
                let n = bytes.len();
                server.transmitted(n);
            }
            Ok(server::Output::StartTls) => drop(server.tls_started(&mut inbox)),
            Ok(server::Output::StartCompress) => drop(server.compress_here(&mut inbox)),
            Ok(server::Output::NeedInput { .. }) => read(&mut inbox, size, &mut left),
            Ok(server::Output::Wait { by }) => now = by.unwrap_or(now).max(now),
            Ok(server::Output::Event(event)) => answer(&mut server, event),
            Ok(server::Output::Closed(_)) | Err(_) => return,
            Ok(_) => {}
        }
    }
    panic!("it does not end: {server:?}");
}

fn answer(server: &mut Server, event: server::Event<'_>) {
    let uids = || (1..=3).filter_map(core::num::NonZeroU32::new);
    let answered = match event {
        server::Event::Command { handle, command } => match command {
            CommandBody::Login(_) => server.authenticated(handle, "alice"),
            CommandBody::Authenticate(_) => server.challenge(handle, b"?"),
            CommandBody::Select(_) | CommandBody::Examine(_) => {
                server.select(handle, Snapshot::new(core::num::NonZeroU32::MIN, uids()))
            }
            CommandBody::Fetch(fetch)
            | CommandBody::Uid(imap_types::command::Uid::Fetch(fetch)) => {
                server.fetch(handle, &fetch)
            }
            CommandBody::Expunge => {
                uids()
                    .take(1)
                    .for_each(|uid| server.notify(Change::Expunged(uid)));
                server.notify(Change::Arrived(core::num::NonZeroU32::MAX));
                server.ok(handle, "done")
            }
            _ => server.ok(handle, "done"),
        },
        server::Event::FetchNext { handle, uid, .. } => server.fetched(
            handle,
            [
                MsgAtt::Uid(uid),
                MsgAtt::Rfc822(Some(Content::Elsewhere { len: 10 })),
            ],
        ),
        server::Event::WantData { handle, max } => server.supply(handle, &vec![b'x'; max]),
        server::Event::AuthenticateData { handle, .. } => server.authenticated(handle, "alice"),
        server::Event::LiteralOffered {
            handle,
            answer: Offered::Asked,
            ..
        } => server.accept_literal(handle),
        _ => Ok(()),
    };
    // What cannot be answered any more has been answered already.
    let _answered = answered;
}
