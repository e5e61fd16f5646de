//! METADATA and METADATA-SERVER ([RFC 5464](https://www.rfc-editor.org/rfc/rfc5464.html)): what one may note about a
//! mailbox, or about the server, whose mailbox name is `""`.
//!
//! Hangs on [`CommandBody`](crate::command::CommandBody), [`Data`](crate::data::Data), [`Code`](crate::code::Code), and
//! by LIST-METADATA ([RFC 9590](https://www.rfc-editor.org/rfc/rfc9590.html)) on
//! [`ReturnOption`](crate::list::ReturnOption).
//!
//! ```text
//! C: a GETMETADATA (MAXSIZE 1024) INBOX (/shared/comment /private/comment)
//! S: * METADATA INBOX (/private/comment "My own comment")
//! S: a OK [METADATA LONGENTRIES 2199] GETMETADATA complete
//! C: b SETMETADATA INBOX (/private/comment NIL)
//! S: * METADATA INBOX /shared/comment
//! ```

use alloc::vec::Vec;

use crate::{
    core::{Octets, Vec1, is_label, string},
    mailbox::Mailbox,
};

string! {
    /// `entry`: the name of an entry, a path such as `/private/comment` or `/shared/vendor/cmu/cyrus-imapd/size`
    /// ([RFC 5464 §3.2](https://www.rfc-editor.org/rfc/rfc5464.html#section-3.2)). Compared without regard to case.
    ///
    /// It begins with `/`, has no empty component, and holds neither `*` nor `%` nor octets outside %x1A-7F. `/private`
    /// and `/shared` alone are names too: to ask for all below them.
    Entry, "entry", is_entry, random_entry, caseless
}

fn is_entry(bytes: &[u8]) -> bool {
    bytes.strip_prefix(b"/").is_some_and(|components| {
        components.split(|byte| *byte == b'/').all(|component| {
            !component.is_empty() && component.iter().all(|byte| is_entry_char(*byte))
        })
    })
}

const fn is_entry_char(byte: u8) -> bool {
    matches!(byte, 0x1a..=0x7f) && !matches!(byte, b'*' | b'%')
}

impl Entry<'_> {
    /// Is it the user's own: does it stand below `/private`?
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.is_below("/private")
    }

    /// Is it for all users: does it stand below `/shared`?
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.is_below("/shared")
    }

    /// Is it this entry, or does it stand somewhere below it?
    #[must_use]
    pub fn is_below(&self, entry: &str) -> bool {
        self.as_bytes()
            .split_at_checked(entry.len())
            .is_some_and(|(front, rest)| {
                front.eq_ignore_ascii_case(entry.as_bytes())
                    && matches!(rest.first(), None | Some(b'/'))
            })
    }
}

#[cfg(feature = "arbitrary")]
fn random_entry(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Vec<u8>> {
    let mut entry = Vec::from(*u.choose(&[&b"/private/"[..], b"/shared/", b"/"])?);
    entry.extend(crate::core::random::class(u, |byte| {
        is_entry_char(byte) && byte != b'/'
    })?);
    while !u.is_empty() && u.ratio(1, 3)? {
        entry.push(b'/');
        entry.extend(crate::core::random::class(u, |byte| {
            is_entry_char(byte) && byte != b'/'
        })?);
    }
    Ok(entry)
}

/// `getmetadata = "GETMETADATA" [SP getmetadata-options] SP mailbox SP entries`
/// ([RFC 5464 §4.2](https://www.rfc-editor.org/rfc/rfc5464.html#section-4.2)).
///
/// The RFC's examples have the options behind the mailbox, and so have some clients; they are read in both places, and
/// written in the first, which is the grammar's.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct GetMetadata<'a> {
    /// `getmetadata-options`; without any, no list is sent.
    pub options: Vec<GetMetadataOption<'a>>,
    /// Of which mailbox; the server's have the name `""`.
    pub mailbox: Mailbox<'a>,
    /// Which.
    pub entries: Vec1<Entry<'a>>,
}

