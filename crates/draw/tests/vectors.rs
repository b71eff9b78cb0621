//! Every line of the specification's vectors, which an independent implementation made.
#![allow(clippy::unwrap_used, clippy::similar_names, reason = "tests")]

mod common;

use common::{draw_id, server_seed};
use draw::{
    Allocation, AllocationLog, Entry, Hash, Record, RegisterRow, Rules, Sealer, Signature, audit_path,
    csv::{self, CsvRow},
    hash, merkle, rank, receipt,
};

const VECTORS: &str = include_str!("vectors.txt");

struct Section {
    title: &'static str,
    lines: Vec<&'static str>,
}

fn sections() -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for line in VECTORS.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
        match line.strip_prefix("## ") {
            Some(title) => sections.push(Section { title, lines: Vec::new() }),
            None => sections.last_mut().unwrap().lines.push(line),
        }
    }
    sections
}

impl Section {
    /// The rests of the lines that start with `word`.
    fn all(&self, word: &str) -> Vec<&'static str> {
        self.lines.iter().filter_map(|line| line.strip_prefix(word)).collect()
    }

    fn one(&self, word: &str) -> &'static str {
        let all = self.all(word);
        assert_eq!(all.len(), 1, "{word}");
        all[0]
    }

    fn record(&self) -> Record {
        Record::parse(self.one("record ").as_bytes()).unwrap()
    }

    fn entries(&self) -> Vec<(Entry<'static>, Hash)> {
        let read = |line: &'static str| {
            let (row, leaf) = line.split_once(" leaf ").unwrap();
            (parse(row), leaf.parse().unwrap())
        };
        self.all("entry ").into_iter().map(read).collect()
    }

    fn file<R: for<'a> CsvRow<'a>>(&self, word: &str) -> String {
        format!("{}\n{}\n", R::HEADER, self.all(word).join("\n"))
    }
}

fn parse(row: &str) -> Entry<'static> {
    let text = format!("{}\n{row}\n", Entry::HEADER);
    let (_, entry) = csv::rows::<Entry>(text.as_bytes()).unwrap().next().unwrap().unwrap();
    entry.into_owned()
}

fn draws() -> Vec<Section> {
    let draws: Vec<_> = sections().into_iter().filter(|section| section.title.contains("a beacon")).collect();
    assert_eq!(draws.len(), 2);
    draws
}

#[test]
fn no_line_is_left_out() {
    let words = [
        "record ",
        "rules canonical ",
        "entry ",
        "audit path of index 2 ",
        "receipt of index 2, ",
        "ranking ",
        "allocation ",
        "register ",
        "entry_id ",
    ];
    for line in sections().iter().flat_map(|section| &section.lines) {
        assert!(words.iter().any(|word| line.starts_with(word)), "{line}");
    }
    assert_eq!(sections().len(), 4);
}

#[test]
fn records_come_back_byte_for_byte() {
    for draw in draws() {
        assert_eq!(draw.record().to_json().unwrap(), draw.one("record "));
    }
}

#[test]
fn rules_are_canonical_and_hashed() {
    for draw in draws() {
        let canonical = draw.one("rules canonical ");
        let record = draw.record();
        assert_eq!(record.rules.canonical(), canonical);
        assert_eq!(record.rules.hash(), record.rules_hash);
        let rules = Rules::parse(canonical.as_bytes()).unwrap();
        assert_eq!(Rules::new((*rules).clone()).unwrap(), rules);
        assert_eq!(hash::commitment(draw_id(), &record.rules_hash, &server_seed()), record.commitment);
    }
}

#[test]
fn leaves_root_and_seal() {
    for draw in draws() {
        let record = draw.record();
        let mut sealer = Sealer::new(&record.rules);
        for (entry, leaf) in draw.entries() {
            assert_eq!(sealer.push(&entry), Ok(leaf));
        }
        let sealed = sealer.seal(&record.commitment);
        assert_eq!(Some(sealed.entries_count), record.entries_count);
        assert_eq!(Some(sealed.entries_root), record.entries_root);
        assert_eq!(Some(sealed.seal), record.seal);
    }
}

#[test]
fn the_audit_path_of_index_2() {
    for draw in draws() {
        let leaves: Vec<Hash> = draw.entries().into_iter().map(|(_, leaf)| leaf).collect();
        let path: Vec<Hash> = draw.one("audit path of index 2 ").split(' ').map(|hash| hash.parse().unwrap()).collect();
        assert_eq!(audit_path(2, 7, leaves.clone()).unwrap(), path);
        assert!(merkle::verify_path(&leaves[2], 2, 7, &path, &draw.record().entries_root.unwrap()));
    }
}

#[test]
fn seed_ranking_and_winners() {
    for draw in draws() {
        let record = draw.record();
        let seed = hash::seed(&server_seed(), &record.seal.unwrap(), record.beacon.as_ref());
        assert_eq!(Some(seed), record.seed);
        let entries: Vec<Entry> = draw.entries().into_iter().map(|(entry, _)| entry).collect();
        let ranking = rank(&seed, &entries);
        assert_eq!(csv::lines(ranking.rows()).collect::<String>(), draw.file::<draw::RankedEntry>("ranking "));
        assert_eq!(Some(ranking.winners(&record.rules.pools)), record.winners);
    }
}

