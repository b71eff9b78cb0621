use serde_json::json;

use super::{RehearsalForm, RehearsalRefusal, Rehearse, form, store};
use crate::accounts::{Actor, Permission};
use crate::drops::{self, DropMode, DropState};
use crate::{Bar, DropId, Error, RehearsalId, Shop, audit, refusal::constraint};

/// Begins a rehearsal of a draft or an announced flash sale; a worker makes it.
///
/// # Errors
/// [`RehearsalRefusal`]: one rehearsal at a time.
pub async fn begin(
    shop: &Shop,
    actor: &Actor,
    drop: DropId,
    form: &RehearsalForm,
) -> Result<RehearsalId, Error<RehearsalRefusal>> {
    actor.must(Permission::EditDrops)?;
    let (shoppers, at_once) = form::read(form)?;
    let mut tx = shop.begin().await?;
    let found = drops::lock(&mut tx, drop).await?.ok_or(Bar::NotFound)?;
    if found.mode != DropMode::FlashSale {
        return Err(Error::Refused(RehearsalRefusal::NotAFlashSale));
    }
    if !matches!(found.state, DropState::Draft | DropState::Scheduled) {
        return Err(Error::Refused(RehearsalRefusal::TooLate));
    }
    let id = RehearsalId::new();
    let plan = store::Plan { drop, shoppers, at_once };
    store::insert(&mut tx, id, &plan, actor.id, shop.now()).await.map_err(refused)?;
    queue::enqueue(&mut tx, &Rehearse { rehearsal_id: id }).await?;
    let details = json!({ "shoppers": shoppers, "at_once": at_once });
    audit::record(&mut tx, Some(actor), shop.now(), "drop.rehearsed", drop.0, details).await?;
    tx.commit().await?;
    Ok(id)
}

/// Ends a rehearsal early: whoever presses just now is still answered, then it reports what it has seen. One that
/// waits for a worker ends at once.
///
/// # Errors
/// [`RehearsalRefusal::Ended`].
pub async fn stop(shop: &Shop, actor: &Actor, id: RehearsalId) -> Result<(), Error<RehearsalRefusal>> {
    actor.must(Permission::EditDrops)?;
    let mut tx = shop.begin().await?;
    let drop = store::ask_stop(&mut tx, id, shop.now()).await?;
    let drop = drop.ok_or(Error::Refused(RehearsalRefusal::Ended))?;
    audit::record(&mut tx, Some(actor), shop.now(), "drop.rehearsal_stopped", drop.0, json!({})).await?;
    tx.commit().await?;
    Ok(())
}

fn refused(error: sqlx::Error) -> Error<RehearsalRefusal> {
    match constraint(&error) {
        Some("rehearsals_one_at_a_time") => Error::Refused(RehearsalRefusal::UnderWay),
        _ => error.into(),
    }
}
