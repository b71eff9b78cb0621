use serde::{Deserialize, Serialize};

use super::Settings;
use crate::At;

/// What a drop asks of whoever wants to buy, and how the visitor stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asks {
    /// What the drop does against bots.
    pub settings: Settings,
    /// From when on the visitor's account is old enough; of a visitor, where that is asked.
    pub old_enough_at: Option<At>,
    /// Whether the visitor's email address is confirmed; of a visitor, where that is asked.
    pub email_confirmed: Option<bool>,
}

/// Presses that a drop refused for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedPresses {
    /// The slug of the refusal.
    pub reason: String,
    /// In all.
    pub presses: i64,
    /// In this minute so far.
    pub this_minute: i64,
}

impl RefusedPresses {
    /// The reason as staff read it.
    pub fn label(&self) -> &str {
        match self.reason.as_str() {
            "sold-out" => "Sold out",
            "limit-reached" => "Has as many as one person may have",
            "not-open" => "Not open",
            "in-line" => "Still in the waiting line",
            "key-reused" => "Repeated with other contents",
            "rate-limited" => "More than ten presses a minute",
            "busy" => "Too many at once",
            "forbidden" => "Account blocked or gone",
            "proof-needed" => "No valid proof of work",
            "account-too-new" => "Account too new",
            "email-unconfirmed" => "Email address not confirmed",
            "too-many-orders" => "Too many orders from one network",
            "too-many-orders-card" => "Too many orders paid with one card",
            "too-many-orders-address" => "Too many orders to one delivery address",
            "fault" => "Something failed on our side",
            other => other,
        }
    }
}

/// A span of time in words: `2 days`, `90 minutes`.
pub fn span(minutes: i32) -> String {
    let (count, unit) = match minutes {
        m if m % 1440 == 0 => (m / 1440, "day"),
        m if m % 60 == 0 => (m / 60, "hour"),
        m => (m, "minute"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::span;

    #[test]
    fn says_how_long() {
        assert_eq!(
            [1, 90, 60, 180, 1440, 10_080].map(span),
            ["1 minute", "90 minutes", "1 hour", "3 hours", "1 day", "7 days"]
        );
    }
}
