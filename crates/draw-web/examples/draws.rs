//! 10,000 random draws, and a digest of all that is published and found of each hundred. Run natively and in
//! WebAssembly by `scripts/same-bytes`, which compares.

use std::collections::BTreeMap;

use draw::{
    AllocationKind, AllocationLog, Beacon, BeaconRound, Claim, Entry, Evidence, Hash, Proof, QUICKNET, Ranking,
    Receipt, Record, Register, RegisterKind, Rules, Sealer, ServerSeed, Signer, Tickets, audit_path, csv, hash, rank,
    verify, verify_entry,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use wasm_bindgen::prelude::wasm_bindgen;

const BATCHES: u64 = 100;
const EACH: u64 = 100;
const AT: u64 = 1_782_802_770_000;
const POOLS: [&str; 3] = ["EU 42", "EU 43", "XL/wide"];
const NOTES: [&str; 3] = ["withdrawn", "abuse", "filtered:hashtag"];
/// Of quicknet: what is drawn with it is checked to the last signature.
const ROUND: u64 = 30_000_000;
const ROUND_SIGNATURE: &str =
    "81d2fc112b91932d9e4074a46b88c4dc78149b859660e0673c0bb9bd0caefdc9cc194e83de980441355b8ef44cc7a355";

fn main() {
    #[cfg(not(target_arch = "wasm32"))]
    print!("{}", digests());
}

/// A line for each hundred draws.
#[wasm_bindgen]
pub fn digests() -> String {
    let batch = |batch| {
        let mut sum = Sha256::new();
        for draw in 0..EACH {
            one(batch * EACH + draw, &mut sum);
        }
        format!("{batch} {}\n", Hash::from(<[u8; 32]>::from(sum.finalize())))
    };
    (0..BATCHES).map(batch).collect()
}

/// `SplitMix64`: the same draws everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        let count = of.len() as u64;
        of.iter().zip(0..).find(|(_, i)| *i == self.0 % count).map_or("", |(it, _)| it)
    }

    fn bytes(&mut self) -> [u8; 32] {
        *hash::sha256_of(&self.next().to_be_bytes()).as_bytes()
    }

    fn id(&mut self) -> Uuid {
        Uuid::from_u64_pair(self.next(), self.next())
    }
}

fn one(number: u64, sum: &mut Sha256) {
    let mut dice = Dice(number.wrapping_mul(0x1_0000_01b3) ^ 0x7ea);
    let signer = Signer::from_bytes(&dice.bytes());
    let beacon = number.is_multiple_of(1000).then_some(BeaconRound { chain_hash: QUICKNET.hash, round: ROUND });
    let pools = &POOLS[..usize::try_from(1 + dice.below(3)).unwrap_or(1)];
    let rules = rules(&mut dice, &signer, pools, beacon);
    let entries = entries(&mut dice, pools);
    let secret = ServerSeed::new(dice.bytes());

    let opened = Record::open(rules.clone(), &secret);
    let mut list = Sealer::new(&rules);
    let leaves: Vec<Hash> = entries.iter().map(|entry| list.push(entry).expect("entries keep to the rules")).collect();
    let sealed = list.seal(&opened.commitment);
    let record = opened.seal(&sealed, AT, signer.sign_seal(&sealed.seal, AT));
    let beacon = beacon.map(|round| Beacon::new(round, ROUND_SIGNATURE.parse().expect("a signature")));
    let seed = hash::seed(&secret, &sealed.seal, beacon.as_ref());
    let ranking = rank(&seed, &entries);
    let winners = ranking.winners(&rules.pools);
    let record = record.draw(secret, beacon, seed, winners);

    let published: String = csv::lines(entries.iter().cloned()).collect();
    let ranked: String = csv::lines(ranking.rows()).collect();
    let allocations = allocations(&mut dice, &record, &ranking);
    let register = register(&record);
    let json = record.to_json().expect("a record");
    let evidence = Evidence {
        record: json.as_bytes(),
        entries: Some(published.as_bytes()),
        ranking: Some(ranked.as_bytes()),
        allocations: Some(allocations.as_bytes()),
        register: Some(register.as_bytes()),
        kept_seal: Some(sealed.seal),
        test_chains: &[],
    };
    let report = verify(&evidence);
    assert!(report.accepted, "draw {number}: {report}");
    let spoilt = spoilt(&mut dice, &json);
    let refused = verify(&Evidence { record: spoilt.as_bytes(), ..evidence });
    for text in
        [&json, &published, &ranked, &allocations, &register, &spoilt, &report.to_string(), &refused.to_string()]
    {
        sum.update(text);
    }
    if let Some((entry, index)) = entries.iter().zip(0..).nth(usize::try_from(dice.below(12)).unwrap_or(0)) {
        let count = record.entries_count.unwrap_or(0);
        let proof = Proof {
            leaf: entry.leaf(record.draw_id),
            index,
            entries_count: count,
            path: audit_path(index, count, leaves).expect("a path"),
            ticket: Tickets::new(&seed).ticket(entry.entry_id, entry.weight),
            entry: entry.clone(),
        };
        of_entry(&record, &proof, &signer, sum);
    }
}

