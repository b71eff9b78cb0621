//! The seal: the closed list, checked and hashed entry by entry in logarithmic memory.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    entry::{Entry, EntryError},
    hash,
    hex::Hash,
    merkle::MerkleTree,
    rules::Rules,
};

/// What a sealed list is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// How many entries there are, those with weight 0 included.
    pub entries_count: u64,
    /// The tree head of their leaves.
    pub entries_root: Hash,
    /// The digest that is signed.
    pub seal: Hash,
}

/// Takes all entries of a draw in ascending order of their ids.
#[derive(Clone, Debug)]
pub struct Sealer<'r> {
    rules: Cow<'r, Rules>,
    tree: MerkleTree,
    last: Option<Uuid>,
}

impl Sealer<'static> {
    /// Starts the list and keeps the rules.
    pub(crate) fn owning(rules: Rules) -> Self {
        Self { rules: Cow::Owned(rules), tree: MerkleTree::new(), last: None }
    }
}

impl<'r> Sealer<'r> {
    /// Starts the list of the draw with these rules.
    pub fn new(rules: &'r Rules) -> Self {
        Self { rules: Cow::Borrowed(rules), tree: MerkleTree::new(), last: None }
    }

    /// Adds the next entry and answers its leaf. Refuses what the rules or the order do not allow.
    pub fn push(&mut self, entry: &Entry) -> Result<Hash, EntryError> {
        if self.last.is_some_and(|last| last >= entry.entry_id) {
            return Err(EntryError::Order(entry.entry_id));
        }
        entry.check(&self.rules)?;
        let leaf = entry.leaf(self.rules.draw_id);
        self.tree.push(leaf);
        self.last = Some(entry.entry_id);
        Ok(leaf)
    }

    /// How many entries were added.
    pub const fn count(&self) -> u64 {
        self.tree.count()
    }

    /// The tree head so far.
    pub fn root(&self) -> Hash {
        self.tree.root()
    }

    /// Closes the list under the draw's commitment.
    pub fn seal(&self, commitment: &Hash) -> Sealed {
        let (entries_count, entries_root) = (self.count(), self.root());
        let seal = hash::seal(self.rules.draw_id, &self.rules.hash(), commitment, entries_count, &entries_root);
        Sealed { entries_count, entries_root, seal }
    }
}
