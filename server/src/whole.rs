//! No page hangs.
//!
//! A page is rendered whole before its first byte matters, and rendering waits for its resources. Under load
//! a nested resource has been seen to miss its wake-up (the drop page, about once in some hundred renderings
//! with both cores busy), and then the answer's body never ends. Reading is free of effects, so the page is
//! rendered once more; a second time, the visitor is told and the browser tries again by itself.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::Method;
use shop::Fault;

use crate::outage;

/// Many times what the slowest page takes.
const PATIENCE: Duration = Duration::from_secs(4);
const TRIES: u32 = 2;

/// Hands a page on when it is complete.
pub async fn page(request: Request, next: Next) -> Response {
    if request.method() != Method::GET || !outage::wants_html(request.headers()) {
        return next.run(request).await;
    }
    let (asked, _) = request.into_parts();
    for _ in 0..TRIES {
        let attempt = async {
            let (parts, body) = next.clone().run(Request::from_parts(asked.clone(), Body::empty())).await.into_parts();
            to_bytes(body, usize::MAX).await.map(|bytes| Response::from_parts(parts, Body::from(bytes)))
        };
        match tokio::time::timeout(PATIENCE, attempt).await {
            Ok(Ok(response)) => return response,
            Ok(Err(error)) => tracing::error!(%error, path = asked.uri.path(), "page broke off while it was rendered"),
            Err(_) => tracing::error!(path = asked.uri.path(), "page was not rendered in time"),
        }
    }
    outage::page(&Fault::new("a page was not rendered in time"))
}
