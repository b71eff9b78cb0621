use leptos::prelude::*;
use leptos_meta::Title;
use shop::drops::{Agenda, DropCard};

use super::agenda;
use super::server_fns::FindAgenda;
use crate::ask::ask;
use crate::load::loaded;
use crate::ui::Empty;

/// All drops: live, coming, over.
#[component]
pub fn DropsPage() -> impl IntoView {
    let found = ask(|| FindAgenda {});
    view! {
        <Title text="Drops"/>
        <div class="page">
            <header class="page-head">
                <h1 class="title">"Drops"</h1>
                <p class="lead">"Everything here is made in small numbers. Some of it goes to whoever comes first, some by a draw that anyone can check."</p>
            </header>
            {loaded(found, |agenda| view! { <Lists lists=agenda/> }.into_any())}
        </div>
    }
    .into_any()
}

#[component]
fn Lists(lists: Agenda) -> impl IntoView {
    if lists.live.is_empty() && lists.upcoming.is_empty() && lists.finished.is_empty() {
        return view! {
            <Empty title="No drops yet">
                <p>"The first one is being made. Until then, "<a class="link" href="/collections">"look around the collections"</a>"."</p>
            </Empty>
        }
        .into_any();
    }
    view! {
        {section("Live", lists.live)}
        {section("Coming", lists.upcoming)}
        {section("Over", lists.finished)}
    }
    .into_any()
}

fn section(title: &'static str, cards: Vec<DropCard>) -> Option<impl IntoView> {
    (!cards.is_empty()).then(|| {
        view! {
            <section class="section">
                <div class="section-head"><h2>{title}</h2></div>
                {agenda(cards)}
            </section>
        }
    })
}
