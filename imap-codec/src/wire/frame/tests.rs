mod stream;
mod table;

use alloc::{format, string::ToString, vec};

use super::{scanner::Kind, *};
use crate::{
    error::Deviation,
    options::{Limits, Policy},
    quirk::{Quirk, Quirks},
};

/// A frame, kept. Chunks that follow each other are joined: their borders depend on the chunking of the input.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Got {
    Offer(Offer),
    Head(Vec<u8>),
    Data(Vec<u8>),
    Message {
        bytes: Vec<u8>,
        holes: Vec<Hole>,
        deviations: Vec<Deviation>,
        nul: Option<usize>,
    },
    Refused {
        head: Vec<u8>,
        holes: Vec<Hole>,
        deviations: Vec<Deviation>,
        reason: FrameErrorKind,
        announced: u64,
    },
    Error(FrameError),
}

fn message(bytes: &[u8]) -> Got {
    Got::Message {
        bytes: bytes.to_vec(),
        holes: vec![],
        deviations: vec![],
        nul: None,
    }
}

fn mended(bytes: &[u8], deviations: &[Deviation]) -> Got {
    Got::Message {
        bytes: bytes.to_vec(),
        holes: vec![],
        deviations: deviations.to_vec(),
        nul: None,
    }
}

fn offer(len: u64) -> Offer {
    Offer {
        len,
        literal8: false,
        streamed: false,
        too_long: false,
    }
}

fn error(offset: u64, in_message: usize, kind: FrameErrorKind) -> Got {
    Got::Error(FrameError {
        offset,
        in_message,
        kind,
    })
}

/// Takes all frames there are; answers offers as told.
fn drain(framer: &mut Framer, mut input: &[u8], accept: bool, got: &mut Vec<Got>) -> usize {
    loop {
        let keep = match framer.next_in(&mut input) {
            Ok(None) => return input.len(),
            Ok(Some(Frame::Offer(offer))) => Got::Offer(offer),
            Ok(Some(Frame::Head(head))) => Got::Head(head.bytes().to_vec()),
            Ok(Some(Frame::Chunk(chunk))) => {
                assert!(!chunk.is_empty());
                if let Some(Got::Data(data)) = got.last_mut() {
                    data.extend_from_slice(chunk);
                    continue;
                }
                Got::Data(chunk.to_vec())
            }
            Ok(Some(Frame::Message(message))) => Got::Message {
                bytes: message.bytes().to_vec(),
                holes: message.holes().to_vec(),
                deviations: message.deviations().to_vec(),
                nul: message.nul(),
            },
            Ok(Some(Frame::Refused(refused))) => Got::Refused {
                head: refused.head().to_vec(),
                holes: refused.holes().to_vec(),
                deviations: refused.deviations().to_vec(),
                reason: refused.reason(),
                announced: refused.announced(),
            },
            Err(error) => {
                assert_eq!(framer.next().unwrap_err(), error);
                got.push(Got::Error(error));
                return input.len();
            }
        };
        if let Got::Offer(offer) = &keep {
            assert!(
                framer.next().unwrap().is_none(),
                "an offer waits for its answer"
            );
            assert!(
                matches!(framer.head(), [.., b'}', b'\n'] | [.., b'}', b'\r', b'\n'])
                    && offer.len < u64::MAX
            );
            if accept {
                framer.accept()
            } else {
                framer.refuse()
            }
        }
        assert!(framer.head().is_empty());
        got.push(keep);
    }
}

#[derive(Clone, Copy)]
struct Setup {
    mode: Mode,
    options: Options,
    stream_above: u64,
    accept: bool,
}

impl Setup {
    fn new(mode: Mode) -> Self {
        Self {
            mode,
            options: Options::tolerant(),
            stream_above: u64::MAX,
            accept: true,
        }
    }

    fn framer(&self) -> Framer {
        Framer::new(self.mode, &self.options).stream_above(self.stream_above)
    }

