//! Records in every state, and everything that must be refused.
#![allow(clippy::unwrap_used, clippy::similar_names, reason = "tests")]

mod common;

use common::*;
use draw::{Chain, Evidence, Record, Rules, State, json, verify};
use serde_json::{Value, json};
use uuid::Uuid;

fn files() -> Files {
    drawn(&rules(with_beacon), &entries())
}

/// Changes one key of a good record and tells which checks fail.
fn failures_with(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let files = files();
    let mut value = files.value();
    change(&mut value);
    let report = verify_value(&value, Some(&files.entries));
    assert_eq!(report.accepted, report.failures().count() == 0);
    failures(&report).into_iter().map(str::to_owned).collect()
}

#[test]
fn an_open_record_verifies_as_far_as_it_is_known() {
    for rules in [rules(|_| ()), rules(with_beacon)] {
        let report = verify_record(&Record::open(rules, &server_seed()));
        assert!(report.accepted, "{report}");
        assert_eq!(outcome(&report, "rules_hash"), "passed");
        for name in ["commitment", "entries", "entries_root", "seal", "sealed_signature", "seed", "winners", "witness"]
        {
            assert_eq!(outcome(&report, name), "not checked", "{name}");
        }
    }
}

#[test]
fn a_sealed_record_verifies_with_and_without_its_list() {
    let record = sealed(&rules(with_beacon), &entries());
    let report = verify_record(&record);
    assert!(report.accepted, "{report}");
    assert_eq!((outcome(&report, "seal"), outcome(&report, "entries")), ("passed", "not checked"));
    let report = verify_value(&serde_json::to_value(&record).unwrap(), Some(&files().entries));
    assert!(report.accepted, "{report}");
    assert_eq!((outcome(&report, "entries_root"), outcome(&report, "seed")), ("passed", "not checked"));
}

#[test]
fn drawn_and_settled_records_verify() {
    let mut files = files();
    for state in [State::Drawn, State::Settled] {
        files.record.state = state;
        let report = files.verify();
        assert!(report.accepted, "{report}");
        let unchecked: Vec<_> = report.unchecked().map(|check| check.name).collect();
        assert!(unchecked.iter().all(|name| ["beacon_signature", "sealed_signature"].contains(name)), "{report}");
    }
}

#[test]
fn stopped_records_reveal_their_seed() {
    let (rules, reason) = (rules(with_beacon), "wrong \"price\"".to_owned());
    for state in [State::Cancelled, State::Void] {
        for record in [Record::open(rules.clone(), &server_seed()), sealed(&rules, &entries())] {
            let record = record.stop(state, server_seed(), reason.clone());
            let report = verify_record(&record);
            assert!(report.accepted, "{report}");
            assert_eq!(outcome(&report, "commitment"), "passed");
            let (json, register) = (record.to_json().unwrap(), register(&record));
            let evidence =
                Evidence { record: json.as_bytes(), register: Some(register.as_bytes()), ..Evidence::default() };
            assert_eq!(outcome(&verify(&evidence), "register"), "passed");

            let mut unrevealed = record.clone();
            unrevealed.server_seed = None;
            assert_eq!(failures(&verify_record(&unrevealed)), ["well_formed"]);
            let mut other = record;
            other.server_seed = Some(draw::ServerSeed::new([9; 32]));
            assert_eq!(failures(&verify_record(&other)), ["commitment"]);
        }
    }
}

#[test]
fn a_draw_may_be_void_because_its_seal_was_late() {
    let mut record = sealed(&rules(with_beacon), &entries());
    record.sealed_at = Some(draw::QUICKNET.due_at(ROUND));
    assert!(failures(&verify_record(&record)).contains(&"beacon"));
    let record = record.stop(State::Void, server_seed(), "sealed late".into());
    assert!(!failures(&verify_record(&record)).contains(&"beacon"));
}

