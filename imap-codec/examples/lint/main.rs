//! Reads recorded IMAP sessions, decodes both directions, encodes again what was decoded, and reports what was not
//! understood; or judges single messages for machines (`--jsonl`).
//!
//! ```text
//! cargo run --release --example lint -- assets/traces
//! ```
//!
//! A recording (`.wire`) is made of records: `C <n>` or `S <n>` and newline, n raw bytes, newline; one record is one read
//! from a socket, one file one connection. A file whose name ends in `--inflated.wire` or `--plain.wire` goes on as plain
//! text behind COMPRESS and STARTTLS; others end there.

mod jsonl;

use imap_lint::{print, record, report, session, tally};

use core::time::Duration;
use std::{
    fs,
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use clap::Parser;
use imap_codec::{Options, Policy};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use crate::{
    record::records,
    session::Session,
    tally::{Findings, Tally},
};

/// Below so many bytes nobody has to wait.
const MUCH: u64 = 16 << 20;

/// Reads recorded IMAP sessions and reports what is not understood in them.
///
/// Per recording: messages of client (C) and server (S), bytes, and how many messages were typed in full, have something
/// in an `Other` arm, were repaired or had an item left out; `refused` counts what was not understood and the peer did
/// not refuse as well (or did not come back the same from the encoder), `both-refused` commands that the server
/// answered BAD too, `only-we` commands that the server answered BAD and we understand. What was refused follows with a
/// caret; --verbose lists the rest as well.
///
/// Exit status: 0, all was understood; 1, something was refused; 2, a file could not be read.
#[derive(Debug, Parser)]
#[command(name = "lint", after_long_help = jsonl::FORMAT)]
struct Arguments {
    /// Recordings, and directories that are searched for `*.wire`.
    #[arg(required_unless_present = "jsonl", conflicts_with = "jsonl")]
    paths: Vec<PathBuf>,
    /// Judge messages from standard input, one JSON object a line (see below).
    #[arg(long, conflicts_with = "json")]
    jsonl: bool,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
    /// The grammar and nothing else.
    #[arg(long, conflicts_with = "tolerant")]
    strict: bool,
    /// The grammar, and what real peers are known to send (the default).
    #[arg(long)]
    tolerant: bool,
    /// UTF-8 from the start, as after ENABLE IMAP4rev2 or UTF8=ACCEPT.
    #[arg(long)]
    utf8: bool,
    /// Leave passwords, literals and long strings out of what is shown (the default).
    #[arg(long, conflicts_with = "no_redact")]
    redact: bool,
    /// Show every byte.
    #[arg(long, visible_alias = "show-secrets")]
    no_redact: bool,
    /// Show every repair, disagreement, and value in an `Other` arm.
    #[arg(short, long)]
    verbose: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let policy = if arguments.strict {
        Policy::Strict
    } else {
        Policy::Tolerant
    };
    let options = Options::default().policy(policy).utf8(arguments.utf8);
    let done = if arguments.jsonl {
        jsonl::run(&options, &mut io::stdin().lock(), &mut io::stdout().lock()).map(|()| true)
    } else {
        lint(&arguments, &options)
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        // Whoever read our output has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lint: {error}");
            ExitCode::from(2)
        }
    }
}

/// Was all understood?
fn lint(arguments: &Arguments, options: &Options) -> io::Result<bool> {
    let mut paths = Vec::new();
    for path in &arguments.paths {
        find(path, path, &mut paths)?;
    }
    let bar = progress(&paths);
    let width = paths.iter().map(|(_, name)| name.len()).max().unwrap_or(0);
    let (mut total, mut time) = (Tally::default(), Duration::ZERO);
    let mut traces = Vec::new();
    for (path, name) in &paths {
        let file = fs::read(path).map_err(|error| about(path, &error))?;
        let mut findings = Findings {
            hide: !arguments.no_redact,
            verbose: arguments.verbose,
            found: Vec::new(),
        };
        let begin = Instant::now();
        let tally =
            walk(&file, name, options, &mut findings).map_err(|error| about(path, &error))?;
        time += begin.elapsed();
        assert!(tally.balances(), "{name}: {tally:?}");
        total.add(&tally);
        bar.inc(file.len() as u64);
        if arguments.json {
            let mut trace = report::json(&tally, &findings.found);
            trace["trace"] = json!(name);
            traces.push(trace);
        } else {
            let mut text = print::line(name, width, &tally);
            findings
                .found
                .iter()
                .for_each(|finding| text.push_str(&print::finding(finding)));
            bar.suspend(|| io::stdout().write_all(text.as_bytes()))?;
        }
    }
    bar.finish_and_clear();
    let text = if arguments.json {
        let mut total = report::json(&total, &[]);
        total["connections"] = json!(paths.len());
        total["seconds"] = json!(time.as_secs_f64());
        format!("{:#}\n", json!({ "traces": traces, "total": total }))
    } else {
        print::total(paths.len(), &total, time)
    };
    io::stdout().write_all(text.as_bytes())?;
    Ok(total.failures == 0)
}

/// One recording.
fn walk(
    file: &[u8],
    name: &str,
    options: &Options,
    findings: &mut Findings,
) -> Result<Tally, record::NotARecord> {
    let mut tally = Tally::default();
    let mut session = Session::new(*options, record::is_opened(name));
    for record in records(file)? {
        tally.bytes += record.bytes.len() as u64;
        session.feed(record.side, record.bytes, &mut |event| {
            tally.count(&event, findings);
        });
    }
    session.finish(&mut |event| tally.count(&event, findings));
    Ok(tally)
}

/// The recordings at `path`, sorted, each with its name below `root`.
fn find(root: &Path, path: &Path, found: &mut Vec<(PathBuf, String)>) -> io::Result<()> {
    if !path.is_dir() {
        let below = path
            .strip_prefix(root)
            .ok()
            .filter(|name| *name != Path::new(""));
        let name = below.map_or(path.file_name().map(Path::new), Some);
        let name = name.unwrap_or(path).display().to_string();
        found.push((path.to_owned(), name));
        return Ok(());
    }
    let mut entries = fs::read_dir(path)
        .map_err(|error| about(path, &error))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    for entry in entries {
        if entry.is_dir()
            || entry
                .extension()
                .is_some_and(|extension| extension == "wire")
        {
            find(root, &entry, found)?;
        }
    }
    Ok(())
}

/// A bar if there is much to do; it draws itself only on a terminal.
fn progress(paths: &[(PathBuf, String)]) -> ProgressBar {
    let bytes: u64 = paths
        .iter()
        .filter_map(|(path, _)| fs::metadata(path).ok())
        .map(|metadata| metadata.len())
        .sum();
    if bytes < MUCH || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style =
        ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes}, {bytes_per_sec}, {eta} left");
    ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::stderr())
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn about(path: &Path, error: &dyn core::error::Error) -> io::Error {
    io::Error::other(format!("{}: {error}", path.display()))
}
