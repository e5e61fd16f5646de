//! The tables of the house. Each is a page: what it makes, and an example of what it expands to.

/// A closed or open set of keywords: one row per keyword, its variant and where it is defined.
///
/// The row is the only place where the spelling stands; `as_str`, `parse`, `ALL`, `Display` and `FromStr` read
/// from it. `parse` ignores ASCII case and is one `match` on case-folded bytes.
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
///     pub fn parse(bytes: &[u8]) -> Option<Self> { match folded(bytes) { b"MESSAGES" => …, _ => None } }
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
            #[allow(non_upper_case_globals, unreachable_code)] // constants named after variants; tables without rows yet
            #[must_use]
            pub fn parse(bytes: &[u8]) -> Option<Self> {
                let mut buffer = [0_u8; 32];
                let folded = buffer.get_mut(..bytes.len())?;
                folded.copy_from_slice(bytes);
                folded.make_ascii_uppercase();
                $( const $variant: &[u8] = &$crate::macros::fold::<{ $spelling.len() }>($spelling); )*
                Some(match &*folded { $( $variant => Self::$variant, )* _ => return None })
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
        pub enum $name:ident<$lt:lifetime>, named by $kind:ident in $slot:literal, other $shape:ident {
            $( $(#[$doc:meta])* $variant:ident $( ( $payload:ty ) )? = $spelling:literal, )*
        }
        $( also { $( $(#[$also_doc:meta])* $also:ident ( $also_payload:ty ), )+ } )?
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

        /// The names alone. Exhaustive on purpose: the codec proves by it that every name has a row.
        #[doc(hidden)]
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum $kind { $( #[doc = $spelling] $variant, )* }

        $crate::keywords!(@names $kind { $( $variant = $spelling, )* });

        impl $crate::core::Slot for $kind {
            const RULE: &'static str = $slot;
            const SHAPE: $crate::core::Shape = $crate::core::Shape::$shape;
            fn knows(name: &[u8]) -> bool {
                $( $( let unless: fn(&[u8]) -> bool = $unless; if unless(name) { return false; } )? )?
                Self::parse(name).is_some()
            }
            $( fn is_name(name: &[u8]) -> bool { let check: fn(&[u8]) -> bool = $is_name; check(name) } )?
        }
    };
    (@pattern $variant:ident) => { Self::$variant };
    (@pattern $variant:ident $payload:ty) => { Self::$variant(_) };
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

/// ASCII upper case of `text`, as an array, at compile time.
#[doc(hidden)]
#[must_use]
pub const fn fold<const N: usize>(text: &str) -> [u8; N] {
    let bytes = text.as_bytes();
    let mut out = [0_u8; N];
    let mut i = 0;
    while i < N {
        out[i] = bytes[i].to_ascii_uppercase();
        i += 1;
    }
    out
}
