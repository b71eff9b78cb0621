//! Every digest of section 3 that is not a tree: commitment, leaf, seal, seed, participant ids.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    beacon::Beacon,
    bytes::{Put, finish, finish_hmac, hmac, sha256},
    entry::Entry,
    hex::{Hash, ServerSeed},
};

/// Plain SHA-256, as for a beacon's randomness and a reason's digest.
pub fn sha256_of(bytes: &[u8]) -> Hash {
    finish(Sha256::new().put(bytes))
}

/// What is published at the opening and binds the secret seed to this draw and its rules.
pub fn commitment(draw_id: Uuid, rules_hash: &Hash, server_seed: &ServerSeed) -> Hash {
    finish(sha256("fairdrop/v1/commitment").id(draw_id).hash(rules_hash).put(server_seed.as_bytes()))
}

/// The leaf of one entry in the tree of all entries.
pub fn leaf(draw_id: Uuid, entry: &Entry) -> Hash {
    let start = Sha256::new().put(&[0]).put(b"fairdrop/v1/entry");
    finish(start.id(draw_id).id(entry.entry_id).lp(&entry.pool).u32(entry.weight).lp(&entry.note))
}

/// The digest of the closed list: what is signed, mailed and registered before the round.
pub fn seal(draw_id: Uuid, rules_hash: &Hash, commitment: &Hash, entries_count: u64, entries_root: &Hash) -> Hash {
    let start = sha256("fairdrop/v1/seal").id(draw_id).hash(rules_hash).hash(commitment);
    finish(start.u64(entries_count).hash(entries_root))
}

/// The seed of all tickets, from the server's secret, the sealed list and the beacon, if the rules name one.
pub fn seed(server_seed: &ServerSeed, seal: &Hash, beacon: Option<&Beacon>) -> Hash {
    let start = hmac(server_seed.as_bytes()).put(b"fairdrop/v1/seed").hash(seal);
    finish_hmac(match beacon {
        None => start.put(&[0]),
        Some(b) => start.put(&[1]).hash(&b.chain_hash).u64(b.round).hash(&b.randomness),
    })
}

/// A contest's `entry_id` for a comment: whoever reads the post can match it, the list itself names nobody.
/// `comment_id` is the platform's own id of the comment.
pub fn participant_id(draw_id: Uuid, platform: &str, comment_id: &str) -> Uuid {
    let Hash { 0: digest } = finish(sha256("fairdrop/v1/participant").id(draw_id).lp(platform).lp(comment_id));
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    Uuid::from_bytes(id)
}
