//! Dates: RFC 9051 section 9, the same in RFC 3501.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

/// date = date-text / DQUOTE date-text DQUOTE, a day of one digit or two; what a calendar allows is not asked.
#[test]
fn s9_date() {
    C::same(&[
        "a SEARCH BEFORE 1-Feb-1994",
        "a SEARCH ON 28-Dec-0000",
        "a SEARCH SINCE 31-Feb-9999",
        "a SEARCH SENTBEFORE 1-Jan-2000 SENTON 1-Mar-2000 SENTSINCE 1-Apr-2000 ON 1-May-2000 ON 1-Jun-2000",
        "a SEARCH ON 1-Jul-2000 ON 1-Aug-2000 ON 1-Sep-2000 ON 1-Oct-2000 ON 1-Nov-2000 ON 1-Dec-2000",
    ]);
    C::written(&[
        ("a SEARCH BEFORE 01-Feb-1994", "a SEARCH BEFORE 1-Feb-1994"),
        (
            "a SEARCH BEFORE \"1-Feb-1994\"",
            "a SEARCH BEFORE 1-Feb-1994",
        ),
        (
            "a SEARCH BEFORE \"01-FEB-1994\"",
            "a SEARCH BEFORE 1-Feb-1994",
        ),
        ("a SEARCH before 1-feb-1994", "a SEARCH BEFORE 1-Feb-1994"),
    ]);
    C::refused(&[
        ("a SEARCH BEFORE ‸1-Feb-94", Rule::Date),
        ("a SEARCH BEFORE ‸1-2-1994", Rule::Date),
        ("a SEARCH BEFORE ‸001-Feb-1994", Rule::Date),
        ("a SEARCH BEFORE ‸-Feb-1994", Rule::Date),
        ("a SEARCH BEFORE ‸1-Foo-1994", Rule::Date),
        ("a SEARCH BEFORE ‸1-February-1994", Rule::Date),
        ("a SEARCH BEFORE ‸1-Feb-19940", Rule::Date),
        ("a SEARCH BEFORE ‸1994-02-01", Rule::Date),
        ("a SEARCH BEFORE \"‸ 1-Feb-1994\"", Rule::Date),
        ("a SEARCH BEFORE \"1-Feb-1994‸", Rule::Dquote),
        ("a SEARCH BEFORE 1-Feb-1994‸\"", Rule::Crlf),
        (
            "a SEARCH BEFORE \"1-Feb-1994‸ 00:00:00 +0000\"",
            Rule::Dquote,
        ),
        ("a SEARCH BEFORE ‸{10}\r\n1-Feb-1994", Rule::Date),
    ]);
}

/// date-time: a fixed day of two places, the first of which may be SP; never without quotes.
#[test]
fn s9_date_time() {
    S::same(&[
        "* 1 FETCH (INTERNALDATE \"17-Jul-1996 02:44:25 -0700\")",
        "* 1 FETCH (INTERNALDATE \" 7-Jul-1996 02:44:25 +0000\")",
        "* 1 FETCH (INTERNALDATE \"17-Jul-1996 02:44:25 -0000\")",
        "* 1 FETCH (INTERNALDATE \"99-Feb-0000 99:99:99 +9999\")",
    ]);
    S::written(&[
        (
            "* 1 FETCH (INTERNALDATE \"07-JUL-1996 02:44:25 -0700\")",
            "* 1 FETCH (INTERNALDATE \" 7-Jul-1996 02:44:25 -0700\")",
        ),
        (
            "* 1 FETCH (INTERNALDATE \"00-jul-1996 02:44:25 -0700\")",
            "* 1 FETCH (INTERNALDATE \" 0-Jul-1996 02:44:25 -0700\")",
        ),
    ]);
    S::refused(&[
        (
            "* 1 FETCH (INTERNALDATE ‸\"7-Jul-1996 02:44:25 -0700\")",
            Rule::DateTime,
        ),
        (
            "* 1 FETCH (INTERNALDATE ‸17-Jul-1996 02:44:25 -0700)",
            Rule::DateTime,
        ),
        (
            "* 1 FETCH (INTERNALDATE ‸\"17-Jul-1996 2:44:25 -0700\")",
            Rule::DateTime,
        ),
        (
            "* 1 FETCH (INTERNALDATE ‸\"17-Jul-96 02:44:25 -0700\")",
            Rule::DateTime,
        ),
        (
            "* 1 FETCH (INTERNALDATE ‸\"17-Jul-1996 02:44:25 GMT\")",
            Rule::DateTime,
        ),
        (
            "* 1 FETCH (INTERNALDATE ‸\"17-Jul-1996 02:44:25 0700\")",
            Rule::DateTime,
        ),
        (
            "* 1 FETCH (INTERNALDATE ‸\"17-Jul-1996 02:44:25 -07:00\")",
            Rule::DateTime,
        ),
        (
            "* 1 FETCH (INTERNALDATE ‸\"17-Jul-1996 02:44 -0700\")",
            Rule::DateTime,
        ),
        (
            "* 1 FETCH (INTERNALDATE ‸\"17-Jul-1996T02:44:25 -0700\")",
            Rule::DateTime,
        ),
        (
            "* 1 FETCH (INTERNALDATE ‸\"17-Jul-1996 02:44:25  -0700\")",
            Rule::DateTime,
        ),
        (
            "* 1 FETCH (INTERNALDATE ‸\"  -Jul-1996 02:44:25 -0700\")",
            Rule::DateTime,
        ),
        (
            "* 1 FETCH (INTERNALDATE ‸\"1 -Jul-1996 02:44:25 -0700\")",
            Rule::DateTime,
        ),
        ("* 1 FETCH (INTERNALDATE ‸NIL)", Rule::DateTime),
    ]);
    C::same(&["a APPEND x \" 1-Feb-1994 21:52:25 -0800\" {1}\r\nx"]);
    C::refused(&[(
        "a APPEND x ‸\"1-Feb-1994 21:52:25 -0800\" {1}\r\nx",
        Rule::DateTime,
    )]);
}
