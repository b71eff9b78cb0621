//! A whole draw in memory, for tests that then look at it or spoil it.
#![allow(dead_code, reason = "every test file uses a part of it")]
#![allow(clippy::unwrap_used, clippy::similar_names, reason = "tests")]

use draw::{
    AllocationKind, AllocationLog, Beacon, BeaconRound, Chain, Entry, Evidence, Hash, Hex, PublicKey, Ranking, Record,
    Register, RegisterKind, Report, Rules, Sealer, ServerSeed, Signature, State, csv, hash, json, rank,
};
use serde_json::{Value, json};
use uuid::Uuid;

pub const SEALED_AT: u64 = 1_782_802_770_000;
pub const ROUND: u64 = 30_000_000;
const BEACON_SIGNATURE: &str =
    "81d2fc112b91932d9e4074a46b88c4dc78149b859660e0673c0bb9bd0caefdc9cc194e83de980441355b8ef44cc7a355";

/// The vectors' key: bytes 0x40 to 0x5f.
pub fn secret_key() -> [u8; 32] {
    std::array::from_fn(|i| 0x40 + u8::try_from(i).unwrap())
}

pub fn server_seed() -> ServerSeed {
    ServerSeed::new(std::array::from_fn(|i| u8::try_from(i).unwrap()))
}

pub fn draw_id() -> Uuid {
    Uuid::from_u128(0x3f1c_9a52_7d7e_4b0e_9a43_0d6b_5f5f_1a01)
}

/// Rules of a drop without a beacon; tests change single keys.
pub fn rules_value() -> Value {
    json!({
        "version": 1, "draw_id": draw_id().to_string(), "kind": "drop", "previous_draw": null,
        "opens_at": "2026-06-28T07:00:00Z", "closes_at": "2026-06-30T06:59:24Z",
        "freezes_at": "2026-06-30T06:59:24Z", "beacon_deadline": "2026-07-01T07:00:00Z", "beacon": null,
        "beacon_margin_seconds": 600, "pools": {"EU 42": 2, "EU 43": 1}, "max_weight": 5, "weights": "in words",
        "limit_per_person": 1, "payment": "pay_after_win", "payment_window_minutes": 60,
        "price": {"amount": 14000, "currency": "EUR"},
        "receipt_key": "2543b92ff1095511476adc8369db6ddc933665a11978dda1404ee1066ca9559d",
    })
}

pub fn rules(change: impl FnOnce(&mut Value)) -> Rules {
    let mut value = rules_value();
    change(&mut value);
    Rules::try_from(value).unwrap()
}

pub fn with_beacon(value: &mut Value) {
    value["beacon"] = json!({"chain_hash": draw::QUICKNET.hash.to_string(), "round": ROUND});
}

pub fn beacon() -> Beacon {
    let round = BeaconRound { chain_hash: draw::QUICKNET.hash, round: ROUND };
    Beacon::new(round, BEACON_SIGNATURE.parse().unwrap())
}

pub fn entry(id: u128, pool: &'static str, weight: u32, note: &'static str) -> Entry<'static> {
    Entry { entry_id: Uuid::from_u128(id), pool: pool.into(), weight, note: note.into() }
}

/// Seven entries as in the vectors: five that can win in two pools, one taken out.
pub fn entries() -> Vec<Entry<'static>> {
    vec![
        entry(1 << 100, "EU 42", 1, ""),
        entry(2 << 100, "EU 43", 1, ""),
        entry(3 << 100, "EU 42", 0, "duplicate_person"),
        entry(4 << 100, "EU 42", 1, ""),
        entry(5 << 100, "EU 42", 3, ""),
        entry(6 << 100, "EU 42", 1, ""),
        entry(7 << 100, "EU 43", 1, ""),
    ]
}

#[cfg(feature = "sign")]
fn sign(seal: &Hash) -> Signature {
    draw::Signer::from_bytes(&secret_key()).sign_seal(seal, SEALED_AT)
}

#[cfg(not(feature = "sign"))]
fn sign(_: &Hash) -> Signature {
    Hex([0; 64])
}

/// A draw carried through, with every file that is published.
#[derive(Clone)]
pub struct Files {
    pub record: Record,
    pub ranking: Ranking,
    pub entries: String,
    pub ranking_csv: String,
    pub allocations: String,
    pub register: String,
}

pub fn sealed(rules: &Rules, entries: &[Entry]) -> Record {
    let record = Record::open(rules.clone(), &server_seed());
    let mut sealer = Sealer::new(rules);
    for entry in entries {
        sealer.push(entry).unwrap();
    }
    let sealed = sealer.seal(&record.commitment);
    record.seal(&sealed, SEALED_AT, sign(&sealed.seal))
}

