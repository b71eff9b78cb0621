use super::{DropLive, store};
use crate::{Bar, DropId, Error, Shop};

/// What the open pages of a drop show now. Drafts are not found.
pub async fn live(shop: &Shop, id: DropId) -> Result<DropLive, Error> {
    let drop = store::find(&shop.db, id).await?.filter(|d| d.state.is_public()).ok_or(Bar::NotFound)?;
    let variants = store::variants(&shop.db, id).await?;
    Ok(DropLive {
        id,
        mode: drop.mode,
        state: drop.state,
        now: shop.now(),
        opens_at: drop.opens_at,
        closes_at: drop.closes_at,
        reason: drop.reason,
        variants,
    })
}
