//! The loop that enqueues by the clock.

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use super::{PATIENCE, Shared, sleep_unless};
use crate::{EnqueueError, backoff::Patience, registry::Schedule, store};

/// Makes every schedule's ticks until `shutdown`.
pub async fn schedules<C: Send + Sync + 'static>(shared: Arc<Shared<C>>, shutdown: CancellationToken) {
    let mut patience = Patience::default();
    loop {
        let Some(made) = shutdown.run_until_cancelled(make_all(&shared)).await else {
            return;
        };
        let pause = match made {
            Ok(None) => return,
            Ok(Some(until_next)) => {
                patience.succeed();
                until_next
            }
            Err(error) => {
                let pause = patience.fail();
                if patience.just_failed() {
                    tracing::warn!(worker = shared.id, %error, "schedules stand still, will try again");
                }
                pause
            }
        };
        if !sleep_unless(&shutdown, pause).await {
            return;
        }
    }
}

/// Makes the current ticks; answers how long until the next one, `None` if there are no schedules.
async fn make_all<C: Send + Sync + 'static>(shared: &Shared<C>) -> Result<Option<Duration>, EnqueueError> {
    let mut soonest: Option<Duration> = None;
    for Schedule { name, every, job } in shared.registry.schedules() {
        let made = store::tick(&shared.pool, name, *every, job());
        let until_next = tokio::time::timeout(PATIENCE, made).await.unwrap_or(Err(sqlx::Error::PoolTimedOut.into()))?;
        soonest = Some(soonest.map_or(until_next, |soonest| soonest.min(until_next)));
    }
    Ok(soonest)
}
