//! How long to wait after a failed attempt.

use std::time::Duration;

const FACTOR: f64 = 4.0;
const LONGEST_SECONDS: f64 = 6.0 * 3600.0;

/// The default backoff: 4 s after the first attempt, then four times as long each time, 6 h at most, each time a
/// quarter more or less by chance, so that jobs that failed together do not come back together.
pub fn exponential(attempt: i16) -> Duration {
    let seconds = FACTOR.powi(i32::from(attempt.max(1))).min(LONGEST_SECONDS);
    Duration::from_secs_f64(seconds * rand::random_range(0.75..1.25))
}

/// The pause of a loop that must not end while the database is away: 100 ms, doubling to 3 s.
#[derive(Debug, Default)]
pub struct Patience {
    failures: u32,
}

impl Patience {
    /// Counts a failure and answers how long to wait before trying again.
    pub fn fail(&mut self) -> Duration {
        let pause = Duration::from_millis(100 << self.failures.min(5));
        self.failures += 1;
        pause.min(Duration::from_secs(3))
    }

    /// Counts a success; answers whether it ends a row of failures.
    pub fn succeed(&mut self) -> bool {
        std::mem::take(&mut self.failures) > 0
    }

    /// Whether the last try failed and was the first to do so: the one to log.
    pub fn just_failed(&self) -> bool {
        self.failures == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_backoff_is_longer_than_the_one_before_and_bounded() {
        for _ in 0..100 {
            let delays: Vec<_> = (1..=5).map(exponential).collect();
            assert!(delays.is_sorted_by(|a, b| a < b), "{delays:?}");
            assert!(exponential(i16::MAX) <= Duration::from_secs_f64(LONGEST_SECONDS * 1.25));
        }
    }

    #[test]
    fn patience_grows_and_is_restored() {
        let mut patience = Patience::default();
        assert!(!patience.succeed());
        assert_eq!(patience.fail(), Duration::from_millis(100));
        assert!(patience.just_failed());
        assert_eq!(patience.fail(), Duration::from_millis(200));
        assert!(!patience.just_failed());
        for _ in 0..50 {
            patience.fail();
        }
        assert_eq!(patience.fail(), Duration::from_secs(3));
        assert!(patience.succeed());
        assert_eq!(patience.fail(), Duration::from_millis(100));
    }
}
