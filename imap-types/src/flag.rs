//! Flags and keywords ([RFC 9051 §2.3.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-2.3.2)).
//!
//! ```text
//! S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft $Forwarded)
//! ```

use alloc::{borrow::Cow, vec::Vec};
use core::{borrow::Borrow, fmt, str::FromStr};

use crate::{
    core::{Atom, Invalid, is_atom_char},
    macros::{Names, slots},
};

/// `flag`: a system flag, a keyword, or a flag that begins with `\` and is not known.
///
/// Names compare without regard to ASCII case.
#[derive(Clone, Debug, bounded_static::ToStatic)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[non_exhaustive]
pub enum Flag<'a> {
    /// `\Answered`
    Answered,
    /// `\Deleted`
    Deleted,
    /// `\Draft`
    Draft,
    /// `\Flagged`
    Flagged,
    /// `\Recent`: set by the server alone; IMAP4rev1, obsolete in IMAP4rev2.
    Recent,
    /// `\Seen`
    Seen,
    /// `flag-keyword = atom`
    Keyword(Keyword<'a>),
    /// `flag-extension = "\" atom` that is none of the above.
    Extension(FlagExtension<'a>),
}

/// The system flags, in the order in which a list of flags gives them.
const SYSTEM: [Flag<'static>; 6] = [
    Flag::Answered,
    Flag::Flagged,
    Flag::Deleted,
    Flag::Seen,
    Flag::Draft,
    Flag::Recent,
];

/// Their names, in the same order.
static SYSTEM_NAMES: Names<6, { slots(6) }> =
    Names::new(&["Answered", "Flagged", "Deleted", "Seen", "Draft", "Recent"]);

macro_rules! flag_name {
    ($(#[$meta:meta])* $name:ident, $rule:literal, $check:expr) => {
        $(#[$meta])*
        #[derive(Clone, Debug, bounded_static::ToStatic)]
        pub struct $name<'a>(Atom<'a>);

        impl<'a> $name<'a> {
            /// The name.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }

            /// The name.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8] {
                self.0.as_bytes()
            }

            /// For imap-codec, whose scanners have classified the bytes.
            #[doc(hidden)]
            #[must_use]
            pub const fn from_scanned(bytes: Cow<'a, [u8]>) -> Self {
                Self(Atom::from_scanned(bytes))
            }
        }

        impl PartialEq for $name<'_> {
            fn eq(&self, other: &Self) -> bool {
                self.0.as_bytes().eq_ignore_ascii_case(other.0.as_bytes())
            }
        }

        impl Eq for $name<'_> {}

        impl core::hash::Hash for $name<'_> {
            fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
                self.0.as_bytes().to_ascii_lowercase().hash(state);
            }
        }

        impl<'a> TryFrom<&'a [u8]> for $name<'a> {
            type Error = Invalid;
            fn try_from(bytes: &'a [u8]) -> Result<Self, Invalid> {
                let check: fn(&[u8]) -> bool = $check;
                if !check(bytes) {
                    return Err(Invalid::new($rule));
                }
                Atom::try_from(bytes).map(Self).map_err(|_| Invalid::new($rule))
            }
        }

        impl<'a> TryFrom<&'a str> for $name<'a> {
            type Error = Invalid;
            fn try_from(text: &'a str) -> Result<Self, Invalid> {
                Self::try_from(text.as_bytes())
            }
        }

        impl fmt::Display for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $name<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.serialize(serializer)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name<'_> {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let atom = Atom::deserialize(deserializer)?;
                let check: fn(&[u8]) -> bool = $check;
                if check(atom.as_bytes()) { Ok(Self(atom)) } else { Err(serde::de::Error::custom(concat!("not a ", $rule))) }
            }
        }

        #[cfg(feature = "arbitrary")]
        impl<'a> arbitrary::Arbitrary<'a> for $name<'a> {
            fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                let atom = Atom::arbitrary(u)?;
                let check: fn(&[u8]) -> bool = $check;
                if check(atom.as_bytes()) { Ok(Self(atom)) } else { Err(arbitrary::Error::IncorrectFormat) }
            }
        }
    };
}

flag_name! {
    /// A keyword: an atom such as `$Forwarded`, `$Junk` or one of the user's own.
    Keyword, "flag-keyword", |_| true
}
flag_name! {
    /// The name of a flag that begins with `\`, without it; never that of a system flag.
    FlagExtension, "flag-extension", |name| Flag::system(name).is_none()
}

