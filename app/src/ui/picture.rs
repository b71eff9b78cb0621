use html_escape::encode_double_quoted_attribute;
use leptos::prelude::*;

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
    // One piece of text: a page shows dozens of these, of seven elements each, in which nothing ever changes. The
    // colour is an attribute, not a style: the content security policy allows no inline styles.
    let tint = colour.map(|colour| {
        let colour = encode_double_quoted_attribute(&colour);
        format!(
            r#"<svg class="picture-tint" aria-hidden="true"><rect width="100%" height="100%" fill="{colour}"/></svg>"#
        )
    });
    let source = |format: &str, widths: &[i32]| {
        let set = widths.iter().map(|w| format!("{base}-{w}.{format} {w}w")).collect::<Vec<_>>().join(", ");
        let [set, sizes] = [&set, &sizes].map(encode_double_quoted_attribute);
        format!(r#"<source type="image/{format}" srcset="{set}" sizes="{sizes}">"#)
    };
    let sources = [("avif", avif), ("webp", widths)]
        .map(|(format, widths)| if widths.is_empty() { String::new() } else { source(format, &widths) });
    let [src, alt] = [&src, &alt].map(encode_double_quoted_attribute);
    let when = if priority { r#"loading="eager" fetchpriority="high""# } else { r#"loading="lazy""# };
    let inside = format!(
        r#"{}<picture>{}<img {when} src="{src}" alt="{alt}" width="{width}" height="{height}" decoding="async"></picture>"#,
        tint.unwrap_or_default(),
        sources.concat()
    );
    view! { <span class="picture" inner_html=inside></span> }.into_any()
}
