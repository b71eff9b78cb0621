//! Writes a contact sheet of the catalogue, or one picture of it, as PNG.
//!
//!     cargo run -p art --example sheet -- sheet.png [view] [tile width]
//!     cargo run -p art --example sheet -- one.png shoes 3 0 1000

#![allow(clippy::cast_possible_truncation, clippy::many_single_char_names)]

use art::{Collection, Picture, render};
use std::time::Instant;

const GAP: usize = 12;
const PAPER: [u8; 4] = [0xFA, 0xF8, 0xF4, 255];

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let path = args.first().map_or("sheet.png", String::as_str);
    let number = |i: usize, or: u32| args.get(i).and_then(|a| a.parse().ok()).unwrap_or(or);
    let start = Instant::now();
    let picture = match args.get(1).and_then(|a| Collection::from_slug(a)) {
        Some(c) if args.len() > 2 && number(2, 99) < 99 => {
            render(c, u64::from(number(2, 0)), number(3, 0) as u8, number(4, 1000))
        }
        Some(c) => sheet(&[(c, 0), (c, 1), (c, 2)], 240),
        None => {
            let view = number(1, 0) as u8;
            sheet(&Collection::all().map(|c| (c, view)), number(2, 240))
        }
    };
    println!("{path}: {}x{} in {:?}", picture.width, picture.height, start.elapsed());
    std::fs::write(path, picture.to_png()).expect("the path can be written");
}

/// One row for each collection and view, eight products in a row.
fn sheet(rows: &[(Collection, u8)], tile: u32) -> Picture {
    let (tw, th) = (tile as usize, (tile * 5 / 4) as usize);
    let (w, h) = (8 * (tw + GAP) + GAP, rows.len() * (th + GAP) + GAP);
    let mut rgba = PAPER.repeat(w * h);
    for (row, &(collection, view)) in rows.iter().enumerate() {
        for seed in 0..8 {
            let p = render(collection, seed as u64, view, tile);
            let (x, y) = (GAP + seed * (tw + GAP), GAP + row * (th + GAP));
            for line in 0..th.min(p.height as usize) {
                let to = ((y + line) * w + x) * 4;
                let from = line * p.width as usize * 4;
                rgba[to..to + tw * 4].copy_from_slice(&p.rgba[from..from + tw * 4]);
            }
        }
    }
    Picture { width: w as u32, height: h as u32, rgba }
}
