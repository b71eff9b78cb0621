//! Pages as they fill: what is on them in points from the top left, and at last the PDF.

use krilla::action::{Action, LinkAction};
use krilla::annotation::{LinkAnnotation, Target};
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke};
use krilla::{Document, SerializeSettings, color::rgb, surface::Surface};

use crate::face::{Face, Faces, Line, Style};
use crate::{Certificate, CertificateError, words};

/// The colours of the shop's pages in light.
pub const PAPER: [u8; 3] = [0xfa, 0xf8, 0xf4];
pub const INK: [u8; 3] = [0x16, 0x14, 0x0f];
pub const INK_2: [u8; 3] = [0x5f, 0x5a, 0x50];
pub const LINE: [u8; 3] = [0xe2, 0xdd, 0xd2];
pub const EDGE: [u8; 3] = [0x8c, 0x86, 0x78];
pub const ACCENT: [u8; 3] = [0xc9, 0x38, 0x18];

/// A4.
pub const WIDTH: f32 = 595.28;
pub const HEIGHT: f32 = 841.89;
/// Left and right of what is set.
pub const LEFT: f32 = 58.0;
pub const RIGHT: f32 = WIDTH - LEFT;
/// Where a page after the first begins, and where any ends.
pub const TOP: f32 = 108.0;
pub const BOTTOM: f32 = 772.0;

/// Running text.
pub const BODY: Style = Style::new(Face::Text, 9.5, INK);
/// Text that comes second.
pub const SMALL: Style = Style::new(Face::Text, 8.5, INK_2);
/// Headings of parts.
pub const HEADING: Style = Style::new(Face::Display, 19.0, INK);
/// Labels above and beside values.
pub const LABEL: Style = Style::new(Face::Strong, 7.5, INK_2).tracked(0.07);

enum Item {
    Line { at: (f32, f32), style: Style, line: Line },
    Filled(Path, [u8; 3]),
    Stroked(Path, [u8; 3], f32),
    Link(Rect, String),
}

/// The document as it grows. `y` is where the next thing goes on the last page.
pub struct Layout {
    pub faces: Faces,
    pub y: f32,
    pages: Vec<Vec<Item>>,
    running: String,
    footer: String,
    metadata: Metadata,
}

impl Layout {
    pub fn new(of: &Certificate) -> Self {
        Self {
            faces: Faces::new(),
            y: TOP,
            pages: vec![Vec::new()],
            running: format!("{}  ·  {}", of.shop, of.title),
            footer: format!("Draw {}", of.record.draw_id),
            metadata: metadata(of),
        }
    }

    /// A line whose base stands at `y`, from `x` to the right; answers its width.
    pub fn text(&mut self, x: f32, y: f32, style: Style, text: &str) -> f32 {
        let line = self.faces.line(style, text);
        self.place(x, y, style, line)
    }

    /// The same, ending at `x`.
    pub fn text_to(&mut self, x: f32, y: f32, style: Style, text: &str) {
        let line = self.faces.line(style, text);
        self.place(x - line.width, y, style, line);
    }

    fn place(&mut self, x: f32, y: f32, style: Style, line: Line) -> f32 {
        let width = line.width;
        self.put(Item::Line { at: (x, y), style, line });
        width
    }

    /// Lines no wider than `width`, the first based at `y`; answers the base of the line that would follow.
    pub fn paragraph(&mut self, x: f32, y: f32, width: f32, style: Style, leading: f32, text: &str) -> f32 {
        let mut y = y;
        for line in self.faces.lines(style, text, width) {
            self.place(x, y, style, line);
            y += leading;
        }
        y
    }

    /// A level line.
    pub fn rule(&mut self, from: f32, to: f32, y: f32, color: [u8; 3], width: f32) {
        let mut path = PathBuilder::new();
        path.move_to(from, y);
        path.line_to(to, y);
        self.stroke(path, color, width);
    }

    /// A box in outline.
    pub fn frame(&mut self, inset: f32, color: [u8; 3], width: f32) {
        let mut path = PathBuilder::new();
        if let Some(rect) = Rect::from_ltrb(inset, inset, WIDTH - inset, HEIGHT - inset) {
            path.push_rect(rect);
        }
        self.stroke(path, color, width);
    }

    pub fn fill(&mut self, path: PathBuilder, color: [u8; 3]) {
        if let Some(path) = path.finish() {
            self.put(Item::Filled(path, color));
        }
    }

    pub fn stroke(&mut self, path: PathBuilder, color: [u8; 3], width: f32) {
        if let Some(path) = path.finish() {
            self.put(Item::Stroked(path, color, width));
        }
    }

    /// Makes a place lead to an address.
    pub fn link(&mut self, x: f32, y: f32, width: f32, height: f32, url: &str) {
        if let Some(rect) = Rect::from_xywh(x, y, width, height) {
            self.put(Item::Link(rect, url.to_owned()));
        }
    }

