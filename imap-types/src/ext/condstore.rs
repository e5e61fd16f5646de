//! CONDSTORE ([RFC 7162 §3.1](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.1)): mod-sequences, which say what has
//! changed since a client last looked.
//!
//! Hangs on [`SelectParam`](crate::select::SelectParam), [`FetchAtt`](crate::fetch::FetchAtt),
//! [`MsgAtt`](crate::fetch::MsgAtt), [`FetchModifier`](crate::fetch::FetchModifier),
//! [`StoreModifier`](crate::store::StoreModifier), [`SearchKey`](crate::search::SearchKey),
//! [`SearchReturnData`](crate::search::SearchReturnData), [`SearchResultExt`](crate::search::SearchResultExt),
//! [`StatusItem`](crate::status::StatusItem) and [`Code`](crate::code::Code).
//!
//! ```text
//! C: s100 FETCH 1:* (FLAGS MODSEQ) (CHANGEDSINCE 12345)
//! S: * 1 FETCH (MODSEQ (624140003) FLAGS (\Seen))
//! C: s101 UID STORE 6,4,8 (UNCHANGEDSINCE 12121230045) +FLAGS.SILENT (\Deleted)
//! S: s101 OK [MODIFIED 8] Conditional STORE failed
//! ```

use alloc::borrow::Cow;
use core::fmt;

use crate::{
    core::Invalid,
    flag::{Flag, FlagExtension, Keyword},
};

/// `mod-sequence-value`: 1 to 2^63 - 1, up to 2^64 - 1 from peers that go by
/// [RFC 4551](https://www.rfc-editor.org/rfc/rfc4551.html#section-4)
/// ([RFC 7162 §7](https://www.rfc-editor.org/rfc/rfc7162.html#section-7)).
///
/// A server that counts up by [`next`](Self::next) never leaves the 63 bits.
///
/// ```
/// use imap_types::ext::condstore::ModSeq;
/// let seq = ModSeq::try_from(12_345)?;
/// assert_eq!(seq.next().map(ModSeq::get), Some(12_346));
/// assert!(ModSeq::try_from(0).is_err() && ModSeq::MAX.next().is_none());
/// # Ok::<(), imap_types::core::Invalid>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct ModSeq(u64);

impl ModSeq {
    /// The least, 1.
    pub const MIN: Self = Self(1);

    /// The largest that a server may hand out, 2^63 - 1.
    pub const MAX: Self = Self(u64::MAX >> 1);

    /// The number; 0 only where a decoder's quirk `zero-mod-sequence` has let it pass.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The one behind it, for a server; none behind [`MAX`](Self::MAX).
    #[must_use]
    pub const fn next(self) -> Option<Self> {
        if self.0 < Self::MAX.0 {
            Some(Self(self.0 + 1))
        } else {
            None
        }
    }

    /// For imap-codec, which may let pass a 0 (quirk `zero-mod-sequence`).
    #[doc(hidden)]
    #[must_use]
    pub const fn from_scanned(number: u64) -> Self {
        Self(number)
    }
}

impl TryFrom<u64> for ModSeq {
    type Error = Invalid;
    fn try_from(number: u64) -> Result<Self, Invalid> {
        if number == 0 {
            return Err(Invalid::new("mod-sequence-value"));
        }
        Ok(Self(number))
    }
}

impl fmt::Display for ModSeq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for ModSeq {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(u64::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for ModSeq {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        Ok(Self(u64::arbitrary(u)?.max(1)))
    }
    fn size_hint(depth: usize) -> (usize, Option<usize>) {
        u64::size_hint(depth)
    }
}

/// `mod-sequence-valzer = "0" / mod-sequence-value`.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct ModSeqValzer(pub u64);

impl ModSeqValzer {
    /// 0: in STATUS, that the mailbox keeps no mod-sequences; in STORE, that nothing must ever have set the flags.
    pub const ZERO: Self = Self(0);

