//! UIDONLY ([RFC 9586](https://www.rfc-editor.org/rfc/rfc9586.html)): no message sequence numbers any more.
//!
//! Hangs on [`Data`](crate::data::Data) and [`Code`](crate::code::Code). Stands above [`MsgAtt`], whose items it holds.
//!
//! ```text
//! C: 01 ENABLE UIDONLY
//! C: 10 UID FETCH 25900:26600 (FLAGS)
//! S: * 25996 UIDFETCH (FLAGS (\Seen))
//! C: 12 EXPUNGE
//! S: * VANISHED 405,407,410,425
//! ```

use core::num::NonZeroU32;

use super::condstore::ModSeq;
use crate::{
    body::BodyStructure,
    core::{Invalid, Vec1},
    envelope::Envelope,
    fetch::{self, MsgAtt},
    flag::Flags,
};

/// `uidfetch-resp = uniqueid SP "UIDFETCH" SP msg-att`: what FETCH tells of a message, which is named by its UID
/// ([RFC 9586 §3.3](https://www.rfc-editor.org/rfc/rfc9586.html#section-3.3)).
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct UidFetch<'a> {
    /// Its UID.
    pub uid: NonZeroU32,
    /// The items, in any order; the UID may be among them, if it was asked for.
    pub items: Vec1<MsgAtt<'a>>,
}

impl<'a> UidFetch<'a> {
    /// One or more items.
    ///
    /// # Errors
    ///
    /// If `uid` is 0.
    pub fn new(uid: u32, items: Vec1<MsgAtt<'a>>) -> Result<Self, Invalid> {
        let uid = NonZeroU32::new(uid).ok_or(Invalid::new("uniqueid"))?;
        Ok(Self { uid, items })
    }

    /// The flags; none, if they were not told.
    #[must_use]
    pub fn flags(&self) -> &Flags<'a> {
        fetch::flags(&self.items)
    }

    /// The envelope, if it was told.
    #[must_use]
    pub fn envelope(&self) -> Option<&Envelope<'a>> {
        fetch::envelope(&self.items)
    }

    /// The structure, if BODYSTRUCTURE or BODY was told.
    #[must_use]
    pub fn body_structure(&self) -> Option<&BodyStructure<'a>> {
        fetch::body_structure(&self.items)
    }

    /// The mod-sequence, if it was told.
    #[must_use]
    pub fn mod_seq(&self) -> Option<ModSeq> {
        fetch::mod_seq(&self.items)
    }
}
