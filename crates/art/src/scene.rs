//! What stands around the things: wall, floor, plinth, light from a window.

use crate::engine::{Canvas, HEIGHT, Path, Rgb, WIDTH, fbm, mix, noise, poly, rect, scale, shade, smooth, stroke};

/// Distance; `f32::hypot` is exact and slow.
fn far(x: f32, y: f32) -> f32 {
    (x * x + y * y).sqrt()
}

/// A plain lit wall: brighter towards the window at the upper left, with a breath of plaster.
pub fn wall(c: &mut Canvas, colour: Rgb, plaster: f32) {
    c.backdrop(|x, y| {
        let d = far((x - 260.0) / 1300.0, (y - 240.0) / 1500.0);
        shade(colour, 0.13 - d * 0.27 + fbm(x * 0.45, y * 0.6) * plaster)
    });
}

/// A table or floor from `y` down, in perspective enough for a soft gradient.
pub fn floor(c: &mut Canvas, y: f32, colour: Rgb) {
    let r = c.region(&rect(-200.0, y, WIDTH + 400.0, HEIGHT - y + 200.0));
    c.paint(&r, |px, py| {
        let t = ((py - y) / (HEIGHT - y)).clamp(0.0, 1.0);
        let l = -0.10 + 0.20 * t.sqrt() - ((px - 300.0) / 1000.0).abs() * 0.13 + fbm(px * 0.3, py * 1.1) * 0.018;
        let s = shade(colour, l);
        [s[0], s[1], s[2], 1.0]
    });
}

/// A studio sweep: wall and floor are one sheet of paper with a bend around `bend`.
pub fn sweep(c: &mut Canvas, colour: Rgb, bend: f32) {
    c.backdrop(|x, y| {
        let d = far((x - 300.0) / 1200.0, (y - 330.0) / 1300.0);
        let t = ((y - bend) / 150.0).clamp(-1.0, 1.0);
        let turn = (1.0 - t * t) * -0.045 + (t * 0.5 + 0.5) * 0.075;
        shade(colour, 0.09 - d * 0.25 + turn + fbm(x * 0.3, y * 0.3) * 0.008)
    });
}

/// A block of painted wood with its top edge at `top`: front, upper face, shadow on the floor.
pub fn plinth(c: &mut Canvas, x: f32, top: f32, w: f32, h: f32, colour: Rgb) {
    let lip = 34.0;
    let foot = top + h;
    let body = c.region(&rect(x, top, w, h));
    c.shadow(&body, (90.0, 30.0), 60.0, 0.16, None);
    let ground = c.region(&poly(&[
        (x + 10.0, foot - 16.0),
        (x + w, foot - 16.0),
        (x + w + 70.0, foot + 22.0),
        (x + 40.0, foot + 22.0),
    ]));
    c.shadow(&ground, (0.0, 0.0), 20.0, 0.4, None);
    c.paint(&body, |px, py| {
        let l = -0.10 - (px - x) / w * 0.16 - (py - top) / h * 0.10 + fbm(px * 0.25, py * 0.8) * 0.02;
        let s = shade(colour, l);
        [s[0], s[1], s[2], 1.0]
    });
    let face = c.region(&poly(&[(x + 26.0, top - lip), (x + w - 26.0, top - lip), (x + w, top), (x, top)]));
    c.paint(&face, |px, py| {
        let s = shade(colour, 0.22 - (px - x) / w * 0.2 + fbm(px * 0.25, py * 0.8) * 0.02);
        [s[0], s[1], s[2], 1.0]
    });
    let edge = stroke(&crate::engine::line(&[(x, top), (x + w, top)]), 2.2);
    c.fill(&edge, shade(colour, 0.5), 0.5);
}

