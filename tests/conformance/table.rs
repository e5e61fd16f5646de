//! The tables of the RFCs' examples: the format that the head of rfc/rfc9051.txt describes.

/// What the table says of a message.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Mark<'t> {
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

/// A message of a table.
pub(crate) struct Example<'t> {
    /// Section and name.
    pub(crate) block: &'t str,
    pub(crate) line: usize,
    /// `C`, `S`, `A` or `D`.
    pub(crate) who: char,
    pub(crate) mark: Mark<'t>,
    pub(crate) utf8: bool,
    pub(crate) wire: Vec<u8>,
}

/// Reads a table. Whatever is no line of the format ends the test: nothing is skipped.
pub(crate) fn examples(table: &str) -> Vec<Example<'_>> {
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

/// The tables beside this file: name and text.
pub(crate) fn tables() -> Vec<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance/rfc");
    let mut tables: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    tables.sort();
    tables
        .iter()
        .map(|path| {
            let rfc = path.file_stem().unwrap().to_str().unwrap();
            (rfc.to_owned(), std::fs::read_to_string(path).unwrap())
        })
        .collect()
}
