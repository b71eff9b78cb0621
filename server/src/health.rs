//! `/healthz`: the process lives. `/readyz`: it can serve.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::json;
use shop::{MIGRATIONS, Shop};

const PATIENCE: Duration = Duration::from_secs(2);

/// Alive.
pub async fn alive() -> &'static str {
    "ok"
}

/// Ready when Postgres answers and knows all migrations. Redis is reported and does not decide:
/// without it the shop is slower, not down.
pub async fn ready(State(shop): State<Shop>) -> Response {
    let postgres = answers(async { shop::ready::postgres(&shop).await.is_ok() }).await;
    let redis = answers(shop::ready::redis(&shop)).await;
    let newest = MIGRATIONS.iter().map(|m| m.version).max().unwrap_or(0);
    let migrations = postgres && answers(async { shop::ready::migrated(&shop, newest).await.unwrap_or(false) }).await;
    let status = if postgres && migrations { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "postgres": postgres, "redis": redis, "migrations": migrations }))).into_response()
}

async fn answers(check: impl Future<Output = bool>) -> bool {
    tokio::time::timeout(PATIENCE, check).await.unwrap_or(false)
}
