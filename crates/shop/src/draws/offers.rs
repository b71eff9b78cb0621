use std::collections::HashMap;

use draw::AllocationKind as Kind;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::allocations::Log;
use super::jobs::MakeCertificate;
use super::store::{self, Deed, DrawnPool, Place};
use super::{DrawState, emails};
use crate::drops::{self, Drop, DropState};
use crate::entries::OfferState;
use crate::live::Topic;
use crate::orders::{self, OfferOrder};
use crate::{AccountId, At, DrawId, EntryId, Error, Fault, Shop, events};

/// Offers that one transaction makes at most, so that none lasts long.
const OFFERS: usize = 50;
/// Things that one transaction notes at most.
const DEEDS: i64 = 200;

/// What one transaction carries on.
struct Turn<'a> {
    shop: &'a Shop,
    drop: Drop,
    draw_id: DrawId,
    pools: Vec<DrawnPool>,
    now: At,
}

/// Carries a drawn draw on: notes what became of offers, offers free units to the next in rank, and settles the draw when
/// nothing is open and no unit or no rank is left. Each goes into the allocation log in the same commit. Safe to run at any
/// time.
pub async fn carry_on(shop: &Shop, draw_id: DrawId) -> Result<(), Fault> {
    while step(shop, draw_id).await? {}
    Ok(())
}

/// One transaction of it; answers whether there may be more to do.
async fn step(shop: &Shop, draw_id: DrawId) -> Result<bool, Fault> {
    let now = shop.now();
    let mut tx = shop.begin().await?;
    let Some((drop, draw)) = store::lock(&mut tx, draw_id).await? else { return Ok(false) };
    if draw.state != DrawState::Drawn || drop.state != DropState::Drawn {
        return Ok(false);
    }
    let pools = store::drawn_pools(&mut tx, draw_id).await?;
    let mut log = Log::read(&mut tx, draw_id, &draw, &pools).await?;
    let turn = Turn { shop, drop, draw_id, pools, now };
    let noted = note(&turn, &mut tx, &mut log).await?;
    let offered = offer_free(&turn, &mut tx, &mut log).await?;
    let settled = offered == 0 && settle(&turn, &mut tx, &mut log).await?;
    tx.commit().await?;
    if noted + offered > 0 || settled {
        shop.live.publish(Topic::Drop(turn.drop.id));
    }
    Ok(!settled && (offered > 0 || i64::try_from(noted)? >= DEEDS))
}

/// Writes what happened to the offers' orders into the log, in the order in which it happened, as far as the log reaches.
async fn note(turn: &Turn<'_>, conn: &mut PgConnection, log: &mut Log) -> Result<usize, Fault> {
    let deeds = store::deeds(conn, turn.draw_id, DEEDS).await?;
    let mut states = HashMap::new();
    for (noted, deed) in deeds.iter().enumerate() {
        if !log.reaches(deed.at) {
            return Ok(noted);
        }
        let was = states.get(&deed.entry_id).copied().unwrap_or(deed.was);
        let Some(kind) = row_of(&deed.kind, was) else { continue };
        let state = note_one(turn, conn, log, deed, kind).await?;
        states.insert(deed.entry_id, state.unwrap_or(was));
    }
    Ok(deeds.len())
}

/// What in the log an event of an order is, if anything: a payment that came too late for an offer that had ended is not.
fn row_of(event: &str, was: OfferState) -> Option<Kind> {
    match (event, was) {
        ("payment_declined", OfferState::Open) => Some(Kind::Declined),
        ("paid", OfferState::Open) => Some(Kind::Paid),
        ("expired", OfferState::Open) => Some(Kind::Expired),
        ("cancelled", OfferState::Open) => Some(Kind::Withdrawn),
        ("cancelled" | "refunded", OfferState::Paid) => Some(Kind::Refunded),
        _ => None,
    }
}

