//! What the laws share: random bytes that are the same in every run, the kinds of message, samples of real wire.
#![allow(dead_code, reason = "each test binary uses a part")]

use std::{fmt::Debug, hash::Hash};

use arbitrary::{Arbitrary, Unstructured};
use imap_codec::{Encodable, EncodeOptions, Encoder, Kind, Mode, Options};
use serde::Serialize;

/// SplitMix64: small, good enough, the same everywhere.
#[derive(Clone, Debug)]
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Of this law: the same in every run, unless `LAWS_SEED` says otherwise.
    pub(crate) fn of(law: u64) -> Self {
        Self(law ^ from_environment("LAWS_SEED", 0))
    }

    /// Less than `n`, which is not 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    pub(crate) fn bytes(&mut self, len: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(len + 8);
        while bytes.len() < len {
            bytes.extend_from_slice(&self.next().to_le_bytes());
        }
        bytes.truncate(len);
        bytes
    }

    pub(crate) fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        &from[self.below(from.len())]
    }

    /// A length from 16 bytes to 8 KiB, small ones more often.
    pub(crate) fn size(&mut self) -> usize {
        let exponent = 4 + self.below(10);
        let least = 1 << exponent;
        if exponent == 13 {
            least
        } else {
            least + self.below(least)
        }
    }
}

/// So many cases, times `LAWS_FACTOR`: 1 in a run that people wait for.
pub(crate) fn cases(cases: usize) -> usize {
    cases * from_environment("LAWS_FACTOR", 1) as usize
}

fn from_environment(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

/// A value made of `bytes`, if they make one.
pub(crate) fn value<'a, T: Arbitrary<'a>>(bytes: &'a [u8]) -> Option<T> {
    T::arbitrary(&mut Unstructured::new(bytes)).ok()
}

/// What holds of every message that can be made at random. `IdleDone`, which is one value, has its own tests.
pub(crate) trait Says<'a>:
    Encodable + Arbitrary<'a> + Clone + Debug + Eq + Hash + Serialize
{
}
impl<'a, T: Encodable + Arbitrary<'a> + Clone + Debug + Eq + Hash + Serialize> Says<'a> for T {}

/// A random value of each kind in turn is handed to a generic function.
#[allow(unused_macros, reason = "as above")]
macro_rules! for_each_kind {
    ($law:ident ( $($argument:expr),* )) => {
        $law::<imap_codec::GreetingKind>($($argument),*);
        $law::<imap_codec::ResponseKind>($($argument),*);
        $law::<imap_codec::ContinueKind>($($argument),*);
        $law::<imap_codec::CommandKind>($($argument),*);
        $law::<imap_codec::AuthenticateDataKind>($($argument),*);
    };
}

/// Does the value hold content that was streamed, which cannot be encoded? Asked of its serde form, where keys are
/// names of variants and never a peer's bytes.
pub(crate) fn holds_elsewhere(value: &impl Serialize) -> bool {
    fn search(json: &serde_json::Value) -> bool {
        match json {
            serde_json::Value::Object(map) => map
                .iter()
                .any(|(key, value)| key == "Elsewhere" || search(value)),
            serde_json::Value::Array(list) => list.iter().any(search),
            _ => false,
        }
    }
    search(&serde_json::to_value(value).expect("every value has a serde form"))
}

/// The message under every option.
pub(crate) fn encoded(message: &impl Encodable) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    Encoder::new(EncodeOptions::everything())
        .encode_into(message, &mut bytes)
        .ok()?;
    Some(bytes)
}

/// Bytes as a person can read them in a failed assertion.
pub(crate) fn show(bytes: &[u8]) -> String {
    let shown: String = bytes
        .iter()
        .take(2000)
        .map(|byte| byte.escape_ascii().to_string())
        .collect();
    format!("{shown} ({} bytes)", bytes.len())
}

pub(crate) fn strict() -> Options {
    Options::strict().utf8(true)
}

pub(crate) fn tolerant() -> Options {
    Options::tolerant().utf8(true)
}

/// Random messages of one kind, encoded; those that cannot be are left out.
pub(crate) fn messages<K: Kind>(rng: &mut Rng, count: usize) -> Vec<Vec<u8>>
where
    for<'a> K::Value<'a>: Says<'a>,
{
    let mut list = Vec::new();
    while list.len() < count {
        let len = 16 + rng.below(600);
        let seed = rng.bytes(len);
        list.extend(value::<K::Value<'_>>(&seed).and_then(|value| encoded(&value)));
    }
    list
}

/// The messages in the RFCs' examples that hold no literal, by who says them.
pub(crate) fn samples() -> Vec<(Mode, Vec<u8>)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance/rfc");
    let tables = std::fs::read_dir(folder).expect("the tables stand there");
    let text: String = tables
        .map(|entry| std::fs::read_to_string(entry.expect("an entry").path()).expect("text"))
        .collect();
    text.lines()
        .filter_map(|line| {
            let (mode, message) = match line.split_at_checked(3)? {
                ("C: ", message) => (Mode::Command, message),
                ("S: ", message) => (Mode::Response, message),
                ("A: ", message) => (Mode::AuthenticateData, message),
                ("D: ", message) => (Mode::IdleDone, message),
                _ => return None,
            };
            Some((mode, [message.as_bytes(), b"\r\n"].concat()))
        })
        .collect()
}
