//! A server on any I/O.

use std::{
    error::Error,
    io::Read,
    num::NonZeroU32,
    time::{Duration, Instant},
};

use imap_codec::Limits;
use imap_state::{
    conn::Inbox,
    server::{Change, Config, Error as Refused, Event, Output, Server, Snapshot},
    session::TlsPolicy,
};
use imap_types::{
    code::Code,
    command::{CommandBody, Login},
    fetch::MsgAtt,
    select::Select,
};

/// Gives a line at a time.
struct Socket(&'static [u8]);

impl Read for Socket {
    fn read(&mut self, space: &mut [u8]) -> std::io::Result<usize> {
        let end = self.0.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        self.0.read(&mut space[..end])
    }
}

struct Account;

impl Account {
    fn id(&self) -> &'static str {
        "alice"
    }
}

struct Mailbox(Vec<NonZeroU32>);

impl Mailbox {
    fn snapshot(&self) -> Snapshot<'static> {
        Snapshot::new(NonZeroU32::MIN, self.0.iter().copied())
    }
}

struct Store;

impl Store {
    fn check(&self, login: &Login<'_>) -> Option<Account> {
        (login.password.expose().as_bytes() == b"secret").then_some(Account)
    }
    fn open(&self, _: &Select<'_>) -> Result<Mailbox, Refused> {
        Ok(Mailbox((1..=3).filter_map(NonZeroU32::new).collect()))
    }
    fn read(&self, uid: NonZeroU32) -> [MsgAtt<'static>; 1] {
        [MsgAtt::Uid(uid)]
    }
}

#[test]
fn a_server() -> Result<(), Box<dyn Error>> {
    let mut socket = Socket(b"a LOGIN alice secret\r\nb SELECT INBOX\r\nc FETCH 1:* UID\r\nd APPEND x {999}\r\ne NOOP\r\nf LOGOUT\r\n");
    let (mut written, store, quota, start) = (Vec::new(), Store, 500, Instant::now());
    // README: a server
    let mut server = Server::new(Config { tls: TlsPolicy::Plain, ask_above: 100, ..Default::default() });
    let mut inbox = Inbox::new(Limits::default());
    loop {
        match server.poll(&mut inbox, start.elapsed())? {
            Output::Transmit(bytes) => { written.extend_from_slice(bytes); let n = bytes.len(); server.transmitted(n) }
            Output::NeedInput { by: _ } => { let n = socket.read(inbox.space(16 << 10))?; inbox.filled(n) }
            Output::Event(Event::Command { handle, command }) => match command {
                CommandBody::Login(login)   => match store.check(&login) {
                    Some(account) => server.authenticated(handle, account.id())?,                          // OK [CAPABILITY …]
                    None          => server.no(handle, Code::AuthenticationFailed, "wrong password")?,     // and a slower next try
                },
                CommandBody::Select(select) => server.select(handle, store.open(&select)?.snapshot())?,
                CommandBody::Fetch(fetch)   => server.fetch(handle, &fetch)?,                              // then pulls, message by message:
                _                           => server.bad(handle, "not here")?,
            },
            Output::Event(Event::FetchNext { handle, uid, .. }) => server.fetched(handle, store.read(uid))?,
            Output::Event(Event::LiteralOffered { handle, len, .. }) if len > quota => server.refuse_literal(handle, Code::TooBig)?,
            Output::Closed(_) => break,
            Output::Wait { by: Some(by) } => std::thread::sleep(by.saturating_sub(start.elapsed()).min(Duration::from_secs(1))),
            _ => {}
        }
        // whenever the store changes, from anywhere: the machine sends it when the protocol allows
        if server.changes() == 0 && written.ends_with(b"d NO [TOOBIG] literal refused\r\n") {
            server.notify(Change::Expunged(NonZeroU32::MIN));
        }
    }
    // README end
    let written = String::from_utf8(written)?;
    assert!(written.contains("* 3 FETCH (UID 3)\r\nc OK FETCH completed\r\nd NO [TOOBIG] literal refused\r\n"), "{written}");
    assert!(written.ends_with("* BYE logging out\r\nf OK LOGOUT completed\r\n"), "{written}");
    Ok(())
}
