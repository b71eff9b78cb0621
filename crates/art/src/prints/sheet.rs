//! What lies on a table: the torn sheet, its pencilled names, the pencil.

use super::press::{ART_H, ART_W};
use super::works::Work;
use super::{COTTON, MARGIN};
use crate::engine::{
    Canvas, Dice, Form, Path, Tex, Transform, WIDTH, hex, mix, noise, poly, rect, shade, smooth, stroke,
};

/// The sheet with four torn edges; the print's upper left corner is at 0, 0.
pub fn paper(c: &mut Canvas, seed: u64, lift: f32) {
    let z = c.unit() * WIDTH / c.size().0 as f32;
    let path = deckle(seed);
    let r = c.region(&path);
    c.shadow(&r, (24.0 * z * lift, 30.0 * z * lift), 26.0 * z, 0.30, None);
    c.shadow(&r, (3.0 * z, 4.0 * z), 4.0 * z, 0.42, None);
    let px = c.unit();
    let form = Form { round: 5.0, depth: 0.28, gloss: 0.0, tex: Tex::Paper, grit: 0.02 * (px / 1.2).clamp(0.6, 1.6) };
    c.form(&r, &form, |x, y| shade(COTTON, 0.02 - (x + y) / 1500.0 * 0.09));
}

fn deckle(seed: u64) -> Path {
    let (x0, y0) = (0.0, 0.0);
    let (x1, y1) = (ART_W + 2.0 * MARGIN, ART_H + 2.0 * MARGIN + 30.0);
    let salt = seed as f32 * 17.0;
    let rough = |t: f32, side: f32| {
        noise(t * 0.03, salt + side) * 2.6
            + noise(t * 0.11, salt + side + 5.0) * 1.5
            + noise(t * 0.4, salt + side) * 0.7
    };
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
pub fn on_paper(c: &mut Canvas, work: &Work, seed: u64) {
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
pub fn pencil(c: &mut Canvas, seed: u64) {
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
        c.form(&end, &Form { round: 8.0, depth: 0.6, gloss: 0.5, tex: Tex::Smooth, grit: 0.0 }, |_, _| {
            mix(lacquer, [1.0; 3], 0.55)
        });
    });
}
