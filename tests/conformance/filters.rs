//! FILTERS: RFC 5466.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

/// search-key =/ "FILTER" SP filter-name; filter-name = 1*<any ATOM-CHAR except "/">
#[test]
fn s3_1_filter() {
    C::same(&[
        "a SEARCH FILTER on-the-road",
        "a SEARCH UID 300:900 FILTER on-the-road SINCE 3-Dec-2002",
        "a UID SEARCH NOT FILTER 5 (FILTER NIL)",
        "a SORT (DATE) UTF-8 FILTER a[}+&~'",
    ]);
    C::written(&[("a search filter X", "a SEARCH FILTER X")]);
    C::refused(&[
        ("a SEARCH FILTER‸", Rule::Sp),
        ("a SEARCH FILTER ‸", Rule::FilterName),
        ("a SEARCH FILTER ‸\"x\"", Rule::FilterName),
        ("a SEARCH FILTER ‸{1}\r\nx", Rule::FilterName),
        ("a SEARCH FILTER a‸/b", Rule::Crlf),
        ("a SEARCH FILTER ‸/a", Rule::FilterName),
        ("a SEARCH FILTER a‸]", Rule::Crlf),
        ("a SEARCH FILTER ‸*", Rule::FilterName),
    ]);
}

/// resp-text-code =/ "UNDEFINED-FILTER" SP filter-name
#[test]
fn s3_1_undefined_filter() {
    S::same(&["a NO [UNDEFINED-FILTER on-the-road] no such filter"]);
    S::refused(&[
        ("a NO [UNDEFINED-FILTER‸] x", Rule::Sp),
        ("a NO [UNDEFINED-FILTER ‸\"a\"] x", Rule::FilterName),
        ("a NO [UNDEFINED-FILTER a‸ b] x", Rule::CloseBracket),
    ]);
}
