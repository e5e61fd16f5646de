//! Hostile input: a clear error with an offset or a limit error, in linear work, bounded memory and 128 KiB of stack.
//!
//! The allocator of this test binary counts, so the tests take turns.

use std::{
    sync::{Mutex, MutexGuard},
    thread,
    time::{Duration, Instant},
};

use imap_codec::{
    CommandDecoder, DecodeError, Frame, FrameErrorKind, Framer, GreetingDecoder, IdleDoneDecoder,
    Limits, Mode, Options, ResponseDecoder, Rule, message_len, redact,
};
use imap_types::{core::Raw, sequence::SequenceSet};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

static TURN: Mutex<()> = Mutex::new(());

/// More than any linear algorithm takes for the inputs here, even in a debug build on a busy machine; far less than a
/// quadratic one does: 1 MB squared is 10^12 steps.
const QUICKLY: Duration = Duration::from_secs(30);

const MIB: usize = 1 << 20;

fn turn() -> MutexGuard<'static, ()> {
    TURN.lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// What `work` returns, and how many bytes more than before were in use at most. On a small stack, quickly.
fn measured<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> (T, usize) {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let start = Instant::now();
    let thread = thread::Builder::new()
        .stack_size(128 << 10)
        .spawn(work)
        .expect("a thread");
    let result = thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    assert!(start.elapsed() < QUICKLY, "{:?}", start.elapsed());
    (result, MEMORY.peak_usage().saturating_sub(before))
}

const MODES: [Mode; 4] = [
    Mode::Response,
    Mode::Command,
    Mode::AuthenticateData,
    Mode::IdleDone,
];

/// Pushes `piece` until an error comes or `pieces` have been pushed; the error, and the largest amount buffered.
fn push(
    framer: &mut Framer,
    piece: &[u8],
    pieces: usize,
) -> (Option<imap_codec::FrameError>, usize) {
    let mut most = 0;
    for _ in 0..pieces {
        framer.push(piece);
        most = most.max(framer.buffered());
        match framer.next() {
            Ok(None) => {}
            Ok(Some(frame)) => panic!("{frame:?}"),
            Err(error) => return (Some(error), most),
        }
    }
    (None, most)
}

#[test]
fn a_line_without_end() {
    let _turn = turn();
    for mode in MODES {
        let ((error, buffered), memory) = measured(move || {
            let mut framer = Framer::new(mode, &Options::default());
            let (error, buffered) = push(&mut framer, &[b'a'; 1 << 16], 512);
            // The stream is poisoned.
            framer.push(b"\r\n");
            assert_eq!(framer.next().err(), error);
            assert_eq!(framer.finish().err(), error);
            (error, buffered)
        });
        let error = error.expect("a limit error");
        assert_eq!(
            (error.kind, error.offset),
            (FrameErrorKind::LineTooLong, 8 << 20),
            "{mode:?}"
        );
        assert!(buffered <= 9 * MIB, "{mode:?}: {buffered}");
        // Twice while a buffer moves, and the next power of two.
        assert!(memory <= 32 * MIB, "{mode:?}: {memory}");

        let ((error, buffered), memory) = measured(move || {
            let mut framer = Framer::new(
                mode,
                &Options::default().limits(Limits::before_authentication()),
            );
            push(&mut framer, b"a", 32 * MIB)
        });
        let error = error.expect("a limit error");
        assert_eq!(
            (error.kind, error.offset),
            (FrameErrorKind::LineTooLong, 8 << 10),
            "{mode:?}"
        );
        assert!(
            buffered <= 9 << 10 && memory <= 64 << 10,
            "{mode:?}: {buffered} {memory}"
        );
    }
}

#[test]
fn a_line_in_quotes_without_end() {
    let _turn = turn();
    for start in [
        &b"* LIST () \"/\" \""[..],
        b"* 1 FETCH (BODY[HEADER.FIELDS (",
        b"* OK [",
        b"* SEARCH",
        b"* ",
        b"\"",
    ] {
        let ((error, _), memory) = measured(move || {
            let mut framer = Framer::new(Mode::Response, &Options::default());
            framer.push(start);
            push(&mut framer, &[b' '; 1 << 16], 512)
        });
        assert_eq!(
            error.expect("a limit error").kind,
            FrameErrorKind::LineTooLong
        );
        assert!(memory <= 32 * MIB, "{memory}");
    }
}

