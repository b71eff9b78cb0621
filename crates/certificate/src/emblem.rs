//! The emblem: the seed of the draw as 64 rays, each as long as a digit of it. No two draws have the same.

use std::f32::consts::TAU;

use draw::Hash;
use krilla::geom::PathBuilder;

use crate::page::{ACCENT, EDGE, Layout};

/// Where the rays begin, in parts of the radius.
const INNER: f32 = 0.46;
/// Bézier arcs of a circle: four thirds of tan(π/8).
const ARC: f32 = 0.552_284_8;

/// Sets it around a point.
pub fn set(layout: &mut Layout, x: f32, y: f32, radius: f32, seed: &Hash) {
    let digits: Vec<u8> = seed.as_bytes().iter().flat_map(|byte| [byte >> 4, byte & 15]).collect();
    let mut rays = PathBuilder::new();
    let mut tips = PathBuilder::new();
    for (at, digit) in (0_u8..).zip(digits) {
        let (sin, cos) = (TAU * f32::from(at) / 64.0).sin_cos();
        let long = radius * (INNER + 0.06 + (0.86 - INNER) * f32::from(digit) / 15.0);
        let inner = radius * INNER;
        rays.move_to(x + inner * sin, y - inner * cos);
        rays.line_to(x + long * sin, y - long * cos);
        let outer = radius * 0.955;
        tips.move_to(x + outer * sin, y - outer * cos);
        tips.line_to(x + radius * sin, y - radius * cos);
    }
    layout.stroke(tips, EDGE, 0.5);
    layout.stroke(rays, ACCENT, 1.5);
    for of in [INNER * 0.9, 1.03] {
        let mut ring = PathBuilder::new();
        circle(&mut ring, x, y, radius * of);
        layout.stroke(ring, EDGE, 0.5);
    }
}

fn circle(path: &mut PathBuilder, x: f32, y: f32, r: f32) {
    let c = r * ARC;
    path.move_to(x + r, y);
    path.cubic_to(x + r, y + c, x + c, y + r, x, y + r);
    path.cubic_to(x - c, y + r, x - r, y + c, x - r, y);
    path.cubic_to(x - r, y - c, x - c, y - r, x, y - r);
    path.cubic_to(x + c, y - r, x + r, y - c, x + r, y);
    path.close();
}
