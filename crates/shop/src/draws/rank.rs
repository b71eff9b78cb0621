use draw::{Hex, RegisterKind, Rules, ServerSeed};
use serde_json::json;

use super::jobs::{CarryOnOffers, MakeCertificate, TellEntrants};
use super::progress::Progress;
use super::ranking::rank_list;
use super::tell::News;
use super::{DrawState, beacon, open::SEED_SEAL, register, store};
use crate::drops::{self, DropState};
use crate::live::Topic;
use crate::{DrawId, Fault, Shop, events};

/// Draws a sealed draw: derives the seed, ranks every pool, reveals the secret, registers the result.
/// Answers whether it did; not before the beacon's round is kept, if the rules name one. The result follows from what is
/// sealed and that round, so whoever runs it gets the same.
pub async fn rank(shop: &Shop, draw_id: DrawId) -> Result<bool, Fault> {
    let now = shop.now();
    let mut tx = shop.begin().await?;
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

    let mut progress = Progress { shop, drop_id: drop.id, draw_id, told: None, state: DrawState::Sealed };
    let ranked = rank_list(&mut tx, &mut progress, seed, usize::try_from(draw.entries_count.unwrap_or(0))?).await?;
    store::reveal(&mut tx, draw_id, server_seed.as_bytes(), &seed, now).await?;
    drops::advance(&mut tx, drop.id, DropState::Sealed, DropState::Drawn, now).await?;
    queue::enqueue(&mut tx, &CarryOnOffers { draw_id }).await?;
    queue::enqueue(&mut tx, &MakeCertificate { draw_id }).await?;
    queue::enqueue(&mut tx, &TellEntrants { draw_id, news: News::Result, after: None }).await?;
    events::emit(&mut tx, events::Topic::Draw, "draw.drawn", draw_id.0, json!({ "ranked": ranked })).await?;
    register::append(&mut tx, draw_id, RegisterKind::Drawn, seed, now).await?;
    tx.commit().await?;
    tracing::info!(%draw_id, entries = ranked, "draw ranked and revealed");
    shop.live.publish(Topic::Drop(drop.id));
    Ok(true)
}

/// The secret that the draw was opened with.
pub(super) fn reveal(shop: &Shop, draw: &store::Locked) -> Result<ServerSeed, Fault> {
    let secret = shop.config.secret.open(SEED_SEAL, &draw.server_seed_sealed)?;
    Ok(ServerSeed::new(register::bytes(&secret)?))
}
