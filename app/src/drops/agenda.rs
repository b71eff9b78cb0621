use leptos::prelude::*;
use shop::drops::{DropCard, DropMode, DropState};

use crate::catalogue::Shot;
use crate::ui::{Badge, Tone, When, WhenStyle};

/// A drop in a timeline: an `<li>`.
#[component]
pub fn AgendaItem(
    /// The drop.
    card: DropCard,
) -> impl IntoView {
    let (label, tone) = badge(&card);
    let mode = match card.mode {
        DropMode::FlashSale => format!("First come · {} made", card.pledged()),
        DropMode::Draw => format!("Draw · {} to win", card.pledged()),
    };
    let at = if card.state == DropState::Open { card.closes_at } else { card.opens_at };
    let lead = (card.state == DropState::Open).then(|| view! { <span class="muted">"until "</span> });
    view! {
        <li class="agenda-item">
            <a href=format!("/drops/{}", card.slug)>
                <span class="agenda-when">{lead}<When at=at style=WhenStyle::Day/> " " <When at=at style=WhenStyle::Clock/></span>
                <span class="agenda-picture">{card.picture.map(|picture| view! { <Shot picture=picture plain=true sizes="8rem"/> })}</span>
                <span class="agenda-name">{card.name} " " <small>{card.maker}</small></span>
                " "
                <span class="agenda-mode">{mode}</span>
                " "
                <Badge label=label tone=tone/>
            </a>
        </li>
    }
}

/// One or two words that say how a drop stands.
pub fn badge(card: &DropCard) -> (String, Tone) {
    let (label, tone) = match card.state {
        DropState::Open if card.mode == DropMode::FlashSale && card.free() == 0 => ("Sold out", Tone::Plain),
        DropState::Open => ("Open now", Tone::Live),
        DropState::Paused => ("Paused", Tone::Warn),
        DropState::Scheduled => ("Soon", Tone::Info),
        DropState::Closed if card.mode == DropMode::Draw => ("Being drawn", Tone::Live),
        DropState::Sealed => ("Being drawn", Tone::Live),
        DropState::Drawn => ("Drawn", Tone::Good),
        DropState::Settled if card.mode == DropMode::Draw => ("Drawn", Tone::Good),
        DropState::Closed | DropState::Settled => ("Over", Tone::Plain),
        DropState::Void | DropState::Cancelled => ("Called off", Tone::Warn),
        DropState::Draft => ("Draft", Tone::Plain),
    };
    (label.to_owned(), tone)
}
