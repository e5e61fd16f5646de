//! CONVERT ([RFC 5259](https://www.rfc-editor.org/rfc/rfc5259.html)): parts of messages in other formats.
//!
//! Hangs on [`CommandBody`](crate::command::CommandBody), [`Uid`](crate::command::Uid), [`Data`](crate::data::Data) and
//! [`Code`](crate::code::Code).
//!
//! ```text
//! C: a CONVERSIONS "image/gif" "image/*"
//! S: * CONVERSION "image/gif" "image/jpeg" ("pix-y" "pix-x")
//! C: b CONVERT 2 ("IMAGE/JPEG" ("PIX-X" "128")) (BODYPARTSTRUCTURE[2] BINARY[2])
//! S: * 2 CONVERTED (TAG "b") (BODYPARTSTRUCTURE[2] ("IMAGE" "JPEG" NIL NIL NIL "8bit" 4182) BINARY[2] ~{4182}
//! C: c CONVERT 2 ("text/plain" ("charset" "us-ascii")) BINARY[3]
//! S: * 2 CONVERTED (TAG "c") (BINARY[3] (ERROR "not ASCII" BADPARAMETERS "text/html" "text/plain"))
//! ```

use alloc::{boxed::Box, vec::Vec};
use core::num::NonZeroU32;

use crate::{
    body::BodyStructure,
    core::{AString, IString, Invalid, NString, NString8, Number64, Tag, Vec1},
    fetch::BinaryRequest,
    section::{Section, SectionBinary, SectionPart},
    sequence::SequenceSet,
};

/// A media type, its text and the check that every way of building it goes through.
macro_rules! media_type {
    ($(#[$meta:meta])* $name:ident, $rule:literal, $check:expr, $often:expr) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize))]
        #[cfg_attr(feature = "serde", serde(transparent))]
        pub struct $name<'a>(IString<'a>);

        impl<'a> $name<'a> {
            /// The text: ASCII.
            #[must_use]
            pub fn as_str(&self) -> &str {
                crate::core::ascii(self.0.as_bytes())
            }

            /// The text, as what it is on the wire.
            #[must_use]
            pub const fn as_istring(&self) -> &IString<'a> {
                &self.0
            }
        }

        impl<'a> TryFrom<IString<'a>> for $name<'a> {
            type Error = Invalid;
            fn try_from(text: IString<'a>) -> Result<Self, Invalid> {
                let check: fn(&[u8]) -> bool = $check;
                if check(text.as_bytes()) { Ok(Self(text)) } else { Err(Invalid::new($rule)) }
            }
        }

        impl<'a> TryFrom<&'a str> for $name<'a> {
            type Error = Invalid;
            fn try_from(text: &'a str) -> Result<Self, Invalid> {
                Self::try_from(IString::try_from(text)?)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name<'_> {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::try_from(IString::deserialize(deserializer)?).map_err(serde::de::Error::custom)
            }
        }

        #[cfg(feature = "arbitrary")]
        impl<'a> arbitrary::Arbitrary<'a> for $name<'a> {
            fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                let often: &[&'static str] = &$often;
                Self::try_from(*u.choose(often)?).map_err(|_| arbitrary::Error::IncorrectFormat)
            }
        }
    };
}

media_type! {
    /// `concrete-mime-type = type-name "/" subtype-name`, names as in
    /// [RFC 4288 §4.2](https://www.rfc-editor.org/rfc/rfc4288.html#section-4.2): at most 127 characters each.
    MimeType, "concrete-mime-type", |text| is_media_type(text, false),
    ["text/plain", "image/JPEG", "application/vnd.a-b+xml", "x!#$&/^_.0"]
}

media_type! {
    /// `mime-type-req = "*" / (type-name "/*") / concrete-mime-type`: media types that CONVERSIONS asks about.
    /// [RFC 5259 §5.1](https://www.rfc-editor.org/rfc/rfc5259.html#section-5.1)
    MimeTypeReq, "mime-type-req", |text| text == b"*" || is_media_type(text, true),
    ["*", "text/*", "image/gif"]
}

fn is_media_type(text: &[u8], star: bool) -> bool {
    let is_name = |name: &[u8]| {
        (1..=127).contains(&name.len())
            && name
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$&.+-^_".contains(byte))
    };
    let mut names = text.split(|byte| *byte == b'/');
    match (names.next(), names.next(), names.next()) {
        (Some(kind), Some(sub), None) => is_name(kind) && (is_name(sub) || star && sub == b"*"),
        _ => false,
    }
}

/// `from-mime-type-req SP to-mime-type-req`: what CONVERSIONS asks.
/// [RFC 5259 §5.1](https://www.rfc-editor.org/rfc/rfc5259.html#section-5.1)
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Conversions<'a> {
    /// From what.
    pub from: MimeTypeReq<'a>,
    /// To what.
    pub to: MimeTypeReq<'a>,
}

/// `conversion-data`: the server can convert from this type to that one.
/// [RFC 5259 §5.2](https://www.rfc-editor.org/rfc/rfc5259.html#section-5.2)
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Conversion<'a> {
    /// From what.
    pub from: MimeType<'a>,
    /// To what.
    pub to: MimeType<'a>,
    /// The parameters that it understands.
    pub params: Vec<AString<'a>>,
}

/// `convert`: the CONVERT command. [RFC 5259 §6](https://www.rfc-editor.org/rfc/rfc5259.html#section-6)
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Convert<'a> {
    /// Which messages.
    pub set: SequenceSet,
    /// To what; `None` is NIL: the server chooses.
    pub to: Option<MimeType<'a>>,
    /// How.
    pub params: Vec<TranscodingParam<'a>>,
    /// What of them.
    pub items: Vec1<ConvertAtt>,
}

