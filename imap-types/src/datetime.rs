//! Dates and times ([RFC 9051 §2.3.3](https://www.rfc-editor.org/rfc/rfc9051.html#section-2.3.3)).
//!
//! Plain structs: what the grammar allows, not what a calendar allows (it allows 31-Feb). Conversions to date crates are
//! behind the features `chrono`, `time` and `jiff`.

#[cfg(any(feature = "chrono", feature = "time", feature = "jiff"))]
mod convert;

use core::{fmt, str::FromStr};

use crate::core::Invalid;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// `date-text = date-day "-" date-month "-" date-year`: a day, as SEARCH takes it.
///
/// ```
/// use imap_types::datetime::Date;
/// assert_eq!("1-Feb-1994".parse(), Date::new(1994, 2, 1));
/// assert_eq!(Date::new(1994, 2, 1)?.to_string(), "1-Feb-1994");
/// # Ok::<(), imap_types::core::Invalid>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// A day of the calendar.
    ///
    /// # Errors
    ///
    /// Unless `year <= 9999`, `1 <= month <= 12`, `day <= 99` (the grammar's bound: `1*2DIGIT`).
    pub const fn new(year: u16, month: u8, day: u8) -> Result<Self, Invalid> {
        if year <= 9999 && 1 <= month && month <= 12 && day <= 99 {
            Ok(Self { year, month, day })
        } else {
            Err(Invalid::new("date-text"))
        }
    }

    /// 0 to 9999.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// 0 to 99; 1 to 31 from peers that mean a day.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }

    /// `Jan` to `Dec`.
    #[must_use]
    pub fn month_name(self) -> &'static str {
        MONTHS[usize::from(self.month) - 1]
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{:04}", self.day, self.month_name(), self.year)
    }
}

/// `date-time`: an instant with its zone, as INTERNALDATE and APPEND carry it.
///
/// ```
/// use imap_types::datetime::DateTime;
/// let date: DateTime = "17-Jul-1996 02:44:25 -0700".parse()?;
/// assert_eq!((date.year(), date.hour(), date.zone().minutes_east()), (1996, 2, -420));
/// assert_eq!(date.to_string(), "17-Jul-1996 02:44:25 -0700");
/// # Ok::<(), imap_types::core::Invalid>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct DateTime {
    date: Date,
    hour: u8,
    minute: u8,
    second: u8,
    zone: Zone,
}

/// `zone = ("+" / "-") 4DIGIT`: hours and minutes east or west of Greenwich.
///
/// `-0000` is kept apart from `+0000`: the sign means "unknown" (RFC 5322 §3.3).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Zone {
    west: bool,
    hours: u8,
    minutes: u8,
}

impl Zone {
    /// `+0000`
    pub const UTC: Self = Self {
        west: false,
        hours: 0,
        minutes: 0,
    };

    /// `hours` and `minutes` west (`-`) or east (`+`).
    ///
    /// # Errors
    ///
    /// If one of them has more than two digits.
    pub const fn new(west: bool, hours: u8, minutes: u8) -> Result<Self, Invalid> {
        if hours <= 99 && minutes <= 99 {
            Ok(Self {
                west,
                hours,
                minutes,
            })
        } else {
            Err(Invalid::new("zone"))
        }
    }

    /// Is the sign `-`?
    #[must_use]
    pub const fn is_west(self) -> bool {
        self.west
    }

    /// The first two digits.
    #[must_use]
    pub const fn hours(self) -> u8 {
        self.hours
    }

    /// The last two digits.
    #[must_use]
    pub const fn minutes(self) -> u8 {
        self.minutes
    }

    /// Minutes east of Greenwich.
    #[must_use]
    pub const fn minutes_east(self) -> i16 {
        let minutes = self.hours as i16 * 60 + self.minutes as i16;
        if self.west { -minutes } else { minutes }
    }

