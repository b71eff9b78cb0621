//! What entrants are written.

use sqlx::PgConnection;

use super::Reason;
use super::store::{self, Target};
use crate::notifications::{Letter, send};
use crate::{EntryId, Fault, Shop};

/// The receipt of an entry.
pub async fn receipt(
    shop: &Shop,
    conn: &mut PgConnection,
    id: EntryId,
    target: &Target,
    pool: &str,
) -> Result<(), Fault> {
    let commitment = target.commitment.as_deref().map(hex::encode).unwrap_or_default();
    let letter = Letter::new(shop, "entry_receipt", format!("entry_receipt/{id}"), format!("You are in the draw for {}", target.title))
        .to(target.account_id, &target.email, &target.name)
        .paragraph(format!("You are in. The draw closes on {}; we will write to you right after it, whatever the result.", target.closes_at))
        .rows([("Size", pool.to_owned()), ("Entry", id.to_string()), ("Commitment of the draw", commitment)])
        .paragraph("Keep this mail: it names your entry and the promise that the draw was opened with, so you can check later that neither changed. You can withdraw on the receipt page until the close.")
        .button("See your receipt", &format!("/entries/{id}"));
    send(conn, &letter).await?;
    Ok(())
}

/// Why an entry was taken out.
pub async fn disqualified(shop: &Shop, conn: &mut PgConnection, id: EntryId, reason: Reason) -> Result<(), Fault> {
    let Some(to) = store::addressee(conn, id).await? else { return Ok(()) };
    let letter = Letter::new(shop, "disqualified", format!("disqualified/{id}"), format!("Your entry for {} was taken out", to.title))
        .to(to.account_id, &to.email, &to.name)
        .paragraph(format!("We took your entry for {}, size {}, out of the draw because {}.", to.title, to.pool, reason.words()))
        .paragraph("It stays in the public list with that reason, so that everybody can see that nothing was removed in silence. If we are wrong, reply to this mail before the draw closes.")
        .rows([("Entry", id.to_string()), ("Reason", reason.note().to_owned())])
        .button("See the drop", &format!("/drops/{}", to.slug));
    send(conn, &letter).await?;
    Ok(())
}
