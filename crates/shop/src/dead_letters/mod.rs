//! Background jobs as staff see them: what waits, what failed for good, and what to do about it.

#[cfg(feature = "server")]
mod desk;

use serde::{Deserialize, Serialize};

use crate::At;

/// Where a job is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Waits for its time.
    Available,
    /// A worker has it.
    Running,
    /// Failed, and waits for its next attempt.
    Retryable,
    /// Done.
    Completed,
    /// Given up on purpose.
    Cancelled,
    /// A dead letter: out of attempts.
    Dead,
}

impl JobState {
    /// All of them, what needs somebody first.
    pub const ALL: [Self; 6] = [Self::Dead, Self::Retryable, Self::Running, Self::Available, Self::Completed, Self::Cancelled];

    /// The word in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Running => "running",
            Self::Retryable => "retryable",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Dead => "dead",
        }
    }

    /// The state of that word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// A job in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobLine {
    /// Its number.
    pub id: i64,
    /// What it does, `feature.verb`.
    pub kind: String,
    /// Where it is in its life.
    pub state: JobState,
    /// Attempts begun.
    pub attempt: i16,
    /// Attempts it has.
    pub max_attempts: i16,
    /// Since when it is there.
    pub created_at: At,
    /// Not before this moment.
    pub run_at: At,
    /// What its latest failure said.
    pub last_error: Option<String>,
}

/// How one attempt failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobFailure {
    /// Which attempt.
    pub attempt: i16,
    /// When.
    pub at: At,
    /// What it said.
    pub error: String,
}

/// A job, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobView {
    /// What the list says of it.
    pub line: JobLine,
    /// Its arguments, as JSON.
    pub args: String,
    /// The worker that has it or had it last.
    pub worker: Option<String>,
    /// Its failures, the oldest first.
    pub failures: Vec<JobFailure>,
}

/// A page of jobs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobPage {
    /// How many there are in each state, in the order of [`JobState::ALL`].
    pub counts: Vec<(JobState, i64)>,
    /// For how many seconds the job that is most overdue has been due.
    pub overdue_seconds: Option<i64>,
    /// The newest first.
    pub jobs: Vec<JobLine>,
    /// `before` of the page of older jobs, if there are any.
    pub older: Option<i64>,
}

crate::refusal! {
    /// Why a dead letter stays one.
    DeadLetterRefusal {
        /// It is none, or not any more.
        NotDead => "not-dead", 409, "This is no dead letter any more: somebody else was faster.";
        /// Another job does its work.
        AlreadyQueued => "already-queued", 409, "Another job does this work already. You can discard this one.";
    }
}

#[cfg(feature = "server")]
pub use desk::{discard, list, one, retry};
