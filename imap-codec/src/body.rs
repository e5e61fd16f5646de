//! BODY and BODYSTRUCTURE ([RFC 9051 §7.5.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.5.2)).
//!
//! The reader is a loop with a list of what is open, not recursion: a message that nests a million levels deep costs no
//! stack, and is refused at the sixty-fifth.

mod odd;

use alloc::{boxed::Box, vec::Vec};

use imap_types::{
    MAX_DEPTH,
    body::{
        BasicPart, BodyExtension, BodyExtensions, BodyFields, BodyStructure, Disposition,
        ExtensionTail, MessagePart, Multipart, MultipartExtension, Parameter, Part, PartExtension,
        PartKind, TextPart,
    },
    core::{IString, NString, Number64},
    envelope::Envelope,
};

use self::odd::{
    bad_end, bad_part, behind_body, constant, empty_body, empty_text, is_bodiless, needless_lines,
    odd_1part, odd_disposition, odd_encoding, odd_lines, odd_size, swapped_disposition,
};
use crate::{
    core::{byte, nil, nil_or_string, nstring, number64, sp, spaces, string},
    envelope::envelope,
    quirk::Quirk,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, expect, refuse, within},
        write::{Encode, Writer},
    },
};

/// `body = "(" (body-type-1part / body-type-mpart) ")"`
pub(crate) fn body<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, BodyStructure<'a>> {
    let (rest, parts) = within(Rule::Body, body_parts(cx, i))?;
    Ok((rest, BodyStructure::from_scanned(parts)))
}

fn body_parts<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec<Part<'a>>> {
    let mut parts: Vec<Part<'a>> = Vec::with_capacity(parts_ahead(i));
    // The parts that enclose the one that comes next, as indices.
    let mut open = Open::default();
    // The last message that has no body.
    let mut bodiless = None;
    let mut rest = i;
    'body: loop {
        // A body begins here.
        let (after, _) = byte(b'(', Rule::Body, rest)?;
        if open.level >= MAX_DEPTH {
            return refuse(rest, Rule::Depth);
        }
        let level = open.level as u8;
        let after = spaces(cx, after, Quirk::SpaceInBody);
        if after.first() == Some(&b'(') {
            // Its subtype stands behind the parts: filled in when they are read.
            open.push(parts.len());
            parts.push(Part {
                level,
                kind: PartKind::Multipart(multipart_to_be()),
            });
            rest = after;
            continue;
        }
        'part: {
            let (after, kind) = match body_type_1part(cx, after) {
                Ok(read) => read,
                Err(error) => {
                    rest = bad_part(cx, rest, error, &mut parts, level)?;
                    break 'part;
                }
            };
            let nests = matches!(kind, PartKind::Message(_));
            if nests {
                open.push(parts.len());
            }
            parts.push(Part { level, kind });
            if nests {
                // The body of the message follows; what stands behind it is read when it ends.
                match empty_body(cx, after) {
                    None => {
                        rest = sp1(cx, after)?.0;
                        continue 'body;
                    }
                    Some(after) => {
                        bodiless = open.last();
                        parts.push(Part {
                            level: level + 1,
                            kind: empty_text(),
                        });
                        rest = after;
                    }
                }
            } else {
                let after = spaces(cx, after, Quirk::SpaceInBody);
                rest = match byte(b')', Rule::Close, after) {
                    Ok((after, _)) => after,
                    Err(error) => {
                        parts.pop();
                        bad_part(cx, rest, error, &mut parts, level)?
                    }
                };
            }
        }
        // A body ended here: so may those around it.
        loop {
            let Some(index) = open.last() else {
                return Ok((rest, parts));
            };
            let Some(enclosing) = parts.get_mut(index) else {
                return refuse(rest, Rule::Body);
            };
            let after = match &mut enclosing.kind {
                PartKind::Multipart(multipart) => {
                    let next = match rest {
                        [b' ', b' ' | b'(', ..] => spaces(cx, rest, Quirk::SpaceInBody),
                        _ => rest,
                    };
                    if next.first() == Some(&b'(') {
                        rest = next;
                        break;
                    }
                    // A mended SP was the one before the subtype.
                    let after = if next.len() < rest.len() {
                        next
                    } else {
                        sp(rest)?.0
                    };
                    match end_of_multipart(cx, after, multipart) {
                        Ok((after, ())) if behind_body(cx, after) => after,
                        read => bad_end(cx, after, read, Some(multipart))?,
                    }
                }
                // Where there is no body there need be no lines.
                PartKind::Message(_) if bodiless == Some(index) && rest.first() == Some(&b')') => {
                    rest
                }
                PartKind::Message(message) => match end_of_message(cx, rest, message) {
                    Ok((after, ())) if behind_body(cx, after) => after,
                    read => bad_end(cx, rest, read, None)?,
                },
                PartKind::Text(_) | PartKind::Basic(_) => return refuse(rest, Rule::Body),
            };
            rest = byte(b')', Rule::Close, spaces(cx, after, Quirk::SpaceInBody))?.0;
            open.level -= 1;
        }
    }
}

