use leptos::prelude::*;
use maud::html;

use super::icon::icon_html;
use super::inert::inert;
use super::{Glyph, Icon};

/// The way from home to here.
#[component]
pub fn Breadcrumbs(
    /// Address and name of each step, outermost first.
    trail: Vec<(String, String)>,
    /// The name of this page.
    #[prop(into)]
    here: String,
) -> impl IntoView {
    inert(move || {
        html! {
            nav class="crumbs" aria-label="Breadcrumbs" {
                ol {
                    @for (href, name) in &trail { li { a href=(href) { (name) } } }
                    li aria-current="page" { (here) }
                }
            }
        }
    })
}

/// Links to the pages before and after. Nothing when there is only one.
#[component]
pub fn Pager(
    /// Address of the page before.
    #[prop(optional_no_strip)]
    previous: Option<String>,
    /// Address of the page after.
    #[prop(optional_no_strip)]
    next: Option<String>,
    /// What is on this page: `1–50 of 412`.
    #[prop(optional, into)]
    shown: String,
) -> impl IntoView {
    (previous.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label="Pages">
                {previous.map(|href| view! { <a class="button" data-size="small" rel="prev" href=href><Icon glyph=Glyph::Back />"Previous"</a> })}
                <span class="pager-shown num">{shown}</span>
                {next.map(|href| view! { <a class="button" data-size="small" rel="next" href=href>"Next"<Icon glyph=Glyph::Forward /></a> })}
            </nav>
        }
    })
}

/// Links of a list without page numbers, the newest first: on to what is older, and back to the start.
#[component]
pub fn OlderPager(
    /// Address of the first page, unless this is it.
    #[prop(optional_no_strip)]
    newest: Option<String>,
    /// Address of the page of older things, if there are any.
    #[prop(optional_no_strip)]
    older: Option<String>,
) -> impl IntoView {
    (newest.is_some() || older.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label="Pages">
                {newest.map(|href| view! { <a class="button" data-size="small" href=href><Icon glyph=Glyph::Back />"Newest"</a> })}
                {older.map(|href| view! { <a class="button" data-size="small" rel="next" href=href>"Older"<Icon glyph=Glyph::Forward /></a> })}
            </nav>
        }
    })
}

/// A search form; it sends `q` by GET, so the result has an address.
#[component]
pub fn Search(
    /// What was searched.
    #[prop(optional, into)]
    value: String,
    /// Where the form goes.
    #[prop(default = "/search".into(), into)]
    action: String,
    /// What is searched.
    #[prop(default = "Search the shop".into(), into)]
    label: String,
    /// One line without a button, for headers and toolbars.
    #[prop(optional)]
    compact: bool,
) -> impl IntoView {
    inert(move || {
        html! {
            form class="search" role="search" method="get" action=(action) data-size=[compact.then_some("compact")] {
                (icon_html(Glyph::Search))
                input class="input" type="search" name="q" value=(value) aria-label=(label) placeholder=(label) autocomplete="off" enterkeyhint="search";
                @if !compact { button class="button" type="submit" { "Search" } }
            }
        }
    })
}
