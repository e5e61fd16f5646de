//! Watches a connection, without taking part in it: both directions are decoded as they come, by the walker of `lint`,
//! counted, and recorded for it. `client` records by it too.
//!
//! In what is recorded, passwords and SASL are overwritten, octet by octet, so that everything else stays where it was. So a
//! piece is written when it is known what it is, and not before.

use core::ops::Range;
use std::collections::VecDeque;
use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    mem,
    path::{Path, PathBuf},
};

use flate2::{Decompress, FlushDecompress, Status};
use imap_codec::{Limits, Options};
use imap_types::response::State;

use crate::{
    record::Side,
    session::{Event, Kind, Lost, Session},
    tally::{Finding, Findings, Tally, What},
};

/// Longer messages are passed on, and not understood.
const LONGEST: u64 = 512 << 20;

/// What the server has granted: behind it the bytes are something else.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Switch {
    /// TLS begins; so many bytes of what was just shown came behind it.
    StartTls(usize),
    /// Both sides compress.
    Compress,
}

/// How a connection is watched.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watching {
    /// Where it is recorded.
    pub(crate) file: Option<PathBuf>,
    /// Passwords and SASL are recorded too.
    pub(crate) with_secrets: bool,
    /// What comes behind COMPRESS is shown inflated.
    pub(crate) inflated: bool,
    /// What is wrong is kept until it is asked for.
    pub(crate) lints: bool,
    /// Names that no table has are found too.
    pub(crate) verbose: bool,
    /// The grammar and nothing else.
    pub(crate) strict: bool,
}

/// One connection, watched.
pub(crate) struct Watch {
    walker: Session,
    pub(crate) tally: Tally,
    findings: Findings,
    trace: Option<Trace>,
    verbose: bool,
    inflated: bool,
    /// Undo the compression of both sides.
    inflaters: Option<[Decompress; 2]>,
    /// TLS that is not ended here: nothing more can be seen.
    opaque: bool,
}

impl Watch {
    pub(crate) fn new(watching: &Watching) -> io::Result<Self> {
        let options = if watching.strict {
            Options::strict()
        } else {
            Options::tolerant()
        };
        // What goes by is not ours to limit, but is held in memory up to the end of a message.
        let limits = Limits::default().literal(LONGEST).message(LONGEST as usize);
        let file = watching.file.as_deref();
        Ok(Self {
            walker: Session::new(options.limits(limits), true),
            tally: Tally::default(),
            findings: Findings {
                hide: true,
                verbose: watching.lints,
                found: Vec::new(),
            },
            trace: file
                .map(|path| Trace::new(path, watching.with_secrets))
                .transpose()?,
            verbose: watching.verbose,
            inflated: watching.inflated,
            inflaters: None,
            opaque: false,
        })
    }

    /// These bytes came from there, as they were on the wire.
    pub(crate) fn see(&mut self, side: Side, bytes: &[u8]) -> io::Result<Option<Switch>> {
        let switch = self.look(side, bytes)?;
        self.release()?;
        Ok(switch)
    }

    fn look(&mut self, side: Side, bytes: &[u8]) -> io::Result<Option<Switch>> {
        if self.opaque {
            return Ok(None);
        }
        if let Some(inflaters) = &mut self.inflaters {
            let inflater = match side {
                Side::Client => &mut inflaters[0],
                Side::Server => &mut inflaters[1],
            };
            let plain = inflate(inflater, bytes)?;
            self.hold(side, &plain);
            self.show(side, &plain)?;
            return Ok(None);
        }
        self.hold(side, bytes);
        if side == Side::Client {
            self.show(side, bytes)?;
            return Ok(None);
        }
        // Line by line, since a line may be the last in clear.
        let mut rest = bytes;
        while !rest.is_empty() {
            let line = rest.iter().position(|byte| *byte == b'\n');
            let (piece, behind) = rest.split_at(line.map_or(rest.len(), |line| line + 1));
            rest = behind;
            match self.show(side, piece)? {
                Some(Switch::StartTls(_)) => {
                    self.take_back(rest.len());
                    return Ok(Some(Switch::StartTls(rest.len())));
                }
                Some(Switch::Compress) if !self.inflated => {
                    self.take_back(rest.len());
                    self.inflaters = Some([Decompress::new(false), Decompress::new(false)]);
                    self.look(side, rest)?;
                    return Ok(Some(Switch::Compress));
                }
                _ => {}
            }
        }
        Ok(None)
    }

    /// Writes what is known of what came.
    fn release(&mut self) -> io::Result<()> {
        self.trace.as_mut().map_or(Ok(()), Trace::release)
    }

