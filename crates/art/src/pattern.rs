//! Cut and sewn things (shoes, garments) as a list of pieces, laid on one after the other.

use crate::engine::{
    Canvas, Form, Path, Region, Rgb, Tex, Transform, dashed, ellipse, luma, mix, rect, round_rect, scale, shade,
    stroke, svg,
};

/// A cloth, hide or rubber.
pub type Stuff = Form;

const fn stuff(round: f32, depth: f32, gloss: f32, tex: Tex, grit: f32) -> Stuff {
    Form { round, depth, gloss, tex, grit }
}

/// Smooth grain leather with a polish.
pub const CALF: Stuff = stuff(46.0, 0.52, 0.42, Tex::Leather, 0.03);
/// Matt leather.
pub const HIDE: Stuff = stuff(36.0, 0.44, 0.16, Tex::Leather, 0.045);
/// Brushed leather.
pub const SUEDE: Stuff = stuff(34.0, 0.42, 0.0, Tex::Suede, 0.075);
/// Cotton duck.
pub const DUCK: Stuff = stuff(34.0, 0.40, 0.0, Tex::Canvas, 0.055);
/// Knitted mesh.
pub const MESH: Stuff = stuff(40.0, 0.44, 0.0, Tex::Mesh, 0.085);
/// Soles.
pub const RUBBER: Stuff = stuff(20.0, 0.42, 0.08, Tex::Grain, 0.022);
/// A flat edge, hardly curved.
pub const EDGE: Stuff = stuff(9.0, 0.45, 0.1, Tex::Grain, 0.03);
/// Footbeds.
pub const CORK: Stuff = stuff(16.0, 0.4, 0.0, Tex::Cork, 0.16);
/// Rope.
pub const JUTE: Stuff = stuff(18.0, 0.45, 0.0, Tex::Jute, 0.17);
/// Elastic and cuffs.
pub const RIB: Stuff = stuff(18.0, 0.4, 0.0, Tex::Rib, 0.12);
/// Metal fittings.
pub const METAL: Stuff = stuff(7.0, 0.7, 0.8, Tex::Smooth, 0.0);