/// A stack that allocates nothing: it cannot grow beyond the deepest nesting.
struct Open {
    parts: [usize; MAX_DEPTH],
    level: usize,
}

impl Default for Open {
    fn default() -> Self {
        Self {
            parts: [0; MAX_DEPTH],
            level: 0,
        }
    }
}

impl Open {
    fn push(&mut self, part: usize) {
        if let Some(slot) = self.parts.get_mut(self.level) {
            *slot = part;
            self.level += 1;
        }
    }

    fn last(&self) -> Option<usize> {
        self.parts.get(self.level.checked_sub(1)?).copied()
    }
}

/// A guess by the bytes that are left, which costs nothing: a part takes some hundred bytes.
#[inline]
fn parts_ahead(i: &[u8]) -> usize {
    if i.starts_with(b"((") {
        (i.len() / 100).clamp(2, 16)
    } else {
        1
    }
}

/// A multipart whose parts come first.
fn multipart_to_be<'a>() -> Multipart<'a> {
    Multipart {
        subtype: constant(b""),
        extension: None,
    }
}

/// `SP`, or more of them, mended.
#[inline]
fn sp1<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, ()> {
    let (rest, _) = sp(i)?;
    Ok((spaces(cx, rest, Quirk::SpaceInBody), ()))
}

/// Behind the parts: `media-subtype [SP body-ext-mpart]`
fn end_of_multipart<'a>(cx: &Cx<'_>, i: &'a [u8], multipart: &mut Multipart<'a>) -> Parsed<'a, ()> {
    let (rest, subtype) = string(cx, i)?;
    multipart.subtype = subtype;
    let [b' ', after @ ..] = rest else {
        return Ok((rest, ()));
    };
    if after.first() == Some(&b')') {
        return Ok((rest, ()));
    }
    let extension = multipart.extension.insert(Box::default());
    let after = spaces(cx, after, Quirk::SpaceInBody);
    let (rest, parameters) = body_fld_param(cx, after)?;
    extension.parameters = parameters;
    extension_tail(cx, rest, &mut extension.tail)
}

/// Behind the body: `SP body-fld-lines [SP body-ext-1part]`
fn end_of_message<'a>(cx: &Cx<'_>, i: &'a [u8], message: &mut MessagePart<'a>) -> Parsed<'a, ()> {
    let (rest, lines) = body_fld_lines(cx, i)?;
    message.lines = lines;
    let (rest, extension) = body_ext_1part(cx, rest)?;
    message.extension = extension;
    Ok((rest, ()))
}

