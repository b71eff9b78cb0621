//! Files that come in pieces say what the whole says, and one entry can be checked without them.
#![allow(clippy::unwrap_used, clippy::similar_names, reason = "tests")]

mod common;

use common::*;
use draw::{Claim, Evidence, File, Hash, Proof, Report, Tickets, Verifier, audit_path, verify, verify_entry};
use uuid::Uuid;

fn in_pieces(files: &Files, lists: [&str; 4], size: usize) -> Report {
    let mut verifier = Verifier::new(files.record.to_json().unwrap().as_bytes());
    verifier.keep_seal(files.record.seal.unwrap());
    for (file, text) in [File::Entries, File::Ranking, File::Allocations, File::Register].into_iter().zip(lists) {
        verifier.start(file);
        text.as_bytes().chunks(size).for_each(|piece| verifier.push(piece));
    }
    verifier.report()
}

fn at_once(files: &Files, [entries, ranking, allocations, register]: [&str; 4]) -> Report {
    verify(&Evidence {
        record: files.record.to_json().unwrap().as_bytes(),
        entries: Some(entries.as_bytes()),
        ranking: Some(ranking.as_bytes()),
        allocations: Some(allocations.as_bytes()),
        register: Some(register.as_bytes()),
        kept_seal: files.record.seal,
        ..Evidence::default()
    })
}

#[test]
fn pieces_of_any_size_say_what_the_whole_says() {
    let mut files = drawn(&rules(with_beacon), &entries());
    // Else a log could end anywhere.
    files.record.state = draw::State::Settled;
    let good = [&*files.entries, &files.ranking_csv, &files.allocations, &files.register];
    let mut cases = vec![good];
    for i in 0..4 {
        let cut = &good[i][..good[i].len() - 1];
        let less = cut.rfind('\n').map_or("", |end| &good[i][..=end]);
        for text in [cut, less, "", "x\n"] {
            let mut lists = good;
            lists[i] = text;
            cases.push(lists);
        }
    }
    for lists in cases {
        let whole = at_once(&files, lists);
        assert_eq!(whole.accepted, lists == good, "{whole}");
        for size in [1, 7, 64] {
            assert_eq!(in_pieces(&files, lists, size), whole);
        }
    }
}

#[test]
fn what_passed_is_shown_with_its_value() {
    let files = drawn(&rules(with_beacon), &entries());
    let report = files.verify();
    let value = |name: &str| report.check(name).unwrap().value.clone();
    assert_eq!(value("entries_root"), files.record.entries_root.map(|root| root.to_string()));
    assert_eq!(value("entries").unwrap(), "7 entries");
    let mut other = files;
    other.record.seed = Some(draw::Hex([1; 32]));
    assert_eq!(other.verify().check("seed").unwrap().value, None);
}

fn proof(files: &Files, index: usize) -> Proof {
    let (all, id) = (entries(), files.record.draw_id);
    let leaves: Vec<Hash> = all.iter().map(|entry| entry.leaf(id)).collect();
    let (count, at) = (u64::try_from(all.len()).unwrap(), u64::try_from(index).unwrap());
    let tickets = Tickets::new(&files.record.seed.unwrap());
    Proof {
        leaf: leaves[index],
        index: at,
        entries_count: count,
        path: audit_path(at, count, leaves).unwrap(),
        ticket: tickets.ticket(all[index].entry_id, all[index].weight),
        entry: all[index].clone(),
    }
}

fn claim(files: &Files, entry_id: Uuid, proof: Option<&Proof>, receipt: Option<&str>) -> Report {
    let (record, proof) = (files.record.to_json().unwrap(), proof.map(|proof| proof.to_json().unwrap()));
    verify_entry(&Claim {
        record: record.as_bytes(),
        entry_id,
        proof: proof.as_ref().map(String::as_bytes),
        receipt: receipt.map(str::as_bytes),
        test_chains: &[],
    })
}

#[test]
fn every_entry_is_found_by_its_proof_alone_and_nothing_else_is() {
    let files = drawn(&rules(with_beacon), &entries());
    for (index, entry) in entries().iter().enumerate() {
        let good = proof(&files, index);
        let report = claim(&files, entry.entry_id, Some(&good), None);
        assert!(report.accepted, "{report}");
        assert_eq!((outcome(&report, "listed"), outcome(&report, "ticket")), ("passed", "passed"));
        assert_eq!(outcome(&report, "receipt"), "not checked");

        // Somebody else's entry, another weight, another place, another ticket.
        assert_eq!(failures(&claim(&files, Uuid::from_u128(9), Some(&good), None)), ["read"]);
        let mut other = good.clone();
        other.entry.weight += 1;
        assert!(failures(&claim(&files, entry.entry_id, Some(&other), None)).contains(&"listed"));
        let mut other = good.clone();
        other.index = (other.index + 1) % 7;
        assert_eq!(failures(&claim(&files, entry.entry_id, Some(&other), None)), ["listed"]);
        let mut other = good;
        other.ticket = Some(draw::Hex([255; 32]));
        assert!(failures(&claim(&files, entry.entry_id, Some(&other), None)).contains(&"ticket"));
    }
}

#[test]
fn a_winner_who_is_passed_over_sees_it_without_the_list() {
    let files = drawn(&rules(with_beacon), &entries());
    let winner = files.record.winners.as_ref().unwrap()[0].clone();
    let index = entries().iter().position(|entry| entry.entry_id == winner.entry_id).unwrap();
    let proof = proof(&files, index);
    let mut robbed = files.clone();
    robbed.record.winners.as_mut().unwrap().remove(0);
    let report = claim(&robbed, winner.entry_id, Some(&proof), None);
    assert_eq!(failures(&report), ["standing"], "{report}");
    let mut robbed = files;
    robbed.record.winners.as_mut().unwrap()[0].ticket = draw::Hex([0; 32]);
    assert_eq!(failures(&claim(&robbed, winner.entry_id, Some(&proof), None)), ["standing"]);
}

#[cfg(feature = "sign")]
#[test]
fn a_receipt_is_held_against_the_list_and_the_key() {
    let files = drawn(&rules(with_beacon), &entries());
    let signer = draw::Signer::from_bytes(&secret_key());
    let entry = entries()[0].clone();
    let receipt = draw::Receipt::issue(&signer, draw_id(), files.record.commitment, &entry, 1_782_700_000_000);
    let says = |receipt: &draw::Receipt| receipt.to_json().unwrap();
    let proof = proof(&files, 0);
    let report = claim(&files, entry.entry_id, Some(&proof), Some(&says(&receipt)));
    assert!(report.accepted && outcome(&report, "receipt_signature") == "passed", "{report}");
    assert_eq!(outcome(&report, "unchanged"), "passed");

    // Before the seal the receipt stands alone.
    let open = Files { record: draw::Record::open(rules(with_beacon), &server_seed()), ..files.clone() };
    let report = claim(&open, entry.entry_id, None, Some(&says(&receipt)));
    assert!(report.accepted && outcome(&report, "receipt") == "passed", "{report}");

    let mut forged = receipt.clone();
    forged.entered_at += 1;
    assert_eq!(failures(&claim(&files, entry.entry_id, Some(&proof), Some(&says(&forged)))), ["receipt_signature"]);
    // The shop signed another weight than it listed.
    let heavier = draw::Entry { weight: 2, ..entry.clone() };
    let promised = draw::Receipt::issue(&signer, draw_id(), files.record.commitment, &heavier, 1);
    assert_eq!(failures(&claim(&files, entry.entry_id, Some(&proof), Some(&says(&promised)))), ["unchanged"]);
}
