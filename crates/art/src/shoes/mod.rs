//! Shoes: seen from the side on a block of painted wood, a soft studio light from the left.

mod low;
mod models;
mod tall;

use crate::engine::{Canvas, HEIGHT, Rgb, Transform, WIDTH, hex, mix, shade};
use crate::pattern::sew;
use crate::scene;
use models::{MODELS, Model};

/// Backdrops: bone, clay, sage, fog.
const BONE: Rgb = hex(0xDDD5C6);
const CLAY: Rgb = hex(0xC79F83);
const SAGE: Rgb = hex(0xB3B79F);
const FOG: Rgb = hex(0xB9C2C4);

const SETS: [(Rgb, Rgb); 8] = [
    (FOG, hex(0xE3DED3)),
    (BONE, hex(0xB55A3C)),
    (hex(0xA8AD93), hex(0xD9D2BF)),
    (CLAY, hex(0xE0D3C0)),
    (SAGE, hex(0xEAE4D6)),
    (hex(0xE0CFAE), hex(0xC9A983)),
    (hex(0x8D9A9C), hex(0xC9C4B6)),
    (BONE, hex(0x6F7F86)),
];

/// Draws shoe `seed` in one of three views: from the side, the pair, the heel close up.
pub fn draw(c: &mut Canvas, seed: u64, view: u8) {
    let kind = (seed % 8) as usize;
    let model = &MODELS[kind];
    let inks = colourway(model, seed / 8);
    let set = SETS[(kind + (seed / 8) as usize * 3) % 8];
    match view {
        0 => side(c, model, &inks, set),
        1 => pair(c, model, &inks, set),
        _ => detail(c, model, &inks, set),
    }
}

/// The designer's colours, or for later editions the same with main and second colour changed.
fn colourway(m: &Model, edition: u64) -> Vec<Rgb> {
    let mut inks: Vec<Rgb> = m.inks.iter().map(|&v| hex(v)).collect();
    if edition > 0 {
        const LATER: [u32; 6] = [0x39505A, 0x7A4B3A, 0xC8B48A, 0x58604A, 0x8C8F94, 0x3B3438];
        let at = (edition as usize) % LATER.len();
        inks[0] = mix(hex(LATER[at]), inks[0], 0.15);
        inks[1] = mix(hex(LATER[(at + 2) % LATER.len()]), inks[1], 0.3);
    }
    inks
}

fn side(c: &mut Canvas, m: &Model, inks: &[Rgb], set: (Rgb, Rgb)) {
    scene::sweep(c, set.0, 930.0);
    let panes = scene::window(-120.0, -20.0, 620.0, 560.0, 2, 2);
    scene::sunlight(c, &panes, 26.0, 0.10);
    // Low shoes stand higher, so that all sit in the middle of the sheet.
    let top = if m.focus.1 < -240.0 { 872.0 } else { 808.0 };
    scene::plinth(c, 60.0, top, 880.0, HEIGHT - top + 60.0, set.1);
    place(c, m, inks, 100.0, top - 12.0, 1.0);
}

/// One shoe with its shadow; heel at `x`, sole at `y`.
fn place(c: &mut Canvas, m: &Model, inks: &[Rgb], x: f32, y: f32, size: f32) {
    let t = Transform::from_row(size, 0.0, 0.0, size, x, y);
    c.within(t, |c| {
        scene::standing(c, m.foot.0, m.foot.1, 0.0, 60.0);
        sew(c, m.bits, inks);
    });
}

/// One shoe up on the block, turned round, the other on the floor before it.
fn pair(c: &mut Canvas, m: &Model, inks: &[Rgb], set: (Rgb, Rgb)) {
    scene::sweep(c, mix(set.0, set.1, 0.18), 900.0);
    let tall = m.focus.1 < -240.0;
    let (top, y) = if tall { (648.0, 1150.0) } else { (690.0, 1120.0) };
    scene::plinth(c, 240.0, top, 860.0, 1010.0 - top, set.1);
    let back = Transform::from_row(-0.86, 0.0, 0.0, 0.86, 972.0, top - 11.0);
    c.within(back, |c| {
        scene::standing(c, m.foot.0, m.foot.1, 0.0, -60.0);
        sew(c, m.bits, inks);
    });
    place(c, m, inks, 44.0, y, 0.98);
}

fn detail(c: &mut Canvas, m: &Model, inks: &[Rgb], set: (Rgb, Rgb)) {
    scene::sweep(c, shade(set.0, -0.06), 900.0);
    let (fx, fy, zoom) = m.focus;
    let t = Transform::from_row(zoom, 0.0, 0.0, zoom, WIDTH * 0.5 - fx * zoom, HEIGHT * 0.55 - fy * zoom);
    c.within(t, |c| {
        scene::standing(c, m.foot.0, m.foot.1, 0.0, 60.0);
        sew(c, m.bits, inks);
    });
}
