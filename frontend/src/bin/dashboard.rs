//! The dashboard's module.

fn main() {}

/// Entry point, called by the script in `app::document`.
#[wasm_bindgen::prelude::wasm_bindgen]
pub async fn hydrate() {
    frontend::hydrate(app::Dashboard).await;
}
