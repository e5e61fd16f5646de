//! Logs in and lists the mailboxes, in clear: a blocking client on `std`, with the lowest layer alone.
//!
//! ```text
//! cargo run --example list -- localhost:143 alice secret
//! ```
#![allow(clippy::std_instead_of_core, reason = "a program of users")]

use std::{
    env,
    error::Error,
    io::{IoSlice, Read, Write},
    net::TcpStream,
};

use imap_codec::{Limits, Options};
use imap_state::conn::{Client, Connection, FromServer, Inbox, Received, SendId};
use imap_types::{
    command::{Command, CommandBody},
    core::Tag,
    data::Data,
    response::{Response, State},
};

struct Session {
    socket: TcpStream,
    connection: Connection<Client>,
    inbox: Inbox,
}

impl Session {
    /// Sends a command, and reads until it is done. Answers whether it went well; `None` is a wait for the greeting.
    fn run(
        &mut self,
        command: Option<(&str, CommandBody<'_>)>,
        mut show: impl FnMut(&Data<'_>),
    ) -> Result<bool, Box<dyn Error>> {
        let tag = command
            .as_ref()
            .map_or("", |(tag, _)| tag)
            .as_bytes()
            .to_vec();
        let mut sent: Option<SendId> = None;
        if let Some((tag, body)) = command {
            let command = Command::new(Tag::try_from(tag)?, body);
            sent = Some(self.connection.send(&command)?);
        }
        loop {
            // Write all that may be written.
            loop {
                let slices: Vec<_> = self.connection.transmit().map(IoSlice::new).collect();
                if slices.is_empty() {
                    break;
                }
                let n = self.socket.write_vectored(&slices)?;
                self.connection.transmitted(n);
            }
            // Handle all that was read.
            while let Some(received) = self.connection.receive(&mut self.inbox)? {
                let decoded = match received {
                    Received::Message { decoded, .. } => decoded,
                    Received::Unparsed(unparsed) => {
                        eprint!("{}", unparsed.error.render(unparsed.raw));
                        continue;
                    }
                    Received::End => return Err("the server hung up".into()),
                    _ => continue,
                };
                match decoded.value {
                    FromServer::Greeting(greeting) => {
                        println!("{}", String::from_utf8_lossy(greeting.text.text.as_bytes()));
                        return Ok(true);
                    }
                    FromServer::Response(Response::Data(data)) => show(&data),
                    FromServer::Response(Response::Continue(_)) => {
                        self.connection.continue_received()?;
                    }
                    FromServer::Response(Response::Tagged(done)) if done.tag.as_bytes() == tag => {
                        if sent.is_some() && sent == self.connection.waiting() {
                            self.connection.literal_refused()?;
                        }
                        return Ok(done.state == State::Ok);
                    }
                    FromServer::Response(_) => {}
                }
            }
            // A literal may go on now; else read.
            if self.connection.transmit().next().is_none() {
                match self.socket.read(self.inbox.space(16 << 10))? {
                    0 => self.inbox.end_of_input(),
                    n => self.inbox.filled(n),
                }
            }
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let [address, user, password] = arguments.as_slice() else {
        return Err("usage: list HOST:PORT USER PASSWORD".into());
    };
    let mut session = Session {
        socket: TcpStream::connect(address)?,
        connection: Connection::new(Options::tolerant()),
        inbox: Inbox::new(Limits::default()),
    };
    session.run(None, |_| {})?;
    if !session.run(Some(("a1", CommandBody::login(user, password)?)), |_| {})? {
        return Err("user name or password is wrong".into());
    }
    session.run(Some(("a2", CommandBody::list("", "*")?)), |data| {
        if let Data::List(entry) = data {
            println!("{:?}", entry.mailbox);
        }
    })?;
    session.run(Some(("a3", CommandBody::Logout)), |_| {})?;
    Ok(())
}
