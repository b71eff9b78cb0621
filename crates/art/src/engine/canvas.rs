//! The sheet that is painted on.

use super::blur::Soft;
use super::colour::{Rgb, mix};
use super::noise::grain;
use super::region::Region;
use tiny_skia::{Path, Transform};

/// Width of every picture in units.
pub const WIDTH: f32 = 1000.0;
/// Height of every picture in units: portrait, 4 to 5.
pub const HEIGHT: f32 = 1250.0;

/// An opaque picture in the making.
pub struct Canvas {
    w: usize,
    h: usize,
    ts: Transform,
    px: Vec<Rgb>,
}

impl Canvas {
    /// A sheet `width` pixels wide and a quarter more high.
    pub fn new(width: u32) -> Self {
        let w = width.max(1) as usize;
        let h = ((w as f32 * HEIGHT / WIDTH).round() as usize).max(1);
        let s = w as f32 / WIDTH;
        Self { w, h, ts: Transform::from_scale(s, s), px: vec![[0.0; 3]; w * h] }
    }

    /// Pixels, width and height.
    pub fn size(&self) -> (usize, usize) {
        (self.w, self.h)
    }

    /// Pixels per unit under the present transform.
    pub fn unit(&self) -> f32 {
        (self.ts.sx * self.ts.sy - self.ts.kx * self.ts.ky).abs().sqrt().max(1e-4)
    }

    /// Draws with `t` applied to everything inside.
    pub fn within<R>(&mut self, t: Transform, f: impl FnOnce(&mut Self) -> R) -> R {
        let before = self.ts;
        self.ts = before.pre_concat(t);
        let r = f(self);
        self.ts = before;
        r
    }

    /// Where `path` (units) falls on the canvas.
    pub fn region(&self, path: &Path) -> Region {
        let Some(p) = path.clone().transform(self.ts) else {
            return Region::default();
        };
        Region::of(&p, (self.w, self.h), self.w as f32 * 0.06 + 2.0)
    }

    /// Colours a region; `f` gets the point in units and answers with colour and opacity.
    pub fn paint(&mut self, r: &Region, f: impl Fn(f32, f32) -> [f32; 4]) {
        let inv = self.inverse();
        self.each(r, |p, cov, (px, py)| {
            let (x, y) = apply(&inv, px, py);
            let c = f(x, y);
            *p = mix(*p, [c[0], c[1], c[2]], c[3] * cov);
        });
    }

    /// Covers the whole sheet with something that changes slowly: `f` is asked every few pixels
    /// and what lies between is interpolated.
    pub fn backdrop(&mut self, f: impl Fn(f32, f32) -> Rgb) {
        let step = (self.w / 320).max(1);
        self.lattice((step, step), f);
    }

    /// The same for what changes slowly across and quickly downwards, such as boards of wood.
    pub fn boards(&mut self, f: impl Fn(f32, f32) -> Rgb) {
        self.lattice(((self.w / 150).max(1), 1), f);
    }

    fn lattice(&mut self, (sx, sy): (usize, usize), f: impl Fn(f32, f32) -> Rgb) {
        let inv = self.inverse();
        let across = self.w / sx + 2;
        let knots = |row: usize| -> Vec<Rgb> {
            (0..across)
                .map(|i| {
                    let (x, y) = apply(&inv, (i * sx) as f32 + 0.5, (row * sy) as f32 + 0.5);
                    f(x, y)
                })
                .collect()
        };
        let (mut upper, mut lower) = (knots(0), knots(1));
        for y in 0..self.h {
            if y > 0 && y.is_multiple_of(sy) {
                upper = std::mem::replace(&mut lower, knots(y / sy + 1));
            }
            let t = (y % sy) as f32 / sy as f32;
            let line = &mut self.px[y * self.w..(y + 1) * self.w];
            for (i, cell) in line.chunks_mut(sx).enumerate() {
                let (a, b) = (mix(upper[i], lower[i], t), mix(upper[i + 1], lower[i + 1], t));
                for (k, p) in cell.iter_mut().enumerate() {
                    *p = mix(a, b, k as f32 / sx as f32);
                }
            }
        }
    }

    /// Colours a path evenly.
    pub fn fill(&mut self, path: &Path, c: Rgb, opacity: f32) {
        let r = self.region(path);
        self.each(&r, |p, cov, _| *p = mix(*p, c, cov * opacity));
    }

    /// Changes what is there already: `f` gets the colour and the point in units.
    pub fn grade(&mut self, r: &Region, f: impl Fn(Rgb, f32, f32) -> Rgb) {
        let inv = self.inverse();
        self.each(r, |p, cov, (px, py)| {
            let (x, y) = apply(&inv, px, py);
            *p = mix(*p, f(*p, x, y), cov);
        });
    }

    /// Visits pixels of a region: colour, coverage 0 to 1, pixel centre.
    fn each(&mut self, r: &Region, mut f: impl FnMut(&mut Rgb, f32, (f32, f32))) {
        self.rows(r, |(x, y), line, cover| {
            for (i, (p, a)) in line.iter_mut().zip(cover).enumerate() {
                if *a > 0 {
                    f(p, f32::from(*a) * (1.0 / 255.0), (x + i as f32, y));
                }
            }
        });
    }

