//! ACL and RIGHTS= ([RFC 4314](https://www.rfc-editor.org/rfc/rfc4314.html), before it
//! [RFC 2086](https://www.rfc-editor.org/rfc/rfc2086.html)): who may do what with a mailbox.
//!
//! Hangs on [`CommandBody`](crate::command::CommandBody), [`Data`](crate::data::Data) and
//! [`Capability`](crate::capability::Capability).
//!
//! ```text
//! C: A002 SETACL INBOX/Drafts Chris +kxt
//! C: A003 GETACL INBOX/Drafts
//! S: * ACL INBOX/Drafts Fred lrswipkxteadc Chris lrswikxtcd
//! C: A035 MYRIGHTS INBOX/Drafts
//! S: * MYRIGHTS INBOX/Drafts lrswipkxtea
//! ```

use alloc::{string::String, vec::Vec};
use core::{
    fmt,
    ops::{BitAnd, BitOr, Sub},
    str::FromStr,
};

use crate::{
    core::{AString, Invalid},
    mailbox::Mailbox,
};

/// The rights in the order in which they are written: those of RFC 4314 as it lists them, the obsolete ones, RFC 5257's,
/// and what no RFC defines. The place of a right here is its bit in [`Rights`].
const ORDER: &[u8; 36] = b"lrswipkxtecdanbfghjmoquvyz0123456789";

/// One right: a lower-case letter or a digit ([RFC 4314 §2](https://www.rfc-editor.org/rfc/rfc4314.html#section-2)).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Right(u8);

impl Right {
    /// `l`: the mailbox is seen by LIST.
    pub const LOOKUP: Self = Self(b'l');
    /// `r`: it may be selected, and STATUS asked.
    pub const READ: Self = Self(b'r');
    /// `s`: `\Seen` may be set and is kept between sessions.
    pub const SEEN: Self = Self(b's');
    /// `w`: flags other than `\Seen` and `\Deleted`.
    pub const WRITE: Self = Self(b'w');
    /// `i`: APPEND and COPY into it.
    pub const INSERT: Self = Self(b'i');
    /// `p`: mail may be sent to its address.
    pub const POST: Self = Self(b'p');
    /// `k`: mailboxes may be created below it.
    pub const CREATE_MAILBOXES: Self = Self(b'k');
    /// `x`: it may be deleted or renamed.
    pub const DELETE_MAILBOX: Self = Self(b'x');
    /// `t`: `\Deleted`.
    pub const DELETE_MESSAGES: Self = Self(b't');
    /// `e`: EXPUNGE.
    pub const EXPUNGE: Self = Self(b'e');
    /// `a`: these rights may be seen and changed.
    pub const ADMINISTER: Self = Self(b'a');
    /// `n`: shared annotations of messages may be written
    /// ([RFC 5257 §3.4](https://www.rfc-editor.org/rfc/rfc5257.html#section-3.4)).
    pub const WRITE_SHARED_ANNOTATIONS: Self = Self(b'n');
    /// `c`: obsolete, stands for `k`, or for `k` and `x`
    /// ([RFC 4314 §2.1.1](https://www.rfc-editor.org/rfc/rfc4314.html#section-2.1.1)).
    pub const OBSOLETE_CREATE: Self = Self(b'c');
    /// `d`: obsolete, stands for `e` and `t`, or for `e`, `t` and `x`
    /// ([RFC 4314 §2.1.1](https://www.rfc-editor.org/rfc/rfc4314.html#section-2.1.1)).
    pub const OBSOLETE_DELETE: Self = Self(b'd');

    /// The letter or digit.
    #[must_use]
    pub const fn as_char(self) -> char {
        self.0 as char
    }

    const fn bit(self) -> u64 {
        let mut place = 0;
        while place < ORDER.len() {
            if ORDER[place] == self.0 {
                return 1 << place;
            }
            place += 1;
        }
        0
    }
}

impl TryFrom<char> for Right {
    type Error = Invalid;
    fn try_from(c: char) -> Result<Self, Invalid> {
        match u8::try_from(c) {
            Ok(byte @ (b'a'..=b'z' | b'0'..=b'9')) => Ok(Self(byte)),
            _ => Err(Invalid::new("right")),
        }
    }
}

impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_char().fmt(f)
    }
}

/// `rights`: a set of rights, which may be empty ([RFC 4314 §7](https://www.rfc-editor.org/rfc/rfc4314.html#section-7)).
/// In which order they stood, and how often, does not matter.
///
/// ```
/// use imap_types::ext::acl::{Right, Rights};
/// let rights: Rights = "rswl".parse()?;
/// assert!(rights.contains(Right::READ) && !rights.contains(Right::POST));
/// assert_eq!((rights | Right::POST.into()).to_string(), "lrswp");
/// assert!("lR".parse::<Rights>().is_err(), "upper case is not allowed");
/// # Ok::<(), imap_types::core::Invalid>(())
/// ```
#[derive(Clone, Copy, Default, Eq, Hash, PartialEq)]
pub struct Rights(u64);

