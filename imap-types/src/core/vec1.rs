//! Lists with at least one element.

use alloc::vec::Vec;
use core::{
    ops::{Deref, DerefMut},
    slice,
};

use super::Invalid;

/// A list with at least one element: `1*element`.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, bounded_static::ToStatic)]
pub struct Vec1<T>(Vec<T>);

impl<T> Vec1<T> {
    /// The list of one element.
    #[must_use]
    pub fn one(element: T) -> Self {
        Self(alloc::vec![element])
    }

    /// The list of a first element and others.
    #[must_use]
    pub fn new(first: T, others: impl IntoIterator<Item = T>) -> Self {
        let mut list = alloc::vec![first];
        list.extend(others);
        Self(list)
    }

    /// The first element, which is always there.
    #[must_use]
    pub fn first(&self) -> &T {
        // A Vec1 is never empty.
        &self.0[0]
    }

    /// The elements as a slice.
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }

    /// The elements.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }

    /// Adds an element.
    pub fn push(&mut self, element: T) {
        self.0.push(element);
    }
}

impl<T> TryFrom<Vec<T>> for Vec1<T> {
    type Error = Invalid;
    fn try_from(list: Vec<T>) -> Result<Self, Invalid> {
        if list.is_empty() {
            Err(Invalid::new("non-empty list"))
        } else {
            Ok(Self(list))
        }
    }
}

impl<T, const N: usize> TryFrom<[T; N]> for Vec1<T> {
    type Error = Invalid;
    fn try_from(list: [T; N]) -> Result<Self, Invalid> {
        Self::try_from(Vec::from(list))
    }
}

impl<T> From<T> for Vec1<T> {
    fn from(element: T) -> Self {
        Self::one(element)
    }
}

impl<T> Deref for Vec1<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T> DerefMut for Vec1<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
}

impl<T> IntoIterator for Vec1<T> {
    type Item = T;
    type IntoIter = alloc::vec::IntoIter<T>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'v, T> IntoIterator for &'v Vec1<T> {
    type Item = &'v T;
    type IntoIter = slice::Iter<'v, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

#[cfg(feature = "serde")]
impl<T: serde::Serialize> serde::Serialize for Vec1<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de, T: serde::Deserialize<'de>> serde::Deserialize<'de> for Vec1<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(Vec::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a, T: arbitrary::Arbitrary<'a>> arbitrary::Arbitrary<'a> for Vec1<T> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let first = T::arbitrary(u)?;
        Ok(Self::new(first, Vec::arbitrary(u)?))
    }
}