    /// Feeds pieces of these lengths, by turns through `push`, through `space` and straight from where they are.
    fn fed(
        &self,
        bytes: &[u8],
        from: usize,
        mut piece: impl FnMut() -> usize,
    ) -> (Framer, Vec<Got>) {
        let mut framer = self.framer();
        let mut got = vec![];
        let (mut rest, mut fed) = (bytes, 0);
        while !rest.is_empty() && !matches!(got.last(), Some(Got::Error(_))) {
            let (front, back) = rest.split_at(piece().clamp(1, rest.len()));
            rest = back;
            let mut input: &[u8] = b"";
            match (fed + from) % 3 {
                0 => framer.push(front),
                1 => {
                    framer.space(front.len() + fed % 3)[..front.len()].copy_from_slice(front);
                    framer.filled(front.len());
                }
                _ => input = front,
            }
            fed += front.len();
            let left = drain(&mut framer, input, self.accept, &mut got);
            let broken = got.last().is_some_and(|got| matches!(got, Got::Error(_)));
            assert!(broken || left == 0);
            assert_eq!(
                framer.consumed() + framer.buffered() as u64 + left as u64,
                fed as u64
            );
            // Nothing is looked at twice: all that has been received has been looked at, or soon will be.
            let left = framer.buffered().wrapping_sub(framer.scanner.scan);
            let most = match framer.scanner.state {
                // A line end behind a literal of FETCH is looked at again with the byte that follows.
                State::Line => usize::from(framer.scanner.kind == Kind::Fetch),
                State::Literal { .. } => scanner::LOOK_EVERY,
                _ => usize::MAX,
            };
            assert!(broken || left <= most);
        }
        (framer, got)
    }

    /// The frames, having asserted that any chunking gives the same.
    fn frames(&self, bytes: &[u8]) -> Vec<Got> {
        let (framer, expected) = self.fed(bytes, 0, || bytes.len());
        let end = framer.finish();
        let same = |what: &str, from: usize, piece: &mut dyn FnMut() -> usize| {
            let (framer, got) = self.fed(bytes, from, piece);
            assert_eq!(
                got,
                expected,
                "{what} {:?}",
                bytes.escape_ascii().to_string()
            );
            assert_eq!(
                framer.finish(),
                end,
                "{what} {:?}",
                bytes.escape_ascii().to_string()
            );
        };
        same("at once, in place", 2, &mut || bytes.len());
        for size in 1..bytes.len().min(24) {
            for from in 0..3 {
                same(&format!("pieces of {size}, {from}"), from, &mut || size);
            }
        }
        for split in 1..bytes.len().min(400) {
            let mut first = true;
            same(&format!("split at {split}"), split / 2, &mut || {
                if core::mem::take(&mut first) {
                    split
                } else {
                    usize::MAX
                }
            });
        }
        let mut random = Random(bytes.len() as u64 + 1);
        for round in 0..8 {
            same(&format!("random {round}"), round, &mut || {
                random.below(12) + 1
            });
        }
        expected
    }
}

/// xorshift64.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }
}

#[test]
fn before_a_message() {
    let nul = Deviation::new(Quirk::LeadingNul, 0..0);
    let blank = Deviation::new(Quirk::BlankLine, 0..0);
    let stream = b"\0\0* OK a\r\n\r\n\r\n* X\r\n\r\n\0\r\n\0* Y\r\n* Z\r\n\rx\r\n";
    let got = Setup::new(Mode::Response).frames(stream);
    let expected = [
        mended(b"* OK a\r\n", core::slice::from_ref(&nul)),
        mended(b"* X\r\n", core::slice::from_ref(&blank)),
        mended(b"* Y\r\n", &[nul, blank]),
        message(b"* Z\r\n"),
        message(b"\rx\r\n"),
    ];
    assert_eq!(got, expected);
    let mut strict = Setup::new(Mode::Response);
    strict.options = Options::strict();
    assert_eq!(
        strict.frames(b"\0* OK a\r\n\r\n* X\r\n"),
        [
            message(b"\0* OK a\r\n"),
            message(b"\r\n"),
            message(b"* X\r\n")
        ]
    );
    // One quirk without the other.
    strict.options.policy = Policy::Chosen([Quirk::BlankLine].into_iter().collect());
    assert_eq!(strict.frames(b"\0a\r\n\r\nb\r\n")[0], message(b"\0a\r\n"));
    // An empty line answers a challenge.
    let data = Setup::new(Mode::AuthenticateData);
    assert_eq!(
        data.frames(b"\r\nZg==\r\n"),
        [message(b"\r\n"), message(b"Zg==\r\n")]
    );
    let got = whole(Mode::Response, &Options::tolerant(), b"\r\n\0* X\r\n* Y")
        .unwrap()
        .unwrap();
    assert_eq!(
        (got.start, got.end, got.message(b"").deviations().len()),
        (3, 8, 2)
    );
    assert_eq!(got.message(b"\r\n\0* X\r\n* Y").bytes(), b"* X\r\n");
}

