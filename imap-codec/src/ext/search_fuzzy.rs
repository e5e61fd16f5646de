//! SEARCH=FUZZY ([RFC 6203](https://www.rfc-editor.org/rfc/rfc6203.html)).

use alloc::vec::Vec;

use imap_types::ext::search_fuzzy::Score;

use crate::{
    core::{list, number},
    quirk::Quirk,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, expect, refuse},
        write::{Encode, Writer},
    },
};

/// `score-list = "(" [score *(SP score)] ")"`
pub(crate) fn score_list<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec<Score>> {
    list(cx, i, Quirk::SpaceInList, score)
}

pub(crate) fn write_score_list<'v>(scores: &'v Vec<Score>, w: &mut Writer<'_, 'v>) {
    w.list(scores, |w, score| score.encode(w));
}

/// `score = 1*3DIGIT`, 1 to 100
fn score<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Score> {
    let (rest, number) = expect(Rule::Score, i, number(cx, i))?;
    let score = u8::try_from(number).ok().map(Score::try_from);
    match score {
        Some(Ok(score)) if i.len() - rest.len() <= 3 => Ok((rest, score)),
        _ => refuse(i, Rule::Score),
    }
}

impl Encode for Score {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.number(u64::from(self.get()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{both, ok, reads, refuses};

    #[test]
    fn scores() {
        both(score, &[("1", ok(1)), ("100", ok(100))]);
        reads(
            score_list,
            &[
                ("()", Vec::new()),
                ("(4 99 42)", [4, 99, 42].map(ok::<Score, u8>).to_vec()),
                ("(004)", [ok(4)].into()),
            ],
        );
        refuses(
            score_list,
            &[
                ("4", 0, Rule::Open),
                ("(0)", 1, Rule::Score),
                ("(101)", 1, Rule::Score),
                ("(0004)", 1, Rule::Score),
                ("(256)", 1, Rule::Score),
                ("(4,5)", 2, Rule::Close),
                ("(x)", 1, Rule::Score),
            ],
        );
    }
}
