use leptos::prelude::*;
use shop::Money;
use shop::orders::{OrderLine, OrderState};

use crate::catalogue::Shot;
use crate::ui::{MoneyText, Tone};

/// The tone of a state's badge.
pub const fn tone(state: OrderState) -> Tone {
    match state {
        OrderState::PendingPayment => Tone::Live,
        OrderState::Paid | OrderState::Fulfilled | OrderState::Delivered => Tone::Good,
        OrderState::PartlyRefunded | OrderState::Refunded => Tone::Info,
        OrderState::Expired | OrderState::Cancelled => Tone::Plain,
    }
}

/// What was bought, with the sum.
#[component]
pub fn OrderLines(
    /// The lines.
    lines: Vec<OrderLine>,
    /// What it costs in all.
    total: Money,
) -> impl IntoView {
    let line = |line: OrderLine| {
        let sum = line.price.times(i64::from(line.quantity)).unwrap_or(line.price);
        let units = (line.quantity > 1).then(|| format!("{} × ", line.quantity));
        view! {
            <div class="sums-item">
                <span class="sums-picture">{line.picture.map(|picture| view! { <Shot picture=picture plain=true sizes="6rem"/> })}</span>
                <span class="sums-name">{line.name} " " <small>{units}{line.size}</small></span>
                <MoneyText money=sum/>
            </div>
        }
    };
    view! {
        <div class="sums">
            {lines.into_iter().map(line).collect_view()}
            <dl class="facts">
                <div><dt>"Shipping"</dt><dd>"Included"</dd></div>
                <div class="sums-total"><dt>"Total"</dt><dd><MoneyText money=total/></dd></div>
            </dl>
        </div>
    }
}
