//! FETCH ([RFC 9051 §6.4.5](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.5)): asked and answered.

mod odd;

use alloc::{boxed::Box, vec::Vec};

use imap_types::{
    core::{AString, Vec1},
    datetime::DateTime,
    fetch::{
        BinaryData, BinaryRequest, BinarySize, Fetch, FetchAtt, FetchAttName, FetchItems,
        FetchModifier, FetchModifierName, FetchRequest, MsgAtt, MsgAttName, SectionData,
        SectionRequest,
    },
};

use self::odd::{behind_line_end, odd_item};
use crate::{
    body::body,
    core::{
        astring, byte, keyword, label, list1, list1_by, ncontent, ncontent8, nil, number64,
        nz_number, parameters, sp, spaces,
    },
    datetime::date_time,
    envelope::envelope,
    ext::{
        annotate_experiment_1::{annotation_data, annotation_request},
        condstore::{mod_sequence_value, permsg_modsequence, write_permsg_modsequence},
        objectid::{nobjectid, objectid_in_list, write_nobjectid, write_objectid_in_list},
        objectid_plus::{objectid_compound, write_objectid_compound},
        partial::partial_range,
        preview::{preview, preview_mods, write_preview_mods},
        x_gm_ext_1::{gm_id, gm_labels, write_gm_labels},
    },
    flag::flag_list,
    quirk::Quirk,
    rule::Rule,
    section::{origin, partial, section, section_binary, write_origin},
    sequence::sequence_set,
    wire::{
        cx::{Cx, Parsed, refuse, within},
        write::{Encode, Writer},
    },
};

/// The name of an item that is asked for, the `[` of its section included.
fn fetch_att_name(i: &[u8]) -> Parsed<'_, &[u8]> {
    // The most frequent of those that the short way leaves.
    if let Some(rest) = keyword(i, b"BODY.PEEK[") {
        return Ok((rest, b"BODY.PEEK["));
    }
    att_name(i, |name| FetchAttName::parse(name).is_some())
}

/// The name of an item that is answered, the `[` of its section included.
#[inline]
fn msg_att_name(i: &[u8]) -> Parsed<'_, &[u8]> {
    // The most frequent of those that the short way leaves.
    if let Some(rest) = keyword(i, b"BODY[") {
        return Ok((rest, b"BODY["));
    }
    att_name(i, |name| MsgAttName::parse(name).is_some())
}

#[inline]
fn att_name(i: &[u8], knows: impl Fn(&[u8]) -> bool) -> Parsed<'_, &[u8]> {
    let class = |byte| imap_types::core::is_atom_char(byte) && !matches!(byte, b'[' | b'<');
    let (rest, name) = crate::core::run(i, class, Rule::Atom)?;
    if rest.first() == Some(&b'[') {
        let (name, rest) = i.split_at(name.len() + 1);
        // Unknown names leave the section to their content.
        if knows(name) {
            return Ok((rest, name));
        }
    }
    Ok((rest, name))
}

joint! {
    /// `fetch-modifier = tagged-ext-label [SP tagged-ext-val]`
    fetch_modifier -> FetchModifier by FetchModifierName, named by label, slot FetchModifier {
        Partial(partial_range),
        ChangedSince(mod_sequence_value),
        Vanished,
    }
}

joint! {
    /// `fetch-att`
    pub(crate) fetch_att -> FetchAtt by FetchAttName, named by fetch_att_name, slot FetchAtt, pushed by push_fetch_att {
        Annotation(annotation_request),
        Binary glued(binary_request),
        BinaryPeek glued(binary_request),
        BinarySize glued(section_binary),
        Body,
        BodySection glued(section_request),
        BodyPeek glued(section_request),
        BodyStructure,
        EmailId,
        Envelope,
        Flags,
        InternalDate,
        ModSeq,
        ObjectId,
        Preview glued(preview_mods => write_preview_mods),
        Rfc822,
        Rfc822Header,
        Rfc822HeaderLines(header_list => write_header_list),
        Rfc822HeaderLinesNot(header_list => write_header_list),
        Rfc822Peek,
        Rfc822Size,
        Rfc822Text,
        Rfc822TextPeek,
        SaveDate,
        ThreadId,
        Uid,
        XGmLabels,
        XGmMsgId,
        XGmThrId,
    }
}