impl Rights {
    /// No right.
    pub const NONE: Self = Self(0);
    /// What `c` and `d` stand for, depending on the server: they are no rights of their own, and clients ignore them.
    pub const OBSOLETE: Self = Self(Right::OBSOLETE_CREATE.bit() | Right::OBSOLETE_DELETE.bit());

    /// Is there none in it?
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many are in it?
    #[must_use]
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Is this right in it?
    #[must_use]
    pub const fn contains(self, right: Right) -> bool {
        self.0 & right.bit() != 0
    }

    /// Are all of these in it?
    #[must_use]
    pub const fn contains_all(self, rights: Self) -> bool {
        rights.0 & !self.0 == 0
    }

    /// The rights in it, as a client sees them: without `c` and `d`, which it must ignore
    /// ([RFC 4314 §2.1.1](https://www.rfc-editor.org/rfc/rfc4314.html#section-2.1.1)).
    #[must_use]
    pub const fn without_obsolete(self) -> Self {
        Self(self.0 & !Self::OBSOLETE.0)
    }

    /// The rights that a client means which sends `c` or `d`, on a server where these stand for `create` and `delete`.
    ///
    /// ```
    /// # use imap_types::ext::acl::Rights;
    /// # let of = |text: &str| text.parse::<Rights>();
    /// assert_eq!(of("lrd")?.resolved(of("k")?, of("etx")?), of("lrxte")?);
    /// # Ok::<(), imap_types::core::Invalid>(())
    /// ```
    #[must_use]
    pub fn resolved(self, create: Self, delete: Self) -> Self {
        let mut rights = self.without_obsolete();
        if self.contains(Right::OBSOLETE_CREATE) {
            rights = rights | create;
        }
        if self.contains(Right::OBSOLETE_DELETE) {
            rights = rights | delete;
        }
        rights
    }

    /// The rights as a server tells them: with `c` if one of `create` is in it, and `d` if one of `delete` is.
    #[must_use]
    pub fn announced(self, create: Self, delete: Self) -> Self {
        let mut rights = self.without_obsolete();
        if !(self & create).is_empty() {
            rights = rights | Right::OBSOLETE_CREATE.into();
        }
        if !(self & delete).is_empty() {
            rights = rights | Right::OBSOLETE_DELETE.into();
        }
        rights
    }

    /// Each of them, in the order in which they are written.
    pub fn iter(self) -> impl Iterator<Item = Right> {
        ORDER
            .iter()
            .enumerate()
            .filter(move |(place, _)| self.0 >> place & 1 != 0)
            .map(|(_, byte)| Right(*byte))
    }
}

impl From<Right> for Rights {
    fn from(right: Right) -> Self {
        Self(right.bit())
    }
}

impl FromIterator<Right> for Rights {
    fn from_iter<I: IntoIterator<Item = Right>>(rights: I) -> Self {
        rights
            .into_iter()
            .fold(Self::NONE, |set, right| set | right.into())
    }
}

impl BitOr for Rights {
    type Output = Self;
    /// Those in either.
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitAnd for Rights {
    type Output = Self;
    /// Those in both.
    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl Sub for Rights {
    type Output = Self;
    /// Those that are not in the other.
    fn sub(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl TryFrom<&[u8]> for Rights {
    type Error = Invalid;
    fn try_from(bytes: &[u8]) -> Result<Self, Invalid> {
        bytes
            .iter()
            .map(|byte| Right::try_from(char::from(*byte)))
            .collect::<Result<_, _>>()
            .map_err(|_| Invalid::new("rights"))
    }
}

impl TryFrom<&str> for Rights {
    type Error = Invalid;
    fn try_from(text: &str) -> Result<Self, Invalid> {
        Self::try_from(text.as_bytes())
    }
}

impl FromStr for Rights {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::try_from(text)
    }
}

impl fmt::Display for Rights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.iter().map(Right::as_char).collect::<String>())
    }
}

impl fmt::Debug for Rights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rights(\"{self}\")")
    }
}

/// `new-rights`: which rights beyond those of RFC 2086 a server has; letters, and at least one of them
/// ([RFC 4314 §2.2](https://www.rfc-editor.org/rfc/rfc4314.html#section-2.2)).
///
/// A server of RFC 4314 names `t`, `e`, `x` and `k`, and none of RFC 2086.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct NewRights(Rights);

impl NewRights {
    /// The rights.
    #[must_use]
    pub const fn get(self) -> Rights {
        self.0
    }
}

