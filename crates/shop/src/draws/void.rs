use draw::RegisterKind;
use draw::register::reason_digest;
use serde_json::json;

use super::jobs::TellEntrants;
use super::tell::News;
use super::{DrawState, rank::reveal, register, store};
use crate::drops::{self, DropState};
use crate::live::Topic;
use crate::{DrawId, Fault, Shop, events};

/// Ends in public a draw that cannot be drawn as promised: reveals the seed all the same, registers the reason, returns
/// the units, has the entrants told. Answers whether it did; a draw that has its round is drawn and not void.
pub(super) async fn void(shop: &Shop, draw_id: DrawId, reason: &str) -> Result<bool, Fault> {
    let now = shop.now();
    let mut tx = shop.begin().await?;
    let Some((drop, draw)) = store::lock(&mut tx, draw_id).await? else { return Ok(false) };
    let waits = matches!(
        (draw.state, drop.state),
        (DrawState::Open, DropState::Closed) | (DrawState::Sealed, DropState::Sealed)
    );
    if !waits || draw.beacon_signature.is_some() {
        return Ok(false);
    }
    let server_seed = reveal(shop, &draw)?;
    drops::void(&mut tx, drop.id, drop.state, reason, now).await?;
    store::stop(&mut tx, draw_id, DrawState::Void, server_seed.as_bytes(), reason, now).await?;
    queue::enqueue(&mut tx, &TellEntrants { draw_id, news: News::Void, after: None }).await?;
    events::emit(&mut tx, events::Topic::Draw, "draw.void", draw_id.0, json!({ "reason": reason })).await?;
    register::append(&mut tx, draw_id, RegisterKind::Void, reason_digest(reason), now).await?;
    tx.commit().await?;
    tracing::warn!(%draw_id, reason, "draw void");
    shop.live.publish(Topic::Drop(drop.id));
    Ok(true)
}
