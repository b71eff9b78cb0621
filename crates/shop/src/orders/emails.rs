//! What customers hear of their orders.

use sqlx::PgConnection;

use super::steps::Order;
use super::store;
use crate::notifications::{self, Letter};
use crate::{Fault, Money, Shop, accounts};

/// The confirmation.
pub(super) async fn paid(shop: &Shop, conn: &mut PgConnection, order: &Order) -> Result<(), Fault> {
    let letter = Letter::new(shop, "order_paid", format!("order_paid/{}", order.id), format!("Order {}: paid", order.number))
        .paragraph("Thank you. Your payment came through and what you bought is yours; we pack it by hand and write again when it leaves.");
    let letter = rows(conn, letter, order).await?.button("See your order", &format!("/orders/{}", order.id));
    post(conn, letter, order).await
}

/// It left the house.
pub(super) async fn shipped(
    shop: &Shop,
    conn: &mut PgConnection,
    order: &Order,
    carrier: &str,
    tracking: &str,
) -> Result<(), Fault> {
    let mut facts = vec![("Carrier", carrier.to_owned())];
    if !tracking.is_empty() {
        facts.push(("Tracking number", tracking.to_owned()));
    }
    let letter = Letter::new(
        shop,
        "order_shipped",
        format!("order_shipped/{}", order.id),
        format!("Order {}: on its way", order.number),
    )
    .paragraph("Your parcel has left our house.")
    .rows(facts);
    let letter = rows(conn, letter, order).await?.button("Follow your order", &format!("/orders/{}", order.id));
    post(conn, letter, order).await
}

/// Money went back.
pub(super) async fn refunded(
    shop: &Shop,
    conn: &mut PgConnection,
    order: &Order,
    amount: Money,
    refunded: Money,
) -> Result<(), Fault> {
    let key = format!("refunded/{}/{}", order.id, refunded.minor);
    let letter = Letter::new(shop, "order_refunded", key, format!("Order {}: {amount} returned", order.number))
        .paragraph(format!(
            "We have returned {amount} to the card you paid with. Your bank may take a few days to show it."
        ))
        .button("See your order", &format!("/orders/{}", order.id));
    post(conn, letter, order).await
}

async fn rows(conn: &mut PgConnection, letter: Letter, order: &Order) -> Result<Letter, Fault> {
    let mut facts = vec![("Order".to_owned(), order.number.to_string())];
    for line in store::lines(conn, order.id).await? {
        facts.push((line.name, format!("{} × {}", line.quantity, line.size)));
    }
    facts.push(("Total".to_owned(), order.total.to_string()));
    Ok(letter.rows(facts))
}

async fn post(conn: &mut PgConnection, letter: Letter, order: &Order) -> Result<(), Fault> {
    // An account that was erased meanwhile hears nothing.
    let Some(account) = accounts::find(&mut *conn, order.account).await? else { return Ok(()) };
    notifications::send(conn, &letter.to(account.id, &account.email, &account.name)).await?;
    Ok(())
}