/// `body-type-1part = (body-type-basic / body-type-msg / body-type-text) [SP body-ext-1part]`; of a message, what
/// stands before its body.
#[inline(always)] // a part is large, and would be moved
fn body_type_1part<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, PartKind<'a>> {
    let (rest, (media_type, subtype)) = match media(cx, i) {
        Ok(read) => read,
        Err(error) => return odd_1part(cx, i, error),
    };
    let (rest, fields) = body_fields(cx, rest)?;
    let is = |string: &IString<'_>, name: &[u8]| string.as_bytes().eq_ignore_ascii_case(name);
    if is(&media_type, b"TEXT") {
        let (rest, lines) = body_fld_lines(cx, rest)?;
        let (rest, extension) = body_ext_1part(cx, rest)?;
        return Ok((
            rest,
            PartKind::Text(TextPart {
                subtype,
                fields,
                lines,
                extension,
            }),
        ));
    }
    let rfc822 = is(&media_type, b"MESSAGE") && is(&subtype, b"RFC822");
    let global = is(&media_type, b"MESSAGE") && is(&subtype, b"GLOBAL");
    // Before IMAP4rev2 and UTF8=ACCEPT, MESSAGE/GLOBAL is a part like any other: no envelope follows.
    if rfc822 || (global && matches!(rest, [b' ', b'(', ..])) {
        let (rest, envelope) = if is_bodiless(cx, rest) {
            (rest, Envelope::default())
        } else {
            let (rest, _) = sp1(cx, rest)?;
            envelope(cx, rest)?
        };
        let lines = 0_u32.into();
        let message = MessagePart {
            global,
            fields,
            envelope: Box::new(envelope),
            lines,
            extension: None,
        };
        return Ok((rest, PartKind::Message(message)));
    }
    let rest = needless_lines(cx, rest);
    let (rest, extension) = body_ext_1part(cx, rest)?;
    Ok((
        rest,
        PartKind::Basic(BasicPart::from_scanned(
            media_type, subtype, fields, extension,
        )),
    ))
}

/// `string SP media-subtype SP`
#[inline(always)]
fn media<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, (IString<'a>, IString<'a>)> {
    let (rest, media_type) = string(cx, i)?;
    let (rest, _) = sp1(cx, rest)?;
    let (rest, subtype) = string(cx, rest)?;
    let (rest, _) = sp1(cx, rest)?;
    Ok((rest, (media_type, subtype)))
}

/// `SP body-fld-lines`
#[inline]
fn body_fld_lines<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Number64> {
    match i {
        [b' ', b'0'..=b'9', ..] => size(cx, i.get(1..).unwrap_or_default()),
        _ => odd_lines(cx, i),
    }
}

/// `body-fld-octets = number64`, and `body-fld-lines`
#[inline]
fn size<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Number64> {
    match number64(cx, i) {
        Ok(read) if matches!(read.0.first(), Some(b' ' | b')')) => Ok(read),
        read => odd_size(cx, i, read),
    }
}

/// `body-fld-enc = string`
#[inline]
fn body_fld_enc<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, IString<'a>> {
    match string(cx, i) {
        Err(error) => odd_encoding(cx, i, error),
        read => read,
    }
}

/// `body-fields = body-fld-param SP body-fld-id SP body-fld-desc SP body-fld-enc SP body-fld-octets`
#[inline]
fn body_fields<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, BodyFields<'a>> {
    let (rest, parameters) = body_fld_param(cx, i)?;
    let (rest, _) = sp1(cx, rest)?;
    let (rest, id) = nil_or_string(cx, rest)?;
    let (rest, _) = sp1(cx, rest)?;
    let (rest, description) = nil_or_string(cx, rest)?;
    let (rest, _) = sp1(cx, rest)?;
    let (rest, encoding) = body_fld_enc(cx, rest)?;
    let (rest, _) = sp1(cx, rest)?;
    let (rest, octets) = size(cx, rest)?;
    Ok((
        rest,
        BodyFields {
            parameters,
            id,
            description,
            encoding,
            octets,
        },
    ))
}

impl Encode for BodyFields<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        write_parameters(w, &self.parameters);
        self.id.encode(w.sp());
        self.description.encode(w.sp());
        self.encoding.encode(w.sp());
        self.octets.encode(w.sp());
    }
}

