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

    /// The whole sheet.
    pub fn everything(&self) -> Region {
        Region { x: 0, y: 0, w: self.w, h: self.h, a: vec![255; self.w * self.h], cut: [true; 4] }
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
        self.rows(r, |y, row| {
            for (x, p, a) in row {
                f(p, a, (x, y));
            }
        });
    }

    /// Visits rows of a region: the centre's y, then x, colour and coverage of each pixel in it.
    pub(super) fn rows(&mut self, r: &Region, mut f: impl FnMut(f32, &mut dyn Iterator<Item = (f32, &mut Rgb, f32)>)) {
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
            let mut row = line
                .iter_mut()
                .zip(cover)
                .enumerate()
                .filter(|(_, (_, a))| **a > 0)
                .map(|(i, (p, a))| ((x0 as usize + i) as f32 + 0.5, p, f32::from(*a) * (1.0 / 255.0)));
            f(y as f32 + 0.5, &mut row);
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
        let mut row = Vec::new();
        for y in y0..y1 {
            soft.row(y as f32 + 0.5 - dy, &mut row);
            for x in x0..x1 {
                let a = soft.pick(&row, x as f32 + 0.5 - dx);
                if a > 0.002 {
                    let cov = clip.map_or(1.0, |c| f32::from(c.at(x, y)) * (1.0 / 255.0));
                    let p = &mut self.px[y as usize * self.w + x as usize];
                    *p = f(*p, a * cov);
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
        let mut out = Vec::with_capacity(self.px.len() * 4);
        for (i, p) in self.px.iter().enumerate() {
            // The grain also hides the steps of slow gradients.
            let g = grain((i % self.w) as i32, (i / self.w) as i32) * 0.006;
            for c in p {
                out.push(((c + g).clamp(0.0, 1.0) * 255.0 + 0.5) as u8);
            }
            out.push(255);
        }
        (self.w as u32, self.h as u32, out)
    }
}

pub(super) fn apply(t: &Transform, x: f32, y: f32) -> (f32, f32) {
    (t.sx * x + t.kx * y + t.tx, t.ky * x + t.sy * y + t.ty)
}
