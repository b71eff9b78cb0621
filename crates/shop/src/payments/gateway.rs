use async_trait::async_trait;

use super::{Card, DeclineCode};
use crate::Money;

/// A card network as the shop sees it. Every call carries a key: the same key again changes nothing
/// and answers the same, so that after a crash or a lost answer one simply asks again.
#[async_trait]
pub trait PaymentGateway: Send + Sync {
    /// Stored with each payment.
    fn name(&self) -> &'static str;

    /// Asks the card's bank to set `amount` aside.
    ///
    /// # Errors
    /// [`GatewayError::Unreachable`] when there was no answer: it may have happened or not.
    async fn authorise(&self, key: &str, amount: Money, card: &Card) -> Result<Charge, GatewayError>;

    /// What became of the authorisation under `key`; `None` when the gateway never heard of it.
    ///
    /// # Errors
    /// [`GatewayError::Unreachable`].
    async fn find(&self, key: &str) -> Result<Option<Charge>, GatewayError>;

    /// Takes the money that was set aside under `charge_key`.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] when the bank does not pay after all.
    async fn capture(&self, key: &str, charge_key: &str) -> Result<(), GatewayError>;

    /// Lets go of what was set aside under `charge_key`, and of an authorisation that may still
    /// arrive under it: afterwards it can never be charged.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] when the money was taken already.
    async fn cancel(&self, key: &str, charge_key: &str) -> Result<(), GatewayError>;

    /// Returns `amount` of what was taken under `charge_key`.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] when that is more than was taken.
    async fn refund(&self, key: &str, charge_key: &str, amount: Money) -> Result<(), GatewayError>;

    /// Answers the question of a card's bank for the shopper, where the gateway's own page is part of
    /// this program; others learn the answer by [`PaymentGateway::find`].
    ///
    /// # Errors
    /// [`GatewayError::Refused`] when there is no such question.
    async fn answer_challenge(&self, charge_key: &str, agreed: bool) -> Result<(), GatewayError>;
}

/// An authorisation at the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// The gateway's name for it.
    pub reference: String,
    /// How it stands.
    pub state: ChargeState,
    /// Brand of the card.
    pub card_brand: String,
    /// Last four digits of the card; empty when there never was one.
    pub card_last4: String,
}

/// How an authorisation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChargeState {
    /// The card's bank wants the shopper to confirm.
    NeedsConfirmation,
    /// The money is set aside.
    Authorised,
    /// The money is taken.
    Captured,
    /// The card was refused.
    Declined(DeclineCode),
    /// Let go.
    Cancelled,
}

/// Why the gateway did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// No answer: it may have happened or not.
    #[error("the payment gateway did not answer: {0}")]
    Unreachable(String),
    /// A definite no.
    #[error("the payment gateway refused: {0}")]
    Refused(&'static str),
}

impl From<sqlx::Error> for GatewayError {
    fn from(error: sqlx::Error) -> Self {
        Self::Unreachable(error.to_string())
    }
}
