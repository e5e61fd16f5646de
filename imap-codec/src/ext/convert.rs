//! CONVERT ([RFC 5259](https://www.rfc-editor.org/rfc/rfc5259.html)).

use alloc::{boxed::Box, vec::Vec};
use core::num::NonZeroU32;

use imap_types::{
    core::{AString, IString, Tag, Vec1},
    ext::convert::{
        BadParams, Conversion, Conversions, Convert, ConvertAtt, ConvertError, ConvertErrorCode,
        ConvertHeader, ConvertMsgAtt, Converted, MimeType, MimeTypeReq, MissingParams, Outcome,
        TranscodingParam,
    },
    fetch::BinaryRequest,
    section::Section,
};

use crate::{
    core::{
        astring, byte, keyword, list, list1, nil, nstring, nstring8, number64, nz_number, quoted,
        sp, string, string_content,
    },
    ext::urlauth_binary::boxed_body,
    quirk::Quirk,
    rule::Rule,
    section::{origin, partial, section, section_binary, write_origin},
    sequence::sequence_set,
    wire::{
        cx::{Cx, Parsed, expect, refuse, within},
        write::{Encode, Writer},
    },
};

/// `conversions-cmd = "CONVERSIONS" SP from-mime-type-req SP to-mime-type-req`, behind the first SP.
pub(crate) fn conversions<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Conversions<'a>> {
    let (rest, from) = mime_type_req(cx, i)?;
    let (rest, ()) = sp(rest)?;
    let (rest, to) = mime_type_req(cx, rest)?;
    Ok((rest, Conversions { from, to }))
}

impl Encode for Conversions<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.from.as_istring().encode(w);
        self.to.as_istring().encode(w.sp());
    }
}

/// `from-mime-type-req = astring`, with its limits.
fn mime_type_req<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, MimeTypeReq<'a>> {
    let (rest, text) = expect(Rule::MimeType, i, astring(cx, i))?;
    match MimeTypeReq::try_from(IString::from_scanned(text.into_bytes())) {
        Ok(request) => Ok((rest, request)),
        Err(_) => refuse(i, Rule::MimeType),
    }
}

/// `quoted-to-mime-type = DQUOTE to-mime-type DQUOTE`, `quoted-from-mime-type` likewise.
fn mime_type<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, MimeType<'a>> {
    let (rest, text) = expect(Rule::MimeType, i, quoted(cx, i))?;
    match MimeType::try_from(IString::from_scanned(text)) {
        Ok(mime_type) => Ok((rest, mime_type)),
        Err(_) => refuse(i, Rule::MimeType),
    }
}

impl Encode for MimeType<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.as_istring().encode(w);
    }
}

/// `conversion-data`, behind `CONVERSION SP`.
pub(crate) fn conversion<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Conversion<'a>> {
    let (rest, from) = mime_type(cx, i)?;
    let (rest, ()) = sp(rest)?;
    let (rest, to) = mime_type(cx, rest)?;
    let (rest, params) = in_list(cx, rest, astring)?;
    Ok((rest, Conversion { from, to, params }))
}

impl Encode for Conversion<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.from.encode(w);
        self.to.encode(w.sp());
        if !self.params.is_empty() {
            write_names(w.sp(), &self.params);
        }
    }
}

/// Names in quotes, as all examples have them.
fn write_names<'v>(w: &mut Writer<'_, 'v>, names: &'v [AString<'_>]) {
    w.list(names, |w, name| {
        w.string(name.as_bytes());
    });
}

/// `[SP "(" item *(SP item) ")"]`
fn in_list<'a, T>(
    cx: &Cx<'_>,
    i: &'a [u8],
    item: impl Fn(&Cx<'_>, &'a [u8]) -> Parsed<'a, T>,
) -> Parsed<'a, Vec<T>> {
    match i {
        [b' ', items @ ..] if items.first() == Some(&b'(') => {
            let (rest, items) = list1(cx, items, Quirk::SpaceInList, Rule::TranscodingParam, item)?;
            Ok((rest, items.into_vec()))
        }
        _ => Ok((i, Vec::new())),
    }
}

/// `transcoding-param = transcoding-param-name SP transcoding-param-value`
fn transcoding_param<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, TranscodingParam<'a>> {
    let (rest, name) = expect(Rule::TranscodingParam, i, astring(cx, i))?;
    let (rest, ()) = sp(rest)?;
    let (rest, value) = astring(cx, rest)?;
    Ok((rest, TranscodingParam { name, value }))
}

