//! Sections and partials ([RFC 9051 §6.4.5](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.5)).

use alloc::vec::Vec;
use core::num::NonZeroU32;

use imap_types::{
    core::{AString, Number64, Vec1},
    section::{Partial, Section, SectionBinary, SectionPart},
};

use crate::{
    core::{astring, byte, keyword, list1, number64, nz_number, sp},
    quirk::Quirk,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, expect, refuse, within},
        scan,
        write::{Encode, Writer},
    },
};

/// `section = "[" [section-spec] "]"`, behind its `[`.
pub(crate) fn section<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Section<'a>> {
    within(Rule::Section, section_spec(cx, i))
}

/// `section-spec = section-msgtext / (section-part ["." section-text])`, and the `]`.
fn section_spec<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Section<'a>> {
    if let [b']', rest @ ..] = i {
        return Ok((rest, Section::Whole));
    }
    let (rest, (part, dot)) = section_part(cx, i)?;
    if !part.is_empty() && !dot {
        let (rest, _) = byte(b']', Rule::CloseBracket, rest)?;
        return match Vec1::try_from(part) {
            Ok(part) => Ok((rest, Section::Part(part))),
            Err(_) => refuse(rest, Rule::Section),
        };
    }
    let part = Vec1::try_from(part).ok();
    let (rest, section) = section_text(cx, rest, part)?;
    let (rest, _) = byte(b']', Rule::CloseBracket, rest)?;
    Ok((rest, section))
}

/// `section-text = section-msgtext / "MIME"`
fn section_text<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
    part: Option<SectionPart>,
) -> Parsed<'a, Section<'a>> {
    if let Some(rest) = keyword(i, b"HEADER") {
        let Some(rest) = keyword(rest, b".FIELDS") else {
            return Ok((rest, Section::Header(part)));
        };
        let not = keyword(rest, b".NOT");
        let (rest, fields) = header_list(cx, not.unwrap_or(rest))?;
        let section = match not {
            Some(_) => Section::HeaderFieldsNot(part, fields),
            None => Section::HeaderFields(part, fields),
        };
        return Ok((rest, section));
    }
    if let Some(rest) = keyword(i, b"TEXT") {
        return Ok((rest, Section::Text(part)));
    }
    match (keyword(i, b"MIME"), part) {
        (Some(rest), Some(part)) => Ok((rest, Section::Mime(part))),
        (_, part) => zero_part(cx, i, part),
    }
}

/// RFC 1730 has no HEADER, but a part 0 (quirk `zero-part`).
#[cold]
fn zero_part<'a>(cx: &Cx<'_>, i: &'a [u8], part: Option<SectionPart>) -> Parsed<'a, Section<'a>> {
    match i {
        [b'0', rest @ ..] if cx.mend(Quirk::ZeroPart, i, rest) => Ok((rest, Section::Header(part))),
        _ => refuse(i, Rule::Section),
    }
}

/// `SP header-list`
fn header_list<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec1<AString<'a>>> {
    let rest = match i {
        [b'(', ..] if cx.mend(Quirk::FieldsWithoutSpace, i, i) => i,
        _ => sp(i)?.0,
    };
    list1(cx, rest, Quirk::SpaceInList, Rule::Astring, astring)
}

/// `section-part = nz-number *("." nz-number)`, if it is there, and whether a dot and something else follows.
fn section_part<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, (Vec<NonZeroU32>, bool)> {
    let mut part = Vec::new();
    let mut rest = i;
    while rest.first().is_some_and(u8::is_ascii_digit) {
        if matches!(rest, [b'0', b']', ..]) && cx.has(Quirk::ZeroPart) {
            break;
        }
        let (after, number) = nz_number(cx, rest)?;
        part.push(number);
        rest = after;
        match rest {
            [b'.', after @ ..] => rest = after,
            _ => return Ok((rest, (part, false))),
        }
    }
    let dot = !part.is_empty();
    Ok((rest, (part, dot)))
}

