//! The four faces, and lines of text as glyphs with a width.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Feature, UnicodeBuffer, ttf_parser::Tag};

/// A face that the certificate is set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// Bricolage Grotesque: names and headings.
    Display,
    /// Instrument Sans: text.
    Text,
    /// Instrument Sans, heavier: labels.
    Strong,
    /// Spline Sans Mono: ids and digests.
    Mono,
}

/// How a line is set.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Its face.
    pub face: Face,
    /// In points.
    pub size: f32,
    /// Red, green, blue.
    pub color: [u8; 3],
    /// Space between letters, in parts of the size.
    pub tracking: f32,
}

impl Style {
    pub const fn new(face: Face, size: f32, color: [u8; 3]) -> Self {
        Self { face, size, color, tracking: 0.0 }
    }

    pub const fn tracked(self, tracking: f32) -> Self {
        Self { tracking, ..self }
    }
}

/// A shaped line: what it says, its glyphs, and its width in points.
pub struct Line {
    pub text: String,
    pub glyphs: Vec<KrillaGlyph>,
    pub width: f32,
}

/// The faces, read once a document.
pub struct Faces([(rustybuzz::Face<'static>, Font); 4]);

impl Faces {
    pub fn new() -> Self {
        Self([
            read(include_bytes!("../fonts/bricolage-grotesque-680.ttf")),
            read(include_bytes!("../fonts/instrument-sans-400.ttf")),
            read(include_bytes!("../fonts/instrument-sans-600.ttf")),
            read(include_bytes!("../fonts/spline-sans-mono-400.ttf")),
        ])
    }

    /// The face as the PDF embeds it.
    pub fn font(&self, face: Face) -> Font {
        self.0[face as usize].1.clone()
    }

    /// Shapes a line, with figures of one width. What the face cannot write becomes a question mark.
    pub fn line(&self, style: Style, text: &str) -> Line {
        let face = &self.0[style.face as usize].0;
        let text: String = text.chars().map(|c| if face.glyph_index(c).is_some() { c } else { '?' }).collect();
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&text);
        buffer.guess_segment_properties();
        let shaped = rustybuzz::shape(face, &[Feature::new(Tag::from_bytes(b"tnum"), 1, ..)], buffer);
        #[expect(clippy::cast_precision_loss, reason = "units of a face are far below 2^24")]
        let em = |units: i32| units as f32 / face.units_per_em() as f32;
        let mut glyphs: Vec<KrillaGlyph> = Vec::with_capacity(shaped.len());
        for (info, at) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
            let start = info.cluster as usize;
            if let Some(before) = glyphs.last_mut().filter(|g| g.text_range.start < start) {
                before.text_range.end = start;
            }
            let advance = em(at.x_advance) + style.tracking;
            let range = start..text.len();
            let id = GlyphId::new(info.glyph_id);
            glyphs.push(KrillaGlyph::new(id, advance, em(at.x_offset), em(at.y_offset), 0.0, range, None));
        }
        let width = glyphs.iter().map(|glyph| glyph.x_advance).sum::<f32>() * style.size;
        // The last letter needs no space after it.
        let width = if glyphs.is_empty() { 0.0 } else { width - style.tracking * style.size };
        Line { text, glyphs, width }
    }

    /// Breaks a text into lines no wider than `width`; a word that is wider has a line of its own.
    pub fn lines(&self, style: Style, text: &str, width: f32) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut taken = String::new();
        for word in text.split_whitespace() {
            let longer = if taken.is_empty() { word.to_owned() } else { format!("{taken} {word}") };
            if !taken.is_empty() && self.line(style, &longer).width > width {
                lines.push(self.line(style, &taken));
                word.clone_into(&mut taken);
            } else {
                taken = longer;
            }
        }
        lines.push(self.line(style, &taken));
        lines
    }
}

fn read(bytes: &'static [u8]) -> (rustybuzz::Face<'static>, Font) {
    let face = rustybuzz::Face::from_slice(bytes, 0).expect("a face that is compiled in can be read");
    let font = Font::new(bytes.into(), 0).expect("a face that is compiled in can be embedded");
    (face, font)
}