impl Encode for TranscodingParam<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.string(self.name.as_bytes())
            .sp()
            .string(self.value.as_bytes());
    }
}

fn write_params<'v>(w: &mut Writer<'_, 'v>, params: &'v [TranscodingParam<'_>]) {
    if !params.is_empty() {
        w.sp().list(params, |w, param| param.encode(w));
    }
}

/// `"CONVERT" SP sequence-set SP convert-params SP ( convert-att / "(" convert-att *(SP convert-att) ")" )`, behind the
/// first SP; `convert-params = "(" (quoted-to-mime-type / "NIL") [SP "(" transcoding-params ")"] ")"`.
pub(crate) fn convert<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Box<Convert<'a>>> {
    let (rest, set) = sequence_set(cx, i)?;
    let (rest, ()) = sp(rest)?;
    let (rest, ()) = byte(b'(', Rule::Open, rest)?;
    let (rest, to) = match nil(rest) {
        Some(rest) => (rest, None),
        None => {
            let (rest, to) = mime_type(cx, rest)?;
            (rest, Some(to))
        }
    };
    let (rest, params) = in_list(cx, rest, transcoding_param)?;
    let (rest, ()) = byte(b')', Rule::Close, rest)?;
    let (rest, ()) = sp(rest)?;
    let (rest, items) = if rest.first() == Some(&b'(') {
        list1(cx, rest, Quirk::SpaceInList, Rule::ConvertAtt, convert_att)?
    } else {
        let (rest, item) = convert_att(cx, rest)?;
        (rest, Vec1::one(item))
    };
    let convert = Convert {
        set,
        to,
        params,
        items,
    };
    Ok((rest, Box::new(convert)))
}

impl Encode for Convert<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.set.encode(w);
        self.to.encode(w.raw(b" ("));
        write_params(w, &self.params);
        w.raw(b") ");
        match self.items.as_slice() {
            [item] => item.encode(w),
            items => {
                w.list(items, |w, item| item.encode(w));
            }
        }
    }
}

/// The items that CONVERT asks and answers, by the names that they have in both.
enum Item {
    AvailableConversions,
    Binary,
    BinarySize,
    BodyPartStructure,
    Header,
    Uid,
}

/// The name of an item, and what is behind it and its `[`.
fn item(i: &[u8]) -> Option<(Item, &[u8])> {
    let names: [(&[u8], Item); 5] = [
        (b"AVAILABLECONVERSIONS[", Item::AvailableConversions),
        (b"BINARY[", Item::Binary),
        (b"BINARY.SIZE[", Item::BinarySize),
        (b"BODYPARTSTRUCTURE[", Item::BodyPartStructure),
        (b"BODY[", Item::Header),
    ];
    for (name, item) in names {
        if let Some((front, rest)) = i.split_at_checked(name.len())
            && front.eq_ignore_ascii_case(name)
        {
            return Some((item, rest));
        }
    }
    keyword(i, b"UID").map(|rest| (Item::Uid, rest))
}

/// `convert-att`
fn convert_att<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, ConvertAtt> {
    let Some((item, rest)) = item(i) else {
        return refuse(i, Rule::ConvertAtt);
    };
    Ok(match item {
        Item::AvailableConversions => {
            let (rest, section) = section_binary(cx, rest)?;
            (rest, ConvertAtt::AvailableConversions(section))
        }
        Item::Binary => {
            let (rest, section) = section_binary(cx, rest)?;
            let (rest, partial) = partial(cx, rest)?;
            (rest, ConvertAtt::Binary(BinaryRequest { section, partial }))
        }
        Item::BinarySize => {
            let (rest, section) = section_binary(cx, rest)?;
            (rest, ConvertAtt::BinarySize(section))
        }
        Item::BodyPartStructure => {
            let (rest, section) = section_binary(cx, rest)?;
            (rest, ConvertAtt::BodyPartStructure(section))
        }
        Item::Header => {
            let (rest, header) = header(cx, rest)?;
            (rest, ConvertAtt::Header(header))
        }
        Item::Uid => (rest, ConvertAtt::Uid),
    })
}

