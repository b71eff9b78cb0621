//! The demo shop never runs dry: a demo drop that has ended is followed by a fresh one. Development only.

use std::time::Duration;

use queue::{Attempt, Job, Outcome};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;

use super::form::Terms;
use super::{Drop, DropState, steps, store};
use crate::config::Environment;
use crate::live::Topic;
use crate::stock::{self, Reason};
use crate::{At, DropId, Fault, Shop, audit, defences, line};

/// From the announcement to the opening, when nothing else of its mode is open.
const AT_ONCE: Duration = Duration::from_secs(10);
/// From one announced demo drop to the next, when something is open.
const APART: Duration = Duration::from_secs(20 * 3600);
/// A renewed drop is open no longer than this.
const LONGEST: Duration = Duration::from_secs(6 * 3600);

/// Makes a scheduled or open drop a demo drop: when it ends, the next one follows.
pub async fn mark_demo(shop: &Shop, id: DropId) -> Result<(), Fault> {
    if shop.config.environment == Environment::Production {
        return Err(Fault::new("there are no demo drops in production (FAIRDROP_ENV)"));
    }
    Ok(store::set_demo(&mut *shop.db.acquire().await?, id, true).await?)
}

/// Lets a fresh drop follow each demo drop that has ended. Scheduled every 20 seconds.
#[derive(Debug, Serialize, Deserialize)]
pub struct RenewDemo {}

impl Job for RenewDemo {
    const KIND: &'static str = "drops.renew_demo";
    type Context = Shop;

    async fn run(self, shop: &Shop, _: Attempt) -> Outcome {
        if shop.config.environment == Environment::Production {
            return Outcome::Done;
        }
        renew(shop).await.into()
    }
}

async fn renew(shop: &Shop) -> Result<(), Fault> {
    for id in store::ended_demo(&shop.db).await? {
        follow(shop, id).await?;
    }
    Ok(())
}

/// One commit: the demo flag passes from the drop that ended to the one that follows.
async fn follow(shop: &Shop, ended: DropId) -> Result<(), Fault> {
    let now = shop.now();
    let mut tx = shop.begin().await?;
    let Some(drop) = store::lock(&mut tx, ended).await?.filter(|drop| drop.is_demo) else { return Ok(()) };
    let terms = next(&mut tx, &drop, now).await?;
    let product = store::product_slug(&mut *tx, drop.product).await?.unwrap_or_default();
    let when = terms.opens_at.input_value().replace(['T', ':'], "-");
    let id = DropId::new();
    store::insert(&mut tx, id, &format!("{product}-{when}"), &terms, now).await?;
    store::set_units(&mut tx, id, terms.product, &terms.units).await?;
    line::plan(&mut tx, id, terms.line_per_minute).await?;
    line::announce(shop, &mut tx, id).await?;
    defences::set(&mut tx, id, &terms.defences).await?;
    steps::advance(&mut tx, id, DropState::Draft, DropState::Scheduled, now).await?;
    for pledged in store::lock_variants(&mut tx, id).await? {
        stock_up(&mut tx, &pledged, now).await?;
        stock::pledge(&mut tx, pledged.variant_id, pledged.free, id, now)
            .await
            .map_err(|error| Fault::new(format!("{error:?}")))?;
    }
    store::set_demo(&mut tx, ended, false).await?;
    store::set_demo(&mut tx, id, true).await?;
    audit::record(&mut tx, None, now, "drop.renewed", id.0, json!({ "after": ended })).await?;
    tx.commit().await?;
    shop.live.publish(Topic::Drop(id));
    Ok(())
}

/// The same things again: soon when nothing of the mode is open, else after what is announced.
async fn next(conn: &mut PgConnection, drop: &Drop, now: At) -> Result<Terms, Fault> {
    let demo = store::demo_of_mode(conn, drop.mode, now).await?;
    let wait = if demo.open == 0 { AT_ONCE } else { APART * u32::try_from(demo.announced + 1)? };
    let window = Duration::from_millis(u64::try_from(drop.closes_at.ms() - drop.opens_at.ms())?).min(LONGEST);
    let opens_at = now.plus(wait);
    let units = store::variants(&mut *conn, drop.id).await?.into_iter().map(|v| (v.variant, v.pledged)).collect();
    Ok(Terms {
        product: drop.product,
        mode: drop.mode,
        slug: String::new(),
        opens_at,
        closes_at: opens_at.plus(window),
        limit_per_customer: drop.limit_per_customer,
        payment_window_minutes: drop.payment_window_minutes,
        review_hours: drop.review_hours,
        line_per_minute: drop.line_per_minute,
        max_weight: drop.max_weight,
        units,
        defences: defences::find(conn, drop.id).await?,
    })
}

/// The maker sends as many as the shelf lacks.
async fn stock_up(conn: &mut PgConnection, pledged: &store::Locked, now: At) -> Result<(), Fault> {
    let lacking = pledged.free - stock::available(conn, pledged.variant_id).await?;
    if lacking <= 0 {
        return Ok(());
    }
    let received =
        stock::stocked(conn, pledged.variant_id, lacking, Reason::Received, "A fresh run for the demo", None, now)
            .await;
    received.map_err(|error| Fault::new(format!("{error:?}")))
}