/// `body-fld-param = "(" string SP string *(SP string SP string) ")" / nil`
fn body_fld_param<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec<Parameter<'a>>> {
    let [b'(', rest @ ..] = i else {
        return match nil(i) {
            Some(rest) => Ok((rest, Vec::new())),
            None => refuse(i, Rule::BodyFldParam),
        };
    };
    if let [b')', after @ ..] = rest {
        return if cx.mend(Quirk::EmptyList, i, after) {
            Ok((after, Vec::new()))
        } else {
            refuse(rest, Rule::BodyFldParam)
        };
    }
    // A character set and a format, or a name.
    let mut parameters = Vec::with_capacity(2);
    let mut rest = spaces(cx, rest, Quirk::SpaceInBody);
    loop {
        let (after, name) = expect(Rule::BodyFldParam, rest, string(cx, rest))?;
        let (after, _) = sp1(cx, after)?;
        let (after, value) = match expect(Rule::BodyFldParam, after, string(cx, after)) {
            Ok(read) => read,
            Err(error) => match nil(after) {
                Some(rest) if cx.mend(Quirk::NilParameter, after, rest) => (rest, constant(b"")),
                _ => return Err(error),
            },
        };
        parameters.push(Parameter { name, value });
        let after = match after {
            [b' ', b')', ..] => spaces(cx, after, Quirk::SpaceInBody),
            _ => after,
        };
        if let [b')', rest @ ..] = after {
            return Ok((rest, parameters));
        }
        (rest, _) = sp1(cx, after)?;
    }
}

fn write_parameters<'v>(w: &mut Writer<'_, 'v>, parameters: &'v [Parameter<'_>]) {
    if parameters.is_empty() {
        w.raw(b"NIL");
        return;
    }
    w.list(parameters, |w, Parameter { name, value }| {
        name.encode(w);
        value.encode(w.sp());
    });
}

/// `[SP body-ext-1part]`, `body-ext-1part = body-fld-md5 [SP body-fld-dsp …]`
fn body_ext_1part<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Option<Box<PartExtension<'a>>>> {
    let [b' ', rest @ ..] = i else {
        return Ok((i, None));
    };
    if rest.first() == Some(&b')') {
        return Ok((i, None));
    }
    let (rest, md5) = nil_or_string(cx, spaces(cx, rest, Quirk::SpaceInBody))?;
    let mut extension = Box::new(PartExtension {
        md5,
        tail: ExtensionTail::default(),
    });
    let (rest, ()) = extension_tail(cx, rest, &mut extension.tail)?;
    Ok((rest, Some(extension)))
}

/// `[SP body-fld-dsp [SP body-fld-lang [SP body-fld-loc *(SP body-extension)]]]`
///
/// Written in place: it is large.
fn extension_tail<'a>(cx: &Cx<'_>, i: &'a [u8], tail: &mut ExtensionTail<'a>) -> Parsed<'a, ()> {
    let Some(first) = another(cx, i) else {
        return Ok((i, ()));
    };
    let (i, disposition) = body_fld_dsp(cx, first)?;
    tail.disposition = disposition;
    let Some(rest) = another(cx, i) else {
        return Ok((i, ()));
    };
    let (i, language) = match body_fld_lang(cx, rest) {
        Ok(read) => read,
        Err(error) => swapped_disposition(cx, first, rest, &mut tail.disposition, error)?,
    };
    tail.language = language;
    let Some(rest) = another(cx, i) else {
        return Ok((i, ()));
    };
    let (mut i, location) = match rest {
        [b'(', b')', after @ ..] if cx.mend(Quirk::EmptyList, rest, after) => (after, NString::NIL),
        _ => nil_or_string(cx, rest)?,
    };
    tail.location = location;
    if another(cx, i).is_some() {
        let more;
        (i, more) = body_extensions(cx, i)?;
        tail.more = more;
    }
    Ok((i, ()))
}

/// Behind an SP that is followed by another field.
#[inline]
fn another<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Option<&'a [u8]> {
    match i {
        [b' ', b')', ..] => None,
        [b' ', rest @ ..] => Some(spaces(cx, rest, Quirk::SpaceInBody)),
        _ => None,
    }
}

impl Encode for PartExtension<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.md5.encode(w);
        self.tail.encode(w);
    }
}

impl Encode for MultipartExtension<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        write_parameters(w, &self.parameters);
        self.tail.encode(w);
    }
}

