//! The faces, and lines of text as glyphs with a width.

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
    /// Inter: what the faces above lack letters for. It has all of theirs, and those of most languages that are written in
    /// Latin, Greek or Cyrillic.
    Wide,
    /// Inter, heavier.
    WideStrong,
}

impl Face {
    /// The face that stands in where this one lacks a letter.
    const fn wide(self) -> Self {
        match self {
            Self::Display | Self::Strong | Self::WideStrong => Self::WideStrong,
            Self::Text | Self::Mono | Self::Wide => Self::Wide,
        }
    }
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

/// A shaped line: what it says, in which face, its glyphs, and its width in points.
pub struct Line {
    pub face: Face,
    pub text: String,
    pub glyphs: Vec<KrillaGlyph>,
    pub width: f32,
}

/// The faces, read once a document.
pub struct Faces(Vec<(rustybuzz::Face<'static>, Font)>);

impl Faces {
    pub fn new() -> Self {
        Self(vec![
            read(include_bytes!("../fonts/bricolage-grotesque-680.ttf")),
            read(include_bytes!("../fonts/instrument-sans-400.ttf")),
            read(include_bytes!("../fonts/instrument-sans-600.ttf")),
            read(include_bytes!("../fonts/spline-sans-mono-400.ttf")),
            read(include_bytes!("../fonts/inter-400.ttf")),
            read(include_bytes!("../fonts/inter-680.ttf")),
        ])
    }

    /// The face as the PDF embeds it.
    pub fn font(&self, face: Face) -> Font {
        self.0[face as usize].1.clone()
    }

    /// Whether some face has all letters of this text.
    pub fn can_write(&self, text: &str) -> bool {
        self.has(Face::Wide, text)
    }

    fn has(&self, face: Face, text: &str) -> bool {
        text.chars().all(|c| self.0[face as usize].0.glyph_index(c).is_some())
    }

    /// The face that the whole of a text is set in: no word is of two.
    fn face_of(&self, face: Face, text: &str) -> Face {
        if self.has(face, text) { face } else { face.wide() }
    }

    /// Shapes a line, with figures of one width. What no face can write becomes a question mark.
    pub fn line(&self, style: Style, text: &str) -> Line {
        let set_in = self.face_of(style.face, text);
        let face = &self.0[set_in as usize].0;
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
        Line { face: set_in, text, glyphs, width }
    }

    /// Breaks a text into lines no wider than `width`; a word that is wider has a line of its own.
    pub fn lines(&self, style: Style, text: &str, width: f32) -> Vec<Line> {
        let style = Style { face: self.face_of(style.face, text), ..style };
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
