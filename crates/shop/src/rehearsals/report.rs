use serde::{Deserialize, Serialize};

/// An answer that takes longer is felt as waiting, in microseconds.
const PATIENCE_US: i64 = 1_000_000;

/// What a rehearsal found. Times are in microseconds, measured in the worker: from the call of the order path to its
/// answer, without network, HTTP and sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Units that there were, of all sizes.
    pub units: i64,
    /// Shoppers who pressed.
    pub shoppers: i64,
    /// Their presses.
    pub presses: i64,
    /// Presses that were answered with a new order.
    pub orders: i64,
    /// Units of those orders.
    pub sold: i64,
    /// Presses that were answered with the order that they had made before.
    pub repeats: i64,
    /// Shoppers who got nothing.
    pub empty_handed: i64,
    /// Presses that were refused, by the refusal's name, the most frequent first. `fault` is no refusal: it failed.
    pub refused: Vec<(String, i64)>,
    /// From the first press to the last new order.
    pub selling_us: i64,
    /// From the first press to the last answer.
    pub pressing_us: i64,
    /// How long new orders took, if there were any.
    pub order_times: Option<Times>,
    /// How long refusals took, if there were any.
    pub refusal_times: Option<Times>,
    /// What its waiting line did, if it has one.
    #[serde(default)]
    pub line: Option<LineReport>,
    /// Orders that the database had in the end.
    pub stored_orders: i64,
    /// Units of those orders.
    pub stored_units: i64,
}

/// What a rehearsal's waiting line did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineReport {
    /// Places a minute that it admits.
    pub per_minute: i32,
    /// Shoppers who took a place.
    pub people: i64,
    /// Those of them who still waited when the rehearsal ended.
    pub waiting: i64,
    /// How long taking a place took.
    pub join_times: Option<Times>,
    /// How long the opening took, in which everybody gets a place.
    pub opening_us: i64,
}

/// How long answers took, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// Half of them took no longer.
    pub p50: i64,
    /// 95 of 100 took no longer.
    pub p95: i64,
    /// 99 of 100 took no longer.
    pub p99: i64,
    /// None took longer.
    pub max: i64,
}

/// What a report comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// Nobody had pressed when it ended.
    Untried,
    /// Right and quick.
    Sound,
    /// Right, but people wait.
    Slow,
    /// Presses failed, or the database has not what was answered.
    Wrong,
}

impl Times {
    /// Of answers that took so long each.
    pub fn of(mut took: Vec<i64>) -> Option<Self> {
        took.sort_unstable();
        // The least value that so many of a hundred do not exceed.
        let rank = |percent: usize| took.get((took.len() * percent).div_ceil(100).max(1) - 1).copied();
        Some(Self { p50: rank(50)?, p95: rank(95)?, p99: rank(99)?, max: *took.last()? })
    }
}

impl Report {
    /// New orders a second, while there was something to sell.
    pub fn orders_per_second(&self) -> i64 {
        per_second(self.orders, self.selling_us)
    }

    /// Answers a second, from the first press to the last answer.
    pub fn answers_per_second(&self) -> i64 {
        per_second(self.presses, self.pressing_us)
    }

    /// Presses that were refused for this reason.
    pub fn refused_for(&self, reason: &str) -> i64 {
        self.refused.iter().find(|(of, _)| of == reason).map_or(0, |(_, presses)| *presses)
    }

    /// What it comes to.
    pub fn verdict(&self) -> Verdict {
        let slow = |times: Option<Times>| times.is_some_and(|times| times.p99 > PATIENCE_US);
        if self.presses == 0 && self.stored_orders == 0 {
            Verdict::Untried
        } else if self.refused_for("fault") > 0 || (self.stored_orders, self.stored_units) != (self.orders, self.sold) {
            Verdict::Wrong
        } else if self.refused_for("busy") > 0 || slow(self.order_times) || slow(self.refusal_times) {
            Verdict::Slow
        } else {
            Verdict::Sound
        }
    }

