//! Contenders by turns, round after round, in samples too short to be often interrupted.

use std::{
    collections::BTreeMap,
    hint::black_box,
    time::{Duration, Instant},
};

use crate::{
    alloc::{Allocated, counted},
    workload::Workload,
};

/// Works on the next so many messages of a workload, beginning anew behind the last.
pub type Job = Box<dyn FnMut(usize)>;

/// Reads a stream in chunks of so many bytes, until it ends or a limit is reached.
pub type Stream = Box<dyn FnMut(usize, Limit) -> Fed>;

#[derive(Clone, Copy)]
pub struct Limit {
    pub messages: u64,
    pub time: Duration,
}

#[derive(Clone, Copy, Default)]
pub struct Fed {
    pub bytes: u64,
    pub messages: u64,
    pub nanos: f64,
}

/// Why a contender has no time in a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Refused {
    /// It has no such thing, or cannot do this one.
    Cannot(&'static str),
    /// It claims to and does not.
    Broken(String),
}

impl Refused {
    pub fn broken(workload: &Workload, message: &[u8], what: &str) -> Self {
        let shown = String::from_utf8_lossy(&message[..message.len().min(120)]);
        Self::Broken(format!("{}: {what}: {}", workload.name, shown.trim_end()))
    }
}

/// Something whose times stand in one column.
pub struct Contender {
    pub name: &'static str,
    pub decode: fn(&'static Workload) -> Result<Job, Refused>,
    pub encode: fn(&'static Workload) -> Result<Job, Refused>,
    pub stream: fn(&'static Workload) -> Result<Stream, Refused>,
    /// It reads a stream by beginning anew with every chunk.
    pub retries: bool,
}

/// A contender that does nothing: the others say what they do.
pub const NOBODY: Contender = Contender {
    name: "",
    decode: |_| Err(Refused::Cannot("")),
    encode: |_| Err(Refused::Cannot("")),
    stream: |_| Err(Refused::Cannot("")),
    retries: false,
};

pub struct Effort {
    pub rounds: usize,
    /// A sample is taken over about this long.
    pub sample: Duration,
    /// In one row, a contender that has had this long is not called any more.
    pub budget: Duration,
}

/// Nanoseconds per message (per byte, where it is a stream), by rounds. NaN in a round left out.
#[derive(Clone, Default)]
pub struct Cell {
    pub samples: Vec<f64>,
    /// Per message.
    pub allocated: Option<(f64, f64)>,
}

impl Cell {
    /// The time that a fifth of the samples keep below: others on the machine can only make it longer.
    pub fn time(&self) -> f64 {
        let mut samples: Vec<f64> = self.samples.clone();
        samples.retain(|sample| !sample.is_nan());
        samples.sort_by(f64::total_cmp);
        samples.get(samples.len() / 5).copied().unwrap_or(f64::NAN)
    }

    /// How many times as long as `other`.
    pub fn over(&self, other: &Self) -> f64 {
        self.time() / other.time()
    }
}

/// All that was measured, by row (`decode/envelope`) and contender.
#[derive(Default)]
pub struct Results {
    cells: BTreeMap<(String, &'static str), Result<Cell, Refused>>,
}

impl Results {
    pub fn get(&self, row: &str, contender: &'static str) -> Option<&Result<Cell, Refused>> {
        self.cells.get(&(row.to_owned(), contender))
    }

    pub fn cell(&self, row: &str, contender: &'static str) -> Option<&Cell> {
        self.get(row, contender)?.as_ref().ok()
    }

    pub fn ratio(&self, row: &str, slow: &'static str, fast: &'static str) -> Option<f64> {
        Some(self.cell(row, slow)?.over(self.cell(row, fast)?))
    }

    fn put(&mut self, row: &str, contender: &'static str, cell: Result<Cell, Refused>) {
        self.cells.insert((row.to_owned(), contender), cell);
    }

    /// Times jobs against one another.
    pub fn compare(&mut self, effort: &Effort, entries: Vec<Entry<Job>>) {
        let mut runners = Vec::new();
        for Entry {
            row,
            name,
            size,
            work,
        } in entries
        {
            let mut job = match work {
                Ok(job) => job,
                Err(refused) => {
                    self.put(&row, name, Err(refused));
                    continue;
                }
            };
            // The first pass warms caches and buffers; one that is too slow for a second is all there is.
            let mut pass = || {
                let mut took = Duration::ZERO;
                let allocated = counted(|| {
                    let start = Instant::now();
                    job(size);
                    took = start.elapsed();
                });
                (took, allocated)
            };
            let (mut took, mut allocated) = pass();
            let slow = took >= effort.budget / 4;
            if !slow {
                (took, allocated) = pass();
            }
            let per = |n: u64| n as f64 / size as f64;
            let Allocated { calls, bytes } = allocated;
            let cell = Cell {
                samples: if slow {
                    vec![took.as_nanos() as f64 / size as f64]
                } else {
                    Vec::new()
                },
                allocated: Some((per(calls), per(bytes))),
            };
            // The next so many messages: a sample is short, so that few are interrupted.
            let one = took.as_nanos() / size as u128;
            let n = (effort.sample.as_nanos() / one.max(1)).max(1) as usize;
            let spent = if slow { effort.budget } else { Duration::ZERO };
            let sample = move || {
                let start = Instant::now();
                job(n);
                start.elapsed().as_nanos() as f64 / n as f64
            };
            runners.push(Runner {
                row,
                name,
                sample,
                spent,
                cell,
            });
        }
        self.rounds(effort, runners);
    }

    /// The same for streams, of which `size` is the chunk. Each is read once in a round, or as much of it as goes into
    /// `effort.sample`.
    pub fn compare_streams(&mut self, effort: &Effort, entries: Vec<Entry<Stream>>) {
        let limit = Limit {
            messages: u64::MAX,
            time: effort.sample,
        };
        let mut runners = Vec::new();
        for Entry {
            row,
            name,
            size: chunk,
            work,
        } in entries
        {
            match work {
                Ok(mut stream) => {
                    let sample = move || {
                        let fed = stream(chunk, limit);
                        fed.nanos / fed.bytes as f64
                    };
                    runners.push(Runner {
                        row,
                        name,
                        sample,
                        spent: Duration::ZERO,
                        cell: Cell::default(),
                    });
                }
                Err(refused) => self.put(&row, name, Err(refused)),
            }
        }
        self.rounds(effort, runners);
    }

    fn rounds(&mut self, effort: &Effort, mut runners: Vec<Runner<impl FnMut() -> f64>>) {
        for round in 0..effort.rounds {
            for turn in 0..runners.len() {
                let index = (round + turn) % runners.len();
                let runner = &mut runners[index];
                let sample = if runner.spent >= effort.budget {
                    f64::NAN
                } else {
                    let start = Instant::now();
                    let sample = (runner.sample)();
                    runner.spent += start.elapsed();
                    sample
                };
                runner.cell.samples.push(sample);
            }
        }
        for runner in runners {
            self.put(&runner.row, runner.name, Ok(runner.cell));
        }
    }
}

/// One cell to be measured.
pub struct Entry<W> {
    pub row: String,
    pub name: &'static str,
    /// The number of messages in the workload; the size of a chunk.
    pub size: usize,
    pub work: Result<W, Refused>,
}

struct Runner<S> {
    row: String,
    name: &'static str,
    sample: S,
    spent: Duration,
    cell: Cell,
}

/// Feeds a stream in chunks and stops at the end of a message when a limit is reached.
///
/// `step` takes the next chunk and says how many messages it has completed.
pub fn feed(stream: &[u8], chunk: usize, limit: Limit, mut step: impl FnMut(&[u8]) -> u64) -> Fed {
    const LOOK_AT_THE_CLOCK_EVERY: u64 = 16 << 10;
    let mut fed = Fed::default();
    let mut looked = 0;
    let start = Instant::now();
    for bytes in stream.chunks(chunk) {
        let completed = step(black_box(bytes));
        fed.bytes += bytes.len() as u64;
        fed.messages += completed;
        if completed > 0 && fed.messages >= limit.messages {
            break;
        }
        if completed > 0 && fed.bytes - looked >= LOOK_AT_THE_CLOCK_EVERY {
            looked = fed.bytes;
            if start.elapsed() >= limit.time {
                break;
            }
        }
    }
    fed.nanos = start.elapsed().as_nanos() as f64;
    fed
}

/// What a parser that reads as it goes says about the bytes there are.
pub enum Parsed {
    /// A message of so many bytes.
    Message(usize),
    Incomplete,
}

/// The loop that parsers which read as they go ask for: gather, try, and try again when there is more.
pub struct Retry {
    buffer: Vec<u8>,
    start: usize,
}

impl Retry {
    pub fn new() -> Self {
        Self {
            buffer: Vec::new(),
            start: 0,
        }
    }

    pub fn step(&mut self, bytes: &[u8], mut parse: impl FnMut(&[u8]) -> Parsed) -> u64 {
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        self.buffer.extend_from_slice(bytes);
        let mut messages = 0;
        while self.start < self.buffer.len() {
            match parse(&self.buffer[self.start..]) {
                Parsed::Message(len) => {
                    self.start += len;
                    messages += 1;
                }
                Parsed::Incomplete => break,
            }
        }
        messages
    }
}