#[test]
fn a_length_that_overflows() {
    let _turn = turn();
    let overflow = |mode, line: &str| {
        let bytes = line.replace('\n', "\r\n").into_bytes();
        let copies = 3 * bytes.len();
        let (result, memory) = measured(move || {
            let mut framer = Framer::new(mode, &Options::default());
            framer.push(&bytes);
            let result = framer.next().map(|frame| frame.is_some());
            let alone = message_len(mode, &Options::default(), &bytes);
            assert_eq!(alone.is_err(), result.is_err());
            result
        });
        assert!(memory < copies + (64 << 10), "{memory}");
        result
    };
    let big = "18446744073709551616";
    for (mode, start) in [
        (Mode::Response, "* 1 FETCH (BODY[] "),
        (Mode::Response, "* 1 FETCH (BINARY[] ~"),
        (Mode::Response, "* NO [BADCHARSET ("),
        (Mode::Response, "* XFOO "),
        (Mode::Command, "a LOGIN "),
        (Mode::Command, "a APPEND x ~"),
        (Mode::Command, ""),
    ] {
        let error = overflow(mode, &format!("{start}{{{big}}}\n")).expect_err("more than 64 bits");
        assert_eq!(error.kind, FrameErrorKind::LiteralLengthOverflow);
        let brace = start.strip_suffix('~').unwrap_or(start).len();
        assert_eq!(
            (error.offset, error.in_message),
            (brace as u64, brace),
            "{start}"
        );
        // As long as it likes.
        let digits = "9".repeat(MIB);
        let error =
            overflow(mode, &format!("{start}{{{digits}}}\n")).expect_err("more than 64 bits");
        assert_eq!(error.kind, FrameErrorKind::LiteralLengthOverflow);
    }
    let error =
        overflow(Mode::Command, &format!("a LOGIN {{{big}+}}\n")).expect_err("more than 64 bits");
    assert_eq!(error.kind, FrameErrorKind::LiteralLengthOverflow);
    // Text, where no literal can stand.
    for (mode, line) in [
        (Mode::Response, format!("* OK {{{big}}}\n")),
        (Mode::Response, format!("* LIST () \"{{{big}}}\n")),
        (Mode::AuthenticateData, format!("{{{big}}}\n")),
        (Mode::IdleDone, format!("{{{big}}}\n")),
    ] {
        assert_eq!(overflow(mode, &line), Ok(true), "{line}");
    }
}

/// A length is a promise: memory follows the bytes that come.
#[test]
fn announced_and_not_sent() {
    let _turn = turn();
    let generous = Limits::default().literal(u64::MAX).message(usize::MAX);
    for len in ["4294967296", "18446744073709551615"] {
        for (mode, line) in [
            (Mode::Response, format!("* 1 FETCH (BODY[] {{{len}}}\r\n")),
            (Mode::Response, format!("* LIST () NIL {{{len}}}\r\n")),
            (Mode::Command, format!("a LOGIN {{{len}}}\r\n")),
            (Mode::Command, format!("a LOGIN {{{len}+}}\r\n")),
            (Mode::Command, format!("a APPEND x ~{{{len}+}}\r\n")),
        ] {
            for limits in [generous, Limits::default(), Limits::before_authentication()] {
                for above in [u64::MAX, 1000] {
                    let line = line.clone();
                    let ((), memory) = measured(move || {
                        let mut framer = Framer::new(mode, &Options::default().limits(limits))
                            .stream_above(above);
                        framer.push(line.as_bytes());
                        loop {
                            let offered = match framer.next() {
                                Err(error) => {
                                    assert_eq!(
                                        mode,
                                        Mode::Response,
                                        "a command can be refused: {error}"
                                    );
                                    assert_eq!(error.kind, FrameErrorKind::LiteralTooLong);
                                    let brace = line.find('{').unwrap() as u64;
                                    assert!([brace, brace - 1].contains(&error.offset), "{error}");
                                    break;
                                }
                                Ok(Some(Frame::Offer(_))) => true,
                                Ok(Some(Frame::Head(head))) => {
                                    assert_eq!(head.bytes(), line.as_bytes());
                                    false
                                }
                                Ok(Some(frame)) => panic!("{frame:?}"),
                                Ok(None) => break,
                            };
                            if offered {
                                framer.accept();
                            }
                        }
                        framer.push(b"abc");
                        let _ = framer.next();
                    });
                    assert!(memory < 64 << 10, "{memory}");
                }
            }
            // The decoder, which is handed whole messages, says what is missing.
            let ((), memory) = measured(move || {
                let end = line.len();
                let error: DecodeError = match mode {
                    Mode::Response => ResponseDecoder::tolerant()
                        .decode(line.as_bytes())
                        .map(|_| ()),
                    _ => CommandDecoder::tolerant()
                        .decode(line.as_bytes())
                        .map(|_| ()),
                }
                .unwrap_err();
                // A length beyond 63 bits is no number64.
                let digits = len
                    .parse::<i64>()
                    .is_err()
                    .then(|| line.find(len))
                    .flatten();
                assert_eq!(error.offset, digits.unwrap_or(end), "{error}");
            });
            assert!(memory < 64 << 10, "{memory}");
        }
    }
}

