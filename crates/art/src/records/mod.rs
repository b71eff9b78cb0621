//! Records: a printed sleeve with its disc, on a dark table top with one lamp to the left.

mod covers;
mod disc;

use crate::engine::{
    Canvas, Dice, Form, Region, Rgb, Tex, Transform, WIDTH, fbm, hex, line, luma, mix, noise, rect, rotated,
    round_rect, shade, stroke,
};
use crate::scene;
use covers::Cover;

/// Side of a sleeve in units of the sleeve's own space.
const SIDE: f32 = 640.0;

/// Draws record `seed`: sleeve with disc, label close up, or the back on a pile.
pub fn draw(c: &mut Canvas, seed: u64, view: u8) {
    let cover = Cover::of(seed);
    match view {
        0 => front(c, &cover, seed),
        1 => label(c, &cover, seed),
        _ => back(c, &cover, seed),
    }
}

/// A table top seen from above, painted or of wood, the lamp at the upper left.
fn surface(c: &mut Canvas, cover: &Cover) {
    let light = |x: f32, y: f32| {
        let (dx, dy) = ((x - 180.0) / 1150.0, (y - 160.0) / 1350.0);
        0.15 - (dx * dx + dy * dy).sqrt() * 0.38
    };
    if !cover.wood {
        return c.backdrop(|x, y| shade(cover.table, light(x, y) + fbm(x * 0.4, y * 0.4) * 0.02));
    }
    c.boards(|x, y| shade(scene::wood(cover.table, x, y), light(x, y)));
}

fn front(c: &mut Canvas, cover: &Cover, seed: u64) {
    surface(c, cover);
    let mut dice = Dice::new(seed, 21);
    let turn = dice.range(-2.2, 2.2);
    // The disc looks out at the right or at the top.
    let up = seed % 3 == 1;
    let (at, peek, size) = if up { ((125.0, 395.0), (0.0, -196.0), 1.17) } else { ((82.0, 300.0), (206.0, 0.0), 1.02) };
    let t = Transform::from_row(size, 0.0, 0.0, size, at.0, at.1).pre_concat(Transform::from_rotate_at(
        turn,
        SIDE / 2.0,
        SIDE / 2.0,
    ));
    c.within(t, |c| {
        disc::draw(c, cover, (SIDE / 2.0 + peek.0, SIDE / 2.0 + peek.1), 302.0, dice.range(0.0, 6.0));
        sleeve(c, cover, None);
    });
}

/// The printed square with its fold at the left and wear along the edges; what `over` covers
/// need not be printed.
fn sleeve(c: &mut Canvas, cover: &Cover, over: Option<&Region>) {
    let z = c.unit() * WIDTH / c.size().0 as f32;
    let r = c.region(&round_rect(0.0, 0.0, SIDE, SIDE, 3.0));
    c.shadow(&r, (30.0 * z, 36.0 * z), 34.0 * z, 0.42, None);
    c.shadow(&r, (6.0 * z, 8.0 * z), 8.0 * z, 0.5, None);
    let seen = over.map_or_else(|| r.clone(), |o| r.clone().without(o));
    cover.print(c, &seen);
    board(c, &seen);
}

/// Light over a sleeve: the board bulges, its edges catch light, the disc has left a ring.
fn board(c: &mut Canvas, r: &Region) {
    c.grade(r, |p, x, y| {
        let (u, v) = (x / SIDE, y / SIDE);
        let sheen = (1.0 - ((u * 0.8 + v - 0.55) / 0.5).powi(2)).max(0.0) * 0.055;
        let off = ((x - SIDE / 2.0).powi(2) + (y - SIDE / 2.0).powi(2)).sqrt() - 292.0;
        let ring = if off.abs() < 9.0 { (1.0 - (off / 9.0).powi(2)) * (0.3 + fbm(x, y)).max(0.0) * 0.09 } else { 0.0 };
        let fold = if x < 16.0 {
            (1.0 - (x - 9.0).abs() / 3.0).max(0.0) * -0.16 + (1.0 - (x - 13.0).abs() / 3.0).max(0.0) * 0.08
        } else {
            0.0
        };
        let edge = x.min(y).min(SIDE - x).min(SIDE - y);
        let worn = if edge < 7.0 {
            (1.0 - edge / 7.0) * (0.28 + noise(x * 0.12, y * 0.12) * 0.5).max(0.0) * 0.30
        } else {
            0.0
        };
        let l = 0.03 + sheen + ring + fold + worn - (u + v) * 0.055 + fbm(x * 1.5, y * 1.5) * 0.012;
        shade(p, l)
    });
    let lit = c.region(&stroke(&line(&[(1.0, SIDE), (1.0, 1.0), (SIDE, 1.0)]), 2.0));
    c.paint(&lit, |_, _| [1.0, 1.0, 0.95, 0.28]);
    let dark = c.region(&stroke(&line(&[(SIDE - 1.0, 0.0), (SIDE - 1.0, SIDE - 1.0), (0.0, SIDE - 1.0)]), 2.0));
    c.paint(&dark, |_, _| [0.0, 0.0, 0.0, 0.32]);
}

fn label(c: &mut Canvas, cover: &Cover, seed: u64) {
    surface(c, cover);
    let mut dice = Dice::new(seed, 22);
    let (x, y) = (dice.range(380.0, 480.0), dice.range(640.0, 720.0));
    let spin = dice.range(0.0, 6.0);
    let t = Transform::from_row(2.45, 0.0, 0.0, 2.45, x, y);
    c.within(t, |c| disc::draw(c, cover, (0.0, 0.0), 302.0, spin));
    tonearm(c);
}

