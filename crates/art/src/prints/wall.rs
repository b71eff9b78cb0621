//! What hangs: frame, mount and glass, and the foot of the wall.

use super::{COTTON, OAK};
use crate::engine::{Canvas, HEIGHT, Rgb, Tex, WIDTH, line, poly, rect, shade, stroke};
use crate::scene;

/// A hint of the room: a moulding above the floor, or the top of a low board.
pub fn skirting(c: &mut Canvas, wall: Rgb, k: usize) {
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
pub fn frame(c: &mut Canvas, x: f32, y: f32, w: f32, h: f32, tone: Rgb) {
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
pub fn glass(c: &mut Canvas, x: f32, y: f32, w: f32, h: f32) {
    let pane = c.region(&rect(x, y, w, h));
    let slant = c.region(&poly(&[(x + w * 0.55, y), (x + w * 0.86, y), (x + w * 0.30, y + h), (x - w * 0.01, y + h)]));
    let slant = slant.and(&pane);
    c.grade(&slant, |p, _, py| shade(p, 0.055 * (1.0 - (py - y) / h * 0.7)));
}
