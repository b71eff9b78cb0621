//! The dashboard's module.

fn main() {}

/// Entry point, called by the script that leptos puts into the page.
#[wasm_bindgen::prelude::wasm_bindgen]
pub async fn hydrate() {
    frontend::hydrate(app::Dashboard).await;
}
