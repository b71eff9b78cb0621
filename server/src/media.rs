//! `GET /media/{key}`: pictures, from wherever they are kept.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{StatusCode, header};
use shop::storage::Key;

use crate::http::AppState;
use crate::problem::Problem;

/// The route.
pub fn routes() -> Router<AppState> {
    Router::new().route("/media/{*key}", get(file))
}

/// A file. A key is written once, so the browser may keep it for good.
async fn file(State(AppState { shop, .. }): State<AppState>, Path(key): Path<String>) -> Result<Response, Problem> {
    let missing = || Problem::new(StatusCode::NOT_FOUND, "not-found", "There is no such file.");
    let key = Key::parse(&key).ok_or_else(missing)?;
    let media_type = key.media_type().ok_or_else(missing)?;
    let bytes = shop.storage.get(&key).await.map_err(|fault| Problem::fault(&fault))?.ok_or_else(missing)?;
    let headers = [(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, bytes).into_response())
}