impl Encode for ConvertAtt {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        match self {
            Self::AvailableConversions(section) => {
                section.encode(w.raw(b"AVAILABLECONVERSIONS["));
            }
            Self::Binary(request) => request.encode(w.raw(b"BINARY[")),
            Self::BinarySize(section) => section.encode(w.raw(b"BINARY.SIZE[")),
            Self::BodyPartStructure(section) => section.encode(w.raw(b"BODYPARTSTRUCTURE[")),
            Self::Header(header) => header.encode(w),
            Self::Uid => {
                w.raw(b"UID");
            }
        }
    }
}

/// `"HEADER]" / (section-part ".HEADER]") / (section-part ".MIME]")`
fn header<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, ConvertHeader> {
    match section(cx, i)? {
        (rest, Section::Header(part)) => Ok((rest, ConvertHeader::Header(part))),
        (rest, Section::Mime(part)) => Ok((rest, ConvertHeader::Mime(part))),
        _ => refuse(i, Rule::ConvertAtt),
    }
}

impl Encode for ConvertHeader {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        let (part, text): (&[NonZeroU32], &[u8]) = match self {
            Self::Header(None) => (&[], b"HEADER]"),
            Self::Header(Some(part)) => (part, b"HEADER]"),
            Self::Mime(part) => (part, b"MIME]"),
        };
        w.raw(b"BODY[");
        for number in part {
            number.encode(w);
            w.byte(b'.');
        }
        w.raw(text);
    }
}

/// `convert-correlator SP convert-msg-attrs`, `convert-correlator = "(" "TAG" SP tag-string ")"`
pub(crate) fn converted<'a>(
    cx: &Cx<'_>,
    seq: NonZeroU32,
    i: &'a [u8],
) -> Parsed<'a, Box<Converted<'a>>> {
    let (rest, ()) = byte(b'(', Rule::Open, i)?;
    let Some(rest) = keyword(rest, b"TAG") else {
        return refuse(rest, Rule::SearchCorrelator);
    };
    let (string, ()) = sp(rest)?;
    let (rest, tag) = string_content(cx, string)?;
    let Ok(tag) = Tag::try_from(tag) else {
        return refuse(string, Rule::Tag);
    };
    let (rest, ()) = byte(b')', Rule::Close, rest)?;
    let (rest, ()) = sp(rest)?;
    let items = list1(
        cx,
        rest,
        Quirk::SpaceInFetch,
        Rule::ConvertMsgAtt,
        convert_msg_att,
    );
    let (rest, items) = within(Rule::ConvertMsgAtt, items)?;
    Ok((rest, Box::new(Converted { seq, tag, items })))
}

pub(crate) fn write_converted<'v>(
    converted: &'v Converted<'_>,
    name: &[u8],
    w: &mut Writer<'_, 'v>,
) {
    w.number_and_name(converted.seq.get(), name);
    w.raw(b" (TAG ")
        .string(converted.tag.as_bytes())
        .raw(b") ")
        .list(&converted.items, |w, item| item.encode(w));
}

/// `convert-msg-att = msg-att-semistat / msg-att-conv-static`
fn convert_msg_att<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, ConvertMsgAtt<'a>> {
    let Some((item, rest)) = item(i) else {
        return refuse(i, Rule::ConvertMsgAtt);
    };
    Ok(match item {
        Item::AvailableConversions => {
            let (rest, section) = section_binary(cx, rest)?;
            let (rest, types) = outcome(cx, rest, mime_type_list)?;
            (rest, ConvertMsgAtt::AvailableConversions(section, types))
        }
        Item::Binary => {
            let (rest, section) = section_binary(cx, rest)?;
            let (rest, origin) = origin(cx, rest)?;
            let (rest, data) = outcome(cx, rest, nstring8)?;
            (rest, ConvertMsgAtt::Binary(section, origin, data))
        }
        Item::BinarySize => {
            let (rest, section) = section_binary(cx, rest)?;
            let (rest, size) = outcome(cx, rest, number64)?;
            (rest, ConvertMsgAtt::BinarySize(section, size))
        }
        Item::BodyPartStructure => {
            let (rest, section) = section_binary(cx, rest)?;
            let (rest, body) = outcome(cx, rest, boxed_body)?;
            (rest, ConvertMsgAtt::BodyPartStructure(section, body))
        }
        Item::Header => {
            let (rest, section) = section(cx, rest)?;
            let (rest, origin) = origin(cx, rest)?;
            let (rest, data) = outcome(cx, rest, nstring)?;
            (rest, ConvertMsgAtt::Body(Box::new(section), origin, data))
        }
        Item::Uid => {
            let (rest, ()) = sp(rest)?;
            let (rest, uid) = nz_number(cx, rest)?;
            (rest, ConvertMsgAtt::Uid(uid))
        }
    })
}

