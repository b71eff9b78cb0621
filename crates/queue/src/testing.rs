//! For tests of what enqueues and runs jobs: drain the queue in the test's own task, look at what is in it.

use std::{
    future::{Future, IntoFuture},
    pin::Pin,
    sync::Arc,
};

use sqlx::PgPool;
use time::OffsetDateTime;

use crate::{Job, JobRow, Registry, State, perform::perform, row::job_columns, store};

/// A drain that runs more jobs than this is running in a circle.
const MOST_JOBS: usize = 100_000;

/// Runs all due jobs, one after the other, in the order in which a worker would begin them, with the jobs they
/// enqueue, until none is due: `let drained = drain(&pool, shop, &registry).await?`.
///
/// Failed jobs wait for their backoff and stay; see [`Drain::as_of`] and [`Drain::strict`].
pub fn drain<'a, C: Send + Sync + 'static>(
    pool: &'a PgPool,
    ctx: impl Into<Arc<C>>,
    registry: &'a Registry<C>,
) -> Drain<'a, C> {
    Drain { pool, ctx: ctx.into(), registry, as_of: None, strict: false }
}

/// A drain of the queue; begins when awaited.
#[must_use = "a drain begins when it is awaited"]
pub struct Drain<'a, C> {
    pool: &'a PgPool,
    ctx: Arc<C>,
    registry: &'a Registry<C>,
    as_of: Option<OffsetDateTime>,
    strict: bool,
}

/// How many attempts ended how, and what the failures said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drained {
    /// Attempts that did their job.
    pub completed: usize,
    /// Attempts that failed and will be made again.
    pub retried: usize,
    /// Attempts that put the job off.
    pub snoozed: usize,
    /// Attempts that gave up on purpose.
    pub cancelled: usize,
    /// Attempts that failed and were the last.
    pub dead: usize,
    /// `kind #id: what it said`, for each that was retried, cancelled, or died.
    pub errors: Vec<String>,
}

/// Why a drain stopped.
#[derive(Debug, thiserror::Error)]
pub enum DrainError {
    /// An attempt failed, and the drain is strict.
    #[error("a job failed: {0}")]
    Failed(String),
    /// Jobs are due that the registry does not know.
    #[error("jobs are due that nobody registered: {0:?}")]
    Unregistered(Vec<String>),
    /// The jobs enqueue or snooze each other without end.
    #[error("still not done after {MOST_JOBS} jobs")]
    Endless,
    /// The database refused or was not there.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

impl<C: Send + Sync + 'static> Drain<'_, C> {
    /// Runs also what is due only at this later moment: future jobs, and failed ones whose backoff ends before it.
    pub fn as_of(self, moment: OffsetDateTime) -> Self {
        Self { as_of: Some(moment), ..self }
    }

    /// Stops with an error at the first attempt that fails.
    pub fn strict(self) -> Self {
        Self { strict: true, ..self }
    }

    async fn run(self) -> Result<Drained, DrainError> {
        let worker = format!("drain/{}/{:08x}", std::process::id(), rand::random::<u32>());
        let kinds = self.registry.kinds();
        let mut drained = Drained::default();
        for _ in 0..MOST_JOBS {
            let mut claimed = store::claim(self.pool, &worker, &kinds, 1, self.as_of).await?;
            let Some(job) = claimed.pop() else {
                return self.finish(drained).await;
            };
            let name = format!("{} #{}", job.kind, job.id);
            let settled = perform(self.registry, self.ctx.clone(), job).await;
            store::settle(self.pool, &worker, std::slice::from_ref(&settled)).await?;
            drained.count(&name, &settled);
            if self.strict && matches!(settled.state, State::Retryable | State::Dead) {
                return Err(DrainError::Failed(drained.errors.pop().unwrap_or(name)));
            }
        }
        Err(DrainError::Endless)
    }

    async fn finish(self, drained: Drained) -> Result<Drained, DrainError> {
        let unregistered: Vec<String> = sqlx::query_scalar(
            "select distinct kind from jobs
             where state in ('available', 'retryable') and run_at <= greatest(now(), $1) and kind <> all($2)
             order by kind",
        )
        .bind(self.as_of)
        .bind(self.registry.kinds())
        .fetch_all(self.pool)
        .await?;
        if unregistered.is_empty() { Ok(drained) } else { Err(DrainError::Unregistered(unregistered)) }
    }
}

impl Drained {
    fn count(&mut self, name: &str, settled: &store::Settled) {
        match settled.state {
            State::Completed => self.completed += 1,
            State::Retryable => self.retried += 1,
            State::Cancelled => self.cancelled += 1,
            State::Dead => self.dead += 1,
            State::Available | State::Running => self.snoozed += 1,
        }
        self.errors.extend(settled.error.as_ref().map(|error| format!("{name}: {error}")));
    }
}

impl<'a, C: Send + Sync + 'static> IntoFuture for Drain<'a, C> {
    type Output = Result<Drained, DrainError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

/// The live jobs of one kind, the earliest due first.
///
/// # Panics
/// If the database does not answer, or a row does not read as the job.
pub async fn enqueued<J: Job>(pool: &PgPool) -> Vec<J> {
    let rows = live::<J>(pool).await.into_iter();
    rows.map(|row| serde_json::from_value(row.args).unwrap_or_else(|error| panic!("{} #{}: {error}", row.kind, row.id)))
        .collect()
}

/// Asserts that this very job is live, and answers its row.
///
/// # Panics
/// If it is not, naming the live jobs of its kind; if the database does not answer.
pub async fn assert_enqueued<J: Job>(pool: &PgPool, job: &J) -> JobRow {
    let wanted = serde_json::to_value(job).unwrap_or_else(|error| panic!("{}: {error}", J::KIND));
    let rows = live::<J>(pool).await;
    let there: Vec<_> = rows.iter().map(|row| row.args.to_string()).collect();
    let found = rows.into_iter().find(|row| row.args == wanted);
    found.unwrap_or_else(|| panic!("no live {} job is {wanted}, only {there:?}", J::KIND))
}

/// The jobs that are live or dead, the earliest due first: after a drain, what a test has left behind.
///
/// # Panics
/// If the database does not answer.
pub async fn jobs_left(pool: &PgPool) -> Vec<JobRow> {
    sqlx::query_as(concat!(
        "select ",
        job_columns!(),
        " from jobs where state not in ('completed', 'cancelled') order by run_at, id"
    ))
    .fetch_all(pool)
    .await
    .unwrap_or_else(|error| panic!("cannot read the jobs that are left: {error}"))
}

async fn live<J: Job>(pool: &PgPool) -> Vec<JobRow> {
    let left = jobs_left(pool).await.into_iter();
    left.filter(|row| row.kind == J::KIND && row.state != State::Dead).collect()
}
