//! What pages read of the payments.

use super::{Challenge, Checkout, PaymentState, PaymentView, store};
use crate::accounts::{Actor, Permission};
use crate::{Bar, Error, OrderId, PaymentId, Shop, accounts, orders};

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

/// The page on which the owner pays an order; for others there is none.
pub async fn checkout(shop: &Shop, actor: &Actor, order: OrderId) -> Result<Checkout, Error> {
    if !orders::is_of(&shop.db, order, actor.id).await? {
        return Err(Bar::NotFound.into());
    }
    let order = orders::find(shop, actor, order).await?;
    let challenge = match store::live_of_order(&shop.db, order.id).await? {
        Some((payment, PaymentState::NeedsConfirmation)) => Some(payment),
        _ => None,
    };
    let addresses = accounts::addresses::list(&shop.db, actor.id).await?;
    let name = accounts::find(&shop.db, actor.id).await?.map(|account| account.name).unwrap_or_default();
    Ok(Checkout { order, addresses, name, challenge })
}