    /// TLS goes through here, and nothing more can be seen.
    pub(crate) fn blind(&mut self) {
        self.opaque = true;
    }

    /// What was found since the last time.
    pub(crate) fn found(&mut self) -> impl Iterator<Item = Finding> {
        let (found, verbose) = (mem::take(&mut self.findings.found), self.verbose);
        let told = move |finding: &Finding| verbose || finding.what != What::Other;
        found.into_iter().filter(told)
    }

    /// Nothing comes any more.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        let Self {
            walker,
            tally,
            findings,
            trace,
            ..
        } = self;
        walker.finish(&mut |event| tally.count(&event, findings));
        trace.as_mut().map_or(Ok(()), Trace::finish)
    }

    fn hold(&mut self, side: Side, bytes: &[u8]) {
        if let Some(trace) = &mut self.trace {
            trace.hold(side, bytes);
        }
    }

    /// So many bytes that the server said last were no plain text.
    fn take_back(&mut self, n: usize) {
        if let Some(trace) = &mut self.trace
            && n > 0
        {
            trace.came[Side::Server as usize] -= n as u64;
            if let Some(piece) = trace.held.back_mut() {
                let keep = piece.bytes.len() - n;
                piece.bytes.truncate(keep);
            }
        }
    }

    /// Shows plain bytes to the walker.
    fn show(&mut self, side: Side, bytes: &[u8]) -> io::Result<Option<Switch>> {
        let Self {
            walker,
            tally,
            findings,
            trace,
            ..
        } = self;
        tally.bytes += bytes.len() as u64;
        let mut switch = None;
        walker.feed(side, bytes, &mut |event| {
            if let Some(trace) = trace {
                trace.look(&event);
            }
            if let Event::Answered { command, state, .. } = &event
                && *state == State::Ok
            {
                let name = word(&command.line, 1);
                if name.eq_ignore_ascii_case(b"STARTTLS") {
                    switch = Some(Switch::StartTls(0));
                } else if name.eq_ignore_ascii_case(b"COMPRESS") {
                    switch = Some(Switch::Compress);
                }
            }
            tally.count(&event, findings);
        });
        if let Some(trace) = trace {
            if switch.is_some() {
                trace.open()?;
            }
            for side in [Side::Client, Side::Server] {
                trace.seen[side as usize] = walker.accounted(side);
            }
        }
        Ok(switch)
    }
}

fn inflate(inflater: &mut Decompress, mut bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut plain = Vec::new();
    loop {
        plain.reserve((2 * bytes.len()).max(4 << 10));
        let (before, len) = (inflater.total_in(), plain.len());
        let status = inflater.decompress_vec(bytes, &mut plain, FlushDecompress::None)?;
        let taken = (inflater.total_in() - before) as usize;
        bytes = &bytes[taken..];
        let stuck = taken == 0 && plain.len() == len;
        // Space is left: nothing is kept back.
        let empty = bytes.is_empty() && plain.len() < plain.capacity();
        if empty || stuck || status == Status::StreamEnd {
            return Ok(plain);
        }
    }
}

/// A piece that came, and the offset of its first byte among those of its side.
struct Piece {
    side: Side,
    from: u64,
    bytes: Vec<u8>,
}

/// A recording.
struct Trace {
    path: PathBuf,
    file: BufWriter<File>,
    with_secrets: bool,
    held: VecDeque<Piece>,
    /// How many bytes of each side came, and of how many it is known what they are.
    came: [u64; 2],
    seen: [u64; 2],
    /// AUTHENTICATE runs: what the server says with `+` is of SASL.
    sasl: bool,
    opened: bool,
}

impl Trace {
    fn new(path: &Path, with_secrets: bool) -> io::Result<Self> {
        Ok(Self {
            file: BufWriter::new(File::create(path)?),
            path: path.to_owned(),
            with_secrets,
            held: VecDeque::new(),
            came: [0; 2],
            seen: [0; 2],
            sasl: false,
            opened: false,
        })
    }

    fn hold(&mut self, side: Side, bytes: &[u8]) {
        let came = &mut self.came[side as usize];
        self.held.push_back(Piece {
            side,
            from: *came,
            bytes: bytes.to_vec(),
        });
        *came += bytes.len() as u64;
    }

