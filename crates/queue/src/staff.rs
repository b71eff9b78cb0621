//! What staff do with jobs: look, count, retry and discard dead letters, one or all of a kind.
//!
//! Everything takes the caller's connection, so that an audit entry commits together with what it tells of.

use std::time::Duration;

use sqlx::{Connection, PgConnection};

use crate::{JobId, JobRow, State, row::job_columns};

/// Jobs by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Counts {
    /// Waiting for their time.
    pub available: i64,
    /// With a worker.
    pub running: i64,
    /// Failed, waiting for the next attempt.
    pub retryable: i64,
    /// Done within the time that completed jobs are kept.
    pub completed: i64,
    /// Cancelled or discarded within that time.
    pub cancelled: i64,
    /// Dead letters.
    pub dead: i64,
}

impl Counts {
    /// The number of jobs in one state.
    pub fn of(&self, state: State) -> i64 {
        match state {
            State::Available => self.available,
            State::Running => self.running,
            State::Retryable => self.retryable,
            State::Completed => self.completed,
            State::Cancelled => self.cancelled,
            State::Dead => self.dead,
        }
    }
}

/// Counts the jobs in each state.
pub async fn counts(conn: &mut PgConnection) -> Result<Counts, sqlx::Error> {
    sqlx::query_as(
        "select
           (select count(*) from jobs where state in ('available', 'retryable') and state = 'available') as available,
           (select count(*) from jobs where state = 'running') as running,
           (select count(*) from jobs where state in ('available', 'retryable') and state = 'retryable') as retryable,
           (select count(*) from jobs where finished_at is not null and state = 'completed') as completed,
           (select count(*) from jobs where finished_at is not null and state = 'cancelled') as cancelled,
           (select count(*) from jobs where finished_at is not null and state = 'dead') as dead",
    )
    .fetch_one(conn)
    .await
}

/// How long the job that is most overdue has been due; `None` if nothing waits that is due. More than a few seconds
/// means too few workers, or none.
pub async fn oldest_due(conn: &mut PgConnection) -> Result<Option<Duration>, sqlx::Error> {
    let microseconds: Option<i64> = sqlx::query_scalar(
        "select (extract(epoch from clock_timestamp() - min(run_at)) * 1000000)::bigint from jobs
         where state in ('available', 'retryable') and run_at <= clock_timestamp()",
    )
    .fetch_one(conn)
    .await?;
    Ok(microseconds.and_then(|microseconds| u64::try_from(microseconds).ok()).map(Duration::from_micros))
}

/// How many dead letters there are of which kind, the most first.
pub async fn dead_by_kind(conn: &mut PgConnection) -> Result<Vec<(String, i64)>, sqlx::Error> {
    sqlx::query_as(
        "select kind, count(*) from jobs where finished_at is not null and state = 'dead'
         group by kind order by count(*) desc, kind",
    )
    .fetch_all(conn)
    .await
}

/// One page of jobs, the newest first: all or those in one state, all or those of one kind, numbered below `before`
/// (the last number of the page before this one).
pub async fn list(
    conn: &mut PgConnection,
    state: Option<State>,
    kind: Option<&str>,
    before: Option<JobId>,
    limit: i64,
) -> Result<Vec<JobRow>, sqlx::Error> {
    sqlx::query_as(concat!(
        "select ",
        job_columns!(),
        " from jobs
         where ($1::text is null or state = $1::text::job_state) and ($2::text is null or kind = $2)
           and ($3::bigint is null or id < $3)
         order by id desc limit $4"
    ))
    .bind(state.map(State::as_str))
    .bind(kind)
    .bind(before)
    .bind(limit)
    .fetch_all(conn)
    .await
}

/// One job; `None` if it never was, or has been pruned.
pub async fn get(conn: &mut PgConnection, id: JobId) -> Result<Option<JobRow>, sqlx::Error> {
    sqlx::query_as(concat!("select ", job_columns!(), " from jobs where id = $1")).bind(id).fetch_optional(conn).await
}

