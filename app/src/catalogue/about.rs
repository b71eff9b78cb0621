//! What the pages of a product and of its drop say alike.

use leptos::prelude::*;
use maud::{Markup, Render, html};

use crate::ui::inert;

/// A text with an empty line between its paragraphs.
pub fn prose(text: &str) -> AnyView {
    inert(
        html! { div class="prose" { @for p in text.split("\n\n").filter(|p| !p.trim().is_empty()) { p { (p.trim()) } } } },
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