#[test]
fn nul_in_literals() {
    let stream =
        b"* 1 FETCH (BINARY[1] ~{3}\r\n\0\0\0 BODY[] {3}\r\na\0\0)\r\n* 1 FETCH (BINARY[1] ~{1}\r\n\0)\r\n";
    let got = Setup::new(Mode::Response).frames(stream);
    let Got::Message { nul, .. } = &got[0] else {
        panic!()
    };
    assert_eq!(
        *nul,
        Some(b"* 1 FETCH (BINARY[1] ~{3}\r\n... BODY[] {3}\r\na".len())
    );
    assert!(matches!(got[1], Got::Message { nul: None, .. }));
}

#[test]
fn offers() {
    let mut setup = Setup::new(Mode::Command);
    let stream = b"a LOGIN {1}\r\nx {0}\r\n\r\nb NOOP\r\n";
    let taken = message(b"a LOGIN {1}\r\nx {0}\r\n\r\n");
    assert_eq!(
        setup.frames(stream),
        [
            Got::Offer(offer(1)),
            Got::Offer(offer(0)),
            taken,
            message(b"b NOOP\r\n")
        ]
    );
    setup.accept = false;
    let stream = b"a LOGIN {1}\r\nb NOOP\r\nc X ~{2}\r\nd NOOP\r\n";
    let literal8 = Offer {
        literal8: true,
        ..offer(2)
    };
    assert_eq!(
        setup.frames(stream),
        [
            Got::Offer(offer(1)),
            message(b"b NOOP\r\n"),
            Got::Offer(literal8),
            message(b"d NOOP\r\n")
        ]
    );
}

#[test]
fn offer_beyond_limits() {
    let mut setup = Setup::new(Mode::Command);
    setup.options.limits = Limits::default().literal(4).message(30).literals(2);
    for accept in [false, true] {
        setup.accept = accept;
        let too_long = Offer {
            too_long: true,
            ..offer(5)
        };
        assert_eq!(
            setup.frames(b"a X {5}\r\nb NOOP\r\n"),
            [Got::Offer(too_long), message(b"b NOOP\r\n")]
        );
    }
    let third = Offer {
        too_long: true,
        ..offer(0)
    };
    assert_eq!(
        setup.frames(b"a {0}\r\n{0}\r\n{0}\r\n")[2],
        Got::Offer(third)
    );
    let message_limit = Offer {
        too_long: true,
        ..offer(4)
    };
    assert_eq!(
        setup.frames(b"a this is long enough {4}\r\n")[0],
        Got::Offer(message_limit)
    );
    let got = message_len(Mode::Command, &setup.options, b"a X {5}\r\nb NOOP\r\n");
    assert_eq!(
        got,
        Err(FrameError {
            offset: 4,
            in_message: 4,
            kind: FrameErrorKind::LiteralTooLong
        })
    );
}

#[test]
fn answers_without_an_offer_do_nothing() {
    let mut framer = Framer::new(Mode::Command, &Options::default());
    framer.push(b"a LOGIN {3}\r\nab");
    framer.accept();
    framer.refuse();
    assert!(matches!(framer.next(), Ok(Some(Frame::Offer(_)))));
    assert_eq!(
        (framer.head(), framer.unasked()),
        (&b"a LOGIN {3}\r\n"[..], 2)
    );
    framer.accept();
    framer.accept();
    framer.refuse();
    framer.push(b"c\r\n");
    assert!(
        matches!(framer.next(), Ok(Some(Frame::Message(message))) if message.bytes() == b"a LOGIN {3}\r\nabc\r\n")
    );
    assert!(framer.is_between_messages());
}

