use leptos::{html, prelude::*};

use super::{Glyph, Icon};

/// A modal `<dialog>` for extras that need JavaScript anyway. Escape and the button close it.
#[component]
pub fn Dialog(
    /// Opens and closes it; follows when the visitor closes it.
    open: RwSignal<bool>,
    /// What it is about.
    #[prop(into)]
    title: String,
    /// The content.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let (Some(dialog), wanted) = (node.get(), open.get()) else { return };
        if wanted && !dialog.open() {
            // Fails only when the element left the document, where there is nothing to show.
            let _ = dialog.show_modal();
        } else if !wanted && dialog.open() {
            dialog.close();
        }
    });
    let name = title.clone();
    view! {
        <dialog class="dialog" node_ref=node aria-label=name on:close=move |_| open.set(false)>
            <div class="dialog-head">
                <p class="heading">{title}</p>
                <button class="icon-button" type="button" aria-label="Close" on:click=move |_| open.set(false)><Icon glyph=Glyph::Close /></button>
            </div>
            {children()}
        </dialog>
    }
    .into_any()
}

/// Asks before what cannot be undone: a `<details>` that opens onto the form, below the button, so
/// that it works without JavaScript and a double press confirms nothing.
#[component]
pub fn Confirm(
    /// The button that opens it: `Cancel drop`.
    #[prop(into)]
    label: String,
    /// What will happen, in full.
    #[prop(into)]
    question: String,
    /// The look of the opening button.
    #[prop(default = "danger")]
    kind: &'static str,
    /// The form with its reason and its [`Submit`](super::Submit).
    children: Children,
) -> impl IntoView {
    view! {
        <details class="confirm">
            <summary class="button" data-kind=kind>{label}</summary>
            <div class="confirm-panel">
                <p class="confirm-question">{question}</p>
                {children()}
            </div>
        </details>
    }
    .into_any()
}
