//! What a job is, and how one attempt at it can end.

use std::{future::Future, time::Duration};

use serde::{Serialize, de::DeserializeOwned};
use time::OffsetDateTime;

use crate::{JobId, backoff};

/// Any error a job can fail with. Strings convert into it too.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A unit of background work: its fields are its arguments, stored as JSON.
///
/// A job runs at least once, so `run` must be idempotent. Keep the arguments to ids and read the rest afresh; a row
/// that is gone meanwhile is usually [`Outcome::Done`].
pub trait Job: Serialize + DeserializeOwned + Send + 'static {
    /// The stored name of this kind of job, `feature.verb`. Never change it while rows with the old name are live.
    const KIND: &'static str;
    /// Where it stands in line, unless [`crate::NewJob::priority`] says otherwise.
    const PRIORITY: Priority = Priority::Normal;
    /// Attempts before it becomes a dead letter; at least 1.
    const MAX_ATTEMPTS: i16 = 3;
    /// How long one attempt may take. It then fails, its future is dropped at its next `await`.
    const TIMEOUT: Duration = Duration::from_mins(5);
    /// What the job works with: the application's handle on its database, mailer and so on.
    type Context: Send + Sync + 'static;

    /// Makes one attempt. A panic counts as a failed attempt. Do not block the thread: heartbeats need it too.
    fn run(self, ctx: &Self::Context, attempt: Attempt) -> impl Future<Output = Outcome> + Send;

    /// At most one live (waiting, running or retrying) job of this kind has this key; a second one is not enqueued.
    /// `None`: any number.
    fn unique_key(&self) -> Option<String> {
        None
    }

    /// How long to wait after the failure of this attempt (the first is 1), jitter included.
    fn backoff(attempt: i16) -> Duration {
        backoff::exponential(attempt)
    }
}

/// Where a job stands in line. A worker takes nothing of a lower priority while something of a higher one is due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// Somebody watches a page for it.
    Urgent = 0,
    /// Before the usual.
    High = 1,
    /// The usual.
    #[default]
    Normal = 2,
    /// Whenever there is time: pictures, reports, sweeps.
    Low = 3,
}

/// Which attempt is being made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The job's row: a natural idempotency key for calls to others, the same at every attempt.
    pub job: JobId,
    /// 1 for the first attempt.
    pub number: i16,
    /// The attempt that will be the last.
    pub max: i16,
    /// When the job was enqueued: the start of the transaction that caused it, by the database's clock.
    pub enqueued_at: OffsetDateTime,
}

impl Attempt {
    /// Whether a failure now makes a dead letter.
    pub fn is_last(&self) -> bool {
        self.number >= self.max
    }
}

/// How an attempt ended. Most jobs end with `something(ctx).await.into()`: `Ok` is done, `Err` is a retry.
#[derive(Debug)]
#[must_use]
pub enum Outcome {
    /// Done, for good.
    Done,
    /// Failed: again after [`Job::backoff`], or a dead letter if this was the last attempt.
    Retry(BoxError),
    /// Failed: again after this long, or a dead letter if this was the last attempt.
    RetryAfter(Duration, BoxError),
    /// Pointless: never again, and no dead letter. The reason is kept with the row.
    Cancel(String),
    /// Not yet: again after this long. It does not use up an attempt.
    Snooze(Duration),
}

impl Outcome {
    /// A failed attempt, to be made again after the usual backoff.
    pub fn retry(error: impl Into<BoxError>) -> Self {
        Self::Retry(error.into())
    }

    /// A failed attempt, to be made again after `delay`: what a `Retry-After` header asks for.
    pub fn retry_after(delay: Duration, error: impl Into<BoxError>) -> Self {
        Self::RetryAfter(delay, error.into())
    }

    /// Pointless to go on.
    pub fn cancel(reason: impl Into<String>) -> Self {
        Self::Cancel(reason.into())
    }
}

impl From<()> for Outcome {
    fn from((): ()) -> Self {
        Self::Done
    }
}

/// A time to wait before the next look, or none when there is nothing more to wait for.
impl From<Option<Duration>> for Outcome {
    fn from(wait: Option<Duration>) -> Self {
        wait.map_or(Self::Done, Self::Snooze)
    }
}

/// `Ok(())` is done, `Ok(outcome)` that outcome, `Err` a retry.
impl<T: Into<Outcome>, E: Into<BoxError>> From<Result<T, E>> for Outcome {
    fn from(result: Result<T, E>) -> Self {
        match result {
            Ok(ok) => ok.into(),
            Err(error) => Self::Retry(error.into()),
        }
    }
}
