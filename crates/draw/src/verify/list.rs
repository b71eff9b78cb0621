//! Checks 4, 5 and 9: the list of entries, its root, and who won.

use super::{Evidence, report::Outcome};
use crate::{
    csv,
    entry::Entry,
    hex::Hash,
    ranking::{RankedEntry, Ranker, Ranking},
    record::Record,
    seal::Sealer,
};

/// What one pass over `entries.csv` found.
pub(super) struct List {
    /// Check 4.
    pub entries: Outcome,
    /// Check 5.
    pub root: Outcome,
    /// The recomputed ranking, if there is a seed and the list could be read.
    pub ranking: Option<Ranking>,
}

/// Reads the list once: checks, leaves, tree and tickets together.
pub(super) fn read(record: &Record, evidence: &Evidence, seed: Option<&Hash>) -> List {
    let Some(bytes) = evidence.entries else {
        let why = match record.entries_root {
            Some(_) => "entries.csv was not given",
            None => "the list is not sealed yet",
        };
        return unread(Outcome::not_checked(why), why);
    };
    let mut sealer = Sealer::new(&record.rules);
    let mut ranker = seed.map(Ranker::new);
    if let Err(found) = take_all(bytes, &mut sealer, ranker.as_mut()) {
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

/// Check 9: the record's winners, and `ranking.csv` if it was given.
pub(super) fn check_winners(record: &Record, evidence: &Evidence, list: &List) -> Outcome {
    let Some(winners) = &record.winners else {
        return Outcome::not_checked("nothing is drawn yet");
    };
    let Some(ranking) = &list.ranking else {
        return Outcome::not_checked("it takes a valid entries.csv");
    };
    let expected = ranking.winners(&record.rules.pools);
    let outcome = compare(expected.into_iter(), winners.iter().cloned().map(Ok));
    match evidence.ranking {
        Some(bytes) if outcome == Outcome::Passed => check_ranking(ranking, bytes),
        _ => outcome,
    }
}

fn check_ranking(ranking: &Ranking, bytes: &[u8]) -> Outcome {
    match csv::rows::<RankedEntry>(bytes) {
        Ok(rows) => compare(ranking.rows(), rows.map(|row| row.map(|(_, row)| row).map_err(|e| e.to_string()))),
        Err(error) => Outcome::failed("a ranking.csv", error),
    }
}

/// Both the same to the last; the first difference is told.
fn compare(
    mut expected: impl Iterator<Item = RankedEntry>,
    mut found: impl Iterator<Item = Result<RankedEntry, String>>,
) -> Outcome {
    loop {
        match (expected.next(), found.next().transpose()) {
            (None, Ok(None)) => return Outcome::Passed,
            (Some(a), Ok(Some(b))) if a == b => {}
            (a, Ok(b)) => return Outcome::failed(describe(a.as_ref()), describe(b.as_ref())),
            (a, Err(error)) => return Outcome::failed(describe(a.as_ref()), error),
        }
    }
}

fn describe(row: Option<&RankedEntry>) -> String {
    row.map_or_else(
        || "nobody more".to_owned(),
        |r| format!("{}, rank {}: {} with ticket {}", r.pool, r.rank, r.entry_id, r.ticket),
    )
}

fn take_all(bytes: &[u8], sealer: &mut Sealer, mut ranker: Option<&mut Ranker>) -> Result<(), String> {
    for row in csv::rows::<Entry>(bytes).map_err(|e| e.to_string())? {
        let (line, entry) = row.map_err(|e| e.to_string())?;
        sealer.push(&entry).map_err(|e| format!("line {line}: {e}"))?;
        if let Some(ranker) = &mut ranker {
            ranker.push(&entry);
        }
    }
    Ok(())
}

fn unread(entries: Outcome, why: &str) -> List {
    List { entries, root: Outcome::not_checked(why), ranking: None }
}