    /// The zone so many minutes east of Greenwich.
    ///
    /// # Errors
    ///
    /// If it is 100 hours or more away.
    pub const fn from_minutes_east(minutes: i16) -> Result<Self, Invalid> {
        let away = minutes.unsigned_abs();
        if away >= 6000 {
            return Err(Invalid::new("zone"));
        }
        Ok(Self {
            west: minutes < 0,
            hours: (away / 60) as u8,
            minutes: (away % 60) as u8,
        })
    }
}

impl TryFrom<&[u8]> for Zone {
    type Error = Invalid;
    fn try_from(bytes: &[u8]) -> Result<Self, Invalid> {
        let read = || {
            let [sign @ (b'+' | b'-'), h0, h1, m0, m1] = bytes else {
                return None;
            };
            Some(Self {
                west: *sign == b'-',
                hours: two(*h0, *h1)?,
                minutes: two(*m0, *m1)?,
            })
        };
        read().ok_or(Invalid::new("zone"))
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}{:02}{:02}",
            if self.west { '-' } else { '+' },
            self.hours,
            self.minutes
        )
    }
}

impl DateTime {
    /// A time of a day.
    ///
    /// # Errors
    ///
    /// If one of them has more than two digits (the grammar's bound: `2DIGIT`).
    pub const fn new(
        date: Date,
        hour: u8,
        minute: u8,
        second: u8,
        zone: Zone,
    ) -> Result<Self, Invalid> {
        if hour <= 99 && minute <= 99 && second <= 99 {
            Ok(Self {
                date,
                hour,
                minute,
                second,
                zone,
            })
        } else {
            Err(Invalid::new("date-time"))
        }
    }

    /// The day.
    #[must_use]
    pub const fn date(self) -> Date {
        self.date
    }

    /// 0 to 9999.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.date.year
    }

    /// 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.date.month
    }

    /// 1 to 31 from peers that mean a day.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.date.day
    }

    /// 0 to 23 from peers that mean an hour.
    #[must_use]
    pub const fn hour(self) -> u8 {
        self.hour
    }

    /// 0 to 59 from peers that mean a minute.
    #[must_use]
    pub const fn minute(self) -> u8 {
        self.minute
    }

    /// 0 to 60 from peers that mean a second.
    #[must_use]
    pub const fn second(self) -> u8 {
        self.second
    }

    /// The zone.
    #[must_use]
    pub const fn zone(self) -> Zone {
        self.zone
    }

    /// The same, if calendar and clock have it: not the `00-Jan-0000` of servers that know no better (Domino, quirk
    /// catalogue S75), nor 31-Feb. Second 60 is there for leap seconds.
    ///
    /// ```
    /// use imap_types::datetime::DateTime;
    /// let at = |text: &str| text.parse::<DateTime>().map(DateTime::sound);
    /// assert_eq!(at("00-Jan-0000 00:00:00 +0000")?, None);
    /// assert!(at("29-Feb-2024 23:59:59 +0000")?.is_some());
    /// # Ok::<(), imap_types::core::Invalid>(())
    /// ```
    #[must_use]
    pub const fn sound(self) -> Option<Self> {
        let Date { year, month, day } = self.date;
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let last = match month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => 31,
        };
        if year > 0
            && 1 <= day
            && day <= last
            && self.hour < 24
            && self.minute < 60
            && self.second <= 60
            && self.zone.hours < 24
            && self.zone.minutes < 60
        {
            Some(self)
        } else {
            None
        }
    }
}

impl fmt::Display for DateTime {
    /// As on the wire, without the quotes: the day has two places.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:2}-{}-{:04} {:02}:{:02}:{:02} {}",
            self.date.day,
            self.date.month_name(),
            self.date.year,
            self.hour,
            self.minute,
            self.second,
            self.zone
        )
    }
}

/// The number that two digits make.
fn two(tens: u8, ones: u8) -> Option<u8> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then(|| tens * 10 + ones)
}

