//! Colour in sRGB, 0 to 1: what a painter mixes, not what a physicist adds.

/// Red, green and blue, 0 to 1, sRGB.
pub type Rgb = [f32; 3];

/// A colour written as on the web, `0xRRGGBB`.
pub const fn hex(v: u32) -> Rgb {
    [((v >> 16) & 255) as f32 / 255.0, ((v >> 8) & 255) as f32 / 255.0, (v & 255) as f32 / 255.0]
}

/// From `a` (t = 0) to `b` (t = 1).
pub fn mix(a: Rgb, b: Rgb, t: f32) -> Rgb {
    [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t]
}

/// Brighter (`k` > 1) or darker without a change of hue.
pub fn scale(c: Rgb, k: f32) -> Rgb {
    [c[0] * k, c[1] * k, c[2] * k]
}

/// `c` under light `l`: -1 is deep, slightly violet shade, +1 the warm white of the window.
pub fn shade(c: Rgb, l: f32) -> Rgb {
    if l >= 0.0 {
        mix(c, [1.0, 0.975, 0.93], l.min(1.0))
    } else {
        mix(c, [c[0] * 0.22, c[1] * 0.2, c[2] * 0.27], (-l).min(1.0))
    }
}

/// Evenly spaced stops, `t` from 0 to 1.
pub fn ramp(stops: &[Rgb], t: f32) -> Rgb {
    let last = stops.len() - 1;
    let at = t.clamp(0.0, 1.0) * last as f32;
    let i = (at as usize).min(last.saturating_sub(1));
    mix(stops[i], stops[(i + 1).min(last)], at - i as f32)
}

/// Perceived lightness, 0 to 1.
pub fn luma(c: Rgb) -> f32 {
    0.299 * c[0] + 0.587 * c[1] + 0.114 * c[2]
}
