//! Selling to many at once: a batch has the drop's units to itself, deals them out in memory in the order in which the
//! presses came, and writes what it dealt. All are steps of the caller's transaction.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use sqlx::PgConnection;

use super::{HoldRefusal, Units, store};
use crate::batch;
use crate::transaction::Begun;
use crate::{AccountId, DropId, Fault, Money, Shop, VariantId};

/// What a batch finds when it has the drop's units to itself.
#[derive(Clone, Debug)]
pub struct Sale {
    /// Whether it sells, by state and window.
    pub open: bool,
    /// Whether its time has come and nobody has opened it yet.
    pub due: bool,
    /// Time to pay.
    pub payment_window: Duration,
    /// Units that one account may hold or own.
    pub limit: i32,
    /// What is left of each variant.
    pub shelves: HashMap<VariantId, Shelf>,
    /// What the accounts that ask hold or own already.
    pub owned: HashMap<AccountId, i32>,
    /// For whom the database keeps count already.
    pub counted: HashSet<AccountId>,
    /// Whether somebody tried to buy whom Redis does not know.
    pub unmarked: bool,
}

/// The units of one variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shelf {
    /// Units that nobody holds or owns.
    pub free: i32,
    /// Of one unit.
    pub price: Money,
}

impl Sale {
    /// Notes what an account holds or owns, as the database counts it.
    pub(crate) fn count(&mut self, account: AccountId, owned: i32) {
        self.owned.insert(account, owned);
        self.counted.insert(account);
    }

    /// Deals units out, if there are enough and the account may have them; answers the price of one.
    ///
    /// # Errors
    /// [`HoldRefusal`]; nothing is dealt then.
    pub fn deal(&mut self, units: &Units) -> Result<Money, HoldRefusal> {
        let shelf = self.shelves.get_mut(&units.variant).ok_or(HoldRefusal::NoSuchVariant)?;
        if !self.open {
            return Err(HoldRefusal::NotOpen);
        }
        if shelf.free < units.units {
            return Err(HoldRefusal::SoldOut);
        }
        let owned = self.owned.entry(units.account).or_default();
        if *owned > self.limit - units.units {
            return Err(HoldRefusal::LimitReached);
        }
        *owned += units.units;
        shelf.free -= units.units;
        Ok(shelf.price)
    }
}

/// Begins the transaction of a batch with the drop's units locked, so that batches of several servers follow one another.
pub(crate) async fn lock_units(shop: &Shop, drop: DropId) -> Result<Begun, Fault> {
    failpoint!(shop, BeforeLock);
    let mut tx = batch::begin_with_units(&shop.db, drop).await?;
    failpoint!(shop, AfterLock, tx);
    Ok(tx)
}

/// What there is to sell, in a transaction that has locked it; `None` without such a flash sale. What the accounts own
/// is the caller's to fill in.
pub(crate) async fn sale(shop: &Shop, conn: &mut PgConnection, drop: DropId) -> Result<Option<Sale>, Fault> {
    // After the lock, by a statement of its own: one that waited would still see what was before.
    let sale = store::sale(conn, drop, shop.now()).await?;
    failpoint!(shop, AfterSale, conn);
    Ok(sale)
}

/// Writes down what a sale dealt. The constraints of the database refuse what exceeds pledge or limit.
pub async fn hold_dealt(conn: &mut PgConnection, drop: DropId, sale: &Sale, dealt: &[Units]) -> Result<(), Fault> {
    let mut variants: HashMap<VariantId, i32> = HashMap::new();
    let mut accounts: HashMap<AccountId, i32> = HashMap::new();
    for units in dealt {
        *variants.entry(units.variant).or_default() += units.units;
        *accounts.entry(units.account).or_default() += units.units;
    }
    let (counted, new) = accounts.into_iter().partition(|(account, _)| sale.counted.contains(account));
    Ok(store::hold_dealt(conn, drop, sale.limit, variants, counted, new).await?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Currency;

    fn sale(free: &[(VariantId, i32)], limit: i32) -> Sale {
        let price = Money::new(14_000, Currency::Eur);
        Sale {
            open: true,
            due: false,
            payment_window: Duration::from_mins(10),
            limit,
            shelves: free.iter().map(|(id, free)| (*id, Shelf { free: *free, price })).collect(),
            owned: HashMap::new(),
            counted: HashSet::new(),
            unmarked: false,
        }
    }

    proptest! {
        /// Whatever is asked for in whatever order: nobody is over the limit, no shelf below zero, a refusal
        /// takes nothing, and it has its reason.
        #[test]
        fn deals_out_no_more_than_there_is(
            free in prop::collection::vec(0..20i32, 1..4),
            limit in 1..6i32,
            asks in prop::collection::vec((0..5usize, 0..6usize, 1..8i32), 0..60),
        ) {
            let variants: Vec<_> = free.iter().map(|free| (VariantId::new(), *free)).collect();
            let accounts: Vec<_> = (0..6).map(|_| AccountId::new()).collect();
            let mut sale = sale(&variants, limit);
            for (variant, account, units) in asks {
                let variant = variants.get(variant).map_or_else(VariantId::new, |(id, _)| *id);
                let units = Units { drop: DropId::new(), variant, account: accounts[account], units };
                let before = sale.clone();
                let left = before.shelves.get(&variant).map(|shelf| shelf.free);
                let owns = before.owned.get(&units.account).copied().unwrap_or(0);
                match sale.deal(&units) {
                    Ok(_) => {
                        prop_assert_eq!(sale.shelves[&variant].free, left.unwrap() - units.units);
                        prop_assert_eq!(sale.owned[&units.account], owns + units.units);
                        prop_assert!(sale.shelves[&variant].free >= 0 && sale.owned[&units.account] <= limit);
                    }
                    Err(refusal) => {
                        prop_assert_eq!(&sale.shelves, &before.shelves);
                        prop_assert_eq!(sale.owned.get(&units.account).copied().unwrap_or(0), owns);
                        let right = match refusal {
                            HoldRefusal::NoSuchVariant => left.is_none(),
                            HoldRefusal::SoldOut => left.is_some_and(|left| left < units.units),
                            HoldRefusal::LimitReached => owns + units.units > limit,
                            _ => false,
                        };
                        prop_assert!(right, "{refusal:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn sells_nothing_while_it_is_not_open() {
        let variant = VariantId::new();
        let mut closed = Sale { open: false, ..sale(&[(variant, 5)], 1) };
        let units = Units { drop: DropId::new(), variant, account: AccountId::new(), units: 1 };
        assert_eq!(closed.deal(&units), Err(HoldRefusal::NotOpen));
        assert_eq!(closed.deal(&Units { variant: VariantId::new(), ..units }), Err(HoldRefusal::NoSuchVariant));
    }
}
