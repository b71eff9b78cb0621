//! The first page: what was drawn, the pledge, the list, the digests, and the way to the record.

use draw::{Hash, QUICKNET};

use crate::face::{Face, Style};
use crate::names::Names;
use crate::page::{ACCENT, EDGE, HEIGHT, INK, INK_2, LABEL, LEFT, LINE, Layout, RIGHT, SMALL};
use crate::{Certificate, CertificateError, code, emblem, table, words};

/// Pools that the first page has room for; more are on the next.
const SHOWN_POOLS: usize = 8;
/// Where values of the chain begin.
const VALUE: f32 = LEFT + 92.0;
/// Where the foot begins, and the most that the chain of digests takes.
const FOOT: f32 = HEIGHT - 136.0;
const CHAIN: f32 = 184.0;
const MONO: Style = Style::new(Face::Mono, 7.4, INK);

/// Sets it; answers whether the winners are on it.
pub fn set(layout: &mut Layout, of: &Certificate) -> Result<bool, CertificateError> {
    layout.frame(22.0, EDGE, 0.5);
    layout.frame(25.5, LINE, 0.5);
    let seed = of.record.seed.as_ref().ok_or(CertificateError::Incomplete("seed"))?;
    emblem::set(layout, RIGHT - 56.0, 124.0, 54.0, seed);
    head(layout, of);
    let fits = of.pools.len() <= SHOWN_POOLS;
    let sum = [table::sum(of.pools)];
    pledge(layout, of, if fits { of.pools } else { &sum });
    let with_winners = fits && few(layout, of)?;
    chain(layout, of, seed)?;
    foot(layout, of)?;
    if !fits {
        layout.next_page();
        layout.text(LEFT, layout.y, crate::page::HEADING, "The pledge");
        layout.y += 30.0;
        table::set(layout, of, of.pools);
    }
    Ok(with_winners)
}

/// Shop, name, and the statement that all else bears out.
fn head(layout: &mut Layout, of: &Certificate) {
    let Names { shop, title: name, whole } = layout.names.clone();
    layout.text(LEFT, 76.0, Style::new(Face::Display, 15.0, INK), &shop);
    let over = Style::new(Face::Strong, 8.0, ACCENT).tracked(0.13);
    layout.text(LEFT, 128.0, over, "CERTIFICATE OF A FAIR DRAW");
    let size =
        if layout.faces.lines(Style::new(Face::Display, 36.0, INK), &name, 330.0).len() > 2 { 24.0 } else { 36.0 };
    let title = Style::new(Face::Display, size, INK).tracked(-0.015);
    let mut below = layout.paragraph(LEFT - 1.5, 128.0 + size * 1.15, 330.0, title, size * 1.06, &name);
    if !whole {
        let says = "A name here has letters that this document cannot print. The page of the draw has it in full.";
        layout.text(LEFT, below - size * 0.35, SMALL, says);
        below += 11.0;
    }
    let all = table::sum(of.pools);
    let won = all_won(of);
    let statement = format!(
        "{shop} pledged {}. When the draw closed, {} stood for {} on a sealed list. On {} the fair-draw protocol, version 1, \
         drew {} by lot: one ranking, and nobody’s choice in it.",
        words::count(all.units, "unit", "units"),
        words::count(all.entries, "entry", "entries"),
        if all.units == 1 { "it" } else { "them" },
        words::day(of.drawn_at),
        match won {
            0 => "nobody: there was no entry".to_owned(),
            1 => "one winner".to_owned(),
            _ => format!("{} winners", words::number(won)),
        },
    );
    let lead = Style::new(Face::Text, 11.0, INK);
    layout.y = layout.paragraph(LEFT, below + 2.0, 400.0, lead, 16.5, &statement) + 18.0;
}

fn all_won(of: &Certificate) -> u64 {
    of.pools.iter().map(|pool| pool.units.min(pool.entries)).sum()
}

