//! The public register of all draws: a hash chain of openings, seals, results and cancellations.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    bytes::{Put, finish, sha256},
    csv::{CsvRow, Fields},
    hash::sha256_of,
    hex::{Hash, Hex},
};

/// What happened to a draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegisterKind {
    /// Opened; the digest is the commitment.
    Opened,
    /// Sealed; the digest is the seal.
    Sealed,
    /// Drawn; the digest is the seed.
    Drawn,
    /// Cancelled; the digest is SHA-256 of the reason.
    Cancelled,
    /// Void; the digest is SHA-256 of the reason.
    Void,
}

impl RegisterKind {
    const ALL: [Self; 5] = [Self::Opened, Self::Sealed, Self::Drawn, Self::Cancelled, Self::Void];

    /// The word in the register.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Sealed => "sealed",
            Self::Drawn => "drawn",
            Self::Cancelled => "cancelled",
            Self::Void => "void",
        }
    }
}

impl fmt::Display for RegisterKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for RegisterKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or(())
    }
}

/// A row of `register.csv`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterRow {
    /// From 1, without gaps.
    pub seq: u64,
    /// Milliseconds since 1970.
    pub at: u64,
    /// The draw.
    #[serde(with = "crate::id")]
    pub draw_id: Uuid,
    /// What happened.
    pub kind: RegisterKind,
    /// Commitment, seal, seed, or SHA-256 of the reason.
    pub digest: Hash,
    /// The chain's hash up to this row.
    pub hash: Hash,
}

impl RegisterRow {
    /// The hash that belongs here after `previous`.
    pub fn expected_hash(&self, previous: &Hash) -> Hash {
        let start = sha256("fairdrop/v1/register").hash(previous).u64(self.seq).u64(self.at);
        finish(start.id(self.draw_id).lp(self.kind.name()).hash(&self.digest))
    }
}

/// The digest of a cancelled or void row.
pub fn reason_digest(reason: &str) -> Hash {
    sha256_of(reason.as_bytes())
}

/// Why a row does not continue the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegisterError {
    /// A gap or a repetition.
    #[error("seq {found} where {expected} belongs")]
    Seq {
        /// The next number.
        expected: u64,
        /// The row's number.
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
}

/// The end of the register, to which rows are added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Register {
    seq: u64,
    hash: Hash,
}

impl Default for Register {
    fn default() -> Self {
        Self { seq: 0, hash: Hex([0; 32]) }
    }
}

impl Register {
    /// An empty register.
    pub fn new() -> Self {
        Self::default()
    }

    /// The register that ends with this number and hash.
    pub const fn after(seq: u64, hash: Hash) -> Self {
        Self { seq, hash }
    }

    /// The row that comes next; nothing changes until it is appended. `at` is in milliseconds since 1970.
    pub fn next(&self, at: u64, draw_id: Uuid, kind: RegisterKind, digest: Hash) -> RegisterRow {
        let mut row = RegisterRow { seq: self.seq.saturating_add(1), at, draw_id, kind, digest, hash: self.hash };
        row.hash = row.expected_hash(&self.hash);
        row
    }

    /// Checks number and hash of a row, and moves on.
    pub fn append(&mut self, row: &RegisterRow) -> Result<(), RegisterError> {
        let next = self.next(row.at, row.draw_id, row.kind, row.digest);
        if row.seq != next.seq {
            return Err(RegisterError::Seq { expected: next.seq, found: row.seq });
        }
        if row.hash != next.hash {
            return Err(RegisterError::Hash { expected: next.hash, found: row.hash });
        }
        *self = Self::after(row.seq, row.hash);
        Ok(())
    }

    /// The hash of the last row; 32 zero bytes when there is none.
    pub const fn head(&self) -> Hash {
        self.hash
    }
}

impl<'a> CsvRow<'a> for RegisterRow {
    const HEADER: &'static str = "seq,at,draw_id,kind,digest,hash";

    fn line(&self) -> String {
        format!("{},{},{},{},{},{}\n", self.seq, self.at, self.draw_id, self.kind, self.digest, self.hash)
    }

    fn parse(fields: &mut Fields<'a>) -> Result<Self, &'static str> {
        Ok(Self {
            seq: fields.number("seq")?,
            at: fields.number("at")?,
            draw_id: fields.id("draw_id")?,
            kind: fields.parsed("kind")?,
            digest: fields.hash("digest")?,
            hash: fields.hash("hash")?,
        })
    }
}
