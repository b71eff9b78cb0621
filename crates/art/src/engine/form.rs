//! Shapes with volume: a flat outline, puffed up, lit from the upper left, and given a surface.

use super::blur::Soft;
use super::canvas::{Canvas, apply};
use super::colour::{Rgb, mix, shade};
use super::region::Region;
use super::texture::Tex;

/// Towards the light, on the sheet.
const LIGHT: (f32, f32) = (0.6, 0.8);

/// How a surface takes the light.
#[derive(Clone, Copy)]
pub struct Form {
    /// How far from the edge the shape curves, in units.
    pub round: f32,
    /// Strength of light and shade from that curve, 0 to 1.
    pub depth: f32,
    /// Strength of the highlight, 0 to 1.
    pub gloss: f32,
    /// The surface.
    pub tex: Tex,
    /// How strongly the surface shows, about 0.05.
    pub grit: f32,
}

impl Canvas {
    /// Paints a region as a lit body; `colour` is its own colour at a point in units.
    pub fn form(&mut self, r: &Region, f: &Form, colour: impl Fn(f32, f32) -> Rgb) {
        if r.w == 0 || r.h == 0 {
            return;
        }
        let px = self.unit();
        let sigma = (f.round * px * 0.5).max(0.7);
        let soft = Soft::new(r, sigma, false);
        let slope = soft.slope(LIGHT, sigma * 2.2);
        let inv = self.inverse();
        let (mut row, mut inner, mut facing) = (Vec::new(), Vec::new(), Vec::new());
        self.rows(r, |(x0, y0), line, cover| {
            soft.row(y0, &mut row);
            soft.stretch(&row, x0, line.len(), &mut inner);
            slope.row(y0, &mut row);
            slope.stretch(&row, x0, line.len(), &mut facing);
            for (i, (p, a)) in line.iter_mut().zip(cover).enumerate() {
                if *a == 0 {
                    continue;
                }
                let (x, y) = apply(&inv, x0 + i as f32, y0);
                let (s, rim) = (facing[i], 1.0 - inner[i]);
                let bump = if f.tex == Tex::Smooth { 0.0 } else { f.tex.at(x, y, px) * f.grit };
                // Edges turned away get darker than edges turned to the light get bright.
                let lit = if s > 0.0 { s * 0.55 } else { s * 1.05 };
                let spec = ((s - 0.28).max(0.0) * 1.9).min(1.0);
                let l = f.depth * (lit - rim * 0.22) + bump + f.gloss * spec * spec;
                *p = mix(*p, shade(colour(x, y), l), f32::from(*a) * (1.0 / 255.0));
            }
        });
    }
}