/// `section-binary = "[" [section-part] "]"`, behind its `[`.
pub(crate) fn section_binary<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, SectionBinary> {
    let (rest, (part, dot)) = section_part(cx, i)?;
    if dot {
        return refuse(rest, Rule::SectionBinary);
    }
    let (rest, _) = byte(b']', Rule::CloseBracket, rest)?;
    Ok((rest, SectionBinary(part)))
}

impl Encode for Section<'_> {
    /// Without the `[`, which belongs to the keyword.
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        let with = |w: &mut Writer<'_, 'v>, part: Option<&SectionPart>, text: &[u8]| {
            if let Some(part) = part {
                numbers(w, part);
                w.byte(b'.');
            }
            w.raw(text);
        };
        match self {
            Section::Whole => {}
            Section::Part(part) => numbers(w, part),
            Section::Header(part) => with(w, part.as_ref(), b"HEADER"),
            Section::HeaderFields(part, fields) => {
                with(w, part.as_ref(), b"HEADER.FIELDS ");
                w.list(fields, |w, field| field.encode(w));
            }
            Section::HeaderFieldsNot(part, fields) => {
                with(w, part.as_ref(), b"HEADER.FIELDS.NOT ");
                w.list(fields, |w, field| field.encode(w));
            }
            Section::Text(part) => with(w, part.as_ref(), b"TEXT"),
            Section::Mime(part) => with(w, Some(part), b"MIME"),
            _ => {}
        }
        w.byte(b']');
    }
}

impl Encode for SectionBinary {
    /// Without the `[`, which belongs to the keyword.
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        numbers(w, &self.0);
        w.byte(b']');
    }
}

fn numbers(w: &mut Writer<'_, '_>, numbers: &[NonZeroU32]) {
    for (i, number) in numbers.iter().enumerate() {
        if i > 0 {
            w.byte(b'.');
        }
        w.number(u64::from(number.get()));
    }
}

/// `[partial]`, `partial = "<" number64 "." nz-number64 ">"`
pub(crate) fn partial<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Option<Partial>> {
    let [b'<', rest @ ..] = i else {
        return Ok((i, None));
    };
    let read = || {
        let (rest, origin) = number64(cx, rest)?;
        if let [b'>', after @ ..] = rest
            && cx.mend(Quirk::PartialWithoutLength, i, after)
        {
            let partial = Partial::new(origin.get(), Number64::MAX.get());
            return Ok((after, partial.ok()));
        }
        let (rest, _) = byte(b'.', Rule::Partial, rest)?;
        let (after, len) = expect(Rule::NzNumber64, rest, number64(cx, rest))?;
        let leading_zero = rest.first() == Some(&b'0');
        let Some(partial) = Partial::new(origin.get(), len.get())
            .ok()
            .filter(|_| !leading_zero)
        else {
            return refuse(rest, Rule::NzNumber64);
        };
        let (rest, _) = byte(b'>', Rule::Partial, after)?;
        Ok((rest, Some(partial)))
    };
    within(Rule::Partial, read())
}

impl Encode for Partial {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.byte(b'<')
            .number(self.origin.get())
            .byte(b'.')
            .number(self.len())
            .byte(b'>');
    }
}

/// `["<" number ">"]`: where the octets of an answer begin. 64 bits, since the request has them.
pub(crate) fn origin<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Option<Number64>> {
    let [b'<', rest @ ..] = i else {
        return Ok((i, None));
    };
    let (rest, origin) = within(Rule::Partial, number64(cx, rest))?;
    if let [b'.', len @ ..] = rest {
        // Some give the length back as it was asked.
        let len = scan::span(len, |byte| byte.is_ascii_digit());
        if let [b'>', after @ ..] = rest.get(1 + len..).unwrap_or_default()
            && len > 0
            && cx.mend(Quirk::OriginWithLength, rest, after)
        {
            return Ok((after, Some(origin)));
        }
    }
    let (rest, _) = byte(b'>', Rule::Partial, rest)?;
    Ok((rest, Some(origin)))
}

