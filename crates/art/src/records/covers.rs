//! Eight covers, printed in three or four inks each.

use crate::engine::{Canvas, Region, Rgb, fbm, grain, hex, mix, noise, ramp};
use std::f32::consts::PI;

/// The design of one record.
pub struct Cover {
    /// Which of the eight compositions.
    pub kind: u64,
    /// Inks of the cover; the first is the ground.
    pub inks: [Rgb; 4],
    /// Colours of the label.
    pub label: [Rgb; 3],
    /// Colour of the disc.
    pub vinyl: Rgb,
    /// What it lies on.
    pub table: Rgb,
    /// Whether that is wood.
    pub wood: bool,
}

const BLACK: u32 = 0x171615;

/// Inks, label, vinyl, table.
const DESIGNS: [([u32; 4], [u32; 3], u32, u32); 8] = [
    ([0xEFE6D6, 0x23404A, 0xD9A441, 0xC8421F], [0xC8421F, 0xEFE6D6, 0x23404A], BLACK, 0x9A8F80),
    ([0x1F2A33, 0xE9B872, 0xC8613A, 0x7E3A3C], [0xE9B872, 0x1F2A33, 0xC8613A], 0xA85A34, 0x8E989A),
    ([0xD8CFC0, 0x1C1C1C, 0x5A5852, 0xD8CFC0], [0xD8CFC0, 0x1C1C1C, 0x8A857C], BLACK, 0x5B4A3E),
    ([0xC9D0C8, 0x2D5148, 0x8FAE9A, 0xF0EBDD], [0x2D5148, 0xC9D0C8, 0xF0EBDD], 0x5E8474, 0xC0B196),
    ([0xF0E8DA, 0xC8421F, 0x2B3A55, 0xE2B04A], [0x2B3A55, 0xE2B04A, 0xF0E8DA], BLACK, 0xB8A58C),
    ([0x6A2F2C, 0xE7C9A9, 0xB5624A, 0x3A1C1E], [0xE7C9A9, 0x6A2F2C, 0xB5624A], BLACK, 0x4A5457),
    ([0x274B5C, 0xF1E7D3, 0x7FA3A8, 0xE3A36B], [0xF1E7D3, 0x274B5C, 0xE3A36B], 0xE6DCC8, 0x7A6A58),
    ([0x14202B, 0xE8E1D0, 0x3E5A6B, 0x9DB0B4], [0x3E5A6B, 0x14202B, 0xE8E1D0], 0x2F4A5C, 0xA9A79C),
];

const S: f32 = super::SIDE;

impl Cover {
    /// The design for a seed; beyond the eighth the inks change places.
    pub fn of(seed: u64) -> Self {
        let kind = seed % 8;
        let (inks, label, vinyl, table) = DESIGNS[kind as usize];
        let (_, _, later, floor) = DESIGNS[((kind + seed / 8 * 3) % 8) as usize];
        let turn = (seed / 8) as usize;
        let mut inks = inks.map(hex);
        inks[1..].rotate_left(turn % 3);
        let (vinyl, table) = if turn == 0 { (vinyl, table) } else { (later, floor) };
        Self {
            kind,
            inks,
            label: label.map(hex),
            vinyl: hex(vinyl),
            table: hex(table),
            wood: matches!(kind, 0 | 2 | 6),
        }
    }

    /// Prints the cover over a region in the sleeve's own space.
    pub fn print(&self, c: &mut Canvas, r: &Region) {
        let px = c.unit();
        let i = self.inks;
        c.paint(r, |x, y| {
            let own = match self.kind {
                0 => tides(i, x, y, px),
                1 => dusk(i, x, y, px),
                2 => weather(i, x, y, px),
                3 => sphere(i, x, y, px),
                4 => blocks(i, x, y, px),
                5 => contours(i, x, y, px),
                6 => sails(i, x, y, px),
                _ => night(i, x, y, px),
            };
            // Ink takes unevenly to the board.
            let s = mix(own, i[0], (fbm(x, y) * 0.04).max(0.0));
            [s[0], s[1], s[2], 1.0]
        });
    }
}

/// 1 inside (`v` > 0), with an edge one pixel wide.
pub fn ink(v: f32, px: f32) -> f32 {
    (v * px + 0.5).clamp(0.0, 1.0)
}

fn dist(x: f32, y: f32, cx: f32, cy: f32) -> f32 {
    ((x - cx).powi(2) + (y - cy).powi(2)).sqrt()
}

/// Rings from two centres, crossing.
fn tides(i: [Rgb; 4], x: f32, y: f32, px: f32) -> Rgb {
    let ring = |cx: f32, cy: f32, pitch: f32, wide: f32| {
        let d = dist(x, y, cx, cy) / pitch;
        ink((wide - (d - d.floor() - 0.5).abs()) * pitch, px)
    };
    let a = ring(0.0, S, 52.0, 0.24);
    let b = ring(S, S * 0.9, 52.0, 0.24);
    let mut own = mix(i[0], i[1], a);
    own = mix(own, mix(i[2], i[1], a * 0.55), b * ink(y - 150.0, px));
    mix(own, i[3], ink(74.0 - dist(x, y, S * 0.69, S * 0.25), px))
}

