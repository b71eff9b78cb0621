use serde::{Deserialize, Serialize};

use super::jobs::TellEntrants;
use super::{emails, store};
use crate::notifications;
use crate::{DrawId, EntryId, Fault, Shop};

/// What entrants are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// The signed seal of the list, to all that stand: whoever keeps it is a witness.
    Sealed,
    /// That they did not win, to those behind the units; winners hear with their offer.
    Result,
    /// That the draw was cancelled, to all that stand.
    Cancelled,
    /// That the draw is void, to all that stand.
    Void,
}

/// Letters that one transaction writes.
const BATCH: i64 = 500;

/// Writes to the next entrants after an entry id, and enqueues the batch after them in the same commit.
pub async fn tell(shop: &Shop, draw_id: DrawId, news: News, after: Option<EntryId>) -> Result<(), Fault> {
    let mut tx = shop.begin().await?;
    let Some(draw) = store::told(&mut tx, draw_id).await? else { return Ok(()) };
    let entrants = match news {
        News::Result => store::not_winning(&mut tx, draw_id, after, BATCH).await?,
        News::Sealed | News::Cancelled | News::Void => store::all_standing(&mut tx, draw_id, after, BATCH).await?,
    };
    let letters: Vec<_> = entrants
        .iter()
        .map(|to| match news {
            News::Sealed => emails::sealed(shop, &draw, to),
            News::Result => emails::not_won(shop, &draw, to),
            News::Cancelled => emails::cancelled(shop, &draw, to),
            News::Void => emails::void(shop, &draw, to),
        })
        .collect();
    notifications::send_many(&mut tx, &letters).await?;
    if let Some(last) = entrants.last().filter(|_| i64::try_from(entrants.len()).unwrap_or(0) == BATCH) {
        queue::enqueue(&mut tx, &TellEntrants { draw_id, news, after: Some(last.entry_id) }).await?;
    }
    tx.commit().await?;
    Ok(())
}
