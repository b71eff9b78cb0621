//! The dashboard's pages of background jobs.

mod dead;
mod job_page;
mod jobs_page;
mod server_fns;

pub use job_page::JobPage;
pub use jobs_page::JobsPage;

use shop::jobs::JobState;

use crate::ui::Tone;

/// The name of a state, and what it means.
fn state(of: JobState) -> (&'static str, Tone) {
    match of {
        JobState::Waiting => ("Waiting", Tone::Plain),
        JobState::Running => ("Running", Tone::Live),
        JobState::Retrying => ("Retrying", Tone::Warn),
        JobState::Dead => ("Dead letter", Tone::Bad),
        JobState::Done => ("Done", Tone::Good),
        JobState::Cancelled => ("Cancelled", Tone::Plain),
    }
}

/// `1 dead letter`, `12 dead letters`.
fn letters(count: i64) -> String {
    if count == 1 { "1 dead letter".to_owned() } else { format!("{count} dead letters") }
}
