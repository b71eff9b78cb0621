//! What staff do with jobs. The audit entry commits with the deed.

use queue::staff::{self, DeadLetterError};
use queue::{JobId, JobRow, State};
use serde_json::json;

use super::{DeadLetterRefusal, JobError, JobFilter, JobLine, JobPage, JobState, JobView, registry};
use crate::accounts::{Actor, Permission};
use crate::{Bar, Error, Shop, audit};

const PAGE: usize = 50;
/// Characters of an error in a list; the job's own page has all of it.
const BRIEF: usize = 160;

/// The state of the queue and a page of its jobs.
pub async fn page(shop: &Shop, actor: &Actor, filter: &JobFilter) -> Result<JobPage, Error> {
    actor.must(Permission::RunJobs)?;
    let mut conn = shop.db.acquire().await?;
    let counts = staff::counts(&mut conn).await?;
    let overdue = staff::oldest_due(&mut conn).await?;
    let kind = Some(filter.kind.as_str()).filter(|kind| !kind.is_empty());
    let limit = i64::try_from(PAGE + 1)?;
    let mut rows = staff::list(&mut conn, filter.state.map(State::from), kind, filter.before.map(JobId), limit).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    Ok(JobPage {
        counts: JobState::ALL.map(|state| (state, counts.of(state.into()))).to_vec(),
        overdue_seconds: overdue.and_then(|age| i64::try_from(age.as_secs()).ok()),
        kinds: registry().kinds(),
        dead: staff::dead_by_kind(&mut conn).await?,
        older: rows.last().filter(|_| more).map(|row| row.id.0),
        jobs: rows.iter().map(line).collect(),
    })
}

/// One job.
pub async fn find(shop: &Shop, actor: &Actor, id: i64) -> Result<JobView, Error> {
    actor.must(Permission::RunJobs)?;
    let mut conn = shop.db.acquire().await?;
    let row = staff::get(&mut conn, JobId(id)).await?.ok_or(Bar::NotFound)?;
    let errors = row.errors.iter().map(|e| JobError { attempt: e.attempt, at: e.at.into(), error: e.error.clone() });
    Ok(JobView {
        line: line(&row),
        args: serde_json::to_string_pretty(&row.args)?,
        priority: row.priority,
        attempted_at: row.attempted_at.map(Into::into),
        errors: errors.collect(),
        worker: row.worker,
        unique_key: row.unique_key,
    })
}

/// Gives a dead letter one more attempt, at once.
pub async fn retry(shop: &Shop, actor: &Actor, id: i64) -> Result<(), Error<DeadLetterRefusal>> {
    actor.must(Permission::RunJobs)?;
    let mut tx = shop.begin().await?;
    let row = staff::retry(&mut tx, JobId(id)).await.map_err(refuse)?;
    audit::record(&mut tx, Some(actor), shop.now(), "job.retried", None, json!({ "job": id, "kind": row.kind }))
        .await?;
    Ok(tx.commit().await?)
}

/// Gives up a dead letter for good.
pub async fn discard(shop: &Shop, actor: &Actor, id: i64) -> Result<(), Error<DeadLetterRefusal>> {
    actor.must(Permission::RunJobs)?;
    let mut tx = shop.begin().await?;
    let row = staff::discard(&mut tx, JobId(id)).await.map_err(refuse)?;
    audit::record(&mut tx, Some(actor), shop.now(), "job.discarded", None, json!({ "job": id, "kind": row.kind }))
        .await?;
    Ok(tx.commit().await?)
}

/// Gives all dead letters of a kind one more attempt, but for those whose work a live job does. Answers how many.
pub async fn retry_all(shop: &Shop, actor: &Actor, kind: &str) -> Result<i64, Error<DeadLetterRefusal>> {
    actor.must(Permission::RunJobs)?;
    let mut tx = shop.begin().await?;
    let retried = staff::retry_all(&mut tx, kind).await.map_err(refuse)?;
    if retried == 0 {
        let left = staff::dead_by_kind(&mut tx).await?.iter().any(|(of, _)| of == kind);
        return Err(Error::Refused(if left { DeadLetterRefusal::AlreadyQueued } else { DeadLetterRefusal::NotDead }));
    }
    audit::record(&mut tx, Some(actor), shop.now(), "job.all_retried", None, json!({ "kind": kind, "jobs": retried }))
        .await?;
    tx.commit().await?;
    Ok(retried)
}

/// Gives up all dead letters of a kind for good. Answers how many.
pub async fn discard_all(shop: &Shop, actor: &Actor, kind: &str) -> Result<i64, Error<DeadLetterRefusal>> {
    actor.must(Permission::RunJobs)?;
    let mut tx = shop.begin().await?;
    let discarded = staff::discard_all(&mut tx, kind).await?;
    if discarded == 0 {
        return Err(Error::Refused(DeadLetterRefusal::NotDead));
    }
    audit::record(
        &mut tx,
        Some(actor),
        shop.now(),
        "job.all_discarded",
        None,
        json!({ "kind": kind, "jobs": discarded }),
    )
    .await?;
    tx.commit().await?;
    Ok(discarded)
}

fn refuse(error: DeadLetterError) -> Error<DeadLetterRefusal> {
    match error {
        DeadLetterError::NotDead(_) => Error::Refused(DeadLetterRefusal::NotDead),
        DeadLetterError::AlreadyQueued => Error::Refused(DeadLetterRefusal::AlreadyQueued),
        DeadLetterError::Database(error) => error.into(),
    }
}

fn line(row: &JobRow) -> JobLine {
    JobLine {
        id: row.id.0,
        kind: row.kind.clone(),
        state: row.state.into(),
        attempt: row.attempt,
        max_attempts: row.max_attempts,
        created_at: row.created_at.into(),
        run_at: row.run_at.into(),
        finished_at: row.finished_at.map(Into::into),
        last_error: row.errors.last().map(|e| brief(&e.error)),
    }
}

fn brief(error: &str) -> String {
    let line = error.lines().next().unwrap_or_default();
    let cut: String = line.chars().take(BRIEF).collect();
    if cut.len() < error.len() { format!("{cut}…") } else { cut }
}

impl From<State> for JobState {
    fn from(state: State) -> Self {
        match state {
            State::Available => Self::Waiting,
            State::Running => Self::Running,
            State::Retryable => Self::Retrying,
            State::Completed => Self::Done,
            State::Cancelled => Self::Cancelled,
            State::Dead => Self::Dead,
        }
    }
}

impl From<JobState> for State {
    fn from(state: JobState) -> Self {
        match state {
            JobState::Waiting => Self::Available,
            JobState::Running => Self::Running,
            JobState::Retrying => Self::Retryable,
            JobState::Done => Self::Completed,
            JobState::Cancelled => Self::Cancelled,
            JobState::Dead => Self::Dead,
        }
    }
}
