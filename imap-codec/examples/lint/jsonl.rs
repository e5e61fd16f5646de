//! `lint --jsonl`: one message a line in, one verdict a line out.

use std::io::{self, BufRead, Write};

use base64::{Engine, engine::general_purpose::STANDARD};
use imap_codec::{
    AuthenticateDataKind, CommandKind, ContinueKind, DecodeError, Decoded, Decoder, Encodable,
    EncodeOptions, Encoder, GreetingKind, IdleDoneKind, Kind, Options, Quirk, ResponseKind, Rule,
    whole,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The format, for `--help`.
pub(crate) const FORMAT: &str = r#"--jsonl reads JSON Lines from standard input, one message each, and writes one line for each, in order, at once.

in:
  {"id": any, "kind": "command", "wire_b64": "YTEgTk9PUA0K"}
  kind: command, response, greeting, continue, authenticate_data or idle_done
  wire_b64: the bytes as on the wire, with the final CRLF and all literals, in base64 with padding

out:
  {"id": any, "outcome": "accept", "consumed": 9, "other": [], "deviations": [], "salvaged": [], "error": null, "encoded_b64": "YTEgTk9PUA0K"}
  id           as it came, null if there was none
  outcome      accept: the whole input is one message of that kind
               incomplete: more bytes are wanted, and no limit is broken
               reject: it is no such message, or something follows it
  consumed     bytes up to the end of the message, 0 if it has none
  other        the slots in which a name is not known and held as it came, e.g. ["capability"]
  deviations   what was mended under --tolerant: [{"quirk": "space-after-search", "range": [10, 11]}]
  salvaged     items that were left out under --tolerant: [{"slot": "msg-att", "range": [9, 14], "error": {...}}]
  error        null, or where the bytes leave the grammar: {"offset": 3, "expected": "SP", "within": "command"},
               with "quirk" if one that is off would have mended it;
               of a line that is no such request: {"message": "..."}
  encoded_b64  the message as it is written here (every extension allowed), null if it is not accepted

Offsets and ranges are bytes from the start of wire_b64. Limits are the defaults: lines of 8 MiB, literals of 64 MiB; if one is broken `expected` names it and `within` is "framing"."#;

#[derive(Deserialize)]
struct Request<'l> {
    #[serde(borrow, default)]
    id: Option<&'l RawValue>,
    kind: Option<String>,
    wire_b64: Option<String>,
}

/// Only the id, to be echoed when the rest is no request.
#[derive(Deserialize)]
struct Identified<'l> {
    #[serde(borrow, default)]
    id: Option<&'l RawValue>,
}

#[derive(Serialize)]
struct Reply<'l> {
    id: Option<&'l RawValue>,
    #[serde(flatten)]
    verdict: Verdict,
}

#[derive(Serialize)]
struct Verdict {
    outcome: &'static str,
    consumed: usize,
    other: Vec<&'static str>,
    deviations: Vec<Mended>,
    salvaged: Vec<LeftOut>,
    error: Option<Fault>,
    encoded_b64: Option<String>,
}

#[derive(Serialize)]
struct Mended {
    quirk: &'static str,
    range: [usize; 2],
}

#[derive(Serialize)]
struct LeftOut {
    slot: &'static str,
    range: [usize; 2],
    error: Fault,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Fault {
    Grammar {
        offset: usize,
        expected: String,
        within: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        quirk: Option<&'static str>,
    },
    Request {
        message: String,
    },
}

/// Decoders for all kinds.
struct Judges {
    command: Decoder<CommandKind>,
    response: Decoder<ResponseKind>,
    greeting: Decoder<GreetingKind>,
    r#continue: Decoder<ContinueKind>,
    authenticate_data: Decoder<AuthenticateDataKind>,
    idle_done: Decoder<IdleDoneKind>,
}

/// Until the input ends.
pub(crate) fn run(
    options: &Options,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
) -> io::Result<()> {
    let options = options.note_others(true);
    let judges = Judges {
        command: Decoder::new(options),
        response: Decoder::new(options),
        greeting: Decoder::new(options),
        r#continue: Decoder::new(options),
        authenticate_data: Decoder::new(options),
        idle_done: Decoder::new(options),
    };
    let (mut line, mut reply) = (Vec::new(), Vec::new());
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        reply.clear();
        serde_json::to_writer(&mut reply, &judges.answer(&line))?;
        reply.push(b'\n');
        output.write_all(&reply)?;
        output.flush()?;
    }
}

