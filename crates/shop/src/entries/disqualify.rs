use serde_json::json;

use super::{DisqualifyRefusal as R, EXPLANATION, Reason, emails, said, store};
use crate::accounts::{Actor, Permission};
use crate::live::Topic;
use crate::{Bar, DisqualificationId, EntryId, Error, Shop, audit, events};

/// Takes an entry out for a reason, until the freeze. The entrant is told at once, with the explanation, and may appeal.
pub async fn disqualify(
    shop: &Shop,
    actor: &Actor,
    id: EntryId,
    reason: Reason,
    explanation: &str,
) -> Result<(), Error<R>> {
    actor.must(Permission::EditDrops)?;
    let explanation =
        said("explanation", explanation, EXPLANATION).map_err(|wrong| Error::Refused(R::Invalid(wrong)))?;
    let now = shop.now();
    let mut tx = shop.begin().await?;
    let entry = store::lock_draw_of(&mut tx, id, now).await?.ok_or(Bar::NotFound)?;
    if !entry.before_freeze {
        return Err(Error::Refused(R::Frozen));
    }
    if !store::take_out(&mut tx, &entry, id, reason.note(), now).await? {
        return Err(Error::Refused(R::AlreadyOut));
    }
    let decision = DisqualificationId::new();
    store::insert_disqualification(&mut tx, decision, id, (reason, explanation), actor.id, now).await?;
    emails::disqualified(shop, &mut tx, id, decision, (reason, explanation)).await?;
    let details = json!({ "reason": reason.note(), "explanation": explanation });
    audit::record(&mut tx, Some(actor), now, "entry.disqualified", Some(id.0), details).await?;
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
