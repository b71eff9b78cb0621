//! What must hold for any draw and any bytes.
#![allow(clippy::unwrap_used, clippy::similar_names, reason = "tests")]

mod common;

use std::sync::LazyLock;

use common::*;
use draw::{
    Entry, Evidence, Hash, Hex, PART, Part, Proof, Receipt, Record, Rules, Sealer, Tickets, audit_path, csv, json,
    rank, verify, verify_receipt,
};
use proptest::{collection::vec, prelude::*};
use uuid::Uuid;

static GOOD: LazyLock<Files> = LazyLock::new(|| drawn(&rules(with_beacon), &entries()));
static RECORD: LazyLock<String> = LazyLock::new(|| GOOD.record.to_json().unwrap());

fn some_entries() -> impl Strategy<Value = Vec<Entry<'static>>> {
    let one = (any::<u128>(), prop::sample::select(vec!["A", "B", "C"]), 0..=10_u32);
    vec(one, 0..40).prop_map(|list| {
        let mut entries: Vec<_> = list.into_iter().map(|(id, pool, weight)| entry(id, pool, weight, "")).collect();
        entries.sort_by_key(|entry| entry.entry_id);
        entries.dedup_by_key(|entry| entry.entry_id);
        entries
    })
}

fn some_hash() -> impl Strategy<Value = Hash> {
    any::<[u8; 32]>().prop_map(Hex)
}

fn flipped(text: &str, bit: usize) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    bytes[bit / 8] ^= 1 << (bit % 8);
    bytes
}

/// Without Ed25519 nobody can tell these two values from others.
fn only_signed(at: usize) -> bool {
    let within = |key: &str, len: usize| {
        let start = RECORD.find(key).unwrap();
        (start..start + key.len() + len).contains(&at)
    };
    cfg!(not(feature = "sign")) && (within("\"sealed_at\":", 13) || within("\"sealed_signature\":\"", 128))
}

#[test]
fn one_bit_changed_anywhere_in_the_record_is_refused() {
    for bit in 0..RECORD.len() * 8 {
        let record = flipped(&RECORD, bit);
        let evidence = Evidence { record: &record, entries: Some(GOOD.entries.as_bytes()), ..Evidence::default() };
        let text = String::from_utf8_lossy(&record);
        assert!(!verify(&evidence).accepted || only_signed(bit / 8), "bit {bit}: {text}");
    }
}

#[test]
fn one_bit_changed_anywhere_in_a_list_is_refused() {
    let good = Evidence {
        record: RECORD.as_bytes(),
        entries: Some(GOOD.entries.as_bytes()),
        ranking: None,
        allocations: None,
        register: None,
        kept_seal: None,
        test_chains: &[],
    };
    assert!(verify(&good).accepted);
    for bit in 0..GOOD.entries.len() * 8 {
        assert!(!verify(&Evidence { entries: Some(&flipped(&GOOD.entries, bit)), ..good }).accepted);
    }
    // Every byte, and each of the eight bits in turn: all of them would take minutes unoptimised.
    let bits = |text: &str| (0..text.len()).map(|at| at * 8 + at % 8);
    for bit in bits(&GOOD.ranking_csv) {
        assert!(!verify(&Evidence { ranking: Some(&flipped(&GOOD.ranking_csv, bit)), ..good }).accepted);
    }
    for bit in bits(&GOOD.allocations) {
        assert!(!verify(&Evidence { allocations: Some(&flipped(&GOOD.allocations, bit)), ..good }).accepted);
    }
    for bit in bits(&GOOD.register) {
        assert!(!verify(&Evidence { register: Some(&flipped(&GOOD.register, bit)), ..good }).accepted);
    }
}

