//! JSON of a value, and which octets of the message each part of it was read from.
//!
//! A serializer around that of serde_json: it keeps the JSON pointer ([RFC 6901]) of where it is, and notes leaves. A string
//! that is borrowed from the message tells where it stands by its address. Numbers, keywords and what was written anew
//! (dates excepted) are looked for in the order of the message between those that are known, word by word.
//!
//! ```text
//! * 12 FETCH (UID 7 FLAGS (\Seen))
//!   12                                  /Data/Fetch/seq
//!                 7                     /Data/Fetch/items/0/Uid, whose name is UID before it
//!                        \Seen          /Data/Fetch/items/1/Flags/0
//! ```
//!
//! [RFC 6901]: https://www.rfc-editor.org/rfc/rfc6901.html

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};
use core::{cell::RefCell, fmt::Display, ops::Range};

use base64::{Engine, engine::general_purpose::STANDARD};
use memchr::memmem;
use serde::{
    Serialize, Serializer,
    ser::{
        SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
        SerializeTupleStruct, SerializeTupleVariant,
    },
};

/// What was met on the way.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    /// Addresses of the message; empty, if nothing is to be noted.
    message: Range<usize>,
    path: String,
    leaves: Vec<Leaf>,
    /// What comes is a number that the value needs and the message has not.
    counts: bool,
}

/// Fields that tell how a flat list is a tree: of body structures and threads.
const COUNTED: [&str; 2] = ["level", "children"];

#[derive(Debug)]
struct Leaf {
    path: String,
    /// What to look for.
    text: String,
    /// A name of the grammar's.
    is_name: bool,
    /// The name of what stands below: it may stand behind a part of it, as in `12 FETCH`.
    below: bool,
    found: Option<Range<usize>>,
}

/// Ranges of the message, by JSON pointer.
pub(crate) type Spans = Vec<(String, Range<usize>)>;

impl Notes {
    /// Of a value that was read from `message`.
    pub(crate) fn of(message: &[u8]) -> Self {
        let start = message.as_ptr().addr();
        Self {
            message: start..start + message.len(),
            path: String::new(),
            leaves: Vec::new(),
            counts: false,
        }
    }

    fn is_on(&self) -> bool {
        !self.message.is_empty()
    }

    fn leaf(&mut self, text: impl FnOnce() -> String) {
        self.note(text, false, false);
    }

    fn name(&mut self, name: &str, below: bool) {
        self.note(|| name.to_owned(), true, below);
    }

    fn note(&mut self, text: impl FnOnce() -> String, is_name: bool, below: bool) {
        if self.is_on() && !self.counts {
            self.leaves.push(Leaf {
                path: self.path.clone(),
                text: text(),
                is_name,
                below,
                found: None,
            });
        }
    }

    fn string(&mut self, value: &str) {
        if !self.is_on() {
            return;
        }
        let start = value.as_ptr().addr();
        let here = !value.is_empty()
            && self.message.contains(&start)
            && start + value.len() <= self.message.end;
        let at = start.wrapping_sub(self.message.start);
        self.leaves.push(Leaf {
            path: self.path.clone(),
            text: if here {
                String::new()
            } else {
                value.to_owned()
            },
            is_name: false,
            below: false,
            found: here.then(|| at..at + value.len()),
        });
    }