/// A non-synchronising literal beyond the limit is swallowed, and costs nothing.
#[test]
fn swallowed() {
    let _turn = turn();
    let ((), memory) = measured(|| {
        let mut framer = Framer::new(
            Mode::Command,
            &Options::default().limits(Limits::before_authentication()),
        );
        framer.push(b"a LOGIN {33554432+}\r\n");
        for _ in 0..512 {
            framer.push(&[b'x'; 1 << 16]);
            assert!(framer.next().expect("it can be refused").is_none());
        }
        framer.push(b" pw\r\nb NOOP\r\n");
        assert!(matches!(framer.next(), Ok(Some(Frame::Refused(_)))));
        let Ok(Some(Frame::Message(message))) = framer.next() else {
            panic!("the next command")
        };
        assert_eq!(message.bytes(), b"b NOOP\r\n");
    });
    assert!(memory < MIB, "{memory}");
}

#[test]
fn more_literals_than_allowed() {
    let _turn = turn();
    let (error, memory) = measured(|| {
        let mut framer = Framer::new(Mode::Response, &Options::default());
        framer.push(b"* XFOO");
        let (error, _) = push(&mut framer, b" {0}\r\n", 1_000_000);
        error
    });
    let error = error.expect("a limit error");
    assert_eq!(
        (error.kind, error.offset),
        (FrameErrorKind::TooManyLiterals, 6 + 10_000 * 6 + 1)
    );
    assert!(memory < MIB, "{memory}");
}

fn reads(mode: Mode, line: String) -> (Option<DecodeError>, usize) {
    measured(move || match mode {
        Mode::Response => ResponseDecoder::tolerant()
            .decode(line.as_bytes())
            .map(|_| ())
            .err(),
        _ => CommandDecoder::tolerant()
            .decode(line.as_bytes())
            .map(|_| ())
            .err(),
    })
}

#[test]
fn a_megabyte_of_digits() {
    let _turn = turn();
    let digits = "9".repeat(MIB);
    for (mode, start, end, expected) in [
        (Mode::Response, "* ", " EXISTS", Rule::Number),
        (Mode::Response, "* 1 FETCH (UID ", ")", Rule::NzNumber),
        (
            Mode::Response,
            "* 1 FETCH (RFC822.SIZE ",
            ")",
            Rule::Number64,
        ),
        (Mode::Response, "* 1 FETCH (BODY[", "] NIL)", Rule::NzNumber),
        (
            Mode::Response,
            "* 1 FETCH (BODY[]<",
            "> NIL)",
            Rule::Number64,
        ),
        (Mode::Response, "* 1 FETCH (BODY[] {", "})", Rule::Number64),
        (Mode::Response, "* SEARCH ", "", Rule::NzNumber),
        (Mode::Response, "* ESEARCH ALL 1:", "", Rule::SequenceSet),
        (Mode::Response, "* OK [COPYUID 1 ", " 1] x", Rule::UidSet),
        (Mode::Command, "a FETCH ", " ALL", Rule::SequenceSet),
        (Mode::Command, "a FETCH 1:", " ALL", Rule::SequenceSet),
        (Mode::Command, "a FETCH 1,", " ALL", Rule::SequenceSet),
        (Mode::Command, "a SEARCH LARGER ", "", Rule::Number64),
        (Mode::Command, "a LOGIN x {", "}\r\n", Rule::Number64),
    ] {
        let (error, memory) = reads(mode, format!("{start}{digits}{end}\r\n"));
        match error {
            Some(error) => {
                assert_eq!(
                    (error.offset, error.expected),
                    (start.len(), expected),
                    "{start}: {error}"
                );
            }
            // The tolerant policy leaves out what is beyond its range, where a quirk of real servers does so.
            None => assert!(
                start.contains("COPYUID") || start.contains("UID "),
                "{start}"
            ),
        }
        assert!(memory < 12 * MIB, "{start}: {memory}");
    }
    let (result, _) = measured(move || SequenceSet::try_from(digits.as_str()).is_err());
    assert!(result);
}

/// Work that is allowed: long, well-formed, and linear in memory.
#[test]
fn long_and_well_formed() {
    let _turn = turn();
    for (mode, line, most) in [
        (
            Mode::Response,
            format!("* SEARCH{}\r\n", " 4294967295".repeat(100_000)),
            2 * MIB,
        ),
        (
            Mode::Command,
            format!("a FETCH 1{} ALL\r\n", ",1:*".repeat(100_000)),
            4 * MIB,
        ),
        (
            Mode::Response,
            format!("* CAPABILITY{}\r\n", " X".repeat(100_000)),
            24 * MIB,
        ),
        (
            Mode::Response,
            format!("* FLAGS ({}a)\r\n", "a ".repeat(100_000)),
            24 * MIB,
        ),
        (
            Mode::Response,
            format!(
                "* XFOO {}\r\n",
                "(".repeat(60) + &"a ".repeat(100_000) + "a" + &")".repeat(60)
            ),
            MIB,
        ),
        (
            Mode::Response,
            format!("* OK [XFOO {}] x\r\n", "\"(]".repeat(100_000)),
            MIB,
        ),
        (
            Mode::Command,
            format!("a SEARCH {}ALL\r\n", "ALL ".repeat(100_000)),
            24 * MIB,
        ),
        (
            Mode::Command,
            format!("a LOGIN \"{}\" x\r\n", "\\\\".repeat(MIB)),
            4 * MIB,
        ),
    ] {
        let start: String = line.chars().take(20).collect();
        let (error, memory) = reads(mode, line);
        assert_eq!(error, None, "{start}");
        assert!(memory < most, "{start}: {memory}");
    }
}