keyword_sum! {
    /// `getmetadata-option = tagged-ext-label [SP tagged-ext-val]`.
    pub enum GetMetadataOption<'a>, named by GetMetadataOptionName in "getmetadata-option", other Value {
        /// `scope-opt`: what stands below an entry too.
        /// [RFC 5464 §4.2.2](https://www.rfc-editor.org/rfc/rfc5464.html#section-4.2.2)
        Depth(Depth) = "DEPTH",
        /// `maxsize-opt`: only values of so many octets at most.
        /// [RFC 5464 §4.2.1](https://www.rfc-editor.org/rfc/rfc5464.html#section-4.2.1)
        MaxSize(u32) = "MAXSIZE",
    }
    is_name is_label
}

keywords! {
    /// How far below an entry ([RFC 5464 §4.2.2](https://www.rfc-editor.org/rfc/rfc5464.html#section-4.2.2)).
    pub enum Depth {
        /// The entry itself, and nothing below it.
        Zero = "0",
        /// What is directly below it too.
        One = "1",
        /// All that is below it too.
        Infinity = "infinity",
    }
}

/// `setmetadata = "SETMETADATA" SP mailbox SP entry-values`: all of them or, if one fails, none
/// ([RFC 5464 §4.3](https://www.rfc-editor.org/rfc/rfc5464.html#section-4.3)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct SetMetadata<'a> {
    /// Of which mailbox; the server's have the name `""`.
    pub mailbox: Mailbox<'a>,
    /// Entries and what they are to be.
    pub values: Vec1<EntryValue<'a>>,
}

/// `entry-value = entry SP value`, `value = nstring / literal8`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct EntryValue<'a> {
    /// Which.
    pub entry: Entry<'a>,
    /// Any octets; `None` is NIL: there is none, or it is to be removed. Sent as a literal8 if there is a NUL in it.
    pub value: Option<Octets<'a>>,
}

/// `metadata-resp = "METADATA" SP mailbox SP (entry-values / entry-list)`
/// ([RFC 5464 §4.4](https://www.rfc-editor.org/rfc/rfc5464.html#section-4.4)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Metadata<'a> {
    /// Of which mailbox; the server's have the name `""`.
    pub mailbox: Mailbox<'a>,
    /// What is told of them.
    pub entries: MetadataEntries<'a>,
}

/// `entry-values / entry-list`.
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum MetadataEntries<'a> {
    /// In parentheses: what was asked for.
    /// [RFC 5464 §4.4.1](https://www.rfc-editor.org/rfc/rfc5464.html#section-4.4.1)
    Values(Vec1<EntryValue<'a>>),
    /// Without: what somebody has changed, after `ENABLE METADATA`.
    /// [RFC 5464 §4.4.2](https://www.rfc-editor.org/rfc/rfc5464.html#section-4.4.2)
    Changed(Vec1<Entry<'a>>),
}

/// What stands behind METADATA in a response code ([RFC 5464 §5](https://www.rfc-editor.org/rfc/rfc5464.html#section-5)).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum MetadataCode {
    /// `"LONGENTRIES" SP number`: values were left out, the largest of which has so many octets.
    LongEntries(u32),
    /// `"MAXSIZE" SP number`: the value is too large; so many octets are allowed.
    MaxSize(u32),
    /// `"NOPRIVATE"`: the mailbox takes no private entries.
    NoPrivate,
    /// `"TOOMANY"`: there are as many entries as are allowed.
    TooMany,
}

forward_static!(MetadataCode);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries() {
        for (text, good) in [
            ("/private/comment", true),
            ("/shared", true),
            ("/shared/vendor/x/a b\"\\(){]", true),
            ("/a\u{1a}\u{7f}", true),
            ("", false),
            ("/", false),
            ("private/comment", false),
            ("/private/", false),
            ("/private//comment", false),
            ("//private", false),
            ("/private/*", false),
            ("/private/%", false),
            ("/private/\u{e9}", false),
            ("/private/\u{19}", false),
            ("/private/\r\n", false),
        ] {
            assert_eq!(Entry::try_from(text).is_ok(), good, "{text:?}");
        }
        let entry = |text: &'static str| Entry::try_from(text).unwrap();
        assert_eq!(entry("/Private/X"), entry("/private/x"));
        assert!(entry("/PRIVATE/x").is_private() && !entry("/privates/x").is_private());
        assert!(entry("/shared").is_shared() && entry("/a/b").is_below("/a"));
        assert!(!entry("/a").is_below("/a/b"));
    }
}