#[test]
fn what_does_not_belong_to_the_state_is_refused() {
    let seed = files().value()["seed"].clone();
    assert_eq!(failures_with(|v| v["reason"] = "none".into()), ["well_formed"]);
    assert!(failures_with(|v| v["sealed_at"] = Value::Null).contains(&"well_formed".into()));
    assert!(failures_with(|v| v["winners"] = Value::Null).contains(&"well_formed".into()));
    assert!(failures_with(|v| v["state"] = "open".into()).contains(&"well_formed".into()));
    assert!(failures_with(|v| v["state"] = "sealed".into()).contains(&"well_formed".into()));
    let mut open = serde_json::to_value(Record::open(rules(|_| ()), &server_seed())).unwrap();
    open["seed"] = seed;
    assert!(!verify_value(&open, None).accepted);
}

#[test]
fn every_key_must_be_there_once() {
    let files = files();
    let Value::Object(record) = files.value() else { panic!() };
    for key in record.keys() {
        let mut less = record.clone();
        less.remove(key);
        assert_eq!(failures(&verify_value(&less.into(), None)), ["well_formed"], "{key}");
    }
    let text = files.record.to_json().unwrap();
    let twice = text.replacen("{\"beacon\"", "{\"state\":\"drawn\",\"beacon\"", 1);
    let report = verify(&Evidence { record: twice.as_bytes(), ..Evidence::default() });
    assert_eq!(failures(&report), ["well_formed"]);
    assert!(report.to_string().contains("appears twice"), "{report}");
}

#[test]
fn each_changed_value_fails_its_own_check() {
    let other = "0".repeat(64);
    assert_eq!(failures_with(|v| v["rules_hash"] = other.clone().into()), ["rules_hash"]);
    assert_eq!(failures_with(|v| v["rules"]["weights"] = "other".into())[0], "rules_hash");
    assert_eq!(failures_with(|v| v["draw_id"] = Uuid::nil().to_string().into())[0], "rules_hash");
    assert_eq!(failures_with(|v| v["commitment"] = other.clone().into())[0], "commitment");
    assert!(failures_with(|v| v["entries_count"] = 8.into()).contains(&"entries".into()));
    assert!(failures_with(|v| v["entries_root"] = other.clone().into()).contains(&"entries_root".into()));
    assert!(failures_with(|v| v["seal"] = other.clone().into()).contains(&"seal".into()));
    assert_eq!(failures_with(|v| v["seed"] = other.clone().into()), ["seed"]);
    assert_eq!(failures_with(|v| v["winners"][0]["rank"] = 2.into()), ["winners"]);
    assert_eq!(failures_with(|v| v["winners"][0]["ticket"] = other.clone().into()), ["winners"]);
    assert_eq!(failures_with(|v| v["winners"].as_array_mut().unwrap().truncate(2)), ["winners"]);
    assert_eq!(failures_with(|v| v["winners"].as_array_mut().unwrap().swap(0, 1)), ["winners"]);
    assert!(failures_with(|v| v["version"] = 2.into()).contains(&"well_formed".into()));
}

#[cfg(feature = "sign")]
#[test]
fn the_seals_signature_is_checked() {
    assert_eq!(failures_with(|v| v["sealed_at"] = (SEALED_AT + 1).into()), ["sealed_signature"]);
    assert_eq!(failures_with(|v| v["sealed_signature"] = "0".repeat(128).into()), ["sealed_signature"]);
}

#[test]
fn the_beacon_must_be_the_one_in_the_rules() {
    assert_eq!(failures_with(|v| v["beacon"] = Value::Null), ["beacon", "seed"]);
    assert!(failures_with(|v| v["beacon"]["round"] = (ROUND + 1).into()).contains(&"beacon".into()));
    assert!(failures_with(|v| v["beacon"]["chain_hash"] = "1".repeat(64).into()).contains(&"beacon".into()));
    assert!(failures_with(|v| v["beacon"]["randomness"] = "1".repeat(64).into()).contains(&"beacon".into()));
    assert!(failures_with(|v| v["beacon"]["signature"] = "1".repeat(96).into()).contains(&"beacon".into()));
    let mut without = drawn(&rules(|_| ()), &entries());
    assert!(without.verify().accepted);
    without.record.beacon = Some(beacon());
    assert_eq!(failures(&without.verify())[0], "beacon");
}

