//! The verifier: the checks of section 6, from published bytes alone.

mod beacon;
mod entry;
mod list;
mod log;
mod reader;
mod receipt;
mod report;
mod verifier;

use crate::{
    beacon::{Chain, QUICKNET},
    hash,
    hex::{Hash, PublicKey, Signature},
    receipt::sealed_message,
    record::Record,
};

pub use entry::{Claim, verify_entry};
pub use receipt::{ReceiptEvidence, check_receipt, verify_receipt};
pub use report::{Check, Outcome, Report};
pub use verifier::{File, Verifier};

/// What a verifier is given. Only the record is needed; without the rest, what it would show is not checked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Evidence<'a> {
    /// `record.json`.
    pub record: &'a [u8],
    /// `entries.csv`.
    pub entries: Option<&'a [u8]>,
    /// `ranking.csv`.
    pub ranking: Option<&'a [u8]>,
    /// `allocations.csv`.
    pub allocations: Option<&'a [u8]>,
    /// `register.csv`.
    pub register: Option<&'a [u8]>,
    /// The seal in a mail or page that somebody kept from before the draw.
    pub kept_seal: Option<Hash>,
    /// Test chains that the caller allows besides quicknet.
    pub test_chains: &'a [Chain],
}

const CHECKS: [(u8, &str, &str); 14] = [
    (1, "well_formed", "the record is well formed and complete for its state"),
    (2, "rules_hash", "the rules are those that were hashed, and of this draw"),
    (3, "commitment", "the revealed seed is the one committed to"),
    (4, "entries", "the entries are in order and keep to the rules"),
    (5, "entries_root", "the entries are those that were sealed"),
    (6, "seal", "the seal binds draw, rules, commitment and entries"),
    (6, "sealed_signature", "the seal is signed with the key in the rules"),
    (7, "beacon", "the beacon round is the one named beforehand, and due after the seal"),
    (7, "beacon_signature", "the beacon's own signature holds"),
    (8, "seed", "the seed follows from secret, seal and beacon"),
    (9, "winners", "the winners are the first of the ranking"),
    (10, "allocations", "the units went down the ranking"),
    (11, "witness", "somebody kept the seal from before the draw"),
    (11, "register", "the public register agrees"),
];

/// Makes all checks. Never panics, whatever the bytes; takes time and memory in proportion to them.
pub fn verify(evidence: &Evidence) -> Report {
    let mut verifier = Verifier::new(evidence.record);
    evidence.test_chains.iter().for_each(|chain| verifier.allow(chain.clone()));
    if let Some(seal) = evidence.kept_seal {
        verifier.keep_seal(seal);
    }
    let lists = [
        (File::Entries, evidence.entries),
        (File::Ranking, evidence.ranking),
        (File::Allocations, evidence.allocations),
        (File::Register, evidence.register),
    ];
    for (file, bytes) in lists {
        let Some(bytes) = bytes else { continue };
        verifier.start(file);
        verifier.push(bytes);
    }
    verifier.report()
}

fn unreadable(error: &str) -> Report {
    let mut report = Report::new(None, None);
    let (first, rest) = (CHECKS[0], &CHECKS[1..]);
    report.add(first, Outcome::failed("a record as in section 4 of the protocol", error));
    for check in rest {
        report.add(*check, Outcome::not_checked("the record could not be read"));
    }
    report
}

fn check_form(record: &Record) -> Outcome {
    match record.check_state() {
        Ok(()) => Outcome::Passed,
        Err(found) => Outcome::failed(format!("a complete record of a draw that is {}", record.state), found),
    }
}

fn check_rules(record: &Record) -> Outcome {
    if record.rules.draw_id != record.draw_id {
        return Outcome::failed(format!("rules of draw {}", record.draw_id), record.rules.draw_id);
    }
    Outcome::equal(&record.rules.hash(), &record.rules_hash)
}

fn check_commitment(record: &Record) -> Outcome {
    let Some(server_seed) = &record.server_seed else {
        return Outcome::not_checked("the server seed is not revealed before the draw");
    };
    Outcome::equal(&hash::commitment(record.draw_id, &record.rules.hash(), server_seed), &record.commitment)
}

fn check_seal(record: &Record) -> Outcome {
    let (Some(count), Some(root), Some(seal)) = (record.entries_count, record.entries_root, record.seal) else {
        return Outcome::not_checked("the list is not sealed");
    };
    Outcome::equal(&hash::seal(record.draw_id, &record.rules.hash(), &record.commitment, count, &root), &seal)
}

fn check_sealed_signature(record: &Record) -> Outcome {
    let (Some(seal), Some(at), Some(signed)) = (record.seal, record.sealed_at, record.sealed_signature) else {
        return Outcome::not_checked("the list is not sealed");
    };
    signature(&record.rules.receipt_key, &sealed_message(&seal, at), &signed)
}

/// The seed as it follows from the record; None before the draw, or when its beacon is missing.
fn expected_seed(record: &Record) -> Option<Hash> {
    if record.rules.beacon.is_some() != record.beacon.is_some() {
        return None;
    }
    Some(hash::seed(&record.server_seed?, &record.seal?, record.beacon.as_ref()))
}

fn check_seed(record: &Record, expected: Option<Hash>) -> Outcome {
    match (expected, record.seed) {
        (Some(expected), Some(found)) => Outcome::equal(&expected, &found),
        (None, Some(found)) => Outcome::failed("a seed with its server seed, seal and beacon", found),
        (_, None) => Outcome::not_checked("nothing is drawn"),
    }
}

#[cfg(feature = "sign")]
fn signature(key: &PublicKey, message: &[u8], signature: &Signature) -> Outcome {
    let holds = crate::sign::verify(key, message, signature);
    Outcome::holds(holds, || (format!("a signature under {key}"), signature.to_string()))
}

#[cfg(not(feature = "sign"))]
fn signature(_: &PublicKey, _: &[u8], _: &Signature) -> Outcome {
    Outcome::not_checked("this verifier was built without Ed25519")
}

fn notes(record: &Record) -> Vec<String> {
    let mut notes = Vec::new();
    match record.rules.beacon {
        None => notes.push(
            "No beacon: anyone can repeat this draw, but the operator could have tried lists before sealing.".into(),
        ),
        Some(named) if named.chain_hash != QUICKNET.hash => notes.push(
            "Test chain: its rounds can be told beforehand, so this draw shows how it works and proves nothing.".into(),
        ),
        Some(_) => {}
    }
    if record.state.is_stopped() {
        let reason = record.reason.as_deref().unwrap_or("no reason given");
        notes.push(format!("The draw is {}: {reason}", record.state));
    }
    if let Some(previous) = record.rules.previous_draw {
        notes.push(format!("This draw replaces {previous}."));
    }
    notes.push(
        "Not shown by any check: that entrants are distinct people, or that nobody was refused at the door.".into(),
    );
    notes
}
