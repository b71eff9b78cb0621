use leptos::prelude::*;
use maud::{Markup, Render, html};
use shop::catalogue::{self, Availability, ProductCard};

use crate::ui::{Picture, Tone, badge_html, inert, money_html};

/// A picture of a product in what has been encoded of it.
#[component]
pub fn Shot(
    /// The picture.
    picture: catalogue::Picture,
    /// How wide it is drawn, as in `sizes`.
    #[prop(into)]
    sizes: String,
    /// The largest thing on the first screen.
    #[prop(optional)]
    priority: bool,
    /// The text beside it says what it shows, as in a card that is one link.
    #[prop(optional)]
    plain: bool,
) -> impl IntoView {
    inert(move || shot_html(&picture, if plain { "" } else { &picture.alt }, &sizes, priority))
}

/// [`Shot`] within inert text.
pub fn shot_html(picture: &catalogue::Picture, alt: &str, sizes: &str, priority: bool) -> Markup {
    let catalogue::Picture { width, height, colour, src, base, webp, avif, .. } = picture;
    let (width, height) = (*width, *height);
    Picture { src, base, widths: webp, avif, alt, width, height, colour, sizes, priority }.render()
}

/// Products in a grid. The pictures of the `first` of them are loaded at once.
pub fn grid(cards: Vec<ProductCard>, first: usize) -> AnyView {
    inert(move || html! { ul class="cards" { @for (nth, it) in cards.iter().enumerate() { (card(it, nth < first)) } } })
}

fn card(card: &ProductCard, priority: bool) -> Markup {
    html! {
        li class="card" {
            a href={ "/products/" (card.slug) } {
                span class="card-picture" {
                    @if let Some(picture) = &card.picture { (shot_html(picture, "", "(min-width: 64rem) 25vw, 50vw", priority)) }
                }
                span class="card-name" { (card.name) }
                " "
                span class="card-maker" { (card.maker) }
                " "
                span class="card-foot" {
                    @if let Some(price) = card.price { span { @if card.from { "from " } (money_html(price)) } }
                    " "
                    @if card.availability() == Availability::SoldOut { (badge_html("Sold out", Tone::Plain)) }
                }
            }
        }
    }
}
