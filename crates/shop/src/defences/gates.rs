//! Gates: what an account must be before it may buy.

use std::time::Duration;

use super::defence::{Buyer, Defence, Refused};
use crate::At;

/// Accounts made for the occasion come too late.
#[derive(Debug)]
pub(super) struct AccountAge(Duration);

impl AccountAge {
    pub fn new(minutes: i32) -> Self {
        Self(Duration::from_secs(60 * u64::try_from(minutes).unwrap_or(0)))
    }

    /// From when on an account of that age may buy.
    pub fn old_enough_at(&self, since: At) -> At {
        since.plus(self.0)
    }
}

impl Defence for AccountAge {
    fn at_order(&self, buyer: &Buyer, now: At) -> Result<(), Refused> {
        if now >= self.old_enough_at(buyer.since) { Ok(()) } else { Err(Refused::AccountTooNew) }
    }
}

/// An address that nobody reads buys nothing.
#[derive(Debug)]
pub(super) struct ConfirmedEmail;

impl Defence for ConfirmedEmail {
    fn at_order(&self, buyer: &Buyer, _: At) -> Result<(), Refused> {
        if buyer.email_confirmed { Ok(()) } else { Err(Refused::EmailUnconfirmed) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_old_enough_to_the_minute() {
        let gate = AccountAge::new(60);
        let buyer = Buyer { since: At::utc(0), email_confirmed: false };
        assert_eq!(gate.at_order(&buyer, At::utc(3_599_999)), Err(Refused::AccountTooNew));
        assert_eq!(gate.at_order(&buyer, At::utc(3_600_000)), Ok(()));
    }
}
