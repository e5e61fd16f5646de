//! What a server says ([RFC 9051 §7](https://www.rfc-editor.org/rfc/rfc9051.html#section-7)).

mod odd;

use imap_types::{
    data::Data,
    response::{
        ContinueReq, Greeting, GreetingKind, RespText, Response, State, Status, StatusKind, Tagged,
    },
};

use self::odd::{odd_data, odd_greeting, odd_line};
use crate::{
    code::resp_text,
    core::{atom, byte, crlf, line_end, sp, spaces, tag},
    data::{keyed, numbered, write_line},
    quirk::Quirk,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, expect, refuse, within},
        write::{Encode, Writer},
    },
};

/// `greeting = "*" SP (resp-cond-auth / resp-cond-bye) CRLF`
pub(crate) fn greeting<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Greeting<'a>> {
    let read = || {
        let (rest, _) = byte(b'*', Rule::Greeting, i)?;
        let (start, _) = sp(rest)?;
        let (rest, word) = expect(Rule::Greeting, start, atom(start))?;
        let Some(kind) = GreetingKind::parse(word) else {
            return refuse(start, Rule::Greeting);
        };
        let (rest, text) = condition_text(cx, rest)?;
        Ok((rest, Greeting { kind, text }))
    };
    match within(Rule::Greeting, read()) {
        Err(error) => odd_greeting(cx, i, error),
        read => read,
    }
}

/// `SP resp-text CRLF`, behind OK, NO, BAD, BYE or PREAUTH.
#[inline]
fn condition_text<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, RespText<'a>> {
    let rest = match i {
        [b' ', rest @ ..] => rest,
        [b'\r' | b'\n', ..] if cx.mend(Quirk::MissingText, i, i) => i,
        _ => return refuse(i, Rule::Sp),
    };
    let (rest, text) = resp_text(cx, rest)?;
    let (rest, _) = expect(Rule::Text, rest, crlf(cx, rest))?;
    Ok((rest, text))
}

impl Encode for Greeting<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.raw(b"* ").raw(self.kind.as_str().as_bytes());
        self.text.encode(w.sp());
        w.raw(b"\r\n");
    }
}

/// `response-data / response-tagged / continue-req`
#[inline(always)] // its value is large, and moves of it would be half the cost of EXISTS
pub(crate) fn response<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Response<'a>> {
    match i {
        [b'*', rest @ ..] => within(Rule::ResponseData, untagged(cx, rest)),
        [b'+', rest @ ..] => within(Rule::ContinueReq, continue_req(cx, rest)),
        _ => within(Rule::ResponseTagged, tagged(cx, i)),
    }
}

/// `SP response-payload CRLF`, behind the `*`.
#[inline(always)] // as its caller
fn untagged<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Response<'a>> {
    let (start, _) = sp(i)?;
    let start = spaces(cx, start, Quirk::SpaceBeforeNumber);
    if start.first().is_some_and(u8::is_ascii_digit) {
        return numbered(cx, start, |rest, data| {
            let (rest, _) = line_end(cx, rest, Quirk::SpaceAtEnd)?;
            Ok((rest, Response::Data(data)))
        });
    }
    // Most data have other letters, and need no look among the conditions.
    if let Some(b'O' | b'o' | b'N' | b'n' | b'B' | b'b') = start.first() {
        let (rest, word) = expect(Rule::ResponseData, start, atom(start))?;
        if let Some(kind) = StatusKind::parse(word) {
            let (rest, text) = condition_text(cx, rest)?;
            return Ok((rest, Response::Status(Status { kind, text })));
        }
    }
    let (rest, data) = match keyed(cx, start) {
        Ok(read) => read,
        Err(error) => return odd_data(cx, start, error),
    };
    let quirk = match data {
        Data::Search(_) => Quirk::SpaceAfterSearch,
        Data::Capability(_) | Data::Enabled(_) => Quirk::SpaceAfterCapability,
        Data::Status(_) => Quirk::SpaceAfterStatus,
        _ => Quirk::SpaceAtEnd,
    };
    let (rest, _) = line_end(cx, rest, quirk)?;
    Ok((rest, Response::Data(data)))
}

/// `response-tagged = tag SP resp-cond-state CRLF`
fn tagged<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Response<'a>> {
    let (rest, tag) = tag(cx, i)?;
    let (start, _) = sp(rest)?;
    cx.tag(i, rest);
    let (rest, word) = expect(Rule::RespCondState, start, atom(start))?;
    let Some(state) = State::parse(word) else {
        return refuse(start, Rule::RespCondState).or_else(|error| odd_line(cx, i, error));
    };
    let (rest, text) = condition_text(cx, rest)?;
    Ok((rest, Response::Tagged(Tagged { tag, state, text })))
}

