//! The format of `lint --jsonl`, which people build on.

use std::io::Cursor;

use base64::{Engine, engine::general_purpose::STANDARD};
use imap_codec::Options;
use serde_json::{Value, json};

use crate::jsonl;

fn ask(options: &Options, input: &str) -> Vec<Value> {
    let mut output = Vec::new();
    jsonl::run(options, &mut Cursor::new(input), &mut output).unwrap();
    String::from_utf8(output)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn one(options: &Options, kind: &str, wire: &str) -> Value {
    let line = json!({ "id": 7, "kind": kind, "wire_b64": STANDARD.encode(wire) }).to_string();
    ask(options, &line).remove(0)
}

#[test]
fn verdicts() {
    let error = |offset, expected, within| json!({ "offset": offset, "expected": expected, "within": within });
    for (kind, wire, outcome, consumed, error) in [
        ("command", "a NOOP\r\n", "accept", 8, Value::Null),
        (
            "command",
            "a NOOP\r\nb NOOP\r\n",
            "reject",
            8,
            error(8, "end of message", "command"),
        ),
        (
            "command",
            "a NOOP \"x\r\n",
            "reject",
            11,
            error(7, "CRLF", "command"),
        ),
        ("command", "a LOGIN {3}\r\nab", "incomplete", 0, Value::Null),
        (
            "command",
            "a LOGIN {3}\r\nabc pw\r\n",
            "accept",
            21,
            Value::Null,
        ),
        (
            "command",
            "a LOGIN {99999999999999999999}\r\n",
            "reject",
            0,
            error(8, "literal length beyond 64 bits", "framing"),
        ),
        ("response", "* 3 EXISTS\r\n", "accept", 12, Value::Null),
        ("response", "", "incomplete", 0, Value::Null),
        ("greeting", "* OK hello\r\n", "accept", 12, Value::Null),
        (
            "greeting",
            "* NO hello\r\n",
            "reject",
            12,
            error(2, "greeting", "greeting"),
        ),
        ("continue", "+ go on\r\n", "accept", 9, Value::Null),
        (
            "continue",
            "* OK hello\r\n",
            "reject",
            12,
            error(0, "continue-req", "continue-req"),
        ),
        (
            "authenticate_data",
            "AGEAYg==\r\n",
            "accept",
            10,
            Value::Null,
        ),
        ("authenticate_data", "\r\n", "accept", 2, Value::Null),
        (
            "authenticate_data",
            "!\r\n",
            "reject",
            3,
            error(0, "base64 or \"*\"", "base64 or \"*\""),
        ),
        ("idle_done", "done\r\n", "accept", 6, Value::Null),
    ] {
        let reply = one(&Options::tolerant(), kind, wire);
        assert_eq!(
            (
                &reply["outcome"],
                &reply["consumed"],
                &reply["error"],
                &reply["id"]
            ),
            (&json!(outcome), &json!(consumed), &error, &json!(7)),
            "{kind} {wire:?}: {reply}"
        );
        assert_eq!(reply["encoded_b64"].is_null(), outcome != "accept");
    }
}

#[test]
fn notes() {
    let wire = "* SEARCH 2 84 \r\n";
    assert_eq!(
        one(&Options::tolerant(), "response", wire),
        json!({
            "id": 7, "outcome": "accept", "consumed": 16, "other": [],
            "deviations": [{ "quirk": "space-after-search", "range": [13, 14] }],
            "salvaged": [], "error": null, "encoded_b64": STANDARD.encode("* SEARCH 2 84\r\n"),
        })
    );
    assert_eq!(
        one(&Options::strict(), "response", wire)["outcome"],
        "reject"
    );
    assert_eq!(
        one(
            &Options::strict(),
            "response",
            "* CAPABILITY IMAP4rev1 X-FROB\r\n"
        )["other"],
        json!(["capability"])
    );
    let salvaged = one(
        &Options::tolerant(),
        "response",
        "* 1 FETCH (UID 7 FLAGS x)\r\n",
    );
    assert_eq!(salvaged["salvaged"][0]["slot"], "msg-att", "{salvaged}");
    assert_eq!(salvaged["salvaged"][0]["range"], json!([17, 24]));
    assert_eq!(salvaged["salvaged"][0]["error"]["offset"], 23);
}

#[test]
fn no_requests() {
    let input = "{\"id\": [1.50, null], \"kind\": \"song\", \"wire_b64\": \"\"}\n\nnonsense\n\
                 {\"id\": 18446744073709551616, \"kind\": \"command\", \"wire_b64\": \"!\"}\n\
                 {\"id\": 3, \"kind\": 4}\n{\"kind\": \"command\", \"wire_b64\": \"\"}\n";
    let mut output = Vec::new();
    jsonl::run(&Options::tolerant(), &mut Cursor::new(input), &mut output).unwrap();
    let output = String::from_utf8(output).unwrap();
    let lines: Vec<_> = output.lines().collect();
    assert_eq!(lines.len(), 5, "{output}");
    assert!(lines[0].starts_with("{\"id\":[1.50, null],\"outcome\":\"reject\""));
    assert!(lines[0].contains("\"message\":\"there is no kind"));
    assert!(lines[1].starts_with("{\"id\":null,\"outcome\":\"reject\""));
    assert!(lines[2].starts_with("{\"id\":18446744073709551616,\"outcome\":\"reject\""));
    assert!(
        lines[3].starts_with("{\"id\":3,\"outcome\":\"reject\""),
        "{}",
        lines[3]
    );
    assert!(lines[4].starts_with("{\"id\":null,\"outcome\":\"incomplete\""));
}