#[test]
fn the_allocation_log() {
    let [draw, _] = draws().try_into().ok().unwrap();
    let file = draw.file::<Allocation>("allocation ");
    let (record, ranked) = (draw.record(), [("EU 42".to_owned(), 4), ("EU 43".to_owned(), 2)].into());
    let mut log = AllocationLog::new(&record.rules, record.seed.unwrap(), &ranked);
    let rows: Vec<_> = csv::rows::<Allocation>(file.as_bytes()).unwrap().map(|row| row.unwrap().1).collect();
    for row in &rows {
        let next = log.next(row.at, row.kind, &row.pool, row.rank, row.entry_id).unwrap();
        assert_eq!(next, *row);
        log.append(row).unwrap();
    }
    assert_eq!(log.len(), 9);
    let balance = log.balance("EU 42").unwrap();
    assert_eq!((balance.paid, balance.free, balance.settled), (2, 0, true));
    assert_eq!(log.unsettled(), Some("EU 43"));
    assert_eq!(csv::lines(rows).collect::<String>(), file);
}

#[test]
fn the_register() {
    let [draw, _] = draws().try_into().ok().unwrap();
    let file = draw.file::<RegisterRow>("register ");
    let mut register = draw::Register::new();
    let rows: Vec<_> = csv::rows::<RegisterRow>(file.as_bytes()).unwrap().map(|row| row.unwrap().1).collect();
    for row in &rows {
        assert_eq!(register.next(row.at, row.draw_id, row.kind, row.digest), *row);
        register.append(row).unwrap();
    }
    assert_eq!(rows.len(), 3);
    assert_eq!(csv::lines(rows).collect::<String>(), file);
}

#[test]
fn receipt_and_seal_are_signed_messages() {
    for draw in draws() {
        let record = draw.record();
        let (at, signature) = draw.one("receipt of index 2, entered_at ").split_once(' ').unwrap();
        let (entered_at, signature): (u64, Signature) = (at.parse().unwrap(), signature.parse().unwrap());
        let (entry, leaf) = draw.entries().remove(2);
        let message = receipt::receipt_message(&leaf, &record.commitment, entered_at);
        assert_eq!(message.len(), 19 + 32 + 32 + 8);
        assert_eq!(entry.leaf(draw_id()), leaf);
        check_signatures(&record, &entry, entered_at, &message, signature);
    }
}

#[cfg(feature = "sign")]
fn check_signatures(record: &Record, entry: &Entry, entered_at: u64, message: &[u8], signature: Signature) {
    let signer = draw::Signer::from_bytes(&common::secret_key());
    assert_eq!(signer.public_key(), record.rules.receipt_key);
    assert_eq!(signer.sign(message), signature);
    assert!(draw::sign::verify(&record.rules.receipt_key, message, &signature));
    let issued = draw::Receipt::issue(&signer, record.draw_id, record.commitment, entry, entered_at);
    assert_eq!(issued.signature, signature);
    let sealed = signer.sign_seal(&record.seal.unwrap(), record.sealed_at.unwrap());
    assert_eq!(Some(sealed), record.sealed_signature);
}

#[cfg(not(feature = "sign"))]
fn check_signatures(_: &Record, _: &Entry, _: u64, _: &[u8], _: Signature) {}

#[test]
fn whole_records_verify() {
    for (draw, with_beacon) in draws().iter().zip([true, false]) {
        let entries: String = csv::lines(draw.entries().into_iter().map(|(entry, _)| entry)).collect();
        let (allocations, register) = (draw.file::<Allocation>("allocation "), draw.file::<RegisterRow>("register "));
        let report = draw::verify(&draw::Evidence {
            record: draw.one("record ").as_bytes(),
            entries: Some(entries.as_bytes()),
            ranking: Some(draw.file::<draw::RankedEntry>("ranking ").as_bytes()),
            allocations: with_beacon.then_some(allocations.as_bytes()),
            register: with_beacon.then_some(register.as_bytes()),
            kept_seal: draw.record().seal,
            test_chains: &[],
        });
        assert!(report.accepted, "{report}");
        let signatures = ["beacon_signature", "sealed_signature"];
        let expected: &[&str] = if with_beacon { &[] } else { &["allocations", "register"] };
        let unchecked: Vec<_> =
            report.unchecked().map(|check| check.name).filter(|name| !signatures.contains(name)).collect();
        assert_eq!(unchecked, expected);
        let signed = common::outcome(&report, "beacon_signature") == "passed";
        assert_eq!(signed, with_beacon && cfg!(feature = "beacon"));
        assert_eq!(common::outcome(&report, "sealed_signature") == "passed", cfg!(feature = "sign"));
    }
}

#[test]
fn a_contests_participant() {
    let section = sections().into_iter().find(|section| section.title.starts_with("contest participant")).unwrap();
    let id = hash::participant_id(draw_id(), "youtube", "Ugx4");
    assert_eq!(id.to_string(), section.one("entry_id "));
}

#[test]
fn no_entries() {
    let section = sections().into_iter().find(|section| section.title.starts_with("no entries")).unwrap();
    assert_eq!(section.title, format!("no entries: entries_root {}", merkle::root([])));
}
