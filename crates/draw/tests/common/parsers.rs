//! What must hold for any bytes given to the parsers of this crate. `tests/fuzz.rs` drives it for a moment with every test
//! run, `fuzz/` for as long as one likes, led by coverage (`make fuzz`).

use draw::csv::{self, CsvRow};
use draw::{
    Allocation, Entry, Evidence, Proof, RankedEntry, Receipt, Record, RegisterRow, Rules, TEST_CHAIN, json, verify,
};

/// Gives the bytes to the parser that the first of them names. None may panic, and what a parser takes is written as it was
/// read: one value has one spelling.
pub fn parse_any(bytes: &[u8]) {
    let Some((which, bytes)) = bytes.split_first() else { return };
    match which % 11 {
        0 => any_json(bytes),
        1 => record(bytes),
        2 => rules(bytes),
        3 => receipt(bytes),
        4 => proof(bytes),
        5 => list::<Entry>(bytes),
        6 => list::<RankedEntry>(bytes),
        7 => list::<Allocation>(bytes),
        8 => list::<RegisterRow>(bytes),
        9 => everything(bytes),
        _ => round(bytes),
    }
}

fn any_json(bytes: &[u8]) {
    if let Ok(text) = json::parse(bytes).and_then(|value| json::canonical(&value)) {
        let again = json::parse(text.as_bytes()).and_then(|value| json::canonical(&value));
        assert_eq!(again.as_ref(), Ok(&text));
    }
}

fn record(bytes: &[u8]) {
    if let Ok(record) = Record::parse(bytes)
        && let Ok(text) = record.to_json()
    {
        assert_eq!(Record::parse(text.as_bytes()), Ok(record));
    }
}

fn rules(bytes: &[u8]) {
    if let Ok(rules) = Rules::parse(bytes) {
        assert_eq!(Rules::parse(rules.canonical().as_bytes()), Ok(rules));
    }
}

fn receipt(bytes: &[u8]) {
    if let Ok(receipt) = Receipt::parse(bytes)
        && let Ok(text) = receipt.to_json()
    {
        assert_eq!(Receipt::parse(text.as_bytes()), Ok(receipt));
    }
}

fn proof(bytes: &[u8]) {
    if let Ok(proof) = Proof::parse(bytes) {
        let _ = proof.is_in(uuid::Uuid::nil(), &proof.leaf);
        let _ = proof.has_ticket_of(&proof.leaf);
        if let Ok(text) = proof.to_json() {
            assert_eq!(Proof::parse(text.as_bytes()), Ok(proof));
        }
    }
}

/// Rows are read until the first that is wrong, and written as they were read.
fn list<'a, R: CsvRow<'a>>(bytes: &'a [u8]) {
    let Ok(rows) = csv::rows::<R>(bytes) else { return };
    let mut written = format!("{}\n", R::HEADER);
    let mut whole = true;
    for row in rows {
        match row {
            Ok((_, row)) => written.push_str(&row.line()),
            Err(_) => whole = false,
        }
    }
    assert!(bytes.starts_with(written.as_bytes()));
    assert!(!whole || bytes.len() == written.len());
}

/// All files of a draw, one after the other, with a byte 0 between them.
fn everything(bytes: &[u8]) {
    let mut files = bytes.split(|byte| *byte == 0);
    let record = files.next().unwrap_or_default();
    let report = verify(&Evidence {
        record,
        entries: files.next(),
        ranking: files.next(),
        allocations: files.next(),
        register: files.next(),
        test_chains: std::slice::from_ref(&TEST_CHAIN),
        ..Evidence::default()
    });
    let _ = report.to_string();
}

/// A round of a beacon, as 8 bytes, and a signature, of 48: no signature is of two networks.
#[cfg(feature = "beacon")]
fn round(bytes: &[u8]) {
    let Some((round, signature)) = bytes.split_first_chunk() else { return };
    let Ok(signature) = <[u8; 48]>::try_from(signature) else { return };
    let signed =
        [&draw::QUICKNET, &TEST_CHAIN].map(|chain| chain.signed(u64::from_be_bytes(*round), &draw::Hex(signature)));
    assert_ne!(signed, [true; 2]);
}

#[cfg(not(feature = "beacon"))]
const fn round(_: &[u8]) {}
