//! Weights: how many tickets an entry has, in the words of rules and pages.

/// How tickets come about: what the rules of a draw say, before it opens and for good.
pub fn weights_in_words(max_weight: i32) -> String {
    if max_weight <= 1 {
        return "Every entry has weight 1. A withdrawn or disqualified entry has weight 0.".into();
    }
    format!(
        "An entry has 1 ticket, and 1 more for each draw of this shop that its account has lost since it last won one, \
         at most {max_weight}. A draw is lost when it is drawn and a standing entry of the account comes out behind the units. \
         It is won when a unit is offered to the account, at once or later, paid or not; losses from before then count no more. \
         Tickets are counted when the entry is made, and do not change afterwards. A withdrawn or disqualified entry has weight 0."
    )
}

/// The weight of an entry that is made after so many losses.
pub fn weight_after(losses: i64, max_weight: i32) -> i32 {
    i32::try_from(losses.saturating_add(1)).unwrap_or(i32::MAX).clamp(1, max_weight.max(1))
}

/// Why an entry has this many tickets, for whoever made it.
pub fn tickets_in_words(weight: i32, max_weight: i32) -> String {
    match weight {
        ..=1 => "1 ticket: there is no draw that you lost since you last won one".into(),
        2 => "2 tickets: 1, and 1 for a draw you lost since your last win".into(),
        n if n >= max_weight => {
            format!("{n} tickets, the most there are: 1, and {} for draws you lost since your last win", n - 1)
        }
        n => format!("{n} tickets: 1, and {} for draws you lost since your last win", n - 1),
    }
}

#[cfg(feature = "server")]
mod server {
    use draw::odds::chances;

    use crate::Fault;
    use crate::entries::odds;

    /// The standing entries of a pool by weight.
    pub(crate) struct Crowd {
        pub units: i64,
        pub entries: i64,
        /// Those with 2, 3 and so on to 10 tickets; none where everybody has one.
        pub heavier: Option<Vec<i64>>,
    }

    impl Crowd {
        /// How many have each weight, from 1 on.
        fn by_weight(&self) -> Vec<i64> {
            let heavier = self.heavier.as_deref().unwrap_or_default();
            let rest = self.entries - heavier.iter().sum::<i64>();
            std::iter::once(rest).chain(heavier.iter().copied()).collect()
        }

        /// All tickets of the pool.
        pub fn tickets(&self) -> i64 {
            (1..).zip(self.by_weight()).map(|(weight, n): (i64, i64)| weight * n).sum()
        }

        /// The odds in words, if it closed now: of each weight from 1 on, or for all alike.
        pub fn odds(&self) -> Result<Vec<String>, Fault> {
            if self.heavier.is_none() {
                return Ok(vec![odds(self.units, self.entries)]);
            }
            let mut counts = [0; 10];
            for (count, n) in counts.iter_mut().zip(self.by_weight()) {
                *count = u32::try_from(n)?;
            }
            let with = |(weight, chance)| match weight {
                1 => format!("{} with 1 ticket", percent(chance)),
                n => format!("{} with {n} tickets", percent(chance)),
            };
            Ok((1..).zip(chances(u32::try_from(self.units)?, &counts)).map(with).collect())
        }

        /// The odds of the weights that there are.
        pub fn odds_of_all(&self) -> Result<String, Fault> {
            if self.entries == 0 {
                return Ok("nobody is in".into());
            }
            let odds = self.odds()?;
            let there = odds.iter().zip(self.by_weight()).filter(|(_, n)| *n > 0).map(|(odds, _)| odds.as_str());
            Ok(there.collect::<Vec<_>>().join(", "))
        }
    }

    /// To four digits, such as `14.94%`: less than certain is never rounded up to it.
    fn percent(chance: f64) -> String {
        let percent = chance * 100.0;
        if chance >= 1.0 {
            return "certain".into();
        }
        if percent >= 99.99 {
            return "over 99.99%".into();
        }
        if chance <= 0.0 {
            return "none".into();
        }
        // The exponent after rounding says where the first digit is.
        let rounded = format!("{percent:.3e}");
        let first: i32 = rounded.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0);
        format!("{percent:.*}%", usize::try_from(3 - first).unwrap_or(0))
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn four_digits_are_four_digits() {
            let said = [1.0 / 3.0, 0.5, 1.0, 0.0, 0.999_999_9, 0.099_999_6, 0.000_012_345_6, 0.149_412].map(percent);
            assert_eq!(said, ["33.33%", "50.00%", "certain", "none", "over 99.99%", "10.00%", "0.001235%", "14.94%"]);
        }

        #[test]
        fn a_pool_says_its_odds_by_weight() {
            let alike = Crowd { units: 12, entries: 412, heavier: None };
            assert_eq!((alike.tickets(), alike.odds_of_all().unwrap().as_str()), (412, "1 in 34.3"));
            let mut heavier = vec![0; 9];
            heavier[0] = 1;
            let mixed = Crowd { units: 1, entries: 2, heavier: Some(heavier) };
            assert_eq!(mixed.tickets(), 3);
            assert_eq!(mixed.odds_of_all().unwrap(), "33.33% with 1 ticket, 66.67% with 2 tickets");
            assert_eq!(mixed.odds().unwrap()[2], "50.00% with 3 tickets");
            let empty = Crowd { units: 1, entries: 0, heavier: Some(vec![0; 9]) };
            assert_eq!(empty.odds_of_all().unwrap(), "nobody is in");
        }
    }
}

#[cfg(feature = "server")]
pub(crate) use server::Crowd;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loss_is_a_ticket_up_to_the_most() {
        assert_eq!([0, 1, 8, 9, 40, i64::MAX].map(|losses| weight_after(losses, 10)), [1, 2, 9, 10, 10, 10]);
        assert_eq!([0, 5].map(|losses| weight_after(losses, 1)), [1, 1]);
        assert_eq!(tickets_in_words(3, 10), "3 tickets: 1, and 2 for draws you lost since your last win");
        assert!(tickets_in_words(10, 10).starts_with("10 tickets, the most there are: 1, and 9 for"));
    }

    #[test]
    fn rules_can_hold_the_words() {
        for most in [1, 10] {
            assert!(draw::text::is_rules_text(&weights_in_words(most)));
        }
    }
}
