//! Under `make dev`: open pages reload when the server comes back after a build.

use std::convert::Infallible;

use axum::Router;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use futures::Stream;
use http::header;

const SCRIPT: &str = "let gone = false;
const life = new EventSource('/dev/reload');
life.onerror = () => (gone = true);
life.onopen = () => gone && location.reload();
";

/// The script and the stream that it watches; nothing unless `FAIRDROP_RELOAD` is set.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    if std::env::var_os("FAIRDROP_RELOAD").is_none() {
        return Router::new();
    }
    Router::new()
        .route("/dev/reload.js", get(async || ([(header::CONTENT_TYPE, "text/javascript")], SCRIPT)))
        .route("/dev/reload", get(async || Sse::new(for_ever()).keep_alive(KeepAlive::default())))
}

fn for_ever() -> impl Stream<Item = Result<Event, Infallible>> {
    futures::StreamExt::chain(futures::stream::iter([Ok(Event::default().comment("here"))]), futures::stream::pending())
}
