//! ID ([RFC 2971](https://www.rfc-editor.org/rfc/rfc2971.html)): which program speaks.
//!
//! Hangs on [`CommandBody`](crate::command::CommandBody) and [`Data`](crate::data::Data).
//!
//! ```text
//! C: a042 ID ("name" "sodr" "version" "19.34")
//! S: * ID ("name" "Cyrus" "version" "1.5" "os" "sunos")
//! S: a042 OK ID command completed
//! ```

use alloc::vec::Vec;

use crate::core::{IString, Invalid, NString};

/// `id-params-list = "(" #(string SPACE nstring) ")" / nil`: what a program says of itself
/// ([RFC 2971 §4](https://www.rfc-editor.org/rfc/rfc2971.html#section-4)).
///
/// Nothing to say is sent as NIL: some servers do not understand `()`.
///
/// A sender keeps to the limits of [RFC 2971 §3.3](https://www.rfc-editor.org/rfc/rfc2971.html#section-3.3), which
/// [`is_within_limits`](Self::is_within_limits) checks; a receiver gets what is sent.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Id<'a> {
    /// Fields and their values, in any order.
    pub parameters: Vec<IdParameter<'a>>,
}

/// `string SPACE nstring`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct IdParameter<'a> {
    /// E.g. `name`, `version`, `os`, `vendor`, `support-url`; compared without regard to case
    /// ([RFC 2971 §3.3](https://www.rfc-editor.org/rfc/rfc2971.html#section-3.3)).
    pub field: IString<'a>,
    /// NIL: not known, or not told.
    pub value: NString<'a>,
}

impl<'a> Id<'a> {
    /// The most fields that may be sent.
    pub const MAX_FIELDS: usize = 30;
    /// The most octets of a field's name.
    pub const MAX_FIELD: usize = 30;
    /// The most octets of a value.
    pub const MAX_VALUE: usize = 1024;

    /// These fields and values.
    ///
    /// ```
    /// use imap_types::ext::id::Id;
    /// let id = Id::new([("name", "imapd"), ("version", "1.0")])?;
    /// assert_eq!(id.get("NAME"), Some("imapd"));
    /// # Ok::<(), imap_types::core::Invalid>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If one of them holds NUL, or they break the limits of
    /// [RFC 2971 §3.3](https://www.rfc-editor.org/rfc/rfc2971.html#section-3.3).
    pub fn new(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Invalid> {
        let parameters = parameters
            .into_iter()
            .map(|(field, value)| {
                Ok(IdParameter {
                    field: IString::try_from(field)?,
                    value: NString::try_from(value)?,
                })
            })
            .collect::<Result<_, Invalid>>()?;
        let id = Self { parameters };
        if id.is_within_limits() {
            Ok(id)
        } else {
            Err(Invalid::new("id-params-list"))
        }
    }

    /// The value of a field, if it is there, not NIL, and UTF-8.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|parameter| same(parameter.field.as_bytes(), field.as_bytes()))
            .and_then(|parameter| parameter.value.to_str())
    }

    /// May it be sent? At most 30 fields, none twice, names of at most 30 octets and values of at most 1024
    /// ([RFC 2971 §3.3](https://www.rfc-editor.org/rfc/rfc2971.html#section-3.3)).
    #[must_use]
    pub fn is_within_limits(&self) -> bool {
        let short = |parameter: &IdParameter<'_>| {
            parameter.field.len() <= Self::MAX_FIELD
                && parameter.value.as_bytes().unwrap_or_default().len() <= Self::MAX_VALUE
        };
        // Counted first: the rest is quadratic.
        self.parameters.len() <= Self::MAX_FIELDS
            && self.parameters.iter().all(short)
            && self.parameters.iter().enumerate().all(|(i, one)| {
                !self.parameters[..i]
                    .iter()
                    .any(|before| same(before.field.as_bytes(), one.field.as_bytes()))
            })
    }
}

fn same(one: &[u8], other: &[u8]) -> bool {
    one.eq_ignore_ascii_case(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits() {
        let ok = |parameters: &[(&'static str, &'static str)]| {
            Id::new(parameters.iter().copied()).is_ok()
        };
        assert!(ok(&[]) && ok(&[("name", "a"), ("version", "")]));
        assert!(!ok(&[("name", "a"), ("Name", "b")]));
        assert!(!ok(&[("name", "\0")]));
        let long = "x".repeat(1025);
        let with = |field: usize, value: usize| Id::new([(&long[..field], &long[..value])]).is_ok();
        assert!(with(30, 1024) && !with(31, 0) && !with(0, 1025));
        let many = |n: usize| Id::new((0..n).map(|i| (&long[..i], ""))).is_ok();
        assert!(many(30) && !many(31));
    }
}
