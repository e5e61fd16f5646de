//! The lexical layer: RFC 9051 sections 4 and 9, RFC 3501 sections 4 and 9.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

#[test]
fn s2_2_one_space_one_line_end() {
    C::same(&["a NOOP"]);
    C::refused(&[
        ("‸ a NOOP", Rule::Tag),
        ("a ‸ NOOP", Rule::CommandName),
        ("a NOOP‸ ", Rule::Crlf),
        ("a‸\tNOOP", Rule::Sp),
        ("a NOOP‸\r", Rule::Crlf),
        ("a NOOP‸\nb NOOP", Rule::Crlf),
        ("a NOOP\r\n‸b NOOP", Rule::End),
        ("‸", Rule::Tag),
        ("a‸", Rule::Sp),
        ("a ‸", Rule::CommandName),
    ]);
    S::refused(&[
        ("*‸", Rule::Sp),
        ("* ‸", Rule::ResponseData),
        ("* ‸ 3 EXISTS", Rule::ResponseData),
        ("* 3 EXISTS‸ ", Rule::Crlf),
        ("* 3 EXISTS\r\n‸* 4 EXISTS", Rule::End),
        ("‸", Rule::Tag),
    ]);
}

#[test]
fn s2_2_1_tag() {
    C::same(&[
        "]a NOOP",
        "a.1-_/:;=~!?@#$&'`|^<>,[] NOOP",
        "NIL NOOP",
        "0 NOOP",
    ]);
    C::refused(&[
        ("‸+ NOOP", Rule::Tag),
        ("a‸+b NOOP", Rule::Sp),
        ("‸* NOOP", Rule::Tag),
        ("‸\"a\" NOOP", Rule::Tag),
        ("a‸(b NOOP", Rule::Sp),
        ("a‸{1} NOOP", Rule::Sp),
        ("a‸%b NOOP", Rule::Sp),
        ("a‸\\b NOOP", Rule::Sp),
        ("a‸é NOOP", Rule::Sp),
    ]);
    S::same(&["]a OK done", "a]b NO no", "NIL BAD bad"]);
    S::refused(&[("a‸+b OK done", Rule::Sp), ("‸\"a\" OK done", Rule::Tag)]);
}

/// astring = 1*ASTRING-CHAR / string: `]` is in it, atom-specials are not. NIL is three letters (section 4.5).
#[test]
fn s4_astring() {
    C::same(&[
        "a LOGIN a]b [}+&~'",
        "a LOGIN \"\" \"a b\"",
        "a LOGIN \"%\" \"*\"",
    ]);
    C::written(&[
        ("a LOGIN NIL nil", "a LOGIN \"NIL\" \"nil\""),
        ("a LOGIN \"a\" \"b]\"", "a LOGIN a b]"),
        ("a LOGIN {1}\r\na {0}\r\n", "a LOGIN a \"\""),
        (
            "a LOGIN {3}\r\na b {2}\r\n\\\"",
            "a LOGIN \"a b\" \"\\\\\\\"\"",
        ),
    ]);
    C::refused(&[
        ("a LOGIN a‸(b c", Rule::Sp),
        ("a LOGIN a‸)b c", Rule::Sp),
        ("a LOGIN a‸{b c", Rule::Sp),
        ("a LOGIN a‸%b c", Rule::Sp),
        ("a LOGIN a‸*b c", Rule::Sp),
        ("a LOGIN a‸\"b c", Rule::Sp),
        ("a LOGIN a‸\\b c", Rule::Sp),
        ("a LOGIN a‸\u{7f}b c", Rule::Sp),
        ("a LOGIN a‸\tb c", Rule::Sp),
        ("a LOGIN ‸(a) c", Rule::Astring),
        ("a LOGIN ‸ a c", Rule::Astring),
        ("a LOGIN ‸%a c", Rule::Astring),
        ("a LOGIN \"a\"‸b c", Rule::Sp),
        ("a LOGIN {1}\r\na‸b c", Rule::Sp),
    ]);
}