/// What could cost a second look at every byte.
#[test]
fn long_and_broken() {
    let _turn = turn();
    let many = 200_000;
    for (mode, line) in [
        (Mode::Response, format!("* OK [{}\r\n", "\"".repeat(many))),
        (
            Mode::Response,
            format!("* OK [A {}\r\n", " \"(]".repeat(many)),
        ),
        (Mode::Response, format!("* OK [A {}\r\n", "(".repeat(many))),
        (
            Mode::Response,
            format!("* LIST () \"/\" x ({}\r\n", "(".repeat(many)),
        ),
        (
            Mode::Response,
            format!("* 1 FETCH ({}\r\n", "UID 0 ".repeat(many)),
        ),
        (
            Mode::Response,
            format!("* 1 FETCH ({}\r\n", "X ( ".repeat(many)),
        ),
        (
            Mode::Response,
            format!("* 1 FETCH ({}\r\n", "UID (".repeat(many)),
        ),
        (
            Mode::Response,
            format!("* 1 FETCH (X[{}\r\n", " ".repeat(many)),
        ),
        (
            Mode::Response,
            format!("* 1 FETCH ({})\r\n", "  ".repeat(many)),
        ),
        (
            Mode::Response,
            format!("* STATUS x ({}\r\n", "UIDNEXT 0 ".repeat(many)),
        ),
        (
            Mode::Response,
            format!("* STATUS x ({}\r\n", "X (".repeat(many)),
        ),
        (
            Mode::Response,
            format!("* SEARCH{}x\r\n", "  1".repeat(many)),
        ),
        (
            Mode::Response,
            format!("* ESEARCH{}\r\n", "  ".repeat(many)),
        ),
        (
            Mode::Response,
            format!("* FLAGS ({}\r\n", "a ".repeat(many)),
        ),
        (
            Mode::Response,
            format!("* FLAGS ({}\r\n", "a] ".repeat(many)),
        ),
        (
            Mode::Response,
            format!("* OK [PERMANENTFLAGS ({}\r\n", "a] ".repeat(many)),
        ),
        (
            Mode::Response,
            format!("* OK [BADCHARSET ({}\r\n", "a ".repeat(many)),
        ),
        (
            Mode::Response,
            format!("* CAPABILITY{}\"\r\n", " X".repeat(many / 4)),
        ),
        (
            Mode::Response,
            format!("* NAMESPACE ({}\r\n", "(\"\" NIL)".repeat(many)),
        ),
        (Mode::Command, format!("a SEARCH{}\r\n", " \"".repeat(many))),
        (
            Mode::Command,
            format!("a SEARCH {}(\r\n", "(ALL) ".repeat(many)),
        ),
        (
            Mode::Command,
            format!("a APPEND x{}\r\n", " a (b)".repeat(many)),
        ),
        (
            Mode::Command,
            format!("a APPEND x{} (\r\n", " a 1".repeat(many)),
        ),
        (Mode::Command, format!("a FETCH 1{}\r\n", ",".repeat(many))),
        (
            Mode::Command,
            format!("a FETCH 1 ({}\r\n", "BODY[".repeat(many)),
        ),
        (
            Mode::Command,
            format!("a SELECT x ({}\r\n", "A (B) ".repeat(many)),
        ),
        (Mode::Command, format!("{}\r\n", "a".repeat(many))),
        (Mode::Command, format!("a XFOO {}\r\n", "{".repeat(many))),
        (
            Mode::Command,
            format!("a AUTHENTICATE PLAIN {}\r\n", "=".repeat(many)),
        ),
    ] {
        let bytes = line.len();
        let start: String = line.chars().take(30).collect();
        let kept = line.clone();
        let (error, memory) = reads(mode, line);
        // Whole values are a few words for each pair of bytes.
        assert!(memory < 64 * bytes + MIB, "{start}: {memory} for {bytes}");
        if let Some(error) = error {
            assert!(error.offset <= bytes, "{start}: {error}");
            let (drawn, _) = measured(move || {
                (
                    error.render(kept.as_bytes()),
                    redact::redact(kept.as_bytes(), false),
                )
                    .0
            });
            assert!(drawn.contains('^'));
        }
    }
}

