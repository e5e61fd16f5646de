//! ANNOTATE-EXPERIMENT-1 ([RFC 5257](https://www.rfc-editor.org/rfc/rfc5257.html)): notes on messages.
//!
//! Hangs on [`SelectParam`](crate::select::SelectParam), [`FetchAtt`](crate::fetch::FetchAtt),
//! [`MsgAtt`](crate::fetch::MsgAtt), [`StoreItem`](crate::store::StoreItem), [`AppendExt`](crate::append::AppendExt),
//! [`SearchKey`](crate::search::SearchKey) and [`Code`](crate::code::Code).
//!
//! ```text
//! C: a FETCH 1 (ANNOTATION (/comment value))
//! S: * 1 FETCH (ANNOTATION (/comment (value.priv "My comment" value.shared "Group note")))
//! C: b STORE 1 ANNOTATION (/comment (value.priv "My new comment"))
//! ```

use core::num::NonZeroU32;

use crate::{
    core::{AString, Invalid, NString8, Vec1},
    mailbox::ListMailbox,
};

/// A name type: its text, and the check that every way of building it goes through.
macro_rules! name {
    ($(#[$meta:meta])* $name:ident, $rule:literal, $check:expr, $often:expr) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, bounded_static::ToStatic)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize))]
        #[cfg_attr(feature = "serde", serde(transparent))]
        pub struct $name<'a>(AString<'a>);

        impl<'a> $name<'a> {
            /// The name: ASCII.
            #[must_use]
            pub fn as_str(&self) -> &str {
                crate::core::ascii(self.0.as_bytes())
            }

            /// The name, as what it is on the wire.
            #[must_use]
            pub const fn as_astring(&self) -> &AString<'a> {
                &self.0
            }
        }

        impl<'a> TryFrom<AString<'a>> for $name<'a> {
            type Error = Invalid;
            fn try_from(name: AString<'a>) -> Result<Self, Invalid> {
                let check: fn(&[u8]) -> bool = $check;
                let ascii = |byte: &u8| byte.is_ascii() && !matches!(byte, b'*' | b'%');
                if name.as_bytes().iter().all(ascii) && check(name.as_bytes()) {
                    Ok(Self(name))
                } else {
                    Err(Invalid::new($rule))
                }
            }
        }

        impl<'a> TryFrom<&'a str> for $name<'a> {
            type Error = Invalid;
            fn try_from(name: &'a str) -> Result<Self, Invalid> {
                Self::try_from(AString::try_from(name)?)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name<'_> {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::try_from(AString::deserialize(deserializer)?).map_err(serde::de::Error::custom)
            }
        }

        #[cfg(feature = "arbitrary")]
        impl<'a> arbitrary::Arbitrary<'a> for $name<'a> {
            fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                let random = Self::try_from(AString::arbitrary(u)?);
                let often: &[&'static str] = &$often;
                match random {
                    Ok(name) => Ok(name),
                    Err(_) => Self::try_from(*u.choose(often)?).map_err(|_| arbitrary::Error::IncorrectFormat),
                }
            }
        }
    };
}

name! {
    /// `entry`: the name of an annotation, parts of it apart by `/`: no `*`, `%`, `//`, no `/` at its end, except that `/`
    /// stands for the whole message. Case matters.
    /// [RFC 5257 §3.2.1](https://www.rfc-editor.org/rfc/rfc5257.html#section-3.2.1)
    Entry, "entry",
    |name| (name.len() <= 1 || !name.ends_with(b"/")) && !name.windows(2).any(|two| two == b"//"),
    ["/comment", "/altsubject", "/1.2/flags/seen", "/vendor/foo/a b", "/"]
}

name! {
    /// `attrib`: the name of an attribute, parts of it apart by `.`: no `*`, `%`, `..`, no `.` at its end, and `priv` or
    /// `shared` only as the last of several parts. Case matters.
    /// [RFC 5257 §3.2.2](https://www.rfc-editor.org/rfc/rfc5257.html#section-3.2.2)
    Attrib, "attrib", is_attrib,
    ["value", "value.priv", "value.shared", "size", "size.priv", "size.shared"]
}

fn is_attrib(name: &[u8]) -> bool {
    let (last, front) = match name.iter().rposition(|byte| *byte == b'.') {
        Some(dot) => (name.get(dot + 1..).unwrap_or_default(), name.get(..dot)),
        None => (name, None),
    };
    let special = |part: &[u8]| part == b"priv" || part == b"shared";
    match front {
        None => !special(last),
        Some(front) => {
            !last.is_empty()
                && !name.windows(2).any(|two| two == b"..")
                && !front.split(|byte| *byte == b'.').any(special)
        }
    }
}

