//! The beacon of a draw: the round that its rules name, waited for, verified and kept. There is no second choice of one.

use std::time::Duration;

use draw::{Beacon, BeaconRound, BeaconSignature, Chain, Hex, Rules, Timestamp};
use serde_json::json;

use super::jobs::RankDraw;
use super::void::void;
use super::{BeaconView, DrawState, register, relays, store};
use crate::config::BeaconConfig;
use crate::drops::DropState;
use crate::live::Topic;
use crate::{At, DrawId, Fault, Shop, events};

/// Pauses between asking the relays and asking them again.
const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);

/// The round that a draw which opens now and freezes then has to name.
pub(super) fn round_for(config: &BeaconConfig, freezes_at: At) -> Result<BeaconRound, Fault> {
    let round = config.chain.first_round(u64::try_from(freezes_at.ms())?, config.margin_seconds);
    Ok(BeaconRound { chain_hash: config.chain.hash, round })
}

/// When the round that the rules name is due.
pub(super) fn due_at(named: &BeaconRound) -> Result<At, Fault> {
    Ok(At::from_ms(i64::try_from(chain(named)?.due_at(named.round))?))
}

/// Whether it is too late for a seal: it is worth something before the round alone.
pub(super) fn too_late_for_seal(rules: &Rules, now: At) -> Result<Option<String>, Fault> {
    let Some(named) = rules.beacon else { return Ok(None) };
    let (chain, due) = (chain(&named)?, due_at(&named)?);
    let by = Timestamp::from_millis(u64::try_from(due.ms())?)?;
    Ok((now >= due).then(|| {
        format!(
            "The list of entries was not sealed by {by}, when round {} of the beacon {} was due.",
            named.round, chain.name
        )
    }))
}

/// The beacon of the record, once its signature is kept.
pub(super) fn kept(named: Option<BeaconRound>, signature: Option<&[u8]>) -> Result<Option<Beacon>, Fault> {
    let Some((named, signature)) = named.zip(signature) else { return Ok(None) };
    Ok(Some(Beacon::new(named, Hex(register::bytes(signature)?))))
}

/// What pages say of it.
pub(super) fn view(rules: &Rules, signature: Option<&[u8]>) -> Result<Option<BeaconView>, Fault> {
    let Some(named) = rules.beacon else { return Ok(None) };
    let beacon = kept(rules.beacon, signature)?;
    Ok(Some(BeaconView {
        chain: chain(&named)?.name.clone().into_owned(),
        test: !chain(&named)?.is_real(),
        round: i64::try_from(named.round)?,
        due_at: due_at(&named)?,
        deadline: At::from_ms(i64::try_from(rules.beacon_deadline.millis())?),
        signature: beacon.as_ref().map(|beacon| beacon.signature.to_string()),
        randomness: beacon.map(|beacon| beacon.randomness.to_string()),
    }))
}

fn chain(named: &BeaconRound) -> Result<&'static Chain, Fault> {
    Chain::known(&named.chain_hash).ok_or_else(|| Fault::new(format!("nobody knows the chain {}", named.chain_hash)))
}

/// Gets the round of a sealed draw from the relays and has the draw ranked; past the deadline the draw is void. Answers
/// how long to wait before the next try, if the round is not there yet.
pub async fn fetch_round(shop: &Shop, draw_id: DrawId) -> Result<Option<Duration>, Fault> {
    let Some(rules) = store::waits_for_round(&shop.db, draw_id).await? else { return Ok(None) };
    let rules = Rules::parse(rules.as_bytes())?;
    let Some(named) = rules.beacon else { return Ok(None) };
    let (chain, now, due) = (chain(&named)?, shop.now(), due_at(&named)?);
    let deadline = At::from_ms(i64::try_from(rules.beacon_deadline.millis())?);
    if now > deadline {
        let reason = format!(
            "Round {} of the beacon {} had not come by {}, the deadline that the rules name.",
            named.round, chain.name, rules.beacon_deadline
        );
        void(shop, draw_id, &reason).await?;
        return Ok(None);
    }
    if now < due {
        return Ok(Some(span(now, due)));
    }
    let Some(signature) = relays::ask(&relays_of(shop, chain), chain, named.round).await? else {
        // The later it gets, the longer the pauses; none outlasts the deadline by more than a moment.
        let pause = (span(due, now) / 2).clamp(SHORTEST, LONGEST);
        return Ok(Some(pause.min(span(now, deadline) + SHORTEST)));
    };
    keep(shop, draw_id, &signature).await?;
    Ok(None)
}

pub(super) fn span(from: At, to: At) -> Duration {
    Duration::from_millis(u64::try_from(to.ms() - from.ms()).unwrap_or(0))
}

/// Those configured for this chain; a draw may name another than draws that open now do.
fn relays_of(shop: &Shop, chain: &Chain) -> Vec<String> {
    match &shop.config.beacon {
        Some(config) if config.chain == chain => config.relays.clone(),
        _ if chain.is_real() => relays::QUICKNET.map(str::to_owned).to_vec(),
        _ => Vec::new(),
    }
}

/// Keeps a verified signature, and has the draw ranked with it.
async fn keep(shop: &Shop, draw_id: DrawId, signature: &BeaconSignature) -> Result<(), Fault> {
    let mut tx = shop.begin().await?;
    let Some((drop, draw)) = store::lock(&mut tx, draw_id).await? else { return Ok(()) };
    if draw.state != DrawState::Sealed || drop.state != DropState::Sealed || draw.beacon_signature.is_some() {
        return Ok(());
    }
    store::keep_round(&mut tx, draw_id, signature.as_bytes()).await?;
    queue::enqueue(&mut tx, &RankDraw { draw_id }).await?;
    events::emit(&mut tx, events::Topic::Draw, "draw.beacon", draw_id.0, json!({ "signature": signature })).await?;
    tx.commit().await?;
    tracing::info!(%draw_id, "the beacon's round has come");
    shop.live.publish(Topic::Drop(drop.id));
    Ok(())
}
