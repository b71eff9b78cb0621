//! The sandbox gateway: a card network of our own, with its own ledger, that behaves by the number
//! of the card. No real money moves, and no card but its brand and last four digits is kept.

mod store;

use std::time::Duration;

use async_trait::async_trait;
use sqlx::PgPool;

use super::{Card, Charge, ChargeState, DeclineCode, GatewayError, PaymentGateway};
use crate::Money;
use crate::clock::Clock;

/// The cards that the sandbox knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Behaviour {
    Approve,
    Decline,
    Confirm,
    Slow,
    FailCapture,
    LoseAnswer,
    Unknown,
}

impl Behaviour {
    fn of(number: &str) -> Self {
        match number {
            "4242424242424242" | "5555555555554444" => Self::Approve,
            "4000000000000002" => Self::Decline,
            "4000002500003155" => Self::Confirm,
            "4000000000000077" => Self::Slow,
            "4000000000000341" => Self::FailCapture,
            "4000000000000119" => Self::LoseAnswer,
            _ => Self::Unknown,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Decline => "decline",
            Self::Confirm => "confirm",
            Self::Slow => "slow",
            Self::FailCapture => "fail_capture",
            Self::LoseAnswer => "lose_answer",
            Self::Unknown => "unknown",
        }
    }

    const fn verdict(self) -> ChargeState {
        match self {
            Self::Approve | Self::Slow | Self::FailCapture | Self::LoseAnswer => ChargeState::Authorised,
            Self::Confirm => ChargeState::NeedsConfirmation,
            Self::Decline => ChargeState::Declined(DeclineCode::CardDeclined),
            Self::Unknown => ChargeState::Declined(DeclineCode::TestCardsOnly),
        }
    }
}

/// The sandbox gateway.
#[derive(Clone, Debug)]
pub struct Sandbox {
    db: PgPool,
    clock: Clock,
    slowness: Duration,
}

impl Sandbox {
    /// A sandbox that keeps its ledger in this database.
    pub const fn new(db: PgPool, clock: Clock) -> Self {
        Self { db, clock, slowness: Duration::from_secs(8) }
    }

    /// How long the slow card takes; eight seconds unless set.
    #[must_use]
    pub const fn slowness(mut self, slowness: Duration) -> Self {
        self.slowness = slowness;
        self
    }
}

#[async_trait]
impl PaymentGateway for Sandbox {
    fn name(&self) -> &'static str {
        "sandbox"
    }

    async fn authorise(&self, key: &str, amount: Money, card: &Card) -> Result<Charge, GatewayError> {
        let behaviour = Behaviour::of(card.number());
        if behaviour == Behaviour::Slow {
            tokio::time::sleep(self.slowness).await;
        }
        // Of a card that may be real, not even the last digits are kept.
        let last4 = if behaviour == Behaviour::Unknown { "" } else { card.last4() };
        let new = store::NewCharge {
            key,
            amount,
            brand: card.brand(),
            last4,
            behaviour: behaviour.name(),
            state: behaviour.verdict(),
        };
        let charge = store::authorise(&self.db, &new, self.clock.now()).await?;
        if behaviour == Behaviour::LoseAnswer {
            return Err(GatewayError::Unreachable("the answer got lost, as this card asks for".into()));
        }
        Ok(charge)
    }

    async fn find(&self, key: &str) -> Result<Option<Charge>, GatewayError> {
        Ok(store::find(&self.db, key).await?)
    }

    async fn capture(&self, key: &str, charge_key: &str) -> Result<(), GatewayError> {
        store::operate(&self.db, key, charge_key, store::Operation::Capture, self.clock.now()).await
    }

    async fn cancel(&self, key: &str, charge_key: &str) -> Result<(), GatewayError> {
        store::forestall(&self.db, charge_key, self.clock.now()).await?;
        store::operate(&self.db, key, charge_key, store::Operation::Cancel, self.clock.now()).await
    }

    async fn refund(&self, key: &str, charge_key: &str, amount: Money) -> Result<(), GatewayError> {
        store::operate(&self.db, key, charge_key, store::Operation::Refund(amount.minor), self.clock.now()).await
    }

    async fn answer_challenge(&self, charge_key: &str, agreed: bool) -> Result<(), GatewayError> {
        let answered = store::answer(&self.db, charge_key, agreed).await?;
        if answered { Ok(()) } else { Err(GatewayError::Refused("nothing waits for an answer under this key")) }
    }
}
