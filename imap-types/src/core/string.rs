//! Strings, each of which is its content.

use core::fmt;

use super::Invalid;

const fn class(specials: &[u8], eight_bit: bool) -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0x21;
    while byte < 0x7f {
        table[byte] = true;
        byte += 1;
    }
    while byte < 256 {
        table[byte] = eight_bit && byte >= 0x80;
        byte += 1;
    }
    let mut i = 0;
    while i < specials.len() {
        table[specials[i] as usize] = false;
        i += 1;
    }
    table
}

static ATOM: [bool; 256] = class(b"(){%*\"\\]", false);
static ASTRING: [bool; 256] = class(b"(){%*\"\\", false);
static TAG: [bool; 256] = class(b"(){%*\"\\+", false);
static LIST: [bool; 256] = class(b"(){\"\\", false);

/// `ATOM-CHAR`: printable ASCII except `( ) { SP % * " \ ]`
/// ([RFC 9051 §9](https://www.rfc-editor.org/rfc/rfc9051.html#section-9)).
#[inline]
#[must_use]
pub fn is_atom_char(byte: u8) -> bool {
    ATOM[usize::from(byte)]
}

/// `ASTRING-CHAR = ATOM-CHAR / resp-specials`: `]` too.
#[inline]
#[must_use]
pub fn is_astring_char(byte: u8) -> bool {
    ASTRING[usize::from(byte)]
}

/// What a tag is made of: `ASTRING-CHAR` except `+`.
#[inline]
#[must_use]
pub fn is_tag_char(byte: u8) -> bool {
    TAG[usize::from(byte)]
}

/// `list-char = ATOM-CHAR / list-wildcards / resp-specials`.
#[inline]
#[must_use]
pub fn is_list_char(byte: u8) -> bool {
    LIST[usize::from(byte)]
}

/// `TEXT-CHAR`, 8-bit characters included: anything but CR, LF and NUL.
#[inline]
#[must_use]
pub fn is_text_char(byte: u8) -> bool {
    !matches!(byte, b'\r' | b'\n' | 0)
}

