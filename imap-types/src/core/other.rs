//! What no table knows, kept byte for byte.

use alloc::{borrow::Cow, boxed::Box};
use core::{fmt, hash, marker::PhantomData};

use super::{
    Invalid, is_atom_char,
    raw::{
        code_content, glued_content, line_content, list_content, parameter_content, plain_literals,
        value_content,
    },
    string::ascii,
};

/// What content stands behind a name in a [`Slot`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Shape {
    /// Nothing.
    Name,
    /// Nothing, or SP and values up to the end of the line or of the list.
    Line,
    /// The same behind the name of a command. `Debug` tells its length only: behind a mistyped LOGIN stands a password.
    Command,
    /// Nothing, or SP and one value that is no label.
    Value,
    /// SP and one value.
    Argument,
    /// Nothing, or SP and a parenthesised list.
    List,
    /// A section, a partial, and nothing or SP and a list: an item that is asked for.
    Asked,
    /// A section, a partial, SP and a value: an item that is answered.
    Answered,
    /// Nothing, or SP and text without `]`.
    Code,
}

/// `tagged-ext-label`: letters, digits, `-`, `_`, `.`, `:`; digits and `:` not at the start. `-1` is taken for a value
/// ([`parameter_content`](crate::core::parameter_content)).
pub(crate) fn is_label(name: &[u8]) -> bool {
    let first = |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_' | b'.');
    match name {
        [b'-', b'0'..=b'9', ..] => false,
        [front, rest @ ..] => {
            first(*front)
                && rest
                    .iter()
                    .all(|byte| first(*byte) || byte.is_ascii_digit() || *byte == b':')
        }
        [] => false,
    }
}

/// A place in the grammar that extensions fill: which names it knows, and what stands behind a name.
///
/// Implemented by the tables of names; not for other crates.
pub trait Slot {
    /// The ABNF name of the rule.
    const RULE: &'static str;
    /// What stands behind an unknown name.
    const SHAPE: Shape = Shape::Line;
    /// Does the table have this name?
    fn knows(name: &[u8]) -> bool;
    /// Does the table have this name with this content? Else what it knows by name only is kept as what it does not know.
    fn knows_with(name: &[u8], _content: &[u8]) -> bool {
        Self::knows(name)
    }
    /// Can this be a name here?
    fn is_name(name: &[u8]) -> bool {
        let glued = matches!(Self::SHAPE, Shape::Asked | Shape::Answered);
        !name.is_empty()
            && name
                .iter()
                .all(|byte| is_atom_char(*byte) && !(glued && matches!(byte, b'[' | b'<')))
    }
}

/// An alternative of the slot `S` that its table does not know: its name, and its content as it stood on the wire, except
/// that literals are announced as `{n}`, whether `{n+}` or not.
///
/// ```
/// use imap_types::{capability::CapabilityName, command::CommandName, core::Other};
/// let other = Other::<CommandName>::new("XFROB", " (a b)")?;
/// assert_eq!((other.name(), other.arguments()), ("XFROB", &b"(a b)"[..]));
/// assert!(Other::<CommandName>::new("LOGIN", " a b").is_err(), "known names are not other");
/// # Ok::<(), imap_types::core::Invalid>(())
/// ```
pub struct Other<'a, S> {
    inner: Inner<'a>,
    slot: PhantomData<fn() -> S>,
}

/// As small as a name, so that the sums stay small; a mere name costs no memory of its own.
#[derive(Clone)]
enum Inner<'a> {
    Name(Cow<'a, [u8]>),
    /// Name and content.
    #[allow(clippy::type_complexity, reason = "a pair, named nowhere else")]
    Both(Box<(Cow<'a, [u8]>, Cow<'a, [u8]>)>),
}

impl<'a, S: Slot> Other<'a, S> {
    /// `content` is what follows the name directly, that is, it is empty or begins with SP (or `[`, `<` in FETCH items).
    ///
    /// # Errors
    ///
    /// If the slot's table knows the name, or the content has no end or has more than one.
    pub fn new(
        name: impl Into<Cow<'a, str>>,
        content: impl Into<Cow<'a, str>>,
    ) -> Result<Self, Invalid> {
        Self::from_bytes(into_bytes(name.into()), into_bytes(content.into()))
    }

