//! IMAP4 ([RFC 1730](https://www.rfc-editor.org/rfc/rfc1730.html)) and what it kept of IMAP2
//! ([RFC 1176](https://www.rfc-editor.org/rfc/rfc1176.html), [RFC 2062](https://www.rfc-editor.org/rfc/rfc2062.html)): to be
//! read, and passed on, but no longer asked for.
//!
//! Hangs on [`CommandBody`](crate::command::CommandBody), [`FetchAtt`](crate::fetch::FetchAtt),
//! [`Data`](crate::data::Data). What has a modern form and no name of its own (years of two
//! digits, `SUBSCRIBE MAILBOX x`, `* 5 STORE (…)`) is a quirk of imap-codec.
//!
//! ```text
//! C: A002 FIND ALL.MAILBOXES *
//! S: * MAILBOX blurdybloop
//! C: A005 PARTIAL 4 RFC822 1 1024
//! S: * 4 FETCH (RFC822 {1024}
//! ```

use core::num::NonZeroU32;

use crate::{mailbox::ListMailbox, section::Section};

/// `find = "FIND" SPACE ["ALL."] "MAILBOXES" SPACE list_mailbox`: LIST or LSUB as it was, answered by MAILBOX.
/// [RFC 1730 A.6.3.OBS.1](https://www.rfc-editor.org/rfc/rfc1730.html)
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Find<'a> {
    /// `ALL.`: all mailboxes, not only those that are subscribed.
    pub all: bool,
    /// Which names: `*` stands for anything, `%` and `?` for one character.
    pub pattern: ListMailbox<'a>,
}

/// `partial = "PARTIAL" SPACE nz_number SPACE (…) SPACE number SPACE number`: some octets of a message.
/// [RFC 1730 §6.4.6](https://www.rfc-editor.org/rfc/rfc1730.html#section-6.4.6)
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct PartialFetch<'a> {
    /// Which message.
    pub seq: NonZeroU32,
    /// What of it.
    pub item: PartialItem<'a>,
    /// The first octet; 1 is the first of the item.
    pub first: u32,
    /// How many octets at most.
    pub len: u32,
}

/// What PARTIAL can tell; answered under the same name, without PEEK and without a sign that it is a part.
/// [RFC 1730 §6.4.6](https://www.rfc-editor.org/rfc/rfc1730.html#section-6.4.6)
#[derive(Clone, Debug, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum PartialItem<'a> {
    /// `BODY[…]`: a part; sets `\Seen`.
    Body(Section<'a>),
    /// `BODY.PEEK[…]`: the same without setting `\Seen`.
    BodyPeek(Section<'a>),
    /// `RFC822`: the message; sets `\Seen`.
    Rfc822,
    /// `RFC822.HEADER`: its header.
    Rfc822Header,
    /// `RFC822.PEEK`: the message without setting `\Seen`.
    Rfc822Peek,
    /// `RFC822.TEXT`: its body; sets `\Seen`.
    Rfc822Text,
    /// `RFC822.TEXT.PEEK`: its body without setting `\Seen`.
    Rfc822TextPeek,
}
