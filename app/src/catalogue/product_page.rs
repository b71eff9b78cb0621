use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_params_map;
use maud::html;
use shop::catalogue::{Availability, Product, ProductPage as Found, ProductState, Variant};

use super::about::{fact, fact_if_any, gallery, price, prose, shipping_and_returns};
use super::server_fns::FindProduct;
use super::structured_data::json_ld;
use crate::ask::ask;
use crate::drops::DropsOfProduct;
use crate::load::loaded;
use crate::ui::{Breadcrumbs, Notice, Tone, inert};

/// A product: what it is, what it costs, and truthfully whether there is any.
#[component]
pub fn ProductPage() -> impl IntoView {
    let params = use_params_map();
    let found = ask(move || FindProduct { slug: params.read().get("slug").unwrap_or_default() });
    loaded(found, |found| view! { <Facts found=found/> }.into_any()).into_any()
}

#[component]
fn Facts(found: Found) -> impl IntoView {
    let data = json_ld(&found);
    let Found { product, pictures, variants, collection, .. } = found;
    let mut trail = vec![("/".to_owned(), "Home".to_owned()), ("/collections".to_owned(), "Collections".to_owned())];
    trail.extend(collection.map(|(slug, name)| (format!("/collections/{slug}"), name)));
    let summary: String = product.description.chars().take(200).collect();
    let hidden = (product.state != ProductState::Active).then(|| view! { <Meta name="robots" content="noindex"/> });
    view! {
        <Title text=product.name.clone()/>
        <Meta name="description" content=summary/>
        {hidden}
        <script type="application/ld+json" inner_html=data></script>
        <article class="product page">
            <Breadcrumbs trail=trail here=product.name.clone()/>
            {gallery(pictures)}
            <div class="product-facts">
                {overline(&product)}
                <h1 class="title">{product.name.clone()}</h1>
                {(!product.maker.is_empty()).then(|| view! { <p class="lead">"by "{product.maker.clone()}</p> })}
                {price(variants.iter().map(|v| v.price))}
                <Standing state=product.state variants=variants/>
                <DropsOfProduct product=product.id/>
                {prose(product.description)}
                {inert(move || html! {
                    dl class="facts" {
                        (fact_if_any("Maker", &product.maker))
                        (fact_if_any("Made of", &product.material))
                        @if let Some(size) = product.edition_size { (fact("Edition", format!("{size} in all"))) }
                    }
                })}
                {shipping_and_returns()}
            </div>
        </article>
    }
}

fn overline(product: &Product) -> impl IntoView + use<> {
    product.edition_size.map(|size| view! { <p class="overline num">"Edition of "{size}</p> })
}

/// The sizes with what there is of each. Things are sold in drops, so a size in the house is not
/// promised to whoever looks at it.
#[component]
fn Standing(state: ProductState, variants: Vec<Variant>) -> impl IntoView {
    match state {
        ProductState::Draft => return view! { <Notice tone=Tone::Warn title="A draft"><p>"Only staff see this page until it is published."</p></Notice> }.into_any(),
        ProductState::Archived => return view! { <Notice title="No longer in the shop"><p>"We keep this page for those who have one. "<a class="link" href="/drops">"See what drops next"</a></p></Notice> }.into_any(),
        ProductState::Active => {}
    }
    let on_hand = variants.iter().map(|v| v.on_hand).sum();
    let available = variants.iter().map(|v| v.available).sum();
    let (tone, line) = match Availability::of(on_hand, available) {
        Availability::InStock => (Tone::Good, "In the house. We sell it in drops; the next one is announced here."),
        Availability::Reserved => (Tone::Plain, "All that we have is set aside for drops and orders."),
        Availability::SoldOut => (Tone::Plain, "Sold out. Sometimes one comes back; there is no list to be on."),
    };
    view! {
        <p class="action-state" data-tone=tone.as_str()>{line}</p>
        {inert(move || html! {
            dl class="facts" aria-label="Sizes" {
                @for variant in &variants { div { dt { (variant.name) } dd class="num" { (word(variant)) } } }
            }
        })}
    }
    .into_any()
}

fn word(variant: &Variant) -> String {
    match variant.availability() {
        Availability::InStock => format!("{} in the house", variant.available),
        Availability::Reserved => "Set aside".to_owned(),
        Availability::SoldOut => "Sold out".to_owned(),
    }
}
