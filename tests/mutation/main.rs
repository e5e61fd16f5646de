//! Single bytes of recorded sessions are changed, and no message but the changed one may notice it.
//!
//! `MUTATIONS=1000000 cargo test --release -p imap-tests --test mutation -- --nocapture` is the whole of it; without the
//! variable as many as a test's time allows. The same seed gives the same mutations; `MUTATION_SEED` sets another.
//!
//! * Whatever is changed, the messages before it are cut and read as before.
//! * If framing was not touched, so are those behind it, and the changed message ends where it ended.
//! * If it was, the stream goes on; how soon it is in step again is counted.
//! * An error never points behind the line of the changed byte.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::{
    collections::BTreeMap,
    env, fs,
    ops::Range,
    path::{Path, PathBuf},
    time::Instant,
};

use imap_codec::{
    CommandKind, DecodeError, Decoder, Deviation, Frame, Framer, Kind, Message, Mode, Options,
    Quirk, ResponseKind,
};

/// Longer messages are left out: where a mutation falls into a mail of megabytes, nothing is learned.
const LONGEST: usize = 16 << 10;

/// Bytes that have a meaning somewhere.
const MARKS: &[u8] = b" \r\n\0(){}[]<>\"\\*+:,.0129aAzZ\xff";

fn main_count() -> u64 {
    let count = env::var("MUTATIONS")
        .ok()
        .and_then(|count| count.parse().ok());
    count.unwrap_or(20_000)
}

/// xorshift64*: the same on every machine.
struct Rng(u64);

impl Rng {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % n
    }
}

// ---- streams of well-formed messages ----

/// The well-formed messages of one side of a connection, and where each begins and ends.
struct Stream {
    bytes: Vec<u8>,
    messages: Vec<Range<usize>>,
}

fn frames<T>(
    mode: Mode,
    bytes: &[u8],
    mut each: impl FnMut(&Message<'_>) -> Option<T>,
) -> Option<T> {
    let mut framer = Framer::new(mode, &Options::tolerant());
    framer.push(bytes);
    loop {
        match framer.next() {
            Ok(Some(Frame::Message(message))) => {
                if let Some(found) = each(&message) {
                    return Some(found);
                }
            }
            Ok(Some(Frame::Offer(offer))) if !offer.too_long => framer.accept(),
            Ok(Some(Frame::Offer(_))) => framer.refuse(),
            Ok(Some(_)) => {}
            // TLS and deflate are none, nor what waits for more.
            Ok(None) | Err(_) => return None,
        }
    }
}

fn stream<K: Kind>(recorded: &[u8]) -> Stream {
    let strict = Decoder::<K>::strict();
    let mut stream = Stream {
        bytes: Vec::new(),
        messages: Vec::new(),
    };
    frames(K::MODE, recorded, |message| {
        let bytes = message.bytes();
        if bytes.len() <= LONGEST && strict.decode(bytes).is_ok() {
            let start = stream.bytes.len();
            stream.bytes.extend_from_slice(bytes);
            stream.messages.push(start..stream.bytes.len());
        }
        None::<()>
    });
    stream
}

/// `C <n>` or `S <n>` and newline, n bytes, newline; again and again.
fn sides(mut file: &[u8]) -> [Vec<u8>; 2] {
    let mut sides = [Vec::new(), Vec::new()];
    while !file.is_empty() {
        let line = file.iter().position(|byte| *byte == b'\n').unwrap();
        let (side, len) = std::str::from_utf8(&file[..line])
            .unwrap()
            .split_once(' ')
            .unwrap();
        let (bytes, rest) = file[line + 1..].split_at(len.parse().unwrap());
        sides[usize::from(side == "S")].extend_from_slice(bytes);
        file = &rest[1..];
    }
    sides
}

fn traces() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/traces");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "wire"))
        .collect();
    paths.sort();
    assert!(paths.len() > 100);
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

// ---- what a message is made of ----

/// The lines of a well-formed message, each with its CRLF; between them stand the literals.
fn lines(message: &[u8]) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    loop {
        let end = start
            + message[start..]
                .windows(2)
                .position(|two| two == b"\r\n")
                .unwrap()
            + 2;
        lines.push(start..end);
        if end == message.len() {
            return lines;
        }
        let line = &message[start..end - 2];
        let line = line.strip_suffix(b"}").unwrap();
        let line = line.strip_suffix(b"+").unwrap_or(line);
        let open = line.iter().rposition(|byte| *byte == b'{').unwrap();
        let len: usize = std::str::from_utf8(&line[open + 1..])
            .unwrap()
            .parse()
            .unwrap();
        start = end + len;
    }
}