    /// What became of units and shoppers, in a sentence.
    pub fn outcome(&self) -> String {
        let (sold, units, time) = (grouped(self.sold), grouped(self.units), span(self.selling_us));
        let without = match (self.empty_handed, grouped(self.shoppers)) {
            (0, _) if self.line.is_some_and(|line| line.waiting > 0) => {
                "nobody whose turn came went without".to_owned()
            }
            (0, _) => "nobody would go without".to_owned(),
            (empty_handed, all) => format!("{} of {all} shoppers would go without", grouped(empty_handed)),
        };
        match self.sold {
            0 => format!("Nothing was sold of {units} units; {without}."),
            sold if sold == self.units => format!("At this pace {units} units are gone in {time}; {without}."),
            _ => format!("At this pace {sold} of {units} units are sold in {time}; {without}."),
        }
    }

    /// What that means, in a sentence or two.
    pub fn meaning(&self) -> String {
        let failed = self.refused_for("fault");
        let waited = self.order_times.or(self.refusal_times).map_or(0, |times| times.p99);
        match self.verdict() {
            Verdict::Untried => "Nobody had pressed when it ended, so it says nothing of the sale.".to_owned(),
            Verdict::Wrong if failed > 0 => {
                format!(
                    "{} presses failed. The worker's log says why; do not open before it is mended.",
                    grouped(failed)
                )
            }
            Verdict::Wrong => format!(
                "{} orders of {} units were acknowledged, and the database has {} of {}. Do not open before this is understood.",
                grouped(self.orders),
                grouped(self.sold),
                grouped(self.stored_orders),
                grouped(self.stored_units)
            ),
            Verdict::Slow if self.refused_for("busy") > 0 => format!(
                "{} presses were turned away because too many waited. Nothing was oversold, but this crowd is too much for this machine.",
                grouped(self.refused_for("busy"))
            ),
            Verdict::Slow => format!(
                "One buyer in a hundred waits longer than {}. Nothing was oversold, but people will press again; fewer at once, or a larger machine, makes it quicker.",
                span(waited)
            ),
            Verdict::Sound => format!(
                "Every order that was acknowledged is in the database, none too many, and 99 of 100 had their answer within {}.",
                span(waited)
            ),
        }
    }
}

impl LineReport {
    /// How the line fared, in a sentence or two.
    pub fn outcome(&self) -> String {
        let (people, opening) = (grouped(self.people), span(self.opening_us));
        let Some(joined) = self.join_times else { return "Nobody took a place in the line.".to_owned() };
        let open = format!(
            "{people} shoppers took their places in the line, 99 of 100 within {}, and it opened in {opening}.",
            span(joined.p99)
        );
        let pace = grouped(self.per_minute.into());
        match (self.waiting, self.per_minute) {
            (0, _) => open,
            (waiting, 0) => format!("{open} It admits nobody at a pace of 0: {} still waited.", grouped(waiting)),
            (waiting, per_minute) => format!(
                "{open} At {pace} a minute {} still waited when the rehearsal ended; the last of them would have {} to go.",
                grouped(waiting),
                span(waiting.saturating_mul(60_000_000) / i64::from(per_minute))
            ),
        }
    }
}

fn per_second(count: i64, us: i64) -> i64 {
    count.saturating_mul(1_000_000) / us.max(1)
}

