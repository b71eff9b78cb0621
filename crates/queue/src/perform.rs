//! One attempt at one job, and what becomes of the job after it.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures::FutureExt;

use crate::{
    BoxError, Outcome, Registry, State,
    registry::Handler,
    store::{Claimed, Settled},
};

/// No stored error is longer, in bytes: what a job fails with may quote a whole page.
const LONGEST_ERROR: usize = 4096;

/// No job is put off for longer.
const LONGEST_DELAY: Duration = Duration::from_hours(87600);

/// Makes the attempt: never longer than the job's timeout, and a panic is an outcome.
pub async fn perform<C: Send + Sync + 'static>(registry: &Registry<C>, ctx: Arc<C>, job: Claimed) -> Settled {
    let (id, kind, attempt) = (job.id, job.kind.clone(), job.attempt());
    // Claims ask for registered kinds alone.
    let Some(handler) = registry.handler(&kind) else { unreachable!("claimed a {kind} job that is not registered") };
    let outcome = attempt_once(handler, ctx, job).await;
    let settled = settle(outcome, id, attempt.number, attempt.max, handler.backoff);
    log(&kind, &settled);
    settled
}

async fn attempt_once<C>(handler: &Handler<C>, ctx: Arc<C>, job: Claimed) -> Outcome {
    let attempt = job.attempt();
    let run = AssertUnwindSafe(async move { (handler.run)(job.args, ctx, attempt).await }).catch_unwind();
    match tokio::time::timeout(handler.timeout, run).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(panic)) => Outcome::retry(format!("panicked: {}", panic_message(&*panic))),
        Err(_) => Outcome::retry(format!("timed out after {:?}", handler.timeout)),
    }
}

fn settle(
    outcome: Outcome,
    id: crate::JobId,
    attempt: i16,
    max_attempts: i16,
    backoff: fn(i16) -> Duration,
) -> Settled {
    let settled = |state| Settled { id, attempt, state, delay: None, refund: false, error: None };
    // A statement stores many outcomes: one that Postgres cannot add to a date would hold up all of them.
    let bounded = |delay: Duration| Some(delay.min(LONGEST_DELAY));
    let failed = |delay: Duration, error: &BoxError| {
        let error = Some(in_words(error));
        if attempt >= max_attempts {
            Settled { error, ..settled(State::Dead) }
        } else {
            Settled { error, delay: bounded(delay), ..settled(State::Retryable) }
        }
    };
    match outcome {
        Outcome::Done => settled(State::Completed),
        Outcome::Retry(error) => failed(backoff(attempt), &error),
        Outcome::RetryAfter(delay, error) => failed(delay, &error),
        Outcome::Cancel(reason) => Settled { error: Some(shortened(&reason)), ..settled(State::Cancelled) },
        Outcome::Snooze(delay) => Settled { delay: bounded(delay), refund: true, ..settled(State::Available) },
    }
}

fn log(kind: &str, settled: &Settled) {
    let Settled { id, attempt, error, .. } = settled;
    let error = error.as_deref().unwrap_or_default();
    match settled.state {
        State::Dead => tracing::error!(job_id = id.0, kind, attempt, error, "job is out of attempts: dead letter"),
        State::Retryable => {
            let delay_ms = settled.delay.map_or(0, |delay| delay.as_millis());
            tracing::warn!(job_id = id.0, kind, attempt, delay_ms, error, "job failed, will be retried");
        }
        State::Cancelled => tracing::info!(job_id = id.0, kind, attempt, reason = error, "job cancelled itself"),
        state => tracing::debug!(job_id = id.0, kind, attempt, state = state.as_str(), "job attempted"),
    }
}

/// The error and its causes, without NUL, which Postgres cannot store.
fn in_words(error: &BoxError) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        words.push_str(": ");
        words.push_str(&error.to_string());
        cause = error.source();
    }
    shortened(&words)
}

fn shortened(words: &str) -> String {
    let mut words = words.replace('\0', "\u{fffd}");
    words.truncate(words.floor_char_boundary(LONGEST_ERROR));
    words
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("(no message)")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::JobId;

    fn second_of_three(outcome: impl Into<Outcome>) -> Settled {
        settle(outcome.into(), JobId(1), 2, 3, |attempt| Duration::from_secs(attempt.unsigned_abs().into()))
    }

    #[test]
    fn ok_is_done_and_an_error_is_retried_after_the_backoff_with_its_causes() {
        #[derive(Debug, thiserror::Error)]
        #[error("cannot read")]
        struct Outer(#[source] std::fmt::Error);

        assert_eq!(second_of_three(Ok::<(), BoxError>(())).state, State::Completed);
        let failed = second_of_three(Err::<(), _>(Outer(std::fmt::Error)));
        assert_eq!((failed.state, failed.delay), (State::Retryable, Some(Duration::from_secs(2))));
        let words = failed.error.unwrap_or_default();
        assert!(words.starts_with("cannot read: an error occurred"), "{words}");
    }

    #[test]
    fn the_last_failure_is_a_dead_letter_whatever_it_asks_for() {
        let last = |outcome| settle(outcome, JobId(1), 3, 3, |_| Duration::ZERO).state;
        assert_eq!(last(Outcome::retry("no")), State::Dead);
        assert_eq!(last(Outcome::retry_after(Duration::from_secs(1), "no")), State::Dead);
        assert_eq!(last(Outcome::Snooze(Duration::ZERO)), State::Available);
        assert_eq!(last(Outcome::cancel("no")), State::Cancelled);
    }

    #[test]
    fn long_errors_are_cut_between_characters_and_nul_is_replaced() {
        let words = shortened(&format!("\0{}", "é".repeat(LONGEST_ERROR)));
        assert!(words.len() <= LONGEST_ERROR && words.starts_with("\u{fffd}é"));
    }
}
