//! Money: an integer of minor units and a currency, never a float.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An ISO 4217 currency that the shop can sell in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// Euro.
    Eur,
    /// Pound sterling.
    Gbp,
    /// US dollar.
    Usd,
    /// Japanese yen, without minor units.
    Jpy,
}

impl Currency {
    /// The ISO 4217 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Eur => "EUR",
            Self::Gbp => "GBP",
            Self::Usd => "USD",
            Self::Jpy => "JPY",
        }
    }

    /// Digits after the decimal point (ISO 4217 exponent).
    pub const fn digits(self) -> u32 {
        match self {
            Self::Jpy => 0,
            _ => 2,
        }
    }
}

impl FromStr for Currency {
    type Err = InvalidMoney;

    fn from_str(code: &str) -> Result<Self, InvalidMoney> {
        [Self::Eur, Self::Gbp, Self::Usd, Self::Jpy].into_iter().find(|c| c.code() == code).ok_or(InvalidMoney)
    }
}

/// An amount in minor units (cents) of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units: cents for EUR, yen for JPY.
    pub minor: i64,
    /// Of which currency.
    pub currency: Currency,
}

/// The text is not an amount of money, or the currency is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an amount of money")]
pub struct InvalidMoney;

impl Money {
    /// `minor` units of `currency`.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// From a row's amount and ISO code.
    pub fn from_row(minor: i64, code: &str) -> Result<Self, InvalidMoney> {
        Ok(Self::new(minor, code.trim().parse()?))
    }

    /// The sum; `None` on overflow or when the currencies differ.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        (self.currency == other.currency).then_some(())?;
        Some(Self::new(self.minor.checked_add(other.minor)?, self.currency))
    }

    /// The amount `quantity` times; `None` on overflow.
    pub fn times(self, quantity: i64) -> Option<Self> {
        Some(Self::new(self.minor.checked_mul(quantity)?, self.currency))
    }

    /// The amount without the currency, `140` or `140.50`: the value of a price field.
    pub fn amount(self) -> String {
        let digits = self.currency.digits();
        let unit = 10_i64.pow(digits);
        let (whole, rest) = (self.minor.abs() / unit, self.minor.abs() % unit);
        let sign = if self.minor < 0 { "-" } else { "" };
        if rest == 0 {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{rest:0width$}", width = digits as usize)
        }
    }

    /// Reads what a person types into a price field: `140`, `140.5`, `140,50`.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, InvalidMoney> {
        let text = text.trim().replace(',', ".");
        let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
        let digits = currency.digits() as usize;
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || rest.len() > digits || !all_digits(whole) || !all_digits(rest) {
            return Err(InvalidMoney);
        }
        let minor = format!("{whole}{rest:0<digits$}").parse().map_err(|_| InvalidMoney)?;
        Ok(Self::new(minor, currency))
    }
}

/// `EUR 140` or `EUR 140.50`, with a no-break space; the same on the server and in the browser.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\u{a0}{}", self.currency.code(), self.amount())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_and_shows_amounts() {
        let eur = |text| Money::parse(text, Currency::Eur);
        assert_eq!(eur("140").unwrap().to_string(), "EUR\u{a0}140");
        assert_eq!(eur("140,5").unwrap().minor, 14_050);
        assert_eq!(eur("0.05").unwrap().amount(), "0.05");
        assert_eq!(Money::parse("900", Currency::Jpy).unwrap().minor, 900);
        for wrong in ["", ".", "1.234", "-1", "1e3", "12 000", "99999999999999999999"] {
            assert_eq!(eur(wrong), Err(InvalidMoney), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(minor in 0..=i64::MAX / 100) {
            let money = Money::new(minor, Currency::Eur);
            prop_assert_eq!(Money::parse(&money.amount(), Currency::Eur), Ok(money));
        }
    }
}