/// One step of making. Paths are SVG data; `ink` counts in the colourway.
pub enum Bit {
    /// A body that later pieces are sewn on (it becomes the clip) with a soft shadow around it.
    Base(&'static str, usize, Stuff),
    /// A piece sewn on the last body.
    On(&'static str, usize, Stuff),
    /// A lined opening: dark towards the top.
    Hollow(&'static str, usize),
    /// A row of stitches.
    Stitch(&'static str, usize),
    /// A pressed seam: dark line, light beside it.
    Seam(&'static str),
    /// A soft crease: width in units, strength (below 0 is shade, above 0 light).
    Fold(&'static str, f32, f32),
    /// A cord of that width, lying on top.
    Cord(&'static str, usize, f32),
    /// A button, eyelet or snap: centre, radius, ink.
    Dot(f32, f32, f32, usize),
    /// A body given by its right half, from the middle of the top to the middle of the bottom.
    Half(&'static str, usize, Stuff),
    /// A check woven into the last body: ink of the dark stripes, of the thin ones.
    Check(usize, usize),
    /// A closed slide fastener from top to bottom: x, y, length, ink of the tape, of the teeth.
    Zip(f32, f32, f32, usize, usize),
    /// A list used by several patterns.
    Set(&'static [Bit]),
    /// Everything inside twice, the second time mirrored about x = 0.
    Both(&'static [Bit]),
}

/// Draws the pieces in order.
pub fn sew(c: &mut Canvas, bits: &[Bit], inks: &[Rgb]) {
    let mut clip = Region::default();
    run(c, bits, inks, &mut clip);
}

fn run(c: &mut Canvas, bits: &[Bit], inks: &[Rgb], clip: &mut Region) {
    for bit in bits {
        match *bit {
            Bit::Base(d, ink, s) => *clip = base(c, d, inks[ink], &s),
            Bit::On(d, ink, s) => on(c, d, inks[ink], &s, clip),
            Bit::Hollow(d, ink) => hollow(c, d, inks[ink]),
            Bit::Stitch(d, ink) => stitch(c, d, inks[ink], clip),
            Bit::Seam(d) => seam(c, d, clip),
            Bit::Fold(d, w, k) => fold(c, d, w, k, clip),
            Bit::Cord(d, ink, w) => cord(c, &svg(d), inks[ink], w),
            Bit::Dot(x, y, r, ink) => dot(c, x, y, r, inks[ink]),
            Bit::Half(d, ink, s) => *clip = half(c, d, inks[ink], &s),
            Bit::Check(dark, thin) => check(c, inks[dark], inks[thin], clip),
            Bit::Zip(x, y, long, tape, teeth) => zip(c, (x, y), long, inks[tape], inks[teeth]),
            Bit::Set(inner) => run(c, inner, inks, clip),
            Bit::Both(inner) => {
                run(c, inner, inks, clip);
                let before = clip.clone();
                c.within(Transform::from_scale(-1.0, 1.0), |c| run(c, inner, inks, clip));
                // Pieces after a pair belong to what was there before the pair.
                *clip = before;
            }
        }
    }
}

fn base(c: &mut Canvas, d: &str, ink: Rgb, s: &Stuff) -> Region {
    let r = c.region(&svg(d));
    let z = zoom(c);
    c.shadow(&r, (5.0 * z, 7.0 * z), 10.0 * z, 0.28, None);
    c.form(&r, s, |_, _| ink);
    r
}

fn half(c: &mut Canvas, d: &str, ink: Rgb, s: &Stuff) -> Region {
    let path = svg(d);
    let right = c.region(&path);
    let left = c.within(Transform::from_scale(-1.0, 1.0), |c| c.region(&path));
    let r = right.or(&left);
    let z = zoom(c);
    c.shadow(&r, (6.0 * z, 9.0 * z), 12.0 * z, 0.30, None);
    c.form(&r, s, |_, _| ink);
    r
}

fn check(c: &mut Canvas, dark: Rgb, thin: Rgb, clip: &Region) {
    let px = c.unit();
    let thread = ((px * 3.0 - 1.0) * 0.8).clamp(0.0, 1.0);
    c.grade(clip, |p, x, y| {
        let at = |t: f32| (t / 76.0).rem_euclid(1.0);
        let broad = |t: f32| f32::from(at(t) < 0.36);
        let fine = |t: f32| f32::from((0.66..0.70).contains(&at(t)));
        // Where only warp or only weft is dark, every other thread shows.
        let twill = (((x + y) * 1.3).sin() * 0.5 * thread + 0.5).clamp(0.0, 1.0);
        let (w, f) = (broad(x + 13.0), broad(y));
        let k = if w + f > 1.5 { 0.86 } else { (w * twill + f * (1.0 - twill)) * 0.82 };
        let l = (luma(p) / 0.38).clamp(0.35, 1.6);
        let own = mix(p, scale(dark, l), k);
        mix(own, scale(thin, l.min(1.15)), (fine(x + 13.0) * twill + fine(y) * (1.0 - twill)) * 0.75)
    });
}

fn zip(c: &mut Canvas, (x, y): (f32, f32), long: f32, tape: Rgb, teeth: Rgb) {
    let z = zoom(c);
    let band = c.region(&rect(x - 9.0, y, 18.0, long));
    c.form(&band, &Form { round: 5.0, depth: 0.2, gloss: 0.0, tex: Tex::Canvas, grit: 0.06 }, |_, _| tape);
    let px = c.unit();
    let fade = ((5.0 * px - 1.8) / 2.0).clamp(0.0, 1.0);
    let row = c.region(&rect(x - 4.2, y, 8.4, long));
    c.shadow(&row, (1.2 * z, 1.2 * z), 2.4 * z, 0.5, None);
    c.paint(&row, |px_, py| {
        let tooth = ((py / 5.0 + f32::from(px_ > x) * 0.5).fract() - 0.5).abs() * 2.0;
        let s = shade(teeth, (tooth - 0.5) * 0.9 * fade + 0.1 - (px_ - x) * 0.03);
        [s[0], s[1], s[2], 1.0]
    });
    let pull = c.region(&round_rect(x - 6.0, y + 2.0, 12.0, 44.0, 5.0));
    c.shadow(&pull, (3.0 * z, 5.0 * z), 4.0 * z, 0.5, None);
    c.form(&pull, &METAL, |_, _| teeth);
}

fn on(c: &mut Canvas, d: &str, ink: Rgb, s: &Stuff, clip: &Region) {
    let whole = c.region(&svg(d));
    let z = zoom(c);
    // The thickness of the piece: a tight shadow below it.
    c.shadow(&whole, (1.5 * z, 3.0 * z), 3.6 * z, 0.42, Some(clip));
    let r = whole.and(clip);
    c.form(&r, s, |_, _| ink);
}

fn hollow(c: &mut Canvas, d: &str, ink: Rgb) {
    let path = svg(d);
    let b = path.bounds();
    let (top, h) = (b.top(), b.height().max(1.0));
    let r = c.region(&path);
    c.paint(&r, |_, y| {
        let s = shade(ink, -0.25 - 0.6 * ((y - top) / h));
        [s[0], s[1], s[2], 1.0]
    });
}

fn stitch(c: &mut Canvas, d: &str, ink: Rgb, clip: &Region) {
    let path = svg(d);
    let groove = c.region(&stroke(&path, 3.0)).and(clip);
    c.paint(&groove, |_, _| [0.0, 0.0, 0.0, 0.10]);
    let r = c.region(&dashed(&path, 2.0, 5.4, 4.0)).and(clip);
    let z = zoom(c);
    c.shadow(&r, (0.8 * z, 1.4 * z), 1.0 * z, 0.4, Some(clip));
    c.form(&r, &Stuff { round: 2.2, depth: 0.3, gloss: 0.0, tex: Tex::Smooth, grit: 0.0 }, |_, _| ink);
}

fn seam(c: &mut Canvas, d: &str, clip: &Region) {
    let path = svg(d);
    let z = zoom(c);
    let dark = c.region(&stroke(&path, 2.0)).and(clip);
    c.shadow(&dark, (0.0, 0.0), 4.0 * z, 0.5, Some(clip));
    c.grade(&dark, |p, _, _| scale(p, 0.62));
    let lit = c.region(&stroke(&path, 1.4));
    let moved = Region { x: lit.x + (1.6 * c.unit()) as i32, y: lit.y + (2.2 * c.unit()) as i32, ..lit }.and(clip);
    c.grade(&moved, |p, _, _| shade(p, 0.16));
}

fn fold(c: &mut Canvas, d: &str, w: f32, k: f32, clip: &Region) {
    let z = zoom(c);
    let r = c.region(&stroke(&svg(d), w * 0.7));
    if k < 0.0 {
        c.shadow(&r, (0.0, 0.0), w * 0.5 * z, -k, Some(clip));
    } else {
        c.light(&r, w * 0.5 * z, k, Some(clip));
    }
}

/// A lace or drawcord along a path.
pub fn cord(c: &mut Canvas, path: &Path, ink: Rgb, w: f32) {
    let r = c.region(&stroke(path, w));
    let z = zoom(c);
    c.shadow(&r, (2.0 * z, 4.0 * z), 4.0 * z, 0.45, None);
    c.form(&r, &Stuff { round: w * 0.6, depth: 0.5, gloss: 0.0, tex: Tex::Twill, grit: 0.08 }, |_, _| ink);
}

fn dot(c: &mut Canvas, x: f32, y: f32, r: f32, ink: Rgb) {
    let z = zoom(c);
    let body = c.region(&ellipse(x, y, r, r));
    c.shadow(&body, (1.2 * z, 2.4 * z), 2.6 * z, 0.5, None);
    c.form(&body, &Stuff { round: r * 0.7, depth: 0.6, gloss: 0.35, tex: Tex::Smooth, grit: 0.0 }, |_, _| ink);
    if r > 7.0 {
        // Buttons: a turned rim and four holes.
        let rim = c.region(&stroke(&ellipse(x, y, r * 0.68, r * 0.68), r * 0.1));
        c.grade(&rim, |p, _, _| scale(p, 0.82));
        for (dx, dy) in [(-0.2, -0.2), (0.2, -0.2), (-0.2, 0.2), (0.2, 0.2)] {
            c.fill(&ellipse(x + dx * r, y + dy * r, r * 0.1, r * 0.1), scale(ink, 0.3), 1.0);
        }
    } else {
        c.fill(&ellipse(x, y, r * 0.42, r * 0.42), scale(ink, 0.3), 0.9);
    }
}

/// How much larger than on the whole sheet things are drawn now.
fn zoom(c: &Canvas) -> f32 {
    c.unit() * crate::engine::WIDTH / c.size().0 as f32
}
