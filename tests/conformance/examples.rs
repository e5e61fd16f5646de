//! Every example of RFC 3501 and RFC 9051, from the tables beside this file; their heads describe the format.

use std::{collections::BTreeMap, fmt::Write as _};

use imap_codec::{
    AuthenticateDataKind, CommandKind, Decoder, GreetingKind, IdleDoneKind, Options, Quirk,
    ResponseKind,
};
use imap_types::response::Response;

use crate::{
    kit::{Both, framed},
    table::{Example, Mark, examples, tables},
};

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
    let tables = tables();
    assert!(tables.len() > 2);
    for (rfc, table) in &tables {
        run(rfc, table);
    }
}
