//! FETCH ([RFC 9051 §6.4.5](https://www.rfc-editor.org/rfc/rfc9051.html#section-6.4.5)): asked and answered.
//!
//! ```text
//! C: A654 FETCH 2:4 (FLAGS BODY[HEADER.FIELDS (DATE FROM)])
//! S: * 2 FETCH (FLAGS (\Seen) BODY[HEADER.FIELDS (DATE FROM)] {2}
//! ```

use alloc::{boxed::Box, vec::Vec};
use core::num::NonZeroU32;

use crate::{
    body::BodyStructure,
    core::{AString, Content, Content8, Invalid, NString, Number64, Vec1, is_atom_char},
    datetime::DateTime,
    envelope::Envelope,
    ext::{
        annotate_experiment_1::{AnnotationData, AnnotationRequest},
        condstore::ModSeq,
        objectid::ObjectId,
        objectid_plus::ObjectIdPair,
        partial::PartialRange,
        preview::PreviewMod,
        x_gm_ext_1::GmLabel,
    },
    flag::Flags,
    section::{Partial, Section, SectionBinary},
    sequence::SequenceSet,
};

/// The FETCH command.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct FetchRequest<'a> {
    /// Which messages.
    pub set: SequenceSet,
    /// What is asked.
    pub items: FetchItems<'a>,
    /// `fetch-modifiers`; without any, no list is sent.
    pub modifiers: Vec<FetchModifier<'a>>,
}

/// A macro, which stands alone, or items.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum FetchItems<'a> {
    /// `ALL`: FLAGS INTERNALDATE RFC822.SIZE ENVELOPE
    All,
    /// `FAST`: FLAGS INTERNALDATE RFC822.SIZE
    Fast,
    /// `FULL`: FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY
    Full,
    /// One or more items.
    Items(Vec1<FetchAtt<'a>>),
}

impl<'a> From<FetchAtt<'a>> for FetchItems<'a> {
    fn from(item: FetchAtt<'a>) -> Self {
        Self::Items(Vec1::one(item))
    }
}

keyword_sum! {
    /// `fetch-modifier = tagged-ext-label [SP tagged-ext-val]`.
    pub enum FetchModifier<'a>, named by FetchModifierName in "fetch-modifier", other Value {
        /// Only some of the messages; for UID FETCH. [RFC 9394 §3.3](https://www.rfc-editor.org/rfc/rfc9394.html#section-3.3)
        Partial(PartialRange) = "PARTIAL",
        /// Only messages that have changed since; their MODSEQ is told.
        /// [RFC 7162 §3.1.4.1](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.1.4.1)
        ChangedSince(ModSeq) = "CHANGEDSINCE",
        /// And tell what has vanished since; in UID FETCH, beside CHANGEDSINCE.
        /// [RFC 7162 §3.2.6](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.2.6)
        Vanished = "VANISHED",
    }
    is_name crate::select::is_label
}

