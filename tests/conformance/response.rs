//! Greeting, status responses, continuations: RFC 9051 sections 7.1 and 7.6, RFC 3501 sections 7.1 and 7.5.

use imap_codec::Rule;

use crate::kit::{C, Done, Greeting, Rows, S};

#[test]
fn s7_1_greeting() {
    Greeting::same(&[
        "* OK ",
        "* OK IMAP4rev1 Service Ready",
        "* PREAUTH hello",
        "* BYE [UNAVAILABLE] later",
    ]);
    Greeting::written(&[("* preauth x", "* PREAUTH x"), ("* ok x", "* OK x")]);
    Greeting::refused(&[
        ("* ‸NO x", Rule::Greeting),
        ("* ‸BAD x", Rule::Greeting),
        ("* ‸CAPABILITY IMAP4rev1", Rule::Greeting),
        ("‸a OK x", Rule::Greeting),
        ("‸+ x", Rule::Greeting),
        ("*‸OK x", Rule::Sp),
        ("* OK‸", Rule::Sp),
    ]);
}

/// PREAUTH is a greeting's alone, BYE is never tagged.
#[test]
fn s7_1_status() {
    S::same(&[
        "* OK x",
        "* NO x",
        "* BAD x",
        "* BYE x",
        "a OK x",
        "a NO x",
        "a BAD x",
        "* OK [ALERT] ",
    ]);
    S::written(&[("* Ok x", "* OK x"), ("a bad x", "a BAD x")]);
    S::refused(&[
        ("* ‸PREAUTH x", Rule::ResponseData),
        ("a ‸BYE x", Rule::RespCondState),
        ("a ‸PREAUTH x", Rule::RespCondState),
        ("a ‸FLAGS ()", Rule::RespCondState),
        ("a ‸OKAY x", Rule::RespCondState),
        ("a ‸", Rule::RespCondState),
        ("a‸", Rule::Sp),
        ("* OK‸", Rule::Sp),
        ("* OK‸\tx", Rule::Sp),
    ]);
}

/// continue-req = "+" SP (resp-text / base64): resp-text may be empty.
#[test]
fn s7_6_continue() {
    S::same(&["+ ", "+ idling", "+ [ALERT] go on", "+ AAAA", "+ +"]);
    S::refused(&[
        ("+‸", Rule::Sp),
        ("+‸idling", Rule::Sp),
        ("+ a‸\0", Rule::Text),
    ]);
}

#[test]
fn s6_3_13_idle() {
    C::same(&["a IDLE"]);
    Done::same(&["DONE"]);
    Done::written(&[("done", "DONE")]);
    Done::refused(&[
        ("‸DON", Rule::IdleDone),
        ("DONE‸ ", Rule::Crlf),
        ("‸a DONE", Rule::IdleDone),
        ("‸", Rule::IdleDone),
    ]);
}
