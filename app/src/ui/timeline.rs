use leptos::prelude::*;
use shop::At;

use super::{Tone, When};

/// What happened, in order.
#[component]
pub fn Timeline(
    /// The [`Event`]s.
    children: Children,
) -> impl IntoView {
    view! { <ol class="timeline">{children()}</ol> }
}

/// One thing that happened, or will.
#[component]
pub fn Event(
    /// What.
    #[prop(into)]
    title: String,
    /// When; nothing for what has no time yet.
    #[prop(optional_no_strip, into)]
    at: Option<At>,
    /// What it means.
    #[prop(optional)]
    tone: Tone,
    /// This is where things stand.
    #[prop(optional)]
    now: bool,
    /// Details.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <li class="event" data-tone=tone.as_str() aria-current=now.then_some("step")>
            <p class="event-title">{title}</p>
            {at.map(|at| view! { <p class="event-when"><When at=at /></p> })}
            {children.map(|children| view! { <div class="event-note">{children()}</div> })}
        </li>
    }
    .into_any()
}
