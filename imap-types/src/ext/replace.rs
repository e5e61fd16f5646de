//! REPLACE ([RFC 8508](https://www.rfc-editor.org/rfc/rfc8508.html)): APPEND and EXPUNGE in one.
//!
//! Hangs on [`CommandBody`](crate::command::CommandBody) and [`Uid`](crate::command::Uid); stands above
//! [`append`](crate::append).
//!
//! ```text
//! C: A003 REPLACE 4 Drafts (\Seen \Draft) {312}
//! S: * OK [APPENDUID 1 2000] Replacement Message ready
//! S: * 5 EXISTS
//! S: * 4 EXPUNGE
//! S: A003 OK Replace completed
//! ```

use crate::{
    append::{AppendData, AppendMessage},
    core::{Content, Invalid},
    mailbox::Mailbox,
    sequence::SeqNumber,
};

/// `replace = "REPLACE" SP seq-number SP mailbox append-message`: one message for one.
/// [RFC 8508 §3](https://www.rfc-editor.org/rfc/rfc8508.html#section-3)
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Replace<'a> {
    /// Which message goes: its message sequence number, or its UID in UID REPLACE.
    pub seq: SeqNumber,
    /// Where the new one goes: another mailbox than the selected one, if need be.
    pub mailbox: Mailbox<'a>,
    /// The new one.
    pub message: AppendMessage<'a>,
}

impl<'a> Replace<'a> {
    /// A message without flags and date.
    ///
    /// # Errors
    ///
    /// If the name of the mailbox or the message cannot be sent.
    pub fn new<M, D>(seq: impl Into<SeqNumber>, mailbox: M, message: D) -> Result<Self, Invalid>
    where
        Mailbox<'a>: TryFrom<M, Error: Into<Invalid>>,
        Content<'a>: TryFrom<D, Error: Into<Invalid>>,
    {
        let message = Content::try_from(message).map_err(Into::into)?;
        Ok(Self {
            seq: seq.into(),
            mailbox: Mailbox::try_from(mailbox).map_err(Into::into)?,
            message: AppendMessage::new(AppendData::Literal(message)),
        })
    }
}