impl Encode for ConvertMsgAtt<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        match self {
            Self::AvailableConversions(section, types) => {
                section.encode(w.raw(b"AVAILABLECONVERSIONS["));
                match types {
                    Outcome::Done(types) => {
                        w.raw(b" (");
                        w.list(types, |w, mime_type| mime_type.encode(w)).byte(b')');
                    }
                    Outcome::Failed(error) => error.encode(w.sp()),
                }
            }
            Self::Binary(section, origin, data) => {
                section.encode(w.raw(b"BINARY["));
                write_origin(w, *origin);
                data.encode(w.sp());
            }
            Self::BinarySize(section, size) => {
                section.encode(w.raw(b"BINARY.SIZE["));
                size.encode(w.sp());
            }
            Self::BodyPartStructure(section, body) => {
                section.encode(w.raw(b"BODYPARTSTRUCTURE["));
                match body {
                    Outcome::Done(body) => body.encode(w.sp()),
                    Outcome::Failed(error) => error.encode(w.sp()),
                }
            }
            Self::Body(section, origin, data) => {
                section.encode(w.raw(b"BODY["));
                write_origin(w, *origin);
                data.encode(w.sp());
            }
            Self::Uid(uid) => uid.encode(w.raw(b"UID ")),
        }
    }
}

/// `SP (value / converterror-phrase)`
fn outcome<'a, T>(
    cx: &Cx<'_>,
    i: &'a [u8],
    value: impl Fn(&Cx<'_>, &'a [u8]) -> Parsed<'a, T>,
) -> Parsed<'a, Outcome<'a, T>> {
    let (rest, ()) = sp(i)?;
    match keyword(rest, b"(ERROR ") {
        Some(rest) => {
            let (rest, error) = within(Rule::ConvertError, convert_error(cx, rest))?;
            Ok((rest, Outcome::Failed(error)))
        }
        None => {
            let (rest, value) = value(cx, rest)?;
            Ok((rest, Outcome::Done(value)))
        }
    }
}

impl<T: Encode> Encode for Outcome<'_, T> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        match self {
            Self::Done(value) => value.encode(w),
            Self::Failed(error) => error.encode(w),
        }
    }
}

/// `mimetype-list = "(" "(" [quoted-to-mime-type *(SP quoted-to-mime-type)] ")" ")"`
fn mime_type_list<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec<MimeType<'a>>> {
    let (rest, ()) = byte(b'(', Rule::Open, i)?;
    let (rest, types) = list(cx, rest, Quirk::SpaceInList, mime_type)?;
    let (rest, ()) = byte(b')', Rule::Close, rest)?;
    Ok((rest, types))
}

/// `converterror-phrase = "(" "ERROR" SP convert-err-descript SP convert-error-code ")"`, behind `(ERROR SP`.
fn convert_error<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, ConvertError<'a>> {
    let (rest, text) = string(cx, i)?;
    let (rest, ()) = sp(rest)?;
    let (rest, code) = convert_error_code(cx, rest)?;
    let (rest, ()) = byte(b')', Rule::Close, rest)?;
    Ok((rest, ConvertError { text, code }))
}

impl Encode for ConvertError<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        self.text.encode(w.raw(b"(ERROR "));
        self.code.encode(w.sp());
        w.byte(b')');
    }
}

