//! Wakes the server-rendered page up in the browser. The shop and the dashboard are a WebAssembly module each.

use leptos::prelude::*;

/// Hydrates the page with the half of the app that rendered it.
pub fn hydrate<V: IntoView + 'static>(half: fn() -> V) {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(half);
    // For whoever has to know that the page answers now: browser tests, and styles.
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-hydrated", "true");
    }
}