#[test]
fn the_round_is_due_late_enough_after_the_freeze() {
    // The signature is that of `ROUND`; `tests/beacon.rs` is about that.
    let holds = |round: u64, margin: u64| {
        let files = drawn(
            &rules(|value| {
                with_beacon(value);
                value["beacon"]["round"] = round.into();
                value["beacon_margin_seconds"] = margin.into();
            }),
            &entries(),
        );
        let report = files.verify();
        assert!(failures(&report).iter().all(|name| ["beacon", "beacon_signature"].contains(name)), "{report}");
        outcome(&report, "beacon") == "passed"
    };
    assert!(holds(ROUND, 600));
    assert!(holds(ROUND + 1, 600));
    assert!(!holds(ROUND - 1, 600));
    assert!(!holds(ROUND, 601));
    assert!(holds(ROUND - 180, 0), "60 s are enough when the rules ask for less");
    assert!(!holds(ROUND - 181, 0));
}

#[test]
fn a_test_chain_needs_the_callers_leave() {
    let chain =
        Chain { hash: "a".repeat(64).parse().unwrap(), genesis: 1_782_802_780, period: 1, ..draw::QUICKNET.clone() };
    let files = drawn(
        &rules(|value| {
            value["beacon"] = json!({"chain_hash": "a".repeat(64), "round": 1});
            value["beacon_margin_seconds"] = 5.into();
        }),
        &entries(),
    );
    assert!(failures(&files.verify()).contains(&"beacon"));
    let report = files.verify_with(std::slice::from_ref(&chain));
    assert_eq!(outcome(&report, "beacon"), "passed", "{report}");
    // Nobody can pass another clock for the real chain.
    let slow = Chain { period: 1000, ..draw::QUICKNET.clone() };
    let early = drawn(
        &rules(|value| {
            with_beacon(value);
            value["beacon"]["round"] = 29_000_000.into();
        }),
        &entries(),
    );
    assert!(failures(&early.verify_with(&[slow])).contains(&"beacon"));
}

#[test]
fn entries_keep_to_the_rules() {
    let good = files();
    let record = good.value();
    let lines: Vec<&str> = good.entries.lines().collect();
    let spoiled = |line: usize, with: &str| {
        let mut lines = lines.clone();
        lines[line] = with;
        verify_value(&record, Some(&(lines.join("\n") + "\n")))
    };
    let (first, third) = (lines[1], lines[3]);
    for (line, text) in [
        (1, lines[2].to_owned()),
        (1, first.replace("EU 42", "EU 99")),
        (1, first.replace(",1,", ",6,")),
        (1, first.replace(",1,", ",1,abuse")),
        (1, first.replace(",1,", ",0,")),
        (3, third.replace("duplicate_person", "Duplicate")),
        (3, third.replace("duplicate_person", "")),
    ] {
        let report = spoiled(line, &text);
        assert_eq!(failures(&report), ["entries"], "{text}");
        assert_eq!(outcome(&report, "winners"), "not checked");
    }
    assert_eq!(failures(&spoiled(3, &third.replace("person", "payment"))), ["entries_root"]);
    assert_eq!(failures(&spoiled(1, &first.replace(",1,", ",2,"))).first(), Some(&"entries_root"));
    let short = lines[..7].join("\n") + "\n";
    assert!(failures(&verify_value(&record, Some(&short))).starts_with(&["entries", "entries_root"]));
}

#[test]
fn a_weight_over_10_is_refused_even_if_the_rules_allow_it() {
    let rules = rules(|value| value["max_weight"] = 20.into());
    assert!(entry(1, "EU 42", 10, "").check(&rules).is_ok());
    assert!(entry(1, "EU 42", 11, "").check(&rules).is_err());
}

