use leptos::{html, prelude::*};

/// All errors of a form, above it, each leading to its field. Takes the focus when it appears.
#[component]
pub fn ErrorSummary(
    /// The id of the field (empty: of the whole form) and the message.
    #[prop(into)]
    errors: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        errors.track();
        if let Some(node) = node.get() {
            // A lost focus costs nothing but convenience; the alert is read anyway.
            let _ = node.focus();
        }
    });
    let item = |(id, message): (String, String)| {
        let text = if id.is_empty() {
            message.into_any()
        } else {
            view! { <a class="link" href=format!("#{id}")>{message}</a> }.into_any()
        };
        view! { <li>{text}</li> }
    };
    view! {
        <Show when=move || errors.with(|all| !all.is_empty())>
            <div class="notice" data-tone="bad" role="alert" tabindex="-1" node_ref=node>
                <p class="notice-title">"Please check this"</p>
                <ul class="notice-list">{move || errors.get().into_iter().map(item).collect_view()}</ul>
            </div>
        </Show>
    }
}
