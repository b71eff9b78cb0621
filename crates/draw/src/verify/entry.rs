//! One entry, from its inclusion proof and its receipt, without the whole list.

use uuid::Uuid;

use super::{Report, Verifier, expected_seed, receipt::is_kept, report::Outcome, signature};
use crate::{
    beacon::Chain,
    hex::Hash,
    json::JsonError,
    proof::Proof,
    ranking::{Place, Winner},
    receipt::Receipt,
    record::Record,
};

/// What an entrant holds, and what the shop answers.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// `record.json`.
    pub record: &'a [u8],
    /// The entry.
    pub entry_id: Uuid,
    /// `entries/{entry_id}/proof.json`; there is none before the seal.
    pub proof: Option<&'a [u8]>,
    /// The entrant's receipt.
    pub receipt: Option<&'a [u8]>,
    /// Test chains that the caller allows besides quicknet.
    pub test_chains: &'a [Chain],
}

/// What the record shows by itself and an entry's fate hangs on.
const OF_RECORD: [&str; 8] =
    ["well_formed", "rules_hash", "commitment", "seal", "sealed_signature", "beacon", "beacon_signature", "seed"];

/// Checks one entry: the receipt is the shop's own, the sealed list holds the entry as the receipt has it (or with
/// weight 0 and a listed reason), its ticket follows from the seed, and no winner stands where it should.
pub fn verify_entry(claim: &Claim) -> Report {
    let mut verifier = Verifier::new(claim.record);
    claim.test_chains.iter().for_each(|chain| verifier.allow(chain.clone()));
    let record = verifier.record().cloned();
    let whole = verifier.report();
    let mut report = Report::new(whole.draw_id, whole.state);
    for check in whole.checks.into_iter().filter(|check| OF_RECORD.contains(&check.name)) {
        let (name, value) = (check.name, check.value);
        add(&mut report, name, check.title, check.outcome);
        report.show(name, value);
    }
    let Some(record) = record else { return report };

    let receipt = claim.receipt.map(Receipt::parse);
    let proof = claim.proof.map(Proof::parse);
    add(
        &mut report,
        "read",
        "receipt and proof are well formed, and of this entry",
        check_read(claim, receipt.as_ref(), proof.as_ref()),
    );
    let receipt = receipt.and_then(Result::ok);
    let proof = proof.and_then(Result::ok).filter(|proof| proof.entry.entry_id == claim.entry_id);
    let (receipt, proof) = (receipt.as_ref(), proof.as_ref());
    add(
        &mut report,
        "receipt",
        "the receipt is of this draw, and its leaf that of the entry",
        check_receipt(&record, receipt),
    );
    add(&mut report, "receipt_signature", "the shop signed the receipt", check_signature(receipt));
    add(&mut report, "listed", "the sealed list holds the entry", check_listed(&record, proof));
    add(
        &mut report,
        "unchanged",
        "it is there as in the receipt, or taken out for a listed reason",
        check_unchanged(receipt, proof),
    );
    let seed = expected_seed(&record);
    add(&mut report, "ticket", "its ticket follows from the seed", check_ticket(proof, seed.as_ref()));
    add(&mut report, "standing", "the winners are right beside it", check_standing(&record, proof));
    report.notes = notes(&record, proof);
    // What the record's own notes say of the draw holds for the entry: no beacon, a test chain, a void draw.
    report.notes.extend(whole.notes);
    report
}

fn add(report: &mut Report, name: &'static str, title: &'static str, outcome: Outcome) {
    let number = u8::try_from(report.checks.len() + 1).unwrap_or(u8::MAX);
    report.add((number, name, title), outcome);
}

type Read<'a, T> = Option<&'a Result<T, JsonError>>;

fn check_read(claim: &Claim, receipt: Read<Receipt>, proof: Read<Proof>) -> Outcome {
    match (receipt, proof) {
        (Some(Err(error)), _) => return Outcome::failed("a receipt", error),
        (_, Some(Err(error))) => return Outcome::failed("a proof.json", error),
        (None, None) => return Outcome::not_checked("there is neither a receipt nor a proof: the list is not sealed"),
        _ => {}
    }
    let of_receipt = receipt.into_iter().flatten().map(|receipt| receipt.entry_id);
    let of_proof = proof.into_iter().flatten().map(|proof| proof.entry.entry_id);
    match of_receipt.chain(of_proof).find(|id| *id != claim.entry_id) {
        Some(other) => Outcome::failed(format!("entry {}", claim.entry_id), format!("entry {other}")),
        None => Outcome::Passed,
    }
}

const NO_RECEIPT: &str = "no receipt was given";
const NO_PROOF: &str = "there is no proof for it";