#[test]
fn ranking_log_and_register_are_compared() {
    let good = files();
    let mut files = good.clone();
    files.ranking_csv = files.ranking_csv.replacen(",1,", ",2,", 1);
    assert_eq!(failures(&files.verify()), ["winners"]);

    let mut files = good.clone();
    files.allocations = files.allocations.replacen("paid", "expired", 1);
    assert_eq!(failures(&files.verify()), ["allocations"]);

    let mut files = good.clone();
    let cut = files.allocations.trim_end().rfind('\n').unwrap() + 1;
    files.allocations.truncate(cut);
    assert!(files.verify().accepted);
    files.record.state = State::Settled;
    assert_eq!(failures(&files.verify()), ["allocations"]);

    let mut files = good.clone();
    files.register = files.register.replacen("opened", "sealed", 1);
    assert_eq!(failures(&files.verify()), ["register"]);

    let mut files = good.clone();
    files.register = register(&sealed(&files.record.rules, &entries()));
    assert_eq!(failures(&files.verify()), ["register"]);

    // A draw that the register says was cancelled after it was drawn.
    let mut stopped = good.record.clone();
    (stopped.state, stopped.reason) = (State::Cancelled, Some("second thoughts".into()));
    let mut files = good;
    files.register = register(&stopped);
    assert_eq!(failures(&files.verify()), ["register"]);
}

#[test]
fn an_offer_to_somebody_else_fails() {
    let mut files = files();
    let other = rank_in_own_order(&files);
    files.allocations = other;
    assert_eq!(failures(&files.verify()), ["allocations"]);
}

/// A log with a good chain whose first offer goes to rank 2's entry.
fn rank_in_own_order(files: &Files) -> String {
    let seed = files.record.seed.unwrap();
    let mut log = draw::AllocationLog::new(&files.record.rules, seed, &files.ranking.counts());
    let id = files.ranking.at("EU 42", 2).unwrap().entry_id;
    let row = log.next(SEALED_AT, draw::AllocationKind::Offered, "EU 42", 1, id).unwrap();
    log.append(&row).unwrap();
    draw::csv::lines([row]).collect()
}

#[test]
fn a_kept_seal_is_a_witness() {
    let files = files();
    let record = files.record.to_json().unwrap();
    let report = |kept_seal| verify(&Evidence { record: record.as_bytes(), kept_seal, ..Evidence::default() });
    assert_eq!(outcome(&report(files.record.seal), "witness"), "passed");
    assert_eq!(outcome(&report(Some(draw::Hex([1; 32]))), "witness"), "failed");
    assert!(report(None).to_string().contains("not witnessed"));
}

#[test]
fn rules_that_the_protocol_does_not_know_are_refused() {
    let refused = |key: &str, value: Value| {
        let mut rules = rules_value();
        rules[key] = value;
        assert!(Rules::try_from(rules).is_err(), "{key}");
    };
    refused("version", 2.into());
    refused("kind", "lottery".into());
    refused("kind", "contest".into());
    refused("pools", json!({}));
    refused("pools", json!({"a,b": 1}));
    refused("pools", json!({"a": -1}));
    refused("weights", "caf\u{e9}".into());
    refused("weights", "a\"b".into());
    refused("limit_per_person", 2.into());
    refused("max_weight", 0.into());
    refused("opens_at", "2026-07-28T07:00:00Z".into());
    refused("opens_at", "2026-06-28T09:00:00+02:00".into());
    refused("beacon", json!({"chain_hash": "a".repeat(64), "round": 0}));
    refused("price", json!({"amount": 1.5, "currency": "EUR"}));
    refused("payment_window_minutes", (1_u64 << 53).into());
    refused("receipt_key", "A".repeat(64).into());
    refused("draw_id", draw_id().to_string().to_uppercase().into());
    refused("other", json!(["\u{7f}"]));
    for key in rules_value().as_object().unwrap().keys() {
        let mut less = rules_value();
        less.as_object_mut().unwrap().remove(key);
        assert!(Rules::try_from(less).is_err(), "{key}");
    }
}

