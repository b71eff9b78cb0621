use leptos::prelude::*;

use super::Tone;

/// One figure with its name.
#[component]
pub fn Stat(
    /// What is counted.
    #[prop(into)]
    label: String,
    /// The figure, formatted.
    #[prop(into)]
    value: Signal<String>,
    /// A remark: compared with what, since when.
    #[prop(optional, into)]
    note: Signal<Option<String>>,
    /// What the figure means.
    #[prop(optional, into)]
    tone: Signal<Tone>,
    /// Where the figure is broken down.
    #[prop(optional, into)]
    href: Option<String>,
) -> impl IntoView {
    let label = match href {
        Some(href) => view! { <a href=href>{label}</a> }.into_any(),
        None => label.into_any(),
    };
    view! {
        <div class="stat" data-tone=move || tone.get().as_str()>
            <p class="stat-label">{label}</p>
            <p class="stat-value num">{move || value.get()}</p>
            {move || note.get().map(|note| view! { <p class="stat-note">{note}</p> })}
        </div>
    }
    .into_any()
}
