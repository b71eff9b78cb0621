//! What buyers heard, as they wrote it down, held against what the database has.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use shop::orders::{PlaceOrder, PlaceRefusal, Placed};
use shop::{AccountId, DropId, Error, OrderId, Refusal, VariantId};

use crate::TestShop;

/// One press, and what its buyer heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Who pressed.
    pub account: AccountId,
    /// Under which key.
    pub key: String,
    /// Which size.
    pub variant: VariantId,
    /// How many.
    pub quantity: i32,
    /// The HTTP status; none when there was no answer.
    pub status: Option<u16>,
    /// The order in the answer.
    pub order: Option<OrderId>,
}

impl Heard {
    /// What the buyer of this press heard; nothing when the answer got lost.
    pub fn of(account: AccountId, press: &PlaceOrder, answer: Option<&Result<Placed, Error<PlaceRefusal>>>) -> Self {
        let status = answer.map(|answer| match answer {
            Ok(placed) if placed.repeated => 200,
            Ok(_) => 201,
            Err(Error::Refused(refusal)) => refusal.status(),
            Err(Error::Barred(bar)) => bar.status(),
            Err(Error::Fault(fault)) if fault.is_unavailable() => 503,
            Err(Error::Fault(_)) => 500,
        });
        Self {
            account,
            key: press.idempotency_key.clone(),
            variant: press.variant,
            quantity: press.quantity,
            status,
            order: answer.and_then(|answer| answer.as_ref().ok()).map(|placed| placed.id),
        }
    }

    /// Whether the buyer knows what became of the press, and may stop asking.
    pub fn is_final(&self) -> bool {
        matches!(self.status, Some(200 | 201 | 409))
    }

    fn press(&self) -> (AccountId, &str) {
        (self.account, &self.key)
    }
}

/// The buyers' log of one drop.
#[derive(Debug, Default)]
pub struct Answers(Mutex<Vec<Heard>>);

impl Answers {
    /// Adds what somebody heard.
    pub fn note(&self, heard: Heard) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(heard);
    }

    /// All of it, in the order in which it was heard.
    pub fn all(&self) -> Vec<Heard> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// An order as the database has it.
#[derive(sqlx::FromRow)]
struct Stored {
    id: OrderId,
    account_id: AccountId,
    idempotency_key: String,
    variants: Vec<VariantId>,
    quantities: Vec<i32>,
}

impl TestShop {
    /// Orders that their buyers have not heard of, each as the press that asks for it once more.
    pub async fn unheard(&self, answers: &Answers, drop: DropId) -> Vec<Heard> {
        let told: HashSet<OrderId> = answers.all().iter().filter_map(|heard| heard.order).collect();
        let untold = self.stored(drop).await.into_iter().filter(|order| !told.contains(&order.id));
        let again = untold.map(|order| Heard {
            account: order.account_id,
            key: order.idempotency_key,
            variant: order.variants[0],
            quantity: order.quantities[0],
            status: None,
            order: None,
        });
        again.collect()
    }

    /// What is wrong with a drop at rest, after the buyers have asked for what they had not heard of: answers without
    /// their order, orders without an answer. The books are another question: [`TestShop::unbalanced`].
    pub async fn broken_promises(&self, answers: &Answers, drop: DropId) -> Vec<String> {
        let (heard, stored) = (answers.all(), self.stored(drop).await);
        let mut faults = promises_without_orders(&heard, &stored);
        faults.extend(orders_without_answers(&heard, &stored));
        faults.extend(answers_out_of_order(&heard));
        faults
    }

    async fn stored(&self, drop: DropId) -> Vec<Stored> {
        let orders = sqlx::query_as(
            "select o.id, o.account_id, o.idempotency_key,
                    array(select variant_id from order_lines l where l.order_id = o.id order by variant_id) as variants,
                    array(select quantity from order_lines l where l.order_id = o.id order by variant_id) as quantities
             from orders o where o.drop_id = $1 order by o.number",
        );
        orders.bind(drop).fetch_all(&self.db).await.expect("cannot read the orders")
    }
}

/// Every order that somebody was told of is there, once, with what was asked for.
fn promises_without_orders(heard: &[Heard], stored: &[Stored]) -> Vec<String> {
    let mut found: HashMap<OrderId, Vec<&Stored>> = HashMap::new();
    for order in stored {
        found.entry(order.id).or_default().push(order);
    }
    let kept = |heard: &Heard, id: &OrderId| match found.get(id).map(Vec::as_slice) {
        Some([order]) => {
            (order.account_id, &*order.idempotency_key) == heard.press()
                && (&*order.variants, &*order.quantities) == (&[heard.variant], &[heard.quantity])
        }
        _ => false,
    };
    let broken = heard.iter().filter(|heard| heard.order.is_some_and(|id| !kept(heard, &id)));
    broken.map(|heard| format!("an order was promised that is not there, or not so: {heard:?}")).collect()
}

/// Every order has a buyer who found it by its key.
fn orders_without_answers(heard: &[Heard], stored: &[Stored]) -> Vec<String> {
    let told: HashSet<_> = heard.iter().filter_map(|heard| heard.order).collect();
    let untold = stored.iter().filter(|order| !told.contains(&order.id));
    untold
        .map(|order| {
            let asked: Vec<_> =
                heard.iter().filter(|h| h.press() == (order.account_id, &order.idempotency_key)).collect();
            format!("the buyer of {} cannot find it by its key: {asked:?}", order.id)
        })
        .collect()
}

/// A key is one order and one 201, and every answer is one that the API promises.
fn answers_out_of_order(heard: &[Heard]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut keys: HashMap<_, Vec<&Heard>> = HashMap::new();
    for heard in heard {
        keys.entry(heard.press()).or_default().push(heard);
        let promised = match heard.status {
            None | Some(409 | 429 | 500 | 503) => heard.order.is_none(),
            Some(200 | 201) => heard.order.is_some(),
            Some(_) => false,
        };
        if !promised {
            faults.push(format!("no answer to this press: {heard:?}"));
        }
    }
    for of_key in keys.into_values() {
        let orders: HashSet<_> = of_key.iter().filter_map(|heard| heard.order).collect();
        if orders.len() > 1 || of_key.iter().filter(|heard| heard.status == Some(201)).count() > 1 {
            faults.push(format!("a key made more than one order: {of_key:?}"));
        }
    }
    faults
}
