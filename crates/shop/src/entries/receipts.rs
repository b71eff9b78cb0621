//! Receipts are signed when they are asked for. Ed25519 gives the same signature for the same bytes, and the bytes of an entry
//! as it was made never change: so its receipt in the mail, on the page and years later is one and the same.

use draw::{Entry, Hex, Receipt, Signer};
use sqlx::PgConnection;

use super::store::{self, Addressee};
use crate::accounts::Actor;
use crate::{Bar, EntryId, Error, Fault, Shop, signing};

/// The signed receipt of one's own entry, as canonical JSON (fair-draw.md, section 4); nobody else's is found.
pub async fn signed_receipt(shop: &Shop, actor: &Actor, id: EntryId) -> Result<String, Error> {
    let mut conn = shop.db.acquire().await?;
    let mut found = store::addressees(&mut conn, &[id]).await?;
    found.retain(|to| to.account_id == actor.id);
    let receipt = issue(shop, &mut conn, &found).await?.pop().ok_or(Bar::NotFound)?;
    Ok(receipt.to_json()?)
}

/// The receipts of entries, each signed with the key that the rules of its draw name.
pub(super) async fn issue(shop: &Shop, conn: &mut PgConnection, entries: &[Addressee]) -> Result<Vec<Receipt>, Fault> {
    let mut known: Option<Signer> = None;
    let mut receipts = Vec::with_capacity(entries.len());
    for entry in entries {
        let key = entry.receipt_key.parse()?;
        let signer = match known.take().filter(|signer| signer.public_key() == key) {
            Some(signer) => signer,
            None => signing::of(shop, conn, key.as_bytes()).await?,
        };
        receipts.push(signed(entry, &signer)?);
        known = Some(signer);
    }
    Ok(receipts)
}

fn signed(of: &Addressee, signer: &Signer) -> Result<Receipt, Fault> {
    let entry = Entry {
        entry_id: of.entry_id.0,
        pool: of.pool.as_str().into(),
        weight: u32::try_from(of.weight)?,
        note: "".into(),
    };
    let commitment = Hex::try_from(of.commitment.as_slice())?;
    Ok(Receipt::issue(signer, of.draw_id.0, commitment, &entry, u64::try_from(of.entered_at.ms())?))
}
