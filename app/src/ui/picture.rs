use maud::{Markup, PreEscaped, Render, html};

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
                    @for (format, widths) in [(PreEscaped("avif"), self.avif), (PreEscaped("webp"), self.widths)] {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_what_is_encoded_and_escapes_what_people_wrote() {
        let picture = Picture {
            src: "/media/1.jpg",
            base: "/media/1",
            widths: &[320, 640],
            avif: &[],
            alt: r#"A "cup" & <saucer>"#,
            width: 4,
            height: 3,
            colour: "#a0b0c0",
            sizes: "50vw",
            priority: true,
        };
        let html = picture.render().into_string();
        assert!(html.contains(r#"srcset="/media/1-320.webp 320w, /media/1-640.webp 640w" sizes="50vw""#), "{html}");
        assert!(html.contains(r#"alt="A &quot;cup&quot; &amp; &lt;saucer&gt;""#), "{html}");
        assert!(html.contains(r#"fetchpriority="high""#) && !html.contains("avif"), "{html}");
        assert!(!Picture { priority: false, ..picture }.render().into_string().contains("fetchpriority"));
    }
}
