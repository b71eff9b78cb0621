//! A long-playing record: grooves, the sheen across them, its label.

use super::covers::{Cover, ink};
use crate::engine::{Canvas, Rgb, ellipse, fbm, grain, hex, luma, mix, rect, shade, stroke};

/// Radius of the label as a share of the disc.
const LABEL: f32 = 0.335;

/// Draws a disc of radius `r`; `spin` turns the label.
pub fn draw(c: &mut Canvas, cover: &Cover, (cx, cy): (f32, f32), r: f32, spin: f32) {
    let z = c.unit() * 1000.0 / c.size().0 as f32;
    let body = c.region(&ellipse(cx, cy, r, r));
    c.shadow(&body, (18.0 * z, 24.0 * z), 22.0 * z, 0.5, None);
    c.shadow(&body, (3.0 * z, 4.0 * z), 5.0 * z, 0.5, None);
    let px = c.unit();
    let vinyl = cover.vinyl;
    let dark = luma(vinyl) < 0.2;
    c.paint(&body, |x, y| {
        let (dx, dy) = (x - cx, y - cy);
        let d = (dx * dx + dy * dy).sqrt();
        if d < r * LABEL * 0.97 {
            return [0.0; 4];
        }
        let s = surface(vinyl, dark, d / r, (dx / d, dy / d), r * px);
        [s[0], s[1], s[2], 1.0]
    });
    let rim = c.region(&stroke(&ellipse(cx, cy, r - 1.2, r - 1.2), 2.0));
    c.paint(&rim, |x, y| [1.0, 1.0, 1.0, (0.25 - (x - cx + y - cy) / r * 0.3).clamp(0.02, 0.5)]);
    label(c, cover, (cx, cy), r * LABEL, spin);
}

/// The colour of the vinyl at a distance from the hole (share of the radius), in a direction.
fn surface(vinyl: Rgb, dark: bool, d: f32, (dx, dy): (f32, f32), px: f32) -> Rgb {
    let band = song(d);
    // Grooves finer than the pixels are left to the sheen.
    let pitch = 150.0;
    let fine = ((px / pitch - 1.2) / 2.0).clamp(0.0, 1.0);
    let groove = if fine > 0.0 { (d * pitch * std::f32::consts::TAU).sin() * 0.045 * fine * band } else { 0.0 };
    let uneven = grain((d * 420.0) as i32, 3) * 0.03 * band;
    // Two lamps make the cross of light that every record shows.
    let towards = |ux: f32, uy: f32| (dx * ux + dy * uy).abs();
    let (key, fill) = (towards(-0.5885, -0.8085), towards(0.7648, -0.6442));
    let sheen = key.powi(26) * 0.55 + key.powi(160) * 0.5 + fill.powi(60) * 0.22;
    let strength = if dark { 0.42 } else { 0.30 };
    let l = (groove + uneven) * (0.6 + sheen * 2.2) + sheen * strength * (0.25 + 0.75 * band) - 0.05;
    shade(vinyl, l - (1.0 - band) * 0.10)
}

/// 1 where there is music, near 0 in the gaps between songs, the run-in and the run-out.
fn song(d: f32) -> f32 {
    let gaps = [0.415, 0.53, 0.655, 0.80, 0.965];
    let near = gaps.iter().map(|g| (d - g).abs()).fold(1.0_f32, f32::min);
    let inside = f32::from((0.405..=0.975).contains(&d));
    inside * ((near - 0.0035) / 0.004).clamp(0.0, 1.0)
}

fn label(c: &mut Canvas, cover: &Cover, (cx, cy): (f32, f32), r: f32, spin: f32) {
    let z = c.unit() * 1000.0 / c.size().0 as f32;
    let px = c.unit();
    let [ground, second, third] = [cover.label[0], cover.label[1], cover.label[2]];
    let whole = c.region(&ellipse(cx, cy, r, r));
    let (sin, cos) = spin.sin_cos();
    c.paint(&whole, |x, y| {
        let (dx, dy) = ((x - cx) / r, (y - cy) / r);
        let (u, v) = (dx * cos + dy * sin, dy * cos - dx * sin);
        let edge = r * px;
        let own = match cover.kind % 4 {
            0 => mix(ground, second, ink(v - 0.12, edge)),
            1 => mix(ground, second, ink(0.52 - (u * u + (v - 0.5).powi(2)).sqrt(), edge)),
            2 => {
                mix(ground, second, ink(0.085 - ((u * 3.2).fract().abs() - 0.5).abs() / 3.2, edge) * ink(v - 0.2, edge))
            }
            _ => mix(mix(ground, third, ink(u - v - 0.7, edge)), second, ink(u + v - 0.2, edge)),
        };
        let s = shade(own, 0.05 - (dx + dy) * 0.06 + fbm(x * 2.0, y * 2.0) * 0.03);
        [s[0], s[1], s[2], 1.0]
    });
    let text = if luma(ground) > 0.5 { hex(0x1D1B18) } else { hex(0xF3EDE1) };
    let turned = crate::engine::Transform::from_rotate_at(spin.to_degrees(), cx, cy);
    c.within(turned, |c| {
        for (i, w) in [0.62, 0.44, 0.52].iter().enumerate() {
            let y = cy - r * (0.62 - i as f32 * 0.1);
            c.fill(&rect(cx - r * w / 2.0, y, r * w, r * 0.032), text, if i == 0 { 0.85 } else { 0.5 });
        }
        c.fill(&rect(cx + r * 0.5, cy - r * 0.1, r * 0.22, r * 0.03), text, 0.6);
        c.fill(&rect(cx + r * 0.5, cy - r * 0.03, r * 0.14, r * 0.03), text, 0.6);
    });
    for k in [0.985, 0.36] {
        let ring = c.region(&stroke(&ellipse(cx, cy, r * k, r * k), 1.4));
        c.paint(&ring, |x, y| {
            let lit = if x - cx + y - cy > 0.0 { 1.0 } else { 0.0 };
            [lit, lit, lit, 0.20]
        });
    }
    let hole = c.region(&ellipse(cx, cy, r * 0.072, r * 0.072));
    c.paint(&hole, |_, _| {
        let s = mix(cover.table, [0.0; 3], 0.6);
        [s[0], s[1], s[2], 1.0]
    });
    let rim = c.region(&stroke(&ellipse(cx, cy, r * 0.072, r * 0.072), 1.6));
    c.shadow(&rim, (1.0 * z, 1.4 * z), 1.6 * z, 0.6, None);
}