impl Encode for ExtensionTail<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        match &self.disposition {
            Some(Disposition { kind, parameters }) => {
                kind.encode(w.raw(b" ("));
                write_parameters(w.sp(), parameters);
                w.byte(b')');
            }
            None => {
                w.raw(b" NIL");
            }
        }
        match self.language.as_slice() {
            [] => {
                w.raw(b" NIL");
            }
            [language] => language.encode(w.sp()),
            languages => {
                w.sp().list(languages, |w, language| language.encode(w));
            }
        }
        self.location.encode(w.sp());
        self.more.encode(w);
    }
}

/// `body-fld-dsp = "(" string SP body-fld-param ")" / nil`
#[inline(always)] // a second caller, which is cold, would make it a call
fn body_fld_dsp<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Option<Disposition<'a>>> {
    if let Some(rest) = nil(i) {
        return Ok((rest, None));
    }
    let read = || {
        let (rest, _) = byte(b'(', Rule::BodyFldDsp, i)?;
        let (rest, kind) = string(cx, spaces(cx, rest, Quirk::SpaceInBody))?;
        let (rest, _) = sp1(cx, rest)?;
        let (rest, parameters) = body_fld_param(cx, rest)?;
        let (rest, _) = byte(b')', Rule::Close, spaces(cx, rest, Quirk::SpaceInBody))?;
        Ok((rest, Some(Disposition { kind, parameters })))
    };
    let mark = cx.mark();
    read().or_else(|error| {
        cx.reset(mark);
        odd_disposition(cx, i, error)
    })
}

/// `body-fld-lang = nstring / "(" string *(SP string) ")"`
#[inline(always)] // a second caller, which is cold, would make it a call
fn body_fld_lang<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec<IString<'a>>> {
    if i.first() == Some(&b'(') {
        let (rest, languages) = crate::core::list(cx, i, Quirk::SpaceInBody, string)?;
        if languages.is_empty() && !cx.mend(Quirk::EmptyList, i, rest) {
            return refuse(i.get(1..).unwrap_or_default(), Rule::BodyFldLang);
        }
        return Ok((rest, languages));
    }
    let (rest, language) = expect(Rule::BodyFldLang, i, nil_or_string(cx, i))?;
    Ok((rest, language.0.into_iter().collect()))
}

/// `1*(SP body-extension)`
fn body_extensions<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, BodyExtensions<'a>> {
    let mut values: Vec<BodyExtension<'a>> = Vec::new();
    // The lists that are open: where each stands, and how many elements it has.
    let mut open: Vec<(usize, u32)> = Vec::new();
    let mut rest = i;
    loop {
        match rest {
            [b' ', b')', ..] if !open.is_empty() => {
                let after = spaces(cx, rest, Quirk::SpaceInBody);
                if after.len() == rest.len() {
                    return refuse(&rest[1..], Rule::BodyExtension);
                }
                rest = after;
                continue;
            }
            [b')', after @ ..] if !open.is_empty() => {
                let Some((list, elements)) = open.pop() else {
                    return refuse(rest, Rule::BodyExtension);
                };
                let Some(elements) = core::num::NonZeroU32::new(elements) else {
                    return refuse(rest, Rule::BodyExtension);
                };
                if let Some(list) = values.get_mut(list) {
                    *list = BodyExtension::List(elements);
                }
                rest = after;
                continue;
            }
            [b' ', b')', ..] if open.is_empty() => break,
            [b' ', after @ ..] => rest = spaces(cx, after, Quirk::SpaceInBody),
            _ if open.is_empty() => break,
            _ if open.last().is_some_and(|(_, elements)| *elements == 0) => {}
            _ => return refuse(rest, Rule::Close),
        }
        if let Some((_, elements)) = open.last_mut() {
            *elements += 1;
        }
        match rest {
            [b'(', after @ ..] => {
                if open.len() >= MAX_DEPTH {
                    return refuse(rest, Rule::Depth);
                }
                open.push((values.len(), 0));
                values.push(BodyExtension::List(core::num::NonZeroU32::MIN));
                rest = after;
            }
            [b'0'..=b'9', ..] => {
                let (after, number) = number64(cx, rest)?;
                values.push(BodyExtension::Number(number));
                rest = after;
            }
            _ => {
                let (after, string) = expect(Rule::BodyExtension, rest, nstring(cx, rest))?;
                values.push(BodyExtension::NString(string));
                rest = after;
            }
        }
    }
    match BodyExtensions::try_from(values) {
        Ok(values) => Ok((rest, values)),
        Err(_) => refuse(i, Rule::BodyExtension),
    }
}

