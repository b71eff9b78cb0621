use serde::{Deserialize, Serialize};

use crate::accounts::Address;
use crate::orders::OrderView;
use crate::{At, Money, OrderId, PaymentId};

/// Where a payment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// The gateway is being asked.
    Started,
    /// The card's bank wants the shopper to confirm.
    NeedsConfirmation,
    /// The money is set aside.
    Authorised,
    /// The money is taken.
    Captured,
    /// The card was refused.
    Declined,
    /// Given up; no money moved.
    Cancelled,
}

impl PaymentState {
    /// All states.
    pub const ALL: [Self; 6] =
        [Self::Started, Self::NeedsConfirmation, Self::Authorised, Self::Captured, Self::Declined, Self::Cancelled];

    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::NeedsConfirmation => "needs_confirmation",
            Self::Authorised => "authorised",
            Self::Captured => "captured",
            Self::Declined => "declined",
            Self::Cancelled => "cancelled",
        }
    }

    /// As people read it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Started => "Being checked",
            Self::NeedsConfirmation => "Waits for confirmation",
            Self::Authorised => "Money set aside",
            Self::Captured => "Money taken",
            Self::Declined => "Declined",
            Self::Cancelled => "No money moved",
        }
    }
}

impl std::str::FromStr for PaymentState {
    type Err = UnknownState;

    fn from_str(name: &str) -> Result<Self, UnknownState> {
        Self::ALL.into_iter().find(|s| s.name() == name).ok_or(UnknownState)
    }
}

/// The name is no state's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a state of a payment")]
pub struct UnknownState;

/// Why a card was refused: codes, never the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclineCode {
    /// The bank said no.
    CardDeclined,
    /// The shopper said no when the bank asked.
    NotConfirmed,
    /// The bank agreed and then did not pay.
    CaptureFailed,
    /// A real card at the sandbox.
    TestCardsOnly,
}

impl DeclineCode {
    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CardDeclined => "card_declined",
            Self::NotConfirmed => "not_confirmed",
            Self::CaptureFailed => "capture_failed",
            Self::TestCardsOnly => "test_cards_only",
        }
    }
}

impl std::str::FromStr for DeclineCode {
    type Err = UnknownState;

    fn from_str(name: &str) -> Result<Self, UnknownState> {
        [Self::CardDeclined, Self::NotConfirmed, Self::CaptureFailed, Self::TestCardsOnly]
            .into_iter()
            .find(|c| c.name() == name)
            .ok_or(UnknownState)
    }
}

/// A try to pay, as staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentView {
    /// Its id.
    pub id: PaymentId,
    /// Where it is.
    pub state: PaymentState,
    /// How much.
    pub amount: Money,
    /// Brand of the card, once known.
    pub card_brand: Option<String>,
    /// Last four digits of the card, once known.
    pub card_last4: Option<String>,
    /// When it began.
    pub at: At,
    /// Money that went back, and why.
    pub refunds: Vec<RefundView>,
}

impl PaymentView {
    /// What of it can still be returned, in minor units.
    pub fn refundable_minor(&self) -> i64 {
        let refunded: i64 = self.refunds.iter().filter(|r| !r.failed).map(|r| r.amount.minor).sum();
        if self.state == PaymentState::Captured { self.amount.minor - refunded } else { 0 }
    }
}

/// Money that went back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundView {
    /// How much.
    pub amount: Money,
    /// Why.
    pub reason: String,
    /// Whether it has arrived at the gateway.
    pub done: bool,
    /// Whether the gateway refused it for good.
    pub failed: bool,
    /// When it was asked for.
    pub at: At,
}

/// A bank's question to the shopper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// The payment.
    pub payment: PaymentId,
    /// The order.
    pub order: OrderId,
    /// How much.
    pub amount: Money,
    /// Last four digits of the card.
    pub card_last4: String,
    /// End of the payment window.
    pub expires_at: At,
    /// The server's clock when this was read.
    pub now: At,
}

/// What a shopper needs to pay an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Checkout {
    /// The order.
    pub order: OrderView,
    /// Their addresses, the default first.
    pub addresses: Vec<Address>,
    /// Their name, for a new address.
    pub name: String,
    /// A question of the card's bank that waits for them.
    pub challenge: Option<PaymentId>,
}
