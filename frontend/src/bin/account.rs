//! The module of a shopper's own pages.

fn main() {}

/// Entry point, called by the script in `app::document`.
#[wasm_bindgen::prelude::wasm_bindgen]
pub async fn hydrate() {
    frontend::hydrate(app::Account).await;
}
