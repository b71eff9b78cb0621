//! What is put on a thrown body: handles, spouts, lids, a plant.

use super::glaze::{Glaze, speckle};
use super::pot::{TILT, Turned};
use crate::engine::{Canvas, Form, Rgb, Tex, ellipse, mix, shade, smooth, stroke, svg};

/// A pulled or pressed part. Paths are in pot units, y up is negative.
pub struct Part {
    /// Its shape.
    pub shape: Shape,
    /// Its colour, if not the glaze.
    pub ink: Option<Rgb>,
}

/// The kinds of part.
pub enum Shape {
    /// A handle: centre line and width; behind the body.
    Handle(&'static str, f32),
    /// A closed outline behind the body, such as a spout.
    Spout(&'static str),
    /// A domed lid with a knob: radius, height of the dome.
    Lid(f32, f32),
    /// The well of a plate: radius of the inner ring.
    Well(f32),
    /// Stems with leaves, standing in the mouth: number, height.
    Plant(usize, f32),
}

impl Part {
    /// Drawn before the body.
    pub fn behind(&self) -> bool {
        matches!(self.shape, Shape::Handle(..) | Shape::Spout(_))
    }
}

/// Draws a part on a body.
pub fn draw(c: &mut Canvas, p: &Part, g: &Glaze, body: &Turned) {
    let ink = p.ink.unwrap_or_else(|| mix(g.thin, g.thick, 0.45));
    let size = c.unit() * 1000.0 / c.size().0 as f32;
    match p.shape {
        Shape::Handle(d, w) => {
            let r = c.region(&stroke(&svg(d), w));
            c.shadow(&r, (14.0 * size, 12.0 * size), 12.0 * size, 0.12, None);
            c.form(&r, &pulled(w * 0.55, g.shine), |x, y| speckled(ink, g, x, y));
        }
        Shape::Spout(d) => {
            let r = c.region(&svg(d));
            c.form(&r, &pulled(46.0, g.shine), |x, y| speckled(ink, g, x, y));
        }
        Shape::Lid(radius, dome) => lid(c, g, body, ink, radius, dome),
        Shape::Well(radius) => well(c, g, body, radius),
        Shape::Plant(n, high) => plant(c, body, ink, n, high),
    }
}

fn pulled(round: f32, shine: f32) -> Form {
    Form { round, depth: 0.62, gloss: shine * 0.55, tex: Tex::Grain, grit: 0.012 }
}

fn speckled(ink: Rgb, g: &Glaze, x: f32, y: f32) -> Rgb {
    shade(ink, -0.6 * speckle(x, y, g.speck))
}

fn lid(c: &mut Canvas, g: &Glaze, body: &Turned, ink: Rgb, radius: f32, dome: f32) {
    let y = -body.height();
    let size = c.unit() * 1000.0 / c.size().0 as f32;
    let seat = c.region(&ellipse(0.0, y, radius * 1.04, radius * 1.04 * TILT));
    c.paint(&seat, |_, _| {
        let s = shade(mix(g.thick, g.clay, 0.4), -0.55);
        [s[0], s[1], s[2], 1.0]
    });
    let top = y - dome;
    let d = format!(
        "M {} {y} C {} {} {} {top} 0 {top} C {} {top} {} {} {radius} {y} C {} {} {} {} {} {y} Z",
        -radius,
        -radius * 0.96,
        y - dome * 0.66,
        -radius * 0.62,
        radius * 0.62,
        radius * 0.96,
        y - dome * 0.66,
        radius * 0.7,
        y + radius * TILT * 1.3,
        -radius * 0.7,
        y + radius * TILT * 1.3,
        -radius,
    );
    let r = c.region(&svg(&d));
    c.shadow(&r, (4.0 * size, 7.0 * size), 7.0 * size, 0.4, None);
    c.form(&r, &pulled(radius * 0.9, g.shine), |x, y| speckled(ink, g, x, y));
    let knob = c.region(&ellipse(0.0, top - 14.0, 27.0, 22.0));
    c.shadow(&knob, (4.0 * size, 10.0 * size), 8.0 * size, 0.45, Some(&r));
    c.form(&knob, &pulled(24.0, g.shine), |x, y| speckled(ink, g, x, y));
}

/// The hollow of a plate or low dish, over what `mouth` has drawn.
fn well(c: &mut Canvas, g: &Glaze, body: &Turned, radius: f32) {
    let m = body.mouth();
    let y = -body.height();
    let size = c.unit() * 1000.0 / c.size().0 as f32;
    let all = c.region(&ellipse(0.0, y, m * 0.965, m * 0.965 * TILT));
    c.paint(&all, |x, py| {
        let f = crate::engine::fbm(x, (py - y) / TILT);
        let own = mix(g.thin, g.thick, (0.35 + f * 0.4).clamp(0.0, 1.0));
        let dark = speckle(x, (py - y) / TILT, g.speck) * 0.5;
        let s = shade(own, 0.10 - x / m * 0.16 + (py - y) / m * 0.7 - dark);
        [s[0], s[1], s[2], 1.0]
    });
    let inner = c.region(&ellipse(0.0, y + m * 0.012, radius, radius * TILT));
    let ring = c.region(&stroke(&ellipse(0.0, y, radius, radius * TILT), 7.0));
    c.shadow(&ring, (5.0 * size, 4.0 * size), 7.0 * size, 0.5, Some(&inner));
    c.paint(&inner, |x, py| {
        let d = ((x / radius).powi(2) + ((py - y) / (radius * TILT)).powi(2)).sqrt();
        let own = g.dip.map_or(g.thick, |(dip, _)| dip);
        let s = shade(own, x / radius * 0.12 - 0.06 + crate::engine::fbm(x, py * 4.0) * 0.07);
        [s[0], s[1], s[2], (1.08 - d).clamp(0.0, 0.16) / 0.16 * 0.62]
    });
}

/// Leaves on short stems, those behind first.
fn plant(c: &mut Canvas, body: &Turned, ink: Rgb, n: usize, high: f32) {
    let y = -body.height();
    let m = body.mouth();
    let earth = c.region(&ellipse(0.0, y + 4.0, m * 0.9, m * 0.9 * TILT));
    c.form(&earth, &Form { round: 10.0, depth: 0.5, gloss: 0.0, tex: Tex::Fleece, grit: 0.16 }, |_, _| {
        [0.20, 0.16, 0.13]
    });
    for i in 0..n {
        // Degrees from upright and length: the outer ones hang lower and are nearer.
        let k = i as f32 / (n - 1) as f32;
        let side = if i % 2 == 0 { 1.0 } else { -1.0 };
        let angle = side * (6.0 + 68.0 * k) * (0.9 + 0.2 * ((i * 7 % 5) as f32 / 5.0));
        let long = high * (1.0 - 0.42 * k) * (0.86 + 0.14 * ((i * 3 % 4) as f32 / 3.0));
        let base = (side * m * 0.22 * k, y + 6.0 + 10.0 * k);
        leaf(c, base, angle.to_radians(), long, shade(ink, -0.16 + 0.26 * k + ((i * 5 % 7) as f32 - 3.0) * 0.02));
    }
}

fn leaf(c: &mut Canvas, (x, y): (f32, f32), angle: f32, long: f32, tone: Rgb) {
    let size = c.unit() * 1000.0 / c.size().0 as f32;
    // Along the stem (u), across it (v); the tip sinks a little.
    let at = |u: f32, v: f32| {
        let a = angle + u * u * 0.42 * angle.signum();
        (x + long * (u * a.sin() + v * a.cos()), y - long * (u * a.cos() - v * a.sin()))
    };
    let stem = c.region(&stroke(&smooth(&[at(0.0, 0.0), at(0.25, 0.0), at(0.5, 0.0)], false), 7.0));
    c.form(&stem, &pulled(5.0, 0.0), |_, _| shade(tone, -0.2));
    let rim = [
        (0.34, 0.0),
        (0.44, 0.105),
        (0.60, 0.15),
        (0.78, 0.115),
        (0.92, 0.05),
        (1.02, 0.0),
        (0.92, -0.05),
        (0.78, -0.115),
        (0.60, -0.15),
        (0.44, -0.105),
    ];
    let edge: Vec<_> = rim.iter().map(|p| at(p.0, p.1)).collect();
    let r = c.region(&smooth(&edge, true));
    c.shadow(&r, (8.0 * size, 14.0 * size), 12.0 * size, 0.34, None);
    c.form(&r, &Form { round: 40.0, depth: 0.5, gloss: 0.2, tex: Tex::Grain, grit: 0.02 }, |_, _| tone);
    // The half away from the light, and the rib between.
    let half: Vec<_> = rim[5..].iter().chain(&rim[..1]).map(|p| at(p.0, p.1)).collect();
    let lower = c.region(&smooth(&half, true)).and(&r);
    c.shadow(&lower, (0.0, 0.0), 5.0 * size, 0.16, Some(&r));
    let rib = c.region(&stroke(&smooth(&[at(0.34, 0.0), at(0.6, 0.0), at(0.82, 0.0), at(0.97, 0.0)], false), 2.2));
    c.paint(&rib, |_, _| [0.95, 0.97, 0.85, 0.28]);
}
