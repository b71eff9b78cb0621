use draw::{Entry, Hex, Ranker, Ranking, RegisterKind, Rules, ServerSeed};
use serde_json::json;

use super::jobs::{CarryOnOffers, TellEntrants};
use super::tell::News;
use super::{DrawState, beacon, open::SEED_SEAL, register, store};
use crate::drops::{self, DropState};
use crate::live::Topic;
use crate::{DrawId, Fault, Shop, events};

/// Rows that one statement of the ranking writes.
const BATCH: usize = 20_000;

/// Draws a sealed draw: derives the seed, ranks every pool, reveals the secret, registers the result.
/// Answers whether it did; not before the beacon's round is kept, if the rules name one. The result follows from what is
/// sealed and that round, so whoever runs it gets the same.
pub async fn rank(shop: &Shop, draw_id: DrawId) -> Result<bool, Fault> {
    let now = shop.now();
    let mut tx = shop.db.begin().await?;
    let Some((drop, draw)) = store::lock(&mut tx, draw_id).await? else { return Ok(false) };
    if draw.state != DrawState::Sealed || drop.state != DropState::Sealed {
        return Ok(false);
    }
    let named = Rules::parse(draw.rules.as_bytes())?.beacon;
    let beacon = beacon::kept(named, draw.beacon_signature.as_deref())?;
    if named.is_some() != beacon.is_some() {
        return Ok(false);
    }
    let server_seed = reveal(shop, &draw)?;
    let seal = draw.seal.as_deref().ok_or_else(|| Fault::new("a sealed draw without a seal"))?;
    let seed = draw::hash::seed(&server_seed, &Hex(register::bytes(seal)?), beacon.as_ref());

    let standing = store::standing_entries(&mut tx, draw_id).await?;
    // A million HMACs would hold up this thread's heartbeat.
    let ranking = tokio::task::spawn_blocking(move || ranked(&seed, standing)).await?;
    let rows: Vec<_> = ranking.rows().collect();
    for batch in rows.chunks(BATCH) {
        store::write_ranks(&mut tx, batch).await?;
    }
    store::reveal(&mut tx, draw_id, server_seed.as_bytes(), &seed, now).await?;
    drops::advance(&mut tx, drop.id, DropState::Sealed, DropState::Drawn, now).await?;
    queue::enqueue(&mut tx, &CarryOnOffers { draw_id }).await?;
    queue::enqueue(&mut tx, &TellEntrants { draw_id, news: News::Result, after: None }).await?;
    events::emit(&mut tx, events::Topic::Draw, "draw.drawn", draw_id.0, json!({ "ranked": rows.len() })).await?;
    register::append(&mut tx, draw_id, RegisterKind::Drawn, seed, now).await?;
    tx.commit().await?;
    tracing::info!(%draw_id, entries = rows.len(), "draw ranked and revealed");
    shop.live.publish(Topic::Drop(drop.id));
    Ok(true)
}

fn ranked(seed: &draw::Hash, standing: Vec<store::Standing>) -> Ranking {
    let mut ranker = Ranker::new(seed);
    for row in standing {
        let weight = u32::try_from(row.weight).unwrap_or(0);
        ranker.push(&Entry { entry_id: row.id, pool: row.pool.into(), weight, note: "".into() });
    }
    ranker.finish()
}

/// The secret that the draw was opened with.
pub(super) fn reveal(shop: &Shop, draw: &store::Locked) -> Result<ServerSeed, Fault> {
    let secret = shop.config.secret.open(SEED_SEAL, &draw.server_seed_sealed)?;
    Ok(ServerSeed::new(register::bytes(&secret)?))
}
