//! Entries: one customer's wish for one variant in a draw; odds, withdrawal, receipt, result.

mod model;
mod rules;
mod weights;

#[cfg(feature = "server")]
mod appeal;
#[cfg(feature = "server")]
mod disqualify;
#[cfg(feature = "server")]
mod emails;
#[cfg(feature = "server")]
mod enter;
#[cfg(feature = "server")]
mod jobs;
#[cfg(feature = "server")]
mod marks;
#[cfg(feature = "server")]
mod read;
#[cfg(feature = "server")]
mod receipts;
#[cfg(feature = "server")]
mod store;
#[cfg(feature = "server")]
mod withdraw;

pub use model::*;
pub use rules::*;
#[cfg(feature = "server")]
pub(crate) use weights::Crowd;
pub use weights::{tickets_in_words, weight_after, weights_in_words};

#[cfg(feature = "server")]
pub use appeal::{Verdict, answer, appeal};
#[cfg(feature = "server")]
pub use disqualify::disqualify;
#[cfg(feature = "server")]
pub(crate) use enter::{Answer, BOUND, MOST, Wish};
#[cfg(feature = "server")]
pub use enter::{Enter, enter};
#[cfg(feature = "server")]
pub use jobs::{MailReceipts, NoteMarks};
#[cfg(feature = "server")]
pub(crate) use read::{Pools, panel_of, pools_of};
#[cfg(feature = "server")]
pub use read::{Search, count_since, mine, panel, pools, receipt, staff_list};
#[cfg(feature = "server")]
pub use receipts::signed_receipt;
#[cfg(feature = "server")]
pub use withdraw::withdraw;