#[test]
fn swallows_what_does_not_ask() {
    let mut setup = Setup::new(Mode::Command);
    setup.options.limits = Limits::default().literal(4);
    let refused = |head: &[u8], announced| Got::Refused {
        head: head.to_vec(),
        holes: vec![],
        deviations: vec![],
        reason: FrameErrorKind::LiteralTooLong,
        announced,
    };
    let got = setup.frames(b"a X {2+}\r\n\r\n {9+}\r\n\r\n c NOOP \"{3+}\r\nd NOOP\r\n");
    assert_eq!(
        got,
        [
            refused(b"a X {2+}\r\n\r\n {9+}\r\n", 9),
            message(b"d NOOP\r\n")
        ]
    );
    let got = setup.frames(b"a X {5+}\r\n12345 {1+}\r\n\n {0+}\r\n\r\nd NOOP\r\n");
    assert_eq!(got, [refused(b"a X {5+}\r\n", 5), message(b"d NOOP\r\n")]);
    // A client that then waits gets the reply instead.
    let got = setup.frames(b"a X {5+}\r\n12345 {2}\r\nd NOOP\r\n");
    assert_eq!(got, [refused(b"a X {5+}\r\n", 5), message(b"d NOOP\r\n")]);
    // No memory.
    let mut framer = setup.framer();
    framer.push(b"a X {1000000000000+}\r\n");
    for _ in 0..1000 {
        framer.space(4096).fill(b'x');
        framer.filled(4096);
        assert!(framer.next().unwrap().is_none());
    }
    assert!(framer.buffer.capacity() <= 8192 && framer.aside.capacity() <= 64);
    assert_eq!(framer.consumed(), 1000 * 4096 + 22);
}

#[test]
fn limits_are_fatal_elsewhere() {
    let mut setup = Setup::new(Mode::Response);
    setup.options.limits = Limits::default()
        .line(20)
        .literal(4)
        .message(40)
        .literals(2);
    let first = |bytes: &[u8]| setup.frames(bytes).remove(0);
    assert_eq!(
        first(b"345678901234567890\r\n"),
        message(b"345678901234567890\r\n")
    );
    assert_eq!(
        first(b"* 34567890123456789\r\n"),
        error(20, 20, FrameErrorKind::LineTooLong)
    );
    // Across literals, without them.
    assert_eq!(
        first(b"* {3}\r\nabc* 34567890123\r\n"),
        error(23, 23, FrameErrorKind::LineTooLong)
    );
    assert_eq!(
        first(b"* {5}\r\n"),
        error(2, 2, FrameErrorKind::LiteralTooLong)
    );
    assert_eq!(
        first(b"* ~{5}\r\n"),
        error(2, 2, FrameErrorKind::LiteralTooLong)
    );
    assert_eq!(
        first(b"{0}\r\n{0}\r\n {0}\r\n"),
        error(11, 11, FrameErrorKind::TooManyLiterals)
    );
    setup.options.limits = Limits::default().message(20);
    let first = |bytes: &[u8]| setup.frames(bytes).remove(0);
    assert_eq!(
        first(b"* {14}\r\n"),
        error(2, 2, FrameErrorKind::MessageTooLong)
    );
    assert_eq!(
        first(b"* {10}\r\n1234567890abc\r\n"),
        error(20, 20, FrameErrorKind::MessageTooLong)
    );
    assert_eq!(
        setup.frames(b"* OK\r\n* {14}\r\n")[1],
        error(8, 2, FrameErrorKind::MessageTooLong)
    );
}

#[test]
fn length_beyond_u64() {
    for mode in [Mode::Response, Mode::Command] {
        let got = Setup::new(mode).frames(b"a X {18446744073709551616}\r\nb\r\n");
        assert_eq!(got, [error(4, 4, FrameErrorKind::LiteralLengthOverflow)]);
    }
    let got = Setup::new(Mode::Command).frames(b"a X ~{99999999999999999999+}\r\nb\r\n");
    assert_eq!(got, [error(4, 4, FrameErrorKind::LiteralLengthOverflow)]);
    let got = Setup::new(Mode::Response).frames(b"* X {18446744073709551615}\r\nb\r\n");
    assert_eq!(got, [error(4, 4, FrameErrorKind::LiteralTooLong)]);
    // Within limits that are none, it never ends.
    let mut setup = Setup::new(Mode::Response);
    setup.options.limits = Limits::default().literal(u64::MAX).message(usize::MAX);
    let got = setup.frames(b"* X {18446744073709551615}\r\nb\r\n");
    assert!(got.is_empty() || got.len() == 1);
}

