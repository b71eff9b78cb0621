use std::fmt::Write;

use html_escape::encode_double_quoted_attribute;
use leptos::prelude::*;

use super::inert::inert;

/// A picture in AVIF and WebP at several widths. Its place is kept while it loads, so nothing moves.
#[component]
pub fn Picture(
    /// An address that always works, also before the widths are encoded.
    #[prop(into)]
    src: String,
    /// Address of the encoded files without `-{width}.avif`.
    #[prop(optional, into)]
    base: String,
    /// Widths in pixels there are in WebP, ascending; empty while they are not ready.
    #[prop(optional)]
    widths: Vec<i32>,
    /// Widths there are in AVIF, which is encoded later.
    #[prop(optional)]
    avif: Vec<i32>,
    /// What the picture shows; empty when the text beside it says so already.
    #[prop(into)]
    alt: String,
    /// Intrinsic width in pixels.
    width: i32,
    /// Intrinsic height in pixels.
    height: i32,
    /// The colour of its place meanwhile, `#rrggbb`.
    #[prop(optional_no_strip, into)]
    colour: Option<String>,
    /// How wide it is drawn, as in `sizes`.
    #[prop(default = "(min-width: 64rem) 50vw, 100vw".into(), into)]
    sizes: String,
    /// The largest thing on the first screen: loaded first. All others load when they come near.
    #[prop(optional)]
    priority: bool,
) -> impl IntoView {
    let [src, base, alt, sizes] = [&src, &base, &alt, &sizes].map(encode_double_quoted_attribute);
    let tint = colour.map(|colour| {
        // An attribute, not a style: the content security policy allows no inline styles.
        let colour = encode_double_quoted_attribute(&colour);
        format!(
            r#"<svg class="picture-tint" aria-hidden="true"><rect width="100%" height="100%" fill="{colour}"/></svg>"#
        )
    });
    let mut html = String::with_capacity(2048);
    html.extend([r#"<span class="picture">"#, tint.as_deref().unwrap_or_default(), "<picture>"]);
    for (format, widths) in [("avif", avif), ("webp", widths)] {
        for (nth, width) in widths.iter().enumerate() {
            let lead = if nth == 0 { format!(r#"<source type="image/{format}" srcset=""#) } else { ", ".to_owned() };
            let _ = write!(html, "{lead}{base}-{width}.{format} {width}w");
        }
        if !widths.is_empty() {
            html.extend([r#"" sizes=""#, &sizes, r#"">"#]);
        }
    }
    let when = if priority { r#"loading="eager" fetchpriority="high""# } else { r#"loading="lazy""# };
    let _ = write!(
        html,
        r#"<img {when} src="{src}" alt="{alt}" width="{width}" height="{height}" decoding="async"></picture></span>"#
    );
    inert(html)
}
