//! An entrant's receipt against the record and the list.

use super::{Report, report::Outcome, signature};
use crate::{
    VERSION, csv, entry::Entry, hex::PublicKey, json::JsonError, receipt::Receipt, record::Record,
    text::is_listed_reason,
};

/// What a verifier of a receipt is given. Only the receipt is needed; what the rest would show is then not checked.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReceiptEvidence<'a> {
    /// The receipt, as its entrant kept it.
    pub receipt: &'a [u8],
    /// `record.json` of its draw. The record itself is for [`crate::verify()`].
    pub record: Option<&'a [u8]>,
    /// `entries.csv` of its draw.
    pub entries: Option<&'a [u8]>,
    /// The keys that the shop publishes.
    pub keys: Option<&'a [PublicKey]>,
}

/// Checks a receipt: its leaf, its signature, that it is of this draw, and that the sealed list holds the same leaf,
/// or the same id with weight 0 and a listed reason. The record itself is for [`crate::verify()`].
pub fn verify_receipt(receipt: &[u8], record: &[u8], entries: Option<&[u8]>) -> Report {
    check_receipt(&ReceiptEvidence { receipt, record: Some(record), entries, keys: None })
}

/// The same with as much as there is.
pub fn check_receipt(evidence: &ReceiptEvidence) -> Report {
    const READ: (u8, &str, &str) = (1, "well_formed", "receipt and record are well formed");
    let (receipt, record) = match parse(evidence) {
        Ok(both) => both,
        Err(error) => {
            let mut report = Report::new(None, None);
            report.add(READ, Outcome::failed("a receipt and a record", error));
            return report;
        }
    };
    let mut report = Report::new(Some(receipt.draw_id), record.as_ref().map(|record| record.state));
    report.add(READ, Outcome::equal(&VERSION, &receipt.version));
    let leaf = receipt.entry().leaf(receipt.draw_id);
    report.add((2, "leaf", "the leaf is that of the entry"), Outcome::equal(&leaf, &receipt.leaf));
    report.add((3, "draw", "the receipt is of this draw"), check_draw(&receipt, record.as_ref()));
    let signed = signature(&receipt.key, &receipt.message(), &receipt.signature);
    report.add((4, "signature", "the shop signed the receipt"), signed);
    report.add((5, "listed", "the sealed list holds the entry"), check_listed(&receipt, evidence.entries));
    report.add((6, "published", "the shop publishes the key"), check_key(&receipt, evidence.keys));
    report
}

fn parse(evidence: &ReceiptEvidence) -> Result<(Receipt, Option<Record>), JsonError> {
    let receipt = Receipt::parse(evidence.receipt)?;
    Ok((receipt, evidence.record.map(Record::parse).transpose()?))
}

fn check_draw(receipt: &Receipt, record: Option<&Record>) -> Outcome {
    let Some(record) = record else {
        return Outcome::not_checked("record.json was not given");
    };
    let describe = |draw, commitment, key| format!("draw {draw}, commitment {commitment}, key {key}");
    let expected = describe(record.draw_id, record.commitment, record.rules.receipt_key);
    let found = describe(receipt.draw_id, receipt.commitment, receipt.key);
    Outcome::equal(&expected, &found)
}

fn check_listed(receipt: &Receipt, entries: Option<&[u8]>) -> Outcome {
    let Some(bytes) = entries else {
        return Outcome::not_checked("entries.csv was not given");
    };
    let expected = format!("{} as in the receipt, or with weight 0 and a listed reason", receipt.entry_id);
    match find(receipt, bytes) {
        Ok(Some(entry)) => Outcome::holds(is_kept(receipt, &entry), || {
            (expected, format!("pool {}, weight {}, note '{}'", entry.pool, entry.weight, entry.note))
        }),
        Ok(None) => Outcome::failed(expected, "no such entry"),
        Err(error) => Outcome::failed(expected, error),
    }
}

/// Whether the list has the entry as in the receipt, or taken out for a listed reason.
pub(super) fn is_kept(receipt: &Receipt, listed: &Entry) -> bool {
    let taken_out = listed.pool == receipt.pool && listed.weight == 0 && is_listed_reason(&listed.note);
    *listed == receipt.entry() || taken_out
}

fn find<'a>(receipt: &Receipt, bytes: &'a [u8]) -> Result<Option<Entry<'a>>, csv::CsvError> {
    let mut rows = csv::rows::<Entry>(bytes)?.map(|row| row.map(|(_, entry)| entry));
    rows.find(|row| row.as_ref().map_or(true, |entry| entry.entry_id == receipt.entry_id)).transpose()
}

fn check_key(receipt: &Receipt, keys: Option<&[PublicKey]>) -> Outcome {
    match keys {
        None => Outcome::not_checked("the shop's keys were not given"),
        Some(keys) => Outcome::holds(keys.contains(&receipt.key), || {
            (format!("one of the shop's {} keys", keys.len()), receipt.key.to_string())
        }),
    }
}
