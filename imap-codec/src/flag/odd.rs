//! What servers send in the place of a list of flags, each under the [`Quirk`] that lets it pass.

use imap_types::flag::{Flag, Flags, PermanentFlags};

use super::flag;
use crate::{
    core::{nil, quoted},
    quirk::Quirk,
    rule::Rule,
    wire::cx::{Cx, Error, Parsed},
};

/// NIL for an empty list (quirk `odd-flags`).
#[cold]
#[inline(never)]
pub(super) fn odd_list<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    error: nom::Err<Error>,
) -> Parsed<'a, PermanentFlags<'a>> {
    match nil(i) {
        Some(rest) if cx.mend(Quirk::OddFlags, i, rest) => Ok((rest, PermanentFlags::default())),
        _ => Err(error),
    }
}

/// Behind what stands in the place of a flag: `\*` (quirk `star-in-flags`), a string or a list (quirk `odd-flags`).
#[cold]
#[inline(never)]
pub(super) fn odd_flag<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    flags: &mut Flags<'a>,
    error: nom::Err<Error>,
) -> Result<&'a [u8], nom::Err<Error>> {
    let rest = match i {
        _ if !cx.salvage => return Err(error),
        [b'\\', b'*', rest @ ..] if cx.mend(Quirk::StarInFlags, i, rest) => return Ok(rest),
        [b'"', ..] => match quoted(cx, i) {
            Ok((rest, _)) => {
                // A name without escapes stands there as it would without quotes.
                let inside = i.get(1..).unwrap_or_default();
                if let Ok((end, flag)) = flag(cx, inside)
                    && end.len() == rest.len() + 1
                {
                    flags.push(flag);
                } else if let Some(name) = inside.strip_prefix(b"\\")
                    && let Ok((end, flag)) = flag(cx, name)
                    && end.len() == rest.len() + 1
                {
                    // `"\\Seen"`
                    flags.push(flag);
                }
                rest
            }
            Err(_) => return crate::salvage::element(cx, i, error, Rule::Flag),
        },
        [b'(', inside @ ..] => {
            let mut rest = inside;
            loop {
                rest = match rest {
                    [b')', after @ ..] => break after,
                    [b' ', after @ ..] => after,
                    _ => {
                        let (after, flag): (_, Flag<'_>) = flag(cx, rest)?;
                        flags.push(flag);
                        after
                    }
                };
            }
        }
        _ => return crate::salvage::element(cx, i, error, Rule::Flag),
    };
    if cx.mend(Quirk::OddFlags, i, rest) {
        Ok(rest)
    } else {
        Err(error)
    }
}
