//! Bytes under serde: a string if they are UTF-8, else `{"b64": …}`.

use alloc::{borrow::Cow, string::String, vec::Vec};
use core::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{
    Deserializer, Serializer,
    de::{Error, MapAccess, Visitor},
    ser::SerializeMap,
};

pub(crate) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    if let Ok(text) = core::str::from_utf8(bytes) {
        return serializer.serialize_str(text);
    }
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry("b64", &STANDARD.encode(bytes))?;
    map.end()
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    struct Bytes;

    impl<'de> Visitor<'de> for Bytes {
        type Value = Vec<u8>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string or {\"b64\": base64}")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Vec<u8>, E> {
            Ok(text.as_bytes().to_vec())
        }

        fn visit_string<E: Error>(self, text: String) -> Result<Vec<u8>, E> {
            Ok(text.into_bytes())
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<u8>, A::Error> {
            match map.next_entry::<Cow<'de, str>, Cow<'de, str>>()? {
                Some((key, value))
                    if key == "b64" && map.next_key::<Cow<'de, str>>()?.is_none() =>
                {
                    STANDARD.decode(value.as_bytes()).map_err(A::Error::custom)
                }
                _ => Err(A::Error::custom(
                    "expected {\"b64\": base64} and nothing else",
                )),
            }
        }
    }

    deserializer.deserialize_any(Bytes)
}