fn rules(dice: &mut Dice, signer: &Signer, pools: &[&str], beacon: Option<BeaconRound>) -> Rules {
    let units: BTreeMap<_, _> = pools.iter().map(|pool| (*pool, 1 + dice.below(6))).collect();
    let rules = serde_json::json!({
        "version": 1, "draw_id": dice.id().to_string(), "kind": "drop", "previous_draw": null,
        "opens_at": "2026-06-28T07:00:00Z", "closes_at": "2026-06-30T06:59:24Z", "freezes_at": "2026-06-30T06:59:24Z",
        "beacon_deadline": "2026-07-01T07:00:00Z", "beacon": beacon, "beacon_margin_seconds": 600, "pools": units,
        "max_weight": 10, "weights": "as the dice fall", "limit_per_person": 1, "payment": "pay_after_win",
        "payment_window_minutes": dice.below(1000), "price": {"amount": dice.below(1 << 50), "currency": "EUR"},
        "receipt_key": signer.public_key(),
    });
    Rules::try_from(rules).expect("rules")
}

fn entries(dice: &mut Dice, pools: &[&'static str]) -> Vec<Entry<'static>> {
    let mut entries: Vec<_> = (0..dice.below(13))
        .map(|_| {
            let taken_out = dice.below(5) == 0;
            let weight = if taken_out { 0 } else { 1 + u32::try_from(dice.below(10)).unwrap_or(0) };
            let (pool, note) = (dice.pick(pools), if taken_out { dice.pick(&NOTES) } else { "" });
            Entry { entry_id: dice.id(), pool: pool.into(), weight, note: note.into() }
        })
        .collect();
    entries.sort_by_key(|entry| entry.entry_id);
    entries
}

/// Every winner is offered, and most pay.
fn allocations(dice: &mut Dice, record: &Record, ranking: &Ranking) -> String {
    let mut log = AllocationLog::new(&record.rules, record.seed.expect("a seed"), &ranking.counts());
    let mut rows = Vec::new();
    for winner in record.winners.iter().flatten() {
        let second = [AllocationKind::Paid, AllocationKind::Paid, AllocationKind::Withdrawn];
        let then = second[usize::try_from(dice.below(3)).unwrap_or(0)];
        for kind in [AllocationKind::Offered, then] {
            let at = log.last_at().max(AT) + dice.below(2);
            if let Ok(row) = log.next(at, kind, &winner.pool, winner.rank, winner.entry_id) {
                log.append(&row).expect("the next row");
                rows.push(row);
            }
        }
    }
    csv::lines(rows).collect()
}

fn register(record: &Record) -> String {
    let mut register = Register::new();
    let known = [
        (RegisterKind::Opened, Some(record.commitment)),
        (RegisterKind::Sealed, record.seal),
        (RegisterKind::Drawn, record.seed),
    ];
    let rows = known.map(|(kind, digest)| {
        let row = register.next(AT, record.draw_id, kind, digest.expect("a digest"));
        register.append(&row).expect("the next row");
        row
    });
    csv::lines(rows).collect()
}

/// One character changed.
fn spoilt(dice: &mut Dice, json: &str) -> String {
    let mut bytes = json.as_bytes().to_vec();
    let at = usize::try_from(dice.below(bytes.len() as u64)).unwrap_or(0);
    bytes[at] = b"019af,:\"{ "[usize::try_from(dice.below(10)).unwrap_or(0)];
    String::from_utf8(bytes).expect("ASCII")
}

fn of_entry(record: &Record, proof: &Proof, signer: &Signer, sum: &mut Sha256) {
    let receipt = Receipt::issue(signer, record.draw_id, record.commitment, &proof.entry, AT);
    let texts = [record.to_json(), proof.to_json(), receipt.to_json()].map(|json| json.expect("JSON"));
    let [record, proof_json, receipt] = &texts;
    let report = verify_entry(&Claim {
        record: record.as_bytes(),
        entry_id: proof.entry.entry_id,
        proof: Some(proof_json.as_bytes()),
        receipt: Some(receipt.as_bytes()),
        test_chains: &[],
    });
    assert!(report.accepted, "{report}");
    for text in [proof_json, receipt, &report.to_string()] {
        sum.update(text);
    }
}
