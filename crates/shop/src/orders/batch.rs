//! Placing the orders of everybody who presses at the same moment: one commit, one `fsync`, many orders.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::json;
use sqlx::PgConnection;

use super::PlaceRefusal;
use super::place::{PlaceOrder, Placed};
use super::store::{self, Bound, NewOrder, Span};
use crate::defences::{self, Buyer, Guard, Mark, Tally};
use crate::drops::{self, HoldRefusal, Sale, Units};
use crate::live::Topic;
use crate::transaction::Begun;
use crate::{AccountId, Bar, DropId, Error, Fault, OrderId, Shop, events};

/// Presses that may wait for one drop: what is sold in about a second.
pub(crate) const BOUND: usize = 10_000;

/// A press on its way to Postgres.
#[derive(Clone, Debug)]
pub(crate) struct Press {
    pub account: AccountId,
    pub order: PlaceOrder,
    /// Of what is asked for: made by whoever presses, since a batch has one thread.
    pub digest: Vec<u8>,
    /// It was marked before this process knew that the drop is open.
    pub early: bool,
}

impl Press {
    fn units(&self) -> Units {
        Units { drop: self.order.drop, variant: self.order.variant, account: self.account, units: self.order.quantity }
    }
}

/// What a press gets.
pub(crate) type Answer = Result<Placed, Error<PlaceRefusal>>;

/// Locks what is sold, before the presses are taken: what arrives while another server has it is sold too.
pub(super) async fn open(shop: Shop, drop: DropId) -> Result<Begun, Fault> {
    drops::lock_units(&shop, drop).await
}

/// Answers each press of one drop, in their order.
pub(super) async fn place(
    shop: Shop,
    drop: DropId,
    mut tx: Begun,
    presses: Arc<[Press]>,
) -> Result<Vec<Answer>, Fault> {
    let guard = defences::within(&shop, &mut tx, drop).await?;
    let mut sale = drops::sale(&shop, &mut tx, drop).await?;
    let early: Vec<_> = presses.iter().filter(|press| press.early).map(|press| press.account).collect();
    let (due, open) = sale.as_ref().map_or((false, false), |sale| (sale.due, sale.open));
    if due || open && !early.is_empty() {
        // Neither is done while others wait for the units.
        tx.rollback().await?;
        if due {
            // The countdown reached zero before the sweep came by: then this batch opens the drop.
            drops::open_if_due(&shop, drop).await?;
        }
        drops::mark_again(&shop, drop, &early).await?;
        tx = drops::lock_units(&shop, drop).await?;
        sale = drops::sale(&shop, &mut tx, drop).await?;
    }
    let (Some(mut sale), Some(guard)) = (sale, guard) else {
        return Ok(presses.iter().map(|_| Err(Bar::NotFound.into())).collect());
    };
    if mutated!(shop, NoLimit) {
        sale.limit = i32::MAX;
    }
    let now = shop.now();
    let mut counter = Counter {
        span: Span { placed_at: now, expires_at: now.plus(sale.payment_window) },
        sale,
        guard: &guard,
        tallies: Vec::new(),
        standing: HashMap::new(),
        welcome: HashMap::new(),
        bound: HashMap::new(),
        orders: Vec::new(),
    };
    counter.know(&mut tx, drop, &presses).await?;
    counter.tally(&mut tx, &shop, &presses).await?;
    failpoint!(shop, AfterLookUp, tx);
    let mut answers: Vec<_> = presses.iter().enumerate().map(|(nth, press)| counter.serve(nth, press)).collect();
    let Counter { span, orders, sale, .. } = counter;
    let free = sale.shelves.iter().map(|(variant, shelf)| (*variant, shelf.free)).collect();
    if !orders.is_empty() {
        let numbers = write(&shop, &mut tx, drop, &sale, &span, &orders).await?;
        if mutated!(shop, AnswersBeforeCommit) {
            tokio::spawn(commit(shop.clone(), tx));
        } else {
            commit(shop.clone(), tx).await?;
        }
        for placed in answers.iter_mut().flatten() {
            placed.number = numbers.get(&placed.id).copied().unwrap_or(placed.number);
        }
        shop.live.publish(Topic::Drop(drop));
    }
    if sale.open {
        shop.hints.sold(drop, free, sale.unmarked);
    }
    Ok(answers)
}

/// Serves one press after the other from what the batch found.
struct Counter<'a> {
    /// Whose accounts are there and not blocked.
    welcome: HashMap<AccountId, Buyer>,
    guard: &'a Guard,
    /// What each press counts towards; empty without such a limit.
    tallies: Vec<Option<Tally>>,
    /// Orders that stand, of what the presses count towards.
    standing: HashMap<Mark, i64>,
    sale: Sale,
    span: Span,
    bound: HashMap<(AccountId, String), Bound>,
    orders: Vec<NewOrder>,
}

