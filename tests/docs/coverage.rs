//! The coverage table of the README, printed from `imap_types::capability::REGISTRY`: every capability of the registry is
//! in it, is typed, and has its tests.

use std::{collections::BTreeSet, fmt::Write as _, fs};

use imap_types::capability::{Coverage, REGISTRY, Registered};

const FROM: &str = "<!-- coverage -->\n";
const TO: &str = "<!-- /coverage -->";

/// IANA's registry: name, RFCs, status, whether the seed of this project names it, commands, how much of the text is at
/// hand; with vendors' names.
const IANA: &str = include_str!("capabilities.tsv");

/// Where a capability is tested, if not in the file of its own name in `tests/conformance`.
const ROOMS: &[(&str, &str)] = &[
    ("APPENDLIMIT=", "appendlimit"),
    ("BINARY", "fetch"),
    ("CHILDREN", "list"),
    ("COMPRESS=DEFLATE", "without_arguments"),
    ("CONTEXT=SEARCH", "context"),
    ("CONTEXT=SORT", "context"),
    ("CREATE-SPECIAL-USE", "special_use"),
    ("ENABLE", "command"),
    ("ESEARCH", "search"),
    ("ESORT", "sort"),
    ("I18NLEVEL=1", "language"),
    ("I18NLEVEL=2", "language"),
    ("IDLE", "command"),
    ("IMAP4rev1", "command"),
    ("IMAP4rev2", "command"),
    ("IMAPSIEVE=", "capability"),
    ("JMAPACCESS", "without_arguments"),
    ("LIST-EXTENDED", "list"),
    ("LIST-METADATA", "list"),
    ("LIST-MYRIGHTS", "list"),
    ("LIST-STATUS", "list"),
    ("LITERAL+", "append"),
    ("LITERAL-", "append"),
    ("LOGIN-REFERRALS", "mailbox_referrals"),
    ("LOGINDISABLED", "capability"),
    ("MESSAGELIMIT=", "messagelimit"),
    ("METADATA-SERVER", "metadata"),
    ("MOVE", "command"),
    ("MULTIAPPEND", "append"),
    ("NAMESPACE", "list"),
    ("OBJECTID+", "objectid_plus"),
    ("QUOTA=RES-", "quota"),
    ("QUOTASET", "quota"),
    ("RIGHTS=", "acl"),
    ("SASL-IR", "auth"),
    ("SAVELIMIT=", "messagelimit"),
    ("SEARCH=FUZZY", "search_fuzzy"),
    ("SEARCHRES", "search"),
    ("SORT=DISPLAY", "sort"),
    ("STARTTLS", "command"),
    ("STATUS=SIZE", "status"),
    ("UIDPLUS", "code"),
    ("UNAUTHENTICATE", "without_arguments"),
    ("UNSELECT", "command"),
    ("URL-PARTIAL", "url"),
    ("URLAUTH=BINARY", "urlauth"),
    ("UTF8=ACCEPT", "utf8"),
    ("UTF8=ALL", "utf8"),
    ("UTF8=APPEND", "append"),
    ("UTF8=ONLY", "utf8"),
    ("UTF8=USER", "utf8"),
    ("XLIST", "list"),
];

/// RFCs without an example of what is said on the wire.
const WITHOUT_EXAMPLES: &[u16] = &[3516, 5957, 8437, 9755];

#[test]
fn the_readme_tells_the_coverage() {
    let readme = fs::read_to_string(crate::path("README.md")).unwrap();
    let (before, rest) = readme
        .split_once(FROM)
        .expect("the README has the mark of the table");
    let (_, after) = rest
        .split_once(TO)
        .expect("the README has the mark of its end");
    let table = table();
    crate::check(
        "README.md",
        &readme,
        &format!("{before}{FROM}{table}{TO}{after}"),
    );
}

/// Every row of IANA's registry that is not the name of a vendor's, and three of those, are typed.
#[test]
fn the_registry_is_covered() {
    let mut wanted = BTreeSet::new();
    for line in IANA.lines() {
        let mut fields = line.split('\t');
        let (Some(name), Some(_), Some(status)) = (fields.next(), fields.next(), fields.next())
        else {
            panic!("{line}");
        };
        if status == "vendor" && !matches!(name, "X-GM-EXT-1" | "XLIST") {
            continue;
        }
        wanted.insert(match name {
            "QUOTA= (QUOTA=RES-)" => "QUOTA=RES-",
            "THREAD" => "THREAD=",
            name => name,
        });
    }
    assert!(wanted.len() > 80);
    let typed: BTreeSet<_> = REGISTRY
        .iter()
        .filter(|row| row.coverage == Coverage::Typed)
        .map(|row| row.name)
        .collect();
    let missing: Vec<_> = wanted.difference(&typed).collect();
    assert!(missing.is_empty(), "not typed: {missing:?}");
}

/// Every row has a file of tests, and every RFC a table of its examples.
#[test]
fn every_row_is_tested() {
    let mut missing = Vec::new();
    for row in REGISTRY {
        let file = format!("tests/conformance/{}.rs", room(row));
        match fs::read_to_string(crate::path(&file)) {
            Ok(text) if text.contains("#[test]") => {}
            _ => missing.push(format!("{}: {file}", row.name)),
        }
        for rfc in row.rfcs {
            let there = examples(*rfc).is_some();
            if there == WITHOUT_EXAMPLES.contains(rfc) {
                missing.push(format!("{}: RFC {rfc}", row.name));
            }
        }
    }
    for (name, _) in ROOMS {
        assert!(REGISTRY.iter().any(|row| row.name == *name), "{name}");
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The file of a capability's tests.
fn room(row: &Registered) -> String {
    match ROOMS.iter().find(|(name, _)| *name == row.name) {
        Some((_, room)) => (*room).to_owned(),
        None => row
            .name
            .trim_end_matches(['=', '-'])
            .replace(['-', '='], "_")
            .to_lowercase(),
    }
}

/// The table of an RFC's examples.
fn examples(rfc: u16) -> Option<String> {
    let file = format!("tests/conformance/rfc/rfc{rfc}.txt");
    crate::path(&file).exists().then_some(file)
}

fn table() -> String {
    let mut table = format!(
        "{} capabilities, each typed, decoded and encoded, commands and responses. Where an RFC has examples, the column \
         of tests has the table in which they are.\n\n| capability | defined in | tests |\n|---|---|---|\n",
        REGISTRY.len(),
    );
    for row in REGISTRY {
        let rfcs: Vec<_> = row
            .rfcs
            .iter()
            .map(|rfc| format!("[RFC {rfc}](https://www.rfc-editor.org/rfc/rfc{rfc}.html)"))
            .collect();
        let rfcs = if rfcs.is_empty() {
            "draft or vendor".to_owned()
        } else {
            rfcs.join(", ")
        };
        // An argument follows.
        let more = if row.name.ends_with('=') || row.name == "QUOTA=RES-" {
            "…"
        } else {
            ""
        };
        let room = room(row);
        let mut tests = format!("[{room}](tests/conformance/{room}.rs)");
        for (rfc, file) in row
            .rfcs
            .iter()
            .filter_map(|rfc| Some((rfc, examples(*rfc)?)))
        {
            write!(tests, ", [{rfc}]({file})").unwrap();
        }
        let carried = match row.coverage {
            Coverage::Typed => "",
            _ => "only carried; ",
        };
        writeln!(
            table,
            "| `{}{more}` | {rfcs} | {carried}{tests} |",
            row.name
        )
        .unwrap();
    }
    table
}