fn month(name: [u8; 3]) -> Option<u8> {
    Some(match [name[0] | 0x20, name[1] | 0x20, name[2] | 0x20] {
        [b'j', b'a', b'n'] => 1,
        [b'f', b'e', b'b'] => 2,
        [b'm', b'a', b'r'] => 3,
        [b'a', b'p', b'r'] => 4,
        [b'm', b'a', b'y'] => 5,
        [b'j', b'u', b'n'] => 6,
        [b'j', b'u', b'l'] => 7,
        [b'a', b'u', b'g'] => 8,
        [b's', b'e', b'p'] => 9,
        [b'o', b'c', b't'] => 10,
        [b'n', b'o', b'v'] => 11,
        [b'd', b'e', b'c'] => 12,
        _ => return None,
    })
}

/// `date-month "-" date-year`, nine bytes with the hyphen in front.
fn month_and_year(bytes: [u8; 9]) -> Option<(u8, u16)> {
    let [b'-', a, b, c, b'-', d, e, f, g] = bytes else {
        return None;
    };
    Some((
        month([a, b, c])?,
        u16::from(two(d, e)?) * 100 + u16::from(two(f, g)?),
    ))
}

impl TryFrom<&[u8]> for Date {
    type Error = Invalid;
    /// Without quotes.
    fn try_from(bytes: &[u8]) -> Result<Self, Invalid> {
        let read = || {
            let (rest, tail) = bytes.split_last_chunk::<9>()?;
            let day = match rest {
                [ones] => two(b'0', *ones)?,
                [tens, ones] => two(*tens, *ones)?,
                _ => return None,
            };
            let (month, year) = month_and_year(*tail)?;
            Some(Self { year, month, day })
        };
        read().ok_or(Invalid::new("date-text"))
    }
}

impl TryFrom<&[u8]> for DateTime {
    type Error = Invalid;
    /// Without quotes: 26 bytes, the first of which may be SP.
    fn try_from(bytes: &[u8]) -> Result<Self, Invalid> {
        let read = || {
            let [
                tens,
                ones,
                b'-',
                m0,
                m1,
                m2,
                b'-',
                y0,
                y1,
                y2,
                y3,
                b' ',
                h0,
                h1,
                b':',
                n0,
                n1,
                b':',
                s0,
                s1,
                b' ',
                sign @ (b'+' | b'-'),
                z0,
                z1,
                z2,
                z3,
            ] = *<&[u8; 26]>::try_from(bytes).ok()?
            else {
                return None;
            };
            // One question at the end in place of nine.
            let mut digits = true;
            let mut two = |tens: u8, ones: u8| {
                let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
                digits &= (tens < 10) & (ones < 10);
                tens.wrapping_mul(10).wrapping_add(ones)
            };
            let read = Self {
                date: Date {
                    year: u16::from(two(y0, y1)) * 100 + u16::from(two(y2, y3)),
                    month: month([m0, m1, m2])?,
                    day: two(if tens == b' ' { b'0' } else { tens }, ones),
                },
                hour: two(h0, h1),
                minute: two(n0, n1),
                second: two(s0, s1),
                zone: Zone {
                    west: sign == b'-',
                    hours: two(z0, z1),
                    minutes: two(z2, z3),
                },
            };
            digits.then_some(read)
        };
        read().ok_or(Invalid::new("date-time"))
    }
}

macro_rules! text {
    ($($name:ident),+) => { $(
        impl FromStr for $name {
            type Err = Invalid;
            fn from_str(text: &str) -> Result<Self, Invalid> {
                Self::try_from(text.as_bytes())
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <alloc::borrow::Cow<'de, str>>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )+ };
}
text!(Date, DateTime, Zone);
forward_static!(Date, DateTime, Zone);

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Date {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        Ok(Self {
            year: u.int_in_range(0..=9999)?,
            month: u.int_in_range(1..=12)?,
            day: u.int_in_range(0..=99)?,
        })
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Zone {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        Ok(Self {
            west: u.arbitrary()?,
            hours: u.int_in_range(0..=99)?,
            minutes: u.int_in_range(0..=99)?,
        })
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for DateTime {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        Ok(Self {
            date: u.arbitrary()?,
            hour: u.int_in_range(0..=99)?,
            minute: u.int_in_range(0..=99)?,
            second: u.int_in_range(0..=99)?,
            zone: u.arbitrary()?,
        })
    }
}
