//! FETCH ([RFC 9051 §6.4.5](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.5)): asked and answered.

use alloc::{boxed::Box, vec::Vec};

use imap_types::{
    core::Vec1,
    fetch::{
        BinaryData, BinaryRequest, BinarySize, Fetch, FetchAtt, FetchAttName, FetchItems,
        FetchModifier, FetchModifierName, FetchRequest, MsgAtt, MsgAttName, SectionData,
        SectionRequest,
    },
};

use crate::{
    body::body,
    core::{
        byte, keyword, label, list1, ncontent, ncontent8, number64, nz_number, parameters, sp,
        spaces,
    },
    datetime::date_time,
    envelope::envelope,
    flag::flag_list,
    quirk::Quirk,
    rule::Rule,
    section::{origin, partial, section, section_binary, write_origin},
    sequence::sequence_set,
    wire::{
        cx::{Cx, Parsed, refuse, within},
        scan,
        write::{Encode, Writer},
    },
};

/// The name of an item that is asked for, the `[` of its section included.
fn fetch_att_name(i: &[u8]) -> Parsed<'_, &[u8]> {
    att_name(i, |name| FetchAttName::parse(name).is_some())
}

/// The name of an item that is answered, the `[` of its section included.
#[inline]
fn msg_att_name(i: &[u8]) -> Parsed<'_, &[u8]> {
    att_name(i, |name| MsgAttName::parse(name).is_some())
}

#[inline]
fn att_name(i: &[u8], knows: impl Fn(&[u8]) -> bool) -> Parsed<'_, &[u8]> {
    let len = scan::span(i, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')
    });
    if len == 0 {
        return odd_att_name(i);
    }
    match i.get(len) {
        Some(b'[') => {
            let (name, rest) = i.split_at(len + 1);
            // Unknown names leave the section to their content.
            if knows(name) {
                Ok((rest, name))
            } else {
                let (name, rest) = i.split_at(len);
                Ok((rest, name))
            }
        }
        Some(b' ' | b')' | b'\r' | b'<') | None => {
            let (name, rest) = i.split_at(len);
            Ok((rest, name))
        }
        Some(_) => odd_att_name(i),
    }
}

/// Any atom up to a section or a partial.
#[cold]
fn odd_att_name(i: &[u8]) -> Parsed<'_, &[u8]> {
    let class = |byte| imap_types::core::is_atom_char(byte) && !matches!(byte, b'[' | b'<');
    crate::core::run(i, class, Rule::Atom)
}

joint! {
    /// `fetch-modifier = tagged-ext-label [SP tagged-ext-val]`
    fetch_modifier -> FetchModifier by FetchModifierName, named by label, slot FetchModifier {}
}

joint! {
    /// `fetch-att`
    fetch_att -> FetchAtt by FetchAttName, named by fetch_att_name, slot FetchAtt {
        Binary glued(binary_request),
        BinaryPeek glued(binary_request),
        BinarySize glued(section_binary),
        Body,
        BodySection glued(section_request),
        BodyPeek glued(section_request),
        BodyStructure,
        Envelope,
        Flags,
        InternalDate,
        Rfc822,
        Rfc822Header,
        Rfc822Size,
        Rfc822Text,
        Uid,
    }
}

/// `section [partial]`, behind the `[`.
fn section_request<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, SectionRequest<'a>> {
    let (rest, section) = section(cx, i)?;
    let (rest, partial) = partial(cx, rest)?;
    Ok((rest, SectionRequest { section, partial }))
}

impl Encode for SectionRequest<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.section.encode(w);
        if let Some(partial) = &self.partial {
            partial.encode(w);
        }
    }
}

/// `section-binary [partial]`, behind the `[`.
fn binary_request<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, BinaryRequest> {
    let (rest, section) = section_binary(cx, i)?;
    let (rest, partial) = partial(cx, rest)?;
    Ok((rest, BinaryRequest { section, partial }))
}

