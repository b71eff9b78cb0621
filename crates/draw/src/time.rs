//! Instants: milliseconds since 1970 in bytes, RFC 3339 in UTC with `Z` in the rules.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

const DAY: u64 = 86_400_000;
/// The last millisecond that RFC 3339 can write: 9999-12-31T23:59:59.999Z.
const LAST: u64 = 253_402_300_799_999;

/// An instant between 1970 and 9999, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(u64);

/// A text that is not RFC 3339 in UTC with `Z`, or an instant outside 1970 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a time like 2026-06-30T06:59:24Z, between 1970 and 9999")]
pub struct TimestampError;

impl Timestamp {
    /// From milliseconds since 1970; an error after the year 9999.
    pub const fn from_millis(millis: u64) -> Result<Self, TimestampError> {
        if millis > LAST { Err(TimestampError) } else { Ok(Self(millis)) }
    }

    /// Milliseconds since 1970.
    pub const fn millis(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.0 / DAY);
        let rest = self.0 % DAY;
        let (hour, minute, second) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        match rest % 1000 {
            0 => f.write_str("Z"),
            millis => write!(f, ".{millis:03}Z"),
        }
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    /// Fractions of a second below the millisecond are cut off.
    fn from_str(text: &str) -> Result<Self, TimestampError> {
        parse(text.as_bytes()).map(Self).ok_or(TimestampError)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

fn parse(text: &[u8]) -> Option<u64> {
    let (date_time, fraction) = text.strip_suffix(b"Z")?.split_at_checked(19)?;
    let separators = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if separators.iter().any(|&(at, byte)| date_time[at] != byte) {
        return None;
    }
    let field = |from: usize, to: usize| digits(&date_time[from..to]);
    let (year, month, day) = (field(0, 4)?, field(5, 7)?, field(8, 10)?);
    let (hour, minute, second) = (field(11, 13)?, field(14, 16)?, field(17, 19)?);
    let in_range = year >= 1970 && hour < 24 && minute < 60 && second < 60;
    if !in_range || !(1..=12).contains(&month) || day == 0 || day > days_in(year, month) {
        return None;
    }
    let seconds = (hour * 60 + minute) * 60 + second;
    Some(days_from_civil(year, month, day) * DAY + seconds * 1000 + fraction_millis(fraction)?)
}

fn fraction_millis(fraction: &[u8]) -> Option<u64> {
    if fraction.is_empty() {
        return Some(0);
    }
    let figures = fraction.strip_prefix(b".")?;
    if figures.is_empty() || figures.len() > 9 {
        return None;
    }
    // In nanoseconds first, so that any number of figures has the same unit.
    let missing = u32::try_from(9 - figures.len()).ok()?;
    Some(digits(figures)? * 10_u64.pow(missing) / 1_000_000)
}

fn digits(text: &[u8]) -> Option<u64> {
    text.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u64::from(byte - b'0')))
}

const fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

const fn days_in(year: u64, month: u64) -> u64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Howard Hinnant's `days_from_civil`, for years from 1970 on.
const fn days_from_civil(year: u64, month: u64, day: u64) -> u64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year / 400, year % 400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Howard Hinnant's `civil_from_days`: year, month, day.
const fn civil_from_days(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = era * 400 + year_of_era + if month <= 2 { 1 } else { 0 };
    (year, month, of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(text: &str) -> Option<u64> {
        text.parse().ok().map(Timestamp::millis)
    }

    #[test]
    fn known_instants() {
        assert_eq!(millis("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(millis("2023-08-23T15:09:27Z"), Some(1_692_803_367_000));
        assert_eq!(millis("2024-02-29T23:59:59.5Z"), Some(1_709_251_199_500));
        assert_eq!(millis("9999-12-31T23:59:59.999999999Z"), Some(LAST));
        assert!(Timestamp::from_millis(LAST + 1).is_err());
    }

    #[test]
    fn one_spelling_only() {
        for wrong in [
            "2026-06-30T06:59:24",
            "2026-06-30t06:59:24Z",
            "2026-06-30T06:59:24z",
            "2026-06-30T06:59:24+00:00",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-06-30T24:00:00Z",
            "2026-06-30T06:59:60Z",
            "2026-06-30T06:59:24.Z",
            "1969-12-31T23:59:59Z",
            "2026-06-30 06:59:24Z",
            "Z",
            "",
        ] {
            assert_eq!(millis(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn days_of_all_centuries_come_back() {
        for day in (0..=LAST / DAY).step_by(11) {
            let time = Timestamp::from_millis(day * DAY + 1).unwrap();
            assert_eq!(time.to_string().parse(), Ok(time));
        }
    }
}
