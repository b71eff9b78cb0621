use serde_json::json;

use super::{MOST_PER_MINUTE, PaceRefusal, store};
use crate::accounts::{Actor, Permission};
use crate::live::Topic;
use crate::{Bar, DropId, Error, FieldError, Problem, Shop, audit};

/// Sets how many places a minute are admitted, from now on; 0 halts the line. Whoever is admitted stays so.
///
/// # Errors
/// [`PaceRefusal`] for what is no such number.
pub async fn set_pace(shop: &Shop, actor: &Actor, drop: DropId, per_minute: &str) -> Result<(), Error<PaceRefusal>> {
    actor.must(Permission::EditDrops)?;
    let wrong = || vec![FieldError::new("per_minute", Problem::NotBetween(0, MOST_PER_MINUTE.into()))];
    let per_minute = per_minute.trim().parse().ok().filter(|n| (0..=MOST_PER_MINUTE).contains(n));
    let per_minute = per_minute.ok_or_else(|| Error::Refused(PaceRefusal::Invalid(wrong())))?;
    let now = shop.now();
    let mut tx = shop.begin().await?;
    let mut line = store::lock(&mut tx, drop).await?.ok_or(Bar::NotFound)?;
    line.per_minute = per_minute;
    line.pace = line.pace.map(|pace| pace.changed(per_minute, now));
    store::keep(&mut tx, &line).await?;
    audit::record(&mut tx, Some(actor), now, "line.paced", drop.0, json!({ "per_minute": per_minute })).await?;
    tx.commit().await?;
    shop.live.publish(Topic::Drop(drop));
    Ok(())
}
