use serde::{Deserialize, Serialize};

/// What a drop does against bots. Nothing by default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Leading zero bits of a proof of work while nobody presses; the rush raises them.
    pub proof_bits: Option<i32>,
    /// Least age of the account, in minutes.
    pub account_age_minutes: Option<i32>,
    /// The account's email address must be confirmed.
    pub confirmed_email: bool,
    /// Orders that one card may pay.
    pub per_card: Option<i32>,
    /// Orders that may go to one delivery address.
    pub per_address: Option<i32>,
    /// Orders from one range of network addresses.
    pub per_range: Option<i32>,
}

impl Settings {
    /// Whether there is any defence at all.
    pub fn any(&self) -> bool {
        *self != Self::default()
    }
}

/// What staff type into the form; empty or 0 turns a defence off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the same as of the settings")]
pub struct DefenceForm {
    pub proof_bits: String,
    pub account_age_minutes: String,
    pub confirmed_email: bool,
    pub per_card: String,
    pub per_address: String,
    pub per_range: String,
}

#[cfg(feature = "server")]
mod server {
    use super::{DefenceForm, Settings};
    use crate::Problem;
    use crate::defences::pressure::MOST_BASE_BITS;

    /// A year.
    const MOST_MINUTES: i64 = 525_600;
    const MOST_ORDERS: i64 = 10_000;

    /// Reads the form; tells `refuse` of the fields that are wrong.
    pub(crate) fn read(form: &DefenceForm, refuse: &mut impl FnMut(&str, Problem)) -> Settings {
        let mut number = |field: &str, text: &str, most: i64| {
            let text = text.trim();
            match text.parse::<i64>() {
                _ if text.is_empty() => None,
                Ok(0) => None,
                Ok(number) if (1..=most).contains(&number) => i32::try_from(number).ok(),
                _ => {
                    refuse(field, Problem::NotBetween(0, most));
                    None
                }
            }
        };
        Settings {
            proof_bits: number("proof_bits", &form.proof_bits, MOST_BASE_BITS.into()),
            account_age_minutes: number("account_age_minutes", &form.account_age_minutes, MOST_MINUTES),
            confirmed_email: form.confirmed_email,
            per_card: number("per_card", &form.per_card, MOST_ORDERS),
            per_address: number("per_address", &form.per_address, MOST_ORDERS),
            per_range: number("per_range", &form.per_range, MOST_ORDERS),
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn empty_and_zero_turn_a_defence_off_and_what_is_out_of_bounds_is_named() {
            let mut wrong = Vec::new();
            let mut read = |form: &DefenceForm| super::read(form, &mut |field, _| wrong.push(field.to_owned()));
            assert!(!read(&DefenceForm { per_card: "0".into(), ..DefenceForm::default() }).any());
            let some =
                read(&DefenceForm { proof_bits: " 18 ".into(), confirmed_email: true, ..DefenceForm::default() });
            assert_eq!((some.proof_bits, some.confirmed_email, some.any()), (Some(18), true, true));
            read(&DefenceForm {
                proof_bits: "23".into(),
                account_age_minutes: "-1".into(),
                per_card: "two".into(),
                per_address: "10001".into(),
                per_range: "1.5".into(),
                confirmed_email: false,
            });
            assert_eq!(wrong, ["proof_bits", "account_age_minutes", "per_card", "per_address", "per_range"]);
        }
    }
}

#[cfg(feature = "server")]
pub(crate) use server::read;
