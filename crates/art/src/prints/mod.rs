//! Prints: screen prints on cotton paper, framed on a sunlit wall or loose on a table.

mod press;
mod works;

use crate::engine::{Canvas, Dice, Form, HEIGHT, Rgb, Tex, Transform, WIDTH, fbm, hex, line, mix, noise, poly, rect, shade, smooth, stroke};
use crate::scene;
use press::{ART_H, ART_W};
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
        1 => sheet(c, &work, seed),
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
    if k % 2 == 0 {
        scene::twig_shadow(c, 30.0, 120.0, 560.0, 0.11);
    }
}

/// A hint of the room: a moulding above the floor, or the top of a low board.
fn skirting(c: &mut Canvas, wall: Rgb, k: usize) {
    let y = HEIGHT - 92.0;
    let tone = if k % 3 == 1 { shade(OAK, -0.1) } else { shade(wall, 0.22) };
    let r = c.region(&rect(-20.0, y, WIDTH + 40.0, 140.0));
    c.shadow(&r, (0.0, -4.0), 9.0, 0.18, None);
    c.paint(&r, |x, py| {
        let own = if k % 3 == 1 { scene::wood(tone, x, py) } else { tone };
        let s = shade(own, 0.06 - (py - y) / 500.0 - ((x - 250.0) / 1000.0).abs() * 0.16);
        [s[0], s[1], s[2], 1.0]
    });
    for (dy, lit) in [(2.0, 0.35), (17.0, -0.22), (20.0, 0.2)] {
        let edge = stroke(&line(&[(-20.0, y + dy), (WIDTH + 20.0, y + dy)]), 2.2);
        c.fill(&edge, shade(tone, lit), 0.8);
    }
}

/// Moulding, mount and the shadow that the one throws on the other.
fn frame(c: &mut Canvas, x: f32, y: f32, w: f32, h: f32, tone: Rgb) {
    let b = 30.0;
    let (x0, y0, x1, y1) = (x - b, y - b, x + w + b, y + h + b);
    let outer = c.region(&rect(x0, y0, w + 2.0 * b, h + 2.0 * b));
    c.shadow(&outer, (46.0, 58.0), 40.0, 0.26, None);
    c.shadow(&outer, (12.0, 16.0), 11.0, 0.36, None);
    let inner = rect(x, y, w, h);
    let sides = [
        (poly(&[(x0, y0), (x1, y0), (x + w, y), (x, y)]), 0.14, false),
        (poly(&[(x0, y0), (x, y), (x, y + h), (x0, y1)]), 0.05, true),
        (poly(&[(x1, y0), (x1, y1), (x + w, y + h), (x + w, y)]), -0.22, true),
        (poly(&[(x0, y1), (x, y + h), (x + w, y + h), (x1, y1)]), -0.12, false),
    ];
    c.fill(&rect(x0 + 1.0, y0 + 1.0, w + 2.0 * b - 2.0, h + 2.0 * b - 2.0), shade(tone, -0.1), 1.0);
    for (path, l, upright) in &sides {
        let r = c.region(path);
        c.paint(&r, |px, py| {
            let own = if *upright { scene::wood(tone, py, px) } else { scene::wood(tone, px, py) };
            let s = shade(own, *l);
            [s[0], s[1], s[2], 1.0]
        });
    }
    let mount = c.region(&inner);
    c.paint(&mount, |px, py| {
        let s = shade(COTTON, -0.02 + Tex::Paper.at(px, py, 1.2) * 0.012);
        [s[0], s[1], s[2], 1.0]
    });
    let rebate = c.region(&stroke(&line(&[(x, y + h), (x, y), (x + w, y)]), 8.0));
    c.shadow(&rebate, (7.0, 9.0), 8.0, 0.42, Some(&mount));
    c.fill(&stroke(&inner, 2.0), shade(tone, -0.6), 0.7);
}

