//! SORT: RFC 5256; SORT=DISPLAY: RFC 5957; ESORT: RFC 5267 section 3.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

/// sort = ["UID" SP] "SORT" SP sort-criteria SP search-criteria
#[test]
fn s3_sort_command() {
    C::same(&[
        "a SORT (ARRIVAL) UTF-8 ALL",
        "a SORT (CC DATE FROM SIZE SUBJECT TO) US-ASCII ALL",
        "a SORT (REVERSE DATE SUBJECT REVERSE ARRIVAL DATE) UTF-8 OR SEEN (DRAFT 1:5) UNDELETED",
        "a UID SORT (SUBJECT) UTF-8 UID 5:* SUBJECT {2}\r\né",
        "a SORT (SUBJECT) \"a b\" ALL",
        "a SORT (SUBJECT) \"\" ALL",
    ]);
    C::written(&[
        (
            "a uid sort (reverse date) utf-8 all",
            "a UID SORT (REVERSE DATE) utf-8 ALL",
        ),
        // A charset is quoted by many clients.
        ("a SORT (DATE) \"UTF-8\" ALL", "a SORT (DATE) UTF-8 ALL"),
        ("a SORT (DATE) {5}\r\nUTF-8 ALL", "a SORT (DATE) UTF-8 ALL"),
        ("a SORT (DATE) NIL ALL", "a SORT (DATE) \"NIL\" ALL"),
    ]);
    // Of vendors; a key of which no more is known has no argument.
    C::other(&[
        ("a SORT (MODSEQ) UTF-8 ALL", &[Rule::SortKey]),
        (
            "a SORT (REVERSE X-A DATE REVERSE x-b) UTF-8 ALL",
            &[Rule::SortKey, Rule::SortKey],
        ),
        ("a SORT (DATE) UTF-8 XFOO (1)", &[Rule::SearchKey]),
    ]);
    C::refused(&[
        ("a SORT‸", Rule::Sp),
        ("a SORT ‸", Rule::Open),
        ("a SORT ‸DATE UTF-8 ALL", Rule::Open),
        ("a SORT (‸) UTF-8 ALL", Rule::SortKey),
        ("a SORT (‸ DATE) UTF-8 ALL", Rule::SortKey),
        ("a SORT (DATE ‸) UTF-8 ALL", Rule::Close),
        ("a SORT (DATE ‸ CC) UTF-8 ALL", Rule::Close),
        ("a SORT (DATE‸(CC)) UTF-8 ALL", Rule::Close),
        ("a SORT (‸REVERSE) UTF-8 ALL", Rule::SortKey),
        ("a SORT (DATE ‸REVERSE) UTF-8 ALL", Rule::SortKey),
        ("a SORT (REVERSE ‸REVERSE DATE) UTF-8 ALL", Rule::SortKey),
        ("a SORT (‸\"DATE\") UTF-8 ALL", Rule::SortKey),
        ("a SORT (DATE)‸UTF-8 ALL", Rule::Sp),
        ("a SORT (DATE)‸", Rule::Sp),
        // The charset may not be left out.
        ("a SORT (DATE) ALL‸", Rule::Sp),
        ("a SORT (DATE) ‸(ALL)", Rule::Charset),
        ("a SORT (DATE) UTF-8‸", Rule::Sp),
        ("a SORT (DATE) UTF-8 ‸", Rule::SearchKey),
        ("a SORT (DATE) UTF-8 ‸CHARSET UTF-8 ALL", Rule::SearchKey),
        ("a SORT (DATE) UTF-8 ALL‸ ", Rule::Crlf),
    ]);
}

/// sort-key =/ "DISPLAYFROM" / "DISPLAYTO"
#[test]
fn rfc5957_s4_display() {
    C::same(&[
        "a SORT (DISPLAYFROM) UTF-8 ALL",
        "a UID SORT (REVERSE DISPLAYTO DATE) UTF-8 ALL",
    ]);
    C::written(&[(
        "a SORT (DisplayFrom reverse DisplayTo) UTF-8 ALL",
        "a SORT (DISPLAYFROM REVERSE DISPLAYTO) UTF-8 ALL",
    )]);
}

/// sort-data = "SORT" *(SP nz-number), and what RFC 7162 section 3.1.9 adds.
#[test]
fn s4_sort_response() {
    S::same(&[
        "* SORT",
        "* SORT 2",
        "* SORT 5 3 4 1 2",
        "* SORT 3 3 4294967295",
    ]);
    S::written(&[("* sort 1", "* SORT 1")]);
    // RFC 7162 section 3.1.9.
    S::same(&[
        "* SORT 2 3 6 (MODSEQ 100)",
        "* SORT (MODSEQ 9223372036854775807)",
    ]);
    S::other(&[("* SORT 1 (XFOO (a b))", &[Rule::SearchReturnData])]);
    S::refused(&[
        ("* SORT ‸", Rule::NzNumber),
        ("* SORT 1 ‸", Rule::NzNumber),
        ("* SORT ‸0", Rule::NzNumber),
        ("* SORT 1‸,2", Rule::Crlf),
        ("* SORT 1‸:2", Rule::Crlf),
        ("* SORT ‸4294967296", Rule::NzNumber),
        ("* SORT 1 ‸ 2", Rule::NzNumber),
        ("* SORT (‸)", Rule::SearchReturnData),
        ("* SORT 1 (MODSEQ 5)‸ 2", Rule::Crlf),
        ("* SORT‸(MODSEQ 5)", Rule::Crlf),
    ]);
}

/// extended-sort = ["UID" SP] "SORT" search-return-opts SP sort-criteria SP search-criteria
#[test]
fn rfc5267_s3_extended_sort() {
    C::same(&[
        "a SORT RETURN () (DATE) UTF-8 ALL",
        "a UID SORT RETURN (MIN MAX ALL COUNT SAVE) (REVERSE SIZE) UTF-8 ALL",
        "a SORT RETURN (PARTIAL 1:10 UPDATE CONTEXT RELEVANCY) (RELEVANCY) UTF-8 FUZZY TEXT x",
    ]);
    C::written(&[(
        "a sort return (count) (date) UTF-8 all",
        "a SORT RETURN (COUNT) (DATE) UTF-8 ALL",
    )]);
    C::other(&[(
        "a SORT RETURN (XFOO) (DATE) UTF-8 ALL",
        &[Rule::SearchReturnOpt],
    )]);
    C::refused(&[
        // Read as an unknown option.
        ("a SORT RETURN (DATE) ‸UTF-8 ALL", Rule::Open),
        ("a SORT RETURN ()‸(DATE) UTF-8 ALL", Rule::Sp),
        ("a SORT RETURN () ‸UTF-8 ALL", Rule::Open),
        ("a SORT RETURN ‸ALL (DATE) UTF-8 ALL", Rule::Open),
    ]);
}

/// The order of the set is the order of the results: nothing is sorted, nothing is joined.
#[test]
fn rfc5267_s3_2_ranges() {
    S::same(&[
        "* ESEARCH (TAG \"E01\") UID ALL 23765,23764,23763,23761",
        "* ESEARCH (TAG \"E01\") ALL 12:10,5,6,7,3,3 COUNT 8",
    ]);
}
