use super::PayForm;
use crate::secret::Secret;
use crate::{At, FieldError, Problem};

/// A card whose form is right. Lives for one request: never stored, logged or serialised.
#[derive(Clone)]
pub struct Card {
    number: String,
    /// For gateways that pass it on; the sandbox has no use for it.
    expiry: (u8, u16),
    cvc: String,
}

impl std::fmt::Debug for Card {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Card(…)")
    }
}

impl Card {
    /// Reads the card's fields as of `now`.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn read(form: &PayForm, now: At) -> Result<Self, Vec<FieldError>> {
        let number: String = form.card_number.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        let cvc = form.card_cvc.trim().to_owned();
        let expiry = expiry(&form.card_expiry);
        let mut wrong = Vec::new();
        let mut refuse = |field: &str, problem| wrong.push(FieldError::new(field, problem));
        match number.as_str() {
            "" => refuse("card_number", Problem::Required),
            number if !is_card_number(number) => refuse("card_number", Problem::NotACard),
            _ => {}
        }
        match expiry {
            None if form.card_expiry.trim().is_empty() => refuse("card_expiry", Problem::Required),
            None => refuse("card_expiry", Problem::NotATime),
            Some(expiry) if is_past(expiry, now) => refuse("card_expiry", Problem::Expired),
            Some(_) => {}
        }
        if !((3..=4).contains(&cvc.len()) && cvc.bytes().all(|b| b.is_ascii_digit())) {
            refuse("card_cvc", if cvc.is_empty() { Problem::Required } else { Problem::NotBetween(100, 9999) });
        }
        match expiry {
            Some(expiry) if wrong.is_empty() => Ok(Self { number, expiry, cvc }),
            _ => Err(wrong),
        }
    }

    /// The digits.
    pub fn number(&self) -> &str {
        &self.number
    }

    /// Month and year.
    pub const fn expiry(&self) -> (u8, u16) {
        self.expiry
    }

    /// The code on the back.
    pub fn cvc(&self) -> &str {
        &self.cvc
    }

    /// The last four digits: all that is kept.
    pub fn last4(&self) -> &str {
        &self.number[self.number.len() - 4..]
    }

    /// The same for the same number, and tells nobody the number who does not know the shop's secret.
    pub fn fingerprint(&self, secret: &Secret) -> [u8; 32] {
        secret.mac("card-fingerprint", self.number.as_bytes())
    }

    /// The network, by the leading digits (ISO/IEC 7812).
    pub fn brand(&self) -> &'static str {
        let lead: u32 = self.number[..4].parse().unwrap_or(0);
        match lead {
            4000..=4999 => "Visa",
            5100..=5599 | 2221..=2720 => "Mastercard",
            3400..=3499 | 3700..=3799 => "American Express",
            _ => "Card",
        }
    }
}

/// 12 to 19 digits with a right check digit (Luhn, ISO/IEC 7812-1 annex B).
fn is_card_number(number: &str) -> bool {
    if !(12..=19).contains(&number.len()) || !number.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let sum: u32 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| match (place % 2, u32::from(byte - b'0')) {
            (0, digit) => digit,
            (_, digit) => digit * 2 / 10 + digit * 2 % 10,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// `12/28`, `1228`, `12 / 2028`: month and year.
fn expiry(text: &str) -> Option<(u8, u16)> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != '/').collect();
    if !digits.bytes().all(|b| b.is_ascii_digit()) || !matches!(digits.len(), 4 | 6) {
        return None;
    }
    let month: u8 = digits[..2].parse().ok().filter(|m| (1..=12).contains(m))?;
    let year: u16 = digits[2..].parse().ok()?;
    Some((month, if year < 100 { 2000 + year } else { year }))
}

/// A card is good to the last day of its month.
fn is_past((month, year): (u8, u16), now: At) -> bool {
    let today = now.rfc3339();
    let this_month = (today[..4].parse().unwrap_or(0_u16), today[5..7].parse().unwrap_or(0_u8));
    (year, month) < this_month
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: At = At::utc(1_782_802_770_000); // 30 June 2026

    fn form(number: &str, expiry: &str, cvc: &str) -> PayForm {
        PayForm { card_number: number.into(), card_expiry: expiry.into(), card_cvc: cvc.into(), ..PayForm::default() }
    }

    #[test]
    fn reads_cards_as_people_type_them() {
        let card = Card::read(&form("4242 4242 4242 4242", "06/26", "123"), NOW).unwrap();
        assert_eq!((card.brand(), card.last4(), card.expiry()), ("Visa", "4242", (6, 2026)));
        assert_eq!(
            Card::read(&form("5555-5555-5555-4444", "1 2 / 2 0 3 0", "1234"), NOW).unwrap().brand(),
            "Mastercard"
        );
        assert_eq!(format!("{card:?}"), "Card(…)");
    }

    #[test]
    fn a_fingerprint_is_of_the_number_alone_and_of_this_shop() {
        let print = |number, expiry, secret| {
            Card::read(&form(number, expiry, "123"), NOW).unwrap().fingerprint(&Secret::new([secret; 32]))
        };
        let first = print("4242 4242 4242 4242", "06/26", 7);
        assert_eq!(first, print("4242424242424242", "12/30", 7));
        assert_ne!(first, print("5555555555554444", "06/26", 7));
        assert_ne!(first, print("4242424242424242", "06/26", 8));
    }

    #[test]
    fn says_what_is_wrong_beside_the_field() {
        let wrong = |n, e, c| Card::read(&form(n, e, c), NOW).unwrap_err();
        assert_eq!(wrong("4242424242424241", "06/26", "123"), [FieldError::new("card_number", Problem::NotACard)]);
        assert_eq!(wrong("4242424242424242", "05/26", "123"), [FieldError::new("card_expiry", Problem::Expired)]);
        assert_eq!(wrong("4242424242424242", "13/28", "12a")[0].problem, Problem::NotATime);
        assert_eq!(wrong("", "", "").len(), 3);
        assert_eq!(wrong("४२४२४२४२४२४२४२४२", "०६/२६", "१२३").len(), 3);
    }
}