    /// The same from bytes: literals in the content may hold any.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn from_bytes(name: Cow<'a, [u8]>, content: Cow<'a, [u8]>) -> Result<Self, Invalid> {
        // `BODY.PEEK` is no name, `BODY.PEEK[` is.
        let glued = content.first() == Some(&b'[') && S::knows(&[&name[..], b"["].concat());
        if !S::is_name(&name)
            || S::knows_with(&name, &content)
            || glued
            || !Self::is_content(&content)
        {
            return Err(Invalid::new(S::RULE));
        }
        Ok(Self::from_scanned(name, plain_literals(content)))
    }

    fn is_content(content: &[u8]) -> bool {
        let scan = match S::SHAPE {
            Shape::Name => return content.is_empty(),
            Shape::Line | Shape::Command => line_content(content),
            Shape::Argument if content.is_empty() => return false,
            Shape::Value => parameter_content(content),
            Shape::Argument => value_content(content),
            Shape::List => list_content(content),
            Shape::Asked => glued_content(content, false),
            Shape::Answered => glued_content(content, true),
            Shape::Code => {
                let mut closed = content.to_vec();
                closed.push(b']');
                code_content(&closed)
            }
        };
        scan.is_ok_and(|scan| {
            scan.len == content.len() && scan.stray_space.is_none() && !scan.eight_bit
        })
    }
}

impl<'a, S> Other<'a, S> {
    /// For imap-codec, whose scanners have checked name and content.
    #[doc(hidden)]
    #[must_use]
    pub fn from_scanned(name: Cow<'a, [u8]>, content: Cow<'a, [u8]>) -> Self {
        Self {
            inner: if content.is_empty() {
                Inner::Name(name)
            } else {
                Inner::Both(Box::new((name, content)))
            },
            slot: PhantomData,
        }
    }

    /// The name, as it was written.
    #[must_use]
    pub fn name(&self) -> &str {
        ascii(self.name_bytes())
    }

    /// What follows the name directly.
    #[must_use]
    pub fn content(&self) -> &[u8] {
        match &self.inner {
            Inner::Name(_) => &[],
            Inner::Both(both) => &both.1,
        }
    }

    fn name_bytes(&self) -> &[u8] {
        match &self.inner {
            Inner::Name(name) => name,
            Inner::Both(both) => &both.0,
        }
    }

    /// What follows the name, without the SP between them.
    #[must_use]
    pub fn arguments(&self) -> &[u8] {
        let content = self.content();
        content.strip_prefix(b" ").unwrap_or(content)
    }
}

fn into_bytes(text: Cow<'_, str>) -> Cow<'_, [u8]> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}

impl<S> Clone for Other<'_, S> {
    fn clone(&self) -> Self {
        Self {
            inner: self.inner.clone(),
            slot: PhantomData,
        }
    }
}

impl<S> PartialEq for Other<'_, S> {
    /// Names compare without regard to ASCII case, as keywords do.
    fn eq(&self, other: &Self) -> bool {
        self.name_bytes().eq_ignore_ascii_case(other.name_bytes())
            && self.content() == other.content()
    }
}

impl<S> Eq for Other<'_, S> {}

impl<S> hash::Hash for Other<'_, S> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.name_bytes().to_ascii_uppercase().hash(state);
        self.content().hash(state);
    }
}

impl<S: Slot> fmt::Debug for Other<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if S::SHAPE == Shape::Command && !self.content().is_empty() {
            return write!(f, "Other({}, {} bytes)", self.name(), self.content().len());
        }
        write!(
            f,
            "Other({}, \"{}\")",
            self.name(),
            self.content().escape_ascii()
        )
    }
}

impl<S: 'static> bounded_static::ToBoundedStatic for Other<'_, S> {
    type Static = Other<'static, S>;
    fn to_static(&self) -> Self::Static {
        self.clone().into_static()
    }
}

