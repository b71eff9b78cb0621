//! Signs rounds of [`TEST_CHAIN`](crate::TEST_CHAIN), behind the feature `test-chain`: anybody can.

use bls12_381::{
    G1Affine, G1Projective, Scalar,
    hash_to_curve::{ExpandMsgXmd, HashToCurve},
};

use crate::{
    hash::sha256_of,
    hex::{BeaconSignature, Hex},
};

/// What the secret key is made from. Published here, so that nobody takes these rounds for chance.
pub const SEED: &[u8; 32] = b"Fairdrop test chain. No secret.\n";

const DOMAIN: &[u8] = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";

/// The signature of a round, whenever it is due.
pub fn sign(round: u64) -> BeaconSignature {
    let message = sha256_of(&round.to_be_bytes());
    let point = <G1Projective as HashToCurve<ExpandMsgXmd<sha2_09::Sha256>>>::hash_to_curve(message.as_bytes(), DOMAIN);
    Hex(G1Affine::from(point * secret_key()).to_compressed())
}

/// As the crate `drand` makes its test chains, so that the one can be checked against the other.
fn secret_key() -> Scalar {
    let mut wide = [0; 64];
    let digest = sha256_of(&[b"drand-rs/test-chain/v1/secret-key".as_slice(), SEED].concat());
    wide[..32].copy_from_slice(digest.as_bytes());
    wide[..32].reverse();
    Scalar::from_bytes_wide(&wide)
}
