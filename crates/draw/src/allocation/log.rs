//! The log of all pools: order, time and chain.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{
    Allocation, AllocationKind, Balance, Refusal,
    pool::{Pool, Step},
};
use crate::{
    hex::Hash,
    rules::{Kind, Terms},
};

/// Why a row does not continue the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AllocationError {
    /// A gap or a repetition.
    #[error("seq {found} where {expected} belongs")]
    Seq {
        /// The next number.
        expected: u64,
        /// The row's number.
        found: u64,
    },
    /// Time went back.
    #[error("at {found} is before {last}")]
    Time {
        /// The row before.
        last: u64,
        /// This row.
        found: u64,
    },
    /// The row, or one before it, was changed.
    #[error("hash {found} where {expected} belongs")]
    Hash {
        /// Recomputed.
        expected: Hash,
        /// The row's.
        found: Hash,
    },
    /// The rules have no such pool.
    #[error("there is no pool {0}")]
    NoPool(String),
    /// The table of section 5 does not allow it.
    #[error("{kind} of rank {rank} in {pool}: {refusal}")]
    Refused {
        /// What was to happen.
        kind: AllocationKind,
        /// The pool.
        pool: String,
        /// The rank.
        rank: u32,
        /// Why not.
        refusal: Refusal,
    },
}

/// The state of a draw's allocation. Rows are checked before they change anything.
///
/// It knows how many entries are ranked in each pool but not who they are: that `entry_id` has the row's rank
/// is for the caller ([`crate::Ranking::at`]) or [`crate::verify()`].
#[derive(Clone, Debug)]
pub struct AllocationLog {
    kind: Kind,
    /// Milliseconds.
    window: u64,
    pools: BTreeMap<String, Pool>,
    seq: u64,
    at: u64,
    head: Hash,
}

impl AllocationLog {
    /// An empty log after the draw: the rules' terms, the seed, and how many entries are ranked in each pool.
    pub fn new(terms: &Terms, seed: Hash, ranked: &BTreeMap<String, u32>) -> Self {
        let pool =
            |(name, units): (&String, &u32)| (name.clone(), Pool::new(*units, ranked.get(name).copied().unwrap_or(0)));
        Self {
            kind: terms.kind,
            window: terms.payment_window_minutes.saturating_mul(60_000),
            pools: terms.pools.iter().map(pool).collect(),
            seq: 0,
            at: 0,
            head: seed,
        }
    }

    /// The row that this would be, if the table allows it; nothing changes until it is appended.
    /// `at` is in milliseconds since 1970.
    pub fn next(
        &self,
        at: u64,
        kind: AllocationKind,
        pool: &str,
        rank: u32,
        entry_id: Uuid,
    ) -> Result<Allocation, AllocationError> {
        let seq = self.seq.saturating_add(1);
        let mut row = Allocation { seq, at, kind, pool: pool.to_owned(), rank, entry_id, hash: self.head };
        row.hash = row.expected_hash(&self.head);
        self.check(&row)?;
        Ok(row)
    }

    /// Checks a row (number, time, chain, table) and moves on.
    pub fn append(&mut self, row: &Allocation) -> Result<(), AllocationError> {
        let change = self.check(row)?;
        if let Some(pool) = self.pools.get_mut(&row.pool) {
            pool.apply(&step(row), change);
        }
        (self.seq, self.at, self.head) = (row.seq, row.at, row.hash);
        Ok(())
    }

    /// How a pool's units stand.
    pub fn balance(&self, pool: &str) -> Option<Balance> {
        self.pools.get(pool).map(Pool::balance)
    }

    /// The rank of this pool that may be offered now, if a unit is free and somebody is left.
    pub fn offerable(&self, pool: &str) -> Option<u32> {
        self.pools.get(pool).and_then(Pool::offerable)
    }

    /// The first pool that is not settled yet.
    pub fn unsettled(&self) -> Option<&str> {
        self.pools.iter().find(|(_, pool)| !pool.balance().settled).map(|(name, _)| name.as_str())
    }

    /// The hash of the last row, or the seed: what an offer mail carries.
    pub const fn head(&self) -> Hash {
        self.head
    }

    /// The time of the last row in milliseconds since 1970, or 0.
    pub const fn last_at(&self) -> u64 {
        self.at
    }

    /// How many rows there are.
    pub const fn len(&self) -> u64 {
        self.seq
    }

    /// Is there no row yet?
    pub const fn is_empty(&self) -> bool {
        self.seq == 0
    }

    fn check(&self, row: &Allocation) -> Result<super::pool::Change, AllocationError> {
        let expected = self.seq.saturating_add(1);
        if row.seq != expected {
            return Err(AllocationError::Seq { expected, found: row.seq });
        }
        if row.at < self.at {
            return Err(AllocationError::Time { last: self.at, found: row.at });
        }
        let expected = row.expected_hash(&self.head);
        if row.hash != expected {
            return Err(AllocationError::Hash { expected, found: row.hash });
        }
        let pool = self.pools.get(&row.pool).ok_or_else(|| AllocationError::NoPool(row.pool.clone()))?;
        let allowed = match (row.kind, self.kind) {
            (AllocationKind::Paid, Kind::Contest) | (AllocationKind::Claimed, Kind::Drop) => Err(Refusal::WrongKind),
            _ => pool.check(&step(row), self.window),
        };
        allowed.map_err(|refusal| AllocationError::Refused {
            kind: row.kind,
            pool: row.pool.clone(),
            rank: row.rank,
            refusal,
        })
    }
}

const fn step(row: &Allocation) -> Step {
    Step { kind: row.kind, rank: row.rank, entry_id: row.entry_id, at: row.at }
}
