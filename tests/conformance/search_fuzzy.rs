//! SEARCH=FUZZY: RFC 6203.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

/// search-key =/ "FUZZY" SP search-key: one operand, be it a list.
#[test]
fn s3_fuzzy() {
    C::same(&[
        "a SEARCH FUZZY (SUBJECT \"IMAP break\")",
        "a SEARCH FUZZY SUBJECT work FROM user@example.com",
        "a SEARCH OR FUZZY TO x NOT FUZZY (FROM y ALL) SUBJECT xyz FUZZY ANSWERED",
        "a SEARCH FUZZY FUZZY 1:5",
    ]);
    C::written(&[("a search fuzzy all", "a SEARCH FUZZY ALL")]);
    C::refused(&[
        ("a SEARCH FUZZY‸", Rule::Sp),
        ("a SEARCH FUZZY ‸", Rule::SearchKey),
        ("a SEARCH (FUZZY‸)", Rule::Sp),
        ("a SEARCH OR FUZZY ALL‸", Rule::Sp),
        (
            &format!("a SEARCH {}‸FUZZY ALL", "FUZZY ".repeat(64)),
            Rule::Depth,
        ),
    ]);
}

/// "RELEVANCY" as return option, and SP "(" [score *(SP score)] ")" as answer.
#[test]
fn s4_relevancy() {
    C::same(&["a SEARCH RETURN (RELEVANCY ALL) FUZZY TEXT Helo"]);
    S::same(&[
        "* ESEARCH (TAG \"B1\") ALL 1,5,10 RELEVANCY (4 99 42)",
        "* ESEARCH (TAG \"B1\") RELEVANCY () COUNT 0",
        "* ESEARCH RELEVANCY (1 100)",
    ]);
    S::written(&[(
        "* ESEARCH relevancy (04 100)",
        "* ESEARCH RELEVANCY (4 100)",
    )]);
    S::refused(&[
        ("* ESEARCH RELEVANCY‸", Rule::Sp),
        ("* ESEARCH RELEVANCY ‸4", Rule::Open),
        ("* ESEARCH RELEVANCY (‸0)", Rule::Score),
        ("* ESEARCH RELEVANCY (100 ‸101)", Rule::Score),
        ("* ESEARCH RELEVANCY (‸0001)", Rule::Score),
        ("* ESEARCH RELEVANCY (4‸,5)", Rule::Close),
        ("* ESEARCH RELEVANCY (‸-4)", Rule::Score),
    ]);
}

#[test]
fn s6_sort() {
    C::same(&[
        "a SORT (RELEVANCY) UTF-8 FUZZY SUBJECT Helo",
        "a SORT RETURN (RELEVANCY ALL) (REVERSE RELEVANCY DATE) UTF-8 FUZZY TEXT Helo",
    ]);
}
