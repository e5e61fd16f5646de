//! ENVELOPE ([RFC 9051 §7.5.2](https://www.rfc-editor.org/rfc/rfc9051.html#section-7.5.2)).

use alloc::vec::Vec;

use imap_types::{
    core::NString,
    envelope::{Address, AddressField, Envelope},
};

use crate::{
    core::{byte, nil, nstring, nstring_behind, sp, spaces},
    quirk::Quirk,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, expect, refuse, within},
        write::{Encode, Writer},
    },
};

/// `envelope`
#[inline]
pub(crate) fn envelope<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Envelope<'a>> {
    within(Rule::Envelope, envelope_fields(cx, i))
}

fn envelope_fields<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Envelope<'a>> {
    let (rest, _) = byte(b'(', Rule::Envelope, i)?;
    let (rest, date) = nstring(cx, rest)?;
    let (rest, _) = sp(rest)?;
    let (mut rest, subject) = nstring(cx, rest)?;
    let mut addresses = Vec::new();
    let mut ends = [0; 6];
    for end in &mut ends {
        let (after, _) = sp(rest)?;
        (rest, _) = address_list(cx, after, &mut addresses)?;
        // A message of 4 GiB would be needed for more.
        *end = addresses.len() as u32;
    }
    let (rest, in_reply_to) = last_field(cx, rest)?;
    let (rest, message_id) = last_field(cx, rest)?;
    let (rest, _) = byte(b')', Rule::Close, rest)?;
    let strings = [date, subject, in_reply_to, message_id];
    Ok((rest, Envelope::from_scanned(strings, addresses, ends)))
}

/// `SP nstring`, where others may leave it out (quirk `short-envelope`).
#[inline]
fn last_field<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, NString<'a>> {
    match i {
        [b' ', rest @ ..] => nstring(cx, rest),
        [b')', ..] if cx.has(Quirk::ShortEnvelope) => {
            // Once, where it ends.
            cx.mend_once(Quirk::ShortEnvelope, i, i);
            Ok((i, NString::NIL))
        }
        _ => refuse(i, Rule::Sp),
    }
}

/// `"(" 1*address ")" / nil`: addresses are adjacent.
#[inline]
fn address_list<'a>(cx: &Cx<'_>, i: &'a [u8], addresses: &mut Vec<Address<'a>>) -> Parsed<'a, ()> {
    let [b'(', rest @ ..] = i else {
        return match nil(i) {
            Some(rest) => Ok((rest, ())),
            None => refuse(i, Rule::Address),
        };
    };
    if let [b')', after @ ..] = rest {
        return if cx.mend(Quirk::EmptyList, i, after) {
            Ok((after, ()))
        } else {
            refuse(rest, Rule::Address)
        };
    }
    if addresses.is_empty() {
        // From, sender and reply-to repeat each other, and someone is written to. An address takes some fifty bytes.
        addresses.reserve_exact((i.len() / 50).clamp(4, 8));
    }
    let mut rest = rest;
    loop {
        let after = if rest.first() == Some(&b'(') {
            let (after, next) = address(cx, rest)?;
            addresses.push(next);
            after
        } else {
            nil_address(cx, rest)?.0
        };
        rest = match after {
            [b')', after @ ..] => return Ok((after, ())),
            [b' ', ..] => {
                let after = spaces(cx, after, Quirk::SpaceBetweenAddresses);
                if let [b')', after @ ..] = after {
                    return Ok((after, ()));
                }
                after
            }
            _ => after,
        };
    }
}

/// NIL where an address is due (quirk `nil-address`).
#[cold]
fn nil_address<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, ()> {
    match nil(i) {
        Some(rest) if cx.mend(Quirk::NilAddress, i, rest) => Ok((rest, ())),
        _ => refuse(i, Rule::Address),
    }
}

/// `address = "(" addr-name SP addr-adl SP addr-mailbox SP addr-host ")"`
#[inline]
fn address<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Address<'a>> {
    let (rest, _) = byte(b'(', Rule::Address, i)?;
    let (rest, name) = nstring(cx, rest)?;
    let (rest, _) = sp(rest)?;
    let (rest, adl) = nstring(cx, rest)?;
    let (rest, _) = sp(rest)?;
    let (rest, mailbox) = nstring(cx, rest)?;
    let (rest, _) = sp(rest)?;
    let (rest, host) = nstring(cx, rest)?;
    let (rest, _) = expect(Rule::Close, rest, byte(b')', Rule::Close, rest))?;
    Ok((
        rest,
        Address {
            name,
            adl,
            mailbox,
            host,
        },
    ))
}