impl<S: 'static> bounded_static::IntoBoundedStatic for Other<'_, S> {
    type Static = Other<'static, S>;
    fn into_static(self) -> Self::Static {
        let (name, content) = match self.inner {
            Inner::Name(name) => (name, Cow::default()),
            Inner::Both(both) => *both,
        };
        Other::from_scanned(
            Cow::Owned(name.into_owned()),
            Cow::Owned(content.into_owned()),
        )
    }
}

use bounded_static::IntoBoundedStatic;

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Shown<'a> {
    name: super::IString<'a>,
    #[serde(default = "nothing")]
    content: super::Octets<'a>,
}

#[cfg(feature = "serde")]
fn nothing() -> super::Octets<'static> {
    super::Octets::from_scanned(Cow::Borrowed(b""))
}

#[cfg(feature = "serde")]
impl<S> serde::Serialize for Other<'_, S> {
    fn serialize<T: serde::Serializer>(&self, serializer: T) -> Result<T::Ok, T::Error> {
        Shown {
            name: super::IString::from_scanned(Cow::Borrowed(self.name_bytes())),
            content: super::Octets::from_scanned(Cow::Borrowed(self.content())),
        }
        .serialize(serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de, S: Slot> serde::Deserialize<'de> for Other<'_, S> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let shown = Shown::deserialize(deserializer)?.into_static();
        Self::from_bytes(shown.name.into_bytes(), shown.content.into_bytes())
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "serde")]
impl<'a> IntoBoundedStatic for Shown<'a> {
    type Static = Shown<'static>;
    fn into_static(self) -> Self::Static {
        Shown {
            name: self.name.into_static(),
            content: self.content.into_static(),
        }
    }
}

#[cfg(feature = "arbitrary")]
impl<'a, S: Slot> arbitrary::Arbitrary<'a> for Other<'a, S> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        use alloc::vec::Vec;

        use super::{raw::random_value, string::random};

        let mut name = random::class(u, is_atom_char)?;
        // Some slots want a `\`, some take only a label's characters: what may stand behind a letter may stay.
        let backslash = !S::is_name(b"X");
        name.retain(|byte| S::is_name(&[b'\\', b'X', *byte][usize::from(!backslash)..]));
        if backslash {
            name.insert(0, b'\\');
        }
        while !S::is_name(&name) || S::knows(&name) {
            name.insert(usize::from(backslash), b'X');
        }
        let mut content = Vec::new();
        match S::SHAPE {
            Shape::Name => {}
            Shape::Line | Shape::Command => {
                // Where the bytes have run out, every ratio says yes.
                while !u.is_empty() && u.ratio(1, 2)? {
                    content.push(b' ');
                    random_value(u, &mut content, 0)?;
                }
            }
            Shape::Argument | Shape::Answered => {
                content.push(b' ');
                random_value(u, &mut content, 0)?;
            }
            Shape::Value => {
                if u.arbitrary()? {
                    content.push(b' ');
                    random_value(u, &mut content, 1)?;
                    // A label would be the name of the next parameter.
                    if parameter_content(&content).is_ok_and(|scan| scan.len == 0) {
                        content.insert(1, b'(');
                        content.push(b')');
                    }
                }
                if !Self::is_content(&content) {
                    content.insert(1, b'*');
                }
            }
            Shape::List | Shape::Asked => {
                if u.arbitrary()? {
                    content.extend_from_slice(b" (");
                    random_value(u, &mut content, 1)?;
                    content.push(b')');
                }
            }
            Shape::Code => {
                if u.arbitrary()? {
                    content.push(b' ');
                    content.extend(random::class(u, |byte| {
                        matches!(byte, b' '..=b'~') && byte != b']'
                    })?);
                }
            }
        }
        if matches!(S::SHAPE, Shape::Asked | Shape::Answered) && u.ratio(1, 4)? {
            content.splice(0..0, *b"[1.2]");
        }
        Self::from_bytes(Cow::Owned(name), Cow::Owned(content))
            .map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}