    /// Behind STARTTLS and COMPRESS it goes on in plain text: the name says so.
    fn open(&mut self) -> io::Result<()> {
        if mem::replace(&mut self.opened, true) {
            return Ok(());
        }
        let stem = self.path.file_stem().unwrap_or_default().to_string_lossy();
        let path = self.path.with_file_name(format!("{stem}--plain.wire"));
        fs::rename(&self.path, &path)?;
        self.path = path;
        Ok(())
    }

    /// Overwrites what is secret in a message.
    fn look(&mut self, event: &Event<'_>) {
        let (side, bytes, secrets) = match event {
            Event::Message { kind, bytes, .. } => {
                let side = match kind {
                    Kind::Greeting | Kind::Response => Side::Server,
                    _ => Side::Client,
                };
                let secrets = match kind {
                    Kind::Command => {
                        self.sasl = word(bytes, 1).eq_ignore_ascii_case(b"AUTHENTICATE");
                        secrets(bytes)
                    }
                    Kind::AuthenticateData => Some(0..bytes.len()),
                    Kind::Response if self.sasl && bytes.starts_with(b"+ ") => Some(2..bytes.len()),
                    Kind::Response => {
                        self.sasl &= bytes.starts_with(b"* ");
                        None
                    }
                    _ => None,
                };
                (side, *bytes, secrets)
            }
            // A command that was given up.
            Event::Lost { side, what, bytes }
                if !matches!(what, Lost::Skipped | Lost::SkippedBefore) =>
            {
                let at = self.find(*side, None);
                let lost: Vec<_> = self.held(*side, at).take(*bytes as usize).collect();
                if let (Side::Client, Some(secrets)) = (side, secrets(&lost)) {
                    self.overwrite(*side, at, secrets, &lost);
                }
                self.seen[*side as usize] = at + bytes;
                return;
            }
            _ => return,
        };
        let at = self.find(side, Some(bytes));
        if let Some(secrets) = secrets {
            self.overwrite(side, at, secrets, bytes);
        }
        self.seen[side as usize] = at + bytes.len() as u64;
    }

    /// Where a message begins that was just seen: behind the NULs and blank lines that are skipped.
    fn find(&self, side: Side, bytes: Option<&[u8]>) -> u64 {
        let from = self.seen[side as usize];
        let blank = |byte: &u8| matches!(*byte, b'\0' | b'\r' | b'\n');
        // An empty response to a challenge is a blank line that is not skipped.
        let first = bytes.and_then(|bytes| bytes.first().copied());
        let skipped = match first {
            Some(first) if blank(&first) => 0,
            _ => self.held(side, from).take_while(blank).count() as u64,
        };
        let at = from + skipped;
        debug_assert!(bytes.is_none_or(|bytes| {
            self.held(side, at)
                .take(bytes.len())
                .eq(bytes.iter().copied())
        }));
        at
    }

    /// What is held of a side from this byte on.
    fn held(&self, side: Side, from: u64) -> impl Iterator<Item = u8> {
        let pieces = self.held.iter().filter(move |piece| piece.side == side);
        let bytes = pieces.flat_map(move |piece| {
            let skip = from.saturating_sub(piece.from) as usize;
            piece.bytes.get(skip..).unwrap_or_default()
        });
        bytes.copied()
    }

    /// Overwrites letters and digits; in literals, everything. `within` is counted from `at`.
    fn overwrite(&mut self, side: Side, at: u64, within: Range<usize>, message: &[u8]) {
        if self.with_secrets {
            return;
        }
        let hide = hidden(message, within);
        for piece in self.held.iter_mut().filter(|piece| piece.side == side) {
            for (offset, byte) in (piece.from..).zip(&mut piece.bytes) {
                let index = offset.checked_sub(at).map(|index| index as usize);
                if index.is_some_and(|index| hide.get(index) == Some(&true)) {
                    *byte = b'x';
                }
            }
        }
    }

    /// Writes what is known.
    fn release(&mut self) -> io::Result<()> {
        while let Some(piece) = self.held.front() {
            let known = piece.from + piece.bytes.len() as u64 <= self.seen[piece.side as usize];
            if !known && !self.with_secrets {
                break;
            }
            if let Some(piece) = self.held.pop_front() {
                write(&mut self.file, &piece)?;
            }
        }
        self.file.flush()
    }

    /// Writes the rest. What a client has not said to the end may be a password.
    fn finish(&mut self) -> io::Result<()> {
        let from = self.seen[Side::Client as usize];
        let rest: Vec<_> = self.held(Side::Client, from).collect();
        self.overwrite(Side::Client, from, 0..rest.len(), &rest);
        while let Some(piece) = self.held.pop_front() {
            write(&mut self.file, &piece)?;
        }
        self.file.flush()
    }
}