/// NUL, bare CR and bare LF wherever something stands: refused there, under both policies, and not skipped.
#[test]
fn bytes_that_never_belong() {
    // `@` is where the byte goes.
    const PLACES: &[(Mode, &str)] = &[
        (Mode::Response, "*@OK hi\r\n"),
        (Mode::Response, "* @OK hi\r\n"),
        (Mode::Response, "* O@K hi\r\n"),
        (Mode::Response, "* OK@ hi\r\n"),
        (Mode::Response, "* OK h@i\r\n"),
        (Mode::Response, "* OK hi@\r\n"),
        (Mode::Response, "* OK [AL@ERT] hi\r\n"),
        (Mode::Response, "* OK [UIDNEXT @5] hi\r\n"),
        (Mode::Response, "* OK [XFOO a@b] hi\r\n"),
        (Mode::Response, "a@1 OK hi\r\n"),
        (Mode::Response, "+ go@ on\r\n"),
        (Mode::Response, "* 1@2 EXISTS\r\n"),
        (Mode::Response, "* LIST (@) \"/\" x\r\n"),
        (Mode::Response, "* LIST () \"@\" x\r\n"),
        (Mode::Response, "* LIST () \"/\" x@y\r\n"),
        (Mode::Response, "* LIST () \"/\" \"x@y\"\r\n"),
        (Mode::Response, "* LIST () \"/\" \"x\\@y\"\r\n"),
        (Mode::Response, "* LIST () \"/\" {@1}\r\nx\r\n"),
        (Mode::Response, "* FLAGS (\\Se@en)\r\n"),
        (Mode::Response, "* SEARCH 1 @2\r\n"),
        (Mode::Response, "* 1 FETCH (UID @7)\r\n"),
        (Mode::Response, "* 1 FETCH (BODY[@] NIL)\r\n"),
        (
            Mode::Response,
            "* 1 FETCH (INTERNALDATE \" 1-Jan-2020 00:00:00@+0000\")\r\n",
        ),
        (Mode::Response, "* 1 FETCH (XFOO (a @b))\r\n"),
        (Mode::Response, "* 1 FETCH (XFOO \"a@b\")\r\n"),
        (Mode::Response, "* XFOO a@b\r\n"),
        (Mode::Command, "a@ NOOP\r\n"),
        (Mode::Command, "a NO@OP\r\n"),
        (Mode::Command, "a NOOP@\r\n"),
        (Mode::Command, "a LOGIN x@ y\r\n"),
        (Mode::Command, "a LOGIN \"x@\" y\r\n"),
        (Mode::Command, "a LOGIN {1@}\r\nx y\r\n"),
        (Mode::Command, "a FETCH 1@ ALL\r\n"),
        (Mode::Command, "a SEARCH HEADER A@ b\r\n"),
        (Mode::Command, "a LIST \"\" x@*\r\n"),
        (Mode::Command, "a AUTHENTICATE PLAIN A@A==\r\n"),
        (Mode::Command, "a XFOO (a@b)\r\n"),
    ];
    let _turn = turn();
    for (mode, place) in PLACES {
        let at = place.find('@').expect("a place");
        for byte in ["\0", "\r", "\n"] {
            let line = place.replacen('@', byte, 1);
            for options in [Options::strict(), Options::tolerant()] {
                let line = line.clone();
                let error = match mode {
                    Mode::Response => ResponseDecoder::new(options)
                        .decode(line.as_bytes())
                        .map(|_| ()),
                    _ => CommandDecoder::new(options)
                        .decode(line.as_bytes())
                        .map(|_| ()),
                };
                let error = error.expect_err(&line.escape_debug().to_string());
                // At the byte, or at the beginning of what it spoils.
                assert!(error.offset <= at + 1, "{error}: {}", line.escape_debug());
                assert!(
                    at - error.offset.min(at) <= 26,
                    "{error}: {}",
                    line.escape_debug()
                );
            }
        }
    }
    // A literal holds CR and LF, and NUL only under a quirk.
    for (bytes, strict, tolerant) in [("\r", true, true), ("\n", true, true), ("\0", false, true)] {
        let line = format!("* LIST () NIL {{1}}\r\n{bytes}\r\n");
        let read = ResponseDecoder::strict().decode(line.as_bytes());
        assert_eq!(read.is_ok(), strict);
        if let Err(error) = read {
            assert_eq!((error.offset, error.expected), (19, Rule::Char8));
        }
        assert_eq!(
            ResponseDecoder::tolerant().decode(line.as_bytes()).is_ok(),
            tolerant
        );
    }
    assert!(
        GreetingDecoder::tolerant().decode(b"* OK hi\n").is_err(),
        "a lone LF ends no line"
    );
    assert!(IdleDoneDecoder::tolerant().decode(b"DONE\n").is_err());
    assert!(
        Raw::try_from("a\0").is_err()
            && Raw::try_from("a\r").is_err()
            && Raw::try_from("\"a\n\"").is_err()
    );
}

