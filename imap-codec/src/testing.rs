//! Known-answer tables: bytes and values, read both ways.
#![allow(clippy::unwrap_used, reason = "tests")]

use alloc::{string::ToString, vec::Vec};
use core::{fmt::Debug, num::NonZeroU32};

use imap_types::core::{Number64, Other, Slot, Vec1};

use crate::{
    options::{EncodeOptions, LiteralForm, Options},
    quirk::Quirks,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed},
        write::{Encode, Writer},
    },
};

type Read<T> = fn(&Cx<'_>, &'static [u8]) -> Parsed<'static, T>;

/// Reads strictly, as from a client; what is behind the value must be `rest`.
fn read<T>(read: Read<T>, bytes: &'static str, rest: &str) -> Result<T, (usize, Rule)> {
    let mut cx = Cx::new(
        bytes.as_bytes(),
        &Options::strict(),
        Quirks::NONE,
        &[],
        false,
    );
    cx.client = true;
    match read(&cx, bytes.as_bytes()) {
        Ok((behind, value)) => {
            assert_eq!(behind.escape_ascii().to_string(), rest, "behind {bytes:?}");
            Ok(value)
        }
        Err(error) => {
            let error = cx.error(error);
            Err((error.offset, error.expected))
        }
    }
}

/// The bytes are read as the value, and the value is written as the bytes.
#[track_caller]
pub(crate) fn both<T: Encode + PartialEq + Debug>(reader: Read<T>, rows: &[(&'static str, T)]) {
    for (bytes, value) in rows {
        assert_eq!(read(reader, bytes, "").as_ref(), Ok(value), "{bytes:?}");
        let mut written = Vec::new();
        let options = EncodeOptions::everything().literals(LiteralForm::Sync);
        let mut writer = Writer::new(&mut written, options, true, false);
        value.encode(&mut writer);
        writer.finish().unwrap();
        assert_eq!(
            written.escape_ascii().to_string(),
            bytes.as_bytes().escape_ascii().to_string()
        );
    }
}

/// The bytes are read as the value, which is written in another way.
#[track_caller]
pub(crate) fn reads<T: PartialEq + Debug>(reader: Read<T>, rows: &[(&'static str, T)]) {
    for (bytes, value) in rows {
        assert_eq!(read(reader, bytes, "").as_ref(), Ok(value), "{bytes:?}");
    }
}

/// The bytes are refused at the offset, where the rule was wanted.
#[track_caller]
pub(crate) fn refuses<T: PartialEq + Debug>(reader: Read<T>, rows: &[(&'static str, usize, Rule)]) {
    for (bytes, offset, expected) in rows {
        assert_eq!(
            read(reader, bytes, ""),
            Err((*offset, *expected)),
            "{bytes:?}"
        );
    }
}

/// Has every name of the joint's table a row here?
#[track_caller]
pub(crate) fn covers<'k>(
    names: impl IntoIterator<Item = &'static str>,
    keywords: impl IntoIterator<Item = Option<&'k str>>,
) {
    let keywords: Vec<_> = keywords.into_iter().flatten().collect();
    for name in names {
        assert!(keywords.contains(&name), "no row for {name}");
    }
}

/// The value that `from` makes.
#[track_caller]
pub(crate) fn ok<T: TryFrom<U, Error: Debug>, U>(from: U) -> T {
    T::try_from(from).unwrap()
}

#[track_caller]
pub(crate) fn nz(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

#[track_caller]
pub(crate) fn n64(number: u64) -> Number64 {
    ok(number)
}

/// What no table knows.
#[track_caller]
pub(crate) fn other<S: Slot>(name: &'static str, content: &'static str) -> Other<'static, S> {
    Other::new(name, content).unwrap()
}

#[track_caller]
pub(crate) fn list1<T, const N: usize>(elements: [T; N]) -> Vec1<T> {
    ok(elements)
}
