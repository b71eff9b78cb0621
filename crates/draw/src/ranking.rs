//! Tickets and the ranking of each pool.

use std::{collections::BTreeMap, ops::Bound};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    bytes::{HmacSha256, Put, finish_hmac, hmac},
    csv::{CsvRow, Fields},
    entry::{Entry, MAX_WEIGHT},
    hex::Hash,
};

/// Makes the tickets of one draw.
#[derive(Clone)]
pub struct Tickets(HmacSha256);

impl std::fmt::Debug for Tickets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tickets")
    }
}

impl Tickets {
    /// The tickets under this seed. The key is hashed once here, not once per ticket.
    pub fn new(seed: &Hash) -> Self {
        Self(hmac(seed.as_bytes()))
    }

    /// The least of an entry's `weight` tickets; None when it has none (weight 0) or more than anybody may (over 10).
    pub fn ticket(&self, entry_id: Uuid, weight: u32) -> Option<Hash> {
        if weight > MAX_WEIGHT {
            return None;
        }
        (0..weight).map(|i| finish_hmac(self.0.clone().id(entry_id).u32(i))).min()
    }
}

/// An entry's place in its pool: sorts by ticket, then by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The entry's least ticket.
    pub ticket: Hash,
    /// The entry.
    pub entry_id: Uuid,
}

/// A row of `ranking.csv` and of the record's `winners`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RankedEntry {
    /// The pool.
    pub pool: String,
    /// From 1.
    pub rank: u32,
    /// The entry.
    #[serde(with = "crate::id")]
    pub entry_id: Uuid,
    /// Its least ticket.
    pub ticket: Hash,
}

/// A ranked entry whose rank is within its pool's units.
pub type Winner = RankedEntry;

/// Gathers entries, in any order, into a ranking.
#[derive(Clone, Debug)]
pub struct Ranker {
    tickets: Tickets,
    pools: BTreeMap<String, Vec<Place>>,
}

impl Ranker {
    /// Ranks under this seed.
    pub fn new(seed: &Hash) -> Self {
        Self { tickets: Tickets::new(seed), pools: BTreeMap::new() }
    }

    /// Adds an entry. Weight 0 is not ranked, and no weight over 10 is valid.
    pub fn push(&mut self, entry: &Entry) {
        let Some(ticket) = self.tickets.ticket(entry.entry_id, entry.weight) else {
            return;
        };
        let place = Place { ticket, entry_id: entry.entry_id };
        match self.pools.get_mut(entry.pool.as_ref()) {
            Some(places) => places.push(place),
            None => {
                self.pools.insert(entry.pool.to_string(), vec![place]);
            }
        }
    }

    /// Takes over what another gathered under the same seed.
    pub fn merge(&mut self, other: Self) {
        for (pool, places) in other.pools {
            self.pools.entry(pool).or_default().extend(places);
        }
    }

    /// Sorts every pool.
    pub fn finish(mut self) -> Ranking {
        self.pools.values_mut().for_each(|places| places.sort_unstable());
        Ranking { pools: self.pools }
    }
}

/// Ranks all entries under a seed.
pub fn rank<'a, 'e: 'a>(seed: &Hash, entries: impl IntoIterator<Item = &'a Entry<'e>>) -> Ranking {
    let mut ranker = Ranker::new(seed);
    entries.into_iter().for_each(|entry| ranker.push(entry));
    ranker.finish()
}

/// The order of every pool: winners first, then alternates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ranking {
    pools: BTreeMap<String, Vec<Place>>,
}

impl Ranking {
    /// A pool's places, the first being rank 1; empty for a pool without ranked entries.
    pub fn pool(&self, pool: &str) -> &[Place] {
        self.pools.get(pool).map_or(&[], Vec::as_slice)
    }

    /// The pools that have ranked entries, with their places.
    pub fn pools(&self) -> impl Iterator<Item = (&str, &[Place])> {
        self.pools.iter().map(|(pool, places)| (pool.as_str(), places.as_slice()))
    }

    /// Who has this rank (from 1)?
    pub fn at(&self, pool: &str, rank: u32) -> Option<&Place> {
        let index = usize::try_from(rank.checked_sub(1)?).ok()?;
        self.pool(pool).get(index)
    }

    /// How many entries are ranked in each pool that has any.
    pub fn counts(&self) -> BTreeMap<String, u32> {
        self.pools.iter().map(|(pool, places)| (pool.clone(), count(places.len()))).collect()
    }

    /// All rows by pool, then rank: `ranking.csv`.
    pub fn rows(&self) -> impl Iterator<Item = RankedEntry> {
        self.pools.iter().flat_map(|(pool, places)| ranked(pool, places))
    }

    /// The row of `ranking.csv` after this one; the first row after None.
    pub(crate) fn following(&self, last: Option<&RankedEntry>) -> Option<RankedEntry> {
        let Some(last) = last else { return self.rows().next() };
        let rank = last.rank.checked_add(1)?;
        if let Some(place) = self.at(&last.pool, rank) {
            return Some(ranked_at(&last.pool, rank, place));
        }
        let mut further = self.pools.range::<str, _>((Bound::Excluded(last.pool.as_str()), Bound::Unbounded));
        further.find_map(|(pool, places)| ranked(pool, places).next())
    }

    /// The first `units` of each pool, by pool, then rank; all of a pool that has fewer.
    pub fn winners(&self, pools: &BTreeMap<String, u32>) -> Vec<Winner> {
        let within = |(pool, units): (&String, &u32)| {
            let units = usize::try_from(*units).unwrap_or(usize::MAX);
            let places = self.pool(pool);
            ranked(pool, &places[..units.min(places.len())]).collect::<Vec<_>>()
        };
        pools.iter().flat_map(within).collect()
    }
}

/// Lists of more than 2^32 entries do not fit the protocol's ranks; nobody holds one in memory either.
fn count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

fn ranked(pool: &str, places: &[Place]) -> impl Iterator<Item = RankedEntry> {
    (1..).zip(places).map(move |(rank, place)| ranked_at(pool, rank, place))
}

fn ranked_at(pool: &str, rank: u32, place: &Place) -> RankedEntry {
    RankedEntry { pool: pool.to_owned(), rank, entry_id: place.entry_id, ticket: place.ticket }
}

impl<'a> CsvRow<'a> for RankedEntry {
    const HEADER: &'static str = "pool,rank,entry_id,ticket";

    fn line(&self) -> String {
        format!("{},{},{},{}\n", self.pool, self.rank, self.entry_id, self.ticket)
    }

    fn parse(fields: &mut Fields<'a>) -> Result<Self, &'static str> {
        Ok(Self {
            pool: fields.text("pool")?.to_owned(),
            rank: fields.number("rank")?,
            entry_id: fields.id("entry_id")?,
            ticket: fields.hash("ticket")?,
        })
    }
}
