use serde::{Deserialize, Serialize};

use super::Report;
use crate::{At, RehearsalId};

/// A rehearsal of a drop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rehearsal {
    /// Its id.
    pub id: RehearsalId,
    /// Who began it.
    pub by: String,
    /// When.
    pub begun_at: At,
    /// Shoppers who were to come.
    pub shoppers: i64,
    /// How many of them press at the same time.
    pub at_once: i64,
    /// How many have pressed so far.
    pub pressed: i64,
    /// Somebody wants it to end.
    pub stop_asked: bool,
    /// Where it is.
    pub state: RehearsalState,
    /// What it found.
    pub report: Option<Report>,
}

/// Where a rehearsal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RehearsalState {
    /// Waits for a worker.
    Waiting,
    /// Makes its copy, or presses.
    Running,
    /// Everybody has pressed, or its minute is over.
    Done,
    /// Stopped by staff, before everybody had pressed.
    Stopped,
    /// Without a report.
    Failed(Failure),
}

impl RehearsalState {
    /// One word for badges.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Waiting => "Waiting",
            Self::Running => "Running",
            Self::Done => "Done",
            Self::Stopped => "Stopped",
            Self::Failed(_) => "Failed",
        }
    }

    /// Whether there is more to come.
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }
}

/// Why a rehearsal has no report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(sqlx::Type), sqlx(type_name = "rehearsal_failure", rename_all = "snake_case"))]
pub enum Failure {
    /// Its worker died or was stopped.
    Interrupted,
    /// The database's role may not create schemas.
    NotAllowed,
    /// Anything else.
    Fault,
}

impl Failure {
    /// What happened and what to do.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Interrupted => "Its worker was stopped in the middle. The copy is removed; please begin another.",
            Self::NotAllowed => {
                "The shop's database role may not create a schema, and a rehearsal needs one of its own. Whoever runs the database can allow it: grant create on database … to …"
            }
            Self::Fault => "Something went wrong on our side; the worker's log says what. The copy is removed.",
        }
    }
}
