//! The winners by entry id, in two columns, on as many pages as it takes.

use draw::Winner;

use crate::face::{Face, Style};
use crate::page::{BOTTOM, HEADING, INK, INK_2, LEFT, LINE, Layout, RIGHT, SMALL};
use crate::{Certificate, CertificateError, Pool, words};

/// Height of a winner's line.
const ROW: f32 = 13.5;
/// Between the two columns.
const GAP: f32 = 22.0;
const COLUMN: f32 = (RIGHT - LEFT - GAP) / 2.0;

pub fn set(layout: &mut Layout, of: &Certificate) -> Result<(), CertificateError> {
    let winners = of.record.winners.as_ref().ok_or(CertificateError::Incomplete("winners"))?;
    layout.next_page();
    layout.text(LEFT, layout.y, HEADING, "Winners");
    let says = "By the public id of the entry, which its receipt names, in the order of the ranking. Beside it the first eight \
                digits of its ticket; the record has all of them. A winner who does not take the unit makes way for the next in rank.";
    layout.y = layout.paragraph(LEFT, layout.y + 18.0, 400.0, SMALL, 12.5, says) + 16.0;
    for pool in of.pools {
        let of_pool: Vec<_> = winners.iter().filter(|winner| winner.pool == pool.name).collect();
        set_pool(layout, pool, &of_pool);
    }
    Ok(())
}

fn set_pool(layout: &mut Layout, pool: &Pool, winners: &[&Winner]) {
    layout.need(26.0 + ROW * 3.0);
    head(layout, pool, "");
    if winners.is_empty() {
        layout.text(LEFT, layout.y + 9.0, SMALL, "Nobody entered.");
        layout.y += ROW + 20.0;
        return;
    }
    let mut rest = winners;
    loop {
        rest = columns(layout, rest);
        if rest.is_empty() {
            break;
        }
        layout.next_page();
        head(layout, pool, ", continued");
    }
    layout.y += 20.0;
}

fn head(layout: &mut Layout, pool: &Pool, continued: &str) {
    let width = layout.text(LEFT, layout.y, Style::new(Face::Display, 12.0, INK), &pool.name);
    let units = words::count(pool.units, "unit", "units");
    let says = format!("{units} for {}{continued}", words::count(pool.entries, "entry", "entries"));
    layout.text(LEFT + width + 10.0, layout.y, SMALL, &says);
    layout.y += 8.0;
    layout.rule(LEFT, RIGHT, layout.y, INK_2, 0.6);
    layout.y += 5.0;
}

/// Fills what is left of the page, the columns as even as can be; answers who is left.
fn columns<'a>(layout: &mut Layout, winners: &'a [&'a Winner]) -> &'a [&'a Winner] {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a page holds some dozens")]
    let room = (((BOTTOM - layout.y) / ROW).floor() as usize).max(1);
    let (here, rest) = winners.split_at(winners.len().min(room * 2));
    let tall = here.len().div_ceil(2);
    let top = layout.y;
    for (column, x) in here.chunks(tall).zip([LEFT, LEFT + COLUMN + GAP]) {
        layout.y = top;
        for winner in column {
            line(layout, x, winner);
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a page holds some dozens")]
    let used = tall as f32 * ROW;
    layout.y = top + used;
    rest
}

fn line(layout: &mut Layout, x: f32, winner: &Winner) {
    const FIGURES: f32 = 7.4;
    let base = layout.y + 9.5;
    layout.text_to(x + 24.0, base, Style::new(Face::Strong, 8.0, INK_2), &words::number(winner.rank.into()));
    layout.text(x + 33.0, base, Style::new(Face::Mono, FIGURES, INK), &winner.entry_id.to_string());
    let ticket = winner.ticket.to_string();
    let ticket = ticket.get(..8).unwrap_or_default();
    layout.text_to(x + COLUMN, base, Style::new(Face::Mono, 6.6, INK_2), ticket);
    layout.y += ROW;
    layout.rule(x, x + COLUMN, layout.y, LINE, 0.4);
}
