//! Cuts recorded sessions into seeds: `seeds TRACES CORPUS` reads `TRACES/*.wire` and writes `CORPUS/<target>/…`.
//!
//! A seed is one message; of messages that differ only in letters and digits one is kept.

use std::{collections::HashSet, error::Error, fs, path::PathBuf};

use imap_codec::{Frame, Framer, Mode, Options, Quirk};

/// Longer messages slow a fuzzer down and show nothing new.
const LONGEST: usize = 2048;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(traces), Some(corpus)) = (arguments.next(), arguments.next()) else {
        return Err("usage: seeds TRACES CORPUS".into());
    };
    let mut seeds = Seeds {
        corpus,
        shapes: HashSet::new(),
    };
    // One sample of each quirk, and the little that no trace shows.
    for quirk in Quirk::ALL {
        let sample = quirk.sample().as_bytes();
        seeds.add("decode_response", sample)?;
        seeds.add("decode_greeting", sample)?;
        seeds.chop(Mode::Response, sample)?;
    }
    seeds.add("decode_idle_done", b"DONE\r\n")?;
    for data in [&b"\r\n"[..], b"*\r\n", b"AGFsaWNlAHNlY3JldA==\r\n"] {
        seeds.add("decode_authenticate_data", data)?;
        seeds.chop(Mode::AuthenticateData, data)?;
    }
    let mut files: Vec<_> = fs::read_dir(&traces)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|end| end == "wire"));
    files.sort();
    for file in &files {
        let bytes = fs::read(file)?;
        let (client, server) =
            sides(&bytes).ok_or_else(|| format!("{}: no .wire file", file.display()))?;
        // Behind the size of the pieces.
        let front = |stream: &[u8]| [&[15], stream.get(..LONGEST).unwrap_or(stream)].concat();
        seeds.add("session_client", &front(&server))?;
        seeds.add("session_server", &front(&client))?;
        seeds.cut(Mode::Command, &client, &["decode_command"])?;
        seeds.cut(
            Mode::Response,
            &server,
            &["decode_response", "decode_greeting", "decode_continue"],
        )?;
    }
    println!("{} seeds from {} traces", seeds.shapes.len(), files.len());
    Ok(())
}

/// All bytes of each side.
fn sides(mut bytes: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let (mut client, mut server) = (Vec::new(), Vec::new());
    while !bytes.is_empty() {
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let head = std::str::from_utf8(&bytes[..end]).ok()?;
        let (side, n) = head.split_once(' ')?;
        let n: usize = n.trim().parse().ok()?;
        let data = bytes.get(end + 1..end + 1 + n)?;
        match side {
            "C" => client.extend_from_slice(data),
            "S" => server.extend_from_slice(data),
            _ => return None,
        }
        bytes = bytes.get(end + 1 + n + 1..).unwrap_or_default();
    }
    Some((client, server))
}

struct Seeds {
    corpus: PathBuf,
    shapes: HashSet<(String, Vec<u8>)>,
}

impl Seeds {
    /// One side of a session. What is not IMAP any more (SASL, TLS) ends it or makes odd seeds, which do no harm.
    fn cut(&mut self, mode: Mode, stream: &[u8], targets: &[&str]) -> Result<(), Box<dyn Error>> {
        let mut framer = Framer::new(mode, &Options::tolerant());
        framer.push(stream);
        while let Ok(Some(frame)) = framer.next() {
            match frame {
                Frame::Message(message) => {
                    let bytes = message.bytes();
                    for target in targets {
                        let fits = match *target {
                            "decode_greeting" => [&b"* OK"[..], b"* PREAUTH", b"* BYE"]
                                .iter()
                                .any(|front| bytes.starts_with(front)),
                            "decode_continue" => bytes.starts_with(b"+"),
                            _ => true,
                        };
                        if fits {
                            self.add(target, bytes)?;
                        }
                    }
                    if bytes.contains(&b'{') {
                        self.chop(mode, bytes)?;
                    }
                }
                Frame::Offer(_) => framer.accept(),
                _ => {}
            }
        }
        Ok(())
    }

    /// A stream behind the eight bytes that set up `chop`.
    fn chop(&mut self, mode: Mode, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
        let mode = match mode {
            Mode::Response => 0,
            Mode::Command => 1,
            Mode::AuthenticateData => 2,
            _ => 3,
        };
        for policy in [1, 4] {
            for above in [8, 255] {
                let head = [mode, policy, 255, 255, 255, 255, above, 6];
                self.add("chop", &[&head[..], bytes].concat())?;
            }
        }
        Ok(())
    }

    fn add(&mut self, target: &str, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
        if bytes.len() > LONGEST {
            return Ok(());
        }
        let mut shape: Vec<u8> = Vec::new();
        for byte in bytes {
            let class = match byte {
                b'0'..=b'9' => b'0',
                b'a'..=b'z' => b'a',
                other => *other,
            };
            if shape.last() != Some(&class) || !matches!(class, b'0' | b'a') {
                shape.push(class);
            }
        }
        if !self.shapes.insert((target.to_owned(), shape)) {
            return Ok(());
        }
        let folder = self.corpus.join(target);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(format!("seed-{:06}", self.shapes.len())), bytes)?;
        Ok(())
    }
}
