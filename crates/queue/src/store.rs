//! What a worker does to the rows. Every statement is short, takes rows with `skip locked`, and is safe to repeat.

use std::time::Duration;

use serde_json::Value;
use sqlx::PgPool;
use time::OffsetDateTime;

use crate::{Attempt, EnqueueError, JobId, NewJob, State};

/// A job that a worker has claimed.
#[derive(Debug, sqlx::FromRow)]
pub struct Claimed {
    pub id: JobId,
    pub kind: String,
    pub args: Value,
    pub attempt: i16,
    pub max_attempts: i16,
    pub created_at: OffsetDateTime,
}

impl Claimed {
    pub fn attempt(&self) -> Attempt {
        Attempt { job: self.id, number: self.attempt, max: self.max_attempts, enqueued_at: self.created_at }
    }
}

/// What becomes of a job after an attempt.
#[derive(Debug, PartialEq)]
pub struct Settled {
    pub id: JobId,
    pub attempt: i16,
    pub state: State,
    /// When it runs next, from now; for the states that run again.
    pub delay: Option<Duration>,
    /// The attempt does not count.
    pub refund: bool,
    pub error: Option<String>,
}

/// Claims up to `limit` due jobs of these kinds, the highest priority first, then the earliest.
///
/// Each priority is asked by itself, in turn, until the limit is reached: one index holds the future jobs too, and a
/// scan across priorities would step over all of them. `as_of` (tests) brings the due time forward.
///
/// The claim alone does not wait for the disk: should a crash of Postgres undo it, the job is due again, which is what
/// a crash of the worker comes to. Enqueueing and outcomes are as durable as the server's settings say.
pub async fn claim(
    pool: &PgPool,
    worker: &str,
    kinds: &[String],
    limit: i64,
    as_of: Option<OffsetDateTime>,
) -> Result<Vec<Claimed>, sqlx::Error> {
    sqlx::query_as(
        "with lazily as materialized (select set_config('synchronous_commit', 'off', true)),
         due as materialized (
           select due.id, due.priority, due.run_at
           from lazily cross join generate_series(0, 3) as level(priority)
           cross join lateral (
             select id, priority, run_at from jobs
             where state in ('available', 'retryable') and priority = level.priority
               and run_at <= greatest(now(), $4) and kind = any($2)
             order by run_at, id
             limit $3
             for update skip locked) as due
           limit $3),
         claimed as (
           update jobs set state = 'running', attempt = attempt + 1, attempted_at = clock_timestamp(),
             heartbeat_at = clock_timestamp(), worker = $1
           from due where jobs.id = due.id
           returning jobs.id, kind, args, attempt, max_attempts, created_at, due.priority, due.run_at)
         select id, kind, args, attempt, max_attempts, created_at from claimed order by priority, run_at, id",
    )
    .bind(worker)
    .bind(kinds)
    .bind(limit)
    .bind(as_of)
    .fetch_all(pool)
    .await
}

/// How long until the next job of these kinds is due: zero or less if one is. `None` if none waits.
pub async fn next_due(pool: &PgPool, kinds: &[String]) -> Result<Option<time::Duration>, sqlx::Error> {
    let microseconds: Option<i64> = sqlx::query_scalar(
        "select (extract(epoch from min(next.run_at) - clock_timestamp()) * 1000000)::bigint
         from generate_series(0, 3) as level(priority)
         cross join lateral (
           select run_at from jobs
           where state in ('available', 'retryable') and priority = level.priority and kind = any($1)
           order by run_at limit 1) as next",
    )
    .bind(kinds)
    .fetch_one(pool)
    .await?;
    Ok(microseconds.map(time::Duration::microseconds))
}

/// Stores outcomes. A row that is no longer this worker's at this attempt stays as it is.
///
/// Postgres expects next to no row of one worker in one state, and would rather read all running jobs, over and over,
/// than the few by their numbers. Hence the rows are looked up and locked one by one, before they are updated, and the
/// state is compared as text, here and in the heartbeat, which rules the index of running jobs out.
pub async fn settle(pool: &PgPool, worker: &str, settled: &[Settled]) -> Result<u64, sqlx::Error> {
    let column = |of: fn(&Settled) -> i64| settled.iter().map(of).collect::<Vec<_>>();
    let delays: Vec<_> = settled.iter().map(|job| job.delay.map(microseconds)).collect();
    let states: Vec<_> = settled.iter().map(|job| job.state.as_str()).collect();
    let errors: Vec<_> = settled.iter().map(|job| job.error.as_deref()).collect();
    let done = sqlx::query(
        "with mine as materialized (
           select settled.*
           from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::bigint[], $7::text[])
             as settled(id, attempt, refund, state, delay, error)
           cross join lateral (
             select from jobs
             where jobs.id = settled.id and jobs.attempt = settled.attempt and worker = $1
               and jobs.state::text = 'running'
             for no key update) as held)
         update jobs set
           state = mine.state::job_state,
           run_at = coalesce(clock_timestamp() + mine.delay * interval '1 microsecond', run_at),
           attempt = jobs.attempt - mine.refund::smallint,
           errors = case when mine.error is null then errors else errors || jsonb_build_object(
             'attempt', jobs.attempt, 'at', now(), 'error', mine.error) end,
           finished_at = case when mine.state in ('completed', 'cancelled', 'dead') then now() end
         from mine where jobs.id = mine.id",
    )
    .bind(worker)
    .bind(column(|job| job.id.0))
    .bind(column(|job| job.attempt.into()))
    .bind(column(|job| job.refund.into()))
    .bind(states)
    .bind(delays)
    .bind(errors)
    .execute(pool)
    .await?;
    Ok(done.rows_affected())
}