fn write(file: &mut impl Write, piece: &Piece) -> io::Result<()> {
    let side = match piece.side {
        Side::Client => 'C',
        Side::Server => 'S',
    };
    writeln!(file, "{side} {}", piece.bytes.len())?;
    file.write_all(&piece.bytes)?;
    file.write_all(b"\n")
}

/// Where secrets are in a command: the password of LOGIN, the initial response of AUTHENTICATE.
fn secrets(command: &[u8]) -> Option<Range<usize>> {
    let name = word(command, 1);
    let behind = word(command, 0).len() + 1 + name.len();
    if name.eq_ignore_ascii_case(b"LOGIN") {
        let user = string_end(command, behind + 1).unwrap_or(behind);
        // Who forgets the user may have given the password.
        let alone = command
            .get(user..)
            .is_none_or(|rest| !rest.starts_with(b" "));
        Some(if alone { behind } else { user }..command.len())
    } else if name.eq_ignore_ascii_case(b"AUTHENTICATE") {
        let mechanism = word(command, 2).len() + 1;
        Some(behind + mechanism..command.len())
    } else {
        None
    }
}

/// Where an astring ends that begins here.
fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'"' => {
            let mut end = at + 1;
            while *bytes.get(end)? != b'"' {
                end += 1 + usize::from(bytes[end] == b'\\');
            }
            Some(end + 1)
        }
        b'{' => literal(bytes, at).map(|literal| literal.end),
        _ => {
            let rest = &bytes[at..];
            let len = rest.iter().position(|byte| matches!(byte, b' ' | b'\r'));
            Some(at + len.unwrap_or(rest.len()))
        }
    }
}

/// The octets of a literal that is announced here.
fn literal(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let rest = bytes.get(at..)?;
    let close = rest.iter().position(|byte| *byte == b'}')?;
    let digits = rest.get(1..close)?;
    let digits = digits.strip_suffix(b"+").unwrap_or(digits);
    let len: usize = core::str::from_utf8(digits).ok()?.parse().ok()?;
    let from = at + close + 3;
    let announced = rest.starts_with(b"{") && rest.get(close + 1..close + 3)? == b"\r\n";
    (announced && from + len <= bytes.len()).then(|| from..from + len)
}

/// Which octets are overwritten: all of literals, of the rest all but what holds it together.
fn hidden(message: &[u8], within: Range<usize>) -> Vec<bool> {
    let mut hide = vec![false; message.len()];
    let mut at = within.start;
    while at < within.end.min(message.len()) {
        if let Some(literal) = literal(message, at) {
            hide[literal.clone()].fill(true);
            at = literal.end;
            continue;
        }
        hide[at] = !matches!(message[at], b'"' | b' ' | b'\r' | b'\n' | b'=' | b'*');
        at += 1;
    }
    hide
}