impl Encode for BodyExtensions<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        // How many elements the open lists still want.
        let mut open: Vec<u32> = Vec::new();
        let mut first = false;
        for value in self.as_slice() {
            if !first {
                w.sp();
            }
            first = false;
            if let Some(wanted) = open.last_mut() {
                *wanted -= 1;
            }
            match value {
                BodyExtension::NString(string) => string.encode(w),
                BodyExtension::Number(number) => number.encode(w),
                BodyExtension::List(elements) => {
                    w.byte(b'(');
                    open.push(elements.get());
                    first = true;
                }
            }
            while open.last() == Some(&0) {
                open.pop();
                w.byte(b')');
            }
        }
    }
}

impl Encode for BodyStructure<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        let mut open: Vec<&'v PartKind<'_>> = Vec::new();
        for part in self.parts() {
            close(w, &mut open, usize::from(part.level));
            // The body of a message stands behind SP, the parts of a multipart are adjacent.
            if matches!(open.last(), Some(PartKind::Message(_))) {
                w.sp();
            }
            w.byte(b'(');
            match &part.kind {
                PartKind::Multipart(_) => {}
                PartKind::Text(text) => {
                    w.raw(b"\"TEXT\" ");
                    text.subtype.encode(w);
                    text.fields.encode(w.sp());
                    text.lines.encode(w.sp());
                    write_extension(w, text.extension.as_deref());
                }
                PartKind::Message(message) => {
                    w.raw(if message.global {
                        b"\"MESSAGE\" \"GLOBAL\" "
                    } else {
                        b"\"MESSAGE\" \"RFC822\" "
                    });
                    message.fields.encode(w);
                    message.envelope.encode(w.sp());
                }
                PartKind::Basic(basic) => {
                    basic.media_type().encode(w);
                    basic.subtype().encode(w.sp());
                    basic.fields.encode(w.sp());
                    write_extension(w, basic.extension.as_deref());
                }
            }
            open.push(&part.kind);
        }
        close(w, &mut open, 0);
    }
}

/// Ends the parts that are open above `level`.
fn close<'v>(w: &mut Writer<'_, 'v>, open: &mut Vec<&'v PartKind<'_>>, level: usize) {
    while open.len() > level {
        match open.pop() {
            Some(PartKind::Multipart(multipart)) => {
                multipart.subtype.encode(w.sp());
                write_extension(w, multipart.extension.as_deref());
            }
            Some(PartKind::Message(message)) => {
                message.lines.encode(w.sp());
                write_extension(w, message.extension.as_deref());
            }
            Some(PartKind::Text(_) | PartKind::Basic(_)) | None => {}
        }
        w.byte(b')');
    }
}

fn write_extension<'v>(w: &mut Writer<'_, 'v>, extension: Option<&'v impl Encode>) {
    if let Some(extension) = extension {
        extension.encode(w.sp());
    }
}

#[cfg(test)]
mod tests {
    use imap_types::core::Vec1;

    use super::*;
    use crate::testing::{both, list1, n64, nz, ok, reads, refuses};