/// atom: without `]`.
#[test]
fn s9_atom() {
    C::same(&["a SEARCH KEYWORD $a[}+&~'"]);
    C::refused(&[
        ("a SEARCH KEYWORD a‸]b", Rule::Crlf),
        ("a SEARCH KEYWORD ‸]b", Rule::Flag),
        ("a SEARCH KEYWORD ‸\"b\"", Rule::Flag),
        ("a NO‸]OP", Rule::Crlf),
    ]);
}

/// Controls other than CR, LF and NUL are QUOTED-CHARs; only `"` and `\` are escaped.
#[test]
fn s4_3_quoted() {
    C::same(&[
        "a LOGIN \"a\\\"b\\\\c\" \"{1}\"",
        "a LOGIN \"\t\u{1}\u{7f}\" \"(*%])\"",
        "a LOGIN \"\\\\\" \"\\\"\"",
    ]);
    C::refused(&[
        ("a LOGIN \"a‸\\b\" c", Rule::QuotedChar),
        ("a LOGIN \"a\\\\‸\\b\" c", Rule::QuotedChar),
        ("a LOGIN \"a‸\rb\" c", Rule::QuotedChar),
        ("a LOGIN \"a‸\nb\" c", Rule::QuotedChar),
        ("a LOGIN \"a‸\0b\" c", Rule::QuotedChar),
        ("a LOGIN \"a c‸", Rule::QuotedChar),
        ("a LOGIN \"a\" \"c\\\"‸", Rule::QuotedChar),
    ]);
}

/// literal = "{" number64 ["+"] "}" CRLF *CHAR8. `{n+}` is a client's (RFC 7888 section 8, RFC 9051 section 9).
#[test]
fn s4_3_literal() {
    C::same(&[
        "a LOGIN {3}\r\na\r\n {1}\r\n\n",
        "a LOGIN {2}\r\né {1}\r\n\r",
    ]);
    C::written(&[
        ("a LOGIN {3+}\r\na\r\n {1+}\r\nb", "a LOGIN {3}\r\na\r\n b"),
        ("a LOGIN {003}\r\na\r\n b", "a LOGIN {3}\r\na\r\n b"),
    ]);
    C::refused(&[
        ("a LOGIN {‸}\r\n b", Rule::Number64),
        ("a LOGIN {‸-1}\r\n b", Rule::Number64),
        ("a LOGIN {‸ 1}\r\na b", Rule::Number64),
        ("a LOGIN {1‸ }\r\na b", Rule::Literal),
        ("a LOGIN {1‸-}\r\na b", Rule::Literal),
        ("a LOGIN {1+‸+}\r\na b", Rule::Literal),
        ("a LOGIN {1‸}\na b", Rule::Literal),
        ("a LOGIN {1‸} \r\na b", Rule::Literal),
        ("a LOGIN {1‸} b", Rule::Literal),
        ("a LOGIN {2}\r\na‸\0 b", Rule::Char8),
        ("a LOGIN {‸18446744073709551616}\r\na b", Rule::Number64),
    ]);
    S::same(&[
        "* LIST () \"/\" {2}\r\na\n",
        "* 1 FETCH (BODY[] {0}\r\n)",
        "* 1 FETCH (BODY[] {2}\r\né)",
    ]);
    S::refused(&[
        ("* LIST () \"/\" {1‸+}\r\na", Rule::Literal),
        ("* 1 FETCH (BODY[] {1‸+}\r\na)", Rule::Literal),
        ("* 1 FETCH (BODY[] {1}\r\n‸\0)", Rule::Char8),
    ]);
}

