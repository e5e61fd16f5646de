//! Times our codec beside its peers. See README.md.

mod alloc;
mod floor;
mod harness;
mod imap_codec;
mod imap_proto;
mod marks;
mod ours;
mod policy;
mod table;
mod workload;

use std::{
    env,
    io::IsTerminal,
    process::ExitCode,
    time::{Duration, Instant, SystemTime},
};

use harness::{Contender, Effort, Entry, Job, Limit, Refused, Results};
use workload::Workload;

const HELP: &str = "\
bench [--quick] [--only TEXT]     time everything (rows whose name contains TEXT) and print the tables
bench list                        the names of rows and contenders
bench policy                      strict and tolerant, over the well-formed messages of assets/traces
bench one CONTENDER ROW N         work on N messages (the first 500 by turns) and print nothing, for callgrind";

/// The columns of the tables.
static CONTENDERS: &[Contender] = &[
    floor::MEMCPY,
    floor::TOKENIZER,
    ours::CONTENDER,
    ours::FRAMED,
    ours::IN_PLACE,
    imap_codec::CONTENDER,
    imap_codec::FRAGMENTIZER,
    imap_proto::v17::CONTENDER,
    imap_proto::v16::CONTENDER,
];

/// The rows of the table of framing alone.
static FRAMERS: &[Contender] = &[
    floor::MEMCPY,
    floor::MEMCPY_GROWING,
    ours::FRAMER_ALONE,
    ours::FRAMER_STREAMING,
    imap_codec::FRAGMENTIZER_ALONE,
];

/// The rows of the table of the state machine.
static MACHINES: &[Contender] = &[ours::CONTENDER, ours::CLIENT];

const WHOLE: usize = usize::MAX;
const CHUNKS: [usize; 5] = [WHOLE, 16 << 10, 1_460, 16, 1];

/// What is also read as a stream, and the smallest chunk that a parser which begins anew with each is given.
const STREAMS: [(&str, usize); 7] = [
    ("uid-fetch", 1),
    ("fetch-metadata", 1),
    ("envelope", 1),
    ("body-typical", 1),
    ("literal-50KB", 1),
    ("literal-25MB", 16),
    ("search-1M", 16 << 10),
];

const BEGINS_ANEW: Refused = Refused::Cannot(
    "not run: a parser that begins anew with every chunk takes minutes to hours for one message",
);

/// Workloads whose names begin so grow from one to the next.
const GROUPS: [&str; 2] = ["set-", "literal-"];

