use leptos::prelude::*;

use super::{Glyph, Icon, Tone};

/// What happened, what it means, what to do. A screen reader hears it when it appears.
#[component]
pub fn Notice(
    /// What it means; `Bad` interrupts, the others wait their turn.
    #[prop(default = Tone::Info)]
    tone: Tone,
    /// What happened, in one sentence.
    #[prop(optional, into)]
    title: Option<String>,
    /// What it means and what to do.
    children: Children,
) -> impl IntoView {
    let glyph = match tone {
        Tone::Good => Glyph::Check,
        Tone::Warn | Tone::Bad => Glyph::Warn,
        Tone::Plain | Tone::Live | Tone::Info => Glyph::Info,
    };
    view! {
        <div class="notice" data-tone=tone.as_str() role=if tone == Tone::Bad { "alert" } else { "status" }>
            <Icon glyph=glyph />
            <div class="notice-body">
                {title.map(|title| view! { <p class="notice-title">{title}</p> })}
                <div class="notice-text">{children()}</div>
            </div>
        </div>
    }
    .into_any()
}

/// Where a list would be: says why it is empty and teaches the first step.
#[component]
pub fn Empty(
    /// What is not here yet.
    #[prop(into)]
    title: String,
    /// A picture of what would be here.
    #[prop(default = Glyph::Box)]
    icon: Glyph,
    /// The first step, with its link.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon glyph=icon />
            <p class="heading">{title}</p>
            <div class="empty-text">{children()}</div>
        </div>
    }
}
