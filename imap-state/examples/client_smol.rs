//! The loop of `client_std` on an async runtime, smol: tells the subjects in a mailbox, in clear.
//!
//! ```text
//! cargo run --example client_smol -- localhost:143 alice secret
//! ```
#![allow(clippy::std_instead_of_core, reason = "a program of users")]

use std::{env, error::Error, io, time::Instant};

use imap_state::{
    client::{Client, Config, Event, Output},
    session::TlsPolicy,
};
use imap_types::{
    command::{CommandBody, Login},
    fetch::FetchAtt,
    sequence::SequenceSet,
};
use smol::{
    Timer,
    future::or,
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// What the user makes of an event: one command behind the other, which the machine holds back until they may be sent.
fn react(client: &mut Client, event: &Event<'_>, login: [&str; 2]) -> Result<(), Box<dyn Error>> {
    match event {
        Event::Ready => {
            client.send(Login::new(login[0], login[1])?)?;
            client.send(CommandBody::select("INBOX")?)?;
            let all = SequenceSet::try_from("1:*")?;
            client.send(CommandBody::uid_fetch(all, FetchAtt::Envelope))?;
            client.send(CommandBody::Logout)?;
        }
        Event::Fetched(fetch) => {
            let envelope = fetch.envelope();
            let subject = envelope.and_then(|envelope| envelope.subject.to_str());
            println!("{}: {}", fetch.seq, subject.unwrap_or_default());
        }
        Event::Done {
            command, status, ..
        } => println!("{command}: {}", status.state),
        Event::Refused { why, .. } => println!("not sent: {why}"),
        Event::Unparsed { raw, error, .. } => eprint!("{}", error.render(raw)),
        _ => {}
    }
    Ok(())
}

async fn drive(address: &str, login: [&str; 2]) -> Result<(), Box<dyn Error>> {
    let mut socket = TcpStream::connect(address).await?;
    let config = Config {
        tls: TlsPolicy::Plain,
        ..Config::default()
    };
    let (mut inbox, mut client) = (config.inbox(), Client::new(config));
    let start = Instant::now();
    loop {
        match client.poll(&mut inbox, start.elapsed())? {
            Output::Transmit(bytes) => {
                let n = socket.write(bytes).await?;
                client.transmitted(n);
            }
            Output::NeedInput { by } => {
                let late = async {
                    by.map_or_else(Timer::never, |by| Timer::at(start + by))
                        .await;
                    Err(io::ErrorKind::TimedOut.into())
                };
                match or(socket.read(inbox.space(16 << 10)), late).await {
                    Ok(0) => inbox.end_of_input(),
                    Ok(n) => inbox.filled(n),
                    Err(error) if error.kind() == io::ErrorKind::TimedOut => {}
                    Err(error) => return Err(error.into()),
                }
            }
            Output::Event(event) => react(&mut client, &event, login)?,
            Output::Closed(reason) => {
                println!("{reason}");
                return Ok(());
            }
            other => return Err(format!("{other:?}: not here").into()),
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let [address, user, password] = arguments.as_slice() else {
        return Err("HOST:PORT USER PASSWORD".into());
    };
    smol::block_on(drive(address, [user, password]))
}
