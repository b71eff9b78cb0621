//! A job as it is stored.

use std::fmt;

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use sqlx::types::Json;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// A job's number, in the order of enqueueing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct JobId(pub i64);

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where a job is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
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

impl State {
    /// All of them, in the order of a job's life.
    pub const ALL: [Self; 6] =
        [Self::Available, Self::Running, Self::Retryable, Self::Completed, Self::Cancelled, Self::Dead];

    /// The word in the database, and in URLs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Running => "running",
            Self::Retryable => "retryable",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Dead => "dead",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for State {
    type Err = UnknownState;

    fn from_str(word: &str) -> Result<Self, UnknownState> {
        Self::ALL.into_iter().find(|state| state.as_str() == word).ok_or_else(|| UnknownState(word.to_owned()))
    }
}

impl TryFrom<String> for State {
    type Error = UnknownState;

    fn try_from(word: String) -> Result<Self, UnknownState> {
        word.parse()
    }
}

/// A word that is no [`State`].
#[derive(Debug, thiserror::Error)]
#[error("no job state is called {0:?}")]
pub struct UnknownState(String);

/// A job as it is stored: for staff pages and tests.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct JobRow {
    /// Its number.
    pub id: JobId,
    /// [`crate::Job::KIND`].
    pub kind: String,
    /// The job itself, as JSON.
    pub args: Value,
    /// 0 (urgent) to 3 (low).
    pub priority: i16,
    /// Where it is in its life.
    #[sqlx(try_from = "String")]
    pub state: State,
    /// Not before this moment.
    pub run_at: OffsetDateTime,
    /// Attempts begun so far.
    pub attempt: i16,
    /// Attempts it has.
    pub max_attempts: i16,
    /// When the latest attempt began.
    pub attempted_at: Option<OffsetDateTime>,
    /// The worker that has it or had it last.
    pub worker: Option<String>,
    /// What went wrong so far, oldest first.
    pub errors: Json<Vec<AttemptError>>,
    /// At most one live job of the kind has this key.
    pub unique_key: Option<String>,
    /// When it was enqueued.
    pub created_at: OffsetDateTime,
    /// When it was completed, cancelled, or died.
    pub finished_at: Option<OffsetDateTime>,
}

/// The columns of [`JobRow`], for a `select` or `returning` on `jobs`.
macro_rules! job_columns {
    () => {
        "id, kind, args, priority, state::text as state, run_at, attempt, max_attempts, attempted_at, worker, errors, \
         unique_key, created_at, finished_at"
    };
}
pub(crate) use job_columns;

/// Why an attempt did not end well, or why the job was cancelled.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct AttemptError {
    /// Which attempt.
    pub attempt: i16,
    /// When this was stored.
    #[serde(deserialize_with = "rfc3339")]
    pub at: OffsetDateTime,
    /// The error and what caused it, in words.
    pub error: String,
}

fn rfc3339<'de, D: Deserializer<'de>>(deserializer: D) -> Result<OffsetDateTime, D::Error> {
    let text = String::deserialize(deserializer)?;
    OffsetDateTime::parse(&text, &Rfc3339).map_err(serde::de::Error::custom)
}
