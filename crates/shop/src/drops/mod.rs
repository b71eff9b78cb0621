//! Drops: releases of a product, sold first come, first served or by a draw.
//!
//! The units of a drop obey one law, kept by the database at every commit:
//! `pledged = paid + held + free + written_off`. The steps here move units from one of these to
//! another and the shop's stock along with them; nobody else touches the columns.

mod rules;
mod views;

#[cfg(feature = "server")]
mod jobs;
#[cfg(feature = "server")]
mod live;
#[cfg(feature = "server")]
mod steps;
#[cfg(feature = "server")]
mod store;

pub use rules::{DropMode, DropState};
pub use views::{Drop, DropLive, DropVariant};

#[cfg(feature = "server")]
pub use jobs::{DrawDropCancelled, DrawDropDue};
#[cfg(feature = "server")]
pub use live::live;
#[cfg(feature = "server")]
pub use steps::{Held, HoldRefusal, Units, advance, hold, hold_open, pay_held, release_hold, release_holds, take_back, void, write_off, write_off_free};
#[cfg(feature = "server")]
pub use store::{find, lock, variants};
