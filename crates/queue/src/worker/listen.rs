//! The loop that hears the wake-up calls of those who enqueue.

use std::sync::Arc;

use sqlx::postgres::PgListener;
use tokio_util::sync::CancellationToken;

use super::{Shared, sleep_unless};
use crate::backoff::Patience;

/// Wakes the claiming loop at every call. Without a connection to hear them on, polling finds the jobs meanwhile.
pub async fn wake_up_calls<C: Send + Sync + 'static>(shared: Arc<Shared<C>>, shutdown: CancellationToken) {
    let mut patience = Patience::default();
    loop {
        match shutdown.run_until_cancelled(listen(&shared, &mut patience)).await {
            Some(Err(error)) => {
                tracing::debug!(worker = shared.id, %error, "wake-up calls are not heard");
            }
            Some(Ok(never)) => match never {},
            None => return,
        }
        if !sleep_unless(&shutdown, patience.fail()).await {
            return;
        }
    }
}

async fn listen<C>(shared: &Shared<C>, patience: &mut Patience) -> Result<std::convert::Infallible, sqlx::Error> {
    let mut listener = PgListener::connect_with(&shared.pool).await?;
    listener.listen("jobs").await?;
    patience.succeed();
    loop {
        // What was enqueued before listening, or while the connection was lost, had no call.
        shared.wake.notify_one();
        listener.recv().await?;
    }
}
