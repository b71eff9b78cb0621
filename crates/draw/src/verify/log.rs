//! Checks 10 and 11: the allocation log, the witness and the register.

use super::{Evidence, beacon, report::Outcome};
use crate::{
    allocation::{Allocation, AllocationLog},
    csv,
    hex::Hash,
    ranking::Ranking,
    record::{Record, State},
    register::{Register, RegisterKind, RegisterRow, reason_digest},
};

/// Check 10.
pub(super) fn check_allocations(
    record: &Record,
    evidence: &Evidence,
    seed: Option<&Hash>,
    ranking: Option<&Ranking>,
) -> Outcome {
    let Some(bytes) = evidence.allocations else {
        return Outcome::not_checked("allocations.csv was not given");
    };
    let (Some(seed), Some(ranking)) = (seed, ranking) else {
        return Outcome::not_checked("it takes the seed and a valid entries.csv");
    };
    let mut log = AllocationLog::new(&record.rules, *seed, &ranking.counts());
    if let Err(found) = replay(bytes, &mut log, ranking) {
        return Outcome::failed("a log that follows from the ranking, row by row", found);
    }
    match log.unsettled() {
        Some(pool) if record.state == State::Settled => {
            Outcome::failed("every pool settled", format!("{pool} is not settled"))
        }
        _ => Outcome::Passed,
    }
}

fn replay(bytes: &[u8], log: &mut AllocationLog, ranking: &Ranking) -> Result<(), String> {
    for row in csv::rows::<Allocation>(bytes).map_err(|e| e.to_string())? {
        let (line, row) = row.map_err(|e| e.to_string())?;
        log.append(&row).map_err(|e| format!("line {line}: {e}"))?;
        // Rank 0 is `settled`, whose entry the log has checked.
        if row.rank > 0 && ranking.at(&row.pool, row.rank).is_none_or(|place| place.entry_id != row.entry_id) {
            return Err(format!("line {line}: {} does not have rank {} in {}", row.entry_id, row.rank, row.pool));
        }
    }
    Ok(())
}

/// Check 11: a seal that somebody kept.
pub(super) fn check_witness(record: &Record, evidence: &Evidence) -> Outcome {
    match (&record.seal, &evidence.kept_seal) {
        (Some(seal), Some(kept)) => Outcome::equal(kept, seal),
        (None, Some(kept)) => Outcome::failed(format!("the seal {kept} that was kept"), "no seal"),
        (_, None) if record.witness.is_empty() => Outcome::not_checked("not witnessed"),
        (_, None) => Outcome::not_checked(format!(
            "not witnessed by what was given; the record names {} time stamp(s), which this verifier cannot read",
            record.witness.len()
        )),
    }
}

/// Check 11: the register's chain, and this draw's rows in it.
pub(super) fn check_register(record: &Record, evidence: &Evidence) -> Outcome {
    let Some(bytes) = evidence.register else {
        return Outcome::not_checked("register.csv was not given");
    };
    match rows_of(record, bytes) {
        Ok(rows) => compare(record, &rows, beacon::due_at(record, evidence)),
        Err(found) => Outcome::failed("an unbroken register", found),
    }
}

fn rows_of(record: &Record, bytes: &[u8]) -> Result<Vec<RegisterRow>, String> {
    let mut register = Register::new();
    let mut own = Vec::new();
    for row in csv::rows::<RegisterRow>(bytes).map_err(|e| e.to_string())? {
        let (line, row) = row.map_err(|e| e.to_string())?;
        register.append(&row).map_err(|e| format!("line {line}: {e}"))?;
        if row.draw_id == record.draw_id {
            own.push(row);
        }
    }
    Ok(own)
}

/// The rows that the record calls for must be there, first and in that order. The register may know more than an
/// older copy of the record, but a draw that was carried through was not also stopped.
fn compare(record: &Record, rows: &[RegisterRow], due: Option<u64>) -> Outcome {
    let wanted = wanted(record);
    for (i, (kind, digest)) in wanted.iter().enumerate() {
        let expected = format!("{kind} {digest}");
        match rows.get(i) {
            Some(row) if row.kind == *kind && row.digest == *digest => {}
            Some(row) => return Outcome::failed(expected, format!("{} {}", row.kind, row.digest)),
            None => return Outcome::failed(expected, "no such row"),
        }
    }
    let is_over = record.state.is_drawn() || record.state.is_stopped();
    if let Some(row) = rows.get(wanted.len()).filter(|_| is_over) {
        return Outcome::failed("no further row of this draw", format!("{} {}", row.kind, row.digest));
    }
    // A late seal is one of the reasons for a void draw.
    let sealed = rows.iter().find(|row| row.kind == RegisterKind::Sealed).filter(|_| !record.state.is_stopped());
    match (sealed, due) {
        (Some(sealed), Some(due)) if sealed.at >= due => {
            Outcome::failed(format!("the seal registered before {due} ms"), format!("{} ms", sealed.at))
        }
        _ => Outcome::Passed,
    }
}

fn wanted(record: &Record) -> Vec<(RegisterKind, Hash)> {
    let stopped = match record.state {
        State::Cancelled => Some(RegisterKind::Cancelled),
        State::Void => Some(RegisterKind::Void),
        _ => None,
    };
    let reason = record.reason.as_deref().map(reason_digest);
    [
        Some((RegisterKind::Opened, record.commitment)),
        record.seal.map(|seal| (RegisterKind::Sealed, seal)),
        record.seed.map(|seed| (RegisterKind::Drawn, seed)),
        stopped.zip(reason),
    ]
    .into_iter()
    .flatten()
    .collect()
}
