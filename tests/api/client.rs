//! A client on any I/O.

use std::{
    error::Error,
    io::{self, Read, Write},
    num::NonZeroU32,
    time::{Duration, Instant},
};

use imap_codec::Limits;
use imap_state::{
    client::{self, Client, Event, Output},
    conn::Inbox,
    mailbox::Change,
    session::TlsPolicy,
};
use imap_types::{append::Append, command::{CommandBody, Login}, core::Content, fetch::Fetch};

/// A server's side of a conversation, which goes on once enough was written.
struct Socket<'a> {
    /// How many bytes have to be written first, and what is read then.
    script: &'a [(&'a str, &'a str)],
    written: Vec<u8>,
    tls: bool,
}

impl Socket<'_> {
    fn set_deadline(&self, _: Option<Duration>) {}
}

impl Read for Socket<'_> {
    fn read(&mut self, mut space: &mut [u8]) -> io::Result<usize> {
        let Some(((wanted, answer), rest)) = self.script.split_first() else { return Ok(0) };
        assert!(self.written.ends_with(wanted.as_bytes()), "{}", self.written.escape_ascii());
        self.script = rest;
        space.write(answer.as_bytes())
    }
}

impl Write for Socket<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.written.write(&bytes[..bytes.len().min(7)])
    }
    fn flush(&mut self) -> io::Result<()> { Ok(()) }
}

struct Tls;

impl Tls {
    fn connect<'a>(&self, socket: Socket<'a>) -> io::Result<Socket<'a>> {
        Ok(Socket { tls: true, ..socket })
    }
}

#[test]
fn a_client() -> Result<(), Box<dyn Error>> {
    let mut socket = Socket {
        script: &[
            ("", "* OK [CAPABILITY IMAP4rev2 STARTTLS LOGINDISABLED] hi\r\n"),
            ("A0 STARTTLS\r\n", "A0 OK go on\r\n"),
            ("A1 CAPABILITY\r\n", "* CAPABILITY IMAP4rev2 AUTH=PLAIN\r\nA1 OK done\r\n"),
            ("A2 LOGIN alice secret\r\n", "A2 OK [CAPABILITY IMAP4rev2] in\r\n"),
            ("A3 SELECT INBOX\r\n", "* 3 EXISTS\r\n* 2 FETCH (UID 7 FLAGS ())\r\n* 0 FETCH (\r\nA3 OK selected\r\n"),
            ("A4 APPEND Sent {20+}\r\nMessage of 20 octets\r\n", "* 2 FETCH (BODY[] {4}\r\nbody)\r\nA4 OK done\r\n"),
            ("A5 LOGOUT\r\n", "* BYE bye\r\nA5 OK bye\r\n"),
        ],
        written: vec![],
        tls: false,
    };
    let (tls, password, start, mut login) = (Tls, "secret", Instant::now(), None);
    let (mut mail, mut file, mut buf) = (&b"Message of 20 octets"[..], vec![], [0; 512]);
    let (mut shown, mut logged) = (vec![], vec![]);
    let mut show = |uid: Option<NonZeroU32>, _: &Fetch<'_>| shown.push(uid.map(u32::from));
    let mut log = |text: String| logged.push(text);
    // README: a client on any I/O
    let mut client = Client::new(client::Config { tls: TlsPolicy::Required, ..Default::default() });
    let mut inbox = Inbox::new(Limits::default()).stream_above(3);
    loop {
        match client.poll(&mut inbox, start.elapsed())? {
            Output::Transmit(bytes)  => { let n = socket.write(bytes)?; client.transmitted(n) }
            Output::StartTls         => { socket = tls.connect(socket)?; client.tls_started(&mut inbox)? }
            Output::NeedInput { by } => { socket.set_deadline(by); let n = socket.read(inbox.space(16 << 10))?; inbox.filled(n) }
            Output::Event(event)     => match event {
                Event::Ready                          => login = Some(client.send(Login::new("alice", password)?)?),
                Event::Done { handle, status, .. } if Some(handle) == login && status.is_ok() => { client.send(CommandBody::select("INBOX")?)?; }
                Event::Done { command, .. } if command == "SELECT" => { client.send(Append::new("Sent", Content::Elsewhere { len: 20 })?)?; }
                Event::Done { command, .. } if command == "APPEND" => { client.send(CommandBody::Logout)?; }
                Event::Changed(Change::Exists { now, .. }) => println!("{now} messages"),
                Event::Fetched(fetch)                 => show(fetch.uid(), &fetch),
                Event::Body { head: _, chunk }        => file.write_all(chunk)?,
                Event::WantData { handle, max }       => { let n = mail.read(&mut buf[..max])?; client.supply(handle, &buf[..n])? }
                Event::Unparsed { raw, error, .. }    => log(error.render(raw)),
                _ => {}
            },
            Output::Closed(reason)   => { println!("{reason}"); break }
            _                        => {} // COMPRESS, if it is sent
        }
    }
    // README: end
    assert!(socket.tls && socket.script.is_empty());
    assert_eq!(shown, [Some(7), None]);
    assert_eq!(file, b"body");
    assert_eq!(logged.len(), 1);
    Ok(())
}
