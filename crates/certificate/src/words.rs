//! Numbers, times and notes in words.

use time::OffsetDateTime;
use time::macros::format_description;

/// `30 June 2026, 09:10:05 UTC`, of milliseconds since 1970.
pub fn moment(ms: u64) -> String {
    let form = format_description!("[day padding:none] [month repr:long] [year], [hour]:[minute]:[second] UTC");
    instant(ms).format(&form).unwrap_or_default()
}

/// `30 June 2026`.
pub fn day(ms: u64) -> String {
    instant(ms).format(format_description!("[day padding:none] [month repr:long] [year]")).unwrap_or_default()
}

/// The moment in UTC; what no calendar reaches is 1970.
pub fn instant(ms: u64) -> OffsetDateTime {
    let seconds = i64::try_from(ms / 1000).unwrap_or(0);
    OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// `1,000,000`.
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 unit`, `12 units`.
pub fn count(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// `90 minutes`, `24 hours`, `2 days`.
pub fn span(minutes: u64) -> String {
    match minutes {
        m if m > 0 && m.is_multiple_of(2880) => count(m / 1440, "day", "days"),
        m if m > 0 && m.is_multiple_of(60) => count(m / 60, "hour", "hours"),
        m => count(m, "minute", "minutes"),
    }
}

/// Why an entry did not take part, by its note.
pub fn left_out(note: &str) -> String {
    match note {
        "withdrawn" => "Withdrawn by the entrant".to_owned(),
        "duplicate_person" => "Second entry of a person".to_owned(),
        "duplicate_payment" => "Same means of payment".to_owned(),
        "duplicate_address" => "Same delivery address".to_owned(),
        "payment_declined" => "Payment declined".to_owned(),
        "abuse" => "Abuse".to_owned(),
        other => match other.strip_prefix("filtered:") {
            Some(filter) => format!("Filter: {filter}"),
            None => other.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_times_read_well() {
        assert_eq!([0, 12, 999, 1_000, 1_234_567].map(number), ["0", "12", "999", "1,000", "1,234,567"]);
        assert_eq!(moment(1_782_810_605_999), "30 June 2026, 09:10:05 UTC");
        assert_eq!([45, 60, 90, 1440, 2880].map(span), ["45 minutes", "1 hour", "90 minutes", "24 hours", "2 days"]);
    }
}
