//! What a verifier found, for people and for programs.

use std::fmt;

use serde::Serialize;
use uuid::Uuid;

use crate::record::State;

/// How a check ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Outcome {
    /// It holds.
    Passed,
    /// It does not hold: the record is refused.
    Failed {
        /// What it should be.
        expected: String,
        /// What it is.
        found: String,
    },
    /// It was not looked at.
    NotChecked {
        /// The reason.
        why: String,
    },
}

impl Outcome {
    pub(super) fn failed(expected: impl Into<String>, found: impl fmt::Display) -> Self {
        Self::Failed { expected: expected.into(), found: found.to_string() }
    }

    pub(super) fn not_checked(why: impl Into<String>) -> Self {
        Self::NotChecked { why: why.into() }
    }

    /// Passed when both are equal.
    pub(super) fn equal<T: PartialEq + fmt::Display>(expected: &T, found: &T) -> Self {
        Self::holds(expected == found, || (expected.to_string(), found.to_string()))
    }

    /// Passed when it holds; else what was expected and what was found.
    pub(super) fn holds(holds: bool, failure: impl FnOnce() -> (String, String)) -> Self {
        if holds {
            return Self::Passed;
        }
        let (expected, found) = failure();
        Self::Failed { expected, found }
    }

    /// Did the check fail?
    pub const fn is_failed(&self) -> bool {
        matches!(self, Self::Failed { .. })
    }
}

/// One check. Where section 6 puts two things under one number, there are two checks with that number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// The number in section 6.
    pub number: u8,
    /// A stable name for programs.
    pub name: &'static str,
    /// What is checked, in plain words.
    pub title: &'static str,
    /// How it ended.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// What was expected and found, where it passed and there is one value to show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// All checks of a record, or of a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The draw, if the file could be read.
    pub draw_id: Option<Uuid>,
    /// How far the draw has come, by its record.
    pub state: Option<State>,
    /// Did no check fail?
    pub accepted: bool,
    /// What a reader should know besides.
    pub notes: Vec<String>,
    /// In the order of section 6.
    pub checks: Vec<Check>,
}

impl Report {
    pub(super) const fn new(draw_id: Option<Uuid>, state: Option<State>) -> Self {
        Self { draw_id, state, accepted: true, notes: Vec::new(), checks: Vec::new() }
    }

    pub(super) fn add(&mut self, (number, name, title): (u8, &'static str, &'static str), outcome: Outcome) {
        self.accepted &= !outcome.is_failed();
        self.checks.push(Check { number, name, title, outcome, value: None });
    }

    /// Tells of a check that passed what was expected and found.
    pub(super) fn show(&mut self, name: &str, value: Option<String>) {
        let passed = |check: &&mut Check| check.name == name && check.outcome == Outcome::Passed;
        if let Some(check) = self.checks.iter_mut().find(passed) {
            check.value = value;
        }
    }

    /// The check of this name.
    pub fn check(&self, name: &str) -> Option<&Check> {
        self.checks.iter().find(|check| check.name == name)
    }

    /// The checks that failed.
    pub fn failures(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| check.outcome.is_failed())
    }

    /// Those that were not made, so that a reader knows what the verdict does not cover.
    pub fn unchecked(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| matches!(check.outcome, Outcome::NotChecked { .. }))
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { number, title, .. } = self;
        match &self.outcome {
            Outcome::Passed => write!(f, "{number:>2}  passed       {title}"),
            Outcome::NotChecked { why } => write!(f, "{number:>2}  not checked  {title}: {why}"),
            Outcome::Failed { expected, found } => {
                write!(f, "{number:>2}  FAILED       {title}\n      expected: {expected}\n      found:    {found}")
            }
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.draw_id, self.state) {
            (Some(id), Some(state)) => writeln!(f, "Draw {id}, {state}")?,
            (Some(id), None) => writeln!(f, "Draw {id}")?,
            (None, _) => writeln!(f, "A file that is not a record")?,
        }
        for check in &self.checks {
            writeln!(f, "{check}")?;
        }
        for note in &self.notes {
            writeln!(f, "Note: {note}")?;
        }
        let (failed, unchecked) = (self.failures().count(), self.unchecked().count());
        let passed = self.checks.len() - failed - unchecked;
        let verdict = if self.accepted { "Accepted" } else { "REFUSED" };
        writeln!(f, "{verdict}: {passed} passed, {failed} failed, {unchecked} not checked.")
    }
}
