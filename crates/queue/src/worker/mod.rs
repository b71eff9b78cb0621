//! The process that runs jobs.

mod fetch;
mod listen;
mod running;
mod settle;
mod ticks;
mod upkeep;

use std::{sync::Arc, time::Duration};

use sqlx::{PgPool, postgres::PgPoolOptions};
use tokio::{sync::Notify, task::JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{Registry, store};
use running::RunningJobs;

/// How a worker works. The defaults are what production wants; tests hurry.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What the worker calls itself in the rows, before its process id. Default: `worker`.
    pub name: String,
    /// Jobs at once. Default: 5.
    pub concurrency: usize,
    /// An idle worker looks at least this often, should a wake-up call be missed. Default: 1 s.
    pub poll: Duration,
    /// How often it says that its jobs are alive, and looks for silent ones. Default: 5 s.
    pub heartbeat: Duration,
    /// After so long without a heartbeat a job is taken from its worker. Default: 15 s.
    pub silence: Duration,
    /// How long running jobs may go on after the signal to stop; then they are released, to run elsewhere. Default:
    /// 30 s.
    pub grace: Duration,
    /// Completed and cancelled jobs, and old ticks, are deleted after this time. Default: a day.
    pub keep: Duration,
    /// How often it looks for something to delete. Default: 1 min.
    pub prune_every: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: "worker".to_owned(),
            concurrency: 5,
            poll: Duration::from_secs(1),
            heartbeat: Duration::from_secs(5),
            silence: Duration::from_secs(15),
            grace: Duration::from_secs(30),
            keep: Duration::from_hours(24),
            prune_every: Duration::from_mins(1),
        }
    }
}

/// Claims due jobs, runs them, stores their outcomes; rescues, schedules, prunes. Start as many as you like.
pub struct Worker<C> {
    pool: PgPool,
    ctx: Arc<C>,
    registry: Registry<C>,
    settings: Settings,
}

impl<C: Send + Sync + 'static> Worker<C> {
    /// A worker for the jobs of this registry, in the database of this pool.
    ///
    /// The pool is only asked where the database is: the worker opens up to [`Self::CONNECTIONS`] of its own, so that
    /// jobs that exhaust the application's pool cannot silence its heartbeat.
    pub fn new(pool: PgPool, ctx: impl Into<Arc<C>>, registry: Registry<C>) -> Self {
        Self { pool, ctx: ctx.into(), registry, settings: Settings::default() }
    }

    /// Connections that a running worker holds: claims, outcomes, upkeep and schedules, wake-up calls.
    pub const CONNECTIONS: u32 = 5;

    /// Works by these settings.
    #[must_use]
    pub fn settings(self, settings: Settings) -> Self {
        Self { settings, ..self }
    }

    /// Runs so many jobs at once.
    #[must_use]
    pub fn concurrency(mut self, concurrency: usize) -> Self {
        self.settings.concurrency = concurrency;
        self
    }

    /// Waits so long for running jobs after the signal to stop.
    #[must_use]
    pub fn grace(mut self, grace: Duration) -> Self {
        self.settings.grace = grace;
        self
    }

    /// Works until `shutdown` is cancelled, then claims nothing more, waits for running jobs as long as
    /// [`Settings::grace`] says, gives the rest back, and returns.
    ///
    /// It outlives its database: while Postgres is away it waits and tries again. If this future is dropped, running
    /// jobs stop at their next `await` and are rescued by another worker.
    pub async fn run(self, shutdown: CancellationToken) {
        let shared = Arc::new(self.share());
        let stopped = CancellationToken::new();
        let (outcomes, inbox) = tokio::sync::mpsc::channel(settle::INBOX);
        let mut services = JoinSet::new();
        services.spawn(upkeep::heartbeats(shared.clone(), stopped.clone()));
        services.spawn(upkeep::prunes(shared.clone(), shutdown.clone()));
        services.spawn(listen::wake_up_calls(shared.clone(), shutdown.clone()));
        services.spawn(ticks::schedules(shared.clone(), shutdown.clone()));
        let mut settling = JoinSet::new();
        settling.spawn(settle::outcomes(shared.clone(), inbox));

        tracing::info!(worker = shared.id, concurrency = shared.settings.concurrency, "worker starts");
        fetch::jobs(&shared, outcomes, &shutdown).await;
        shared.stop(&mut settling).await;
        stopped.cancel();
        services.join_all().await;
        tracing::info!(worker = shared.id, "worker stopped");
    }

    fn share(self) -> Shared<C> {
        let pool = PgPoolOptions::new()
            .max_connections(Self::CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .connect_lazy_with((*self.pool.connect_options()).clone().options(PLANS));
        let id = format!("{}/{}/{:08x}", self.settings.name, std::process::id(), rand::random::<u32>());
        Shared {
            pool,
            id,
            kinds: self.registry.kinds(),
            ctx: self.ctx,
            registry: self.registry,
            settings: self.settings,
            running: RunningJobs::default(),
            wake: Notify::new(),
        }
    }
}

/// Postgres keeps the plan of a prepared statement. One made while the table was empty would read the whole of it when
/// a sale has filled it a minute later, so plans are made afresh. Few rows are expected where statistics are old, which
/// makes a bitmap of all due jobs look cheaper than the first hundred of an index; so no bitmaps.
const PLANS: [(&str, &str); 2] = [("plan_cache_mode", "force_custom_plan"), ("enable_bitmapscan", "off")];

/// A statement of the worker's that takes longer has met a dead connection: give up and try again on another.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the parts of one worker share.
struct Shared<C> {
    pool: PgPool,
    id: String,
    kinds: Vec<String>,
    ctx: Arc<C>,
    registry: Registry<C>,
    settings: Settings,
    running: RunningJobs,
    /// Called when there may be something to claim.
    wake: Notify,
}

impl<C: Send + Sync + 'static> Shared<C> {
    /// Stores the last outcomes and gives back the rest. If the database is away, a rescue does it later.
    async fn stop(&self, settling: &mut JoinSet<()>) {
        if tokio::time::timeout(PATIENCE, settling.join_next()).await.is_err() {
            tracing::warn!(worker = self.id, "worker stops without having stored all outcomes");
        }
        match patiently(store::release(&self.pool, &self.id)).await {
            Ok(0) => {}
            Ok(jobs) => tracing::warn!(worker = self.id, jobs, "worker gave back unfinished jobs"),
            Err(error) => {
                tracing::warn!(worker = self.id, %error, "worker could not give back its jobs");
            }
        }
    }
}

/// A query that fails when it takes longer than [`PATIENCE`].
async fn patiently<T>(query: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    tokio::time::timeout(PATIENCE, query).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}

/// Sleeps; answers `false` at once when the token is cancelled.
async fn sleep_unless(cancelled: &CancellationToken, duration: Duration) -> bool {
    cancelled.run_until_cancelled(tokio::time::sleep(duration)).await.is_some()
}