/// literal8 stands in APPEND and in FETCH's BINARY alone; elsewhere `~` is an ATOM-CHAR.
#[test]
fn s4_3_literal8() {
    C::same(&["a APPEND x ~{3}\r\na\0b", "a LOGIN ~ ~a"]);
    C::refused(&[
        ("a LOGIN ~‸{1}\r\na b", Rule::Sp),
        ("a SEARCH TEXT ~‸{1}\r\na", Rule::Crlf),
    ]);
    S::same(&["* 1 FETCH (BINARY[1] ~{3}\r\na\0b)"]);
    S::written(&[(
        "* 1 FETCH (BINARY[1] ~{1}\r\na)",
        "* 1 FETCH (BINARY[1] {1}\r\na)",
    )]);
    S::refused(&[
        ("* 1 FETCH (BODY[1] ‸~{1}\r\na)", Rule::Nstring),
        ("* 1 FETCH (RFC822 ‸~{1}\r\na)", Rule::Nstring),
        ("* 1 FETCH (BINARY[1] ~{1‸+}\r\na)", Rule::Literal),
        ("* LIST () \"/\" ~‸{1}\r\na", Rule::Crlf),
    ]);
}

/// NIL in any case; not where a string is wanted.
#[test]
fn s4_5_nil() {
    S::same(&[
        "* 1 FETCH (BODY[] NIL)",
        "* 1 FETCH (RFC822 NIL RFC822.TEXT NIL RFC822.HEADER NIL)",
    ]);
    S::written(&[
        ("* 1 FETCH (BODY[] nil)", "* 1 FETCH (BODY[] NIL)"),
        (
            "* 1 FETCH (BODY[] \"NIL\")",
            "* 1 FETCH (BODY[] {3}\r\nNIL)",
        ),
        ("* LIST () nIl NIL", "* LIST () NIL \"NIL\""),
    ]);
    S::refused(&[
        ("* 1 FETCH (BODY[] ‸NI)", Rule::Nstring),
        ("* 1 FETCH (BODY[] NIL‸X)", Rule::Close),
        ("* 1 FETCH (BODY[] ‸abc)", Rule::Nstring),
        ("* 1 FETCH (BODY[] ‸)", Rule::Nstring),
        ("* NAMESPACE ((‸NIL \"/\")) NIL NIL", Rule::String),
    ]);
}

/// number: 0 to 2^32 - 1, leading zeros allowed. nz-number: 1 to 2^32 - 1, without them.
#[test]
fn s9_number() {
    S::same(&[
        "* 0 EXISTS",
        "* 4294967295 EXISTS",
        "* 4294967295 EXPUNGE",
        "* 1 FETCH (UID 4294967295)",
    ]);
    S::written(&[
        ("* 007 EXISTS", "* 7 EXISTS"),
        ("* 00000000000000000000000 RECENT", "* 0 RECENT"),
    ]);
    // Names of responses are atoms, and their rule is open: this is one that nobody knows.
    S::other(&[("* -1 EXISTS", &[Rule::ResponseData])]);
    S::refused(&[
        ("* ‸4294967296 EXISTS", Rule::Number),
        ("* ‸99999999999999999999999 EXISTS", Rule::Number),
        ("* ‸0 EXPUNGE", Rule::NzNumber),
        ("* ‸07 EXPUNGE", Rule::NzNumber),
        ("* ‸0 FETCH (UID 1)", Rule::NzNumber),
        ("* ‸01 FETCH (UID 1)", Rule::NzNumber),
        ("* ‸4294967296 FETCH (UID 1)", Rule::Number),
        ("* 1 FETCH (UID ‸0)", Rule::NzNumber),
        ("* 1 FETCH (UID ‸01)", Rule::NzNumber),
        ("* 1 FETCH (UID ‸4294967296)", Rule::NzNumber),
        ("* 1 FETCH (UID ‸x)", Rule::NzNumber),
        ("* 1 FETCH (UID 1‸x)", Rule::Close),
    ]);
}

