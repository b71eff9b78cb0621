//! The loop that claims jobs and starts them.

use std::{sync::Arc, time::Duration};

use tokio::{sync::mpsc::Sender, task::JoinSet, time::Instant};
use tokio_util::sync::CancellationToken;

use super::{Shared, patiently, settle::Finished, sleep_unless};
use crate::{
    backoff::Patience,
    perform::perform,
    store::{self, Claimed},
};

/// The first pause after work; it doubles up to [`super::Settings::poll`]. Near the interval at which enqueueing
/// coalesces its wake-up calls, so that what had none is found soon.
const SHORT_NAP: Duration = Duration::from_millis(20);

/// The least time between two claims of a worker with most slots taken.
const BREATH: Duration = Duration::from_millis(2);

/// Claims and starts jobs until `shutdown`, then waits for those that run.
pub async fn jobs<C: Send + Sync + 'static>(
    shared: &Arc<Shared<C>>,
    outcomes: Sender<Finished>,
    shutdown: &CancellationToken,
) {
    let mut tasks = JoinSet::new();
    let mut patience = Patience::default();
    let mut nap = SHORT_NAP;
    let mut last_claim = Instant::now();
    while let Some(free) = free_slots(shared, &mut tasks, last_claim, shutdown).await {
        last_claim = Instant::now();
        match claim(shared, free).await {
            Ok(jobs) => {
                if patience.succeed() {
                    tracing::info!(worker = shared.id, "worker claims jobs again");
                }
                let (full, any) = (jobs.len() == free, !jobs.is_empty());
                for job in jobs {
                    start(shared, job, outcomes.clone(), &mut tasks);
                }
                if any {
                    nap = SHORT_NAP;
                }
                if !full {
                    nap = idle(shared, nap, shutdown).await;
                }
            }
            Err(error) => {
                let pause = patience.fail();
                if patience.just_failed() {
                    tracing::warn!(worker = shared.id, %error, "worker cannot claim jobs, will try again");
                }
                sleep_unless(shutdown, pause).await;
            }
        }
    }
    finish(shared, tasks).await;
}

/// Waits until there is room for a job; `None` at shutdown.
///
/// While most slots are taken, claims keep a little distance: else a busy worker would fetch jobs one by one, as fast
/// as they end, at the price of a statement each.
async fn free_slots<C>(
    shared: &Shared<C>,
    tasks: &mut JoinSet<()>,
    last_claim: Instant,
    shutdown: &CancellationToken,
) -> Option<usize> {
    let slots = shared.settings.concurrency.max(1);
    if tasks.len() >= slots {
        shutdown.run_until_cancelled(tasks.join_next()).await;
    }
    reap(tasks);
    if tasks.len() > slots / 2 {
        tokio::time::sleep_until(last_claim + BREATH).await;
        reap(tasks);
    }
    (!shutdown.is_cancelled()).then(|| slots - tasks.len())
}

fn reap(tasks: &mut JoinSet<()>) {
    while tasks.try_join_next().is_some() {}
}

/// Never cancelled halfway: rows claimed and not started would wait for their rescue.
async fn claim<C>(shared: &Shared<C>, free: usize) -> Result<Vec<Claimed>, sqlx::Error> {
    let limit = i64::try_from(free).unwrap_or(i64::MAX);
    patiently(store::claim(&shared.pool, &shared.id, &shared.kinds, limit, None)).await
}

fn start<C: Send + Sync + 'static>(
    shared: &Arc<Shared<C>>,
    job: Claimed,
    outcomes: Sender<Finished>,
    tasks: &mut JoinSet<()>,
) {
    let run = shared.running.begin(job.id.0);
    let number = run.number();
    let worker = shared.clone();
    let handle = tasks.spawn(async move {
        let settled = perform(&worker.registry, worker.ctx.clone(), job).await;
        // Fails only if the worker's future was dropped; then the job is rescued.
        let _ = outcomes.send((settled, run)).await;
    });
    shared.running.reach(number, handle);
}

/// Sleeps until a wake-up call, the next due time, or the end of the nap; answers how long the next nap may be.
async fn idle<C>(shared: &Shared<C>, nap: Duration, shutdown: &CancellationToken) -> Duration {
    let next = patiently(store::next_due(&shared.pool, &shared.kinds)).await.ok().flatten();
    // Due already and yet not claimed: another worker has its row locked, or it came just now.
    let due_in = next.and_then(|next| Duration::try_from(next).ok()).filter(|next| !next.is_zero());
    let pause = due_in.map_or(nap, |due_in| due_in.min(nap));
    tokio::select! {
        () = shutdown.cancelled() => nap,
        () = shared.wake.notified() => SHORT_NAP,
        () = tokio::time::sleep(pause) => (nap * 2).min(shared.settings.poll),
    }
}

/// Waits for the running jobs as long as the grace lasts, then stops them.
async fn finish<C>(shared: &Shared<C>, mut tasks: JoinSet<()>) {
    let all_done = async { while tasks.join_next().await.is_some() {} };
    if tokio::time::timeout(shared.settings.grace, all_done).await.is_ok() {
        return;
    }
    tracing::warn!(worker = shared.id, jobs = tasks.len(), "the grace is over: worker stops running jobs");
    // A job that blocks its thread does not hear of it; waiting for it could take for ever.
    let _ = tokio::time::timeout(Duration::from_secs(1), tasks.shutdown()).await;
}
