//! Checks 4, 5 and 9: the list of entries, its root, and who won.

use super::{reader::Reader, report::Outcome};
use crate::{
    csv,
    entry::Entry,
    hex::Hash,
    ranking::{RankedEntry, Ranker, Ranking},
    record::Record,
    seal::Sealer,
};

/// What one pass over `entries.csv` found.
#[derive(Debug)]
pub(super) struct List {
    /// Check 4.
    pub entries: Outcome,
    /// Check 5.
    pub root: Outcome,
    /// The recomputed ranking, if there is a seed and the list could be read.
    pub ranking: Option<Ranking>,
}

/// Reads the list once: checks, leaves, tree and tickets together.
#[derive(Debug)]
pub(super) struct ListReader(Reader<(Sealer<'static>, Option<Ranker>)>);

impl ListReader {
    pub(super) fn new(record: &Record, seed: Option<&Hash>) -> Self {
        Self(Reader::of::<Entry>((Sealer::owning(record.rules.clone()), seed.map(Ranker::new))))
    }

    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.0.push(bytes, |(sealer, ranker), line, text| {
            let entry: Entry = csv::row(line, text).map_err(|e| e.to_string())?;
            sealer.push(&entry).map_err(|e| format!("line {line}: {e}"))?;
            if let Some(ranker) = ranker {
                ranker.push(&entry);
            }
            Ok(())
        });
    }

    pub(super) const fn rows(&self) -> u64 {
        self.0.rows()
    }

    pub(super) fn finish(self, record: &Record) -> List {
        let ((sealer, ranker), end) = self.0.finish();
        if let Err(found) = end {
            let expected = "ascending ids, known pools, allowed weights, a note exactly with weight 0";
            return unread(Outcome::failed(expected, found), "entries.csv is not valid");
        }
        let unsealed = || Outcome::not_checked("the list is not sealed yet");
        let entries = |count: u64| {
            let found = sealer.count();
            Outcome::holds(found == count, || (format!("{count} entries"), format!("{found} entries")))
        };
        List {
            entries: record.entries_count.map_or_else(unsealed, entries),
            root: record.entries_root.map_or_else(unsealed, |root| Outcome::equal(&sealer.root(), &root)),
            ranking: ranker.map(Ranker::finish),
        }
    }
}

/// Without `entries.csv`.
pub(super) fn not_given(record: &Record) -> List {
    let why = match record.entries_root {
        Some(_) => "entries.csv was not given",
        None => "the list is not sealed yet",
    };
    unread(Outcome::not_checked(why), why)
}

fn unread(entries: Outcome, why: &str) -> List {
    List { entries, root: Outcome::not_checked(why), ranking: None }
}

/// Check 9: the record's winners, and `ranking.csv` if it was given.
pub(super) fn check_winners(record: &Record, list: &List, ranking_csv: Option<Outcome>) -> Outcome {
    let Some(winners) = &record.winners else {
        return Outcome::not_checked("nothing is drawn yet");
    };
    let Some(ranking) = &list.ranking else {
        return Outcome::not_checked("it takes a valid entries.csv");
    };
    let expected = ranking.winners(&record.rules.pools);
    let different = (0..expected.len().max(winners.len())).find(|i| expected.get(*i) != winners.get(*i));
    match different {
        Some(i) => Outcome::failed(describe(expected.get(i)), describe(winners.get(i))),
        None => ranking_csv.unwrap_or(Outcome::Passed),
    }
}

/// `ranking.csv` as far as it was read: its last row, which was right.
pub(super) type RankingReader = Reader<Option<RankedEntry>>;

impl RankingReader {
    pub(super) fn new() -> Self {
        Self::of::<RankedEntry>(None)
    }
}

pub(super) fn read_ranking(reader: &mut RankingReader, bytes: &[u8], ranking: Option<&Ranking>) {
    let Some(ranking) = ranking else { return };
    reader.push(bytes, |last, line, text| {
        let row = csv::row(line, text).map_err(|e| e.to_string())?;
        if ranking.following(last.as_ref()).as_ref() != Some(&row) {
            return Err(describe(Some(&row)));
        }
        *last = Some(row);
        Ok(())
    });
}

pub(super) fn end_ranking(reader: RankingReader, ranking: &Ranking) -> Outcome {
    let (last, end) = reader.finish();
    let next = ranking.following(last.as_ref());
    match end {
        Err(found) => Outcome::failed(describe(next.as_ref()), found),
        Ok(()) if next.is_some() => Outcome::failed(describe(next.as_ref()), describe(None)),
        Ok(()) => Outcome::Passed,
    }
}

fn describe(row: Option<&RankedEntry>) -> String {
    row.map_or_else(
        || "nobody more".to_owned(),
        |r| format!("{}, rank {}: {} with ticket {}", r.pool, r.rank, r.entry_id, r.ticket),
    )
}
