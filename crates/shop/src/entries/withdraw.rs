use super::{WithdrawRefusal as R, store};
use crate::accounts::Actor;
use crate::live::Topic;
use crate::{Bar, EntryId, Error, Shop, events};

/// Takes back the actor's own entry, until the close. It stays in the list with weight 0.
/// Taking back what was taken back is no mistake.
pub async fn withdraw(shop: &Shop, actor: &Actor, id: EntryId) -> Result<(), Error<R>> {
    let now = shop.now();
    let mut tx = shop.begin().await?;
    let entry = store::lock_draw_of(&mut tx, id, now).await?.ok_or(Bar::NotFound)?;
    if entry.account_id != Some(actor.id) {
        return Err(Bar::NotFound.into());
    }
    match entry.note.as_str() {
        "withdrawn" => return Ok(()),
        "" => {}
        _ => return Err(Error::Refused(R::Disqualified)),
    }
    if !entry.before_close || !store::take_out(&mut tx, &entry, id, "withdrawn", now).await? {
        return Err(Error::Refused(R::Closed));
    }
    events::emit(
        &mut tx,
        events::Topic::Draw,
        "entry.withdrawn",
        id.0,
        serde_json::json!({ "draw_id": entry.draw_id }),
    )
    .await?;
    tx.commit().await?;
    shop.live.publish(Topic::Drop(entry.drop_id));
    Ok(())
}
