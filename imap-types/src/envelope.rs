//! ENVELOPE: the header of a message, parsed by the server
//! ([RFC 9051 §7.5.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.5.2)).
//!
//! ```text
//! S: * 12 FETCH (ENVELOPE ("Wed, 17 Jul 1996 02:23:25 -0700" "IMAP4rev1 WG mtg" (("Terry Gray" NIL "gray"
//!    "example.com")) NIL NIL NIL NIL NIL NIL "<B27397-0100000@example.com>"))
//! ```

use alloc::vec::Vec;

use crate::core::NString;

/// `address`: one address, or the start or end of a group.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, bounded_static::ToStatic)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Address<'a> {
    /// `addr-name`: the phrase before the address.
    pub name: NString<'a>,
    /// `addr-adl`: a source route, long obsolete.
    pub adl: NString<'a>,
    /// `addr-mailbox`: the local part; the name of a group if `host` is NIL; NIL at the end of a group.
    pub mailbox: NString<'a>,
    /// `addr-host`: the domain; NIL at the start and the end of a group.
    pub host: NString<'a>,
}

impl Address<'_> {
    /// Does a group begin here? Its name is `mailbox`.
    #[must_use]
    pub const fn is_group_start(&self) -> bool {
        self.host.is_nil() && !self.mailbox.is_nil()
    }

    /// Does a group end here?
    #[must_use]
    pub const fn is_group_end(&self) -> bool {
        self.host.is_nil() && self.mailbox.is_nil()
    }
}

/// The six fields of an envelope that hold addresses.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum AddressField {
    /// `env-from`
    From,
    /// `env-sender`
    Sender,
    /// `env-reply-to`
    ReplyTo,
    /// `env-to`
    To,
    /// `env-cc`
    Cc,
    /// `env-bcc`
    Bcc,
}

impl AddressField {
    /// In the order of the wire.
    pub const ALL: [Self; 6] = [
        Self::From,
        Self::Sender,
        Self::ReplyTo,
        Self::To,
        Self::Cc,
        Self::Bcc,
    ];
}

forward_static!(AddressField);

/// `envelope`. All addresses of the six fields lie in one list.
///
/// ```
/// use imap_types::{core::NString, envelope::{Address, AddressField, Envelope}};
/// let gray = Address { mailbox: NString::try_from("gray")?, host: NString::try_from("example.com")?, ..Address::default() };
/// let envelope = Envelope::new(NString::NIL, NString::try_from("IMAP4rev1 WG mtg")?).with(AddressField::From, [gray]);
/// assert_eq!(envelope.from()[0].mailbox.to_str(), Some("gray"));
/// # Ok::<(), imap_types::core::Invalid>(())
/// ```
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, bounded_static::ToStatic)]
pub struct Envelope<'a> {
    /// `env-date`, as in the message.
    pub date: NString<'a>,
    /// `env-subject`, RFC 2047 words not decoded.
    pub subject: NString<'a>,
    /// `env-in-reply-to`
    pub in_reply_to: NString<'a>,
    /// `env-message-id`
    pub message_id: NString<'a>,
    addresses: Vec<Address<'a>>,
    /// Where each field ends in `addresses`.
    ends: [u32; 6],
}

impl<'a> Envelope<'a> {
    /// An envelope without addresses.
    #[must_use]
    pub const fn new(date: NString<'a>, subject: NString<'a>) -> Self {
        Self {
            date,
            subject,
            in_reply_to: NString::NIL,
            message_id: NString::NIL,
            addresses: Vec::new(),
            ends: [0; 6],
        }
    }

