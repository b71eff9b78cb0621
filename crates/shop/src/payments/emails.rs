//! What customers hear of their payments.

use sqlx::PgConnection;

use crate::notifications::{self, Letter};
use crate::orders::Order;
use crate::{Fault, Money, PaymentId, Shop, accounts};

/// The payment came through after the order had ended.
pub(super) async fn too_late(
    shop: &Shop,
    conn: &mut PgConnection,
    order: &Order,
    payment: PaymentId,
) -> Result<(), Fault> {
    let letter = Letter::new(shop, "payment_too_late", format!("payment_too_late/{payment}"), format!("Order {}: nothing was charged", order.number))
        .paragraph("Your payment came through after your order had ended, so it is not paid and the unit has gone back. \
                    We let the payment go at once: nothing stays charged, though your bank may show it for a day or two.")
        .button("See your order", &format!("/orders/{}", order.id));
    post(conn, letter, order).await
}

/// The shop called an order off.
pub(super) async fn cancelled(
    shop: &Shop,
    conn: &mut PgConnection,
    order: &Order,
    why: &str,
    refund: Option<Money>,
) -> Result<(), Fault> {
    let money = match refund {
        Some(amount) => format!("We return {amount} to the card you paid with."),
        None => "Nothing was charged.".to_owned(),
    };
    let letter = Letter::new(
        shop,
        "order_cancelled",
        format!("order_cancelled/{}", order.id),
        format!("Order {}: cancelled", order.number),
    )
    .paragraph("We had to cancel your order, and we are sorry for it.")
    .rows([("Reason", why.to_owned())])
    .paragraph(money)
    .button("See your order", &format!("/orders/{}", order.id));
    post(conn, letter, order).await
}

async fn post(conn: &mut PgConnection, letter: Letter, order: &Order) -> Result<(), Fault> {
    // An account that was erased meanwhile hears nothing.
    let Some(account) = accounts::find(&mut *conn, order.account).await? else { return Ok(()) };
    notifications::send(conn, &letter.to(account.id, &account.email, &account.name)).await?;
    Ok(())
}
