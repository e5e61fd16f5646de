//! Sections and partials: RFC 9051 sections 6.4.5 and 9.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

#[test]
fn s6_4_5_1_section() {
    C::same(&[
        "a FETCH 1 BODY[]",
        "a FETCH 1 BODY[HEADER]",
        "a FETCH 1 BODY[TEXT]",
        "a FETCH 1 BODY[1]",
        "a FETCH 1 BODY[1.2.3]",
        "a FETCH 1 BODY[4294967295]",
        "a FETCH 1 BODY[1.HEADER]",
        "a FETCH 1 BODY[1.2.TEXT]",
        "a FETCH 1 BODY[1.MIME]",
        "a FETCH 1 BODY[HEADER.FIELDS (From To)]",
        "a FETCH 1 BODY[HEADER.FIELDS.NOT (From)]",
        "a FETCH 1 BODY[1.HEADER.FIELDS (\"a b\" {1}\r\n\n ])]",
        "a FETCH 1 BODY[3.4.HEADER.FIELDS.NOT (a)]",
        "a FETCH 1 BODY.PEEK[HEADER.FIELDS (From)]<0.100>",
    ]);
    C::written(&[
        (
            "a fetch 1 body.peek[1.header.fields.not (x)]",
            "a FETCH 1 BODY.PEEK[1.HEADER.FIELDS.NOT (x)]",
        ),
        ("a fetch 1 body[1.mime]", "a FETCH 1 BODY[1.MIME]"),
        ("a fetch 1 body[text]", "a FETCH 1 BODY[TEXT]"),
    ]);
    C::refused(&[
        ("a FETCH 1 BODY[‸MIME]", Rule::Section),
        ("a FETCH 1 BODY[‸0]", Rule::NzNumber),
        ("a FETCH 1 BODY[‸01]", Rule::NzNumber),
        ("a FETCH 1 BODY[1.‸0]", Rule::NzNumber),
        ("a FETCH 1 BODY[1.‸]", Rule::Section),
        ("a FETCH 1 BODY[1.‸.2]", Rule::Section),
        ("a FETCH 1 BODY[‸.1]", Rule::Section),
        ("a FETCH 1 BODY[‸4294967296]", Rule::NzNumber),
        ("a FETCH 1 BODY[1‸TEXT]", Rule::CloseBracket),
        ("a FETCH 1 BODY[TEXT‸.1]", Rule::CloseBracket),
        ("a FETCH 1 BODY[TEXT‸ ]", Rule::CloseBracket),
        ("a FETCH 1 BODY[‸ TEXT]", Rule::Section),
        ("a FETCH 1 BODY[HEADER‸X]", Rule::CloseBracket),
        ("a FETCH 1 BODY[HEADER‸ (From)]", Rule::CloseBracket),
        ("a FETCH 1 BODY[HEADER.FIELDS‸]", Rule::Sp),
        ("a FETCH 1 BODY[HEADER.FIELDS (‸)]", Rule::Astring),
        ("a FETCH 1 BODY[HEADER.FIELDS ‸From]", Rule::Open),
        ("a FETCH 1 BODY[HEADER.FIELDS (From ‸ To)]", Rule::Close),
        ("a FETCH 1 BODY[HEADER.FIELDS (From]‸", Rule::Close),
        ("a FETCH 1 BODY[1‸", Rule::CloseBracket),
        ("a FETCH 1 BODY[‸", Rule::Section),
        ("a FETCH 1 BODY[‸FOO]", Rule::Section),
    ]);
    S::same(&[
        "* 1 FETCH (BODY[] NIL)",
        "* 1 FETCH (BODY[1.2.HEADER.FIELDS (DATE FROM)] {2}\r\n\r\n)",
        "* 1 FETCH (BODY[HEADER.FIELDS.NOT (a)]<7> NIL BODY[1.MIME] NIL BODY[TEXT] NIL)",
    ]);
    S::refused(&[
        ("* 1 FETCH (BODY[‸MIME] NIL)", Rule::Section),
        ("* 1 FETCH (BODY[]‸)", Rule::Sp),
        ("* 1 FETCH (BODY[] ‸", Rule::Nstring),
    ]);
}

