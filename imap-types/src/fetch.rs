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
    core::{Content, Content8, Invalid, NString, Number64, Vec1, is_atom_char},
    datetime::DateTime,
    envelope::Envelope,
    ext::{partial::PartialRange, preview::PreviewMod},
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
    }
    is_name crate::select::is_label
}

keyword_sum! {
    /// `fetch-att`: what is asked of a message.
    pub enum FetchAtt<'a>, named by FetchAttName in "fetch-att", other Asked {
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
        /// The parsed header.
        Envelope = "ENVELOPE",
        /// Flags.
        Flags = "FLAGS",
        /// The date that the server has for the message.
        InternalDate = "INTERNALDATE",
        /// The first words. [RFC 8970 §3.1](https://www.rfc-editor.org/rfc/rfc8970.html#section-3.1)
        Preview(Vec<PreviewMod<'a>>) = "PREVIEW",
        /// `BODY[]`; IMAP4rev1.
        Rfc822 = "RFC822",
        /// `BODY.PEEK[HEADER]`; IMAP4rev1.
        Rfc822Header = "RFC822.HEADER",
        /// Octets of the message.
        Rfc822Size = "RFC822.SIZE",
        /// `BODY[TEXT]`; IMAP4rev1.
        Rfc822Text = "RFC822.TEXT",
        /// UID.
        Uid = "UID",
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
        self.items.iter().find_map(|item| match item {
            MsgAtt::Uid(uid) => Some(*uid),
            _ => None,
        })
    }

    /// The flags; none, if they were not told.
    #[must_use]
    pub fn flags(&self) -> &Flags<'a> {
        static NONE: Flags<'static> = Flags::new();
        self.items
            .iter()
            .find_map(|item| match item {
                MsgAtt::Flags(flags) => Some(flags),
                _ => None,
            })
            .unwrap_or(&NONE)
    }

    /// The envelope, if it was told.
    #[must_use]
    pub fn envelope(&self) -> Option<&Envelope<'a>> {
        self.items.iter().find_map(|item| match item {
            MsgAtt::Envelope(envelope) => Some(&**envelope),
            _ => None,
        })
    }

    /// The structure, if BODYSTRUCTURE or BODY was told.
    #[must_use]
    pub fn body_structure(&self) -> Option<&BodyStructure<'a>> {
        self.items.iter().find_map(|item| match item {
            MsgAtt::BodyStructure(body) | MsgAtt::Body(body) => Some(&**body),
            _ => None,
        })
    }
}

keyword_sum! {
    /// `msg-att-dynamic / msg-att-static`: what is told of a message.
    pub enum MsgAtt<'a>, named by MsgAttName in "msg-att", other Answered {
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
        /// The parsed header.
        Envelope(Box<Envelope<'a>>) = "ENVELOPE",
        /// Flags.
        Flags(Flags<'a>) = "FLAGS",
        /// The date that the server has for the message.
        InternalDate(DateTime) = "INTERNALDATE",
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
        /// UID.
        Uid(NonZeroU32) = "UID",
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
