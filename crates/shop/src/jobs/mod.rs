//! Background jobs: the one list of them, and what staff see of them and do with dead letters.

#[cfg(feature = "server")]
mod registry;
#[cfg(feature = "server")]
mod staff;

use serde::{Deserialize, Serialize};

use crate::At;

/// Where a job is in its life, in the words of the dashboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Waits for its time, or for a worker.
    Waiting,
    /// A worker has it.
    Running,
    /// Failed, and waits for its next attempt.
    Retrying,
    /// A dead letter: out of attempts, kept until staff retry or discard it.
    Dead,
    /// Done within the last day.
    Done,
    /// Given up on purpose within the last day, by the job itself or by staff.
    Cancelled,
}

impl JobState {
    /// All of them, in the order of the tabs.
    pub const ALL: [Self; 6] = [Self::Waiting, Self::Running, Self::Retrying, Self::Dead, Self::Done, Self::Cancelled];

    /// The word in URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Retrying => "retrying",
            Self::Dead => "dead",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// What to list of the jobs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobFilter {
    /// Only in this state.
    pub state: Option<JobState>,
    /// Only of this kind; empty for all.
    pub kind: String,
    /// Only numbers below this one: [`JobPage::older`] of the page before.
    pub before: Option<i64>,
}

/// A job in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobLine {
    /// Its number, in the order of enqueueing.
    pub id: i64,
    /// `notifications.send_email`.
    pub kind: String,
    /// Where it is in its life.
    pub state: JobState,
    /// Attempts begun.
    pub attempt: i16,
    /// Attempts it has.
    pub max_attempts: i16,
    /// When it was enqueued.
    pub created_at: At,
    /// Not before this moment.
    pub run_at: At,
    /// When it was done, cancelled, or died.
    pub finished_at: Option<At>,
    /// What went wrong last.
    pub last_error: Option<String>,
}

/// A job, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobView {
    /// What the list says of it.
    pub line: JobLine,
    /// Its arguments, as JSON on several lines.
    pub args: String,
    /// 0 (urgent) to 3 (low).
    pub priority: i16,
    /// When its latest attempt began.
    pub attempted_at: Option<At>,
    /// The worker that has it or had it last.
    pub worker: Option<String>,
    /// At most one live job of its kind has this key.
    pub unique_key: Option<String>,
    /// What went wrong so far, the oldest first.
    pub errors: Vec<JobError>,
}

/// Why an attempt did not end well, or why the job was cancelled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobError {
    /// Which attempt.
    pub attempt: i16,
    /// When it ended.
    pub at: At,
    /// The error in words.
    pub error: String,
}

/// The state of the queue and a page of its jobs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobPage {
    /// How many are in each state.
    pub counts: Vec<(JobState, i64)>,
    /// For how many seconds the job that is most overdue has been due. More than a few: too few workers, or none.
    pub overdue_seconds: Option<i64>,
    /// All kinds, by name.
    pub kinds: Vec<String>,
    /// How many dead letters there are of which kind, the most first.
    pub dead: Vec<(String, i64)>,
    /// The newest first.
    pub jobs: Vec<JobLine>,
    /// `before` of the page of older jobs, if there are any.
    pub older: Option<i64>,
}

impl JobPage {
    /// How many jobs are in this state.
    pub fn count(&self, state: JobState) -> i64 {
        self.counts.iter().find(|(of, _)| *of == state).map_or(0, |(_, count)| *count)
    }
}

crate::refusal! {
    /// Why dead letters were left as they are.
    DeadLetterRefusal {
        /// They are no dead letters, or not any more.
        NotDead => "not-dead", 409, "There is no such dead letter any more. Somebody was faster, or the job has run since; the list shows how things stand.";
        /// A live job has its unique key.
        AlreadyQueued => "already-queued", 409, "Another job is doing this work already, so nothing was retried. You can discard this one.";
    }
}

#[cfg(feature = "server")]
pub use registry::registry;
#[cfg(feature = "server")]
pub use staff::{discard, discard_all, find, page, retry, retry_all};
