//! A client of few words, to see what the server has and to change it behind the others' backs. It reads strictly.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use imap_codec::{Frame, Framer, GreetingDecoder, Mode, Options, ResponseDecoder};
use imap_types::{
    IntoBoundedStatic,
    data::Data,
    fetch::{Fetch, MsgAtt},
    flag::Flag,
    response::{Response, State, Tagged},
};

pub(crate) struct Raw {
    socket: TcpStream,
    framer: Framer,
    tags: u32,
    /// It has enabled UTF-8.
    pub(crate) utf8: bool,
}

/// A message as it is compared: its lines, and its flags in order.
pub(crate) type Seen = (Vec<u8>, Vec<String>);

impl Raw {
    pub(crate) fn connect(port: u16) -> Self {
        let socket = TcpStream::connect(("127.0.0.1", port)).unwrap();
        socket
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        socket.set_nodelay(true).unwrap();
        let mut raw = Self {
            socket,
            framer: Framer::new(Mode::Response, &Options::strict()),
            tags: 0,
            utf8: false,
        };
        let greeting = raw.next();
        GreetingDecoder::strict().decode(&greeting).unwrap();
        raw
    }

    pub(crate) fn login(port: u16) -> Self {
        let mut raw = Self::connect(port);
        raw.ok("LOGIN alice secret");
        raw
    }

    /// The next message, whole.
    pub(crate) fn next(&mut self) -> Vec<u8> {
        loop {
            if let Some(Frame::Message(message)) = self.framer.next().unwrap() {
                return message.bytes().to_vec();
            }
            let n = self.socket.read(self.framer.space(64 << 10)).unwrap();
            assert!(n > 0, "the server has closed the connection");
            self.framer.filled(n);
        }
    }

    pub(crate) fn response(&mut self) -> Response<'static> {
        let bytes = self.next();
        let decoded = ResponseDecoder::new(Options::strict().utf8(self.utf8))
            .decode(&bytes)
            .unwrap_or_else(|error| panic!("{}", error.render(&bytes)));
        decoded.value.into_static()
    }

    pub(crate) fn clone_socket(&self) -> TcpStream {
        self.socket.try_clone().unwrap()
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) {
        self.socket.write_all(bytes).unwrap();
    }

    /// A command to its end; literals go without waiting.
    pub(crate) fn command(
        &mut self,
        command: impl AsRef<[u8]>,
    ) -> (Vec<Data<'static>>, Tagged<'static>) {
        self.tags += 1;
        let tag = format!("R{}", self.tags);
        self.send(&[tag.as_bytes(), b" ", command.as_ref(), b"\r\n"].concat());
        let mut data = Vec::new();
        loop {
            match self.response() {
                Response::Data(one) => data.push(one),
                Response::Tagged(tagged) => {
                    assert_eq!(tagged.tag.as_str(), tag);
                    return (data, tagged);
                }
                _ => {}
            }
        }
    }

    pub(crate) fn ok(&mut self, command: impl AsRef<[u8]>) -> Vec<Data<'static>> {
        let (data, tagged) = self.command(command.as_ref());
        assert_eq!(
            tagged.state,
            State::Ok,
            "{}: {tagged:?}",
            command.as_ref().escape_ascii()
        );
        data
    }

    /// All mailboxes that can be selected, as they are named on the wire.
    pub(crate) fn mailboxes(&mut self) -> Vec<String> {
        let mut names: Vec<String> = self
            .ok("LIST \"\" *")
            .into_iter()
            .filter_map(|data| match data {
                Data::List(list)
                    if !list
                        .attributes
                        .contains(&imap_types::list::Attribute::NoSelect) =>
                {
                    Some(list.mailbox.to_string())
                }
                _ => None,
            })
            .collect();
        names.sort();
        names
    }

    /// All messages of a mailbox, sorted.
    pub(crate) fn messages(&mut self, mailbox: &str) -> Vec<Seen> {
        let exists = self
            .ok(format!("EXAMINE \"{mailbox}\""))
            .iter()
            .any(|data| matches!(data, Data::Exists(count) if *count > 0));
        if !exists {
            return Vec::new();
        }
        let mut seen = Vec::new();
        for data in self.ok("FETCH 1:* (FLAGS BODY.PEEK[])") {
            let Data::Fetch(fetch) = data else { continue };
            let mut flags: Vec<String> = fetch
                .flags()
                .iter()
                .filter(|flag| **flag != Flag::Recent)
                .map(ToString::to_string)
                .collect();
            flags.sort();
            let body = body(&fetch);
            seen.push((lines(body.unwrap()), flags));
        }
        seen.sort();
        seen
    }
}

/// The octets of the part that was asked for.
pub(crate) fn body<'f>(fetch: &'f Fetch<'_>) -> Option<&'f [u8]> {
    fetch.items.iter().find_map(|item| match item {
        MsgAtt::BodySection(data) => data.data.as_ref()?.as_bytes(),
        _ => None,
    })
}

/// Without CR, which a mail folder does not keep, and without the mark that mbsync puts into a header.
pub(crate) fn lines(message: &[u8]) -> Vec<u8> {
    let without: Vec<u8> = message
        .iter()
        .copied()
        .filter(|byte| *byte != b'\r')
        .collect();
    let lines = without.split_inclusive(|byte| *byte == b'\n');
    lines
        .filter(|line| !line.starts_with(b"X-TUID: "))
        .collect::<Vec<_>>()
        .concat()
}
