use leptos::prelude::*;
use shop::At;

/// The server's clock as the browser knows it: how far it is ahead of the browser's own.
///
/// Every server time that arrives is late by its way here, so each gives a lower bound of the true
/// difference, and the greatest one is the best estimate.
#[derive(Clone, Copy, Debug, Default)]
pub struct ServerClock {
    ahead_ms: RwSignal<Option<f64>>,
}

impl ServerClock {
    /// Learns from a server time that has just arrived. In effects and event handlers alone.
    pub fn observe(self, now: At) {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
        let seen = now.ms() as f64 - js_sys::Date::now();
        self.ahead_ms.update(|best| *best = Some(best.map_or(seen, |best| best.max(seen))));
    }

    /// Milliseconds from the server's now until `to`; negative when it has passed. In effects and event handlers alone.
    pub fn ms_until(self, to: At) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
        let to = to.ms() as f64;
        to - js_sys::Date::now() - self.ahead_ms.get_untracked().unwrap_or_default()
    }
}

/// Gives the page its one server clock; call it once, around the router.
pub fn provide_server_clock() {
    provide_context(ServerClock::default());
}

/// The page's server clock, or one of its own where none was provided.
pub fn expect_server_clock() -> ServerClock {
    use_context().unwrap_or_default()
}