impl Attrib<'_> {
    /// The name without `.priv` or `.shared`.
    #[must_use]
    pub fn base(&self) -> &str {
        let name = self.as_str();
        name.strip_suffix(".priv")
            .or_else(|| name.strip_suffix(".shared"))
            .unwrap_or(name)
    }

    /// Does it end in `.priv`: only the user sees it?
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.as_str().ends_with(".priv")
    }

    /// Does it end in `.shared`: all see it?
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.as_str().ends_with(".shared")
    }
}

/// `"(" entries SP attribs ")"`: which annotations FETCH is to tell, and what of them.
/// [RFC 5257 §4.3](https://www.rfc-editor.org/rfc/rfc5257.html#section-4.3)
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct AnnotationRequest<'a> {
    /// `entry-match`: `*` stands for anything, `%` for anything without `/`.
    pub entries: Vec1<ListMailbox<'a>>,
    /// Their attributes: both `.priv` and `.shared`, where none of the two is said.
    pub attribs: Vec1<Attrib<'a>>,
}

/// What FETCH tells: annotations, or, unasked, the names of those that have changed.
/// [RFC 5257 §4.4](https://www.rfc-editor.org/rfc/rfc5257.html#section-4.4)
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum AnnotationData<'a> {
    /// `"(" entry-att *(SP entry-att) ")"`
    Values(Vec1<EntryAtt<'a>>),
    /// `"(" entry *(SP entry) ")"`
    Changed(Vec1<Entry<'a>>),
}

/// `entry-att = entry SP "(" att-value *(SP att-value) ")"`: an annotation.
/// [RFC 5257 §5](https://www.rfc-editor.org/rfc/rfc5257.html#section-5)
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct EntryAtt<'a> {
    /// Its name.
    pub entry: Entry<'a>,
    /// Its attributes.
    pub values: Vec1<AttValue<'a>>,
}

/// `att-value = attrib SP value`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct AttValue<'a> {
    /// The name; a client that stores says `.priv` or `.shared`.
    pub attrib: Attrib<'a>,
    /// What it is; NIL, if it is not there, or is to be removed. A `size` is a number of octets, as a string.
    pub value: NString8<'a>,
}

keywords! {
    /// `att-search`: what SEARCH can look into.
    pub enum AttSearch {
        /// [RFC 5257 §4.8](https://www.rfc-editor.org/rfc/rfc5257.html#section-4.8)
        Value = "value",
        /// [RFC 5257 §4.8](https://www.rfc-editor.org/rfc/rfc5257.html#section-4.8)
        ValuePriv = "value.priv",
        /// [RFC 5257 §4.8](https://www.rfc-editor.org/rfc/rfc5257.html#section-4.8)
        ValueShared = "value.shared",
    }
}

/// `entry-match SP att-search SP value`: messages that have this in an annotation.
/// [RFC 5257 §4.8](https://www.rfc-editor.org/rfc/rfc5257.html#section-4.8)
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct AnnotationKey<'a> {
    /// Which annotations: `*` stands for anything, `%` for anything without `/`.
    pub entry: ListMailbox<'a>,
    /// Whose.
    pub attrib: AttSearch,
    /// A piece of the value.
    pub value: NString8<'a>,
}

keywords! {
    /// `att-sort`: what SORT can sort by.
    pub enum AttSort {
        /// [RFC 5257 §4.9](https://www.rfc-editor.org/rfc/rfc5257.html#section-4.9)
        ValuePriv = "value.priv",
        /// [RFC 5257 §4.9](https://www.rfc-editor.org/rfc/rfc5257.html#section-4.9)
        ValueShared = "value.shared",
    }
}

/// `entry SP att-sort`: by what messages are sorted.
/// [RFC 5257 §4.9](https://www.rfc-editor.org/rfc/rfc5257.html#section-4.9)
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct AnnotationSort<'a> {
    /// Which annotation.
    pub entry: Entry<'a>,
    /// Whose.
    pub attrib: AttSort,
}

/// `ann-size = "NONE" / (("READ-ONLY" / nz-number) [SP "NOPRIVATE"])`: what annotations a mailbox can have.
/// [RFC 5257 §4.1](https://www.rfc-editor.org/rfc/rfc5257.html#section-4.1)
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum AnnSize {
    /// None.
    None,
    /// Such as cannot be changed.
    ReadOnly {
        /// `NOPRIVATE`: all are shared.
        no_private: bool,
    },
    /// Any.
    Writable {
        /// The most octets of a value; 1024 at the least.
        max: NonZeroU32,
        /// `NOPRIVATE`: all are shared.
        no_private: bool,
    },
}

forward_static!(AnnSize);

keywords! {
    /// Why an annotation could not be stored.
    pub enum AnnotateCode {
        /// Its value is too large. [RFC 5257 §4.5](https://www.rfc-editor.org/rfc/rfc5257.html#section-4.5)
        TooBig = "TOOBIG",
        /// The message has too many. [RFC 5257 §4.5](https://www.rfc-editor.org/rfc/rfc5257.html#section-4.5)
        TooMany = "TOOMANY",
    }
}
