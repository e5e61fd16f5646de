//! The table of attacks in SECURITY.md: every test that it names is there.

use std::fs;

const FROM: &str = "<!-- attacks -->\n";
const TO: &str = "<!-- /attacks -->";

/// A test in a file of the repository, as `path::name`.
fn is_there(test: &str) -> bool {
    let Some((file, name)) = test.rsplit_once("::") else {
        return false;
    };
    let Ok(text) = fs::read_to_string(crate::path(file)) else {
        return false;
    };
    let mut attributes = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with("#[") || line.starts_with("//") {
            attributes |= line == "#[test]";
        } else {
            if attributes && line.starts_with(&format!("fn {name}(")) {
                return true;
            }
            attributes = false;
        }
    }
    false
}

#[test]
fn every_attack_has_its_test() {
    let text = fs::read_to_string(crate::path("SECURITY.md")).unwrap();
    let (_, rest) = text.split_once(FROM).expect("the mark of the table");
    let (table, _) = rest.split_once(TO).expect("the mark of its end");
    let mut rows = 0;
    let mut wrong = Vec::new();
    for row in table.lines().skip(2) {
        rows += 1;
        let cells: Vec<_> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [attack, done, tests] = cells[..] else {
            panic!("three cells: {row}");
        };
        if tests == "none" {
            // Then it has to be said.
            if !done.starts_with("Not done:") {
                wrong.push(format!("{attack}: no test"));
            }
            continue;
        }
        for test in tests.split(", ") {
            let name = test
                .strip_prefix('`')
                .and_then(|test| test.strip_suffix('`'));
            if !name.is_some_and(is_there) {
                wrong.push(format!("{attack}: {test}"));
            }
        }
    }
    assert!(rows >= 30, "{rows} rows");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_not_there_is_found_missing() {
    let file = "tests/docs/attacks.rs";
    assert!(is_there(&format!("{file}::every_attack_has_its_test")));
    // No test, no such name, no such file, no file named.
    for test in ["is_there", "every_attack", "gone"] {
        assert!(!is_there(&format!("{file}::{test}")), "{test}");
    }
    assert!(!is_there("tests/docs/gone.rs::every_attack_has_its_test"));
    assert!(!is_there("every_attack_has_its_test"));
}