/// `continue-req = "+" SP (resp-text / base64) CRLF`, behind the `+`.
fn continue_req<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Response<'a>> {
    let rest = match i {
        [b' ', rest @ ..] => rest,
        [b'\r' | b'\n', ..] if cx.mend(Quirk::BareContinuation, i, i) => i,
        _ => return refuse(i, Rule::Sp),
    };
    let (rest, text) = resp_text(cx, rest)?;
    let (rest, _) = expect(Rule::Text, rest, crlf(cx, rest))?;
    Ok((rest, Response::Continue(ContinueReq { text })))
}

impl Encode for Response<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        match self {
            Response::Continue(ContinueReq { text }) => text.encode(w.raw(b"+ ")),
            Response::Data(data) => return write_line(data, w),
            Response::Status(Status { kind, text }) => {
                w.raw(b"* ").raw(kind.as_str().as_bytes());
                text.encode(w.sp());
            }
            Response::Tagged(Tagged { tag, state, text }) => {
                tag.encode(w);
                w.sp().raw(state.as_str().as_bytes());
                text.encode(w.sp());
            }
            _ => {}
        }
        w.raw(b"\r\n");
    }
}

#[cfg(test)]
mod tests {
    use imap_types::{code::Code, data::Data};

    use super::*;
    use crate::testing::{both, ok, reads, refuses};

    fn text(text: &'static str) -> RespText<'static> {
        RespText {
            code: None,
            text: ok(text),
        }
    }

    #[test]
    fn greetings() {
        both(
            greeting,
            &[
                (
                    "* OK hello\r\n",
                    Greeting {
                        kind: GreetingKind::Ok,
                        text: text("hello"),
                    },
                ),
                (
                    "* PREAUTH \r\n",
                    Greeting {
                        kind: GreetingKind::PreAuth,
                        text: text(""),
                    },
                ),
                (
                    "* BYE x\r\n",
                    Greeting {
                        kind: GreetingKind::Bye,
                        text: text("x"),
                    },
                ),
            ],
        );
        reads(
            greeting,
            &[(
                "* ok x\r\n",
                Greeting {
                    kind: GreetingKind::Ok,
                    text: text("x"),
                },
            )],
        );
        refuses(
            greeting,
            &[
                ("* NO x\r\n", 2, Rule::Greeting),
                ("a OK x\r\n", 0, Rule::Greeting),
                ("* OK\r\n", 4, Rule::Sp),
                ("* OK x", 6, Rule::Text),
            ],
        );
    }

    #[test]
    fn responses() {
        let status = |kind| {
            Response::Status(Status {
                kind,
                text: text("x"),
            })
        };
        let tagged = |state| {
            Response::Tagged(Tagged {
                tag: ok("a]"),
                state,
                text: text("x"),
            })
        };
        both(
            response,
            &[
                ("* OK x\r\n", status(StatusKind::Ok)),
                ("* NO x\r\n", status(StatusKind::No)),
                ("* BAD x\r\n", status(StatusKind::Bad)),
                ("* BYE x\r\n", status(StatusKind::Bye)),
                ("a] OK x\r\n", tagged(State::Ok)),
                ("a] NO x\r\n", tagged(State::No)),
                ("a] BAD x\r\n", tagged(State::Bad)),
                ("+ \r\n", Response::Continue(ContinueReq { text: text("") })),
                (
                    "+ AAAA\r\n",
                    Response::Continue(ContinueReq { text: text("AAAA") }),
                ),
                (
                    "+ [ALERT] x\r\n",
                    Response::Continue(ContinueReq {
                        text: RespText {
                            code: Some(Code::Alert),
                            text: ok("x"),
                        },
                    }),
                ),
                ("* 23 EXISTS\r\n", Response::Data(Data::Exists(23))),
            ],
        );
        refuses(
            response,
            &[
                ("", 0, Rule::Tag),
                ("* \r\n", 2, Rule::ResponseData),
                ("* PREAUTH x\r\n", 2, Rule::ResponseData),
                ("a BYE x\r\n", 2, Rule::RespCondState),
                ("+\r\n", 1, Rule::Sp),
                ("a OK\r\n", 4, Rule::Sp),
                ("* 23 EXISTS \r\n", 11, Rule::Crlf),
                ("* OK a\0\r\n", 6, Rule::Text),
                ("* OK x\n", 6, Rule::Text),
                ("*  OK x\r\n", 2, Rule::ResponseData),
            ],
        );
    }
}
