//! Heartbeats, rescue of the silent, pruning of the old.

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use super::{Shared, patiently, sleep_unless};
use crate::{backoff::Patience, store};

/// Rows deleted in one statement.
const PRUNE_BATCH: i64 = 5000;

/// Renews the heartbeat of the running jobs, and rescues those of others, until the worker has stopped.
pub async fn heartbeats<C: Send + Sync + 'static>(shared: Arc<Shared<C>>, stopped: CancellationToken) {
    let mut patience = Patience::default();
    let mut rounds = 0_u32;
    loop {
        let pause = match stopped.run_until_cancelled(beat(&shared)).await {
            None => return,
            Some(Ok(())) => {
                patience.succeed();
                rounds += 1;
                shared.settings.heartbeat
            }
            Some(Err(error)) => {
                let pause = patience.fail().min(shared.settings.heartbeat);
                if patience.just_failed() {
                    tracing::warn!(worker = shared.id, %error, "heartbeat failed, will try again");
                }
                rounds = 0;
                pause
            }
        };
        // After the database was away, every worker seems silent: give all a round to speak up before judging.
        if rounds > 1 {
            rescue(&shared).await;
        }
        if !sleep_unless(&stopped, pause).await {
            return;
        }
    }
}

/// Renews the heartbeats, and stops what has been rescued from this worker meanwhile: it runs elsewhere by now.
async fn beat<C>(shared: &Shared<C>) -> Result<(), sqlx::Error> {
    let runs = shared.running.list();
    let ids: Vec<i64> = runs.iter().map(|&(_, job)| job).collect();
    let ours = patiently(store::heartbeat(&shared.pool, &shared.id, &ids)).await?;
    for (run, job) in runs.into_iter().filter(|(_, job)| !ours.contains(job)) {
        tracing::debug!(worker = shared.id, job_id = job, "job is done, or was taken from this worker");
        shared.running.abort(run);
    }
    Ok(())
}

async fn rescue<C>(shared: &Shared<C>) {
    match patiently(store::rescue(&shared.pool, shared.settings.silence)).await {
        Ok(jobs) if jobs.is_empty() => {}
        Ok(jobs) => {
            tracing::warn!(worker = shared.id, jobs = jobs.len(), "rescued jobs of a silent worker");
            shared.wake.notify_one();
        }
        Err(error) => tracing::debug!(worker = shared.id, %error, "rescue failed, will try again"),
    }
}

/// Deletes old jobs and ticks until `shutdown`.
pub async fn prunes<C: Send + Sync + 'static>(shared: Arc<Shared<C>>, shutdown: CancellationToken) {
    while sleep_unless(&shutdown, shared.settings.prune_every).await {
        if let Err(error) = prune(&shared, shared.settings.keep).await {
            tracing::debug!(worker = shared.id, %error, "prune failed, will try again");
        }
    }
}

async fn prune<C>(shared: &Shared<C>, keep: Duration) -> Result<(), sqlx::Error> {
    while store::prune(&shared.pool, keep, PRUNE_BATCH).await? >= PRUNE_BATCH.unsigned_abs() {}
    store::prune_ticks(&shared.pool, keep).await?;
    Ok(())
}
