//! Outerwear: on a wooden hanger from a rail, against a wall in daylight.

mod coats;
mod jackets;
mod models;
mod shared;

use crate::engine::{Canvas, Form, Rgb, Tex, Transform, WIDTH, hex, mix, rect, shade, stroke, svg};
use crate::pattern::sew;
use crate::scene;
use models::{MODELS, Model};

const WALLS: [Rgb; 8] = [
    hex(0xD8CFBF),
    hex(0xD9C6AE),
    hex(0x9FAAA8),
    hex(0xC6B8A4),
    hex(0xC3C8C3),
    hex(0xA9B4BB),
    hex(0xD6B9A0),
    hex(0x8A9489),
];
const ASH: Rgb = hex(0xC8A678);

/// Draws garment `seed`: its front, its back, or collar and pocket close up.
pub fn draw(c: &mut Canvas, seed: u64, view: u8) {
    let kind = (seed % 8) as usize;
    let edition = (seed / 8) as usize;
    let m = &MODELS[kind];
    let inks = colourway(m, edition);
    let wall = WALLS[(kind + edition * 3) % 8];
    let hang = Transform::from_row(m.size, 0.0, 0.0, m.size, WIDTH / 2.0, m.top);
    match view {
        0 => {
            room(c, wall, kind);
            c.within(hang, |c| garment(c, m, &inks, true));
        }
        1 => {
            room(c, shade(wall, -0.07), kind + 1);
            c.within(hang, |c| garment(c, m, &inks, false));
        }
        _ => {
            room(c, shade(wall, -0.03), kind);
            let (fx, fy, zoom) = m.focus;
            let t = Transform::from_row(zoom, 0.0, 0.0, zoom, 500.0 - fx * zoom, 625.0 - fy * zoom);
            c.within(t, |c| garment(c, m, &inks, true));
        }
    }
}

fn colourway(m: &Model, edition: usize) -> Vec<Rgb> {
    const LATER: [u32; 5] = [0x4B5A60, 0x8A7455, 0x5B3B37, 0x55604C, 0xB9B2A2];
    let mut inks: Vec<Rgb> = m.inks.iter().map(|&v| hex(v)).collect();
    if edition > 0 {
        let main = hex(LATER[edition % LATER.len()]);
        inks[0] = mix(main, inks[0], 0.12);
        inks[1] = shade(inks[0], -0.14);
    }
    inks
}

/// Wall, light, and the rail that everything hangs from.
fn room(c: &mut Canvas, wall: Rgb, kind: usize) {
    scene::wall(c, wall, 0.03);
    let panes = scene::window(-160.0 + (kind % 3) as f32 * 90.0, 120.0, 700.0, 900.0, 2, 3);
    scene::sunlight(c, &panes, 15.0, 0.13);
    let y = 118.0;
    let rail = c.region(&rect(-40.0, y - 9.0, WIDTH + 80.0, 18.0));
    c.shadow(&rail, (34.0, 58.0), 16.0, 0.24, None);
    c.form(&rail, &Form { round: 9.0, depth: 0.5, gloss: 0.18, tex: Tex::Wool, grit: 0.03 }, |px, py| {
        scene::wood(ASH, px, py)
    });
}

fn garment(c: &mut Canvas, m: &Model, inks: &[Rgb], front: bool) {
    let z = c.unit() * WIDTH / c.size().0 as f32;
    // The wall is a hand's breadth behind.
    let outline = svg(m.shadow);
    let right = c.region(&outline);
    let left = c.within(Transform::from_scale(-1.0, 1.0), |c| c.region(&outline));
    let whole = right.or(&left);
    c.shadow(&whole, (52.0 * z, 64.0 * z), 34.0 * z, 0.28, None);
    c.shadow(&whole, (16.0 * z, 22.0 * z), 14.0 * z, 0.18, None);
    hanger(c, m, z);
    sew(c, if front { m.front } else { m.back }, inks);
}

/// Hook and shoulders of wood; the garment hides most of it.
fn hanger(c: &mut Canvas, m: &Model, z: f32) {
    // The rail's height in the garment's own units.
    let rail = (118.0 - m.top) / m.size;
    let hook = svg(&format!(
        "M 0 12 L 0 {} C 0 {} 24 {} 20 {} C 16 {} -16 {} -19 {}",
        rail + 52.0,
        rail + 26.0,
        rail + 24.0,
        rail - 2.0,
        rail - 24.0,
        rail - 22.0,
        rail + 6.0
    ));
    let r = c.region(&stroke(&hook, 6.0));
    c.shadow(&r, (10.0 * z, 14.0 * z), 7.0 * z, 0.35, None);
    c.form(&r, &Form { round: 4.0, depth: 0.7, gloss: 0.7, tex: Tex::Smooth, grit: 0.0 }, |_, _| hex(0xA9A297));
    let arms = svg(
        "M -150 74 C -90 30 -40 10 0 10 C 40 10 90 30 150 74 L 144 90 C 90 52 40 36 0 36 C -40 36 -90 52 -144 90 Z",
    );
    let r = c.region(&arms);
    c.form(&r, &Form { round: 12.0, depth: 0.5, gloss: 0.2, tex: Tex::Wool, grit: 0.02 }, |x, y| {
        scene::wood(ASH, x, y)
    });
}
