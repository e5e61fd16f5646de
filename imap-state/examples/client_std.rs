//! Watches a mailbox: a blocking client on `std`, in clear. The loop in `main` is all of a driver.
//!
//! ```text
//! cargo run --example client_std -- localhost:143 alice secret
//! ```
#![allow(clippy::std_instead_of_core, reason = "a program of users")]

use std::{
    env,
    error::Error,
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use imap_state::{
    client::{Client, Config, Event, Output},
    mailbox::Change,
    session::TlsPolicy,
};
use imap_types::{
    command::{CommandBody, Login},
    fetch::FetchAtt,
    sequence::SequenceSet,
};

/// What the user makes of an event.
fn react(client: &mut Client, event: Event<'_>, login: &[String]) -> Result<(), Box<dyn Error>> {
    match event {
        Event::Ready => {
            if let [user, password] = login {
                client.send(Login::new(user.as_str(), password.as_str())?)?;
            } else {
                client.send(CommandBody::Logout)?;
            }
        }
        Event::Done {
            command, status, ..
        } => {
            println!("{command}: {}", status.state);
            match (&*command, status.is_ok()) {
                ("LOGIN", true) => client.send(CommandBody::select("INBOX")?)?,
                ("SELECT", true) => {
                    let all = SequenceSet::try_from("1:*")?;
                    client.send(CommandBody::uid_fetch(all, FetchAtt::Envelope))?;
                    client.send(CommandBody::Idle)?
                }
                ("LOGIN" | "SELECT" | "IDLE", _) => client.send(CommandBody::Logout)?,
                _ => return Ok(()),
            };
        }
        Event::Changed(Change::Exists { now, .. }) => println!("{now} messages"),
        Event::Fetched(fetch) => {
            let envelope = fetch.envelope();
            let subject = envelope.and_then(|envelope| envelope.subject.to_str());
            println!("{}: {}", fetch.seq, subject.unwrap_or_default());
        }
        Event::Unparsed { raw, error, .. } => eprint!("{}", error.render(raw)),
        _ => {}
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let (address, login) = arguments.split_first().ok_or("HOST:PORT [USER PASSWORD]")?;
    let mut socket = TcpStream::connect(address)?;
    let config = Config {
        tls: TlsPolicy::Plain,
        ..Config::default()
    };
    let (mut inbox, mut client) = (config.inbox(), Client::new(config));
    let start = Instant::now();
    loop {
        match client.poll(&mut inbox, start.elapsed())? {
            Output::Transmit(bytes) => {
                let n = socket.write(bytes)?;
                client.transmitted(n);
            }
            Output::NeedInput { by } => {
                let left = by.map(|by| by.saturating_sub(start.elapsed()));
                socket.set_read_timeout(left.map(|left| left.max(Duration::from_millis(1))))?;
                match socket.read(inbox.space(16 << 10)) {
                    Ok(0) => inbox.end_of_input(),
                    Ok(n) => inbox.filled(n),
                    Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                    Err(error) => return Err(error.into()),
                }
            }
            Output::Event(event) => react(&mut client, event, login)?,
            Output::Closed(reason) => {
                println!("{reason}");
                return Ok(());
            }
            other => return Err(format!("{other:?}: not here").into()),
        }
    }
}
