use leptos::prelude::*;
use shop::Money;

use super::inert::inert_span;

/// An amount of money in tabular figures, `EUR 140`.
#[component]
pub fn MoneyText(
    /// The amount.
    money: Money,
) -> impl IntoView {
    inert_span(r#"class="money num""#, &money.to_string())
}
