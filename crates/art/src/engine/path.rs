//! Ways to make a path: from SVG data, through points, and the usual figures.

use tiny_skia::{LineCap, LineJoin, Path, PathBuilder, Rect, Stroke, StrokeDash, Transform};

fn finish(b: PathBuilder) -> Path {
    b.finish().unwrap_or_else(nothing)
}

/// A speck far outside every picture: what a degenerate figure becomes.
fn nothing() -> Path {
    let far = Rect::from_xywh(-9e4, -9e4, 0.01, 0.01).expect("a fixed rectangle is valid");
    PathBuilder::from_rect(far)
}

/// Absolute SVG path data with the commands M L H V C S Q Z.
///
/// The data are constants of this crate; what is not understood is skipped.
pub fn svg(d: &str) -> Path {
    let mut b = PathBuilder::new();
    let mut nums: Vec<f32> = Vec::with_capacity(8);
    let mut cmd = ' ';
    let mut pen = Pen::default();
    for word in d.split(|c: char| c.is_whitespace() || c == ',') {
        let mut rest = word;
        while let Some(c) = rest.chars().next() {
            if c.is_ascii_alphabetic() {
                cmd = c;
                nums.clear();
                rest = &rest[1..];
                if c == 'Z' {
                    b.close();
                }
                continue;
            }
            let end = rest.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(rest.len());
            nums.extend(rest[..end].parse::<f32>());
            rest = &rest[end..];
            if pen.apply(&mut b, cmd, &nums) {
                nums.clear();
            }
        }
    }
    finish(b)
}

#[derive(Default)]
struct Pen {
    x: f32,
    y: f32,
    /// Second control point of the last cubic, mirrored by `S`.
    cx: f32,
    cy: f32,
}

impl Pen {
    /// Draws when there are enough numbers for the command.
    fn apply(&mut self, b: &mut PathBuilder, cmd: char, n: &[f32]) -> bool {
        let before = (self.x, self.y);
        match (cmd, n) {
            ('M', &[x, y]) => {
                b.move_to(x, y);
                (self.x, self.y) = (x, y);
            }
            ('L', &[x, y]) => {
                b.line_to(x, y);
                (self.x, self.y) = (x, y);
            }
            ('H', &[x]) => {
                b.line_to(x, self.y);
                self.x = x;
            }
            ('V', &[y]) => {
                b.line_to(self.x, y);
                self.y = y;
            }
            ('Q', &[x1, y1, x, y]) => {
                b.quad_to(x1, y1, x, y);
                (self.x, self.y) = (x, y);
            }
            ('C', &[x1, y1, x2, y2, x, y]) => {
                b.cubic_to(x1, y1, x2, y2, x, y);
                (self.cx, self.cy, self.x, self.y) = (x2, y2, x, y);
                return true;
            }
            ('S', &[x2, y2, x, y]) => {
                let (x1, y1) = (2.0 * before.0 - self.cx, 2.0 * before.1 - self.cy);
                b.cubic_to(x1, y1, x2, y2, x, y);
                (self.cx, self.cy, self.x, self.y) = (x2, y2, x, y);
                return true;
            }
            _ => return false,
        }
        (self.cx, self.cy) = (self.x, self.y);
        true
    }
}

/// A soft curve through all points (Catmull-Rom).
pub fn smooth(points: &[(f32, f32)], closed: bool) -> Path {
    let mut b = PathBuilder::new();
    let n = points.len() as i32;
    let at = |i: i32| {
        let j = if closed { i.rem_euclid(n) } else { i.clamp(0, n - 1) };
        points[j as usize]
    };
    if n > 0 {
        b.move_to(points[0].0, points[0].1);
    }
    for i in 0..if closed { n } else { n - 1 } {
        let (p0, p1, p2, p3) = (at(i - 1), at(i), at(i + 1), at(i + 2));
        b.cubic_to(
            p1.0 + (p2.0 - p0.0) / 6.0,
            p1.1 + (p2.1 - p0.1) / 6.0,
            p2.0 - (p3.0 - p1.0) / 6.0,
            p2.1 - (p3.1 - p1.1) / 6.0,
            p2.0,
            p2.1,
        );
    }
    if closed {
        b.close();
    }
    finish(b)
}

/// A closed polygon.
pub fn poly(points: &[(f32, f32)]) -> Path {
    let mut b = PathBuilder::new();
    for (i, &(x, y)) in points.iter().enumerate() {
        if i == 0 { b.move_to(x, y) } else { b.line_to(x, y) }
    }
    b.close();
    finish(b)
}

/// An open line from point to point, to be stroked.
pub fn line(points: &[(f32, f32)]) -> Path {
    let mut b = PathBuilder::new();
    for (i, &(x, y)) in points.iter().enumerate() {
        if i == 0 { b.move_to(x, y) } else { b.line_to(x, y) }
    }
    finish(b)
}

/// Upper left corner and size.
pub fn rect(x: f32, y: f32, w: f32, h: f32) -> Path {
    Rect::from_xywh(x, y, w, h).map_or_else(nothing, PathBuilder::from_rect)
}

/// A rectangle with corners of radius `r`.
pub fn round_rect(x: f32, y: f32, w: f32, h: f32, r: f32) -> Path {
    let r = r.min(w / 2.0).min(h / 2.0);
    let k = r * 0.447_7;
    let (x1, y1) = (x + w, y + h);
    let mut b = PathBuilder::new();
    b.move_to(x + r, y);
    b.line_to(x1 - r, y);
    b.cubic_to(x1 - k, y, x1, y + k, x1, y + r);
    b.line_to(x1, y1 - r);
    b.cubic_to(x1, y1 - k, x1 - k, y1, x1 - r, y1);
    b.line_to(x + r, y1);
    b.cubic_to(x + k, y1, x, y1 - k, x, y1 - r);
    b.line_to(x, y + r);
    b.cubic_to(x, y + k, x + k, y, x + r, y);
    b.close();
    finish(b)
}

/// Centre and radii.
pub fn ellipse(cx: f32, cy: f32, rx: f32, ry: f32) -> Path {
    Rect::from_xywh(cx - rx, cy - ry, rx * 2.0, ry * 2.0).and_then(PathBuilder::from_oval).unwrap_or_else(nothing)
}

/// `p` turned by `degrees` (clockwise) about a point.
pub fn rotated(p: &Path, degrees: f32, cx: f32, cy: f32) -> Path {
    p.clone().transform(Transform::from_rotate_at(degrees, cx, cy)).unwrap_or_else(nothing)
}

fn pen(width: f32) -> Stroke {
    Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() }
}

/// The outline of a stroke with round ends.
pub fn stroke(p: &Path, width: f32) -> Path {
    p.stroke(&pen(width), 2.0).unwrap_or_else(nothing)
}

/// The outlines of dashes along `p`, as a machine stitches.
pub fn dashed(p: &Path, width: f32, on: f32, off: f32) -> Path {
    let Some(dash) = StrokeDash::new(vec![on, off], 0.0) else {
        return nothing();
    };
    let Some(dashes) = p.dash(&dash, 2.0) else {
        return nothing();
    };
    stroke(&dashes, width)
}
