//! Conversions to and from date crates, behind the features `chrono`, `time` and `jiff`.
//!
//! A day or an hour that no calendar has (the grammar allows 31-Feb) is an error, as is a zone that the other side cannot
//! hold. `-0000`, which says that the zone is unknown, becomes the offset 0, and the offset 0 becomes `+0000`. Fractions
//! of a second are dropped.

use super::{Date, DateTime, Zone};
use crate::core::Invalid;

const NO_DAY: Invalid = Invalid::new("day of the calendar");
const NO_TIME: Invalid = Invalid::new("time of day");
const NO_ZONE: Invalid = Invalid::new("zone");

impl Date {
    fn from_parts(year: impl TryInto<u16>, month: u8, day: u8) -> Result<Self, Invalid> {
        Self::new(year.try_into().map_err(|_| NO_DAY)?, month, day)
    }
}

impl Zone {
    fn seconds_east(self) -> i32 {
        i32::from(self.minutes_east()) * 60
    }

    /// The wire has no seconds.
    fn from_seconds_east(seconds: i32) -> Result<Self, Invalid> {
        if seconds % 60 != 0 {
            return Err(NO_ZONE);
        }
        Self::from_minutes_east(i16::try_from(seconds / 60).map_err(|_| NO_ZONE)?)
    }
}

#[cfg(feature = "chrono")]
mod with_chrono {
    use chrono::{Datelike, FixedOffset, NaiveDate, NaiveTime, Timelike};

    use super::{Date, DateTime, Invalid, NO_DAY, NO_TIME, NO_ZONE, Zone};

    const SECOND: u32 = 1_000_000_000;

    impl TryFrom<Date> for NaiveDate {
        type Error = Invalid;
        fn try_from(date: Date) -> Result<Self, Invalid> {
            Self::from_ymd_opt(date.year.into(), date.month.into(), date.day.into()).ok_or(NO_DAY)
        }
    }

    impl TryFrom<NaiveDate> for Date {
        type Error = Invalid;
        fn try_from(date: NaiveDate) -> Result<Self, Invalid> {
            // Months and days are small.
            Self::from_parts(date.year(), date.month() as u8, date.day() as u8)
        }
    }

    impl TryFrom<DateTime> for chrono::DateTime<FixedOffset> {
        type Error = Invalid;
        /// Second 60 becomes chrono's leap second.
        fn try_from(at: DateTime) -> Result<Self, Invalid> {
            let (second, nanos) = match at.second {
                60 => (59, SECOND),
                second => (second, 0),
            };
            let time = NaiveTime::from_hms_nano_opt(
                at.hour.into(),
                at.minute.into(),
                second.into(),
                nanos,
            )
            .ok_or(NO_TIME)?;
            let zone = FixedOffset::east_opt(at.zone.seconds_east()).ok_or(NO_ZONE)?;
            NaiveDate::try_from(at.date)?
                .and_time(time)
                .and_local_timezone(zone)
                .single()
                .ok_or(NO_DAY)
        }
    }

    impl TryFrom<chrono::DateTime<FixedOffset>> for DateTime {
        type Error = Invalid;
        fn try_from(at: chrono::DateTime<FixedOffset>) -> Result<Self, Invalid> {
            let second = at.second() + u32::from(at.nanosecond() >= SECOND);
            Self::new(
                at.date_naive().try_into()?,
                at.hour() as u8,
                at.minute() as u8,
                second as u8,
                Zone::from_seconds_east(at.offset().local_minus_utc())?,
            )
        }
    }
}

#[cfg(feature = "time")]
mod with_time {
    use time::{Month, OffsetDateTime, Time, UtcOffset};

    use super::{Date, DateTime, Invalid, NO_DAY, NO_TIME, NO_ZONE, Zone};

    impl TryFrom<Date> for time::Date {
        type Error = Invalid;
        fn try_from(date: Date) -> Result<Self, Invalid> {
            let month = Month::try_from(date.month).map_err(|_| NO_DAY)?;
            Self::from_calendar_date(date.year.into(), month, date.day).map_err(|_| NO_DAY)
        }
    }