keywords! {
    /// The keywords that are registered
    /// ([IANA](https://www.iana.org/assignments/imap-jmap-keywords/imap-jmap-keywords.xhtml)) for IMAP.
    pub enum RegisteredKeyword {
        /// It was sent by a program ([RFC 9979](https://www.rfc-editor.org/rfc/rfc9979.html)).
        AutoSent = "$autosent",
        /// The list that sent it can be left by its List-Unsubscribe
        /// ([RFC 9979](https://www.rfc-editor.org/rfc/rfc9979.html)).
        CanUnsubscribe = "$canunsubscribe",
        /// The user follows its thread ([RFC 9979](https://www.rfc-editor.org/rfc/rfc9979.html)).
        Followed = "$followed",
        /// It was forwarded ([RFC 5788 §3.4.2](https://www.rfc-editor.org/rfc/rfc5788.html#section-3.4.2)).
        Forwarded = "$Forwarded",
        /// It has an attachment ([RFC 9979](https://www.rfc-editor.org/rfc/rfc9979.html)).
        HasAttachment = "$hasattachment",
        /// There is a memo about it ([RFC 9979](https://www.rfc-editor.org/rfc/rfc9979.html)).
        HasMemo = "$hasmemo",
        /// It has no attachment ([RFC 9979](https://www.rfc-editor.org/rfc/rfc9979.html)).
        HasNoAttachment = "$hasnoattachment",
        /// It is likely important to the user ([RFC 8457 §2](https://www.rfc-editor.org/rfc/rfc8457.html#section-2)).
        Important = "$Important",
        /// It came from another mail store ([RFC 9979](https://www.rfc-editor.org/rfc/rfc9979.html)).
        Imported = "$imported",
        /// Its sender is known for sure ([RFC 9979](https://www.rfc-editor.org/rfc/rfc9979.html)).
        IsTrusted = "$istrusted",
        /// It is junk ([RFC 9051 §2.3.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-2.3.2)).
        Junk = "$Junk",
        /// The color of `\Flagged`, lowest bit ([RFC 9979 §3](https://www.rfc-editor.org/rfc/rfc9979.html#section-3)).
        MailFlagBit0 = "$MailFlagBit0",
        /// The color of `\Flagged`, second bit ([RFC 9979 §3](https://www.rfc-editor.org/rfc/rfc9979.html#section-3)).
        MailFlagBit1 = "$MailFlagBit1",
        /// The color of `\Flagged`, third bit ([RFC 9979 §3](https://www.rfc-editor.org/rfc/rfc9979.html#section-3)).
        MailFlagBit2 = "$MailFlagBit2",
        /// It came by an address that hides the user's own ([RFC 9979](https://www.rfc-editor.org/rfc/rfc9979.html)).
        MaskedEmail = "$maskedemail",
        /// A disposition notification was sent, or must not be
        /// ([RFC 3503 §3](https://www.rfc-editor.org/rfc/rfc3503.html#section-3)).
        MdnSent = "$MDNSent",
        /// It is a memo about another ([RFC 9979](https://www.rfc-editor.org/rfc/rfc9979.html)).
        Memo = "$memo",
        /// The user does not want to see its thread ([RFC 9979](https://www.rfc-editor.org/rfc/rfc9979.html)).
        Muted = "$muted",
        /// It should be shown as new ([RFC 9979](https://www.rfc-editor.org/rfc/rfc9979.html)).
        New = "$new",
        /// It is no junk ([RFC 9051 §2.3.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-2.3.2)).
        NotJunk = "$NotJunk",
        /// The user should be told of it ([RFC 9979](https://www.rfc-editor.org/rfc/rfc9979.html)).
        Notify = "$notify",
        /// It is likely phishing ([RFC 9051 §2.3.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-2.3.2)).
        Phishing = "$Phishing",
        /// It is being submitted ([RFC 5550 §5.10](https://www.rfc-editor.org/rfc/rfc5550.html#section-5.10)).
        SubmitPending = "$SubmitPending",
        /// It was submitted ([RFC 5550 §5.10](https://www.rfc-editor.org/rfc/rfc5550.html#section-5.10)).
        Submitted = "$Submitted",
        /// The list that sent it has been left ([RFC 9979](https://www.rfc-editor.org/rfc/rfc9979.html)).
        Unsubscribed = "$unsubscribed",
    }
}