pub(crate) fn write_origin(w: &mut Writer<'_, '_>, origin: Option<Number64>) {
    if let Some(origin) = origin {
        w.byte(b'<').number(origin.get()).byte(b'>');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{both, list1, n64, nz, ok, reads, refuses};

    /// Behind the `[`, which belongs to the keyword.
    #[test]
    fn sections() {
        let part = || list1([nz(1), nz(2)]);
        let fields = || list1::<AString<'_>, 2>([ok("DATE"), ok("a b")]);
        both(
            section,
            &[
                ("]", Section::Whole),
                ("1.2]", Section::Part(part())),
                ("HEADER]", Section::Header(None)),
                ("1.2.HEADER]", Section::Header(Some(part()))),
                (
                    "HEADER.FIELDS (DATE \"a b\")]",
                    Section::HeaderFields(None, fields()),
                ),
                (
                    "1.2.HEADER.FIELDS (DATE \"a b\")]",
                    Section::HeaderFields(Some(part()), fields()),
                ),
                (
                    "HEADER.FIELDS.NOT (DATE \"a b\")]",
                    Section::HeaderFieldsNot(None, fields()),
                ),
                (
                    "1.2.HEADER.FIELDS.NOT (DATE \"a b\")]",
                    Section::HeaderFieldsNot(Some(part()), fields()),
                ),
                ("TEXT]", Section::Text(None)),
                ("1.2.TEXT]", Section::Text(Some(part()))),
                ("1.2.MIME]", Section::Mime(part())),
            ],
        );
        reads(
            section,
            &[
                ("1.2.header]", Section::Header(Some(part()))),
                ("1.2.mime]", Section::Mime(part())),
            ],
        );
        refuses(
            section,
            &[
                ("MIME]", 0, Rule::Section),
                ("0]", 0, Rule::NzNumber),
                ("1.]", 2, Rule::Section),
                ("HEADER", 6, Rule::CloseBracket),
                ("HEADER.FIELDS]", 13, Rule::Sp),
                ("HEADER.FIELDS ()]", 15, Rule::Astring),
                ("1 ]", 1, Rule::CloseBracket),
                ("", 0, Rule::Section),
            ],
        );
        both(
            section_binary,
            &[
                ("]", SectionBinary(Vec::new())),
                ("1.2]", SectionBinary([nz(1), nz(2)].into())),
            ],
        );
        refuses(
            section_binary,
            &[
                ("TEXT]", 0, Rule::CloseBracket),
                ("1.MIME]", 2, Rule::SectionBinary),
                ("0]", 0, Rule::NzNumber),
            ],
        );
    }

    #[test]
    fn partials() {
        let of = |origin, len| Partial::new(origin, len).ok();
        const MAX: u64 = Number64::MAX.get();
        reads(
            partial,
            &[
                ("", None),
                ("<0.1>", of(0, 1)),
                ("<00.1>", of(0, 1)),
                ("<9223372036854775807.9223372036854775807>", of(MAX, MAX)),
            ],
        );
        refuses(
            partial,
            &[
                ("<0.0>", 3, Rule::NzNumber64),
                ("<0.01>", 3, Rule::NzNumber64),
                ("<0>", 2, Rule::Partial),
                ("<.1>", 1, Rule::Number64),
                ("<0.>", 3, Rule::NzNumber64),
                ("<0.1", 4, Rule::Partial),
                ("<0.9223372036854775808>", 3, Rule::NzNumber64),
            ],
        );
        reads(origin, &[("", None), ("<5>", Some(n64(5)))]);
        refuses(
            origin,
            &[("<>", 1, Rule::Number64), ("<5.1>", 2, Rule::Partial)],
        );
    }
}