    fn fields(octets: u64) -> BodyFields<'static> {
        BodyFields {
            parameters: Vec::new(),
            id: NString::NIL,
            description: NString::NIL,
            encoding: ok("7BIT"),
            octets: n64(octets),
        }
    }

    fn basic(
        subtype: &'static str,
        octets: u64,
        extension: Option<PartExtension<'static>>,
    ) -> PartKind<'static> {
        PartKind::Basic(BasicPart::from_scanned(
            ok("IMAGE"),
            ok(subtype),
            fields(octets),
            extension.map(Box::new),
        ))
    }

    fn single(
        kind: PartKind<'static>,
    ) -> Result<BodyStructure<'static>, imap_types::core::Invalid> {
        BodyStructure::single(kind)
    }

    #[test]
    fn kinds() -> Result<(), imap_types::core::Invalid> {
        let text = |lines, extension| {
            PartKind::Text(TextPart {
                subtype: ok("PLAIN"),
                fields: fields(5),
                lines: n64(lines),
                extension,
            })
        };
        let message = |global| MessagePart {
            global,
            fields: fields(9),
            envelope: Box::new(Envelope::default()),
            lines: n64(3),
            extension: None,
        };
        let multipart = |subtype| Multipart {
            subtype: ok(subtype),
            extension: None,
        };
        let part = |octets| single(basic("PNG", octets, None));
        let charset = Parameter {
            name: ok("CHARSET"),
            value: ok("US-ASCII"),
        };
        let described = BodyFields {
            parameters: [charset].into(),
            id: ok("<id>"),
            description: ok("a \"b\""),
            encoding: ok("BASE64"),
            octets: n64(4554),
        };
        both(
            body,
            &[
                (
                    "(\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 5 9223372036854775807)",
                    single(text(u64::MAX >> 1, None))?,
                ),
                ("(\"IMAGE\" \"PNG\" NIL NIL NIL \"7BIT\" 7)", part(7)?),
                // RFC 9051 section 7.5.2
                (
                    "(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") \"<id>\" \"a \\\"b\\\"\" \"BASE64\" 4554 73)",
                    single(PartKind::Text(TextPart {
                        subtype: ok("PLAIN"),
                        fields: described,
                        lines: n64(73),
                        extension: None,
                    }))?,
                ),
                (
                    "(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 9 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) (\"IMAGE\" \"PNG\" NIL NIL NIL \"7BIT\" 1) 3)",
                    BodyStructure::message(message(false), part(1)?)?,
                ),
                (
                    "(\"MESSAGE\" \"GLOBAL\" NIL NIL NIL \"7BIT\" 9 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) (\"IMAGE\" \"PNG\" NIL NIL NIL \"7BIT\" 1) 3)",
                    BodyStructure::message(message(true), part(1)?)?,
                ),
                (
                    "((\"IMAGE\" \"PNG\" NIL NIL NIL \"7BIT\" 1)(\"IMAGE\" \"PNG\" NIL NIL NIL \"7BIT\" 2) \"MIXED\")",
                    BodyStructure::multipart(multipart("MIXED"), list1([part(1)?, part(2)?]))?,
                ),
                (
                    "(((\"IMAGE\" \"PNG\" NIL NIL NIL \"7BIT\" 1) \"A\")(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 9 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ((\"IMAGE\" \"PNG\" NIL NIL NIL \"7BIT\" 2) \"B\") 3) \"C\")",
                    BodyStructure::multipart(
                        multipart("C"),
                        list1([
                            BodyStructure::multipart(multipart("A"), Vec1::one(part(1)?))?,
                            BodyStructure::message(
                                message(false),
                                BodyStructure::multipart(multipart("B"), Vec1::one(part(2)?))?,
                            )?,
                        ]),
                    )?,
                ),
            ],
        );
        reads(
            body,
            &[(
                "(\"text\" \"PLAIN\" nil nil nil {4}\r\n7BIT 5 0)",
                single(text(0, None))?,
            )],
        );
        refuses(
            body,
            &[
                ("()", 1, Rule::String),
                ("NIL", 0, Rule::Body),
                ("(\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 5)", 36, Rule::Sp),
                (
                    "(\"A\" \"B\" () NIL NIL \"7BIT\" 5)",
                    10,
                    Rule::BodyFldParam,
                ),
                ("(\"A\" \"B\" (\"C\") NIL NIL \"7BIT\" 5)", 13, Rule::Sp),
                ("(\"A\" \"B\" NIL NIL NIL NIL 5)", 21, Rule::String),
                ("(\"A\" \"B\" NIL NIL NIL \"7BIT\" -1)", 28, Rule::Number64),
                ("((\"A\" \"B\" NIL NIL NIL \"7BIT\" 1))", 31, Rule::Sp),
                (
                    "(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 9 NIL)",
                    41,
                    Rule::Envelope,
                ),
            ],
        );
        Ok(())
    }

    #[test]
    fn extensions() -> Result<(), imap_types::core::Invalid> {
        let with = |extension| single(basic("PNG", 1, Some(extension)));
        let parameter = || Parameter {
            name: ok("FILENAME"),
            value: ok("x"),
        };
        let more = |values: &[BodyExtension<'static>]| BodyExtensions::try_from(values.to_vec());
        let number = |number| BodyExtension::Number(n64(number));
        let full = ExtensionTail {
            disposition: Some(Disposition {
                kind: ok("INLINE"),
                parameters: [parameter()].into(),
            }),
            language: [ok("en"), ok("de")].into(),
            location: ok("loc"),
            more: more(&[
                number(1),
                BodyExtension::List(nz(2)),
                BodyExtension::NString(NString::NIL),
                BodyExtension::List(nz(1)),
                number(2),
                BodyExtension::NString(ok("x")),
            ])?,
        };
        let bare = ExtensionTail {
            disposition: Some(Disposition {
                kind: ok("INLINE"),
                parameters: Vec::new(),
            }),
            language: [ok("en")].into(),
            ..ExtensionTail::default()
        };
        let multipart = Multipart {
            subtype: ok("MIXED"),
            extension: Some(Box::new(MultipartExtension {
                parameters: [parameter()].into(),
                tail: bare.clone(),
            })),
        };
        both(
            body,
            &[
                (
                    "(\"IMAGE\" \"PNG\" NIL NIL NIL \"7BIT\" 1 NIL NIL NIL NIL)",
                    with(PartExtension::default())?,
                ),
                (
                    "(\"IMAGE\" \"PNG\" NIL NIL NIL \"7BIT\" 1 \"md5\" (\"INLINE\" (\"FILENAME\" \"x\")) (\"en\" \"de\") \"loc\" 1 (NIL (2)) \"x\")",
                    with(PartExtension {
                        md5: ok("md5"),
                        tail: full,
                    })?,
                ),
                (
                    "((\"IMAGE\" \"PNG\" NIL NIL NIL \"7BIT\" 1) \"MIXED\" (\"FILENAME\" \"x\") (\"INLINE\" NIL) \"en\" NIL)",
                    BodyStructure::multipart(multipart, Vec1::one(single(basic("PNG", 1, None))?))?,
                ),
            ],
        );
        reads(
            body,
            &[
                (
                    "(\"IMAGE\" \"PNG\" NIL NIL NIL \"7BIT\" 1 NIL)",
                    with(PartExtension::default())?,
                ),
                (
                    "(\"IMAGE\" \"PNG\" NIL NIL NIL \"7BIT\" 1 NIL NIL)",
                    with(PartExtension::default())?,
                ),
                (
                    "(\"IMAGE\" \"PNG\" NIL NIL NIL \"7BIT\" 1 NIL NIL NIL)",
                    with(PartExtension::default())?,
                ),
                (
                    "(\"IMAGE\" \"PNG\" NIL NIL NIL \"7BIT\" 1 NIL (\"INLINE\" NIL) (\"en\"))",
                    with(PartExtension {
                        md5: NString::NIL,
                        tail: bare,
                    })?,
                ),
            ],
        );
        refuses(
            body,
            &[
                (
                    "(\"A\" \"B\" NIL NIL NIL \"7BIT\" 1 md5)",
                    30,
                    Rule::Nstring,
                ),
                (
                    "(\"A\" \"B\" NIL NIL NIL \"7BIT\" 1 NIL \"x\")",
                    34,
                    Rule::BodyFldDsp,
                ),
                (
                    "(\"A\" \"B\" NIL NIL NIL \"7BIT\" 1 NIL NIL ())",
                    39,
                    Rule::BodyFldLang,
                ),
                (
                    "(\"A\" \"B\" NIL NIL NIL \"7BIT\" 1 NIL NIL NIL 5)",
                    42,
                    Rule::Nstring,
                ),
                (
                    "(\"A\" \"B\" NIL NIL NIL \"7BIT\" 1 NIL NIL NIL NIL ())",
                    47,
                    Rule::BodyExtension,
                ),
                (
                    "(\"A\" \"B\" NIL NIL NIL \"7BIT\" 1 NIL NIL NIL NIL x)",
                    46,
                    Rule::BodyExtension,
                ),
            ],
        );
        Ok(())
    }
}
