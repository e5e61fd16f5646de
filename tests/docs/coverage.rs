//! The coverage table of the README, printed from `imap_types::capability::REGISTRY`.

use std::{fmt::Write as _, fs};

use imap_types::capability::{Coverage, REGISTRY};

const FROM: &str = "<!-- coverage -->\n";
const TO: &str = "<!-- /coverage -->";

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

fn table() -> String {
    let typed = REGISTRY
        .iter()
        .filter(|row| row.coverage == Coverage::Typed)
        .count();
    let mut table = format!(
        "{} capabilities: {typed} typed, {} carried.\n\n| capability | defined in | coverage |\n|---|---|---|\n",
        REGISTRY.len(),
        REGISTRY.len() - typed
    );
    for row in REGISTRY {
        let rfcs: Vec<_> = row
            .rfcs
            .iter()
            .map(|rfc| format!("[RFC {rfc}](https://www.rfc-editor.org/rfc/rfc{rfc}.html)"))
            .collect();
        let coverage = match row.coverage {
            Coverage::Typed => "typed",
            Coverage::Carried => "carried",
            _ => "other",
        };
        // An argument follows.
        let more = if row.name.ends_with('=') || row.name == "QUOTA=RES-" {
            "…"
        } else {
            ""
        };
        let rfcs = if rfcs.is_empty() {
            "draft or vendor".to_owned()
        } else {
            rfcs.join(", ")
        };
        writeln!(table, "| `{}{more}` | {rfcs} | {coverage} |", row.name).unwrap();
    }
    table
}
