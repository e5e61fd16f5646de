//! OBJECTID: RFC 8474.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

/// `1*255(ALPHA / DIGIT / "_" / "-")`
#[test]
fn s7_objectid() {
    let longest = "x".repeat(255);
    S::same(&[
        // Unwise ones too: section 8.1.
        "* 1 FETCH (EMAILID (-1))",
        "* 1 FETCH (EMAILID (42))",
        "* 1 FETCH (EMAILID (NIL))",
        "* 1 FETCH (EMAILID (_))",
        &format!("* 1 FETCH (EMAILID ({longest}))"),
    ]);
    S::refused(&[
        ("* 1 FETCH (EMAILID (‸))", Rule::ObjectId),
        ("* 1 FETCH (EMAILID (a‸.b))", Rule::ObjectId),
        ("* 1 FETCH (EMAILID (a‸+))", Rule::ObjectId),
        ("* 1 FETCH (EMAILID (‸\"a\"))", Rule::ObjectId),
        ("* 1 FETCH (EMAILID (a‸ b))", Rule::Close),
        ("* 1 FETCH (EMAILID (a‸", Rule::Close),
        (
            &format!("* 1 FETCH (EMAILID ({longest}‸x))"),
            Rule::ObjectId,
        ),
    ]);
}

#[test]
fn s4_mailboxid() {
    C::same(&["a STATUS foo (MAILBOXID)"]);
    S::same(&[
        "* STATUS foo (MAILBOXID (F2212ea87-6097-4256-9d51-71338625))",
        "* OK [MAILBOXID (F2212ea87-6097-4256-9d51-71338625)] Ok",
        "a OK [MAILBOXID (F1)] ",
    ]);
    S::written(&[("* status x (mailboxid (f1))", "* STATUS x (MAILBOXID (f1))")]);
    S::refused(&[
        ("* OK [MAILBOXID ‸F1] x", Rule::Open),
        ("* OK [MAILBOXID (‸)] x", Rule::ObjectId),
        ("* OK [MAILBOXID (F1‸] x", Rule::Close),
        ("* STATUS foo (MAILBOXID‸)", Rule::Sp),
        ("* STATUS foo (MAILBOXID ‸F1)", Rule::Open),
        ("* STATUS foo (MAILBOXID ‸NIL)", Rule::Open),
    ]);
}

#[test]
fn s5_fetch() {
    C::same(&["a FETCH 1:* (EMAILID THREADID)", "a FETCH 1 EMAILID"]);
    S::same(&[
        "* 1 FETCH (EMAILID (M6d99ac3275bb4e) THREADID (T64b478a75b7ea9))",
        "* 1 FETCH (EMAILID (M00000001) THREADID NIL)",
        // An identifier that is none.
        "* 1 FETCH (THREADID (NIL))",
    ]);
    S::written(&[("* 1 fetch (threadid nil)", "* 1 FETCH (THREADID NIL)")]);
    S::refused(&[
        ("* 1 FETCH (EMAILID ‸NIL)", Rule::Open),
        ("* 1 FETCH (EMAILID ‸M1)", Rule::Open),
        ("* 1 FETCH (THREADID ‸T1)", Rule::Open),
        ("* 1 FETCH (THREADID (‸))", Rule::ObjectId),
        ("* 1 FETCH (THREADID NIL‸S)", Rule::Close),
    ]);
}

/// A bare token, never in quotes or parentheses.
#[test]
fn s6_search() {
    C::same(&[
        "a SEARCH EMAILID M6d99ac3275bb4e",
        "a SEARCH THREADID T64b478a75b7ea9 UNSEEN",
        "a UID SEARCH OR EMAILID 1234 EMAILID NIL",
    ]);
    C::refused(&[
        ("a SEARCH EMAILID‸", Rule::Sp),
        ("a SEARCH EMAILID ‸\"M1\"", Rule::ObjectId),
        ("a SEARCH EMAILID ‸(M1)", Rule::ObjectId),
        ("a SEARCH THREADID a‸.b", Rule::ObjectId),
    ]);
}