impl Encode for BinaryRequest {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.section.encode(w);
        if let Some(partial) = &self.partial {
            partial.encode(w);
        }
    }
}

/// `fetch = "FETCH" SP sequence-set SP ("ALL" / "FULL" / "FAST" / fetch-att / "(" fetch-att *(SP fetch-att) ")")
/// [fetch-modifiers]`
pub(crate) fn fetch_request<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, FetchRequest<'a>> {
    let (rest, set) = sequence_set(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, items) = fetch_items(cx, rest)?;
    let (rest, modifiers) = parameters(cx, rest, Rule::FetchModifier, fetch_modifier)?;
    Ok((
        rest,
        FetchRequest {
            set,
            items,
            modifiers,
        },
    ))
}

fn fetch_items<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, FetchItems<'a>> {
    if let [b'(', rest @ ..] = i {
        let (rest, items) = fetch_atts(cx, i, rest)?;
        return Ok((rest, FetchItems::Items(items)));
    }
    for (word, items) in [
        (b"ALL", FetchItems::All),
        (b"FAST", FetchItems::Fast),
        (b"FULL", FetchItems::Full),
    ] as [(&[u8], FetchItems<'_>); 3]
    {
        if let Some(rest @ ([b' ' | b'\r' | b'\n', ..] | [])) = keyword(i, word) {
            return Ok((rest, items));
        }
    }
    let (rest, item) = fetch_att(cx, i)?;
    Ok((rest, FetchItems::Items(Vec1::one(item))))
}

/// `"(" fetch-att *(SP fetch-att) ")"`; a list of the macro names is none.
fn fetch_atts<'a>(cx: &Cx<'_>, i: &'a [u8], inside: &'a [u8]) -> Parsed<'a, Vec1<FetchAtt<'a>>> {
    for word in [&b"ALL"[..], b"FAST", b"FULL"] {
        if let Some([b' ' | b')', ..]) = keyword(inside, word) {
            return refuse(inside, Rule::FetchAtt);
        }
    }
    list1(cx, i, Quirk::SpaceInList, Rule::FetchAtt, fetch_att)
}

impl Encode for FetchRequest<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.set.encode(w);
        w.sp();
        match &self.items {
            FetchItems::All => {
                w.raw(b"ALL");
            }
            FetchItems::Fast => {
                w.raw(b"FAST");
            }
            FetchItems::Full => {
                w.raw(b"FULL");
            }
            FetchItems::Items(items) => match items.as_slice() {
                [item] if !matches!(item, FetchAtt::Other(_)) => item.encode(w),
                items => {
                    w.list(items, |w, item| item.encode(w));
                }
            },
        }
        crate::core::write_parameters(w, &self.modifiers);
    }
}

joint! {
    /// `msg-att-dynamic / msg-att-static`
    msg_att_item -> MsgAtt by MsgAttName, named by msg_att_name, slot MsgAtt {
        Binary glued(binary_data),
        BinarySize glued(binary_size),
        Body(boxed_body),
        BodySection glued(section_data),
        BodyStructure(boxed_body),
        Envelope(|cx, i| envelope(cx, i).map(|(rest, envelope)| (rest, Box::new(envelope)))),
        Flags(flag_list),
        InternalDate(date_time),
        Rfc822(ncontent),
        Rfc822Header(ncontent),
        Rfc822Size(number64),
        Rfc822Text(ncontent),
        Uid(nz_number),
    }
}

fn boxed_body<'a>(
    cx: &Cx<'_>,
    i: &'a [u8],
) -> Parsed<'a, Box<imap_types::body::BodyStructure<'a>>> {
    let (rest, body) = body(cx, i)?;
    Ok((rest, Box::new(body)))
}

/// `section ["<" number ">"] SP nstring`, behind the `[`.
fn section_data<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Box<SectionData<'a>>> {
    let (rest, section) = section(cx, i)?;
    let (rest, origin) = origin(cx, rest)?;
    let (rest, _) = sp(rest)?;
    let (rest, data) = ncontent(cx, rest)?;
    Ok((
        rest,
        Box::new(SectionData {
            section,
            origin,
            data,
        }),
    ))
}

