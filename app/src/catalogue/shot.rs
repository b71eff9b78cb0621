use leptos::prelude::*;
use shop::catalogue::{self, Availability, ProductCard};

use crate::ui::{Badge, MoneyText, Picture, Tone};

/// A picture of a product in what has been encoded of it.
#[component]
pub fn Shot(
    /// The picture.
    picture: catalogue::Picture,
    /// How wide it is drawn, as in `sizes`.
    #[prop(default = "(min-width: 64rem) 25vw, 50vw".into(), into)]
    sizes: String,
    /// The largest thing on the first screen.
    #[prop(optional)]
    priority: bool,
    /// The text beside it says what it shows, as in a card that is one link.
    #[prop(optional)]
    plain: bool,
) -> impl IntoView {
    let catalogue::Picture { alt, width, height, colour, src, base, webp, avif, .. } = picture;
    let alt = if plain { String::new() } else { alt };
    view! { <Picture src=src base=base widths=webp avif=avif alt=alt width=width height=height colour=colour sizes=sizes priority=priority /> }
}

/// A product in a grid of cards: an `<li>`.
#[component]
pub fn Card(
    /// The product.
    card: ProductCard,
    /// Among the first on the page: its picture is loaded at once.
    #[prop(optional)]
    priority: bool,
) -> impl IntoView {
    let badge =
        (card.availability() == Availability::SoldOut).then(|| view! { <Badge label="Sold out" tone=Tone::Plain/> });
    let price = card.price.map(|money| {
        let from = card.from.then_some("from ");
        view! { <span>{from}<MoneyText money=money/></span> }
    });
    view! {
        <li class="card">
            <a href=format!("/products/{}", card.slug)>
                <span class="card-picture">{card.picture.map(|picture| view! { <Shot picture=picture plain=true priority=priority/> })}</span>
                <span class="card-name">{card.name}</span>
                " "
                <span class="card-maker">{card.maker}</span>
                " "
                <span class="card-foot">{price} " " {badge}</span>
            </a>
        </li>
    }
}