    /// For imap-codec, which collects the addresses of all six fields: `ends` are ascending and the last is the length.
    #[doc(hidden)]
    #[must_use]
    pub fn from_scanned(
        [date, subject, in_reply_to, message_id]: [NString<'a>; 4],
        addresses: Vec<Address<'a>>,
        ends: [u32; 6],
    ) -> Self {
        Self {
            date,
            subject,
            in_reply_to,
            message_id,
            addresses,
            ends,
        }
    }

    /// The envelope with these addresses in `field`, in place of those that were there.
    #[must_use]
    pub fn with(
        mut self,
        field: AddressField,
        addresses: impl IntoIterator<Item = Address<'a>>,
    ) -> Self {
        let range = self.range(field);
        let before = self.addresses.len();
        self.addresses.splice(range.clone(), addresses);
        // More than 2^32 addresses cannot be in memory: one takes 96 bytes and a message at most a few MiB.
        let after = self.addresses.len();
        for end in &mut self.ends[field as usize..] {
            *end = (*end as usize + after - before) as u32;
        }
        self
    }

    const fn range(&self, field: AddressField) -> core::ops::Range<usize> {
        let field = field as usize;
        let start = if field == 0 { 0 } else { self.ends[field - 1] };
        start as usize..self.ends[field] as usize
    }

    /// The addresses of `field`; NIL is an empty list.
    #[must_use]
    pub fn addresses(&self, field: AddressField) -> &[Address<'a>] {
        self.addresses.get(self.range(field)).unwrap_or_default()
    }

    /// Authors.
    #[must_use]
    pub fn from(&self) -> &[Address<'a>] {
        self.addresses(AddressField::From)
    }

    /// Who sent it; servers repeat the authors here if the message says nothing.
    #[must_use]
    pub fn sender(&self) -> &[Address<'a>] {
        self.addresses(AddressField::Sender)
    }

    /// Where answers go; servers repeat the authors here if the message says nothing.
    #[must_use]
    pub fn reply_to(&self) -> &[Address<'a>] {
        self.addresses(AddressField::ReplyTo)
    }

    /// Recipients.
    #[must_use]
    pub fn to(&self) -> &[Address<'a>] {
        self.addresses(AddressField::To)
    }

    /// Recipients of copies.
    #[must_use]
    pub fn cc(&self) -> &[Address<'a>] {
        self.addresses(AddressField::Cc)
    }

    /// Recipients of hidden copies.
    #[must_use]
    pub fn bcc(&self) -> &[Address<'a>] {
        self.addresses(AddressField::Bcc)
    }
}

#[cfg(any(feature = "serde", feature = "arbitrary"))]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields, rename = "Envelope"))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
struct Shown<'a> {
    date: NString<'a>,
    subject: NString<'a>,
    from: Vec<Address<'a>>,
    sender: Vec<Address<'a>>,
    reply_to: Vec<Address<'a>>,
    to: Vec<Address<'a>>,
    cc: Vec<Address<'a>>,
    bcc: Vec<Address<'a>>,
    in_reply_to: NString<'a>,
    message_id: NString<'a>,
}

#[cfg(any(feature = "serde", feature = "arbitrary"))]
impl<'a> From<Shown<'a>> for Envelope<'a> {
    fn from(shown: Shown<'a>) -> Self {
        let mut envelope = Self::new(shown.date, shown.subject)
            .with(AddressField::From, shown.from)
            .with(AddressField::Sender, shown.sender)
            .with(AddressField::ReplyTo, shown.reply_to)
            .with(AddressField::To, shown.to)
            .with(AddressField::Cc, shown.cc)
            .with(AddressField::Bcc, shown.bcc);
        envelope.in_reply_to = shown.in_reply_to;
        envelope.message_id = shown.message_id;
        envelope
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Envelope<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;

        let mut shown = serializer.serialize_struct("Envelope", 10)?;
        shown.serialize_field("date", &self.date)?;
        shown.serialize_field("subject", &self.subject)?;
        shown.serialize_field("from", self.from())?;
        shown.serialize_field("sender", self.sender())?;
        shown.serialize_field("reply_to", self.reply_to())?;
        shown.serialize_field("to", self.to())?;
        shown.serialize_field("cc", self.cc())?;
        shown.serialize_field("bcc", self.bcc())?;
        shown.serialize_field("in_reply_to", &self.in_reply_to)?;
        shown.serialize_field("message_id", &self.message_id)?;
        shown.end()
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Envelope<'_> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Shown::deserialize(deserializer).map(Into::into)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Envelope<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        Shown::arbitrary(u).map(Into::into)
    }
}