    impl TryFrom<time::Date> for Date {
        type Error = Invalid;
        fn try_from(date: time::Date) -> Result<Self, Invalid> {
            Self::from_parts(date.year(), date.month().into(), date.day())
        }
    }

    impl TryFrom<DateTime> for OffsetDateTime {
        type Error = Invalid;
        /// The crate has no leap seconds: second 60 is an error.
        fn try_from(at: DateTime) -> Result<Self, Invalid> {
            let time = Time::from_hms(at.hour, at.minute, at.second).map_err(|_| NO_TIME)?;
            let zone =
                UtcOffset::from_whole_seconds(at.zone.seconds_east()).map_err(|_| NO_ZONE)?;
            Ok(Self::new_in_offset(at.date.try_into()?, time, zone))
        }
    }

    impl TryFrom<OffsetDateTime> for DateTime {
        type Error = Invalid;
        fn try_from(at: OffsetDateTime) -> Result<Self, Invalid> {
            Self::new(
                at.date().try_into()?,
                at.hour(),
                at.minute(),
                at.second(),
                Zone::from_seconds_east(at.offset().whole_seconds())?,
            )
        }
    }
}

#[cfg(feature = "jiff")]
mod with_jiff {
    use jiff::{
        Zoned, civil,
        tz::{Offset, TimeZone},
    };

    use super::{Date, DateTime, Invalid, NO_DAY, NO_TIME, NO_ZONE, Zone};

    /// jiff's fields are signed; none of a [`DateTime`] is above 99, and no year above 9999.
    const fn small(field: u8) -> i8 {
        field as i8
    }

    impl TryFrom<Date> for civil::Date {
        type Error = Invalid;
        fn try_from(date: Date) -> Result<Self, Invalid> {
            Self::new(date.year as i16, small(date.month), small(date.day)).map_err(|_| NO_DAY)
        }
    }

    impl TryFrom<civil::Date> for Date {
        type Error = Invalid;
        fn try_from(date: civil::Date) -> Result<Self, Invalid> {
            Self::from_parts(
                date.year(),
                date.month().unsigned_abs(),
                date.day().unsigned_abs(),
            )
        }
    }

    impl TryFrom<DateTime> for Zoned {
        type Error = Invalid;
        /// The crate has no leap seconds: second 60 is an error.
        fn try_from(at: DateTime) -> Result<Self, Invalid> {
            let time = civil::Time::new(small(at.hour), small(at.minute), small(at.second), 0)
                .map_err(|_| NO_TIME)?;
            let zone = Offset::from_seconds(at.zone.seconds_east()).map_err(|_| NO_ZONE)?;
            civil::Date::try_from(at.date)?
                .to_datetime(time)
                .to_zoned(TimeZone::fixed(zone))
                .map_err(|_| NO_DAY)
        }
    }

