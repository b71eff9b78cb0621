//! The shop's clock: the system's, or one that tests set.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::At;

/// Tells the time. Cheap to clone; clones of a fixed clock share its hand.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    fixed: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The system's clock.
    pub const fn system() -> Self {
        Self { fixed: None }
    }

    /// A clock that stands at `at` until it is moved.
    pub fn fixed(at: At) -> Self {
        Self { fixed: Some(Arc::new(AtomicI64::new(at.ms()))) }
    }

    /// Now.
    pub fn now(&self) -> At {
        let ms = match &self.fixed {
            Some(hand) => hand.load(Ordering::SeqCst),
            None => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX)),
        };
        At::from_ms(ms)
    }

    /// Moves a fixed clock on; the system's clock stays as it is.
    pub fn advance(&self, span: Duration) {
        if let Some(hand) = &self.fixed {
            hand.fetch_add(i64::try_from(span.as_millis()).unwrap_or(0), Ordering::SeqCst);
        }
    }
}
