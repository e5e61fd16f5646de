//! Every example of RFC 3501 and RFC 9051, from the tables beside this file; their heads describe the format.

use std::{collections::BTreeMap, fmt::Write as _};

use imap_codec::{
    AuthenticateDataKind, CommandKind, Decoder, GreetingKind, IdleDoneKind, Options, Quirk,
    ResponseKind,
};
use imap_types::response::Response;

use crate::kit::{Both, framed};

/// What the table says of a message.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Mark<'t> {
    /// The grammar has it.
    Plain,
    /// `!`: the grammar does not.
    Bad,
    /// Only an open alternative has it; where the text says `accept`, real peers send it.
    Fallback { accept: bool },
    /// An extension's grammar has it.
    Ext,
    /// Only IMAP4rev1 has it.
    Rev1,
    /// The grammar has it, and gives no name to this in it: kept in an `Other` arm.
    Other(&'t str),
}

struct Example<'t> {
    /// Section and name.
    block: &'t str,
    line: usize,
    /// `C`, `S`, `A` or `D`.
    who: char,
    mark: Mark<'t>,
    utf8: bool,
    wire: Vec<u8>,
}

/// Reads a table. Whatever is no line of the format ends the test: nothing is skipped.
fn examples(table: &str) -> Vec<Example<'_>> {
    let mut examples: Vec<Example<'_>> = Vec::new();
    let mut block = "";
    let mut utf8 = false;
    let mut mark = Mark::Plain;
    let mut lines = table.lines().enumerate().peekable();
    while let Some((at, line)) = lines.next() {
        let at = at + 1;
        if let Some(name) = line.strip_prefix("## ") {
            block = name;
            utf8 = false;
            assert_eq!(mark, Mark::Plain, "line {at}: a marker without its message");
            continue;
        }
        if let Some(comment) = line.strip_prefix('#') {
            let comment = comment.trim_start();
            match comment.split([':', ' ']).next().unwrap() {
                _ if block.is_empty() => {}
                "utf8" => utf8 = true,
                "fallback" => {
                    mark = Mark::Fallback {
                        accept: comment.contains("accept"),
                    }
                }
                "ext" => mark = Mark::Ext,
                "rev1" => mark = Mark::Rev1,
                "other" => mark = Mark::Other(comment.trim_start_matches("other:").trim()),
                "bad" => mark = Mark::Bad,
                "note" | "RFC" => {}
                // Comments go on in the next line.
                _ => {}
            }
            continue;
        }
        if line.is_empty() {
            continue;
        }
        let (prefix, text) = line
            .split_once(": ")
            .unwrap_or_else(|| panic!("line {at}: no prefix"));
        let (bad, who) = match prefix {
            "C" | "S" | "A" | "D" => (false, prefix),
            "!C" | "!S" => (true, &prefix[1..]),
            _ => panic!("line {at}: prefix {prefix:?}"),
        };
        assert_eq!(
            bad,
            mark == Mark::Bad,
            "line {at}: `# bad` and `!` go together"
        );
        let mut wire = text.as_bytes().to_vec();
        wire.extend_from_slice(b"\r\n");
        // Literals and what stands behind them.
        let mut missing = announced(text).filter(|_| !bad);
        while let Some(octets) = missing {
            let from = wire.len();
            let more = loop {
                let (next, line) = lines.next().unwrap();
                match line.split_once(": ") {
                    Some(("L", text)) => {
                        wire.extend_from_slice(text.as_bytes());
                        wire.extend_from_slice(b"\r\n");
                    }
                    Some(("l", text)) => wire.extend_from_slice(text.as_bytes()),
                    Some(("c" | "s", text)) => break text,
                    _ => panic!("line {}: inside a literal", next + 1),
                }
            };
            assert_eq!(
                wire.len() - from,
                octets,
                "line {at}: octets of the literal"
            );
            wire.extend_from_slice(more.as_bytes());
            wire.extend_from_slice(b"\r\n");
            missing = announced(more);
        }
        assert!(utf8 || wire.is_ascii(), "line {at}: 8-bit without `# utf8`");
        examples.push(Example {
            block,
            line: at,
            who: who.chars().next().unwrap(),
            mark,
            utf8,
            wire,
        });
        mark = Mark::Plain;
    }
    let messages = table
        .lines()
        .filter(|line| {
            let line = line.strip_prefix('!').unwrap_or(line);
            ["C: ", "S: ", "A: ", "D: "]
                .iter()
                .any(|prefix| line.starts_with(prefix))
        })
        .count();
    assert_eq!(
        examples.len(),
        messages,
        "every message of the table is an example"
    );
    examples
}

