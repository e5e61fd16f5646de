//! Lines that servers send in the place of what the grammar wants, each under the [`Quirk`] that lets it pass.

use alloc::borrow::Cow;

use imap_types::{
    core::Text,
    response::{Greeting, GreetingKind, RespText, Response, Status, StatusKind},
};

use super::condition_text;
use crate::{
    code::bare_code,
    core::{crlf, keyword, text, without_spaces},
    quirk::Quirk,
    rule::Rule,
    wire::{
        cx::{Cx, Error, Parsed, expect},
        scan,
    },
};

/// `"NO" SP text` behind an SP and no star, where a greeting says BYE (quirk `no-for-bye`).
#[cold]
#[inline(never)]
pub(super) fn odd_greeting<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    error: nom::Err<Error>,
) -> Parsed<'a, Greeting<'a>> {
    match keyword(i, b" NO") {
        Some(rest @ [b' ', ..]) if cx.mend(Quirk::NoForBye, i, rest) => {
            let (rest, text) = condition_text(cx, rest)?;
            let kind = GreetingKind::Bye;
            Ok((rest, Greeting { kind, text }))
        }
        _ => Err(error),
    }
}

/// Data that say nothing (quirk `empty-vanished`): a condition without text stands for them, which says nothing either.
#[cold]
#[inline(never)]
pub(super) fn odd_data<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    error: nom::Err<Error>,
) -> Parsed<'a, Response<'a>> {
    let end = keyword(i, b"VANISHED").map(|rest| {
        let rest = without_spaces(rest);
        without_spaces(keyword(rest, b"(EARLIER)").unwrap_or(rest))
    });
    match end {
        Some(rest @ [b'\r' | b'\n', ..]) if cx.mend(Quirk::EmptyVanished, i, rest) => {
            let (rest, ()) = crlf(cx, rest)?;
            let text = RespText {
                code: None,
                text: Text::from_scanned(Cow::Borrowed(b"")),
            };
            let kind = StatusKind::Ok;
            Ok((rest, Response::Status(Status { kind, text })))
        }
        _ => Err(error),
    }
}

/// A line that begins with neither a star nor a plus, and tells the state of no command.
#[cold]
#[inline(never)]
pub(super) fn odd_line<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    error: nom::Err<Error>,
) -> Parsed<'a, Response<'a>> {
    let read = match i {
        _ if !cx.salvage => None,
        [b'[', ..] => bare_code(cx, i).ok().and_then(|(rest, text)| {
            cx.mend(Quirk::MissingCondition, i, rest)
                .then_some((rest, StatusKind::Ok, text))
        }),
        _ => known_line(i).and_then(|(quirk, kind)| {
            let (rest, text) = text(cx, i).ok()?;
            let text = RespText { code: None, text };
            cx.mend(quirk, i, rest).then_some((rest, kind, text))
        }),
    };
    match read {
        Some((rest, kind, text)) => {
            let (rest, ()) = expect(Rule::Text, rest, crlf(cx, rest))?;
            Ok((rest, Response::Status(Status { kind, text })))
        }
        None => Err(error),
    }
}

/// What such a line means, if it is one of those that are known.
fn known_line(i: &[u8]) -> Option<(Quirk, StatusKind)> {
    if let Some([b'\r' | b'\n', ..]) = keyword(i, b"SERVER UNAVAILABLE.") {
        return Some((Quirk::UnavailableLine, StatusKind::Bad));
    }
    let name = scan::span(i, |byte| byte.is_ascii_alphabetic());
    match keyword(i.get(name..)?, b" COMPLETED.")? {
        [b'\r' | b'\n', ..] if name > 0 => Some((Quirk::StrayCompletion, StatusKind::Ok)),
        _ => None,
    }
}