#[test]
fn further_keys_of_the_rules_are_kept_and_hashed() {
    let plain = rules(|_| ());
    let more = rules(|value| value["venue"] = json!({"z": [1, null], "a": "x"}));
    assert_ne!(plain.hash(), more.hash());
    assert!(more.canonical().ends_with(r#""venue":{"a":"x","z":[1,null]},"version":1,"weights":"in words"}"#));
    assert!(drawn(&more, &entries()).verify().accepted);
    let stored: Rules = serde_json::from_str(&serde_json::to_string(&more).unwrap()).unwrap();
    assert_eq!(stored.hash(), more.hash());
    // A time with more figures than it is read with keeps its spelling.
    let fine = rules(|value| value["opens_at"] = "2026-06-28T07:00:00.123456Z".into());
    assert!(fine.canonical().contains("00.123456Z"));
}

#[test]
fn the_report_reads_as_plain_words() {
    let mut files = drawn(&rules(|_| ()), &entries());
    files.record.seed = Some(draw::Hex([0; 32]));
    let report = files.verify();
    let text = report.to_string();
    assert!(
        text.starts_with(&format!("Draw {}, drawn\n 1  passed       the record is well formed", draw_id())),
        "{text}"
    );
    assert!(
        text.contains(" 8  FAILED       the seed follows from secret, seal and beacon\n      expected: "),
        "{text}"
    );
    assert!(text.contains("\nNote: No beacon:"), "{text}");
    assert!(text.lines().last().unwrap().starts_with("REFUSED: "), "{text}");
    let value = serde_json::to_value(&report).unwrap();
    assert_eq!(value["accepted"], false);
    assert_eq!(value["checks"][0]["result"], "passed");
}

#[test]
fn nothing_entered_and_fewer_entries_than_units() {
    let none = drawn(&rules(with_beacon), &[]);
    assert!(none.verify().accepted, "{}", none.verify());
    assert_eq!(none.record.winners, Some(vec![]));
    let one = drawn(&rules(with_beacon), &[entry(1, "EU 42", 1, "")]);
    assert!(one.verify().accepted);
    assert_eq!(one.record.winners.unwrap().len(), 1);
}

#[test]
fn white_space_and_order_of_keys_do_not_matter() {
    let files = files();
    let pretty = serde_json::to_string_pretty(&files.record).unwrap();
    assert!(json::parse(pretty.as_bytes()).is_ok());
    let report =
        verify(&Evidence { record: pretty.as_bytes(), entries: Some(files.entries.as_bytes()), ..Evidence::default() });
    assert!(report.accepted);
}

/// The bar of 10 s is for optimised code: `cargo test --config profile.dev.package.draw.opt-level=3 -- --ignored`.
#[test]
#[ignore = "takes seconds, and only means something when optimised"]
fn a_million_entries_are_sealed_ranked_and_verified_in_10_seconds_each() {
    let pools = ["EU 42", "EU 43"];
    let all: Vec<_> = (1..=1_000_000_u128).map(|n| entry(n << 90, pools[usize::from(n % 3 == 0)], 1, "")).collect();
    let rules = rules(|value| value["pools"] = json!({"EU 42": 500, "EU 43": 500}));
    let start = std::time::Instant::now();
    let record = sealed(&rules, &all);
    let seed = draw::hash::seed(&server_seed(), &record.seal.unwrap(), None);
    let ranking = draw::rank(&seed, &all);
    let record = record.draw(server_seed(), None, seed, ranking.winners(&rules.pools));
    println!("sealed and ranked in {:?}", start.elapsed());
    let (record, csv) = (serde_json::to_value(&record).unwrap(), draw::csv::lines(all).collect::<String>());
    let start = std::time::Instant::now();
    let report = verify_value(&record, Some(&csv));
    println!("verified in {:?}", start.elapsed());
    assert!(report.accepted, "{report}");
    assert!(start.elapsed().as_secs() < 10);
}
