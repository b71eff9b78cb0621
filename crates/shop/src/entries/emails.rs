//! What entrants are written.

use sqlx::PgConnection;

use super::store::{self, Addressee};
use super::{Reason, tickets_in_words};
use crate::notifications::{Letter, send, send_many};
use crate::{EntryId, Fault, Shop};

/// The receipts of entries.
pub async fn receipts(shop: &Shop, conn: &mut PgConnection, ids: &[EntryId]) -> Result<(), Fault> {
    let letters: Vec<_> = store::addressees(conn, ids).await?.iter().map(|to| receipt(shop, to)).collect();
    send_many(conn, &letters).await?;
    Ok(())
}

fn receipt(shop: &Shop, to: &Addressee) -> Letter {
    let id = to.entry_id;
    let weighted = to.max_weight > 1 && to.weight > 0;
    let mut rows = vec![("Size", to.pool.clone())];
    rows.extend(weighted.then(|| ("Tickets", tickets_in_words(to.weight, to.max_weight))));
    rows.extend([("Entry", id.to_string()), ("Commitment of the draw", hex::encode(&to.commitment))]);
    Letter::new(shop, "entry_receipt", format!("entry_receipt/{id}"), format!("You are in the draw for {}", to.title))
        .to(to.account_id, &to.email, &to.name)
        .paragraph(format!("You are in. The draw closes on {}; we will write to you right after it, whatever the result.", to.closes_at))
        .rows(rows)
        .paragraph("Keep this mail: it names your entry and the promise that the draw was opened with, so you can check later that neither changed. You can withdraw on the receipt page until the close.")
        .button("See your receipt", &format!("/entries/{id}"))
}

/// Why an entry was taken out.
pub async fn disqualified(shop: &Shop, conn: &mut PgConnection, id: EntryId, reason: Reason) -> Result<(), Fault> {
    let Some(to) = store::addressees(conn, &[id]).await?.pop() else { return Ok(()) };
    let letter = Letter::new(shop, "disqualified", format!("disqualified/{id}"), format!("Your entry for {} was taken out", to.title))
        .to(to.account_id, &to.email, &to.name)
        .paragraph(format!("We took your entry for {}, size {}, out of the draw because {}.", to.title, to.pool, reason.words()))
        .paragraph("It stays in the public list with that reason, so that everybody can see that nothing was removed in silence. If we are wrong, reply to this mail before the draw closes.")
        .rows([("Entry", id.to_string()), ("Reason", reason.note().to_owned())])
        .button("See the drop", &format!("/drops/{}", to.slug));
    send(conn, &letter).await?;
    Ok(())
}