/// Byte by byte, with a look after each: no byte is looked at again.
#[test]
fn quadratic_rescans() {
    let _turn = turn();
    let many = 300_000;
    for (mode, line) in [
        (
            Mode::Response,
            format!("* LIST () \"/\" \"{}\"\r\n", "\\\\".repeat(many)),
        ),
        (
            Mode::Response,
            format!("* OK [XFOO {}] x\r\n", "{1}".repeat(many)),
        ),
        (
            Mode::Response,
            format!("* XFOO{}\r\n", " {1}\r\nx".repeat(9_000)),
        ),
        (
            Mode::Response,
            format!("* 1 FETCH (BODY[] {{{many}}}\r\n{})\r\n", "x".repeat(many)),
        ),
        (
            Mode::Command,
            format!("a LOGIN{}\r\n", " {1+}\r\nx".repeat(9_000)),
        ),
        (
            Mode::Command,
            format!("a XFOO {}\r\n", "{\"\"(".repeat(many)),
        ),
        (
            Mode::AuthenticateData,
            format!("{}\r\n", "AAAA".repeat(many)),
        ),
        (Mode::IdleDone, format!("DONE{}\r\n", " ".repeat(many))),
    ] {
        let start: String = line.chars().take(20).collect();
        let (frames, _) = measured(move || {
            let mut framer = Framer::new(mode, &Options::default());
            let mut frames = 0;
            for byte in line.as_bytes() {
                framer.push(std::slice::from_ref(byte));
                while let Some(frame) = framer.next().expect("no limit is met") {
                    assert!(matches!(frame, Frame::Message(_)));
                    frames += 1;
                }
            }
            frames
        });
        assert_eq!(frames, 1, "{start}");
    }
}

/// A message of very many parts costs as much as it is long, and may not be longer than its limit.
#[test]
fn many_parts() {
    const PART: &str = "(\"A\" \"B\" NIL NIL NIL \"7BIT\" 0)";
    let _turn = turn();
    let many = 50_000;
    for (start, end) in [
        ("* 1 FETCH (BODY (", " \"MIXED\"))\r\n"),
        ("* 1 FETCH (BODYSTRUCTURE (", " \"MIXED\"))\r\n"),
    ] {
        let line = format!("{start}{}{end}", PART.repeat(many));
        let bytes = line.len();
        let (error, memory) = reads(Mode::Response, line.clone());
        assert_eq!(error, None);
        assert!(memory < 64 * bytes, "{memory} for {bytes}");
        let ((error, _), memory) = measured(move || {
            let mut framer = Framer::new(
                Mode::Response,
                &Options::default().limits(Limits::default().line(100_000)),
            );
            push(&mut framer, line.as_bytes(), 1)
        });
        assert_eq!(
            error.expect("a limit error").kind,
            FrameErrorKind::LineTooLong
        );
        assert!(memory < 2 * bytes + MIB, "{memory} for {bytes}");
    }
}

/// Whatever string a command is made of, one command is written.
#[test]
fn crlf_injection_in_arguments() {
    use imap_codec::{EncodeOptions, Encoder};
    use imap_types::{
        command::{Command, CommandBody},
        core::Tag,
        status::StatusAtt,
    };

    let _turn = turn();
    for evil in [
        "x\r\na9 LOGOUT",
        "x\r\na9 LOGOUT\r\n",
        "\r\n",
        "x\ny",
        "x\ry",
        "x\" y\r\n",
        "x\\",
        "x {3+}\r\nabc",
        "{3}",
        "x\0",
        "",
    ] {
        let bodies = [
            CommandBody::login(evil, evil),
            CommandBody::select(evil),
            CommandBody::list(evil, evil),
            CommandBody::status(evil, [StatusAtt::UidNext]),
        ];
        for body in bodies {
            let Ok(body) = body else {
                assert!(evil.contains('\0'), "{evil:?} can be a literal");
                continue;
            };
            let command = Command::new(Tag::try_from("a1").unwrap(), body);
            let mut wire = Vec::new();
            Encoder::new(EncodeOptions::everything())
                .encode_into(&command, &mut wire)
                .expect("a command");
            wire.extend_from_slice(b"a2 NOOP\r\n");
            let mut framer = Framer::new(Mode::Command, &Options::strict());
            framer.push(&wire);
            let mut lines = Vec::new();
            while let Some(frame) = framer.next().expect("commands") {
                let Frame::Message(message) = frame else {
                    panic!("{frame:?}")
                };
                lines.push(message.bytes().to_vec());
            }
            assert_eq!(lines.len(), 2, "{}", wire.escape_ascii());
            assert_eq!(lines[1], b"a2 NOOP\r\n");
            let read = CommandDecoder::strict().decode(&lines[0]).expect("it");
            assert_eq!(read.value, command);
        }
        // What is not typed is looked through, and what is no string at all takes none of it.
        // A whole literal may stand in it.
        assert!(
            Raw::try_from(evil).is_err()
                || !evil.contains(['\r', '\n', '\0'])
                || evil.contains("{3+}"),
            "{evil:?}"
        );
        assert!(Tag::try_from(evil).is_err());
    }
}

