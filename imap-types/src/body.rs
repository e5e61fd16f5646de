//! BODY and BODYSTRUCTURE: the MIME structure of a message
//! ([RFC 9051 §7.5.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.5.2)).
//!
//! A [`BodyStructure`] is a flat list of parts in pre-order; [`PartRef`] shows it as the tree that it is. So nothing that
//! is done to it recurses, however deep a message nests.
//!
//! ```text
//! S: * 1 FETCH (BODY (("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 1152 23)("IMAGE" "PNG" NIL NIL NIL
//!    "BASE64" 4554) "MIXED"))
//! ```

use alloc::{boxed::Box, vec::Vec};

use crate::{
    MAX_DEPTH,
    core::{IString, Invalid, NString, Number64, Vec1},
    envelope::Envelope,
};

/// `body`: the parts of a message in pre-order. There is always a first one, the root.
///
/// A multipart has one part or more below it, a message exactly one, at most [`MAX_DEPTH`] levels deep.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct BodyStructure<'a> {
    parts: Vec<Part<'a>>,
}

/// One part and its level; the root is at level 0.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Part<'a> {
    /// How many parts enclose it.
    pub level: u8,
    /// What it is.
    pub kind: PartKind<'a>,
}

/// `body-type-1part / body-type-mpart`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum PartKind<'a> {
    /// `body-type-mpart`: the parts below it stand behind it in the list.
    Multipart(Multipart<'a>),
    /// `body-type-text`
    Text(TextPart<'a>),
    /// `body-type-msg`: the part behind it in the list is the body of the message.
    Message(MessagePart<'a>),
    /// `body-type-basic`: any other.
    Basic(BasicPart<'a>),
}

/// `body-type-mpart`, without the parts in it.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Multipart<'a> {
    /// `media-subtype`, e.g. `MIXED`.
    pub subtype: IString<'a>,
    /// `body-ext-mpart`: only in BODYSTRUCTURE.
    pub extension: Option<Box<MultipartExtension<'a>>>,
}

/// `body-type-text`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct TextPart<'a> {
    /// `media-subtype`, e.g. `PLAIN`.
    pub subtype: IString<'a>,
    /// `body-fields`
    pub fields: BodyFields<'a>,
    /// `body-fld-lines`: lines of text as it is encoded.
    pub lines: Number64,
    /// `body-ext-1part`: only in BODYSTRUCTURE.
    pub extension: Option<Box<PartExtension<'a>>>,
}

/// `body-type-msg`, without the body of the message in it.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct MessagePart<'a> {
    /// MESSAGE/GLOBAL in place of MESSAGE/RFC822
    /// ([RFC 6532 §3.7](https://www.rfc-editor.org/rfc/rfc6532.html#section-3.7)).
    pub global: bool,
    /// `body-fields`
    pub fields: BodyFields<'a>,
    /// The envelope of the message.
    pub envelope: Box<Envelope<'a>>,
    /// `body-fld-lines`: lines of the message as it is encoded.
    pub lines: Number64,
    /// `body-ext-1part`: only in BODYSTRUCTURE.
    pub extension: Option<Box<PartExtension<'a>>>,
}

/// `body-type-basic`: never TEXT, MESSAGE/RFC822 or MESSAGE/GLOBAL, which have more fields.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct BasicPart<'a> {
    media_type: IString<'a>,
    subtype: IString<'a>,
    /// `body-fields`
    pub fields: BodyFields<'a>,
    /// `body-ext-1part`: only in BODYSTRUCTURE.
    pub extension: Option<Box<PartExtension<'a>>>,
}

impl<'a> BasicPart<'a> {
    /// A part of this media type.
    ///
    /// # Errors
    ///
    /// For TEXT, MESSAGE/RFC822 and MESSAGE/GLOBAL.
    pub fn new(
        media_type: IString<'a>,
        subtype: IString<'a>,
        fields: BodyFields<'a>,
    ) -> Result<Self, Invalid> {
        let is = |string: &IString<'_>, name: &[u8]| string.as_bytes().eq_ignore_ascii_case(name);
        let message =
            is(&media_type, b"MESSAGE") && (is(&subtype, b"RFC822") || is(&subtype, b"GLOBAL"));
        if is(&media_type, b"TEXT") || message {
            return Err(Invalid::new("media-basic"));
        }
        Ok(Self {
            media_type,
            subtype,
            fields,
            extension: None,
        })
    }

