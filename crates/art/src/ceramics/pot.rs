//! One pot: a profile turned about its axis, lit per pixel, glazed with drips and speckles.

use super::glaze::{Glaze, edge, glazed};
use super::parts;
use super::wares::Ware;
use crate::engine::{Canvas, Dice, Region, Rgb, Transform, ellipse, fbm, mix, noise, poly, shade, stroke};
use std::cell::Cell;

/// How steeply the camera looks down: height over width of a horizontal circle.
pub const TILT: f32 = 0.2;

/// A profile sampled finely: radius by height, both in units of the pot.
pub struct Turned {
    radii: Vec<f32>,
    slopes: Vec<f32>,
    /// Steps per unit of height.
    per: f32,
    height: f32,
}

const STEPS: usize = 256;

impl Turned {
    /// Through the given (height, radius) pairs, from the foot up.
    pub fn new(profile: &[(f32, f32)]) -> Self {
        let height = profile.last().map_or(1.0, |p| p.0);
        let at = |i: isize| profile[i.clamp(0, profile.len() as isize - 1) as usize];
        let radius = |h: f32| {
            let i = profile.windows(2).position(|w| h <= w[1].0).unwrap_or(profile.len() - 2) as isize;
            let (p0, p1, p2, p3) = (at(i - 1), at(i), at(i + 1), at(i + 2));
            let span = (p2.0 - p1.0).max(1e-3);
            let t = ((h - p1.0) / span).clamp(0.0, 1.0);
            let m1 = if p2.0 > p0.0 { (p2.1 - p0.1) / (p2.0 - p0.0) * span } else { 0.0 };
            let m2 = if p3.0 > p1.0 { (p3.1 - p1.1) / (p3.0 - p1.0) * span } else { 0.0 };
            let (t2, t3) = (t * t, t * t * t);
            (2.0 * t3 - 3.0 * t2 + 1.0) * p1.1
                + (t3 - 2.0 * t2 + t) * m1
                + (3.0 * t2 - 2.0 * t3) * p2.1
                + (t3 - t2) * m2
        };
        let radii: Vec<f32> = (0..=STEPS).map(|i| radius(height * i as f32 / STEPS as f32).max(0.5)).collect();
        let slopes = (0..=STEPS)
            .map(|i: usize| {
                let (a, b) = (i.saturating_sub(1), (i + 1).min(STEPS));
                (radii[b] - radii[a]) / (height * (b - a) as f32 / STEPS as f32)
            })
            .collect();
        Self { radii, slopes, per: STEPS as f32 / height, height }
    }

    /// Radius and its slope at a height.
    pub fn at(&self, h: f32) -> (f32, f32) {
        let f = (h * self.per).clamp(0.0, STEPS as f32 - 0.001);
        let i = f as usize;
        let t = f - i as f32;
        let between = |v: &[f32]| v[i] + (v[i + 1] - v[i]) * t;
        (between(&self.radii), between(&self.slopes))
    }

    fn radius(&self, h: f32) -> f32 {
        let f = (h * self.per).clamp(0.0, STEPS as f32 - 0.001);
        let i = f as usize;
        self.radii[i] + (self.radii[i + 1] - self.radii[i]) * (f - i as f32)
    }

    /// Radius of the mouth.
    pub fn mouth(&self) -> f32 {
        self.radii[STEPS]
    }

    /// Height of the mouth.
    pub fn height(&self) -> f32 {
        self.height
    }

