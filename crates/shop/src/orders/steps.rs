//! Moving an order on inside a caller's transaction. Lock the order first: see `drops::steps` for
//! the order of locks.

use serde_json::json;
use sqlx::PgConnection;

use super::jobs::{OfferOrderDeclined, OfferOrderEnded, OfferOrderPaid};
use super::{OrderState, emails, store};
use crate::accounts::{Actor, Address};
use crate::drops::{self, DropMode, Units};
use crate::{AccountId, At, DropId, Fault, Money, OrderId, Shop, VariantId, events};

/// An order as commands see it.
#[derive(Clone, Debug)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// What people say on the phone.
    pub number: i64,
    /// Whose it is.
    pub account: AccountId,
    /// The drop it was bought in, and how that is sold.
    pub drop: Option<(DropId, DropMode)>,
    /// Where it is in its life.
    pub state: OrderState,
    /// What it costs in all.
    pub total: Money,
    /// End of the payment window.
    pub expires_at: At,
    /// Whether a payment is under way.
    pub paying: bool,
    /// Whether it left the house.
    pub shipped: bool,
    /// Variant and quantity of each line.
    pub lines: Vec<(VariantId, i32)>,
}

impl Order {
    /// Whether it can be paid at `at`.
    pub fn is_payable(&self, at: At) -> bool {
        self.state == OrderState::PendingPayment && self.expires_at > at
    }

    /// What it holds or has bought of its drop.
    pub(super) fn units(&self) -> Vec<Units> {
        let Some((drop, _)) = self.drop else { return Vec::new() };
        let mut units: Vec<_> =
            self.lines.iter().map(|&(variant, units)| Units { drop, variant, account: self.account, units }).collect();
        units.sort_by_key(|u| u.variant);
        units
    }

    fn is_offer(&self) -> bool {
        matches!(self.drop, Some((_, DropMode::Draw)))
    }
}

/// The order, locked until the transaction ends.
pub async fn lock(conn: &mut PgConnection, id: OrderId) -> Result<Option<Order>, Fault> {
    store::lock(conn, id).await
}

/// The orders of a drop that hold or own units, oldest first.
pub async fn of_drop(conn: &mut PgConnection, drop: DropId) -> Result<Vec<OrderId>, Fault> {
    Ok(store::standing_in_drop(conn, drop).await?)
}

/// Says whether a payment is under way; while it is, the order does not lapse.
pub async fn set_paying(conn: &mut PgConnection, id: OrderId, paying: bool) -> Result<(), Fault> {
    Ok(store::set_paying(conn, id, paying).await?)
}

/// Notes where the order goes.
pub async fn set_ship_to(conn: &mut PgConnection, id: OrderId, to: &Address) -> Result<(), Fault> {
    Ok(store::set_ship_to(conn, id, serde_json::to_value(to)?).await?)
}

/// Adds a `note` to the timeline.
pub async fn note(
    conn: &mut PgConnection,
    id: OrderId,
    kind: &str,
    note: &str,
    by: Option<&Actor>,
    at: At,
) -> Result<(), Fault> {
    Ok(store::event(conn, id, kind, note, by.map(|a| a.id), at).await?)
}

/// A card was refused, for this reason; the order stays as it is.
pub async fn note_declined(conn: &mut PgConnection, order: &Order, why: &str, at: At) -> Result<(), Fault> {
    note(conn, order.id, "payment_declined", why, None, at).await?;
    if order.is_offer() && order.state == OrderState::PendingPayment {
        queue::enqueue(conn, &OfferOrderDeclined { order_id: order.id }).await?;
    }
    Ok(())
}

/// A pending order is paid: its units are sold, its customer hears of it.
pub async fn mark_paid(shop: &Shop, conn: &mut PgConnection, order: &Order, at: At) -> Result<(), Fault> {
    store::mark_paid(conn, order.id, at).await?;
    for units in order.units() {
        drops::pay_held(conn, &units, order.id, at).await?;
    }
    note(conn, order.id, "paid", "", None, at).await?;
    events::emit(conn, events::Topic::Order, "order.paid", order.id.0, json!({ "total_minor": order.total.minor }))
        .await?;
    emails::paid(shop, conn, order).await?;
    if order.is_offer() {
        queue::enqueue(conn, &OfferOrderPaid { order_id: order.id }).await?;
    }
    Ok(())
}

/// A pending order ends unpaid, as `Expired` or `Cancelled`; its units go back.
pub async fn end(
    conn: &mut PgConnection,
    order: &Order,
    to: OrderState,
    why: &str,
    by: Option<&Actor>,
    at: At,
) -> Result<(), Fault> {
    store::set_state(conn, order.id, to).await?;
    drops::release_holds(conn, &order.units(), at).await?;
    ended(conn, order, to, why, by, at).await
}

/// What the outside of an ended order hears.
pub(super) async fn ended(
    conn: &mut PgConnection,
    order: &Order,
    to: OrderState,
    why: &str,
    by: Option<&Actor>,
    at: At,
) -> Result<(), Fault> {
    note(conn, order.id, to.name(), why, by, at).await?;
    events::emit(conn, events::Topic::Order, &format!("order.{}", to.name()), order.id.0, json!({})).await?;
    if order.is_offer() {
        queue::enqueue(conn, &OfferOrderEnded { order_id: order.id }).await?;
    }
    Ok(())
}

/// Why units come back from a customer.
#[derive(Clone, Copy, Debug)]
pub struct Returned<'a> {
    /// In words, for timeline and mail.
    pub why: &'a str,
    /// The member of staff; nobody for the machine.
    pub by: Option<&'a Actor>,
}

/// A paid order that has not left the house is called off: its units go back, and the caller
/// returns the money.
pub async fn take_back(conn: &mut PgConnection, order: &Order, returned: Returned<'_>, at: At) -> Result<(), Fault> {
    store::set_state(conn, order.id, OrderState::Cancelled).await?;
    for units in order.units() {
        drops::take_back(conn, &units, order.id, at).await?;
    }
    ended(conn, order, OrderState::Cancelled, returned.why, returned.by, at).await
}

/// Money went back: `refunded` in all so far. A cancelled order stays cancelled.
pub async fn note_refund(
    shop: &Shop,
    conn: &mut PgConnection,
    order: &Order,
    amount: Money,
    refunded: Money,
    at: At,
) -> Result<(), Fault> {
    if order.state.is_charged() {
        let to = if refunded.minor >= order.total.minor { OrderState::Refunded } else { OrderState::PartlyRefunded };
        store::set_state(conn, order.id, to).await?;
        if order.is_offer() && to == OrderState::Refunded {
            queue::enqueue(conn, &OfferOrderEnded { order_id: order.id }).await?;
        }
    }
    note(conn, order.id, "refunded", &amount.to_string(), None, at).await?;
    events::emit(conn, events::Topic::Order, "order.refunded", order.id.0, json!({ "amount_minor": amount.minor }))
        .await?;
    emails::refunded(shop, conn, order, amount, refunded).await
}