#[test]
fn line_without_end() {
    let mut framer = Framer::new(Mode::Response, &Options::default());
    let limit = Limits::default().line;
    let mut sent = 0;
    let error = loop {
        framer.space(16 << 10).fill(b'x');
        framer.filled(16 << 10);
        sent += 16 << 10;
        match framer.next() {
            Ok(None) => assert!(sent <= 32 << 20),
            Ok(Some(frame)) => panic!("{frame:?}"),
            Err(error) => break error,
        }
    };
    assert_eq!(
        (error.kind, error.offset),
        (FrameErrorKind::LineTooLong, limit as u64)
    );
    assert_eq!(sent, limit + (16 << 10));
    assert_eq!(framer.finish(), Err(error));
    assert_eq!(framer.next().unwrap_err(), error);
    assert_eq!(framer.take_rest().len(), sent);
    assert_eq!(framer.next().unwrap_err(), error);
}

#[test]
fn announced_lengths_reserve_nothing() {
    let mut framer = Framer::new(Mode::Response, &Options::default());
    framer.push(b"* 1 FETCH (BODY[] {60000000}\r\nabc");
    assert!(framer.next().unwrap().is_none());
    assert!(framer.buffer.capacity() < 256);
    assert_eq!(
        framer.finish().unwrap_err().kind,
        FrameErrorKind::Truncated(Cut::Literal {
            missing: 59_999_997
        })
    );
}

#[test]
fn big_buffers_are_given_back() {
    let mut framer = Framer::new(Mode::Response, &Options::default());
    framer.push(b"* 1 FETCH (BODY[] {4000000}\r\n");
    framer.push(&vec![b'x'; 4_000_000]);
    framer.push(b")\r\n");
    assert!(
        matches!(framer.next(), Ok(Some(Frame::Message(message))) if message.bytes().len() == 4_000_032)
    );
    for _ in 0..3 {
        framer.push(b"* OK\r\n");
        assert!(
            matches!(framer.next(), Ok(Some(Frame::Message(message))) if message.bytes() == b"* OK\r\n")
        );
    }
    assert!(framer.buffer.capacity() <= KEEP);
}

#[test]
fn many_literals() {
    let mut stream = b"* X".to_vec();
    for _ in 0..10_000 {
        stream.extend_from_slice(b" \"a\" {2}\r\n\r\n");
    }
    stream.extend_from_slice(b"\r\n");
    // `fed` asserts that the scanner never stands behind what was received.
    let setup = Setup::new(Mode::Response);
    assert_eq!(setup.fed(&stream, 0, || 1).1, [message(&stream)]);
    assert_eq!(setup.fed(&stream, 0, || 1460).1, [message(&stream)]);
    assert_eq!(
        message_len(Mode::Response, &Options::default(), &stream),
        Ok(Some(stream.len()))
    );
}

#[test]
fn moves_are_amortised() {
    // Messages of 60 bytes in reads of 100: the buffer stays small however much passes.
    let mut framer = Framer::new(Mode::Response, &Options::default());
    let stream = b"* 1 FETCH (UID 1234567 FLAGS (\\Seen $Forwarded $Junk) X 12)\r\n".repeat(1000);
    let mut messages = 0;
    for piece in stream.chunks(100) {
        framer.space(100)[..piece.len()].copy_from_slice(piece);
        framer.filled(piece.len());
        while framer.next().unwrap().is_some() {
            messages += 1;
        }
    }
    assert_eq!(messages, 1000);
    assert!(framer.buffer.capacity() < 512);
}

