//! The page for when Postgres is away: no session, no query, nothing that could fail as well.

use axum::response::{Html, IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use shop::Fault;

/// Whether a person looks at the answer.
pub fn wants_html(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains("text/html"))
}

/// 503 with what to do; the browser tries again by itself.
pub fn page(fault: &Fault) -> Response {
    let reference = format!("{:08x}", Fault::reference());
    tracing::error!(error = %fault, reference, "page refused: the answer cannot be made");
    let html = include_str!("outage.html").replace("{reference}", &reference);
    let headers = [(header::RETRY_AFTER, "5"), (header::CACHE_CONTROL, "no-store")];
    (StatusCode::SERVICE_UNAVAILABLE, headers, Html(html)).into_response()
}