/// Can the byte at `at`, which becomes `new`, have to do with where this message ends? Written without the framer, and
/// rather once too often: what stands between literals decides which of them are literals.
fn touches_framing(message: &[u8], lines: &[Range<usize>], at: usize, new: u8) -> bool {
    let Some(line) = lines.iter().find(|line| line.contains(&at)) else {
        return false; // the data of a literal
    };
    let line_end = at + 2 >= line.end;
    let makes_one = new == b'\n' && at > 0 && message[at - 1] == b'\r';
    let announces = |byte: u8| byte == b'}' && at + 3 == line.end;
    if line_end || makes_one || announces(new) || announces(message[at]) {
        return true;
    }
    // A line that ends in braces without being an announcement, as in a text.
    let braces = message[line.start..line.end].ends_with(b"}\r\n");
    if lines.len() == 1 {
        return braces;
    }
    let mark = |byte: u8| {
        matches!(
            byte,
            b'"' | b'\\' | b'{' | b'}' | b'(' | b')' | b'[' | b']' | b'~' | b'+'
        )
    };
    let digits = message[line.start..line.end - 2]
        .iter()
        .rposition(|byte| *byte == b'{');
    let in_announcement = braces && digits.is_some_and(|open| at >= line.start + open);
    // The tag or star, and the state of a status response.
    let in_front = line.start == 0 && at < 6;
    in_announcement || in_front || mark(new) || mark(message[at])
}

// ---- the test ----

#[derive(Debug, Default)]
struct Counts {
    mutations: u64,
    touched: u64,
    /// How the changed message is read, by name.
    read: BTreeMap<&'static str, u64>,
    /// Of those that touched framing: how many messages were lost beside the changed one.
    lost: BTreeMap<usize, u64>,
}

struct Side<K> {
    streams: Vec<Stream>,
    decoder: Decoder<K>,
}

impl<K: Kind> Side<K>
where
    for<'a> K::Value<'a>: PartialEq + std::fmt::Debug,
{
    fn new(recorded: impl Iterator<Item = Vec<u8>>) -> Self {
        let streams = recorded.map(|bytes| stream::<K>(&bytes));
        Self {
            streams: streams.filter(|stream| stream.messages.len() > 2).collect(),
            decoder: Decoder::tolerant(),
        }
    }

    fn mutate(&mut self, rng: &mut Rng, counts: &mut Counts) {
        let which = rng.below(self.streams.len());
        let stream = &mut self.streams[which];
        let index = rng.below(stream.messages.len());
        let range = stream.messages[index].clone();
        let at = range.start + rng.below(range.len());
        let old = stream.bytes[at];
        let new = match rng.below(3) {
            0 => MARKS[rng.below(MARKS.len())],
            1 => old ^ (1 << rng.below(8)),
            _ => rng.below(256) as u8,
        };
        if new == old {
            return;
        }
        let message = stream.bytes[range.clone()].to_vec();
        let lines = lines(&message);
        let touches = touches_framing(&message, &lines, at - range.start, new);
        stream.bytes[at] = new;
        counts.mutations += 1;
        self.check(which, index, (at, old), touches, &lines, counts);
        self.streams[which].bytes[at] = old;
    }

    /// The stream with one byte changed in its message `index`.
    fn check(
        &self,
        which: usize,
        index: usize,
        (at, old): (usize, u8),
        touches: bool,
        lines: &[Range<usize>],
        counts: &mut Counts,
    ) {
        let stream = &self.streams[which];
        let changed = stream.messages[index].clone();
        let about = || {
            let from = stream.messages[index.saturating_sub(1)].start;
            let bytes = &stream.bytes[from..changed.end.min(from + 2000)];
            format!(
                "byte {} was {:?}: {}",
                at - from,
                char::from(old),
                bytes.escape_ascii()
            )
        };
        // Between messages neither framer nor decoder remembers anything: all that could notice stands from the message
        // before on. Now and then all of the stream is looked at.
        let all = counts.mutations.is_multiple_of(1000);
        let first = if all { 0 } else { index.saturating_sub(1) };
        let start = stream.messages[first].start;
        let until = if touches || all {
            stream.bytes.len()
        } else {
            stream.messages[(index + 1).min(stream.messages.len() - 1)].end
        };
        let window = &stream.bytes[start..until];
        let mut end = start;
        let mut next = first;
        let mut in_step = false;
        frames(K::MODE, window, |message| {
            let bytes = message.bytes();
            // Blank lines and NULs before it were skipped.
            let behind = &stream.bytes[end..];
            let blank = behind
                .iter()
                .take_while(|byte| matches!(byte, 0 | b'\r' | b'\n'));
            let skipped = (0..=blank.count())
                .find(|skipped| behind[*skipped..].starts_with(bytes))
                .unwrap();
            let from = end + skipped;
            end = from + bytes.len();
            if from < changed.start && end <= changed.start {
                // Before it.
                let range = stream.messages[next].clone();
                assert_eq!(from..end, range, "{}", about());
                self.same(message, &about);
                next += 1;
                return None;
            }
            if from < changed.end {
                // It, or a part of it, or it and more.
                let offset = (at >= from && at < end).then(|| at - from);
                if let Some(offset) = offset {
                    let line = lines
                        .iter()
                        .map(|line| line.end)
                        .find(|line_end| *line_end > at - changed.start)
                        .unwrap()
                        // Where the change has made the line longer or shorter, the line that it is in now.
                        + changed.start
                        - from;
                    let line = if touches { bytes.len() } else { line };
                    self.changed(message, offset, line, touches, counts, &about);
                }
                if !touches {
                    assert_eq!(end, changed.end, "{}", about());
                }
                in_step = end == changed.end;
                next = index + 1;
                return None;
            }
            // Behind it.
            if !in_step {
                // The first message whose place is that of one there was.
                let found = stream.messages[next..]
                    .iter()
                    .position(|range| range.start == from);
                if let Some(lost) = found {
                    *counts.lost.entry(lost).or_default() += 1;
                    next += lost;
                    in_step = true;
                }
            }
            if in_step && from == stream.messages[next].start {
                assert_eq!(from..end, stream.messages[next], "{}", about());
                self.same(message, &about);
                next += 1;
                // In step once, in step for ever.
                return (!all).then_some(());
            }
            None
        });
        if touches {
            counts.touched += 1;
        } else {
            let wanted = stream.messages.len().min(index + 2);
            assert!(next >= wanted, "{next} of {wanted}: {}", about());
        }
    }

    /// A message that was not changed is read by the grammar.
    fn same(&self, message: &Message<'_>, about: &dyn Fn() -> String) {
        let mutated = self.decoder.decode_message(message);
        let mutated = mutated.unwrap_or_else(|error| panic!("{error}: {}", about()));
        let before = Decoder::<K>::strict().decode(message.bytes()).unwrap();
        assert_eq!(mutated.value, before.value, "{}", about());
        // What is left of a changed line end may stand before it.
        let skipped = |note: &Deviation| matches!(note.quirk, Quirk::BlankLine | Quirk::LeadingNul);
        assert!(mutated.salvaged.is_empty(), "{}", about());
        assert!(mutated.deviations.iter().all(skipped), "{}", about());
    }

    /// The message that was changed: no error points behind its line.
    fn changed(
        &self,
        message: &Message<'_>,
        at: usize,
        line_end: usize,
        touches: bool,
        counts: &mut Counts,
        about: &dyn Fn() -> String,
    ) {
        let check = |error: &DecodeError| {
            assert!(
                error.offset <= line_end,
                "{error}, but byte {at} was changed, on the line up to {line_end}: {}",
                about()
            );
        };
        let read = match self.decoder.decode_message(message) {
            Err(error) => {
                check(&error);
                "unreadable"
            }
            Ok(decoded) => {
                decoded
                    .salvaged
                    .iter()
                    .for_each(|left_out| check(&left_out.error));
                match (decoded.salvaged.is_empty(), decoded.deviations.is_empty()) {
                    (false, _) => "with an item left out",
                    (true, false) => "mended",
                    (true, true) => "well-formed, another value",
                }
            }
        };
        if !touches {
            *counts.read.entry(read).or_default() += 1;
        }
    }
}

