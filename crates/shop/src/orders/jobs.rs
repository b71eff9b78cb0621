use serde::{Deserialize, Serialize};

use crate::OrderId;

/// An order made for an offer of a draw ended: it lapsed, was cancelled, or all of its money went back.
/// Enqueued with the ending; `draws` offers a unit that is free again to the next in rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferOrderEnded {
    /// Which order; its state says how it ended.
    pub order_id: OrderId,
}

/// The card was refused that was to pay an offer of a draw; the offer stays open. Enqueued with the refusal; `draws` notes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferOrderDeclined {
    /// Which order.
    pub order_id: OrderId,
}

/// An order made for an offer of a draw was paid. Enqueued with the payment; `draws` notes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferOrderPaid {
    /// Which order.
    pub order_id: OrderId,
}
