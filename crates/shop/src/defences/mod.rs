//! What a flash sale does against bots, drop by drop: a proof of work, gates for accounts, limits per card, delivery
//! address and range of network addresses. All are off unless staff choose them while the drop is a draft.
//!
//! Each is a `Defence`; a `Guard` holds those of one drop and is asked at the points of a purchase. It is read once
//! per drop and process, since an announced drop keeps its terms: a drop without defences costs its presses one look
//! into memory. What a drop refuses is counted for staff.

mod form;
pub mod proof;
mod views;

#[cfg(feature = "server")]
mod ask;
#[cfg(feature = "server")]
mod defence;
#[cfg(feature = "server")]
mod gates;
#[cfg(feature = "server")]
mod guard;
#[cfg(feature = "server")]
mod limits;
#[cfg(feature = "server")]
mod pressure;
#[cfg(feature = "server")]
mod refusals;
#[cfg(feature = "server")]
mod store;
#[cfg(feature = "server")]
mod work;

pub use form::{DefenceForm, Settings};
pub use views::{Asks, RefusedPresses, span};

#[cfg(feature = "server")]
pub use ask::{asks, challenge, settings};
#[cfg(feature = "server")]
pub use defence::Evidence;
#[cfg(feature = "server")]
pub(crate) use defence::{Buyer, Paying, Refused};
#[cfg(feature = "server")]
pub(crate) use form::read;
#[cfg(feature = "server")]
pub(crate) use guard::{Guard, Guards, Mark, Tally, of, within};
#[cfg(feature = "server")]
pub(crate) use limits::place;
#[cfg(feature = "server")]
pub(crate) use refusals::{Refusals, note, reason};
#[cfg(feature = "server")]
pub use refusals::{record, refusals};
#[cfg(feature = "server")]
pub(crate) use store::{find, set};