    /// For imap-codec, which has looked at the types.
    #[doc(hidden)]
    #[must_use]
    pub const fn from_scanned(
        media_type: IString<'a>,
        subtype: IString<'a>,
        fields: BodyFields<'a>,
        extension: Option<Box<PartExtension<'a>>>,
    ) -> Self {
        Self {
            media_type,
            subtype,
            fields,
            extension,
        }
    }

    /// E.g. `APPLICATION`.
    #[must_use]
    pub const fn media_type(&self) -> &IString<'a> {
        &self.media_type
    }

    /// E.g. `PDF`.
    #[must_use]
    pub const fn subtype(&self) -> &IString<'a> {
        &self.subtype
    }
}

/// `body-fields`: what every part but a multipart has.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct BodyFields<'a> {
    /// `body-fld-param`: parameters of the media type; NIL is an empty list.
    pub parameters: Vec<Parameter<'a>>,
    /// `body-fld-id`: Content-ID.
    pub id: NString<'a>,
    /// `body-fld-desc`: Content-Description.
    pub description: NString<'a>,
    /// `body-fld-enc`: Content-Transfer-Encoding.
    pub encoding: IString<'a>,
    /// `body-fld-octets`: octets of the part as it is encoded.
    pub octets: Number64,
}

/// A parameter of a media type or of a disposition.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Parameter<'a> {
    /// E.g. `CHARSET`.
    pub name: IString<'a>,
    /// E.g. `UTF-8`.
    pub value: IString<'a>,
}

/// `body-ext-1part`. What a server leaves out at the end is NIL.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct PartExtension<'a> {
    /// `body-fld-md5`: Content-MD5.
    pub md5: NString<'a>,
    /// What both kinds of extension have.
    pub tail: ExtensionTail<'a>,
}

/// `body-ext-mpart`. What a server leaves out at the end is NIL.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct MultipartExtension<'a> {
    /// `body-fld-param`: parameters of the media type, e.g. the boundary; NIL is an empty list.
    pub parameters: Vec<Parameter<'a>>,
    /// What both kinds of extension have.
    pub tail: ExtensionTail<'a>,
}

/// `body-fld-dsp [SP body-fld-lang [SP body-fld-loc *(SP body-extension)]]`.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct ExtensionTail<'a> {
    /// `body-fld-dsp`: Content-Disposition.
    pub disposition: Option<Disposition<'a>>,
    /// `body-fld-lang`: Content-Language; NIL is an empty list.
    pub language: Vec<IString<'a>>,
    /// `body-fld-loc`: Content-Location.
    pub location: NString<'a>,
    /// What later standards may add.
    pub more: BodyExtensions<'a>,
}

/// `body-fld-dsp`, if it is not NIL.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Disposition<'a> {
    /// E.g. `ATTACHMENT`.
    pub kind: IString<'a>,
    /// E.g. the file name; NIL is an empty list.
    pub parameters: Vec<Parameter<'a>>,
}

/// `*(SP body-extension)`: values and lists in pre-order.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct BodyExtensions<'a>(Vec<BodyExtension<'a>>);

/// `body-extension = nstring / number / number64 / "(" body-extension *(SP body-extension) ")"`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum BodyExtension<'a> {
    /// A string or NIL.
    NString(NString<'a>),
    /// A number.
    Number(Number64),
    /// A list of so many elements, which follow.
    List(core::num::NonZeroU32),
}

impl<'a> BodyExtensions<'a> {
    /// Values and lists in pre-order.
    #[must_use]
    pub fn as_slice(&self) -> &[BodyExtension<'a>] {
        &self.0
    }
}

