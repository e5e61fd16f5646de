//! SAVEDATE: RFC 8514.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

#[test]
fn s4_2_fetch() {
    C::same(&["a FETCH 998 SAVEDATE", "a UID FETCH 1:* (UID SAVEDATE)"]);
    S::same(&[
        "* 998 FETCH (SAVEDATE \"11-Jan-2015 18:50:53 +0100\")",
        "* 998 FETCH (SAVEDATE NIL)",
    ]);
    S::written(&[
        ("* 1 fetch (savedate nil)", "* 1 FETCH (SAVEDATE NIL)"),
        (
            "* 1 FETCH (SAVEDATE \"01-jan-2015 18:50:53 +0100\")",
            "* 1 FETCH (SAVEDATE \" 1-Jan-2015 18:50:53 +0100\")",
        ),
    ]);
    S::refused(&[
        ("* 1 FETCH (SAVEDATE‸)", Rule::Sp),
        ("* 1 FETCH (SAVEDATE ‸\"\")", Rule::DateTime),
        ("* 1 FETCH (SAVEDATE ‸1-Jan-2015)", Rule::DateTime),
        ("* 1 FETCH (SAVEDATE ‸\"1-Jan-2015\")", Rule::DateTime),
        ("* 1 FETCH (SAVEDATE ‸())", Rule::DateTime),
    ]);
}

#[test]
fn s4_3_search() {
    C::same(&[
        "a SEARCH SAVEDBEFORE 28-Dec-2014",
        "a SEARCH SAVEDON 28-Dec-2014 SAVEDSINCE 1-Dec-2014",
        "a SEARCH NOT SAVEDATESUPPORTED",
        "a SEARCH OR SAVEDATESUPPORTED SAVEDON 1-Jan-1970",
    ]);
    C::written(&[(
        "a search savedsince \"01-dec-2014\"",
        "a SEARCH SAVEDSINCE 1-Dec-2014",
    )]);
    C::refused(&[
        ("a SEARCH SAVEDON‸", Rule::Sp),
        ("a SEARCH SAVEDON ‸NIL", Rule::Date),
        ("a SEARCH SAVEDSINCE ‸28-Dec-14", Rule::Date),
        ("a SEARCH SAVEDATESUPPORTED 28‸-Dec-2014", Rule::Crlf),
    ]);
}
