//! The public randomness beacon: drand's quicknet, pinned here and never taken from a relay.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{
    hash::sha256_of,
    hex::{BeaconSignature, Hash, Hex},
};

/// On a real chain the round is due at least this many seconds after the freeze, whatever the rules say.
pub const MIN_MARGIN_SECONDS: u64 = 60;

/// A beacon network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// What people call it.
    pub name: Cow<'static, str>,
    /// Its chain hash.
    pub hash: Hash,
    /// When round 1 was due, seconds since 1970.
    pub genesis: u64,
    /// Seconds between rounds.
    pub period: u64,
}

/// The League of Entropy's quicknet (drand/drand-client, `lib/defaults.ts`).
pub static QUICKNET: Chain = Chain {
    name: Cow::Borrowed("quicknet"),
    hash: Hex([
        0x52, 0xdb, 0x9b, 0xa7, 0x0e, 0x0c, 0xc0, 0xf6, 0xea, 0xf7, 0x80, 0x3d, 0xd0, 0x74, 0x47, 0xa1, 0xf5, 0x47,
        0x77, 0x35, 0xfd, 0x3f, 0x66, 0x17, 0x92, 0xba, 0x94, 0x60, 0x0c, 0x84, 0xe9, 0x71,
    ]),
    genesis: 1_692_803_367,
    period: 3,
};

impl Chain {
    /// When a round (from 1) is due, in milliseconds since 1970. It may come later, never earlier.
    pub const fn due_at(&self, round: u64) -> u64 {
        let seconds = round.saturating_sub(1).saturating_mul(self.period).saturating_add(self.genesis);
        seconds.saturating_mul(1000)
    }

    /// The first round that is due at least `margin_seconds` after `freezes_at` (milliseconds since 1970).
    pub fn first_round(&self, freezes_at: u64, margin_seconds: u64) -> u64 {
        let earliest = earliest(freezes_at, margin_seconds);
        let wait = earliest.saturating_sub(self.genesis.saturating_mul(1000));
        wait.div_ceil(self.period.max(1).saturating_mul(1000)).saturating_add(1)
    }

    /// Is this the pinned real chain?
    pub fn is_real(&self) -> bool {
        self.hash == QUICKNET.hash
    }
}

/// The earliest allowed due time for a freeze and a margin, in milliseconds since 1970.
pub(crate) const fn earliest(freezes_at: u64, margin_seconds: u64) -> u64 {
    freezes_at.saturating_add(margin_seconds.saturating_mul(1000))
}

/// The round that the rules name before anybody enters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeaconRound {
    /// The chain hash of the network.
    pub chain_hash: Hash,
    /// The round, from 1.
    pub round: u64,
}

/// A round's output, as published in the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beacon {
    /// The chain hash of the network.
    pub chain_hash: Hash,
    /// The round, from 1.
    pub round: u64,
    /// The network's signature of the round.
    pub signature: BeaconSignature,
    /// SHA-256 of the signature.
    pub randomness: Hash,
}

impl Beacon {
    /// A beacon from a relay's answer; the randomness is computed, not believed.
    pub fn new(round: BeaconRound, signature: BeaconSignature) -> Self {
        let randomness = sha256_of(signature.as_bytes());
        Self { chain_hash: round.chain_hash, round: round.round, signature, randomness }
    }

    /// Chain and round alone, for comparison with the rules.
    pub const fn round(&self) -> BeaconRound {
        BeaconRound { chain_hash: self.chain_hash, round: self.round }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_and_times_of_quicknet() {
        assert_eq!(QUICKNET.due_at(1), 1_692_803_367_000);
        assert_eq!(QUICKNET.due_at(1000), 1_692_806_364_000);
        assert_eq!(QUICKNET.due_at(30_000_000), 1_782_803_364_000);
        assert_eq!(QUICKNET.first_round(1_782_802_764_000, 600), 30_000_000);
        assert_eq!(QUICKNET.first_round(1_782_802_764_001, 600), 30_000_001);
        assert_eq!(QUICKNET.first_round(0, 600), 1);
        assert_eq!(QUICKNET.due_at(u64::MAX), u64::MAX);
    }
}
