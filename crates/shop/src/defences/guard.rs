//! The defences of one drop, as the order path and payments ask them.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sqlx::PgConnection;

use super::defence::{Buyer, Defence, Evidence, Paying, Pressed, Refused, Subject};
use super::gates::{AccountAge, ConfirmedEmail};
use super::limits::{PerAddress, PerCard, PerRange};
use super::proof::Challenge;
use super::work::ProofOfWork;
use super::{Settings, store};
use crate::secret::Secret;
use crate::{AccountId, At, DropId, Error, Fault, Shop};

/// A [`Subject`] as it is stored.
pub(crate) type Mark = [u8; 16];

/// What counts, how often it may, and what one more is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tally {
    pub mark: Mark,
    pub most: i32,
    pub refused: Refused,
}

/// The defences of one drop.
#[derive(Debug)]
pub(crate) struct Guard {
    drop: DropId,
    settings: Settings,
    defences: Vec<Box<dyn Defence>>,
}

impl Guard {
    pub(super) fn new(drop: DropId, settings: Settings) -> Self {
        let mut defences: Vec<Box<dyn Defence>> = Vec::new();
        if let Some(bits) = settings.proof_bits {
            defences.push(Box::new(ProofOfWork::new(bits)));
        }
        if settings.confirmed_email {
            defences.push(Box::new(ConfirmedEmail));
        }
        if let Some(minutes) = settings.account_age_minutes {
            defences.push(Box::new(AccountAge::new(minutes)));
        }
        if let Some(most) = settings.per_range {
            defences.push(Box::new(PerRange(most)));
        }
        if let Some(most) = settings.per_card {
            defences.push(Box::new(PerCard(most)));
        }
        if let Some(most) = settings.per_address {
            defences.push(Box::new(PerAddress(most)));
        }
        Self { drop, settings, defences }
    }

    /// What staff chose.
    pub(crate) const fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(crate) fn at_press(
        &self,
        shop: &Shop,
        account: AccountId,
        evidence: &Evidence,
        waiting_since: Option<At>,
    ) -> Result<(), Refused> {
        if self.defences.is_empty() {
            return Ok(());
        }
        let (secret, drop, now) = (&shop.config.secret, self.drop, shop.now());
        let press = Pressed { secret, drop, account, evidence, waiting_since, now };
        self.defences.iter().try_for_each(|defence| defence.at_press(&press))
    }

    pub(super) fn challenge(&self, shop: &Shop, account: AccountId) -> Option<Challenge> {
        self.defences.iter().find_map(|d| d.challenge(&shop.config.secret, self.drop, account, shop.now()))
    }

    pub(crate) fn at_order(&self, buyer: &Buyer, now: At) -> Result<(), Refused> {
        self.defences.iter().try_for_each(|defence| defence.at_order(buyer, now))
    }

    /// What an order from there counts towards.
    pub(crate) fn order_counts(&self, secret: &Secret, from: Option<IpAddr>) -> Option<Tally> {
        let subject = self.defences.iter().find_map(|defence| defence.order_counts(from?))?;
        Some(self.tally(secret, subject))
    }

    /// What an order that is paid so counts towards, in the order of the marks, in which they are locked.
    pub(crate) fn payment_counts(&self, secret: &Secret, paying: &Paying<'_>) -> Vec<Tally> {
        let subjects = self.defences.iter().filter_map(|defence| defence.payment_counts(paying));
        let mut tallies: Vec<_> = subjects.map(|subject| self.tally(secret, subject)).collect();
        tallies.sort_by_key(|tally| tally.mark);
        tallies
    }

    /// A keyed digest for this drop alone: nobody can tell from two marks of two drops that they are of the same card.
    fn tally(&self, secret: &Secret, Subject { of, most, refused }: Subject) -> Tally {
        let kind = format!("{refused:?}");
        let mark = secret.mark("defence-mark", &[self.drop.0.as_bytes(), kind.as_bytes(), &of].concat());
        Tally { mark, most, refused }
    }
}

/// The guards of the announced drops that this process was asked for.
#[derive(Debug, Default)]
pub(crate) struct Guards(Mutex<HashMap<DropId, Arc<Guard>>>);

impl Guards {
    fn known(&self, drop: DropId) -> Option<Arc<Guard>> {
        self.lock().get(&drop).cloned()
    }

    /// Who came first stays: it counts the presses.
    fn keep(&self, drop: DropId, settings: Settings) -> Arc<Guard> {
        Arc::clone(self.lock().entry(drop).or_insert_with(|| Arc::new(Guard::new(drop, settings))))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<DropId, Arc<Guard>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The guard of an announced drop; none of a draft, whose terms may change, or where there is no drop.
pub(crate) async fn of(shop: &Shop, drop: DropId) -> Result<Option<Arc<Guard>>, Error> {
    match shop.guards.known(drop) {
        Some(guard) => Ok(Some(guard)),
        None => shop.reads.guards.read(shop, drop, read).await,
    }
}

async fn read(shop: Shop, drop: DropId) -> Result<Option<Arc<Guard>>, Error> {
    let mut conn = shop.db.acquire().await?;
    Ok(within(&shop, &mut conn, drop).await?)
}

/// As [`of`], for a caller that has a connection already and must not wait for another.
pub(crate) async fn within(shop: &Shop, conn: &mut PgConnection, drop: DropId) -> Result<Option<Arc<Guard>>, Fault> {
    if let Some(guard) = shop.guards.known(drop) {
        return Ok(Some(guard));
    }
    let found = store::announced(conn, drop).await?;
    Ok(found.map(|settings| shop.guards.keep(drop, settings)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drop_without_settings_has_no_defence_and_each_setting_makes_one() {
        assert!(Guard::new(DropId::new(), Settings::default()).defences.is_empty());
        let all = Settings {
            proof_bits: Some(8),
            account_age_minutes: Some(1),
            confirmed_email: true,
            per_card: Some(1),
            per_address: Some(1),
            per_range: Some(1),
        };
        assert_eq!(Guard::new(DropId::new(), all).defences.len(), 6);
    }

    #[test]
    fn marks_are_of_one_drop_one_kind_and_one_secret() {
        let (one, other) =
            (Guard::new(DropId::new(), Settings::default()), Guard::new(DropId::new(), Settings::default()));
        let mark = |guard: &Guard, secret, refused, of: &[u8]| {
            guard.tally(&Secret::new([secret; 32]), Subject { of: of.to_vec(), most: 1, refused }).mark
        };
        let first = mark(&one, 7, Refused::TooManyOnCard, b"x");
        assert_eq!(first, mark(&one, 7, Refused::TooManyOnCard, b"x"));
        for another in [
            mark(&other, 7, Refused::TooManyOnCard, b"x"),
            mark(&one, 8, Refused::TooManyOnCard, b"x"),
            mark(&one, 7, Refused::TooManyToAddress, b"x"),
            mark(&one, 7, Refused::TooManyOnCard, b"y"),
        ] {
            assert_ne!(first, another);
        }
    }
}
