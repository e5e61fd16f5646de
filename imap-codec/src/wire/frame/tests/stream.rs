//! Bodies that are handed on in chunks.

use super::*;

fn streaming(mode: Mode) -> Setup {
    Setup {
        stream_above: 2,
        ..Setup::new(mode)
    }
}

fn heads(got: &[Got]) -> Vec<&[u8]> {
    got.iter()
        .filter_map(|got| {
            if let Got::Head(head) = got {
                Some(head.as_slice())
            } else {
                None
            }
        })
        .collect()
}

#[test]
fn two_streamed_literals() {
    let stream =
        b"* 1 FETCH (BODY[1] {3}\r\na\0c BODY[2]<0> {2}\r\nde RFC822.TEXT {4}\r\n\r\n)( UID 7)\r\n* 2 EXISTS\r\n";
    let got = streaming(Mode::Response).frames(stream);
    let head = b"* 1 FETCH (BODY[1] {3}\r\n";
    let both = b"* 1 FETCH (BODY[1] {3}\r\n BODY[2]<0> {2}\r\nde RFC822.TEXT {4}\r\n";
    let expected = [
        Got::Head(head.to_vec()),
        Got::Data(b"a\0c".to_vec()),
        Got::Head(both.to_vec()),
        Got::Data(b"\r\n)(".to_vec()),
        Got::Message {
            bytes: [both, &b" UID 7)\r\n"[..]].concat(),
            holes: vec![
                Hole {
                    at: head.len(),
                    len: 3,
                },
                Hole {
                    at: both.len(),
                    len: 4,
                },
            ],
            deviations: vec![],
            nul: None,
        },
        message(b"* 2 EXISTS\r\n"),
    ];
    assert_eq!(got, expected);
    // A NUL behind a hole is at its place in the message.
    let got = streaming(Mode::Response).frames(b"* 1 FETCH (BODY[1] {3}\r\nabc X {1}\r\n\0)\r\n");
    assert!(matches!(&got[2], Got::Message { bytes, nul: Some(at), .. } if bytes[*at] == 0));
}

#[test]
fn streams_bodies_only() {
    for (mode, heads_wanted, stream) in [
        (Mode::Response, 1, "* 1 FETCH (BODY[] {3}\r\nabc)\r\n"),
        (
            Mode::Response,
            1,
            "* 1 uidfetch (uid 1 body[1.2.mime] {3}\r\nabc)\r\n",
        ),
        (
            Mode::Response,
            1,
            "* 1 FETCH (BINARY[1]<12> ~{3}\r\nabc)\r\n",
        ),
        (Mode::Response, 1, "* 1 FETCH (RFC822 {3}\r\nabc)\r\n"),
        (
            Mode::Response,
            1,
            "* 1 FETCH (FLAGS (a) RFC822.HEADER {3}\r\nabc)\r\n",
        ),
        (
            Mode::Response,
            1,
            "* 1 FETCH (BODY[HEADER.FIELDS (\"[x\" b)] {3}\r\nabc)\r\n",
        ),
        (
            Mode::Response,
            1,
            "* 1 FETCH (BODY[HEADER.FIELDS ({3}\r\nabc {3}\r\n]ef)] {3}\r\nabc)\r\n",
        ),
        // The names of header fields may hold brackets.
        (
            Mode::Response,
            1,
            "* 1 FETCH (BODY[1.HEADER.FIELDS (] {3}\r\nabc \")]\" a] {3}\r\nabc)] {3}\r\nabc)\r\n",
        ),
        (
            Mode::Response,
            0,
            "* 1 FETCH (BODY[HEADER.FIELDS ({3}\r\nabc)] {2}\r\nab X {3}\r\nabc X[x] {3}\r\nabc)\r\n",
        ),
        (
            Mode::Response,
            0,
            "* 1 FETCH (BODY[] {2}\r\nab ENVELOPE ({3}\r\nabc))\r\n",
        ),
        (
            Mode::Response,
            0,
            "* 1 FETCH (XBODY[] {3}\r\nabc RFC822.SIZE {3}\r\nabc BODY {3}\r\nabc X]> {3}\r\nabc)\r\n",
        ),
        (
            Mode::Response,
            0,
            "* 1 FETCH (BODY[]{3}\r\nabc BODY[]<x> {3}\r\nabc)\r\n",
        ),
        (Mode::Response, 0, "* LIST (BODY[] {3}\r\nabc)\r\n"),
        (Mode::Response, 0, "* x FETCH (BODY[] {3}\r\nabc)\r\n"),
        (
            Mode::Response,
            0,
            "* NO [BADCHARSET (BODY[] {3}\r\nabc)] x\r\n",
        ),
        (Mode::Command, 1, "a APPEND x {3}\r\nabc\r\n"),
        (Mode::Command, 0, "a APPEND x {2}\r\nab\r\n"),
        (Mode::Command, 1, "a append \"x (\" {3+}\r\nabc\r\n"),
        (Mode::Command, 1, "a APPEND {3}\r\nabc {3}\r\nabc\r\n"),
        (
            Mode::Command,
            2,
            "a APPEND {3}\r\nab( (\\Seen) \"date\" {3+}\r\nabc (x) ~{3+}\r\nabc\r\n",
        ),
        (Mode::Command, 1, "a APPEND x UTF8 (~{3}\r\nabc)\r\n"),
        (
            Mode::Command,
            2,
            "a APPEND x CATENATE (TEXT {3}\r\nabc URL {3}\r\nabc TEXT {3}\r\nabc)\r\n",
        ),
        (
            Mode::Command,
            1,
            "a APPEND x ANNOTATION (/a (value.priv {3}\r\nabc)) {3}\r\nabc\r\n",
        ),
        (Mode::Command, 1, "a REPLACE 4 x {3}\r\nabc\r\n"),
        (
            Mode::Command,
            1,
            "a uid replace 4 {3}\r\nabc () {3}\r\nabc\r\n",
        ),
        (Mode::Command, 0, "a UID APPEND x {3}\r\nabc\r\n"),
        (Mode::Command, 0, "a LOGIN x {3}\r\nabc\r\n"),
        (Mode::Command, 0, "APPEND x {3}\r\nabc\r\n"),
        (Mode::Command, 0, "a REPLACE {3}\r\nabc\r\n"),
    ] {
        let got = streaming(mode).frames(stream.as_bytes());
        assert_eq!(heads(&got).len(), heads_wanted, "{stream}");
        assert!(
            matches!(got.last(), Some(Got::Message { holes, .. }) if holes.len() == heads_wanted),
            "{stream}"
        );
        // Nothing is lost: data goes into the holes, the whole is what was sent.
        let Some(Got::Message { bytes, holes, .. }) = got.last() else {
            panic!()
        };
        let mut data = got.iter().filter_map(|got| {
            if let Got::Data(data) = got {
                Some(data)
            } else {
                None
            }
        });
        let (mut all, mut from) = (vec![], 0);
        for hole in holes {
            all.extend_from_slice(&bytes[from..hole.at]);
            all.extend_from_slice(data.next().unwrap());
            from = hole.at;
        }
        all.extend_from_slice(&bytes[from..]);
        assert_eq!(all, stream.as_bytes());
        for got in &got {
            if let Got::Offer(offer) = got {
                assert!(offer.len > 2 || !offer.streamed);
            }
        }
    }
}