pub fn drawn(rules: &Rules, entries: &[Entry]) -> Files {
    let beacon = rules.beacon.map(|round| Beacon { chain_hash: round.chain_hash, round: round.round, ..beacon() });
    drawn_with(rules, entries, beacon)
}

pub fn drawn_with(rules: &Rules, entries: &[Entry], beacon: Option<Beacon>) -> Files {
    let record = sealed(rules, entries);
    let seed = hash::seed(&server_seed(), &record.seal.unwrap(), beacon.as_ref());
    let ranking = rank(&seed, entries);
    let record = record.draw(server_seed(), beacon, seed, ranking.winners(&rules.pools));
    let allocations = allocate(rules, seed, &ranking);
    let register = register(&record);
    Files {
        entries: csv::lines(entries.iter().cloned()).collect(),
        ranking_csv: csv::lines(ranking.rows()).collect(),
        allocations,
        register,
        record,
        ranking,
    }
}

/// Everybody who can have a unit pays at once, then the pools are settled.
fn allocate(rules: &Rules, seed: Hash, ranking: &Ranking) -> String {
    let mut log = AllocationLog::new(rules, seed, &ranking.counts());
    let mut rows = Vec::new();
    for pool in rules.pools.keys() {
        while let Some(rank) = log.offerable(pool) {
            let id = ranking.at(pool, rank).unwrap().entry_id;
            for kind in [AllocationKind::Offered, AllocationKind::Paid] {
                let row = log.next(SEALED_AT + 1000, kind, pool, rank, id).unwrap();
                log.append(&row).unwrap();
                rows.push(row);
            }
        }
        let row = log.next(SEALED_AT + 1000, AllocationKind::Settled, pool, 0, Uuid::nil()).unwrap();
        log.append(&row).unwrap();
        rows.push(row);
    }
    csv::lines(rows).collect()
}

/// The rows that the record calls for, after one of another draw.
pub fn register(record: &Record) -> String {
    let stopped = match record.state {
        State::Cancelled => Some(RegisterKind::Cancelled),
        State::Void => Some(RegisterKind::Void),
        _ => None,
    };
    let own = [
        Some((RegisterKind::Opened, record.commitment)),
        record.seal.map(|digest| (RegisterKind::Sealed, digest)),
        record.seed.map(|digest| (RegisterKind::Drawn, digest)),
        stopped.map(|kind| (kind, draw::register::reason_digest(record.reason.as_ref().unwrap()))),
    ];
    let mut register = Register::new();
    let mut rows = vec![register.next(1, Uuid::from_u128(9), RegisterKind::Opened, Hex([1; 32]))];
    register.append(&rows[0]).unwrap();
    for (kind, digest) in own.into_iter().flatten() {
        let row = register.next(SEALED_AT, record.draw_id, kind, digest);
        register.append(&row).unwrap();
        rows.push(row);
    }
    csv::lines(rows).collect()
}

pub fn verify_record(record: &Record) -> Report {
    verify_value(&serde_json::to_value(record).unwrap(), None)
}

pub fn verify_value(record: &Value, entries: Option<&str>) -> Report {
    let record = json::canonical(record).unwrap();
    draw::verify(&Evidence { record: record.as_bytes(), entries: entries.map(str::as_bytes), ..Evidence::default() })
}

impl Files {
    pub fn value(&self) -> Value {
        serde_json::to_value(&self.record).unwrap()
    }

    pub fn verify(&self) -> Report {
        self.verify_with(&[])
    }

    pub fn verify_with(&self, test_chains: &[Chain]) -> Report {
        let record = self.record.to_json().unwrap();
        draw::verify(&Evidence {
            record: record.as_bytes(),
            entries: Some(self.entries.as_bytes()),
            ranking: Some(self.ranking_csv.as_bytes()),
            allocations: Some(self.allocations.as_bytes()),
            register: Some(self.register.as_bytes()),
            kept_seal: self.record.seal,
            test_chains,
        })
    }
}

pub fn outcome<'a>(report: &'a Report, name: &str) -> &'a str {
    match report.check(name).unwrap().outcome {
        draw::Outcome::Passed => "passed",
        draw::Outcome::Failed { .. } => "failed",
        draw::Outcome::NotChecked { .. } => "not checked",
    }
}

pub fn failures(report: &Report) -> Vec<&str> {
    report.failures().map(|check| check.name).collect()
}

pub fn key() -> PublicKey {
    rules_value()["receipt_key"].as_str().unwrap().parse().unwrap()
}
