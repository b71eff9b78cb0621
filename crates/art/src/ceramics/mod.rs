//! Ceramics: thrown pots on a table by a window, lit as bodies of revolution.

mod glaze;
mod parts;
mod pot;
mod wares;

use crate::engine::{Canvas, HEIGHT, Rgb, Transform, WIDTH, hex, line, shade, stroke};
use crate::scene;
use wares::{WARES, Ware};

/// Wall and table of each set.
const SETS: [(Rgb, Rgb); 8] = [
    (hex(0xD6CDBD), hex(0xB99A78)),
    (hex(0xA9B0AC), hex(0xD5CBBA)),
    (hex(0xC9A48A), hex(0xE2D6C4)),
    (hex(0xCBC7B4), hex(0x8F7A63)),
    (hex(0x8E9B9F), hex(0xC8BDAC)),
    (hex(0xDCC9A8), hex(0xB4896A)),
    (hex(0xBDB3A6), hex(0x6F6259)),
    (hex(0xB4B79F), hex(0xDDD2BF)),
];

/// Draws pot `seed`: alone, in company, or its glaze close up.
pub fn draw(c: &mut Canvas, seed: u64, view: u8) {
    let kind = (seed % 8) as usize;
    let ware = &WARES[kind];
    let edition = (seed / 8) as usize;
    let set = SETS[(kind + edition * 3) % 8];
    let glaze = ware.glaze_of(edition);
    match view {
        0 => {
            room(c, set, 905.0);
            pot::put(c, ware, &glaze, seed, (ware.x, 1010.0), ware.size);
        }
        1 => company(c, kind, &glaze, seed, set),
        _ => detail(c, ware, &glaze, seed, set),
    }
}

fn room(c: &mut Canvas, set: (Rgb, Rgb), horizon: f32) {
    scene::wall(c, set.0, 0.035);
    scene::floor(c, horizon, set.1);
    let r = c.region(&stroke(&line(&[(-50.0, horizon), (WIDTH + 50.0, horizon)]), 5.0));
    c.shadow(&r, (0.0, -3.0), 7.0, 0.28, None);
    let panes = scene::window(120.0, -40.0, 560.0, 760.0, 2, 3);
    scene::sunlight(c, &panes, 13.0, 0.17);
    scene::twig_shadow(c, 560.0, -60.0, 520.0, 0.10);
}

/// With a smaller sibling in the second glaze and one of another kind.
fn company(c: &mut Canvas, kind: usize, glaze: &glaze::Glaze, seed: u64, set: (Rgb, Rgb)) {
    room(c, (shade(set.0, -0.04), set.1), 800.0);
    let ware = &WARES[kind];
    let other = &WARES[(kind + 3) % 8];
    let twin = ware.second_glaze();
    pot::put(c, other, &other.glaze_of(0), seed + 31, (725.0, 885.0), other.size * 0.64);
    pot::put(c, ware, glaze, seed, (ware.x * 0.3 + 225.0, 985.0), ware.size * 0.76);
    pot::put(c, ware, &twin, seed + 77, (690.0, 1130.0), ware.size * 0.52);
}

fn detail(c: &mut Canvas, ware: &Ware, glaze: &glaze::Glaze, seed: u64, set: (Rgb, Rgb)) {
    let zoom = ware.focus.2;
    room(c, (shade(set.0, -0.03), set.1), 1330.0);
    let t = Transform::from_row(
        zoom,
        0.0,
        0.0,
        zoom,
        WIDTH * 0.5 - (ware.x + ware.focus.0 * ware.size) * zoom,
        HEIGHT * 0.5 - (1010.0 - ware.focus.1 * ware.size) * zoom,
    );
    c.within(t, |c| pot::put(c, ware, glaze, seed, (ware.x, 1010.0), ware.size));
}
