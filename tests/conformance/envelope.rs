//! ENVELOPE: RFC 9051 sections 7.5.2 and 9, the same in RFC 3501.

use imap_codec::Rule;

use crate::kit::{Rows, S};

#[test]
fn s7_5_2_envelope() {
    S::same(&[
        "* 1 FETCH (ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL))",
        "* 1 FETCH (ENVELOPE (\"d\" \"s\" ((NIL NIL \"a\" \"b\")) NIL NIL NIL NIL NIL \"i\" \"m\"))",
        "* 1 FETCH (ENVELOPE (\"\" \"\\\"\\\\\" NIL NIL NIL NIL NIL NIL \"\" \"\"))",
        // Each of the six fields, two addresses in the last: they are adjacent.
        "* 1 FETCH (ENVELOPE (NIL NIL ((\"1\" NIL NIL NIL)) ((\"2\" NIL NIL NIL)) ((\"3\" NIL NIL NIL)) \
         ((\"4\" NIL NIL NIL)) ((\"5\" NIL NIL NIL)) ((\"6\" NIL NIL NIL)(\"7\" NIL NIL NIL)) NIL NIL))",
        // A group: its name, a member, its end.
        "* 1 FETCH (ENVELOPE (NIL NIL NIL NIL NIL \
         ((NIL NIL \"group\" NIL)(\"A\" \"@x,@y\" \"a\" \"b\")(NIL NIL NIL NIL)) NIL NIL NIL NIL))",
    ]);
    S::written(&[(
        "* 1 FETCH (envelope (nil {2}\r\na\" nil Nil nIL NIL nil nil {0}\r\n {1}\r\n\n))",
        "* 1 FETCH (ENVELOPE (NIL \"a\\\"\" NIL NIL NIL NIL NIL NIL \"\" {1}\r\n\n))",
    )]);
    S::refused(&[
        ("* 1 FETCH (ENVELOPE ‸NIL)", Rule::Envelope),
        ("* 1 FETCH (ENVELOPE (‸))", Rule::Nstring),
        ("* 1 FETCH (ENVELOPE (NIL‸))", Rule::Sp),
        (
            "* 1 FETCH (ENVELOPE (‸a NIL NIL NIL NIL NIL NIL NIL NIL NIL))",
            Rule::Nstring,
        ),
        (
            "* 1 FETCH (ENVELOPE (NIL NIL ‸\"a\" NIL NIL NIL NIL NIL NIL NIL))",
            Rule::Address,
        ),
        (
            "* 1 FETCH (ENVELOPE (NIL NIL (‸) NIL NIL NIL NIL NIL NIL NIL))",
            Rule::Address,
        ),
        (
            "* 1 FETCH (ENVELOPE (NIL NIL (‸NIL) NIL NIL NIL NIL NIL NIL NIL))",
            Rule::Address,
        ),
        (
            "* 1 FETCH (ENVELOPE (NIL NIL ((NIL NIL NIL‸)) NIL NIL NIL NIL NIL NIL NIL))",
            Rule::Sp,
        ),
        (
            "* 1 FETCH (ENVELOPE (NIL NIL ((NIL NIL NIL NIL‸ NIL)) NIL NIL NIL NIL NIL NIL NIL))",
            Rule::Close,
        ),
        (
            "* 1 FETCH (ENVELOPE (NIL NIL ((NIL NIL ‸a NIL)) NIL NIL NIL NIL NIL NIL NIL))",
            Rule::Nstring,
        ),
        (
            "* 1 FETCH (ENVELOPE (NIL NIL ((NIL NIL NIL NIL)‸ (NIL NIL NIL NIL)) NIL NIL NIL NIL NIL NIL NIL))",
            Rule::Address,
        ),
        (
            "* 1 FETCH (ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL‸))",
            Rule::Sp,
        ),
        (
            "* 1 FETCH (ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL‸ NIL))",
            Rule::Close,
        ),
        (
            "* 1 FETCH (ENVELOPE (NIL ‸ NIL NIL NIL NIL NIL NIL NIL NIL NIL))",
            Rule::Nstring,
        ),
    ]);
}
