//! Relays of the beacon, over HTTP (drand's API, version 1). None is trusted: the signature alone counts.

use std::time::Duration;

use draw::{BeaconSignature, Chain, Hash, hash};
use serde::Deserialize;

use crate::Fault;

/// The relays of the League of Entropy that serve quicknet, run by several of its members.
pub const QUICKNET: [&str; 4] =
    ["https://api.drand.sh", "https://drand.cloudflare.com", "https://api2.drand.sh", "https://api3.drand.sh"];

/// One relay's time to answer.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Bytes of an answer; a round takes some hundred.
const LONGEST: u64 = 16 * 1024;

/// Why a relay's answer is of no use.
#[derive(Debug, thiserror::Error)]
enum Useless {
    #[error("it does not have the round yet")]
    NotYet,
    #[error("it answered {0}")]
    Status(u16),
    #[error("it could not be reached: {0}")]
    Away(#[from] ureq::Error),
    #[error("it answered with another round")]
    OtherRound,
    #[error("the network did not sign this answer")]
    Forged,
}

/// A round as a relay tells it.
#[derive(Deserialize)]
struct Answer {
    round: u64,
    signature: BeaconSignature,
    randomness: Option<Hash>,
}

/// Asks one relay after the other for a round; the first signature that holds, if any does.
pub async fn ask(relays: &[String], chain: &'static Chain, round: u64) -> Result<Option<BeaconSignature>, Fault> {
    for relay in relays {
        let url = format!("{}/{}/public/{round}", relay.trim_end_matches('/'), chain.hash);
        // Waits for the network, then computes for some milliseconds.
        match tokio::task::spawn_blocking(move || get(&url, chain, round)).await? {
            Ok(signature) => return Ok(Some(signature)),
            Err(Useless::NotYet) => tracing::info!(relay, round, "the relay does not have the round yet"),
            Err(error) => tracing::warn!(relay, round, %error, "the relay is of no use"),
        }
    }
    Ok(None)
}

fn get(url: &str, chain: &Chain, round: u64) -> Result<BeaconSignature, Useless> {
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .max_redirects(2)
        .http_status_as_error(false)
        .user_agent("fairdrop");
    let mut answer = ureq::Agent::new_with_config(config.build()).get(url).call()?;
    match answer.status().as_u16() {
        200 => {}
        // Older relays say that they do not know a round that is to come.
        404 | 425 => return Err(Useless::NotYet),
        other => return Err(Useless::Status(other)),
    }
    let answer: Answer = answer.body_mut().with_config().limit(LONGEST).read_json()?;
    check(&answer, chain, round)
}

fn check(answer: &Answer, chain: &Chain, round: u64) -> Result<BeaconSignature, Useless> {
    if answer.round != round {
        return Err(Useless::OtherRound);
    }
    let randomness = hash::sha256_of(answer.signature.as_bytes());
    if !chain.signed(round, &answer.signature) || answer.randomness.is_some_and(|told| told != randomness) {
        return Err(Useless::Forged);
    }
    Ok(answer.signature)
}
