use std::sync::Arc;

use draw::csv::CsvRow;
use draw::{Entry, PART, Part, Rules};
use sqlx::PgConnection;
use uuid::Uuid;

use super::progress::Progress;
use super::store::{self, NewPart, ToSeal};
use crate::Fault;

/// Entries that are in memory at once.
const PAGE: usize = 16 * PART;

/// Hashes the list of a draw in the order of its ids and stores it part by part. While one page is hashed the next is read.
pub(super) async fn seal_list(
    conn: &mut PgConnection,
    progress: &mut Progress<'_>,
    rules: Rules,
) -> Result<Vec<Part>, Fault> {
    let (rules, draw_id) = (Arc::new(rules), progress.draw_id);
    let whole = usize::try_from(store::standing(conn, draw_id).await?)?;
    let (mut parts, mut done) = (Vec::new(), 0);
    let mut page = store::entries_to_seal(conn, draw_id, Uuid::nil(), i64::try_from(PAGE)?).await?;
    while let Some(last) = page.last().map(|row| row.id) {
        done += page.len();
        let rules = rules.clone();
        let hashing = tokio::task::spawn_blocking(move || {
            let parts = page.chunks(PART).map(|rows| hashed(&rules, rows));
            parts.collect::<Result<Vec<_>, Fault>>()
        });
        page = store::entries_to_seal(conn, draw_id, last, i64::try_from(PAGE)?).await?;
        for (part, new) in hashing.await?? {
            store::insert_sealed_part(conn, draw_id, i32::try_from(parts.len())?, &new).await?;
            parts.push(part);
        }
        progress.at(done, whole).await;
    }
    Ok(parts)
}

/// A part of the list, if every entry still is what its receipt says.
fn hashed(rules: &Rules, rows: &[ToSeal]) -> Result<(Part, NewPart), Fault> {
    let entries = rows.iter().map(|row| {
        let weight = u32::try_from(row.weight)?;
        Ok(Entry { entry_id: row.id, pool: row.pool.as_str().into(), weight, note: row.note.as_str().into() })
    });
    let entries = entries.collect::<Result<Vec<_>, Fault>>()?;
    let (part, leaves) = Part::of(rules, &entries)?.ok_or_else(|| Fault::new("a part without entries"))?;
    if let Some((row, _)) = rows.iter().zip(leaves).find(|(row, leaf)| leaf.as_bytes() != row.leaf.as_slice()) {
        return Err(Fault::new(format!("entry {} is not what its receipt says: its leaf differs", row.id)));
    }
    let new = NewPart {
        entries: entries.iter().map(|entry| entry.entry_id).collect(),
        head: *part.head.as_bytes(),
        lines: entries.iter().map(CsvRow::line).collect(),
    };
    Ok((part, new))
}