/// A string type: its content, borrowed or owned, and the check that every way of building it goes through.
///
/// Twelve impls for each type; `ascii` adds those that hold only where all content is ASCII, and `caseless` lets such
/// content compare without regard to case.
macro_rules! string {
    ($(#[$meta:meta])* $name:ident, $rule:literal, $check:expr, $arbitrary:expr, caseless) => {
        $(#[$meta])*
        #[derive(Clone, bounded_static::ToStatic)]
        pub struct $name<'a>(alloc::borrow::Cow<'a, [u8]>);

        impl PartialEq for $name<'_> {
            /// Without regard to ASCII case.
            fn eq(&self, other: &Self) -> bool {
                self.0.eq_ignore_ascii_case(&other.0)
            }
        }

        impl Eq for $name<'_> {}

        impl core::hash::Hash for $name<'_> {
            fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
                self.0.to_ascii_lowercase().hash(state);
            }
        }

        impl PartialOrd for $name<'_> {
            fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name<'_> {
            /// Without regard to ASCII case.
            fn cmp(&self, other: &Self) -> core::cmp::Ordering {
                let lower = u8::to_ascii_lowercase;
                self.0.iter().map(lower).cmp(other.0.iter().map(lower))
            }
        }

        string!(@impls $name, $rule, $check, $arbitrary, ascii);
    };
    ($(#[$meta:meta])* $name:ident, $rule:literal, $check:expr, $arbitrary:expr, $ascii:ident) => {
        $(#[$meta])*
        #[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd, bounded_static::ToStatic)]
        pub struct $name<'a>(alloc::borrow::Cow<'a, [u8]>);

        string!(@impls $name, $rule, $check, $arbitrary, $ascii);
    };
    (@impls $name:ident, $rule:literal, $check:expr, $arbitrary:expr, $ascii:ident) => {
        impl<'a> $name<'a> {
            /// The content.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8] {
                &self.0
            }

            /// The content, borrowed as long as it was.
            #[must_use]
            pub fn into_bytes(self) -> alloc::borrow::Cow<'a, [u8]> {
                self.0
            }

            /// The number of bytes.
            #[must_use]
            pub fn len(&self) -> usize {
                self.0.len()
            }

            /// Is there nothing in it?
            #[must_use]
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }

            /// For imap-codec, whose scanners have classified the bytes, and whose quirks may let pass what no
            /// constructor does.
            #[doc(hidden)]
            #[must_use]
            pub const fn from_scanned(bytes: alloc::borrow::Cow<'a, [u8]>) -> Self {
                Self(bytes)
            }
        }

        impl<'a> TryFrom<alloc::borrow::Cow<'a, [u8]>> for $name<'a> {
            type Error = $crate::core::Invalid;
            fn try_from(bytes: alloc::borrow::Cow<'a, [u8]>) -> Result<Self, $crate::core::Invalid> {
                let check: fn(&[u8]) -> bool = $check;
                if check(&bytes) { Ok(Self(bytes)) } else { Err($crate::core::Invalid::new($rule)) }
            }
        }

        impl<'a> TryFrom<&'a [u8]> for $name<'a> {
            type Error = $crate::core::Invalid;
            fn try_from(bytes: &'a [u8]) -> Result<Self, $crate::core::Invalid> {
                Self::try_from(alloc::borrow::Cow::Borrowed(bytes))
            }
        }

        impl<'a, const N: usize> TryFrom<&'a [u8; N]> for $name<'a> {
            type Error = $crate::core::Invalid;
            fn try_from(bytes: &'a [u8; N]) -> Result<Self, $crate::core::Invalid> {
                Self::try_from(alloc::borrow::Cow::Borrowed(bytes.as_slice()))
            }
        }

        impl<'a> TryFrom<&'a str> for $name<'a> {
            type Error = $crate::core::Invalid;
            fn try_from(text: &'a str) -> Result<Self, $crate::core::Invalid> {
                Self::try_from(alloc::borrow::Cow::Borrowed(text.as_bytes()))
            }
        }

        impl TryFrom<alloc::vec::Vec<u8>> for $name<'_> {
            type Error = $crate::core::Invalid;
            fn try_from(bytes: alloc::vec::Vec<u8>) -> Result<Self, $crate::core::Invalid> {
                Self::try_from(alloc::borrow::Cow::Owned(bytes))
            }
        }

        impl TryFrom<alloc::string::String> for $name<'_> {
            type Error = $crate::core::Invalid;
            fn try_from(text: alloc::string::String) -> Result<Self, $crate::core::Invalid> {
                Self::try_from(alloc::borrow::Cow::Owned(text.into_bytes()))
            }
        }

        impl AsRef<[u8]> for $name<'_> {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        impl core::fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, concat!(stringify!($name), "(\"{}\")"), self.0.escape_ascii())
            }
        }

        impl zeroize::Zeroize for $name<'_> {
            /// Wipes an owned buffer; a borrowed one is its owner's to wipe.
            fn zeroize(&mut self) {
                if let alloc::borrow::Cow::Owned(bytes) = &mut self.0 {
                    zeroize::Zeroize::zeroize(bytes);
                }
                self.0 = alloc::borrow::Cow::Borrowed(&[]);
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $name<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::core::serde_bytes::serialize(&self.0, serializer)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name<'_> {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::try_from($crate::core::serde_bytes::deserialize(deserializer)?).map_err(serde::de::Error::custom)
            }
        }

        #[cfg(feature = "arbitrary")]
        impl<'a> arbitrary::Arbitrary<'a> for $name<'a> {
            fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                let make: fn(&mut arbitrary::Unstructured<'a>) -> arbitrary::Result<alloc::vec::Vec<u8>> = $arbitrary;
                Ok(Self(alloc::borrow::Cow::Owned(make(u)?)))
            }
        }

        string!(@$ascii $name);
    };
    (@ascii $name:ident) => {
        impl $name<'_> {
            /// The content, which is ASCII.
            #[must_use]
            pub fn as_str(&self) -> &str {
                $crate::core::ascii(&self.0)
            }
        }

        impl core::fmt::Display for $name<'_> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl core::str::FromStr for $name<'_> {
            type Err = $crate::core::Invalid;
            fn from_str(text: &str) -> Result<Self, $crate::core::Invalid> {
                Self::try_from(alloc::string::String::from(text))
            }
        }
    };
    (@bytes $name:ident) => {
        impl $name<'_> {
            /// The content, if it is UTF-8.
            ///
            /// # Errors
            ///
            /// What is wrong with the bytes.
            pub fn to_str(&self) -> Result<&str, core::str::Utf8Error> {
                core::str::from_utf8(&self.0)
            }
        }
    };
}

