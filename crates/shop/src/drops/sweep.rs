//! What the clock does: drops open, close and settle. Swept in batches by index, not a job each.

use std::time::Duration;

use queue::{Attempt, Job, NewJob, Outcome};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::jobs::DrawDropDue;
use super::{DropState, admission, steps, store};
use crate::live::Topic;
use crate::{DropId, Fault, Shop, events, line};

/// Opens, closes and settles what is due. Scheduled every second.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sweep {}

impl Job for Sweep {
    const KIND: &'static str = "drops.sweep";
    const PRIORITY: queue::Priority = queue::Priority::High;
    /// A database that vanished without a word must not keep the worker's slots for minutes.
    const TIMEOUT: Duration = Duration::from_secs(30);
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        sweep(shop).await.into()
    }
}

/// Opens, closes and settles what is due by the shop's clock.
pub async fn sweep(shop: &Shop) -> Result<(), Fault> {
    for (id, from, to) in turn_flash_sales(shop).await? {
        tracing::info!(drop_id = %id, from = from.name(), to = to.name(), "drop moved on by the clock");
        shop.live.publish(Topic::Drop(id));
    }
    tell_draws(shop).await?;
    for id in store::to_settle(&shop.db).await? {
        settle(shop, id).await?;
    }
    Ok(())
}

/// One commit for all that open or close in this second: a batch is a handful of drops.
async fn turn_flash_sales(shop: &Shop) -> Result<Vec<(DropId, DropState, DropState)>, Fault> {
    let now = shop.now();
    let mut tx = shop.begin().await?;
    let mut moved = Vec::new();
    for due in store::due_flash_sales(&mut tx, now).await? {
        // One that was never open, because nobody swept, opens and closes in two sweeps.
        let to = if due.state == DropState::Scheduled { DropState::Open } else { DropState::Closed };
        steps::advance(&mut tx, due.id, due.state, to, now).await?;
        if to == DropState::Open {
            line::open(shop, &mut tx, due.id, now).await?;
        }
        let kind = if to == DropState::Open { "drop.opened" } else { "drop.closed" };
        events::emit(&mut tx, events::Topic::Product, kind, due.id.0, json!({})).await?;
        if to == DropState::Open {
            admission::expect_marks(shop, due.id).await;
        }
        moved.push((due.id, due.state, to));
    }
    tx.commit().await?;
    Ok(moved)
}

async fn tell_draws(shop: &Shop) -> Result<(), Fault> {
    let due = store::due_draws(&shop.db, shop.now()).await?;
    let mut conn = shop.db.acquire().await?;
    queue::enqueue_many(
        &mut conn,
        due.into_iter().map(|drop_id| NewJob::of(&DrawDropDue { drop_id }).unique_key(drop_id.to_string())),
    )
    .await?;
    Ok(())
}

/// Settles a closed flash sale when nothing is held any more. The units are locked first, so that an
/// order under way is either seen as held or finds nothing free.
async fn settle(shop: &Shop, id: DropId) -> Result<(), Fault> {
    let now = shop.now();
    let mut tx = shop.begin().await?;
    if store::lock(&mut tx, id).await?.is_none_or(|drop| drop.state != DropState::Closed) {
        return Ok(());
    }
    if steps::write_off_free(&mut tx, id, now).await? == 0 {
        steps::advance(&mut tx, id, DropState::Closed, DropState::Settled, now).await?;
        events::emit(&mut tx, events::Topic::Product, "drop.settled", id.0, json!({})).await?;
    }
    tx.commit().await?;
    shop.live.publish(Topic::Drop(id));
    Ok(())
}

/// Opens a flash sale whose time has come, for a shopper who is quicker than the sweep; answers
/// whether it opened.
pub(crate) async fn open_if_due(shop: &Shop, id: DropId) -> Result<bool, Fault> {
    let now = shop.now();
    let mut tx = shop.begin().await?;
    if !store::open_if_due(&mut tx, id, now).await? {
        return Ok(false);
    }
    line::open(shop, &mut tx, id, now).await?;
    events::emit(&mut tx, events::Topic::Product, "drop.opened", id.0, json!({})).await?;
    admission::expect_marks(shop, id).await;
    tx.commit().await?;
    shop.live.publish(Topic::Drop(id));
    Ok(true)
}
