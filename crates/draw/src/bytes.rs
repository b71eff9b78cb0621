//! How values become bytes: big-endian integers, 16-byte ids, length-prefixed texts.

use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::hex::Hash;

/// HMAC-SHA-256.
pub(crate) type HmacSha256 = Hmac<Sha256>;

/// Something that takes bytes: a hash under way, or a message.
pub(crate) trait Put: Sized {
    fn put(self, bytes: &[u8]) -> Self;

    fn u32(self, number: u32) -> Self {
        self.put(&number.to_be_bytes())
    }

    fn u64(self, number: u64) -> Self {
        self.put(&number.to_be_bytes())
    }

    fn id(self, id: Uuid) -> Self {
        self.put(id.as_bytes())
    }

    fn hash(self, hash: &Hash) -> Self {
        self.put(hash.as_bytes())
    }

    /// `lp(x)`. No text here comes near 4 GiB; a longer one would only get a prefix that nobody else computes.
    fn lp(self, text: &str) -> Self {
        self.u32(u32::try_from(text.len()).unwrap_or(u32::MAX)).put(text.as_bytes())
    }
}

impl Put for Sha256 {
    fn put(self, bytes: &[u8]) -> Self {
        self.chain_update(bytes)
    }
}

impl Put for HmacSha256 {
    fn put(self, bytes: &[u8]) -> Self {
        self.chain_update(bytes)
    }
}

impl Put for Vec<u8> {
    fn put(mut self, bytes: &[u8]) -> Self {
        self.extend_from_slice(bytes);
        self
    }
}

/// Starts a SHA-256 with a domain tag such as `fairdrop/v1/seal`.
pub(crate) fn sha256(tag: &str) -> Sha256 {
    Sha256::new().put(tag.as_bytes())
}

/// Ends a SHA-256.
pub(crate) fn finish(hash: Sha256) -> Hash {
    crate::hex::Hex(hash.finalize().into())
}

/// Starts an HMAC-SHA-256 under a key of 32 bytes.
pub(crate) fn hmac(key: &[u8; 32]) -> HmacSha256 {
    use hmac::digest::KeyInit;
    // A short key is padded with zeros to the block, so this is the same key, and its length cannot be wrong.
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    <HmacSha256 as KeyInit>::new(&block.into())
}

/// Ends an HMAC.
pub(crate) fn finish_hmac(hmac: HmacSha256) -> Hash {
    crate::hex::Hex(hmac.finalize().into_bytes().into())
}
