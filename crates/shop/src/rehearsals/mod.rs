//! Rehearsals: a synthetic crowd presses in a copy of a flash sale, before a real one presses in the drop itself.
//!
//! The copy, the *shadow*, is a schema of its own in the shop's database, made by the shop's own migrations, and a second
//! [`Shop`](crate::Shop) handle that knows its tables alone. The presses go through the drop's line, its defences and
//! [`orders::place`](crate::orders::place) as they are, and no list, ledger, sweep, mail or job of the shop can meet what
//! they leave there: no worker looks into that schema, and in the end it is dropped.

mod form;
mod report;
mod views;

#[cfg(feature = "server")]
mod begin;
#[cfg(feature = "server")]
mod crowd;
#[cfg(feature = "server")]
mod jobs;
#[cfg(feature = "server")]
mod read;
#[cfg(feature = "server")]
mod shadow;
#[cfg(feature = "server")]
mod store;
#[cfg(feature = "server")]
mod tally;

pub use form::{MOST_AT_ONCE, MOST_SHOPPERS, RehearsalForm, RehearsalRefusal, suggested_shoppers};
pub use report::{LineReport, Report, Times, Verdict, grouped, span};
pub use views::{Failure, Rehearsal, RehearsalState};

#[cfg(feature = "server")]
pub use begin::{begin, stop};
#[cfg(feature = "server")]
pub use jobs::Rehearse;
#[cfg(feature = "server")]
pub use read::of_drop;
