use serde::{Deserialize, Serialize};

use crate::At;

/// How long before the opening the lobby takes people in.
#[cfg(feature = "server")]
pub(super) const LOBBY_MS: i64 = 30 * MINUTE_MS;

/// The quickest pace that a line can have.
pub const MOST_PER_MINUTE: i32 = 100_000;

const MINUTE_MS: i64 = 60_000;

/// How fast a line admits: so many places were admitted at an instant, and so many more are each minute since. A rule and
/// not a job: whoever knows it knows who is admitted when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    /// Places admitted
    pub admitted: i64,
    /// at this instant.
    pub since: At,
    /// Places a minute from then on; 0 halts the line.
    pub per_minute: i32,
}

impl Pace {
    /// The pace of a line that opens: a first few are admitted at once.
    pub fn opening(per_minute: i32, at: At) -> Self {
        Self { admitted: burst(per_minute), since: at, per_minute }
    }

    /// The last place that is admitted by `now`.
    pub fn through(self, now: At) -> i64 {
        self.admitted + (now.ms() - self.since.ms()).max(0) * i64::from(self.per_minute) / MINUTE_MS
    }

    /// When a place is admitted; `None` while the line is halted before it.
    pub fn reaches(self, place: i64) -> Option<At> {
        let missing = place - self.admitted;
        if missing <= 0 {
            return Some(self.since);
        }
        let per_minute = i64::from(self.per_minute);
        // Rounded up: not before it is true.
        (per_minute > 0).then(|| self.since.plus_ms((missing * MINUTE_MS + per_minute - 1) / per_minute))
    }

    /// From `now` on so many a minute; who is admitted stays so.
    #[must_use]
    pub fn changed(self, per_minute: i32, now: At) -> Self {
        Self { admitted: self.through(now), since: now, per_minute }
    }

    /// The same without the credit that gathers while nobody waits: a crowd that comes late is not let in all at once.
    #[must_use]
    pub fn without_credit(self, people: i64, now: At) -> Self {
        let most = people + burst(self.per_minute);
        if self.through(now) > most { Self { admitted: most, since: now, ..self } } else { self }
    }
}

/// What is admitted at once when nobody waits: two seconds' worth.
fn burst(per_minute: i32) -> i64 {
    match per_minute {
        0 => 0,
        some => i64::from(some / 30).max(1),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pace(admitted: i64, per_minute: i32) -> Pace {
        Pace { admitted, since: At::utc(1_000_000), per_minute }
    }

    proptest! {
        #[test]
        fn a_place_is_admitted_when_it_was_told(admitted in 0..10_000i64, per_minute in 1..MOST_PER_MINUTE, place in 1..1_000_000i64) {
            let pace = pace(admitted, per_minute);
            let at = pace.reaches(place).unwrap();
            prop_assert!(pace.through(at) >= place);
            if place > admitted {
                prop_assert!(pace.through(At::utc(at.ms() - 1)) < place);
            }
        }

        #[test]
        fn nobody_who_is_admitted_waits_again(
            admitted in 0..10_000i64, first in 0..5000i32, then in 0..5000i32, after_ms in 0..600_000i64, people in 0..50_000i64,
        ) {
            let (before, now) = (pace(admitted, first), At::utc(1_000_000 + after_ms));
            prop_assert_eq!(before.changed(then, now).through(now), before.through(now));
            let through = before.through(now).min(people);
            prop_assert!(before.without_credit(people, now).through(now) >= through);
        }

        #[test]
        fn a_crowd_that_comes_late_finds_no_credit(per_minute in 0..5000i32, people in 0..1000i64, idle_ms in 0..86_400_000i64) {
            let now = At::utc(1_000_000 + idle_ms);
            let through = pace(people, per_minute).without_credit(people, now).through(now);
            prop_assert!(through <= people + burst(per_minute));
        }
    }

    #[test]
    fn a_halted_line_admits_nobody_and_tells_no_time() {
        let halted = pace(7, 0);
        assert_eq!(halted.through(At::utc(9_000_000)), 7);
        assert_eq!(halted.reaches(8), None);
        assert_eq!(halted.reaches(7), Some(halted.since));
        assert_eq!(Pace::opening(0, At::utc(0)).through(At::utc(0)), 0);
        assert_eq!(Pace::opening(600, At::utc(0)).through(At::utc(0)), 20);
    }
}
