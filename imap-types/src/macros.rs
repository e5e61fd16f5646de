//! The tables of the house. Each is a page: what it makes, and an example of what it expands to.

/// A closed or open set of keywords: one row per keyword, its variant and where it is defined.
///
/// The row is the only place where the spelling stands; `as_str`, `parse`, `ALL`, `Display` and `FromStr` read
/// from it. `parse` ignores ASCII case and is one look into a table that is made while compiling ([`Names`]).
///
/// ```text
/// keywords! {
///     /// `status-att` names
///     pub enum StatusName { /// RFC 9051 §6.3.11
///                           Messages = "MESSAGES", Unseen = "UNSEEN" }
/// }
/// // becomes
/// pub enum StatusName { Messages, Unseen }
/// impl StatusName {
///     pub const ALL: &'static [Self] = &[Self::Messages, Self::Unseen];
///     pub const fn as_str(self) -> &'static str { match self { Self::Messages => "MESSAGES", … } }
///     pub fn parse(bytes: &[u8]) -> Option<Self> { static NAMES = Names::new(["MESSAGES", …]); NAMES.find(bytes)… }
/// }
/// ```
#[macro_export]
#[doc(hidden)]
macro_rules! keywords {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $(#[$doc:meta])* $variant:ident = $spelling:literal, )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum $name { $( $(#[$doc])* #[doc = concat!("\n\n`", $spelling, "`")] $variant, )+ }

        $crate::keywords!(@names $name { $( $variant = $spelling, )+ });

        impl ::core::str::FromStr for $name {
            type Err = $crate::core::Invalid;
            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                Self::parse(text.as_bytes()).ok_or($crate::core::Invalid::new(stringify!($name)))
            }
        }
        $crate::forward_static!($name);
    };
    (@names $name:ident { $( $variant:ident = $spelling:literal, )* }) => {
        impl $name {
            /// Every row of the table, in its order.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )*];

            /// The spelling on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $spelling, )* }
            }

            /// Looks a name up, ignoring ASCII case.
            #[inline]
            #[must_use]
            pub fn parse(bytes: &[u8]) -> Option<Self> {
                Self::names().find(bytes).and_then(|index| Self::ALL.get(index).copied())
            }

            #[inline(always)]
            fn names() -> &'static $crate::macros::Names<
                { <[&str]>::len(&[$( $spelling, )*]) },
                { $crate::macros::slots(<[&str]>::len(&[$( $spelling, )*])) },
            > {
                const SPELLINGS: &[&str] = &[$( $spelling, )*];
                const N: usize = SPELLINGS.len();
                static NAMES: $crate::macros::Names<N, { $crate::macros::slots(N) }> =
                    $crate::macros::Names::new(SPELLINGS);
                &NAMES
            }

            /// Looks up the name at the front of `i`, and gives its length; `None` does not say that there is none. For
            /// imap-codec.
            #[doc(hidden)]
            #[inline(always)] // so that it is matched on where it is found
            #[must_use]
            pub fn parse_front(i: &[u8]) -> Option<(Self, usize)> {
                let (index, len) = Self::names().find_front(i)?;
                Some((*Self::ALL.get(index)?, len))
            }

            /// The same of a name that ends in the first `=`.
            #[doc(hidden)]
            #[allow(dead_code, reason = "few tables have such names")]
            #[inline]
            #[must_use]
            pub(crate) fn parse_through_equals(i: &[u8]) -> Option<(Self, usize)> {
                let (index, len) = Self::names().find_through_equals(i)?;
                Some((*Self::ALL.get(index)?, len))
            }
        }
        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result { f.write_str(self.as_str()) }
        }
        #[cfg(feature = "serde")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                let text = <alloc::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Self::parse(text.as_bytes()).ok_or_else(|| serde::de::Error::custom(concat!("not a ", stringify!($name))))
            }
        }
        #[cfg(feature = "arbitrary")]
        impl<'a> arbitrary::Arbitrary<'a> for $name {
            fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                u.choose(Self::ALL).copied()
            }
            fn size_hint(_: usize) -> (usize, Option<usize>) { (1, Some(2)) }
        }
    };
}

