//! URLAUTH ([RFC 4467](https://www.rfc-editor.org/rfc/rfc4467.html)) and URLAUTH=BINARY
//! ([RFC 5524](https://www.rfc-editor.org/rfc/rfc5524.html)).

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

#[test]
fn rfc4467_s7_resetkey() {
    C::same(&[
        "a RESETKEY",
        "a RESETKEY INBOX",
        "a RESETKEY \"a b\" INTERNAL INTERNAL",
        "a RESETKEY {1}\r\n\n",
    ]);
    C::other(&[("a RESETKEY x X-A.1 INTERNAL", &[Rule::UrlMechanism])]);
    C::written(&[("a resetkey inbox internal", "a RESETKEY INBOX INTERNAL")]);
    C::refused(&[
        ("a RESETKEY‸ ", Rule::Crlf),
        ("a RESETKEY INBOX ‸_", Rule::UrlMechanism),
        ("a RESETKEY INBOX a‸_b", Rule::Crlf),
        ("a RESETKEY INBOX ‸\"INTERNAL\"", Rule::UrlMechanism),
        ("a RESETKEY INBOX INTERNAL‸ ", Rule::Crlf),
        ("a RESETKEY‸  INBOX", Rule::Crlf),
    ]);
}

#[test]
fn rfc4467_s7_genurlauth() {
    C::same(&[
        "a GENURLAUTH \"imap://joe@x.org/INBOX/;UID=20;URLAUTH=anonymous\" INTERNAL",
        "a GENURLAUTH \"\" INTERNAL \"no URL\" INTERNAL",
    ]);
    C::other(&[("a GENURLAUTH \"a\" 1.X", &[Rule::UrlMechanism])]);
    C::written(&[
        (
            "a genurlauth imap://joe@x.org/ internal",
            "a GENURLAUTH \"imap://joe@x.org/\" INTERNAL",
        ),
        (
            "a GENURLAUTH {2}\r\nab INTERNAL",
            "a GENURLAUTH \"ab\" INTERNAL",
        ),
    ]);
    C::refused(&[
        ("a GENURLAUTH‸", Rule::Sp),
        ("a GENURLAUTH ‸", Rule::Astring),
        ("a GENURLAUTH a‸", Rule::Sp),
        ("a GENURLAUTH a ‸", Rule::UrlMechanism),
        ("a GENURLAUTH a X b‸", Rule::Sp),
        ("a GENURLAUTH ‸(a) X", Rule::Astring),
        ("a GENURLAUTH a X‸ ", Rule::Crlf),
    ]);
    // Dovecot 2.3, where no URL could be made.
    S::same(&[
        "* GENURLAUTH",
        "* GENURLAUTH \"a\"",
        "* GENURLAUTH \"\" \"b c\" \"\\\"\"",
    ]);
    S::written(&[("* genurlauth {1}\r\na b", "* GENURLAUTH \"a\" \"b\"")]);
    S::refused(&[
        ("* GENURLAUTH‸ ", Rule::Crlf),
        ("* GENURLAUTH ‸()", Rule::Astring),
        ("* GENURLAUTH a‸  b", Rule::Crlf),
    ]);
}

#[test]
fn rfc4467_s7_urlfetch() {
    C::same(&["a URLFETCH \"a\"", "a URLFETCH \"a\" \"b c\" \"\""]);
    C::written(&[("a urlfetch a {1}\r\nb", "a URLFETCH \"a\" \"b\"")]);
    C::refused(&[
        ("a URLFETCH‸", Rule::Sp),
        ("a URLFETCH ‸", Rule::Astring),
        ("a URLFETCH a‸ ", Rule::Crlf),
    ]);
    S::same(&[
        "* URLFETCH \"a\" NIL",
        "* URLFETCH \"a\" \"\" \"b\" {2}\r\n\r\n \"c\" NIL",
    ]);
    S::written(&[("* urlfetch a nil", "* URLFETCH \"a\" NIL")]);
    S::refused(&[
        ("* URLFETCH‸", Rule::Sp),
        ("* URLFETCH a‸", Rule::Sp),
        ("* URLFETCH a ‸x", Rule::Nstring),
        ("* URLFETCH a ‸~{1}\r\nx", Rule::Nstring),
        ("* URLFETCH a NIL b‸", Rule::Sp),
    ]);
}

