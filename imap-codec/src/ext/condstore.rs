//! CONDSTORE ([RFC 7162 §3.1](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.1)): mod-sequences.

use imap_types::{
    ext::condstore::{EntryName, EntryTypeReq, ModSeq, ModSeqKey, ModSeqValzer, SearchModSeqExt},
    flag::Flag,
};

use crate::{
    core::{atom, byte, number_of_64_bits, quoted, sp},
    quirk::Quirk,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, expect, refuse},
        write::{Encode, Writer},
    },
};

/// `mod-sequence-value = 1*DIGIT`, from 1 on; 64 bits, as in RFC 4551.
pub(crate) fn mod_sequence_value<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, ModSeq> {
    let (rest, number) = number_of_64_bits(i, Rule::ModSequenceValue)?;
    // iPhone Mail sends CHANGEDSINCE 0 (catalogue C2): it wants all, and 1 would leave out some.
    if number == 0 && !cx.mend(Quirk::ZeroModSequence, i, rest) {
        return refuse(i, Rule::ModSequenceValue);
    }
    Ok((rest, ModSeq::from_scanned(number)))
}

impl Encode for ModSeq {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.number(self.get());
    }
}

/// `mod-sequence-valzer = "0" / mod-sequence-value`
pub(crate) fn mod_sequence_valzer<'a>(_: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, ModSeqValzer> {
    let (rest, number) = number_of_64_bits(i, Rule::ModSequenceValzer)?;
    // A mod-sequence-value is not 0, in however many digits; "0" is one.
    if number == 0 && i.len() - rest.len() > 1 {
        return refuse(i, Rule::ModSequenceValzer);
    }
    Ok((rest, ModSeqValzer(number)))
}

impl Encode for ModSeqValzer {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.number(self.0);
    }
}

/// `"(" permsg-modsequence ")"`
pub(crate) fn permsg_modsequence<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, ModSeq> {
    let (rest, _) = byte(b'(', Rule::Open, i)?;
    let (rest, seq) = mod_sequence_value(cx, rest)?;
    let (rest, _) = byte(b')', Rule::Close, rest)?;
    Ok((rest, seq))
}

pub(crate) fn write_permsg_modsequence<'v>(seq: &'v ModSeq, w: &mut Writer<'_, 'v>) {
    seq.encode(w.byte(b'('));
    w.byte(b')');
}

/// `[search-modseq-ext SP] mod-sequence-valzer`
pub(crate) fn mod_seq_key<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, ModSeqKey<'a>> {
    let (rest, entry) = match i.first() {
        Some(b'"') => {
            let (rest, entry) = search_modseq_ext(cx, i)?;
            let (rest, _) = sp(rest)?;
            (rest, Some(entry))
        }
        _ => (i, None),
    };
    let (rest, at_least) = mod_sequence_valzer(cx, rest)?;
    Ok((rest, ModSeqKey { entry, at_least }))
}

impl Encode for ModSeqKey<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        if let Some(entry) = &self.entry {
            entry.encode(w);
            w.sp();
        }
        self.at_least.encode(w);
    }
}

/// `search-modseq-ext = SP entry-name SP entry-type-req`, behind the SP.
fn search_modseq_ext<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, SearchModSeqExt<'a>> {
    let (rest, name) = entry_name(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (after, kind) = expect(Rule::EntryTypeReq, rest, atom(rest))?;
    match EntryTypeReq::parse(kind) {
        Some(kind) => Ok((after, SearchModSeqExt { name, kind })),
        None => refuse(rest, Rule::EntryTypeReq),
    }
}

impl Encode for SearchModSeqExt<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.name.encode(w);
        w.sp().raw(self.kind.as_str().as_bytes());
    }
}

/// `entry-name = DQUOTE "/flags/" attr-flag DQUOTE`
fn entry_name<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, EntryName<'a>> {
    let (rest, name) = expect(Rule::EntryName, i, quoted(cx, i))?;
    match EntryName::from_entry(name) {
        Some(name) => Ok((rest, name)),
        None => refuse(i, Rule::EntryName),
    }
}

