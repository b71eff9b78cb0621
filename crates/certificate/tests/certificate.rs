//! The certificate of drawn and settled draws, read back.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use certificate::{Certificate, CertificateError, Pool, Settlement, certificate};
use draw::{Beacon, Entry, Hex, QUICKNET, Record, Rules, Sealer, ServerSeed, State, hash, rank};
use lopdf::Document;
use uuid::Uuid;

const KEY: &str = "2543b92ff1095511476adc8369db6ddc933665a11978dda1404ee1066ca9559d";
const SEALED_AT: u64 = 1_782_802_800_000;
const DRAWN_AT: u64 = 1_782_810_605_000;

struct Sheet {
    record: Record,
    pools: Vec<Pool>,
    title: String,
    left_out: Vec<(String, u64)>,
    settlement: Option<Settlement>,
}

impl Sheet {
    /// A drawn draw over pools of so many units and entries.
    fn drawn(pools: &[(&str, u32, u128)], beacon: &str) -> Self {
        let units: Vec<_> = pools.iter().map(|(name, units, _)| format!(r#""{name}":{units}"#)).collect();
        let rules = format!(
            r#"{{"version":1,"draw_id":"3f1c9a52-7d7e-4b0e-9a43-0d6b5f5f1a01","kind":"drop","previous_draw":null,
            "opens_at":"2026-06-28T07:00:00Z","closes_at":"2026-06-30T07:00:00Z","freezes_at":"2026-06-30T07:00:00Z",
            "beacon_deadline":"2026-07-01T07:00:00Z","beacon":{beacon},"beacon_margin_seconds":600,"pools":{{{}}},
            "max_weight":1,"weights":"1 each","limit_per_person":1,"payment":"pay_after_win","payment_window_minutes":1440,
            "price":null,"receipt_key":"{KEY}"}}"#,
            units.join(",")
        );
        let rules = Rules::parse(rules.as_bytes()).unwrap();
        let secret = ServerSeed::new([7; 32]);
        let mut entries = Vec::new();
        for (at, (name, _, count)) in pools.iter().enumerate() {
            for n in 0..*count {
                // Spread over all ids, as random ones are.
                let id =
                    Uuid::from_u128((n * 64 + at as u128 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835));
                entries.push(Entry { entry_id: id, pool: (*name).into(), weight: 1, note: "".into() });
            }
        }
        entries.sort_by_key(|entry| entry.entry_id);
        let record = Record::open(rules.clone(), &secret);
        let mut sealer = Sealer::new(&rules);
        for entry in &entries {
            sealer.push(entry).unwrap();
        }
        let sealed = sealer.seal(&record.commitment);
        let record = record.seal(&sealed, SEALED_AT, Hex([0x5a; 64]));
        let round = rules.beacon.map(|named| Beacon::new(named, Hex([0x3c; 48])));
        let seed = hash::seed(&secret, &sealed.seal, round.as_ref());
        let ranking = rank(&seed, &entries);
        let winners = ranking.winners(&rules.pools);
        let pool = |(name, units, entries): &(&str, u32, u128)| Pool {
            name: (*name).to_owned(),
            units: u64::from(*units),
            entries: u64::try_from(*entries).unwrap(),
            paid: 0,
            written_off: 0,
            left_over: 0,
        };
        Self {
            record: record.draw(secret, round, seed, winners),
            pools: pools.iter().map(pool).collect(),
            title: "Harbour Parka".to_owned(),
            left_out: Vec::new(),
            settlement: None,
        }
    }

    fn settled(mut self) -> Self {
        for pool in &mut self.pools {
            pool.left_over = pool.units.saturating_sub(pool.entries);
            pool.written_off = u64::from(pool.units > 3);
            pool.paid = pool.units - pool.left_over - pool.written_off;
        }
        self.record.state = State::Settled;
        self.settlement = Some(Settlement { at: DRAWN_AT + 90_000_000, rows: 41, head: Hex([0xa7; 32]) });
        self
    }

    fn pdf(&self) -> Vec<u8> {
        certificate(&Certificate {
            shop: "Small Runs",
            title: &self.title,
            url: "https://smallruns.example/draws/3f1c9a52-7d7e-4b0e-9a43-0d6b5f5f1a01",
            record: &self.record,
            drawn_at: DRAWN_AT,
            pools: &self.pools,
            left_out: &self.left_out,
            settlement: self.settlement,
        })
        .unwrap()
    }
}

/// The words of a PDF, page by page, without white space.
fn words(pdf: &[u8]) -> BTreeMap<u32, String> {
    let document = Document::load_mem(pdf).unwrap();
    let text = |page: u32| document.extract_text(&[page]).unwrap().split_whitespace().collect::<String>();
    document.get_pages().into_keys().map(|page| (page, text(page))).collect()
}

