use leptos::prelude::*;

/// What was typed into the form around, when it comes back refused: over the values at first.
#[derive(Clone)]
pub struct Retyped(pub Vec<(String, String)>);

/// What was typed into this field, when it comes back refused.
pub(super) fn retyped(name: &str) -> Option<String> {
    let Retyped(fields) = use_context()?;
    fields.into_iter().find(|(field, _)| field == name).map(|(_, typed)| typed)
}

/// Whether the box is ticked to begin with.
fn ticked_at_first(name: &str, value: &str, checked: bool) -> bool {
    let Some(Retyped(fields)) = use_context() else { return checked };
    fields.iter().any(|(field, typed)| field == name && typed == value)
}

/// The ids of hint and error of the control `id`, for `aria-describedby`; `None` when there is neither.
pub(super) fn described_by(id: &str, hint: bool, error: bool) -> Option<String> {
    match (hint, error) {
        (false, false) => None,
        (true, false) => Some(format!("{id}-hint")),
        (false, true) => Some(format!("{id}-error")),
        (true, true) => Some(format!("{id}-error {id}-hint")),
    }
}

/// The hint of the control `id`.
pub(super) fn hint_text(id: &str, hint: Option<String>) -> impl IntoView + use<> {
    let id = format!("{id}-hint");
    hint.map(|hint| view! { <p class="field-hint" id=id>{hint}</p> })
}

/// The error of the control `id`, while there is one.
pub(super) fn error_text(id: &str, error: Signal<Option<String>>) -> impl IntoView + use<> {
    let id = format!("{id}-error");
    move || error.get().map(|error| view! { <p class="field-error" id=id.clone()>{error}</p> })
}

/// A labelled input with its hint and its error.
#[component]
pub fn Field(
    /// The name in the form; also the id, unless `id` is given.
    name: &'static str,
    /// What to fill in.
    #[prop(into)]
    label: String,
    /// The input's `type`.
    #[prop(default = "text")]
    kind: &'static str,
    /// The value at first.
    #[prop(optional, into)]
    value: String,
    /// Help that stays visible.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with it and what to do.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The `autocomplete` token.
    #[prop(optional, into)]
    autocomplete: Option<&'static str>,
    /// The on-screen keyboard.
    #[prop(optional, into)]
    inputmode: Option<&'static str>,
    /// Must be filled in.
    #[prop(optional)]
    required: bool,
    /// Can be read, not changed.
    #[prop(optional)]
    readonly: bool,
    /// Takes the focus when the page opens.
    #[prop(optional)]
    autofocus: bool,
    /// Least number or date.
    #[prop(optional, into)]
    min: Option<String>,
    /// Greatest number or date.
    #[prop(optional, into)]
    max: Option<String>,
    /// Step of numbers.
    #[prop(optional, into)]
    step: Option<String>,
    /// Pattern that the browser checks.
    #[prop(optional, into)]
    pattern: Option<String>,
    /// An example; never the label.
    #[prop(optional, into)]
    placeholder: Option<String>,
    /// Fewest characters.
    #[prop(optional)]
    minlength: Option<u32>,
    /// Most characters.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// A unit in front, such as `EUR`.
    #[prop(optional, into)]
    prefix: Option<String>,
    /// The id, where one name occurs twice on a page.
    #[prop(optional, into)]
    id: Option<String>,
) -> impl IntoView {
    let value = retyped(name).unwrap_or(value);
    let id = id.unwrap_or_else(|| name.to_owned());
    let hinted = hint.is_some();
    let described = {
        let id = id.clone();
        move || described_by(&id, hinted, error.with(Option::is_some))
    };
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{label}</label>
            {hint_text(&id, hint)}
            <span class="input-group">
                {prefix.map(|prefix| view! { <span class="input-prefix" aria-hidden="true">{prefix}</span> })}
                <input class="input" id=id.clone() name=name type=kind value=value autocomplete=autocomplete inputmode=inputmode
                    required=required readonly=readonly autofocus=autofocus min=min max=max step=step pattern=pattern
                    placeholder=placeholder minlength=minlength maxlength=maxlength
                    aria-invalid=move || error.with(Option::is_some).then_some("true") aria-describedby=described />
            </span>
            {error_text(&id, error)}
        </div>
    }
    .into_any()
}