/// Units and entries per pool, who was left out of the list and why, and where the units went.
fn pledge(layout: &mut Layout, of: &Certificate, pools: &[crate::Pool]) {
    table::set(layout, of, pools);
    layout.y += 17.0;
    if of.settlement.is_some() {
        let all = table::sum(of.pools);
        let says = format!(
            "Settled: {} pledged = {} paid + {} written off + {} left over.",
            words::number(all.units),
            words::number(all.paid),
            words::number(all.written_off),
            words::number(all.left_over)
        );
        layout.text(LEFT, layout.y, Style::new(Face::Strong, 9.5, INK), &says);
        layout.y += 15.0;
    }
    layout.y = layout.paragraph(LEFT, layout.y, RIGHT - LEFT, SMALL, 13.0, &listed(of)) + 15.0;
}

/// The sealed list in a sentence: everybody who was ever in it, and why some had no weight.
fn listed(of: &Certificate) -> String {
    let count = of.record.entries_count.unwrap_or(0);
    let out: u64 = of.left_out.iter().map(|(_, entries)| entries).sum();
    if out == 0 {
        return format!(
            "The sealed list holds {}, and all of them took part.",
            words::count(count, "entry", "entries")
        );
    }
    let reasons: Vec<_> = of
        .left_out
        .iter()
        .map(|(note, n)| format!("{} {}", words::left_out(note).to_lowercase(), words::number(*n)))
        .collect();
    format!(
        "The sealed list holds {}, {} of them without a part in the draw: {}. They stay listed with their reason.",
        words::count(count, "entry", "entries"),
        words::number(out),
        reasons.join(", ")
    )
}

/// Sets the winners if they are few enough for this page; answers whether they were.
fn few(layout: &mut Layout, of: &Certificate) -> Result<bool, CertificateError> {
    let winners = of.record.winners.as_ref().ok_or(CertificateError::Incomplete("winners"))?;
    #[expect(clippy::cast_precision_loss, reason = "only a few fit")]
    let tall = 42.0 + 15.5 * winners.len() as f32;
    if winners.is_empty() || layout.y + tall + CHAIN > FOOT - 24.0 {
        return Ok(false);
    }
    let label = if winners.len() == 1 { "WINNER" } else { "WINNERS" };
    layout.text(LEFT, layout.y, LABEL, label);
    layout.text_to(RIGHT, layout.y, LABEL, "TICKET");
    layout.y += 6.0;
    layout.rule(LEFT, RIGHT, layout.y, INK_2, 0.6);
    for winner in winners {
        let base = layout.y + 10.8;
        let place =
            if of.pools.len() > 1 { format!("{}, {}", winner.pool, winner.rank) } else { winner.rank.to_string() };
        layout.text(LEFT, base, Style::new(Face::Strong, 8.5, INK), &place);
        layout.text(VALUE, base, MONO, &winner.entry_id.to_string());
        layout.text_to(RIGHT, base, Style::new(Face::Mono, 5.6, INK_2), &winner.ticket.to_string());
        layout.y += 15.5;
        layout.rule(LEFT, RIGHT, layout.y, LINE, 0.5);
    }
    layout.y += 24.0;
    Ok(true)
}

/// The digests that bind one step of the draw to the next.
fn chain(layout: &mut Layout, of: &Certificate, seed: &Hash) -> Result<(), CertificateError> {
    let record = of.record;
    let root = record.entries_root.ok_or(CertificateError::Incomplete("entries_root"))?;
    let seal = record.seal.ok_or(CertificateError::Incomplete("seal"))?;
    let sealed_at = record.sealed_at.ok_or(CertificateError::Incomplete("sealed_at"))?;
    let opened = words::moment(record.rules.opens_at.millis());
    step(
        layout,
        "Commitment",
        &record.commitment.to_string(),
        &format!("to a secret and the rules, published at the opening of {opened}"),
    );
    step(layout, "Root of entries", &root.to_string(), "over every entry of the list, by id");
    step(layout, "Seal", &seal.to_string(), &format!("signed {}", words::moment(sealed_at)));
    beacon(layout, of);
    step(layout, "Seed", &seed.to_string(), &format!("drawn {}", words::moment(of.drawn_at)));
    if let Some(settlement) = of.settlement {
        let says =
            format!("{}, settled {}", words::count(settlement.rows, "row", "rows"), words::moment(settlement.at));
        step(layout, "Allocation log", &settlement.head.to_string(), &says);
    }
    Ok(())
}

