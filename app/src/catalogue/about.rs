//! What the pages of a product and of its drop say alike.

use leptos::prelude::*;
use maud::{Markup, Render, html};
use shop::Money;
use shop::catalogue::Picture;

use super::shot_html;
use crate::ui::{inert, money_html};

/// The pictures of a product, the first of them at once.
pub fn gallery(pictures: Vec<Picture>) -> AnyView {
    fn shot(nth: usize, picture: &Picture) -> Markup {
        shot_html(picture, &picture.alt, "(min-width: 52rem) 60vw, 92vw", nth == 0)
    }
    inert(move || {
        html! {
            div class="product-pictures" tabindex="0" role="group" aria-label="Pictures" {
                @for (nth, picture) in pictures.iter().enumerate() { (shot(nth, picture)) }
            }
        }
    })
}

/// The least of the prices; nothing where there is none.
pub fn price(prices: impl Iterator<Item = Money> + Clone) -> Option<AnyView> {
    let least = prices.clone().min_by_key(|price| price.minor)?;
    let from = prices.clone().any(|price| price != least);
    Some(inert(move || html! { p class="price" { @if from { "from " } (money_html(least)) } }))
}

/// A text with an empty line between its paragraphs.
pub fn prose(text: String) -> AnyView {
    inert(
        move || html! { div class="prose" { @for p in text.split("\n\n").filter(|p| !p.trim().is_empty()) { p { (p.trim()) } } } },
    )
}

/// A row of a list of facts.
pub fn fact(name: &str, value: impl Render) -> Markup {
    html! { div { dt { (name) } dd { (value) } } }
}

/// The same for what there may be nothing to say about.
pub fn fact_if_any(name: &str, value: &str) -> Markup {
    if value.is_empty() { Markup::default() } else { fact(name, value) }
}

/// How things leave the house and come back.
pub fn shipping_and_returns() -> impl IntoView {
    view! {
        <details class="fold">
            <summary>"Shipping and returns"</summary>
            <div class="prose"><p>"We pack every order by hand and ship it within two working days, with a tracking number by mail. Unworn and unused things can come back within 30 days; write to us first, so that we expect them."</p></div>
        </details>
    }
}
