//! LANGUAGE, I18NLEVEL=1, I18NLEVEL=2: RFC 5255, with names of RFC 4647, RFC 5646 and RFC 4790.

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

/// language-cmd = "LANGUAGE" *(SP lang-range-quoted)
#[test]
fn s3_2_language() {
    C::same(&[
        "a LANGUAGE",
        "a LANGUAGE MUL",
        "a LANGUAGE FR-CA EN-CA default",
        "a LANGUAGE \"*\"",
    ]);
    C::written(&[
        ("a language \"default\"", "a LANGUAGE default"),
        ("a LANGUAGE {2}\r\nde", "a LANGUAGE de"),
    ]);
    C::refused(&[
        ("a LANGUAGE‸ ", Rule::Crlf),
        ("a LANGUAGE ‸\"\"", Rule::LanguageRange),
        ("a LANGUAGE ‸de_DE", Rule::LanguageRange),
        ("a LANGUAGE ‸*", Rule::LanguageRange),
        ("a LANGUAGE de ‸toolongsub", Rule::LanguageRange),
        ("a LANGUAGE ‸(de)", Rule::LanguageRange),
    ]);
}

/// language-data = "LANGUAGE" SP "(" lang-tag-quoted *(SP lang-tag-quoted) ")"
#[test]
fn s3_3_language() {
    S::same(&[
        "* LANGUAGE (DE)",
        "* LANGUAGE (EN DE IT i-default)",
        "* LANGUAGE (sl-rozaj-biske-1994)",
    ]);
    S::written(&[("* language (\"DE\")", "* LANGUAGE (DE)")]);
    S::refused(&[
        ("* LANGUAGE‸", Rule::Sp),
        ("* LANGUAGE ‸DE", Rule::Open),
        ("* LANGUAGE (‸)", Rule::LanguageTag),
        ("* LANGUAGE (‸\"*\")", Rule::LanguageTag),
        ("* LANGUAGE (DE ‸)", Rule::Close),
    ]);
}

/// After the language has changed, texts may hold UTF-8; whether they may is a question for the session.
#[test]
fn s3_5_texts() {
    S::same_utf8(&["a OK Sprachwechsel durch LANGUAGE-Befehl ausgef\u{fc}hrt"]);
}

/// namespace-trans = SP DQUOTE "TRANSLATION" DQUOTE SP "(" string ")"
#[test]
fn s3_4_translation() {
    S::same(&[
        "* NAMESPACE ((\"\" \"/\")) ((\"Other Users/\" \"/\" \"TRANSLATION\" (\"Andere Ben&APw-tzer/\"))) NIL",
    ]);
}

/// comparator-cmd = "COMPARATOR" *(SP comp-order-quoted)
#[test]
fn s4_7_comparator() {
    C::same(&[
        "a COMPARATOR",
        "a COMPARATOR \"cz;*\" i;basic",
        "a COMPARATOR default -i;octet",
    ]);
    C::written(&[("a comparator \"default\"", "a COMPARATOR default")]);
    C::refused(&[
        ("a COMPARATOR‸ ", Rule::Crlf),
        ("a COMPARATOR ‸\"\"", Rule::CollationOrder),
        ("a COMPARATOR ‸\"**\"", Rule::CollationOrder),
        ("a COMPARATOR ‸\"a b\"", Rule::CollationOrder),
        ("a COMPARATOR i;basic‸*", Rule::Crlf),
    ]);
}

/// comparator-data = "COMPARATOR" SP comp-sel-quoted [SP "(" comp-id-quoted *(SP comp-id-quoted) ")"]
#[test]
fn s4_8_comparator() {
    S::same(&[
        "* COMPARATOR i;basic",
        "* COMPARATOR i;basic (i;basic cz;x)",
        "* COMPARATOR +i;unicode-casemap (i;octet;a=1)",
    ]);
    S::refused(&[
        ("* COMPARATOR‸", Rule::Sp),
        ("* COMPARATOR ‸\"cz;*\"", Rule::CollationSelected),
        ("* COMPARATOR i;basic (‸)", Rule::CollationSelected),
        ("* COMPARATOR i;basic‸ cz;x", Rule::Crlf),
    ]);
}

#[test]
fn s4_9_badcomparator() {
    S::same(&["a NO [BADCOMPARATOR] no such collation"]);
    S::same(&["* CAPABILITY LANGUAGE I18NLEVEL=1 I18NLEVEL=2"]);
    S::other(&[("* CAPABILITY I18NLEVEL=3", &[Rule::Capability])]);
}
