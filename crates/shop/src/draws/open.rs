use std::collections::BTreeMap;

use draw::{Kind, Payment, Price, Record, RegisterKind, Rules, ServerSeed, Terms, Timestamp};
use serde_json::{Map, Value, json};

use super::{beacon, keys, register, store};
use crate::config::BeaconConfig;
use crate::drops::{self, Drop, DropMode, DropState, DropVariant};
use crate::live::Topic;
use crate::{At, DrawId, DropId, Fault, Shop, entries, events};

/// Purpose of the key under which server seeds are sealed.
pub(super) const SEED_SEAL: &str = "server-seed";

/// Opens a scheduled drop's draw when it is due: rules, commitment and register are public from this
/// commit on, and nothing in them changes any more. Answers whether it did.
pub async fn open(shop: &Shop, drop_id: DropId) -> Result<bool, Fault> {
    let now = shop.now();
    let mut tx = shop.begin().await?;
    let Some(drop) = drops::lock(&mut tx, drop_id).await? else { return Ok(false) };
    if drop.mode != DropMode::Draw || drop.state != DropState::Scheduled || now < drop.opens_at {
        return Ok(false);
    }
    let variants: Vec<_> = drops::variants(&mut *tx, drop_id).await?.into_iter().filter(|v| v.free > 0).collect();
    let previous = store::stopped_before(&mut tx, drop.product).await?;
    let key = keys::current(shop, &mut tx, now).await?;

    let draw_id = DrawId::new();
    let rules = Rules::new(terms(draw_id, &drop, &variants, previous, key.public_key(), shop.config.beacon.as_ref())?)?;
    let server_seed = ServerSeed::new(rand::random());
    let record = Record::open(rules, &server_seed);
    let sealed = shop.config.secret.seal(SEED_SEAL, server_seed.as_bytes())?;

    store::insert(&mut tx, draw_id, &drop, &record, &sealed, now).await?;
    store::insert_pools(&mut tx, draw_id, &variants).await?;
    drops::advance(&mut tx, drop_id, DropState::Scheduled, DropState::Open, now).await?;
    events::emit(&mut tx, events::Topic::Draw, "draw.opened", draw_id.0, json!({ "drop_id": drop_id })).await?;
    register::append(&mut tx, draw_id, RegisterKind::Opened, record.commitment, now).await?;
    tx.commit().await?;
    tracing::info!(%draw_id, %drop_id, "draw opened");
    shop.live.publish(Topic::Drop(drop_id));
    Ok(true)
}

/// The rules of a drop's draw: all that is promised (fair-draw.md, section 4).
fn terms(
    draw_id: DrawId,
    drop: &Drop,
    variants: &[DropVariant],
    previous: Option<DrawId>,
    key: draw::PublicKey,
    beacon: Option<&BeaconConfig>,
) -> Result<Terms, Fault> {
    let mut pools = BTreeMap::new();
    for variant in variants {
        pools.insert(variant.name.clone(), u32::try_from(variant.free)?);
    }
    let (price, extra) = prices(variants)?;
    Ok(Terms {
        version: draw::VERSION,
        draw_id: draw_id.0,
        kind: Kind::Drop,
        previous_draw: previous.map(|id| id.0),
        opens_at: timestamp(drop.opens_at)?,
        closes_at: timestamp(drop.closes_at)?,
        freezes_at: timestamp(drop.freezes_at())?,
        beacon_deadline: timestamp(drop.freezes_at().plus(std::time::Duration::from_secs(86_400)))?,
        beacon: beacon.map(|beacon| beacon::round_for(beacon, drop.freezes_at())).transpose()?,
        beacon_margin_seconds: beacon.map_or(600, |beacon| beacon.margin_seconds),
        pools,
        max_weight: u32::try_from(drop.max_weight)?,
        weights: entries::weights_in_words(drop.max_weight),
        limit_per_person: 1,
        payment: Payment::PayAfterWin,
        payment_window_minutes: u64::try_from(drop.payment_window_minutes)?,
        price,
        receipt_key: key,
        extra,
    })
}

/// One price for all pools, or null and a further key with the price of each.
fn prices(variants: &[DropVariant]) -> Result<(Option<Price>, Map<String, Value>), Fault> {
    let mut each = Map::new();
    for variant in variants {
        let price =
            Price { amount: u64::try_from(variant.price.minor)?, currency: variant.price.currency.code().into() };
        each.insert(variant.name.clone(), serde_json::to_value(price)?);
    }
    let first = variants.first().map(|v| v.price);
    if variants.iter().all(|v| Some(v.price) == first) {
        let price = each.into_iter().next().map(|(_, price)| serde_json::from_value(price)).transpose()?;
        return Ok((price, Map::new()));
    }
    Ok((None, Map::from_iter([("prices".to_owned(), Value::Object(each))])))
}

fn timestamp(at: At) -> Result<Timestamp, Fault> {
    Ok(Timestamp::from_millis(u64::try_from(at.ms())?)?)
}