/// `header-list`
fn header_list<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Vec1<AString<'a>>> {
    list1(cx, i, Quirk::SpaceInList, Rule::Astring, astring)
}

fn write_header_list<'v>(fields: &'v Vec1<AString<'_>>, w: &mut Writer<'_, 'v>) {
    w.list(fields, |w, field| field.encode(w));
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
    if i.first() == Some(&b'(') {
        // A macro in the list is no item: `FetchAttName::is_name`.
        let (rest, items) = list1_by(cx, i, Quirk::SpaceInList, Rule::FetchAtt, push_fetch_att)?;
        return Ok((rest, FetchItems::Items(items)));
    }
    for (rest, items) in [
        (keyword(i, b"ALL"), FetchItems::All),
        (keyword(i, b"FAST"), FetchItems::Fast),
        (keyword(i, b"FULL"), FetchItems::Full),
    ] {
        if let Some(rest @ ([b' ' | b'\r' | b'\n', ..] | [])) = rest {
            return Ok((rest, items));
        }
    }
    let (rest, item) = fetch_att(cx, i)?;
    Ok((rest, FetchItems::Items(Vec1::one(item))))
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
                // The parenthesis that may follow is theirs or the command's.
                [item] if !matches!(item, FetchAtt::Other(_) | FetchAtt::Preview(_)) => {
                    item.encode(w);
                }
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
    pub(crate) msg_att_item -> MsgAtt by MsgAttName, named by msg_att_name, slot MsgAtt, pushed by push_msg_att {
        Annotation(annotation_data),
        Binary glued(binary_data),
        BinarySize glued(binary_size),
        Body(boxed_body),
        BodySection glued(section_data),
        BodyStructure(boxed_body),
        EmailId(objectid_in_list => write_objectid_in_list),
        Envelope(|cx, i| envelope(cx, i).map(|(rest, envelope)| (rest, Box::new(envelope)))),
        Flags(flag_list),
        InternalDate(date_time),
        ModSeq(permsg_modsequence => write_permsg_modsequence),
        ObjectId(objectid_compound => write_objectid_compound),
        Preview(preview),
        Rfc822(ncontent),
        Rfc822Header(ncontent),
        Rfc822Size(number64),
        Rfc822Text(ncontent),
        SaveDate(ndate_time),
        ThreadId(nobjectid => write_nobjectid),
        Uid(nz_number),
        XGmLabels(gm_labels => write_gm_labels),
        XGmMsgId(gm_id),
        XGmThrId(gm_id),
    }
}

/// `date-time / nil`
fn ndate_time<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Option<DateTime>> {
    match nil(i) {
        Some(rest) => Ok((rest, None)),
        None => date_time(cx, i).map(|(rest, date)| (rest, Some(date))),
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
    let (rest, data) = match rest {
        // Yandex, of an empty part.
        [b')', ..] if cx.mend(Quirk::MissingSectionData, rest, rest) => (rest, None),
        _ => {
            let (rest, _) = sp(rest)?;
            ncontent(cx, rest)?
        }
    };
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
        if let [b')', after @ ..] = rest
            && cx.has(Quirk::SpaceInFetch)
            && !items.is_empty()
        {
            rest = after;
            break;
        }
        rest = match push_msg_att(cx, rest, &mut items) {
            Ok((after, ())) => after,
            Err(error) => odd_item(cx, rest, error, &mut items)?,
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
            _ => match behind_line_end(cx, rest) {
                Some([b' ', after @ ..]) => rest = after,
                Some([b')', after @ ..]) => {
                    rest = after;
                    break;
                }
                // All of the rest was left out.
                _ if cx.left_out_up_to(rest) => break,
                _ => return refuse(rest, Rule::Close),
            },
        }
    }
    match Vec1::try_from(items) {
        Ok(items) => Ok((rest, items)),
        Err(_) => refuse(first, Rule::MsgAtt),
    }
}

