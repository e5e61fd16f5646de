//! What people want to see of an envelope and of names, made from what the server sent: groups, addresses that are none,
//! text in Unicode, dates. Each is a view: it borrows from the value, and leaves it as it is, octet for octet.
//!
//! Text in [RFC 2047](https://www.rfc-editor.org/rfc/rfc2047.html)'s words and dates of
//! [RFC 5322](https://www.rfc-editor.org/rfc/rfc5322.html#section-3.3) are read by mail-parser, with the feature `decoded`.
//!
//! ```text
//! S: * 1 FETCH (ENVELOPE (… (("=?UTF-8?Q?J=C3=BCrgen?=" NIL "j" "example.org")(NIL NIL "team" NIL)
//!    (NIL NIL "a" "MISSING_DOMAIN")(NIL NIL NIL NIL)) …))
//! ```
//! is Jürgen <j@example.org>, and a group of the name team with one member whose domain the server did not find.

use alloc::{borrow::Cow, string::String};

use crate::{
    core::{IString, NString},
    envelope::{Address, AddressField, Envelope},
};

/// What Dovecot up to 2.3.4, Exchange and UW-IMAP put for a local part that they do not find (quirk catalogue S72).
pub const MISSING_MAILBOXES: &[&str] = &[
    "MISSING_MAILBOX",
    "MISSING_MAILBOX_TERMINATOR",
    "INVALID_ADDRESS",
    "UNEXPECTED_DATA_AFTER_ADDRESS",
];

/// The same for a domain.
pub const MISSING_HOSTS: &[&str] = &["MISSING_DOMAIN", ".MISSING-HOST-NAME.", ".SYNTAX-ERROR."];

fn known<'s, 'a>(string: &'s NString<'a>, missing: &[&str]) -> Option<&'s IString<'a>> {
    let string = string.0.as_ref()?;
    let is_missing = missing
        .iter()
        .any(|name| name.as_bytes() == string.as_bytes());
    (!is_missing && !string.is_empty()).then_some(string)
}

impl<'a> Address<'a> {
    /// The local part, unless there is none, or what stands there says that none was found ([`MISSING_MAILBOXES`]).
    #[must_use]
    pub fn known_mailbox(&self) -> Option<&IString<'a>> {
        known(&self.mailbox, MISSING_MAILBOXES)
    }

    /// The domain, unless there is none, or what stands there says that none was found ([`MISSING_HOSTS`]).
    #[must_use]
    pub fn known_host(&self) -> Option<&IString<'a>> {
        known(&self.host, MISSING_HOSTS)
    }

    /// `local@domain`, if both are known. Not quoted: for people, and to compare.
    #[must_use]
    pub fn addr_spec(&self) -> Option<String> {
        let mut spec = String::from(text(self.known_mailbox()?.as_bytes()));
        spec.push('@');
        spec.push_str(&text(self.known_host()?.as_bytes()));
        Some(spec)
    }

    /// The address and the name, where the server has taken one for the other (Gmail, quirk catalogue S73).
    ///
    /// ```
    /// use imap_types::{core::NString, envelope::Address};
    ///
    /// // From: "<s@example.org>" =?UTF-8?Q?…?=
    /// let swapped = Address {
    ///     name: NString::try_from("<s@example.org>")?,
    ///     mailbox: NString::try_from("=?UTF-8?Q?S?=")?,
    ///     ..Address::default()
    /// };
    /// let (spec, name) = swapped.swapped().unwrap();
    /// assert_eq!((spec, name.as_bytes()), (&b"s@example.org"[..], &b"=?UTF-8?Q?S?="[..]));
    /// # Ok::<(), imap_types::core::Invalid>(())
    /// ```
    #[must_use]
    pub fn swapped(&self) -> Option<(&[u8], &IString<'a>)> {
        let name = self.name.as_bytes()?;
        let spec = name.strip_prefix(b"<")?.strip_suffix(b">")?;
        let is_spec = spec.iter().filter(|byte| **byte == b'@').count() == 1
            && !spec.starts_with(b"@")
            && !spec.ends_with(b"@");
        if !is_spec || self.known_host().is_some() {
            return None;
        }
        Some((spec, self.mailbox.0.as_ref()?))
    }
}