keyword_sum! {
    /// `fetch-att`: what is asked of a message.
    pub enum FetchAtt<'a>, named by FetchAttName in "fetch-att", other Asked {
        /// Annotations. [RFC 5257 §4.3](https://www.rfc-editor.org/rfc/rfc5257.html#section-4.3)
        Annotation(AnnotationRequest<'a>) = "ANNOTATION",
        /// A part, its transfer encoding undone; sets `\Seen`.
        Binary(BinaryRequest) = "BINARY[",
        /// The same without setting `\Seen`.
        BinaryPeek(BinaryRequest) = "BINARY.PEEK[",
        /// The size of a part, its transfer encoding undone.
        BinarySize(SectionBinary) = "BINARY.SIZE[",
        /// The MIME structure without extension data.
        Body = "BODY",
        /// A part; sets `\Seen`.
        BodySection(SectionRequest<'a>) = "BODY[",
        /// The same without setting `\Seen`.
        BodyPeek(SectionRequest<'a>) = "BODY.PEEK[",
        /// The MIME structure.
        BodyStructure = "BODYSTRUCTURE",
        /// What names the content. [RFC 8474 §5.1](https://www.rfc-editor.org/rfc/rfc8474.html#section-5.1)
        EmailId = "EMAILID",
        /// The parsed header.
        Envelope = "ENVELOPE",
        /// Flags.
        Flags = "FLAGS",
        /// The date that the server has for the message.
        InternalDate = "INTERNALDATE",
        /// The mod-sequence. [RFC 7162 §3.1.4.2](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.1.4.2)
        ModSeq = "MODSEQ",
        /// All object identifiers; OBJECTID+.
        ObjectId = "OBJECTID",
        /// The first words. [RFC 8970 §3.1](https://www.rfc-editor.org/rfc/rfc8970.html#section-3.1)
        Preview(Vec<PreviewMod<'a>>) = "PREVIEW",
        /// `BODY[]`; IMAP4rev1.
        Rfc822 = "RFC822",
        /// `BODY.PEEK[HEADER]`; IMAP4rev1.
        Rfc822Header = "RFC822.HEADER",
        /// Obsolete: these fields of the header, answered as RFC822.HEADER. `BODY.PEEK[HEADER.FIELDS (…)]` does it.
        /// [RFC 1730 §6.4.5](https://www.rfc-editor.org/rfc/rfc1730.html#section-6.4.5)
        Rfc822HeaderLines(Vec1<AString<'a>>) = "RFC822.HEADER.LINES",
        /// Obsolete: all fields but these, answered as RFC822.HEADER. `BODY.PEEK[HEADER.FIELDS.NOT (…)]` does it.
        /// [RFC 1730 §6.4.5](https://www.rfc-editor.org/rfc/rfc1730.html#section-6.4.5)
        Rfc822HeaderLinesNot(Vec1<AString<'a>>) = "RFC822.HEADER.LINES.NOT",
        /// Obsolete, but Outlook asks for it: the message without setting `\Seen`, answered as RFC822. `BODY.PEEK[]` does it.
        /// [RFC 1730 §6.4.5](https://www.rfc-editor.org/rfc/rfc1730.html#section-6.4.5)
        Rfc822Peek = "RFC822.PEEK",
        /// Octets of the message.
        Rfc822Size = "RFC822.SIZE",
        /// `BODY[TEXT]`; IMAP4rev1.
        Rfc822Text = "RFC822.TEXT",
        /// When the message came into this mailbox.
        /// [RFC 8514 §4.2](https://www.rfc-editor.org/rfc/rfc8514.html#section-4.2)
        SaveDate = "SAVEDATE",
        /// What names the thread. [RFC 8474 §5.2](https://www.rfc-editor.org/rfc/rfc8474.html#section-5.2)
        ThreadId = "THREADID",
        /// Obsolete: the body without setting `\Seen`, answered as RFC822.TEXT. `BODY.PEEK[TEXT]` does it.
        /// [RFC 1730 §6.4.5](https://www.rfc-editor.org/rfc/rfc1730.html#section-6.4.5)
        Rfc822TextPeek = "RFC822.TEXT.PEEK",
        /// UID.
        Uid = "UID",
        /// Labels; Gmail.
        XGmLabels = "X-GM-LABELS",
        /// What names the message; Gmail.
        XGmMsgId = "X-GM-MSGID",
        /// What names the thread; Gmail.
        XGmThrId = "X-GM-THRID",
    }
    is_name is_item_name
}

/// An atom without a section, but no macro, which stands alone, and no name that wants a section.
fn is_item_name(name: &[u8]) -> bool {
    const NEITHER: [&[u8]; 7] = [
        b"ALL",
        b"FAST",
        b"FULL",
        b"BODY.PEEK",
        b"BINARY",
        b"BINARY.PEEK",
        b"BINARY.SIZE",
    ];
    !name.is_empty()
        && name
            .iter()
            .all(|byte| is_atom_char(*byte) && !matches!(byte, b'[' | b'<'))
        && !NEITHER.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// `section [partial]`.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct SectionRequest<'a> {
    /// Which part.
    pub section: Section<'a>,
    /// Which octets of it; all, if there is none.
    pub partial: Option<Partial>,
}

/// `section-binary [partial]`.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct BinaryRequest {
    /// Which part.
    pub section: SectionBinary,
    /// Which octets of it; all, if there is none.
    pub partial: Option<Partial>,
}

/// The FETCH response: what is told of one message.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Fetch<'a> {
    /// Its message sequence number.
    pub seq: NonZeroU32,
    /// The items, in any order.
    pub items: Vec1<MsgAtt<'a>>,
}

impl<'a> Fetch<'a> {
    /// One or more items.
    ///
    /// # Errors
    ///
    /// If `seq` is 0.
    pub fn new(seq: u32, items: Vec1<MsgAtt<'a>>) -> Result<Self, Invalid> {
        let seq = NonZeroU32::new(seq).ok_or(Invalid::new("nz-number"))?;
        Ok(Self { seq, items })
    }

    /// The UID, if it was told.
    #[must_use]
    pub fn uid(&self) -> Option<NonZeroU32> {
        uid(&self.items)
    }

    /// The flags; none, if they were not told.
    #[must_use]
    pub fn flags(&self) -> &Flags<'a> {
        flags(&self.items)
    }

    /// The envelope, if it was told.
    #[must_use]
    pub fn envelope(&self) -> Option<&Envelope<'a>> {
        envelope(&self.items)
    }

    /// The structure, if BODYSTRUCTURE or BODY was told.
    #[must_use]
    pub fn body_structure(&self) -> Option<&BodyStructure<'a>> {
        body_structure(&self.items)
    }

    /// The mod-sequence, if it was told.
    #[must_use]
    pub fn mod_seq(&self) -> Option<ModSeq> {
        mod_seq(&self.items)
    }

    /// Was this asked and is not among what is told? Servers leave out what they do not have, and some what they should have
    /// (iCloud: RFC822, quirk catalogue S66). Of several FETCH responses for a message each may tell a part.
    ///
    /// ```
    /// use imap_types::{core::Vec1, fetch::{Fetch, FetchAtt, MsgAtt}};
    /// let fetch = Fetch::new(1, Vec1::one(MsgAtt::Uid(7.try_into()?)))?;
    /// assert!(fetch.lacks(&FetchAtt::Rfc822) && !fetch.lacks(&FetchAtt::Uid));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn lacks(&self, asked: &FetchAtt<'_>) -> bool {
        !self.items.iter().any(|told| answers(told, asked))
    }
}

