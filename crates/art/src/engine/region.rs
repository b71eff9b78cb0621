//! Where a shape is: its coverage, pixel by pixel, inside its bounding box.

use tiny_skia::{FillRule, Mask, Path, Transform};

/// Coverage 0 to 255 in a box of canvas pixels.
#[derive(Clone, Default)]
pub struct Region {
    /// Left edge in pixels; may lie outside the canvas.
    pub x: i32,
    /// Upper edge in pixels.
    pub y: i32,
    /// Width in pixels.
    pub w: usize,
    /// Height in pixels.
    pub h: usize,
    /// Rows of coverage.
    pub a: Vec<u8>,
    /// Whether the shape goes on beyond the box: left, top, right, bottom.
    pub cut: [bool; 4],
}

impl Region {
    /// Rasterises `path` (already in pixels), cut to the canvas and `margin` pixels around it.
    pub fn of(path: &Path, canvas: (usize, usize), margin: f32) -> Self {
        let b = path.bounds();
        let (cw, ch) = (canvas.0 as f32, canvas.1 as f32);
        let x0 = (b.left().floor() - 1.0).max(-margin);
        let y0 = (b.top().floor() - 1.0).max(-margin);
        let x1 = (b.right().ceil() + 1.0).min(cw + margin);
        let y1 = (b.bottom().ceil() + 1.0).min(ch + margin);
        if x1 - x0 < 1.0 || y1 - y0 < 1.0 {
            return Self::default();
        }
        let cut = [x0 <= -margin, y0 <= -margin, x1 >= cw + margin, y1 >= ch + margin];
        let (w, h) = ((x1 - x0) as u32, (y1 - y0) as u32);
        let Some(mut mask) = Mask::new(w, h) else {
            return Self::default();
        };
        mask.fill_path(path, FillRule::Winding, true, Transform::from_translate(-x0.floor(), -y0.floor()));
        Self { x: x0 as i32, y: y0 as i32, w: w as usize, h: h as usize, a: mask.data().to_vec(), cut }
    }

    /// Coverage at a pixel, 0 outside the box.
    pub fn at(&self, x: i32, y: i32) -> u8 {
        let (lx, ly) = (x - self.x, y - self.y);
        if lx < 0 || ly < 0 || lx as usize >= self.w || ly as usize >= self.h {
            return 0;
        }
        self.a[ly as usize * self.w + lx as usize]
    }

    /// What is covered by both.
    pub fn and(self, other: &Self) -> Self {
        self.times(other, |b| b)
    }

    /// What is covered by this one alone.
    pub fn without(self, other: &Self) -> Self {
        self.times(other, |b| 255 - b)
    }

    fn times(mut self, other: &Self, f: impl Fn(u8) -> u8) -> Self {
        for row in 0..self.h {
            for col in 0..self.w {
                let a = &mut self.a[row * self.w + col];
                if *a > 0 {
                    let b = f(other.at(self.x + col as i32, self.y + row as i32));
                    *a = (u16::from(*a) * u16::from(b) / 255) as u8;
                }
            }
        }
        self
    }

    /// What is covered by one or the other.
    pub fn or(self, other: &Self) -> Self {
        if self.w == 0 || other.w == 0 {
            return if self.w == 0 { other.clone() } else { self };
        }
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let right = |r: &Self| r.x + r.w as i32;
        let bottom = |r: &Self| r.y + r.h as i32;
        let w = (right(&self).max(right(other)) - x) as usize;
        let h = (bottom(&self).max(bottom(other)) - y) as usize;
        let mut cut = self.cut;
        cut.iter_mut().zip(other.cut).for_each(|(a, b)| *a |= b);
        let mut out = Self { x, y, w, h, a: vec![0; w * h], cut };
        for r in [&self, other] {
            for row in 0..r.h {
                let to = (r.y - y) as usize + row;
                let to = to * w + (r.x - x) as usize;
                let line = &r.a[row * r.w..(row + 1) * r.w];
                out.a[to..to + r.w].iter_mut().zip(line).for_each(|(a, b)| *a = (*a).max(*b));
            }
        }
        out
    }
}
