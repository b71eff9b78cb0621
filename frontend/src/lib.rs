//! Wakes the server-rendered page up in the browser. Each binary is a WebAssembly module.

use leptos::prelude::*;

/// Hydrates the page with the part of the app that rendered it.
pub fn hydrate<V: IntoView + 'static>(part: fn() -> V) {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(part);
    // For whoever has to know that the page answers now: browser tests, and styles.
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-hydrated", "true");
    }
}
