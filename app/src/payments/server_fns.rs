use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use shop::payments::{Challenge, Checkout, PayForm, PayRefusal};
use shop::{OrderId, PaymentId};

use crate::error::PageError;

#[cfg(feature = "ssr")]
use {crate::context, leptos_axum::redirect, shop::payments, shop::payments::Paying};

#[server(input = GetUrl, output = Postcard)]
pub async fn find_checkout(id: OrderId) -> Result<Checkout, PageError> {
    Ok(payments::checkout(&context::shop(), &context::actor()?, id).await?)
}

#[server(input = GetUrl, output = Postcard)]
pub async fn find_challenge(id: PaymentId) -> Result<Challenge, PageError> {
    Ok(payments::challenge(&context::shop(), &context::actor()?, id).await?)
}

#[server]
pub async fn pay_order(id: OrderId, form: PayForm) -> Result<(), PageError<PayRefusal>> {
    let paying = payments::pay(&context::shop(), &context::actor()?, id, &form).await?;
    go_on(id, paying);
    Ok(())
}

/// The answer to a bank's question; a no leads back to the order, where another card can be tried.
#[server]
pub async fn answer_challenge(id: PaymentId, order: OrderId, agreed: bool) -> Result<(), PageError<PayRefusal>> {
    let paying = payments::answer_challenge(&context::shop(), &context::actor()?, id, agreed).await;
    match paying {
        Err(shop::Error::Refused(PayRefusal::NotConfirmed)) => redirect(&format!("/orders/{order}/pay?done=refused")),
        other => go_on(order, other?),
    }
    Ok(())
}

#[cfg(feature = "ssr")]
fn go_on(order: OrderId, paying: Paying) {
    match paying {
        Paying::Paid => redirect(&format!("/orders/{order}")),
        Paying::NeedsConfirmation(payment) => redirect(&format!("/payments/{payment}/confirm")),
    }
}