impl TryFrom<Rights> for NewRights {
    type Error = Invalid;
    fn try_from(rights: Rights) -> Result<Self, Invalid> {
        if rights.is_empty() || rights.iter().any(|right| right.0.is_ascii_digit()) {
            Err(Invalid::new("new-rights"))
        } else {
            Ok(Self(rights))
        }
    }
}

impl TryFrom<&str> for NewRights {
    type Error = Invalid;
    fn try_from(text: &str) -> Result<Self, Invalid> {
        Self::try_from(text.as_bytes())
    }
}

impl TryFrom<&[u8]> for NewRights {
    type Error = Invalid;
    fn try_from(bytes: &[u8]) -> Result<Self, Invalid> {
        Rights::try_from(bytes)
            .and_then(Self::try_from)
            .map_err(|_| Invalid::new("new-rights"))
    }
}

impl fmt::Display for NewRights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

forward_static!(Right, Rights, NewRights);

/// `mod-rights`: what happens to the rights that someone has
/// ([RFC 4314 §3.1](https://www.rfc-editor.org/rfc/rfc4314.html#section-3.1)).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum ModRights {
    /// These, and no others.
    Replace(Rights),
    /// `+`: these too.
    Add(Rights),
    /// `-`: these no longer.
    Remove(Rights),
}

forward_static!(ModRights);

impl TryFrom<&[u8]> for ModRights {
    type Error = Invalid;
    fn try_from(bytes: &[u8]) -> Result<Self, Invalid> {
        let rights = |bytes| Rights::try_from(bytes).map_err(|_| Invalid::new("mod-rights"));
        match bytes {
            [b'+', added @ ..] => rights(added).map(Self::Add),
            [b'-', removed @ ..] => rights(removed).map(Self::Remove),
            _ => rights(bytes).map(Self::Replace),
        }
    }
}

impl TryFrom<&str> for ModRights {
    type Error = Invalid;
    fn try_from(text: &str) -> Result<Self, Invalid> {
        Self::try_from(text.as_bytes())
    }
}

impl FromStr for ModRights {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::try_from(text)
    }
}

impl fmt::Display for ModRights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Replace(rights) => write!(f, "{rights}"),
            Self::Add(rights) => write!(f, "+{rights}"),
            Self::Remove(rights) => write!(f, "-{rights}"),
        }
    }
}

/// `setacl = "SETACL" SP mailbox SP identifier SP mod-rights`
/// ([RFC 4314 §3.1](https://www.rfc-editor.org/rfc/rfc4314.html#section-3.1)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct SetAcl<'a> {
    /// Of which mailbox.
    pub mailbox: Mailbox<'a>,
    /// Whose: a user, a group, `anyone`; a `-` before it takes away what it would get otherwise.
    pub identifier: AString<'a>,
    /// What changes.
    pub rights: ModRights,
}

/// `deleteacl = "DELETEACL" SP mailbox SP identifier`
/// ([RFC 4314 §3.2](https://www.rfc-editor.org/rfc/rfc4314.html#section-3.2)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct DeleteAcl<'a> {
    /// Of which mailbox.
    pub mailbox: Mailbox<'a>,
    /// Whose.
    pub identifier: AString<'a>,
}

/// `listrights = "LISTRIGHTS" SP mailbox SP identifier`
/// ([RFC 4314 §3.4](https://www.rfc-editor.org/rfc/rfc4314.html#section-3.4)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct ListRights<'a> {
    /// Of which mailbox.
    pub mailbox: Mailbox<'a>,
    /// Whose.
    pub identifier: AString<'a>,
}

/// `acl-data = "ACL" SP mailbox *(SP identifier SP rights)`
/// ([RFC 4314 §3.6](https://www.rfc-editor.org/rfc/rfc4314.html#section-3.6)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct AclData<'a> {
    /// Of which mailbox.
    pub mailbox: Mailbox<'a>,
    /// Who may do what; may be none.
    pub entries: Vec<AclEntry<'a>>,
}

/// `identifier SP rights`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct AclEntry<'a> {
    /// Who.
    pub identifier: AString<'a>,
    /// What.
    pub rights: Rights,
}

/// `listrights-data = "LISTRIGHTS" SP mailbox SP identifier SP rights *(SP rights)`: which rights someone may be given
/// ([RFC 4314 §3.7](https://www.rfc-editor.org/rfc/rfc4314.html#section-3.7)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct ListRightsData<'a> {
    /// Of which mailbox.
    pub mailbox: Mailbox<'a>,
    /// Who.
    pub identifier: AString<'a>,
    /// What is granted always; may be none.
    pub required: Rights,
    /// What may be granted: the rights of a set only together.
    pub optional: Vec<Rights>,
}

