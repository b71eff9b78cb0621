use leptos::prelude::*;

/// A hash or an id in a table by its beginning, which tells rows apart; the whole of it is its title, and in the file
/// that the table is of.
#[component]
pub fn Digest(
    /// In hex.
    of: String,
) -> impl IntoView {
    let short: String = of.chars().take(12).collect();
    view! { <span class="mono small nowrap" title=of>{short}"…"</span> }
}