/// The nth word of a line.
fn word(line: &[u8], n: usize) -> &[u8] {
    line.split(|byte| matches!(byte, b' ' | b'\r' | b'\n'))
        .nth(n)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Side, Switch, Watch, Watching, fs};

    /// What is said, and what is recorded of it.
    type Session<'s> = (&'s [(Side, &'s [u8])], &'s [u8]);

    /// What is recorded of this, by any cutting.
    fn recorded(turns: &[(Side, &[u8])], cut: usize) -> Vec<u8> {
        let path = std::env::temp_dir().join(format!(
            "imap-watch-{}-{:?}.wire",
            std::process::id(),
            std::thread::current().id()
        ));
        let mut watch = Watch::new(&Watching {
            file: Some(path.clone()),
            ..Watching::default()
        })
        .expect("a file");
        for (side, bytes) in turns {
            for piece in bytes.chunks(cut) {
                watch.see(*side, piece).expect("written");
            }
        }
        watch.finish().expect("written");
        assert!(watch.tally.balances(), "{:?}", watch.tally);
        let opened = watch.trace.as_ref().expect("a trace").path.clone();
        let file = fs::read(&opened).expect("the file");
        fs::remove_file(opened).expect("the file");
        let records = crate::record::records(&file).expect("records");
        let ours = records.iter().map(|record| record.bytes);
        ours.collect::<Vec<_>>().concat()
    }

    #[test]
    fn secrets_are_overwritten_and_nothing_else() {
        use Side::{Client, Server};
        let greeting = (Server, &b"* OK hi\r\n"[..]);
        let sessions: [Session<'_>; 8] = [
            (
                &[greeting, (Client, b"a LOGIN alice pw\r\n"), (Server, b"a OK in\r\n")],
                b"* OK hi\r\na LOGIN alice xx\r\na OK in\r\n",
            ),
            (
                &[greeting, (Client, b"\r\na login \"a\\\" b\" \"p\\\"w\"\r\nb NOOP\r\n")],
                b"* OK hi\r\n\r\na login \"a\\\" b\" \"xx\"x\"\r\nb NOOP\r\n",
            ),
            (
                &[
                    greeting,
                    (Client, b"a LOGIN {5}\r\n"),
                    (Server, b"+ go\r\n"),
                    (Client, b"alice {4}\r\n"),
                    (Server, b"+ go\r\n"),
                    (Client, b"p\" w\r\n"),
                    (Server, b"a OK in\r\n"),
                ],
                b"* OK hi\r\na LOGIN {5}\r\n+ go\r\nalice {4}\r\n+ go\r\nxxxx\r\na OK in\r\n",
            ),
            (
                &[greeting, (Client, b"a LOGIN {5+}\r\nalice {2+}\r\npw\r\n")],
                b"* OK hi\r\na LOGIN {5+}\r\nalice {2+}\r\nxx\r\n",
            ),
            (
                &[
                    greeting,
                    (Client, b"a AUTHENTICATE PLAIN\r\n"),
                    (Server, b"+ \r\n"),
                    (Client, b"AGFsaWNlAHB3\r\n"),
                    (Server, b"a OK in\r\n"),
                ],
                b"* OK hi\r\na AUTHENTICATE PLAIN\r\n+ \r\nxxxxxxxxxxxx\r\na OK in\r\n",
            ),
            (
                &[
                    greeting,
                    (Client, b"a AUTHENTICATE SCRAM-SHA-256 biwsbj1hLHI9cw==\r\n"),
                    (Server, b"+ cj1z\r\n"),
                    (Client, b"Yz1i\r\n"),
                    (Server, b"+ dj1x\r\n"),
                    (Client, b"\r\n"),
                    (Server, b"a OK in\r\n"),
                    (Client, b"b IDLE\r\n"),
                    (Server, b"+ idling\r\n"),
                ],
                b"* OK hi\r\na AUTHENTICATE SCRAM-SHA-256 xxxxxxxxxxxxxx==\r\n+ xxxx\r\nxxxx\r\n+ xxxx\r\n\r\na OK in\r\nb IDLE\r\n+ idling\r\n",
            ),
            // Nobody knows what it would have been.
            (
                &[greeting, (Client, b"a LOGIN alice p")],
                b"* OK hi\r\nx xxxxx xxxxx x",
            ),
            // The server refuses the literal of the password: nothing of it came, and the user may stand for it.
            (
                &[
                    greeting,
                    (Client, b"a LOGIN alice {2}\r\n"),
                    (Server, b"a BAD no\r\n"),
                    (Client, b"b LOGIN pw\r\n"),
                    (Server, b"b BAD no\r\n"),
                ],
                b"* OK hi\r\na LOGIN alice xxx\r\na BAD no\r\nb LOGIN xx\r\nb BAD no\r\n",
            ),
        ];
        for (turns, wanted) in sessions {
            for cut in [1, 2, 7, 1000] {
                let recorded = recorded(turns, cut);
                assert_eq!(
                    recorded.escape_ascii().to_string(),
                    wanted.escape_ascii().to_string()
                );
            }
        }
    }

    #[test]
    fn it_is_seen_where_the_bytes_become_others() {
        use Side::{Client, Server};
        let mut watch = Watch::new(&Watching::default()).expect("no file");
        watch.see(Server, b"* OK hi\r\n").expect("seen");
        watch.see(Client, b"a STARTTLS\r\n").expect("seen");
        let switch = watch
            .see(Server, b"a OK now\r\n* BYE evil\r\n")
            .expect("seen");
        assert_eq!(switch, Some(Switch::StartTls(12)));
        watch.see(Client, b"b COMPRESS DEFLATE\r\n").expect("seen");
        let mut deflater = flate2::Compress::new(flate2::Compression::default(), false);
        let mut deflated = b"b OK now\r\n".to_vec();
        deflated.reserve(100);
        deflater
            .compress_vec(
                b"* 3 EXISTS\r\n",
                &mut deflated,
                flate2::FlushCompress::Sync,
            )
            .expect("it fits");
        let switch = watch.see(Server, &deflated).expect("seen");
        assert_eq!(switch, Some(Switch::Compress));
        watch.finish().expect("seen");
        assert_eq!((watch.tally.server, watch.tally.typed), (4, 6));
    }
}