/// Notes one thing; answers where the offer stands now, if it moved.
async fn note_one(
    turn: &Turn<'_>,
    conn: &mut PgConnection,
    log: &mut Log,
    deed: &Deed,
    kind: Kind,
) -> Result<Option<OfferState>, Fault> {
    let place = Place { pool: &deed.pool, rank: deed.rank, entry_id: deed.entry_id.0 };
    log.write(conn, deed.at, kind, &place, Some(deed.event)).await?;
    // The goods stay where they are, so nobody else can have the unit.
    if deed.kind == "refunded" {
        log.write(conn, deed.at, Kind::WrittenOff, &place, None).await?;
    }
    let state = match kind {
        Kind::Paid => OfferState::Paid,
        Kind::Expired => OfferState::Expired,
        Kind::Withdrawn => OfferState::Withdrawn,
        Kind::Refunded => OfferState::Refunded,
        _ => return Ok(None),
    };
    store::set_offer(conn, deed.entry_id, state).await?;
    if matches!(state, OfferState::Expired | OfferState::Withdrawn) {
        emails::lapsed(turn.shop, conn, deed.entry_id, state).await?;
    }
    tell(conn, event_of(state), deed.entry_id, json!({ "draw_id": turn.draw_id })).await?;
    Ok(Some(state))
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

async fn tell(conn: &mut PgConnection, kind: &str, entry: EntryId, facts: serde_json::Value) -> Result<(), Fault> {
    events::emit(conn, events::Topic::Draw, kind, entry.0, facts).await
}

/// Offers units that nobody holds to the next in rank; answers how many ranks it went down. An erased person is passed over.
async fn offer_free(turn: &Turn<'_>, conn: &mut PgConnection, log: &mut Log) -> Result<usize, Fault> {
    let mut ranks = 0;
    for pool in &turn.pools {
        while ranks < OFFERS
            && log.reaches(turn.now)
            && let Some(rank) = log.offerable(&pool.name)
        {
            let next = store::at_rank(conn, turn.draw_id, &pool.name, rank).await?;
            let place = Place { pool: &pool.name, rank, entry_id: next.entry_id.0 };
            match next.account_id {
                Some(account) => offer(turn, conn, log, pool, &place, account).await?,
                None => log.write(conn, turn.now, Kind::Withdrawn, &place, None).await.map(drop)?,
            }
            ranks += 1;
        }
    }
    Ok(ranks)
}

async fn offer(
    turn: &Turn<'_>,
    conn: &mut PgConnection,
    log: &mut Log,
    pool: &DrawnPool,
    place: &Place<'_>,
    account: AccountId,
) -> Result<(), Fault> {
    let row = log.write(conn, turn.now, Kind::Offered, place, None).await?;
    let (at, expires_at) = (At::from_ms(i64::try_from(row.at)?), log.deadline(&row)?);
    let entry_id = EntryId(place.entry_id);
    let order =
        OfferOrder { drop: turn.drop.id, variant: pool.variant_id, account, expires_at, key: entry_id.to_string(), at };
    let order_id = orders::place_for_offer(conn, &order).await.map_err(|error| match error {
        Error::Fault(fault) => fault,
        other => Fault::new(format!("no unit could be held for rank {} of {}: {other:?}", row.rank, row.pool)),
    })?;
    store::insert_offer(conn, turn.draw_id, place, order_id, at, expires_at).await?;
    emails::won(turn.shop, conn, entry_id, order_id, expires_at, &row).await?;
    tell(conn, event_of(OfferState::Open), entry_id, json!({ "draw_id": turn.draw_id, "order_id": order_id })).await
}

/// Ends the draw when every pool is done: what is left over goes back to the shelf.
async fn settle(turn: &Turn<'_>, conn: &mut PgConnection, log: &mut Log) -> Result<bool, Fault> {
    let (drop_id, draw_id, now) = (turn.drop.id, turn.draw_id, turn.now);
    if !turn.pools.iter().all(|pool| log.is_done(&pool.name)) {
        return Ok(false);
    }
    for pool in &turn.pools {
        let place = Place { pool: &pool.name, rank: 0, entry_id: Uuid::nil() };
        log.write(conn, now, Kind::Settled, &place, None).await?;
    }
    drops::advance(conn, drop_id, DropState::Drawn, DropState::Settled, now).await?;
    drops::write_off_free(conn, drop_id, now).await?;
    store::settle(conn, draw_id, now).await?;
    queue::enqueue(conn, &MakeCertificate { draw_id }).await?;
    events::emit(conn, events::Topic::Draw, "draw.settled", draw_id.0, json!({})).await?;
    Ok(true)
}