    impl TryFrom<&Zoned> for DateTime {
        type Error = Invalid;
        /// The zone is the offset that holds at that time.
        fn try_from(at: &Zoned) -> Result<Self, Invalid> {
            Self::new(
                at.date().try_into()?,
                at.hour().unsigned_abs(),
                at.minute().unsigned_abs(),
                at.second().unsigned_abs(),
                Zone::from_seconds_east(at.offset().seconds())?,
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a calendar has, and how it comes back.
    const SOUND: [(&str, &str); 5] = [
        ("17-Jul-1996 02:44:25 -0700", "17-Jul-1996 02:44:25 -0700"),
        (" 1-Jan-0001 00:00:00 +0000", " 1-Jan-0001 00:00:00 +0000"),
        ("29-Feb-2024 23:59:59 +0545", "29-Feb-2024 23:59:59 +0545"),
        // The sign is lost, the instant is not.
        ("17-Jul-1996 02:44:25 -0000", "17-Jul-1996 02:44:25 +0000"),
        ("17-Jul-1996 02:44:25 -0060", "17-Jul-1996 02:44:25 -0100"),
    ];
    const UNSOUND: [&str; 6] = [
        "31-Feb-1996 02:44:25 +0000",
        "00-Jan-1996 02:44:25 +0000",
        "29-Feb-2023 02:44:25 +0000",
        "17-Jul-1996 24:44:25 +0000",
        "17-Jul-1996 02:60:25 +0000",
        "17-Jul-1996 02:44:25 +9900",
    ];

    fn check<T>(back: impl Fn(T) -> Result<DateTime, Invalid>)
    where
        T: TryFrom<DateTime, Error = Invalid>,
    {
        use alloc::string::ToString;
        for (there, again) in SOUND {
            let at: DateTime = there.parse().unwrap();
            assert_eq!(back(T::try_from(at).unwrap()).unwrap().to_string(), again);
        }
        for at in UNSOUND {
            assert!(T::try_from(at.parse().unwrap()).is_err(), "{at}");
        }
    }

    fn check_day<T>()
    where
        T: TryFrom<Date, Error = Invalid>,
        Date: TryFrom<T, Error = Invalid>,
    {
        for (year, month, day, sound) in [
            (1994, 2, 1, true),
            (9999, 12, 31, true),
            (2024, 2, 29, true),
            (2023, 2, 29, false),
            (1994, 4, 31, false),
            (1994, 4, 0, false),
        ] {
            let date = Date::new(year, month, day).unwrap();
            let there = T::try_from(date).ok();
            assert_eq!(there.is_some(), sound);
            assert!(there.is_none_or(|there| Date::try_from(there) == Ok(date)));
        }
    }

    #[test]
    fn seconds_of_a_zone() {
        assert_eq!(Zone::from_seconds_east(0), Ok(Zone::UTC));
        assert!(Zone::from_seconds_east(61).is_err());
        assert!(Zone::from_seconds_east(i32::MIN).is_err());
    }

    #[cfg(feature = "chrono")]
    #[test]
    fn with_chrono() {
        use chrono::{DateTime as Chrono, FixedOffset, NaiveDate};
        check(|at: Chrono<FixedOffset>| at.try_into());
        check_day::<NaiveDate>();
        let leap: DateTime = "31-Dec-2016 23:59:60 +0000".parse().unwrap();
        let there = Chrono::<FixedOffset>::try_from(leap).unwrap();
        assert_eq!(there.timestamp(), 1_483_228_799);
        assert_eq!(DateTime::try_from(there), Ok(leap));
        assert!(Date::try_from(NaiveDate::from_ymd_opt(10_000, 1, 1).unwrap()).is_err());
        assert!(Date::try_from(NaiveDate::from_ymd_opt(-1, 1, 1).unwrap()).is_err());
        let odd = there.with_timezone(&FixedOffset::east_opt(1).unwrap());
        assert!(DateTime::try_from(odd).is_err());
    }

    #[cfg(feature = "time")]
    #[test]
    fn with_time() {
        check(|at: time::OffsetDateTime| at.try_into());
        check_day::<time::Date>();
        let at: DateTime = "17-Jul-1996 02:44:25 -0700".parse().unwrap();
        let there = time::OffsetDateTime::try_from(at).unwrap();
        assert_eq!(there.unix_timestamp(), 837_596_665);
        assert!(Date::try_from(time::Date::MIN).is_err());
    }

    #[cfg(feature = "jiff")]
    #[test]
    fn with_jiff() {
        check(|at: jiff::Zoned| DateTime::try_from(&at));
        check_day::<jiff::civil::Date>();
        let at: DateTime = "17-Jul-1996 02:44:25 -0700".parse().unwrap();
        let there = jiff::Zoned::try_from(at).unwrap();
        assert_eq!(there.timestamp().as_second(), 837_596_665);
        assert!(Date::try_from(jiff::civil::Date::MIN).is_err());
    }
}
