//! Reports for machines.

use alloc::{borrow::ToOwned, vec::Vec};

use serde_json::{Value, json};

use crate::tally::{Finding, Tally};

/// What was counted and found.
pub fn json(tally: &Tally, findings: &[Finding]) -> Value {
    let by_name = |pairs: Vec<(&str, u64)>| -> Value {
        pairs
            .into_iter()
            .map(|(name, n)| (name.to_owned(), Value::from(n)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    json!({
        "client_messages": tally.client,
        "server_messages": tally.server,
        "bytes": {
            "in": tally.bytes,
            "in_messages": tally.in_messages,
            "elsewhere": by_name(tally.lost.iter().map(|(what, n)| (*what, *n)).collect()),
            "balances": tally.balances(),
        },
        "typed": tally.typed,
        "other": tally.other,
        "repaired": tally.repaired,
        "salvaged": tally.salvaged,
        "not_understood": tally.not_understood,
        "others": by_name(tally.others.iter().map(|(slot, n)| (slot.as_str(), *n)).collect()),
        "quirks": by_name(tally.quirks.iter().map(|(quirk, n)| (quirk.as_str(), *n)).collect()),
        "commands": {
            "both_accept": tally.both_accept,
            "both_refuse": tally.both_refuse,
            "only_we": tally.only_we,
            "only_server": tally.only_server,
            "unanswered": tally.unanswered,
            "literal_refused": tally.literals_refused,
        },
        "failures": tally.failures,
        "findings": findings
            .iter()
            .map(|finding| json!({ "what": finding.what.as_str(), "text": finding.text }))
            .collect::<Vec<_>>(),
    })
}