/// Is `told` the answer to `asked`?
fn answers(told: &MsgAtt<'_>, asked: &FetchAtt<'_>) -> bool {
    let origin = |partial: Option<Partial>| partial.map(|partial| partial.origin);
    match (asked, told) {
        (FetchAtt::BodySection(asked) | FetchAtt::BodyPeek(asked), MsgAtt::BodySection(told)) => {
            asked.section == told.section && origin(asked.partial) == told.origin
        }
        (FetchAtt::Binary(asked) | FetchAtt::BinaryPeek(asked), MsgAtt::Binary(told)) => {
            asked.section == told.section && origin(asked.partial) == told.origin
        }
        (FetchAtt::BinarySize(asked), MsgAtt::BinarySize(told)) => *asked == told.section,
        (FetchAtt::Rfc822Peek, MsgAtt::Rfc822(_))
        | (FetchAtt::Rfc822TextPeek, MsgAtt::Rfc822Text(_))
        | (
            FetchAtt::Rfc822HeaderLines(_) | FetchAtt::Rfc822HeaderLinesNot(_),
            MsgAtt::Rfc822Header(_),
        ) => true,
        _ => match (asked.keyword(), told.keyword()) {
            (Some(asked), Some(told)) => asked.eq_ignore_ascii_case(told),
            _ => false,
        },
    }
}

// What FETCH and UIDFETCH tell alike.

pub(crate) fn uid(items: &[MsgAtt<'_>]) -> Option<NonZeroU32> {
    items.iter().find_map(|item| match item {
        MsgAtt::Uid(uid) => Some(*uid),
        _ => None,
    })
}

pub(crate) fn flags<'s, 'a>(items: &'s [MsgAtt<'a>]) -> &'s Flags<'a> {
    static NONE: Flags<'static> = Flags::new();
    let mut flags = items.iter().filter_map(|item| match item {
        MsgAtt::Flags(flags) => Some(flags),
        _ => None,
    });
    flags.next().unwrap_or(&NONE)
}

pub(crate) fn envelope<'s, 'a>(items: &'s [MsgAtt<'a>]) -> Option<&'s Envelope<'a>> {
    items.iter().find_map(|item| match item {
        MsgAtt::Envelope(envelope) => Some(&**envelope),
        _ => None,
    })
}

pub(crate) fn body_structure<'s, 'a>(items: &'s [MsgAtt<'a>]) -> Option<&'s BodyStructure<'a>> {
    items.iter().find_map(|item| match item {
        MsgAtt::BodyStructure(body) | MsgAtt::Body(body) => Some(&**body),
        _ => None,
    })
}