/// `transcoding-param = transcoding-param-name SP transcoding-param-value`.
/// [RFC 5259 §7](https://www.rfc-editor.org/rfc/rfc5259.html#section-7)
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct TranscodingParam<'a> {
    /// The name of a media feature, in any case: `charset`, `pix-x`.
    pub name: AString<'a>,
    /// What it is to be.
    pub value: AString<'a>,
}

/// `convert-att`: what CONVERT asks. [RFC 5259 §8](https://www.rfc-editor.org/rfc/rfc5259.html#section-8)
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum ConvertAtt {
    /// `AVAILABLECONVERSIONS[…]`: to what the part can be converted.
    AvailableConversions(SectionBinary),
    /// `BINARY[…]<…>`: the converted part, or some of its octets.
    Binary(BinaryRequest),
    /// `BINARY.SIZE[…]`: how many octets that has.
    BinarySize(SectionBinary),
    /// `BODYPARTSTRUCTURE[…]`: the structure of the converted part.
    BodyPartStructure(SectionBinary),
    /// `BODY[…HEADER]`, `BODY[…MIME]`: a header in another charset.
    Header(ConvertHeader),
    /// `UID`
    Uid,
}

/// `"BODY[HEADER]" / ("BODY[" section-part ".HEADER]") / ("BODY[" section-part ".MIME]")`: a header.
/// [RFC 5259 §6](https://www.rfc-editor.org/rfc/rfc5259.html#section-6)
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum ConvertHeader {
    /// `[HEADER]`, `[1.2.HEADER]`: of the message, or of the message in that part.
    Header(Option<SectionPart>),
    /// `[1.2.MIME]`: of a part.
    Mime(SectionPart),
}

/// `nz-number SP "CONVERTED" SP convert-correlator SP convert-msg-attrs`: what CONVERT answers for one message.
/// [RFC 5259 §8.1](https://www.rfc-editor.org/rfc/rfc5259.html#section-8.1)
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Converted<'a> {
    /// Its message sequence number.
    pub seq: NonZeroU32,
    /// `convert-correlator`: the tag of the command.
    pub tag: Tag<'a>,
    /// What is told; the UID first, if it is told.
    pub items: Vec1<ConvertMsgAtt<'a>>,
}

/// `convert-msg-att`: what is told of a message.
/// [RFC 5259 §8](https://www.rfc-editor.org/rfc/rfc5259.html#section-8)
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum ConvertMsgAtt<'a> {
    /// `AVAILABLECONVERSIONS[…]`: to what the part can be converted.
    AvailableConversions(SectionBinary, Outcome<'a, Vec<MimeType<'a>>>),
    /// `BINARY[…]<…>`: the converted part, and from which octet on, if only some were asked for.
    Binary(SectionBinary, Option<Number64>, Outcome<'a, NString8<'a>>),
    /// `BINARY.SIZE[…]`: how many octets that has.
    BinarySize(SectionBinary, Outcome<'a, Number64>),
    /// `BODY[…HEADER]`, `BODY[…MIME]`: a header in another charset. Asked for by the grammar, and answered by examples.
    Body(Box<Section<'a>>, Option<Number64>, Outcome<'a, NString<'a>>),
    /// `BODYPARTSTRUCTURE[…]`: the structure of the converted part.
    BodyPartStructure(SectionBinary, Outcome<'a, Box<BodyStructure<'a>>>),
    /// `UID`
    Uid(NonZeroU32),
}

/// What was asked for, or `converterror-phrase`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum Outcome<'a, T> {
    /// What was asked for.
    Done(T),
    /// Why it was not done.
    Failed(ConvertError<'a>),
}

impl<T> Outcome<'_, T> {
    /// What was asked for, if it was done.
    #[must_use]
    pub const fn done(&self) -> Option<&T> {
        match self {
            Self::Done(value) => Some(value),
            Self::Failed(_) => None,
        }
    }
}

/// `converterror-phrase = "(" "ERROR" SP convert-err-descript SP convert-error-code ")"`.
/// [RFC 5259 §9](https://www.rfc-editor.org/rfc/rfc5259.html#section-9)
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct ConvertError<'a> {
    /// For people.
    pub text: IString<'a>,
    /// For programs.
    pub code: ConvertErrorCode<'a>,
}

/// `convert-error-code`: why a conversion failed.
/// [RFC 5259 §9](https://www.rfc-editor.org/rfc/rfc5259.html#section-9)
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum ConvertErrorCode<'a> {
    /// `TEMPFAIL`: it may be done later, after so many minutes, if that is said.
    TempFail(Option<NonZeroU32>),
    /// `BADPARAMETERS`: these conversions cannot be done so.
    BadParameters(Vec1<BadParams<'a>>),
    /// `MISSINGPARAMETERS`: these conversions want to know more.
    MissingParameters(Vec1<MissingParams<'a>>),
}

/// `(quoted-from-mime-type / nil) SP mimetype-and-params`.
/// [RFC 5259 §10](https://www.rfc-editor.org/rfc/rfc5259.html#section-10)
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct BadParams<'a> {
    /// From what; NIL, if there is no such part.
    pub from: Option<MimeType<'a>>,
    /// To what.
    pub to: MimeType<'a>,
    /// What is not understood, not good, or cannot be done; nothing, if the one cannot be made of the other.
    pub params: Vec<TranscodingParam<'a>>,
}

/// `quoted-from-mime-type SP mimetype-and-missing-params`.
/// [RFC 5259 §10](https://www.rfc-editor.org/rfc/rfc5259.html#section-10)
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct MissingParams<'a> {
    /// From what.
    pub from: MimeType<'a>,
    /// To what.
    pub to: MimeType<'a>,
    /// The names of what must be said.
    pub params: Vec1<AString<'a>>,
}
