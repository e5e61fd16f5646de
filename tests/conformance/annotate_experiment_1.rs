//! ANNOTATE-EXPERIMENT-1 ([RFC 5257](https://www.rfc-editor.org/rfc/rfc5257.html)).

use imap_codec::Rule;

use crate::kit::{C, Rows, S};

#[test]
fn s4_1_annotations() {
    S::same(&[
        "* OK [ANNOTATIONS NONE] x",
        "* OK [ANNOTATIONS READ-ONLY] x",
        "* OK [ANNOTATIONS READ-ONLY NOPRIVATE] x",
        "* OK [ANNOTATIONS 1024] x",
        "* OK [ANNOTATIONS 4294967295 NOPRIVATE] x",
    ]);
    S::written(&[(
        "* OK [annotations read-only noprivate] x",
        "* OK [ANNOTATIONS READ-ONLY NOPRIVATE] x",
    )]);
    S::refused(&[
        ("* OK [ANNOTATIONS‸] x", Rule::Sp),
        ("* OK [ANNOTATIONS ‸0] x", Rule::NzNumber),
        ("* OK [ANNOTATIONS ‸4294967296] x", Rule::NzNumber),
        ("* OK [ANNOTATIONS ‸NOPRIVATE] x", Rule::AnnSize),
        ("* OK [ANNOTATIONS NONE‸ NOPRIVATE] x", Rule::CloseBracket),
    ]);
}

#[test]
fn s4_2_select_parameter() {
    C::same(&["a SELECT INBOX (ANNOTATE)", "a EXAMINE x (ANNOTATE)"]);
    C::written(&[("a select x (annotate)", "a SELECT x (ANNOTATE)")]);
}

/// Wildcards in the names of entries, none in those of attributes.
#[test]
fn s4_3_fetch() {
    C::same(&[
        "a FETCH 1 ANNOTATION (/comment value)",
        "a FETCH 1 (UID ANNOTATION (/* (value.priv size.priv)))",
        "a UID FETCH 1:* ANNOTATION ((/% \"/a *\" \"\") value.shared)",
    ]);
    C::written(&[
        (
            "a fetch 1 (annotation ((/comment) (value)))",
            "a FETCH 1 ANNOTATION (/comment value)",
        ),
        (
            "a FETCH 1 ANNOTATION ({2}\r\n/a \"value\")",
            "a FETCH 1 ANNOTATION (/a value)",
        ),
    ]);
    C::refused(&[
        ("a FETCH 1 ANNOTATION‸", Rule::Sp),
        ("a FETCH 1 (ANNOTATION‸)", Rule::Sp),
        ("a FETCH 1 ANNOTATION ‸/comment value", Rule::Open),
        ("a FETCH 1 ANNOTATION (‸)", Rule::ListMailbox),
        ("a FETCH 1 ANNOTATION ((‸) value)", Rule::ListMailbox),
        ("a FETCH 1 ANNOTATION (/comment‸)", Rule::Sp),
        ("a FETCH 1 ANNOTATION (/comment ‸\"v*\")", Rule::Attrib),
        ("a FETCH 1 ANNOTATION (/comment ‸priv)", Rule::Attrib),
        ("a FETCH 1 ANNOTATION (/comment ‸value.)", Rule::Attrib),
        ("a FETCH 1 ANNOTATION (/comment value‸ size)", Rule::Close),
    ]);
}

/// Values; or, of a change that nobody asked for, names alone.
#[test]
fn s4_4_fetch_response() {
    S::same(&[
        "* 1 FETCH (ANNOTATION (/comment (value.priv \"My comment\" value.shared NIL)))",
        "* 1 FETCH (ANNOTATION (/1.2/flags/seen (value \"1\") \"/vendor/a b\" (size \"\")) UID 7)",
        "* 1 FETCH (ANNOTATION (/comment (value.priv ~{3}\r\n\0)\")))",
        "* 1 FETCH (FLAGS (\\Seen) ANNOTATION (/comment /altsubject \"/a b\"))",
        "* 1 FETCH (ANNOTATION (/ \"\"))",
    ]);
    S::written(&[
        (
            "* 1 fetch (annotation (/comment (value {1}\r\na)))",
            "* 1 FETCH (ANNOTATION (/comment (value \"a\")))",
        ),
        (
            "* 1 FETCH (ANNOTATION (/comment (value ~{1}\r\na)))",
            "* 1 FETCH (ANNOTATION (/comment (value \"a\")))",
        ),
    ]);
    S::refused(&[
        ("* 1 FETCH (ANNOTATION‸)", Rule::Sp),
        ("* 1 FETCH (ANNOTATION ‸NIL)", Rule::Open),
        ("* 1 FETCH (ANNOTATION (‸))", Rule::AnnEntry),
        ("* 1 FETCH (ANNOTATION (‸/a/))", Rule::AnnEntry),
        ("* 1 FETCH (ANNOTATION (‸/a//b))", Rule::AnnEntry),
        ("* 1 FETCH (ANNOTATION (‸\"/a*\"))", Rule::AnnEntry),
        ("* 1 FETCH (ANNOTATION (/a (‸)))", Rule::Attrib),
        ("* 1 FETCH (ANNOTATION (/a (value‸)))", Rule::Sp),
        ("* 1 FETCH (ANNOTATION (/a (value ‸x)))", Rule::Nstring),
        ("* 1 FETCH (ANNOTATION (/a (value NIL) /b‸))", Rule::Sp),
        (
            "* 1 FETCH (ANNOTATION (/a /b ‸(value NIL)))",
            Rule::AnnEntry,
        ),
    ]);
}

