use leptos::prelude::*;

/// The button that sends its form. Without JavaScript a plain submit button; hydrated, it ignores
/// presses while the action runs, and says so. It keeps the focus, since it is never `disabled`.
#[component]
pub fn Submit(
    /// A verb: `Enter the draw`.
    #[prop(into)]
    label: Signal<String>,
    /// The action runs.
    #[prop(optional, into)]
    pending: Signal<bool>,
    /// Shown meanwhile.
    #[prop(default = "One moment".into(), into)]
    pending_label: Signal<String>,
    /// `primary`, `danger`, `quiet`, or empty for the outlined button.
    #[prop(default = "primary")]
    kind: &'static str,
    /// `small`, `big`, or empty.
    #[prop(optional)]
    size: &'static str,
    /// As wide as the column.
    #[prop(optional)]
    wide: bool,
    /// Sends `name=value` where a form has several buttons.
    #[prop(optional, into)]
    name: Option<String>,
    /// See `name`.
    #[prop(optional, into)]
    value: Option<String>,
) -> impl IntoView {
    view! {
        <button class="button" type="submit" name=name value=value
            data-kind=(!kind.is_empty()).then_some(kind) data-size=(!size.is_empty()).then_some(size) data-width=wide.then_some("full")
            aria-disabled=move || pending.get().then_some("true")
            on:click=move |press| if pending.get_untracked() { press.prevent_default() }>
            {move || if pending.get() { pending_label.get() } else { label.get() }}
        </button>
    }
}
