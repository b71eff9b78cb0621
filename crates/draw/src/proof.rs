//! `entries/{entry_id}/proof.json`: that one entry is in the sealed list.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    entry::Entry,
    hex::Hash,
    json::{self, JsonError},
    merkle::verify_path,
    ranking::Tickets,
};

const KEYS: [&str; 9] = ["entry_id", "pool", "weight", "note", "leaf", "index", "entries_count", "path", "ticket"];

/// An entry, its place in the tree, and its ticket once drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The entry.
    #[serde(flatten)]
    pub entry: Entry<'static>,
    /// Its leaf.
    pub leaf: Hash,
    /// Its place among the entries, from 0.
    pub index: u64,
    /// How many there are.
    pub entries_count: u64,
    /// The audit path, lowest sibling first.
    pub path: Vec<Hash>,
    /// Its least ticket; None before the draw and for weight 0.
    pub ticket: Option<Hash>,
}

impl Proof {
    /// Reads a proof strictly.
    pub fn parse(bytes: &[u8]) -> Result<Self, JsonError> {
        json::parse_object(bytes, &KEYS)
    }

    /// The canonical JSON.
    pub fn to_json(&self) -> Result<String, JsonError> {
        let value = serde_json::to_value(self).map_err(|e| JsonError::Wrong(e.to_string()))?;
        json::canonical(&value)
    }

    /// Is the entry in the list with this root?
    pub fn is_in(&self, draw_id: Uuid, entries_root: &Hash) -> bool {
        self.leaf == self.entry.leaf(draw_id)
            && verify_path(&self.leaf, self.index, self.entries_count, &self.path, entries_root)
    }

    /// Is its ticket the one that this seed gives?
    pub fn has_ticket_of(&self, seed: &Hash) -> bool {
        self.ticket == Tickets::new(seed).ticket(self.entry.entry_id, self.entry.weight)
    }
}
