use leptos::prelude::*;
use shop::{DrawId, EntryId};

/// The one button that checks a draw in the visitor's browser.
///
/// Plain HTML that `crates/draw-web/js/check.js` brings to life on the press, so that the shop's module knows nothing of
/// it and each draw starts with an empty result. Without JavaScript the button leads to the way by hand.
#[component]
pub fn CheckDraw(
    /// The draw.
    draw: DrawId,
) -> impl IntoView {
    let html = format!(
        r#"<form data-check="draw" data-base="/draws/{draw}/" action="/draws/verify">
        <button class="button" data-kind="primary" data-size="big">Check this draw yourself</button>
        <p class="small muted">Your browser fetches what is published and computes the draw again.</p><div data-result></div></form>"#
    );
    view! { <div class="check-it" inner_html=html></div> }
}

/// Checks one entry by its id or its receipt.
#[component]
pub fn CheckEntry(
    /// The draw, where the page is about one; else the receipt says which.
    #[prop(optional)]
    draw: Option<DrawId>,
    /// The visitor's own entry.
    #[prop(optional_no_strip)]
    own: Option<EntryId>,
) -> impl IntoView {
    let base = draw.map_or_else(String::new, |draw| format!("/draws/{draw}/"));
    let label = if draw.is_some() { "Id of an entry, or the text of a receipt" } else { "The text of a receipt" };
    let own = own.map_or_else(String::new, |own| own.to_string());
    let html = format!(
        r#"<form class="form needs-script" data-check="entry" data-base="{base}">
        <div class="field"><label class="field-label" for="check-entry">{label}</label><textarea class="input hash" id="check-entry" name="entry" rows="2" spellcheck="false">{own}</textarea></div>
        <div class="field"><label class="field-label" for="check-receipt">Or the receipt as a file</label><input class="input" type="file" id="check-receipt" name="receipt" accept=".json,application/json"></div>
        <div class="form-actions"><button class="button">Check the entry</button></div><div data-result></div></form>"#
    );
    view! { <div inner_html=html></div> }
}

/// Checks one's own entry with one press.
#[component]
pub fn CheckOwnEntry(
    /// Its draw, whose list is sealed.
    draw: DrawId,
    /// The entry.
    entry: EntryId,
) -> impl IntoView {
    let html = format!(
        r#"<form data-check="entry" data-base="/draws/{draw}/" data-entry="{entry}" action="/draws/{draw}">
        <button class="button">Check my entry</button><div data-result></div></form>"#
    );
    view! { <div class="check-it" inner_html=html></div> }
}

/// Checks files that the visitor has.
#[component]
pub fn CheckFiles() -> impl IntoView {
    let file = |(name, file): (&str, &str)| {
        let accept = file.rsplit('.').next().unwrap_or_default();
        format!(
            r#"<div class="field"><label class="field-label" for="check-{name}">{file}</label><input class="input" type="file" id="check-{name}" name="{name}" accept=".{accept}"></div>"#
        )
    };
    let files: String = [
        ("record", "record.json"),
        ("entries", "entries.csv"),
        ("ranking", "ranking.csv"),
        ("allocations", "allocations.csv"),
        ("register", "register.csv"),
    ]
    .into_iter()
    .map(file)
    .collect();
    let html = format!(
        r#"<form class="form needs-script" data-check="files"><div class="form-row">{files}</div>
        <label class="check"><input class="check-box" type="checkbox" name="test_chain"><span class="check-label">Allow the test chain, whose draws prove nothing</span></label>
        <div class="form-actions"><button class="button" data-kind="primary">Check these files</button></div><div data-result></div></form>"#
    );
    view! { <div inner_html=html></div> }
}
