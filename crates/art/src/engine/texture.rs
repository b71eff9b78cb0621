//! Surfaces, as a small bump between -1 and 1 at a point in units.

use super::noise::{fbm, noise};
use std::f32::consts::TAU;

/// What a thing is made of, as far as the eye can tell.
#[derive(Clone, Copy, PartialEq)]
pub enum Tex {
    /// Nothing to be seen.
    Smooth,
    /// Fine even tooth.
    Grain,
    /// Pebbled, softly creased.
    Leather,
    /// Short nap, brushed in patches.
    Suede,
    /// Plain weave.
    Canvas,
    /// Vertical ribs with stitches.
    Rib,
    /// Diagonal weave.
    Twill,
    /// Thin nylon with a grid of thicker threads.
    Ripstop,
    /// Curly wool.
    Fleece,
    /// Felted wool, coarse.
    Wool,
    /// Cotton paper.
    Paper,
    /// Pressed cork.
    Cork,
    /// Braided rope, running across.
    Jute,
    /// Open mesh.
    Mesh,
    /// Vertical wales.
    Cord,
}

/// A pattern of this wavelength (units) fades out before the pixels (`px` per unit) alias.
fn fade(wavelength: f32, px: f32) -> f32 {
    ((wavelength * px - 1.6) / 2.2).clamp(0.0, 1.0)
}

impl Tex {
    /// The bump at a point; `px` is pixels per unit.
    pub fn at(self, x: f32, y: f32, px: f32) -> f32 {
        match self {
            Self::Smooth => 0.0,
            Self::Grain => noise(x * 0.5, y * 0.5) * fade(2.0, px) + fbm(x, y) * 0.3,
            Self::Leather => leather(x, y, px),
            Self::Suede => fbm(x * 0.9, y * 0.9) * 0.9 + noise(x * 0.45, y * 0.3) * 0.5 * fade(2.6, px),
            Self::Canvas => weave(x, y, px),
            Self::Rib => ((x * TAU / 7.0).sin() + 0.35 * ((y + x * 0.3) * TAU / 6.0).sin()) * fade(7.0, px),
            Self::Twill => {
                ((x + y) * TAU / 5.2).sin() * 0.6 * fade(5.2, px)
                    + noise(x * 0.3, y * 0.3) * 0.35
                    + fbm(x * 0.6, y * 0.6) * 0.35
            }
            Self::Ripstop => ripstop(x, y, px),
            Self::Fleece => noise(x * 0.16, y * 0.16) + noise(x * 0.31, y * 0.31) * 0.6,
            Self::Wool => noise(x * 0.22, y * 0.5) * 0.7 * fade(3.0, px) + fbm(x * 1.3, y * 1.3) * 0.7,
            Self::Paper => fbm(x * 1.7, y * 1.7) * 0.6 + noise(x * 0.35, y * 0.35) * 0.5 * fade(2.8, px),
            Self::Cork => cork(x, y),
            Self::Jute => jute(x, y, px),
            Self::Mesh => mesh(x, y, px),
            Self::Cord => (x * TAU / 9.0).sin() * 0.9 * fade(9.0, px) + noise(x * 0.4, y * 0.12) * 0.3,
        }
    }
}

fn leather(x: f32, y: f32, px: f32) -> f32 {
    let pebble = (noise(x * 0.24, y * 0.24).abs() + noise(x * 0.24 + 91.0, y * 0.24 + 17.0).abs()) - 0.6;
    pebble * 0.9 * fade(4.5, px) + fbm(x * 0.5, y * 0.7) * 0.45
}

fn weave(x: f32, y: f32, px: f32) -> f32 {
    let (u, v) = ((x * TAU / 4.8).sin(), (y * TAU / 4.8).sin());
    (u * v * 0.8 + 0.4 * noise(x * 0.9, y * 0.05) + 0.4 * noise(x * 0.05, y * 0.9)) * fade(4.8, px)
        + fbm(x * 0.5, y * 0.5) * 0.3
}

fn ripstop(x: f32, y: f32, px: f32) -> f32 {
    let grid = |t: f32| f32::from((t / 17.0).rem_euclid(1.0) < 0.1);
    (grid(x).max(grid(y)) * 0.8 + noise(x * 0.5, y * 0.5) * 0.2) * fade(6.0, px) + fbm(x * 0.4, y * 0.4) * 0.4
}

fn cork(x: f32, y: f32) -> f32 {
    let n = noise(x * 0.11, y * 0.16) + noise(x * 0.3, y * 0.33) * 0.6;
    if n < -0.55 { -1.6 } else { n * 0.5 }
}

fn jute(x: f32, y: f32, px: f32) -> f32 {
    let row = (y / 15.0).floor();
    let lean = if row as i32 % 2 == 0 { 1.0 } else { -1.0 };
    let strand = ((x + lean * (y - row * 15.0) * 0.9 + row * 5.0) * TAU / 15.0).sin();
    let edge = ((y / 15.0 - row) * std::f32::consts::PI).sin();
    (strand * 0.7 + edge * 1.1 - 0.9) * fade(12.0, px) + noise(x * 0.4, y * 0.4) * 0.3
}

fn mesh(x: f32, y: f32, px: f32) -> f32 {
    let row = (y / 6.5).floor();
    let off = if row as i32 % 2 == 0 { 0.0 } else { 4.5 };
    let (u, v) = (((x + off) / 9.0).rem_euclid(1.0) - 0.5, (y / 6.5 - row) - 0.5);
    let hole = (u * u * 2.2 + v * v).sqrt();
    (if hole < 0.33 { -1.0 } else { 0.35 }) * fade(6.5, px) + fbm(x * 0.4, y * 0.4) * 0.25
}
