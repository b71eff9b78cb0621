use leptos::prelude::*;
use maud::{Markup, html};
use shop::drops::{DropCard, DropMode, DropState};

use crate::catalogue::shot_html;
use crate::ui::{Tone, WhenStyle, badge_html, inert, when_html};

/// Drops in a timeline.
pub fn agenda(cards: Vec<DropCard>) -> AnyView {
    inert(move || html! { ol class="agenda" { @for card in &cards { (item(card)) } } })
}

fn item(card: &DropCard) -> Markup {
    let (label, tone) = badge(card);
    let open = card.state == DropState::Open;
    let at = if open { card.closes_at } else { card.opens_at };
    html! {
        li class="agenda-item" {
            a href={ "/drops/" (card.slug) } {
                span class="agenda-when" {
                    @if open { span class="muted" { "until " } }
                    (when_html(at, WhenStyle::Day)) " " (when_html(at, WhenStyle::Clock))
                }
                span class="agenda-picture" { @if let Some(picture) = &card.picture { (shot_html(picture, "", "8rem", false)) } }
                span class="agenda-name" { (card.name) " " small { (card.maker) } }
                " "
                span class="agenda-mode" {
                    @match card.mode {
                        DropMode::FlashSale => { "First come · " (card.pledged()) " made" }
                        DropMode::Draw => { "Draw · " (card.pledged()) " to win" }
                    }
                }
                " "
                (badge_html(&label, tone))
            }
        }
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
