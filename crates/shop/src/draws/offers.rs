use std::time::Duration;

use serde_json::json;
use sqlx::PgConnection;

use super::store::{self, NextInRank};
use super::{DrawState, emails};
use crate::drops::{self, Drop, DropState};
use crate::entries::OfferState;
use crate::live::Topic;
use crate::orders::{self, OfferOrder, OrderState};
use crate::{At, DrawId, Error, Fault, Shop, events};

/// Offers that one transaction makes at most, so that none lasts long.
const BATCH: i64 = 50;

/// Carries a drawn draw on: notes what became of open offers, offers free units to the next in rank,
/// and settles the draw when nothing is open and no unit or no rank is left. Safe to run at any time.
pub async fn carry_on(shop: &Shop, draw_id: DrawId) -> Result<(), Fault> {
    while step(shop, draw_id).await? {}
    Ok(())
}

/// One transaction of it; answers whether there may be more to do.
async fn step(shop: &Shop, draw_id: DrawId) -> Result<bool, Fault> {
    let now = shop.now();
    let mut tx = shop.db.begin().await?;
    let Some((drop, draw)) = store::lock(&mut tx, draw_id).await? else { return Ok(false) };
    if draw.state != DrawState::Drawn || drop.state != DropState::Drawn {
        return Ok(false);
    }
    let noted = note_ended(shop, &mut tx, draw_id).await?;
    let offered = offer_free(shop, &mut tx, &drop, draw_id, now).await?;
    let settled = offered == 0 && settle(&mut tx, &drop, draw_id, now).await?;
    tx.commit().await?;
    if noted + offered > 0 || settled {
        shop.live.publish(Topic::Drop(drop.id));
    }
    Ok(offered > 0)
}

/// Moves open offers to where their orders are.
async fn note_ended(shop: &Shop, conn: &mut PgConnection, draw_id: DrawId) -> Result<usize, Fault> {
    let ended = store::ended_offers(conn, draw_id).await?;
    for offer in &ended {
        let state = match (offer.was, offer.order) {
            (OfferState::Paid, _) | (_, OrderState::Refunded) => OfferState::Refunded,
            (_, OrderState::Expired) => OfferState::Expired,
            (_, OrderState::Cancelled) => OfferState::Withdrawn,
            _ => OfferState::Paid,
        };
        store::set_offer(conn, offer.entry_id, state).await?;
        if matches!(state, OfferState::Expired | OfferState::Withdrawn) {
            emails::lapsed(shop, conn, offer.entry_id, state).await?;
        }
        events::emit(conn, events::Topic::Draw, event_of(state), offer.entry_id.0, json!({ "draw_id": draw_id }))
            .await?;
    }
    Ok(ended.len())
}

const fn event_of(state: OfferState) -> &'static str {
    match state {
        OfferState::Open => "offer.made",
        OfferState::Paid => "offer.paid",
        OfferState::Expired => "offer.expired",
        OfferState::Withdrawn => "offer.withdrawn",
        OfferState::Refunded => "offer.refunded",
    }
}

/// Offers units that nobody holds to the next in rank; answers how many.
async fn offer_free(
    shop: &Shop,
    conn: &mut PgConnection,
    drop: &Drop,
    draw_id: DrawId,
    now: At,
) -> Result<usize, Fault> {
    let next = store::next_in_rank(conn, draw_id, BATCH).await?;
    let window = Duration::from_secs(60 * u64::try_from(drop.payment_window_minutes)?);
    for entry in &next {
        offer(shop, conn, drop, draw_id, entry, now, now.plus(window)).await?;
    }
    Ok(next.len())
}

async fn offer(
    shop: &Shop,
    conn: &mut PgConnection,
    drop: &Drop,
    draw_id: DrawId,
    entry: &NextInRank,
    now: At,
    expires_at: At,
) -> Result<(), Fault> {
    let order = OfferOrder {
        drop: drop.id,
        variant: entry.variant_id,
        account: entry.account_id,
        expires_at,
        key: entry.entry_id.to_string(),
        at: now,
    };
    let order_id = orders::place_for_offer(conn, &order).await.map_err(|error| match error {
        Error::Fault(fault) => fault,
        other => Fault::new(format!("no unit could be held for rank {} of {}: {other:?}", entry.rank, entry.pool)),
    })?;
    store::insert_offer(conn, draw_id, entry, order_id, now, expires_at).await?;
    emails::won(shop, conn, entry.entry_id, order_id, expires_at).await?;
    events::emit(
        conn,
        events::Topic::Draw,
        event_of(OfferState::Open),
        entry.entry_id.0,
        json!({ "draw_id": draw_id, "order_id": order_id }),
    )
    .await
}

/// Ends the draw when no offer is open: what is left goes back to the shelf.
async fn settle(conn: &mut PgConnection, drop: &Drop, draw_id: DrawId, now: At) -> Result<bool, Fault> {
    if store::open_offers(conn, draw_id).await? > 0 {
        return Ok(false);
    }
    drops::advance(conn, drop.id, DropState::Drawn, DropState::Settled, now).await?;
    drops::write_off_free(conn, drop.id, now).await?;
    store::settle(conn, draw_id, now).await?;
    events::emit(conn, events::Topic::Draw, "draw.settled", draw_id.0, json!({})).await?;
    Ok(true)
}
