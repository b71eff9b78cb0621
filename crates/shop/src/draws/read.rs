use std::collections::HashMap;

use draw::Rules;

use super::beacon;
use super::store::{self, CardRow, PoolRow, Which};
use super::{
    AllocationPage, DrawCard, DrawLive, DrawPage, DrawView, PoolResult, RegisterPage, SHOWN_WINNERS, STRIP_POINTS,
    Stage,
};
use crate::accounts::Actor;
use crate::entries::{Crowd, EntryPanel, Pools};
use crate::{At, Bar, DrawId, DropId, Error, Fault, Shop, catalogue, drops, entries};

/// Draws of a page of the list.
const PAGE: usize = 24;
/// Rows of a page of the register.
const REGISTER_PAGE: i64 = 50;
/// Rows of a page of an allocation log.
const LOG_PAGE: usize = 20;

/// What open pages of a drop follow of its draw; none before it opens.
pub async fn live(shop: &Shop, drop: DropId) -> Result<Option<DrawLive>, Fault> {
    let Some(row) = store::live(&shop.db, drop).await? else { return Ok(None) };
    let pools = entries::pools(shop, drop).await?;
    let entries = pools.iter().map(|pool| pool.entries).sum();
    Ok(Some(DrawLive {
        draw_id: row.id,
        state: row.state,
        percent: row.percent,
        entries,
        pools,
        offered: row.offered,
        paid: row.paid,
    }))
}

/// What the visitor can do about the drop's draw, how they stand in it, and how far the draw was then; none before it
/// opens.
///
/// # Errors
/// As [`entries::panel`].
pub async fn panel(shop: &Shop, visitor: Option<&Actor>, drop: DropId) -> Result<(EntryPanel, Option<Stage>), Error> {
    let (stage, pools) = shop.reads.panel.read(shop, drop, find_panel).await?;
    Ok((entries::panel_of(shop, visitor, drop, pools).await?, stage))
}

async fn find_panel(shop: Shop, drop: DropId) -> Result<(Option<Stage>, Pools), Error> {
    let mut conn = shop.db.acquire().await?;
    // The draw first: a step in between then shows as news, and is not missed.
    let row = store::live(&mut *conn, drop).await?;
    let stage = row.map(|row| Stage { state: row.state, offered: row.offered, paid: row.paid });
    Ok((stage, entries::pools_of(&mut conn, drop).await?))
}

/// The draws of these drops, of those that have one.
pub async fn of_drops(shop: &Shop, drops: &[DropId]) -> Result<HashMap<DropId, DrawId>, Fault> {
    Ok(store::of_drops(&shop.db, drops).await?.into_iter().collect())
}

/// All draws, the latest opened first, from those opened before `before` (milliseconds since 1970).
pub async fn list(shop: &Shop, before: Option<i64>) -> Result<DrawPage, Error> {
    shop.reads.draws.read(shop, before, find_list).await
}

async fn find_list(shop: Shop, before: Option<i64>) -> Result<DrawPage, Error> {
    let limit = i64::try_from(PAGE + 1)?;
    let mut rows = store::cards(&shop.db, Which::Before(before.map(At::from_ms)), limit).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let older = rows.last().filter(|_| more).map(|row| row.opened_at.ms());
    let products: Vec<_> = rows.iter().map(|row| row.product_id).collect();
    let pictures = catalogue::picture_of(&mut *shop.db.acquire().await?, &products).await?;
    let card = |row: CardRow| {
        let picture = pictures.get(&row.product_id).cloned();
        row.card(picture)
    };
    Ok(DrawPage { draws: rows.into_iter().map(card).collect(), older })
}

/// The latest draws whose proof is public, without their pictures.
pub async fn proven(shop: &Shop, limit: i64) -> Result<Vec<DrawCard>, Fault> {
    let rows = store::cards(&shop.db, Which::Drawn, limit).await?;
    Ok(rows.into_iter().map(|row| row.card(None)).collect())
}

