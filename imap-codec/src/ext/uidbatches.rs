//! UIDBATCHES ([RFC 10022](https://www.rfc-editor.org/rfc/rfc10022.html)): a mailbox in batches.

use alloc::vec::Vec;
use core::num::NonZeroU32;

use imap_types::ext::uidbatches::{BatchRange, MessageBatches, UidBatch, UidBatches};

use crate::{
    core::{byte, nz_number},
    rule::Rule,
    search::{search_correlator, write_search_correlator},
    wire::{
        cx::{Cx, Parsed},
        write::{Encode, Writer},
    },
};

/// `message-batches = "UIDBATCHES" SP nz-number [SP nz-number ":" nz-number]`, behind the keyword.
pub(crate) fn message_batches<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, MessageBatches> {
    let (rest, size) = nz_number(cx, i)?;
    let (rest, batches) = match rest {
        [b' ', after @ ..] if !matches!(after.first(), Some(b'\r' | b'\n') | None) => {
            let (rest, (first, last)) = range(cx, after)?;
            (rest, Some(BatchRange { first, last }))
        }
        _ => (rest, None),
    };
    Ok((rest, MessageBatches { size, batches }))
}

impl Encode for MessageBatches {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.size.encode(w);
        if let Some(BatchRange { first, last }) = &self.batches {
            first.encode(w.sp());
            last.encode(w.byte(b':'));
        }
    }
}

/// `nz-number ":" nz-number`
fn range<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, (NonZeroU32, NonZeroU32)> {
    let (rest, one) = nz_number(cx, i)?;
    let (rest, _) = byte(b':', Rule::UidRange, rest)?;
    let (rest, other) = nz_number(cx, rest)?;
    Ok((rest, (one, other)))
}

/// `uidbatches-response = "UIDBATCHES" search-correlator [SP uid-range *("," uid-range)]`, behind the keyword and the SP.
pub(crate) fn uid_batches<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, UidBatches<'a>> {
    let (mut rest, correlator) = search_correlator(cx, i)?;
    let mut batches = Vec::new();
    if let [b' ', after @ ..] = rest
        && !matches!(after.first(), Some(b' ' | b'\r' | b'\n') | None)
    {
        let mut next = after;
        loop {
            let (after, (high, low)) = range(cx, next)?;
            batches.push(UidBatch { high, low });
            rest = after;
            match rest {
                [b',', after @ ..] => next = after,
                _ => break,
            }
        }
    }
    Ok((
        rest,
        UidBatches {
            correlator,
            batches,
        },
    ))
}

impl Encode for UidBatches<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        write_search_correlator(&self.correlator, w);
        for (i, UidBatch { high, low }) in self.batches.iter().enumerate() {
            high.encode(w.byte(if i == 0 { b' ' } else { b',' }));
            low.encode(w.byte(b':'));
        }
    }
}

#[cfg(test)]
mod tests {
    use imap_types::search::SearchCorrelator;

    use super::*;
    use crate::testing::{both, list1, nz, ok, refuses};

    #[test]
    fn commands() {
        let of = |batches: Option<(u32, u32)>| MessageBatches {
            size: nz(2000),
            batches: batches.map(|(first, last)| BatchRange {
                first: nz(first),
                last: nz(last),
            }),
        };
        both(
            message_batches,
            &[
                ("2000", of(None)),
                ("2000 10:20", of(Some((10, 20)))),
                ("2000 7:7", of(Some((7, 7)))),
                // The server answers CLIENTBUG.
                ("2000 4:1", of(Some((4, 1)))),
            ],
        );
        refuses(
            message_batches,
            &[
                ("", 0, Rule::NzNumber),
                ("0", 0, Rule::NzNumber),
                ("2000 5", 6, Rule::UidRange),
                ("2000 5:", 7, Rule::NzNumber),
                ("2000 1:*", 7, Rule::NzNumber),
                ("2000 0:1", 5, Rule::NzNumber),
            ],
        );
    }

    #[test]
    fn responses() {
        let of = |ranges: &[(u32, u32)]| UidBatches {
            correlator: list1([SearchCorrelator::Tag(ok("A143"))]),
            batches: ranges
                .iter()
                .map(|(high, low)| UidBatch {
                    high: nz(*high),
                    low: nz(*low),
                })
                .collect(),
        };
        both(
            uid_batches,
            &[
                ("(TAG \"A143\")", of(&[])),
                ("(TAG \"A143\") 9:9", of(&[(9, 9)])),
                (
                    "(TAG \"A143\") 215295:99696,99695:20351",
                    of(&[(215_295, 99_696), (99_695, 20_351)]),
                ),
            ],
        );
        refuses(
            uid_batches,
            &[
                ("9:1", 0, Rule::Open),
                ("()", 1, Rule::SearchCorrelator),
                ("(TAG \"a\") 9", 11, Rule::UidRange),
                ("(TAG \"a\") 9:1,", 14, Rule::NzNumber),
                ("(TAG \"a\") 9:*", 12, Rule::NzNumber),
            ],
        );
    }
}