/// Headshell and arm, coming in from the upper right.
fn tonearm(c: &mut Canvas) {
    let steel = Form { round: 26.0, depth: 0.7, gloss: 0.7, tex: Tex::Smooth, grit: 0.0 };
    let silver = hex(0xB9B6AE);
    let arm = c.region(&stroke(&line(&[(1080.0, -60.0), (842.0, 300.0)]), 30.0));
    c.shadow(&arm, (46.0, 60.0), 22.0, 0.5, None);
    c.form(&arm, &steel, |_, _| silver);
    let shell = rotated(&round_rect(776.0, 286.0, 84.0, 190.0, 16.0), 33.5, 818.0, 300.0);
    let r = c.region(&shell);
    c.shadow(&r, (38.0, 50.0), 16.0, 0.6, None);
    c.form(&r, &Form { round: 18.0, tex: Tex::Grain, grit: 0.02, gloss: 0.3, ..steel }, |_, _| hex(0x2C2B2A));
    for k in [346.0, 404.0] {
        let slot = rotated(&round_rect(798.0, k, 40.0, 12.0, 6.0), 33.5, 818.0, 300.0);
        c.fill(&slot, hex(0x0E0E0E), 0.9);
    }
    let lift = c.region(&stroke(&line(&[(752.0, 448.0), (818.0, 506.0)]), 9.0));
    c.shadow(&lift, (14.0, 20.0), 8.0, 0.5, None);
    c.form(&lift, &Form { round: 5.0, ..steel }, |_, _| silver);
    let mark = rotated(&rect(812.0, 452.0, 12.0, 14.0), 33.5, 818.0, 300.0);
    c.fill(&mark, hex(0xD9481F), 1.0);
}

fn back(c: &mut Canvas, cover: &Cover, seed: u64) {
    surface(c, cover);
    let mut dice = Dice::new(seed, 23);
    let on_top = Transform::from_translate(150.0, 290.0)
        .pre_concat(Transform::from_rotate_at(dice.range(-2.5, 2.5), SIDE / 2.0, SIDE / 2.0))
        .pre_scale(1.08, 1.08);
    let square = round_rect(0.0, 0.0, SIDE, SIDE, 3.0);
    let top = c.within(on_top, |c| c.region(&square));
    // A pile of other sleeves, seen as their edges and corners.
    for i in (1..4).rev() {
        let other = Cover::of((seed + i * 3) % 8);
        let t = Transform::from_translate(150.0 + dice.range(-26.0, 26.0), 300.0 + i as f32 * 13.0)
            .pre_concat(Transform::from_rotate_at(dice.range(-9.0, 9.0), SIDE / 2.0, SIDE / 2.0))
            .pre_scale(1.08, 1.08);
        c.within(t, |c| sleeve(c, &other, Some(&top)));
    }
    c.within(on_top, |c| {
        let z = c.unit() * WIDTH / c.size().0 as f32;
        let r = top.clone();
        c.shadow(&r, (16.0 * z, 20.0 * z), 20.0 * z, 0.5, None);
        c.shadow(&r, (3.0 * z, 4.0 * z), 4.0 * z, 0.5, None);
        let paper = mix(cover.inks[0], hex(0xF1EBDF), if seed.is_multiple_of(2) { 0.86 } else { 0.12 });
        c.paint(&r, |_, _| [paper[0], paper[1], paper[2], 1.0]);
        columns(c, cover, paper, seed);
        board(c, &r);
    });
}

/// What stands on a back, as grey of text: two sides of titles with their lengths, and a small
/// picture from the front.
fn columns(c: &mut Canvas, cover: &Cover, paper: Rgb, seed: u64) {
    let mut dice = Dice::new(seed, 24);
    let dark = cover.inks.into_iter().min_by(|a, b| luma(*a).total_cmp(&luma(*b))).unwrap_or(cover.inks[1]);
    let ink = if luma(paper) > 0.5 { shade(dark, -0.3) } else { hex(0xF1EBDF) };
    let bar = |c: &mut Canvas, x: f32, y: f32, w: f32, h: f32, a: f32| c.fill(&rect(x, y, w, h), ink, a);
    for (side, n) in [(0, 5), (1, 4)] {
        let x = 46.0 + side as f32 * 290.0;
        bar(c, x, 330.0, 26.0, 8.0, 0.9);
        for i in 0..n {
            let y = 362.0 + i as f32 * 30.0;
            bar(c, x, y, dice.range(90.0, 190.0), 7.0, 0.72);
            bar(c, x + 226.0, y, 22.0, 7.0, 0.5);
            bar(c, x, y + 18.0, 248.0, 1.0, 0.28);
        }
    }
    for i in 0..4 {
        bar(c, 46.0, 552.0 + i as f32 * 11.0, dice.range(180.0, 250.0), 3.2, 0.4);
    }
    for i in 0..22 {
        bar(c, 504.0 + i as f32 * 4.0, 552.0, dice.range(0.8, 2.6), 42.0, 0.85);
    }
    // A band across the middle of the front.
    let small = Transform::from_row(0.856, 0.0, 0.0, 0.856, 46.0, 46.0 - 170.0 * 0.856);
    c.within(small, |c| {
        let r = c.region(&rect(0.0, 170.0, SIDE, 290.0));
        cover.print(c, &r);
    });
}