/// Somebody, or several under one name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Recipient<'e, 'a> {
    /// An address.
    One(&'e Address<'a>),
    /// A group.
    Group(Group<'e, 'a>),
}

impl<'e, 'a> Recipient<'e, 'a> {
    /// The addresses and marks that it is made of: those of all recipients, in order, are those of the envelope.
    #[must_use]
    pub const fn raw(&self) -> &'e [Address<'a>] {
        match self {
            Self::One(address) => core::slice::from_ref(*address),
            Self::Group(group) => group.raw,
        }
    }
}

/// A group ([RFC 5322 §3.4](https://www.rfc-editor.org/rfc/rfc5322.html#section-3.4)), which an envelope tells by an
/// address before it and one behind it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Group<'e, 'a> {
    raw: &'e [Address<'a>],
}

impl<'e, 'a> Group<'e, 'a> {
    /// Its name; `None`, if its end alone was told.
    #[must_use]
    pub fn name(&self) -> Option<&'e IString<'a>> {
        let first = self.raw.first().filter(|first| first.is_group_start())?;
        first.mailbox.0.as_ref()
    }

    /// Who is in it.
    #[must_use]
    pub fn members(&self) -> &'e [Address<'a>] {
        let from = usize::from(self.name().is_some());
        let to = self.raw.len() - usize::from(self.is_closed());
        self.raw.get(from..to).unwrap_or_default()
    }

    /// Was its end told? If not, it goes on up to the next group or the end of the field.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.raw.last().is_some_and(Address::is_group_end)
    }
}

/// The addresses of a field as people and groups.
///
/// ```
/// use imap_types::{core::NString, decoded::{Recipient, recipients}, envelope::Address};
///
/// let part = |mailbox, host| -> Result<_, imap_types::core::Invalid> {
///     Ok(Address { mailbox: NString::try_from(mailbox)?, host, ..Address::default() })
/// };
/// let host = || NString::try_from("example.org");
/// let to = [part("a", host()?)?, part("team", NString::NIL)?, part("b", host()?)?, Address::default()];
/// let all: Vec<_> = recipients(&to).collect();
/// let [Recipient::One(a), Recipient::Group(team)] = all[..] else { panic!() };
/// assert_eq!(a.addr_spec().as_deref(), Some("a@example.org"));
/// assert_eq!(team.name().map(|name| name.as_bytes()), Some(&b"team"[..]));
/// assert_eq!(team.members(), &to[2..3]);
/// # Ok::<(), imap_types::core::Invalid>(())
/// ```
pub fn recipients<'e, 'a>(addresses: &'e [Address<'a>]) -> impl Iterator<Item = Recipient<'e, 'a>> {
    let mut rest = addresses;
    core::iter::from_fn(move || {
        let (first, behind) = rest.split_first()?;
        let begins =
            |address: &Address<'_>| address.is_group_start() && address.swapped().is_none();
        if !begins(first) && !first.is_group_end() {
            rest = behind;
            return Some(Recipient::One(first));
        }
        // Up to its end, or to what cannot be in it.
        let len = if first.is_group_end() {
            1
        } else {
            let stop = behind
                .iter()
                .position(|next| next.is_group_end() || begins(next));
            match stop {
                Some(at) if behind.get(at).is_some_and(Address::is_group_end) => at + 2,
                Some(at) => at + 1,
                None => rest.len(),
            }
        };
        let (raw, behind) = rest.split_at_checked(len)?;
        rest = behind;
        Some(Recipient::Group(Group { raw }))
    })
}

impl<'a> Envelope<'a> {
    /// The addresses of `field` as people and groups ([`recipients`]).
    pub fn recipients(&self, field: AddressField) -> impl Iterator<Item = Recipient<'_, 'a>> {
        recipients(self.addresses(field))
    }
}

