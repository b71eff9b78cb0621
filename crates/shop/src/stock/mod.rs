//! What is on the shelf: per variant `available = on hand - reserved`, and every change of it.
//!
//! The balance is a row with constraints, the history is append-only; each step writes both in one
//! statement, so that the sums of the movements equal the row at every commit.

mod model;

#[cfg(feature = "server")]
mod admin;
#[cfg(feature = "server")]
mod steps;
#[cfg(feature = "server")]
mod store;

pub use model::{Movement, MovementPage, Reason, Shelf, ShelfFilter, ShelfPage, StockRefusal};

#[cfg(feature = "server")]
pub use admin::{correct, movements, receive, shelves};
#[cfg(feature = "server")]
pub(crate) use steps::{available, stocked};
#[cfg(feature = "server")]
pub use steps::{give_back, open, pledge, release, sell};
