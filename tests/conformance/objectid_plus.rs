//! OBJECTID+: draft-ietf-mailmaint-imap-objectid-bis.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

#[test]
fn s10_asked() {
    C::same(&[
        "a SELECT foo (OBJECTID)",
        "a EXAMINE foo (OBJECTID (MAILBOXID F1 ACCOUNTID u1) CONDSTORE)",
        "a SELECT foo (OBJECTID CONDSTORE)",
        "a STATUS foo (OBJECTID)",
        "a FETCH 1:* OBJECTID",
        "a FETCH 1:* (OBJECTID UID)",
        "a ENABLE OBJECTID+",
    ]);
    C::other(&[("a SELECT foo (OBJECTID (XID 1))", &[Rule::ObjectIdKey])]);
    C::refused(&[
        ("a SELECT foo (OBJECTID (‸))", Rule::ObjectIdKey),
        ("a SELECT foo (OBJECTID (MAILBOXID‸))", Rule::Sp),
        ("a SELECT foo (OBJECTID (MAILBOXID ‸(F1)))", Rule::ObjectId),
        ("a SELECT foo (OBJECTID (MAILBOXID NI‸/L))", Rule::ObjectId),
        ("a STATUS foo (OBJECTID ‸())", Rule::StatusAtt),
    ]);
}

/// What the server does not have is left out; keys that a client does not know are ignored.
#[test]
fn s10_answered() {
    S::same(&[
        "* ENABLED OBJECTID+",
        "* OK [OBJECTID (MAILBOXID F2212ea87-6097 ACCOUNTID u1a48e8e3)] Ok",
        "a OK [OBJECTID ()] ",
        "* STATUS foo (OBJECTID (MAILBOXID F1 ACCOUNTID u1) MESSAGES 1)",
        "* STATUS foo (OBJECTID ())",
        "* 1 FETCH (OBJECTID (EMAILID M6d99ac3275bb4e THREADID T64b478a75b7ea9))",
        "* 1 FETCH (OBJECTID () UID 1)",
        // In one list, and once more.
        "* 1 FETCH (OBJECTID (EMAILID a EMAILID a))",
    ]);
    S::written(&[(
        "* 1 fetch (objectid (emailid M1))",
        "* 1 FETCH (OBJECTID (EMAILID M1))",
    )]);
    S::other(&[(
        "* 1 FETCH (OBJECTID (EMAILID M1 XID 5))",
        &[Rule::ObjectIdKey],
    )]);
    S::refused(&[
        ("* OK [OBJECTID‸] x", Rule::Sp),
        ("* OK [OBJECTID ‸F1] x", Rule::Open),
        ("* 1 FETCH (OBJECTID ‸NIL)", Rule::Open),
        ("* 1 FETCH (OBJECTID (THREADID NIL‸.))", Rule::ObjectId),
        ("* 1 FETCH (OBJECTID (EMAILID‸))", Rule::Sp),
        ("* 1 FETCH (OBJECTID (EMAILID M1 ‸))", Rule::Close),
        ("* STATUS foo (OBJECTID (MAILBOXID ‸(F1)))", Rule::ObjectId),
    ]);
}
