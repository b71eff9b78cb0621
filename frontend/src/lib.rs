//! Wakes the server-rendered page up in the browser.

/// Entry point, called by the script that leptos puts into the page.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
}
