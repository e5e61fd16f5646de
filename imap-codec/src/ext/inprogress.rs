//! INPROGRESS ([RFC 9585](https://www.rfc-editor.org/rfc/rfc9585.html)): how far a command has come.

use imap_types::ext::inprogress::{InProgress, InProgressTag, Progress};

use crate::{
    core::{byte, nil, number, nz_number, quoted, sp},
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, expect, refuse},
        write::{Encode, Writer},
    },
};

/// `[SP "(" inprogress-tag SP inprogress-state ")"]`
pub(crate) fn in_progress<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Option<InProgress<'a>>> {
    let [b' ', rest @ ..] = i else {
        return Ok((i, None));
    };
    let (rest, _) = byte(b'(', Rule::Open, rest)?;
    let (rest, tag) = inprogress_tag(cx, rest)?;
    let (rest, _) = sp(rest)?;
    let (rest, progress) = inprogress_state(cx, rest)?;
    let (rest, _) = byte(b')', Rule::Close, rest)?;
    Ok((rest, Some(InProgress { tag, progress })))
}

pub(crate) fn write_in_progress<'v>(details: &'v Option<InProgress<'_>>, w: &mut Writer<'_, 'v>) {
    let Some(InProgress { tag, progress }) = details else {
        return;
    };
    match tag {
        Some(tag) => w.raw(b" (").string(tag.as_bytes()),
        None => w.raw(b" (NIL"),
    };
    match progress {
        None => w.raw(b" NIL NIL)"),
        Some(Progress { done, goal }) => {
            done.encode(w.sp());
            goal.encode(w.sp());
            w.byte(b')')
        }
    };
}

/// `inprogress-tag = quoted / nil`
fn inprogress_tag<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Option<InProgressTag<'a>>> {
    if let Some(rest) = nil(i) {
        return Ok((rest, None));
    }
    let (rest, tag) = expect(Rule::InProgressTag, i, quoted(cx, i))?;
    if !tag.is_ascii() {
        return refuse(i, Rule::InProgressTag);
    }
    Ok((rest, Some(InProgressTag::from_scanned(tag))))
}

/// `inprogress-state-unknown / inprogress-state-counting / inprogress-state-known-goal`, that is
/// `nil SP nil / number SP (nil / nz-number)`
fn inprogress_state<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Option<Progress>> {
    if let Some(rest) = nil(i) {
        let (rest, _) = sp(rest)?;
        return match nil(rest) {
            Some(rest) => Ok((rest, None)),
            None => refuse(rest, Rule::InProgressState),
        };
    }
    let (rest, done) = expect(Rule::InProgressState, i, number(cx, i))?;
    let (rest, _) = sp(rest)?;
    let (rest, goal) = match nil(rest) {
        Some(rest) => (rest, None),
        None => {
            let (rest, goal) = nz_number(cx, rest)?;
            (rest, Some(goal))
        }
    };
    Ok((rest, Some(Progress { done, goal })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{nz, ok, reads, refuses};

    #[test]
    fn details() {
        let of = |tag: Option<&'static str>, progress: Option<(u32, Option<u32>)>| {
            Some(InProgress {
                tag: tag.map(ok),
                progress: progress.map(|(done, goal)| Progress {
                    done,
                    goal: goal.map(nz),
                }),
            })
        };
        // Both ways in `code.rs`.
        reads(
            in_progress,
            &[
                ("", None),
                (" (NIL NIL NIL)", of(None, None)),
                (" (\"tag\" nil NIL)", of(Some("tag"), None)),
                (" (\"tag\" 175 NIL)", of(Some("tag"), Some((175, None)))),
                (
                    " (\"tag\" 4294967295 1000)",
                    of(Some("tag"), Some((u32::MAX, Some(1000)))),
                ),
                (" (NIL 0 1)", of(None, Some((0, Some(1))))),
                (" (\"\\\"\" 0 1)", of(Some("\""), Some((0, Some(1))))),
                (" (\"NIL\" 0 1)", of(Some("NIL"), Some((0, Some(1))))),
            ],
        );
        refuses(
            in_progress,
            &[
                (" ", 1, Rule::Open),
                (" ()", 2, Rule::InProgressTag),
                (" (tag 1 2)", 2, Rule::InProgressTag),
                (" ({3}\r\ntag 1 2)", 2, Rule::InProgressTag),
                (" (NIL)", 5, Rule::Sp),
                (" (NIL NIL 5)", 10, Rule::InProgressState),
                (" (NIL -1 5)", 6, Rule::InProgressState),
                (" (NIL 1 0)", 8, Rule::NzNumber),
                (" (NIL 1)", 7, Rule::Sp),
                (" (NIL 1 2 3)", 9, Rule::Close),
                (" (NIL 4294967296 NIL)", 6, Rule::InProgressState),
            ],
        );
    }
}
