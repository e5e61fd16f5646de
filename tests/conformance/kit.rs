//! How a row of a test is read: strictly, and what was read is written and read again.

use std::fmt::Debug;

use imap_codec::{
    AuthenticateDataKind, CommandKind, DecodeError, Decoded, Decoder, Encodable, EncodeOptions,
    Encoder, Frame, Framer, GreetingKind, IdleDoneKind, Kind, LiteralForm, Options, ResponseKind,
    Rule,
};

/// Cuts `wire` by a framer in the mode of `K`, literals accepted; `None` if it is not one whole message.
pub(crate) fn framed<K: Kind, T>(
    wire: &[u8],
    options: &Options,
    read: impl FnOnce(&imap_codec::Message<'_>) -> T,
) -> Option<T> {
    let mut framer = Framer::new(K::MODE, options);
    framer.push(wire);
    let mut read = Some(read);
    let mut value = None;
    loop {
        match framer.next().ok()? {
            Some(Frame::Message(message)) => value = Some(read.take()?(&message)),
            Some(Frame::Offer(_)) => framer.accept(),
            Some(_) => return None,
            None => break,
        }
    }
    framer.is_between_messages().then_some(value)?
}

/// A kind whose values can be compared and written.
pub(crate) trait Both: Kind {
    /// Reads, writes, reads again; the bytes that were written, and the slots of which something went to `Other`.
    fn there_and_back(wire: &[u8], options: Options) -> Result<(Vec<u8>, Vec<Rule>), String>;
}

fn error(wire: &[u8], error: &DecodeError) -> String {
    error.render_in_full(wire)
}

fn round<'a, K: Kind>(
    wire: &'a [u8],
    first: Result<Decoded<K::Value<'a>>, DecodeError>,
    options: Options,
    written: &'a mut Vec<u8>,
) -> Result<Vec<Rule>, String>
where
    K::Value<'a>: Encodable + PartialEq + Debug,
{
    let first = first.map_err(|e| error(wire, &e))?;
    if !first.deviations.is_empty() || !first.salvaged.is_empty() {
        return Err("deviations under the strict policy".to_owned());
    }
    Encoder::new(EncodeOptions::everything().literals(LiteralForm::Sync))
        .encode_into(&first.value, written)
        .map_err(|e| format!("not encoded: {e}"))?;
    let written: &'a [u8] = written;
    // What the encoder may write under everything() is UTF-8 where the value is.
    let again = Decoder::<K>::new(options)
        .decode(written)
        .map_err(|e| format!("written, not read: {}", error(written, &e)))?;
    if again.value != first.value {
        return Err(format!(
            "{:?}\n  was written as {}\n  and read as {:?}",
            first.value,
            written.escape_ascii(),
            again.value
        ));
    }
    Ok(first.others.iter().map(|(slot, _)| *slot).collect())
}

macro_rules! both {
    ($($kind:ident)+) => { $(
        impl Both for $kind {
            fn there_and_back(wire: &[u8], options: Options) -> Result<(Vec<u8>, Vec<Rule>), String> {
                let options = options.note_others(true);
                let decoder = Decoder::<Self>::new(options);
                // As a framer's message and as bare bytes: the same.
                let by_frame = framed::<Self, _>(wire, &options, |message| {
                    if message.bytes() != wire {
                        return Err("the framer cut it short".to_owned());
                    }
                    let decoded = decoder.decode_message(message).map_err(|e| error(wire, &e))?;
                    let mut written = Vec::new();
                    round::<Self>(wire, Ok(decoded), options, &mut written)
                })
                .ok_or("the framer finds no whole message")?;
                let mut written = Vec::new();
                let others = round::<Self>(wire, decoder.decode(wire), options, &mut written)?;
                if others != by_frame? {
                    return Err("read in another way behind the framer".to_owned());
                }
                Ok((written, others))
            }
        }
    )+ };
}
both!(AuthenticateDataKind CommandKind GreetingKind IdleDoneKind ResponseKind);
