//! I18NLEVEL=2 ([RFC 5255 §4](https://www.rfc-editor.org/rfc/rfc5255.html#section-4)): how SEARCH and SORT compare texts.
//! I18NLEVEL=1 brings no grammar.
//!
//! Hangs on [`CommandBody`](crate::command::CommandBody) and [`Data`](crate::data::Data).
//!
//! ```text
//! C: A001 COMPARATOR "cz;*" i;basic
//! S: * COMPARATOR i;basic
//! S: A001 OK Will use i;basic for collation
//! ```

use alloc::vec::Vec;

use crate::core::string;

string! {
    /// `collation-order`: what a client would like, `*` standing for any run of characters; `default` is the server's
    /// own ([RFC 4790 §3.2](https://www.rfc-editor.org/rfc/rfc4790.html#section-3.2)).
    ///
    /// `["+" / "-"] ("*" / (ALPHA ["*"])) *(collation-char ["*"])`, at most 254 characters behind the sign.
    CollationOrder, "collation-order", is_order, |u| random_collation(u, true), ascii
}

string! {
    /// `collation-id` or `collation-selected`: a collation that the server has, e.g. `i;unicode-casemap`; a `+` or `-`
    /// before it says in which direction ([RFC 4790 §3.1](https://www.rfc-editor.org/rfc/rfc4790.html#section-3.1)).
    ///
    /// `["+" / "-"] ALPHA *collation-char`, at most 254 characters behind the sign: every name that the RFC's grammar has,
    /// and some more.
    Collation, "collation-selected", |bytes| is_order(bytes) && !bytes.contains(&b'*'), |u| random_collation(u, false), ascii
}

/// `comparator-data = "COMPARATOR" SP comp-sel-quoted [SP "(" comp-id-quoted *(SP comp-id-quoted) ")"]`
/// ([RFC 5255 §4.8](https://www.rfc-editor.org/rfc/rfc5255.html#section-4.8)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Comparator<'a> {
    /// The one that is in use now.
    pub active: Collation<'a>,
    /// All that match what was asked for, if they are more than one; without any, no list is sent.
    pub matching: Vec<Collation<'a>>,
}

fn is_order(bytes: &[u8]) -> bool {
    let order = match bytes {
        [b'+' | b'-', order @ ..] => order,
        order => order,
    };
    matches!(order.first(), Some(b'*' | b'a'..=b'z' | b'A'..=b'Z'))
        && order.len() <= 254
        && !order.windows(2).any(|pair| pair == b"**")
        && order
            .iter()
            .all(|byte| *byte == b'*' || is_collation_char(*byte))
}

/// `collation-char = ALPHA / DIGIT / "-" / ";" / "=" / "."`
const fn is_collation_char(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b';' | b'=' | b'.')
}

#[cfg(feature = "arbitrary")]
fn random_collation(u: &mut arbitrary::Unstructured<'_>, wild: bool) -> arbitrary::Result<Vec<u8>> {
    let mut name: Vec<u8> = Vec::from(*u.choose(&[&b"i;"[..], b"+i", b"-Z", b"a"])?);
    let more: &[u8] = u.arbitrary()?;
    for byte in more.iter().take(200) {
        let star = wild && *byte == b'*' && name.last() != Some(&b'*');
        if star || is_collation_char(*byte) {
            name.push(*byte);
        }
    }
    if wild && u.ratio(1, 8)? {
        name = alloc::vec![b'*'];
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collations() {
        let long = |len| "i".repeat(len);
        for (text, collation, order) in [
            ("i;unicode-casemap", true, true),
            ("default", true, true),
            ("+i;octet", true, true),
            ("-i;basic;match=1.2", true, true),
            ("cz;*", false, true),
            ("*", false, true),
            ("*;a*", false, true),
            ("**", false, false),
            ("", false, false),
            ("+", false, false),
            (";i", false, false),
            ("1;i", false, false),
            ("i basic", false, false),
            (&*long(254), true, true),
            (&*long(255), false, false),
        ] {
            assert_eq!(Collation::try_from(text).is_ok(), collation, "{text}");
            assert_eq!(CollationOrder::try_from(text).is_ok(), order, "{text}");
        }
    }
}
