//! Glaze: how it ran, where it is thick, what iron has come through.

use super::pot::Turned;
use crate::engine::{Rgb, fbm, grain, mix, noise, shade};

/// Clay and what is melted on it.
#[derive(Clone, Copy)]
pub struct Glaze {
    /// The bare body.
    pub clay: Rgb,
    /// Glaze where it is thin, then thick.
    pub thin: Rgb,
    /// Where it has pooled.
    pub thick: Rgb,
    /// Height of the glaze line over the foot, 0 to 1 of the pot.
    pub line: f32,
    /// How far it runs down, 0 to 1 of the pot.
    pub run: f32,
    /// Iron specks, 0 to 1.
    pub speck: f32,
    /// Shine, 0 (matt) to 1.
    pub shine: f32,
    /// A dipped band at the rim, if any.
    pub dip: Option<(Rgb, f32)>,
}

/// Colour of the surface and its shine, at a height and a way around.
pub fn glazed(g: &Glaze, body: &Turned, h: f32, around: f32, o: (f32, f32)) -> (Rgb, f32) {
    let full = body.height();
    let rel = h / full;
    let cloud = fbm((around + o.0) * 0.9, (h + o.1) * 0.9);
    let speck = speckle(around + o.0, h + o.1, g.speck);
    // Far above the line there is nothing to find out about it.
    let near = g.line > 0.0 && rel < g.line + 0.12;
    let wave = if near || g.dip.is_some() {
        noise((around + o.0) * 0.018, o.1) * 0.8 + noise((around + o.0) * 0.04, o.1 + 9.0) * 0.2
    } else {
        0.0
    };
    let run = if near { fingers(around + o.0 + noise(h * 0.02, o.1) * 5.0) * g.run } else { 0.0 };
    let above = (rel - g.line + wave * (0.02 + g.run * 0.2) + run) * full;
    let bare = || shade(g.clay, noise(around * 0.4, h * 0.4) * 0.05 + cloud * 0.05 - speck * 0.5);
    if above <= -1.5 && g.line > 0.0 {
        return (bare(), 0.05);
    }
    // Thin on the rim and where the wall turns, thick just above its lower edge.
    let pool = (1.0 - above / 26.0).clamp(0.0, 1.0) * f32::from(g.line > 0.0);
    let lip = ((rel - 0.94) / 0.06).clamp(0.0, 1.0);
    let depth = (0.45 + cloud * 0.34 + (1.0 - rel) * 0.35 + pool * 0.5 - lip * 0.7).clamp(0.0, 1.0);
    let mut own = mix(g.thin, g.thick, depth);
    own = mix(own, shade(g.clay, -0.1), lip * lip * 0.45 * f32::from(g.run > 0.0 || g.speck > 0.3));
    if let Some((dip, at)) = g.dip {
        let k = edge((rel - at - wave * 0.03) * full * 0.08);
        own = mix(own, shade(dip, cloud * 0.06), k);
    }
    own = shade(own, -speck * 0.62);
    let k = ((above + 1.5) / 3.0).clamp(0.0, 1.0);
    if k < 1.0 {
        own = mix(bare(), own, k);
    }
    (own, g.shine * k)
}

/// Iron specks: how dark, 0 to 1.
pub fn speckle(x: f32, y: f32, amount: f32) -> f32 {
    if amount <= 0.0 {
        return 0.0;
    }
    dots(x, y, 11.0, 0.20 * amount, 0.16) * 0.75 + dots(x + 300.0, y + 70.0, 34.0, 0.16 * amount, 0.12)
}

/// Round dots in some of the cells of a grid, larger ones rare.
fn dots(x: f32, y: f32, cell: f32, share: f32, size: f32) -> f32 {
    let (u, v) = (x / cell + 4096.0, y / cell + 4096.0);
    let (i, j) = (u as i32, v as i32);
    let chance = grain(i, j) * 0.5 + 0.5;
    if chance > share {
        return 0.0;
    }
    let big = size * (0.45 + 0.75 * (1.0 - chance / share).powi(2));
    let (cx, cy) = (0.5 + grain(i + 91, j) * 0.26, 0.5 + grain(i, j + 57) * 0.26);
    let (dx, dy) = (u - i as f32 - cx, (v - j as f32 - cy) * 0.86);
    let d = (dx * dx + dy * dy).sqrt() * (1.0 + noise(x * 0.3, y * 0.3) * 0.25);
    ((big - d) * cell * 0.6 + 0.5).clamp(0.0, 1.0)
}

/// How far the glaze has run at a way around, 0 to 1: fingers with round ends.
fn fingers(around: f32) -> f32 {
    let u = around / 74.0 + 512.0;
    let i = u as i32;
    let chance = grain(i * 3, 7) * 0.5 + 0.5;
    if chance < 0.38 {
        return 0.0;
    }
    let long = ((chance - 0.38) / 0.62).powf(1.4) * 0.85 + 0.15;
    let wide = 0.15 + 0.10 * (grain(i * 5, 18) * 0.5 + 0.5);
    let d = ((u - i as f32 - 0.5 - grain(i, 29) * 0.12) / wide).abs();
    // A round end below, a soft shoulder where it leaves the line.
    let shoulder = (1.9 - d).clamp(0.0, 1.0).powi(3) * 0.10;
    if d < 1.0 { (long - 0.13 * (1.0 - (1.0 - d * d).sqrt())).max(shoulder) } else { shoulder }
}

/// 0 below, 1 above, soft over a tenth or so.
pub fn edge(v: f32) -> f32 {
    (v * 5.0 + 0.5).clamp(0.0, 1.0)
}