#[test]
fn s4_5_store() {
    C::same(&[
        "a STORE 1 ANNOTATION (/comment (value.priv \"x\" value.shared NIL))",
        "a UID STORE 1:* ANNOTATION (/comment (value.priv ~{1}\r\n\0) /altsubject (value.priv \"\"))",
    ]);
    C::refused(&[
        ("a STORE 1 ANNOTATION‸", Rule::Sp),
        ("a STORE 1 ANNOTATION ‸/comment", Rule::Open),
        ("a STORE 1 ANNOTATION (/comment‸)", Rule::Sp),
        (
            "a STORE 1 ANNOTATION (/comment ‸value.priv NIL)",
            Rule::Open,
        ),
    ]);
    S::same(&["a NO [ANNOTATE TOOBIG] x", "a NO [ANNOTATE TOOMANY] x"]);
    S::refused(&[
        ("a NO [ANNOTATE‸] x", Rule::Sp),
        ("a NO [ANNOTATE ‸TOOFEW] x", Rule::Atom),
    ]);
}

/// Before the message, and before each of several.
#[test]
fn s4_7_append() {
    C::same(&[
        "a APPEND drafts ANNOTATION (/comment (value.priv \"x\")) {1}\r\na",
        "a APPEND x (\\Seen) ANNOTATION (/a (value.priv {2}\r\n\r\n)) {1}\r\na ANNOTATION (/b (value.priv NIL)) {1}\r\nb",
        "a APPEND x ANNOTATION (/a (value.priv NIL)) CATENATE (URL \"a\") ANNOTATION (/b (value.priv NIL)) ~{1}\r\n\0",
    ]);
    C::refused(&[
        ("a APPEND x ANNOTATION (/a (value.priv NIL))‸", Rule::Sp),
        ("a APPEND x ANNOTATION ‸{1}\r\na", Rule::Open),
        (
            "a APPEND x ANNOTATION (/a (value.priv NIL)) ‸(\\Seen) {1}\r\na",
            Rule::AppendData,
        ),
    ]);
}

#[test]
fn s4_8_search() {
    C::same(&[
        "a SEARCH ANNOTATION /comment value \"IMAP4\"",
        "a SEARCH ANNOTATION * value.priv \"\" NOT ANNOTATION \"/a b\" value.shared NIL",
        "a UID SEARCH OR ANNOTATION /% value ~{1}\r\n\0 SEEN",
    ]);
    C::written(&[(
        "a search annotation /comment VALUE.priv {1}\r\nx",
        "a SEARCH ANNOTATION /comment value.priv \"x\"",
    )]);
    C::refused(&[
        ("a SEARCH ANNOTATION‸", Rule::Sp),
        ("a SEARCH ANNOTATION /comment‸", Rule::Sp),
        ("a SEARCH ANNOTATION /comment ‸size \"1\"", Rule::Attrib),
        (
            "a SEARCH ANNOTATION /comment ‸\"value\" \"1\"",
            Rule::Attrib,
        ),
        ("a SEARCH ANNOTATION /comment value ‸IMAP4", Rule::Nstring),
    ]);
}

/// A whole name, and `.priv` or `.shared`.
#[test]
fn s4_9_sort() {
    C::same(&[
        "a SORT (ANNOTATION /altsubject value.shared) UTF-8 ALL",
        "a SORT (REVERSE ANNOTATION \"/a b\" value.priv DATE) UTF-8 ALL",
    ]);
    C::refused(&[
        (
            "a SORT (ANNOTATION /altsubject ‸value) UTF-8 ALL",
            Rule::Attrib,
        ),
        (
            "a SORT (ANNOTATION ‸\"/%\" value.priv) UTF-8 ALL",
            Rule::AnnEntry,
        ),
        ("a SORT (ANNOTATION‸) UTF-8 ALL", Rule::Sp),
    ]);
}