impl Keyword<'_> {
    /// Which of the registered keywords it is, if any.
    ///
    /// ```
    /// use imap_types::flag::{Flag, Keyword, RegisteredKeyword};
    /// let keyword = Keyword::try_from("$forwarded")?;
    /// assert_eq!(keyword.registered(), Some(RegisteredKeyword::Forwarded));
    /// assert_eq!(Flag::from(RegisteredKeyword::Forwarded), Flag::Keyword(keyword));
    /// # Ok::<(), imap_types::core::Invalid>(())
    /// ```
    #[must_use]
    pub fn registered(&self) -> Option<RegisteredKeyword> {
        RegisteredKeyword::parse(self.as_bytes())
    }
}

impl From<RegisteredKeyword> for Keyword<'static> {
    fn from(keyword: RegisteredKeyword) -> Self {
        Self::from_scanned(Cow::Borrowed(keyword.as_str().as_bytes()))
    }
}

impl From<RegisteredKeyword> for Flag<'static> {
    fn from(keyword: RegisteredKeyword) -> Self {
        Self::Keyword(keyword.into())
    }
}

impl<'a> Flag<'a> {
    /// The system flag of this name (without `\`, in any case).
    #[must_use]
    pub fn system(name: &[u8]) -> Option<Flag<'static>> {
        SYSTEM_NAMES
            .find(name)
            .and_then(|index| SYSTEM.get(index).cloned())
    }

    /// The name of a system flag, without `\`.
    const fn name(&self) -> Option<&'static str> {
        Some(match self {
            Flag::Answered => "Answered",
            Flag::Deleted => "Deleted",
            Flag::Draft => "Draft",
            Flag::Flagged => "Flagged",
            Flag::Recent => "Recent",
            Flag::Seen => "Seen",
            Flag::Keyword(_) | Flag::Extension(_) => return None,
        })
    }

    /// A keyword.
    ///
    /// # Errors
    ///
    /// If it is not an atom.
    pub fn keyword(name: &'a str) -> Result<Self, Invalid> {
        Keyword::try_from(name).map(Self::Keyword)
    }

    const fn bit(&self) -> u8 {
        match self {
            Flag::Answered => 1,
            Flag::Flagged => 2,
            Flag::Deleted => 4,
            Flag::Seen => 8,
            Flag::Draft => 16,
            Flag::Recent => 32,
            Flag::Keyword(_) | Flag::Extension(_) => 0,
        }
    }
}

impl PartialEq for Flag<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Keyword(one), Self::Keyword(two)) => one == two,
            (Self::Extension(one), Self::Extension(two)) => one == two,
            _ => self.bit() != 0 && self.bit() == other.bit(),
        }
    }
}

impl Eq for Flag<'_> {}

impl core::hash::Hash for Flag<'_> {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.bit().hash(state);
        match self {
            Self::Keyword(name) => name.hash(state),
            Self::Extension(name) => name.hash(state),
            _ => {}
        }
    }
}

impl<'a> TryFrom<&'a [u8]> for Flag<'a> {
    type Error = Invalid;
    fn try_from(bytes: &'a [u8]) -> Result<Self, Invalid> {
        match bytes.strip_prefix(b"\\") {
            None => Keyword::try_from(bytes).map(Self::Keyword),
            Some(name) => match Self::system(name) {
                Some(flag) => Ok(flag),
                None => FlagExtension::try_from(name).map(Self::Extension),
            },
        }
    }
}

impl<'a> TryFrom<&'a str> for Flag<'a> {
    type Error = Invalid;
    fn try_from(text: &'a str) -> Result<Self, Invalid> {
        Self::try_from(text.as_bytes())
    }
}

impl FromStr for Flag<'_> {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        use bounded_static::IntoBoundedStatic;
        Flag::try_from(text).map(IntoBoundedStatic::into_static)
    }
}

impl fmt::Display for Flag<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keyword(name) => name.fmt(f),
            Self::Extension(name) => write!(f, "\\{name}"),
            _ => write!(f, "\\{}", self.name().unwrap_or_default()),
        }
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Flag<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Flag<'_> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <Cow<'de, str>>::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// `flag-list = "(" [flag *(SP flag)] ")"`: a set of system flags, and other flags in their order.
///
/// Six system flags cost a byte; only keywords cost memory. Iteration gives the system flags first.
///
/// ```
/// use imap_types::flag::{Flag, Flags};
/// let flags: Flags = [Flag::Seen, Flag::keyword("$Junk")?].into_iter().collect();
/// assert!(flags.contains(Flag::Seen) && flags.contains(&Flag::keyword("$junk")?));
/// assert_eq!(flags.to_string(), r"(\Seen $Junk)");
/// # Ok::<(), imap_types::core::Invalid>(())
/// ```
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, bounded_static::ToStatic)]
pub struct Flags<'a> {
    system: u8,
    others: Vec<Flag<'a>>,
}