impl<'a> TryFrom<Vec<BodyExtension<'a>>> for BodyExtensions<'a> {
    type Error = Invalid;
    /// Every list has its elements, none nests deeper than [`MAX_DEPTH`].
    fn try_from(values: Vec<BodyExtension<'a>>) -> Result<Self, Invalid> {
        let lists = values.iter().map(|value| match value {
            BodyExtension::List(elements) => elements.get() as usize,
            _ => 0,
        });
        if crate::forest(lists).is_some() {
            Ok(Self(values))
        } else {
            Err(Invalid::new("body-extension"))
        }
    }
}

impl<'a> BodyStructure<'a> {
    /// A part with nothing below it.
    ///
    /// # Errors
    ///
    /// If it needs something below it.
    pub fn single(kind: PartKind<'a>) -> Result<Self, Invalid> {
        Self::try_from(alloc::vec![Part { level: 0, kind }])
    }

    /// A multipart with these below it.
    ///
    /// # Errors
    ///
    /// If it would nest deeper than [`MAX_DEPTH`].
    pub fn multipart(multipart: Multipart<'a>, parts: Vec1<Self>) -> Result<Self, Invalid> {
        Self::above(PartKind::Multipart(multipart), parts)
    }

    /// A message with this body.
    ///
    /// # Errors
    ///
    /// If it would nest deeper than [`MAX_DEPTH`].
    pub fn message(message: MessagePart<'a>, body: Self) -> Result<Self, Invalid> {
        Self::above(PartKind::Message(message), Vec1::one(body))
    }

    fn above(kind: PartKind<'a>, below: Vec1<Self>) -> Result<Self, Invalid> {
        let mut parts = alloc::vec![Part { level: 0, kind }];
        for part in below.into_iter().flat_map(|structure| structure.parts) {
            parts.push(Part {
                level: part.level + 1,
                kind: part.kind,
            });
        }
        Self::try_from(parts)
    }

    /// All parts in pre-order.
    #[must_use]
    pub fn parts(&self) -> &[Part<'a>] {
        &self.parts
    }

    /// The outermost part.
    #[must_use]
    pub const fn root(&self) -> PartRef<'_, 'a> {
        PartRef {
            structure: self,
            index: 0,
        }
    }

    /// For imap-codec, which builds the list in order and counts the levels.
    #[doc(hidden)]
    #[must_use]
    pub const fn from_scanned(parts: Vec<Part<'a>>) -> Self {
        Self { parts }
    }
}

impl<'a> TryFrom<Vec<Part<'a>>> for BodyStructure<'a> {
    type Error = Invalid;
    /// The list is one tree in pre-order.
    fn try_from(parts: Vec<Part<'a>>) -> Result<Self, Invalid> {
        let invalid = Invalid::new("body");
        if parts.first().is_none_or(|root| root.level != 0) {
            return Err(invalid);
        }
        // The parts that enclose the current one: is it a message, and how many are directly below it?
        let mut open: Vec<(bool, usize)> = Vec::new();
        let close = |open: &mut Vec<(bool, usize)>, level: usize| {
            while open.len() > level {
                match open.pop() {
                    Some((true, 1)) => {}
                    Some((false, below)) if below > 0 => {}
                    _ => return false,
                }
            }
            true
        };
        for (index, part) in parts.iter().enumerate() {
            let level = usize::from(part.level);
            if level >= MAX_DEPTH
                || level > open.len()
                || (index > 0 && level == 0)
                || !close(&mut open, level)
            {
                return Err(invalid);
            }
            if let Some((_, below)) = open.last_mut() {
                *below += 1;
            }
            match part.kind {
                PartKind::Multipart(_) => open.push((false, 0)),
                PartKind::Message(_) => open.push((true, 0)),
                PartKind::Text(_) | PartKind::Basic(_) => {}
            }
        }
        if close(&mut open, 0) {
            Ok(Self { parts })
        } else {
            Err(invalid)
        }
    }
}

