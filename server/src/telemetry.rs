//! Logs: sentences with fields, for people on a terminal, as JSON in production.

use tracing_subscriber::{EnvFilter, layer::SubscriberExt, util::SubscriberInitExt};

/// Starts logging. `FAIRDROP_LOG` filters, in the syntax of `RUST_LOG`.
pub fn start(json: bool) {
    let filter = EnvFilter::try_from_env("FAIRDROP_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let registry = tracing_subscriber::registry().with(filter);
    if json {
        registry.with(tracing_subscriber::fmt::layer().json().flatten_event(true)).init();
    } else {
        registry.with(tracing_subscriber::fmt::layer().with_target(false)).init();
    }
}
