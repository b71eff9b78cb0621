//! The eight works, each in a handful of inks.

use super::press::{ART_H, ART_W, Press};
use super::rooms;
use crate::engine::{Canvas, Path, Rgb, ellipse, hex, mix, noise, poly, rect, shade, smooth, stroke, svg};
use std::f32::consts::PI;

/// One print of the catalogue.
pub struct Work {
    kind: u64,
    seed: u64,
    inks: [Rgb; 6],
}

/// Six inks for each work; the first is its ground.
const INKS: [[u32; 6]; 8] = [
    [0xE9D9BE, 0xD9734A, 0xC9A27A, 0x7F8F84, 0x44605F, 0x263B40],
    [0xF1E8D8, 0x2F5D50, 0xC8421F, 0xE0B04E, 0x2D4A66, 0xD9A79A],
    [0x1E2B38, 0xEFE6D2, 0x3A4D5C, 0xC8521F, 0x8B9AA0, 0x10181F],
    [0xE6CDB4, 0xB5533A, 0xD98F5E, 0x6E2F33, 0x3A2730, 0xEBC49A],
    [0xE7C9A6, 0xC77B52, 0xF2E6D0, 0x8F4B37, 0x4F6E75, 0x2E3F47],
    [0xD9DCD0, 0xE3B23C, 0x3F5C4E, 0xB8664A, 0xF3EDE0, 0x24352F],
    [0xF2EBDD, 0x1F4E66, 0xD2603A, 0x7FA6AD, 0x14303F, 0xE8C9A0],
    [0xEDE5D6, 0x23282B, 0xC8421F, 0xD9A93F, 0x5B7F8A, 0xA7AFA4],
];

impl Work {
    /// The work for a seed; beyond the eighth the inks change places.
    pub fn of(seed: u64) -> Self {
        let kind = seed % 8;
        let mut inks = INKS[kind as usize].map(hex);
        inks[1..].rotate_left((seed / 8) as usize % 5);
        Self { kind, seed, inks }
    }

    /// Prints it with the upper left corner at 0, 0.
    pub fn print(&self, c: &mut Canvas) {
        let mut p = Press::new(c);
        p.ground(self.inks[0]);
        match self.kind {
            0 => hills(&mut p, self.inks),
            1 => cutouts(&mut p, self.inks),
            2 => moons(&mut p, self.inks),
            3 => fields(&mut p, self.inks),
            4 => rooms::arches(&mut p, self.inks),
            5 => rooms::table(&mut p, self.inks),
            6 => rooms::swell(&mut p, self.inks, self.seed),
            _ => rooms::balance(&mut p, self.inks),
        }
    }
}

fn ridge(base: f32, high: f32, salt: f32, rough: f32) -> Path {
    let mut pts = vec![(-20.0, ART_H + 20.0)];
    for i in 0..=120 {
        let x = -20.0 + i as f32 * (ART_W + 40.0) / 120.0;
        let y = base - noise(x * rough, salt) * high - noise(x * rough * 2.7, salt + 4.0) * high * 0.28;
        pts.push((x, y));
    }
    pts.push((ART_W + 20.0, ART_H + 20.0));
    poly(&pts)
}

fn hills(p: &mut Press, i: [Rgb; 6]) {
    p.spray(&rect(0.0, 0.0, ART_W, 460.0), mix(i[0], i[1], 0.5), |_, y| 0.72 - y / 480.0);
    p.flat(&ellipse(412.0, 244.0, 92.0, 92.0), i[1], 1.0);
    let layers = [
        (400.0, 96.0, 3.0, 0.007, i[2]),
        (478.0, 84.0, 11.0, 0.009, i[3]),
        (570.0, 92.0, 25.0, 0.008, i[4]),
        (690.0, 80.0, 42.0, 0.006, i[5]),
    ];
    for (n, (base, high, salt, rough, tone)) in layers.into_iter().enumerate() {
        let path = ridge(base, high, salt, rough);
        p.flat(&path, tone, 1.0);
        // Mist at the foot, shade on the slopes turned away from the sun.
        p.spray(&path, shade(tone, 0.34), move |_, y| (y - base - 10.0) / 250.0);
        p.spray(&path, shade(tone, -0.34), move |x, y| {
            let slope = noise((x + 14.0) * rough, salt) - noise((x - 14.0) * rough, salt);
            0.28 + slope * 2.6 - (y - base + high) / 260.0
        });
        if n == 2 {
            for k in 0..5 {
                let x = 60.0 + k as f32 * 21.0;
                let y = base - noise(x * rough, salt) * high + 6.0;
                let h = 58.0 + (k * 37 % 30) as f32;
                p.flat(
                    &svg(&format!(
                        "M {} {y} Q {} {} {x} {} Q {} {} {} {y} Z",
                        x - 9.0,
                        x - 10.0,
                        y - h * 0.6,
                        y - h,
                        x + 10.0,
                        y - h * 0.6,
                        x + 9.0
                    )),
                    i[5],
                    1.0,
                );
            }
        }
    }
}