/// Makes the current tick of a schedule and enqueues its job, in one statement, unless the tick has been made already.
/// Answers how long until the next tick.
pub async fn tick(pool: &PgPool, schedule: &str, every: Duration, job: NewJob) -> Result<Duration, EnqueueError> {
    let until_next: i64 = sqlx::query_scalar(
        "with clock as (
           select date_bin($2 * interval '1 microsecond', clock_timestamp(), timestamptz 'epoch') as at),
         tick as (
           insert into job_ticks (schedule, at) select $1, at from clock
           on conflict do nothing
           returning at),
         new as (
           insert into jobs (kind, args, priority, max_attempts, unique_key)
           select $3, $4::text::jsonb, $5, $6, $7 from tick
           on conflict do nothing
           returning id),
         woken as materialized (select pg_notify('jobs', '')::text from new)
         select (extract(epoch from at - clock_timestamp()) * 1000000)::bigint + $2
         from clock left join woken on true",
    )
    .bind(schedule)
    .bind(microseconds(every))
    .bind(job.kind)
    .bind(job.args?)
    .bind(job.priority as i16)
    .bind(job.max_attempts)
    .bind(job.unique_key)
    .fetch_one(pool)
    .await?;
    Ok(Duration::from_micros(u64::try_from(until_next).unwrap_or(0)))
}

/// Says that these jobs are still being worked; answers those that still belong to the worker.
///
/// It waits for no lock: a row that is locked is just getting its outcome, and to wait for that could be a deadlock.
pub async fn heartbeat(pool: &PgPool, worker: &str, ids: &[i64]) -> Result<Vec<i64>, sqlx::Error> {
    sqlx::query_scalar(
        "with free as materialized (
           select id from jobs where id = any($2) and worker = $1 and state::text = 'running'
           for no key update skip locked),
         renewed as (
           update jobs set heartbeat_at = clock_timestamp() from free where jobs.id = free.id)
         select id from jobs where id = any($2) and worker = $1 and state::text = 'running'",
    )
    .bind(worker)
    .bind(ids)
    .fetch_all(pool)
    .await
}

/// Takes running jobs from workers that have been silent for so long: they run again at once, or are dead letters if
/// that was their last attempt.
pub async fn rescue(pool: &PgPool, silence: Duration) -> Result<Vec<JobId>, sqlx::Error> {
    sqlx::query_scalar(
        "with lost as materialized (
           select id from jobs
           where state = 'running' and heartbeat_at < clock_timestamp() - $1 * interval '1 microsecond'
           order by id limit 1000
           for update skip locked)
         update jobs set
           state = case when attempt >= max_attempts then 'dead' else 'retryable' end::job_state,
           run_at = now(),
           finished_at = case when attempt >= max_attempts then now() end,
           errors = errors || jsonb_build_object('attempt', attempt, 'at', now(),
             'error', format('worker %s fell silent', worker))
         from lost where jobs.id = lost.id
         returning jobs.id",
    )
    .bind(microseconds(silence))
    .fetch_all(pool)
    .await
}

/// Gives back what the worker still holds when it stops; the attempt does not count.
pub async fn release(pool: &PgPool, worker: &str) -> Result<u64, sqlx::Error> {
    let released = sqlx::query(
        "update jobs set state = 'available', attempt = attempt - 1
         where state = 'running' and worker = $1",
    )
    .bind(worker)
    .execute(pool)
    .await?;
    Ok(released.rows_affected())
}

/// Deletes up to `limit` jobs that were completed or cancelled so long ago. Dead letters stay.
pub async fn prune(pool: &PgPool, age: Duration, limit: i64) -> Result<u64, sqlx::Error> {
    let pruned = sqlx::query(
        "delete from jobs where id in (
           select old.id from unnest('{completed,cancelled}'::job_state[]) as over(state)
           cross join lateral (
             select id from jobs
             where state = over.state and finished_at < now() - $1 * interval '1 microsecond'
             order by finished_at
             limit $2
             for update skip locked) as old
           limit $2)",
    )
    .bind(microseconds(age))
    .bind(limit)
    .execute(pool)
    .await?;
    Ok(pruned.rows_affected())
}

/// Deletes the ticks of schedules that are so old, but for the latest of each.
pub async fn prune_ticks(pool: &PgPool, age: Duration) -> Result<u64, sqlx::Error> {
    let pruned = sqlx::query(
        "delete from job_ticks where at < now() - $1 * interval '1 microsecond'
           and exists (select from job_ticks later where later.schedule = job_ticks.schedule
             and later.at > job_ticks.at)",
    )
    .bind(microseconds(age))
    .execute(pool)
    .await?;
    Ok(pruned.rows_affected())
}

/// For `$n * interval '1 microsecond'`: what Postgres counts time in.
pub fn microseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}