/// The whole proof of a draw, with the visitor's own entry in it, and with its allocation log from the rows before
/// `log_before`.
pub async fn find(
    shop: &Shop,
    visitor: Option<&Actor>,
    id: DrawId,
    log_before: Option<i64>,
) -> Result<DrawView, Error> {
    let card = store::cards(&shop.db, Which::One(id), 1).await?.pop().ok_or(Bar::NotFound)?;
    let record = store::record(&shop.db, id).await?.ok_or(Bar::NotFound)?;
    let drawn = record.seed.is_some();
    let beacon = beacon::view(&Rules::parse(record.rules.as_bytes())?, record.beacon_signature.as_deref())?;
    let own = match visitor {
        Some(_) => panel(shop, visitor, card.drop_id).await?.0.own,
        None => None,
    };
    let mut pools = Vec::new();
    let rows = store::pool_results(&shop.db, id).await?;
    let points = STRIP_POINTS / i64::try_from(rows.len().max(1))?;
    for row in rows {
        pools.push(pool(shop, id, row, drawn.then_some(points)).await?);
    }
    let picture =
        catalogue::picture_of(&mut *shop.db.acquire().await?, &[card.product_id]).await?.remove(&card.product_id);
    Ok(DrawView {
        drop_id: card.drop_id,
        drop_state: card.drop_state,
        rules: record.rules,
        rules_hash: hex::encode(record.rules_hash),
        commitment: hex::encode(record.commitment),
        percent: record.percent,
        entries_count: record.entries_count,
        entries_root: record.entries_root.map(hex::encode),
        seal: record.seal.map(hex::encode),
        sealed_at: record.sealed_at,
        sealed_signature: record.sealed_signature.map(hex::encode),
        stamp: store::stamp(&shop.db, id).await?,
        beacon,
        server_seed: record.server_seed.map(hex::encode),
        seed: record.seed.map(hex::encode),
        ended_at: card.ended_at,
        reason: record.reason,
        previous: record.previous_draw,
        repeat: store::repeat_of(&shop.db, id).await?,
        live: drops::live(shop, card.drop_id).await?,
        payment_window_minutes: card.payment_window_minutes.into(),
        pools,
        winners: if drawn { store::winner_lines(&shop.db, id, SHOWN_WINNERS).await? } else { Vec::new() },
        log: log_page(shop, id, log_before).await?,
        papers: store::papers(&shop.db, id).await?,
        register: store::register_lines(&shop.db, Some(id), None, 10).await?,
        own,
        card: card.card(picture),
    })
}

/// A pool with an even sample of its tickets, of at most `points`; the winners are in it where they fit.
async fn pool(shop: &Shop, id: DrawId, row: PoolRow, points: Option<i64>) -> Result<PoolResult, Fault> {
    let tickets = match points {
        Some(points) => {
            let keep = row.units.min(points / 2);
            let step = (row.entries / (points - keep).max(1) + 1).max(1);
            store::tickets(&shop.db, id, &row.name, step, keep).await?
        }
        None => Vec::new(),
    };
    let crowd = Crowd { units: row.units, entries: row.entries, heavier: row.heavier };
    Ok(PoolResult {
        weight: crowd.tickets(),
        odds: crowd.odds_of_all()?,
        name: row.name,
        variant_id: row.variant_id,
        units: row.units,
        entries: row.entries,
        open: row.open,
        paid: row.paid,
        written_off: row.written_off,
        free: row.free,
        lapsed: row.lapsed,
        tickets: tickets.iter().map(|ticket| place(ticket)).collect(),
        cutoff: row.cutoff.as_deref().map(place),
    })
}

/// The first two bytes: where between 0 and 1 a ticket lies.
fn place(ticket: &[u8]) -> u16 {
    match ticket {
        [high, low, ..] => u16::from_be_bytes([*high, *low]),
        _ => 0,
    }
}

/// The allocation log of a draw, the newest first, from the rows before `before`; empty until it is drawn.
async fn log_page(shop: &Shop, id: DrawId, before: Option<i64>) -> Result<AllocationPage, Error> {
    let mut rows = store::allocation_lines(&shop.db, id, before, i64::try_from(LOG_PAGE + 1)?).await?;
    let more = rows.len() > LOG_PAGE;
    rows.truncate(LOG_PAGE);
    let older = rows.last().filter(|_| more).map(|row| row.seq);
    Ok(AllocationPage { rows, newer: before.is_some(), older })
}

/// The public register, the newest first, from the rows before `before`.
pub async fn register_page(shop: &Shop, before: Option<i64>) -> Result<RegisterPage, Error> {
    let mut rows = store::register_lines(&shop.db, None, before, REGISTER_PAGE + 1).await?;
    let more = rows.len() > 50;
    rows.truncate(50);
    let older = rows.last().filter(|_| more).map(|row| row.seq);
    Ok(RegisterPage { rows, older })
}
