//! APPEND: RFC 9051 section 6.3.12, RFC 4466 section 2.8 and its grammar, RFC 3502, RFC 3516 section 4.4, RFC 4469.

use imap_codec::Rule;

use crate::kit::{C, Rows};

#[test]
fn s6_3_12_append() {
    C::same(&[
        "a APPEND x {3}\r\nabc",
        "a APPEND INBOX {0}\r\n",
        "a APPEND \"a b\" (\\Seen $Junk) {1}\r\n\n",
        "a APPEND x \" 7-Feb-1994 21:52:25 -0800\" {1}\r\nx",
        "a APPEND x (\\Seen) \"17-Feb-1994 21:52:25 -0800\" {1}\r\nx",
        "a APPEND x {6}\r\n{9}\r\n ",
    ]);
    C::written(&[
        ("a append inbox () {1+}\r\nx", "a APPEND INBOX {1}\r\nx"),
        (
            "a APPEND x (\\seen) {1}\r\nx",
            "a APPEND x (\\Seen) {1}\r\nx",
        ),
    ]);
    C::refused(&[
        ("a APPEND x‸", Rule::Sp),
        ("a APPEND x ‸", Rule::AppendData),
        ("a APPEND x (\\Seen)‸", Rule::Sp),
        ("a APPEND x ‸\"abc\"", Rule::DateTime),
        (
            "a APPEND x \"17-Feb-1994 21:52:25 -0800\" ‸(\\Seen) {1}\r\nx",
            Rule::AppendData,
        ),
        ("a APPEND x () ‸() {1}\r\nx", Rule::AppendData),
        ("a APPEND x {1}\r\nx‸y", Rule::Crlf),
        ("a APPEND x {1}\r\n‸\0", Rule::Char8),
        ("a APPEND‸", Rule::Sp),
        ("a APPEND {1}\r\nx‸", Rule::Sp),
    ]);
}

/// literal8 may hold NUL.
#[test]
fn rfc3516_s4_4_literal8() {
    C::same(&["a APPEND x ~{3}\r\na\0b", "a APPEND x (\\Seen) ~{0}\r\n"]);
    C::written(&[("a APPEND x ~{1+}\r\n\0", "a APPEND x ~{1}\r\n\0")]);
    C::refused(&[
        ("a APPEND x ~‸", Rule::Literal),
        ("a APPEND x ~{‸}\r\n", Rule::Number64),
    ]);
}

/// MULTIAPPEND: each message with flags and date of its own. An empty message is one too (it cancels).
#[test]
fn rfc3502_s6_3_11_multiappend() {
    C::same(&[
        "a APPEND x {1}\r\na {1}\r\nb",
        "a APPEND x (\\Seen) {1}\r\na (\\Flagged) \" 7-Feb-1994 22:43:04 -0800\" {2}\r\nb( {0}\r\n",
        "a APPEND x {1}\r\na ~{1}\r\n\0",
    ]);
    C::refused(&[
        ("a APPEND x {1}\r\na ‸", Rule::AppendData),
        ("a APPEND x {1}\r\na (\\Seen)‸", Rule::Sp),
        ("a APPEND x {1}\r\na‸{1}\r\nb", Rule::Crlf),
    ]);
}

/// append-ext = tagged-ext-label SP tagged-ext-val, before the data; append-data-ext in place of a literal.
#[test]
fn rfc4466_s3_slots() {
    C::other(&[
        (
            "a APPEND x XNOTE (/comment (value.priv \"x\")) {1}\r\na",
            &[Rule::AppendExt],
        ),
        (
            "a APPEND x (\\Seen) A 5 B 1:* {1}\r\na",
            &[Rule::AppendExt, Rule::AppendExt],
        ),
        ("a APPEND x XDATA (URL \"a\" {1}\r\n))", &[Rule::AppendData]),
        (
            "a APPEND x XDATA (a) (\\Seen) XDATA (b)",
            &[Rule::AppendData; 2],
        ),
    ]);
    C::refused(&[
        ("a APPEND x XDATA‸", Rule::Sp),
        ("a APPEND x XDATA (URL ‸\"a", Rule::TaggedExt),
        ("a APPEND x ‸1A (b) {1}\r\nx", Rule::AppendData),
    ]);
}

/// RFC 6855 (and 5738): a message with UTF-8 in its header; dropped by RFC 9755, and still sent.
#[test]
fn rfc6855_s4_utf8() {
    C::same_utf8(&[
        "a APPEND x UTF8 (~{2}\r\n\0\")",
        "a APPEND x (\\Seen) UTF8 (~{0}\r\n) {1}\r\na UTF8 (~{1}\r\n))",
        "a APPEND x CATENATE (URL \"a\" UTF8 (~{3}\r\n\u{e9}\n) TEXT {1}\r\nb)",
    ]);
    C::refused(&[
        ("a APPEND x UTF8‸", Rule::Sp),
        ("a APPEND x UTF8 ‸~{1}\r\na", Rule::Open),
        ("a APPEND x UTF8 (‸{1}\r\na)", Rule::Literal8),
        ("a APPEND x UTF8 (~{1}\r\na‸", Rule::Close),
        ("a APPEND x UTF8 (~{1}\r\na‸ ~{1}\r\nb)", Rule::Close),
        ("a APPEND x CATENATE (UTF8 ‸~{1}\r\na)", Rule::Open),
    ]);
}