/// Octets as text: UTF-8 if they are, else Latin-1, of which any octets are text (quirk catalogue S26). RFC 2047's words
/// stay as they are.
///
/// ```
/// use imap_types::decoded::text;
/// assert_eq!(text("F\u{e5} rabatt".as_bytes()), "F\u{e5} rabatt");
/// assert_eq!(text(b"F\xe5 rabatt"), "F\u{e5} rabatt");
/// ```
#[must_use]
pub fn text(octets: &[u8]) -> Cow<'_, str> {
    match core::str::from_utf8(octets) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(octets.iter().copied().map(char::from).collect()),
    }
}

#[cfg(feature = "decoded")]
mod with_mail_parser {
    use alloc::{borrow::Cow, string::String, vec::Vec};

    use mail_parser::parsers::MessageStream;

    use super::text;
    use crate::{
        core::NString,
        datetime::{Date, DateTime, Zone},
        envelope::{Address, Envelope},
    };

    /// Octets as text, with [RFC 2047](https://www.rfc-editor.org/rfc/rfc2047.html)'s words decoded. Words of a character
    /// set that is not known are taken for UTF-8; what is no word stays ([`text`]).
    ///
    /// ```
    /// use imap_types::decoded::words;
    /// assert_eq!(words(b"=?ISO-8859-1?Q?Patrik_F=E4ltstr=F6m?= <paf>"), "Patrik F\u{e4}ltstr\u{f6}m <paf>");
    /// ```
    #[must_use]
    pub fn words(octets: &[u8]) -> Cow<'_, str> {
        let text = text(octets);
        if !text.contains("=?") {
            return text;
        }
        // The parser wants a field of a header: without line ends inside, and with one behind.
        let mut field: Vec<u8> = text
            .bytes()
            .map(|byte| {
                if matches!(byte, b'\r' | b'\n') {
                    b' '
                } else {
                    byte
                }
            })
            .collect();
        field.push(b'\n');
        let value = MessageStream::new(&field).parse_unstructured();
        match value.as_text() {
            Some(decoded) => Cow::Owned(String::from(decoded)),
            None => text,
        }
    }

    /// The date of a header ([RFC 5322 §3.3](https://www.rfc-editor.org/rfc/rfc5322.html#section-3.3), obsolete forms too);
    /// `None` if it is none, or no day of the calendar. For chrono, time and jiff there are conversions from [`DateTime`].
    ///
    /// ```
    /// use imap_types::decoded::date;
    /// let date = date("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)").unwrap();
    /// assert_eq!(date.to_string(), "17-Jul-1996 02:23:25 -0700");
    /// ```
    #[must_use]
    pub fn date(text: &str) -> Option<DateTime> {
        let read = mail_parser::DateTime::parse_rfc822(text)?;
        let zone = Zone::new(read.tz_before_gmt, read.tz_hour, read.tz_minute).ok()?;
        let day = Date::new(read.year, read.month, read.day).ok()?;
        DateTime::new(day, read.hour, read.minute, read.second, zone)
            .ok()?
            .sound()
    }

    impl Address<'_> {
        /// The name, decoded ([`words`]).
        #[must_use]
        pub fn name_text(&self) -> Option<Cow<'_, str>> {
            self.name.as_bytes().map(words)
        }
    }

    impl super::Group<'_, '_> {
        /// The name, decoded ([`words`]).
        #[must_use]
        pub fn name_text(&self) -> Option<Cow<'_, str>> {
            self.name().map(|name| words(name.as_bytes()))
        }
    }

    impl Envelope<'_> {
        /// The subject, decoded ([`words`]).
        #[must_use]
        pub fn subject_text(&self) -> Option<Cow<'_, str>> {
            self.subject.as_bytes().map(words)
        }

        /// When it was sent, if that can be read ([`date`]).
        #[must_use]
        pub fn sent(&self) -> Option<DateTime> {
            date(self.date.to_str()?)
        }
    }

    impl NString<'_> {
        /// The content with RFC 2047's words decoded ([`words`]); `None` is NIL.
        #[must_use]
        pub fn words(&self) -> Option<Cow<'_, str>> {
            self.as_bytes().map(words)
        }
    }
}

