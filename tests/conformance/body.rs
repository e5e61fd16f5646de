//! BODY and BODYSTRUCTURE: RFC 9051 sections 7.5.2 and 9, the same in RFC 3501 except MESSAGE/GLOBAL and numbers of 64
//! bits, of which the union is accepted.

use imap_codec::Rule;

use crate::kit::{Rows, S};

/// Rows of `BODYSTRUCTURE` in a FETCH response of its own.
fn in_fetch<T: Copy>(rows: &[(&str, T)]) -> Vec<(String, T)> {
    rows.iter()
        .map(|(body, t)| (format!("* 1 FETCH (BODYSTRUCTURE {body})"), *t))
        .collect()
}

fn same(bodies: &[&str]) {
    let rows: Vec<_> = bodies
        .iter()
        .map(|body| format!("* 1 FETCH (BODYSTRUCTURE {body})"))
        .collect();
    S::same(&rows.iter().map(String::as_str).collect::<Vec<_>>());
}

fn written(rows: &[(&str, &str)]) {
    let rows: Vec<_> = rows
        .iter()
        .map(|(body, written)| {
            (
                format!("* 1 FETCH (BODYSTRUCTURE {body})"),
                format!("* 1 FETCH (BODYSTRUCTURE {written})"),
            )
        })
        .collect();
    S::written(
        &rows
            .iter()
            .map(|(read, written)| (read.as_str(), written.as_str()))
            .collect::<Vec<_>>(),
    );
}

fn refused(rows: &[(&str, Rule)]) {
    let rows = in_fetch(rows);
    S::refused(
        &rows
            .iter()
            .map(|(row, rule)| (row.as_str(), *rule))
            .collect::<Vec<_>>(),
    );
}

