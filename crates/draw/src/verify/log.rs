//! Checks 10 and 11: the allocation log, the witness and the register.

use uuid::Uuid;

use super::{Evidence, reader::Reader, report::Outcome};
use crate::{
    allocation::{Allocation, AllocationLog},
    csv,
    hex::Hash,
    ranking::Ranking,
    record::{Record, State},
    register::{Register, RegisterKind, RegisterRow, reason_digest},
};

/// `allocations.csv` as far as it was read.
pub(super) type AllocationsReader = Reader<AllocationLog>;

/// Starts check 10; None when it cannot be made.
pub(super) fn allocations(
    record: &Record,
    seed: Option<&Hash>,
    ranking: Option<&Ranking>,
) -> Option<AllocationsReader> {
    let log = AllocationLog::new(&record.rules, *seed?, &ranking?.counts());
    Some(Reader::of::<Allocation>(log))
}

pub(super) fn read_allocations(reader: &mut AllocationsReader, bytes: &[u8], ranking: Option<&Ranking>) {
    let Some(ranking) = ranking else { return };
    reader.push(bytes, |log, line, text| {
        let row: Allocation = csv::row(line, text).map_err(|e| e.to_string())?;
        log.append(&row).map_err(|e| format!("line {line}: {e}"))?;
        // Rank 0 is `settled`, whose entry the log has checked.
        if row.rank > 0 && ranking.at(&row.pool, row.rank).is_none_or(|place| place.entry_id != row.entry_id) {
            return Err(format!("line {line}: {} does not have rank {} in {}", row.entry_id, row.rank, row.pool));
        }
        Ok(())
    });
}

/// Check 10.
pub(super) fn end_allocations(reader: Option<AllocationsReader>, record: &Record) -> Outcome {
    let Some((log, end)) = reader.map(Reader::finish) else {
        return Outcome::not_checked("it takes the seed and a valid entries.csv");
    };
    match (end, log.unsettled()) {
        (Err(found), _) => Outcome::failed("a log that follows from the ranking, row by row", found),
        (Ok(()), Some(pool)) if record.state == State::Settled => {
            Outcome::failed("every pool settled", format!("{pool} is not settled"))
        }
        _ => Outcome::Passed,
    }
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

/// `register.csv` as far as it was read: its chain, and this draw's rows in it.
pub(super) type RegisterReader = Reader<(Register, Vec<RegisterRow>)>;

impl RegisterReader {
    pub(super) fn new() -> Self {
        Self::of::<RegisterRow>((Register::new(), Vec::new()))
    }
}

pub(super) fn read_register(reader: &mut RegisterReader, bytes: &[u8], draw_id: Uuid) {
    reader.push(bytes, |(register, own), line, text| {
        let row: RegisterRow = csv::row(line, text).map_err(|e| e.to_string())?;
        register.append(&row).map_err(|e| format!("line {line}: {e}"))?;
        if row.draw_id == draw_id {
            own.push(row);
        }
        Ok(())
    });
}

/// Check 11: the register. `due` is when the round was, in milliseconds since 1970.
pub(super) fn end_register(reader: RegisterReader, record: &Record, due: Option<u64>) -> Outcome {
    match reader.finish() {
        ((_, rows), Ok(())) => compare(record, &rows, due),
        (_, Err(found)) => Outcome::failed("an unbroken register", found),
    }
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
