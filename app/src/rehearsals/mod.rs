//! Rehearsals of a drop, on its page in the dashboard.

mod panel;
mod report;
mod server_fns;

pub use panel::{Rehearsals, Rehearsing};
