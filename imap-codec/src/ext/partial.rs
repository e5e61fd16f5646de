//! PARTIAL ([RFC 9394](https://www.rfc-editor.org/rfc/rfc9394.html)).

use imap_types::ext::partial::{PartialRange, PartialResults};

use crate::{
    core::{byte, nil, nz_number, sp},
    rule::Rule,
    sequence::number_set,
    wire::{
        cx::{Cx, Parsed, within},
        write::{Encode, Writer},
    },
};

/// `partial-range = nz-number ":" nz-number / "-" nz-number ":" "-" nz-number`
pub(crate) fn partial_range<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, PartialRange> {
    within(Rule::PartialRange, ends(cx, i))
}

fn ends<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, PartialRange> {
    let from_end = i.first() == Some(&b'-');
    let sign = |i| {
        if from_end {
            byte(b'-', Rule::PartialRange, i)
        } else {
            Ok((i, ()))
        }
    };
    let (rest, ()) = sign(i)?;
    let (rest, start) = nz_number(cx, rest)?;
    let (rest, ()) = byte(b':', Rule::PartialRange, rest)?;
    let (rest, ()) = sign(rest)?;
    let (rest, end) = nz_number(cx, rest)?;
    Ok((
        rest,
        PartialRange {
            from_end,
            start,
            end,
        },
    ))
}

impl Encode for PartialRange {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        for (number, behind) in [(&self.start, &b":"[..]), (&self.end, b"")] {
            if self.from_end {
                w.byte(b'-');
            }
            number.encode(w);
            w.raw(behind);
        }
    }
}

/// `"(" partial-range SP (sequence-set / "NIL") ")"`
pub(crate) fn partial_results<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, PartialResults> {
    let (rest, ()) = byte(b'(', Rule::Open, i)?;
    let (rest, range) = partial_range(cx, rest)?;
    let (rest, ()) = sp(rest)?;
    let (rest, results) = match nil(rest) {
        Some(rest) => (rest, None),
        None => {
            let (rest, set) = number_set(cx, rest)?;
            (rest, Some(set))
        }
    };
    let (rest, ()) = byte(b')', Rule::Close, rest)?;
    Ok((rest, PartialResults { range, results }))
}

impl Encode for PartialResults {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.range.encode(w.byte(b'('));
        self.results.encode(w.sp());
        w.byte(b')');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{both, nz, ok, reads, refuses};

    #[test]
    fn ranges() {
        both(
            partial_range,
            &[
                ("1:500", PartialRange::first(nz(1), nz(500))),
                ("500:400", PartialRange::first(nz(500), nz(400))),
                ("1:1", PartialRange::first(nz(1), nz(1))),
                ("-1:-100", PartialRange::last(nz(1), nz(100))),
                ("-4294967295:-1", PartialRange::last(nz(u32::MAX), nz(1))),
            ],
        );
        refuses(
            partial_range,
            &[
                ("", 0, Rule::NzNumber),
                ("1", 1, Rule::PartialRange),
                ("1:", 2, Rule::NzNumber),
                ("1:*", 2, Rule::NzNumber),
                ("*", 0, Rule::NzNumber),
                ("0:5", 0, Rule::NzNumber),
                ("1:-5", 2, Rule::NzNumber),
                ("-1:5", 3, Rule::PartialRange),
                ("-0:-5", 1, Rule::NzNumber),
                ("1:4294967296", 2, Rule::NzNumber),
                ("(1:5)", 0, Rule::NzNumber),
            ],
        );
    }

    #[test]
    fn answers() {
        let results = |range, set: Option<&'static str>| PartialResults {
            range,
            results: set.map(ok),
        };
        let (first, last) = (
            PartialRange::first(nz(24000), nz(24500)),
            PartialRange::last(nz(1), nz(2)),
        );
        both(
            partial_results,
            &[
                ("(24000:24500 NIL)", results(first, None)),
                ("(-1:-2 7,5:6)", results(last, Some("7,5:6"))),
            ],
        );
        reads(
            partial_results,
            &[("(24000:24500 nil)", results(first, None))],
        );
        refuses(
            partial_results,
            &[
                ("1:2 NIL", 0, Rule::Open),
                ("(1:2)", 4, Rule::Sp),
                ("(1:2 ())", 5, Rule::SequenceSet),
                ("(1:2 $)", 5, Rule::SequenceSet),
                ("(1:2 5 6)", 6, Rule::Close),
                ("(1 5)", 2, Rule::PartialRange),
            ],
        );
    }
}