impl Judges {
    fn answer<'l>(&self, line: &'l [u8]) -> Reply<'l> {
        let request: Request<'_> = match serde_json::from_slice(line) {
            Ok(request) => request,
            Err(error) => {
                let id =
                    serde_json::from_slice::<Identified<'_>>(line).map_or(None, |line| line.id);
                let verdict = Verdict::no_request(format!("not a request: {error}"));
                return Reply { id, verdict };
            }
        };
        let verdict = self.verdict(request.kind.as_deref(), request.wire_b64.as_deref());
        Reply {
            id: request.id,
            verdict: verdict.unwrap_or_else(Verdict::no_request),
        }
    }

    fn verdict(&self, kind: Option<&str>, wire: Option<&str>) -> Result<Verdict, String> {
        let wire = STANDARD
            .decode(wire.ok_or("wire_b64 is missing")?)
            .map_err(|error| format!("wire_b64: {error}"))?;
        Ok(match kind.ok_or("kind is missing")? {
            "command" => judge(&self.command, &wire, Rule::Command),
            "response" => judge(&self.response, &wire, Rule::Response),
            "greeting" => judge(&self.greeting, &wire, Rule::Greeting),
            "continue" => judge(&self.r#continue, &wire, Rule::ContinueReq),
            "authenticate_data" => judge(&self.authenticate_data, &wire, Rule::AuthenticateData),
            "idle_done" => judge(&self.idle_done, &wire, Rule::IdleDone),
            kind => return Err(format!("there is no kind {kind:?}")),
        })
    }
}

fn judge<K: Kind>(decoder: &Decoder<K>, wire: &[u8], rule: Rule) -> Verdict
where
    for<'x> K::Value<'x>: Encodable,
{
    let framed = match whole(K::MODE, decoder.options(), wire) {
        Ok(Some(framed)) => framed,
        Ok(None) => return Verdict::new("incomplete", 0),
        Err(error) => {
            return Verdict::reject(
                0,
                Fault::Grammar {
                    offset: usize::try_from(error.offset).unwrap_or(usize::MAX),
                    expected: error.kind.to_string(),
                    within: "framing",
                    quirk: None,
                },
            );
        }
    };
    match decoder.decode_message(&framed.message(wire)) {
        Err(error) => Verdict::reject(framed.end, Fault::new(&error, framed.start)),
        Ok(_) if framed.end < wire.len() => Verdict::reject(
            framed.end,
            Fault::Grammar {
                offset: framed.end,
                expected: Rule::End.to_string(),
                within: rule.as_str(),
                quirk: None,
            },
        ),
        Ok(decoded) => Verdict::accept(&decoded, framed.start, framed.end),
    }
}

impl Verdict {
    fn new(outcome: &'static str, consumed: usize) -> Self {
        Self {
            outcome,
            consumed,
            other: Vec::new(),
            deviations: Vec::new(),
            salvaged: Vec::new(),
            error: None,
            encoded_b64: None,
        }
    }

    fn reject(consumed: usize, fault: Fault) -> Self {
        Self {
            error: Some(fault),
            ..Self::new("reject", consumed)
        }
    }

    fn no_request(message: String) -> Self {
        Self::reject(0, Fault::Request { message })
    }

    fn accept<T: Encodable>(decoded: &Decoded<T>, start: usize, end: usize) -> Self {
        let mut encoded = Vec::new();
        let written = Encoder::new(EncodeOptions::everything())
            .encode_into(&decoded.value, &mut encoded)
            .is_ok();
        Self {
            other: decoded
                .others
                .iter()
                .map(|(slot, _)| slot.as_str())
                .collect(),
            deviations: decoded
                .deviations
                .iter()
                .map(|deviation| Mended {
                    quirk: deviation.quirk.as_str(),
                    range: [start + deviation.range.start, start + deviation.range.end],
                })
                .collect(),
            salvaged: decoded
                .salvaged
                .iter()
                .map(|item| LeftOut {
                    slot: item.slot.as_str(),
                    range: [start + item.range.start, start + item.range.end],
                    error: Fault::new(&item.error, start),
                })
                .collect(),
            encoded_b64: written.then(|| STANDARD.encode(&encoded)),
            ..Self::new("accept", end)
        }
    }
}

impl Fault {
    fn new(error: &DecodeError, start: usize) -> Self {
        Self::Grammar {
            offset: start + error.offset,
            expected: error.expected.to_string(),
            within: error.within.as_str(),
            quirk: error.quirk.map(Quirk::as_str),
        }
    }
}
