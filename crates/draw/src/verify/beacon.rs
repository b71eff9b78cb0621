//! Check 7: the beacon.

use super::{Evidence, report::Outcome};
use crate::{
    beacon::{Beacon, BeaconRound, Chain, MIN_MARGIN_SECONDS, QUICKNET, earliest},
    hash::sha256_of,
    record::Record,
};

pub(super) fn check(record: &Record, evidence: &Evidence) -> Outcome {
    let Some(named) = record.rules.beacon else {
        return Outcome::holds(record.beacon.is_none(), || ("no beacon, as in the rules".into(), "a beacon".into()));
    };
    let Some(chain) = chain(&named, evidence) else {
        return Outcome::failed(format!("chain {} (quicknet)", QUICKNET.hash), named.chain_hash);
    };
    if let Err(outcome) = check_time(record, &named, chain) {
        return outcome;
    }
    check_output(record, &named)
}

/// The round must be due late enough after the freeze, and the seal be made before it.
fn check_time(record: &Record, named: &BeaconRound, chain: &Chain) -> Result<(), Outcome> {
    let rules = &record.rules;
    // A test chain may be faster than people are.
    let least = if chain.is_real() { MIN_MARGIN_SECONDS } else { 0 };
    let margin = rules.beacon_margin_seconds.max(least);
    let (due, earliest) = (chain.due_at(named.round), earliest(rules.freezes_at.millis(), margin));
    if due < earliest {
        let expected = format!("a round due at {earliest} ms or later, {margin} s after freezes_at");
        return Err(Outcome::failed(expected, format!("round {} is due at {due} ms", named.round)));
    }
    match record.sealed_at {
        // A draw may be void for just this.
        Some(sealed_at) if sealed_at >= due && !record.state.is_stopped() => {
            let expected = format!("a seal before the round is due at {due} ms, else the draw is void");
            Err(Outcome::failed(expected, format!("sealed at {sealed_at} ms")))
        }
        _ => Ok(()),
    }
}

fn check_output(record: &Record, named: &BeaconRound) -> Outcome {
    let Some(beacon) = &record.beacon else {
        if record.seed.is_some() {
            return Outcome::failed(format!("round {} of {}", named.round, named.chain_hash), "no beacon");
        }
        return Outcome::not_checked("the chain and the round's time hold; the round itself is not in the record");
    };
    if beacon.round() != *named {
        let found = format!("round {} of {}", beacon.round, beacon.chain_hash);
        return Outcome::failed(format!("round {} of {}", named.round, named.chain_hash), found);
    }
    Outcome::equal(&sha256_of(beacon.signature.as_bytes()), &beacon.randomness)
}

/// The second half of check 7.
pub(super) fn check_signature(record: &Record, evidence: &Evidence) -> Outcome {
    match (&record.rules.beacon, &record.beacon) {
        (None, _) => Outcome::not_checked("the rules name no beacon"),
        (Some(_), None) => Outcome::not_checked("the round is not in the record"),
        (Some(named), Some(beacon)) => match chain(named, evidence) {
            Some(chain) => signature(chain, beacon),
            None => Outcome::not_checked("the key of this chain is not known"),
        },
    }
}

#[cfg(feature = "beacon")]
fn signature(chain: &Chain, beacon: &Beacon) -> Outcome {
    Outcome::holds(chain.signed(beacon.round, &beacon.signature), || {
        (format!("a signature of round {} by {}", beacon.round, chain.name), beacon.signature.to_string())
    })
}

#[cfg(not(feature = "beacon"))]
fn signature(_: &Chain, _: &Beacon) -> Outcome {
    Outcome::not_checked(
        "BLS12-381 is not part of this verifier; compare the signature with the chain's own, for instance at \
         https://api.drand.sh",
    )
}

/// When the named round is due, in milliseconds since 1970, if the chain is known.
pub(super) fn due_at(record: &Record, evidence: &Evidence) -> Option<u64> {
    let named = record.rules.beacon?;
    Some(chain(&named, evidence)?.due_at(named.round))
}

fn chain<'a>(named: &BeaconRound, evidence: &Evidence<'a>) -> Option<&'a Chain> {
    if named.chain_hash == QUICKNET.hash {
        // Pinned: no caller can pass another clock for the real chain.
        return Some(&QUICKNET);
    }
    evidence.test_chains.iter().find(|chain| chain.hash == named.chain_hash)
}
