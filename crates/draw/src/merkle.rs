//! The Merkle tree of RFC 6962, built from a stream of leaves in logarithmic memory.

use sha2::{Digest, Sha256};

use crate::{
    bytes::{Put, finish},
    hash::sha256_of,
    hex::Hash,
};

/// A tree that grows leaf by leaf and keeps only the roots of its perfect subtrees.
#[derive(Clone, Debug, Default)]
pub struct MerkleTree {
    count: u64,
    /// Roots of perfect subtrees, the largest first: one per set bit of `count`.
    peaks: Vec<Hash>,
}

impl MerkleTree {
    /// An empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a leaf hash at the right.
    pub fn push(&mut self, leaf: Hash) {
        let mut node = leaf;
        for _ in 0..self.count.trailing_ones() {
            let Some(left) = self.peaks.pop() else { break };
            node = parent(&left, &node);
        }
        self.peaks.push(node);
        self.count += 1;
    }

    /// How many leaves there are.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The tree head of the leaves so far; SHA-256 of nothing without leaves.
    pub fn root(&self) -> Hash {
        let from_right = self.peaks.iter().rev().copied();
        from_right.reduce(|right, left| parent(&left, &right)).unwrap_or_else(|| sha256_of(b""))
    }
}

impl Extend<Hash> for MerkleTree {
    fn extend<I: IntoIterator<Item = Hash>>(&mut self, leaves: I) {
        leaves.into_iter().for_each(|leaf| self.push(leaf));
    }
}

/// The tree head of these leaf hashes.
pub fn root(leaves: impl IntoIterator<Item = Hash>) -> Hash {
    let mut tree = MerkleTree::new();
    tree.extend(leaves);
    tree.root()
}

/// The audit path of the leaf at `index` (from 0) among `count` leaves, lowest sibling first.
/// Reads the leaves once, in order; None when `index` is outside or there are not exactly `count` leaves.
pub fn audit_path(index: u64, count: u64, leaves: impl IntoIterator<Item = Hash>) -> Option<Vec<Hash>> {
    if index >= count {
        return None;
    }
    let siblings = siblings(index, count);
    let mut trees = vec![MerkleTree::new(); siblings.len()];
    let mut seen = 0;
    for leaf in leaves {
        if let Some(i) = siblings.iter().position(|range| range.contains(&seen)) {
            trees[i].push(leaf);
        }
        seen += 1;
    }
    (seen == count).then(|| trees.iter().map(MerkleTree::root).collect())
}

/// Does `path` lead from this leaf at `index` among `count` to `root`? (RFC 9162, section 2.1.3.2.)
pub fn verify_path(leaf: &Hash, index: u64, count: u64, path: &[Hash], root: &Hash) -> bool {
    if index >= count {
        return false;
    }
    let (mut node, mut last, mut hash) = (index, count - 1, *leaf);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            hash = parent(sibling, &hash);
            // At the right edge, levels without a sibling are passed over.
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = parent(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// The ranges of leaves under the siblings of the path, lowest first.
fn siblings(index: u64, count: u64) -> Vec<std::ops::Range<u64>> {
    let (mut from, mut to) = (0, count);
    let mut ranges = Vec::new();
    while to - from > 1 {
        // The largest power of two below the width.
        let split = from + (1 << (to - from - 1).ilog2());
        if index < split {
            ranges.push(split..to);
            to = split;
        } else {
            ranges.push(from..split);
            from = split;
        }
    }
    ranges.reverse();
    ranges
}

fn parent(left: &Hash, right: &Hash) -> Hash {
    finish(Sha256::new().put(&[1]).hash(left).hash(right))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(count: u64) -> Vec<Hash> {
        (0..count).map(|i| sha256_of(&i.to_be_bytes())).collect()
    }

    /// The definition of RFC 6962, section 2.1, word for word.
    fn by_definition(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => sha256_of(b""),
            [leaf] => *leaf,
            _ => {
                let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
                parent(&by_definition(left), &by_definition(right))
            }
        }
    }

    #[test]
    fn streaming_equals_the_definition_and_every_path_leads_to_the_root() {
        for count in 0..=40 {
            let leaves = leaves(count);
            let head = root(leaves.iter().copied());
            assert_eq!(head, by_definition(&leaves));
            for index in 0..count {
                let path = audit_path(index, count, leaves.iter().copied()).unwrap();
                let leaf = &leaves[usize::try_from(index).unwrap()];
                assert!(verify_path(leaf, index, count, &path, &head));
                assert!(!verify_path(leaf, index + 1, count, &path, &head));
                assert!(!verify_path(&sha256_of(b"x"), index, count, &path, &head));
                let longer = [path.as_slice(), &[head]].concat();
                assert!(!verify_path(leaf, index, count, &longer, &head));
            }
        }
    }

    #[test]
    fn paths_need_all_leaves_and_an_index_inside() {
        assert_eq!(audit_path(3, 3, leaves(3)), None);
        assert_eq!(audit_path(0, 3, leaves(2)), None);
        assert_eq!(audit_path(0, 3, leaves(4)), None);
        assert!(!verify_path(&sha256_of(b""), 0, u64::MAX, &[], &sha256_of(b"")));
    }
}
