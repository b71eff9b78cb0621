use draw::RegisterKind;
use draw::register::reason_digest;
use serde_json::json;

use super::jobs::TellEntrants;
use super::tell::News;
use super::{DrawState, rank::reveal, register, store};
use crate::drops::DropState;
use crate::live::Topic;
use crate::{DropId, Fault, Shop, events};

/// Ends the draw of a drop that was cancelled: reveals the seed all the same, registers the reason,
/// has the entrants told. Answers whether it did; a draw that never opened has nothing to end.
pub async fn cancel(shop: &Shop, drop_id: DropId) -> Result<bool, Fault> {
    let now = shop.now();
    let mut tx = shop.begin().await?;
    let Some(draw_id) = store::of_drop(&mut tx, drop_id).await? else { return Ok(false) };
    let Some((drop, draw)) = store::lock(&mut tx, draw_id).await? else { return Ok(false) };
    if drop.state != DropState::Cancelled || !matches!(draw.state, DrawState::Open | DrawState::Sealed) {
        return Ok(false);
    }
    let reason = drop.reason.unwrap_or_default();
    let server_seed = reveal(shop, &draw)?;
    store::stop(&mut tx, draw_id, DrawState::Cancelled, server_seed.as_bytes(), &reason, now).await?;
    queue::enqueue(&mut tx, &TellEntrants { draw_id, news: News::Cancelled, after: None }).await?;
    events::emit(&mut tx, events::Topic::Draw, "draw.cancelled", draw_id.0, json!({ "reason": reason })).await?;
    register::append(&mut tx, draw_id, RegisterKind::Cancelled, reason_digest(&reason), now).await?;
    tx.commit().await?;
    tracing::info!(%draw_id, "draw cancelled in public");
    shop.live.publish(Topic::Drop(drop_id));
    Ok(true)
}
