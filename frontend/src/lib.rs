//! Wakes the server-rendered page up in the browser.

/// Entry point, called by the script that leptos puts into the page.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
    // For whoever has to know that the page answers now: browser tests, and styles.
    if let Some(root) = leptos::prelude::document().document_element() {
        let _ = root.set_attribute("data-hydrated", "true");
    }
}
