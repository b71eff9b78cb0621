use serde::{Deserialize, Serialize};

/// Shoppers of one rehearsal, at most.
pub const MOST_SHOPPERS: i64 = 20_000;
/// Shoppers who press at the same time, at most.
pub const MOST_AT_ONCE: i64 = 500;

/// What staff type to begin a rehearsal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RehearsalForm {
    /// How many shoppers come: 1 to [`MOST_SHOPPERS`].
    pub shoppers: String,
    /// How many of them press at the same time: 1 to [`MOST_AT_ONCE`].
    pub at_once: String,
}

crate::refusal! {
    /// Why no rehearsal began, or none was stopped.
    RehearsalRefusal {
        /// A draw has no crowd at one moment.
        NotAFlashSale => "not-a-flash-sale", 409, "Only flash sales are rehearsed: in a draw nobody has to be quick.";
        /// The drop sells, or is over.
        TooLate => "too-late", 409, "This drop sells already, or is over. Drafts and announced drops can be rehearsed.";
        /// Another one is under way, of this drop or another.
        UnderWay => "under-way", 409, "A rehearsal is under way already, of this drop or another. Two at once would measure each other; wait for its end, or stop it.";
        /// It has ended.
        Ended => "ended", 409, "The rehearsal has ended meanwhile. Its report is on this page.";
    }
}

/// Ten times the units: of a drop that is worth a rehearsal most go without.
pub fn suggested_shoppers(units: i64) -> i64 {
    (units * 10).clamp(100, MOST_SHOPPERS)
}

#[cfg(feature = "server")]
mod server {
    use super::{MOST_AT_ONCE, MOST_SHOPPERS, RehearsalForm, RehearsalRefusal};
    use crate::{Error, FieldError, Problem};

    /// A form that has been read: shoppers, and how many press at the same time.
    pub(in crate::rehearsals) fn read(form: &RehearsalForm) -> Result<(i32, i32), Error<RehearsalRefusal>> {
        let mut wrong = Vec::new();
        let mut number = |field, text: &str, most| {
            let number = text.trim().parse().ok().filter(|number| (1..=most).contains(&i64::from(*number)));
            number.unwrap_or_else(|| {
                wrong.push(FieldError::new(field, Problem::NotBetween(1, most)));
                0
            })
        };
        let shoppers = number("shoppers", &form.shoppers, MOST_SHOPPERS);
        let at_once = number("at_once", &form.at_once, MOST_AT_ONCE);
        if wrong.is_empty() { Ok((shoppers, at_once)) } else { Err(Error::Refused(RehearsalRefusal::Invalid(wrong))) }
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use crate::Refusal;

        #[test]
        fn reads_bounded_numbers_and_names_the_others() {
            let form = |shoppers: &str, at_once: &str| RehearsalForm {
                shoppers: shoppers.to_owned(),
                at_once: at_once.to_owned(),
            };
            assert_eq!(read(&form(" 20000 ", "1")).unwrap(), (20_000, 1));
            let Err(Error::Refused(refusal)) = read(&form("20001", "-1")) else { panic!("not refused") };
            let fields: Vec<_> = refusal.fields().iter().map(|wrong| wrong.field.as_str()).collect();
            assert_eq!(fields, ["shoppers", "at_once"]);
            assert!(read(&form("many", "10")).is_err());
        }
    }
}

#[cfg(feature = "server")]
pub(super) use server::read;
