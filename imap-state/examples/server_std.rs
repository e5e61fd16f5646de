//! A server over plain `std::net` with three messages in memory. Not for the open network: it has no TLS.
//! ```text
//! $ cargo run --example server_std -- 1143
//! $ curl -u alice:secret 'imap://127.0.0.1:1143/INBOX;UID=2'
//! ```
#![allow(clippy::std_instead_of_core, reason = "a program of users")]

use std::{error::Error, io::Read, io::Write, net, num::NonZeroU32, thread, time::Duration};

use imap_state::server::{Config, Event, Output, Server, Snapshot};
use imap_state::{conn::Inbox, session::TlsPolicy, tag::Handle};
use imap_types::command::{CommandBody, Uid};
use imap_types::fetch::{FetchAtt, FetchItems, MsgAtt, SectionData};
use imap_types::{code::Code, core::Vec1, data::Data, list::MailboxList, search::SearchResult};

const MAIL: [&str; 3] = [
    "Subject: 1\r\n\r\n1\r\n",
    "Subject: 2\r\n\r\n2\r\n",
    "\r\n3\r\n",
];

fn main() -> Result<(), Box<dyn Error>> {
    let port = std::env::args().nth(1).unwrap_or_else(|| "1143".into());
    for socket in net::TcpListener::bind(("127.0.0.1", port.parse()?))?.incoming() {
        let socket = socket?;
        thread::spawn(move || serve(socket).unwrap_or_else(|error| eprintln!("{error}")));
    }
    Ok(())
}

#[rustfmt::skip]
fn serve(mut socket: net::TcpStream) -> Result<(), Box<dyn Error>> {
    let mut server = Server::new(Config { tls: TlsPolicy::Plain, start_tls: false, ..Config::default() });
    let mut inbox = Inbox::new(imap_codec::Limits::default());
    let (start, mut asked) = (std::time::Instant::now(), Vec1::one(FetchAtt::Uid));
    let left = |by: Option<Duration>| by.map(|by| by.saturating_sub(start.elapsed()).max(Duration::from_millis(1)));
    loop {
        match server.poll(&mut inbox, start.elapsed())? {
            Output::Transmit(bytes) => { let n = socket.write(bytes)?; server.transmitted(n) }
            Output::NeedInput { by } => {
                socket.set_read_timeout(left(by))?;
                match socket.read(inbox.space(16 << 10)) {
                    Ok(0) => inbox.end_of_input(),
                    Ok(n) => inbox.filled(n),
                    Err(_) => {} // time is over; or the next read says that it is the end
                }
            }
            Output::Wait { by } => thread::sleep(left(by).unwrap_or_default()),
            Output::Closed(_) => return Ok(()),
            Output::Event(Event::Command { handle, command }) => {
                if let CommandBody::Fetch(fetch) | CommandBody::Uid(Uid::Fetch(fetch)) = &command
                    && let FetchItems::Items(items) = &fetch.items { asked = imap_types::ToBoundedStatic::to_static(items) }
                answer(&mut server, handle, command)?;
            }
            Output::Event(Event::FetchNext { handle, uid, .. }) => {
                let items: Result<Vec<_>, _> = asked.iter().map(|item| told(item, uid)).collect();
                server.fetched(handle, items?)?;
            }
            Output::Event(Event::LiteralOffered { handle, .. }) => { let _short = server.refuse_literal(handle, Code::TooBig); }
            _ => {}
        }
    }
}

#[rustfmt::skip]
fn answer(server: &mut Server, handle: Handle, command: CommandBody<'_>) -> Result<(), Box<dyn Error>> {
    let uids = || (1..=3).filter_map(NonZeroU32::new);
    match command {
        CommandBody::Login(login) if login.password.expose().as_bytes() == b"secret" => server.authenticated(handle, "alice")?,
        CommandBody::Login(_) => server.no(handle, Code::AuthenticationFailed, "wrong password")?,
        CommandBody::Select(_) | CommandBody::Examine(_) => server.select(handle, Snapshot::new(NonZeroU32::MIN, uids()))?,
        CommandBody::Fetch(fetch) | CommandBody::Uid(Uid::Fetch(fetch)) => server.fetch(handle, &fetch)?,
        CommandBody::List(_) => {
            let (attributes, delimiter, extended) = (vec![], None, vec![]);
            server.data(handle, Data::List(MailboxList { attributes, delimiter, mailbox: "INBOX".try_into()?, extended }))?;
            server.ok(handle, "LIST completed")?;
        }
        CommandBody::Search(_) | CommandBody::Uid(Uid::Search(_)) => {
            server.data(handle, Data::Search(SearchResult { numbers: uids().collect(), extension: None }))?;
            server.ok(handle, "SEARCH completed")?;
        }
        CommandBody::Close | CommandBody::Unselect => server.ok(handle, "done")?,
        _ => server.bad(handle, "not here")?,
    }
    Ok(())
}

#[rustfmt::skip]
fn told<'m>(item: &FetchAtt<'m>, uid: NonZeroU32) -> Result<MsgAtt<'m>, Box<dyn Error>> {
    let mail = MAIL[uid.get() as usize - 1];
    Ok(match item {
        FetchAtt::BodySection(asked) | FetchAtt::BodyPeek(asked) => // whichever part: it is all that there is
            MsgAtt::BodySection(Box::new(SectionData { section: asked.section.clone(), origin: None, data: Some(mail.try_into()?) })),
        FetchAtt::Rfc822 => MsgAtt::Rfc822(Some(mail.try_into()?)),
        FetchAtt::Flags => MsgAtt::Flags(imap_types::flag::Flags::new()),
        FetchAtt::Rfc822Size => MsgAtt::Rfc822Size((mail.len() as u64).try_into()?),
        _ => MsgAtt::Uid(uid),
    })
}