/// Why a dead letter was not retried or discarded.
#[derive(Debug, thiserror::Error)]
pub enum DeadLetterError {
    /// It is no dead letter, or not any more: somebody else was faster.
    #[error("job {0} is not a dead letter")]
    NotDead(JobId),
    /// A live job has its unique key; that one does the work.
    #[error("a live job does the work already")]
    AlreadyQueued,
    /// The database refused or was not there.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Gives a dead letter one more attempt, at once.
pub async fn retry(conn: &mut PgConnection, id: JobId) -> Result<JobRow, DeadLetterError> {
    // In a savepoint: a refusal by the unique index must not abort the transaction of the caller.
    let mut tx = conn.begin().await?;
    let row: Option<JobRow> = sqlx::query_as(concat!(
        "with woken as materialized (select pg_notify('jobs', '')::text)
         update jobs set state = 'available', run_at = now(), max_attempts = attempt + 1, finished_at = null
         from woken where id = $1 and state = 'dead'
         returning ",
        job_columns!()
    ))
    .bind(id)
    .fetch_optional(&mut *tx)
    .await
    .map_err(refused)?;
    tx.commit().await?;
    row.ok_or(DeadLetterError::NotDead(id))
}

/// Gives up a dead letter for good: it is cancelled, and pruned after a day.
pub async fn discard(conn: &mut PgConnection, id: JobId) -> Result<JobRow, DeadLetterError> {
    let row: Option<JobRow> = sqlx::query_as(concat!(
        "update jobs set state = 'cancelled', finished_at = now(),
           errors = errors || jsonb_build_object('attempt', attempt, 'at', now(), 'error', 'discarded')
         where id = $1 and state = 'dead'
         returning ",
        job_columns!()
    ))
    .bind(id)
    .fetch_optional(conn)
    .await?;
    row.ok_or(DeadLetterError::NotDead(id))
}

/// Gives all dead letters of a kind one more attempt, at once, and answers how many. Those whose unique key a live job
/// has stay dead; of several with one key the newest is retried.
pub async fn retry_all(conn: &mut PgConnection, kind: &str) -> Result<i64, DeadLetterError> {
    // A twin that is enqueued in this very moment is met by the unique index: in a savepoint, as for one.
    let mut tx = conn.begin().await?;
    let retried = sqlx::query_scalar(
        "with woken as materialized (select pg_notify('jobs', '')::text),
           dead as (
             select id, row_number() over (partition by coalesce(unique_key, id::text), unique_key is null order by id desc) as place
             from jobs dead
             where finished_at is not null and state = 'dead' and kind = $1
               and not exists (
                 select from jobs live where live.kind = $1 and live.unique_key = dead.unique_key
                   and live.state in ('available', 'running', 'retryable'))),
           retried as (
             update jobs set state = 'available', run_at = now(), max_attempts = attempt + 1, finished_at = null
             from woken, dead where jobs.id = dead.id and dead.place = 1 and state = 'dead'
             returning jobs.id)
         select count(*) from retried",
    )
    .bind(kind)
    .fetch_one(&mut *tx)
    .await
    .map_err(refused)?;
    tx.commit().await?;
    Ok(retried)
}

/// Gives up all dead letters of a kind for good, and answers how many.
pub async fn discard_all(conn: &mut PgConnection, kind: &str) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "with discarded as (
           update jobs set state = 'cancelled', finished_at = now(),
             errors = errors || jsonb_build_object('attempt', attempt, 'at', now(), 'error', 'discarded')
           where finished_at is not null and state = 'dead' and kind = $1
           returning id)
         select count(*) from discarded",
    )
    .bind(kind)
    .fetch_one(conn)
    .await
}

fn refused(error: sqlx::Error) -> DeadLetterError {
    match error.as_database_error() {
        Some(refusal) if refusal.constraint() == Some("jobs_unique") => DeadLetterError::AlreadyQueued,
        _ => error.into(),
    }
}
