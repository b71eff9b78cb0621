//! Figures for the dashboard.

use super::{Figures, Pulse, store};
use crate::accounts::{Actor, Permission};
use crate::{At, DropId, Error, Fault, Money, Shop};

const DAY_MS: i64 = 86_400_000;
/// Days on the chart, today included.
const DAYS: i64 = 14;

/// Today's figures, from midnight in the shop's zone, and the last two weeks.
pub async fn figures(shop: &Shop, actor: &Actor) -> Result<Figures, Error> {
    actor.must(Permission::ViewDashboard)?;
    let now = shop.now();
    let days: Vec<At> = (0..DAYS).rev().filter_map(|back| midnight(At::from_ms(now.ms() - back * DAY_MS))).collect();
    let today = days.last().copied().ok_or_else(|| Fault::new("the shop's zone has no midnight"))?;
    let row = store::figures(&shop.db, today).await?;
    let taken = store::taken_per_day(&shop.db, &days).await?;
    let money = |minor| Money::new(minor, shop.config.currency);
    Ok(Figures {
        now,
        taken: money(row.taken),
        paid: row.paid,
        placed: row.placed,
        refunds: row.refunds,
        pending: row.pending,
        to_ship: row.to_ship,
        open_drops: row.open_drops,
        days: days.into_iter().zip(taken.into_iter().map(money)).collect(),
    })
}

/// The beginning of the day, in the shop's zone.
fn midnight(at: At) -> Option<At> {
    At::from_input(&format!("{}T00:00", at.input_value().get(..10)?))
}

/// How fast a drop sells.
pub async fn pulse(shop: &Shop, actor: &Actor, drop: DropId) -> Result<Pulse, Error> {
    actor.must(Permission::ViewDashboard)?;
    let now = shop.now();
    let mut per_second = vec![0; 60];
    for (ago, orders) in store::per_second(&shop.db, drop, now).await? {
        if let Some(slot) = usize::try_from(59 - ago).ok().and_then(|i| per_second.get_mut(i)) {
            *slot = orders;
        }
    }
    let row = store::pulse(&shop.db, drop).await?;
    let mut conn = shop.db.acquire().await?;
    let queue = queue::staff::counts(&mut conn).await?.available;
    Ok(Pulse {
        per_second,
        placed: row.placed,
        pending: row.pending,
        paying: row.paying,
        paid: row.paid,
        ended: row.ended,
        taken: Money::new(row.taken, shop.config.currency),
        declined: row.declined,
        queue,
    })
}