#[test]
fn rfc4467_s8_urlmech() {
    S::same(&[
        "* OK [URLMECH INTERNAL] x",
        "* OK [URLMECH INTERNAL INTERNAL=] x",
    ]);
    S::other(&[(
        "* OK [URLMECH INTERNAL X-A.1 Y= Z=P34OKhO7VEkCbsiYY8rGEg==] x",
        &[Rule::UrlMechanism; 3],
    )]);
    S::written(&[(
        "* OK [urlmech internal internal=AA==] x",
        "* OK [URLMECH INTERNAL INTERNAL=AA==] x",
    )]);
    S::refused(&[
        ("* OK [URLMECH‸] x", Rule::Sp),
        ("* OK [URLMECH ‸X] x", Rule::UrlMechanism),
        ("* OK [URLMECH ‸INTERNAL=] x", Rule::UrlMechanism),
        ("* OK [URLMECH INTERNAL ‸] x", Rule::UrlMechanism),
        ("* OK [URLMECH INTERNAL X=‸A] x", Rule::Base64),
    ]);
}

/// Parentheses around the URL and what is wanted of it; one without is answered without.
#[test]
fn rfc5524_s3_1_parameters() {
    C::same(&[
        "a URLFETCH (\"a\" BINARY)",
        "a URLFETCH (\"a\" BODY BODYPARTSTRUCTURE) \"b\" (\"c\")",
    ]);
    C::written(&[
        ("a URLFETCH  (a body)", "a URLFETCH (\"a\" BODY)"),
        ("a URLFETCH  a", "a URLFETCH \"a\""),
    ]);
    C::other(&[("a URLFETCH (\"a\" XFOO)", &[Rule::UrlFetchParam])]);
    C::refused(&[
        ("a URLFETCH ‸   (a)", Rule::Astring),
        ("a URLFETCH (‸)", Rule::Astring),
        ("a URLFETCH (a‸", Rule::Close),
        ("a URLFETCH (a ‸)", Rule::UrlFetchParam),
        ("a URLFETCH (a ‸(BODY))", Rule::UrlFetchParam),
    ]);
}

/// The grammar prints two SPs between what is told of one URL and of the next; the older one has one.
#[test]
fn rfc5524_s3_2_metadata() {
    S::same(&[
        "* URLFETCH \"a\" (BODY NIL)",
        "* URLFETCH \"a\" (BINARY ~{1}\r\n\0) \"b\" NIL \"c\" (BODY {2}\r\n\r\n)",
        "* URLFETCH \"a\" (BODYPARTSTRUCTURE (\"IMAGE\" \"PNG\" NIL NIL NIL \"BINARY\" 123)) (BINARY \"x\")",
    ]);
    S::written(&[
        (
            "* URLFETCH  a (BODY NIL)  b NIL  \"c\" \"d\"",
            "* URLFETCH \"a\" (BODY NIL) \"b\" NIL \"c\" \"d\"",
        ),
        (
            "* URLFETCH a (binary {1}\r\na) (BINARY ~{1}\r\nb)",
            "* URLFETCH \"a\" (BINARY \"a\") (BINARY \"b\")",
        ),
    ]);
    S::other(&[("* URLFETCH \"a\" (XFOO (b c))", &[Rule::UrlMetadata])]);
    S::refused(&[
        ("* URLFETCH a (‸)", Rule::UrlMetadata),
        ("* URLFETCH a (BODY‸)", Rule::Sp),
        ("* URLFETCH a (BODY ‸~{1}\r\nx)", Rule::Nstring),
        ("* URLFETCH a (BODY NIL‸ BINARY NIL)", Rule::Close),
        ("* URLFETCH a (BODY NIL)‸   b NIL", Rule::Crlf),
        (
            "* URLFETCH a (BODYPARTSTRUCTURE (\"IMAGE\" \"PNG\" (‸) NIL NIL \"BINARY\" 123))",
            Rule::BodyFldParam,
        ),
    ]);
}
