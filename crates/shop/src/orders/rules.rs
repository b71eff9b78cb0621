use serde::{Deserialize, Serialize};

/// Where an order is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(sqlx::Type), sqlx(type_name = "order_state", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Holds its units until it expires.
    PendingPayment,
    /// Charged; waits to be sent.
    Paid,
    /// On its way.
    Fulfilled,
    /// Arrived.
    Delivered,
    /// Not paid in time; the units went back.
    Expired,
    /// Called off by the shopper or by staff.
    Cancelled,
    /// All of the money went back.
    Refunded,
    /// Some of the money went back.
    PartlyRefunded,
}

impl OrderState {
    /// All states.
    pub const ALL: [Self; 8] = [
        Self::PendingPayment,
        Self::Paid,
        Self::Fulfilled,
        Self::Delivered,
        Self::Expired,
        Self::Cancelled,
        Self::Refunded,
        Self::PartlyRefunded,
    ];

    /// As shoppers read it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::PendingPayment => "To be paid",
            Self::Paid => "Paid",
            Self::Fulfilled => "On its way",
            Self::Delivered => "Delivered",
            Self::Expired => "Lapsed",
            Self::Cancelled => "Cancelled",
            Self::Refunded => "Refunded",
            Self::PartlyRefunded => "Partly refunded",
        }
    }

    /// The stored and public name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PendingPayment => "pending_payment",
            Self::Paid => "paid",
            Self::Fulfilled => "fulfilled",
            Self::Delivered => "delivered",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
            Self::Refunded => "refunded",
            Self::PartlyRefunded => "partly_refunded",
        }
    }

    /// Whether the customer's money is with the shop, all or some of it.
    pub const fn is_charged(self) -> bool {
        matches!(self, Self::Paid | Self::Fulfilled | Self::Delivered | Self::PartlyRefunded)
    }
}

impl std::str::FromStr for OrderState {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|s| s.name() == name).ok_or(())
    }
}
