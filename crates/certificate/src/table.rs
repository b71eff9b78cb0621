//! The table of pools.

use draw::Kind;

use crate::face::{Face, Style};
use crate::page::{BODY, INK, INK_2, LABEL, LEFT, LINE, Layout, RIGHT};
use crate::{Certificate, Pool, words};

/// Height of a row.
const ROW: f32 = 17.0;

/// What the table says of a pool, or of all together.
struct Row {
    name: String,
    figures: Vec<String>,
}

/// Sets the rows of pools and, where there are several, their sum; continued on further pages if need be.
pub fn set(layout: &mut Layout, of: &Certificate, pools: &[Pool]) {
    let settled = of.settlement.is_some();
    head(layout, of, settled);
    for pool in pools {
        if layout.y + ROW > crate::page::BOTTOM {
            layout.next_page();
            head(layout, of, settled);
        }
        line(layout, BODY, &row(pool, &pool.name, settled));
    }
    if pools.len() > 1 {
        let strong = Style::new(Face::Strong, 9.5, INK);
        line(layout, strong, &row(&sum(of.pools), "All", settled));
    }
}

/// What a pool is called: of a drop it is a size.
pub fn word(of: &Certificate) -> &'static str {
    match of.record.rules.kind {
        Kind::Drop => "Size",
        Kind::Contest => "Pool",
    }
}

/// All pools together.
pub fn sum(pools: &[Pool]) -> Pool {
    let all = |of: fn(&Pool) -> u64| pools.iter().map(of).sum();
    Pool {
        name: "All".to_owned(),
        units: all(|p| p.units),
        entries: all(|p| p.entries),
        paid: all(|p| p.paid),
        written_off: all(|p| p.written_off),
        left_over: all(|p| p.left_over),
    }
}

fn head(layout: &mut Layout, of: &Certificate, settled: bool) {
    layout.text(LEFT, layout.y, LABEL, &word(of).to_uppercase());
    let titles: &[&str] = if settled {
        &["PLEDGED", "ENTRIES", "WON", "PAID", "WRITTEN OFF", "LEFT OVER"]
    } else {
        &["PLEDGED", "ENTRIES", "WON"]
    };
    for (title, x) in titles.iter().zip(ends(titles.len())) {
        layout.text_to(x, layout.y, LABEL, title);
    }
    layout.y += 6.0;
    layout.rule(LEFT, RIGHT, layout.y, INK_2, 0.6);
}

fn line(layout: &mut Layout, style: Style, row: &Row) {
    let base = layout.y + 12.0;
    layout.text(LEFT, base, style, &row.name);
    for (figure, x) in row.figures.iter().zip(ends(row.figures.len())) {
        layout.text_to(x, base, style, figure);
    }
    layout.y += ROW;
    layout.rule(LEFT, RIGHT, layout.y, LINE, 0.5);
}

/// Where the columns of figures end.
fn ends(columns: usize) -> Vec<f32> {
    let space = if columns > 3 { 68.0 } else { 92.0 };
    (0..columns)
        .map(|column| {
            #[expect(clippy::cast_precision_loss, reason = "six columns")]
            let from_right = (columns - 1 - column) as f32;
            RIGHT - space * from_right
        })
        .collect()
}

fn row(pool: &Pool, name: &str, settled: bool) -> Row {
    let won = pool.units.min(pool.entries);
    let mut figures = vec![pool.units, pool.entries, won];
    if settled {
        figures.extend([pool.paid, pool.written_off, pool.left_over]);
    }
    Row { name: name.to_owned(), figures: figures.into_iter().map(words::number).collect() }
}