/// A labelled text of several lines.
#[component]
pub fn TextArea(
    /// The name in the form; also the id, unless `id` is given.
    name: &'static str,
    /// What to fill in.
    #[prop(into)]
    label: String,
    /// The text at first.
    #[prop(optional, into)]
    value: String,
    /// Help that stays visible.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with it and what to do.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Must be filled in.
    #[prop(optional)]
    required: bool,
    /// Lines that are visible at first.
    #[prop(default = 4)]
    rows: u32,
    /// Most characters.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// The id, where one name occurs twice on a page.
    #[prop(optional, into)]
    id: Option<String>,
) -> impl IntoView {
    let value = retyped(name).unwrap_or(value);
    let id = id.unwrap_or_else(|| name.to_owned());
    let hinted = hint.is_some();
    let described = {
        let id = id.clone();
        move || described_by(&id, hinted, error.with(Option::is_some))
    };
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{label}</label>
            {hint_text(&id, hint)}
            <textarea class="input" id=id.clone() name=name rows=rows required=required maxlength=maxlength
                aria-invalid=move || error.with(Option::is_some).then_some("true") aria-describedby=described>{value}</textarea>
            {error_text(&id, error)}
        </div>
    }
    .into_any()
}

/// A labelled choice of one from a list that is too long for [`Choice`](super::Choice).
#[component]
pub fn Select(
    /// The name in the form; also the id, unless `id` is given.
    name: &'static str,
    /// What to choose.
    #[prop(into)]
    label: String,
    /// Values with what is shown for them.
    options: Vec<(String, String)>,
    /// The chosen value at first.
    #[prop(optional, into)]
    value: String,
    /// Help that stays visible.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with it and what to do.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Must be chosen.
    #[prop(optional)]
    required: bool,
    /// The id, where one name occurs twice on a page.
    #[prop(optional, into)]
    id: Option<String>,
) -> impl IntoView {
    let value = retyped(name).unwrap_or(value);
    let id = id.unwrap_or_else(|| name.to_owned());
    let hinted = hint.is_some();
    let described = {
        let id = id.clone();
        move || described_by(&id, hinted, error.with(Option::is_some))
    };
    let options = options.into_iter().map(move |(of, shown)| {
        let chosen = of == value;
        view! { <option value=of selected=chosen>{shown}</option> }
    });
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{label}</label>
            {hint_text(&id, hint)}
            <select class="input" id=id.clone() name=name required=required
                aria-invalid=move || error.with(Option::is_some).then_some("true") aria-describedby=described>
                {options.collect_view()}
            </select>
            {error_text(&id, error)}
        </div>
    }
    .into_any()
}

/// One yes or no.
#[component]
pub fn Checkbox(
    /// The name in the form; also the id, unless `id` is given.
    name: &'static str,
    /// What a tick means.
    #[prop(into)]
    label: String,
    /// Ticked at first.
    #[prop(optional)]
    checked: bool,
    /// What the form sends when it is ticked.
    #[prop(optional, into)]
    value: Option<String>,
    /// Help that stays visible.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with it and what to do.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The id, where one name occurs twice on a page.
    #[prop(optional, into)]
    id: Option<String>,
) -> impl IntoView {
    let value = value.unwrap_or_else(|| "true".to_owned());
    let checked = ticked_at_first(name, &value, checked);
    let id = id.unwrap_or_else(|| name.to_owned());
    let hinted = hint.is_some();
    let described = {
        let id = id.clone();
        move || described_by(&id, hinted, error.with(Option::is_some))
    };
    view! {
        <div class="check">
            <input class="check-box" type="checkbox" id=id.clone() name=name value=value checked=checked
                aria-invalid=move || error.with(Option::is_some).then_some("true") aria-describedby=described />
            <label class="check-label" for=id.clone()>{label}</label>
            {hint_text(&id, hint)}
            {error_text(&id, error)}
        </div>
    }
    .into_any()
}