/// A sun going down in bars.
fn dusk(i: [Rgb; 4], x: f32, y: f32, px: f32) -> Rgb {
    let mut own = mix(i[0], mix(i[0], i[3], 0.5), (y / S).powi(3));
    let d = dist(x, y, S * 0.5, S * 0.5);
    let t = (y - S * 0.18) / (S * 0.64);
    let bars = 11.0;
    let k = (t * bars).fract();
    let open = ink((1.0 - t * 0.86 - k) * S * 0.64 / bars, px);
    let sun = ramp(&[i[1], i[2], i[3]], t);
    own = mix(own, sun, ink(S * 0.32 - d, px) * open);
    own
}

/// A map of the wind: strokes that turn about two centres.
fn weather(i: [Rgb; 4], x: f32, y: f32, px: f32) -> Rgb {
    let pitch = S / 20.0;
    let (ix, iy) = ((x / pitch).floor(), (y / pitch).floor());
    let (gx, gy) = ((ix + 0.5) * pitch, (iy + 0.5) * pitch);
    let swirl = |cx: f32, cy: f32| ((gy - cy).atan2(gx - cx), dist(gx, gy, cx, cy) / S);
    let ((a, da), (b, db)) = (swirl(S * 0.34, S * 0.36), swirl(S * 0.74, S * 0.72));
    let w = (db / (da + db)).powi(2);
    let angle = (a + PI / 2.0) * w + (b - PI / 2.0) * (1.0 - w);
    let (sin, cos) = angle.sin_cos();
    let (u, v) = ((x - gx) * cos + (y - gy) * sin, (y - gy) * cos - (x - gx) * sin);
    let strong = (1.0 - da.min(db) * 2.1).clamp(0.0, 1.0);
    let long = pitch * 0.42;
    let wide = 1.5 + strong * 4.6;
    let d = ((u.abs() - long + wide).max(0.0).powi(2) + v * v).sqrt();
    let eye = ink(46.0 - dist(x, y, S * 0.34, S * 0.36), px);
    let frame = f32::from((1.0..=18.0).contains(&ix) && (1.0..=18.0).contains(&iy));
    let mark = mix(i[2], i[1], strong.sqrt());
    let own = mix(i[0], mark, ink(wide - d, px) * frame);
    mix(own, [0.79, 0.26, 0.12], eye)
}

/// A ball in halftone.
fn sphere(i: [Rgb; 4], x: f32, y: f32, px: f32) -> Rgb {
    let (cx, cy, r) = (S * 0.5, S * 0.47, S * 0.345);
    let ground = mix(i[0], i[3], (y / S * 1.3 - 0.2).clamp(0.0, 1.0) * 0.6);
    let pitch = 13.0;
    let (sin, cos) = (PI / 7.0).sin_cos();
    let (u, v) = ((x * cos + y * sin) / pitch, (y * cos - x * sin) / pitch);
    let (qx, qy) = ((u.floor() + 0.5) * pitch, (v.floor() + 0.5) * pitch);
    let (gx, gy) = (qx * cos - qy * sin, qx * sin + qy * cos);
    let (nx, ny) = ((gx - cx) / r, (gy - cy) / r);
    let q = nx * nx + ny * ny;
    let shadow_d = (((gx - cx) / (r * 1.05)).powi(2) + ((gy - S * 0.875) / 26.0).powi(2)).sqrt();
    let tone = if q < 1.0 {
        let nz = (1.0 - q).sqrt();
        (0.98 - (nx * -0.55 + ny * -0.6 + nz * 0.58).max(0.0)).clamp(0.05, 1.0)
    } else {
        (0.75 - shadow_d * 0.6).max(0.0)
    };
    let d = ((u - u.floor() - 0.5).powi(2) + (v - v.floor() - 0.5).powi(2)).sqrt();
    let dot = ink((tone.sqrt() * 0.70 - d) * pitch, px);
    let under = if dist(x, y, cx, cy) < r { mix(ground, i[2], 0.75) } else { ground };
    mix(under, i[1], dot * f32::from(tone > 0.02))
}