#[test]
fn no_neighbour_is_lost() {
    let seed = env::var("MUTATION_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let mut rng = Rng(seed.unwrap_or(0x1357_9bdf_2468_ace0));
    let (commands, responses): (Vec<_>, Vec<_>) = traces()
        .iter()
        .map(|file| {
            let [client, server] = sides(file);
            (client, server)
        })
        .unzip();
    let mut responses = Side::<ResponseKind>::new(responses.into_iter());
    let mut commands = Side::<CommandKind>::new(commands.into_iter());
    for (streams, least) in [(&responses.streams, 10_000), (&commands.streams, 2_000)] {
        let messages: usize = streams.iter().map(|stream| stream.messages.len()).sum();
        println!("{} streams of {messages} messages", streams.len());
        assert!(streams.len() > 100 && messages > least);
    }
    let (count, start) = (main_count(), Instant::now());
    let mut counts = Counts::default();
    while counts.mutations < count {
        // Three of four to what servers say.
        if rng.below(4) > 0 {
            responses.mutate(&mut rng, &mut counts);
        } else {
            commands.mutate(&mut rng, &mut counts);
        }
    }
    let in_step: u64 = counts.lost.values().sum();
    println!(
        "{} mutations in {:.1} s; {} touched framing, {} of them with messages behind that came in step again, after so many lost beside the changed one: {:?}",
        counts.mutations,
        start.elapsed().as_secs_f64(),
        counts.touched,
        in_step,
        counts.lost
    );
    println!(
        "the changed message, if framing was not touched: {:?}",
        counts.read
    );
    // The test has seen all there is to see.
    assert_eq!(counts.read.len(), 4, "{:?}", counts.read);
    assert!(counts.touched * 4 < counts.mutations);
}

/// The test's own idea of a line.
#[test]
fn lines_are_found() {
    let message = b"a APPEND x {3}\r\na\r\n (b {2+}\r\ncd)\r\n";
    assert_eq!(lines(message), [0..16, 19..29, 31..34]);
    let touches = |at, new| touches_framing(message, &lines(message), at, new);
    assert!(!touches(17, b'\n') && !touches(29, b'x') && !touches(21, b'x'));
    assert!(touches(12, b'4') && touches(14, b'x') && touches(32, b'x') && touches(21, b'"'));
}