/// A part of a [`BodyStructure`] and the way to those below it.
#[derive(Clone, Copy, Debug)]
pub struct PartRef<'s, 'a> {
    structure: &'s BodyStructure<'a>,
    index: usize,
}

impl<'s, 'a> PartRef<'s, 'a> {
    /// What it is.
    #[must_use]
    pub fn kind(self) -> &'s PartKind<'a> {
        // An index into the list is handed out by `root` and `children` alone.
        &self.structure.parts[self.index].kind
    }

    fn level(self) -> u8 {
        self.structure.parts[self.index].level
    }

    /// The parts directly below it.
    pub fn children(self) -> impl Iterator<Item = Self> {
        let level = self.level();
        let below = self
            .structure
            .parts
            .get(self.index + 1..)
            .unwrap_or_default();
        below
            .iter()
            .enumerate()
            .take_while(move |(_, part)| part.level > level)
            .filter(move |(_, part)| part.level == level + 1)
            .map(move |(offset, _)| Self {
                structure: self.structure,
                index: self.index + 1 + offset,
            })
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for BodyStructure<'_> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(<Vec<Part<'_>>>::deserialize(deserializer)?)
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for BodyExtensions<'_> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(<Vec<BodyExtension<'_>>>::deserialize(deserializer)?)
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for BasicPart<'_> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Shown<'a> {
            media_type: IString<'a>,
            subtype: IString<'a>,
            fields: BodyFields<'a>,
            extension: Option<Box<PartExtension<'a>>>,
        }
        let shown = Shown::deserialize(deserializer)?;
        let part = Self::new(shown.media_type, shown.subtype, shown.fields)
            .map_err(serde::de::Error::custom)?;
        Ok(Self {
            extension: shown.extension,
            ..part
        })
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for BasicPart<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let part = Self::new(u.arbitrary()?, u.arbitrary()?, u.arbitrary()?);
        let part = part.map_err(|_| arbitrary::Error::IncorrectFormat)?;
        Ok(Self {
            extension: u.arbitrary()?,
            ..part
        })
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for BodyStructure<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let mut parts = Vec::new();
        // Levels that still want a part, each with what enclosed it.
        let mut level = 0;
        loop {
            let kind = PartKind::arbitrary(u)?;
            let nests = matches!(kind, PartKind::Multipart(_) | PartKind::Message(_));
            if nests && usize::from(level) + 1 >= MAX_DEPTH {
                return Err(arbitrary::Error::IncorrectFormat);
            }
            parts.push(Part { level, kind });
            if nests {
                level += 1;
                continue;
            }
            // Another part below the innermost multipart that still wants one, or the end.
            let mut path: Vec<bool> = Vec::new();
            for part in &parts {
                path.truncate(usize::from(part.level));
                path.push(matches!(part.kind, PartKind::Multipart(_)));
            }
            let parents: Vec<usize> = (0..path.len()).filter(|at| path[*at]).collect();
            if parents.is_empty() || u.ratio(1, 2)? || u.is_empty() {
                break;
            }
            level = *u.choose(&parents)? as u8 + 1;
        }
        Self::try_from(parts).map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for BodyExtensions<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let mut values = Vec::new();
        let mut wanted: Vec<u32> = Vec::new();
        loop {
            while wanted.last() == Some(&0) {
                wanted.pop();
            }
            if wanted.is_empty() && u.ratio(2, 3)? {
                break;
            }
            if let Some(last) = wanted.last_mut() {
                *last -= 1;
            }
            if wanted.len() < MAX_DEPTH && u.ratio(1, 3)? {
                let elements = u.int_in_range(1..=3)?;
                wanted.push(elements);
                values.push(BodyExtension::List(
                    core::num::NonZeroU32::new(elements).unwrap_or(core::num::NonZeroU32::MIN),
                ));
            } else if u.arbitrary()? {
                values.push(BodyExtension::NString(u.arbitrary()?));
            } else {
                values.push(BodyExtension::Number(u.arbitrary()?));
            }
        }
        Self::try_from(values).map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}
