//! How hard a proof of work is: harder the more people press.

use std::time::Duration;

/// A phone of some years takes a minute for this many bits: nobody is asked for more, however great the rush.
const MOST_BITS: u8 = 24;
/// The most that staff can ask for while nobody presses.
pub(super) const MOST_BASE_BITS: u8 = 22;
/// From so many presses a second on a proof has one more bit, which doubles the work.
const STEPS: [u32; 4] = [50, 200, 800, 3200];

/// The bits of a new challenge. From 50 presses a second on it is one bit more than `base`, from 200 two, from 800 three,
/// from 3,200 four, and never more than 24. A challenge keeps the bits that it was given with: who was there before the
/// rush has done the work already.
pub(super) fn bits(base: u8, presses_per_second: u32) -> u8 {
    let more = STEPS.iter().filter(|from| presses_per_second >= **from).count();
    (base + u8::try_from(more).unwrap_or(0)).min(MOST_BITS.max(base))
}

/// Presses in the last second, as a sliding window over the counts of this second and the one before.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pressure {
    second: u64,
    this: u32,
    before: u32,
}

impl Pressure {
    /// Counts a press, `at` so long after some fixed instant.
    pub fn press(&mut self, at: Duration) {
        *self = self.seen(at);
        self.this = self.this.saturating_add(1);
    }

    /// Presses in the second up to `at`.
    pub fn per_second(&self, at: Duration) -> u32 {
        let Self { this, before, .. } = self.seen(at);
        let left = u64::from(1000 - at.subsec_millis());
        this.saturating_add(u32::try_from(u64::from(before) * left / 1000).unwrap_or(u32::MAX))
    }

    /// The counts as they stand at that moment.
    fn seen(self, at: Duration) -> Self {
        let second = at.as_secs();
        match second.saturating_sub(self.second) {
            0 => self,
            1 => Self { second, this: 0, before: self.this },
            _ => Self { second, this: 0, before: 0 },
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rises_by_steps_and_stays_bearable() {
        let at = |presses| bits(18, presses);
        assert_eq!([0, 49, 50, 199, 200, 799, 800, 3200, u32::MAX].map(at), [18, 18, 19, 19, 20, 20, 21, 22, 22]);
        assert_eq!(bits(MOST_BASE_BITS, u32::MAX), MOST_BITS);
    }

    #[test]
    fn follows_the_rush_up_and_down() {
        let mut pressure = Pressure::default();
        for press in 0..1000 {
            pressure.press(Duration::from_millis(press));
        }
        let after = |ms| pressure.per_second(Duration::from_millis(ms));
        assert_eq!([after(999), after(1000), after(1500), after(2000), after(60_000)], [1000, 1000, 500, 0, 0]);
    }

    proptest! {
        /// A steady rush is seen as what it is, to within the width of the window.
        #[test]
        fn sees_a_steady_rush(every_ms in 1..200u64, seconds in 2..6u64) {
            let mut pressure = Pressure::default();
            let mut at = 0;
            while at < seconds * 1000 {
                pressure.press(Duration::from_millis(at));
                at += every_ms;
            }
            let seen = u64::from(pressure.per_second(Duration::from_millis(at)));
            let rate = 1000 / every_ms;
            prop_assert!(seen <= rate + 2 && seen + 3 >= rate, "{seen} of {rate}");
        }

        #[test]
        fn more_presses_never_make_it_easier(base in 1..=MOST_BASE_BITS, few in any::<u32>(), more in any::<u32>()) {
            prop_assert!(bits(base, few.min(more)) <= bits(base, few.max(more)));
            prop_assert!(bits(base, few) >= base);
        }
    }
}