/// The request's `<origin.length>`: a length of at least 1 without leading zeros. RFC 9051 has 64 bits, RFC 3501 32.
#[test]
fn s6_4_5_partial() {
    C::same(&[
        "a FETCH 1 BODY[]<0.1>",
        "a FETCH 1 BODY[]<4294967296.4294967296>",
        "a FETCH 1 BODY[TEXT]<9223372036854775807.9223372036854775807>",
        "a FETCH 1 BINARY[1]<0.5>",
        "a FETCH 1 BINARY.PEEK[]<0.5>",
    ]);
    C::written(&[("a FETCH 1 BODY[]<00.1>", "a FETCH 1 BODY[]<0.1>")]);
    C::refused(&[
        ("a FETCH 1 BODY[]<0.‸0>", Rule::NzNumber64),
        ("a FETCH 1 BODY[]<0.‸01>", Rule::NzNumber64),
        ("a FETCH 1 BODY[]<0.‸9223372036854775808>", Rule::NzNumber64),
        ("a FETCH 1 BODY[]<‸9223372036854775808.1>", Rule::Number64),
        ("a FETCH 1 BODY[]<0‸>", Rule::Partial),
        ("a FETCH 1 BODY[]<‸>", Rule::Number64),
        ("a FETCH 1 BODY[]<‸-1.2>", Rule::Number64),
        ("a FETCH 1 BODY[]<0.‸>", Rule::NzNumber64),
        ("a FETCH 1 BODY[]<0.1‸ >", Rule::Partial),
        ("a FETCH 1 BODY[]<0.1‸", Rule::Partial),
        ("a FETCH 1 BODY[]<0.1>‸<0.1>", Rule::Crlf),
        ("a FETCH 1 BODY[]‸ <0.1>", Rule::Crlf),
        ("a FETCH 1 BODY‸<0.1>", Rule::Crlf),
        ("a FETCH 1 RFC822‸<0.1>", Rule::Crlf),
        ("a FETCH 1 BINARY.SIZE[1]‸<0.1>", Rule::Crlf),
    ]);
}

/// The answer's `<origin>`. The ABNF has 32 bits, but the request has 64: the union is accepted.
#[test]
fn s7_5_2_origin() {
    S::same(&[
        "* 1 FETCH (BODY[]<0> {1}\r\nx)",
        "* 1 FETCH (BODY[1]<9223372036854775807> NIL)",
        // Prose and ABNF of section 7.5.2 differ (erratum 7246).
        "* 1 FETCH (BINARY[1]<5> NIL)",
    ]);
    S::refused(&[
        ("* 1 FETCH (BODY[]<0‸.1> NIL)", Rule::Partial),
        ("* 1 FETCH (BODY[]<‸> NIL)", Rule::Number64),
        (
            "* 1 FETCH (BODY[]<‸9223372036854775808> NIL)",
            Rule::Number64,
        ),
        ("* 1 FETCH (BINARY.SIZE[1]‸<0> 5)", Rule::Sp),
    ]);
}

/// section-binary = "[" [section-part] "]"
#[test]
fn s6_4_5_1_section_binary() {
    C::same(&[
        "a FETCH 1 BINARY[]",
        "a FETCH 1 BINARY.PEEK[1.2]",
        "a FETCH 1 BINARY.SIZE[1]",
        "a FETCH 1 BINARY.SIZE[]",
    ]);
    C::refused(&[
        ("a FETCH 1 BINARY[‸TEXT]", Rule::CloseBracket),
        ("a FETCH 1 BINARY[1.‸MIME]", Rule::SectionBinary),
        ("a FETCH 1 BINARY[1.‸]", Rule::SectionBinary),
        ("a FETCH 1 BINARY[‸0]", Rule::NzNumber),
        ("a FETCH 1 BINARY.SIZE[‸HEADER]", Rule::CloseBracket),
    ]);
    S::same(&["* 1 FETCH (BINARY[] NIL BINARY[1.2] {1}\r\nx BINARY.SIZE[3] 0)"]);
    S::written(&[(
        "* 1 FETCH (BINARY[1] \"x\")",
        "* 1 FETCH (BINARY[1] {1}\r\nx)",
    )]);
    S::refused(&[
        ("* 1 FETCH (BINARY[‸TEXT] NIL)", Rule::CloseBracket),
        ("* 1 FETCH (BINARY.SIZE[1] ‸NIL)", Rule::Number64),
    ]);
}
