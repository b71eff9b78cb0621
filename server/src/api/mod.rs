//! The public JSON API under `/api/v1`. Errors are problem documents; see `docs/api.md`.

mod caller;
mod challenge;
mod drops;
mod entries;
mod line;
mod orders;

use axum::Router;
use axum::routing::{get, post};
use http::StatusCode;

use crate::http::AppState;
use crate::problem::Problem;

/// What a crowd presses on. By themselves, and with their whole path: nesting is a cost, too.
pub fn presses() -> Router<AppState> {
    Router::new()
        .route("/api/v1/drops/{id}/orders", post(orders::place))
        .route("/api/v1/drops/{id}/entries", post(entries::enter))
        .method_not_allowed_fallback(wrong_method)
}

/// All other endpoints.
pub fn routes() -> Router<AppState> {
    let v1 = Router::new()
        .route("/drops", get(drops::list))
        .route("/drops/{id}", get(drops::one))
        .route("/drops/{id}/challenge", get(challenge::one))
        .route("/drops/{id}/line", get(line::mine).post(line::join))
        .route("/drops/{id}/line/record", get(line::record))
        .route("/orders/{id}", get(orders::one))
        .fallback(async || {
            Problem::new(StatusCode::NOT_FOUND, "not-found", "There is no such endpoint. See docs/api.md.")
        })
        .method_not_allowed_fallback(wrong_method);
    Router::new().nest("/api/v1", v1)
}

async fn wrong_method() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "This endpoint does not take this method.")
}
