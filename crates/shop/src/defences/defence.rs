//! What a defence is, and what it is told.

use std::net::IpAddr;

use super::proof::Challenge;
use crate::accounts::Address;
use crate::secret::Secret;
use crate::{AccountId, At, DropId};

/// Why a defence says no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The press came without a valid proof of work.
    ProofNeeded,
    /// The account is not old enough.
    AccountTooNew,
    /// The account's email address is not confirmed.
    EmailUnconfirmed,
    /// As many orders as may be came from this range of network addresses.
    TooManyFromRange,
    /// As many orders as may be were paid with this card.
    TooManyOnCard,
    /// As many orders as may be go to this address.
    TooManyToAddress,
}

/// What a press brings along for the defences of its drop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The proof of work, if the client solved one.
    pub proof: Option<String>,
    /// Where the press came from; without it the limit per range does not count it.
    pub from: Option<IpAddr>,
}

/// A press, before anybody is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pressed<'a> {
    pub secret: &'a Secret,
    pub drop: DropId,
    pub account: AccountId,
    pub evidence: &'a Evidence,
    /// Since when whoever presses has been in the drop's waiting line: of an admission that was verified.
    pub waiting_since: Option<At>,
    pub now: At,
}

/// What is known of a buyer's account.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Buyer {
    pub since: At,
    pub email_confirmed: bool,
}

/// A payment that is about to begin.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paying<'a> {
    /// The same for the same card; says nothing of its number.
    pub card: &'a [u8],
    pub ship_to: &'a Address,
}

/// What an order or a payment counts towards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Subject {
    /// Told apart from others of the same kind by this; never stored as it is.
    pub of: Vec<u8>,
    /// Orders that may stand at once.
    pub most: i32,
    /// What one more is told.
    pub refused: Refused,
}

/// One way to keep bots from taking what people want. It says no at one point of a purchase and lets all else pass.
pub(crate) trait Defence: Send + Sync + std::fmt::Debug {
    /// At the press, before Redis or Postgres is asked.
    ///
    /// # Errors
    /// Why it goes no further.
    fn at_press(&self, _: &Pressed<'_>) -> Result<(), Refused> {
        Ok(())
    }

    /// Work for the client before the press.
    fn challenge(&self, _: &Secret, _: DropId, _: AccountId, _: At) -> Option<Challenge> {
        None
    }

    /// At the order, with what its batch knows of the buyer.
    ///
    /// # Errors
    /// Why there is no order.
    fn at_order(&self, _: &Buyer, _: At) -> Result<(), Refused> {
        Ok(())
    }

    /// What an order from there counts towards.
    fn order_counts(&self, _: IpAddr) -> Option<Subject> {
        None
    }

    /// What an order that is paid so counts towards.
    fn payment_counts(&self, _: &Paying<'_>) -> Option<Subject> {
        None
    }
}