fn step(layout: &mut Layout, label: &str, value: &str, says: &str) {
    layout.text(LEFT, layout.y, Style::new(Face::Strong, 8.5, INK), label);
    layout.text(VALUE, layout.y, MONO, value);
    layout.text(VALUE, layout.y + 11.0, Style::new(Face::Text, 8.0, INK_2), says);
    layout.y += 28.0;
}

fn beacon(layout: &mut Layout, of: &Certificate) {
    layout.text(LEFT, layout.y, Style::new(Face::Strong, 8.5, INK), "Beacon");
    let (value, says) = match (&of.record.rules.beacon, &of.record.beacon) {
        (Some(named), Some(round)) if named.chain_hash == QUICKNET.hash => (
            round.randomness.to_string(),
            format!(
                "drand quicknet, round {}, due {}",
                words::number(named.round),
                words::moment(QUICKNET.due_at(named.round))
            ),
        ),
        (Some(named), round) => {
            let says = format!("round {} of a test chain, not a public beacon", words::number(named.round));
            layout.text(
                VALUE,
                layout.y,
                Style::new(Face::Strong, 8.5, ACCENT),
                "Test chain: shows how it works and proves nothing about the operator",
            );
            let value = round.as_ref().map(|round| round.randomness.to_string()).unwrap_or_default();
            layout.text(VALUE, layout.y + 11.0, MONO, &value);
            layout.text(VALUE, layout.y + 22.0, Style::new(Face::Text, 8.0, INK_2), &says);
            layout.y += 39.0;
            return;
        }
        (None, _) => {
            layout.text(
                VALUE,
                layout.y,
                Style::new(Face::Strong, 8.5, ACCENT),
                "No beacon: repeatable, but not operator-proof",
            );
            let says = "Anybody can repeat this draw and gets the same winners. But the shop knew the secret while entries \
                        came in, and no public random number from outside shows that it did not try out lists before the seal.";
            layout.y =
                layout.paragraph(VALUE, layout.y + 11.0, RIGHT - VALUE, Style::new(Face::Text, 8.0, INK_2), 10.5, says)
                    + 6.5;
            return;
        }
    };
    layout.text(VALUE, layout.y, MONO, &value);
    layout.text(VALUE, layout.y + 11.0, Style::new(Face::Text, 8.0, INK_2), &says);
    layout.y += 28.0;
}

/// The QR code and the address beside it.
fn foot(layout: &mut Layout, of: &Certificate) -> Result<(), CertificateError> {
    let (size, top) = (72.0, FOOT);
    layout.rule(LEFT, RIGHT, top - 16.0, LINE, 0.6);
    code::set(layout, LEFT, top, size, of.url)?;
    layout.link(LEFT, top, size, size, of.url);
    let x = LEFT + size + 20.0;
    layout.text(x, top + 12.0, Style::new(Face::Display, 13.0, INK), "Check it yourself");
    let says = "The record at this address has every value of this certificate, the sealed list, the ranking and what became \
                of each unit. Anybody can repeat the draw from it, in the browser or with a hundred lines of Python. The rays \
                above are the digits of the seed: no other draw has them.";
    let below = layout.paragraph(x, top + 27.0, RIGHT - x, SMALL, 12.0, says);
    let width = layout.text(x, below + 4.0, Style::new(Face::Mono, 7.4, ACCENT), of.url);
    layout.link(x, below - 6.0, width, 13.0, of.url);
    Ok(())
}
