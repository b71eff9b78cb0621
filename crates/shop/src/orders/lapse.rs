//! Holds that were not paid in time go back: swept in batches by index, not a job each.

use std::collections::BTreeSet;
use std::time::Duration;

use queue::{Attempt, Job, Outcome};
use serde::{Deserialize, Serialize};

use super::steps::{self, Order};
use super::{OrderState, store};
use crate::drops::{self, Units};
use crate::live::Topic;
use crate::{Fault, Shop};

/// Orders per commit: short enough not to hold up buyers of the same units.
const BATCH: i64 = 200;

/// Ends what was not paid in time. Scheduled every second.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sweep {}

impl Job for Sweep {
    const KIND: &'static str = "orders.sweep";
    const PRIORITY: queue::Priority = queue::Priority::High;
    /// A database that vanished without a word must not keep the worker's slots for minutes.
    const TIMEOUT: Duration = Duration::from_secs(30);
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        lapse_due(shop).await.map(drop).into()
    }
}

/// Ends all pending orders whose window is over by the shop's clock, unless a payment is under way;
/// answers how many.
pub async fn lapse_due(shop: &Shop) -> Result<usize, Fault> {
    let mut lapsed = 0;
    loop {
        let batch = lapse_batch(shop).await?;
        lapsed += batch;
        if i64::try_from(batch).unwrap_or(0) < BATCH {
            return Ok(lapsed);
        }
    }
}

async fn lapse_batch(shop: &Shop) -> Result<usize, Fault> {
    let now = shop.now();
    let mut tx = shop.begin().await?;
    let due = store::lock_due(&mut tx, now, BATCH).await?;
    if due.is_empty() {
        return Ok(0);
    }
    store::expire(&mut tx, &due.iter().map(|order| order.id.0).collect::<Vec<_>>()).await?;
    let held: Vec<Units> = due.iter().flat_map(Order::units).collect();
    drops::release_holds(&mut tx, &held, now).await?;
    for order in &due {
        steps::ended(&mut tx, order, OrderState::Expired, "", None, now).await?;
    }
    tx.commit().await?;
    for drop in due.iter().filter_map(|order| order.drop).map(|(id, _)| id).collect::<BTreeSet<_>>() {
        shop.live.publish(Topic::Drop(drop));
    }
    tracing::info!(orders = due.len(), "orders lapsed unpaid");
    Ok(due.len())
}
