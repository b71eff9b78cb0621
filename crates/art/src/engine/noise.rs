//! Noise and chance, the same on every machine and in every run.

use std::sync::OnceLock;

const TILE: usize = 512;

/// A small deterministic source of chance (`SplitMix64`).
pub struct Dice(u64);

impl Dice {
    /// The same seed and salt always throw the same.
    pub fn new(seed: u64, salt: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ salt.wrapping_mul(0xD1B5_4A32_D192_ED03))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// 0 up to, not including, 1.
    pub fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / 16_777_216.0
    }

    /// Between `a` and `b`.
    pub fn range(&mut self, a: f32, b: f32) -> f32 {
        a + (b - a) * self.unit()
    }
}

fn white() -> &'static [f32] {
    static T: OnceLock<Vec<f32>> = OnceLock::new();
    T.get_or_init(|| {
        let mut d = Dice::new(7, 1);
        (0..TILE * TILE).map(|_| d.range(-1.0, 1.0)).collect()
    })
}

fn at(tile: &[f32], x: i32, y: i32) -> f32 {
    let m = TILE as i32 - 1;
    tile[((y & m) as usize) * TILE + (x & m) as usize]
}

/// Rounds down; `f32::floor` is a call on plain x86-64.
#[inline]
fn floor(v: f32) -> i32 {
    v as i32 - i32::from(v < 0.0)
}

#[inline]
fn bilinear(tile: &[f32], x: f32, y: f32) -> f32 {
    let (ix, iy) = (floor(x), floor(y));
    let (tx, ty) = (x - ix as f32, y - iy as f32);
    let (tx, ty) = (tx * tx * (3.0 - 2.0 * tx), ty * ty * (3.0 - 2.0 * ty));
    let top = at(tile, ix, iy) * (1.0 - tx) + at(tile, ix + 1, iy) * tx;
    let low = at(tile, ix, iy + 1) * (1.0 - tx) + at(tile, ix + 1, iy + 1) * tx;
    top * (1.0 - ty) + low * ty
}

/// White noise of one pixel, -1 to 1.
pub fn grain(x: i32, y: i32) -> f32 {
    at(white(), x, y)
}

/// Smooth value noise with cells of one unit, -1 to 1.
pub fn noise(x: f32, y: f32) -> f32 {
    bilinear(white(), x, y)
}

/// Clouds: five octaves, the largest about 64 units across, roughly -1 to 1.
pub fn fbm(x: f32, y: f32) -> f32 {
    static T: OnceLock<Vec<f32>> = OnceLock::new();
    let tile = T.get_or_init(|| {
        let mut out = vec![0.0; TILE * TILE];
        for (i, v) in out.iter_mut().enumerate() {
            let (px, py) = ((i % TILE) as f32, (i / TILE) as f32);
            let mut amp = 0.62;
            // Cells divide the tile, so its edges meet.
            for (o, cell) in [64.0_f32, 32.0, 16.0, 8.0, 4.0].iter().enumerate() {
                let n = (TILE as f32 / cell) as i32;
                *v += amp * wrapped(px / cell, py / cell, n, o as i32 * 97);
                amp *= 0.55;
            }
        }
        out
    });
    bilinear(tile, x, y)
}

fn wrapped(x: f32, y: f32, n: i32, salt: i32) -> f32 {
    let w = white();
    let (fx, fy) = (x.floor(), y.floor());
    let (tx, ty) = (x - fx, y - fy);
    let (tx, ty) = (tx * tx * (3.0 - 2.0 * tx), ty * ty * (3.0 - 2.0 * ty));
    let g = |dx: i32, dy: i32| at(w, (fx as i32 + dx).rem_euclid(n) + salt, (fy as i32 + dy).rem_euclid(n) + salt * 3);
    let top = g(0, 0) * (1.0 - tx) + g(1, 0) * tx;
    let low = g(0, 1) * (1.0 - tx) + g(1, 1) * tx;
    top * (1.0 - ty) + low * ty
}
