//! What entrants are written.

use draw::Receipt;
use sqlx::PgConnection;

use super::store::{self, Addressee};
use super::{Reason, receipts as signed, tickets_in_words};
use crate::notifications::{Letter, send, send_many};
use crate::{DisqualificationId, EntryId, Fault, Shop};

/// The receipts of entries.
pub async fn receipts(shop: &Shop, conn: &mut PgConnection, ids: &[EntryId]) -> Result<(), Fault> {
    let entrants = store::addressees(conn, ids).await?;
    let receipts = signed::issue(shop, conn, &entrants).await?;
    let letters = entrants.iter().zip(&receipts).map(|(to, signed)| receipt(shop, to, signed));
    send_many(conn, &letters.collect::<Result<Vec<_>, _>>()?).await?;
    Ok(())
}

fn receipt(shop: &Shop, to: &Addressee, receipt: &Receipt) -> Result<Letter, Fault> {
    let id = to.entry_id;
    let weighted = to.max_weight > 1;
    let mut rows = vec![("Size", to.pool.clone())];
    rows.extend(weighted.then(|| ("Tickets", tickets_in_words(to.weight, to.max_weight))));
    rows.extend([("Entry", id.to_string()), ("Commitment of the draw", hex::encode(&to.commitment))]);
    Ok(Letter::new(shop, "entry_receipt", format!("entry_receipt/{id}"), format!("You are in the draw for {}", to.title))
        .to(to.account_id, &to.email, &to.name)
        .paragraph(format!("You are in. The draw closes on {}; we will write to you right after it, whatever the result.", to.closes_at))
        .rows(rows)
        .paragraph("Keep this mail: below is your receipt, signed by us. It names your entry and the promise that the draw was opened with, so you can show later that neither changed. You can withdraw on the receipt page until the close.")
        .button("See your receipt", &format!("/entries/{id}"))
        .paragraph("The receipt, as a file would hold it. Saved as receipt.json, `fairdrop verify-receipt receipt.json` checks it:")
        .verbatim(receipt.to_json()?))
}

/// Why an entry was taken out, and how to appeal.
pub async fn disqualified(
    shop: &Shop,
    conn: &mut PgConnection,
    id: EntryId,
    decision: DisqualificationId,
    (reason, explanation): (Reason, &str),
) -> Result<(), Fault> {
    let Some(to) = store::addressees(conn, &[id]).await?.pop() else { return Ok(()) };
    let letter = Letter::new(shop, "disqualified", format!("disqualified/{decision}"), format!("Your entry for {} was taken out", to.title))
        .to(to.account_id, &to.email, &to.name)
        .paragraph(format!("We took your entry for {}, size {}, out of the draw because {}.", to.title, to.pool, reason.words()))
        .paragraph(format!("In our words: {explanation}"))
        .paragraph(format!("If we are wrong, appeal on the page of your entry before {}, when the list is sealed. It stays in the public list with that reason, so that everybody can see that nothing was removed in silence.", to.freezes_at))
        .rows([("Entry", id.to_string()), ("Reason", reason.note().to_owned()), ("Drop", format!("{}/drops/{}", shop.config.base_url, to.slug))])
        .button("See your entry and appeal", &format!("/entries/{id}"));
    send(conn, &letter).await?;
    Ok(())
}

/// What came of an appeal.
pub async fn answered(
    shop: &Shop,
    conn: &mut PgConnection,
    id: EntryId,
    decision: DisqualificationId,
    upheld: bool,
    answer: &str,
) -> Result<(), Fault> {
    let Some(to) = store::addressees(conn, &[id]).await?.pop() else { return Ok(()) };
    let (outcome, subject, says) = if upheld {
        (
            "upheld",
            format!("Your entry for {} stays out", to.title),
            "We have read your appeal and stay with our decision.",
        )
    } else {
        (
            "reinstated",
            format!("You are in the draw for {} again", to.title),
            "Your entry stands again, as if we had never taken it out. Your receipt is the same.",
        )
    };
    let letter = Letter::new(shop, "appeal_answered", format!("appeal_answered/{decision}/{outcome}"), subject)
        .to(to.account_id, &to.email, &to.name)
        .paragraph(says)
        .paragraph(format!("In our words: {answer}"))
        .rows([("Size", to.pool.clone()), ("Entry", id.to_string())])
        .button("See your entry", &format!("/entries/{id}"));
    send(conn, &letter).await?;
    Ok(())
}
