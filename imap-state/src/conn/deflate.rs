//! DEFLATE inside ([RFC 4978](https://www.rfc-editor.org/rfc/rfc4978.html),
//! [RFC 1951](https://www.rfc-editor.org/rfc/rfc1951.html)): raw streams, pulled.
//!
//! What is received is inflated as the framer asks for it, so that little input that stands for much output takes no memory
//! beyond the limits. What is sent is deflated batch by batch, each flushed to its last byte.
//!
//! Both together cost some 370 KiB for as long as compression runs, 43 KiB of it for the window of what is received.

use alloc::{boxed::Box, vec::Vec};

use miniz_oxide::{
    DataFormat, MZError, MZFlush, MZStatus,
    deflate::{
        CompressionLevel,
        core::{CompressorOxide, TDEFLFlush, TDEFLStatus, compress},
    },
    inflate::stream::{InflateState, inflate},
};

/// What is sent is deflated in batches of at most so many bytes.
const BATCH: usize = 32 << 10;
/// What is received may lie in memory of this size when it has been inflated.
const KEEP: usize = 4 << 10;
/// What stands at the end of each flush: an empty stored block.
const FLUSHED: [u8; 4] = [0, 0, 0xff, 0xff];

/// What was received and not yet inflated.
pub(super) struct Inflate {
    state: Box<InflateState>,
    /// Initialised memory; received and not yet inflated is `start..end`.
    input: Vec<u8>,
    start: usize,
    end: usize,
    /// How much of it behind `end` was lent.
    lent: usize,
    /// Up to here it is known where flushes end, and the next that does.
    looked: usize,
    flush: Option<usize>,
    /// How many bytes were inflated.
    consumed: u64,
    /// The last of them.
    last: [u8; 4],
    phase: Phase,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Phase {
    Runs,
    /// Nothing may come of it any more; behind its last byte it is over.
    Ends,
    /// It has come to its end.
    Over,
    Broken,
}

impl Inflate {
    /// Begins with what was received already.
    pub(super) fn new(received: Vec<u8>) -> Self {
        Self {
            state: InflateState::new_boxed(DataFormat::Raw),
            end: received.len(),
            input: received,
            start: 0,
            lent: 0,
            looked: 0,
            flush: None,
            consumed: 0,
            last: [0; 4],
            phase: Phase::Runs,
        }
    }

    /// Room to read into.
    pub(super) fn space(&mut self, at_least: usize) -> &mut [u8] {
        if self.start > 0 {
            self.input.copy_within(self.start..self.end, 0);
            self.looked = self.looked.saturating_sub(self.start);
            self.flush = self.flush.map(|flush| flush.saturating_sub(self.start));
            (self.start, self.end) = (0, self.end - self.start);
        }
        let until = self.end.saturating_add(at_least.max(1));
        if self.input.len() < until {
            self.input.resize(until, 0);
        }
        self.lent = until - self.end;
        self.input.get_mut(self.end..until).unwrap_or_default()
    }

    pub(super) fn filled(&mut self, n: usize) {
        let n = n.min(self.lent);
        self.lent -= n;
        self.end += n;
    }

    /// How many bytes wait to be inflated.
    pub(super) const fn buffered(&self) -> usize {
        self.end - self.start
    }

    /// Where in the stream it is broken, if it is.
    pub(super) fn error(&self) -> Option<u64> {
        (self.phase == Phase::Broken).then_some(self.consumed)
    }

    /// How many bytes were inflated so far.
    pub(super) const fn consumed(&self) -> u64 {
        self.consumed
    }

    /// Inflates into the room. Answers how many bytes there are; none, if more input is needed or the stream is broken.
    pub(super) fn read(&mut self, room: &mut [u8]) -> usize {
        loop {
            let (consumed, written) = match self.phase {
                Phase::Runs => {
                    let until = self.flush();
                    self.inflate(until, room)
                }
                // What stands behind is of no stream.
                Phase::Over if self.buffered() > 0 => {
                    self.phase = Phase::Broken;
                    (0, 0)
                }
                _ => (0, 0),
            };
            if written > 0 || consumed == 0 {
                self.forget();
                return written;
            }
        }
    }

    /// The end of the next flush, or of the input: behind it stands what may not be compressed any more, and nobody knows
    /// yet. What looks as an end and is none does no harm.
    fn flush(&mut self) -> usize {
        if let Some(flush) = self.flush.filter(|flush| *flush > self.start) {
            return flush;
        }
        let input = self.input.get(self.start..self.end).unwrap_or_default();
        // It may have begun before.
        let begun = (1..FLUSHED.len()).rev().find(|begun| {
            let (before, behind) = FLUSHED.split_at(*begun);
            self.last.ends_with(before) && input.starts_with(behind)
        });
        let from = self.looked.max(self.start);
        let rest = self.input.get(from..self.end).unwrap_or_default();
        let found = rest.windows(FLUSHED.len()).position(|part| part == FLUSHED);
        self.flush = match (begun, found) {
            (Some(begun), _) => Some(self.start + FLUSHED.len() - begun),
            (None, Some(found)) => Some(from + found + FLUSHED.len()),
            (None, None) => None,
        };
        self.looked = match self.flush {
            Some(flush) => flush,
            None => from.max(self.end.saturating_sub(FLUSHED.len() - 1)),
        };
        self.flush.unwrap_or(self.end)
    }