/// The octets of the literal that the line announces at its end.
fn announced(line: &str) -> Option<usize> {
    let (_, number) = line.strip_suffix('}')?.rsplit_once('{')?;
    number.strip_suffix('+').unwrap_or(number).parse().ok()
}

impl Example<'_> {
    fn read(&self, options: Options) -> Result<(Vec<u8>, Vec<imap_codec::Rule>), String> {
        let wire = &self.wire;
        match self.who {
            'C' => CommandKind::there_and_back(wire, options),
            'A' => AuthenticateDataKind::there_and_back(wire, options),
            'D' => IdleDoneKind::there_and_back(wire, options),
            _ if wire.starts_with(b"* PREAUTH ") => GreetingKind::there_and_back(wire, options),
            _ => ResponseKind::there_and_back(wire, options),
        }
    }

    /// What is wrong.
    fn check(&self) -> Result<(), String> {
        let strict = Options::strict().utf8(self.utf8);
        let read = self.read(strict);
        match self.mark {
            Mark::Plain | Mark::Rev1 => {
                let (_, others) = read?;
                if others.is_empty() {
                    Ok(())
                } else {
                    Err(format!("not typed: {others:?}"))
                }
            }
            Mark::Other(what) => {
                let (_, others) = read?;
                if !others.is_empty() && others.iter().all(|slot| slot.as_str() == what) {
                    Ok(())
                } else {
                    Err(format!("in Other arms: {others:?}"))
                }
            }
            Mark::Ext => read.map(drop),
            Mark::Bad => match read {
                Ok(_) => Err("accepted by the strict decoder".to_owned()),
                Err(_) => Ok(()),
            },
            Mark::Fallback { accept } => {
                let tolerant = Options::tolerant().utf8(self.utf8);
                framed::<ResponseKind, _>(&self.wire, &tolerant, |message| {
                    let decoded = Decoder::<ResponseKind>::new(tolerant)
                        .decode_message(message)
                        .map_err(|e| e.render(&self.wire))?;
                    let text = match decoded.value {
                        Response::Status(status) => status.text,
                        Response::Tagged(tagged) => tagged.text,
                        other => return Err(format!("not a status: {other:?}")),
                    };
                    let quirks: Vec<_> = decoded.deviations.iter().map(|d| d.quirk).collect();
                    if accept {
                        if text.code.is_none() || !text.text.is_empty() {
                            return Err(format!("not the code with empty text: {text:?}"));
                        }
                        if quirks != [Quirk::MissingTextAfterCode] {
                            return Err(format!("deviations: {quirks:?}"));
                        }
                    } else if quirks.len() != 1 {
                        return Err(format!("deviations: {quirks:?}"));
                    }
                    Ok(())
                })
                .unwrap_or_else(|| Err("the framer finds no message".to_owned()))
            }
        }
    }
}

fn run(rfc: &str, table: &str) {
    let mut counts: BTreeMap<(char, Mark<'_>), usize> = BTreeMap::new();
    let mut blocks = std::collections::BTreeSet::new();
    let mut failures = String::new();
    let examples = examples(table);
    for example in &examples {
        let mark = match example.mark {
            Mark::Other(_) => Mark::Other(".."),
            mark => mark,
        };
        *counts.entry((example.who, mark)).or_default() += 1;
        blocks.insert(example.block);
        if let Err(what) = example.check() {
            writeln!(
                failures,
                "{rfc} section {}, line {} of the table: {}\n  {what}",
                example.block,
                example.line,
                example.wire.escape_ascii()
            )
            .unwrap();
        }
    }
    println!(
        "{rfc}: {} messages in {} examples",
        examples.len(),
        blocks.len()
    );
    for ((who, mark), count) in counts {
        println!("  {count:4} {who} {mark:?}");
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// Every table in the folder: a new one needs no line here.
#[test]
fn every_table() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance/rfc");
    let mut tables: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    tables.sort();
    assert!(tables.len() > 2);
    for path in tables {
        let rfc = path.file_stem().unwrap().to_str().unwrap();
        run(rfc, &std::fs::read_to_string(&path).unwrap());
    }
}