fn check_receipt(record: &Record, receipt: Option<&Receipt>) -> Outcome {
    let Some(receipt) = receipt else { return Outcome::not_checked(NO_RECEIPT) };
    let describe =
        |draw, commitment, key, leaf| format!("draw {draw}, commitment {commitment}, key {key}, leaf {leaf}");
    let leaf = receipt.entry().leaf(receipt.draw_id);
    let expected = describe(record.draw_id, record.commitment, record.rules.receipt_key, leaf);
    let found = describe(receipt.draw_id, receipt.commitment, receipt.key, receipt.leaf);
    Outcome::equal(&expected, &found)
}

fn check_signature(receipt: Option<&Receipt>) -> Outcome {
    match receipt {
        Some(receipt) => signature(&receipt.key, &receipt.message(), &receipt.signature),
        None => Outcome::not_checked(NO_RECEIPT),
    }
}

fn check_listed(record: &Record, proof: Option<&Proof>) -> Outcome {
    let (Some(root), Some(count)) = (record.entries_root, record.entries_count) else {
        return Outcome::not_checked("the list is not sealed yet");
    };
    let Some(proof) = proof else { return Outcome::not_checked(NO_PROOF) };
    let holds = proof.entries_count == count && proof.is_in(record.draw_id, &root);
    let expected = format!("a path from the entry to {root} over {count} entries");
    Outcome::holds(holds, || (expected, format!("leaf {} at {} of {}", proof.leaf, proof.index, proof.entries_count)))
}

fn check_unchanged(receipt: Option<&Receipt>, proof: Option<&Proof>) -> Outcome {
    let Some(receipt) = receipt else { return Outcome::not_checked(NO_RECEIPT) };
    let Some(proof) = proof else { return Outcome::not_checked(NO_PROOF) };
    let (listed, kept) = (&proof.entry, receipt.entry());
    let describe = |pool: &str, weight: u32, note: &str| format!("pool {pool}, weight {weight}, note '{note}'");
    Outcome::holds(is_kept(receipt, listed), || {
        (describe(&kept.pool, kept.weight, &kept.note), describe(&listed.pool, listed.weight, &listed.note))
    })
}

fn check_ticket(proof: Option<&Proof>, seed: Option<&Hash>) -> Outcome {
    match (proof, seed) {
        (None, _) => Outcome::not_checked(NO_PROOF),
        (Some(proof), Some(seed)) => {
            let found = proof.ticket.map_or("none".to_owned(), |ticket| ticket.to_string());
            let expected = format!("the ticket of {} under seed {seed}", proof.entry.entry_id);
            Outcome::holds(proof.has_ticket_of(seed), || (expected, found))
        }
        (Some(proof), None) if proof.ticket.is_some() => Outcome::failed("no ticket before the draw", "a ticket"),
        (Some(_), None) => Outcome::not_checked("nothing is drawn"),
    }
}

/// The entry is a winner exactly when its ticket is among the lowest: that much one can tell without the list.
fn check_standing(record: &Record, proof: Option<&Proof>) -> Outcome {
    let (Some(winners), Some(proof)) = (&record.winners, proof) else {
        return Outcome::not_checked("nothing is drawn");
    };
    let entry = &proof.entry;
    let of_pool: Vec<_> = winners.iter().filter(|winner| winner.pool == entry.pool).collect();
    let named = of_pool.iter().find(|winner| winner.entry_id == entry.entry_id);
    let last = of_pool.iter().map(|winner| place(winner)).max();
    let own = proof.ticket.map(|ticket| Place { ticket, entry_id: entry.entry_id });
    let units = record.rules.pools.get(entry.pool.as_ref()).copied().unwrap_or(0);
    let is_full = u64::try_from(of_pool.len()).is_ok_and(|winners| winners >= u64::from(units));
    match (own, named) {
        (None, Some(_)) => Outcome::failed("no winner without a ticket", "a winner"),
        (Some(own), Some(winner)) if place(winner) != own => {
            Outcome::failed(format!("ticket {}", own.ticket), format!("ticket {}", winner.ticket))
        }
        (Some(own), None) if !is_full || last.is_some_and(|last| own < last) => {
            Outcome::failed("the entry among the winners: its ticket is low enough", "it is not named")
        }
        _ => Outcome::Passed,
    }
}

const fn place(winner: &Winner) -> Place {
    Place { ticket: winner.ticket, entry_id: winner.entry_id }
}

fn notes(record: &Record, proof: Option<&Proof>) -> Vec<String> {
    let Some(proof) = proof else { return Vec::new() };
    let entry = &proof.entry;
    let mut notes =
        vec![format!("The list has it at place {} of {}.", proof.index.saturating_add(1), proof.entries_count)];
    if entry.weight == 0 {
        notes.push(format!("It was taken out: {}.", entry.note));
    }
    let winner = record.winners.iter().flatten().find(|winner| winner.entry_id == entry.entry_id);
    match winner {
        Some(winner) => notes.push(format!("It won: rank {} of {}.", winner.rank, winner.pool)),
        None if record.winners.is_some() && entry.weight > 0 => {
            notes.push("It did not win. Its exact rank takes the whole list.".into());
        }
        None => {}
    }
    notes
}
