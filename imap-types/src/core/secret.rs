//! What must not be shown.

use core::fmt;

use zeroize::Zeroize;

/// A password or another proof of identity. `Debug` never shows it; serde writes `{"redacted": n}` with its length in
/// bytes until [`show_secrets`](Self::show_secrets) was called on this very value.
///
/// ```
/// use imap_types::core::{AString, Secret};
/// let secret = Secret::new(AString::try_from("pw")?);
/// assert_eq!(format!("{secret:?}"), "Secret(..)");
/// assert_eq!(secret.expose().as_bytes(), b"pw");
/// # Ok::<(), imap_types::core::Invalid>(())
/// ```
#[derive(Clone)]
pub struct Secret<T> {
    value: T,
    shown: bool,
}

impl<T> Secret<T> {
    /// Hides `value`.
    pub const fn new(value: T) -> Self {
        Self {
            value,
            shown: false,
        }
    }

    /// The value itself. The name is long so that it is seen in a review.
    pub const fn expose(&self) -> &T {
        &self.value
    }

    /// The value itself, owned.
    pub fn into_exposed(self) -> T {
        self.value
    }

    /// Does serde write it in clear?
    pub(crate) const fn is_shown(&self) -> bool {
        self.shown
    }

    /// From now on serde writes this value in clear. `Debug` still does not.
    #[must_use]
    pub fn show_secrets(mut self) -> Self {
        self.shown = true;
        self
    }
}

impl<T: Zeroize> Zeroize for Secret<T> {
    fn zeroize(&mut self) {
        self.value.zeroize();
    }
}

impl<T> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: PartialEq> PartialEq for Secret<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Secret<T> {}

impl<T: core::hash::Hash> core::hash::Hash for Secret<T> {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl<T: bounded_static::ToBoundedStatic> bounded_static::ToBoundedStatic for Secret<T> {
    type Static = Secret<T::Static>;
    fn to_static(&self) -> Self::Static {
        Secret {
            value: self.value.to_static(),
            shown: self.shown,
        }
    }
}

impl<T: bounded_static::IntoBoundedStatic> bounded_static::IntoBoundedStatic for Secret<T> {
    type Static = Secret<T::Static>;
    fn into_static(self) -> Self::Static {
        Secret {
            value: self.value.into_static(),
            shown: self.shown,
        }
    }
}

#[cfg(feature = "serde")]
impl<T: serde::Serialize + AsRef<[u8]>> serde::Serialize for Secret<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        if self.shown {
            return self.value.serialize(serializer);
        }
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("redacted", &self.value.as_ref().len())?;
        map.end()
    }
}

#[cfg(feature = "serde")]
impl<'de, T: serde::Deserialize<'de>> serde::Deserialize<'de> for Secret<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::new)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a, T: arbitrary::Arbitrary<'a>> arbitrary::Arbitrary<'a> for Secret<T> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        T::arbitrary(u).map(Self::new)
    }
    fn size_hint(depth: usize) -> (usize, Option<usize>) {
        T::size_hint(depth)
    }
}
