//! ENVELOPE of a header ([RFC 9051 §7.5.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.5.2)), addresses by the
//! `mail-parser` crate.

use std::fmt::Write;

use imap_types::{
    core::{IString, NString},
    envelope::{Address, AddressField, Envelope},
};
use mail_parser::{Addr, Address as Parsed, HeaderName, MessageParser};

use crate::mime::{field, readable};

pub(crate) fn envelope(head: &[u8]) -> Envelope<'static> {
    let text = |name| nstring(field(head, name).map(|value| ascii(&value)));
    let mut envelope = Envelope::new(text("Date"), text("Subject"));
    envelope.in_reply_to = text("In-Reply-To");
    envelope.message_id = text("Message-ID");
    let Some(parsed) = MessageParser::default().parse_headers(head) else {
        return envelope;
    };
    let mut authors = Vec::new();
    for (field, name) in [
        (AddressField::From, HeaderName::From),
        (AddressField::Sender, HeaderName::Sender),
        (AddressField::ReplyTo, HeaderName::ReplyTo),
        (AddressField::To, HeaderName::To),
        (AddressField::Cc, HeaderName::Cc),
        (AddressField::Bcc, HeaderName::Bcc),
    ] {
        let value = parsed.header(name).and_then(|value| value.as_address());
        let mut list = value.map(addresses).unwrap_or_default();
        match field {
            AddressField::From => authors = list.clone(),
            AddressField::Sender | AddressField::ReplyTo if list.is_empty() => {
                list = authors.clone()
            }
            _ => {}
        }
        envelope = envelope.with(field, list);
    }
    envelope
}

fn addresses(parsed: &Parsed<'_>) -> Vec<Address<'static>> {
    match parsed {
        Parsed::List(list) => list.iter().filter_map(address).collect(),
        Parsed::Group(groups) => groups
            .iter()
            .flat_map(|group| {
                let members = group.addresses.iter().filter_map(address);
                let named = group.name.as_deref().map(|name| Address {
                    mailbox: nstring(Some(ascii(name.as_bytes()))),
                    ..Address::default()
                });
                let end = named.is_some().then(Address::default);
                named
                    .into_iter()
                    .chain(members)
                    .chain(end)
                    .collect::<Vec<_>>()
            })
            .collect(),
    }
}

fn address(parsed: &Addr<'_>) -> Option<Address<'static>> {
    let name = parsed.name.as_deref().filter(|name| !name.is_empty());
    let (address, name) = match parsed.address.as_deref() {
        Some(address) if !address.is_empty() => (address, name),
        // Words alone may be anything.
        _ => (name?, None),
    };
    // NIL in place of a host would begin a group.
    let (local, host) = address.rsplit_once('@').unwrap_or((address, ""));
    let (route, local) = match local.split_once(':') {
        Some((route, local)) if route.starts_with('@') => (Some(route), local),
        _ => (None, local),
    };
    let quoted = local
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    Some(Address {
        name: nstring(name.map(|name| ascii(name.as_bytes()))),
        adl: nstring(route.map(Into::into)),
        mailbox: nstring(Some(quoted.unwrap_or(local).into())),
        host: nstring(Some(host.into())),
    })
}

pub(crate) fn istring(bytes: impl Into<Vec<u8>>) -> IString<'static> {
    let mut bytes = bytes.into();
    bytes.retain(|byte| *byte != 0);
    IString::try_from(bytes).unwrap_or_else(|_| IString::from_scanned((&b""[..]).into()))
}

pub(crate) fn nstring(bytes: Option<Vec<u8>>) -> NString<'static> {
    bytes.map_or(NString::NIL, |bytes| istring(bytes).into())
}

/// As it stands, or as encoded-words (RFC 2047), if it is not ASCII: clients expect it.
pub(crate) fn ascii(value: &[u8]) -> Vec<u8> {
    /// Octets that three letters each make a word of 75 at most of.
    const OCTETS: usize = 20;
    if value.is_ascii() {
        return value.to_vec();
    }
    let text = match core::str::from_utf8(value) {
        // Words that are encoded already would be encoded twice.
        Ok(text) if !text.contains("=?") => text.to_string(),
        Ok(_) => readable(value),
        Err(_) => value.iter().map(|byte| char::from(*byte)).collect(),
    };
    let mut words = String::new();
    let mut left = 0;
    for c in text.chars() {
        if left < c.len_utf8() {
            words.push_str(if words.is_empty() {
                "=?UTF-8?Q?"
            } else {
                "?= =?UTF-8?Q?"
            });
            left = OCTETS;
        }
        left -= c.len_utf8();
        let mut buffer = [0; 4];
        for byte in c.encode_utf8(&mut buffer).bytes() {
            let _never = match byte {
                b' ' => write!(words, "_"),
                _ if byte.is_ascii_alphanumeric() => write!(words, "{}", char::from(byte)),
                _ => write!(words, "={byte:02X}"),
            };
        }
    }
    words.push_str("?=");
    words.into_bytes()
}