/// What was scanned as ASCII, as a string. Bytes that a quirk let pass end it.
pub(crate) fn ascii(bytes: &[u8]) -> &str {
    match core::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => core::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
    }
}

pub(crate) use string;

fn all1(bytes: &[u8], class: fn(u8) -> bool) -> bool {
    !bytes.is_empty() && bytes.iter().all(|byte| class(*byte))
}

fn no_nul(bytes: &[u8]) -> bool {
    memchr::memchr(0, bytes).is_none()
}

string! {
    /// `atom = 1*ATOM-CHAR` ([RFC 9051 §9](https://www.rfc-editor.org/rfc/rfc9051.html#section-9)).
    Atom, "atom", |bytes| all1(bytes, is_atom_char), |u| random::class(u, is_atom_char), ascii
}
string! {
    /// `tag = 1*<any ASTRING-CHAR except "+">`
    /// ([RFC 9051 §2.2.1](https://www.rfc-editor.org/rfc/rfc9051.html#section-2.2.1)).
    Tag, "tag", |bytes| all1(bytes, is_tag_char), |u| random::class(u, is_tag_char), ascii
}
string! {
    /// `astring = 1*ASTRING-CHAR / string`: any octets but NUL
    /// ([RFC 9051 §9](https://www.rfc-editor.org/rfc/rfc9051.html#section-9)).
    ///
    /// The encoder picks an atom, a quoted string or a literal, whichever is the shortest that can carry the content.
    AString, "astring", no_nul, random::no_nul, bytes
}
string! {
    /// `string = quoted / literal`: any octets but NUL
    /// ([RFC 9051 §4.3](https://www.rfc-editor.org/rfc/rfc9051.html#section-4.3)).
    IString, "string", no_nul, random::no_nul, bytes
}
string! {
    /// Any octets, as `literal8` carries them
    /// ([RFC 3516 §7](https://www.rfc-editor.org/rfc/rfc3516.html#section-7)).
    Octets, "literal8", |_| true, |u| arbitrary::Arbitrary::arbitrary(u), bytes
}
string! {
    /// `text = 1*TEXT-CHAR`, or nothing: UTF-8 without CR, LF and NUL
    /// ([RFC 9051 §9](https://www.rfc-editor.org/rfc/rfc9051.html#section-9)).
    ///
    /// A text that begins with `[` would be read as a response code: it may be decoded, and the encoder refuses it
    /// where no code stands before it.
    Text, "text", |bytes| bytes.iter().all(|byte| is_text_char(*byte)) && core::str::from_utf8(bytes).is_ok(),
    random::text, bytes
}

impl AString<'_> {
    /// Can the content stand without quotes?
    #[must_use]
    pub fn is_atom(&self) -> bool {
        all1(&self.0, is_astring_char)
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.utf8_chunks() {
            f.write_str(chunk.valid())?;
            if !chunk.invalid().is_empty() {
                f.write_str("\u{fffd}")?;
            }
        }
        Ok(())
    }
}

/// `nstring = string / nil` ([RFC 9051 §4.5](https://www.rfc-editor.org/rfc/rfc9051.html#section-4.5)).
#[derive(Clone, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct NString<'a>(pub Option<IString<'a>>);

impl<'a> NString<'a> {
    /// NIL.
    pub const NIL: Self = Self(None);

    /// The content; `None` is NIL.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        self.0.as_ref().map(IString::as_bytes)
    }

    /// The content, if it is there and UTF-8.
    #[must_use]
    pub fn to_str(&self) -> Option<&str> {
        self.0.as_ref().and_then(|string| string.to_str().ok())
    }

    /// Is it NIL?
    #[must_use]
    pub const fn is_nil(&self) -> bool {
        self.0.is_none()
    }
}

