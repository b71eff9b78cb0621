//! Signed statements: an entrant's receipt and the seal.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    bytes::Put,
    entry::Entry,
    hex::{Hash, PublicKey, Signature},
    json::{self, JsonError},
};

const KEYS: [&str; 11] = [
    "version",
    "draw_id",
    "entry_id",
    "pool",
    "weight",
    "note",
    "leaf",
    "commitment",
    "entered_at",
    "key",
    "signature",
];

/// The bytes that a receipt's signature covers. `entered_at` is in milliseconds since 1970.
pub fn receipt_message(leaf: &Hash, commitment: &Hash, entered_at: u64) -> Vec<u8> {
    b"fairdrop/v1/receipt".to_vec().hash(leaf).hash(commitment).u64(entered_at)
}

/// The bytes that `sealed_signature` covers. `sealed_at` is in milliseconds since 1970.
pub fn sealed_message(seal: &Hash, sealed_at: u64) -> Vec<u8> {
    b"fairdrop/v1/sealed".to_vec().hash(seal).u64(sealed_at)
}

/// The signed proof of an entry, which its entrant keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The protocol's version.
    pub version: u64,
    /// The draw.
    #[serde(with = "crate::id")]
    pub draw_id: Uuid,
    /// The entry.
    #[serde(with = "crate::id")]
    pub entry_id: Uuid,
    /// Its pool.
    pub pool: String,
    /// Its weight when it was made.
    pub weight: u32,
    /// Its note when it was made: empty.
    pub note: String,
    /// Its leaf.
    pub leaf: Hash,
    /// The draw's commitment.
    pub commitment: Hash,
    /// Milliseconds since 1970.
    pub entered_at: u64,
    /// The rules' `receipt_key`.
    pub key: PublicKey,
    /// Ed25519 over [`receipt_message`].
    pub signature: Signature,
}

impl Receipt {
    /// Reads a receipt strictly.
    pub fn parse(bytes: &[u8]) -> Result<Self, JsonError> {
        json::parse_object(bytes, &KEYS)
    }

    /// The canonical JSON.
    pub fn to_json(&self) -> Result<String, JsonError> {
        let value = serde_json::to_value(self).map_err(|e| JsonError::Wrong(e.to_string()))?;
        json::canonical(&value)
    }

    /// The entry that it speaks of.
    pub fn entry(&self) -> Entry<'_> {
        Entry {
            entry_id: self.entry_id,
            pool: self.pool.as_str().into(),
            weight: self.weight,
            note: self.note.as_str().into(),
        }
    }

    /// The bytes that its signature covers.
    pub fn message(&self) -> Vec<u8> {
        receipt_message(&self.leaf, &self.commitment, self.entered_at)
    }

    /// Signs a receipt for an entry made at `entered_at`, milliseconds since 1970.
    #[cfg(feature = "sign")]
    pub fn issue(
        signer: &crate::sign::Signer,
        draw_id: Uuid,
        commitment: Hash,
        entry: &Entry,
        entered_at: u64,
    ) -> Self {
        let leaf = entry.leaf(draw_id);
        Self {
            version: crate::VERSION,
            draw_id,
            entry_id: entry.entry_id,
            pool: entry.pool.to_string(),
            weight: entry.weight,
            note: entry.note.to_string(),
            leaf,
            commitment,
            entered_at,
            key: signer.public_key(),
            signature: signer.sign(&receipt_message(&leaf, &commitment, entered_at)),
        }
    }
}