/// `convert-error-code = ("TEMPFAIL" [SP nz-number]) / bad-params / missing-params`
fn convert_error_code<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, ConvertErrorCode<'a>> {
    if let Some(rest) = keyword(i, b"TEMPFAIL") {
        return match rest {
            [b' ', minutes @ ..] => {
                let (rest, minutes) = nz_number(cx, minutes)?;
                Ok((rest, ConvertErrorCode::TempFail(Some(minutes))))
            }
            _ => Ok((rest, ConvertErrorCode::TempFail(None))),
        };
    }
    if let Some(rest) = keyword(i, b"BADPARAMETERS") {
        let (rest, all) = one_or_more(cx, rest, bad_params)?;
        return Ok((rest, ConvertErrorCode::BadParameters(all)));
    }
    if let Some(rest) = keyword(i, b"MISSINGPARAMETERS") {
        let (rest, all) = one_or_more(cx, rest, missing_params)?;
        return Ok((rest, ConvertErrorCode::MissingParameters(all)));
    }
    refuse(i, Rule::ConvertErrorCode)
}

/// `1*(SP item)`
fn one_or_more<'a, T>(
    cx: &Cx<'_>,
    i: &'a [u8],
    item: impl Fn(&Cx<'_>, &'a [u8]) -> Parsed<'a, T>,
) -> Parsed<'a, Vec1<T>> {
    let (rest, ()) = sp(i)?;
    let (mut rest, first) = item(cx, rest)?;
    let mut items = Vec1::one(first);
    while let [b' ', next @ ..] = rest {
        let (after, item) = item(cx, next)?;
        items.push(item);
        rest = after;
    }
    Ok((rest, items))
}

impl Encode for ConvertErrorCode<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        match self {
            Self::TempFail(minutes) => {
                w.raw(b"TEMPFAIL");
                if let Some(minutes) = minutes {
                    minutes.encode(w.sp());
                }
            }
            Self::BadParameters(all) => {
                w.raw(b"BADPARAMETERS");
                for BadParams { from, to, params } in all {
                    from.encode(w.sp());
                    to.encode(w.sp());
                    write_params(w, params);
                }
            }
            Self::MissingParameters(all) => {
                w.raw(b"MISSINGPARAMETERS");
                for MissingParams { from, to, params } in all {
                    from.encode(w.sp());
                    to.encode(w.sp());
                    write_names(w.sp(), params);
                }
            }
        }
    }
}

/// `(quoted-from-mime-type / nil) SP mimetype-and-params`
fn bad_params<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, BadParams<'a>> {
    let (rest, from) = match nil(i) {
        Some(rest) => (rest, None),
        None => {
            let (rest, from) = mime_type(cx, i)?;
            (rest, Some(from))
        }
    };
    let (rest, ()) = sp(rest)?;
    let (rest, to) = mime_type(cx, rest)?;
    let (rest, params) = in_list(cx, rest, transcoding_param)?;
    Ok((rest, BadParams { from, to, params }))
}

/// `quoted-from-mime-type SP quoted-to-mime-type "(" transcoding-param-names ")"`: the grammar has no SP before the
/// parenthesis, the text of the RFC has one.
fn missing_params<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, MissingParams<'a>> {
    let (rest, from) = mime_type(cx, i)?;
    let (rest, ()) = sp(rest)?;
    let (rest, to) = mime_type(cx, rest)?;
    let rest = rest.strip_prefix(b" ").unwrap_or(rest);
    let (rest, params) = list1(
        cx,
        rest,
        Quirk::SpaceInList,
        Rule::TranscodingParam,
        astring,
    )?;
    Ok((rest, MissingParams { from, to, params }))
}

#[cfg(test)]
mod tests {
    use imap_types::{
        core::{NString, NString8},
        section::{Partial, SectionBinary},
    };

    use super::*;
    use crate::testing::{both, list1, n64, nz, ok, reads, refuses};

    fn part(number: u32) -> SectionBinary {
        SectionBinary([nz(number)].into())
    }

