//! What the pages of a product and of its drop say alike.

use leptos::prelude::*;

/// A text with an empty line between its paragraphs.
pub fn paragraphs(text: &str) -> Vec<impl IntoView + use<>> {
    text.split("\n\n").filter(|p| !p.trim().is_empty()).map(|p| view! { <p>{p.trim().to_owned()}</p> }).collect()
}

/// A row of a list of facts; nothing where there is nothing to say.
pub fn fact(name: &'static str, value: String) -> impl IntoView {
    (!value.is_empty()).then(|| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
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