/// `12,500`.
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::from(if number < 0 { "-" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A span of so many microseconds, as exact as anybody wants to know it: `4.2 ms`, `38 ms`, `0.33 s`, `1.2 s`, `12 s`,
/// `3 minutes`.
pub fn span(us: i64) -> String {
    match us {
        ..10_000 => format!("{}.{} ms", us / 1000, us / 100 % 10),
        10_000..100_000 => format!("{} ms", us / 1000),
        100_000..1_000_000 => format!("0.{:02} s", us / 10_000),
        1_000_000..10_000_000 => format!("{}.{} s", us / 1_000_000, us / 100_000 % 10),
        10_000_000..120_000_000 => format!("{} s", us / 1_000_000),
        // Rounded: to a minute in two or more.
        _ => format!("{} minutes", (us + 30_000_000) / 60_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let times = Times { p50: 4_000, p95: 9_000, p99: 21_000, max: 30_000 };
        Report {
            units: 500,
            shoppers: 5_000,
            presses: 6_350,
            orders: 500,
            sold: 500,
            repeats: 60,
            empty_handed: 4_500,
            refused: vec![("sold-out".to_owned(), 5_700), ("limit-reached".to_owned(), 90)],
            selling_us: 330_000,
            pressing_us: 1_000_000,
            order_times: Some(times),
            refusal_times: Some(times),
            line: None,
            stored_orders: 500,
            stored_units: 500,
        }
    }

    #[test]
    fn says_what_it_means() {
        let sound = report();
        assert_eq!(
            sound.outcome(),
            "At this pace 500 units are gone in 0.33 s; 4,500 of 5,000 shoppers would go without."
        );
        assert_eq!(
            (sound.verdict(), sound.orders_per_second(), sound.answers_per_second()),
            (Verdict::Sound, 1515, 6350)
        );
        assert!(sound.meaning().contains("within 21 ms"), "{}", sound.meaning());

        let plenty = Report { units: 9_000, empty_handed: 0, ..report() };
        assert_eq!(plenty.outcome(), "At this pace 500 of 9,000 units are sold in 0.33 s; nobody would go without.");

        let slow = Report { order_times: Times::of(vec![1_200_000]), ..report() };
        assert_eq!(slow.verdict(), Verdict::Slow);
        assert!(slow.meaning().contains("longer than 1.2 s"), "{}", slow.meaning());
        let busy = Report { refused: vec![("busy".to_owned(), 7)], ..report() };
        assert!(busy.verdict() == Verdict::Slow && busy.meaning().starts_with("7 presses were turned away"));
    }

    #[test]
    fn says_how_the_line_fared() {
        let all = LineReport {
            per_minute: 600,
            people: 1_200,
            waiting: 0,
            join_times: Times::of(vec![9_000]),
            opening_us: 12_000,
        };
        assert_eq!(
            all.outcome(),
            "1,200 shoppers took their places in the line, 99 of 100 within 9.0 ms, and it opened in 12 ms."
        );
        let some = LineReport { waiting: 300, ..all };
        assert!(
            some.outcome().ends_with(
                "At 600 a minute 300 still waited when the rehearsal ended; the last of them would have 30 s to go."
            ),
            "{}",
            some.outcome()
        );
        let nobody = LineReport { people: 0, join_times: None, ..all };
        assert_eq!(nobody.outcome(), "Nobody took a place in the line.");
        let halted = LineReport { waiting: 1_200, per_minute: 0, ..all };
        assert!(halted.outcome().ends_with("It admits nobody at a pace of 0: 1,200 still waited."));
    }

    #[test]
    fn says_so_when_nobody_got_as_far() {
        let untried = Report {
            presses: 0,
            orders: 0,
            sold: 0,
            stored_orders: 0,
            stored_units: 0,
            refused: Vec::new(),
            ..report()
        };
        assert_eq!(untried.verdict(), Verdict::Untried);
        assert!(untried.meaning().starts_with("Nobody had pressed"), "{}", untried.meaning());
        // Orders that nobody was told of are no reason to be calm.
        assert_eq!(Report { stored_orders: 1, ..untried }.verdict(), Verdict::Wrong);

        let times = Times::of(vec![1_000]);
        let line = LineReport { per_minute: 600, people: 900, waiting: 300, join_times: times, opening_us: 1_000 };
        let early = Report { units: 9_000, empty_handed: 0, line: Some(line), ..report() };
        assert!(early.outcome().ends_with("nobody whose turn came went without."), "{}", early.outcome());
    }

    #[test]
    fn says_so_when_something_is_wrong() {
        let failed = Report { refused: vec![("fault".to_owned(), 3)], ..report() };
        assert!(failed.verdict() == Verdict::Wrong && failed.meaning().starts_with("3 presses failed"));
        for lost in [Report { stored_orders: 499, ..report() }, Report { stored_units: 501, ..report() }] {
            assert!(lost.verdict() == Verdict::Wrong && lost.meaning().contains("Do not open"));
        }
    }

    #[test]
    fn ranks_and_spells() {
        assert_eq!(Times::of(Vec::new()), None);
        assert_eq!(Times::of((1..=200).rev().collect()), Some(Times { p50: 100, p95: 190, p99: 198, max: 200 }));
        assert_eq!(Times::of(vec![7]), Some(Times { p50: 7, p95: 7, p99: 7, max: 7 }));
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(
            [400, 38_000, 330_000, 1_250_000, 12_000_000, 119_999_999, 200_000_000].map(span),
            ["0.4 ms", "38 ms", "0.33 s", "1.2 s", "12 s", "119 s", "3 minutes"]
        );
    }
}
