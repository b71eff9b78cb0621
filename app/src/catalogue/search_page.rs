use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use shop::catalogue::ProductList;

use super::collections_page::things;
use super::grid;
use super::server_fns::SearchProducts;
use crate::ask::ask;
use crate::load::loaded;
use crate::ui::{Empty, Glyph, Pager, Search};

/// Search results; the query is in the address.
#[component]
pub fn SearchPage() -> impl IntoView {
    let query = use_query_map();
    let found = ask(move || SearchProducts { q: query.read().get("q").unwrap_or_default(), page: page(&query.read()) });
    view! {
        <Meta name="robots" content="noindex"/>
        {loaded(found, move |list| {
            let (q, page) = asked_now(&query.read_untracked());
            view! { <Results list=list q=q page=page/> }.into_any()
        })}
    }
    .into_any()
}

fn page(query: &ParamsMap) -> i64 {
    query.get("page").and_then(|v| v.parse().ok()).unwrap_or(1).max(1)
}

fn asked_now(query: &ParamsMap) -> (String, i64) {
    (query.get("q").unwrap_or_default().trim().to_owned(), page(query))
}

fn address(q: &str, page: i64) -> String {
    let mut query = ParamsMap::new();
    query.insert("q", q.to_owned());
    query.insert("page", page.to_string());
    format!("/search{}", query.to_query_string())
}

#[component]
fn Results(list: ProductList, q: String, page: i64) -> impl IntoView {
    let title = if q.is_empty() { "Search".to_owned() } else { format!("Search: {q}") };
    let count = (!q.is_empty() && list.total > 0)
        .then(|| view! { <p class="muted num" role="status">{things(list.total)}" for “"{q.clone()}"”"</p> });
    let last = (page - 1) * list.per_page + i64::try_from(list.cards.len()).unwrap_or(0);
    let previous = (page > 1).then(|| address(&q, page - 1));
    let next = (last < list.total).then(|| address(&q, page + 1));
    let shown = format!("{}–{last} of {}", (page - 1) * list.per_page + 1, list.total);
    let body = if list.cards.is_empty() {
        view! { <Nothing q=q.clone()/> }.into_any()
    } else {
        view! { {grid(list.cards, 0)}<Pager previous=previous next=next shown=shown/> }.into_any()
    };
    view! {
        <Title text=title/>
        <div class="page">
            <header class="page-head"><h1 class="title">"Search"</h1><Search value=q/></header>
            {count}
            {body}
        </div>
    }
}

#[component]
fn Nothing(q: String) -> impl IntoView {
    let title =
        if q.is_empty() { "What are you looking for?".to_owned() } else { format!("Nothing found for “{q}”") };
    let hint = if q.is_empty() {
        "Type the name of a thing, a maker or a material."
    } else {
        "Try fewer words, or the name of a maker or a material."
    };
    view! {
        <Empty title=title icon=Glyph::Search>
            <p>{hint}" Or look through the "<a class="link" href="/collections">"collections"</a>"."</p>
        </Empty>
    }
}