pub(crate) fn mod_seq(items: &[MsgAtt<'_>]) -> Option<ModSeq> {
    items.iter().find_map(|item| match item {
        MsgAtt::ModSeq(seq) => Some(*seq),
        _ => None,
    })
}

keyword_sum! {
    /// `msg-att-dynamic / msg-att-static`: what is told of a message.
    pub enum MsgAtt<'a>, named by MsgAttName in "msg-att", other Answered {
        /// Annotations. [RFC 5257 §4.4](https://www.rfc-editor.org/rfc/rfc5257.html#section-4.4)
        Annotation(Box<AnnotationData<'a>>) = "ANNOTATION",
        /// A part, its transfer encoding undone.
        Binary(Box<BinaryData<'a>>) = "BINARY[",
        /// The size of a part, its transfer encoding undone.
        BinarySize(Box<BinarySize>) = "BINARY.SIZE[",
        /// The MIME structure without extension data.
        Body(Box<BodyStructure<'a>>) = "BODY",
        /// A part.
        BodySection(Box<SectionData<'a>>) = "BODY[",
        /// The MIME structure.
        BodyStructure(Box<BodyStructure<'a>>) = "BODYSTRUCTURE",
        /// What names the content. [RFC 8474 §5.1](https://www.rfc-editor.org/rfc/rfc8474.html#section-5.1)
        EmailId(ObjectId<'a>) = "EMAILID",
        /// The parsed header.
        Envelope(Box<Envelope<'a>>) = "ENVELOPE",
        /// Flags.
        Flags(Flags<'a>) = "FLAGS",
        /// The date that the server has for the message.
        InternalDate(DateTime) = "INTERNALDATE",
        /// The mod-sequence. [RFC 7162 §3.1.4.2](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.1.4.2)
        ModSeq(ModSeq) = "MODSEQ",
        /// Object identifiers; those that the server does not have are left out. OBJECTID+.
        ObjectId(Vec<ObjectIdPair<'a>>) = "OBJECTID",
        /// The first words, at most 256 characters; NIL, if LAZY was asked for and there are none at hand.
        /// [RFC 8970 §3.2](https://www.rfc-editor.org/rfc/rfc8970.html#section-3.2)
        Preview(NString<'a>) = "PREVIEW",
        /// The message; IMAP4rev1. `None` is NIL.
        Rfc822(Option<Content<'a>>) = "RFC822",
        /// Its header; IMAP4rev1. `None` is NIL.
        Rfc822Header(Option<Content<'a>>) = "RFC822.HEADER",
        /// Octets of the message.
        Rfc822Size(Number64) = "RFC822.SIZE",
        /// Its body; IMAP4rev1. `None` is NIL.
        Rfc822Text(Option<Content<'a>>) = "RFC822.TEXT",
        /// When the message came into this mailbox. `None` is NIL: the mailbox does not keep it.
        /// [RFC 8514 §4.2](https://www.rfc-editor.org/rfc/rfc8514.html#section-4.2)
        SaveDate(Option<DateTime>) = "SAVEDATE",
        /// What names the thread. `None` is NIL: the server has no threads.
        /// [RFC 8474 §5.2](https://www.rfc-editor.org/rfc/rfc8474.html#section-5.2)
        ThreadId(Option<ObjectId<'a>>) = "THREADID",
        /// UID.
        Uid(NonZeroU32) = "UID",
        /// Labels, but for that of the mailbox itself; Gmail.
        XGmLabels(Vec<GmLabel<'a>>) = "X-GM-LABELS",
        /// What names the message, in 64 bits; Gmail.
        XGmMsgId(u64) = "X-GM-MSGID",
        /// What names the thread, in 64 bits; Gmail.
        XGmThrId(u64) = "X-GM-THRID",
    }
    is_name is_item_name
}

/// `section ["<" number ">"] SP nstring`.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct SectionData<'a> {
    /// Which part.
    pub section: Section<'a>,
    /// The first octet, if only some were asked for.
    pub origin: Option<Number64>,
    /// The octets. `None` is NIL.
    pub data: Option<Content<'a>>,
}

/// `section-binary ["<" number ">"] SP (nstring / literal8)`.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct BinaryData<'a> {
    /// Which part.
    pub section: SectionBinary,
    /// The first octet, if only some were asked for.
    pub origin: Option<Number64>,
    /// The octets. `None` is NIL.
    pub data: Option<Content8<'a>>,
}

/// `section-binary SP number`.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct BinarySize {
    /// Which part.
    pub section: SectionBinary,
    /// Octets.
    pub size: Number64,
}

#[cfg(test)]
mod tests {
    #[test]
    fn items_stay_small() {
        assert!(
            size_of::<super::MsgAtt<'_>>() <= 48,
            "{}",
            size_of::<super::MsgAtt<'_>>()
        );
    }
}
