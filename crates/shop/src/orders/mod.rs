//! Orders: what a shopper bought, or holds until it is paid.
//!
//! An order in `pending_payment` is the reservation: its lines hold their units until `expires_at`.

mod place;
mod rules;

#[cfg(feature = "server")]
mod form_key;
#[cfg(feature = "server")]
mod jobs;
#[cfg(feature = "server")]
mod store;

pub use place::PlaceRefusal;
pub use rules::OrderState;

#[cfg(feature = "server")]
pub use form_key::form_key;
#[cfg(feature = "server")]
pub use jobs::{OfferOrderEnded, OfferOrderPaid};
#[cfg(feature = "server")]
pub use place::{OfferOrder, PlaceOrder, Placed, place, place_for_offer};
