//! CATENATE ([RFC 4469](https://www.rfc-editor.org/rfc/rfc4469.html)), URL-PARTIAL
//! ([RFC 5550 §5.7.1](https://www.rfc-editor.org/rfc/rfc5550.html#section-5.7.1)).

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

/// One part or more, of either kind, in any order.
#[test]
fn s3_catenate() {
    C::same(&[
        "a APPEND x CATENATE (URL \"/INBOX/;UID=1\")",
        "a APPEND x CATENATE (TEXT {0}\r\n)",
        "a APPEND x CATENATE (TEXT {3}\r\n) ( URL \"a b\" TEXT {2}\r\n\"\\)",
        "a APPEND x (\\Seen) \" 7-Feb-1994 22:43:04 -0800\" CATENATE (URL \"a\" URL \"b\")",
        "a APPEND x CATENATE (URL \"\")",
        "a APPEND x CATENATE (URL \"/x/;UID=1/;section=HEADER\" TEXT {1}\r\na URL \"imap://[::1]/x\")",
        // BINARY
        "a APPEND x CATENATE (TEXT ~{3}\r\n\0)\" URL \"a\")",
        // URL-PARTIAL
        "a APPEND x CATENATE (URL \"/x/;UID=1/;SECTION=2/;PARTIAL=0.1024\")",
    ]);
    C::written(&[
        (
            "a append x catenate (url {2}\r\n/a text {1+}\r\nb)",
            "a APPEND x CATENATE (URL \"/a\" TEXT {1}\r\nb)",
        ),
        (
            "a APPEND x () CATENATE (URL \"a\")",
            "a APPEND x CATENATE (URL \"a\")",
        ),
        (
            "a APPEND x CATENATE (URL NIL)",
            "a APPEND x CATENATE (URL \"NIL\")",
        ),
    ]);
    C::refused(&[
        ("a APPEND x CATENATE‸", Rule::Sp),
        ("a APPEND x CATENATE ‸URL \"a\"", Rule::Open),
        ("a APPEND x CATENATE (‸)", Rule::CatPart),
        ("a APPEND x CATENATE (‸\"a\")", Rule::CatPart),
        ("a APPEND x CATENATE (‸{1}\r\na)", Rule::CatPart),
        ("a APPEND x CATENATE (URL‸)", Rule::Sp),
        ("a APPEND x CATENATE (URL ‸)", Rule::Astring),
        ("a APPEND x CATENATE (URL a‸", Rule::Close),
        ("a APPEND x CATENATE (URL \"a\" ‸)", Rule::CatPart),
        ("a APPEND x CATENATE (TEXT ‸a)", Rule::Literal),
        ("a APPEND x CATENATE (TEXT ‸\"a\")", Rule::Literal),
        ("a APPEND x CATENATE (TEXT {1}\r\n‸\0)", Rule::Char8),
        ("a APPEND x CATENATE (URL ‸(a))", Rule::Astring),
        ("a APPEND x CATENATE (URL \"a\") ‸", Rule::AppendData),
    ]);
}

/// With MULTIAPPEND: what follows is another message, with or without flags.
#[test]
fn s3_with_multiappend() {
    C::same(&[
        "a APPEND x CATENATE (URL \"a\") CATENATE (URL \"b\")",
        "a APPEND x CATENATE (URL \"a\") {1}\r\nb (\\Seen) CATENATE (TEXT {1}\r\nc)",
        "a APPEND x {1}\r\na CATENATE (URL \"b\") \" 7-Feb-1994 22:43:04 -0800\" ~{1}\r\n\0",
    ]);
}

/// Extensions stand before the data.
#[test]
fn s3_behind_extensions() {
    C::other(&[(
        "a APPEND x XEXT (a) CATENATE (URL \"a\") XEXT 5 {1}\r\nb",
        &[Rule::AppendExt, Rule::AppendExt],
    )]);
}

/// A bare URL up to the bracket; quotes are characters like any other (errata 2002 and 4046).
#[test]
fn s4_badurl() {
    S::same(&[
        "a NO [BADURL /INBOX;UIDVALIDITY=785799047/;UID=113330/;section=1.5.9] gone",
        "a NO [BADURL \"/INBOX/;UID=1\"] gone",
        "a NO [BADURL {3}] gone",
        "a NO [BADURL  \\\"( ] gone",
    ]);
    S::written(&[("a NO [badurl x] gone", "a NO [BADURL x] gone")]);
    S::same_utf8(&["a NO [BADURL /Gr\u{fc}\u{df}e] gone"]);
    S::refused(&[
        ("a NO [BADURL‸] gone", Rule::Sp),
        ("a NO [BADURL ‸] gone", Rule::UrlRespText),
        ("a NO [BADURL x‸", Rule::CloseBracket),
        ("a NO [BADURL /Gr‸\u{fc}\u{df}e] gone", Rule::UrlRespText),
    ]);
}
