//! Soft masks: a region blurred by three box passes, at a resolution that suits the blur.

use super::region::Region;

/// A blurred region, sampled in canvas pixels.
pub struct Soft {
    x: f32,
    y: f32,
    k: f32,
    /// 1 / k.
    per: f32,
    w: usize,
    h: usize,
    a: Vec<f32>,
}

impl Soft {
    /// Blurs by about `sigma` pixels. With `open`, room is made for what spreads outside the box.
    pub fn new(r: &Region, sigma: f32, open: bool) -> Self {
        let k = (sigma / 1.6).floor().max(1.0) as usize;
        let pad = if open { (sigma * 3.0 / k as f32).ceil() as usize + 1 } else { 1 };
        let (w, h) = (r.w.div_ceil(k) + 2 * pad, r.h.div_ceil(k) + 2 * pad);
        let mut soft = Self {
            x: r.x as f32 - (pad * k) as f32,
            y: r.y as f32 - (pad * k) as f32,
            k: k as f32,
            per: 1.0 / k as f32,
            w,
            h,
            a: shrink(r, k, pad, w, h),
        };
        let radius = ((sigma / k as f32).round() as usize).max(1);
        for _ in 0..3 {
            soft.pass(radius);
        }
        soft
    }

    fn pass(&mut self, radius: usize) {
        let mut line = vec![0.0; self.w.max(self.h)];
        for row in 0..self.h {
            let at = row * self.w;
            line[..self.w].copy_from_slice(&self.a[at..at + self.w]);
            run(&line[..self.w], radius, |i, v| self.a[at + i] = v);
        }
        for col in 0..self.w {
            for (to, row) in line.iter_mut().zip(self.a.chunks_exact(self.w)) {
                *to = row[col];
            }
            let (w, a) = (self.w, &mut self.a);
            run(&line[..self.h], radius, |i, v| a[i * w + col] = v);
        }
    }

    /// Prepares the row of pixels whose centres are at `py`.
    pub fn row(&self, py: f32, into: &mut Vec<f32>) {
        let y = ((py - self.y) / self.k - 0.5).clamp(0.0, (self.h - 1) as f32);
        let (i, t) = (y as usize, y.fract());
        let top = &self.a[i * self.w..(i + 1) * self.w];
        let j = (i + 1).min(self.h - 1);
        let low = &self.a[j * self.w..(j + 1) * self.w];
        into.clear();
        into.extend(top.iter().zip(low).map(|(a, b)| a + (b - a) * t));
    }

    /// The values at the `n` pixel centres from `px` on, one pixel apart, from a prepared row.
    pub fn stretch(&self, row: &[f32], px: f32, n: usize, into: &mut Vec<f32>) {
        into.clear();
        let last = row.len() - 1;
        let mut x = (px - self.x) * self.per - 0.5;
        while into.len() < n {
            let cell = x.floor();
            // Pixels until the next cell begins.
            let run = (((cell + 1.0 - x) * self.k).ceil() as usize).clamp(1, n - into.len());
            let at = |c: f32| row[(c.max(0.0) as usize).min(last)];
            let (a, b) = (at(cell), at(cell + 1.0));
            let (from, step) = (a + (b - a) * (x - cell), (b - a) * self.per);
            into.extend((0..run).map(|i| from + step * i as f32));
            x += run as f32 * self.per;
        }
    }

    /// Slope of the blurred coverage towards `light` over `span` pixels, about -1 to 1: how much
    /// a puffed-up shape faces the light.
    pub fn slope(&self, light: (f32, f32), span: f32) -> Self {
        let g = span / (2.0 * self.k);
        let mut a = vec![0.0; self.a.len()];
        for row in 0..self.h {
            let (up, down) = (row.saturating_sub(1) * self.w, (row + 1).min(self.h - 1) * self.w);
            for col in 0..self.w {
                let (l, r) = (col.saturating_sub(1), (col + 1).min(self.w - 1));
                let at = row * self.w;
                let dx = self.a[at + r] - self.a[at + l];
                let dy = self.a[down + col] - self.a[up + col];
                a[at + col] = (dx * light.0 + dy * light.1) * g;
            }
        }
        Self { a, ..*self }
    }

    /// Columns and rows of pixels where anything may be covered: left, top, right, bottom.
    pub fn bounds(&self) -> (i32, i32, i32, i32) {
        let (w, h) = (self.w as f32 * self.k, self.h as f32 * self.k);
        (self.x as i32, self.y as i32, (self.x + w) as i32, (self.y + h) as i32)
    }
}

fn shrink(r: &Region, k: usize, pad: usize, w: usize, h: usize) -> Vec<f32> {
    let mut out = vec![0.0; w * h];
    let per = 1.0 / (255.0 * (k * k) as f32);
    for y in 0..r.h {
        let row = &mut out[(y / k + pad) * w + pad..];
        for x in 0..r.w {
            row[x / k] += f32::from(r.a[y * r.w + x]) * per;
        }
    }
    // Where the shape was cut, the last cells hold fewer pixels than k by k.
    let (rx, ry) = (r.w % k, r.h % k);
    if rx > 0 && r.cut[2] {
        let col = pad + r.w / k;
        (0..h).for_each(|y| out[y * w + col] *= k as f32 / rx as f32);
    }
    if ry > 0 && r.cut[3] {
        let row = pad + r.h / k;
        (0..w).for_each(|x| out[row * w + x] *= k as f32 / ry as f32);
    }
    extend(&mut out, pad, w, h, r);
    out
}

/// Repeats the outermost cells into the padding where the canvas cut the shape: a cut is no edge.
fn extend(out: &mut [f32], pad: usize, w: usize, h: usize, r: &Region) {
    let [left, top, right, bottom] = r.cut;
    let (x1, y1) = (w - pad, h - pad);
    for y in 0..h {
        let row = &mut out[y * w..(y + 1) * w];
        if left {
            let v = row[pad];
            row[..pad].fill(v);
        }
        if right {
            let v = row[x1 - 1];
            row[x1..].fill(v);
        }
    }
    if top {
        (0..pad).for_each(|y| out.copy_within(pad * w..(pad + 1) * w, y * w));
    }
    if bottom {
        (y1..h).for_each(|y| out.copy_within((y1 - 1) * w..y1 * w, y * w));
    }
}

fn run(line: &[f32], radius: usize, mut put: impl FnMut(usize, f32)) {
    let n = line.len();
    let at = |i: isize| line[i.clamp(0, n as isize - 1) as usize];
    let r = radius as isize;
    let per = 1.0 / (2 * radius + 1) as f32;
    let mut sum: f32 = (-r..=r).map(at).sum();
    for i in 0..n {
        put(i, sum * per);
        sum += at(i as isize + r + 1) - at(i as isize - r);
    }
}