/// A slanting reflection, hardly there.
fn glass(c: &mut Canvas, x: f32, y: f32, w: f32, h: f32) {
    let pane = c.region(&rect(x, y, w, h));
    let slant = c.region(&poly(&[(x + w * 0.55, y), (x + w * 0.86, y), (x + w * 0.30, y + h), (x - w * 0.01, y + h)]));
    let slant = slant.and(&pane);
    c.grade(&slant, |p, _, py| shade(p, 0.055 * (1.0 - (py - y) / h * 0.7)));
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

fn sheet(c: &mut Canvas, work: &Work, seed: u64) {
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

/// The sheet with four torn edges; the print's upper left corner is at 0, 0.
fn paper(c: &mut Canvas, seed: u64, lift: f32) {
    let z = c.unit() * WIDTH / c.size().0 as f32;
    let path = deckle(seed);
    let r = c.region(&path);
    c.shadow(&r, (24.0 * z * lift, 30.0 * z * lift), 26.0 * z, 0.30, None);
    c.shadow(&r, (3.0 * z, 4.0 * z), 4.0 * z, 0.42, None);
    let px = c.unit();
    let form = Form { round: 5.0, depth: 0.28, gloss: 0.0, tex: Tex::Paper, grit: 0.02 * (px / 1.2).clamp(0.6, 1.6) };
    c.form(&r, &form, |x, y| shade(COTTON, 0.02 - (x + y) / 1500.0 * 0.09));
}

fn deckle(seed: u64) -> crate::engine::Path {
    let (x0, y0) = (0.0, 0.0);
    let (x1, y1) = (ART_W + 2.0 * MARGIN, ART_H + 2.0 * MARGIN + 30.0);
    let salt = seed as f32 * 17.0;
    let rough = |t: f32, side: f32| noise(t * 0.03, salt + side) * 2.6 + noise(t * 0.11, salt + side + 5.0) * 1.5 + noise(t * 0.4, salt + side) * 0.7;
    let step = 3.0;
    let mut pts = Vec::new();
    let along = |from: f32, to: f32| {
        let n = ((to - from).abs() / step) as usize;
        (0..n).map(move |i| from + (to - from) * i as f32 / n as f32)
    };
    pts.extend(along(x0, x1).map(|x| (x, y0 + rough(x, 1.0))));
    pts.extend(along(y0, y1).map(|y| (x1 + rough(y, 2.0), y)));
    pts.extend(along(x1, x0).map(|x| (x, y1 + rough(x, 3.0))));
    pts.extend(along(y1, y0).map(|y| (x0 + rough(y, 4.0), y)));
    poly(&pts)
}

/// The print with its edition, title and name in pencil below.
fn on_paper(c: &mut Canvas, work: &Work, seed: u64) {
    c.within(Transform::from_translate(MARGIN, MARGIN), |c| {
        work.print(c);
        let mut dice = Dice::new(seed, 42);
        let y = ART_H + 26.0;
        scribble(c, &mut dice, 4.0, y, 5, 8.0);
        scribble(c, &mut dice, 62.0, y, 3, 8.0);
        scribble(c, &mut dice, ART_W - 128.0, y, 13, 12.0);
    });
}

/// Handwriting that nobody can read.
fn scribble(c: &mut Canvas, dice: &mut Dice, x: f32, y: f32, letters: usize, high: f32) {
    let mut pts = vec![(x, y - 2.0)];
    for i in 0..letters {
        let at = x + i as f32 * 9.0 + dice.range(0.0, 2.0);
        let flat = 1.0 - 0.75 * (i as f32 / letters as f32).powi(2);
        let tall = if i == 0 || dice.unit() > 0.8 { 1.9 } else { dice.range(0.25, 0.6) } * flat;
        let top = y - high * tall * dice.range(0.8, 1.1);
        let lean = (y - top) * 0.3;
        // Up, over to the left and down again: a loop like an l or an e.
        pts.push((at + 6.5 + lean, top + 3.0));
        pts.push((at + 3.0 + lean, top));
        pts.push((at + 3.5, y - high * 0.12));
        pts.push((at + 8.0, y + dice.range(-0.5, 1.2)));
    }
    let r = c.region(&stroke(&smooth(&pts, false), 1.7));
    c.paint(&r, |px, py| [0.25, 0.24, 0.25, (0.58 + noise(px * 1.3, py * 1.3) * 0.3).clamp(0.2, 0.85)]);
}

/// A pencil beside the sheet.
fn pencil(c: &mut Canvas, seed: u64) {
    let lacquer = [hex(0xC8421F), hex(0x2B2A28), hex(0xD9A441), hex(0x3F5A5E)][(seed % 4) as usize];
    let mut dice = Dice::new(seed, 43);
    let t = Transform::from_rotate_at(dice.range(-34.0, -16.0), 800.0, 1080.0).pre_translate(560.0, 1120.0);
    c.within(t, |c| {
        let whole = c.region(&poly(&[(0.0, 9.0), (44.0, 0.0), (340.0, 0.0), (340.0, 18.0), (44.0, 18.0)]));
        c.shadow(&whole, (12.0, 15.0), 9.0, 0.42, None);
        c.shadow(&whole, (3.0, 4.0), 3.0, 0.4, None);
        let cone = c.region(&poly(&[(0.0, 9.0), (48.0, 0.0), (48.0, 18.0)]));
        c.form(&cone, &Form { round: 8.0, depth: 0.4, gloss: 0.0, tex: Tex::Wool, grit: 0.04 }, |_, _| hex(0xDDBB8C));
        c.fill(&poly(&[(0.0, 9.0), (15.0, 6.0), (15.0, 12.0)]), hex(0x2A2A2B), 1.0);
        for (i, l) in [0.16, -0.04, -0.3].iter().enumerate() {
            let y = i as f32 * 6.0;
            let r = c.region(&poly(&[(42.0, y), (330.0, y), (330.0, y + 6.0), (42.0, y + 6.0), (50.0, y + 3.0)]));
            c.paint(&r, |_, _| {
                let s = shade(lacquer, *l);
                [s[0], s[1], s[2], 1.0]
            });
        }
        let end = c.region(&rect(328.0, 0.0, 13.0, 18.0));
        c.form(&end, &Form { round: 8.0, depth: 0.6, gloss: 0.5, tex: Tex::Smooth, grit: 0.0 }, |_, _| mix(lacquer, [1.0; 3], 0.55));
    });
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
