//! What entrants are written about a result.

use draw::Allocation;
use sqlx::PgConnection;

use super::store::{self, Entrant, Told};
use crate::entries::OfferState;
use crate::notifications::{Letter, send};
use crate::{At, EntryId, Fault, OrderId, Shop};

/// Won: pay until then.
pub async fn won(
    shop: &Shop,
    conn: &mut PgConnection,
    id: EntryId,
    order: OrderId,
    until: At,
    offered: &Allocation,
) -> Result<(), Fault> {
    let Some((draw, to)) = store::entrant(conn, id).await? else { return Ok(()) };
    let letter = Letter::new(shop, "won", format!("won/{id}"), format!("You won: {}", draw.title))
        .to(to.account_id, &to.email, &to.name)
        .paragraph(format!(
            "Your entry came out at rank {} of {}. One {} in size {} is yours if you pay by {}.",
            to.rank, to.entries, draw.title, to.pool, until
        ))
        .paragraph("If you do not want it, let it lapse: it goes to the next in rank, and nothing is charged.")
        .button("Pay for it", &format!("/orders/{order}/pay"))
        .rows(proof(&draw, &to))
        // Whoever keeps the letter has a witness that the rows before it were not rewritten.
        .rows(vec![("Allocation log so far", format!("row {}, {}", offered.seq, offered.hash))])
        .paragraph(check(shop, &draw));
    send(conn, &letter).await?;
    Ok(())
}

/// An offer that was not taken.
pub async fn lapsed(shop: &Shop, conn: &mut PgConnection, id: EntryId, state: OfferState) -> Result<(), Fault> {
    let Some((draw, to)) = store::entrant(conn, id).await? else { return Ok(()) };
    let why = match state {
        OfferState::Expired => {
            "The time to pay for it has passed, so it goes to the next in rank. Nothing was charged."
        }
        _ => "Its order was cancelled, so it goes to the next in rank.",
    };
    let letter = Letter::new(
        shop,
        "offer_lapsed",
        format!("offer_lapsed/{id}"),
        format!("Your offer for {} has ended", draw.title),
    )
    .to(to.account_id, &to.email, &to.name)
    .paragraph(format!("You had won {} in size {}. {why}", draw.title, to.pool))
    .button("See the draw", &format!("/draws/{}", draw.draw_id));
    send(conn, &letter).await?;
    Ok(())
}

/// The seal of the list, to keep.
pub fn sealed(shop: &Shop, draw: &Told, to: &Entrant) -> Letter {
    let (at, hex) = (draw.sealed_at, |bytes: &Option<Vec<u8>>| bytes.as_deref().map(hex::encode).unwrap_or_default());
    let seal = hex(&draw.seal);
    Letter::new(
        shop,
        "draw_sealed",
        format!("draw_sealed/{}", to.entry_id),
        format!("The list for {} is sealed", draw.title),
    )
    .to(to.account_id, &to.email, &to.name)
    .paragraph(format!(
        "The list of entries in the draw for {} is closed and signed; yours, for size {}, is in it. From now on nobody can add, drop or change an entry.",
        draw.title, to.pool
    ))
    .rows([
        ("Draw", draw.draw_id.to_string()),
        ("Entry", to.entry_id.to_string()),
        ("Seal", seal.clone()),
        ("Signed", at.map(|at| format!("{at} {} ({} ms since 1970)", at.zone(), at.ms())).unwrap_or_default()),
        ("Signature", hex(&draw.sealed_signature)),
        ("Key", draw.receipt_key.clone()),
    ])
    .paragraph("Keep this mail: it makes you a witness. If the record of the draw ever shows another seal, the list was changed, and this mail proves it, with the time at which your mail server had it.")
    .button("See the draw", &format!("/draws/{}", draw.draw_id))
    .paragraph("With record.json and entries.csv from that page, this checks the draw against your seal:")
    .verbatim(format!("fairdrop verify record.json entries.csv --seal {seal}"))
}

/// Not this time.
pub fn not_won(shop: &Shop, draw: &Told, to: &Entrant) -> Letter {
    let id = to.entry_id;
    Letter::new(shop, "not_won", format!("not_won/{id}"), format!("Not this time: {}", draw.title))
        .to(to.account_id, &to.email, &to.name)
        .paragraph(format!(
            "Your entry came out at rank {} of {} for {} in size {}, and there {}.",
            to.rank, to.entries, draw.title, to.pool,
            if to.units == 1 { "was one to be had".to_owned() } else { format!("were {} to be had", to.units) },
        ))
        .paragraph("When a winner does not pay in time, the next in rank is offered it; if that is you, we write at once. You need not do anything.")
        .rows(proof(draw, to))
        .paragraph(check(shop, draw))
        .button("See the draw", &format!("/draws/{}", draw.draw_id))
}

/// Called off.
pub fn cancelled(shop: &Shop, draw: &Told, to: &Entrant) -> Letter {
    let reason = draw.reason.as_deref().unwrap_or_default();
    Letter::new(
        shop,
        "draw_cancelled",
        format!("draw_cancelled/{}", to.entry_id),
        format!("The draw for {} is cancelled", draw.title),
    )
    .to(to.account_id, &to.email, &to.name)
    .paragraph(format!(
        "We have cancelled the draw for {} in public. Nobody wins, and nothing was charged.",
        draw.title
    ))
    .paragraph(format!("Our reason: {reason}"))
    .paragraph("The secret of the draw is revealed all the same, and the register says that it was cancelled.")
    .button("See the draw", &format!("/draws/{}", draw.draw_id))
}

/// Not drawn as promised, and so not at all.
pub fn void(shop: &Shop, draw: &Told, to: &Entrant) -> Letter {
    let reason = draw.reason.as_deref().unwrap_or_default();
    Letter::new(shop, "draw_void", format!("draw_void/{}", to.entry_id), format!("The draw for {} is void", draw.title))
        .to(to.account_id, &to.email, &to.name)
        .paragraph(format!(
            "The draw for {} could not be held as we had promised, so it is void: nobody wins, nothing was charged, and \
             nobody may draw it again. If we repeat it, its rules will name this draw, and you can enter anew.",
            draw.title
        ))
        .paragraph(format!("The reason: {reason}"))
        .paragraph("The secret of the draw is revealed all the same, and the register says that it is void.")
        .button("See the draw", &format!("/draws/{}", draw.draw_id))
}

fn proof(draw: &Told, to: &Entrant) -> Vec<(&'static str, String)> {
    let mut rows = vec![("Entry", to.entry_id.to_string())];
    rows.extend(to.ticket.as_deref().map(|ticket| ("Ticket", hex::encode(ticket))));
    rows.extend(draw.seal.as_deref().map(|seal| ("Seal of the list", hex::encode(seal))));
    rows
}

fn check(shop: &Shop, draw: &Told) -> String {
    format!(
        "The list of entries, the ranking and the revealed secret are at {}/draws/{}: anybody can repeat the draw.",
        shop.config.base_url, draw.draw_id
    )
}
