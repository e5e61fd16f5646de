//! What was measured, as markdown.

use std::fmt::Write;

use crate::{
    CHUNKS, CONTENDERS, FRAMERS, FRAMING_ROW, MACHINES, STATE_ROW, STREAMS,
    harness::{Cell, Contender, Refused, Results},
    stream_row,
    workload::{ALL, find, get},
};

/// Ratios of a table: heading, the slow ones (of which the fastest counts), the fast one.
type Ratio = (&'static str, &'static [&'static str], &'static str);

const CODEC: &[&str] = &["imap-codec"];
const PROTO: &[&str] = &["imap-proto-0.17", "imap-proto-0.16"];
const PEERS: &[&str] = &[
    "imap-codec",
    "imap-codec+frag",
    "imap-proto-0.17",
    "imap-proto-0.16",
];

const DECODE_RATIOS: &[Ratio] = &[
    ("imap-codec ÷ ours", CODEC, "ours"),
    ("imap-codec ÷ ours+framer", CODEC, "ours+framer"),
    ("imap-proto ÷ ours", PROTO, "ours"),
    ("ours ÷ tokenizer", &["ours"], "tokenizer"),
];
const ENCODE_RATIOS: &[Ratio] = &[
    ("imap-codec ÷ ours", CODEC, "ours"),
    ("ours ÷ memcpy", &["ours"], "memcpy"),
];
const STREAM_RATIOS: &[Ratio] = &[("best peer ÷ ours", PEERS, "ours")];

pub fn all(results: &Results, heading: &str) -> String {
    let mut out = format!("{heading}\n");
    let rows = |kind: &str| -> Vec<Row> {
        ALL.iter()
            .map(|source| Row::of(format!("{kind}/{}", source.name), source.name.to_owned()))
            .collect()
    };
    section(
        &mut out,
        results,
        "Decoding, ns a message",
        &rows("decode"),
        DECODE_RATIOS,
        &time,
    );
    section(
        &mut out,
        results,
        "Encoding, ns a message",
        &rows("encode"),
        ENCODE_RATIOS,
        &time,
    );
    let allocations = |cell: &Cell| {
        cell.allocated.map_or_else(String::new, |(calls, bytes)| {
            if calls == 0.0 {
                "0".to_owned()
            } else {
                format!("{} ({})", count(calls), count(bytes))
            }
        })
    };
    section(
        &mut out,
        results,
        "Decoding, allocations a message (bytes)",
        &rows("decode"),
        &[],
        &allocations,
    );
    section(
        &mut out,
        results,
        "Encoding, allocations a message (bytes)",
        &rows("encode"),
        &[],
        &allocations,
    );
    let rows: Vec<Row> = STREAMS
        .into_iter()
        .flat_map(|(name, _)| {
            CHUNKS.map(|chunk| {
                let row = stream_row(name, chunk);
                let label = row.trim_start_matches("stream/").replace('/', ", ");
                Row {
                    row,
                    label,
                    workload: name,
                    first: chunk == CHUNKS[0],
                }
            })
        })
        .collect();
    let per_byte = |cell: &Cell| format!("{:.3}", cell.time());
    section(
        &mut out,
        results,
        "Streams read in chunks, ns a byte",
        &rows,
        STREAM_RATIOS,
        &per_byte,
    );
    framing(&mut out, results);
    state(&mut out, results);
    out
}

struct Row {
    row: String,
    label: String,
    workload: &'static str,
    first: bool,
}

impl Row {
    fn of(row: String, label: String) -> Self {
        let workload = ALL
            .iter()
            .find(|source| source.name == label)
            .map_or("", |source| source.name);
        Self {
            row,
            label,
            workload,
            first: true,
        }
    }
}

fn section(
    out: &mut String,
    results: &Results,
    title: &str,
    rows: &[Row],
    ratios: &[Ratio],
    show: &dyn Fn(&Cell) -> String,
) {
    let measured: Vec<&Row> = rows
        .iter()
        .filter(|row| {
            CONTENDERS
                .iter()
                .any(|c| results.get(&row.row, c.name).is_some())
        })
        .collect();
    if measured.is_empty() {
        return;
    }
    // A contender which takes no part in any of it has no column.
    let columns: Vec<&Contender> = CONTENDERS
        .iter()
        .filter(|c| {
            measured
                .iter()
                .any(|row| results.cell(&row.row, c.name).is_some())
        })
        .filter(|c| {
            !(title.contains("allocations") && (c.name == "memcpy" || c.name == "tokenizer"))
        })
        .collect();
    let mut lines = vec![vec!["".to_owned(), "bytes".to_owned()]];
    lines[0].extend(columns.iter().map(|c| c.name.to_owned()));
    lines[0].extend(ratios.iter().map(|(name, ..)| (*name).to_owned()));
    let mut notes: Vec<String> = Vec::new();
    for row in measured {
        let bytes = find(row.workload)
            .filter(|_| row.first)
            .map(|source| count(source.mean()));
        let mut line = vec![row.label.clone(), bytes.unwrap_or_default()];
        for c in &columns {
            line.push(match results.get(&row.row, c.name) {
                Some(Ok(cell)) => show(cell),
                Some(Err(refused)) => dash(refused, &mut notes),
                None => String::new(),
            });
        }
        for (_, slow, fast) in ratios {
            let ratios = slow
                .iter()
                .filter_map(|slow| results.ratio(&row.row, slow, fast));
            line.push(
                ratios
                    .reduce(f64::min)
                    .map_or_else(|| "-".to_owned(), number),
            );
        }
        lines.push(line);
    }
    let _ = write!(out, "\n### {title}\n\n");
    align(out, &lines);
    if !notes.is_empty() {
        out.push('\n');
        for (index, note) in notes.iter().enumerate() {
            let _ = writeln!(out, "{}. {note}", index + 1);
        }
    }
}

/// A dash and the number of the footnote that says why.
fn dash(refused: &Refused, notes: &mut Vec<String>) -> String {
    let why = match refused {
        Refused::Cannot("") => return "-".to_owned(),
        Refused::Cannot(why) => (*why).to_owned(),
        Refused::Broken(why) => format!("`{why}`"),
    };
    let index = notes
        .iter()
        .position(|note| *note == why)
        .unwrap_or_else(|| {
            notes.push(why);
            notes.len() - 1
        });
    format!("- ({})", index + 1)
}

fn framing(out: &mut String, results: &Results) {
    let mut lines = vec![["", "GB/s", "of memcpy"].map(str::to_owned).to_vec()];
    for c in FRAMERS {
        if let Some(cell) = results.cell(FRAMING_ROW, c.name) {
            let of_memcpy = results
                .ratio(FRAMING_ROW, "memcpy", c.name)
                .unwrap_or(f64::NAN);
            lines.push(vec![
                c.name.to_owned(),
                format!("{:.2}", 1.0 / cell.time()),
                format!("{of_memcpy:.2}"),
            ]);
        }
    }
    if lines.len() > 1 {
        out.push_str("\n### Framing alone: a literal of 25 MB in reads of 16 KiB\n\n");
        align(out, &lines);
    }
}

/// FETCH responses a second, of one contender in the table of the state machine.
pub fn fetches(results: &Results, contender: &'static str) -> Option<f64> {
    let a_message = results.cell(STATE_ROW, contender)?.time() * get("fetch-metadata").mean();
    Some(1e9 / a_message)
}

fn state(out: &mut String, results: &Results) {
    let mut lines = vec![
        ["", "messages/s", "of decoding alone"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for c in MACHINES {
        if let Some(found) = fetches(results, c.name) {
            let alone = results.ratio(STATE_ROW, "ours", c.name).unwrap_or(f64::NAN);
            lines.push(vec![
                c.name.to_owned(),
                number(found),
                format!("{alone:.2}"),
            ]);
        }
    }
    if lines.len() > 1 {
        out.push_str("\n### The state machine: FETCH metadata in reads of 16 KiB\n\n");
        align(out, &lines);
    }
}

pub fn align(out: &mut String, lines: &[Vec<String>]) {
    let width = |column: usize| {
        lines
            .iter()
            .map(|line| line[column].chars().count())
            .max()
            .unwrap_or(0)
            .max(3)
    };
    let widths: Vec<usize> = (0..lines[0].len()).map(width).collect();
    for (index, line) in lines.iter().enumerate() {
        for (column, (text, &width)) in line.iter().zip(&widths).enumerate() {
            let _ = if column == 0 {
                write!(out, "| {text:<width$} ")
            } else {
                write!(out, "| {text:>width$} ")
            };
        }
        out.push_str("|\n");
        if index == 0 {
            for (column, &width) in widths.iter().enumerate() {
                let dashes = "-".repeat(width);
                let _ = if column == 0 {
                    write!(out, "|-{dashes}-")
                } else {
                    write!(out, "|-{dashes}:")
                };
            }
            out.push_str("|\n");
        }
    }
}

fn time(cell: &Cell) -> String {
    let ns = cell.time();
    if ns >= 1e6 {
        format!("{} ms", number(ns / 1e6))
    } else {
        number(ns)
    }
}

/// A number that may be whole.
fn count(n: f64) -> String {
    if n.fract() == 0.0 && n < 100.0 {
        format!("{n:.0}")
    } else {
        number(n)
    }
}

/// Three digits at least, thousands apart.
fn number(n: f64) -> String {
    if n < 10.0 {
        return format!("{n:.2}");
    }
    if n < 100.0 {
        return format!("{n:.1}");
    }
    let digits = format!("{n:.0}");
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
