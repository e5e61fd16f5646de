//! A live transcript of all that is said, typed, and counts of it.

use std::{
    fmt::Write as _,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use imap_codec::{Encodable, EncodeOptions, Encoder, Fragment, redact::redact};
use imap_state::observe::{Message, Observe, Side};
use imap_types::response::Response;
use indicatif::MultiProgress;

/// How a transcript is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, clap::ValueEnum)]
pub(crate) enum Style {
    /// As on the wire, encoded again from the typed message
    Wire,
    /// The typed message itself
    Debug,
}

/// Longer lines are cut.
const WIDTH: usize = 240;

/// What is streamed, up to a length that is not too much.
fn dots(len: u64) -> Vec<u8> {
    vec![b'.'; usize::try_from(len).unwrap_or(0).min(64 << 20)]
}

/// What was said, counted.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) commands: u64,
    pub(crate) responses: u64,
    pub(crate) unparsed: u64,
}

/// The observer.
pub(crate) struct Transcript {
    pub(crate) style: Option<Style>,
    pub(crate) counts: Arc<Mutex<Counts>>,
    pub(crate) bars: MultiProgress,
    pub(crate) start: Instant,
}

impl Observe for Transcript {
    fn observe(&mut self, who: Side, message: &Message<'_, '_>) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        match message {
            Message::Command(_) => counts.commands += 1,
            Message::Greeting(_)
            | Message::Response(_)
            | Message::Continue(_)
            | Message::Challenge => counts.responses += 1,
            Message::Unparsed(_) => counts.unparsed += 1,
            _ => {}
        }
        drop(counts);
        let Some(style) = self.style else { return };
        let mut text = match style {
            Style::Wire => on_the_wire(message),
            Style::Debug => format!("{message:?}"),
        };
        if let Some((at, _)) = text.char_indices().nth(WIDTH) {
            text.truncate(at);
            text.push_str("...");
        }
        let at = self.start.elapsed().as_secs_f64();
        self.bars
            .suspend(|| eprintln!("{at:9.3} {who}: {}", text.trim_end()));
    }
}

/// Without secrets: what is typed as one is not printed, and `redact` leaves out what looks like one.
fn on_the_wire(message: &Message<'_, '_>) -> String {
    match message {
        // As many dots, since what is announced is left out.
        Message::Command(command) => redact(&encoded(*command, dots), false),
        Message::AuthenticateData(_) => "... (an answer to the challenge)".to_owned(),
        Message::IdleDone => "DONE".to_owned(),
        Message::Greeting(greeting) => redact(&bytes(*greeting), false),
        Message::Response(response) => redact(&encoded(*response, dots), false),
        Message::Continue(ask) => {
            redact(&encoded(&Response::Continue((*ask).clone()), dots), false)
        }
        Message::Challenge => "+ ... (a challenge)".to_owned(),
        Message::Chunk { len } => format!("({len} bytes of a body)"),
        Message::Unparsed(unparsed) => {
            let mut text = redact(unparsed.raw, false);
            let _ = write!(text, "  <- {}", unparsed.error);
            text
        }
        other => format!("{other:?}"),
    }
}

/// A message as it is sent; only told of where something is streamed.
pub(crate) fn bytes<M: Encodable>(message: &M) -> Vec<u8> {
    encoded(message, |len| format!("({len} bytes)").into_bytes())
}

/// A message as it is sent, with this in place of so many octets that are streamed.
fn encoded<M: Encodable>(message: &M, streamed: impl Fn(u64) -> Vec<u8>) -> Vec<u8> {
    let options = EncodeOptions::everything();
    // Strings outside ASCII are literals where they may be.
    for options in [options.utf8(false), options] {
        let mut encoder = Encoder::new(options);
        let mut bytes = Vec::new();
        let Ok(fragments) = encoder.encode_streaming(message) else {
            continue;
        };
        for fragment in fragments {
            match fragment {
                Fragment::Line(line) => bytes.extend_from_slice(line),
                Fragment::Literal { data, .. } => bytes.extend_from_slice(data),
                Fragment::Elsewhere { len, .. } => bytes.extend(streamed(len)),
                _ => {}
            }
        }
        return bytes;
    }
    b"(it cannot be written)".to_vec()
}
