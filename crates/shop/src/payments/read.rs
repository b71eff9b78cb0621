//! What pages read of the payments.

use super::{Challenge, PaymentView, store};
use crate::accounts::{Actor, Permission};
use crate::{Bar, Error, OrderId, PaymentId, Shop};

/// The tries to pay an order, for staff.
pub async fn of_order(shop: &Shop, actor: &Actor, order: OrderId) -> Result<Vec<PaymentView>, Error> {
    actor.must(Permission::ViewCustomers)?;
    let mut conn = shop.db.acquire().await?;
    Ok(store::of_order(&mut conn, order).await?)
}

/// The question of the bank behind a payment, for whoever pays; for others, and once it is answered,
/// there is none.
pub async fn challenge(shop: &Shop, actor: &Actor, payment: PaymentId) -> Result<Challenge, Error> {
    let question = store::challenge(&shop.db, payment, actor.id, shop.now()).await?;
    Ok(question.ok_or(Bar::NotFound)?)
}
