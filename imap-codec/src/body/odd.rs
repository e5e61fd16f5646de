//! What servers send in the place of what the grammar wants in a body, each under the [`Quirk`] that lets it pass.

use alloc::{boxed::Box, vec::Vec};

use imap_types::{
    body::{
        BasicPart, BodyFields, Disposition, Multipart, MultipartExtension, Parameter, Part,
        PartExtension, PartKind, TextPart,
    },
    core::{IString, NString, Number64},
};

use super::{
    body_ext_1part, body_fields, body_fld_dsp, body_fld_lang, body_fld_param, end_of_multipart,
    multipart_to_be, size, sp1,
};
use crate::{
    core::{atom, byte, nil, nstring, number64, string},
    quirk::Quirk,
    rule::Rule,
    salvage::list_end,
    wire::{
        cx::{Cx, Error, Parsed, refuse},
        scan,
    },
};

/// A part whose type is not there, or a multipart that has no parts (quirks `missing-media-type` and
/// `childless-multipart`).
#[cold]
#[inline(never)]
pub(super) fn odd_1part<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    error: nom::Err<Error>,
) -> Parsed<'a, PartKind<'a>> {
    if cx.salvage {
        let mark = cx.mark();
        for read in [missing_media_type, childless_multipart] {
            match read(cx, i) {
                Ok(part) => return Ok(part),
                Err(_) => cx.reset(mark),
            }
        }
    }
    Err(error)
}

/// A string, or NIL for none, or nothing at all, and the fields of a part.
fn missing_media_type<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, PartKind<'a>> {
    // Of what it is there is only half.
    let (rest, _) = nstring(cx, i)?;
    let (fields_from, _) = sp1(cx, rest)?;
    let behind_nil = nil(fields_from).and_then(|rest| {
        let (rest, _) = sp1(cx, rest).ok()?;
        body_fields(cx, rest).ok()
    });
    let (after, fields) = match behind_nil {
        Some(read) => read,
        None => body_fields(cx, fields_from)?,
    };
    if !cx.mend(Quirk::MissingMediaType, i, rest) {
        return refuse(i, Rule::String);
    }
    let rest = needless_lines(cx, after);
    let (rest, extension) = body_ext_1part(cx, rest)?;
    let part = BasicPart::from_scanned(
        constant(b"APPLICATION"),
        constant(b"OCTET-STREAM"),
        fields,
        extension,
    );
    Ok((rest, PartKind::Basic(part)))
}

/// `[NIL SP] media-subtype [SP body-ext-mpart]`
fn childless_multipart<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, PartKind<'a>> {
    let rest = match nil(i) {
        Some(rest) => sp1(cx, rest)?.0,
        None => i,
    };
    let mut multipart = multipart_to_be();
    let (rest, ()) = end_of_multipart(cx, rest, &mut multipart)?;
    if !cx.mend(Quirk::ChildlessMultipart, i, rest) {
        return refuse(i, Rule::Body);
    }
    let Multipart { subtype, extension } = multipart;
    let (parameters, extension) = match extension {
        Some(extension) => {
            let MultipartExtension { parameters, tail } = *extension;
            let md5 = NString::NIL;
            (parameters, Some(Box::new(PartExtension { md5, tail })))
        }
        None => (Vec::new(), None),
    };
    let fields = no_fields(parameters);
    let part = BasicPart::from_scanned(constant(b"MULTIPART"), subtype, fields, extension);
    Ok((rest, PartKind::Basic(part)))
}

/// Behind the part at `i`, which could not be read because of `error`, if it stands in another and its end can be told:
/// one of which nothing is known takes its place, so that its siblings keep their numbers.
#[cold]
#[inline(never)]
pub(super) fn bad_part<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    error: nom::Err<Error>,
    parts: &mut Vec<Part<'a>>,
    level: u8,
) -> Result<&'a [u8], nom::Err<Error>> {
    if !cx.salvage_parts.get() || level == 0 {
        return Err(error);
    }
    match list_end(i).and_then(|len| i.get(len..)) {
        Some(end) => {
            cx.leave_out(Rule::Body, i, end, error);
            let kind = PartKind::Basic(BasicPart::from_scanned(
                constant(b"APPLICATION"),
                constant(b"OCTET-STREAM"),
                no_fields(Vec::new()),
                None,
            ));
            parts.push(Part { level, kind });
            Ok(end)
        }
        None => Err(error),
    }
}

/// Does a body end here, as far as is asked? Only where parts are salvaged.
#[inline]
pub(super) fn behind_body(cx: &Cx<'_>, i: &[u8]) -> bool {
    i.first() == Some(&b')') || !cx.salvage_parts.get() || i.starts_with(b" )")
}