fn quicknet() -> String {
    format!(r#"{{"chain_hash":"{}","round":29843210}}"#, QUICKNET.hash)
}

/// For the eye: `FAIRDROP_PAPERS=folder cargo test -p certificate`.
fn keep(name: &str, pdf: &[u8]) {
    if let Ok(folder) = std::env::var("FAIRDROP_PAPERS") {
        std::fs::write(format!("{folder}/{name}.pdf"), pdf).unwrap();
    }
}

#[test]
fn a_small_draw_has_all_its_facts_and_the_same_bytes_each_time() {
    let mut sheet = Sheet::drawn(&[("EU 42", 3, 41)], "null");
    sheet.left_out = vec![("withdrawn".to_owned(), 4), ("duplicate_payment".to_owned(), 1)];
    let pdf = sheet.pdf();
    keep("small", &pdf);
    assert_eq!(pdf, sheet.pdf());

    let pages = words(&pdf);
    assert_eq!(pages.len(), 2);
    let first = &pages[&1];
    let record = &sheet.record;
    let [root, seal, seed] = [record.entries_root, record.seal, record.seed].map(|value| value.unwrap().to_string());
    for says in [
        "SmallRuns",
        "HarbourParka",
        &root,
        &seal,
        &seed,
        "Nobeacon:repeatable,butnotoperator-proof",
        "withdrawnbytheentrant4",
        "Page1of2",
    ] {
        assert!(first.contains(says), "{says} is not on the first page: {first}");
    }
    for winner in record.winners.as_ref().unwrap() {
        assert!(first.contains(&winner.entry_id.to_string()), "{winner:?}");
    }
    assert!(pages[&2].contains("Itknewthesecret,andthereisnobeacon"));
}

#[test]
fn three_hundred_winners_are_listed_to_the_last_under_a_running_head() {
    let mut sheet =
        Sheet::drawn(&[("S", 60, 900), ("M", 120, 1_500), ("L", 120, 1_400), ("XL", 20, 12)], &quicknet()).settled();
    sheet.title = "Nightjar, the second pressing on heavy vinyl".to_owned();
    sheet.left_out = vec![("withdrawn".to_owned(), 14), ("abuse".to_owned(), 2), ("filtered:late".to_owned(), 1)];
    let pdf = sheet.pdf();
    keep("large", &pdf);
    let pages = words(&pdf);
    let winners = sheet.record.winners.as_ref().unwrap();
    assert_eq!(winners.len(), 312);
    let all: String = pages.values().cloned().collect();
    for winner in winners {
        assert_eq!(all.matches(&winner.entry_id.to_string()).count(), 1, "{winner:?}");
    }
    assert!(pages.len() > 3, "{}", pages.len());
    for (page, says) in pages.iter().skip(1) {
        assert!(says.contains("SmallRuns·Nightjar"), "page {page} has no running head: {says}");
    }
    assert!(all.contains("M120unitsfor1,500entries,continued") || all.contains("L120unitsfor1,400entries,continued"));
    assert!(pages[&1].contains("drandquicknet,round29,843,210,due"));
    assert!(pages[&1].contains("Settled:320pledged=308paid+4writtenoff+8leftover."), "{}", pages[&1]);
}

#[test]
fn a_test_chain_is_called_one_and_many_pools_have_a_page_of_their_own() {
    let names: Vec<String> = (30..60).map(|n| format!("EU {n}")).collect();
    let pools: Vec<_> = names.iter().map(|name| (name.as_str(), 2, 5)).collect();
    let test = format!(r#"{{"chain_hash":"{}","round":7}}"#, "ab".repeat(32));
    let pdf = Sheet::drawn(&pools, &test).settled().pdf();
    keep("test-chain", &pdf);
    let pages = words(&pdf);
    assert!(pages[&1].contains("Testchain:showshowitworksandprovesnothing"), "{}", pages[&1]);
    assert!(!pages[&1].contains("EU31") && pages[&2].contains("EU31"), "{}", pages[&1]);
}

#[test]
fn letters_that_the_faces_lack_do_not_stop_it_and_nothing_drawn_has_none() {
    let mut sheet = Sheet::drawn(&[("One", 1, 0)], "null");
    sheet.title =
        "夜鷹 A very long name that would not fit on one line, nor on two, nor hardly on three of them at all"
            .to_owned();
    keep("odd", &sheet.pdf());
    assert!(words(&sheet.pdf()).values().any(|page| page.contains("Nobodyentered.")));
    sheet.record.state = State::Sealed;
    let refused = certificate(&Certificate {
        shop: "Small Runs",
        title: "x",
        url: "https://smallruns.example",
        record: &sheet.record,
        drawn_at: DRAWN_AT,
        pools: &sheet.pools,
        left_out: &[],
        settlement: None,
    });
    assert_eq!(refused, Err(CertificateError::NotDrawn));
}

#[test]
fn the_file_says_when_by_the_record_and_what_it_is() {
    let pdf = Sheet::drawn(&[("EU 42", 3, 41)], "null").pdf();
    let text = String::from_utf8_lossy(&pdf);
    assert!(text.contains("2026-06-30T09:10:05"), "the date is not the record's");
    assert!(text.contains("<pdfaid:part>2</pdfaid:part>"));
    assert!(text.contains("Certificate of a fair draw: Harbour Parka"));
}
