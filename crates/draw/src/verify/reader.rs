//! One published list under way: what its rows have shown so far, or the first thing that was wrong.

use crate::{csv::CsvRow, lines::Lines};

/// The rows of a list, taken one by one into a state.
#[derive(Debug)]
pub(super) struct Reader<S> {
    lines: Lines,
    wrong: Option<String>,
    pub state: S,
}

impl<S> Reader<S> {
    pub(super) fn of<'a, R: CsvRow<'a>>(state: S) -> Self {
        Self { lines: Lines::of::<R>(), wrong: None, state }
    }

    /// Reads on; after the first error nothing more.
    pub(super) fn push(&mut self, bytes: &[u8], mut take: impl FnMut(&mut S, u64, &str) -> Result<(), String>) {
        if self.wrong.is_some() {
            return;
        }
        let state = &mut self.state;
        self.wrong = self.lines.push(bytes, |line, text| take(state, line, text)).err();
    }

    pub(super) const fn rows(&self) -> u64 {
        self.lines.rows()
    }

    /// What the rows came to, and the first thing that was wrong.
    pub(super) fn finish(self) -> (S, Result<(), String>) {
        let end = self.wrong.map_or_else(|| self.lines.end(), Err);
        (self.state, end)
    }
}