/// Behind the end of a multipart or a message, from `i` on, which could not be read: the parts in it are kept, and what is
/// known of it.
#[cold]
#[inline(never)]
pub(super) fn bad_end<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    read: Parsed<'a, ()>,
    multipart: Option<&mut Multipart<'a>>,
) -> Result<&'a [u8], nom::Err<Error>> {
    let error = match read {
        Ok((rest, ())) => match byte(b')', Rule::Close, rest) {
            Ok(_) => return Ok(rest),
            Err(error) => error,
        },
        Err(error) => error,
    };
    if !cx.salvage_parts.get() {
        return Err(error);
    }
    let Some(end) = up_to_close(i) else {
        return Err(error);
    };
    if let Some(multipart) = multipart {
        if multipart.subtype.as_bytes().is_empty() {
            multipart.subtype = constant(b"MIXED");
        }
        multipart.extension = None;
    }
    cx.leave_out(Rule::Body, i, end, error);
    Ok(end)
}

/// The `)` that closes the list inside which `i` begins.
fn up_to_close(i: &[u8]) -> Option<&[u8]> {
    let mut rest = i;
    loop {
        match rest.first()? {
            b')' => return Some(rest),
            b'(' => rest = rest.get(list_end(rest)?..)?,
            b'\r' | b'\n' => return None,
            b'"' => {
                let inside = rest.get(1..)?;
                let len = scan::quoted_any_escape(inside).ok()?.len;
                rest = inside.get(len + 1..)?;
            }
            _ => rest = rest.get(1..)?,
        }
    }
}

pub(super) const fn constant<'a>(bytes: &'static [u8]) -> IString<'a> {
    IString::from_scanned(alloc::borrow::Cow::Borrowed(bytes))
}

fn no_fields(parameters: Vec<Parameter<'_>>) -> BodyFields<'_> {
    BodyFields {
        parameters,
        id: NString::NIL,
        description: NString::NIL,
        encoding: constant(b"7BIT"),
        octets: 0_u32.into(),
    }
}

/// Is there no envelope behind the fields of a message? (Quirk `bodiless-message`.)
pub(super) fn is_bodiless(cx: &Cx<'_>, i: &[u8]) -> bool {
    !matches!(i, [b' ', b'(' | b' ', ..]) && cx.mend(Quirk::BodilessMessage, i, i)
}

/// Behind the body of a message that has none, `()`, or is not there (quirk `bodiless-message`).
#[inline]
pub(super) fn empty_body<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Option<&'a [u8]> {
    match i {
        [b' ', b'(', b')', rest @ ..] if cx.mend(Quirk::BodilessMessage, i, rest) => Some(rest),
        [b' ', b'(' | b' ', ..] => None,
        // Noted with the envelope, if that is missing too.
        _ => cx.has(Quirk::BodilessMessage).then_some(i),
    }
}

/// What stands for the body of a message that has none.
pub(super) fn empty_text<'a>() -> PartKind<'a> {
    PartKind::Text(TextPart {
        subtype: constant(b"PLAIN"),
        fields: no_fields(Vec::new()),
        lines: 0_u32.into(),
        extension: None,
    })
}

#[cold]
pub(super) fn odd_lines<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Number64> {
    let read = sp1(cx, i).and_then(|(rest, _)| size(cx, rest));
    // A `)` ends the part, a string is the MD5 that follows.
    match i {
        [b')', ..] | [b' ', b')' | b'"', ..]
            if read.is_err() && cx.mend(Quirk::MissingLines, i, i) =>
        {
            Ok((i, 0_u32.into()))
        }
        _ => read,
    }
}

/// Behind a number of lines that such a part does not have (quirk `needless-lines`).
#[inline]
pub(super) fn needless_lines<'a>(cx: &Cx<'_>, i: &'a [u8]) -> &'a [u8] {
    match i {
        [b' ', number @ ..] if number.first().is_some_and(u8::is_ascii_digit) => {
            let rest = number
                .get(scan::span(number, |byte| byte.is_ascii_digit())..)
                .unwrap_or_default();
            if cx.mend(Quirk::NeedlessLines, i, rest) {
                rest
            } else {
                i
            }
        }
        _ => i,
    }
}

#[cold]
pub(super) fn odd_size<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    read: Parsed<'a, Number64>,
) -> Parsed<'a, Number64> {
    let zero = || Number64::from(0_u32);
    let digits = |i: &[u8]| scan::span(i, |byte| byte.is_ascii_digit());
    let (quirk, rest, number) = match i {
        [b'-', rest @ ..] if digits(rest) > 0 => {
            let behind = rest.get(digits(rest)..).unwrap_or_default();
            (Quirk::NegativeSize, behind, zero())
        }
        [b'"', rest @ ..] => match number64(cx, rest) {
            Ok(([b'"', behind @ ..], number)) => (Quirk::QuotedSize, behind, number),
            _ => return read,
        },
        _ => match (nil(i), float(i)) {
            (Some(rest), _) => (Quirk::NilSize, rest, zero()),
            (None, Some((rest, number))) => (Quirk::FloatSize, rest, number),
            (None, None) => return read,
        },
    };
    if cx.mend(quirk, i, rest) {
        Ok((rest, number))
    } else {
        read
    }
}

