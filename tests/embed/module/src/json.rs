//! What is told of a message, as JSON.

use alloc::{string::String, vec::Vec};
use core::{cell::RefCell, ops::Range};

use imap_codec::{DecodeError, Decoded, Deviation, Rule, Salvaged, redact};
use serde::{
    Serialize,
    ser::{SerializeStruct, Serializer},
};
use zeroize::Zeroize;

use crate::{
    config::Kind,
    reveal::Reveal,
    spans::{Noted, Notes, Spans},
    table::Fault,
};

/// How much is told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Show {
    pub(crate) values: bool,
    pub(crate) spans: bool,
    pub(crate) reveal: bool,
}

/// A range as JSON has it.
pub(crate) type Pair = [usize; 2];

pub(crate) fn pair(range: &Range<usize>) -> Pair {
    [range.start, range.end]
}

/// What was mended.
#[derive(Serialize)]
pub(crate) struct Mended {
    quirk: &'static str,
    summary: &'static str,
    source: &'static str,
    range: Pair,
}

impl From<&Deviation> for Mended {
    fn from(deviation: &Deviation) -> Self {
        Self {
            quirk: deviation.quirk.as_str(),
            summary: deviation.quirk.summary(),
            source: deviation.quirk.source(),
            range: pair(&deviation.range),
        }
    }
}

/// What was left out.
#[derive(Serialize)]
pub(crate) struct LeftOut {
    slot: &'static str,
    range: Pair,
    error: Refused,
}

impl LeftOut {
    pub(crate) fn new(item: &Salvaged, message: &[u8], reveal: bool) -> Self {
        Self {
            slot: item.slot.as_str(),
            range: pair(&item.range),
            error: Refused::new(&item.error, message, reveal),
        }
    }
}

/// What was kept as it came.
#[derive(Serialize)]
pub(crate) struct Kept {
    slot: &'static str,
    range: Pair,
}

impl From<&(Rule, Range<usize>)> for Kept {
    fn from((slot, range): &(Rule, Range<usize>)) -> Self {
        Self {
            slot: slot.as_str(),
            range: pair(range),
        }
    }
}

/// Why a message could not be read.
#[derive(Serialize)]
pub(crate) struct Refused {
    offset: usize,
    expected: &'static str,
    within: &'static str,
    /// The section that rules what was expected.
    place: &'static str,
    tag: Option<Pair>,
    /// The line, and a caret.
    rendered: String,
}

impl Refused {
    pub(crate) fn new(error: &DecodeError, message: &[u8], reveal: bool) -> Self {
        Self {
            offset: error.offset,
            expected: error.expected.as_str(),
            within: error.within.as_str(),
            place: error.expected.place(),
            tag: error.tag.as_ref().map(pair),
            rendered: if reveal {
                error.render_in_full(message)
            } else {
                error.render(message)
            },
        }
    }
}

/// Where a message stands in a conversation; only where that is known.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place {
    /// Its number among those of the conversation.
    pub(crate) index: Option<u32>,
    /// `C` or `S`.
    pub(crate) side: Option<&'static str>,
    /// The state of the session behind it.
    pub(crate) state: Option<&'static str>,
}

/// A message.
#[derive(Serialize)]
struct Told<'n, V> {
    #[serde(rename = "type")]
    is: &'static str,
    kind: Kind,
    /// In the stream, from its start.
    range: [u64; 2],
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Noted<'n, V>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    deviations: Vec<Mended>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    salvaged: Vec<LeftOut>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    others: Vec<Kept>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Refused>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    secrets: Vec<Pair>,
    /// Behind the value, since it is known only then.
    #[serde(skip_serializing_if = "Option::is_none")]
    spans: Option<SpansOf<'n>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    side: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'static str>,
}

struct SpansOf<'n>(&'n RefCell<Notes>, &'n [u8]);

impl Serialize for SpansOf<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Map(Spans);
        impl Serialize for Map {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.iter().map(|(path, range)| (path, pair(range))))
            }
        }
        let (values, names) = self.0.take().spans(self.1);
        let mut spans = serializer.serialize_struct("Spans", 2)?;
        spans.serialize_field("values", &Map(values))?;
        spans.serialize_field("names", &Map(names))?;
        spans.end()
    }
}

/// A message as it was received, and what came of reading it.
pub(crate) struct Heard<'m, R> {
    pub(crate) kind: Kind,
    pub(crate) bytes: &'m [u8],
    /// Where it begins in its stream.
    pub(crate) start: u64,
    /// What the framer mended: it is mended whether or not the message can be read.
    pub(crate) framed: &'m [Deviation],
    /// Reads it.
    pub(crate) read: R,
}

impl<R> Heard<'_, R> {
    /// Writes it as JSON.
    pub(crate) fn write<V>(self, out: &mut Vec<u8>, show: Show, place: Place) -> Result<(), Fault>
    where
        V: Serialize + Reveal,
        R: Fn() -> Result<Decoded<V>, DecodeError>,
    {
        let Self {
            kind,
            bytes,
            start,
            framed,
            read,
        } = self;
        let secrets = redact::secrets(bytes, kind == Kind::AuthenticateData);
        let mut notes = Notes::default();
        let heard = read().map(|decoded| {
            if show.reveal {
                return decoded.map(Reveal::reveal);
            }
            decoded
        });
        let spans = show.spans && show.values && heard.is_ok();
        if spans {
            notes = Notes::of(bytes);
        }
        let mut notes = RefCell::new(notes);
        // Where a secret stands is told, but not what it is: it is looked for in a copy that nobody sees.
        let hidden = if spans && !show.reveal && !secrets.is_empty() {
            let mut copy = Vec::new();
            let value = read()?.value.reveal();
            let written = write(&mut copy, &Noted(&value, &notes));
            copy.zeroize();
            written?;
            Some(RefCell::new(core::mem::take(notes.get_mut())))
        } else {
            None
        };
        let mut told = Told {
            is: "message",
            kind,
            range: [start, start + bytes.len() as u64],
            value: None,
            deviations: Vec::new(),
            salvaged: Vec::new(),
            others: Vec::new(),
            error: None,
            secrets: secrets.iter().map(pair).collect(),
            spans: spans.then(|| SpansOf(hidden.as_ref().unwrap_or(&notes), bytes)),
            index: place.index,
            side: place.side,
            state: place.state,
        };
        match &heard {
            Ok(decoded) => {
                told.value = show.values.then_some(Noted(&decoded.value, &notes));
                told.deviations = decoded.deviations.iter().map(Mended::from).collect();
                let left_out = |item| LeftOut::new(item, bytes, show.reveal);
                told.salvaged = decoded.salvaged.iter().map(left_out).collect();
                told.others = decoded.others.iter().map(Kept::from).collect();
            }
            Err(error) => {
                told.deviations = framed.iter().map(Mended::from).collect();
                told.error = Some(Refused::new(error, bytes, show.reveal));
            }
        }
        write(out, &told)
    }
}

/// Writes JSON over what was there.
pub(crate) fn write<T: Serialize>(out: &mut Vec<u8>, value: &T) -> Result<(), Fault> {
    *out = serde_json::to_vec(value)?;
    Ok(())
}
