//! Read a stream, in whatever pieces it arrives.

use std::{
    error::Error,
    io::{self, Read, Write},
};

use imap_codec::{
    AppendHead, CommandDecoder, DecodeError, Decoded, FetchHead, Frame, Framer, Limits, Mode, Options, ResponseDecoder,
};
use imap_types::{command::Command, response::Response};

/// Gives a byte, then two, then three, …
struct Socket<'a>(&'a [u8], usize);

impl Read for Socket<'_> {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        self.1 += 1;
        let n = self.1.min(space.len());
        self.0.read(&mut space[..n])
    }
}

#[test]
fn from_a_server() -> Result<(), Box<dyn Error>> {
    let mut socket = Socket(
        b"* OK hi\r\n* 12 FETCH (UID 7 BODY[] {20}\r\nabcdefghijklmnopqrst)\r\n* 0 FETCH (\r\n* 3 EXISTS\r\n",
        0,
    );
    let (options, quota, mut files, mut handled) = (Options::tolerant(), 0, vec![], vec![]);
    let mut handle = |decoded: Result<Decoded<Response<'_>>, DecodeError>| handled.push(decoded.is_ok());
    let mut file = vec![];
    let mut open_for = |head: FetchHead<'_>| {
        files.push((head.seq.map(u32::from), head.uid.map(u32::from), head.len));
        vec![]
    };
    // README: read a stream
    let decoder = ResponseDecoder::new(options);
    let mut framer = Framer::new(Mode::Response, &options).stream_above(10);
    loop {
        let n = socket.read(framer.space(16 << 10))?;
        framer.filled(n);
        while let Some(frame) = framer.next()? {
            match frame {
                Frame::Message(message) => handle(decoder.decode_message(&message)), // one bad message is one bad message
                Frame::Head(head)       => file = open_for(decoder.decode_head(head)?), // FETCH 12, UID 7, BODY[], 1 GiB
                Frame::Chunk(bytes)     => file.write_all(bytes)?,
                Frame::Offer(offer)     => if offer.len <= quota { framer.accept() } else { framer.refuse() }, // servers
                _                       => {}
            }
        }
        if n == 0 { break framer.finish()? } // or what was cut
    }
    // README: end
    assert_eq!(files, [(Some(12), Some(7), 20)]);
    assert_eq!(file, b"abcdefghijklmnopqrst");
    assert_eq!(handled, [true, true, false, true]);
    Ok(())
}

#[test]
fn from_a_client() -> Result<(), Box<dyn Error>> {
    let mut socket = Socket(
        b"a LOGIN {5}\r\nalice {100}\r\nb APPEND Sent {20}\r\nabcdefghijklmnopqrst\r\nc LOGIN alice {2000+}\r\n",
        0,
    );
    let (options, quota) = (Options::tolerant().limits(Limits::before_authentication().literal(1000)), 50);
    let (mut handled, mut asked, mut replies) = (vec![], vec![], vec![]);
    let mut handle = |decoded: Result<Decoded<Command<'_>>, DecodeError>| {
        handled.push(decoded.unwrap().value.tag.as_str().to_owned());
    };
    let mut file = vec![];
    let open_for = |head: AppendHead<'_>| {
        assert_eq!((head.tag.as_str(), head.index(), head.len), ("b", 0, 20));
        vec![]
    };
    let decoder = CommandDecoder::new(options);
    let mut framer = Framer::new(Mode::Command, &options).stream_above(10);
    let cut = loop {
        let n = socket.read(framer.space(16 << 10))?;
        framer.filled(n);
        while let Some(frame) = framer.next()? {
            match frame {
                Frame::Message(message) => handle(decoder.decode_message(&message)),
                Frame::Head(head)       => file = open_for(decoder.decode_head(head)?),
                Frame::Chunk(bytes)     => file.write_all(bytes)?,
                Frame::Offer(offer)     => {
                    asked.push(offer.len);
                    if offer.len <= quota { framer.accept() } else { framer.refuse() }
                }
                Frame::Refused(refused) => replies.push(refused.announced()),
                _ => {}
            }
        }
        if n == 0 { break framer.finish() }
    };
    assert_eq!(asked, [5, 100, 20]);
    assert_eq!(handled, ["b"]);
    assert_eq!(file, b"abcdefghijklmnopqrst");
    assert_eq!(replies, [0; 0]);
    assert_eq!(
        cut.unwrap_err().to_string(),
        "input ended 2000 bytes before the end of a literal, at byte 23 of the message (byte 91 of the stream)"
    );
    Ok(())
}
