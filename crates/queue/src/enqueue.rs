//! Writing jobs into the queue, with the caller's connection.

use std::{
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::{Job, JobId, Priority};

/// Why a job could not be enqueued.
#[derive(Debug, thiserror::Error)]
pub enum EnqueueError {
    /// The job does not serialise to JSON.
    #[error("cannot write a {kind} job as JSON")]
    Args {
        /// Its kind.
        kind: &'static str,
        /// Why not.
        source: serde_json::Error,
    },
    /// The database refused or was not there.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Enqueues a job, to run as soon as the caller's transaction has committed.
///
/// `None`: a live job has the same [`Job::unique_key`], and nothing was enqueued.
pub async fn enqueue<J: Job>(conn: &mut PgConnection, job: &J) -> Result<Option<JobId>, EnqueueError> {
    NewJob::of(job).enqueue(conn).await
}

/// Enqueues a job, to run not before `run_at` (of the database's clock, to the microsecond).
///
/// `None`: a live job has the same [`Job::unique_key`], and nothing was enqueued.
pub async fn enqueue_at<J: Job>(
    conn: &mut PgConnection,
    job: &J,
    run_at: OffsetDateTime,
) -> Result<Option<JobId>, EnqueueError> {
    NewJob::of(job).run_at(run_at).enqueue(conn).await
}

/// Enqueues many jobs, of one kind or several, in one statement: `enqueue_many(&mut tx, orders.iter().map(NewJob::of))`.
///
/// Answers the numbers of the new jobs, without those skipped for a live job with the same unique key.
pub async fn enqueue_many(
    conn: &mut PgConnection,
    jobs: impl IntoIterator<Item = NewJob>,
) -> Result<Vec<JobId>, EnqueueError> {
    let batch = Batch::of(jobs)?;
    if batch.kind.is_empty() {
        return Ok(Vec::new());
    }
    let wake = batch.any_due_soon && wake_is_due();
    Ok(batch.insert(conn, wake).await?)
}

/// A job with the options of its enqueueing.
#[derive(Debug)]
#[must_use = "a new job does nothing until it is enqueued"]
pub struct NewJob {
    pub(crate) kind: &'static str,
    /// Kept until the job is enqueued, so that building one cannot fail.
    pub(crate) args: Result<String, EnqueueError>,
    pub(crate) priority: Priority,
    run_at: Option<OffsetDateTime>,
    pub(crate) max_attempts: i16,
    pub(crate) unique_key: Option<String>,
}

impl NewJob {
    /// The job with the options of its type.
    pub fn of<J: Job>(job: &J) -> Self {
        Self {
            kind: J::KIND,
            args: serde_json::to_string(job).map_err(|source| EnqueueError::Args { kind: J::KIND, source }),
            priority: J::PRIORITY,
            run_at: None,
            max_attempts: J::MAX_ATTEMPTS.max(1),
            unique_key: job.unique_key(),
        }
    }

    /// Another place in line.
    pub fn priority(self, priority: Priority) -> Self {
        Self { priority, ..self }
    }

    /// Not before this moment (of the database's clock, to the microsecond). Default: at once.
    pub fn run_at(self, run_at: OffsetDateTime) -> Self {
        Self { run_at: Some(run_at), ..self }
    }

    /// Another number of attempts; at least 1.
    pub fn max_attempts(self, max_attempts: i16) -> Self {
        Self { max_attempts: max_attempts.max(1), ..self }
    }

    /// At most one live job of this kind has this key.
    ///
    /// A running job counts as live: what must run again for a change that the running one may not have seen needs a
    /// key that names the change.
    pub fn unique_key(self, key: impl Into<String>) -> Self {
        Self { unique_key: Some(key.into()), ..self }
    }

    /// Enqueues it; `None` if a live job of the kind has its unique key. A duplicate never aborts the transaction,
    /// it waits at most until the transaction that has enqueued the first one ends.
    pub async fn enqueue(self, conn: &mut PgConnection) -> Result<Option<JobId>, EnqueueError> {
        let wake = self.due_soon() && wake_is_due();
        let id = sqlx::query_scalar(
            "with new as (
               insert into jobs (kind, args, priority, run_at, max_attempts, unique_key)
               values ($1, $2::text::jsonb, $3, coalesce($4, now()), $5, $6)
               on conflict do nothing
               returning id)
             select id, case when $7 then pg_notify('jobs', '')::text end from new",
        )
        .bind(self.kind)
        .bind(self.args?)
        .bind(self.priority as i16)
        .bind(self.run_at)
        .bind(self.max_attempts)
        .bind(self.unique_key)
        .bind(wake)
        .fetch_optional(conn)
        .await?;
        Ok(id)
    }

    fn due_soon(&self) -> bool {
        self.run_at.is_none_or(|at| at <= OffsetDateTime::now_utc() + DUE_SOON)
    }
}

/// The columns of many jobs, as Postgres wants them for one statement.
#[derive(Default)]
struct Batch {
    kind: Vec<&'static str>,
    args: Vec<String>,
    priority: Vec<i16>,
    run_at: Vec<Option<OffsetDateTime>>,
    max_attempts: Vec<i16>,
    unique_key: Vec<Option<String>>,
    any_due_soon: bool,
}

impl Batch {
    fn of(jobs: impl IntoIterator<Item = NewJob>) -> Result<Self, EnqueueError> {
        let mut batch = Self::default();
        for job in jobs {
            batch.any_due_soon |= job.due_soon();
            batch.args.push(job.args?);
            batch.kind.push(job.kind);
            batch.priority.push(job.priority as i16);
            batch.run_at.push(job.run_at);
            batch.max_attempts.push(job.max_attempts);
            batch.unique_key.push(job.unique_key);
        }
        Ok(batch)
    }

    async fn insert(self, conn: &mut PgConnection, wake: bool) -> Result<Vec<JobId>, sqlx::Error> {
        sqlx::query_scalar(
            "with new as (
               insert into jobs (kind, args, priority, run_at, max_attempts, unique_key)
               select kind, args::jsonb, priority, coalesce(run_at, now()), max_attempts, unique_key
               from unnest($1::text[], $2::text[], $3::smallint[], $4::timestamptz[], $5::smallint[], $6::text[])
                 with ordinality as new(kind, args, priority, run_at, max_attempts, unique_key, place)
               order by place
               on conflict do nothing
               returning id),
             woken as materialized (select case when $7 then pg_notify('jobs', '')::text end)
             select id from new, woken order by id",
        )
        .bind(self.kind)
        .bind(self.args)
        .bind(self.priority)
        .bind(self.run_at)
        .bind(self.max_attempts)
        .bind(self.unique_key)
        .bind(wake)
        .fetch_all(conn)
        .await
    }
}

/// Idle workers look this often anyway, and sleep until the next job is due: what is later needs no wake-up call.
const DUE_SOON: Duration = Duration::from_secs(2);

/// At most one wake-up call per process in this time.
const WAKE_EVERY: Duration = Duration::from_millis(20);

/// Whether this job should wake idle workers.
///
/// Postgres serialises the commits of all transactions that notify, which would undo group commit just when a flash
/// sale enqueues thousands of jobs a second. So calls are coalesced: a worker that has been woken looks again, at
/// growing intervals that begin near this one, and so finds what was enqueued without a call of its own.
fn wake_is_due() -> bool {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let now = u64::try_from(START.elapsed().as_micros()).unwrap_or(u64::MAX);
    let next = NEXT.load(Ordering::Relaxed);
    let after = now + u64::try_from(WAKE_EVERY.as_micros()).unwrap_or(0);
    now >= next && NEXT.compare_exchange(next, after, Ordering::Relaxed, Ordering::Relaxed).is_ok()
}