impl<'a> From<IString<'a>> for NString<'a> {
    fn from(string: IString<'a>) -> Self {
        Self(Some(string))
    }
}

impl<'a> TryFrom<&'a str> for NString<'a> {
    type Error = Invalid;
    fn try_from(text: &'a str) -> Result<Self, Invalid> {
        Ok(Self(Some(IString::try_from(text)?)))
    }
}

impl<'a> TryFrom<&'a [u8]> for NString<'a> {
    type Error = Invalid;
    fn try_from(bytes: &'a [u8]) -> Result<Self, Invalid> {
        Ok(Self(Some(IString::try_from(bytes)?)))
    }
}

/// `nstring / literal8`: any octets, or NIL ([RFC 5464 §5](https://www.rfc-editor.org/rfc/rfc5464.html#section-5),
/// [RFC 5257 §5](https://www.rfc-editor.org/rfc/rfc5257.html#section-5)).
///
/// The encoder writes a literal8 only if there is a NUL in them: a client's needs BINARY.
#[derive(Clone, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct NString8<'a>(pub Option<Octets<'a>>);

impl<'a> NString8<'a> {
    /// NIL.
    pub const NIL: Self = Self(None);

    /// The content; `None` is NIL.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        self.0.as_ref().map(Octets::as_bytes)
    }

    /// The content, if it is there and UTF-8.
    #[must_use]
    pub fn to_str(&self) -> Option<&str> {
        self.0.as_ref().and_then(|octets| octets.to_str().ok())
    }

    /// Is it NIL?
    #[must_use]
    pub const fn is_nil(&self) -> bool {
        self.0.is_none()
    }
}

impl<'a> From<Octets<'a>> for NString8<'a> {
    fn from(octets: Octets<'a>) -> Self {
        Self(Some(octets))
    }
}

impl<'a> TryFrom<&'a str> for NString8<'a> {
    type Error = Invalid;
    fn try_from(text: &'a str) -> Result<Self, Invalid> {
        Ok(Self(Some(Octets::try_from(text)?)))
    }
}

impl<'a> TryFrom<&'a [u8]> for NString8<'a> {
    type Error = Invalid;
    fn try_from(bytes: &'a [u8]) -> Result<Self, Invalid> {
        Ok(Self(Some(Octets::try_from(bytes)?)))
    }
}

/// Random content that reaches every byte a type can hold, and often those that matter.
#[cfg(feature = "arbitrary")]
pub(crate) mod random {
    use alloc::{string::String, vec::Vec};

    use arbitrary::{Arbitrary, Result, Unstructured};

    /// At least one byte of `class`.
    pub(crate) fn class(u: &mut Unstructured<'_>, class: fn(u8) -> bool) -> Result<Vec<u8>> {
        let mut bytes: Vec<u8> = Vec::arbitrary(u)?;
        bytes.retain(|byte| class(*byte));
        if bytes.is_empty() {
            let allowed: Vec<u8> = (0..=255).filter(|byte| class(*byte)).collect();
            bytes.push(*u.choose(&allowed)?);
        }
        Ok(bytes)
    }

    /// Any octets but NUL; half of the time those of an atom, now and then quotes, escapes, line ends.
    pub(crate) fn no_nul(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
        Ok(match u.int_in_range(0..=3)? {
            0 | 1 => class(u, super::is_astring_char)?,
            2 => {
                const TELLING: &[u8] = b"\"\\ ()[]{}%*+~\r\nNIL:=\xc3\xa9\xff&-";
                let mut bytes: Vec<u8> = Vec::arbitrary(u)?;
                for byte in &mut bytes {
                    *byte = TELLING[usize::from(*byte) % TELLING.len()];
                }
                bytes
            }
            _ => {
                let mut bytes: Vec<u8> = Vec::arbitrary(u)?;
                bytes.retain(|byte| *byte != 0);
                bytes
            }
        })
    }

    /// UTF-8 without CR, LF, NUL.
    pub(crate) fn text(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
        let mut text = String::arbitrary(u)?;
        text.retain(|c| !matches!(c, '\r' | '\n' | '\0'));
        Ok(text.into_bytes())
    }
}