impl Encode for EntryName<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.raw(b"\"/flags/");
        match self.flag() {
            Flag::Keyword(name) => w.raw(name.as_bytes()),
            // The `\` is escaped.
            Flag::Extension(name) => w.raw(b"\\\\").raw(name.as_bytes()),
            Flag::Answered => w.raw(b"\\\\Answered"),
            Flag::Deleted => w.raw(b"\\\\Deleted"),
            Flag::Draft => w.raw(b"\\\\Draft"),
            Flag::Flagged => w.raw(b"\\\\Flagged"),
            _ => w.raw(b"\\\\Seen"),
        };
        w.byte(b'"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{both, ok, reads, refuses};

    #[test]
    fn values() {
        both(
            mod_sequence_value,
            &[
                ("1", ModSeq::MIN),
                ("9223372036854775807", ModSeq::MAX),
                ("9223372036854775808", ok(1 << 63)),
                ("18446744073709551615", ok(u64::MAX)),
            ],
        );
        reads(
            mod_sequence_value,
            &[
                ("007", ok(7)),
                ("0000000000000000000018446744073709551615", ok(u64::MAX)),
            ],
        );
        refuses(
            mod_sequence_value,
            &[
                ("", 0, Rule::ModSequenceValue),
                ("0", 0, Rule::ModSequenceValue),
                ("00", 0, Rule::ModSequenceValue),
                ("-1", 0, Rule::ModSequenceValue),
                ("x", 0, Rule::ModSequenceValue),
                ("18446744073709551616", 0, Rule::ModSequenceValue),
                ("99999999999999999999999", 0, Rule::ModSequenceValue),
            ],
        );
        both(
            mod_sequence_valzer,
            &[
                ("0", ModSeqValzer::ZERO),
                ("18446744073709551615", ModSeqValzer(u64::MAX)),
            ],
        );
        refuses(
            mod_sequence_valzer,
            &[
                ("", 0, Rule::ModSequenceValzer),
                ("00", 0, Rule::ModSequenceValzer),
                ("18446744073709551616", 0, Rule::ModSequenceValzer),
            ],
        );
        reads(permsg_modsequence, &[("(5)", ok(5))]);
        refuses(
            permsg_modsequence,
            &[
                ("5", 0, Rule::Open),
                ("()", 1, Rule::ModSequenceValue),
                ("(5 6)", 2, Rule::Close),
                ("(0)", 1, Rule::ModSequenceValue),
            ],
        );
    }

    #[test]
    fn keys() {
        let of = |flag: &'static str, kind, at_least| ModSeqKey {
            entry: Some(SearchModSeqExt {
                name: ok(ok::<Flag<'_>, _>(flag)),
                kind,
            }),
            at_least: ModSeqValzer(at_least),
        };
        both(
            mod_seq_key,
            &[
                (
                    "620162338",
                    ModSeqKey {
                        entry: None,
                        at_least: ModSeqValzer(620_162_338),
                    },
                ),
                (
                    "\"/flags/\\\\Draft\" all 0",
                    of("\\Draft", EntryTypeReq::All, 0),
                ),
                (
                    "\"/flags/$MDNSent\" priv 1",
                    of("$MDNSent", EntryTypeReq::Priv, 1),
                ),
                (
                    "\"/flags/\\\\x\" shared 1",
                    of("\\x", EntryTypeReq::Shared, 1),
                ),
                ("\"/flags/Seen\" all 1", of("Seen", EntryTypeReq::All, 1)),
                (
                    "\"/flags/\\\\Answered\" all 1",
                    of("\\Answered", EntryTypeReq::All, 1),
                ),
                (
                    "\"/flags/\\\\Deleted\" all 1",
                    of("\\Deleted", EntryTypeReq::All, 1),
                ),
                (
                    "\"/flags/\\\\Flagged\" all 1",
                    of("\\Flagged", EntryTypeReq::All, 1),
                ),
                (
                    "\"/flags/\\\\Seen\" all 1",
                    of("\\Seen", EntryTypeReq::All, 1),
                ),
            ],
        );
        reads(
            mod_seq_key,
            &[(
                "\"/FLAGS/\\\\dRAFT\" ALL 0",
                of("\\Draft", EntryTypeReq::All, 0),
            )],
        );
        refuses(
            mod_seq_key,
            &[
                ("\"/flags/\\\\Recent\" all 1", 0, Rule::EntryName),
                ("\"/flags/\" all 1", 0, Rule::EntryName),
                ("\"/flags/\\\\\" all 1", 0, Rule::EntryName),
                ("\"/flags/a b\" all 1", 0, Rule::EntryName),
                ("\"/comment\" all 1", 0, Rule::EntryName),
                ("\"\" all 1", 0, Rule::EntryName),
                ("\"/flags/\\Draft\" all 1", 8, Rule::QuotedChar),
                ("\"/flags/x\" any 1", 11, Rule::EntryTypeReq),
                ("\"/flags/x\" all", 14, Rule::Sp),
                ("\"/flags/x\" 1", 11, Rule::EntryTypeReq),
                ("/flags/x all 1", 0, Rule::ModSequenceValzer),
                ("{8}\r\n/flags/x all 1", 0, Rule::ModSequenceValzer),
            ],
        );
    }
}