    /// The spans by pointer, of values and of names. `message` is that of [`Notes::of`].
    pub(crate) fn spans(mut self, message: &[u8]) -> (Spans, Spans) {
        let known: Vec<Range<usize>> = self
            .leaves
            .iter()
            .filter_map(|leaf| leaf.found.clone())
            .collect();
        let mut words = words(message);
        words.retain(|word| {
            !known
                .iter()
                .any(|span| span.start < word.end && word.start < span.end)
        });
        let mut used = alloc::vec![false; words.len()];
        let mut from = 0;
        for at in 0..self.leaves.len() {
            let Some((leaf, behind)) = self
                .leaves
                .get_mut(at..)
                .and_then(<[Leaf]>::split_first_mut)
            else {
                break;
            };
            if let Some(found) = &leaf.found {
                // Also backwards: what a multipart says of itself stands behind its parts.
                from = found.end;
                continue;
            }
            // (A value may be kept in another order than it is written in.)
            let to = behind
                .iter()
                .filter_map(|leaf| leaf.found.as_ref())
                .find(|span| span.start >= from)
                .map_or(message.len(), |span| span.start);
            // A name may stand anywhere before what follows; a system flag anywhere, since a set has an order of its own;
            // all else behind what was.
            let first = words.partition_point(|word| word.start < from);
            let free = |at: usize, word: &Range<usize>| {
                used.get(at) == Some(&false) && leaf.stands_at(message, word, words.get(at + 1))
            };
            let found = words
                .iter()
                .enumerate()
                .skip(first)
                .take_while(|(_, word)| word.end <= to || leaf.below)
                .find(|(at, word)| free(*at, word))
                .or_else(|| {
                    let mut all = words.iter().enumerate();
                    leaf.text
                        .starts_with('\\')
                        .then(|| all.find(|(at, word)| free(*at, word)))?
                });
            if let Some((word, range)) = found {
                leaf.found = Some(range.clone());
                if let Some(used) = used.get_mut(word) {
                    *used = true;
                }
                if !leaf.below {
                    from = range.end;
                }
            } else if leaf.path.ends_with("/b64") {
                leaf.found = octets(&leaf.text, message, from..to.max(from));
                from = leaf.found.as_ref().map_or(from, |found| found.end);
            }
        }
        let (mut values, mut names) = (Spans::new(), Spans::new());
        for leaf in self.leaves {
            if let Some(found) = leaf.found {
                // A name that is all of a value (`Seen`, as in `\Seen`) is the value.
                let to = if leaf.is_name && leaf.below {
                    &mut names
                } else {
                    &mut values
                };
                to.push((leaf.path, found));
            }
        }
        (values, names)
    }
}

impl Leaf {
    /// Is it this word (or, as a name like COMPRESS=DEFLATE, this one and the next)?
    fn stands_at(&self, message: &[u8], word: &Range<usize>, next: Option<&Range<usize>>) -> bool {
        let bytes = |word: &Range<usize>| message.get(word.clone()).unwrap_or_default();
        if !self.is_name {
            return self.is(bytes(word));
        }
        let two = next.filter(|next| message.get(word.end..next.start) == Some(b"="));
        self.is_called(bytes(word), &[])
            || two.is_some_and(|next| self.is_called(bytes(word), bytes(next)))
    }

    /// `RFC822.SIZE` is called Rfc822Size, `LITERAL+` LiteralPlus.
    fn is_called(&self, word: &[u8], next: &[u8]) -> bool {
        let (word, sign) = match word {
            [word @ .., b'+'] => (word, "plus"),
            [word @ .., b'-'] => (word, "minus"),
            word => (word, ""),
        };
        let bare = word
            .iter()
            .chain(next)
            .filter(|byte| byte.is_ascii_alphanumeric());
        bare.map(u8::to_ascii_lowercase)
            .chain(sign.bytes())
            .eq(self.text.bytes().map(|byte| byte.to_ascii_lowercase()))
    }

    fn is(&self, word: &[u8]) -> bool {
        let text = self.text.as_bytes();
        if word.contains(&b'\\') && word.first() != Some(&b'\\') {
            let mut escaped = false;
            let plain = word.iter().filter(|byte| {
                escaped = **byte == b'\\' && !escaped;
                !escaped
            });
            return plain.eq(text);
        }
        word.eq_ignore_ascii_case(text)
    }
}

/// Where the octets of this base64 stand.
fn octets(b64: &str, message: &[u8], within: Range<usize>) -> Option<Range<usize>> {
    let octets = STANDARD.decode(b64).ok().filter(|all| !all.is_empty())?;
    let at = within.start + memmem::find(message.get(within)?, &octets)?;
    Some(at..at + octets.len())
}

