//! A moment of fuzzing with every test run: the same bytes each time, made from good files. `make fuzz` goes on for minutes.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;
#[path = "common/parsers.rs"]
mod parsers;

use common::{Files, beacon, draw_id, drawn, entries, rules, with_beacon};
use draw::{Entry, Proof, Receipt, audit_path};
use serde_json::json;

/// Spoilt copies of every seed.
const COPIES: usize = 1500;

/// Those of them that mean a check of a signature over BLS12-381, of some milliseconds.
const SLOW_COPIES: usize = 100;

/// One good file for each parser, behind the byte that names it; two draws with all of their files, one without a beacon.
fn seeds() -> Vec<Vec<u8>> {
    let files = drawn(&rules(with_beacon), &entries());
    let record = files.record.to_json().unwrap();
    let [receipt, proof] = of_one_entry(&files);
    let (with, without) = (everything(&files), everything(&drawn(&rules(|_| ()), &entries())));
    let round = [&beacon().round.to_be_bytes(), &beacon().signature.as_bytes()[..]].concat();
    let texts = [
        json!({"a": [1, -2, "\u{e9}\n", null, true], "": {"b": {}}}).to_string(),
        record,
        files.record.rules.canonical().to_owned(),
        receipt,
        proof,
        files.entries,
        files.ranking_csv,
        files.allocations,
        files.register,
        with,
    ];
    let each = (0..).zip(texts.map(String::into_bytes));
    let more = [(9, without.into_bytes()), (10, round)];
    each.chain(more).map(|(which, bytes)| [vec![which], bytes].concat()).collect()
}

fn everything(files: &Files) -> String {
    let record = files.record.to_json().unwrap();
    [&record, &files.entries, &files.ranking_csv, &files.allocations, &files.register].map(String::as_str).join("\0")
}

fn of_one_entry(files: &Files) -> [String; 2] {
    let (entry, leaves): (Entry, Vec<_>) =
        (entries().swap_remove(4), entries().iter().map(|entry| entry.leaf(draw_id())).collect());
    let seed = files.record.seed.unwrap();
    let proof = Proof {
        leaf: leaves[4],
        index: 4,
        entries_count: 7,
        path: audit_path(4, 7, leaves).unwrap(),
        ticket: draw::Tickets::new(&seed).ticket(entry.entry_id, entry.weight),
        entry: entry.clone(),
    };
    let receipt = Receipt {
        version: 1,
        draw_id: draw_id(),
        entry_id: entry.entry_id,
        pool: entry.pool.to_string(),
        weight: entry.weight,
        note: entry.note.to_string(),
        leaf: entry.leaf(draw_id()),
        commitment: files.record.commitment,
        entered_at: common::SEALED_AT,
        key: common::key(),
        signature: draw::Hex([7; 64]),
    };
    [receipt.to_json().unwrap(), proof.to_json().unwrap()]
}

/// `SplitMix64`: the same bytes in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }

    /// Changes, cuts, doubles or pastes a few pieces.
    fn spoil(&mut self, seeds: &[Vec<u8>], bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(4) {
            let at = 1 + self.below(bytes.len() - 1);
            let end = (at + 1 + self.below(12)).min(bytes.len());
            match self.below(4) {
                0 => bytes[at] = u8::try_from(self.below(256)).unwrap(),
                1 => bytes.truncate(end),
                2 => {
                    bytes.splice(at..end, [*b"\"{}[],:0e-\\\n".get(self.below(12)).unwrap()]);
                }
                _ => {
                    let other = &seeds[self.below(seeds.len())];
                    let from = self.below(other.len());
                    bytes.splice(at..end, other[from..(from + self.below(40)).min(other.len())].to_vec());
                }
            }
            if bytes.len() < 2 {
                return;
            }
        }
    }
}

#[test]
fn parsers_hold_for_spoilt_files() {
    let (seeds, mut dice) = (seeds(), Dice(2026));
    for seed in &seeds {
        parsers::parse_any(seed);
        for _ in 0..if seed[0] == 10 { SLOW_COPIES } else { COPIES } {
            let mut bytes = seed.clone();
            dice.spoil(&seeds, &mut bytes);
            parsers::parse_any(&bytes);
        }
    }
}

/// Where `make fuzz` starts from. Writes them when it is asked to: `FAIRDROP_FUZZ_SEEDS=folder`.
#[test]
fn every_seed_is_a_good_file() {
    let seeds = seeds();
    for (n, seed) in seeds.iter().enumerate() {
        let text = String::from_utf8_lossy(&seed[1..]);
        let good = match seed[0] {
            0 => draw::json::parse(&seed[1..]).is_ok(),
            1 => draw::Record::parse(&seed[1..]).is_ok(),
            2 => draw::Rules::parse(&seed[1..]).is_ok(),
            3 => Receipt::parse(&seed[1..]).is_ok(),
            4 => Proof::parse(&seed[1..]).is_ok(),
            10 => seed.len() == 57,
            _ => text.lines().count() > 3,
        };
        assert!(good, "seed {n}: {text}");
        if let Ok(folder) = std::env::var("FAIRDROP_FUZZ_SEEDS") {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(format!("{folder}/{n}"), seed).unwrap();
        }
    }
}
