use maud::{Markup, Render, html};

/// A picture in AVIF and WebP at several widths, for inert text. Its place is kept while it loads, so nothing moves.
#[derive(Clone, Copy, Debug)]
pub struct Picture<'a> {
    /// An address that always works, also before the widths are encoded.
    pub src: &'a str,
    /// Address of the encoded files without `-{width}.avif`.
    pub base: &'a str,
    /// Widths in pixels there are in WebP, ascending; empty while they are not ready.
    pub widths: &'a [i32],
    /// Widths there are in AVIF, which is encoded later.
    pub avif: &'a [i32],
    /// What the picture shows; empty when the text beside it says so already.
    pub alt: &'a str,
    /// Intrinsic width in pixels.
    pub width: i32,
    /// Intrinsic height in pixels.
    pub height: i32,
    /// The colour of its place meanwhile, `#rrggbb`.
    pub colour: &'a str,
    /// How wide it is drawn, as in `sizes`.
    pub sizes: &'a str,
    /// The largest thing on the first screen: loaded first. All others load when they come near.
    pub priority: bool,
}

impl Render for Picture<'_> {
    fn render(&self) -> Markup {
        // Escaped once: they occur up to fifteen times.
        let [base, sizes] = [self.base, self.sizes].map(|text| html! { (text) });
        let (loading, priority) = if self.priority { ("eager", Some("high")) } else { ("lazy", None) };
        html! {
            span class="picture" {
                // An attribute, not a style: the content security policy allows no inline styles.
                svg class="picture-tint" aria-hidden="true" { rect width="100%" height="100%" fill=(self.colour) {} }
                picture {
                    @for (format, widths) in [("avif", self.avif), ("webp", self.widths)] {
                        @if !widths.is_empty() {
                            source type={ "image/" (format) } srcset={
                                @for (nth, width) in widths.iter().enumerate() {
                                    @if nth > 0 { ", " }
                                    (base) "-" (width) "." (format) " " (width) "w"
                                }
                            } sizes=(sizes);
                        }
                    }
                    img loading=(loading) fetchpriority=[priority] src=(self.src) alt=(self.alt) width=(self.width) height=(self.height) decoding="async";
                }
            }
        }
    }
}
