use leptos::{html, prelude::*, wasm_bindgen::JsCast, web_sys::HtmlInputElement};

use super::field::{described_by, error_text, hint_text, retyped};

/// One option of a [`Choice`], such as a size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    value: String,
    label: String,
    note: Option<String>,
    disabled: bool,
    checked: bool,
}

impl Chip {
    /// An option that sends `value` and shows `label`.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), note: None, disabled: false, checked: false }
    }

    /// A short remark below the label: `3 left`.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Cannot be chosen, and why: `Sold out`.
    #[must_use]
    pub fn disabled(mut self, why: impl Into<String>) -> Self {
        self.note = Some(why.into());
        self.disabled = true;
        self
    }

    /// Chosen at first.
    #[must_use]
    pub fn checked(mut self, checked: bool) -> Self {
        self.checked = checked;
        self
    }
}

/// A choice of one from a few, as chips: radio buttons, so arrows move and forms send it.
#[component]
pub fn Choice(
    /// The name in the form.
    name: &'static str,
    /// What to choose: `Size, EU`.
    #[prop(into)]
    legend: String,
    /// The options in order; the reason of a disabled one is read with its label.
    #[prop(into)]
    options: Signal<Vec<Chip>>,
    /// The chosen value at first, over the chips' own `checked`.
    #[prop(optional, into)]
    value: Option<String>,
    /// Help that stays visible.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with it and what to do.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Hears the value on every change.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let chosen = RwSignal::new(
        retyped(name)
            .or(value)
            .or_else(|| options.with_untracked(|all| all.iter().find(|c| c.checked).map(|c| c.value.clone()))),
    );
    let hinted = hint.is_some();
    let node = NodeRef::<html::Fieldset>::new();
    let choose = move |value: String| {
        chosen.set(Some(value.clone()));
        if let Some(hear) = on_change {
            hear.run(value);
        }
    };
    // What was chosen before the page was hydrated, or restored by the browser, sent no event here.
    Effect::new(move |_| {
        let found = node.get().and_then(|all| all.query_selector(":checked").ok().flatten());
        let Some(input) = found.and_then(|found| found.dyn_into::<HtmlInputElement>().ok()) else { return };
        if chosen.with_untracked(|c| c.as_deref() != Some(&*input.value())) {
            choose(input.value());
        }
    });
    let chip = move |Chip { value, label, note, disabled, .. }: Chip| {
        let is_chosen = chosen.with_untracked(|c| c.as_ref() == Some(&value));
        let id = format!("{name}-{value}");
        let of_chip = value.clone();
        let of = id.clone();
        view! {
            <label class="chip" for=of>
                <input class="chip-input" type="radio" id=id name=name value=value checked=is_chosen disabled=disabled required=true on:change=move |_| choose(of_chip.clone()) />
                <span class="chip-label">{label}</span>
                {note.map(|note| view! { " " <span class="chip-note">{note}</span> })}
            </label>
        }
    };
    view! {
        <fieldset class="choice" node_ref=node aria-describedby=move || described_by(name, hinted, error.with(Option::is_some))>
            <legend class="field-label">{legend}</legend>
            {hint_text(name, hint)}
            <div class="chips">{move || options.get().into_iter().map(chip).collect_view()}</div>
            {error_text(name, error)}
        </fieldset>
    }
    .into_any()
}