/// The words of a message: what stands between blanks, parentheses and the like; quoted strings without their quotes.
fn words(message: &[u8]) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(byte) = message.get(at) {
        let rest = message.get(at + 1..).unwrap_or_default();
        if *byte == b'"' {
            let mut escaped = false;
            let len = rest.iter().position(|byte| {
                let ends = *byte == b'"' && !escaped;
                escaped = *byte == b'\\' && !escaped;
                ends
            });
            let len = len.unwrap_or(rest.len());
            words.push(at + 1..at + 1 + len);
            at += len + 2;
            continue;
        }
        if is_between(*byte) {
            at += 1;
            continue;
        }
        let len = 1 + rest.iter().take_while(|byte| !is_between(**byte)).count();
        words.push(at..at + len);
        at += len;
    }
    words
}

const fn is_between(byte: u8) -> bool {
    matches!(
        byte,
        b' ' | b'(' | b')' | b'[' | b']' | b'<' | b'>' | b'{' | b'}' | b'"' | b'\r' | b'\n' | b'='
    )
}

/// A value whose leaves are noted while it is serialised.
pub(crate) struct Noted<'n, T: ?Sized>(pub(crate) &'n T, pub(crate) &'n RefCell<Notes>);

impl<T: Serialize + ?Sized> Serialize for Noted<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(Noting {
            inner: serializer,
            notes: self.1,
        })
    }
}

/// The serializer around another.
struct Noting<'n, S> {
    inner: S,
    notes: &'n RefCell<Notes>,
}

/// What is being written, and how long the path was before.
struct Open<'n, S> {
    inner: S,
    notes: &'n RefCell<Notes>,
    len: usize,
    index: usize,
}

/// One step down, for as long as `write` runs.
fn below<T>(notes: &RefCell<Notes>, step: impl Display, write: impl FnOnce() -> T) -> T {
    let len = {
        let mut notes = notes.borrow_mut();
        let len = notes.path.len();
        if notes.is_on() {
            let step = format!("{step}");
            notes.path.push('/');
            notes
                .path
                .push_str(&step.replace('~', "~0").replace('/', "~1"));
        }
        len
    };
    let written = write();
    notes.borrow_mut().path.truncate(len);
    written
}

impl<'n, S> Noting<'n, S> {
    fn open<T>(self, open: impl FnOnce(S) -> Result<T, S::Error>) -> Result<Open<'n, T>, S::Error>
    where
        S: Serializer,
    {
        let len = self.notes.borrow().path.len();
        Ok(Open {
            inner: open(self.inner)?,
            notes: self.notes,
            len,
            index: 0,
        })
    }

    /// The same, one step down until it ends.
    fn open_variant<T>(
        self,
        variant: &'static str,
        open: impl FnOnce(S) -> Result<T, S::Error>,
    ) -> Result<Open<'n, T>, S::Error>
    where
        S: Serializer,
    {
        let notes = self.notes;
        let len = notes.borrow().path.len();
        let mut opened = self.open(open)?;
        let mut notes = notes.borrow_mut();
        if notes.is_on() {
            notes.path.push('/');
            notes.path.push_str(variant);
        }
        notes.name(variant, true);
        opened.len = len;
        Ok(opened)
    }
}

macro_rules! leaves {
    ($($method:ident: $type:ty),+ $(,)?) => { $(
        fn $method(self, value: $type) -> Result<S::Ok, S::Error> {
            self.notes.borrow_mut().leaf(|| format!("{value}"));
            self.inner.$method(value)
        }
    )+ };
}