#[cfg(feature = "decoded")]
pub use self::with_mail_parser::{date, words};

#[cfg(test)]
mod tests {
    use alloc::{string::ToString, vec, vec::Vec};

    use super::*;

    fn address(parts: [&'static str; 4]) -> Address<'static> {
        let part = |at: usize| match parts[at] {
            "" => NString::NIL,
            part => NString::try_from(part).unwrap(),
        };
        Address {
            name: part(0),
            adl: part(1),
            mailbox: part(2),
            host: part(3),
        }
    }

    /// In short: people by their mailbox, groups in brackets, `!` if the end was not told.
    fn shape(addresses: &[Address<'_>]) -> String {
        let mut shape = String::new();
        for recipient in recipients(addresses) {
            match recipient {
                Recipient::One(one) => {
                    shape.push_str(one.mailbox.to_str().unwrap_or("-"));
                }
                Recipient::Group(group) => {
                    shape.push_str(
                        &group
                            .name()
                            .map_or("?".into(), |name| text(name.as_bytes())),
                    );
                    shape.push('[');
                    for member in group.members() {
                        shape.push_str(member.mailbox.to_str().unwrap_or("-"));
                    }
                    shape.push_str(if group.is_closed() { "]" } else { "!]" });
                }
            }
            shape.push(' ');
        }
        shape
    }

    #[test]
    fn groups() {
        let one = |name| address(["", "", name, "x"]);
        let start = |name| address(["", "", name, ""]);
        let end = || Address::default();
        for (addresses, wanted) in [
            (vec![], ""),
            (vec![one("a"), one("b")], "a b "),
            (vec![start("g"), end()], "g[] "),
            (
                vec![one("a"), start("g"), one("b"), one("c"), end(), one("d")],
                "a g[bc] d ",
            ),
            // No end; another begins; an end alone.
            (vec![start("g"), one("b")], "g[b!] "),
            (
                vec![start("g"), one("b"), start("h"), one("c"), end()],
                "g[b!] h[c] ",
            ),
            (vec![one("a"), end(), one("b")], "a ?[] b "),
            // S73: no group, though it has no host.
            (
                vec![address(["<s@d>", "", "Name", ""]), one("b"), end()],
                "Name b ?[] ",
            ),
        ] {
            assert_eq!(shape(&addresses), wanted);
            let raw: Vec<_> = recipients(&addresses)
                .flat_map(|recipient| recipient.raw())
                .cloned()
                .collect();
            assert_eq!(raw, addresses, "nothing is lost");
        }
    }

    #[test]
    fn addresses_that_are_none() {
        for (parts, spec) in [
            (["", "", "a", "b.c"], Some("a@b.c")),
            (["", "", "MISSING_MAILBOX", "MISSING_DOMAIN"], None),
            (["", "", "a", "MISSING_DOMAIN"], None),
            (["", "", "MISSING_MAILBOX", "b.c"], None),
            (["", "", "a", ".MISSING-HOST-NAME."], None),
            (["", "", "INVALID_ADDRESS", ".SYNTAX-ERROR."], None),
            (["", "", "", "b.c"], None),
            // S74: as it is.
            (
                ["", "", "<members=h.com", "m.h.com>"],
                Some("<members=h.com@m.h.com>"),
            ),
            (["", "", "missing_domain", "b"], Some("missing_domain@b")),
        ] {
            assert_eq!(address(parts).addr_spec().as_deref(), spec);
        }
        for (parts, swapped) in [
            (["<s@d>", "", "n", ""], Some("s@d")),
            (["<s@d>", "", "n", "MISSING_DOMAIN"], Some("s@d")),
            (["<s@d>", "", "n", "d"], None),
            (["s@d", "", "n", ""], None),
            (["<@d>", "", "n", ""], None),
            (["<s>", "", "n", ""], None),
            (["<s@d>", "", "", ""], None),
        ] {
            let address = address(parts);
            let found = address.swapped().map(|(spec, _)| text(spec).to_string());
            assert_eq!(found.as_deref(), swapped);
        }
    }

    #[cfg(feature = "decoded")]
    #[test]
    fn encoded_words() {
        for (wire, wanted) in [
            (&b""[..], ""),
            (b"plain  text", "plain  text"),
            (b"=?UTF-8?Q?J=C3=BCrgen_X?=", "J\u{fc}rgen X"),
            (b"=?utf-8?b?SsO8cmdlbg==?=", "J\u{fc}rgen"),
            // RFC 2047 section 8: SP between words is none, between a word and text it is one.
            (b"=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"),
            (b"=?ISO-8859-1?Q?a?=\r\n =?ISO-8859-1?Q?_b?=", "a b"),
            (b"=?ISO-8859-1?Q?a?= b", "a b"),
            (
                b"Re: =?koi8-r?B?8NLJ18XU?=",
                "Re: \u{41f}\u{440}\u{438}\u{432}\u{435}\u{442}",
            ),
            (b"=?gb2312?B?xOO6ww==?=", "\u{4f60}\u{597d}"),
            (b"=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "\u{65e5}\u{672c}"),
            // RFC 2231 section 5.
            (b"=?US-ASCII*EN?Q?Keith_Moore?=", "Keith Moore"),
            // No words.
            (b"=?", "=?"),
            (b"a =?b", "a =?b"),
            (b"=?utf-8?X?a?=", "=?utf-8?X?a?="),
            (b"caf\xe9", "caf\u{e9}"),
            (b"caf\xe9 =?utf-8?q?=C3=A9?=", "caf\u{e9} \u{e9}"),
        ] {
            assert_eq!(words(wire), wanted, "{}", wire.escape_ascii());
        }
    }

    #[cfg(feature = "decoded")]
    #[test]
    fn dates() {
        for (header, wanted) in [
            (
                "Wed, 17 Jul 1996 02:23:25 -0700 (PDT)",
                Some("17-Jul-1996 02:23:25 -0700"),
            ),
            ("17 Jul 96 02:23:00 GMT", Some("17-Jul-1996 02:23:00 +0000")),
            (
                " 1 Jan 2024 00:00:00 +0545",
                Some(" 1-Jan-2024 00:00:00 +0545"),
            ),
            ("Fri, 31 Feb 2020 00:00:00 +0000", None),
            ("", None),
            ("yesterday", None),
        ] {
            let read = date(header).map(|date| date.to_string());
            assert_eq!(read.as_deref(), wanted, "{header}");
        }
        let envelope = Envelope::new(
            NString::try_from("Wed, 17 Jul 1996 02:23:25 -0700").unwrap(),
            NString::try_from("=?utf-8?q?=C3=A9?=").unwrap(),
        );
        assert_eq!(envelope.subject_text().as_deref(), Some("\u{e9}"));
        assert_eq!(
            envelope.subject.as_bytes(),
            Some(&b"=?utf-8?q?=C3=A9?="[..])
        );
        assert_eq!(envelope.sent().map(|sent| sent.hour()), Some(2));
    }

    #[cfg(all(
        feature = "decoded",
        feature = "chrono",
        feature = "time",
        feature = "jiff"
    ))]
    #[test]
    fn dates_of_other_crates() {
        let sent = date("Wed, 17 Jul 1996 02:23:25 -0700").unwrap();
        let chrono = chrono::DateTime::<chrono::FixedOffset>::try_from(sent).unwrap();
        let time = time::OffsetDateTime::try_from(sent).unwrap();
        let jiff = jiff::Zoned::try_from(sent).unwrap();
        for stamp in [
            chrono.timestamp(),
            time.unix_timestamp(),
            jiff.timestamp().as_second(),
        ] {
            assert_eq!(stamp, 837_595_405);
        }
    }
}
