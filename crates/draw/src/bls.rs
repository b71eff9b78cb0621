//! BLS12-381 signatures of beacon rounds (drand's scheme `bls-unchained-g1-rfc9380`), behind the feature `beacon`.

use drand_verify::{G2PubkeyRfc, Pubkey as _};

use crate::hex::{BeaconKey, BeaconSignature};

/// The flag of the point at infinity in a compressed point. As a key it would make anything hold.
const INFINITY: u8 = 0x40;

/// Does the key sign this round so? False as well for round 0, which is no round, and for bytes
/// that are no point of the right subgroup.
pub(crate) fn verify(key: &BeaconKey, round: u64, signature: &BeaconSignature) -> bool {
    if round == 0 || (key.0[0] | signature.0[0]) & INFINITY != 0 {
        return false;
    }
    let Ok(key) = G2PubkeyRfc::from_fixed(*key.as_bytes()) else { return false };
    key.verify(round, b"", signature.as_bytes()).unwrap_or(false)
}
