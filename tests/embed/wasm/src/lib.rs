//! A module of WebAssembly that frames, decodes and encodes, and imports nothing; what codec and state weigh without JSON
//! (`../module` has the whole interface).
//!
//! The host copies bytes of a server to `input()`, calls `receive(n)`, and reads the re-encoded messages at `output()`. A
//! client and a server of imap-state talk to each other in `talk()`.
#![no_std]
#![allow(
    unsafe_code,
    reason = "exported symbols, an allocator and a panic handler"
)]

extern crate alloc;

use alloc::{boxed::Box, vec::Vec};
use core::{
    alloc::{GlobalAlloc, Layout},
    cell::UnsafeCell,
    num::NonZeroU32,
    ptr::null_mut,
    time::Duration,
};

use imap_codec::{EncodeOptions, Encoder, Limits, Options};
use imap_state::{
    client,
    conn::{Client, Connection, FromServer, Inbox, Received},
    server,
    session::TlsPolicy,
};
use imap_types::{
    command::{Command, CommandBody, Login, Uid},
    core::{Tag, Vec1},
    fetch::{FetchAtt, FetchItems, MsgAtt},
    sequence::SequenceSet,
};

/// How many bytes the host may give at a time.
const CHUNK: usize = 4096;

struct Session {
    connection: Connection<Client>,
    inbox: Inbox,
    encoder: Encoder,
    output: Vec<u8>,
}

/// There is one thread.
struct Global<T>(UnsafeCell<T>);
unsafe impl<T> Sync for Global<T> {}

static SESSION: Global<Option<Box<Session>>> = Global(UnsafeCell::new(None));

fn session() -> &'static mut Session {
    let session = unsafe { &mut *SESSION.0.get() };
    session.get_or_insert_with(|| {
        Box::new(Session {
            connection: Connection::new(Options::tolerant()),
            inbox: Inbox::new(Limits::before_authentication()),
            encoder: Encoder::new(EncodeOptions::everything()),
            output: Vec::new(),
        })
    })
}

/// Where the host writes up to `CHUNK` bytes of what the server sent.
#[unsafe(no_mangle)]
pub extern "C" fn input() -> *mut u8 {
    session().inbox.space(CHUNK).as_mut_ptr()
}

/// Takes `n` bytes of input; answers how many messages were decoded, and encoded to `output()`, or -1.
#[unsafe(no_mangle)]
pub extern "C" fn receive(n: usize) -> i32 {
    let Session {
        connection,
        inbox,
        encoder,
        output,
    } = session();
    inbox.filled(n);
    output.clear();
    let mut messages = 0;
    loop {
        match connection.receive(inbox) {
            Ok(Some(Received::Message { decoded, .. })) => {
                let encoded = match &decoded.value {
                    FromServer::Greeting(greeting) => encoder.encode_into(greeting, output),
                    FromServer::Response(response) => encoder.encode_into(response, output),
                };
                if encoded.is_err() {
                    return -1;
                }
                messages += 1;
            }
            Ok(Some(_)) => return -1,
            Ok(None) => return messages,
            Err(_) => return -1,
        }
    }
}

/// Sends `a NOOP`; answers how many bytes of `output()` are to be written.
#[unsafe(no_mangle)]
pub extern "C" fn noop() -> i32 {
    let Session {
        connection, output, ..
    } = session();
    output.clear();
    let Ok(tag) = Tag::try_from("a") else {
        return -1;
    };
    if connection
        .send(&Command::new(tag, CommandBody::Noop))
        .is_err()
    {
        return -1;
    }
    for slice in connection.transmit() {
        output.extend_from_slice(slice);
    }
    connection.transmitted(output.len());
    output.len() as i32
}

/// Lets a client log in, select, fetch and log out at a server; answers how many bytes crossed the wire, or -1.
#[unsafe(no_mangle)]
pub extern "C" fn talk() -> i32 {
    conversation()
        .and_then(|bytes| i32::try_from(bytes).ok())
        .unwrap_or(-1)
}

