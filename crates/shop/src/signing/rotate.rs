use draw::PublicKey;
use serde_json::json;

use super::{keys, store};
use crate::{Fault, Shop, audit};

/// Retires the current key and makes another, which is answered. Draws that open from then on name the new one; those that
/// are open keep the one in their rules. Safe at any time: a draw that opens meanwhile has the one or the other.
pub async fn rotate(shop: &Shop) -> Result<PublicKey, Fault> {
    let now = shop.now();
    let mut tx = shop.begin().await?;
    store::lock(&mut tx).await?;
    store::retire(&mut tx, now).await?;
    let key = keys::make(shop, &mut tx, now).await?.public_key();
    audit::record(&mut tx, None, now, "signing_key.rotated", None, json!({ "key": key })).await?;
    tx.commit().await?;
    tracing::info!(%key, "signing key rotated");
    Ok(key)
}