    /// The outline as seen; y goes up from the foot at 0.
    ///
    /// The edge of a turned body touches each horizontal circle where the sine of the angle is the
    /// wall's slope times the tilt; where the wall is flatter than that, whole circles show.
    fn outline(&self, c: &Canvas) -> Region {
        let level = |i: usize| -(self.height * i as f32 / STEPS as f32);
        let mut right = Vec::with_capacity(STEPS);
        let mut flat = vec![0, STEPS];
        for i in 0..=STEPS {
            let (r, slope) = self.at(-level(i));
            let sin = slope * TILT;
            if sin.abs() < 0.98 {
                right.push((r * (1.0 - sin * sin).sqrt(), level(i) + r * TILT * sin));
            } else {
                flat.push(i);
            }
        }
        let mut all = right.clone();
        all.extend(right.iter().rev().map(|p| (-p.0, p.1)));
        let mut out = c.region(&poly(&all));
        for i in flat {
            let r = self.radii[i];
            out = out.or(&c.region(&ellipse(0.0, level(i), r, r * TILT)));
        }
        out
    }

    /// Height on the front wall that is seen at `(x, y)` (y up), starting from a guess.
    fn seen(&self, x: f32, y: f32, guess: f32) -> f32 {
        let mut h = guess;
        for _ in 0..3 {
            let r = self.radius(h);
            let z = (r * r - x * x).max(0.0).sqrt();
            // Half way only: on flat walls whole steps would swing about the answer.
            h += (y + z * TILT - h) * 0.7;
        }
        h.clamp(0.0, self.height)
    }
}

/// Puts a pot with its shadow on the table: axis at `at.0`, middle of the foot at `at.1`.
pub fn put(c: &mut Canvas, w: &Ware, g: &Glaze, seed: u64, at: (f32, f32), size: f32) {
    let t = Transform::from_row(size, 0.0, 0.0, size, at.0, at.1);
    for i in 0..w.stack {
        let up = Transform::from_translate(if i % 2 == 0 { 0.0 } else { 3.0 }, -(i as f32) * 42.0);
        c.within(t.pre_concat(up), |c| one(c, w, g, seed + i as u64, size));
    }
}

fn one(c: &mut Canvas, w: &Ware, g: &Glaze, seed: u64, size: f32) {
    let body = Turned::new(w.profile);
    let outline = body.outline(c);
    shadows(c, &body, &outline, size);
    for p in w.parts.iter().filter(|p| p.behind()) {
        parts::draw(c, p, g, &body);
    }
    // What lies behind the mouth is painted with it.
    let (m, y) = (body.mouth() - 2.0, -body.height());
    let wall = outline.without(&c.region(&ellipse(0.0, y, m, m * TILT)));
    throw(c, &body, &wall, g, seed);
    if w.open {
        mouth(c, &body, g, w.inside);
    }
    for p in w.parts.iter().filter(|p| !p.behind()) {
        parts::draw(c, p, g, &body);
    }
}

fn shadows(c: &mut Canvas, body: &Turned, outline: &Region, size: f32) {
    let (foot, _) = body.at(0.0);
    let h = body.height();
    let (belly, _) = body.at(h * 0.5);
    // The long one on the table, away from the window.
    let long = poly(&[
        (-foot * 0.9, 0.0),
        (foot * 0.4, foot * TILT),
        (belly * 1.2 + h * 0.62, h * 0.13 + belly * 0.1),
        (belly + h * 0.70, h * 0.03),
        (foot * 0.6, -foot * TILT * 0.8),
    ]);
    let r = c.region(&long);
    c.shadow(&r, (0.0, 0.0), 20.0 * size, 0.40, None);
    let near = c.region(&ellipse(foot * 0.12, foot * TILT * 0.25, foot * 1.08, foot * TILT * 1.15));
    c.shadow(&near, (0.0, 0.0), 9.0 * size, 0.62, None);
    c.shadow(outline, (26.0 * size, 8.0 * size), 30.0 * size, 0.10, None);
}