fn conversation() -> Option<usize> {
    let mut client = client::Client::new(client::Config {
        tls: TlsPolicy::Plain,
        ..Default::default()
    });
    let mut server = server::Server::new(server::Config {
        tls: TlsPolicy::Plain,
        ..Default::default()
    });
    let mut to_client = Inbox::new(Limits::default());
    let mut to_server = Inbox::new(Limits::default());
    let (now, mut crossed, mut fetched) = (Duration::ZERO, 0, 0);
    let mut cross = |inbox: &mut Inbox, bytes: &[u8]| {
        inbox
            .space(bytes.len())
            .get_mut(..bytes.len())?
            .copy_from_slice(bytes);
        inbox.filled(bytes.len());
        crossed += bytes.len();
        Some(bytes.len())
    };
    loop {
        match server.poll(&mut to_server, now).ok()? {
            server::Output::Transmit(bytes) => {
                let n = cross(&mut to_client, bytes)?;
                server.transmitted(n);
                continue;
            }
            server::Output::Event(event) => {
                match event {
                    server::Event::Command { handle, command } => match command {
                        CommandBody::Login(_) => server.authenticated(handle, "alice"),
                        CommandBody::Select(_) => {
                            let snapshot =
                                server::Snapshot::new(NonZeroU32::MIN, [NonZeroU32::MIN]);
                            server.select(handle, snapshot)
                        }
                        CommandBody::Fetch(fetch) | CommandBody::Uid(Uid::Fetch(fetch)) => {
                            server.fetch(handle, &fetch)
                        }
                        _ => server.bad(handle, "not here"),
                    }
                    .ok()?,
                    server::Event::FetchNext { handle, uid, .. } => {
                        server.fetched(handle, [MsgAtt::Uid(uid)]).ok()?;
                    }
                    _ => {}
                }
                continue;
            }
            server::Output::Closed(_) => to_client.end_of_input(),
            _ => {}
        }
        match client.poll(&mut to_client, now).ok()? {
            client::Output::Transmit(bytes) => {
                let n = cross(&mut to_server, bytes)?;
                client.transmitted(n);
            }
            client::Output::Event(client::Event::Ready) => {
                client.send(Login::new("alice", "secret").ok()?).ok()?;
                client.send(CommandBody::select("INBOX").ok()?).ok()?;
                let all = SequenceSet::try_from("1:*").ok()?;
                client
                    .send(CommandBody::fetch(
                        all,
                        FetchItems::Items(Vec1::one(FetchAtt::Uid)),
                    ))
                    .ok()?;
                client.send(CommandBody::Logout).ok()?;
            }
            client::Output::Event(client::Event::Fetched(fetch)) => {
                fetched += fetch.uid().map_or(0, u32::from);
            }
            client::Output::Event(_) => {}
            client::Output::Closed(_) => return (fetched == 1).then_some(crossed),
            _ => return None,
        }
    }
}

/// Where the output is.
#[unsafe(no_mangle)]
pub extern "C" fn output() -> *const u8 {
    session().output.as_ptr()
}

/// How many bytes it has.
#[unsafe(no_mangle)]
pub extern "C" fn output_len() -> usize {
    session().output.len()
}

/// Grows the memory and never gives back: enough for a proof.
struct Bump(UnsafeCell<(usize, usize)>);
unsafe impl Sync for Bump {}

#[global_allocator]
static BUMP: Bump = Bump(UnsafeCell::new((0, 0)));

unsafe impl GlobalAlloc for Bump {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        const PAGE: usize = 64 << 10;
        let (next, end) = unsafe { &mut *self.0.get() };
        let start = next.next_multiple_of(layout.align());
        if start + layout.size() > *end {
            let pages = layout.size().div_ceil(PAGE) + 1;
            let grown = core::arch::wasm32::memory_grow(0, pages);
            if grown == usize::MAX {
                return null_mut();
            }
            if grown * PAGE != *end {
                *next = grown * PAGE;
            }
            *end = (grown + pages) * PAGE;
            return unsafe { self.alloc(layout) };
        }
        *next = start + layout.size();
        start as *mut u8
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
