//! An entrant's receipt against the record and the list.

use super::{Report, report::Outcome, signature};
use crate::{VERSION, csv, entry::Entry, receipt::Receipt, record::Record, text::is_listed_reason};

/// Checks a receipt: its leaf, its signature, that it is of this draw, and that the sealed list holds the same leaf,
/// or the same id with weight 0 and a listed reason. The record itself is for [`crate::verify()`].
pub fn verify_receipt(receipt: &[u8], record: &[u8], entries: Option<&[u8]>) -> Report {
    const READ: (u8, &str, &str) = (1, "well_formed", "receipt and record are well formed");
    let parsed = Receipt::parse(receipt).and_then(|receipt| Ok((receipt, Record::parse(record)?)));
    let (receipt, record) = match parsed {
        Ok(both) => both,
        Err(error) => {
            let mut report = Report::new(None, None);
            report.add(READ, Outcome::failed("a receipt and a record", error));
            return report;
        }
    };
    let mut report = Report::new(Some(record.draw_id), Some(record.state));
    report.add(READ, Outcome::equal(&VERSION, &receipt.version));
    let leaf = receipt.entry().leaf(receipt.draw_id);
    report.add((2, "leaf", "the leaf is that of the entry"), Outcome::equal(&leaf, &receipt.leaf));
    report.add((3, "draw", "the receipt is of this draw"), check_draw(&receipt, &record));
    let signed = signature(&receipt.key, &receipt.message(), &receipt.signature);
    report.add((4, "signature", "the shop signed the receipt"), signed);
    report.add((5, "listed", "the sealed list holds the entry"), check_listed(&receipt, entries));
    report
}

fn check_draw(receipt: &Receipt, record: &Record) -> Outcome {
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
        Ok(Some(entry)) if entry == receipt.entry() => Outcome::Passed,
        Ok(Some(entry)) => {
            let taken_out = entry.pool == receipt.pool && entry.weight == 0 && is_listed_reason(&entry.note);
            let found = format!("pool {}, weight {}, note '{}'", entry.pool, entry.weight, entry.note);
            Outcome::holds(taken_out, || (expected, found))
        }
        Ok(None) => Outcome::failed(expected, "no such entry"),
        Err(error) => Outcome::failed(expected, error),
    }
}

fn find<'a>(receipt: &Receipt, bytes: &'a [u8]) -> Result<Option<Entry<'a>>, csv::CsvError> {
    let mut rows = csv::rows::<Entry>(bytes)?.map(|row| row.map(|(_, entry)| entry));
    rows.find(|row| row.as_ref().map_or(true, |entry| entry.entry_id == receipt.entry_id)).transpose()
}
