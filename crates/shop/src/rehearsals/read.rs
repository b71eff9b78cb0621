use super::{Rehearsal, store};
use crate::accounts::{Actor, Permission};
use crate::{DropId, Error, Shop};

/// Rehearsals that a page shows: what is older says little of today's machine.
const SHOWN: i64 = 10;

/// The latest rehearsals of a drop, the newest first.
pub async fn of_drop(shop: &Shop, actor: &Actor, drop: DropId) -> Result<Vec<Rehearsal>, Error> {
    actor.must(Permission::ViewDashboard)?;
    Ok(store::of_drop(&shop.db, drop, SHOWN).await?)
}
