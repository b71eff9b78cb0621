//! `GET /live/drops/{id}`: a drop as it changes, by server-sent events.
//!
//! The first event is the whole state, so a client that reconnects is up to date at once. However many
//! pages watch a drop, each process reads it once per change, and at least every two seconds while
//! somebody watches, so that a Redis outage costs freshness alone.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use app::drops::live::News;
use app::packed::Packed;
use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::{Router, routing::get};
use futures::{Stream, StreamExt};
use shop::live::Topic;
use shop::{At, DropId, Error, Shop};
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_stream::wrappers::WatchStream;

use crate::http::AppState;
use crate::problem::Problem;

/// Re-read at least this often while watched.
const REFRESH: Duration = Duration::from_secs(2);
/// Re-read at most this often, however fast things change.
const COALESCE: Duration = Duration::from_millis(100);

/// What is sent, but for the time, which is added to each event: a clock alone is no change.
type Snapshot = Arc<News>;

/// The drops that somebody watches, each with one reader.
#[derive(Clone, Default)]
struct Watched(Arc<Mutex<HashMap<DropId, watch::Receiver<Snapshot>>>>);

#[derive(Clone)]
struct LiveState {
    shop: Shop,
    watched: Watched,
}

/// The route, with its own state.
pub fn routes(shop: &Shop) -> Router<AppState> {
    let state = LiveState { shop: shop.clone(), watched: Watched::default() };
    Router::new().route("/live/drops/{id}", get(drop)).with_state(state)
}

async fn drop(
    State(state): State<LiveState>,
    Path(id): Path<DropId>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let snapshots = watch(&state, id).await?;
    let events = WatchStream::new(snapshots).map(move |snapshot| {
        let mut news = News::clone(&snapshot);
        news.drop.now = state.shop.now();
        Ok(Event::default().data(Packed(news).to_string()))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}

/// Joins the reader of this drop, or starts it.
async fn watch(state: &LiveState, id: DropId) -> Result<watch::Receiver<Snapshot>, Problem> {
    if let Some(running) = state.watched.get(id) {
        return Ok(running);
    }
    let first = read(&state.shop, id).await?;
    let (sender, receiver) = watch::channel(first);
    state.watched.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id, receiver.clone());
    tokio::spawn(follow(state.clone(), id, sender));
    Ok(receiver)
}

impl Watched {
    fn get(&self, id: DropId) -> Option<watch::Receiver<Snapshot>> {
        let watched = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        watched.get(&id).filter(|receiver| receiver.has_changed().is_ok()).cloned()
    }
}

/// Reads the drop on every hint and every two seconds, until nobody watches.
async fn follow(state: LiveState, id: DropId, sender: watch::Sender<Snapshot>) {
    let mut hints = state.shop.live.subscribe();
    // The map itself holds one receiver.
    while sender.receiver_count() > 1 {
        let wake = Instant::now() + REFRESH;
        loop {
            match tokio::time::timeout_at(wake, hints.recv()).await {
                Ok(Ok(topic)) if topic != Topic::Drop(id) => {}
                _ => break,
            }
        }
        if let Ok(snapshot) = read(&state.shop, id).await {
            sender.send_if_modified(|held| {
                let changed = *held != snapshot;
                *held = snapshot;
                changed
            });
        }
        tokio::time::sleep(COALESCE).await;
    }
}

async fn read(shop: &Shop, id: DropId) -> Result<Snapshot, Error> {
    let mut drop = shop::drops::live(shop, id).await?;
    let draw = shop::draws::live(shop, id).await?;
    drop.now = At::utc(0);
    Ok(Arc::new(News { drop, draw }))
}
