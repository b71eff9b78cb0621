//! Instants as the shop shows them.
//!
//! A view must be the same on the server and in the browser, so a clock, a locale or a zone
//! database in a view is a hydration error. [`At`] therefore carries the offset of the shop's zone
//! with it: the server looks it up once, when the value is read, and both sides format alike.

use std::fmt;

use serde::{Deserialize, Serialize};

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 86_400_000;

/// An instant: milliseconds since 1970-01-01T00:00:00Z, with the shop's offset from UTC at that
/// instant, in minutes, for display alone. Equality and order look at the instant.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct At {
    ms: i64,
    offset_minutes: i16,
}

impl At {
    /// The instant of `ms` milliseconds since 1970, displayed in UTC.
    pub const fn utc(ms: i64) -> Self {
        Self { ms, offset_minutes: 0 }
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub const fn ms(self) -> i64 {
        self.ms
    }

    /// So many milliseconds later, displayed in the same zone.
    #[must_use]
    pub const fn plus_ms(self, ms: i64) -> Self {
        Self { ms: self.ms + ms, offset_minutes: self.offset_minutes }
    }

    /// RFC 3339 in UTC with seconds, as the `datetime` attribute and the draw's rules want it.
    pub fn rfc3339(self) -> String {
        let c = Civil::of(self.ms);
        [&c.date(), "T", two(c.hour), ":", two(c.minute), ":", two(c.second), "Z"].concat()
    }

    /// `20 November 2026, 18:00` in the shop's zone.
    pub fn date_time(self) -> String {
        [&self.date(), ", ", &self.clock()].concat()
    }

    /// `20 November 2026` in the shop's zone.
    pub fn date(self) -> String {
        let c = self.local();
        [unpadded(c.day), " ", c.month(), " ", &c.year.to_string()].concat()
    }

    /// `Fri 20 Nov` in the shop's zone: for timelines and tables.
    pub fn day(self) -> String {
        let c = self.local();
        let weekday = WEEKDAYS[usize::try_from((self.local_ms().div_euclid(DAY_MS) + 4).rem_euclid(7)).unwrap_or(0)];
        [weekday, " ", unpadded(c.day), " ", &c.month()[..3]].concat()
    }

    /// `18:00` in the shop's zone.
    pub fn clock(self) -> String {
        let c = self.local();
        [two(c.hour), ":", two(c.minute)].concat()
    }

    /// `2026-11-20T18:00` in the shop's zone: the value of an `<input type="datetime-local">`.
    pub fn input_value(self) -> String {
        let c = self.local();
        [&c.date(), "T", two(c.hour), ":", two(c.minute)].concat()
    }

    /// The same instant, displayed `minutes` ahead of UTC: in a visitor's own zone.
    #[must_use]
    pub const fn at_offset(self, minutes: i16) -> Self {
        Self { ms: self.ms, offset_minutes: minutes }
    }

    /// The zone it is displayed in: `UTC`, `UTC+1`, `UTC-3:30`.
    pub fn zone(self) -> String {
        let (sign, minutes) = (if self.offset_minutes < 0 { '-' } else { '+' }, self.offset_minutes.unsigned_abs());
        match (minutes / 60, minutes % 60) {
            (0, 0) => "UTC".to_owned(),
            (hours, 0) => format!("UTC{sign}{hours}"),
            (hours, rest) => format!("UTC{sign}{hours}:{rest:02}"),
        }
    }

    const fn local_ms(self) -> i64 {
        self.ms + self.offset_minutes as i64 * MINUTE_MS
    }

    fn local(self) -> Civil {
        Civil::of(self.local_ms())
    }
}

impl PartialEq for At {
    fn eq(&self, other: &Self) -> bool {
        self.ms == other.ms
    }
}
impl Eq for At {}
impl PartialOrd for At {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for At {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.ms.cmp(&other.ms)
    }
}
impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.date_time())
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/// A number below 100 in two digits. Not by `format!`: with it, instants were a fourteenth of the home page's work.
fn two(n: u8) -> &'static str {
    const ALL: &str = "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
                       5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";
    let at = usize::from(n) * 2;
    &ALL[at..at + 2]
}

/// A number from 1 to 99 without a leading zero.
fn unpadded(n: u8) -> &'static str {
    two(n).trim_start_matches('0')
}

/// Date and time of day in the proleptic Gregorian calendar.
struct Civil {
    year: i64,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
    second: u8,
}

