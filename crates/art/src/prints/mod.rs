//! Prints: screen prints on cotton paper, framed on a sunlit wall or loose on a table.

mod press;
mod rooms;
mod sheet;
mod wall;
mod works;

use crate::engine::{Canvas, Dice, HEIGHT, Rgb, Transform, WIDTH, fbm, hex, shade};
use crate::scene;
use press::{ART_H, ART_W};
use sheet::{on_paper, paper, pencil};
use wall::{frame, glass, skirting};
use works::Work;

/// Walls: chalk, plaster, olive, slate.
const WALLS: [Rgb; 8] = [
    hex(0xDDD6C9),
    hex(0xCFC9B6),
    hex(0xB7BFBF),
    hex(0xD9BFAB),
    hex(0xC2C3AD),
    hex(0xE0D7C6),
    hex(0xA9B1B2),
    hex(0xD3C7B8),
];
const OAK: Rgb = hex(0xB98D5E);
const WALNUT: Rgb = hex(0x5C4130);
const EBONY: Rgb = hex(0x262422);
const LIME: Rgb = hex(0xE9E3D6);
const FRAMES: [Rgb; 8] = [OAK, EBONY, LIME, WALNUT, OAK, WALNUT, EBONY, OAK];
const COTTON: Rgb = hex(0xF4EFE5);

/// Margin of paper around the printed part, in units of the print.
const MARGIN: f32 = 62.0;

/// Draws print `seed`: framed, the loose sheet, or a corner of it.
pub fn draw(c: &mut Canvas, seed: u64, view: u8) {
    let work = Work::of(seed);
    match view {
        0 => framed(c, &work, seed),
        1 => loose(c, &work, seed),
        _ => corner(c, &work, seed),
    }
}

fn framed(c: &mut Canvas, work: &Work, seed: u64) {
    let k = (seed % 8) as usize;
    let wall = WALLS[(k + (seed / 8) as usize * 3) % 8];
    scene::wall(c, wall, 0.03);
    skirting(c, wall, k);
    let size = 0.86;
    let (w, h) = ((ART_W + 2.0 * MARGIN) * size, (ART_H + 2.0 * MARGIN) * size);
    let (x, y) = ((WIDTH - w) / 2.0, (HEIGHT - h) / 2.0 - 36.0);
    frame(c, x, y, w, h, FRAMES[k]);
    let t = Transform::from_row(size, 0.0, 0.0, size, x + MARGIN * size, y + MARGIN * size);
    c.within(t, |c| work.print(c));
    glass(c, x, y, w, h);
    let panes = scene::window(-60.0 + 30.0 * (k % 4) as f32, 60.0, 560.0, 760.0, 2, 3);
    scene::sunlight(c, &panes, 10.0, 0.15);
    if k.is_multiple_of(2) {
        scene::twig_shadow(c, 30.0, 120.0, 560.0, 0.11);
    }
}

const TABLES: [(Rgb, bool); 8] = [
    (hex(0xB7BDB8), false),
    (hex(0xA27C57), true),
    (hex(0xC9B79C), false),
    (hex(0x6E7C80), false),
    (hex(0xCBA88E), false),
    (hex(0x7C8471), false),
    (hex(0xB98F66), true),
    (hex(0x8D939A), false),
];

fn table(c: &mut Canvas, seed: u64) {
    let (tone, wood) = TABLES[(seed % 8) as usize];
    let light = |x: f32, y: f32| {
        let (dx, dy) = ((x - 220.0) / 1150.0, (y - 200.0) / 1400.0);
        0.14 - (dx * dx + dy * dy).sqrt() * 0.3
    };
    if !wood {
        return c.backdrop(|x, y| shade(tone, light(x, y) + fbm(x * 0.4, y * 0.4) * 0.016));
    }
    c.boards(|x, y| shade(scene::wood(tone, x, y), light(x, y)));
}

fn loose(c: &mut Canvas, work: &Work, seed: u64) {
    table(c, seed);
    let mut dice = Dice::new(seed, 41);
    let size = 0.93;
    let (w, h) = ((ART_W + 2.0 * MARGIN) * size, (ART_H + 2.0 * MARGIN + 30.0) * size);
    let t = Transform::from_rotate_at(dice.range(-3.4, 3.4), 500.0, 620.0)
        .pre_translate((WIDTH - w) / 2.0 - 14.0, (HEIGHT - h) / 2.0 - 8.0)
        .pre_scale(size, size);
    c.within(t, |c| {
        paper(c, seed, 1.0);
        on_paper(c, work, seed);
    });
    let panes = scene::window(-150.0, -120.0, 820.0, 1000.0, 2, 2);
    scene::sunlight(c, &panes, 16.0, 0.10);
    pencil(c, seed);
}

/// The lower right or left corner from close by: ink, tooth of the paper, torn edge.
fn corner(c: &mut Canvas, work: &Work, seed: u64) {
    table(c, seed);
    let zoom = 2.5;
    let right = seed.is_multiple_of(2);
    let fx = if right { ART_W - 60.0 } else { 60.0 + 2.0 * MARGIN };
    let tilt = if right { -7.0 } else { 6.0 };
    let t = Transform::from_rotate_at(tilt, WIDTH / 2.0, HEIGHT / 2.0)
        .pre_translate(WIDTH / 2.0, HEIGHT * 0.55)
        .pre_scale(zoom, zoom)
        .pre_translate(-fx, -(ART_H - 20.0));
    c.within(t, |c| {
        paper(c, seed, 0.6);
        on_paper(c, work, seed);
    });
    let panes = scene::window(-200.0, -300.0, 900.0, 1100.0, 2, 2);
    scene::sunlight(c, &panes, 30.0, 0.10);
}
