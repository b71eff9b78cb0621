//! The public randomness beacon: drand's quicknet, pinned here and never taken from a relay, and a test chain that
//! anybody can sign.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{
    hash::sha256_of,
    hex::{BeaconKey, BeaconSignature, Hash, Hex},
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
    /// What its rounds are signed with (drand's scheme `bls-unchained-g1-rfc9380`).
    pub public_key: BeaconKey,
    /// When round 1 was due, seconds since 1970.
    pub genesis: u64,
    /// Seconds between rounds.
    pub period: u64,
}

/// The League of Entropy's quicknet (drand/drand-client, `lib/defaults.ts`).
pub static QUICKNET: Chain = Chain {
    name: Cow::Borrowed("quicknet"),
    hash: Hex::literal("52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"),
    public_key: Hex::literal(
        "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451\
         0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
    ),
    genesis: 1_692_803_367,
    period: 3,
};

/// For tests and for machines without internet: its secret key follows from public bytes (feature `test-chain`), so
/// its rounds are genuine BLS signatures that prove nothing. Production refuses it, and a verifier wants leave for it.
pub static TEST_CHAIN: Chain = Chain {
    name: Cow::Borrowed("fairdrop-test"),
    hash: Hex::literal("a306293586fa061ab657d8c4b5c46e5ee36bcba27fef84b7d8c6108c61103d47"),
    public_key: Hex::literal(
        "a2bfeaef171780c2e6abdfbf26f99f0fd43db2e6b3cfbd6b89055ce86d680b2c3e87c5e1277f6706dc1385509f4efa3f\
         0856f2d35c4c80467949a5f36dc1708b546a9c1d2e1d3ad61feb95418eee20356d2bf81e8ebea7414c103abf04f22aa9",
    ),
    genesis: 1_577_836_800,
    period: 1,
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

    /// The chain of this hash, among those that are known here.
    pub fn known(hash: &Hash) -> Option<&'static Self> {
        [&QUICKNET, &TEST_CHAIN].into_iter().find(|chain| chain.hash == *hash)
    }

    /// Is this the signature of that round, by this network? Without the feature `beacon` nobody can tell.
    #[cfg(feature = "beacon")]
    pub fn signed(&self, round: u64, signature: &BeaconSignature) -> bool {
        crate::bls::verify(&self.public_key, round, signature)
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
