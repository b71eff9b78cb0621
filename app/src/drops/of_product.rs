use leptos::prelude::*;
use maud::html;
use shop::ProductId;
use shop::drops::{DropCard, DropMode, DropState};

use super::server_fns::FindDropsOf;
use crate::ask::ask;
use crate::ui::{WhenStyle, inert, when_html};

/// The drops that sell a product now or soon, for its page; nothing when there are none.
#[component]
pub fn DropsOfProduct(
    /// The product.
    product: ProductId,
) -> impl IntoView {
    let found = ask(move || FindDropsOf { product });
    view! {
        <Transition>
            // Without them the page is still true: the list of drops has them all.
            {move || Suspend::new(async move { found.answer().await.unwrap_or_default().into_iter().map(line).collect_view() })}
        </Transition>
    }
}

fn line(card: DropCard) -> AnyView {
    let sold_out = card.mode == DropMode::FlashSale && card.free() == 0;
    let live = card.state != DropState::Scheduled;
    let word = match (card.mode, card.state) {
        (DropMode::FlashSale, DropState::Open) if sold_out => "Sold out for now; held ones may return",
        (DropMode::FlashSale, DropState::Open) => "On sale now, first come, first served",
        (DropMode::FlashSale, DropState::Paused) => "On sale, paused for a moment",
        (DropMode::Draw, DropState::Open) => "In a draw now",
        (DropMode::FlashSale, _) => "Next drop: first come, first served",
        (DropMode::Draw, _) => "Next drop: a draw",
    };
    let (lead, at) = if live { ("until ", card.closes_at) } else { ("opens ", card.opens_at) };
    let kind = (live && !sold_out).then_some("primary");
    let verb = if live { "Go to the drop" } else { "See the drop" };
    let tone = (live && !sold_out).then_some("live");
    inert(move || {
        html! {
            div class="panel" {
                p class="action-state" data-tone=[tone] { (word) }
                p class="muted small" { (lead) (when_html(at, WhenStyle::DateTime)) }
                a class="button" data-kind=[kind] data-width="full" href={ "/drops/" (card.slug) } { (verb) }
            }
        }
    })
}
