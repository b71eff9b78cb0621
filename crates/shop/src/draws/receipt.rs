use draw::csv::CsvRow;
use draw::{Check, Entry, Outcome, Receipt, ReceiptEvidence};

use super::{ReceiptCheck, files, store};
use crate::{Bar, DrawId, EntryId, Error, Fault, Shop, signing};

/// Checks a receipt as somebody kept it against what the shop publishes now: the record of its draw, the entry in the sealed
/// list, the keys. Anybody may.
pub async fn check_receipt(shop: &Shop, kept: &str) -> Result<ReceiptCheck, Error> {
    let receipt = Receipt::parse(kept.as_bytes()).ok();
    let record = match &receipt {
        Some(receipt) => match files::record_json(shop, DrawId(receipt.draw_id)).await {
            Err(Error::Barred(Bar::NotFound)) => return Ok(of_no_draw()),
            record => Some(record?),
        },
        None => None,
    };
    let list = match &receipt {
        Some(receipt) => listed(shop, receipt).await?,
        None => None,
    };
    let keys = signing::public_keys(&shop.db).await?;
    let report = draw::check_receipt(&ReceiptEvidence {
        receipt: kept.as_bytes(),
        record: record.as_deref(),
        entries: list.as_deref().map(str::as_bytes),
        keys: Some(&keys),
    });
    Ok(ReceiptCheck { accepted: report.accepted, lines: report.checks.into_iter().map(line).collect() })
}

/// The part of `entries.csv` with the receipt's entry; none before the seal. The whole list may have a million lines.
async fn listed(shop: &Shop, receipt: &Receipt) -> Result<Option<String>, Fault> {
    let draw = DrawId(receipt.draw_id);
    if store::record(&shop.db, draw).await?.is_none_or(|record| record.seal.is_none()) {
        return Ok(None);
    }
    let mut list = format!("{}\n", Entry::HEADER);
    if let Some(part) = store::part_of(&shop.db, draw, EntryId(receipt.entry_id)).await? {
        list.push_str(&part.lines);
    }
    Ok(Some(list))
}

fn of_no_draw() -> ReceiptCheck {
    ReceiptCheck { accepted: false, lines: vec!["Failed: there is no such draw in this shop.".to_owned()] }
}

fn line(check: Check) -> String {
    let title = check.title;
    match check.outcome {
        Outcome::Passed => format!("Passed: {title}."),
        Outcome::NotChecked { why } => format!("Not checked: {title} ({why})."),
        Outcome::Failed { expected, found } => format!("Failed: {title}. Expected {expected}; found {found}."),
    }
}
