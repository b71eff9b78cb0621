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
    let source = move |format: &'static str, widths: Vec<i32>| {
        let set = widths.iter().map(|w| format!("{base}-{w}.{format} {w}w")).collect::<Vec<_>>().join(", ");
        (!widths.is_empty()).then(|| view! { <source type=format!("image/{format}") srcset=set sizes=sizes.clone() /> })
    };
    view! {
        <span class="picture">
            // An attribute, not a style: the content security policy allows no inline styles.
            {colour.map(|colour| view! { <svg class="picture-tint" aria-hidden="true"><rect width="100%" height="100%" fill=colour /></svg> })}
            <picture>
                {source("avif", avif)}
                {source("webp", widths)}
                <img src=src alt=alt width=width height=height decoding="async"
                    loading=if priority { "eager" } else { "lazy" } fetchpriority=priority.then_some("high") />
            </picture>
        </span>
    }
    .into_any()
}
