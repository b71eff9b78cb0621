//! The verifier over files that come in pieces. It keeps what the protocol needs, ids and tickets, and no file.

use std::str::FromStr;

use super::{
    CHECKS, Evidence, Outcome, Report, beacon, check_commitment, check_form, check_rules, check_seal,
    check_sealed_signature, check_seed, expected_seed,
    list::{self, List, ListReader, RankingReader},
    log::{self, AllocationsReader, RegisterReader},
    notes, unreadable,
};
use crate::{beacon::Chain, hex::Hash, record::Record};

/// A published list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    /// `entries.csv`.
    Entries,
    /// `ranking.csv`; after the entries.
    Ranking,
    /// `allocations.csv`; after the entries.
    Allocations,
    /// `register.csv`.
    Register,
}

impl FromStr for File {
    type Err = ();

    /// From the file's name without `.csv`.
    fn from_str(name: &str) -> Result<Self, ()> {
        Ok(match name {
            "entries" => Self::Entries,
            "ranking" => Self::Ranking,
            "allocations" => Self::Allocations,
            "register" => Self::Register,
            _ => return Err(()),
        })
    }
}

/// Checks a record and the lists that belong to it, each given in pieces of any size.
///
/// Never panics, whatever the bytes. Memory is in proportion to the entries that are ranked (48 bytes each) and to the
/// record; the lists themselves are not kept.
#[derive(Debug)]
pub struct Verifier {
    record: Result<Box<Record>, String>,
    kept_seal: Option<Hash>,
    test_chains: Vec<Chain>,
    seed: Option<Hash>,
    reading: Reading,
    list: Option<List>,
    ranking: Option<Outcome>,
    allocations: Option<Outcome>,
    register: Option<Outcome>,
}

/// The list that comes in just now.
#[derive(Debug)]
enum Reading {
    Nothing,
    Entries(Box<ListReader>),
    Ranking(RankingReader),
    Allocations(Option<AllocationsReader>),
    Register(RegisterReader),
}

impl Verifier {
    /// Starts with the bytes of `record.json`.
    pub fn new(record: &[u8]) -> Self {
        let record = Record::parse(record).map(Box::new).map_err(|error| error.to_string());
        Self {
            seed: record.as_ref().ok().and_then(|record| expected_seed(record)),
            record,
            kept_seal: None,
            test_chains: Vec::new(),
            reading: Reading::Nothing,
            list: None,
            ranking: None,
            allocations: None,
            register: None,
        }
    }

    /// The seal that somebody kept from before the draw.
    pub const fn keep_seal(&mut self, seal: Hash) {
        self.kept_seal = Some(seal);
    }

    /// Allows a test chain besides quicknet.
    pub fn allow(&mut self, chain: Chain) {
        self.test_chains.push(chain);
    }

    /// The record, if it could be read.
    pub fn record(&self) -> Option<&Record> {
        self.record.as_deref().ok()
    }

    /// Ends the list before and starts this one: what is pushed from now on is its content. Entries come first: the
    /// ranking and the allocation log are held against them.
    pub fn start(&mut self, file: File) {
        self.end();
        let Ok(record) = &self.record else { return };
        self.reading = match file {
            File::Entries => Reading::Entries(Box::new(ListReader::new(record, self.seed.as_ref()))),
            File::Ranking => Reading::Ranking(RankingReader::new()),
            File::Allocations => {
                let ranking = self.list.as_ref().and_then(|list| list.ranking.as_ref());
                Reading::Allocations(log::allocations(record, self.seed.as_ref(), ranking))
            }
            File::Register => Reading::Register(RegisterReader::new()),
        };
    }

    /// The next piece of the list that was started.
    pub fn push(&mut self, bytes: &[u8]) {
        let ranking = self.list.as_ref().and_then(|list| list.ranking.as_ref());
        match (&mut self.reading, &self.record) {
            (Reading::Entries(reader), _) => reader.push(bytes),
            (Reading::Ranking(reader), _) => list::read_ranking(reader, bytes, ranking),
            (Reading::Allocations(Some(reader)), _) => log::read_allocations(reader, bytes, ranking),
            (Reading::Register(reader), Ok(record)) => log::read_register(reader, bytes, record.draw_id),
            _ => {}
        }
    }

