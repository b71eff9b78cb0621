//! What staff did: append-only, each entry chained to the one before it by its hash.

#[cfg(feature = "server")]
mod chain;
#[cfg(feature = "server")]
mod store;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::At;

/// One thing that staff did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Its place in the chain, from 1.
    pub seq: i64,
    /// When.
    pub at: At,
    /// The name of the member of staff; nobody for the command line.
    pub who: Option<String>,
    /// `drop.scheduled`, `order.refunded`.
    pub action: String,
    /// What it was done to.
    pub subject: Option<Uuid>,
    /// Particulars, as JSON.
    pub details: String,
    /// SHA-256 over the hash before it and this entry, in hex.
    pub hash: String,
}

/// Whether the chain of hashes holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Chain {
    /// Every entry is what it was when it was written; so many of them.
    Holds(i64),
    /// The entry with this number is the first that is not.
    BreaksAt(i64),
}

/// A page of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// The newest first.
    pub entries: Vec<AuditEntry>,
    /// `before` of the page of older entries, if there are any.
    pub older: Option<i64>,
}

#[cfg(feature = "server")]
pub use chain::{page, record, verify};
