use leptos::prelude::*;
use maud::{Markup, html};
use shop::Money;

use super::inert::inert;

/// An amount of money in tabular figures, `EUR 140`.
#[component]
pub fn MoneyText(
    /// The amount.
    money: Money,
) -> impl IntoView {
    inert(move || money_html(money))
}

/// [`MoneyText`] within inert text.
pub fn money_html(money: Money) -> Markup {
    html! { span class="money num" { (money.to_string()) } }
}