impl<'a> Flags<'a> {
    /// No flags.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            system: 0,
            others: Vec::new(),
        }
    }

    /// Adds a flag; a system flag that is there already changes nothing.
    pub fn push(&mut self, flag: Flag<'a>) {
        match flag.bit() {
            0 => self.others.push(flag),
            bit => self.system |= bit,
        }
    }

    /// Adds the system flag whose name (without `\`, in any case) stands at the front of `i`, and gives the length of
    /// the name; `None` does not say that there is none. For imap-codec.
    #[doc(hidden)]
    #[inline]
    pub fn push_system(&mut self, i: &[u8]) -> Option<usize> {
        let (index, len) = SYSTEM_NAMES.find_front(i)?;
        self.system |= 1 << index;
        Some(len)
    }

    /// Adds a keyword. For imap-codec.
    #[doc(hidden)]
    #[inline]
    pub fn push_keyword(&mut self, keyword: Keyword<'a>) {
        if self.others.capacity() == 0 {
            // More are rare, and to count them costs more than to grow.
            self.others = Vec::with_capacity(4);
        }
        self.others.push(Flag::Keyword(keyword));
    }

    /// Is `flag` there? Takes a flag or a reference to one.
    #[must_use]
    pub fn contains<'f>(&self, flag: impl Borrow<Flag<'f>>) -> bool {
        let flag = flag.borrow();
        match flag.bit() {
            0 => self.others.iter().any(|other| other == flag),
            bit => self.system & bit != 0,
        }
    }

    /// System flags first, then the others in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Flag<'a>> {
        let system = self.system;
        SYSTEM
            .iter()
            .filter(move |flag| system & flag.bit() != 0)
            .chain(&self.others)
    }

    /// The places of its system flags among `Answered Flagged Deleted Seen Draft Recent`. For imap-codec.
    #[doc(hidden)]
    pub fn system(&self) -> impl Iterator<Item = usize> {
        let mut left = self.system;
        core::iter::from_fn(move || {
            let place = left.trailing_zeros() as usize;
            left &= left.checked_sub(1)?;
            Some(place)
        })
    }

    /// Keywords and unknown flags, in their order.
    #[must_use]
    pub fn others(&self) -> &[Flag<'a>] {
        &self.others
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.system.count_ones() as usize + self.others.len()
    }

    /// Are there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.system == 0 && self.others.is_empty()
    }
}

impl<'a> FromIterator<Flag<'a>> for Flags<'a> {
    fn from_iter<I: IntoIterator<Item = Flag<'a>>>(flags: I) -> Self {
        let mut set = Self::new();
        set.extend(flags);
        set
    }
}

impl<'a> Extend<Flag<'a>> for Flags<'a> {
    fn extend<I: IntoIterator<Item = Flag<'a>>>(&mut self, flags: I) {
        flags.into_iter().for_each(|flag| self.push(flag));
    }
}

impl<'a> From<Flag<'a>> for Flags<'a> {
    fn from(flag: Flag<'a>) -> Self {
        Self::from_iter([flag])
    }
}

impl fmt::Display for Flags<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        for (i, flag) in self.iter().enumerate() {
            if i > 0 {
                f.write_str(" ")?;
            }
            flag.fmt(f)?;
        }
        f.write_str(")")
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Flags<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Flags<'_> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(<Vec<Flag<'_>>>::deserialize(deserializer)?
            .into_iter()
            .collect())
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Flags<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        Ok(<Vec<Flag<'a>>>::arbitrary(u)?.into_iter().collect())
    }
}

/// What PERMANENTFLAGS carries: the flags that a client can change for good, and whether it can make new keywords (`\*`).
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct PermanentFlags<'a> {
    /// The flags.
    pub flags: Flags<'a>,
    /// `\*`: new keywords can be made by storing them.
    pub new_keywords: bool,
}

/// Is every byte one of a flag's name? For the readers of imap-codec.
#[doc(hidden)]
#[must_use]
pub fn is_flag_name(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(|byte| is_atom_char(*byte))
}