/// number64: 0 to 2^63 - 1. RFC 3501 has number in most of its places: the union is accepted.
#[test]
fn s9_number64() {
    S::same(&[
        "* 1 FETCH (RFC822.SIZE 0)",
        "* 1 FETCH (RFC822.SIZE 4294967296)",
        "* 1 FETCH (RFC822.SIZE 9223372036854775807)",
        "* STATUS x (SIZE 9223372036854775807)",
        "* 1 FETCH (BINARY.SIZE[1] 9223372036854775807)",
    ]);
    S::written(&[("* 1 FETCH (RFC822.SIZE 010)", "* 1 FETCH (RFC822.SIZE 10)")]);
    S::refused(&[
        (
            "* 1 FETCH (RFC822.SIZE ‸9223372036854775808)",
            Rule::Number64,
        ),
        (
            "* 1 FETCH (RFC822.SIZE ‸18446744073709551616)",
            Rule::Number64,
        ),
        ("* 1 FETCH (RFC822.SIZE ‸-1)", Rule::Number64),
        ("* 1 FETCH (RFC822.SIZE ‸)", Rule::Number64),
        ("* 1 FETCH (RFC822.SIZE ‸NIL)", Rule::Number64),
    ]);
    C::same(&["a SEARCH LARGER 9223372036854775807 SMALLER 4294967296"]);
    C::refused(&[("a SEARCH LARGER ‸9223372036854775808", Rule::Number64)]);
}

/// UTF8-2, UTF8-3 and UTF8-4 in quoted strings and in text, once it is enabled (section 4.3, RFC 9755 section 3).
#[test]
fn s9_utf8() {
    C::refused(&[
        ("a LOGIN \"a‸é\" b", Rule::QuotedChar),
        ("a LOGIN a‸é b", Rule::Astring),
        ("a LOGIN ‸é b", Rule::Astring),
        ("a LIST \"\" ‸é*", Rule::Astring),
        ("a LIST \"\" \"‸é*\"", Rule::QuotedChar),
    ]);
    C::same_utf8(&[
        "a LOGIN \"aé\" \"日本 \u{10ffff}\"",
        "a LIST \"é\" \"日*\"",
        "a SEARCH SUBJECT \"é\"",
    ]);
    C::refused_utf8(&[
        ("a LOGIN a‸é b", Rule::Astring),
        ("a LIST \"\" a‸é*", Rule::Astring),
    ]);
    S::refused(&[
        ("* OK caf‸é", Rule::Text),
        ("* OK [ALERT] caf‸é", Rule::Text),
        ("+ ‸é", Rule::Text),
    ]);
    S::same_utf8(&[
        "* OK café",
        "* OK [ALERT] café",
        "+ é",
        "a NO 日本",
        "* LIST () \"é\" \"日本\"",
    ]);
    S::refused_utf8(&[
        ("* FLAGS (‸é)", Rule::Flag),
        ("* LIST () \"/\" a‸é", Rule::Astring),
    ]);
    // Shortest form, no surrogates, whole sequences.
    for bad in [
        &b"\xc0\xaf"[..],
        b"\xe0\x80\xaf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xff",
        b"\xc3",
        b"\x80",
    ] {
        let wire = [b"* OK caf", bad, b"\r\n"].concat();
        let decoder = imap_codec::ResponseDecoder::new(imap_codec::Options::strict().utf8(true));
        let error = decoder.decode(&wire).unwrap_err();
        assert_eq!((error.offset, error.expected), (8, Rule::Text));
        let wire = [b"a LOGIN \"", bad, b"\" b\r\n"].concat();
        let decoder = imap_codec::CommandDecoder::new(imap_codec::Options::strict().utf8(true));
        let error = decoder.decode(&wire).unwrap_err();
        assert_eq!((error.offset, error.expected), (9, Rule::QuotedChar));
    }
}

/// text = 1*TEXT-CHAR in RFC 3501, and [text] where it is used in RFC 9051: it may be empty.
#[test]
fn s9_text() {
    S::same(&[
        "* OK ",
        "* OK x",
        "a OK ",
        "* OK \t\u{1}\u{7f}\"(){%*\\]",
        "* BYE  two",
        "* OK a [b] {3}",
    ]);
    S::refused(&[
        ("* OK a‸\0b", Rule::Text),
        ("* OK a‸\rb", Rule::Text),
        ("* OK a‸\nb", Rule::Text),
        ("* OK‸", Rule::Sp),
        ("a OK‸", Rule::Sp),
    ]);
}