/// Numbers beyond their range are refused, or are told as mended: never taken for others.
#[test]
fn integer_overflow() {
    let _turn = turn();
    for (mode, line, most) in [
        (Mode::Response, "* @ EXISTS", "4294967295"),
        (Mode::Response, "* @ EXPUNGE", "4294967295"),
        (Mode::Response, "* SEARCH 1 @", "4294967295"),
        (Mode::Response, "* 1 FETCH (UID @)", "4294967295"),
        (
            Mode::Response,
            "* 1 FETCH (RFC822.SIZE @)",
            "9223372036854775807",
        ),
        (
            Mode::Response,
            "* 1 FETCH (MODSEQ (@))",
            "18446744073709551615",
        ),
        (Mode::Response, "* STATUS x (UIDNEXT @)", "4294967295"),
        (Mode::Response, "* OK [UIDVALIDITY @] x", "4294967295"),
        (Mode::Response, "* OK [APPENDUID 1 @] x", "4294967295"),
        (Mode::Command, "a FETCH @ ALL", "4294967295"),
        (Mode::Command, "a FETCH 1:@ ALL", "4294967295"),
        (Mode::Command, "a SEARCH LARGER @", "9223372036854775807"),
        (Mode::Command, "a FETCH 1 BODY[@]", "4294967295"),
    ] {
        let read = |number: &str, options: Options| {
            let line = format!("{}\r\n", line.replace('@', number));
            match mode {
                Mode::Response => {
                    ResponseDecoder::new(options)
                        .decode(line.as_bytes())
                        .map(|read| {
                            let clean = read.deviations.is_empty() && read.salvaged.is_empty();
                            (clean, format!("{:?}", read.value))
                        })
                }
                _ => CommandDecoder::new(options)
                    .decode(line.as_bytes())
                    .map(|read| {
                        let clean = read.deviations.is_empty() && read.salvaged.is_empty();
                        (clean, format!("{:?}", read.value))
                    }),
            }
        };
        let (_, shown) = read(most, Options::strict()).expect(line);
        assert!(shown.contains(most), "{shown}");
        let most: u128 = most.parse().expect("a number");
        for number in [
            (most + 1).to_string(),
            (most + 2).to_string(),
            (1_u128 << 64).to_string(),
            ((1_u128 << 64) + 5).to_string(),
            "-1".to_owned(),
            "-4294967295".to_owned(),
            "+1".to_owned(),
            "0x1".to_owned(),
            "1e1".to_owned(),
        ] {
            let about = line.replace('@', &number);
            let Ok((clean, shown)) = read(&number, Options::strict()) else {
                if let Ok((clean, shown)) = read(&number, Options::tolerant()) {
                    assert!(!clean, "{about}: {shown}");
                }
                continue;
            };
            // A code that is none of ours is kept as it was said.
            assert!(clean && shown.contains("Other"), "{about}: {shown}");
        }
    }
}

/// A name that is no modified UTF-7 has no other name, and no two names are spelled alike.
#[test]
fn utf7_tricks() {
    use imap_types::mailbox::Mailbox;

    let _turn = turn();
    let named = |wire: &'static str| Mailbox::try_from(wire).expect("it can be said");
    for wire in [
        "&2D0-",            // half a pair
        "&3Oc-",            // the other half
        "&AGE-",            // a
        "&AEkATgBCAE8AWA-", // INBOX
        "&ACI-",            // a quote
        "&AC8-",            // /
        "&AOk",             // not ended
        "&AOl-",            // bits left over
        "&U/BTFw-",         // / for ,
        "&",
    ] {
        assert!(named(wire).decoded().is_err(), "{wire}");
    }
    assert_ne!(named("&AGE-"), named("a"));
    assert_ne!(named("&AEkATgBCAE8AWA-"), Mailbox::Inbox);
    assert_eq!(named("iNbOx"), Mailbox::Inbox);
    // What can be read is spelled as it was, and stays within its line, whatever it says.
    for name in [
        "x\r\na9 LOGOUT",
        "\"",
        "\" \"",
        "\0",
        "&",
        "&-",
        "caf\u{e9}",
        "cafe\u{301}",
        "\u{1f4e7}",
        "\u{202e}xobni",
    ] {
        let mailbox = Mailbox::encoded(name);
        assert!(
            mailbox
                .as_bytes()
                .iter()
                .all(|byte| matches!(byte, b' '..=b'~'))
        );
        assert_eq!(mailbox.decoded().as_deref(), Ok(name));
    }
    assert_ne!(
        Mailbox::encoded("caf\u{e9}"),
        Mailbox::encoded("cafe\u{301}")
    );
}

