use serde_json::json;

use super::{DisqualifyRefusal as R, Reason, emails, store};
use crate::accounts::{Actor, Permission};
use crate::live::Topic;
use crate::{Bar, EntryId, Error, Shop, audit, events};

/// Takes an entry out for a reason, until the freeze; the entrant is told at once.
pub async fn disqualify(shop: &Shop, actor: &Actor, id: EntryId, reason: Reason) -> Result<(), Error<R>> {
    actor.must(Permission::EditDrops)?;
    let now = shop.now();
    let mut tx = shop.db.begin().await?;
    let entry = store::lock_draw_of(&mut tx, id, now).await?.ok_or(Bar::NotFound)?;
    if !entry.before_freeze {
        return Err(Error::Refused(R::Frozen));
    }
    if !store::take_out(&mut tx, &entry, id, reason.note(), now).await? {
        return Err(Error::Refused(R::AlreadyOut));
    }
    emails::disqualified(shop, &mut tx, id, reason).await?;
    audit::record(&mut tx, Some(actor), now, "entry.disqualified", Some(id.0), json!({ "reason": reason.note() }))
        .await?;
    events::emit(
        &mut tx,
        events::Topic::Draw,
        "entry.disqualified",
        id.0,
        json!({ "draw_id": entry.draw_id, "reason": reason.note() }),
    )
    .await?;
    tx.commit().await?;
    shop.live.publish(Topic::Drop(entry.drop_id));
    Ok(())
}
