//! Wakes the server-rendered page up in the browser. Each binary is a WebAssembly module.

use std::mem;
use std::sync::Arc;
use std::time::Duration;

use any_spawner::Executor;
use app::ui::{next_part, show_in_visitors_zone};
use futures::channel::oneshot;
use hydration_context::{HydrateSharedContext, SharedContext};
use leptos::prelude::*;
use leptos::tachys::dom::body;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::view::{PositionState, RenderHtml};

/// Hydrates the page with the module that rendered it, as `leptos::mount::hydrate_body` does, but in several tasks, so
/// that what is pressed in between does not wait for all of them. Until the last one is done the caller keeps presses
/// away from the page, which is but half awake.
pub async fn hydrate<V: IntoView + 'static>(module: fn() -> V) {
    console_error_panic_hook::set_once();
    // Fails only if it has been done.
    let _ = Executor::init_wasm_bindgen();
    let hydration = Arc::new(HydrateSharedContext::new());
    let owner = Owner::new_root(Some(Arc::clone(&hydration) as Arc<_>));
    let view = owner.with(|| module().into_view());
    next_task().await;
    let state = owner.with(|| view.hydrate::<true>(&Cursor::new(body().into()), &PositionState::default()));
    while let Some(part) = next_part() {
        next_task().await;
        part();
    }
    hydration.hydration_complete();
    // The page lives as long as its document.
    mem::forget((owner, state));
    // For whoever has to know that the page answers now: browser tests, and styles.
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-hydrated", "true");
        set_timeout(move || show_in_visitors_zone(&root), Duration::ZERO);
    }
}

async fn next_task() {
    let (begin, next) = oneshot::channel();
    set_timeout(
        || {
            let _ = begin.send(());
        },
        Duration::ZERO,
    );
    let _ = next.await;
}
