//! X-GM-EXT-1 ([Gmail](https://developers.google.com/workspace/gmail/imap/imap-extensions)): Gmail's identifiers, labels
//! and search.
//!
//! Hangs on [`FetchAtt`](crate::fetch::FetchAtt), [`MsgAtt`](crate::fetch::MsgAtt), [`StoreItem`](crate::store::StoreItem)
//! and [`SearchKey`](crate::search::SearchKey).
//!
//! ```text
//! C: a FETCH 1 (X-GM-MSGID X-GM-THRID X-GM-LABELS)
//! S: * 1 FETCH (X-GM-MSGID 1278455344230334865 X-GM-THRID 1266894439832287888 X-GM-LABELS (\Inbox Important "Muy Importante"))
//! C: b UID STORE 7 +X-GM-LABELS (\Starred foo)
//! C: c SEARCH X-GM-RAW "has:attachment in:unread"
//! ```

use crate::core::{AString, Invalid, is_atom_char};

/// `gm-label = "\" atom / astring`: a label. Gmail's own begin with `\` (`\Inbox`, `\Sent`, `\Starred`), and are the same
/// in quotes. Names that are not ASCII are in modified UTF-7, as those of mailboxes.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct GmLabel<'a>(pub AString<'a>);

impl GmLabel<'_> {
    /// The name, with its `\`.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Without its `\`, if it is one of Gmail's own.
    #[must_use]
    pub fn system(&self) -> Option<&str> {
        let name = self.as_bytes().strip_prefix(b"\\")?;
        let atom = !name.is_empty() && name.iter().all(|byte| is_atom_char(*byte));
        core::str::from_utf8(name).ok().filter(|_| atom)
    }
}

impl<'a> TryFrom<&'a str> for GmLabel<'a> {
    type Error = Invalid;
    fn try_from(name: &'a str) -> Result<Self, Invalid> {
        AString::try_from(name).map(Self)
    }
}
