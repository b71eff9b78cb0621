//! The shop's clock: the database's, which all processes share, or one that tests set.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sqlx::PgPool;

use crate::At;
use crate::failpoints::{clock_at_ms, clock_off_ms, own_clock};

/// Tells the time. Cheap to clone; clones share a fixed clock's hand, and what they know of the database's clock.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    fixed: Option<Arc<AtomicI64>>,
    /// The database's clock less this machine's, in milliseconds.
    ahead: Arc<AtomicI64>,
}

impl Clock {
    /// This machine's clock, until [`Clock::set_by`] has asked the database.
    pub fn system() -> Self {
        clock_at_ms().map_or_else(Self::default, |ms| Self::fixed(At::from_ms(ms)))
    }

    /// A clock that stands at `at` until it is moved.
    pub fn fixed(at: At) -> Self {
        Self { fixed: Some(Arc::new(AtomicI64::new(at.ms()))), ..Self::default() }
    }

    /// Now.
    pub fn now(&self) -> At {
        match &self.fixed {
            Some(hand) => At::from_ms(hand.load(Ordering::SeqCst)),
            None => At::from_ms(machine() + self.ahead.load(Ordering::Relaxed)),
        }
    }

    /// Moves a fixed clock on; another stays as it is.
    pub fn advance(&self, span: Duration) {
        if let Some(hand) = &self.fixed {
            hand.fetch_add(i64::try_from(span.as_millis()).unwrap_or(0), Ordering::SeqCst);
        }
    }

    /// Sets the clock by the database's, to within the time that the question takes: a server whose own clock is off
    /// opens and closes nothing early or late.
    pub async fn set_by(&self, db: &PgPool) -> sqlx::Result<()> {
        if own_clock() {
            return Ok(());
        }
        let mut conn = db.acquire().await?;
        let asked = machine();
        let told = sqlx::query_scalar!(r#"select clock_timestamp() as "now!: At""#).fetch_one(&mut *conn).await?.ms();
        self.ahead.store(told - asked.midpoint(machine()), Ordering::Relaxed);
        Ok(())
    }
}

/// This machine's clock, in milliseconds since 1970.
fn machine() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX)) + clock_off_ms()
}