/// TEXT has lines, MESSAGE/RFC822 and GLOBAL have an envelope, a body and lines, any other has neither.
#[test]
fn s7_5_2_kinds() {
    same(&[
        r#"("TEXT" "PLAIN" NIL NIL NIL "7BIT" 1152 23)"#,
        r#"("IMAGE" "PNG" NIL "<id>" "a picture" "BASE64" 9223372036854775807)"#,
        r#"("MESSAGE" "DELIVERY-STATUS" NIL NIL NIL "7BIT" 5)"#,
        r#"("X-FOO" "" ("A" "" "B" "c\"") NIL NIL "" 0)"#,
        r#"("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 5 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ("TEXT" "PLAIN" NIL NIL NIL "7BIT" 1 1) 9)"#,
        r#"("MESSAGE" "GLOBAL" NIL NIL NIL "8BIT" 5 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ("TEXT" "PLAIN" NIL NIL NIL "7BIT" 1 1) 9223372036854775807)"#,
        // RFC 3501 has no GLOBAL: there it is a basic type, without an envelope.
        r#"("MESSAGE" "GLOBAL" NIL NIL NIL "8BIT" 5)"#,
        r#"("MULTIPART" "MIXED" NIL NIL NIL "8BIT" 5)"#,
    ]);
    written(&[
        (
            r#"("text" "plain" NIL NIL NIL "7bit" 1 1)"#,
            r#"("TEXT" "plain" NIL NIL NIL "7bit" 1 1)"#,
        ),
        (
            r#"("message" "rfc822" NIL NIL NIL "7BIT" 5 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ("a" "b" NIL NIL NIL "7BIT" 1) 9)"#,
            r#"("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 5 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ("a" "b" NIL NIL NIL "7BIT" 1) 9)"#,
        ),
        (
            "({4}\r\nTEXT {1}\r\nx nil nil nil {1}\r\n\n 1 1)",
            "(\"TEXT\" \"x\" NIL NIL NIL {1}\r\n\n 1 1)",
        ),
    ]);
    refused(&[
        (r#"‸NIL"#, Rule::Body),
        (r#"(‸)"#, Rule::String),
        (r#"(‸TEXT "PLAIN" NIL NIL NIL "7BIT" 1 1)"#, Rule::String),
        (r#"("TEXT" ‸NIL NIL NIL NIL "7BIT" 1 1)"#, Rule::String),
        (r#"("TEXT" "PLAIN" NIL NIL NIL "7BIT" 1‸)"#, Rule::Sp),
        (
            r#"("TEXT" "PLAIN" NIL NIL NIL "7BIT" 1 ‸NIL)"#,
            Rule::Number64,
        ),
        (
            r#"("TEXT" "PLAIN" NIL NIL NIL "7BIT" 1 ‸-1)"#,
            Rule::Number64,
        ),
        (
            r#"("TEXT" "PLAIN" NIL NIL NIL "7BIT" ‸NIL 1)"#,
            Rule::Number64,
        ),
        (r#"("TEXT" "PLAIN" NIL NIL NIL ‸NIL 1 1)"#, Rule::String),
        (r#"("TEXT" "PLAIN" NIL NIL ‸x "7BIT" 1 1)"#, Rule::Nstring),
        (r#"("TEXT" "PLAIN" NIL ‸() NIL "7BIT" 1 1)"#, Rule::Nstring),
        (
            r#"("TEXT" "PLAIN" ‸"A" NIL NIL "7BIT" 1 1)"#,
            Rule::BodyFldParam,
        ),
    ]);
    refused(&[
        (r#"("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 5‸)"#, Rule::Sp),
        (
            r#"("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 5 ‸NIL ("a" "b" NIL NIL NIL "7BIT" 1) 9)"#,
            Rule::Envelope,
        ),
        (
            r#"("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 5 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ‸NIL 9)"#,
            Rule::Body,
        ),
        (
            r#"("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 5 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ("a" "b" NIL NIL NIL "7BIT" 1)‸)"#,
            Rule::Sp,
        ),
        (
            r#"("IMAGE" "PNG" NIL NIL NIL "7BIT" ‸9223372036854775808)"#,
            Rule::Number64,
        ),
    ]);
}

/// body-fld-param = "(" string SP string *(SP string SP string) ")" / nil: pairs, and never `()`.
#[test]
fn s9_body_fld_param() {
    same(&[
        r#"("a" "b" ("c" "d") NIL NIL "7BIT" 1)"#,
        r#"("a" "b" ("c" "d" "e" "f") NIL NIL "7BIT" 1)"#,
    ]);
    refused(&[
        (r#"("a" "b" (‸) NIL NIL "7BIT" 1)"#, Rule::BodyFldParam),
        (r#"("a" "b" ("c"‸) NIL NIL "7BIT" 1)"#, Rule::Sp),
        (
            r#"("a" "b" ("c" ‸NIL) NIL NIL "7BIT" 1)"#,
            Rule::BodyFldParam,
        ),
        (r#"("a" "b" (‸c "d") NIL NIL "7BIT" 1)"#, Rule::BodyFldParam),
        (
            r#"("a" "b" ("c" "d" ‸) NIL NIL "7BIT" 1)"#,
            Rule::BodyFldParam,
        ),
        (r#"("a" "b" ("c" "d" "e"‸) NIL NIL "7BIT" 1)"#, Rule::Sp),
    ]);
}

/// Bodies are adjacent, the subtype stands behind SP.
#[test]
fn s7_5_2_multipart() {
    same(&[
        r#"(("a" "b" NIL NIL NIL "7BIT" 1) "MIXED")"#,
        r#"(("a" "b" NIL NIL NIL "7BIT" 1)("c" "d" NIL NIL NIL "7BIT" 2) "ALTERNATIVE")"#,
        r#"((("a" "b" NIL NIL NIL "7BIT" 1) "X")(("c" "d" NIL NIL NIL "7BIT" 2)("TEXT" "e" NIL NIL NIL "7BIT" 2 3) "Y") "Z")"#,
        r#"(("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 5 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) (("a" "b" NIL NIL NIL "7BIT" 1) "M") 9)("c" "d" NIL NIL NIL "7BIT" 2) "N")"#,
    ]);
    refused(&[
        (r#"(("a" "b" NIL NIL NIL "7BIT" 1)‸"MIXED")"#, Rule::Sp),
        (r#"(("a" "b" NIL NIL NIL "7BIT" 1)‸)"#, Rule::Sp),
        (r#"(("a" "b" NIL NIL NIL "7BIT" 1) ‸NIL)"#, Rule::String),
        (
            r#"(("a" "b" NIL NIL NIL "7BIT" 1) ‸("c" "d" NIL NIL NIL "7BIT" 2) "X")"#,
            Rule::String,
        ),
        (r#"((‸) "X")"#, Rule::String),
        (r#"("X"‸)"#, Rule::Sp),
    ]);
}

/// body-ext-1part and body-ext-mpart end where the server likes; a field that is missing is NIL.
#[test]
fn s9_extension_cut_off() {
    const PART: &str = r#"("a" "b" NIL NIL NIL "7BIT" 1"#;
    const MULTI: &str = r#"(("a" "b" NIL NIL NIL "7BIT" 1) "MIXED""#;
    const TEXT: &str = r#"("TEXT" "b" NIL NIL NIL "7BIT" 1 1"#;
    const MESSAGE: &str = r#"("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 5 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ("a" "b" NIL NIL NIL "7BIT" 1) 9"#;
    for front in [PART, TEXT, MESSAGE] {
        for (read, write) in [
            ("", ""),
            (r#" NIL"#, r#" NIL NIL NIL NIL"#),
            (r#" "md5""#, r#" "md5" NIL NIL NIL"#),
            (r#" NIL NIL"#, r#" NIL NIL NIL NIL"#),
            (
                r#" NIL ("ATTACHMENT" NIL)"#,
                r#" NIL ("ATTACHMENT" NIL) NIL NIL"#,
            ),
            (
                r#" NIL ("INLINE" ("FILENAME" "x"))"#,
                r#" NIL ("INLINE" ("FILENAME" "x")) NIL NIL"#,
            ),
            (r#" NIL NIL NIL"#, r#" NIL NIL NIL NIL"#),
            (r#" NIL NIL "en""#, r#" NIL NIL "en" NIL"#),
            (r#" NIL NIL ("en")"#, r#" NIL NIL "en" NIL"#),
            (r#" NIL NIL ("en" "de")"#, r#" NIL NIL ("en" "de") NIL"#),
            (r#" NIL NIL NIL "loc""#, r#" NIL NIL NIL "loc""#),
            (r#" NIL NIL NIL NIL 7"#, r#" NIL NIL NIL NIL 7"#),
        ] {
            written(&[(&format!("{front}{read})"), &format!("{front}{write})"))]);
        }
        for (row, rule) in [
            (r#" ‸md5)"#, Rule::Nstring),
            (r#" ‸("a" "b"))"#, Rule::Nstring),
            (r#" NIL ‸"INLINE")"#, Rule::BodyFldDsp),
            (r#" NIL (‸))"#, Rule::String),
            (r#" NIL ("INLINE"‸))"#, Rule::Sp),
            (r#" NIL ("INLINE" (‸)))"#, Rule::BodyFldParam),
            (r#" NIL ("INLINE" NIL‸ NIL))"#, Rule::Close),
            (r#" NIL NIL (‸))"#, Rule::BodyFldLang),
            (r#" NIL NIL ‸en)"#, Rule::BodyFldLang),
            (r#" NIL NIL (‸NIL))"#, Rule::String),
            (r#" NIL NIL NIL ‸5)"#, Rule::Nstring),
            (r#" NIL NIL NIL ‸("a"))"#, Rule::Nstring),
            (r#"‸ )"#, Rule::Close),
            (r#" NIL‸ )"#, Rule::Close),
            (r#" NIL NIL NIL NIL‸ )"#, Rule::Close),
        ] {
            refused(&[(&format!("{front}{row}"), rule)]);
        }
    }
    for (read, write) in [
        ("", ""),
        (r#" NIL"#, r#" NIL NIL NIL NIL"#),
        (r#" ("BOUNDARY" "x")"#, r#" ("BOUNDARY" "x") NIL NIL NIL"#),
        (r#" NIL ("INLINE" NIL)"#, r#" NIL ("INLINE" NIL) NIL NIL"#),
        (r#" NIL NIL ("en" "de")"#, r#" NIL NIL ("en" "de") NIL"#),
        (r#" NIL NIL NIL "loc" NIL"#, r#" NIL NIL NIL "loc" NIL"#),
    ] {
        written(&[(&format!("{MULTI}{read})"), &format!("{MULTI}{write})"))]);
    }
    for (row, rule) in [
        (r#" ‸"x")"#, Rule::BodyFldParam),
        (r#" (‸))"#, Rule::BodyFldParam),
        (r#" NIL ‸x)"#, Rule::BodyFldDsp),
    ] {
        refused(&[(&format!("{MULTI}{row}"), rule)]);
    }
}

/// body-extension = nstring / number / number64 / "(" body-extension *(SP body-extension) ")"
#[test]
fn s9_body_extension() {
    let front = r#"("a" "b" NIL NIL NIL "7BIT" 1 NIL NIL NIL NIL"#;
    let nested = |levels: usize| format!("{}1{}", "(".repeat(levels), ")".repeat(levels));
    for row in [
        r#" NIL"#,
        r#" "x" 0 9223372036854775807 NIL"#,
        r#" (1)"#,
        r#" ("x" (NIL (2)) 3) ((4) 5)"#,
        " {1}\r\n\n (\"\")",
        &format!(" {}", nested(64)),
    ] {
        same(&[&format!("{front}{row})")]);
    }
    for (row, rule) in [
        (r#" ‸x)"#, Rule::BodyExtension),
        (r#" (‸))"#, Rule::BodyExtension),
        (r#" (1 ‸))"#, Rule::BodyExtension),
        (r#" (1‸(2)))"#, Rule::Close),
        (r#" (1)‸(2))"#, Rule::Close),
        (r#" ‸9223372036854775808)"#, Rule::Number64),
        (r#" ‸-1)"#, Rule::BodyExtension),
        (&format!(" {}‸{})", "(".repeat(64), nested(1)), Rule::Depth),
    ] {
        refused(&[(&format!("{front}{row}"), rule)]);
    }
}

/// BODY has the shape of BODYSTRUCTURE.
#[test]
fn s7_5_2_body() {
    S::same(&[
        r#"* 1 FETCH (BODY ("TEXT" "PLAIN" NIL NIL NIL "7BIT" 1152 23))"#,
        r#"* 1 FETCH (BODY (("a" "b" NIL NIL NIL "7BIT" 1) "MIXED"))"#,
    ]);
    S::refused(&[
        (r#"* 1 FETCH (BODY‸)"#, Rule::Sp),
        (r#"* 1 FETCH (BODYSTRUCTURE‸)"#, Rule::Sp),
    ]);
}