    /// Visits rows of a region: the first pixel's centre, colours, coverage.
    pub(super) fn rows(&mut self, r: &Region, mut f: impl FnMut((f32, f32), &mut [Rgb], &[u8])) {
        let (x0, y0) = (r.x.max(0), r.y.max(0));
        let x1 = (r.x + r.w as i32).min(self.w as i32);
        let y1 = (r.y + r.h as i32).min(self.h as i32);
        if x0 >= x1 {
            return;
        }
        for y in y0..y1 {
            let from = (y - r.y) as usize * r.w + (x0 - r.x) as usize;
            let cover = &r.a[from..from + (x1 - x0) as usize];
            let to = y as usize * self.w;
            let line = &mut self.px[to + x0 as usize..to + x1 as usize];
            f((x0 as f32 + 0.5, y as f32 + 0.5), line, cover);
        }
    }

    /// Tints by a blurred region moved by `dx`, `dy` (units, in the direction of the sheet).
    ///
    /// `clip` keeps it on one thing. Used for shadows (multiply) and patches of light (screen).
    fn soft(&mut self, r: &Region, moved: (f32, f32), blur: f32, clip: Option<&Region>, f: impl Fn(Rgb, f32) -> Rgb) {
        if r.w == 0 {
            return;
        }
        let s = self.w as f32 / WIDTH;
        let soft = Soft::new(r, (blur * s).max(0.6), true);
        let (dx, dy) = (moved.0 * s, moved.1 * s);
        let b = soft.bounds();
        let (mut x0, mut x1) = ((b.0 + dx as i32).max(0), (b.2 + dx as i32 + 1).min(self.w as i32));
        let (mut y0, mut y1) = ((b.1 + dy as i32).max(0), (b.3 + dy as i32 + 1).min(self.h as i32));
        if let Some(c) = clip {
            (x0, x1) = (x0.max(c.x), x1.min(c.x + c.w as i32));
            (y0, y1) = (y0.max(c.y), y1.min(c.y + c.h as i32));
        }
        let (mut row, mut line) = (Vec::new(), Vec::new());
        if x0 >= x1 {
            return;
        }
        for y in y0..y1 {
            soft.row(y as f32 + 0.5 - dy, &mut row);
            if row.iter().all(|a| *a < 0.002) {
                continue;
            }
            soft.stretch(&row, x0 as f32 + 0.5 - dx, (x1 - x0) as usize, &mut line);
            let from = y as usize * self.w + x0 as usize;
            let pixels = &mut self.px[from..from + line.len()];
            if let Some(c) = clip {
                let at = (y - c.y) as usize * c.w + (x0 - c.x) as usize;
                for ((p, a), cov) in pixels.iter_mut().zip(&line).zip(&c.a[at..at + line.len()]) {
                    if *cov > 0 && *a > 0.002 {
                        *p = f(*p, a * f32::from(*cov) * (1.0 / 255.0));
                    }
                }
            } else {
                for (p, a) in pixels.iter_mut().zip(&line) {
                    *p = f(*p, *a);
                }
            }
        }
    }

    /// A soft shadow of a region, thrown by `moved` units, on `clip` or on everything.
    pub fn shadow(&mut self, r: &Region, moved: (f32, f32), blur: f32, depth: f32, clip: Option<&Region>) {
        self.soft(r, moved, blur, clip, |p, a| {
            let k = a * depth;
            [p[0] * (1.0 - k), p[1] * (1.0 - k * 0.985), p[2] * (1.0 - k * 0.93)]
        });
    }

    /// A soft patch of warm light.
    pub fn light(&mut self, r: &Region, blur: f32, strength: f32, clip: Option<&Region>) {
        self.soft(r, (0.0, 0.0), blur, clip, |p, a| {
            let k = a * strength;
            [p[0] + (1.0 - p[0]) * k, p[1] + (0.97 - p[1]).max(0.0) * k, p[2] + (0.88 - p[2]).max(0.0) * k]
        });
    }

    pub(super) fn inverse(&self) -> Transform {
        self.ts.invert().unwrap_or_default()
    }

    /// The finished picture: fine paper grain over all, rounded to bytes, opaque.
    pub fn finish(self) -> (u32, u32, Vec<u8>) {
        let mut out = vec![255; self.px.len() * 4];
        for (y, (line, to)) in self.px.chunks_exact(self.w).zip(out.chunks_exact_mut(self.w * 4)).enumerate() {
            for (x, (p, to)) in line.iter().zip(to.chunks_exact_mut(4)).enumerate() {
                // The grain also hides the steps of slow gradients. The cast stops at 0 and 255.
                let g = grain(x as i32, y as i32) * 1.5 + 0.5;
                to[0] = (p[0] * 255.0 + g) as u8;
                to[1] = (p[1] * 255.0 + g) as u8;
                to[2] = (p[2] * 255.0 + g) as u8;
            }
        }
        (self.w as u32, self.h as u32, out)
    }
}

pub(super) fn apply(t: &Transform, x: f32, y: f32) -> (f32, f32) {
    (t.sx * x + t.kx * y + t.tx, t.ky * x + t.sy * y + t.ty)
}