    /// How many rows of the list that was started have been read.
    pub const fn rows(&self) -> u64 {
        match &self.reading {
            Reading::Entries(reader) => reader.rows(),
            Reading::Ranking(reader) => reader.rows(),
            Reading::Allocations(Some(reader)) => reader.rows(),
            Reading::Register(reader) => reader.rows(),
            Reading::Nothing | Reading::Allocations(None) => 0,
        }
    }

    fn end(&mut self) {
        let Ok(record) = &self.record else { return };
        let ranking = self.list.as_ref().and_then(|list| list.ranking.as_ref());
        match std::mem::replace(&mut self.reading, Reading::Nothing) {
            Reading::Nothing => {}
            Reading::Entries(reader) => self.list = Some(reader.finish(record)),
            Reading::Ranking(reader) => self.ranking = ranking.map(|ranking| list::end_ranking(reader, ranking)),
            Reading::Allocations(reader) => self.allocations = Some(log::end_allocations(reader, record)),
            Reading::Register(reader) => {
                let due = beacon::due_at(record, &Evidence { test_chains: &self.test_chains, ..Evidence::default() });
                self.register = Some(log::end_register(reader, record, due));
            }
        }
    }

    /// Ends the last list and makes all checks.
    pub fn report(mut self) -> Report {
        self.end();
        let record = match &self.record {
            Ok(record) => record,
            Err(error) => return unreadable(error),
        };
        let given = Evidence { kept_seal: self.kept_seal, test_chains: &self.test_chains, ..Evidence::default() };
        let list = self.list.unwrap_or_else(|| list::not_given(record));
        let winners = list::check_winners(record, &list, self.ranking);
        let not_given = |name: &str| Outcome::not_checked(format!("{name}.csv was not given"));
        let outcomes = [
            check_form(record),
            check_rules(record),
            check_commitment(record),
            list.entries,
            list.root,
            check_seal(record),
            check_sealed_signature(record),
            beacon::check(record, &given),
            beacon::check_signature(record, &given),
            check_seed(record, self.seed),
            winners,
            self.allocations.unwrap_or_else(|| not_given("allocations")),
            log::check_witness(record, &given),
            self.register.unwrap_or_else(|| not_given("register")),
        ];
        let mut report = Report::new(Some(record.draw_id), Some(record.state));
        CHECKS.into_iter().zip(outcomes).for_each(|(check, outcome)| report.add(check, outcome));
        for (name, value) in values(record) {
            report.show(name, value);
        }
        report.notes = notes(record);
        report
    }
}

/// What a reader may compare with what they kept: the values behind the checks.
fn values(record: &Record) -> [(&'static str, Option<String>); 12] {
    let text = |hash: Option<Hash>| hash.map(|hash| hash.to_string());
    let round = record.rules.beacon.map_or("no beacon, as the rules say".to_owned(), |named| {
        format!("round {} of {}", named.round, named.chain_hash)
    });
    [
        ("well_formed", Some(format!("a draw that is {}", record.state))),
        ("rules_hash", text(Some(record.rules_hash))),
        ("commitment", text(Some(record.commitment))),
        ("entries", record.entries_count.map(|count| format!("{count} entries"))),
        ("entries_root", text(record.entries_root)),
        ("seal", text(record.seal)),
        ("sealed_signature", Some(format!("a signature under {}", record.rules.receipt_key))),
        ("beacon", Some(round)),
        ("beacon_signature", record.beacon.as_ref().map(|beacon| beacon.signature.to_string())),
        ("seed", text(record.seed)),
        ("winners", record.winners.as_ref().map(|winners| format!("{} winners", winners.len()))),
        ("witness", text(record.seal)),
    ]
}
