//! What the tests of the module compare it with.
//!
//! ```text
//! values DIRECTORY          a line of JSON for each recording: every message's value as the codec and serde_json write it,
//!                           and the counts of `lint`
//! speed DIRECTORY SECONDS   how many octets a second are decoded: alone, with notes, with values in JSON
//! ```

extern crate alloc;

#[path = "../../../../imap-codec/examples/lint/check.rs"]
mod check;
#[path = "../../../../imap-codec/examples/lint/record.rs"]
mod record;
#[path = "../../../../imap-codec/examples/lint/report.rs"]
mod report;
#[path = "../../../../imap-codec/examples/lint/session.rs"]
mod session;
#[allow(dead_code, reason = "sessions are not added up here")]
#[path = "../../../../imap-codec/examples/lint/tally.rs"]
mod tally;

use std::{
    env,
    error::Error,
    fs,
    hint::black_box,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use imap_codec::{
    AuthenticateDataDecoder, CommandDecoder, Frame, Framer, GreetingDecoder, IdleDoneDecoder, Mode,
    Options, ResponseDecoder,
};
use imap_wasm::{Step, Table};
use serde_json::{Value, json, value::to_value};

use crate::{
    record::{Side, records},
    session::{Event, Kind, Session},
    tally::{Findings, Tally},
};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match *arguments {
        ["values", directory] => values(Path::new(directory)),
        ["speed", directory, seconds] => speed(Path::new(directory), seconds.parse()?),
        _ => Err("usage: values DIRECTORY | speed DIRECTORY SECONDS".into()),
    }
}

/// All recordings below a directory, in order.
fn recordings(directory: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(recordings(&path)?);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "wire")
        {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The value as JSON. The walk knows whether UTF-8 was on; here it is on if the message can only be read so.
fn value(kind: Kind, bytes: &[u8], fails: bool) -> Result<Option<String>, Box<dyn Error>> {
    macro_rules! read {
        ($decoder:ident) => {
            [false, true].iter().find_map(|utf8| {
                let decoder = $decoder::new(Options::tolerant().utf8(*utf8));
                let value = decoder.decode(bytes).ok()?.value;
                Some(serde_json::to_string(&value))
            })
        };
    }
    if fails {
        return Ok(None);
    }
    let text = match kind {
        Kind::Greeting => read!(GreetingDecoder),
        Kind::Response => read!(ResponseDecoder),
        Kind::Command => read!(CommandDecoder),
        Kind::AuthenticateData => read!(AuthenticateDataDecoder),
        Kind::IdleDone => {
            let read = IdleDoneDecoder::tolerant().decode(bytes);
            read.ok().map(|_| Ok("{}".to_owned()))
        }
    };
    Ok(text.transpose()?)
}

fn values(directory: &Path) -> Result<(), Box<dyn Error>> {
    for path in recordings(directory)? {
        let file = fs::read(&path)?;
        let name = path.to_string_lossy().into_owned();
        let mut findings = Findings {
            hide: true,
            verbose: true,
            found: Vec::new(),
        };
        let (mut tally, mut messages, mut broken) = (Tally::default(), Vec::new(), None);
        let mut session = Session::new(Options::tolerant(), name.ends_with("--inflated.wire"));
        let mut hear = |event: Event<'_>| {
            tally.count(&event, &mut findings);
            if let Event::Message {
                kind,
                bytes,
                outcome,
            } = event
            {
                match value(kind, bytes, outcome.error.is_some()) {
                    Ok(text) => messages.push(json!({
                        "kind": format!("{kind:?}"),
                        "text": text,
                        "mended": outcome.deviations.len(),
                        "salvaged": outcome.salvaged.len(),
                        "others": outcome.others.len(),
                        "offset": outcome.error.as_ref().map(|error| error.offset),
                    })),
                    Err(error) => broken = Some(error),
                }
            }
        };
        let mut octets = 0;
        for record in records(&file)? {
            octets += record.bytes.len() as u64;
            session.feed(record.side, record.bytes, &mut hear);
        }
        session.finish(&mut hear);
        if let Some(error) = broken {
            return Err(error);
        }
        tally.bytes = octets;
        let summary = report::json(&tally, &findings.found);
        println!(
            "{}",
            json!({ "path": name, "messages": messages, "summary": summary })
        );
    }
    Ok(())
}

/// What servers said in all recordings that are plain text to their end.
fn streams(directory: &Path) -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let mut streams = Vec::new();
    for path in recordings(directory)? {
        let file = fs::read(&path)?;
        let mut stream = Vec::new();
        for record in records(&file)? {
            if record.side == Side::Server {
                stream.extend_from_slice(record.bytes);
            }
        }
        streams.push(stream);
    }
    Ok(streams)
}

/// Runs `round` for so long; answers octets a second.
fn rate(seconds: f64, octets: usize, mut round: impl FnMut()) -> f64 {
    round();
    let (begin, mut rounds) = (Instant::now(), 0);
    while begin.elapsed() < Duration::from_secs_f64(seconds) {
        round();
        rounds += 1;
    }
    (octets * rounds) as f64 / begin.elapsed().as_secs_f64()
}

fn through_the_table(streams: &[Vec<u8>], config: &str) {
    let mut table = Table::default();
    for stream in streams {
        let handle = table.open(config.as_bytes());
        table.feed(handle, stream);
        while table.next(handle) == Step::Json {
            black_box(table.result());
        }
        table.close(handle);
    }
}

fn speed(directory: &Path, seconds: f64) -> Result<(), Box<dyn Error>> {
    let streams = streams(directory)?;
    let octets = streams.iter().map(Vec::len).sum();
    let alone = rate(seconds, octets, || {
        let options = Options::tolerant().note_others(true);
        let decoder = ResponseDecoder::new(options);
        for stream in &streams {
            let mut framer = Framer::new(Mode::Response, &options);
            framer.push(stream);
            while let Ok(Some(Frame::Message(message))) = framer.next() {
                let _ = black_box(decoder.decode_message(&message));
            }
        }
    });
    let terse = rate(seconds, octets, || {
        through_the_table(
            &streams,
            r#"{"open":"decode","kind":"response","terse":true}"#,
        );
    });
    let values = rate(seconds, octets, || {
        through_the_table(&streams, r#"{"open":"decode","kind":"response"}"#);
    });
    let told: Value = to_value([("alone", alone), ("terse", terse), ("values", values)])?;
    println!(
        "{}",
        json!({ "octets": octets, "streams": streams.len(), "rates": told })
    );
    Ok(())
}