    /// Up to this place.
    fn inflate(&mut self, until: usize, room: &mut [u8]) -> (usize, usize) {
        let input = self.input.get(self.start..until).unwrap_or_default();
        let done = inflate(&mut self.state, input, room, MZFlush::None);
        for byte in input.iter().take(done.bytes_consumed).rev().take(4).rev() {
            self.last.rotate_left(1);
            self.last[3] = *byte;
        }
        self.start += done.bytes_consumed;
        self.consumed = self.consumed.saturating_add(done.bytes_consumed as u64);
        match done.status {
            Ok(MZStatus::StreamEnd) => self.phase = Phase::Over,
            // There is no more input.
            Ok(_) | Err(MZError::Buf) => {}
            Err(_) => self.phase = Phase::Broken,
        }
        (done.bytes_consumed, done.bytes_written)
    }

    /// The peer has said its last compressed byte but those that end it.
    pub(super) fn end(&mut self) {
        if self.phase == Phase::Runs {
            self.phase = Phase::Ends;
        }
    }

    /// Takes in what ends it, if that is due. Answers what was received behind it, once it is over.
    pub(super) fn rest(&mut self) -> Option<Vec<u8>> {
        let mut more = 0;
        while self.phase == Phase::Ends {
            let (_, written) = self.inflate(self.start + more, &mut [0]);
            if written > 0 {
                self.phase = Phase::Broken;
            }
            if self.last == FLUSHED || self.buffered() == 0 {
                break;
            }
            more = 1;
        }
        let over = match self.phase {
            Phase::Ends => self.last == FLUSHED,
            Phase::Over => true,
            Phase::Runs | Phase::Broken => false,
        };
        over.then(|| {
            let rest = self.input.get(self.start..self.end);
            rest.unwrap_or_default().to_vec()
        })
    }

    /// An idle connection holds no more than it needs.
    fn forget(&mut self) {
        if self.start == self.end {
            (self.start, self.end, self.lent) = (0, 0, 0);
            (self.looked, self.flush) = (0, None);
            self.input.truncate(KEEP);
            self.input.shrink_to(KEEP);
        }
    }
}

/// What is sent, deflated.
pub(super) struct Deflate {
    state: Box<CompressorOxide>,
    /// A batch.
    bytes: Vec<u8>,
    /// How many bytes of it were transmitted.
    sent: usize,
    /// How many bytes it stands for.
    plain: usize,
    /// Behind so many bytes, those of the batch among them, nothing is compressed any more.
    ends_behind: Option<usize>,
}

impl Deflate {
    pub(super) fn new() -> Self {
        // zlib's least setting does well for IMAP (RFC 4978 section 4), and the window is the same for all.
        let level = CompressionLevel::BestSpeed;
        let state = CompressorOxide::with_format_and_level(DataFormat::Raw, level);
        Self {
            state: Box::new(state),
            bytes: Vec::new(),
            sent: 0,
            plain: 0,
            ends_behind: None,
        }
    }

    /// The next batch, of what may be transmitted, if there is anything and the last one is transmitted.
    pub(super) fn press<'p>(&mut self, ready: impl Iterator<Item = &'p [u8]>) {
        if self.plain > 0 {
            return;
        }
        let mut left = self.ends_behind.unwrap_or(BATCH).min(BATCH);
        for piece in ready {
            let piece = piece.get(..left).unwrap_or(piece);
            self.compress(piece, TDEFLFlush::None);
            self.plain += piece.len();
            left -= piece.len();
            if left == 0 {
                break;
            }
        }
        if self.plain > 0 {
            self.compress(&[], TDEFLFlush::Sync);
        }
    }

    fn compress(&mut self, mut piece: &[u8], flush: TDEFLFlush) {
        loop {
            let from = self.bytes.len();
            // Room for the end of a flush at once: what comes in two calls would be flushed twice.
            self.bytes.resize(from + piece.len() + 1024, 0);
            let room = self.bytes.get_mut(from..).unwrap_or_default();
            let (status, read, written) = compress(&mut self.state, piece, room, flush);
            let full = written == room.len();
            self.bytes.truncate(from + written);
            piece = piece.get(read..).unwrap_or_default();
            if status != TDEFLStatus::Okay || (piece.is_empty() && !full) {
                return;
            }
        }
    }

    /// What is to be transmitted of the batch.
    pub(super) fn ready(&self) -> &[u8] {
        self.bytes.get(self.sent..).unwrap_or_default()
    }

    /// `n` bytes were transmitted. Answers for how many bytes the batch stands, if that was the last of it.
    pub(super) fn sent(&mut self, n: usize) -> usize {
        self.sent = self.bytes.len().min(self.sent.saturating_add(n));
        if self.sent < self.bytes.len() {
            return 0;
        }
        self.bytes.clear();
        self.bytes.shrink_to(KEEP);
        self.sent = 0;
        let plain = core::mem::take(&mut self.plain);
        if let Some(left) = &mut self.ends_behind {
            *left = left.saturating_sub(plain);
        }
        plain
    }

    /// How many bytes the peer may know of though they are not all transmitted.
    pub(super) const fn begun(&self) -> usize {
        if self.sent > 0 { self.plain } else { 0 }
    }

    /// For how many bytes the batch stands, whether it has begun or not.
    pub(super) const fn pressed(&self) -> usize {
        self.plain
    }

    /// Behind so many bytes, counted from the first that is not yet transmitted, nothing is compressed any more.
    pub(super) const fn end_behind(&mut self, plain: usize) {
        self.ends_behind = Some(plain);
    }

    pub(super) fn is_over(&self) -> bool {
        self.ends_behind == Some(0)
    }
}
