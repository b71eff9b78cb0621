//! The sealed list in parts: each is the subtree of a node of the tree of all entries. So parts are hashed side by side and
//! stored one by one, and an entry is proven from its own part and the heads of the others.

use uuid::Uuid;

use crate::{
    entry::{Entry, EntryError},
    hash,
    hex::Hash,
    merkle::{audit_path, root},
    rules::Rules,
    seal::Sealed,
};

/// Entries of a part; only the last one of a list may have fewer. A power of two, as the tree asks for.
pub const PART: usize = 1024;

/// What the seal takes from a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its first entry.
    pub first: Uuid,
    /// Its last entry.
    pub last: Uuid,
    /// How many there are.
    pub count: u64,
    /// The tree head of its leaves.
    pub head: Hash,
}

impl Part {
    /// The part of these entries, with the leaf of each; None without entries. Refuses what the rules or the order do not
    /// allow.
    pub fn of(rules: &Rules, entries: &[Entry]) -> Result<Option<(Self, Vec<Hash>)>, EntryError> {
        let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return Ok(None) };
        for pair in entries.windows(2) {
            ascend(pair[0].entry_id, pair[1].entry_id)?;
        }
        let leaf = |entry: &Entry| entry.check(rules).map(|()| entry.leaf(rules.draw_id));
        let leaves = entries.iter().map(leaf).collect::<Result<Vec<_>, _>>()?;
        let count = leaves.len().try_into().unwrap_or(u64::MAX);
        let part = Self { first: first.entry_id, last: last.entry_id, count, head: root(leaves.iter().copied()) };
        Ok(Some((part, leaves)))
    }
}

fn ascend(before: Uuid, after: Uuid) -> Result<(), EntryError> {
    if before < after { Ok(()) } else { Err(EntryError::Order(after)) }
}

/// The seal of the list of these parts, as [`crate::Sealer`] makes it of its entries.
pub fn seal(rules: &Rules, commitment: &Hash, parts: &[Part]) -> Result<Sealed, EntryError> {
    for pair in parts.windows(2) {
        ascend(pair[0].last, pair[1].first)?;
    }
    let entries_count = parts.iter().map(|part| part.count).sum();
    let entries_root = root(parts.iter().map(|part| part.head));
    let seal = hash::seal(rules.draw_id, &rules.hash(), commitment, entries_count, &entries_root);
    Ok(Sealed { entries_count, entries_root, seal })
}

/// The audit path of the entry at `index` (from 0) in the list, from the leaves of its own part and the heads of all.
/// None when it is in neither.
pub fn path(index: u64, leaves: &[Hash], heads: &[Hash]) -> Option<Vec<Hash>> {
    let (part, place) = (index / PART as u64, index % PART as u64);
    let mut path = audit_path(place, leaves.len() as u64, leaves.iter().copied())?;
    path.extend(audit_path(part, heads.len() as u64, heads.iter().copied())?);
    Some(path)
}
