//! SORT ([RFC 5256](https://www.rfc-editor.org/rfc/rfc5256.html)), SORT=DISPLAY
//! ([RFC 5957](https://www.rfc-editor.org/rfc/rfc5957.html)), ESORT
//! ([RFC 5267 §3](https://www.rfc-editor.org/rfc/rfc5267.html#section-3)).

use imap_types::{
    core::Vec1,
    ext::sort::{Sort, SortCriterion, SortKey, SortKeyName},
};

use crate::{
    core::{astring, atom, keyword, list1, sp},
    ext::annotate_experiment_1::annotation_sort,
    quirk::Quirk,
    rule::Rule,
    search::{return_opts, search_keys, write_return_opts},
    wire::{
        cx::{Cx, Parsed, expect},
        write::{Encode, Writer},
    },
};

joint! {
    /// `sort-key`
    sort_key -> SortKey by SortKeyName, named by atom, slot SortKey {
        Annotation(annotation_sort), Arrival, Cc, Date, DisplayFrom, DisplayTo, From, Relevancy, Size, Subject, To,
    }
}

/// `sort-criterion = ["REVERSE" SP] sort-key`
fn sort_criterion<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, SortCriterion<'a>> {
    let (rest, reverse) = match keyword(i, b"REVERSE ") {
        Some(rest) => (rest, true),
        None => (i, false),
    };
    let (rest, key) = sort_key(cx, rest)?;
    Ok((rest, SortCriterion { reverse, key }))
}

impl Encode for SortCriterion<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        if self.reverse {
            w.raw(b"REVERSE ");
        }
        self.key.encode(w);
    }
}

/// `sort = "SORT" [search-return-opts] SP sort-criteria SP charset 1*(SP search-key)`
pub(crate) fn sort<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Sort<'a>> {
    let (rest, returns) = return_opts(cx, i)?;
    let (rest, criteria): (_, Vec1<_>) =
        list1(cx, rest, Quirk::SpaceInList, Rule::SortKey, sort_criterion)?;
    let (rest, _) = sp(rest)?;
    let (rest, charset) = expect(Rule::Charset, rest, astring(cx, rest))?;
    let (rest, _) = sp(rest)?;
    let (rest, keys) = search_keys(cx, rest)?;
    Ok((
        rest,
        Sort {
            returns,
            criteria,
            charset,
            keys,
        },
    ))
}

impl Encode for Sort<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        write_return_opts(self.returns.as_deref(), w);
        w.list(&self.criteria, |w, criterion| criterion.encode(w));
        self.charset.encode(w.sp());
        self.keys.encode(w.sp());
    }
}

#[cfg(test)]
mod tests {
    use imap_types::{
        ext::annotate_experiment_1::{AnnotationSort, AttSort},
        search::{SearchKey, SearchReturnOpt},
    };

    use super::*;
    use crate::testing::{both, covers, list1, ok, other, reads, refuses};

    #[test]
    fn keys() {
        let rows = [
            (
                "ANNOTATION /a value.priv",
                SortKey::Annotation(AnnotationSort {
                    entry: ok("/a"),
                    attrib: AttSort::ValuePriv,
                }),
            ),
            ("ARRIVAL", SortKey::Arrival),
            ("CC", SortKey::Cc),
            ("DATE", SortKey::Date),
            ("DISPLAYFROM", SortKey::DisplayFrom),
            ("DISPLAYTO", SortKey::DisplayTo),
            ("FROM", SortKey::From),
            ("RELEVANCY", SortKey::Relevancy),
            ("SIZE", SortKey::Size),
            ("SUBJECT", SortKey::Subject),
            ("TO", SortKey::To),
            ("MODSEQ", SortKey::Other(other("MODSEQ", ""))),
        ];
        covers(
            SortKeyName::ALL.iter().map(|name| name.as_str()),
            rows.iter().map(|(_, value)| value.keyword()),
        );
        both(
            sort_criterion,
            &rows.map(|(bytes, key)| (bytes, key.into())),
        );
        both(
            sort_criterion,
            &[("REVERSE CC", SortCriterion::reversed(SortKey::Cc))],
        );
        reads(
            sort_criterion,
            &[("reverse date", SortCriterion::reversed(SortKey::Date))],
        );
        refuses(
            sort_criterion,
            &[
                ("", 0, Rule::SortKey),
                ("REVERSE", 0, Rule::SortKey),
                ("REVERSE ", 8, Rule::SortKey),
                ("REVERSE REVERSE CC", 8, Rule::SortKey),
                ("\"CC\"", 0, Rule::SortKey),
            ],
        );
    }

    #[test]
    fn commands() {
        let sort_by_size = |returns| Sort {
            returns,
            criteria: list1([SortCriterion::reversed(SortKey::Size), SortKey::Cc.into()]),
            charset: ok("UTF-8"),
            keys: SearchKey::Unseen.into(),
        };
        both(
            sort,
            &[
                ("(REVERSE SIZE CC) UTF-8 UNSEEN", sort_by_size(None)),
                (
                    "RETURN () (REVERSE SIZE CC) UTF-8 UNSEEN",
                    sort_by_size(Some([].into())),
                ),
                (
                    "RETURN (COUNT ALL) (REVERSE SIZE CC) UTF-8 UNSEEN",
                    sort_by_size(Some([SearchReturnOpt::Count, SearchReturnOpt::All].into())),
                ),
            ],
        );
        refuses(
            sort,
            &[
                ("", 0, Rule::Open),
                ("()", 1, Rule::SortKey),
                ("DATE UTF-8 ALL", 0, Rule::Open),
                ("(DATE)", 6, Rule::Sp),
                ("(DATE) UTF-8", 12, Rule::Sp),
                ("(DATE) ALL", 10, Rule::Sp),
                ("(DATE) (UTF-8) ALL", 7, Rule::Charset),
                ("(DATE) UTF-8 CHARSET", 13, Rule::SearchKey),
                ("(DATE) RETURN () UTF-8 ALL", 15, Rule::SearchKey),
                ("RETURN ()", 9, Rule::Sp),
            ],
        );
    }
}