#[test]
fn streams_what_was_offered() {
    let mut setup = streaming(Mode::Command);
    let streamed = |len| Offer {
        streamed: true,
        ..offer(len)
    };
    let got = setup.frames(b"a APPEND x {3}\r\nabc (b) {4}\r\nabcd {1}\r\nx\r\nb NOOP\r\n");
    let second = b"a APPEND x {3}\r\n (b) {4}\r\n".to_vec();
    let whole = b"a APPEND x {3}\r\n (b) {4}\r\n {1}\r\nx\r\n".to_vec();
    let expected = [
        Got::Offer(streamed(3)),
        Got::Head(b"a APPEND x {3}\r\n".to_vec()),
        Got::Data(b"abc".to_vec()),
        Got::Offer(streamed(4)),
        Got::Head(second),
        Got::Data(b"abcd".to_vec()),
        Got::Offer(offer(1)),
        Got::Message {
            bytes: whole,
            holes: vec![Hole { at: 16, len: 3 }, Hole { at: 26, len: 4 }],
            deviations: vec![],
            nul: None,
        },
        message(b"b NOOP\r\n"),
    ];
    assert_eq!(got, expected);
    setup.options.limits.streamed = 3;
    let got = setup.frames(b"a APPEND x {3+}\r\nabc {4+}\r\nabcd {5+}\r\nabcde\r\nb NOOP\r\n");
    let refused = Got::Refused {
        head: b"a APPEND x {3+}\r\n {4+}\r\n".to_vec(),
        holes: vec![Hole { at: 17, len: 3 }],
        deviations: vec![],
        reason: FrameErrorKind::LiteralTooLong,
        announced: 4,
    };
    assert_eq!(got[2..], [refused, message(b"b NOOP\r\n")]);
    // Refused behind streamed data.
    let mut framer = setup.framer();
    framer.push(b"a APPEND x {3+}\r\nabc {3}\r\nb NOOP\r\n");
    while !matches!(framer.next().unwrap().unwrap(), Frame::Offer(_)) {}
    assert_eq!(
        (framer.head(), framer.unasked()),
        (&b"a APPEND x {3+}\r\n {3}\r\n"[..], 8)
    );
    framer.refuse();
    let Ok(Some(Frame::Message(got))) = framer.next() else {
        panic!()
    };
    assert_eq!((got.bytes(), got.holes().len()), (&b"b NOOP\r\n"[..], 0));
}

#[test]
fn a_streamed_gigabyte_is_not_held() {
    let mut framer = Framer::new(Mode::Response, &Options::default()).stream_above(1 << 20);
    framer.push(b"* 1 FETCH (UID 7 BODY[] {104857600}\r\n");
    assert!(matches!(framer.next(), Ok(Some(Frame::Head(_)))));
    let mut left = 100 << 20;
    while left > 0 {
        let n = left.min(10_000);
        framer.space(10_000).fill(0);
        framer.filled(n);
        let Ok(Some(Frame::Chunk(chunk))) = framer.next() else {
            panic!()
        };
        left -= chunk.len();
    }
    framer.push(b")\r\n");
    let Ok(Some(Frame::Message(message))) = framer.next() else {
        panic!()
    };
    assert_eq!(
        message.bytes(),
        b"* 1 FETCH (UID 7 BODY[] {104857600}\r\n)\r\n"
    );
    assert!(framer.buffer.capacity() + framer.aside.capacity() < 32 << 10);
}