impl Counter<'_> {
    /// Looks up who is there.
    async fn know(&mut self, conn: &mut PgConnection, drop: DropId, presses: &[Press]) -> Result<(), Fault> {
        let accounts: Vec<_> = presses.iter().map(|press| press.account).collect();
        let keys: Vec<_> = presses.iter().map(|press| press.order.idempotency_key.as_str()).collect();
        let buyers = store::buyers(conn, drop, &accounts, &keys).await?;
        for (press, buyer) in presses.iter().zip(buyers) {
            if let Some(owned) = buyer.owned {
                self.sale.count(press.account, owned);
            }
            if let Some(known) = buyer.known {
                self.welcome.insert(press.account, known);
            }
            if let Some(bound) = buyer.bound {
                self.bound.insert((press.account, press.order.idempotency_key.clone()), bound);
            }
        }
        Ok(())
    }

    /// Counts what stands already of what the presses count towards, where the drop has such a limit.
    async fn tally(&mut self, conn: &mut PgConnection, shop: &Shop, presses: &[Press]) -> Result<(), Fault> {
        if self.guard.settings().per_range.is_none() {
            return Ok(());
        }
        let of = |press: &Press| self.guard.order_counts(&shop.config.secret, press.order.evidence.from);
        self.tallies = presses.iter().map(of).collect();
        let marks: Vec<_> = self.tallies.iter().flatten().map(|tally| tally.mark).collect();
        self.standing = store::standing(conn, &marks).await?;
        Ok(())
    }

    fn serve(&mut self, nth: usize, press: &Press) -> Answer {
        let key = (press.account, press.order.idempotency_key.clone());
        if let Some(bound) = self.bound.get(&key) {
            return bound.clone().answer(&press.order);
        }
        // The token may be older than the block.
        let Some(buyer) = self.welcome.get(&press.account) else { return Err(Bar::Forbidden.into()) };
        self.guard.at_order(buyer, self.span.placed_at).map_err(|no| Error::Refused(no.into()))?;
        let tally = self.tallies.get(nth).copied().flatten();
        if let Some(tally) = tally
            && self.standing.get(&tally.mark).is_some_and(|orders| *orders >= tally.most.into())
        {
            return Err(Error::Refused(tally.refused.into()));
        }
        let units = press.units();
        let price = self.sale.deal(&units).map_err(refused)?;
        if let Some(tally) = tally {
            *self.standing.entry(tally.mark).or_default() += 1;
        }
        let total =
            price.times(i64::from(units.units)).ok_or_else(|| Fault::new("an order's total exceeds all bounds"))?;
        let order = NewOrder {
            id: OrderId::new(),
            units,
            price,
            total,
            idempotency_key: key.1.clone(),
            request_digest: press.digest.clone(),
            mark: tally.map(|tally| tally.mark),
        };
        let expires_at = self.span.expires_at;
        let placed = Placed { id: order.id, number: 0, total, expires_at, repeated: false };
        // The same press once more in this batch is the same order.
        let bound = Bound {
            id: order.id,
            number: 0,
            total_minor: total.minor,
            currency: total.currency.code().to_owned(),
            expires_at,
            request_digest: order.request_digest.clone(),
        };
        self.bound.insert(key, bound);
        self.orders.push(order);
        Ok(placed)
    }
}

async fn commit(shop: Shop, mut tx: Begun) -> Result<(), Fault> {
    failpoint!(shop, BeforeCommit, tx);
    tx.commit().await?;
    failpoint!(shop, AfterCommit);
    Ok(())
}

async fn write(
    shop: &Shop,
    conn: &mut PgConnection,
    drop: DropId,
    sale: &Sale,
    span: &Span,
    orders: &[NewOrder],
) -> Result<HashMap<OrderId, i64>, Fault> {
    let dealt: Vec<_> = orders.iter().map(|order| order.units).collect();
    if !mutated!(shop, NoHolds) {
        drops::hold_dealt(conn, drop, sale, &dealt).await?;
    }
    failpoint!(shop, AfterHold, conn);
    let numbers = store::insert(conn, drop, span, orders).await?;
    store::mark(conn, orders).await?;
    failpoint!(shop, AfterOrders, conn);
    let ids: Vec<_> = orders.iter().map(|order| order.id.0).collect();
    if !mutated!(shop, NoEvents) {
        events::emit_many(conn, events::Topic::Order, "order.placed", &ids, json!({ "drop_id": drop })).await?;
    }
    Ok(numbers)
}

fn refused(refusal: HoldRefusal) -> Error<PlaceRefusal> {
    match refusal {
        HoldRefusal::NoSuchVariant => Error::Barred(Bar::NotFound),
        HoldRefusal::SoldOut => Error::Refused(PlaceRefusal::SoldOut),
        HoldRefusal::LimitReached => Error::Refused(PlaceRefusal::LimitReached),
        HoldRefusal::NotOpen => Error::Refused(PlaceRefusal::NotOpen),
        HoldRefusal::Invalid(fields) => Error::Refused(PlaceRefusal::Invalid(fields)),
    }
}