impl Civil {
    /// Howard Hinnant's `civil_from_days` (<https://howardhinnant.github.io/date_algorithms.html>):
    /// twenty lines instead of a calendar crate in what the browser downloads.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "each value is reduced below its type's range first"
    )]
    const fn of(ms: i64) -> Self {
        let seconds = ms.div_euclid(1000);
        let z = seconds.div_euclid(86_400) + 719_468;
        let of_day = seconds.rem_euclid(86_400);
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        Self {
            year: yoe + era * 400 + (month <= 2) as i64,
            month: month as u8,
            day: (doy - (153 * mp + 2) / 5 + 1) as u8,
            hour: (of_day / 3600) as u8,
            minute: (of_day / 60 % 60) as u8,
            second: (of_day % 60) as u8,
        }
    }

    /// `2026-11-20`
    fn date(&self) -> String {
        format!("{:04}-{}-{}", self.year, two(self.month), two(self.day))
    }

    fn month(&self) -> &'static str {
        MONTHS[usize::from(self.month) - 1]
    }
}

#[cfg(feature = "server")]
mod server {
    use std::sync::OnceLock;

    use jiff::{Timestamp, tz::TimeZone};
    use sqlx::{
        Decode, Encode, Postgres, Type,
        encode::IsNull,
        error::BoxDynError,
        postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgValueRef},
    };
    use time::OffsetDateTime;

    use super::At;

    static ZONE: OnceLock<TimeZone> = OnceLock::new();

    /// Sets the shop's time zone (IANA name) for the process; UTC until then. Later calls change nothing.
    pub fn set_zone(name: &str) -> Result<(), jiff::Error> {
        let zone = TimeZone::get(name)?;
        let _ = ZONE.set(zone);
        Ok(())
    }

    impl At {
        /// The instant of `ms` milliseconds since 1970, displayed in the shop's zone.
        pub fn from_ms(ms: i64) -> Self {
            let seconds = match (ZONE.get(), Timestamp::from_millisecond(ms)) {
                (Some(zone), Ok(at)) => zone.to_offset(at).seconds(),
                _ => 0,
            };
            Self { ms, offset_minutes: i16::try_from(seconds / 60).unwrap_or(0) }
        }

        /// The later instant.
        #[must_use]
        pub fn plus(self, span: std::time::Duration) -> Self {
            Self::from_ms(self.ms + i64::try_from(span.as_millis()).unwrap_or(i64::MAX / 4))
        }

        /// Reads the value of an `<input type="datetime-local">` in the shop's zone; `None` when it is not one.
        pub fn from_input(value: &str) -> Option<Self> {
            let civil: jiff::civil::DateTime = value.trim().parse().ok()?;
            let zone = ZONE.get().cloned().unwrap_or(TimeZone::UTC);
            let at = zone.to_ambiguous_timestamp(civil).compatible().ok()?;
            Some(Self::from_ms(at.as_millisecond()))
        }
    }

    impl From<OffsetDateTime> for At {
        fn from(at: OffsetDateTime) -> Self {
            Self::from_ms(i64::try_from(at.unix_timestamp_nanos().div_euclid(1_000_000)).unwrap_or(0))
        }
    }

    impl From<At> for OffsetDateTime {
        fn from(at: At) -> Self {
            Self::from_unix_timestamp_nanos(i128::from(at.ms) * 1_000_000).unwrap_or(Self::UNIX_EPOCH)
        }
    }

    impl Type<Postgres> for At {
        fn type_info() -> PgTypeInfo {
            <OffsetDateTime as Type<Postgres>>::type_info()
        }
    }
    impl PgHasArrayType for At {
        fn array_type_info() -> PgTypeInfo {
            <OffsetDateTime as PgHasArrayType>::array_type_info()
        }
    }
    impl Encode<'_, Postgres> for At {
        fn encode_by_ref(&self, buf: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
            OffsetDateTime::from(*self).encode_by_ref(buf)
        }
    }
    impl Decode<'_, Postgres> for At {
        fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
            OffsetDateTime::decode(value).map(Self::from)
        }
    }
}

#[cfg(feature = "server")]
pub use server::set_zone;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_known_instants() {
        let at = At::utc(1_782_802_770_000);
        assert_eq!(at.rfc3339(), "2026-06-30T06:59:30Z");
        assert_eq!(at.date_time(), "30 June 2026, 06:59");
        assert_eq!(at.day(), "Tue 30 Jun");
        assert_eq!(At::utc(951_782_400_000).rfc3339(), "2000-02-29T00:00:00Z");
        assert_eq!(At::utc(-1).rfc3339(), "1969-12-31T23:59:59Z");
    }

    #[test]
    fn shows_the_zone_and_compares_the_instant() {
        let berlin = At { ms: 1_782_802_770_000, offset_minutes: 120 };
        assert_eq!(berlin.clock(), "08:59");
        assert_eq!(berlin.input_value(), "2026-06-30T08:59");
        assert_eq!(berlin, At::utc(1_782_802_770_000));
        assert_eq!(berlin.zone(), "UTC+2");
        assert_eq!(berlin.at_offset(-210).zone(), "UTC-3:30");
        assert_eq!(berlin.at_offset(-210).clock(), "03:29");
    }
}
