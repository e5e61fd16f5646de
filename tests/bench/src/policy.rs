//! What tolerance costs where there is nothing to mend: the well-formed messages of the recorded sessions, framed and read
//! by the strict policy and by the tolerant one.

use std::{
    fs,
    hint::black_box,
    path::Path,
    time::{Duration, Instant},
};

use our_codec::{CommandKind, Decoder, Frame, Framer, Kind, Mode, Options, ResponseKind};

/// By so much the tolerant policy may be slower.
const MARK: f64 = 1.03;

struct Streams {
    commands: Vec<u8>,
    responses: Vec<u8>,
    messages: usize,
}

fn each(
    mode: Mode,
    options: &Options,
    stream: &[u8],
    mut read: impl FnMut(&our_codec::Message<'_>),
) {
    let mut framer = Framer::new(mode, options);
    for chunk in stream.chunks(16 << 10) {
        framer.push(chunk);
        loop {
            match framer.next() {
                Ok(Some(Frame::Message(message))) => read(&message),
                Ok(Some(Frame::Offer(_))) => framer.accept(),
                Ok(Some(_)) => {}
                Ok(None) | Err(_) => break,
            }
        }
    }
}

/// What the grammar takes of all that one side has said.
fn well_formed<K: Kind>(recorded: &[u8], out: &mut Vec<u8>) -> usize {
    let (strict, mut messages) = (Decoder::<K>::strict(), 0);
    each(K::MODE, &Options::strict(), recorded, |message| {
        if strict.decode_message(message).is_ok() {
            out.extend_from_slice(message.bytes());
            messages += 1;
        }
    });
    messages
}

fn streams() -> std::io::Result<Streams> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/traces");
    let mut streams = Streams {
        commands: Vec::new(),
        responses: Vec::new(),
        messages: 0,
    };
    let mut paths: Vec<_> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "wire")
    });
    paths.sort();
    for path in paths {
        let file = fs::read(path)?;
        let (mut client, mut server) = (Vec::new(), Vec::new());
        let mut rest = &file[..];
        // `C <n>` or `S <n>` and newline, n bytes, newline.
        while let Some(line) = rest.iter().position(|byte| *byte == b'\n') {
            let head = String::from_utf8_lossy(&rest[..line]).into_owned();
            let len = head.get(2..).and_then(|len| len.parse().ok()).unwrap_or(0);
            let (bytes, behind) = rest[line + 1..].split_at(len);
            if head.starts_with('S') {
                &mut server
            } else {
                &mut client
            }
            .extend_from_slice(bytes);
            rest = behind.get(1..).unwrap_or_default();
        }
        streams.messages += well_formed::<ResponseKind>(&server, &mut streams.responses);
        streams.messages += well_formed::<CommandKind>(&client, &mut streams.commands);
    }
    Ok(streams)
}

fn read<K: Kind>(options: &Options, stream: &[u8]) -> usize {
    let (decoder, mut messages) = (Decoder::<K>::new(*options), 0);
    each(K::MODE, options, stream, |message| {
        messages += usize::from(black_box(decoder.decode_message(black_box(message))).is_ok());
    });
    messages
}

fn pass(options: &Options, streams: &Streams) {
    let read = read::<ResponseKind>(options, &streams.responses)
        + read::<CommandKind>(options, &streams.commands);
    assert_eq!(read, streams.messages, "all of it is well-formed");
}

fn options(name: &str) -> Option<Options> {
    match name {
        "strict" => Some(Options::strict()),
        "tolerant" => Some(Options::tolerant()),
        _ => None,
    }
}

/// `policy NAME N`: so many passes, for callgrind; `policy`: both by turns, timed. Whether the mark is kept.
pub fn run(arguments: &[&str]) -> Result<bool, String> {
    let streams = streams().map_err(|error| error.to_string())?;
    match arguments {
        [name, passes] => {
            let options = options(name).ok_or("strict or tolerant")?;
            let passes: usize = passes.parse().map_err(|_| "N is not a number")?;
            (0..passes).for_each(|_| pass(&options, &streams));
            Ok(true)
        }
        [] => {
            const ROUNDS: usize = 101;
            let mut times = [Vec::new(), Vec::new()];
            for round in 0..ROUNDS {
                let order = if round % 2 == 0 { [0, 1] } else { [1, 0] };
                for which in order {
                    let options = [Options::strict(), Options::tolerant()][which];
                    let start = Instant::now();
                    pass(&options, &streams);
                    times[which].push(start.elapsed());
                }
            }
            let [strict, tolerant] = times.map(|mut times: Vec<Duration>| {
                times.sort_unstable();
                // As in the other tables: others on the machine can only make it longer.
                times[ROUNDS / 5]
            });
            let ratio = tolerant.as_secs_f64() / strict.as_secs_f64();
            println!(
                "{} well-formed messages, {} bytes: strict {strict:.2?}, tolerant {tolerant:.2?}, {ratio:.3} times; the mark is {MARK}",
                streams.messages,
                streams.responses.len() + streams.commands.len(),
            );
            Ok(ratio <= MARK)
        }
        _ => Err("policy, or policy strict N, or policy tolerant N".into()),
    }
}