impl<'n, S: Serializer> Serializer for Noting<'n, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Open<'n, S::SerializeSeq>;
    type SerializeTuple = Open<'n, S::SerializeTuple>;
    type SerializeTupleStruct = Open<'n, S::SerializeTupleStruct>;
    type SerializeTupleVariant = Open<'n, S::SerializeTupleVariant>;
    type SerializeMap = Open<'n, S::SerializeMap>;
    type SerializeStruct = Open<'n, S::SerializeStruct>;
    type SerializeStructVariant = Open<'n, S::SerializeStructVariant>;

    leaves! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_f32: f32, serialize_f64: f64, serialize_char: char,
    }

    // Not on the wire as such.
    fn serialize_bool(self, value: bool) -> Result<S::Ok, S::Error> {
        self.inner.serialize_bool(value)
    }

    fn serialize_str(self, value: &str) -> Result<S::Ok, S::Error> {
        self.notes.borrow_mut().string(value);
        self.inner.serialize_str(value)
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<S::Ok, S::Error> {
        self.inner.serialize_bytes(value)
    }

    fn serialize_none(self) -> Result<S::Ok, S::Error> {
        self.inner.serialize_none()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.inner.serialize_some(&Noted(value, self.notes))
    }

    fn serialize_unit(self) -> Result<S::Ok, S::Error> {
        self.inner.serialize_unit()
    }

    fn serialize_unit_struct(self, name: &'static str) -> Result<S::Ok, S::Error> {
        self.inner.serialize_unit_struct(name)
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
    ) -> Result<S::Ok, S::Error> {
        self.notes.borrow_mut().name(variant, false);
        self.inner.serialize_unit_variant(name, index, variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let value = Noted(value, self.notes);
        self.inner.serialize_newtype_struct(name, &value)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let notes = self.notes;
        below(notes, variant, || {
            notes.borrow_mut().name(variant, true);
            self.inner
                .serialize_newtype_variant(name, index, variant, &Noted(value, notes))
        })
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        self.open(|inner| inner.serialize_seq(len))
    }

    fn serialize_tuple(self, len: usize) -> Result<Self::SerializeTuple, S::Error> {
        self.open(|inner| inner.serialize_tuple(len))
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleStruct, S::Error> {
        self.open(|inner| inner.serialize_tuple_struct(name, len))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        self.open_variant(variant, |inner| {
            inner.serialize_tuple_variant(name, index, variant, len)
        })
    }

    fn serialize_map(self, len: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        self.open(|inner| inner.serialize_map(len))
    }

    fn serialize_struct(
        self,
        name: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStruct, S::Error> {
        self.open(|inner| inner.serialize_struct(name, len))
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        self.open_variant(variant, |inner| {
            inner.serialize_struct_variant(name, index, variant, len)
        })
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

impl<S> Open<'_, S> {
    fn element<T>(&mut self, write: impl FnOnce(&mut S) -> T) -> T {
        let index = self.index;
        self.index += 1;
        below(self.notes, index, || write(&mut self.inner))
    }

    fn end<T>(self, end: impl FnOnce(S) -> T) -> T {
        self.notes.borrow_mut().path.truncate(self.len);
        end(self.inner)
    }
}

macro_rules! elements {
    ($($trait:ident $method:ident),+ $(,)?) => { $(
        impl<S: $trait> $trait for Open<'_, S> {
            type Ok = S::Ok;
            type Error = S::Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
                let value = Noted(value, self.notes);
                self.element(|inner| inner.$method(&value))
            }

            fn end(self) -> Result<S::Ok, S::Error> {
                self.end(S::end)
            }
        }
    )+ };
}

elements! {
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field,
}

macro_rules! fields {
    ($($trait:ident),+ $(,)?) => { $(
        impl<S: $trait> $trait for Open<'_, S> {
            type Ok = S::Ok;
            type Error = S::Error;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), S::Error> {
                self.notes.borrow_mut().counts = COUNTED.contains(&key);
                let value = Noted(value, self.notes);
                let written = below(self.notes, key, || self.inner.serialize_field(key, &value));
                self.notes.borrow_mut().counts = false;
                written
            }

            fn skip_field(&mut self, key: &'static str) -> Result<(), S::Error> {
                self.inner.skip_field(key)
            }

            fn end(self) -> Result<S::Ok, S::Error> {
                self.end(S::end)
            }
        }
    )+ };
}

fields!(SerializeStruct, SerializeStructVariant);

impl<S: SerializeMap> SerializeMap for Open<'_, S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), S::Error> {
        if self.notes.borrow().is_on() {
            // As serde_json writes it: a string, or a number as one.
            let text = serde_json::to_value(key)
                .ok()
                .and_then(|key| {
                    key.as_str()
                        .map(ToOwned::to_owned)
                        .or(Some(format!("{key}")))
                })
                .unwrap_or_default();
            let mut notes = self.notes.borrow_mut();
            notes.path.truncate(self.len);
            notes.path.push('/');
            notes
                .path
                .push_str(&text.replace('~', "~0").replace('/', "~1"));
        }
        self.inner.serialize_key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        let value = Noted(value, self.notes);
        self.inner.serialize_value(&value)
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.end(S::end)
    }
}