/// A guess by the bytes that are left, which costs nothing: to look for the items took a quarter of the time.
#[inline]
const fn items_ahead(i: &[u8]) -> usize {
    match i.len() / 12 {
        0 => 1,
        few @ 1..=5 => few,
        _ => 6,
    }
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

#[cfg(test)]
mod tests {
    use imap_types::{
        body::{BasicPart, BodyFields, BodyStructure, PartKind},
        core::NString,
        datetime::{Date, Zone},
        ext::{
            annotate_experiment_1::{AnnotationData, AnnotationRequest},
            objectid_plus::{ObjectIdKey, ObjectIdPair},
            partial::PartialRange,
            preview::PreviewMod,
        },
        flag::{Flag, Flags},
        section::{Partial, Section, SectionBinary},
    };

    use super::*;
    use crate::testing::{both, covers, list1, n64, nz, ok, other, reads, refuses};

    #[test]
    fn asked_of_every_name() {
        let section = |section, partial: Option<(u64, u64)>| SectionRequest {
            section,
            partial: partial.and_then(|(origin, len)| Partial::new(origin, len).ok()),
        };
        let binary = |partial: Option<(u64, u64)>| BinaryRequest {
            section: SectionBinary([nz(1)].into()),
            partial: partial.and_then(|(origin, len)| Partial::new(origin, len).ok()),
        };
        let rows = [
            ("BINARY[1]", FetchAtt::Binary(binary(None))),
            (
                "BINARY.PEEK[1]<0.5>",
                FetchAtt::BinaryPeek(binary(Some((0, 5)))),
            ),
            (
                "BINARY.SIZE[1]",
                FetchAtt::BinarySize(SectionBinary([nz(1)].into())),
            ),
            ("BODY", FetchAtt::Body),
            (
                "BODY[]",
                FetchAtt::BodySection(section(Section::Whole, None)),
            ),
            (
                "BODY.PEEK[TEXT]<7.9>",
                FetchAtt::BodyPeek(section(Section::Text(None), Some((7, 9)))),
            ),
            ("BODYSTRUCTURE", FetchAtt::BodyStructure),
            ("ENVELOPE", FetchAtt::Envelope),
            ("FLAGS", FetchAtt::Flags),
            ("INTERNALDATE", FetchAtt::InternalDate),
            ("RFC822", FetchAtt::Rfc822),
            ("RFC822.HEADER", FetchAtt::Rfc822Header),
            (
                "RFC822.HEADER.LINES (a \"b c\")",
                FetchAtt::Rfc822HeaderLines(list1([ok("a"), ok("b c")])),
            ),
            (
                "RFC822.HEADER.LINES.NOT (a)",
                FetchAtt::Rfc822HeaderLinesNot(list1([ok("a")])),
            ),
            ("RFC822.PEEK", FetchAtt::Rfc822Peek),
            ("RFC822.SIZE", FetchAtt::Rfc822Size),
            ("RFC822.TEXT.PEEK", FetchAtt::Rfc822TextPeek),
            ("RFC822.TEXT", FetchAtt::Rfc822Text),
            ("UID", FetchAtt::Uid),
            ("PREVIEW", FetchAtt::Preview(Vec::new())),
            (
                "PREVIEW (LAZY)",
                FetchAtt::Preview([PreviewMod::Lazy].into()),
            ),
            ("EMAILID", FetchAtt::EmailId),
            ("MODSEQ", FetchAtt::ModSeq),
            ("OBJECTID", FetchAtt::ObjectId),
            ("SAVEDATE", FetchAtt::SaveDate),
            ("THREADID", FetchAtt::ThreadId),
            ("X-GM-LABELS", FetchAtt::XGmLabels),
            ("X-GM-MSGID", FetchAtt::XGmMsgId),
            ("X-GM-THRID", FetchAtt::XGmThrId),
            ("XITEM", FetchAtt::Other(other("XITEM", ""))),
            (
                "ANNOTATION (/comment value)",
                FetchAtt::Annotation(AnnotationRequest {
                    entries: list1([ok("/comment")]),
                    attribs: list1([ok("value")]),
                }),
            ),
        ];
        covers(
            FetchAttName::ALL.iter().map(|name| name.as_str()),
            rows.iter().map(|(_, value)| value.keyword()),
        );
        both(fetch_att, &rows);
        refuses(
            fetch_att,
            &[
                ("", 0, Rule::FetchAtt),
                ("BODY[MIME]", 5, Rule::Section),
                ("BODY[]<0.0>", 9, Rule::NzNumber64),
                ("BINARY", 0, Rule::FetchAtt),
                ("ALL", 0, Rule::FetchAtt),
                ("\"UID\"", 0, Rule::FetchAtt),
            ],
        );
    }

    #[test]
    fn requests() {
        let of = |set, items| FetchRequest {
            set: ok(set),
            items,
            modifiers: Vec::new(),
        };
        let since = FetchModifier::ChangedSince(ok(12_345));
        let vanished = FetchModifier::Vanished;
        let partial = FetchModifier::Partial(PartialRange::last(nz(1), nz(30)));
        let unknown = || FetchModifier::Other(other("XMOD", " (5)"));
        covers(
            FetchModifierName::ALL.iter().map(|name| name.as_str()),
            [&since, &vanished, &partial].map(FetchModifier::keyword),
        );
        both(
            fetch_request,
            &[
                ("1 ALL", of("1", FetchItems::All)),
                ("1:* FAST", of("1:*", FetchItems::Fast)),
                ("* FULL", of("*", FetchItems::Full)),
                ("$ UID", of("$", FetchAtt::Uid.into())),
                (
                    "1 (UID FLAGS)",
                    of(
                        "1",
                        FetchItems::Items(list1([FetchAtt::Uid, FetchAtt::Flags])),
                    ),
                ),
                (
                    "1 (XITEM)",
                    of("1", FetchAtt::Other(other("XITEM", "")).into()),
                ),
                // RFC 7162 section 3.2.6, in another order
                (
                    "300:500 FLAGS (VANISHED XMOD (5) PARTIAL -1:-30 CHANGEDSINCE 12345)",
                    FetchRequest {
                        modifiers: [vanished, unknown(), partial, since].into(),
                        ..of("300:500", FetchAtt::Flags.into())
                    },
                ),
            ],
        );
        reads(
            fetch_request,
            &[
                ("1 (uid)", of("1", FetchAtt::Uid.into())),
                ("1 all", of("1", FetchItems::All)),
            ],
        );
        refuses(
            fetch_request,
            &[
                ("1", 1, Rule::Sp),
                ("1 ()", 3, Rule::FetchAtt),
                ("1 (UID ALL)", 7, Rule::FetchAtt),
                ("1 UID ()", 7, Rule::FetchModifier),
                ("UID", 0, Rule::SequenceSet),
                ("1 (UID ", 7, Rule::FetchAtt),
            ],
        );
    }

    #[test]
    fn answered_of_every_name() -> Result<(), imap_types::core::Invalid> {
        let date = DateTime::new(Date::new(1996, 7, 17)?, 2, 44, 25, Zone::new(true, 7, 0)?)?;
        let fields = BodyFields {
            parameters: Vec::new(),
            id: NString::NIL,
            description: NString::NIL,
            encoding: ok("7BIT"),
            octets: n64(1),
        };
        let body = || {
            BodyStructure::single(PartKind::Basic(BasicPart::new(
                ok("A"),
                ok("B"),
                fields.clone(),
            )?))
            .map(Box::new)
        };
        let one = || SectionBinary([nz(1)].into());
        let rows = [
            (
                "BINARY[1] ~{1}\r\n\0",
                MsgAtt::Binary(Box::new(BinaryData {
                    section: one(),
                    origin: None,
                    data: Some(ok("\0")),
                })),
            ),
            (
                "BINARY[1]<5> NIL",
                MsgAtt::Binary(Box::new(BinaryData {
                    section: one(),
                    origin: Some(n64(5)),
                    data: None,
                })),
            ),
            (
                "BINARY.SIZE[1] 7",
                MsgAtt::BinarySize(Box::new(BinarySize {
                    section: one(),
                    size: n64(7),
                })),
            ),
            (
                "BODY (\"A\" \"B\" NIL NIL NIL \"7BIT\" 1)",
                MsgAtt::Body(body()?),
            ),
            (
                "BODYSTRUCTURE (\"A\" \"B\" NIL NIL NIL \"7BIT\" 1)",
                MsgAtt::BodyStructure(body()?),
            ),
            (
                "BODY[]<0> {2}\r\n)\r",
                MsgAtt::BodySection(Box::new(SectionData {
                    section: Section::Whole,
                    origin: Some(n64(0)),
                    data: Some(ok(")\r")),
                })),
            ),
            (
                "BODY[HEADER] NIL",
                MsgAtt::BodySection(Box::new(SectionData {
                    section: Section::Header(None),
                    origin: None,
                    data: None,
                })),
            ),
            (
                "ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)",
                MsgAtt::Envelope(Box::default()),
            ),
            ("FLAGS (\\Seen)", MsgAtt::Flags(Flag::Seen.into())),
            ("FLAGS ()", MsgAtt::Flags(Flags::new())),
            (
                "INTERNALDATE \"17-Jul-1996 02:44:25 -0700\"",
                MsgAtt::InternalDate(date),
            ),
            ("RFC822 NIL", MsgAtt::Rfc822(None)),
            (
                "RFC822.HEADER {1}\r\na",
                MsgAtt::Rfc822Header(Some(ok("a"))),
            ),
            ("RFC822.SIZE 4294967296", MsgAtt::Rfc822Size(n64(1 << 32))),
            ("RFC822.TEXT {0}\r\n", MsgAtt::Rfc822Text(Some(ok("")))),
            ("UID 4294967295", MsgAtt::Uid(nz(u32::MAX))),
            (
                "ANNOTATION (/comment)",
                MsgAtt::Annotation(Box::new(AnnotationData::Changed(list1([ok("/comment")])))),
            ),
            ("PREVIEW NIL", MsgAtt::Preview(NString::NIL)),
            (
                "EMAILID (M6d99ac3275bb4e)",
                MsgAtt::EmailId(ok("M6d99ac3275bb4e")),
            ),
            ("MODSEQ (624140003)", MsgAtt::ModSeq(ok(624_140_003))),
            ("OBJECTID ()", MsgAtt::ObjectId(Vec::new())),
            (
                "OBJECTID (EMAILID M1)",
                MsgAtt::ObjectId(
                    [ObjectIdPair {
                        key: ObjectIdKey::EmailId,
                        id: ok("M1"),
                    }]
                    .into(),
                ),
            ),
            ("SAVEDATE NIL", MsgAtt::SaveDate(None)),
            (
                "SAVEDATE \"17-Jul-1996 02:44:25 -0700\"",
                MsgAtt::SaveDate(Some(date)),
            ),
            ("THREADID NIL", MsgAtt::ThreadId(None)),
            (
                "THREADID (T64b478a75b7ea9)",
                MsgAtt::ThreadId(Some(ok("T64b478a75b7ea9"))),
            ),
            (
                "X-GM-LABELS (\\Inbox \"a b\")",
                MsgAtt::XGmLabels([ok("\\Inbox"), ok("a b")].into()),
            ),
            (
                "X-GM-MSGID 1278455344230334865",
                MsgAtt::XGmMsgId(1_278_455_344_230_334_865),
            ),
            (
                "X-GM-THRID 18446744073709551615",
                MsgAtt::XGmThrId(u64::MAX),
            ),
            (
                "XITEM (624140003)",
                MsgAtt::Other(other("XITEM", " (624140003)")),
            ),
            (
                "FOO[1 (a)]<5> \"x\"",
                MsgAtt::Other(other("FOO", "[1 (a)]<5> \"x\"")),
            ),
        ];
        covers(
            MsgAttName::ALL.iter().map(|name| name.as_str()),
            rows.iter().map(|(_, value)| value.keyword()),
        );
        both(msg_att_item, &rows);
        refuses(
            msg_att_item,
            &[
                ("", 0, Rule::MsgAtt),
                ("UID 0", 4, Rule::NzNumber),
                ("BODY[] x", 7, Rule::Nstring),
                ("BODY[]<0.1> NIL", 8, Rule::Partial),
                ("BODY.PEEK[] NIL", 0, Rule::MsgAtt),
                ("FOO", 3, Rule::Sp),
                ("RFC822.SIZE -1", 12, Rule::Number64),
                ("FLAGS \\Seen", 6, Rule::FlagList),
                ("MODSEQ 5", 7, Rule::Open),
                ("MODSEQ (-1)", 8, Rule::ModSequenceValue),
                ("EMAILID NIL", 8, Rule::Open),
                ("SAVEDATE \"\"", 9, Rule::DateTime),
                ("X-GM-LABELS a", 12, Rule::Open),
                ("BODY[] ~{1}\r\na", 7, Rule::Nstring),
            ],
        );
        reads(
            msg_att,
            &[(
                "(UID 7 FLAGS ())",
                list1([MsgAtt::Uid(nz(7)), MsgAtt::Flags(Flags::new())]),
            )],
        );
        refuses(
            msg_att,
            &[
                ("()", 1, Rule::MsgAtt),
                ("UID 7", 0, Rule::Open),
                ("(UID 7 )", 7, Rule::MsgAtt),
                ("(UID 7", 6, Rule::Close),
            ],
        );
        Ok(())
    }
}
