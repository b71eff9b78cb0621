use leptos::prelude::*;
use shop::Money;

/// An amount of money in tabular figures, `EUR 140`.
#[component]
pub fn MoneyText(
    /// The amount.
    money: Money,
) -> impl IntoView {
    view! { <span class="money num">{money.to_string()}</span> }
}
