//! Dates and times ([RFC 9051 §2.3.3](https://www.rfc-editor.org/rfc/rfc9051.html#section-2.3.3)).

use imap_types::datetime::{Date, DateTime};

use crate::{
    core::byte,
    quirk::Quirk,
    rule::Rule,
    wire::{
        cx::{Cx, Parsed, refuse},
        scan,
        write::{Encode, Writer},
    },
};

/// `date = date-text / DQUOTE date-text DQUOTE`
pub(crate) fn date<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, Date> {
    let quoted = i.strip_prefix(b"\"");
    let text = quoted.unwrap_or(i);
    let len = scan::span(text, |byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let (bytes, rest) = text.split_at(len);
    let date = match Date::try_from(bytes) {
        Ok(date) => date,
        Err(_) => match old_date(bytes) {
            Some(date) if cx.mend(Quirk::OldYear, text, rest) => date,
            _ => return refuse(text, Rule::Date),
        },
    };
    match quoted {
        Some(_) => byte(b'"', Rule::Dquote, rest).map(|(rest, _)| (rest, date)),
        None => Ok((rest, date)),
    }
}

/// `date_day "-" date_month "-" date_year_old` of RFC 1730: the year has two digits.
#[cold]
fn old_date(bytes: &[u8]) -> Option<Date> {
    let (front, [b'-', tens @ b'0'..=b'9', ones @ b'0'..=b'9']) =
        bytes.split_at_checked(bytes.len().checked_sub(3)?)?
    else {
        return None;
    };
    let text = [front, b"-19", &[*tens, *ones]].concat();
    Date::try_from(text.as_slice()).ok()
}

impl Encode for Date {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        w.number(u64::from(self.day()))
            .byte(b'-')
            .raw(self.month_name().as_bytes())
            .byte(b'-');
        year(w, *self);
    }
}

fn year(w: &mut Writer<'_, '_>, date: Date) {
    two(w, (date.year() / 100) as u8);
    two(w, (date.year() % 100) as u8);
}

fn two(w: &mut Writer<'_, '_>, number: u8) {
    w.raw(&[b'0' + number / 10, b'0' + number % 10]);
}

/// `date-time = DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE`
#[inline]
pub(crate) fn date_time<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, DateTime> {
    let Some([b'"', text @ .., b'"']) = i.first_chunk::<28>() else {
        return unpadded_day(cx, i);
    };
    match DateTime::try_from(text.as_slice()) {
        Ok(date) => Ok((i.get(28..).unwrap_or_default(), date)),
        Err(_) => unpadded_day(cx, i),
    }
}

/// A day of one digit and nothing before it (quirk `unpadded-day`), or dots for colons (quirk `dotted-time`).
#[cold]
fn unpadded_day<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, DateTime> {
    if let Some([b'"', text @ .., b'"']) = i.first_chunk::<28>() {
        let mut text: [u8; 26] = *text;
        let rest = i.get(28..).unwrap_or_default();
        if (text[14], text[17]) == (b'.', b'.') {
            (text[14], text[17]) = (b':', b':');
            if let Ok(date) = DateTime::try_from(text.as_slice())
                && cx.mend(Quirk::DottedTime, i, rest)
            {
                return Ok((rest, date));
            }
        }
    }
    if let Some([b'"', text @ .., b'"']) = i.first_chunk::<27>() {
        let mut padded = [b' '; 26];
        padded[1..].copy_from_slice(text);
        let rest = i.get(27..).unwrap_or_default();
        if let Ok(date) = DateTime::try_from(padded.as_slice())
            && cx.mend(Quirk::UnpaddedDay, i, rest)
        {
            return Ok((rest, date));
        }
    }
    old_date_time(cx, i)
}

/// `date_time_old` of RFC 1730: a year of two digits, `-` and the name of a zone in place of SP and hours; one of the two or
/// both.
#[cold]
fn old_date_time<'a>(cx: &Cx<'_>, i: &'a [u8]) -> Parsed<'a, DateTime> {
    let read = || {
        let text = i.strip_prefix(b"\"")?;
        let end = memchr::memchr(b'"', text.get(..29).unwrap_or(text))?;
        let (text, rest) = (text.get(..end)?, text.get(end + 1..)?);
        // `17-Jul-`, the year, ` 02:44:25`
        let (day_and_month, behind) = text.split_at_checked(7)?;
        let (year, behind) = behind.split_at(scan::span(behind, |byte| byte.is_ascii_digit()));
        let (time, zone) = behind.split_at_checked(9)?;
        let old_year = year.len() == 2;
        let old_zone = zone
            .strip_prefix(b"-")
            .filter(|name| name.first().is_some_and(u8::is_ascii_alphabetic));
        let zone = match old_zone {
            Some(name) => zone_hours(name)?,
            None => zone,
        };
        let century: &[u8] = if old_year { b"19" } else { b"" };
        let text = [day_and_month, century, year, time, zone].concat();
        let date = DateTime::try_from(text.as_slice()).ok()?;
        let mended = (!old_year || cx.mend(Quirk::OldYear, i, rest))
            && (old_zone.is_none() || cx.mend(Quirk::OldZone, i, rest));
        mended.then_some((rest, date))
    };
    match read() {
        Some(parsed) => Ok(parsed),
        None => refuse(i, Rule::DateTime),
    }
}

