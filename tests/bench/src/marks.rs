//! What has been promised, and whether this run shows it.

use crate::{
    CHUNKS, FRAMING_ROW, STREAMS,
    harness::{Refused, Results},
    stream_row, table,
    workload::ALL,
};

/// How many times as long as ours `imap-codec` takes, at least.
const RATIOS: [(&str, f64); 12] = [
    ("decode/uid-fetch", 4.5),
    ("decode/uid-store", 4.5),
    ("decode/search-command", 7.0),
    ("decode/fetch-metadata", 5.0),
    ("decode/envelope", 4.0),
    ("decode/body-typical", 3.5),
    ("decode/body-wide", 3.5),
    ("decode/body-deep", 3.5),
    ("decode/capability", 8.0),
    ("encode/exists", 10.0),
    ("encode/fetch-metadata", 10.0),
    ("encode/envelope", 7.0),
];

const PROTOS: [&str; 2] = ["imap-proto-0.17", "imap-proto-0.16"];

#[derive(Default)]
struct Marks {
    lines: Vec<Vec<String>>,
}

impl Marks {
    fn at_least(&mut self, what: &str, mark: f64, found: Option<f64>) {
        self.add(what, format!("≥ {mark}"), found, |found| found >= mark);
    }

    fn at_most(&mut self, what: &str, mark: f64, found: Option<f64>) {
        self.add(what, format!("≤ {mark}"), found, |found| found <= mark);
    }

    fn add(&mut self, what: &str, mark: String, found: Option<f64>, reached: impl Fn(f64) -> bool) {
        if let Some(found) = found {
            let verdict = if reached(found) { "yes" } else { "**no**" };
            self.lines.push(vec![
                what.to_owned(),
                mark,
                format!("{found:.2}"),
                verdict.to_owned(),
            ]);
        }
    }
}

/// Prints the marks of our own crates; false when they could not read or write a workload.
pub fn print(results: &Results) -> bool {
    let mut marks = Marks::default();
    for (row, mark) in RATIOS {
        marks.at_least(
            &format!("imap-codec ÷ ours, {row}"),
            mark,
            results.ratio(row, "imap-codec", "ours"),
        );
    }

    // Ahead of imap-proto everywhere: the row in which we are least ahead.
    let streams = STREAMS
        .iter()
        .flat_map(|(name, _)| CHUNKS.map(|chunk| stream_row(name, chunk)));
    let rows: Vec<String> = ALL
        .iter()
        .map(|source| format!("decode/{}", source.name))
        .chain(streams)
        .collect();
    for proto in PROTOS {
        // Where all is in memory it is read in place.
        let ours = |row: &str| match row.ends_with("/whole") {
            true => "ours-in-place",
            false => "ours",
        };
        let ratios = rows
            .iter()
            .filter_map(|row| Some((row, results.ratio(row, proto, ours(row))?)));
        if let Some((row, ratio)) = ratios.min_by(|a, b| a.1.total_cmp(&b.1)) {
            marks.at_least(&format!("{proto} ÷ ours, least: {row}"), 1.0, Some(ratio));
        }
    }

    let allocations = |row| {
        results
            .cell(row, "ours")
            .and_then(|cell| cell.allocated)
            .map(|(calls, _)| calls)
    };
    marks.at_most(
        "allocations, decode/fetch-metadata",
        2.0,
        allocations("decode/fetch-metadata"),
    );
    marks.at_most(
        "allocations, decode/capability",
        1.0,
        allocations("decode/capability"),
    );

    // Linear: ten times the entries in ten times the time, and the caches get no smaller.
    let growth = |fast: &str, slow: &str| {
        Some(
            results
                .cell(slow, "ours")?
                .over(results.cell(fast, "ours")?),
        )
    };
    marks.at_most(
        "encode, set of 10k ÷ 1k",
        13.0,
        growth("encode/set-1k", "encode/set-10k"),
    );
    marks.at_most(
        "encode, set of 100k ÷ 10k",
        13.0,
        growth("encode/set-10k", "encode/set-100k"),
    );
    marks.at_most(
        "decode, literal of 25 MB ÷ 25 B",
        1.3,
        growth("decode/literal-25B", "decode/literal-25MB"),
    );

    // A buffer that grows to 25 MB is held against a copy that grows as well, further down.
    let streams = STREAMS.iter().filter(|(name, _)| *name != "literal-25MB");
    for (name, _) in streams {
        let whole = stream_row(name, CHUNKS[0]);
        for (chunk, mark) in [(16 << 10, 1.2), (1_460, 1.2), (16, 2.0)] {
            let times = growth(&whole, &stream_row(name, chunk));
            marks.at_most(&format!("chunks of {chunk} ÷ one, {name}"), mark, times);
        }
        let per_byte = results
            .cell(&stream_row(name, 1), "ours")
            .map(|cell| cell.time());
        marks.at_most(&format!("chunks of 1, ns a byte, {name}"), 25.0, per_byte);
    }
    marks.at_least(
        "FETCH responses a second, through the client",
        100_000.0,
        table::fetches(results, "ours, client"),
    );
    // What is gathered lands in memory that nobody has touched yet, and so does the copy it is held against.
    for (framer, copy) in [
        ("ours, streamed", "memcpy"),
        ("ours, gathered", "memcpy, growing"),
    ] {
        let of_copy = results.ratio(FRAMING_ROW, copy, framer);
        marks.at_least(
            &format!("framing of 25 MB: {copy} ÷ {framer}"),
            0.5,
            of_copy,
        );
    }

    let mut out = String::from("\n### Marks\n\n");
    let mut lines = vec![["", "mark", "found", "reached"].map(str::to_owned).to_vec()];
    lines.append(&mut marks.lines);
    table::align(&mut out, &lines);
    print!("{out}");

    let mut whole = true;
    for kind in ["decode", "encode"] {
        for source in &ALL {
            if let Some(Err(Refused::Broken(why))) =
                results.get(&format!("{kind}/{}", source.name), "ours")
            {
                eprintln!("ours, {kind}: {why}");
                whole = false;
            }
        }
    }
    whole
}