/// A field, a list or the end that is not there: an error, or told as mended; never a value as if it had been there.
#[test]
fn missing_fields() {
    let _turn = turn();
    for line in [
        "* STATUS INBOX (MESSAGES 1 UIDNEXT 2)",
        "* LIST (\\Noselect) \"/\" x",
        "* 1 FETCH (UID 7 INTERNALDATE \"01-Jan-2020 00:00:00 +0000\")",
        "* 1 FETCH (ENVELOPE (NIL NIL ((NIL NIL \"a\" \"b\")) NIL NIL NIL NIL NIL NIL NIL))",
        "* 1 FETCH (BODY (\"A\" \"B\" NIL NIL NIL \"7BIT\" 0))",
        "* OK [COPYUID 1 2 3] x",
        "* VANISHED 1:3",
        "* QUOTA \"\" (STORAGE 1 2)",
        "* NAMESPACE ((\"\" \"/\")) NIL NIL",
        "* ACL x a lrs",
        "* THREAD (1 2)",
        "* ID (\"name\" \"x\")",
        "a1 OK x",
    ] {
        let whole = format!("{line}\r\n");
        let whole = ResponseDecoder::strict()
            .decode(whole.as_bytes())
            .expect(line)
            .value;
        let words: Vec<&str> = line.split(' ').collect();
        for without in 0..words.len() {
            let mut left = words.clone();
            left.remove(without);
            let left = format!("{}\r\n", left.join(" "));
            for options in [Options::strict(), Options::tolerant()] {
                if let Ok(read) = ResponseDecoder::new(options).decode(left.as_bytes()) {
                    assert!(
                        read.value != whole
                            || !(read.deviations.is_empty() && read.salvaged.is_empty()),
                        "{left}"
                    );
                }
            }
        }
        for end in 0..line.len() {
            let left = format!("{}\r\n", &line[..end]);
            for options in [Options::strict(), Options::tolerant()] {
                if let Ok(read) = ResponseDecoder::new(options).decode(left.as_bytes()) {
                    assert!(
                        read.value != whole
                            || !(read.deviations.is_empty() && read.salvaged.is_empty()),
                        "{left}"
                    );
                }
            }
        }
    }
    for line in [
        "* STATUS INBOX",
        "* STATUS (MESSAGES 1)",
        "* LIST",
        "* LIST ()",
        "* LIST () \"/\"",
        "* 1 FETCH",
        "* 1 FETCH (UID)",
        "* 1 FETCH (ENVELOPE ())",
        "* 1 FETCH (BODY ())",
        "* QUOTA",
        "* NAMESPACE NIL NIL",
        "*",
        "* ",
        "",
    ] {
        let line = format!("{line}\r\n");
        assert!(
            ResponseDecoder::strict().decode(line.as_bytes()).is_err(),
            "{line}"
        );
    }
}

/// A body of a gigabyte goes out of a client and comes into it, in parts, and nothing piles up.
#[test]
fn a_gigabyte_through_a_client() {
    use imap_state::{
        client::{Client, Config, Event, Output},
        session::TlsPolicy,
    };
    use imap_types::{append::Append, core::Content};

    const LEN: u64 = 1 << 30;
    let _turn = turn();
    let config = Config {
        tls: TlsPolicy::Plain,
        stream_above: 1 << 16,
        ..Config::default()
    };
    let ((out, back), memory) = measured(move || {
        let (mut inbox, mut client) = (config.inbox(), Client::new(config));
        let greeting = b"* PREAUTH [CAPABILITY IMAP4rev1 LITERAL+] hi\r\n";
        let head = format!("* 1 FETCH (BODY[] {{{LEN}}}\r\n");
        let part = vec![b'm'; 1 << 16];
        let (mut out, mut back, mut left) = (0, 0, LEN);
        let mut script = [greeting.as_slice(), head.as_bytes()].into_iter();
        loop {
            let output = client.poll(&mut inbox, Duration::ZERO);
            let read = match output.expect("no error") {
                Output::Transmit(bytes) => {
                    let n = bytes.len();
                    client.transmitted(n);
                    out += n as u64;
                    continue;
                }
                Output::Event(Event::Ready) => {
                    let body = Content::Elsewhere { len: LEN };
                    let append = Append::new("x", body).expect("a mailbox");
                    client.send(append).expect("is sent");
                    continue;
                }
                Output::Event(Event::WantData { handle, max }) => {
                    client.supply(handle, &part[..max]).expect("is wanted");
                    continue;
                }
                Output::Event(Event::Body { chunk, .. }) => {
                    back += chunk.len() as u64;
                    continue;
                }
                Output::NeedInput { .. } => match script.next() {
                    Some(line) => line,
                    None if left == 0 => return (out, back),
                    None => {
                        left -= part.len() as u64;
                        &part
                    }
                },
                _ => continue,
            };
            inbox.space(read.len())[..read.len()].copy_from_slice(read);
            inbox.filled(read.len());
        }
    });
    let line = "A0 APPEND x {1073741824+}\r\n\r\n";
    assert_eq!((out, back), (LEN + line.len() as u64, LEN));
    assert!(memory <= MIB, "{memory}");
}
