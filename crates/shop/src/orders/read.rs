//! What owners and staff read of the orders.

use super::{Desk, OrderFilter, OrderList, OrderState, OrderView, form_key, store};
use crate::accounts::{Actor, Permission};
use crate::{Bar, DropId, Error, Fault, OrderId, Shop};
use crate::{catalogue, defences, drops, line};

/// Orders on a page.
const PAGE: i64 = 50;

/// An order, for its owner or for staff; for others there is none.
pub async fn find(shop: &Shop, actor: &Actor, id: OrderId) -> Result<OrderView, Error> {
    let staff = actor.may(Permission::ViewCustomers);
    let mut conn = shop.db.acquire().await?;
    let (owner, mut order) = store::view(&mut conn, id, shop.now()).await?.ok_or(Bar::NotFound)?;
    if owner != actor.id && !staff {
        return Err(Bar::NotFound.into());
    }
    order.lines = store::lines(&mut conn, id).await?;
    let products: Vec<_> = order.lines.iter().map(|line| line.product).collect();
    let pictures = catalogue::picture_of(&mut conn, &products).await?;
    for line in &mut order.lines {
        line.picture = pictures.get(&line.product).cloned();
    }
    order.shipment = store::shipment(&mut conn, id).await?;
    order.events = store::events(&mut conn, id).await?;
    if !staff {
        order.customer = None;
        order.events.retain(|event| event.kind != "note");
        order.events.iter_mut().for_each(|event| event.by = None);
    }
    Ok(order)
}

/// The actor's own orders, newest first.
pub async fn mine(shop: &Shop, actor: &Actor, before: Option<OrderId>) -> Result<OrderList, Error> {
    let filter = OrderFilter { account: Some(actor.id), before, ..OrderFilter::default() };
    let mut list = listed(shop, &filter).await?;
    list.orders.iter_mut().for_each(|order| order.customer = None);
    Ok(list)
}

/// How the visitor stands in a flash sale: what they hold, and the key of their next press.
pub async fn desk(shop: &Shop, visitor: Option<&Actor>, drop: DropId) -> Result<Desk, Error> {
    let now = shop.now();
    let asks = defences::asks(shop, visitor, drop).await?;
    let Some(actor) = visitor else { return Ok(Desk { now, key: None, order: None, units: 0, line: None, asks }) };
    let filter = OrderFilter { account: Some(actor.id), drop: Some(drop), ..OrderFilter::default() };
    let orders = listed(shop, &filter).await?.orders;
    let pending = orders.iter().find(|o| o.state == OrderState::PendingPayment);
    let order = pending.or_else(|| orders.iter().find(|o| o.state.is_charged())).cloned();
    let units = i64::from(drops::units_of(&shop.db, drop, actor.id).await?);
    let line = line::standing(shop, actor, drop).await?;
    Ok(Desk { now, key: Some(form_key(shop, actor, drop).await?), order, units, line, asks })
}

/// All orders that match.
pub async fn list(shop: &Shop, actor: &Actor, filter: &OrderFilter) -> Result<OrderList, Error> {
    actor.must(Permission::ViewCustomers)?;
    Ok(listed(shop, filter).await?)
}

async fn listed(shop: &Shop, filter: &OrderFilter) -> Result<OrderList, Fault> {
    let mut conn = shop.db.acquire().await?;
    let mut rows = store::cards(&mut conn, filter, PAGE + 1).await?;
    let more = i64::try_from(rows.len()).is_ok_and(|n| n > PAGE);
    rows.truncate(usize::try_from(PAGE).unwrap_or(50));
    let products: Vec<_> = rows.iter().map(|(product, _)| *product).collect();
    let pictures = catalogue::picture_of(&mut conn, &products).await?;
    let next = rows.last().filter(|_| more).map(|(_, order)| order.id);
    let orders = rows
        .into_iter()
        .map(|(product, mut order)| {
            order.picture = pictures.get(&product).cloned();
            order
        })
        .collect();
    Ok(OrderList { now: shop.now(), orders, next })
}
