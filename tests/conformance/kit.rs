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
pub(crate) trait Both: Kind + Sized {
    /// Reads, writes, reads again; the bytes that were written, and the slots of which something went to `Other`.
    fn there_and_back(wire: &[u8], options: Options) -> Result<(Vec<u8>, Vec<Rule>), String>;
}

fn error(wire: &[u8], error: &DecodeError) -> String {
    error.render_in_full(wire)
}

/// Writes, reads what was written: the same value?
fn back<'a, K: Kind>(
    value: &K::Value<'a>,
    written_with: EncodeOptions,
    read_with: Options,
    written: &'a mut Vec<u8>,
) -> Result<(), String>
where
    K::Value<'a>: Encodable + PartialEq + Debug,
{
    Encoder::new(written_with)
        .encode_into(value, written)
        .map_err(|e| format!("not written: {e}"))?;
    let written: &'a [u8] = written;
    let again = Decoder::<K>::new(read_with)
        .decode(written)
        .map_err(|e| format!("written, not read: {}", error(written, &e)))?;
    if *value == again.value {
        return Ok(());
    }
    Err(format!(
        "{value:?}\n  was written as {}\n  and read as {:?}",
        written.escape_ascii(),
        again.value
    ))
}

fn round<'a, K: Kind>(
    wire: &'a [u8],
    first: Result<Decoded<K::Value<'a>>, DecodeError>,
    options: Options,
    [written, with_everything]: &'a mut [Vec<u8>; 2],
) -> Result<Vec<Rule>, String>
where
    K::Value<'a>: Encodable + PartialEq + Debug,
{
    let first = first.map_err(|e| error(wire, &e))?;
    if !first.deviations.is_empty() || !first.salvaged.is_empty() {
        return Err("deviations under the strict policy".to_owned());
    }
    // As the peer can read it, literals announced in the form that both sides share.
    let shared = EncodeOptions::everything()
        .literals(LiteralForm::Sync)
        .utf8(options.utf8);
    back::<K>(&first.value, shared, options, written)?;
    // And with all that extensions allow.
    let everything = EncodeOptions::everything();
    back::<K>(
        &first.value,
        everything,
        options.utf8(true),
        with_everything,
    )?;
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
                    let mut written = [Vec::new(), Vec::new()];
                    round::<Self>(wire, Ok(decoded), options, &mut written)
                })
                .ok_or("the framer finds no whole message")?;
                let mut written = [Vec::new(), Vec::new()];
                let others = round::<Self>(wire, decoder.decode(wire), options, &mut written)?;
                if others != by_frame? {
                    return Err("read in another way behind the framer".to_owned());
                }
                let [written, _] = written;
                Ok((written, others))
            }
        }
    )+ };
}
both!(AuthenticateDataKind CommandKind GreetingKind IdleDoneKind ResponseKind);

/// Rows of a test. Messages stand without their final CRLF.
pub(crate) trait Rows: Both
where
    for<'a> Self::Value<'a>: Debug,
{
    /// Read in full, nothing of it in an `Other` arm, and written with the very bytes that were read.
    #[track_caller]
    fn same(rows: &[&str]) {
        Self::rows(rows.iter().map(|row| (*row, *row, &[][..])), false);
    }

    /// The same where UTF-8 is enabled.
    #[track_caller]
    fn same_utf8(rows: &[&str]) {
        Self::rows(rows.iter().map(|row| (*row, *row, &[][..])), true);
    }

    /// Read in full, and written as what stands on the right.
    #[track_caller]
    fn written(rows: &[(&str, &str)]) {
        Self::rows(
            rows.iter()
                .map(|(read, written)| (*read, *written, &[][..])),
            false,
        );
    }

    /// Read, with something in the `Other` arm of these slots, and written with the very bytes that were read.
    #[track_caller]
    fn other(rows: &[(&str, &[Rule])]) {
        Self::rows(rows.iter().map(|(row, slots)| (*row, *row, *slots)), false);
    }

    /// Refused where `‸` stands, because this was wanted there.
    #[track_caller]
    fn refused(rows: &[(&str, Rule)]) {
        Self::no_rows(rows, false);
    }

    /// The same where UTF-8 is enabled.
    #[track_caller]
    fn refused_utf8(rows: &[(&str, Rule)]) {
        Self::no_rows(rows, true);
    }

    #[track_caller]
    fn rows<'r>(rows: impl Iterator<Item = (&'r str, &'r str, &'r [Rule])>, utf8: bool) {
        let mut failures = String::new();
        for (read, written, slots) in rows {
            let wire = [read.as_bytes(), b"\r\n"].concat();
            let wanted = [written.as_bytes(), b"\r\n"].concat();
            let what = match Self::there_and_back(&wire, Options::strict().utf8(utf8)) {
                Err(what) => what,
                Ok((bytes, _)) if bytes != wanted => format!("written as {}", bytes.escape_ascii()),
                Ok((_, others)) if others != slots => format!("in Other arms: {others:?}"),
                Ok(_) => continue,
            };
            failures += &format!("{}\n  {what}\n", wire.escape_ascii());
        }
        assert!(failures.is_empty(), "\n{failures}");
    }

    #[track_caller]
    fn no_rows(rows: &[(&str, Rule)], utf8: bool) {
        let mut failures = String::new();
        for (row, expected) in rows {
            let offset = row.find('‸').unwrap();
            let wire = [row.replacen('‸', "", 1).as_bytes(), b"\r\n"].concat();
            let what = match Decoder::<Self>::new(Options::strict().utf8(utf8)).decode(&wire) {
                Ok(decoded) => format!("accepted: {:?}", decoded.value),
                Err(e) if (e.offset, e.expected) != (offset, *expected) => {
                    format!("wanted {expected} at {offset}\n{}", error(&wire, &e))
                }
                Err(_) => continue,
            };
            failures += &format!("{}\n  {what}\n", wire.escape_ascii());
        }
        assert!(failures.is_empty(), "\n{failures}");
    }
}

impl<K: Both> Rows for K where for<'a> K::Value<'a>: Debug {}

pub(crate) use imap_codec::{
    AuthenticateDataKind as Data, CommandKind as C, GreetingKind as Greeting, IdleDoneKind as Done,
    ResponseKind as S,
};