/// Light on the wall of the pot.
fn throw(c: &mut Canvas, body: &Turned, outline: &Region, g: &Glaze, seed: u64) {
    let mut dice = Dice::new(seed, 5);
    let (ox, oy) = (dice.range(0.0, 400.0), dice.range(0.0, 400.0));
    // Neighbours see nearly the same height.
    let last = Cell::new((0.0_f32, 0.0_f32));
    c.paint(outline, |x, sy| {
        let (before, guess) = last.get();
        let h = body.seen(x, -sy, if (before - x).abs() < 4.0 { guess } else { -sy });
        last.set((x, h));
        let (r, slope) = body.at(h);
        let u = (x / r).clamp(-1.0, 1.0);
        let z = (1.0 - u * u).sqrt();
        let around = u.asin() * r;
        let own = glazed(g, body, h, around, (ox, oy));
        let n = 1.0 / (1.0 + slope * slope).sqrt();
        let (nx, ny, nz) = (u * n, -slope * n, z * n);
        let c = lit(own.0, (nx, ny, nz), own.1, h / body.height());
        // Throwing rings.
        let ring = (h * 0.42 + noise(h * 0.05, 3.0) * 3.0).sin() * 0.016 * (1.0 - 0.5 * own.1);
        let c = shade(c, ring);
        [c[0], c[1], c[2], 1.0]
    });
}

/// Window at the upper left, sky light from above, warm light back from the table.
fn lit(own: Rgb, n: (f32, f32, f32), shine: f32, high: f32) -> Rgb {
    let key = (n.0 * -0.62 + n.1 * 0.42 + n.2 * 0.66).max(0.0);
    let rim = (n.0 - 0.80).max(0.0) * 0.55;
    let table = (-n.1).max(0.0) * 0.16 + (1.0 - high) * 0.05;
    let l = -0.62 + key * 0.84 + rim + table;
    let c = shade(own, l.clamp(-0.9, 0.6));
    // The window itself, mirrored: two panes with a bar between them.
    let (wx, wy) = ((n.0 + 0.50) / 0.125, (n.1 - 0.14) / 0.34);
    let pane = edge(1.0 - wx.abs()) * edge(1.0 - wy.abs()) * (1.0 - 0.75 * edge(0.14 - wx.abs()));
    let glow = (1.0 - (wx * wx * 0.12 + wy * wy * 0.2)).max(0.0) * 0.22;
    mix(c, [1.0, 0.985, 0.95], (pane * 0.5 + glow * glow * 2.0) * shine)
}

/// The open top: lip, then the dark of the inside with light on its far wall.
fn mouth(c: &mut Canvas, body: &Turned, g: &Glaze, inside: Rgb) {
    let (m, y) = (body.mouth(), -body.height());
    let lip = (m * 0.045).clamp(3.5, 9.0);
    let outer = c.region(&ellipse(0.0, y, m, m * TILT));
    let lip_colour = mix(g.thin, g.clay, 0.35);
    c.paint(&outer, |x, py| {
        let s = shade(lip_colour, 0.12 - x / m * 0.22 + (py - y) / m * 0.5);
        [s[0], s[1], s[2], 1.0]
    });
    let (ir, iry) = (m - lip, (m - lip) * TILT - lip * 0.1);
    let inner = c.region(&ellipse(0.0, y, ir, iry));
    c.paint(&inner, |x, py| {
        let (u, v) = (x / ir, (py - y) / iry);
        // The far wall lies to the right of the window's light; the near side is in shade.
        let l = -0.42 + u * 0.34 + v * 0.30 + fbm(x, py) * 0.02;
        let s = shade(inside, l.clamp(-0.8, 0.4));
        [s[0], s[1], s[2], 1.0]
    });
    let size = c.unit() * 1000.0 / c.size().0 as f32;
    let ring = c.region(&stroke(&ellipse(0.0, y + iry * 0.0, ir, iry), 4.0));
    c.shadow(&ring, (lip * size, lip * 0.8 * size), 7.0 * size, 0.5, Some(&inner));
    let glint = c.region(&stroke(&ellipse(0.0, y, m - lip * 0.5, (m - lip * 0.5) * TILT), lip * 0.3));
    c.paint(&glint, |x, py| {
        [1.0, 0.98, 0.94, (0.5 - x / m * 0.7 + (py - y) / m * 1.2).clamp(0.0, 0.75) * (0.3 + g.shine * 0.7)]
    });
}