    fn put(&mut self, item: Item) {
        if let Some(page) = self.pages.last_mut() {
            page.push(item);
        }
    }

    /// Begins a page, with its running head.
    pub fn next_page(&mut self) {
        self.pages.push(Vec::new());
        let running = std::mem::take(&mut self.running);
        self.text(LEFT, 66.0, SMALL, &running);
        self.text_to(RIGHT, 66.0, SMALL, "Certificate of a fair draw");
        self.rule(LEFT, RIGHT, 76.0, LINE, 0.6);
        self.running = running;
        self.y = TOP;
    }

    /// Whether this is the certificate's face.
    pub const fn is_first_page(&self) -> bool {
        self.pages.len() == 1
    }

    /// Begins a page unless there are `height` points left on this one.
    pub fn need(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.next_page();
        }
    }

    /// The PDF, now that the number of pages is known.
    pub fn finish(mut self) -> Result<Vec<u8>, CertificateError> {
        let of = self.pages.len();
        let pages = std::mem::take(&mut self.pages);
        let mut document = Document::new_with(settings()?);
        document.set_metadata(std::mem::take(&mut self.metadata));
        for (at, items) in pages.into_iter().enumerate() {
            self.pages = vec![items];
            self.furnish(at + 1, of);
            self.draw(&mut document)?;
        }
        document.finish().map_err(|error| CertificateError::Pdf(format!("{error:?}")))
    }

    /// What stands at the foot of every page.
    fn furnish(&mut self, page: usize, of: usize) {
        let footer = std::mem::take(&mut self.footer);
        self.text(LEFT, 800.0, Style::new(Face::Mono, 7.0, INK_2), &footer);
        self.text_to(RIGHT, 800.0, Style::new(Face::Text, 7.5, INK_2), &format!("Page {page} of {of}"));
        self.footer = footer;
    }

    fn draw(&mut self, document: &mut Document) -> Result<(), CertificateError> {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| CertificateError::Pdf("A4".into()))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        let mut links = Vec::new();
        let mut ground = PathBuilder::new();
        ground.push_rect(Rect::from_xywh(0.0, 0.0, WIDTH, HEIGHT).ok_or_else(|| CertificateError::Pdf("A4".into()))?);
        filled(&mut surface, ground.finish().as_ref(), PAPER);
        for item in self.pages.pop().unwrap_or_default() {
            match item {
                Item::Line { at: (x, y), style, line } => {
                    surface.set_stroke(None);
                    surface.set_fill(Some(fill(style.color)));
                    let font = self.faces.font(style.face);
                    surface.draw_glyphs(Point::from_xy(x, y), &line.glyphs, font, &line.text, style.size, false);
                }
                Item::Filled(path, color) => filled(&mut surface, Some(&path), color),
                Item::Stroked(path, color, width) => {
                    surface.set_fill(None);
                    surface.set_stroke(Some(Stroke { paint: paint(color), width, ..Stroke::default() }));
                    surface.draw_path(&path);
                }
                Item::Link(rect, url) => links.push((rect, url)),
            }
        }
        surface.finish();
        for (rect, url) in links {
            let target = Target::Action(Action::Link(LinkAction::new(url)));
            page.add_annotation(LinkAnnotation::new(rect, target).into());
        }
        page.finish();
        Ok(())
    }
}

fn filled(surface: &mut Surface, path: Option<&Path>, color: [u8; 3]) {
    surface.set_stroke(None);
    surface.set_fill(Some(fill(color)));
    if let Some(path) = path {
        surface.draw_path(path);
    }
}

fn fill(color: [u8; 3]) -> Fill {
    Fill { paint: paint(color), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

fn paint([red, green, blue]: [u8; 3]) -> krilla::paint::Paint {
    rgb::Color::new(red, green, blue).into()
}

/// PDF/A: the file carries all that it needs to look the same in decades.
fn settings() -> Result<SerializeSettings, CertificateError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_B)
        .finish()
        .map_err(|error| CertificateError::Pdf(format!("{error:?}")))?;
    Ok(SerializeSettings { configuration, ..SerializeSettings::default() })
}

/// Dated by the record, so that nothing depends on when the file was made.
fn metadata(of: &Certificate) -> Metadata {
    let at = words::instant(of.settlement.map_or(of.drawn_at, |settlement| settlement.at));
    let date = DateTime::new(u16::try_from(at.year()).unwrap_or(1970))
        .month(at.month().into())
        .day(at.day())
        .hour(at.hour())
        .minute(at.minute())
        .second(at.second())
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    Metadata::new()
        .title(format!("Certificate of a fair draw: {}", of.title))
        .description(format!("The public record of this draw is at {}", of.url))
        .authors(vec![of.shop.to_owned()])
        .creator("Fairdrop".to_owned())
        .producer("Fairdrop".to_owned())
        .language("en".to_owned())
        .document_id(format!("{}-{}", of.record.draw_id, of.record.state))
        .creation_date(date)
}
