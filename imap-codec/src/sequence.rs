//! Sequence sets and UID sets ([RFC 9051 §4.1.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-4.1.1)).

use imap_types::sequence::{
    NumberSet, SeqNumber, SeqRange, SequenceSet, UidRange, UidSet, scan_sequence_set, scan_uid_set,
};

use crate::{
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, refuse},
        write::{Encode, Writer},
    },
};

/// `sequence-set = (seq-number / seq-range) ["," sequence-set] / "$"`
#[inline]
pub(crate) fn sequence_set<'a>(_: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, SequenceSet> {
    match scan_sequence_set(i) {
        Ok((set, len)) => Ok((i.get(len..).unwrap_or_default(), set)),
        Err(at) => refuse(i.get(at..).unwrap_or_default(), Rule::SequenceSet),
    }
}

impl Encode for SeqNumber {
    #[inline]
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        match self {
            Self::Value(number) => w.number(u64::from(number.get())),
            Self::Asterisk => w.byte(b'*'),
        };
    }
}

impl Encode for SeqRange {
    #[inline]
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.start.encode(w);
        if !self.is_single() {
            self.end.encode(w.byte(b':'));
        }
    }
}

fn commas<'v, T: Encode>(w: &mut Writer<'_, 'v>, elements: &'v [T]) {
    for (i, element) in elements.iter().enumerate() {
        if i > 0 {
            w.byte(b',');
        }
        element.encode(w);
    }
}

impl Encode for SequenceSet {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        match self {
            Self::Saved => {
                w.byte(b'$');
            }
            Self::Ranges(ranges) => commas(w, ranges),
        }
    }
}

/// `sequence-set` without `$`.
pub(crate) fn number_set<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, NumberSet> {
    let (rest, set) = sequence_set(cx, i)?;
    match NumberSet::try_from(set) {
        Ok(set) => Ok((rest, set)),
        Err(_) => refuse(i, Rule::SequenceSet),
    }
}

impl Encode for NumberSet {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        commas(w, &self.0);
    }
}

/// `uid-set = (uniqueid / uid-range) *("," uid-set)`
pub(crate) fn uid_set<'a>(_: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, UidSet> {
    match scan_uid_set(i) {
        Ok((set, len)) => Ok((i.get(len..).unwrap_or_default(), set)),
        Err(at) => refuse(i.get(at..).unwrap_or_default(), Rule::UidSet),
    }
}

impl Encode for UidRange {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.start.encode(w);
        if self.start != self.end {
            self.end.encode(w.byte(b':'));
        }
    }
}

impl Encode for UidSet {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        commas(w, &self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{both, ok, reads, refuses};

    #[test]
    fn sets() {
        both::<SequenceSet>(
            sequence_set,
            &["1", "4294967295", "2:1", "*", "1:*", "*:4,5,3:7", "$"].map(|set| (set, ok(set))),
        );
        reads::<SequenceSet>(sequence_set, &[("5:5", ok("5")), ("*:*", ok("*"))]);
        refuses(
            sequence_set,
            &[
                ("", 0, Rule::SequenceSet),
                ("0", 0, Rule::SequenceSet),
                ("01", 0, Rule::SequenceSet),
                ("1:", 2, Rule::SequenceSet),
                ("1,", 2, Rule::SequenceSet),
                ("1,$", 2, Rule::SequenceSet),
                ("4294967296", 0, Rule::SequenceSet),
            ],
        );
        both::<NumberSet>(number_set, &["1", "2,10:*"].map(|set| (set, ok(set))));
        refuses(
            number_set,
            &[("$", 0, Rule::SequenceSet), ("1,", 2, Rule::SequenceSet)],
        );
        both::<UidSet>(
            uid_set,
            &["1", "3,2:1,4294967295"].map(|set| (set, ok(set))),
        );
        reads::<UidSet>(uid_set, &[("5:5", ok("5"))]);
        refuses(
            uid_set,
            &[
                ("*", 0, Rule::UidSet),
                ("1:*", 2, Rule::UidSet),
                ("$", 0, Rule::UidSet),
                ("1,0", 2, Rule::UidSet),
            ],
        );
    }
}
