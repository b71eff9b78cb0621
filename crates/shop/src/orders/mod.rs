//! Orders: what a shopper bought, or holds until it is paid.
//!
//! An order in `pending_payment` is the reservation: its lines hold their units until `expires_at`.

mod place;
mod rules;
mod ship;
mod views;

#[cfg(feature = "server")]
mod batch;
#[cfg(feature = "server")]
mod emails;
#[cfg(feature = "server")]
mod figures;
#[cfg(feature = "server")]
mod form_key;
#[cfg(feature = "server")]
mod jobs;
#[cfg(feature = "server")]
mod lapse;
#[cfg(feature = "server")]
mod read;
#[cfg(feature = "server")]
mod steps;
#[cfg(feature = "server")]
mod store;

pub use place::PlaceRefusal;
pub use rules::OrderState;
pub use ship::ShipRefusal;
pub use views::{
    Customer, Desk, Figures, OrderCard, OrderDrop, OrderEvent, OrderFilter, OrderLine, OrderList, OrderView, Pulse,
    Shipment,
};

#[cfg(feature = "server")]
pub(crate) use batch::{Answer, BOUND, Press};
#[cfg(feature = "server")]
pub use figures::{figures, pulse};
#[cfg(feature = "server")]
pub use form_key::form_key;
#[cfg(feature = "server")]
pub use jobs::{OfferOrderDeclined, OfferOrderEnded, OfferOrderPaid};
#[cfg(feature = "server")]
pub use lapse::{Sweep, lapse_due};
#[cfg(feature = "server")]
pub use place::{OfferOrder, PlaceOrder, Placed, place, place_for_offer};
#[cfg(feature = "server")]
pub use read::{desk, find, list, mine};
#[cfg(feature = "server")]
pub use ship::{Ship, annotate, deliver, ship};
#[cfg(feature = "server")]
pub use steps::{
    Order, Returned, end, lock, mark_paid, note, note_declined, note_refund, of_drop, set_paying, set_ship_to,
    take_back,
};
#[cfg(feature = "server")]
pub use store::is_of;