#[test]
fn end_of_input() {
    let cut = |mode, bytes: &[u8]| {
        let mut framer = Framer::new(mode, &Options::default());
        framer.push(bytes);
        while framer.next().unwrap().is_some() {}
        framer
            .finish()
            .map_err(|error| (error.offset, error.in_message, error.kind))
    };
    let line = FrameErrorKind::Truncated(Cut::Line);
    let literal = |missing| FrameErrorKind::Truncated(Cut::Literal { missing });
    assert_eq!(cut(Mode::Response, b""), Ok(()));
    assert_eq!(cut(Mode::Response, b"* OK\r\n"), Ok(()));
    assert_eq!(cut(Mode::Response, b"* OK\r\n\r\n"), Ok(()));
    assert_eq!(cut(Mode::Response, b"* OK\r\n* OK"), Err((10, 4, line)));
    assert_eq!(
        cut(Mode::Response, b"* X {1}\r\na\r\n\r"),
        Err((13, 1, line))
    );
    assert_eq!(
        cut(Mode::Response, b"* X {5}\r\nab"),
        Err((11, 11, literal(3)))
    );
    assert_eq!(cut(Mode::Response, b"* X {1}\r\na"), Err((10, 10, line)));
    assert_eq!(
        cut(Mode::Command, b"a X {5}\r\na"),
        Err((10, 10, literal(4)))
    );
    assert_eq!(
        cut(Mode::Command, b"a X {100000000+}\r\na"),
        Err((19, 18, literal(99_999_999)))
    );
    let got = FrameError {
        offset: 13,
        in_message: 1,
        kind: literal(4),
    }
    .to_string();
    assert_eq!(
        got,
        "input ended 4 bytes before the end of a literal, at byte 1 of the message (byte 13 of the stream)"
    );
}

#[test]
fn modes_and_options_change_between_messages() {
    let mut framer = Framer::new(
        Mode::Command,
        &Options::default().limits(Limits::before_authentication()),
    );
    framer.push(b"a AUTHENTICATE X\r\nZg==\r\n\r\nb IDLE\r\nDONE\r\nc X {5000+}\r\n");
    let next = |framer: &mut Framer| match framer.next().unwrap() {
        Some(Frame::Message(message)) => message.bytes().to_vec(),
        frame => format!("{frame:?}").into_bytes(),
    };
    assert_eq!(next(&mut framer), b"a AUTHENTICATE X\r\n");
    framer.set_mode(Mode::AuthenticateData);
    assert_eq!(next(&mut framer), b"Zg==\r\n");
    assert_eq!(next(&mut framer), b"\r\n");
    framer.set_mode(Mode::Command);
    assert_eq!(next(&mut framer), b"b IDLE\r\n");
    framer.set_mode(Mode::IdleDone);
    assert_eq!(next(&mut framer), b"DONE\r\n");
    framer.set_mode(Mode::Command);
    // Begun under the old limits.
    assert_eq!(next(&mut framer), b"None");
    framer.set_options(&Options::default());
    framer.set_mode(Mode::AuthenticateData);
    framer.push(&[b'x'; 5000]);
    framer.push(b"\r\nd {3}\r\ne\r\n");
    assert_eq!(
        next(&mut framer),
        b"Some(Refused(13 bytes, then 5000: literal longer than the limit))"
    );
    assert_eq!(next(&mut framer), b"d {3}\r\n");
    assert_eq!(next(&mut framer), b"e\r\n");
    framer.set_mode(Mode::Command);
    framer.push(b"f {5000+}\r\n");
    framer.push(&[b'x'; 5000]);
    framer.push(b"\r\n");
    assert_eq!(next(&mut framer).len(), 5013);
}

#[test]
fn the_rest() {
    let mut framer = Framer::new(Mode::Command, &Options::default());
    framer.push(b"a STARTTLS\r\nb NOOP\r\n");
    assert!(framer.next().unwrap().is_some());
    assert_eq!(
        (framer.buffered(), framer.is_between_messages()),
        (8, false)
    );
    assert_eq!(framer.take_rest(), b"b NOOP\r\n");
    assert_eq!(
        (
            framer.buffered(),
            framer.consumed(),
            framer.is_between_messages()
        ),
        (0, 20, true)
    );
    framer.push(b"c NOOP\r\n");
    assert!(
        matches!(framer.next(), Ok(Some(Frame::Message(message))) if message.bytes() == b"c NOOP\r\n")
    );
    // Whatever had begun is forgotten.
    framer.push(b"d X {3}\r\n");
    assert!(framer.next().unwrap().is_some());
    assert_eq!(framer.take_rest(), b"d X {3}\r\n");
    framer.push(b"e NOOP\r\n");
    assert!(
        matches!(framer.next(), Ok(Some(Frame::Message(message))) if message.bytes() == b"e NOOP\r\n")
    );
}