    /// The mod-sequence; none for 0.
    #[must_use]
    pub const fn mod_seq(self) -> Option<ModSeq> {
        match self.0 {
            0 => None,
            number => Some(ModSeq(number)),
        }
    }
}

impl From<ModSeq> for ModSeqValzer {
    fn from(seq: ModSeq) -> Self {
        Self(seq.0)
    }
}

impl fmt::Display for ModSeqValzer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

forward_static!(ModSeq, ModSeqValzer);

/// `[SP entry-name SP entry-type-req] SP mod-sequence-valzer`: what SEARCH asks of mod-sequences
/// ([RFC 7162 §3.1.5](https://www.rfc-editor.org/rfc/rfc7162.html#section-3.1.5)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct ModSeqKey<'a> {
    /// Only the mod-sequence of this; else that of the message, which is the largest of all.
    pub entry: Option<SearchModSeqExt<'a>>,
    /// At least this.
    pub at_least: ModSeqValzer,
}

/// `search-modseq-ext = SP entry-name SP entry-type-req`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct SearchModSeqExt<'a> {
    /// A flag: `"/flags/$junk"` on the wire.
    pub name: EntryName<'a>,
    /// Whose flag.
    pub kind: EntryTypeReq,
}

keywords! {
    /// `entry-type-req = entry-type-resp / "all"`.
    pub enum EntryTypeReq {
        /// Either.
        All = "all",
        /// The flag as this user has it.
        Priv = "priv",
        /// The flag as all users have it.
        Shared = "shared",
    }
}

/// `entry-name = DQUOTE "/flags/" attr-flag DQUOTE`: any flag but `\Recent`.
///
/// ```
/// use imap_types::{ext::condstore::EntryName, flag::Flag};
/// let name = EntryName::try_from(Flag::Draft)?;
/// assert_eq!(name.to_string(), r"/flags/\Draft");
/// assert!(EntryName::try_from(Flag::Recent).is_err());
/// # Ok::<(), imap_types::core::Invalid>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct EntryName<'a>(Flag<'a>);

impl<'a> EntryName<'a> {
    /// The flag.
    #[must_use]
    pub const fn flag(&self) -> &Flag<'a> {
        &self.0
    }

    /// The entry of this name, without quotes and escapes. For imap-codec.
    #[doc(hidden)]
    #[must_use]
    pub fn from_entry(name: Cow<'a, [u8]>) -> Option<Self> {
        const PREFIX: &[u8] = b"/flags/";
        if !name.get(..PREFIX.len())?.eq_ignore_ascii_case(PREFIX) {
            return None;
        }
        let extension = name.get(PREFIX.len()) == Some(&b'\\');
        let start = PREFIX.len() + usize::from(extension);
        let flag = match name {
            Cow::Borrowed(name) => Cow::Borrowed(name.get(start..)?),
            Cow::Owned(mut name) => Cow::Owned(name.split_off(start)),
        };
        if flag.is_empty() || !flag.iter().all(|byte| crate::core::is_atom_char(*byte)) {
            return None;
        }
        let flag = match Flag::system(&flag).filter(|_| extension) {
            Some(system) => system,
            None if extension => Flag::Extension(FlagExtension::from_scanned(flag)),
            None => Flag::Keyword(Keyword::from_scanned(flag)),
        };
        Self::try_from(flag).ok()
    }
}

impl<'a> TryFrom<Flag<'a>> for EntryName<'a> {
    type Error = Invalid;
    fn try_from(flag: Flag<'a>) -> Result<Self, Invalid> {
        if flag == Flag::Recent {
            return Err(Invalid::new("entry-name"));
        }
        Ok(Self(flag))
    }
}

impl fmt::Display for EntryName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/flags/{}", self.0)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for EntryName<'_> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(Flag::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for EntryName<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        Self::try_from(Flag::arbitrary(u)?).map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}