impl Encode for Address<'_> {
    #[inline]
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        nstring_behind(b'(', &self.name, w);
        nstring_behind(b' ', &self.adl, w);
        nstring_behind(b' ', &self.mailbox, w);
        nstring_behind(b' ', &self.host, w);
        w.byte(b')');
    }
}

impl Encode for Envelope<'_> {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        nstring_behind(b'(', &self.date, w);
        nstring_behind(b' ', &self.subject, w);
        for field in AddressField::ALL {
            let addresses = self.addresses(field);
            if addresses.is_empty() {
                w.raw(b" NIL");
            } else {
                w.raw(b" (");
                addresses.iter().for_each(|address| address.encode(w));
                w.byte(b')');
            }
        }
        nstring_behind(b' ', &self.in_reply_to, w);
        nstring_behind(b' ', &self.message_id, w);
        w.byte(b')');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{both, ok, refuses};

    #[test]
    fn envelopes() {
        let address = |[name, adl, mailbox, host]: [Option<&'static str>; 4]| {
            let part = |part: Option<&'static str>| part.map_or(NString::NIL, ok);
            Address {
                name: part(name),
                adl: part(adl),
                mailbox: part(mailbox),
                host: part(host),
            }
        };
        let gray = || {
            address([
                Some("Terry Gray"),
                None,
                Some("gray"),
                Some("cac.washington.edu"),
            ])
        };
        // RFC 3501 section 8
        let mut rfc3501 = Envelope::new(
            ok("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)"),
            ok("IMAP4rev1 WG mtg summary and minutes"),
        )
        .with(AddressField::From, [gray()])
        .with(AddressField::Sender, [gray()])
        .with(AddressField::ReplyTo, [gray()])
        .with(
            AddressField::To,
            [address([
                None,
                None,
                Some("imap"),
                Some("cac.washington.edu"),
            ])],
        )
        .with(
            AddressField::Cc,
            [
                address([None, None, Some("minutes"), Some("CNRI.Reston.VA.US")]),
                address([Some("John Klensin"), None, Some("KLENSIN"), Some("MIT.EDU")]),
            ],
        );
        rfc3501.message_id = ok("<B27397-0100000@cac.washington.edu>");
        let mut all = Envelope::new(NString::NIL, ok("\"\\")).with(
            AddressField::Bcc,
            [
                address([None, None, Some("group"), None]),
                address([None, Some("@x"), Some(""), Some("y")]),
                address([None; 4]),
            ],
        );
        all.in_reply_to = ok("");
        both(
            envelope,
            &[
                (
                    "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)",
                    Envelope::default(),
                ),
                (
                    "(\"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\" \"IMAP4rev1 WG mtg summary and minutes\" \
                 ((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) ((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) \
                 ((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) ((NIL NIL \"imap\" \"cac.washington.edu\")) \
                 ((NIL NIL \"minutes\" \"CNRI.Reston.VA.US\")(\"John Klensin\" NIL \"KLENSIN\" \"MIT.EDU\")) NIL NIL \
                 \"<B27397-0100000@cac.washington.edu>\")",
                    rfc3501,
                ),
                (
                    "(NIL \"\\\"\\\\\" NIL NIL NIL NIL NIL ((NIL NIL \"group\" NIL)(NIL \"@x\" \"\" \"y\")(NIL NIL NIL NIL)) \"\" NIL)",
                    all,
                ),
            ],
        );
        refuses(
            envelope,
            &[
                ("NIL", 0, Rule::Envelope),
                ("()", 1, Rule::Nstring),
                ("(NIL NIL ())", 10, Rule::Address),
                ("(NIL NIL \"a\")", 9, Rule::Address),
                ("(NIL NIL ((NIL NIL NIL)))", 22, Rule::Sp),
                (
                    "(NIL NIL ((NIL NIL NIL NIL) (NIL NIL NIL NIL)))",
                    27,
                    Rule::Address,
                ),
                (
                    "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)",
                    40,
                    Rule::Close,
                ),
                ("(NIL NIL NIL NIL NIL NIL NIL NIL NIL)", 36, Rule::Sp),
            ],
        );
    }
}
