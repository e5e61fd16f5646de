//! The octets of a message or of a part of it, which may have been streamed.

use super::{IString, Octets};

macro_rules! data {
    ($(#[$meta:meta])* $name:ident, $content:ident) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        pub enum $name<'a> {
            /// The octets are here.
            Here($content<'a>),
            /// The octets were handed out in chunks as they arrived; this many.
            Elsewhere {
                /// Octets.
                len: u64,
            },
        }

        impl $name<'_> {
            /// The octets, if they are here.
            #[must_use]
            pub fn as_bytes(&self) -> Option<&[u8]> {
                match self {
                    Self::Here(octets) => Some(octets.as_bytes()),
                    Self::Elsewhere { .. } => None,
                }
            }

            /// The number of octets.
            #[must_use]
            pub fn len(&self) -> u64 {
                match self {
                    Self::Here(octets) => octets.len() as u64,
                    Self::Elsewhere { len } => *len,
                }
            }

            /// Are there none?
            #[must_use]
            pub fn is_empty(&self) -> bool {
                self.len() == 0
            }
        }

        impl<'a> From<$content<'a>> for $name<'a> {
            fn from(octets: $content<'a>) -> Self {
                Self::Here(octets)
            }
        }

        impl<'a> TryFrom<&'a [u8]> for $name<'a> {
            type Error = super::Invalid;
            fn try_from(bytes: &'a [u8]) -> Result<Self, super::Invalid> {
                Ok(Self::Here($content::try_from(bytes)?))
            }
        }

        impl<'a> TryFrom<&'a str> for $name<'a> {
            type Error = super::Invalid;
            fn try_from(text: &'a str) -> Result<Self, super::Invalid> {
                Ok(Self::Here($content::try_from(text)?))
            }
        }

        impl TryFrom<alloc::vec::Vec<u8>> for $name<'_> {
            type Error = super::Invalid;
            fn try_from(bytes: alloc::vec::Vec<u8>) -> Result<Self, super::Invalid> {
                Ok(Self::Here($content::try_from(bytes)?))
            }
        }
    };
}

data! {
    /// Octets without NUL, as `literal` and `string` carry them.
    Content, IString
}
data! {
    /// Any octets, as `literal8` carries them ([RFC 3516](https://www.rfc-editor.org/rfc/rfc3516.html)).
    Content8, Octets
}