/// `zone_old` of RFC 1730, as SP and hours. The letters are those of its table: A to M east, N to Y west.
fn zone_hours(name: &[u8]) -> Option<&'static [u8]> {
    const ZONES: [(&[&[u8]], &[u8]); 8] = [
        (&[b"UT", b"GMT", b"Z"], b" +0000"),
        (&[b"AST", b"EDT"], b" -0400"),
        (&[b"EST", b"CDT"], b" -0500"),
        (&[b"CST", b"MDT"], b" -0600"),
        (&[b"MST", b"PDT"], b" -0700"),
        (&[b"PST", b"YDT"], b" -0800"),
        (&[b"YST", b"HDT"], b" -0900"),
        (&[b"HST", b"BDT"], b" -1000"),
    ];
    const EAST: [&[u8]; 12] = [
        b" +0100", b" +0200", b" +0300", b" +0400", b" +0500", b" +0600", b" +0700", b" +0800",
        b" +0900", b" +1000", b" +1100", b" +1200",
    ];
    const WEST: [&[u8]; 12] = [
        b" -0100", b" -0200", b" -0300", b" -0400", b" -0500", b" -0600", b" -0700", b" -0800",
        b" -0900", b" -1000", b" -1100", b" -1200",
    ];
    if let [letter] = name
        && !letter.eq_ignore_ascii_case(&b'Z')
    {
        // There is no J.
        let letter = letter.to_ascii_uppercase();
        return match letter {
            b'A'..=b'I' => EAST.get(usize::from(letter - b'A')).copied(),
            b'K'..=b'M' => EAST.get(usize::from(letter - b'B')).copied(),
            b'N'..=b'Y' => WEST.get(usize::from(letter - b'N')).copied(),
            _ => None,
        };
    }
    if name.eq_ignore_ascii_case(b"BST") {
        return Some(b" -1100");
    }
    ZONES
        .iter()
        .find(|(names, _)| names.iter().any(|known| known.eq_ignore_ascii_case(name)))
        .map(|(_, hours)| *hours)
}

impl Encode for DateTime {
    fn encode<'v>(&'v self, w: &mut Writer<'_, 'v>) {
        let two = |number: u8| [b'0' + number / 10, b'0' + number % 10];
        let (year, zone) = (self.year(), self.zone());
        let [d0, d1] = two(self.day());
        let d0 = if d0 == b'0' { b' ' } else { d0 };
        let month = self.date().month_name().as_bytes();
        let [m0, m1, m2] = *month.first_chunk().unwrap_or(b"Jan");
        let [y0, y1] = two((year / 100) as u8);
        let [y2, y3] = two((year % 100) as u8);
        let [h0, h1] = two(self.hour());
        let [n0, n1] = two(self.minute());
        let [s0, s1] = two(self.second());
        let sign = if zone.is_west() { b'-' } else { b'+' };
        let [z0, z1] = two(zone.hours());
        let [z2, z3] = two(zone.minutes());
        // All at once: a third of the time of its fields one by one.
        w.raw(&[
            b'"', d0, d1, b'-', m0, m1, m2, b'-', y0, y1, y2, y3, b' ', h0, h1, b':', n0, n1, b':',
            s0, s1, b' ', sign, z0, z1, z2, z3, b'"',
        ]);
    }
}

#[cfg(test)]
mod tests {
    use imap_types::datetime::Zone;

    use super::*;
    use crate::testing::{both, reads, refuses};

    #[test]
    fn zones_of_rfc_1730() {
        for (name, hours) in [
            ("UT", " +0000"),
            ("gmt", " +0000"),
            ("Z", " +0000"),
            ("EDT", " -0400"),
            ("PDT", " -0700"),
            ("BST", " -1100"),
            ("A", " +0100"),
            ("I", " +0900"),
            ("K", " +1000"),
            ("M", " +1200"),
            ("N", " -0100"),
            ("Y", " -1200"),
        ] {
            assert_eq!(
                zone_hours(name.as_bytes()),
                Some(hours.as_bytes()),
                "{name}"
            );
        }
        for name in ["", "J", "CET", "ABC"] {
            assert_eq!(zone_hours(name.as_bytes()), None, "{name}");
        }
    }

    #[test]
    fn dates() -> Result<(), imap_types::core::Invalid> {
        let day = Date::new(1994, 2, 1)?;
        both(
            date,
            &[("1-Feb-1994", day), ("31-Dec-0007", Date::new(7, 12, 31)?)],
        );
        reads(
            date,
            &[
                ("01-Feb-1994", day),
                ("\"1-feb-1994\"", day),
                ("\"01-FEB-1994\"", day),
            ],
        );
        refuses(
            date,
            &[
                ("1-Feb-94", 0, Rule::Date),
                ("001-Feb-1994", 0, Rule::Date),
                ("1-Foo-1994", 0, Rule::Date),
                ("\" 1-Feb-1994\"", 1, Rule::Date),
                ("\"1-Feb-1994", 11, Rule::Dquote),
                ("", 0, Rule::Date),
            ],
        );
        // RFC 9051 section 7.5.2
        let west = DateTime::new(Date::new(1996, 7, 17)?, 2, 44, 25, Zone::new(true, 7, 0)?)?;
        let early = DateTime::new(Date::new(1996, 7, 7)?, 0, 0, 0, Zone::UTC)?;
        both(
            date_time,
            &[
                ("\"17-Jul-1996 02:44:25 -0700\"", west),
                ("\" 7-Jul-1996 00:00:00 +0000\"", early),
            ],
        );
        reads(date_time, &[("\"07-JUL-1996 00:00:00 +0000\"", early)]);
        refuses(
            date_time,
            &[
                ("\"7-Jul-1996 00:00:00 +0000\"", 0, Rule::DateTime),
                ("17-Jul-1996 02:44:25 -0700", 0, Rule::DateTime),
                ("\"17-Jul-1996 02:44:25 GMT  \"", 0, Rule::DateTime),
                ("", 0, Rule::DateTime),
            ],
        );
        Ok(())
    }
}