impl Encode for SectionData<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.section.encode(w);
        write_origin(w, self.origin);
        self.data.encode(w.sp());
    }
}

/// `section-binary ["<" number ">"] SP (nstring / literal8)`, behind the `[`.
fn binary_data<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Box<BinaryData<'a>>> {
    let (rest, section) = section_binary(cx, i)?;
    let (rest, origin) = origin(cx, rest)?;
    let (rest, _) = sp(rest)?;
    let (rest, data) = ncontent8(cx, rest)?;
    Ok((
        rest,
        Box::new(BinaryData {
            section,
            origin,
            data,
        }),
    ))
}

impl Encode for BinaryData<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.section.encode(w);
        write_origin(w, self.origin);
        self.data.encode(w.sp());
    }
}

/// `section-binary SP number`, behind the `[`; 64 bits, since bodies have them.
fn binary_size<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Box<BinarySize>> {
    let (rest, section) = section_binary(cx, i)?;
    let (rest, _) = sp(rest)?;
    let (rest, size) = number64(cx, rest)?;
    Ok((rest, Box::new(BinarySize { section, size })))
}

impl Encode for BinarySize {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.section.encode(w);
        self.size.encode(w.sp());
    }
}

/// `msg-att = "(" (msg-att-dynamic / msg-att-static) *(SP (msg-att-dynamic / msg-att-static)) ")"`
#[inline]
pub(crate) fn msg_att<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec1<MsgAtt<'a>>> {
    within(Rule::MsgAtt, msg_att_items(cx, i))
}

fn msg_att_items<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec1<MsgAtt<'a>>> {
    let (first, _) = byte(b'(', Rule::Open, i)?;
    let mut items = Vec::with_capacity(items_ahead(first));
    let mut rest = first;
    loop {
        rest = spaces(cx, rest, Quirk::SpaceInFetch);
        if let (true, [b')', after @ ..]) = (cx.has(Quirk::SpaceInFetch) && !items.is_empty(), rest)
        {
            rest = after;
            break;
        }
        rest = match msg_att_item(cx, rest) {
            Ok((after, item)) => {
                items.push(item);
                after
            }
            Err(error) => crate::salvage::item(cx, rest, error, Rule::MsgAtt)?,
        };
        match rest {
            [b')', after @ ..] => {
                rest = after;
                break;
            }
            [b' ', end @ ..]
                if end.first() == Some(&b')') && cx.mend(Quirk::SpaceInFetch, rest, end) =>
            {
                let after = end.get(1..).unwrap_or_default();
                rest = after;
                break;
            }
            [b' ', after @ ..] => rest = after,
            _ => return refuse(rest, Rule::Close),
        }
    }
    match Vec1::try_from(items) {
        Ok(items) => Ok((rest, items)),
        Err(_) => refuse(first, Rule::MsgAtt),
    }
}

/// A guess: as many items as there are letters behind SPs outside parentheses and quotes in the first few hundred bytes.
#[inline]
fn items_ahead(i: &[u8]) -> usize {
    let mut items = 1;
    let mut depth = 0_u32;
    let mut quoted = false;
    let mut before = 0;
    for byte in i.iter().take(256) {
        match byte {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'(' => depth += 1,
            b')' => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => break,
            },
            b'\r' => break,
            b'A'..=b'Z' if before == b' ' && depth == 0 => items += 1,
            _ => {}
        }
        before = *byte;
    }
    items
}

/// `nz-number SP "FETCH" SP msg-att`, behind the number.
#[inline]
pub(crate) fn fetch<'a>(
    cx: &Cx<'_>,
    seq: core::num::NonZeroU32,
    i: &'a [u8],
) -> Parsed<'a, Fetch<'a>> {
    let (rest, items) = msg_att(cx, i)?;
    Ok((rest, Fetch { seq, items }))
}