/// A frond of round lobes on a stem, as if cut with scissors.
fn frond(p: &mut Press, (x, y): (f32, f32), long: f32, lean: f32, lobes: usize, ink: Rgb) {
    let at = |t: f32| (x + lean * t * t * long, y - t * long);
    let spine: Vec<_> = (0..=6).map(|k| at(k as f32 / 6.0)).collect();
    p.flat(&stroke(&smooth(&spine, false), long * 0.05), ink, 1.0);
    for k in 0..lobes {
        let t = (k as f32 + 0.6) / lobes as f32;
        let (bx, by) = at(t * 0.96);
        let len = long * (0.36 - 0.16 * t) * (0.9 + 0.1 * ((k * 5 % 3) as f32));
        for side in [-1.0, 1.0] {
            let a = side * (1.12 - 0.55 * t) + lean * t * 1.6;
            let (dx, dy) = (a.sin() * len, -a.cos() * len);
            let (nx, ny) = (-dy * 0.24, dx * 0.24);
            let lobe = smooth(
                &[
                    (bx, by),
                    (bx + dx * 0.35 + nx * 0.7, by + dy * 0.35 + ny * 0.7),
                    (bx + dx * 0.85 + nx, by + dy * 0.85 + ny),
                    (bx + dx * 1.04, by + dy * 1.04),
                    (bx + dx * 0.8 - nx, by + dy * 0.8 - ny),
                    (bx + dx * 0.3 - nx * 0.6, by + dy * 0.3 - ny * 0.6),
                ],
                true,
            );
            p.flat(&lobe, ink, 1.0);
        }
    }
    let (tx, ty) = at(1.0);
    p.flat(&ellipse(tx, ty - long * 0.05, long * 0.055, long * 0.11), ink, 1.0);
}

fn cutouts(p: &mut Press, i: [Rgb; 6]) {
    let pale = mix(i[0], i[4], 0.16);
    let panels = [
        (poly(&[(0.0, 0.0), (296.0, 0.0), (304.0, 402.0), (0.0, 396.0)]), i[3]),
        (poly(&[(296.0, 0.0), (600.0, 0.0), (600.0, 300.0), (303.0, 304.0)]), i[5]),
        (poly(&[(303.0, 304.0), (600.0, 300.0), (600.0, 800.0), (312.0, 800.0)]), i[4]),
        (poly(&[(0.0, 396.0), (304.0, 402.0), (312.0, 800.0), (0.0, 800.0)]), pale),
    ];
    for (path, tone) in &panels {
        p.flat(path, *tone, 1.0);
    }
    frond(p, (130.0, 372.0), 320.0, 0.12, 6, i[1]);
    frond(p, (470.0, 770.0), 400.0, -0.16, 7, i[0]);
    frond(p, (160.0, 780.0), 290.0, -0.08, 5, i[2]);
    let pebble = |cx: f32, cy: f32, r: f32| {
        smooth(
            &[
                (cx - r, cy),
                (cx - r * 0.4, cy - r * 0.8),
                (cx + r * 0.7, cy - r * 0.7),
                (cx + r, cy + r * 0.2),
                (cx + r * 0.2, cy + r * 0.85),
                (cx - r * 0.7, cy + r * 0.6),
            ],
            true,
        )
    };
    p.flat(&pebble(450.0, 158.0, 96.0), i[4], 1.0);
    p.flat(&pebble(440.0, 150.0, 40.0), i[3], 1.0);
    p.flat(&pebble(252.0, 452.0, 22.0), i[4], 1.0);
    p.flat(&pebble(356.0, 372.0, 26.0), i[2], 1.0);
    p.flat(&pebble(552.0, 352.0, 18.0), i[3], 1.0);
}

fn moons(p: &mut Press, i: [Rgb; 6]) {
    p.spray(&rect(0.0, 0.0, ART_W, ART_H), i[5], |x, y| {
        ((x - 300.0).powi(2) + (y - 380.0).powi(2)).sqrt() / 560.0 - 0.35
    });
    for n in 0..15 {
        let (cx, cy) = (128.0 + (n % 3) as f32 * 172.0, 110.0 + (n / 3) as f32 * 145.0);
        let r = 54.0;
        p.flat(&ellipse(cx, cy, r, r), i[2], 0.75);
        let tone = if n == 7 { i[3] } else { i[1] };
        p.flat(&phase(cx, cy, r, n as f32 / 14.0), tone, 1.0);
        p.spray(&phase(cx, cy, r, n as f32 / 14.0), mix(tone, i[4], 0.75), move |x, y| {
            noise(x * 0.045 + n as f32, y * 0.045) * 0.8 - 0.06
        });
    }
    for n in 0..14 {
        let x = 128.0 + (n % 3) as f32 * 172.0;
        p.flat(&ellipse(x + 86.0, 110.0 + (n / 3) as f32 * 145.0, 2.4, 2.4), i[4], f32::from(n % 3 < 2));
    }
}

/// The lit part, from new (0) through full (0.5) to new (1).
fn phase(cx: f32, cy: f32, r: f32, t: f32) -> Path {
    let k = (t * 2.0 * PI).cos();
    let side = if t <= 0.5 { 1.0 } else { -1.0 };
    let n = 40;
    let arc = |w: f32, i: i32| {
        let a = PI * i as f32 / n as f32;
        (cx + side * w * r * a.sin(), cy - r * a.cos())
    };
    let mut pts: Vec<_> = (0..=n).map(|i| arc(1.0, i)).collect();
    pts.extend((0..=n).rev().map(|i| arc(k * 0.999, i)));
    poly(&pts)
}

fn fields(p: &mut Press, i: [Rgb; 6]) {
    p.wash((-60.0, -60.0, ART_W + 60.0, ART_H + 60.0), i[5], 20.0);
    p.wash((56.0, 54.0, 544.0, 330.0), i[1], 15.0);
    p.wash((60.0, 352.0, 540.0, 430.0), i[3], 12.0);
    p.wash((54.0, 454.0, 546.0, 742.0), i[2], 16.0);
    p.wash((54.0, 640.0, 546.0, 742.0), mix(i[2], i[1], 0.5), 22.0);
}
