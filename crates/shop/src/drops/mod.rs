//! Drops: releases of a product, sold first come, first served or by a draw.
//!
//! The units of a drop obey one law, kept by the database at every commit:
//! `pledged = paid + held + free + written_off`. The steps here move units from one of these to
//! another and the shop's stock along with them; nobody else touches the columns.

mod form;
mod rules;
mod run;
mod views;

#[cfg(feature = "server")]
mod admission;
#[cfg(feature = "server")]
mod demo;
#[cfg(feature = "server")]
mod edit;
#[cfg(feature = "server")]
mod jobs;
#[cfg(feature = "server")]
mod read;
#[cfg(feature = "server")]
mod sale;
#[cfg(feature = "server")]
mod steps;
#[cfg(feature = "server")]
mod store;
#[cfg(feature = "server")]
mod sweep;

pub use form::{DropForm, EditRefusal};
pub use rules::{DropMode, DropState};
pub use run::RunRefusal;
pub use views::{Agenda, Drop, DropCard, DropList, DropLive, DropPage, DropVariant};

#[cfg(feature = "server")]
pub use admission::{Admission, admit, count_press, may_have_tried};
#[cfg(feature = "server")]
pub(crate) use admission::{Hints, Presses, forget_marks, mark_again, presses};
#[cfg(feature = "server")]
pub use demo::{RenewDemo, mark_demo};
#[cfg(feature = "server")]
pub use edit::{create, discard, edit};
#[cfg(feature = "server")]
pub use jobs::{DrawDropCancelled, DrawDropDue, DropCancelled};
#[cfg(feature = "server")]
pub use read::{agenda, all, card, list, live, of_product, page, public};
#[cfg(feature = "server")]
pub use run::{cancel, close_early, open_now, pause, resume, schedule};
#[cfg(feature = "server")]
pub use sale::{Sale, Shelf, hold_dealt};
#[cfg(feature = "server")]
pub(crate) use sale::{lock_units, sale};
#[cfg(feature = "server")]
pub use steps::{
    Held, HoldRefusal, Units, advance, hold, pay_held, release_hold, release_holds, take_back, void, write_off,
    write_off_free,
};
#[cfg(feature = "server")]
pub use store::{find, lock, units_of, variants};
#[cfg(feature = "server")]
pub(crate) use sweep::open_if_due;
#[cfg(feature = "server")]
pub use sweep::{Sweep, sweep};
