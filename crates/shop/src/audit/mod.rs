//! What staff did: append-only, each entry chained to the one before it by its hash.

#[cfg(feature = "server")]
mod chain;
#[cfg(feature = "server")]
mod store;
mod words;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{AccountId, At};

/// One thing that staff did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Its place in the chain, from 1.
    pub seq: i64,
    /// When.
    pub at: At,
    /// The member of staff; nobody for the command line.
    pub account: Option<AccountId>,
    /// Their name today.
    pub who: Option<String>,
    /// `drop.scheduled`, `order.refunded`.
    pub action: String,
    /// What it was done to.
    pub subject: Option<Uuid>,
    /// Particulars: name and value.
    pub facts: Vec<(String, String)>,
    /// SHA-256 over the hash before it and this entry, in hex.
    pub hash: String,
}

/// What to list of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditFilter {
    /// Only this action; empty for all.
    pub action: String,
    /// Only what this member of staff did.
    pub account: Option<AccountId>,
    /// Only what was done to this.
    pub subject: Option<Uuid>,
    /// Only entries before this number: [`AuditPage::older`] of the page before.
    pub before: Option<i64>,
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
    /// All actions that occur in the log, by name.
    pub actions: Vec<String>,
    /// The staff of today, and whoever is filtered for, by name.
    pub people: Vec<(AccountId, String)>,
}

#[cfg(feature = "server")]
pub use chain::{page, record, verify};
pub use words::sentence;