#[test]
fn filled_is_cut_to_space() {
    let mut framer = Framer::new(Mode::Response, &Options::default());
    framer.filled(10);
    assert_eq!(framer.buffered(), 0);
    assert_eq!(framer.space(0).len(), 1);
    framer.space(4).copy_from_slice(b"* OK");
    framer.filled(3);
    framer.filled(usize::MAX);
    framer.filled(1);
    assert_eq!(framer.buffered(), 4);
}

#[test]
fn wipes_what_was_handed_out() {
    let mut framer = Framer::new(Mode::Command, &Options::default());
    framer.push(b"a LOGIN x hunter2\r\nb NOOP\r\n");
    assert!(framer.next().unwrap().is_some());
    framer.wipe();
    assert!(!framer.buffer.windows(7).any(|bytes| bytes == b"hunter2"));
    assert!(
        matches!(framer.next(), Ok(Some(Frame::Message(message))) if message.bytes() == b"b NOOP\r\n")
    );
}

#[test]
fn debug_shows_no_bytes() {
    let mut framer = Framer::new(Mode::Command, &Options::default()).stream_above(2);
    let secret = |debug: alloc::string::String| {
        assert!(
            !debug.contains("hunter2") && !debug.contains("104, 117"),
            "{debug}"
        )
    };
    framer.push(b"a LOGIN x hunter2\r\na APPEND hunter2 {7+}\r\nhunter2\r\nhunter2");
    while let Some(frame) = framer.next().unwrap() {
        secret(format!("{frame:?}"));
    }
    secret(format!("{framer:?} {:?}", framer.finish()));
}

#[test]
fn anything_in_any_chunking() {
    let words: [&[u8]; 38] = [
        b"{-2}\r\n",
        b"{2}  ",
        b" UID 5)\r\n",
        b"7 OK x\r\n",
        b"ENVELOPE ",
        "\u{44f}\u{44f}".as_bytes(),
        "\u{1f600}".as_bytes(),
        b"* 1 FETCH (",
        b"* ",
        b"a ",
        b"OK ",
        b"NO ",
        b"1 FETCH (",
        b"BODY[",
        b"] ",
        b"RFC822 ",
        b"APPEND x ",
        b"REPLACE 1 ",
        b"TEXT ",
        b"CATENATE (",
        b"[BADCHARSET (",
        b"\"",
        b"\\",
        b"(",
        b")",
        b" ",
        b"{3}\r\n",
        b"{1+}\r\n",
        b"~{2}\r\n",
        b"{0}\r\n",
        b"{9}\r\n",
        b"\r\n",
        b"\r\n",
        b"\n",
        b"\r",
        b"\0",
        b"+ ",
        b"{7+}\r\n",
    ];
    let mut random = Random(7);
    for round in 0..2000 {
        let mut bytes = vec![];
        for _ in 0..random.below(30) {
            bytes.extend_from_slice(words[random.below(words.len())]);
        }
        let mode = [
            Mode::Response,
            Mode::Command,
            Mode::AuthenticateData,
            Mode::IdleDone,
        ][[0, 0, 0, 1, 1, 1, 2, 3][round % 8]];
        let mut setup = Setup::new(mode);
        setup.stream_above = [u64::MAX, 1][random.below(2)];
        setup.accept = random.below(3) > 0;
        if random.below(2) == 0 {
            setup.options = setup.options.lone_lf();
        }
        if random.below(2) == 0 {
            // Guesses about literals too.
            setup.options.policy = Policy::Chosen(Quirks::ALL);
        }
        if random.below(2) == 0 {
            setup.options.limits = Limits::default()
                .literal(6)
                .line(60)
                .message(100)
                .literals(3)
                .streamed(6);
        }
        setup.frames(&bytes);
    }
}
