//! Receipts and single proofs against the sealed list.
#![allow(clippy::unwrap_used, clippy::similar_names, reason = "tests")]

mod common;

use common::*;
use draw::{Entry, Proof, Receipt, ReceiptEvidence, audit_path, check_receipt, verify_receipt};

fn receipt(entry: &Entry) -> Receipt {
    let files = drawn(&rules(|_| ()), &entries());
    let (commitment, entered_at) = (files.record.commitment, 1_782_700_000_000);
    #[cfg(feature = "sign")]
    return Receipt::issue(&draw::Signer::from_bytes(&secret_key()), draw_id(), commitment, entry, entered_at);
    #[cfg(not(feature = "sign"))]
    Receipt {
        version: 1,
        draw_id: draw_id(),
        entry_id: entry.entry_id,
        pool: entry.pool.to_string(),
        weight: entry.weight,
        note: entry.note.to_string(),
        leaf: entry.leaf(draw_id()),
        commitment,
        entered_at,
        key: key(),
        signature: draw::Hex([0; 64]),
    }
}

fn failures_of(receipt: &Receipt) -> Vec<String> {
    let files = drawn(&rules(|_| ()), &entries());
    let (receipt, record) = (receipt.to_json().unwrap(), files.record.to_json().unwrap());
    let report = verify_receipt(receipt.as_bytes(), record.as_bytes(), Some(files.entries.as_bytes()));
    assert_eq!(outcome(&report, "signature") == "not checked", cfg!(not(feature = "sign")));
    failures(&report).into_iter().map(str::to_owned).collect()
}

#[test]
fn a_listed_entry_holds() {
    assert!(failures_of(&receipt(&entries()[0])).is_empty());
}

#[test]
fn an_entry_taken_out_with_a_reason_holds() {
    assert!(failures_of(&receipt(&entry(3 << 100, "EU 42", 1, ""))).is_empty());
}

#[test]
fn dropped_and_edited_entries_are_shown() {
    assert_eq!(failures_of(&receipt(&entry(8 << 100, "EU 42", 1, ""))), ["listed"]);
    assert_eq!(failures_of(&receipt(&entry(1 << 100, "EU 42", 2, ""))), ["listed"]);
    assert_eq!(failures_of(&receipt(&entry(3 << 100, "EU 43", 1, ""))), ["listed"]);
}

#[test]
fn a_changed_receipt_fails() {
    let good = receipt(&entries()[0]);
    assert_eq!(failures_of(&Receipt { weight: 2, ..good.clone() })[0], "leaf");
    assert!(failures_of(&Receipt { commitment: draw::Hex([1; 32]), ..good.clone() }).contains(&"draw".into()));
    assert!(failures_of(&Receipt { key: draw::Hex([1; 32]), ..good.clone() }).contains(&"draw".into()));
    if cfg!(feature = "sign") {
        assert_eq!(failures_of(&Receipt { entered_at: 1, ..good }), ["signature"]);
    }
    let report = verify_receipt(b"{}", b"{}", None);
    assert!(!report.accepted);
}

#[test]
fn a_receipt_alone_is_checked_as_far_as_it_goes() {
    let good = receipt(&entries()[0]);
    let text = good.to_json().unwrap();
    let alone = ReceiptEvidence { receipt: text.as_bytes(), ..ReceiptEvidence::default() };
    let report = check_receipt(&alone);
    assert!(report.accepted, "{report}");
    for check in ["draw", "listed", "published"] {
        assert_eq!(outcome(&report, check), "not checked");
    }
    assert!(failures(&check_receipt(&ReceiptEvidence { keys: Some(&[good.key]), ..alone })).is_empty());
    let others = [draw::Hex([1; 32])];
    assert_eq!(failures(&check_receipt(&ReceiptEvidence { keys: Some(&others), ..alone })), ["published"]);
}

#[test]
fn a_proof_leads_from_one_entry_to_the_root() {
    let files = drawn(&rules(|_| ()), &entries());
    let leaves: Vec<_> = entries().iter().map(|entry| entry.leaf(draw_id())).collect();
    let (root, seed) = (files.record.entries_root.unwrap(), files.record.seed.unwrap());
    for (index, entry) in (0..).zip(entries()) {
        let proof = Proof {
            leaf: entry.leaf(draw_id()),
            ticket: draw::Tickets::new(&seed).ticket(entry.entry_id, entry.weight),
            entry,
            index,
            entries_count: 7,
            path: audit_path(index, 7, leaves.clone()).unwrap(),
        };
        let text = proof.to_json().unwrap();
        assert!(text.starts_with("{\"entries_count\":7,\"entry_id\":"), "{text}");
        assert_eq!(Proof::parse(text.as_bytes()).unwrap(), proof);
        assert!(proof.is_in(draw_id(), &root) && proof.has_ticket_of(&seed));
        let moved = Proof { index: (index + 1) % 7, ..proof.clone() };
        assert!(!moved.is_in(draw_id(), &root));
        let other = Proof { ticket: Some(draw::Hex([1; 32])), ..proof.clone() };
        assert!(other.is_in(draw_id(), &root) && !other.has_ticket_of(&seed));
        let heavier = Proof { entry: Entry { weight: 9, ..proof.entry.clone() }, ..proof };
        assert!(!heavier.is_in(draw_id(), &root));
    }
}
