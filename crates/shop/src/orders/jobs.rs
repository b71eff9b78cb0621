use serde::{Deserialize, Serialize};

use crate::OrderId;

/// An order made for an offer of a draw ended without payment: it lapsed or was cancelled, and its
/// unit is free again. Enqueued with the ending; `draws` offers the unit to the next in rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferOrderEnded {
    /// Which order; its state says how it ended.
    pub order_id: OrderId,
}

/// An order made for an offer of a draw was paid. Enqueued with the payment; `draws` notes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferOrderPaid {
    /// Which order.
    pub order_id: OrderId,
}
