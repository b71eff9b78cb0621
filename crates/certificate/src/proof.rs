//! What the draw proves and what it does not (fair-draw.md, section 1), how to check it, and every value.

use draw::QUICKNET;

use crate::face::{Face, Style};
use crate::page::{ACCENT, BODY, BOTTOM, HEADING, INK, INK_2, LEFT, LINE, Layout, RIGHT};
use crate::{Certificate, CertificateError, words};

const GAP: f32 = 26.0;
const COLUMN: f32 = (RIGHT - LEFT - GAP) / 2.0;
const LEADING: f32 = 13.2;

pub fn set(layout: &mut Layout, of: &Certificate) -> Result<(), CertificateError> {
    layout.y += 24.0;
    if layout.is_first_page() || layout.y + 330.0 > BOTTOM {
        layout.next_page();
    }
    layout.text(LEFT, layout.y, HEADING, "What this proves, and what it does not");
    layout.y += 26.0;
    let top = layout.y;
    let one = column(layout, LEFT, "Shown to whoever checks", INK, &shown(of));
    layout.y = top;
    let two = column(layout, LEFT + COLUMN + GAP, "Not shown by any check", ACCENT, &not_shown(of));
    layout.y = one.max(two) + 14.0;
    values(layout, of)
}

fn column(layout: &mut Layout, x: f32, title: &str, color: [u8; 3], points: &[String]) -> f32 {
    layout.text(x, layout.y, Style::new(Face::Strong, 9.5, color), title);
    layout.rule(x, x + COLUMN, layout.y + 7.0, color, 0.7);
    let mut y = layout.y + 23.0;
    for point in points {
        layout.text(x, y, BODY, "–");
        y = layout.paragraph(x + 12.0, y, COLUMN - 12.0, BODY, LEADING, point) + 4.5;
    }
    y
}

fn shown(of: &Certificate) -> Vec<String> {
    let mut points = vec![
        "Secret and rules are those committed to before the first entry. Neither can change without the commitment failing."
            .to_owned(),
        "The list is the one that was sealed. Whoever kept a receipt or the mail with the seal can tell whether an entry was \
         added, dropped or changed."
            .to_owned(),
    ];
    if real_beacon(of) {
        points.push(
            "The beacon’s round was named in the rules and came after the list was to freeze: nobody could know the result \
             then, and its operators never knew the secret."
                .to_owned(),
        );
    }
    let from = if of.record.beacon.is_some() { "secret, seal and beacon" } else { "secret and seal" };
    points.push(format!(
        "The winners follow from {from} alone: the lowest tickets of each pool. One ranking, no second draw."
    ));
    points.push(match of.settlement {
        Some(_) => "Units went down that ranking, offer by offer, to the last; each row of the log covers the row before it.".to_owned(),
        None => "Units go down that ranking. The log of offers says what became of each, and its rows cover those before them.".to_owned(),
    });
    points.push("Every opening, seal, result and cancellation of the shop is in one public register, so that a draw that was stopped and begun again shows.".to_owned());
    points
}

fn not_shown(of: &Certificate) -> Vec<String> {
    let mut points = Vec::new();
    match of.record.rules.beacon {
        None => points.push(
            "That the shop did not try out lists before it sealed one. It knew the secret, and there is no beacon."
                .to_owned(),
        ),
        Some(_) if !real_beacon(of) => {
            points.push(
                "That nobody chose the result: the round is of a test chain, which whoever runs it controls."
                    .to_owned(),
            );
        }
        Some(_) => points.push(
            "That the seal was out before the round, unless somebody kept it: a mail with the seal is a witness."
                .to_owned(),
        ),
    }
    points.extend([
        "That entrants are real people, each of them another. One entry per person is enforced by account, means of payment and address; whom that misses it cannot show.".to_owned(),
        "That nobody was refused at the door. The counts are public, the attempts are not.".to_owned(),
        "That a unit noted as paid was paid.".to_owned(),
        "That a program for checking tells the truth when the shop itself serves it. Take it from elsewhere, or read the hundred lines first.".to_owned(),
    ]);
    points
}

fn real_beacon(of: &Certificate) -> bool {
    of.record.rules.beacon.is_some_and(|named| named.chain_hash == QUICKNET.hash)
}

/// Every value that a checker compares.
fn values(layout: &mut Layout, of: &Certificate) -> Result<(), CertificateError> {
    let record = of.record;
    let secret = record.server_seed.as_ref().ok_or(CertificateError::Incomplete("server_seed"))?;
    let signature = record.sealed_signature.ok_or(CertificateError::Incomplete("sealed_signature"))?;
    let mut rows = vec![
        ("Draw", record.draw_id.to_string()),
        ("Record", format!("{}/record.json", of.url)),
        ("Rules", record.rules_hash.to_string()),
        ("Secret, revealed", secret.to_string()),
        ("Signature of the seal", signature.to_string()),
        ("Key of the shop", record.rules.receipt_key.to_string()),
    ];
    if let Some(beacon) = &record.beacon {
        rows.push(("Chain of the beacon", beacon.chain_hash.to_string()));
        rows.push(("Beacon’s signature", beacon.signature.to_string()));
    }
    if let Some(previous) = record.rules.previous_draw {
        rows.push(("Replaces the draw", previous.to_string()));
    }
    #[expect(clippy::cast_precision_loss, reason = "a dozen rows")]
    layout.need(60.0 + 15.0 * rows.len() as f32 + 20.0);
    layout.text(LEFT, layout.y, Style::new(Face::Display, 12.0, INK), "Values");
    layout.y += 8.0;
    layout.rule(LEFT, RIGHT, layout.y, INK_2, 0.6);
    for (label, value) in rows {
        row(layout, label, &value);
    }
    let says = format!(
        "Winners had {} to take their unit. Times are UTC. This certificate was set from the record and says nothing that is not in it.",
        words::span(record.rules.payment_window_minutes)
    );
    layout.paragraph(LEFT, layout.y + 18.0, RIGHT - LEFT, crate::page::SMALL, 12.5, &says);
    Ok(())
}

/// A label and its value, broken after 80 digits.
fn row(layout: &mut Layout, label: &str, value: &str) {
    const DIGITS: usize = 80;
    layout.y += 13.0;
    layout.text(LEFT, layout.y, Style::new(Face::Text, 8.5, INK_2), label);
    let style = Style::new(Face::Mono, 7.4, INK);
    let letters: Vec<char> = value.chars().collect();
    for (at, part) in letters.chunks(DIGITS).enumerate() {
        if at > 0 {
            layout.y += 10.5;
        }
        layout.text(LEFT + 108.0, layout.y, style, &part.iter().collect::<String>());
    }
    layout.y += 5.0;
    layout.rule(LEFT, RIGHT, layout.y, LINE, 0.4);
}