/// An open rule of the grammar with arguments: one row per alternative, its payload and its keyword.
///
/// The last row is the `Other` arm: it keeps name and content of whatever the table does not know
/// ([`Other`](crate::core::Other)). The names alone are a second, exhaustive enum, by which the codec proves
/// that every name has a row.
///
/// ```text
/// keyword_sum! {
///     /// `search-key`
///     pub enum SearchKey<'a>, named by SearchKeyName { All = "ALL", Bcc(AString<'a>) = "BCC", }
/// }
/// // becomes
/// pub enum SearchKey<'a> { All, Bcc(AString<'a>), Other(Other<'a, SearchKeyName>) }
/// impl SearchKey<'_> { pub fn keyword(&self) -> &str { … } }
/// pub enum SearchKeyName { All, Bcc }     // hidden; `parse`, `as_str`, `ALL`
/// impl Slot for SearchKeyName { … }       // what `Other` asks: is this name known? is this content sound?
/// ```
macro_rules! keyword_sum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident<$lt:lifetime>, named by $kind:ident in $slot:literal, other $shape:ident $(, bare as $bare:ident)? {
            $( $(#[$doc:meta])* $variant:ident $( ( $payload:ty ) )? = $spelling:literal, )*
        }
        $( also { $( $(#[$also_doc:meta])* $also:ident ( $also_payload:ty ), )+ } )?
        $( known_with $known_with:expr; )?
        $( is_name $is_name:expr $(, unless $unless:expr )? )?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        #[non_exhaustive]
        pub enum $name<$lt> {
            $( $(#[$doc])* #[doc = concat!("\n\n`", $spelling, "`")] $variant $( ( $payload ) )?, )*
            $( $( $(#[$also_doc])* $also ( $also_payload ), )+ )?
            /// What the table does not know: its name and its content, byte for byte.
            Other($crate::core::Other<$lt, $kind>),
        }

        impl $name<'_> {
            /// The keyword on the wire; none for what begins without one.
            #[must_use]
            pub fn keyword(&self) -> Option<&str> {
                match self {
                    $( keyword_sum!(@pattern $variant $($payload)?) => Some($spelling), )*
                    $( $( Self::$also(_) => None, )+ )?
                    Self::Other(other) => Some(other.name()),
                }
            }
        }

        keyword_sum!(@table $name<$lt> $kind [$($bare)?] { $( $variant [$($payload)?] )* });

        /// The names alone. Exhaustive on purpose: the codec proves by it that every name has a row.
        #[doc(hidden)]
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum $kind { $( #[doc = $spelling] $variant, )* }

        $crate::keywords!(@names $kind { $( $variant = $spelling, )* });

        impl $kind {
            /// Does nothing belong to the name?
            #[inline(always)]
            #[must_use]
            pub const fn stands_alone(self) -> bool {
                // A table, since of more than 64 rows a `match` makes a jump.
                const ALONE: &[bool] = &[$( keyword_sum!(@alone $($payload)?), )*];
                ALONE[self as usize]
            }
        }

        impl $crate::core::Slot for $kind {
            const RULE: &'static str = $slot;
            const SHAPE: $crate::core::Shape = $crate::core::Shape::$shape;
            fn knows(name: &[u8]) -> bool {
                $( $( let unless: fn(&[u8]) -> bool = $unless; if unless(name) { return false; } )? )?
                Self::parse(name).is_some()
            }
            $( fn is_name(name: &[u8]) -> bool { let check: fn(&[u8]) -> bool = $is_name; check(name) } )?
            $( fn knows_with(name: &[u8], content: &[u8]) -> bool {
                let check: fn($kind, &[u8]) -> bool = $known_with;
                Self::parse(name).is_some_and(|known| check(known, content))
            } )?
        }
    };
    (@table $name:ident<$lt:lifetime> $kind:ident [] $rows:tt) => {};
    (@table $name:ident<$lt:lifetime> $kind:ident [$bare:ident] { $( $variant:ident [$($payload:ty)?] )* }) => {
        impl<$lt> $name<$lt> {
            /// The alternative of a name that [stands alone]($kind::stands_alone); of another, any that does. For imap-codec.
            ///
            /// Total, so that it is a table and no jump.
            #[doc(hidden)]
            #[inline(always)]
            #[must_use]
            pub const fn bare(name: $kind) -> Self {
                match name { $( $kind::$variant => keyword_sum!(@bare $variant, $bare $($payload)?), )* }
            }
        }
    };
    (@bare $variant:ident, $bare:ident) => { Self::$variant };
    (@bare $variant:ident, $bare:ident $payload:ty) => { Self::$bare };
    (@pattern $variant:ident) => { Self::$variant };
    (@pattern $variant:ident $payload:ty) => { Self::$variant(_) };
    (@alone) => { true };
    (@alone $payload:ty) => { false };
}

/// `ToStatic` for a type that borrows nothing.
#[macro_export]
#[doc(hidden)]
macro_rules! forward_static {
    ($($name:ty),+ $(,)?) => { $(
        impl bounded_static::ToBoundedStatic for $name {
            type Static = Self;
            fn to_static(&self) -> Self { ::core::clone::Clone::clone(self) }
        }
        impl bounded_static::IntoBoundedStatic for $name {
            type Static = Self;
            fn into_static(self) -> Self { self }
        }
    )+ };
}

/// The names of a table, found by a perfect hash that is made while compiling.
///
/// A look costs the same for each name and has no branch that depends on which one it is: a third of the instructions
/// of a `match` on the bytes, and none of the mispredictions (CAPABILITY was read twice as fast).
#[doc(hidden)]
#[derive(Debug)]
pub struct Names<const N: usize, const SLOTS: usize> {
    factor: u64,
    /// One more than the index of a name; 0 where there is none.
    slots: [u8; SLOTS],
    names: [Name; N],
}

/// How many slots `n` names get: sparse, so that a factor without collisions is soon found.
#[doc(hidden)]
#[must_use]
pub const fn slots(n: usize) -> usize {
    (8 * n + 2).next_power_of_two()
}

impl<const N: usize, const SLOTS: usize> Names<N, SLOTS> {
    /// Two names that are the same have no perfect hash, and do not compile.
    #[must_use]
    pub const fn new(spellings: &[&'static str]) -> Self {
        assert!(N < 255 && N == spellings.len() && SLOTS.is_power_of_two());
        let mut names = [Name::new(""); N];
        let mut i = 0;
        while i < N {
            names[i] = Name::new(spellings[i]);
            i += 1;
        }
        let mut factor = 0x9e37_79b9_7f4a_7c15_u64;
        loop {
            let mut slots = [0; SLOTS];
            let mut i = 0;
            while i < N {
                let slot = names[i].ends.slot(names[i].spelling.len(), factor, SLOTS);
                if slots[slot] != 0 {
                    break;
                }
                slots[slot] = i as u8 + 1;
                i += 1;
            }
            if i == N {
                return Self {
                    factor,
                    slots,
                    names,
                };
            }
            factor = factor.wrapping_mul(0x5851_f42d_4c95_7f2d) | 1;
        }
    }

    /// The index of a name, in any case.
    #[inline]
    #[must_use]
    pub fn find(&self, name: &[u8]) -> Option<usize> {
        let index = self.candidate(Ends::of(name), name.len())?;
        // Sixteen bytes say all of a name that has no more.
        let known = self.names.get(index)?.spelling;
        (name.len() <= 16 || name.eq_ignore_ascii_case(known.as_bytes())).then_some(index)
    }

    /// The index and the length of the name at the front of `i`, if SP, `)` or CR ends it; perhaps `None` for a name of
    /// more than sixteen bytes or near the end of `i`.
    ///
    /// The end is found and the name made ready in the same words: half the cost of doing one after the other.
    #[inline(always)] // so that the index is matched on where it is found
    #[must_use]
    pub fn find_front(&self, i: &[u8]) -> Option<(usize, usize)> {
        let head = u64::from_le_bytes(*i.first_chunk()?);
        let (ends, len, last) = match up_to(stops(head), head) {
            Some((len, head, last)) => (Ends(head, 0), len, last),
            None => {
                let tail = u64::from_le_bytes(*i.get(8..)?.first_chunk()?);
                match up_to(stops(tail), tail) {
                    Some((len, tail, last)) => (Ends(head, tail), 8 + len, last),
                    None => (Ends(head, tail), 16, *i.get(16)?),
                }
            }
        };
        if last != b' ' && !matches!(last, b')' | b'\r') {
            return None;
        }
        self.candidate(ends, len).map(|index| (index, len))
    }

    /// The index and the length of the name at the front of `i` whose last byte is its first `=`, if that is one of the
    /// first sixteen.
    #[inline]
    #[must_use]
    pub fn find_through_equals(&self, i: &[u8]) -> Option<(usize, usize)> {
        let Some(head) = i.first_chunk() else {
            let len = i.iter().position(|byte| *byte == b'=')? + 1;
            return Some((self.find(i.get(..len)?)?, len));
        };
        let head = u64::from_le_bytes(*head);
        let (ends, len) = match up_to(equals(head), head) {
            Some((len, word, _)) => (Ends(word | (b'=' as u64) << (8 * len), 0), len + 1),
            None => {
                // Sixteen bytes, or what there is of them.
                let mut bytes = [0; 8];
                let rest = i.get(8..)?;
                match rest.first_chunk() {
                    Some(chunk) => bytes = *chunk,
                    None => bytes
                        .iter_mut()
                        .zip(rest)
                        .for_each(|(to, from)| *to = *from),
                }
                let tail = u64::from_le_bytes(bytes);
                let (len, word, _) = up_to(equals(tail), tail)?;
                (Ends(head, word | (b'=' as u64) << (8 * len)), 8 + len + 1)
            }
        };
        self.candidate(ends, len).map(|index| (index, len))
    }

    /// The index of the name of this length that begins so.
    #[inline(always)]
    fn candidate(&self, ends: Ends, len: usize) -> Option<usize> {
        let slot = self.slots.get(ends.slot(len, self.factor, SLOTS))?;
        let index = usize::from(*slot).wrapping_sub(1);
        let known = self.names.get(index)?;
        let differ =
            ((ends.0 ^ known.ends.0) & known.fixed.0) | ((ends.1 ^ known.ends.1) & known.fixed.1);
        (len == known.spelling.len() && differ == 0).then_some(index)
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = ONES * 0x80;

/// A high bit where a byte is below `+` (and perhaps above the first such).
#[inline(always)]
const fn stops(word: u64) -> u64 {
    word.wrapping_sub(ONES * b'+' as u64) & !word & HIGHS
}

/// A high bit where a byte is `=` (and perhaps above the first such).
#[inline(always)]
const fn equals(word: u64) -> u64 {
    let others = word ^ (ONES * b'=' as u64);
    others.wrapping_sub(ONES) & !others & HIGHS
}

/// The bytes of `word` before the lowest of the high bits `marks`: how many, the word with nothing behind them, and the
/// byte that is marked.
#[inline(always)]
const fn up_to(marks: u64, word: u64) -> Option<(usize, u64, u8)> {
    if marks == 0 {
        return None;
    }
    let first = marks & marks.wrapping_neg();
    let bits = marks.trailing_zeros() & 0x38;
    let before = word & ((first >> 7) - 1);
    Some(((bits / 8) as usize, before, (word >> bits) as u8))
}

/// A name that is known.
#[derive(Clone, Copy, Debug)]
struct Name {
    ends: Ends,
    /// The bits that do not differ with the case of letters.
    fixed: Ends,
    spelling: &'static str,
}

impl Name {
    const fn new(spelling: &'static str) -> Self {
        let ends = Ends::of(spelling.as_bytes());
        Self {
            ends,
            fixed: Ends(!letters(ends.0), !letters(ends.1)),
            spelling,
        }
    }
}

/// The first sixteen bytes of a name, and zeros behind it.
#[derive(Clone, Copy, Debug)]
struct Ends(u64, u64);

impl Ends {
    #[inline]
    const fn of(name: &[u8]) -> Self {
        if let Some((head, rest)) = name.split_first_chunk() {
            let tail = match (rest.first_chunk(), name.last_chunk()) {
                (Some(tail), _) => u64::from_le_bytes(*tail),
                // What of the last eight bytes is in the first is shifted out.
                (None, Some(last)) => u64::from_le_bytes(*last) >> (8 * (7 - rest.len())) >> 8,
                (None, None) => 0,
            };
            return Self(u64::from_le_bytes(*head), tail);
        }
        if let (Some((head, rest)), Some(last)) = (name.split_first_chunk(), name.last_chunk()) {
            let tail = u32::from_le_bytes(*last) as u64 >> (8 * (4 - rest.len()));
            return Self(u32::from_le_bytes(*head) as u64 | tail << 32, 0);
        }
        match *name {
            [one] => Self(one as u64, 0),
            [one, two] => Self(one as u64 | (two as u64) << 8, 0),
            [one, two, three] => Self(one as u64 | (two as u64) << 8 | (three as u64) << 16, 0),
            _ => Self(0, 0),
        }
    }

    /// Where it may stand in a table. Case does not matter, and not what else differs in the same bit.
    #[inline]
    const fn slot(self, len: usize, factor: u64, slots: usize) -> usize {
        const NO_CASE: u64 = 0xdfdf_dfdf_dfdf_dfdf;
        let mixed = ((self.0 ^ self.1.rotate_left(32)) & NO_CASE) ^ len as u64;
        (mixed.wrapping_mul(factor) >> (64 - slots.trailing_zeros())) as usize
    }
}

/// The bit of case, where a letter stands.
const fn letters(word: u64) -> u64 {
    let mut bytes = word.to_le_bytes();
    let mut i = 0;
    while i < bytes.len() {
        bytes[i] = if bytes[i].is_ascii_alphabetic() {
            0x20
        } else {
            0
        };
        i += 1;
    }
    u64::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn each_name_and_no_other() {
        const SPELLINGS: &[&str] = &[
            "A",
            "Bc",
            "DEF",
            "four",
            "NUMBERS",
            "EIGHTEEN",
            "SIXTEEN.SIX.TEEN",
            "NINETEEN-NINETEEN",
            "NINETEEN.NINETEEN",
        ];
        static NAMES: Names<9, { slots(9) }> = Names::new(SPELLINGS);
        for (index, name) in SPELLINGS.iter().enumerate() {
            assert_eq!(NAMES.find(name.as_bytes()), Some(index));
            assert_eq!(NAMES.find(name.to_lowercase().as_bytes()), Some(index));
            for behind in 0..=255_u8 {
                let mut i = name.as_bytes().to_vec();
                i.extend([behind; 16]);
                let ended = name.len() <= 16 && matches!(behind, b' ' | b')' | b'\r');
                let found = ended.then_some((index, name.len()));
                assert_eq!(NAMES.find_front(&i), found, "{}", i.escape_ascii());
            }
            for at in 0..name.len() {
                let mut other = name.as_bytes().to_vec();
                other[at] ^= 0x20;
                let same = other.eq_ignore_ascii_case(name.as_bytes());
                assert_eq!(
                    NAMES.find(&other).is_some(),
                    same,
                    "{}",
                    other.escape_ascii()
                );
                other[at] = b'~';
                assert_eq!(NAMES.find(&other), None);
            }
            assert_eq!(NAMES.find(&name.as_bytes()[1..]), None);
        }
        assert_eq!(NAMES.find(b""), None);
        static EQUALS: Names<4, { slots(4) }> =
            Names::new(&["A=", "SEVENTH=", "NINE-TEEN=", "FIFTEEN-FIFTEEN="]);
        for (index, name) in ["a=", "Seventh=", "NINE-TEEN=", "fifteen-fifteen="]
            .iter()
            .enumerate()
        {
            for behind in ["", "x", "=", "1234567", "12345678", " "] {
                let i = format!("{name}{behind}");
                let found = Some((index, name.len()));
                assert_eq!(EQUALS.find_through_equals(i.as_bytes()), found, "{i}");
                for at in 0..name.len() {
                    let mut other = i.clone().into_bytes();
                    other[at] = b'~';
                    assert_eq!(EQUALS.find_through_equals(&other), None, "{i} {at}");
                }
            }
        }
        for none in ["", "=", "A", "SEVENTEEN", "FIFTEEN-FIFTEEN-", "NINE-TEEN"] {
            assert_eq!(EQUALS.find_through_equals(none.as_bytes()), None);
        }
        static NONE: Names<0, { slots(0) }> = Names::new(&[]);
        assert_eq!(NONE.find(b""), None);
    }
}