const FRAMING_ROW: &str = "framing/literal-25MB/16384";
const STATE_ROW: &str = "state/fetch-metadata/16384";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["list"] => list(),
        ["one", contender, row, n] => match n
            .parse()
            .map_err(|_| "N is not a number".to_owned())
            .and_then(|n| one(contender, row, n))
        {
            Ok(()) => {}
            Err(why) => {
                eprintln!("{why}");
                return ExitCode::FAILURE;
            }
        },
        ["policy", arguments @ ..] => match policy::run(arguments) {
            Ok(true) => {}
            Ok(false) => return ExitCode::FAILURE,
            Err(why) => {
                eprintln!("{why}");
                return ExitCode::FAILURE;
            }
        },
        ["-h" | "--help", ..] => println!("{HELP}"),
        options => {
            let (mut quick, mut only) = (false, "");
            let mut options = options.iter();
            while let Some(&option) = options.next() {
                match (option, option == "--only") {
                    ("--quick", _) => quick = true,
                    (_, true) => only = options.next().copied().unwrap_or_default(),
                    _ => {
                        eprintln!("{HELP}");
                        return ExitCode::FAILURE;
                    }
                }
            }
            if !run(quick, only) {
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

fn stream_row(workload: &str, chunk: usize) -> String {
    let chunk = if chunk == WHOLE {
        "whole".to_owned()
    } else {
        chunk.to_string()
    };
    format!("stream/{workload}/{chunk}")
}

fn list() {
    for source in &workload::ALL {
        println!("decode/{0}\nencode/{0}", source.name);
    }
    for (name, _) in STREAMS {
        for chunk in CHUNKS {
            println!("{}", stream_row(name, chunk));
        }
    }
    for contender in CONTENDERS {
        println!("{}", contender.name);
    }
}

/// Work alone, nothing timed: for tools that count what the processor does.
fn one(contender: &str, row: &str, n: usize) -> Result<(), String> {
    let contender = CONTENDERS
        .iter()
        .find(|c| c.name == contender)
        .ok_or("no such contender")?;
    let parts: Vec<&str> = row.split('/').collect();
    let workload = parts
        .get(1)
        .and_then(|name| workload::find(name))
        .ok_or("no such workload")?;
    let workload = workload.first(500);
    let refused = |refused: Refused| format!("{refused:?}");
    match parts.as_slice() {
        ["decode", _] => (contender.decode)(workload).map_err(refused)?(n),
        ["encode", _] => (contender.encode)(workload).map_err(refused)?(n),
        ["stream", _, chunk] => {
            let chunk = if *chunk == "whole" {
                WHOLE
            } else {
                chunk.parse().map_err(|_| "no such chunk")?
            };
            let mut stream = (contender.stream)(workload).map_err(refused)?;
            let mut left = n as u64;
            while left > 0 {
                let limit = Limit {
                    messages: left,
                    time: Duration::MAX,
                };
                left = left.saturating_sub(stream(chunk, limit).messages);
            }
        }
        _ => return Err("a row is decode/NAME, encode/NAME or stream/NAME/CHUNK".to_owned()),
    }
    Ok(())
}

/// Everything; whether our own crates did all that they claim.
fn run(quick: bool, only: &str) -> bool {
    let began = Instant::now();
    let effort = if quick {
        Effort {
            rounds: 31,
            sample: Duration::from_micros(200),
            budget: Duration::from_millis(100),
        }
    } else {
        Effort {
            rounds: 301,
            sample: Duration::from_micros(300),
            budget: Duration::from_millis(800),
        }
    };
    // A round of a stream reads it once, or as much as it can in this time.
    let stream_effort = if quick {
        Effort {
            rounds: 7,
            sample: Duration::from_millis(1),
            budget: Duration::from_millis(60),
        }
    } else {
        Effort {
            rounds: 61,
            sample: Duration::from_millis(1),
            budget: Duration::from_millis(300),
        }
    };
    let mut results = Results::default();
    let wanted = |row: &str| row.contains(only);

    // Rows that are compared with one another are timed in the same rounds.
    for group in workload::ALL.chunk_by(|a, b| {
        GROUPS
            .iter()
            .any(|g| a.name.starts_with(g) && b.name.starts_with(g))
    }) {
        type Pick = fn(&Contender, &'static Workload) -> Result<Job, Refused>;
        let kinds: [(&str, Pick); 2] = [
            ("decode", |c, w| (c.decode)(w)),
            ("encode", |c, w| (c.encode)(w)),
        ];
        for (kind, pick) in kinds {
            let mut entries = Vec::new();
            for source in group {
                let row = format!("{kind}/{}", source.name);
                if wanted(&row) && !(quick && source.name == "set-100k") {
                    progress(&row);
                    let workload = source.get();
                    let size = workload.messages.len();
                    let entry = |c: &Contender| Entry {
                        row: row.clone(),
                        name: c.name,
                        size,
                        work: pick(c, workload),
                    };
                    entries.extend(CONTENDERS.iter().map(entry));
                }
            }
            results.compare(&effort, entries);
        }
    }
    for (name, smallest) in STREAMS {
        let smallest = if quick && smallest > 16 {
            WHOLE
        } else {
            smallest
        };
        let mut entries = Vec::new();
        for size in CHUNKS {
            let row = stream_row(name, size);
            if wanted(&row) {
                progress(&row);
                let work = |c: &Contender| {
                    if c.retries && size < smallest {
                        Err(BEGINS_ANEW)
                    } else {
                        (c.stream)(workload::get(name))
                    }
                };
                let entry = |c: &Contender| Entry {
                    row: row.clone(),
                    name: c.name,
                    size,
                    work: work(c),
                };
                entries.extend(CONTENDERS.iter().map(entry));
            }
        }
        results.compare_streams(&stream_effort, entries);
    }
    if wanted(FRAMING_ROW) {
        progress(FRAMING_ROW);
        let entry = |c: &Contender| Entry {
            row: FRAMING_ROW.to_owned(),
            name: c.name,
            size: 16 << 10,
            work: (c.stream)(workload::get("literal-25MB")),
        };
        results.compare_streams(&stream_effort, FRAMERS.iter().map(entry).collect());
    }
    if wanted(STATE_ROW) {
        progress(STATE_ROW);
        let entry = |c: &Contender| Entry {
            row: STATE_ROW.to_owned(),
            name: c.name,
            size: 16 << 10,
            work: (c.stream)(workload::get("fetch-metadata")),
        };
        results.compare_streams(&stream_effort, MACHINES.iter().map(entry).collect());
    }
    progress("");

    print!("{}", table::all(&results, &heading(quick, began.elapsed())));
    marks::print(&results)
}

fn progress(row: &str) {
    if std::io::stderr().is_terminal() {
        eprint!("\r\x1b[K{row}");
    }
}

/// When, how and on what.
fn heading(quick: bool, took: Duration) -> String {
    let days = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs()
        / 86_400;
    let (year, month, day) = date(days as i64);
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let cpu = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .unwrap_or("")
        .trim_matches(['\t', ' ', ':']);
    let arch = env::consts::ARCH;
    let quick = if quick { ", --quick" } else { "" };
    format!(
        "{year}-{month:02}-{day:02}, {arch} {cpu}, took {} s{quick}",
        took.as_secs()
    )
}

/// The civil date of a day since 1970.
fn date(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    (
        year_of_era + era * 400 + i64::from(month <= 2),
        month,
        day_of_year - (153 * shifted + 2) / 5 + 1,
    )
}