/// `myrights-data = "MYRIGHTS" SP mailbox SP rights`
/// ([RFC 4314 §3.8](https://www.rfc-editor.org/rfc/rfc4314.html#section-3.8)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct MyRightsData<'a> {
    /// In which mailbox.
    pub mailbox: Mailbox<'a>,
    /// What the user may do there.
    pub rights: Rights,
}

#[cfg(feature = "serde")]
mod shown {
    use alloc::borrow::Cow;

    use super::{NewRights, Right, Rights};

    impl serde::Serialize for Right {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_char(self.as_char())
        }
    }

    impl<'de> serde::Deserialize<'de> for Right {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            Self::try_from(char::deserialize(deserializer)?).map_err(serde::de::Error::custom)
        }
    }

    macro_rules! as_text {
        ($($name:ident)+) => { $(
            impl serde::Serialize for $name {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.collect_str(self)
                }
            }

            impl<'de> serde::Deserialize<'de> for $name {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let text = <Cow<'de, str>>::deserialize(deserializer)?;
                    Self::try_from(&*text).map_err(serde::de::Error::custom)
                }
            }
        )+ };
    }
    as_text!(NewRights Rights);
}

#[cfg(feature = "arbitrary")]
mod random {
    use arbitrary::{Arbitrary, Error, Result, Unstructured};

    use super::{NewRights, ORDER, Right, Rights};

    impl<'a> Arbitrary<'a> for Right {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            u.choose(ORDER).map(|byte| Self(*byte))
        }
    }

    impl<'a> Arbitrary<'a> for Rights {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            Ok(Self(u64::arbitrary(u)? & ((1 << ORDER.len()) - 1)))
        }
    }

    impl<'a> Arbitrary<'a> for NewRights {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            let letters = Rights::arbitrary(u)?
                .iter()
                .filter(|right| !right.0.is_ascii_digit())
                .collect::<Rights>();
            Self::try_from(letters).map_err(|_| Error::IncorrectFormat)
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    fn of(text: &str) -> Rights {
        text.parse().unwrap()
    }

    #[test]
    fn each_letter_and_digit_is_a_right() {
        let mut all = Rights::NONE;
        for byte in 0..=255_u8 {
            let right = Right::try_from(char::from(byte));
            let sound = byte.is_ascii_lowercase() || byte.is_ascii_digit();
            assert_eq!(right.is_ok(), sound, "{byte}");
            if let Ok(right) = right {
                assert!(!all.contains(right) && right.as_char() == char::from(byte));
                all = all | right.into();
            }
        }
        assert_eq!(all.len(), 36);
        assert_eq!(all.to_string().as_bytes(), ORDER);
        assert!(Right::try_from('\u{e4}').is_err() && Right::try_from('\u{161}').is_err());
    }

    #[test]
    fn sets() {
        assert_eq!(of("rwipslxetad"), of("lrswipxteddad"));
        assert_eq!(of("rl") | of("lx"), of("lrx"));
        assert_eq!(of("rl") & of("lx"), of("l"));
        assert_eq!(of("rl") - of("lx"), of("r"));
        assert!(of("lrs").contains_all(of("sl")) && !of("lrs").contains_all(of("sx")));
        assert!(of("").is_empty() && of("ll").len() == 1);
        for bad in ["lrQ", "l r", "+l", "\u{e4}", "l\0"] {
            assert!(Rights::try_from(bad).is_err(), "{bad}");
        }
    }

    /// RFC 4314 section 2.1.1, both kinds of servers.
    #[test]
    fn obsolete_rights() {
        assert_eq!(of("lrswida").resolved(of("kx"), of("et")), of("lrswieta"));
        assert_eq!(of("lrscd").resolved(of("k"), of("etx")), of("lrskxte"));
        assert_eq!(of("lrswideta").without_obsolete(), of("lrswieta"));
        assert_eq!(
            of("lrswieta").announced(of("kx"), of("et")),
            of("lrswietad")
        );
        assert_eq!(of("lrswikda").announced(of("k"), of("etx")), of("lrswikca"));
        assert_eq!(of("lrc").announced(of("k"), of("et")), of("lr"));
    }

    #[test]
    fn changes() {
        for (text, change) in [
            ("lrs", ModRights::Replace(of("lrs"))),
            ("", ModRights::Replace(Rights::NONE)),
            ("+lr", ModRights::Add(of("lr"))),
            ("-", ModRights::Remove(Rights::NONE)),
        ] {
            assert_eq!(text.parse(), Ok(change));
            assert_eq!(change.to_string(), text);
        }
        assert!(ModRights::try_from("++l").is_err() && ModRights::try_from("+L").is_err());
        assert!(NewRights::try_from("texk").is_ok());
        for bad in ["", "te1", "TE"] {
            assert!(NewRights::try_from(bad).is_err(), "{bad}");
        }
    }
}
