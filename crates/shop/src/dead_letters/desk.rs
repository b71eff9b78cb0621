use queue::staff::{self, DeadLetterError};
use queue::{JobId, JobRow, State};
use serde_json::json;

use super::{DeadLetterRefusal, JobFailure, JobLine, JobPage, JobState, JobView};
use crate::accounts::{Actor, Permission};
use crate::{At, Bar, Error, Shop, audit};

const PAGE: i64 = 50;

/// Jobs in one state or all, the newest first, numbered below `before`.
pub async fn list(shop: &Shop, actor: &Actor, state: Option<JobState>, before: Option<i64>) -> Result<JobPage, Error> {
    actor.must(Permission::RunJobs)?;
    let mut conn = shop.db.acquire().await?;
    let counts = staff::counts(&mut conn).await?;
    let overdue = staff::oldest_due(&mut conn).await?;
    let mut rows = staff::list(&mut conn, state.map(stored), None, before.map(JobId), PAGE + 1).await?;
    let more = i64::try_from(rows.len()).unwrap_or(0) > PAGE;
    rows.truncate(usize::try_from(PAGE).unwrap_or(0));
    Ok(JobPage {
        counts: JobState::ALL.map(|state| (state, counts.of(stored(state)))).to_vec(),
        overdue_seconds: overdue.and_then(|late| i64::try_from(late.as_secs()).ok()),
        older: rows.last().filter(|_| more).map(|row| row.id.0),
        jobs: rows.iter().map(line).collect(),
    })
}

/// One job; not found when it has been pruned.
pub async fn one(shop: &Shop, actor: &Actor, id: i64) -> Result<JobView, Error> {
    actor.must(Permission::RunJobs)?;
    let mut conn = shop.db.acquire().await?;
    let row = staff::get(&mut conn, JobId(id)).await?.ok_or(Bar::NotFound)?;
    let failures = row.errors.iter().map(|e| JobFailure { attempt: e.attempt, at: e.at.into(), error: e.error.clone() }).collect();
    Ok(JobView { line: line(&row), args: serde_json::to_string_pretty(&row.args)?, worker: row.worker, failures })
}

/// Gives a dead letter one more attempt, at once.
pub async fn retry(shop: &Shop, actor: &Actor, id: i64) -> Result<(), Error<DeadLetterRefusal>> {
    actor.must(Permission::RunJobs)?;
    let mut tx = shop.db.begin().await?;
    let row = staff::retry(&mut tx, JobId(id)).await.map_err(refusal)?;
    audit::record(&mut tx, Some(actor), shop.now(), "job.retried", None, json!({ "job": id, "kind": row.kind })).await?;
    Ok(tx.commit().await?)
}

/// Gives up a dead letter for good.
pub async fn discard(shop: &Shop, actor: &Actor, id: i64) -> Result<(), Error<DeadLetterRefusal>> {
    actor.must(Permission::RunJobs)?;
    let mut tx = shop.db.begin().await?;
    let row = staff::discard(&mut tx, JobId(id)).await.map_err(refusal)?;
    audit::record(&mut tx, Some(actor), shop.now(), "job.discarded", None, json!({ "job": id, "kind": row.kind })).await?;
    Ok(tx.commit().await?)
}

fn refusal(error: DeadLetterError) -> Error<DeadLetterRefusal> {
    match error {
        DeadLetterError::NotDead(_) => Error::Refused(DeadLetterRefusal::NotDead),
        DeadLetterError::AlreadyQueued(_) => Error::Refused(DeadLetterRefusal::AlreadyQueued),
        DeadLetterError::Database(error) => error.into(),
    }
}

fn line(row: &JobRow) -> JobLine {
    JobLine {
        id: row.id.0,
        kind: row.kind.clone(),
        state: shown(row.state),
        attempt: row.attempt,
        max_attempts: row.max_attempts,
        created_at: row.created_at.into(),
        run_at: At::from(row.run_at),
        last_error: row.errors.last().map(|e| e.error.clone()),
    }
}

const fn stored(state: JobState) -> State {
    match state {
        JobState::Available => State::Available,
        JobState::Running => State::Running,
        JobState::Retryable => State::Retryable,
        JobState::Completed => State::Completed,
        JobState::Cancelled => State::Cancelled,
        JobState::Dead => State::Dead,
    }
}

const fn shown(state: State) -> JobState {
    match state {
        State::Available => JobState::Available,
        State::Running => JobState::Running,
        State::Retryable => JobState::Retryable,
        State::Completed => JobState::Completed,
        State::Cancelled => JobState::Cancelled,
        State::Dead => JobState::Dead,
    }
}
