//! The mark: a tally of five, the fifth stroke in vermilion. Things made in small numbers,
//! counted where everybody can see it.

use crate::Picture;
use tiny_skia::{Color, LineCap, Paint, Path, PathBuilder, Pixmap, Stroke, Transform};

/// The ground: ink of the design, `#16140f`.
const INK: [u8; 3] = [0x16, 0x14, 0x0f];
/// The four strokes: paper, `#faf8f4`.
const PAPER: [u8; 3] = [0xfa, 0xf8, 0xf4];
/// The fifth: vermilion, a shade lighter than on paper because it stands on ink.
const VERMILION: [u8; 3] = [0xe2, 0x4a, 0x26];

/// Positions of the upright strokes on a field of 32 by 32.
const UPRIGHTS: [f32; 4] = [8.6, 13.53, 18.47, 23.4];
/// Upper and lower end of the uprights.
const SPAN: (f32, f32) = (8.2, 23.8);
/// The stroke across, from lower left to upper right.
const ACROSS: [f32; 4] = [5.6, 20.6, 26.4, 11.4];
/// Width of a stroke.
const WIDE: f32 = 2.5;
/// Width of the ground left free around the stroke across.
const GAP: f32 = 5.0;

/// The mark as a small SVG file on a square with round corners, 32 by 32, for the favicon.
pub fn mark_svg() -> String {
    let hex = |c: [u8; 3]| format!("#{:02x}{:02x}{:02x}", c[0], c[1], c[2]);
    let (ink, paper, vermilion) = (hex(INK), hex(PAPER), hex(VERMILION));
    let uprights = UPRIGHTS.map(|x| format!("M{x} {}V{}", SPAN.0, SPAN.1)).concat();
    let [x0, y0, x1, y1] = ACROSS;
    let across = format!("M{x0} {y0}L{x1} {y1}");
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\">\
         <rect width=\"32\" height=\"32\" rx=\"7\" fill=\"{ink}\"/>\
         <g fill=\"none\" stroke-linecap=\"round\" stroke-width=\"{WIDE}\">\
         <path stroke=\"{paper}\" d=\"{uprights}\"/>\
         <path stroke=\"{ink}\" stroke-width=\"{GAP}\" d=\"{across}\"/>\
         <path stroke=\"{vermilion}\" d=\"{across}\"/></g></svg>\n"
    )
}

/// The mark on a full square, `size` pixels wide: for the home screen, where the system cuts the
/// corners. All of it lies in the safe zone of a maskable icon.
///
/// # Panics
/// When `size` is 0 or too large for memory.
pub fn icon(size: u32) -> Picture {
    let mut pixmap = Pixmap::new(size, size).expect("an icon has a size");
    pixmap.fill(Color::from_rgba8(INK[0], INK[1], INK[2], 255));
    let s = size as f32 / 32.0;
    // Smaller than in the favicon: the safe zone is a circle of four fifths.
    let fit = Transform::from_scale(s, s).pre_concat(Transform::from_row(0.9, 0.0, 0.0, 0.9, 1.6, 1.6));
    for x in UPRIGHTS {
        draw(&mut pixmap, &segment([x, SPAN.0, x, SPAN.1]), PAPER, WIDE, fit);
    }
    draw(&mut pixmap, &segment(ACROSS), INK, GAP, fit);
    draw(&mut pixmap, &segment(ACROSS), VERMILION, WIDE, fit);
    Picture { width: size, height: size, rgba: pixmap.take() }
}

fn segment([x0, y0, x1, y1]: [f32; 4]) -> Path {
    let mut b = PathBuilder::new();
    b.move_to(x0, y0);
    b.line_to(x1, y1);
    b.finish().expect("two points make a line")
}

fn draw(pixmap: &mut Pixmap, path: &Path, c: [u8; 3], width: f32, t: Transform) {
    let mut paint = Paint::default();
    paint.set_color_rgba8(c[0], c[1], c[2], 255);
    let stroke = Stroke { width, line_cap: LineCap::Round, ..Stroke::default() };
    pixmap.stroke_path(path, &paint, &stroke, t, None);
}
