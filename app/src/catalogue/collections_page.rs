use leptos::prelude::*;
use leptos_meta::Title;
use maud::{Markup, html};
use shop::catalogue::CollectionCard;

use super::server_fns::FindCollections;
use super::shot_html;
use crate::ask::ask;
use crate::load::loaded;
use crate::ui::{Empty, Glyph, inert};

/// All collections.
#[component]
pub fn CollectionsPage() -> impl IntoView {
    let found = ask(|| FindCollections {});
    view! {
        <Title text="Collections"/>
        {loaded(found, |collections| view! { <Collections collections=collections/> }.into_any())}
    }
    .into_any()
}

#[component]
fn Collections(collections: Vec<CollectionCard>) -> impl IntoView {
    let body = if collections.is_empty() {
        view! {
            <Empty title="No collections yet" icon=Glyph::Stack>
                <p>"They appear here when the shop has put its first products into one. "<a class="link" href="/drops">"See the drops"</a></p>
            </Empty>
        }
        .into_any()
    } else {
        inert(move || html! { ul class="cards" data-size="large" { @for it in &collections { (card(it)) } } })
    };
    view! {
        <div class="page">
            <header class="page-head"><h1 class="title">"Collections"</h1></header>
            {body}
        </div>
    }
}

fn card(collection: &CollectionCard) -> Markup {
    let sizes = "(min-width: 80rem) 33vw, (min-width: 48rem) 50vw, 100vw";
    html! {
        li class="card" {
            a href={ "/collections/" (collection.slug) } {
                span class="card-picture" { @if let Some(picture) = &collection.picture { (shot_html(picture, "", sizes, false)) } }
                span class="card-name" { (collection.name) }
                " "
                span class="card-maker" { (collection.description) }
                " "
                span class="card-foot muted num" { (things(collection.products)) }
            }
        }
    }
}

/// `1 thing`, `8 things`.
pub(super) fn things(count: i64) -> String {
    if count == 1 { "1 thing".to_owned() } else { format!("{count} things") }
}
