//! The script that anybody can run against ours: both must say the same of a thousand records, most of them spoilt.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::{fmt::Write, fs, path::Path, process::Command};

use common::{Files, drawn, entry, rules, with_beacon};
use draw::{Entry, Evidence, verify};

const RECORDS: usize = 1000;
const POOLS: [&str; 3] = ["EU 42", "EU 43", "XL/wide"];
const NOTES: [&str; 3] = ["withdrawn", "duplicate_person", "filtered:hashtag"];

/// Runs the script for each record in one interpreter; prints a line each.
const HARNESS: &str = "
import contextlib, io, runpy, sys
script, many, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
for n in range(many):
    sys.argv = [script] + ['%s/%d.%s' % (folder, n, kind) for kind in ('json', 'csv', 'log')]
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            runpy.run_path(script)
        print('accepted' if 'ACCEPTED' in said.getvalue() else 'nothing said')
    except SystemExit as end:
        print(end.code)
";

/// `SplitMix64`: the same records in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(bound).unwrap()).unwrap()
    }
}

/// A draw of up to 40 entries over up to three pools.
fn some_draw(dice: &mut Dice) -> Files {
    let pools = 1 + dice.below(3);
    let rules = rules(|value| {
        let units = POOLS[..pools].iter().map(|pool| ((*pool).to_owned(), (1 + dice.below(6)).into()));
        value["pools"] = units.collect::<serde_json::Map<_, _>>().into();
        if dice.below(2) == 0 {
            with_beacon(value);
        }
    });
    let entries: Vec<Entry> = (1..=dice.below(41))
        .map(|n| {
            let id = (u128::try_from(n).unwrap() << 100) | u128::try_from(dice.below(usize::MAX)).unwrap();
            let (weight, note) = if dice.below(5) == 0 { (0, NOTES[dice.below(3)]) } else { (1 + dice.below(5), "") };
            entry(id, POOLS[dice.below(pools)], u32::try_from(weight).unwrap(), note)
        })
        .collect();
    drawn(&rules, &entries)
}

/// Changes one character of one file, or leaves all as they are. What only a signature covers stays: the script says
/// that it leaves those out.
fn spoil(dice: &mut Dice, texts: &mut [String; 3]) {
    let which = dice.below(4);
    let Some(text) = texts.get_mut(which) else { return };
    let at = dice.below(text.len());
    let signed = ["\"sealed_at\":", "\"sealed_signature\":"].into_iter().any(|key| {
        text.find(key).is_some_and(|from| {
            let end = from + text[from..].find(',').unwrap();
            (from..end).contains(&at)
        })
    });
    if !signed {
        let with = ["0", "1", "7", "a", "f", "Z", ",", "\"", " ", "-", "\n", "\\"][dice.below(12)];
        text.replace_range(at..=at, with);
    }
}

#[test]
fn script_and_verifier_agree_on_a_thousand_records() {
    let folder = std::env::temp_dir().join(format!("fairdrop-script-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let mut dice = Dice(2026);
    let mut ours = Vec::new();
    for n in 0..RECORDS {
        let files = some_draw(&mut dice);
        let mut texts = [files.record.to_json().unwrap(), files.entries, files.allocations];
        spoil(&mut dice, &mut texts);
        for (text, kind) in texts.iter().zip(["json", "csv", "log"]) {
            fs::write(folder.join(format!("{n}.{kind}")), text).unwrap();
        }
        let report = verify(&Evidence {
            record: texts[0].as_bytes(),
            entries: Some(texts[1].as_bytes()),
            allocations: Some(texts[2].as_bytes()),
            ..Evidence::default()
        });
        ours.push(report);
    }
    let script = Path::new("verify.py");
    let ran = Command::new("python3")
        .args(["-c", HARNESS])
        .args([script.as_os_str(), RECORDS.to_string().as_ref(), folder.as_os_str()])
        .output()
        .expect("this test needs python3");
    let theirs = String::from_utf8(ran.stdout).unwrap();
    let theirs: Vec<_> = theirs.lines().collect();
    assert_eq!(theirs.len(), RECORDS, "{}", String::from_utf8_lossy(&ran.stderr));

    let mut different = String::new();
    for (n, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
        if ours.accepted != (*theirs == "accepted") {
            writeln!(different, "record {n}: the script says {theirs}; {ours}").unwrap();
        }
    }
    assert!(different.is_empty(), "{different}");
    let accepted = theirs.iter().filter(|said| **said == "accepted").count();
    assert!((200..600).contains(&accepted), "{accepted} of {RECORDS} accepted: the test spoils too much or too little");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_script_has_at_most_a_hundred_lines_and_imports_the_standard_library_alone() {
    let script = include_str!("../verify.py");
    assert!(script.lines().count() <= 100);
    let imports: Vec<_> = script.lines().filter(|line| line.contains("import ")).collect();
    assert_eq!(imports, ["import calendar, hashlib, hmac, json, re, sys, time, uuid"]);
}
