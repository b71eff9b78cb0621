use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use shop::OrderId;
use shop::drops::DropCard;
use shop::orders::{Figures, OrderFilter, OrderList, OrderView, ShipRefusal};
use shop::payments::{CancelRefusal, PaymentView, RefundRefusal};

use crate::error::PageError;

#[cfg(feature = "ssr")]
use {crate::context, leptos_axum::redirect, shop::drops, shop::entries, shop::orders, shop::payments};

#[server(input = GetUrl, output = Postcard)]
pub async fn find_my_orders(before: Option<OrderId>) -> Result<OrderList, PageError> {
    Ok(orders::mine(&context::shop(), &context::actor()?, before).await?)
}

#[server(input = GetUrl, output = Postcard)]
pub async fn find_order(id: OrderId) -> Result<OrderView, PageError> {
    Ok(orders::find(&context::shop(), &context::actor()?, id).await?)
}

#[server]
pub async fn cancel_order(id: OrderId) -> Result<(), PageError<CancelRefusal>> {
    payments::cancel(&context::shop(), &context::actor()?, id, "").await?;
    redirect(&format!("/orders/{id}"));
    Ok(())
}

/// Today's figures, its entries, and the drops that are on or come next. One function for both: after its first
/// `await` a resource has lost the request's context.
#[server(input = GetUrl, output = Postcard)]
pub async fn find_overview() -> Result<(Figures, i64, Vec<DropCard>), PageError> {
    let (shop, actor) = (context::shop(), context::actor()?);
    let figures = orders::figures(&shop, &actor).await?;
    let today = figures.days.last().map_or(figures.now, |(midnight, _)| *midnight);
    let entries = entries::count_since(&shop, &actor, today).await?;
    let agenda = drops::agenda(&shop, 0).await?;
    Ok((figures, entries, agenda.live.into_iter().chain(agenda.upcoming.into_iter().take(5)).collect()))
}

#[server(input = GetUrl, output = Postcard)]
pub async fn find_orders(#[server(default)] filter: OrderFilter) -> Result<OrderList, PageError> {
    Ok(orders::list(&context::shop(), &context::actor()?, &filter).await?)
}

/// The order with the tries to pay it.
#[server(input = GetUrl, output = Postcard)]
pub async fn find_staff_order(id: OrderId) -> Result<(OrderView, Vec<PaymentView>), PageError> {
    let (shop, actor) = (context::shop(), context::actor()?);
    let tries = payments::of_order(&shop, &actor, id).await?;
    Ok((orders::find(&shop, &actor, id).await?, tries))
}

#[server]
pub async fn ship_order(
    id: OrderId,
    #[server(default)] carrier: String,
    #[server(default)] tracking_number: String,
    #[server(default)] tracking_url: String,
) -> Result<(), PageError<ShipRefusal>> {
    let parcel = orders::Ship { carrier, tracking_number, tracking_url };
    orders::ship(&context::shop(), &context::actor()?, id, &parcel).await?;
    redirect(&format!("/admin/orders/{id}?done=shipped"));
    Ok(())
}

#[server]
pub async fn deliver_order(id: OrderId) -> Result<(), PageError<ShipRefusal>> {
    orders::deliver(&context::shop(), &context::actor()?, id).await?;
    redirect(&format!("/admin/orders/{id}?done=delivered"));
    Ok(())
}

#[server]
pub async fn annotate_order(id: OrderId, #[server(default)] note: String) -> Result<(), PageError<ShipRefusal>> {
    orders::annotate(&context::shop(), &context::actor()?, id, &note).await?;
    redirect(&format!("/admin/orders/{id}?done=noted"));
    Ok(())
}

#[server]
pub async fn call_off_order(id: OrderId, #[server(default)] reason: String) -> Result<(), PageError<CancelRefusal>> {
    payments::cancel(&context::shop(), &context::actor()?, id, &reason).await?;
    redirect(&format!("/admin/orders/{id}?done=cancelled"));
    Ok(())
}

#[server]
pub async fn refund_order(
    id: OrderId,
    #[server(default)] amount: String,
    #[server(default)] reason: String,
) -> Result<(), PageError<RefundRefusal>> {
    payments::refund(&context::shop(), &context::actor()?, id, &amount, &reason).await?;
    redirect(&format!("/admin/orders/{id}?done=refunded"));
    Ok(())
}
