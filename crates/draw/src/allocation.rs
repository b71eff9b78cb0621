//! The allocation log: who was offered a unit, and what became of it.

mod log;
mod pool;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    bytes::{Put, finish, sha256},
    csv::{CsvRow, Fields},
    hex::Hash,
};

pub use log::{AllocationError, AllocationLog};
pub use pool::{Balance, Refusal};

/// What happened to a rank or a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AllocationKind {
    /// The right to pay was offered.
    Offered,
    /// The card was refused; the window goes on.
    Declined,
    /// A drop's unit was paid.
    Paid,
    /// A contest's unit was claimed.
    Claimed,
    /// The offer lapsed.
    Expired,
    /// The entrant stepped back.
    Withdrawn,
    /// The payment was given back.
    Refunded,
    /// A refunded unit will not be sold again.
    WrittenOff,
    /// The pool is closed.
    Settled,
}

impl AllocationKind {
    const ALL: [Self; 9] = [
        Self::Offered,
        Self::Declined,
        Self::Paid,
        Self::Claimed,
        Self::Expired,
        Self::Withdrawn,
        Self::Refunded,
        Self::WrittenOff,
        Self::Settled,
    ];

    /// The word in the log.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Declined => "declined",
            Self::Paid => "paid",
            Self::Claimed => "claimed",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
            Self::Refunded => "refunded",
            Self::WrittenOff => "written_off",
            Self::Settled => "settled",
        }
    }
}

impl fmt::Display for AllocationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for AllocationKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or(())
    }
}

/// A row of `allocations.csv`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// From 1, without gaps.
    pub seq: u64,
    /// Milliseconds since 1970; never decreases.
    pub at: u64,
    /// What happened.
    pub kind: AllocationKind,
    /// The pool.
    pub pool: String,
    /// From 1; 0 for `settled`.
    pub rank: u32,
    /// Who has that rank; all zero for `settled`.
    #[serde(with = "crate::id")]
    pub entry_id: Uuid,
    /// The chain's hash up to this row.
    pub hash: Hash,
}

impl Allocation {
    /// The hash that belongs here after `previous`; the first previous is the seed.
    pub fn expected_hash(&self, previous: &Hash) -> Hash {
        let start = sha256("fairdrop/v1/allocation").hash(previous).u64(self.seq).u64(self.at);
        finish(start.lp(self.kind.name()).lp(&self.pool).u32(self.rank).id(self.entry_id))
    }
}

impl<'a> CsvRow<'a> for Allocation {
    const HEADER: &'static str = "seq,at,kind,pool,rank,entry_id,hash";

    fn line(&self) -> String {
        let Self { seq, at, kind, pool, rank, entry_id, hash } = self;
        format!("{seq},{at},{kind},{pool},{rank},{entry_id},{hash}\n")
    }

    fn parse(fields: &mut Fields<'a>) -> Result<Self, &'static str> {
        Ok(Self {
            seq: fields.number("seq")?,
            at: fields.number("at")?,
            kind: fields.parsed("kind")?,
            pool: fields.text("pool")?.to_owned(),
            rank: fields.number("rank")?,
            entry_id: fields.id("entry_id")?,
            hash: fields.hash("hash")?,
        })
    }
}
