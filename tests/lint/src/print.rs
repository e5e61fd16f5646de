//! Reports for people.

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::{fmt::Write as _, time::Duration};

use crate::tally::{Finding, Tally};

/// One line, and more where there is more to say.
pub fn line(name: &str, width: usize, tally: &Tally) -> String {
    let share = (tally.typed * 100)
        .checked_div(tally.messages())
        .unwrap_or(100);
    let mut text = format!(
        "{name:width$}  C {:>5}  S {:>6}  {:>10} B  typed {:>3} %  other {}  repaired {}  salvaged {}  refused {}  both-refused {}  only-we {}\n",
        grouped(tally.client),
        grouped(tally.server),
        grouped(tally.bytes),
        share,
        grouped(tally.other),
        grouped(tally.repaired),
        grouped(tally.salvaged),
        grouped(tally.failures),
        grouped(tally.both_refuse),
        grouped(tally.only_we),
    );
    if !tally.lost.is_empty() {
        let _ = writeln!(text, "  {}", account(tally));
    }
    if !tally.quirks.is_empty() {
        let _ = writeln!(text, "  repaired: {}", counts(&tally.quirks));
    }
    text
}

/// Nothing is lost silently.
fn account(tally: &Tally) -> String {
    let mut text = format!(
        "bytes: {} in = {} in messages",
        grouped(tally.bytes),
        grouped(tally.in_messages)
    );
    for (what, n) in &tally.lost {
        let _ = write!(text, " + {} {what}", grouped(*n));
    }
    if !tally.balances() {
        text.push_str(" - THE ACCOUNT DOES NOT BALANCE");
    }
    text
}

fn counts<K: ToString>(map: &BTreeMap<K, u64>) -> String {
    let items: Vec<_> = map
        .iter()
        .map(|(what, n)| format!("{} {}", what.to_string(), grouped(*n)))
        .collect();
    items.join(", ")
}

/// What was found, indented.
pub fn finding(finding: &Finding) -> String {
    let mut text = format!("  [{}]\n", finding.what.as_str());
    for line in finding.text.lines() {
        let _ = writeln!(text, "    {line}");
    }
    text
}

/// All of it.
pub fn total(connections: usize, tally: &Tally, time: Duration) -> String {
    let mut text = String::from("\n");
    let _ = writeln!(
        text,
        "messages: {} = {} typed in full + {} with something in an Other arm or left out + {} not understood",
        grouped(tally.messages()),
        grouped(tally.typed),
        grouped(tally.messages() - tally.typed - tally.not_understood),
        grouped(tally.not_understood),
    );
    let _ = writeln!(
        text,
        "commands: {} accepted by both, {} refused by both, {} accepted only by us, {} accepted only by the server, {} unanswered, {} given up because a literal was refused",
        grouped(tally.both_accept),
        grouped(tally.both_refuse),
        grouped(tally.only_we),
        grouped(tally.only_server),
        grouped(tally.unanswered),
        grouped(tally.literals_refused),
    );
    if !tally.others.is_empty() {
        let _ = writeln!(text, "in Other arms: {}", counts(&tally.others));
    }
    if !tally.quirks.is_empty() {
        let _ = writeln!(text, "repaired: {}", counts(&tally.quirks));
    }
    let _ = writeln!(text, "{}", account(tally));
    let seconds = time.as_secs_f64();
    let megabytes = tally.bytes as f64 / 1e6;
    let _ = writeln!(
        text,
        "{} connections, {} messages, {megabytes:.1} MB, {:.0} ms ({:.0} MB/s re-encoding and checking all of it)",
        grouped(connections as u64),
        grouped(tally.messages()),
        seconds * 1e3,
        megabytes / seconds.max(1e-9),
    );
    text
}

/// `1234567` as `1,234,567`.
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
