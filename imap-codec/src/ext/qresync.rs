//! QRESYNC ([RFC 7162 §3.2](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.2)): what a client knows, and what is gone.

use imap_types::ext::qresync::{QResync, SeqMatchData, Vanished};

use super::condstore::mod_sequence_value;
use crate::{
    core::{byte, keyword, nz_number, sp},
    rule::Rule,
    sequence::uid_set,
    wire::{
        cx::{Cx, Parsed},
        write::{Encode, Writer},
    },
};

/// `"(" uidvalidity SP mod-sequence-value [SP known-uids] [SP seq-match-data] ")"`
pub(crate) fn qresync<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, QResync> {
    let (rest, _) = byte(b'(', Rule::Open, i)?;
    let (rest, uid_validity) = nz_number(cx, rest)?;
    let (rest, _) = sp(rest)?;
    let (rest, mod_seq) = mod_sequence_value(cx, rest)?;
    let (rest, known_uids) = match rest {
        // The third may be missing while the fourth is there.
        [b' ', after @ ..] if after.first() != Some(&b'(') => {
            let (rest, uids) = uid_set(cx, after)?;
            (rest, Some(uids))
        }
        _ => (rest, None),
    };
    let (rest, seq_match) = match rest {
        [b' ', after @ ..] => {
            let (rest, data) = seq_match_data(cx, after)?;
            (rest, Some(data))
        }
        _ => (rest, None),
    };
    let (rest, _) = byte(b')', Rule::Close, rest)?;
    Ok((
        rest,
        QResync {
            uid_validity,
            mod_seq,
            known_uids,
            seq_match,
        },
    ))
}

impl Encode for QResync {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.uid_validity.encode(w.byte(b'('));
        self.mod_seq.encode(w.sp());
        if let Some(uids) = &self.known_uids {
            uids.encode(w.sp());
        }
        if let Some(data) = &self.seq_match {
            data.encode(w.sp());
        }
        w.byte(b')');
    }
}

/// `seq-match-data = "(" known-sequence-set SP known-uid-set ")"`
fn seq_match_data<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, SeqMatchData> {
    let (rest, _) = byte(b'(', Rule::Open, i)?;
    let (rest, sequence) = uid_set(cx, rest)?;
    let (rest, _) = sp(rest)?;
    let (rest, uids) = uid_set(cx, rest)?;
    let (rest, _) = byte(b')', Rule::Close, rest)?;
    Ok((rest, SeqMatchData { sequence, uids }))
}

impl Encode for SeqMatchData {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.sequence.encode(w.byte(b'('));
        self.uids.encode(w.sp());
        w.byte(b')');
    }
}

/// `expunged-resp = "VANISHED" [SP "(EARLIER)"] SP known-uids`, behind the first SP.
pub(crate) fn vanished<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vanished> {
    let (rest, earlier) = match keyword(i, b"(EARLIER)") {
        Some(rest) => (sp(rest)?.0, true),
        None => (i, false),
    };
    let (rest, uids) = uid_set(cx, rest)?;
    Ok((rest, Vanished { earlier, uids }))
}

impl Encode for Vanished {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        if self.earlier {
            w.raw(b"(EARLIER) ");
        }
        self.uids.encode(w);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{both, nz, ok, reads, refuses};

    #[test]
    fn parameters() {
        let of = |known_uids: Option<&'static str>,
                  seq_match: Option<(&'static str, &'static str)>| QResync {
            uid_validity: nz(67_890_007),
            mod_seq: ok(20_050_715_194_045_000),
            known_uids: known_uids.map(ok),
            seq_match: seq_match.map(|(sequence, uids)| SeqMatchData {
                sequence: ok(sequence),
                uids: ok(uids),
            }),
        };
        both(
            qresync,
            &[
                ("(67890007 20050715194045000)", of(None, None)),
                (
                    "(67890007 20050715194045000 41,43:211)",
                    of(Some("41,43:211"), None),
                ),
                (
                    "(67890007 20050715194045000 41,43:211 (1,5 2,6))",
                    of(Some("41,43:211"), Some(("1,5", "2,6"))),
                ),
                (
                    "(67890007 20050715194045000 (1,5 2,6))",
                    of(None, Some(("1,5", "2,6"))),
                ),
            ],
        );
        refuses(
            qresync,
            &[
                ("()", 1, Rule::NzNumber),
                ("(0 1)", 1, Rule::NzNumber),
                ("(1)", 2, Rule::Sp),
                ("(1 0)", 3, Rule::ModSequenceValue),
                ("(1 2 *)", 5, Rule::UidSet),
                ("(1 2 1:*)", 7, Rule::UidSet),
                ("(1 2 $)", 5, Rule::UidSet),
                ("(1 2 3 4)", 7, Rule::Open),
                ("(1 2 3 (4))", 9, Rule::Sp),
                ("(1 2 3 (4 5) 6)", 12, Rule::Close),
                ("(1 2 )", 5, Rule::UidSet),
                ("1 2", 0, Rule::Open),
            ],
        );
    }

    #[test]
    fn gone() {
        both(
            vanished,
            &[
                (
                    "405,407,410,425",
                    Vanished {
                        earlier: false,
                        uids: ok("405,407,410,425"),
                    },
                ),
                (
                    "(EARLIER) 300:310",
                    Vanished {
                        earlier: true,
                        uids: ok("300:310"),
                    },
                ),
            ],
        );
        reads(
            vanished,
            &[(
                "(earlier) 1",
                Vanished {
                    earlier: true,
                    uids: ok("1"),
                },
            )],
        );
        refuses(
            vanished,
            &[
                ("", 0, Rule::UidSet),
                ("*", 0, Rule::UidSet),
                ("0", 0, Rule::UidSet),
                ("(EARLIER)", 9, Rule::Sp),
                ("(LATER) 1", 0, Rule::UidSet),
                ("(EARLIER ) 1", 0, Rule::UidSet),
            ],
        );
    }
}
