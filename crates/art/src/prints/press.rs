//! The screen press: flat inks on cotton paper, one after the other, not quite in register.

use crate::engine::{Canvas, Path, Region, Rgb, fbm, mix, noise, rect, shade};

/// Width of the printed part.
pub const ART_W: f32 = 600.0;
/// Its height.
pub const ART_H: f32 = 800.0;

/// A sheet on the press: what is printed stays within the plate.
pub struct Press<'a> {
    c: &'a mut Canvas,
    plate: Region,
}

impl<'a> Press<'a> {
    /// The plate is the whole printed part.
    pub fn new(c: &'a mut Canvas) -> Self {
        let plate = c.region(&rect(0.0, 0.0, ART_W, ART_H));
        Self { c, plate }
    }

    /// Prints the whole plate.
    pub fn ground(&mut self, ink: Rgb) {
        self.flat(&rect(0.0, 0.0, ART_W, ART_H), ink, 1.0);
    }

    /// An even layer of ink; below 1 it lets what is under it through.
    pub fn flat(&mut self, path: &Path, ink: Rgb, opacity: f32) {
        let r = self.c.region(path).and(&self.plate);
        self.c.paint(&r, |x, y| {
            let (fine, broad) = (noise(x * 0.43 - y * 0.25, x * 0.25 + y * 0.43), fbm(x * 0.6, y * 0.6));
            // Pinholes and thin places; the tooth of the paper.
            let thin = (fine * 0.6 + broad * 0.7 - 0.52).max(0.0) * 0.55;
            let s = shade(ink, fine * 0.008 + broad * 0.022);
            [s[0], s[1], s[2], opacity * (1.0 - thin)]
        });
    }

    /// Ink that breaks up into grains along `t`: full where `t` is 1, none where it is 0.
    pub fn spray(&mut self, path: &Path, ink: Rgb, t: impl Fn(f32, f32) -> f32) {
        let r = self.c.region(path).and(&self.plate);
        let px = self.c.unit();
        let sharp = (px * 1.5).clamp(1.0, 5.0);
        self.c.paint(&r, |x, y| {
            let t = t(x, y).min(1.0);
            if t < 0.0 {
                return [0.0; 4];
            }
            // Turned, so that the grid of the noise does not show in an enlargement.
            let (u, v) = (x * 0.8 - y * 0.6, x * 0.6 + y * 0.8);
            let n = noise(u * 0.5, v * 0.5) * 0.34 + noise(v * 0.93, u * 0.93) * 0.24 + 0.5;
            let a = ((t * 1.1 - n) * sharp + 0.35).clamp(0.0, 1.0);
            [ink[0], ink[1], ink[2], a]
        });
    }

    /// Thinned ink laid on by hand: soft edges, brush marks across.
    pub fn wash(&mut self, (x0, y0, x1, y1): (f32, f32, f32, f32), ink: Rgb, ragged: f32) {
        let spread = ragged * 2.0;
        let reach = rect(x0 - spread, y0 - spread, x1 - x0 + 2.0 * spread, y1 - y0 + 2.0 * spread);
        let r = self.c.region(&reach).and(&self.plate);
        self.c.paint(&r, |x, y| {
            let wob = fbm(x * 0.7, y * 0.7) * ragged + noise(x * 0.05, y * 0.3) * ragged * 0.5;
            let d = (x - x0).min(x1 - x).min((y - y0).min(y1 - y)) + wob;
            let a = (d / (ragged * 1.6) + 0.3).clamp(0.0, 1.0);
            let a = a * a * (3.0 - 2.0 * a);
            let brush = noise(x * 0.012, y * 0.45) * 0.05 + fbm(x * 0.5, y * 0.9) * 0.09;
            let s = shade(mix(ink, [1.0, 0.95, 0.88], (fbm(x * 0.3 + 80.0, y * 0.3) * 0.12).max(0.0)), brush);
            [s[0], s[1], s[2], a * 0.94]
        });
    }
}