/// The shape of light that falls through a window of `cols` by `rows` panes, sheared by the sun.
pub fn window(x: f32, y: f32, w: f32, h: f32, cols: usize, rows: usize) -> Vec<Path> {
    let (shear, drop) = (0.42, 0.16);
    let bar = 20.0;
    let (pw, ph) = (w / cols as f32, h / rows as f32);
    let at = |u: f32, v: f32| (x + u + v * shear, y + v + u * drop);
    let pane = |i: usize, j: usize| {
        let (u0, v0) = (i as f32 * pw + bar / 2.0, j as f32 * ph + bar / 2.0);
        let (u1, v1) = (u0 + pw - bar, v0 + ph - bar);
        poly(&[at(u0, v0), at(u1, v0), at(u1, v1), at(u0, v1)])
    };
    (0..cols).flat_map(|i| (0..rows).map(move |j| (i, j))).map(|(i, j)| pane(i, j)).collect()
}

/// Lets that light in, over everything painted so far.
pub fn sunlight(c: &mut Canvas, panes: &[Path], blur: f32, strength: f32) {
    for p in panes {
        let r = c.region(p);
        c.light(&r, blur, strength, None);
    }
}

/// The shadow of a twig with leaves, out of the picture between window and wall.
pub fn twig_shadow(c: &mut Canvas, x: f32, y: f32, size: f32, strength: f32) {
    let stem = [(0.0, 0.0), (0.22, 0.20), (0.46, 0.52), (0.6, 1.0)];
    let at = |u: f32, v: f32| (x + u * size, y + v * size);
    let pts: Vec<_> = stem.iter().map(|p| at(p.0, p.1)).collect();
    let r = c.region(&stroke(&smooth(&pts, false), size * 0.014));
    c.shadow(&r, (0.0, 0.0), 9.0, strength, None);
    for i in 0..9 {
        let t = 0.12 + i as f32 * 0.1;
        let (bx, by) = (0.62 * t.powf(0.9), t);
        let side = if i % 2 == 0 { 1.0 } else { -1.0 };
        let len = 0.34 - t * 0.1;
        let (dx, dy) = (side * len * 0.8, len * 0.45 * (1.0 - side * 0.3));
        let (nx, ny) = (-dy * 0.3, dx * 0.3);
        let leaf = smooth(
            &[
                at(bx, by),
                at(bx + dx * 0.4 + nx, by + dy * 0.4 + ny),
                at(bx + dx, by + dy),
                at(bx + dx * 0.5 - nx, by + dy * 0.5 - ny),
            ],
            true,
        );
        let r = c.region(&leaf);
        c.shadow(&r, (0.0, 0.0), 11.0, strength, None);
    }
}

/// Contact and cast shadow of a thing that stands on the floor: its foot from `x0` to `x1` at `y`.
pub fn standing(c: &mut Canvas, x0: f32, x1: f32, y: f32, reach: f32) {
    let contact =
        c.region(&poly(&[(x0 + 8.0, y - 8.0), (x1 - 4.0, y - 8.0), (x1 + 8.0, y + 7.0), (x0 + 16.0, y + 8.0)]));
    c.shadow(&contact, (4.0, 3.0), 8.0, 0.62, None);
    let cast = c.region(&poly(&[
        (x0 + 20.0, y - 14.0),
        (x1 - 10.0, y - 14.0),
        (x1 + reach, y + 16.0),
        (x0 + reach * 0.6, y + 26.0),
    ]));
    c.shadow(&cast, (8.0, 4.0), 22.0, 0.42, None);
}

/// Long grain of wood along x, for boards.
pub fn wood(colour: Rgb, x: f32, y: f32) -> Rgb {
    let warp = fbm(x * 0.12, y * 0.35) * 16.0;
    let ring = ((y + warp) * 0.21).sin() * 0.5 + noise(x * 0.012, (y + warp) * 0.35) * 0.9;
    let pore = noise(x * 0.05, y * 1.1).max(0.0);
    mix(scale(colour, 1.0 + ring * 0.045), scale(colour, 0.72), pore * 0.22)
}