#[test]
fn one_bit_changed_anywhere_in_a_proof_is_refused() {
    let (entries, seed) = (entries(), GOOD.record.seed.unwrap());
    let leaves: Vec<Hash> = entries.iter().map(|entry| entry.leaf(draw_id())).collect();
    let proof = Proof {
        leaf: leaves[4],
        index: 4,
        entries_count: 7,
        path: audit_path(4, 7, leaves).unwrap(),
        ticket: Tickets::new(&seed).ticket(entries[4].entry_id, entries[4].weight),
        entry: entries[4].clone(),
    };
    let holds = |bytes: &[u8]| {
        let root = GOOD.record.entries_root.unwrap();
        Proof::parse(bytes).is_ok_and(|proof| proof.is_in(draw_id(), &root) && proof.has_ticket_of(&seed))
    };
    let text = proof.to_json().unwrap();
    assert!(holds(text.as_bytes()));
    for bit in 0..text.len() * 8 {
        assert!(!holds(&flipped(&text, bit)), "bit {bit}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    /// Long lists are sealed and proven in parts; nobody can tell.
    #[test]
    fn parts_make_the_same_seal_and_the_same_paths(count in 1..(3 * PART + 2), at in any::<prop::sample::Index>()) {
        let rules = rules(|_| ());
        let entries: Vec<_> = (1..=count).map(|n| entry(n as u128, "EU 42", 1, "")).collect();
        let mut sealer = Sealer::new(&rules);
        let leaves: Vec<Hash> = entries.iter().map(|entry| sealer.push(entry).unwrap()).collect();
        let parts: Vec<_> = entries.chunks(PART).map(|part| Part::of(&rules, part).unwrap().unwrap()).collect();
        let heads: Vec<Hash> = parts.iter().map(|(part, _)| part.head).collect();
        let index = at.index(count);
        let whole = audit_path(index as u64, count as u64, leaves.iter().copied());
        prop_assert_eq!(draw::parts::path(index as u64, &parts[index / PART].1, &heads), whole);
        let parts: Vec<_> = parts.into_iter().map(|(part, _)| part).collect();
        let commitment = GOOD.record.commitment;
        prop_assert_eq!(draw::parts::seal(&rules, &commitment, &parts).unwrap(), sealer.seal(&commitment));
        if parts.len() > 1 {
            let swapped: Vec<_> = parts.iter().rev().copied().collect();
            prop_assert!(draw::parts::seal(&rules, &commitment, &swapped).is_err());
        }
    }
}

proptest! {
    #[test]
    fn the_order_of_entries_changes_nothing(
        (entries, shuffled) in some_entries().prop_flat_map(|e| (Just(e.clone()), Just(e).prop_shuffle())),
        seed in some_hash(),
    ) {
        prop_assert_eq!(rank(&seed, &entries), rank(&seed, &shuffled));
    }

    #[test]
    fn pools_are_independent(entries in some_entries(), seed in some_hash()) {
        let all = rank(&seed, &entries);
        for pool in ["A", "B", "C"] {
            let own: Vec<_> = entries.iter().filter(|entry| entry.pool == pool).cloned().collect();
            let alone = rank(&seed, &own);
            prop_assert_eq!(all.pool(pool), alone.pool(pool));
        }
    }

    #[test]
    fn everybody_with_a_weight_is_ranked_once_and_in_order(entries in some_entries(), seed in some_hash()) {
        let ranking = rank(&seed, &entries);
        let mut ranked: Vec<_> = ranking.rows().map(|row| row.entry_id).collect();
        ranked.sort();
        let weighty: Vec<_> = entries.iter().filter(|e| e.weight > 0).map(|e| e.entry_id).collect();
        prop_assert_eq!(ranked, weighty);
        for pool in ["A", "B", "C"] {
            prop_assert!(ranking.pool(pool).is_sorted());
        }
    }

    #[test]
    fn more_weight_never_harms_and_adds_one_ticket(seed in some_hash(), id in any::<u128>()) {
        let (tickets, id) = (Tickets::new(&seed), Uuid::from_u128(id));
        let least: Vec<_> = (1..=10).map(|weight| tickets.ticket(id, weight).unwrap()).collect();
        prop_assert!(least.is_sorted_by(|a, b| a >= b));
        prop_assert_eq!(tickets.ticket(id, 0), None);
        prop_assert_eq!(tickets.ticket(id, 11), None);
        prop_assert_eq!(tickets.ticket(id, u32::MAX), None);
    }

    #[test]
    fn lists_come_back_as_written(entries in some_entries()) {
        let text: String = csv::lines(entries.iter().cloned()).collect();
        let read: Vec<_> = csv::rows::<Entry>(text.as_bytes()).unwrap().map(|row| row.unwrap().1).collect();
        prop_assert_eq!(read, entries);
    }

    #[test]
    fn canonical_json_is_a_fixed_point(units in 0..=u32::MAX, words in "[ !#-\\[\\]-~]{0,40}", number in 0..(1_u64 << 53)) {
        let rules = rules(|value| {
            value["pools"] = serde_json::json!({"A": units});
            value["weights"] = words.into();
            value["extra"] = number.into();
        });
        let again = Rules::parse(rules.canonical().as_bytes()).unwrap();
        prop_assert_eq!(again.canonical(), rules.canonical());
        prop_assert_eq!(again, rules);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in vec(any::<u8>(), 0..400)) {
        let evidence = Evidence {
            record: &bytes,
            entries: Some(&bytes),
            ranking: Some(&bytes),
            allocations: Some(&bytes),
            register: Some(&bytes),
            kept_seal: None,
            test_chains: &[],
        };
        prop_assert!(!verify(&evidence).accepted);
        let report = verify(&Evidence { record: RECORD.as_bytes(), ..evidence });
        prop_assert!(!report.accepted);
        prop_assert!(!verify_receipt(&bytes, RECORD.as_bytes(), Some(&bytes)).accepted);
        let _ = (json::parse(&bytes), Record::parse(&bytes), Rules::parse(&bytes), Receipt::parse(&bytes));
    }

    /// Bytes that look right, spliced from good files, reach further than noise does.
    #[test]
    fn no_splice_makes_it_panic(cut in any::<prop::sample::Index>(), paste in any::<prop::sample::Index>(), len in 0..60_usize) {
        let files = [&*RECORD, &GOOD.entries, &GOOD.ranking_csv, &GOOD.allocations, &GOOD.register];
        let spoiled: Vec<Vec<u8>> = files.map(|file| {
            let (mut bytes, cut, paste) = (file.as_bytes().to_vec(), cut.index(file.len()), paste.index(file.len()));
            let piece = bytes[paste..(paste + len).min(file.len())].to_vec();
            bytes.splice(cut..(cut + 7).min(file.len()), piece);
            bytes
        }).into();
        let _ = verify(&Evidence {
            record: &spoiled[0],
            entries: Some(&spoiled[1]),
            ranking: Some(&spoiled[2]),
            allocations: Some(&spoiled[3]),
            register: Some(&spoiled[4]),
            kept_seal: None,
            test_chains: &[],
        });
        let _ = verify(&Evidence {
            record: RECORD.as_bytes(),
            entries: Some(GOOD.entries.as_bytes()),
            ranking: Some(&spoiled[2]),
            allocations: Some(&spoiled[3]),
            register: Some(&spoiled[4]),
            kept_seal: None,
            test_chains: &[],
        });
    }

    /// Absurd numbers in otherwise good rules must not overflow.
    #[test]
    fn no_number_overflows(round in 1..(1_u64 << 53), margin in 0..(1_u64 << 53), window in 0..(1_u64 << 53)) {
        let files = drawn(&rules(|value| {
            with_beacon(value);
            value["beacon"]["round"] = round.into();
            value["beacon_margin_seconds"] = margin.into();
            value["payment_window_minutes"] = window.into();
        }), &entries());
        let _ = files.verify().to_string();
    }
}