    fn param(name: &'static str, value: &'static str) -> TranscodingParam<'static> {
        TranscodingParam {
            name: ok(name),
            value: ok(value),
        }
    }

    #[test]
    fn types() {
        let long = alloc::format!("{}/x", "a".repeat(128));
        for bad in [
            "", "text", "text/", "/plain", "a/b/c", "a b/c", "*", "text/*", "*/a", &long,
        ] {
            assert!(MimeType::try_from(bad).is_err(), "{bad}");
        }
        for good in ["*", "text/*", "text/plain"] {
            assert!(MimeTypeReq::try_from(good).is_ok(), "{good}");
        }
        for bad in ["**", "*/*", "*/a", "text/p*", "text/**"] {
            assert!(MimeTypeReq::try_from(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_can_be_converted() {
        both(
            conversions,
            &[(
                "\"image/*\" \"*\"",
                Conversions {
                    from: ok("image/*"),
                    to: ok("*"),
                },
            )],
        );
        reads(
            conversions,
            &[(
                "image/gif {9}\r\nimage/png",
                Conversions {
                    from: ok("image/gif"),
                    to: ok("image/png"),
                },
            )],
        );
        refuses(
            conversions,
            &[
                ("* \"*\"", 0, Rule::MimeType),
                ("\"image\" \"*\"", 0, Rule::MimeType),
                ("\"*\"", 3, Rule::Sp),
            ],
        );
        let of = |params: Vec<AString<'static>>| Conversion {
            from: ok("a/b"),
            to: ok("c/d"),
            params,
        };
        both(
            conversion,
            &[
                ("\"a/b\" \"c/d\"", of([].into())),
                (
                    "\"a/b\" \"c/d\" (\"pix-x\" \"%\")",
                    of([ok("pix-x"), ok("%")].into()),
                ),
            ],
        );
        refuses(
            conversion,
            &[
                ("a/b \"c/d\"", 0, Rule::MimeType),
                ("\"a/*\" \"c/d\"", 0, Rule::MimeType),
                ("\"a/b\" \"c/d\" ()", 13, Rule::TranscodingParam),
            ],
        );
    }

    #[test]
    fn asked() {
        let of = |to, params: Vec<_>, items| {
            Box::new(Convert {
                set: ok("2"),
                to,
                params,
                items,
            })
        };
        both(
            convert,
            &[
                (
                    "2 (\"application/PDF\") BINARY[3]<0.5>",
                    of(
                        Some(ok("application/PDF")),
                        [].into(),
                        list1([ConvertAtt::Binary(BinaryRequest {
                            section: part(3),
                            partial: Some(Partial::new(0, 5).unwrap()),
                        })]),
                    ),
                ),
                (
                    "2 (NIL (\"PIX-X\" \"128\" \"PIX-Y\" \"96\")) (UID AVAILABLECONVERSIONS[] BINARY.SIZE[2] BODYPARTSTRUCTURE[2] BODY[HEADER] BODY[1.2.HEADER] BODY[1.MIME])",
                    of(
                        None,
                        [param("PIX-X", "128"), param("PIX-Y", "96")].into(),
                        list1([
                            ConvertAtt::Uid,
                            ConvertAtt::AvailableConversions(SectionBinary::default()),
                            ConvertAtt::BinarySize(part(2)),
                            ConvertAtt::BodyPartStructure(part(2)),
                            ConvertAtt::Header(ConvertHeader::Header(None)),
                            ConvertAtt::Header(ConvertHeader::Header(Some(list1([nz(1), nz(2)])))),
                            ConvertAtt::Header(ConvertHeader::Mime(list1([nz(1)]))),
                        ]),
                    ),
                ),
            ],
        );
        reads(
            convert,
            &[(
                "2 (nil (charset utf-8)) (uid)",
                of(
                    None,
                    [param("charset", "utf-8")].into(),
                    list1([ConvertAtt::Uid]),
                ),
            )],
        );
        refuses(
            convert,
            &[
                ("2", 1, Rule::Sp),
                ("2 NIL UID", 2, Rule::Open),
                ("2 () UID", 3, Rule::MimeType),
                ("2 (NIL ()) UID", 8, Rule::TranscodingParam),
                ("2 (NIL (a)) UID", 9, Rule::Sp),
                ("2 (NIL)", 7, Rule::Sp),
                ("2 (NIL) ()", 9, Rule::ConvertAtt),
                ("2 (NIL) FLAGS", 8, Rule::ConvertAtt),
                ("2 (NIL) BODY[TEXT]", 13, Rule::ConvertAtt),
                ("2 (NIL) BODY[1]", 13, Rule::ConvertAtt),
                ("2 (NIL) BINARY", 8, Rule::ConvertAtt),
            ],
        );
    }

    #[test]
    fn answered() {
        let failed = |code| ConvertError {
            text: ok("no"),
            code,
        };
        let rows = [
            ("UID 7", ConvertMsgAtt::Uid(nz(7))),
            (
                "AVAILABLECONVERSIONS[2] ((\"a/b\" \"c/d\"))",
                ConvertMsgAtt::AvailableConversions(
                    part(2),
                    Outcome::Done([ok("a/b"), ok("c/d")].into()),
                ),
            ),
            (
                "AVAILABLECONVERSIONS[] (())",
                ConvertMsgAtt::AvailableConversions(
                    SectionBinary::default(),
                    Outcome::Done([].into()),
                ),
            ),
            (
                "BINARY[4]<2001> ~{2}\r\n\0)",
                ConvertMsgAtt::Binary(part(4), Some(n64(2001)), Outcome::Done(ok("\0)"))),
            ),
            (
                "BINARY[4] NIL",
                ConvertMsgAtt::Binary(part(4), None, Outcome::Done(NString8::NIL)),
            ),
            (
                "BINARY.SIZE[4] 3135",
                ConvertMsgAtt::BinarySize(part(4), Outcome::Done(n64(3135))),
            ),
            (
                "BODY[1.MIME] NIL",
                ConvertMsgAtt::Body(
                    Box::new(Section::Mime(list1([nz(1)]))),
                    None,
                    Outcome::Done(NString::NIL),
                ),
            ),
            (
                "BODYPARTSTRUCTURE[3] (ERROR \"no\" TEMPFAIL)",
                ConvertMsgAtt::BodyPartStructure(
                    part(3),
                    Outcome::Failed(failed(ConvertErrorCode::TempFail(None))),
                ),
            ),
            (
                "BINARY.SIZE[3] (ERROR \"no\" TEMPFAIL 5)",
                ConvertMsgAtt::BinarySize(
                    part(3),
                    Outcome::Failed(failed(ConvertErrorCode::TempFail(Some(nz(5))))),
                ),
            ),
            (
                "BINARY[3] (ERROR \"no\" BADPARAMETERS NIL \"a/b\" \"c/d\" \"a/b\" (\"x\" \"y\"))",
                ConvertMsgAtt::Binary(
                    part(3),
                    None,
                    Outcome::Failed(failed(ConvertErrorCode::BadParameters(list1([
                        BadParams {
                            from: None,
                            to: ok("a/b"),
                            params: [].into(),
                        },
                        BadParams {
                            from: Some(ok("c/d")),
                            to: ok("a/b"),
                            params: [param("x", "y")].into(),
                        },
                    ])))),
                ),
            ),
            (
                "AVAILABLECONVERSIONS[3] (ERROR \"no\" MISSINGPARAMETERS \"a/b\" \"c/d\" (\"x\" \"y\"))",
                ConvertMsgAtt::AvailableConversions(
                    part(3),
                    Outcome::Failed(failed(ConvertErrorCode::MissingParameters(list1([
                        MissingParams {
                            from: ok("a/b"),
                            to: ok("c/d"),
                            params: list1([ok("x"), ok("y")]),
                        },
                    ])))),
                ),
            ),
        ];
        both(convert_msg_att, &rows);
        reads(
            missing_params,
            &[(
                "\"a/b\" \"c/d\"(x)",
                MissingParams {
                    from: ok("a/b"),
                    to: ok("c/d"),
                    params: list1([ok("x")]),
                },
            )],
        );
        refuses(
            convert_msg_att,
            &[
                ("", 0, Rule::ConvertMsgAtt),
                ("FLAGS ()", 0, Rule::ConvertMsgAtt),
                ("UID 0", 4, Rule::NzNumber),
                ("BINARY[1]", 9, Rule::Sp),
                ("BINARY[1] ()", 10, Rule::Nstring),
                ("AVAILABLECONVERSIONS[1] (\"a/b\")", 25, Rule::Open),
                ("BINARY[1] (ERROR \"no\")", 21, Rule::Sp),
                ("BINARY[1] (ERROR \"no\" MAYBE)", 22, Rule::ConvertErrorCode),
                ("BINARY[1] (ERROR \"no\" TEMPFAIL 0)", 31, Rule::NzNumber),
                ("BINARY[1] (ERROR \"no\" BADPARAMETERS)", 35, Rule::Sp),
                (
                    "BINARY[1] (ERROR \"no\" BADPARAMETERS (a b))",
                    36,
                    Rule::MimeType,
                ),
                (
                    "BINARY[1] (ERROR \"no\" MISSINGPARAMETERS \"a/b\" \"c/d\")",
                    51,
                    Rule::Open,
                ),
            ],
        );
    }
}