/// `9.3736e+06`: digits, a point and digits, an exponent; what is below one is left out, what is too large is the largest.
fn float(i: &[u8]) -> Option<(&[u8], Number64)> {
    let (whole, mut rest) = i.split_at(scan::span(i, |byte| byte.is_ascii_digit()));
    let mut part: &[u8] = &[];
    if let [b'.', behind @ ..] = rest {
        (part, rest) = behind.split_at(scan::span(behind, |byte| byte.is_ascii_digit()));
    }
    let mut exponent = 0_u64;
    if let [b'e' | b'E', behind @ ..] = rest {
        let behind = behind.strip_prefix(b"+").unwrap_or(behind);
        let (number, len) = scan::digits(behind);
        (exponent, rest) = (number, behind.get(len..)?);
        if len == 0 {
            return None;
        }
    }
    if whole.is_empty() || rest.len() == i.len() - whole.len() {
        return None;
    }
    let places = usize::try_from(exponent).unwrap_or(usize::MAX).min(20);
    let digits = whole.iter().chain(part.get(..places.min(part.len()))?);
    let zeros = places.saturating_sub(part.len());
    let number = digits.fold(0_u64, |number, digit| {
        number
            .saturating_mul(10)
            .saturating_add(u64::from(digit - b'0'))
    });
    let number = (0..zeros).fold(number, |number, _| number.saturating_mul(10));
    let number = Number64::try_from(number).unwrap_or(Number64::MAX);
    Some((rest, number))
}

#[cold]
pub(super) fn odd_encoding<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    error: nom::Err<Error>,
) -> Parsed<'a, IString<'a>> {
    let (rest, encoding) = match (nil(i), atom(i)) {
        (Some(rest), _) => (rest, constant(b"7BIT")),
        (None, Ok((rest, atom))) => (
            rest,
            IString::from_scanned(alloc::borrow::Cow::Borrowed(atom)),
        ),
        (None, Err(_)) => return Err(error),
    };
    if cx.mend(Quirk::OddEncoding, i, rest) {
        Ok((rest, encoding))
    } else {
        Err(error)
    }
}

/// The language at `first`, if the disposition stands at `second`, in its place (quirk `swapped-disposition`).
#[cold]
#[inline(never)]
pub(super) fn swapped_disposition<'a>(
    cx: &Cx<'_>,
    first: &'a [u8],
    second: &'a [u8],
    disposition: &mut Option<Disposition<'a>>,
    error: nom::Err<Error>,
) -> Parsed<'a, Vec<IString<'a>>> {
    if !cx.has(Quirk::SwappedDisposition) {
        return Err(error);
    }
    let mark = cx.mark();
    if let (Ok((between, language)), Ok((rest, swapped @ Some(_)))) =
        (body_fld_lang(cx, first), body_fld_dsp(cx, second))
        && between.strip_prefix(b" ") == Some(second)
    {
        cx.mend(Quirk::SwappedDisposition, first, rest);
        *disposition = swapped;
        return Ok((rest, language));
    }
    cx.reset(mark);
    Err(error)
}

/// `"inline"`, `("inline")`, `(NIL NIL)`, or another text (quirk `odd-disposition`).
#[cold]
pub(super) fn odd_disposition<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    error: nom::Err<Error>,
) -> Parsed<'a, Option<Disposition<'a>>> {
    let bare = |kind| {
        Some(Disposition {
            kind,
            parameters: Vec::new(),
        })
    };
    let read = match i {
        [b'(', rest @ ..] => match nil(rest) {
            Some(rest) => sp1(cx, rest)
                .and_then(|(rest, _)| body_fld_param(cx, rest))
                .map(|(rest, _)| (rest, None)),
            None => string(cx, rest).map(|(rest, kind)| (rest, bare(kind))),
        }
        .and_then(|(rest, kind)| Ok((byte(b')', Rule::Close, rest)?.0, kind))),
        _ => string(cx, i).map(|(rest, text)| {
            let is = |kind: &[u8]| text.as_bytes().eq_ignore_ascii_case(kind);
            let known = is(b"INLINE") || is(b"ATTACHMENT");
            (rest, if known { bare(text) } else { None })
        }),
    };
    match read {
        Ok((rest, disposition)) if cx.mend(Quirk::OddDisposition, i, rest) => {
            Ok((rest, disposition))
        }
        _ => Err(error),
    }
}
