use draw::{Hex, RegisterKind, Rules};
use serde_json::json;

use super::jobs::{FetchRound, FreezeDraw, RankDraw, StampSeal, TellEntrants};
use super::progress::Progress;
use super::sealing::seal_list;
use super::tell::News;
use super::void::void;
use super::{DrawState, beacon, keys, register, store};
use crate::drops::{self, DropMode, DropState};
use crate::live::Topic;
use crate::{DrawId, DropId, Fault, Shop, events};

/// Closes an open draw when its window has passed, and has it frozen after its review. Answers whether it did.
pub async fn close(shop: &Shop, drop_id: DropId) -> Result<bool, Fault> {
    let now = shop.now();
    let mut tx = shop.begin().await?;
    let Some(drop) = drops::lock(&mut tx, drop_id).await? else { return Ok(false) };
    if drop.mode != DropMode::Draw || drop.state != DropState::Open || now < drop.closes_at {
        return Ok(false);
    }
    drops::advance(&mut tx, drop_id, DropState::Open, DropState::Closed, now).await?;
    if let Some(draw_id) = store::of_drop(&mut tx, drop_id).await? {
        queue::enqueue_at(&mut tx, &FreezeDraw { draw_id }, drop.freezes_at().into()).await?;
    }
    tx.commit().await?;
    shop.live.publish(Topic::Drop(drop_id));
    Ok(true)
}

/// Freezes the list of a closed draw: numbers the entries in the order of their ids, hashes them into
/// the seal, signs and registers it. From this commit on nobody can change an entry. When the beacon's round is due
/// before that, the draw is void.
/// Answers whether it did; a second run finds the seal and leaves it.
pub async fn freeze(shop: &Shop, draw_id: DrawId) -> Result<bool, Fault> {
    let now = shop.now();
    let mut tx = shop.begin().await?;
    let Some((drop, draw)) = store::lock(&mut tx, draw_id).await? else { return Ok(false) };
    if draw.state != DrawState::Open || drop.state != DropState::Closed || now < draw.freezes_at {
        return Ok(false);
    }
    let rules = Rules::parse(draw.rules.as_bytes())?;
    if let Some(reason) = beacon::too_late_for_seal(&rules, now)? {
        tx.rollback().await?;
        return void(shop, draw_id, &reason).await;
    }
    let commitment = Hex(register::bytes(&draw.commitment)?);
    let mut progress = Progress { shop, drop_id: drop.id, draw_id, told: None, state: DrawState::Open };
    let parts = seal_list(&mut tx, &mut progress, rules.clone()).await?;
    let sealed = draw::parts::seal(&rules, &commitment, &parts)?;
    let signer = keys::of(shop, &mut tx, rules.receipt_key.as_bytes()).await?;
    let signature = signer.sign_seal(&sealed.seal, u64::try_from(now.ms())?);
    store::seal(&mut tx, draw_id, &sealed, &signature, now).await?;
    drops::advance(&mut tx, drop.id, DropState::Closed, DropState::Sealed, now).await?;
    match rules.beacon {
        Some(named) => queue::enqueue_at(&mut tx, &FetchRound { draw_id }, beacon::due_at(&named)?.into()).await?,
        None => queue::enqueue(&mut tx, &RankDraw { draw_id }).await?,
    };
    if shop.config.timestamp_url.is_some() {
        queue::enqueue(&mut tx, &StampSeal { draw_id }).await?;
    }
    queue::enqueue(&mut tx, &TellEntrants { draw_id, news: News::Sealed, after: None }).await?;
    events::emit(&mut tx, events::Topic::Draw, "draw.sealed", draw_id.0, json!({ "entries": sealed.entries_count }))
        .await?;
    register::append(&mut tx, draw_id, RegisterKind::Sealed, sealed.seal, now).await?;
    // A long list takes its time; what is published after the round is worth nothing.
    if let Some(reason) = beacon::too_late_for_seal(&rules, shop.now())? {
        tx.rollback().await?;
        return void(shop, draw_id, &reason).await;
    }
    tx.commit().await?;
    tracing::info!(%draw_id, entries = sealed.entries_count, "draw sealed");
    shop.live.publish(Topic::Drop(drop.id));
    Ok(true)
}
