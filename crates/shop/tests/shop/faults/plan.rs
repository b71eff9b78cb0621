//! What breaks where in a schedule.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use shop::failpoints::{Action, Failpoints, Point};

use crate::sales_invariants::Dice;

/// What happened at which point, and how often.
#[derive(Clone, Debug, Default)]
pub struct Fired(BTreeMap<(Point, &'static str), usize>);

impl Fired {
    fn note(&mut self, point: Point, action: Action) {
        *self.0.entry((point, name(action))).or_default() += 1;
    }

    pub fn merge(&mut self, other: Self) {
        for (what, times) in other.0 {
            *self.0.entry(what).or_default() += times;
        }
    }

    /// Points at which nothing ever broke, and what never happened anywhere. Not each of each: the rarest of them would
    /// be missing in one run of a hundred.
    pub fn missing(&self) -> BTreeSet<String> {
        let kinds = ["fail", "disconnect", "delay", "panic"];
        let points = Point::ALL.into_iter().filter(|point| !self.0.keys().any(|(at, _)| at == point));
        let kinds = kinds.into_iter().filter(|kind| !self.0.keys().any(|(_, what)| what == kind));
        points.map(|point| format!("{point:?}")).chain(kinds.map(str::to_owned)).collect()
    }
}

impl fmt::Display for Fired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for point in Point::ALL {
            let times = self.0.range((point, "")..=(point, "z")).map(|((_, kind), times)| format!("{times} {kind}"));
            write!(f, "\n  {point:?}: {}", times.collect::<Vec<_>>().join(", "))?;
        }
        Ok(())
    }
}

const fn name(action: Action) -> &'static str {
    match action {
        Action::Fail => "fail",
        Action::Disconnect => "disconnect",
        Action::Delay(_) => "delay",
        Action::Panic => "panic",
    }
}

/// How often something happens at each point, in a thousand.
pub struct Storm(BTreeMap<Point, usize>);

impl Storm {
    /// In half of all schedules anything may break anywhere, seldom or often; in the others it is a few points, and
    /// those break half of the time.
    pub fn of(dice: &mut Dice) -> Self {
        if dice.below(2) == 0 {
            let often = [10, 50, 100, 200][dice.below(4)];
            return Self(Point::ALL.into_iter().map(|point| (point, often)).collect());
        }
        let some = 1 + dice.below(3);
        Self((0..some).map(|_| (Point::ALL[dice.below(Point::ALL.len())], 500)).collect())
    }

    /// Has it break one server. What happens when a point is passed for the n-th time hangs on the dice alone.
    pub fn over(&self, failpoints: &Failpoints, dice: &mut Dice, fired: Arc<Mutex<Fired>>) {
        let points: BTreeMap<Point, (usize, Dice)> =
            self.0.iter().map(|(point, often)| (*point, (*often, Dice::new(dice.below(usize::MAX) as u64)))).collect();
        let points = Mutex::new(points);
        failpoints.arm(move |point| {
            let mut points = points.lock().unwrap();
            let (often, dice) = points.get_mut(&point)?;
            if dice.below(1000) >= *often {
                return None;
            }
            let action = match dice.below(8) {
                0 | 1 => Action::Fail,
                2 => Action::Disconnect,
                3..=6 => Action::Delay(Duration::from_millis(1 + dice.below(15) as u64)),
                _ => Action::Panic,
            };
            fired.lock().unwrap().note(point, action);
            Some(action)
        });
    }
}