/// Quarter circles on a grid.
fn blocks(i: [Rgb; 4], x: f32, y: f32, px: f32) -> Rgb {
    let cell = S / 5.0;
    let (a, b) = ((x / cell).clamp(0.0, 4.999), (y / cell).clamp(0.0, 4.999));
    let (ix, iy) = (a as i32, b as i32);
    let (u, v) = (a.fract() * cell, b.fract() * cell);
    let roll = |k: i32| ((grain(ix * 7 + k, iy * 13 + 5) * 0.5 + 0.5) * 997.0) as i32;
    let ground = [i[0], i[0], i[3], i[2]][roll(1) as usize % 4];
    let fore = [i[1], i[2], i[1], i[0], i[2]][roll(2) as usize % 5];
    let (cx, cy) = ([0.0, cell][roll(3) as usize % 2], [0.0, cell][roll(4) as usize % 2]);
    let d = dist(u, v, cx, cy);
    let shape = match roll(5) % 5 {
        0 | 1 => ink(cell - d, px),
        2 => ink(cell - d, px) * (1.0 - ink(cell * 0.5 - d, px)),
        3 => ink(cell * 0.3 - dist(u, v, cell / 2.0, cell / 2.0), px),
        _ => ink(u - v, px),
    };
    mix(ground, fore, shape)
}

/// Height lines of an island.
fn contours(i: [Rgb; 4], x: f32, y: f32, px: f32) -> Rgb {
    let d = dist(x, y, S * 0.54, S * 0.5) / S;
    let h = 1.15 - d * 2.3 + noise(x * 0.008 + 3.0, y * 0.008 + 8.0) * 0.34 + noise(x * 0.019, y * 0.019) * 0.09;
    let steps = h * 11.0;
    let level = steps.floor();
    let tone = ramp(&[i[3], i[0], i[2], i[1]], ((level + 1.0) / 11.0).clamp(0.0, 1.0));
    let f = steps - level;
    let line = ink((0.07 - f.min(1.0 - f)) * 20.0, px.min(1.4));
    let own = if h < 0.0 { i[3] } else { tone };
    mix(own, mix(i[1], i[3], 0.15), line * f32::from(h > -0.05) * 0.55)
}

/// Three sails on one line.
fn sails(i: [Rgb; 4], x: f32, y: f32, px: f32) -> Rgb {
    let mut own = mix(i[0], i[2], (y / S).powi(2) * 0.35);
    let horizon = S * 0.74;
    own = mix(own, i[3], ink(62.0 - dist(x, y, S * 0.76, S * 0.24), px) * 0.95);
    for (at, wide, high, colour, a) in
        [(0.30, 0.20, 0.50, i[1], 0.96), (0.47, 0.17, 0.62, i[2], 0.82), (0.62, 0.13, 0.36, i[1], 0.9)]
    {
        let base = horizon - 10.0;
        let t = (base - y) / (S * high);
        let belly = (t * PI).sin().max(0.0) * S * 0.045;
        let left = S * at + t * S * 0.05;
        let right = S * at + S * wide * (1.0 - t) + belly;
        let inside = ink(x - left, px) * ink(right - x, px) * ink(t * S * high, px) * f32::from(t < 1.0);
        own = mix(own, colour, inside * a);
    }
    let wave = ((y - horizon) / 17.0).max(0.0);
    let ripple = (x * 0.022 + noise(x * 0.01, wave.floor()) * 4.0).sin() * 3.0;
    let stripe = ink(2.6 - ((wave.fract() - 0.5) * 17.0 + ripple * 0.6).abs(), px);
    let sea = ink(y - horizon, px);
    mix(mix(own, mix(i[0], [0.0; 3], 0.18), sea), i[1], stripe * sea * 0.75)
}

/// The moon and its way over the water.
fn night(i: [Rgb; 4], x: f32, y: f32, px: f32) -> Rgb {
    let horizon = S * 0.62;
    let sky = ramp(&[i[0], mix(i[0], i[2], 0.6), i[2]], y / horizon);
    let d = dist(x, y, S * 0.5, S * 0.3);
    let glow = (1.0 - d / 300.0).max(0.0).powi(2) * 0.4;
    let mut own = mix(sky, i[3], glow);
    own = mix(own, mix(i[1], i[3], fbm(x * 0.9, y * 0.9).max(0.0) * 0.55), ink(92.0 - d, px));
    let far = horizon - 26.0 - noise(x * 0.012, 2.0) * 30.0 - noise(x * 0.04, 7.0) * 6.0;
    own = mix(own, mix(i[0], i[2], 0.28), ink(y - far, px));
    if y > horizon {
        let t = (y - horizon) / (S - horizon);
        let water = mix(mix(i[2], i[0], 0.45), i[0], t.sqrt());
        let row = (t.powf(0.6) * 26.0).floor();
        let half = (16.0 + t * 120.0) * (0.55 + 0.45 * grain(row as i32, 77)).abs();
        let off = grain(row as i32, 12) * 12.0;
        let gap = (t.powf(0.6) * 26.0).fract();
        let way = ink(half - (x - S * 0.5 - off).abs(), px) * f32::from(gap < 0.55);
        own = mix(water, i[1], way * (0.85 - t * 0.5));
    }
    let star = grain((x / 3.0) as i32, (y / 3.0) as i32);
    mix(own, i[1], f32::from(star > 0.994 && y < far - 20.0 && d > 130.0) * 0.6)
}
