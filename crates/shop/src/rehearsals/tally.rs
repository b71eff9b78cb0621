//! From the answers of the crowd to the report.

use std::collections::HashMap;
use std::time::Duration;

use super::report::LineReport;
use super::{Report, Times};

/// What one press of the crowd was answered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answer {
    /// When, after the first press.
    pub after: Duration,
    /// How long it took.
    pub took: Duration,
    /// And what.
    pub ending: Ending,
}

/// How a press ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// With a new order of so many units.
    Bought(i32),
    /// With the order that an earlier press had made.
    Repeated,
    /// With a refusal of this name.
    Refused(&'static str),
}

/// What the database had in the end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stored {
    pub orders: i64,
    pub units: i64,
}

/// What came of a crowd.
#[derive(Debug)]
pub(super) struct Came {
    /// The answers of each who pressed.
    pub visits: Vec<Vec<Answer>>,
    /// What the line did, where there is one.
    pub line: Option<Lined>,
}

/// How a crowd took its places in a line.
#[derive(Debug)]
pub(super) struct Lined {
    /// Places a minute that it admits.
    pub per_minute: i32,
    /// How long each place took.
    pub took: Vec<Duration>,
    /// How long the opening took.
    pub opened_in: Duration,
    /// Those who still waited when it was over.
    pub waiting: usize,
}

/// Adds up what each of the crowd was answered.
pub(super) fn report(units: i64, Came { visits, line }: Came, stored: Stored) -> Report {
    let mut refused: HashMap<&str, i64> = HashMap::new();
    let (mut order_times, mut refusal_times) = (Vec::new(), Vec::new());
    let (mut sold, mut repeats, mut selling_us, mut pressing_us) = (0, 0, 0, 0);
    for answer in visits.iter().flatten() {
        pressing_us = us(answer.after).max(pressing_us);
        match answer.ending {
            Ending::Bought(units) => {
                sold += i64::from(units);
                selling_us = us(answer.after).max(selling_us);
                order_times.push(us(answer.took));
            }
            Ending::Repeated => repeats += 1,
            Ending::Refused(reason) => {
                *refused.entry(reason).or_default() += 1;
                refusal_times.push(us(answer.took));
            }
        }
    }
    let bought = |visit: &&Vec<Answer>| visit.iter().any(|answer| matches!(answer.ending, Ending::Bought(_)));
    let mut refused: Vec<_> = refused.into_iter().map(|(reason, presses)| (reason.to_owned(), presses)).collect();
    refused.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    Report {
        units,
        shoppers: count(visits.len()),
        presses: count(visits.iter().map(Vec::len).sum()),
        orders: count(order_times.len()),
        sold,
        repeats,
        empty_handed: count(visits.len() - visits.iter().filter(bought).count()),
        refused,
        selling_us,
        pressing_us,
        order_times: Times::of(order_times),
        refusal_times: Times::of(refusal_times),
        line: line.map(|line| LineReport {
            per_minute: line.per_minute,
            people: count(line.took.len()),
            waiting: count(line.waiting),
            join_times: Times::of(line.took.into_iter().map(us).collect()),
            opening_us: us(line.opened_in),
        }),
        stored_orders: stored.orders,
        stored_units: stored.units,
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn us(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up() {
        let answer = |after, ending| Answer {
            after: Duration::from_millis(after),
            took: Duration::from_millis(after / 2),
            ending,
        };
        let visits = [
            vec![answer(2, Ending::Bought(1)), answer(9, Ending::Repeated)],
            vec![answer(4, Ending::Bought(2)), answer(6, Ending::Refused("limit-reached"))],
            vec![answer(8, Ending::Refused("sold-out"))],
            vec![answer(8, Ending::Refused("sold-out"))],
        ];
        let line = Lined {
            per_minute: 60,
            took: [1, 1, 2, 2, 3, 3].map(Duration::from_millis).to_vec(),
            opened_in: Duration::from_millis(5),
            waiting: 2,
        };
        let report = report(3, Came { visits: visits.to_vec(), line: Some(line) }, Stored { orders: 2, units: 3 });
        assert_eq!((report.shoppers, report.presses, report.orders, report.sold, report.repeats), (4, 6, 2, 3, 1));
        assert_eq!((report.empty_handed, report.selling_us, report.pressing_us), (2, 4_000, 9_000));
        assert_eq!(report.refused, [("sold-out".to_owned(), 2), ("limit-reached".to_owned(), 1)]);
        assert_eq!(report.order_times, Times::of(vec![1_000, 2_000]));
        let line = report.line.unwrap();
        assert_eq!((line.per_minute, line.people, line.waiting, line.opening_us), (60, 6, 2, 5_000));
        assert_eq!(line.join_times, Times::of(vec![1_000, 1_000, 2_000, 2_000, 3_000, 3_000]));
        assert_eq!(report.presses, report.orders + report.repeats + report.refused.iter().map(|(_, n)| n).sum::<i64>());
    }
}
